//! Cuts text into records and cells: how a file is written, a reader over its rows, and a scanner
//! that finds one cell again when a problem must point at it.
//!
//! The csv crate reads the rows; the scanner here follows the same rules but keeps where each cell
//! stands. Neither knows what a cell means.

use csv::{ByteRecord, Reader, ReaderBuilder, StringRecord};

/// How a file's text is cut into cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The byte between cells.
    pub(super) delimiter: u8,
    /// Whether spaces around a cell do not count.
    pub(super) trim: bool,
    /// Whether lines that begin with `#` are comments.
    pub(super) comments: bool,
}

impl Dialect {
    /// The dialect of our own files: cells are what they are.
    pub(super) fn strict(delimiter: u8) -> Dialect {
        Dialect {
            delimiter,
            trim: false,
            comments: false,
        }
    }

    /// The dialect of files that others wrote.
    pub(super) fn foreign(delimiter: u8) -> Dialect {
        Dialect {
            delimiter,
            trim: true,
            comments: true,
        }
    }

    /// Whether a run of delimiters counts as one: a list with spaces has no empty cells.
    fn collapses(self) -> bool {
        self.delimiter == b' '
    }
}

/// Where one cell of a record stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// Offset of its first byte, a quote included.
    pub(super) start: usize,
    /// Offset after its last byte.
    pub(super) end: usize,
    /// Whether its quotes are in order: closed, with nothing between them and the delimiter.
    pub(super) sound: bool,
}

fn is_break(byte: u8) -> bool {
    byte == b'\n' || byte == b'\r'
}

/// The cells of the record that begins at `from`.
pub(super) fn cells(bytes: &[u8], from: usize, dialect: Dialect) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut at = from.min(bytes.len());
    loop {
        let span = cell(bytes, at, dialect.delimiter);
        let text = &bytes[span.start..span.end];
        if !(dialect.collapses() && is_blank(text)) {
            spans.push(span);
        }
        match bytes.get(span.end) {
            Some(&byte) if byte == dialect.delimiter => at = span.end + 1,
            _ => return spans,
        }
    }
}

/// Whether a cell holds nothing but spaces, quoted or not.
fn is_blank(cell: &[u8]) -> bool {
    let inner = cell.strip_prefix(b"\"").unwrap_or(cell);
    let inner = match inner.len() < cell.len() {
        true => inner.strip_suffix(b"\"").unwrap_or(inner),
        false => inner,
    };
    String::from_utf8_lossy(inner).trim().is_empty()
}

/// The cell that begins at `start`.
fn cell(bytes: &[u8], start: usize, delimiter: u8) -> Span {
    let ends = |byte: &u8| *byte == delimiter || is_break(*byte);
    let plain_end = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().position(ends).unwrap_or(rest.len())
    };
    if bytes.get(start) != Some(&b'"') {
        let end = plain_end(start);
        return Span {
            start,
            end,
            sound: true,
        };
    }
    let mut at = start + 1;
    loop {
        let rest = bytes.get(at..).unwrap_or_default();
        let Some(quote) = rest.iter().position(|&b| b == b'"') else {
            return Span {
                start,
                end: bytes.len(),
                sound: false,
            };
        };
        at += quote + 1;
        if bytes.get(at) != Some(&b'"') {
            break;
        }
        at += 1;
    }
    let end = plain_end(at);
    Span {
        start,
        end,
        sound: end == at,
    }
}

/// How many line breaks there are: LF, CR LF, or CR alone.
pub(super) fn count_breaks(bytes: &[u8], lone_cr: bool) -> u32 {
    let feeds = bytes.iter().filter(|&&b| b == b'\n').count();
    let returns = if lone_cr {
        let pairs = bytes.windows(2).filter(|w| w == b"\r\n").count();
        bytes.iter().filter(|&&b| b == b'\r').count() - pairs
    } else {
        0
    };
    u32::try_from(feeds + returns).unwrap_or(u32::MAX)
}

/// Whether some CR is no part of a CR LF.
pub(super) fn has_lone_cr(bytes: &[u8]) -> bool {
    if !bytes.contains(&b'\r') {
        return false;
    }
    let mut at = 0;
    while let Some(found) = bytes[at..].iter().position(|&b| b == b'\r') {
        at += found + 1;
        if bytes.get(at) != Some(&b'\n') {
            return true;
        }
    }
    false
}

/// The offsets at which the lines of a text begin.
pub(super) fn line_starts(bytes: &[u8]) -> Vec<usize> {
    let mut starts = vec![0];
    for (i, &byte) in bytes.iter().enumerate() {
        if byte == b'\n' || (byte == b'\r' && bytes.get(i + 1) != Some(&b'\n')) {
            starts.push(i + 1);
        }
    }
    starts
}

