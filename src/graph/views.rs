//! Views of a graph along origins: what came first, what came of it.

use petgraph::Direction;
use petgraph::visit::{
    GraphBase, IntoNeighbors, IntoNeighborsDirected, IntoNodeIdentifiers, NodeCount, NodeIndexable,
    Visitable,
};

use crate::model::{Date, Origin, ValueRef};

use super::topology::Visited;
use super::{Entity, Graph, NodeId, RelationshipId, TypeId};

/// A set of relationship types of one graph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypeSet {
    types: Vec<TypeId>,
}

impl TypeSet {
    /// Every type.
    pub fn all(graph: &Graph) -> TypeSet {
        TypeSet::of(graph.type_ids())
    }

    /// The types that lineage follows.
    pub fn lineage(graph: &Graph) -> TypeSet {
        TypeSet::of(
            graph
                .type_ids()
                .filter(|&t| graph.relationship_type(t).lineage),
        )
    }

    /// These types.
    pub fn of(types: impl IntoIterator<Item = TypeId>) -> TypeSet {
        let mut types: Vec<TypeId> = types.into_iter().collect();
        types.sort_unstable();
        types.dedup();
        TypeSet { types }
    }

    /// Whether the type is in the set. O(log n).
    pub fn contains(&self, kind: TypeId) -> bool {
        self.types.binary_search(&kind).is_ok()
    }

    /// The types, by name.
    pub fn iter(&self) -> impl Iterator<Item = TypeId> {
        self.types.iter().copied()
    }
}

/// A graph as origins see it: each relationship of the chosen types leads from its origin to what
/// came of it, whichever way it is written. Types without an origin are no part of it.
///
/// To petgraph, outgoing is towards what came of a node and incoming towards its origins, so
/// `toposort` gives origins first.
#[derive(Clone, Debug)]
pub struct OriginView<'a> {
    graph: &'a Graph,
    /// Types whose origin is their start.
    start_types: Vec<TypeId>,
    /// Types whose origin is their end.
    end_types: Vec<TypeId>,
    as_of: Option<Date>,
    /// Whether relationships that their row marks as disputed are left out.
    sound_only: bool,
}

impl<'a> OriginView<'a> {
    /// The view along those types.
    pub fn new(graph: &'a Graph, types: &TypeSet) -> OriginView<'a> {
        let of = |origin| -> Vec<TypeId> {
            types
                .iter()
                .filter(|&t| graph.relationship_type(t).origin == origin)
                .collect()
        };
        OriginView {
            graph,
            start_types: of(Origin::Start),
            end_types: of(Origin::End),
            as_of: None,
            sound_only: false,
        }
    }

    /// Only what may exist by the end of that date; undated nodes stay.
    #[must_use]
    pub fn as_of(mut self, date: Option<Date>) -> OriginView<'a> {
        self.as_of = date;
        self
    }

