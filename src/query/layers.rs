//! Layers: who brings things out in how many layers of the industry chain.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Answer, Cell, Graph, NodeId, Row};

/// A row a publisher, a column a layer of labels.csv that has published nodes: how many nodes of
/// that layer it brought out. Only those with at least `min` layers; most layers first, then most
/// nodes, then by id. O(n + m).
///
/// A publisher is the start of a relationship whose type has that role.
pub fn layers(graph: &Graph, min: usize) -> Answer {
    let mut counts: BTreeMap<NodeId, BTreeMap<&str, usize>> = BTreeMap::new();
    for node in graph.nodes() {
        let layers = graph
            .labels(node)
            .iter()
            .filter_map(|&l| graph.label(l).layer.as_deref());
        let layers: BTreeSet<&str> = layers.collect();
        let publishers: BTreeSet<NodeId> = graph.publishers(node).collect();
        for publisher in publishers {
            for layer in &layers {
                *counts
                    .entry(publisher)
                    .or_default()
                    .entry(layer)
                    .or_default() += 1;
            }
        }
    }
    let columns: BTreeSet<&str> = counts.values().flat_map(|of| of.keys().copied()).collect();
    counts.retain(|_, of| of.len() >= min);
    let mut publishers: Vec<(NodeId, BTreeMap<&str, usize>)> = counts.into_iter().collect();
    publishers.sort_by_key(|(node, of)| {
        std::cmp::Reverse((
            of.len(),
            of.values().sum::<usize>(),
            std::cmp::Reverse(*node),
        ))
    });
    let rows = publishers.into_iter().map(|(node, of)| {
        let mut cells = vec![Cell::Node(node), Cell::count(of.len())];
        let count = |layer: &&str| of.get(layer).map_or(Cell::NULL, |&n| Cell::count(n));
        cells.extend(columns.iter().map(count));
        Row::new(cells)
    });
    let rows = rows.collect();
    let names: Vec<&str> = ["node", "layers"]
        .into_iter()
        .chain(columns.iter().copied())
        .collect();
    Answer::new(graph, &names, rows)
}
