//! What remains of a point in time when all below a unit is left out.

use super::build::{Fields, Parts, Target};
use super::given::{Given, TemporalError};
use super::{Date, LocalTime, SECOND, Temporal};

/// The point in time at which a unit began, in the kind that is wanted; then what a map says.
///
/// # Errors
/// There is no such unit, or the value has none of it; as `build` for the map.
pub fn truncate(
    target: Target,
    unit: &str,
    given: &Temporal,
    fields: &[(&str, Given<'_>)],
    now: Option<i128>,
) -> Result<Temporal, TemporalError> {
    let parts =
        Parts::of(given).ok_or_else(|| TemporalError::kind("a date or time", "a duration"))?;
    let unit = unit.to_lowercase();
    let refused = || {
        let message = format!("{} cannot be truncated to {unit:?}", given.kind_name());
        TemporalError::value(message)
    };
    let (date, time) = match (part_of_day(&unit), parts.time) {
        (Some(nanos), Some(time)) => {
            let nanos = time.nanos - time.nanos % nanos;
            (parts.date, LocalTime { nanos })
        }
        // A day has no hours of its own: it is midnight.
        (Some(_), None) => (parts.date, LocalTime { nanos: 0 }),
        (None, _) => {
            let midnight = LocalTime { nanos: 0 };
            match parts.date {
                Some(date) => (Some(first(date, &unit).ok_or_else(refused)?), midnight),
                None if unit == "day" => (None, midnight),
                None => return Err(refused()),
            }
        }
    };
    if target == Target::Date && part_of_day(&unit).is_some() {
        return Err(refused());
    }
    let remains = Parts {
        date,
        time: Some(time),
        zone: parts.zone,
        offset: if target == Target::Time {
            parts.offset
        } else {
            None
        },
    };
    Fields {
        target,
        map: fields,
    }
    .built(remains, true, now)
}

/// The length of a unit that is less than a day.
fn part_of_day(unit: &str) -> Option<i64> {
    Some(match unit {
        "hour" => 3600 * SECOND,
        "minute" => 60 * SECOND,
        "second" => SECOND,
        "millisecond" => 1_000_000,
        "microsecond" => 1000,
        _ => return None,
    })
}

/// The first day of the unit that a day is in.
fn first(date: Date, unit: &str) -> Option<Date> {
    let civil = date.civil();
    let year = |years: i64| Date::of(civil.year - civil.year.rem_euclid(years), 1, 1);
    match unit {
        "millennium" => year(1000),
        "century" => year(100),
        "decade" => year(10),
        "year" => year(1),
        "weekyear" => Date::of_week(date.week().0, 1, 1),
        "quarter" => date.first_of_quarter(),
        "month" => Date::of(civil.year, civil.month, 1),
        "week" => date.plus_days(1 - date.weekday()),
        "day" => Some(date),
        _ => None,
    }
}
