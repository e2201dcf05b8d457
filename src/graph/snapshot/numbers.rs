//! Whole numbers in as few bytes as the widest of them takes, above the least.

use std::sync::Arc;

use super::super::slab::Slab;
use super::code::{Coder, Decoder};
use super::store::{Area, Rule, Store};
use super::write::Writer;

/// Whole numbers.
#[derive(Debug)]
pub(crate) struct Numbers {
    least: i64,
    above: Above,
}

/// How far each is above the least.
#[derive(Debug)]
enum Above {
    /// So many of them are equal.
    None(usize),
    One(Slab<u8>),
    Two(Slab<u16>),
    Four(Slab<u32>),
    Eight(Slab<u64>),
}

impl Numbers {
    pub(crate) fn len(&self) -> usize {
        match &self.above {
            Above::None(len) => *len,
            Above::One(slab) => slab.len(),
            Above::Two(slab) => slab.len(),
            Above::Four(slab) => slab.len(),
            Above::Eight(slab) => slab.len(),
        }
    }

    #[inline]
    pub(crate) fn get(&self, i: usize) -> i64 {
        let above = match &self.above {
            Above::None(_) => 0,
            Above::One(slab) => u64::from(slab.get(i)),
            Above::Two(slab) => u64::from(slab.get(i)),
            Above::Four(slab) => u64::from(slab.get(i)),
            Above::Eight(slab) => slab.get(i),
        };
        self.least.wrapping_add_unsigned(above)
    }

    /// Writes numbers: their section, and what is to be known of it.
    pub(crate) fn write(
        values: impl Iterator<Item = i64> + Clone,
        out: &mut Writer<'_>,
        head: &mut Coder,
    ) -> std::io::Result<()> {
        let (mut least, mut most, mut len) = (i64::MAX, i64::MIN, 0);
        for value in values.clone() {
            (least, most, len) = (least.min(value), most.max(value), len + 1);
        }
        let least = least.min(most);
        let room = (i128::from(most) - i128::from(least)).unsigned_abs();
        let width = match room {
            0 => 0usize,
            1..=0xff => 1,
            0x100..=0xffff => 2,
            0x1_0000..=0xffff_ffff => 4,
            _ => 8,
        };
        head.size(len);
        head.bytes.extend_from_slice(&least.to_le_bytes());
        head.bytes.push(width as u8);
        if width == 0 {
            return Ok(());
        }
        out.begin()?;
        for value in values {
            let above = value.wrapping_sub(least).to_le_bytes();
            out.put(&above[..width])?;
        }
        head.size(out.end()?);
        Ok(())
    }

    pub(crate) fn read(store: &Arc<Store>, head: &mut Decoder<'_>) -> Option<Numbers> {
        let len = head.size()?;
        let least = i64::from_le_bytes(head.take(8)?.try_into().ok()?);
        let width = head.byte()?;
        if width == 0 {
            let above = Above::None(len);
            return (len <= u32::MAX as usize).then_some(Numbers { least, above });
        }
        let section = head.size()?;
        let above = match width {
            1 => Above::One(Area::new(store, section, Some(len), Rule::Any)?.into()),
            2 => Above::Two(Area::new(store, section, Some(len), Rule::Any)?.into()),
            4 => Above::Four(Area::new(store, section, Some(len), Rule::Any)?.into()),
            8 => Above::Eight(Area::new(store, section, Some(len), Rule::Any)?.into()),
            _ => return None,
        };
        Some(Numbers { least, above })
    }
}
