//! What of a graph a database does not have yet, has otherwise, or has too much.
//!
//! The database sends its nodes and relationships of that graph in whatever order; each is looked
//! up here and compared. What is kept of them is one bit for what was seen, and the differences:
//! memory does not grow with what is equal.

use std::collections::{BTreeMap, BTreeSet};

use neo4rs::{BoltType, Query, Row};

use crate::export::data::Field;
use crate::export::data::database::{Shape, StoredNode};
use crate::graph::stored;
use crate::graph::{Graph, NodeId, RelationshipId};
use crate::model::Value;

use super::connect::{Connection, Retries};
use super::error::RemoteError;
use super::rows::{self, Rows, WRITTEN, Written, texts_of, value};
use super::values::{self, Foreign};

/// A row that the database has in another form.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Change {
    /// Labels that it lacks.
    pub(super) added: Vec<String>,
    /// Labels that it must lose.
    pub(super) dropped: Vec<String>,
    /// Properties that it lacks or has otherwise.
    pub(super) changed: Vec<String>,
    /// Properties that it must lose.
    pub(super) removed: Vec<String>,
}

/// A relationship of the database, by what tells it from others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    pub(super) kind: String,
    pub(super) start: (String, String),
    pub(super) end: (String, String),
    pub(super) key: String,
}

/// What is to be done so that a database has a graph.
#[derive(Debug, Default)]
pub(super) struct Difference {
    pub(super) new_nodes: Vec<NodeId>,
    pub(super) changed_nodes: Vec<(NodeId, Change)>,
    /// Nodes that the graph has no more: group and id, and their first label.
    pub(super) old_nodes: Vec<(String, String, String)>,
    pub(super) new_relationships: Vec<RelationshipId>,
    pub(super) changed_relationships: Vec<(RelationshipId, Change)>,
    /// Relationships that the graph has no more.
    pub(super) old_relationships: Vec<Named>,
    /// Relationships that the database has more than once.
    pub(super) repeated: Vec<RelationshipId>,
    /// Rows beside the data that are new or changed, and how many of them are new.
    pub(super) rows: Vec<StoredNode>,
    pub(super) new_rows: usize,
    /// Keys of rows that the graph has no more.
    pub(super) old_rows: Vec<String>,
}

impl Difference {
    /// Whether anything but what is too much differs.
    pub(super) fn is_empty(&self) -> bool {
        self.new_nodes.is_empty()
            && self.changed_nodes.is_empty()
            && self.new_relationships.is_empty()
            && self.changed_relationships.is_empty()
            && self.repeated.is_empty()
            && self.rows.is_empty()
    }

    /// Whether the database has something that the graph has no more.
    pub(super) fn has_old(&self) -> bool {
        !self.old_nodes.is_empty()
            || !self.old_relationships.is_empty()
            || !self.old_rows.is_empty()
    }
}

/// Compares all that the database has of a graph; tries again from the start where the connection
/// breaks.
pub(super) async fn difference(
    connection: &Connection,
    shape: &Shape<'_>,
    seen: &dyn Fn(usize),
) -> Result<Difference, RemoteError> {
    let mut retries = Retries::default();
    loop {
        match once(connection, shape, seen).await {
            Ok(difference) => return Ok(difference),
            Err(error) => retries.pause(error).await?,
        }
    }
}

