//! Properties as queries see them.
//!
//! What a Neo4j server holds after an export: a date is the text as written, and its first and
//! last possible days are the properties `…_from` and `…_to`; a node's `id` and `name` are always
//! there, unless its id is of a reader's making.

use std::rc::Rc;

use crate::graph::{Entity, Graph, NAME, dates};
use crate::model::temporal::Temporal;
use crate::model::{Date, Value, ValueRef};

use super::expr::PropertyKey;
use super::value::Datum;

/// The node or relationship that a value is.
pub(crate) fn entity(value: &Datum<'_>) -> Option<Entity> {
    match value {
        Datum::Node(node) => Some(Entity::Node(*node)),
        Datum::Relationship(rel) => Some(Entity::Relationship(*rel)),
        _ => None,
    }
}

/// A property of a node or relationship; null where it has none. O(1) for what most have.
pub(crate) fn property<'g>(graph: &'g Graph, entity: Entity, key: &PropertyKey) -> Datum<'g> {
    let columns = key.columns(graph);
    match (graph.property_in(entity, columns), entity) {
        (Some(value), _) if columns.is_temporal(entity) => as_temporal(value),
        (Some(ValueRef::Date(date)), _) if is_day(&key.name) => Datum::of(ValueRef::Date(date)),
        (Some(value), _) => as_written(value),
        (None, _) if is_day(&key.name) => match graph.days_in(entity, columns) {
            Some(days) => {
                let days = days.into_iter().map(Temporal::from_date);
                Datum::list(days.map(Datum::temporal).collect())
            }
            None => Datum::Null,
        },
        (None, Entity::Node(node)) if !graph.made_ids() => match &*key.name {
            "id" => Datum::stored(graph.id(node)),
            NAME => Datum::stored(graph.name(node)),
            _ => Datum::Null,
        },
        (None, _) => Datum::Null,
    }
}

/// A stored value that is temporal: a day, the text of another one, or a list of such.
fn as_temporal(value: ValueRef<'_>) -> Datum<'_> {
    match value {
        ValueRef::Text(text) => match Temporal::read(text) {
            Some(temporal) => Datum::temporal(temporal),
            None => Datum::stored(text),
        },
        ValueRef::List(items) => {
            let items = items.iter().filter_map(Value::as_ref);
            Datum::list(items.map(as_temporal).collect())
        }
        value => Datum::of(value),
    }
}

/// Whether a date of that name is a day, and not the text of what a source says.
fn is_day(name: &str) -> bool {
    name.ends_with(dates::FROM) || name.ends_with(dates::TO)
}

/// A stored value, where a date is the text of it.
fn as_written(value: ValueRef<'_>) -> Datum<'_> {
    match value {
        ValueRef::Date(date) => Datum::text(date.to_string()),
        ValueRef::List(items) if has_dates(items) => Datum::list(
            items
                .iter()
                .map(|item| Datum::text(item.to_string()))
                .collect(),
        ),
        value => Datum::of(value),
    }
}

fn has_dates(items: &[Value]) -> bool {
    items.iter().any(|item| matches!(item, Value::Date(_)))
}

/// All properties as a map.
pub(crate) fn properties(graph: &Graph, entity: Entity) -> Datum<'_> {
    Datum::map(entries(graph, entity))
}

/// The keys of all properties, by key.
pub(crate) fn keys(graph: &Graph, entity: Entity) -> Vec<Datum<'_>> {
    match properties(graph, entity) {
        Datum::Map(map) => map
            .iter()
            .map(|(key, _)| Datum::text(key.clone()))
            .collect(),
        _ => Vec::new(),
    }
}

/// All properties, in no order. A derived one comes before a stored one of the same key, which
/// stands.
fn entries(graph: &Graph, entity: Entity) -> Vec<(Rc<str>, Datum<'_>)> {
    let mut entries: Vec<(Rc<str>, Datum<'_>)> = Vec::new();
    if let Entity::Node(node) = entity
        && !graph.made_ids()
    {
        entries.push(("id".into(), Datum::stored(graph.id(node))));
    }
    let ends: [(&str, Day); 2] = [(dates::FROM, Date::first_day), (dates::TO, Date::last_day)];
    let keys = match entity {
        Entity::Node(_) => &graph.temporal_keys().nodes,
        Entity::Relationship(_) => &graph.temporal_keys().relationships,
    };
    let dated = |(key, _): &(&str, ValueRef<'_>)| !is_day(key) && !keys.contains(*key);
    for (key, value) in graph.properties(entity).filter(dated) {
        for (suffix, day) in ends {
            if let Some(days) = days(value, day) {
                entries.push((format!("{key}{suffix}").into(), days));
            }
        }
    }
    for (key, value) in graph.properties(entity) {
        let value = match value {
            _ if keys.contains(key) => as_temporal(value),
            ValueRef::Date(_) if is_day(key) => Datum::of(value),
            value => as_written(value),
        };
        entries.push((key.into(), value));
    }
    entries
}

/// The first or the last day that a date may mean.
type Day = fn(Date) -> Date;

/// The first, or last, days of a date or of dates.
fn days<'g>(value: ValueRef<'_>, day: Day) -> Option<Datum<'g>> {
    match value {
        ValueRef::Date(date) => Some(Datum::of(ValueRef::Date(day(date)))),
        ValueRef::List(items) if has_dates(items) => {
            let days = items.iter().map(|item| match item {
                Value::Date(date) => Datum::of(ValueRef::Date(day(*date))),
                _ => Datum::Null,
            });
            Some(Datum::list(days.collect()))
        }
        _ => None,
    }
}
