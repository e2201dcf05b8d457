//! JSON, one node or relationship a line: ours, APOC's, or plain objects with ids and ends.

use serde_json::value::RawValue;

use crate::load::text::Text;
use crate::load::{LoadError, names};
use crate::model::{Kind, Problem, Value};

use super::json::{self, element, syntax};
use super::legend::{self, Legend, NoLegend};
use super::raw::{self, Pairs};
use super::{Draft, Link, Names, Node, Source, Values, tidy};

const SHAPE: &str = "a line is a node such as {\"type\":\"node\",\"id\":\"a\"}, or a relationship \
                     with start and end, or source and target";

/// Whether a text is lines of JSON: it says so, or a first value is followed by another.
pub(super) fn is_lines(text: &Text) -> bool {
    match names::extension(&text.path) {
        "jsonl" | "ndjson" => true,
        "json" | "cyjs" => false,
        _ => {
            let values = serde_json::Deserializer::from_slice(&text.bytes);
            let mut values = values.into_iter::<serde::de::IgnoredAny>();
            matches!((values.next(), values.next()), (Some(Ok(_)), Some(_)))
        }
    }
}

/// Reads the lines; one that is no JSON is reported, and the others are read.
///
/// # Errors
/// [`LoadError`] where none of them is a node or a relationship.
pub(super) fn read(text: &str, source: &mut Source<'_, '_>) -> Result<Draft, LoadError> {
    let mut draft = Draft {
        structured: true,
        ..Draft::default()
    };
    let mut plain = Plain::default();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let begins = at + line.len() - line.trim_start().len();
        at += line.len();
        let line = line.trim();
        if line.is_empty() {
            continue;
        }
        let raw = match serde_json::from_str::<&RawValue>(line) {
            Ok(raw) => raw,
            Err(error) => {
                syntax(&text[..begins + line.len()], begins, &error, source);
                continue;
            }
        };
        match self::line(begins, raw, &mut draft, &mut plain, source) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => return Err(error),
            Err(error) => json::bad_text(begins, &error, source),
        }
    }
    plain.add_to(&mut draft, source)?;
    if draft.nodes.is_empty() && draft.links.is_empty() && source.reader.problems.is_empty() {
        return Err(source.nothing("no line of it is a node or a relationship", SHAPE));
    }
    Ok(draft)
}

/// Lines that are plain objects.
#[derive(Default)]
struct Plain {
    nodes: Vec<json::Element>,
    links: Vec<json::Element>,
    names: [Names; 2],
}

impl Plain {
    /// Takes them as node-link JSON takes its elements.
    fn add_to(self, draft: &mut Draft, source: &mut Source<'_, '_>) -> Result<(), LoadError> {
        if self.nodes.is_empty() && self.links.is_empty() {
            return Ok(());
        }
        if !draft.nodes.is_empty() || !draft.links.is_empty() {
            let at = self
                .nodes
                .iter()
                .chain(&self.links)
                .map(|element| element.at)
                .min();
            source.malformed(at.unwrap_or(0), "the line names no type", SHAPE);
            return Ok(());
        }
        draft.structured = false;
        draft.names = self.names;
        let positions = json::add_nodes(self.nodes, draft, source);
        json::add_links(self.links, positions, draft, source)
    }
}

