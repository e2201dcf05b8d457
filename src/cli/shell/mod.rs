//! The interactive shell: lines in, answers out.
//!
//! [`talk`] knows what a line means and needs no terminal; what a terminal adds (history, editing,
//! completion) is in [`editor`] and [`words`].

mod editor;
mod talk;
mod words;

use std::io::{self, BufRead as _, IsTerminal as _};

use super::asking::Bounds;
use super::{CliError, Exit, Session};
use talk::{Step, Talk};

/// Runs the shell on the session's graph until its input ends.
///
/// On a terminal an error ends its question and nothing else; elsewhere it ends the shell, so that
/// a script does not go on with what it lacks.
pub(super) fn run(ask: &Bounds, session: &mut Session) -> Result<Exit, CliError> {
    let graph = session.graph()?;
    let talk = Talk::new(&graph, ask.clone());
    match io::stdin().is_terminal() {
        true => editor::run(talk, session),
        false => piped(talk, session),
    }
}

/// Lines that nobody types.
fn piped(mut talk: Talk<'_>, session: &mut Session) -> Result<Exit, CliError> {
    for line in io::stdin().lock().lines() {
        if let Step::End = talk.line(&line?, session)? {
            return Ok(Exit::Answered);
        }
        session.out().flush()?;
    }
    talk.end(session)?;
    Ok(Exit::Answered)
}
