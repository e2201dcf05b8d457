//! The property graph: immutable, in the order of its ids, with petgraph's traits.
//!
//! A [`Graph`] is made by a [`GraphBuilder`] and by nothing else. Its nodes are numbered in the
//! order of their ids and its relationships in the order of (start, type, end, key), so nothing
//! that is derived from a graph depends on the order of any file's rows. It knows no CSV, no query
//! text and no output. petgraph's words "edge" and "weight" stay in this folder.

mod adjacency;
mod algorithms;
mod answer;
mod build;
mod builder;
pub(crate) mod bulk;
mod check;
mod column;
mod counts;
pub mod dates;
mod filling;
mod hops;
pub(crate) mod intern;
mod lookup;
mod names;
mod order;
pub(crate) mod parallel;
mod selection;
mod slab;
pub mod snapshot;
pub mod stored;
mod strings;
mod topology;
mod views;
pub mod walks;

use std::sync::OnceLock;

use crate::model::{Claim, Date, Label, Provenance, RelationshipType, Role, Source, Status};
use crate::model::{Origin, ValueRef};

pub use answer::{Answer, Cell, Path, Row};
pub use builder::{At, Built, FileId, GraphBuilder, NodeRow, Options, Rejected, RelationshipRow};
pub use builder::{ClaimRow, ColumnId, TemporalKeys};
pub use counts::{Counts, TypeCount};
pub use hops::{Hop, Hops};
pub use lookup::PropertyColumns;
pub use names::{Resolution, fold};
pub use selection::{Selection, Subgraph};
pub use topology::{Edge, Visited};
pub use views::{OriginView, TypeSet};

use adjacency::Adjacency;
use column::{Column, Columns};
use slab::Narrow;
use snapshot::Stored;
use strings::{Strings, Texts};

/// A node of one graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct NodeId(pub(crate) u32);

/// A relationship of one graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(transparent)]
pub struct RelationshipId(pub(crate) u32);

/// A label of one graph's schema, in the order of names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LabelId(pub(crate) u16);

/// A relationship type of one graph's schema, in the order of names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub(crate) u16);

/// A node or a relationship.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entity {
    /// A node.
    Node(NodeId),
    /// A relationship.
    Relationship(RelationshipId),
}

/// The property that holds a node's name.
pub const NAME: &str = "name";
/// The property that holds a node's Chinese name.
pub const NAME_ZH: &str = "name_zh";
/// The property that holds a node's further names.
pub const ALIASES: &str = "aliases";
/// The property that dates a node.
pub const RELEASED: &str = "released";
/// The properties that hold a row's provenance.
pub const PROVENANCE: [&str; 4] = ["source_id", "locator", "status", "note"];

/// A property graph. Immutable; handles are valid for the graph that gave them.
#[derive(Debug)]
pub struct Graph {
    labels: Vec<Label>,
    types: Vec<RelationshipType>,
    declares_labels: bool,
    declares_types: bool,
    made_ids: bool,
    temporal: TemporalKeys,
    /// Read when they are asked for, where they are in a snapshot.
    sources: OnceLock<Vec<Source>>,
    strings: Strings,
    ids: Texts,
    /// The id group of each node that is in another than the common one.
    groups: Column,
    label_sets: Vec<Vec<LabelId>>,
    node_labels: Narrow,
    node_columns: Columns,
    adjacency: Adjacency,
    /// The key of each relationship that has one.
    keys: Column,
    rel_columns: Columns,
    /// Claims by subject; read as sources are.
    claims: OnceLock<Vec<(Entity, Claim)>>,
    names: OnceLock<names::Names>,
    counts: OnceLock<Counts>,
    /// The snapshot that it lies in.
    stored: Option<Stored>,
}

/// Counts, handles and the schema.
impl Graph {
    /// How many nodes there are.
    pub fn node_count(&self) -> usize {
        self.ids.len()
    }

    /// How many relationships there are.
    pub fn relationship_count(&self) -> usize {
        self.adjacency.len()
    }

    /// All nodes, in the order of their ids.
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = NodeId> + DoubleEndedIterator + use<> {
        (0..self.ids.len() as u32).map(NodeId)
    }

