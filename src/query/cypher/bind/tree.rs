//! What an expression of the tree has inside, for rules that are about the text: which part of
//! it aggregates, which part is a column already.

use crate::syntax::{AccessKind, Expression, ExpressionKind, MapProjectionItem, TestKind};

use super::super::aggregate;
use super::call::full_name;

/// The expressions directly inside another. Those inside subqueries and patterns are left out:
/// they are bound where they stand.
pub(super) fn children(expression: &mut Expression) -> Vec<&mut Expression> {
    if has_parts(expression) {
        return parts(expression);
    }
    match &mut expression.kind {
        ExpressionKind::List(items)
        | ExpressionKind::Or(items)
        | ExpressionKind::Xor(items)
        | ExpressionKind::And(items) => items.iter_mut().collect(),
        ExpressionKind::Map(entries) => entries.iter_mut().map(|it| &mut it.value).collect(),
        ExpressionKind::MapProjection(it) => {
            let entries = it.items.iter_mut().filter_map(|item| match item {
                MapProjectionItem::Entry(entry) => Some(&mut entry.value),
                _ => None,
            });
            entries.collect()
        }
        ExpressionKind::Not(inner) => vec![inner],
        ExpressionKind::Signed { operand, .. } => vec![operand],
        ExpressionKind::HasLabels { base, .. } => vec![base],
        ExpressionKind::Comparison { first, rest } => {
            let rest = rest.iter_mut().map(|it| &mut it.operand);
            std::iter::once(&mut **first).chain(rest).collect()
        }
        ExpressionKind::Arithmetic { first, rest } => {
            let rest = rest.iter_mut().map(|it| &mut it.operand);
            std::iter::once(&mut **first).chain(rest).collect()
        }
        ExpressionKind::Tests { subject, tests } => {
            let operands = tests.iter_mut().filter_map(|test| match &mut test.kind {
                TestKind::StartsWith(it)
                | TestKind::EndsWith(it)
                | TestKind::Contains(it)
                | TestKind::Matches(it)
                | TestKind::In(it) => Some(it),
                TestKind::IsNull | TestKind::IsNotNull => None,
            });
            std::iter::once(&mut **subject).chain(operands).collect()
        }
        ExpressionKind::Access { base, steps } => {
            let operands = steps.iter_mut().flat_map(|step| match &mut step.kind {
                AccessKind::Property(_) => Vec::new(),
                AccessKind::Index(it) => vec![it],
                AccessKind::Slice { from, to } => from.iter_mut().chain(to).collect(),
            });
            std::iter::once(&mut **base).chain(operands).collect()
        }
        _ => Vec::new(),
    }
}

fn has_parts(expression: &Expression) -> bool {
    matches!(
        expression.kind,
        ExpressionKind::Case(_)
            | ExpressionKind::Call(_)
            | ExpressionKind::ListComprehension(_)
            | ExpressionKind::Quantified(_)
            | ExpressionKind::Reduce(_)
    )
}

/// Kinds whose parts stand in boxes of their own.
fn parts(expression: &mut Expression) -> Vec<&mut Expression> {
    match &mut expression.kind {
        ExpressionKind::Case(it) => {
            let branches = it.branches.iter_mut();
            let branches = branches.flat_map(|branch| [&mut branch.when, &mut branch.then]);
            let subject = it.subject.iter_mut();
            subject.chain(branches).chain(&mut it.otherwise).collect()
        }
        ExpressionKind::Call(it) => it.arguments.iter_mut().collect(),
        ExpressionKind::ListComprehension(it) => {
            let list = std::iter::once(&mut it.list);
            list.chain(&mut it.predicate)
                .chain(&mut it.projection)
                .collect()
        }
        ExpressionKind::Quantified(it) => vec![&mut it.list, &mut it.predicate],
        ExpressionKind::Reduce(it) => vec![&mut it.initial, &mut it.list, &mut it.step],
        _ => Vec::new(),
    }
}

/// The variables that an expression brings with it for some of its parts.
pub(super) fn own_variables(expression: &Expression) -> Vec<&str> {
    match &expression.kind {
        ExpressionKind::ListComprehension(it) => vec![&it.variable.text],
        ExpressionKind::Quantified(it) => vec![&it.variable.text],
        ExpressionKind::Reduce(it) => vec![&it.variable.text, &it.accumulator.text],
        _ => Vec::new(),
    }
}

/// Whether it is a call of an aggregating function.
pub(super) fn is_aggregate(expression: &Expression) -> bool {
    match &expression.kind {
        ExpressionKind::CountAll => true,
        ExpressionKind::Call(call) => aggregate::find(&full_name(call)).is_some(),
        _ => false,
    }
}

/// Whether there is such an expression in it.
pub(super) fn has(expression: &mut Expression, wanted: fn(&Expression) -> bool) -> bool {
    wanted(expression)
        || children(expression)
            .into_iter()
            .any(|child| has(child, wanted))
}

/// Whether it is what a group may be told by within an aggregating expression: a variable, or
/// properties of one.
pub(super) fn is_simple(expression: &Expression) -> bool {
    let mut inner = expression;
    if let ExpressionKind::Access { base, steps } = &inner.kind {
        let is_property = |kind: &AccessKind| matches!(kind, AccessKind::Property(_));
        if !steps.iter().all(|step| is_property(&step.kind)) {
            return false;
        }
        inner = base;
    }
    matches!(inner.kind, ExpressionKind::Variable(_))
}

/// Puts variables where an expression stands that is known under a name, which `known` gives. The
/// outermost counts; nothing is put inside of what aggregates, nor where a
/// comprehension has a variable of its own by which the text would mean something else.
pub(super) fn substitute(
    expression: &mut Expression,
    known: &dyn Fn(&Expression) -> Option<String>,
) {
    if let Some(name) = known(expression) {
        expression.kind = ExpressionKind::Variable(name);
        return;
    }
    if is_aggregate(expression) {
        return;
    }
    let own: Vec<String> = own_variables(expression)
        .into_iter()
        .map(str::to_owned)
        .collect();
    let unless_own = |child: &Expression| {
        let text = child.to_string();
        match own.iter().any(|own| mentions(&text, own)) {
            true => None,
            false => known(child),
        }
    };
    for child in children(expression) {
        substitute(child, &unless_own);
    }
}

/// Whether a word stands in a text.
fn mentions(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part)
    })
}

/// The first variable outside of what aggregates that is not among those allowed.
pub(super) fn stray<'e>(
    expression: &'e mut Expression,
    allowed: &dyn Fn(&str) -> bool,
) -> Option<&'e mut Expression> {
    if is_aggregate(expression) {
        return None;
    }
    if let ExpressionKind::Variable(name) = &expression.kind {
        return match allowed(name) {
            true => None,
            false => Some(expression),
        };
    }
    let own: Vec<String> = own_variables(expression)
        .into_iter()
        .map(str::to_owned)
        .collect();
    let allowed = |name: &str| own.iter().any(|own| own == name) || allowed(name);
    children(expression)
        .into_iter()
        .find_map(|child| stray(child, &allowed))
}

/// The same within what aggregates.
pub(super) fn stray_within<'e>(
    expression: &'e mut Expression,
    allowed: &dyn Fn(&str) -> bool,
) -> Option<&'e mut Expression> {
    let aggregates = is_aggregate(expression);
    children(expression)
        .into_iter()
        .find_map(|child| match aggregates {
            true => stray(child, allowed),
            false => stray_within(child, allowed),
        })
}
