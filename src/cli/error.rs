//! Every error of the program becomes a message, hints and an exit code here, and nowhere else.

use std::fmt::Write as _;
use std::io;
use std::process::ExitCode;

use unicode_width::UnicodeWidthStr;

use crate::export::data::ExportError;
use crate::load::LoadError;
use crate::model::Problem;
use crate::query::QueryError;
use crate::remote::graphviz::EngineError;
use crate::syntax::Span;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// The question was answered, perhaps with nothing.
    Answered,
    /// There is no answer: an unknown or ambiguous name, no path; or check found errors.
    NoAnswer,
    /// The command line is wrong.
    Usage,
    /// Data or a file failed.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(match exit {
            Exit::Answered => 0,
            Exit::NoAnswer => 1,
            Exit::Usage => 2,
            Exit::Failed => 3,
        })
    }
}

/// Why a command ended without its answer.
#[derive(Debug)]
pub struct CliError {
    /// How the program ends.
    pub exit: Exit,
    /// What is wrong; empty where it has been said already.
    pub message: String,
    /// What to do about it, each on a line of its own.
    pub hints: Vec<String>,
    /// Whether the reader of stdout has gone, which is no failure.
    pub broken_pipe: bool,
    /// The problem with the data that it comes from, where it is one.
    pub problem: Option<Box<Problem>>,
}

impl CliError {
    /// An error of that kind.
    pub fn new(exit: Exit, message: impl Into<String>) -> CliError {
        CliError {
            exit,
            message: message.into(),
            hints: Vec::new(),
            broken_pipe: false,
            problem: None,
        }
    }

    /// The same error with one more hint.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> CliError {
        self.hints.push(hint.into());
        self
    }

    /// An error in a text of the command line, shown with a caret under the offending part.
    pub fn in_text(what: &str, text: &str, error: &QueryError) -> CliError {
        let mut message = format!("{what}: {}", error.message);
        if let Some(span) = error.span {
            message.push_str(&excerpt(text, span));
        }
        let exit = if error.unresolved {
            Exit::NoAnswer
        } else {
            Exit::Usage
        };
        CliError {
            hints: error.hint.iter().cloned().collect(),
            ..CliError::new(exit, message)
        }
    }
}

/// The line of `text` at `span` with a caret under it.
fn excerpt(text: &str, span: Span) -> String {
    let start = (span.start as usize).min(text.len());
    let line_start = text
        .get(..start)
        .and_then(|t| t.rfind('\n'))
        .map_or(0, |i| i + 1);
    let line = text
        .get(line_start..)
        .unwrap_or("")
        .lines()
        .next()
        .unwrap_or("");
    let before = text.get(line_start..start).unwrap_or("");
    let end = (span.end as usize).min(line_start + line.len());
    let width = text
        .get(start..end)
        .map_or(1, UnicodeWidthStr::width)
        .max(1);
    let mut shown = String::new();
    // Writing to a String cannot fail.
    let _ = write!(
        shown,
        "\n  | {line}\n  | {}{}",
        " ".repeat(before.width()),
        "^".repeat(width)
    );
    shown
}

impl From<io::Error> for CliError {
    fn from(error: io::Error) -> CliError {
        let broken_pipe = error.kind() == io::ErrorKind::BrokenPipe;
        CliError {
            broken_pipe,
            ..CliError::new(Exit::Failed, error.to_string())
        }
    }
}

impl From<ExportError> for CliError {
    fn from(error: ExportError) -> CliError {
        match error {
            ExportError::Io(error) => CliError::from(error),
            ExportError::Unfit { message, hint } => CliError::new(Exit::Failed, message).hint(hint),
        }
    }
}

impl From<EngineError> for CliError {
    fn from(error: EngineError) -> CliError {
        CliError::new(Exit::Failed, error.to_string()).hint(error.hint())
    }
}

impl From<LoadError> for CliError {
    fn from(error: LoadError) -> CliError {
        let exit = match error {
            LoadError::Option { .. } => Exit::Usage,
            _ => Exit::Failed,
        };
        let hints = error.hint().map(str::to_owned).into_iter().collect();
        let base = CliError::new(exit, error.to_string());
        let problem = match error {
            LoadError::Problem(problem) => Some(problem),
            _ => None,
        };
        CliError {
            hints,
            problem,
            ..base
        }
    }
}

#[cfg(feature = "bolt")]
impl From<crate::remote::RemoteError> for CliError {
    fn from(error: crate::remote::RemoteError) -> CliError {
        let exit = match error.usage {
            true => Exit::Usage,
            false => Exit::Failed,
        };
        CliError {
            hints: error.hint.into_iter().collect(),
            ..CliError::new(exit, error.message)
        }
    }
}

#[cfg(feature = "bolt")]
impl From<crate::remote::push::PushError> for CliError {
    fn from(error: crate::remote::push::PushError) -> CliError {
        match error {
            crate::remote::push::PushError::Unfit(error) => error.into(),
            crate::remote::push::PushError::Remote(error) => error.into(),
        }
    }
}
