//! A folder that is written whole or not at all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::export::data::{ExportError, Files};

use super::{CliError, Exit};

/// Files of a folder that is still being written.
struct OnDisk<'a> {
    root: &'a Path,
    file: Option<BufWriter<File>>,
}

impl OnDisk<'_> {
    fn end(&mut self) -> io::Result<()> {
        match self.file.take() {
            Some(mut file) => file.flush(),
            None => Ok(()),
        }
    }
}

impl Files for OnDisk<'_> {
    fn begin(&mut self, path: &str) -> io::Result<&mut dyn Write> {
        self.end()?;
        let path = self.root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let file = File::create(&path)?;
        #[cfg(unix)]
        if path.extension().is_some_and(|extension| extension == "sh") {
            use std::os::unix::fs::PermissionsExt as _;
            file.set_permissions(fs::Permissions::from_mode(0o755))?;
        }
        Ok(self.file.insert(BufWriter::new(file)))
    }
}

/// Writes a folder beside its place and moves it there. What stands there already is replaced only
/// with `force`, and only after the new one is whole; an empty folder may always be filled.
pub(super) fn write_folder<T>(
    path: &Path,
    force: bool,
    write: impl FnOnce(&mut dyn Files) -> Result<T, ExportError>,
) -> Result<T, CliError> {
    let failed = |error: io::Error| {
        let message = format!("cannot write {}: {error}", path.display());
        CliError::new(Exit::Failed, message)
    };
    if !force && is_taken(path) {
        let message = format!("{} is there already", path.display());
        let hint = "name another folder, or add --force to replace this one";
        return Err(CliError::new(Exit::Failed, message).hint(hint));
    }
    let parent = path.parent().filter(|p| !p.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let new = tempfile::tempdir_in(parent).map_err(failed)?;
    let mut files = OnDisk {
        root: new.path(),
        file: None,
    };
    let written = write(&mut files)?;
    files.end().map_err(failed)?;
    super::watch::sound().map_err(failed)?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        fs::set_permissions(new.path(), fs::Permissions::from_mode(0o755)).map_err(failed)?;
    }
    swap(new, path, parent).map_err(failed)?;
    Ok(written)
}

fn is_taken(path: &Path) -> bool {
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().is_some(),
        Err(_) => fs::symlink_metadata(path).is_ok(),
    }
}

/// Moves the new folder to its place; what stood there goes once that is done.
fn swap(new: tempfile::TempDir, path: &Path, parent: &Path) -> io::Result<()> {
    let aside = match fs::symlink_metadata(path) {
        Err(_) => None,
        Ok(_) => {
            let aside = tempfile::tempdir_in(parent)?;
            let old: PathBuf = aside.path().join("old");
            fs::rename(path, &old)?;
            Some((aside, old))
        }
    };
    if let Err(error) = fs::rename(new.path(), path) {
        if let Some((_, old)) = &aside {
            fs::rename(old, path)?;
        }
        return Err(error);
    }
    // It has moved; there is nothing left to remove.
    let _ = new.keep();
    Ok(())
}
