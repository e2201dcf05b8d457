//! A folder for `neo4j-admin database import full` of Neo4j 5, with the script that runs it.
//!
//! The database that it makes is that of a push (see [`super::database`]), so that a push after it
//! writes nothing. Nodes are in files by id group and first label, relationships by the groups of
//! their ends and type; headers stand in files of their own. A file more is needed where a property
//! comes in two types. What the tool reads otherwise than it is written was tried on 5.26: names of
//! columns with brackets or line breaks, and arrays without a text.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use crate::graph::stored;
use crate::graph::{NodeId, RelationshipId, Subgraph};
use crate::model::{PropertyType, Value};

use super::database::{CONSTRAINTS, DEFAULT_NAME, Shape};
use super::fields::Field;
use super::{ExportError, Files, Written};

/// The largest cell that the tool's buffers, of 4 MiB unless asked for, surely hold.
const LARGE: usize = 1 << 20;

/// Writes the folder.
pub(super) fn write(part: Subgraph<'_>, files: &mut dyn Files) -> Written {
    let shape = Shape::new(part, DEFAULT_NAME)?;
    let graph = part.graph;
    let spaces = spaces(part);
    let space = |node: NodeId| spaces.get(graph.group(node)).map_or("", String::as_str);
    let mut found = Found::default();

    let nodes = part.selection.nodes().iter().copied();
    let of_node = |node: NodeId| {
        let label = graph.label_names(node).next().unwrap_or_default();
        let id = format!("{}:ID({})", stored::ID, space(node));
        (format!("nodes-{label}"), vec![id, ":LABEL".to_owned()])
    };
    let node_record = |node: NodeId| {
        let stored = shape.node(node);
        let mut fields = stored.properties;
        fields.retain(|field| field.key != stored::ID);
        let marks = vec![text(graph.id(node)), texts(&stored.labels)];
        Record { marks, fields }
    };
    let nodes = tables(nodes, of_node, node_record, &mut found)?;

    let rels = part.selection.relationships().iter().copied();
    let of_rel = |rel: RelationshipId| {
        let start = format!(":START_ID({})", space(graph.start(rel)));
        let end = format!(":END_ID({})", space(graph.end(rel)));
        let stem = format!("relationships-{}", graph.type_name(rel));
        (stem, vec![start, end, ":TYPE".to_owned()])
    };
    let rel_record = |rel: RelationshipId| {
        let ends = [graph.start(rel), graph.end(rel)].map(|node| text(graph.id(node)));
        let mut marks = ends.to_vec();
        marks.push(text(graph.type_name(rel)));
        let fields = shape.relationship(rel).properties;
        Record { marks, fields }
    };
    let rels = tables(rels, of_rel, rel_record, &mut found)?;

    let rows = shape.rows();
    let row_record = |at: usize| {
        let mut fields = rows[at].properties.clone();
        let key = fields.iter().position(|field| field.key == stored::ROW_KEY);
        let key = key.map_or(Value::Null, |key| fields.remove(key).value);
        let marks = vec![key, texts(&rows[at].labels)];
        Record { marks, fields }
    };
    let id = format!("{}:ID(rows)", stored::ROW_KEY);
    let of_row = |_| ("rows".to_owned(), vec![id.clone(), ":LABEL".to_owned()]);
    let beside = tables(0..rows.len(), of_row, row_record, &mut found)?;

    let mut folder = Folder {
        files,
        taken: BTreeSet::new(),
        delimiter: found.delimiter()?,
        arguments: Vec::new(),
    };
    folder.write("nodes", &nodes, node_record)?;
    folder.write("nodes", &beside, row_record)?;
    folder.write("relationships", &rels, rel_record)?;
    folder.script(found.longest)?;
    Ok(Vec::new())
}

