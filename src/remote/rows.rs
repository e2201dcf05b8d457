//! What stands beside the data of a graph in a database: its own row, schema, sources, claims.

use std::collections::{BTreeMap, BTreeSet};

use neo4rs::{BoltType, Query, Row};

use crate::export::data::Field;
use crate::export::data::database::{DEFAULT_NAME, StoredNode};
use crate::graph::stored::{self, Owner, ROW_LABELS};
use crate::graph::{At, ClaimRow};
use crate::model::sheet;
use crate::model::{Label, Origin, PropertyType, RelationshipType, Schema, Source, Status, Value};

use super::connect::Connection;
use super::error::RemoteError;
use super::values::{self, Foreign};

/// The rows of one graph, by their keys.
#[derive(Debug, Default)]
pub(super) struct Rows(pub(super) BTreeMap<String, StoredNode>);

/// The labels and properties that pushes of a graph have ever written: what else a node has is of
/// others, and no part of the graph.
#[derive(Clone, Debug, Default)]
pub(super) struct Written {
    pub(super) labels: BTreeSet<String>,
    pub(super) node_keys: BTreeSet<String>,
    pub(super) relationship_keys: BTreeSet<String>,
}

/// The properties of the graph's own row that say what was written.
pub(super) const WRITTEN: [&str; 3] = [
    "written_labels",
    "written_node_keys",
    "written_relationship_keys",
];

impl Written {
    /// What the graph's own row says.
    pub(super) fn of(row: &StoredNode) -> Written {
        let set = |list| texts_of(row, list).into_iter().collect();
        let [labels, node_keys, relationship_keys] = WRITTEN.map(set);
        Written {
            labels,
            node_keys,
            relationship_keys,
        }
    }

    /// The properties of a node or relationship that are of the graph, or of its shape.
    pub(super) fn properties(
        &self,
        owner: Owner,
        value: BoltType,
        foreign: &mut Foreign,
    ) -> Vec<(String, Value)> {
        let keys = match owner {
            Owner::Node => &self.node_keys,
            Owner::Relationship => &self.relationship_keys,
        };
        let entries = values::entries(value);
        let of_graph = |(key, _): &(String, BoltType)| {
            keys.contains(key) || stored::own_key(owner, key).is_none()
        };
        let entries = entries.filter(of_graph);
        entries
            .map(|(key, value)| (key, foreign.read(value)))
            .collect()
    }

    /// The labels of a node that are of the graph.
    pub(super) fn labels(&self, value: BoltType) -> Vec<String> {
        let mut labels = values::texts(value);
        labels.retain(|label| self.labels.contains(label));
        labels
    }
}

/// A value of a row of an answer; null where there is none.
pub(super) fn value(row: &Row, column: &str) -> BoltType {
    row.get(column).unwrap_or(BoltType::Null(neo4rs::BoltNull))
}

/// The name of the graph that is meant: the one that was asked for, else the usual one, else the
/// only one. `None` where the database has no graph of ours and none was asked for.
pub(super) async fn chosen(
    connection: &Connection,
    name: Option<&str>,
) -> Result<Option<String>, RemoteError> {
    let mut names = BTreeSet::new();
    let label = ROW_LABELS[0].1;
    let query = format!("MATCH (r:`{label}`) RETURN r.`{}` AS name", stored::GRAPH);
    let take = |row: Row| {
        names.insert(values::into_text(value(&row, "name")));
    };
    connection.each(Query::new(query), take).await?;
    let usual = names.contains(DEFAULT_NAME).then_some(DEFAULT_NAME);
    let meant = match name.or(usual) {
        Some(name) if names.contains(name) => Some(name.to_owned()),
        None if names.len() < 2 => names.pop_first(),
        _ => None,
    };
    if meant.is_some() || (name.is_none() && names.is_empty()) {
        return Ok(meant);
    }
    let all: Vec<String> = names.into_iter().collect();
    let place = &connection.place;
    Err(match (name, all.as_slice()) {
        (Some(name), []) => RemoteError::new(
            format!("{place} has no graph {name:?}"),
            "aigraph push brings one there",
        ),
        (Some(name), all) => RemoteError::new(
            format!("{place} has no graph {name:?}"),
            &format!("there are {}", all.join(", ")),
        ),
        (None, all) => RemoteError::new(
            format!("{place} has {} graphs", all.len()),
            &format!("say which with --graph-name: {}", all.join(", ")),
        )
        .usage(),
    })
}

