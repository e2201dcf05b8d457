//! `facts`: each fact on a line, its note wrapped below it.

use std::io::{self, BufWriter, Write};

use crate::graph::{Answer, Cell, Graph, Row};
use crate::model::{Status, Value};

use super::cells::Cells;
use super::text::{self, BOLD, DIM, clean};
use super::{Style, cells, misfit};

/// The columns of an answer with facts, in their order.
pub(super) const COLUMNS: [&str; 8] = [
    "about", "kind", "property", "value", "source", "locator", "status", "note",
];

/// How far notes are indented.
const INDENT: usize = 4;

/// Whether the answer has the columns of facts.
pub(super) fn fits(answer: &Answer) -> bool {
    answer.columns == COLUMNS
}

/// Writes `ChatGPT · users = 100000000 [article 3.5] disputed!` and the note below, for each fact.
pub(super) fn write(
    graph: &Graph,
    answer: &Answer,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !fits(answer) {
        return Err(misfit("this answer is no list of facts"));
    }
    let mut out = BufWriter::new(out);
    let shown = Cells::new(graph, answer, style.lang, ", ");
    for row in &answer.rows {
        write_fact(&shown, row, style, &mut out)?;
    }
    out.flush()
}

fn write_fact(shown: &Cells<'_>, row: &Row, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let [about, kind, property, value, source, locator, status, note] = row.cells.as_slice() else {
        return Ok(());
    };
    let mut name = String::new();
    shown.push(about, &mut name);
    write!(out, "{}", style.paint(BOLD, clean(&name)))?;
    if matches!(about, Cell::Node(_)) {
        write!(
            out,
            " {}",
            style.paint(DIM, format!("({})", clean(plain(kind))))
        )?;
    }
    let property = plain(property);
    if !property.is_empty() {
        let mut said = String::new();
        shown.push(value, &mut said);
        let said = if said.is_empty() {
            "not given".to_owned()
        } else {
            said
        };
        write!(out, " · {} = {}", clean(property), clean(&said))?;
    }
    let place = cells::place(non_empty(plain(source)), non_empty(plain(locator)));
    if !place.is_empty() {
        write!(out, " [{}]", clean(&place))?;
    }
    if let Some((mark, look)) = Status::parse(plain(status)).and_then(text::mark) {
        write!(out, " {}", style.paint(look, mark))?;
    }
    writeln!(out)?;
    let room = style.width.map(|width| width.saturating_sub(INDENT));
    if plain(note).is_empty() {
        return Ok(());
    }
    for line in text::wrap(&clean(plain(note)), room) {
        writeln!(out, "{:INDENT$}{}", "", style.paint(DIM, line))?;
    }
    Ok(())
}

/// The text of a cell that holds one.
fn plain(cell: &Cell) -> &str {
    match cell {
        Cell::Value(Value::Text(text)) => text,
        _ => "",
    }
}

fn non_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::super::fixture;
    use super::*;

    #[test]
    fn a_fact_is_a_line_and_its_note_below() {
        let graph = fixture::graph();
        let text = |text: &str| Cell::text(text);
        let about = fixture::paths(&graph).rows[1].cells[0].clone();
        let relationship = vec![
            about,
            text("BUILDS_ON"),
            Cell::NULL,
            Cell::NULL,
            text("arxiv"),
            text("3.1"),
            text("disputed"),
            text("another source says otherwise, and at some length"),
        ];
        let node = vec![
            graph.nodes().next().map_or(Cell::NULL, Cell::Node),
            text("Model"),
            text("parameters"),
            Cell::Value(Value::Integer(6)),
            text("article"),
            Cell::NULL,
            text("stated"),
            Cell::NULL,
        ];
        let rows = vec![Row::new(relationship), Row::new(node)];
        let answer = Answer::new(&graph, &COLUMNS, rows);
        let style = Style {
            width: Some(40),
            ..Style::default()
        };
        insta::assert_snapshot!(fixture::written("facts", &graph, &answer, &style), @r"
        GPT-2 [arxiv 3.1] disputed!
            another source says otherwise, and
            at some length
        Baidu (Model) · parameters = 6 [article]
        ");
    }
}
