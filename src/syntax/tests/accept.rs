//! Expressions and their canonical form.

use super::expression;

/// Each text and what it is printed as.
fn check(table: &[(&str, &str)]) {
    for (text, printed) in table {
        assert_eq!(expression(text).to_string(), *printed, "{text}");
    }
}

/// Texts that are canonical as they stand.
fn unchanged(table: &[&str]) {
    for text in table {
        assert_eq!(expression(text).to_string(), *text);
    }
}

#[test]
fn literals() {
    check(&[
        ("0x1F", "31"),
        ("0XfF", "255"),
        ("0o17", "15"),
        ("-0", "0"),
        ("- /* sign */ 7", "-7"),
        ("-9223372036854775808", "-9223372036854775808"),
        ("-0x8000000000000000", "-9223372036854775808"),
        ("- -9223372036854775808", "--9223372036854775808"),
        ("9223372036854775807", "9223372036854775807"),
        (".5", "0.5"),
        ("1E-3", "0.001"),
        ("100e9", "100000000000.0"),
        ("6.022e+23", "6.022e23"),
        ("-1e-9", "-1e-9"),
        ("-.0", "-0.0"),
        ("TRUE", "true"),
        ("Null", "null"),
        ("[1, 2.0, [], 'a']", "[1, 2.0, [], 'a']"),
        ("{}", "{}"),
        (
            "{a:1,`b c`:[2],null:3,CASE:4,名称:5}",
            "{a: 1, `b c`: [2], null: 3, CASE: 4, 名称: 5}",
        ),
        ("$名", "$名"),
        ("$0", "$0"),
        ("$`a b`", "$`a b`"),
        ("$`a`", "$a"),
        ("$where", "$where"),
    ]);
}

