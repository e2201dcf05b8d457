//! Compressed adjacency: counting sorts that give both directions, and the runs of one type around
//! a node.

use std::ops::Range;

use super::{Graph, NodeId, RelationshipId, TypeId};

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
        &self.incoming[run.start as usize..run.end as usize]
    }

    /// The numbers of the relationships of a type, or of any, that start at the node, by type, end
    /// and key. O(log degree).
    pub(crate) fn outgoing_run(&self, node: NodeId, kind: Option<TypeId>) -> Range<u32> {
        run(&self.rel_types, self.out_range(node), kind)
    }

    /// The places of the relationships of a type, or of any, that end at the node, by type, start
    /// and key; see [`Graph::incoming_at`]. O(log degree).
    pub(crate) fn incoming_run(&self, node: NodeId, kind: Option<TypeId>) -> Range<u32> {
        let n = node.0 as usize;
        let range = self.in_offsets[n]..self.in_offsets[n + 1];
        run(&self.incoming_types, range, kind)
    }

    /// The relationship at a place that [`Graph::incoming_run`] gives, and its start.
    pub(crate) fn incoming_at(&self, place: u32) -> (RelationshipId, NodeId) {
        let place = place as usize;
        (self.incoming[place], self.incoming_starts[place])
    }
}

/// The part of a range of sorted types that has that type; all of it for any.
fn run(types: &[TypeId], range: Range<u32>, kind: Option<TypeId>) -> Range<u32> {
    let Some(kind) = kind else {
        return range;
    };
    let types = &types[range.start as usize..range.end as usize];
    let from = types.partition_point(|&t| t < kind);
    let count = types[from..].partition_point(|&t| t == kind);
    let from = range.start + from as u32;
    from..from + count as u32
}

/// Where each node's run begins when sorted by node: prefix sums over `nodes`, n + 1 long.
pub(crate) fn offsets(n_nodes: usize, nodes: &[NodeId]) -> Vec<u32> {
    let mut offsets = vec![0u32; n_nodes + 1];
    for node in nodes {
        offsets[node.0 as usize + 1] += 1;
    }
    for i in 1..offsets.len() {
        offsets[i] += offsets[i - 1];
    }
    offsets
}

/// All relationships by end and type, given in the order of their starts: two stable counting
/// sorts, by type and then by end. O(n).
pub(crate) fn by_end(
    offsets: &[u32],
    ends: &[NodeId],
    types: &[TypeId],
    n_types: usize,
) -> Vec<RelationshipId> {
    let mut next = vec![0u32; n_types + 1];
    for kind in types {
        next[usize::from(kind.0) + 1] += 1;
    }
    for i in 1..next.len() {
        next[i] += next[i - 1];
    }
    let mut by_type = vec![0u32; ends.len()];
    for (rel, kind) in types.iter().enumerate() {
        let slot = &mut next[usize::from(kind.0)];
        by_type[*slot as usize] = rel as u32;
        *slot += 1;
    }
    let mut next = offsets.to_vec();
    let mut sorted = vec![RelationshipId(0); ends.len()];
    for rel in by_type {
        let slot = &mut next[ends[rel as usize].0 as usize];
        sorted[*slot as usize] = RelationshipId(rel);
        *slot += 1;
    }
    sorted
}
