//! Files that are written whole or not at all.

use std::fs;
use std::io;
use std::path::Path;

use super::{CliError, Exit, cache, watch};

/// Writes a file through a temporary one beside it, so that it is never half written.
pub(super) fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), CliError> {
    let file = tempfile::NamedTempFile::new_in(folder_of(path));
    write_through(file.map_err(|error| unwritten(path, error))?, path, |out| {
        out.write_all(bytes)
    })
}

/// The same of what is written bit by bit, for long: what a killed writer leaves behind is removed
/// by the next one.
pub(super) fn write_packed(
    path: &Path,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), CliError> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let prefix = format!(".{name}{}", cache::PACKING);
    cache::sweep(folder_of(path), &prefix);
    let file = cache::packing(folder_of(path), &prefix).map_err(|error| unwritten(path, error))?;
    write_through(file, path, write)
}

/// The folder that a file is in.
fn folder_of(path: &Path) -> &Path {
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

fn unwritten(path: &Path, error: io::Error) -> CliError {
    let message = format!("cannot write {}: {error}", path.display());
    CliError::new(Exit::Failed, message)
}

/// Writes a file through that temporary one.
fn write_through(
    file: tempfile::NamedTempFile,
    path: &Path,
    write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>,
) -> Result<(), CliError> {
    let failed = |error: io::Error| unwritten(path, error);
    let mut out = io::BufWriter::with_capacity(1 << 16, file);
    write(&mut out).map_err(failed)?;
    let file = out
        .into_inner()
        .map_err(|error| failed(error.into_error()))?;
    watch::sound().map_err(failed)?;
    // A temporary file is its owner's alone; what the user asked for is an ordinary one.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let ordinary = fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(ordinary).map_err(failed)?;
    }
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}
