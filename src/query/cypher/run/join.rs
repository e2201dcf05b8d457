//! The rows of a pipe that is run once, found again by the values of keys.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use crate::query::QueryError;

use super::super::compare::{equal, hash};
use super::super::context::Context;
use super::super::expr::Expr;
use super::super::plan::Join;
use super::super::value::Datum;
use super::{Machine, Row, Work, value};

type Result<T> = std::result::Result<T, QueryError>;

/// The rows of a pipe that is run once, where keys are equal.
pub(super) struct Joining<'p, 'g> {
    join: &'p Join<'g>,
    machine: Machine<'p, 'g>,
    is_built: bool,
    /// The built rows: their keys, then their values.
    rows: Vec<Box<[Datum<'g>]>>,
    /// Which of them have keys of a hash.
    index: FxHashMap<u64, Vec<u32>>,
    asked: Vec<Datum<'g>>,
    /// What is left of those with the hash asked for: the hash, and the next of them.
    left: Option<(u64, usize)>,
    held: u64,
}

impl<'p, 'g> Joining<'p, 'g> {
    pub(super) fn new(join: &'p Join<'g>) -> Joining<'p, 'g> {
        Joining {
            join,
            machine: Machine::new(&join.pipe),
            is_built: false,
            rows: Vec::new(),
            index: FxHashMap::default(),
            asked: Vec::new(),
            left: None,
            held: 0,
        }
    }

    fn build(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<()> {
        self.machine.reset(context);
        let bytes = 48 + 24 * (self.join.built.len() + self.join.filled.len()) as u64;
        while self.machine.next(row, context)? {
            let Some(keys) = keys(&self.join.built, row, context)? else {
                continue;
            };
            context.budget.hold(bytes)?;
            self.held += bytes;
            let number = self.rows.len() as u32;
            self.index.entry(hashed(&keys)).or_default().push(number);
            let values = self.join.filled.iter().map(|&slot| row[slot].clone());
            self.rows.push(keys.into_iter().chain(values).collect());
        }
        self.is_built = true;
        Ok(())
    }
}

/// The values of keys; none where one is null, which equals nothing.
fn keys<'g>(
    expressions: &[Expr<'g>],
    row: &Row<'g>,
    context: &Context<'_, 'g>,
) -> Result<Option<Vec<Datum<'g>>>> {
    let mut keys = Vec::with_capacity(expressions.len());
    for expression in expressions {
        match value(expression, row, context)? {
            Datum::Null => return Ok(None),
            key => keys.push(key),
        }
    }
    Ok(Some(keys))
}

fn hashed(keys: &[Datum<'_>]) -> u64 {
    let mut hasher = FxHasher::default();
    keys.iter().for_each(|key| hash(key, &mut hasher));
    hasher.finish()
}

impl<'g> Work<'g> for Joining<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            if !self.is_built {
                self.build(row, context)?;
            }
            self.left = None;
            if let Some(keys) = keys(&self.join.asked, row, context)? {
                self.left = Some((hashed(&keys), 0));
                self.asked = keys;
            }
        }
        let Some((hash, mut next)) = self.left else {
            return Ok(false);
        };
        let same = self.index.get(&hash).map_or(&[][..], Vec::as_slice);
        while let Some(built) = same.get(next).and_then(|&i| self.rows.get(i as usize)) {
            next += 1;
            let mut pairs = self.asked.iter().zip(built.iter());
            if pairs.all(|(a, b)| equal(a, b) == Some(true)) {
                let values = &built[self.asked.len()..];
                for (&slot, value) in self.join.filled.iter().zip(values) {
                    row[slot] = value.clone();
                }
                self.left = Some((hash, next));
                return Ok(true);
            }
        }
        self.left = None;
        Ok(false)
    }

    fn reset(&mut self, context: &Context<'_, 'g>) {
        // What is inside may depend on the arguments.
        context.budget.release(self.held);
        (self.is_built, self.held) = (false, 0);
        self.rows.clear();
        self.index.clear();
    }

    fn inside(&self) -> Vec<&Machine<'_, 'g>> {
        vec![&self.machine]
    }
}
