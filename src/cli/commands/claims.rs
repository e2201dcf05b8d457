//! `aigraph claims`

use clap::Args as _;

use crate::cli::{CliError, Exit, Session};
use crate::query::facts::{Options, facts};
use crate::query::pattern::did_you_mean;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "claims",
    about: "Facts with where they are said, how well they are carried, and what is doubtful",
    examples: &[
        (
            "aigraph claims --disputed",
            "everything that is contradicted, with the reason",
        ),
        ("aigraph claims --source ref-7", "what one source carries"),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// Only facts that are disputed
    #[arg(long)]
    disputed: bool,
    /// Only facts that this source carries
    #[arg(long, value_name = "ID")]
    source: Option<String>,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let graph = session.graph()?;
    if let Some(id) = args
        .source
        .as_deref()
        .filter(|id| graph.source(id).is_none())
    {
        let near = did_you_mean(id, graph.sources().iter().map(|source| source.id.as_str()));
        let message = format!("no source has the id {id:?}{near}");
        return Err(CliError::new(Exit::NoAnswer, message).hint("aigraph sources lists them"));
    }
    let answer = facts(
        &graph,
        &Options {
            disputed: args.disputed,
            source: args.source,
        },
    );
    session.print(&graph, &answer, "facts")?;
    Ok(Exit::Answered)
}
