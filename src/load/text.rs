//! Bytes to text: gzip, byte order marks, `--encoding`, and what is wrong with the bytes.
//!
//! Knows nothing of rows and cells. What comes out is UTF-8 unless it is marked as damaged; a
//! damaged text is still read, so that only its bad rows are lost.

use std::borrow::Cow;
use std::io::Read;

use encoding_rs::{Encoding, GBK};
use flate2::read::MultiGzDecoder;

use crate::model::{Kind, Place, Problem};

use super::scan;

/// How much one file may hold, unpacked, unless the caller raises it.
pub(super) const MAX_BYTES: u64 = 4 << 30;

/// A file's text.
#[derive(Debug)]
pub(super) struct Text {
    /// The path that messages show.
    pub(super) shown: String,
    /// The path within what was given, with `/`.
    pub(super) path: String,
    /// The text, without a byte order mark.
    pub(super) bytes: Cow<'static, [u8]>,
    /// Whether it is UTF-8 and nothing was lost in decoding.
    pub(super) valid: bool,
    /// Whether more of the file follows, which nobody has read yet.
    pub(super) is_head: bool,
}

/// What files begin with that are no text: Parquet.
const MAGIC: &[u8] = b"PAR1";

/// Whether bytes are no text, by their beginning.
pub(super) fn is_binary(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

impl Text {
    /// Whether it is no text, whatever it is called.
    pub(super) fn is_binary(&self) -> bool {
        is_binary(&self.bytes)
    }

    /// Line and column, in characters, of an offset.
    pub(super) fn line_and_column(&self, offset: usize) -> (u32, u32) {
        let before = &self.bytes[..offset.min(self.bytes.len())];
        let line = scan::count_breaks(before, scan::has_lone_cr(before)) + 1;
        let breaks = |b: &u8| *b == b'\n' || *b == b'\r';
        let from = before.iter().rposition(breaks).map_or(0, |i| i + 1);
        let column = String::from_utf8_lossy(&before[from..]).chars().count() + 1;
        (line, u32::try_from(column).unwrap_or(u32::MAX))
    }
}

/// Whether bytes are packed, by their beginning.
pub(super) fn is_packed(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0x1f, 0x8b])
}

/// What is packed, unpacked as it is read.
pub(super) fn unpacking<R: Read>(packed: R) -> MultiGzDecoder<R> {
    MultiGzDecoder::new(packed)
}

/// Unpacks gzip, which its first two bytes tell; anything else stays as it is.
///
/// # Errors
/// What is wrong with the archive, or that it holds more than `limit` bytes.
pub(super) fn unpack(
    shown: &str,
    bytes: Cow<'static, [u8]>,
    limit: u64,
) -> Result<Cow<'static, [u8]>, Box<Problem>> {
    if !is_packed(&bytes) {
        return Ok(bytes);
    }
    let mut text = Vec::new();
    let mut decoder = unpacking(&bytes[..]).take(limit.saturating_add(1));
    if let Err(error) = decoder.read_to_end(&mut text) {
        let message = format!("the gzip data is damaged: {error}");
        let problem = Problem::new(Kind::DamagedGzip, message).at(Place::line(shown, 0));
        return Err(Box::new(
            problem.hint("get the file again; nothing of it was read"),
        ));
    }
    if text.len() as u64 > limit {
        let message = format!("holds more than {limit} bytes once unpacked");
        let problem = Problem::new(Kind::Unreadable, message).at(Place::line(shown, 0));
        return Err(Box::new(problem));
    }
    Ok(Cow::Owned(text))
}