/// A name for the ids of each group. The tool takes no mixture of named and nameless ones.
fn spaces(part: Subgraph<'_>) -> BTreeMap<&str, String> {
    let nodes = part.selection.nodes().iter();
    let groups: BTreeSet<&str> = nodes.map(|&node| part.graph.group(node)).collect();
    let name = |(number, group)| match group {
        "" => ("", "nodes".to_owned()),
        group => (group, format!("nodes-{number}")),
    };
    (1..).zip(groups).map(name).collect()
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn texts(texts: &[String]) -> Value {
    Value::List(texts.iter().map(|item| text(item)).collect())
}

/// A row: what the tool wants first, and the properties.
struct Record {
    marks: Vec<Value>,
    fields: Vec<Field>,
}

/// Rows that one header fits.
struct Table<T> {
    /// What its file is to be called.
    stem: String,
    /// The headers of what stands before the properties.
    marks: Vec<String>,
    columns: BTreeMap<String, PropertyType>,
    rows: Vec<T>,
}

/// What all rows have.
#[derive(Default)]
struct Found {
    /// The characters of items of arrays, and of labels.
    used: BTreeSet<char>,
    /// The bytes of the longest value.
    longest: usize,
}

/// The tables that rows need; `of` says what a row's file is called and begins with.
fn tables<T: Copy>(
    rows: impl Iterator<Item = T>,
    of: impl Fn(T) -> (String, Vec<String>),
    record: impl Fn(T) -> Record,
    found: &mut Found,
) -> Result<Vec<Table<T>>, ExportError> {
    let mut all: BTreeMap<(String, Vec<String>), Vec<Table<T>>> = BTreeMap::new();
    for row in rows {
        let Record { marks, fields } = record(row);
        for value in marks.iter().chain(fields.iter().map(|field| &field.value)) {
            found.look(value);
        }
        let (stem, marks) = of(row);
        let tables = all.entry((stem.clone(), marks.clone())).or_default();
        let fits = |table: &Table<T>| {
            fields.iter().all(|field| {
                let known = table.columns.get(&field.key);
                known.is_none_or(|known| *known == kind(field))
            })
        };
        let at = tables.iter().position(fits).unwrap_or(tables.len());
        if at == tables.len() {
            tables.push(Table {
                stem,
                marks,
                columns: BTreeMap::new(),
                rows: Vec::new(),
            });
        }
        let table = &mut tables[at];
        table.rows.push(row);
        for field in fields {
            check(&field)?;
            if !table.columns.contains_key(&field.key) {
                table.columns.insert(field.key.clone(), kind(&field));
            }
        }
    }
    Ok(all.into_values().flatten().collect())
}

fn kind(field: &Field) -> PropertyType {
    let value = field.value.as_ref();
    value.map_or(PropertyType::Text, |value| value.kind())
}

/// Refuses what the tool would read as something else.
fn check(field: &Field) -> Result<(), ExportError> {
    let key = &field.key;
    if key.contains(['(', ')', '{', '}', '\n', '\r']) {
        return Err(ExportError::unfit(
            format!("the property {key:?} cannot be a column of neo4j-admin's import"),
            "a name there has no brackets and no line breaks; rename it, or export cypher",
        ));
    }
    let no_text = |item: &Value| matches!(item, Value::Text(text) if text.is_empty());
    match &field.value {
        Value::List(items) if items.len() < 2 && items.iter().all(no_text) => {
            Err(ExportError::unfit(
                format!("{key} is an array without a text, which neo4j-admin's import cannot make"),
                "leave the property out, or export cypher",
            ))
        }
        Value::Float(x) if !x.is_finite() => Err(ExportError::unfit(
            format!("{key} is no finite number"),
            "leave the property out",
        )),
        _ => Ok(()),
    }
}

impl Found {
    fn look(&mut self, value: &Value) {
        match value {
            Value::Text(text) => self.longest = self.longest.max(text.len()),
            Value::List(items) => {
                let mut length = 0;
                for item in items {
                    if let Value::Text(text) = item {
                        length += text.len() + 1;
                        self.used.extend(text.chars());
                    }
                }
                self.longest = self.longest.max(length);
            }
            _ => {}
        }
    }

    /// What can stand between items: the tool knows no way to escape it.
    fn delimiter(&self) -> Result<char, ExportError> {
        // Those for private use come last: no text should have any.
        let mut candidates = [';', '|', '\u{1f}']
            .into_iter()
            .chain('\u{e000}'..='\u{f8ff}');
        let free = candidates.find(|candidate| !self.used.contains(candidate));
        free.ok_or_else(|| {
            ExportError::unfit(
                "every character that could stand between items of arrays is in one",
                "export cypher, which has arrays",
            )
        })
    }
}

/// The folder while it is written.
struct Folder<'f> {
    files: &'f mut dyn Files,
    /// Stems of files that are there, in lower case: some disks do not tell cases apart.
    taken: BTreeSet<String>,
    delimiter: char,
    /// Which files the tool is to read as what.
    arguments: Vec<String>,
}

