//! Properties as other tools see them: a date of ours is three.
//!
//! Other tools know days, not months or years. So that both what a source says and what can be
//! compared survive, a date `released` is written as three properties: `released` is the text as
//! it stands, `released_from` and `released_to` are the first and the last day that it may mean.
//! An array of dates becomes three arrays. Where a graph stores a property of such a name itself,
//! the stored one stands.

use std::collections::BTreeSet;

use crate::graph::{Entity, Graph, Subgraph, dates};
use crate::model::{Date, PropertyType, Value, ValueRef};

/// A property as other tools see it. A date in it is a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Its key: that of ours, or that of a date with `_from` or `_to`.
    pub key: String,
    /// Its value, never null.
    pub value: Value,
}

/// A column of properties that a table of nodes, or of relationships, needs.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldColumn {
    /// Its key.
    pub key: String,
    /// The type of its values; a date is a day.
    pub kind: PropertyType,
}

/// What a node or relationship has, by key. O(properties).
pub fn fields(graph: &Graph, entity: Entity) -> Vec<Field> {
    let mut all: Vec<Field> = Vec::new();
    let mut add = |key: String, value: Value| all.push(Field { key, value });
    for (key, value) in graph.properties(entity) {
        let Some((text, from, to)) = triple(value) else {
            add(key.to_owned(), value.to_value());
            continue;
        };
        add(key.to_owned(), text);
        for (suffix, value) in [(dates::FROM, from), (dates::TO, to)] {
            let key = format!("{key}{suffix}");
            if !is_stored(graph, entity, &key) {
                add(key, value);
            }
        }
    }
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all
}

/// The columns that the chosen nodes need, by key and type.
pub fn node_columns(part: Subgraph<'_>) -> Vec<FieldColumn> {
    let nodes = part.selection.nodes().iter();
    columns(part.graph, nodes.map(|&node| Entity::Node(node)))
}

/// The columns that the chosen relationships need, by key and type.
pub fn relationship_columns(part: Subgraph<'_>) -> Vec<FieldColumn> {
    let rels = part.selection.relationships().iter();
    columns(part.graph, rels.map(|&rel| Entity::Relationship(rel)))
}

fn columns(graph: &Graph, entities: impl Iterator<Item = Entity>) -> Vec<FieldColumn> {
    let mut found: BTreeSet<FieldColumn> = BTreeSet::new();
    let mut add = |key: String, kind: PropertyType| {
        let column = FieldColumn { key, kind };
        // Most rows have what an earlier one had; looking first spares the insertion.
        if !found.contains(&column) {
            found.insert(column);
        }
    };
    for entity in entities {
        for field in fields(graph, entity) {
            if let Some(kind) = field.value.as_ref().map(ValueRef::kind) {
                add(field.key, kind);
            }
        }
    }
    found.into_iter().collect()
}

/// A date, or dates, as text, first days and last days.
pub(super) fn triple(value: ValueRef<'_>) -> Option<(Value, Value, Value)> {
    let text = |date: Date| Value::Text(date.to_string());
    let first = |date: Date| Value::Date(date.first_day());
    let last = |date: Date| Value::Date(date.last_day());
    match value {
        ValueRef::Date(date) => Some((text(date), first(date), last(date))),
        ValueRef::List(items) => {
            let dates: Option<Vec<Date>> = items.iter().map(as_date).collect();
            let dates = dates.filter(|dates| !dates.is_empty())?;
            let all = |of: fn(Date) -> Value| Value::List(dates.iter().copied().map(of).collect());
            Some((all(text), all(first), all(last)))
        }
        _ => None,
    }
}

fn as_date(value: &Value) -> Option<Date> {
    match value {
        Value::Date(date) => Some(*date),
        _ => None,
    }
}

/// Whether the graph itself has a value under that key, which one made of a date would hide.
fn is_stored(graph: &Graph, entity: Entity, key: &str) -> bool {
    graph.properties(entity).any(|(stored, _)| stored == key)
}
