//! The order of rows, files and columns changes no answer of a graph.

use std::fmt::Write;

use aigraph::graph::{Entity, Graph, NodeId, RelationshipId, TypeSet};
use aigraph::query::stats;
use proptest::prelude::*;

use super::{World, config, world};

/// Everything that a graph answers, as text.
pub(super) fn description(graph: &Graph) -> String {
    let mut text = String::new();
    let labels: Vec<_> = graph.label_ids().map(|l| graph.label(l)).collect();
    let types: Vec<_> = graph
        .type_ids()
        .map(|t| graph.relationship_type(t))
        .collect();
    writeln!(text, "{labels:?}\n{types:?}\n{:?}", graph.sources()).unwrap();
    writeln!(text, "{:?}", graph.node_keys().collect::<Vec<_>>()).unwrap();
    writeln!(text, "{:?}", graph.relationship_keys().collect::<Vec<_>>()).unwrap();
    for node in graph.nodes() {
        describe_node(graph, node, &mut text);
    }
    for rel in graph.relationships() {
        describe_relationship(graph, rel, &mut text);
    }
    writeln!(text, "{:?}", graph.all_claims().collect::<Vec<_>>()).unwrap();
    writeln!(text, "{:?}", graph.cycles(&TypeSet::all(graph))).unwrap();
    for row in stats(graph).rows {
        writeln!(text, "{:?}", row.cells).unwrap();
    }
    text
}

fn describe_node(graph: &Graph, node: NodeId, text: &mut String) {
    let id = (graph.group(node), graph.id(node));
    let names: Vec<&str> = graph.all_names(node).collect();
    let labels: Vec<&str> = graph.label_names(node).collect();
    writeln!(text, "{node:?} {id:?} {names:?} {labels:?}").unwrap();
    let publishers: Vec<NodeId> = graph.publishers(node).collect();
    writeln!(text, "  {:?} by {publishers:?}", graph.released(node)).unwrap();
    let (out, into): (Vec<_>, _) = (graph.outgoing(node).collect(), graph.incoming(node));
    writeln!(text, "  out {out:?} in {into:?} {}", graph.degree(node)).unwrap();
    writeln!(text, "  {:?}", graph.nodes_by_id(id.1).collect::<Vec<_>>()).unwrap();
    for name in graph.all_names(node) {
        writeln!(text, "  {name:?} is {:?}", graph.resolve(name)).unwrap();
    }
    describe_entity(graph, Entity::Node(node), text);
}

fn describe_relationship(graph: &Graph, rel: RelationshipId, text: &mut String) {
    let (start, end, key) = (graph.start(rel), graph.end(rel), graph.key(rel));
    let kind = graph.type_name(rel);
    writeln!(text, "{rel:?} {start:?} {kind} {end:?} {key:?}").unwrap();
    let found = graph.relationship(graph.type_of(rel), start, end, key);
    let origin = graph.origin(rel);
    writeln!(text, "  {found:?} {origin:?}").unwrap();
    describe_entity(graph, Entity::Relationship(rel), text);
}

fn describe_entity(graph: &Graph, entity: Entity, text: &mut String) {
    for (key, value) in graph.properties(entity) {
        let one = graph.property(entity, key);
        writeln!(text, "  {key} = {value:?}, {one:?}").unwrap();
    }
    let from = graph.property(entity, "released_from");
    writeln!(text, "  {from:?} {:?}", graph.provenance(entity)).unwrap();
    for claim in graph.claims(entity) {
        writeln!(text, "  {claim:?}").unwrap();
    }
}

/// A world and the same rows in another order.
fn shuffled() -> impl Strategy<Value = (World, World)> {
    world().prop_flat_map(|world| {
        let rows = (
            Just(world.nodes.clone()).prop_shuffle(),
            Just(world.relationships.clone()).prop_shuffle(),
            Just(world.claims.clone()).prop_shuffle(),
            any::<bool>(),
        );
        rows.prop_map(move |(nodes, relationships, claims, backwards)| {
            let other = World {
                nodes,
                relationships,
                claims,
                backwards,
            };
            (world.clone(), other)
        })
    })
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn shuffled_rows_give_the_same_graph((world, other) in shuffled()) {
        let (text, other) = (description(&world.graph()), description(&other.graph()));
        for (line, other) in text.lines().zip(other.lines()) {
            prop_assert_eq!(line, other);
        }
        prop_assert_eq!(text.len(), other.len());
    }
}
