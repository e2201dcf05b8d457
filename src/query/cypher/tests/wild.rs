//! Whatever an expression is, it has a value or an error: nothing panics, nothing runs away.

use proptest::prelude::*;

use super::super::function::functions;
use super::{empty, printed};

/// Values at which something could break.
const LEAVES: &[&str] = &[
    "null",
    "true",
    "0",
    "-1",
    "3",
    "9223372036854775807",
    "-9223372036854775808",
    "0.5",
    "-0.0",
    "1e308",
    "(0.0 / 0.0)",
    "''",
    "'é1'",
    "'P1Y2M'",
    "'year'",
    "'2015-02-28'",
    "[]",
    "[1, null, 'a']",
    "{}",
    "{year: 2015, month: 13}",
    "date('2016-02-29')",
    "date('-999999999-01-01')",
    "localtime('23:59:59.999999999')",
    "time('12:00-18:00')",
    "localdatetime('+999999999-12-31T23:59')",
    "datetime('2017-03-26T02:30[Europe/Stockholm]')",
    "duration('P1M-1DT0.5S')",
    "duration({months: 9223372036854775807})",
    "duration({seconds: -9223372036854775808})",
];

const OPERATORS: &[&str] = &[
    "+",
    "-",
    "*",
    "/",
    "%",
    "^",
    "||",
    "=",
    "<>",
    "<",
    ">=",
    "IN",
    "STARTS WITH",
    "CONTAINS",
    "=~",
    "AND",
    "OR",
    "XOR",
];

/// Names of parts, of every kind of temporal value.
const PARTS: &[&str] = &[
    "year",
    "weekYear",
    "dayOfQuarter",
    "nanosecond",
    "epochMillis",
    "hours",
];

fn leaf() -> impl Strategy<Value = String> {
    prop::sample::select(LEAVES).prop_map(str::to_owned)
}

fn expression() -> impl Strategy<Value = String> {
    // A range that fits into memory takes its time.
    let names: Vec<&str> = functions()
        .map(|it| it.name)
        .filter(|it| *it != "range")
        .collect();
    leaf().prop_recursive(4, 24, 3, move |inner| {
        let operator = prop::sample::select(OPERATORS);
        let part = prop::sample::select(PARTS);
        let name = prop::sample::select(names.clone());
        let arguments = prop::collection::vec(inner.clone(), 0..4);
        let pair = (inner.clone(), inner.clone());
        prop_oneof![
            4 => (inner.clone(), operator, inner.clone())
                .prop_map(|(a, operator, b)| format!("({a} {operator} {b})")),
            4 => (name, arguments).prop_map(|(name, all)| format!("{name}({})", all.join(", "))),
            1 => pair.clone().prop_map(|(a, b)| format!("[{a}, {b}]")),
            1 => pair.clone().prop_map(|(a, b)| format!("({a})[{b}]")),
            1 => pair.clone().prop_map(|(a, b)| format!("({a})[{b}..]")),
            1 => (inner.clone(), part).prop_map(|(a, part)| format!("({a}).{part}")),
            1 => inner.clone().prop_map(|a| format!("-({a})")),
            1 => inner.clone().prop_map(|a| format!("(NOT {a})")),
            1 => pair.clone().prop_map(|(a, b)| format!("[x IN {a} WHERE x <> {b} | [x]]")),
            1 => pair.clone().prop_map(|(a, b)| format!("any(x IN {a} WHERE x = {b})")),
            1 => pair.clone().prop_map(|(a, b)| format!("reduce(s = {a}, x IN [1, 2] | s + {b})")),
            1 => pair.prop_map(|(a, b)| format!("CASE {a} WHEN {b} THEN 1 ELSE {b} END")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn an_expression_has_a_value_or_an_error(text in expression()) {
        let graph = empty();
        prop_assert_eq!(printed(&graph, &text), printed(&graph, &text));
    }

    /// What is constant is computed beforehand; in a row of its own it is computed when it runs.
    #[test]
    fn folding_changes_nothing(text in expression()) {
        let graph = empty();
        let folded = printed(&graph, &text);
        // A comprehension is never folded, nor what is inside.
        let run = printed(&graph, &format!("head([y IN [0] | {text}])"));
        if !folded.starts_with("error") {
            prop_assert_eq!(folded, run);
        }
    }
}
