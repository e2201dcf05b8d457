//! Any bytes as a snapshot: an error, or a graph that can be gone through.
//!
//! `cargo +nightly fuzz run snapshot -- -max_total_time=1800`, with snapshots of small graphs in its
//! corpus.

#![no_main]

#[path = "../walk.rs"]
mod walk;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| walk::walk(bytes));
