//! No text of clauses does harm: deep ones, long ones, random ones.

use super::super::{MAX_DEPTH, parse_patterns, parse_script, parse_statement};
use super::queries::statement;
use super::robust::{Random, nest, on_a_small_stack};

/// Ways to nest: what stands before, what opens, what stands inside, what closes, what stands
/// behind.
const NESTS: &[[&str; 5]] = &[
    ["", "CALL { ", "RETURN 1 AS x", " } RETURN x", ""],
    ["", "CALL (x) { ", "RETURN 1 AS x", " }", ""],
    [
        "",
        "MATCH (n) WHERE EXISTS { ",
        "MATCH (b)",
        " } RETURN n",
        "",
    ],
    ["RETURN ", "EXISTS { MATCH (a WHERE ", "b", ") }", ""],
    [
        "RETURN ",
        "COLLECT { RETURN ",
        "1",
        " AS x UNION RETURN 2 AS x }",
        "",
    ],
    [
        "UNWIND ",
        "[x IN COLLECT { CALL (y) { UNWIND [",
        "1",
        "] AS x RETURN x } RETURN x } | x]",
        " AS z",
    ],
    [
        "WITH ",
        "CASE WHEN COUNT { OPTIONAL MATCH ((a {b: ",
        "1",
        "})-->(b))+ } > 1 THEN 2 END",
        "",
    ],
    ["MATCH ", "(", "(a)-->(b)", ")+", ""],
    ["MERGE (a {b: ", "[", "1", "]", "})"],
    ["CALL f(", "[", "1", "]", ")"],
];

#[test]
fn nesting_is_bounded() {
    on_a_small_stack(|| {
        for [head, open, inner, close, _] in NESTS {
            for depth in [1_000, 10_000] {
                for close in [*close, ""] {
                    let text = format!("{head}{}", nest(open, inner, close, depth));
                    let error = parse_statement(&text).expect_err(open);
                    assert_eq!(error.message, "nested too deeply", "{open}");
                }
            }
        }
        let error = parse_patterns(&nest("(", "(a)-->(b)", ")+", 10_000)).expect_err("deep");
        assert_eq!(error.message, "nested too deeply");
        let error = parse_script(&"CALL {".repeat(1 << 16)).expect_err("deep");
        assert_eq!(error.message, "nested too deeply");
        // What is refused is not looked into.
        let refused = format!("MATCH (n) SET n.x = {}", nest("[", "1", "]", 10_000));
        assert!(parse_statement(&refused).is_ok());
    });
}

#[test]
fn the_deepest_trees_can_be_walked() {
    on_a_small_stack(|| {
        for [head, open, inner, close, tail] in NESTS {
            let at = |depth: usize| format!("{head}{}{tail}", nest(open, inner, close, depth));
            let deepest = (1..=MAX_DEPTH as usize)
                .rev()
                .find_map(|depth| parse_statement(&at(depth)).ok())
                .unwrap_or_else(|| panic!("no depth is accepted: {open}"));
            let copy = deepest.clone();
            assert!(deepest == copy);
            assert!(!deepest.to_string().is_empty());
        }
    });
}

/// What begins a statement and what then repeats.
const CHAINS: &[(&str, &str)] = &[
    ("", "MATCH (a)-->(b) "),
    ("", "OPTIONAL MATCH (a) WHERE a.x > 1 "),
    ("", "UNWIND [1] AS x WITH DISTINCT * ORDER BY x "),
    ("RETURN 1", " UNION RETURN 1"),
    ("RETURN 1 AS x", ", 1 AS x"),
    ("RETURN 1 AS x ORDER BY x", ", x DESC"),
    ("", "CREATE (a)-[:T {x: 1}]->(b), (c) "),
    ("CREATE (a)", ", (a)-[:T]->(b)"),
    ("MATCH (a)", "-->(b)"),
    ("MATCH (a)", "((b)-->(c))+"),
    ("MATCH (a)", "-->{1,2}(b)"),
    ("", "CALL db.labels() YIELD label AS l "),
    ("", "CALL (a) { RETURN 1 } "),
    ("", "MERGE (a) ON CREATE SET a.x = 1 "),
    ("", "SET a.x = 1 "),
    ("CALL f(1", ", 1"),
    ("CALL f() YIELD a", ", a"),
    ("CALL (a", ", a"),
];

#[test]
fn long_chains_are_flat() {
    on_a_small_stack(|| {
        for (first, more) in CHAINS {
            let close = match *first {
                "CALL f(1" => ")",
                "CALL (a" => ") { RETURN 1 }",
                _ => "",
            };
            let text = first.to_string() + &more.repeat(5_000) + close;
            let tree = parse_statement(&text).unwrap_or_else(|error| panic!("{more}: {error}"));
            assert!(tree.to_string().len() > 5_000, "{more}");
        }
        let script = "CREATE (a:A {x: 1})-[:T]->(b);\n".repeat(30_000);
        assert_eq!(parse_script(&script).map(|all| all.len()), Ok(30_000));
        let clauses = "MATCH (a)-->(b) ".repeat(100_000);
        assert!(parse_statement(&clauses).is_ok());
        assert_eq!(
            parse_script(&";".repeat(1 << 20)).map(|all| all.len()),
            Ok(0)
        );
    });
}

