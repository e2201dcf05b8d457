//! No text does harm: deep ones, long ones, random ones.

use std::time::{Duration, Instant};

use super::super::{Expression, ExpressionKind, MAX_DEPTH, parse_expression, parse_patterns};
use super::{expression, patterns, shape};

/// A stack of 1.5 MiB, less than what Rust gives a thread, so that what passes here passes
/// anywhere. Most of it goes to frames that are not optimized.
pub(super) fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(3 << 19).spawn(test);
    thread.expect("a thread").join().expect("no panic");
}

pub(super) fn nest(open: &str, inner: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + inner + &close.repeat(depth)
}

/// Ways to nest: what opens, what stands inside, what closes.
const NESTS: &[(&str, &str, &str)] = &[
    ("(", "a", ")"),
    ("[", "a", "]"),
    ("{a: ", "1", "}"),
    ("f(", "a", ")"),
    ("a[", "0", "]"),
    ("a[0..", "0", "]"),
    ("n {a: ", "1", "}"),
    ("NOT ", "a", ""),
    ("-", "a", ""),
    ("- + ", "a", ""),
    ("CASE WHEN a THEN ", "b", " END"),
    ("CASE ", "a", " WHEN b THEN c END"),
    ("n:!(", "A", ")"),
    ("n:(", "A", ")"),
    ("[x IN ", "xs", " | x]"),
    ("[x IN xs | ", "x", "]"),
    ("all(x IN ", "xs", " WHERE x)"),
    ("reduce(a = ", "1", ", x IN xs | a)"),
    ("[(a {b: ", "1", "})-->() | a]"),
    ("(a {b: ", "1", "})-->()"),
    ("EXISTS { (a WHERE ", "b", ") }"),
    ("a OR (b AND NOT c = d + e * f ^ (", "g", "))"),
    ("x[a OR b XOR NOT c < d IN e + f * g ^ -h[", "0", "]:A|B]"),
];

