//! Questions to a graph: each verb a function that gives an [`Answer`](crate::graph::Answer).
//!
//! Nothing here touches the disk or knows an output format.

pub mod cypher;
mod error;
pub mod facts;
mod layers;
pub mod lineage;
pub mod list;
pub mod part;
pub mod path;
pub mod pattern;
pub mod picture;
mod search;
mod stats;

pub use error::QueryError;
pub use layers::layers;
pub use search::search;
pub use stats::stats;