impl Folder<'_> {
    /// Writes a header and a file of rows for each table.
    fn write<T: Copy>(
        &mut self,
        option: &str,
        tables: &[Table<T>],
        record: impl Fn(T) -> Record,
    ) -> io::Result<()> {
        for table in tables {
            let stem = self.stem(&table.stem);
            let columns = table.columns.iter();
            let columns = columns.map(|(key, kind)| format!("{key}:{}", kind.name()));
            let mut header: Vec<String> = table.marks.iter().cloned().chain(columns).collect();
            // The tool ignores such a column; `-g` must know.
            let says = self.delimiter != ';' && table.stem == "rows";
            if says {
                let code = u32::from(self.delimiter);
                header.push(format!("{}{code:04X}:IGNORE", stored::ARRAY_DELIMITER));
            }
            let header: Vec<Value> = header.into_iter().map(Value::Text).collect();
            let out = self.files.begin(&format!("{stem}-header.csv"))?;
            line(out, header.iter(), self.delimiter)?;
            let out = self.files.begin(&format!("{stem}.csv"))?;
            for &row in &table.rows {
                let Record { marks, fields } = record(row);
                let value = |key| {
                    let at = fields.binary_search_by(|field| field.key.as_str().cmp(key));
                    at.map_or(&Value::Null, |at| &fields[at].value)
                };
                let cells = table.columns.keys().map(|key| value(key.as_str()));
                let last = says.then_some(&Value::Null);
                line(out, marks.iter().chain(cells).chain(last), self.delimiter)?;
            }
            let argument = format!("--{option}={stem}-header.csv,{stem}.csv");
            self.arguments.push(argument);
        }
        Ok(())
    }

    /// A free name for files: the tool takes names as patterns, so they are of plain characters.
    fn stem(&mut self, wanted: &str) -> String {
        let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let plain = |c| if is_plain(c) { c } else { '_' };
        let wanted: String = wanted.chars().take(100).map(plain).collect();
        let numbered = |number: usize| match number {
            1 => wanted.clone(),
            number => format!("{wanted}-{number}"),
        };
        // `x-header.csv` is the header of `x.csv`.
        let is_free = |stem: &String| {
            let stem = stem.to_lowercase();
            !stem.ends_with("-header") && !self.taken.contains(&stem)
        };
        let free = (1..).map(numbered).find(is_free).unwrap_or_default();
        self.taken.insert(free.to_lowercase());
        free
    }

    /// Writes what runs the import, and what makes the constraints, which an import cannot.
    fn script(&mut self, longest: usize) -> io::Result<()> {
        let out = self.files.begin("constraints.cypher")?;
        for constraint in CONSTRAINTS {
            writeln!(out, "{};", constraint.statement())?;
        }
        let mut options = vec![
            "--strict".to_owned(),
            "--overwrite-destination".to_owned(),
            "--multiline-fields=true".to_owned(),
        ];
        options.push(match self.delimiter {
            plain @ (';' | '|') => format!("--array-delimiter='{plain}'"),
            other => format!("--array-delimiter='U+{:04X}'", u32::from(other)),
        });
        if longest > LARGE {
            let mebibytes = longest.div_ceil(1 << 20).saturating_mul(4);
            options.push(format!("--read-buffer-size={mebibytes}m"));
        }
        options.append(&mut self.arguments);
        let out = self.files.begin("import.sh")?;
        writeln!(out, "{HEAD}    {}\n{TAIL}", options.join(" \\\n    "))
    }
}

const HEAD: &str = r#"#!/bin/sh
# Makes a database of Neo4j 5 of this folder: ./import.sh [DATABASE] (neo4j unless given)
# Run it on the server's machine, as the server's user, while that database is stopped: what is
# in it goes. NEO4J_ADMIN names the tool where neo4j-admin is not on the PATH.
set -eu
cd "$(dirname "$0")"
database=${1:-neo4j}
"${NEO4J_ADMIN:-neo4j-admin}" database import full "$database" \
"#;

