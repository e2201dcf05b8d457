//! Graphs from scripts of Cypher: what they make, which ids it has, what queries see of those.

use std::fs;

use crate::program::{outcome, project, run};

/// What a question to a script's graph gives, the script being piped in.
fn asked(script: &str, args: &[&str]) -> String {
    let args = [&["-g", "-"], args].concat();
    run(&args, project(), script)
}

/// The nodes and relationships that a script makes, a line of JSON each.
fn made(script: &str) -> Vec<String> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("graph.cypher"), script).expect("a file");
    let args = ["-g", "graph.cypher", "export", "jsonl"];
    let lines = outcome(&args, folder.path(), b"").answer();
    lines.lines().skip(1).map(str::to_owned).collect()
}

#[test]
fn a_script_makes_what_a_database_would_make() {
    let lines = made(
        "// films\n\
         CREATE CONSTRAINT name IF NOT EXISTS FOR (p:Person) REQUIRE p.name IS UNIQUE;\n\
         CREATE (matrix:Film {title: 'The Matrix', released: 1999, seen: null, tag: ''})\n\
         CREATE (keanu:Person:Actor {name: \"Keanu\", roles: ['Neo', \"O'N\"], height: 1.86})\n\
         CREATE (keanu)-[:ACTED_IN {billed: 1}]->(matrix)<-[:LIKES]-(keanu)\n\
         WITH keanu MATCH (keanu)-->(film) RETURN film;\n\
         MATCH (k:Person {name: 'Keanu'}) CREATE (k)-[:KNOWS]->(:Person {name: k.name + '2'});\n\
         MERGE (z:Person {name: 'Zed'}); MERGE (z:Person {name: 'Zed'});\n\
         MATCH (z {name: 'Zed'}), (f:Film) MERGE (z)-[:LIKES]->(f) MERGE (z)-[:LIKES]->(f);\n\
         UNWIND range(1, 2) AS i UNWIND [{x: i}] AS row CREATE (:Number {value: row.x * -1});\n\
         MATCH (n) RETURN count(*);\n",
    );
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn ids_are_the_property_id_where_it_tells_all_nodes_apart() {
    let by_id = made("CREATE (a:A {id: 2})-[:T]->(b:A {id: 10})");
    assert!(by_id[0].contains("\"id\":\"10\""), "{by_id:?}");
    for other in ["{id: 2}", "{}", "{id: [1]}"] {
        let by_name = made(&format!("CREATE (a:A {{id: 2}})-[:T]->(b:A {other})"));
        assert!(by_name[0].contains("\"id\":\"a\""), "{by_name:?}");
    }
    // The same variable twice, and one that looks like a number of ours.
    let numbered = made("CREATE (a:A); CREATE (a:A); CREATE (n1:A)");
    let ids: Vec<bool> = ["n1", "n2", "n3"]
        .map(|id| {
            numbered
                .iter()
                .any(|line| line.contains(&format!("\"id\":\"{id}\"")))
        })
        .to_vec();
    assert_eq!(ids, [true, true, true], "{numbered:?}");
}

#[test]
fn a_script_is_read_from_a_pipe_as_well() {
    let script = "// a script\n\n  create (a:Model)-[:BUILDS_ON]->(b:Model)";
    insta::assert_snapshot!(asked(script, &["lineage", "a"]), @r"
    $ aigraph -g - lineage a
    a (Model)
    ↳ BUILDS_ON→ b (Model)
    [exit 0]
    ");
}

#[test]
fn a_script_that_only_reads_is_no_graph() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("read.cypher"), "MATCH (n) RETURN n").expect("a file");
    let args = ["-g", "read.cypher", "stats"];
    insta::assert_snapshot!(run(&args, folder.path(), ""), @r"
    $ aigraph -g read.cypher stats
    [stderr]
    error: read.cypher: the script makes no node
    hint: a graph in Cypher is a script of CREATE clauses, such as CREATE (a:Model {name: 'GPT-4'})
    [exit 3]
    ");
}

/// What a query of the graph that a script makes gives, a row a line.
fn answered(script: &str, query: &str) -> Vec<String> {
    let input = aigraph::load::Input::Stream {
        name: "graph.cypher".to_owned(),
        reader: Box::new(std::io::Cursor::new(script.as_bytes().to_vec())),
    };
    let loaded = aigraph::load::load(input, &Default::default()).expect("a graph");
    assert_eq!(loaded.problems, []);
    let prepared = aigraph::query::cypher::prepare(&loaded.graph, query, &Default::default());
    let prepared = prepared.expect("a query");
    let text = |cell: aigraph::graph::Cell| match cell {
        aigraph::graph::Cell::Value(value) => value.to_string(),
        other => format!("{other:?}"),
    };
    let rows = prepared.run(&Default::default()).map(|row| {
        let cells: Vec<String> = row.expect("a row").into_iter().map(text).collect();
        cells.join(" ")
    });
    rows.collect()
}

#[test]
fn dates_times_and_durations_of_a_script_are_values_to_a_query() {
    let script = "CREATE (:Film {seen: date('1999-03-31'), length: duration({minutes: 136}), \
                  at: datetime('1999-03-31T20:15[America/New_York]'), \
                  days: [date('1999-03-31'), date({year: 2000, week: 1})], \
                  made: date('1998'), word: 'P1D'})";
    let rows = answered(
        script,
        "MATCH (f:Film) RETURN f.seen.year, f.seen + duration('P1D'), f.length / 2, \
         f.at.timezone, f.at + f.length, f.days, f.made, f.made_from, f.word + 'x'",
    );
    let expected = "1999 1999-04-01 PT1H8M America/New_York \
                    1999-03-31T22:31-05:00[America/New_York] 1999-03-31;2000-01-03 \
                    1998 1998-01-01 P1Dx";
    assert_eq!(rows, [expected]);
    // One that is no day among days: all are as sources say them.
    let mixed = "CREATE (:A {d: date('1999-03-31')}), (:A {d: date('1999')})";
    let rows = answered(mixed, "MATCH (n:A) RETURN n.d + '!' AS d ORDER BY d");
    assert_eq!(rows, ["1999!", "1999-03-31!"]);
}
