//! Property values and their types, under neo4j-admin's names.

use std::fmt;

use serde::{Serialize, Serializer};

use super::Date;

/// A property's value, owned.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Absent; also what an unknown property gives in an expression.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number of 64 bits.
    Integer(i64),
    /// A floating-point number of 64 bits.
    Float(f64),
    /// Text.
    Text(String),
    /// A date of its own precision.
    Date(Date),
    /// An array; the items of a stored one have one type.
    List(Vec<Value>),
}

/// A property's value, borrowed from where it is stored.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ValueRef<'a> {
    /// `true` or `false`.
    Boolean(bool),
    /// A whole number of 64 bits.
    Integer(i64),
    /// A floating-point number of 64 bits.
    Float(f64),
    /// Text.
    Text(&'a str),
    /// A date of its own precision.
    Date(Date),
    /// An array.
    List(&'a [Value]),
}

/// The type that a column's header declares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PropertyType {
    /// `boolean`
    Boolean,
    /// `long`, `int`, `short`, `byte`
    Integer,
    /// `double`, `float`
    Float,
    /// `string`, `char`
    Text,
    /// `date`, of three precisions
    Date,
    /// `boolean[]`
    BooleanList,
    /// `long[]`
    IntegerList,
    /// `double[]`
    FloatList,
    /// `string[]`
    TextList,
    /// `date[]`
    DateList,
}

/// Every type with the names that headers give it; the first is the one we write.
const TYPE_NAMES: &[(PropertyType, &[&str])] = &[
    (PropertyType::Boolean, &["boolean", "bool"]),
    (
        PropertyType::Integer,
        &["long", "int", "integer", "short", "byte"],
    ),
    (PropertyType::Float, &["double", "float"]),
    (PropertyType::Text, &["string", "char"]),
    (PropertyType::Date, &["date"]),
];

impl PropertyType {
    /// Reads a header's type name, in any case: `long`, `string[]`, `DATE`.
    pub fn parse(name: &str) -> Option<PropertyType> {
        let (item, is_list) = match name.strip_suffix("[]") {
            Some(item) => (item, true),
            None => (name, false),
        };
        let known = |names: &[&str]| names.iter().any(|n| n.eq_ignore_ascii_case(item));
        let scalar = TYPE_NAMES.iter().find(|(_, names)| known(names))?.0;
        Some(if is_list { scalar.list() } else { scalar })
    }

    /// The array type whose items have this type.
    pub fn list(self) -> PropertyType {
        match self {
            PropertyType::Boolean => PropertyType::BooleanList,
            PropertyType::Integer => PropertyType::IntegerList,
            PropertyType::Float => PropertyType::FloatList,
            PropertyType::Text => PropertyType::TextList,
            PropertyType::Date => PropertyType::DateList,
            list => list,
        }
    }

    /// The type of an array's items; `None` for a scalar type.
    pub fn item(self) -> Option<PropertyType> {
        match self {
            PropertyType::BooleanList => Some(PropertyType::Boolean),
            PropertyType::IntegerList => Some(PropertyType::Integer),
            PropertyType::FloatList => Some(PropertyType::Float),
            PropertyType::TextList => Some(PropertyType::Text),
            PropertyType::DateList => Some(PropertyType::Date),
            _ => None,
        }
    }

    /// The name we write in headers.
    pub fn name(self) -> &'static str {
        match self {
            PropertyType::Boolean => "boolean",
            PropertyType::Integer => "long",
            PropertyType::Float => "double",
            PropertyType::Text => "string",
            PropertyType::Date => "date",
            PropertyType::BooleanList => "boolean[]",
            PropertyType::IntegerList => "long[]",
            PropertyType::FloatList => "double[]",
            PropertyType::TextList => "string[]",
            PropertyType::DateList => "date[]",
        }
    }
}

