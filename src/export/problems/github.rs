//! `github`: workflow commands, which GitHub shows at the lines of a pull request.

use std::io::{self, BufWriter, Write};

use crate::model::{Place, Problem, Severity};

use super::super::Style;
use super::sorted;

pub(super) fn write(problems: &[Problem], _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    for problem in sorted(problems) {
        let command = match problem.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let place = problem.place.as_ref().map(place).unwrap_or_default();
        let title = format!("{} {}", problem.kind.code(), problem.kind.name());
        let mut message = problem.message.clone();
        if let Some(hint) = &problem.hint {
            message.push_str("\nhint: ");
            message.push_str(hint);
        }
        let message = escape(&message, "");
        writeln!(out, "::{command} {place}title={title}::{message}")?;
    }
    out.flush()
}

/// The properties that say where it stands, a comma behind each.
fn place(place: &Place) -> String {
    let mut text = format!("file={},", escape(&place.file, ":,"));
    if place.line > 0 {
        text.push_str(&format!("line={},", place.line));
    }
    if place.column > 0 {
        text.push_str(&format!("col={},", place.column));
    }
    text
}

/// The text with what would end it percent-encoded: `%` and control characters, and those given.
fn escape(text: &str, more: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            _ if c == '%' || c.is_ascii_control() || more.contains(c) => {
                escaped.push_str(&format!("%{:02X}", u32::from(c)));
            }
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problems, written};
    use super::*;

    #[test]
    fn writes_all_there_is() {
        let text = written("github", &problems(), &Style::default());
        let text = text.replace("title=", "\n  title=");
        insta::assert_snapshot!(text, @r#"
        ::error 
          title=AG0001 unreadable-file::no folder is called 100%25, or: none
        ::warning file=nodes/模型 1.csv,line=7,
          title=AG0028 shared-name::two nodes are called "a%0Ab"
        ::error file=nodes/模型 1.csv,line=102,col=11,
          title=AG0022 bad-date::"2023-13" has no month 13
        ::error file=relationships/RELEASES.csv,line=14,col=1,
          title=AG0012 dangling-end::no node has the id "opnai", named 3 times%0Ahint: use "openai"
        "#);
    }
}
