//! What is refused, where, and what is said about it.

use super::super::{SyntaxError, parse_expression, parse_patterns};

/// Text, what the error says, its line and column, and what its hint contains.
pub(super) type Row = (&'static str, &'static str, (usize, usize), &'static str);

pub(super) fn check<T>(parse: fn(&str) -> Result<T, SyntaxError>, table: &[Row]) {
    for (text, message, place, hint) in table {
        let Err(error) = parse(text) else {
            panic!("{text} is accepted")
        };
        assert_eq!(error.to_string(), *message, "{text}");
        assert_eq!(error.line_column(text), *place, "{text}");
        let given = error.hint.unwrap_or_default();
        assert!(given.contains(hint), "{text}: the hint is: {given}");
        assert_eq!(
            given.is_empty(),
            hint.is_empty(),
            "{text}: the hint is: {given}"
        );
    }
}

const HABITS: &[Row] = &[
    (
        "a == b",
        "found `==`, expected an operator or the end of the text",
        (1, 3),
        "use `=`",
    ),
    (
        "a != b",
        "found `!=`, expected an operator or the end of the text",
        (1, 3),
        "use `<>`",
    ),
    (
        "a && b",
        "found `&&`, expected an operator or the end of the text",
        (1, 3),
        "use `AND`",
    ),
    (
        "!a",
        "found `!`, expected an expression",
        (1, 1),
        "use `NOT`",
    ),
    (
        "a LIKE 'b'",
        "found `LIKE`, expected an operator or the end of the text",
        (1, 3),
        "CONTAINS",
    ),
    (
        "x BETWEEN 1 AND 2",
        "found `BETWEEN`, expected an operator or the end of the text",
        (1, 3),
        "<= x <=",
    ),
    (
        "{'a': 1}",
        "found `'a'`, expected a key",
        (1, 2),
        "without quotes",
    ),
    (
        "a # b",
        "found `#`, which is not part of Cypher",
        (1, 3),
        "`//`",
    ),
    (
        "a = NOT b",
        "found `NOT`, expected an expression that binds tighter",
        (1, 5),
        "brackets",
    ),
];

#[test]
fn habits_from_other_languages() {
    check(parse_expression, HABITS);
}

#[test]
fn typed_with_a_chinese_keyboard() {
    for (text, place, ascii) in [
        ("f（a）", (1, 2), "`(`"),
        ("f(a）", (1, 4), "`)`"),
        ("f(a，b)", (1, 4), "`,`"),
        ("f(a、b)", (1, 4), "`,`"),
        ("{a：1}", (1, 3), "`:`"),
        ("a = “b”", (1, 5), "`\"`"),
        ("a = ‘b’", (1, 5), "`'`"),
        ("a = 「b」", (1, 5), "`'`"),
        ("a ＝ b", (1, 3), "`=`"),
        ("a ≤ b", (1, 3), "`<=`"),
        ("a ≠ b", (1, 3), "`<>`"),
        ("42 — 41", (1, 4), "`-`"),
        ("【1】", (1, 1), "`[`"),
        ("￥x", (1, 1), "`$`"),
        ("a。b", (1, 2), "`.`"),
    ] {
        let error = parse_expression(text).expect_err(text);
        assert_eq!(error.line_column(text), place, "{text}");
        assert!(
            error.message.starts_with("found `"),
            "{text}: {}",
            error.message
        );
        let hint = error.hint.unwrap_or_default();
        assert!(
            hint.contains(&format!("ASCII character {ascii}")),
            "{text}: {hint}"
        );
    }
    let error = parse_patterns("(a)→(b)").expect_err("an arrow in one character");
    assert_eq!(error.hint.as_deref(), Some("use the ASCII character `->`"));
    let error = parse_expression("a\u{200B} + b").expect_err("an invisible character");
    assert_eq!(error.to_string(), "found the invisible character U+200B");
}

const NOT_CLOSED: &[Row] = &[
    (
        "a + 'bc",
        "the string that opens here is not closed",
        (1, 5),
        "`'`",
    ),
    (
        "a +\n \"bc'",
        "the string that opens here is not closed",
        (2, 2),
        "`\"`",
    ),
    (
        "`a``",
        "the name that opens here is not closed",
        (1, 1),
        "backtick",
    ),
    (
        "a /* b",
        "the comment that opens here is not closed",
        (1, 3),
        "`*/`",
    ),
    (
        "f(a, [b",
        "found the end of the text, expected an operator, `,` or `]`",
        (1, 8),
        "`[` at line 1, column 6",
    ),
    (
        "(a\n + [b)",
        "found `)`, expected an operator, `,` or `]`",
        (2, 6),
        "`[` at line 2, column 4",
    ),
    (
        "{a: 1",
        "found the end of the text, expected an operator, `,` or `}`",
        (1, 6),
        "`{` at line 1, column 1",
    ),
    (
        "CASE WHEN a THEN b",
        "found the end of the text, expected an operator, `WHEN`, `ELSE` or `END`",
        (1, 19),
        "`CASE` at line 1, column 1",
    ),
    (
        "a)",
        "found `)`, expected an operator or the end of the text",
        (1, 2),
        "",
    ),
];

#[test]
fn what_is_not_closed() {
    check(parse_expression, NOT_CLOSED);
}

const RANGE: &str = "integers reach from -9223372036854775808";

const LITERALS: &[Row] = &[
    (
        "9223372036854775808",
        "the number 9223372036854775808 is too large",
        (1, 1),
        "greatest",
    ),
    (
        "99999999999999999999",
        "the number 99999999999999999999 is too large",
        (1, 1),
        RANGE,
    ),
    (
        "-9223372036854775809",
        "the number 9223372036854775809 is too large",
        (1, 2),
        RANGE,
    ),
    (
        "0xFFFFFFFFFFFFFFFF",
        "the number 0xFFFFFFFFFFFFFFFF is too large",
        (1, 1),
        RANGE,
    ),
    ("1e999", "the number 1e999 is too large", (1, 1), "1.797"),
    (
        "0x",
        "found `0x`, which is no hexadecimal number",
        (1, 1),
        "",
    ),
    ("0o8", "found `0o8`, which is no octal number", (1, 1), ""),
    (
        "017",
        "found `017`, a number that begins with 0",
        (1, 1),
        "`17`, or `0o17`",
    ),
    (
        "1_000",
        "found `1_000`, a number that runs into letters",
        (1, 1),
        "no `_`",
    ),
    (
        "12ab",
        "found `12ab`, a number that runs into letters",
        (1, 1),
        "backticks",
    ),
    (
        r"'\q'",
        r"found `\q`, which is no character",
        (1, 2),
        r"`\\`",
    ),
    (
        r"'\u12'",
        r"found `\u12'`, which is no character",
        (1, 2),
        "escapes",
    ),
    (
        r"'\uD800'",
        r"found `\uD800`, which is no character",
        (1, 2),
        "escapes",
    ),
    (
        r"'\UFFFFFFFF'",
        r"found `\UFFFFFFFF`, which is no character",
        (1, 2),
        "escapes",
    ),
    ("$ a", "found `$` without a name", (1, 1), "without a space"),
    ("``", "found an empty name", (1, 1), ""),
];

#[test]
fn literals() {
    check(parse_expression, LITERALS);
}

const EXPRESSIONS: &[Row] = &[
    (
        "",
        "found the end of the text, expected an expression",
        (1, 1),
        "",
    ),
    (
        "a +",
        "found the end of the text, expected an expression",
        (1, 4),
        "",
    ),
    (
        "a AND AND b",
        "found `AND`, expected an expression",
        (1, 7),
        "",
    ),
    ("[, ]", "found `,`, expected an expression", (1, 2), ""),
    ("f(a,)", "found `)`, expected an expression", (1, 5), ""),
    ("WHERE", "found `WHERE`, expected an expression", (1, 1), ""),
    (
        "a b",
        "found `b`, expected an operator or the end of the text",
        (1, 3),
        "",
    ),
    (
        "a;",
        "found `;`, expected an operator or the end of the text",
        (1, 2),
        "",
    ),
    ("a STARTS 'b'", "found `'b'`, expected `WITH`", (1, 10), ""),
    ("a IS NOT 1", "found `1`, expected `NULL`", (1, 10), ""),
    (
        "a.",
        "found the end of the text, expected a property name",
        (1, 3),
        "",
    ),
    (
        "a[",
        "found the end of the text, expected an expression",
        (1, 3),
        "`[` at line 1, column 2",
    ),
    (
        "n:",
        "found the end of the text, expected a label or type",
        (1, 3),
        "",
    ),
    (
        "CASE a END",
        "found `END`, expected an operator or `WHEN`",
        (1, 8),
        "",
    ),
    (
        "CASE WHEN a b",
        "found `b`, expected an operator or `THEN`",
        (1, 13),
        "",
    ),
    ("all(x IN xs)", "found `)`, expected `WHERE`", (1, 12), ""),
    (
        "reduce(a = 1)",
        "found `)`, expected an operator or `,`",
        (1, 13),
        "",
    ),
    (
        "[x IN xs WHERE x:A|B | x]",
        "found `|`, expected an operator or `]`",
        (1, 22),
        "",
    ),
    (
        "(a)->(b)",
        "found `>`, expected an expression",
        (1, 5),
        "a dash is missing",
    ),
    (
        "(a)-[:X]-b",
        "found `:`, expected an expression",
        (1, 6),
        "between two nodes",
    ),
];

#[test]
fn expressions() {
    check(parse_expression, EXPRESSIONS);
}

const PATTERNS: &[Row] = &[
    (
        "",
        "found the end of the text, expected a node: `(`",
        (1, 1),
        "",
    ),
    ("a", "found `a`, expected a node: `(`", (1, 1), ""),
    (
        "(a)->(b)",
        "found `>`, expected `-` or `[`",
        (1, 5),
        "write `-->`",
    ),
    (
        "(a)-(b)",
        "found `(`, expected `-` or `[`",
        (1, 5),
        "write `--`",
    ),
    (
        "(a)<-(b)",
        "found `(`, expected `-` or `[`",
        (1, 6),
        "write `<--`",
    ),
    (
        "(a)-[r]>(b)",
        "found `>`, expected `-`",
        (1, 8),
        "write `]->`",
    ),
    (
        "(a)-[r](b)",
        "found `(`, expected `-`",
        (1, 8),
        "`]-` or `]->`",
    ),
    (
        "(a)-:X->(b)",
        "found `:`, expected `-` or `[`",
        (1, 5),
        "`-[:TYPE]->`",
    ),
    ("(a)-->b", "found `b`, expected a node: `(`", (1, 7), ""),
    (
        "(a)-->(b",
        "found the end of the text, expected `:`, `{`, `WHERE` or `)`",
        (1, 9),
        "`(` at line 1, column 7",
    ),
    (
        "(match)",
        "found `match`, expected a variable",
        (1, 2),
        "backticks",
    ),
    (
        "(a b)",
        "found `b`, expected `:`, `{`, `WHERE` or `)`",
        (1, 4),
        "",
    ),
    (
        "(a)-[:X..2]->(b)",
        "found `..`, expected `|`, `*`, `{`, `WHERE` or `]`",
        (1, 8),
        "",
    ),
    (
        "(a)-[*-2]->(b)",
        "found `-`, expected `{`, `WHERE` or `]`",
        (1, 7),
        "",
    ),
    (
        "(a) (b)",
        "found `(`, expected `,` or the end of the text",
        (1, 5),
        "",
    ),
    (
        "(a)（b）",
        "found `（` (U+FF08), which is not part of Cypher",
        (1, 4),
        "`(`",
    ),
    (
        "(a),",
        "found the end of the text, expected a node: `(`",
        (1, 5),
        "",
    ),
];

#[test]
fn patterns() {
    check(parse_patterns, PATTERNS);
}
