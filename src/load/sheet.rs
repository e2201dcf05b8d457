//! Files of rows whose writers we do not know: the delimiter, comment lines, and whether the first
//! row is a header.

use super::Options;
use super::names;
use super::scan::{self, Dialect, Position, Records};
use super::text::Text;

/// Delimiters, the likeliest first where several fit equally.
const DELIMITERS: &[u8] = b"\t,;| ";
/// How much of a file is looked at.
const SAMPLE_BYTES: usize = 1 << 16;
/// How many rows of it.
const SAMPLE_ROWS: usize = 100;

/// A file and how it is written.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    pub(super) dialect: Dialect,
    /// The names of its columns, where it has a header.
    pub(super) header: Option<Vec<String>>,
    /// The line of the header, or of the first row.
    pub(super) line: u32,
    /// Where the rows begin.
    pub(super) start: Position,
    /// The first rows.
    pub(super) sample: Vec<Vec<String>>,
    /// Whether the first row might have been meant as a header.
    pub(super) doubtful: bool,
}

/// The part of a text that is looked at: whole lines.
fn head(text: &Text, from: usize) -> &[u8] {
    let bytes = text.bytes.get(from..).unwrap_or_default();
    if bytes.len() <= SAMPLE_BYTES {
        return bytes;
    }
    let cut = &bytes[..SAMPLE_BYTES];
    let is_break = |b: &u8| *b == b'\n' || *b == b'\r';
    cut.iter()
        .rposition(is_break)
        .map_or(cut, |end| &cut[..=end])
}

/// The first rows from an offset on.
fn sample(text: &Text, from: usize, dialect: Dialect) -> Vec<Vec<String>> {
    let mut records = Records::new(head(text, from), false, dialect, Position::FIRST);
    let mut rows = Vec::new();
    while rows.len() < SAMPLE_ROWS && records.advance() {
        rows.push(records.all());
    }
    rows
}

/// Whether a line is a comment where it stands before the first row.
fn is_comment(line: &[u8]) -> bool {
    line.starts_with(b"#") || line.starts_with(b"%") || line.starts_with(b"//")
}

/// The comment lines at the top, and where the first other line begins.
fn comments(text: &Text) -> (Vec<(Position, &[u8])>, Position) {
    let mut found = Vec::new();
    let mut at = Position::FIRST;
    loop {
        let rest = text.bytes.get(at.offset..).unwrap_or_default();
        let is_break = |b: &u8| *b == b'\n' || *b == b'\r';
        let end = rest.iter().position(is_break).unwrap_or(rest.len());
        if rest.is_empty() || !(end == 0 || is_comment(rest)) {
            return (found, at);
        }
        if end > 0 {
            found.push((at, &rest[..end]));
        }
        let crlf = rest[end..].starts_with(b"\r\n");
        at.offset += (end + 1 + usize::from(crlf)).min(rest.len());
        at.line = at.line.saturating_add(1);
    }
}

/// The delimiter that cuts the most of the first rows into equally many cells.
fn delimiter(text: &Text, from: usize) -> u8 {
    let mut best: Option<((bool, usize), u8)> = None;
    for &delimiter in DELIMITERS {
        let rows = sample(text, from, Dialect::foreign(delimiter));
        let width = rows.first().map_or(0, Vec::len);
        if width < 2 {
            continue;
        }
        let known = names::is_header(&rows[0]);
        let even = rows.iter().filter(|row| row.len() == width).count() * 1000 / rows.len();
        if best.is_none_or(|(score, _)| (known, even) > score) {
            best = Some(((known, even), delimiter));
        }
    }
    best.map_or(b',', |(_, delimiter)| delimiter)
}

/// How a file is written; none where it has no rows and no header.
pub(super) fn recognise(text: &Text, options: &Options) -> Option<Sheet> {
    let (mut comments, mut body) = comments(text);
    if body.offset >= text.bytes.len() {
        // Nothing but comment lines: then these are the rows.
        comments.clear();
        body = Position::FIRST;
    }
    let found = options
        .delimiter
        .unwrap_or_else(|| delimiter(text, body.offset));
    let dialect = Dialect::foreign(found);
    let width = sample(text, body.offset, dialect)
        .first()
        .map_or(0, Vec::len);
    let (mut header, mut is_row) = (None, false);
    if let Some(&(at, line)) = comments.last() {
        let cells = comment_cells(line, dialect);
        let glued = line.starts_with(b"#") && !matches!(line.get(1), None | Some(b' ' | b'\t'));
        if !options.no_header && cells.len() == width && names::is_header(&cells) {
            header = Some((cells, at.line));
        } else if glued && cells.len() == width && width > 1 {
            // A row whose first id begins with `#`.
            body = at;
        }
    }
    let dialect = match comments.is_empty() && text.bytes.starts_with(b"#") {
        true => Dialect {
            comments: false,
            ..dialect
        },
        false => dialect,
    };
    let rows = sample(text, body.offset, dialect);
    let first = rows.first()?;
    if header.is_none() && is_header(first, rows.get(1..).unwrap_or_default(), options) {
        let mut records = Records::new(&text.bytes, text.valid, dialect, body);
        records.advance();
        header = Some((first.clone(), records.position().line));
        (body, is_row) = (records.after(), true);
    }
    let quiet = options.no_header
        || matches!(names::extension(&text.path), "e" | "v" | "el" | "edgelist")
        || (matches!(found, b' ' | b'\t') && first.iter().any(|c| is_number(c)));
    Some(Sheet {
        dialect,
        line: header.as_ref().map_or(body.line, |(_, line)| *line),
        doubtful: header.is_none() && !quiet,
        header: header.map(|(cells, _)| cells),
        start: body,
        sample: rows.into_iter().skip(usize::from(is_row)).collect(),
    })
}

