//! Shortest paths: hops along relationships, either way or as written, over petgraph's `dijkstra`.
//!
//! Which of several shortest paths is given depends on nothing but the paths themselves: a part of
//! a graph that holds them all gives the same one.

use petgraph::Direction;
use petgraph::algo::dijkstra;
use petgraph::visit::{
    EdgeRef, GraphBase, IntoEdgeReferences, IntoEdges, IntoEdgesDirected, IntoNeighbors,
    IntoNeighborsDirected, Reversed, Visitable,
};
use rustc_hash::FxHashSet;

use crate::model::{Date, Status};

use super::topology::Visited;
use super::{Entity, Graph, NodeId, Path, RelationshipId, TypeSet};

/// One step from a node to its neighbour.
#[derive(Clone, Copy, Debug)]
pub struct Hop {
    from: NodeId,
    to: NodeId,
    rel: RelationshipId,
    cost: Cost,
}

/// How good a way is: its hops, then how many of them are disputed, then how many no source states
/// outright; less is better.
type Cost = u128;

const ONE_HOP: Cost = 1 << 64;
const ONE_DISPUTED: Cost = 1 << 32;

/// A graph as a walker sees it: which relationships may be walked, and in which direction.
#[derive(Clone, Debug)]
pub struct Hops<'a> {
    graph: &'a Graph,
    types: TypeSet,
    directed: bool,
    as_of: Option<Date>,
    sound_only: bool,
    /// Nodes that must not be entered.
    closed: FxHashSet<NodeId>,
    /// Steps from one node to another that must not be taken.
    barred: FxHashSet<(NodeId, NodeId)>,
}

impl<'a> Hops<'a> {
    /// Hops along those types, either way unless `directed`, over what may exist by `as_of`.
    pub fn new(graph: &'a Graph, types: TypeSet, directed: bool, as_of: Option<Date>) -> Hops<'a> {
        let (closed, barred) = Default::default();
        Hops {
            graph,
            types,
            directed,
            as_of,
            sound_only: false,
            closed,
            barred,
        }
    }

    /// Without relationships that are disputed.
    #[must_use]
    pub fn sound_only(mut self) -> Hops<'a> {
        self.sound_only = true;
        self
    }

    /// Makes it close these nodes and bar these steps, in place of those before.
    pub fn close(&mut self, nodes: &[NodeId], steps: &[(NodeId, NodeId)]) {
        self.closed = nodes.iter().copied().collect();
        self.barred = steps.iter().copied().collect();
    }

    /// A path of the fewest hops, among those one with the fewest disputed hops, among those one
    /// with the fewest that no source states outright, and among those the one whose ids come
    /// first; of parallel relationships the soundest.
    /// O((n + m) log n).
    pub fn shortest(&self, from: NodeId, to: NodeId) -> Option<Path> {
        // From the goal back, so that every step on is known to be on a shortest path.
        let left = dijkstra(Reversed(self), to, Some(from), |hop| *hop.weight());
        let mut rest = *left.get(&from)?;
        let (mut nodes, mut relationships) = (vec![from], Vec::new());
        let mut node = from;
        while node != to {
            let best = |hop: &Hop| {
                left.get(&hop.to)
                    .is_some_and(|left| left + hop.cost == rest)
            };
            let hop = self.hops(node).filter(best).min_by_key(|hop| hop.to)?;
            relationships.push(self.best_hop(node, hop.to)?);
            (rest, node) = (rest - hop.cost, hop.to);
            nodes.push(node);
        }
        Some(Path {
            nodes,
            relationships,
        })
    }

    /// How much a hop along a relationship adds to a way, beside being a hop.
    fn doubt(&self, rel: RelationshipId) -> Cost {
        match self.status(rel) {
            Status::Stated => 0,
            Status::Heading | Status::Inferred => 1,
            Status::Disputed => ONE_DISPUTED,
        }
    }

    /// How many hops of a path no source states outright, disputed ones not counted.
    pub fn unstated(&self, path: &Path) -> usize {
        let rels = path.relationships.iter();
        rels.filter(|&&rel| self.doubt(rel) == 1).count()
    }

    /// How many hops of a path are disputed.
    pub fn disputed(&self, path: &Path) -> usize {
        path.relationships
            .iter()
            .filter(|&&rel| is_disputed(self.graph, rel))
            .count()
    }

    fn best_hop(&self, from: NodeId, to: NodeId) -> Option<RelationshipId> {
        let between = self.hops(from).filter(|hop| hop.to == to);
        let best = between.min_by_key(|hop| (self.status(hop.rel), hop.rel));
        best.map(|hop| hop.rel)
    }

