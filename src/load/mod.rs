//! Reads graph data: files of several formats into a graph, with all that is wrong about them.
//!
//! [`load`] is the only reader of graph data. Bytes become texts (`input`, `text`), a row of the
//! table of formats says what each file is (`FORMATS`), its rows go to the
//! [`GraphBuilder`] (`rows`), and the problems get their places
//! (`places`). It knows neither queries nor output, and prints nothing: what the user should hear
//! is in [`Loaded`] and [`LoadError`].

mod blocks;
mod cell;
mod column;
mod cypher;
mod document;
mod folder;
mod foreign;
mod given;
mod graphalytics;
mod imported;
mod infer;
mod input;
mod names;
mod neo4j;
mod parquet;
mod places;
mod rows;
mod scan;
mod schema;
mod sheet;
mod stored;
mod table;
mod text;

use std::borrow::Cow;
use std::io::Read;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::graph::{self, Graph, GraphBuilder, parallel};
use crate::model::{Kind, Origin, Place, Problem};

pub use input::files;
pub use places::Reject;
pub use stored::{EXTENSION, is_snapshot, open_snapshot, problem as snapshot_problem};

use given::Receiver;
use input::Texts;
use places::{Places, RowRef};
use rows::Loading;
use scan::Dialect;
use table::Plan;

/// The name of threads that decode data of others. On damaged data a crate may panic there; that is
/// told as a problem, so nothing need be printed of it.
pub const DECODER: &str = "decoder";

/// What to load.
pub enum Input {
    /// A folder, a file, or a snapshot.
    Path(PathBuf),
    /// Files with their paths within a folder, as compiled into a program.
    Files(Vec<(String, Cow<'static, [u8]>)>),
    /// What can only be read once, such as standard input.
    Stream {
        /// What messages call it.
        name: String,
        /// Its bytes.
        reader: Box<dyn Read>,
    },
}

/// How to read where the files do not say it, or say it wrongly.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The byte between cells; recognised unless given.
    pub delimiter: Option<u8>,
    /// Whether the first row is data.
    pub no_header: bool,
    /// The encoding of files without a byte order mark, by its WHATWG label; UTF-8 unless given.
    pub encoding: Option<String>,
    /// Texts of cells that stand for nothing.
    pub null: Vec<String>,
    /// The column of starts, by name or position from 1.
    pub start_column: Option<String>,
    /// The column of ends, by name or position from 1.
    pub end_column: Option<String>,
    /// The column of relationship types, by name or position from 1.
    pub type_column: Option<String>,
    /// The origin of relationship types that no types.csv names.
    pub origin: Option<Origin>,
    /// Whether to look for warnings and notes that cost time.
    pub thorough: bool,
    /// How many bytes a file may hold, unpacked; 4 GiB unless given.
    pub max_bytes: Option<u64>,
    /// How many threads read and sort; as many as run at once unless given.
    pub threads: Option<usize>,
    /// How rows of CSV are read.
    pub reading: Reading,
    /// Where it is told how far reading is, while it goes on.
    pub progress: Option<Arc<Progress>>,
}

/// How far reading is: bytes of files, as they lie on the disk. Told of what is read in blocks.
#[derive(Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
}

/// Always the same: options that differ in nothing else are shown alike, however far reading is.
impl std::fmt::Debug for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Progress")
    }
}

impl Progress {
    /// How many bytes are read, and how many there are; zeros where nobody knows.
    pub fn get(&self) -> (u64, u64) {
        let load = |number: &AtomicU64| number.load(Ordering::Relaxed);
        (load(&self.done), load(&self.total))
    }

    fn begin(&self, total: u64) {
        self.done.store(0, Ordering::Relaxed);
        self.total.store(total, Ordering::Relaxed);
    }

    fn add(&self, bytes: u64) {
        self.done.fetch_add(bytes, Ordering::Relaxed);
    }
}

/// How rows of CSV are read. The graph and the problems are the same either way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// In blocks where there are so many rows that it pays, else row by row.
    #[default]
    Fitting,
    /// Row by row: what blocks are held against.
    Rows,
    /// In blocks of so many bytes, however few rows there are. What the blocks do not fit is read
    /// row by row all the same.
    Blocks(usize),
}

impl Options {
    fn threads(&self) -> usize {
        self.threads.unwrap_or_else(parallel::available)
    }
}

/// What [`load`] gives.
#[derive(Debug)]
pub struct Loaded {
    /// The graph, without the rows that were left out.
    pub graph: Graph,
    /// All that is wrong, by file, line, column and code.
    pub problems: Vec<Problem>,
    /// The rows that were left out, by file and line.
    pub rejects: Vec<Reject>,
    /// What was assumed, a line each.
    pub notes: Vec<String>,
    /// Whether rows were read in blocks; see [`Reading`].
    pub in_blocks: bool,
}

