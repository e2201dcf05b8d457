//! `aigraph query`

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use clap::Args as _;

use crate::cli::asking::{self, AskArgs, Bounds, Interrupt, Text, To};
use crate::cli::server::OnArgs;
use crate::cli::{CliError, Exit, Session};
use crate::graph::{Answer, Graph};
use crate::query::cypher::Parameters;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "query",
    about: "Ask the graph in openCypher",
    examples: &[
        (
            "aigraph query 'MATCH (m:Model) WHERE m.parameters > 1e11 RETURN m.name, m.parameters'",
            "large models",
        ),
        (
            "aigraph query 'MATCH (c:Company)-[:RELEASES]->(m:Model) RETURN c.name, count(*) \
             AS models ORDER BY models DESC LIMIT 5'",
            "who brought out most models",
        ),
        (
            "aigraph query 'MATCH (m {name: $name})-[:BUILDS_ON*]->(a) RETURN DISTINCT a' \
             -p name=ChatGPT",
            "all that ChatGPT builds on",
        ),
        (
            "aigraph query 'MATCH p = (:Chip)-[:RESTRICTED_BY]->(:Policy) RETURN p' \
             -o restricted.svg",
            "a picture of what a query finds",
        ),
        (
            "aigraph query 'EXPLAIN MATCH (a:Chip)--(b) RETURN b'",
            "how a query is answered",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// The query
    #[arg(required_unless_present = "file")]
    text: Option<String>,
    /// Read the query from a file, or from stdin with -
    #[arg(short = 'F', long, value_name = "FILE", conflicts_with = "text")]
    file: Option<PathBuf>,
    /// A parameter; a value that reads as a number, a list, a quoted text is that, others are text
    #[arg(short, long = "parameter", value_name = "NAME=VALUE")]
    parameters: Vec<String>,
    #[command(flatten)]
    answer: AnswerArgs,
}

// Of every command whose whole answer is that of a query. No doc comment: clap would show it in
// place of the command's own line.
#[derive(Debug, clap::Args)]
pub(super) struct AnswerArgs {
    /// Write the answer to a file; its name says whether as a table or as a picture
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    ask: AskArgs,
    #[command(flatten)]
    on: OnArgs,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let text = match (&args.text, &args.file) {
        (Some(text), _) => Text {
            shown: "query".to_owned(),
            text: text.clone(),
        },
        (None, Some(file)) => file_text(file)?,
        (None, None) => return Err(CliError::new(Exit::Usage, "there is no query")),
    };
    let parameters = asking::parameters(&args.parameters, |_| false)?;
    run_text(&text, &parameters, &args.answer, session)
}

/// The text of a file, or of stdin.
fn file_text(file: &Path) -> Result<Text, CliError> {
    let shown = file.display().to_string();
    let read = match file.as_os_str() == "-" {
        true => {
            let mut text = String::new();
            std::io::stdin()
                .lock()
                .read_to_string(&mut text)
                .map(|_| text)
        }
        false => fs::read_to_string(file),
    };
    let text =
        read.map_err(|error| CliError::new(Exit::Failed, format!("cannot read {shown}: {error}")))?;
    Ok(Text { shown, text })
}

/// The answer of a text of the command line with its parameters.
pub(super) fn answer(
    graph: &Graph,
    text: &str,
    parameters: &[String],
    bounds: &Bounds,
    session: &Session,
) -> Result<Answer, CliError> {
    let text = Text {
        shown: "query".to_owned(),
        text: text.to_owned(),
    };
    let parameters = asking::parameters(parameters, |_| false)?;
    let interrupt = Interrupt::install();
    let prepared = asking::prepared(graph, &text, &parameters, session)?;
    asking::answer(&prepared, &text, bounds, &interrupt)
}

/// Runs a text and puts its answer where it belongs.
pub(super) fn run_text(
    text: &Text,
    parameters: &Parameters,
    args: &AnswerArgs,
    session: &mut Session,
) -> Result<Exit, CliError> {
    let to = To::of(args.output.as_deref())?;
    if let Some(url) = args.on.url() {
        return remote(url, text, parameters, &to, &args.on, session);
    }
    let bounds = &args.ask.within(args.on.timeout());
    let graph = session.graph()?;
    let interrupt = Interrupt::install();
    let prepared = asking::prepared(&graph, text, parameters, session)?;
    match to {
        To::Out => asking::print(&prepared, &graph, text, bounds, session, &interrupt)?,
        to => {
            let answer = asking::answer(&prepared, text, bounds, &interrupt)?;
            asking::put(&graph, answer, &to, session)?;
        }
    }
    Ok(Exit::Answered)
}

#[cfg(not(feature = "bolt"))]
fn remote(
    _: &str,
    _: &Text,
    _: &Parameters,
    _: &To,
    _: &OnArgs,
    _: &mut Session,
) -> Result<Exit, CliError> {
    Err(crate::cli::server::absent("ask a server"))
}

/// Has a server run a text.
#[cfg(feature = "bolt")]
fn remote(
    url: &str,
    text: &Text,
    parameters: &Parameters,
    to: &To,
    on: &OnArgs,
    session: &mut Session,
) -> Result<Exit, CliError> {
    // The names of columns, should there be no row. Only the server knows whether the text is good.
    let nothing = asking::nothing();
    let columns = crate::query::cypher::prepare(&nothing, &text.text, parameters);
    let columns = columns
        .map(|prepared| prepared.columns().to_vec())
        .unwrap_or_default();
    if let Some(told) = on.ask(url, &text.text, parameters, &columns, session)? {
        asking::put(&told.graph, told.answer, to, session)?;
    }
    Ok(Exit::Answered)
}
