//! Values as a running query holds them.
//!
//! Cheap to copy: texts of the graph are borrowed, what a query makes is shared. Knows no
//! expressions and no rows.

use std::rc::Rc;

use crate::graph::{NodeId, Path, RelationshipId};

use super::temporal::Temporal;

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

/// Keys and values, by key; no key twice.
pub type Map<'g> = Vec<(Rc<str>, Datum<'g>)>;

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
    List(Rc<[Datum<'g>]>),
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
