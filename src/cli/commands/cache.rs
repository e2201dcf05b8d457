//! `aigraph cache`

use clap::Args as _;

use crate::cli::cache::{Cache, Kept};
use crate::cli::{CliError, Exit, Session, asking};
use crate::graph::{Answer, Cell, Row};
use crate::load::open_snapshot;
use crate::model::{Date, Value};

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "cache",
    about: "The snapshots of large graphs that were kept for the next question",
    examples: &[
        (
            "aigraph cache list",
            "what is kept, of which path, and how large it is",
        ),
        ("aigraph cache clear", "removes all of it"),
    ],
    arguments: Args::augment_args,
    run,
};

#[derive(Debug, clap::Args)]
struct Args {
    /// What to do
    #[arg(value_enum)]
    what: What,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum What {
    /// Show what is kept, the last used first
    List,
    /// Remove all of it
    Clear,
}

fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    let cache = Cache::of(&session.global.cache);
    match args.what {
        What::List => list(
            &cache.map(|cache| cache.kept()).unwrap_or_default(),
            session,
        )?,
        What::Clear => {
            let cleared = cache.map_or_else(|| Ok(Vec::new()), |cache| cache.clear());
            let cleared = cleared.map_err(|error| {
                CliError::new(
                    Exit::Failed,
                    format!("the cache cannot be cleared: {error}"),
                )
            })?;
            let bytes: u64 = cleared.iter().map(|kept| kept.bytes).sum();
            let snapshots = if cleared.len() == 1 {
                "snapshot"
            } else {
                "snapshots"
            };
            let megabytes = bytes.div_ceil(1_000_000);
            writeln!(
                session.out(),
                "removed {} {snapshots}, {megabytes} MB",
                cleared.len()
            )?;
        }
    }
    Ok(Exit::Answered)
}

fn list(kept: &[Kept], session: &mut Session) -> Result<(), CliError> {
    let row = |kept: &Kept| {
        let from = open_snapshot(&kept.path).map(|graph| graph.said().from);
        let since = kept.used.duration_since(std::time::SystemTime::UNIX_EPOCH);
        let days = since
            .ok()
            .and_then(|since| i32::try_from(since.as_secs() / 86_400).ok());
        let date = days.and_then(Date::from_days).map(Value::Date);
        Row::new(vec![
            Cell::text(from.unwrap_or_default()),
            Cell::Value(Value::Integer(
                i64::try_from(kept.bytes).unwrap_or(i64::MAX),
            )),
            Cell::optional(date),
            Cell::text(kept.path.to_string_lossy()),
        ])
    };
    // The answer is about no graph; an empty one stands for it.
    let graph = asking::nothing();
    let rows = kept.iter().map(row).collect();
    let answer = Answer::new(&graph, &["graph", "bytes", "used", "snapshot"], rows);
    session.print(&graph, &answer, "table")
}
