//! Trees to text in one canonical form: what is printed parses to the same tree again.
//!
//! Keywords are in capitals, strings in single quotes, brackets only where the tree needs them.
//! Names of functions stay as written, as nobody here knows them; so does what a column takes its
//! name from.

mod expression;
mod form;
mod pattern;
mod query;

use std::fmt::{self, Display, Formatter, Write};

use super::names;
use super::tree::{
    Clause, Expression, LabelExpression, Literal, NodePattern, PathPattern, Query,
    RelationshipPattern, Statement,
};

/// Where the text goes, and what must not stand bare at this place.
struct Printer<'a, 'f> {
    f: &'a mut Formatter<'f>,
    /// Whether a bare `|` would end what is being printed; any bracket lifts this.
    bar_ends: bool,
}

impl<'a, 'f> Printer<'a, 'f> {
    fn new(f: &'a mut Formatter<'f>) -> Self {
        Self { f, bar_ends: false }
    }

    fn text(&mut self, text: &str) -> fmt::Result {
        self.f.write_str(text)
    }

    /// Prints what stands in brackets.
    fn within(
        &mut self,
        open: &str,
        close: &str,
        print: impl FnOnce(&mut Self) -> fmt::Result,
    ) -> fmt::Result {
        self.text(open)?;
        let bar_ends = std::mem::replace(&mut self.bar_ends, false);
        print(self)?;
        self.bar_ends = bar_ends;
        self.text(close)
    }

    /// Prints items with a comma between them.
    fn list<T>(
        &mut self,
        items: &[T],
        print: impl Fn(&mut Self, &T) -> fmt::Result,
    ) -> fmt::Result {
        for (i, item) in items.iter().enumerate() {
            if i > 0 {
                self.text(", ")?;
            }
            print(self, item)?;
        }
        Ok(())
    }

    /// Prints a name where keywords are taken.
    fn variable(&mut self, name: &str) -> fmt::Result {
        if names::is_reserved(name) {
            self.backticks(name)
        } else {
            self.name(name)
        }
    }

    /// Prints a name where any word will do.
    fn name(&mut self, name: &str) -> fmt::Result {
        if names::is_plain(name) {
            self.text(name)
        } else {
            self.backticks(name)
        }
    }

    fn backticks(&mut self, name: &str) -> fmt::Result {
        self.f.write_char('`')?;
        self.text(&name.replace('`', "``"))?;
        self.f.write_char('`')
    }

    fn parameter(&mut self, name: &str) -> fmt::Result {
        self.f.write_char('$')?;
        if !name.is_empty() && name.chars().all(names::continues_name) {
            return self.text(name);
        }
        self.backticks(name)
    }

    fn string(&mut self, value: &str) -> fmt::Result {
        self.f.write_char('\'')?;
        for c in value.chars() {
            match c {
                '\'' => self.text("\\'")?,
                '\\' => self.text("\\\\")?,
                '\n' => self.text("\\n")?,
                '\r' => self.text("\\r")?,
                '\t' => self.text("\\t")?,
                '\u{8}' => self.text("\\b")?,
                '\u{C}' => self.text("\\f")?,
                // Invisible otherwise; control characters have no more than four digits.
                _ if c.is_control() => write!(self.f, "\\u{:04X}", u32::from(c))?,
                _ => self.f.write_char(c)?,
            }
        }
        self.f.write_char('\'')
    }

    fn literal(&mut self, literal: &Literal) -> fmt::Result {
        match literal {
            Literal::Null => self.text("null"),
            Literal::Boolean(value) => write!(self.f, "{value}"),
            Literal::Integer(value) => write!(self.f, "{value}"),
            // Debug keeps the dot or the exponent, without which it would be an integer.
            Literal::Float(value) => write!(self.f, "{value:?}"),
            Literal::String(value) => self.string(value),
        }
    }
}

impl Display for Expression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer::new(f).expression(self)
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer::new(f).literal(self)
    }
}

impl Display for LabelExpression {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer::new(f).labels(self)
    }
}

impl Display for PathPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer::new(f).path(self)
    }
}

impl Display for NodePattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer::new(f).node(self)
    }
}

impl Display for RelationshipPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer::new(f).relationship(self)
    }
}

/// One clause a line.
impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer::new(f).statement(self)
    }
}

/// One clause a line.
impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer::new(f).query(self, "\n")
    }
}

impl Display for Clause {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Printer::new(f).clause(self)
    }
}
