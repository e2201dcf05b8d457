//! Walks over whole graphs: what is reached, components, orders, ranks, one shortest path.
//!
//! Each works on the arrays of the adjacency, with a bit or a number a node and frontiers in
//! arrays, so that a hub of a million neighbours is an ordinary input. petgraph's algorithm of the
//! same purpose is what each is held against (`tests/laws/walking.rs`); where it takes no more than
//! 1.2 times as long, it is what is used. Nothing here recurses, and no result depends on the
//! number of threads. It knows no rows and no texts.

mod components;
mod order;
mod path;
mod rank;
mod reach;

use std::sync::{Mutex, PoisonError};

use super::{Graph, NodeId, OriginView, RelationshipId, TypeId, TypeSet};

pub use components::Components;
pub use rank::{Ranks, page_rank};
pub use reach::{Reach, Reached, most_reached};

/// How much a walk looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Touched {
    /// Nodes whose relationships were looked at, those looked at twice counted twice.
    pub nodes: u64,
    /// Relationships that were looked at.
    pub relationships: u64,
}

impl Touched {
    fn node(&mut self, relationships: usize) {
        self.nodes += 1;
        self.relationships += relationships as u64;
    }
}

impl std::ops::AddAssign for Touched {
    fn add_assign(&mut self, other: Touched) {
        self.nodes += other.nodes;
        self.relationships += other.relationships;
    }
}

/// Which relationships a walk goes along: some from start to end, some from end to start.
#[derive(Clone, Debug)]
pub struct Steps<'a> {
    graph: &'a Graph,
    /// The types that are followed as they are written; `None` stands for all of them at once.
    out: Vec<Option<TypeId>>,
    /// Those that are followed against it.
    into: Vec<Option<TypeId>>,
}

impl<'a> Steps<'a> {
    /// Along every relationship as it is written.
    pub fn written(graph: &'a Graph) -> Steps<'a> {
        Steps {
            graph,
            out: vec![None],
            into: Vec::new(),
        }
    }

    /// Along every relationship, either way.
    pub fn either(graph: &'a Graph) -> Steps<'a> {
        Steps {
            graph,
            out: vec![None],
            into: vec![None],
        }
    }

    /// Along relationships of these types as they are written.
    pub fn of(graph: &'a Graph, types: &TypeSet) -> Steps<'a> {
        Steps {
            graph,
            out: types.iter().map(Some).collect(),
            into: Vec::new(),
        }
    }

    /// From each origin to what came of it, along those of the types that have one.
    pub fn down(graph: &'a Graph, types: &TypeSet) -> Steps<'a> {
        let view = OriginView::new(graph, types);
        let (starts, ends) = view.by_origin();
        Steps {
            graph,
            out: starts.iter().copied().map(Some).collect(),
            into: ends.iter().copied().map(Some).collect(),
        }
    }

    /// From each node to its origins.
    pub fn up(graph: &'a Graph, types: &TypeSet) -> Steps<'a> {
        Steps::down(graph, types).reversed()
    }

    /// The same relationships the other way.
    #[must_use]
    pub fn reversed(mut self) -> Steps<'a> {
        std::mem::swap(&mut self.out, &mut self.into);
        self
    }

    /// The graph.
    pub fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// Where the steps from a node lead, a slice for each type and direction; a node as often as
    /// relationships lead there. O(types · log degree).
    #[inline]
    pub fn slices(&self, node: NodeId) -> impl Iterator<Item = &'a [NodeId]> {
        let graph = self.graph;
        let out = self.out.iter().map(move |&kind| {
            let run = graph.outgoing_run(node, kind);
            graph
                .adjacency
                .ends
                .slice(run.start as usize..run.end as usize)
        });
        let into = self.into.iter().map(move |&kind| {
            let run = graph.incoming_run(node, kind);
            let starts = &graph.adjacency.incoming_starts;
            starts.slice(run.start as usize..run.end as usize)
        });
        out.chain(into)
    }

    /// Each step from a node: the relationship and where it leads.
    pub fn from(&self, node: NodeId) -> impl Iterator<Item = (RelationshipId, NodeId)> {
        let graph = self.graph;
        let out = self.out.iter().flat_map(move |&kind| {
            let run = graph.outgoing_run(node, kind).map(RelationshipId);
            run.map(|rel| (rel, graph.end(rel)))
        });
        let into = self.into.iter();
        out.chain(into.flat_map(move |&kind| graph.incoming_from(node, kind)))
    }

    /// How many steps there are from a node. O(types · log degree).
    #[inline]
    pub fn degree(&self, node: NodeId) -> usize {
        self.slices(node).map(<[NodeId]>::len).sum()
    }

    /// Where one step from any of these nodes leads, each node once, ascending. O(n + steps).
    pub fn around(&self, nodes: &[NodeId]) -> Vec<NodeId> {
        let mut met = Bits::new(self.graph.node_count());
        for &node in nodes {
            for &to in self.slices(node).flatten() {
                met.insert(to);
            }
        }
        met.iter().collect()
    }

    /// How many steps from these nodes lead to each node that any leads to, ascending by node.
    /// O(n + steps).
    pub fn tally(&self, nodes: &[NodeId]) -> Vec<(NodeId, u32)> {
        let mut counts = vec![0u32; self.graph.node_count()];
        for &node in nodes {
            for &to in self.slices(node).flatten() {
                counts[to.0 as usize] += 1;
            }
        }
        let counts = self.graph.nodes().zip(counts);
        counts.filter(|&(_, count)| count > 0).collect()
    }
}

/// A set of nodes of a graph, a bit each.
#[derive(Clone, Debug)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(n: usize) -> Bits {
        Bits(vec![0; n.div_ceil(64)])
    }

    /// Whether the node was not in the set, in which it then is.
    #[inline]
    fn insert(&mut self, node: NodeId) -> bool {
        let word = &mut self.0[node.0 as usize / 64];
        let bit = 1 << (node.0 % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    #[inline]
    fn contains(&self, node: NodeId) -> bool {
        self.0[node.0 as usize / 64] & 1 << (node.0 % 64) != 0
    }

    #[inline]
    fn remove(&mut self, node: NodeId) {
        self.0[node.0 as usize / 64] &= !(1 << (node.0 % 64));
    }

    fn iter(&self) -> impl Iterator<Item = NodeId> {
        self.0.iter().enumerate().flat_map(|(i, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| left.trailing_zeros())?;
                left &= left - 1;
                Some(NodeId(i as u32 * 64 + bit))
            })
        })
    }
}

/// Does the parts of some work on so many threads, each taking the next part when it is free; what
/// each part gives, in the order of the parts.
fn in_turns<P: Send, R: Send>(
    parts: Vec<P>,
    threads: usize,
    work: impl Fn(P) -> R + Sync,
) -> Vec<R> {
    if threads.min(parts.len()) <= 1 {
        return parts.into_iter().map(work).collect();
    }
    let threads = threads.min(parts.len());
    let left = Mutex::new(parts.into_iter().enumerate());
    let take = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let worker = || {
        let mut done = Vec::new();
        while let Some((i, part)) = take() {
            done.push((i, work(part)));
        }
        done
    };
    let mut done = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(worker)).collect();
        let mut done = worker();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|&(i, _)| i);
    done.into_iter().map(|(_, result)| result).collect()
}
