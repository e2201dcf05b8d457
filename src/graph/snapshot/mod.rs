//! A graph as one file that is opened, not read: the format is in docs/snapshot.md.
//!
//! A snapshot is mapped. What is touched is verified when it is touched, against a checksum and
//! against what its numbers may be; what is damaged gives nothing and is remembered
//! ([`Graph::watch`]), so that whoever prints an answer can refuse it. Nothing here knows where a
//! file should be, or when to make one.

mod code;
mod map;
mod numbers;
mod pack;
mod read;
pub(crate) mod store;
pub(crate) mod texts;
mod write;

use std::sync::Arc;

use crate::model::{Claim, Source};

use super::{Entity, Graph};
use map::Bytes;
use store::{Area, Store};

pub(crate) use code::{Coder, Decoder};
pub(crate) use numbers::Numbers;
pub(crate) use write::Writer;
pub use write::{write, write_in_blocks, write_said};

/// What every snapshot begins and ends with: a byte that is no text, a name, and line ends that a
/// transfer as text would change.
const MAGIC: [u8; 8] = *b"\x89AIGR\r\n\x1a";
/// The version of the format. A change of it makes older files foreign: they are packed again.
pub const VERSION: u32 = 1;
/// How the bytes of a number follow each other: the low ones first.
const ENDIANNESS: u32 = 0x0102_0304;
/// How many bytes come before the first section.
const START: usize = 32;
/// How many bytes come after the head.
const FOOT: usize = 40;
/// Sections begin at multiples of this.
const ALIGN: usize = 8;
/// Blocks are of 4 KiB: a lineage then verifies the least beside what it reads, and the checksums
/// are a thousandth of the file.
const SHIFT: u32 = 12;
/// The sizes that blocks may have.
const SHIFTS: std::ops::RangeInclusive<u32> = 12..=16;

/// Why a file is no snapshot that can answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SnapshotError {
    /// It cannot be read.
    #[error("cannot be read: {reason}")]
    Unreadable {
        /// What the system says.
        reason: String,
    },
    /// It does not begin as one.
    #[error("is no snapshot")]
    Foreign,
    /// Another version of the program wrote it.
    #[error("has version {found} of the format; this program reads {known}")]
    Version {
        /// Its version.
        found: u32,
        /// Ours.
        known: u32,
    },
    /// A machine wrote it, or is to read it, that writes the high bytes of numbers first.
    #[error("has its numbers the other way round than this machine")]
    Endianness,
    /// Some of it is not what was written.
    #[error("is damaged: {what}")]
    Damaged {
        /// What is wrong, and where.
        what: String,
    },
}

impl SnapshotError {
    /// What to do about it.
    pub fn hint(&self) -> &'static str {
        match self {
            SnapshotError::Unreadable { .. } => "check the path and who may read it",
            SnapshotError::Foreign => "aigraph pack -g FOLDER -o FILE makes one",
            _ => "make it again: aigraph pack -g FOLDER -o FILE",
        }
    }
}

/// What a graph from a snapshot has beside its data.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) store: Arc<Store>,
    pub(crate) sources: Area<u8>,
    pub(crate) claims: Area<u8>,
    pub(crate) said: Said,
}

impl Stored {
    fn all<T>(&self, area: &Area<u8>, read: impl Fn(&[u8]) -> Option<Vec<T>>) -> Vec<T> {
        let read = read(area.slice(0..area.len()));
        read.unwrap_or_else(|| {
            self.store
                .damaged("the sources or the claims hold what cannot be".to_owned());
            Vec::new()
        })
    }

    pub(crate) fn sources(&self) -> Vec<Source> {
        self.all(&self.sources, read::sources)
    }

    pub(crate) fn claims(&self, counts: (usize, usize)) -> Vec<(Entity, Claim)> {
        self.all(&self.claims, |bytes| read::claims(bytes, counts))
    }
}

/// Knows whether a snapshot that a graph lies in has been found damaged.
#[derive(Clone, Debug, Default)]
pub struct Watch {
    store: Option<Arc<Store>>,
}

impl Watch {
    /// What was found damaged first. As long as there is nothing, all that the graph said so far
    /// is what was written.
    pub fn damage(&self) -> Option<&SnapshotError> {
        self.store.as_ref()?.damage()
    }
}

/// How many bytes tell whether a file is a snapshot.
pub const BEGINNING: usize = MAGIC.len();

/// Whether bytes begin as a snapshot of any version does.
pub fn is_snapshot(bytes: &[u8]) -> bool {
    bytes.starts_with(&MAGIC)
}

/// What was said of the files that a snapshot was made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Their path.
    pub from: String,
    /// What was assumed when they were read, a line each.
    pub notes: Vec<String>,
}

/// Graphs in snapshots.
impl Graph {
    /// Maps a snapshot, given by its open file. O(schema): all else is read, and verified, when it
    /// is touched.
    ///
    /// # Errors
    /// [`SnapshotError`] where the file is none, or its head is damaged.
    pub fn map(file: impl memmap2::MmapAsRawDesc) -> Result<Graph, SnapshotError> {
        let bytes = Bytes::map(file).map_err(|error| SnapshotError::Unreadable {
            reason: error.to_string(),
        })?;
        read::graph(bytes)
    }

    /// The same of a snapshot in memory; copies it.
    ///
    /// # Errors
    /// As [`Graph::map`].
    pub fn from_snapshot(bytes: &[u8]) -> Result<Graph, SnapshotError> {
        read::graph(bytes.into())
    }

    /// Verifies the checksum of every block of the snapshot that the graph lies in; a graph in
    /// memory is sound. O(bytes).
    ///
    /// # Errors
    /// What was found damaged first.
    pub fn verify(&self) -> Result<(), SnapshotError> {
        if let Some(stored) = &self.stored {
            stored.store.verify_all();
        }
        self.watch().damage().cloned().map_or(Ok(()), Err)
    }

    /// Whether the graph lies in a snapshot.
    pub fn is_stored(&self) -> bool {
        self.stored.is_some()
    }

    /// What was said of the files that its snapshot was made of; nothing of most.
    pub fn said(&self) -> Said {
        let stored = self.stored.as_ref();
        stored.map_or_else(Said::default, |stored| stored.said.clone())
    }

    /// Who knows whether what the graph says is what was written.
    pub fn watch(&self) -> Watch {
        Watch {
            store: self.stored.as_ref().map(|stored| Arc::clone(&stored.store)),
        }
    }
}