/// Why there is nothing to load.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// Nothing is there.
    #[error("there is no file or folder {path}")]
    Missing {
        /// The path as given.
        path: String,
    },
    /// It is there and cannot be read.
    #[error("{path} cannot be read: {reason}")]
    Unreadable {
        /// The path as given.
        path: String,
        /// What the system says.
        reason: String,
    },
    /// It holds no graph.
    #[error("{path}: {reason}")]
    NotAGraph {
        /// The file or folder.
        path: String,
        /// What is missing.
        reason: String,
        /// What to do about it.
        hint: String,
    },
    /// Nothing of it could be read, for this reason.
    #[error("{}: {}", .0.place.as_ref().map(ToString::to_string).unwrap_or_default(), .0.message)]
    Problem(Box<Problem>),
    /// An option that fits nothing.
    #[error("{message}")]
    Option {
        /// What does not fit.
        message: String,
        /// What to do about it.
        hint: String,
    },
}

impl LoadError {
    /// What to do about it.
    pub fn hint(&self) -> Option<&str> {
        match self {
            LoadError::Missing { .. } => Some("check the path, or leave it out"),
            LoadError::Unreadable { .. } => None,
            LoadError::NotAGraph { hint, .. } | LoadError::Option { hint, .. } => Some(hint),
            LoadError::Problem(problem) => problem.hint.as_deref(),
        }
    }
}

/// A format of input.
pub struct Format {
    /// Its name.
    pub name: &'static str,
    /// What it is, in a phrase.
    pub about: &'static str,
    recognise: fn(&Texts, &Options) -> bool,
    plan: fn(&Texts, &mut Reader<'_>) -> Result<Plan, LoadError>,
}

/// All formats; the first that recognises the files reads them.
pub const FORMATS: &[Format] = &[
    Format {
        name: "folder",
        about: "labels.csv, types.csv, sources.csv, claims.csv, nodes/ and relationships/",
        recognise: folder::recognise,
        plan: folder::plan,
    },
    Format {
        name: "parquet",
        about: "Parquet files of nodes and of relationships",
        recognise: parquet::recognise,
        plan: parquet::plan,
    },
    Format {
        name: "graphml",
        about: "GraphML, as aigraph, networkx, igraph, Gephi and yEd write it",
        recognise: document::recognise_xml,
        plan: document::plan_xml,
    },
    Format {
        name: "json",
        about: "node-link JSON and its kin, and JSON lines",
        recognise: document::recognise_json,
        plan: document::plan_json,
    },
    Format {
        name: "cypher",
        about: "a script of CREATE clauses, as example graphs are published",
        recognise: cypher::recognise,
        plan: cypher::plan,
    },
    Format {
        name: "neo4j",
        about: "what aigraph wrote for neo4j-admin: its import of a whole graph",
        recognise: imported::recognise,
        plan: imported::plan,
    },
    Format {
        name: "neo4j-admin",
        about: "CSV files with :ID, :START_ID and :END_ID in their headers",
        recognise: neo4j::recognise,
        plan: neo4j::plan,
    },
    Format {
        name: "graphalytics",
        about: "a .v file of ids and a .e file of relationships",
        recognise: graphalytics::recognise,
        plan: graphalytics::plan,
    },
    Format {
        name: "tables",
        about: "an edge list such as source,target, or files of nodes and of relationships",
        recognise: foreign::recognise,
        plan: foreign::plan,
    },
];

/// What the reading of headers adds to.
struct Reader<'o> {
    options: &'o Options,
    problems: Vec<Problem>,
    rejects: Vec<RowRef>,
    notes: Vec<String>,
}

impl Reader<'_> {
    /// Reports a file that nothing reads.
    fn unknown_file(&mut self, shown: &str) {
        if self.options.thorough {
            let problem = Problem::new(Kind::UnknownFile, "nothing reads this file");
            let hint = "nodes are read from nodes/<Label>.csv, relationships from \
                        relationships/<TYPE>.csv";
            self.problems
                .push(problem.at(Place::line(shown, 0)).hint(hint));
        }
    }
}

/// Loads a graph and collects everything that is wrong with its files.
///
/// # Errors
/// [`LoadError`] where there is nothing to load; whatever is wrong with single rows or files is in
/// [`Loaded::problems`].
pub fn load(input: Input, options: &Options) -> Result<Loaded, LoadError> {
    if let Input::Path(path) = &input
        && is_snapshot(path)
    {
        return stored::load(path, options);
    }
    if let Some(loaded) = blocks::load(&input, options) {
        return Ok(loaded);
    }
    let name = match &input {
        Input::Path(path) => path.to_string_lossy().into_owned(),
        Input::Files(_) => "the bundled data".to_owned(),
        Input::Stream { name, .. } => name.clone(),
    };
    let mut texts = input::read(input, options)?;
    if texts.texts.is_empty() {
        return Err(nothing(name, texts));
    }
    let mut reader = Reader {
        options,
        problems: std::mem::take(&mut texts.problems),
        rejects: Vec::new(),
        notes: Vec::new(),
    };
    let format = FORMATS.iter().find(|f| (f.recognise)(&texts, options));
    let plan = match format {
        Some(format) => (format.plan)(&texts, &mut reader)?,
        None => return Err(nothing(name, texts)),
    };
    Ok(build(plan, &texts, reader))
}

