//! `markdown`: a pipe table as GitHub reads it.

use std::io::{self, BufWriter, Write};

use crate::graph::{Answer, Cell, Graph};

use super::Style;
use super::cells::{self, Cells};
use super::table::is_number;
use super::text::clean;

/// Writes the table; columns of numbers are aligned at the right.
pub(super) fn write(
    graph: &Graph,
    answer: &Answer,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let cells = Cells::new(graph, answer, style.lang, ", ");
    let is_tree = cells::is_tree(answer);
    let mut out = BufWriter::new(out);
    if answer.columns.is_empty() {
        return out.flush();
    }
    write_row(cells::headers(answer).map(escape), &mut out)?;
    let lead = is_tree.then_some("---:").into_iter();
    let rules = (0..answer.columns.len()).map(|column| {
        let cell = |cells: &Vec<Cell>| cells.get(column).is_none_or(is_number);
        let is_number = !answer.rows.is_empty() && answer.rows.iter().all(|row| cell(&row.cells));
        if is_number { "---:" } else { "---" }
    });
    write_row(lead.chain(rules), &mut out)?;
    for row in &answer.rows {
        let depth = is_tree.then(|| row.depth.to_string());
        let texts = row.cells.iter().map(|cell| {
            let mut text = String::new();
            cells.push(cell, &mut text);
            escape(&text)
        });
        write_row(depth.into_iter().chain(texts), &mut out)?;
    }
    out.flush()
}

fn write_row(texts: impl Iterator<Item = impl AsRef<str>>, out: &mut impl Write) -> io::Result<()> {
    for text in texts {
        write!(out, "| {} ", text.as_ref())?;
    }
    writeln!(out, "|")
}

/// The text as a cell shows it: nothing in it ends the cell or becomes markup.
fn escape(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut escaped = String::with_capacity(text.len() + 4);
    for c in clean(&lines.join(" ")).chars() {
        if matches!(c, '\\' | '|' | '<' | '*' | '[' | '`') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, written};
    use super::*;

    #[test]
    fn nothing_in_a_cell_ends_it() {
        let graph = fixture::graph();
        let answer = fixture::mixed(&graph);
        let style = Style {
            lang: super::super::Lang::Both,
            ..Style::default()
        };
        insta::assert_snapshot!(written("markdown", &graph, &answer, &style), @r#"
        | n | parameters | via | share | names | note |
        | --- | ---: | --- | ---: | --- | --- |
        | ERNIE Bot 文心一言 | 175000000000 | BUILDS_ON 3.1 disputed! | 0.5 | 文心, Wx | as they go |
        | e\\u{1b}\[2Jvil a "b", | -7 | RELEASES since 2020-05 2.3.1(1) |  |  | true |
        "#);
    }
}
