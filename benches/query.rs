//! `make bench`: six questions about 200 000 nodes and 1 000 000 relationships, answered by aigraph
//! and by kglite, Ladybug, DuckDB and SQLite from the same CSV files, each in memory, in a process
//! of its own, warm. All must give the same rows. A peer that is absent is left out by name.
#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]
#![allow(dead_code, reason = "other benchmarks use the rest of what is shared")]

mod folder;
mod hub;
mod measure;

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use aigraph::graph::{Cell, Graph};
use aigraph::load::{Input, Options, load};
use aigraph::model::Value;
use aigraph::query::cypher::{Limits, Parameters, prepare};
use serde_json::{Value as Json, json};

use hub::Hub;
use measure::{median, minimum};

/// How often each task runs.
const RUNS: usize = 7;

/// What answers beside aigraph; the same names as in peers.py.
const PEERS: [&str; 4] = ["kglite", "ladybug", "duckdb", "sqlite"];

/// The tasks; the same names as in peers.py.
const TASKS: [(&str, &str); 6] = [
    (
        "lineage",
        "MATCH (a:Model {id: $hub})<-[:BUILDS_ON*1..]-(d) RETURN count(DISTINCT d)",
    ),
    (
        "shortest path",
        "MATCH p = shortestPath((a:Application {id: $start})-[*]-(b:Application {id: $far})) \
         RETURN length(p)",
    ),
    (
        "two hops, top 10",
        "MATCH (o:Organization)-[:RELEASES]->(:Model)-[:BUILDS_ON]->(b:Model) \
         RETURN o.id AS id, count(DISTINCT b) AS n ORDER BY n DESC, id LIMIT 10",
    ),
    (
        "triangles",
        "MATCH (a:Model)-[:BUILDS_ON]->(b:Model)-[:BUILDS_ON]->(c:Model)<-[:BUILDS_ON]-(a) \
         RETURN count(*)",
    ),
    (
        "filter and sort",
        "MATCH (m:Model) WHERE m.downloads > 500000 AND m.license = 'mit' \
         RETURN m.id AS id, m.downloads AS n ORDER BY n DESC, id LIMIT 20",
    ),
    (
        "three patterns",
        "MATCH (o:Organization)-[:RELEASES]->(m:Model), \
         (m)-[:TRAINED_ON]->(:Chip)-[:RESTRICTED_BY]->(:Policy {id: $policy}), \
         (:Application)-[:USES]->(m) \
         RETURN o.id AS id, count(*) AS n ORDER BY n DESC, id LIMIT 10",
    ),
];

/// What a program did.
#[derive(Default)]
struct Outcome {
    version: String,
    load: f64,
    /// The seconds of each run, and the rows, by task.
    tasks: BTreeMap<String, (Vec<f64>, Json)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    // What `cargo bench` passes; without it this is a test run, with nothing to test.
    match arguments.iter().any(|argument| argument == "--bench") {
        true => compare(&arguments),
        false => Ok(()),
    }
}

/// Runs all programs, or beside aigraph those peers that are named (none by `aigraph`).
fn compare(arguments: &[String]) -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-query");
    let hub = hub::write(&path, &hub::M)?;
    println!(
        "{} nodes and {} relationships in {:.1} MB of CSV; {RUNS} runs of each task, warm",
        hub::M.nodes(),
        hub::M.relationships,
        hub.bytes as f64 / 1e6
    );
    let ours = ours(&path, &hub)?;
    let is_named = |name: &str| arguments.iter().any(|argument| argument == name);
    let are_named = is_named("aigraph") || PEERS.iter().any(|name| is_named(name));
    let mut all = vec![("aigraph", ours)];
    for name in PEERS {
        if are_named && !is_named(name) {
            continue;
        }
        match peer(name, &path, &hub)? {
            Some(outcome) => all.push((name, outcome)),
            None => println!("skipped: {name}; `make target/bench-peers/installed` installs it"),
        }
    }
    agree(&all)?;
    print_table(&all);
    Ok(())
}

fn ours(path: &Path, hub: &Hub) -> Result<Outcome, Box<dyn Error>> {
    let began = Instant::now();
    let loaded = load(Input::Path(path.to_owned()), &Options::default())?;
    let seconds = began.elapsed().as_secs_f64();
    if let Some(problem) = loaded.problems.first() {
        return Err(format!("the data does not load: {}", problem.message).into());
    }
    let text = |text: &String| Cell::text(text.as_str());
    let parameters: Parameters = [
        ("hub", &hub.hub),
        ("start", &hub.ends[0]),
        ("far", &hub.ends[1]),
        ("policy", &hub.policy),
    ]
    .map(|(name, value)| (name.to_owned(), text(value)))
    .into();
    let mut outcome = Outcome {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        load: seconds,
        ..Outcome::default()
    };
    for (name, query) in TASKS {
        let (mut times, mut rows) = (Vec::new(), Json::Null);
        for _ in 0..RUNS {
            let began = Instant::now();
            rows = answer(&loaded.graph, query, &parameters)?;
            times.push(began.elapsed().as_secs_f64());
        }
        outcome.tasks.insert(name.to_owned(), (times, rows));
    }
    Ok(outcome)
}

