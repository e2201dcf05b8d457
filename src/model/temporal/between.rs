//! How long it is from one point in time to another.
//!
//! Where one lacks a day or a zone, it is that of the other; where both lack a day, the times of
//! day are compared.

use super::amount::out_of_range;
use super::build::Parts;
use super::given::TemporalError;
use super::zone::Zone;
use super::{Civil, Date, DateTime, Duration, LocalDateTime, LocalTime, Temporal};

/// In what it is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// Months, then days, then the rest.
    All,
    /// Whole months.
    Months,
    /// Whole days.
    Days,
    /// Seconds and parts of them.
    Seconds,
}

/// How long it is from `a` to `b`.
///
/// # Errors
/// One is a duration; what is past what can be held.
pub fn between(measure: Measure, a: &Temporal, b: &Temporal) -> Result<Duration, TemporalError> {
    let parts = |it: &Temporal| {
        let none = || TemporalError::kind("a date or time", it.kind_name());
        Parts::of(it).ok_or_else(none)
    };
    let (a, b) = (parts(a)?, parts(b)?);
    let dated = a.date.is_some() && b.date.is_some();
    if !dated && matches!(measure, Measure::Months | Measure::Days) {
        return Ok(Duration::default());
    }
    let first = placed(a, b).ok_or_else(out_of_range)?;
    let second = placed(b, a).ok_or_else(out_of_range)?;
    // Both as the first one's calendar has them.
    let second = first.zone().at(second.instant()).ok_or_else(out_of_range)?;
    let whole = |number: Option<i64>| number.ok_or_else(out_of_range);
    let measure = if dated { measure } else { Measure::Seconds };
    match measure {
        Measure::Months => Duration::of(whole(months(first.local, second.local))?, 0, 0, 0),
        Measure::Days => Duration::of(0, days(first.local, second.local), 0, 0),
        Measure::Seconds => Duration::of_nanos(second.instant() - first.instant()),
        Measure::All => {
            let months = whole(months(first.local, second.local))?;
            let from = first.later(months, 0).ok_or_else(out_of_range)?;
            let days = days(from.local, second.local);
            let from = from.later(0, days).ok_or_else(out_of_range)?;
            let rest = Duration::of_nanos(second.instant() - from.instant())?;
            Ok(Duration {
                months,
                days,
                ..rest
            })
        }
    }
}

/// One as a moment, with the day and the zone of the other where it has none itself.
fn placed(own: Parts, other: Parts) -> Option<DateTime> {
    let date = own.date.or(other.date).unwrap_or(Date { days: 0 });
    let time = own.time.unwrap_or(LocalTime { nanos: 0 });
    let local = LocalDateTime { date, time };
    match (own.zone, own.offset) {
        (Some(zone), Some(offset)) if own.date.is_some() => {
            let instant = Zone::Offset(offset).local(local)?.instant();
            zone.at(instant)
        }
        (Some(zone), _) => zone.local(local),
        (None, _) => other.zone.unwrap_or(Zone::UTC).local(local),
    }
}

/// Whole months from one to another, towards zero.
fn months(from: LocalDateTime, to: LocalDateTime) -> Option<i64> {
    // A month counts days 0 to 31, so that comparing them compares days within months.
    let packed = |date: Date| {
        let Civil { year, month, day } = date.civil();
        (year * 12 + month - 1) * 32 + day
    };
    let end = reached(from, to);
    (packed(end).checked_sub(packed(from.date))).map(|it| it / 32)
}

/// Whole days from one to another, towards zero.
fn days(from: LocalDateTime, to: LocalDateTime) -> i64 {
    reached(from, to).days - from.date.days
}

/// The last day whose time of day, as that of `from`, lies between the two.
fn reached(from: LocalDateTime, to: LocalDateTime) -> Date {
    let days = to.date.days;
    let days = if to.date > from.date && to.time < from.time {
        days - 1
    } else if to.date < from.date && to.time > from.time {
        days + 1
    } else {
        days
    };
    Date { days }
}
