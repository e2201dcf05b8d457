//! What a query gave against what it should have given, by the kit's rules: rows are a bag unless
//! their order is asked for; elements of lists have an order unless it is to be ignored; numbers
//! of different kinds differ, not-a-number equals itself, and the last digits of a float are
//! nobody's business.

use super::value::{Map, Value};

/// A result: the names of its columns, and its rows.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table {
    pub(crate) columns: Vec<String>,
    pub(crate) rows: Vec<Vec<Value>>,
}

/// How a query fails.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Failure {
    /// `SyntaxError`, `TypeError`, …
    pub(crate) kind: String,
    pub(crate) phase: Phase,
    /// `UndefinedVariable`, …
    pub(crate) detail: String,
}

/// When a query fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    Compile,
    Runtime,
    /// Said of what is expected only.
    Any,
}

/// What a query should give.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expected {
    /// No rows, whatever the columns.
    Empty,
    Rows {
        table: Table,
        ordered: bool,
        lists_ordered: bool,
    },
    Failure(Failure),
}

impl Expected {
    /// Holds the outcome of a query against what is expected.
    ///
    /// # Errors
    /// How they differ.
    pub(crate) fn judge(&self, outcome: &Result<Table, Failure>) -> Result<(), String> {
        let (table, ordered, lists_ordered) = match (self, outcome) {
            (Expected::Failure(expected), Err(failure)) => return same_failure(expected, failure),
            (Expected::Failure(expected), Ok(_)) => return Err(format!("no {}", expected.kind)),
            (_, Err(failure)) => return Err(format!("{}: {}", failure.kind, failure.detail)),
            (Expected::Empty, Ok(table)) if table.rows.is_empty() => return Ok(()),
            (Expected::Empty, Ok(table)) => return Err(format!("{} rows", table.rows.len())),
            (
                Expected::Rows {
                    table,
                    ordered,
                    lists_ordered,
                },
                Ok(_),
            ) => (table, *ordered, *lists_ordered),
        };
        let Ok(actual) = outcome else { return Ok(()) };
        if table.columns != actual.columns {
            return Err(format!(
                "columns {:?}, not {:?}",
                actual.columns, table.columns
            ));
        }
        let (expected, actual) = (&table.rows, &actual.rows);
        if expected.len() != actual.len() {
            return Err(format!("{} rows, not {}", actual.len(), expected.len()));
        }
        let equal = |a: &Vec<Value>, b: &Vec<Value>| all_equal(a, b, lists_ordered);
        let missing = match ordered {
            true => (0..expected.len()).find(|&i| !equal(&expected[i], &actual[i])),
            false => first_missing(expected, actual, equal),
        };
        match missing {
            Some(i) => Err(format!("row {} is missing: {:?}", i + 1, expected[i])),
            None => Ok(()),
        }
    }
}

fn same_failure(expected: &Failure, failure: &Failure) -> Result<(), String> {
    let phases = expected.phase == Phase::Any || expected.phase == failure.phase;
    let details = expected.detail == "*" || expected.detail == failure.detail;
    match phases && details && expected.kind == failure.kind {
        true => Ok(()),
        false => Err(format!("{failure:?}, not {expected:?}")),
    }
}

/// The first of some things that has no equal among others, each of which is used once.
fn first_missing<T>(expected: &[T], actual: &[T], equal: impl Fn(&T, &T) -> bool) -> Option<usize> {
    let mut left: Vec<&T> = actual.iter().collect();
    for (i, wanted) in expected.iter().enumerate() {
        match left.iter().position(|given| equal(wanted, given)) {
            Some(at) => left.swap_remove(at),
            None => return Some(i),
        };
    }
    None
}

fn all_equal(a: &[Value], b: &[Value], lists_ordered: bool) -> bool {
    let mut pairs = a.iter().zip(b);
    a.len() == b.len() && pairs.all(|(a, b)| equal(a, b, lists_ordered))
}

fn equal(a: &Value, b: &Value, lists_ordered: bool) -> bool {
    match (a, b) {
        (Value::Float(a), Value::Float(b)) => same_float(*a, *b),
        (Value::List(a), Value::List(b)) if lists_ordered => all_equal(a, b, true),
        (Value::List(a), Value::List(b)) => {
            a.len() == b.len() && first_missing(a, b, |a, b| equal(a, b, false)).is_none()
        }
        (Value::Map(a), Value::Map(b)) => same_map(a, b, lists_ordered),
        (Value::Node(a), Value::Node(b)) => {
            a.labels == b.labels && same_map(&a.properties, &b.properties, lists_ordered)
        }
        (Value::Relationship(a), Value::Relationship(b)) => {
            a.kind == b.kind && same_map(&a.properties, &b.properties, lists_ordered)
        }
        (Value::Path(a, a_hops), Value::Path(b, b_hops)) => {
            let nodes = |a: &super::value::Node, b: &super::value::Node| {
                equal(
                    &Value::Node(a.clone()),
                    &Value::Node(b.clone()),
                    lists_ordered,
                )
            };
            let mut hops = a_hops.iter().zip(b_hops);
            let same = hops.all(|(a, b)| {
                let (x, y) = (a.relationship.clone(), b.relationship.clone());
                let (x, y) = (Value::Relationship(x), Value::Relationship(y));
                a.forward == b.forward && equal(&x, &y, lists_ordered) && nodes(&a.to, &b.to)
            });
            a_hops.len() == b_hops.len() && nodes(a, b) && same
        }
        _ => a == b,
    }
}