/// Decodes a file's bytes; `encoding` is what the user says they are in.
pub(super) fn decode(
    shown: String,
    path: String,
    bytes: Cow<'static, [u8]>,
    encoding: Option<&'static Encoding>,
) -> (Text, Option<Problem>) {
    let marked = Encoding::for_bom(&bytes);
    let mut text = Text {
        shown,
        path,
        bytes,
        valid: true,
        is_head: false,
    };
    let encoding = encoding.or_else(|| declared_in_xml(&text.bytes));
    match marked.map(|(marked, _)| marked).or(encoding) {
        Some(known) if known != encoding_rs::UTF_8 => {
            let problem = decode_from(&mut text, known);
            (text, problem)
        }
        _ => {
            if let Some((_, length)) = marked {
                text.bytes = match text.bytes {
                    Cow::Borrowed(b) => Cow::Borrowed(&b[length..]),
                    Cow::Owned(mut b) => {
                        b.drain(..length);
                        Cow::Owned(b)
                    }
                };
            }
            let problem = check_utf8(&mut text);
            (text, problem)
        }
    }
}

/// The encoding that the declaration of an XML document names. One that could not have been read so
/// far is not what it says.
fn declared_in_xml(bytes: &[u8]) -> Option<&'static Encoding> {
    let rest = bytes.strip_prefix(b"<?xml")?;
    let head = String::from_utf8_lossy(&rest[..rest.len().min(200)]);
    let (head, _) = head.split_once("?>")?;
    let (_, value) = head.split_once("encoding")?;
    let value = value.trim_start().strip_prefix('=')?.trim_start();
    let label = value.split(['"', '\'']).nth(1)?;
    Encoding::for_label(label.as_bytes()).filter(|encoding| encoding.is_ascii_compatible())
}

fn decode_from(text: &mut Text, encoding: &'static Encoding) -> Option<Problem> {
    let (decoded, _, damaged) = encoding.decode(&text.bytes);
    text.bytes = Cow::Owned(decoded.into_owned().into_bytes());
    if !damaged {
        return None;
    }
    text.valid = false;
    let lost = "\u{fffd}".as_bytes();
    let at = text.bytes.windows(lost.len()).position(|w| w == lost);
    let (line, column) = text.line_and_column(at.unwrap_or(0));
    let message = format!("these bytes are no {} text", encoding.name());
    let mut place = Place::line(&text.shown, line);
    (place.column, place.width) = (column, 1);
    let problem = Problem::new(Kind::Encoding, message).at(place);
    Some(problem.hint("name the encoding of the file with --encoding"))
}

fn check_utf8(text: &mut Text) -> Option<Problem> {
    let error = match std::str::from_utf8(&text.bytes) {
        Ok(_) => return wide_without_mark(text),
        Err(error) => error,
    };
    text.valid = false;
    let offset = error.valid_up_to();
    let (line, column) = text.line_and_column(offset);
    let mut place = Place::line(&text.shown, line);
    (place.column, place.width) = (column, 1);
    let byte = text.bytes.get(offset).copied().unwrap_or_default();
    let message = format!("byte 0x{byte:02X} is no UTF-8");
    let likely = likely_encoding(&text.bytes);
    let mut problem = Problem::new(Kind::Encoding, message)
        .at(place)
        .hint(format!(
            "the file looks like {likely}: add --encoding {likely}"
        ));
    problem.count = text
        .bytes
        .utf8_chunks()
        .filter(|c| !c.invalid().is_empty())
        .count() as u64;
    Some(problem)
}

/// UTF-16 without a byte order mark is valid UTF-8 full of NULs where the text is ASCII.
fn wide_without_mark(text: &mut Text) -> Option<Problem> {
    let head = &text.bytes[..text.bytes.len().min(64) & !1];
    let nuls = |odd: usize| {
        head.iter()
            .skip(odd)
            .step_by(2)
            .filter(|&&b| b == 0)
            .count()
    };
    let pairs = head.len() / 2;
    let likely = match (nuls(0), nuls(1)) {
        (0, low) if pairs > 1 && low == pairs => "utf-16le",
        (high, 0) if pairs > 1 && high == pairs => "utf-16be",
        _ => return None,
    };
    text.valid = false;
    let mut place = Place::line(&text.shown, 1);
    (place.column, place.width) = (1, 1);
    let message = "every second byte is NUL: this is UTF-16 without a byte order mark";
    let problem = Problem::new(Kind::Encoding, message).at(place);
    Some(problem.hint(format!("add --encoding {likely}")))
}

