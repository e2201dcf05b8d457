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
const SIZES: &[(u32, usize)] = &[(50, 11), (500, 7), (5_000, 3)];

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
    println!("all that hangs on one node as SVG; 1.3 relationships a node; in turn\n");
    row(["nodes", "runs", "", "wall min", "median"]);
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
        let mut dot = Command::new("dot");
        dot.arg("-Tsvg").arg(&dot_file).arg("-o");
        theirs.push(run(dot.arg(folder.with_extension("dot.svg")))?);
        ours.push(run(&mut our_command(
            &folder,
            &folder.with_extension("svg"),
        ))?);
    }
    let seconds = |runs: &[Run]| runs.iter().map(|run| run.seconds).collect::<Vec<f64>>();
    let (theirs, ours) = (seconds(&theirs), seconds(&ours));
    let (size, count) = (nodes.to_string(), runs.to_string());
    for (name, times) in [("dot", &theirs), ("aigraph", &ours)] {
        let [least, middle] = [minimum(times), median(times)].map(|s| format!("{s:.3} s"));
        row([&size, &count, name, &least, &middle]);
    }
    let least = format!("{:.2}", minimum(&ours) / minimum(&theirs));
    let middle = format!("{:.2}", median(&ours) / median(&theirs));
    row([&size, "", "aigraph / dot", &least, &middle]);
    Ok(())
}

fn our_command(folder: &Path, file: &PathBuf) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aigraph"));
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

fn row(cells: [&str; 5]) {
    let [nodes, runs, name, least, middle] = cells;
    println!("{nodes:>6}{runs:>6}  {name:<16}{least:>12}{middle:>12}");
}
