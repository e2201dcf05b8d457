//! What the commands share that run Cypher: parameters, limits, and where the answer goes.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use crate::export::{self, Format};
use crate::graph::{Answer, Cell, Graph, GraphBuilder, Options, Row};
use crate::model::Schema;
use crate::query::QueryError;
use crate::query::cypher::{Clock, Limits, Parameters, Prepared, is_exhausted, prepare};
use crate::syntax::{ExpressionKind, QueryMode, parse_expression};

use super::whole::write_whole;
use super::{CliError, Exit, Session, commands};

/// How many rows are gathered where all must be known before the first can be shown.
const MOST_ROWS: u64 = 1_000_000;

// Arguments of every command that runs Cypher. No doc comment: clap would show it in place of the
// command's own line.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct AskArgs {
    /// Give up beyond so many rows; a million if not given, where all must be known to show one
    #[arg(long, value_name = "N")]
    max_rows: Option<u64>,
    /// Give up beyond so many megabytes of values
    #[arg(long, value_name = "MB", default_value_t = 2048)]
    max_memory: u64,
}

/// How much a query may use, and for how long.
#[derive(Clone, Debug)]
pub(super) struct Bounds {
    ask: AskArgs,
    /// In seconds; 0 is for ever.
    timeout: u64,
}

/// A text of Cypher, and what messages call it.
pub(super) struct Text {
    pub(super) shown: String,
    pub(super) text: String,
}

impl Text {
    /// An error in it, with its place under a caret.
    pub(super) fn error(&self, error: &QueryError) -> CliError {
        let shown = CliError::in_text(&self.shown, &self.text, error);
        match is_exhausted(error) {
            true => CliError {
                exit: Exit::Failed,
                ..shown
            },
            false => shown,
        }
    }
}

/// Ends a query: by Ctrl-C, or when its time is over.
#[derive(Clone, Default)]
pub(super) struct Interrupt {
    /// The flag of the query that runs, if one does.
    running: Arc<Mutex<Option<Arc<AtomicBool>>>>,
    by_user: Arc<AtomicBool>,
}

impl Interrupt {
    /// One that Ctrl-C raises. Where no query runs, or the one that does was told already, Ctrl-C
    /// ends the program.
    pub(super) fn install() -> Interrupt {
        let interrupt = Interrupt::default();
        let raised = interrupt.clone();
        // Where no handler can be set, Ctrl-C ends the program, as it would anyway.
        let _ = ctrlc::set_handler(move || {
            let running = raised.running.lock().ok();
            let running = running.as_deref().and_then(Option::as_ref);
            match running {
                Some(flag) if !flag.swap(true, Ordering::Relaxed) => {
                    raised.by_user.store(true, Ordering::Relaxed);
                }
                _ => std::process::exit(INTERRUPTED),
            }
        });
        interrupt
    }

    /// The flag of a query that begins.
    fn begin(&self) -> Arc<AtomicBool> {
        let flag = Arc::new(AtomicBool::new(false));
        self.by_user.store(false, Ordering::Relaxed);
        if let Ok(mut running) = self.running.lock() {
            *running = Some(Arc::clone(&flag));
        }
        flag
    }

    /// The query has ended.
    fn end(&self) {
        if let Ok(mut running) = self.running.lock() {
            *running = None;
        }
    }

    /// Whether it was raised by Ctrl-C.
    fn by_user(&self) -> bool {
        self.by_user.load(Ordering::Relaxed)
    }
}

/// What a program that Ctrl-C ended gives its shell: 128 and the number of the signal.
const INTERRUPTED: i32 = 130;

impl AskArgs {
    /// These, and so many seconds.
    pub(super) fn within(&self, timeout: u64) -> Bounds {
        let ask = self.clone();
        Bounds { ask, timeout }
    }
}