/// Where a record stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Position {
    /// Offset of its first byte.
    pub(super) offset: usize,
    /// Its line, from 1.
    pub(super) line: u32,
}

impl Position {
    /// The beginning of a text.
    pub(super) const FIRST: Position = Position { offset: 0, line: 1 };
}

/// The records of a text, one at a time.
pub(super) struct Records<'t> {
    bytes: &'t [u8],
    base: usize,
    dialect: Dialect,
    /// Whether every record is known to be UTF-8.
    valid: bool,
    lone_cr: bool,
    reader: Reader<&'t [u8]>,
    raw: ByteRecord,
    record: StringRecord,
    /// The cells that count, where runs of delimiters collapse.
    kept: Vec<usize>,
    at: Position,
    end: usize,
    damaged: bool,
}

impl<'t> Records<'t> {
    /// The records from `from` on; `valid` says that the text is UTF-8 throughout.
    pub(super) fn new(bytes: &'t [u8], valid: bool, dialect: Dialect, from: Position) -> Self {
        let base = from.offset.min(bytes.len());
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(dialect.delimiter)
            .buffer_capacity(1 << 16)
            .from_reader(&bytes[base..]);
        Records {
            bytes,
            base,
            dialect,
            valid,
            lone_cr: has_lone_cr(bytes),
            reader,
            raw: ByteRecord::new(),
            record: StringRecord::new(),
            kept: Vec::new(),
            at: from,
            end: base,
            damaged: false,
        }
    }

    /// Goes to the next record; false at the end of the text.
    pub(super) fn advance(&mut self) -> bool {
        loop {
            let breaks = self.bytes[self.end..].iter();
            let next = self.end + breaks.take_while(|&&b| is_break(b)).count();
            let passed = &self.bytes[self.at.offset.min(next)..next];
            self.at.line = self
                .at
                .line
                .saturating_add(count_breaks(passed, self.lone_cr));
            self.at.offset = next;
            if next >= self.bytes.len() || !self.read() {
                return false;
            }
            let consumed = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
            // Reading always consumes, so that the loop ends.
            let end = self.base.saturating_add(consumed).min(self.bytes.len());
            self.end = end.max(next + 1);
            if self.dialect.collapses() {
                let record = &self.record;
                self.kept.clear();
                self.kept
                    .extend((0..record.len()).filter(|&i| !record[i].trim().is_empty()));
                if self.kept.is_empty() {
                    continue;
                }
            }
            if !self.is_comment() {
                return true;
            }
        }
    }

    fn read(&mut self) -> bool {
        if self.valid {
            return matches!(self.reader.read_record(&mut self.record), Ok(true));
        }
        if !matches!(self.reader.read_byte_record(&mut self.raw), Ok(true)) {
            return false;
        }
        self.record = StringRecord::from_byte_record_lossy(self.raw.clone());
        self.damaged = self.record.as_slice().contains('\u{fffd}');
        true
    }

    /// Whether the record is a comment: `#` and a space, or a `#` line of a single cell. A row
    /// whose first id begins with `#` is none.
    fn is_comment(&self) -> bool {
        if !self.dialect.comments || self.bytes.get(self.at.offset) != Some(&b'#') {
            return false;
        }
        let second = self.bytes.get(self.at.offset + 1);
        self.len() == 1 || matches!(second, None | Some(b' ' | b'\t' | b'#' | b'\r' | b'\n'))
    }

    /// Where the record begins.
    pub(super) fn position(&self) -> Position {
        self.at
    }

    /// Where the next record may begin.
    pub(super) fn after(&self) -> Position {
        let passed = &self.bytes[self.at.offset..self.end];
        let mut line = self
            .at
            .line
            .saturating_add(count_breaks(passed, self.lone_cr));
        let mut offset = self.end;
        // A record that ends at the CR of a CR LF leaves the LF to the next.
        if passed.last() == Some(&b'\r') && self.bytes.get(offset) == Some(&b'\n') {
            offset += 1;
            line += u32::from(!self.lone_cr);
        }
        Position { offset, line }
    }

    /// How many cells the record has.
    pub(super) fn len(&self) -> usize {
        if self.dialect.collapses() {
            self.kept.len()
        } else {
            self.record.len()
        }
    }

    /// A cell; empty where the record has no such cell.
    pub(super) fn cell(&self, i: usize) -> &str {
        let i = match self.dialect.collapses() {
            true => self.kept.get(i).copied().unwrap_or(usize::MAX),
            false => i,
        };
        let text = self.record.get(i).unwrap_or_default();
        if self.dialect.trim { text.trim() } else { text }
    }

