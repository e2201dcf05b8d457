//! Sums, differences and multiples of temporal values.

use super::super::fault::{Fault, Refusal};
use super::{DateTime, Duration, LocalDateTime, LocalTime, SECOND, Temporal, Time};

/// What arithmetic gives, or why it cannot.
pub type Made = Result<Temporal, Refusal>;

fn out_of_range() -> Refusal {
    let fault = Fault::argument("NumberOutOfRange");
    Refusal::new(fault, "the date, time or duration is past what can be held")
}

impl Temporal {
    /// Whether it is a duration.
    pub fn is_duration(&self) -> bool {
        matches!(self, Temporal::Duration(_))
    }

    /// `a + b`; `None` where neither is a duration.
    pub fn plus(a: &Temporal, b: &Temporal) -> Option<Made> {
        match (a, b) {
            (Temporal::Duration(a), Temporal::Duration(b)) => {
                Some(a.plus(b).map(Temporal::Duration))
            }
            (point, Temporal::Duration(by)) | (Temporal::Duration(by), point) => {
                Some(point.shifted(by))
            }
            _ => None,
        }
    }

    /// `a - b`; `None` where the second is no duration.
    pub fn minus(a: &Temporal, b: &Temporal) -> Option<Made> {
        match b {
            Temporal::Duration(b) => Some(match (b.negated(), a) {
                (Ok(by), Temporal::Duration(a)) => a.plus(&by).map(Temporal::Duration),
                (Ok(by), point) => point.shifted(&by),
                (Err(refusal), _) => Err(refusal),
            }),
            _ => None,
        }
    }

    /// So many times a duration.
    ///
    /// # Errors
    /// It is past what can be held.
    pub fn multiplied(&self, factor: f64) -> Made {
        let Temporal::Duration(duration) = self else {
            return Err(Refusal::kind("a duration", self.kind_name()));
        };
        duration.scaled(|x| x * factor).map(Temporal::Duration)
    }

    /// A part of a duration.
    ///
    /// # Errors
    /// As [`Temporal::multiplied`]; also by zero.
    pub fn divided(&self, divisor: f64) -> Made {
        let Temporal::Duration(duration) = self else {
            return Err(Refusal::kind("a duration", self.kind_name()));
        };
        duration.scaled(|x| x / divisor).map(Temporal::Duration)
    }

    /// A point in time so much later: first the months, then the days, then the rest.
    fn shifted(&self, by: &Duration) -> Made {
        let nanos = i128::from(by.seconds) * i128::from(SECOND) + i128::from(by.nanos);
        match self {
            Temporal::Date(date) => {
                let days =
                    i64::try_from(nanos / i128::from(super::DAY)).map_err(|_| out_of_range())?;
                let days = by.days.checked_add(days).ok_or_else(out_of_range)?;
                let moved = date
                    .plus_months(by.months)
                    .and_then(|date| date.plus_days(days));
                moved.map(Temporal::Date).ok_or_else(out_of_range)
            }
            Temporal::LocalTime(time) => Ok(Temporal::LocalTime(time.shifted(nanos))),
            Temporal::Time(time) => Ok(Temporal::Time(Time {
                local: time.local.shifted(nanos),
                offset: time.offset,
            })),
            Temporal::LocalDateTime(it) => it
                .shifted(by, nanos)
                .map(Temporal::LocalDateTime)
                .ok_or_else(out_of_range),
            Temporal::DateTime(it) => {
                let local = it.local.shifted(by, nanos).ok_or_else(out_of_range)?;
                Ok(Temporal::DateTime(DateTime {
                    local,
                    ..it.clone()
                }))
            }
            Temporal::Duration(it) => it.plus(by).map(Temporal::Duration),
        }
    }
}

