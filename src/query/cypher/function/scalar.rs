//! Functions of any value: defaults, conversions.

use super::super::compare::equal;
use super::super::types::{Kinds, Type};
use super::super::value::Datum;
use super::{Function, at, wrong};

const NUMERIC: Kinds = Kinds::NUMBER.or(Kinds::TEXT);
const TRUTHFUL: Kinds = Kinds::BOOLEAN.or(Kinds::INTEGER).or(Kinds::TEXT);
const SCALAR: Kinds = Kinds::BOOLEAN.or(NUMERIC);
const TEXTUAL: Kinds = SCALAR.or(Kinds::TEMPORAL).or(Kinds::DURATION);

/// A conversion: an error for what is of no fitting kind, null for what cannot be read.
macro_rules! converts {
    ($name:literal, $takes:expr, $gives:expr, $of:ident, $about:literal, $example:literal) => {
        Function::new(
            $name,
            &[$takes],
            |_| $gives,
            ($about, $example),
            |_, a| $of(at(a, 0)).map_or_else(|| wrong(&$takes.name(), a, 0), Ok),
        )
    };
}

/// A conversion that gives null for all that it cannot convert.
macro_rules! or_null {
    ($name:literal, $gives:expr, $of:ident, $about:literal, $example:literal) => {
        Function::new(
            $name,
            &[Kinds::ANY],
            |_| $gives,
            ($about, $example),
            |_, a| Ok($of(at(a, 0)).unwrap_or(Datum::Null)),
        )
    };
}

/// The same of each item of a list.
macro_rules! each {
    ($name:literal, $gives:expr, $of:ident, $about:literal, $example:literal) => {
        Function::new(
            $name,
            &[Kinds::LIST],
            |_| Type::list_of($gives),
            ($about, $example),
            |_, a| match at(a, 0) {
                Datum::List(items) => {
                    let items = items.iter().map(|item| $of(item).unwrap_or(Datum::Null));
                    Ok(Datum::list(items.collect()))
                }
                _ => wrong("a list", a, 0),
            },
        )
    };
}

pub(super) static FUNCTIONS: &[Function] = &[
    Function::new(
        "coalesce",
        &[Kinds::ANY],
        |types| {
            types
                .iter()
                .cloned()
                .reduce(Type::join)
                .unwrap_or(Type::Any)
        },
        ("the first value that is not null", "coalesce(n.since, '?')"),
        |_, a| {
            Ok(a.iter()
                .find(|it| !it.is_null())
                .cloned()
                .unwrap_or(Datum::Null))
        },
    )
    .arity(1, usize::MAX)
    .with_null(),
    Function::new(
        "nullIf",
        &[Kinds::ANY, Kinds::ANY],
        |types| types.first().cloned().unwrap_or(Type::Any),
        (
            "the first value, null if it equals the second",
            "nullIf(n.since, '?')",
        ),
        |_, a| match equal(at(a, 0), at(a, 1)) {
            Some(true) => Ok(Datum::Null),
            _ => Ok(at(a, 0).clone()),
        },
    )
    .with_null(),
    converts!(
        "toString",
        TEXTUAL,
        Type::Text,
        to_string,
        "a value as text",
        "toString(n.parameters)"
    ),
    converts!(
        "toInteger",
        SCALAR,
        Type::Integer,
        to_integer,
        "a number, or the text of one, as an integer",
        "toInteger('1')"
    ),
    converts!(
        "toFloat",
        NUMERIC,
        Type::Float,
        to_float,
        "a number, or the text of one, as a float",
        "toFloat('1.5')"
    ),
    converts!(
        "toBoolean",
        TRUTHFUL,
        Type::Boolean,
        to_boolean,
        "a truth value, or the text of one",
        "toBoolean('true')"
    ),
    or_null!(
        "toStringOrNull",
        Type::Text,
        to_string,
        "as toString; null for what has no text",
        "toStringOrNull([])"
    ),
    or_null!(
        "toIntegerOrNull",
        Type::Integer,
        to_integer,
        "as toInteger; null for what is no number",
        "toIntegerOrNull([])"
    ),
    or_null!(
        "toFloatOrNull",
        Type::Float,
        to_float,
        "as toFloat; null for what is no number",
        "toFloatOrNull([])"
    ),
    or_null!(
        "toBooleanOrNull",
        Type::Boolean,
        to_boolean,
        "as toBoolean; null for what is no truth value",
        "toBooleanOrNull([])"
    ),
    each!(
        "toStringList",
        Type::Text,
        to_string,
        "toStringOrNull of each item",
        "toStringList([1, 2])"
    ),
    each!(
        "toIntegerList",
        Type::Integer,
        to_integer,
        "toIntegerOrNull of each item",
        "toIntegerList(['1'])"
    ),
    each!(
        "toFloatList",
        Type::Float,
        to_float,
        "toFloatOrNull of each item",
        "toFloatList(['1.5'])"
    ),
    each!(
        "toBooleanList",
        Type::Boolean,
        to_boolean,
        "toBooleanOrNull of each item",
        "toBooleanList(['true'])"
    ),
];