    /// All relationships, by start, type, end and key.
    pub fn relationships(
        &self,
    ) -> impl ExactSizeIterator<Item = RelationshipId> + DoubleEndedIterator + use<> {
        (0..self.adjacency.len() as u32).map(RelationshipId)
    }

    /// All labels of the schema, by name.
    pub fn label_ids(&self) -> impl ExactSizeIterator<Item = LabelId> + use<> {
        (0..self.labels.len() as u16).map(LabelId)
    }

    /// All relationship types of the schema, by name.
    pub fn type_ids(&self) -> impl ExactSizeIterator<Item = TypeId> + use<> {
        (0..self.types.len() as u16).map(TypeId)
    }

    /// What labels.csv says of a label.
    pub fn label(&self, label: LabelId) -> &Label {
        &self.labels[usize::from(label.0)]
    }

    /// What types.csv says of a relationship type.
    pub fn relationship_type(&self, kind: TypeId) -> &RelationshipType {
        &self.types[usize::from(kind.0)]
    }

    /// The label of that exact name.
    pub fn label_named(&self, name: &str) -> Option<LabelId> {
        let found = self
            .labels
            .binary_search_by(|l| l.name.as_str().cmp(name))
            .ok()?;
        u16::try_from(found).ok().map(LabelId)
    }

    /// The relationship type of that exact name.
    pub fn type_named(&self, name: &str) -> Option<TypeId> {
        let found = self
            .types
            .binary_search_by(|t| t.name.as_str().cmp(name))
            .ok()?;
        u16::try_from(found).ok().map(TypeId)
    }

    /// All sources, by id.
    pub fn sources(&self) -> &[Source] {
        let stored = || self.stored.as_ref().map(Stored::sources);
        self.sources.get_or_init(|| stored().unwrap_or_default())
    }

    /// The source of that id.
    pub fn source(&self, id: &str) -> Option<&Source> {
        let sources = self.sources();
        let found = sources.binary_search_by(|s| s.id.as_str().cmp(id)).ok()?;
        sources.get(found)
    }

    /// Whether a labels.csv and a types.csv declared the schema.
    pub fn declares(&self) -> (bool, bool) {
        (self.declares_labels, self.declares_types)
    }

    /// Whether the ids of nodes were made by a reader because the data has none; such ids, and
    /// names that are nothing but them, are no properties to a query.
    pub fn made_ids(&self) -> bool {
        self.made_ids
    }

    /// Which properties hold temporal values as texts, or dates that are no more than a day.
    pub fn temporal_keys(&self) -> &TemporalKeys {
        &self.temporal
    }
}

/// Nodes.
impl Graph {
    /// The node's id, unique within its id group.
    #[inline]
    pub fn id(&self, node: NodeId) -> &str {
        self.ids.get(node.0 as usize, &self.strings)
    }

    /// The node's id group, empty for the common one.
    pub fn group(&self, node: NodeId) -> &str {
        self.groups.text(node.0, &self.strings)
    }

    /// The node's name; its id where it has none.
    pub fn name(&self, node: NodeId) -> &str {
        match self.node_columns.get(NAME, node.0, &self.strings) {
            Some(ValueRef::Text(name)) => name,
            _ => self.id(node),
        }
    }

    /// The node's Chinese name.
    pub fn name_zh(&self, node: NodeId) -> Option<&str> {
        match self.node_columns.get(NAME_ZH, node.0, &self.strings) {
            Some(ValueRef::Text(name)) => Some(name),
            _ => None,
        }
    }

