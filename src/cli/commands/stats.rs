//! `aigraph stats`

use clap::Args as _;

use crate::cli::server::OnArgs;
use crate::cli::{CliError, Exit, Session};
use crate::query::stats;
use crate::remote::Question;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "stats",
    about: "Counts by label and type, date range, components, cycles, sources, status of facts",
    examples: &[("aigraph stats", "figures of the graph that answers")],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    #[command(flatten)]
    on: OnArgs,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let Some(graph) = args.on.graph(session, Question::Stats)? else {
        return Ok(Exit::Answered);
    };
    let answer = stats(&graph);
    session.print(&graph, &answer, "table")?;
    Ok(Exit::Answered)
}
