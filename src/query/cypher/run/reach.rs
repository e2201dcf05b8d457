//! Operators that answer where trails lead without going through them all: breadth first, each
//! node once; and how many there are, by adding up along an acyclic part of the graph.

use std::collections::VecDeque;

use rustc_hash::FxHashMap;

use crate::graph::{NodeId, RelationshipId};
use crate::query::QueryError;
use crate::syntax::{Direction, Span};

use super::super::context::Context;
use super::super::fault::Fault;
use super::super::plan::{Expand, Length, Reach};
use super::super::value::Datum;
use super::around::Around;
use super::expand::node;
use super::trail::{Trails, passes};
use super::{Row, Work};

type Result<T> = std::result::Result<T, QueryError>;

/// A node that was met: over which relationship, how many steps away, and which of the first
/// steps led to it.
#[derive(Clone, Copy, Debug, Default)]
struct Met {
    over: Option<RelationshipId>,
    depth: u32,
    branch: u32,
}

/// Nodes that are marked: none of them costs anything to unmark.
#[derive(Debug, Default)]
struct Marks {
    /// When each node was marked last.
    times: Vec<u32>,
    now: u32,
}

impl Marks {
    /// Unmarks all. O(1), but for the first time.
    fn clear(&mut self, context: &Context<'_, '_>) -> Result<()> {
        let nodes = context.graph.node_count();
        if self.times.len() != nodes || self.now == u32::MAX {
            if self.times.is_empty() {
                context.budget.hold(nodes as u64 * 4)?;
            }
            (self.times, self.now) = (vec![0; nodes], 0);
        }
        self.now += 1;
        Ok(())
    }

    /// Marks a node; whether it was not marked before.
    fn mark(&mut self, node: NodeId) -> bool {
        let now = self.now;
        let time = self.times.get_mut(node.0 as usize);
        time.is_some_and(|time| std::mem::replace(time, now) != now)
    }
}

/// Every node that can be reached, once.
///
/// A walk of at most k steps holds a path without cycles of at most k steps, so for lengths from
/// 0 or 1 up a node is at the end of a trail if a breadth-first search meets it. Only the start
/// itself needs care: back at it after one step or more is a cycle. Along directions any walk
/// back will do; without directions a cycle shows where two branches meet that began with
/// different steps, or where a relationship leads back that did not lead there.
pub(super) struct Reaching<'p, 'g> {
    reach: &'p Reach<'g>,
    /// Met from the current start, or from any if each node is wanted once; and given.
    met: Marks,
    given: Marks,
    /// How each was met, which is needed only without directions.
    ways: FxHashMap<NodeId, Met>,
    queue: VecDeque<(NodeId, Met)>,
    start: NodeId,
    at: NodeId,
    here: Met,
    place: Around,
    to: Option<NodeId>,
    branches: u32,
    is_new: bool,
}

impl<'p, 'g> Reaching<'p, 'g> {
    pub(super) fn new(reach: &'p Reach<'g>) -> Reaching<'p, 'g> {
        Reaching {
            reach,
            met: Marks::default(),
            given: Marks::default(),
            ways: FxHashMap::default(),
            queue: VecDeque::new(),
            start: NodeId(0),
            at: NodeId(0),
            here: Met::default(),
            place: Around::NONE,
            to: None,
            branches: 0,
            is_new: true,
        }
    }

    fn enter(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        let expand = &self.reach.expand;
        self.place = Around::NONE;
        self.queue.clear();
        if self.is_new || !self.reach.once {
            self.is_new = false;
            self.met.clear(context)?;
            self.given.clear(context)?;
            context.budget.release(self.ways.len() as u64 * BYTES);
            self.ways.clear();
        }
        let Some(start) = node(expand.from, row, expand)? else {
            return Ok(false);
        };
        if expand.into {
            self.to = node(expand.to, row, expand)?;
            if self.to.is_none() {
                return Ok(false);
            }
        }
        (self.start, self.branches) = (start, 0);
        if self.met.mark(start) {
            self.meet(start, Met::default(), context)?;
        }
        Ok(self.reach.length.min == 0 && self.give(start, row))
    }

