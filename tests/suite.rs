//! All integration tests, in one binary: one link, one run.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails; clippy's own exemption stops at #[test]"
)]

mod browser;
mod cli;
mod corpus;
mod dataset;
mod documents;
mod foreign;
mod forgotten;
mod gallery;
mod laws;
mod layers;
mod peers;
mod pictures;
mod problems;
mod program;
mod scale;
mod shuffle;
mod sizes;
mod source;
mod tck;
mod workplace;
