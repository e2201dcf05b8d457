//! `aigraph match`

use clap::Args as _;

use crate::cli::{CliError, Exit, Session};
use crate::graph::{Answer, Graph};
use crate::query::QueryError;
use crate::query::pattern::matches;
use crate::syntax::{parse_expression, parse_patterns};

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "match",
    about: "The paths that fit a Cypher path pattern of fixed or bounded length",
    examples: &[
        (
            "aigraph match '(:Regulator)<-[:ISSUED_BY]-(:Policy)<-[:RESTRICTED_BY]-(:Chip)\
             <-[:RELEASES]-(:Company)'",
            "every restricted chip with measure and maker",
        ),
        (
            "aigraph match \"('A100')<-[r]-(x)\"",
            "everything that points at A100",
        ),
        (
            "aigraph match '(m:Model)-[:BUILDS_ON*1..2]->(:Model)' \
             --where 'm.parameters >= 100e9'",
            "what large models build on",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// Such as '(:Chip)-[:RESTRICTED_BY]->(p:Policy)'; a name in quotes stands for a node
    pattern: String,
    /// A Cypher condition over the pattern's variables
    #[arg(long = "where", value_name = "EXPR")]
    condition: Option<String>,
    /// How many rows at most
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: usize,
}

fn run(arguments: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(arguments)?;
    let graph = session.graph()?;
    let answer = answer(&graph, &args.pattern, args.condition.as_deref(), args.limit)?;
    session.print(&graph, &answer, "table")?;
    Ok(Exit::Answered)
}

/// The paths that fit a pattern and a condition, as they stand on the command line.
pub(super) fn answer(
    graph: &Graph,
    pattern: &str,
    condition: Option<&str>,
    limit: usize,
) -> Result<Answer, CliError> {
    let in_pattern = |error: QueryError| CliError::in_text("pattern", pattern, &error);
    let mut patterns = parse_patterns(pattern).map_err(|e| in_pattern(e.into()))?;
    let expression = match condition {
        Some(text) => Some(
            parse_expression(text).map_err(|e| CliError::in_text("--where", text, &e.into()))?,
        ),
        None => None,
    };
    let Some(parsed) = patterns.pop().filter(|_| patterns.is_empty()) else {
        let message = "match takes one path pattern, without commas";
        return Err(CliError::new(Exit::Usage, message));
    };
    matches(graph, &parsed, expression.as_ref(), limit).map_err(|error| match condition {
        Some(text) if error.in_condition => CliError::in_text("--where", text, &error),
        _ => in_pattern(error),
    })
}
