//! What temporal values are made of, and why some are none.

use super::Temporal;

/// Something that a temporal value is to be made of.
#[derive(Clone, Debug)]
pub enum Given<'a> {
    /// Nothing.
    Null,
    /// A whole number.
    Integer(i64),
    /// A floating-point number.
    Float(f64),
    /// A text.
    Text(&'a str),
    /// Another such value.
    Temporal(&'a Temporal),
    /// Parts by their names.
    Map(Vec<(&'a str, Given<'a>)>),
    /// What none can be made of, as messages call it.
    Other(&'static str),
}

impl Given<'_> {
    /// What it is, for messages.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Given::Null => "null",
            Given::Integer(_) => "an integer",
            Given::Float(_) => "a float",
            Given::Text(_) => "text",
            Given::Temporal(temporal) => temporal.kind_name(),
            Given::Map(_) => "a map",
            Given::Other(name) => name,
        }
    }
}

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// It is past what there is, or can be held.
    Range,
    /// It says something that nothing is.
    Value,
    /// It is something else altogether.
    Kind,
}

/// Why there is no such date, time or duration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct TemporalError {
    /// What is wrong, in short.
    pub wrong: Wrong,
    /// In words.
    pub message: String,
    /// What to do about it.
    pub hint: Option<&'static str>,
}

impl TemporalError {
    fn new(wrong: Wrong, message: impl Into<String>) -> TemporalError {
        TemporalError {
            wrong,
            message: message.into(),
            hint: None,
        }
    }

    pub(super) fn range(message: impl Into<String>) -> TemporalError {
        TemporalError::new(Wrong::Range, message)
    }

    pub(super) fn value(message: impl Into<String>) -> TemporalError {
        TemporalError::new(Wrong::Value, message)
    }

    pub(super) fn kind(wanted: &str, given: &str) -> TemporalError {
        TemporalError::new(Wrong::Kind, format!("expected {wanted}, not {given}"))
    }

    pub(super) fn hint(self, hint: &'static str) -> TemporalError {
        TemporalError {
            hint: Some(hint),
            ..self
        }
    }
}
