//! Values of attributes: in the type that a legend declares, or in one that fits them all.

use serde_json::json;
use serde_json::value::RawValue;

use crate::graph::{ALIASES, RELEASED, dates};
use crate::model::{Date, PropertyType, ReadError, Value};

use super::{Values, get, raw};

/// So far every integer is a float too.
const EXACT: u64 = 1 << 53;

/// Properties that are dates if all their texts read as such.
const DATED: [&str; 3] = [RELEASED, "since", "until"];

/// Whether it stands for nothing: no value, an empty text, an empty array.
pub(super) fn is_absent(value: &Value, null: &[String]) -> bool {
    match value {
        Value::Null => true,
        Value::Text(text) => text.is_empty() || null.iter().any(|null| null == text),
        Value::List(items) => items.is_empty(),
        Value::Float(number) => number.is_nan(),
        _ => false,
    }
}

/// The value in a declared type. Tools write numbers as text and integers as floats: what says the
/// same is taken.
///
/// # Errors
/// What it fails to be.
pub(super) fn typed(kind: PropertyType, value: Value) -> Result<Value, ReadError> {
    if let Some(item) = kind.item() {
        let items = match value {
            Value::List(items) => items,
            Value::Text(text) => match array(&text) {
                Some(items) => items,
                None => return kind.read(&text),
            },
            value => vec![value],
        };
        let items = items.into_iter().map(|value| typed(item, value));
        return items.collect::<Result<_, _>>().map(Value::List);
    }
    match (kind, value) {
        (PropertyType::Text, value @ Value::List(_)) => Ok(Value::Text(json!(value).to_string())),
        (PropertyType::Text, value) => Ok(Value::Text(value.to_string())),
        (PropertyType::Boolean, Value::Boolean(b)) => Ok(Value::Boolean(b)),
        (PropertyType::Integer, Value::Integer(i)) => Ok(Value::Integer(i)),
        (PropertyType::Integer, Value::Float(x)) => whole(x).ok_or(ReadError::Number),
        (PropertyType::Float, Value::Float(x)) if x.is_finite() => Ok(Value::Float(x)),
        (kind, value) => kind.read(value.to_string().trim()),
    }
}

fn whole(number: f64) -> Option<Value> {
    let exact = number.fract() == 0.0 && number.abs() <= EXACT as f64;
    exact.then_some(Value::Integer(number as i64))
}

/// The items of an array that a text holds as JSON; their floats are read as all others are, for
/// serde_json's own may be off by the last bit.
fn array(text: &str) -> Option<Vec<Value>> {
    let whole: &RawValue = serde_json::from_str(text.trim()).ok()?;
    match raw::value(whole).ok()? {
        Value::List(items) => Some(items),
        _ => None,
    }
}

/// Gives attributes of no declared type one that fits their values; `keys` holds the property of
/// each such attribute by its number. O(values).
///
/// Where some values are floats, integers are too; names of nodes that are said in one text are a
/// list; the items of an array have one type.
pub(super) fn fit(rows: &mut [&mut Values], keys: &[Option<String>]) {
    let key = |name: u32| keys.get(name as usize).and_then(Option::as_deref);
    let mut floats = vec![false; keys.len()];
    let is_dated = |key: &Option<String>| key.as_deref().is_some_and(|key| DATED.contains(&key));
    let mut dated: Vec<bool> = keys.iter().map(is_dated).collect();
    for (name, value) in rows.iter().flat_map(|row| row.iter()) {
        if key(*name).is_some() {
            floats[*name as usize] |= matches!(value, Value::Float(_));
            dated[*name as usize] &= matches!(value, Value::Text(t) if Date::parse(t).is_ok());
        }
    }
    for (name, value) in rows.iter_mut().flat_map(|row| row.iter_mut()) {
        let Some(key) = key(*name) else {
            continue;
        };
        let fitted = match value {
            Value::Text(text) if dated[*name as usize] => Date::parse(text).ok().map(Value::Date),
            Value::Text(text) if key == ALIASES => PropertyType::TextList.read(text).ok(),
            Value::List(items) => Some(Value::List(alike(items))),
            Value::Integer(number) if floats[*name as usize] => exact(*number),
            _ => None,
        };
        if let Some(fitted) = fitted {
            *value = fitted;
        }
    }
}