async fn once(
    connection: &Connection,
    shape: &Shape<'_>,
    seen: &dyn Fn(usize),
) -> Result<Difference, RemoteError> {
    let graph_name = ("graph", values::text(shape.name()));
    let mut difference = Difference::default();
    let stored = rows::rows(connection, "true", vec![graph_name.clone()]).await?;
    let wanted = compare_rows(shape, stored, &mut difference);
    let mut compare = Compare {
        graph: shape.part().graph,
        shape,
        written: wanted,
        foreign: Foreign::default(),
        difference,
        seen: vec![false; shape.part().graph.node_count()],
        count: 0,
        tell: seen,
    };
    let query = Query::new(NODES.to_owned()).params([graph_name.clone()]);
    connection.each(query, |row| compare.node(&row)).await?;
    let missing = compare
        .graph
        .nodes()
        .zip(&compare.seen)
        .filter(|(_, seen)| !**seen);
    compare.difference.new_nodes = missing.map(|(node, _)| node).collect();
    compare.seen = vec![false; compare.graph.relationship_count()];
    let query = Query::new(RELATIONSHIPS.to_owned()).params([graph_name]);
    connection
        .each(query, |row| compare.relationship(&row))
        .await?;
    let all = compare.graph.relationships().zip(&compare.seen);
    let missing = all.filter(|(_, seen)| !**seen);
    compare.difference.new_relationships = missing.map(|(rel, _)| rel).collect();
    let mut difference = compare.difference;
    difference.repeated.sort_unstable();
    difference.repeated.dedup();
    Ok(difference)
}

/// All nodes of a graph.
pub(super) const NODES: &str = "MATCH (n:AigraphNode {aigraph_graph: $graph}) \
     RETURN labels(n) AS l, properties(n) AS p";
/// All relationships of a graph.
pub(super) const RELATIONSHIPS: &str = "MATCH (s:AigraphNode {aigraph_graph: $graph})\
     -[r {aigraph_graph: $graph}]->(e:AigraphNode {aigraph_graph: $graph}) \
     RETURN type(r) AS t, s.aigraph_group AS sg, s.id AS s, e.aigraph_group AS eg, e.id AS e, \
     properties(r) AS p";

/// Compares the rows beside the data; gives what was ever written.
fn compare_rows(shape: &Shape<'_>, stored: Rows, difference: &mut Difference) -> Written {
    let mut stored = stored.0;
    let mut written = Written::default();
    for mut row in shape.rows() {
        let key = rows::text_of(&row, stored::ROW_KEY).to_owned();
        let old = stored.remove(&key);
        if key == "graph" {
            for list in WRITTEN {
                let before = old.as_ref().map(|old| texts_of(old, list));
                add_texts(&mut row, list, before.unwrap_or_default());
            }
            written = Written::of(&row);
        }
        let same = |old: &StoredNode| {
            let lacks = |label: &&String| !old.labels.contains(label);
            old.properties == row.properties && !row.labels.iter().any(|l| lacks(&l))
        };
        match old {
            Some(old) if same(&old) => {}
            Some(_) => difference.rows.push(row),
            None => {
                difference.new_rows += 1;
                difference.rows.push(row);
            }
        }
    }
    difference.old_rows = stored.into_keys().collect();
    written
}

/// Adds texts to a list of a row, in order and each once.
fn add_texts(row: &mut StoredNode, list: &str, more: Vec<String>) {
    let lacks = !row.properties.iter().any(|field| field.key == list);
    if lacks && !more.is_empty() {
        row.properties.push(Field {
            key: list.to_owned(),
            value: Value::List(Vec::new()),
        });
        row.properties.sort_by(|a, b| a.key.cmp(&b.key));
    }
    for field in row.properties.iter_mut().filter(|field| field.key == list) {
        let own = match &field.value {
            Value::List(items) => items.iter().map(ToString::to_string).collect(),
            _ => Vec::new(),
        };
        let all: BTreeSet<String> = own.into_iter().chain(more.iter().cloned()).collect();
        field.value = Value::List(all.into_iter().map(Value::Text).collect());
    }
}

struct Compare<'a> {
    graph: &'a Graph,
    shape: &'a Shape<'a>,
    written: Written,
    foreign: Foreign,
    difference: Difference,
    /// Which nodes, and then which relationships, the database has.
    seen: Vec<bool>,
    count: usize,
    tell: &'a dyn Fn(usize),
}

