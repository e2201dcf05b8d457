//! A file of sections, each a run of blocks with a checksum each, verified when first touched.
//!
//! What is damaged gives nothing, and is remembered: whoever prints an answer asks
//! [`Store::damage`] before. It knows no meaning of a section but the rule that its numbers keep.

use std::marker::PhantomData;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use bytemuck::Pod;

use super::map::Bytes;
use super::{ALIGN, SnapshotError};

/// A run of bytes of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Section {
    pub(crate) start: usize,
    pub(crate) len: usize,
    /// The number of its first block among those of all sections.
    pub(crate) first: usize,
}

/// An open snapshot.
pub(crate) struct Store {
    bytes: Bytes,
    /// Blocks are of `1 << shift` bytes, but for the last of a section.
    shift: u32,
    sections: Vec<Section>,
    /// The checksums of all blocks, four bytes each, and the checksums of its own blocks.
    table: Section,
    table_checksums: Vec<u32>,
    /// A bit a block, those of the table last: whether it was verified and is sound.
    sound: Box<[AtomicU64]>,
    damage: OnceLock<SnapshotError>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let bytes = self.bytes.all().len();
        write!(f, "Store({bytes} bytes, {} sections)", self.sections.len())
    }
}

/// How many blocks so many bytes are.
pub(crate) fn blocks(len: usize, shift: u32) -> usize {
    len.div_ceil(1 << shift)
}

impl Store {
    /// The sections of these bytes, given by their places in the order of the file, then the table
    /// of checksums. `None` where the places do not fit.
    pub(crate) fn new(
        bytes: Bytes,
        shift: u32,
        places: &[(u64, u64)],
        table: (u64, u64),
        table_checksums: Vec<u32>,
    ) -> Option<Store> {
        let all = bytes.all().len();
        let mut count = 0;
        let mut section = |(start, len): (u64, u64)| {
            let (start, len) = (usize::try_from(start).ok()?, usize::try_from(len).ok()?);
            let end = start.checked_add(len)?.checked_next_multiple_of(ALIGN)?;
            let fits = start.is_multiple_of(ALIGN) && end <= all;
            let first = count;
            count += blocks(len, shift);
            fits.then_some(Section { start, len, first })
        };
        let sections: Option<Vec<Section>> = places.iter().map(|&place| section(place)).collect();
        let table = section(table)?;
        let fits = table.len == table.first * 4
            && table_checksums.len() == blocks(table.len, shift)
            && count <= all.max(1);
        fits.then_some(Store {
            bytes,
            shift,
            sections: sections?,
            table,
            table_checksums,
            sound: (0..count.div_ceil(64)).map(|_| AtomicU64::new(0)).collect(),
            damage: OnceLock::new(),
        })
    }

    /// What was found damaged first.
    pub(crate) fn damage(&self) -> Option<&SnapshotError> {
        self.damage.get()
    }

    /// Remembers that something is damaged; the first thing counts.
    pub(crate) fn damaged(&self, what: String) {
        let _ = self.damage.set(SnapshotError::Damaged { what });
    }

    /// The section of that number.
    pub(crate) fn section(&self, number: usize) -> Option<Section> {
        self.sections.get(number).copied()
    }

    #[inline]
    fn is_sound(&self, block: usize) -> bool {
        let word = self.sound.get(block / 64);
        word.is_some_and(|word| word.load(Ordering::Relaxed) >> (block % 64) & 1 == 1)
    }

    fn set_sound(&self, block: usize) {
        if let Some(word) = self.sound.get(block / 64) {
            word.fetch_or(1 << (block % 64), Ordering::Relaxed);
        }
    }

    /// The bytes of a block of a section and what fills its end, not verified.
    fn block(&self, section: Section, number: usize) -> &[u8] {
        let from = number << self.shift;
        let len = section.len.next_multiple_of(ALIGN);
        let to = len.min(from.saturating_add(1 << self.shift));
        let all = self.bytes.all();
        all.get(section.start + from..section.start + to)
            .unwrap_or_default()
    }

    /// The checksum that a block must have.
    fn checksum(&self, block: usize) -> Option<u32> {
        let number = (block * 4) >> self.shift;
        let own = self.table.first + number;
        let bytes = self.block(self.table, number);
        if !self.is_sound(own) {
            if crc32fast::hash(bytes) != *self.table_checksums.get(number)? {
                return None;
            }
            self.set_sound(own);
        }
        let at = block * 4 - (number << self.shift);
        let four = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(u32::from_le_bytes(four))
    }

    /// Whether a block is sound: verified now if it never was.
    #[inline]
    pub(crate) fn touch(
        &self,
        section: Section,
        number: usize,
        keeps: impl FnOnce(&[u8]) -> bool,
    ) -> bool {
        self.is_sound(section.first + number) || self.verify(section, number, keeps)
    }

