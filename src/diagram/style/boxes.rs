//! A node as a box: its text, wrapped and measured, and what a pointer over it shows.

use crate::graph::{Entity, Graph, NodeId};
use crate::model::{Lang, Provenance};

use crate::diagram::measure::text_width;
use crate::diagram::{Anchor, TextLine};

const NAME_SIZE: i32 = 1300;
const SUB_SIZE: i32 = 1050;
const NAME_LEADING: i32 = 1600;
const SUB_LEADING: i32 = 1400;
const PAD_X: i32 = 1000;
const PAD_Y: i32 = 700;
/// Names are wrapped and further lines cut so that they take at most so much.
const WIDEST: i32 = 17_000;
const MOST_LINES: usize = 3;
const LEAST_WIDTH: i32 = 4000;

/// Text as it is drawn: without control characters and marks that turn its direction, spaces
/// folded.
pub(in crate::diagram) fn plain(text: &str) -> String {
    let shown = text.chars().filter_map(|c| match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' => None,
        '\u{fffe}' | '\u{ffff}' => None,
        c if c.is_control() => Some(' '),
        c => Some(c),
    });
    let shown: String = shown.collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A node's name as that choice of language shows it on one line.
pub(super) fn name(graph: &Graph, node: NodeId, lang: Lang) -> String {
    let name = match (lang, graph.name_zh(node)) {
        (Lang::Zh, Some(zh)) => zh,
        _ => graph.name(node),
    };
    plain(name)
}

/// The lines of a box: the name, and below it the other name and what else says what it is.
pub(super) fn lines(graph: &Graph, node: NodeId, lang: Lang, also: &str) -> Vec<TextLine> {
    let bold = name(graph, node, lang);
    let other = match (lang, graph.name_zh(node)) {
        (Lang::Both, Some(zh)) => Some(plain(zh)),
        (Lang::Zh, Some(_)) => Some(plain(graph.name(node))),
        _ => None,
    };
    let mut parts: Vec<String> = Vec::new();
    parts.extend(other.filter(|other| *other != bold && !other.is_empty()));
    if !also.is_empty() && also != bold {
        parts.push(plain(also));
    }
    text(&bold, &parts.join(" · "))
}

/// The lines of a bold text and a muted one below it.
pub(super) fn text(bold: &str, sub: &str) -> Vec<TextLine> {
    let mut lines = Vec::new();
    let mut y = PAD_Y + NAME_SIZE * 88 / 100;
    for part in wrap(bold, NAME_SIZE, true) {
        lines.push(line(part, y, NAME_SIZE, true));
        y += NAME_LEADING;
    }
    if !sub.is_empty() {
        y += SUB_LEADING - NAME_LEADING;
        lines.push(line(cut(sub, SUB_SIZE, false), y, SUB_SIZE, false));
    }
    lines
}

fn line(text: String, y: i32, size: i32, bold: bool) -> TextLine {
    TextLine {
        text,
        x: 0,
        y,
        size,
        bold,
        muted: !bold,
        anchor: Anchor::Middle,
    }
}

/// The size of a box around these lines.
pub(super) fn size(lines: &[TextLine]) -> (i32, i32) {
    let widths = lines
        .iter()
        .map(|line| text_width(&line.text, line.size, line.bold));
    let width = widths.max().unwrap_or(0).max(LEAST_WIDTH - 2 * PAD_X) + 2 * PAD_X;
    let bottom = lines.last().map_or(0, |l| l.y + l.size * 24 / 100) + PAD_Y;
    // Even pixels: the middle is then a whole one.
    let even = |length: i32| (length + 199) / 200 * 200;
    (even(width), even(bottom))
}

/// The text in at most three lines, broken at spaces, between Chinese characters, and where a
/// word alone is too long; the last ends in … if something is left.
fn wrap(text: &str, size: i32, bold: bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut rest = words(text).into_iter().peekable();
    while let Some(word) = rest.peek() {
        let mut longer = current.clone();
        longer.push_str(if current.is_empty() {
            word.trim_start()
        } else {
            word
        });
        if text_width(longer.trim_end(), size, bold) <= WIDEST {
            current = longer;
            rest.next();
        } else if lines.len() + 1 == MOST_LINES {
            let all: String = rest.collect();
            lines.push(cut(&format!("{current}{all}"), size, bold));
            return lines;
        } else if current.is_empty() {
            let whole = rest.next().unwrap_or_default();
            let (head, tail) = fitting(whole.trim_start(), WIDEST, size, bold);
            lines.push(head.to_owned());
            current = tail.to_owned();
        } else {
            lines.push(current.trim_end().to_owned());
            current.clear();
        }
    }
    if !current.trim().is_empty() || lines.is_empty() {
        lines.push(current.trim_end().to_owned());
    }
    lines
}