/// What long texts are made of.
const FILLINGS: &[&str] = &[
    "MATCH (a) ",
    "MATCH (",
    "MATCH ((a)",
    "MATCH p = ",
    "WITH ",
    "WITH a, ",
    "RETURN *, ",
    "RETURN a ORDER BY ",
    "UNION ",
    "CALL ",
    "CALL {",
    "CALL (",
    "CALL a.",
    "YIELD a, ",
    "SET a.",
    "SET [",
    "SET {} ",
    "DETACH ",
    "DETACH DELETE ",
    "LOAD CSV WITH ",
    "ON CREATE ",
    "ANY ",
    "SHORTEST 1 ",
    "MATCH (a)-->{",
    "MATCH ((a)-->(b)){1,",
    "EXPLAIN ",
    "; RETURN 1",
    "RETURN COUNT { MATCH ",
    "CREATE (a)-[",
];

#[test]
fn long_texts_end() {
    on_a_small_stack(|| {
        for piece in FILLINGS {
            let text = piece.repeat((1 << 14) / piece.len());
            for text in [
                text.clone(),
                format!("MATCH (a) {text}"),
                format!("RETURN [{text}]"),
                format!("CALL {{ {text} }} RETURN 1"),
            ] {
                let _ = parse_statement(&text);
                let _ = parse_script(&text);
            }
        }
    });
}

const PIECES: &[&str] = &[
    "MATCH ",
    "OPTIONAL ",
    " WHERE ",
    "WITH ",
    "RETURN ",
    "UNWIND ",
    "UNION ",
    "ALL ",
    "CALL ",
    "CREATE ",
    "MERGE ",
    "SET ",
    "DELETE ",
    "EXPLAIN ",
    " YIELD ",
    " AS ",
    " ORDER BY ",
    " SKIP ",
    " LIMIT ",
    " DISTINCT ",
    " DESC ",
    "ANY ",
    "SHORTEST ",
    "(a)",
    "(b:B)",
    "((a)-->(b))",
    "-->",
    "-[:T]->",
    "--",
    "+",
    "*",
    "{1,2}",
    "{",
    "}",
    "(",
    ")",
    "a",
    "x",
    "a.x",
    "1",
    "2",
    ", ",
    ";",
    "[1]",
    "p = ",
    "COUNT { ",
    "f()",
    "// c\n",
];

#[test]
fn random_texts() {
    let mut random = Random(23);
    let mut read = 0;
    for i in 0..20_000 {
        let length = 1 + random.below(9);
        let mut text = ["", "MATCH (a) ", "RETURN "][i % 3].to_string();
        for _ in 0..length {
            text += PIECES[random.below(PIECES.len())];
        }
        if parse_statement(&text).is_ok() {
            statement(&text);
            read += 1;
        }
        let _ = parse_script(&text);
    }
    assert!(read > 500, "only {read} texts were valid");
}

/// Grows a query (`~`), a path (`@`) or an expression (`#`) from a grammar of its own, so that
/// nearly all of them are valid.
fn grow(random: &mut Random, kind: char, depth: usize) -> String {
    let shapes: &[&str] = match kind {
        '~' if depth == 0 => &["RETURN 1 AS x", "MATCH (a)", "SET a.x = 1", "CREATE (a)"],
        '~' => &[
            "MATCH @ WHERE # RETURN #, # AS x",
            "OPTIONAL MATCH @, @ ~",
            "UNWIND # AS x ~",
            "WITH *, # AS x ~",
            "WITH # AS x ORDER BY # DESC, # SKIP # LIMIT # WHERE # ~",
            "RETURN DISTINCT # ORDER BY # LIMIT #",
            "RETURN * UNION ALL ~",
            "~ UNION ~",
            "CALL a.b(#, #) YIELD c AS d WHERE # ~",
            "CALL (a, b) { ~ } ~",
            "OPTIONAL CALL { ~ } RETURN #",
            "CREATE @, @ ~",
            "MERGE @ ON CREATE SET a.x = # ~",
            "MATCH @ DETACH DELETE a ~",
        ],
        '@' if depth == 0 => &["(a)", "(a)-->(b)", "(:A {x: 1})"],
        '@' => &[
            "(a WHERE #)-[:T|U]->{1,3}(b)",
            "(a)((b)-->(c) WHERE #)+(d {x: #})",
            "(a)-[r*1..2]-(b)",
            "p = SHORTEST 2 (a)-->*(b)",
            "ALL SHORTEST (a)((b)--(c)){,4}((d))",
            "ANY ((a)--(b)<-[:!X]-+(c) WHERE #)",
            "shortestPath((a)-[*]-(b))",
        ],
        _ if depth == 0 => &["a", "1", "'s'", "$p", "count(*)", "a.x"],
        _ => &[
            "EXISTS { ~ }",
            "COUNT { ~ }",
            "COLLECT { ~ }",
            "EXISTS { @ WHERE # }",
            "# AND #",
            "(# + #)",
            "[x IN (#) WHERE (#) | #]",
            "{k: #}",
            "CASE WHEN # THEN # END",
        ],
    };
    let mut text = String::new();
    for c in shapes[random.below(shapes.len())].chars() {
        match c {
            '~' | '@' | '#' => text += &grow(random, c, depth.saturating_sub(1)),
            _ => text.push(c),
        }
    }
    text
}

#[test]
fn random_trees_survive_printing() {
    let mut random = Random(29);
    let mut read = 0;
    for i in 0..3_000 {
        let text = grow(&mut random, '~', 1 + i % 4);
        if parse_statement(&text).is_ok() {
            statement(&text);
            read += 1;
        }
    }
    assert!(read > 2_200, "only {read} texts were valid");
}
