//! Strings and names in backticks.

use super::super::error::SyntaxError;
use super::super::span::Span;
use super::super::token::TokenKind;
use super::{Lexer, offset};

const ESCAPES: &str = concat!(
    r#"escapes are \n \t \r \b \f \\ \' \" \u0041 \U00000041; "#,
    r"write `\\` for a backslash"
);

impl Lexer<'_> {
    /// Takes a string; the next character is its quote.
    pub(super) fn string(&mut self, quote: char) -> Result<TokenKind, Box<SyntaxError>> {
        let start = self.at;
        self.bump();
        let mut value = String::new();
        loop {
            match self.bump() {
                None => {
                    let span = Span::new(offset(start), offset(start + 1));
                    return Err(
                        SyntaxError::new(span, "the string that opens here is not closed")
                            .hint(format!("close it with `{quote}`")),
                    );
                }
                Some(c) if c == quote => return Ok(TokenKind::String(value)),
                Some('\\') => value.push(self.escape()?),
                Some(c) => value.push(c),
            }
        }
    }

    /// Takes a name in backticks, in which two of them stand for one.
    pub(super) fn backticks(&mut self) -> Result<String, Box<SyntaxError>> {
        let start = self.at;
        self.bump();
        let mut name = String::new();
        loop {
            match self.bump() {
                None => {
                    let span = Span::new(offset(start), offset(start + 1));
                    return Err(
                        SyntaxError::new(span, "the name that opens here is not closed")
                            .hint("close it with a backtick"),
                    );
                }
                Some('`') if self.peek() == Some('`') => {
                    self.bump();
                    name.push('`');
                }
                Some('`') if name.is_empty() => {
                    return Err(SyntaxError::new(
                        self.span_from(start),
                        "found an empty name",
                    ));
                }
                Some('`') => return Ok(name),
                Some(c) => name.push(c),
            }
        }
    }

    /// Takes what follows a backslash.
    fn escape(&mut self) -> Result<char, Box<SyntaxError>> {
        let start = self.at - 1;
        match self.bump() {
            Some('n') => Ok('\n'),
            Some('t') => Ok('\t'),
            Some('r') => Ok('\r'),
            Some('b') => Ok('\u{8}'),
            Some('f') => Ok('\u{C}'),
            Some(c @ ('\\' | '\'' | '"')) => Ok(c),
            Some('u') => self.unicode(start, 4),
            Some('U') => self.unicode(start, 8),
            _ => Err(self.wrong_escape(start)),
        }
    }

    /// Takes the digits of `\u` and `\U`; two halves of a surrogate pair make one character.
    fn unicode(&mut self, start: usize, length: usize) -> Result<char, Box<SyntaxError>> {
        let mut code = self.hexadecimal(start, length)?;
        if (0xD800..0xDC00).contains(&code) && self.rest().starts_with("\\u") {
            self.at += 2;
            let low = self.hexadecimal(start, 4)?;
            if !(0xDC00..0xE000).contains(&low) {
                return Err(self.wrong_escape(start));
            }
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        }
        char::from_u32(code).ok_or_else(|| self.wrong_escape(start))
    }

    fn hexadecimal(&mut self, start: usize, length: usize) -> Result<u32, Box<SyntaxError>> {
        let mut code = 0_u32;
        for _ in 0..length {
            match self.peek().and_then(|c| c.to_digit(16)) {
                // Eight digits fill 32 bits and no more.
                Some(digit) => code = (code << 4) | digit,
                None => {
                    self.bump();
                    return Err(self.wrong_escape(start));
                }
            }
            self.bump();
        }
        Ok(code)
    }

    fn wrong_escape(&self, start: usize) -> Box<SyntaxError> {
        let span = self.span_from(start);
        let message = format!("found `{}`, which is no character", span.of(self.text));
        SyntaxError::new(span, message).hint(ESCAPES)
    }
}
