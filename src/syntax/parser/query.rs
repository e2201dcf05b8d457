//! Statements, queries and their clauses. Knows which clauses there are, not which may follow
//! which: that is a matter of meaning.

use super::super::error::SyntaxError;
use super::super::span::Spanned;
use super::super::token::TokenKind;
use super::super::tree::{
    Clause, ClauseKind, ItemName, Match, Projection, Query, QueryMode, Refused, SingleQuery,
    Statement, Union,
};
use super::{Parsed, Parser};

/// What begins a clause that is read, and what joins queries.
const READ: &[&str] = &[
    "MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL", "CREATE", "MERGE", "UNION",
];

/// What begins a clause that is refused; of two that begin alike the longer stands first.
const REFUSED: &[&str] = &[
    "SET",
    "DELETE",
    "DETACH DELETE",
    "NODETACH DELETE",
    "REMOVE",
    "FOREACH",
    "LOAD CSV WITH HEADERS",
    "LOAD CSV",
    "ON CREATE SET",
    "ON MATCH SET",
    "CREATE INDEX",
    "CREATE CONSTRAINT",
    "INSERT",
    "DROP",
    "ALTER",
    "SHOW",
    "USE",
    "FINISH",
];

impl Parser<'_> {
    /// Parses one statement, with or without a `;` at its end.
    pub(in super::super) fn whole_statement(mut self) -> Parsed<Statement> {
        let statement = self.statement()?;
        let ended = self.take(&TokenKind::Semicolon);
        match self.peek() {
            TokenKind::End => Ok(statement),
            _ if ended => Err(self
                .unexpected(&["the end of the text"])
                .hint("one statement at a time")),
            _ => Err(self.after(&statement.query, &["`;`", "the end of the text"])),
        }
    }

    /// Parses statements with a `;` between them; empty ones are left out.
    pub(in super::super) fn whole_script(mut self) -> Parsed<Vec<Statement>> {
        let mut statements = Vec::new();
        loop {
            while self.take(&TokenKind::Semicolon) {}
            if *self.peek() == TokenKind::End {
                return Ok(statements);
            }
            let statement = self.statement()?;
            if !matches!(self.peek(), TokenKind::Semicolon | TokenKind::End) {
                return Err(self.after(&statement.query, &["`;`", "the end of the text"]));
            }
            statements.push(statement);
        }
    }

    fn statement(&mut self) -> Parsed<Statement> {
        let start = self.span();
        let modes = [QueryMode::Explain, QueryMode::Profile];
        let mode = modes
            .into_iter()
            .find(|mode| self.take_word(mode.keyword()))
            .unwrap_or(QueryMode::Run);
        let query = self.query()?;
        Ok(Statement {
            mode,
            query,
            span: self.span_from(start),
        })
    }

    /// Parses a query, up to what cannot be part of it; [`Parser::after`] is the error if that
    /// cannot stand there either.
    pub(super) fn query(&mut self) -> Parsed<Query> {
        let start = self.span();
        let first = self.single_query()?;
        let mut unions = Vec::new();
        while self.at_word("UNION") {
            let keyword = self.span();
            self.bump();
            let all = self.take_word("ALL");
            if !all {
                self.take_word("DISTINCT");
            }
            unions.push(Union {
                all,
                keyword,
                query: self.single_query()?,
            });
        }
        Ok(Query {
            first,
            unions,
            span: self.span_from(start),
        })
    }

    fn single_query(&mut self) -> Parsed<SingleQuery> {
        let start = self.span();
        let mut clauses = Vec::new();
        while self.clause_at(self.at) && !self.at_word("UNION") {
            let start = self.span();
            let kind = self.clause()?;
            clauses.push(Clause {
                kind,
                span: self.span_from(start),
            });
        }
        if clauses.is_empty() {
            return Err(self.near_keyword(&["a clause such as `MATCH` or `RETURN`"]));
        }
        Ok(SingleQuery {
            clauses,
            span: self.span_from(start),
        })
    }

    /// Whether a clause begins at a token.
    pub(super) fn clause_at(&self, at: usize) -> bool {
        let word = self.word_at(at);
        let read = READ.iter().any(|read| read.eq_ignore_ascii_case(word));
        read || self.refused_at(at).is_some()
    }

    /// The phrase of a clause that is refused, if one begins at a token.
    fn refused_at(&self, at: usize) -> Option<&'static str> {
        if self.word_at(at).is_empty() {
            return None;
        }
        let stands = |phrase: &&&str| {
            let words = phrase.split(' ');
            (at..)
                .zip(words)
                .all(|(at, word)| self.word_at(at).eq_ignore_ascii_case(word))
        };
        REFUSED.iter().find(stands).copied()
    }

    fn clause(&mut self) -> Parsed<ClauseKind> {
        if let Some(phrase) = self.refused_at(self.at) {
            return self.refused(phrase);
        }
        if self.take_word("MATCH") {
            return self.matching(false);
        }
        if self.take_word("OPTIONAL") {
            if self.take_word("CALL") {
                return self.call_clause(true);
            }
            if !self.take_word("MATCH") {
                return Err(self.unexpected(&["`MATCH`", "`CALL`"]));
            }
            return self.matching(true);
        }
        if self.take_word("UNWIND") {
            return self.unwind();
        }
        if self.take_word("WITH") {
            let projection = self.projection()?;
            let predicate = self.optional_where(false)?;
            return Ok(ClauseKind::With {
                projection,
                predicate,
            });
        }
        if self.take_word("RETURN") {
            return Ok(ClauseKind::Return(self.projection()?));
        }
        if self.take_word("CALL") {
            return self.call_clause(false);
        }
        if self.take_word("CREATE") {
            return Ok(ClauseKind::Create(self.patterns()?));
        }
        if self.take_word("MERGE") {
            return Ok(ClauseKind::Merge(self.path_pattern()?));
        }
        Err(self.unexpected(&["a clause"]))
    }

    fn matching(&mut self, optional: bool) -> Parsed<ClauseKind> {
        let patterns = self.patterns()?;
        let predicate = self.optional_where(false)?;
        Ok(ClauseKind::Match(Match {
            optional,
            patterns,
            predicate,
        }))
    }

    fn unwind(&mut self) -> Parsed<ClauseKind> {
        let list = self.expression()?;
        if !self.take_word("AS") {
            return Err(self.unexpected(&["an operator", "`AS`"]));
        }
        let variable = self.variable()?;
        Ok(ClauseKind::Unwind { list, variable })
    }

    /// Takes a clause of which nothing but its keyword matters: all up to the next clause.
    fn refused(&mut self, phrase: &'static str) -> Parsed<ClauseKind> {
        let start = self.span();
        self.at += phrase.split(' ').count();
        let keyword = Spanned {
            node: phrase,
            span: self.span_from(start),
        };
        loop {
            match self.peek() {
                TokenKind::OpenParenthesis | TokenKind::OpenBracket | TokenKind::OpenBrace => {
                    match self.partner(self.at) {
                        Some(close) => self.at = close,
                        None => return Err(self.unclosed()),
                    }
                }
                TokenKind::Invalid => return Err(self.unexpected(&[])),
                TokenKind::CloseParenthesis
                | TokenKind::CloseBracket
                | TokenKind::CloseBrace
                | TokenKind::Semicolon
                | TokenKind::End => break,
                TokenKind::Word if self.clause_at(self.at) && !self.within_a_term() => break,
                _ => {}
            }
            self.bump();
        }
        let text = self.span_from(start).of(self.text).to_string();
        Ok(ClauseKind::Refused(Refused { keyword, text }))
    }

    /// Whether the word here belongs to the token before it: `n.set`, `n:Match`, `ENDS WITH`.
    fn within_a_term(&self) -> bool {
        let Some(before) = self.at.checked_sub(1) else {
            return false;
        };
        let word = self.word_at(before);
        word.eq_ignore_ascii_case("STARTS")
            || word.eq_ignore_ascii_case("ENDS")
            || matches!(
                self.kind_at(before),
                TokenKind::Dot
                    | TokenKind::Colon
                    | TokenKind::Bar
                    | TokenKind::Ampersand
                    | TokenKind::Exclamation
            )
    }

    /// The error for the bracket here, which nothing closes.
    fn unclosed(&self) -> Box<SyntaxError> {
        let span = self.span();
        let message = format!("the `{}` is not closed", span.of(self.text));
        SyntaxError::new(span, message)
    }

    /// The error for the next token, which can neither go on with a query nor follow it.
    pub(super) fn after(&self, query: &Query, closing: &[&str]) -> Box<SyntaxError> {
        let last = query.parts().last().and_then(|part| part.clauses.last());
        let mut expected = last.map_or(&[][..], |last| more_of(&last.kind)).to_vec();
        expected.push("a clause");
        expected.extend(closing);
        self.near_keyword(&expected)
    }

    /// The error for the next token, with the keyword that it may have been meant to be.
    fn near_keyword(&self, expected: &[&str]) -> Box<SyntaxError> {
        let error = self.unexpected(expected);
        let word = self.word_after(0);
        // Short words are near to anything, long ones to nothing.
        if error.hint.is_some() || !(4..=12).contains(&word.len()) {
            return error;
        }
        let word = word.to_ascii_uppercase();
        let distance = |keyword: &str| strsim::damerau_levenshtein(keyword, &word);
        let others = [
            "WHERE", "ORDER", "SKIP", "LIMIT", "YIELD", "DELETE", "REMOVE",
        ];
        let known = READ.iter().chain(&others);
        match known.map(|known| (distance(known), known)).min() {
            Some((1 | 2, keyword)) => error.hint(format!("did you mean `{keyword}`?")),
            _ => error,
        }
    }
}

/// What could have gone on with a clause.
fn more_of(clause: &ClauseKind) -> &'static [&'static str] {
    match clause {
        ClauseKind::Match(Match {
            predicate: Some(_), ..
        })
        | ClauseKind::With {
            predicate: Some(_), ..
        } => &["an operator"],
        ClauseKind::Match(_) => &["`,`", "`WHERE`"],
        ClauseKind::With { projection, .. } | ClauseKind::Return(projection) => {
            more_of_projection(projection)
        }
        ClauseKind::Create(_) => &["`,`"],
        _ => &[],
    }
}

fn more_of_projection(projection: &Projection) -> &'static [&'static str] {
    let named = |name: &ItemName| matches!(name, ItemName::Alias(_));
    match projection {
        Projection { limit: Some(_), .. } => &["an operator"],
        Projection { skip: Some(_), .. } => &["an operator", "`LIMIT`"],
        Projection { order, .. } if !order.is_empty() => &["`,`", "`SKIP`", "`LIMIT`"],
        Projection { items, .. } => match items.last() {
            Some(item) if !named(&item.name) => &["an operator", "`AS`", "`,`", "`ORDER BY`"],
            _ => &["`,`", "`ORDER BY`"],
        },
    }
}