/// Reads one line.
fn line(
    at: usize,
    raw: &RawValue,
    draft: &mut Draft,
    plain: &mut Plain,
    source: &mut Source<'_, '_>,
) -> Result<Result<(), LoadError>, serde_json::Error> {
    let Some(pairs) = raw::pairs(raw)? else {
        source.malformed(at, "the line is no object", SHAPE);
        return Ok(Ok(()));
    };
    let kind = pairs.text("type")?;
    match kind.as_str() {
        "graph" => {
            let legend = pairs.get(legend::NAME).map_or("null", RawValue::get);
            match Legend::read(&serde_json::from_str(legend)?, &source.text.shown) {
                Ok(legend) => draft.legend = Some(legend),
                Err(NoLegend::Foreign) => {}
                Err(NoLegend::Newer) => return Ok(Err(json::newer(source))),
            }
        }
        "sheet" | "row" => {
            let json = serde_json::from_str(raw.get())?;
            add_to_sheets(&json, draft, source);
        }
        "node" => node(at, &pairs, draft, source)?,
        "relationship" => relationship(at, &pairs, draft, source)?,
        _ => {
            let names: Vec<String> = pairs.0.iter().map(|(name, _)| name.to_string()).collect();
            let is_link = names::ends(&names).is_some();
            let read = element(at, raw, &mut plain.names[usize::from(is_link)])?;
            let to = match is_link {
                true => &mut plain.links,
                false => &mut plain.nodes,
            };
            to.extend(read);
        }
    }
    Ok(Ok(()))
}

/// A line that begins a sheet, or is a row of one.
fn add_to_sheets(json: &serde_json::Value, draft: &mut Draft, source: &Source<'_, '_>) {
    let Some(legend) = &mut draft.legend else {
        return;
    };
    let named = json.get("sheet").and_then(serde_json::Value::as_str);
    let known = legend
        .sheets
        .iter_mut()
        .find(|sheet| Some(sheet.name.as_str()) == named);
    match known {
        Some(sheet) => sheet.rows.extend(json.get("cells").map(legend::texts)),
        None if named.is_none() => {
            let sheet = legend::sheet(json, &source.text.shown);
            legend.sheets.push(sheet);
        }
        None => {}
    }
}

fn node(
    at: usize,
    pairs: &Pairs<'_>,
    draft: &mut Draft,
    source: &mut Source<'_, '_>,
) -> Result<(), serde_json::Error> {
    let id = pairs.text("id")?;
    if id.is_empty() {
        let problem = Problem::new(Kind::EmptyId, "the node has no id");
        source.left_out(at, problem.hint("give it an id that is text or a number"));
        return Ok(());
    }
    let labels = match pairs.get("labels").map(raw::value).transpose()? {
        Some(Value::List(items)) => items.iter().map(ToString::to_string).collect(),
        Some(Value::Text(label)) => vec![label],
        _ => Vec::new(),
    };
    draft.nodes.push(Node {
        at,
        name: id.clone(),
        group: pairs.text("group")?,
        id,
        labels,
        values: properties(pairs, &mut draft.names[0])?,
        ..Node::default()
    });
    Ok(())
}

fn relationship(
    at: usize,
    pairs: &Pairs<'_>,
    draft: &mut Draft,
    source: &mut Source<'_, '_>,
) -> Result<(), serde_json::Error> {
    let mut ends = [
        (String::new(), String::new()),
        (String::new(), String::new()),
    ];
    for (end, side) in ends.iter_mut().zip(["start", "end"]) {
        let raw = pairs.get(side);
        *end = match raw.map(raw::pairs).transpose()?.flatten() {
            Some(node) => (node.text("group")?, node.text("id")?),
            None => (String::new(), pairs.text(side)?),
        };
        if end.1.is_empty() {
            let message = format!("the relationship has no {side}");
            let problem = Problem::new(Kind::EmptyEnd, message);
            source.report(
                at,
                problem.hint("start and end are objects with the ids of nodes"),
            );
            return Ok(());
        }
    }
    draft.links.push(Link {
        at,
        ends,
        kind: pairs.text("label")?,
        key: pairs.text("key")?,
        values: properties(pairs, &mut draft.names[1])?,
        ..Link::default()
    });
    Ok(())
}

fn properties(pairs: &Pairs<'_>, names: &mut Names) -> Result<Values, serde_json::Error> {
    let inner = pairs
        .get("properties")
        .map(raw::pairs)
        .transpose()?
        .flatten();
    let mut values = Values::new();
    for (name, value) in inner.map_or(Vec::new(), |inner| inner.0) {
        values.push((names.number(&name), raw::value(value)?));
    }
    tidy(&mut values);
    Ok(values)
}
