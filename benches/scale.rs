//! `make bench` and `make bench-full`: a graph of the size of a model hub, from CSV to answers, by
//! aigraph and by libraries for graphs and databases. Each runs as processes of its own, one at a
//! time; all must give the same answers. Prints Markdown. A peer that is absent is left out by
//! name.
//!
//! `cargo bench --bench scale -- S M` asks for sizes; a peer's name asks that peer alone.
#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]
#![allow(dead_code, reason = "other benchmarks use the rest of what is shared")]

mod folder;
mod hub;
mod limits;
mod measure;

use std::collections::BTreeMap;
use std::env;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use aigraph::graph::walks::{Components, Steps, Touched, most_reached, page_rank};
use aigraph::graph::{Graph, NodeId, TypeSet};
use aigraph::load::{Input, Options, load};
use serde_json::{Value as Json, json};

use hub::{Hub, SIZES, Size};
use measure::{median, run};

type Fallible<T> = Result<T, Box<dyn Error>>;

/// What answers beside aigraph; the same names as in hub_peers.py.
const PEERS: [&str; 6] = [
    "igraph",
    "rustworkx",
    "networkit",
    "networkx",
    "duckdb",
    "sqlite",
];

/// Whole processes: a name, what hub_peers.py calls it.
const PROCESSES: [(&str, &str); 4] = [
    ("CSV to a graph", "load"),
    ("CSV to one lineage, cold", "lineage"),
    ("CSV to the stored form", "build"),
    ("stored form to one lineage, cold", "stored"),
];

const TASKS: [&str; 9] = [
    "descendants of the largest hub",
    "1 000 ancestor sets",
    "two-hop aggregation",
    "weak components",
    "topological order",
    "PageRank, 20 rounds",
    "one shortest path, undirected",
    "one shortest path, directed",
    "10 nodes with most descendants",
];

/// The argument that makes this executable load a folder and say how large the graph is.
const LOAD: &str = "--load";

const THREADS: usize = 2;

fn main() -> Fallible<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [LOAD, folder] => {
            let graph = read(Path::new(folder))?;
            println!(
                "{}",
                json!([graph.node_count(), graph.relationship_count()])
            );
            Ok(())
        }
        // What `cargo bench` passes; without it this is a test run, with nothing to test.
        _ if !arguments.iter().any(|argument| argument == "--bench") => Ok(()),
        _ => {
            let is_named = |name: &str| arguments.iter().any(|argument| argument == name);
            let named: Vec<&Size> = SIZES.iter().filter(|size| is_named(size.name)).collect();
            let sizes = match named.is_empty() {
                true => SIZES.iter().take(2).collect(),
                false => named,
            };
            let any = PEERS.iter().any(|name| is_named(name)) || is_named("aigraph");
            let peers: Vec<&str> = PEERS
                .into_iter()
                .filter(|name| !any || is_named(name))
                .collect();
            sizes.into_iter().try_for_each(|size| compare(size, &peers))
        }
    }
}

/// What a program did.
#[derive(Default)]
struct Outcome {
    version: String,
    /// Seconds of each run, peak memory, answer, by process.
    processes: BTreeMap<&'static str, (Vec<f64>, Option<u64>, Json)>,
    /// Bytes of the stored form.
    stored: Option<u64>,
    /// Seconds of each run, and the answer, by task.
    tasks: BTreeMap<String, (Vec<f64>, Json)>,
}

fn compare(size: &Size, peers: &[&str]) -> Fallible<()> {
    let base = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-hub-{}", size.name));
    let path = base.join("csv");
    let hub = data(&base, &path, size)?;
    let megabytes = hub.bytes as f64 / 1e6;
    println!(
        "\n### {}: {} nodes, {} relationships, {megabytes:.1} MB of CSV\n",
        size.name,
        size.nodes(),
        size.relationships
    );
    let limits = limits::measure(&path)?;
    let mut all = vec![("aigraph", ours(&base, &path, &hub, size)?)];
    for &name in peers {
        match peer(name, &base, &path, &hub, size)? {
            Some(outcome) => all.push((name, outcome)),
            None => println!("skipped: {name}; `make target/bench-peers/installed` installs it\n"),
        }
    }
    print_table(&all);
    println!("\nThe machine, on the same files:\n\n| limit | |\n|---|--:|");
    limits
        .iter()
        .for_each(|(name, rate)| println!("| {name} | {:.2} GB/s |", rate / 1e9));
    if let Some((seconds, ..)) = all[0].1.processes.get("CSV to a graph") {
        let rate = hub.bytes as f64 / median(seconds);
        println!("| CSV to a graph, aigraph | {:.2} GB/s |", rate / 1e9);
    }
    agree(&all)
}

