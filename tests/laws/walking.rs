//! Laws of walks over whole graphs, against petgraph's algorithms on its own graph, and PageRank
//! against its definition.

use std::collections::{BTreeMap, BTreeSet};

use aigraph::graph::walks::{Components, Reach, Steps, most_reached, page_rank};
use aigraph::graph::{Graph, NodeId, TypeSet};
use petgraph::algo::{connected_components, dijkstra, toposort};
use petgraph::graph::{DiGraph, NodeIndex, UnGraph};
use petgraph::unionfind::UnionFind;
use petgraph::visit::{EdgeRef, NodeIndexable, Reversed};
use proptest::prelude::*;

use super::{Reference, config, nth, random_graphs, world};

/// A graph of this many nodes with relationships at random, circles among them.
fn random(nodes: u32, relationships: u32, seed: u32) -> Graph {
    use aigraph::graph::{At, GraphBuilder, NodeRow, Options, RelationshipRow};
    use aigraph::model::{RelationshipType, Schema};

    let mut schema = Schema::default();
    for name in ["A", "B"] {
        schema.add_type(RelationshipType {
            name: name.to_owned(),
            ..super::declared("BUILDS_ON")
        });
    }
    let mut builder = GraphBuilder::new(schema, Vec::new(), Options::default());
    let file = builder.file("rows.csv", vec![":ID".to_owned()]);
    let at = At { file, line: 2 };
    let ids: Vec<String> = (0..nodes).map(|n| format!("n{n:05}")).collect();
    for id in &ids {
        let (group, labels) = ("", &[][..]);
        builder.node(NodeRow {
            group,
            id,
            labels,
            at,
        });
    }
    let mut state = u64::from(seed) + 1;
    let mut draw = |below: u32| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) % u64::from(below)) as u32
    };
    for _ in 0..relationships {
        let kind = ["A", "B"][draw(2) as usize];
        // Few nodes have most of what leads to them, as hubs do.
        let most = draw(nodes) + 1;
        let (start, end) = (draw(nodes), draw(most));
        let (start, end) = (
            ("", ids[start as usize].as_str()),
            ("", ids[end as usize].as_str()),
        );
        builder.relationship(RelationshipRow {
            kind,
            start,
            end,
            key: "",
            at,
        });
    }
    builder.build().graph
}

/// The same in petgraph's form.
fn petgraph(graph: &Graph) -> DiGraph<(), ()> {
    let mut found = DiGraph::new();
    for _ in graph.nodes() {
        found.add_node(());
    }
    for rel in graph.relationships() {
        let ends = [graph.start(rel), graph.end(rel)].map(|n| NodeIndex::new(graph.to_index(n)));
        found.add_edge(ends[0], ends[1], ());
    }
    found
}

/// Small graphs with every oddity, and larger ones in which walks turn round.
fn graphs() -> Vec<Graph> {
    let mut graphs = random_graphs(200);
    let sizes = [
        (300, 200),
        (300, 900),
        (2000, 3000),
        (3000, 20_000),
        (20_000, 60_000),
    ];
    graphs.extend((0..).zip(sizes).map(|(seed, (n, m))| random(n, m, seed)));
    graphs
}

/// How far each place is from one.
fn distances(graph: &DiGraph<(), ()>, from: usize) -> BTreeMap<usize, usize> {
    let found = dijkstra(graph, NodeIndex::new(from), None, |_| 1usize);
    found.into_iter().map(|(n, d)| (n.index(), d)).collect()
}

fn places(graph: &Graph, nodes: &[NodeId]) -> Vec<usize> {
    nodes.iter().map(|&node| graph.to_index(node)).collect()
}

#[test]
fn what_is_reached_is_what_has_a_distance() {
    for graph in graphs() {
        let reference = petgraph(&graph);
        let steps = Steps::written(&graph);
        let mut reach = Reach::new(&steps);
        for root in (0..graph.node_count()).step_by((graph.node_count() / 8).max(1)) {
            let expected = distances(&reference, root);
            for depth in [None, Some(0), Some(1), Some(3)] {
                let found = reach.from(nth(&graph, root), depth);
                let mut levels = BTreeMap::new();
                let mut from = 0;
                for (level, &to) in found.levels.iter().enumerate() {
                    let nodes = places(&graph, &found.nodes[from..to]);
                    levels.extend(nodes.into_iter().map(|node| (node, level)));
                    from = to;
                }
                let mut near = expected.clone();
                near.retain(|_, d| depth.is_none_or(|most| *d <= most as usize));
                assert_eq!(levels, near);
                assert_eq!(found.nodes.len(), near.len());
            }
        }
    }
}

