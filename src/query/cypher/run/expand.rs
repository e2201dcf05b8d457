//! Operators that follow one relationship.

use crate::graph::{NodeId, RelationshipId};
use crate::query::QueryError;
use crate::syntax::Direction;

use super::super::context::Context;
use super::super::fault::Fault;
use super::super::plan::{Expand, Hop};
use super::super::value::Datum;
use super::around::Around;
use super::simple::meets;
use super::{Row, Work};

type Result<T> = std::result::Result<T, QueryError>;

/// The node in a slot; none where it is null.
///
/// # Errors
/// The slot holds something else.
#[inline]
pub(super) fn node(slot: usize, row: &Row<'_>, expand: &Expand<'_>) -> Result<Option<NodeId>> {
    match &row[slot] {
        Datum::Node(node) => Ok(Some(*node)),
        Datum::Null => Ok(None),
        _ => {
            let message = "a node was expected at one end of this relationship";
            Err(QueryError::at(expand.span, message).fault(Fault::kind("InvalidArgumentType")))
        }
    }
}

/// The relationships of a node, or those between two nodes.
pub(super) struct Expanding<'p, 'g> {
    expand: &'p Expand<'g>,
    around: Around,
    to: NodeId,
}

impl<'p, 'g> Expanding<'p, 'g> {
    pub(super) fn new(expand: &'p Expand<'g>) -> Expanding<'p, 'g> {
        Expanding {
            expand,
            around: Around::NONE,
            to: NodeId(0),
        }
    }

    fn enter(&mut self, row: &Row<'g>, context: &Context<'_, 'g>) -> Result<()> {
        let (expand, graph) = (self.expand, context.graph);
        self.around = Around::NONE;
        let Some(from) = node(expand.from, row, expand)? else {
            return Ok(());
        };
        if !expand.into {
            self.around = Around::new(graph, &expand.hop, from);
            return Ok(());
        }
        if let Some(to) = node(expand.to, row, expand)? {
            self.to = to;
            self.around = Around::new(graph, &expand.hop, from);
            self.around.narrow(graph, &expand.hop, to);
        }
        Ok(())
    }
}

impl<'g> Work<'g> for Expanding<'_, 'g> {
    #[inline]
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        let (expand, graph) = (self.expand, context.graph);
        if fresh {
            self.enter(row, context)?;
        }
        loop {
            let next = match expand.into {
                false => self.around.next(graph, &expand.hop),
                true => {
                    let rel = self.around.next_to(graph, &expand.hop, self.to);
                    rel.map(|rel| (rel, self.to))
                }
            };
            let Some((rel, to)) = next else {
                return Ok(false);
            };
            if !expand.apart.is_empty() && meets(&expand.apart, row, rel) {
                context.budget.step(1)?;
                continue;
            }
            row[expand.slot] = Datum::Relationship(rel);
            if !expand.into {
                row[expand.to] = Datum::Node(to);
            }
            return Ok(true);
        }
    }
}

/// The two ends of a relationship that is there.
pub(super) struct Ends<'p, 'g> {
    expand: &'p Expand<'g>,
    /// The other way round, where that is possible as well.
    other: Option<(NodeId, NodeId)>,
    is_from_there: bool,
}

impl<'p, 'g> Ends<'p, 'g> {
    pub(super) fn new(expand: &'p Expand<'g>, is_from_there: bool) -> Ends<'p, 'g> {
        Ends {
            expand,
            other: None,
            is_from_there,
        }
    }

    /// Fills the ends, or holds them against what is there.
    fn fill(&self, row: &mut Row<'g>, (from, to): (NodeId, NodeId)) -> bool {
        let expand = self.expand;
        let fits = |slot: usize, wanted: NodeId, row: &Row<'g>| match row[slot] {
            Datum::Node(node) => node == wanted,
            _ => false,
        };
        if self.is_from_there && !fits(expand.from, from, row) {
            return false;
        }
        if expand.into && !fits(expand.to, to, row) {
            return false;
        }
        if expand.from == expand.to && from != to {
            return false;
        }
        if !self.is_from_there {
            row[expand.from] = Datum::Node(from);
        }
        if !expand.into {
            row[expand.to] = Datum::Node(to);
        }
        true
    }
}