impl LocalTime {
    /// The time so much later, around the clock.
    fn shifted(self, nanos: i128) -> LocalTime {
        let nanos = (i128::from(self.nanos) + nanos).rem_euclid(i128::from(super::DAY));
        LocalTime {
            nanos: i64::try_from(nanos).unwrap_or(0),
        }
    }
}

impl LocalDateTime {
    fn shifted(self, by: &Duration, nanos: i128) -> Option<LocalDateTime> {
        let date = self.date.plus_months(by.months)?.plus_days(by.days)?;
        let moved = LocalDateTime {
            date,
            time: self.time,
        };
        let moved = LocalDateTime::from_nanos(moved.nanos().checked_add(nanos)?)?;
        moved.date.plus_days(0).map(|_| moved)
    }
}

impl Duration {
    /// A duration of those parts; nanoseconds may be any number.
    ///
    /// # Errors
    /// It is past what can be held.
    pub fn of(months: i64, days: i64, seconds: i64, nanos: i64) -> Result<Duration, Refusal> {
        let seconds = seconds
            .checked_add(nanos.div_euclid(SECOND))
            .ok_or_else(out_of_range)?;
        let nanos = i32::try_from(nanos.rem_euclid(SECOND)).map_err(|_| out_of_range())?;
        Ok(Duration {
            months,
            days,
            seconds,
            nanos,
        })
    }

    fn plus(&self, other: &Duration) -> Result<Duration, Refusal> {
        let sum = |a: i64, b: i64| a.checked_add(b).ok_or_else(out_of_range);
        Duration::of(
            sum(self.months, other.months)?,
            sum(self.days, other.days)?,
            sum(self.seconds, other.seconds)?,
            i64::from(self.nanos) + i64::from(other.nanos),
        )
    }

    fn negated(&self) -> Result<Duration, Refusal> {
        let negative = |x: i64| x.checked_neg().ok_or_else(out_of_range);
        Duration::of(
            negative(self.months)?,
            negative(self.days)?,
            negative(self.seconds)?,
            -i64::from(self.nanos),
        )
    }

    fn scaled(&self, scale: impl Fn(f64) -> f64) -> Result<Duration, Refusal> {
        Duration::of_parts(&[
            (scale(self.months as f64), Unit::Months),
            (scale(self.days as f64), Unit::Days),
            (scale(self.seconds as f64), Unit::Seconds),
            (scale(f64::from(self.nanos)), Unit::Nanos),
        ])
    }

    /// A duration of parts that may be fractions: what is left of a month becomes days of an
    /// average month, what is left of a day becomes seconds.
    ///
    /// # Errors
    /// It is past what can be held.
    pub fn of_parts(parts: &[(f64, Unit)]) -> Result<Duration, Refusal> {
        // 365.2425 / 12 days.
        const MONTH_DAYS: f64 = 30.436_875;
        const DAY_SECONDS: f64 = 86_400.0;
        let part = |unit: Unit| {
            parts
                .iter()
                .filter(|p| p.1 == unit)
                .map(|p| p.0)
                .sum::<f64>()
        };
        let months = part(Unit::Months);
        let days = part(Unit::Days) + months.fract() * MONTH_DAYS;
        let seconds = part(Unit::Seconds) + days.fract() * DAY_SECONDS;
        let nanos = part(Unit::Nanos) + seconds.fract() * SECOND as f64;
        Duration::of(
            whole(months.trunc())?,
            whole(days.trunc())?,
            whole(seconds.trunc())?,
            whole(nanos.trunc())?,
        )
    }
}

/// The parts that a duration is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Months.
    Months,
    /// Days.
    Days,
    /// Seconds.
    Seconds,
    /// Nanoseconds.
    Nanos,
}

/// A float without a fraction as an integer.
fn whole(x: f64) -> Result<i64, Refusal> {
    const PAST: f64 = 9_223_372_036_854_775_808.0;
    let fits = (-PAST..PAST).contains(&x);
    fits.then_some(x as i64).ok_or_else(out_of_range)
}