    /// Goes on from a node later.
    fn meet(&mut self, node: NodeId, met: Met, context: &Context<'_, 'g>) -> Result<()> {
        if self.reach.expand.hop.direction == Direction::Either {
            context.budget.hold(BYTES)?;
            self.ways.insert(node, met);
        }
        self.queue.push_back((node, met));
        Ok(())
    }

    /// Fills the row with a node, if it may and was not given before.
    fn give(&mut self, node: NodeId, row: &mut Row<'g>) -> bool {
        if self.to.is_some_and(|to| to != node) || !self.given.mark(node) {
            return false;
        }
        if self.to.is_some() {
            // Nothing else is asked.
            (self.place, self.queue) = (Around::NONE, VecDeque::new());
        } else {
            row[self.reach.expand.to] = Datum::Node(node);
        }
        true
    }

    /// Takes a step from the current node; the node that can be given by it.
    fn follow(
        &mut self,
        rel: RelationshipId,
        to: NodeId,
        context: &Context<'_, 'g>,
    ) -> Result<Option<NodeId>> {
        let depth = self.here.depth + 1;
        if !self.met.mark(to) {
            let there = match self.reach.expand.hop.direction {
                Direction::Either => self.ways.get(&to).copied(),
                Direction::Left | Direction::Right => return Ok(Some(to)),
            };
            return Ok(there.and_then(|there| self.closes(self.here, there, rel, to)));
        }
        let mut branch = self.here.branch;
        if self.at == self.start {
            self.branches += 1;
            branch = self.branches;
        }
        let over = Some(rel);
        let met = Met {
            over,
            depth,
            branch,
        };
        self.meet(to, met, context)?;
        Ok(Some(to))
    }

    /// The start, where a step without direction between two nodes that were met closes a cycle
    /// through it.
    fn closes(&self, here: Met, there: Met, rel: RelationshipId, to: NodeId) -> Option<NodeId> {
        let is_loop = to == self.at;
        let is_tree = here.over == Some(rel) || there.over == Some(rel);
        let is_cycle = match is_loop {
            true => self.at == self.start,
            false => here.branch != there.branch && !is_tree,
        };
        let length = here.depth + there.depth + 1;
        let fits = (self.reach.length.max).is_none_or(|max| u64::from(length) <= max);
        (is_cycle && fits).then_some(self.start)
    }
}

/// What a node that was met takes in memory, roughly.
const BYTES: u64 = 48;

impl<'g> Work<'g> for Reaching<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh && self.enter(row, context)? {
            return Ok(true);
        }
        let hop = &self.reach.expand.hop;
        loop {
            while let Some((rel, to)) = self.place.next(context.graph, hop) {
                context.budget.step(1)?;
                if !passes(hop, rel, row, context)? {
                    continue;
                }
                if let Some(node) = self.follow(rel, to, context)?
                    && self.give(node, row)
                {
                    return Ok(true);
                }
            }
            let Some((next, met)) = self.queue.pop_front() else {
                return Ok(false);
            };
            let depth = u64::from(met.depth);
            if self.reach.length.max.is_none_or(|max| depth < max) {
                (self.at, self.here) = (next, met);
                self.place = Around::new(context.graph, hop, next);
            }
        }
    }

    fn reset(&mut self, _: &Context<'_, 'g>) {
        self.is_new = true;
    }
}

/// Nodes in an order in which each comes after those that lead to it, with where it leads.
type Ordered = Vec<(NodeId, Vec<NodeId>)>;

/// Every node at the end of a trail, once, with the number of trails.
///
/// Where what can be reached has no cycle every walk is a trail, and the numbers add up along
/// it. Where it has one, the trails are gone through.
pub(super) struct Counting<'p, 'g> {
    expand: &'p Expand<'g>,
    weight: usize,
    /// What is left to give, the next one last.
    counted: Vec<(NodeId, i64)>,
    trails: Option<Trails<'p, 'g>>,
}

