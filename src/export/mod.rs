//! Writes answers, cards and problems as text and data.
//!
//! A format of answers is a file and a row of [`FORMATS`]; help, completion and tests read that
//! table. Nothing here opens a file, reads the environment or prints: every function writes into
//! what it is given, and equal arguments give equal bytes. Text that is meant for a terminal shows
//! control characters of the data by their names, so that no name can move a cursor; data formats
//! keep them.

pub mod card;
mod cells;
pub mod data;
mod delimited;
mod facts;
#[cfg(test)]
mod fixture;
mod json;
mod markdown;
mod paths;
pub mod picture;
pub mod problems;
mod table;
mod text;
mod tree;
mod words;

use std::io::{self, Write};

use crate::graph::{Answer, Graph, NodeId};

pub use crate::model::Lang;
pub use text::clean;

/// How text is made to look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    /// Which of a node's names are shown.
    pub lang: Lang,
    /// The columns of the terminal; `None` where lines may have any length, as in a pipe.
    pub width: Option<usize>,
    /// Whether escape sequences color the text.
    pub color: bool,
}

/// Writes an answer.
pub type Writer = fn(&Graph, &Answer, &Style, &mut dyn Write) -> io::Result<()>;

/// Writes a part of an answer, the rows of which come bit by bit; `true` for the first part, with
/// which goes what stands before the rows.
pub type PartWriter = fn(&Graph, &Answer, &Style, bool, &mut dyn Write) -> io::Result<()>;

/// A format that answers can be written in.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What a user calls it.
    pub name: &'static str,
    /// What it is, in a phrase.
    pub about: &'static str,
    /// What names of its files end with.
    pub extension: &'static str,
    /// Whether an answer can be written in it; all can be in most.
    pub fits: fn(&Answer) -> bool,
    /// Writes an answer. An error of kind `InvalidInput` says that the answer does not fit.
    pub write: Writer,
    /// Writes a part of one, for formats whose rows do not depend on each other.
    pub part: Option<PartWriter>,
}

/// All formats of answers; of those that fit an answer, the first is its natural one.
pub const FORMATS: &[Format] = &[
    Format {
        name: "tree",
        about: "one line a node, indented below what leads to it (lineage)",
        extension: "txt",
        fits: tree::fits,
        write: tree::write,
        part: None,
    },
    Format {
        name: "paths",
        about: "one line a hop, with direction and source (path)",
        extension: "txt",
        fits: paths::fits,
        write: paths::write,
        part: None,
    },
    Format {
        name: "words",
        about: "paths as sentences, with source and status (why)",
        extension: "txt",
        fits: paths::fits,
        write: words::write,
        part: None,
    },
    Format {
        name: "facts",
        about: "one line a fact, with its note below (claims)",
        extension: "txt",
        fits: facts::fits,
        write: facts::write,
        part: None,
    },
    Format {
        name: "table",
        about: "aligned columns, cut to the terminal's width",
        extension: "txt",
        fits: always,
        write: table::write,
        part: None,
    },
    Format {
        name: "json",
        about: "one JSON object with columns, rows and notes",
        extension: "json",
        fits: always,
        write: json::write,
        part: None,
    },
    Format {
        name: "jsonl",
        about: "one JSON object a row, one row a line",
        extension: "jsonl",
        fits: always,
        write: json::write_lines,
        part: Some(|graph, answer, style, _, out| json::write_lines(graph, answer, style, out)),
    },
    Format {
        name: "csv",
        about: "comma-separated values with a header",
        extension: "csv",
        fits: always,
        write: |graph, answer, style, out| delimited::write(graph, answer, style, b',', true, out),
        part: Some(|graph, answer, style, begins, out| {
            delimited::write(graph, answer, style, b',', begins, out)
        }),
    },
    Format {
        name: "tsv",
        about: "tab-separated values with a header",
        extension: "tsv",
        fits: always,
        write: |graph, answer, style, out| delimited::write(graph, answer, style, b'\t', true, out),
        part: Some(|graph, answer, style, begins, out| {
            delimited::write(graph, answer, style, b'\t', begins, out)
        }),
    },
    Format {
        name: "markdown",
        about: "a table for a Markdown document",
        extension: "md",
        fits: always,
        write: markdown::write,
        part: None,
    },
];

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// A node's name as that choice of language shows it, as it stands in the data: whoever prints it
/// on a terminal passes it through [`clean`].
pub fn display_name(graph: &Graph, node: NodeId, lang: Lang) -> String {
    let name = graph.name(node);
    match (lang, graph.name_zh(node)) {
        (Lang::Zh, Some(zh)) => zh.to_owned(),
        (Lang::Both, Some(zh)) if zh != name => format!("{name} {zh}"),
        _ => name.to_owned(),
    }
}

fn always(_: &Answer) -> bool {
    true
}

/// The error of a format that an answer does not fit.
fn misfit(message: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, message.to_owned())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::graph::{Cell, Row};

    #[test]
    fn every_format_has_a_name_of_its_own_and_is_found_by_it() {
        let names: BTreeSet<&str> = FORMATS.iter().map(|f| f.name).collect();
        assert_eq!(names.len(), FORMATS.len());
        for row in FORMATS {
            assert_eq!(format(row.name).map(|f| f.about), Some(row.about));
        }
        assert!(format("yaml").is_none());
    }

    #[test]
    fn a_closed_pipe_is_reported_as_one() {
        struct Closed;
        impl Write for Closed {
            fn write(&mut self, _: &[u8]) -> io::Result<usize> {
                Err(io::ErrorKind::BrokenPipe.into())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let graph = fixture::graph();
        let tree = fixture::lineage(&graph, &[(0, "", "", "gpt-3", false)]);
        let paths = fixture::paths(&graph);
        let row = Row::new(vec![Cell::text("a"); facts::COLUMNS.len()]);
        let facts = Answer::new(&graph, &facts::COLUMNS, vec![row]);
        let answers = [&tree, &paths, &facts];
        for format in FORMATS {
            let answer = answers
                .into_iter()
                .find(|answer| (format.fits)(answer))
                .unwrap();
            let written = (format.write)(&graph, answer, &Style::default(), &mut Closed);
            let kind = written.map_err(|error| error.kind());
            assert_eq!(kind, Err(io::ErrorKind::BrokenPipe), "{}", format.name);
        }
    }

    #[test]
    fn a_language_chooses_the_names() {
        let graph = fixture::graph();
        let shown = |id, lang| display_name(&graph, fixture::node(&graph, id), lang);
        assert_eq!(shown("ernie-bot", Lang::En), "ERNIE Bot");
        assert_eq!(shown("ernie-bot", Lang::Zh), "文心一言");
        assert_eq!(shown("ernie-bot", Lang::Both), "ERNIE Bot 文心一言");
        assert_eq!(shown("gpt-3", Lang::Zh), "GPT-3");
        assert_eq!(shown("gpt-3", Lang::Both), "GPT-3");
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.name()), Some(lang));
        }
    }
}