#[test]
fn a_hub_is_searched_from_the_side_of_what_is_left() {
    // The second level would look at most relationships, where one that leads to a node is enough.
    let graph = random(20_000, 200_000, 9);
    let steps = Steps::written(&graph).reversed();
    let most = graph.nodes().max_by_key(|&n| steps.degree(n)).unwrap();
    let found = steps.reached(most);
    assert!(found.nodes.len() > 19_000, "{}", found.nodes.len());
    assert!(found.touched.relationships < 150_000, "{:?}", found.touched);
}

#[test]
fn counts_and_ranks_do_not_depend_on_the_number_of_threads() {
    for graph in graphs() {
        let steps = Steps::written(&graph);
        let reference = petgraph(&graph);
        let roots: Vec<NodeId> = graph.nodes().take(50).collect();
        let (counts, touched) = steps.reached_counts(&roots, 1);
        let expected = (0..roots.len()).map(|root| distances(&reference, root).len() - 1);
        assert_eq!(counts, expected.collect::<Vec<_>>());
        assert_eq!(steps.reached_counts(&roots, 3), (counts, touched));
        let ranks = page_rank(&graph, 0.85, 20, 1);
        assert_eq!(page_rank(&graph, 0.85, 20, 3), ranks);
        if graph.node_count() > 0 {
            let sum: f64 = ranks.ranks.iter().sum();
            assert!((sum - 1.0).abs() < 1e-9, "{sum}");
        }
    }
}

/// PageRank in the plainest form. (petgraph's `page_rank` is another function: what it adds for a
/// node is either what a relationship carries or the leap from anywhere, never both.)
fn plain_rank(graph: &DiGraph<(), ()>, damping: f64, rounds: usize) -> Vec<f64> {
    let n = graph.node_count() as f64;
    let mut ranks = vec![1.0 / n; graph.node_count()];
    for _ in 0..rounds {
        let degree = |node: NodeIndex| graph.edges(node).count();
        let lost = graph.node_indices().filter(|&node| degree(node) == 0);
        let lost: f64 = lost.map(|node| ranks[node.index()]).sum();
        let mut next = vec![(1.0 - damping) / n + damping * lost / n; ranks.len()];
        for edge in graph.edge_references() {
            let from = edge.source();
            next[edge.target().index()] += damping * ranks[from.index()] / degree(from) as f64;
        }
        ranks = next;
    }
    ranks
}

#[test]
fn ranks_are_those_of_the_definition() {
    for graph in graphs()
        .into_iter()
        .filter(|graph| graph.node_count() <= 2000)
    {
        let ours = page_rank(&graph, 0.85, 20, 2).ranks;
        let expected = plain_rank(&petgraph(&graph), 0.85, 20);
        for (a, b) in ours.iter().zip(&expected) {
            assert!((a - b).abs() < 1e-12, "{a} {b}");
        }
    }
}

#[test]
fn components_are_petgraphs() {
    for graph in graphs() {
        let reference = petgraph(&graph);
        let components = Components::of(&graph);
        assert_eq!(components.count(), connected_components(&reference));
        assert_eq!(components.count(), graph.component_count());
        let mut joined = UnionFind::new(graph.node_count());
        for edge in reference.edge_references() {
            joined.union(edge.source().index(), edge.target().index());
        }
        let mut least: BTreeMap<usize, NodeId> = BTreeMap::new();
        for node in graph.nodes() {
            let set = joined.find(graph.to_index(node));
            assert_eq!(components.least(node), *least.entry(set).or_insert(node));
        }
    }
}

