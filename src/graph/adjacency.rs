//! Compressed adjacency: both directions of all relationships with their types, in fourteen bytes
//! a relationship and eight a node, and the runs of one type around a node.

use std::ops::Range;

use super::slab::{Narrow, Slab};
use super::{Graph, NodeId, RelationshipId, TypeId, order, parallel};

/// Of each so many relationships the start of one is kept; that of any other is between those of
/// its neighbours.
const STRIDE: usize = 64;

/// Which relationships there are: from where, to where, of which type.
#[derive(Debug)]
pub(crate) struct Adjacency {
    /// Relationships `offsets[n]..offsets[n + 1]` start at node n.
    pub(crate) offsets: Slab<u32>,
    /// The starts of relationships 0, 64, 128 and so on, and of the last.
    pub(crate) hints: Slab<NodeId>,
    pub(crate) ends: Slab<NodeId>,
    pub(crate) types: Narrow,
    /// `incoming[in_offsets[n]..in_offsets[n + 1]]` end at node n, by (type, start, key).
    pub(crate) in_offsets: Slab<u32>,
    pub(crate) incoming: Slab<RelationshipId>,
    /// Of each of these its start and its type, so that a walk need not look them up elsewhere.
    pub(crate) incoming_starts: Slab<NodeId>,
    pub(crate) incoming_types: Narrow,
}

impl Adjacency {
    /// Of relationships in the order of (start, type, end), each given by its start, its end and
    /// its type. O(n + m).
    pub(crate) fn new(
        threads: usize,
        n_nodes: usize,
        starts: &[NodeId],
        ends: Vec<NodeId>,
        types: &[TypeId],
        n_types: usize,
    ) -> Adjacency {
        let end = |rel: usize| ends[rel].0;
        let item = |rel: usize| u64::from(types[rel].0) << 32 | rel as u64;
        let (in_offsets, by_end) = order::grouped(threads, n_nodes, ends.len(), end, item);
        let incoming = parallel::fill(threads, ends.len(), |i| RelationshipId(by_end[i] as u32));
        let incoming_types = by_end.iter().map(|item| (item >> 32) as u16);
        let incoming_types = Narrow::new(n_types, incoming_types);
        drop(by_end);
        let start_of = |i: usize| starts[incoming[i].0 as usize];
        let incoming_starts = parallel::fill(threads, ends.len(), start_of);
        Adjacency {
            offsets: offsets(n_nodes, starts).into(),
            hints: hints(starts).into(),
            types: Narrow::new(n_types, types.iter().map(|kind| kind.0)),
            incoming_starts: incoming_starts.into(),
            incoming_types,
            in_offsets: in_offsets.into(),
            incoming: incoming.into(),
            ends: ends.into(),
        }
    }

    /// How many relationships there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The relationships that start at a node.
    #[inline]
    pub(crate) fn out_range(&self, node: NodeId) -> Range<u32> {
        let n = node.0 as usize;
        self.offsets.get(n)..self.offsets.get(n + 1)
    }

    /// The places of the relationships that end at a node.
    #[inline]
    pub(crate) fn in_range(&self, node: NodeId) -> Range<u32> {
        let n = node.0 as usize;
        self.in_offsets.get(n)..self.in_offsets.get(n + 1)
    }

    /// The start of a relationship: the last node whose relationships begin at it or before.
    /// O(log nodes between two hints), of which there are a few.
    #[inline]
    pub(crate) fn start(&self, rel: RelationshipId) -> NodeId {
        let at = rel.0 as usize / STRIDE;
        let (first, last) = (self.hints.get(at), self.hints.get(at + 1));
        let after = first.0 as usize + 1..last.0 as usize + 1;
        let node = self.offsets.partition(after, |offset| offset <= rel.0);
        NodeId(node as u32 - 1)
    }
}

/// How many starts are kept of so many relationships.
pub(crate) fn hint_count(relationships: usize) -> usize {
    match relationships {
        0 => 0,
        some => some.div_ceil(STRIDE) + 1,
    }
}

/// The starts of each [`STRIDE`]th relationship, and of the last.
fn hints(starts: &[NodeId]) -> Vec<NodeId> {
    starts
        .iter()
        .step_by(STRIDE)
        .chain(starts.last())
        .copied()
        .collect()
}

/// The relationships around a node.
impl Graph {
    /// Relationships of one type that start at the node. O(log degree).
    pub fn outgoing_of(
        &self,
        node: NodeId,
        kind: TypeId,
    ) -> impl ExactSizeIterator<Item = RelationshipId> + use<> {
        self.outgoing_run(node, Some(kind)).map(RelationshipId)
    }

