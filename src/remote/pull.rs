//! A graph from a database: one that was pushed, whole; or all that a stranger's database has.

use std::collections::{BTreeMap, BTreeSet};

use neo4rs::{Query, Row};

use crate::graph::Graph;
use crate::model::{Label, Origin, RelationshipType, Schema, Severity, Value};

use super::compare::{NODES, RELATIONSHIPS};
use super::connect::{Connection, Target};
use super::error::RemoteError;
use super::gather::{Ends, Gather};
use super::rows::{self, Rows, value};
use super::values::{Foreign, into_text, text, texts};
use super::{Progress, run};

/// What a pull brings.
#[derive(Debug)]
pub struct Pulled {
    /// The graph.
    pub graph: Graph,
    /// What is not as it was in the database, a line each.
    pub notes: Vec<String>,
}

/// Pulls a graph: the one of that name, else the one that was pushed without a name, else, where
/// nobody pushed any, all that the database has.
///
/// Rows go into the graph as they come; nothing else is kept of them.
///
/// # Errors
/// What the server says, and where there is no such graph.
pub fn pull(
    target: &Target,
    name: Option<&str>,
    tell: &dyn Fn(Progress),
) -> Result<Pulled, RemoteError> {
    run(pulled(target, name, tell))
}

async fn pulled(
    target: &Target,
    name: Option<&str>,
    tell: &dyn Fn(Progress),
) -> Result<Pulled, RemoteError> {
    let connection = Connection::open(target).await?;
    match rows::chosen(&connection, name).await? {
        Some(name) => ours(&connection, &name, tell).await,
        None => strangers(&connection, tell).await,
    }
}

/// A graph that was pushed.
async fn ours(
    connection: &Connection,
    name: &str,
    tell: &dyn Fn(Progress),
) -> Result<Pulled, RemoteError> {
    let graph = ("graph", text(name));
    let rows = rows::rows(connection, "true", vec![graph.clone()]).await?;
    let gather = Gather::new(rows.schema(), rows.sources(), &connection.place, false);
    let mut gather = gather.only(rows.written());
    let nodes = Query::new(NODES.to_owned()).params([graph.clone()]);
    let take = |row: Row| {
        gather.stored_node(&row);
        advance(&gather, tell);
    };
    connection.each(nodes, take).await?;
    let rels = Query::new(RELATIONSHIPS.to_owned()).params([graph]);
    let take = |row: Row| {
        gather.stored_relationship(&row);
        advance(&gather, tell);
    };
    connection.each(rels, take).await?;
    Ok(finish(gather, &rows, Vec::new()))
}

fn advance(gather: &Gather, tell: &dyn Fn(Progress)) {
    if gather.count().is_multiple_of(1000) {
        tell(Progress {
            phase: "pulling",
            done: gather.count(),
            total: None,
        });
    }
}

fn finish(gather: Gather, rows: &Rows, mut notes: Vec<String>) -> Pulled {
    let (built, foreign) = gather.build(rows);
    notes.extend(as_text(&foreign));
    let errors = built
        .problems
        .iter()
        .filter(|p| p.severity == Severity::Error);
    let first = errors.map(|problem| problem.message.as_str()).next();
    if !built.rejected.is_empty() {
        let count = built.rejected.len();
        let first = first.unwrap_or_default();
        notes.push(format!("{count} rows were left out; the first: {first}"));
    }
    Pulled {
        graph: built.graph,
        notes,
    }
}

fn as_text(foreign: &Foreign) -> Option<String> {
    let counts = foreign
        .as_text
        .iter()
        .map(|(kind, n)| format!("{n} of the type {kind}"));
    let counts: Vec<String> = counts.collect();
    (!counts.is_empty()).then(|| format!("values became text: {}", counts.join(", ")))
}

/// Properties of strangers that would be taken for ours in a folder.
const TAKEN: [&str; 3] = ["source_id", "status", "key"];

