//! Cytoscape's elements JSON, as Cytoscape desktop (`.cyjs`) and cytoscape.js read it.
//!
//! A relationship's type is its `interaction`, the name that Cytoscape styles edges by, and its
//! `label`; nodes and edges have ids that never meet, for they share one space there. The legend
//! is part of the network's own data.
//!
//! The format: the notation of elements in cytoscape.js' documentation; `networkx.cytoscape_graph`,
//! which wants `value` and `name` of every node.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use crate::graph::Subgraph;
use crate::model::PropertyType;

use super::Written;
use super::legend::{self, FileIds, Legend};
use super::nodelink::{self, Parallel, rows};

fn of_nodes(name: &str, kind: PropertyType) -> bool {
    let names = [
        "id",
        "labels",
        "value",
        "parent",
        "suid",
        "selected",
        "shared name",
    ];
    // Cytoscape shows `name`, which must be text.
    let name_is_no_text = name == crate::graph::NAME && kind != PropertyType::Text;
    legend::is_one_of(&names, name) || name_is_no_text
}

fn of_relationships(name: &str, _: PropertyType) -> bool {
    let names = [
        "id",
        "source",
        "target",
        "key",
        "type",
        "interaction",
        "label",
        "suid",
        "selected",
        "name",
        "shared name",
        "shared interaction",
    ];
    legend::is_one_of(&names, name)
}

/// Writes the file.
pub(super) fn write(part: Subgraph<'_>, out: &mut dyn Write) -> Written {
    let mut out = io::BufWriter::new(out);
    let graph = part.graph;
    let legend = Legend::new(part, of_nodes, of_relationships);
    let ids = FileIds::new(part);
    // Cytoscape's table of the network holds text.
    let about = json!({ "name": "aigraph", legend::NAME: legend.json(part).to_string() });
    let head = r#"{"format_version": "1.0", "generated_by": "aigraph", "directed": true,"#;
    writeln!(out, "{head} \"multigraph\": true,\n\"data\": {about},")?;
    write!(out, "\"elements\": {{\"nodes\": [")?;
    let nodes = part.selection.nodes().iter().map(|&node| {
        let mut object = nodelink::node(part, &ids, &legend.nodes, node);
        object.insert("value".to_owned(), ids.node(node).into());
        object
            .entry("name")
            .or_insert_with(|| graph.name(node).into());
        element(object)
    });
    rows(&mut out, nodes)?;
    write!(out, "],\n\"edges\": [")?;
    let mut parallel = Parallel::default();
    let rels = part.selection.relationships().iter().enumerate();
    let edges = rels.map(|(number, &rel)| {
        let mut object = Map::new();
        object.insert("id".to_owned(), ids.relationship(number).into());
        object.extend(nodelink::link(part, &ids, &legend.relationships, rel));
        object.insert("key".to_owned(), parallel.number(part, rel).into());
        for name in ["interaction", "label"] {
            object.insert(name.to_owned(), graph.type_name(rel).into());
        }
        element(object)
    });
    rows(&mut out, edges)?;
    out.write_all(b"]}}\n")?;
    out.flush()?;
    Ok(Vec::new())
}

fn element(data: Map<String, Json>) -> Map<String, Json> {
    Map::from_iter([("data".to_owned(), Json::Object(data))])
}
