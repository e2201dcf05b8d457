//! Where a fact comes from and how well it is carried.

use super::{Date, Value};

/// How a source carries a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// A sentence of the source says it.
    #[default]
    Stated,
    /// Only a heading or a caption carries it.
    Heading,
    /// Concluded by whoever keeps the graph.
    Inferred,
    /// Contradicted, by the source itself or by another.
    Disputed,
}

impl Status {
    /// All of them, the soundest first.
    pub const ALL: [Status; 4] = [
        Status::Stated,
        Status::Heading,
        Status::Inferred,
        Status::Disputed,
    ];

    /// Reads the word that a cell holds.
    pub fn parse(text: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.name() == text)
    }

    /// The word that a cell holds.
    pub fn name(self) -> &'static str {
        match self {
            Status::Stated => "stated",
            Status::Heading => "heading",
            Status::Inferred => "inferred",
            Status::Disputed => "disputed",
        }
    }
}

/// A row of sources.csv.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// What rows name in `source_id`.
    pub id: String,
    /// Its title.
    pub title: Option<String>,
    /// Who published it.
    pub publisher: Option<String>,
    /// When it appeared.
    pub date: Option<Date>,
    /// Where it can be read.
    pub url: Option<String>,
    /// When it was read.
    pub retrieved: Option<Date>,
}

/// Where a row of the graph comes from; borrowed from the graph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Provenance<'a> {
    /// The id of the source.
    pub source: Option<&'a str>,
    /// The place within the source: a section, an article, a figure.
    pub locator: Option<&'a str>,
    /// How the fact is carried.
    pub status: Status,
    /// Why it is disputed or inferred; what another source says.
    pub note: Option<&'a str>,
}

/// A row of claims.csv: one property of one subject as one source has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Claim {
    /// The property that it speaks of.
    pub property: String,
    /// What the source says the value is, in the type of the property's column.
    pub value: Value,
    /// The id of the source.
    pub source: Option<String>,
    /// The place within the source.
    pub locator: Option<String>,
    /// How the source carries it.
    pub status: Status,
    /// Why it is disputed or inferred.
    pub note: Option<String>,
}

impl Claim {
    /// The provenance of the claim.
    pub fn provenance(&self) -> Provenance<'_> {
        Provenance {
            source: self.source.as_deref(),
            locator: self.locator.as_deref(),
            status: self.status,
            note: self.note.as_deref(),
        }
    }
}
