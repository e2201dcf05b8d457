//! `aigraph path`

use clap::Args as _;

use crate::cli::server::OnArgs;
use crate::cli::{CliError, Exit, Session, resolve};
use crate::model::Date;
use crate::query::path::{Options, paths};
use crate::remote::Question;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "path",
    about: "How two nodes are connected, hop by hop with sources",
    examples: &[
        ("aigraph path 'Google Docs' PaLM", "a shortest path"),
        ("aigraph path A100 OpenAI -k 3", "the three shortest paths"),
        (
            "aigraph path ChatGPT Transformer --directed --all --max 5",
            "paths along the arrows",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// A name, alias or id
    from: String,
    /// A name, alias or id
    to: String,
    /// Walk relationships only from start to end
    #[arg(long)]
    directed: bool,
    /// One shortest path (the default)
    #[arg(long, conflicts_with_all = ["all", "count"])]
    shortest: bool,
    /// All paths without a node twice, shortest first, up to --max
    #[arg(long, conflicts_with = "count")]
    all: bool,
    /// How many paths --all may give
    #[arg(long, value_name = "N", default_value_t = 20)]
    max: usize,
    /// The N shortest paths
    #[arg(short = 'k', value_name = "N")]
    count: Option<usize>,
    /// Relationship types to walk; all if not given
    #[arg(long = "type", value_name = "T,..", value_delimiter = ',')]
    types: Vec<String>,
    /// Only what may exist by the end of that date
    #[arg(long, value_name = "DATE", value_parser = Date::parse)]
    as_of: Option<Date>,
    #[command(flatten)]
    on: OnArgs,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let limit = if args.all {
        args.max
    } else {
        args.count.unwrap_or(1)
    };
    let question = Question::Path {
        from: &args.from,
        to: &args.to,
        directed: args.directed,
        limit,
        all: args.all,
        types: &args.types,
        as_of: args.as_of,
    };
    let Some(graph) = args.on.graph(session, question)? else {
        return Ok(Exit::Answered);
    };
    let from = resolve::node(&graph, &args.from)?;
    let to = resolve::node(&graph, &args.to)?;
    let types = match args.types.as_slice() {
        [] => None,
        names => Some(resolve::types(&graph, names)?),
    };
    let (directed, all, as_of) = (args.directed, args.all, args.as_of);
    let answer = paths(
        &graph,
        from,
        to,
        &Options {
            directed,
            limit,
            all,
            types,
            as_of,
        },
    );
    if answer.rows.is_empty() && limit > 0 {
        let message = format!(
            "no path leads from {} to {}",
            graph.name(from),
            graph.name(to)
        );
        let error = CliError::new(Exit::NoAnswer, message);
        return Err(match directed {
            true => error.hint("without --directed, relationships are walked both ways"),
            false => error,
        });
    }
    session.print(&graph, &answer, "paths")?;
    Ok(Exit::Answered)
}
