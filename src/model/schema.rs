//! The schema: labels and relationship types as labels.csv and types.csv declare them.

use std::collections::BTreeMap;

/// What a component of a bill of materials may be, in the words of CycloneDX 1.6.
pub const COMPONENTS: &[&str] = &[
    "application",
    "container",
    "cryptographic-asset",
    "data",
    "device",
    "device-driver",
    "file",
    "firmware",
    "framework",
    "library",
    "machine-learning-model",
    "operating-system",
    "platform",
];

/// What nodes of one label are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Label {
    /// The label, as in `:Model`.
    pub name: String,
    /// Its name in Chinese, where labels.csv has one.
    pub name_zh: Option<String>,
    /// What it means, in a sentence.
    pub meaning: Option<String>,
    /// The layer of the industry chain that diagrams group it by.
    pub layer: Option<String>,
    /// The role that picks its color in diagrams.
    pub color: Option<String>,
    /// What its nodes are in a bill of materials, one of [`COMPONENTS`]; they are left out of one
    /// where it is not said.
    pub component: Option<String>,
    /// Whether labels.csv has no row for it.
    pub implied: bool,
}

/// Which end of a relationship came first or feeds the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Origin {
    /// The node that the relationship starts at, as in `(:Company)-[:RELEASES]->(:Model)`.
    Start,
    /// The node that it ends at, as in `(:Model)-[:BUILDS_ON]->(:Model)`.
    End,
    /// Neither feeds the other.
    #[default]
    Neither,
}

/// A meaning that the program itself gives to a relationship type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// The start brings the end out: shown as a node's publisher.
    Publisher,
    /// The end restricts the start: drawn as a barrier.
    Restriction,
}

/// What relationships of one type say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RelationshipType {
    /// The type, as in `:BUILDS_ON`.
    pub name: String,
    /// Labels that may stand at the start; empty means any.
    pub from: Vec<String>,
    /// Labels that may stand at the end; empty means any.
    pub to: Vec<String>,
    /// How it reads from start to end: "builds on".
    pub meaning: Option<String>,
    /// How it reads from end to start: "is built on by".
    pub inverse: Option<String>,
    /// Which end came first or feeds the other.
    pub origin: Origin,
    /// Whether `lineage` follows it unless told otherwise.
    pub lineage: bool,
    /// Whether its relationships, followed by origin, must form no cycle.
    pub acyclic: bool,
    /// Whether what comes later must not be dated before its origin.
    pub dated: bool,
    /// The meaning that the program gives it, if any.
    pub role: Option<Role>,
    /// Whether types.csv has no row for it.
    pub implied: bool,
}

impl RelationshipType {
    /// The type that a graph without a row for it gets: the end is the origin, lineage follows it.
    pub fn implied(name: &str, origin: Origin) -> RelationshipType {
        RelationshipType {
            name: name.to_owned(),
            origin,
            lineage: origin != Origin::Neither,
            implied: true,
            ..RelationshipType::default()
        }
    }
}

impl Label {
    /// The label that a graph without a row for it gets.
    pub fn implied(name: &str) -> Label {
        Label {
            name: name.to_owned(),
            implied: true,
            ..Label::default()
        }
    }
}

/// All labels and relationship types of a graph, in the order of their names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Schema {
    labels: BTreeMap<String, Label>,
    types: BTreeMap<String, RelationshipType>,
    /// Whether a labels.csv was read: then a label without a row is a finding.
    pub declares_labels: bool,
    /// Whether a types.csv was read: then a type without a row is a finding.
    pub declares_types: bool,
}

impl Schema {
    /// Adds a label; gives back the one it replaces.
    pub fn add_label(&mut self, label: Label) -> Option<Label> {
        self.labels.insert(label.name.clone(), label)
    }

    /// Adds a relationship type; gives back the one it replaces.
    pub fn add_type(&mut self, kind: RelationshipType) -> Option<RelationshipType> {
        self.types.insert(kind.name.clone(), kind)
    }

    /// The label of that exact name.
    pub fn label(&self, name: &str) -> Option<&Label> {
        self.labels.get(name)
    }

    /// The relationship type of that exact name.
    pub fn relationship_type(&self, name: &str) -> Option<&RelationshipType> {
        self.types.get(name)
    }

    /// All labels, by name.
    pub fn labels(&self) -> impl ExactSizeIterator<Item = &Label> {
        self.labels.values()
    }

    /// All relationship types, by name.
    pub fn types(&self) -> impl ExactSizeIterator<Item = &RelationshipType> {
        self.types.values()
    }
}
