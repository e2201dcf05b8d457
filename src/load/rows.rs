//! Rows of nodes, relationships and claims, from tables whose columns are known into the builder.
//!
//! Everything that concerns one row by itself is checked here; what concerns rows together, and
//! the ends of relationships, is the builder's.

use std::collections::HashSet;

use crate::graph::{At, ClaimRow, ColumnId, FileId, GraphBuilder, NodeRow, RelationshipRow};
use crate::model::{Kind, Place, Problem, Severity, Status};

use super::Options;
use super::cell::{self, Parsed};
use super::column::Role;
use super::scan::Records;
use super::schema;
use super::table::{Plan, Table};
use super::text::Text;

/// What the loading of rows adds to, and what it follows.
pub(super) struct Loading<'a> {
    pub(super) texts: &'a [Text],
    pub(super) options: &'a Options,
    pub(super) builder: GraphBuilder,
    /// Whether rows must name a source of sources.csv.
    pub(super) has_sources: bool,
    pub(super) problems: Vec<Problem>,
    /// Which text each registered file is.
    pub(super) files: Vec<(FileId, usize)>,
}

/// A table while its rows are read.
struct Reading<'a> {
    text: &'a Text,
    table: &'a Table,
    options: &'a Options,
    has_sources: bool,
    file: FileId,
    /// The builder's column for each property, and the cell it is read from.
    properties: Vec<Property>,
    provenance: Provenance,
    /// The last source that was looked up and found; rows of one source come together.
    known_source: String,
    parsed: Vec<Parsed>,
    /// The different cells of the column of types or labels, and the last one.
    names: HashSet<String>,
    last_name: String,
    problems: Vec<Problem>,
}

/// So many different types, or cells with labels, a file may name: more are no names, and the
/// handles of a graph could not tell them apart.
pub(super) const MOST_NAMES: usize = 5000;

#[derive(Clone, Copy)]
struct Property {
    cell: usize,
    kind: crate::model::PropertyType,
    column: ColumnId,
}

/// The cells that hold a row's provenance.
#[derive(Clone, Copy, Default)]
struct Provenance {
    source: Option<usize>,
    status: Option<usize>,
    note: Option<usize>,
}

impl Loading<'_> {
    /// Reads all that a plan names: nodes, then relationships, then claims.
    pub(super) fn read(&mut self, plan: &Plan) {
        for table in &plan.nodes {
            self.table(table, true, read_node);
        }
        for table in &plan.relationships {
            self.table(table, false, read_relationship);
        }
        if let Some(table) = &plan.claims {
            self.claims(table);
        }
    }

    fn table(
        &mut self,
        table: &Table,
        is_node: bool,
        read: fn(&mut Reading<'_>, &Records<'_>, &mut GraphBuilder) -> Option<Kind>,
    ) {
        let text = &self.texts[table.text];
        let names = table.columns.iter().map(|c| c.name()).collect();
        let file = self.builder.file(&text.shown, names);
        self.files.push((file, table.text));
        let mut reading = Reading {
            text,
            table,
            options: self.options,
            has_sources: self.has_sources && table.strict,
            file,
            properties: properties(table, is_node, &mut self.builder),
            provenance: Provenance::of(table),
            known_source: String::new(),
            parsed: vec![Parsed::Absent; table.columns.len()],
            names: HashSet::new(),
            last_name: String::new(),
            problems: Vec::new(),
        };
        let mut records = table.records(text);
        let mut rows = 0u64;
        while records.advance() {
            rows += 1;
            let at = reading.at(&records);
            if let Some(kind) = read(&mut reading, &records, &mut self.builder) {
                self.builder.reject(at, kind);
            }
        }
        reading.missing_source_column(rows);
        self.problems.append(&mut reading.problems);
    }

    pub(super) fn claims(&mut self, table: &Table) {
        let text = &self.texts[table.text];
        let names = table.columns.iter().map(|c| c.key.clone()).collect();
        let file = self.builder.file(&text.shown, names);
        self.files.push((file, table.text));
        let mut reading = Reading {
            text,
            table,
            options: self.options,
            has_sources: self.has_sources,
            file,
            properties: Vec::new(),
            provenance: Provenance::of(table),
            known_source: String::new(),
            parsed: vec![Parsed::Absent; table.columns.len()],
            names: HashSet::new(),
            last_name: String::new(),
            problems: Vec::new(),
        };
        let mut records = table.records(text);
        while records.advance() {
            let at = reading.at(&records);
            if let Some(kind) = reading.check(&records, &self.builder) {
                self.builder.reject(at, kind);
                continue;
            }
            let get = |key: &str| table.property(key).map_or("", |c| records.cell(c).trim());
            let owned = |key: &str| Some(get(key).to_owned()).filter(|t| !t.is_empty());
            self.builder.claim(ClaimRow {
                subject: get("subject").to_owned(),
                property: get("property").to_owned(),
                value: get("value").to_owned(),
                source: owned("source_id"),
                locator: owned("locator"),
                kind: None,
                status: Status::parse(get("status")).unwrap_or_default(),
                note: owned("note"),
                at,
            });
        }
        self.problems.append(&mut reading.problems);
    }
}

