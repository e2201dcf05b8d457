//! The commands, one file each and one row each.

mod cache;
mod check;
mod claims;
mod completions;
mod diagram;
mod explain;
mod export;
mod fmt;
mod layers;
mod lineage;
mod list;
mod man;
mod matching;
mod pack;
mod path;
mod pull;
mod push;
mod queries;
mod query;
mod running;
mod search;
mod shell;
mod show;
mod sources;
mod stats;
mod why;

use clap::ArgMatches;

use super::{CliError, Exit, Session};

pub(super) use diagram::draw;

/// A command.
pub struct Command {
    /// Its name.
    pub name: &'static str,
    /// What it does, in a line.
    pub about: &'static str,
    /// Command lines that can be tried as they are, each with what it shows.
    pub examples: &'static [(&'static str, &'static str)],
    /// Adds its arguments.
    pub arguments: fn(clap::Command) -> clap::Command,
    /// Runs it.
    pub run: fn(&ArgMatches, &mut Session) -> Result<Exit, CliError>,
}

/// All commands, in the order of the help.
pub const COMMANDS: &[Command] = &[
    lineage::COMMAND,
    path::COMMAND,
    why::COMMAND,
    matching::COMMAND,
    query::COMMAND,
    queries::COMMAND,
    running::COMMAND,
    shell::COMMAND,
    diagram::COMMAND,
    export::COMMAND,
    pack::COMMAND,
    push::COMMAND,
    pull::COMMAND,
    show::COMMAND,
    search::COMMAND,
    list::COMMAND,
    layers::COMMAND,
    claims::COMMAND,
    sources::COMMAND,
    stats::COMMAND,
    check::COMMAND,
    cache::COMMAND,
    fmt::COMMAND,
    explain::COMMAND,
    completions::COMMAND,
    man::COMMAND,
];

/// Reads a command's arguments from what clap matched.
fn read<T: clap::FromArgMatches>(matches: &ArgMatches) -> Result<T, CliError> {
    T::from_arg_matches(matches).map_err(|error| CliError::new(Exit::Usage, error.to_string()))
}
