//! Statements, queries and their clauses, and the form they are printed in.

use super::super::{
    ClauseKind, Imports, PathSearch, QueryMode, Statement, SubqueryBody, parse_expression,
    parse_script, parse_statement,
};
use super::{patterns, print_patterns, reparsed, shape};

/// Parses a statement and checks that printing it loses nothing.
pub(super) fn statement(text: &str) -> Statement {
    reparsed(text, parse_statement, Statement::to_string)
}

/// Each text and what it is printed as, its lines joined by spaces.
fn check(table: &[(&str, &str)]) {
    for (text, printed) in table {
        let given = statement(text).to_string().replace('\n', " ");
        assert_eq!(given, *printed, "{text}");
    }
}

/// Texts that are canonical as they stand.
fn unchanged(table: &[&str]) {
    for text in table {
        check(&[(text, text)]);
    }
}

#[test]
fn reading_clauses() {
    check(&[
        ("match (a) return a", "MATCH (a) RETURN a"),
        (
            "MATCH (a)-->(b),(c) where a.x>1 RETURN a;",
            "MATCH (a)-->(b), (c) WHERE a.x > 1 RETURN a",
        ),
        (
            "Optional Match (a) Unwind [1,2] as x RETURN x",
            "OPTIONAL MATCH (a) UNWIND [1, 2] AS x RETURN x",
        ),
        (
            "MATCH (a) WITH distinct a, count(*) as n order by n desc, a.x ascending skip 1 \
             limit 2 where n>1 RETURN *",
            "MATCH (a) WITH DISTINCT a, count(*) AS n ORDER BY n DESC, a.x SKIP 1 LIMIT 2 \
             WHERE n > 1 RETURN *",
        ),
        (
            "MATCH (a) RETURN a OFFSET $n LIMIT 1+1",
            "MATCH (a) RETURN a SKIP $n LIMIT 1 + 1",
        ),
        (
            "MATCH (a) WITH *, a.x as x RETURN x",
            "MATCH (a) WITH *, a.x AS x RETURN x",
        ),
        (
            "RETURN 1 as x union return 2 as x union all return 3 as x \
             union distinct return 4 as x",
            "RETURN 1 AS x UNION RETURN 2 AS x UNION ALL RETURN 3 AS x UNION RETURN 4 AS x",
        ),
        ("explain MATCH (a) RETURN a", "EXPLAIN MATCH (a) RETURN a"),
        ("PROFILE /* hm */ RETURN 1 ; // the end", "PROFILE RETURN 1"),
    ]);
    // What may follow what is no matter of syntax.
    unchanged(&["MATCH (a)", "RETURN 1 MATCH (a)", "RETURN 1 RETURN 2"]);
}

#[test]
fn one_clause_a_line() {
    let printed = statement(
        "EXPLAIN MATCH (a) CALL { RETURN 1 AS x UNION RETURN 2 AS x } RETURN a UNION RETURN 3 AS a",
    );
    assert_eq!(
        printed.to_string(),
        "EXPLAIN\nMATCH (a)\nCALL { RETURN 1 AS x UNION RETURN 2 AS x }\nRETURN a\n\
         UNION\nRETURN 3 AS a"
    );
}

#[test]
fn columns_are_named_as_written() {
    let columns = |text: &str| -> Vec<String> {
        let statement = statement(text);
        let Some(ClauseKind::Return(projection)) = statement
            .query
            .first
            .clauses
            .last()
            .map(|clause| clause.kind.clone())
        else {
            panic!("no RETURN: {text}")
        };
        let items = projection.items.iter();
        items.map(|item| item.column().to_string()).collect()
    };
    assert_eq!(
        columns("RETURN 1+2, (a) . x, count( * ), `b c`, d AS `e f`, 'x' /* y */ || z // end"),
        [
            "1+2",
            "(a) . x",
            "count( * )",
            "b c",
            "e f",
            "'x' /* y */ || z"
        ]
    );
    assert_eq!(
        columns("RETURN (1 + 2)*3,\n a\n, -  1"),
        ["(1 + 2)*3", "a", "-  1"]
    );
    // The name of a column is part of the query: printing keeps it.
    check(&[("RETURN 1+2 , 3*4 AS x", "RETURN 1+2, 3 * 4 AS x")]);
}

