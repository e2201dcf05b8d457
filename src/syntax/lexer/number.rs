//! Numbers. Knows no sign: `-1` is a minus and a number.

use super::super::error::SyntaxError;
use super::super::names;
use super::super::token::TokenKind;
use super::Lexer;

/// The magnitude of the least integer, which is one more than that of the greatest.
const GREATEST: u64 = 1 << 63;

impl Lexer<'_> {
    /// Takes a number; the next character is a digit, or a dot before one.
    pub(super) fn number(&mut self) -> Result<TokenKind, Box<SyntaxError>> {
        let start = self.at;
        for (prefixes, radix, name) in [
            (["0x", "0X"], 16, "hexadecimal"),
            (["0o", "0O"], 8, "octal"),
        ] {
            if prefixes
                .iter()
                .any(|prefix| self.rest().starts_with(prefix))
            {
                self.at += 2;
                return self.radix_integer(start, radix, name);
            }
        }
        self.digits();
        let mut float = false;
        if self.peek() == Some('.') && self.peek_second().is_some_and(|c| c.is_ascii_digit()) {
            float = true;
            self.bump();
            self.digits();
        }
        float |= self.exponent();
        self.no_letters(start)?;
        let text = self.span_from(start).of(self.text);
        if float {
            return match text.parse::<f64>() {
                Ok(value) if value.is_finite() => Ok(TokenKind::Float(value)),
                _ => Err(self.too_large(start, "no number is greater than 1.7976931348623157e308")),
            };
        }
        if text.len() > 1 && text.starts_with('0') {
            let digits = text.trim_start_matches('0');
            let hint = format!(
                "write `{}`, or `0o{digits}` if octal",
                if digits.is_empty() { "0" } else { digits }
            );
            return Err(SyntaxError::new(
                self.span_from(start),
                format!("found `{text}`, a number that begins with 0"),
            )
            .hint(hint));
        }
        self.integer(start, text, 10)
    }

    fn digits(&mut self) {
        self.bump_while(|c| c.is_ascii_digit());
    }

    /// Takes `e10`, `E-3`, if it stands here.
    fn exponent(&mut self) -> bool {
        let rest = self.rest();
        let Some(after) = rest.strip_prefix(['e', 'E']) else {
            return false;
        };
        let digits = after.strip_prefix(['+', '-']).unwrap_or(after);
        if !digits.starts_with(|c: char| c.is_ascii_digit()) {
            return false;
        }
        self.at += rest.len() - digits.len();
        self.digits();
        true
    }

    fn radix_integer(
        &mut self,
        start: usize,
        radix: u32,
        name: &str,
    ) -> Result<TokenKind, Box<SyntaxError>> {
        let digits = self.at;
        self.bump_while(names::continues_name);
        let text = self.span_from(digits).of(self.text);
        if text.is_empty() || !text.chars().all(|c| c.is_digit(radix)) {
            let span = self.span_from(start);
            let message = format!(
                "found `{}`, which is no {name} number",
                shorten(span.of(self.text))
            );
            return Err(SyntaxError::new(span, message));
        }
        self.integer(start, text, radix)
    }

    fn integer(
        &self,
        start: usize,
        digits: &str,
        radix: u32,
    ) -> Result<TokenKind, Box<SyntaxError>> {
        match u64::from_str_radix(digits, radix) {
            Ok(value) if value <= GREATEST => Ok(TokenKind::Integer(value)),
            _ => Err(self.too_large(
                start,
                "integers reach from -9223372036854775808 to 9223372036854775807",
            )),
        }
    }

    fn too_large(&self, start: usize, hint: &str) -> Box<SyntaxError> {
        let span = self.span_from(start);
        SyntaxError::new(
            span,
            format!("the number {} is too large", shorten(span.of(self.text))),
        )
        .hint(hint)
    }

    /// Refuses `12abc`, which is neither a number nor a name.
    fn no_letters(&mut self, start: usize) -> Result<(), Box<SyntaxError>> {
        if !self.peek().is_some_and(names::continues_name) {
            return Ok(());
        }
        self.bump_while(names::continues_name);
        let span = self.span_from(start);
        let text = shorten(span.of(self.text));
        Err(SyntaxError::new(
            span,
            format!("found `{text}`, a number that runs into letters"),
        )
        .hint("a name that begins with a digit stands in backticks; numbers have no `_`"))
    }
}

/// A message is no place for a megabyte of digits.
pub(in super::super) fn shorten(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((at, _)) => format!("{}…", text.get(..at).unwrap_or("")),
        None => text.to_string(),
    }
}
