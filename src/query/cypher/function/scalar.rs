//! Functions of any value: defaults, conversions.

use super::super::types::{Kinds, Type};
use super::super::value::Datum;
use super::{Function, at, wrong};

const SCALAR: Kinds = Kinds::BOOLEAN.or(Kinds::NUMBER).or(Kinds::TEXT);

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
        "toString",
        &[SCALAR.or(Kinds::TEMPORAL).or(Kinds::DURATION)],
        |_| Type::Text,
        ("a value as text", "toString(n.parameters)"),
        |_, a| to_string(at(a, 0)).map_or_else(|| wrong("a plain value", a, 0), Ok),
    ),
    Function::new(
        "toInteger",
        &[SCALAR],
        |_| Type::Integer,
        (
            "a number, or the text of one, as an integer",
            "toInteger('1')",
        ),
        |_, a| to_integer(at(a, 0)).map_or_else(|| wrong("a number or text", a, 0), Ok),
    ),
    Function::new(
        "toFloat",
        &[Kinds::NUMBER.or(Kinds::TEXT)],
        |_| Type::Float,
        ("a number, or the text of one, as a float", "toFloat('1.5')"),
        |_, a| to_float(at(a, 0)).map_or_else(|| wrong("a number or text", a, 0), Ok),
    ),
    Function::new(
        "toBoolean",
        &[Kinds::BOOLEAN.or(Kinds::INTEGER).or(Kinds::TEXT)],
        |_| Type::Boolean,
        ("a truth value, or the text of one", "toBoolean('true')"),
        |_, a| to_boolean(at(a, 0)).map_or_else(|| wrong("a truth value or text", a, 0), Ok),
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
