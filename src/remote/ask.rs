//! A question in Cypher that a server answers: its text goes there as it is, its rows come back.
//!
//! Nodes, relationships and paths of the rows become a graph, so that an answer from a server is
//! printed, drawn and exported as one from the files is. What no push of ours wrote has no id of
//! its own there; it gets the server's number.

use std::collections::{BTreeMap, BTreeSet};

use neo4rs::{
    BoltList, BoltMap, BoltNode, BoltPath, BoltRelation, BoltType, BoltUnboundedRelation, Query,
    Row,
};

use crate::graph::stored::{self, Owner};
use crate::graph::{self, Answer, Cell, Graph, NodeId, Path, RelationshipId};
use crate::model::{Schema, Value};
use crate::query::cypher::Parameters;

use super::connect::{Connection, Target};
use super::error::RemoteError;
use super::gather::{Ends, Gather};
use super::run;
use super::values::{self, Foreign};

/// What a server answered.
#[derive(Debug)]
pub struct Told {
    /// All nodes and relationships in the rows.
    pub graph: Graph,
    /// The rows.
    pub answer: Answer,
}

/// Asks a server. `columns` are those of the query, in their order.
///
/// # Errors
/// What the server says, be it of the text or of itself.
pub fn ask(
    target: &Target,
    text: &str,
    parameters: &Parameters,
    columns: &[String],
) -> Result<Told, RemoteError> {
    run(async {
        let connection = Connection::open(target).await?;
        let given = parameters.iter();
        let given: Vec<(&str, BoltType)> = given
            .map(|(name, cell)| (name.as_str(), parameter(cell)))
            .collect();
        let mut rows = Vec::new();
        let take = |row: Row| rows.push(row);
        connection
            .each(Query::new(text.to_owned()).params(given), take)
            .await?;
        let mut met = Met::default();
        let names = names(rows.first(), columns);
        let cell = |row: &Row, name: &String| super::rows::value(row, name);
        let values: Vec<Vec<BoltType>> = rows
            .iter()
            .map(|row| names.iter().map(|name| cell(row, name)).collect())
            .collect();
        values.iter().flatten().for_each(|value| met.meet(value));
        met.ends(&connection).await?;
        Ok(met.told(&connection.place, &names, &values))
    })
}

/// The names of the columns, in their order. The driver's rows forget it; where their names are not
/// those of the query, they stand in the order of letters.
fn names(row: Option<&Row>, columns: &[String]) -> Vec<String> {
    let Some(row) = row else {
        return columns.to_vec();
    };
    let mut names: Vec<String> = row.keys().iter().map(|key| key.value.clone()).collect();
    names.sort_unstable();
    let mut known = columns.to_vec();
    known.sort_unstable();
    if known == names {
        columns.to_vec()
    } else {
        names
    }
}

/// A value of a parameter.
fn parameter(cell: &Cell) -> BoltType {
    match cell {
        Cell::Value(value) => values::parameter(value),
        Cell::List(items) => values::list(items.iter().map(parameter)),
        Cell::Map(entries) => {
            let mut map = BoltMap::default();
            for (key, cell) in entries {
                map.put(key.as_str().into(), parameter(cell));
            }
            BoltType::Map(map)
        }
        Cell::Node(_) | Cell::Relationship(_) | Cell::Path(_) => values::parameter(&Value::Null),
    }
}

/// A node, by its group and id.
type Key = (String, String);

/// A relationship that was met.
struct Link {
    kind: String,
    /// The server's numbers of its ends.
    ends: [i64; 2],
    key: String,
    properties: BTreeMap<String, Value>,
}

/// A node that was met.
struct MetNode {
    key: Key,
    labels: Vec<String>,
    properties: BTreeMap<String, Value>,
}

/// All nodes and relationships that were met, by the server's numbers.
#[derive(Default)]
struct Met {
    nodes: BTreeMap<i64, MetNode>,
    links: BTreeMap<i64, Link>,
    foreign: Foreign,
}

impl Met {
    fn meet(&mut self, value: &BoltType) {
        match value {
            BoltType::Node(node) => self.node(node),
            BoltType::Relation(link) => self.relation(link),
            BoltType::Path(path) => self.path(path),
            BoltType::List(items) => items.value.iter().for_each(|item| self.meet(item)),
            BoltType::Map(map) => map.value.values().for_each(|item| self.meet(item)),
            _ => {}
        }
    }

