//! `aigraph completions`

use clap::Args as _;
use clap_complete::Shell;

use crate::cli::{CliError, Exit, Session, command_line};

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "completions",
    about: "A completion script for a shell",
    examples: &[(
        "aigraph completions bash",
        "to be saved where bash looks for completions",
    )],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// The shell
    shell: Shell,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command_line(), "aigraph", &mut script);
    session.out().write_all(&script)?;
    Ok(Exit::Answered)
}
