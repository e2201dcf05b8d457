//! Some of the paths of a longer pattern between two nodes: all are found, then chosen from.

use crate::query::QueryError;
use crate::syntax::PathSearch;

use super::super::context::Context;
use super::super::plan::Choose;
use super::super::value::Datum;
use super::simple::relationships;
use super::{Machine, Row, Work};

type Result<T> = std::result::Result<T, QueryError>;

/// Some of the paths of a longer pattern.
pub(super) struct Choosing<'p, 'g> {
    choose: &'p Choose<'g>,
    machine: Machine<'p, 'g>,
    /// What was chosen, the next one last.
    chosen: Vec<(usize, Vec<Datum<'g>>)>,
}

impl<'p, 'g> Choosing<'p, 'g> {
    pub(super) fn new(choose: &'p Choose<'g>) -> Choosing<'p, 'g> {
        Choosing {
            choose,
            machine: Machine::new(&choose.pipe),
            chosen: Vec::new(),
        }
    }

    fn enter(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<()> {
        self.machine.reset(context);
        let choice = &self.choose.choice;
        let mut all: Vec<(usize, Vec<Datum<'g>>)> = Vec::new();
        let mut held = 0;
        while self.machine.next(row, context)? {
            let lengths = choice.links.iter().map(|&slot| length(&row[slot]));
            let values: Vec<Datum<'g>> = choice.filled.iter().map(|&s| row[s].clone()).collect();
            let bytes = values.len() as u64 * 32;
            context.budget.hold(bytes)?;
            held += bytes;
            all.push((lengths.sum(), values));
        }
        context.budget.release(held);
        // Stable: of equally long ones the first found come first.
        all.sort_by_key(|(length, _)| *length);
        let first = all.first().map_or(0, |(length, _)| *length);
        let most = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        match self.choose.search {
            PathSearch::All => {}
            PathSearch::Shortest => all.truncate(1),
            PathSearch::Any(n) | PathSearch::ShortestPaths(n) => all.truncate(most(n)),
            PathSearch::AllShortest | PathSearch::AllShortestPaths => {
                all.retain(|(length, _)| *length == first);
            }
            PathSearch::ShortestGroups(n) => {
                let mut lengths: Vec<usize> = all.iter().map(|(length, _)| *length).collect();
                lengths.dedup();
                lengths.truncate(most(n));
                all.retain(|(length, _)| lengths.contains(length));
            }
        }
        all.reverse();
        self.chosen = all;
        Ok(())
    }
}

/// How many relationships a value is or holds, those of lists within included.
fn length(value: &Datum<'_>) -> usize {
    match value {
        Datum::List(items) => items.iter().map(|item| relationships(item).count()).sum(),
        single => relationships(single).count(),
    }
}

impl<'g> Work<'g> for Choosing<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            self.enter(row, context)?;
        }
        let Some((_, values)) = self.chosen.pop() else {
            return Ok(false);
        };
        for (&slot, value) in self.choose.choice.filled.iter().zip(values) {
            row[slot] = value;
        }
        Ok(true)
    }

    fn inside(&self) -> Vec<&Machine<'_, 'g>> {
        vec![&self.machine]
    }
}
