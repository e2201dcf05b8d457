//! push, pull and --on against a real Neo4j server: what goes there and comes back, what is asked
//! there, what may go wrong. Each test starts one server and keeps several graphs on it.

mod asking;
mod broken;
mod bulk;
mod folders;
mod killed;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tempfile::TempDir;

use crate::neo4j::{PASSWORD, Server, Setup, tools};
use crate::program::{Outcome, data, every, outcome, project, snapshot};

use folders::Random;

/// A server and what a client of it needs.
struct Remote {
    server: Server,
    url: String,
    folder: TempDir,
    password: String,
}

impl Remote {
    fn start(setup: Setup) -> Option<Remote> {
        let server = Server::start(tools()?, setup);
        let folder = TempDir::new().unwrap();
        let password = folder.path().join("password");
        fs::write(&password, format!("{PASSWORD}\n")).unwrap();
        Some(Remote {
            url: server.url("bolt"),
            server,
            password: password.to_str().unwrap().to_owned(),
            folder,
        })
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A run of the program with the arguments that name the graph of that name on the server.
    fn run(&self, name: &str, args: &[&str]) -> Outcome {
        let server = ["--password-file", &self.password, "--graph-name", name];
        outcome(&[args, &server].concat(), project(), b"")
    }

    fn push(&self, name: &str, graph: &Path, more: &[&str]) -> Outcome {
        let args = ["push", &self.url, "-g", graph.to_str().unwrap()];
        self.run(name, &[&args, more].concat())
    }

    /// The folder that a pull makes.
    fn pull(&self, name: &str) -> Vec<(String, String)> {
        let folder = self.path("pulled");
        let args = ["pull", &self.url, "--force", "-o", folder.to_str().unwrap()];
        self.run(name, &args).answer();
        files(&folder)
    }

    /// The folder that the graph makes, written here.
    fn exported(&self, graph: &Path) -> Vec<(String, String)> {
        let folder = self.path("exported");
        let (graph, out) = (graph.to_str().unwrap(), folder.to_str().unwrap());
        let args = ["export", "folder", "-g", graph, "--force", "-o", out];
        outcome(&args, project(), b"").answer();
        files(&folder)
    }

    /// That the server has the graph whole, and that a push finds nothing to write.
    #[track_caller]
    fn has(&self, name: &str, graph: &Path) {
        assert_eq!(self.pull(name), self.exported(graph));
        let again = self.push(name, graph, &["--prune"]);
        let note = "note: nothing was written: the database has it all\n";
        assert_eq!(
            (again.code, again.stderr.as_str()),
            (0, note),
            "{}",
            again.stdout
        );
    }

    /// That the program answers the same with and without the server.
    #[track_caller]
    fn same(&self, name: &str, graph: &Path, args: &[&str]) {
        let local = [args, &["-g", graph.to_str().unwrap()]].concat();
        let local = outcome(&local, project(), b"");
        let there = self.run(name, &[args, &["--on", &self.url]].concat());
        let all = |outcome: Outcome| (outcome.stdout, outcome.stderr, outcome.code);
        assert_eq!(all(there), all(local), "{args:?}");
    }
}

/// All files below a folder, by path.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => {
                    let name = path
                        .strip_prefix(folder)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned();
                    found.push((name, fs::read_to_string(&path).unwrap()));
                }
            }
        }
    }
    found.sort();
    found
}

/// The last line of a note of a push: what the server counts.
fn counted(pushed: &Outcome) -> &str {
    let mut lines = pushed.stderr.lines();
    let counts = lines.find_map(|line| line.strip_prefix("note: the server counts "));
    counts.unwrap_or_else(|| panic!("nothing is counted: {}{}", pushed.stdout, pushed.stderr))
}

/// Questions about the shipped graph, with names that stand for one node, several and none.
const QUESTIONS: &[&[&str]] = &[
    &["lineage", "ChatGPT"],
    &["lineage", "GPT-3", "--down", "--depth", "2"],
    &["lineage", "文心一言", "--type", "*", "--lang", "zh"],
    &[
        "lineage",
        "Transformer",
        "--down",
        "--as-of",
        "2021",
        "--format",
        "json",
    ],
    &["lineage", "ChatGTP"],
    &["lineage", "ChatGPT", "--type", "BUILD_ON"],
    &["path", "Google Docs", "PaLM"],
    &["path", "A100", "OpenAI", "-k", "3"],
    &[
        "path",
        "ChatGPT",
        "Transformer",
        "--directed",
        "--all",
        "--max",
        "5",
    ],
    &["path", "GPT-4", "no such model at all"],
    &["show", "昇腾"],
    &["show", "GPT-4", "--format", "json"],
    &["show", "GPT"],
    &[
        "list",
        "Model",
        "--where",
        "parameters >= 100e9",
        "--sort",
        "-parameters",
    ],
    &[
        "list",
        "--where",
        "released STARTS WITH '2023'",
        "--columns",
        "relesed",
    ],
    &["list", "Modl"],
    &["stats"],
];

#[test]
fn a_graph_goes_to_a_server_and_comes_back() {
    let Some(remote) = Remote::start(Setup::default()) else {
        return;
    };
    strangers(&remote);
    shipped(&remote);
    pruned(&remote);
    let graphs = (0..50).map(|seed| (format!("random-{seed}"), seed));
    every(graphs, |name, seed| {
        let random = Random::new(seed);
        let graph = remote.path(name);
        random.write(&graph);
        remote.push(name, &graph, &["--batch", "17"]).answer();
        for question in random.questions() {
            let question: Vec<&str> = question.iter().map(String::as_str).collect();
            remote.same(name, &graph, &question);
        }
        if seed % 5 == 0 {
            remote.has(name, &graph);
        }
    });
}

