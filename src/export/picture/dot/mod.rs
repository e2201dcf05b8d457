//! DOT: the boxes and arrows of a picture for Graphviz, with what it needs to draw something
//! sensible: ranks and clusters. Written through graphviz-rust's tree, which does not escape
//! strings; that is done here.
//!
//! There are two dresses of the same graph: `drawn` for a reader, with names and colors, and
//! `measured` for an engine that is to say nothing but where things stand.

mod drawn;
mod measured;

use std::collections::BTreeMap;
use std::io::{self, Write};

use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph, Id, Node, NodeId, Stmt, Subgraph, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

use crate::diagram::Placed;

use super::PictureOptions;
use drawn::Drawn;

pub use measured::{Part, measured};

/// What the parts of the graph are called, and what is said of them. Parts are named by their
/// indices in the scene.
trait Dress {
    /// The name of a box.
    fn name(&self, index: usize) -> Id;
    fn box_attributes(&self, index: usize) -> Vec<Attribute>;
    fn arrow_attributes(&self, index: usize) -> Vec<Attribute>;
    fn lane_attributes(&self, index: usize) -> Vec<Attribute>;
    fn group_attributes(&self, index: usize) -> Vec<Attribute>;
}

/// Writes a picture as DOT.
pub(super) fn write(
    placed: &Placed,
    options: &PictureOptions,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let drawn = Drawn {
        scene: &placed.scene,
        colors: options.theme.colors(),
    };
    let mut stmts = drawn.preamble(options.sideways);
    stmts.extend(body(placed, options.sideways, &drawn));
    let graph = digraph(string(&placed.scene.title), stmts);
    writeln!(out, "{}", print(&graph))?;
    Ok(Vec::new())
}

/// The text of a graph.
pub fn print(graph: &Graph) -> String {
    // Lines are never broken in the middle of a statement: a string may hold anything.
    let mut context = PrinterContext::default();
    graph.print(context.with_inline_size(usize::MAX))
}

fn digraph(id: Id, stmts: Vec<Stmt>) -> Graph {
    Graph::DiGraph {
        id,
        strict: false,
        stmts,
    }
}

/// Boxes, lanes and groups as clusters, columns as ranks, arrows.
fn body(placed: &Placed, sideways: bool, dress: &dyn Dress) -> Vec<Stmt> {
    let scene = &placed.scene;
    let count = scene.boxes.len();
    let mut stmts: Vec<Stmt> = if !sideways && !scene.lanes.is_empty() {
        lanes(placed, dress)
    } else {
        (0..count).map(|index| node(index, dress)).collect()
    };
    if !scene.lanes.is_empty() {
        stmts.extend(ranks(placed, sideways, dress));
    }
    for (index, arrow) in scene.arrows.iter().enumerate() {
        if arrow.from < count && arrow.to < count {
            let attributes = dress.arrow_attributes(index);
            stmts.push(edge(arrow.from, arrow.to, attributes, dress));
        }
    }
    stmts
}

/// Lanes as clusters, and in them the groups.
fn lanes(placed: &Placed, dress: &dyn Dress) -> Vec<Stmt> {
    let scene = &placed.scene;
    let lanes = (0..scene.lanes.len()).map(|lane| {
        let mut stmts = statements(dress.lane_attributes(lane));
        let here = |index: &usize| scene.boxes[*index].lane == lane;
        let of_group = |group: Option<usize>| {
            let all = (0..scene.boxes.len()).filter(here);
            all.filter(move |&index| scene.boxes[index].group == group)
        };
        stmts.extend(of_group(None).map(|index| node(index, dress)));
        for group in 0..scene.groups.len() {
            let members: Vec<Stmt> = of_group(Some(group)).map(|i| node(i, dress)).collect();
            if members.is_empty() {
                continue;
            }
            let mut inner = statements(dress.group_attributes(group));
            inner.extend(members);
            stmts.push(Stmt::Subgraph(Subgraph {
                id: string(&format!("cluster_{lane}_{group}")),
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

/// Boxes that stand in one column, or in one row where ranks run downwards, have one rank; an
/// unseen chain keeps the ranks in order.
fn ranks(placed: &Placed, sideways: bool, dress: &dyn Dress) -> Vec<Stmt> {
    let mut columns: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    let count = placed.scene.boxes.len();
    for (index, place) in placed.boxes.iter().enumerate().take(count) {
        let at = match sideways {
            true => place.rect.x,
            false => place.rect.centre().y,
        };
        columns.entry(at).or_default().push(index);
    }
    let mut stmts = Vec::new();
    let mut before: Option<usize> = None;
    for (number, boxes) in columns.values().enumerate() {
        let mut inner = vec![Stmt::Attribute(attribute("rank", "same"))];
        inner.extend(boxes.iter().map(|&index| {
            Stmt::Node(Node {
                id: NodeId(dress.name(index), None),
                attributes: Vec::new(),
            })
        }));
        stmts.push(Stmt::Subgraph(Subgraph {
            id: string(&format!("rank_{number}")),
            stmts: inner,
        }));
        if let (Some(before), Some(&first)) = (before, boxes.first()) {
            let unseen = vec![attribute("style", "invis")];
            stmts.push(edge(before, first, unseen, dress));
        }
        before = boxes.first().copied();
    }
    stmts
}

fn node(index: usize, dress: &dyn Dress) -> Stmt {
    Stmt::Node(Node {
        id: NodeId(dress.name(index), None),
        attributes: dress.box_attributes(index),
    })
}

fn edge(from: usize, to: usize, attributes: Vec<Attribute>, dress: &dyn Dress) -> Stmt {
    let vertex = |index| Vertex::N(NodeId(dress.name(index), None));
    Stmt::Edge(Edge {
        ty: EdgeTy::Pair(vertex(from), vertex(to)),
        attributes,
    })
}

fn statements(attributes: Vec<Attribute>) -> Vec<Stmt> {
    attributes.into_iter().map(Stmt::Attribute).collect()
}

fn attributes(pairs: &[(&str, &str)]) -> Vec<Attribute> {
    let pairs = pairs.iter();
    pairs.map(|(key, value)| attribute(key, value)).collect()
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
