//! What is constant is computed once, before the query runs.
//!
//! An error is left for the run, as it may never be reached; so is what would be large.

use std::rc::Rc;

use crate::graph::Graph;
use crate::query::QueryError;

use super::super::context::{Budget, Clock, Context, Limits, Subqueries};
use super::super::eval::{Frame, eval};
use super::super::expr::{Asked, Expr, ExprKind, Test};
use super::super::fault::Refusal;
use super::super::value::Datum;

/// What a constant may hold, in bytes.
const CONSTANT_BYTES: u64 = 1 << 20;

/// The same expression, computed if all that it needs is constant.
pub(super) fn folded<'g>(expr: Expr<'g>, graph: &'g Graph) -> Expr<'g> {
    if !is_fixed(&expr.kind) {
        return expr;
    }
    let budget = Budget::new(&Limits {
        memory: Some(CONSTANT_BYTES),
        ..Limits::default()
    });
    let clock = Clock::default();
    let context = Context {
        graph,
        subqueries: &NoSubqueries,
        budget: &budget,
        clock: &clock,
    };
    match eval(&expr, &Frame::new(&[]), &context) {
        Ok(value) => Expr {
            kind: ExprKind::Constant(value),
            span: expr.span,
        },
        Err(_) => expr,
    }
}

/// Whether an expression that is no constant yet has only constants below it.
fn is_fixed(kind: &ExprKind<'_>) -> bool {
    let constant = |expr: &Expr<'_>| matches!(expr.kind, ExprKind::Constant(_));
    match kind {
        ExprKind::List(items)
        | ExprKind::Or(items)
        | ExprKind::And(items)
        | ExprKind::Xor(items) => items.iter().all(constant),
        ExprKind::Map(entries) => entries.iter().all(|(_, value)| constant(value)),
        ExprKind::Not(it) | ExprKind::Signed(_, it) => constant(it),
        ExprKind::Comparison(first, rest) => {
            constant(first) && rest.iter().all(|(_, it)| constant(it))
        }
        ExprKind::Arithmetic(first, rest) => {
            constant(first) && rest.iter().all(|(_, _, it)| constant(it))
        }
        ExprKind::Property(base, _) => constant(base),
        ExprKind::Index(base, index) => constant(base) && constant(index),
        ExprKind::Slice(base, from, to) => {
            let bound = |it: &Option<Box<Expr<'_>>>| it.as_ref().is_none_or(|it| constant(it));
            constant(base) && bound(from) && bound(to)
        }
        ExprKind::Test(base, test) => {
            constant(base)
                && match test {
                    Test::StartsWith(it)
                    | Test::EndsWith(it)
                    | Test::Contains(it)
                    | Test::Matches(it, _)
                    | Test::In(it) => constant(it),
                    Test::IsNull | Test::IsNotNull => true,
                }
        }
        ExprKind::Call(function, arguments) => function.fixed && arguments.iter().all(constant),
        _ => false,
    }
}

struct NoSubqueries;

impl<'g> Subqueries<'g> for NoSubqueries {
    fn ask(
        &self,
        _: Asked,
        _: usize,
        _: Rc<[Datum<'g>]>,
    ) -> std::result::Result<Datum<'g>, QueryError> {
        let refusal = Refusal::kind("a constant", "a subquery");
        Err(refusal.at(crate::syntax::Span::default()))
    }
}
