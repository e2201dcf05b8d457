//! Laws of selections: they are sets, and no chosen relationship lacks a chosen end.

use aigraph::graph::{Graph, Selection};
use proptest::prelude::*;

use super::{config, world};

/// Picks nodes and relationships by the bits of two masks.
fn pick(graph: &Graph, (nodes, relationships): (u32, u32)) -> Selection {
    let chosen = |mask: u32| move |i: &usize| mask >> (i % 32) & 1 == 1;
    let nodes = graph.nodes().enumerate().filter(|(i, _)| chosen(nodes)(i));
    let rels = graph.relationships().enumerate();
    let rels = rels.filter(|(i, _)| chosen(relationships)(i));
    Selection::new(graph, nodes.map(|(_, n)| n), rels.map(|(_, r)| r))
}

fn is_whole(graph: &Graph, selection: &Selection) -> bool {
    let ends = |&rel| selection.contains(graph.start(rel)) && selection.contains(graph.end(rel));
    selection.nodes().is_sorted_by(|a, b| a < b)
        && selection.relationships().is_sorted_by(|a, b| a < b)
        && selection.relationships().iter().all(ends)
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn union_and_intersection_are_those_of_sets(
        (world, a, b, c) in (world(), any::<(u32, u32)>(), any::<(u32, u32)>(), any::<(u32, u32)>())
    ) {
        let graph = world.graph();
        let [a, b, c] = [a, b, c].map(|mask| pick(&graph, mask));
        let (all, none) = (Selection::all(&graph), Selection::default());
        prop_assert_eq!(a.union(&b), b.union(&a));
        prop_assert_eq!(a.intersection(&b), b.intersection(&a));
        prop_assert_eq!(a.union(&b).union(&c), a.union(&b.union(&c)));
        prop_assert_eq!(
            a.intersection(&b).intersection(&c),
            a.intersection(&b.intersection(&c))
        );
        prop_assert_eq!(
            a.intersection(&b.union(&c)),
            a.intersection(&b).union(&a.intersection(&c))
        );
        prop_assert_eq!(&a.union(&a.intersection(&b)), &a);
        prop_assert_eq!(&a.intersection(&a.union(&b)), &a);
        prop_assert_eq!(&a.union(&none), &a);
        prop_assert_eq!(&a.union(&all), &all);
        prop_assert_eq!(&a.intersection(&all), &a);
        prop_assert_eq!(&a.intersection(&none), &none);
    }

    #[test]
    fn difference_takes_away_what_the_other_has(
        (world, a, b) in (world(), any::<(u32, u32)>(), any::<(u32, u32)>())
    ) {
        let graph = world.graph();
        let [a, b] = [a, b].map(|mask| pick(&graph, mask));
        let (rest, none) = (a.difference(&graph, &b), Selection::default());
        prop_assert_eq!(&rest.intersection(&b), &none);
        prop_assert_eq!(&a.difference(&graph, &none), &a);
        prop_assert_eq!(&a.difference(&graph, &a), &none);
        prop_assert_eq!(&rest.union(&a), &a);
        let both = rest.union(&a.intersection(&b));
        prop_assert_eq!(both.nodes(), a.nodes());
    }

    #[test]
    fn every_selection_holds_the_ends_of_its_relationships(
        (world, a, b) in (world(), any::<(u32, u32)>(), any::<(u32, u32)>())
    ) {
        let graph = world.graph();
        let [a, b] = [a, b].map(|mask| pick(&graph, mask));
        let induced = Selection::induced(&graph, a.nodes().iter().copied());
        prop_assert_eq!(&a.intersection(&induced), &a);
        let made = [a.union(&b), a.intersection(&b), a.difference(&graph, &b), induced, a, b];
        prop_assert!(made.iter().all(|selection| is_whole(&graph, selection)));
    }
}
