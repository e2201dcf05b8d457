//! What begins with a word: constants, `CASE`, calls, quantifiers, subqueries, variables.

use super::super::error::SyntaxError;
use super::super::span::Span;
use super::super::token::TokenKind;
use super::super::tree::{
    Call, Case, CaseBranch, ClauseKind, Expression, ExpressionKind, Literal, Name, Quantified,
    Quantifier, Query, Reduce, Subquery, SubqueryBody, SubqueryKind,
};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// Parses an atom that begins with a word or a name in backticks.
    pub(super) fn word_atom(&mut self) -> Parsed<Expression> {
        let start = self.span();
        let word = self.word_after(0);
        // Names in backticks are never keywords; their word here is empty.
        if let Some(literal) = constant(word) {
            self.bump();
            return Ok(self.node(ExpressionKind::Literal(literal), start));
        }
        if word.eq_ignore_ascii_case("CASE") {
            return self.case();
        }
        if !self.variable_after(0) {
            return Err(self.unexpected(&["an expression"]));
        }
        let opens = self.peek_after(1);
        if *opens == TokenKind::OpenBrace {
            return match self.subquery_kind(word) {
                Some(kind) => self.subquery(kind, start),
                None => {
                    let base = self.variable()?;
                    self.map_projection(base)
                }
            };
        }
        if *opens == TokenKind::OpenParenthesis
            && let Some(form) = self.special_call(word, start)?
        {
            return Ok(form);
        }
        if self.call_starts_here() {
            return self.call(start);
        }
        let Name { text, span } = self.variable()?;
        Ok(Expression {
            kind: ExpressionKind::Variable(text),
            span,
        })
    }

    /// Whether names joined by dots and then a `(` stand here.
    fn call_starts_here(&self) -> bool {
        let mut after = 1;
        while *self.peek_after(after) == TokenKind::Dot {
            match self.peek_after(after + 1) {
                TokenKind::Word | TokenKind::QuotedName(_) => after += 2,
                _ => return false,
            }
        }
        *self.peek_after(after) == TokenKind::OpenParenthesis
    }

    fn call(&mut self, start: Span) -> Parsed<Expression> {
        let mut name = vec![self.any_name("a function")?];
        while self.take(&TokenKind::Dot) {
            name.push(self.any_name("a function")?);
        }
        self.expect(&TokenKind::OpenParenthesis, &["`(`"])?;
        let outside = self.open()?;
        let distinct = self.take_word("DISTINCT");
        let arguments = self.arguments(outside)?;
        let call = Box::new(Call {
            name,
            distinct,
            arguments,
        });
        Ok(self.node(ExpressionKind::Call(call), start))
    }

    /// Parses the forms that look like calls and are none.
    fn special_call(&mut self, word: &str, start: Span) -> Parsed<Option<Expression>> {
        let binds = self.variable_after(2);
        if word.eq_ignore_ascii_case("count")
            && *self.peek_after(2) == TokenKind::Star
            && *self.peek_after(3) == TokenKind::CloseParenthesis
        {
            self.at += 4;
            return Ok(Some(self.node(ExpressionKind::CountAll, start)));
        }
        if binds
            && self.word_after(3).eq_ignore_ascii_case("IN")
            && let Some(quantifier) = quantifier(word)
        {
            return self.quantified(quantifier, start).map(Some);
        }
        if binds && *self.peek_after(3) == TokenKind::Equal && word.eq_ignore_ascii_case("reduce") {
            return self.reduce(start).map(Some);
        }
        Ok(None)
    }

    fn quantified(&mut self, quantifier: Quantifier, start: Span) -> Parsed<Expression> {
        self.at += 2;
        let outside = self.open()?;
        let variable = self.variable()?;
        self.expect_word("IN")?;
        let list = self.expression()?;
        self.expect_word("WHERE")?;
        let predicate = self.expression()?;
        self.close(
            outside,
            &TokenKind::CloseParenthesis,
            &["an operator", "`)`"],
        )?;
        let quantified = Box::new(Quantified {
            quantifier,
            variable,
            list,
            predicate,
        });
        Ok(self.node(ExpressionKind::Quantified(quantified), start))
    }

    fn reduce(&mut self, start: Span) -> Parsed<Expression> {
        self.at += 2;
        let outside = self.open()?;
        let accumulator = self.variable()?;
        self.expect(&TokenKind::Equal, &["`=`"])?;
        let initial = self.expression()?;
        self.expect(&TokenKind::Comma, &["an operator", "`,`"])?;
        let variable = self.variable()?;
        self.expect_word("IN")?;
        let list = self.expression_before_bar()?;
        self.expect(&TokenKind::Bar, &["an operator", "`|`"])?;
        let step = self.expression()?;
        self.close(
            outside,
            &TokenKind::CloseParenthesis,
            &["an operator", "`)`"],
        )?;
        let reduce = Box::new(Reduce {
            accumulator,
            initial,
            variable,
            list,
            step,
        });
        Ok(self.node(ExpressionKind::Reduce(reduce), start))
    }

    fn case(&mut self) -> Parsed<Expression> {
        let start = self.span();
        self.bump();
        // Not `nested`: to those who look for a bar that ends something, `CASE` is no bracket.
        self.deeper()?;
        let subject = if self.at_word("WHEN") {
            None
        } else {
            Some(self.expression()?)
        };
        let mut branches = Vec::new();
        while self.take_word("WHEN") {
            let when = self.expression()?;
            if !self.take_word("THEN") {
                return Err(self.in_case(start, &["an operator", "`THEN`"]));
            }
            let then = self.expression()?;
            branches.push(CaseBranch { when, then });
        }
        if branches.is_empty() {
            return Err(self.in_case(start, &["an operator", "`WHEN`"]));
        }
        let otherwise = if self.take_word("ELSE") {
            Some(self.expression()?)
        } else {
            None
        };
        if !self.take_word("END") {
            let expected: &[&str] = match otherwise {
                Some(_) => &["an operator", "`END`"],
                None => &["an operator", "`WHEN`", "`ELSE`", "`END`"],
            };
            return Err(self.in_case(start, expected));
        }
        self.shallower();
        let case = Case {
            subject,
            branches,
            otherwise,
        };
        Ok(self.node(ExpressionKind::Case(Box::new(case)), start))
    }

    /// The error for the next token in a `CASE` that begins at `start`.
    fn in_case(&self, start: Span, expected: &[&str]) -> Box<SyntaxError> {
        let error = self.unexpected(expected);
        if error.hint.is_some() || *self.peek() != TokenKind::End {
            return error;
        }
        let (line, column) = start.line_column(self.text);
        error.hint(format!(
            "the `CASE` at line {line}, column {column} is not closed"
        ))
    }

    /// The subquery that a word and `{` open; `exists {.name}` is a projection of a variable.
    fn subquery_kind(&self, word: &str) -> Option<SubqueryKind> {
        let kinds = [
            SubqueryKind::Exists,
            SubqueryKind::Count,
            SubqueryKind::Collect,
        ];
        let kind = kinds
            .into_iter()
            .find(|kind| kind.keyword().eq_ignore_ascii_case(word))?;
        let projects = match self.peek_after(2) {
            TokenKind::Dot | TokenKind::CloseBrace => true,
            TokenKind::Word | TokenKind::QuotedName(_) => matches!(
                self.peek_after(3),
                TokenKind::Colon | TokenKind::Comma | TokenKind::CloseBrace
            ),
            _ => false,
        };
        if projects { None } else { Some(kind) }
    }

    fn subquery(&mut self, kind: SubqueryKind, start: Span) -> Parsed<Expression> {
        self.bump();
        self.bump();
        let outside = self.open()?;
        let body = self.subquery_body()?;
        self.close(outside, &TokenKind::CloseBrace, &["`,`", "`WHERE`", "`}`"])?;
        Ok(self.node(
            ExpressionKind::Subquery(Box::new(Subquery { kind, body })),
            start,
        ))
    }

    /// Parses patterns and a condition, or a whole query.
    fn subquery_body(&mut self) -> Parsed<SubqueryBody> {
        if !self.clause_at(self.at) || *self.peek_after(1) == TokenKind::Equal {
            let patterns = self.patterns()?;
            let predicate = self.optional_where(false)?;
            return Ok(SubqueryBody::Match {
                patterns,
                predicate,
            });
        }
        // A query within an expression is worth two levels: it takes as many frames.
        self.deeper()?;
        let query = self.query()?;
        self.shallower();
        if *self.peek() != TokenKind::CloseBrace {
            return Err(self.after(&query, &["`}`"]));
        }
        Ok(plain(query))
    }
}

/// A query that does nothing but match is as good as its patterns.
fn plain(mut query: Query) -> SubqueryBody {
    let clauses = &mut query.first.clauses;
    if query.unions.is_empty()
        && clauses.len() == 1
        && let Some(clause) =
            clauses.pop_if(|it| matches!(&it.kind, ClauseKind::Match(it) if !it.optional))
        && let ClauseKind::Match(matching) = clause.kind
    {
        return SubqueryBody::Match {
            patterns: matching.patterns,
            predicate: matching.predicate,
        };
    }
    SubqueryBody::Query(query)
}

fn constant(word: &str) -> Option<Literal> {
    if word.eq_ignore_ascii_case("true") {
        Some(Literal::Boolean(true))
    } else if word.eq_ignore_ascii_case("false") {
        Some(Literal::Boolean(false))
    } else if word.eq_ignore_ascii_case("null") {
        Some(Literal::Null)
    } else {
        None
    }
}

fn quantifier(word: &str) -> Option<Quantifier> {
    let all = [
        Quantifier::All,
        Quantifier::Any,
        Quantifier::None,
        Quantifier::Single,
    ];
    all.into_iter()
        .find(|quantifier| quantifier.keyword().eq_ignore_ascii_case(word))
}
