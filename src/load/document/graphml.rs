//! GraphML: ours, networkx's, igraph's, Gephi's and yEd's.
//!
//! Read as a stream, so that depth costs nothing. A document's own entities are refused: they are
//! how a small file unpacks to a large one, and no graph needs them.

use std::collections::HashMap;

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use crate::load::LoadError;
use crate::model::{Kind, Problem, PropertyType, Value};

use super::json::newer;
use super::legend::{self, Legend, NoLegend};
use super::{Draft, Link, Node, Source, Values, get, tidy, values};

/// The attribute that holds the text that yEd draws.
const DRAWN: &str = "label";

/// What a `key` declares.
#[derive(Debug, Default)]
struct Key {
    name: String,
    kind: Option<PropertyType>,
    /// What it is for; `all` where it does not say.
    of: String,
    /// What nodes or edges without the attribute have.
    default: Option<String>,
    /// Whether yEd draws with it, so that a label stands somewhere within.
    draws: bool,
}

/// What the reader is within.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Within {
    Key,
    Default,
    Node(usize),
    Edge(usize),
    Data,
    /// A label that yEd draws.
    Drawn,
    Other,
}

/// What is read so far.
struct State<'s, 'a, 'o> {
    source: &'s mut Source<'a, 'o>,
    draft: Draft,
    stack: Vec<Within>,
    keys: HashMap<String, Key>,
    /// The ids of keys in the order in which they came.
    order: Vec<String>,
    /// The key of the attribute that is read, and its text.
    key: String,
    text: String,
    /// Whether text is collected.
    listens: bool,
    /// How many attributes the reader is within.
    data_depth: usize,
    /// Whether a key is named as what yEd draws would be.
    labelled: bool,
    /// Whether the root was seen.
    began: bool,
    newer: bool,
    hyperedges: bool,
}

/// Reads a document; the first place that is no XML is reported, and nothing after it is read.
///
/// # Errors
/// [`LoadError`] where it is no GraphML.
pub(super) fn read(text: &str, source: &mut Source<'_, '_>) -> Result<Draft, LoadError> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut state = State {
        source,
        draft: Draft::default(),
        stack: Vec::new(),
        keys: HashMap::new(),
        order: Vec::new(),
        key: String::new(),
        text: String::new(),
        listens: false,
        data_depth: 0,
        labelled: false,
        began: false,
        newer: false,
        hyperedges: false,
    };
    loop {
        let at = offset(reader.buffer_position());
        match reader.read_event() {
            Ok(Event::Eof) => {
                if !state.began || !state.stack.is_empty() {
                    let message = "the document ends too early";
                    let hint = "get the file again; what came before was read";
                    state.source.malformed(text.len(), message, hint);
                }
                break;
            }
            Ok(event) => {
                if !state.take(at, event)? {
                    break;
                }
            }
            Err(error) => {
                let at = offset(reader.error_position());
                let message = format!("this is no XML: {error}");
                let hint = "mend the XML here; nothing after it was read";
                state.source.malformed(at, message, hint);
                break;
            }
        }
    }
    state.done()
}