/// The folder of data, made where it is not there, and what is asked of it.
fn data(base: &Path, path: &Path, size: &Size) -> Fallible<Hub> {
    let known = base.join("hub.json");
    if let Ok(text) = fs::read_to_string(&known) {
        return Ok(serde_json::from_str(&text)?);
    }
    let hub = hub::write(path, size)?;
    fs::write(known, serde_json::to_string(&hub)?)?;
    Ok(hub)
}

fn read(path: &Path) -> Fallible<Graph> {
    let loaded = load(Input::Path(path.to_owned()), &Options::default())?;
    match loaded.problems.first() {
        Some(problem) => Err(format!("the data does not load: {}", problem.message).into()),
        None => Ok(loaded.graph),
    }
}

/// How often each process runs.
fn runs(size: &Size) -> usize {
    match size.relationships {
        0..2_000_000 => 3,
        _ => 1,
    }
}

fn ours(base: &Path, path: &Path, hub: &Hub, size: &Size) -> Fallible<Outcome> {
    let mut outcome = Outcome {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        ..Outcome::default()
    };
    let stored = base.join("hub.aigraph");
    let program = || Command::new(env!("CARGO_BIN_EXE_aigraph"));
    let lineage = |from: &Path| {
        let mut command = program();
        command
            .arg("-g")
            .arg(from)
            .args(["--no-cache", "--format", "jsonl", "lineage"]);
        command.args([hub.root.as_str(), "--type", "BUILDS_ON"]);
        command
    };
    for (name, mode) in PROCESSES {
        let command = || match mode {
            "load" => {
                let mut command = Command::new(env::current_exe().unwrap_or_default());
                command.arg(LOAD).arg(path);
                command
            }
            "lineage" => lineage(path),
            "build" => {
                let mut command = program();
                command
                    .arg("-g")
                    .arg(path)
                    .arg("pack")
                    .arg("-o")
                    .arg(&stored);
                command
            }
            _ => lineage(&stored),
        };
        let (mut seconds, mut peak) = (Vec::new(), None);
        for _ in 0..runs(size) {
            let ran = run(&mut command())?;
            seconds.push(ran.seconds);
            peak = peak.max(ran.peak);
        }
        let text = String::from_utf8(command().output()?.stdout)?;
        let answer = match mode {
            "load" => serde_json::from_str(&text)?,
            "build" => Json::Null,
            _ => json!(ancestors(&text)?),
        };
        outcome.processes.insert(name, (seconds, peak, answer));
    }
    outcome.stored = fs::metadata(&stored).ok().map(|file| file.len());
    our_tasks(&mut outcome, path, hub, size)?;
    Ok(outcome)
}

fn our_tasks(outcome: &mut Outcome, path: &Path, hub: &Hub, size: &Size) -> Fallible<()> {
    let graph = read(path)?;
    let asked = Asked::of(&graph, hub)?;
    println!("| task | nodes touched | relationships touched |\n|---|--:|--:|");
    for name in TASKS {
        if name == TASKS[8] && size.nodes() > 500_000 {
            continue;
        }
        let (mut seconds, mut answer) = (Vec::new(), None);
        while seconds.len() < 7 && (seconds.iter().sum::<f64>() < 10.0 || seconds.len() % 2 == 0) {
            let began = Instant::now();
            answer = Some(asked.task(name));
            seconds.push(began.elapsed().as_secs_f64());
        }
        let (answer, touched) = answer.unwrap_or_default();
        let Touched {
            nodes,
            relationships,
        } = touched;
        if touched != Touched::default() {
            println!("| {name} | {nodes} | {relationships} |");
        }
        outcome.tasks.insert(name.to_owned(), (seconds, answer));
    }
    println!();
    Ok(())
}

/// How many nodes the lines of a lineage name, its root not counted.
fn ancestors(lines: &str) -> Fallible<usize> {
    let mut ids = std::collections::BTreeSet::new();
    for line in lines.lines() {
        let row: Json = serde_json::from_str(line)?;
        let id = row["node"]["id"].as_str().ok_or("a row without a node")?;
        ids.insert(id.to_owned());
    }
    Ok(ids.len().saturating_sub(1))
}

