//! Graphs that are one document: GraphML, node-link JSON and its kin, JSON lines.
//!
//! A reader of such a format ([`graphml`], [`json`], [`jsonl`]) makes a [`Draft`]: nodes and
//! relationships with attributes of names and values, as the file has them. What an attribute means
//! is settled once all are read ([`meaning`]): in a file of ours its legend says it, in one that
//! another program wrote the names do, as they do for tables.

mod graphml;
mod json;
mod jsonl;
mod legend;
mod meaning;
mod raw;
mod values;

use std::collections::{BTreeMap, HashMap};

use crate::model::{Kind, Place, Problem, Value};

use super::given::{Receiver, Rows};
use super::input::Texts;
use super::places::RowRef;
use super::table::Plan;
use super::text::Text;
use super::{LoadError, Options, Reader, names, scan};

/// The document, if there is one and nothing else.
fn document(texts: &Texts) -> Option<&Text> {
    match texts.texts.as_slice() {
        [text] => Some(text),
        _ => None,
    }
}

/// Whether a text that no extension speaks for begins so.
fn begins(text: &Text, with: &[u8]) -> bool {
    let table = ["csv", "tsv", "tab", "psv", "ssv", "txt", "el"];
    let first = text.bytes.iter().find(|b| !b.is_ascii_whitespace());
    first.is_some_and(|first| with.contains(first))
        && !table.contains(&names::extension(&text.path).to_ascii_lowercase().as_str())
}

/// Whether it is an XML document.
pub(super) fn recognise_xml(texts: &Texts, _: &Options) -> bool {
    document(texts).is_some_and(|text| {
        let extension = names::extension(&text.path);
        ["graphml", "xml"].contains(&extension) || begins(text, b"<")
    })
}

/// Whether it is JSON, or JSON lines.
pub(super) fn recognise_json(texts: &Texts, _: &Options) -> bool {
    document(texts).is_some_and(|text| {
        let extension = names::extension(&text.path);
        ["json", "cyjs", "jsonl", "ndjson"].contains(&extension) || begins(text, b"{[")
    })
}

/// Reads GraphML.
pub(super) fn plan_xml(texts: &Texts, reader: &mut Reader<'_>) -> Result<Plan, LoadError> {
    plan(texts, reader, graphml::read)
}

/// Reads JSON of the shapes that [`json`] knows, or lines of it.
pub(super) fn plan_json(texts: &Texts, reader: &mut Reader<'_>) -> Result<Plan, LoadError> {
    let lines = document(texts).is_some_and(jsonl::is_lines);
    plan(texts, reader, if lines { jsonl::read } else { json::read })
}

type Read = fn(&str, &mut Source<'_, '_>) -> Result<Draft, LoadError>;

fn plan(texts: &Texts, reader: &mut Reader<'_>, read: Read) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    // What is wrong with the bytes is reported already.
    let Some(text) = document(texts) else {
        return Ok(plan);
    };
    let Ok(content) = std::str::from_utf8(&text.bytes) else {
        return Ok(plan);
    };
    let mut source = Source { text, reader };
    let draft = read(content, &mut source)?;
    meaning::settle(draft, &mut source, &mut plan)?;
    Ok(plan)
}

/// The document that is read, and who is told of it.
struct Source<'a, 'o> {
    text: &'a Text,
    reader: &'a mut Reader<'o>,
}

impl Source<'_, '_> {
    /// Reports what is wrong at an offset.
    fn report(&mut self, offset: usize, problem: Problem) {
        let (line, column) = self.text.line_and_column(offset);
        let mut place = Place::line(&self.text.shown, line);
        (place.column, place.width) = (column, 1);
        self.reader.problems.push(problem.at(place));
    }

    /// Reports what is wrong with a row, which is left out.
    fn left_out(&mut self, offset: usize, problem: Problem) {
        let (line, _) = self.text.line_and_column(offset);
        let kind = problem.kind;
        self.reader.rejects.push(RowRef {
            text: 0,
            line,
            kind,
        });
        self.report(offset, problem);
    }

    /// Reports that the file breaks the rules of its format.
    fn malformed(&mut self, offset: usize, message: impl Into<String>, hint: &str) {
        self.report(offset, Problem::new(Kind::Malformed, message).hint(hint));
    }

