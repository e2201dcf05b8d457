//! The shortest trails between two nodes that are there: one, all, the first so many, those of
//! the first so many lengths.
//!
//! First how far each node is, breadth first from both ends in turn; then, length by length, the
//! trails of exactly that length, depth first, never into a node too far from the end.

use rustc_hash::FxHashMap;

use crate::graph::NodeId;
use crate::query::QueryError;
use crate::syntax::{Direction, PathSearch};

use super::super::context::Context;
use super::super::plan::{Hop, Shortest};
use super::super::value::Datum;
use super::around::Around;
use super::expand::node;
use super::simple::{meets, put};
use super::trail::{Trail, passes};
use super::{Row, Work, is_true};
use std::rc::Rc;

type Result<T> = std::result::Result<T, QueryError>;

/// The shortest trails between two nodes.
pub(super) struct Searching<'p, 'g> {
    shortest: &'p Shortest<'g>,
    /// The hop, seen from the other end.
    back: Hop<'g>,
    /// How many steps each node is from the end, at most, for those that matter.
    left: FxHashMap<NodeId, u64>,
    /// Whether `left` knows every node that leads to the end, not only those on shortest trails.
    is_whole: bool,
    ends: Option<(NodeId, NodeId)>,
    /// The length of the trails that are gone through now.
    length: u64,
    places: Vec<Around>,
    nodes: Vec<NodeId>,
    trail: Trail,
    /// Whether a longer trail may exist.
    was_cut: bool,
    given: u64,
    groups: u64,
    /// Whether a trail of the current length was given.
    gave: bool,
}

/// How many trails, and how many lengths, are wanted.
fn wanted(search: PathSearch) -> (u64, u64) {
    match search {
        PathSearch::Shortest => (1, u64::MAX),
        PathSearch::Any(n) | PathSearch::ShortestPaths(n) => (n, u64::MAX),
        PathSearch::AllShortest | PathSearch::AllShortestPaths => (u64::MAX, 1),
        PathSearch::ShortestGroups(n) => (u64::MAX, n),
        PathSearch::All => (u64::MAX, u64::MAX),
    }
}

impl<'p, 'g> Searching<'p, 'g> {
    pub(super) fn new(shortest: &'p Shortest<'g>) -> Searching<'p, 'g> {
        let mut back = shortest.expand.hop.clone();
        back.direction = match back.direction {
            Direction::Right => Direction::Left,
            Direction::Left => Direction::Right,
            Direction::Either => Direction::Either,
        };
        Searching {
            shortest,
            back,
            left: FxHashMap::default(),
            is_whole: false,
            ends: None,
            length: 0,
            places: Vec::new(),
            nodes: Vec::new(),
            trail: Trail::default(),
            was_cut: false,
            given: 0,
            groups: 0,
            gave: false,
        }
    }

