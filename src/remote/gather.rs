//! Rows of a database, gathered into a graph.

use std::collections::BTreeMap;

use neo4rs::{BoltType, Row};

use crate::graph::stored::{self, Owner};
use crate::graph::{At, Built, FileId, GraphBuilder, NodeRow, Options, RelationshipRow};
use crate::model::{Schema, Source, Value};

use super::rows::{Rows, Written, value};
use super::values::{self, Foreign};

/// A graph in the making.
pub(super) struct Gather {
    builder: GraphBuilder,
    file: FileId,
    line: u32,
    written: Written,
    pub(super) foreign: Foreign,
}

/// A relationship as it comes: its type, and group and id of both ends.
pub(super) struct Ends<'a> {
    pub(super) kind: &'a str,
    pub(super) start: (&'a str, &'a str),
    pub(super) end: (&'a str, &'a str),
}

impl Gather {
    /// Begins with a schema and sources; `place` is what problems call the database.
    pub(super) fn new(schema: Schema, sources: Vec<Source>, place: &str, partial: bool) -> Gather {
        let options = Options {
            partial,
            ..Options::default()
        };
        let mut builder = GraphBuilder::new(schema, sources, options);
        let file = builder.file(place, Vec::new());
        Gather {
            builder,
            file,
            line: 0,
            written: Written::default(),
            foreign: Foreign::default(),
        }
    }

    /// Makes properties known that no row may have.
    pub(super) fn know(&mut self, rows: &Rows) {
        for (key, kind) in rows.keys("node_keys") {
            self.builder.node_column(&key, kind);
        }
        for (key, kind) in rows.keys("relationship_keys") {
            self.builder.relationship_column(&key, kind);
        }
    }

    /// Says what of the rows is of the graph.
    pub(super) fn only(mut self, written: Written) -> Gather {
        self.written = written;
        self
    }

    /// How many rows there are.
    pub(super) fn count(&self) -> usize {
        self.line as usize
    }

    /// Where the next row stands.
    fn at(&mut self) -> At {
        self.line = self.line.saturating_add(1);
        At {
            file: self.file,
            line: self.line,
        }
    }

    /// Values by key, read.
    pub(super) fn read(&mut self, value: BoltType) -> Vec<(String, Value)> {
        let entries = values::entries(value);
        entries
            .map(|(key, value)| (key, self.foreign.read(value)))
            .collect()
    }

    /// Adds a node of ours: its labels in `l`, its properties in `p`.
    pub(super) fn stored_node(&mut self, row: &Row) {
        let labels = self.written.labels(value(row, "l"));
        let stored = value(row, "p");
        let stored = self
            .written
            .properties(Owner::Node, stored, &mut self.foreign);
        let text = |key: &str| match stored.iter().find(|(k, _)| k == key) {
            Some((_, Value::Text(text))) => text.clone(),
            _ => String::new(),
        };
        let (group, id) = (text(stored::GROUP), text(stored::ID));
        let labels = labels.iter().map(String::as_str).collect();
        let properties = stored::properties(Owner::Node, stored);
        self.node(&group, &id, labels, properties);
    }

    /// Adds a node.
    pub(super) fn node(
        &mut self,
        group: &str,
        id: &str,
        mut labels: Vec<&str>,
        properties: BTreeMap<String, Value>,
    ) {
        labels.sort_unstable();
        let at = self.at();
        let row = NodeRow {
            group,
            id,
            labels: &labels,
            at,
        };
        let Some(row) = self.builder.node(row) else {
            return;
        };
        for (key, value) in properties {
            if let Some(value) = value.as_ref() {
                let column = self.builder.node_column(&key, value.kind());
                self.builder.set_node(column, row, value);
            }
        }
    }

    /// Adds a relationship of ours: type `t`, ends `sg`, `s`, `eg`, `e`, properties `p`.
    pub(super) fn stored_relationship(&mut self, row: &Row) {
        let [kind, start_group, start, end_group, end] =
            ["t", "sg", "s", "eg", "e"].map(|column| values::into_text(value(row, column)));
        let stored = value(row, "p");
        let stored = self
            .written
            .properties(Owner::Relationship, stored, &mut self.foreign);
        let key = stored.iter().find(|(key, _)| key == stored::KEY);
        let key = key.map_or(String::new(), |(_, value)| value.to_string());
        let ends = Ends {
            kind: &kind,
            start: (&start_group, &start),
            end: (&end_group, &end),
        };
        let properties = stored::properties(Owner::Relationship, stored);
        self.relationship(&ends, &key, properties);
    }

    /// Adds a relationship.
    pub(super) fn relationship(
        &mut self,
        ends: &Ends<'_>,
        key: &str,
        properties: BTreeMap<String, Value>,
    ) {
        let at = self.at();
        let added = self.builder.relationship(RelationshipRow {
            kind: ends.kind,
            start: ends.start,
            end: ends.end,
            key,
            at,
        });
        let Some(row) = added else { return };
        for (key, value) in properties {
            if let Some(value) = value.as_ref() {
                let column = self.builder.relationship_column(&key, value.kind());
                self.builder.set_relationship(column, row, value);
            }
        }
    }

    /// Builds the graph, with these claims.
    pub(super) fn build(mut self, rows: &Rows) -> (Built, Foreign) {
        let at = self.at();
        for claim in rows.claims(at) {
            self.builder.claim(claim);
        }
        (self.builder.build(), self.foreign)
    }
}
