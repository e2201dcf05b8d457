//! Whole-graph figures.

use petgraph::algo::kosaraju_scc;

use super::walks::Components;
use super::{Graph, NodeId, OriginView, TypeSet};

impl Graph {
    /// How many weakly connected components the graph has. O((n + m) α(n)).
    pub fn component_count(&self) -> usize {
        Components::of(self).count()
    }

    /// Groups of nodes that come from each other along these types, each sorted, least node
    /// first. A node that comes from itself is a group of one. O(n + m).
    pub fn cycles(&self, types: &TypeSet) -> Vec<Vec<NodeId>> {
        let view = OriginView::new(self, types);
        let loops = |node| view.down(node).any(|(_, to)| to == node);
        let mut cycles = kosaraju_scc(&view);
        cycles.retain(|nodes| nodes.len() > 1 || nodes.iter().any(|&n| loops(n)));
        for nodes in &mut cycles {
            nodes.sort_unstable();
        }
        cycles.sort_unstable();
        cycles
    }
}
