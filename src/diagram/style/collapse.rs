//! Leaves beyond a number per node, gathered into one box.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{NodeId, Subgraph};

/// For each node that keeps not all its leaves: the leaves that it loses, by id.
pub(super) type Gathered = BTreeMap<NodeId, BTreeSet<NodeId>>;

/// The leaves beyond `limit` per node: nodes with one neighbour only. Those with the most
/// relationships in the whole graph stay, then by id. `kept` are never gathered.
pub(super) fn gather(subgraph: Subgraph<'_>, limit: usize, kept: &[NodeId]) -> Gathered {
    let graph = subgraph.graph;
    let mut neighbours: BTreeMap<NodeId, BTreeSet<NodeId>> = BTreeMap::new();
    for &rel in subgraph.selection.relationships() {
        let (start, end) = (graph.start(rel), graph.end(rel));
        if start != end {
            neighbours.entry(start).or_default().insert(end);
            neighbours.entry(end).or_default().insert(start);
        }
    }
    let leaf = |node: &NodeId| neighbours.get(node).is_some_and(|near| near.len() == 1);
    let mut gathered = Gathered::new();
    for (&hub, near) in &neighbours {
        if near.len() < 2 {
            continue;
        }
        let leaves = near.iter().filter(|n| leaf(n) && !kept.contains(n));
        let mut leaves: Vec<NodeId> = leaves.copied().collect();
        // One box for one leaf would gain nothing.
        if leaves.len() > limit + 1 {
            leaves.sort_by_key(|&leaf| (std::cmp::Reverse(graph.degree(leaf)), leaf));
            gathered.insert(hub, leaves.into_iter().skip(limit).collect());
        }
    }
    gathered
}