    fn node(&mut self, node: &BoltNode) {
        let number = node.id.value;
        if self.nodes.contains_key(&number) {
            return;
        }
        let stored = self.properties(&node.properties);
        let text = |key: &str| {
            let found = stored.iter().find(|(known, _)| known == key);
            found.map(|(_, value)| value.to_string())
        };
        let mut labels = values::texts(BoltType::List(node.labels.clone()));
        let is_ours = labels.iter().any(|label| label == stored::NODE);
        let (key, properties) = match text(stored::ID).filter(|_| is_ours) {
            Some(id) => {
                let key = (text(stored::GROUP).unwrap_or_default(), id);
                (key, stored::properties(Owner::Node, stored))
            }
            None => (
                (String::new(), format!("n{number}")),
                stored.into_iter().collect(),
            ),
        };
        labels.retain(|label| label != stored::NODE);
        let node = MetNode {
            key,
            labels,
            properties,
        };
        self.nodes.insert(number, node);
    }

    fn relation(&mut self, link: &BoltRelation) {
        let ends = [link.start_node_id.value, link.end_node_id.value];
        self.link(link.id.value, &link.typ.value, ends, &link.properties);
    }

    fn path(&mut self, path: &BoltPath) {
        let nodes = path.nodes();
        nodes.iter().for_each(|node| self.node(node));
        for (link, ends) in hops(path) {
            self.link(link.id.value, &link.typ.value, ends, &link.properties);
        }
    }

    fn link(&mut self, number: i64, kind: &str, ends: [i64; 2], properties: &BoltMap) {
        if self.links.contains_key(&number) {
            return;
        }
        let stored = self.properties(properties);
        let key = stored.iter().find(|(key, _)| key == stored::KEY);
        // Where the server gives none, its number tells parallel ones apart.
        let key = key.map_or_else(|| number.to_string(), |(_, value)| value.to_string());
        let link = Link {
            kind: kind.to_owned(),
            ends,
            key,
            properties: stored::properties(Owner::Relationship, stored),
        };
        self.links.insert(number, link);
    }

    fn properties(&mut self, map: &BoltMap) -> Vec<(String, Value)> {
        let entries = values::entries(BoltType::Map(map.clone()));
        entries
            .map(|(key, value)| (key, self.foreign.read(value)))
            .collect()
    }

    /// Asks for the ends of relationships that came without them.
    async fn ends(&mut self, connection: &Connection) -> Result<(), RemoteError> {
        let ends = self.links.values().flat_map(|link| link.ends);
        let missing: BTreeSet<i64> = ends.filter(|end| !self.nodes.contains_key(end)).collect();
        if missing.is_empty() {
            return Ok(());
        }
        let ids = values::list(missing.into_iter().map(BoltType::from));
        let query = Query::new("MATCH (n) WHERE id(n) IN $ids RETURN n".to_owned());
        let mut found = Vec::new();
        connection
            .each(query.param("ids", ids), |row| found.push(row))
            .await?;
        found
            .iter()
            .for_each(|row| self.meet(&super::rows::value(row, "n")));
        Ok(())
    }

    /// The graph of all that was met, and the rows about it.
    fn told(self, place: &str, names: &[String], values: &[Vec<BoltType>]) -> Told {
        let mut gather = Gather::new(Schema::default(), Vec::new(), place, true);
        for node in self.nodes.values() {
            let labels = node.labels.iter().map(String::as_str).collect();
            let (group, id) = &node.key;
            gather.node(group, id, labels, node.properties.clone());
        }
        let key = |number: &i64| self.nodes.get(number).map(|node| &node.key);
        for link in self.links.values() {
            let [Some(start), Some(end)] = [key(&link.ends[0]), key(&link.ends[1])] else {
                continue;
            };
            let ends = Ends {
                kind: &link.kind,
                start: (&start.0, &start.1),
                end: (&end.0, &end.1),
            };
            gather.relationship(&ends, &link.key, link.properties.clone());
        }
        let (built, _) = gather.build(&super::rows::Rows::default());
        let graph = built.graph;
        let mut cells = Cells::new(&graph, &self);
        let rows = values
            .iter()
            .map(|row| graph::Row::new(row.iter().map(|value| cells.cell(value)).collect()));
        let rows = rows.collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let answer = Answer::new(&graph, &names, rows);
        Told { graph, answer }
    }
}

