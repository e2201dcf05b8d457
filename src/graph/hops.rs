//! Shortest paths: hops along relationships, either way or as written. What they find is what
//! petgraph's `dijkstra` finds over the same hops (`tests/laws/walks.rs`).
//!
//! Which of several shortest paths is given depends on nothing but the paths themselves: a part of
//! a graph that holds them all gives the same one.

use petgraph::Direction;
use petgraph::visit::{
    EdgeRef, GraphBase, IntoEdgeReferences, IntoEdges, IntoEdgesDirected, IntoNeighbors,
    IntoNeighborsDirected, Visitable,
};
use rustc_hash::{FxHashMap, FxHashSet};

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
    ///
    /// A search from both ends finds how long it is and which nodes may be on it; costs are looked
    /// at between those alone. O(n + m) at most, in most graphs far less.
    pub fn shortest(&self, from: NodeId, to: NodeId) -> Option<Path> {
        let layers = self.layers(from, to)?;
        // From the goal back, so that every step on is known to be on a best path.
        let mut left: FxHashMap<NodeId, Cost> = FxHashMap::from_iter([(to, 0)]);
        for layer in layers.iter().rev().skip(1) {
            for &node in layer {
                let costs = self.between(node, &left).map(|(hop, left)| left + hop.cost);
                if let Some(least) = costs.min() {
                    left.insert(node, least);
                }
            }
        }
        let (mut nodes, mut relationships) = (vec![from], Vec::new());
        let (mut node, mut rest) = (from, *left.get(&from)?);
        while node != to {
            let best = self.between(node, &left);
            let best = best.filter(|(hop, left)| left + hop.cost == rest);
            let (hop, _) = best.min_by_key(|(hop, _)| hop.to)?;
            relationships.push(self.best_hop(node, hop.to)?);
            (rest, node) = (rest - hop.cost, hop.to);
            nodes.push(node);
        }
        Some(Path {
            nodes,
            relationships,
        })
    }

    /// The hops from a node to those nodes of which it is known what is left from there.
    fn between<'s>(
        &'s self,
        node: NodeId,
        left: &'s FxHashMap<NodeId, Cost>,
    ) -> impl Iterator<Item = (Hop, Cost)> + 's {
        let known = move |(rel, to)| Some((rel, to, *left.get(&to)?));
        let known = self.outward(node).filter_map(known);
        known.filter_map(move |(rel, to, left)| Some((self.hop(rel, node, to)?, left)))
    }

    /// The nodes that are on a path of the fewest hops, by how far they are from its beginning.
    fn layers(&self, from: NodeId, to: NodeId) -> Option<Vec<Vec<NodeId>>> {
        let n = self.graph.node_count();
        let (mut ahead, mut behind) = (Side::new(n, from), Side::new(n, to));
        let work = |side: &Side| -> usize {
            let nodes = side.frontier.iter();
            nodes.map(|&node| self.graph.degree(node)).sum()
        };
        let (mut left, mut right) = (work(&ahead), work(&behind));
        while !ahead.met(to) && !behind.met(from) {
            let meets = if left <= right {
                let next = |node| {
                    self.outward(node)
                        .filter(move |&(r, t)| self.open(r, node, t))
                };
                let meets = ahead.go(|node| next(node).map(|(_, to)| to), &behind)?;
                left = work(&ahead);
                meets
            } else {
                let next = |node| {
                    self.inward(node)
                        .filter(move |&(r, f)| self.open(r, f, node))
                };
                let meets = behind.go(|node| next(node).map(|(_, from)| from), &ahead)?;
                right = work(&behind);
                meets
            };
            if meets {
                break;
            }
        }
        let (before, after) = (ahead.depth, behind.depth);
        let mut layers = vec![Vec::new(); (before + after) as usize + 1];
        let both = |node: &&NodeId| ahead.at(**node, before) && behind.at(**node, after);
        let frontier = match ahead.frontier.len() <= behind.frontier.len() {
            true => &ahead.frontier,
            false => &behind.frontier,
        };
        layers[before as usize] = frontier.iter().filter(both).copied().collect();
        for depth in (0..before).rev() {
            let nodes = layers[depth as usize + 1].iter();
            let hops = nodes.flat_map(|&node| self.inward(node).map(move |hop| (hop, node)));
            let near = hops.filter(|&((_, from), _)| ahead.at(from, depth));
            let open = near.filter(|&((rel, from), node)| self.open(rel, from, node));
            layers[depth as usize] = once(open.map(|((_, from), _)| from).collect());
        }
        for depth in (0..after).rev() {
            let place = (before + after - depth) as usize;
            let nodes = layers[place - 1].iter();
            let hops = nodes.flat_map(|&node| self.outward(node).map(move |hop| (hop, node)));
            let near = hops.filter(|&((_, to), _)| behind.at(to, depth));
            let open = near.filter(|&((rel, to), node)| self.open(rel, node, to));
            layers[place] = once(open.map(|((_, to), _)| to).collect());
        }
        Some(layers)
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
        let hop = move |(rel, to)| self.hop(rel, from, to);
        self.outward(from).filter_map(hop)
    }

    /// The hops that end at a node.
    fn hops_to(&self, to: NodeId) -> impl Iterator<Item = Hop> + '_ {
        let hop = move |(rel, from)| self.hop(rel, from, to);
        self.inward(to).filter_map(hop)
    }

    /// Where relationships lead from a node, whether they may be walked or not.
    fn outward(&self, from: NodeId) -> impl Iterator<Item = (RelationshipId, NodeId)> + use<'a> {
        let graph = self.graph;
        let out = graph.outgoing(from).map(move |rel| (rel, graph.end(rel)));
        let into = (!self.directed).then(|| graph.incoming_from(from, None));
        out.chain(into.into_iter().flatten())
    }

    /// Where they lead to it from.
    fn inward(&self, to: NodeId) -> impl Iterator<Item = (RelationshipId, NodeId)> + use<'a> {
        let graph = self.graph;
        let out = (!self.directed).then(|| graph.outgoing(to));
        let out = out.into_iter().flatten();
        let into = graph.incoming_from(to, None);
        into.chain(out.map(move |rel| (rel, graph.end(rel))))
    }

    /// Whether the hop along a relationship may be taken.
    fn open(&self, rel: RelationshipId, from: NodeId, to: NodeId) -> bool {
        let graph = self.graph;
        self.types.contains(graph.type_of(rel))
            && self.as_of.is_none_or(|day| graph.exists_by(rel, to, day))
            && (self.closed.is_empty() || !self.closed.contains(&to))
            && (self.barred.is_empty() || !self.barred.contains(&(from, to)))
            && !(self.sound_only && is_disputed(graph, rel))
    }

    /// The hop along a relationship, where it may be taken.
    fn hop(&self, rel: RelationshipId, from: NodeId, to: NodeId) -> Option<Hop> {
        self.open(rel, from, to).then(|| Hop {
            from,
            to,
            rel,
            cost: ONE_HOP + self.doubt(rel),
        })
    }
}

