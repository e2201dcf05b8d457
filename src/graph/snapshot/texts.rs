//! Texts of a snapshot: side by side, to be found at once; or packed in groups, which are unpacked
//! when one of them is touched. Lists of values are packed the same way.

use std::io;
use std::sync::{Arc, OnceLock};

use crate::model::Value;

use super::super::slab::Slab;
use super::code::{Coder, Decoder};
use super::pack;
use super::store::{Area, Rule, Store};
use super::write::Writer;

/// Where things begin, and where the last ends.
#[derive(Debug)]
enum Offsets {
    Narrow(Slab<u32>),
    Wide(Slab<u64>),
}

impl Offsets {
    fn get(&self, i: usize) -> usize {
        match self {
            Offsets::Narrow(slab) => slab.get(i) as usize,
            Offsets::Wide(slab) => usize::try_from(slab.get(i)).unwrap_or(usize::MAX),
        }
    }

    /// Writes the offsets of things of these lengths.
    fn write(
        lengths: impl ExactSizeIterator<Item = usize> + Clone,
        out: &mut Writer<'_>,
        head: &mut Coder,
    ) -> io::Result<()> {
        let total: usize = lengths.clone().sum();
        let wide = u32::try_from(total).is_err();
        head.size(lengths.len());
        head.flag(wide);
        out.begin()?;
        let mut at = 0u64;
        for length in std::iter::once(0).chain(lengths) {
            at += length as u64;
            let bytes = at.to_le_bytes();
            out.put(if wide { &bytes } else { &bytes[..4] })?;
        }
        head.size(out.end()?);
        Ok(())
    }

    /// The offsets, and how many things they part.
    fn read(
        store: &Arc<Store>,
        head: &mut Decoder<'_>,
        bytes: impl Fn(usize) -> Option<Area<u8>>,
    ) -> Option<(usize, Offsets, Area<u8>)> {
        let len = head.size()?;
        let (wide, section) = (head.flag()?, head.size()?);
        let bytes = bytes(head.size()?)?;
        let rule = Rule::Ascending(bytes.len() as u64);
        let count = Some(len.checked_add(1)?);
        let offsets = match wide {
            true => Offsets::Wide(Area::new(store, section, count, rule)?.into()),
            false => Offsets::Narrow(Area::new(store, section, count, rule)?.into()),
        };
        Some((len, offsets, bytes))
    }
}

/// Texts side by side.
#[derive(Debug)]
pub(crate) struct PlainTexts {
    len: usize,
    offsets: Offsets,
    bytes: Area<u8>,
}

impl PlainTexts {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The text at a place; empty past the end.
    #[inline]
    pub(crate) fn get(&self, i: usize) -> &str {
        if i >= self.len {
            return "";
        }
        let bytes = self
            .bytes
            .slice(self.offsets.get(i)..self.offsets.get(i + 1));
        std::str::from_utf8(bytes).unwrap_or_else(|_| {
            self.bytes
                .store()
                .damaged(format!("text {i} of a section is no UTF-8"));
            ""
        })
    }

    pub(crate) fn write<'t>(
        texts: impl ExactSizeIterator<Item = &'t str> + Clone,
        out: &mut Writer<'_>,
        head: &mut Coder,
    ) -> io::Result<()> {
        Offsets::write(texts.clone().map(str::len), out, head)?;
        out.begin()?;
        for text in texts {
            out.put(text.as_bytes())?;
        }
        head.size(out.end()?);
        Ok(())
    }

    pub(crate) fn read(store: &Arc<Store>, head: &mut Decoder<'_>) -> Option<PlainTexts> {
        let area = |section| Area::new(store, section, None, Rule::Any);
        let (len, offsets, bytes) = Offsets::read(store, head, area)?;
        Some(PlainTexts {
            len,
            offsets,
            bytes,
        })
    }
}

/// What is packed in groups.
pub(crate) trait Item: Sized {
    /// What a group of them is, once unpacked.
    type Group: std::fmt::Debug + Send + Sync;
    /// So many items from the bytes of a group; `None` where they are damaged.
    fn unpack(bytes: Vec<u8>, len: usize) -> Option<Self::Group>;
}

/// Texts, packed.
#[derive(Debug)]
pub(crate) enum PackedText {}
/// Lists, packed.
#[derive(Debug)]
pub(crate) enum PackedList {}

/// Texts of a group: where each ends, and all of them.
#[derive(Debug)]
pub(crate) struct TextGroup {
    ends: Vec<u32>,
    text: String,
}

impl Item for PackedText {
    type Group = TextGroup;

    fn unpack(bytes: Vec<u8>, len: usize) -> Option<TextGroup> {
        let mut decoder = Decoder::new(&bytes);
        let mut end = 0u32;
        let mut ends = Vec::with_capacity(len.min(bytes.len()));
        for _ in 0..len {
            end = end.checked_add(u32::try_from(decoder.number()?).ok()?)?;
            ends.push(end);
        }
        let text = std::str::from_utf8(decoder.take(end as usize)?)
            .ok()?
            .to_owned();
        let whole = decoder.is_done() && ends.iter().all(|&at| text.is_char_boundary(at as usize));
        whole.then_some(TextGroup { ends, text })
    }
}

impl Item for PackedList {
    type Group = Vec<Vec<Value>>;

