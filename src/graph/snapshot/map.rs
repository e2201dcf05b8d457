//! The bytes of a snapshot, mapped or in memory, and numbers seen in them. The only `unsafe` code.
#![allow(unsafe_code)]

use std::io;

use bytemuck::{Pod, Zeroable};

use super::super::{NodeId, RelationshipId};

/// The bytes of a whole file, which begin at a multiple of eight.
pub(crate) enum Bytes {
    /// Read by the system as they are touched.
    Mapped(memmap2::Mmap),
    /// In memory: so many bytes of these.
    Owned(Vec<u64>, usize),
}

impl Bytes {
    /// The bytes of a file. O(1): nothing is read.
    pub(crate) fn map(file: impl memmap2::MmapAsRawDesc) -> io::Result<Bytes> {
        // SAFETY: what is mapped must not change while it is. Snapshots are never written in place:
        // every writer of ours makes another file and renames it, and this mapping is private. A
        // file that somebody else cuts short meanwhile ends the program with a signal, which is
        // no undefined behaviour; one that is changed gives other bytes, which are only ever read
        // as numbers and checked texts.
        let map = unsafe { memmap2::MmapOptions::new().map_copy_read_only(file)? };
        Ok(Bytes::Mapped(map))
    }

    /// All of them.
    #[inline]
    pub(crate) fn all(&self) -> &[u8] {
        match self {
            Bytes::Mapped(map) => map,
            Bytes::Owned(words, len) => bytemuck::cast_slice(words).get(..*len).unwrap_or_default(),
        }
    }
}

impl From<&[u8]> for Bytes {
    fn from(bytes: &[u8]) -> Self {
        let word = |part: &[u8]| {
            let mut word = [0; 8];
            word[..part.len()].copy_from_slice(part);
            u64::from_ne_bytes(word)
        };
        Bytes::Owned(bytes.chunks(8).map(word).collect(), bytes.len())
    }
}

// SAFETY: a transparent wrapper of u32, for which zero and every other pattern of bits is a value,
// without padding; `Copy` and `'static`.
unsafe impl Zeroable for NodeId {}
// SAFETY: as above.
unsafe impl Pod for NodeId {}
// SAFETY: a transparent wrapper of u32, as above.
unsafe impl Zeroable for RelationshipId {}
// SAFETY: as above.
unsafe impl Pod for RelationshipId {}
