//! What all commands share: the global arguments, the graph, and where output goes.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueEnum};

use crate::export::{self, FORMATS, Lang, Style};
use crate::graph::snapshot::Said;
use crate::graph::{Answer, Graph};
use crate::load::{self, Input, Loaded};
use crate::model::{Kind, Origin, Place, Problem, Severity};

use super::cache::{Cache, CacheArgs, State};
use super::output::Output;
use super::progress::Progress;
use super::whole::write_whole;
use super::{CliError, Exit, bundled, watch};

/// Arguments that every command takes.
#[derive(Debug, Args)]
pub struct GlobalArgs {
    /// The graph: a folder, a CSV, GraphML, JSON or Cypher file (also .gz), or - for stdin
    #[arg(short, long, value_name = "PATH", env = "AIGRAPH_GRAPH", global = true)]
    pub graph: Option<PathBuf>,
    /// How to print the answer
    #[arg(short, long, value_name = "FORMAT", global = true)]
    pub format: Option<String>,
    /// Which names to show
    #[arg(
        long,
        value_name = "LANG",
        value_enum,
        default_value = "en",
        global = true
    )]
    pub lang: LangArg,
    /// When to use color
    #[arg(
        long,
        value_name = "WHEN",
        value_enum,
        default_value = "auto",
        global = true
    )]
    pub color: ColorArg,
    /// Columns to fit into; the terminal's, or no limit in a pipe, if not given
    #[arg(long, value_name = "N", global = true)]
    pub width: Option<usize>,
    /// Never page long answers
    #[arg(long, global = true)]
    pub no_pager: bool,
    /// Treat warnings as errors
    #[arg(long, global = true)]
    pub strict: bool,
    /// Answer although the graph has errors, without the rows that have them
    #[arg(long, global = true)]
    pub lenient: bool,
    /// Write the rows that were left out to a file, with file, line and reason
    #[arg(long, value_name = "FILE", global = true)]
    pub rejects: Option<PathBuf>,
    /// Whether a large graph is kept for the next question
    #[command(flatten, next_help_heading = "Options for the cache")]
    pub cache: CacheArgs,
    /// How foreign files are read
    #[command(flatten, next_help_heading = "Options for foreign files")]
    pub input: InputArgs,
}

impl InputArgs {
    /// Whether any of them was given.
    fn are_given(&self) -> bool {
        let texts = [&self.delimiter, &self.encoding, &self.start_column];
        let more = [&self.end_column, &self.type_column];
        texts.into_iter().chain(more).any(Option::is_some)
            || self.no_header
            || !self.null.is_empty()
            || self.origin.is_some()
    }
}

/// Arguments for files that are not in aigraph's own form.
#[derive(Debug, Args)]
pub struct InputArgs {
    /// The character between cells; recognized if not given (\t for a tab)
    #[arg(long, value_name = "CHAR", global = true)]
    delimiter: Option<String>,
    /// The first row is data
    #[arg(long, global = true)]
    no_header: bool,
    /// The encoding of the files, such as gbk, latin1, windows-1252
    #[arg(long, value_name = "NAME", global = true)]
    encoding: Option<String>,
    /// A text that means that a value is absent; may be given several times
    #[arg(long, value_name = "TEXT", global = true)]
    null: Vec<String>,
    /// The column of an edge list's starts, by name or by number from 1
    #[arg(long, value_name = "COLUMN", global = true)]
    start_column: Option<String>,
    /// The column of its ends
    #[arg(long, value_name = "COLUMN", global = true)]
    end_column: Option<String>,
    /// The column of its relationship types
    #[arg(long, value_name = "COLUMN", global = true)]
    type_column: Option<String>,
    /// Which end came first, for relationship types that no types.csv names
    #[arg(long, value_name = "END", value_enum, global = true)]
    origin: Option<OriginArg>,
}

/// `--lang`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum LangArg {
    /// English names, where there are any
    En,
    /// Chinese names, where there are any
    Zh,
    /// Both
    Both,
}