impl ValueRef<'_> {
    /// Its type; that of an empty array is `string[]`.
    pub fn kind(self) -> PropertyType {
        match self {
            ValueRef::Boolean(_) => PropertyType::Boolean,
            ValueRef::Integer(_) => PropertyType::Integer,
            ValueRef::Float(_) => PropertyType::Float,
            ValueRef::Text(_) => PropertyType::Text,
            ValueRef::Date(_) => PropertyType::Date,
            ValueRef::List(items) => {
                let item = items.first().and_then(Value::as_ref).map(ValueRef::kind);
                item.map_or(PropertyType::TextList, PropertyType::list)
            }
        }
    }

    /// An owned copy.
    pub fn to_value(self) -> Value {
        match self {
            ValueRef::Boolean(b) => Value::Boolean(b),
            ValueRef::Integer(i) => Value::Integer(i),
            ValueRef::Float(f) => Value::Float(f),
            ValueRef::Text(t) => Value::Text(t.to_owned()),
            ValueRef::Date(d) => Value::Date(d),
            ValueRef::List(items) => Value::List(items.to_vec()),
        }
    }
}

impl Value {
    /// A borrowed view; `None` for [`Value::Null`].
    pub fn as_ref(&self) -> Option<ValueRef<'_>> {
        Some(match self {
            Value::Null => return None,
            Value::Boolean(b) => ValueRef::Boolean(*b),
            Value::Integer(i) => ValueRef::Integer(*i),
            Value::Float(f) => ValueRef::Float(*f),
            Value::Text(t) => ValueRef::Text(t),
            Value::Date(d) => ValueRef::Date(*d),
            Value::List(items) => ValueRef::List(items),
        })
    }
}

/// Writes the value as a CSV cell holds it: arrays joined by `;`, the shortest float that reads
/// back equal.
impl fmt::Display for ValueRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ValueRef::Boolean(b) => write!(f, "{b}"),
            ValueRef::Integer(i) => write!(f, "{i}"),
            ValueRef::Float(x) => write!(f, "{x}"),
            ValueRef::Text(t) => f.write_str(t),
            ValueRef::Date(d) => write!(f, "{d}"),
            ValueRef::List(items) => {
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        f.write_str(";")?;
                    }
                    write!(f, "{item}")?;
                }
                Ok(())
            }
        }
    }
}

/// As [`ValueRef`]; [`Value::Null`] is the empty text.
impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_ref() {
            Some(value) => write!(f, "{value}"),
            None => Ok(()),
        }
    }
}

/// As JSON has it: numbers and truth values are such, a date is text, an array an array.
impl Serialize for ValueRef<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            ValueRef::Boolean(b) => serializer.serialize_bool(*b),
            ValueRef::Integer(i) => serializer.serialize_i64(*i),
            ValueRef::Float(x) => serializer.serialize_f64(*x),
            ValueRef::Text(text) => serializer.serialize_str(text),
            ValueRef::Date(date) => serializer.collect_str(date),
            ValueRef::List(items) => serializer.collect_seq(*items),
        }
    }
}

/// As [`ValueRef`]; [`Value::Null`] is null.
impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.as_ref().serialize(serializer)
    }
}

/// Why a cell's text is no value of its column's type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// No date of one of the three forms.
    Date(super::DateError),
    /// No number, or one that 64 bits cannot hold.
    Number,
    /// Neither `true` nor `false`.
    Boolean,
}

impl PropertyType {
    /// Reads a cell as a value of this type; array items are split at `;`, spaces around an item
    /// do not count, and an empty item is left out.
    ///
    /// # Errors
    /// [`ReadError`] says what the text, or the first bad item, fails to be.
    pub fn read(self, text: &str) -> Result<Value, ReadError> {
        if let Some(item) = self.item() {
            let items = text.split(';').map(str::trim).filter(|t| !t.is_empty());
            return items
                .map(|t| item.read(t))
                .collect::<Result<_, _>>()
                .map(Value::List);
        }
        match self {
            PropertyType::Boolean => match text {
                _ if text.eq_ignore_ascii_case("true") => Ok(Value::Boolean(true)),
                _ if text.eq_ignore_ascii_case("false") => Ok(Value::Boolean(false)),
                _ => Err(ReadError::Boolean),
            },
            PropertyType::Integer => text
                .parse()
                .map(Value::Integer)
                .map_err(|_| ReadError::Number),
            PropertyType::Float => match text.parse::<f64>() {
                Ok(x) if x.is_finite() => Ok(Value::Float(x)),
                _ => Err(ReadError::Number),
            },
            PropertyType::Date => Date::parse(text).map(Value::Date).map_err(ReadError::Date),
            _ => Ok(Value::Text(text.to_owned())),
        }
    }
}
