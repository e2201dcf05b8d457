//! Large graphs, kept as snapshots in the user's cache once they have been read.
//!
//! A snapshot is named by a hash of all that its graph depends on: the path, the options of
//! reading, the program's version, and each file's path, size and time. Where a time is so near to
//! the reading that a later change could have the same, the name ends in a hash of the contents,
//! which is then compared as well. Nothing here fails: without a cache the files are read.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use uuid::Uuid;

use crate::graph::Graph;
use crate::graph::snapshot::{self, Said};
use crate::load::{self, EXTENSION};

/// Arguments for the snapshots of large graphs.
#[derive(Debug, clap::Args)]
pub struct CacheArgs {
    /// Read the files even if a snapshot of them is in the user's cache, and keep none there
    #[arg(long, global = true)]
    pub no_cache: bool,
    /// Keep a snapshot of what is larger than so many megabytes
    #[arg(
        long,
        value_name = "MB",
        env = "AIGRAPH_CACHE_ABOVE",
        default_value_t = 64,
        global = true
    )]
    pub cache_above: u64,
    /// How many megabytes all snapshots may take; those unused for longest go first
    #[arg(
        long,
        value_name = "MB",
        env = "AIGRAPH_CACHE_SIZE",
        default_value_t = 10_000,
        global = true
    )]
    pub cache_size: u64,
}

/// What names of snapshots that are still written begin with.
pub(super) const PACKING: &str = ".packing-";
/// Changes so near to each other may have the same time.
const NEAR: Duration = Duration::from_secs(2);
/// How old the time of last use may grow before it is set again.
const USED: Duration = Duration::from_secs(60);
const MB: u64 = 1_000_000;

/// The user's cache.
pub(super) struct Cache {
    folder: PathBuf,
    /// How many bytes all of it may take.
    limit: u64,
    /// How large files must be together to be worth it.
    above: u64,
}

/// A snapshot of the cache.
pub(super) struct Kept {
    pub(super) path: PathBuf,
    pub(super) bytes: u64,
    pub(super) used: SystemTime,
}

/// The state of files: what the name of their snapshot comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    name: String,
    files: Vec<PathBuf>,
    /// Whether a file was changed just before, so that it may change again and look the same.
    is_near: bool,
}

impl Cache {
    /// The cache where the environment says it is; `None` where it says nothing.
    pub(super) fn of(args: &CacheArgs) -> Option<Cache> {
        let set = |name| {
            std::env::var_os(name)
                .map(PathBuf::from)
                .filter(|p| p.is_absolute())
        };
        let home = || set("HOME").map(|home| home.join(".cache"));
        let folder = set("XDG_CACHE_HOME").or_else(home)?.join("aigraph");
        Some(Cache {
            folder,
            limit: args.cache_size.saturating_mul(MB),
            above: args.cache_above.saturating_mul(MB),
        })
    }

    /// The state of the files of a path, as they are now; `None` where they are too small to be
    /// kept, or something of them cannot be known.
    pub(super) fn state(&self, path: &Path, options: &load::Options) -> Option<State> {
        let now = SystemTime::now();
        let files = load::files(path);
        let (mut text, mut bytes, mut is_near) = (String::new(), 0u64, false);
        let absolute = std::path::absolute(path).ok()?;
        let version = (
            env!("CARGO_PKG_VERSION"),
            env!("AIGRAPH_COMMIT"),
            snapshot::VERSION,
        );
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{version:?}\n{path:?}\n{absolute:?}\n{options:?}");
        for file in &files {
            let about = fs::metadata(file).ok()?;
            let changed = about.modified().ok()?;
            bytes = bytes.saturating_add(about.len());
            is_near |= now.duration_since(changed).is_ok_and(|age| age < NEAR) || changed > now;
            let _ = writeln!(
                text,
                "{file:?} {} {changed:?} {}",
                about.len(),
                inode(&about)
            );
        }
        let name = Uuid::new_v5(&Uuid::NAMESPACE_URL, text.as_bytes());
        (bytes >= self.above).then(|| State {
            name: name.simple().to_string(),
            files,
            is_near,
        })
    }

    /// The snapshot of files in that state, opened, and where it is.
    pub(super) fn open(&self, state: &State) -> Option<(PathBuf, Graph)> {
        let path = self.find(state)?;
        let graph = match load::open_snapshot(&path) {
            Ok(graph) => graph,
            Err(_) => {
                // It is made again; one that cannot be removed is replaced.
                let _ = fs::remove_file(&path);
                return None;
            }
        };
        touch(&path);
        Some((path, graph))
    }

    /// Where the snapshot of files in that state is.
    fn find(&self, state: &State) -> Option<PathBuf> {
        let sure = self.folder.join(format!("{}.{EXTENSION}", state.name));
        if !state.is_near && sure.is_file() {
            return Some(sure);
        }
        let begin = format!("{}-", state.name);
        let begins = |path: &Path| {
            let name = path.file_name().unwrap_or_default();
            name.to_string_lossy().starts_with(&begin)
        };
        // The contents are read only where there is something to compare them with.
        listed(&self.folder).find(|path| begins(path))?;
        let near = self
            .folder
            .join(format!("{begin}{}.{EXTENSION}", contents(&state.files)?));
        if !near.is_file() {
            return None;
        }
        if state.is_near {
            return Some(near);
        }
        // The files have been left alone since: from now on their times are enough.
        match fs::rename(&near, &sure) {
            Ok(()) => Some(sure),
            Err(_) => Some(near),
        }
    }