#[test]
fn orders_are_topological_or_a_circle_is_named() {
    let mut orders = 0;
    for graph in graphs() {
        let types = TypeSet::of(graph.type_ids().take(1));
        for steps in [Steps::written(&graph), Steps::of(&graph, &types)] {
            let mut reference: DiGraph<(), ()> = DiGraph::new();
            for _ in graph.nodes() {
                reference.add_node(());
            }
            for node in graph.nodes() {
                for (_, to) in steps.from(node) {
                    let [a, b] = [node, to].map(|n| NodeIndex::new(graph.to_index(n)));
                    reference.add_edge(a, b, ());
                }
            }
            let order = match steps.topological() {
                Ok(order) => order,
                Err(node) => {
                    assert!(toposort(&reference, None).is_err());
                    let back = dijkstra(
                        Reversed(&reference),
                        NodeIndex::new(graph.to_index(node)),
                        None,
                        |_| 1,
                    );
                    let circle = |&n: &NodeIndex| {
                        reference
                            .neighbors(n)
                            .any(|m| dijkstra(&reference, m, Some(n), |_| 1).contains_key(&n))
                    };
                    assert!(graph.node_count() > 100 || back.keys().any(circle));
                    continue;
                }
            };
            orders += 1;
            assert!(toposort(&reference, None).is_ok());
            let mut place = vec![0; graph.node_count()];
            let order = places(&graph, &order);
            order
                .iter()
                .enumerate()
                .for_each(|(i, &node)| place[node] = i);
            assert_eq!(
                order.iter().collect::<BTreeSet<_>>().len(),
                graph.node_count()
            );
            let ends = reference.raw_edges().iter();
            assert!(
                ends.map(|e| (e.source().index(), e.target().index()))
                    .all(|(a, b)| place[a] < place[b])
            );
        }
    }
    assert!(orders > 20, "{orders}");
}

#[test]
fn the_nodes_that_reach_most_are_those_with_most_distances() {
    let mut compared = 0;
    for graph in graphs()
        .into_iter()
        .filter(|graph| graph.node_count() <= 2000)
    {
        let types = TypeSet::of(graph.type_ids().take(1));
        let steps = Steps::of(&graph, &types);
        let most = most_reached(&steps, 10, 1);
        assert_eq!(most_reached(&steps, 10, 3), most);
        let Some(most) = most else { continue };
        let roots: Vec<NodeId> = graph.nodes().collect();
        let (counts, _) = steps.reached_counts(&roots, 1);
        let mut expected: Vec<(NodeId, usize)> = roots.into_iter().zip(counts).collect();
        expected.sort_by_key(|&(node, count)| (std::cmp::Reverse(count), node));
        expected.truncate(10);
        assert_eq!(most, expected);
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn one_shortest_path_is_a_path_and_shortest((world, either) in (world(), any::<bool>())) {
        let (graph, reference) = (world.graph(), Reference::of(&world).graph);
        let steps = match either {
            true => Steps::either(&graph),
            false => Steps::written(&graph),
        };
        let undirected: UnGraph<(), ()> = reference.map(|_, _| (), |_, _| ()).into_edge_type();
        for from in reference.node_indices() {
            let expected = match either {
                true => dijkstra(&undirected, from, None, |_| 1usize),
                false => dijkstra(&reference, from, None, |_| 1usize),
            };
            for to in reference.node_indices() {
                let ends = [from, to].map(|end| nth(&graph, end.index()));
                let (path, _) = steps.shortest(ends[0], ends[1]);
                prop_assert_eq!(path.as_ref().map(|p| p.len() - 1), expected.get(&to).copied());
                let path = path.unwrap_or_else(|| ends[..1].to_vec());
                prop_assert_eq!(path[0], ends[0]);
                for pair in path.windows(2) {
                    prop_assert!(steps.from(pair[0]).any(|(_, next)| next == pair[1]));
                }
            }
        }
    }

    #[test]
    fn steps_down_are_origins_and_around_and_tally_are_their_sums(world in world()) {
        let (graph, origins) = (world.graph(), Reference::of(&world).origins());
        let steps = Steps::down(&graph, &TypeSet::lineage(&graph));
        let all: Vec<NodeId> = graph.nodes().collect();
        let mut counts: BTreeMap<NodeId, u32> = BTreeMap::new();
        for edge in origins.raw_edges() {
            *counts.entry(nth(&graph, edge.target().index())).or_default() += 1;
        }
        prop_assert_eq!(steps.around(&all), counts.keys().copied().collect::<Vec<_>>());
        prop_assert_eq!(steps.tally(&all), counts.into_iter().collect::<Vec<_>>());
        for root in origins.node_indices() {
            let mut found = places(&graph, &steps.reached(nth(&graph, root.index())).nodes);
            found.sort_unstable();
            let expected: BTreeMap<usize, usize> = distances(&origins, root.index());
            prop_assert_eq!(found, expected.into_keys().collect::<Vec<_>>());
        }
    }
}
