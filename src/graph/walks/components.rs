//! Weak components: which nodes hang together, whichever way relationships lead.
//!
//! Trees of nodes that are joined at their roots. A few relationships of each node show which
//! component is the largest; the others of its nodes need no look.
//!
//! Source of the sampling: M. Sutton, T. Ben-Nun and A. Barak, "Optimizing Parallel Graph
//! Connectivity Computation via Subgraph Sampling", IPDPS 2018.

use rustc_hash::FxHashMap;

use super::Touched;
use crate::graph::{Graph, NodeId};

/// How many relationships of each node are looked at first.
const FIRST: usize = 2;
/// How many nodes are asked for their component to find the largest.
const SAMPLES: usize = 1024;

/// Which weak component each node is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Components {
    /// The least node of each node's component.
    least: Vec<NodeId>,
    /// What it took to find them.
    pub touched: Touched,
}

impl Components {
    /// The components of a graph. O((n + m) α(n)).
    pub fn of(graph: &Graph) -> Components {
        let adjacency = &graph.adjacency;
        let n = graph.node_count();
        let mut trees = Trees((0..n as u32).collect());
        let mut touched = Touched::default();
        let ends = |node: u32| {
            let run = adjacency.out_range(NodeId(node));
            adjacency.ends.slice(run.start as usize..run.end as usize)
        };
        for node in 0..n as u32 {
            let ends = ends(node);
            let first = &ends[..ends.len().min(FIRST)];
            touched.node(first.len());
            first.iter().for_each(|end| trees.join(node, end.0));
        }
        let largest = trees.largest();
        for node in 0..n as u32 {
            if trees.root(node) == largest {
                continue;
            }
            let ends = ends(node);
            let rest = &ends[ends.len().min(FIRST)..];
            // The other end of a relationship that is skipped may be here.
            let run = adjacency.in_range(NodeId(node));
            let starts = adjacency
                .incoming_starts
                .slice(run.start as usize..run.end as usize);
            touched.node(rest.len() + starts.len());
            rest.iter()
                .chain(starts)
                .for_each(|other| trees.join(node, other.0));
        }
        let least = (0..n as u32).map(|node| NodeId(trees.root(node))).collect();
        Components { least, touched }
    }

    /// How many there are. O(n).
    pub fn count(&self) -> usize {
        let nodes = self.least.iter().enumerate();
        nodes.filter(|&(i, least)| least.0 as usize == i).count()
    }

    /// The least node of the component that a node is in.
    pub fn least(&self, node: NodeId) -> NodeId {
        self.least[node.0 as usize]
    }
}

/// Each node's parent, which is never greater; a root is its own.
struct Trees(Vec<u32>);

impl Trees {
    #[inline]
    fn root(&mut self, mut node: u32) -> u32 {
        loop {
            let parent = self.0[node as usize];
            let above = self.0[parent as usize];
            if parent == above {
                return parent;
            }
            self.0[node as usize] = above;
            node = above;
        }
    }

    #[inline]
    fn join(&mut self, a: u32, b: u32) {
        let (mut a, mut b) = (self.0[a as usize], self.0[b as usize]);
        if a == b {
            return;
        }
        (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }

    /// The root that most of some nodes have.
    fn largest(&mut self) -> u32 {
        let n = self.0.len();
        let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
        for node in (0..n).step_by((n / SAMPLES).max(1)) {
            *counts.entry(self.root(node as u32)).or_default() += 1;
        }
        let most = counts
            .into_iter()
            .max_by_key(|&(root, count)| (count, std::cmp::Reverse(root)));
        most.map_or(0, |(root, _)| root)
    }
}
