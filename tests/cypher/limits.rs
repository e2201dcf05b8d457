//! Queries that would run away end inside the limits, with an error that says why.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use aigraph::graph::Graph;
use aigraph::query::cypher::{Limits, Passes};

use super::{graph, run};

fn clique(n: usize) -> Graph {
    let mut script = "CREATE ".to_owned();
    for i in 0..n {
        write!(script, "(n{i} {{id: 'n{i}'}}), ").unwrap();
    }
    for i in 0..n {
        for j in (0..n).filter(|&j| j != i) {
            write!(script, "(n{i})-[:T]->(n{j}), ").unwrap();
        }
    }
    graph(script.trim_end_matches(", "))
}

/// Why a query ends, within a million steps and thirty megabytes.
fn why(graph: &Graph, query: &str) -> String {
    let limits = Limits {
        steps: Some(1_000_000),
        memory: Some(30 << 20),
        ..Limits::default()
    };
    match run(graph, query, Passes::ALL, &limits) {
        Ok(outcome) => format!("{} rows", outcome.rows.len()),
        Err(why) => why,
    }
}

#[test]
fn queries_that_run_away_end_at_a_limit() {
    let clique = clique(30);
    let many = "UNWIND range(1, 200) AS i MATCH (a), (b), (c), (d) RETURN count(a.x + d.x)";
    let steps = "the query takes more than 1000000 steps; it was at ";
    let memory = "the query holds more than 30 MB of values; it was at ";
    for (query, expected) in [
        (many, steps),
        ("MATCH (a)-[:T*]->(b) RETURN a, b, count(b.x)", steps),
        ("MATCH p = (a)-[:T*]->(b) RETURN length(p)", steps),
        (
            "MATCH p = SHORTEST 1000000 (a)-[:T]->+(b) RETURN length(p)",
            steps,
        ),
        (
            "MATCH (a) ((x)-[:T]->(y) WHERE x.id <> 'no')+ (b) RETURN size(x)",
            steps,
        ),
        ("UNWIND range(1, 100000000) AS i RETURN i", memory),
        ("RETURN range(1, 1000000000)", memory),
        (
            "RETURN reduce(s = 0, i IN range(1, 600000) | s + size([x IN [1, 2, 3] | x]))",
            steps,
        ),
        (
            "UNWIND range(1, 300000) AS i RETURN i, toString(i) + 'abc' AS t ORDER BY t",
            memory,
        ),
    ] {
        let why = why(&clique, query);
        assert!(why.starts_with(expected), "{query}: {why}");
    }
}

#[test]
fn rows_end_at_their_limit() {
    let graph = clique(3);
    let limits = Limits {
        rows: Some(2),
        ..Limits::default()
    };
    let all = run(&graph, "MATCH (a) RETURN a", Passes::ALL, &limits);
    assert_eq!(all.err().unwrap(), "the query gives more than 2 rows");
    let two = run(&graph, "MATCH (a) RETURN a LIMIT 2", Passes::ALL, &limits);
    assert_eq!(two.unwrap().rows.len(), 2);
}

#[test]
fn an_interrupt_ends_a_query() {
    let limits = Limits {
        interrupt: Some(Arc::new(AtomicBool::new(true))),
        ..Limits::default()
    };
    let query = "MATCH (a)-[:T*]->(b) RETURN length(a.x)";
    let all = run(&clique(30), query, Passes::ALL, &limits);
    assert!(all.err().unwrap().starts_with("the query was interrupted"));
}

#[test]
fn long_and_deep_texts_are_answered_or_refused() {
    let graph = clique(2);
    let brackets = format!("RETURN {}1{}", "(".repeat(10_000), ")".repeat(10_000));
    assert!(
        why(&graph, &brackets).contains("deep"),
        "{}",
        why(&graph, &brackets)
    );
    let lists = format!("RETURN {}1{}", "[".repeat(10_000), "]".repeat(10_000));
    assert!(why(&graph, &lists).contains("deep"));
    let sum = format!("RETURN 1{}", " + 1".repeat(250_000));
    assert_eq!(why(&graph, &sum), "1 rows");
    let with = format!("{} RETURN 1", "WITH 1 AS x ".repeat(90_000));
    assert_eq!(why(&graph, &with), "the query has more than 20000 clauses");
    let with = format!("{} RETURN x", "WITH 1 AS x ".repeat(15_000));
    assert_eq!(why(&graph, &with), "1 rows");
    let union = format!(
        "RETURN 1 AS x {}",
        "UNION ALL RETURN 1 AS x ".repeat(15_000)
    );
    assert_eq!(why(&graph, &union), "15001 rows");
    let path = format!("MATCH (){} RETURN 1", "-->()".repeat(200_000));
    assert!(why(&graph, &path).starts_with("a pattern has more than"));
    let calls = format!(
        "{}RETURN 1 AS x{}",
        "CALL { ".repeat(5_000),
        " } RETURN 1".repeat(5_000)
    );
    assert!(why(&graph, &calls).contains("deep"));
}

#[test]
fn expressions_like_bombs_do_not_go_off() {
    let graph = clique(2);
    let text = format!("RETURN '{}' =~ '(a*)*b'", "a".repeat(5_000));
    assert_eq!(why(&graph, &text), "1 rows");
    let bomb = "RETURN 'a' =~ '((((a{100}){100}){100}){100}){100}'";
    assert!(
        why(&graph, bomb).contains("regular expression"),
        "{}",
        why(&graph, bomb)
    );
}
