//! Saved queries: a text of Cypher with a head that says what it answers and what it takes.
//!
//! The head is the `//` lines at the beginning. Its first paragraph says what the query answers;
//! lines such as `$n = 10  how many to show` are its parameters, with a default as Cypher writes
//! it, or none; lines that begin with `aigraph` are examples; the rest is for the reader. Knows
//! neither where queries are kept nor how they are run.

use crate::syntax::{ExpressionKind, Literal, parse_expression};

/// A saved query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// What it is called.
    pub name: String,
    /// What it answers, in a phrase.
    pub about: String,
    /// What else its head says, a paragraph each.
    pub more: Vec<String>,
    /// What it takes, in the order of the head.
    pub parameters: Vec<SavedParameter>,
    /// Command lines that run it.
    pub examples: Vec<String>,
    /// The text, its head included, so that places in it are places in its file.
    pub text: String,
}

/// A parameter of a saved query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedParameter {
    /// Its name, without the dollar.
    pub name: String,
    /// What it is if it is not given, as Cypher writes it.
    pub default: Option<String>,
    /// What it means.
    pub about: String,
}

/// What is wrong with a head.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {message}")]
pub struct HeadError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub message: String,
}

impl SavedParameter {
    /// Whether it is a text, as its default says; what it is given need not be quoted then.
    pub fn is_text(&self) -> bool {
        let default = self.default.as_deref().map(parse_expression);
        matches!(default, Some(Ok(expression))
            if matches!(expression.kind, ExpressionKind::Literal(Literal::String(_))))
    }
}

impl Saved {
    /// Reads a query with its head. O(text).
    ///
    /// # Errors
    /// The first line of the head that makes no sense; that there is no head.
    pub fn read(name: &str, text: &str) -> Result<Saved, HeadError> {
        let mut saved = Saved {
            name: name.to_owned(),
            about: String::new(),
            more: Vec::new(),
            parameters: Vec::new(),
            examples: Vec::new(),
            text: text.to_owned(),
        };
        let mut paragraphs: Vec<String> = Vec::new();
        let mut begins = true;
        let head = text
            .lines()
            .map_while(|line| line.trim().strip_prefix("//"));
        for (line, content) in (1..).zip(head) {
            let content = content.trim();
            if content.is_empty() {
                begins = true;
            } else if content.starts_with('$') {
                let parameter =
                    parameter(content).map_err(|message| HeadError { line, message })?;
                if saved.parameters.iter().any(|p| p.name == parameter.name) {
                    let message = format!("${} is told twice", parameter.name);
                    return Err(HeadError { line, message });
                }
                saved.parameters.push(parameter);
            } else if content.starts_with("aigraph ") {
                saved.examples.push(content.to_owned());
            } else {
                match paragraphs.last_mut().filter(|_| !begins) {
                    Some(last) => *last = format!("{last} {content}"),
                    None => paragraphs.push(content.to_owned()),
                }
                begins = false;
            }
        }
        let mut paragraphs = paragraphs.into_iter();
        saved.about = paragraphs.next().ok_or_else(|| HeadError {
            line: 1,
            message: "the file begins with no // line that says what the query answers".to_owned(),
        })?;
        saved.more = paragraphs.collect();
        Ok(saved)
    }
}

/// `$name = default  what it means`, `$name  what it means`.
fn parameter(line: &str) -> Result<SavedParameter, String> {
    let (before, about) = match line.split_once("  ") {
        Some((before, about)) => (before, about.trim()),
        None => (line, ""),
    };
    let (name, default) = match before.split_once('=') {
        Some((name, default)) => (name.trim(), Some(default.trim().to_owned())),
        None => (before.trim(), None),
    };
    let name = name.trim_start_matches('$');
    let is_name = |c: char| c.is_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(is_name) {
        return Err(format!(
            "{:?} is no name of a parameter",
            format!("${name}")
        ));
    }
    if let Some(default) = &default {
        parse_expression(default).map_err(|error| format!("the default {default}: {error}"))?;
    }
    Ok(SavedParameter {
        name: name.to_owned(),
        default,
        about: about.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
// What hangs on a chip:
// all of it.
//
// To eight steps.
//
// $chip = 'A = 1'  name of the chip
// $n  how many
//
// aigraph run hangs n=3

// No part of the head.
MATCH (n) RETURN n";

    #[test]
    fn a_head_is_read() {
        let saved = Saved::read("hangs", TEXT).unwrap();
        assert_eq!(saved.about, "What hangs on a chip: all of it.");
        assert_eq!(saved.more, ["To eight steps."]);
        let parameters: Vec<_> = saved
            .parameters
            .iter()
            .map(|p| {
                (
                    p.name.as_str(),
                    p.default.as_deref(),
                    p.about.as_str(),
                    p.is_text(),
                )
            })
            .collect();
        assert_eq!(
            parameters,
            [
                ("chip", Some("'A = 1'"), "name of the chip", true),
                ("n", None, "how many", false),
            ]
        );
        assert_eq!(saved.examples, ["aigraph run hangs n=3"]);
        assert_eq!(saved.text, TEXT);
    }

    #[test]
    fn what_is_wrong_with_a_head_is_told_with_its_line() {
        let table = [
            ("MATCH (n) RETURN n", 1, "no // line"),
            ("// x\n// $a-b  text", 2, "\"$a-b\""),
            ("// x\n// $a = 1 +  text", 2, "the default 1 +"),
            ("// x\n// $a\n// $a", 3, "twice"),
        ];
        for (text, line, part) in table {
            let error = Saved::read("x", text).unwrap_err();
            assert_eq!(error.line, line, "{text}");
            assert!(error.message.contains(part), "{}", error.message);
        }
    }
}
