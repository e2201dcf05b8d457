//! `aigraph man`

use crate::cli::{CliError, Exit, Session, command_line};

use super::Command;

pub(super) const COMMAND: Command = Command {
    name: "man",
    about: "The manual page, in roff",
    examples: &[("aigraph man", "to be read with: aigraph man | man -l -")],
    arguments: |command| command,
    run,
};

fn run(_: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    clap_mangen::Man::new(command_line()).render(&mut session.out())?;
    Ok(Exit::Answered)
}
