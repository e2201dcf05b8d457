//! Our own folder in its canonical form: one file a label and a relationship type, rows by id.
//!
//! A folder that was written by this is read back as the same graph and written again as the same
//! bytes. Columns stand in one order: id, labels, names, the other properties by key, provenance.
//! A label or a type gets several files (`Model.2.csv`) only where one header cannot hold its rows:
//! ids of several groups, or one property in several types.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use crate::graph::{ALIASES, Entity, Graph, NAME, NAME_ZH, NodeId, PROVENANCE, Subgraph};
use crate::model::{PropertyType, Value, ValueRef};

use super::sheets::{self, Sheet};
use super::{ExportError, Files, Written};

/// The file of nodes without a label, and of relationships whose type is no file name.
const NAMELESS: &str = "_";

/// Properties that stand before all others, in this order.
pub(super) const FIRST: [&str; 3] = [NAME, NAME_ZH, ALIASES];

/// Writes the folder.
pub(super) fn write(part: Subgraph<'_>, files: &mut dyn Files) -> Written {
    for sheet in sheets::sheets(part) {
        write_sheet(&sheet, files)?;
    }
    let mut names = Names::default();
    for (label, nodes) in by_label(part) {
        for table in Table::split(part.graph, label, nodes) {
            table.write(&names.path("nodes", label), files)?;
        }
    }
    for (kind, rels) in by_type(part) {
        for table in Table::split(part.graph, kind, rels) {
            table.write(&names.path("relationships", kind), files)?;
        }
    }
    Ok(Vec::new())
}

/// Writes a sheet as a file of its name.
fn write_sheet(sheet: &Sheet, files: &mut dyn Files) -> Result<(), ExportError> {
    let mut csv = writer(files.begin(&format!("{}.csv", sheet.name))?);
    csv.write_record(sheet.columns)?;
    for row in &sheet.rows {
        csv.write_record(row)?;
    }
    Ok(csv.flush()?)
}

pub(super) fn writer(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::Any(b'\n'))
        .from_writer(out)
}

/// The chosen nodes by their first label; empty for those without one.
fn by_label<'a>(part: Subgraph<'a>) -> BTreeMap<&'a str, Vec<Entity>> {
    let mut found: BTreeMap<&str, Vec<Entity>> = BTreeMap::new();
    for &node in part.selection.nodes() {
        let label = part.graph.labels(node).first();
        let label = label.map_or("", |&label| part.graph.label(label).name.as_str());
        found.entry(label).or_default().push(Entity::Node(node));
    }
    found
}

fn by_type<'a>(part: Subgraph<'a>) -> BTreeMap<&'a str, Vec<Entity>> {
    let mut found: BTreeMap<&str, Vec<Entity>> = BTreeMap::new();
    for &rel in part.selection.relationships() {
        let kind = part.graph.type_name(rel);
        let rel = Entity::Relationship(rel);
        found.entry(kind).or_default().push(rel);
    }
    found
}

/// The paths that are taken, in lower case: some disks do not tell cases apart.
#[derive(Default)]
struct Names(BTreeSet<String>);

impl Names {
    /// A free path for a file of that label or type.
    fn path(&mut self, folder: &str, name: &str) -> String {
        let stem = match is_file_name(name) {
            true => name,
            false => NAMELESS,
        };
        let path = |number: usize| match number {
            1 => format!("{folder}/{stem}.csv"),
            number => format!("{folder}/{stem}.{number}.csv"),
        };
        let free = (1..)
            .map(path)
            .find(|path| !self.0.contains(&path.to_lowercase()));
        let free = free.unwrap_or_default();
        self.0.insert(free.to_lowercase());
        free
    }
}

/// Whether a file's name may say it: the part up to the first dot is read as the label or type.
fn is_file_name(name: &str) -> bool {
    let odd = |c: char| c.is_control() || "./\\:*?\"<>|".contains(c);
    let edge = |c: char| c.is_whitespace();
    !name.is_empty()
        && name != NAMELESS
        && name.len() <= 100
        && !name.contains(odd)
        && !name.starts_with(edge)
        && !name.ends_with(edge)
}