/// Whether a hop may follow a relationship at all.
pub(super) fn has_type(hop: &Hop<'_>, rel: RelationshipId, context: &Context<'_, '_>) -> bool {
    let kind = context.graph.type_of(rel);
    hop.types.as_ref().is_none_or(|types| types.contains(&kind))
}

impl<'g> Work<'g> for Ends<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if !fresh {
            return Ok(match self.other.take() {
                Some(ends) => self.fill(row, ends),
                None => false,
            });
        }
        self.other = None;
        let expand = self.expand;
        let rel = match &row[expand.slot] {
            Datum::Relationship(rel) => *rel,
            Datum::Null => return Ok(false),
            _ => {
                let message = "a relationship was expected here";
                let error = QueryError::at(expand.span, message);
                return Err(error.fault(Fault::kind("InvalidArgumentType")));
            }
        };
        if !has_type(&expand.hop, rel, context) || meets(&expand.apart, row, rel) {
            return Ok(false);
        }
        let (start, end) = (context.graph.start(rel), context.graph.end(rel));
        match expand.hop.direction {
            Direction::Right => Ok(self.fill(row, (start, end))),
            Direction::Left => Ok(self.fill(row, (end, start))),
            Direction::Either => {
                self.other = (start != end).then_some((end, start));
                let given = self.fill(row, (start, end));
                if given {
                    return Ok(true);
                }
                Ok(match self.other.take() {
                    Some(ends) => self.fill(row, ends),
                    None => false,
                })
            }
        }
    }
}

/// How many relationships a node has: one row that stands for as many.
pub(super) struct Degree<'p, 'g> {
    expand: &'p Expand<'g>,
    weight: usize,
}

impl<'p, 'g> Degree<'p, 'g> {
    pub(super) fn new(expand: &'p Expand<'g>, weight: usize) -> Degree<'p, 'g> {
        Degree { expand, weight }
    }
}

impl<'g> Work<'g> for Degree<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if !fresh {
            return Ok(false);
        }
        let expand = self.expand;
        let Some(from) = node(expand.from, row, expand)? else {
            return Ok(false);
        };
        let graph = context.graph;
        let hop = &expand.hop;
        let mut count = Around::new(graph, hop, from).count(graph, hop);
        if hop.direction == Direction::Either {
            // Loops stand on both sides.
            let mut loops = Around::new(graph, hop, from);
            loops.narrow(graph, hop, from);
            while loops.next_to(graph, hop, from).is_some() {
                count -= 1;
            }
        }
        // Those that the row has used already cannot be met again.
        let mut met: Vec<RelationshipId> = Vec::new();
        for &slot in &expand.apart {
            let used = super::simple::relationships(&row[slot]);
            met.extend(used.filter(|&rel| self.follows(from, rel, context)));
        }
        met.sort_unstable();
        met.dedup();
        count = count.saturating_sub(met.len() as u64);
        row[self.weight] = Datum::Integer(i64::try_from(count).unwrap_or(i64::MAX));
        Ok(count > 0)
    }
}

impl<'g> Degree<'_, 'g> {
    /// Whether the hop follows a relationship from a node.
    fn follows(&self, from: NodeId, rel: RelationshipId, context: &Context<'_, 'g>) -> bool {
        let (start, end) = (context.graph.start(rel), context.graph.end(rel));
        let fits = match self.expand.hop.direction {
            Direction::Right => start == from,
            Direction::Left => end == from,
            Direction::Either => start == from || end == from,
        };
        fits && has_type(&self.expand.hop, rel, context)
    }
}
