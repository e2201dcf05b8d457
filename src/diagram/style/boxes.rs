//! A node as a box: its text, wrapped and measured, and what a pointer over it shows.

use std::collections::VecDeque;

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
/// What is below a name is shortened or wrapped so that it takes at most so much.
const SUB_WIDEST: i32 = 14_000;
const LEAST_WIDTH: i32 = 4000;
/// So many times lines are made narrower by a sixteenth while they stay as few.
const BALANCINGS: usize = 8;

/// How a text is wrapped.
#[derive(Clone)]
struct Wrapping {
    size: i32,
    bold: bool,
    widest: i32,
    lines: usize,
}

const NAME: Wrapping = Wrapping {
    size: NAME_SIZE,
    bold: true,
    widest: 17_000,
    lines: 3,
};
const SUB: Wrapping = Wrapping {
    size: SUB_SIZE,
    bold: false,
    widest: SUB_WIDEST,
    lines: 2,
};

impl Wrapping {
    fn width(&self, text: &str) -> i32 {
        text_width(text, self.size, self.bold)
    }
}

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

/// The lines of a box: the name, and below it the other name and what else says what it is, a
/// plain text.
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
        parts.push(also.to_owned());
    }
    let joined = parts.join(" · ");
    match sub_width(&joined) <= SUB_WIDEST {
        true => stacked(&bold, &[joined]),
        false => stacked(&bold, &parts),
    }
}

/// The names of those who stand behind a node on one line, or the first and how many more.
pub(super) fn shortened(names: &[String]) -> String {
    let all = names.join(" / ");
    match names {
        [first, others @ ..] if !others.is_empty() && sub_width(&all) > SUB_WIDEST => {
            format!("{first}\u{a0}+{}", others.len())
        }
        _ => all,
    }
}

fn sub_width(text: &str) -> i32 {
    // Texts may be long: what is far beyond any fitting length is not measured.
    match text.chars().count() < 200 {
        true => text_width(text, SUB_SIZE, false),
        false => i32::MAX,
    }
}

/// The lines of a bold text and a muted one below it.
pub(super) fn text(bold: &str, sub: &str) -> Vec<TextLine> {
    stacked(bold, &[sub.to_owned()])
}

/// The lines of a bold text and muted ones below it, each wrapped into two lines at most.
fn stacked(bold: &str, subs: &[String]) -> Vec<TextLine> {
    let mut lines = Vec::new();
    let mut y = PAD_Y + NAME_SIZE * 88 / 100;
    for part in wrap(bold, &NAME) {
        lines.push(line(part, y, NAME_SIZE, true));
        y += NAME_LEADING;
    }
    y += SUB_LEADING - NAME_LEADING;
    for part in subs.iter().filter(|sub| !sub.is_empty()) {
        for part in wrap(part, &SUB) {
            lines.push(line(part, y, SUB_SIZE, false));
            y += SUB_LEADING;
        }
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

/// The text in lines of about equal widths: as few as it needs.
fn wrap(text: &str, how: &Wrapping) -> Vec<String> {
    let mut lines = broken(text, how);
    if lines.len() == 1 || cut_off(&lines) {
        return lines;
    }
    let mut narrower = how.clone();
    for _ in 0..BALANCINGS {
        narrower.widest -= how.widest / 16;
        let other = broken(text, &narrower);
        if cut_off(&other) || other.len() > lines.len() || breaks_words(text, &other) {
            break;
        }
        lines = other;
    }
    lines
}

fn cut_off(lines: &[String]) -> bool {
    lines.last().is_some_and(|line| line.ends_with('…'))
}

/// Whether a line ends within a word that could stand on one line.
fn breaks_words(text: &str, lines: &[String]) -> bool {
    let longest = |text: &str| words(text).iter().map(|w| w.trim().len()).max();
    let whole = longest(text);
    whole > lines.iter().filter_map(|line| longest(line)).max()
}

/// The text in as many lines as it may have, broken at spaces, between Chinese characters, and
/// where a word alone is too long; the last ends in … if something is left.
fn broken(text: &str, how: &Wrapping) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut current = String::new();
    let mut rest = VecDeque::from(words(text));
    while let Some(word) = rest.pop_front() {
        let piece = if current.is_empty() {
            word.trim_start()
        } else {
            &word
        };
        let longer = format!("{current}{piece}");
        if how.width(longer.trim_end()) <= how.widest {
            current = longer;
        } else if lines.len() + 1 == how.lines {
            let left: String = rest.into_iter().collect();
            lines.push(cut(&format!("{longer}{left}"), how));
            return lines;
        } else if current.is_empty() {
            let (head, tail) = fitting(piece, how.widest, how);
            lines.push(head.to_owned());
            rest.push_front(tail.to_owned());
        } else {
            lines.push(current.trim_end().to_owned());
            current.clear();
            rest.push_front(word);
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
fn fitting<'t>(text: &'t str, room: i32, how: &Wrapping) -> (&'t str, &'t str) {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    // Texts may be long: what is far beyond any fitting length is not measured.
    let fits = ends
        .take(200)
        .take_while(|&end| how.width(&text[..end]) <= room);
    let least = text.chars().next().map_or(0, char::len_utf8);
    text.split_at(fits.last().unwrap_or(least))
}

/// The text, cut with … if it is too wide.
fn cut(text: &str, how: &Wrapping) -> String {
    if text.chars().count() < 200 && how.width(text) <= how.widest {
        return text.to_owned();
    }
    let room = how.widest - how.width("…");
    let (head, _) = fitting(text, room, how);
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
            let lines = wrap(text, &NAME);
            assert!((2..=NAME.lines).contains(&lines.len()), "{lines:?}");
            for line in &lines {
                assert!(NAME.width(line) <= NAME.widest, "{line}");
            }
            assert!(lines.last().is_some_and(|l| l.ends_with('…')) || text.len() < 90);
        }
        assert_eq!(wrap("GPT-3", &NAME), ["GPT-3"]);
        let balanced = wrap("Learning Research of Applied Deep Things", &SUB);
        assert_eq!(balanced, ["Learning Research of", "Applied Deep Things"]);
        let unbroken = wrap("Konrad Interdisciplinarity", &SUB);
        assert_eq!(unbroken, ["Konrad", "Interdisciplinarity"]);
        let balanced = wrap("英伟达应用深度学习研究团队", &SUB);
        assert_eq!(balanced, ["英伟达应用深度", "学习研究团队"]);
        assert_eq!(wrap("", &NAME), [""]);
    }

    #[test]
    fn text_is_drawn_without_what_moves_other_text() {
        assert_eq!(plain("a\u{202e}b\n c\u{7}d"), "ab c d");
    }
}
