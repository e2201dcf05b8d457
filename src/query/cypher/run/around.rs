//! The relationships around a node, one after the other. Knows no rows.

use crate::graph::{Graph, NodeId, RelationshipId};
use crate::syntax::Direction;

use super::super::plan::Hop;

/// A place among the relationships around a node. Small and without borrows, so that a search may
/// keep many.
#[derive(Clone, Copy, Debug)]
pub(super) struct Around {
    node: NodeId,
    /// The next type whose relationships to go through, by its index among the hop's; without
    /// types there is one run of all.
    kind: u32,
    /// Whether those that end at the node are gone through.
    incoming: bool,
    /// What is left of the current run: numbers of relationships that start at the node, places
    /// of those that end there.
    at: u32,
    end: u32,
}

impl Around {
    /// Nothing.
    pub(super) const NONE: Around = Around {
        node: NodeId(0),
        kind: u32::MAX,
        incoming: true,
        at: 0,
        end: 0,
    };

    /// The beginning of what a hop may follow from a node.
    pub(super) fn new(graph: &Graph, hop: &Hop<'_>, node: NodeId) -> Around {
        let mut around = Around {
            node,
            kind: 0,
            incoming: hop.direction == Direction::Left,
            at: 0,
            end: 0,
        };
        around.open(graph, hop);
        around
    }

    /// The next relationship and its other end. A loop is given once.
    #[inline]
    pub(super) fn next(
        &mut self,
        graph: &Graph,
        hop: &Hop<'_>,
    ) -> Option<(RelationshipId, NodeId)> {
        loop {
            if self.at < self.end {
                let at = self.at;
                self.at += 1;
                if !self.incoming {
                    let rel = RelationshipId(at);
                    return Some((rel, graph.end(rel)));
                }
                let (rel, start) = graph.incoming_at(at);
                if start != self.node || hop.direction == Direction::Left {
                    return Some((rel, start));
                }
            } else if !self.advance(graph, hop) {
                return None;
            }
        }
    }

    /// How many relationships are left in the current run and the ones after; loops of an
    /// undirected hop may count twice. O(types · log degree).
    pub(super) fn count(mut self, graph: &Graph, hop: &Hop<'_>) -> u64 {
        let mut count = 0;
        loop {
            count += u64::from(self.end - self.at);
            self.at = self.end;
            if !self.advance(graph, hop) {
                return count;
            }
        }
    }

    /// Goes to the next run; whether there is one.
    fn advance(&mut self, graph: &Graph, hop: &Hop<'_>) -> bool {
        let runs = hop.types.as_ref().map_or(1, |types| types.len() as u32);
        if self.kind == u32::MAX {
            return false;
        }
        if self.kind + 1 < runs {
            self.kind += 1;
        } else if !self.incoming && hop.direction == Direction::Either {
            (self.kind, self.incoming) = (0, true);
        } else {
            self.kind = u32::MAX;
            return false;
        }
        self.open(graph, hop);
        true
    }

    fn open(&mut self, graph: &Graph, hop: &Hop<'_>) {
        let kind = match &hop.types {
            None => None,
            Some(types) => match types.get(self.kind as usize) {
                Some(kind) => Some(*kind),
                None => return,
            },
        };
        let run = match self.incoming {
            true => graph.incoming_run(self.node, kind),
            false => graph.outgoing_run(self.node, kind),
        };
        (self.at, self.end) = (run.start, run.end);
    }

    /// Leaves of the current run only those whose other end is that node: runs are sorted by it.
    /// Without types they are not, and nothing is left out.
    pub(super) fn narrow(&mut self, graph: &Graph, hop: &Hop<'_>, to: NodeId) {
        if hop.types.is_none() || self.end - self.at < 8 {
            return;
        }
        let other = |place| match self.incoming {
            true => graph.incoming_at(place).1,
            false => graph.end(RelationshipId(place)),
        };
        let from = point(self.at, self.end, |place| other(place) < to);
        let after = point(from, self.end, |place| other(place) <= to);
        (self.at, self.end) = (from, after);
    }

    /// The next relationship whose other end is that node.
    pub(super) fn next_to(
        &mut self,
        graph: &Graph,
        hop: &Hop<'_>,
        to: NodeId,
    ) -> Option<RelationshipId> {
        loop {
            while self.at < self.end {
                let at = self.at;
                self.at += 1;
                let (rel, other) = match self.incoming {
                    false => (RelationshipId(at), graph.end(RelationshipId(at))),
                    true => graph.incoming_at(at),
                };
                let again =
                    self.incoming && hop.direction == Direction::Either && other == self.node;
                if other == to && !again {
                    return Some(rel);
                }
            }
            if !self.advance(graph, hop) {
                return None;
            }
            self.narrow(graph, hop, to);
        }
    }
}

/// The first of some places for which that no longer holds.
fn point(mut low: u32, mut high: u32, before: impl Fn(u32) -> bool) -> u32 {
    while low < high {
        let middle = low + (high - low) / 2;
        match before(middle) {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    low
}
