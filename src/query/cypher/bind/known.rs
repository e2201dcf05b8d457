//! Names that the graph does not know: no errors, for what is not there yet may come, but whoever
//! asks should hear of them.

use crate::graph::{Graph, NAME};
use crate::query::pattern::did_you_mean;
use crate::syntax::Name;

use super::super::expr::PropertyKey;
use super::super::types::Type;
use super::scope::Hooks;

/// The property of that name; warns where what has it is a node or relationship, and none has.
pub(super) fn key<'g>(
    name: &Name,
    of: &Type,
    graph: &'g Graph,
    hooks: &mut dyn Hooks<'g>,
) -> PropertyKey {
    let key = PropertyKey::new(&name.text);
    let is_entity = matches!(of, Type::Node | Type::Relationship);
    let is_own = !graph.made_ids() && ["id", NAME].contains(&name.text.as_str());
    if is_entity && !is_own && key.columns(graph).is_empty() {
        let keys = graph.node_keys().chain(graph.relationship_keys());
        let near = did_you_mean(&name.text, keys.map(|(key, _)| key));
        let message = format!("the graph has no property {:?}{near}", name.text);
        hooks.warn(name.span, message);
    }
    key
}

/// What to say of a label or type that the graph does not have.
pub(super) fn unknown_label(name: &str, graph: &Graph) -> String {
    let labels = graph
        .label_ids()
        .map(|label| graph.label(label).name.as_str());
    let types = graph.type_ids();
    let types = types.map(|kind| graph.relationship_type(kind).name.as_str());
    let near = did_you_mean(name, labels.chain(types));
    format!("the graph has no label or type {name:?}{near}")
}
