//! Texts of many threads, each kept once: a table in shards, asked in batches.
//!
//! A text has a number, its [`Symbol`], by which it is known until all are moved into the arena of
//! a graph. At the size of a hub a table of all texts is far larger than any cache, so that one
//! question after another is one wait after another; a batch first reads all slots, then all
//! lengths, then compares, and the waits of each step overlap. No prefetch and no `unsafe` is
//! needed for that: the loads of a step do not depend on each other.

use std::hash::Hasher as _;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHasher;

use super::strings::Strings;

/// The number of a text among those of an [`Interner`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Symbol(u32);

impl Symbol {
    /// The empty text, which no table holds.
    pub(crate) const EMPTY: Symbol = Symbol(0);

    fn new(shard: usize, place: u32) -> Symbol {
        Symbol((place << SHARD_BITS | shard as u32) + 1)
    }
}

const SHARD_BITS: u32 = 5;
/// Several times as many as there are threads, so that two of them seldom want the same.
const SHARDS: usize = 1 << SHARD_BITS;
/// So many texts a shard numbers.
const MOST: u32 = (1 << (32 - SHARD_BITS)) - 1;

/// There are more texts, or longer ones, than a table numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Full;

fn hash_of(text: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(text.as_bytes());
    hasher.finish()
}

fn shard_of(hash: u64) -> usize {
    (hash >> (64 - SHARD_BITS)) as usize
}

/// A table of texts that several threads fill.
#[derive(Debug)]
pub(crate) struct Interner {
    shards: Vec<Mutex<Shard>>,
}

/// What a batch needs room for, kept from one to the next.
#[derive(Debug, Default)]
pub(crate) struct Room {
    hashes: Vec<u64>,
    order: Vec<u32>,
    found: Vec<u64>,
    spans: Vec<(u32, u32)>,
}

/// The texts of a shard, back to back, and a table of them with open addressing: the lower half of
/// a hash and the text's place plus one in each slot.
#[derive(Debug)]
struct Shard {
    bytes: String,
    /// Where each text ends, after a zero for the first to begin at.
    ends: Vec<u32>,
    slots: Vec<u64>,
}

impl Default for Shard {
    fn default() -> Self {
        Shard {
            bytes: String::new(),
            ends: vec![0],
            slots: vec![0; 16],
        }
    }
}

impl Shard {
    fn len(&self) -> usize {
        self.ends.len() - 1
    }

    fn slot_of(&self, hash: u64) -> usize {
        hash as u32 as usize & (self.slots.len() - 1)
    }

    fn span(&self, slot: u64) -> (u32, u32) {
        let place = slot as u32 as usize;
        (self.ends[place - 1], self.ends[place])
    }

    fn is(&self, (from, to): (u32, u32), text: &str) -> bool {
        self.bytes.as_bytes().get(from as usize..to as usize) == Some(text.as_bytes())
    }

    /// The place of a text that the first slot of its hash does not tell, or the free slot.
    fn probe(&self, hash: u64, text: &str) -> Result<u32, usize> {
        let mut at = self.slot_of(hash);
        loop {
            match self.slots[at] {
                0 => return Err(at),
                slot if slot >> 32 == u64::from(hash as u32) && self.is(self.span(slot), text) => {
                    return Ok(slot as u32 - 1);
                }
                // Half of the slots are free, so that this ends.
                _ => at = (at + 1) & (self.slots.len() - 1),
            }
        }
    }

    fn add(&mut self, hash: u64, text: &str, free: usize) -> Result<u32, Full> {
        let place = u32::try_from(self.len()).ok().filter(|&n| n < MOST);
        let place = place.ok_or(Full)?;
        self.bytes.push_str(text);
        self.ends
            .push(u32::try_from(self.bytes.len()).map_err(|_| Full)?);
        self.slots[free] = u64::from(hash as u32) << 32 | u64::from(place + 1);
        if self.ends.len() * 2 > self.slots.len() {
            self.grow();
        }
        Ok(place)
    }

