//! What is wrong with a text, and where. Knows neither terminal nor exit codes.

use std::fmt;

use super::span::Span;

/// A text that is no Cypher.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyntaxError {
    /// The part of the text that is wrong.
    pub span: Span,
    /// What was found there.
    pub message: String,
    /// What could have stood there instead; empty if there is no such list.
    pub expected: Vec<String>,
    /// What to do about it.
    pub hint: Option<String>,
}

impl SyntaxError {
    /// A new error; boxed within this module, as a large error in every result would make the
    /// frames of a recursive parser large.
    pub(super) fn new(span: Span, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            span,
            message: message.into(),
            expected: Vec::new(),
            hint: None,
        })
    }

    pub(super) fn hint(mut self: Box<Self>, hint: impl Into<String>) -> Box<Self> {
        self.hint = Some(hint.into());
        self
    }

    /// Line and column of the error in the text that was parsed, both from 1, columns counted
    /// in characters.
    pub fn line_column(&self, text: &str) -> (usize, usize) {
        self.span.line_column(text)
    }
}

impl fmt::Display for SyntaxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        for (i, expected) in self.expected.iter().enumerate() {
            let glue = match i {
                0 => ", expected ",
                _ if i + 1 == self.expected.len() => " or ",
                _ => ", ",
            };
            write!(f, "{glue}{expected}")?;
        }
        Ok(())
    }
}

impl std::error::Error for SyntaxError {}
