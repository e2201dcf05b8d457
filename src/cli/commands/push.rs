//! `aigraph push`

use clap::Args as _;

use crate::cli::server::ServerArgs;
use crate::cli::{CliError, Exit, Session};

use super::{Command, read};

pub(super) const COMMAND: Command = Command {
    name: "push",
    about: "Brings the graph into a Neo4j database; writes only what differs",
    examples: &[
        (
            "aigraph push bolt://localhost:7687 --dry-run",
            "what would be written, as a table",
        ),
        (
            "aigraph push neo4j+s://db.example.org --password-file secret --prune",
            "the same graph there as here, and nothing of others touched",
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
    /// Delete what an earlier push of this graph wrote and the graph has no more
    #[arg(long)]
    prune: bool,
    /// Only say what would be written
    #[arg(long)]
    dry_run: bool,
    /// How many rows a transaction holds
    #[arg(long, value_name = "N", default_value_t = 5000, value_parser = rows)]
    batch: usize,
    #[command(flatten)]
    server: ServerArgs,
}

fn rows(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(n) if (1..=1_000_000).contains(&n) => Ok(n),
        _ => Err("a batch has 1 to 1000000 rows".to_owned()),
    }
}

#[cfg(not(feature = "bolt"))]
fn run(matches: &clap::ArgMatches, _: &mut Session) -> Result<Exit, CliError> {
    let args: Args = read(matches)?;
    drop((args.url, args.prune, args.dry_run, args.batch, args.server));
    Err(crate::cli::server::absent("push"))
}

#[cfg(feature = "bolt")]
fn run(matches: &clap::ArgMatches, session: &mut Session) -> Result<Exit, CliError> {
    use crate::cli::progress::Rate;
    use crate::cli::watch;
    use crate::remote::push::{Options, push};

    let args: Args = read(matches)?;
    let target = args.server.target(&args.url)?;
    let graph = session.graph()?;
    // What a server has been given cannot be taken back: all of it must be sound before.
    watch::verified(&graph)?;
    let options = Options {
        graph_name: args.server.graph_name().to_owned(),
        prune: args.prune,
        dry_run: args.dry_run,
        batch: args.batch,
    };
    let rate = Rate::start();
    let pushed = push(&target, &graph, &options, &|p| {
        rate.show(p.phase, p.done, p.total)
    });
    drop(rate);
    let pushed = pushed?;
    let answer = answer(&graph, &pushed.lines);
    session.print(&graph, &answer, "table")?;
    report(session, &args, &pushed);
    Ok(Exit::Answered)
}

/// The difference as a table.
#[cfg(feature = "bolt")]
fn answer(
    graph: &crate::graph::Graph,
    lines: &[crate::remote::push::Line],
) -> crate::graph::Answer {
    use crate::graph::{Answer, Cell, Row};
    let rows = lines.iter().map(|line| {
        let counts = [line.new, line.changed, line.old, line.same];
        let mut cells = vec![Cell::text(line.what), Cell::text(&line.of)];
        cells.extend(counts.map(Cell::count));
        Row::new(cells)
    });
    let columns = ["what", "of", "new", "changed", "gone", "equal"];
    Answer::new(graph, &columns, rows.collect())
}

/// Says what was done, beside the answer.
#[cfg(feature = "bolt")]
fn report(session: &Session, args: &Args, pushed: &crate::remote::push::Pushed) {
    let gone: usize = pushed
        .lines
        .iter()
        .filter(|l| l.of.is_empty())
        .map(|l| l.old)
        .sum();
    if args.dry_run {
        return session.note("nothing was written (--dry-run)");
    }
    let counts = pushed.counted.iter().map(|(what, n)| format!("{n} {what}"));
    let counts: Vec<String> = counts.collect();
    session.note(&match counts.as_slice() {
        [] => "nothing was written: the database has it all".to_owned(),
        counts => format!("the server counts {}", counts.join(", ")),
    });
    if gone > 0 && !args.prune {
        session.note("what is gone from the graph stays in the database; --prune deletes it");
    }
    if !pushed.kept.is_empty() {
        let some: Vec<&str> = pushed.kept.iter().take(5).map(String::as_str).collect();
        let more = if pushed.kept.len() > 5 { ", …" } else { "" };
        session.note(&format!(
            "gone nodes that were kept, since others' relationships hang on them: {}{more}",
            some.join(", ")
        ));
    }
}
