//! What aigraph wrote for neo4j-admin: the shape that a graph has in a database, as CSV files.
//!
//! Told from neo4j-admin's files of others by the file of rows beside the data: schema, sources
//! and claims are read from it, and the properties of every row as [`stored`] reads them. Cells are
//! what they are, with nothing trimmed; what stands between items of arrays a header says. It knows
//! nothing of a server.

use std::collections::{BTreeMap, HashMap};

use crate::graph::stored::{self, Owner, ROW_LABELS};
use crate::model::{
    Kind, Label, Origin, Place, Problem, PropertyType, ReadError, RelationshipType,
};
use crate::model::{Severity, Value, sheet};

use super::column::{self, Column, Role};
use super::given::{self, Receiver, Rows, Sheet};
use super::input::Texts;
use super::scan::{Dialect, Position, Records};
use super::table::{self, Plan};
use super::text::Text;
use super::{LoadError, Options, Reader, cell, names, schema};

/// What the name of a header's file ends with.
const HEADER: &str = "-header";

/// How the files are cut.
const DIALECT: Dialect = Dialect {
    delimiter: b',',
    trim: false,
    comments: false,
};

/// Whether a file has the header of rows beside the data.
pub(super) fn recognise(texts: &Texts, _: &Options) -> bool {
    let marked = |cell: &String| cell.starts_with(&format!("{}:ID", stored::ROW_KEY));
    let ours = |text: &Text| {
        let row = table::first_row(text, DIALECT);
        names::stem(&text.path).ends_with(HEADER)
            && row.is_some_and(|(cells, ..)| cells.iter().any(marked))
    };
    texts.texts.iter().any(ours)
}

/// Reads the headers and the rows beside the data.
pub(super) fn plan(texts: &Texts, reader: &mut Reader<'_>) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    let mut tables: Vec<Headed> = Vec::new();
    for (at, text) in texts.texts.iter().enumerate() {
        if names::stem(&text.path).ends_with(HEADER) {
            continue;
        }
        let wanted = format!("{}{HEADER}", names::stem(&text.path));
        let is_header = |t: &&Text| names::stem(&t.path) == wanted;
        match texts.texts.iter().find(is_header) {
            Some(header) => tables.extend(Headed::new(at, header, reader)),
            None => {
                let message = format!("not read: there is no header {wanted}.csv");
                let hint = "name it after its header, or remove it";
                let problem = Problem::new(Kind::UnknownFile, message).hint(hint);
                reader
                    .problems
                    .push(problem.at(Place::line(&text.shown, 0)));
            }
        }
    }
    let key = |column: &Column| column.key.strip_prefix(stored::ARRAY_DELIMITER).map(code);
    let mut columns = tables.iter().flat_map(|table| &table.columns);
    let delimiter = columns.find_map(key).flatten().unwrap_or(';');
    let beside = |table: &Headed| table.columns.iter().any(|c| c.key == stored::ROW_KEY);
    let (beside, tables): (Vec<Headed>, Vec<Headed>) = tables.into_iter().partition(beside);
    let mut rows = Vec::new();
    for table in &beside {
        let text = &texts.texts[table.text];
        table.each(text, delimiter, &mut |_, row| match row {
            Ok(row) => rows.push((text.shown.clone(), row)),
            Err(wrong) => reader.problems.push(wrong.problem),
        });
    }
    stand_beside(&rows, &mut plan);
    plan.given = vec![Box::new(Imported { tables, delimiter })];
    Ok(plan)
}