impl<'p, 'g> Counting<'p, 'g> {
    pub(super) fn new(expand: &'p Expand<'g>, weight: usize) -> Counting<'p, 'g> {
        Counting {
            expand,
            weight,
            counted: Vec::new(),
            trails: None,
        }
    }

    /// The nodes that can be reached from one, each with the steps that lead to it, in an order
    /// in which they come after those that lead to them; `None` where there is a cycle.
    fn order(
        &self,
        start: NodeId,
        row: &mut Row<'g>,
        context: &Context<'_, 'g>,
    ) -> Result<Option<Ordered>> {
        let hop = &self.expand.hop;
        let mut known: FxHashMap<NodeId, (Vec<NodeId>, u32)> = FxHashMap::default();
        let mut found = vec![start];
        known.insert(start, Default::default());
        while let Some(at) = found.pop() {
            let mut next = Vec::new();
            let mut place = Around::new(context.graph, hop, at);
            while let Some((rel, to)) = place.next(context.graph, hop) {
                context.budget.step(1)?;
                if passes(hop, rel, row, context)? {
                    next.push(to);
                }
            }
            for &to in &next {
                let entry = known.entry(to).or_insert_with(|| {
                    found.push(to);
                    Default::default()
                });
                entry.1 += 1;
            }
            known.entry(at).or_default().0 = next;
        }
        let total = known.len();
        let mut order = Vec::new();
        // The start has nothing before it, or it is on a cycle.
        let mut ready = vec![start];
        if known.get(&start).is_some_and(|(_, before)| *before > 0) {
            return Ok(None);
        }
        while let Some(at) = ready.pop() {
            let next = known.get_mut(&at).map(|(next, _)| std::mem::take(next));
            let next = next.unwrap_or_default();
            for to in &next {
                if let Some((_, before)) = known.get_mut(to) {
                    *before -= 1;
                    if *before == 0 {
                        ready.push(*to);
                    }
                }
            }
            order.push((at, next));
        }
        Ok((order.len() == total).then_some(order))
    }

    fn count(&mut self, order: Ordered, start: NodeId) -> Result<()> {
        let mut counts: FxHashMap<NodeId, i64> = FxHashMap::default();
        counts.insert(start, 1);
        for (at, next) in &order {
            let here = counts.get(at).copied().unwrap_or(0);
            for to in next {
                let there = counts.entry(*to).or_insert(0);
                *there = there
                    .checked_add(here)
                    .ok_or_else(|| too_many(self.expand.span))?;
            }
        }
        let ends = order.iter().map(|(at, _)| *at).filter(|&at| at != start);
        self.counted = ends
            .map(|at| (at, counts.get(&at).copied().unwrap_or(0)))
            .collect();
        self.counted.sort_unstable_by(|a, b| b.cmp(a));
        Ok(())
    }
}

fn too_many(span: Span) -> QueryError {
    let message = "there are more trails than a whole number can count";
    QueryError::at(span, message).fault(Fault::argument("NumberOutOfRange"))
}

impl<'g> Work<'g> for Counting<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            (self.counted, self.trails) = (Vec::new(), None);
            let Some(start) = node(self.expand.from, row, self.expand)? else {
                return Ok(false);
            };
            match self.order(start, row, context)? {
                Some(order) => self.count(order, start)?,
                None => {
                    let length = Length { min: 1, max: None };
                    self.trails = Some(Trails::new(self.expand, length));
                }
            }
        }
        if let Some(trails) = &mut self.trails {
            row[self.weight] = Datum::Integer(1);
            return trails.next(fresh, row, context);
        }
        let Some((to, count)) = self.counted.pop() else {
            return Ok(false);
        };
        row[self.expand.to] = Datum::Node(to);
        row[self.weight] = Datum::Integer(count);
        Ok(true)
    }
}
