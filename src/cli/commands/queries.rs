//! `aigraph queries`

use std::path::PathBuf;

use clap::Args as _;

use crate::cli::asking;
use crate::cli::saved;
use crate::cli::{CliError, Exit, Session};

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "queries",
    about: "The saved queries, or the text of one",
    examples: &[
        ("aigraph queries", "what can be asked with aigraph run"),
        ("aigraph queries chokepoints", "one of them, as it is saved"),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// The one to show
    name: Option<String>,
    /// A folder of saved queries, beside those of the program
    #[arg(long, value_name = "DIR", env = "AIGRAPH_QUERIES")]
    queries: Option<PathBuf>,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let all = saved::all(args.queries.as_deref(), session)?;
    if let Some(name) = &args.name {
        let saved = saved::named(&all, name)?;
        session.out().write_all(saved.text.as_bytes())?;
        return Ok(Exit::Answered);
    }
    // The answer is about no graph; an empty one stands for it.
    let graph = asking::nothing();
    let answer = saved::list(&graph, &all);
    session.print(&graph, &answer, "table")?;
    Ok(Exit::Answered)
}
