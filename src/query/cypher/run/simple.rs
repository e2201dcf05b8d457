//! Operators that look at one row at a time.

use std::rc::Rc;

use crate::graph::{NodeId, Path, RelationshipId};
use crate::query::QueryError;

use super::super::context::Context;
use super::super::expr::Expr;
use super::super::fault::Fault;
use super::super::plan::{PathStep, PathVariable};
use super::super::value::Datum;
use super::{Row, Work, is_true, value};

type Result<T> = std::result::Result<T, QueryError>;

/// Conditions, all of which must hold.
pub(super) struct Filter<'p, 'g>(pub &'p [Expr<'g>]);

impl<'g> Work<'g> for Filter<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if !fresh {
            return Ok(false);
        }
        for condition in self.0 {
            if !is_true(condition, row, context)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Values computed.
pub(super) struct Project<'p, 'g>(pub &'p [(Expr<'g>, usize)]);

impl<'g> Work<'g> for Project<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            for (expression, slot) in self.0 {
                row[*slot] = value(expression, row, context)?;
            }
        }
        Ok(fresh)
    }
}

/// Whether the relationships of one slot are others than those of some slots.
pub(super) struct Apart<'p>(pub usize, pub &'p [usize]);

impl<'g> Work<'g> for Apart<'_> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, _: &Context<'_, 'g>) -> Result<bool> {
        if !fresh {
            return Ok(false);
        }
        let is_met = |rel: RelationshipId| meets(self.1, row, rel);
        Ok(!relationships(&row[self.0]).any(is_met))
    }
}

/// Whether a relationship is among those of some slots.
#[inline]
pub(super) fn meets(slots: &[usize], row: &Row<'_>, rel: RelationshipId) -> bool {
    slots.iter().any(|&slot| match &row[slot] {
        Datum::Relationship(other) => *other == rel,
        Datum::List(items) => items
            .iter()
            .any(|item| relationships(item).any(|other| other == rel)),
        _ => false,
    })
}

/// The relationships that a value is or holds.
pub(super) fn relationships<'d>(value: &'d Datum<'_>) -> impl Iterator<Item = RelationshipId> + 'd {
    let items: &[Datum<'_>] = match value {
        Datum::List(items) => items,
        Datum::Relationship(_) => std::slice::from_ref(value),
        _ => &[],
    };
    items.iter().filter_map(|item| match item {
        Datum::Relationship(rel) => Some(*rel),
        _ => None,
    })
}

/// A path put together.
pub(super) struct Putting<'p>(pub &'p PathVariable);

impl<'g> Work<'g> for Putting<'_> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            row[self.0.slot] = match put(self.0, row, context)? {
                Some(path) => Datum::Path(Rc::new(path)),
                None => Datum::Null,
            };
        }
        Ok(fresh)
    }
}

/// The path of a row; none where a part of it is null.
pub(super) fn put<'g>(
    path: &PathVariable,
    row: &Row<'g>,
    context: &Context<'_, 'g>,
) -> Result<Option<Path>> {
    let Datum::Node(start) = row[path.start] else {
        return Ok(None);
    };
    let mut made = Path {
        nodes: vec![start],
        relationships: Vec::new(),
    };
    let mut add = |rel: RelationshipId| {
        let last = made.nodes.last().copied().unwrap_or(NodeId(0));
        made.nodes.push(context.graph.other(rel, last));
        made.relationships.push(rel);
    };
    for step in &path.steps {
        match step {
            PathStep::Link(slot) if matches!(row[*slot], Datum::Null) => return Ok(None),
            PathStep::Link(slot) => relationships(&row[*slot]).for_each(&mut add),
            PathStep::Turns(slots) => {
                let lists: Vec<&[Datum<'g>]> = slots.iter().map(|&slot| list(&row[slot])).collect();
                let turns = lists.first().map_or(0, |list| list.len());
                for turn in 0..turns {
                    let items = lists.iter().filter_map(|list| list.get(turn));
                    items.flat_map(relationships).for_each(&mut add);
                }
            }
        }
    }
    context.budget.step(made.relationships.len() as u64)?;
    Ok(Some(made))
}

/// The elements of a list; none of anything else.
pub(super) fn list<'d, 'g>(value: &'d Datum<'g>) -> &'d [Datum<'g>] {
    match value {
        Datum::List(items) => items,
        _ => &[],
    }
}

