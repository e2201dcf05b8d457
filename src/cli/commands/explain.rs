//! `aigraph explain`

use clap::Args as _;

use crate::cli::{CliError, Exit, Session};
use crate::model::Kind;

use super::{Command, read};

/// The text that documents every kind of problem; a test holds it against the table of kinds.
const PROBLEMS: &str = include_str!("../../../docs/problems.md");

pub(super) const COMMAND: Command = Command {
    name: "explain",
    about: "What a problem's code means, and how to mend it",
    examples: &[("aigraph explain AG0012", "what a dangling end is")],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// A code such as AG0012
    code: String,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let Some(kind) = Kind::from_code(&args.code) else {
        let last = Kind::all().last().map_or("", Kind::code);
        let message = format!("no problem has the code {:?}", args.code);
        return Err(CliError::new(Exit::NoAnswer, message).hint(format!("AG0001 to {last}")));
    };
    writeln!(session.out(), "{}", entry(kind).trim_end())?;
    Ok(Exit::Answered)
}

/// The entry of a kind: from its heading to the next.
fn entry(kind: Kind) -> &'static str {
    let heading = format!("## {} ", kind.code());
    let from = PROBLEMS.find(&heading).unwrap_or(PROBLEMS.len());
    let rest = &PROBLEMS[from..];
    let to = rest
        .get(2..)
        .and_then(|body| body.find("\n## "))
        .map_or(rest.len(), |i| i + 2);
    &rest[..to]
}
