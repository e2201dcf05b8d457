//! `make bench`: pushes 200 000 nodes and 1 000 000 relationships to a Neo4j server, with aigraph
//! and with Neo4j's own driver for Python doing the same batches, in turn and on the same server.
#![allow(clippy::print_stdout, reason = "a benchmark prints its table")]

#[expect(dead_code, reason = "each benchmark uses a part of it")]
mod folder;
#[expect(dead_code, reason = "each benchmark uses a part of it")]
mod measure;

use std::env;
use std::error::Error;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use folder::Folder;
use measure::{Run, median, minimum, run};

const NODES: u32 = 200_000;
const RELATIONSHIPS: u32 = 1_000_000;
const BATCH: &str = "5000";

/// How often each program runs.
const RUNS: usize = 3;

const PASSWORD: &str = "graph-of-ai";

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    // What `cargo bench` passes; without it this is a test run, with nothing to test.
    match env::args().next_back().as_deref() {
        Some("--bench") => compare(),
        _ => Ok(()),
    }
}

/// A server that ends with this value.
struct Server {
    child: Child,
    url: String,
    password: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        // There is nothing to do about one that has gone already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(home: &Path) -> Outcome<Server> {
    let _ = fs::remove_dir_all(home);
    fs::create_dir_all(home)?;
    let password = home.join("password");
    fs::write(&password, PASSWORD)?;
    // More memory and more compiling than the tests' servers have: this one works for minutes.
    let mut child = Command::new("tests/neo4j/bin/run")
        .args(["-Xmx2g", "-XX:TieredStopAtLevel=4", "Server"])
        .arg(home.join("server"))
        .arg("server.bolt.listen_address=127.0.0.1:0")
        .arg("dbms.security.auth_enabled=true")
        .env("NEO4J_PASSWORD", PASSWORD)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let stdout = child.stdout.take().ok_or("no stdout")?;
    let mut lines = BufReader::new(stdout).lines();
    let url = loop {
        let line = lines.next().ok_or("the server did not start")??;
        if line.starts_with("bolt://") {
            break line;
        }
    };
    std::thread::spawn(move || lines.for_each(drop));
    Ok(Server {
        child,
        url,
        password,
    })
}

fn compare() -> Outcome<()> {
    // What `make peers` installs, unless another is named.
    let peers = concat!(env!("CARGO_MANIFEST_DIR"), "/target/peers/bin/python");
    let python = env::var("AIGRAPH_PYTHON").unwrap_or_else(|_| peers.to_owned());
    let mut driver = Command::new(&python);
    driver.args(["-c", "import neo4j"]).stderr(Stdio::null());
    let has_driver = driver.status().is_ok_and(|status| status.success());
    if !has_driver
        || !Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("target/neo4j")
            .is_dir()
    {
        println!("skipped: push needs `make target/neo4j/classes.jsa`, and `make peers`");
        return Ok(());
    }
    let temporary = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let folder = folder::write(&temporary.join("bench-bolt"), NODES, RELATIONSHIPS)?;
    let server = start(&temporary.join("bench-bolt-server"))?;
    // The server compiles what it runs often: neither program is to be the first.
    let small = folder::write(&temporary.join("bench-bolt-small"), 20_000, 100_000)?;
    run(&mut driver_command(&python, &server, &small, "warm"))?;
    let (mut theirs, mut ours) = (Vec::new(), Vec::new());
    for number in 0..RUNS {
        let name = format!("python-{number}");
        theirs.push(run(&mut driver_command(&python, &server, &folder, &name))?);
        let name = format!("aigraph-{number}");
        ours.push(run(&mut our_command(&server, &folder, "push", &name))?);
    }
    println!(
        "{NODES} nodes and {RELATIONSHIPS} relationships in {:.1} MB of CSV, pushed to one server; \
         {RUNS} runs each, in turn\n",
        folder.bytes as f64 / 1e6
    );
    print_table(&theirs, &ours);
    there_and_back(&server, &folder, temporary)
}

fn driver_command(python: &str, server: &Server, folder: &Folder, name: &str) -> Command {
    let mut command = Command::new(python);
    command
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/benches/driver.py"))
        .arg(&server.url)
        .arg(&server.password)
        .args([name, BATCH])
        .arg(&folder.path);
    command
}

fn our_command(server: &Server, folder: &Folder, verb: &str, name: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_aigraph"));
    command
        .args([verb, "--graph-name", name, "--password-file"])
        .arg(&server.password);
    if verb != "lineage" {
        command.arg(&server.url);
    }
    if verb == "push" {
        command.args(["--batch", BATCH, "-g"]).arg(&folder.path);
    }
    command
}

fn print_table(theirs: &[Run], ours: &[Run]) {
    let rows = f64::from(NODES + RELATIONSHIPS);
    println!(
        "{:<24}{:>10}{:>10}{:>12}{:>10}",
        "", "least s", "median s", "rows/s", "peak MB"
    );
    for (name, runs) in [("Python driver", theirs), ("aigraph push", ours)] {
        let seconds: Vec<f64> = runs.iter().map(|run| run.seconds).collect();
        let peak = runs.iter().filter_map(|run| run.peak).max().unwrap_or(0);
        let (least, middle) = (minimum(&seconds), median(&seconds));
        println!(
            "{name:<24}{least:>10.1}{middle:>10.1}{:>12.0}{:>10.0}",
            rows / middle,
            peak as f64 / 1e6
        );
    }
    let of = |runs: &[Run]| median(&runs.iter().map(|run| run.seconds).collect::<Vec<_>>());
    println!("{:<24}{:>10.2}", "ratio of medians", of(theirs) / of(ours));
}

/// A second push, and a pull that must bring what went there.
fn there_and_back(server: &Server, folder: &Folder, temporary: &Path) -> Outcome<()> {
    let again = run(&mut our_command(server, folder, "push", "aigraph-0"))?;
    println!("{:<24}{:>10.1}", "push of what is there", again.seconds);
    let (pulled, exported) = (
        temporary.join("bench-pulled"),
        temporary.join("bench-exported"),
    );
    let mut pull = our_command(server, folder, "pull", "aigraph-0");
    let pull = run(pull.args(["--force", "-o"]).arg(&pulled))?;
    println!("{:<24}{:>10.1}", "pull", pull.seconds);
    let mut export = Command::new(env!("CARGO_BIN_EXE_aigraph"));
    export
        .args(["export", "folder", "--force", "-o"])
        .arg(&exported);
    run(export.arg("-g").arg(&folder.path))?;
    for file in [
        "nodes/Model.csv",
        "relationships/BUILDS_ON.csv",
        "relationships/USES.csv",
    ] {
        if fs::read(pulled.join(file))? != fs::read(exported.join(file))? {
            return Err(format!("{file} came back otherwise").into());
        }
    }
    println!("what was pulled is what was pushed");
    let mut lineage = our_command(server, folder, "lineage", "aigraph-0");
    let lineage = run(lineage.args([&folder.root, "--depth", "3", "--on", &server.url]))?;
    println!("{:<24}{:>10.1}", "lineage --on", lineage.seconds);
    Ok(())
}