    fn grow(&mut self) {
        let mut slots = vec![0u64; self.slots.len() * 2];
        let mask = slots.len() - 1;
        for &slot in self.slots.iter().filter(|&&slot| slot != 0) {
            let mut at = (slot >> 32) as usize & mask;
            while slots[at] != 0 {
                at = (at + 1) & mask;
            }
            slots[at] = slot;
        }
        self.slots = slots;
    }
}

impl Default for Interner {
    fn default() -> Self {
        let shards = (0..SHARDS).map(|_| Mutex::new(Shard::default()));
        Interner {
            shards: shards.collect(),
        }
    }
}

impl Interner {
    /// Puts the symbols of all texts into `symbols`; gives how many of the texts are new. The
    /// empty text is none.
    ///
    /// # Errors
    /// [`Full`].
    pub(crate) fn intern(
        &self,
        texts: &[&str],
        room: &mut Room,
        symbols: &mut Vec<Symbol>,
    ) -> Result<usize, Full> {
        symbols.clear();
        symbols.resize(texts.len(), Symbol::EMPTY);
        room.hash(texts);
        let ends = room.by_shard(texts);
        let (mut new, mut from) = (0, 0);
        for (number, &to) in ends.iter().enumerate() {
            let mine = &room.order[from..to];
            from = to;
            if mine.is_empty() {
                continue;
            }
            let shard = &mut *self.shards[number]
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            room.found.clear();
            let first = |&i: &u32| shard.slots[shard.slot_of(room.hashes[i as usize])];
            room.found.extend(mine.iter().map(first));
            room.spans.clear();
            room.spans.extend(room.found.iter().map(|&slot| match slot {
                0 => (1, 0),
                slot => shard.span(slot),
            }));
            for ((&i, &slot), &span) in mine.iter().zip(&room.found).zip(&room.spans) {
                let (hash, text) = (room.hashes[i as usize], texts[i as usize]);
                let place = if slot >> 32 == u64::from(hash as u32) && shard.is(span, text) {
                    slot as u32 - 1
                } else {
                    match shard.probe(hash, text) {
                        Ok(place) => place,
                        Err(free) => {
                            new += 1;
                            shard.add(hash, text, free)?
                        }
                    }
                };
                symbols[i as usize] = Symbol::new(number, place);
            }
        }
        Ok(new)
    }

    /// The table as it is now, to be asked without waiting for anybody.
    pub(crate) fn freeze(self) -> Interned {
        let shards = self.shards.into_iter();
        let shards = shards.map(|s| s.into_inner().unwrap_or_else(PoisonError::into_inner));
        Interned {
            shards: shards.collect(),
        }
    }
}

impl Room {
    fn hash(&mut self, texts: &[&str]) {
        self.hashes.clear();
        self.hashes.extend(texts.iter().map(|text| hash_of(text)));
    }

    /// Sorts the numbers of all texts but empty ones by shard; gives where each shard's end.
    fn by_shard(&mut self, texts: &[&str]) -> [usize; SHARDS] {
        let mut next = [0usize; SHARDS];
        let mut count = 0;
        for (text, &hash) in texts.iter().zip(&self.hashes) {
            if !text.is_empty() {
                next[shard_of(hash)] += 1;
                count += 1;
            }
        }
        let mut before = 0;
        for slot in &mut next {
            before += std::mem::replace(slot, before);
        }
        self.order.clear();
        self.order.resize(count, 0);
        for (i, text) in texts.iter().enumerate() {
            if !text.is_empty() {
                let slot = &mut next[shard_of(self.hashes[i])];
                self.order[*slot] = i as u32;
                *slot += 1;
            }
        }
        next
    }
}

/// A table of texts that does not change any more.
#[derive(Debug)]
pub(crate) struct Interned {
    shards: Vec<Shard>,
}

impl Interned {
    /// How many texts there are.
    pub(crate) fn len(&self) -> usize {
        self.shards.iter().map(Shard::len).sum()
    }

