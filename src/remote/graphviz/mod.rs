//! An installed Graphviz as an engine: it says where boxes stand and which way arrows go, and what
//! it says becomes a [`Placed`] like any other, for every writer of pictures.
//!
//! The program `dot` is run through graphviz-rust and answers in JSON. Its answer may be anything:
//! it becomes a picture or an error. Text is measured by us and boxes have our sizes, so that
//! pictures fit their text whatever fonts Graphviz finds.

mod answer;
mod page;

use std::io;

use graphviz_rust::cmd::{CommandArg, Format, Layout};
use graphviz_rust::exec_dot;

use crate::diagram::Placed;
use crate::export::picture::dot;

/// Who lays a picture out.
#[derive(Clone, Copy, Debug)]
pub struct Engine {
    /// What a user calls it.
    pub name: &'static str,
    /// What it is, in a phrase.
    pub about: &'static str,
    /// The layout of Graphviz; absent where none is needed.
    layout: Option<Layout>,
}

/// All engines; the first is the natural one.
pub const ENGINES: &[Engine] = &[
    Engine {
        name: "own",
        about: "aigraph's own layouts, which need nothing installed",
        layout: None,
    },
    Engine {
        name: "dot",
        about: "Graphviz's layers, its clusters for lanes",
        layout: Some(Layout::Dot),
    },
];

/// How an engine lays out.
#[derive(Clone, Copy, Debug, Default)]
pub struct EngineOptions {
    /// Whether ranks run from left to right, and boxes of one column have one rank; else lanes and
    /// groups are kept together.
    pub sideways: bool,
    /// Whether arrows have their labels beside them.
    pub labels: bool,
}

/// Why an engine gave no picture.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// There is no such program.
    #[error("Graphviz's dot is not on the PATH")]
    Missing,
    /// It could not be run, or ended with this message.
    #[error("Graphviz's dot failed: {0}")]
    Failed(String),
    /// What it answered is no picture of this scene.
    #[error("Graphviz's dot gave an answer that cannot be used: {0}")]
    Nonsense(String),
}

impl EngineError {
    /// What a reader can do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            EngineError::Missing => {
                "install Graphviz, or leave --engine away: aigraph lays out without it"
            }
            _ => "leave --engine away: aigraph lays out without Graphviz",
        }
    }
}

/// The engine of that name.
pub fn engine(name: &str) -> Option<&'static Engine> {
    ENGINES.iter().find(|engine| engine.name == name)
}

impl Engine {
    /// Places the scene of `placed` anew. Its columns are kept where the options say so. The
    /// engine that is aigraph's own leaves all as it is.
    ///
    /// # Errors
    /// Where Graphviz is missing, fails, or answers what is no picture of the scene.
    pub fn place(&self, placed: Placed, options: &EngineOptions) -> Result<Placed, EngineError> {
        let Some(layout) = self.layout else {
            return Ok(placed);
        };
        let label = options.labels.then_some(page::LABEL);
        let text = dot::print(&dot::measured(&placed, options.sideways, label));
        // Without the drawing operations of plain JSON; the positions are the same.
        let arguments = vec![
            CommandArg::Format(Format::Json0),
            CommandArg::Layout(layout),
        ];
        let answer = exec_dot(text, arguments).map_err(|error| failure(&error))?;
        let found = answer::read(&answer, &placed.scene).map_err(EngineError::Nonsense)?;
        Ok(page::page(placed.scene, &found, options))
    }
}

/// A file that cannot be written has no code of the system of its own; a program that cannot be
/// found has.
fn failure(error: &io::Error) -> EngineError {
    if error.kind() == io::ErrorKind::NotFound && error.raw_os_error().is_some() {
        return EngineError::Missing;
    }
    let text = error.to_string();
    // Of several lines the first that is an error says most; names of temporary files say nothing.
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let line = lines().find(|line| line.starts_with("Error"));
    let line = line.or_else(|| lines().next());
    EngineError::Failed(line.unwrap_or("it does not say why").trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_cannot_be_written_is_no_missing_program() {
        let missing = io::Error::from_raw_os_error(2);
        assert!(matches!(failure(&missing), EngineError::Missing));
        let file = io::Error::new(io::ErrorKind::NotFound, "no folder /none");
        assert!(matches!(failure(&file), EngineError::Failed(_)));
    }

    #[test]
    fn the_line_that_is_an_error_is_shown() {
        let error = io::Error::other("Warning: x\n\nError: <stdin>: syntax\nmore\n");
        let shown = failure(&error).to_string();
        assert_eq!(shown, "Graphviz's dot failed: Error: <stdin>: syntax");
        let silent = failure(&io::Error::other(" \n")).to_string();
        assert_eq!(silent, "Graphviz's dot failed: it does not say why");
    }
}
