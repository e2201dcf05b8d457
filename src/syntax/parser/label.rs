//! Label expressions, which are type expressions too.

use super::super::span::Span;
use super::super::token::TokenKind;
use super::super::tree::{LabelExpression, LabelKind};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// Parses a label expression, after its colon.
    pub(super) fn labels(&mut self) -> Parsed<LabelExpression> {
        let start = self.span();
        let mut any_of = vec![self.label_and()?];
        while !self.bar_ends && self.take(&TokenKind::Bar) {
            // The old form: `A|:B`.
            self.take(&TokenKind::Colon);
            any_of.push(self.label_and()?);
        }
        Ok(self.joined(any_of, LabelKind::Or, start))
    }

    fn label_and(&mut self) -> Parsed<LabelExpression> {
        let start = self.span();
        let mut all_of = vec![self.label_not()?];
        // The old form: `A:B`.
        while self.take(&TokenKind::Ampersand) || self.take(&TokenKind::Colon) {
            all_of.push(self.label_not()?);
        }
        Ok(self.joined(all_of, LabelKind::And, start))
    }

    fn joined(
        &self,
        mut labels: Vec<LabelExpression>,
        join: fn(Vec<LabelExpression>) -> LabelKind,
        start: Span,
    ) -> LabelExpression {
        match labels.len() {
            1 => labels.swap_remove(0),
            _ => LabelExpression {
                kind: join(labels),
                span: self.span_from(start),
            },
        }
    }

    fn label_not(&mut self) -> Parsed<LabelExpression> {
        let start = self.span();
        if !self.take(&TokenKind::Exclamation) {
            return self.label_atom();
        }
        self.deeper()?;
        let negated = self.label_not()?;
        self.shallower();
        let kind = LabelKind::Not(Box::new(negated));
        Ok(LabelExpression {
            kind,
            span: self.span_from(start),
        })
    }

    fn label_atom(&mut self) -> Parsed<LabelExpression> {
        let span = self.span();
        match self.peek() {
            TokenKind::Percent => {
                self.bump();
                Ok(LabelExpression {
                    kind: LabelKind::Any,
                    span,
                })
            }
            TokenKind::OpenParenthesis => {
                self.bump();
                let outside = self.open()?;
                let mut labels = self.labels()?;
                self.close(
                    outside,
                    &TokenKind::CloseParenthesis,
                    &["`&`", "`|`", "`)`"],
                )?;
                labels.span = self.span_from(span);
                Ok(labels)
            }
            _ => {
                let name = self.any_name("a label or type")?;
                Ok(LabelExpression {
                    kind: LabelKind::Name(name.text),
                    span: name.span,
                })
            }
        }
    }
}