impl Bounds {
    /// The limits, from now on: after its time a query is interrupted.
    pub(super) fn limits(&self, gathers: bool, interrupt: &Interrupt) -> Limits {
        let flag = interrupt.begin();
        if self.timeout > 0 {
            let (flag, time) = (Arc::downgrade(&flag), Duration::from_secs(self.timeout));
            // It ends with the program, or finds that nobody waits any more.
            thread::spawn(move || {
                thread::sleep(time);
                if let Some(flag) = flag.upgrade() {
                    flag.store(true, Ordering::Relaxed);
                }
            });
        }
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = since
            .ok()
            .and_then(|since| i128::try_from(since.as_nanos()).ok());
        Limits {
            rows: self.ask.max_rows.or(gathers.then_some(MOST_ROWS)),
            memory: Some(self.ask.max_memory.saturating_mul(1 << 20)),
            steps: None,
            interrupt: Some(flag),
            clock: Clock { now },
        }
    }

    /// What to say of an error while a query ran.
    fn failed(&self, text: &Text, error: &QueryError, interrupt: &Interrupt) -> CliError {
        interrupt.end();
        let shown = text.error(error);
        if !is_exhausted(error) {
            return shown;
        }
        if interrupt.by_user() {
            return CliError {
                exit: Exit::Interrupted,
                ..shown
            };
        }
        let detail = error.fault.map_or("", |fault| fault.detail);
        let more = match detail {
            "Interrupted" => {
                let message = format!("{}: not answered in {} s", text.shown, self.timeout);
                let hint = "--timeout N gives it more seconds, 0 no limit";
                return CliError { message, ..shown }.hint(hint);
            }
            "RowLimit" => "add LIMIT, or raise --max-rows",
            _ => "raise --max-memory, or ask for less",
        };
        shown.hint(more)
    }
}

/// Values of parameters from `name=value`.
///
/// A value that reads as a number, a quoted text, true, false, null, a list, a map or a call is
/// that; anything else is text, and so is whatever is given to a parameter that `is_text`.
pub(super) fn parameters(
    given: &[String],
    is_text: impl Fn(&str) -> bool,
) -> Result<Parameters, CliError> {
    let mut parameters = Parameters::new();
    for given in given {
        let Some((name, value)) = given.split_once('=') else {
            let error = CliError::new(Exit::Usage, format!("{given:?} is no parameter"));
            return Err(error.hint("write name=value"));
        };
        let name = name.trim_start_matches('$');
        let cell = match is_text(name) && !value.starts_with(['\'', '"']) {
            true => Cell::text(value),
            false => constant(value)?.unwrap_or_else(|| Cell::text(value)),
        };
        parameters.insert(name.to_owned(), cell);
    }
    Ok(parameters)
}

/// The graph without anything, for what is about none.
pub(super) fn nothing() -> Graph {
    GraphBuilder::new(Schema::default(), Vec::new(), Options::default())
        .build()
        .graph
}

/// The value of a text that reads as one; `None` where it does not.
pub(super) fn constant(value: &str) -> Result<Option<Cell>, CliError> {
    let Ok(expression) = parse_expression(value) else {
        return Ok(None);
    };
    let reads = matches!(
        expression.kind,
        ExpressionKind::Literal(_)
            | ExpressionKind::List(_)
            | ExpressionKind::Map(_)
            | ExpressionKind::Call(_)
            | ExpressionKind::Signed { .. }
    );
    if !reads {
        return Ok(None);
    }
    let text = Text {
        shown: "parameter".to_owned(),
        text: format!("RETURN {value}"),
    };
    let graph = nothing();
    let prepared = prepare(&graph, &text.text, &Parameters::new()).map_err(|e| text.error(&e))?;
    let mut rows = prepared.run(&Limits::default());
    match rows.next() {
        Some(row) => Ok(row.map_err(|e| text.error(&e))?.into_iter().next()),
        None => Ok(None),
    }
}

