//! What a picture shows, before anything has a place.

use crate::graph::NodeId;
use crate::model::Date;

use super::TextLine;

/// What a picture shows: boxes with measured text, arrows between them, lanes, groups.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// The title, above everything.
    pub title: String,
    /// A line below the title: what the axes and marks mean.
    pub subtitle: String,
    /// A sentence for those who cannot see the picture.
    pub description: String,
    /// The boxes, in the order of their nodes.
    pub boxes: Vec<SceneBox>,
    /// The arrows, in the order of (from, to, type).
    pub arrows: Vec<Arrow>,
    /// The lanes, from top to bottom; a box names one by its index.
    pub lanes: Vec<Lane>,
    /// Frames around boxes of one lane; a box names one by its index.
    pub groups: Vec<Group>,
    /// What the colors and marks mean.
    pub legend: Vec<LegendEntry>,
}

/// The color of policies, behind gray, which is 0, and the nine hues.
pub const POLICY_COLOR: usize = 10;

/// A node as a box. Text lines have coordinates within the box: x from its middle (they are
/// centred), y from its top, baseline.
#[derive(Clone, Debug)]
pub struct SceneBox {
    /// The node, unless the box stands for several ("+ 37 more").
    pub node: Option<NodeId>,
    /// A key without spaces, unique in the scene: the node's id where it can be one.
    pub key: String,
    /// The node's label or labels, for tools.
    pub label: String,
    /// The text, measured, as the box holds it.
    pub lines: Vec<TextLine>,
    /// Width in hundredths of a pixel, fitting the text.
    pub width: i32,
    /// Height in hundredths of a pixel.
    pub height: i32,
    /// The color, as an index into the palette of the writer's theme.
    pub color: usize,
    /// Whether the border is dashed (closed weights).
    pub dashed: bool,
    /// How strongly it is drawn.
    pub tone: Tone,
    /// When the node came to be.
    pub date: Option<Date>,
    /// The lane, by index.
    pub lane: usize,
    /// The group, by index.
    pub group: Option<usize>,
    /// What a pointer held over the box shows.
    pub tooltip: String,
    /// Where the box leads.
    pub link: Option<String>,
}

/// How strongly something is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// As it is.
    #[default]
    Normal,
    /// Lit: in the focus.
    Lit,
    /// Dimmed: out of the focus.
    Dim,
}

/// A relationship as an arrow. It points as the picture flows: from an origin to what came of it,
/// and from a restriction to what it restricts.
#[derive(Clone, Debug)]
pub struct Arrow {
    /// The box it starts at, by index.
    pub from: usize,
    /// The box it ends at, by index.
    pub to: usize,
    /// The relationship type.
    pub kind: String,
    /// How it reads along the arrow: "is built on by". Shown where there is room for it.
    pub label: String,
    /// Whether it restricts: drawn red, dashed, with a bar for a head, above all others.
    pub restricts: bool,
    /// Whether a source disputes it.
    pub disputed: bool,
    /// How strongly it is drawn.
    pub tone: Tone,
    /// What a pointer held over the arrow shows.
    pub tooltip: String,
}

/// A band that keeps boxes of one kind together.
#[derive(Clone, Debug, Default)]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// A second name, smaller, below it; empty if there is none.
    pub subname: String,
    /// Whether it is tinted as the lane of restrictions.
    pub restricts: bool,
}

/// A frame around boxes.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its name, drawn at the top left.
    pub name: String,
    /// The lane it stands in, by index.
    pub lane: usize,
    /// The color, as an index into the palette.
    pub color: usize,
}

/// A line of the legend.
#[derive(Clone, Debug)]
pub struct LegendEntry {
    /// What it means.
    pub text: String,
    /// The color it explains, as an index into the palette.
    pub color: Option<usize>,
    /// Whether it explains the dashed border.
    pub dashed: bool,
    /// Whether it explains the restriction arrow.
    pub restricts: bool,
}

/// Where a text begins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Anchor {
    /// At its x.
    #[default]
    Start,
    /// Centred at its x.
    Middle,
    /// Ending at its x.
    End,
}
