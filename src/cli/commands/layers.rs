//! `aigraph layers`

use clap::Args as _;

use crate::cli::{CliError, Exit, Session};
use crate::query::layers;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "layers",
    about: "Who spans the industry chain: publishers, and what they have in each layer",
    examples: &[(
        "aigraph layers --min 3",
        "companies with products in three or more layers",
    )],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// How many layers at least
    #[arg(long, value_name = "N", default_value_t = 2)]
    min: usize,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let graph = session.graph()?;
    let answer = layers(&graph, args.min);
    session.print(&graph, &answer, "table")?;
    Ok(Exit::Answered)
}
