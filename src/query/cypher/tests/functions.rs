//! The table of functions, and what each gives.

use std::collections::BTreeSet;

use super::super::aggregate::AGGREGATES;
use super::super::eval::Frame;
use super::super::function::{find, functions};
use super::super::types::Kinds;
use super::super::value::Datum;
use super::{empty, printed, with_context};
use crate::syntax::parse_expression;

#[test]
fn names_are_unique_and_found_in_any_case() {
    let mut seen = BTreeSet::new();
    for name in functions()
        .map(|it| it.name)
        .chain(AGGREGATES.iter().map(|it| it.name))
    {
        assert!(seen.insert(name.to_lowercase()), "{name}");
    }
    for function in functions() {
        let found = find(&function.name.to_uppercase()).map(|it| it.name);
        assert_eq!(found, Some(function.name));
    }
}

#[test]
fn every_example_is_an_expression_that_uses_its_function() {
    let rows = functions().map(|it| (it.name, it.about, it.example));
    let aggregates = AGGREGATES.iter().map(|it| (it.name, it.about, it.example));
    for (name, about, example) in rows.chain(aggregates) {
        assert!(parse_expression(example).is_ok(), "{example}");
        assert!(example.starts_with(name) && !about.is_empty(), "{example}");
    }
}

#[test]
fn null_goes_through_all_that_do_not_ask_for_it() {
    let graph = empty();
    with_context(&graph, |context| {
        for function in functions().filter(|it| !it.takes_null && *it.arity.start() > 0) {
            let nulls = vec![Datum::Null; *function.arity.start()];
            let value = function.call(context, &nulls);
            assert!(matches!(value, Ok(Datum::Null)), "{}", function.name);
        }
    });
}

/// Whatever the arguments are, a function gives a value or an error: it never panics.
#[test]
fn no_argument_makes_a_function_panic() {
    let graph = empty();
    let values = [
        Datum::Integer(i64::MIN),
        Datum::Integer(-1),
        Datum::Integer(i64::MAX),
        Datum::Float(f64::NAN),
        Datum::Float(f64::INFINITY),
        Datum::text(""),
        Datum::text("é"),
        Datum::list(vec![Datum::Null]),
        Datum::map(vec![("year".into(), Datum::Integer(i64::MAX))]),
        Datum::Boolean(true),
    ];
    with_context(&graph, |context| {
        // A range of all integers is refused for want of memory, one of 2^62 steps is not.
        let tame = functions().filter(|it| it.name != "range");
        for function in tame {
            for a in &values {
                for b in &values {
                    for count in function.arity.clone().take(4) {
                        let all = [a.clone(), b.clone(), a.clone(), b.clone()];
                        let _ = function.call(context, &all[..count.min(4)]);
                    }
                }
            }
        }
    });
    let _ = (Frame::new(&[]), Kinds::ANY);
}

#[test]
fn functions_give_what_they_say() {
    let graph = empty();
    for (expression, expected) in [
        ("coalesce(null, 2, 3)", "2"),
        ("nullIf(4, 4.0)", "null"),
        ("toString(1.0)", "1.0"),
        ("toString(1e-9)", "1.0E-9"),
        ("toInteger('2.9')", "2"),
        ("toInteger(' 7 ')", "7"),
        ("toInteger('inf')", "null"),
        ("toFloat('1e3')", "1000.0"),
        ("toBoolean('TRUE')", "true"),
        ("toBooleanOrNull([])", "null"),
        ("toIntegerList(['1', 'x', null, 2.5])", "[1, null, null, 2]"),
        ("size('äöü')", "3"),
        ("char_length('äöü')", "3"),
        ("substring('hello', 1, 3)", "ell"),
        ("left('hello', 9)", "hello"),
        ("right('hello', 2)", "lo"),
        ("ltrim('xxhix', 'x')", "hix"),
        ("replace('aaa', 'a', 'bb')", "bbbbbb"),
        ("replace('aaa', '', 'b')", "aaa"),
        ("split('one,two;', [',', ';'])", "[one, two, ]"),
        ("split('ab', '')", "[a, b]"),
        ("reverse('äb')", "bä"),
        ("reverse([1, 2])", "[2, 1]"),
        ("size(normalize('e\u{301}'))", "1"),
        ("isEmpty({})", "true"),
        ("tail([1, 2, 3])", "[2, 3]"),
        ("head([])", "null"),
        ("range(5, 0, -2)", "[5, 3, 1]"),
        ("size(range(9223372036854775806, 9223372036854775807))", "2"),
        ("abs(-1.5)", "1.5"),
        ("sign(-0.1)", "-1"),
        ("round(-1.5)", "-1.0"),
        ("round(3.14159, 2)", "3.14"),
        ("round(-1.25, 1, 'half_even')", "-1.2"),
        ("atan2(0.0, -1.0) = pi()", "true"),
        ("isNaN(0.0 / 0.0)", "true"),
        ("keys({b: 1, a: null})", "[a, b]"),
        ("1 + 2 * 3 % 2 ^ 2", "3.0"),
        ("'a' + 1 + true", "a1true"),
        ("[1] + 2 + [3]", "[1, 2, 3]"),
        ("[1, 2, 3][-2..]", "[2, 3]"),
        ("{a: {b: 7}}.a.b", "7"),
        ("reduce(s = 0, x IN [1, 2, 3] | s + x)", "6"),
        (
            "[x IN [1, 2, 3] WHERE x > 1 | [y IN [x] | x + y][0]]",
            "[4, 6]",
        ),
        ("single(x IN [1, null] WHERE x = 1)", "null"),
        ("CASE 3 WHEN 1 THEN 'a' WHEN 3.0 THEN 'b' END", "b"),
        ("CASE WHEN null THEN 1 ELSE 2 END", "2"),
        ("'abc' =~ 'A.*'", "false"),
        ("1 < 2 <= 2 <> 3", "true"),
        ("null IN []", "false"),
    ] {
        assert_eq!(printed(&graph, expression), expected, "{expression}");
    }
}