    #[cold]
    fn verify(&self, section: Section, number: usize, keeps: impl FnOnce(&[u8]) -> bool) -> bool {
        let bytes = self.block(section, number);
        let at = section.start + (number << self.shift);
        let expected = self.checksum(section.first + number);
        if bytes.is_empty() || expected != Some(crc32fast::hash(bytes)) {
            self.damaged(format!("the block at byte {at} does not have its checksum"));
            return false;
        }
        let own = section
            .len
            .saturating_sub(number << self.shift)
            .min(bytes.len());
        if !keeps(&bytes[..own]) {
            self.damaged(format!("the block at byte {at} holds what cannot be"));
            return false;
        }
        self.set_sound(section.first + number);
        true
    }

    /// Verifies the checksums of all blocks.
    pub(crate) fn verify_all(&self) {
        for &section in &self.sections {
            for number in 0..blocks(section.len, self.shift) {
                let bytes = self.block(section, number);
                let expected = self.checksum(section.first + number);
                if expected != Some(crc32fast::hash(bytes)) {
                    let at = section.start + (number << self.shift);
                    self.damaged(format!("the block at byte {at} does not have its checksum"));
                    return;
                }
            }
        }
    }
}

/// What holds of all numbers of a section.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Rule {
    /// Nothing.
    Any,
    /// Each is below.
    Below(u64),
    /// None is below the one before, or above this.
    Ascending(u64),
}

/// Numbers of a section.
pub(crate) struct Area<T> {
    store: Arc<Store>,
    section: Section,
    rule: Rule,
    kind: PhantomData<T>,
}

impl<T> std::fmt::Debug for Area<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Area({:?})", self.section)
    }
}

/// A number that may be looked at through a rule.
pub(crate) trait Number: Pod + Default {
    /// Its value, by which it is compared.
    fn value(self) -> u64;
}

macro_rules! numbers {
    ($($kind:ty: $value:expr;)*) => {
        $(impl Number for $kind {
            #[inline]
            fn value(self) -> u64 {
                let value: fn($kind) -> u64 = $value;
                value(self)
            }
        })*
    };
}

numbers! {
    u8: u64::from;
    u16: u64::from;
    u32: u64::from;
    u64: |v| v;
    f64: f64::to_bits;
    [u64; 2]: |v| v[1];
    super::super::NodeId: |v| u64::from(v.0);
    super::super::RelationshipId: |v| u64::from(v.0);
}

impl<T: Number> Area<T> {
    /// The numbers of a section; `None` where there is none of that number, or of another length.
    pub(crate) fn new(
        store: &Arc<Store>,
        section: usize,
        len: Option<usize>,
        rule: Rule,
    ) -> Option<Area<T>> {
        let section = store.section(section)?;
        let size = size_of::<T>();
        let fits = section.len.is_multiple_of(size)
            && len.is_none_or(|len| len.checked_mul(size) == Some(section.len));
        fits.then(|| Area {
            store: Arc::clone(store),
            section,
            rule,
            kind: PhantomData,
        })
    }

    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.section.len / size_of::<T>()
    }

    /// The store that it is of.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// All numbers, not verified.
    #[inline]
    fn all(&self) -> &[T] {
        let bytes = self.store.bytes.all();
        let range = self.section.start..self.section.start + self.section.len;
        let bytes = bytes.get(range).unwrap_or_default();
        bytemuck::try_cast_slice(bytes).unwrap_or_default()
    }

    #[inline]
    fn touch(&self, block: usize) -> bool {
        self.store
            .touch(self.section, block, |bytes| self.keeps(bytes))
    }

    /// Whether the numbers keep their rule.
    fn keeps(&self, bytes: &[u8]) -> bool {
        let values: &[T] = bytemuck::try_cast_slice(bytes).unwrap_or_default();
        match self.rule {
            Rule::Any => true,
            Rule::Below(bound) => values.iter().all(|v| v.value() < bound),
            Rule::Ascending(most) => {
                values.is_sorted_by_key(|v| v.value())
                    && values.last().is_none_or(|v| v.value() <= most)
            }
        }
    }

    #[inline]
    pub(crate) fn get(&self, i: usize) -> T {
        if i >= self.len() {
            return T::default();
        }
        let at = i * size_of::<T>();
        if !self.touch(at >> self.store.shift) {
            return T::default();
        }
        let at = self.section.start + at;
        let bytes = self.store.bytes.all().get(at..at + size_of::<T>());
        bytes.map_or_else(T::default, bytemuck::pod_read_unaligned)
    }

    #[inline]
    pub(crate) fn slice(&self, range: Range<usize>) -> &[T] {
        if range.start >= range.end || range.end > self.len() {
            return &[];
        }
        let (size, shift) = (size_of::<T>(), self.store.shift);
        let mut touched = (range.start * size) >> shift..=(range.end * size - 1) >> shift;
        if !touched.all(|block| self.touch(block)) {
            return &[];
        }
        self.all().get(range).unwrap_or_default()
    }
}
