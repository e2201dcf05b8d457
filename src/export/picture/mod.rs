//! Pictures: a placed scene in the formats that people and programs open.
//!
//! A format is a file and a row of [`PICTURES`]. Equal scenes give equal bytes: nothing here reads
//! a clock, a font of the machine or the environment. What a reader must know beside the picture,
//! such as a character that the font lacks, comes back as notes.

pub mod dot;
mod mermaid;
#[cfg(feature = "png")]
mod png;
mod svg;
mod theme;
mod xml;

use std::io::{self, Write};

use crate::diagram::Placed;

pub use theme::Theme;

/// How a picture is written.
#[derive(Clone, Copy, Debug, Default)]
pub struct PictureOptions {
    /// The colors.
    pub theme: Theme,
    /// How many pixels of a raster picture stand for one of the page, each way; 2 if absent.
    pub scale: Option<u32>,
    /// The width in pixels that the picture is shown at; its own if absent.
    pub width: Option<u32>,
    /// Whether ranks run from left to right, for formats that lay out themselves.
    pub sideways: bool,
}

/// Writes a picture; gives notes for the reader.
pub type PictureWriter = fn(&Placed, &PictureOptions, &mut dyn Write) -> io::Result<Vec<String>>;

/// A format that pictures can be written in.
#[derive(Clone, Copy, Debug)]
pub struct PictureFormat {
    /// What a user calls it, and what names of its files end with.
    pub name: &'static str,
    /// What it is, in a phrase.
    pub about: &'static str,
    /// Whether it is text, which may go to a terminal.
    pub text: bool,
    /// Writes a picture.
    pub write: PictureWriter,
}

/// All formats of pictures; the first is the natural one.
pub const PICTURES: &[PictureFormat] = &[
    PictureFormat {
        name: "svg",
        about: "a vector picture for browsers, documents and drawing programs",
        text: true,
        write: svg::write,
    },
    #[cfg(feature = "png")]
    PictureFormat {
        name: "png",
        about: "a raster picture, drawn with the bundled font",
        text: false,
        write: png::write,
    },
    PictureFormat {
        name: "dot",
        about: "a graph for Graphviz, which lays it out itself",
        text: true,
        write: dot::write,
    },
    PictureFormat {
        name: "mmd",
        about: "a Mermaid flowchart, which GitHub and others lay out themselves",
        text: true,
        write: mermaid::write,
    },
];

/// The format of pictures of that name.
pub fn picture(name: &str) -> Option<&'static PictureFormat> {
    PICTURES.iter().find(|format| format.name == name)
}
