//! Text to tokens, and which bracket closes which. Knows no grammar.
//!
//! What is no token ends the list: the parser reports it only if it gets that far, so that the
//! first mistake of a text is the one reported.

mod number;
mod quoted;

use super::error::SyntaxError;
pub(super) use number::shorten;

use super::foreign;
use super::names;
use super::span::Span;
use super::token::{Token, TokenKind};

/// The tokens of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Tokens {
    /// The tokens; the last is always [`TokenKind::End`].
    pub tokens: Vec<Token>,
    /// For each token the index of the bracket that closes or opens it, if it is one and has one.
    pub partners: Vec<Option<u32>>,
    /// What is wrong with the [`TokenKind::Invalid`] token, if there is one.
    pub problem: Option<SyntaxError>,
}

/// Cuts a text into tokens.
pub fn tokenize(text: &str) -> Tokens {
    let mut tokens = Vec::new();
    let problem = match Lexer::new(text) {
        Ok(mut lexer) => loop {
            match lexer.next() {
                Ok(Some(token)) => tokens.push(token),
                Ok(None) => break None,
                Err(problem) => break Some(*problem),
            }
        },
        Err(problem) => Some(*problem),
    };
    let end = match &problem {
        Some(problem) => {
            tokens.push(Token {
                kind: TokenKind::Invalid,
                span: problem.span,
            });
            problem.span.end
        }
        None => offset(text.len()),
    };
    tokens.push(Token {
        kind: TokenKind::End,
        span: Span::new(end, end),
    });
    Tokens {
        partners: partners(&tokens),
        tokens,
        problem,
    }
}

/// Texts are shorter than `u32::MAX`: [`Lexer::new`] sees to it.
fn offset(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Pairs the brackets.
///
/// A closing bracket pairs with the nearest open one of its kind; what is open in between stays
/// unclosed. One with no open bracket of its kind is ignored. The counts tell without searching
/// whether there is one, which keeps this linear for any text.
fn partners(tokens: &[Token]) -> Vec<Option<u32>> {
    let mut partners = vec![None; tokens.len()];
    let mut open: Vec<(usize, u32)> = Vec::new();
    let mut counts = [0_usize; 3];
    for (i, token) in (0_u32..).zip(tokens) {
        let (kind, opens) = match token.kind {
            TokenKind::OpenParenthesis => (0, true),
            TokenKind::CloseParenthesis => (0, false),
            TokenKind::OpenBracket => (1, true),
            TokenKind::CloseBracket => (1, false),
            TokenKind::OpenBrace => (2, true),
            TokenKind::CloseBrace => (2, false),
            _ => continue,
        };
        if opens {
            open.push((kind, i));
            counts[kind] += 1;
            continue;
        }
        while counts[kind] > 0
            && let Some((other, opening)) = open.pop()
        {
            counts[other] -= 1;
            if other == kind {
                set(&mut partners, opening, i);
                set(&mut partners, i, opening);
                break;
            }
        }
    }
    partners
}

fn set(partners: &mut [Option<u32>], at: u32, partner: u32) {
    if let Some(slot) = partners.get_mut(at as usize) {
        *slot = Some(partner);
    }
}

/// A place in a text that moves on.
struct Lexer<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Lexer<'t> {
    fn new(text: &'t str) -> Result<Self, Box<SyntaxError>> {
        if text.len() >= u32::MAX as usize {
            return Err(SyntaxError::new(
                Span::default(),
                "the text is longer than 4 GiB",
            ));
        }
        Ok(Self { text, at: 0 })
    }

    /// The text from here on.
    fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character after the next.
    fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn bump(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.at += c.len_utf8();
        Some(c)
    }

    fn bump_while(&mut self, accept: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&accept) {
            self.bump();
        }
    }

    fn span_from(&self, start: usize) -> Span {
        Span::new(offset(start), offset(self.at))
    }

    fn next(&mut self) -> Result<Option<Token>, Box<SyntaxError>> {
        self.skip_space()?;
        let start = self.at;
        let Some(c) = self.peek() else {
            return Ok(None);
        };
        let kind = match c {
            '\'' | '"' => self.string(c)?,
            '`' => TokenKind::QuotedName(self.backticks()?),
            '$' => self.parameter()?,
            '0'..='9' => self.number()?,
            '.' if self.peek_second().is_some_and(|next| next.is_ascii_digit()) => self.number()?,
            _ if names::starts_name(c) => {
                self.bump_while(names::continues_name);
                TokenKind::Word
            }
            _ => match self.symbol() {
                Some(kind) => kind,
                None => return Err(self.unknown(c)),
            },
        };
        Ok(Some(Token {
            kind,
            span: self.span_from(start),
        }))
    }

    /// Skips white space and comments.
    fn skip_space(&mut self) -> Result<(), Box<SyntaxError>> {
        loop {
            self.bump_while(names::is_space);
            let rest = self.rest();
            if rest.starts_with("//") {
                self.at += rest.find('\n').unwrap_or(rest.len());
            } else if let Some(comment) = rest.strip_prefix("/*") {
                let Some(length) = comment.find("*/") else {
                    let start = offset(self.at);
                    let span = Span::new(start, start.saturating_add(2));
                    return Err(SyntaxError::new(
                        span,
                        "the comment that opens here is not closed",
                    )
                    .hint("close it with `*/`"));
                };
                self.at += length + 4;
            } else {
                return Ok(());
            }
        }
    }

    /// Takes an operator or a bracket, the longest that fits.
    fn symbol(&mut self) -> Option<TokenKind> {
        let rest = self.rest();
        let (symbol, kind) = SYMBOLS
            .iter()
            .find(|(symbol, _)| rest.starts_with(symbol))?;
        self.at += symbol.len();
        Some(kind.clone())
    }

    fn parameter(&mut self) -> Result<TokenKind, Box<SyntaxError>> {
        let start = self.at;
        self.bump();
        if self.peek() == Some('`') {
            return Ok(TokenKind::Parameter(self.backticks()?));
        }
        let name = self.at;
        self.bump_while(names::continues_name);
        if self.at == name {
            return Err(
                SyntaxError::new(self.span_from(start), "found `$` without a name")
                    .hint("a parameter is written `$name`, without a space"),
            );
        }
        Ok(TokenKind::Parameter(
            self.span_from(name).of(self.text).to_string(),
        ))
    }

    /// The error for a character that begins no token.
    fn unknown(&mut self, c: char) -> Box<SyntaxError> {
        let start = self.at;
        self.bump();
        let span = self.span_from(start);
        let visible = !c.is_control() && !is_invisible(c);
        let code = u32::from(c);
        let found = match c {
            _ if !visible => format!("found the invisible character U+{code:04X}"),
            _ if c.is_ascii() => format!("found `{c}`, which is not part of Cypher"),
            _ => format!("found `{c}` (U+{code:04X}), which is not part of Cypher"),
        };
        let error = SyntaxError::new(span, found);
        match (c, foreign::ascii_for(c)) {
            ('#', _) => error.hint("a comment begins with `//`"),
            (_, Some(ascii)) => error.hint(format!("use the ASCII character {}", quote(&ascii))),
            _ if !visible => error.hint("delete it"),
            _ => error,
        }
    }
}

