//! Graphs that are scripts of Cypher: what its `CREATE` and simple `MERGE` clauses make.
//!
//! The form in which example graphs are published. A script is run as a database would run it, on
//! an empty graph and clause by clause ([`script`]), with as much of expressions as such scripts
//! use ([`constant`]). What only reads is passed over, what else would change the graph is a
//! problem. Knows no queries: those need a graph, and here is none yet.
//!
//! A node's id is its property `id` where each node has one and no two have the same, else the
//! variable that it was made under, else a number; where it is not the property, queries do not
//! see it.

mod constant;
mod script;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use crate::graph::TemporalKeys;
use crate::model::{Kind, Place, Problem, Value};
use crate::syntax::{Span, parse_script, tokenize};

use super::given::{Receiver, Rows};
use super::input::Texts;
use super::table::Plan;
use super::text::Text;
use super::{LoadError, Options, Reader, names, scan};
use script::Made;

/// The property that gives nodes their ids.
const ID: &str = "id";

/// Whether it is one text, and Cypher: by its extension, or by its first word.
pub(super) fn recognise(texts: &Texts, _: &Options) -> bool {
    let [text] = texts.texts.as_slice() else {
        return false;
    };
    match names::extension(&text.path).to_ascii_lowercase().as_str() {
        "cypher" | "cql" | "cyp" => true,
        "" => begins(&text.bytes),
        _ => false,
    }
}

/// Whether a text that no extension speaks for begins with a clause that makes something.
fn begins(bytes: &[u8]) -> bool {
    let mut start = bytes.trim_ascii_start();
    while start.starts_with(b"//") {
        let end = start.iter().position(|&b| b == b'\n');
        start = start[end.unwrap_or(start.len())..].trim_ascii_start();
    }
    ["CREATE", "MERGE"].iter().any(|word| {
        let (first, rest) = start.split_at(word.len().min(start.len()));
        let after = rest.trim_ascii_start().first();
        first.eq_ignore_ascii_case(word.as_bytes()) && after == Some(&b'(')
    })
}

/// Runs the script.
pub(super) fn plan(texts: &Texts, reader: &mut Reader<'_>) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    // What is wrong with the bytes is reported already.
    let Some(text) = texts.texts.first() else {
        return Ok(plan);
    };
    let Ok(content) = std::str::from_utf8(&text.bytes) else {
        return Ok(plan);
    };
    let statements = match parse_script(content) {
        Ok(statements) => statements,
        Err(error) => {
            let mut problem = Problem::new(Kind::Malformed, error.to_string());
            let hint = "nothing of a script that is no Cypher is read";
            problem.hint = error.hint.clone().or_else(|| Some(hint.to_owned()));
            reader.problems.push(problem.at(place(text, error.span)));
            return Ok(plan);
        }
    };
    let mut made = Made::default();
    let mut passed_over = 0;
    for statement in &statements {
        match made.run(statement) {
            Ok(true) => {}
            Ok(false) => passed_over += 1,
            Err(mistake) => {
                let problem = Problem::new(Kind::Malformed, mistake.message).hint(mistake.hint);
                reader.problems.push(problem.at(place(text, mistake.span)));
            }
        }
    }
    if made.nodes.is_empty() && reader.problems.is_empty() && !tokenize(content).tokens.is_empty() {
        return Err(LoadError::NotAGraph {
            path: text.shown.clone(),
            reason: "the script makes no node".to_owned(),
            hint: "a graph in Cypher is a script of CREATE clauses, such as \
                   CREATE (a:Model {name: 'GPT-4'})"
                .to_owned(),
        });
    }
    if passed_over > 0 {
        let shown = &text.shown;
        reader.notes.push(format!(
            "{shown}: statements that make nothing were passed over: {passed_over}"
        ));
    }
    plan.made_ids = !by_property(&made);
    plan.temporal = TemporalKeys {
        nodes: temporal(made.nodes.iter().map(|it| (&it.properties, &it.temporal))),
        relationships: {
            let all = made.relationships.iter();
            temporal(all.map(|it| (&it.properties, &it.temporal)))
        },
    };
    plan.given.push(Box::new(Script {
        shown: text.shown.clone(),
        ids: ids(&made, !plan.made_ids),
        made,
    }));
    Ok(plan)
}

