//! `aigraph check`

use std::path::PathBuf;

use clap::Args as _;

use crate::cli::{CliError, Exit, Session};
use crate::export::problems;
use crate::model::Severity;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "check",
    about: "All that is wrong with a graph, with file, line and what to do",
    examples: &[
        ("aigraph check", "the graph that answers"),
        (
            "aigraph check --strict --format github",
            "for a CI job: warnings are errors",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// The graph to check; the one that answers if not given
    path: Option<PathBuf>,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let mut found = match session.load(args.path.as_deref(), true) {
        Ok(loaded) => loaded.problems,
        // A single file that cannot be read at all is still a finding.
        Err(CliError {
            problem: Some(problem),
            ..
        }) => vec![*problem],
        Err(error) => return Err(error),
    };
    for problem in &mut found {
        problem.severity = session.severity(problem);
    }
    let name = session.global.format.as_deref().unwrap_or("text");
    let Some(format) = problems::FORMATS.iter().find(|format| format.name == name) else {
        let names: Vec<&str> = problems::FORMATS.iter().map(|format| format.name).collect();
        let error = CliError::new(Exit::Usage, format!("check has no format {name:?}"));
        return Err(error.hint(format!("there are {}", names.join(", "))));
    };
    let style = session.style();
    (format.write)(&found, &style, session.out())?;
    let failed = found
        .iter()
        .any(|problem| problem.severity == Severity::Error);
    Ok(if failed {
        Exit::NoAnswer
    } else {
        Exit::Answered
    })
}
