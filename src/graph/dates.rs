//! Our dates as other tools hold them, read back.
//!
//! A date `released` is written elsewhere as three properties: the text `released`, and the days
//! `released_from` and `released_to` (so that both what a source says and what can be compared
//! survive). Where a reader meets the three and they say the same, they are one date again.

use std::collections::BTreeMap;

use crate::model::{Date, Value};

/// What the key of a date's first day ends with.
pub const FROM: &str = "_from";
/// What the key of a date's last day ends with.
pub const TO: &str = "_to";

/// The date, or array of dates, that a text and two days are together; `None` where they are not
/// exactly the text, the first and the last day of one.
pub fn joined(text: &Value, from: &Value, to: &Value) -> Option<Value> {
    match (text, from, to) {
        (Value::Text(text), Value::Date(from), Value::Date(to)) => {
            let date = Date::parse(text).ok()?;
            let same = (date.first_day(), date.last_day()) == (*from, *to);
            same.then_some(Value::Date(date))
        }
        (Value::List(texts), Value::List(from), Value::List(to)) => {
            if texts.is_empty() || texts.len() != from.len() || from.len() != to.len() {
                return None;
            }
            let days = from.iter().zip(to);
            let dates = texts.iter().zip(days).map(|(text, (from, to))| match text {
                Value::Text(_) => joined(text, from, to),
                _ => None,
            });
            dates.collect::<Option<Vec<Value>>>().map(Value::List)
        }
        _ => None,
    }
}

/// Makes one date of every three properties of a row that are one. O(properties · log).
pub fn join(properties: &mut BTreeMap<String, Value>) {
    let bases = properties.keys().filter_map(|key| key.strip_suffix(FROM));
    let bases: Vec<String> = bases.map(str::to_owned).collect();
    for key in bases {
        let (from, to) = (format!("{key}{FROM}"), format!("{key}{TO}"));
        let three = [&key, &from, &to].map(|key| properties.get(key));
        let [Some(text), Some(first), Some(last)] = three else {
            continue;
        };
        if let Some(date) = joined(text, first, last) {
            properties.remove(&from);
            properties.remove(&to);
            properties.insert(key, date);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Value {
        Value::Date(Date::parse(text).unwrap())
    }

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    #[test]
    fn three_properties_that_say_the_same_are_one_date() {
        let row = [
            ("since", text("2023")),
            ("released", text("2023-02")),
            ("released_from", day("2023-02-01")),
            ("released_to", day("2023-02-28")),
        ];
        let mut row: BTreeMap<String, Value> =
            row.into_iter().map(|(k, v)| (k.to_owned(), v)).collect();
        join(&mut row);
        let expected = [("released", day("2023-02")), ("since", text("2023"))];
        let expected = expected.map(|(k, v)| (k.to_owned(), v));
        assert_eq!(row, BTreeMap::from(expected));
    }

    #[test]
    fn what_does_not_say_the_same_stays() {
        let (from, to) = (day("2023-02-01"), day("2023-02-28"));
        assert_eq!(joined(&text("2023-02"), &from, &to), Some(day("2023-02")));
        assert_eq!(joined(&text("2023"), &from, &to), None);
        assert_eq!(joined(&text("soon"), &from, &to), None);
        assert_eq!(joined(&day("2023-02-01"), &from, &to), None);
        let list = |value: &Value| Value::List(vec![value.clone()]);
        let dates = joined(&list(&text("2023-02")), &list(&from), &list(&to));
        assert_eq!(dates, Some(list(&day("2023-02"))));
        assert_eq!(joined(&list(&text("2023-02")), &from, &to), None);
    }
}
