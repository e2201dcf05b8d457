//! `aigraph sources`

use crate::cli::{CliError, Exit, Session};
use crate::query::facts::sources;

use super::Command;

pub(super) const COMMAND: Command = Command {
    name: "sources",
    about: "All sources, with how much each carries",
    examples: &[("aigraph sources", "the sources of the graph that answers")],
    arguments: |command| command,
    run,
};

fn run(_: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let graph = session.graph()?;
    let answer = sources(&graph);
    session.print(&graph, &answer, "table")?;
    Ok(Exit::Answered)
}