/// The character of a code in hexadecimal digits.
fn code(digits: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// Puts schema, sources and claims into the plan.
fn stand_beside(rows: &[(String, Cells)], plan: &mut Plan) {
    let of = |name: &str| {
        let label = ROW_LABELS.iter().find(|(sheet, _)| *sheet == name);
        let label = label.map_or("", |(_, label)| *label);
        rows.iter()
            .filter(move |(_, row)| row.labels.iter().any(|l| l == label))
    };
    let graph = of("graph").next();
    let list = |key: &str| match graph.and_then(|(_, row)| row.values.get(key)) {
        Some(Value::List(items)) => items.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    };
    for name in list("labels") {
        plan.schema.add_label(Label::implied(&name));
    }
    for name in list("types") {
        plan.schema
            .add_type(RelationshipType::implied(&name, Origin::End));
    }
    let sheets = list("sheets").into_iter().map(|name| {
        let columns: &[&str] = match name.as_str() {
            "labels" => sheet::LABELS,
            "types" => sheet::TYPES,
            "sources" => sheet::SOURCES,
            _ => sheet::CLAIMS,
        };
        let columns = columns.iter().copied().chain([stored::KIND]);
        let columns: Vec<String> = columns.map(str::to_owned).collect();
        let cells = |row: &Cells| {
            let cell = |column: &String| row.values.get(column).map(ToString::to_string);
            columns
                .iter()
                .map(|c| cell(c).unwrap_or_default())
                .collect()
        };
        Sheet {
            shown: of(&name)
                .next()
                .map_or(String::new(), |(shown, _)| shown.clone()),
            rows: of(&name).map(|(_, row)| cells(row)).collect(),
            name,
            columns: columns.clone(),
        }
    });
    given::sheets(sheets.collect(), plan);
}

/// A file of rows with what its header says.
#[derive(Debug)]
struct Headed {
    text: usize,
    columns: Vec<Column>,
}

/// A row, read.
#[derive(Debug, Default)]
struct Cells {
    /// The id, or both ends.
    ids: Vec<String>,
    labels: Vec<String>,
    kind: String,
    values: BTreeMap<String, Value>,
}

/// A row that cannot be read, and the node that it would have been.
struct Wrong {
    problem: Problem,
    group: String,
    id: String,
}

impl Headed {
    fn new(text: usize, header: &Text, reader: &mut Reader<'_>) -> Option<Headed> {
        let (cells, line, _) = table::first_row(header, DIALECT)?;
        let mut columns = Vec::with_capacity(cells.len());
        for (at, cell) in cells.iter().enumerate() {
            columns.push(column::parse(cell).unwrap_or_else(|word| {
                let message = format!("{word:?} is no type of a column");
                let problem = Problem::new(Kind::UnknownColumnType, message);
                let problem = problem.at(Place::cell(&header.shown, line, at));
                reader.problems.push(problem);
                Column::new(Role::Ignored, "")
            }));
        }
        Some(Headed { text, columns })
    }

    /// The groups of its ids, as the import calls them.
    fn spaces(&self) -> impl Iterator<Item = &str> {
        let is_id = |c: &&Column| matches!(c.role, Role::Id | Role::Start | Role::End);
        self.columns.iter().filter(is_id).map(|c| c.group.as_str())
    }

    /// Reads all rows, each with its line.
    fn each(
        &self,
        text: &Text,
        delimiter: char,
        take: &mut dyn FnMut(u32, Result<Cells, Box<Wrong>>),
    ) {
        let mut records = Records::new(&text.bytes, text.valid, DIALECT, Position::FIRST);
        while records.advance() {
            let row = self.row(text, &records, delimiter);
            take(records.position().line, row);
        }
    }

    fn row(
        &self,
        text: &Text,
        records: &Records<'_>,
        delimiter: char,
    ) -> Result<Cells, Box<Wrong>> {
        let (line, shown) = (records.position().line, &text.shown);
        let wrong = |problem: Problem| {
            let of = |is: &dyn Fn(&Column) -> bool| {
                let at = self.columns.iter().position(is);
                at.map_or("", |at| records.cell(at)).to_owned()
            };
            Box::new(Wrong {
                problem,
                group: of(&|column| column.key == stored::GROUP),
                id: of(&|column| column.role == Role::Id),
            })
        };
        if let Some(offset) = records.unclosed_quote() {
            return Err(wrong(schema::unclosed_quote(text, offset)));
        }
        let (found, width) = (records.len(), self.columns.len());
        if found > width {
            return Err(wrong(schema::extra_cells(shown, line, found, width)));
        }
        if found < width {
            let message = format!("{found} cells where the header has {width}");
            let mut problem = Problem::new(Kind::MissingCells, message);
            problem.severity = Severity::Error;
            let hint = "add the missing delimiters; the row was left out";
            return Err(wrong(problem.at(Place::line(shown, line)).hint(hint)));
        }
        let mut row = Cells::default();
        for (at, column) in self.columns.iter().enumerate() {
            let content = records.cell(at);
            match column.role {
                Role::Id | Role::Start | Role::End => {
                    row.ids.push(content.to_owned());
                }
                Role::Label => row.labels = content.split(delimiter).map(str::to_owned).collect(),
                Role::Type => content.clone_into(&mut row.kind),
                Role::Property(kind) if !content.is_empty() => {
                    let value = read(kind, content, delimiter).map_err(|error| {
                        let problem = cell::problem(kind, &column.key, content, &error);
                        wrong(problem.at(Place::line(shown, line)))
                    })?;
                    row.values.insert(column.key.clone(), value);
                }
                _ => {}
            }
        }
        Ok(row)
    }
}

fn read(kind: PropertyType, text: &str, delimiter: char) -> Result<Value, ReadError> {
    match kind.item() {
        None => kind.read(text),
        Some(item) => {
            let items = text.split(delimiter).map(|text| item.read(text));
            items.collect::<Result<_, _>>().map(Value::List)
        }
    }
}

/// The rows of nodes and relationships.
#[derive(Debug)]
struct Imported {
    tables: Vec<Headed>,
    delimiter: char,
}

impl Rows for Imported {
    fn read(&self, texts: &[Text], to: &mut Receiver<'_>) {
        to.joins_dates(false);
        // Which id group each of the import's own is.
        let mut groups: HashMap<String, String> = HashMap::new();
        let is_node = |table: &&Headed| table.columns.iter().any(|c| c.role == Role::Id);
        for table in self.tables.iter().filter(is_node) {
            let text = &texts[table.text];
            to.begin(&text.shown);
            let space = table.spaces().next().unwrap_or_default();
            table.each(text, self.delimiter, &mut |line, row| match row {
                Err(wrong) => {
                    let id = (wrong.group.as_str(), wrong.id.as_str());
                    match id.1.is_empty() {
                        true => to.wrong_row(line, wrong.problem.kind),
                        false => to.wrong_node(line, id, wrong.problem.kind),
                    }
                    to.report(wrong.problem);
                }
                Ok(row) => {
                    let group = row.values.get(stored::GROUP).map(ToString::to_string);
                    let group = group.unwrap_or_default();
                    let own = |label: &&str| *label != stored::NODE && !label.is_empty();
                    let labels: Vec<&str> = row.labels.iter().map(String::as_str).collect();
                    let labels: Vec<&str> = labels.into_iter().filter(own).collect();
                    let id = row.ids.first().map_or("", String::as_str);
                    let own = stored::properties(Owner::Node, row.values);
                    to.node(line, (&group, id), &labels, own);
                    if !groups.contains_key(space) {
                        groups.insert(space.to_owned(), group);
                    }
                }
            });
        }
        for table in self.tables.iter().filter(|table| !is_node(table)) {
            let text = &texts[table.text];
            to.begin(&text.shown);
            let group = |space: &str| groups.get(space).map_or("", String::as_str);
            let ends: Vec<&str> = table.spaces().map(group).collect();
            let [start, end] = ends.as_slice() else {
                let hint = "a file of relationships has both :START_ID and :END_ID";
                let problem = table::missing_column(&text.shown, 0, ":START_ID", hint);
                to.report(problem);
                continue;
            };
            table.each(text, self.delimiter, &mut |line, row| match row {
                Err(wrong) => {
                    to.wrong_row(line, wrong.problem.kind);
                    to.report(wrong.problem);
                }
                Ok(row) => {
                    let key = row.values.get(stored::KEY).map(ToString::to_string);
                    let id = |at: usize| row.ids.get(at).map_or("", String::as_str);
                    let ends = ((*start, id(0)), (*end, id(1)));
                    let own = stored::properties(Owner::Relationship, row.values.clone());
                    to.relationship(line, &row.kind, ends, &key.unwrap_or_default(), own);
                }
            });
        }
        to.joins_dates(true);
    }
}
