//! What Parquet files hold: sheets, nodes or relationships, by the names of files and columns.

use std::collections::BTreeMap;

use crate::model::{Kind, Origin, Place, Problem, PropertyType, Value, reserved};

use crate::load::given::{self, Receiver, Rows, Sheet};
use crate::load::input::Texts;
use crate::load::names;
use crate::load::table::Plan;
use crate::load::text::Text;
use crate::load::{LoadError, Reader};

use super::columns::{Batch, File};

/// Columns that no property of nodes is called by, in files that have the first two of them.
const NODES: [&str; 3] = ["id", "labels", "id_group"];
/// Columns that no property of relationships is called by, in files that have the first four.
const RELATIONSHIPS: [&str; 6] = ["src", "dst", "type", "key", "src_group", "dst_group"];
/// Files that are sheets, each with the column that it needs.
const SHEETS: [(&str, &str); 4] = [
    ("labels", "label"),
    ("types", "type"),
    ("sources", "id"),
    ("claims", "subject"),
];

/// A file of nodes or of relationships.
#[derive(Debug)]
struct Table {
    text: usize,
    /// What each column holds.
    roles: Vec<Role>,
    /// The label, or the type, of rows that name none.
    name: Option<String>,
    is_node: bool,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq)]
enum Role {
    Id,
    Group,
    Labels,
    Start,
    StartGroup,
    End,
    EndGroup,
    Type,
    Key,
    Property(String),
}

/// Says what each file holds and what its columns are.
pub(in crate::load) fn plan(texts: &Texts, reader: &mut Reader<'_>) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    let (mut nodes, mut relationships, mut sheets) = (Vec::new(), Vec::new(), Vec::new());
    let alone = texts.single || texts.texts.len() == 1;
    for (i, text) in texts.texts.iter().enumerate() {
        if !text.is_binary() {
            reader.unknown_file(&text.shown);
            continue;
        }
        let file = match File::open(&text.bytes) {
            Ok(file) => file,
            Err(error) => {
                reader.problems.push(damaged(&text.shown, &error));
                continue;
            }
        };
        let header: Vec<String> = file.columns.iter().map(|c| c.name.clone()).collect();
        let stem = table_name(&text.path);
        let sheet = SHEETS.iter().find(|(name, _)| *name == stem);
        if sheet.is_some_and(|(_, needed)| header.iter().any(|c| c == needed)) {
            sheets.push(sheet_of(text, &file, reader));
            continue;
        }
        for column in &file.unread {
            let why = "it holds no plain values, and no lists of such";
            reader.notes.push(format!(
                "{}: the column {column} is left out: {why}",
                text.shown
            ));
        }
        let found = classified(text, &header, alone, reader)?;
        let Some((mut table, origin)) = found else {
            let message = "not read: neither ids nor ends of relationships are among its columns";
            let problem = Problem::new(Kind::UnknownFile, message).at(Place::line(&text.shown, 0));
            let hint = "name its columns id, or src and dst";
            reader.problems.push(problem.hint(hint));
            continue;
        };
        table.text = i;
        plan.origin = plan.origin.or(origin);
        match table.is_node {
            true => nodes.push(table),
            false => relationships.push(table),
        }
    }
    plan.imply_nodes = nodes.is_empty();
    given::sheets(sheets, &mut plan);
    let rows = nodes.into_iter().chain(relationships);
    plan.given = rows.map(|table| Box::new(table) as Box<dyn Rows>).collect();
    Ok(plan)
}

fn damaged(shown: &str, error: &str) -> Problem {
    let message = format!("the Parquet data cannot be read: {error}");
    let problem = Problem::new(Kind::Unreadable, message).at(Place::line(shown, 0));
    problem.hint("write the file again, packed with snappy, gzip, zstd or not at all")
}

/// What a table is called: the file's name, or that of the folder that Spark writes a table as.
fn table_name(path: &str) -> &str {
    match path.rsplit_once('/') {
        Some((folder, file)) if file.starts_with("part-") => names::stem(folder),
        _ => names::stem(path),
    }
}

