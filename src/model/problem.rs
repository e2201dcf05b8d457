//! Problems: what is wrong with the data, where it stands, and what to do about it.

use std::fmt;

/// How much a problem weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The graph does not answer while it has one.
    Error,
    /// The graph answers; somebody should look. `--strict` makes it an error.
    Warning,
    /// Worth knowing, nothing wrong.
    Note,
}

impl Severity {
    /// The word that messages begin with.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// What kind of problem it is. Each kind has a stable code and an entry in docs/problems.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A file or folder that cannot be read.
    Unreadable,
    /// Bytes that are not text in the file's encoding.
    Encoding,
    /// A gzip file that ends early or fails its checksum.
    DamagedGzip,
    /// A quoted cell that is never closed.
    UnclosedQuote,
    /// A row with more cells than the header.
    ExtraCells,
    /// A row with fewer cells than the header.
    MissingCells,
    /// A file without a column that it needs.
    MissingColumn,
    /// Two columns of one name.
    RepeatedColumn,
    /// A header that names a type which does not exist.
    UnknownColumnType,
    /// A file with nothing in it.
    EmptyFile,
    /// A first row that looks like data and is read as data.
    HeaderLikeData,
    /// A relationship whose end is no node.
    DanglingEnd,
    /// A relationship with an empty end.
    EmptyEnd,
    /// A node without an id.
    EmptyId,
    /// An id that several node rows have.
    RepeatedId,
    /// Ids that differ only in case, spaces or hyphens.
    SimilarIds,
    /// A relationship row that stands there twice, equal in every cell.
    RepeatedRow,
    /// Several relationships of one type between the same two nodes.
    Parallel,
    /// A label that labels.csv does not name.
    UnknownLabel,
    /// A relationship type that types.csv does not name.
    UnknownType,
    /// An end whose label the relationship type does not allow.
    WrongEnd,
    /// A cell that is no date.
    BadDate,
    /// A cell that is no number of its column's type.
    BadNumber,
    /// A cell that is neither true nor false.
    BadBoolean,
    /// A cycle in a relationship type that must be acyclic.
    Cycle,
    /// A node dated before what it comes from.
    DatedBeforeOrigin,
    /// A source id that sources.csv does not have.
    UnknownSource,
    /// A name that two nodes share.
    SharedName,
    /// A row without a source.
    MissingSource,
    /// A disputed row without a note.
    MissingNote,
    /// A status that does not exist.
    BadStatus,
    /// A claim about something that is not in the graph.
    UnknownSubject,
    /// A claim about a property that no such row has.
    UnknownProperty,
    /// A cell of labels.csv or types.csv that is not understood.
    BadSchemaCell,
    /// A label, relationship type or source declared twice.
    RepeatedSchemaRow,
    /// A file in the folder that nothing reads.
    UnknownFile,
    /// Relationships of one type and the same ends with one key.
    RepeatedKey,
    /// A place where a file breaks the rules of its format.
    Malformed,
    /// A snapshot that is not what was written.
    DamagedSnapshot,
}

/// What never changes about a kind.
struct KindRow {
    kind: Kind,
    code: &'static str,
    name: &'static str,
    severity: Severity,
    about: &'static str,
}

const fn row(
    kind: Kind,
    code: &'static str,
    severity: Severity,
    name: &'static str,
    about: &'static str,
) -> KindRow {
    KindRow {
        kind,
        code,
        name,
        severity,
        about,
    }
}

