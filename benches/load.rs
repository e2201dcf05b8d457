//! `make bench`: reads a random folder of 100 000 nodes and 500 000 relationships and answers one
//! lineage of it, with aigraph and with a naive program of the same purpose, each as a process of
//! its own and in turn; then how near the reading comes to cutting the same bytes into fields.
#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]
#![allow(dead_code, reason = "busy time is measured for other benchmarks")]

mod folder;
mod measure;
mod naive;

use std::collections::BTreeSet;
use std::env;
use std::error::Error;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::thread;
use std::time::Instant;

use aigraph::load::{Input, Options, Reading, load};

use folder::Folder;
use measure::{Run, median, minimum, run};

const NODES: u32 = 100_000;
const RELATIONSHIPS: u32 = 500_000;

/// How often each program runs.
const RUNS: usize = 5;

/// The argument that makes this executable the naive program.
const NAIVE: &str = "--naive";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [NAIVE, folder, id] => naive::main(Path::new(folder), id),
        // What `cargo bench` passes; without it this is a test run, with nothing to test.
        [.., "--bench"] => compare(),
        _ => Ok(()),
    }
}

fn compare() -> Result<(), Box<dyn Error>> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bench-load");
    let folder = folder::write(&path, NODES, RELATIONSHIPS)?;
    let ancestors = same_ancestors(&folder)?;
    println!(
        "{NODES} nodes and {RELATIONSHIPS} relationships in {:.1} MB of CSV; lineage of {}: \
         {ancestors} ancestors, the same from both; {RUNS} runs each, in turn\n",
        folder.bytes as f64 / 1e6,
        folder.root
    );
    let (mut naive, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..RUNS {
        naive.push(run(&mut naive_command(&folder)?)?);
        ours.push(run(&mut our_command(&folder))?);
    }
    print_table(&naive, &ours);
    limit(&folder)
}

/// How fast CSV becomes a graph in this process, row by row and in blocks, beside the limit: the
/// same bytes, in memory, cut into fields by as many threads.
fn limit(folder: &Folder) -> Result<(), Box<dyn Error>> {
    let threads = thread::available_parallelism()?.get();
    println!(
        "\n{:<28}{:>12}{:>14}",
        format!("{threads} threads"),
        "MB/s",
        "of the limit"
    );
    let files = files(&folder.path)?;
    let mut rates: Vec<(&str, f64)> = Vec::new();
    let mut fields = 0;
    let seconds = least(|| fields = split(&files, threads))?;
    rates.push(("fields, nothing kept", folder.bytes as f64 / 1e6 / seconds));
    for (name, reading) in [
        ("graph, in blocks", Reading::Fitting),
        ("graph, row by row", Reading::Rows),
    ] {
        let options = Options {
            reading,
            ..Options::default()
        };
        let mut in_blocks = None;
        let seconds = least(|| {
            let loaded = load(Input::Path(folder.path.clone()), &options);
            in_blocks = loaded.ok().map(|loaded| loaded.in_blocks);
        })?;
        if in_blocks != Some(reading == Reading::Fitting) {
            return Err("the folder was read in another way".into());
        }
        rates.push((name, folder.bytes as f64 / 1e6 / seconds));
    }
    let limit = rates.first().map_or(f64::NAN, |(_, rate)| *rate);
    for (name, rate) in rates {
        println!("{name:<28}{rate:>12.0}{:>13.1}%", 100.0 * rate / limit);
    }
    println!("{fields} fields");
    Ok(())
}

/// The fewest seconds of several runs.
fn least(mut run: impl FnMut()) -> Result<f64, Box<dyn Error>> {
    let mut times = Vec::with_capacity(RUNS);
    for _ in 0..RUNS {
        let start = Instant::now();
        run();
        times.push(start.elapsed().as_secs_f64());
    }
    times.into_iter().reduce(f64::min).ok_or("no run".into())
}