/// Where an answer goes.
pub(super) enum To {
    /// To stdout, in the format of the session.
    Out,
    /// Into a file, in the format that its name says.
    File(PathBuf, &'static Format),
    /// Into a file as a picture.
    Picture(PathBuf),
}

impl To {
    /// By the name of the file, if one was given.
    pub(super) fn of(file: Option<&Path>) -> Result<To, CliError> {
        let Some(file) = file else {
            return Ok(To::Out);
        };
        let extension = file
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .to_lowercase();
        if export::picture::picture(&extension).is_some() {
            return Ok(To::Picture(file.to_owned()));
        }
        let named = |f: &&Format| f.extension == extension && f.name != "tree";
        if let Some(format) = export::FORMATS.iter().rev().find(named) {
            return Ok(To::File(file.to_owned(), format));
        }
        let pictures = export::picture::PICTURES.iter().map(|format| format.name);
        let mut known: Vec<&str> = export::FORMATS
            .iter()
            .map(|format| format.extension)
            .collect();
        known.extend(pictures);
        known.dedup();
        let message = format!("{} has no ending that says a format", file.display());
        Err(CliError::new(Exit::Usage, message).hint(format!("there are {}", known.join(", "))))
    }
}

/// Makes a text ready and says what its reader should know of it.
pub(super) fn prepared<'g>(
    graph: &'g Graph,
    text: &Text,
    parameters: &Parameters,
    session: &Session,
) -> Result<Prepared<'g>, CliError> {
    let prepared = prepare(graph, &text.text, parameters).map_err(|e| text.error(&e))?;
    prepared.notes().iter().for_each(|note| session.note(note));
    Ok(prepared)
}

/// The whole answer, its notes left out, which [`prepared`] has told.
pub(super) fn answer(
    prepared: &Prepared<'_>,
    text: &Text,
    args: &Bounds,
    interrupt: &Interrupt,
) -> Result<Answer, CliError> {
    let limits = args.limits(true, interrupt);
    let answer = prepared
        .answer(&limits)
        .map_err(|e| args.failed(text, &e, interrupt))?;
    interrupt.end();
    Ok(Answer {
        notes: Vec::new(),
        ..answer
    })
}

/// The format of answers unless another is asked for.
const NATURAL: &str = "table";
/// How many rows are handed on at a time where a format can be written bit by bit.
const PART: usize = 1024;

/// Runs a query and prints its rows, as they come where the format allows that.
pub(super) fn print(
    prepared: &Prepared<'_>,
    graph: &Graph,
    text: &Text,
    args: &Bounds,
    session: &mut Session,
    interrupt: &Interrupt,
) -> Result<(), CliError> {
    let name = session
        .global
        .format
        .clone()
        .unwrap_or_else(|| NATURAL.to_owned());
    let streams = export::format(&name).and_then(|format| format.part);
    let Some(part) = streams.filter(|_| prepared.mode() == QueryMode::Run) else {
        let answer = answer(prepared, text, args, interrupt)?;
        return session.print(graph, &answer, NATURAL);
    };
    let limits = args.limits(false, interrupt);
    let columns: Vec<&str> = prepared.columns().iter().map(String::as_str).collect();
    let style = session.style();
    let (mut rows, mut begins) = (prepared.run(&limits), true);
    loop {
        let some: Result<Vec<Row>, QueryError> = rows
            .by_ref()
            .take(PART)
            .map(|row| row.map(Row::new))
            .collect();
        let some = some.map_err(|e| args.failed(text, &e, interrupt))?;
        let is_last = some.len() < PART;
        part(
            graph,
            &Answer::new(graph, &columns, some),
            &style,
            begins,
            session.out(),
        )?;
        begins = false;
        if is_last {
            interrupt.end();
            return Ok(());
        }
    }
}

/// Puts an answer where it belongs.
pub(super) fn put(
    graph: &Graph,
    answer: Answer,
    to: &To,
    session: &mut Session,
) -> Result<(), CliError> {
    match to {
        To::Out => session.print(graph, &answer, NATURAL),
        To::File(file, format) => {
            let mut bytes = Vec::new();
            let style = export::Style {
                width: None,
                color: false,
                ..session.style()
            };
            (format.write)(graph, &answer, &style, &mut bytes)?;
            write_whole(file, &bytes)
        }
        To::Picture(file) => {
            if answer.selection.nodes().is_empty() {
                let message = "there is no node in this answer to draw";
                let hint = "a picture shows the nodes, relationships and paths that a query \
                            returns: RETURN p for MATCH p = (a)-->(b)";
                return Err(CliError::new(Exit::NoAnswer, message).hint(hint));
            }
            commands::draw(graph, answer.selection, file, session)
        }
    }
}