/// All kinds in the order of the enum; codes are never reused or renumbered.
#[rustfmt::skip]
const KINDS: &[KindRow] = &[
    row(Kind::Unreadable, "AG0001", Severity::Error, "unreadable-file",
        "a file or folder that cannot be read"),
    row(Kind::Encoding, "AG0002", Severity::Error, "encoding",
        "bytes that are not text in the file's encoding"),
    row(Kind::DamagedGzip, "AG0003", Severity::Error, "damaged-gzip",
        "a gzip file that ends early or fails its checksum"),
    row(Kind::UnclosedQuote, "AG0004", Severity::Error, "unclosed-quote",
        "a quoted cell that is never closed"),
    row(Kind::ExtraCells, "AG0005", Severity::Error, "extra-cells",
        "a row with more cells than the header"),
    row(Kind::MissingCells, "AG0006", Severity::Warning, "missing-cells",
        "a row with fewer cells than the header"),
    row(Kind::MissingColumn, "AG0007", Severity::Error, "missing-column",
        "a file without a column that it needs"),
    row(Kind::RepeatedColumn, "AG0008", Severity::Error, "repeated-column",
        "two columns of one name"),
    row(Kind::UnknownColumnType, "AG0009", Severity::Error, "unknown-column-type",
        "a header that names a type which does not exist"),
    row(Kind::EmptyFile, "AG0010", Severity::Warning, "empty-file",
        "a file with nothing in it"),
    row(Kind::HeaderLikeData, "AG0011", Severity::Warning, "header-like-data",
        "a first row that looks like data and is read as data"),
    row(Kind::DanglingEnd, "AG0012", Severity::Error, "dangling-end",
        "a relationship whose end is no node"),
    row(Kind::EmptyEnd, "AG0013", Severity::Error, "empty-end",
        "a relationship with an empty end"),
    row(Kind::EmptyId, "AG0014", Severity::Error, "empty-id",
        "a node without an id"),
    row(Kind::RepeatedId, "AG0015", Severity::Error, "repeated-id",
        "an id that several node rows have"),
    row(Kind::SimilarIds, "AG0016", Severity::Warning, "similar-ids",
        "ids that differ only in case, spaces or hyphens"),
    row(Kind::RepeatedRow, "AG0017", Severity::Warning, "repeated-row",
        "a relationship row that stands there twice, equal in every cell"),
    row(Kind::Parallel, "AG0018", Severity::Note, "parallel-relationships",
        "several relationships of one type between the same two nodes"),
    row(Kind::UnknownLabel, "AG0019", Severity::Warning, "unknown-label",
        "a label that labels.csv does not name"),
    row(Kind::UnknownType, "AG0020", Severity::Warning, "unknown-type",
        "a relationship type that types.csv does not name"),
    row(Kind::WrongEnd, "AG0021", Severity::Error, "wrong-end",
        "an end whose label the relationship type does not allow"),
    row(Kind::BadDate, "AG0022", Severity::Error, "bad-date",
        "a cell that is no date"),
    row(Kind::BadNumber, "AG0023", Severity::Error, "bad-number",
        "a cell that is no number of its column's type"),
    row(Kind::BadBoolean, "AG0024", Severity::Error, "bad-boolean",
        "a cell that is neither true nor false"),
    row(Kind::Cycle, "AG0025", Severity::Error, "cycle",
        "a cycle in a relationship type that must be acyclic"),
    row(Kind::DatedBeforeOrigin, "AG0026", Severity::Warning, "dated-before-origin",
        "a node dated before what it comes from"),
    row(Kind::UnknownSource, "AG0027", Severity::Error, "unknown-source",
        "a source id that sources.csv does not have"),
    row(Kind::SharedName, "AG0028", Severity::Warning, "shared-name",
        "a name that two nodes share"),
    row(Kind::MissingSource, "AG0029", Severity::Warning, "missing-source",
        "a row without a source"),
    row(Kind::MissingNote, "AG0030", Severity::Warning, "missing-note",
        "a disputed row without a note"),
    row(Kind::BadStatus, "AG0031", Severity::Error, "bad-status",
        "a status that does not exist"),
    row(Kind::UnknownSubject, "AG0032", Severity::Error, "unknown-subject",
        "a claim about something that is not in the graph"),
    row(Kind::UnknownProperty, "AG0033", Severity::Warning, "unknown-property",
        "a claim about a property that no such row has"),
    row(Kind::BadSchemaCell, "AG0034", Severity::Error, "bad-schema-cell",
        "a cell of labels.csv or types.csv that is not understood"),
    row(Kind::RepeatedSchemaRow, "AG0035", Severity::Error, "repeated-schema-row",
        "a label, relationship type or source declared twice"),
    row(Kind::UnknownFile, "AG0036", Severity::Warning, "unknown-file",
        "a file in the folder that nothing reads"),
    row(Kind::RepeatedKey, "AG0037", Severity::Error, "repeated-key",
        "relationships of one type between the same two nodes that have one key"),
    row(Kind::Malformed, "AG0038", Severity::Error, "malformed",
        "a place where a file breaks the rules of its format"),
    row(Kind::DamagedSnapshot, "AG0039", Severity::Error, "damaged-snapshot",
        "a snapshot that is damaged, cut short or of another version"),
];

