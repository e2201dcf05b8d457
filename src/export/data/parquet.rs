//! Parquet: nodes.parquet and relationships.parquet with typed columns, and a file a sheet.
//!
//! The columns are named as GraphFrames wants them, `id` of a node, `src` and `dst` of a
//! relationship, and stand where the COPY of Ladybug wants them: first. Dates stand as
//! three columns (see [`super::fields`]), days as Parquet's own dates, arrays as lists. The files
//! hold no clock and no version, so that equal graphs give equal bytes.
//!
//! The format: <https://parquet.apache.org/docs/file-format/>. The crate is Apache's own, without
//! Arrow, whose arrays would only be filled to be copied.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType};
use parquet::data_type::{DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use crate::graph::dates::{FROM, TO};
use crate::graph::{Entity, Graph, Subgraph};
use crate::model::{PropertyType, Value, reserved};

use super::fields::{self, FieldColumn};
use super::{ExportError, Files, Written};

/// Columns of nodes that are no properties.
const NODES: [&str; 3] = ["id", "labels", "id_group"];
/// Columns of relationships that are no properties.
const RELATIONSHIPS: [&str; 6] = ["src", "dst", "type", "key", "src_group", "dst_group"];

/// So many rows a row group: few enough to keep in memory, enough to pack well.
const ROWS: usize = 65_536;

/// A column of a file.
struct Column {
    name: String,
    kind: PropertyType,
    /// Whether every row has a value.
    required: bool,
}

/// The cells of a row that have a value, by the number of their column.
type Cells = Vec<(usize, Value)>;

/// Writes all files.
pub(super) fn write(part: Subgraph<'_>, files: &mut dyn Files) -> Written {
    let graph = part.graph;
    for sheet in super::sheets(part) {
        let columns: Vec<Column> = sheet.columns.iter().map(|name| text(name, false)).collect();
        let rows = sheet.rows.iter().map(|row| {
            let cells = row.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
            cells
                .map(|(i, cell)| (i, Value::Text(cell.clone())))
                .collect()
        });
        table(
            &columns,
            rows,
            files.begin(&format!("{}.parquet", sheet.name))?,
        )?;
    }
    let mut notes = Vec::new();
    let nodes = part.selection.nodes();
    let grouped = nodes.iter().any(|&node| !graph.group(node).is_empty());
    if grouped {
        let note = "ids are unique only within their group: join over id_group too";
        notes.push(format!("nodes.parquet: {note}"));
    }
    for (file, keys) in [
        ("nodes", hidden(graph.node_keys())),
        ("relationships", hidden(graph.relationship_keys())),
    ] {
        for key in keys {
            let note = "has days of its own beside it, so it is read back as text";
            notes.push(format!("{file}.parquet: the date {key} {note}"));
        }
    }
    write_nodes(part, grouped, files.begin("nodes.parquet")?)?;
    write_relationships(part, grouped, files.begin("relationships.parquet")?)?;
    Ok(notes)
}

/// Dates beside which a property stands that has the name of their first or last day.
fn hidden<'k>(keys: impl Iterator<Item = (&'k str, PropertyType)>) -> Vec<&'k str> {
    let all: Vec<(&str, PropertyType)> = keys.collect();
    let is_there = |key: String| all.iter().any(|(known, _)| *known == key);
    let is_date = |kind| matches!(kind, PropertyType::Date | PropertyType::DateList);
    let dates = all.iter().filter(|(_, kind)| is_date(*kind));
    dates
        .map(|&(key, _)| key)
        .filter(|key| is_there(format!("{key}{FROM}")) || is_there(format!("{key}{TO}")))
        .collect()
}

fn write_nodes(part: Subgraph<'_>, grouped: bool, out: &mut dyn Write) -> Result<(), ExportError> {
    let graph = part.graph;
    let mut columns = vec![text("id", true)];
    columns.push(Column {
        name: "labels".to_owned(),
        kind: PropertyType::TextList,
        required: true,
    });
    columns.extend(grouped.then(|| text("id_group", true)));
    let places = properties(&NODES, fields::node_columns(part), &mut columns);
    let rows = part.selection.nodes().iter().map(|&node| {
        let labels = graph
            .label_names(node)
            .map(|label| Value::Text(label.to_owned()));
        let mut cells = vec![
            (0, value(graph.id(node))),
            (1, Value::List(labels.collect())),
        ];
        cells.extend(grouped.then(|| (2, value(graph.group(node)))));
        fill(graph, Entity::Node(node), &places, &mut cells);
        cells
    });
    table(&columns, rows, out)
}

