//! Where bytes come from: a folder, a file, bundled data or a stream, into texts in the order of
//! their paths.
//!
//! Knows no format; it leaves out only what no format would read.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;

use crate::model::{Kind, Place, Problem};

use super::text::{self, Text};
use super::{Input, LoadError, Options};

/// Extensions of files that hold rows.
const EXTENSIONS: &[&str] = &[
    "csv", "tsv", "tab", "psv", "ssv", "txt", "v", "e", "el", "edges", "edgelist", "nodes", "dat",
    "parquet",
];

/// Extensions of files that are a graph each, and are read only where there is nothing else.
const DOCUMENTS: &[&str] = &["graphml", "json", "cyjs", "jsonl", "ndjson"];

/// All that was read.
#[derive(Debug, Default)]
pub(super) struct Texts {
    pub(super) texts: Vec<Text>,
    /// Files that nothing reads, by the path that messages show.
    pub(super) others: Vec<String>,
    pub(super) problems: Vec<Problem>,
    /// Whether a single file or stream was given, so that there is nothing else to look at.
    pub(super) single: bool,
}

/// A file before it is decoded.
struct Entry {
    shown: String,
    path: String,
    data: Data,
}

enum Data {
    Disk(PathBuf),
    Bytes(Cow<'static, [u8]>),
}

/// Reads everything that was given.
pub(super) fn read(input: Input, options: &Options) -> Result<Texts, LoadError> {
    let encoding = encoding(options)?;
    let limit = options.max_bytes.unwrap_or(text::MAX_BYTES);
    let mut texts = Texts::default();
    let entries = match input {
        Input::Path(path) => disk(&path, &mut texts)?,
        Input::Files(files) => files.into_iter().map(bundled).collect(),
        Input::Stream { name, reader } => {
            texts.single = true;
            vec![stream(name, reader, limit)?]
        }
    };
    for entry in select(entries, &mut texts) {
        let bytes = match entry.data {
            Data::Bytes(bytes) => Ok(bytes),
            Data::Disk(path) => read_file(&path, &entry.shown, limit),
        };
        let unpacked = bytes.and_then(|bytes| text::unpack(&entry.shown, bytes, limit));
        match unpacked {
            Ok(bytes) if text::is_binary(&bytes) => texts.texts.push(Text {
                shown: entry.shown,
                path: entry.path,
                bytes,
                valid: true,
                is_head: false,
            }),
            Ok(bytes) => {
                let (text, problem) = text::decode(entry.shown, entry.path, bytes, encoding);
                texts.texts.push(text);
                texts.problems.extend(problem);
            }
            Err(problem) => texts.problems.push(*problem),
        }
    }
    Ok(texts)
}

/// The files that [`super::load`] looks at where it is given that path, by their paths; none where
/// there is nothing.
pub fn files(path: &Path) -> Vec<PathBuf> {
    let found = disk(path, &mut Texts::default()).unwrap_or_default();
    let on_disk = found.into_iter().filter_map(|entry| match entry.data {
        Data::Disk(path) => Some(path),
        Data::Bytes(_) => None,
    });
    let mut files: Vec<PathBuf> = on_disk.collect();
    files.sort();
    files
}

/// The files that some format may read, by their paths; notes the others.
fn select(mut entries: Vec<Entry>, texts: &mut Texts) -> Vec<Entry> {
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    if texts.single {
        return entries;
    }
    entries.retain(|entry| !is_aside(&entry.path));
    let extensions = if entries.len() == 1 { DOCUMENTS } else { &[] };
    let rows = |entry: &Entry| holds_rows(&entry.path, extensions);
    let (entries, others): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(rows);
    texts
        .others
        .extend(others.into_iter().map(|entry| entry.shown));
    entries
}

/// So many bytes of a file are its head; a shorter file is read whole.
const HEAD: usize = 1 << 18;

/// A file on the disk, whose head is a text.
#[derive(Debug)]
pub(super) struct Headed {
    pub(super) path: PathBuf,
    /// Whether it is packed.
    pub(super) packed: bool,
    /// How many bytes there are before the text.
    pub(super) skip: usize,
    /// How many bytes it has on the disk.
    pub(super) length: u64,
}

/// What [`read`] gives, with no more than the heads of long files: those have their file in the
/// second list, by the number of the text. None where files are not so sound, long or ordinary
/// that it pays; `least` is how many bytes all of them together must have.
pub(super) fn heads(
    input: &Input,
    options: &Options,
    least: u64,
) -> Option<(Texts, Vec<Option<Headed>>)> {
    let limit = options.max_bytes.unwrap_or(text::MAX_BYTES);
    let mut texts = Texts::default();
    let entries = match input {
        Input::Path(path) => disk(path, &mut texts).ok()?,
        Input::Files(files) => {
            let length: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
            if (length as u64) < least {
                return None;
            }
            files.iter().cloned().map(bundled).collect()
        }
        Input::Stream { .. } => return None,
    };
    let entries = select(entries, &mut texts);
    let mut lengths = Vec::with_capacity(entries.len());
    for entry in &entries {
        lengths.push(match &entry.data {
            Data::Bytes(bytes) => bytes.len() as u64,
            Data::Disk(path) => fs::metadata(path).ok()?.len(),
        });
    }
    if lengths.iter().sum::<u64>() < least || lengths.iter().any(|&length| length > limit) {
        return None;
    }
    let mut files = Vec::with_capacity(entries.len());
    for (entry, length) in entries.into_iter().zip(lengths) {
        let (bytes, mut headed) = match entry.data {
            Data::Bytes(bytes) => (text::unpack(&entry.shown, bytes, limit).ok()?, None),
            Data::Disk(path) => head(path, length)?,
        };
        let before = bytes.len();
        if text::is_binary(&bytes) || (headed.is_some() && !starts_as_utf8(&bytes)) {
            return None;
        }
        let (mut text, problem) = text::decode(entry.shown, entry.path, bytes, None);
        if problem.is_some() || !text.valid {
            return None;
        }
        if let Some(headed) = &mut headed {
            headed.skip = before - text.bytes.len();
            text.is_head = true;
        }
        texts.texts.push(text);
        files.push(headed);
    }
    texts.problems.is_empty().then_some((texts, files))
}

/// Whether bytes have no mark of another encoding.
fn starts_as_utf8(bytes: &[u8]) -> bool {
    Encoding::for_bom(bytes).is_none_or(|(marked, _)| marked == encoding_rs::UTF_8)
}

/// The first lines of a file and what follows them; all of a short one.
fn head(path: PathBuf, length: u64) -> Option<(Cow<'static, [u8]>, Option<Headed>)> {
    let read = |reader: &mut dyn Read| -> Option<Vec<u8>> {
        let mut bytes = Vec::new();
        reader.take(HEAD as u64).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    };
    let mut bytes = read(&mut fs::File::open(&path).ok()?)?;
    let packed = text::is_packed(&bytes);
    if packed {
        bytes = read(&mut text::unpacking(fs::File::open(&path).ok()?))?;
    }
    if bytes.len() < HEAD {
        return Some((Cow::Owned(bytes), None));
    }
    let end = bytes.iter().rposition(|&byte| byte == b'\n')?;
    bytes.truncate(end + 1);
    let headed = Headed {
        path,
        packed,
        skip: 0,
        length,
    };
    Some((Cow::Owned(bytes), Some(headed)))
}

fn encoding(options: &Options) -> Result<Option<&'static Encoding>, LoadError> {
    let Some(label) = &options.encoding else {
        return Ok(None);
    };
    match Encoding::for_label(label.trim().as_bytes()) {
        Some(encoding) => Ok(Some(encoding)),
        None => Err(LoadError::Option {
            message: format!("there is no encoding {label:?}"),
            hint: "encodings are utf-8, gbk, gb18030, big5, windows-1252, shift_jis and the \
                   others of the WHATWG list"
                .to_owned(),
        }),
    }
}

