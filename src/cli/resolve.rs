//! From names that a user typed to nodes, labels and relationship types.

use crate::export::{Lang, display_name};
use crate::graph::{Graph, LabelId, NodeId, Resolution, TypeId, TypeSet};
use crate::query::pattern::did_you_mean;

use super::{CliError, Exit};

/// The one node that a name stands for.
pub(super) fn node(graph: &Graph, name: &str) -> Result<NodeId, CliError> {
    match graph.resolve(name) {
        Resolution::Node(node) => Ok(node),
        Resolution::Ambiguous(nodes) => {
            let message = format!("{name:?} names {} nodes; say which one", nodes.len());
            Err(candidates(
                graph,
                &nodes,
                CliError::new(Exit::NoAnswer, message),
            ))
        }
        Resolution::Unknown(near) if near.is_empty() => {
            let error = CliError::new(Exit::NoAnswer, format!("no node is called {name:?}"));
            Err(error.hint("aigraph search TEXT looks through all names and aliases"))
        }
        Resolution::Unknown(near) => {
            let message = format!("no node is called {name:?}; did you mean");
            Err(candidates(
                graph,
                &near,
                CliError::new(Exit::NoAnswer, message),
            ))
        }
    }
}

/// The error with one line a candidate: its name, its label, and the id that is exact.
fn candidates(graph: &Graph, nodes: &[NodeId], mut error: CliError) -> CliError {
    let names: Vec<String> = nodes
        .iter()
        .map(|&n| display_name(graph, n, Lang::En))
        .collect();
    let width = |text: &str| unicode_width::UnicodeWidthStr::width(text);
    let widest = names.iter().map(|name| width(name)).max().unwrap_or(0);
    for (&node, name) in nodes.iter().zip(&names) {
        let labels: Vec<&str> = graph.label_names(node).collect();
        let pad = " ".repeat(widest - width(name));
        let (labels, id) = (labels.join(":"), graph.id(node));
        error
            .message
            .push_str(&format!("\n  {name}{pad}  {labels}, id {id}"));
    }
    error
}

/// The label of that name, in any case.
pub(super) fn label(graph: &Graph, name: &str) -> Result<LabelId, CliError> {
    let folded = name.to_lowercase();
    let found = graph
        .label_ids()
        .find(|&l| graph.label(l).name.to_lowercase() == folded);
    found.ok_or_else(|| {
        let all: Vec<&str> = graph
            .label_ids()
            .map(|l| graph.label(l).name.as_str())
            .collect();
        let near = did_you_mean(name, all.iter().copied());
        let message = format!("no label is called {name:?}{near}");
        CliError::new(Exit::Usage, message).hint(format!("there are {}", all.join(", ")))
    })
}

/// The relationship types of these names, in any case; every type for `*`.
pub(super) fn types(graph: &Graph, names: &[String]) -> Result<TypeSet, CliError> {
    if names.iter().any(|name| name == "*") {
        return Ok(TypeSet::all(graph));
    }
    let found: Result<Vec<TypeId>, CliError> = names.iter().map(|name| kind(graph, name)).collect();
    Ok(TypeSet::of(found?))
}

fn kind(graph: &Graph, name: &str) -> Result<TypeId, CliError> {
    let folded = name.to_lowercase();
    let of = |t: TypeId| graph.relationship_type(t).name.as_str();
    let found = graph.type_ids().find(|&t| of(t).to_lowercase() == folded);
    found.ok_or_else(|| {
        let near = did_you_mean(name, graph.type_ids().map(of));
        let all: Vec<&str> = graph.type_ids().map(of).collect();
        CliError::new(
            Exit::Usage,
            format!("no relationship type is called {name:?}{near}"),
        )
        .hint(format!("there are {}", all.join(", ")))
    })
}