/// The builder's columns for the properties of a table.
fn properties(table: &Table, is_node: bool, builder: &mut GraphBuilder) -> Vec<Property> {
    let mut found = Vec::new();
    for (cell, column) in table.columns.iter().enumerate() {
        let Role::Property(kind) = column.role else {
            continue;
        };
        let column = if is_node {
            builder.node_column(&column.key, kind)
        } else {
            builder.relationship_column(&column.key, kind)
        };
        found.push(Property { cell, kind, column });
    }
    found
}

impl Provenance {
    fn of(table: &Table) -> Provenance {
        if !table.strict {
            return Provenance::default();
        }
        Provenance {
            source: table.property("source_id"),
            status: table.property("status"),
            note: table.property("note"),
        }
    }
}

/// Whether a row is cut wrongly, so that nothing can be said of single cells.
fn is_torn(wrong: Option<Kind>) -> bool {
    matches!(wrong, Some(Kind::ExtraCells | Kind::UnclosedQuote))
}

fn read_node(
    reading: &mut Reading<'_>,
    records: &Records<'_>,
    builder: &mut GraphBuilder,
) -> Option<Kind> {
    let table = reading.table;
    let id_cell = table.column(Role::Id)?;
    let wrong = reading.check(records, builder);
    let id = reading.text_of(records, id_cell);
    if id.is_empty() {
        if !table.strict && (0..records.len()).all(|i| records.cell(i).is_empty()) {
            return None;
        }
        if is_torn(wrong) {
            return wrong;
        }
        let place = Place::cell(&reading.text.shown, records.position().line, id_cell);
        let problem = Problem::new(Kind::EmptyId, "the row has no id").at(place);
        reading
            .problems
            .push(problem.hint("give the node an id, or remove the row"));
        return Some(wrong.unwrap_or(Kind::EmptyId));
    }
    let cell = table
        .column(Role::Label)
        .map_or("", |c| reading.text_of(records, c));
    let wrong = wrong.or_else(|| reading.check_names(records, Role::Label, cell));
    let mut labels: Vec<&str> = cell
        .split(';')
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    if labels.is_empty() {
        labels.extend(table.names.iter().map(String::as_str));
    }
    let row = NodeRow {
        group: &table.columns[id_cell].group,
        id,
        labels: &labels,
        at: reading.at(records),
    };
    if let Some(kind) = wrong {
        builder.reject_node(row, kind);
        return None;
    }
    if let Some(number) = builder.node(row) {
        for property in &reading.properties {
            let text = records.cell(property.cell);
            if let Some(value) = reading.parsed[property.cell].value(text) {
                builder.set_node(property.column, number, value);
            }
        }
    }
    None
}

