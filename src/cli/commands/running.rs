//! `aigraph run`

use std::path::PathBuf;

use clap::Args as _;

use crate::cli::asking::Text;
use crate::cli::{CliError, Exit, Session, saved};

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
    #[command(flatten)]
    answer: query::AnswerArgs,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let all = saved::all(args.queries.as_deref(), session)?;
    let saved = saved::named(&all, &args.name)?;
    let parameters = saved::parameters(saved, &args.parameters)?;
    let text = Text {
        shown: saved.name.clone(),
        text: saved.text.clone(),
    };
    query::run_text(&text, &parameters, &args.answer, session)
}
