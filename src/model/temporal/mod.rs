//! Dates, times and durations as Cypher has them.
//!
//! Civil arithmetic of our own, on days since 1970-01-01 in 64 bits, as years go from -999999999
//! to 999999999. Knows no expressions and no clock.

mod amount;
mod arithmetic;
mod between;
mod build;
mod calendar;
mod given;
pub mod parse;
mod part;
mod print;
mod truncate;
mod zone;

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

pub use between::{Measure, between};
pub use build::{Parts, Target, build, duration_of};
pub use calendar::Civil;
pub use given::{Given, TemporalError, Wrong};
pub use part::Part;
pub use truncate::truncate;
pub use zone::Zone;

/// Nanoseconds of a second.
pub const SECOND: i64 = 1_000_000_000;
/// Seconds of a day.
pub const DAY_SECONDS: i64 = 86_400;
/// Nanoseconds of a day.
pub const DAY: i64 = DAY_SECONDS * SECOND;

/// A day: so many after 1970-01-01.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// The number of days.
    pub days: i64,
}

/// A time of day: so many nanoseconds after midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalTime {
    /// The number of nanoseconds, less than [`DAY`].
    pub nanos: i64,
}

/// A time of day at an offset from UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Time {
    /// What the clock on the wall says.
    pub local: LocalTime,
    /// Seconds east of UTC.
    pub offset: i32,
}

/// A day and a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LocalDateTime {
    /// The day.
    pub date: Date,
    /// The time of that day.
    pub time: LocalTime,
}

/// A day and a time somewhere.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DateTime {
    /// What calendar and clock on the wall say.
    pub local: LocalDateTime,
    /// Seconds east of UTC.
    pub offset: i32,
    /// The name of the zone, if it has one: `Europe/Stockholm`.
    pub zone: Option<&'static str>,
}

/// So many months, days, seconds and nanoseconds, which do not become each other: a month is not
/// always as long, and a day neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Duration {
    /// Months.
    pub months: i64,
    /// Days.
    pub days: i64,
    /// Seconds.
    pub seconds: i64,
    /// Nanoseconds, from 0 up to, not including, [`SECOND`].
    pub nanos: i32,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Temporal {
    /// A day.
    Date(Date),
    /// A time of day.
    LocalTime(LocalTime),
    /// A time of day at an offset.
    Time(Time),
    /// A point in time, nowhere in particular.
    LocalDateTime(LocalDateTime),
    /// A point in time.
    DateTime(DateTime),
    /// A duration.
    Duration(Duration),
}

impl Time {
    /// Nanoseconds after midnight UTC; may be negative, or more than a day.
    pub fn instant(self) -> i64 {
        self.local.nanos - i64::from(self.offset) * SECOND
    }
}

impl LocalDateTime {
    /// Nanoseconds since 1970-01-01, where the wall is.
    pub fn nanos(self) -> i128 {
        i128::from(self.date.days) * i128::from(DAY) + i128::from(self.time.nanos)
    }

    /// The point so many nanoseconds after 1970-01-01; `None` past 64 bits of days.
    pub fn from_nanos(nanos: i128) -> Option<LocalDateTime> {
        let days = i64::try_from(nanos.div_euclid(i128::from(DAY))).ok()?;
        let nanos = i64::try_from(nanos.rem_euclid(i128::from(DAY))).ok()?;
        let (date, time) = (Date { days }, LocalTime { nanos });
        Some(LocalDateTime { date, time })
    }
}

impl DateTime {
    /// Nanoseconds since 1970-01-01 UTC.
    pub fn instant(&self) -> i128 {
        self.local.nanos() - i128::from(self.offset) * i128::from(SECOND)
    }
}

impl Duration {
    /// Nanoseconds, a month being as long as it is on average: for sorting only.
    fn average_nanos(&self) -> i128 {
        // 365.2425 days a year.
        const MONTH_SECONDS: i128 = 2_629_746;
        let seconds = i128::from(self.months) * MONTH_SECONDS
            + i128::from(self.days) * i128::from(DAY_SECONDS)
            + i128::from(self.seconds);
        seconds * i128::from(SECOND) + i128::from(self.nanos)
    }
}

impl Temporal {
    /// A date of the graph: its first possible day.
    pub fn from_date(date: super::Date) -> Temporal {
        let days = i64::from(date.days());
        Temporal::Date(Date { days })
    }

    /// The date, where it is one of the years 0 to 9999.
    pub fn to_date(&self) -> Option<super::Date> {
        match self {
            Temporal::Date(date) => super::Date::from_days(i32::try_from(date.days).ok()?),
            _ => None,
        }
    }

    /// What it is, for messages.
    pub fn kind_name(&self) -> &'static str {
        match self {
            Temporal::Date(_) => "a date",
            Temporal::LocalTime(_) => "a local time",
            Temporal::Time(_) => "a time",
            Temporal::LocalDateTime(_) => "a local datetime",
            Temporal::DateTime(_) => "a datetime",
            Temporal::Duration(_) => "a duration",
        }
    }

    /// How `<` finds two to compare; `None` for two kinds, and for durations, which have no
    /// order as long as nobody says where they begin.
    pub fn compared(&self, other: &Temporal) -> Option<Ordering> {
        let same = self.rank() == other.rank() && !matches!(self, Temporal::Duration(_));
        same.then(|| Temporal::order(self, other))
    }

    /// The total order: by kind, then by the point in time, then by the zone.
    pub fn order(a: &Temporal, b: &Temporal) -> Ordering {
        match (a, b) {
            (Temporal::Date(a), Temporal::Date(b)) => a.cmp(b),
            (Temporal::LocalTime(a), Temporal::LocalTime(b)) => a.cmp(b),
            (Temporal::LocalDateTime(a), Temporal::LocalDateTime(b)) => a.cmp(b),
            (Temporal::Time(a), Temporal::Time(b)) => {
                let offsets = || a.offset.cmp(&b.offset);
                a.instant().cmp(&b.instant()).then_with(offsets)
            }
            (Temporal::DateTime(a), Temporal::DateTime(b)) => {
                let zones = || (a.offset, a.zone).cmp(&(b.offset, b.zone));
                a.instant().cmp(&b.instant()).then_with(zones)
            }
            (Temporal::Duration(a), Temporal::Duration(b)) => {
                let parts = |d: &Duration| (d.months, d.days, d.seconds, d.nanos);
                let nanos = a.average_nanos().cmp(&b.average_nanos());
                nanos.then_with(|| parts(a).cmp(&parts(b)))
            }
            _ => a.rank().cmp(&b.rank()),
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Temporal::DateTime(_) => 0,
            Temporal::LocalDateTime(_) => 1,
            Temporal::Date(_) => 2,
            Temporal::Time(_) => 3,
            Temporal::LocalTime(_) => 4,
            Temporal::Duration(_) => 5,
        }
    }
}

impl Hash for Temporal {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u8(self.rank());
        match self {
            Temporal::Date(it) => it.hash(state),
            Temporal::LocalTime(it) => it.hash(state),
            Temporal::Time(it) => it.hash(state),
            Temporal::LocalDateTime(it) => it.hash(state),
            Temporal::DateTime(it) => it.hash(state),
            Temporal::Duration(it) => it.hash(state),
        }
    }
}