#[test]
fn nesting_is_bounded() {
    on_a_small_stack(|| {
        for (open, inner, close) in NESTS {
            let text = nest(open, inner, close, 15);
            parse_expression(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            for depth in [1_000, 10_000] {
                for close in [*close, ""] {
                    let text = nest(open, inner, close, depth);
                    let error = parse_expression(&text).expect_err(open);
                    assert_eq!(error.message, "nested too deeply", "{open}");
                }
            }
        }
        let error = parse_expression(&"(".repeat(1 << 20)).expect_err("deep");
        assert_eq!(error.message, "nested too deeply");
        let error = parse_patterns(&nest("(a {b: ", "1", "})-->()", 10_000)).expect_err("deep");
        assert_eq!(error.message, "nested too deeply");
    });
}

#[test]
fn the_deepest_trees_can_be_walked() {
    on_a_small_stack(|| {
        for (open, inner, close) in NESTS {
            let deepest = (1..=MAX_DEPTH as usize)
                .rev()
                .find_map(|depth| parse_expression(&nest(open, inner, close, depth)).ok())
                .expect("some depth is accepted");
            let copy = deepest.clone();
            assert!(deepest == copy);
            assert!(!deepest.to_string().is_empty());
        }
    });
    assert!(parse_expression(&nest("(", "a", ")", MAX_DEPTH as usize)).is_ok());
    assert!(parse_expression(&nest("(", "a", ")", MAX_DEPTH as usize + 1)).is_err());
}

/// Chains: how each begins and what then repeats.
const CHAINS: &[(&str, &str)] = &[
    ("a", " AND a"),
    ("a", " OR a"),
    ("a", " XOR a"),
    ("a", " + 1 - b"),
    ("a", " * 2 / b % c"),
    ("a", " ^ b"),
    ("a", " || b"),
    ("a", " < b >= c"),
    ("a", " IS NULL"),
    ("a", " IN b IS NOT NULL CONTAINS c"),
    ("a", ".b"),
    ("a", "[0]"),
    ("n:A", "|B"),
    ("n:A", "&B"),
    ("(a)", "-->(b)"),
    ("(a)", "<-[:X]-()"),
    ("a OR b AND c = d", " OR b AND c = d * 2"),
    ("CASE WHEN a THEN b", " WHEN a THEN b"),
];

#[test]
fn long_chains_are_flat() {
    on_a_small_stack(|| {
        for (first, more) in CHAINS {
            let close = if first.starts_with("CASE") {
                " END"
            } else {
                ""
            };
            let text = first.to_string() + &more.repeat(100_000) + close;
            let tree = parse_expression(&text).unwrap_or_else(|error| panic!("{more}: {error}"));
            assert!(tree.to_string().len() > 100_000, "{more}");
        }
    });
}

/// What long texts are made of.
const FILLINGS: &[&str] = &[
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "([{",
    "(]",
    "[x IN ",
    "[(a)-->(b),",
    "(a)-->",
    "(a)-",
    "'",
    "\\",
    "`",
    "$",
    "$a",
    "1",
    "1.",
    "0x",
    ".",
    "..",
    "a",
    "a.",
    "a(",
    "a:",
    "-",
    "<-",
    "NOT ",
    "IS NULL ",
    "CASE ",
    "//",
    "/*",
    "\n",
    "“",
    "名",
    "'\\u",
    "a,",
    "[a],",
    "|",
    "=",
    "all(x IN ",
    "(a {b: ",
    "{a: [",
    "count(*)",
    "\u{0}",
    "(a)-[",
    "a IN ",
    "exists {",
];

#[test]
fn long_texts_are_quick() {
    let fill = |size: usize, text: &str| text.repeat(size / text.len());
    let start = Instant::now();
    for piece in FILLINGS {
        let text = fill(1 << 16, piece);
        let _ = parse_expression(&text);
        let _ = parse_expression(&format!("[{text}]"));
        let _ = parse_patterns(&text);
        let _ = parse_patterns(&format!("(a {{b: [{text}"));
    }
    // Some 200 megabytes; quadratic time for any of them would take minutes.
    assert!(
        start.elapsed() < Duration::from_secs(120),
        "{:?}",
        start.elapsed()
    );
    let list = parse_expression(&format!("[{}1]", fill(1 << 20, "1, "))).map(|list| list.kind);
    assert!(matches!(list, Ok(ExpressionKind::List(items)) if items.len() > 300_000));
}

/// Small steps of a linear congruential generator: the same texts on every run.
pub(super) struct Random(pub(super) u64);

impl Random {
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}

const PIECES: &[&str] = &[
    "a",
    "b",
    "x",
    "n",
    "(",
    ")",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "(a)",
    "(b)",
    "-",
    ">",
    "<",
    "->",
    "<-",
    "--",
    "-->",
    "[r]",
    "-[:T]-",
    ":A",
    ":",
    "|",
    "&",
    "!",
    "%",
    "1",
    "0x1F",
    ".5",
    "2.5e3",
    "-1",
    "'s'",
    "\"t\"",
    "`q`",
    "$p",
    ".",
    ".k",
    "..",
    ",",
    "+",
    "*",
    "/",
    "^",
    "=",
    "<>",
    "=~",
    " AND ",
    " OR ",
    " XOR ",
    " NOT ",
    " IN ",
    " IS NULL ",
    " STARTS WITH ",
    " CONTAINS ",
    "CASE ",
    " WHEN ",
    " THEN ",
    " ELSE ",
    " END ",
    "x IN xs",
    " WHERE ",
    "all(",
    "reduce(",
    "count(*)",
    "f(",
    "EXISTS {",
    "[x IN ",
    "[(a)-->(b)",
    "{k: ",
    "n {",
    "null",
    "true",
    "名",
    "“",
    "\\",
    "'",
    "/*",
    "*/",
    "//",
    "\n",
    "@",
    "||",
    "p = ",
    "*1..2",
    ";",
    "==",
];

#[test]
fn random_texts() {
    let mut random = Random(7);
    let mut read = 0;
    for _ in 0..60_000 {
        let length = 1 + random.below(12);
        let text: String = (0..length)
            .map(|_| PIECES[random.below(PIECES.len())])
            .collect();
        if parse_expression(&text).is_ok() {
            expression(&text);
            read += 1;
        }
        if parse_patterns(&text).is_ok() {
            patterns(&text);
            read += 1;
        }
    }
    assert!(read > 1_500, "only {read} texts were valid");
}

/// Grows an expression from a grammar of its own, so that nearly all of them are valid.
fn grow(random: &mut Random, depth: usize) -> String {
    const LEAVES: &[&str] = &[
        "a", "x", "1", "-2", ".5", "'s'", "$p", "null", "count(*)", "`in`",
    ];
    if depth == 0 {
        return LEAVES[random.below(LEAVES.len())].to_string();
    }
    const SHAPES: &[&str] = &[
        "# OR #",
        "# AND #",
        "# XOR #",
        "NOT #",
        "# = #",
        "# < # <= #",
        "# IN #",
        "# IS NULL",
        "# STARTS WITH #",
        "# + #",
        "# - #",
        "# * #",
        "# ^ #",
        "-#",
        "+#",
        "(#)",
        "(#)",
        "(#)",
        "(#).k",
        "(#)[#]",
        "(#)[#..#]",
        "(#):A|B",
        "x:A&!B",
        "x:A|B",
        "[#]",
        "[#, #]",
        "{k: #}",
        "f(#, #)",
        "CASE WHEN # THEN # END",
        "CASE # WHEN # THEN # ELSE # END",
        "[x IN #]",
        "[x IN # WHERE # | #]",
        "all(x IN # WHERE #)",
        "reduce(a = #, x IN # | #)",
        "n {.k, j: #}",
        "(a)-->(b {k: #})",
        "(a)-[r WHERE #]-()",
        "[(a)--(b) | #]",
        "[p = (a)--(b:A|B) WHERE # | #]",
        "EXISTS { (a) WHERE # }",
        "(# - [#]) - (#)",
    ];
    let mut text = String::new();
    for c in SHAPES[random.below(SHAPES.len())].chars() {
        if c == '#' {
            text += &grow(random, depth - 1);
        } else {
            text.push(c);
        }
    }
    text
}

#[test]
fn random_trees_survive_printing() {
    let mut random = Random(11);
    let mut read = 0;
    for i in 0..20_000 {
        let text = grow(&mut random, 1 + i % 4);
        if let Ok(tree) = parse_expression(&text) {
            let again: Expression = expression(&tree.to_string());
            assert_eq!(shape(&tree), shape(&again), "{text}");
            read += 1;
        }
    }
    assert!(read > 15_000, "only {read} texts were valid");
}