    /// Says what is assumed.
    fn note(&mut self, note: &str) {
        let note = format!("{}: {note}", self.text.shown);
        self.reader.notes.push(note);
    }

    /// Why there is no graph in the document.
    fn nothing(&self, reason: impl Into<String>, hint: &str) -> LoadError {
        LoadError::NotAGraph {
            path: self.text.shown.clone(),
            reason: reason.into(),
            hint: hint.to_owned(),
        }
    }
}

/// The names of attributes, each once, in the order in which they came.
#[derive(Debug, Default)]
struct Names {
    list: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    /// The number of a name.
    fn number(&mut self, name: &str) -> u32 {
        if let Some(&known) = self.numbers.get(name) {
            return known;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The number of a name that came.
    fn known(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).copied()
    }
}

/// Attributes of one node or relationship, by the numbers of their names; [`tidy`] puts them in
/// the order of these.
type Values = Vec<(u32, Value)>;

/// Sorts attributes by name; of several of a name the last counts, as it does to other readers.
fn tidy(values: &mut Values) {
    values.reverse();
    values.sort_by_key(|(name, _)| *name);
    values.dedup_by_key(|(name, _)| *name);
}

/// An attribute of tidy ones.
fn get(values: &Values, name: u32) -> Option<&Value> {
    let at = values.binary_search_by_key(&name, |(name, _)| *name).ok()?;
    values.get(at).map(|(_, value)| value)
}

/// Takes an attribute away from tidy ones.
fn take(values: &mut Values, name: u32) -> Option<Value> {
    let at = values.binary_search_by_key(&name, |(name, _)| *name).ok()?;
    Some(values.remove(at).1)
}

/// A node as the file has it.
#[derive(Debug, Default)]
struct Node {
    /// Where it begins in the text.
    at: usize,
    /// What the file calls it.
    name: String,
    group: String,
    id: String,
    labels: Vec<String>,
    values: Values,
    properties: BTreeMap<String, Value>,
    /// Why it is left out, which is reported.
    wrong: Option<Kind>,
}

/// A relationship as the file has it.
#[derive(Debug, Default)]
struct Link {
    at: usize,
    /// What the file calls its ends; with their groups, where the file has such.
    ends: [(String, String); 2],
    kind: String,
    key: String,
    values: Values,
    properties: BTreeMap<String, Value>,
    /// Why it is left out, which is reported.
    wrong: Option<Kind>,
}

/// All that a file holds.
#[derive(Debug, Default)]
struct Draft {
    nodes: Vec<Node>,
    links: Vec<Link>,
    /// Names of attributes of nodes, and of relationships.
    names: [Names; 2],
    /// The attribute of links that tells parallel ones apart, where the file has such.
    key: Option<&'static str>,
    /// What the file says of itself, if it is ours.
    legend: Option<legend::Legend>,
    /// Whether labels, types and keys stand apart from attributes.
    structured: bool,
    undirected: bool,
    /// The relationship type of links that name none.
    kind: Option<String>,
}

/// The rows of a document, settled.
#[derive(Debug)]
struct Settled {
    shown: String,
    nodes: Vec<Node>,
    links: Vec<Link>,
}

impl Rows for Settled {
    fn read(&self, texts: &[Text], to: &mut Receiver<'_>) {
        let starts = texts.first().map(|text| scan::line_starts(&text.bytes));
        let starts = starts.unwrap_or_default();
        let line = |at: usize| u32::try_from(starts.partition_point(|&s| s <= at)).unwrap_or(0);
        to.begin(&self.shown);
        to.joins_dates(false);
        for node in &self.nodes {
            let labels: Vec<&str> = node.labels.iter().map(String::as_str).collect();
            let id = (node.group.as_str(), node.id.as_str());
            if let Some(kind) = node.wrong {
                to.wrong_node(line(node.at), id, kind);
                continue;
            }
            to.node(line(node.at), id, &labels, node.properties.clone());
        }
        for link in &self.links {
            if let Some(kind) = link.wrong {
                to.wrong_row(line(link.at), kind);
                continue;
            }
            let [start, end] = &link.ends;
            let ends = (
                (start.0.as_str(), start.1.as_str()),
                (end.0.as_str(), end.1.as_str()),
            );
            let properties = link.properties.clone();
            to.relationship(line(link.at), &link.kind, ends, &link.key, properties);
        }
        to.joins_dates(true);
    }
}
