//! A topological order: every step leads from a node to a later one.
//!
//! Source: A. B. Kahn, "Topological sorting of large networks", Communications of the ACM 5 (11),
//! 1962.

use super::Steps;
use crate::graph::NodeId;

impl Steps<'_> {
    /// All nodes, each before those that its steps lead to. O(n + m).
    ///
    /// # Errors
    /// The least node that is in a circle or behind one.
    pub fn topological(&self) -> Result<Vec<NodeId>, NodeId> {
        topological(self)
    }
}

pub(super) fn topological(steps: &Steps<'_>) -> Result<Vec<NodeId>, NodeId> {
    let graph = steps.graph;
    let back = steps.clone().reversed();
    let before = |node| back.degree(node) as u32;
    let mut waits: Vec<u32> = graph.nodes().map(before).collect();
    let mut order = Vec::with_capacity(waits.len());
    order.extend(graph.nodes().filter(|node| waits[node.0 as usize] == 0));
    let mut at = 0;
    while let Some(&node) = order.get(at) {
        at += 1;
        for &to in steps.slices(node).flatten() {
            let waits = &mut waits[to.0 as usize];
            // What a damaged snapshot gives one way need not be there the other way.
            *waits = waits.wrapping_sub(1);
            if *waits == 0 {
                order.push(to);
            }
        }
    }
    let stuck = graph.nodes().find(|node| waits[node.0 as usize] > 0);
    stuck.map_or(Ok(order), Err)
}
