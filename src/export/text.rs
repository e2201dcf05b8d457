//! Text on a terminal: control characters made visible, display widths, cutting, wrapping, color.

use std::borrow::Cow;
use std::fmt;

use anstyle::AnsiColor;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::model::Status;

use super::Style;

/// What stands behind the rest: details, guides, rules.
pub(super) const DIM: anstyle::Style = anstyle::Style::new().dimmed();
/// Names and headings.
pub(super) const BOLD: anstyle::Style = anstyle::Style::new().bold();
/// Relationship types.
pub(super) const TYPE: anstyle::Style = AnsiColor::Cyan.on_default();
/// What the reader should weigh.
pub(super) const CAUTION: anstyle::Style = AnsiColor::Yellow.on_default();
/// What is contested or wrong.
pub(super) const BAD: anstyle::Style = AnsiColor::Red.on_default().bold();

/// Text between the escape sequences of a look, if there is one.
pub(super) struct Painted<T> {
    look: Option<anstyle::Style>,
    text: T,
}

impl<T: fmt::Display> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.look {
            Some(look) => write!(f, "{look}{}{look:#}", self.text),
            None => write!(f, "{}", self.text),
        }
    }
}

impl Style {
    /// The text in that look, or plain where there is no color.
    pub(super) fn paint<T: fmt::Display>(&self, look: anstyle::Style, text: T) -> Painted<T> {
        Painted {
            look: self.color.then_some(look),
            text,
        }
    }
}

/// The mark of a status that is not simply stated, and its look.
pub(super) fn mark(status: Status) -> Option<(&'static str, anstyle::Style)> {
    match status {
        Status::Stated => None,
        Status::Heading => Some(("heading", DIM)),
        Status::Inferred => Some(("inferred", CAUTION)),
        Status::Disputed => Some(("disputed!", BAD)),
    }
}

/// The text without anything that a terminal would obey: a line break becomes `⏎`, a tab a space,
/// any other control character or direction override its escape, such as `\u{1b}`.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(obeyed) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len() + 8);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            _ => push_clean(c, &mut cleaned),
        }
    }
    Cow::Owned(cleaned)
}

/// Whether a terminal would do something at this character other than show it.
fn obeyed(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// Appends one character as [`clean`] shows it.
pub(super) fn push_clean(c: char, into: &mut String) {
    match c {
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => into.push('⏎'),
        '\t' => into.push(' '),
        _ if obeyed(c) => into.extend(c.escape_unicode()),
        _ => into.push(c),
    }
}

/// The columns that clean text takes on a terminal; a Chinese character takes two.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The text itself if it fits, else its beginning and `…`, at most `room` columns together.
pub(super) fn cut(text: &str, room: usize) -> Cow<'_, str> {
    if text.len() <= room || width(text) <= room {
        return Cow::Borrowed(text);
    }
    let mut used = 1;
    let fits = |c: &char| {
        used += c.width().unwrap_or(0);
        used <= room
    };
    let mut kept: String = text.chars().take_while(fits).collect();
    kept.push('…');
    Cow::Owned(kept)
}

/// Breaks clean text into lines of at most `room` columns, at spaces and between Chinese
/// characters; a word longer than a line is broken. Without `room` it is one line.
pub(super) fn wrap(text: &str, room: Option<usize>) -> Vec<String> {
    /// Narrower columns than this read worse than lines that are too long.
    const LEAST: usize = 16;
    let room = room.map_or(usize::MAX, |room| room.max(LEAST));
    let (mut lines, mut line, mut used) = (Vec::new(), String::new(), 0);
    let (mut break_at, mut before) = (None, ' ');
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if !closes(c) && (wide == 2 || is_wide(before)) && !opens(before) {
            break_at = Some(line.len());
        }
        if used + wide > room && c != ' ' && !(closes(c) && used <= room) {
            let rest = line.split_off(break_at.unwrap_or(line.len()));
            lines.push(line.trim_end().to_owned());
            line = rest.trim_start().to_owned();
            used = width(&line);
            break_at = None;
        }
        line.push(c);
        used += wide;
        before = c;
        if c == ' ' {
            break_at = Some(line.len());
        }
    }
    lines.push(line.trim_end().to_owned());
    lines
}

fn is_wide(c: char) -> bool {
    c.width() == Some(2)
}

/// Punctuation that no line begins with.
fn closes(c: char) -> bool {
    "，。、；：？！）」』》】〉”’,.;:?!)]}".contains(c)
}

/// Punctuation that no line ends with.
fn opens(c: char) -> bool {
    "（「『《【〈“‘([{".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_are_shown_not_obeyed() {
        for (raw, shown) in [
            ("GPT-3", "GPT-3"),
            ("two\r\nlines\nhere", "two⏎lines⏎here"),
            ("a\tb", "a b"),
            ("\u{1b}[2Jgone", "\\u{1b}[2Jgone"),
            ("\u{9b}31m\u{7f}", "\\u{9b}31m\\u{7f}"),
            ("\u{202e}txt", "\\u{202e}txt"),
        ] {
            assert_eq!(clean(raw), shown);
        }
    }

    #[test]
    fn cuts_by_display_width() {
        assert_eq!(cut("abcdef", 6), "abcdef");
        assert_eq!(cut("abcdef", 5), "abcd…");
        assert_eq!(cut("文心一言", 8), "文心一言");
        assert_eq!(cut("文心一言", 7), "文心一…");
        assert_eq!(cut("文心一言", 6), "文心…");
    }

    #[test]
    fn wraps_at_spaces_and_between_chinese_characters() {
        let english = wrap("a language model of OpenAI, with 175 billion", Some(20));
        assert_eq!(
            english,
            ["a language model of", "OpenAI, with 175", "billion"]
        );
        let chinese = wrap("百度发布的大语言模型，基于文心大模型（ERNIE）。", Some(20));
        assert_eq!(
            chinese,
            ["百度发布的大语言模型，", "基于文心大模型", "（ERNIE）。"]
        );
        assert_eq!(
            wrap("0123456789abcdefXYZ", Some(16)),
            ["0123456789abcdef", "XYZ"]
        );
        assert_eq!(wrap("any length", None), ["any length"]);
    }

    #[test]
    fn color_stands_only_where_it_is_asked_for() {
        let mut style = Style::default();
        assert_eq!(style.paint(BOLD, "x").to_string(), "x");
        style.color = true;
        assert_eq!(style.paint(BOLD, "x").to_string(), "\u{1b}[1mx\u{1b}[0m");
    }
}
