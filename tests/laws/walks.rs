//! Laws of lineage and paths, against walks over petgraph's own graph.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::RandomState;

use aigraph::graph::{Answer, Cell, Graph, Path};
use aigraph::query::lineage::{self, Direction, lineage};
use aigraph::query::path::{self, paths};
use petgraph::algo::{all_simple_paths, dijkstra};
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::{NodeIndexable, Reversed};
use proptest::prelude::*;

use super::{Reference, config, nth, world};

/// Distances by places in the order of ids.
type Distances = BTreeMap<usize, u32>;

fn by_place(distances: impl IntoIterator<Item = (NodeIndex, u32)>) -> Distances {
    let places = distances.into_iter();
    places
        .map(|(node, distance)| (node.index(), distance))
        .collect()
}

/// The nodes of a lineage, each with the least depth that a row gives it.
fn depths(graph: &Graph, answer: &Answer) -> Distances {
    let mut depths = Distances::new();
    for row in &answer.rows {
        let Cell::Node(node) = row.cells[0] else {
            panic!("the first cell of a lineage is a node");
        };
        let depth = depths.entry(graph.to_index(node)).or_insert(row.depth);
        *depth = row.depth.min(*depth);
    }
    depths
}

fn followed(graph: &Graph, root: usize, direction: Direction, depth: Option<u32>) -> Distances {
    let options = lineage::Options {
        direction,
        depth,
        ..lineage::Options::default()
    };
    depths(graph, &lineage(graph, nth(graph, root), &options))
}

fn found(graph: &Graph, ends: (usize, usize), directed: bool, limit: usize) -> (Vec<Path>, bool) {
    let options = path::Options {
        directed,
        limit,
        all: true,
        types: None,
        as_of: None,
    };
    let answer = paths(graph, nth(graph, ends.0), nth(graph, ends.1), &options);
    let path = |row: &aigraph::graph::Row| match &row.cells[0] {
        Cell::Path(path) => path.clone(),
        other => panic!("{other:?} is no path"),
    };
    let stopped = !answer.notes.is_empty();
    (answer.rows.iter().map(path).collect(), stopped)
}

/// The graph to walk on: every step once, both ways unless directed.
fn steps(reference: &Reference, directed: bool) -> DiGraph<(), ()> {
    let mut steps = DiGraph::new();
    for _ in reference.graph.node_indices() {
        steps.add_node(());
    }
    for edge in reference.graph.raw_edges() {
        steps.update_edge(edge.source(), edge.target(), ());
        if !directed {
            steps.update_edge(edge.target(), edge.source(), ());
        }
    }
    steps
}

/// Whether each relationship of a path joins its neighbours, in its direction if directed.
fn is_walk(graph: &Graph, path: &Path, directed: bool) -> bool {
    let joins = |(i, &rel)| {
        let (from, to) = (path.nodes[i], path.nodes[i + 1]);
        let ends = (graph.start(rel), graph.end(rel));
        ends == (from, to) || (!directed && ends == (to, from))
    };
    path.nodes.len() == path.relationships.len() + 1
        && path.relationships.iter().enumerate().all(joins)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn lineage_is_what_origins_reach(world in world()) {
        let (graph, origins) = (world.graph(), Reference::of(&world).origins());
        for root in origins.node_indices() {
            let up = by_place(dijkstra(Reversed(&origins), root, None, |_| 1));
            let reached: Vec<usize> = up.keys().copied().collect();
            let all = followed(&graph, root.index(), Direction::Up, None);
            prop_assert_eq!(all.into_keys().collect::<Vec<_>>(), reached);
            for depth in 0..3 {
                let mut near = up.clone();
                near.retain(|_, distance| *distance <= depth);
                let followed = followed(&graph, root.index(), Direction::Up, Some(depth));
                prop_assert_eq!(followed, near);
            }
        }
    }

    #[test]
    fn up_and_down_are_each_others_reverse(world in world()) {
        let graph = world.graph();
        let all = |direction| -> Vec<Distances> {
            let roots = 0..graph.node_count();
            roots.map(|root| followed(&graph, root, direction, None)).collect()
        };
        let (up, down) = (all(Direction::Up), all(Direction::Down));
        for (a, origins) in up.iter().enumerate() {
            for (b, descendants) in down.iter().enumerate() {
                prop_assert_eq!(origins.contains_key(&b), descendants.contains_key(&a));
            }
        }
    }

    #[test]
    fn the_first_path_is_a_shortest_one((world, directed) in (world(), any::<bool>())) {
        let (graph, steps) = (world.graph(), steps(&Reference::of(&world), directed));
        for from in steps.node_indices() {
            let distances = by_place(dijkstra(&steps, from, None, |_| 1));
            for to in steps.node_indices() {
                let (paths, _) = found(&graph, (from.index(), to.index()), directed, 1);
                let length = paths.first().map(|path| path.relationships.len() as u32);
                prop_assert_eq!(length.as_ref(), distances.get(&to.index()));
                prop_assert!(paths.iter().all(|path| is_walk(&graph, path, directed)));
            }
        }
    }

    #[test]
    fn all_paths_are_all_simple_ones_in_ascending_order(
        (world, directed) in (world(), any::<bool>())
    ) {
        const LIMIT: usize = 20;
        let (graph, steps) = (world.graph(), steps(&Reference::of(&world), directed));
        let (from, to) = (NodeIndex::new(0), NodeIndex::new(steps.node_count().saturating_sub(1)));
        prop_assume!(from != to && steps.node_count() > 0);
        let expected = all_simple_paths::<Vec<_>, _, RandomState>(&steps, from, to, 0, None);
        let expected: BTreeSet<Vec<usize>> = expected
            .map(|nodes: Vec<NodeIndex>| nodes.into_iter().map(NodeIndex::index).collect())
            .collect();
        let (paths, stopped) = found(&graph, (from.index(), to.index()), directed, LIMIT);
        let places = |path: &Path| -> Vec<usize> {
            path.nodes.iter().map(|&n| graph.to_index(n)).collect()
        };
        let distinct: BTreeSet<Vec<usize>> = paths.iter().map(places).collect();
        prop_assert_eq!(paths.len(), expected.len().min(LIMIT));
        prop_assert_eq!(distinct.len(), paths.len());
        prop_assert!(distinct.is_subset(&expected));
        prop_assert_eq!(stopped, expected.len() > LIMIT);
        prop_assert!(paths.is_sorted_by_key(|path| path.nodes.len()));
        prop_assert!(paths.iter().all(|path| is_walk(&graph, path, directed)));
    }
}
