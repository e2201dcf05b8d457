//! Keeps answers from a damaged snapshot from getting out: whatever the program writes asks here
//! first.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::graph::snapshot::Watch;
use crate::load;

use super::CliError;

/// The snapshots that this run opened. Answers are written in many places, and none of them should
/// have to know what its graph lies in.
static OPEN: Mutex<Vec<Open>> = Mutex::new(Vec::new());

struct Open {
    path: PathBuf,
    watch: Watch,
    /// Whether it is the cache's, and not the user's.
    is_cached: bool,
}

/// Remembers a snapshot that answers come from.
pub(super) fn watch(path: &Path, watch: Watch, is_cached: bool) {
    if let Ok(mut open) = OPEN.lock() {
        let path = path.to_owned();
        open.push(Open {
            path,
            watch,
            is_cached,
        });
    }
}

/// What is to be said instead of an answer, where a snapshot was found damaged.
pub(super) fn damage() -> Option<CliError> {
    let open = OPEN.lock().ok()?;
    let (open, error) = open
        .iter()
        .find_map(|open| Some((open, open.watch.damage()?)))?;
    let mut problem = load::snapshot_problem(&open.path, error);
    // Where it cannot be removed, the command of the hint says why.
    if open.is_cached && (std::fs::remove_file(&open.path).is_ok() || !open.path.exists()) {
        problem.hint = Some("it was a snapshot of the cache and is gone now: ask again".to_owned());
    }
    Some(load::LoadError::Problem(Box::new(problem)).into())
}

/// An error where a snapshot was found damaged: nothing that came from it may be written.
pub(super) fn sound() -> io::Result<()> {
    match damage() {
        None => Ok(()),
        Some(error) => Err(io::Error::other(error.message)),
    }
}

/// An error unless all of a graph is sound, touched or not. O(bytes) of its snapshot.
#[cfg(feature = "bolt")]
pub(super) fn verified(graph: &crate::graph::Graph) -> Result<(), CliError> {
    match graph.verify() {
        Ok(()) => Ok(()),
        Err(error) => Err(damage().unwrap_or_else(|| {
            let message = format!("the graph {error}");
            CliError::new(super::Exit::Failed, message).hint(error.hint())
        })),
    }
}
