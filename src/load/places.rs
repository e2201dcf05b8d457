//! Where problems stand: from a row and a cell to line, column, width and the line's text.
//!
//! Rows are found again only for what went wrong, so that reading pays nothing for it.

use std::collections::HashMap;

use crate::model::{Kind, Place, Problem};

use super::scan::{self, Dialect};
use super::text::Text;

/// A row that was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct RowRef {
    /// Which of the texts it stands in.
    pub(super) text: usize,
    /// The line that it begins at.
    pub(super) line: u32,
    /// Why it was left out.
    pub(super) kind: Kind,
}

/// A row that was left out, as it stood.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reject {
    /// The file, by the path that messages show.
    pub file: String,
    /// The line that the row begins at.
    pub line: u32,
    /// Why it was left out.
    pub kind: Kind,
    /// The row as it stood, without its line end.
    pub row: String,
}

/// So many characters are shown of a line after what is wrong with it.
const AFTER: usize = 80;
/// Nothing is shown of a line where what is wrong stands further right than this.
const FARTHEST: u32 = 2000;

/// The texts, with the beginnings of their lines once needed.
pub(super) struct Places<'t> {
    texts: &'t [Text],
    dialects: &'t [Dialect],
    by_path: HashMap<&'t str, usize>,
    starts: HashMap<usize, Vec<usize>>,
}

impl<'t> Places<'t> {
    /// For these texts, each cut by the dialect of the same number.
    pub(super) fn new(texts: &'t [Text], dialects: &'t [Dialect]) -> Places<'t> {
        // Rows of what is no text are no lines that could be shown.
        let named = texts.iter().enumerate().filter(|(_, t)| !t.is_binary());
        Places {
            texts,
            dialects,
            by_path: named.map(|(i, t)| (t.shown.as_str(), i)).collect(),
            starts: HashMap::new(),
        }
    }

    /// Fills every place of a problem.
    pub(super) fn fill(&mut self, problem: &mut Problem) {
        for place in problem.place.iter_mut().chain(&mut problem.also) {
            self.fill_place(place);
        }
    }

    fn line_start(&mut self, text: usize, line: u32) -> Option<usize> {
        let text_of_row = self.texts.get(text).filter(|t| !t.is_binary())?;
        let bytes = &text_of_row.bytes;
        let starts = self
            .starts
            .entry(text)
            .or_insert_with(|| scan::line_starts(bytes));
        starts
            .get(usize::try_from(line).ok()?.checked_sub(1)?)
            .copied()
    }

    fn fill_place(&mut self, place: &mut Place) {
        let Some(&text) = self.by_path.get(place.file.as_str()) else {
            return;
        };
        let (bytes, dialect) = (&self.texts[text].bytes[..], self.dialects[text]);
        if let (Some(cell), 0) = (place.cell, place.column) {
            let Some(row) = self.line_start(text, place.line) else {
                return;
            };
            let (offset, length) = cell_at(bytes, row, dialect, cell as usize);
            let (breaks, line_start) = last_line(bytes, row, offset);
            place.line += breaks;
            let characters =
                |from: usize, to: usize| String::from_utf8_lossy(&bytes[from..to]).chars().count();
            let column = characters(line_start, offset) + 1;
            place.column = u32::try_from(column).unwrap_or(u32::MAX);
            let width = characters(offset, line_end(bytes, offset).min(offset + length));
            place.width = u32::try_from(width.max(1)).unwrap_or(u32::MAX);
        }
        if place.column > FARTHEST {
            return;
        }
        if let Some(start) = self.line_start(text, place.line) {
            let line = &bytes[start..line_end(bytes, start)];
            // No character has more than four bytes.
            let keep = (place.column as usize).saturating_add(AFTER);
            let line = &line[..line.len().min(keep.saturating_mul(4))];
            let shown: String = String::from_utf8_lossy(line).chars().take(keep).collect();
            place.excerpt = Some(shown);
        }
    }

    /// The row as it stood.
    pub(super) fn reject(&mut self, row: RowRef) -> Option<Reject> {
        let start = self.line_start(row.text, row.line)?;
        let text = &self.texts[row.text];
        let spans = scan::cells(&text.bytes, start, self.dialects[row.text]);
        let end = spans.last().map_or(start, |span| span.end);
        Some(Reject {
            file: text.shown.clone(),
            line: row.line,
            kind: row.kind,
            row: String::from_utf8_lossy(&text.bytes[start..end]).into_owned(),
        })
    }
}

/// Offset and length of a cell, without the spaces around it; the end of the row where it has no
/// such cell.
fn cell_at(bytes: &[u8], row: usize, dialect: Dialect, cell: usize) -> (usize, usize) {
    let spans = scan::cells(bytes, row, dialect);
    match spans.get(cell) {
        Some(span) => {
            let text = &bytes[span.start..span.end];
            if !dialect.trim || text.trim_ascii().is_empty() {
                return (span.start, text.len());
            }
            let skipped = text.len() - text.trim_ascii_start().len();
            (span.start + skipped, text.trim_ascii().len())
        }
        None => (spans.last().map_or(row, |span| span.end), 0),
    }
}

/// How many lines begin after `from` up to `offset`, and where the last of them begins.
fn last_line(bytes: &[u8], from: usize, offset: usize) -> (u32, usize) {
    let between = &bytes[from..offset.max(from)];
    let starts = scan::line_starts(between);
    let last = starts.last().copied().unwrap_or(0);
    (
        u32::try_from(starts.len() - 1).unwrap_or(u32::MAX),
        from + last,
    )
}

fn line_end(bytes: &[u8], from: usize) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    from + rest
        .iter()
        .position(|&b| b == b'\n' || b == b'\r')
        .unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_cells_again() {
        let texts = [Text {
            shown: "f.csv".to_owned(),
            path: "f.csv".to_owned(),
            bytes: "id,名字,n\n阿,\"x\ny\",7\nb,é é\n".as_bytes().into(),
            valid: true,
            is_head: false,
        }];
        let dialects = [Dialect::strict(b',')];
        let mut places = Places::new(&texts, &dialects);
        let table = [
            ((1, 1), (1, 4, 2, "id,名字,n")),
            ((2, 1), (2, 3, 2, "阿,\"x")),
            ((2, 2), (3, 4, 1, "y\",7")),
            ((4, 1), (4, 3, 3, "b,é é")),
            ((4, 2), (4, 6, 1, "b,é é")),
        ];
        for ((line, cell), (at, column, width, excerpt)) in table {
            let mut place = Place::cell("f.csv", line, cell);
            places.fill_place(&mut place);
            assert_eq!((place.line, place.column, place.width), (at, column, width));
            assert_eq!(place.excerpt.as_deref(), Some(excerpt));
        }
    }
}
