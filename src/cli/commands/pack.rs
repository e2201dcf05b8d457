//! `aigraph pack`

use std::path::PathBuf;

use clap::Args as _;

use crate::cli::whole::write_packed;
use crate::cli::{CliError, Exit, Session};
use crate::graph::snapshot;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "pack",
    about: "The graph as one file that answers at once, however large it is",
    examples: &[
        (
            "aigraph pack -o models.aigraph",
            "-g models.aigraph then answers from there",
        ),
        ("aigraph pack -g mygraph -o mygraph.aigraph", "a folder"),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// The file to write; it is replaced whole if it is there
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    // What is packed by hand need not be kept as well.
    session.global.cache.no_cache = true;
    let graph = session.graph()?;
    write_packed(&args.output, |out| snapshot::write(&graph, out))?;
    Ok(Exit::Answered)
}
