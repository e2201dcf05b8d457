//! Rows of formats that are no CSV: values that have their types already, handed to the builder.
//!
//! A format of this kind puts [`Rows`] into its plan. They are read one after the other, nodes
//! before the relationships that name them. Labels, types, sources and claims come as [`Sheet`]s of
//! text.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;

use crate::graph::{At, ClaimRow, ColumnId, FileId, GraphBuilder, NodeRow, RelationshipRow};
use crate::graph::{dates, stored};
use crate::model::{Kind, Place, Problem, PropertyType, Status, Value, ValueRef, sheet};

use super::table::Plan;
use super::text::Text;

/// Rows that hand themselves over.
pub(super) trait Rows: Debug {
    /// Hands over all rows.
    fn read(&self, texts: &[Text], to: &mut Receiver<'_>);
}

/// A table of text: `labels`, `types`, `sources` or `claims`.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// What messages call it.
    pub(super) shown: String,
    pub(super) name: String,
    pub(super) columns: Vec<String>,
    /// An empty cell is an absent value.
    pub(super) rows: Vec<Vec<String>>,
}

/// An id and its group, which is empty for the common one.
pub(super) type Id<'a> = (&'a str, &'a str);

/// What takes rows on their way to the builder.
pub(super) struct Receiver<'b> {
    builder: &'b mut GraphBuilder,
    problems: &'b mut Vec<Problem>,
    shown: String,
    file: Option<FileId>,
    /// The files that were begun, by what messages call them.
    pub(super) files: Vec<(FileId, String)>,
    /// The builder's columns, for nodes and for relationships, by key and type.
    columns: [HashMap<String, Vec<(PropertyType, ColumnId)>>; 2],
    /// Whether three properties that look like a date of ours become one.
    joins: bool,
}

