//! Styles: what a picture shows of a subgraph, as a scene of boxes and arrows.
//!
//! A style is a row of [`STYLES`]. All of them share how a node becomes a box (`boxes`), how it is
//! colored (`colors`) and how leaves are gathered (`collapse`); they differ in lanes and groups.
//! Nothing here has a place yet.

mod arrows;
mod boxes;
mod build;
mod collapse;
mod colors;
mod lanes;
mod words;

use crate::graph::{NodeId, Subgraph};
use crate::model::Lang;

use super::Scene;

pub use boxes::NAME_SIZE;

/// What colors stand for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ColorBy {
    /// Who brought the node out.
    #[default]
    Publisher,
    /// The country of the node or of who brought it out.
    Region,
    /// Whether it is open.
    Openness,
    /// What kind of node it is.
    Label,
}

impl ColorBy {
    /// All of them.
    pub const ALL: [ColorBy; 4] = [
        ColorBy::Publisher,
        ColorBy::Region,
        ColorBy::Openness,
        ColorBy::Label,
    ];

    /// The word that chooses it.
    pub fn name(self) -> &'static str {
        match self {
            ColorBy::Publisher => "publisher",
            ColorBy::Region => "region",
            ColorBy::Openness => "openness",
            ColorBy::Label => "label",
        }
    }

    /// Reads the word that chooses it.
    pub fn parse(text: &str) -> Option<ColorBy> {
        ColorBy::ALL.into_iter().find(|by| by.name() == text)
    }
}

/// How a scene is made.
#[derive(Clone, Debug, Default)]
pub struct SceneOptions {
    /// The title; the style's own if empty.
    pub title: String,
    /// What colors stand for; the style's own choice if absent.
    pub color_by: Option<ColorBy>,
    /// Which names are shown.
    pub lang: Lang,
    /// How many leaves of one node are shown; the others become one box.
    pub collapse: Option<usize>,
    /// Nodes whose ancestors and descendants are lit; nothing is dimmed if empty.
    pub focus: Vec<NodeId>,
}

/// A way to show a subgraph.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// What a user calls it.
    pub name: &'static str,
    /// What it shows, in a phrase.
    pub about: &'static str,
    /// Makes the scene.
    pub make: fn(Subgraph<'_>, &SceneOptions) -> Scene,
}

/// All styles.
pub const STYLES: &[Style] = &[
    Style {
        name: "timeline",
        about: "by date of release, in lanes of modality",
        make: build::timeline,
    },
    Style {
        name: "chain",
        about: "lanes of the industry chain, a frame for each company",
        make: build::chain,
    },
    Style {
        name: "flow",
        about: "from origins to what came of them, for any part of a graph",
        make: build::flow,
    },
];

/// The style of that name.
pub fn style(name: &str) -> Option<&'static Style> {
    STYLES.iter().find(|style| style.name == name)
}

/// Above so many boxes a picture is hard to read.
const MANY: usize = 400;

/// What to tell whoever asked for a scene that is too large to be read.
pub fn size_note(scene: &Scene) -> Option<String> {
    let boxes = scene.boxes.len();
    (boxes > MANY).then(|| {
        format!(
            "the picture has {boxes} boxes; --focus NAME, --depth N or --collapse N make one that \
             can be read"
        )
    })
}
