//! The shell on a terminal: editing, history, completion by rustyline.

use std::fs;
use std::path::PathBuf;

use rustyline::completion::{Completer, Pair};
use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{CompletionType, Config, Context, Editor, Helper, Highlighter, Hinter, Validator};

use crate::cli::{CliError, Exit, Session};

use super::talk::{Step, Talk};
use super::words::Vocabulary;

/// Lines that are remembered.
const REMEMBERED: usize = 10_000;

#[derive(Helper, Highlighter, Hinter, Validator)]
struct Completion {
    words: Vocabulary,
}

impl Completer for Completion {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let (from, words) = self.words.complete(line, at);
        let pair = |word: String| Pair {
            display: word.clone(),
            replacement: word,
        };
        Ok((from, words.into_iter().map(pair).collect()))
    }
}

/// Asks and answers until the user leaves.
pub(super) fn run(mut talk: Talk<'_>, session: &mut Session) -> Result<Exit, CliError> {
    let failed = |error: ReadlineError| CliError::new(Exit::Failed, error.to_string());
    let config = Config::builder().completion_type(CompletionType::List);
    let config = config.max_history_size(REMEMBERED).map_err(failed)?;
    let mut editor: Editor<Completion, FileHistory> =
        Editor::with_config(config.build()).map_err(failed)?;
    editor.set_helper(Some(Completion {
        words: Vocabulary::of(talk.graph),
    }));
    let history = history();
    if let Some(path) = &history {
        // The first time there is none.
        let _ = editor.load_history(path);
    }
    session.note("questions end with a ; and :help says what else there is; Ctrl-D leaves");
    loop {
        let prompt = if talk.is_waiting() {
            "     … "
        } else {
            "aigraph> "
        };
        let line = match editor.readline(prompt) {
            Ok(line) => line,
            Err(ReadlineError::Interrupted) => {
                talk.forget();
                continue;
            }
            Err(ReadlineError::Eof) => break,
            Err(error) => return Err(failed(error)),
        };
        let _ = editor.add_history_entry(line.as_str());
        let step = talk.line(&line, session);
        session.show()?;
        match step {
            Ok(Step::End) => break,
            Ok(Step::Next | Step::More) => {}
            Err(error) => {
                session.report(&error);
            }
        }
    }
    if let Some(path) = &history {
        // Nothing is lost with it but comfort.
        let _ = path.parent().map(fs::create_dir_all);
        let _ = editor.save_history(path);
    }
    Ok(Exit::Answered)
}

/// Where lines are remembered: $XDG_STATE_HOME/aigraph/history, or ~/.local/state/…
fn history() -> Option<PathBuf> {
    let state = std::env::var_os("XDG_STATE_HOME").map(PathBuf::from);
    let state = state.filter(|state| state.is_absolute()).or_else(|| {
        let home = std::env::var_os("HOME")?;
        Some(PathBuf::from(home).join(".local/state"))
    })?;
    Some(state.join("aigraph/history"))
}
