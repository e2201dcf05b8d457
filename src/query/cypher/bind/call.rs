//! Calls: functions found by name, arguments checked.

use crate::query::QueryError;
use crate::syntax::{Call, ExpressionKind, Span};

use super::super::aggregate::{self, AGGREGATES};
use super::super::expr::{Expr, ExprKind, Test};
use super::super::fault::Fault;
use super::super::function::{self, functions};
use super::super::types::Type;
use super::expression::{Binder, Result, check};
use super::scope::Scope;

pub(super) fn bind<'g>(
    binder: &mut Binder<'_, 'g>,
    call: &Call,
    span: Span,
) -> Result<(ExprKind<'g>, Type)> {
    let name = full_name(call);
    if aggregate::find(&name).is_some() {
        return binder.hooks.aggregate(Some(call), span, binder.scope);
    }
    if name.eq_ignore_ascii_case("exists")
        && let [only] = call.arguments.as_slice()
    {
        // `exists(n.name)`, as it was written of old; of a pattern it is the pattern itself.
        let (inner, known) = binder.bind(only)?;
        let is_pattern = matches!(only.kind, ExpressionKind::Pattern(_));
        let kind = match is_pattern {
            true => inner.kind,
            false => ExprKind::Test(Box::new(inner), Test::IsNotNull),
        };
        return Ok((kind, if is_pattern { known } else { Type::Boolean }));
    }
    let Some(function) = function::find(&name) else {
        return Err(unknown(&name, span));
    };
    if call.distinct {
        let message = format!("DISTINCT is for aggregating functions, which {name} is not");
        return Err(QueryError::at(span, message).fault(Fault::syntax("UnexpectedSyntax")));
    }
    let count = call.arguments.len();
    if !function.arity.contains(&count) {
        return Err(miscounted(
            function.name,
            &function.arity,
            count,
            function.example,
            span,
        ));
    }
    let (arguments, types) = binder.all(&call.arguments)?;
    for (i, (argument, known)) in arguments.iter().zip(&types).enumerate() {
        check(function.kinds_of(i), known, argument.span)?;
    }
    let known = (function.gives)(&types);
    Ok((ExprKind::Call(function, arguments), known))
}

/// The name of a call, with its namespaces.
pub(crate) fn full_name(call: &Call) -> String {
    let parts: Vec<&str> = call.name.iter().map(|part| part.text.as_str()).collect();
    parts.join(".")
}

/// Checks the arguments of an aggregating function and tells its type.
///
/// # Errors
/// They are too many or too few, or surely of the wrong type.
pub(crate) fn check_aggregate(
    row: &aggregate::Aggregate,
    arguments: &[(Expr<'_>, Type)],
    span: Span,
) -> Result<Type> {
    if !row.arity.contains(&arguments.len()) {
        return Err(miscounted(
            row.name,
            &row.arity,
            arguments.len(),
            row.example,
            span,
        ));
    }
    let mut types = Vec::with_capacity(arguments.len());
    for (i, (argument, known)) in arguments.iter().enumerate() {
        check(row.kinds_of(i), known, argument.span)?;
        types.push(known.clone());
    }
    Ok((row.gives)(&types))
}

fn miscounted(
    name: &str,
    arity: &std::ops::RangeInclusive<usize>,
    count: usize,
    example: &str,
    span: Span,
) -> QueryError {
    let wanted = match (*arity.start(), *arity.end()) {
        (least, usize::MAX) => format!("{least} or more"),
        (least, most) if least == most => least.to_string(),
        (least, most) => format!("{least} to {most}"),
    };
    let message = format!("{name} takes {wanted} arguments, not {count}");
    let error = QueryError::at(span, message).fault(Fault::syntax("InvalidNumberOfArguments"));
    error.hint(format!("for example {example}"))
}

fn unknown(name: &str, span: Span) -> QueryError {
    let message = format!("there is no function {name:?}");
    let error = QueryError::at(span, message).fault(Fault::syntax("UnknownFunction"));
    let known = functions().map(|it| it.name);
    match nearest(name, known.chain(AGGREGATES.iter().map(|it| it.name))) {
        Some(near) => error.hint(format!("did you mean {near}?")),
        None => error,
    }
}

/// The error for a variable that is not in scope.
pub(crate) fn undefined(name: &str, span: Span, scope: &Scope) -> QueryError {
    /// More than these are not listed.
    const LISTED: usize = 8;
    let message = format!("no variable is called {name:?} here");
    let error = QueryError::at(span, message).fault(Fault::syntax("UndefinedVariable"));
    let known: Vec<&str> = scope.variables.iter().map(|it| it.name.as_str()).collect();
    match (nearest(name, known.iter().copied()), known.as_slice()) {
        (Some(near), _) => error.hint(format!("did you mean {near}?")),
        (None, []) => {
            error.hint("give a node or relationship of the pattern a variable, as in (n)")
        }
        (None, known) if known.len() <= LISTED => {
            error.hint(format!("there are {}", known.join(", ")))
        }
        (None, _) => error,
    }
}

/// The name most like a mistyped one, if any is like it at all; the first of equals.
pub(crate) fn nearest<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    let wanted = name.to_lowercase();
    let mut best: Option<(f64, &str)> = None;
    for name in names {
        let alike = strsim::normalized_damerau_levenshtein(&name.to_lowercase(), &wanted);
        if alike >= 0.6 && best.is_none_or(|(most, _)| alike > most) {
            best = Some((alike, name));
        }
    }
    best.map(|(_, name)| name)
}