const TAIL: &str = r#"echo "$database is there. Start it, then have it keep ids unique:"
echo "  cypher-shell --database $database --file '$PWD/constraints.cypher'""#;

/// Writes a line of a file. An absent value is an empty cell, an empty text two quotes.
fn line<'v>(
    out: &mut dyn Write,
    cells: impl Iterator<Item = &'v Value>,
    delimiter: char,
) -> io::Result<()> {
    for (number, cell) in cells.enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        match cell {
            Value::Null => {}
            Value::List(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                text_cell(out, &items.join(delimiter.encode_utf8(&mut [0; 4])))?;
            }
            other => text_cell(out, &other.to_string())?,
        }
    }
    out.write_all(b"\n")
}

fn text_cell(out: &mut dyn Write, text: &str) -> io::Result<()> {
    let is_plain = |c: char| c.is_alphanumeric() || "_-.:;()[]/+".contains(c);
    match !text.is_empty() && text.chars().all(is_plain) {
        true => out.write_all(text.as_bytes()),
        false => write!(out, "\"{}\"", text.replace('"', "\"\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::data::InMemory;
    use crate::export::fixture;
    use crate::graph::{At, GraphBuilder, NodeRow, Options, Selection};
    use crate::model::Schema;

    fn written(key: &str, value: Value) -> Result<Vec<(String, String)>, String> {
        let mut builder = GraphBuilder::new(Schema::default(), Vec::new(), Options::default());
        let file = builder.file("rows", Vec::new());
        let labels = &["A"];
        let node = NodeRow {
            group: "",
            id: "1",
            labels,
            at: At { file, line: 1 },
        };
        let row = builder.node(node).unwrap();
        let column = builder.node_column(key, value.as_ref().unwrap().kind());
        builder.set_node(column, row, value.as_ref().unwrap());
        files(&builder.build().graph)
    }

    fn files(graph: &crate::graph::Graph) -> Result<Vec<(String, String)>, String> {
        let selection = &Selection::all(graph);
        let mut files = InMemory::default();
        write(Subgraph { graph, selection }, &mut files).map_err(|error| error.to_string())?;
        let text = |(path, bytes)| (path, String::from_utf8(bytes).unwrap());
        Ok(files.0.into_iter().map(text).collect())
    }

    fn file<'f>(files: &'f [(String, String)], path: &str) -> &'f str {
        let found = files.iter().find(|(own, _)| own == path);
        found.map_or("", |(_, text)| text)
    }

    #[test]
    fn the_script_of_a_small_graph() {
        let files = files(&fixture::graph()).unwrap();
        let shown = ["import.sh", "nodes-Company-header.csv", "nodes-Company.csv"];
        let shown = shown.map(|path| file(&files, path));
        insta::assert_snapshot!(shown.join("\n"));
    }

    #[test]
    fn what_the_tool_would_read_otherwise_is_an_error() {
        let empty = || Value::List(vec![text("")]);
        for (key, value) in [
            ("size (GB)", text("x")),
            ("a\nb", text("x")),
            ("k", empty()),
        ] {
            let error = written(key, value).unwrap_err();
            assert!(error.contains("neo4j-admin's import"), "{error}");
        }
        assert!(written("k", Value::List(vec![text("a"), text("")])).is_ok());
    }

    #[test]
    fn items_are_split_at_what_none_of_them_has() {
        for (item, option, cell) in [
            ("a", "';'", "a;b"),
            ("a;", "'|'", "\"a;|b\""),
            ("a;|", "'U+001F'", "\"a;|\u{1f}b\""),
        ] {
            let files = written("k", Value::List(vec![text(item), text("b")])).unwrap();
            let option = format!("--array-delimiter={option} ");
            assert!(file(&files, "import.sh").contains(&option), "{item}");
            assert!(file(&files, "nodes-A.csv").contains(cell), "{item}");
        }
    }

    #[test]
    fn a_large_text_gets_large_buffers() {
        let files = written("k", text(&"x".repeat(LARGE + 1))).unwrap();
        assert!(file(&files, "import.sh").contains("--read-buffer-size=8m "));
    }
}