#[test]
fn strings() {
    check(&[
        (r#""it's""#, r"'it\'s'"),
        (r#"'say "hi"'"#, r#"'say "hi"'"#),
        (r"'a\tb\nc\\d\'e\b\f\r'", r"'a\tb\nc\\d\'e\b\f\r'"),
        (r"'\u4E2D\U00006587'", "'中文'"),
        (r"'\uD83D\uDE00'", "'😀'"),
        (r"'\u0000\u007f'", r"'\u0000\u007F'"),
        ("'two\nlines'", r"'two\nlines'"),
        ("'// no comment /*'", "'// no comment /*'"),
    ]);
}

#[test]
fn names() {
    check(&[
        ("`a b`", "`a b`"),
        ("`a`", "a"),
        ("`a``b`", "`a``b`"),
        ("`case`", "`case`"),
        ("模型.名称", "模型.名称"),
        ("n.match.WHERE.`x y`", "n.match.WHERE.`x y`"),
        ("_x1", "_x1"),
        ("e\u{301}", "e\u{301}"),
        (
            "count + all + exists + reduce",
            "count + all + exists + reduce",
        ),
        ("a // the end\n + /* b */ c", "a + c"),
        ("\u{feff}a\u{3000}+\u{a0}b", "a + b"),
    ]);
}

#[test]
fn precedence() {
    check(&[
        ("a or b xor c and not d = e", "a OR b XOR c AND NOT d = e"),
        ("(a or b) xor c", "(a OR b) XOR c"),
        ("(a AND b) AND c", "(a AND b) AND c"),
        ("not not a", "NOT NOT a"),
        ("NOT (a AND b)", "NOT (a AND b)"),
        ("((1)) < (x) <= 3", "1 < x <= 3"),
        ("(a < b) < c", "(a < b) < c"),
        ("1 + 2 * 3 ^ 4 - 5 % 6 / 7", "1 + 2 * 3 ^ 4 - 5 % 6 / 7"),
        ("(1 + 2) * 3", "(1 + 2) * 3"),
        ("1 - (2 - 3)", "1 - (2 - 3)"),
        ("2 ^ (3 ^ 4)", "2 ^ (3 ^ 4)"),
        ("-3 ^ 2", "-3 ^ 2"),
        ("-(3 ^ 2)", "-(3 ^ 2)"),
        ("-a.b[0]", "-a.b[0]"),
        ("(-1)[0]", "(-1)[0]"),
        ("-1[0]", "-1[0]"),
        ("-(1)", "-1"),
        ("a - -1", "a - -1"),
        ("a - - - b", "a - --b"),
        ("+a", "+a"),
        ("a || 'b' || c", "a || 'b' || c"),
        ("a IN b = c", "a IN b = c"),
        ("a IN (b = c)", "a IN (b = c)"),
        ("x + 1 in xs + ys", "x + 1 IN xs + ys"),
        ("1.a", "1.a"),
        ("x[1..3].y[..-1][2..][..]", "x[1..3].y[..-1][2..][..]"),
    ]);
}

#[test]
fn tests() {
    check(&[
        (
            "a starts with 'b' and c ends  with d",
            "a STARTS WITH 'b' AND c ENDS WITH d",
        ),
        ("a contains b", "a CONTAINS b"),
        ("a =~ '.*'", "a =~ '.*'"),
        ("a is null or b is not null", "a IS NULL OR b IS NOT NULL"),
        (
            "a IS NULL IS NOT NULL IN [true]",
            "a IS NULL IS NOT NULL IN [true]",
        ),
        ("(a IS NULL) IS NULL", "(a IS NULL) IS NULL"),
        ("NOT a.b IS NULL = true", "NOT a.b IS NULL = true"),
    ]);
}

#[test]
fn labels() {
    check(&[
        ("n:A", "n:A"),
        ("n:A:B", "n:A&B"),
        ("n : A | B & ! C", "n:A|B&!C"),
        ("n:A|:B", "n:A|B"),
        ("n:(A|B)&C", "n:(A|B)&C"),
        ("n:!(A&B)|%", "n:!(A&B)|%"),
        ("n:`a b`|match", "n:`a b`|match"),
        ("NOT n:A AND m:B", "NOT n:A AND m:B"),
        ("a.b:C", "a.b:C"),
        ("(n:A):B", "(n:A):B"),
        (
            "[x IN xs WHERE x:A | x.name]",
            "[x IN xs WHERE x:A | x.name]",
        ),
        ("[x IN xs WHERE x:(A|B) | x]", "[x IN xs WHERE x:(A|B) | x]"),
        (
            "[x IN xs WHERE f(x:A|B) | x:A|B]",
            "[x IN xs WHERE f(x:A|B) | x:A|B]",
        ),
        ("[n:A|B]", "[n:(A|B)]"),
    ]);
}

#[test]
fn forms() {
    unchanged(&[
        "CASE WHEN a THEN 1 WHEN b THEN 2 ELSE 3 END",
        "CASE a + b WHEN 1 THEN 'x' END",
        "CASE CASE WHEN a THEN b END WHEN 1 THEN 2 END.c",
        "count(*)",
        "count(DISTINCT n.x)",
        "f()",
        "apoc.text.join([a, b], ', ')",
        "exists(n.x)",
        "shortestPath((a)-[*]-(b))",
        "[x IN xs]",
        "[x IN xs WHERE x > 1]",
        "[x IN xs | x + 1]",
        "[x IN [y IN ys | y] WHERE x > 1 | [x, 1]]",
        "[x IN xs, y]",
        "[(x IN xs)]",
        "[(x IN xs = y)]",
        "all(x IN xs WHERE x > 0) AND none(x IN xs WHERE x IS NULL)",
        "any(x IN xs WHERE x) XOR single(x IN xs WHERE NOT x)",
        "reduce(sum = 0, x IN xs | sum + x)",
        "`all`(x)",
        "n {.name, .*, m, x: 1 + 2}",
        "n {}.a",
        "exists {.name, b}",
        "EXISTS { (a)-->(b) }",
        "EXISTS { (a)-->(b), p = (b)--() WHERE a.x > 1 AND b:C|D }",
        "COUNT { (a)--() } > 3",
        "[(a)-->(b) | b.name]",
        "[p = (a)-[:X*..3]->(b:B) WHERE b.x = 1 | length(p)]",
        "[(a)-->(b), 1]",
    ]);
    check(&[
        (
            "exists { match (a) where true }",
            "EXISTS { (a) WHERE true }",
        ),
        ("COUNT( * )", "count(*)"),
        ("CoUnT(x)", "CoUnT(x)"),
        ("ANY(x in xs where x)", "any(x IN xs WHERE x)"),
    ]);
}

#[test]
fn paths_as_values() {
    check(&[
        ("(a)-->(b)", "(a)-->(b)"),
        (
            "NOT (a)--(b) AND (c)<-[:X]-()",
            "NOT (a)--(b) AND (c)<-[:X]-()",
        ),
        ("size((a)-->())", "size((a)-->())"),
        ("((a)-->(b)) - [1]", "((a)-->(b)) - [1]"),
        ("('A100')<--(x)", "('A100')<--(x)"),
        ("(a) - (b)", "a - b"),
        ("(a) - [1] - b", "a - [1] - b"),
        ("($p - a) - [b] - (c)", "($p - a) - [b] - c"),
        ("({a: 1} - b) - [c] - (d)", "({a: 1} - b) - [c] - d"),
        ("(a:A|B % b) - [c] - (d)", "a:A|B % b - [c] - d"),
        ("(a:!(A|B)&% $p)--()", "(a:!(A|B)&% $p)--()"),
        (
            "(a:A|:B:C {a: 1} where b)--()",
            "(a:A|B&C {a: 1} WHERE b)--()",
        ),
        ("(a) < -b", "a < -b"),
        ("(a)<-1", "a < -1"),
        ("(a + b)-[c]-(d)", "(a + b) - [c] - d"),
    ]);
}