impl Kind {
    /// All kinds, by code.
    pub fn all() -> impl ExactSizeIterator<Item = Kind> {
        KINDS.iter().map(|row| row.kind)
    }

    /// The kind with that code, in any case.
    pub fn from_code(code: &str) -> Option<Kind> {
        KINDS
            .iter()
            .find(|row| row.code.eq_ignore_ascii_case(code))
            .map(|row| row.kind)
    }

    /// The stable code, as in `AG0012`.
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// The short name, as in `dangling-end`.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// How much it weighs unless warnings are made errors.
    pub fn severity(self) -> Severity {
        self.row().severity
    }

    /// What it is, in a phrase.
    pub fn about(self) -> &'static str {
        self.row().about
    }

    fn row(self) -> &'static KindRow {
        &KINDS[self as usize]
    }
}

/// Where a problem stands.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The file, by the path that messages show.
    pub file: String,
    /// Line of the file, from 1; 0 where the whole file is meant.
    pub line: u32,
    /// The cell of the row, from 0, before it is turned into a column.
    pub cell: Option<u32>,
    /// Column in characters, from 1; 0 where the whole line is meant.
    pub column: u32,
    /// How many characters the offending text has.
    pub width: u32,
    /// The line as it stands in the file, where it could be read.
    pub excerpt: Option<String>,
}

/// One thing that is wrong with the data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// What kind of problem it is.
    pub kind: Kind,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong, naming the offending text.
    pub message: String,
    /// Where it stands, if it stands at one place.
    pub place: Option<Place>,
    /// Other places that belong to it: the first of two equal ids, further lines.
    pub also: Vec<Place>,
    /// How often it occurs, 1 unless occurrences were put together.
    pub count: u64,
    /// What to do about it.
    pub hint: Option<String>,
}

impl Problem {
    /// A problem of that kind at no particular place.
    pub fn new(kind: Kind, message: impl Into<String>) -> Problem {
        Problem {
            kind,
            severity: kind.severity(),
            message: message.into(),
            place: None,
            also: Vec::new(),
            count: 1,
            hint: None,
        }
    }

    /// The same problem at that place.
    #[must_use]
    pub fn at(mut self, place: Place) -> Problem {
        self.place = Some(place);
        self
    }

    /// The same problem with that hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Problem {
        self.hint = Some(hint.into());
        self
    }
}

impl Place {
    /// A whole line of a file.
    pub fn line(file: &str, line: u32) -> Place {
        Place {
            file: file.to_owned(),
            line,
            ..Place::default()
        }
    }

    /// One cell of the row that begins at that line.
    pub fn cell(file: &str, line: u32, cell: usize) -> Place {
        Place {
            cell: u32::try_from(cell).ok(),
            ..Place::line(file, line)
        }
    }
}

/// `file:line:column`, without what is not known.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stands_in_the_order_of_the_enum() {
        for (i, row) in KINDS.iter().enumerate() {
            assert_eq!(row.kind as usize, i, "{}", row.name);
            assert_eq!(row.code, format!("AG{:04}", i + 1));
        }
    }
}
