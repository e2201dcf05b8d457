//! How wide text is: our own metrics, an upper estimate that holds for the fonts of the stack.
//!
//! Wide characters (East Asian width W and F) take 1 em, Latin letters one of four widths, and
//! 8 % is kept in reserve, so that text fits its box on every machine.

use unicode_normalization::char::canonical_combining_class;
use unicode_width::UnicodeWidthChar;

/// The estimated width of a text in hundredths of a pixel, at a font size in hundredths of a
/// pixel. Never below what the layout check of the diagrams' readers assumes.
pub fn text_width(text: &str, size: i32, bold: bool) -> i32 {
    let thousandths: i64 = text.chars().map(char_width).sum();
    let bold = if bold { 105 } else { 100 };
    let width = thousandths * i64::from(size) * bold * RESERVE / (1000 * 100 * 100);
    i32::try_from(width).unwrap_or(i32::MAX / 4) + 1
}

/// Per cent of the estimate that is kept.
const RESERVE: i64 = 108;

/// The width of a character in thousandths of an em.
fn char_width(c: char) -> i64 {
    match c {
        // Joiners and selectors take no room where they work, but they do where a font lacks them.
        _ if canonical_combining_class(c) != 0 => 0,
        _ if c.width() == Some(2) => 1000,
        'i' | 'l' | 'j' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | '(' | ')' | '['
        | ']' => 340,
        ' ' | 'f' | 't' => 340,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' | '…' => 920,
        // Scripts that the bundled font lacks: the box that it draws instead is as wide as this,
        // and in fonts that have them they are narrower.
        '\u{0590}'..='\u{1DFF}' | '\u{A640}'..='\u{ABFF}' | '\u{FB1D}'..='\u{FDFF}' => 1000,
        _ if c.is_uppercase() => 680,
        _ => 560,
    }
}
