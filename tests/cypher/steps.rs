//! What plans save, told by the steps that are counted, never by a clock.

use std::fmt::Write as _;

use aigraph::graph::Graph;
use aigraph::query::cypher::{Limits, Parameters, Passes, prepare};

use super::{graph, line, lines, run};

/// Two nodes on each of so many rungs, and every relationship from a rung to the next: 2^n trails
/// from one end to the other.
fn ladder(rungs: usize) -> Graph {
    let mut script = "CREATE (a:Start {id: 'a'})".to_owned();
    for i in 0..rungs {
        write!(script, ", (l{i} {{id: 'l{i}'}}), (r{i} {{id: 'r{i}'}})").unwrap();
        let before = match i.checked_sub(1) {
            Some(before) => vec![format!("l{before}"), format!("r{before}")],
            None => vec!["a".to_owned()],
        };
        for node in before {
            write!(script, ", ({node})-[:T]->(l{i}), ({node})-[:T]->(r{i})").unwrap();
        }
    }
    graph(&script)
}

fn steps(graph: &Graph, query: &str) -> u64 {
    let outcome = run(graph, query, Passes::ALL, &Limits::default());
    outcome.unwrap_or_else(|why| panic!("{query}: {why}")).steps
}

#[test]
fn what_can_be_reached_is_reached_once() {
    let ladder = ladder(40);
    for (query, expected) in [
        ("MATCH (a {id: 'a'})-[:T*]->(b) RETURN DISTINCT b", 80),
        ("MATCH (a:Start)-[:T*]->(b) WITH DISTINCT b RETURN b", 80),
        (
            "MATCH (a {id: 'a'})-[:T*..40]->(b) RETURN DISTINCT b.id",
            80,
        ),
        ("MATCH (a {id: 'a'})-[:T*0..]->(b) RETURN DISTINCT b", 81),
        ("MATCH (b {id: 'l39'})<-[:T*]-(a) RETURN DISTINCT a", 79),
        ("MATCH (a {id: 'a'})-[:T*]->(b) RETURN count(DISTINCT b)", 1),
        (
            "MATCH (a:Start) WHERE EXISTS { (a)-[:T*]->({id: 'r39'}) } RETURN a",
            1,
        ),
        ("MATCH (a:Start) WHERE (a)-[:T*]->({id: 'r39'}) RETURN a", 1),
        ("MATCH (a)-[:T*]->(b {id: 'r39'}) RETURN DISTINCT a", 79),
        ("MATCH (a)-[:T*]->(b) RETURN DISTINCT b", 80),
    ] {
        let outcome = run(&ladder, query, Passes::ALL, &Limits::default());
        let outcome = outcome.unwrap_or_else(|why| panic!("{query}: {why}"));
        assert_eq!(outcome.rows.len(), expected, "{query}");
        assert!(outcome.steps < 2_000, "{query}: {} steps", outcome.steps);
    }
    // As the text says there are more trails than anybody could go through.
    let limits = Limits {
        steps: Some(1_000_000),
        ..Limits::default()
    };
    let query = "MATCH (a {id: 'a'})-[:T*]->(b) RETURN DISTINCT b";
    let plain = run(&ladder, query, Passes::NONE, &limits);
    assert!(plain.is_err_and(|why| why.contains("steps")));
}

#[test]
fn trails_are_counted_without_being_followed() {
    let ladder = ladder(40);
    let query = "MATCH (a {id: 'a'})-[:T*]->(b) RETURN count(*)";
    assert_eq!(lines(&ladder, query), [((1_i64 << 41) - 2).to_string()]);
    assert!(steps(&ladder, query) < 1_000);
    let query = "MATCH (a {id: 'a'})-[:T*]->(b) RETURN b.id, count(b) AS n ORDER BY n DESC LIMIT 1";
    assert_eq!(lines(&ladder, query), [format!("l39 | {}", 1_i64 << 39)]);
}

#[test]
fn trails_are_counted_one_by_one_where_there_is_a_cycle() {
    let triangle = graph("CREATE (a {id: 'a'})-[:T]->(b {id: 'b'})-[:T]->(c {id: 'c'})-[:T]->(a)");
    let query = "MATCH (a {id: 'a'})-[:T*]->(b) RETURN count(*)";
    assert_eq!(lines(&triangle, query), ["3"]);
}

