//! The nodes at which relationships of two nodes meet, found by going through the sorted
//! neighbours of both at once.

use crate::graph::{Graph, NodeId, RelationshipId};
use crate::query::QueryError;
use crate::syntax::Direction;

use super::super::context::Context;
use super::super::plan::{Expand, Hop};
use super::super::value::Datum;
use super::expand::node;
use super::simple::meets;
use super::{Row, Work};

type Result<T> = std::result::Result<T, QueryError>;

/// The relationships of one type and direction around a node, by the node at the other end.
#[derive(Clone, Copy)]
struct Run<'g> {
    graph: &'g Graph,
    incoming: bool,
    /// Numbers of relationships that start at the node, places of those that end there.
    at: u32,
    end: u32,
}

impl<'g> Run<'g> {
    /// What a hop of one type and direction follows from a node; from its other end if `turned`.
    fn new(graph: &'g Graph, hop: &Hop<'_>, node: NodeId, turned: bool) -> Run<'g> {
        let kind = hop.types.as_ref().and_then(|types| types.first().copied());
        let incoming = (hop.direction == Direction::Left) != turned;
        let run = match incoming {
            true => graph.incoming_run(node, kind),
            false => graph.outgoing_run(node, kind),
        };
        let (at, end) = (run.start, run.end);
        Run {
            graph,
            incoming,
            at,
            end,
        }
    }

    #[inline]
    fn get(&self, place: u32) -> (RelationshipId, NodeId) {
        match self.incoming {
            true => self.graph.incoming_at(place),
            false => (RelationshipId(place), self.graph.end(RelationshipId(place))),
        }
    }

    /// The node at the other end of the next relationship.
    #[inline]
    fn next(&self) -> Option<NodeId> {
        (self.at < self.end).then(|| self.get(self.at).1)
    }

    /// Leaves those out whose other end comes before a node; how many were looked at. O(log of
    /// how many there are): ever longer leaps, then a search back.
    fn skip(&mut self, node: NodeId) -> u64 {
        let (mut leap, mut looked) = (1, 1);
        while self.at + leap < self.end && self.get(self.at + leap).1 < node {
            self.at += leap;
            leap *= 2;
            looked += 1;
        }
        let (mut low, mut high) = (self.at, (self.at + leap).min(self.end));
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle).1 < node {
                true => low = middle + 1,
                false => high = middle,
            }
            looked += 1;
        }
        self.at = low;
        looked
    }
}

/// Two relationships that meet at a node: the first leads there from one node, the second from
/// another, both of which are there.
pub(super) struct Intersecting<'p, 'g> {
    two: &'p [Expand<'g>; 2],
    /// The slot of the node that the second comes from, and whether its text runs from there.
    other: usize,
    turned: bool,
    /// What the second follows from the node where it was last, whole.
    last: Option<(NodeId, Run<'g>)>,
    runs: Option<[Run<'g>; 2]>,
    /// Where the second run began to have the node that both have now.
    back: u32,
}

impl<'p, 'g> Intersecting<'p, 'g> {
    pub(super) fn new(two: &'p [Expand<'g>; 2]) -> Intersecting<'p, 'g> {
        let [first, second] = two;
        let turned = second.from == first.to;
        Intersecting {
            two,
            other: if turned { second.to } else { second.from },
            turned,
            last: None,
            runs: None,
            back: 0,
        }
    }

    fn enter(&mut self, row: &Row<'g>, context: &Context<'_, 'g>) -> Result<()> {
        let [first, second] = self.two;
        self.runs = None;
        let from = node(first.from, row, first)?;
        if let (Some(from), Some(other)) = (from, node(self.other, row, second)?) {
            let graph = context.graph;
            let left = Run::new(graph, &first.hop, from, false);
            let right = match self.last {
                Some((node, run)) if node == other => run,
                _ => Run::new(graph, &second.hop, other, self.turned),
            };
            self.last = Some((other, right));
            self.back = right.at;
            self.runs = Some([left, right]);
        }
        Ok(())
    }

    /// The next pair, whether or not it may be taken.
    fn pair(
        &mut self,
        context: &Context<'_, 'g>,
    ) -> Result<Option<(RelationshipId, RelationshipId, NodeId)>> {
        let Some([left, right]) = &mut self.runs else {
            return Ok(None);
        };
        loop {
            let Some(here) = left.next() else {
                return Ok(None);
            };
            match right.next() {
                Some(there) if there == here => {
                    let (first, second) = (left.get(left.at).0, right.get(right.at).0);
                    right.at += 1;
                    return Ok(Some((first, second, here)));
                }
                Some(there) if there < here => {
                    context.budget.step(right.skip(here))?;
                    self.back = right.at;
                }
                // The second of parallel ones meets all that the first has met.
                _ if right.at > self.back => {
                    left.at += 1;
                    match left.next() == Some(here) {
                        true => right.at = self.back,
                        false => self.back = right.at,
                    }
                }
                Some(there) => context.budget.step(left.skip(there))?,
                None => return Ok(None),
            }
        }
    }
}

impl<'g> Work<'g> for Intersecting<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            self.enter(row, context)?;
        }
        let [first, second] = self.two;
        while let Some((left, right, node)) = self.pair(context)? {
            if meets(&first.apart, row, left) {
                continue;
            }
            row[first.slot] = Datum::Relationship(left);
            if meets(&second.apart, row, right) {
                continue;
            }
            row[second.slot] = Datum::Relationship(right);
            row[first.to] = Datum::Node(node);
            return Ok(true);
        }
        Ok(false)
    }
}
