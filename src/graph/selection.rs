//! Parts of a graph: chosen nodes and relationships, and a graph with such a choice.

use super::{Graph, NodeId, RelationshipId};

/// Chosen nodes and relationships of one graph. Both ends of a chosen relationship are chosen.
/// Iteration is in the order of the handles, hence of ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    nodes: Vec<NodeId>,
    relationships: Vec<RelationshipId>,
}

impl Selection {
    /// These nodes and relationships, and the ends of the latter. O(n log n).
    pub fn new(
        graph: &Graph,
        nodes: impl IntoIterator<Item = NodeId>,
        relationships: impl IntoIterator<Item = RelationshipId>,
    ) -> Selection {
        let relationships = sorted(relationships);
        let ends = relationships
            .iter()
            .flat_map(|&rel| [graph.start(rel), graph.end(rel)]);
        let nodes = sorted(nodes.into_iter().chain(ends));
        Selection {
            nodes,
            relationships,
        }
    }

    /// These nodes and every relationship between two of them.
    pub fn induced(graph: &Graph, nodes: impl IntoIterator<Item = NodeId>) -> Selection {
        let nodes = sorted(nodes);
        let inside = |rel: &RelationshipId| nodes.binary_search(&graph.end(*rel)).is_ok();
        let relationships = sorted(nodes.iter().flat_map(|&n| graph.outgoing(n)).filter(inside));
        Selection {
            nodes,
            relationships,
        }
    }

    /// The whole graph.
    pub fn all(graph: &Graph) -> Selection {
        let relationships = graph.relationships().collect();
        Selection {
            nodes: graph.nodes().collect(),
            relationships,
        }
    }

    /// The chosen nodes.
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// The chosen relationships.
    pub fn relationships(&self) -> &[RelationshipId] {
        &self.relationships
    }

    /// Whether the node is chosen. O(log n).
    pub fn contains(&self, node: NodeId) -> bool {
        self.nodes.binary_search(&node).is_ok()
    }

    /// What is in either.
    #[must_use]
    pub fn union(&self, other: &Selection) -> Selection {
        let both = |a: &[NodeId], b: &[NodeId]| sorted(a.iter().chain(b).copied());
        let rels = self.relationships.iter().chain(&other.relationships);
        Selection {
            nodes: both(&self.nodes, &other.nodes),
            relationships: sorted(rels.copied()),
        }
    }

    /// What is in both.
    #[must_use]
    pub fn intersection(&self, other: &Selection) -> Selection {
        let rels = self.relationships.iter().copied();
        let in_both = |rel: &RelationshipId| other.relationships.binary_search(rel).is_ok();
        Selection {
            nodes: self
                .nodes
                .iter()
                .copied()
                .filter(|&n| other.contains(n))
                .collect(),
            relationships: rels.filter(in_both).collect(),
        }
    }

    /// What is in `self` and not in `other`; a relationship that loses an end goes with it.
    #[must_use]
    pub fn difference(&self, graph: &Graph, other: &Selection) -> Selection {
        let nodes: Vec<NodeId> = self
            .nodes
            .iter()
            .copied()
            .filter(|&n| !other.contains(n))
            .collect();
        let kept = |n| nodes.binary_search(&n).is_ok();
        let rels = self.relationships.iter().copied().filter(|rel| {
            other.relationships.binary_search(rel).is_err()
                && kept(graph.start(*rel))
                && kept(graph.end(*rel))
        });
        let relationships = rels.collect();
        Selection {
            nodes,
            relationships,
        }
    }
}

fn sorted<T: Ord>(items: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.into_iter().collect();
    items.sort_unstable();
    items.dedup();
    items
}

/// A graph and what is chosen of it: all that a diagram or an export sees.
#[derive(Clone, Copy, Debug)]
pub struct Subgraph<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// What is chosen of it.
    pub selection: &'a Selection,
}
