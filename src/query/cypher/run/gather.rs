//! Rows by their values: those that were not there before, and those of a group gathered.

use std::hash::{Hash, Hasher};

use hashbrown::HashTable;
use rustc_hash::{FxHashMap, FxHasher};

use crate::graph::NodeId;
use crate::query::QueryError;

use super::super::aggregate::Accumulator;
use super::super::compare::{equivalent, hash};
use super::super::context::Context;
use super::super::expr::{Expr, ExprKind};
use super::super::plan::{AggregateCall, Aggregation};
use super::super::value::Datum;
use super::nodes::Nodes;
use super::{Gather, Row, Work, value};

type Result<T> = std::result::Result<T, QueryError>;

fn hashed<'d, 'g: 'd>(values: impl Iterator<Item = &'d Datum<'g>>) -> u64 {
    let mut hasher = FxHasher::default();
    for value in values {
        match value {
            // By far the most common keys.
            Datum::Node(node) => node.hash(&mut hasher),
            value => hash(value, &mut hasher),
        }
    }
    hasher.finish()
}

fn same(a: &Datum<'_>, b: &Datum<'_>) -> bool {
    match (a, b) {
        (Datum::Node(a), Datum::Node(b)) => a == b,
        _ => equivalent(a, b),
    }
}

/// About what a value takes in memory, its texts and lists included to some depth.
fn bytes(value: &Datum<'_>) -> u64 {
    let more = match value {
        Datum::Text(text) => text.as_str().len() as u64,
        Datum::List(items) => items.len() as u64 * 24,
        Datum::Path(path) => path.nodes.len() as u64 * 8,
        _ => 0,
    };
    24 + more
}

/// Rows that were there.
#[derive(Debug, Default)]
pub(super) struct Seen<'g> {
    /// Rows of one slot that is a node, which need no more than its number.
    nodes: Nodes,
    table: HashTable<(u64, u32)>,
    /// The values of all rows, one row after the other.
    values: Vec<Datum<'g>>,
    held: u64,
}

impl<'g> Seen<'g> {
    /// Whether the row is new in these slots, which it is no more afterwards.
    ///
    /// # Errors
    /// The limit of memory.
    pub(super) fn add(
        &mut self,
        slots: &[usize],
        row: &Row<'g>,
        context: &Context<'_, 'g>,
    ) -> Result<bool> {
        if let [slot] = *slots
            && let Datum::Node(node) = row[slot]
        {
            let before = self.nodes.held();
            let is_new = self.nodes.add(node, context)?;
            self.held += self.nodes.held() - before;
            return Ok(is_new);
        }
        let hash = hashed(slots.iter().map(|&slot| &row[slot]));
        let width = slots.len();
        let of = |number: u32| number as usize * width;
        let found = self.table.find(hash, |&(_, number)| {
            let there = &self.values[of(number)..of(number) + width];
            slots
                .iter()
                .zip(there)
                .all(|(&slot, there)| same(&row[slot], there))
        });
        if found.is_some() {
            return Ok(false);
        }
        let size = 24 + slots.iter().map(|&slot| bytes(&row[slot])).sum::<u64>();
        context.budget.hold(size)?;
        self.held += size;
        let number = u32::try_from(self.table.len()).unwrap_or(u32::MAX);
        self.values
            .extend(slots.iter().map(|&slot| row[slot].clone()));
        self.table
            .insert_unique(hash, (hash, number), |&(hash, _)| hash);
        Ok(true)
    }

    /// Forgets all rows.
    pub(super) fn clear(&mut self, context: &Context<'_, 'g>) {
        context.budget.release(self.held);
        self.held = 0;
        self.nodes.clear();
        self.table.clear();
        self.values.clear();
    }
}

/// Rows that are equal in some slots become one.
pub(super) struct Distinct<'p, 'g> {
    slots: &'p [usize],
    seen: Seen<'g>,
}

impl<'p, 'g> Distinct<'p, 'g> {
    pub(super) fn new(slots: &'p [usize]) -> Distinct<'p, 'g> {
        Distinct {
            slots,
            seen: Seen::default(),
        }
    }
}