/// The cells of a comment line: cut as the rows are, else at spaces.
fn comment_cells(line: &[u8], dialect: Dialect) -> Vec<String> {
    let line = String::from_utf8_lossy(line);
    let line = line.trim_start_matches(['#', '%', '/']).trim();
    let spans = scan::cells(line.as_bytes(), 0, dialect);
    if spans.len() > 1 {
        let cells = spans.iter().filter_map(|s| line.get(s.start..s.end));
        return cells
            .map(|c| c.trim().trim_matches('"').to_owned())
            .collect();
    }
    line.split_whitespace().map(str::to_owned).collect()
}

fn is_number(cell: &str) -> bool {
    cell.parse::<f64>().is_ok()
}

/// Whether a first row is a header: by its words, by the options, or because it is text where the
/// rows below have numbers.
fn is_header(first: &[String], rest: &[Vec<String>], options: &Options) -> bool {
    if options.no_header {
        return false;
    }
    let columns = [
        &options.start_column,
        &options.end_column,
        &options.type_column,
    ];
    let mut given = columns.into_iter().flatten();
    let is_position = |c: &String| c.parse::<usize>().is_ok();
    let all_numbers = first.iter().all(|c| is_number(c));
    if given.clone().any(|c| !is_position(c)) {
        return true;
    }
    let numeric_below = |i: usize| {
        let cells = rest.iter().filter_map(|row| row.get(i));
        let mut cells = cells.filter(|c| !c.is_empty()).peekable();
        cells.peek().is_some() && cells.all(|c| is_number(c))
    };
    let titled =
        |(i, cell): (usize, &String)| !cell.is_empty() && !is_number(cell) && numeric_below(i);
    names::is_header(first)
        || first.iter().enumerate().any(titled)
        || (given.next().is_some() && !all_numbers)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(bytes: &str) -> Text {
        Text {
            shown: "f".to_owned(),
            path: "f".to_owned(),
            bytes: bytes.as_bytes().to_vec().into(),
            valid: true,
            is_head: false,
        }
    }

    #[test]
    fn recognises_how_files_are_written() {
        let table: &[(&str, u8, Option<&str>, u32)] = &[
            ("source,target\na,b\n", b',', Some("source/target"), 2),
            (
                "source;target;w\na;b;1,5\n",
                b';',
                Some("source/target/w"),
                2,
            ),
            ("from|to\r\nx|y\r\n", b'|', Some("from/to"), 2),
            (
                "# Nodes: 2\n# FromNodeId\tToNodeId\n0\t1\n",
                b'\t',
                Some("FromNodeId/ToNodeId"),
                3,
            ),
            (
                "# FromNodeId ToNodeId\n0 1\n",
                b' ',
                Some("FromNodeId/ToNodeId"),
                2,
            ),
            ("#source,target\na,b\n", b',', Some("source/target"), 2),
            ("#a,#b\nc,d\n", b',', None, 1),
            ("#a,#b\n#c,#d\n", b',', None, 1),
            ("% sym\n1 2\n2 3\n", b' ', None, 2),
            ("1,2\n2,3\n", b',', None, 1),
            ("GPT 3,GPT 2\nGPT 2,GPT 1\n", b',', None, 1),
            ("Node A,Node B\n1,2\n", b',', Some("Node A/Node B"), 2),
            ("one,two,Weight\na,b,c\n", b',', Some("one/two/Weight"), 2),
            ("source,target\ra,b\r", b',', Some("source/target"), 2),
            (
                "source\ttarget\n\"a\tb\"\tc\n",
                b'\t',
                Some("source/target"),
                2,
            ),
        ];
        for (bytes, delimiter, header, line) in table {
            let Some(sheet) = recognise(&text(bytes), &Options::default()) else {
                assert_eq!(*bytes, "");
                continue;
            };
            assert_eq!(sheet.dialect.delimiter, *delimiter, "{bytes:?}");
            let found = sheet.header.map(|h| h.join("/"));
            assert_eq!(found.as_deref(), *header, "{bytes:?}");
            assert_eq!(sheet.start.line, *line, "{bytes:?}");
        }
    }
}
