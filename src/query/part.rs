//! A part of a graph, chosen by lineage, paths, labels, relationship types and a date.

use crate::graph::{Graph, LabelId, NodeId, RelationshipId, Selection, TypeSet};
use crate::model::Date;

use super::path::{self, paths};
use super::picture::relatives;

/// What is wanted. What names nodes (lineage, paths) is put together; the rest narrows it.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// What was found already; it is put together with the rest that names nodes.
    pub base: Option<Selection>,
    /// What these nodes come from and what came of them.
    pub lineage: Vec<NodeId>,
    /// A shortest path between each of these pairs.
    pub paths: Vec<(NodeId, NodeId)>,
    /// Only nodes of one of these labels; all if empty.
    pub labels: Vec<LabelId>,
    /// Only relationships of these types, and their ends.
    pub types: Option<TypeSet>,
    /// Only what may exist by the end of that date; undated nodes stay.
    pub as_of: Option<Date>,
}

/// The chosen part; the whole graph where nothing is wanted of it. `Err` gives the two nodes that
/// no path connects.
///
/// # Errors
/// The ends of the first path that there is not.
pub fn part(graph: &Graph, wanted: &Part) -> Result<Selection, (NodeId, NodeId)> {
    let mut base = match (
        &wanted.base,
        wanted.lineage.is_empty() && wanted.paths.is_empty(),
    ) {
        (Some(base), _) => base.union(&relatives(graph, &wanted.lineage, None)),
        (None, true) => Selection::all(graph),
        (None, false) => relatives(graph, &wanted.lineage, None),
    };
    let options = path::Options {
        directed: false,
        limit: 1,
        all: false,
        types: wanted.types.clone(),
        as_of: wanted.as_of,
    };
    for &(from, to) in &wanted.paths {
        let found = paths(graph, from, to, &options);
        if found.rows.is_empty() {
            return Err((from, to));
        }
        base = base.union(&found.selection);
    }
    Ok(narrowed(graph, &base, wanted))
}

fn narrowed(graph: &Graph, base: &Selection, wanted: &Part) -> Selection {
    let labelled = |node: NodeId| {
        let labels = graph.labels(node);
        wanted.labels.is_empty() || labels.iter().any(|label| wanted.labels.contains(label))
    };
    let dated = |node: NodeId| {
        let released = graph.released(node);
        wanted
            .as_of
            .is_none_or(|day| released.is_none_or(|date| date.may_be_by(day)))
    };
    let keeps = |node: NodeId| labelled(node) && dated(node);
    let holds = |rel: &RelationshipId| {
        let (start, end) = (graph.start(*rel), graph.end(*rel));
        let typed = wanted.types.as_ref();
        keeps(start)
            && keeps(end)
            && typed.is_none_or(|types| types.contains(graph.type_of(*rel)))
            && wanted
                .as_of
                .is_none_or(|day| graph.exists_by(*rel, end, day))
    };
    let relationships = base.relationships().iter().copied().filter(holds);
    let nodes = base.nodes().iter().copied();
    // With types chosen, a node without such a relationship says nothing.
    let nodes = nodes.filter(|&node| wanted.types.is_none() && keeps(node));
    Selection::new(graph, nodes, relationships)
}
