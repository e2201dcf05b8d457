//! What operators work on: literals, names, brackets, and steps into them.

use super::super::error::SyntaxError;
use super::super::span::Span;
use super::super::token::TokenKind;
use super::super::tree::{AccessKind, AccessStep, Expression, ExpressionKind, Literal};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// Parses an atom.
    pub(super) fn atom(&mut self) -> Parsed<Expression> {
        match self.peek() {
            TokenKind::Integer(_)
            | TokenKind::Float(_)
            | TokenKind::String(_)
            | TokenKind::Parameter(_) => self.literal(),
            TokenKind::Word | TokenKind::QuotedName(_) => self.word_atom(),
            TokenKind::OpenParenthesis if self.path_starts_after(0) => {
                let start = self.span();
                let pattern = self.path_in_expression()?;
                Ok(self.node(ExpressionKind::Pattern(Box::new(pattern)), start))
            }
            TokenKind::OpenParenthesis => self.group(),
            TokenKind::OpenBracket => self.bracketed(),
            TokenKind::OpenBrace => self.map(),
            _ => Err(self.no_atom()),
        }
    }

    /// The error for what is no atom; it may be half of an arrow.
    fn no_atom(&self) -> Box<SyntaxError> {
        let error = self.unexpected(&["an expression"]);
        let before = self.at.checked_sub(1).map(|before| self.kind_at(before));
        match (before, self.peek()) {
            (Some(TokenKind::Minus), TokenKind::Greater) => {
                error.hint("a dash is missing: write `-->` or `-[:TYPE]->`")
            }
            (Some(TokenKind::OpenBracket), TokenKind::Colon) => {
                error.hint("a relationship stands between two nodes: `(a)-[:TYPE]->(b)`")
            }
            _ => error,
        }
    }

    fn literal(&mut self) -> Parsed<Expression> {
        let start = self.span();
        let kind = match self.peek() {
            TokenKind::Integer(magnitude) => match i64::try_from(*magnitude) {
                Ok(value) => ExpressionKind::Literal(Literal::Integer(value)),
                Err(_) => {
                    let message = format!("the number {} is too large", start.of(self.text));
                    return Err(SyntaxError::new(start, message)
                        .hint("the greatest integer is 9223372036854775807"));
                }
            },
            TokenKind::Float(value) => ExpressionKind::Literal(Literal::Float(*value)),
            TokenKind::String(value) => ExpressionKind::Literal(Literal::String(value.clone())),
            TokenKind::Parameter(name) => ExpressionKind::Parameter(name.clone()),
            _ => return Err(self.unexpected(&["an expression"])),
        };
        self.bump();
        Ok(self.node(kind, start))
    }

    /// Parses an expression in parentheses, which leave no trace but in its span: what is made
    /// of `(a) + b` must not begin within the parentheses.
    fn group(&mut self) -> Parsed<Expression> {
        let start = self.span();
        self.bump();
        let outside = self.open()?;
        let mut expression = self.expression()?;
        self.close(
            outside,
            &TokenKind::CloseParenthesis,
            &["an operator", "`)`"],
        )?;
        expression.span = self.span_from(start);
        Ok(expression)
    }

    /// Parses the steps and the labels after an atom that begins at `start`.
    pub(super) fn postfix(&mut self, atom: Expression, start: Span) -> Parsed<Expression> {
        let mut base = atom;
        if matches!(self.peek(), TokenKind::Dot | TokenKind::OpenBracket) {
            base = self.access(Box::new(base), start)?;
        }
        if self.take(&TokenKind::Colon) {
            let labels = Box::new(self.labels()?);
            let kind = ExpressionKind::HasLabels {
                base: Box::new(base),
                labels,
            };
            base = self.node(kind, start);
        }
        Ok(base)
    }

    fn access(&mut self, base: Box<Expression>, start: Span) -> Parsed<Expression> {
        let mut steps = Vec::new();
        while let Some(step) = self.step()? {
            steps.push(step);
        }
        Ok(self.node(ExpressionKind::Access { base, steps }, start))
    }

    fn step(&mut self) -> Parsed<Option<AccessStep>> {
        let start = self.span();
        let kind = match self.peek() {
            TokenKind::Dot => {
                self.bump();
                AccessKind::Property(self.any_name("a property name")?)
            }
            TokenKind::OpenBracket => {
                self.bump();
                let outside = self.open()?;
                let kind = self.index()?;
                self.close(outside, &TokenKind::CloseBracket, &["an operator", "`]`"])?;
                kind
            }
            _ => return Ok(None),
        };
        Ok(Some(AccessStep {
            kind,
            span: self.span_from(start),
        }))
    }

    /// Parses what stands in the brackets of an index or a slice.
    fn index(&mut self) -> Parsed<AccessKind> {
        let from = match self.peek() {
            TokenKind::DotDot => None,
            _ => Some(self.expression()?),
        };
        if !self.take(&TokenKind::DotDot) {
            return match from {
                Some(index) => Ok(AccessKind::Index(index)),
                None => Err(self.unexpected(&["`..`"])),
            };
        }
        let to = match self.peek() {
            TokenKind::CloseBracket => None,
            _ => Some(self.expression()?),
        };
        Ok(AccessKind::Slice { from, to })
    }
}
