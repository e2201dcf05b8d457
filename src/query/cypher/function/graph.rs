//! Functions of nodes, relationships and paths.

use crate::graph::{Graph, RelationshipId};

use super::super::property::{entity, keys, properties};
use super::super::types::{Kinds, Type};
use super::super::value::Datum;
use super::{Function, at, wrong};

const HELD: Kinds = Kinds::ENTITY.or(Kinds::MAP);

pub(super) static FUNCTIONS: &[Function] = &[
    Function::new(
        "labels",
        &[Kinds::NODE],
        |_| Type::list_of(Type::Text),
        ("a node's labels", "labels(n)"),
        |context, a| match at(a, 0) {
            Datum::Node(node) => {
                let names = context.graph.label_names(*node);
                Ok(Datum::list(names.map(Datum::stored).collect()))
            }
            _ => wrong("a node", a, 0),
        },
    ),
    Function::new(
        "type",
        &[Kinds::RELATIONSHIP],
        |_| Type::Text,
        ("a relationship's type", "type(r)"),
        |context, a| match at(a, 0) {
            Datum::Relationship(rel) => Ok(Datum::stored(context.graph.type_name(*rel))),
            _ => wrong("a relationship", a, 0),
        },
    ),
    Function::new(
        "id",
        &[Kinds::ENTITY],
        |_| Type::Integer,
        (
            "a number that is a node's, or a relationship's, in this graph alone",
            "id(n)",
        ),
        |_, a| match at(a, 0) {
            Datum::Node(node) => Ok(Datum::Integer(i64::from(node.0))),
            Datum::Relationship(rel) => Ok(Datum::Integer(i64::from(rel.0))),
            _ => wrong("a node or relationship", a, 0),
        },
    ),
    Function::new(
        "elementId",
        &[Kinds::ENTITY],
        |_| Type::Text,
        (
            "a node's id; a relationship's ends, type and key",
            "elementId(n)",
        ),
        |context, a| match at(a, 0) {
            Datum::Node(node) => Ok(Datum::stored(context.graph.id(*node))),
            Datum::Relationship(rel) => Ok(Datum::text(relationship_id(context.graph, *rel))),
            _ => wrong("a node or relationship", a, 0),
        },
    ),
    Function::new(
        "startNode",
        &[Kinds::RELATIONSHIP],
        |_| Type::Node,
        ("the node that a relationship starts at", "startNode(r)"),
        |context, a| match at(a, 0) {
            Datum::Relationship(rel) => Ok(Datum::Node(context.graph.start(*rel))),
            _ => wrong("a relationship", a, 0),
        },
    ),
    Function::new(
        "endNode",
        &[Kinds::RELATIONSHIP],
        |_| Type::Node,
        ("the node that a relationship ends at", "endNode(r)"),
        |context, a| match at(a, 0) {
            Datum::Relationship(rel) => Ok(Datum::Node(context.graph.end(*rel))),
            _ => wrong("a relationship", a, 0),
        },
    ),
    Function::new(
        "nodes",
        &[Kinds::PATH],
        |_| Type::list_of(Type::Node),
        ("the nodes of a path, in order", "nodes(p)"),
        |_, a| match at(a, 0) {
            Datum::Path(path) => Ok(Datum::list(
                path.nodes.iter().copied().map(Datum::Node).collect(),
            )),
            _ => wrong("a path", a, 0),
        },
    ),
    Function::new(
        "relationships",
        &[Kinds::PATH],
        |_| Type::list_of(Type::Relationship),
        ("the relationships of a path, in order", "relationships(p)"),
        |_, a| match at(a, 0) {
            Datum::Path(path) => {
                let rels = path.relationships.iter().copied();
                Ok(Datum::list(rels.map(Datum::Relationship).collect()))
            }
            _ => wrong("a path", a, 0),
        },
    ),
    Function::new(
        "length",
        &[Kinds::PATH],
        |_| Type::Integer,
        ("how many relationships a path has", "length(p)"),
        |_, a| match at(a, 0) {
            Datum::Path(path) => Ok(Datum::count(path.relationships.len())),
            _ => wrong("a path", a, 0),
        },
    ),
    Function::new(
        "keys",
        &[HELD],
        |_| Type::list_of(Type::Text),
        ("the names of the properties that are there", "keys(n)"),
        |context, a| match (at(a, 0), entity(at(a, 0))) {
            (Datum::Map(map), _) => Ok(Datum::list(
                map.iter()
                    .map(|(key, _)| Datum::text(key.clone()))
                    .collect(),
            )),
            (_, Some(entity)) => Ok(Datum::list(keys(context.graph, entity))),
            _ => wrong("a node, relationship or map", a, 0),
        },
    ),
    Function::new(
        "properties",
        &[HELD],
        |_| Type::Map,
        ("all properties, as a map", "properties(n)"),
        |context, a| match (at(a, 0), entity(at(a, 0))) {
            (map @ Datum::Map(_), _) => Ok(map.clone()),
            (_, Some(entity)) => Ok(properties(context.graph, entity)),
            _ => wrong("a node, relationship or map", a, 0),
        },
    ),
];

/// What tells a relationship from all others: `start-[TYPE key]->end`.
fn relationship_id(graph: &Graph, rel: RelationshipId) -> String {
    let (start, end) = (graph.id(graph.start(rel)), graph.id(graph.end(rel)));
    let (kind, key) = (graph.type_name(rel), graph.key(rel));
    let space = if key.is_empty() { "" } else { " " };
    format!("{start}-[{kind}{space}{key}]->{end}")
}