/// The delimiter of a CSV file of our folder, by its header.
pub fn delimiter(text: &str) -> u8 {
    table::likely_delimiter(text.as_bytes(), b',')
}

/// Why nothing could be read.
fn nothing(path: String, texts: Texts) -> LoadError {
    match texts.problems.into_iter().next() {
        Some(problem) => LoadError::Problem(Box::new(problem)),
        None => LoadError::NotAGraph {
            path,
            reason: "there is no graph here".to_owned(),
            hint: "a graph is a folder with nodes/<Label>.csv and relationships/<TYPE>.csv, or \
                   an edge list such as a CSV file with the columns source and target, or a \
                   GraphML or JSON file"
                .to_owned(),
        },
    }
}

/// Reads the rows, builds the graph, and gives the problems their places.
fn build(mut plan: Plan, texts: &Texts, reader: Reader<'_>) -> Loaded {
    let options = reader.options;
    let build_options = build_options(&plan, options);
    let schema = std::mem::take(&mut plan.schema);
    let sources = std::mem::take(&mut plan.sources);
    let mut loading = Loading {
        texts: &texts.texts,
        options,
        builder: GraphBuilder::new(schema, sources, build_options),
        has_sources: plan.has_sources,
        problems: reader.problems,
        files: Vec::new(),
    };
    loading.builder.temporal(std::mem::take(&mut plan.temporal));
    loading.read(&plan);
    read_given(&plan, &mut loading);
    let (files, mut problems) = (loading.files, loading.problems);
    let built = loading.builder.build();
    problems.extend(built.problems);
    let mut rejected = reader.rejects;
    for row in built.rejected {
        let file = files.iter().find(|(file, _)| *file == row.at.file);
        rejected.extend(file.map(|&(_, text)| RowRef {
            text,
            line: row.at.line,
            kind: row.kind,
        }));
    }
    // A row may be left out for several reasons; the first kind stands for all.
    rejected.sort_unstable();
    rejected.dedup_by_key(|row| (row.text, row.line));
    let dialects = dialects(&plan, texts, options);
    let mut places = Places::new(&texts.texts, &dialects);
    for problem in &mut problems {
        places.fill(problem);
    }
    problems.sort_by(|a, b| {
        let key = |p: &Problem| p.place.as_ref().map(|p| (p.file.clone(), p.line, p.column));
        (key(a), a.kind, &a.message).cmp(&(key(b), b.kind, &b.message))
    });
    let rejects = rejected.into_iter().filter_map(|row| places.reject(row));
    Loaded {
        graph: built.graph,
        problems,
        rejects: rejects.collect(),
        notes: reader.notes,
        in_blocks: false,
    }
}

/// How the graph of a plan is built.
fn build_options(plan: &Plan, options: &Options) -> graph::Options {
    graph::Options {
        imply_nodes: plan.imply_nodes,
        implied_origin: options.origin.or(plan.origin),
        thorough: options.thorough,
        partial: false,
        made_ids: plan.made_ids,
        threads: options.threads(),
    }
}

/// Reads the rows of formats that are no CSV.
fn read_given(plan: &Plan, loading: &mut Loading<'_>) {
    let mut to = Receiver::new(&mut loading.builder, &mut loading.problems);
    for rows in &plan.given {
        rows.read(loading.texts, &mut to);
    }
    for sheet in &plan.claim_sheets {
        to.claims(sheet);
    }
    let text = |shown: &String| loading.texts.iter().position(|text| text.shown == *shown);
    let begun = std::mem::take(&mut to.files);
    let begun = begun
        .into_iter()
        .filter_map(|(file, shown)| Some((file, text(&shown)?)));
    loading.files.extend(begun);
}

/// How each text is cut into cells.
fn dialects(plan: &Plan, texts: &Texts, options: &Options) -> Vec<Dialect> {
    let small = texts.texts.iter();
    let mut dialects: Vec<Dialect> = small
        .map(|t| Dialect::strict(table::header_delimiter(t, options.delimiter)))
        .collect();
    let tables = plan.nodes.iter().chain(&plan.relationships);
    for table in tables.chain(&plan.claims) {
        dialects[table.text] = table.dialect;
    }
    if !plan.given.is_empty() {
        // Such a text has no cells; a row of it is a line.
        dialects.fill(Dialect::strict(0x1f));
    }
    dialects
}

#[cfg(test)]
mod tests;