/// What the tasks ask about, in a loaded graph.
struct Asked<'a> {
    graph: &'a Graph,
    all: Steps<'a>,
    either: Steps<'a>,
    builds_on: Steps<'a>,
    built_on_by: Steps<'a>,
    back: [Steps<'a>; 3],
    hub: NodeId,
    policy: NodeId,
    ends: [NodeId; 2],
    ancestor: [NodeId; 2],
    some: Vec<NodeId>,
}

impl<'a> Asked<'a> {
    fn of(graph: &'a Graph, hub: &Hub) -> Fallible<Asked<'a>> {
        let node = |id: &String| graph.nodes_by_id(id).next().ok_or(format!("no node {id}"));
        let pair = |ids: &[String; 2]| Ok::<_, String>([node(&ids[0])?, node(&ids[1])?]);
        let along = |name: &str| Steps::of(graph, &TypeSet::of(graph.type_named(name)));
        let back = ["RESTRICTED_BY", "TRAINED_ON", "RELEASES"].map(|name| along(name).reversed());
        Ok(Asked {
            graph,
            all: Steps::written(graph),
            either: Steps::either(graph),
            builds_on: along("BUILDS_ON"),
            built_on_by: along("BUILDS_ON").reversed(),
            back,
            hub: node(&hub.hub)?,
            policy: node(&hub.policy)?,
            ends: pair(&hub.ends)?,
            ancestor: pair(&hub.ancestor)?,
            some: hub.some.iter().map(node).collect::<Result<_, _>>()?,
        })
    }

    fn task(&self, name: &str) -> (Json, Touched) {
        let length = |(path, touched): (Option<Vec<NodeId>>, Touched)| {
            (json!(path.map(|nodes| nodes.len() - 1)), touched)
        };
        match TASKS.iter().position(|task| *task == name) {
            Some(0) => {
                let found = self.built_on_by.reached(self.hub);
                (json!(found.nodes.len() - 1), found.touched)
            }
            Some(1) => {
                let (counts, touched) = self.builds_on.reached_counts(&self.some, THREADS);
                (json!(counts.iter().sum::<usize>()), touched)
            }
            Some(2) => {
                let [chips, models, releases] = &self.back;
                let found = models.around(&chips.around(&[self.policy]));
                let counts = releases.tally(&found);
                let sum: u32 = counts.iter().map(|&(_, count)| count).sum();
                let most = counts.iter().map(|&(_, count)| count).max();
                (json!([counts.len(), sum, most]), Touched::default())
            }
            Some(3) => {
                let found = Components::of(self.graph);
                (json!(found.count()), found.touched)
            }
            Some(4) => {
                let order = self.all.topological();
                (
                    json!(order.map_or(0, |order| order.len())),
                    Touched::default(),
                )
            }
            Some(5) => {
                let found = page_rank(self.graph, 0.85, 20, THREADS);
                let ranks = found.ranks.iter().zip(self.graph.nodes());
                let first = ranks.max_by(|a, b| a.0.total_cmp(b.0));
                let first = first.map(|(_, node)| self.graph.id(node));
                (json!(first), found.touched)
            }
            Some(6) => length(self.either.shortest(self.ends[0], self.ends[1])),
            Some(7) => length(self.builds_on.shortest(self.ancestor[0], self.ancestor[1])),
            _ => {
                let found = most_reached(&self.built_on_by, 10, THREADS).unwrap_or_default();
                let counts: Vec<usize> = found.into_iter().map(|(_, count)| count).collect();
                (json!(counts), Touched::default())
            }
        }
    }
}

/// What a peer did; `None` where it is not there.
fn peer(name: &str, base: &Path, path: &Path, hub: &Hub, size: &Size) -> Fallible<Option<Outcome>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/bench-peers/bin/python");
    let python = match python.exists() {
        true => python,
        false => PathBuf::from("python3"),
    };
    let question = serde_json::to_string(hub)?;
    let stored = base.join(format!("hub.{name}"));
    let command = |mode: &str| {
        let mut command = Command::new(&python);
        command
            .arg(root.join("benches/hub_peers.py"))
            .args([name, mode]);
        command.arg(path).arg(&stored).arg(&question);
        command
    };
    let mut outcome = Outcome::default();
    // The slowest of all by far.
    let is_slow = name == "networkx" && size.relationships > 100_000;
    for (title, mode) in PROCESSES {
        if is_slow && mode != "lineage" {
            continue;
        }
        let (mut seconds, mut peak, mut answer) = (Vec::new(), None, Json::Null);
        for _ in 0..runs(size) {
            if mode == "build" {
                let _ = fs::remove_file(&stored);
            }
            let out = base.join("answer");
            let ran = measure::run_into(&mut command(mode), fs::File::create(&out)?);
            let ran = ran.map_err(|error| format!("{name}: {mode}: {error}"))?;
            let line: Json = serde_json::from_str(fs::read_to_string(&out)?.trim())?;
            if line.get("absent").is_some() {
                return Ok(None);
            }
            answer = line["answer"].clone();
            seconds.push(ran.seconds);
            peak = peak.max(ran.peak);
        }
        if mode == "build" {
            outcome.stored = fs::metadata(&stored).ok().map(|file| file.len());
        }
        if mode != "stored" || outcome.stored.is_some() {
            outcome.processes.insert(title, (seconds, peak, answer));
        }
        if mode == "build" && outcome.stored.is_none() {
            outcome.processes.remove(title);
            break;
        }
    }
    // The slowest is not asked.
    if !is_slow {
        peer_tasks(name, &mut outcome, &mut command("warm"))?;
    }
    Ok(Some(outcome))
}

