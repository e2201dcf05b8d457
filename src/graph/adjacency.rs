//! Compressed adjacency: counting sorts that give both directions.

use super::{NodeId, RelationshipId, TypeId};

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
