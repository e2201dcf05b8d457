//! A script of Cypher for cypher-shell and Neo4j Browser that makes the graph in a database.
//!
//! The database is that of a push (see [`super::database`]). First the constraints, then the rows
//! beside the data, nodes and relationships in batches, each a statement and a transaction of its
//! own. What is there already is found and compared, so that a second run writes nothing. What the
//! graph has no more stays. Literals and names are written so that Cypher 5, which reads `\uXXXX`
//! before anything else, and later versions, which do so within texts only, read the same.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

use crate::graph::stored::{GRAPH, GROUP, ID, KEY, NODE, ROW, ROW_KEY};
use crate::graph::{NodeId, RelationshipId, Subgraph};
use crate::model::Value;

use super::Written;
use super::database::{CONSTRAINTS, DEFAULT_NAME, Shape, StoredNode, colons, quoted};
use super::fields::Field;

/// How many rows a statement has: a server reads it whole before it begins.
const BATCH: usize = 500;

/// Writes the script.
pub(super) fn write(part: Subgraph<'_>, out: &mut dyn Write) -> Written {
    let shape = Shape::new(part, DEFAULT_NAME)?;
    let mut out = io::BufWriter::new(out);
    for constraint in CONSTRAINTS {
        writeln!(out, "{};", constraint.statement())?;
    }
    rows(&shape, &mut out)?;
    nodes(&shape, &mut out)?;
    relationships(&shape, &mut out)?;
    out.flush()?;
    Ok(Vec::new())
}

/// Sets what differs: a property that is set to what it is counts as written.
fn set(variable: &str, cell: usize) -> String {
    format!(
        "WITH {variable}, row[{cell}] AS p \
         WHERE any(key IN keys(p) WHERE {variable}[key] IS NULL OR {variable}[key] <> p[key]) \
         SET {variable} += p;"
    )
}

fn rows(shape: &Shape<'_>, out: &mut dyn Write) -> io::Result<()> {
    let mut by_labels: BTreeMap<Vec<String>, Vec<StoredNode>> = BTreeMap::new();
    for row in shape.rows() {
        by_labels.entry(row.labels.clone()).or_default().push(row);
    }
    let name = text(shape.name());
    for (labels, rows) in by_labels {
        let merge = format!(
            "MERGE (n:{ROW} {{{GRAPH}: {name}, {ROW_KEY}: row[0]}}) SET n{} {}",
            colons(&labels),
            set("n", 1)
        );
        statements(out, &rows, &merge, |row| {
            let key = row.properties.iter().find(|field| field.key == ROW_KEY);
            let key = key.map_or(&Value::Null, |field| &field.value);
            let own = properties(&row.properties, &[GRAPH, ROW_KEY]);
            format!("[{}, {own}]", literal(key))
        })?;
    }
    Ok(())
}

fn nodes(shape: &Shape<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graph = shape.part().graph;
    let mut by_labels: BTreeMap<Vec<&str>, Vec<NodeId>> = BTreeMap::new();
    for &node in shape.part().selection.nodes() {
        let labels = graph.label_names(node).collect();
        by_labels.entry(labels).or_default().push(node);
    }
    let name = text(shape.name());
    for (labels, nodes) in by_labels {
        let labels = match labels.is_empty() {
            true => String::new(),
            false => format!("SET n{} ", colons(&labels)),
        };
        let merge = format!(
            "MERGE (n:{NODE} {{{GRAPH}: {name}, {GROUP}: row[0], {ID}: row[1]}}) {labels}{}",
            set("n", 2)
        );
        statements(out, &nodes, &merge, |&node| {
            let own = properties(&shape.node(node).properties, &[GRAPH, GROUP, ID]);
            let (group, id) = (text(graph.group(node)), text(graph.id(node)));
            format!("[{group}, {id}, {own}]")
        })?;
    }
    Ok(())
}

