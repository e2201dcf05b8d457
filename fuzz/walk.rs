//! Opens bytes as a snapshot and goes through all that it says.

use aigraph::graph::{Entity, Graph, OriginView, TypeSet};
use aigraph::query::cypher::{Clock, Limits, Parameters, prepare};
use aigraph::query::lineage::{Options, lineage};

/// A graph of a larger file takes longer than it tells.
const MOST: usize = 2000;

pub fn walk(bytes: &[u8]) {
    let Ok(graph) = Graph::from_snapshot(bytes) else {
        return;
    };
    let mut seen = 0usize;
    for node in graph.nodes().take(MOST) {
        seen += graph.id(node).len() + graph.group(node).len() + graph.labels(node).len();
        seen += graph.all_names(node).map(str::len).sum::<usize>();
        seen += graph.publishers(node).take(MOST).count() + graph.degree(node);
        seen += graph.outgoing(node).take(MOST).map(|rel| graph.id(graph.end(rel)).len()).sum::<usize>();
        seen += graph.properties(Entity::Node(node)).count();
        seen += graph.claims(Entity::Node(node)).count();
    }
    for rel in graph.relationships().take(MOST) {
        seen += graph.key(rel).len() + graph.type_name(rel).len();
        seen += graph.id(graph.start(rel)).len() + graph.id(graph.end(rel)).len();
        seen += graph.properties(Entity::Relationship(rel)).count();
        seen += usize::from(graph.provenance(Entity::Relationship(rel)).source.is_some());
    }
    if graph.node_count() < MOST && graph.relationship_count() < MOST {
        whole(&graph);
    }
    let _ = (seen, graph.sources().len(), graph.watch().damage().is_some());
    let _ = graph.verify();
}

fn whole(graph: &Graph) {
    let _ = (graph.resolve("one"), graph.search("on"));
    let types = TypeSet::all(graph);
    if let Some(node) = graph.nodes().next() {
        let _ = lineage(graph, node, &Options::default());
        let _ = OriginView::new(graph, &types).up(node).count();
    }
    let _ = graph.cycles(&types);
    let limits = Limits {
        rows: Some(100),
        memory: Some(16 << 20),
        steps: Some(10_000),
        interrupt: None,
        clock: Clock { now: Some(0) },
    };
    let text = "MATCH (a)-[r]-(b) RETURN a, r, b, a.name, r.since ORDER BY a.name";
    if let Ok(prepared) = prepare(graph, text, &Parameters::new()) {
        let _ = prepared.answer(&limits);
    }
}