/// A database that nobody pushed to is pulled as it is.
fn strangers(remote: &Remote) {
    let script = "CREATE (a:Person {name: '一', born: date('1999-02-03'), at: \
                  datetime('2024-01-02T03:04:05Z'), \
                  home: point({x: 1, y: 2}), tags: ['a', 'b'], status: 'active'})\
                  -[:KNOWS {since: 3, key: 'x'}]->(b:Person:Admin {name: 'two', score: 1.5});\n\
                  MATCH (a {name: '一'}), (b:Admin) CREATE (b)-[:`LIKES IT`]->(a);\n";
    remote.server.cypher_shell(script).answer();
    let folder = remote.path("strangers");
    let path = folder.to_str().unwrap();
    let args = [
        "pull",
        &remote.url,
        "-o",
        path,
        "--password-file",
        &remote.password,
    ];
    let pulled = outcome(&args, project(), b"");
    assert_eq!(pulled.code, 0, "{}", pulled.stderr);
    for note in [
        "element ids as ids",
        "1 of the type point, 1 of the type time",
        "property_key",
    ] {
        assert!(pulled.stderr.contains(note), "{note}: {}", pulled.stderr);
    }
    let checked = outcome(&["check", path], project(), b"");
    assert_eq!(checked.code, 0, "{}{}", checked.stdout, checked.stderr);
    let listed = [
        "list",
        "-g",
        path,
        "--columns",
        "born,at,home,tags,score",
        "--format",
        "csv",
    ];
    let listed = outcome(&listed, project(), b"").answer();
    let shown = [
        "path", "一", "two", "-k", "2", "-g", path, "--format", "words",
    ];
    let shown = outcome(&shown, project(), b"").answer();
    snapshot("remote", "strangers", &format!("{listed}\n{shown}"));
}

/// The shipped graph: there and back, twice, and questions.
fn shipped(remote: &Remote) {
    let graph = project().join("graph");
    let dry = remote.push("shipped", &graph, &["--dry-run"]);
    assert_eq!(dry.code, 0, "{}", dry.stderr);
    assert!(dry.stderr.contains("nothing was written"));
    let pushed = remote.push("shipped", &graph, &[]);
    assert!(counted(&pushed).contains("nodes created"));
    assert_eq!(dry.answer(), pushed.answer());
    remote.has("shipped", &graph);
    every(
        QUESTIONS
            .iter()
            .map(|question| (question.join(" "), *question)),
        |_, question| remote.same("shipped", &graph, question),
    );
    let shown = ["lineage", "ChatGPT", "--on", &remote.url, "--explain"];
    let shown = remote.run("shipped", &shown).answer();
    assert!(
        shown.contains("MATCH (n:AigraphNode {aigraph_graph: $graph, id: $id})"),
        "{shown}"
    );
    assert!(!shown.contains("ChatGPT"), "{shown}");
}

/// What changes in the files changes in the database, and what others made there stays.
fn pruned(remote: &Remote) {
    let graph = remote.path("edited");
    let tiny = data().join("tiny");
    for (name, text) in files(&tiny) {
        fs::create_dir_all(graph.join(&name).parent().unwrap()).unwrap();
        fs::write(graph.join(name), text).unwrap();
    }
    remote.push("edited", &graph, &[]).answer();
    let script = "MATCH (n:AigraphNode {aigraph_graph: 'edited', id: 'toolmaker-c'}) \
                  SET n:Seen, n.rank = 0.5 \
                  CREATE (n)<-[:NOTES {text: 'ours'}]-\
                  (:Stranger {id: 'scanner-1', name: 'mine'});\n\
                  MATCH (n:AigraphNode {aigraph_graph: 'edited', id: 'lens-glass'}) \
                  CREATE (n)<-[:WANTS]-(:Stranger {name: 'lens'});\n";
    remote.server.cypher_shell(script).answer();
    folders::edit(&graph);
    let without = remote.push("edited", &graph, &[]);
    assert!(
        without.stderr.contains("--prune deletes it"),
        "{}",
        without.stderr
    );
    let with = remote.push("edited", &graph, &["--prune"]);
    // A relationship of others hangs on it.
    let kept = "hang on them: lens-glass";
    assert!(with.stderr.contains(kept), "{}", with.stderr);
    let script = "MATCH (:AigraphNode)<-[r:WANTS]-(s) DELETE r, s;\n";
    remote.server.cypher_shell(script).answer();
    let freed = remote.push("edited", &graph, &["--prune"]);
    let counts = [&without, &with, &freed].map(counted).join("\n");
    snapshot("remote", "edited", &format!("{}\n{counts}", with.stdout));
    remote.has("edited", &graph);
    let script = "MATCH (n:Seen)-[r]-(s:Stranger) \
                  RETURN n.rank AS rank, r.text AS text, s.name AS name;\n";
    let kept = remote.server.cypher_shell(script).answer();
    assert_eq!(kept, "rank, text, name\n0.5, \"ours\", \"mine\"\n");
}

/// How long a command that fails may take.
const TEN_SECONDS: Duration = Duration::from_secs(10);
