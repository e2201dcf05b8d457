//! A file in blocks of whole records, read into rooms that are used again.
//!
//! A block ends after the last line break that no quote holds together with what follows. Which
//! that is the number of quotes before it tells, as long as quotes stand only around cells; where
//! they do not, cutting the block into cells finds that out and nothing of it is used. Files are
//! read and never mapped: one that gets shorter meanwhile must not end the program.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use flate2::read::MultiGzDecoder;
use memchr::{memchr_iter, memrchr};

use super::super::{Progress, text};
use super::GiveUp;

/// No record is longer than so many bytes.
const LONGEST: usize = 1 << 26;

/// Where bytes come from.
pub(super) enum From<'t> {
    /// They are there.
    Bytes(&'t [u8]),
    /// A file, not yet open: there may be more of them than may be open at once.
    Path {
        path: &'t Path,
        packed: bool,
        progress: Option<&'t Progress>,
    },
    /// A file.
    File(Told<'t>),
    /// A packed file.
    Packed(Box<MultiGzDecoder<Told<'t>>>),
}

/// A file that tells how far it is read.
pub(super) struct Told<'t> {
    file: File,
    progress: Option<&'t Progress>,
}

impl Read for Told<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.file.read(buffer)?;
        if let Some(progress) = self.progress {
            progress.add(read as u64);
        }
        Ok(read)
    }
}

impl From<'_> {
    fn open(&mut self) -> io::Result<()> {
        if let From::Path {
            path,
            packed,
            progress,
        } = *self
        {
            let file = Told {
                file: File::open(path)?,
                progress,
            };
            *self = match packed {
                true => From::Packed(Box::new(text::unpacking(file))),
                false => From::File(file),
            };
        }
        Ok(())
    }
}

impl Read for From<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.open()?;
        match self {
            From::Path { .. } => Ok(0),
            From::Bytes(bytes) => bytes.read(buffer),
            From::File(file) => file.read(buffer),
            From::Packed(decoder) => decoder.read(buffer),
        }
    }
}

/// The blocks of a file, handed to whoever asks next.
pub(super) struct Blocks<'t> {
    state: Mutex<State<'t>>,
}

struct State<'t> {
    from: From<'t>,
    /// How many bytes are to be passed over before the first record.
    skip: usize,
    /// What was read after the last block's end.
    rest: Vec<u8>,
    size: usize,
    /// How many bytes may yet come.
    left: u64,
    number: usize,
    ended: bool,
}

impl<'t> Blocks<'t> {
    /// The blocks of about `size` bytes after the first `skip`; more than `limit` are too many.
    pub(super) fn new(from: From<'t>, skip: usize, size: usize, limit: u64) -> Blocks<'t> {
        Blocks {
            state: Mutex::new(State {
                from,
                skip,
                rest: Vec::new(),
                size: size.max(1),
                left: limit,
                number: 0,
                ended: false,
            }),
        }
    }

    /// Puts the next block into `room`; gives its number and its length, none after the last.
    ///
    /// # Errors
    /// [`GiveUp`] where the file cannot be read, is too long, or has a record that is.
    pub(super) fn next(&self, room: &mut Vec<u8>) -> Result<Option<(usize, usize)>, GiveUp> {
        let state = &mut *self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let next = state.next(room);
        if !matches!(next, Ok(Some(_))) {
            // Nobody else need find that out again, and the file is closed.
            state.ended = true;
            state.from = From::Bytes(&[]);
        }
        next
    }
}

impl State<'_> {
    fn next(&mut self, room: &mut Vec<u8>) -> Result<Option<(usize, usize)>, GiveUp> {
        while self.skip > 0 && !self.ended {
            let length = self.skip.min(self.size);
            let read = self.fill(room, 0, length)?;
            self.skip -= read;
        }
        let mut wanted = self.size;
        let mut filled = self.rest.len();
        if room.len() < filled {
            room.resize(filled, 0);
        }
        room[..filled].copy_from_slice(&self.rest);
        self.rest.clear();
        loop {
            if !self.ended {
                filled += self.fill(room, filled, wanted.saturating_sub(filled))?;
            }
            let end = match self.ended {
                true => Some(filled),
                false => last_end(&room[..filled]),
            };
            match end {
                Some(0) => return Ok(None),
                Some(end) => {
                    self.rest.extend_from_slice(&room[end..filled]);
                    let number = self.number;
                    self.number += 1;
                    return Ok(Some((number, end)));
                }
                None if wanted >= LONGEST => return Err(GiveUp),
                None => wanted *= 2,
            }
        }
    }

    /// Reads so many bytes into the room from a place on; fewer at the end of the file.
    fn fill(&mut self, room: &mut Vec<u8>, at: usize, length: usize) -> Result<usize, GiveUp> {
        if room.len() < at + length {
            room.resize(at + length, 0);
        }
        let mut filled = 0;
        while filled < length {
            match self.from.read(&mut room[at + filled..at + length]) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(GiveUp),
            }
        }
        self.left = self.left.checked_sub(filled as u64).ok_or(GiveUp)?;
        Ok(filled)
    }
}

/// Where the last whole record ends, if there is one.
fn last_end(bytes: &[u8]) -> Option<usize> {
    let mut odd = memchr_iter(b'"', bytes).count() % 2 == 1;
    let mut to = bytes.len();
    loop {
        let at = memrchr(b'\n', &bytes[..to])?;
        odd ^= memchr_iter(b'"', &bytes[at..to]).count() % 2 == 1;
        if !odd {
            return Some(at + 1);
        }
        to = at;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_end_with_records() {
        let text = "a,b\n\"x\ny\",\"\"\"\n\"\nc,d\n\n\"\n\n\n\",e\nlast";
        let records = [
            "a,b\n",
            "\"x\ny\",\"\"\"\n\"\n",
            "c,d\n",
            "\n",
            "\"\n\n\n\",e\n",
            "last",
        ];
        let mut ends = vec![0];
        for record in records {
            ends.push(ends.last().copied().unwrap_or(0) + record.len());
        }
        for size in 1..text.len() + 2 {
            let blocks = Blocks::new(From::Bytes(text.as_bytes()), 0, size, 1000);
            let (mut room, mut read) = (Vec::new(), Vec::new());
            while let Ok(Some((_, length))) = blocks.next(&mut room) {
                read.extend_from_slice(&room[..length]);
                assert!(ends.contains(&read.len()), "{size}: {}", read.len());
            }
            assert_eq!(read, text.as_bytes(), "{size}");
        }
        let blocks = Blocks::new(From::Bytes(text.as_bytes()), 4, 7, 1000);
        let mut room = Vec::new();
        assert_eq!(blocks.next(&mut room), Ok(Some((0, records[1].len()))));
        let blocks = Blocks::new(From::Bytes(text.as_bytes()), 0, 7, 5);
        assert_eq!(blocks.next(&mut room), Err(GiveUp));
    }
}