/// The elements of a list, one after the other.
pub(super) struct Unwind<'p, 'g> {
    list: &'p Expr<'g>,
    slot: usize,
    /// A list, or a single value, which counts as a list of one; null has none.
    items: Datum<'g>,
    next: usize,
}

impl<'p, 'g> Unwind<'p, 'g> {
    pub(super) fn new(list: &'p Expr<'g>, slot: usize) -> Unwind<'p, 'g> {
        Unwind {
            list,
            slot,
            items: Datum::Null,
            next: 0,
        }
    }
}

impl<'g> Work<'g> for Unwind<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            self.next = 0;
            self.items = value(self.list, row, context)?;
        }
        let items: &[Datum<'g>] = match &self.items {
            Datum::Null => &[],
            Datum::List(items) => items,
            single => std::slice::from_ref(single),
        };
        let Some(item) = items.get(self.next) else {
            return Ok(false);
        };
        row[self.slot] = item.clone();
        self.next += 1;
        Ok(true)
    }
}

/// The number that a `SKIP` or a `LIMIT` says.
///
/// # Errors
/// It is none, or negative.
pub(super) fn count<'g>(
    expression: &Expr<'g>,
    row: &Row<'g>,
    context: &Context<'_, 'g>,
) -> Result<u64> {
    let given = value(expression, row, context)?;
    match given {
        Datum::Integer(n) => u64::try_from(n).map_err(|_| {
            let message = format!("a number of rows cannot be negative: {n}");
            QueryError::at(expression.span, message).fault(Fault::syntax("NegativeIntegerArgument"))
        }),
        _ => {
            let message = "a number of rows must be a whole number";
            Err(QueryError::at(expression.span, message)
                .fault(Fault::syntax("InvalidArgumentType")))
        }
    }
}

/// How many rows are left of a number that is computed when the first one comes.
struct Left<'p, 'g> {
    count: &'p Expr<'g>,
    left: Option<u64>,
}

impl<'g> Left<'_, 'g> {
    /// How many there were before this row, which takes one of them.
    fn take(&mut self, row: &Row<'g>, context: &Context<'_, 'g>) -> Result<u64> {
        let left = match self.left {
            Some(left) => left,
            None => count(self.count, row, context)?,
        };
        self.left = Some(left.saturating_sub(1));
        Ok(left)
    }
}

/// Leaves out so many rows.
pub(super) struct Skip<'p, 'g>(Left<'p, 'g>);

impl<'p, 'g> Skip<'p, 'g> {
    pub(super) fn new(count: &'p Expr<'g>) -> Skip<'p, 'g> {
        Skip(Left { count, left: None })
    }
}

impl<'g> Work<'g> for Skip<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        Ok(fresh && self.0.take(row, context)? == 0)
    }

    fn reset(&mut self, _: &Context<'_, 'g>) {
        self.0.left = None;
    }
}

/// Ends after so many rows.
pub(super) struct Limit<'p, 'g>(Left<'p, 'g>);

impl<'p, 'g> Limit<'p, 'g> {
    pub(super) fn new(count: &'p Expr<'g>) -> Limit<'p, 'g> {
        Limit(Left { count, left: None })
    }
}

impl<'g> Work<'g> for Limit<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        Ok(fresh && self.0.take(row, context)? > 0)
    }

    fn reset(&mut self, _: &Context<'_, 'g>) {
        self.0.left = None;
    }

    fn is_done(&self) -> bool {
        self.0.left == Some(0)
    }
}
