//! Files that others wrote: edge lists, files of nodes and of relationships, Gephi's pair.
//!
//! What a column is, its name tells ([`names`]); what its cells are, they tell ([`infer`]). All
//! that is assumed is said in a note.

use std::collections::HashSet;

use crate::model::{Kind, Origin, Place, Problem};

use super::column::{Column, Role};
use super::infer::infer;
use super::input::Texts;
use super::names::{self, Pair};
use super::sheet::{self, Sheet};
use super::table::{self, Plan, Table};
use super::text::Text;
use super::{LoadError, Options, Reader};

/// What a file holds.
enum Content {
    Nodes,
    Relationships { start: usize, end: usize },
    Nothing,
}

/// Whether there is anything to read; the last format takes what no other does.
pub(super) fn recognise(texts: &Texts, _: &Options) -> bool {
    !texts.texts.is_empty()
}

/// Says what each file holds and what its columns are.
pub(super) fn plan(texts: &Texts, reader: &mut Reader<'_>) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    let alone = texts.single || texts.texts.len() == 1;
    let mut edge_files = Vec::new();
    for (i, text) in texts.texts.iter().enumerate() {
        let Some(sheet) = sheet::recognise(text, reader.options) else {
            let problem = Problem::new(Kind::EmptyFile, "the file is empty");
            let problem = problem.at(Place::line(&text.shown, 0));
            reader
                .problems
                .push(problem.hint("give it rows, or remove it"));
            continue;
        };
        match content(text, &sheet, reader.options, alone)? {
            Content::Nodes => {
                let columns = node_columns(text, &sheet, reader);
                let mut table = table_of(i, &sheet, columns);
                let stem = names::stem(&text.path);
                if !alone && !names::is_node_file(&text.path) {
                    table.names.push(stem.to_owned());
                }
                warn_doubtful(text, &sheet, reader);
                infer(text, &mut table, reader.options, &mut reader.notes);
                plan.nodes.push(table);
            }
            Content::Relationships { start, end } => {
                warn_doubtful(text, &sheet, reader);
                edge_files.push((i, sheet, start, end));
            }
            Content::Nothing => {
                let message = "neither ids nor ends of relationships are among its columns";
                let problem = Problem::new(Kind::UnknownFile, format!("not read: {message}"));
                let problem = problem.at(Place::line(&text.shown, 0));
                let hint = "name its columns id, or source and target";
                reader.problems.push(problem.hint(hint));
            }
        }
    }
    let several = edge_files.len() > 1;
    for (i, sheet, start, end) in edge_files {
        let text = &texts.texts[i];
        let table = relationships(i, text, &sheet, (start, end), several, reader, &mut plan)?;
        plan.relationships.push(table);
    }
    if plan.nodes.is_empty() && plan.relationships.is_empty() {
        return Err(LoadError::NotAGraph {
            path: texts.texts.first().map_or("", |t| &t.shown).to_owned(),
            reason: "there are no rows of nodes or relationships".to_owned(),
            hint: "an edge list has the columns source and target, or others that \
                   --start-column and --end-column name"
                .to_owned(),
        });
    }
    plan.imply_nodes = plan.nodes.is_empty();
    Ok(plan)
}

fn table_of(text: usize, sheet: &Sheet, columns: Vec<Column>) -> Table {
    Table {
        text,
        dialect: sheet.dialect,
        start: sheet.start,
        columns,
        names: Vec::new(),
        strict: false,
        header_line: sheet.line,
    }
}

/// A first row that is read as data and might have been a header.
fn warn_doubtful(text: &Text, sheet: &Sheet, reader: &mut Reader<'_>) {
    if sheet.doubtful {
        let message = "the first row looks like data and is read as data";
        let problem = Problem::new(Kind::HeaderLikeData, message);
        let problem = problem.at(Place::line(&text.shown, sheet.line));
        let hint = "--no-header says that it is data, --start-column 1 --end-column 2 that it is \
                    a header";
        reader.problems.push(problem.hint(hint));
    }
}

/// How many cells the rows have.
fn width(sheet: &Sheet) -> usize {
    let first = sheet.sample.first().map_or(0, Vec::len);
    sheet.header.as_ref().map_or(first, Vec::len)
}

/// A column that an option gives, by name or by position from 1.
fn given(
    option: &Option<String>,
    sheet: &Sheet,
    flag: &str,
    text: &Text,
) -> Result<Option<usize>, LoadError> {
    let Some(wanted) = option else {
        return Ok(None);
    };
    let header = sheet.header.as_deref().unwrap_or_default();
    let exact = header.iter().position(|c| c == wanted);
    let alike = || {
        header
            .iter()
            .position(|c| names::plain(c) == names::plain(wanted) && !names::plain(c).is_empty())
    };
    let position = || wanted.parse::<usize>().ok()?.checked_sub(1);
    let found = exact.or_else(alike).or_else(position);
    match found.filter(|&i| i < width(sheet)) {
        Some(i) => Ok(Some(i)),
        None => Err(LoadError::Option {
            message: format!("{flag} {wanted}: {} has no such column", text.shown),
            hint: match &sheet.header {
                Some(header) => format!("its columns are {}", header.join(", ")),
                None => format!("it has {} columns and no header", width(sheet)),
            },
        }),
    }
}