/// Parses, plans and runs a query; its rows.
fn answer(graph: &Graph, query: &str, parameters: &Parameters) -> Result<Json, Box<dyn Error>> {
    let prepared = prepare(graph, query, parameters)?;
    let mut rows = Vec::new();
    for row in prepared.run(&Limits::default()) {
        rows.push(Json::Array(row?.iter().map(plain).collect()));
    }
    Ok(Json::Array(rows))
}

fn plain(cell: &Cell) -> Json {
    match cell {
        Cell::Value(Value::Integer(n)) => json!(n),
        Cell::Value(Value::Text(text)) => json!(text),
        other => json!(format!("{other:?}")),
    }
}

/// What a peer did; `None` where it is not there.
fn peer(name: &str, path: &Path, hub: &Hub) -> Result<Option<Outcome>, Box<dyn Error>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/bench-peers/bin/python");
    let python = match python.exists() {
        true => python,
        false => PathBuf::from("python3"),
    };
    let mut command = Command::new(python);
    command.arg(root.join("benches/peers.py")).arg(name);
    command.arg(path).arg(serde_json::to_string(hub)?);
    let output = command.arg(RUNS.to_string()).output();
    let Ok(output) = output else {
        return Ok(None);
    };
    let text = String::from_utf8(output.stdout)?;
    let mut outcome = Outcome::default();
    for line in text.lines() {
        let line: Json = serde_json::from_str(line)?;
        if line.get("absent").is_some() {
            return Ok(None);
        }
        if let Some(note) = line["note"].as_str() {
            println!("{name}: {note}");
        }
        if let (Some(version), Some(load)) = (line["version"].as_str(), line["load"].as_f64()) {
            (outcome.version, outcome.load) = (version.to_owned(), load);
        }
        if let (Some(task), Some(times)) = (line["task"].as_str(), line["seconds"].as_array()) {
            let times = times.iter().filter_map(Json::as_f64).collect();
            let entry = (times, line["rows"].clone());
            outcome.tasks.insert(task.to_owned(), entry);
        }
    }
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{name}: {told}").into());
    }
    Ok(Some(outcome))
}

/// An error where a program gives other rows than aigraph.
fn agree(all: &[(&str, Outcome)]) -> Result<(), Box<dyn Error>> {
    let [(_, ours), peers @ ..] = all else {
        return Ok(());
    };
    for (task, (_, rows)) in &ours.tasks {
        for (name, outcome) in peers {
            if let Some((_, other)) = outcome.tasks.get(task)
                && rows != other
            {
                return Err(format!("{task}: aigraph {rows}, {name} {other}").into());
            }
        }
    }
    Ok(())
}

fn print_table(all: &[(&str, Outcome)]) {
    println!("the same rows from all: ");
    for (task, _) in TASKS {
        let rows = all.iter().find_map(|(_, outcome)| outcome.tasks.get(task));
        let rows = rows.map_or(String::new(), |(_, rows)| rows.to_string());
        println!("  {task}: {}", rows.chars().take(100).collect::<String>());
    }
    let milliseconds = |seconds: f64| format!("{:.3}", seconds * 1e3);
    for (title, of) in [
        ("median, ms", median as fn(&[f64]) -> f64),
        ("least, ms", minimum as fn(&[f64]) -> f64),
    ] {
        let mut head = format!("\n| {title} |");
        let names = all
            .iter()
            .map(|(name, it)| format!(" {name} {} |", it.version));
        head.extend(names);
        println!("{head}\n|---{}|", "|--:".repeat(all.len()));
        let loads: Vec<f64> = all.iter().map(|(_, outcome)| outcome.load).collect();
        print_row("load", &loads, milliseconds);
        for (task, _) in TASKS {
            let times = all.iter().map(|(_, outcome)| outcome.tasks.get(task));
            let times: Vec<f64> = times
                .map(|found| found.map_or(f64::NAN, |(times, _)| of(times)))
                .collect();
            print_row(task, &times, milliseconds);
        }
    }
}

/// A row of a table: each time, and how many times ours it is.
fn print_row(title: &str, times: &[f64], show: impl Fn(f64) -> String) {
    let ours = times.first().copied().unwrap_or(f64::NAN);
    let mut line = format!("| {title} |");
    for (i, &time) in times.iter().enumerate() {
        let cell = match (time.is_nan(), i) {
            (true, _) => " - |".to_owned(),
            (false, 0) => format!(" {} |", show(time)),
            (false, _) => format!(" {} ({:.2}×) |", show(time), time / ours),
        };
        line.push_str(&cell);
    }
    println!("{line}");
}
