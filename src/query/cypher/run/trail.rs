//! Operators that follow relationships in a row, each at most once: one trail after the other,
//! depth first, never more than one at a time in memory.

use rustc_hash::FxHashSet;

use crate::graph::{NodeId, RelationshipId};
use crate::query::QueryError;
use crate::syntax::Direction;

use super::super::context::Context;
use super::super::plan::{Expand, Hop, Length};
use super::super::value::Datum;
use super::around::Around;
use super::expand::{has_type, node};
use super::simple::{meets, relationships};
use super::{Row, Work, is_true};

type Result<T> = std::result::Result<T, QueryError>;

/// Relationships in the order in which they were followed, with a quick answer to whether one is
/// among them.
#[derive(Debug, Default)]
pub(super) struct Trail {
    rels: Vec<RelationshipId>,
    /// Those beyond the first few.
    rest: FxHashSet<RelationshipId>,
}

/// So many are gone through one by one, which is faster than hashing.
const FEW: usize = 16;

impl Trail {
    /// Adds one.
    pub(super) fn push(&mut self, rel: RelationshipId) {
        if self.rels.len() >= FEW {
            self.rest.insert(rel);
        }
        self.rels.push(rel);
    }

    /// Takes the last one away.
    pub(super) fn pop(&mut self) {
        let last = self.rels.pop();
        if self.rels.len() >= FEW
            && let Some(last) = last
        {
            self.rest.remove(&last);
        }
    }

    /// Takes all away.
    pub(super) fn clear(&mut self) {
        self.rels.clear();
        self.rest.clear();
    }

    /// Whether it is among them.
    pub(super) fn contains(&self, rel: RelationshipId) -> bool {
        let few = self.rels.len().min(FEW);
        self.rels[..few].contains(&rel) || (!self.rest.is_empty() && self.rest.contains(&rel))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rels.len()
    }

    /// As a value, from the last to the first if turned.
    pub(super) fn to_list<'g>(&self, turned: bool) -> Datum<'g> {
        let rels = self.rels.iter().map(|&rel| Datum::Relationship(rel));
        let list: Vec<Datum<'g>> = match turned {
            true => rels.rev().collect(),
            false => rels.collect(),
        };
        Datum::list(list)
    }
}

/// Whether a hop's own condition holds of a relationship.
pub(super) fn passes<'g>(
    hop: &Hop<'g>,
    rel: RelationshipId,
    row: &mut Row<'g>,
    context: &Context<'_, 'g>,
) -> Result<bool> {
    match &hop.condition {
        None => Ok(true),
        Some((slot, condition)) => {
            row[*slot] = Datum::Relationship(rel);
            is_true(condition, row, context)
        }
    }
}

/// All trails from a node, or between two.
pub(super) struct Trails<'p, 'g> {
    expand: &'p Expand<'g>,
    length: Length,
    /// The places around each node of the trail, one more than relationships.
    places: Vec<Around>,
    trail: Trail,
    to: Option<NodeId>,
}

impl<'p, 'g> Trails<'p, 'g> {
    pub(super) fn new(expand: &'p Expand<'g>, length: Length) -> Trails<'p, 'g> {
        Trails {
            expand,
            length,
            places: Vec::new(),
            trail: Trail::default(),
            to: None,
        }
    }

    /// Begins at the row's node; whether the empty trail is one.
    fn enter(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        self.places.clear();
        self.trail.clear();
        let expand = self.expand;
        let Some(from) = node(expand.from, row, expand)? else {
            return Ok(false);
        };
        if expand.into {
            self.to = node(expand.to, row, expand)?;
            if self.to.is_none() {
                return Ok(false);
            }
        }
        self.open(from, context);
        Ok(self.length.min == 0 && self.give(from, row))
    }

    /// Goes on from a node, unless the trail is as long as it may be.
    fn open(&mut self, node: NodeId, context: &Context<'_, 'g>) {
        let is_full = (self.length.max).is_some_and(|max| self.trail.len() as u64 >= max);
        self.places.push(match is_full {
            true => Around::NONE,
            false => Around::new(context.graph, &self.expand.hop, node),
        });
    }

    /// Fills the row with the trail that ends here, if it may.
    fn give(&self, at: NodeId, row: &mut Row<'g>) -> bool {
        let is_long = self.trail.len() as u64 >= self.length.min;
        if !is_long || self.to.is_some_and(|to| to != at) {
            return false;
        }
        if !self.expand.into {
            row[self.expand.to] = Datum::Node(at);
        }
        if self.expand.wanted {
            row[self.expand.slot] = self.trail.to_list(self.expand.turned);
        }
        true
    }
}

impl<'g> Work<'g> for Trails<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh && self.enter(row, context)? {
            return Ok(true);
        }
        let expand = self.expand;
        while let Some(place) = self.places.last_mut() {
            let Some((rel, to)) = place.next(context.graph, &expand.hop) else {
                self.places.pop();
                self.trail.pop();
                continue;
            };
            context.budget.step(1)?;
            if self.trail.contains(rel)
                || meets(&expand.apart, row, rel)
                || !passes(&expand.hop, rel, row, context)?
            {
                continue;
            }
            self.trail.push(rel);
            self.open(to, context);
            if self.give(to, row) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// The trail that a list of relationships is, from a node that is there.
pub(super) struct Follow<'p, 'g> {
    expand: &'p Expand<'g>,
    length: Length,
}

impl<'p, 'g> Follow<'p, 'g> {
    pub(super) fn new(expand: &'p Expand<'g>, length: Length) -> Follow<'p, 'g> {
        Follow { expand, length }
    }

    /// Where the list leads; nowhere if it is no trail that fits.
    fn walk(&self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<Option<NodeId>> {
        let expand = self.expand;
        let Some(mut at) = node(expand.from, row, expand)? else {
            return Ok(None);
        };
        if !matches!(row[expand.slot], Datum::List(_)) {
            return Ok(None);
        }
        let mut rels: Vec<RelationshipId> = relationships(&row[expand.slot]).collect();
        context.budget.step(rels.len() as u64)?;
        if expand.turned {
            rels.reverse();
        }
        let length = rels.len() as u64;
        if length < self.length.min || self.length.max.is_some_and(|max| length > max) {
            return Ok(None);
        }
        let mut met: FxHashSet<RelationshipId> = FxHashSet::default();
        for rel in rels {
            let (start, end) = (context.graph.start(rel), context.graph.end(rel));
            let fits = match expand.hop.direction {
                Direction::Right => start == at,
                Direction::Left => end == at,
                Direction::Either => start == at || end == at,
            };
            let fits = fits && met.insert(rel) && has_type(&expand.hop, rel, context);
            if !fits || meets(&expand.apart, row, rel) || !passes(&expand.hop, rel, row, context)? {
                return Ok(None);
            }
            at = context.graph.other(rel, at);
        }
        Ok(Some(at))
    }
}

impl<'g> Work<'g> for Follow<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if !fresh {
            return Ok(false);
        }
        let Some(at) = self.walk(row, context)? else {
            return Ok(false);
        };
        if self.expand.into {
            return Ok(node(self.expand.to, row, self.expand)? == Some(at));
        }
        row[self.expand.to] = Datum::Node(at);
        Ok(true)
    }
}
