//! The scene of a subgraph, step by step: boxes, colors, arrows, lanes, legend.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagram::{Arrow, LegendEntry, Scene, SceneBox, Tone};
use crate::graph::{Graph, NodeId, Subgraph};

use super::collapse::{Gathered, gather};
use super::colors::{self, Colors};
use super::words::{self, Word, say};
use super::{ColorBy, SceneOptions, arrows, boxes, lanes};

/// Models by date, in lanes of modality.
pub(super) fn timeline(subgraph: Subgraph<'_>, options: &SceneOptions) -> Scene {
    let mut scene = scene(subgraph, options, ColorBy::Publisher, true);
    lanes::by_modality(subgraph.graph, &mut scene, options.lang);
    finish(scene, options, words::LINEAGE, words::LINEAGE_ABOUT)
}

/// The industry chain: lanes of layers, a frame for each company.
pub(super) fn chain(subgraph: Subgraph<'_>, options: &SceneOptions) -> Scene {
    let mut scene = scene(subgraph, options, ColorBy::Publisher, false);
    lanes::by_layer(subgraph.graph, &mut scene, options.lang);
    lanes::group_by_publisher(subgraph.graph, &mut scene, options.lang);
    if scene.boxes.iter().all(|b| b.color != 0) {
        scene.legend.retain(|entry| entry.color != Some(0));
    }
    finish(scene, options, words::CHAIN, words::CHAIN_ABOUT)
}

/// Any part of a graph, without lanes.
pub(super) fn flow(subgraph: Subgraph<'_>, options: &SceneOptions) -> Scene {
    let scene = scene(subgraph, options, ColorBy::Label, true);
    finish(scene, options, words::FLOW, words::FLOW_ABOUT)
}

/// Boxes, arrows and colors; `publishers` says whether boxes name who brought them out.
fn scene(subgraph: Subgraph<'_>, options: &SceneOptions, by: ColorBy, publishers: bool) -> Scene {
    let graph = subgraph.graph;
    let by = options.color_by.unwrap_or(by);
    let limit = options.collapse;
    let gathered = limit.map_or(Gathered::new(), |n| gather(subgraph, n, &options.focus));
    let lost: BTreeSet<NodeId> = gathered.values().flatten().copied().collect();
    let nodes = subgraph.selection.nodes().iter().copied();
    let nodes: Vec<NodeId> = nodes.filter(|node| !lost.contains(node)).collect();
    let categories: Vec<Option<String>> = nodes
        .iter()
        .map(|&node| colors::category(graph, node, by, options.lang))
        .collect();
    let colors = Colors::choose(&categories);
    let mut keys = Keys::default();
    let mut scene = Scene::default();
    for (&node, category) in nodes.iter().zip(&categories) {
        let color = colors.of(category.as_deref());
        let key = keys.unique(graph.id(node));
        let made = node_box(graph, node, options, publishers, key, color);
        scene.boxes.push(made);
    }
    let places = nodes.iter().enumerate().map(|(index, &node)| (node, index));
    let mut places: BTreeMap<NodeId, usize> = places.collect();
    for (&hub, leaves) in &gathered {
        let key = keys.unique(&format!("more-of-{}", graph.id(hub)));
        places.extend(leaves.iter().map(|&leaf| (leaf, scene.boxes.len())));
        scene.boxes.push(more_box(graph, leaves, options, key));
    }
    scene.arrows = all_arrows(subgraph, options, &places, &lost);
    let focus = options.focus.iter().filter_map(|node| places.get(node));
    let focus: Vec<usize> = focus.copied().collect();
    if !focus.is_empty() {
        arrows::focus(&mut scene, &focus);
    }
    scene.legend = legend(&scene, &colors, options);
    scene
}

/// Keys without spaces, none twice.
#[derive(Default)]
struct Keys {
    taken: BTreeSet<String>,
}

impl Keys {
    fn unique(&mut self, id: &str) -> String {
        let key: String = id
            .chars()
            .map(|c| {
                if c.is_whitespace() || c.is_control() {
                    '_'
                } else {
                    c
                }
            })
            .collect();
        let key = if key.is_empty() { "_".to_owned() } else { key };
        let mut candidate = key.clone();
        let mut number = 2;
        while !self.taken.insert(candidate.clone()) {
            candidate = format!("{key}~{number}");
            number += 1;
        }
        candidate
    }
}