fn read_relationship(
    reading: &mut Reading<'_>,
    records: &Records<'_>,
    builder: &mut GraphBuilder,
) -> Option<Kind> {
    let table = reading.table;
    let (start, end) = (table.column(Role::Start)?, table.column(Role::End)?);
    let ends = [start, end].map(|cell| reading.text_of(records, cell));
    if !table.strict && (0..records.len()).all(|i| records.cell(i).is_empty()) {
        return None;
    }
    let mut wrong = reading.check(records, builder);
    for (cell, text) in [start, end].into_iter().zip(ends) {
        if text.is_empty() && !is_torn(wrong) {
            let place = Place::cell(&reading.text.shown, records.position().line, cell);
            let side = if cell == start { "start" } else { "end" };
            let message = format!("the relationship has no {side}");
            let problem = Problem::new(Kind::EmptyEnd, message).at(place);
            reading
                .problems
                .push(problem.hint("name the node's id, or remove the row"));
            wrong = wrong.or(Some(Kind::EmptyEnd));
        }
    }
    let of = |role| {
        table
            .column(role)
            .map_or("", |c| reading.text_of(records, c))
    };
    let (mut kind, key) = (of(Role::Type), of(Role::Key));
    wrong = wrong.or_else(|| reading.check_names(records, Role::Type, kind));
    if kind.is_empty() {
        kind = table.names.first().map_or("", String::as_str);
    }
    if wrong.is_some() {
        return wrong;
    }
    let group = |cell: usize| table.columns[cell].group.as_str();
    let added = builder.relationship(RelationshipRow {
        kind,
        start: (group(start), ends[0]),
        end: (group(end), ends[1]),
        key,
        at: reading.at(records),
    });
    if let Some(number) = added {
        for property in &reading.properties {
            let text = records.cell(property.cell);
            if let Some(value) = reading.parsed[property.cell].value(text) {
                builder.set_relationship(property.column, number, value);
            }
        }
    }
    None
}

