//! Which lane and which frame a box stands in.

use std::collections::BTreeMap;

use crate::diagram::{Group, Lane, POLICY_COLOR, Scene};
use crate::graph::{Entity, Graph, NodeId};
use crate::model::{Lang, Value, ValueRef};

use super::words::{self, LAYERS, MODALITIES, OTHER, Word};
use super::{boxes, colors};

/// A lane with fewer boxes than this joins the lane of others, unless it is a known one.
const FEW: usize = 3;
/// What is left over stands below all else.
const REST: &str = "\u{10ffff}";

/// Puts each box into the lane of its modality.
pub(super) fn by_modality(graph: &Graph, scene: &mut Scene, lang: Lang) {
    let modality = |node: Option<NodeId>| node.map_or(REST.to_owned(), |n| modality(graph, n));
    let mut lanes: Vec<String> = scene.boxes.iter().map(|b| modality(b.node)).collect();
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for lane in &lanes {
        *counts.entry(lane.clone()).or_default() += 1;
    }
    for lane in &mut lanes {
        let few = counts.get(lane).is_none_or(|&count| count < FEW);
        if few && counts.len() > 1 && !MODALITIES.iter().take(3).any(|(name, _)| name == lane) {
            *lane = REST.to_owned();
        }
    }
    assign(scene, &lanes, MODALITIES, lang);
}

/// Puts each box into the lane of its label's layer.
pub(super) fn by_layer(graph: &Graph, scene: &mut Scene, lang: Lang) {
    let lanes: Vec<String> = scene
        .boxes
        .iter()
        .map(|b| {
            let layer = b.node.and_then(|node| layer(graph, node));
            layer.map_or(REST.to_owned(), str::to_owned)
        })
        .collect();
    assign(scene, &lanes, LAYERS, lang);
    for lane in &mut scene.lanes {
        let policy = words::lane(LAYERS[0].1, lang).0;
        lane.restricts = lane.name == policy;
    }
    for b in &mut scene.boxes {
        if b.color == 0 && scene.lanes.get(b.lane).is_some_and(|lane| lane.restricts) {
            b.color = POLICY_COLOR;
        }
    }
}

/// The layer of the industry chain that a node's label belongs to.
pub(super) fn layer(graph: &Graph, node: NodeId) -> Option<&str> {
    let labels = graph.labels(node).iter();
    labels
        .filter_map(|&label| graph.label(label).layer.as_deref())
        .next()
}

/// Gathers boxes without a modality or layer of their own with those they hang from.
fn assign(scene: &mut Scene, lanes: &[String], known: &[(&str, Word)], lang: Lang) {
    let rank = |name: &str| known.iter().position(|(k, _)| *k == name);
    let mut names: Vec<&str> = lanes.iter().map(String::as_str).collect();
    names.sort_unstable_by_key(|&name| (name == REST, rank(name).unwrap_or(known.len()), name));
    names.dedup();
    for (index, lane) in lanes.iter().enumerate() {
        scene.boxes[index].lane = names.iter().position(|name| name == lane).unwrap_or(0);
    }
    scene.lanes = names
        .iter()
        .map(|&name| {
            let word = rank(name).map(|rank| known[rank].1);
            let (name, subname) = match word {
                Some(word) => words::lane(word, lang),
                None if name == REST => words::lane(OTHER, lang),
                None => (capitalized(name), String::new()),
            };
            Lane {
                name,
                subname,
                restricts: false,
            }
        })
        .collect();
}

fn capitalized(name: &str) -> String {
    let name = boxes::plain(name);
    let mut chars = name.chars();
    chars.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// Frames the boxes of each lane by who brought them out.
pub(super) fn group_by_publisher(graph: &Graph, scene: &mut Scene, lang: Lang) {
    let mut groups: BTreeMap<(usize, String), Vec<usize>> = BTreeMap::new();
    for (index, b) in scene.boxes.iter().enumerate() {
        let node = b.node.and_then(|node| colors::publisher(graph, node));
        if let Some(publisher) = node {
            let name = boxes::name(graph, publisher, lang);
            groups.entry((b.lane, name)).or_default().push(index);
        }
    }
    for ((lane, name), members) in groups {
        let color = members.first().map_or(0, |&m| scene.boxes[m].color);
        for member in members {
            scene.boxes[member].group = Some(scene.groups.len());
        }
        scene.groups.push(Group { name, lane, color });
    }
}

/// The modality that a timeline sorts a node by: multimodal where its first ones are several of
/// those that have a lane, else the first.
fn modality(graph: &Graph, node: NodeId) -> String {
    let all: Vec<&str> = match graph.property(Entity::Node(node), "modality") {
        Some(ValueRef::Text(text)) => vec![text],
        Some(ValueRef::List(items)) => items.iter().filter_map(as_text).collect(),
        _ => Vec::new(),
    };
    let senses = ["text", "vision", "video", "audio", "3d", "action"];
    let several = all.iter().filter(|m| senses.contains(m)).count() > 1;
    if several || all.contains(&"multimodal") {
        return "multimodal".to_owned();
    }
    all.first()
        .map_or(REST.to_owned(), |first| (*first).to_owned())
}

fn as_text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}