#[test]
fn what_is_wrong_is_said_with_its_name() {
    let graph = empty();
    for (expression, expected) in [
        ("nme", "SyntaxError UndefinedVariable"),
        (
            "toUper('a')",
            "SyntaxError UnknownFunction: did you mean toUpper?",
        ),
        ("size()", "SyntaxError InvalidNumberOfArguments"),
        ("size(1)", "SyntaxError InvalidArgumentType"),
        ("1 AND true", "SyntaxError InvalidArgumentType"),
        (
            "all(x IN ['a'] WHERE x % 2 = 0)",
            "SyntaxError InvalidArgumentType",
        ),
        ("(1).a", "TypeError InvalidArgumentType"),
        ("9223372036854775807 + 1", "ArithmeticError IntegerOverflow"),
        ("1 / 0", "ArithmeticError DivisionByZero"),
        ("range(1, 2, 0)", "ArgumentError NumberOutOfRange"),
        ("'a' =~ '('", "ArgumentError InvalidRegularExpression"),
        (
            "'a' =~ '(((a{1,100}){1,100}){1,100})'",
            "ArgumentError InvalidRegularExpression",
        ),
        ("range(1, 1000000000)", "ResourceExhausted MemoryLimit"),
        (
            "reduce(s = 'ab', x IN range(1, 64) | s + s)",
            "ResourceExhausted MemoryLimit",
        ),
        (
            "reduce(s = [], x IN range(1, 1000) | [s])",
            "ArgumentError NestedTooDeep",
        ),
        (
            "reduce(s = {}, x IN range(1, 1000) | {a: s})",
            "ArgumentError NestedTooDeep",
        ),
        ("toInteger([1, []][1])", "TypeError InvalidArgumentValue"),
        ("$missing", "ParameterMissing MissingParameter"),
    ] {
        let outcome = printed(&graph, expression);
        let hinted = expected.split_once(": ");
        let (name, hint) = hinted.map_or((expected, ""), |(name, hint)| (name, hint));
        assert!(
            outcome.starts_with(&format!("error: {name}")),
            "{expression}: {outcome}"
        );
        assert!(outcome.ends_with(hint), "{expression}: {outcome}");
    }
}

#[test]
fn what_is_long_or_deep_ends_without_harm() {
    let graph = empty();
    let steps = format!("{{a: 1}}{}", ".a".repeat(100_000));
    let tests = format!("1{}", " IS NULL".repeat(100_000));
    let sum = format!("1{}", " + 1".repeat(100_000));
    let brackets = format!("{}1{}", "[".repeat(150), "]".repeat(150));
    assert!(printed(&graph, &steps).starts_with("error: SyntaxError NestedTooDeep"));
    assert!(printed(&graph, &tests).starts_with("error: SyntaxError NestedTooDeep"));
    assert_eq!(printed(&graph, &sum), "100001");
    assert!(printed(&graph, &brackets).starts_with("[[["));
}
