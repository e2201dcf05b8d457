//! `aigraph list`

use clap::Args as _;

use crate::cli::server::OnArgs;
use crate::cli::{CliError, Exit, Session, resolve};
use crate::query::QueryError;
use crate::query::list::{Options, list};
use crate::remote::Question;
use crate::syntax::parse_expression;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "list",
    about: "The nodes that fit a condition, as a table",
    examples: &[
        (
            "aigraph list Model --where 'parameters >= 100e9' --sort -parameters",
            "the largest models first",
        ),
        (
            "aigraph list Company --columns founded,country",
            "companies with these properties",
        ),
        (
            "aigraph list --where \"released STARTS WITH '2023'\"",
            "all that came out in 2023",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// Only nodes of this label
    label: Option<String>,
    /// A Cypher condition over the node's properties; an absent one is no match
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// Properties to sort by; a minus before one reverses it
    #[arg(
        long,
        value_name = "P,..",
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    sort: Vec<String>,
    /// Properties to show
    #[arg(long, value_name = "P,..", value_delimiter = ',')]
    columns: Vec<String>,
    #[command(flatten)]
    on: OnArgs,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let text = args.condition.as_deref().unwrap_or("");
    let in_text = |error: QueryError| CliError::in_text("--where", text, &error);
    let condition = match text {
        "" => None,
        text => Some(parse_expression(text).map_err(|error| in_text(error.into()))?),
    };
    let question = Question::List {
        label: args.label.as_deref(),
    };
    let Some(graph) = args.on.graph(session, question)? else {
        return Ok(Exit::Answered);
    };
    let label = args
        .label
        .as_deref()
        .map(|name| resolve::label(&graph, name))
        .transpose()?;
    let sort = args.sort.iter().map(|key| match key.strip_prefix('-') {
        Some(key) => (key.to_owned(), true),
        None => (key.clone(), false),
    });
    let options = Options {
        label,
        condition,
        sort: sort.collect(),
        columns: args.columns,
    };
    let answer = list(&graph, &options).map_err(in_text)?;
    session.print(&graph, &answer, "table")?;
    Ok(Exit::Answered)
}