/// Rows of a graph: those that `condition` (Cypher about `r`) holds for.
pub(super) async fn rows(
    connection: &Connection,
    condition: &str,
    parameters: Vec<(&str, BoltType)>,
) -> Result<Rows, RemoteError> {
    let text = format!(
        "MATCH (r:{} {{{}: $graph}}) WHERE {condition} RETURN labels(r) AS l, properties(r) AS p",
        stored::ROW,
        stored::GRAPH
    );
    let mut rows = Rows::default();
    let mut foreign = Foreign::default();
    let query = Query::new(text).params(parameters);
    connection
        .each(query, |row| {
            let labels = values::texts(value(&row, "l"));
            let entries = values::entries(value(&row, "p"));
            let properties = entries.map(|(key, value)| Field {
                key,
                value: foreign.read(value),
            });
            let mut properties: Vec<Field> = properties.collect();
            properties.sort_by(|a, b| a.key.cmp(&b.key));
            let row = StoredNode { labels, properties };
            rows.0
                .insert(text_of(&row, stored::ROW_KEY).to_owned(), row);
        })
        .await?;
    Ok(rows)
}

/// The text of a property; empty where there is none.
pub(super) fn text_of<'a>(row: &'a StoredNode, key: &str) -> &'a str {
    match row.properties.iter().find(|field| field.key == key) {
        Some(Field {
            value: Value::Text(text),
            ..
        }) => text,
        _ => "",
    }
}

/// The texts of a property.
pub(super) fn texts_of(row: &StoredNode, key: &str) -> Vec<String> {
    match row.properties.iter().find(|field| field.key == key) {
        Some(Field {
            value: Value::List(items),
            ..
        }) => items.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

impl Rows {
    /// The row of the graph itself.
    pub(super) fn graph(&self) -> Option<&StoredNode> {
        self.0.get("graph")
    }

    /// What pushes of the graph have written.
    pub(super) fn written(&self) -> Written {
        self.graph().map(Written::of).unwrap_or_default()
    }

    fn of(&self, sheet: &str) -> impl Iterator<Item = &StoredNode> {
        let label = ROW_LABELS.iter().find(|(name, _)| *name == sheet);
        let label = label.map_or("", |(_, label)| *label);
        self.0
            .values()
            .filter(move |row| row.labels.iter().any(|l| l == label))
    }

    /// The schema: what the rows declare, and the names that no row has.
    pub(super) fn schema(&self) -> Schema {
        let mut schema = Schema::default();
        if let Some(graph) = self.graph() {
            let sheets = texts_of(graph, "sheets");
            schema.declares_labels = sheets.iter().any(|sheet| sheet == "labels");
            schema.declares_types = sheets.iter().any(|sheet| sheet == "types");
            for name in texts_of(graph, "labels") {
                schema.add_label(Label::implied(&name));
            }
            for name in texts_of(graph, "types") {
                schema.add_type(RelationshipType::implied(&name, Origin::End));
            }
        }
        for row in self.of("labels") {
            schema.add_label(sheet::label(|column| text_of(row, column)));
        }
        for row in self.of("types") {
            schema.add_type(sheet::relationship_type(|column| text_of(row, column)));
        }
        schema
    }

    /// The sources.
    pub(super) fn sources(&self) -> Vec<Source> {
        let rows = self.of("sources");
        rows.map(|row| sheet::source(|column| text_of(row, column)))
            .collect()
    }

    /// The claims, as rows that stand at `at`.
    pub(super) fn claims(&self, at: At) -> Vec<ClaimRow> {
        let rows = self.of("claims").map(|row| {
            let cell = |column: &str| text_of(row, column).to_owned();
            let optional = |column: &str| Some(cell(column)).filter(|text| !text.is_empty());
            ClaimRow {
                subject: cell("subject"),
                property: cell("property"),
                value: cell("value"),
                kind: PropertyType::parse(text_of(row, stored::KIND)),
                source: optional("source_id"),
                locator: optional("locator"),
                status: Status::parse(text_of(row, "status")).unwrap_or_default(),
                note: optional("note"),
                at,
            }
        });
        rows.collect()
    }

    /// The properties that nodes, or relationships, have, each with its type.
    pub(super) fn keys(&self, list: &str) -> Vec<(String, PropertyType)> {
        let keys = self
            .graph()
            .map(|row| texts_of(row, list))
            .unwrap_or_default();
        let typed = keys.iter().filter_map(|key| {
            let (key, kind) = key.rsplit_once(':')?;
            Some((key.to_owned(), PropertyType::parse(kind)?))
        });
        typed.collect()
    }
}
