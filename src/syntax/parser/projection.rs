//! What `WITH` and `RETURN` pass on, in which order, and how much of it.

use super::super::token::TokenKind;
use super::super::tree::{Expression, ItemName, Projection, ProjectionItem, SortItem};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// Parses what stands behind `WITH` or `RETURN`, up to, not including, `WHERE`.
    pub(super) fn projection(&mut self) -> Parsed<Projection> {
        let distinct = self.take_word("DISTINCT");
        let star = self.span();
        let all = self.take(&TokenKind::Star).then_some(star);
        let mut items = Vec::new();
        if all.is_none() || self.take(&TokenKind::Comma) {
            items.push(self.projection_item()?);
            while self.take(&TokenKind::Comma) {
                items.push(self.projection_item()?);
            }
        }
        Ok(Projection {
            distinct,
            all,
            items,
            order: self.order()?,
            skip: self.optional_count(&["SKIP", "OFFSET"])?,
            limit: self.optional_count(&["LIMIT"])?,
        })
    }

    fn projection_item(&mut self) -> Parsed<ProjectionItem> {
        if *self.peek() == TokenKind::Star {
            return Err(self
                .unexpected(&["an expression"])
                .hint("`*` stands first: `*, a AS b`"));
        }
        let expression = self.expression()?;
        let name = if self.take_word("AS") {
            ItemName::Alias(self.variable()?)
        } else {
            ItemName::Text(expression.span.of(self.text).to_string())
        };
        Ok(ProjectionItem { expression, name })
    }

    fn order(&mut self) -> Parsed<Vec<SortItem>> {
        let mut items = Vec::new();
        if !self.take_word("ORDER") {
            return Ok(items);
        }
        self.expect_word("BY")?;
        items.push(self.sort_item()?);
        while self.take(&TokenKind::Comma) {
            items.push(self.sort_item()?);
        }
        Ok(items)
    }

    fn sort_item(&mut self) -> Parsed<SortItem> {
        let expression = self.expression()?;
        let descending = self.take_word("DESC") || self.take_word("DESCENDING");
        if !descending && !self.take_word("ASC") {
            self.take_word("ASCENDING");
        }
        Ok(SortItem {
            expression,
            descending,
        })
    }

    /// Parses a number of rows behind one of some keywords, if one stands here.
    fn optional_count(&mut self, words: &[&str]) -> Parsed<Option<Expression>> {
        if words.iter().any(|word| self.take_word(word)) {
            return self.expression().map(Some);
        }
        Ok(None)
    }
}