    /// Those of the types that have no origin too, each from its end to its start.
    #[must_use]
    pub(super) fn with_neither(mut self, types: &TypeSet) -> OriginView<'a> {
        let graph = self.graph;
        let neither = |&t: &TypeId| graph.relationship_type(t).origin == Origin::Neither;
        self.end_types.extend(types.iter().filter(neither));
        self
    }

    /// Without relationships that are disputed.
    #[must_use]
    pub fn sound_only(mut self) -> OriginView<'a> {
        self.sound_only = true;
        self
    }

    /// The graph that it views.
    pub fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// The types whose origin is their start, and those whose origin is their end.
    pub(super) fn by_origin(&self) -> (&[TypeId], &[TypeId]) {
        (&self.start_types, &self.end_types)
    }

    /// What the node comes from: each relationship with the origin it leads to.
    pub fn up(&self, node: NodeId) -> impl Iterator<Item = (RelationshipId, NodeId)> + '_ {
        let graph = self.graph;
        let out = self
            .end_types
            .iter()
            .flat_map(move |&t| graph.outgoing_of(node, t));
        let into = self
            .start_types
            .iter()
            .flat_map(move |&t| graph.incoming_from(node, Some(t)));
        let out = out.map(move |rel| (rel, graph.end(rel)));
        out.chain(into)
            .filter(move |&(rel, to)| self.keeps(rel, to))
    }

    /// What came of the node: each relationship with what it leads to.
    pub fn down(&self, node: NodeId) -> impl Iterator<Item = (RelationshipId, NodeId)> + '_ {
        let graph = self.graph;
        let into = self
            .end_types
            .iter()
            .flat_map(move |&t| graph.incoming_from(node, Some(t)));
        let out = self
            .start_types
            .iter()
            .flat_map(move |&t| graph.outgoing_of(node, t));
        let out = out.map(move |rel| (rel, graph.end(rel)));
        into.chain(out)
            .filter(move |&(rel, to)| self.keeps(rel, to))
    }

    fn keeps(&self, rel: RelationshipId, to: NodeId) -> bool {
        let sound = || {
            let provenance = self.graph.provenance(Entity::Relationship(rel));
            provenance.status != crate::model::Status::Disputed
        };
        (!self.sound_only || sound())
            && self
                .as_of
                .is_none_or(|day| self.graph.exists_by(rel, to, day))
    }
}

impl Graph {
    /// Whether a relationship, and the node it leads to, may exist by the end of `day`.
    pub fn exists_by(&self, rel: RelationshipId, to: NodeId, day: Date) -> bool {
        let date = |key| match self.property(Entity::Relationship(rel), key) {
            Some(ValueRef::Date(date)) => Some(date),
            _ => None,
        };
        self.released(to).is_none_or(|date| date.may_be_by(day))
            && date("since").is_none_or(|since| since.may_be_by(day))
            && date("until").is_none_or(|until| until.last_day() >= day.last_day())
    }
}

impl GraphBase for OriginView<'_> {
    type NodeId = NodeId;
    type EdgeId = RelationshipId;
}

impl NodeCount for OriginView<'_> {
    fn node_count(&self) -> usize {
        self.graph.node_count()
    }
}

impl NodeIndexable for OriginView<'_> {
    fn node_bound(&self) -> usize {
        self.graph.node_count()
    }
    fn to_index(&self, node: NodeId) -> usize {
        node.0 as usize
    }
    fn from_index(&self, index: usize) -> NodeId {
        NodeId(index as u32)
    }
}

impl petgraph::visit::NodeCompactIndexable for OriginView<'_> {}

impl Visitable for OriginView<'_> {
    type Map = Visited;
    fn visit_map(&self) -> Visited {
        Visited::new(self.graph.node_count())
    }
    fn reset_map(&self, map: &mut Visited) {
        *map = self.visit_map();
    }
}

impl<'a> IntoNodeIdentifiers for &'a OriginView<'_> {
    type NodeIdentifiers = Box<dyn Iterator<Item = NodeId> + 'a>;
    fn node_identifiers(self) -> Self::NodeIdentifiers {
        Box::new(self.graph.nodes())
    }
}

impl<'a> IntoNeighbors for &'a OriginView<'_> {
    type Neighbors = Box<dyn Iterator<Item = NodeId> + 'a>;
    fn neighbors(self, node: NodeId) -> Self::Neighbors {
        Box::new(self.down(node).map(|(_, to)| to))
    }
}

impl<'a> IntoNeighborsDirected for &'a OriginView<'_> {
    type NeighborsDirected = Box<dyn Iterator<Item = NodeId> + 'a>;
    fn neighbors_directed(self, node: NodeId, direction: Direction) -> Self::NeighborsDirected {
        match direction {
            Direction::Outgoing => Box::new(self.down(node).map(|(_, to)| to)),
            Direction::Incoming => Box::new(self.up(node).map(|(_, to)| to)),
        }
    }
}