/// The bytes of all files of a folder.
fn files(folder: &Path) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let (mut folders, mut files) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            match path.is_dir() {
                true => folders.push(path),
                false => files.push(fs::read(path)?),
            }
        }
    }
    Ok(files)
}

/// How many fields there are: what delimiter, line end and quote tell, looked for by memchr, in
/// equal parts of each file.
fn split(files: &[Vec<u8>], threads: usize) -> usize {
    let count = |part: usize| -> usize {
        let of = |file: &Vec<u8>| {
            let at = |i: usize| file.len() * i / threads;
            let bytes = &file[at(part)..at(part + 1)];
            let signs = memchr::memchr3_iter(b',', b'\n', b'"', bytes);
            signs.filter(|&i| bytes[i] != b'"').count()
        };
        files.iter().map(of).sum()
    };
    thread::scope(|scope| {
        let count = &count;
        let parts: Vec<_> = (0..threads)
            .map(|i| scope.spawn(move || count(i)))
            .collect();
        let counts = parts.into_iter().map(|part| part.join().unwrap_or(0));
        counts.sum()
    })
}

fn naive_command(folder: &Folder) -> Result<Command, Box<dyn Error>> {
    let mut command = Command::new(env::current_exe()?);
    command.arg(NAIVE).arg(&folder.path).arg(&folder.root);
    Ok(command)
}

fn our_command(folder: &Folder) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aigraph"));
    command.arg("--no-cache").arg("-g").arg(&folder.path);
    command.args(["lineage", &folder.root]);
    command
}

/// How many ancestors both programs find; an error if they find others.
fn same_ancestors(folder: &Folder) -> Result<usize, Box<dyn Error>> {
    let naive = naive_command(folder)?.output()?;
    let naive: BTreeSet<String> = text(naive)?.lines().map(str::to_owned).collect();
    let ours = our_command(folder).args(["--format", "jsonl"]).output()?;
    let mut ids = BTreeSet::new();
    for line in text(ours)?.lines() {
        let row: serde_json::Value = serde_json::from_str(line)?;
        let id = row["node"]["id"].as_str().ok_or("a row without a node")?;
        ids.insert(id.to_owned());
    }
    ids.remove(&folder.root);
    if naive != ids {
        let counts = (ids.len(), naive.len());
        return Err(format!("ours and naive find other ancestors: {counts:?}").into());
    }
    Ok(ids.len())
}

fn text(output: std::process::Output) -> Result<String, Box<dyn Error>> {
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn print_table(naive: &[Run], ours: &[Run]) {
    let peak = |runs: &[Run]| runs.iter().filter_map(|r| r.peak).max();
    let seconds = |runs: &[Run]| runs.iter().map(|r| r.seconds).collect::<Vec<f64>>();
    let row = |name: &str, cells: [String; 3]| {
        let [least, middle, memory] = cells;
        println!("{name:<16}{least:>12}{middle:>12}{memory:>14}");
    };
    let header = ["wall min", "median", "peak memory"];
    row("", header.map(str::to_owned));
    for (name, runs) in [("naive", naive), ("aigraph", ours)] {
        let memory = peak(runs).map(|bytes| format!("{:.1} MB", bytes as f64 / 1e6));
        let times = seconds(runs);
        let cells = [minimum(&times), median(&times)].map(|s| format!("{s:.3} s"));
        let [least, middle] = cells;
        row(name, [least, middle, memory.unwrap_or("-".to_owned())]);
    }
    let ratio = |a: f64, b: f64| format!("{:.2}", a / b);
    let (our_times, naive_times) = (seconds(ours), seconds(naive));
    let memory = match (peak(ours), peak(naive)) {
        (Some(a), Some(b)) => ratio(a as f64, b as f64),
        _ => "-".to_owned(),
    };
    let least = ratio(minimum(&our_times), minimum(&naive_times));
    let middle = ratio(median(&our_times), median(&naive_times));
    row("aigraph / naive", [least, middle, memory]);
}