/// What a search has found from one of its ends.
struct Side {
    /// One more than how far each node is that was met; 0 for the others. Fresh memory is zero
    /// until it is touched, so that this costs what the search meets.
    depths: Vec<u32>,
    frontier: Vec<NodeId>,
    depth: u32,
}

impl Side {
    fn new(n: usize, root: NodeId) -> Side {
        let mut depths = vec![0; n];
        depths[root.0 as usize] = 1;
        Side {
            depths,
            frontier: vec![root],
            depth: 0,
        }
    }

    fn met(&self, node: NodeId) -> bool {
        self.depths[node.0 as usize] != 0
    }

    fn at(&self, node: NodeId, depth: u32) -> bool {
        self.depths[node.0 as usize] == depth + 1
    }

    /// Goes one hop on; whether a node that the other side has met was met. `None` where nothing
    /// is left to go to.
    fn go<I: Iterator<Item = NodeId>>(
        &mut self,
        next: impl Fn(NodeId) -> I,
        other: &Side,
    ) -> Option<bool> {
        self.depth += 1;
        let (mut found, mut meets) = (Vec::new(), false);
        for node in std::mem::take(&mut self.frontier) {
            for to in next(node) {
                let depth = &mut self.depths[to.0 as usize];
                if *depth == 0 {
                    *depth = self.depth + 1;
                    meets |= other.met(to);
                    found.push(to);
                }
            }
        }
        self.frontier = found;
        (!self.frontier.is_empty()).then_some(meets)
    }
}

/// Each node once, in order.
fn once(mut nodes: Vec<NodeId>) -> Vec<NodeId> {
    nodes.sort_unstable();
    nodes.dedup();
    nodes
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
