//! The attributes that a format of names and values gives to nodes, or to relationships.
//!
//! A property becomes an attribute of its name, a date three of them (see [`super::fields`]). Where
//! a format, or a tool that reads it, has a name for itself, ours gets `property_` before it; a
//! property that comes in several types gets one attribute a type. The [`legend`] says which
//! attribute is which property, so that a reader makes the same graph of it.
//!
//! [`legend`]: super::legend

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use crate::graph::{Entity, Graph};
use crate::model::reserved::rename_if;
use crate::model::{PropertyType, Value, ValueRef};

use super::fields;

/// Whether a format keeps a name for itself, for values of that type.
pub(super) type Reserved = fn(&str, PropertyType) -> bool;

/// What an attribute holds of its property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    /// All of it; a date as text.
    Whole,
    /// The first day of a date.
    First,
    /// The last day of a date.
    Last,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Attribute {
    /// Its name in the file, which no other has.
    pub(super) name: String,
    /// The property.
    key: String,
    /// The type of the property.
    kind: PropertyType,
    part: Part,
}

impl Attribute {
    /// The type of its values in the file: dates are text to other tools.
    pub(super) fn kind(&self) -> PropertyType {
        match self.kind {
            PropertyType::Date => PropertyType::Text,
            PropertyType::DateList => PropertyType::TextList,
            kind => kind,
        }
    }
}

/// All attributes of the nodes, or of the relationships, that are written.
#[derive(Debug)]
pub(super) struct Attributes {
    list: Vec<Attribute>,
    /// Where the attribute of a property of one type stands; its days follow it.
    place: BTreeMap<(String, PropertyType), usize>,
}

impl Attributes {
    /// The attributes that the entities need. O(properties).
    pub(super) fn new(
        graph: &Graph,
        entities: impl Iterator<Item = Entity>,
        reserved: Reserved,
    ) -> Attributes {
        let mut found: BTreeSet<(&str, PropertyType)> = BTreeSet::new();
        for entity in entities {
            found.extend(graph.properties(entity).map(|(key, v)| (key, v.kind())));
        }
        let keys: BTreeSet<&str> = found.iter().map(|&(key, _)| key).collect();
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let (mut list, mut place) = (Vec::new(), BTreeMap::new());
        // The plain names first, so that no made one takes theirs.
        let mut named: Vec<(&str, PropertyType, String)> = Vec::new();
        for run in found
            .into_iter()
            .collect::<Vec<_>>()
            .chunk_by(|a, b| a.0 == b.0)
        {
            let is_taken = |name: &str| run.iter().any(|&(_, kind)| reserved(name, kind));
            let name = rename_if(run[0].0, is_taken).into_owned();
            taken.insert(name.clone());
            let first = std::iter::once((run[0].0, run[0].1, name.clone()));
            let others = run.iter().skip(1).map(|&(key, kind)| {
                let kind_name = kind.name().replace("[]", "_list");
                (key, kind, format!("{name}_{kind_name}"))
            });
            named.extend(first.chain(others));
        }
        let mut last = "";
        for (key, kind, mut name) in named {
            if key == last {
                while !taken.insert(name.clone()) {
                    name.push('_');
                }
            }
            last = key;
            place.insert((key.to_owned(), kind), list.len());
            let attribute = |name: String, part| Attribute {
                name,
                key: key.to_owned(),
                kind,
                part,
            };
            list.push(attribute(name.clone(), Part::Whole));
            let is_date = kind.item().unwrap_or(kind) == PropertyType::Date;
            for (suffix, part) in [("_from", Part::First), ("_to", Part::Last)] {
                let name = format!("{name}{suffix}");
                let free = is_date && !keys.contains(name.as_str()) && !taken.contains(&name);
                if free && !reserved(&name, PropertyType::Text) {
                    taken.insert(name.clone());
                    list.push(attribute(name, part));
                }
            }
        }
        Attributes { list, place }
    }

    /// All of them, by property.
    pub(super) fn list(&self) -> &[Attribute] {
        &self.list
    }

    /// The number of each attribute that an entity has, with its value; dates are text.
    pub(super) fn values(&self, graph: &Graph, entity: Entity) -> Vec<(usize, Value)> {
        let mut values = Vec::new();
        for (key, value) in graph.properties(entity) {
            let Some(&at) = self.place.get(&(key.to_owned(), value.kind())) else {
                continue;
            };
            let Some((text, from, to)) = fields::triple(value) else {
                values.push((at, value.to_value()));
                continue;
            };
            values.push((at, text));
            for days in self.list[at + 1..].iter().take(2).zip(at + 1..) {
                match days {
                    (
                        Attribute {
                            part: Part::Whole, ..
                        },
                        _,
                    ) => break,
                    (
                        Attribute {
                            part: Part::First, ..
                        },
                        at,
                    ) => values.push((at, as_text(&from))),
                    (
                        Attribute {
                            part: Part::Last, ..
                        },
                        at,
                    ) => values.push((at, as_text(&to))),
                }
            }
        }
        values
    }

    /// What each attribute is, for a reader: the property and its type; nothing of those that are
    /// made of others.
    pub(super) fn legend(&self) -> Json {
        let of = |attribute: &Attribute| match attribute.part {
            Part::Whole => json!({"property": attribute.key, "type": attribute.kind.name()}),
            Part::First => json!({"first_day_of": attribute.key}),
            Part::Last => json!({"last_day_of": attribute.key}),
        };
        let all = self.list.iter().map(|a| (a.name.clone(), of(a)));
        Json::Object(all.collect::<Map<String, Json>>())
    }
}

/// Days as text.
fn as_text(value: &Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.iter().map(as_text).collect()),
        value => Value::Text(value.to_string()),
    }
}

/// A value as text in an attribute of XML: an array as JSON writes it.
pub(super) fn text(value: &Value) -> String {
    match value.as_ref() {
        Some(ValueRef::List(_)) => json!(value).to_string(),
        _ => value.to_string(),
    }
}