/// What a file holds, by its columns, its name, and whether there are others.
fn content(
    text: &Text,
    sheet: &Sheet,
    options: &Options,
    alone: bool,
) -> Result<Content, LoadError> {
    let header = sheet.header.as_deref().unwrap_or_default();
    let ends = names::ends(header);
    let named_nodes = names::is_node_file(&text.path);
    let asked = options.start_column.is_some() || options.end_column.is_some();
    if asked && (alone || !named_nodes) {
        let start = given(&options.start_column, sheet, "--start-column", text);
        let end = given(&options.end_column, sheet, "--end-column", text);
        match (start, end) {
            (Ok(start), Ok(end)) => {
                let start = start.or(ends.map(|e| e.0));
                let start = start.unwrap_or(usize::from(end == Some(0)));
                let end = end.or(ends.map(|e| e.1));
                let end = end.unwrap_or(usize::from(start == 0));
                return Ok(Content::Relationships { start, end });
            }
            (Err(error), _) | (_, Err(error)) if alone => return Err(error),
            _ => {}
        }
    }
    let edges = || first_ends(sheet);
    Ok(match ends {
        _ if named_nodes => Content::Nodes,
        Some((start, end, _)) => Content::Relationships { start, end },
        None if names::is_edge_file(&text.path) && width(sheet) > 1 => edges(),
        None if names::id(header).is_some() => Content::Nodes,
        None if header.first().is_some_and(|c| names::plain(c) == "name") => Content::Nodes,
        None if alone && width(sheet) > 1 => edges(),
        None if alone => {
            return Err(LoadError::NotAGraph {
                path: text.shown.clone(),
                reason: "its rows have one cell only, no two ends".to_owned(),
                hint: "name the delimiter with --delimiter if there is one".to_owned(),
            });
        }
        None => Content::Nothing,
    })
}

/// The first two columns that are nothing else; of three text columns without a header the middle
/// one names the type where it has fewer different cells than the last (head, relation, tail).
fn first_ends(sheet: &Sheet) -> Content {
    let header = sheet.header.as_deref().unwrap_or_default();
    let types = names::types(header);
    let mut free = (0..width(sheet)).filter(|i| !types.contains(i));
    let (start, end) = (free.next().unwrap_or(0), free.next().unwrap_or(1));
    match is_triple(sheet) {
        true => Content::Relationships { start: 0, end: 2 },
        false => Content::Relationships { start, end },
    }
}

/// How many different cells the first rows have in a column; none where one of them is a number.
fn distinct(sheet: &Sheet, column: usize) -> Option<usize> {
    let cells = sheet.sample.iter().filter_map(|row| row.get(column));
    let numeric = cells.clone().any(|c| c.parse::<f64>().is_ok());
    (!numeric).then(|| cells.collect::<HashSet<_>>().len())
}

fn is_triple(sheet: &Sheet) -> bool {
    sheet.header.is_none()
        && width(sheet) == 3
        && match (distinct(sheet, 1), distinct(sheet, 2)) {
            (Some(middle), Some(last)) => middle < last,
            _ => false,
        }
}

/// The columns of a file of relationships, its default type, and a note on what is assumed.
fn relationships(
    i: usize,
    text: &Text,
    sheet: &Sheet,
    (start, end): (usize, usize),
    several: bool,
    reader: &mut Reader<'_>,
    plan: &mut Plan,
) -> Result<Table, LoadError> {
    let header = sheet.header.as_deref().unwrap_or_default();
    let pair: Option<&Pair> = names::ends(header)
        .filter(|e| (e.0, e.1) == (start, end))
        .map(|e| e.2);
    let kind_column = type_column(text, sheet, (start, end), reader)?;
    let mut columns = properties(text, sheet, reader);
    for (column, role) in [(start, Role::Start), (end, Role::End)] {
        columns[column].role = role;
    }
    if let Some(kind) = kind_column {
        columns[kind].role = Role::Type;
    }
    ignore_directed(sheet, &mut columns);
    let mut table = table_of(i, sheet, columns);
    let stem = names::stem(&text.path);
    let kind = match pair {
        Some(pair) if pair.kind != names::RELATED_TO => pair.kind.to_owned(),
        _ if several && !names::is_edge_file(&text.path) => {
            stem.to_uppercase().replace([' ', '-'], "_")
        }
        _ => names::RELATED_TO.to_owned(),
    };
    table.names.push(kind);
    infer(text, &mut table, reader.options, &mut reader.notes);
    plan.origin = plan.origin.or(pair.map(|p| p.origin));
    let origin = reader.options.origin.or(plan.origin);
    let note = note(text, sheet, &table, origin.unwrap_or(Origin::End));
    reader.notes.push(note);
    Ok(table)
}

