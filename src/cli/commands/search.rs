//! `aigraph search`

use clap::Args as _;

use crate::cli::{CliError, Exit, Session};
use crate::query::search;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "search",
    about: "Names and aliases like a text, best first; forgives typing errors",
    examples: &[
        ("aigraph search chatgtp", "finds ChatGPT"),
        ("aigraph search 文心", "all that is called 文心 something"),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// A part of a name, in any language
    text: String,
    /// How many at most
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: usize,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let graph = session.graph()?;
    let answer = search(&graph, &args.text, args.limit);
    if answer.rows.is_empty() {
        let message = format!("no name is like {:?}", args.text);
        return Err(CliError::new(Exit::NoAnswer, message));
    }
    session.print(&graph, &answer, "table")?;
    Ok(Exit::Answered)
}