fn peer_tasks(name: &str, outcome: &mut Outcome, command: &mut Command) -> Fallible<()> {
    let output = command.output()?;
    if !output.status.success() {
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{name}: {told}").into());
    }
    for line in String::from_utf8(output.stdout)?.lines() {
        let line: Json = serde_json::from_str(line)?;
        if let Some(version) = line["version"].as_str() {
            version.clone_into(&mut outcome.version);
        }
        if let (Some(task), Some(times)) = (line["task"].as_str(), line["seconds"].as_array()) {
            let times = times.iter().filter_map(Json::as_f64).collect();
            outcome
                .tasks
                .insert(task.to_owned(), (times, line["answer"].clone()));
        }
    }
    Ok(())
}

/// An error where a program gives another answer than aigraph.
fn agree(all: &[(&str, Outcome)]) -> Fallible<()> {
    let [(_, ours), peers @ ..] = all else {
        return Ok(());
    };
    for (name, other) in peers {
        for (process, (.., answer)) in &ours.processes {
            let theirs = other.processes.get(process).map(|(.., answer)| answer);
            if theirs.is_some_and(|theirs| theirs != answer) {
                return Err(format!("{process}: aigraph {answer}, {name} {theirs:?}").into());
            }
        }
        for (task, (_, answer)) in &ours.tasks {
            let theirs = other.tasks.get(task).map(|(_, answer)| answer);
            if theirs.is_some_and(|theirs| theirs != answer) {
                return Err(format!("{task}: aigraph {answer}, {name} {theirs:?}").into());
            }
        }
    }
    println!("\nThe same answers from all.");
    Ok(())
}

/// Medians, and in brackets how many times ours; in the last column the best peer's share.
fn print_table(all: &[(&str, Outcome)]) {
    let names = all
        .iter()
        .map(|(name, it)| format!(" {name} {} |", it.version));
    println!(
        "| median |{} best peer / aigraph |",
        names.collect::<String>()
    );
    println!("|---{}|--:|", "|--:".repeat(all.len()));
    let row = |title: &str, of: &dyn Fn(&Outcome) -> Option<f64>, digits: usize| {
        let values: Vec<Option<f64>> = all.iter().map(|(_, outcome)| of(outcome)).collect();
        let show = |value: &Option<f64>| match value {
            Some(value) => format!(" {value:.digits$} |"),
            None => " – |".to_owned(),
        };
        let best = values[1..]
            .iter()
            .flatten()
            .copied()
            .fold(f64::INFINITY, f64::min);
        let ratio = match values[0] {
            Some(ours) if best.is_finite() => format!(" {:.2} |", best / ours),
            _ => " – |".to_owned(),
        };
        println!(
            "| {title} |{}{ratio}",
            values.iter().map(show).collect::<String>()
        );
    };
    for (name, _) in PROCESSES {
        let of = |outcome: &Outcome| outcome.processes.get(name).map(|(s, ..)| median(s) * 1e3);
        row(&format!("{name}, ms"), &of, 0);
        let of = |outcome: &Outcome| {
            let peak = outcome.processes.get(name).and_then(|(_, peak, _)| *peak);
            peak.map(|bytes| bytes as f64 / 1e6)
        };
        row(&format!("{name}, peak MB"), &of, 0);
    }
    row(
        "stored form, MB",
        &|it| it.stored.map(|bytes| bytes as f64 / 1e6),
        1,
    );
    for name in TASKS {
        let of = |outcome: &Outcome| outcome.tasks.get(name).map(|(s, _)| median(s) * 1e3);
        row(&format!("{name}, ms"), &of, 3);
    }
}
