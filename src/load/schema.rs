//! labels.csv, types.csv and sources.csv, the small tables that say what rows may be.

use std::collections::BTreeMap;

use crate::model::{
    COMPONENTS, Date, Kind, Label, Origin, Place, Problem, ReadError, RelationshipType, Role,
    Schema, Source, sheet,
};

use super::cell;
use super::places::RowRef;
use super::scan::{Dialect, Records};
use super::table::{self, first_row, header_delimiter};
use super::text::Text;

/// Problems for which a row of a small table is left out.
const LEFT_OUT: &[Kind] = &[
    Kind::ExtraCells,
    Kind::UnclosedQuote,
    Kind::RepeatedSchemaRow,
];

/// What reading a small table may add to.
pub(super) struct Findings<'a> {
    pub(super) delimiter: Option<u8>,
    pub(super) problems: &'a mut Vec<Problem>,
    pub(super) rejects: &'a mut Vec<RowRef>,
}

/// One row of a small table.
struct Row<'r> {
    records: &'r Records<'r>,
    shown: &'r str,
    /// The cell of each known column.
    cells: &'r [Option<usize>],
}

impl Row<'_> {
    fn get(&self, column: usize) -> &str {
        let cell = self.cells.get(column).copied().flatten();
        cell.map_or("", |c| self.records.cell(c).trim())
    }

    fn text(&self, column: usize) -> Option<String> {
        let text = self.get(column);
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn items(&self, column: usize) -> Vec<String> {
        let items = self.get(column).split(';').map(str::trim);
        items.filter(|t| !t.is_empty()).map(str::to_owned).collect()
    }

    fn place(&self, column: usize) -> Place {
        let line = self.records.position().line;
        match self.cells.get(column).copied().flatten() {
            Some(cell) => Place::cell(self.shown, line, cell),
            None => Place::line(self.shown, line),
        }
    }

    fn bad(&self, column: usize, message: String, hint: &str) -> Problem {
        Problem::new(Kind::BadSchemaCell, message)
            .at(self.place(column))
            .hint(hint)
    }
}

