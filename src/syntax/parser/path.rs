//! Whole paths: which are wanted, what they consist of, what repeats.

use super::super::error::SyntaxError;
use super::super::token::TokenKind;
use super::super::tree::{
    GroupPattern, PathElement, PathPattern, PathSearch, RelationshipPattern, Repetition,
};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// Parses patterns with commas between them.
    pub(super) fn patterns(&mut self) -> Parsed<Vec<PathPattern>> {
        let mut patterns = vec![self.path_pattern()?];
        while self.take(&TokenKind::Comma) {
            patterns.push(self.path_pattern()?);
        }
        Ok(patterns)
    }

    /// Parses `p = (a)-->(b)`, where nothing but a pattern can stand.
    pub(super) fn path_pattern(&mut self) -> Parsed<PathPattern> {
        let start = self.span();
        let mut variable = None;
        if *self.peek_after(1) == TokenKind::Equal {
            variable = Some(self.variable()?);
            self.bump();
        }
        let function = self.search_function();
        let (search, elements) = match function {
            Some(search) => {
                self.bump();
                self.expect(&TokenKind::OpenParenthesis, &["`(`"])?;
                let outside = self.open()?;
                let elements = self.elements()?;
                self.close(
                    outside,
                    &TokenKind::CloseParenthesis,
                    &["a relationship", "`)`"],
                )?;
                (search, elements)
            }
            None => (self.selector()?, self.elements()?),
        };
        Ok(PathPattern {
            variable,
            search,
            elements,
            span: self.span_from(start),
        })
    }

    /// The search that a function of paths stands for, if one stands here.
    fn search_function(&self) -> Option<PathSearch> {
        if *self.peek_after(1) != TokenKind::OpenParenthesis {
            return None;
        }
        match self.word_after(0).to_ascii_lowercase().as_str() {
            "shortestpath" => Some(PathSearch::Shortest),
            "allshortestpaths" => Some(PathSearch::AllShortest),
            _ => None,
        }
    }

    /// Takes what says which of the paths are wanted: `ANY 3 PATHS`, `ALL SHORTEST`, …
    fn selector(&mut self) -> Parsed<PathSearch> {
        if self.take_word("ALL") {
            if !self.take_word("SHORTEST") {
                self.take_paths();
                return Ok(PathSearch::All);
            }
            self.take_paths();
            return Ok(PathSearch::AllShortestPaths);
        }
        if self.take_word("ANY") {
            if self.take_word("SHORTEST") {
                self.take_paths();
                return Ok(PathSearch::ShortestPaths(1));
            }
            let count = self.path_count()?.unwrap_or(1);
            self.take_paths();
            return Ok(PathSearch::Any(count));
        }
        if !self.take_word("SHORTEST") {
            return Ok(PathSearch::All);
        }
        let count = self.path_count()?;
        self.take_paths();
        if self.take_word("GROUP") || self.take_word("GROUPS") {
            return Ok(PathSearch::ShortestGroups(count.unwrap_or(1)));
        }
        match count {
            Some(count) => Ok(PathSearch::ShortestPaths(count)),
            None => Err(self
                .unexpected(&["a number", "`GROUP`"])
                .hint("write `SHORTEST 3`, `ANY SHORTEST` or `ALL SHORTEST`")),
        }
    }

    /// Takes a word that is there for people only.
    fn take_paths(&mut self) {
        if !self.take_word("PATH") {
            self.take_word("PATHS");
        }
    }

    /// Takes how many paths are wanted, if that is said.
    fn path_count(&mut self) -> Parsed<Option<u64>> {
        let span = self.span();
        match self.bound() {
            Some(0) => Err(SyntaxError::new(span, "found `0`, expected 1 or more")),
            count => Ok(count),
        }
    }

    /// Parses a path where a value could stand too; see [`Parser::path_starts_after`].
    pub(super) fn path_in_expression(&mut self) -> Parsed<PathPattern> {
        let start = self.span();
        let mut elements = vec![PathElement::Node(self.node_pattern()?)];
        // A minus or a comparison may follow.
        while self.relationship_at(self.at) {
            elements.push(PathElement::Relationship(self.relationship()?));
            elements.push(PathElement::Node(self.node_pattern()?));
        }
        let span = self.span_from(start);
        Ok(PathPattern {
            variable: None,
            search: PathSearch::All,
            elements,
            span,
        })
    }

    /// Parses nodes, relationships and groups.
    fn elements(&mut self) -> Parsed<Vec<PathElement>> {
        let mut elements = Vec::new();
        loop {
            let after_node = matches!(elements.last(), Some(PathElement::Node(_)));
            match self.peek() {
                TokenKind::OpenParenthesis if self.group_starts_here() => {
                    elements.push(PathElement::Group(Box::new(self.group_pattern()?)));
                }
                // Two nodes side by side are no path.
                TokenKind::OpenParenthesis if !after_node => {
                    elements.push(PathElement::Node(self.node_pattern()?));
                }
                TokenKind::Minus | TokenKind::Less if after_node => {
                    let relationship = self.repeated_relationship()?;
                    elements.push(PathElement::Relationship(relationship));
                    if *self.peek() == TokenKind::OpenParenthesis && self.group_starts_here() {
                        return Err(self.no_node());
                    }
                    elements.push(PathElement::Node(self.node_pattern()?));
                }
                TokenKind::Minus | TokenKind::Less if !elements.is_empty() => {
                    return Err(self.no_node());
                }
                _ if elements.is_empty() => return Err(self.unexpected(&["a node: `(`"])),
                _ => return Ok(elements),
            }
        }
    }

    /// The error for a relationship that would join a group.
    fn no_node(&self) -> Box<SyntaxError> {
        self.unexpected(&["a node"])
            .hint("a relationship joins two nodes: write `()` between it and what repeats")
    }

    /// Whether the `(` here opens a group and not a node.
    fn group_starts_here(&self) -> bool {
        *self.peek_after(1) == TokenKind::OpenParenthesis
            || *self.peek_after(2) == TokenKind::Equal && self.variable_after(1)
    }

    fn group_pattern(&mut self) -> Parsed<GroupPattern> {
        let start = self.span();
        self.bump();
        let outside = self.open()?;
        let mut variable = None;
        if *self.peek() != TokenKind::OpenParenthesis {
            variable = Some(self.variable()?);
            self.expect(&TokenKind::Equal, &["`=`"])?;
        }
        let elements = self.elements()?;
        let predicate = self.optional_where(false)?;
        let expected: &[&str] = match predicate {
            Some(_) => &["an operator", "`)`"],
            None => &["a relationship", "`WHERE`", "`)`"],
        };
        self.close(outside, &TokenKind::CloseParenthesis, expected)?;
        let repetition = self.repetition()?;
        Ok(GroupPattern {
            variable,
            elements,
            predicate,
            repetition,
            span: self.span_from(start),
        })
    }

    /// Parses a relationship and how often it repeats.
    fn repeated_relationship(&mut self) -> Parsed<RelationshipPattern> {
        let mut relationship = self.relationship()?;
        relationship.repetition = self.repetition()?;
        if let (Some(repetition), Some(length)) = (relationship.repetition, relationship.length) {
            let message = "found two lengths of one relationship";
            return Err(SyntaxError::new(length.span.to(repetition.span), message)
                .hint("keep the one in the brackets or the one behind the arrow"));
        }
        relationship.span = self.span_from(relationship.span);
        Ok(relationship)
    }

    /// Takes `{1,5}`, `{3}`, `+` or `*`, if it stands here.
    fn repetition(&mut self) -> Parsed<Option<Repetition>> {
        let start = self.span();
        let (min, max) = if self.take(&TokenKind::Star) {
            (0, None)
        } else if self.take(&TokenKind::Plus) {
            (1, None)
        } else if self.take(&TokenKind::OpenBrace) {
            let bounds = self.bounds()?;
            self.expect(&TokenKind::CloseBrace, &["`}`"])?;
            bounds
        } else {
            return Ok(None);
        };
        let span = self.span_from(start);
        if max.is_some_and(|max| max < min) {
            let message = format!("found `{}`, which nothing fits", span.of(self.text));
            return Err(SyntaxError::new(span, message).hint("the lesser number comes first"));
        }
        Ok(Some(Repetition { min, max, span }))
    }

    /// Takes what stands between the braces of a repetition.
    fn bounds(&mut self) -> Parsed<(u64, Option<u64>)> {
        let min = self.bound();
        if self.take(&TokenKind::Comma) {
            return Ok((min.unwrap_or(0), self.bound()));
        }
        match min {
            Some(times) => Ok((times, Some(times))),
            None => Err(self.unexpected(&["a number", "`,`"])),
        }
    }
}
