//! All integration tests, in one binary: one link, one run.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that panics is a test that fails; clippy's own exemption stops at #[test]"
)]

mod blocks;
mod browser;
mod cli;
mod corpus;
mod cyclonedx;
mod cypher;
mod dataset;
mod documents;
mod exports;
mod foreign;
mod foreign_documents;
mod forgotten;
mod gallery;
mod laws;
mod layers;
mod markup;
mod neo4j;
mod packed;
#[cfg(feature = "parquet")]
mod parquet;
mod peers;
mod pictures;
mod problems;
mod program;
mod queries;
#[cfg(feature = "bolt")]
mod remote;
mod scale;
mod scripts;
mod shuffle;
mod sizes;
mod source;
mod tck;
mod turtle;
mod workplace;
