//! Tokens to a tree, by recursive descent. Knows the grammar and nothing of what names mean.
//!
//! Recursion happens only where brackets (or `CASE`) nest; operators wait on a stack of our own.
//! Where one token of lookahead cannot tell, as for `(`, which may open a pattern or a group,
//! the token after the closing bracket decides. Nothing is ever parsed twice, so that no text
//! takes more than linear time.

mod atom;
mod bracketed;
mod call;
mod label;
mod operators;
mod path;
mod pattern;
mod projection;
mod query;
mod word;

use super::error::SyntaxError;
use super::lexer::{shorten, tokenize};
use super::span::Span;
use super::token::{Token, TokenKind, hint_for_foreign};
use super::tree::{Expression, ExpressionKind, Name, PathPattern};
use super::{MAX_DEPTH, Tokens, names};

type Parsed<T> = Result<T, Box<SyntaxError>>;

/// A place among the tokens of a text.
pub(super) struct Parser<'t> {
    text: &'t str,
    tokens: Tokens,
    at: usize,
    depth: u32,
    /// Whether a `|` here ends what is being read, as in `[x IN xs WHERE x:A | x.name]`, and is
    /// no part of a label expression. Any bracket lifts this.
    bar_ends: bool,
}

/// What held outside of brackets.
struct Outside(bool);

