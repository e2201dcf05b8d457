//! `json` and `jsonl`: answers as JSON, streamed; the shape is documented and stable.
//!
//! A node is `{id, name, name_zh?, labels}` (and `group` where ids have groups). A relationship is
//! `{type, start, end, key?, source, locator, status, note?}` and its own properties; one that is
//! named like one of these gets a `_` behind. A path is `{nodes, relationships}`, a date text.
//! Rows of a tree have `depth` and `repeated` before their columns.

use std::io::{self, BufWriter, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::graph::{Answer, Cell, Entity, Graph, NodeId, PROVENANCE, RelationshipId, Row};

use super::Style;
use super::cells;

/// The keys of a relationship that are no properties of its own.
const KEYS: [&str; 8] = [
    "type", "start", "end", "key", "source", "locator", "status", "note",
];

/// Writes one object: columns, rows, notes.
pub(super) fn write(
    graph: &Graph,
    answer: &Answer,
    _: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    write_pretty(&AnswerJson { graph, answer }, out)
}

/// Writes one object a row, each on its line.
pub(super) fn write_lines(
    graph: &Graph,
    answer: &Answer,
    _: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    let columns = &answer.columns;
    let is_tree = cells::is_tree(answer);
    for row in &answer.rows {
        let row = RowJson {
            graph,
            columns,
            is_tree,
            row,
        };
        serde_json::to_writer(&mut out, &row)?;
        writeln!(out)?;
    }
    out.flush()
}

/// Writes anything as indented JSON and a line break.
pub(super) fn write_pretty(what: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    serde_json::to_writer_pretty(&mut out, what)?;
    writeln!(out)?;
    out.flush()
}

/// An array made while it is written, so that a million items need no memory.
pub(super) struct Items<F>(pub(super) F);

impl<F, I> Serialize for Items<F>
where
    F: Fn() -> I,
    I: Iterator<Item: Serialize>,
{
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0())
    }
}

struct AnswerJson<'a> {
    graph: &'a Graph,
    answer: &'a Answer,
}

impl Serialize for AnswerJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let AnswerJson { graph, answer } = *self;
        let columns = &answer.columns;
        let is_tree = cells::is_tree(answer);
        let row = |row| RowJson {
            graph,
            columns,
            is_tree,
            row,
        };
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("columns", columns)?;
        map.serialize_entry("rows", &Items(|| answer.rows.iter().map(row)))?;
        map.serialize_entry("notes", &answer.notes)?;
        map.end()
    }
}

struct RowJson<'a> {
    graph: &'a Graph,
    columns: &'a [String],
    is_tree: bool,
    row: &'a Row,
}

impl Serialize for RowJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        if self.is_tree {
            map.serialize_entry("depth", &self.row.depth)?;
            map.serialize_entry("repeated", &self.row.repeated)?;
        }
        for (column, cell) in self.columns.iter().zip(&self.row.cells) {
            let graph = self.graph;
            map.serialize_entry(column, &CellJson { graph, cell })?;
        }
        map.end()
    }
}

struct CellJson<'a> {
    graph: &'a Graph,
    cell: &'a Cell,
}

impl Serialize for CellJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let graph = self.graph;
        match self.cell {
            Cell::Value(value) => value.serialize(serializer),
            Cell::Node(node) => NodeJson(graph, *node).serialize(serializer),
            Cell::Relationship(rel) => RelationshipJson(graph, *rel).serialize(serializer),
            Cell::Path(path) => {
                let nodes = || path.nodes.iter().map(|&n| NodeJson(graph, n));
                let rels = || {
                    path.relationships
                        .iter()
                        .map(|&r| RelationshipJson(graph, r))
                };
                let mut map = serializer.serialize_map(Some(2))?;
                map.serialize_entry("nodes", &Items(nodes))?;
                map.serialize_entry("relationships", &Items(rels))?;
                map.end()
            }
            Cell::List(items) => {
                serializer.collect_seq(items.iter().map(|cell| CellJson { graph, cell }))
            }
            Cell::Map(entries) => {
                let entries = entries.iter();
                serializer.collect_map(entries.map(|(key, cell)| (key, CellJson { graph, cell })))
            }
        }
    }
}

/// A node without its properties.
pub(super) struct NodeJson<'a>(pub(super) &'a Graph, pub(super) NodeId);

impl NodeJson<'_> {
    /// Adds its keys to an object.
    pub(super) fn entries<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        let NodeJson(graph, node) = *self;
        map.serialize_entry("id", graph.id(node))?;
        if !graph.group(node).is_empty() {
            map.serialize_entry("group", graph.group(node))?;
        }
        map.serialize_entry("name", graph.name(node))?;
        if let Some(zh) = graph.name_zh(node) {
            map.serialize_entry("name_zh", zh)?;
        }
        let labels = || graph.labels(node).iter().map(|&l| &graph.label(l).name);
        map.serialize_entry("labels", &Items(labels))
    }
}

impl Serialize for NodeJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.entries(&mut map)?;
        map.end()
    }
}

/// A relationship with its properties and provenance.
pub(super) struct RelationshipJson<'a>(pub(super) &'a Graph, pub(super) RelationshipId);

impl Serialize for RelationshipJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let RelationshipJson(graph, rel) = *self;
        let provenance = graph.provenance(Entity::Relationship(rel));
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("type", graph.type_name(rel))?;
        map.serialize_entry("start", graph.id(graph.start(rel)))?;
        map.serialize_entry("end", graph.id(graph.end(rel)))?;
        if !graph.key(rel).is_empty() {
            map.serialize_entry("key", graph.key(rel))?;
        }
        map.serialize_entry("source", &provenance.source)?;
        map.serialize_entry("locator", &provenance.locator)?;
        map.serialize_entry("status", provenance.status.name())?;
        if let Some(note) = provenance.note {
            map.serialize_entry("note", note)?;
        }
        for (key, value) in graph.properties(Entity::Relationship(rel)) {
            if PROVENANCE.contains(&key) {
                continue;
            }
            match KEYS.contains(&key) {
                true => map.serialize_entry(&format!("{key}_"), &value)?,
                false => map.serialize_entry(key, &value)?,
            }
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, lineage, written};
    use super::*;

    #[test]
    fn rows_of_a_tree_have_depth_and_provenance() {
        let graph = fixture::graph();
        let rows = [
            (0, "", "", "ernie-bot", false),
            (1, "BUILDS_ON", "ernie-bot", "ernie-3", true),
        ];
        let mut answer = lineage(&graph, &rows);
        answer.notes.push("stopped at depth 1".to_owned());
        insta::assert_snapshot!(written("json", &graph, &answer, &Style::default()));
    }

    #[test]
    fn a_row_a_line() {
        let graph = fixture::graph();
        let lines = |answer| written("jsonl", &graph, answer, &Style::default());
        let (mixed, paths) = (fixture::mixed(&graph), fixture::paths(&graph));
        assert_eq!(lines(&mixed).lines().count(), mixed.rows.len());
        insta::assert_snapshot!("jsonl_mixed", lines(&mixed));
        insta::assert_snapshot!("jsonl_paths", lines(&paths));
    }
}