#[test]
fn relationships_are_counted_without_being_followed() {
    let mut script = "CREATE (a {id: 'a'})".to_owned();
    for i in 0..200 {
        write!(
            script,
            ", (a)-[:T]->(n{i} {{id: 'n{i}'}})-[:U]->(m{i} {{id: 'm{i}'}})"
        )
        .unwrap();
    }
    let star = graph(&script);
    let query = "MATCH (n)-[:T]->(m) RETURN n.id AS id, count(m) AS degree ORDER BY degree DESC";
    assert_eq!(lines(&star, query), ["a | 200"]);
    assert!(steps(&star, query) < 1_500, "{}", steps(&star, query));
    // From the end backwards: what leads to the middle need only be counted.
    let query = "MATCH (x)-[:T]->()-[:U]->(m) RETURN m.id AS id, count(x) AS n LIMIT 1";
    assert_eq!(lines(&star, query), ["m0 | 1"]);
    assert!(steps(&star, query) < 1_500, "{}", steps(&star, query));
    let query = "MATCH ({id: 'a'})-[:T]->()-[:U]->(m) RETURN count(*)";
    assert_eq!(lines(&star, query), ["200"]);
    assert!(steps(&star, query) < 1_000, "{}", steps(&star, query));
}

/// A thousand nodes in a row, each with a number.
fn row() -> Graph {
    let mut script = "CREATE (n0 {id: 'n0', x: 0})".to_owned();
    for i in 1..1000 {
        let label = if i % 100 == 0 { ":Rare" } else { "" };
        write!(
            script,
            ", (n{i}{label} {{id: 'n{i}', x: {}}})",
            i * 7 % 1000
        )
        .unwrap();
        write!(script, ", (n{})-[:NEXT]->(n{i})", i - 1).unwrap();
    }
    graph(&script)
}

#[test]
fn a_node_is_found_by_its_id() {
    let row = row();
    for query in [
        "MATCH (n {id: 'n500'}) RETURN n",
        "MATCH (n) WHERE 'n500' = n.id RETURN n",
        "MATCH (n)-[:NEXT]->(m) WHERE m.id = 'n500' RETURN n",
        "MATCH (m {id: 'n500'})<-[:NEXT*2]-(n) RETURN n",
        "UNWIND ['n1', 'n2'] AS id MATCH (n {id: id})-[:NEXT]->(m) RETURN m",
        "MATCH (a {id: 'n3'}) MATCH (b {id: 'n' + a.x}) RETURN b",
    ] {
        assert!(steps(&row, query) < 50, "{query}: {}", steps(&row, query));
    }
}

#[test]
fn a_search_begins_at_the_rarest_label() {
    let row = row();
    let query = "MATCH (a)-[:NEXT]->(b)-[:NEXT]->(c:Rare) RETURN a";
    assert_eq!(lines(&row, query).len(), 9);
    assert!(steps(&row, query) < 1_100, "{}", steps(&row, query));
}

/// The plan's operators, in their order.
fn operators(graph: &Graph, query: &str) -> Vec<String> {
    let plan = prepare(graph, query, &Parameters::default());
    let plan = plan.unwrap_or_else(|why| panic!("{query}: {}", why.message));
    let rows = plan.explain().rows;
    rows.iter()
        .map(|row| line(graph, &row.cells[..1]))
        .collect()
}

#[test]
fn where_relationships_of_two_nodes_meet_is_looked_up_on_both_sides_at_once() {
    // Two hubs of a thousand neighbours each, of which they share one.
    let mut script = "CREATE (a:Hub {id: 'a'})-[:T]->(b:Hub {id: 'b'})".to_owned();
    for i in 0..1000 {
        write!(
            script,
            ", (a)-[:T]->(:N {{id: 'm{i:04}'}}), (b)-[:T]->(:N {{id: 'n{i:04}'}})"
        )
        .unwrap();
    }
    script.push_str(", (a)-[:T]->(c:N {id: 'o'}), (b)-[:T]->(c)");
    let hubs = graph(&script);
    let query = "MATCH (a:Hub)-[:T]->(b:Hub)-[:T]->(c)<-[:T]-(a) RETURN a.id, b.id, c.id";
    assert_eq!(lines(&hubs, query), ["a | b | o"]);
    assert!(operators(&hubs, query).contains(&"Intersect".to_owned()));
    let taken = steps(&hubs, query);
    assert!(taken < 6_000, "{taken} steps");
}