impl<'g> Work<'g> for Distinct<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        Ok(fresh && self.seen.add(self.slots, row, context)?)
    }

    fn reset(&mut self, context: &Context<'_, 'g>) {
        self.seen.clear(context);
    }
}

/// All rows, gathered by keys; in the order in which each group's first row came.
pub(super) struct Groups<'p, 'g> {
    aggregation: &'p Aggregation<'g>,
    /// Slots whose numbers say, multiplied, for how many rows a row stands.
    weights: &'p [usize],
    table: HashTable<(u64, u32)>,
    groups: Vec<Group<'g>>,
    next: usize,
    held: u64,
    keys: Vec<Datum<'g>>,
    /// The slot that alone decides about the keys, if it holds a node.
    decisive: Option<usize>,
    /// The group of each such node, and that of the last.
    of_node: FxHashMap<NodeId, u32>,
    last: Option<(NodeId, usize)>,
    /// Which calls keep their arguments.
    keeps: Vec<bool>,
}

struct Group<'g> {
    /// The keys.
    values: Box<[Datum<'g>]>,
    calls: Box<[Tally<'g>]>,
}

/// What a call has gathered of a group.
enum Tally<'g> {
    Count(i64),
    Values(Accumulator<'g>, Option<Box<Seen<'g>>>),
}

impl<'p, 'g> Groups<'p, 'g> {
    pub(super) fn new(aggregation: &'p Aggregation<'g>, weights: &'p [usize]) -> Groups<'p, 'g> {
        Groups {
            aggregation,
            weights,
            table: HashTable::new(),
            groups: Vec::new(),
            next: 0,
            held: 0,
            keys: Vec::new(),
            decisive: decisive(&aggregation.keys),
            of_node: FxHashMap::default(),
            last: None,
            keeps: aggregation.calls.iter().map(keeps).collect(),
        }
    }

    /// The number of the row's group, which is made if it is the first of it.
    fn group(&mut self, row: &Row<'g>, context: &Context<'_, 'g>) -> Result<usize> {
        let Some(Datum::Node(node)) = self.decisive.map(|slot| &row[slot]) else {
            return self.find(row, context);
        };
        if let Some((last, group)) = self.last
            && last == *node
        {
            return Ok(group);
        }
        let group = match self.of_node.get(node) {
            Some(group) => *group as usize,
            None => {
                let group = self.find(row, context)?;
                self.hold(16, context)?;
                self.of_node.insert(*node, group as u32);
                group
            }
        };
        self.last = Some((*node, group));
        Ok(group)
    }

    /// The number of the group of a row's keys.
    fn find(&mut self, row: &Row<'g>, context: &Context<'_, 'g>) -> Result<usize> {
        self.keys.clear();
        for (key, _) in &self.aggregation.keys {
            let key = value(key, row, context)?;
            self.keys.push(key);
        }
        let hash = hashed(self.keys.iter());
        let found = self.table.find(hash, |&(_, number)| {
            let there = &self.groups[number as usize].values;
            self.keys.iter().zip(there.iter()).all(|(a, b)| same(a, b))
        });
        if let Some(&(_, number)) = found {
            return Ok(number as usize);
        }
        let number = self.groups.len();
        self.table
            .insert_unique(hash, (hash, number as u32), |&(hash, _)| hash);
        let size = 64 + 48 * self.aggregation.calls.len() as u64;
        let size = size + self.keys.iter().map(bytes).sum::<u64>();
        self.hold(size, context)?;
        let values = self.keys.drain(..).collect();
        let calls = self.aggregation.calls.iter().map(start).collect();
        self.groups.push(Group { values, calls });
        Ok(number)
    }

    fn hold(&mut self, bytes: u64, context: &Context<'_, 'g>) -> Result<()> {
        context.budget.hold(bytes)?;
        self.held += bytes;
        Ok(())
    }
}

