//! The command line: arguments in, answers on stdout, everything else on stderr, an exit code.
//!
//! Thin by law: it parses, loads, asks `query`, hands the answer to `export`. The commands are the
//! rows of [`COMMANDS`]; help, completion, man pages and tests read that table.

mod asking;
mod bundled;
mod cache;
mod commands;
mod error;
mod folder;
mod output;
mod paper;
mod progress;
mod resolve;
mod saved;
mod server;
mod session;
#[cfg(feature = "shell")]
mod shell;
mod watch;
mod whole;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{ArgMatches, Args, FromArgMatches};

pub use commands::{COMMANDS, Command};
pub use error::{CliError, Exit};
pub use session::{GlobalArgs, Session};

/// What the program is for, in one line.
const ABOUT: &str = "Ask a graph of typed CSV files: lineage, paths, and the source of every fact";

const AFTER_HELP: &str = "\
Which graph answers: --graph, else the environment's AIGRAPH_GRAPH, else the nearest folder upwards
that has aigraph.toml or graph/labels.csv, else the bundled one.

Exit codes: 0 answered, 1 no answer (unknown name, no path) or check found errors, 2 bad usage,
3 data or file failed, 130 interrupted.";

/// Runs the program with these arguments and gives its exit code.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let matches = match command_line().try_get_matches_from(arguments) {
        Ok(matches) => matches,
        Err(error) => {
            let code = if error.use_stderr() {
                Exit::Usage
            } else {
                Exit::Answered
            };
            // Nothing is left to do if even this cannot be printed.
            let _ = error.print();
            return code.into();
        }
    };
    run(&matches).into()
}

/// The whole command line, built from the table of commands.
pub fn command_line() -> clap::Command {
    // The global arguments' own doc comment would otherwise stand where the program's line does.
    let base = GlobalArgs::augment_args(clap::Command::new("aigraph"))
        .about(ABOUT)
        .version(version())
        .after_help(AFTER_HELP)
        .max_term_width(100)
        .subcommand_required(true)
        .arg_required_else_help(true);
    COMMANDS.iter().fold(base, |all, command| {
        let sub = clap::Command::new(command.name)
            .about(command.about)
            .after_help(examples_help(command));
        all.subcommand((command.arguments)(sub))
    })
}

fn examples_help(command: &Command) -> String {
    let mut help = String::from("Examples:");
    for (line, about) in command.examples {
        help.push_str(&format!("\n  {line}\n      {about}"));
    }
    help
}

/// `0.1.0 (commit 1a2b3c4d5, data of 2026-11-23)`, without what is not known.
fn version() -> String {
    let known = [
        ("commit", env!("AIGRAPH_COMMIT")),
        ("data of", env!("AIGRAPH_DATA_DATE")),
    ];
    let parts: Vec<String> = known
        .iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let version = env!("CARGO_PKG_VERSION");
    if parts.is_empty() {
        version.to_owned()
    } else {
        format!("{version} ({})", parts.join(", "))
    }
}

/// Keeps quiet about panics in the threads that decode data of others: damage is told as a problem.
fn hush_decoders() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(crate::load::DECODER) {
            usual(panic);
        }
    }));
}

fn run(matches: &ArgMatches) -> Exit {
    let (Some((name, arguments)), Ok(global)) =
        (matches.subcommand(), GlobalArgs::from_arg_matches(matches))
    else {
        return Exit::Usage;
    };
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        return Exit::Usage;
    };
    hush_decoders();
    let mut session = Session::new(global);
    let outcome = (command.run)(arguments, &mut session).and_then(|exit| {
        session.finish()?;
        Ok(exit)
    });
    // Whatever came of a damaged snapshot is no answer, nor is an error that it led to.
    let outcome = match watch::damage() {
        Some(error) => Err(error),
        None => outcome,
    };
    match outcome {
        Ok(exit) => exit,
        Err(error) => session.report(&error),
    }
}
