//! From the tree to what can be planned: names resolved, types checked, parameters put in.

mod ask;
mod call;
mod expression;
mod fold;
mod known;
mod operator;
mod pattern;
mod projection;
mod query;
mod repeat;
mod scope;
mod tree;

pub(crate) use call::{check_aggregate, full_name, nearest, undefined};
pub(crate) use expression::{Bound, bind, bind_condition, bind_labels};
pub(crate) use query::bind_query;
pub(crate) use scope::{Hooks, Place, Scope, Variable};

use super::expr::{Expr, ExprKind};
use crate::syntax::Span;

/// The expression that reads a slot.
pub(super) fn slot_at<'g>(slot: usize, span: Span) -> Expr<'g> {
    let kind = ExprKind::Slot(slot);
    Expr { kind, span }
}