/// Reads the rows of a small table; `each` gives the problems of one row. A row with problems is
/// noted as rejected.
fn read_rows(
    texts: &[Text],
    text: usize,
    columns: &[&str],
    findings: &mut Findings<'_>,
    mut each: impl FnMut(&Row<'_>) -> Vec<Problem>,
) {
    let at = &texts[text];
    let dialect = Dialect::strict(header_delimiter(at, findings.delimiter));
    let Some((header, line, start)) = first_row(at, dialect) else {
        return;
    };
    let cells = header_cells(at, &header, line, columns, findings.problems);
    if cells.first().copied().flatten().is_none() {
        let hint = format!("the columns of this file are {}", columns.join(", "));
        let problem = table::missing_column(&at.shown, line, columns[0], &hint);
        findings.problems.push(problem);
        return;
    }
    let mut records = Records::new(&at.bytes, at.valid, dialect, start);
    while records.advance() {
        let mut found = row_shape(at, &records, header.len());
        if !found.iter().any(|p| p.kind == Kind::ExtraCells) {
            let row = Row {
                records: &records,
                shown: &at.shown,
                cells: &cells,
            };
            found.extend(each(&row));
        }
        // Rows with a bad cell are kept: they still declare their name.
        let fatal = |p: &&Problem| LEFT_OUT.contains(&p.kind);
        if let Some(problem) = found.iter().find(fatal) {
            findings.rejects.push(RowRef {
                text,
                line: records.position().line,
                kind: problem.kind,
            });
        }
        findings.problems.append(&mut found);
    }
}

/// Which cell holds each known column; reports names that are unknown or stand there twice.
fn header_cells(
    at: &Text,
    header: &[String],
    line: u32,
    columns: &[&str],
    problems: &mut Vec<Problem>,
) -> Vec<Option<usize>> {
    let mut cells = vec![None; columns.len()];
    for (i, cell) in header.iter().enumerate() {
        // `id:ID` and `date:date` are fine here too.
        let name = cell.trim().split(':').next().unwrap_or_default();
        let place = Place::cell(&at.shown, line, i);
        match columns.iter().position(|c| *c == name) {
            Some(known) => match cells[known] {
                None => cells[known] = Some(i),
                Some(first) => problems.push(table::repeated_column(name, first, i, place)),
            },
            None => {
                let message = format!("{name:?} is no column of this file");
                let hint = format!("its columns are {}", columns.join(", "));
                let problem = Problem::new(Kind::BadSchemaCell, message).at(place);
                problems.push(problem.hint(hint));
            }
        }
    }
    cells
}

/// What is wrong with the number of cells of a row, or with its quotes.
pub(super) fn row_shape(at: &Text, records: &Records<'_>, width: usize) -> Vec<Problem> {
    let (line, found) = (records.position().line, records.len());
    if let Some(offset) = records.unclosed_quote() {
        return vec![unclosed_quote(at, offset)];
    }
    if found > width {
        return vec![extra_cells(&at.shown, line, found, width)];
    }
    if found < width {
        return vec![missing_cells(&at.shown, line, found, width)];
    }
    Vec::new()
}

/// The problem of a quote that is not closed before the next cell, or at all.
pub(super) fn unclosed_quote(at: &Text, offset: usize) -> Problem {
    let (line, column) = at.line_and_column(offset);
    let mut place = Place::line(&at.shown, line);
    (place.column, place.width) = (column, 1);
    Problem::new(Kind::UnclosedQuote, "this quote is not closed")
        .at(place)
        .hint("close the cell with a quote; a quote inside a cell is written twice")
}

/// The problem of a row with too many cells.
pub(super) fn extra_cells(shown: &str, line: u32, found: usize, width: usize) -> Problem {
    let message = format!("{found} cells where the header has {width}");
    let hint = "put a cell that holds the delimiter in quotes; nothing of the row was read";
    Problem::new(Kind::ExtraCells, message)
        .at(Place::cell(shown, line, width))
        .hint(hint)
}

/// The problem of a row with too few cells.
pub(super) fn missing_cells(shown: &str, line: u32, found: usize, width: usize) -> Problem {
    let message = format!("{found} cells where the header has {width}");
    Problem::new(Kind::MissingCells, message)
        .at(Place::cell(shown, line, found))
        .hint("the rest was taken as empty; add the missing delimiters")
}

fn repeated(what: &str, name: &str, place: Place, first: Place) -> Problem {
    let message = format!("the {what} {name:?} is declared twice");
    let mut problem = Problem::new(Kind::RepeatedSchemaRow, message)
        .at(place)
        .hint("remove one of the rows; the first one counts");
    problem.also.push(first);
    problem
}

fn nameless(row: &Row<'_>, column: &str) -> Vec<Problem> {
    let message = format!("the row has no {column}");
    vec![row.bad(0, message, "name it, or remove the row")]
}

/// Reads labels.csv into the schema.
pub(super) fn labels(
    texts: &[Text],
    text: usize,
    schema: &mut Schema,
    findings: &mut Findings<'_>,
) {
    schema.declares_labels = true;
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    read_rows(texts, text, sheet::LABELS, findings, |row| {
        let name = row.get(0);
        if name.is_empty() {
            return nameless(row, "label");
        }
        if let Some(first) = seen.get(name) {
            return vec![repeated("label", name, row.place(0), first.clone())];
        }
        seen.insert(name.to_owned(), row.place(0));
        let component = row.text(5);
        let unknown = component
            .as_ref()
            .filter(|word| !COMPONENTS.contains(&word.as_str()));
        let problem = unknown.map(|word| {
            let hint = format!("a component is one of {}", COMPONENTS.join(", "));
            row.bad(5, format!("{word:?} is no component"), &hint)
        });
        schema.add_label(Label {
            name: name.to_owned(),
            name_zh: row.text(1),
            meaning: row.text(2),
            layer: row.text(3),
            color: row.text(4),
            component: component.filter(|_| problem.is_none()),
            implied: false,
        });
        problem.into_iter().collect()
    });
}

/// Reads types.csv into the schema, whose labels are read already.
pub(super) fn types(texts: &[Text], text: usize, schema: &mut Schema, findings: &mut Findings<'_>) {
    schema.declares_types = true;
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    read_rows(texts, text, sheet::TYPES, findings, |row| {
        let name = row.get(0);
        if name.is_empty() {
            return nameless(row, "type");
        }
        if let Some(first) = seen.get(name) {
            return vec![repeated(
                "relationship type",
                name,
                row.place(0),
                first.clone(),
            )];
        }
        seen.insert(name.to_owned(), row.place(0));
        let mut problems = Vec::new();
        let kind = relationship_type(row, schema, &mut problems);
        // Kept even so: its name is known, and the problem is reported.
        schema.add_type(kind);
        problems
    });
}

fn relationship_type(
    row: &Row<'_>,
    schema: &Schema,
    problems: &mut Vec<Problem>,
) -> RelationshipType {
    let mut ends = |column: usize| {
        let labels = row.items(column);
        for label in labels.iter().filter(|l| schema.label(l).is_none()) {
            if schema.declares_labels {
                let message = format!("labels.csv does not name the label {label:?}");
                let hint = "add a row to labels.csv, or mend the name";
                problems.push(row.bad(column, message, hint));
            }
        }
        labels
    };
    let (from, to) = (ends(1), ends(2));
    let origin = match row.get(5) {
        "start" => Origin::Start,
        "end" => Origin::End,
        "" => Origin::Neither,
        other => {
            let message = format!("{other:?} is no origin");
            problems.push(row.bad(5, message, "an origin is start, end or empty"));
            Origin::Neither
        }
    };
    let mut boolean = |column: usize| match row.get(column) {
        "true" => true,
        "false" | "" => false,
        other => {
            let message = format!("{other:?} is neither true nor false");
            problems.push(row.bad(column, message, "write true or false"));
            false
        }
    };
    let (lineage, acyclic, dated) = (boolean(6), boolean(7), boolean(8));
    if lineage && origin == Origin::Neither && row.get(5).is_empty() {
        let message = "lineage follows a type by its origin, and this one has none".to_owned();
        problems.push(row.bad(6, message, "say which end is the origin: start or end"));
    }
    let role = match row.get(9) {
        "publisher" => Some(Role::Publisher),
        "restriction" => Some(Role::Restriction),
        "" => None,
        other => {
            let message = format!("{other:?} is no role");
            problems.push(row.bad(9, message, "a role is publisher, restriction or empty"));
            None
        }
    };
    RelationshipType {
        name: row.get(0).to_owned(),
        from,
        to,
        meaning: row.text(3),
        inverse: row.text(4),
        origin,
        lineage,
        acyclic,
        dated,
        role,
        implied: false,
    }
}

/// Reads sources.csv.
pub(super) fn sources(texts: &[Text], text: usize, findings: &mut Findings<'_>) -> Vec<Source> {
    let mut sources: Vec<Source> = Vec::new();
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    read_rows(texts, text, sheet::SOURCES, findings, |row| {
        let id = row.get(0);
        if id.is_empty() {
            return nameless(row, "id");
        }
        if let Some(first) = seen.get(id) {
            return vec![repeated("source", id, row.place(0), first.clone())];
        }
        seen.insert(id.to_owned(), row.place(0));
        let mut problems = Vec::new();
        let mut date = |column: usize| {
            let text = row.get(column);
            let parsed = Date::parse(text);
            if let Err(error) = &parsed
                && !text.is_empty()
            {
                let kind = crate::model::PropertyType::Date;
                let error = ReadError::Date(error.clone());
                let problem = cell::problem(kind, sheet::SOURCES[column], text, &error);
                problems.push(problem.at(row.place(column)));
            }
            parsed.ok()
        };
        let (published, retrieved) = (date(3), date(5));
        // Kept even so, else every row that names it would be reported as well.
        sources.push(Source {
            id: id.to_owned(),
            title: row.text(1),
            publisher: row.text(2),
            date: published,
            url: row.text(4),
            retrieved,
        });
        problems
    });
    sources
}
