//! JSON whose numbers and places are kept: objects as pairs in their order, values as they stand.
//!
//! serde_json's own values would make an integer past 64 bits a float, and tell nothing of lines.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::model::Value;

/// An object: its members in their order, repeated names included.
pub(super) struct Pairs<'a>(pub(super) Vec<(Cow<'a, str>, &'a RawValue)>);

#[derive(serde::Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut pairs = Vec::new();
                while let Some((Key(name), value)) = map.next_entry::<Key<'de>, &RawValue>()? {
                    pairs.push((name, value));
                }
                Ok(Pairs(pairs))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

impl<'a> Pairs<'a> {
    /// The last member of that name.
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        let mut all = self.0.iter().rev();
        all.find(|(known, _)| known == name)
            .map(|(_, value)| *value)
    }

    /// The text of a member; numbers as they stand, empty where there is none.
    pub(super) fn text(&self, name: &str) -> Result<String, serde_json::Error> {
        match self.get(name).map(value).transpose()? {
            None | Some(Value::Null) => Ok(String::new()),
            Some(value) => Ok(value.to_string()),
        }
    }
}

/// Where a piece of a text begins in it.
pub(super) fn offset(text: &str, raw: &RawValue) -> usize {
    let (whole, piece) = (text.as_ptr().addr(), raw.get().as_ptr().addr());
    piece.saturating_sub(whole)
}

/// What kind of value it is, by its first byte.
pub(super) fn first(raw: &RawValue) -> u8 {
    raw.get().bytes().next().unwrap_or_default()
}

/// An object's members, if it is one.
pub(super) fn pairs(raw: &RawValue) -> Result<Option<Pairs<'_>>, serde_json::Error> {
    match first(raw) {
        b'{' => serde_json::from_str(raw.get()).map(Some),
        _ => Ok(None),
    }
}

/// An array's items, if it is one.
pub(super) fn items(raw: &RawValue) -> Result<Option<Vec<&RawValue>>, serde_json::Error> {
    match first(raw) {
        b'[' => serde_json::from_str(raw.get()).map(Some),
        _ => Ok(None),
    }
}

/// A value as ours: an object, or an array in an array, is its text; so is a number that 64 bits
/// cannot hold.
///
/// # Errors
/// What serde_json says of text that is none, such as half of a surrogate pair.
pub(super) fn value(raw: &RawValue) -> Result<Value, serde_json::Error> {
    let text = raw.get();
    Ok(match first(raw) {
        b'[' => {
            let items = items(raw)?.unwrap_or_default().into_iter();
            let item = |raw: &RawValue| match first(raw) {
                b'[' => Ok(Value::Text(raw.get().to_owned())),
                _ => value(raw),
            };
            Value::List(items.map(item).collect::<Result<_, _>>()?)
        }
        b'"' => Value::Text(serde_json::from_str(text)?),
        b'{' => Value::Text(text.to_owned()),
        b'n' => Value::Null,
        b't' => Value::Boolean(true),
        b'f' => Value::Boolean(false),
        _ if text.contains(['.', 'e', 'E']) => match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Value::Float(number),
            _ => Value::Text(text.to_owned()),
        },
        _ => match text.parse() {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Text(text.to_owned()),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_what_they_were() {
        let table = [
            ("1", Value::Integer(1)),
            ("1.0", Value::Float(1.0)),
            (
                "9223372036854775808",
                Value::Text("9223372036854775808".to_owned()),
            ),
            ("1e999", Value::Text("1e999".to_owned())),
            ("{\"a\": 1}", Value::Text("{\"a\": 1}".to_owned())),
            (
                "[1,[2]]",
                Value::List(vec![Value::Integer(1), Value::Text("[2]".to_owned())]),
            ),
            ("null", Value::Null),
        ];
        for (text, wanted) in table {
            let raw: &RawValue = serde_json::from_str(text).unwrap();
            assert_eq!(value(raw).unwrap(), wanted, "{text}");
        }
    }

    #[test]
    fn places_are_known() {
        let text = "{\"a\": 1,\n \"b\": [2, 3], \"a\": 4}";
        let pairs: Pairs<'_> = serde_json::from_str(text).unwrap();
        let found: Vec<_> = pairs
            .0
            .iter()
            .map(|(k, v)| (k.as_ref(), offset(text, v)))
            .collect();
        assert_eq!(found, [("a", 6), ("b", 15), ("a", 28)]);
        assert_eq!(pairs.get("a").map(RawValue::get), Some("4"));
    }
}
