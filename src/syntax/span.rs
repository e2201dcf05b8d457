//! Places in a text. Knows nothing of what stands there.

use std::fmt;

/// A stretch of a text, in bytes.
///
/// Four bytes a side, as every node of a tree has one; texts beyond 4 GiB are refused.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` up to, not including, `end`.
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The span from the start of this one to the end of `last`.
    pub const fn to(self, last: Span) -> Self {
        Self {
            start: self.start,
            end: last.end,
        }
    }

    /// The text at this span; empty if the span is not of this text.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start as usize..self.end as usize)
            .unwrap_or("")
    }

    /// Line and column of the start, both from 1, columns counted in characters.
    pub fn line_column(self, text: &str) -> (usize, usize) {
        let (mut line, mut column) = (1, 1);
        for (at, c) in text.char_indices() {
            if at >= self.start as usize {
                break;
            }
            if c == '\n' {
                (line, column) = (line + 1, 1);
            } else {
                column += 1;
            }
        }
        (line, column)
    }
}

/// Written short, as trees are full of them.
impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "@{}-{}", self.start, self.end)
    }
}

/// Something with its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The thing itself.
    pub node: T,
    /// Where it stands.
    pub span: Span,
}
