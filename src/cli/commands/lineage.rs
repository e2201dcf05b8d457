//! `aigraph lineage`

use clap::Args as _;

use crate::cli::server::OnArgs;
use crate::cli::{CliError, Exit, Session, resolve};
use crate::model::Date;
use crate::query::lineage::{Direction, Options, lineage};
use crate::remote::Question;

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "lineage",
    about: "What a node comes from, or what came of it, as a tree",
    examples: &[
        (
            "aigraph lineage ChatGPT",
            "what ChatGPT comes from, down to the Transformer",
        ),
        (
            "aigraph lineage GPT-3 --down --depth 2",
            "what came of GPT-3, two steps far",
        ),
        (
            "aigraph lineage 文心一言 --type '*' --lang zh",
            "along all types that have an origin",
        ),
        (
            "aigraph lineage Transformer --down --as-of 2021",
            "what existed by the end of 2021",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// A name, alias or id
    name: String,
    /// To what it comes from (the default)
    #[arg(long, conflicts_with = "down")]
    up: bool,
    /// To what came of it
    #[arg(long)]
    down: bool,
    /// How many relationships away at most
    #[arg(long, value_name = "N")]
    depth: Option<u32>,
    /// Relationship types to follow, or '*'; those that types.csv marks if not given
    #[arg(long = "type", value_name = "T,..", value_delimiter = ',')]
    types: Vec<String>,
    /// Enter only nodes of these labels
    #[arg(long = "label", value_name = "L,..", value_delimiter = ',')]
    labels: Vec<String>,
    /// Only what may exist by the end of that date; undated nodes stay, marked ?
    #[arg(long, value_name = "DATE", value_parser = Date::parse)]
    as_of: Option<Date>,
    #[command(flatten)]
    on: OnArgs,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let question = Question::Lineage {
        name: &args.name,
        down: args.down,
        depth: args.depth,
        types: &args.types,
    };
    let Some(graph) = args.on.graph(session, question)? else {
        return Ok(Exit::Answered);
    };
    let root = resolve::node(&graph, &args.name)?;
    let labels: Result<_, _> = args
        .labels
        .iter()
        .map(|l| resolve::label(&graph, l))
        .collect();
    let types = match args.types.as_slice() {
        [] => None,
        names => Some(resolve::types(&graph, names)?),
    };
    let direction = if args.down {
        Direction::Down
    } else {
        Direction::Up
    };
    let options = Options {
        direction,
        depth: args.depth,
        types,
        labels: labels?,
        as_of: args.as_of,
    };
    let answer = lineage(&graph, root, &options);
    session.print(&graph, &answer, "tree")?;
    if answer.rows.len() == 1 {
        let name = graph.name(root);
        let by = args
            .as_of
            .map(|date| format!(" by the end of {date}"))
            .unwrap_or_default();
        session.note(&match direction {
            Direction::Up => format!("nothing that {name} comes from is recorded{by}; try --down"),
            Direction::Down => format!("nothing that came of {name} is recorded{by}; try --up"),
        });
    }
    Ok(Exit::Answered)
}
