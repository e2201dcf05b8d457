//! Nodes and relationships, and where an expression ends and a pattern begins.

use super::super::error::SyntaxError;
use super::super::span::{Span, Spanned};
use super::super::token::TokenKind;
use super::super::tree::{
    Direction, Expression, NodePattern, NodeSubject, PathLength, RelationshipPattern,
};
use super::{Parsed, Parser};

/// What stands between the dashes of a relationship.
type Detail = RelationshipPattern;

impl Parser<'_> {
    /// Whether the `(` this many tokens on opens a path and not a group: it looks like a node,
    /// and what follows its end looks like a relationship.
    pub(super) fn path_starts_after(&self, count: usize) -> bool {
        let open = self.at.saturating_add(count);
        if *self.kind_at(open) != TokenKind::OpenParenthesis {
            return false;
        }
        match self.partner(open) {
            Some(close) => self.relationship_at(close + 1) && self.node_within(open, close),
            None => false,
        }
    }

    /// Whether a node may stand between two parentheses. Neither `(a + b)` nor `(a:A + b)` nor
    /// `({a: 1} + b)` is one; the properties and what follows `WHERE` are not looked into.
    fn node_within(&self, open: usize, close: usize) -> bool {
        let mut at = open + 1;
        if matches!(self.kind_at(at), TokenKind::String(_)) || self.variable_at(at) {
            at += 1;
        }
        if *self.kind_at(at) == TokenKind::Colon {
            match self.after_labels(at + 1) {
                Some(after) => at = after,
                None => return false,
            }
        }
        match self.kind_at(at) {
            TokenKind::Parameter(_) => at += 1,
            TokenKind::OpenBrace => at = self.partner(at).unwrap_or(at) + 1,
            _ => {}
        }
        at == close || self.word_at(at).eq_ignore_ascii_case("WHERE")
    }

    /// The index after the label expression that begins at `at`, if one does.
    fn after_labels(&self, mut at: usize) -> Option<usize> {
        loop {
            while *self.kind_at(at) == TokenKind::Exclamation {
                at += 1;
            }
            at = match self.kind_at(at) {
                TokenKind::Word | TokenKind::QuotedName(_) | TokenKind::Percent => at + 1,
                TokenKind::OpenParenthesis => self.partner(at)? + 1,
                _ => return None,
            };
            match (self.kind_at(at), self.kind_at(at + 1)) {
                (TokenKind::Bar, TokenKind::Colon) => at += 2,
                (TokenKind::Bar | TokenKind::Ampersand | TokenKind::Colon, _) => at += 1,
                _ => return Some(at),
            }
        }
    }

    /// Whether a relationship stands at a token and no arithmetic: `-[…]-(`, `--(`, `-->`, …
    pub(super) fn relationship_at(&self, at: usize) -> bool {
        let mut at = at;
        if *self.kind_at(at) == TokenKind::Less {
            at += 1;
        }
        if *self.kind_at(at) != TokenKind::Minus {
            return false;
        }
        at += 1;
        if *self.kind_at(at) == TokenKind::OpenBracket {
            match self.partner(at) {
                Some(close) => at = close + 1,
                None => return false,
            }
        }
        *self.kind_at(at) == TokenKind::Minus
            && matches!(
                self.kind_at(at + 1),
                TokenKind::OpenParenthesis | TokenKind::Greater
            )
    }

    pub(super) fn node_pattern(&mut self) -> Parsed<NodePattern> {
        let start = self.span();
        self.expect(&TokenKind::OpenParenthesis, &["a node: `(`"])?;
        let outside = self.open()?;
        let mut node = NodePattern {
            subject: self.node_subject()?,
            labels: None,
            properties: None,
            predicate: None,
            span: start,
        };
        if self.take(&TokenKind::Colon) {
            node.labels = Some(self.labels()?);
        }
        node.properties = self.properties()?;
        node.predicate = self.optional_where(false)?;
        self.close(
            outside,
            &TokenKind::CloseParenthesis,
            expected_in_node(&node),
        )?;
        node.span = self.span_from(start);
        Ok(node)
    }

    fn node_subject(&mut self) -> Parsed<Option<NodeSubject>> {
        if let TokenKind::String(name) = self.peek() {
            let subject = Spanned {
                node: name.clone(),
                span: self.span(),
            };
            self.bump();
            return Ok(Some(NodeSubject::Named(subject)));
        }
        Ok(self.optional_variable()?.map(NodeSubject::Variable))
    }

    fn optional_variable(&mut self) -> Parsed<Option<super::Name>> {
        let here = match self.peek() {
            TokenKind::QuotedName(_) => true,
            TokenKind::Word => !self.at_word("WHERE"),
            _ => false,
        };
        if here {
            self.variable().map(Some)
        } else {
            Ok(None)
        }
    }

    /// Parses the map or the parameter that stands for properties.
    fn properties(&mut self) -> Parsed<Option<Expression>> {
        match self.peek() {
            TokenKind::OpenBrace => self.map().map(Some),
            TokenKind::Parameter(_) => self.atom().map(Some),
            _ => Ok(None),
        }
    }

    pub(super) fn relationship(&mut self) -> Parsed<RelationshipPattern> {
        let start = self.span();
        let left = self.take(&TokenKind::Less);
        self.expect(&TokenKind::Minus, &["`-`"])?;
        let mut relationship = match self.peek() {
            TokenKind::OpenBracket => self.detail(start)?,
            TokenKind::Minus => bare(start),
            _ => return Err(self.missing_dash(left)),
        };
        if !self.take(&TokenKind::Minus) {
            let error = self.unexpected(&["`-`"]);
            return Err(match self.peek() {
                TokenKind::Greater => error.hint("a dash is missing: write `]->`"),
                TokenKind::OpenParenthesis => error.hint("a dash is missing: write `]-` or `]->`"),
                _ => error,
            });
        }
        let right = self.take(&TokenKind::Greater);
        relationship.direction = match (left, right) {
            (true, false) => Direction::Left,
            (false, true) => Direction::Right,
            _ => Direction::Either,
        };
        relationship.span = self.span_from(start);
        Ok(relationship)
    }

    /// The error for one dash where two, or brackets, belong.
    fn missing_dash(&self, left: bool) -> Box<SyntaxError> {
        let error = self.unexpected(&["`-`", "`[`"]);
        match self.peek() {
            TokenKind::Greater => error.hint("a dash is missing: write `-->` or `-[:TYPE]->`"),
            TokenKind::OpenParenthesis if left => {
                error.hint("a dash is missing: write `<--` or `<-[:TYPE]-`")
            }
            TokenKind::OpenParenthesis => error.hint("a dash is missing: write `--`"),
            TokenKind::Colon | TokenKind::Word => {
                error.hint("a type stands in brackets: `-[:TYPE]->`")
            }
            _ => error,
        }
    }

    fn detail(&mut self, start: Span) -> Parsed<Detail> {
        self.bump();
        let outside = self.open()?;
        let mut detail = bare(start);
        detail.variable = self.optional_variable()?;
        if self.take(&TokenKind::Colon) {
            detail.types = Some(self.labels()?);
        }
        detail.length = self.length()?;
        detail.properties = self.properties()?;
        detail.predicate = self.optional_where(false)?;
        self.close(
            outside,
            &TokenKind::CloseBracket,
            expected_in_relationship(&detail),
        )?;
        Ok(detail)
    }

    fn length(&mut self) -> Parsed<Option<PathLength>> {
        let start = self.span();
        if !self.take(&TokenKind::Star) {
            return Ok(None);
        }
        let min = self.bound();
        let max = if self.take(&TokenKind::DotDot) {
            self.bound()
        } else {
            min
        };
        Ok(Some(PathLength {
            min,
            max,
            span: self.span_from(start),
        }))
    }

    pub(super) fn bound(&mut self) -> Option<u64> {
        match *self.peek() {
            TokenKind::Integer(bound) => {
                self.bump();
                Some(bound)
            }
            _ => None,
        }
    }
}

