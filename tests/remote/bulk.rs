//! One graph, brought to a server in three ways: by the import tool, by a script in cypher-shell,
//! and by a push. What is there then, with all types, must be the same, and the next of them has
//! nothing to write.

use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::Remote;
use crate::neo4j::{Setup, finished, tools};
use crate::program::{Outcome, data, outcome, project};

/// All that a database has, a line a node or relationship, every value with its type.
const DUMP: &str = "\
    MATCH (n) WITH n, [l IN labels(n) | l] AS labels, keys(n) AS keys \
    UNWIND labels AS l WITH n, keys, l ORDER BY l WITH n, keys, collect(l) AS labels \
    UNWIND keys AS k WITH n, labels, k ORDER BY k \
    WITH n, labels, collect([k, n[k], valueType(n[k])]) AS properties \
    RETURN labels, properties ORDER BY labels, coalesce(n.aigraph_row, n.id), \
    n.aigraph_group;\n\
    MATCH (s)-[r]->(e) UNWIND keys(r) AS k WITH s, r, e, k ORDER BY k \
    WITH s, r, e, collect([k, r[k], valueType(r[k])]) AS properties \
    RETURN type(r) AS type, s.aigraph_group, s.id, e.aigraph_group, e.id, properties \
    ORDER BY type, s.id, s.aigraph_group, e.id, e.aigraph_group, r.aigraph_key;\n\
    MATCH (n) RETURN count(n) AS nodes;\n\
    MATCH ()-[r]->() RETURN count(r) AS relationships;\n";

/// Takes all away, and the constraints.
const CLEAR: &str = "MATCH (n) DETACH DELETE n;\n\
    DROP CONSTRAINT aigraph_node IF EXISTS;\nDROP CONSTRAINT aigraph_row IF EXISTS;\n";

#[test]
fn the_shipped_graph_comes_by_import_by_script_and_by_push() {
    every_way(&project().join("graph"));
}

#[test]
fn an_odd_graph_comes_by_import_by_script_and_by_push() {
    // Ids that groups share, parallel relationships, and texts that mean something to a reader of
    // CSV or of Cypher. Items of arrays have a `;` and a `|`.
    every_way(&data().join("odd.jsonl"));
}

#[track_caller]
fn every_way(graph: &Path) {
    let Some(tools) = tools() else { return };
    let folder = TempDir::new().unwrap();
    let home = folder.path().join("home");
    let import = folder.path().join("import");
    exported("neo4j", graph, &import);
    imported(&tools.bin, &home, &import);
    let remote = Remote::start(Setup {
        home: Some(home),
        ..Setup::default()
    });
    let Some(remote) = remote else { return };
    let dump = || remote.server.cypher_shell(DUMP).answer();
    let by_import = dump();
    settled(&remote, graph);
    let constraints = fs::read_to_string(import.join("constraints.cypher")).unwrap();
    remote.server.cypher_shell(&constraints).answer();
    let script = folder.path().join("graph.cypher");
    exported("cypher", graph, &script);
    let script = fs::read_to_string(script).unwrap();
    let nothing: Vec<String> = Vec::new();
    let changes = remote.server.changes(&script);
    assert_eq!(
        changes, nothing,
        "the script after the import changes nothing"
    );

    remote.server.cypher_shell(CLEAR).answer();
    assert_ne!(remote.server.changes(&script), nothing);
    assert_eq!(dump(), by_import, "the script makes what the import makes");
    let changes = remote.server.changes(&script);
    assert_eq!(changes, nothing, "a second run changes nothing");
    settled(&remote, graph);

    remote.server.cypher_shell(CLEAR).answer();
    remote.push("graph", graph, &[]).answer();
    assert_eq!(dump(), by_import, "a push makes what the import makes");
}

/// That a push finds nothing to write; and that a pull brings the same graph, where a folder can
/// hold it.
#[track_caller]
fn settled(remote: &Remote, graph: &Path) {
    if graph.is_dir() {
        return remote.has("graph", graph);
    }
    let again = remote.push("graph", graph, &["--prune"]);
    let note = "note: nothing was written: the database has it all\n";
    assert!(
        again.stderr.ends_with(note),
        "{}{}",
        again.stderr,
        again.stdout
    );
}

fn exported(format: &str, graph: &Path, out: &Path) {
    let (graph, out) = (graph.to_str().unwrap(), out.to_str().unwrap());
    let args = ["export", format, "-g", graph, "-o", out];
    outcome(&args, project(), b"").answer();
}

/// Runs the script of an export as it is.
fn imported(bin: &Path, home: &Path, import: &Path) -> Outcome {
    fs::create_dir_all(home.join("conf")).unwrap();
    let mut script = Command::new(import.join("import.sh"));
    script
        .env("NEO4J_ADMIN", bin.join("neo4j-admin"))
        .env("NEO4J_HOME", home)
        .env("NEO4J_CONF", home.join("conf"));
    let done = finished(&mut script);
    assert_eq!(done.code, 0, "{}{}", done.stdout, done.stderr);
    done
}
