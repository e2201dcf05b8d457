//! JSON documents of nodes and links, as networkx, D3, Cytoscape, vis.js and graphology write them.
//!
//! `nodes`, and `links` or `edges`, in the object or in its `elements`; or an array of links. What
//! stands in an object `data`, `attributes` or `properties` of a node or link is taken as if it
//! stood beside it.

use serde_json::value::RawValue;

use crate::load::{LoadError, names};
use crate::model::{Kind, Problem, Value};

use super::legend::{Legend, NoLegend};
use super::raw::{self, Pairs};
use super::{Draft, Link, Node, Source, Values, get, meaning, take, tidy};

/// Members that hold the attributes of a node or link in some shapes.
const NESTED: [&str; 3] = ["data", "attributes", "properties"];
/// Members that hold links.
const LINKS: [&str; 3] = ["links", "edges", "relationships"];

const SHAPE: &str = "node-link JSON is an object with nodes and links, each link with source and \
                     target";

/// A node or link before it is known which of its members is its id.
pub(super) struct Element {
    pub(super) at: usize,
    pub(super) values: Values,
}

/// Reads a document.
///
/// # Errors
/// [`LoadError`] where it holds no graph.
pub(super) fn read(text: &str, source: &mut Source<'_, '_>) -> Result<Draft, LoadError> {
    let mut draft = Draft::default();
    let whole: &RawValue = match serde_json::from_str(text) {
        Ok(whole) => whole,
        Err(error) => {
            syntax(text, 0, &error, source);
            return Ok(draft);
        }
    };
    let parts = match parts(whole, &mut draft, source) {
        Ok(parts) => parts?,
        Err(error) => {
            syntax(text, 0, &error, source);
            return Ok(draft);
        }
    };
    let Some([nodes, links]) = parts else {
        return Err(source.nothing("there are no nodes and links in this JSON", SHAPE));
    };
    let nodes = elements(text, &nodes, &mut draft.names[0], source);
    let links = elements(text, &links, &mut draft.names[1], source);
    let by_position = add_nodes(nodes, &mut draft, source);
    add_links(links, by_position, &mut draft, source)?;
    Ok(draft)
}

/// Reports an error of serde_json in the part of a text that begins at `from`.
pub(super) fn syntax(
    text: &str,
    from: usize,
    error: &serde_json::Error,
    source: &mut Source<'_, '_>,
) {
    let part = &text[from..];
    let mut line = part;
    for _ in 1..error.line().max(1) {
        line = line.split_once('\n').map_or("", |(_, rest)| rest);
    }
    let start = from + part.len() - line.len();
    let at = (start + error.column().saturating_sub(1)).min(text.len());
    let message = error.to_string();
    // The place is said elsewhere.
    let message = message.split(" at line ").next().unwrap_or_default();
    let hint = match error.is_eof() {
        true => "the file ends too early; get it again",
        false => "mend the JSON here; nothing of the file was read",
    };
    source.malformed(at, format!("this is no JSON: {message}"), hint);
}

/// Reports a row that serde_json finds wrong only on a closer look: half of a surrogate pair, too
/// many brackets.
pub(super) fn bad_text(at: usize, error: &serde_json::Error, source: &mut Source<'_, '_>) {
    let message = error.to_string();
    let message = message.split(" at line ").next().unwrap_or_default();
    let problem = Problem::new(Kind::Malformed, format!("this is no JSON: {message}"));
    source.left_out(
        at,
        problem.hint("mend the JSON of this row, which was left out"),
    );
}

type Parts<'a> = Option<[Vec<&'a RawValue>; 2]>;

