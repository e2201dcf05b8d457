//! DOT: the boxes and arrows of a picture for Graphviz, with what it needs to draw something
//! sensible: ranks and clusters. Written through graphviz-rust's tree, which does not escape
//! strings; that is done here.

use std::collections::BTreeMap;
use std::io::{self, Write};

use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph, GraphAttributes, Id, Node, NodeId, Stmt, Subgraph, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

use crate::diagram::{Arrow, Placed, SceneBox};

use super::PictureOptions;
use super::theme::Colors;

/// Writes a picture as DOT.
pub(super) fn write(
    placed: &Placed,
    options: &PictureOptions,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let scene = &placed.scene;
    let colors = options.theme.colors();
    let mut stmts = preamble(placed, options, colors);
    let framed = !options.sideways && !scene.lanes.is_empty();
    if framed {
        stmts.extend(lanes(placed, colors));
    } else {
        stmts.extend(scene.boxes.iter().map(|b| Stmt::Node(node(b, colors))));
    }
    if options.sideways && !scene.lanes.is_empty() {
        stmts.extend(ranks(placed));
    }
    stmts.extend(scene.arrows.iter().filter_map(|arrow| {
        let (from, to) = (scene.boxes.get(arrow.from)?, scene.boxes.get(arrow.to)?);
        Some(Stmt::Edge(edge(arrow, from, to, colors)))
    }));
    let graph = Graph::DiGraph {
        id: string(&scene.title),
        strict: false,
        stmts,
    };
    // Lines are never broken in the middle of a statement: a string may hold anything.
    let mut context = PrinterContext::default();
    let text = graph.print(context.with_inline_size(usize::MAX));
    writeln!(out, "{text}")?;
    Ok(Vec::new())
}

fn preamble(placed: &Placed, options: &PictureOptions, colors: &Colors) -> Vec<Stmt> {
    let side = if options.sideways { "LR" } else { "TB" };
    let all = |pairs: &[(&str, &str)]| -> Vec<Attribute> {
        pairs
            .iter()
            .map(|(key, value)| attribute(key, value))
            .collect()
    };
    let fonts = "Noto Sans,Arial,Noto Sans CJK SC,sans-serif";
    let graph = all(&[
        ("rankdir", side),
        ("label", &placed.scene.title),
        ("labelloc", "t"),
        ("bgcolor", colors.page),
        ("fontcolor", colors.text),
        ("fontname", fonts),
        ("newrank", "true"),
    ]);
    let node = all(&[
        ("shape", "box"),
        ("style", "rounded,filled"),
        ("fontname", fonts),
        ("fontsize", "11"),
        ("fontcolor", colors.text),
        ("height", "0.3"),
    ]);
    let edge = all(&[("arrowsize", "0.6")]);
    vec![
        Stmt::GAttribute(GraphAttributes::Graph(graph)),
        Stmt::GAttribute(GraphAttributes::Node(node)),
        Stmt::GAttribute(GraphAttributes::Edge(edge)),
    ]
}

/// Lanes as clusters, and in them the groups.
fn lanes(placed: &Placed, colors: &Colors) -> Vec<Stmt> {
    let scene = &placed.scene;
    let lanes = scene.lanes.iter().enumerate().map(|(lane, about)| {
        let mut stmts = vec![
            Stmt::Attribute(attribute("label", &about.name)),
            Stmt::Attribute(attribute("color", colors.faint)),
        ];
        let here = |b: &&SceneBox| b.lane == lane;
        let loose = scene
            .boxes
            .iter()
            .filter(here)
            .filter(|b| b.group.is_none());
        stmts.extend(loose.map(|b| Stmt::Node(node(b, colors))));
        for (index, group) in scene.groups.iter().enumerate() {
            let members = scene.boxes.iter().filter(here);
            let members: Vec<Stmt> = members
                .filter(|b| b.group == Some(index))
                .map(|b| Stmt::Node(node(b, colors)))
                .collect();
            if members.is_empty() {
                continue;
            }
            let mut inner = vec![
                Stmt::Attribute(attribute("label", &group.name)),
                Stmt::Attribute(attribute("color", colors.hue(group.color).1)),
            ];
            inner.extend(members);
            stmts.push(Stmt::Subgraph(Subgraph {
                id: string(&format!("cluster_{lane}_{index}")),
                stmts: inner,
            }));
        }
        Stmt::Subgraph(Subgraph {
            id: string(&format!("cluster_{lane}")),
            stmts,
        })
    });
    lanes.collect()
}

/// Boxes that stand in one column have one rank; an unseen chain keeps the columns in order.
fn ranks(placed: &Placed) -> Vec<Stmt> {
    let mut columns: BTreeMap<i32, Vec<&SceneBox>> = BTreeMap::new();
    for (b, place) in placed.scene.boxes.iter().zip(&placed.boxes) {
        columns.entry(place.rect.x).or_default().push(b);
    }
    let mut stmts = Vec::new();
    let mut before: Option<&SceneBox> = None;
    for (index, boxes) in columns.values().enumerate() {
        let mut inner = vec![Stmt::Attribute(attribute("rank", "same"))];
        inner.extend(boxes.iter().map(|b| {
            Stmt::Node(Node {
                id: id(b),
                attributes: Vec::new(),
            })
        }));
        stmts.push(Stmt::Subgraph(Subgraph {
            id: string(&format!("column_{index}")),
            stmts: inner,
        }));
        if let (Some(before), Some(first)) = (before, boxes.first()) {
            stmts.push(Stmt::Edge(Edge {
                ty: EdgeTy::Pair(Vertex::N(id(before)), Vertex::N(id(first))),
                attributes: vec![attribute("style", "invis")],
            }));
        }
        before = boxes.first().copied();
    }
    stmts
}

fn node(b: &SceneBox, colors: &Colors) -> Node {
    let lines: Vec<&str> = b.lines.iter().map(|line| line.text.as_str()).collect();
    let (fill, stroke) = colors.hue(b.color);
    let mut attributes = vec![
        attribute("label", &lines.join("\n")),
        attribute("tooltip", &b.tooltip),
        attribute("fillcolor", fill),
        attribute("color", stroke),
    ];
    if b.dashed {
        attributes.push(attribute("style", "rounded,filled,dashed"));
    }
    if let Some(link) = &b.link {
        attributes.push(attribute("URL", link));
    }
    Node {
        id: id(b),
        attributes,
    }
}

fn edge(arrow: &Arrow, from: &SceneBox, to: &SceneBox, colors: &Colors) -> Edge {
    let color = match arrow.restricts {
        true => colors.restricts,
        false => colors.hue(from.color).1,
    };
    let mut attributes = vec![
        attribute("color", color),
        attribute("edgetooltip", &arrow.tooltip),
    ];
    if arrow.restricts {
        attributes.push(attribute("style", "dashed"));
        attributes.push(attribute("arrowhead", "tee"));
    } else if arrow.disputed {
        attributes.push(attribute("style", "dotted"));
    }
    Edge {
        ty: EdgeTy::Pair(Vertex::N(id(from)), Vertex::N(id(to))),
        attributes,
    }
}

fn id(b: &SceneBox) -> NodeId {
    NodeId(string(&b.key), None)
}

fn attribute(key: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(key.to_owned()), string(value))
}

/// A quoted string. Graphviz reads entities and escapes in labels; a line break is its `\n`.
fn string(text: &str) -> Id {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '&' => quoted.push_str("&amp;"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push(' '),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    Id::Escaped(quoted)
}