    fn status(&self, rel: RelationshipId) -> Status {
        self.graph.provenance(Entity::Relationship(rel)).status
    }

    fn hops(&self, from: NodeId) -> impl Iterator<Item = Hop> + '_ {
        let graph = self.graph;
        let out = graph.outgoing(from).map(move |rel| (rel, graph.end(rel)));
        let into = (!self.directed).then(|| graph.incoming_from(from, None));
        let into = into.into_iter().flatten();
        let hop = move |(rel, to)| self.hop(rel, from, to);
        out.chain(into).filter_map(hop)
    }

    /// The hops that end at a node.
    fn hops_to(&self, to: NodeId) -> impl Iterator<Item = Hop> + '_ {
        let graph = self.graph;
        let into = graph.incoming_from(to, None);
        let out = graph.outgoing(to).filter(|_| !self.directed);
        let out = out.map(move |rel| (rel, graph.end(rel)));
        let hop = move |(rel, from)| self.hop(rel, from, to);
        into.chain(out).filter_map(hop)
    }

    /// The hop along a relationship, where it may be taken.
    fn hop(&self, rel: RelationshipId, from: NodeId, to: NodeId) -> Option<Hop> {
        let graph = self.graph;
        let disputed = is_disputed(graph, rel);
        let open = self.types.contains(graph.type_of(rel))
            && self.as_of.is_none_or(|day| graph.exists_by(rel, to, day))
            && !self.closed.contains(&to)
            && !(self.sound_only && disputed)
            && !self.barred.contains(&(from, to));
        open.then(|| Hop {
            from,
            to,
            rel,
            cost: ONE_HOP + self.doubt(rel),
        })
    }
}

fn is_disputed(graph: &Graph, rel: RelationshipId) -> bool {
    graph.provenance(Entity::Relationship(rel)).status == Status::Disputed
}

impl EdgeRef for Hop {
    type NodeId = NodeId;
    type EdgeId = RelationshipId;
    type Weight = Cost;
    fn source(&self) -> NodeId {
        self.from
    }
    fn target(&self) -> NodeId {
        self.to
    }
    fn weight(&self) -> &Cost {
        &self.cost
    }
    fn id(&self) -> RelationshipId {
        self.rel
    }
}

impl GraphBase for Hops<'_> {
    type NodeId = NodeId;
    type EdgeId = RelationshipId;
}

impl petgraph::visit::Data for Hops<'_> {
    type NodeWeight = ();
    type EdgeWeight = Cost;
}

impl Visitable for Hops<'_> {
    type Map = Visited;
    fn visit_map(&self) -> Visited {
        Visited::new(self.graph.node_count())
    }
    fn reset_map(&self, map: &mut Visited) {
        *map = self.visit_map();
    }
}

impl<'a> IntoEdgeReferences for &'a Hops<'_> {
    type EdgeRef = Hop;
    type EdgeReferences = Box<dyn Iterator<Item = Hop> + 'a>;
    fn edge_references(self) -> Self::EdgeReferences {
        Box::new(self.graph.nodes().flat_map(move |node| self.hops(node)))
    }
}

impl<'a> IntoNeighbors for &'a Hops<'_> {
    type Neighbors = Box<dyn Iterator<Item = NodeId> + 'a>;
    fn neighbors(self, node: NodeId) -> Self::Neighbors {
        Box::new(self.hops(node).map(|hop| hop.to))
    }
}

impl<'a> IntoEdges for &'a Hops<'_> {
    type Edges = Box<dyn Iterator<Item = Hop> + 'a>;
    fn edges(self, node: NodeId) -> Self::Edges {
        Box::new(self.hops(node))
    }
}

impl<'a> IntoNeighborsDirected for &'a Hops<'_> {
    type NeighborsDirected = Box<dyn Iterator<Item = NodeId> + 'a>;
    fn neighbors_directed(self, node: NodeId, direction: Direction) -> Self::NeighborsDirected {
        match direction {
            Direction::Outgoing => Box::new(self.hops(node).map(|hop| hop.to)),
            Direction::Incoming => Box::new(self.hops_to(node).map(|hop| hop.from)),
        }
    }
}

impl<'a> IntoEdgesDirected for &'a Hops<'_> {
    type EdgesDirected = Box<dyn Iterator<Item = Hop> + 'a>;
    fn edges_directed(self, node: NodeId, direction: Direction) -> Self::EdgesDirected {
        match direction {
            Direction::Outgoing => Box::new(self.hops(node)),
            Direction::Incoming => Box::new(self.hops_to(node)),
        }
    }
}