/// The text in pieces that may stand at the end of a line.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars() {
        let wide = unicode_width::UnicodeWidthChar::width(c) == Some(2);
        if c == ' ' || wide {
            words.push(std::mem::take(&mut word));
        }
        word.push(c);
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// As much of the text as fits, at least one character, and what is left.
fn fitting(text: &str, room: i32, size: i32, bold: bool) -> (&str, &str) {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    // Texts may be long: what is far beyond any fitting length is not measured.
    let fits = ends
        .take(200)
        .take_while(|&end| text_width(&text[..end], size, bold) <= room);
    let least = text.chars().next().map_or(0, char::len_utf8);
    text.split_at(fits.last().unwrap_or(least))
}

/// The text, cut with … if it is too wide.
fn cut(text: &str, size: i32, bold: bool) -> String {
    if text.chars().count() < 200 && text_width(text, size, bold) <= WIDEST {
        return text.to_owned();
    }
    let room = WIDEST - text_width("…", size, bold);
    let (head, _) = fitting(text, room, size, bold);
    format!("{}…", head.trim_end())
}

/// What a pointer over a node shows: name, label, date, publisher, source.
pub(super) fn tooltip(graph: &Graph, node: NodeId, lang: Lang, publisher: &str) -> String {
    let names: Vec<String> = match lang {
        Lang::En => vec![name(graph, node, lang)],
        _ => graph.all_names(node).take(2).map(plain).collect(),
    };
    let labels: Vec<&str> = graph.label_names(node).collect();
    let mut text = format!("{} ({})", names.join(" "), labels.join(", "));
    if let Some(date) = graph.released(node) {
        text.push_str(&format!("\n{date}"));
    }
    if !publisher.is_empty() {
        text.push_str(&format!("\n{publisher}"));
    }
    let source = source(graph, &graph.provenance(Entity::Node(node)));
    if !source.is_empty() {
        text.push_str(&format!("\n{source}"));
    }
    text
}

/// Title and place of a source on one line; empty where none is given.
pub(super) fn source(graph: &Graph, provenance: &Provenance<'_>) -> String {
    let Some(id) = provenance.source else {
        return String::new();
    };
    let title = graph.source(id).and_then(|s| s.title.as_deref());
    match provenance.locator {
        Some(locator) => plain(&format!("{}, {locator}", title.unwrap_or(id))),
        None => plain(title.unwrap_or(id)),
    }
}

/// Where the source of a node can be read, if it is an address that may stand in a picture.
pub(super) fn link(graph: &Graph, node: NodeId) -> Option<String> {
    let id = graph.provenance(Entity::Node(node)).source?;
    let url = graph.source(id)?.url.as_deref()?;
    let safe = url.starts_with("https://") || url.starts_with("http://");
    safe.then(|| url.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_take_three_lines_that_fit() {
        for text in [
            "Provisions on the Administration of Algorithmic Recommendation in Internet Services",
            &"x".repeat(200),
            &"生成式人工智能服务管理暂行办法".repeat(9),
            &"word ".repeat(60),
        ] {
            let lines = wrap(text, NAME_SIZE, true);
            assert!((2..=MOST_LINES).contains(&lines.len()), "{lines:?}");
            for line in &lines {
                assert!(text_width(line, NAME_SIZE, true) <= WIDEST, "{line}");
            }
            assert!(lines.last().is_some_and(|l| l.ends_with('…')) || text.len() < 90);
        }
        assert_eq!(wrap("GPT-3", NAME_SIZE, true), ["GPT-3"]);
        assert_eq!(wrap("", NAME_SIZE, true), [""]);
    }

    #[test]
    fn text_is_drawn_without_what_moves_other_text() {
        assert_eq!(plain("a\u{202e}b\n c\u{7}d"), "ab c d");
    }
}
