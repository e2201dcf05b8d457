//! Node-link JSON, as networkx and D3 read it: one object with `nodes` and `links`.
//!
//! A link has `source`, `target`, and a `key` that numbers those between the same two nodes, which
//! networkx wants of a multigraph; its relationship type is its `type`. The legend stands in
//! `graph`, whose members networkx keeps. A node or a link a line.
//!
//! The format: `networkx.readwrite.json_graph.node_link`, which hands attributes of nodes on as
//! keyword arguments; the names that a simulation of d3-force writes into nodes and links.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use crate::graph::{Entity, NodeId, RelationshipId, Subgraph};
use crate::model::PropertyType;

use super::attributes::Attributes;
use super::legend::{self, FileIds, Legend};
use super::{ExportError, Written};

fn of_nodes(name: &str, _: PropertyType) -> bool {
    let names = [
        "id",
        "labels",
        "index",
        "x",
        "y",
        "vx",
        "vy",
        "fx",
        "fy",
        "self",
        "node_for_adding",
    ];
    legend::is_one_of(&names, name)
}

fn of_relationships(name: &str, _: PropertyType) -> bool {
    let names = [
        "source",
        "target",
        "key",
        "type",
        "index",
        "self",
        "u_for_edge",
        "v_for_edge",
    ];
    legend::is_one_of(&names, name)
}

/// Writes the file.
pub(super) fn write(part: Subgraph<'_>, out: &mut dyn Write) -> Written {
    let mut out = io::BufWriter::new(out);
    let legend = Legend::new(part, of_nodes, of_relationships);
    let ids = FileIds::new(part);
    let about = json!({ legend::NAME: legend.json(part) });
    let head = r#"{"directed": true, "multigraph": true, "graph":"#;
    write!(out, "{head} {about},\n\"nodes\": [")?;
    let nodes = part.selection.nodes().iter();
    rows(
        &mut out,
        nodes.map(|&node| self::node(part, &ids, &legend.nodes, node)),
    )?;
    write!(out, "],\n\"links\": [")?;
    let mut parallel = Parallel::default();
    let rels = part.selection.relationships().iter();
    let links = rels.map(|&rel| {
        let mut link = link(part, &ids, &legend.relationships, rel);
        link.insert("key".to_owned(), parallel.number(part, rel).into());
        link
    });
    rows(&mut out, links)?;
    out.write_all(b"]}\n")?;
    out.flush()?;
    Ok(Vec::new())
}

/// Writes objects with commas between them, one a line.
pub(super) fn rows(
    out: &mut dyn Write,
    rows: impl Iterator<Item = Map<String, Json>>,
) -> Result<(), ExportError> {
    let mut any = false;
    for row in rows {
        out.write_all(if any { b",\n" } else { b"\n" })?;
        serde_json::to_writer(&mut *out, &row).map_err(io::Error::from)?;
        any = true;
    }
    Ok(out.write_all(if any { b"\n" } else { b"" })?)
}

/// A node as an object of its id, labels and attributes.
pub(super) fn node(
    part: Subgraph<'_>,
    ids: &FileIds<'_>,
    attributes: &Attributes,
    node: NodeId,
) -> Map<String, Json> {
    let mut object = Map::new();
    object.insert("id".to_owned(), ids.node(node).into());
    let labels: Vec<&str> = part.graph.label_names(node).collect();
    object.insert("labels".to_owned(), labels.into());
    if let Some((id, group)) = ids.hidden(node) {
        object.insert(legend::ID.to_owned(), id.into());
        object.insert(legend::GROUP.to_owned(), group.into());
    }
    add(&mut object, part, attributes, Entity::Node(node));
    object
}

/// A relationship as an object of its ends, type and attributes.
pub(super) fn link(
    part: Subgraph<'_>,
    ids: &FileIds<'_>,
    attributes: &Attributes,
    rel: RelationshipId,
) -> Map<String, Json> {
    let graph = part.graph;
    let mut object = Map::new();
    object.insert("source".to_owned(), ids.node(graph.start(rel)).into());
    object.insert("target".to_owned(), ids.node(graph.end(rel)).into());
    object.insert("type".to_owned(), graph.type_name(rel).into());
    if !graph.key(rel).is_empty() {
        object.insert(legend::KEY.to_owned(), graph.key(rel).into());
    }
    add(&mut object, part, attributes, Entity::Relationship(rel));
    object
}

fn add(object: &mut Map<String, Json>, part: Subgraph<'_>, of: &Attributes, entity: Entity) {
    for (i, value) in of.values(part.graph, entity) {
        object.insert(of.list()[i].name.clone(), json!(value));
    }
}

/// How many relationships lead from one node to another, of those that came so far.
#[derive(Default)]
pub(super) struct Parallel(BTreeMap<(NodeId, NodeId), u32>);

impl Parallel {
    /// The number of the relationship among those of the same ends, from 0.
    pub(super) fn number(&mut self, part: Subgraph<'_>, rel: RelationshipId) -> u32 {
        let ends = (part.graph.start(rel), part.graph.end(rel));
        let next = self.0.entry(ends).or_default();
        *next += 1;
        *next - 1
    }
}