/// A file of text cells, all of it.
fn sheet_of(text: &Text, file: &File, reader: &mut Reader<'_>) -> Sheet {
    let mut sheet = Sheet {
        shown: text.shown.clone(),
        name: table_name(&text.path).to_owned(),
        columns: file.columns.iter().map(|c| c.name.clone()).collect(),
        rows: Vec::new(),
    };
    let read = file.read(|rows, batch| {
        for row in 0..rows {
            let cell = |values: &Vec<Option<Value>>| {
                let value = values[row].as_ref();
                value.map_or(String::new(), ToString::to_string)
            };
            sheet.rows.push(batch.iter().map(cell).collect());
        }
    });
    if let Err(error) = read {
        reader.problems.push(damaged(&text.shown, &error));
    }
    sheet
}

/// What a file with these columns holds, and the origin that their names suggest.
fn classified(
    text: &Text,
    header: &[String],
    alone: bool,
    reader: &mut Reader<'_>,
) -> Result<Option<(Table, Option<Origin>)>, LoadError> {
    let name = table_name(&text.path);
    let (is_nodes, is_edges) = (names::is_node_file(name), names::is_edge_file(name));
    let has = |wanted: &[&str]| wanted.iter().all(|w| header.iter().any(|c| c == w));
    let options = reader.options;
    let (start, end) = (
        given(&options.start_column, header, "--start-column", text)?,
        given(&options.end_column, header, "--end-column", text)?,
    );
    let ends = match (start, end) {
        (Some(start), Some(end)) => Some((start, end, None)),
        _ if has(&RELATIONSHIPS[..2]) => ours_ends(header),
        _ => names::ends(header).map(|(start, end, pair)| (start, end, Some(pair))),
    };
    let id = names::id(header);
    let table = |roles, name: Option<String>, is_node| Table {
        text: 0,
        roles,
        name,
        is_node,
    };
    if let Some(id) = id.filter(|_| is_nodes || ends.is_none()) {
        let roles = node_roles(header, id, has(&NODES[..2]));
        let is_labelled = roles.contains(&Role::Labels) || alone || is_nodes;
        let label = (!is_labelled).then(|| name.to_owned());
        return Ok(Some((table(roles, label, true), None)));
    }
    let Some((start, end, pair)) = ends else {
        return Ok(None);
    };
    let is_ours = has(&RELATIONSHIPS[..4]);
    let typed = match given(&options.type_column, header, "--type-column", text)? {
        None if is_ours => header.iter().position(|c| c == RELATIONSHIPS[2]),
        None => names::types(header)
            .into_iter()
            .find(|i| ![start, end].contains(i)),
        given => given,
    };
    let roles = relationship_roles(header, (start, end), typed, is_ours);
    let kind = match pair {
        Some(pair) if pair.kind != names::RELATED_TO => pair.kind.to_owned(),
        _ if alone || is_edges => names::RELATED_TO.to_owned(),
        _ => name.to_uppercase().replace([' ', '-'], "_"),
    };
    let origin = pair.map(|pair| pair.origin);
    if !is_ours {
        let kind = match typed {
            Some(column) => format!("of the types in {}", header[column]),
            None => format!("of type {kind}"),
        };
        reader.notes.push(format!(
            "{}: each row is a relationship from {} to {} {kind}",
            text.shown, header[start], header[end]
        ));
    }
    Ok(Some((table(roles, Some(kind), false), origin)))
}

