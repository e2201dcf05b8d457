//! Lists, comprehensions, maps and map projections.

use super::super::token::TokenKind;
use super::super::tree::{
    Expression, ExpressionKind, ListComprehension, MapEntry, MapProjection, MapProjectionItem,
    Name, PatternComprehension,
};
use super::{Outside, Parsed, Parser};

impl Parser<'_> {
    /// Parses what begins with `[`.
    pub(super) fn bracketed(&mut self) -> Parsed<Expression> {
        let start = self.span();
        let open = self.at;
        // `[x IN xs]` is a comprehension, `[x IN xs, y]` a list of two: only the comma tells.
        // `[(a)-->(b)]` is a list, `[(a)-->(b) | b]` a comprehension: only the bar tells.
        let names_in = self.variable_after(1) && self.word_after(2).eq_ignore_ascii_case("IN");
        let list_of = names_in && !self.has_within(open, &TokenKind::Comma);
        let named = self.variable_after(1) && *self.peek_after(2) == TokenKind::Equal;
        let paths_of = self.path_starts_after(if named { 3 } else { 1 })
            && self.has_within(open, &TokenKind::Bar);
        self.bump();
        let outside = self.open()?;
        let (kind, expected): (_, &[&str]) = if list_of {
            (self.list_comprehension()?, &["an operator", "`]`"])
        } else if paths_of {
            (self.pattern_comprehension()?, &["an operator", "`]`"])
        } else {
            let items = self.items(&TokenKind::CloseBracket)?;
            (ExpressionKind::List(items), &["an operator", "`,`", "`]`"])
        };
        self.close(outside, &TokenKind::CloseBracket, expected)?;
        Ok(self.node(kind, start))
    }

    /// The arguments of what is called, up to their closing bracket.
    pub(super) fn arguments(&mut self, outside: Outside) -> Parsed<Vec<Expression>> {
        let arguments = self.items(&TokenKind::CloseParenthesis)?;
        let expected = ["an operator", "`,`", "`)`"];
        self.close(outside, &TokenKind::CloseParenthesis, &expected)?;
        Ok(arguments)
    }

    /// Parses expressions with commas between them, up to, not including, `close`.
    pub(super) fn items(&mut self, close: &TokenKind) -> Parsed<Vec<Expression>> {
        let mut items = Vec::new();
        if self.peek() == close {
            return Ok(items);
        }
        loop {
            items.push(self.expression()?);
            if !self.take(&TokenKind::Comma) {
                return Ok(items);
            }
        }
    }

    fn list_comprehension(&mut self) -> Parsed<ExpressionKind> {
        let variable = self.variable()?;
        self.expect_word("IN")?;
        let list = self.expression_before_bar()?;
        let predicate = self.optional_where(true)?;
        let projection = if self.take(&TokenKind::Bar) {
            Some(self.expression()?)
        } else {
            None
        };
        let comprehension = ListComprehension {
            variable,
            list,
            predicate,
            projection,
        };
        Ok(ExpressionKind::ListComprehension(Box::new(comprehension)))
    }

    fn pattern_comprehension(&mut self) -> Parsed<ExpressionKind> {
        let start = self.span();
        let mut variable = None;
        if *self.peek() != TokenKind::OpenParenthesis {
            variable = Some(self.variable()?);
            self.expect(&TokenKind::Equal, &["`=`"])?;
        }
        let mut pattern = self.path_in_expression()?;
        pattern.variable = variable;
        pattern.span = self.span_from(start);
        let predicate = self.optional_where(true)?;
        self.expect(&TokenKind::Bar, &["`WHERE`", "`|`"])?;
        let projection = self.expression()?;
        let comprehension = PatternComprehension {
            pattern,
            predicate,
            projection,
        };
        Ok(ExpressionKind::PatternComprehension(Box::new(
            comprehension,
        )))
    }

    /// Parses `WHERE` and a condition, if it stands here.
    pub(super) fn optional_where(&mut self, before_bar: bool) -> Parsed<Option<Expression>> {
        if !self.take_word("WHERE") {
            return Ok(None);
        }
        let predicate = if before_bar {
            self.expression_before_bar()?
        } else {
            self.expression()?
        };
        Ok(Some(predicate))
    }

    /// Parses a map.
    pub(super) fn map(&mut self) -> Parsed<Expression> {
        let start = self.span();
        self.expect(&TokenKind::OpenBrace, &["`{`"])?;
        let outside = self.open()?;
        let entries = self.between_commas(Self::map_entry)?;
        self.close(
            outside,
            &TokenKind::CloseBrace,
            &["an operator", "`,`", "`}`"],
        )?;
        Ok(self.node(ExpressionKind::Map(entries), start))
    }

    fn map_entry(&mut self) -> Parsed<MapEntry> {
        if let TokenKind::String(_) = self.peek() {
            return Err(self
                .unexpected(&["a key"])
                .hint("keys stand without quotes: `{name: 1}`"));
        }
        let key = self.any_name("a key")?;
        self.expect(&TokenKind::Colon, &["`:`"])?;
        let value = self.expression()?;
        Ok(MapEntry { key, value })
    }

    /// Parses a map projection, after its variable.
    pub(super) fn map_projection(&mut self, base: Name) -> Parsed<Expression> {
        let start = base.span;
        self.expect(&TokenKind::OpenBrace, &["`{`"])?;
        let outside = self.open()?;
        let items = self.between_commas(Self::map_projection_item)?;
        self.close(
            outside,
            &TokenKind::CloseBrace,
            &["an operator", "`,`", "`}`"],
        )?;
        let projection = Box::new(MapProjection { base, items });
        Ok(self.node(ExpressionKind::MapProjection(projection), start))
    }

    fn map_projection_item(&mut self) -> Parsed<MapProjectionItem> {
        let start = self.span();
        if self.take(&TokenKind::Dot) {
            if self.take(&TokenKind::Star) {
                return Ok(MapProjectionItem::All(self.span_from(start)));
            }
            return Ok(MapProjectionItem::Property(
                self.any_name("a property name")?,
            ));
        }
        if *self.peek_after(1) == TokenKind::Colon {
            return Ok(MapProjectionItem::Entry(self.map_entry()?));
        }
        Ok(MapProjectionItem::Variable(self.variable()?))
    }

    /// Parses items with commas between them, up to, not including, a closing brace.
    fn between_commas<T>(&mut self, item: impl Fn(&mut Self) -> Parsed<T>) -> Parsed<Vec<T>> {
        let mut items = Vec::new();
        if *self.peek() == TokenKind::CloseBrace {
            return Ok(items);
        }
        loop {
            items.push(item(self)?);
            if !self.take(&TokenKind::Comma) {
                return Ok(items);
            }
        }
    }
}