#[test]
fn calls() {
    check(&[
        ("call db.labels()", "CALL db.labels()"),
        ("CALL db.labels yield *", "CALL db.labels YIELD *"),
        (
            "CALL a.b.c(1,$x) YIELD d,e as f WHERE f>1 RETURN d",
            "CALL a.b.c(1, $x) YIELD d, e AS f WHERE f > 1 RETURN d",
        ),
        (
            "OPTIONAL CALL `my proc`() YIELD x RETURN x",
            "OPTIONAL CALL `my proc`() YIELD x RETURN x",
        ),
        (
            "CALL{MATCH(a) RETURN a} RETURN a",
            "CALL { MATCH (a) RETURN a } RETURN a",
        ),
        (
            "CALL (a,b) { RETURN 1 AS x } RETURN x",
            "CALL (a, b) { RETURN 1 AS x } RETURN x",
        ),
        (
            "OPTIONAL CALL () { CALL (*) { RETURN 1 AS x } RETURN x } RETURN x",
            "OPTIONAL CALL () { CALL (*) { RETURN 1 AS x } RETURN x } RETURN x",
        ),
    ]);
    let statement = statement("MATCH (a) CALL (a) { RETURN 1 AS x } RETURN x");
    let ClauseKind::Subquery(subquery) = &statement.query.first.clauses[1].kind else {
        panic!("a subquery")
    };
    assert!(matches!(&subquery.imports, Imports::Named(names) if names[0].text == "a"));
}

#[test]
fn subqueries_of_expressions() {
    let body = |text: &str| match parse_expression(text).map(|tree| tree.kind) {
        Ok(super::super::ExpressionKind::Subquery(subquery)) => subquery.body,
        other => panic!("{text}: {other:?}"),
    };
    for text in [
        "EXISTS { (a)-->(b) }",
        "COUNT { MATCH (a)-->(b), (c) WHERE a.x }",
        "exists { any = (a)-->(b) }",
        "EXISTS { ANY SHORTEST (a)-->+(b) }",
    ] {
        assert!(matches!(body(text), SubqueryBody::Match { .. }), "{text}");
    }
    for text in [
        "EXISTS { MATCH (a)-->(b) RETURN b }",
        "EXISTS { OPTIONAL MATCH (a) }",
        "EXISTS { MATCH (a) MATCH (b) }",
        "EXISTS { MATCH (a) UNION MATCH (b) }",
        "COUNT { UNWIND [1] AS x RETURN x }",
        "COLLECT { MATCH (a) RETURN a.x ORDER BY a.x }",
    ] {
        assert!(matches!(body(text), SubqueryBody::Query(_)), "{text}");
    }
    unchanged(&[
        "RETURN COLLECT { MATCH (a) WHERE a:A|B WITH a RETURN a.x AS y } AS list",
        "MATCH (a) WHERE EXISTS { MATCH (a)-->(b) RETURN b UNION RETURN 1 AS b } RETURN a",
        "WITH [x IN xs WHERE COUNT { MATCH (x) RETURN x:A|B AS y } > 1 | x] AS z RETURN z",
        "RETURN collect {.x} AS x, exists {a, b} AS y",
    ]);
}

#[test]
fn creating_clauses() {
    unchanged(&[
        "CREATE (a:A {x: 1})-[:T]->(b), (c) CREATE p = (d)",
        "MATCH (a) MERGE (a)-[:T]->(b) RETURN b",
        "MERGE p = (a)-[:T]->(b)",
    ]);
}

