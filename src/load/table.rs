//! A file of node or relationship rows whose columns are known, and what a format hands over.

use crate::model::{Kind, Place, Problem, Source};

use super::column::{self, Column, Role};
use super::given::{Rows, Sheet};
use super::scan::{Dialect, Position, Records};
use super::text::Text;

/// A file, or the part of it after its header, with what its columns hold.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Which of the texts it is.
    pub(super) text: usize,
    pub(super) dialect: Dialect,
    /// Where the rows begin.
    pub(super) start: Position,
    /// What its cells hold, one a cell.
    pub(super) columns: Vec<Column>,
    /// The labels, or the one relationship type, of rows that name none.
    pub(super) names: Vec<String>,
    /// Whether it follows our own format to the letter.
    pub(super) strict: bool,
    /// The line of the header; 0 where it has none of its own.
    pub(super) header_line: u32,
}

/// What a format makes of the files: all that is to be read, and how.
#[derive(Debug, Default)]
pub(super) struct Plan {
    pub(super) schema: crate::model::Schema,
    pub(super) sources: Vec<Source>,
    /// Whether there is a sources.csv, so that rows must name one of its sources.
    pub(super) has_sources: bool,
    pub(super) nodes: Vec<Table>,
    pub(super) relationships: Vec<Table>,
    pub(super) claims: Option<Table>,
    /// Rows of formats that are no CSV, nodes before relationships.
    pub(super) given: Vec<Box<dyn Rows>>,
    /// Claims of such formats.
    pub(super) claim_sheets: Vec<Sheet>,
    /// Whether an end that no node row has is a node.
    pub(super) imply_nodes: bool,
    /// The origin of types that the schema does not name, where the files suggest one.
    pub(super) origin: Option<crate::model::Origin>,
}

impl Table {
    /// Whether some column has that role.
    pub(super) fn has(&self, role: Role) -> bool {
        self.columns.iter().any(|c| c.role == role)
    }

    /// The first column of that role.
    pub(super) fn column(&self, role: Role) -> Option<usize> {
        self.columns.iter().position(|c| c.role == role)
    }

    /// The column of that property.
    pub(super) fn property(&self, key: &str) -> Option<usize> {
        let is = |c: &Column| c.key == key && matches!(c.role, Role::Property(_));
        self.columns.iter().position(is)
    }

    /// The rows.
    pub(super) fn records<'t>(&self, text: &'t Text) -> Records<'t> {
        Records::new(&text.bytes, text.valid, self.dialect, self.start)
    }
}

/// The first record of a text: its cells, its line, and where the next begins.
pub(super) fn first_row(text: &Text, dialect: Dialect) -> Option<(Vec<String>, u32, Position)> {
    let mut records = Records::new(&text.bytes, text.valid, dialect, Position::FIRST);
    if !records.advance() {
        return None;
    }
    Some((records.all(), records.position().line, records.after()))
}

/// The delimiter of a file with a header whose cells hold none: the most frequent of the first
/// line; `option` decides where it is given.
pub(super) fn header_delimiter(text: &Text, option: Option<u8>) -> u8 {
    let usual = match text.path.contains(".tsv") {
        true => b'\t',
        false => b',',
    };
    option.unwrap_or_else(|| likely_delimiter(&text.bytes, usual))
}

/// The most frequent of the usual delimiters in the first line; `usual` where none is more so.
pub(super) fn likely_delimiter(bytes: &[u8], usual: u8) -> u8 {
    let is_break = |b: &u8| *b == b'\n' || *b == b'\r';
    let end = bytes.iter().position(is_break);
    let line = &bytes[..end.unwrap_or(bytes.len())];
    let count = |d: u8| line.iter().filter(|&&b| b == d).count();
    let mut best = usual;
    for other in [b',', b'\t', b';', b'|'] {
        if count(other) > count(best) {
            best = other;
        }
    }
    best
}

/// The columns of a header in neo4j-admin's form; what is wrong with it goes to `problems`.
pub(super) fn parse_header(
    shown: &str,
    line: u32,
    cells: &[String],
    problems: &mut Vec<Problem>,
) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::with_capacity(cells.len());
    for (i, cell) in cells.iter().enumerate() {
        let place = Place::cell(shown, line, i);
        let parsed = column::parse(cell.trim());
        let column = parsed.unwrap_or_else(|word| {
            let message = format!("{word:?} is no type of a column");
            let hint = "types are string, long, double, boolean and date, each also with []";
            let problem = Problem::new(Kind::UnknownColumnType, message).at(place.clone());
            problems.push(problem.hint(hint));
            Column::new(Role::Ignored, "")
        });
        columns.push(accept(column, &columns, i, place, problems));
    }
    columns
}

/// The column, or an ignored one where it has no name or another has the same.
fn accept(
    column: Column,
    before: &[Column],
    i: usize,
    place: Place,
    problems: &mut Vec<Problem>,
) -> Column {
    if matches!(column.role, Role::Property(_)) && column.key.is_empty() {
        let message = format!("column {} has no name", i + 1);
        let problem = Problem::new(Kind::MissingColumn, message).at(place);
        problems.push(problem.hint("name it in the header, or remove it"));
        return Column::new(Role::Ignored, "");
    }
    let same = |c: &Column| c.role != Role::Ignored && c.name() == column.name();
    if let Some(first) = before.iter().position(same)
        && column.role != Role::Ignored
    {
        problems.push(repeated_column(&column.name(), first, i, place));
        return Column::new(Role::Ignored, "");
    }
    column
}

/// The problem of a column whose name another has; the first is the one that is read.
pub(super) fn repeated_column(name: &str, first: usize, i: usize, place: Place) -> Problem {
    let message = format!("columns {} and {} are both {name:?}", first + 1, i + 1);
    Problem::new(Kind::RepeatedColumn, message)
        .at(place)
        .hint("rename or remove one; only the first is read")
}

/// The problem of a file without a column that it needs.
pub(super) fn missing_column(shown: &str, line: u32, name: &str, hint: &str) -> Problem {
    Problem::new(Kind::MissingColumn, format!("there is no column {name}"))
        .at(Place::line(shown, line))
        .hint(hint)
}