/// A property of one type.
type Column<'a> = (&'a str, PropertyType);

/// What one header says of a row: its id groups, and the types of properties that have several.
type Shape<'a> = (Vec<&'a str>, Vec<PropertyType>);

/// The rows of one file.
struct Table<'a> {
    graph: &'a Graph,
    /// The label or type that the file is for.
    name: &'a str,
    rows: Vec<Entity>,
    columns: Vec<Column<'a>>,
}

impl<'a> Table<'a> {
    /// The tables that rows of one label or type need.
    fn split(graph: &'a Graph, name: &'a str, rows: Vec<Entity>) -> Vec<Table<'a>> {
        let all = columns(graph, &rows);
        let several: Vec<Column<'a>> = all
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|run| run.len() > 1)
            .map(|run| run[0])
            .collect();
        let mut by_shape: BTreeMap<Shape<'a>, Vec<Entity>> = BTreeMap::new();
        for row in rows {
            // A row without the property may stand in any of the files: it goes to the first.
            let kind = |&(key, first): &Column<'a>| stored(graph, row, key).unwrap_or(first);
            let shape = (groups(graph, row), several.iter().map(kind).collect());
            by_shape.entry(shape).or_default().push(row);
        }
        let tables = by_shape.into_values().map(|rows| Table {
            graph,
            name,
            columns: match several.is_empty() {
                true => all.clone(),
                false => columns(graph, &rows),
            },
            rows,
        });
        tables.collect()
    }

    fn write(mut self, path: &str, files: &mut dyn Files) -> Result<(), ExportError> {
        let mut csv = writer(files.begin(path)?);
        let named = path.split(['/', '.']).nth(1) == Some(self.name);
        let marks = self.marks(named);
        self.columns
            .sort_by_key(|&(key, kind)| (rank(key), key, kind));
        let header = self.columns.iter().map(|&column| declared(column));
        csv.write_record(marks.iter().map(|mark| self.head(*mark)).chain(header))?;
        let place: BTreeMap<Column<'_>, usize> = self.columns.iter().copied().zip(0..).collect();
        for &row in &self.rows {
            let mut cells = vec![String::new(); place.len()];
            for (key, value) in self.graph.properties(row) {
                if let Some(&at) = place.get(&(key, value.kind())) {
                    cells[at] = cell(self.graph, row, key, value)?;
                }
            }
            let first = marks.iter().map(|mark| self.marked(*mark, row));
            csv.write_record(first.chain(cells))?;
        }
        Ok(csv.flush()?)
    }

    /// The columns before the properties. A file that is named by its label or type says it by its
    /// name, unless a node has others.
    fn marks(&self, named: bool) -> Vec<Mark> {
        let usual = match named {
            true => self.name,
            false => "",
        };
        let rows = self.rows.iter();
        let says = |mark, usual: &str| rows.clone().any(|&row| self.marked(mark, row) != usual);
        match self.rows.first() {
            Some(Entity::Node(_)) if says(Mark::Labels, usual) => vec![Mark::Id, Mark::Labels],
            Some(Entity::Node(_)) => vec![Mark::Id],
            _ => {
                let mut marks = vec![Mark::Start, Mark::End];
                marks.extend(says(Mark::Type, usual).then_some(Mark::Type));
                marks.extend(says(Mark::Key, "").then_some(Mark::Key));
                marks
            }
        }
    }

    /// The header of such a column.
    fn head(&self, mark: Mark) -> String {
        let groups = self.rows.first().map(|&row| groups(self.graph, row));
        let group = |i: usize| match groups.as_ref().and_then(|groups| groups.get(i)) {
            None | Some(&"") => String::new(),
            Some(group) => format!("({group})"),
        };
        match mark {
            // A property may have the name that the column of ids usually has.
            Mark::Id => match self.columns.iter().any(|&(key, _)| key == "id") {
                true => format!(":ID{}", group(0)),
                false => format!("id:ID{}", group(0)),
            },
            Mark::Labels => ":LABEL".to_owned(),
            Mark::Start => format!(":START_ID{}", group(0)),
            Mark::End => format!(":END_ID{}", group(1)),
            Mark::Type => ":TYPE".to_owned(),
            Mark::Key => "key".to_owned(),
        }
    }

    /// What such a column holds of a row.
    fn marked(&self, mark: Mark, row: Entity) -> String {
        let graph = self.graph;
        match (row, mark) {
            (Entity::Node(node), Mark::Id) => graph.id(node).to_owned(),
            (Entity::Node(node), Mark::Labels) => {
                let labels: Vec<&str> = graph.label_names(node).collect();
                labels.join(";")
            }
            (Entity::Relationship(rel), Mark::Start) => graph.id(graph.start(rel)).to_owned(),
            (Entity::Relationship(rel), Mark::End) => graph.id(graph.end(rel)).to_owned(),
            (Entity::Relationship(rel), Mark::Type) => graph.type_name(rel).to_owned(),
            (Entity::Relationship(rel), Mark::Key) => graph.key(rel).to_owned(),
            _ => String::new(),
        }
    }
}

