//! petgraph's traits on [`Graph`]: every algorithm and adaptor of petgraph runs on it.
//!
//! Edges are relationships as they are written, from start to end. Node indices are compact, so
//! node-weighted algorithms may use arrays. See [`super::OriginView`] for the same along origins.

use petgraph::visit::{
    Data, EdgeCount, EdgeIndexable, EdgeRef, GraphBase, GraphProp, IntoEdgeReferences, IntoEdges,
    IntoEdgesDirected, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers,
    IntoNodeReferences, NodeCompactIndexable, NodeCount, NodeIndexable, VisitMap, Visitable,
};
use petgraph::{Directed, Direction};

use super::{Graph, NodeId, RelationshipId, TypeId};

/// Which nodes a walk has met: a bit each.
#[derive(Clone, Debug)]
pub struct Visited {
    bits: Vec<u64>,
}

impl Visited {
    /// None of `n` nodes.
    pub fn new(n: usize) -> Visited {
        Visited {
            bits: vec![0; n.div_ceil(64)],
        }
    }

    fn bit(node: NodeId) -> (usize, u64) {
        (node.0 as usize / 64, 1 << (node.0 % 64))
    }
}

impl VisitMap<NodeId> for Visited {
    fn visit(&mut self, node: NodeId) -> bool {
        let (word, bit) = Visited::bit(node);
        let is_new = self.bits[word] & bit == 0;
        self.bits[word] |= bit;
        is_new
    }
    fn is_visited(&self, node: &NodeId) -> bool {
        let (word, bit) = Visited::bit(*node);
        self.bits[word] & bit != 0
    }
    fn unvisit(&mut self, node: NodeId) -> bool {
        let (word, bit) = Visited::bit(node);
        let was = self.bits[word] & bit != 0;
        self.bits[word] &= !bit;
        was
    }
}

/// A relationship as petgraph's edge, seen from one of its ends.
#[derive(Clone, Copy, Debug)]
pub struct Edge<'a> {
    graph: &'a Graph,
    rel: RelationshipId,
    kind: TypeId,
}

impl<'a> Edge<'a> {
    fn new(graph: &'a Graph, rel: RelationshipId) -> Edge<'a> {
        let kind = graph.type_of(rel);
        Edge { graph, rel, kind }
    }
}

impl<'a> EdgeRef for Edge<'a> {
    type NodeId = NodeId;
    type EdgeId = RelationshipId;
    type Weight = TypeId;
    fn source(&self) -> NodeId {
        self.graph.start(self.rel)
    }
    fn target(&self) -> NodeId {
        self.graph.end(self.rel)
    }
    fn weight(&self) -> &TypeId {
        &self.kind
    }
    fn id(&self) -> RelationshipId {
        self.rel
    }
}

impl GraphBase for Graph {
    type NodeId = NodeId;
    type EdgeId = RelationshipId;
}

impl GraphProp for Graph {
    type EdgeType = Directed;
}

impl Data for Graph {
    type NodeWeight = ();
    type EdgeWeight = TypeId;
}

impl NodeCount for Graph {
    fn node_count(&self) -> usize {
        self.ids.len()
    }
}

impl EdgeCount for Graph {
    fn edge_count(&self) -> usize {
        self.adjacency.len()
    }
}

impl NodeIndexable for Graph {
    fn node_bound(&self) -> usize {
        self.ids.len()
    }
    fn to_index(&self, node: NodeId) -> usize {
        node.0 as usize
    }
    fn from_index(&self, index: usize) -> NodeId {
        NodeId(index as u32)
    }
}

impl NodeCompactIndexable for Graph {}

impl EdgeIndexable for Graph {
    fn edge_bound(&self) -> usize {
        self.adjacency.len()
    }
    fn to_index(&self, rel: RelationshipId) -> usize {
        rel.0 as usize
    }
    fn from_index(&self, index: usize) -> RelationshipId {
        RelationshipId(index as u32)
    }
}

impl Visitable for Graph {
    type Map = Visited;
    fn visit_map(&self) -> Visited {
        Visited::new(self.ids.len())
    }
    fn reset_map(&self, map: &mut Visited) {
        *map = self.visit_map();
    }
}

/// A boxed iterator: petgraph wants the types named, and ours borrow closures.
type Boxed<'a, T> = Box<dyn Iterator<Item = T> + 'a>;

impl<'a> IntoNodeIdentifiers for &'a Graph {
    type NodeIdentifiers = Boxed<'a, NodeId>;
    fn node_identifiers(self) -> Self::NodeIdentifiers {
        Box::new(self.nodes())
    }
}

impl<'a> IntoNodeReferences for &'a Graph {
    type NodeRef = (NodeId, &'a ());
    type NodeReferences = Boxed<'a, (NodeId, &'a ())>;
    fn node_references(self) -> Self::NodeReferences {
        Box::new(self.nodes().map(|node| (node, &())))
    }
}

impl<'a> IntoEdgeReferences for &'a Graph {
    type EdgeRef = Edge<'a>;
    type EdgeReferences = Boxed<'a, Edge<'a>>;
    fn edge_references(self) -> Self::EdgeReferences {
        Box::new(self.relationships().map(move |rel| Edge::new(self, rel)))
    }
}

impl<'a> IntoNeighbors for &'a Graph {
    type Neighbors = Boxed<'a, NodeId>;
    fn neighbors(self, node: NodeId) -> Self::Neighbors {
        Box::new(self.outgoing(node).map(move |rel| self.end(rel)))
    }
}

impl<'a> IntoNeighborsDirected for &'a Graph {
    type NeighborsDirected = Boxed<'a, NodeId>;
    fn neighbors_directed(self, node: NodeId, direction: Direction) -> Self::NeighborsDirected {
        match direction {
            Direction::Outgoing => self.neighbors(node),
            Direction::Incoming => Box::new(self.incoming_from(node, None).map(|(_, start)| start)),
        }
    }
}

impl<'a> IntoEdges for &'a Graph {
    type Edges = Boxed<'a, Edge<'a>>;
    fn edges(self, node: NodeId) -> Self::Edges {
        Box::new(self.outgoing(node).map(move |rel| Edge::new(self, rel)))
    }
}

impl<'a> IntoEdgesDirected for &'a Graph {
    type EdgesDirected = Boxed<'a, Edge<'a>>;
    fn edges_directed(self, node: NodeId, direction: Direction) -> Self::EdgesDirected {
        match direction {
            Direction::Outgoing => self.edges(node),
            Direction::Incoming => Box::new(
                self.incoming(node)
                    .iter()
                    .map(move |&rel| Edge::new(self, rel)),
            ),
        }
    }
}
