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

impl Type {
    /// A list of anything.
    pub fn list() -> Type {
        Type::List(Box::new(Type::Any))
    }

    /// A list of such items.
    pub fn list_of(item: Type) -> Type {
        Type::List(Box::new(item))
    }

    /// What is known of a value that has one of two types.
    #[must_use]
    pub fn join(self, other: Type) -> Type {
        match (self, other) {
            (Type::Null, it) | (it, Type::Null) => it,
            (a, b) if a == b => a,
            (Type::List(a), Type::List(b)) => Type::list_of(a.join(*b)),
            (a, b) if Kinds::NUMBER.covers(&a) && Kinds::NUMBER.covers(&b) => Type::Number,
            _ => Type::Any,
        }
    }

    /// The type of a list's items; unknown for what may be something else.
    pub fn item(&self) -> Type {
        match self {
            Type::List(item) => (**item).clone(),
            _ => Type::Any,
        }
    }

    /// What it is called in messages.
    pub fn name(&self) -> &'static str {
        match self {
            Type::Any => "anything",
            Type::Null => "null",
            Type::Boolean => "a truth value",
            Type::Integer => "an integer",
            Type::Float => "a float",
            Type::Number => "a number",
            Type::Text => "text",
            Type::List(_) => "a list",
            Type::Map => "a map",
            Type::Node => "a node",
            Type::Relationship => "a relationship",
            Type::Path => "a path",
            Type::Temporal => "a date or time",
            Type::Duration => "a duration",
        }
    }

    fn kinds(&self) -> Kinds {
        match self {
            Type::Any | Type::Null => Kinds::ANY,
            Type::Boolean => Kinds::BOOLEAN,
            Type::Integer => Kinds::INTEGER,
            Type::Float => Kinds::FLOAT,
            Type::Number => Kinds::NUMBER,
            Type::Text => Kinds::TEXT,
            Type::List(_) => Kinds::LIST,
            Type::Map => Kinds::MAP,
            Type::Node => Kinds::NODE,
            Type::Relationship => Kinds::RELATIONSHIP,
            Type::Path => Kinds::PATH,
            Type::Temporal => Kinds::TEMPORAL,
            Type::Duration => Kinds::DURATION,
        }
    }
}

/// A set of kinds of values: what a function or an operator takes. Null goes everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds(u16);

impl Kinds {
    /// Truth values.
    pub(crate) const BOOLEAN: Kinds = Kinds(1);
    /// Whole numbers.
    pub(crate) const INTEGER: Kinds = Kinds(1 << 1);
    /// Floating-point numbers.
    pub(crate) const FLOAT: Kinds = Kinds(1 << 2);
    /// Texts.
    pub(crate) const TEXT: Kinds = Kinds(1 << 3);
    /// Lists.
    pub(crate) const LIST: Kinds = Kinds(1 << 4);
    /// Maps.
    pub(crate) const MAP: Kinds = Kinds(1 << 5);
    /// Nodes.
    pub(crate) const NODE: Kinds = Kinds(1 << 6);
    /// Relationships.
    pub(crate) const RELATIONSHIP: Kinds = Kinds(1 << 7);
    /// Paths.
    pub(crate) const PATH: Kinds = Kinds(1 << 8);
    /// Dates, times, points in time.
    pub(crate) const TEMPORAL: Kinds = Kinds(1 << 9);
    /// Durations.
    pub(crate) const DURATION: Kinds = Kinds(1 << 10);
    /// All numbers.
    pub(crate) const NUMBER: Kinds = Kinds::INTEGER.or(Kinds::FLOAT);
    /// Nodes and relationships.
    pub(crate) const ENTITY: Kinds = Kinds::NODE.or(Kinds::RELATIONSHIP);
    /// All there is.
    pub(crate) const ANY: Kinds = Kinds(u16::MAX);

    /// Either.
    pub(crate) const fn or(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }

    /// Whether a value of that type may be one of these.
    pub(crate) fn admits(self, kind: &Type) -> bool {
        self.0 & kind.kinds().0 != 0
    }

    /// Whether a value of that type, if not null, is surely one of these.
    fn covers(self, kind: &Type) -> bool {
        kind.kinds().0 & !self.0 == 0
    }

    /// Its name in messages: `a list or text`.
    pub(crate) fn name(self) -> String {
        const NAMES: &[(Kinds, &str)] = &[
            (Kinds::NUMBER, "a number"),
            (Kinds::BOOLEAN, "a truth value"),
            (Kinds::INTEGER, "an integer"),
            (Kinds::FLOAT, "a float"),
            (Kinds::TEXT, "text"),
            (Kinds::LIST, "a list"),
            (Kinds::MAP, "a map"),
            (Kinds::NODE, "a node"),
            (Kinds::RELATIONSHIP, "a relationship"),
            (Kinds::PATH, "a path"),
            (Kinds::TEMPORAL, "a date or time"),
            (Kinds::DURATION, "a duration"),
        ];
        let (mut left, mut names) = (self.0, Vec::new());
        for (kinds, name) in NAMES {
            if left & kinds.0 == kinds.0 {
                left &= !kinds.0;
                names.push(*name);
            }
        }
        match names.split_last() {
            Some((last, [])) => (*last).to_owned(),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => "nothing".to_owned(),
        }
    }
}