fn same_map(a: &Map, b: &Map, lists_ordered: bool) -> bool {
    let mut pairs = a.iter().zip(b);
    a.len() == b.len() && pairs.all(|((a, x), (b, y))| a == b && equal(x, y, lists_ordered))
}

/// Equal to some fourteen digits: the last ones differ between libraries of mathematics.
fn same_float(a: f64, b: f64) -> bool {
    a == b || a.is_nan() && b.is_nan() || (a - b).abs() <= 1e-14 * a.abs().max(b.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(columns: &[&str], rows: &[&[&str]]) -> Table {
        let row = |cells: &&[&str]| {
            cells
                .iter()
                .map(|cell| Value::read(cell).unwrap())
                .collect()
        };
        Table {
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            rows: rows.iter().map(row).collect(),
        }
    }

    fn rows(rows: &[&[&str]], ordered: bool, lists_ordered: bool) -> Expected {
        Expected::Rows {
            table: table(&["a", "b"], rows),
            ordered,
            lists_ordered,
        }
    }

    fn judge(expected: &Expected, rows: &[&[&str]]) -> bool {
        expected.judge(&Ok(table(&["a", "b"], rows))).is_ok()
    }

    #[test]
    fn rows_are_a_bag_unless_ordered() {
        let given: &[&[&str]] = &[&["1", "2"], &["3", "4"], &["1", "2"]];
        let turned: &[&[&str]] = &[&["3", "4"], &["1", "2"], &["1", "2"]];
        let fewer: &[&[&str]] = &[&["3", "4"], &["1", "2"]];
        let others: &[&[&str]] = &[&["3", "4"], &["1", "2"], &["3", "4"]];
        assert!(judge(&rows(given, false, true), turned));
        assert!(judge(&rows(given, true, true), given));
        assert!(!judge(&rows(given, true, true), turned));
        assert!(!judge(&rows(given, false, true), fewer));
        assert!(!judge(&rows(given, false, true), others));
        let renamed = Ok(table(&["b", "a"], given));
        assert!(rows(given, false, true).judge(&renamed).is_err());
        assert!(Expected::Empty.judge(&renamed).is_err());
        assert!(Expected::Empty.judge(&Ok(table(&["x"], &[]))).is_ok());
    }

    #[test]
    fn values_are_compared_by_the_rules() {
        let same = |a: &str, b: &str, lists_ordered: bool| {
            judge(&rows(&[&[a, "1"]], false, lists_ordered), &[&[b, "1"]])
        };
        for (a, b) in [
            ("NaN", "NaN"),
            ("0.1", "0.10000000000000001"),
            ("0.30000000000000004", "0.3"),
            ("-0.0", "0.0"),
            ("{a: 1, b: [NaN]}", "{b: [NaN], a: 1}"),
            ("(:A:B {x: NaN})", "(:B:A {x: NaN})"),
            (
                "<(:A)-[:T {x: 0.3}]->()>",
                "<(:A)-[:T {x: 0.30000000000000004}]->()>",
            ),
        ] {
            assert!(same(a, b, true), "{a} {b}");
        }
        for (a, b) in [
            ("1", "1.0"),
            ("1", "'1'"),
            ("null", "NaN"),
            ("0.1", "0.1000000001"),
            ("[1, 2]", "[2, 1]"),
            ("{a: 1}", "{a: 1, b: null}"),
            ("(:A)", "(:A:B)"),
            ("[:T]", "[:U]"),
            ("<(:A)-[:T]->(:B)>", "<(:A)<-[:T]-(:B)>"),
            ("<(:A)-[:T]->(:B)>", "<(:A)>"),
        ] {
            assert!(!same(a, b, true), "{a} {b}");
            assert!(!same(b, a, true), "{b} {a}");
        }
        assert!(same("[1, [2, 3], 1]", "[[3, 2], 1, 1]", false));
        assert!(same("{a: [1, 2]}", "{a: [2, 1]}", false));
        assert!(!same("[1, 2, 2]", "[2, 1, 1]", false));
    }

    #[test]
    fn failures_have_kind_phase_and_detail() {
        let failure = |kind: &str, phase, detail: &str| Failure {
            kind: kind.to_owned(),
            phase,
            detail: detail.to_owned(),
        };
        let given = Err(failure("TypeError", Phase::Runtime, "InvalidArgumentType"));
        let judge = |expected: Failure| Expected::Failure(expected).judge(&given).is_ok();
        assert!(judge(failure(
            "TypeError",
            Phase::Runtime,
            "InvalidArgumentType"
        )));
        assert!(judge(failure("TypeError", Phase::Any, "*")));
        assert!(!judge(failure("TypeError", Phase::Compile, "*")));
        assert!(!judge(failure("SyntaxError", Phase::Any, "*")));
        assert!(!judge(failure(
            "TypeError",
            Phase::Any,
            "InvalidArgumentValue"
        )));
        assert!(Expected::Empty.judge(&given).is_err());
        let expected = Expected::Failure(failure("TypeError", Phase::Any, "*"));
        assert!(expected.judge(&Ok(table(&["a"], &[]))).is_err());
    }
}
