//! Values of ours as Bolt carries them, and back.

use std::collections::BTreeMap;

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};
use neo4rs::{BoltDate, BoltList, BoltMap, BoltNull, BoltString, BoltType};

use crate::export::data::Field;
use crate::model::{Date, Value};

/// A value as a parameter.
pub(super) fn parameter(value: &Value) -> BoltType {
    match value {
        Value::Null => BoltType::Null(BoltNull),
        Value::Boolean(b) => BoltType::from(*b),
        Value::Integer(i) => BoltType::from(*i),
        Value::Float(x) => BoltType::from(*x),
        Value::Text(text) => self::text(text),
        Value::Date(date) => day(*date),
        Value::List(items) => list(items.iter().map(parameter)),
    }
}

/// A text as a parameter.
pub(super) fn text(text: &str) -> BoltType {
    BoltType::String(BoltString::from(text))
}

/// A list as a parameter.
pub(super) fn list(items: impl IntoIterator<Item = BoltType>) -> BoltType {
    BoltType::List(BoltList::from(items.into_iter().collect::<Vec<_>>()))
}

/// Properties as a parameter; `removed` are set to null, which takes them away.
pub(super) fn properties(fields: &[Field], removed: &[String]) -> BoltType {
    let mut map = BoltMap::with_capacity(fields.len() + removed.len());
    for field in fields {
        map.put(
            BoltString::from(field.key.as_str()),
            parameter(&field.value),
        );
    }
    for key in removed {
        map.put(BoltString::from(key.as_str()), BoltType::Null(BoltNull));
    }
    BoltType::Map(map)
}

/// A date as the day that it begins with.
fn day(date: Date) -> BoltType {
    let first = date.first_day();
    let (month, day) = (first.month().unwrap_or(1), first.day().unwrap_or(1));
    match NaiveDate::from_ymd_opt(first.year(), month.into(), day.into()) {
        Some(date) => BoltType::Date(BoltDate::from(date)),
        None => text(&date.to_string()),
    }
}

/// What values of a database became that have no type of ours.
#[derive(Debug, Default)]
pub(super) struct Foreign {
    /// How many became text, by what they were.
    pub(super) as_text: BTreeMap<&'static str, usize>,
}

impl Foreign {
    fn text(&mut self, kind: &'static str, text: String) -> Value {
        *self.as_text.entry(kind).or_default() += 1;
        Value::Text(text)
    }

    /// A value of a database. What we have no type for becomes text, and is counted.
    pub(super) fn read(&mut self, value: BoltType) -> Value {
        match value {
            BoltType::Null(_) => Value::Null,
            BoltType::Boolean(b) => Value::Boolean(b.value),
            BoltType::Integer(i) => Value::Integer(i.value),
            BoltType::Float(x) if x.value.is_finite() => Value::Float(x.value),
            BoltType::Float(x) => self.text("number", x.value.to_string()),
            BoltType::String(text) => Value::Text(text.value),
            BoltType::List(items) => self.list(items.value),
            BoltType::Date(date) => match NaiveDate::try_from(&date) {
                Ok(day) => match Date::parse(&day.to_string()) {
                    Ok(date) => Value::Date(date),
                    Err(_) => self.text("date", day.to_string()),
                },
                Err(_) => self.text("date", String::new()),
            },
            other => self.other(other),
        }
    }

    /// An array. All items of one have one type, so texts and dates do not mix unless some dates
    /// are out of our range.
    fn list(&mut self, items: Vec<BoltType>) -> Value {
        let items: Vec<Value> = items.into_iter().map(|item| self.read(item)).collect();
        let is_text = |item: &Value| matches!(item, Value::Text(_));
        match items.iter().any(is_text) && !items.iter().all(is_text) {
            true => Value::List(items.iter().map(|i| Value::Text(i.to_string())).collect()),
            false => Value::List(items),
        }
    }

    fn other(&mut self, value: BoltType) -> Value {
        match value {
            BoltType::Bytes(bytes) => {
                let hex = bytes.value.iter().map(|byte| format!("{byte:02x}"));
                self.text("byte array", hex.collect())
            }
            BoltType::Point2D(p) => {
                let text = format!(
                    "point(srid {}, {}, {})",
                    p.sr_id.value, p.x.value, p.y.value
                );
                self.text("point", text)
            }
            BoltType::Point3D(p) => {
                let (x, y, z) = (p.x.value, p.y.value, p.z.value);
                self.text(
                    "point",
                    format!("point(srid {}, {x}, {y}, {z})", p.sr_id.value),
                )
            }
            BoltType::Duration(duration) => {
                let duration: std::time::Duration = duration.into();
                self.text("duration", format!("PT{}S", duration.as_secs_f64()))
            }
            time => self.time(time),
        }
    }

    /// A time or a date with a time, in the form of ISO 8601.
    fn time(&mut self, value: BoltType) -> Value {
        let text = match value {
            BoltType::Time(_) | BoltType::LocalTime(_) => {
                let parts: Result<(NaiveTime, Option<FixedOffset>), _> = value.try_into();
                parts.map(|(time, zone)| {
                    let zone = zone.map_or(String::new(), |zone| zone.to_string());
                    format!("{time}{zone}")
                })
            }
            BoltType::LocalDateTime(_) => {
                let time: Result<NaiveDateTime, _> = value.try_into();
                time.map(|time| time.format("%Y-%m-%dT%H:%M:%S%.f").to_string())
            }
            BoltType::DateTimeZoneId(_) => {
                let parts: Result<(NaiveDateTime, String), _> = value.try_into();
                parts.map(|(time, zone)| format!("{}[{zone}]", time.format("%Y-%m-%dT%H:%M:%S%.f")))
            }
            other => {
                let time: Result<DateTime<FixedOffset>, _> = other.try_into();
                time.map(|time| time.to_rfc3339())
            }
        };
        self.text("time", text.unwrap_or_default())
    }
}

/// The properties of a map.
pub(super) fn entries(value: BoltType) -> impl Iterator<Item = (String, BoltType)> {
    let map = match value {
        BoltType::Map(map) => map.value,
        _ => Default::default(),
    };
    map.into_iter().map(|(key, value)| (key.value, value))
}

/// The texts of a list.
pub(super) fn texts(value: BoltType) -> Vec<String> {
    let items = match value {
        BoltType::List(items) => items.value,
        _ => Vec::new(),
    };
    items.into_iter().map(into_text).collect()
}

/// A text; empty for what is none.
pub(super) fn into_text(value: BoltType) -> String {
    match value {
        BoltType::String(text) => text.value,
        BoltType::Integer(number) => number.value.to_string(),
        _ => String::new(),
    }
}
