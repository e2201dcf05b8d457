//! What goes beyond the conformance kit: shortest paths, groups that repeat, subqueries,
//! procedures, plans to read, notes and refusals.

use aigraph::graph::Graph;
use aigraph::query::cypher::{Limits, Parameters, prepare};

use super::{graph, lines};

/// Two ways from a to e, a shortcut from b to d, a loop at c, and a node apart.
fn ways() -> Graph {
    graph(
        "CREATE (a:Start {id: 'a', x: 1}), (b {id: 'b', x: 2}), (c {id: 'c', x: 3}),
                (d {id: 'd', x: 4}), (e:End {id: 'e', x: 5}), (f {id: 'f', x: 6}),
                (a)-[:T {w: 1}]->(b), (b)-[:T {w: 2}]->(c), (c)-[:T {w: 3}]->(d),
                (d)-[:T {w: 4}]->(e), (b)-[:U {w: 5}]->(d), (c)-[:T {w: 6}]->(c),
                (a)-[:T {w: 7}]->(d)",
    )
}

fn check(table: &[(&str, &[&str])]) {
    let graph = ways();
    for (query, expected) in table {
        assert_eq!(lines(&graph, query), *expected, "{query}");
    }
}

#[test]
fn shortest_paths() {
    check(&[
        (
            "MATCH p = shortestPath((a:Start)-[:T*]->(e:End)) RETURN p",
            &["a~d~e"],
        ),
        (
            "MATCH p = shortestPath((a:Start)-[*]-(e:End)) RETURN length(p)",
            &["2"],
        ),
        (
            "MATCH p = shortestPath((e:End)-[:T*]->(a:Start)) RETURN p",
            &[],
        ),
        (
            "MATCH p = shortestPath((a:Start)-[:T*..1]->(e:End)) RETURN p",
            &[],
        ),
        (
            "MATCH p = shortestPath((a:Start)-[:T*0..]->(a)) RETURN p",
            &["a"],
        ),
        (
            "MATCH p = shortestPath((a:Start)-[:T*]->(e:End)) \
             WHERE all(r IN relationships(p) WHERE r.w < 7) RETURN p",
            &["a~b~c~d~e"],
        ),
        (
            "MATCH p = shortestPath((a:Start)-[:T* {w: 1}]->(b {id: 'b'})) RETURN p",
            &["a~b"],
        ),
        (
            "MATCH p = allShortestPaths((a:Start)-[:T|U*]->(e:End)) RETURN p",
            &["a~d~e"],
        ),
        (
            "MATCH p = SHORTEST 2 (a:Start)-[]->+(e:End) RETURN p ORDER BY length(p)",
            &["a~d~e", "a~b~d~e"],
        ),
        (
            "MATCH p = SHORTEST 9 (a:Start)-[]->+(e:End) RETURN length(p) AS n ORDER BY n",
            &["2", "3", "4", "5"],
        ),
        (
            "MATCH p = SHORTEST 2 GROUPS (a:Start)-[]->*(e:End) RETURN p ORDER BY length(p)",
            &["a~d~e", "a~b~d~e"],
        ),
        (
            "MATCH p = ALL SHORTEST (a:Start)-[]-+(b {id: 'b'}) RETURN p",
            &["a~b"],
        ),
        (
            "MATCH p = ANY SHORTEST (a:Start)-[:T]->(x)-[:T]->+(e:End) RETURN p, x.id",
            &["a~d~e | d"],
        ),
        (
            "MATCH (a:Start), (b) WHERE b.x > 1 \
             OPTIONAL MATCH p = shortestPath((a)-[:T*]->(b)) RETURN b.id, length(p) AS n \
             ORDER BY b.id",
            &["b | 1", "c | 2", "d | 1", "e | 2", "f | "],
        ),
    ]);
}

#[test]
fn groups_that_repeat() {
    check(&[
        (
            "MATCH (:Start) ((x)-[:T]->(y)){2} (z) RETURN x, y, z ORDER BY z.id",
            &["[a, b] | [b, c] | c", "[a, d] | [d, e] | e"],
        ),
        (
            "MATCH (:Start) ((x)-[r:T]->(y) WHERE r.w < 4)+ (z) RETURN z.id, size(r) AS n \
             ORDER BY n",
            &["b | 1", "c | 2", "d | 3"],
        ),
        (
            "MATCH (a:Start) ((x)-->(y)){0,1} (z:Start) RETURN x, z",
            &[" | a"],
        ),
        (
            "MATCH p = (:Start) ((:Start)-->()-[:T]->())+ (e) RETURN p ORDER BY e.id",
            &["a~b~c", "a~d~e"],
        ),
        (
            "MATCH (z:End) ((x)<-[:T]-(y))+ (:Start) RETURN y ORDER BY size(y)",
            &["[d, a]", "[d, c, b, a]", "[d, c, c, b, a]"],
        ),
        (
            "MATCH (a:Start)-[r:T]->{2}(b) RETURN b.id, size(r) ORDER BY b.id",
            &["c | 2", "e | 2"],
        ),
        ("MATCH (a:Start)-[:T]->+(b) RETURN count(*)", &["9"]),
        (
            "MATCH (a:Start)((x)-->(y))+((z)-[:U]->(w))+(d) RETURN x, z, d",
            &["[a] | [b] | d"],
        ),
    ]);
}

