//! Values as a running query holds them.
//!
//! Cheap to copy: texts of the graph are borrowed, what a query makes is shared. Lists and maps
//! know how deep they nest, so that no query can make one that is too deep to walk, or to drop,
//! by recursion. Knows no expressions and no rows.

use std::ops::Deref;
use std::rc::Rc;

use crate::graph::{Cell, NodeId, Path, RelationshipId};
use crate::model::temporal::{Given, Temporal};
use crate::model::{Value, ValueRef};

use super::fault::{Fault, Refusal};

/// How deep lists and maps may nest in each other. What people nest stays below ten.
pub(crate) const MAX_NESTING: u32 = 200;

/// A text, of the graph or made by a query.
#[derive(Clone, Debug)]
pub enum Text<'g> {
    /// As the graph stores it.
    Stored(&'g str),
    /// As a query made it.
    Made(Rc<str>),
}

impl Text<'_> {
    /// The text itself.
    pub fn as_str(&self) -> &str {
        match self {
            Text::Stored(text) => text,
            Text::Made(text) => text,
        }
    }
}

/// Items in order, as a slice; [`Datum::list`] makes one.
#[derive(Clone, Debug, Default)]
pub struct List<'g> {
    items: Vec<Datum<'g>>,
    depth: u32,
}

impl<'g> List<'g> {
    /// Adds an item at the end.
    pub fn push(&mut self, item: Datum<'g>) {
        self.depth = self.depth.max(item.depth() + 1);
        self.items.push(item);
    }
}

impl<'g> Deref for List<'g> {
    type Target = [Datum<'g>];

    fn deref(&self) -> &[Datum<'g>] {
        &self.items
    }
}

/// Keys and values, by key, as a slice; no key twice. [`Datum::map`] makes one.
#[derive(Clone, Debug, Default)]
pub struct Map<'g> {
    entries: Vec<(Rc<str>, Datum<'g>)>,
    depth: u32,
}

impl<'g> Map<'g> {
    /// The value of a key. O(log n).
    pub fn get(&self, key: &str) -> Option<&Datum<'g>> {
        let at = self.entries.binary_search_by(|(k, _)| (**k).cmp(key));
        at.ok().map(|at| &self.entries[at].1)
    }
}

impl<'g> Deref for Map<'g> {
    type Target = [(Rc<str>, Datum<'g>)];

    fn deref(&self) -> &[(Rc<str>, Datum<'g>)] {
        &self.entries
    }
}

/// A value of a running query.
///
/// `==` is not Cypher's `=`, which has three outcomes, and is left out on purpose: see
/// `compare.rs` for equality, equivalence and order.
#[derive(Clone, Debug)]
pub enum Datum<'g> {
    /// No value, or an unknown one.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// A floating-point number, which may be infinite or none.
    Float(f64),
    /// A text.
    Text(Text<'g>),
    /// A list.
    List(Rc<List<'g>>),
    /// A map.
    Map(Rc<Map<'g>>),
    /// A node.
    Node(NodeId),
    /// A relationship.
    Relationship(RelationshipId),
    /// A path.
    Path(Rc<Path>),
    /// A date, a time, a duration.
    Temporal(Rc<Temporal>),
}

/// Making values.
impl<'g> Datum<'g> {
    /// A text that a query made.
    pub fn text(text: impl Into<Rc<str>>) -> Datum<'g> {
        Datum::Text(Text::Made(text.into()))
    }

    /// A text of the graph.
    pub fn stored(text: &'g str) -> Datum<'g> {
        Datum::Text(Text::Stored(text))
    }

    /// A list of those items.
    pub fn list(items: Vec<Datum<'g>>) -> Datum<'g> {
        let depth = items.iter().map(Datum::depth).max().unwrap_or(0) + 1;
        Datum::List(Rc::new(List { items, depth }))
    }

    /// A map of those entries; of a key that comes twice the last one stands. O(n · log n).
    pub fn map(mut entries: Vec<(Rc<str>, Datum<'g>)>) -> Datum<'g> {
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        entries.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                std::mem::swap(next, kept);
            }
            same
        });
        let depth = entries.iter().map(|(_, v)| v.depth()).max().unwrap_or(0) + 1;
        Datum::Map(Rc::new(Map { entries, depth }))
    }

    /// A truth value; null for the unknown one.
    pub fn truth(truth: Option<bool>) -> Datum<'g> {
        truth.map_or(Datum::Null, Datum::Boolean)
    }

    /// A count.
    pub fn count(n: usize) -> Datum<'g> {
        Datum::Integer(i64::try_from(n).unwrap_or(i64::MAX))
    }

    /// A date, a time, a duration.
    pub fn temporal(temporal: Temporal) -> Datum<'g> {
        Datum::Temporal(Rc::new(temporal))
    }

    /// A value of the graph, a date being a date. Texts within lists are copied.
    pub fn of(value: ValueRef<'g>) -> Datum<'g> {
        match value {
            ValueRef::Boolean(b) => Datum::Boolean(b),
            ValueRef::Integer(i) => Datum::Integer(i),
            ValueRef::Float(x) => Datum::Float(x),
            ValueRef::Text(text) => Datum::stored(text),
            ValueRef::Date(date) => Datum::temporal(Temporal::from_date(date)),
            ValueRef::List(items) => {
                let items = items.iter().map(|item| match item.as_ref() {
                    Some(item) => Datum::of(item),
                    None => Datum::Null,
                });
                Datum::list(items.collect())
            }
        }
    }

    /// The same value where it would nest too deep otherwise.
    ///
    /// # Errors
    /// It nests deeper than [`MAX_NESTING`].
    pub fn bounded(self) -> Result<Datum<'g>, Refusal> {
        if self.depth() > MAX_NESTING {
            let message = format!("lists and maps nest deeper than {MAX_NESTING} levels");
            return Err(Refusal::new(Fault::argument("NestedTooDeep"), message));
        }
        Ok(self)
    }
}

/// Asking values.
impl<'g> Datum<'g> {
    /// Whether there is no value.
    pub fn is_null(&self) -> bool {
        matches!(self, Datum::Null)
    }

    /// How many lists and maps it is deep: 0 for plain values.
    pub fn depth(&self) -> u32 {
        match self {
            Datum::List(list) => list.depth,
            Datum::Map(map) => map.depth,
            _ => 0,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Datum::Text(text) => Some(text.as_str()),
            _ => None,
        }
    }

    /// The number as a float, if it is a number.
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Datum::Integer(i) => Some(*i as f64),
            Datum::Float(x) => Some(*x),
            _ => None,
        }
    }