fn offset(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// Whether XML 1.0 allows a character; references could name others.
fn is_character(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

impl State<'_, '_, '_> {
    /// Takes what comes next; gives false where nothing more can be read.
    fn take(&mut self, at: usize, event: Event<'_>) -> Result<bool, LoadError> {
        match event {
            Event::Start(element) => {
                let root = element.local_name();
                if !self.began && root.as_ref() != "graphml" {
                    let reason = format!("its root is {:?}, no graphml", root.as_ref());
                    let hint = "of XML, GraphML is read; other tools can save their graphs as such";
                    return Err(self.source.nothing(reason, hint));
                }
                self.began = true;
                return Ok(self.begin(at, &element));
            }
            Event::End(_) => self.end(),
            Event::Text(part) => self.hear(&part.xml10_content()),
            Event::CData(part) => self.hear(&part.xml10_content()),
            Event::GeneralRef(name) => {
                let found = name.resolve_char_ref().ok().flatten().map(String::from);
                let name = name.into_inner();
                let found = found.or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                let Some(text) = found.filter(|text| text.chars().all(is_character)) else {
                    let message = format!("&{name}; is no character of XML");
                    let hint = "write the text itself; only &amp; &lt; &gt; &quot; &apos; and &#N; \
                                are read";
                    self.source.malformed(at, message, hint);
                    return Ok(false);
                };
                self.hear(&text);
            }
            Event::DocType(doctype) if doctype.contains("<!ENTITY") => {
                let message = "the document declares entities of its own";
                let hint = "remove the DOCTYPE; entities are not expanded, for they can unpack to \
                            any size";
                self.source.malformed(at, message, hint);
                return Ok(false);
            }
            _ => {}
        }
        Ok(true)
    }

    fn hear(&mut self, text: &str) {
        if self.listens {
            self.text.push_str(text);
        }
    }

    /// Begins an element; gives false where nothing more can be read.
    fn begin(&mut self, at: usize, element: &BytesStart<'_>) -> bool {
        let Some(attributes) = self.attributes(at, element) else {
            return false;
        };
        let get = |name: &str| attributes.get(name).cloned().unwrap_or_default();
        let local = element.local_name();
        let parent = self.stack.last().copied().unwrap_or(Within::Other);
        let in_data = self.data_depth > 0;
        let within = match local.as_ref() {
            "NodeLabel" | "EdgeLabel" if in_data && self.draws() && self.text.is_empty() => {
                self.listens = true;
                Within::Drawn
            }
            _ if in_data => Within::Other,
            "key" => {
                self.declare(get("id"), &attributes);
                Within::Key
            }
            "default" if parent == Within::Key => {
                self.listen();
                Within::Default
            }
            "graph" => {
                self.draft.undirected |= get("edgedefault") == "undirected";
                Within::Other
            }
            "node" => self.node(at, get("id")),
            "edge" => {
                self.draft.undirected |= get("directed") == "false";
                self.edge(at, get("source"), get("target"))
            }
            "data" => {
                self.key = get("key");
                if !self.keys.contains_key(&self.key) {
                    let message = format!("no key {:?} is declared", self.key);
                    let hint = "a data names one of the document's keys";
                    self.source.malformed(at, message, hint);
                }
                self.listen();
                self.listens = !self.draws();
                Within::Data
            }
            "hyperedge" => {
                if !self.hyperedges {
                    let message = "hyperedges are not read";
                    let hint = "make each of them edges between two nodes";
                    self.source.malformed(at, message, hint);
                }
                self.hyperedges = true;
                Within::Other
            }
            _ => Within::Other,
        };
        self.data_depth += usize::from(within == Within::Data);
        self.stack.push(within);
        true
    }

    /// The attributes of an element without their prefixes, save `attr.name` and its like, whose
    /// dot is part of the name.
    fn attributes(
        &mut self,
        at: usize,
        element: &BytesStart<'_>,
    ) -> Option<HashMap<String, String>> {
        let mut found = HashMap::new();
        for attribute in element.attributes() {
            let value = attribute
                .map_err(quick_xml::Error::from)
                .and_then(|a| Ok((a.key, a.normalized_value(XmlVersion::Implicit1_0)?)));
            match value {
                Ok((key, value)) if value.chars().all(is_character) => {
                    found.insert(key.as_ref().to_owned(), value.into_owned());
                }
                Ok(_) => {
                    let message = "an attribute has a character that XML cannot hold";
                    self.source.malformed(at, message, "remove the character");
                    return None;
                }
                Err(error) => {
                    let message = format!("this is no XML: {error}");
                    let hint = "mend the XML here; nothing after it was read";
                    self.source.malformed(at, message, hint);
                    return None;
                }
            }
        }
        Some(found)
    }

    fn declare(&mut self, id: String, attributes: &HashMap<String, String>) {
        let get = |name: &str| attributes.get(name).cloned();
        let kind = match get("attr.type").unwrap_or_default().as_str() {
            "boolean" => Some(PropertyType::Boolean),
            "int" | "integer" | "long" | "short" | "byte" => Some(PropertyType::Integer),
            "float" | "double" => Some(PropertyType::Float),
            _ => None,
        };
        let draws = get("yfiles.type").is_some_and(|of| of.ends_with("graphics"));
        let key = Key {
            name: get("attr.name").unwrap_or_else(|| match draws {
                true => DRAWN.to_owned(),
                false => id.clone(),
            }),
            kind,
            of: get("for").unwrap_or_else(|| "all".to_owned()),
            default: None,
            draws,
        };
        self.labelled |= !draws && key.name == DRAWN;
        self.key.clone_from(&id);
        if self.keys.insert(id.clone(), key).is_none() {
            self.order.push(id);
        }
    }

    fn draws(&self) -> bool {
        self.keys.get(&self.key).is_some_and(|key| key.draws)
    }

    fn listen(&mut self) {
        self.text.clear();
        self.listens = true;
    }

    fn node(&mut self, at: usize, id: String) -> Within {
        if id.is_empty() {
            let problem = Problem::new(Kind::EmptyId, "the node has no id");
            self.source
                .left_out(at, problem.hint("give it an attribute id"));
            return Within::Other;
        }
        self.draft.nodes.push(Node {
            at,
            name: id,
            ..Node::default()
        });
        Within::Node(self.draft.nodes.len() - 1)
    }

    fn edge(&mut self, at: usize, start: String, end: String) -> Within {
        if start.is_empty() || end.is_empty() {
            let message = "the edge does not say which two nodes";
            let problem = Problem::new(Kind::EmptyEnd, message);
            self.source
                .left_out(at, problem.hint("source and target are ids of nodes"));
            return Within::Other;
        }
        self.draft.links.push(Link {
            at,
            ends: [(String::new(), start), (String::new(), end)],
            ..Link::default()
        });
        Within::Edge(self.draft.links.len() - 1)
    }

    /// Ends the innermost element.
    fn end(&mut self) {
        match self.stack.pop() {
            Some(Within::Default) => {
                let text = std::mem::take(&mut self.text);
                self.listens = false;
                if let Some(key) = self.keys.get_mut(&self.key) {
                    key.default = Some(text);
                }
            }
            Some(Within::Drawn) => self.listens = false,
            Some(Within::Data) => {
                self.data_depth -= 1;
                self.data();
            }
            _ => {}
        }
    }

    /// Puts the attribute that ended where it belongs.
    fn data(&mut self) {
        self.listens = false;
        let text = std::mem::take(&mut self.text);
        let Some(key) = self.keys.get(&self.key) else {
            return;
        };
        let text = match key.draws {
            // What is drawn is a label only where no attribute says one.
            true if self.labelled => return,
            true => text.trim().to_owned(),
            false => text,
        };
        let (at, values, names, wrong) = match self.stack.last() {
            Some(&Within::Node(i)) => {
                let node = &mut self.draft.nodes[i];
                (
                    node.at,
                    &mut node.values,
                    &mut self.draft.names[0],
                    &mut node.wrong,
                )
            }
            Some(&Within::Edge(i)) => {
                let link = &mut self.draft.links[i];
                (
                    link.at,
                    &mut link.values,
                    &mut self.draft.names[1],
                    &mut link.wrong,
                )
            }
            _ => {
                if key.name == legend::NAME {
                    let text = serde_json::Value::String(text);
                    match Legend::read(&text, &self.source.text.shown) {
                        Ok(legend) => self.draft.legend = Some(legend),
                        Err(NoLegend::Foreign) => {}
                        Err(NoLegend::Newer) => self.newer = true,
                    }
                }
                return;
            }
        };
        let number = names.number(&key.name);
        match value(key.kind, text) {
            Ok(value) => values.push((number, value)),
            Err((kind, text, error)) => {
                let problem = crate::load::cell::problem(kind, &key.name, &text, &error);
                *wrong = Some(problem.kind);
                self.source.report(at, problem);
            }
        }
    }

    /// The draft, with the defaults of keys where a node or edge has no such attribute.
    fn done(mut self) -> Result<Draft, LoadError> {
        if self.newer {
            return Err(newer(self.source));
        }
        let nodes = self.draft.nodes.iter_mut().map(|node| &mut node.values);
        let links = self.draft.links.iter_mut().map(|link| &mut link.values);
        nodes.chain(links).for_each(tidy);
        for (of, rows) in [("node", 0), ("edge", 1)] {
            let mut defaults: Vec<(u32, Value)> = Vec::new();
            for key in self.order.iter().filter_map(|id| self.keys.get(id)) {
                let default = key.default.clone().map(|text| value(key.kind, text));
                if let (true, Some(Ok(default))) = (key.of == of || key.of == "all", default) {
                    defaults.push((self.draft.names[rows].number(&key.name), default));
                }
            }
            if defaults.is_empty() {
                continue;
            }
            let fill = |values: &mut Values| {
                let missing = defaults
                    .iter()
                    .filter(|(name, _)| get(values, *name).is_none());
                let missing: Values = missing.cloned().collect();
                values.extend(missing);
                tidy(values);
            };
            match rows {
                0 => self
                    .draft
                    .nodes
                    .iter_mut()
                    .for_each(|node| fill(&mut node.values)),
                _ => self
                    .draft
                    .links
                    .iter_mut()
                    .for_each(|link| fill(&mut link.values)),
            }
        }
        Ok(self.draft)
    }
}

/// The value of an attribute of a declared type.
fn value(
    kind: Option<PropertyType>,
    text: String,
) -> Result<Value, (PropertyType, String, crate::model::ReadError)> {
    let Some(kind) = kind else {
        return Ok(Value::Text(text));
    };
    let trimmed = text.trim();
    // What is no number in any program is absent.
    if trimmed.is_empty() || trimmed.eq_ignore_ascii_case("nan") {
        return Ok(Value::Null);
    }
    let number = trimmed.parse::<f64>();
    let read = match (kind, number) {
        (PropertyType::Integer, Ok(number)) if trimmed.parse::<i64>().is_err() => {
            values::typed(kind, Value::Float(number))
        }
        _ => kind.read(trimmed),
    };
    read.map_err(|error| (kind, text, error))
}