/// GBK where the high bytes come in pairs as they do in Chinese text, else windows-1252.
fn likely_encoding(bytes: &[u8]) -> &'static str {
    let (mut pairs, mut singles, mut i) = (0usize, 0usize, 0);
    while i < bytes.len() {
        if bytes[i] < 0x80 {
            i += 1;
        } else if bytes.get(i + 1).is_some_and(|&b| b >= 0xa1) {
            pairs += 1;
            i += 2;
        } else {
            singles += 1;
            i += 1;
        }
    }
    let decodes = GBK.decode_without_bom_handling_and_without_replacement(bytes);
    if decodes.is_some() && pairs > singles {
        "gbk"
    } else {
        "windows-1252"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], label: Option<&str>) -> (Text, Option<Problem>) {
        let encoding = label.and_then(|l| Encoding::for_label(l.as_bytes()));
        let bytes = Cow::Owned(bytes.to_vec());
        decode("f.csv".to_owned(), "f.csv".to_owned(), bytes, encoding)
    }

    #[test]
    fn reads_marks_and_encodings() {
        let table: &[(&[u8], Option<&str>, &str)] = &[
            (b"\xef\xbb\xbfa", None, "a"),
            (b"\xff\xfea\0", None, "a"),
            (b"\xfe\xff\0a", None, "a"),
            (b"caf\xe9", Some("latin1"), "café"),
            (b"\xb0\xa2", Some("gbk"), "阿"),
            (
                b"<?xml version='1.0' encoding='GBK'?>\xb0\xa2",
                None,
                "<?xml version='1.0' encoding='GBK'?>阿",
            ),
            ("é".as_bytes(), None, "é"),
        ];
        for (bytes, label, wanted) in table {
            let (text, problem) = decoded(bytes, *label);
            assert_eq!(String::from_utf8_lossy(&text.bytes), *wanted);
            assert_eq!(problem, None);
        }
    }

    #[test]
    fn names_the_place_and_the_remedy() {
        let table: &[(&[u8], &str, (u32, u32))] = &[
            (b"a,b\nM\xfcller,x\n", "windows-1252", (2, 2)),
            (
                b"a,b\r\nx,\xce\xc4\xd0\xc4\xd2\xbb\xd1\xd4\n",
                "gbk",
                (2, 3),
            ),
            (b"a\0,\0b\0", "utf-16le", (1, 1)),
        ];
        for (bytes, label, at) in table {
            let (text, problem) = decoded(bytes, None);
            assert!(!text.valid);
            let problem = problem.unwrap_or_else(|| Problem::new(Kind::EmptyFile, ""));
            assert!(problem.hint.unwrap_or_default().contains(label));
            let place = problem.place.unwrap_or_default();
            assert_eq!((place.line, place.column), *at);
        }
    }

    #[test]
    fn damaged_gzip_is_a_problem() {
        use std::io::Write as _;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        let _ = packer.write_all(&b"source,target\na,b\n".repeat(50));
        let packed = packer.finish().unwrap_or_default();
        let whole = unpack("f", Cow::Owned(packed.clone()), 1 << 20);
        assert_eq!(whole.map(|b| b.len()).ok(), Some(900));
        for cut in [2, 10, packed.len() - 1] {
            let found = unpack("f", Cow::Owned(packed[..cut].to_vec()), 1 << 20);
            assert_eq!(found.map_err(|p| p.kind), Err(Kind::DamagedGzip));
        }
        let bomb = unpack("f", Cow::Owned(packed), 100);
        assert_eq!(bomb.map_err(|p| p.kind), Err(Kind::Unreadable));
    }
}