    /// The node's further names.
    pub fn aliases(&self, node: NodeId) -> impl Iterator<Item = &str> {
        let list = match self.node_columns.get(ALIASES, node.0, &self.strings) {
            Some(ValueRef::List(items)) => items,
            _ => &[],
        };
        list.iter().filter_map(|item| match item {
            crate::model::Value::Text(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Name, Chinese name and aliases.
    pub fn all_names(&self, node: NodeId) -> impl Iterator<Item = &str> {
        std::iter::once(self.name(node))
            .chain(self.name_zh(node))
            .chain(self.aliases(node))
    }

    /// The node's labels, by name.
    #[inline]
    pub fn labels(&self, node: NodeId) -> &[LabelId] {
        let set = usize::from(self.node_labels.get(node.0 as usize));
        self.label_sets.get(set).map_or(&[], Vec::as_slice)
    }

    /// The names of the node's labels.
    pub fn label_names(&self, node: NodeId) -> impl Iterator<Item = &str> {
        self.labels(node)
            .iter()
            .map(|&label| self.label(label).name.as_str())
    }

    /// When the node came to be, by its property `released`.
    pub fn released(&self, node: NodeId) -> Option<Date> {
        match self.node_columns.get(RELEASED, node.0, &self.strings) {
            Some(ValueRef::Date(date)) => Some(date),
            _ => None,
        }
    }

    /// Who brought the node out: starts of relationships with the role of publisher, by id.
    pub fn publishers(&self, node: NodeId) -> impl Iterator<Item = NodeId> {
        let publisher = |&kind: &TypeId| self.relationship_type(kind).role == Some(Role::Publisher);
        let kinds = self.type_ids().filter(publisher);
        let published = kinds.flat_map(move |kind| self.incoming_from(node, Some(kind)));
        published.map(|(_, start)| start)
    }

    /// Relationships that start at the node, by type, end and key.
    pub fn outgoing(
        &self,
        node: NodeId,
    ) -> impl ExactSizeIterator<Item = RelationshipId> + DoubleEndedIterator + use<> {
        self.adjacency.out_range(node).map(RelationshipId)
    }

    /// Relationships that end at the node, by type, start and key.
    pub fn incoming(&self, node: NodeId) -> &[RelationshipId] {
        let places = self.adjacency.in_range(node);
        self.adjacency
            .incoming
            .slice(places.start as usize..places.end as usize)
    }

    /// How many relationships start or end at the node; a self-loop counts twice.
    pub fn degree(&self, node: NodeId) -> usize {
        self.outgoing(node).len() + self.incoming(node).len()
    }

    /// Nodes of that exact id, one for each id group that has it. O(log n).
    pub fn nodes_by_id(&self, id: &str) -> impl Iterator<Item = NodeId> {
        let of = move |n: usize| self.ids.get(n, &self.strings);
        let (mut from, mut to) = (0, self.ids.len());
        while from < to {
            let middle = from + (to - from) / 2;
            match of(middle) < id {
                true => from = middle + 1,
                false => to = middle,
            }
        }
        let same = (from..self.ids.len()).take_while(move |&n| of(n) == id);
        same.map(|n| NodeId(n as u32))
    }

    /// How often labels and types occur. O(n + m) the first time.
    pub fn counts(&self) -> &Counts {
        self.counts.get_or_init(|| Counts::of(self))
    }

    fn names(&self) -> &names::Names {
        self.names.get_or_init(|| names::Names::collect(self))
    }
}

/// Relationships.
impl Graph {
    /// The relationship's type.
    #[inline]
    pub fn type_of(&self, rel: RelationshipId) -> TypeId {
        TypeId(self.adjacency.types.get(rel.0 as usize))
    }

    /// The name of the relationship's type.
    pub fn type_name(&self, rel: RelationshipId) -> &str {
        &self.relationship_type(self.type_of(rel)).name
    }

    /// The node that it starts at. It is looked for among a few: who goes through the relationships
    /// of a node has it already.
    #[inline]
    pub fn start(&self, rel: RelationshipId) -> NodeId {
        self.adjacency.start(rel)
    }

    /// The node that it ends at.
    #[inline]
    pub fn end(&self, rel: RelationshipId) -> NodeId {
        self.adjacency.ends.get(rel.0 as usize)
    }

    /// Its other end, seen from `node`.
    pub fn other(&self, rel: RelationshipId, node: NodeId) -> NodeId {
        match self.end(rel) {
            end if end == node => self.start(rel),
            end => end,
        }
    }

    /// What tells it from parallel ones: the `key` of its row, else its number among them. Empty
    /// where there is no parallel one.
    pub fn key(&self, rel: RelationshipId) -> &str {
        self.keys.text(rel.0, &self.strings)
    }

    /// (origin, what came of it), by the origin of its type.
    pub fn origin(&self, rel: RelationshipId) -> Option<(NodeId, NodeId)> {
        match self.relationship_type(self.type_of(rel)).origin {
            Origin::Start => Some((self.start(rel), self.end(rel))),
            Origin::End => Some((self.end(rel), self.start(rel))),
            Origin::Neither => None,
        }
    }

    /// The relationship of that type, those ends and that key. O(log degree).
    pub fn relationship(
        &self,
        kind: TypeId,
        start: NodeId,
        end: NodeId,
        key: &str,
    ) -> Option<RelationshipId> {
        let range = self.outgoing_run(start, Some(kind));
        let of = |r: u32| self.end(RelationshipId(r));
        let (mut low, mut high) = (range.start, range.end);
        while low < high {
            let middle = low + (high - low) / 2;
            if of(middle) < end {
                low = middle + 1
            } else {
                high = middle
            }
        }
        let mut same = (low..range.end)
            .take_while(|&r| of(r) == end)
            .map(RelationshipId);
        same.find(|&rel| self.key(rel) == key)
    }
}

/// Properties, provenance and claims.
impl Graph {
    /// The value of a stored property, or one of a date's two further properties: `released_from`
    /// and `released_to` are the first and the last day that `released` may mean.
    pub fn property(&self, entity: Entity, key: &str) -> Option<ValueRef<'_>> {
        let (columns, row) = self.columns(entity);
        columns.get(key, row, &self.strings).or_else(|| {
            let (base, from) = match (key.strip_suffix("_from"), key.strip_suffix("_to")) {
                (Some(base), _) => (base, true),
                (_, Some(base)) => (base, false),
                _ => return None,
            };
            match columns.get(base, row, &self.strings)? {
                ValueRef::Date(d) if from => Some(ValueRef::Date(d.first_day())),
                ValueRef::Date(d) => Some(ValueRef::Date(d.last_day())),
                _ => None,
            }
        })
    }

    /// All stored properties of a node or relationship, by key.
    pub fn properties(&self, entity: Entity) -> impl Iterator<Item = (&str, ValueRef<'_>)> {
        let (columns, row) = self.columns(entity);

        columns
            .iter()
            .filter_map(move |c| Some((c.key.as_str(), c.get(row, &self.strings)?)))
    }

    /// The keys of all properties that some node has, each with its type, by key and type.
    pub fn node_keys(&self) -> impl Iterator<Item = (&str, crate::model::PropertyType)> {
        self.node_columns.iter().map(|c| (c.key.as_str(), c.kind))
    }

    /// The keys of all properties that some relationship has, each with its type.
    pub fn relationship_keys(&self) -> impl Iterator<Item = (&str, crate::model::PropertyType)> {
        self.rel_columns.iter().map(|c| (c.key.as_str(), c.kind))
    }

    /// Where the row of a node or relationship comes from.
    pub fn provenance(&self, entity: Entity) -> Provenance<'_> {
        let (columns, row) = self.columns(entity);
        let text = |key| match columns.get(key, row, &self.strings) {
            Some(ValueRef::Text(text)) => Some(text),
            _ => None,
        };
        let [source, locator, status, note] = PROVENANCE.map(text);
        let status = status.and_then(Status::parse).unwrap_or_default();
        Provenance {
            source,
            locator,
            status,
            note,
        }
    }

    /// What further sources claim about a node or relationship, by property, source and value.
    pub fn claims(&self, entity: Entity) -> impl Iterator<Item = &Claim> {
        let claims = self.claimed();
        let from = claims.partition_point(|(subject, _)| *subject < entity);
        let same = claims[from..]
            .iter()
            .take_while(move |(subject, _)| *subject == entity);
        same.map(|(_, claim)| claim)
    }

    /// All claims with their subjects.
    pub fn all_claims(&self) -> impl ExactSizeIterator<Item = (Entity, &Claim)> {
        self.claimed()
            .iter()
            .map(|(subject, claim)| (*subject, claim))
    }

    fn claimed(&self) -> &[(Entity, Claim)] {
        let counts = (self.node_count(), self.relationship_count());
        let stored = || self.stored.as_ref().map(|stored| stored.claims(counts));
        self.claims.get_or_init(|| stored().unwrap_or_default())
    }

    fn columns(&self, entity: Entity) -> (&Columns, u32) {
        match entity {
            Entity::Node(node) => (&self.node_columns, node.0),
            Entity::Relationship(rel) => (&self.rel_columns, rel.0),
        }
    }
}
