//! What is refused of statements, scripts and repeated parts, where, and what is said about it.

use super::super::{parse_patterns, parse_script, parse_statement};
use super::reject::{Row, check};

const STATEMENTS: &[Row] = &[
    (
        "",
        "found the end of the text, expected a clause such as `MATCH` or `RETURN`",
        (1, 1),
        "",
    ),
    (
        "SELECT 1",
        "found `SELECT`, expected a clause such as `MATCH` or `RETURN`",
        (1, 1),
        "match first",
    ),
    (
        "MATCH (a) RETURN",
        "found the end of the text, expected an expression",
        (1, 17),
        "",
    ),
    (
        "MATCH (a) WHER a.x = 1 RETURN a",
        "found `WHER`, expected `,`, `WHERE`, a clause, `;` or the end of the text",
        (1, 11),
        "did you mean `WHERE`",
    ),
    (
        "MATCH (a) WHERE a.x == 1 RETURN a",
        "found `==`, expected an operator, a clause, `;` or the end of the text",
        (1, 21),
        "use `=`",
    ),
    (
        "MATCH (a) RETURN a b",
        "found `b`, expected an operator, `AS`, `,`, `ORDER BY`, a clause, `;` \
         or the end of the text",
        (1, 20),
        "",
    ),
    (
        "MATCH (a) RETURN a AS b c",
        "found `c`, expected `,`, `ORDER BY`, a clause, `;` or the end of the text",
        (1, 25),
        "",
    ),
    (
        "RETURN a AS match",
        "found `match`, expected a variable",
        (1, 13),
        "backticks",
    ),
    (
        "RETURN a, *",
        "found `*`, expected an expression",
        (1, 11),
        "`*` stands first",
    ),
    ("RETURN a ORDER a", "found `a`, expected `BY`", (1, 16), ""),
    (
        "RETURN a ORDER BY a LIMIT 1 SKIP 2",
        "found `SKIP`, expected an operator, a clause, `;` or the end of the text",
        (1, 29),
        "",
    ),
    (
        "UNWIND [1] x",
        "found `x`, expected an operator or `AS`",
        (1, 12),
        "",
    ),
    (
        "OPTIONAL (a)",
        "found `(`, expected `MATCH` or `CALL`",
        (1, 10),
        "",
    ),
    (
        "MATCH a RETURN a",
        "found `a`, expected a node: `(`",
        (1, 7),
        "",
    ),
    (
        "RETURN 1; RETURN 2",
        "found `RETURN`, expected the end of the text",
        (1, 11),
        "one statement",
    ),
    (
        "RETURN 1 UNION",
        "found the end of the text, expected a clause such as `MATCH` or `RETURN`",
        (1, 15),
        "",
    ),
    (
        "CALL { MATCH (a) ",
        "found the end of the text, expected `,`, `WHERE`, a clause or `}`",
        (1, 18),
        "`{` at line 1, column 6",
    ),
    (
        "CALL { MATCH (a) ) RETURN a",
        "found `)`, expected `,`, `WHERE`, a clause or `}`",
        (1, 18),
        "`{`",
    ),
    (
        "CALL (a RETURN a",
        "found `RETURN`, expected `,` or `)`",
        (1, 9),
        "",
    ),
    (
        "CALL db.labels( YIELD x",
        "found `x`, expected an operator, `,` or `)`",
        (1, 23),
        "",
    ),
    (
        "RETURN COUNT { MATCH (a) RETURN } AS x",
        "found `}`, expected an expression",
        (1, 33),
        "",
    ),
    (
        "MATCH (n) SET n.x = (1",
        "the `(` is not closed",
        (1, 21),
        "",
    ),
    (
        "MATCH (n) SET n.x = “1”",
        "found `“` (U+201C), which is not part of Cypher",
        (1, 21),
        "`\"`",
    ),
    (
        "MATCH (a) GROUP BY a RETURN a",
        "found `GROUP`, expected `,`, `WHERE`, a clause, `;` or the end of the text",
        (1, 11),
        "do not aggregate",
    ),
];

#[test]
fn statements() {
    check(parse_statement, STATEMENTS);
}

const SCRIPTS: &[Row] = &[
    (
        "CREATE (a)\nCREAT (b);",
        "found `CREAT`, expected `,`, a clause, `;` or the end of the text",
        (2, 1),
        "did you mean `CREATE`",
    ),
    (
        "CREATE (a);\n; }",
        "found `}`, expected a clause such as `MATCH` or `RETURN`",
        (2, 3),
        "",
    ),
];

#[test]
fn scripts() {
    check(parse_script, SCRIPTS);
}

const REPETITIONS: &[Row] = &[
    ("((a)-->(b)){1..5}", "found `..`, expected `}`", (1, 14), ""),
    (
        "((a)-->(b)){5,1}",
        "found `{5,1}`, which nothing fits",
        (1, 12),
        "lesser",
    ),
    (
        "((a)-->(b)){}",
        "found `}`, expected a number or `,`",
        (1, 13),
        "",
    ),
    (
        "(a)-[*1..2]->+(b)",
        "found two lengths of one relationship",
        (1, 6),
        "keep the one",
    ),
    (
        "(a)(b)",
        "found `(`, expected `,` or the end of the text",
        (1, 4),
        "",
    ),
    (
        "((a)-->(b))-->(c)",
        "found `-`, expected a node",
        (1, 12),
        "write `()`",
    ),
    (
        "(a)-->((b)-->(c))+",
        "found `(`, expected a node",
        (1, 7),
        "write `()`",
    ),
    (
        "SHORTEST (a)-->(b)",
        "found `(`, expected a number or `GROUP`",
        (1, 10),
        "SHORTEST 3",
    ),
    (
        "ANY 0 (a)-->(b)",
        "found `0`, expected 1 or more",
        (1, 5),
        "",
    ),
    (
        "((a)-->(b)",
        "found the end of the text, expected a relationship, `WHERE` or `)`",
        (1, 11),
        "`(`",
    ),
];

#[test]
fn repetitions() {
    check(parse_patterns, REPETITIONS);
}
