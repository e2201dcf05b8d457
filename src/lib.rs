//! aigraph: knowledge about an industry as typed CSV files, read into a property graph.
//!
//! Phases: [`load`] reads files into records, [`graph`] builds an immutable graph of them,
//! `query` answers questions about it, [`export`] writes answers. The modules stand in layers; each
//! imports only from those above it in this list.

pub mod model;

pub mod syntax;

pub mod graph;

pub mod load;

pub mod query;

pub mod diagram;

pub mod export;

pub mod remote;

pub mod cli;