/// Whether a call keeps its arguments until the end.
fn keeps(call: &AggregateCall<'_>) -> bool {
    let function = call.function.map_or("", |it| it.name);
    function == "collect" || function.starts_with("percentile")
}

/// The slot that all keys are, or are properties of: while it holds the same node they are the
/// same.
fn decisive(keys: &[(Expr<'_>, usize)]) -> Option<usize> {
    let slot = |expr: &Expr<'_>| match &expr.kind {
        ExprKind::Slot(slot) => Some(*slot),
        ExprKind::Property(base, _) => match base.kind {
            ExprKind::Slot(slot) => Some(slot),
            _ => None,
        },
        _ => None,
    };
    let first = slot(&keys.first()?.0)?;
    let is_it = |(key, _): &(Expr<'_>, usize)| slot(key) == Some(first);
    keys.iter().all(is_it).then_some(first)
}

fn start<'g>(call: &AggregateCall<'g>) -> Tally<'g> {
    match call.function {
        None => Tally::Count(0),
        Some(function) if function.name == "count" && !call.distinct => Tally::Count(0),
        Some(function) => Tally::Values(function.start(), call.distinct.then(Box::default)),
    }
}

/// For how many rows a row stands.
fn weight(weights: &[usize], row: &Row<'_>) -> i64 {
    let numbers = weights.iter().map(|&slot| match row[slot] {
        Datum::Integer(n) => n,
        _ => 1,
    });
    numbers.fold(1, i64::saturating_mul)
}

impl<'g> Gather<'g> for Groups<'_, 'g> {
    fn take(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<()> {
        let number = self.group(row, context)?;
        let weight = weight(self.weights, row);
        for (i, call) in self.aggregation.calls.iter().enumerate() {
            let mut arguments = [Datum::Null, Datum::Null];
            for (argument, slot) in call.arguments.iter().zip(&mut arguments) {
                *slot = value(argument, row, context)?;
            }
            let tally = &mut self.groups[number].calls[i];
            let mut size = 0;
            match tally {
                Tally::Count(count) => {
                    if call.function.is_none() || !arguments[0].is_null() {
                        *count = count.saturating_add(weight);
                    }
                }
                Tally::Values(accumulator, seen) => {
                    if let Some(seen) = seen {
                        let held = seen.held;
                        if arguments[0].is_null() || !seen.add(&[0], &arguments, context)? {
                            continue;
                        }
                        self.held += seen.held - held;
                    }
                    let added = accumulator.add(&arguments[..call.arguments.len()]);
                    added.map_err(|refusal| refusal.at(call.span))?;
                    // What is collected stays.
                    size = bytes(&arguments[0]);
                }
            }
            if size > 0 && self.keeps[i] {
                self.hold(size, context)?;
            }
        }
        Ok(())
    }

    fn give(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        // Without keys there is one group, be there rows or not.
        if self.groups.is_empty() && self.aggregation.keys.is_empty() && self.next == 0 {
            let values = Box::default();
            let calls = self.aggregation.calls.iter().map(start).collect();
            self.groups.push(Group { values, calls });
            context.budget.step(1)?;
        }
        let Some(group) = self.groups.get_mut(self.next) else {
            return Ok(false);
        };
        self.next += 1;
        let keys = self.aggregation.keys.iter().map(|(_, slot)| slot);
        let values = std::mem::take(&mut group.values);
        for (&slot, value) in keys.zip(values) {
            row[slot] = value;
        }
        let calls = std::mem::take(&mut group.calls);
        for (call, tally) in self.aggregation.calls.iter().zip(calls) {
            row[call.slot] = match tally {
                Tally::Count(count) => Datum::Integer(count),
                Tally::Values(accumulator, _) => accumulator
                    .finish()
                    .map_err(|refusal| refusal.at(call.span))?,
            };
        }
        Ok(true)
    }

    fn reset(&mut self, context: &Context<'_, 'g>) {
        context.budget.release(self.held);
        self.table.clear();
        self.groups.clear();
        self.of_node.clear();
        (self.next, self.held, self.last) = (0, 0, None);
    }
}
