//! The graph as a reader sees it: labels, tooltips, links, colors.

use graphviz_rust::dot_structures::{Attribute, GraphAttributes, Id, Stmt};

use crate::diagram::Scene;
use crate::export::picture::theme::Colors;

use super::{Dress, attribute, attributes, string};

pub(super) struct Drawn<'a> {
    pub(super) scene: &'a Scene,
    pub(super) colors: &'static Colors,
}

impl Drawn<'_> {
    /// What holds of the whole graph.
    pub(super) fn preamble(&self, sideways: bool) -> Vec<Stmt> {
        let side = if sideways { "LR" } else { "TB" };
        let fonts = "Noto Sans,Arial,Noto Sans CJK SC,sans-serif";
        let graph = attributes(&[
            ("rankdir", side),
            ("label", &self.scene.title),
            ("labelloc", "t"),
            ("bgcolor", self.colors.page),
            ("fontcolor", self.colors.text),
            ("fontname", fonts),
            ("newrank", "true"),
        ]);
        let node = attributes(&[
            ("shape", "box"),
            ("style", "rounded,filled"),
            ("fontname", fonts),
            ("fontsize", "11"),
            ("fontcolor", self.colors.text),
            ("height", "0.3"),
        ]);
        let edge = attributes(&[("arrowsize", "0.6")]);
        vec![
            Stmt::GAttribute(GraphAttributes::Graph(graph)),
            Stmt::GAttribute(GraphAttributes::Node(node)),
            Stmt::GAttribute(GraphAttributes::Edge(edge)),
        ]
    }
}

impl Dress for Drawn<'_> {
    fn name(&self, index: usize) -> Id {
        string(&self.scene.boxes[index].key)
    }

    fn box_attributes(&self, index: usize) -> Vec<Attribute> {
        let b = &self.scene.boxes[index];
        let lines: Vec<&str> = b.lines.iter().map(|line| line.text.as_str()).collect();
        let (fill, stroke) = self.colors.hue(b.color);
        let mut all = attributes(&[
            ("label", &lines.join("\n")),
            ("tooltip", &b.tooltip),
            ("fillcolor", fill),
            ("color", stroke),
        ]);
        if b.dashed {
            all.push(attribute("style", "rounded,filled,dashed"));
        }
        if let Some(link) = &b.link {
            all.push(attribute("URL", link));
        }
        all
    }

    fn arrow_attributes(&self, index: usize) -> Vec<Attribute> {
        let arrow = &self.scene.arrows[index];
        let color = match arrow.restricts {
            true => self.colors.restricts,
            false => self.colors.hue(self.scene.boxes[arrow.from].color).1,
        };
        let mut all = attributes(&[("color", color), ("edgetooltip", &arrow.tooltip)]);
        if arrow.restricts {
            all.extend(attributes(&[("style", "dashed"), ("arrowhead", "tee")]));
        } else if arrow.disputed {
            all.push(attribute("style", "dotted"));
        }
        all
    }

    fn lane_attributes(&self, index: usize) -> Vec<Attribute> {
        let name = &self.scene.lanes[index].name;
        attributes(&[("label", name), ("color", self.colors.faint)])
    }

    fn group_attributes(&self, index: usize) -> Vec<Attribute> {
        let group = &self.scene.groups[index];
        let stroke = self.colors.hue(group.color).1;
        attributes(&[("label", &group.name), ("color", stroke)])
    }
}
