//! What the industry chain shows of a graph: the layers' nodes of the companies that have most to
//! show, their flagships, and the policies that restrict what is shown.
//!
//! Knows graphs and labels.csv's layers, no picture.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Graph, NodeId, RelationshipId, Selection, Subgraph};
use crate::model::{Origin, Role};

/// The layers that have a fixed place, from top to bottom. Others follow by name.
pub const LAYERS: [&str; 5] = ["policy", "chip", "framework", "model", "application"];

/// The layer whose nodes restrict others; they are shown only where they do so.
const POLICY: &str = "policy";
/// Companies that are shown unless told otherwise.
const COMPANIES: usize = 14;
/// Flagships of a company in each layer.
const FLAGSHIPS: usize = 3;

/// What to show.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Every node that has a layer.
    pub all: bool,
    /// These layers alone; all if empty.
    pub layers: Vec<String>,
    /// These publishers alone, with everything they brought out.
    pub companies: Vec<NodeId>,
    /// How many publishers to show instead of the usual number.
    pub top: Option<usize>,
}

/// The layer of a node: that of the first of its labels that has one. Labels that bring others out
/// are none of the chain's: they are its frames.
pub fn layer(graph: &Graph, node: NodeId) -> Option<&str> {
    let labels = graph.labels(node).iter().map(|&label| graph.label(label));
    let mut labels = labels.filter(|label| !publishes(graph, &label.name));
    labels.find_map(|label| label.layer.as_deref())
}

/// Whether things of a label bring out others, by the schema.
fn publishes(graph: &Graph, label: &str) -> bool {
    let mut kinds = graph.type_ids().map(|kind| graph.relationship_type(kind));
    kinds.any(|kind| kind.role == Some(Role::Publisher) && kind.from.iter().any(|l| l == label))
}

/// The layers of these nodes, from top to bottom.
pub fn layers<'g>(graph: &'g Graph, nodes: &[NodeId]) -> Vec<&'g str> {
    let present: BTreeSet<&str> = nodes.iter().filter_map(|&n| layer(graph, n)).collect();
    let mut layers: Vec<&str> = present.into_iter().collect();
    let rank = |name: &str| LAYERS.iter().position(|&l| l == name);
    layers.sort_by_key(|name| (rank(name).unwrap_or(LAYERS.len()), *name));
    layers
}

/// Who brought a node out: of several, who has most relationships.
pub fn publisher(graph: &Graph, node: NodeId) -> Option<NodeId> {
    graph
        .publishers(node)
        .min_by_key(|&p| (Reverse(graph.degree(p)), p))
}

/// Whether the picture has an arrow for the relationship: one end feeds or restricts the other,
/// and both have a layer. What a company brings out is shown by its frame instead.
pub fn is_arrow(graph: &Graph, rel: RelationshipId) -> bool {
    let kind = graph.relationship_type(graph.type_of(rel));
    let layered = |node| layer(graph, node).is_some();
    kind.origin != Origin::Neither
        && kind.role != Some(Role::Publisher)
        && layered(graph.start(rel))
        && layered(graph.end(rel))
}

/// Chooses what to show of a part of a graph.
pub fn select(part: Subgraph<'_>, choice: &Choice) -> Selection {
    let graph = part.graph;
    let wanted = |node: NodeId| {
        layer(graph, node)
            .is_some_and(|l| choice.layers.is_empty() || choice.layers.iter().any(|w| w == l))
    };
    let arrows: Vec<RelationshipId> = part
        .selection
        .relationships()
        .iter()
        .copied()
        .filter(|&rel| is_arrow(graph, rel))
        .filter(|&rel| wanted(graph.start(rel)) && wanted(graph.end(rel)))
        .collect();
    let nodes: Vec<NodeId> = part
        .selection
        .nodes()
        .iter()
        .copied()
        .filter(|&n| wanted(n))
        .collect();
    let shown = if choice.all {
        nodes.into_iter().collect()
    } else {
        flagships(graph, &nodes, &arrows, choice)
    };
    let inside = |rel: &RelationshipId| {
        shown.contains(&graph.start(*rel)) && shown.contains(&graph.end(*rel))
    };
    let arrows: Vec<RelationshipId> = arrows.into_iter().filter(inside).collect();
    Selection::new(graph, shown, arrows)
}

