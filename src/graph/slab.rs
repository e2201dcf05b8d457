//! Arrays of plain numbers that a graph is made of.
//!
//! Whoever reads one does not know where its numbers lie. It knows no meaning of them.

use std::ops::Range;

use super::snapshot::store::{Area, Number};

/// An array of numbers.
#[derive(Debug)]
pub(crate) enum Slab<T> {
    /// In memory.
    Owned(Vec<T>),
    /// In a snapshot, verified as they are touched.
    Stored(Area<T>),
}

impl<T> Default for Slab<T> {
    fn default() -> Self {
        Slab::Owned(Vec::new())
    }
}

impl<T> From<Vec<T>> for Slab<T> {
    fn from(values: Vec<T>) -> Self {
        Slab::Owned(values)
    }
}

impl<T> From<Area<T>> for Slab<T> {
    fn from(area: Area<T>) -> Self {
        Slab::Stored(area)
    }
}

impl<T: Number> Slab<T> {
    /// How many numbers there are.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        match self {
            Slab::Owned(values) => values.len(),
            Slab::Stored(area) => area.len(),
        }
    }

    /// The number at a place; zero past the end, and where a snapshot is damaged.
    #[inline]
    pub(crate) fn get(&self, i: usize) -> T {
        match self {
            Slab::Owned(values) => {
                debug_assert!(i < values.len(), "{i} of {}", values.len());
                values.get(i).copied().unwrap_or_default()
            }
            Slab::Stored(area) => area.get(i),
        }
    }

    /// The numbers of a range; none where it is not within the array.
    #[inline]
    pub(crate) fn slice(&self, range: Range<usize>) -> &[T] {
        match self {
            Slab::Owned(values) => values.get(range).unwrap_or_default(),
            Slab::Stored(area) => area.slice(range),
        }
    }

    /// Where in a range `first` ends to hold, which holds for a beginning of it and for nothing
    /// else. O(log n).
    #[inline]
    pub(crate) fn partition(&self, range: Range<usize>, first: impl Fn(T) -> bool) -> usize {
        let from = range.start;
        let Slab::Stored(area) = self else {
            return from + self.slice(range).partition_point(|&value| first(value));
        };
        // Only what is looked at is touched.
        let (mut from, mut to) = (from, range.end.min(area.len()));
        while from < to {
            let middle = from + (to - from) / 2;
            match first(area.get(middle)) {
                true => from = middle + 1,
                false => to = middle,
            }
        }
        from
    }

    /// How many bytes the numbers take.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        size_of_val(self.slice(0..self.len()))
    }
}

/// An array of small numbers, a byte each where all fit into one, else two.
#[derive(Debug)]
pub(crate) enum Narrow {
    /// Numbers below 256.
    Bytes(Slab<u8>),
    /// Numbers below 65 536.
    Words(Slab<u16>),
}

impl Narrow {
    /// These numbers, all of which are below `bound`. O(n).
    pub(crate) fn new(bound: usize, values: impl Iterator<Item = u16>) -> Narrow {
        match bound <= 1 << 8 {
            true => Narrow::Bytes(values.map(|v| v as u8).collect::<Vec<_>>().into()),
            false => Narrow::Words(values.collect::<Vec<_>>().into()),
        }
    }

    /// How many numbers there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Narrow::Bytes(slab) => slab.len(),
            Narrow::Words(slab) => slab.len(),
        }
    }

    /// The number at a place; zero past the end.
    #[inline]
    pub(crate) fn get(&self, i: usize) -> u16 {
        match self {
            Narrow::Bytes(slab) => u16::from(slab.get(i)),
            Narrow::Words(slab) => slab.get(i),
        }
    }

    /// The part of an ascending range that is that number. O(log n).
    #[inline]
    pub(crate) fn run(&self, range: Range<usize>, number: u16) -> Range<usize> {
        fn of<T: Number + Into<u16>>(
            slab: &Slab<T>,
            range: Range<usize>,
            number: u16,
        ) -> Range<usize> {
            let Some(last) = range.end.checked_sub(1).filter(|last| range.start <= *last) else {
                return range;
            };
            // Most ranges are short and begin or end with what is looked for.
            let (first, last) = (slab.get(range.start).into(), slab.get(last).into());
            if number < first || last < number {
                return range.start..range.start;
            }
            let from = match first == number {
                true => range.start,
                false => slab.partition(range.clone(), |v| v.into() < number),
            };
            match last == number {
                true => from..range.end,
                false => from..slab.partition(from..range.end, |v| v.into() == number),
            }
        }
        match self {
            Narrow::Bytes(slab) => of(slab, range, number),
            Narrow::Words(slab) => of(slab, range, number),
        }
    }

    /// How many bytes the numbers take.
    #[cfg(test)]
    pub(crate) fn bytes(&self) -> usize {
        match self {
            Narrow::Bytes(slab) => slab.bytes(),
            Narrow::Words(slab) => slab.bytes(),
        }
    }
}
