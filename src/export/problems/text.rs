//! `text`: a problem as compilers show it, with the line it stands in and what to do.

use std::io::{self, BufWriter, Write};

use crate::model::{Place, Problem, Severity};

use super::super::Style;
use super::super::text::{BAD, BOLD, CAUTION, DIM, TYPE, clean, push_clean, width};
use super::{Summary, sorted};

/// Columns of an excerpt where the terminal's width is not known: a line may be a megabyte.
const ROOM: usize = 160;

pub(super) fn write(problems: &[Problem], style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    for problem in sorted(problems) {
        write_problem(problem, style, &mut out)?;
        writeln!(out)?;
    }
    if !problems.is_empty() {
        writeln!(out, "{}", summary(&Summary::of(problems)))?;
    }
    out.flush()
}

fn look(severity: Severity) -> anstyle::Style {
    match severity {
        Severity::Error => BAD,
        Severity::Warning => CAUTION.bold(),
        Severity::Note => TYPE.bold(),
    }
}

fn write_problem(problem: &Problem, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let (kind, look) = (problem.kind, look(problem.severity));
    let head = format!("{}[{}]", problem.severity.name(), kind.code());
    let message = format!("{}: {}", kind.name(), clean(&problem.message));
    writeln!(
        out,
        "{} {}",
        style.paint(look, head),
        style.paint(BOLD, message)
    )?;
    let digits = match &problem.place {
        Some(place) if place.excerpt.is_some() => place.line.to_string().len(),
        _ => 1,
    };
    if let Some(place) = &problem.place {
        let arrow = format!("{:>1$}", "-->", digits + 3);
        let place_text = place.to_string();
        writeln!(out, "{} {}", style.paint(DIM, arrow), clean(&place_text))?;
        if let Some(excerpt) = &place.excerpt {
            write_excerpt(place, excerpt, digits, style, out)?;
        }
    }
    if !problem.also.is_empty() {
        let also: Vec<String> = problem.also.iter().map(Place::to_string).collect();
        let also = also.join(", ");
        writeln!(out, "{:digits$} also: {}", "", clean(&also))?;
    }
    match &problem.hint {
        Some(hint) => writeln!(out, "{:digits$} hint: {}", "", clean(hint)),
        None => Ok(()),
    }
}

/// The line behind a gutter, and carets under what is wrong in it.
fn write_excerpt(
    place: &Place,
    excerpt: &str,
    digits: usize,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let room = style
        .width
        .map_or(ROOM, |w| w.saturating_sub(digits + 3).max(20));
    let shown = Excerpt::of(excerpt, place, room);
    let gutter = |number: &str| format!("{number:>digits$} |");
    writeln!(out, "{}", style.paint(DIM, gutter("")))?;
    let number = style
        .paint(DIM, gutter(&place.line.to_string()))
        .to_string();
    writeln!(out, "{number} {}", shown.text)?;
    if shown.caret.1 > 0 {
        let (before, length) = shown.caret;
        let carets = style.paint(BAD, "^".repeat(length)).to_string();
        let gutter = style.paint(DIM, gutter(""));
        writeln!(out, "{gutter} {:before$}{carets}", "")?;
    }
    Ok(())
}

/// The part of a line that is shown, and how many columns stand before and over its carets.
struct Excerpt {
    text: String,
    caret: (usize, usize),
}

impl Excerpt {
    fn of(line: &str, place: &Place, room: usize) -> Excerpt {
        let first = (place.column as usize).saturating_sub(1);
        let marked = first..first + (place.width as usize).max(1);
        // Of a long line, what stands before the carets is left out but for a third of the room.
        let skipped = skipped(line, first, room);
        let mut text = String::from(if skipped > 0 { "…" } else { "" });
        let (mut before, mut over) = (width(&text), 0);
        let mut used = before;
        let mut piece = String::new();
        for (i, c) in line.trim_end().chars().enumerate().skip(skipped) {
            piece.clear();
            push_clean(c, &mut piece);
            let columns = width(&piece);
            if used + columns >= room {
                text.push('…');
                break;
            }
            text.push_str(&piece);
            used += columns;
            match i {
                _ if i < marked.start => before += columns,
                _ if i < marked.end => over += columns,
                _ => {}
            }
        }
        // What is missing at the end of a line has no columns and still gets a caret.
        let over = if place.column == 0 { 0 } else { over.max(1) };
        Excerpt {
            text,
            caret: (before, over),
        }
    }
}