/// Code in a hint stands in backticks.
fn quote(code: &str) -> String {
    match code {
        "`" => "` (a backtick)".to_string(),
        _ => format!("`{code}`"),
    }
}

/// Characters that leave no trace on a screen.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{E0000}'..='\u{E007F}')
}

/// Operators and brackets; of two that begin alike the longer stands first.
const SYMBOLS: &[(&str, TokenKind)] = &[
    ("(", TokenKind::OpenParenthesis),
    (")", TokenKind::CloseParenthesis),
    ("[", TokenKind::OpenBracket),
    ("]", TokenKind::CloseBracket),
    ("{", TokenKind::OpenBrace),
    ("}", TokenKind::CloseBrace),
    (",", TokenKind::Comma),
    (";", TokenKind::Semicolon),
    (":", TokenKind::Colon),
    ("..", TokenKind::DotDot),
    (".", TokenKind::Dot),
    ("||", TokenKind::BarBar),
    ("|", TokenKind::Bar),
    ("&&", TokenKind::Foreign),
    ("&", TokenKind::Ampersand),
    ("!=", TokenKind::Foreign),
    ("!", TokenKind::Exclamation),
    ("==", TokenKind::Foreign),
    ("=~", TokenKind::EqualTilde),
    ("=", TokenKind::Equal),
    ("<>", TokenKind::NotEqual),
    ("<=", TokenKind::LessEqual),
    ("<", TokenKind::Less),
    (">=", TokenKind::GreaterEqual),
    (">", TokenKind::Greater),
    ("+", TokenKind::Plus),
    ("-", TokenKind::Minus),
    ("*", TokenKind::Star),
    ("/", TokenKind::Slash),
    ("%", TokenKind::Percent),
    ("^", TokenKind::Caret),
];
