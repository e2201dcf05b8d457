//! Shortest paths: hops along relationships, either way or as written, over petgraph's `astar`.

use petgraph::algo::astar;
use petgraph::visit::{
    EdgeRef, GraphBase, IntoEdgeReferences, IntoEdges, IntoNeighbors, Visitable,
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

/// Hops in the upper half, disputed hops in the lower: of equally many hops, the fewest disputed
/// ones win.
type Cost = u64;

const ONE_HOP: Cost = 1 << 32;

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

    /// A path of the fewest hops, and among those one with the fewest disputed hops; of parallel
    /// relationships the soundest. Ties fall by the order of ids. O((n + m) log n).
    pub fn shortest(&self, from: NodeId, to: NodeId) -> Option<Path> {
        let found = astar(self, from, |node| node == to, |hop| hop.cost, |_| 0);
        let (_, nodes) = found?;
        let hops = nodes.windows(2).map(|pair| self.best_hop(pair[0], pair[1]));
        let relationships = hops.collect::<Option<Vec<RelationshipId>>>()?;
        Some(Path {
            nodes,
            relationships,
        })
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
        let incoming = if self.directed {
            &[][..]
        } else {
            graph.incoming(from)
        };
        let into = incoming.iter().map(move |&rel| (rel, graph.start(rel)));
        let open = move |&(rel, to): &(RelationshipId, NodeId)| {
            self.types.contains(graph.type_of(rel))
                && self.as_of.is_none_or(|day| graph.exists_by(rel, to, day))
                && !self.closed.contains(&to)
                && !(self.sound_only && is_disputed(graph, rel))
                && !self.barred.contains(&(from, to))
        };
        let cost = move |rel| ONE_HOP + Cost::from(is_disputed(graph, rel));
        let hop = move |(rel, to)| Hop {
            from,
            to,
            rel,
            cost: cost(rel),
        };
        out.chain(into).filter(open).map(hop)
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