fn relationships(shape: &Shape<'_>, out: &mut dyn Write) -> io::Result<()> {
    let graph = shape.part().graph;
    let mut by_type: BTreeMap<&str, Vec<RelationshipId>> = BTreeMap::new();
    for &rel in shape.part().selection.relationships() {
        by_type.entry(graph.type_name(rel)).or_default().push(rel);
    }
    let name = text(shape.name());
    for (kind, rels) in by_type {
        let merge = format!(
            "MATCH (s:{NODE} {{{GRAPH}: {name}, {GROUP}: row[0], {ID}: row[1]}}) \
             MATCH (e:{NODE} {{{GRAPH}: {name}, {GROUP}: row[2], {ID}: row[3]}}) \
             MERGE (s)-[r:{} {{{GRAPH}: {name}, {KEY}: row[4]}}]->(e) {}",
            quoted(kind),
            set("r", 5)
        );
        statements(out, &rels, &merge, |&rel| {
            let (start, end) = (graph.start(rel), graph.end(rel));
            let ends = [
                graph.group(start),
                graph.id(start),
                graph.group(end),
                graph.id(end),
                graph.key(rel),
            ];
            let ends = ends.map(text).join(", ");
            let own = properties(&shape.relationship(rel).properties, &[GRAPH, KEY]);
            format!("[{ends}, {own}]")
        })?;
    }
    Ok(())
}

/// Writes a statement for each batch of rows.
fn statements<T>(
    out: &mut dyn Write,
    rows: &[T],
    merge: &str,
    literal: impl Fn(&T) -> String,
) -> io::Result<()> {
    for batch in rows.chunks(BATCH) {
        writeln!(out, "UNWIND [")?;
        for (number, row) in (1..).zip(batch) {
            let comma = if number < batch.len() { "," } else { "" };
            writeln!(out, "{}{comma}", literal(row))?;
        }
        writeln!(out, "] AS row {merge}")?;
    }
    Ok(())
}

/// Properties as a map, without those that say which row it is.
fn properties(fields: &[Field], without: &[&str]) -> String {
    let own = fields.iter().filter(|f| !without.contains(&f.key.as_str()));
    let pairs = own.map(|f| format!("{}: {}", quoted(&f.key), literal(&f.value)));
    let pairs: Vec<String> = pairs.collect();
    format!("{{{}}}", pairs.join(", "))
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Boolean(b) => b.to_string(),
        Value::Integer(i) => i.to_string(),
        Value::Float(x) if x.is_nan() => "NaN".to_owned(),
        Value::Float(x) if x.is_infinite() => match x.is_sign_negative() {
            true => "-Infinity".to_owned(),
            false => "Infinity".to_owned(),
        },
        // Always with a point or an exponent, which makes it a float.
        Value::Float(x) => format!("{x:?}"),
        Value::Text(text) => self::text(text),
        Value::Date(date) => format!("date('{date}')"),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(literal).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

/// A text between quotes.
fn text(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    let mut after_backslash = false;
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\'' => out.push_str("\\'"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // `\\u` would be read as the beginning of a code before the backslashes are.
            'u' if after_backslash => out.push_str("\\u0075"),
            c if c.is_control() || c == '\u{feff}' => {
                // All of these are below U+10000; writing into a text cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
        after_backslash = c == '\\';
    }
    out.push('\'');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;
    use crate::graph::Selection;

    #[test]
    fn literals_read_as_what_they_are() {
        let table = [
            (
                Value::Text("it's \\users\n".to_owned()),
                r"'it\'s \\\u0075sers\n'",
            ),
            (
                Value::Text("\u{0}\u{2028}文".to_owned()),
                "'\\u0000\u{2028}文'",
            ),
            (Value::Float(7.0), "7.0"),
            (Value::Float(1e300), "1e300"),
            (Value::Integer(i64::MIN), "-9223372036854775808"),
            (Value::List(vec![Value::Boolean(true)]), "[true]"),
            (Value::List(Vec::new()), "[]"),
        ];
        for (value, wanted) in table {
            assert_eq!(literal(&value), wanted);
        }
    }

    #[test]
    fn the_script_of_a_small_graph() {
        let graph = fixture::graph();
        let selection = Selection::all(&graph);
        let part = Subgraph {
            graph: &graph,
            selection: &selection,
        };
        let mut out = Vec::new();
        write(part, &mut out).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }
}
