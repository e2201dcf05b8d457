//! How a graph stands in a Neo4j database: the names that are ours there, and reading a row back.
//!
//! `export` writes graphs in this shape, as a bulk import, a script or a push; `load` and `remote`
//! read them. docs/neo4j.md describes it for those who ask the database themselves.

use std::collections::BTreeMap;

use crate::model::{Date, Value};

use super::dates;

/// The label that every node of ours has beside its own.
pub const NODE: &str = "AigraphNode";
/// The label of all that stands beside the data: schema, sources, claims.
pub const ROW: &str = "AigraphRow";
/// The node's id.
pub const ID: &str = "id";
/// Which graph a node, a relationship or a row belongs to, by the graph's name.
pub const GRAPH: &str = "aigraph_graph";
/// The node's id group, empty for the common one.
pub const GROUP: &str = "aigraph_group";
/// The relationship's key, empty where it has no parallel one.
pub const KEY: &str = "aigraph_key";
/// What tells a row from the others of its graph.
pub const ROW_KEY: &str = "aigraph_row";
/// All names of a node, folded, one a line, with a line break before and after each.
pub const NAMES: &str = "aigraph_names";
/// Which properties are dates, where their values alone would tell it wrong.
pub const DATES: &str = "aigraph_dates";
/// The type that a claimed value has.
pub const KIND: &str = "aigraph_kind";

/// What the header of a column for neo4j-admin begins with that says by its code what stands
/// between items of arrays, where that is no `;`.
pub const ARRAY_DELIMITER: &str = "array_delimiter_U+";

/// The labels of rows beside the data, by the sheet that they are of.
pub const ROW_LABELS: [(&str, &str); 5] = [
    ("graph", "AigraphGraph"),
    ("labels", "AigraphLabel"),
    ("types", "AigraphType"),
    ("sources", "AigraphSource"),
    ("claims", "AigraphClaim"),
];

/// What all names of ours begin with.
const OURS: &str = "aigraph_";
/// What comes before a property whose name is ours.
const MOVED: &str = "property_";

/// What has properties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Owner {
    /// A node: `id` is ours.
    Node,
    /// A relationship.
    Relationship,
}

fn is_ours(owner: Owner, key: &str) -> bool {
    key.starts_with(OURS) || (owner == Owner::Node && key == ID)
}

/// The key that a property is stored under: its own, with `property_` before one that is ours.
/// Properties that begin so themselves get one more, so that reading back is exact.
pub fn stored_key(owner: Owner, key: &str) -> String {
    match is_ours(owner, key.trim_start_matches(MOVED)) {
        true => format!("{MOVED}{key}"),
        false => key.to_owned(),
    }
}

/// The property that is stored under a key; `None` for what is ours.
pub fn own_key(owner: Owner, stored: &str) -> Option<&str> {
    match stored.strip_prefix(MOVED) {
        _ if is_ours(owner, stored) => None,
        Some(key) if is_ours(owner, key.trim_start_matches(MOVED)) => Some(key),
        _ => Some(stored),
    }
}

/// The properties of a stored node or relationship, without what is ours; three properties that
/// are one date of ours are that date.
pub fn properties(
    owner: Owner,
    stored: impl IntoIterator<Item = (String, Value)>,
) -> BTreeMap<String, Value> {
    let mut said: Option<Vec<Value>> = None;
    let mut own = BTreeMap::new();
    for (key, value) in stored {
        match (own_key(owner, &key), value) {
            (Some(_), Value::Null) => {}
            (Some(own_key), value) => drop(own.insert(own_key.to_owned(), value)),
            (None, Value::List(items)) if key == DATES => said = Some(items),
            (None, _) => {}
        }
    }
    match said {
        None => dates::join(&mut own),
        Some(keys) => join_said(&mut own, &keys),
    }
    own
}

/// As [`dates::join`], for exactly these keys.
fn join_said(own: &mut BTreeMap<String, Value>, keys: &[Value]) {
    for key in keys {
        let key = key.to_string();
        let Some(date) = own.get(&key).and_then(read_date) else {
            continue;
        };
        let days = [
            mapped(&date, Date::first_day),
            mapped(&date, Date::last_day),
        ];
        for (suffix, day) in [dates::FROM, dates::TO].into_iter().zip(days) {
            let derived = format!("{key}{suffix}");
            if own.get(&derived) == Some(&day) {
                own.remove(&derived);
            }
        }
        own.insert(key, date);
    }
}

/// A text, or texts, as dates.
fn read_date(value: &Value) -> Option<Value> {
    match value {
        Value::Text(text) => Date::parse(text).ok().map(Value::Date),
        Value::List(items) => {
            let dates = items.iter().map(|item| match item {
                Value::Text(text) => Date::parse(text).ok().map(Value::Date),
                _ => None,
            });
            dates.collect::<Option<Vec<Value>>>().map(Value::List)
        }
        _ => None,
    }
}

/// A date, or dates, each made a day.
fn mapped(value: &Value, day: fn(Date) -> Date) -> Value {
    let item = |value: &Value| match value {
        Value::Date(date) => Value::Date(day(*date)),
        other => other.clone(),
    };
    match value {
        Value::List(items) => Value::List(items.iter().map(item).collect()),
        one => item(one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_ours_are_kept_apart_and_read_back() {
        let cases = [
            ("name", "name"),
            ("id", "property_id"),
            ("property_id", "property_property_id"),
            ("property_name", "property_name"),
            ("aigraph_graph", "property_aigraph_graph"),
        ];
        for (key, stored) in cases {
            assert_eq!(stored_key(Owner::Node, key), stored);
            assert_eq!(own_key(Owner::Node, stored), Some(key));
        }
        assert_eq!(stored_key(Owner::Relationship, "id"), "id");
        assert_eq!(own_key(Owner::Relationship, "id"), Some("id"));
        assert_eq!(own_key(Owner::Node, "id"), None);
        assert_eq!(own_key(Owner::Relationship, "aigraph_key"), None);
    }
}