    /// Relationships of one type that end at the node. O(log degree).
    pub fn incoming_of(&self, node: NodeId, kind: TypeId) -> &[RelationshipId] {
        let run = self.incoming_run(node, Some(kind));
        self.adjacency
            .incoming
            .slice(run.start as usize..run.end as usize)
    }

    /// The numbers of the relationships of a type, or of any, that start at the node, by type, end
    /// and key. O(log degree).
    #[inline]
    pub(crate) fn outgoing_run(&self, node: NodeId, kind: Option<TypeId>) -> Range<u32> {
        run(&self.adjacency.types, self.adjacency.out_range(node), kind)
    }

    /// The places of the relationships of a type, or of any, that end at the node, by type, start
    /// and key; see [`Graph::incoming_at`]. O(log degree).
    #[inline]
    pub(crate) fn incoming_run(&self, node: NodeId, kind: Option<TypeId>) -> Range<u32> {
        run(
            &self.adjacency.incoming_types,
            self.adjacency.in_range(node),
            kind,
        )
    }

    /// The relationships of a type, or of any, that end at the node, by type, start and key, each
    /// with its start. O(log degree).
    pub fn incoming_from(
        &self,
        node: NodeId,
        kind: Option<TypeId>,
    ) -> impl ExactSizeIterator<Item = (RelationshipId, NodeId)> {
        self.incoming_run(node, kind)
            .map(|place| self.incoming_at(place))
    }

    /// The relationship at a place that [`Graph::incoming_run`] gives, and its start.
    #[inline]
    pub(crate) fn incoming_at(&self, place: u32) -> (RelationshipId, NodeId) {
        let place = place as usize;
        (
            self.adjacency.incoming.get(place),
            self.adjacency.incoming_starts.get(place),
        )
    }
}

/// The part of a range of sorted types that has that type; all of it for any.
#[inline]
fn run(types: &Narrow, range: Range<u32>, kind: Option<TypeId>) -> Range<u32> {
    let Some(kind) = kind else {
        return range;
    };
    let run = types.run(range.start as usize..range.end as usize, kind.0);
    run.start as u32..run.end as u32
}

/// Where each node's run begins when sorted by node: prefix sums over `nodes`, n + 1 long.
fn offsets(n_nodes: usize, nodes: &[NodeId]) -> Vec<u32> {
    let mut offsets = vec![0u32; n_nodes + 1];
    for node in nodes {
        offsets[node.0 as usize + 1] += 1;
    }
    for i in 1..offsets.len() {
        offsets[i] += offsets[i - 1];
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `m` relationships among `n` nodes, some of which have none.
    fn some(n: u32, m: u32, n_types: u16) -> (Vec<NodeId>, Adjacency) {
        let of = |i: u32| {
            let start = i.wrapping_mul(2_654_435_761) % n / 3 * 3;
            let kind = (i % u32::from(n_types)) as u16;
            (
                NodeId(start),
                TypeId(kind),
                NodeId(i.wrapping_mul(40_503) % n),
            )
        };
        let mut all: Vec<(NodeId, TypeId, NodeId)> = (0..m).map(of).collect();
        all.sort_unstable();
        let starts: Vec<NodeId> = all.iter().map(|r| r.0).collect();
        let ends = all.iter().map(|r| r.2).collect();
        let types: Vec<TypeId> = all.iter().map(|r| r.1).collect();
        let adjacency = Adjacency::new(1, n as usize, &starts, ends, &types, usize::from(n_types));
        (starts, adjacency)
    }

    #[test]
    fn a_relationship_takes_at_most_16_bytes_and_a_node_8() {
        for (n, m, n_types, most) in [(1000, 100_000, 200, 14), (1000, 100_000, 300, 16)] {
            let (_, all) = some(n, m, n_types);
            let nodes = all.offsets.bytes() + all.in_offsets.bytes();
            assert_eq!(nodes, (n as usize + 1) * 8);
            let plain = all.ends.bytes() + all.incoming.bytes() + all.incoming_starts.bytes();
            let relationships = plain + all.types.bytes() + all.incoming_types.bytes();
            assert_eq!(relationships, m as usize * most);
            assert!(
                all.hints.bytes() <= m as usize / 16 + 8,
                "{}",
                all.hints.bytes()
            );
        }
    }

    #[test]
    fn finds_the_start_of_every_relationship() {
        for (n, m) in [
            (1, 1),
            (2, 63),
            (5, 64),
            (3, 65),
            (100_000, 500),
            (50, 5000),
        ] {
            let (starts, all) = some(n, m, 3);
            let found = (0..m).map(|rel| all.start(RelationshipId(rel)));
            assert!(found.eq(starts), "{n} nodes, {m} relationships");
        }
    }
}