impl<'t> Parser<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            tokens: tokenize(text),
            at: 0,
            depth: 0,
            bar_ends: false,
        }
    }

    pub(super) fn whole_expression(mut self) -> Parsed<Expression> {
        let expression = self.expression()?;
        self.end("an operator")?;
        Ok(expression)
    }

    pub(super) fn whole_patterns(mut self) -> Parsed<Vec<PathPattern>> {
        let patterns = self.patterns()?;
        self.end("`,`")?;
        Ok(patterns)
    }

    fn end(&self, otherwise: &str) -> Parsed<()> {
        match self.peek() {
            TokenKind::End => Ok(()),
            _ => Err(self.unexpected(&[otherwise, "the end of the text"])),
        }
    }

    // Looking.

    fn peek(&self) -> &TokenKind {
        self.kind_at(self.at)
    }

    /// The kind of the token this many after the next.
    fn peek_after(&self, count: usize) -> &TokenKind {
        self.kind_at(self.at.saturating_add(count))
    }

    fn kind_at(&self, at: usize) -> &TokenKind {
        self.tokens
            .tokens
            .get(at)
            .map_or(&TokenKind::End, |token| &token.kind)
    }

    fn span_at(&self, at: usize) -> Span {
        let tokens = &self.tokens.tokens;
        tokens
            .get(at)
            .or(tokens.last())
            .map_or(Span::default(), |token: &Token| token.span)
    }

    /// Where the next token stands.
    fn span(&self) -> Span {
        self.span_at(self.at)
    }

    /// From `start` to the end of the token last taken.
    fn span_from(&self, start: Span) -> Span {
        start.to(self.span_at(self.at.saturating_sub(1)))
    }

    /// The text of the word at an index; empty if it is none.
    fn word_at(&self, at: usize) -> &'t str {
        match self.kind_at(at) {
            TokenKind::Word => self.span_at(at).of(self.text),
            _ => "",
        }
    }

    /// The text of the word this many tokens after the next; empty if it is none.
    fn word_after(&self, count: usize) -> &'t str {
        self.word_at(self.at.saturating_add(count))
    }

    /// Whether the next token is this keyword.
    fn at_word(&self, word: &str) -> bool {
        self.word_after(0).eq_ignore_ascii_case(word)
    }

    /// Whether the token at an index can be a variable.
    fn variable_at(&self, at: usize) -> bool {
        match self.kind_at(at) {
            TokenKind::QuotedName(_) => true,
            TokenKind::Word => !names::is_reserved(self.word_at(at)),
            _ => false,
        }
    }

    /// Whether the token this many after the next can be a variable.
    fn variable_after(&self, count: usize) -> bool {
        self.variable_at(self.at.saturating_add(count))
    }

    /// The index of the bracket that closes the one at `at`.
    fn partner(&self, at: usize) -> Option<usize> {
        self.tokens
            .partners
            .get(at)
            .copied()
            .flatten()
            .map(|partner| partner as usize)
    }

    /// Whether `kind` stands between the bracket at `open` and its end, outside other brackets.
    fn has_within(&self, open: usize, kind: &TokenKind) -> bool {
        let end = self.partner(open).unwrap_or(self.tokens.tokens.len());
        let mut at = open + 1;
        while at < end {
            if self.kind_at(at) == kind {
                return true;
            }
            at = self.partner(at).map_or(at, |close| close.max(at)) + 1;
        }
        false
    }

    // Taking.

    fn bump(&mut self) {
        self.at += 1;
    }

    fn take(&mut self, kind: &TokenKind) -> bool {
        let here = self.peek() == kind;
        if here {
            self.bump();
        }
        here
    }

    fn take_word(&mut self, word: &str) -> bool {
        let here = self.at_word(word);
        if here {
            self.bump();
        }
        here
    }

    fn expect(&mut self, kind: &TokenKind, expected: &[&str]) -> Parsed<()> {
        if self.take(kind) {
            Ok(())
        } else {
            Err(self.unexpected(expected))
        }
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.take_word(word) {
            Ok(())
        } else {
            Err(self.unexpected(&[&format!("`{word}`")]))
        }
    }

    /// Takes a name where any word will do, keywords included.
    fn any_name(&mut self, expected: &str) -> Parsed<Name> {
        let span = self.span();
        let text = match self.peek() {
            TokenKind::Word => span.of(self.text).to_string(),
            TokenKind::QuotedName(name) => name.clone(),
            _ => return Err(self.unexpected(&[expected])),
        };
        self.bump();
        Ok(Name { text, span })
    }

    /// Takes the name of a variable.
    fn variable(&mut self) -> Parsed<Name> {
        if self.variable_after(0) {
            return self.any_name("a variable");
        }
        let error = self.unexpected(&["a variable"]);
        Err(match (&error.hint, self.word_after(0)) {
            (Some(_), _) | (_, "") => error,
            (None, word) => {
                let hint = format!("`{word}` is a keyword; as a name it stands in backticks");
                error.hint(hint)
            }
        })
    }

    // Depth.

    fn deeper(&mut self) -> Parsed<()> {
        if self.depth >= MAX_DEPTH {
            return Err(
                SyntaxError::new(self.span(), "nested too deeply").hint(format!(
                    "brackets and operators may nest {MAX_DEPTH} levels deep"
                )),
            );
        }
        self.depth += 1;
        Ok(())
    }

    fn shallower(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    /// Goes into brackets, behind the one that opens them; gives what [`Parser::close`] wants.
    ///
    /// A pair of functions and no closure around what is inside: each level of nesting takes a
    /// frame less.
    fn open(&mut self) -> Parsed<Outside> {
        self.deeper()?;
        Ok(Outside(std::mem::replace(&mut self.bar_ends, false)))
    }

    /// Comes back from brackets, over the one that closes them.
    fn close(&mut self, outside: Outside, kind: &TokenKind, expected: &[&str]) -> Parsed<()> {
        self.expect(kind, expected)?;
        self.bar_ends = outside.0;
        self.shallower();
        Ok(())
    }

    /// Parses an expression that a `|` ends.
    fn expression_before_bar(&mut self) -> Parsed<Expression> {
        let bar_ends = std::mem::replace(&mut self.bar_ends, true);
        let expression = self.expression()?;
        self.bar_ends = bar_ends;
        Ok(expression)
    }

    // Making.

    fn node(&self, kind: ExpressionKind, start: Span) -> Expression {
        Expression {
            kind,
            span: self.span_from(start),
        }
    }

    // Failing.

    /// The error for the next token, which cannot stand here.
    fn unexpected(&self, expected: &[&str]) -> Box<SyntaxError> {
        if *self.peek() == TokenKind::Invalid
            && let Some(problem) = &self.tokens.problem
        {
            return Box::new(problem.clone());
        }
        let span = self.span();
        let found = match self.peek() {
            TokenKind::End => "found the end of the text".to_string(),
            _ => format!("found `{}`", shorten(span.of(self.text))),
        };
        let mut error = SyntaxError::new(span, found);
        error.expected = expected.iter().map(|name| (*name).to_string()).collect();
        error.hint = self.hint();
        error
    }

    /// What to do about the next token, whatever was expected.
    fn hint(&self) -> Option<String> {
        let hint = match self.peek() {
            TokenKind::Foreign => hint_for_foreign(self.span().of(self.text))?,
            TokenKind::Exclamation => "use `NOT` to negate",
            TokenKind::Word => hint_for_word(self.word_after(0))?,
            TokenKind::End
            | TokenKind::CloseParenthesis
            | TokenKind::CloseBracket
            | TokenKind::CloseBrace => return self.hint_unclosed(),
            _ => return None,
        };
        Some(hint.to_string())
    }

    /// Names the innermost bracket that is still open before the next token.
    fn hint_unclosed(&self) -> Option<String> {
        let mut at = self.at;
        while let Some(before) = at.checked_sub(1) {
            at = before;
            match self.kind_at(at) {
                TokenKind::CloseParenthesis | TokenKind::CloseBracket | TokenKind::CloseBrace => {
                    at = self.partner(at).unwrap_or(at);
                }
                TokenKind::OpenParenthesis | TokenKind::OpenBracket | TokenKind::OpenBrace => {
                    if self.partner(at).is_some() {
                        return None;
                    }
                    let span = self.span_at(at);
                    let (line, column) = span.line_column(self.text);
                    let bracket = span.of(self.text);
                    return Some(format!(
                        "the `{bracket}` at line {line}, column {column} is not closed"
                    ));
                }
                _ => {}
            }
        }
        None
    }
}

/// Words of other languages, and what Cypher has for them.
fn hint_for_word(word: &str) -> Option<&'static str> {
    let hint = match word.to_ascii_uppercase().as_str() {
        "LIKE" | "ILIKE" => "use `CONTAINS`, `STARTS WITH`, `ENDS WITH` or `=~` with a pattern",
        "BETWEEN" => "write `1 <= x <= 3`",
        "ELIF" | "ELSEIF" => "use another `WHEN`",
        "SELECT" => "match first, return last: `MATCH (n) RETURN n.name`",
        "GROUP" => "rows are grouped by those items of `RETURN` or `WITH` that do not aggregate",
        "HAVING" => "write `WITH … WHERE …` behind the aggregation",
        _ => return None,
    };
    Some(hint)
}