    /// All cells, owned.
    pub(super) fn all(&self) -> Vec<String> {
        (0..self.len()).map(|i| self.cell(i).to_owned()).collect()
    }

    /// Whether the record holds bytes that are not text.
    pub(super) fn is_damaged(&self) -> bool {
        self.damaged
    }

    /// Where a quote opens that is closed nowhere, or only by the quote of a later cell.
    pub(super) fn unclosed_quote(&self) -> Option<usize> {
        let row = &self.bytes[self.at.offset..self.end];
        let inner = row.strip_suffix(b"\n").unwrap_or(row);
        let inner = inner.strip_suffix(b"\r").unwrap_or(inner);
        let may_be = self.end >= self.bytes.len()
            || inner.contains(&b'\n')
            || (self.lone_cr && inner.contains(&b'\r'));
        if !may_be || !inner.contains(&b'"') {
            return None;
        }
        let broken = |span: &Span| {
            let text = &self.bytes[span.start..span.end];
            let to_the_end = span.end == self.bytes.len();
            !span.sound && (to_the_end || text.iter().any(|&b| is_break(b)))
        };
        let spans = cells(self.bytes, self.at.offset, self.dialect);
        spans.into_iter().find(broken).map(|span| span.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str, dialect: Dialect) -> Vec<(u32, Vec<String>)> {
        let mut records = Records::new(text.as_bytes(), true, dialect, Position::FIRST);
        let mut rows = Vec::new();
        while records.advance() {
            rows.push((records.position().line, records.all()));
        }
        rows
    }

    fn row(line: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (line, cells.iter().map(|&c| c.to_owned()).collect())
    }

    #[test]
    fn lines_are_lines_of_the_file() {
        let strict = Dialect::strict(b',');
        let table: &[(&str, &[u32])] = &[
            ("a,b\nc,d\n", &[1, 2]),
            ("a,b\r\nc,d\r\n", &[1, 2]),
            ("a,b\rc,d\re,f", &[1, 2, 3]),
            ("\n\na\r\n\r\nb", &[3, 5]),
            ("a,\"x\ny\"\nb,c", &[1, 3]),
            ("a,\"x\r\ny\"\r\nb,c", &[1, 3]),
            ("a,\"x\ry\"\rb,c", &[1, 3]),
            ("a\r\nb\rc\nd", &[1, 2, 3, 4]),
        ];
        for (text, lines) in table {
            let found: Vec<u32> = rows(text, strict).iter().map(|r| r.0).collect();
            assert_eq!(&found, lines, "{text:?}");
        }
    }

    #[test]
    fn spaces_collapse_and_comments_go() {
        let text = "# Nodes: 3\n1  2\n3 4 \n# more\n#5 6\n";
        let found = rows(text, Dialect::foreign(b' '));
        let wanted = [
            row(2, &["1", "2"]),
            row(3, &["3", "4"]),
            row(5, &["#5", "6"]),
        ];
        assert_eq!(found, wanted);
    }

    #[test]
    fn finds_where_a_quote_opened() {
        let unclosed = |text: &str| {
            let mut records = Records::new(
                text.as_bytes(),
                true,
                Dialect::strict(b','),
                Position::FIRST,
            );
            let mut found = None;
            while records.advance() {
                found = found.or(records.unclosed_quote());
            }
            found
        };
        assert_eq!(unclosed("a,b\nc,\"d\ne,f\n"), Some(6));
        assert_eq!(unclosed("a,\"b\nc,\"d\",e\n"), Some(2));
        assert_eq!(unclosed("a,\"b\nc\"\nd,\"e\"\"\"\n"), None);
        assert_eq!(unclosed("a,\"b\""), None);
        assert_eq!(unclosed("a,\"b"), Some(2));
    }

    #[test]
    fn the_scanner_cuts_as_the_reader_does() {
        let alphabet = b",,\"\"\n\r ab;";
        let mut seed = 7u32;
        for _ in 0..4000 {
            let text: Vec<u8> = (0..seed % 23)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    alphabet[(seed >> 16) as usize % alphabet.len()]
                })
                .collect();
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            for dialect in [Dialect::strict(b','), Dialect::strict(b' ')] {
                let mut records = Records::new(&text, true, dialect, Position::FIRST);
                while records.advance() {
                    let at = records.position();
                    let shown = String::from_utf8_lossy(&text);
                    let spans = cells(&text, at.offset, dialect);
                    assert_eq!(spans.len(), records.len(), "{shown:?} at {at:?}");
                    let starts = line_starts(&text);
                    assert_eq!(starts[at.line as usize - 1], at.offset, "{shown:?}");
                }
            }
        }
    }
}