#[test]
fn refused_clauses() {
    let refused = |text: &str| -> Vec<(String, String)> {
        let statement = statement(text);
        let clauses = statement.query.first.clauses.iter();
        let refused = clauses.filter_map(|clause| match &clause.kind {
            ClauseKind::Refused(refused) => {
                assert_eq!(refused.keyword.span.start, clause.span.start);
                assert_eq!(clause.span.of(text), refused.text);
                Some((refused.keyword.node.to_string(), refused.text.clone()))
            }
            _ => None,
        });
        refused.collect()
    };
    let one = |keyword: &str, text: &str| vec![(keyword.to_string(), text.to_string())];
    let table = [
        ("MATCH (n) set n.x = 1 RETURN n", one("SET", "set n.x = 1")),
        (
            "MATCH (n) SET n:Match:With, n.set = 'a' STARTS WITH n.create RETURN n",
            one("SET", "SET n:Match:With, n.set = 'a' STARTS WITH n.create"),
        ),
        (
            "MATCH (n) detach  delete n",
            one("DETACH DELETE", "detach  delete n"),
        ),
        ("MATCH (n) DELETE n;", one("DELETE", "DELETE n")),
        ("MATCH (n) REMOVE n:A", one("REMOVE", "REMOVE n:A")),
        (
            "MATCH (n) FOREACH (x IN xs | SET n.x = x CREATE (m)) RETURN n",
            one("FOREACH", "FOREACH (x IN xs | SET n.x = x CREATE (m))"),
        ),
        (
            "LOAD CSV WITH HEADERS FROM 'a.csv' AS row RETURN row",
            one(
                "LOAD CSV WITH HEADERS",
                "LOAD CSV WITH HEADERS FROM 'a.csv' AS row",
            ),
        ),
        (
            "CREATE CONSTRAINT FOR (n:A) REQUIRE n.x IS UNIQUE",
            one(
                "CREATE CONSTRAINT",
                "CREATE CONSTRAINT FOR (n:A) REQUIRE n.x IS UNIQUE",
            ),
        ),
        (
            "MERGE (n) ON CREATE SET n.x = 1 ON MATCH SET n.x = 2 RETURN n",
            vec![
                (
                    "ON CREATE SET".to_string(),
                    "ON CREATE SET n.x = 1".to_string(),
                ),
                (
                    "ON MATCH SET".to_string(),
                    "ON MATCH SET n.x = 2".to_string(),
                ),
            ],
        ),
        ("CALL { MATCH (n) SET n.x = 1 } RETURN 1", vec![]),
    ];
    for (text, expected) in table {
        assert_eq!(refused(text), expected, "{text}");
    }
}

