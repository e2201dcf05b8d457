//! JSON, one node or relationship a line: what streams, shells and data lakes take.
//!
//! The lines have the shape that Neo4j's APOC exports (`type`, `id`, `labels`, `label`, `start`,
//! `end`, `properties`). Before them come the legend and the sheets, a row a line, so that a reader
//! knows the schema before the first node.

use std::io::{self, Write};

use serde_json::{Map, Value as Json, json};

use crate::graph::{Entity, NodeId, Subgraph};

use super::attributes::Attributes;
use super::legend::{self, Legend};
use super::{Written, sheets};

/// Writes the file.
pub(super) fn write(part: Subgraph<'_>, out: &mut dyn Write) -> Written {
    let mut out = io::BufWriter::new(out);
    let graph = part.graph;
    // Properties stand in an object of their own: no name is taken.
    let legend = Legend::new(part, |_, _| false, |_, _| false);
    writeln!(
        out,
        "{}",
        json!({"type": "graph", legend::NAME: legend.attributes()})
    )?;
    for sheet in sheets::sheets(part) {
        let (name, columns) = (sheet.name, sheet.columns);
        writeln!(
            out,
            "{}",
            json!({"type": "sheet", "name": name, "columns": columns})
        )?;
        for row in sheet.rows {
            writeln!(
                out,
                "{}",
                json!({"type": "row", "sheet": name, "cells": row})
            )?;
        }
    }
    for &node in part.selection.nodes() {
        let mut line = object(&[("type", "node".into()), ("id", graph.id(node).into())]);
        if !graph.group(node).is_empty() {
            line.insert("group".to_owned(), graph.group(node).into());
        }
        let labels: Vec<&str> = graph.label_names(node).collect();
        line.insert("labels".to_owned(), labels.into());
        let properties = properties(part, &legend.nodes, Entity::Node(node));
        line.insert("properties".to_owned(), properties);
        writeln!(out, "{}", Json::Object(line))?;
    }
    for (number, &rel) in part.selection.relationships().iter().enumerate() {
        let mut line = object(&[
            ("type", "relationship".into()),
            ("id", number.to_string().into()),
            ("label", graph.type_name(rel).into()),
        ]);
        if !graph.key(rel).is_empty() {
            line.insert("key".to_owned(), graph.key(rel).into());
        }
        line.insert("start".to_owned(), end(part, graph.start(rel)));
        line.insert("end".to_owned(), end(part, graph.end(rel)));
        let properties = properties(part, &legend.relationships, Entity::Relationship(rel));
        line.insert("properties".to_owned(), properties);
        writeln!(out, "{}", Json::Object(line))?;
    }
    out.flush()?;
    Ok(Vec::new())
}

fn object(members: &[(&str, Json)]) -> Map<String, Json> {
    let members = members
        .iter()
        .map(|(name, value)| ((*name).to_owned(), value.clone()));
    members.collect()
}

/// An end of a relationship.
fn end(part: Subgraph<'_>, node: NodeId) -> Json {
    let (id, group) = (part.graph.id(node), part.graph.group(node));
    match group.is_empty() {
        true => json!({"id": id}),
        false => json!({"id": id, "group": group}),
    }
}

fn properties(part: Subgraph<'_>, of: &Attributes, entity: Entity) -> Json {
    let values = of.values(part.graph, entity).into_iter();
    let named = values.map(|(i, value)| (of.list()[i].name.clone(), json!(value)));
    Json::Object(named.collect())
}
