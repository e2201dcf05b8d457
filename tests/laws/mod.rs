//! Laws that hold on every graph, tried on random small ones; a failing one is shrunk.
//!
//! [`World`] is the rows that a graph is built of, [`Reference`] the same graph as somebody would
//! build it with petgraph alone.

mod algorithms;
mod dates;
pub(crate) mod exports;
mod mend;
mod order;
#[cfg(feature = "parquet")]
mod parquet;
mod selections;
mod snapshot;
mod turtle;
mod walking;
mod walks;

use std::collections::BTreeMap;

use aigraph::graph::{
    At, ClaimRow, Graph, GraphBuilder, NodeId, NodeRow, Options, RelationshipRow,
};
use aigraph::model::{Origin, PropertyType, RelationshipType, Role, Schema, Status};
use petgraph::graph::DiGraph;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

/// A cell: key, type, text.
type Property = (&'static str, PropertyType, &'static str);

#[derive(Clone, Debug)]
struct Node {
    group: &'static str,
    id: String,
    labels: Vec<&'static str>,
    properties: Vec<Property>,
}

#[derive(Clone, Debug)]
struct Relationship {
    kind: &'static str,
    /// Id group and id.
    start: (&'static str, String),
    end: (&'static str, String),
    key: &'static str,
    properties: Vec<Property>,
}

/// Subject, property, value.
type Claim = (String, &'static str, &'static str);

/// The rows of a graph. A few ids stand there twice, so that their nodes are left out.
#[derive(Clone, Debug)]
struct World {
    nodes: Vec<Node>,
    relationships: Vec<Relationship>,
    claims: Vec<Claim>,
    /// Whether files and columns are registered in the opposite order.
    backwards: bool,
}

const KINDS: [&str; 4] = ["BUILDS_ON", "KNOWS", "PART_OF", "RELEASES"];
const LABELS: [&str; 3] = ["Chip", "Company", "Model"];

/// Columns of nodes and relationships, with the texts that a cell may hold. `size` comes in two
/// types, as it does when two files disagree.
#[rustfmt::skip]
const COLUMNS: &[(&str, PropertyType, &[&str])] = &[
    ("name", PropertyType::Text, &["One", "Two", "one"]),
    ("aliases", PropertyType::TextList, &["Uno;Eins", "一"]),
    ("released", PropertyType::Date, &["2020", "2021-03", "2021-03-04"]),
    ("size", PropertyType::Integer, &["7", "-1"]),
    ("size", PropertyType::Text, &["7", "large"]),
    ("share", PropertyType::Float, &["0.5", "1e30"]),
    ("open", PropertyType::Boolean, &["true", "false"]),
    ("source_id", PropertyType::Text, &["article"]),
    ("status", PropertyType::Text, &["stated", "disputed"]),
];

fn config() -> ProptestConfig {
    ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// A few cells, at most one a column.
fn properties() -> impl Strategy<Value = Vec<Property>> {
    let cells = vec((any::<Index>(), any::<Index>()), 0..4);
    cells.prop_map(|cells| {
        let column = |(c, t): &(Index, Index)| {
            let (key, kind, texts) = c.get(COLUMNS);
            (*key, (*kind, *t.get(texts)))
        };
        // One file has one column of a name.
        let cells: BTreeMap<_, _> = cells.iter().map(column).collect();
        let cell = |(key, (kind, text))| (key, kind, text);
        cells.into_iter().map(cell).collect()
    })
}

fn node() -> impl Strategy<Value = Node> {
    let labels = vec(select(&LABELS[..]), 0..3);
    let group = prop_oneof![9 => Just(""), 1 => Just("Person")];
    (group, 0..60u32, labels, properties()).prop_map(|(group, id, labels, properties)| Node {
        group,
        id: format!("n{id}"),
        labels,
        properties,
    })
}

fn relationships(nodes: Vec<Node>) -> impl Strategy<Value = (Vec<Node>, Vec<Relationship>)> {
    let key = prop_oneof![4 => Just(""), 1 => Just("first"), 1 => Just("1")];
    let kind = select(&KINDS[..]);
    let row = (kind, any::<Index>(), any::<Index>(), key, properties());
    vec(row, 0..18).prop_map(move |rows| {
        let end = |i: Index| (i.get(&nodes).group, i.get(&nodes).id.clone());
        let row = |(kind, start, to, key, properties)| Relationship {
            kind,
            start: end(start),
            end: end(to),
            key,
            properties,
        };
        (nodes.clone(), rows.into_iter().map(row).collect())
    })
}

fn world() -> impl Strategy<Value = World> {
    let rows = vec(node(), 1..9).prop_flat_map(relationships);
    let claim = (any::<Index>(), any::<Index>(), any::<bool>());
    (rows, vec(claim, 0..4)).prop_map(|((nodes, relationships), claims)| {
        let claim = |(subject, cell, about_node): (Index, Index, bool)| {
            let (property, _, texts) = cell.get(COLUMNS);
            let subject = match relationships.get(subject.index(relationships.len().max(1))) {
                Some(rel) if !about_node => format!("{} {} {}", rel.kind, rel.start.1, rel.end.1),
                _ => subject.get(&nodes).id.clone(),
            };
            (subject, *property, texts[0])
        };
        World {
            claims: claims.into_iter().map(claim).collect(),
            nodes: nodes.clone(),
            relationships: relationships.clone(),
            backwards: false,
        }
    })
}

/// A relationship type: which end came first, and whether lineage follows it.
fn declared(name: &str) -> RelationshipType {
    let origin = match name {
        "BUILDS_ON" | "PART_OF" => Origin::End,
        "RELEASES" => Origin::Start,
        _ => Origin::Neither,
    };
    RelationshipType {
        name: name.to_owned(),
        origin,
        lineage: origin != Origin::Neither,
        acyclic: name == "PART_OF",
        dated: name == "BUILDS_ON",
        role: (name == "RELEASES").then_some(Role::Publisher),
        ..RelationshipType::default()
    }
}

/// Some graphs, the same in every run.
pub(crate) fn random_graphs(count: usize) -> Vec<Graph> {
    let mut runner = TestRunner::deterministic();
    let worlds = (0..count).map(|_| world().new_tree(&mut runner).unwrap().current());
    worlds.map(|world| world.graph()).collect()
}

impl World {
    fn graph(&self) -> Graph {
        let mut schema = Schema::default();
        for kind in KINDS {
            schema.add_type(declared(kind));
        }
        let options = Options {
            thorough: true,
            ..Options::default()
        };
        let mut builder = GraphBuilder::new(schema, Vec::new(), options);
        let mut columns = COLUMNS.to_vec();
        if self.backwards {
            builder.file("other.csv", Vec::new());
            columns.reverse();
        }
        let file = builder.file("rows.csv", vec![":ID".to_owned()]);
        for (key, kind, _) in columns {
            builder.node_column(key, kind);
            builder.relationship_column(key, kind);
        }
        let mut line = 1;
        let mut at = || {
            line += 1;
            At { file, line }
        };
        for node in &self.nodes {
            add_node(&mut builder, node, at());
        }
        for rel in &self.relationships {
            add_relationship(&mut builder, rel, at());
        }
        for claim in &self.claims {
            builder.claim(claim_row(claim, at()));
        }
        builder.build().graph
    }
}

fn add_node(builder: &mut GraphBuilder, node: &Node, at: At) {
    let row = builder.node(NodeRow {
        group: node.group,
        id: &node.id,
        labels: &node.labels,
        at,
    });
    for (key, kind, text) in node.properties.iter().filter(|_| row.is_some()) {
        let column = builder.node_column(key, *kind);
        let value = kind.read(text).unwrap();
        builder.set_node(column, row.unwrap(), value.as_ref().unwrap());
    }
}

fn add_relationship(builder: &mut GraphBuilder, rel: &Relationship, at: At) {
    let row = builder.relationship(RelationshipRow {
        kind: rel.kind,
        start: (rel.start.0, &rel.start.1),
        end: (rel.end.0, &rel.end.1),
        key: rel.key,
        at,
    });
    for (key, kind, text) in &rel.properties {
        let column = builder.relationship_column(key, *kind);
        let value = kind.read(text).unwrap();
        builder.set_relationship(column, row.unwrap(), value.as_ref().unwrap());
    }
}

fn claim_row((subject, property, value): &Claim, at: At) -> ClaimRow {
    ClaimRow {
        subject: subject.clone(),
        property: (*property).to_owned(),
        value: (*value).to_owned(),
        source: Some("article".to_owned()),
        locator: None,
        kind: None,
        status: Status::Stated,
        note: None,
        at,
    }
}

/// The graph of a world as petgraph's own: nodes in the order of ids, types as weights.
struct Reference {
    graph: DiGraph<(String, &'static str), &'static str>,
}

impl Reference {
    fn of(world: &World) -> Reference {
        let mut rows: BTreeMap<(String, &str), u32> = BTreeMap::new();
        for node in &world.nodes {
            *rows.entry((node.id.clone(), node.group)).or_default() += 1;
        }
        rows.retain(|_, count| *count == 1);
        let mut graph = DiGraph::new();
        let nodes: BTreeMap<_, _> = rows
            .into_keys()
            .map(|key| (key.clone(), graph.add_node(key)))
            .collect();
        let identity = |rel: &Relationship| (rel.kind, rel.start.clone(), rel.end.clone(), rel.key);
        for rel in &world.relationships {
            let same = |other: &&Relationship| identity(other) == identity(rel);
            if !rel.key.is_empty() && world.relationships.iter().filter(same).count() > 1 {
                continue;
            }
            let end = |(group, id): &(&'static str, String)| nodes.get(&(id.clone(), *group));
            if let (Some(&start), Some(&end)) = (end(&rel.start), end(&rel.end)) {
                graph.add_edge(start, end, rel.kind);
            }
        }
        Reference { graph }
    }

    /// Edges from origin to what came of it, along the types that lineage follows.
    fn origins(&self) -> DiGraph<(), ()> {
        let mut origins = DiGraph::new();
        for _ in self.graph.node_indices() {
            origins.add_node(());
        }
        for edge in self.graph.raw_edges() {
            match declared(edge.weight).origin {
                Origin::Start => drop(origins.add_edge(edge.source(), edge.target(), ())),
                Origin::End => drop(origins.add_edge(edge.target(), edge.source(), ())),
                Origin::Neither => {}
            }
        }
        origins
    }
}

/// The handle of a node by its place in the order of ids.
fn nth(graph: &Graph, index: usize) -> NodeId {
    graph.nodes().nth(index).unwrap()
}