/// All that a database has that nobody pushed.
async fn strangers(
    connection: &Connection,
    tell: &dyn Fn(Progress),
) -> Result<Pulled, RemoteError> {
    let (nodes, rels) = match has_ids(connection).await? {
        true => ("toString(n.id)", ["toString(s.id)", "toString(e.id)"]),
        false => ("elementId(n)", ["elementId(s)", "elementId(e)"]),
    };
    let by_property = nodes != "elementId(n)";
    let schema = schema(connection).await?;
    let mut gather = Gather::new(schema, Vec::new(), &connection.place, false);
    let mut moved = BTreeSet::new();
    let mut renamed = |properties: Vec<(String, Value)>, is_node: bool| {
        let mut own = BTreeMap::new();
        for (key, value) in properties {
            match key.as_str() {
                "id" if is_node && by_property => {}
                key if TAKEN.contains(&key) => {
                    let new = format!("property_{key}");
                    own.insert(new.clone(), value);
                    moved.insert(new);
                }
                _ => drop(own.insert(key, value)),
            }
        }
        own
    };
    let query = format!("MATCH (n) RETURN {nodes} AS i, labels(n) AS l, properties(n) AS p");
    let take = |row: Row| {
        let labels = texts(value(&row, "l"));
        let properties = gather.read(value(&row, "p"));
        let labels = labels.iter().map(String::as_str).collect();
        let id = into_text(value(&row, "i"));
        gather.node("", &id, labels, renamed(properties, true));
        advance(&gather, tell);
    };
    connection.each(Query::new(query), take).await?;
    let [start, end] = rels;
    let query = format!(
        "MATCH (s)-[r]->(e) RETURN type(r) AS t, {start} AS s, {end} AS e, properties(r) AS p"
    );
    let take = |row: Row| {
        let [kind, start, end] = ["t", "s", "e"].map(|column| into_text(value(&row, column)));
        let properties = gather.read(value(&row, "p"));
        let ends = Ends {
            kind: &kind,
            start: ("", &start),
            end: ("", &end),
        };
        gather.relationship(&ends, "", renamed(properties, false));
        advance(&gather, tell);
    };
    connection.each(Query::new(query), take).await?;
    let mut notes = vec![match by_property {
        true => "nobody pushed a graph here: all of the database was pulled, with its property id \
                 as ids"
            .to_owned(),
        false => "nobody pushed a graph here: all of the database was pulled, with the server's \
                  element ids as ids"
            .to_owned(),
    }];
    notes.extend(moved.iter().map(|new| {
        let old = new.trim_start_matches("property_");
        format!("the property {old} is {new} here, since {old} means something to aigraph")
    }));
    Ok(finish(gather, &Rows::default(), notes))
}

/// Whether every node has a property `id`, and each another one.
async fn has_ids(connection: &Connection) -> Result<bool, RemoteError> {
    let query = "MATCH (n) RETURN count(n) AS nodes, count(toStringOrNull(n.id)) AS ids, \
                 count(DISTINCT toStringOrNull(n.id)) AS different";
    let mut has = false;
    let take = |row: Row| {
        let count = |column| into_text(value(&row, column));
        has = count("nodes") == count("different") && count("nodes") == count("ids");
    };
    connection.each(query.into(), take).await?;
    Ok(has)
}

/// A row for every label and type that is there.
async fn schema(connection: &Connection) -> Result<Schema, RemoteError> {
    let mut schema = Schema::default();
    (schema.declares_labels, schema.declares_types) = (true, true);
    let labels = "MATCH (n) UNWIND labels(n) AS name RETURN DISTINCT name";
    let take = |row: Row| {
        schema.add_label(Label {
            implied: false,
            ..Label::implied(&into_text(value(&row, "name")))
        });
    };
    connection.each(labels.into(), take).await?;
    let types = "MATCH ()-[r]->() RETURN DISTINCT type(r) AS name";
    let take = |row: Row| {
        schema.add_type(RelationshipType {
            implied: false,
            ..RelationshipType::implied(&into_text(value(&row, "name")), Origin::End)
        });
    };
    connection.each(types.into(), take).await?;
    Ok(schema)
}