/// Where a part of the script stands; of more than a line, what stands on its first.
fn place(text: &Text, span: Span) -> Place {
    let (line, column) = text.line_and_column(span.start as usize);
    let mut place = Place::line(&text.shown, line);
    let content = std::str::from_utf8(&text.bytes).unwrap_or_default();
    let first = span.of(content).lines().next().unwrap_or_default();
    let width = u32::try_from(first.chars().count()).unwrap_or(u32::MAX);
    (place.column, place.width) = (column, width.max(1));
    place
}

/// A node's property `id` as the text of an id.
fn stated(node: &script::Node) -> Option<String> {
    match node.properties.get(ID) {
        Some(Value::Text(text)) if !text.is_empty() => Some(text.clone()),
        Some(Value::Integer(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// Whether each node has an `id`, and none that another has.
fn by_property(made: &Made) -> bool {
    let mut seen = HashSet::new();
    let mut all = made.nodes.iter().map(stated);
    all.all(|id| id.is_some_and(|id| seen.insert(id)))
}

/// The properties that are temporal values wherever they are.
fn temporal<'a>(
    all: impl Iterator<Item = (&'a BTreeMap<String, Value>, &'a Vec<String>)>,
) -> BTreeSet<String> {
    let (mut temporal, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (properties, keys) in all {
        for key in properties.keys() {
            let found = if keys.contains(key) {
                &mut temporal
            } else {
                &mut others
            };
            if !found.contains(key) {
                found.insert(key.clone());
            }
        }
    }
    temporal.difference(&others).cloned().collect()
}

/// The nodes' ids.
fn ids(made: &Made, by_property: bool) -> Vec<String> {
    if by_property {
        return made.nodes.iter().filter_map(stated).collect();
    }
    let mut under: BTreeMap<&str, usize> = BTreeMap::new();
    for node in &made.nodes {
        *under.entry(node.variable.as_str()).or_default() += 1;
    }
    let mut number = 0;
    let mut next = || loop {
        number += 1;
        let id = format!("n{number}");
        if !under.contains_key(id.as_str()) {
            return id;
        }
    };
    let id = |node: &script::Node| match under.get(node.variable.as_str()) {
        Some(1) if !node.variable.is_empty() => node.variable.clone(),
        _ => next(),
    };
    made.nodes.iter().map(id).collect()
}

/// What a script made.
#[derive(Debug)]
struct Script {
    shown: String,
    made: Made,
    ids: Vec<String>,
}

impl Rows for Script {
    fn read(&self, texts: &[Text], to: &mut Receiver<'_>) {
        let starts = texts.first().map(|text| scan::line_starts(&text.bytes));
        let starts = starts.unwrap_or_default();
        let line = |span: Span| {
            let line = starts.partition_point(|&start| start <= span.start as usize);
            u32::try_from(line).unwrap_or(0)
        };
        to.begin(&self.shown);
        for (node, id) in self.made.nodes.iter().zip(&self.ids) {
            let labels: Vec<&str> = node.labels.iter().map(String::as_str).collect();
            let mut properties = node.properties.clone();
            // A text that is the id already need not be a property beside it.
            if matches!(properties.get(ID), Some(Value::Text(text)) if text == id) {
                properties.remove(ID);
            }
            to.node(line(node.span), ("", id), &labels, properties);
        }
        for link in &self.made.relationships {
            let [start, end] = link.ends.map(|end| ("", self.ids[end].as_str()));
            let properties = link.properties.clone();
            to.relationship(line(link.span), &link.kind, (start, end), "", properties);
        }
    }
}
