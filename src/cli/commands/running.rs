//! `aigraph run`

use std::path::PathBuf;

use clap::Args as _;

use crate::cli::asking::{self, AskArgs, Text};
use crate::cli::{CliError, Exit, Session, saved};
use crate::graph::Graph;
use crate::query::cypher::Parameters;
use crate::query::saved::Saved;

use super::{Command, query, read};

pub(super) const COMMAND: Command = Command {
    name: "run",
    about: "Run a saved query",
    examples: &[
        ("aigraph run chokepoints n=5", "what most depends on"),
        (
            "aigraph run restriction-reach policy='US chip export control (August 2023)'",
            "what an export control reaches",
        ),
        (
            "aigraph run models-by-year --format csv",
            "for a spreadsheet",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// The saved query; aigraph queries lists them
    name: String,
    /// Its parameters; those that are not given have the defaults of its head
    #[arg(value_name = "NAME=VALUE")]
    parameters: Vec<String>,
    /// A folder of saved queries, beside those of the program
    #[arg(long, value_name = "DIR", env = "AIGRAPH_QUERIES")]
    queries: Option<PathBuf>,
    /// Write the answer to a file; its name says whether as a table or as a picture
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    ask: AskArgs,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let all = saved::all(args.queries.as_deref(), session)?;
    let saved = saved::named(&all, &args.name)?;
    let graph = session.graph()?;
    let parameters = parameters(&graph, saved, &args.parameters)?;
    let text = Text {
        shown: saved.name.clone(),
        text: saved.text.clone(),
    };
    query::run_text(
        &graph,
        &text,
        &parameters,
        args.output.as_deref(),
        &args.ask,
        session,
    )
}

/// What is given, and the defaults of the rest.
fn parameters(graph: &Graph, saved: &Saved, given: &[String]) -> Result<Parameters, CliError> {
    let known = |name: &str| {
        saved
            .parameters
            .iter()
            .find(|parameter| parameter.name == name)
    };
    let is_text = |name: &str| known(name).is_some_and(|parameter| parameter.is_text());
    let mut parameters = asking::parameters(graph, given, is_text)?;
    let names = || {
        let all: Vec<&str> = saved.parameters.iter().map(|p| p.name.as_str()).collect();
        match all.is_empty() {
            true => "it takes none".to_owned(),
            false => format!("it takes {}", all.join(", ")),
        }
    };
    if let Some(name) = parameters.keys().find(|name| known(name).is_none()) {
        let message = format!("{} takes no parameter {name:?}", saved.name);
        return Err(CliError::new(Exit::Usage, message).hint(names()));
    }
    for parameter in &saved.parameters {
        if parameters.contains_key(&parameter.name) {
            continue;
        }
        let Some(default) = &parameter.default else {
            let message = format!("{} needs {}={}", saved.name, parameter.name, "…");
            return Err(CliError::new(Exit::Usage, message).hint(parameter.about.clone()));
        };
        if let Some(cell) = asking::constant(graph, default)? {
            parameters.insert(parameter.name.clone(), cell);
        }
    }
    Ok(parameters)
}
