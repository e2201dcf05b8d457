//! The graph as an engine sees it that is to lay it out: boxes of fixed sizes without text, room
//! for the names of lanes and groups and for the labels of arrows, and names made of numbers, so
//! that nothing in the answer needs to be unescaped.
//!
//! A pixel is a point of Graphviz, of which an inch has 72.

use graphviz_rust::dot_structures::{Attribute, Graph, GraphAttributes, Id, Stmt};

use crate::diagram::frame::{GROUP_HEAD, group_label_width, lane_head};
use crate::diagram::measure::text_width;
use crate::diagram::{Placed, Scene};

use super::{Dress, attribute, attributes, body, digraph, string};

/// A part of a scene, by its index, as [`measured`] names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A box.
    Box(usize),
    /// An arrow.
    Arrow(usize),
    /// A lane.
    Lane(usize),
    /// A group.
    Group(usize),
}

impl Part {
    /// Reads a name; nothing where no part has such a one.
    pub fn read(name: &str) -> Option<Part> {
        if let Some(number) = name.strip_prefix("box_") {
            return number.parse().ok().map(Part::Box);
        }
        if let Some(number) = name.strip_prefix("arrow_") {
            return number.parse().ok().map(Part::Arrow);
        }
        let numbers = name.strip_prefix("cluster_")?;
        match numbers.split_once('_') {
            Some((_, group)) => group.parse().ok().map(Part::Group),
            None => numbers.parse().ok().map(Part::Lane),
        }
    }
}

/// The graph of a picture for an engine: with `sideways` ranks run from left to right and boxes of
/// one column share one, else lanes and groups are clusters. Labels of arrows have the font size
/// `label`, or no room where it is absent.
pub fn measured(placed: &Placed, sideways: bool, label: Option<i32>) -> Graph {
    let side = if sideways { "LR" } else { "TB" };
    let graph = attributes(&[
        ("rankdir", side),
        ("newrank", "true"),
        ("nodesep", "0.3"),
        ("ranksep", "0.7"),
        ("splines", "true"),
    ]);
    let node = attributes(&[
        ("shape", "box"),
        ("fixedsize", "true"),
        ("label", ""),
        ("margin", "0"),
    ]);
    // Ways end at the borders of boxes, not where a head would begin.
    let edge = attributes(&[("dir", "none")]);
    let mut stmts = vec![
        Stmt::GAttribute(GraphAttributes::Graph(graph)),
        Stmt::GAttribute(GraphAttributes::Node(node)),
        Stmt::GAttribute(GraphAttributes::Edge(edge)),
    ];
    let dress = Measured {
        scene: &placed.scene,
        label,
    };
    stmts.extend(body(placed, sideways, &dress));
    digraph(string("picture"), stmts)
}

struct Measured<'a> {
    scene: &'a Scene,
    label: Option<i32>,
}

impl Dress for Measured<'_> {
    fn name(&self, index: usize) -> Id {
        Id::Plain(format!("box_{index}"))
    }

    fn box_attributes(&self, index: usize) -> Vec<Attribute> {
        let b = &self.scene.boxes[index];
        attributes(&[("width", &inches(b.width)), ("height", &inches(b.height))])
    }

    fn arrow_attributes(&self, index: usize) -> Vec<Attribute> {
        let mut all = attributes(&[("id", &format!("arrow_{index}"))]);
        let text = &self.scene.arrows[index].label;
        if let (Some(size), false) = (self.label, text.is_empty()) {
            let room = (text_width(text, size, false) + 800, size + 500);
            all.push(Attribute(Id::Plain("label".to_owned()), blank(room)));
        }
        all
    }

    fn lane_attributes(&self, index: usize) -> Vec<Attribute> {
        frame(lane_head(&self.scene.lanes[index]))
    }

    fn group_attributes(&self, index: usize) -> Vec<Attribute> {
        let name = &self.scene.groups[index].name;
        frame((group_label_width(name), GROUP_HEAD))
    }
}

/// A cluster with room for a name at its top left.
fn frame(head: (i32, i32)) -> Vec<Attribute> {
    vec![
        Attribute(Id::Plain("label".to_owned()), blank(head)),
        attribute("labeljust", "l"),
        attribute("margin", "14"),
    ]
}

/// An empty text of that width and height.
fn blank((width, height): (i32, i32)) -> Id {
    let (width, height) = (points(width), points(height));
    Id::Html(format!(
        "<<table border=\"0\" cellborder=\"0\" cellspacing=\"0\" cellpadding=\"0\" \
         fixedsize=\"true\" width=\"{width}\" height=\"{height}\"><tr><td></td></tr></table>>"
    ))
}

/// Whole points, of which no length has less: Graphviz rounds boxes to them.
fn points(length: i32) -> i32 {
    (length.max(100) + 99) / 100
}

/// Points as a decimal number of inches.
fn inches(length: i32) -> String {
    let millionths = i64::from(points(length)) * 1_000_000 / 72;
    format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000)
}