/// `None` for what is of no kind that can be converted; null for what cannot be read.
fn to_string<'g>(value: &Datum<'g>) -> Option<Datum<'g>> {
    Some(match value {
        Datum::Null | Datum::Text(_) => value.clone(),
        Datum::Boolean(b) => Datum::text(b.to_string()),
        Datum::Integer(i) => Datum::text(i.to_string()),
        Datum::Float(x) => Datum::text(float_text(*x)),
        Datum::Temporal(temporal) => Datum::text(temporal.to_string()),
        _ => return None,
    })
}

/// A float as it is written: always with a point or an exponent.
pub(crate) fn float_text(x: f64) -> String {
    if x.is_nan() {
        return "NaN".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 { "Infinity" } else { "-Infinity" }.to_owned();
    }
    let size = x.abs();
    if size != 0.0 && !(1e-3..1e7).contains(&size) {
        let text = format!("{x:E}");
        return match text.split_once('E') {
            Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0E{exponent}"),
            _ => text,
        };
    }
    format!("{x:?}")
}

fn to_integer<'g>(value: &Datum<'g>) -> Option<Datum<'g>> {
    // A float past the range of integers becomes the nearest one, as `as` does.
    Some(match value {
        Datum::Null | Datum::Integer(_) => value.clone(),
        Datum::Boolean(b) => Datum::Integer(i64::from(*b)),
        Datum::Float(x) => Datum::Integer(*x as i64),
        Datum::Text(text) => {
            let text = text.as_str().trim();
            let whole = text.parse::<i64>().ok();
            let float = || read_float(text).filter(|x| x.is_finite()).map(|x| x as i64);
            whole.or_else(float).map_or(Datum::Null, Datum::Integer)
        }
        _ => return None,
    })
}

/// The number that a text writes; no words such as `inf` that Rust reads as well.
fn read_float(text: &str) -> Option<f64> {
    let numeric = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
    text.chars().all(numeric).then(|| text.parse().ok())?
}

fn to_float<'g>(value: &Datum<'g>) -> Option<Datum<'g>> {
    Some(match value {
        Datum::Null | Datum::Float(_) => value.clone(),
        Datum::Integer(i) => Datum::Float(*i as f64),
        Datum::Text(text) => read_float(text.as_str().trim()).map_or(Datum::Null, Datum::Float),
        _ => return None,
    })
}

fn to_boolean<'g>(value: &Datum<'g>) -> Option<Datum<'g>> {
    Some(match value {
        Datum::Null | Datum::Boolean(_) => value.clone(),
        Datum::Integer(i) => Datum::Boolean(*i != 0),
        Datum::Text(text) => {
            let text = text.as_str().trim();
            let is = |word: &str| text.eq_ignore_ascii_case(word);
            Datum::truth(if is("true") {
                Some(true)
            } else {
                is("false").then_some(false)
            })
        }
        _ => return None,
    })
}
