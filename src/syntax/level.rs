//! How tightly operators bind: the one table that parser and printer share.

use super::tree::{Expression, ExpressionKind, Literal};

/// Levels of binding, loosest first, as in openCypher 9: each takes operands of tighter levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Or,
    Xor,
    And,
    Not,
    Comparison,
    Test,
    Sum,
    Product,
    Power,
    Sign,
    Access,
    Atom,
}

/// The level of an expression as it is printed.
pub(super) fn level(expression: &Expression) -> Level {
    match &expression.kind {
        ExpressionKind::Or(_) => Level::Or,
        ExpressionKind::Xor(_) => Level::Xor,
        ExpressionKind::And(_) => Level::And,
        // A pattern is an atom, but what follows it may look like one more relationship:
        // `((a)-->(b)) - [1]`. Brackets wherever an operator could follow keep it apart.
        ExpressionKind::Not(_) | ExpressionKind::Pattern(_) => Level::Not,
        ExpressionKind::Comparison { .. } => Level::Comparison,
        ExpressionKind::Tests { .. } => Level::Test,
        ExpressionKind::Arithmetic { rest, .. } => rest
            .first()
            .map_or(Level::Sum, |operation| operation.operator.node.level()),
        ExpressionKind::Signed { .. } => Level::Sign,
        ExpressionKind::Literal(Literal::Integer(i)) if *i < 0 => Level::Sign,
        ExpressionKind::Literal(Literal::Float(x)) if x.is_sign_negative() => Level::Sign,
        ExpressionKind::Access { .. } | ExpressionKind::HasLabels { .. } => Level::Access,
        _ => Level::Atom,
    }
}
