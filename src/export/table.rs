//! `table`: aligned columns under a header, cut to the terminal's width.

use std::io::{self, BufWriter, Write};

use crate::graph::{Answer, Cell, Graph, Row};
use crate::model::Value;

use super::Style;
use super::cells::{self, Cells};
use super::text::{BOLD, DIM, clean, cut, width};

/// What stands between two columns.
const GAP: &str = "  ";
/// Text is not cut below so many columns: shorter pieces say nothing.
const LEAST: usize = 6;

/// One column of the table.
struct Column {
    header: String,
    width: usize,
    /// Whether all its values are numbers: then it is aligned at the right and never cut.
    is_number: bool,
}

/// Writes the table: once over the rows to measure, once to write, holding no text.
pub(super) fn write(
    graph: &Graph,
    answer: &Answer,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let texts = Texts {
        cells: Cells::new(graph, answer, style.lang, ", "),
        is_tree: cells::is_tree(answer),
    };
    let mut columns = texts.measure(answer);
    if let Some(room) = style.width {
        fit(&mut columns, room);
    }
    let mut out = BufWriter::new(out);
    let headers = columns.iter().map(|c| c.header.clone());
    let headers = line(&columns, headers);
    let rule = line(&columns, columns.iter().map(|c| "─".repeat(c.width)));
    if !columns.is_empty() {
        writeln!(out, "{}", style.paint(BOLD, headers))?;
        writeln!(out, "{}", style.paint(DIM, rule))?;
    }
    for row in &answer.rows {
        let cells = texts.of(row);
        writeln!(out, "{}", line(&columns, cells))?;
    }
    out.flush()
}

/// The texts of a row's cells, clean.
struct Texts<'a> {
    cells: Cells<'a>,
    is_tree: bool,
}

impl Texts<'_> {
    fn of<'r>(&'r self, row: &'r Row) -> impl Iterator<Item = String> + 'r {
        let depth = self.is_tree.then(|| row.depth.to_string());
        depth.into_iter().chain(row.cells.iter().map(|cell| {
            let mut text = String::new();
            self.cells.push(cell, &mut text);
            match clean(&text) {
                std::borrow::Cow::Borrowed(_) => text,
                std::borrow::Cow::Owned(cleaned) => cleaned,
            }
        }))
    }

    fn measure(&self, answer: &Answer) -> Vec<Column> {
        let column = |header: &str| Column {
            width: width(&clean(header)),
            header: clean(header).into_owned(),
            is_number: !answer.rows.is_empty(),
        };
        let mut columns: Vec<Column> = cells::headers(answer).map(column).collect();
        let lead = usize::from(self.is_tree);
        for row in &answer.rows {
            for (column, text) in columns.iter_mut().zip(self.of(row)) {
                column.width = column.width.max(width(&text));
            }
            for (column, cell) in columns.iter_mut().skip(lead).zip(&row.cells) {
                column.is_number &= is_number(cell);
            }
        }
        columns
    }
}

/// Whether the cell may stand in a column of numbers.
pub(super) fn is_number(cell: &Cell) -> bool {
    matches!(
        cell,
        Cell::Value(Value::Integer(_) | Value::Float(_) | Value::Null)
    )
}

/// Narrows the widest columns of text, all to one width, until the table fits.
fn fit(columns: &mut [Column], room: usize) {
    let gaps = GAP.len() * columns.len().saturating_sub(1);
    let taken = |columns: &[Column], most: usize| -> usize {
        let widths = columns.iter().map(|c| match c.is_number {
            true => c.width,
            false => c.width.min(most),
        });
        widths.sum::<usize>() + gaps
    };
    let widest = columns.iter().map(|c| c.width).max().unwrap_or(0);
    if taken(columns, widest) <= room {
        return;
    }
    let (mut low, mut high) = (LEAST, widest.max(LEAST));
    while low < high {
        let middle = high - (high - low) / 2;
        match taken(columns, middle) <= room {
            true => low = middle,
            false => high = middle - 1,
        }
    }
    // What rounding leaves goes to the columns that were cut, one place each, from the left.
    let mut spare = room.saturating_sub(taken(columns, low));
    for column in columns.iter_mut().filter(|c| !c.is_number && c.width > low) {
        let extra = usize::from(spare > 0);
        spare -= extra;
        column.width = low + extra;
    }
}

/// One line of the table, without spaces at its end.
fn line(columns: &[Column], texts: impl Iterator<Item = String>) -> String {
    let mut line = String::new();
    for (i, (column, text)) in columns.iter().zip(texts).enumerate() {
        if i > 0 {
            line.push_str(GAP);
        }
        let text = cut(&text, column.width);
        let padding = " ".repeat(column.width.saturating_sub(width(&text)));
        match column.is_number {
            true => line.extend([padding.as_str(), &text]),
            false => line.extend([&text, padding.as_str()]),
        }
    }
    line.truncate(line.trim_end().len());
    line
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, lineage, written};
    use super::*;

    fn table(answer: &Answer, width: Option<usize>) -> String {
        let style = Style {
            width,
            lang: super::super::Lang::Both,
            color: false,
        };
        written("table", &fixture::graph(), answer, &style)
    }

    #[test]
    fn columns_are_aligned_by_display_width() {
        let answer = fixture::mixed(&fixture::graph());
        insta::assert_snapshot!(table(&answer, None), @r#"
n                        parameters  via                              share  names     note
─────────────────────  ────────────  ───────────────────────────────  ─────  ────────  ──────────
ERNIE Bot 文心一言     175000000000  BUILDS_ON 3.1 disputed!            0.5  文心, Wx  as they go
e\u{1b}[2Jvil a "b",⏎            -7  RELEASES since 2020-05 2.3.1(1)                   true
"#);
    }

    #[test]
    fn the_widest_texts_are_cut_to_the_width() {
        let answer = fixture::mixed(&fixture::graph());
        let text = table(&answer, Some(64));
        assert!(text.lines().all(|line| width(line) <= 64));
        insta::assert_snapshot!(text, @r"
        n             parameters  via         share  names     note
        ──────────  ────────────  ──────────  ─────  ────────  ─────────
        ERNIE Bot…  175000000000  BUILDS_ON…    0.5  文心, Wx  as they …
        e\u{1b}[2…            -7  RELEASES …                   true
        ");
    }

    #[test]
    fn rows_of_a_tree_show_their_depth() {
        let graph = fixture::graph();
        let rows = [
            (0, "", "", "gpt-3", false),
            (1, "SUCCESSOR_OF", "gpt-3", "gpt-2", false),
        ];
        insta::assert_snapshot!(table(&lineage(&graph, &rows), None), @r"
        depth  node   label  released  publisher  relationship  from   source   locator   status
        ─────  ─────  ─────  ────────  ─────────  ────────────  ─────  ───────  ────────  ────────
            0  GPT-3  Model  2020-05   OpenAI
            1  GPT-2  Model  2019                 SUCCESSOR_OF  GPT-3  article  2.3.1(1)  inferred
        ");
    }

    #[test]
    fn no_rows_leave_the_header() {
        let answer = Answer::new(&fixture::graph(), &["name", "parameters"], Vec::new());
        insta::assert_snapshot!(table(&answer, Some(80)), @r"
        name  parameters
        ────  ──────────
        ");
    }
}