/// What is assumed about a file of relationships, in a line.
fn note(text: &Text, sheet: &Sheet, table: &Table, origin: Origin) -> String {
    let name = |column: Option<usize>| {
        let column = column.unwrap_or(0);
        let named = sheet.header.as_ref().and_then(|h| h.get(column)).cloned();
        named.unwrap_or_else(|| format!("column {}", column + 1))
    };
    let (start, end) = (
        name(table.column(Role::Start)),
        name(table.column(Role::End)),
    );
    let kind = match table.column(Role::Type) {
        Some(column) => format!("of the types in {}", name(Some(column))),
        None => format!("of type {}", table.names.join("")),
    };
    let (first, other) = match origin {
        Origin::Start => (start.clone(), "end"),
        Origin::End => (end.clone(), "start"),
        Origin::Neither => ("neither end".to_owned(), "end"),
    };
    format!(
        "{}: each row is a relationship from {start} to {end} {kind}; its origin is {first} \
         (--origin {other} changes that)",
        text.shown
    )
}

/// The column that names relationship types, if there is one.
fn type_column(
    text: &Text,
    sheet: &Sheet,
    (start, end): (usize, usize),
    reader: &Reader<'_>,
) -> Result<Option<usize>, LoadError> {
    let option = &reader.options.type_column;
    if let Some(column) = given(option, sheet, "--type-column", text)? {
        return Ok(Some(column).filter(|&c| c != start && c != end));
    }
    let Some(header) = &sheet.header else {
        let last_is_type = || match (distinct(sheet, 1), distinct(sheet, 2)) {
            (Some(middle), Some(last)) => width(sheet) == 3 && last < middle,
            _ => false,
        };
        return Ok(match (start, end) {
            (0, 2) if is_triple(sheet) => Some(1),
            (0, 1) if last_is_type() => Some(2),
            _ => None,
        });
    };
    let gephi = (0..header.len()).any(|i| is_directed(sheet, i));
    let found = names::types(header)
        .into_iter()
        .find(|&i| i != start && i != end && !is_directed(sheet, i));
    // Beside Gephi's own `Type`, a `Label` is a name.
    Ok(found.filter(|&i| !(gephi && names::plain(&header[i]) == "label")))
}

/// Whether a column is Gephi's `Type`, which says whether edges have a direction.
fn is_directed(sheet: &Sheet, column: usize) -> bool {
    let words = ["directed", "undirected", "mutual"];
    let is_word = |c: &String| words.iter().any(|w| w.eq_ignore_ascii_case(c));
    let header = sheet.header.as_deref().unwrap_or_default();
    let named = header
        .get(column)
        .is_some_and(|c| names::plain(c) == "type");
    let mut cells = sheet.sample.iter().filter_map(|row| row.get(column));
    named && !sheet.sample.is_empty() && cells.all(is_word)
}

fn ignore_directed(sheet: &Sheet, columns: &mut [Column]) {
    for (i, column) in columns.iter_mut().enumerate() {
        if is_directed(sheet, i) {
            column.role = Role::Ignored;
        }
    }
}

/// All columns as properties, under their names in the header or their positions.
fn properties(text: &Text, sheet: &Sheet, reader: &mut Reader<'_>) -> Vec<Column> {
    let header = sheet.header.as_deref().unwrap_or_default();
    let numbered = |i: usize| format!("column_{}", i + 1);
    let mut columns: Vec<Column> = Vec::with_capacity(width(sheet));
    for i in 0..width(sheet) {
        let name = header.get(i).filter(|n| !n.is_empty()).cloned();
        let key = name.unwrap_or_else(|| numbered(i));
        let first = columns.iter().position(|c| c.key == key);
        let mut column = Column::new(Role::Inferred, &key);
        if let Some(first) = first {
            let place = Place::cell(&text.shown, sheet.line, i);
            let problem = table::repeated_column(&key, first, i, place);
            reader.problems.push(problem);
            column.role = Role::Ignored;
        }
        columns.push(column);
    }
    columns
}

/// The columns of a file of nodes.
fn node_columns(text: &Text, sheet: &Sheet, reader: &mut Reader<'_>) -> Vec<Column> {
    let header = sheet.header.as_deref().unwrap_or_default();
    let mut columns = properties(text, sheet, reader);
    let name = names::name(header);
    let id = names::id(header).or(name).unwrap_or(0);
    let label = names::label(header, name);
    if let Some(label) = label {
        columns[label].role = Role::Label;
    }
    if let Some(name) = name
        && !columns.iter().any(|c| c.key == crate::graph::NAME)
    {
        columns[name].key = crate::graph::NAME.to_owned();
    }
    if let Some(column) = columns.get_mut(id) {
        column.role = Role::Id;
    }
    columns
}
