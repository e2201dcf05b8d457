//! The words of the language. Knows what a token is, not where it may stand.

use super::span::Span;

/// A token and its place.
#[derive(Clone, Debug, PartialEq)]
pub struct Token {
    /// Which token.
    pub kind: TokenKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of tokens.
///
/// Keywords are [`TokenKind::Word`]s: whether `contains` is one depends on where it stands.
/// Arrows are tokens of their own characters (`-`, `-`, `>`), as `a<-b` is a comparison.
#[derive(Clone, Debug, PartialEq)]
pub enum TokenKind {
    /// A name or a keyword; its text is at the span.
    Word,
    /// A name in backticks, without them.
    QuotedName(String),
    /// A string, its escapes resolved.
    String(String),
    /// An integer without its sign, at most 2⁶³, which only a minus makes a number.
    Integer(u64),
    /// A decimal number.
    Float(f64),
    /// `$name`, without the dollar.
    Parameter(String),
    /// `(`
    OpenParenthesis,
    /// `)`
    CloseParenthesis,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `,`
    Comma,
    /// `;`
    Semicolon,
    /// `:`
    Colon,
    /// `.`
    Dot,
    /// `..`
    DotDot,
    /// `|`
    Bar,
    /// `||`
    BarBar,
    /// `&`
    Ampersand,
    /// `!`
    Exclamation,
    /// `=`
    Equal,
    /// `=~`
    EqualTilde,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `%`
    Percent,
    /// `^`
    Caret,
    /// An operator of other languages (`==`, `!=`, `&&`): never valid, read as one token so
    /// that the error can name Cypher's.
    Foreign,
    /// What is no token; always the last but one.
    Invalid,
    /// The end of the text.
    End,
}

/// What to write in place of an operator of other languages.
pub(super) fn hint_for_foreign(operator: &str) -> Option<&'static str> {
    match operator {
        "==" => Some("use `=` to compare"),
        "!=" => Some("use `<>` for “not equal”"),
        "&&" => Some("use `AND`, or a single `&` between labels"),
        _ => None,
    }
}