type Ends = (usize, usize, Option<&'static names::Pair>);

fn ours_ends(header: &[String]) -> Option<Ends> {
    let at = |name: &str| header.iter().position(|c| c == name);
    Some((at(RELATIONSHIPS[0])?, at(RELATIONSHIPS[1])?, None))
}

/// A column that an option gives, by name or by position from 1.
fn given(
    option: &Option<String>,
    header: &[String],
    flag: &str,
    text: &Text,
) -> Result<Option<usize>, LoadError> {
    let Some(wanted) = option else {
        return Ok(None);
    };
    let position = || wanted.parse::<usize>().ok()?.checked_sub(1);
    let found = header.iter().position(|c| c == wanted).or_else(position);
    match found.filter(|&i| i < header.len()) {
        Some(i) => Ok(Some(i)),
        None => Err(LoadError::Option {
            message: format!("{flag} {wanted}: {} has no such column", text.shown),
            hint: format!("its columns are {}", header.join(", ")),
        }),
    }
}

fn node_roles(header: &[String], id: usize, is_ours: bool) -> Vec<Role> {
    let labels = match is_ours {
        true => header.iter().position(|c| c == NODES[1]),
        false => names::label(header, names::name(header)),
    };
    let role = |(i, name): (usize, &String)| match name.as_str() {
        _ if i == id => Role::Id,
        _ if Some(i) == labels => Role::Labels,
        "id_group" => Role::Group,
        name => Role::Property(name.to_owned()),
    };
    header.iter().enumerate().map(role).collect()
}

fn relationship_roles(
    header: &[String],
    (start, end): (usize, usize),
    typed: Option<usize>,
    is_ours: bool,
) -> Vec<Role> {
    let role = |(i, name): (usize, &String)| match name.as_str() {
        _ if i == start => Role::Start,
        _ if i == end => Role::End,
        _ if Some(i) == typed => Role::Type,
        "key" if is_ours => Role::Key,
        "src_group" => Role::StartGroup,
        "dst_group" => Role::EndGroup,
        name => Role::Property(name.to_owned()),
    };
    header.iter().enumerate().map(role).collect()
}

impl Rows for Table {
    fn read(&self, texts: &[Text], to: &mut Receiver<'_>) {
        let text = &texts[self.text];
        to.begin(&text.shown);
        let mut first = 1;
        let file = File::open(&text.bytes);
        let read = file.and_then(|file| {
            file.read(|rows, batch| {
                self.rows(rows, batch, first, to);
                first += u32::try_from(rows).unwrap_or(0);
            })
        });
        if let Err(error) = read {
            to.report(damaged(&text.shown, &error));
        }
    }
}

impl Table {
    /// Hands over a batch of rows, of which the first has that number.
    fn rows(&self, rows: usize, mut batch: Batch, first: u32, to: &mut Receiver<'_>) {
        let taken: &[&str] = match self.is_node {
            true => &NODES,
            false => &RELATIONSHIPS,
        };
        for (row, number) in (0..rows).zip(first..) {
            let mut properties = BTreeMap::new();
            let mut marks = Marks::default();
            for (role, values) in self.roles.iter().zip(&mut batch) {
                let Some(value) = values[row].take() else {
                    continue;
                };
                match role {
                    Role::Property(name) => {
                        properties.insert(key(name, &value, taken).to_owned(), value);
                    }
                    Role::Labels => marks.labels = labels(value),
                    role => marks.set(role, &value),
                }
            }
            match self.is_node {
                true => {
                    let own = marks.labels.iter().map(String::as_str);
                    let labels: Vec<&str> = own.chain(self.name.as_deref()).collect();
                    to.node(number, (&marks.group, &marks.id), &labels, properties);
                }
                false => {
                    let kind = match marks.kind.as_str() {
                        "" => self.name.as_deref().unwrap_or_default(),
                        kind => kind,
                    };
                    let start = (marks.group.as_str(), marks.id.as_str());
                    let end = (marks.end_group.as_str(), marks.end.as_str());
                    to.relationship(number, kind, (start, end), &marks.key, properties);
                }
            }
        }
    }
}

/// What a row has besides its properties; a relationship's start is in `id` and `group`.
#[derive(Default)]
struct Marks {
    id: String,
    group: String,
    labels: Vec<String>,
    end: String,
    end_group: String,
    kind: String,
    key: String,
}

impl Marks {
    fn set(&mut self, role: &Role, value: &Value) {
        let place = match role {
            Role::Id | Role::Start => &mut self.id,
            Role::Group | Role::StartGroup => &mut self.group,
            Role::End => &mut self.end,
            Role::EndGroup => &mut self.end_group,
            Role::Type => &mut self.kind,
            _ => &mut self.key,
        };
        *place = value.to_string();
    }
}

/// Labels in a list, or in a text that is split at `;`.
fn labels(value: Value) -> Vec<String> {
    let text = match value {
        Value::List(items) => return items.iter().map(ToString::to_string).collect(),
        value => value.to_string(),
    };
    let labels = text.split(';').map(str::trim);
    labels
        .filter(|l| !l.is_empty())
        .map(str::to_owned)
        .collect()
}

/// The key of a property by the name of its column, which has the type after it where the key
/// comes in several.
fn key<'k>(name: &'k str, value: &Value, taken: &[&str]) -> &'k str {
    let kind = value.as_ref().map(|value| value.kind());
    let name = match name.rsplit_once(':') {
        Some((key, typed)) if kind.is_some() && PropertyType::parse(typed) == kind => key,
        _ => name,
    };
    reserved::restore(name, taken)
}
