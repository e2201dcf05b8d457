//! Problems as text to read and as data for other programs.
//!
//! A format of problems is a file and a row of [`FORMATS`]. All of them give problems by file, line
//! and column, whatever order they are found in.

mod github;
mod json;
mod sarif;
mod text;

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::model::{Problem, Severity};

use super::Style;

/// Writes problems.
pub type Writer = fn(&[Problem], &Style, &mut dyn Write) -> io::Result<()>;

/// A format that problems can be written in.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// What a user calls it.
    pub name: &'static str,
    /// What it is, in a phrase.
    pub about: &'static str,
    /// What names of its files end with.
    pub extension: &'static str,
    /// Writes problems.
    pub write: Writer,
}

/// All formats of problems; the first is for reading.
pub const FORMATS: &[Format] = &[
    Format {
        name: "text",
        about: "each with the line it stands in, and a summary",
        extension: "txt",
        write: text::write,
    },
    Format {
        name: "json",
        about: "one JSON object with all problems and their number",
        extension: "json",
        write: json::write,
    },
    Format {
        name: "sarif",
        about: "SARIF 2.1.0, which code hosts and editors read",
        extension: "sarif",
        write: sarif::write,
    },
    Format {
        name: "github",
        about: "workflow commands that annotate a pull request on GitHub",
        extension: "txt",
        write: github::write,
    },
];

/// The format of that name.
pub fn format(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// How many problems of each severity there are, and in how many files.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Summary {
    errors: usize,
    warnings: usize,
    notes: usize,
    files: usize,
}

impl Summary {
    fn of(problems: &[Problem]) -> Summary {
        let count = |severity| problems.iter().filter(|p| p.severity == severity).count();
        let files = problems.iter().filter_map(|p| p.place.as_ref());
        let files: BTreeSet<&str> = files.map(|place| place.file.as_str()).collect();
        Summary {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            notes: count(Severity::Note),
            files: files.len(),
        }
    }
}

/// The problems by file, line, column and code; those of no place first.
fn sorted(problems: &[Problem]) -> Vec<&Problem> {
    let mut sorted: Vec<&Problem> = problems.iter().collect();
    sorted.sort_by(|a, b| key(a).cmp(&key(b)));
    sorted
}

/// What problems are sorted by.
fn key(problem: &Problem) -> impl Ord {
    let place = problem.place.as_ref();
    let file = place.map(|p| (p.file.as_str(), p.line, p.column, p.cell));
    (file, problem.kind, problem.message.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Kind, Place};

    /// Problems that have all there is: a place with Chinese before it, further places, none.
    pub(super) fn problems() -> Vec<Problem> {
        let place = |file: &str, line, column, width, excerpt: &str| Place {
            column,
            width,
            excerpt: Some(excerpt.to_owned()),
            ..Place::line(file, line)
        };
        let message = "no node has the id \"opnai\", named 3 times";
        let releases = "relationships/RELEASES.csv";
        let mut dangling = Problem::new(Kind::DanglingEnd, message)
            .at(place(releases, 14, 1, 5, "opnai,gpt-3,2020"))
            .hint("use \"openai\"");
        dangling.count = 3;
        dangling.also = vec![Place::line(releases, 15), Place::line(releases, 19)];
        let date = Problem::new(Kind::BadDate, "\"2023-13\" has no month 13").at(place(
            "nodes/模型 1.csv",
            102,
            11,
            7,
            "ernie,文心一言,\t2023-13",
        ));
        let shared = Problem::new(Kind::SharedName, "two nodes are called \"a\nb\"")
            .at(Place::line("nodes/模型 1.csv", 7));
        let file = Problem::new(Kind::Unreadable, "no folder is called 100%, or: none");
        vec![dangling, date, shared, file]
    }

    /// What a format writes.
    pub(super) fn written(name: &str, problems: &[Problem], style: &Style) -> String {
        let mut out = Vec::new();
        let format = format(name).expect("a format of that name");
        (format.write)(problems, style, &mut out).expect("writing into memory");
        String::from_utf8(out).expect("formats write UTF-8")
    }

    #[test]
    fn order_of_finding_does_not_matter() {
        let (ordered, mut reversed) = (problems(), problems());
        reversed.reverse();
        for format in FORMATS {
            let style = Style::default();
            let of = |problems| written(format.name, problems, &style);
            assert_eq!(of(&ordered), of(&reversed), "{}", format.name);
        }
    }
}
