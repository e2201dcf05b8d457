//! Parts of temporal values, as `date.year` asks for them.

use super::given::TemporalError;
use super::print::offset_text;
use super::{Date, DateTime, Duration, LocalTime, SECOND, Temporal};

/// A part of a temporal value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
}

impl Temporal {
    /// The part of that name.
    ///
    /// # Errors
    /// A value of this kind has no such part.
    pub fn part(&self, name: &str) -> Result<Part, TemporalError> {
        let number = match self {
            Temporal::Date(date) => date.part(name),
            Temporal::LocalTime(time) => time.part(name),
            Temporal::Time(time) => time.local.part(name).or_else(|| offset(time.offset, name)),
            Temporal::LocalDateTime(it) => it.date.part(name).or_else(|| it.time.part(name)),
            Temporal::DateTime(it) => it.part(name),
            Temporal::Duration(it) => it.part(name),
        };
        if let Some(number) = number {
            return Ok(Part::Number(number));
        }
        let zone = match self {
            Temporal::Time(time) => Some((time.offset, None)),
            Temporal::DateTime(it) => Some((it.offset, it.zone)),
            _ => None,
        };
        match (name, zone) {
            ("timezone", Some((_, Some(zone)))) => Ok(Part::Text(zone.to_owned())),
            ("timezone" | "offset", Some((offset, _))) => Ok(Part::Text(offset_text(offset))),
            _ => {
                let message = format!("{} has no part {name:?}", self.kind_name());
                Err(TemporalError::value(message))
            }
        }
    }
}

impl Date {
    fn part(self, name: &str) -> Option<i64> {
        let civil = self.civil();
        Some(match name {
            "year" => civil.year,
            "quarter" => (civil.month - 1) / 3 + 1,
            "month" => civil.month,
            "week" => self.week().1,
            "weekYear" => self.week().0,
            "day" => civil.day,
            "ordinalDay" | "dayOfYear" => self.day_of_year(),
            "weekDay" | "dayOfWeek" => self.weekday(),
            "dayOfQuarter" => self.day_of_quarter(),
            _ => return None,
        })
    }
}

impl LocalTime {
    fn part(self, name: &str) -> Option<i64> {
        let (seconds, nanos) = (self.nanos / SECOND, self.nanos % SECOND);
        Some(match name {
            "hour" => seconds / 3600,
            "minute" => seconds / 60 % 60,
            "second" => seconds % 60,
            "millisecond" => nanos / 1_000_000,
            "microsecond" => nanos / 1000,
            "nanosecond" => nanos,
            _ => return None,
        })
    }
}

fn offset(offset: i32, name: &str) -> Option<i64> {
    match name {
        "offsetMinutes" => Some(i64::from(offset / 60)),
        "offsetSeconds" => Some(i64::from(offset)),
        _ => None,
    }
}

impl DateTime {
    fn part(&self, name: &str) -> Option<i64> {
        let own = self.local.date.part(name);
        let own = own.or_else(|| self.local.time.part(name));
        own.or_else(|| offset(self.offset, name)).or_else(|| {
            let unit = match name {
                "epochSeconds" => i128::from(SECOND),
                "epochMillis" => 1_000_000,
                _ => return None,
            };
            i64::try_from(self.instant().div_euclid(unit)).ok()
        })
    }
}

impl Duration {
    fn part(&self, name: &str) -> Option<i64> {
        let nanos = i64::from(self.nanos);
        let sub = |unit: i64| {
            let unit = i128::from(unit);
            i64::try_from(self.nanos().div_euclid(unit)).ok()
        };
        Some(match name {
            "years" => self.months / 12,
            "quarters" => self.months / 3,
            "months" => self.months,
            "weeks" => self.days / 7,
            "days" => self.days,
            "hours" => self.seconds / 3600,
            "minutes" => self.seconds / 60,
            "seconds" => self.seconds,
            "milliseconds" => sub(1_000_000)?,
            "microseconds" => sub(1000)?,
            "nanoseconds" => sub(1)?,
            "quartersOfYear" => self.months / 3 % 4,
            "monthsOfYear" => self.months % 12,
            "monthsOfQuarter" => self.months % 3,
            "daysOfWeek" => self.days % 7,
            "minutesOfHour" => self.seconds / 60 % 60,
            "secondsOfMinute" => self.seconds % 60,
            "millisecondsOfSecond" => nanos / 1_000_000,
            "microsecondsOfSecond" => nanos / 1000,
            "nanosecondsOfSecond" => nanos,
            _ => return None,
        })
    }
}