fn write_relationships(
    part: Subgraph<'_>,
    grouped: bool,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let graph = part.graph;
    let count = match grouped {
        true => RELATIONSHIPS.len(),
        false => RELATIONSHIPS.len() - 2,
    };
    let first = RELATIONSHIPS.iter().take(count);
    let mut columns: Vec<Column> = first.map(|&name| text(name, name != "key")).collect();
    let places = properties(
        &RELATIONSHIPS,
        fields::relationship_columns(part),
        &mut columns,
    );
    let rows = part.selection.relationships().iter().map(|&rel| {
        let (start, end, key) = (graph.start(rel), graph.end(rel), graph.key(rel));
        let mut cells = vec![
            (0, value(graph.id(start))),
            (1, value(graph.id(end))),
            (2, value(graph.type_name(rel))),
        ];
        cells.extend((!key.is_empty()).then(|| (3, value(key))));
        if grouped {
            cells.push((4, value(graph.group(start))));
            cells.push((5, value(graph.group(end))));
        }
        fill(graph, Entity::Relationship(rel), &places, &mut cells);
        cells
    });
    table(&columns, rows, out)
}

fn text(name: &str, required: bool) -> Column {
    Column {
        name: name.to_owned(),
        kind: PropertyType::Text,
        required,
    }
}

fn value(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Adds the columns of properties; gives the place of each. A key that comes in several types gets
/// one a type, with the type in its name, as in our headers: `size:long`.
fn properties(
    taken: &[&str],
    found: Vec<FieldColumn>,
    columns: &mut Vec<Column>,
) -> BTreeMap<(String, PropertyType), usize> {
    let mut places = BTreeMap::new();
    for run in found.chunk_by(|a, b| a.key == b.key) {
        for FieldColumn { key, kind } in run {
            let renamed = reserved::rename(key, taken);
            let is_typed = |name: &str| PropertyType::parse(name).is_some();
            let looks_typed = key.rsplit_once(':').is_some_and(|(_, name)| is_typed(name));
            places.insert((key.clone(), *kind), columns.len());
            columns.push(Column {
                name: match run.len() > 1 || looks_typed {
                    true => format!("{renamed}:{}", kind.name()),
                    false => renamed.into_owned(),
                },
                kind: *kind,
                required: false,
            });
        }
    }
    places
}

fn fill(
    graph: &Graph,
    entity: Entity,
    places: &BTreeMap<(String, PropertyType), usize>,
    cells: &mut Cells,
) {
    for field in fields::fields(graph, entity) {
        if let Some(kind) = field.value.as_ref().map(|value| value.kind())
            && let Some(&at) = places.get(&(field.key, kind))
        {
            cells.push((at, field.value));
        }
    }
}

/// Writes a file. Holds one row group in memory.
fn table(
    columns: &[Column],
    rows: impl Iterator<Item = Cells>,
    out: &mut dyn Write,
) -> Result<(), ExportError> {
    let properties = WriterProperties::builder()
        .set_created_by("aigraph".to_owned())
        .set_compression(Compression::SNAPPY)
        .build();
    let sink = Sink::default();
    let schema = schema(columns).map_err(failed)?;
    let mut file =
        SerializedFileWriter::new(sink.clone(), schema, Arc::new(properties)).map_err(failed)?;
    let mut rows = rows.peekable();
    while rows.peek().is_some() {
        let mut buffers: Vec<Buffer> = columns.iter().map(Buffer::new).collect();
        for cells in rows.by_ref().take(ROWS) {
            for (at, value) in cells {
                buffers[at].push(value);
            }
            buffers.iter_mut().for_each(Buffer::end_row);
        }
        let mut group = file.next_row_group().map_err(failed)?;
        for buffer in &buffers {
            let column = group.next_column().map_err(failed)?;
            let column = column.ok_or_else(|| io::Error::other("a column too many"))?;
            buffer.write(column).map_err(failed)?;
        }
        group.close().map_err(failed)?;
        sink.drain(out)?;
    }
    file.close().map_err(failed)?;
    Ok(sink.drain(out)?)
}

fn failed(error: ParquetError) -> ExportError {
    ExportError::Io(io::Error::other(error))
}

/// What the crate writes into: it wants a writer that may change threads, which ours may not.
#[derive(Clone, Default)]
struct Sink(Arc<Mutex<Vec<u8>>>);

impl Sink {
    /// Hands on what was written so far.
    fn drain(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.write_all(&bytes)?;
        bytes.clear();
        Ok(())
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn schema(columns: &[Column]) -> Result<TypePtr, ParquetError> {
    let fields: Result<Vec<TypePtr>, ParquetError> = columns.iter().map(field).collect();
    let schema = Type::group_type_builder("schema").with_fields(fields?);
    schema.build().map(Arc::new)
}

/// A column in the schema; a list has the three levels that the format prescribes.
fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let repetition = match column.required {
        true => Repetition::REQUIRED,
        false => Repetition::OPTIONAL,
    };
    let Some(item) = column.kind.item() else {
        return primitive(&column.name, column.kind, repetition);
    };
    let element = primitive("element", item, Repetition::REQUIRED)?;
    let list = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![element])
        .build()?;
    let field = Type::group_type_builder(&column.name)
        .with_repetition(repetition)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(list)]);
    field.build().map(Arc::new)
}

