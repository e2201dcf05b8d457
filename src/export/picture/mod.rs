//! Pictures: a placed scene in the formats that people and programs open.
//!
//! A format is a file and a row of [`PICTURES`]; one that a build leaves out keeps its row, so that
//! it can be said how to get it. Equal scenes give equal bytes: nothing here reads
//! a clock, a font of the machine or the environment. What a reader must know beside the picture,
//! such as a character that the font lacks, comes back as notes.

pub mod dot;
#[cfg(any(feature = "pdf", feature = "png"))]
mod drawn;
#[cfg(feature = "embed-font")]
mod embed;
#[cfg(feature = "fonts")]
mod faces;
mod font;
mod mermaid;
mod page;
#[cfg(feature = "pdf")]
mod pdf;
#[cfg(feature = "png")]
mod png;
mod sheet;
mod svg;
mod theme;
mod xml;

use std::io::{self, Write};

use crate::diagram::Placed;

pub use font::Font;
pub use page::{PAPERS, Paper, PaperSize};
pub use theme::Theme;

/// How a picture is written.
#[derive(Clone, Debug, Default)]
pub struct PictureOptions {
    /// The colors.
    pub theme: Theme,
    /// How many pixels of a raster picture stand for one of the page, each way. If absent, 2; on
    /// paper 300 of them are an inch.
    pub scale: Option<u32>,
    /// The width in pixels that the picture is shown at; its own if absent.
    pub width: Option<u32>,
    /// The paper that the picture is fitted to; it has its own size if absent.
    pub paper: Option<Paper>,
    /// For formats that draw text, what they draw it with before the bundled font; for formats
    /// that carry fonts, those that they carry.
    pub fonts: Vec<Font>,
    /// Whether ranks run from left to right, for formats that lay out themselves.
    pub sideways: bool,
}

/// Writes a picture; gives notes for the reader.
pub type PictureWriter = fn(&Placed, &PictureOptions, &mut dyn Write) -> io::Result<Vec<String>>;

/// What a format of pictures does with fonts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fonts {
    /// It draws text with them.
    Drawn,
    /// It names them, and can carry them.
    Carried,
    /// It leaves them to others.
    Left,
}

/// A format that pictures can be written in.
#[derive(Clone, Copy, Debug)]
pub struct PictureFormat {
    /// What a user calls it, and what names of its files end with.
    pub name: &'static str,
    /// What it is, in a phrase.
    pub about: &'static str,
    /// Whether it is text, which may go to a terminal.
    pub text: bool,
    /// What it does with fonts.
    pub fonts: Fonts,
    /// Whether it has a size, which paper can set.
    pub sized: bool,
    /// Writes a picture; absent where this build lacks the feature of the format's name.
    pub write: Option<PictureWriter>,
}

/// The feature that fonts in an SVG need.
pub const EMBEDDING: &str = "embed-font";
/// Whether this build has it.
pub const EMBEDS: bool = cfg!(feature = "embed-font");

#[cfg(feature = "pdf")]
const PDF: Option<PictureWriter> = Some(pdf::write);
#[cfg(not(feature = "pdf"))]
const PDF: Option<PictureWriter> = None;
#[cfg(feature = "png")]
const PNG: Option<PictureWriter> = Some(png::write);
#[cfg(not(feature = "png"))]
const PNG: Option<PictureWriter> = None;

/// All formats of pictures; the first is the natural one.
pub const PICTURES: &[PictureFormat] = &[
    PictureFormat {
        name: "svg",
        about: "a vector picture for browsers, documents and drawing programs",
        text: true,
        fonts: Fonts::Carried,
        sized: true,
        write: Some(svg::write),
    },
    PictureFormat {
        name: "png",
        about: "a raster picture, drawn with the bundled font",
        text: false,
        fonts: Fonts::Drawn,
        sized: true,
        write: PNG,
    },
    PictureFormat {
        name: "pdf",
        about: "a page for print with its links, drawn with the bundled font",
        text: false,
        fonts: Fonts::Drawn,
        sized: true,
        write: PDF,
    },
    PictureFormat {
        name: "dot",
        about: "a graph for Graphviz, which lays it out itself",
        text: true,
        fonts: Fonts::Left,
        sized: false,
        write: Some(dot::write),
    },
    PictureFormat {
        name: "mmd",
        about: "a Mermaid flowchart, which GitHub and others lay out themselves",
        text: true,
        fonts: Fonts::Left,
        sized: false,
        write: Some(mermaid::write),
    },
];

/// The format of pictures of that name.
pub fn picture(name: &str) -> Option<&'static PictureFormat> {
    PICTURES.iter().find(|format| format.name == name)
}
