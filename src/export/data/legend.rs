//! What a reader needs to make the same graph of a file: which attribute is which property in
//! which type, and the sheets.
//!
//! Formats of attributes carry it as one JSON object under the name `aigraph`, where they have room
//! for what concerns the whole graph: tools that keep such data keep all of the graph.

use serde_json::{Value as Json, json};

use crate::graph::{Entity, Graph, NodeId, Subgraph};

use super::attributes::{Attributes, Reserved};
use super::sheets::{self, Sheet};

/// The attribute of the whole graph that holds the legend.
pub(super) const NAME: &str = "aigraph";
/// The number of the legend's form.
pub(super) const VERSION: u32 = 1;
/// The attribute that holds a node's id where the file calls it otherwise.
pub(super) const ID: &str = "aigraph_id";
/// The attribute that holds a node's id group.
pub(super) const GROUP: &str = "aigraph_group";
/// The attribute that holds what tells a relationship from parallel ones.
pub(super) const KEY: &str = "aigraph_key";

/// The attributes of nodes and of relationships.
pub(super) struct Legend {
    pub(super) nodes: Attributes,
    pub(super) relationships: Attributes,
}

impl Legend {
    /// The legend for a part of a graph, in a format that reserves such names of attributes.
    pub(super) fn new(part: Subgraph<'_>, nodes: Reserved, relationships: Reserved) -> Legend {
        let graph = part.graph;
        let of_nodes = part.selection.nodes().iter().copied().map(Entity::Node);
        let rels = part.selection.relationships().iter().copied();
        let of_rels = rels.map(Entity::Relationship);
        Legend {
            nodes: Attributes::new(graph, of_nodes, nodes),
            relationships: Attributes::new(graph, of_rels, relationships),
        }
    }

    /// The legend as a JSON object, without the sheets.
    pub(super) fn attributes(&self) -> Json {
        json!({
            "version": VERSION,
            "nodes": self.nodes.legend(),
            "relationships": self.relationships.legend(),
        })
    }

    /// The whole legend as a JSON object.
    pub(super) fn json(&self, part: Subgraph<'_>) -> Json {
        let sheet = |Sheet {
                         name,
                         columns,
                         rows,
                     }| {
            let name: &str = name;
            json!({"name": name, "columns": columns, "rows": rows})
        };
        let sheets: Vec<Json> = sheets::sheets(part).into_iter().map(sheet).collect();
        let mut json = self.attributes();
        json["sheets"] = sheets.into();
        json
    }
}

/// How a file names nodes: by their ids, and by group and id where an id group is given.
pub(super) struct FileIds<'a> {
    graph: &'a Graph,
    /// Names of nodes of an id group, by node.
    grouped: Vec<(NodeId, String)>,
    /// What the names of relationships begin with, so that no node has one of them.
    prefix: String,
}

impl<'a> FileIds<'a> {
    /// The names of the nodes of a part. O(n log n).
    pub(super) fn new(part: Subgraph<'a>) -> FileIds<'a> {
        let (graph, nodes) = (part.graph, part.selection.nodes());
        let mut grouped: Vec<(NodeId, String)> = Vec::new();
        let mut taken = std::collections::BTreeSet::new();
        for &node in nodes.iter().filter(|&&node| !graph.group(node).is_empty()) {
            let mut name = format!("{}:{}", graph.group(node), graph.id(node));
            let plain = |name: &str| graph.nodes_by_id(name).any(|n| graph.group(n).is_empty());
            while plain(&name) || !taken.insert(name.clone()) {
                name.push('\'');
            }
            grouped.push((node, name));
        }
        let mut prefix = "e".to_owned();
        let alike = |name: &str, prefix: &str| {
            let rest = name.strip_prefix(prefix);
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        while nodes.iter().any(|&node| alike(graph.id(node), &prefix))
            || taken.iter().any(|name| alike(name, &prefix))
        {
            prefix.push('-');
        }
        FileIds {
            graph,
            grouped,
            prefix,
        }
    }

    /// Whether some node has an id group.
    pub(super) fn has_groups(&self) -> bool {
        !self.grouped.is_empty()
    }

    /// The name of a node.
    pub(super) fn node(&self, node: NodeId) -> &str {
        let found = self.grouped.binary_search_by_key(&node, |&(node, _)| node);
        match found {
            Ok(at) => &self.grouped[at].1,
            Err(_) => self.graph.id(node),
        }
    }

    /// The name of the relationship of that number among those that are written.
    pub(super) fn relationship(&self, number: usize) -> String {
        format!("{}{number}", self.prefix)
    }

    /// Id and id group of a node that the file calls otherwise.
    pub(super) fn hidden(&self, node: NodeId) -> Option<(&'a str, &'a str)> {
        let group = self.graph.group(node);
        (!group.is_empty()).then(|| (self.graph.id(node), group))
    }
}

/// Whether a name begins as those that every format of ours keeps for itself.
pub(super) fn is_ours(name: &str) -> bool {
    let head = name.get(..NAME.len());
    head.is_some_and(|head| head.eq_ignore_ascii_case(NAME))
}

/// Whether a name is one of those, in any case.
pub(super) fn is_one_of(names: &[&str], name: &str) -> bool {
    is_ours(name) || names.iter().any(|known| known.eq_ignore_ascii_case(name))
}