    fn enter(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<()> {
        let expand = &self.shortest.expand;
        (self.ends, self.given, self.groups, self.gave) = (None, 0, 0, false);
        self.places.clear();
        let ends = (
            node(expand.from, row, expand)?,
            node(expand.to, row, expand)?,
        );
        let (Some(from), Some(to)) = ends else {
            return Ok(());
        };
        let min = self.shortest.length.min;
        // Where the first length may not do, those further off are needed as well.
        let (trails, lengths) = wanted(self.shortest.search);
        let one_length = lengths == 1 || trails == 1;
        let simple = one_length && self.shortest.conditions.is_empty() && expand.apart.is_empty();
        let distance = match simple && from != to && min <= 1 {
            true => self.meet(from, to, row, context)?,
            false => self.spread(from, to, row, context)?,
        };
        let Some(distance) = distance else {
            return Ok(());
        };
        self.ends = Some((from, to));
        self.begin(distance.max(min), context);
        Ok(())
    }

    /// Starts on the trails of a length.
    fn begin(&mut self, length: u64, context: &Context<'_, 'g>) {
        (self.length, self.was_cut, self.gave) = (length, false, false);
        let is_over = (self.shortest.length.max).is_some_and(|max| length > max);
        let Some((from, _)) = self.ends.filter(|_| !is_over) else {
            self.ends = None;
            return;
        };
        self.trail.clear();
        self.nodes = vec![from];
        self.places = match length {
            0 => vec![Around::NONE],
            _ => vec![Around::new(context.graph, &self.shortest.expand.hop, from)],
        };
    }

    /// How far every node is from the end, as far as it leads there; how far the start is.
    fn spread(
        &mut self,
        from: NodeId,
        to: NodeId,
        row: &mut Row<'g>,
        context: &Context<'_, 'g>,
    ) -> Result<Option<u64>> {
        self.is_whole = true;
        self.left.clear();
        self.left.insert(to, 0);
        let (mut level, mut depth) = (vec![to], 0);
        while !level.is_empty() && self.shortest.length.max.is_none_or(|max| depth < max) {
            depth += 1;
            let back = &self.back;
            level = spread_once(back, &level, depth, &mut self.left, row, context)?;
        }
        Ok(self.left.get(&from).copied())
    }

    /// From both ends at once until they meet: how far the nodes on shortest trails are from the
    /// end; how far the start is.
    fn meet(
        &mut self,
        from: NodeId,
        to: NodeId,
        row: &mut Row<'g>,
        context: &Context<'_, 'g>,
    ) -> Result<Option<u64>> {
        self.is_whole = false;
        self.left.clear();
        self.left.insert(to, 0);
        let mut gone: FxHashMap<NodeId, u64> = FxHashMap::default();
        gone.insert(from, 0);
        let (mut ahead, mut behind) = (vec![from], vec![to]);
        let (mut ahead_depth, mut behind_depth) = (0, 0);
        let hop = &self.shortest.expand.hop;
        let one = wanted(self.shortest.search).0 == 1;
        while !ahead.is_empty() && !behind.is_empty() {
            let is_over = |max: u64| ahead_depth + behind_depth >= max;
            if self.shortest.length.max.is_some_and(is_over) {
                return Ok(None);
            }
            // The side with fewer relationships to follow: a few hubs are dearer than many others.
            let dear = around(&self.back, &behind, u64::MAX, context);
            let is_ahead = around(hop, &ahead, dear, context) <= dear;
            let met = if is_ahead {
                ahead_depth += 1;
                let mut side = (&mut ahead, &mut gone);
                meet_once(hop, ahead_depth, &mut side, (&self.left, one), row, context)?
            } else {
                behind_depth += 1;
                let mut side = (&mut behind, &mut self.left);
                meet_once(
                    &self.back,
                    behind_depth,
                    &mut side,
                    (&gone, one),
                    row,
                    context,
                )?
            };
            if met {
                self.mark(&gone, &ahead, ahead_depth, behind_depth, row, context)?;
                return Ok(Some(ahead_depth + behind_depth));
            }
        }
        Ok(None)
    }

    /// Goes back from where the two searches met to the start, and says of each node on the way
    /// how far it is from the end.
    fn mark(
        &mut self,
        gone: &FxHashMap<NodeId, u64>,
        ahead: &[NodeId],
        ahead_depth: u64,
        behind_depth: u64,
        row: &mut Row<'g>,
        context: &Context<'_, 'g>,
    ) -> Result<()> {
        let is_met = |node: &&NodeId| self.left.get(node) == Some(&behind_depth);
        let mut level: Vec<NodeId> = ahead.iter().filter(is_met).copied().collect();
        let mut depth = ahead_depth;
        while depth > 0 {
            depth -= 1;
            let mut next = Vec::new();
            for &at in &level {
                let mut place = Around::new(context.graph, &self.back, at);
                while let Some((rel, to)) = place.next(context.graph, &self.back) {
                    context.budget.step(1)?;
                    let on_the_way = gone.get(&to) == Some(&depth) && !self.left.contains_key(&to);
                    if on_the_way && passes(&self.back, rel, row, context)? {
                        self.left.insert(to, ahead_depth + behind_depth - depth);
                        next.push(to);
                    }
                }
            }
            level = next;
        }
        Ok(())
    }

    /// The next trail of the current length; whether there is one.
    fn walk(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        let expand = &self.shortest.expand;
        let Some((_, end)) = self.ends else {
            return Ok(false);
        };
        if self.length == 0 {
            let is_first = self.places.pop().is_some();
            self.was_cut |= is_first;
            return Ok(is_first && self.nodes.first() == Some(&end));
        }
        while let Some(place) = self.places.last_mut() {
            let Some((rel, to)) = place.next(context.graph, &expand.hop) else {
                self.places.pop();
                self.trail.pop();
                self.nodes.pop();
                continue;
            };
            context.budget.step(1)?;
            let Some(&left) = self.left.get(&to) else {
                continue;
            };
            let length = self.trail.len() as u64 + 1;
            if length + left > self.length {
                self.was_cut = true;
                continue;
            }
            if self.trail.contains(rel)
                || meets(&expand.apart, row, rel)
                || !passes(&expand.hop, rel, row, context)?
            {
                continue;
            }
            if length == self.length {
                // A longer trail may go through here.
                self.was_cut = true;
                self.trail.push(rel);
                self.nodes.push(to);
                self.places.push(Around::NONE);
                return Ok(true);
            }
            self.trail.push(rel);
            self.nodes.push(to);
            self.places
                .push(Around::new(context.graph, &expand.hop, to));
        }
        Ok(false)
    }

    /// Fills the row with the current trail; whether it passes the conditions.
    fn give(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        let expand = &self.shortest.expand;
        if expand.wanted || !self.shortest.conditions.is_empty() {
            row[expand.slot] = self.trail.to_list(expand.turned);
        }
        if let Some(path) = &self.shortest.path {
            let made = put(path, row, context)?;
            row[path.slot] = made.map_or(Datum::Null, |path| Datum::Path(Rc::new(path)));
        }
        for condition in &self.shortest.conditions {
            if !is_true(condition, row, context)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// How many relationships lead on from the nodes of a level, as far as that is below a bound.
fn around(hop: &Hop<'_>, level: &[NodeId], bound: u64, context: &Context<'_, '_>) -> u64 {
    let mut count = 0;
    for &node in level {
        count += Around::new(context.graph, hop, node).count(context.graph, hop);
        if count > bound {
            break;
        }
    }
    count
}

/// Goes one step from each node of a side's level; whether the other side was met. Where one
/// meeting is enough the step ends there: the sides were apart before, so that all meetings of a
/// step are equally far from both ends.
fn meet_once<'g>(
    hop: &Hop<'g>,
    depth: u64,
    (level, known): &mut (&mut Vec<NodeId>, &mut FxHashMap<NodeId, u64>),
    (others, one): (&FxHashMap<NodeId, u64>, bool),
    row: &mut Row<'g>,
    context: &Context<'_, 'g>,
) -> Result<bool> {
    let (mut next, mut met) = (Vec::new(), false);
    for &at in level.iter() {
        let mut place = Around::new(context.graph, hop, at);
        while let Some((rel, to)) = place.next(context.graph, hop) {
            context.budget.step(1)?;
            if known.contains_key(&to) || !passes(hop, rel, row, context)? {
                continue;
            }
            known.insert(to, depth);
            next.push(to);
            met |= others.contains_key(&to);
            if met && one {
                **level = next;
                return Ok(true);
            }
        }
    }
    **level = next;
    Ok(met)
}

/// Goes one step from each node of a level, and says of those that are new how far they are.
fn spread_once<'g>(
    hop: &Hop<'g>,
    level: &[NodeId],
    depth: u64,
    known: &mut FxHashMap<NodeId, u64>,
    row: &mut Row<'g>,
    context: &Context<'_, 'g>,
) -> Result<Vec<NodeId>> {
    let mut next = Vec::new();
    for &at in level {
        let mut place = Around::new(context.graph, hop, at);
        while let Some((rel, to)) = place.next(context.graph, hop) {
            context.budget.step(1)?;
            if !known.contains_key(&to) && passes(hop, rel, row, context)? {
                known.insert(to, depth);
                next.push(to);
            }
        }
    }
    Ok(next)
}

impl<'g> Work<'g> for Searching<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            self.enter(row, context)?;
        }
        let (trails, lengths) = wanted(self.shortest.search);
        while self.ends.is_some() {
            if self.given >= trails {
                return Ok(false);
            }
            if self.walk(row, context)? {
                if self.give(row, context)? {
                    self.groups += u64::from(!self.gave);
                    (self.gave, self.given) = (true, self.given + 1);
                    return Ok(true);
                }
                continue;
            }
            // No trail is longer if nothing was cut off, nor is one wanted.
            let may_go_on = self.was_cut && self.is_whole && self.groups < lengths;
            match may_go_on {
                true => self.begin(self.length + 1, context),
                false => self.ends = None,
            }
        }
        Ok(false)
    }
}