/// The nodes and the links of a document; nothing where it has neither.
fn parts<'a>(
    whole: &'a RawValue,
    draft: &mut Draft,
    source: &mut Source<'_, '_>,
) -> Result<Result<Parts<'a>, LoadError>, serde_json::Error> {
    if let Some(items) = raw::items(whole)? {
        return Ok(Ok(split(items)?));
    }
    let Some(top) = raw::pairs(whole)? else {
        return Ok(Ok(None));
    };
    for member in ["graph", "data"] {
        let about = top.get(member).map(raw::pairs).transpose()?.flatten();
        let Some(legend) = about
            .as_ref()
            .and_then(|about| about.get(super::legend::NAME))
        else {
            continue;
        };
        let json = serde_json::from_str(legend.get())?;
        match Legend::read(&json, &source.text.shown) {
            Ok(legend) => draft.legend = Some(legend),
            Err(NoLegend::Foreign) => {}
            Err(NoLegend::Newer) => return Ok(Err(newer(source))),
        }
    }
    let is = |member: &str, word: &str| top.get(member).is_some_and(|raw| raw.get() == word);
    draft.undirected = is("directed", "false");
    draft.key = is("multigraph", "true").then_some("key");
    let inner = top
        .get("elements")
        .map(|raw| (raw::pairs(raw), raw::items(raw)));
    let inner = match inner {
        Some((_, Ok(Some(items)))) => return Ok(Ok(split(items)?)),
        Some((pairs, _)) => pairs?,
        None => None,
    };
    let members = inner.as_ref().unwrap_or(&top);
    let list = |names: &[&str]| -> Result<Option<Vec<&'a RawValue>>, serde_json::Error> {
        let found = names.iter().find_map(|name| members.get(name));
        found.map(raw::items).transpose().map(Option::flatten)
    };
    let (nodes, links) = (list(&["nodes", "vertices"])?, list(&LINKS)?);
    Ok(Ok(match (nodes, links) {
        (None, None) => None,
        (nodes, links) => Some([nodes.unwrap_or_default(), links.unwrap_or_default()]),
    }))
}

/// A file that a later program wrote.
pub(super) fn newer(source: &Source<'_, '_>) -> LoadError {
    source.nothing(
        "a later version of aigraph wrote this file",
        "read it with that version, or have it export folder",
    )
}

/// Nodes and links of one array: links are those that name two ends.
fn split(items: Vec<&RawValue>) -> Result<Parts<'_>, serde_json::Error> {
    let mut parts = [Vec::new(), Vec::new()];
    for item in items {
        let Some(pairs) = raw::pairs(item)? else {
            return Ok(None);
        };
        let data = pairs.get("data").map(raw::pairs).transpose()?.flatten();
        let members = data.unwrap_or(pairs);
        let names: Vec<String> = members.0.iter().map(|(name, _)| name.to_string()).collect();
        parts[usize::from(names::ends(&names).is_some())].push(item);
    }
    Ok(Some(parts))
}

/// The members of objects, by name; what is no object is reported.
fn elements(
    text: &str,
    items: &[&RawValue],
    names: &mut super::Names,
    source: &mut Source<'_, '_>,
) -> Vec<Element> {
    let mut found = Vec::with_capacity(items.len());
    for item in items {
        let at = raw::offset(text, item);
        match element(at, item, names) {
            Ok(Some(element)) => found.push(element),
            Ok(None) => source.malformed(at, "this is no object", SHAPE),
            Err(error) => bad_text(at, &error, source),
        }
    }
    found
}

/// An object as an element, with what stands in a nested object of its attributes.
pub(super) fn element(
    at: usize,
    item: &RawValue,
    names: &mut super::Names,
) -> Result<Option<Element>, serde_json::Error> {
    let Some(Pairs(members)) = raw::pairs(item)? else {
        return Ok(None);
    };
    let mut values = Values::new();
    for (name, value) in members {
        let nested = match NESTED.contains(&name.as_ref()) {
            true => raw::pairs(value)?,
            false => None,
        };
        match nested {
            None => values.push((names.number(&name), raw::value(value)?)),
            Some(Pairs(members)) => {
                for (name, value) in members {
                    values.push((names.number(&name), raw::value(value)?));
                }
            }
        }
    }
    tidy(&mut values);
    Ok(Some(Element { at, values }))
}

