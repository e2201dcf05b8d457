//! `make bench`: draws all that hangs on one node of graphs of three sizes, with aigraph and with
//! Graphviz's dot from the DOT text that aigraph exports of the same picture, each as a process of
//! its own and in turn.
#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]
#![allow(dead_code, reason = "memory is measured for other benchmarks")]

mod measure;

use std::env;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use measure::{Run, median, minimum, run};

/// Numbers of nodes, and how often each program draws a graph of that size.
const SIZES: &[(u32, usize)] = &[(50, 41), (500, 21), (5_000, 5)];

/// A node comes of one of so many before it.
const REACH: u32 = 60;

fn main() -> Result<(), Box<dyn Error>> {
    // What `cargo bench` passes; without it this is a test run, with nothing to test.
    if !env::args().any(|argument| argument == "--bench") {
        return Ok(());
    }
    if Command::new("dot").arg("-V").output().is_err() {
        println!("skipped: dot is not on the PATH");
        return Ok(());
    }
    println!(
        "all that hangs on one node as SVG; 1.3 relationships a node; from file to file, {}; the \
         programs in turn; busy is user and system time\n",
        if pins() {
            "on one core"
        } else {
            "unpinned: no taskset"
        }
    );
    row([
        "nodes", "runs", "", "busy min", "median", "wall min", "median",
    ]);
    for &(nodes, runs) in SIZES {
        compare(nodes, runs)?;
    }
    Ok(())
}

fn compare(nodes: u32, runs: usize) -> Result<(), Box<dyn Error>> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("bench-diagram-{nodes}"));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("edges.csv"), edges(nodes))?;
    let dot_file = folder.with_extension("dot");
    run(&mut our_command(&folder, &dot_file))?;
    let drawn = fs::read_to_string(&dot_file)?.matches("tooltip=").count();
    if drawn < nodes as usize {
        return Err(format!("{drawn} of {nodes} nodes are drawn").into());
    }
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        let mut dot = on_one_core("dot");
        dot.arg("-Tsvg").arg(&dot_file).arg("-o");
        theirs.push(run(dot.arg(folder.with_extension("dot.svg")))?);
        ours.push(run(&mut our_command(
            &folder,
            &folder.with_extension("svg"),
        ))?);
    }
    let (theirs, ours) = (figures(&theirs), figures(&ours));
    let (size, count) = (nodes.to_string(), runs.to_string());
    for (name, figures) in [("dot", theirs), ("aigraph", ours)] {
        let [a, b, c, d] = figures.map(|seconds| format!("{seconds:.4} s"));
        row([&size, &count, name, &a, &b, &c, &d]);
    }
    let ratios = [0, 1, 2, 3].map(|at| format!("{:.2}", ours[at] / theirs[at]));
    let [a, b, c, d] = &ratios;
    row([&size, "", "aigraph / dot", a, b, c, d]);
    Ok(())
}

/// Least and median of how long a processor was busy, and of the time on the wall.
fn figures(runs: &[Run]) -> [f64; 4] {
    let busy: Vec<f64> = runs.iter().map(|run| run.busy).collect();
    let wall: Vec<f64> = runs.iter().map(|run| run.seconds).collect();
    [minimum(&busy), median(&busy), minimum(&wall), median(&wall)]
}

/// Whether programs can be kept on one core.
fn pins() -> bool {
    let pinned = Command::new("taskset").args(["-c", "0", "true"]).output();
    pinned.is_ok_and(|output| output.status.success())
}

/// A program that runs on the first core, where that can be had.
fn on_one_core(program: &str) -> Command {
    if !pins() {
        return Command::new(program);
    }
    let mut command = Command::new("taskset");
    command.args(["-c", "0", program]);
    command
}

fn our_command(folder: &Path, file: &PathBuf) -> Command {
    let mut command = on_one_core(env!("CARGO_BIN_EXE_aigraph"));
    command.arg("-g").arg(folder);
    command.args(["diagram", "impact", "n0", "-o"]).arg(file);
    command
}

/// Every node but the first comes of one not long before it, three in ten of a second one.
fn edges(nodes: u32) -> String {
    let mut state = 1u64;
    let mut below = |n: u32| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % u64::from(n)) as u32
    };
    let mut rows = "child,parent\n".to_owned();
    for node in 1..nodes {
        let count = if below(10) < 3 { 2 } else { 1 };
        for _ in 0..count {
            let parent = node - 1 - below(REACH.min(node));
            let _ = writeln!(rows, "n{node},n{parent}");
        }
    }
    rows
}

fn row(cells: [&str; 7]) {
    let [nodes, runs, name, figures @ ..] = cells;
    print!("{nodes:>6}{runs:>6}  {name:<14}");
    figures.iter().for_each(|figure| print!("{figure:>11}"));
    println!();
}
