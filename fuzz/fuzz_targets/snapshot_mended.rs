//! As `snapshot`, with checksums made to fit, so that damage gets behind them.
//!
//! `cargo +nightly fuzz run snapshot_mended -- -max_total_time=1800`, with snapshots of small graphs
//! in its corpus.

#![no_main]

#[path = "../../tests/laws/mend.rs"]
mod mend;
#[path = "../walk.rs"]
mod walk;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = bytes.to_vec();
    if mend::mend(&mut bytes, crc32fast::hash).is_some() {
        walk::walk(&bytes);
    }
});