/// A column that is no property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mark {
    Id,
    Labels,
    Start,
    End,
    Type,
    Key,
}

/// The id group of a node, or those of the ends of a relationship.
fn groups(graph: &Graph, row: Entity) -> Vec<&str> {
    match row {
        Entity::Node(node) => vec![graph.group(node)],
        Entity::Relationship(rel) => {
            let ends = [graph.start(rel), graph.end(rel)];
            ends.iter().map(|&end: &NodeId| graph.group(end)).collect()
        }
    }
}

/// The type of a stored property.
fn stored(graph: &Graph, row: Entity, key: &str) -> Option<PropertyType> {
    let mut all = graph.properties(row);
    all.find(|(stored, _)| *stored == key)
        .map(|(_, value)| value.kind())
}

/// The columns that rows need, by key and type: of what they have, and of what claims say of them.
fn columns<'a>(graph: &'a Graph, rows: &[Entity]) -> Vec<Column<'a>> {
    let mut found: BTreeSet<Column<'a>> = BTreeSet::new();
    for &row in rows {
        found.extend(
            graph
                .properties(row)
                .map(|(key, value)| (key, value.kind())),
        );
    }
    for &row in rows {
        for claim in graph.claims(row) {
            let key = claim.property.as_str();
            if !key.is_empty() && !found.iter().any(|column| column.0 == key) {
                let kind = claim.value.as_ref().map(ValueRef::kind);
                found.insert((key, kind.unwrap_or(PropertyType::Text)));
            }
        }
    }
    found.into_iter().collect()
}

/// Where a property stands in a header: names, then all others, then provenance.
pub(super) fn rank(key: &str) -> usize {
    let at = |keys: &[&str]| keys.iter().position(|k| *k == key);
    match (at(&FIRST), at(&PROVENANCE)) {
        (Some(i), _) => i,
        (_, Some(i)) => FIRST.len() + 1 + i,
        _ => FIRST.len(),
    }
}

/// The header cell of a property. What a reader takes for granted is not said.
pub(super) fn declared((key, kind): Column<'_>) -> String {
    let plain = !key.contains([':', '{']);
    match kind == usual_kind(key) && plain && kind == PropertyType::Text {
        true => key.to_owned(),
        false => format!("{key}:{}", kind.name()),
    }
}

/// The type of a property whose header says none.
pub(super) fn usual_kind(key: &str) -> PropertyType {
    match key {
        ALIASES => PropertyType::TextList,
        _ => PropertyType::Text,
    }
}

/// A value as a cell.
fn cell(graph: &Graph, row: Entity, key: &str, value: ValueRef<'_>) -> Result<String, ExportError> {
    let ValueRef::List(items) = value else {
        return Ok(value.to_string());
    };
    let lost = |item: &&Value| match item {
        Value::Text(text) => text.is_empty() || text.contains(';') || text.trim() != text,
        _ => false,
    };
    match items.iter().find(lost) {
        None => Ok(value.to_string()),
        Some(item) => Err(ExportError::unfit(
            format!(
                "{key} of {} has the item {:?}, which a CSV cell cannot hold",
                sheets::subject(graph, row),
                item.to_string()
            ),
            "items are split at `;`, and spaces around them do not count; change the item, or \
             export json",
        )),
    }
}
