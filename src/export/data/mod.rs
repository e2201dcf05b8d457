//! A part of a graph in the formats of other tools, and in our own.
//!
//! A format is a file and a row of [`FORMATS`]; help, completion, docs/formats.md and tests read
//! that table. A writer sees a [`Subgraph`] and what it writes into, so equal parts of a graph give
//! equal bytes. What another format has no place for is not dropped in silence: it comes back as a
//! note, or as an [`ExportError`] where leaving it out would change what the graph says.

mod attributes;
pub mod canonical;
mod cyclonedx;
mod cypher;
mod cytoscape;
pub mod database;
mod fields;
mod folder;
mod gexf;
mod graphml;
mod jsonl;
mod legend;
mod lists;
mod neo4j;
mod nodelink;
#[cfg(feature = "parquet")]
mod parquet;
mod sheets;
mod turtle;
mod xml;

use std::io::{self, Write};

use crate::graph::{NodeId, Subgraph};

pub use fields::{Field, FieldColumn, fields, node_columns, relationship_columns};
pub use sheets::{Sheet, sheets, subject};

/// Where a format of several files puts them.
pub trait Files {
    /// Begins a file and gives what writes into it, until the next one begins. The path is
    /// relative, with `/` between folders.
    ///
    /// # Errors
    /// What the system says.
    fn begin(&mut self, path: &str) -> io::Result<&mut dyn Write>;
}

/// Files in memory, by their paths, in the order in which they were begun.
#[derive(Debug, Default)]
pub struct InMemory(pub Vec<(String, Vec<u8>)>);

impl Files for InMemory {
    fn begin(&mut self, path: &str) -> io::Result<&mut dyn Write> {
        self.0.push((path.to_owned(), Vec::new()));
        match self.0.last_mut() {
            Some((_, bytes)) => Ok(bytes),
            None => Err(io::ErrorKind::Other.into()),
        }
    }
}

/// Why a part of a graph was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The writing failed.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// The format cannot hold it.
    #[error("{message}")]
    Unfit {
        /// What of the graph does not fit.
        message: String,
        /// What to do about it.
        hint: String,
    },
}

impl ExportError {
    /// What the format cannot hold, and what to do about it.
    pub fn unfit(message: impl Into<String>, hint: impl Into<String>) -> ExportError {
        ExportError::Unfit {
            message: message.into(),
            hint: hint.into(),
        }
    }
}

impl From<csv::Error> for ExportError {
    fn from(error: csv::Error) -> ExportError {
        ExportError::Io(error.into())
    }
}

/// What a writer gives back: notes for the reader.
pub type Written = Result<Vec<String>, ExportError>;

/// How a format is written.
#[derive(Clone, Copy, Debug)]
pub enum Writer {
    /// As one file.
    File(fn(Subgraph<'_>, &mut dyn Write) -> Written),
    /// As one file about some nodes of the part: those whose lineage was asked for, if any.
    About(fn(Subgraph<'_>, &[NodeId], &mut dyn Write) -> Written),
    /// As a folder of files.
    Folder(fn(Subgraph<'_>, &mut dyn Files) -> Written),
    /// Not in this build: the feature that brings it.
    Absent(&'static str),
}

/// A format that a part of a graph can be written in.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What a user calls it.
    pub name: &'static str,
    /// What it is and who reads it, in a phrase.
    pub about: &'static str,
    /// What names of its files end with; empty where it is a folder.
    pub extension: &'static str,
    /// Whether `-g` reads it back.
    pub readable: bool,
    /// Writes it.
    pub write: Writer,
}

/// All formats.
pub const FORMATS: &[Format] = &[
    Format {
        name: "folder",
        about: "aigraph's own folder of CSV files, in its canonical form",
        extension: "",
        readable: true,
        write: Writer::Folder(folder::write),
    },
    Format {
        name: "csv",
        about: "a plain node list and edge list, for spreadsheets and data frames",
        extension: "",
        readable: true,
        write: Writer::Folder(lists::write),
    },
    Format {
        name: "graphml",
        about: "GraphML, for Gephi, yEd, networkx and igraph",
        extension: "graphml",
        readable: true,
        write: Writer::File(graphml::write),
    },
    Format {
        name: "gexf",
        about: "GEXF 1.3, for Gephi, with dates on its timeline",
        extension: "gexf",
        readable: false,
        write: Writer::File(gexf::write),
    },
    Format {
        name: "json",
        about: "node-link JSON, for networkx and D3",
        extension: "json",
        readable: true,
        write: Writer::File(nodelink::write),
    },
    Format {
        name: "cytoscape",
        about: "elements JSON, for Cytoscape and cytoscape.js",
        extension: "cyjs",
        readable: false,
        write: Writer::File(cytoscape::write),
    },
    Format {
        name: "jsonl",
        about: "JSON, one node or relationship a line, for streams and shells",
        extension: "jsonl",
        readable: true,
        write: Writer::File(jsonl::write),
    },
    Format {
        name: "parquet",
        about: "Parquet, for DuckDB, pandas and pyarrow, Ladybug and Spark's GraphFrames",
        extension: "",
        readable: true,
        #[cfg(feature = "parquet")]
        write: Writer::Folder(parquet::write),
        #[cfg(not(feature = "parquet"))]
        write: Writer::Absent("parquet"),
    },
    Format {
        name: "neo4j",
        about: "a folder for neo4j-admin's import, with the script that runs it",
        extension: "",
        readable: true,
        write: Writer::Folder(neo4j::write),
    },
    Format {
        name: "cypher",
        about: "a script for cypher-shell and Neo4j Browser, which may run it again",
        extension: "cypher",
        readable: false,
        write: Writer::File(cypher::write),
    },
    Format {
        name: "turtle",
        about: "RDF in Turtle, for triple stores and rdflib, with PROV-O for sources and claims",
        extension: "ttl",
        readable: false,
        write: Writer::File(turtle::write),
    },
    Format {
        name: "cyclonedx",
        about: "a bill of materials (CycloneDX 1.6 JSON) of what --lineage NAME comes from",
        extension: "cdx.json",
        readable: false,
        write: Writer::About(cyclonedx::write),
    },
];

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}
