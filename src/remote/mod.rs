//! Other programs: a Neo4j server, what goes there, what comes from there, and questions that it
//! helps to answer; an installed Graphviz, which lays out pictures.
//!
//! The only module that speaks to a network or to processes, and waits for them: tokio does
//! not leave it, and every function here returns when it is done. It knows no terminal: how far it
//! is it tells whoever called.
//!
//! neo4rs is the one driver in Rust that is kept up; its release candidate 0.9 speaks the newer
//! versions of Bolt and hands over the server's own counters, which 0.8 does not. It is pinned.

#[cfg(feature = "bolt")]
pub mod ask;
#[cfg(feature = "bolt")]
mod compare;
#[cfg(feature = "bolt")]
mod connect;
#[cfg(feature = "bolt")]
mod error;
#[cfg(feature = "bolt")]
pub mod fetch;
#[cfg(feature = "bolt")]
mod gather;
pub mod graphviz;
#[cfg(feature = "bolt")]
pub mod pull;
#[cfg(feature = "bolt")]
pub mod push;
mod question;
#[cfg(feature = "bolt")]
mod rows;
#[cfg(feature = "bolt")]
mod statements;
#[cfg(feature = "bolt")]
mod values;

#[cfg(feature = "bolt")]
use std::future::Future;

#[cfg(feature = "bolt")]
pub use connect::{SCHEMES, Target, check_url};
#[cfg(feature = "bolt")]
pub use error::RemoteError;
pub use question::Question;

/// How far something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is at.
    pub phase: &'static str,
    /// How many rows are done.
    pub done: usize,
    /// Of how many, where that is known.
    pub total: Option<usize>,
}

#[cfg(feature = "bolt")]
/// Runs to the end.
fn run<T>(work: impl Future<Output = Result<T, RemoteError>>) -> Result<T, RemoteError> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    match runtime {
        Ok(runtime) => runtime.block_on(work),
        Err(error) => Err(RemoteError::new(
            format!("this system lets nothing wait for a network: {error}"),
            "",
        )),
    }
}
