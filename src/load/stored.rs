//! Snapshots: opened where they lie, not read.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::graph::Graph;
use crate::graph::snapshot::{self, SnapshotError};
use crate::model::{Kind, Place, Problem};

use super::{LoadError, Loaded, Options};

/// The ending that names of snapshots should have.
pub const EXTENSION: &str = "aigraph";

/// Whether a path is a snapshot, by its name or by how it begins.
pub fn is_snapshot(path: &Path) -> bool {
    let named = path
        .extension()
        .is_some_and(|extension| extension == EXTENSION);
    let begins = || {
        let mut bytes = [0; snapshot::BEGINNING];
        let read = File::open(path).and_then(|mut file| file.read_exact(&mut bytes));
        read.is_ok() && snapshot::is_snapshot(&bytes)
    };
    path.is_file() && (named || begins())
}

/// Opens a snapshot; see [`Graph::map`].
///
/// # Errors
/// [`SnapshotError`] where it cannot be read, is none, or its head is damaged.
pub fn open_snapshot(path: &Path) -> Result<Graph, SnapshotError> {
    let file = File::open(path).map_err(|error| SnapshotError::Unreadable {
        reason: error.to_string(),
    })?;
    Graph::map(&file)
}

/// Opens a snapshot as what was loaded; verifies all of it where `thorough` is asked for.
pub(super) fn load(path: &Path, options: &Options) -> Result<Loaded, LoadError> {
    let opened = open_snapshot(path).and_then(|graph| match options.thorough {
        true => graph.verify().map(|()| graph),
        false => Ok(graph),
    });
    let graph = opened.map_err(|error| LoadError::Problem(Box::new(problem(path, &error))))?;
    Ok(Loaded {
        graph,
        problems: Vec::new(),
        rejects: Vec::new(),
        notes: Vec::new(),
        in_blocks: false,
    })
}

/// What is wrong with a snapshot, as a problem.
pub fn problem(path: &Path, error: &SnapshotError) -> Problem {
    let kind = match error {
        SnapshotError::Unreadable { .. } => Kind::Unreadable,
        _ => Kind::DamagedSnapshot,
    };
    let place = Place::line(&path.to_string_lossy(), 0);
    Problem::new(kind, format!("the file {error}"))
        .at(place)
        .hint(error.hint())
}
