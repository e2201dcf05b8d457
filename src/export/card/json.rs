//! Cards as JSON.
//!
//! `{id, name, name_zh?, labels, aliases, properties, source, locator, status, note?, claims,
//! outgoing, incoming}`; each relationship is `{reading?, node, relationship, claims}` with the
//! node at its other end, each claim `{property, value, source, locator, status, note}`.

use std::io::{self, Write};

use serde::ser::{Serialize, SerializeMap, Serializer};

use crate::graph::{Entity, Graph, NodeId, RelationshipId};
use crate::model::Claim;

use super::super::json::{Items, NodeJson, RelationshipJson, write_pretty};
use super::{has_own_place, reading};

/// Writes the card as one JSON object.
///
/// # Errors
/// Those of `out`.
pub fn card_json(graph: &Graph, node: NodeId, out: &mut dyn Write) -> io::Result<()> {
    write_pretty(&CardJson { graph, node }, out)
}

struct CardJson<'a> {
    graph: &'a Graph,
    node: NodeId,
}

impl Serialize for CardJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let CardJson { graph, node } = *self;
        let entity = Entity::Node(node);
        let provenance = graph.provenance(entity);
        let mut map = serializer.serialize_map(None)?;
        NodeJson(graph, node).entries(&mut map)?;
        map.serialize_entry("aliases", &Items(|| graph.aliases(node)))?;
        map.serialize_entry("properties", &PropertiesJson(graph, entity))?;
        map.serialize_entry("source", &provenance.source)?;
        map.serialize_entry("locator", &provenance.locator)?;
        map.serialize_entry("status", provenance.status.name())?;
        if let Some(note) = provenance.note {
            map.serialize_entry("note", note)?;
        }
        map.serialize_entry("claims", &Items(|| graph.claims(entity).map(ClaimJson)))?;
        let tie = |rel, is_outgoing| TieJson {
            graph,
            rel,
            is_outgoing,
        };
        let outgoing = || graph.outgoing(node).map(|rel| tie(rel, true));
        map.serialize_entry("outgoing", &Items(outgoing))?;
        let incoming = || graph.incoming(node).iter().map(|&rel| tie(rel, false));
        map.serialize_entry("incoming", &Items(incoming))?;
        map.end()
    }
}

/// The properties that have no key of their own on the card; the description is one of them.
struct PropertiesJson<'a>(&'a Graph, Entity);

impl Serialize for PropertiesJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let PropertiesJson(graph, entity) = *self;
        let mut map = serializer.serialize_map(None)?;
        for (key, value) in graph.properties(entity) {
            if key == super::DESCRIPTION || !has_own_place(key) {
                map.serialize_entry(key, &value)?;
            }
        }
        map.end()
    }
}

struct ClaimJson<'a>(&'a Claim);

impl Serialize for ClaimJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let claim = self.0;
        let mut map = serializer.serialize_map(Some(6))?;
        map.serialize_entry("property", &claim.property)?;
        map.serialize_entry("value", &claim.value)?;
        map.serialize_entry("source", &claim.source)?;
        map.serialize_entry("locator", &claim.locator)?;
        map.serialize_entry("status", claim.status.name())?;
        map.serialize_entry("note", &claim.note)?;
        map.end()
    }
}

/// A relationship seen from the card's node.
struct TieJson<'a> {
    graph: &'a Graph,
    rel: RelationshipId,
    is_outgoing: bool,
}

impl Serialize for TieJson<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let TieJson {
            graph,
            rel,
            is_outgoing,
        } = *self;
        let other = match is_outgoing {
            true => graph.end(rel),
            false => graph.start(rel),
        };
        let claims = || graph.claims(Entity::Relationship(rel)).map(ClaimJson);
        let mut map = serializer.serialize_map(None)?;
        if let Some(reading) = reading(graph, rel, is_outgoing) {
            map.serialize_entry("reading", reading)?;
        }
        map.serialize_entry("node", &NodeJson(graph, other))?;
        map.serialize_entry("relationship", &RelationshipJson(graph, rel))?;
        map.serialize_entry("claims", &Items(claims))?;
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::fixture;
    use super::*;

    #[test]
    fn a_card_is_one_object() {
        let graph = fixture::graph();
        let mut out = Vec::new();
        let node = fixture::node(&graph, "gpt-3");
        card_json(&graph, node, &mut out).expect("writing into memory");
        let text = String::from_utf8(out).expect("JSON is UTF-8");
        insta::assert_snapshot!(text);
    }
}
