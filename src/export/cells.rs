//! Cells of an answer as plain text, alike in every format whose rows are text.

use crate::graph::{Answer, Cell, Entity, Graph, NodeId, Path, RelationshipId};
use crate::model::{Provenance, Value};

use super::{Lang, display_name, text};

/// The columns of an answer that is a tree, as lineage gives it.
const TREE_COLUMNS: [&str; 9] = [
    "node",
    "label",
    "released",
    "publisher",
    "relationship",
    "from",
    "source",
    "locator",
    "status",
];

/// Whether the rows of an answer are a tree, so that their depth is a fact of its own. A tree of
/// one row is one too: a table's header must not depend on how many rows there are.
pub(super) fn is_tree(answer: &Answer) -> bool {
    answer.columns == TREE_COLUMNS || answer.rows.iter().any(|row| row.depth > 0 || row.repeated)
}

/// ` since 2023-03 until 2024`, as far as the relationship has these properties.
pub(super) fn period(graph: &Graph, rel: RelationshipId) -> String {
    let mut period = String::new();
    for key in ["since", "until"] {
        if let Some(value) = graph.property(Entity::Relationship(rel), key) {
            period.push_str(&format!(" {key} {value}"));
        }
    }
    period
}

/// Turns cells into text.
pub(super) struct Cells<'a> {
    graph: &'a Graph,
    lang: Lang,
    /// What stands between the items of a list.
    separator: &'static str,
    /// Whether a relationship says where it comes from: not where a column of its own does.
    located: bool,
}

impl<'a> Cells<'a> {
    /// For the cells of that answer.
    pub(super) fn new(
        graph: &'a Graph,
        answer: &Answer,
        lang: Lang,
        separator: &'static str,
    ) -> Cells<'a> {
        Cells {
            graph,
            lang,
            separator,
            located: !answer.columns.iter().any(|c| c == "locator"),
        }
    }

    /// Appends a cell's text.
    pub(super) fn push(&self, cell: &Cell, into: &mut String) {
        match cell {
            Cell::Value(value) => self.push_value(value, into),
            Cell::Node(node) => into.push_str(&display_name(self.graph, *node, self.lang)),
            Cell::Relationship(rel) => self.push_relationship(*rel, into),
            Cell::Path(path) => self.push_path(path, into),
            Cell::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    into.push_str(if i > 0 { self.separator } else { "" });
                    self.push(item, into);
                }
            }
            Cell::Map(entries) => {
                into.push('{');
                for (i, (key, value)) in entries.iter().enumerate() {
                    into.extend([if i > 0 { ", " } else { "" }, key, ": "]);
                    self.push(value, into);
                }
                into.push('}');
            }
        }
    }

    fn push_value(&self, value: &Value, into: &mut String) {
        match value {
            Value::Text(text) => into.push_str(text),
            Value::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    into.push_str(if i > 0 { self.separator } else { "" });
                    self.push_value(item, into);
                }
            }
            scalar => into.push_str(&scalar.to_string()),
        }
    }

    fn push_relationship(&self, rel: RelationshipId, into: &mut String) {
        into.push_str(self.graph.type_name(rel));
        if !self.located {
            return;
        }
        into.push_str(&period(self.graph, rel));
        let provenance = self.graph.provenance(Entity::Relationship(rel));
        let mark = text::mark(provenance.status).map(|(mark, _)| mark);
        for word in provenance.locator.into_iter().chain(mark) {
            into.push(' ');
            into.push_str(word);
        }
    }

    fn push_path(&self, path: &Path, into: &mut String) {
        for (i, &node) in path.nodes.iter().enumerate() {
            if let Some(&rel) = i.checked_sub(1).and_then(|hop| path.relationships.get(hop)) {
                let (from, to) = match self.graph.end(rel) == node {
                    true => (" -", "-> "),
                    false => (" <-", "- "),
                };
                into.extend([from, self.graph.type_name(rel), to]);
            }
            into.push_str(&display_name(self.graph, node, self.lang));
        }
    }
}

/// Which cells a text format shows before the answer's own: the depth of a tree's rows.
pub(super) fn headers(answer: &Answer) -> impl Iterator<Item = &str> {
    let depth = is_tree(answer).then_some("depth");
    depth
        .into_iter()
        .chain(answer.columns.iter().map(String::as_str))
}

/// Source and locator in one: `article 2.3.1(1)`; empty where neither is known.
pub(super) fn place(source: Option<&str>, locator: Option<&str>) -> String {
    let words: Vec<&str> = [source, locator].into_iter().flatten().collect();
    words.join(" ")
}

/// What a line says of a node behind its name: labels and date, what is known of them.
pub(super) fn facts(graph: &Graph, node: NodeId) -> String {
    let labels = graph
        .labels(node)
        .iter()
        .map(|&l| graph.label(l).name.clone());
    let released = graph.property(Entity::Node(node), crate::graph::RELEASED);
    let facts: Vec<String> = labels.chain(released.map(|d| d.to_string())).collect();
    facts.join(", ")
}

/// A relationship's place, as [`place`] gives it.
pub(super) fn place_of(provenance: &Provenance<'_>) -> String {
    place(provenance.source, provenance.locator)
}
