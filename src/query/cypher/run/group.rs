//! A pattern several times in a row: `((a)-->(b) WHERE …){1,5}`.
//!
//! One machine a level, kept for the next time; all share the row, so that what a level found
//! is put back before it goes on.

use crate::graph::{NodeId, RelationshipId};
use crate::query::QueryError;

use super::super::context::Context;
use super::super::plan::Repeat;
use super::super::value::Datum;
use super::simple::{meets, relationships};
use super::{Machine, Row, Work};

type Result<T> = std::result::Result<T, QueryError>;

/// A pattern several times in a row.
pub(super) struct Repeating<'p, 'g> {
    repeat: &'p Repeat<'g>,
    machines: Vec<Machine<'p, 'g>>,
    /// What each level found last: the values of the slots inside, and its last node.
    found: Vec<Found<'g>>,
    start: NodeId,
    to: Option<NodeId>,
    is_over: bool,
}

struct Found<'g> {
    values: Vec<Datum<'g>>,
    end: NodeId,
}

impl<'p, 'g> Repeating<'p, 'g> {
    pub(super) fn new(repeat: &'p Repeat<'g>) -> Repeating<'p, 'g> {
        Repeating {
            repeat,
            machines: Vec::new(),
            found: Vec::new(),
            start: NodeId(0),
            to: None,
            is_over: true,
        }
    }

    fn enter(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        self.found.clear();
        self.is_over = true;
        let repeat = self.repeat;
        let Datum::Node(start) = row[repeat.from] else {
            return Ok(false);
        };
        self.to = match (&row[repeat.to], repeat.into) {
            (Datum::Node(to), true) => Some(*to),
            (_, true) => return Ok(false),
            (_, false) => None,
        };
        (self.start, self.is_over) = (start, repeat.length.max == Some(0));
        if !self.is_over {
            self.open(row, context)?;
        }
        Ok(repeat.length.min == 0 && self.give(row, context)?)
    }

    /// Makes the machine of the next level ready to begin at the current node.
    fn open(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<()> {
        let level = self.found.len();
        if level == self.machines.len() {
            context.budget.hold(1024)?;
            self.machines.push(Machine::new(&self.repeat.pipe));
        }
        self.machines[level].reset(context);
        self.place(row);
        Ok(())
    }

    fn end(&self) -> NodeId {
        self.found.last().map_or(self.start, |found| found.end)
    }

    /// Puts the current node where the pattern begins.
    fn place(&self, row: &mut Row<'g>) {
        let (first, last) = self.repeat.ends;
        let entry = if self.repeat.turned { last } else { first };
        row[entry] = Datum::Node(self.end());
    }

    /// The next match of the level that is open; whether there was one.
    fn match_once(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        let level = self.found.len();
        while self.machines[level].next(row, context)? {
            let (first, last) = self.repeat.ends;
            let exit = if self.repeat.turned { first } else { last };
            let Datum::Node(end) = row[exit] else {
                continue;
            };
            if !self.is_apart(row) {
                continue;
            }
            let lists = self.repeat.group.lists.iter();
            let values = lists.map(|(inside, _)| row[*inside].clone()).collect();
            self.found.push(Found { values, end });
            return Ok(true);
        }
        Ok(false)
    }

    /// Whether the relationships just found are others than those before.
    fn is_apart(&self, row: &Row<'g>) -> bool {
        let links = &self.repeat.group.links;
        let is_new = |rel: RelationshipId| {
            let used = self.found.iter().flat_map(|found| {
                let lists = self.repeat.group.lists.iter().zip(&found.values);
                lists
                    .filter(|((inside, _), _)| links.contains(inside))
                    .map(|(_, value)| value)
            });
            let mut used = used.flat_map(relationships);
            !used.any(|other| other == rel) && !meets(&self.repeat.apart, row, rel)
        };
        let mut rels = links.iter().flat_map(|&slot| relationships(&row[slot]));
        rels.all(is_new)
    }

    /// Puts the slots of the last level found back to what they were, as its machine goes on.
    fn restore(&mut self, row: &mut Row<'g>) {
        if let Some(found) = self.found.pop() {
            let lists = self.repeat.group.lists.iter();
            for ((inside, _), value) in lists.zip(found.values) {
                row[*inside] = value;
            }
        }
    }

    /// Fills the row with what was found so far; whether it may end here.
    fn give(&self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        let repeat = self.repeat;
        let is_long = self.found.len() as u64 >= repeat.length.min;
        if !is_long || self.to.is_some_and(|to| to != self.end()) {
            return Ok(false);
        }
        if !repeat.into {
            row[repeat.to] = Datum::Node(self.end());
        }
        context.budget.step(self.found.len() as u64)?;
        for (i, (_, list)) in repeat.group.lists.iter().enumerate() {
            let values = self
                .found
                .iter()
                .filter_map(|found| found.values.get(i).cloned());
            let items: Vec<Datum<'g>> = match repeat.turned {
                true => values.rev().collect(),
                false => values.collect(),
            };
            row[*list] = Datum::list(items);
        }
        Ok(true)
    }
}

impl<'g> Work<'g> for Repeating<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh && self.enter(row, context)? {
            return Ok(true);
        }
        // The level after the last one found is open, unless there is none.
        while !self.is_over {
            let is_full =
                (self.repeat.length.max).is_some_and(|max| self.found.len() as u64 >= max);
            if !is_full && self.match_once(row, context)? {
                let is_full =
                    (self.repeat.length.max).is_some_and(|max| self.found.len() as u64 >= max);
                if !is_full {
                    self.open(row, context)?;
                }
                if self.give(row, context)? {
                    return Ok(true);
                }
                continue;
            }
            self.is_over = self.found.is_empty();
            self.restore(row);
        }
        Ok(false)
    }
}