impl Compare<'_> {
    fn tell(&mut self) {
        self.count += 1;
        if self.count.is_multiple_of(1000) {
            (self.tell)(self.count);
        }
    }

    fn node(&mut self, row: &Row) {
        self.tell();
        let mut labels = values::texts(value(row, "l"));
        labels.sort();
        let properties = self.read(value(row, "p"));
        let text = |key: &str| match properties.get(key) {
            Some(Value::Text(text)) => text.clone(),
            _ => String::new(),
        };
        let (group, id) = (text(stored::GROUP), text(stored::ID));
        let Some(node) = self.find_node(&group, &id) else {
            let label = labels.into_iter().find(|label| label != stored::NODE);
            let old = (group, id, label.unwrap_or_default());
            return self.difference.old_nodes.push(old);
        };
        self.seen[node.0 as usize] = true;
        let wanted = self.shape.node(node);
        let added = wanted.labels.iter().filter(|label| !labels.contains(label));
        let ours = |label: &&String| self.written.labels.contains(*label);
        let dropped = labels
            .iter()
            .filter(ours)
            .filter(|label| !wanted.labels.contains(label));
        let change = Change {
            added: added.cloned().collect(),
            dropped: dropped.cloned().collect(),
            changed: changed(&properties, &wanted.properties),
            removed: removed(&properties, &wanted.properties, &self.written.node_keys),
        };
        if change != Change::default() {
            self.difference.changed_nodes.push((node, change));
        }
    }

    fn relationship(&mut self, row: &Row) {
        self.tell();
        let text = |column| values::into_text(value(row, column));
        let properties = self.read(value(row, "p"));
        let key = match properties.get(stored::KEY) {
            Some(Value::Text(key)) => key.clone(),
            _ => String::new(),
        };
        let named = Named {
            kind: text("t"),
            start: (text("sg"), text("s")),
            end: (text("eg"), text("e")),
            key,
        };
        let Some(rel) = self.find(&named) else {
            return self.difference.old_relationships.push(named);
        };
        if std::mem::replace(&mut self.seen[rel.0 as usize], true) {
            return self.difference.repeated.push(rel);
        }
        let wanted = self.shape.relationship(rel);
        let written = &self.written.relationship_keys;
        let change = Change {
            changed: changed(&properties, &wanted.properties),
            removed: removed(&properties, &wanted.properties, written),
            ..Change::default()
        };
        if change != Change::default() {
            self.difference.changed_relationships.push((rel, change));
        }
    }

    fn find_node(&self, group: &str, id: &str) -> Option<NodeId> {
        let mut found = self.graph.nodes_by_id(id);
        found.find(|&node| self.graph.group(node) == group)
    }

    fn find(&self, named: &Named) -> Option<RelationshipId> {
        let start = self.find_node(&named.start.0, &named.start.1)?;
        let end = self.find_node(&named.end.0, &named.end.1)?;
        let kind = self.graph.type_named(&named.kind)?;
        self.graph.relationship(kind, start, end, &named.key)
    }

    fn read(&mut self, value: BoltType) -> BTreeMap<String, Value> {
        let entries = values::entries(value);
        entries
            .map(|(key, value)| (key, self.foreign.read(value)))
            .collect()
    }
}

/// The properties that a stored row has, that a push once wrote, and that it is not to have.
fn removed(
    has: &BTreeMap<String, Value>,
    wanted: &[Field],
    written: &BTreeSet<String>,
) -> Vec<String> {
    let wants = |key: &String| wanted.binary_search_by(|f| f.key.cmp(key)).is_ok();
    let keys = has
        .keys()
        .filter(|key| !wants(key) && written.contains(*key));
    keys.cloned().collect()
}

/// The properties that a stored row lacks or has another value for.
fn changed(has: &BTreeMap<String, Value>, wanted: &[Field]) -> Vec<String> {
    let other = wanted
        .iter()
        .filter(|field| has.get(&field.key) != Some(&field.value));
    other.map(|field| field.key.clone()).collect()
}