/// `--color`
#[derive(Clone, Copy, Debug, ValueEnum)]
pub enum ColorArg {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum OriginArg {
    Start,
    End,
}

/// One run of the program.
pub struct Session {
    /// The global arguments.
    pub global: GlobalArgs,
    output: Output,
}

impl Session {
    /// A run with these arguments; reads nothing yet.
    pub fn new(global: GlobalArgs) -> Session {
        let output = Output::new(!global.no_pager);
        Session { global, output }
    }

    /// Where the answer is written.
    pub fn out(&mut self) -> &mut dyn io::Write {
        self.output.writer()
    }

    /// How text is shown on stdout.
    pub fn style(&self) -> Style {
        let terminal = io::stdout().is_terminal();
        let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Style {
            lang: match self.global.lang {
                LangArg::En => Lang::En,
                LangArg::Zh => Lang::Zh,
                LangArg::Both => Lang::Both,
            },
            width: self
                .global
                .width
                .or_else(|| terminal.then(measured).flatten()),
            color: self.colors(terminal),
        }
    }

    fn colors(&self, terminal: bool) -> bool {
        match self.global.color {
            ColorArg::Always => true,
            ColorArg::Never => false,
            // https://no-color.org: any value but the empty one counts.
            ColorArg::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }

    /// Reads the graph that answers; refuses one with errors unless `--lenient`.
    pub fn graph(&mut self) -> Result<Graph, CliError> {
        let loaded = self.load(None, self.global.strict)?;
        let graph = loaded.graph;
        let errors = loaded
            .problems
            .iter()
            .filter(|p| self.severity(p) == Severity::Error);
        let errors: Vec<Problem> = errors.cloned().collect();
        if let Some(path) = &self.global.rejects {
            write_rejects(path, &loaded.rejects)?;
        }
        if errors.is_empty() {
            return Ok(graph);
        }
        if self.global.lenient {
            self.note(&left_out(&loaded.rejects));
            self.note(&remaining(&errors, &loaded.rejects));
            return Ok(graph);
        }
        self.print_problems(&errors)?;
        Err(
            CliError::new(Exit::Failed, "the graph has errors and does not answer")
                .hint("mend them, or add --lenient to leave the bad rows out"),
        )
    }

    /// Reads a graph with all its problems: the one at `path`, else the one that answers.
    pub fn load(&mut self, path: Option<&Path>, thorough: bool) -> Result<Loaded, CliError> {
        let options = self.load_options(thorough)?;
        let input = match path
            .map(Path::to_owned)
            .or_else(|| self.global.graph.clone())
        {
            Some(path) if path.as_os_str() == "-" => Input::Stream {
                name: "<stdin>".to_owned(),
                reader: Box::new(io::stdin().lock()),
            },
            Some(path) => Input::Path(path),
            None => match nearest_folder() {
                Some(folder) => {
                    if io::stderr().is_terminal() {
                        self.note(&format!("graph: {}", folder.display()));
                    }
                    Input::Path(folder)
                }
                None => Input::Files(bundled::files()),
            },
        };
        let path = match &input {
            Input::Path(path) => path.clone(),
            _ => PathBuf::new(),
        };
        let loaded = match self.cache(&path, &options) {
            None => {
                let _progress = reading(&options);
                let loaded = load::load(input, &options)?;
                watch::watch(&path, loaded.graph.watch(), false);
                if loaded.graph.is_stored() && self.global.input.are_given() {
                    self.note("how files are read was settled when the snapshot was made");
                }
                loaded
            }
            Some((cache, state)) => self.cached(&cache, &state, &path, &options)?,
        };
        for note in &loaded.notes {
            self.note(note);
        }
        Ok(loaded)
    }

    /// The cache, and the state of the files at a path, where they may be in it.
    fn cache(&self, path: &Path, options: &load::Options) -> Option<(Cache, State)> {
        let asks_more = options.thorough || self.global.rejects.is_some();
        if self.global.cache.no_cache || asks_more || path.as_os_str().is_empty() {
            return None;
        }
        let cache = Cache::of(&self.global.cache)?;
        let state = cache
            .state(path, options)
            .filter(|_| !load::is_snapshot(path))?;
        Some((cache, state))
    }

    /// What is kept of the files in that state; else what they hold, which is kept from now on.
    fn cached(
        &self,
        cache: &Cache,
        state: &State,
        path: &Path,
        options: &load::Options,
    ) -> Result<Loaded, CliError> {
        if let Some((kept, graph)) = cache.open(state) {
            watch::watch(&kept, graph.watch(), true);
            let notes = graph.said().notes;
            return Ok(Loaded {
                graph,
                problems: Vec::new(),
                rejects: Vec::new(),
                notes,
                in_blocks: false,
            });
        }
        let progress = reading(options);
        let loaded = load::load(Input::Path(path.to_owned()), options)?;
        drop(progress);
        let is_error = |problem: &Problem| problem.severity == Severity::Error;
        if loaded.problems.iter().any(is_error) {
            return Ok(loaded);
        }
        let said = Said {
            from: path.to_string_lossy().into_owned(),
            notes: loaded.notes.clone(),
        };
        let _progress = Progress::start("keeping the graph");
        if cache
            .keep(&loaded.graph, &said, (path, options), state)
            .is_some()
        {
            let shown = path.display();
            self.note(&format!(
                "a snapshot of {shown} is kept for the next question (--no-cache does without, \
                 aigraph cache clear removes it)"
            ));
        }
        Ok(loaded)
    }

    /// The folder that answers, where it is one on the disk.
    pub fn folder(&self) -> Option<PathBuf> {
        self.global.graph.clone().or_else(nearest_folder)
    }

    fn load_options(&self, thorough: bool) -> Result<load::Options, CliError> {
        let input = &self.global.input;
        let delimiter = match input.delimiter.as_deref() {
            None => None,
            Some("\\t" | "tab" | "\t") => Some(b'\t'),
            Some(text) => match text.as_bytes() {
                [byte] if byte.is_ascii() => Some(*byte),
                _ => {
                    let message = format!("--delimiter takes one ASCII character, not {text:?}");
                    return Err(CliError::new(Exit::Usage, message));
                }
            },
        };
        Ok(load::Options {
            delimiter,
            no_header: input.no_header,
            encoding: input.encoding.clone(),
            null: input.null.clone(),
            start_column: input.start_column.clone(),
            end_column: input.end_column.clone(),
            type_column: input.type_column.clone(),
            origin: input.origin.map(|origin| match origin {
                OriginArg::Start => Origin::Start,
                OriginArg::End => Origin::End,
            }),
            thorough,
            progress: Some(Arc::default()),
            ..load::Options::default()
        })
    }

    /// How much a problem weighs in this run: `--strict` makes warnings errors.
    pub fn severity(&self, problem: &Problem) -> Severity {
        match problem.severity {
            Severity::Warning if self.global.strict => Severity::Error,
            severity => severity,
        }
    }

    /// Prints an answer in the format asked for, else in `default`.
    pub fn print(&mut self, graph: &Graph, answer: &Answer, default: &str) -> Result<(), CliError> {
        let name = self
            .global
            .format
            .clone()
            .unwrap_or_else(|| default.to_owned());
        let Some(format) = export::format(&name) else {
            let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
            let message = format!("no format is called {name:?}");
            let hint = format!("there are {}", names.join(", "));
            return Err(CliError::new(Exit::Usage, message).hint(hint));
        };
        if !(format.fits)(answer) {
            let message = format!("this answer cannot be written as {name}");
            return Err(CliError::new(Exit::Usage, message).hint(format!("try --format {default}")));
        }
        let style = self.style();
        (format.write)(graph, answer, &style, self.out())?;
        for note in &answer.notes {
            self.note(note);
        }
        Ok(())
    }

    /// Prints problems on stderr, as text.
    fn print_problems(&self, problems: &[Problem]) -> Result<(), CliError> {
        let color = self.colors(io::stderr().is_terminal());
        let style = Style {
            color,
            ..self.style()
        };
        if let Some(format) = export::problems::format("text") {
            (format.write)(problems, &style, &mut io::stderr().lock())?;
        }
        Ok(())
    }

    /// Says something beside the answer, on stderr.
    pub fn note(&self, note: &str) {
        if !note.is_empty() {
            // There is nobody to tell that stderr is gone.
            let _ = writeln!(io::stderr(), "note: {}", export::clean(note));
        }
    }

    /// Shows what was written so far, and begins anew.
    #[cfg(feature = "shell")]
    pub fn show(&mut self) -> Result<(), CliError> {
        let shown = self.output.finish();
        self.output = Output::new(!self.global.no_pager);
        shown.map_err(CliError::from)
    }

    /// Ends the output.
    pub fn finish(&mut self) -> Result<(), CliError> {
        self.output.finish().map_err(CliError::from)
    }

    /// Prints an error with its hints and gives the exit code.
    pub fn report(&mut self, error: &CliError) -> Exit {
        if error.broken_pipe {
            return Exit::Answered;
        }
        // What was answered before the error comes first; the error itself is what counts.
        let _ = self.output.finish();
        let mut stderr = io::stderr().lock();
        if !error.message.is_empty() {
            let _ = writeln!(stderr, "error: {}", error.message);
        }
        for hint in &error.hints {
            let _ = writeln!(stderr, "hint: {hint}");
        }
        error.exit
    }
}

/// The nearest folder upwards that holds a graph: one with aigraph.toml, or with
/// graph/labels.csv.
fn nearest_folder() -> Option<PathBuf> {
    let here = std::env::current_dir().ok()?;
    for folder in here.ancestors() {
        if folder.join("graph/labels.csv").is_file() {
            return Some(folder.join("graph"));
        }
        if folder.join("aigraph.toml").is_file() {
            return Some(folder.to_owned());
        }
    }
    None
}

/// `left out 3 rows: 2 dangling-end, 1 bad-date`
fn left_out(rejects: &[load::Reject]) -> String {
    let mut kinds: Vec<(Kind, usize)> = Vec::new();
    for reject in rejects {
        match kinds.iter_mut().find(|(kind, _)| *kind == reject.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((reject.kind, 1)),
        }
    }
    if kinds.is_empty() {
        return String::new();
    }
    let rows = if rejects.len() == 1 { "row" } else { "rows" };
    format!("left out {} {rows}: {}", rejects.len(), counted(kinds))
}

/// `2 errors remain, which leave no row out: 1 cycle, 1 repeated-schema-row`
fn remaining(errors: &[Problem], rejects: &[load::Reject]) -> String {
    let left_out = |error: &&Problem| {
        let place = error.place.as_ref();
        let same = |r: &load::Reject, p: &Place| {
            r.file == p.file && (r.line == p.line || r.kind == error.kind)
        };
        place.is_some_and(|p| rejects.iter().any(|r| same(r, p)))
    };
    let rowless = errors.iter().filter(|error| !left_out(error));
    let mut kinds: Vec<(Kind, usize)> = Vec::new();
    for error in rowless {
        match kinds.iter_mut().find(|(kind, _)| *kind == error.kind) {
            Some((_, count)) => *count += 1,
            None => kinds.push((error.kind, 1)),
        }
    }
    if kinds.is_empty() {
        return String::new();
    }
    format!("errors that leave no row out remain: {}", counted(kinds))
}

/// `2 dangling-end, 1 bad-date`, by code.
fn counted(mut kinds: Vec<(Kind, usize)>) -> String {
    kinds.sort_unstable();
    let kinds: Vec<String> = kinds
        .iter()
        .map(|(k, n)| format!("{n} {}", k.name()))
        .collect();
    kinds.join(", ")
}

/// Shows how far the reading with these options is.
fn reading(options: &load::Options) -> Progress {
    let read = options.progress.clone().unwrap_or_default();
    Progress::reading("reading the graph", read)
}

/// Writes what was left out as CSV, whole or not at all.
fn write_rejects(path: &Path, rejects: &[load::Reject]) -> Result<(), CliError> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| CliError::new(Exit::Failed, error.to_string());
    csv.write_record(["file", "line", "code", "reason", "row"])
        .map_err(failed)?;
    for reject in rejects {
        let (line, kind) = (reject.line.to_string(), reject.kind);
        let record = [&reject.file, &line, kind.code(), kind.name(), &reject.row];
        csv.write_record(record).map_err(failed)?;
    }
    let bytes = csv
        .into_inner()
        .map_err(|error| CliError::from(error.into_error()))?;
    write_whole(path, &bytes)
}