#[test]
fn subqueries_and_procedures() {
    check(&[
        (
            "MATCH (a) CALL (a) { MATCH (a)-->(b) RETURN count(b) AS n } \
             RETURN a.id, n ORDER BY n DESC, a.id LIMIT 2",
            &["a | 2", "b | 2"],
        ),
        (
            "MATCH (a:Start) CALL { WITH a MATCH (a)-->(b) RETURN b UNION MATCH (b:End) RETURN b \
             } RETURN b ORDER BY b.id",
            &["b", "d", "e"],
        ),
        (
            "CALL { MATCH (n) RETURN n ORDER BY n.x DESC LIMIT 1 } RETURN n",
            &["f"],
        ),
        (
            "MATCH (a {id: 'f'}) OPTIONAL CALL (a) { MATCH (a)-->(b) RETURN b } RETURN a, b",
            &["f | "],
        ),
        (
            "MATCH (a) WHERE COUNT { (a)-->() } = 0 RETURN a.id ORDER BY a.id",
            &["e", "f"],
        ),
        (
            "MATCH (a:Start) RETURN COLLECT { MATCH (a)-[:T]->(b) RETURN b.id ORDER BY b.id } AS l",
            &["b;d"],
        ),
        ("CALL db.labels()", &["End", "Start"]),
        (
            "CALL db.relationshipTypes() YIELD relationshipType AS t RETURN count(t)",
            &["2"],
        ),
        (
            "CALL db.propertyKeys() YIELD propertyKey WHERE propertyKey = 'w' RETURN *",
            &["w"],
        ),
    ]);
}

#[test]
fn duplicates_that_matter_stay() {
    check(&[
        (
            "MATCH (a:Start)-[:T*]->(b {id: 'd'}) RETURN count(*)",
            &["3"],
        ),
        (
            "MATCH (a:Start)-[:T*]->(b {id: 'd'}) RETURN b",
            &["d", "d", "d"],
        ),
        (
            "MATCH (a:Start)-[:T*]->(b) WITH b LIMIT 3 RETURN count(b)",
            &["3"],
        ),
        (
            "MATCH (c {id: 'c'})-[:T*]-(x) RETURN DISTINCT x.id AS id ORDER BY id",
            &["a", "b", "c", "d", "e"],
        ),
        ("MATCH (a:Start)-[:U*]-(x) RETURN DISTINCT x", &[]),
        ("MATCH (b {id: 'b'})-[:U*]-(x) RETURN DISTINCT x", &["d"]),
        ("MATCH (f {id: 'f'})-[*0..]-(x) RETURN DISTINCT x", &["f"]),
    ]);
}

#[test]
fn what_is_wrong_is_told() {
    let graph = ways();
    for (query, expected) in [
        (
            "CREATE (n)",
            "CREATE is not for queries here: they only read; to change facts, edit",
        ),
        (
            "MATCH (n) SET n.x = 1 RETURN n",
            "SET is not for queries here",
        ),
        (
            "MATCH (n) DETACH DELETE n",
            "DETACH DELETE is not for queries here",
        ),
        (
            "MATCH (node) RETURN nod",
            "no variable is called \"nod\" here; did you mean node?",
        ),
        ("MATCH (n)", "a query ends with RETURN"),
        ("MATCH (n) RETURN n MATCH (m)", "nothing can follow RETURN"),
        (
            "CALL db.label()",
            "there is no procedure \"db.label\"; did you mean db.labels?",
        ),
        ("RETURN $x", "the parameter $x is not given"),
        ("MATCH ('Nobody')-->(n) RETURN n", "no node is called"),
    ] {
        let error = lines(&graph, query).concat();
        assert!(error.starts_with(expected), "{query}: {error}");
    }
}

#[test]
fn plans_can_be_read() {
    let graph = ways();
    let query = "EXPLAIN MATCH (a {id: 'a'})-[:T*]->(b) WHERE b.x > 2 \
                 OPTIONAL MATCH (b)-[r:U]->(c) \
                 RETURN DISTINCT b.x AS x ORDER BY x LIMIT 2";
    let prepared = prepare(&graph, query, &Parameters::default()).unwrap();
    let answer = prepared.answer(&Limits::default()).unwrap();
    let rows = answer.rows.iter().map(|row| {
        let indent = "  ".repeat(row.depth as usize);
        format!("{indent}{}", super::line(&graph, &row.cells[..2]))
    });
    let plan: Vec<String> = rows.collect();
    assert_eq!(
        plan,
        [
            "IdNodes | a.id = 'a'",
            "Reach | (a)-[:T*1..]->(b)",
            "Filter | b.x > 2",
            "Optional | ",
            "  Expand | (b)-[:U]->(c)",
            "Project | b.x",
            "Distinct | x",
            "Top | x",
            "Limit | 2",
        ]
    );
    let query = "PROFILE MATCH (a:Start)-[:T]->(b) RETURN b";
    let prepared = prepare(&graph, query, &Parameters::default()).unwrap();
    let answer = prepared.answer(&Limits::default()).unwrap();
    assert_eq!(
        answer.columns,
        ["operator", "details", "estimate", "rows", "steps"]
    );
    let expand = super::line(&graph, &answer.rows[1].cells);
    assert!(expand.starts_with("Expand | (a)-[:T]->(b) | "), "{expand}");
    assert!(expand.contains(" | 2 | "), "{expand}");
}

#[test]
fn unknown_names_are_notes() {
    let graph = ways();
    let query = "MATCH (n:Nothing)-[:NO]->(m)\nRETURN n.missing";
    let prepared = prepare(&graph, query, &Parameters::default()).unwrap();
    assert_eq!(prepared.columns(), ["n.missing"]);
    let notes = [
        "1:10: the graph has no label or type \"Nothing\"",
        "1:21: the graph has no label or type \"NO\"",
        "2:10: the graph has no property \"missing\"",
    ];
    assert_eq!(prepared.notes(), notes);
    assert_eq!(prepared.answer(&Limits::default()).unwrap().rows, []);
}
