//! What is known of a value's type before a query runs.

/// A type, as far as it is known. An expression whose type is [`Type::Any`] is checked when it
/// runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// Anything, null included.
    Any,
    /// Nothing but null.
    Null,
    /// A truth value.
    Boolean,
    /// A whole number.
    Integer,
    /// A floating-point number.
    Float,
    /// One of the two kinds of numbers.
    Number,
    /// A text.
    Text,
    /// A list of such items.
    List(Box<Type>),
    /// A map.
    Map,
    /// A node.
    Node,
    /// A relationship.
    Relationship,
    /// A path.
    Path,
    /// A date, a time or a point in time.
    Temporal,
    /// A duration.
    Duration,
}