fn node_box(
    graph: &Graph,
    node: NodeId,
    options: &SceneOptions,
    publishers: bool,
    key: String,
    color: usize,
) -> SceneBox {
    let lang = options.lang;
    let names = graph.publishers(node).map(|p| boxes::name(graph, p, lang));
    let names: Vec<String> = names.collect();
    let date = graph.released(node);
    let also = match publishers {
        true => boxes::shortened(&names),
        false => date.map_or(String::new(), |date| date.to_string()),
    };
    let lines = boxes::lines(graph, node, lang, &also);
    let (width, height) = boxes::size(&lines);
    let labels: Vec<&str> = graph.label_names(node).collect();
    let openness = colors::text(graph, node, "openness");
    SceneBox {
        node: Some(node),
        key,
        label: labels.join(" "),
        width,
        height,
        lines,
        color,
        dashed: matches!(openness, Some("closed" | "api")),
        tone: Tone::Normal,
        date,
        lane: 0,
        group: None,
        tooltip: boxes::tooltip(graph, node, lang, &names.join(", ")),
        link: boxes::link(graph, node),
    }
}

/// The box that stands for leaves: "+ 37 more".
fn more_box(
    graph: &Graph,
    leaves: &BTreeSet<NodeId>,
    options: &SceneOptions,
    key: String,
) -> SceneBox {
    let count = leaves.len();
    let more = (&*format!("+ {count} more"), &*format!("另有 {count} 个"));
    let shown = match options.lang {
        crate::model::Lang::Zh => more.1,
        _ => more.0,
    };
    let lines = boxes::text(shown, "");
    let (width, height) = boxes::size(&lines);
    let names = leaves
        .iter()
        .map(|&leaf| boxes::name(graph, leaf, options.lang));
    SceneBox {
        node: None,
        key,
        label: String::new(),
        lines,
        width,
        height,
        color: 0,
        dashed: false,
        tone: Tone::Normal,
        date: None,
        lane: 0,
        group: None,
        tooltip: names.collect::<Vec<_>>().join("\n"),
        link: None,
    }
}

/// The arrows in the order of (from, to, type); those to gathered leaves are one a type and way.
fn all_arrows(
    subgraph: Subgraph<'_>,
    options: &SceneOptions,
    places: &BTreeMap<NodeId, usize>,
    lost: &BTreeSet<NodeId>,
) -> Vec<Arrow> {
    let graph = subgraph.graph;
    let mut all: Vec<Arrow> = Vec::new();
    let mut merged: BTreeSet<(usize, usize, &str)> = BTreeSet::new();
    for &rel in subgraph.selection.relationships() {
        let (from, to) = arrows::ends(graph, rel);
        let (Some(&start), Some(&end)) = (places.get(&from), places.get(&to)) else {
            continue;
        };
        let gathered = lost.contains(&from) || lost.contains(&to);
        if gathered && !merged.insert((start, end, graph.type_name(rel))) {
            continue;
        }
        let mut arrow = arrows::arrow(graph, rel, start, end, options.lang);
        if gathered {
            arrow.tooltip = arrow.kind.clone();
        }
        all.push(arrow);
    }
    all.sort_by(|a, b| (a.from, a.to, &a.kind).cmp(&(b.from, b.to, &b.kind)));
    all
}

/// An entry for every color and mark that occurs.
fn legend(scene: &Scene, colors: &Colors, options: &SceneOptions) -> Vec<LegendEntry> {
    let entry = |text: String, color| LegendEntry {
        text,
        color,
        dashed: false,
        restricts: false,
    };
    let named = colors.shown.iter().enumerate();
    let mut legend: Vec<LegendEntry> = named
        .map(|(index, name)| entry(name.clone(), Some(index + 1)))
        .collect();
    if colors.others && !legend.is_empty() {
        legend.push(entry(say(words::OTHER, options.lang), Some(0)));
    }
    if scene.boxes.iter().any(|b| b.dashed) {
        legend.push(LegendEntry {
            dashed: true,
            ..entry(say(words::CLOSED, options.lang), None)
        });
    }
    if scene.arrows.iter().any(|arrow| arrow.restricts) {
        legend.push(LegendEntry {
            restricts: true,
            ..entry(say(words::RESTRICTION, options.lang), None)
        });
    }
    // A restriction is dashed, disputed or not.
    if scene
        .arrows
        .iter()
        .any(|arrow| arrow.disputed && !arrow.restricts)
    {
        legend.push(entry(say(words::DISPUTED, options.lang), None));
    }
    legend
}

fn finish(mut scene: Scene, options: &SceneOptions, title: Word, about: Word) -> Scene {
    scene.title = match boxes::plain(&options.title) {
        given if given.is_empty() => say(title, options.lang),
        given if given.chars().count() > 100 => given.chars().take(99).chain(['…']).collect(),
        given => given,
    };
    scene.subtitle = say(about, options.lang);
    scene.description = format!(
        "{}: {} nodes as boxes, {} relationships as arrows. {}",
        scene.title,
        scene.boxes.len(),
        scene.arrows.len(),
        scene.subtitle
    );
    scene
}