fn bundled((path, bytes): (String, Cow<'static, [u8]>)) -> Entry {
    Entry {
        shown: path.clone(),
        path,
        data: Data::Bytes(bytes),
    }
}

fn stream(name: String, reader: Box<dyn Read>, limit: u64) -> Result<Entry, LoadError> {
    let mut bytes = Vec::new();
    let mut reader = reader.take(limit.saturating_add(1));
    let read = reader.read_to_end(&mut bytes);
    let reason = match read {
        Err(error) => error.to_string(),
        Ok(_) if bytes.len() as u64 > limit => too_long(limit),
        Ok(_) => {
            return Ok(Entry {
                shown: name.clone(),
                path: name,
                data: Data::Bytes(Cow::Owned(bytes)),
            });
        }
    };
    Err(LoadError::Unreadable { path: name, reason })
}

fn too_long(limit: u64) -> String {
    format!("holds more than {limit} bytes")
}

fn read_file(path: &Path, shown: &str, limit: u64) -> Result<Cow<'static, [u8]>, Box<Problem>> {
    let unreadable = |reason: String| {
        let message = format!("cannot be read: {reason}");
        Box::new(Problem::new(Kind::Unreadable, message).at(Place::line(shown, 0)))
    };
    let file = fs::File::open(path).map_err(|e| unreadable(e.to_string()))?;
    let length = file.metadata().map_or(0, |m| m.len());
    let mut bytes = Vec::with_capacity(usize::try_from(length.min(limit)).unwrap_or(0));
    let read = file.take(limit.saturating_add(1)).read_to_end(&mut bytes);
    read.map_err(|e| unreadable(e.to_string()))?;
    if bytes.len() as u64 > limit {
        return Err(unreadable(too_long(limit)));
    }
    Ok(Cow::Owned(bytes))
}

