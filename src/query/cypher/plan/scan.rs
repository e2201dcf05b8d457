//! Operators that do the work of several: a scan that looks at columns, two relationships that
//! meet.

use crate::graph::LabelId;
use crate::syntax::{ComparisonOperator, Direction};

use super::super::expr::{Expr, ExprKind, PropertyKey};
use super::super::value::Datum;
use super::clauses::Planner;
use super::finding::Finding;
use super::physical::{ColumnScan, ColumnTest, Expand, Operator, Pipe, Step};

impl<'g> Planner<'g> {
    /// Takes the conditions on a slot out of all that are comparisons with what is known, for a
    /// scan of the nodes that have one of some labels; `None` where there are none.
    pub(super) fn scan(
        &self,
        slot: usize,
        labels: Option<&(usize, Vec<LabelId>)>,
        finding: &mut Finding<'_, 'g>,
    ) -> Option<ColumnScan<'g>> {
        if !self.passes.seek {
            return None;
        }
        let mut tests = Vec::new();
        finding
            .conditions
            .retain(|condition| match test(condition, slot) {
                Some(test) => {
                    tests.push(test);
                    false
                }
                None => true,
            });
        let labels = labels.map(|(_, labels)| labels.clone());
        (!tests.is_empty()).then_some(ColumnScan {
            slot,
            labels,
            tests,
        })
    }

    /// Adds what follows a link: together with the step before where both lead to one node.
    pub(super) fn push_link(&self, operator: Operator<'g>, rows: f64, pipe: &mut Pipe<'g>) {
        if let (Operator::Expand(second), Some(Step { operator: last, .. })) =
            (&operator, pipe.steps.last())
            && let Operator::Expand(first) = last
            && self.passes.join
            && self.meet(first, second)
        {
            let two = Box::new([first.clone(), second.clone()]);
            pipe.steps.pop();
            pipe.push(Operator::Intersect(two), rows);
            return;
        }
        pipe.push(operator, rows);
    }

    /// Whether a relationship leads to a node that the next one joins to another, and both are
    /// sorted by that node, as those of one type and direction are.
    fn meet(&self, first: &Expand<'g>, second: &Expand<'g>) -> bool {
        let is_sorted = |expand: &Expand<'g>| {
            let types = match &expand.hop.types {
                Some(types) => types.len(),
                None => self.graph.type_ids().len(),
            };
            expand.hop.direction != Direction::Either && types == 1
        };
        let ends = [second.from, second.to];
        !first.into
            && second.into
            && first.from != first.to
            && second.from != second.to
            && ends.contains(&first.to)
            && is_sorted(first)
            && is_sorted(second)
    }
}

/// A condition that is a comparison of a property of a slot with a value.
fn test<'g>(condition: &Expr<'g>, slot: usize) -> Option<ColumnTest<'g>> {
    let ExprKind::Comparison(first, rest) = &condition.kind else {
        return None;
    };
    let [(operator, second)] = rest.as_slice() else {
        return None;
    };
    let (key, value, operator) = match (key(first, slot), key(second, slot)) {
        (Some(key), None) => (key, constant(second)?, *operator),
        (None, Some(key)) => (key, constant(first)?, turned(*operator)),
        _ => return None,
    };
    Some(ColumnTest {
        key: PropertyKey::new(&key.name),
        operator,
        value: value.clone(),
        span: condition.span,
    })
}

fn key<'e>(expr: &'e Expr<'_>, slot: usize) -> Option<&'e PropertyKey> {
    match &expr.kind {
        ExprKind::Property(base, key) if matches!(base.kind, ExprKind::Slot(s) if s == slot) => {
            Some(key)
        }
        _ => None,
    }
}

fn constant<'e, 'g>(expr: &'e Expr<'g>) -> Option<&'e Datum<'g>> {
    match &expr.kind {
        ExprKind::Constant(value) => Some(value),
        _ => None,
    }
}

/// The same comparison from the other side.
fn turned(operator: ComparisonOperator) -> ComparisonOperator {
    match operator {
        ComparisonOperator::Less => ComparisonOperator::Greater,
        ComparisonOperator::LessEqual => ComparisonOperator::GreaterEqual,
        ComparisonOperator::Greater => ComparisonOperator::Less,
        ComparisonOperator::GreaterEqual => ComparisonOperator::LessEqual,
        same => same,
    }
}