#[test]
fn labels_that_go_without_saying_are_not_looked_at() {
    let row =
        graph("CREATE (:A {id: 'a'})-[:T]->(:B {id: 'b'}), (:B {id: 'c'})-[:U]->(:A {id: 'd'})");
    for (query, is_looked_at) in [
        ("MATCH (a:A)-[:T]->(b:B) RETURN a.id, b.id", false),
        ("MATCH (a:A)-[:T|U]->(b:B) RETURN a.id, b.id", true),
        ("MATCH (a:A)-[]->(b:B) RETURN a.id, b.id", true),
        ("MATCH (a:A)-[:T]-(b:B) RETURN a.id, b.id", true),
    ] {
        assert_eq!(lines(&row, query), ["a | b"], "{query}");
        let looks = operators(&row, query).contains(&"Filter".to_owned());
        assert_eq!(looks, is_looked_at, "{query}");
    }
}

#[test]
fn properties_are_looked_at_column_by_column() {
    let some = graph(
        "CREATE (:A {id: 'a', x: 1, y: 'p'}), (:A {id: 'b', x: 2, y: 'p'}), \
         (:A {id: 'c', y: 'p'}), (:B {id: 'd', x: 3, y: 'p'}), (:A {id: 'e', x: 4, y: 'q'})",
    );
    for (query, expected) in [
        (
            "MATCH (n:A) WHERE n.x > 1 AND n.y = 'p' RETURN n.id",
            vec!["b"],
        ),
        (
            "MATCH (n) WHERE 1 < n.x AND 'p' = n.y RETURN n.id",
            vec!["b", "d"],
        ),
        ("MATCH (n:A) WHERE n.x <> 1 RETURN n.id", vec!["b", "e"]),
        ("MATCH (n:A) WHERE n.x >= 1.5 RETURN n.id", vec!["b", "e"]),
        ("MATCH (n:A) WHERE n.x = 'p' RETURN n.id", vec![]),
        (
            "MATCH (n) WHERE n.id > 'c' AND n.y < 'q' RETURN n.id",
            vec!["d"],
        ),
        ("MATCH (n:None) WHERE n.x > 0 RETURN n.id", vec![]),
    ] {
        assert_eq!(lines(&some, query), expected, "{query}");
        assert_eq!(operators(&some, query)[0], "ColumnNodes", "{query}");
    }
}

#[test]
fn values_that_are_asked_for_again_have_an_index() {
    let row = row();
    let query = "MATCH (a:Rare), (b) WHERE b.x = a.x + 1 RETURN a.id, b.id";
    assert_eq!(lines(&row, query).len(), 9);
    assert!(steps(&row, query) < 5_000, "{}", steps(&row, query));
    let query = "MATCH (a)-[:NEXT]->(b), (c)-[:NEXT]->(d) WHERE b.x + 1 = c.x + 1 RETURN count(*)";
    assert_eq!(lines(&row, query), ["998"]);
    assert!(steps(&row, query) < 20_000, "{}", steps(&row, query));
}

#[test]
fn the_first_rows_in_order_are_kept_alone() {
    let row = row();
    let query = "MATCH (n) RETURN n.x AS x ORDER BY x LIMIT 3";
    assert_eq!(lines(&row, query), ["0", "1", "2"]);
    let few = Limits {
        memory: Some(20_000),
        ..Limits::default()
    };
    assert!(run(&row, query, Passes::ALL, &few).is_ok());
    let kept = Passes {
        top: false,
        ..Passes::ALL
    };
    let all = run(&row, query, kept, &few);
    assert!(all.is_err_and(|why| why.contains("holds more than")));
}

#[test]
fn rows_are_found_as_they_are_asked_for() {
    let query = "MATCH (a {id: 'a'})-[:T*]->(b) RETURN b LIMIT 10";
    assert!(steps(&ladder(40), query) < 200);
    assert!(steps(&row(), "MATCH (a), (b), (c) RETURN a LIMIT 5") < 100);
}
