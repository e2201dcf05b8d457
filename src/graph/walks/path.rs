//! One shortest path: a search from both ends, each time from the side that has less to look at,
//! until they meet.

use std::ops::Range;

use super::{Steps, Touched};
use crate::graph::NodeId;

/// What one side of a search has found: each node with the step it was first met by.
struct Side {
    /// One more than the number of the node that led to it; 0 where it was not met.
    before: Vec<u32>,
    nodes: Vec<NodeId>,
    frontier: Range<usize>,
    /// How many steps there are from the frontier.
    ahead: usize,
}

impl Side {
    fn new(n: usize, root: NodeId, ahead: usize) -> Side {
        // Fresh memory is zero until it is touched, so that this costs what the search meets.
        let mut before = vec![0; n];
        before[root.0 as usize] = root.0 + 1;
        Side {
            before,
            nodes: vec![root],
            frontier: 0..1,
            ahead,
        }
    }

    /// Goes one step on; a node that the other side has met, if there is one.
    fn go(&mut self, steps: &Steps<'_>, other: &Side, touched: &mut Touched) -> Option<NodeId> {
        self.ahead = 0;
        for i in self.frontier.clone() {
            let node = self.nodes[i];
            touched.nodes += 1;
            for slice in steps.slices(node) {
                touched.relationships += slice.len() as u64;
                for &to in slice {
                    let before = &mut self.before[to.0 as usize];
                    if *before != 0 {
                        continue;
                    }
                    *before = node.0 + 1;
                    if other.before[to.0 as usize] != 0 {
                        return Some(to);
                    }
                    self.ahead += steps.degree(to);
                    self.nodes.push(to);
                }
            }
        }
        self.frontier = self.frontier.end..self.nodes.len();
        None
    }

    /// The nodes from one that was met back to the root.
    fn back(&self, met: NodeId) -> Vec<NodeId> {
        let mut nodes = vec![met];
        let mut node = met;
        loop {
            let before = NodeId(self.before[node.0 as usize].saturating_sub(1));
            if before == node {
                return nodes;
            }
            nodes.push(before);
            node = before;
        }
    }
}

impl Steps<'_> {
    /// The nodes of a path of the fewest steps, ends included; the same each time, but which of
    /// several is no more than that. `None` where there is no path. O(n + m) at most, in most
    /// graphs far less.
    pub fn shortest(&self, from: NodeId, to: NodeId) -> (Option<Vec<NodeId>>, Touched) {
        let mut touched = Touched::default();
        if from == to {
            return (Some(vec![from]), touched);
        }
        let back = self.clone().reversed();
        let n = self.graph.node_count();
        let mut ahead = Side::new(n, from, self.degree(from));
        let mut behind = Side::new(n, to, back.degree(to));
        while !ahead.frontier.is_empty() && !behind.frontier.is_empty() {
            let met = match ahead.ahead <= behind.ahead {
                true => ahead.go(self, &behind, &mut touched),
                false => behind.go(&back, &ahead, &mut touched),
            };
            if let Some(met) = met {
                let mut nodes = ahead.back(met);
                nodes.reverse();
                nodes.extend(behind.back(met).into_iter().skip(1));
                return (Some(nodes), touched);
            }
        }
        (None, touched)
    }
}