/// What the chosen publishers brought out, best joined first, and who restricts it.
fn flagships(
    graph: &Graph,
    nodes: &[NodeId],
    arrows: &[RelationshipId],
    choice: &Choice,
) -> BTreeSet<NodeId> {
    let mut joined: BTreeMap<NodeId, usize> = BTreeMap::new();
    for &rel in arrows {
        for end in [graph.start(rel), graph.end(rel)] {
            *joined.entry(end).or_default() += 1;
        }
    }
    let weight = |n: NodeId| joined.get(&n).copied().unwrap_or(0);
    let mut houses: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for &node in nodes {
        if let Some(house) = publisher(graph, node) {
            houses.entry(house).or_default().push(node);
        }
    }
    let mut ranked: Vec<NodeId> = houses.keys().copied().collect();
    let most = choice.top.unwrap_or(COMPANIES);
    let named = !choice.companies.is_empty();
    if named {
        ranked.retain(|house| choice.companies.contains(house));
    } else {
        ranked.sort_by_key(|house| {
            let arrows: usize = houses[house].iter().map(|&n| weight(n)).sum();
            (Reverse(graph.degree(*house) + arrows), *house)
        });
        ranked.truncate(most);
    }
    let mut shown = BTreeSet::new();
    for house in ranked {
        let mut taken: BTreeMap<&str, usize> = BTreeMap::new();
        let mut best = houses[&house].clone();
        best.sort_by_key(|&n| (Reverse(weight(n)), Reverse(graph.degree(n)), n));
        for node in best {
            let Some(layer) = layer(graph, node) else {
                continue;
            };
            let count = taken.entry(layer).or_default();
            if *count < FLAGSHIPS || named {
                *count += 1;
                shown.insert(node);
            }
        }
    }
    restrictions(graph, arrows, &mut shown);
    shown
}

/// Adds the policies that restrict something shown.
fn restrictions(graph: &Graph, arrows: &[RelationshipId], shown: &mut BTreeSet<NodeId>) {
    let mut found = Vec::new();
    for &rel in arrows {
        let kind = graph.relationship_type(graph.type_of(rel));
        if kind.role != Some(Role::Restriction) {
            continue;
        }
        if let Some((from, to)) = graph.origin(rel)
            && layer(graph, from) == Some(POLICY)
            && shown.contains(&to)
        {
            found.push(from);
        }
    }
    shown.extend(found);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::{Input, Options, load};

    fn shipped() -> Graph {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/graph");
        let loaded = load(Input::Path(folder.into()), &Options::default());
        loaded
            .unwrap_or_else(|_| panic!("no graph in {folder}"))
            .graph
    }

    fn chosen(graph: &Graph, choice: &Choice) -> Selection {
        let selection = Selection::all(graph);
        let selection = &selection;
        select(Subgraph { graph, selection }, choice)
    }

    #[test]
    fn the_usual_choice_is_readable_and_joined() {
        let graph = shipped();
        let usual = chosen(&graph, &Choice::default());
        assert!(
            (30..=100).contains(&usual.nodes().len()),
            "{}",
            usual.nodes().len()
        );
        assert!(usual.relationships().len() * 2 > usual.nodes().len());
        assert_eq!(layers(&graph, usual.nodes()), LAYERS);
        assert!(
            usual
                .relationships()
                .iter()
                .all(|&rel| is_arrow(&graph, rel))
        );
    }

    #[test]
    fn options_widen_and_narrow_it() {
        let graph = shipped();
        let count = |choice: &Choice| chosen(&graph, choice).nodes().len();
        let all = Choice {
            all: true,
            ..Choice::default()
        };
        let top = |n| Choice {
            top: Some(n),
            ..Choice::default()
        };
        assert!(count(&all) > 200);
        assert!(count(&top(3)) < count(&top(9)));
        assert_eq!(count(&top(0)), 0);
        let chips = Choice {
            layers: vec!["chip".to_owned()],
            all: true,
            ..Choice::default()
        };
        assert_eq!(layers(&graph, chosen(&graph, &chips).nodes()), ["chip"]);
        let nvidia: Vec<NodeId> = graph.nodes_by_id("nvidia").collect();
        let one = Choice {
            companies: nvidia.clone(),
            ..Choice::default()
        };
        let one = chosen(&graph, &one);
        let things = one
            .nodes()
            .iter()
            .filter(|&&n| layer(&graph, n) != Some("policy"));
        assert!(things.clone().count() > FLAGSHIPS);
        assert!(
            things
                .clone()
                .all(|&n| publisher(&graph, n) == nvidia.first().copied())
        );
        assert!(
            one.nodes()
                .iter()
                .any(|&n| layer(&graph, n) == Some("policy"))
        );
    }
}
