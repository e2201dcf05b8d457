//! Turtle: what rdflib reads of ours is what the graph says.

use std::collections::BTreeMap;
use std::fs;

use aigraph::export::data::{fields, sheets, subject};
use aigraph::graph::{Entity, Graph, Selection, Subgraph};
use aigraph::load::{Input, Options, load};
use aigraph::model::{Provenance, Value};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::laws::exports::written;
use crate::peers::{python, script};
use crate::program::{data, outcome, project, snapshot};

/// A value as a set of literals, in one order.
fn literals(value: &Value) -> Vec<Json> {
    let one = |value: &Value| match value {
        Value::Boolean(b) => json!(b),
        Value::Integer(i) => json!(i),
        Value::Float(x) => json!(x),
        other => json!(other.to_string()),
    };
    match value {
        Value::Null => Vec::new(),
        Value::List(items) => sorted(items.iter().map(one).collect()),
        value => vec![one(value)],
    }
}

fn sorted(mut all: Vec<Json>) -> Vec<Json> {
    all.sort_by_key(ToString::to_string);
    all.dedup();
    all
}

fn properties(graph: &Graph, entity: Entity) -> Json {
    let all = fields(graph, entity).into_iter();
    let all = all.map(|field| (field.key, literals(&field.value)));
    json!(
        all.filter(|(_, values)| !values.is_empty())
            .collect::<BTreeMap<_, _>>()
    )
}

fn source(provenance: Provenance<'_>) -> Json {
    match provenance.source {
        None => Json::Null,
        Some(source) => {
            json!([
                source,
                provenance.locator,
                provenance.status.name(),
                provenance.note
            ])
        }
    }
}

/// What the graph says, in the form that the script prints.
fn stated(graph: &Graph) -> BTreeMap<&'static str, Vec<Json>> {
    let nodes = graph.nodes().map(|node| {
        let mut labels: Vec<&str> = graph.label_names(node).collect();
        labels.sort_unstable();
        let entity = Entity::Node(node);
        json!({
            "id": graph.id(node),
            "labels": labels,
            "properties": properties(graph, entity),
            "source": source(graph.provenance(entity)),
        })
    });
    let relationships = graph.relationships().map(|rel| {
        let entity = Entity::Relationship(rel);
        json!({
            "start": graph.id(graph.start(rel)),
            "type": graph.type_name(rel),
            "end": graph.id(graph.end(rel)),
            "properties": properties(graph, entity),
            "source": source(graph.provenance(entity)),
        })
    });
    let claims = graph.all_claims().map(|(entity, claim)| {
        let about = [json!(subject(graph, entity)), json!(claim.property)];
        let value = json!(literals(&claim.value));
        let source = source(claim.provenance());
        let source = source.as_array().cloned().unwrap_or_default();
        Json::Array(about.into_iter().chain([value]).chain(source).collect())
    });
    BTreeMap::from([
        ("claims", sorted(claims.collect())),
        ("nodes", sorted(nodes.collect())),
        ("relationships", sorted(relationships.collect())),
    ])
}

#[test]
fn rdflib_reads_every_property_and_source() {
    let Some(python) = python() else { return };
    let graph = load(Input::Path(project().join("graph")), &Options::default());
    let graph = graph.unwrap().graph;
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("graph.ttl");
    fs::write(&path, &written("turtle", &graph)[0].1).unwrap();
    let found = script(&python, "turtle.py", &[&path.display().to_string()]);
    let found: Json = serde_json::from_str(&found).unwrap();
    for (what, wanted) in stated(&graph) {
        let found = sorted(found[what].as_array().unwrap().clone());
        assert_eq!(found.len(), wanted.len(), "{what}");
        for (found, wanted) in found.iter().zip(&wanted) {
            assert_eq!(found, wanted, "{what}");
        }
    }
    let selection = Selection::all(&graph);
    let part = Subgraph {
        graph: &graph,
        selection: &selection,
    };
    for sheet in sheets(part) {
        let columns = |key: usize, value: usize| {
            let rows = sheet.rows.iter();
            json!(
                rows.map(|row| (&row[key], &row[value]))
                    .collect::<BTreeMap<_, _>>()
            )
        };
        match sheet.name {
            "sources" => assert_eq!(found["sources"], columns(0, 1)),
            "types" => assert_eq!(found["types"], columns(0, 3)),
            "labels" => assert_eq!(found["labels"].as_array().unwrap().len(), sheet.rows.len()),
            _ => {}
        }
    }
}

#[test]
fn a_small_graph_in_turtle() {
    let tiny = data().join("tiny").display().to_string();
    let args = [
        "export",
        "turtle",
        "--path",
        "Foundry A",
        "Lens glass",
        "-g",
        &tiny,
    ];
    let text = outcome(&args, project(), b"").answer();
    snapshot("exports", "turtle", &text);
}