    fn unpack(bytes: Vec<u8>, len: usize) -> Option<Self::Group> {
        let mut decoder = Decoder::new(&bytes);
        let lists: Option<Vec<Vec<Value>>> = (0..len).map(|_| decoder.items()).collect();
        lists.filter(|_| decoder.is_done())
    }
}

/// A group, once it is touched; `None` where it is damaged.
type Unpacked<T> = OnceLock<Option<<T as Item>::Group>>;

/// Things packed in groups of `1 << shift`.
pub(crate) struct Packed<T: Item> {
    len: usize,
    shift: u32,
    offsets: Offsets,
    bytes: Area<u8>,
    groups: OnceLock<Box<[Unpacked<T>]>>,
}

impl<T: Item> std::fmt::Debug for Packed<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Packed({} in groups of {})",
            self.len,
            1u64 << self.shift
        )
    }
}

impl<T: Item> Packed<T> {
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The group of an item, and its number within.
    fn group(&self, i: usize) -> Option<(&T::Group, usize)> {
        if i >= self.len {
            return None;
        }
        let empty = || (0..self.len.div_ceil(1 << self.shift)).map(|_| OnceLock::new());
        let groups = self.groups.get_or_init(|| empty().collect());
        let number = i >> self.shift;
        let group = groups.get(number)?.get_or_init(|| self.unpack(number));
        Some((group.as_ref()?, i - (number << self.shift)))
    }

    #[cold]
    fn unpack(&self, number: usize) -> Option<T::Group> {
        let packed = self
            .bytes
            .slice(self.offsets.get(number)..self.offsets.get(number + 1));
        let len = (self.len - (number << self.shift)).min(1 << self.shift);
        let group = pack::unpack(packed).and_then(|bytes| T::unpack(bytes, len));
        if group.is_none() {
            self.bytes
                .store()
                .damaged(format!("packed group {number} of a section is damaged"));
        }
        group
    }

    pub(crate) fn read(store: &Arc<Store>, head: &mut Decoder<'_>) -> Option<Packed<T>> {
        let (len, shift) = (head.size()?, u32::from(head.byte()?));
        let area = |section| Area::new(store, section, None, Rule::Any);
        let (groups, offsets, bytes) = Offsets::read(store, head, area)?;
        let fits = shift < 32 && len.div_ceil(1 << shift) == groups;
        fits.then(|| Packed {
            len,
            shift,
            offsets,
            bytes,
            groups: OnceLock::new(),
        })
    }
}

impl Packed<PackedText> {
    /// The text at a place; empty past the end.
    #[inline]
    pub(crate) fn text(&self, i: usize) -> &str {
        let Some((group, at)) = self.group(i) else {
            return "";
        };
        let end = |at: usize| group.ends.get(at).map_or(0, |&end| end as usize);
        let start = at.checked_sub(1).map_or(0, end);
        group.text.get(start..end(at)).unwrap_or_default()
    }

    pub(crate) fn write<'t>(
        texts: impl ExactSizeIterator<Item = &'t str> + Clone,
        out: &mut Writer<'_>,
        head: &mut Coder,
    ) -> io::Result<()> {
        let total: usize = texts.clone().map(str::len).sum();
        let (len, mut rest) = (texts.len(), texts);
        write_groups(len, total, out, head, |some| {
            let group: Vec<&str> = rest.by_ref().take(some).collect();
            let mut raw = Coder::default();
            group.iter().for_each(|text| raw.size(text.len()));
            let bytes = group.iter().flat_map(|text| text.bytes());
            raw.bytes.extend(bytes);
            raw.bytes
        })
    }
}

impl Packed<PackedList> {
    /// The list at a place; none past the end.
    pub(crate) fn list(&self, i: usize) -> Option<&[Value]> {
        let (group, at) = self.group(i)?;
        group.get(at).map(Vec::as_slice)
    }

    pub(crate) fn write<'v>(
        lists: impl ExactSizeIterator<Item = &'v [Value]> + Clone,
        out: &mut Writer<'_>,
        head: &mut Coder,
    ) -> io::Result<()> {
        let (len, mut rest) = (lists.len(), lists.clone());
        let size = |list: &[Value]| {
            let mut coder = Coder::default();
            coder.items(list);
            coder.bytes.len()
        };
        write_groups(len, lists.map(size).sum(), out, head, |some| {
            let mut raw = Coder::default();
            rest.by_ref().take(some).for_each(|list| raw.items(list));
            raw.bytes
        })
    }
}

/// How many bytes a group has before it is packed, if things are of like size: larger ones pack
/// little better, smaller ones are sooner unpacked.
const GROUP: usize = 48 << 10;

/// Writes `len` things of `total` bytes in groups; `next` gives so many of them as bytes.
fn write_groups(
    len: usize,
    total: usize,
    out: &mut Writer<'_>,
    head: &mut Coder,
    mut next: impl FnMut(usize) -> Vec<u8>,
) -> io::Result<()> {
    let each = (total / len.max(1)).max(1);
    let shift = (GROUP / each).clamp(1, 4096).ilog2();
    let packed: Vec<Vec<u8>> = (0..len.div_ceil(1 << shift))
        .map(|_| pack::pack(&next(1 << shift)))
        .collect();
    head.size(len);
    head.bytes.push(shift as u8);
    Offsets::write(packed.iter().map(Vec::len), out, head)?;
    out.begin()?;
    for group in &packed {
        out.put(group)?;
    }
    head.size(out.end()?);
    Ok(())
}
