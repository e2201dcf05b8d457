//! `aigraph export`

use std::path::PathBuf;

use clap::Args as _;

use crate::cli::asking::AskArgs;
use crate::cli::folder::write_folder;
use crate::cli::server::TimeArgs;
use crate::cli::whole::write_whole;
use crate::cli::{CliError, Exit, Session, resolve};
use crate::export::data::{FORMATS, Format, Writer, format};
use crate::graph::{Graph, NodeId, Selection, Subgraph};
use crate::model::Date;
use crate::query::part::{Part, part};
use crate::query::pattern::did_you_mean;

use super::{Command, query, read};

pub(super) const COMMAND: Command = Command {
    name: "export",
    about: "The graph, or a part of it, in the format of another tool",
    examples: &[
        ("aigraph export folder -o copy", "all of it, as CSV files"),
        (
            "aigraph export csv --lineage ChatGPT -o chatgpt",
            "what ChatGPT comes from and what came of it, as two tables",
        ),
        (
            "aigraph export folder --label Model,Company --as-of 2022 -o models",
            "models and companies as they were at the end of 2022",
        ),
    ],
    arguments,
    run,
};

/// The arguments, with the formats in their help.
fn arguments(command: clap::Command) -> clap::Command {
    let about = FORMATS.iter().map(|format| match format.write {
        Writer::Absent(feature) => {
            format!(
                "  {:<12}{} (needs the feature {feature})",
                format.name, format.about
            )
        }
        _ => format!("  {:<12}{}", format.name, format.about),
    });
    let about: Vec<String> = about.collect();
    Args::augment_args(command).after_help(format!("Formats:\n{}", about.join("\n")))
}

#[derive(Debug, clap::Args)]
struct Args {
    /// The format; the list below says what there is
    #[arg(value_name = "FORMAT", value_parser = clap::builder::StringValueParser::new())]
    kind: String,
    /// The file or folder to write; stdout if not given, for formats of one file
    #[arg(short, long, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Replace the folder if it is there
    #[arg(long)]
    force: bool,
    /// Only what a node comes from and what came of it; may be given several times
    #[arg(long, value_name = "NAME")]
    lineage: Vec<String>,
    /// Only a shortest path between two nodes; may be given several times
    #[arg(long, num_args = 2, value_names = ["FROM", "TO"], action = clap::ArgAction::Append)]
    path: Vec<String>,
    /// Only what a query in openCypher returns, such as 'MATCH p = (:Chip)--() RETURN p'
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["lineage", "path"])]
    query: Option<String>,
    /// A parameter of the query
    #[arg(
        short,
        long = "parameter",
        value_name = "NAME=VALUE",
        requires = "query"
    )]
    parameters: Vec<String>,
    #[command(flatten)]
    ask: AskArgs,
    #[command(flatten)]
    time: TimeArgs,
    /// Only nodes of these labels
    #[arg(long = "label", value_name = "L,..", value_delimiter = ',')]
    labels: Vec<String>,
    /// Only relationships of these types, and their ends
    #[arg(long = "type", value_name = "T,..", value_delimiter = ',')]
    types: Vec<String>,
    /// Only what may exist by the end of that date; undated nodes stay
    #[arg(long, value_name = "DATE", value_parser = Date::parse)]
    as_of: Option<Date>,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let format = wanted(&args.kind)?;
    let graph = session.graph()?;
    let about = nodes(&graph, &args.lineage)?;
    let base = match &args.query {
        Some(text) => {
            let bounds = args.ask.within(args.time.timeout);
            let answer = query::answer(&graph, text, &args.parameters, &bounds, session)?;
            Some(answer.selection)
        }
        None => None,
    };
    let selection = chosen(&graph, &args, &about, base)?;
    let part = Subgraph {
        graph: &graph,
        selection: &selection,
    };
    let notes = write(format, part, &about, &args, session)?;
    notes.iter().for_each(|note| session.note(note));
    Ok(Exit::Answered)
}

fn wanted(name: &str) -> Result<&'static Format, CliError> {
    format(name).ok_or_else(|| {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
        let near = did_you_mean(name, names.iter().copied());
        let message = format!("no format of exports is called {name:?}{near}");
        CliError::new(Exit::Usage, message).hint(format!("there are {}", names.join(", ")))
    })
}

fn nodes(graph: &Graph, names: &[String]) -> Result<Vec<NodeId>, CliError> {
    let nodes = names.iter().map(|name| resolve::node(graph, name));
    nodes.collect()
}

/// The part of the graph that the arguments choose.
fn chosen(
    graph: &Graph,
    args: &Args,
    lineage: &[NodeId],
    base: Option<Selection>,
) -> Result<Selection, CliError> {
    let labels: Result<_, CliError> = args
        .labels
        .iter()
        .map(|l| resolve::label(graph, l))
        .collect();
    let ends = nodes(graph, &args.path)?;
    let types = match args.types.as_slice() {
        [] => None,
        names => Some(resolve::types(graph, names)?),
    };
    let wanted = Part {
        base,
        lineage: lineage.to_vec(),
        paths: ends
            .chunks_exact(2)
            .map(|pair| (pair[0], pair[1]))
            .collect(),
        labels: labels?,
        types,
        as_of: args.as_of,
    };
    part(graph, &wanted).map_err(|(from, to)| {
        let (from, to) = (graph.name(from), graph.name(to));
        CliError::new(Exit::NoAnswer, format!("no path leads from {from} to {to}"))
    })
}

fn write(
    format: &Format,
    part: Subgraph<'_>,
    about: &[NodeId],
    args: &Args,
    session: &mut Session,
) -> Result<Vec<String>, CliError> {
    let file = |out: &mut dyn std::io::Write| match format.write {
        Writer::About(write) => write(part, about, out),
        Writer::File(write) => write(part, out),
        Writer::Folder(_) | Writer::Absent(_) => Ok(Vec::new()),
    };
    match (format.write, args.output.as_deref()) {
        (Writer::File(_) | Writer::About(_), Some(path)) => {
            let mut bytes = Vec::new();
            let notes = file(&mut bytes)?;
            write_whole(path, &bytes)?;
            Ok(notes)
        }
        (Writer::File(_) | Writer::About(_), None) => Ok(file(session.out())?),
        (Writer::Folder(write), Some(path)) => {
            write_folder(path, args.force, |files| write(part, files))
        }
        (Writer::Folder(_), None) => {
            let message = format!("{} is a folder of files", format.name);
            Err(CliError::new(Exit::Usage, message).hint("say where with -o DIR"))
        }
        (Writer::Absent(feature), _) => {
            let message = format!("this build cannot write {}", format.name);
            let hint =
                format!("it needs the feature {feature}: cargo install --features {feature}");
            Err(CliError::new(Exit::Usage, message).hint(hint))
        }
    }
}