/// The files of a folder, or the one file.
fn disk(path: &Path, texts: &mut Texts) -> Result<Vec<Entry>, LoadError> {
    let shown = path.to_string_lossy().into_owned();
    let about = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => LoadError::Missing {
            path: shown.clone(),
        },
        _ => LoadError::Unreadable {
            path: shown.clone(),
            reason: error.to_string(),
        },
    })?;
    if !about.is_dir() {
        texts.single = true;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned());
        return Ok(vec![Entry {
            path: name.unwrap_or_else(|| shown.clone()),
            shown,
            data: Data::Disk(path.to_owned()),
        }]);
    }
    let inner = path.join("graph");
    let root = match inner.join("labels.csv").is_file() {
        true => inner,
        false => path.to_owned(),
    };
    Ok(walk(&root, texts))
}

/// All files below a folder. Links to folders are followed once.
fn walk(root: &Path, texts: &mut Texts) -> Vec<Entry> {
    let (mut entries, mut seen) = (Vec::new(), HashSet::new());
    let mut folders = vec![(root.to_owned(), String::new())];
    while let Some((folder, prefix)) = folders.pop() {
        if fs::canonicalize(&folder).is_ok_and(|real| !seen.insert(real)) {
            continue;
        }
        let listed = match fs::read_dir(&folder) {
            Ok(listed) => listed,
            Err(error) => {
                let place = Place::line(&shown(&folder), 0);
                let message = format!("the folder cannot be read: {error}");
                let problem = Problem::new(Kind::Unreadable, message);
                texts.problems.push(problem.at(place));
                continue;
            }
        };
        let mut names: Vec<String> = listed
            .filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned()))
            .filter(|name| !name.starts_with('.'))
            .collect();
        // The last is looked at first; which of two links is followed must not depend on the disk.
        names.sort_unstable_by(|a, b| b.cmp(a));
        for name in names {
            let at = folder.join(&name);
            let path = format!("{prefix}{name}");
            match fs::metadata(&at) {
                Ok(about) if about.is_dir() => folders.push((at, format!("{path}/"))),
                Ok(about) if !about.is_file() => texts.others.push(shown(&at)),
                _ => entries.push(Entry {
                    shown: shown(&at),
                    path,
                    data: Data::Disk(at),
                }),
            }
        }
    }
    entries
}

/// A path as messages show it.
fn shown(path: &Path) -> String {
    let text = path.to_string_lossy();
    text.strip_prefix("./").unwrap_or(&text).to_owned()
}

/// Whether a file is there for people or other tools.
fn is_aside(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let upper = name.to_ascii_uppercase();
    name.starts_with('.')
        || upper.starts_with("README")
        || upper.starts_with("LICENSE")
        || upper.ends_with(".MD")
        || name == "aigraph.toml"
}

fn holds_rows(path: &str, documents: &[&str]) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let name = strip_suffix(name, ".gz");
    let extension = name.rsplit_once('.').map_or("", |(_, e)| e);
    let mut known = EXTENSIONS.iter().chain(documents);
    known.any(|known| known.eq_ignore_ascii_case(extension))
}

/// The name without that ending, in any case.
fn strip_suffix<'a>(name: &'a str, suffix: &str) -> &'a str {
    let cut = name.len().saturating_sub(suffix.len());
    match (name.get(..cut), name.get(cut..)) {
        (Some(stem), Some(end)) if end.eq_ignore_ascii_case(suffix) => stem,
        _ => name,
    }
}
