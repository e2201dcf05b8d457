//! What can be wrong with a question.

use crate::syntax::{Span, SyntaxError};

use super::cypher::Fault;

/// Why a question has no answer: what is wrong, where in its text, what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// What is wrong.
    pub message: String,
    /// Where in the text, if at one place.
    pub span: Option<Span>,
    /// What to do about it.
    pub hint: Option<String>,
    /// Whether all that is wrong is that a name stands for no node, or for several.
    pub unresolved: bool,
    /// Whether the span is one of the condition, where a pattern comes with one.
    pub in_condition: bool,
    /// How openCypher names what is wrong, where it has a name for it.
    pub fault: Option<Fault>,
}

impl QueryError {
    /// An error at a place of the text.
    pub fn at(span: Span, message: impl Into<String>) -> QueryError {
        QueryError {
            message: message.into(),
            span: Some(span),
            hint: None,
            unresolved: false,
            in_condition: false,
            fault: None,
        }
    }

    /// The same error under that name of openCypher's.
    #[must_use]
    pub fn fault(mut self, fault: Fault) -> QueryError {
        self.fault = Some(fault);
        self
    }

    /// The same error with that hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> QueryError {
        self.hint = Some(hint.into());
        self
    }
}

impl From<SyntaxError> for QueryError {
    fn from(error: SyntaxError) -> QueryError {
        let message = error.to_string();
        let base = QueryError::at(error.span, message);
        QueryError {
            hint: error.hint,
            ..base
        }
    }
}
