//! Rows in order, or the first few of them.

use std::cmp::Ordering;

use crate::query::QueryError;

use super::super::compare::order;
use super::super::context::Context;
use super::super::plan::Ordered;
use super::super::value::Datum;
use super::simple::count;
use super::{Gather, Row, value};

type Result<T> = std::result::Result<T, QueryError>;

/// A row that is kept: its keys, then its values.
type Kept<'g> = Box<[Datum<'g>]>;

/// All rows in order; of more rows than are wanted the rest is thrown away as they come, so that
/// memory is bounded by twice what is wanted.
pub(super) struct Sorting<'p, 'g> {
    ordered: &'p Ordered<'g>,
    rows: Vec<Kept<'g>>,
    /// How many rows are wanted, once that is known.
    wanted: Option<usize>,
    /// Rows that do not come before this one need not be kept.
    bound: Option<Kept<'g>>,
    next: Option<usize>,
    held: u64,
    scratch: Vec<Datum<'g>>,
}

impl<'p, 'g> Sorting<'p, 'g> {
    pub(super) fn new(ordered: &'p Ordered<'g>) -> Sorting<'p, 'g> {
        Sorting {
            ordered,
            rows: Vec::new(),
            wanted: None,
            bound: None,
            next: None,
            held: 0,
            scratch: Vec::new(),
        }
    }

    fn compare(&self, a: &[Datum<'g>], b: &[Datum<'g>]) -> Ordering {
        let keys = self.ordered.keys.iter().zip(a.iter().zip(b));
        let outcomes = keys.map(|((_, descending), (a, b))| match descending {
            true => order(b, a),
            false => order(a, b),
        });
        let mut different = outcomes.filter(|outcome| outcome.is_ne());
        different.next().unwrap_or(Ordering::Equal)
    }

    /// Sorts; what comes later stays behind what is equal to it.
    fn sort(&mut self) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.sort_by(|a, b| self.compare(a, b));
        self.rows = rows;
    }

    /// Sorts what is there and throws away what is not wanted.
    fn shrink(&mut self, wanted: usize, context: &Context<'_, 'g>) {
        self.sort();
        let bytes = self.bytes();
        let gone = self.rows.len().saturating_sub(wanted) as u64 * bytes;
        self.rows.truncate(wanted);
        context.budget.release(gone);
        self.held = self.held.saturating_sub(gone);
        self.bound = self.rows.last().cloned();
    }

    fn bytes(&self) -> u64 {
        32 * (self.ordered.keys.len() + self.ordered.kept.len()) as u64 + 16
    }
}

impl<'g> Gather<'g> for Sorting<'_, 'g> {
    fn take(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<()> {
        let wanted = match (self.wanted, &self.ordered.first) {
            (Some(wanted), _) => wanted,
            (None, None) => usize::MAX,
            (None, Some(parts)) => {
                let mut sum = 0u64;
                for part in parts {
                    sum = sum.saturating_add(count(part, row, context)?);
                }
                usize::try_from(sum).unwrap_or(usize::MAX)
            }
        };
        self.wanted = Some(wanted);
        self.scratch.clear();
        for (key, _) in &self.ordered.keys {
            let key = value(key, row, context)?;
            self.scratch.push(key);
        }
        if let Some(bound) = &self.bound
            && self.compare(&self.scratch, bound).is_ge()
        {
            return Ok(());
        }
        if wanted == 0 {
            return Ok(());
        }
        let kept = self.ordered.kept.iter().map(|&slot| row[slot].clone());
        let all: Kept<'g> = self.scratch.drain(..).chain(kept).collect();
        let bytes = self.bytes();
        context.budget.hold(bytes)?;
        self.held += bytes;
        self.rows.push(all);
        if self.rows.len() >= wanted.saturating_mul(2).max(64) && self.rows.len() > wanted {
            self.shrink(wanted, context);
        }
        Ok(())
    }

    fn give(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        let next = match self.next {
            Some(next) => next,
            None => {
                context.budget.step(self.rows.len() as u64)?;
                self.sort();
                self.rows.truncate(self.wanted.unwrap_or(0));
                0
            }
        };
        self.next = Some(next + 1);
        let keys = self.ordered.keys.len();
        let Some(values) = self.rows.get(next) else {
            return Ok(false);
        };
        for (&slot, value) in self.ordered.kept.iter().zip(&values[keys..]) {
            row[slot] = value.clone();
        }
        Ok(true)
    }

    fn reset(&mut self, context: &Context<'_, 'g>) {
        context.budget.release(self.held);
        self.rows.clear();
        (self.bound, self.next, self.wanted, self.held) = (None, None, None, 0);
    }
}
