//! What the pictures show unless told otherwise: parts of a graph, chosen by its schema.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::{Entity, Graph, NodeId, OriginView, RelationshipId, Selection, TypeId, TypeSet};
use crate::model::{Origin, Role};

use super::lineage::{Direction, Options, lineage};

/// How many companies the industry chain shows, and how many things of one company and layer.
const COMPANIES: usize = 12;
const FLAGSHIPS: usize = 3;

/// The property that sorts models into the lanes of a time axis.
const MODALITY: &str = "modality";

/// Every node of the layer of models, dated nodes of other layers that have a modality (a product
/// that is presented as a model), and the lineage between them.
pub fn models(graph: &Graph) -> Selection {
    let has_modality = |node| graph.property(Entity::Node(node), MODALITY).is_some();
    let shown = |&node: &NodeId| match layer(graph, node) {
        Some("model") => true,
        Some(_) => has_modality(node) && graph.released(node).is_some(),
        None => false,
    };
    let nodes = graph.nodes().filter(shown);
    let selection = Selection::induced(graph, nodes);
    only(graph, &selection, &TypeSet::lineage(graph))
}

/// Whatever these nodes come from and whatever came of them.
pub fn relatives(graph: &Graph, roots: &[NodeId], depth: Option<u32>) -> Selection {
    let mut all = Selection::new(graph, roots.iter().copied(), []);
    for &root in roots {
        for direction in [Direction::Up, Direction::Down] {
            let options = Options {
                direction,
                depth,
                ..Options::default()
            };
            // Rows also name publishers; only what relationships lead to is kin.
            let found = lineage(graph, root, &options).selection;
            let kin = Selection::new(graph, [], found.relationships().iter().copied());
            all = all.union(&kin);
        }
    }
    all
}

/// All that a node reaches downstream, and what restricts any of it. What an organization brings
/// out is followed from that organization only: whoever uses a thing is not the origin of all else
/// it ever made.
pub fn impact(graph: &Graph, root: NodeId, depth: Option<u32>) -> Selection {
    let all = OriginView::new(graph, &TypeSet::all(graph));
    let role = |rel: RelationshipId| graph.relationship_type(graph.type_of(rel)).role;
    let mut seen = BTreeSet::from([root]);
    let mut relationships: Vec<RelationshipId> = Vec::new();
    let mut edge = vec![root];
    let mut steps = 0;
    while !edge.is_empty() && depth.is_none_or(|limit| steps < limit) {
        let mut next = Vec::new();
        for node in edge {
            for (rel, to) in all.down(node) {
                if node != root && role(rel) == Some(Role::Publisher) {
                    continue;
                }
                relationships.push(rel);
                if seen.insert(to) {
                    next.push(to);
                }
            }
        }
        edge = next;
        steps += 1;
    }
    let restricted = seen.iter().flat_map(|&node| graph.outgoing(node));
    relationships.extend(restricted.filter(|&rel| role(rel) == Some(Role::Restriction)));
    Selection::new(graph, seen, relationships)
}

/// Which part of the industry chain is wanted.
#[derive(Clone, Debug, Default)]
pub struct ChainOptions {
    /// Only these layers; all if empty.
    pub layers: Vec<String>,
    /// Only what these organizations bring out; the largest ones' if empty.
    pub companies: Vec<NodeId>,
    /// How many of the largest organizations are shown.
    pub top: Option<usize>,
    /// Whether everything is shown.
    pub all: bool,
}

/// The industry chain: what the organizations with most in it bring out, the best connected of
/// each first, and the policies that restrict any of it.
pub fn chain(graph: &Graph, options: &ChainOptions) -> Selection {
    let wanted = |node: &NodeId| match layer(graph, *node) {
        None | Some("organization") => false,
        Some(layer) => options.layers.is_empty() || options.layers.iter().any(|l| l == layer),
    };
    let candidates: Vec<NodeId> = graph.nodes().filter(wanted).collect();
    let types = flowing(graph);
    if options.all {
        return only(graph, &Selection::induced(graph, candidates), &types);
    }
    let mut by_company: BTreeMap<NodeId, Vec<NodeId>> = BTreeMap::new();
    for &node in &candidates {
        if let Some(publisher) = graph.publishers(node).next() {
            by_company.entry(publisher).or_default().push(node);
        }
    }
    let mut companies: Vec<(NodeId, Vec<NodeId>)> = by_company.into_iter().collect();
    let mut most = FLAGSHIPS;
    if options.companies.is_empty() {
        companies.sort_by_key(|(company, things)| (std::cmp::Reverse(things.len()), *company));
        companies.truncate(options.top.unwrap_or(COMPANIES));
    } else {
        companies.retain(|(company, _)| options.companies.contains(company));
        most = usize::MAX;
    }
    let mut chosen: BTreeSet<NodeId> = BTreeSet::new();
    for (_, mut things) in companies {
        things.sort_by_key(|&node| (std::cmp::Reverse(graph.degree(node)), node));
        let mut counts: BTreeMap<Option<&str>, usize> = BTreeMap::new();
        for node in things {
            let count = counts.entry(layer(graph, node)).or_default();
            *count += 1;
            if *count <= most {
                chosen.insert(node);
            }
        }
    }
    let restricts = |node: &NodeId| {
        let mut restricted = graph.incoming(*node).iter().filter(|&&rel| {
            graph.relationship_type(graph.type_of(rel)).role == Some(Role::Restriction)
        });
        restricted.any(|&rel| chosen.contains(&graph.start(rel)))
    };
    let policies: Vec<NodeId> = candidates.iter().copied().filter(restricts).collect();
    chosen.extend(policies);
    only(graph, &Selection::induced(graph, chosen), &types)
}

/// Types along which one thing feeds another; who brought it out is shown by frames.
fn flowing(graph: &Graph) -> TypeSet {
    TypeSet::of(graph.type_ids().filter(|&kind| {
        let kind = graph.relationship_type(kind);
        let feeds = kind.origin != Origin::Neither && kind.role != Some(Role::Publisher);
        feeds || kind.role == Some(Role::Restriction)
    }))
}

/// The selection with relationships of these types only.
fn only(graph: &Graph, selection: &Selection, types: &TypeSet) -> Selection {
    let kept = |rel: &RelationshipId| {
        let kind: TypeId = graph.type_of(*rel);
        types.contains(kind)
    };
    let relationships = selection.relationships().iter().copied().filter(kept);
    Selection::new(graph, selection.nodes().iter().copied(), relationships)
}

/// The layer of the industry chain that a node stands in.
fn layer(graph: &Graph, node: NodeId) -> Option<&str> {
    let labels = graph.labels(node).iter();
    labels
        .filter_map(|&label| graph.label(label).layer.as_deref())
        .next()
}
