//! Our graph through petgraph's traits answers as petgraph's own graph does.

use std::collections::{BTreeMap, BTreeSet};

use aigraph::graph::{Graph, NodeId, OriginView, TypeSet};
use petgraph::algo::{connected_components, dijkstra, kosaraju_scc, toposort};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{EdgeRef, NodeIndexable, Reversed};
use proptest::prelude::*;

use super::{Reference, config, nth, world};

/// Components as sets of places in the order of ids.
fn sets<N: Copy>(components: Vec<Vec<N>>, index: impl Fn(N) -> usize) -> BTreeSet<Vec<usize>> {
    let sorted = |component: Vec<N>| {
        let mut nodes: Vec<usize> = component.into_iter().map(&index).collect();
        nodes.sort_unstable();
        nodes
    };
    components.into_iter().map(sorted).collect()
}

/// A cost that tells types apart.
fn cost(kind: &str) -> usize {
    kind.len()
}

/// Distances by places in the order of ids.
fn by_place(found: impl IntoIterator<Item = (NodeIndex, usize)>) -> BTreeMap<usize, usize> {
    let found = found.into_iter();
    found.map(|(n, d)| (n.index(), d)).collect()
}

fn distances(graph: &Graph, from: NodeId) -> BTreeMap<usize, usize> {
    let weight = |kind| cost(&graph.relationship_type(kind).name);
    let found = dijkstra(graph, from, None, |edge| weight(*edge.weight()));
    let found = found.into_iter();
    found.map(|(n, d)| (graph.to_index(n), d)).collect()
}

fn reverse_distances(graph: &Graph, from: NodeId) -> BTreeMap<usize, usize> {
    let found = dijkstra(Reversed(graph), from, None, |_| 1);
    let found = found.into_iter();
    found.map(|(n, d)| (graph.to_index(n), d)).collect()
}

/// Whether an order of places has no edge that leads back.
fn is_topological<N, E>(graph: &DiGraph<N, E>, order: &[usize]) -> bool {
    let place: BTreeMap<usize, usize> = order.iter().enumerate().map(|(p, &n)| (n, p)).collect();
    let ends = |e: &petgraph::graph::Edge<E>| (e.source().index(), e.target().index());
    let edges = graph.raw_edges().iter().map(ends);
    place.len() == graph.node_count() && edges.into_iter().all(|(a, b)| place[&a] < place[&b])
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nodes_and_edges_are_the_same(world in world()) {
        let (graph, reference) = (world.graph(), Reference::of(&world).graph);
        let ids: Vec<_> = graph.nodes().map(|n| (graph.id(n), graph.group(n))).collect();
        let expected: Vec<_> = reference.node_weights().map(|(id, g)| (id.as_str(), *g)).collect();
        prop_assert_eq!(ids, expected);
        let index = |node| graph.to_index(node);
        let mut edges: Vec<(usize, &str, usize)> = graph
            .relationships()
            .map(|r| (index(graph.start(r)), graph.type_name(r), index(graph.end(r))))
            .collect();
        let mut expected: Vec<(usize, &str, usize)> = reference
            .edge_references()
            .map(|e| (e.source().index(), *e.weight(), e.target().index()))
            .collect();
        edges.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(edges, expected);
    }

    #[test]
    fn components_are_the_same(world in world()) {
        let (graph, reference) = (world.graph(), Reference::of(&world).graph);
        prop_assert_eq!(connected_components(&graph), connected_components(&reference));
        prop_assert_eq!(graph.component_count(), connected_components(&reference));
        prop_assert_eq!(
            sets(kosaraju_scc(&graph), |n| graph.to_index(n)),
            sets(kosaraju_scc(&reference), |n| n.index())
        );
    }

    #[test]
    fn topological_orders_exist_alike(world in world()) {
        let (graph, reference) = (world.graph(), Reference::of(&world).graph);
        let order = toposort(&graph, None);
        prop_assert_eq!(order.is_ok(), toposort(&reference, None).is_ok());
        if let Ok(order) = order {
            let order: Vec<usize> = order.into_iter().map(|n| graph.to_index(n)).collect();
            prop_assert!(is_topological(&reference, &order));
        }
    }

    #[test]
    fn distances_are_the_same(world in world()) {
        let (graph, reference) = (world.graph(), Reference::of(&world).graph);
        for from in reference.node_indices() {
            let expected = dijkstra(&reference, from, None, |edge| cost(edge.weight()));
            let expected = by_place(expected);
            prop_assert_eq!(distances(&graph, nth(&graph, from.index())), expected);
            let expected = dijkstra(Reversed(&reference), from, None, |_| 1);
            let expected = by_place(expected);
            prop_assert_eq!(reverse_distances(&graph, nth(&graph, from.index())), expected);
        }
    }

    #[test]
    fn a_view_along_origins_is_the_graph_of_origins(world in world()) {
        let (graph, origins) = (world.graph(), Reference::of(&world).origins());
        let view = OriginView::new(&graph, &TypeSet::lineage(&graph));
        prop_assert_eq!(
            sets(kosaraju_scc(&view), |n| graph.to_index(n)),
            sets(kosaraju_scc(&origins), |n| n.index())
        );
        let order = toposort(&view, None);
        prop_assert_eq!(order.is_ok(), toposort(&origins, None).is_ok());
        if let Ok(order) = order {
            let order: Vec<usize> = order.into_iter().map(|n| graph.to_index(n)).collect();
            prop_assert!(is_topological(&origins, &order));
        }
    }
}
