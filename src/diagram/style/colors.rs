//! What a box's color stands for, and which colors a picture uses.

use std::collections::BTreeMap;

use crate::graph::{Entity, Graph, NodeId};
use crate::model::{Lang, ValueRef};

use super::{ColorBy, boxes, words};

/// How many hues the writers' palettes have beside gray, which is color 0.
const HUES: usize = 9;

/// The categories of a picture's nodes, and the color of each.
#[derive(Debug, Default)]
pub(super) struct Colors {
    /// Categories that have a hue: the most frequent ones, then by name.
    pub(super) shown: Vec<String>,
    /// What gray stands for, where some node is: further categories, or that none is stated.
    pub(super) gray: Option<words::Word>,
}

impl Colors {
    /// Chooses colors for these categories, one entry a node.
    pub(super) fn choose(categories: &[Option<String>]) -> Colors {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for category in categories.iter().flatten() {
            *counts.entry(category).or_default() += 1;
        }
        let mut order: Vec<(&str, usize)> = counts.into_iter().collect();
        order.sort_by_key(|&(name, count)| (std::cmp::Reverse(count), name));
        let gray = match order.len() > HUES {
            true => Some(words::OTHER),
            false if categories.contains(&None) => Some(words::NOT_STATED),
            false => None,
        };
        order.truncate(HUES);
        Colors {
            shown: order.into_iter().map(|(name, _)| name.to_owned()).collect(),
            gray,
        }
    }

    /// The color of a category: 1 to 9, or 0 for gray.
    pub(super) fn of(&self, category: Option<&str>) -> usize {
        let found = category.and_then(|name| self.shown.iter().position(|shown| shown == name));
        found.map_or(0, |index| index + 1)
    }
}

/// The category of a node, as it is shown in the legend.
pub(super) fn category(graph: &Graph, node: NodeId, by: ColorBy, lang: Lang) -> Option<String> {
    match by {
        ColorBy::Publisher => {
            let organization = publisher(graph, node)?;
            Some(boxes::name(graph, organization, lang))
        }
        ColorBy::Region => {
            let own = text(graph, node, "country").or_else(|| text(graph, node, "region"));
            let country = own.or_else(|| text(graph, publisher(graph, node)?, "country"))?;
            Some(words::value(country, lang))
        }
        ColorBy::Openness => Some(words::value(text(graph, node, "openness")?, lang)),
        ColorBy::Label => {
            let label = graph.label(*graph.labels(node).first()?);
            let zh = label.name_zh.as_deref();
            Some(match (lang, zh) {
                (Lang::Zh, Some(zh)) => zh.to_owned(),
                (Lang::Both, Some(zh)) => format!("{zh} {}", label.name),
                _ => label.name.clone(),
            })
        }
    }
}

/// Who stands behind a node: its first publisher, or itself where it is an organization.
pub(super) fn publisher(graph: &Graph, node: NodeId) -> Option<NodeId> {
    let organization = graph
        .labels(node)
        .iter()
        .any(|&label| graph.label(label).layer.as_deref() == Some("organization"));
    graph
        .publishers(node)
        .next()
        .or(organization.then_some(node))
}

/// A text property of a node.
pub(super) fn text<'a>(graph: &'a Graph, node: NodeId, key: &str) -> Option<&'a str> {
    match graph.property(Entity::Node(node), key) {
        Some(ValueRef::Text(text)) => Some(text),
        _ => None,
    }
}
