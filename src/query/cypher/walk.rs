//! What an expression made ready has inside, and what it reads.

use super::expr::{Expr, ExprKind, ProjectionPart, Test};

/// Calls `visit` with each expression directly inside another.
pub(super) fn each_child<'e, 'g>(expr: &'e Expr<'g>, visit: &mut dyn FnMut(&'e Expr<'g>)) {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Slot(_) | ExprKind::Local(_) => {}
        ExprKind::List(items)
        | ExprKind::Or(items)
        | ExprKind::Xor(items)
        | ExprKind::And(items)
        | ExprKind::Call(_, items)
        | ExprKind::Subquery(_, _, items) => items.iter().for_each(visit),
        ExprKind::Map(entries) => entries.iter().for_each(|(_, value)| visit(value)),
        ExprKind::MapProjection(base, parts) => {
            visit(base);
            for part in parts {
                if let ProjectionPart::Entry(_, value) = part {
                    visit(value);
                }
            }
        }
        ExprKind::Not(inner)
        | ExprKind::Signed(_, inner)
        | ExprKind::Property(inner, _)
        | ExprKind::HasLabels(inner, _) => visit(inner),
        ExprKind::Comparison(first, rest) => {
            visit(first);
            rest.iter().for_each(|(_, operand)| visit(operand));
        }
        ExprKind::Test(subject, test) => {
            visit(subject);
            match test {
                Test::StartsWith(it)
                | Test::EndsWith(it)
                | Test::Contains(it)
                | Test::Matches(it, _)
                | Test::In(it) => visit(it),
                Test::IsNull | Test::IsNotNull => {}
            }
        }
        ExprKind::Arithmetic(first, rest) => {
            visit(first);
            rest.iter().for_each(|(_, _, operand)| visit(operand));
        }
        ExprKind::Index(base, index) => {
            visit(base);
            visit(index);
        }
        ExprKind::Slice(base, from, to) => {
            visit(base);
            from.iter().chain(to).for_each(|bound| visit(bound));
        }
        _ => each_part(expr, visit),
    }
}

/// Kinds whose parts stand in boxes of their own.
fn each_part<'e, 'g>(expr: &'e Expr<'g>, visit: &mut dyn FnMut(&'e Expr<'g>)) {
    match &expr.kind {
        ExprKind::Case(case) => {
            case.subject.iter().for_each(&mut *visit);
            for (when, then) in &case.branches {
                visit(when);
                visit(then);
            }
            case.otherwise.iter().for_each(visit);
        }
        ExprKind::ListComprehension(it) | ExprKind::Quantified(_, it) => {
            visit(&it.list);
            it.predicate.iter().for_each(&mut *visit);
            it.projection.iter().for_each(visit);
        }
        ExprKind::Reduce(it) => {
            visit(&it.initial);
            visit(&it.list);
            visit(&it.step);
        }
        _ => {}
    }
}

/// Calls `read` with each slot that an expression reads, and with those of its parts.
pub(super) fn each_slot(expr: &Expr<'_>, read: &mut dyn FnMut(usize)) {
    if let ExprKind::Slot(slot) = expr.kind {
        read(slot);
    }
    each_child(expr, &mut |child| each_slot(child, read));
}

/// The slots that an expression reads, ascending.
pub(super) fn slots(expr: &Expr<'_>) -> Vec<usize> {
    let mut slots = Vec::new();
    each_slot(expr, &mut |slot| slots.push(slot));
    slots.sort_unstable();
    slots.dedup();
    slots
}

/// Whether an expression may have another value when it is asked again.
pub(super) fn is_random(expr: &Expr<'_>) -> bool {
    let is_random = match &expr.kind {
        ExprKind::Call(function, _) => matches!(function.name, "rand" | "randomUUID"),
        _ => false,
    };
    let mut inside = is_random;
    each_child(expr, &mut |child| {
        inside |= is_random || self::is_random(child)
    });
    inside
}