/// The relationships of a path, each with its start and end.
fn hops(path: &BoltPath) -> Vec<(BoltUnboundedRelation, [i64; 2])> {
    let (nodes, links, indices) = (path.nodes(), path.rels(), path.indices());
    let mut at = nodes.first().map_or(0, |node| node.id.value);
    let mut hops = Vec::new();
    for pair in indices.chunks_exact(2) {
        let (link, node) = (pair[0].value, pair[1].value);
        let next = usize::try_from(node).ok().and_then(|node| nodes.get(node));
        let next = next.map_or(at, |node| node.id.value);
        // Counted from 1; negative where it is walked from its end to its start.
        let index = usize::try_from(link.unsigned_abs())
            .unwrap_or(0)
            .wrapping_sub(1);
        if let Some(found) = links.get(index) {
            let ends = if link > 0 { [at, next] } else { [next, at] };
            hops.push((found.clone(), ends));
        }
        at = next;
    }
    hops
}

/// Turns values into cells about a graph.
struct Cells<'a> {
    nodes: BTreeMap<i64, NodeId>,
    links: BTreeMap<i64, RelationshipId>,
    foreign: Foreign,
    met: &'a Met,
}

impl<'a> Cells<'a> {
    fn new(graph: &Graph, met: &'a Met) -> Cells<'a> {
        let node = |(number, node): (&i64, &MetNode)| {
            let (group, id) = &node.key;
            let mut same = graph.nodes_by_id(id);
            Some((*number, same.find(|&node| graph.group(node) == group)?))
        };
        let nodes: BTreeMap<i64, NodeId> = met.nodes.iter().filter_map(node).collect();
        let link = |(number, link): (&i64, &Link)| {
            let kind = graph.type_named(&link.kind)?;
            let (start, end) = (*nodes.get(&link.ends[0])?, *nodes.get(&link.ends[1])?);
            let found = graph.relationship(kind, start, end, &link.key);
            Some((*number, found?))
        };
        let links = met.links.iter().filter_map(link).collect();
        Cells {
            nodes,
            links,
            foreign: Foreign::default(),
            met,
        }
    }

    fn cell(&mut self, value: &BoltType) -> Cell {
        match value {
            BoltType::Node(node) => self.node(node.id.value),
            BoltType::Relation(link) => self.link(link.id.value),
            BoltType::Path(path) => self.path(path),
            BoltType::List(items) => self.list(items),
            BoltType::Map(map) => {
                let entries = map.value.iter();
                let mut entries: Vec<(String, Cell)> = entries
                    .map(|(key, value)| (key.value.clone(), self.cell(value)))
                    .collect();
                entries.sort_by(|a, b| a.0.cmp(&b.0));
                Cell::Map(entries)
            }
            other => Cell::Value(self.foreign.read(other.clone())),
        }
    }

    fn list(&mut self, items: &BoltList) -> Cell {
        let items: Vec<Cell> = items.value.iter().map(|item| self.cell(item)).collect();
        let plain = items.iter().map(|item| match item {
            Cell::Value(value) => Some(value.clone()),
            _ => None,
        });
        match plain.collect::<Option<Vec<Value>>>() {
            Some(values) => Cell::Value(Value::List(values)),
            None => Cell::List(items),
        }
    }

    fn node(&self, number: i64) -> Cell {
        self.nodes
            .get(&number)
            .map_or(Cell::NULL, |&node| Cell::Node(node))
    }

    fn link(&self, number: i64) -> Cell {
        self.links
            .get(&number)
            .map_or(Cell::NULL, |&link| Cell::Relationship(link))
    }

    fn path(&self, path: &BoltPath) -> Cell {
        let first = path.nodes().first().map(|node| node.id.value);
        let mut at = first.unwrap_or_default();
        let mut walked = Path::default();
        walked.nodes.extend(self.nodes.get(&at));
        for (link, _) in hops(path) {
            let Some(known) = self.met.links.get(&link.id.value) else {
                continue;
            };
            at = if known.ends[0] == at {
                known.ends[1]
            } else {
                known.ends[0]
            };
            walked.relationships.extend(self.links.get(&link.id.value));
            walked.nodes.extend(self.nodes.get(&at));
        }
        Cell::Path(walked)
    }
}
