//! Gives damaged bytes of a snapshot checksums that fit, so that what lies behind them is tried.
//! Used by the fuzz target of the same name too.

/// Reads a number of seven bits a byte, and goes on behind it.
fn varint(bytes: &[u8], at: &mut usize) -> Option<usize> {
    let (mut number, mut shift) = (0usize, 0);
    loop {
        let byte = *bytes.get(*at)?;
        *at += 1;
        number |= usize::from(byte & 0x7f).checked_shl(shift)?;
        shift += 7;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
}

fn put(bytes: &mut [u8], at: usize, number: u32) -> Option<()> {
    bytes
        .get_mut(at..at.checked_add(4)?)?
        .copy_from_slice(&number.to_le_bytes());
    Some(())
}

fn eight(bytes: &[u8], at: usize) -> Option<usize> {
    let eight = bytes.get(at..at.checked_add(8)?)?.try_into().ok()?;
    usize::try_from(u64::from_le_bytes(eight)).ok()
}

/// Sets all checksums to what they must be; `None` where the bytes have no place for them.
pub(crate) fn mend(bytes: &mut [u8], crc: impl Fn(&[u8]) -> u32) -> Option<()> {
    let sum = crc(bytes.get(..28)?);
    put(bytes, 28, sum)?;
    let shift = u32::from(*bytes.get(16)?);
    let size = 1usize
        .checked_shl(shift)
        .filter(|_| (12..=16).contains(&shift))?;
    let foot = bytes.len().checked_sub(40)?;
    let (mut at, whole) = (eight(bytes, foot)?, bytes.len());
    let sections = varint(bytes, &mut at)?;
    let mut table = Vec::new();
    let blocks = |bytes: &[u8], start: usize, len: usize| -> Option<Vec<u32>> {
        let end = start.checked_add(len)?.checked_next_multiple_of(8)?;
        Some(bytes.get(start..end)?.chunks(size).map(&crc).collect())
    };
    for _ in 0..sections.min(whole) {
        let (start, len) = (varint(bytes, &mut at)?, varint(bytes, &mut at)?);
        table.extend(blocks(bytes, start, len)?);
    }
    let (start, len) = (varint(bytes, &mut at)?, varint(bytes, &mut at)?);
    for (i, sum) in table.into_iter().enumerate() {
        put(bytes, start.checked_add(i * 4)?, sum)?;
    }
    let own = blocks(bytes, start, len)?;
    varint(bytes, &mut at)?;
    for (i, sum) in own.into_iter().enumerate() {
        put(bytes, at + i * 4, sum)?;
    }
    let (start, len) = (eight(bytes, foot)?, eight(bytes, foot + 8)?);
    let sum = crc(bytes.get(start..start.checked_add(len)?)?);
    put(bytes, foot + 24, sum)?;
    let sum = crc(bytes.get(foot..foot + 28)?);
    put(bytes, foot + 28, sum)
}
