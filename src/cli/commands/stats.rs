//! `aigraph stats`

use crate::cli::{CliError, Exit, Session};
use crate::query::stats;

use super::Command;

pub(super) const COMMAND: Command = Command {
    name: "stats",
    about: "Counts by label and type, date range, components, cycles, sources, status of facts",
    examples: &[("aigraph stats", "figures of the graph that answers")],
    arguments: |command| command,
    run,
};

fn run(_: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let graph = session.graph()?;
    let answer = stats(&graph);
    session.print(&graph, &answer, "table")?;
    Ok(Exit::Answered)
}
