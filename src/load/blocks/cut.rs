//! A block cut into cells, whose texts stay where they are.
//!
//! A row without quotes, which most are, is found by its line break and cut at its delimiters,
//! both with the vector instructions of memchr. Only what all readers agree on is cut: every row
//! as wide as the header, quotes around whole cells and doubled within, lines that end in LF or
//! CR LF. Anything else is a reason to give up.

use memchr::{memchr, memchr_iter, memchr2};

use super::super::scan::Dialect;
use super::GiveUp;

/// Where a cell's text lies: in the block, or among the texts that quotes were taken out of.
#[derive(Clone, Copy, Debug)]
struct Span {
    from: u32,
    to: u32,
}

/// Marks the beginning of a span as one of the texts beside the block.
const BESIDE: u32 = 1 << 31;

/// The cells of a block, row by row.
#[derive(Debug, Default)]
pub(super) struct Cells {
    spans: Vec<Span>,
    /// Texts with doubled quotes, back to back, as they are without the doubles.
    beside: String,
    width: usize,
    trim: bool,
}

impl Cells {
    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.spans.len().checked_div(self.width).unwrap_or(0)
    }

    /// The text of a cell of the block that was cut last.
    pub(super) fn get<'a>(&'a self, block: &'a str, row: usize, column: usize) -> &'a str {
        let Span { from, to } = self.spans[row * self.width + column];
        let text = match from & BESIDE {
            0 => block.get(from as usize..to as usize),
            _ => self.beside.get((from & !BESIDE) as usize..to as usize),
        };
        let text = text.unwrap_or_default();
        match self.trim && !is_trimmed(text.as_bytes()) {
            true => text.trim(),
            false => text,
        }
    }

    /// Cuts a block of whole records into rows of `width` cells.
    ///
    /// # Errors
    /// [`GiveUp`] where a row is not cut the same way by everyone.
    pub(super) fn cut(
        &mut self,
        block: &str,
        dialect: Dialect,
        width: usize,
    ) -> Result<(), GiveUp> {
        self.spans.clear();
        self.beside.clear();
        (self.width, self.trim) = (width, dialect.trim);
        let bytes = block.as_bytes();
        if bytes.len() >= BESIDE as usize || width == 0 {
            return Err(GiveUp);
        }
        let returns = memchr(b'\r', bytes).is_some();
        let mut quotes = memchr_iter(b'"', bytes).chain([usize::MAX]);
        let mut quote = quotes.next().unwrap_or(usize::MAX);
        let mut at = 0;
        while at < bytes.len() {
            if dialect.comments && bytes[at] == b'#' {
                return Err(GiveUp);
            }
            let end = memchr(b'\n', &bytes[at..]).map_or(bytes.len(), |length| at + length);
            if quote < end {
                at = self.cut_quoted(block, at, dialect.delimiter)?;
                while quote < at {
                    quote = quotes.next().unwrap_or(usize::MAX);
                }
                continue;
            }
            let mut row = &bytes[at..end];
            if returns {
                row = row.strip_suffix(b"\r").unwrap_or(row);
                if memchr(b'\r', row).is_some() {
                    return Err(GiveUp);
                }
            }
            if !row.is_empty() {
                self.cut_plain(row, at, dialect.delimiter)?;
            }
            at = end + 1;
        }
        Ok(())
    }

    fn cut_plain(&mut self, row: &[u8], at: usize, delimiter: u8) -> Result<(), GiveUp> {
        let mut cells = 1;
        let mut from = at as u32;
        for place in memchr_iter(delimiter, row) {
            let to = (at + place) as u32;
            self.spans.push(Span { from, to });
            from = to + 1;
            cells += 1;
        }
        let to = (at + row.len()) as u32;
        self.spans.push(Span { from, to });
        match cells == self.width {
            true => Ok(()),
            false => Err(GiveUp),
        }
    }

    /// Cuts a row with quotes; gives where the next one begins.
    fn cut_quoted(&mut self, block: &str, from: usize, delimiter: u8) -> Result<usize, GiveUp> {
        let bytes = block.as_bytes();
        let (mut at, mut cells) = (from, 0);
        loop {
            let after = match bytes.get(at) {
                Some(b'"') => self.quoted(block, at)?,
                _ => {
                    let rest = bytes.get(at..).unwrap_or_default();
                    let length = memchr2(delimiter, b'\n', rest).unwrap_or(rest.len());
                    let mut cell = &rest[..length];
                    if rest.get(length) != Some(&delimiter) {
                        cell = cell.strip_suffix(b"\r").unwrap_or(cell);
                    }
                    if memchr2(b'"', b'\r', cell).is_some() {
                        return Err(GiveUp);
                    }
                    self.spans.push(Span {
                        from: at as u32,
                        to: (at + cell.len()) as u32,
                    });
                    at + cell.len()
                }
            };
            cells += 1;
            at = match bytes.get(after) {
                Some(&byte) if byte == delimiter => after + 1,
                None => break at_end(cells, self.width, after),
                Some(b'\n') => break at_end(cells, self.width, after + 1),
                Some(b'\r') if bytes.get(after + 1) == Some(&b'\n') => {
                    break at_end(cells, self.width, after + 2);
                }
                // A CR that ends the text.
                Some(b'\r') if after + 1 == bytes.len() => {
                    break at_end(cells, self.width, after + 1);
                }
                Some(_) => return Err(GiveUp),
            };
        }
    }

    /// Notes a cell in quotes; gives where it ends, its last quote included.
    fn quoted(&mut self, block: &str, at: usize) -> Result<usize, GiveUp> {
        let bytes = block.as_bytes();
        let from = at + 1;
        let mut to = from;
        let mut doubled = false;
        loop {
            to += memchr(b'"', bytes.get(to..).unwrap_or_default()).ok_or(GiveUp)?;
            if bytes.get(to + 1) != Some(&b'"') {
                break;
            }
            (to, doubled) = (to + 2, true);
        }
        let mut span = Span {
            from: from as u32,
            to: to as u32,
        };
        if doubled {
            span.from = self.beside.len() as u32 | BESIDE;
            let mut parts = block.get(from..to).unwrap_or_default().split("\"\"");
            self.beside.push_str(parts.next().unwrap_or_default());
            for part in parts {
                self.beside.push('"');
                self.beside.push_str(part);
            }
            span.to = self.beside.len() as u32;
        }
        self.spans.push(span);
        Ok(to + 1)
    }
}