    /// What it is, for messages: `a list`.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Datum::Null => "null",
            Datum::Boolean(_) => "a truth value",
            Datum::Integer(_) => "an integer",
            Datum::Float(_) => "a float",
            Datum::Text(_) => "text",
            Datum::List(_) => "a list",
            Datum::Map(_) => "a map",
            Datum::Node(_) => "a node",
            Datum::Relationship(_) => "a relationship",
            Datum::Path(_) => "a path",
            Datum::Temporal(temporal) => temporal.kind_name(),
        }
    }

    /// As what a temporal value may be made of.
    pub fn as_given(&self) -> Given<'_> {
        match self {
            Datum::Null => Given::Null,
            Datum::Integer(i) => Given::Integer(*i),
            Datum::Float(x) => Given::Float(*x),
            Datum::Text(text) => Given::Text(text.as_str()),
            Datum::Temporal(temporal) => Given::Temporal(temporal),
            Datum::Map(map) => Given::Map(
                map.iter()
                    .map(|(key, value)| (&**key, value.as_given()))
                    .collect(),
            ),
            other => Given::Other(other.kind_name()),
        }
    }

    /// The value as answers hold it. A list of plain values is a plain list; of temporal values
    /// a date of the years 0 to 9999 stays one, the others are as they print.
    pub fn to_cell(&self) -> Cell {
        match self {
            Datum::Null => Cell::NULL,
            Datum::Boolean(b) => Cell::Value(Value::Boolean(*b)),
            Datum::Integer(i) => Cell::Value(Value::Integer(*i)),
            Datum::Float(x) => Cell::Value(Value::Float(*x)),
            Datum::Text(text) => Cell::text(text.as_str()),
            Datum::List(items) => cells(items),
            Datum::Map(entries) => {
                let entries = entries.iter().map(|(k, v)| (k.to_string(), v.to_cell()));
                Cell::Map(entries.collect())
            }
            Datum::Node(node) => Cell::Node(*node),
            Datum::Relationship(rel) => Cell::Relationship(*rel),
            Datum::Path(path) => Cell::Path((**path).clone()),
            Datum::Temporal(temporal) => match temporal.to_date() {
                Some(date) => Cell::Value(Value::Date(date)),
                None => Cell::text(temporal.to_string()),
            },
        }
    }

    /// A cell of an answer as a value again.
    pub fn of_cell(cell: &Cell) -> Datum<'g> {
        match cell {
            Cell::Value(value) => Datum::of_value(value),
            Cell::Node(node) => Datum::Node(*node),
            Cell::Relationship(rel) => Datum::Relationship(*rel),
            Cell::Path(path) => Datum::Path(Rc::new(path.clone())),
            Cell::List(items) => Datum::list(items.iter().map(Datum::of_cell).collect()),
            Cell::Map(entries) => {
                let entries = entries.iter();
                let entries = entries.map(|(k, v)| (Rc::from(k.as_str()), Datum::of_cell(v)));
                Datum::map(entries.collect())
            }
        }
    }

    /// An owned plain value, such as that of a parameter.
    pub fn of_value(value: &Value) -> Datum<'g> {
        match value {
            Value::Null => Datum::Null,
            Value::Boolean(b) => Datum::Boolean(*b),
            Value::Integer(i) => Datum::Integer(*i),
            Value::Float(x) => Datum::Float(*x),
            Value::Text(text) => Datum::text(text.as_str()),
            Value::Date(date) => Datum::temporal(Temporal::from_date(*date)),
            Value::List(items) => Datum::list(items.iter().map(Datum::of_value).collect()),
        }
    }
}

fn cells(items: &[Datum<'_>]) -> Cell {
    let cells: Vec<Cell> = items.iter().map(Datum::to_cell).collect();
    if !cells.iter().all(|cell| matches!(cell, Cell::Value(_))) {
        return Cell::List(cells);
    }
    let values = cells.into_iter().filter_map(|cell| match cell {
        Cell::Value(value) => Some(value),
        _ => None,
    });
    Cell::Value(Value::List(values.collect()))
}
