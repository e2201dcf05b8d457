//! How the conformance kit of openCypher, and drivers, name what is wrong with a query.

use crate::model::temporal::{TemporalError, Wrong};
use crate::query::QueryError;
use crate::syntax::Span;

/// A class of errors and the kind within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `SyntaxError`, `TypeError`, …
    pub class: &'static str,
    /// `UndefinedVariable`, …
    pub detail: &'static str,
}

impl Fault {
    /// A mistake in the text that shows before the query runs.
    pub const fn syntax(detail: &'static str) -> Fault {
        let class = "SyntaxError";
        Fault { class, detail }
    }

    /// A value of the wrong type.
    pub const fn kind(detail: &'static str) -> Fault {
        let class = "TypeError";
        Fault { class, detail }
    }

    /// A value of the right type that cannot be used.
    pub const fn argument(detail: &'static str) -> Fault {
        let class = "ArgumentError";
        Fault { class, detail }
    }
}

/// Why a function or an operator has no value for what it was given; whoever called it adds the
/// place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal(Box<Reason>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Reason {
    message: String,
    hint: Option<String>,
    fault: Fault,
}

impl Refusal {
    /// What is wrong.
    pub fn new(fault: Fault, message: impl Into<String>) -> Refusal {
        Refusal(Box::new(Reason {
            message: message.into(),
            hint: None,
            fault,
        }))
    }

    /// A value of the wrong type.
    pub fn kind(wanted: &str, given: &str) -> Refusal {
        let message = format!("expected {wanted}, not {given}");
        Refusal::new(Fault::kind("InvalidArgumentValue"), message)
    }

    /// The same with what to do about it.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Refusal {
        self.0.hint = Some(hint.into());
        self
    }

    /// What is wrong, in words.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The error, at a place of the text.
    pub fn at(self, span: Span) -> QueryError {
        let reason = *self.0;
        let error = QueryError::at(span, reason.message).fault(reason.fault);
        QueryError {
            hint: reason.hint,
            ..error
        }
    }
}

impl From<TemporalError> for Refusal {
    fn from(error: TemporalError) -> Refusal {
        let fault = match error.wrong {
            Wrong::Range => Fault::argument("NumberOutOfRange"),
            Wrong::Value => Fault::argument("InvalidArgumentValue"),
            Wrong::Kind => Fault::kind("InvalidArgumentValue"),
        };
        let refusal = Refusal::new(fault, error.message);
        match error.hint {
            Some(hint) => refusal.hint(hint),
            None => refusal,
        }
    }
}