#[test]
fn scripts() {
    let read = |text: &str| -> Vec<String> {
        let statements = parse_script(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        for statement in &statements {
            let alone = statement.span.of(text);
            assert_eq!(
                shape(&parse_statement(alone)),
                shape(&Ok::<_, ()>(statement))
            );
        }
        statements.iter().map(Statement::to_string).collect()
    };
    let nothing: [&str; 0] = [];
    assert_eq!(read(""), nothing);
    assert_eq!(read(" ;; // nothing\n;"), nothing);
    assert_eq!(read("CREATE (a)"), ["CREATE (a)"]);
    assert_eq!(
        read("create (a) ;\n// b\ncreate (b);;MATCH (a) RETURN a;\n"),
        ["CREATE (a)", "CREATE (b)", "MATCH (a)\nRETURN a"]
    );
}

#[test]
fn modes_and_spans() {
    let text = " PROFILE MATCH (a) WHERE a.x RETURN a , 1 UNION ALL RETURN 2 AS a, 3 AS `1` ; ";
    let statement = statement(text);
    assert_eq!(statement.mode, QueryMode::Profile);
    assert_eq!(
        statement.span.of(text),
        text.trim().trim_end_matches([' ', ';'])
    );
    let spans: Vec<&str> = statement
        .query
        .parts()
        .flat_map(|part| &part.clauses)
        .map(|clause| clause.span.of(text))
        .collect();
    assert_eq!(
        spans,
        [
            "MATCH (a) WHERE a.x",
            "RETURN a , 1",
            "RETURN 2 AS a, 3 AS `1`"
        ]
    );
    assert_eq!(statement.query.unions[0].keyword.of(text), "UNION");
    assert!(statement.query.unions[0].all);
    assert_eq!(
        statement.query.first.span.of(text),
        "MATCH (a) WHERE a.x RETURN a , 1"
    );
}

#[test]
fn repeated_parts() {
    let table = [
        ("((a)-->(b)){1,5}", "((a)-->(b)){1,5}"),
        (
            "(x) ((a)-[:T]->(b) where a.x<b.x) {2,} (y)",
            "(x)((a)-[:T]->(b) WHERE a.x < b.x){2,}(y)",
        ),
        ("((a)-->(b)){,4}", "((a)-->(b)){0,4}"),
        ("((a)-->(b)){3}", "((a)-->(b)){3}"),
        ("((a)-->(b)){3,3}", "((a)-->(b)){3}"),
        ("((a)-->(b)){1,}", "((a)-->(b))+"),
        ("((a)-->(b))+((c)-->(d))*(e)", "((a)-->(b))+((c)-->(d))*(e)"),
        ("((a)-->(b)){,}", "((a)-->(b))*"),
        ("(a)-[:T]->+(b)", "(a)-[:T]->+(b)"),
        (
            "(a)<--*(b)--{2,4}(c)-->{ 2 }()",
            "(a)<--*(b)--{2,4}(c)-->{2}()",
        ),
        ("(p = (a)-->(b) WHERE a:A|B)", "(p = (a)-->(b) WHERE a:A|B)"),
        ("(((a)-->(b))+(c))", "(((a)-->(b))+(c))"),
        ("p = any (a)-->+(b)", "p = ANY 1 (a)-->+(b)"),
        ("ANY 3 PATHS (a)--(b)", "ANY 3 (a)--(b)"),
        ("all paths (a)--(b)", "(a)--(b)"),
        (
            "p = all shortest path (a)--+(b)",
            "p = ALL SHORTEST (a)--+(b)",
        ),
        ("Any Shortest (a)--+(b)", "SHORTEST 1 (a)--+(b)"),
        (
            "p=SHORTEST 3((a)--(b) WHERE a.x)",
            "p = SHORTEST 3 ((a)--(b) WHERE a.x)",
        ),
        ("SHORTEST 2 GROUPS (a)--+(b)", "SHORTEST 2 GROUPS (a)--+(b)"),
        (
            "shortest path group (a)--+(b)",
            "SHORTEST 1 GROUPS (a)--+(b)",
        ),
        ("any = (a), shortest = (b)", "any = (a), shortest = (b)"),
    ];
    for (text, printed) in table {
        assert_eq!(print_patterns(&patterns(text)), printed, "{text}");
    }
    let text = "p = SHORTEST 3 (x)((a)-[:T]->{2}(b)){1,5}(y)-->";
    let text = &(text.to_string() + "+(z)");
    let [path] = &patterns(text)[..] else {
        panic!("one pattern")
    };
    assert_eq!(path.search, PathSearch::ShortestPaths(3));
    assert_eq!((path.nodes().count(), path.relationships().count()), (3, 1));
    let repetition = path.relationships().next().and_then(|it| it.repetition);
    let repetition = repetition.expect("a repetition");
    assert_eq!((repetition.min, repetition.max), (1, None));
    assert_eq!(repetition.span.of(text), "+");
    let super::super::PathElement::Group(group) = &path.elements[1] else {
        panic!("a group")
    };
    assert_eq!(group.span.of(text), "((a)-[:T]->{2}(b)){1,5}");
}