    /// Keeps a graph that was read from files in that state, and says where; `None` where they have
    /// changed meanwhile, or the cache cannot be written.
    pub(super) fn keep(
        &self,
        graph: &Graph,
        said: &Said,
        (path, options): (&Path, &load::Options),
        state: &State,
    ) -> Option<PathBuf> {
        fs::create_dir_all(&self.folder).ok()?;
        sweep(&self.folder, PACKING);
        // A change while they were read shows in their state, or they are near and in the hash.
        let contents = match state.is_near {
            true => format!("-{}", contents(&state.files)?),
            false => String::new(),
        };
        let file = packing(&self.folder, PACKING).ok()?;
        let mut out = std::io::BufWriter::with_capacity(1 << 16, file);
        snapshot::write_said(graph, said, &mut out).ok()?;
        let file = out.into_inner().ok()?;
        let bytes = file.as_file().metadata().ok()?.len();
        let still = self.state(path, options)?;
        if (&still.name, &still.files) != (&state.name, &state.files) || bytes > self.limit {
            return None;
        }
        let kept = self
            .folder
            .join(format!("{}{contents}.{EXTENSION}", state.name));
        file.persist(&kept).ok()?;
        self.shrink(&kept);
        Some(kept)
    }

    /// All snapshots, the last used first.
    pub(super) fn kept(&self) -> Vec<Kept> {
        let mut all: Vec<Kept> = listed(&self.folder)
            .filter(|path| {
                path.extension()
                    .is_some_and(|extension| extension == EXTENSION)
            })
            .filter_map(|path| {
                let about = fs::metadata(&path).ok()?;
                let (bytes, used) = (about.len(), about.modified().ok()?);
                Some(Kept { path, bytes, used })
            })
            .collect();
        all.sort_by(|a, b| (b.used, &a.path).cmp(&(a.used, &b.path)));
        all
    }

    /// Removes what was not used for longest until the rest is within the limit.
    fn shrink(&self, but: &Path) {
        let mut room = self.limit;
        let mut all = self.kept();
        all.sort_by_key(|kept| kept.path != but);
        for kept in all {
            match room.checked_sub(kept.bytes) {
                Some(left) => room = left,
                // Whoever has it open keeps it; one that cannot be removed stays.
                None => drop(fs::remove_file(&kept.path)),
            }
        }
    }

    /// Removes all of it; gives what was there.
    pub(super) fn clear(&self) -> std::io::Result<Vec<Kept>> {
        sweep(&self.folder, PACKING);
        let all = self.kept();
        for kept in &all {
            match fs::remove_file(&kept.path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        Ok(all)
    }
}

/// What tells a file from another one of the same name that has its time.
fn inode(about: &fs::Metadata) -> u64 {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        about.ino()
    }
    #[cfg(not(unix))]
    {
        let _ = about;
        0
    }
}

/// Says that a snapshot was used, unless it was said lately.
fn touch(path: &Path) {
    let now = SystemTime::now();
    let used = fs::metadata(path).and_then(|about| about.modified());
    let lately = used.is_ok_and(|used| now.duration_since(used).is_ok_and(|age| age < USED));
    if !lately {
        // In a cache that is not ours to change the order of use is not kept.
        let _ = File::options()
            .append(true)
            .open(path)
            .and_then(|file| file.set_modified(now));
    }
}

/// A hash of what is in files.
fn contents(files: &[PathBuf]) -> Option<String> {
    let mut sums = Vec::new();
    let mut block = vec![0; 1 << 16];
    for file in files {
        let mut file = File::open(file).ok()?;
        loop {
            let mut sum = crc32fast::Hasher::new();
            let read = file
                .by_ref()
                .take(block.len() as u64)
                .read(&mut block)
                .ok()?;
            sum.update(block.get(..read)?);
            sums.extend_from_slice(&sum.finalize().to_le_bytes());
            if read == 0 {
                break;
            }
        }
    }
    Some(
        Uuid::new_v5(&Uuid::NAMESPACE_URL, &sums)
            .simple()
            .to_string(),
    )
}

/// The files of a folder; none where it cannot be read.
fn listed(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path()))
}

/// A temporary file whose owner holds it locked as long as it lives, so that others know.
pub(super) fn packing(folder: &Path, prefix: &str) -> std::io::Result<tempfile::NamedTempFile> {
    let file = tempfile::Builder::new()
        .prefix(prefix)
        .tempfile_in(folder)?;
    // Where files cannot be locked, somebody else's sweeping may remove it: then it is not kept.
    let _ = file.as_file().try_lock();
    Ok(file)
}

/// Removes what writers left behind that were killed: temporary files that nobody holds.
pub(super) fn sweep(folder: &Path, prefix: &str) {
    for path in listed(folder) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if !name.starts_with(prefix) {
            continue;
        }
        let free = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if free {
            // Somebody else may have been quicker.
            let _ = fs::remove_file(&path);
        }
    }
}