/// How many characters at the beginning of a line are not shown.
fn skipped(line: &str, first: usize, room: usize) -> usize {
    let mut piece = String::new();
    let widths: Vec<usize> = line
        .chars()
        .take(first)
        .map(|c| {
            piece.clear();
            push_clean(c, &mut piece);
            width(&piece)
        })
        .collect();
    let mut before: usize = widths.iter().sum();
    if before * 3 <= room * 2 {
        return 0;
    }
    let is_left_out = |w: &&usize| {
        let is_far = before * 3 > room;
        before -= **w;
        is_far
    };
    widths.iter().take_while(is_left_out).count()
}

/// `3 errors, 1 warning in 2 files`.
fn summary(summary: &Summary) -> String {
    let counted = |n: usize, what: &str| match n {
        1 => format!("1 {what}"),
        _ => format!("{n} {what}s"),
    };
    let kinds = [
        (summary.errors, Severity::Error),
        (summary.warnings, Severity::Warning),
        (summary.notes, Severity::Note),
    ];
    let kinds = kinds.iter().filter(|(n, _)| *n > 0);
    let kinds: Vec<String> = kinds.map(|(n, s)| counted(*n, s.name())).collect();
    let kinds = kinds.join(", ");
    match summary.files {
        0 => kinds,
        files => format!("{kinds} in {}", counted(files, "file")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problems, written};
    use super::*;
    use crate::model::Kind;

    #[test]
    fn carets_stand_under_what_is_wrong() {
        insta::assert_snapshot!(written("text", &problems(), &Style::default()), @r#"
        error[AG0001] unreadable-file: no folder is called 100%, or: none

        warning[AG0028] shared-name: two nodes are called "a⏎b"
         --> nodes/模型 1.csv:7

        error[AG0022] bad-date: "2023-13" has no month 13
           --> nodes/模型 1.csv:102:11
            |
        102 | ernie,文心一言, 2023-13
            |               ^^^^^^^

        error[AG0012] dangling-end: no node has the id "opnai", named 3 times
          --> relationships/RELEASES.csv:14:1
           |
        14 | opnai,gpt-3,2020
           | ^^^^^
           also: relationships/RELEASES.csv:15, relationships/RELEASES.csv:19
           hint: use "openai"

        3 errors, 1 warning in 2 files
        "#);
    }

    #[test]
    fn no_problems_are_no_text() {
        assert_eq!(written("text", &[], &Style::default()), "");
    }

    #[test]
    fn long_lines_are_shown_around_the_carets() {
        let excerpt = format!("{}bad{}", "文".repeat(500), "x".repeat(500));
        let place = Place {
            column: 501,
            width: 3,
            excerpt: Some(excerpt),
            ..Place::line("a.csv", 3)
        };
        let end = Place {
            column: 4,
            excerpt: Some("a,b".to_owned()),
            ..Place::line("a.csv", 4)
        };
        let problem = |place| Problem::new(Kind::BadNumber, "\"bad\" is no number").at(place);
        let style = Style {
            width: Some(40),
            ..Style::default()
        };
        let text = written("text", &[problem(place), problem(end)], &style);
        insta::assert_snapshot!(text, @r#"
        error[AG0023] bad-number: "bad" is no number
         --> a.csv:3:501
          |
        3 | …文文文文文文badxxxxxxxxxxxxxxxxxxx…
          |              ^^^

        error[AG0023] bad-number: "bad" is no number
         --> a.csv:4:4
          |
        4 | a,b
          |    ^

        2 errors in 1 file
        "#);
    }
}
