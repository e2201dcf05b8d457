//! `aigraph fmt`

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args as _;

use crate::cli::whole::write_whole;
use crate::cli::{CliError, Exit, Session};
use crate::export::data::canonical::{File, canonical};
use crate::load;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "fmt",
    about: "Writes the files of a folder in their canonical form",
    examples: &[
        (
            "aigraph fmt mygraph",
            "columns and rows in order, one quoting",
        ),
        (
            "aigraph fmt mygraph --check",
            "only say which files would change",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// The folder; the nearest graph if not given
    path: Option<PathBuf>,
    /// Change nothing; exit 1 where a file is not in its form
    #[arg(long)]
    check: bool,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let Some(root) = args.path.clone().or_else(|| session.folder()) else {
        let message = "there is no folder here to write";
        return Err(CliError::new(Exit::Usage, message).hint("name one: aigraph fmt DIR"));
    };
    let root = match root.join("graph/labels.csv").is_file() {
        true => root.join("graph"),
        false => root,
    };
    let changed = changed(&root)?;
    for (path, _) in &changed {
        writeln!(session.out(), "{path}")?;
    }
    if args.check {
        return Ok(match changed.is_empty() {
            true => Exit::Answered,
            false => Exit::NoAnswer,
        });
    }
    // All files are known to be sound by now; each is replaced whole.
    for (path, bytes) in &changed {
        write_whole(&root.join(path), bytes)?;
    }
    Ok(Exit::Answered)
}

/// The files that are not in their form, each with its form, by path.
fn changed(root: &Path) -> Result<Vec<(String, Vec<u8>)>, CliError> {
    let mut changed = Vec::new();
    let paths = paths(root)?;
    if paths.is_empty() {
        let message = format!("{} holds no files of a graph", root.display());
        let hint = "a folder has nodes/<Label>.csv and relationships/<TYPE>.csv";
        return Err(CliError::new(Exit::Failed, message).hint(hint));
    }
    for (path, file) in paths {
        let failed = |reason: String| {
            let path = root.join(&path);
            CliError::new(Exit::Failed, format!("{}: {reason}", path.display()))
        };
        let bytes = fs::read(root.join(&path)).map_err(|error| failed(error.to_string()))?;
        let text = std::str::from_utf8(&bytes)
            .map_err(|_| failed("is not UTF-8".to_owned()).hint("convert it first"))?;
        let form = canonical(file, text, load::delimiter(text)).map_err(|error| {
            let error = CliError::from(error);
            let message = format!("{}: {}", root.join(&path).display(), error.message);
            CliError { message, ..error }
        })?;
        if form != bytes {
            changed.push((path, form));
        }
    }
    Ok(changed)
}

/// The files of the folder that are ours, by path.
fn paths(root: &Path) -> Result<Vec<(String, File)>, CliError> {
    let failed = |error: std::io::Error| {
        CliError::new(
            Exit::Failed,
            format!("cannot read {}: {error}", root.display()),
        )
    };
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root.join(&folder)).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let path = format!("{folder}{name}");
            let is_folder = entry.file_type().map_err(failed)?.is_dir();
            match File::at(&path) {
                _ if name.starts_with('.') => {}
                _ if is_folder => folders.push(format!("{path}/")),
                Some(file) => found.push((path, file)),
                None => {}
            }
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}