impl<'b> Receiver<'b> {
    pub(super) fn new(
        builder: &'b mut GraphBuilder,
        problems: &'b mut Vec<Problem>,
    ) -> Receiver<'b> {
        Receiver {
            builder,
            problems,
            shown: String::new(),
            file: None,
            files: Vec::new(),
            columns: Default::default(),
            joins: true,
        }
    }

    /// Begins a file; `shown` is what messages call it.
    pub(super) fn begin(&mut self, shown: &str) {
        let file = self.builder.file(shown, Vec::new());
        self.file = Some(file);
        self.files.push((file, shown.to_owned()));
        shown.clone_into(&mut self.shown);
    }

    /// Whether dates in three properties become one again; not where a file says what is a date.
    pub(super) fn joins_dates(&mut self, joins: bool) {
        self.joins = joins;
    }

    /// Notes a node that is reported and left out, so that its id is not called dangling.
    pub(super) fn wrong_node(&mut self, row: u32, (group, id): Id<'_>, kind: Kind) {
        let at = self.at(row);
        let labels = &[];
        let node = NodeRow {
            group,
            id,
            labels,
            at,
        };
        self.builder.reject_node(node, kind);
    }

    /// Notes a row that is reported and left out.
    pub(super) fn wrong_row(&mut self, row: u32, kind: Kind) {
        let at = self.at(row);
        self.builder.reject(at, kind);
    }

    /// Reports what is wrong.
    pub(super) fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Reports and leaves out a row, counted from 1.
    fn reject(&mut self, kind: Kind, at: At, message: &str, hint: &str) {
        let problem = Problem::new(kind, message).at(Place::line(&self.shown, at.line));
        self.report(problem.hint(hint));
        self.builder.reject(at, kind);
    }

    fn at(&mut self, row: u32) -> At {
        let file = match self.file {
            Some(file) => file,
            None => self.builder.file(&self.shown, Vec::new()),
        };
        self.file = Some(file);
        At { file, line: row }
    }

    /// Takes a node with its properties; dates in three properties become one again.
    pub(super) fn node(
        &mut self,
        row: u32,
        (group, id): Id<'_>,
        labels: &[&str],
        mut properties: BTreeMap<String, Value>,
    ) {
        let at = self.at(row);
        if id.is_empty() {
            let hint = "give the node an id, or remove the row";
            self.reject(Kind::EmptyId, at, "the row has no id", hint);
            return;
        }
        let Some(number) = self.builder.node(NodeRow {
            group,
            id,
            labels,
            at,
        }) else {
            return;
        };
        if self.joins {
            dates::join(&mut properties);
        }
        for (key, value) in &properties {
            if let Some(value) = value.as_ref() {
                let column = self.column(0, key, value);
                self.builder.set_node(column, number, value);
            }
        }
    }

    /// Takes a relationship with its properties; dates in three properties become one again.
    pub(super) fn relationship(
        &mut self,
        row: u32,
        kind: &str,
        (start, end): (Id<'_>, Id<'_>),
        key: &str,
        mut properties: BTreeMap<String, Value>,
    ) {
        let at = self.at(row);
        for (id, side) in [(start.1, "start"), (end.1, "end")] {
            if id.is_empty() {
                let message = format!("the relationship has no {side}");
                let hint = "name the node's id, or remove the row";
                self.reject(Kind::EmptyEnd, at, &message, hint);
                return;
            }
        }
        let Some(number) = self.builder.relationship(RelationshipRow {
            kind,
            start,
            end,
            key,
            at,
        }) else {
            return;
        };
        if self.joins {
            dates::join(&mut properties);
        }
        for (key, value) in &properties {
            if let Some(value) = value.as_ref() {
                let column = self.column(1, key, value);
                self.builder.set_relationship(column, number, value);
            }
        }
    }

    /// The builder's column for a value.
    fn column(&mut self, of: usize, key: &str, value: ValueRef<'_>) -> ColumnId {
        let kind = value.kind();
        if let Some(known) = self.columns[of].get(key)
            && let Some((_, column)) = known.iter().find(|(known, _)| *known == kind)
        {
            return *column;
        }
        let column = match of {
            0 => self.builder.node_column(key, kind),
            _ => self.builder.relationship_column(key, kind),
        };
        let known = self.columns[of].entry(key.to_owned()).or_default();
        known.push((kind, column));
        column
    }

    /// Takes the rows of a sheet of claims.
    pub(super) fn claims(&mut self, claims: &Sheet) {
        self.begin(&claims.shown);
        for (number, row) in (1..).zip(&claims.rows) {
            let text = |column: &str| claims.cell(row, column).to_owned();
            let some = |column: &str| Some(text(column)).filter(|t| !t.is_empty());
            let at = self.at(number);
            self.builder.claim(ClaimRow {
                subject: text("subject"),
                property: text("property"),
                kind: PropertyType::parse(claims.cell(row, stored::KIND)),
                value: text("value"),
                source: some("source_id"),
                locator: some("locator"),
                status: Status::parse(claims.cell(row, "status")).unwrap_or_default(),
                note: some("note"),
                at,
            });
        }
    }
}

impl Sheet {
    /// The cell of a row in the column of that name; empty where there is none.
    fn cell<'r>(&self, row: &'r [String], column: &str) -> &'r str {
        let at = self.columns.iter().position(|name| name == column);
        at.and_then(|at| row.get(at)).map_or("", String::as_str)
    }
}

/// Puts sheets into a plan: labels, types and sources into its schema and sources, claims beside
/// the rows.
pub(super) fn sheets(sheets: Vec<Sheet>, plan: &mut Plan) {
    for sheet in sheets {
        let rows = sheet.rows.iter();
        match sheet.name.as_str() {
            "labels" => {
                plan.schema.declares_labels = true;
                for row in rows {
                    plan.schema
                        .add_label(sheet::label(|column| sheet.cell(row, column)));
                }
            }
            "types" => {
                plan.schema.declares_types = true;
                for row in rows {
                    let kind = sheet::relationship_type(|column| sheet.cell(row, column));
                    plan.schema.add_type(kind);
                }
            }
            "sources" => {
                let read = rows.map(|row| sheet::source(|column| sheet.cell(row, column)));
                plan.sources.extend(read);
            }
            _ => plan.claim_sheets.push(sheet),
        }
    }
}