impl Reading<'_> {
    fn at(&self, records: &Records<'_>) -> At {
        At {
            file: self.file,
            line: records.position().line,
        }
    }

    /// A cell's text; empty where it stands for nothing.
    fn text_of<'r>(&self, records: &'r Records<'_>, cell: usize) -> &'r str {
        let text = records.cell(cell);
        match self.options.null.iter().any(|n| n == text) {
            true => "",
            false => text,
        }
    }

    fn place(&self, records: &Records<'_>, cell: usize) -> Place {
        Place::cell(&self.text.shown, records.position().line, cell)
    }

    /// Reads all cells of the row and reports each that is wrong; gives the first kind of problem
    /// for which the row must be left out.
    fn check(&mut self, records: &Records<'_>, builder: &GraphBuilder) -> Option<Kind> {
        if let Some(offset) = records.unclosed_quote() {
            self.problems
                .push(schema::unclosed_quote(self.text, offset));
            return Some(Kind::UnclosedQuote);
        }
        let mut wrong = self.check_width(records);
        if wrong.is_some() {
            return wrong;
        }
        if records.is_damaged() {
            wrong = Some(Kind::Encoding);
        }
        for i in 0..self.properties.len() {
            let property = self.properties[i];
            let text = self.text_of(records, property.cell);
            let parsed = match text {
                "" => Ok(Parsed::Absent),
                text => cell::read(property.kind, text),
            };
            self.parsed[property.cell] = parsed.unwrap_or_else(|error| {
                let key = &self.table.columns[property.cell].key;
                let problem = cell::problem(property.kind, key, text, &error);
                wrong = wrong.or(Some(problem.kind));
                let place = self.place(records, property.cell);
                self.problems.push(problem.at(place));
                Parsed::Absent
            });
        }
        let status = self.check_status(records);
        let source = self.check_source(records, builder);
        wrong.or(status).or(source)
    }

    fn check_width(&mut self, records: &Records<'_>) -> Option<Kind> {
        let (found, width) = (records.len(), self.table.columns.len());
        if found == width {
            return None;
        }
        let (shown, line) = (&self.text.shown, records.position().line);
        if found < width {
            self.problems
                .push(schema::missing_cells(shown, line, found, width));
            return None;
        }
        // Others end their rows with a delimiter, which moves no value.
        if !self.table.strict && (width..found).all(|i| records.cell(i).is_empty()) {
            return None;
        }
        self.problems
            .push(schema::extra_cells(shown, line, found, width));
        Some(Kind::ExtraCells)
    }

    /// Whether a cell with a type or labels is one too many; reported once a file.
    fn check_names(&mut self, records: &Records<'_>, role: Role, cell: &str) -> Option<Kind> {
        if cell.is_empty() || cell == self.last_name || self.names.contains(cell) {
            return None;
        }
        let (kind, what) = match role {
            Role::Type => (Kind::UnknownType, "relationship types"),
            _ => (Kind::UnknownLabel, "labels"),
        };
        if self.names.len() < MOST_NAMES {
            self.names.insert(cell.to_owned());
            cell.clone_into(&mut self.last_name);
            return None;
        }
        let message = format!("the file names more than {MOST_NAMES} different {what}");
        if !self.problems.iter().any(|p| p.message == message) {
            let column = self.table.column(role).unwrap_or_default();
            let mut problem = Problem::new(kind, message).at(self.place(records, column));
            problem.severity = Severity::Error;
            let hint = "make the column a property; the further rows were left out";
            self.problems.push(problem.hint(hint));
        }
        Some(kind)
    }

    fn check_status(&mut self, records: &Records<'_>) -> Option<Kind> {
        let cell = self.provenance.status?;
        let text = self.text_of(records, cell);
        if text.is_empty() {
            return None;
        }
        let Some(status) = Status::parse(text) else {
            let names = Status::ALL.map(Status::name).join(", ");
            let problem = Problem::new(Kind::BadStatus, format!("{text:?} is no status"))
                .at(self.place(records, cell))
                .hint(format!("a status is one of {names}"));
            self.problems.push(problem);
            return Some(Kind::BadStatus);
        };
        let note = self
            .provenance
            .note
            .map_or("", |c| self.text_of(records, c));
        if status == Status::Disputed && note.is_empty() && self.options.thorough {
            let problem = Problem::new(Kind::MissingNote, "a disputed row without a note")
                .at(self.place(records, cell))
                .hint("say in note why it is disputed, or what another source says");
            self.problems.push(problem);
        }
        None
    }

    fn check_source(&mut self, records: &Records<'_>, builder: &GraphBuilder) -> Option<Kind> {
        let cell = self.provenance.source?;
        if !self.has_sources {
            return None;
        }
        let text = self.text_of(records, cell);
        if text.is_empty() {
            if self.options.thorough {
                let problem = Problem::new(Kind::MissingSource, "the row names no source")
                    .at(self.place(records, cell))
                    .hint("name a row of sources.csv in source_id");
                self.problems.push(problem);
            }
            return None;
        }
        if text == self.known_source {
            return None;
        }
        if builder.has_source(text) {
            self.known_source.clear();
            self.known_source.push_str(text);
            return None;
        }
        let message = format!("sources.csv has no source {text:?}");
        let problem = Problem::new(Kind::UnknownSource, message)
            .at(self.place(records, cell))
            .hint("add it to sources.csv, or mend the id");
        self.problems.push(problem);
        Some(Kind::UnknownSource)
    }

    /// Where no row can name a source, that is one problem, not one a row.
    fn missing_source_column(&mut self, rows: u64) {
        if self.options.thorough && self.has_sources && self.provenance.source.is_none() && rows > 0
        {
            let message = "no row names a source: there is no column source_id";
            let place = Place::line(&self.text.shown, self.table.header_line);
            let mut problem = Problem::new(Kind::MissingSource, message).at(place);
            problem.count = rows;
            self.problems
                .push(problem.hint("add a column source_id that names rows of sources.csv"));
        }
    }
}