    /// Puts the symbols of all texts into `symbols`: the empty one for what the table does not
    /// hold.
    pub(crate) fn find(&self, texts: &[&str], room: &mut Room, symbols: &mut Vec<Symbol>) {
        /// So many at once: their slots and lengths stay in the nearest cache.
        const BATCH: usize = 128;
        symbols.clear();
        room.hash(texts);
        for (texts, hashes) in texts.chunks(BATCH).zip(room.hashes.chunks(BATCH)) {
            room.found.clear();
            room.found.extend(hashes.iter().map(|&hash| {
                let shard = &self.shards[shard_of(hash)];
                shard.slots[shard.slot_of(hash)]
            }));
            room.spans.clear();
            let slots = hashes.iter().zip(&room.found);
            room.spans.extend(slots.map(|(&hash, &slot)| match slot {
                0 => (1, 0),
                slot => self.shards[shard_of(hash)].span(slot),
            }));
            let found = room.found.iter().zip(&room.spans);
            for ((text, &hash), (&slot, &span)) in texts.iter().zip(hashes).zip(found) {
                let number = shard_of(hash);
                let shard = &self.shards[number];
                let same = slot >> 32 == u64::from(hash as u32) && shard.is(span, text);
                symbols.push(match same {
                    true => Symbol::new(number, slot as u32 - 1),
                    false => match shard.probe(hash, text) {
                        Ok(place) => Symbol::new(number, place),
                        Err(_) => Symbol::EMPTY,
                    },
                });
            }
        }
    }

    /// How symbols become numbers without gaps, from `first` on, in the order in which
    /// [`Interned::move_into`] adds the texts.
    pub(crate) fn numbering(&self, first: u32) -> Numbering {
        let mut bases = [first; SHARDS];
        let mut before = first;
        for (base, shard) in bases.iter_mut().zip(&self.shards) {
            *base = before;
            before = before.saturating_add(shard.len() as u32);
        }
        Numbering { bases }
    }

    /// Moves all texts into an arena.
    pub(crate) fn move_into(self, strings: &mut Strings) {
        for shard in self.shards {
            drop(shard.slots);
            strings.append(&shard.bytes, &shard.ends[1..]);
        }
    }

    /// How many bytes the texts have.
    pub(crate) fn bytes(&self) -> usize {
        self.shards.iter().map(|shard| shard.bytes.len()).sum()
    }
}

/// Numbers without gaps for the symbols of a table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Numbering {
    bases: [u32; SHARDS],
}

impl Numbering {
    /// The number of a symbol that is not the empty one.
    #[inline]
    pub(crate) fn of(&self, symbol: Symbol) -> u32 {
        let symbol = symbol.0.wrapping_sub(1);
        self.bases[(symbol as usize) % SHARDS].wrapping_add(symbol >> SHARD_BITS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_one_number() {
        let interner = Interner::default();
        let all: Vec<String> = (0..5000).map(|i| format!("text {}", i % 1700)).collect();
        let texts: Vec<&str> = all.iter().map(String::as_str).chain([""]).collect();
        let (mut room, mut symbols) = (Room::default(), Vec::new());
        assert_eq!(interner.intern(&texts, &mut room, &mut symbols), Ok(1700));
        assert_eq!(symbols.last(), Some(&Symbol::EMPTY));
        let first = symbols.clone();
        assert_eq!(interner.intern(&texts, &mut room, &mut symbols), Ok(0));
        assert_eq!(symbols, first);
        let interned = interner.freeze();
        let (mut asked, mut wanted) = (texts.clone(), first.clone());
        asked.push("none of them");
        wanted.push(Symbol::EMPTY);
        interned.find(&asked, &mut room, &mut symbols);
        assert_eq!(symbols, wanted);
        assert_eq!(interned.len(), 1700);
        let numbering = interned.numbering(1);
        let mut strings = Strings::default();
        interned.move_into(&mut strings);
        for (text, &symbol) in all.iter().zip(&first) {
            assert_eq!(strings.get(Strings::numbered(numbering.of(symbol))), text);
        }
    }
}
