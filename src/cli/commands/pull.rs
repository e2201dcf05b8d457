//! `aigraph pull`

use std::path::PathBuf;

use clap::Args as _;

use crate::cli::server::ServerArgs;
use crate::cli::{CliError, Exit, Session};

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "pull",
    about: "Brings a graph from a Neo4j database into a folder",
    examples: &[
        (
            "aigraph pull bolt://localhost:7687 -o copy",
            "the graph that was pushed there, or all that a database of others has",
        ),
        (
            "aigraph pull bolt://localhost:7687 --graph-name chips -o chips",
            "one of several graphs of a database",
        ),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// The server, as in bolt://localhost:7687
    #[arg(value_name = "URL")]
    url: String,
    /// The folder to write
    #[arg(short, long, value_name = "DIR")]
    output: PathBuf,
    /// Replace the folder if it is there
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    server: ServerArgs,
}

#[cfg(not(feature = "bolt"))]
fn run(matches: &clap::ArgMatches, _: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    drop((args.url, args.output, args.force, args.server));
    Err(crate::cli::server::absent("pull"))
}

#[cfg(feature = "bolt")]
fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    use crate::cli::folder::write_folder;
    use crate::cli::progress::Rate;
    use crate::export::data::{Writer, format};
    use crate::graph::{Selection, Subgraph};
    use crate::remote::pull::pull;

    let args: Args = read(matches)?;
    let target = args.server.target(&args.url)?;
    let rate = Rate::start();
    let pulled = pull(&target, args.server.given_name(), &|p| {
        rate.show(p.phase, p.done, p.total);
    });
    drop(rate);
    let pulled = pulled?;
    let selection = Selection::all(&pulled.graph);
    let part = Subgraph {
        graph: &pulled.graph,
        selection: &selection,
    };
    let Some(Writer::Folder(write)) = format("folder").map(|format| format.write) else {
        return Err(CliError::new(Exit::Failed, "there is no format folder"));
    };
    let notes = write_folder(&args.output, args.force, |files| write(part, files))?;
    for note in pulled.notes.iter().chain(&notes) {
        session.note(note);
    }
    Ok(Exit::Answered)
}