/// The integer as a float, where that is the same number.
fn exact(number: i64) -> Option<Value> {
    (number.unsigned_abs() <= EXACT).then_some(Value::Float(number as f64))
}

/// The items in one type: floats where all are numbers, else text.
fn alike(items: &[Value]) -> Vec<Value> {
    let kind = |value: &Value| value.as_ref().map(|value| value.kind());
    let first = items.first().and_then(kind);
    if first.is_some() && items.iter().all(|item| kind(item) == first) {
        return items.to_vec();
    }
    let floats = items.iter().map(|item| match item {
        Value::Integer(number) => exact(*number),
        Value::Float(number) => Some(Value::Float(*number)),
        _ => None,
    });
    let floats: Option<Vec<Value>> = floats.collect();
    floats.unwrap_or_else(|| {
        items
            .iter()
            .map(|item| Value::Text(item.to_string()))
            .collect()
    })
}

/// Makes one date of three attributes of no declared type, where in every row that has the first
/// they are a date of ours and its days.
pub(super) fn join_dates(rows: &mut [&mut Values], [text, from, to]: [u32; 3]) {
    let joined = |row: &Values| {
        let text = get(row, text)?;
        let day = |name: u32| typed_days(get(row, name)?.clone());
        dates::joined(text, &day(from)?, &day(to)?)
    };
    let has = |row: &&mut Values| get(row, text).is_some();
    let mut all = rows.iter().filter(|row| has(row)).peekable();
    if all.peek().is_none() || !all.all(|row| joined(row).is_some()) {
        return;
    }
    for row in rows {
        let Some(date) = joined(row) else {
            continue;
        };
        row.retain(|(name, _)| *name != from && *name != to);
        for (_, value) in row.iter_mut().filter(|(name, _)| *name == text) {
            value.clone_from(&date);
        }
    }
}

/// Texts that are days, as dates.
fn typed_days(value: Value) -> Option<Value> {
    let kind = match value {
        Value::List(_) => PropertyType::DateList,
        _ => PropertyType::Date,
    };
    typed(kind, value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same_is_taken() {
        let text = |text: &str| Value::Text(text.to_owned());
        let table = [
            (PropertyType::Integer, Value::Float(7.0), Some("7")),
            (PropertyType::Integer, Value::Float(7.5), None),
            (PropertyType::Integer, text("7"), Some("7")),
            (PropertyType::Float, Value::Integer(7), Some("7")),
            (PropertyType::Float, Value::Float(f64::INFINITY), None),
            (PropertyType::Boolean, text("True"), Some("true")),
            (PropertyType::Date, text("2023-03"), Some("2023-03")),
            (PropertyType::Date, text("2023-13"), None),
            (PropertyType::Text, Value::Integer(7), Some("7")),
            (
                PropertyType::TextList,
                text("[\"a;b\", \"c\"]"),
                Some("a;b;c"),
            ),
            (PropertyType::DateList, text("[\"2023\"]"), Some("2023")),
            (PropertyType::IntegerList, text("[1, 2]"), Some("1;2")),
        ];
        for (kind, value, wanted) in table {
            let found = typed(kind, value.clone())
                .ok()
                .map(|value| value.to_string());
            assert_eq!(found.as_deref(), wanted, "{kind:?} {value:?}");
        }
    }

    #[test]
    fn integers_beside_floats_are_floats() {
        let mut rows = [vec![(0, Value::Integer(1))], vec![(0, Value::Float(1.5))]];
        let mut rows: Vec<&mut Values> = rows.iter_mut().collect();
        fit(&mut rows, &[Some("x".to_owned())]);
        assert_eq!(*rows[0], [(0, Value::Float(1.0))]);
    }
}
