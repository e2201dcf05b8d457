//! One arena for all text of a graph that was built, and texts wherever they lie.

use super::slab::Narrow;
use super::snapshot::texts::{Packed, PackedText, PlainTexts};

/// A text of the arena, by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct TextId(u32);

impl TextId {
    /// The empty text, which every arena holds first.
    pub(crate) const EMPTY: TextId = TextId(0);

    /// One of so many places to remember something of it at.
    #[inline]
    pub(crate) fn slot(self, places: usize) -> usize {
        self.0 as usize % places
    }
}

/// All text, back to back; never freed, never moved.
#[derive(Debug)]
pub(crate) struct Strings {
    bytes: String,
    /// Where each text ends; the first is the empty text.
    ends: Vec<usize>,
}

impl Default for Strings {
    fn default() -> Self {
        Strings {
            bytes: String::new(),
            ends: vec![0],
        }
    }
}

impl Strings {
    /// Adds a text. Equal texts added twice are stored twice; the empty one never is.
    ///
    /// Past 2^32 texts the arena is full and the empty text is given: such a graph does not fit
    /// its 32-bit handles anyway, which [`super::GraphBuilder`] refuses.
    pub(crate) fn add(&mut self, text: &str) -> TextId {
        if text.is_empty() {
            return TextId::EMPTY;
        }
        let Ok(id) = u32::try_from(self.ends.len()) else {
            return TextId::EMPTY;
        };
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len());
        TextId(id)
    }

    /// Adds many texts, which lie back to back and end where `ends` says.
    pub(crate) fn append(&mut self, texts: &str, ends: &[u32]) {
        let from = self.bytes.len();
        self.bytes.push_str(texts);
        self.ends
            .extend(ends.iter().map(|&end| from + end as usize));
    }

    /// Makes room for so many more texts of so many bytes together.
    pub(crate) fn reserve(&mut self, texts: usize, bytes: usize) {
        self.bytes.reserve_exact(bytes);
        self.ends.reserve_exact(texts);
    }

    /// The number of the text that was added after so many others, the empty one included.
    pub(crate) fn numbered(place: u32) -> TextId {
        TextId(place)
    }

    /// The text of that number.
    pub(crate) fn get(&self, id: TextId) -> &str {
        let i = id.0 as usize;
        match i.checked_sub(1) {
            None => "",
            Some(before) => &self.bytes[self.ends[before]..self.ends[i]],
        }
    }
}

/// Texts in an order of their own.
#[derive(Debug)]
pub(crate) enum Texts {
    /// Of the graph's arena.
    Owned(Vec<TextId>),
    /// Side by side in a snapshot.
    Plain(PlainTexts),
    /// Few different ones in a snapshot, and which of them each is.
    Coded(Narrow, PlainTexts),
    /// In groups of a snapshot that are unpacked when touched.
    Packed(Packed<PackedText>),
}

impl From<Vec<TextId>> for Texts {
    fn from(ids: Vec<TextId>) -> Self {
        Texts::Owned(ids)
    }
}

impl Texts {
    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Texts::Owned(ids) => ids.len(),
            Texts::Plain(texts) => texts.len(),
            Texts::Coded(codes, _) => codes.len(),
            Texts::Packed(texts) => texts.len(),
        }
    }

    /// The text at a place; empty past the end.
    #[inline]
    pub(crate) fn get<'a>(&'a self, i: usize, strings: &'a Strings) -> &'a str {
        match self {
            Texts::Owned(ids) => ids.get(i).map_or("", |&id| strings.get(id)),
            Texts::Plain(texts) => texts.get(i),
            Texts::Coded(codes, texts) => texts.get(usize::from(codes.get(i))),
            Texts::Packed(texts) => texts.text(i),
        }
    }
}
