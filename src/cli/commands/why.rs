//! `aigraph why`

use clap::Args as _;

use crate::cli::{CliError, Exit, Session, resolve};
use crate::query::path::why;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "why",
    about: "Why two nodes are connected, in words, sound facts before disputed ones",
    examples: &[
        (
            "aigraph why OneFlow Meituan",
            "how the framework came to belong to Meituan",
        ),
        (
            "aigraph why A800 'US Department of Commerce'",
            "each step with its section and status",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// A name, alias or id
    from: String,
    /// A name, alias or id
    to: String,
    /// How many sound ways to show at most; a shorter one over disputed facts is added
    #[arg(short, long, value_name = "N", default_value_t = 3)]
    n: usize,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let graph = session.graph()?;
    let from = resolve::node(&graph, &args.from)?;
    let to = resolve::node(&graph, &args.to)?;
    let answer = why(&graph, from, to, args.n);
    if answer.rows.is_empty() {
        let message = format!(
            "nothing connects {} and {}",
            graph.name(from),
            graph.name(to)
        );
        return Err(CliError::new(Exit::NoAnswer, message));
    }
    session.print(&graph, &answer, "words")?;
    Ok(Exit::Answered)
}
