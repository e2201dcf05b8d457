//! Properties of nodes and relationships as queries see them.

use super::super::expr::PropertyKey;
use super::super::property::{keys, properties, property};
use super::super::value::Datum;
use super::text;
use crate::graph::{Entity, Graph, GraphBuilder, NodeRow, Options};
use crate::model::{Date, PropertyType, Schema, Value};

fn graph(made_ids: bool) -> Graph {
    let options = Options {
        made_ids,
        ..Options::default()
    };
    let mut builder = GraphBuilder::new(Schema::default(), Vec::new(), options);
    let file = builder.file("nodes.csv", Vec::new());
    let at = crate::graph::At { file, line: 1 };
    let row = NodeRow {
        group: "",
        id: "a",
        labels: &["A"],
        at,
    };
    let node = builder.node(row).expect("a node");
    let date = |text: &str| Value::Date(Date::parse(text).expect("a date"));
    let dates = Value::List(vec![date("2023"), date("2024-02")]);
    let all = [
        ("since", PropertyType::Date, date("2023-03")),
        ("seen", PropertyType::DateList, dates),
        ("size", PropertyType::Integer, Value::Integer(7)),
    ];
    for (key, kind, value) in all {
        let column = builder.node_column(key, kind);
        builder.set_node(column, node, value.as_ref().expect("a value"));
    }
    builder.build().graph
}

fn get(graph: &Graph, key: &str) -> String {
    let node = graph.nodes().next().expect("a node");
    text(&property(graph, Entity::Node(node), &PropertyKey::new(key)))
}

#[test]
fn a_date_is_three_properties() {
    let graph = graph(false);
    for (key, expected) in [
        ("since", "2023-03"),
        ("since_from", "2023-03-01"),
        ("since_to", "2023-03-31"),
        ("seen", "[2023, 2024-02]"),
        ("seen_to", "[2023-12-31, 2024-02-29]"),
        ("size", "7"),
        ("size_to", "null"),
        ("id", "a"),
        ("name", "a"),
        ("nothing", "null"),
    ] {
        assert_eq!(get(&graph, key), expected, "{key}");
    }
    let node = Entity::Node(graph.nodes().next().expect("a node"));
    let all = keys(&graph, node);
    let all: Vec<&str> = all.iter().filter_map(Datum::as_text).collect();
    let expected = [
        "id",
        "seen",
        "seen_from",
        "seen_to",
        "since",
        "since_from",
        "since_to",
        "size",
    ];
    assert_eq!(all, expected);
    let Datum::Map(map) = properties(&graph, node) else {
        panic!("no map");
    };
    for (key, value) in map.iter() {
        assert_eq!(text(value), get(&graph, key), "{key}");
    }
}

#[test]
fn ids_that_were_made_up_are_no_properties() {
    let graph = graph(true);
    assert_eq!([get(&graph, "id"), get(&graph, "name")], ["null", "null"]);
    let node = Entity::Node(graph.nodes().next().expect("a node"));
    assert_eq!(keys(&graph, node).len(), 7);
}