/// Where the next row begins, after one of so many cells.
fn at_end(cells: usize, width: usize, next: usize) -> Result<usize, GiveUp> {
    match cells == width {
        true => Ok(next),
        false => Err(GiveUp),
    }
}

/// Whether a text has, for all that its first and last bytes tell, no spaces around it.
fn is_trimmed(text: &[u8]) -> bool {
    let is_sign = |byte: &u8| (b'!'..=b'~').contains(byte);
    match (text.first(), text.last()) {
        (Some(first), Some(last)) => is_sign(first) && is_sign(last),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::scan::{Position, Records};
    use super::*;

    /// The rows of a text as the csv crate cuts it; none where a row is not `width` wide.
    fn wanted(text: &str, dialect: Dialect, width: usize) -> Option<Vec<String>> {
        let mut records = Records::new(text.as_bytes(), true, dialect, Position::FIRST);
        let mut all = Vec::new();
        while records.advance() {
            if records.len() != width || records.unclosed_quote().is_some() {
                return None;
            }
            all.extend(records.all());
        }
        Some(all)
    }

    #[test]
    fn cuts_as_the_csv_crate_does_or_gives_up() {
        let alphabet = [
            "a", "é", ",", ",", "\"", "\"", "\n", "\n", "\r\n", "\r", " ", "#", "\"\"",
        ];
        let mut seed = 7u32;
        let mut random = |n: usize| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 16) as usize % n
        };
        let (mut cut, mut all) = (0, 0);
        for _ in 0..40_000 {
            let length = random(14);
            let text: String = (0..length)
                .map(|_| alphabet[random(alphabet.len())])
                .collect();
            for dialect in [Dialect::strict(b','), Dialect::foreign(b',')] {
                for width in 1..4 {
                    let mut cells = Cells::default();
                    let wanted = wanted(&text, dialect, width);
                    all += usize::from(wanted.is_some());
                    if cells.cut(&text, dialect, width).is_ok() {
                        let found = (0..cells.rows() * width)
                            .map(|i| cells.get(&text, i / width, i % width).to_owned());
                        assert_eq!(Some(found.collect()), wanted, "{text:?} {dialect:?}");
                        cut += 1;
                    }
                }
            }
        }
        assert!(cut * 2 > all, "{cut} of {all}");
    }
}
