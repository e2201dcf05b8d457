//! `aigraph shell`

use clap::Args as _;

use crate::cli::asking::AskArgs;
use crate::cli::server::TimeArgs;
use crate::cli::{CliError, Exit, Session};

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "shell",
    about: "Ask one question after the other, with history and completion",
    examples: &[(
        "aigraph shell",
        "questions end with a ; and may come from a pipe; :help says what else there is",
    )],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    #[command(flatten)]
    ask: AskArgs,
    #[command(flatten)]
    time: TimeArgs,
}

#[cfg(not(feature = "shell"))]
fn run(matches: &clap::ArgMatches, _: &mut Session) -> Result<Exit, CliError> {
    let _: Args = read(matches)?;
    Err(crate::cli::paper::lacking("shell", "shell"))
}

#[cfg(feature = "shell")]
fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    crate::cli::shell::run(&args.ask.within(args.time.timeout), session)
}