/// A relationship of which nothing is known.
fn bare(span: Span) -> RelationshipPattern {
    RelationshipPattern {
        direction: Direction::Either,
        variable: None,
        types: None,
        length: None,
        properties: None,
        predicate: None,
        repetition: None,
        span,
    }
}

/// What could have gone on inside a node's brackets.
fn expected_in_node(node: &NodePattern) -> &'static [&'static str] {
    match node {
        NodePattern {
            predicate: Some(_), ..
        } => &["an operator", "`)`"],
        NodePattern {
            properties: Some(_),
            ..
        } => &["`WHERE`", "`)`"],
        NodePattern {
            labels: Some(_), ..
        } => &["`|`", "`&`", "`{`", "`WHERE`", "`)`"],
        NodePattern {
            subject: Some(_), ..
        } => &["`:`", "`{`", "`WHERE`", "`)`"],
        _ => &[
            "a variable",
            "a name in quotes",
            "`:`",
            "`{`",
            "`WHERE`",
            "`)`",
        ],
    }
}

/// What could have gone on inside a relationship's brackets.
fn expected_in_relationship(detail: &Detail) -> &'static [&'static str] {
    match detail {
        Detail {
            predicate: Some(_), ..
        } => &["an operator", "`]`"],
        Detail {
            properties: Some(_),
            ..
        } => &["`WHERE`", "`]`"],
        Detail {
            length: Some(_), ..
        } => &["`{`", "`WHERE`", "`]`"],
        Detail { types: Some(_), .. } => &["`|`", "`*`", "`{`", "`WHERE`", "`]`"],
        Detail {
            variable: Some(_), ..
        } => &["`:`", "`*`", "`{`", "`WHERE`", "`]`"],
        _ => &["a variable", "`:`", "`*`", "`{`", "`WHERE`", "`]`"],
    }
}