fn primitive(
    name: &str,
    kind: PropertyType,
    repetition: Repetition,
) -> Result<TypePtr, ParquetError> {
    let (physical, logical) = match kind {
        PropertyType::Boolean => (Physical::BOOLEAN, None),
        PropertyType::Integer => (Physical::INT64, None),
        PropertyType::Float => (Physical::DOUBLE, None),
        PropertyType::Date => (Physical::INT32, Some(LogicalType::Date)),
        _ => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
    };
    let field = Type::primitive_type_builder(name, physical)
        .with_repetition(repetition)
        .with_logical_type(logical);
    field.build().map(Arc::new)
}

/// The values of a column in one row group.
enum Values {
    Boolean(Vec<bool>),
    Integer(Vec<i64>),
    Float(Vec<f64>),
    Text(Vec<ByteArray>),
    Date(Vec<i32>),
}

impl Values {
    fn push(&mut self, value: Value) {
        match (self, value) {
            (Values::Boolean(all), Value::Boolean(b)) => all.push(b),
            (Values::Integer(all), Value::Integer(i)) => all.push(i),
            (Values::Float(all), Value::Float(x)) => all.push(x),
            (Values::Text(all), Value::Text(text)) => all.push(text.into_bytes().into()),
            (Values::Date(all), Value::Date(day)) => all.push(day.days()),
            // Items of a list have one type, and a column is that of its values.
            _ => {}
        }
    }
}

/// A column of one row group: its values, and the levels that say which row has how many.
struct Buffer {
    values: Values,
    is_list: bool,
    required: bool,
    definitions: Vec<i16>,
    repetitions: Vec<i16>,
    /// Whether the row that is being filled has a value.
    is_set: bool,
}

impl Buffer {
    fn new(column: &Column) -> Buffer {
        let values = match column.kind.item().unwrap_or(column.kind) {
            PropertyType::Boolean => Values::Boolean(Vec::new()),
            PropertyType::Integer => Values::Integer(Vec::new()),
            PropertyType::Float => Values::Float(Vec::new()),
            PropertyType::Date => Values::Date(Vec::new()),
            _ => Values::Text(Vec::new()),
        };
        Buffer {
            values,
            is_list: column.kind.item().is_some(),
            required: column.required,
            definitions: Vec::new(),
            repetitions: Vec::new(),
            is_set: false,
        }
    }

    fn level(&mut self, definition: i16, repetition: i16) {
        // What is required is defined without being counted.
        self.definitions.push(definition - i16::from(self.required));
        self.repetitions.push(repetition);
    }

    fn push(&mut self, value: Value) {
        self.is_set = true;
        match value {
            Value::List(items) if items.is_empty() => self.level(1, 0),
            Value::List(items) => {
                for (i, item) in items.into_iter().enumerate() {
                    self.level(2, i16::from(i > 0));
                    self.values.push(item);
                }
            }
            value => {
                self.level(1, 0);
                self.values.push(value);
            }
        }
    }

    fn end_row(&mut self) {
        if !std::mem::take(&mut self.is_set) {
            self.level(0, 0);
        }
    }

    fn write(&self, column: SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        match &self.values {
            Values::Boolean(all) => self.write_all::<BoolType>(all, column),
            Values::Integer(all) => self.write_all::<Int64Type>(all, column),
            Values::Float(all) => self.write_all::<DoubleType>(all, column),
            Values::Text(all) => self.write_all::<ByteArrayType>(all, column),
            Values::Date(all) => self.write_all::<Int32Type>(all, column),
        }
    }

    fn write_all<T: DataType>(
        &self,
        all: &[T::T],
        mut column: SerializedColumnWriter<'_>,
    ) -> Result<(), ParquetError> {
        let counted = self.is_list || !self.required;
        let definitions = counted.then_some(self.definitions.as_slice());
        let repetitions = self.is_list.then_some(self.repetitions.as_slice());
        column
            .typed::<T>()
            .write_batch(all, definitions, repetitions)?;
        column.close()
    }
}