/// Adds nodes; gives their ids by their positions, where links may name them so.
pub(super) fn add_nodes(
    elements: Vec<Element>,
    draft: &mut Draft,
    source: &mut Source<'_, '_>,
) -> Vec<String> {
    let header = &draft.names[0].list;
    let own = draft.legend.is_some();
    let named = names::id(header).filter(|_| !own);
    let id = draft.names[0].known("id").map(|id| id as usize).or(named);
    let id = id.or_else(|| draft.names[0].known("key").map(|key| key as usize));
    let name = names::name(header).filter(|_| id.is_none());
    let mut positions = Vec::with_capacity(elements.len());
    for (position, Element { at, mut values }) in elements.into_iter().enumerate() {
        let number = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let text = match (id, name) {
            (Some(id), _) => take(&mut values, number(id)),
            (None, Some(name)) => get(&values, number(name)).cloned(),
            (None, None) => Some(Value::Text(position.to_string())),
        };
        let text = match text {
            Some(value @ (Value::Text(_) | Value::Integer(_) | Value::Float(_))) => {
                value.to_string()
            }
            _ => String::new(),
        };
        positions.push(text.clone());
        if text.is_empty() {
            let problem = Problem::new(Kind::EmptyId, "the node has no id");
            source.left_out(at, problem.hint("give it an id that is text or a number"));
            continue;
        }
        draft.nodes.push(Node {
            at,
            name: text,
            values,
            ..Node::default()
        });
    }
    positions
}

/// Adds links; their ends are ids, or positions among the nodes where all are numbers and no id is.
pub(super) fn add_links(
    elements: Vec<Element>,
    positions: Vec<String>,
    draft: &mut Draft,
    source: &mut Source<'_, '_>,
) -> Result<(), LoadError> {
    if elements.is_empty() {
        return Ok(());
    }
    let names = &draft.names[1];
    let pair = names::ends(&names.list);
    let options = &source.reader.options;
    let given = |option: &Option<String>, flag: &str| {
        let given = option
            .as_ref()
            .map(|wanted| meaning::named(names, wanted, flag, source));
        given.transpose()
    };
    let start = given(&options.start_column, "--start-column")?.or(pair.map(|pair| pair.0));
    let end = given(&options.end_column, "--end-column")?.or(pair.map(|pair| pair.1));
    let (Some(start), Some(end)) = (start, end) else {
        return Err(source.nothing("its links name no two ends", SHAPE));
    };
    if draft.legend.is_none() {
        draft.kind = pair.map(|pair| pair.2.kind.to_owned());
    }
    let ends = [start, end].map(|end| u32::try_from(end).unwrap_or(u32::MAX));
    let mut taken: Vec<(usize, [Option<Value>; 2], Values)> = Vec::with_capacity(elements.len());
    for Element { at, mut values } in elements {
        let ends = ends.map(|end| take(&mut values, end));
        taken.push((at, ends, values));
    }
    let is_number = |end: &Option<Value>| matches!(end, Some(Value::Integer(_)));
    let numbered = taken.iter().all(|(_, ends, _)| ends.iter().all(is_number));
    let by_position = numbered && !positions.iter().any(|id| id.parse::<i64>().is_ok());
    for (at, ends, values) in taken {
        let [start, end] = ends.map(|end| name_of(end, by_position, &positions));
        let (Some(start), Some(end)) = (start, end) else {
            let problem = Problem::new(Kind::EmptyEnd, "the link does not say which two nodes");
            source.left_out(at, problem.hint("source and target are ids of nodes"));
            continue;
        };
        draft.links.push(Link {
            at,
            ends: [(String::new(), start), (String::new(), end)],
            values,
            ..Link::default()
        });
    }
    Ok(())
}

/// The node that an end names: by its id, by its position, or as the node itself, which is what a
/// running simulation of D3 makes of it.
fn name_of(end: Option<Value>, by_position: bool, positions: &[String]) -> Option<String> {
    let text = match end? {
        Value::Integer(at) if by_position => {
            let at = usize::try_from(at).ok()?;
            return positions.get(at).cloned().or(Some(at.to_string()));
        }
        Value::Text(text) if text.starts_with('{') => {
            let node: Option<Pairs<'_>> = serde_json::from_str(&text).ok();
            match node.and_then(|node| node.text("id").ok()) {
                Some(id) if !id.is_empty() => id,
                _ => text,
            }
        }
        value @ (Value::Text(_) | Value::Integer(_) | Value::Float(_)) => value.to_string(),
        _ => return None,
    };
    (!text.is_empty()).then_some(text)
}
