//! Sums, differences and multiples of temporal values.

use super::amount::{Amounts, out_of_range};
use super::given::TemporalError;
use super::{DAY, DateTime, Duration, LocalDateTime, LocalTime, SECOND, Temporal, Time};

/// What arithmetic gives, or why it cannot.
pub(crate) type Made = Result<Temporal, TemporalError>;

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
    /// It is past what can be held, or no duration.
    pub fn multiplied(&self, factor: f64) -> Made {
        self.scaled(factor, false)
    }

    /// A part of a duration.
    ///
    /// # Errors
    /// As [`Temporal::multiplied`]; also by zero.
    pub fn divided(&self, divisor: f64) -> Made {
        self.scaled(divisor, true)
    }

    fn scaled(&self, by: f64, divide: bool) -> Made {
        match self {
            Temporal::Duration(it) => {
                let amounts = Amounts::of(it)?.scaled(by, divide)?;
                amounts.duration().map(Temporal::Duration)
            }
            other => Err(TemporalError::kind("a duration", other.kind_name())),
        }
    }

    /// A point in time so much later: first the months, then the days, then the rest.
    fn shifted(&self, by: &Duration) -> Made {
        let nanos = by.nanos();
        Ok(match self {
            Temporal::Date(date) => {
                let days = i64::try_from(nanos / i128::from(DAY)).map_err(|_| out_of_range())?;
                let days = by.days.checked_add(days).ok_or_else(out_of_range)?;
                let moved = date.plus_months(by.months);
                let moved = moved.and_then(|date| date.plus_days(days));
                Temporal::Date(moved.ok_or_else(out_of_range)?)
            }
            Temporal::LocalTime(time) => Temporal::LocalTime(time.shifted(nanos)),
            Temporal::Time(time) => Temporal::Time(Time {
                local: time.local.shifted(nanos),
                offset: time.offset,
            }),
            Temporal::LocalDateTime(it) => {
                let moved = it
                    .later(by.months, by.days)
                    .and_then(|it| it.shifted(nanos));
                Temporal::LocalDateTime(moved.ok_or_else(out_of_range)?)
            }
            Temporal::DateTime(it) => {
                let moved = it
                    .later(by.months, by.days)
                    .and_then(|it| it.shifted(nanos));
                Temporal::DateTime(moved.ok_or_else(out_of_range)?)
            }
            Temporal::Duration(it) => Temporal::Duration(it.plus(by)?),
        })
    }
}

impl LocalTime {
    /// The time so much later, around the clock.
    fn shifted(self, nanos: i128) -> LocalTime {
        let nanos = (i128::from(self.nanos) + nanos).rem_euclid(i128::from(DAY));
        let nanos = i64::try_from(nanos).unwrap_or(0);
        LocalTime { nanos }
    }
}

impl LocalDateTime {
    /// So many months, then so many days later; `None` past the last year.
    pub fn later(self, months: i64, days: i64) -> Option<LocalDateTime> {
        let date = self.date.plus_months(months)?.plus_days(days)?;
        Some(LocalDateTime { date, ..self })
    }

    fn shifted(self, nanos: i128) -> Option<LocalDateTime> {
        let moved = LocalDateTime::from_nanos(self.nanos().checked_add(nanos)?)?;
        moved.date.plus_days(0).map(|_| moved)
    }
}

impl DateTime {
    /// So many months, then so many days later, as the calendar on the wall has them; `None` past
    /// the last year.
    pub fn later(&self, months: i64, days: i64) -> Option<DateTime> {
        if (months, days) == (0, 0) {
            return Some(self.clone());
        }
        self.zone().local(self.local.later(months, days)?)
    }

    fn shifted(&self, nanos: i128) -> Option<DateTime> {
        if nanos == 0 {
            return Some(self.clone());
        }
        let moved = self.zone().at(self.instant().checked_add(nanos)?)?;
        moved.local.date.plus_days(0)?;
        Some(moved)
    }
}

impl Duration {
    /// A duration of those parts; nanoseconds may be any number.
    ///
    /// # Errors
    /// It is past what can be held.
    pub fn of(months: i64, days: i64, seconds: i64, nanos: i64) -> Result<Duration, TemporalError> {
        let more = nanos.div_euclid(SECOND);
        let seconds = seconds.checked_add(more).ok_or_else(out_of_range)?;
        let nanos = i32::try_from(nanos.rem_euclid(SECOND)).map_err(|_| out_of_range())?;
        Ok(Duration {
            months,
            days,
            seconds,
            nanos,
        })
    }

    /// So many nanoseconds.
    ///
    /// # Errors
    /// As [`Duration::of`].
    pub fn of_nanos(nanos: i128) -> Result<Duration, TemporalError> {
        let second = i128::from(SECOND);
        let seconds = i64::try_from(nanos.div_euclid(second)).map_err(|_| out_of_range())?;
        let nanos = i64::try_from(nanos.rem_euclid(second)).map_err(|_| out_of_range())?;
        Duration::of(0, 0, seconds, nanos)
    }

    /// Its seconds and nanoseconds, in nanoseconds.
    pub fn nanos(&self) -> i128 {
        i128::from(self.seconds) * i128::from(SECOND) + i128::from(self.nanos)
    }

    fn plus(&self, other: &Duration) -> Result<Duration, TemporalError> {
        let sum = |a: i64, b: i64| a.checked_add(b).ok_or_else(out_of_range);
        Duration::of(
            sum(self.months, other.months)?,
            sum(self.days, other.days)?,
            sum(self.seconds, other.seconds)?,
            i64::from(self.nanos) + i64::from(other.nanos),
        )
    }

    fn negated(&self) -> Result<Duration, TemporalError> {
        let negative = |x: i64| x.checked_neg().ok_or_else(out_of_range);
        Duration::of(
            negative(self.months)?,
            negative(self.days)?,
            negative(self.seconds)?,
            -i64::from(self.nanos),
        )
    }
}
