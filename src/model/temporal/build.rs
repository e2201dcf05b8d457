//! Temporal values made of maps, texts and each other: `date({year: 1984, week: 10})`,
//! `datetime({date: d, hour: 12, timezone: '+01:00'})`, `localtime(d)`.

use super::given::{Given, TemporalError};

use super::amount::{Amount, Amounts, out_of_range};
use super::zone::Zone;
use super::{Date, DateTime, Duration, LocalDateTime, LocalTime, SECOND, Temporal, Time, parse};

/// Which kind of value is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A day.
    Date,
    /// A time of day.
    LocalTime,
    /// A time of day at an offset.
    Time,
    /// A point in time, nowhere in particular.
    LocalDateTime,
    /// A point in time.
    DateTime,
}

impl Target {
    fn has_date(self) -> bool {
        !matches!(self, Target::LocalTime | Target::Time)
    }

    fn has_time(self) -> bool {
        self != Target::Date
    }

    fn has_zone(self) -> bool {
        matches!(self, Target::Time | Target::DateTime)
    }

    fn name(self) -> &'static str {
        match self {
            Target::Date => "a date",
            Target::LocalTime => "a local time",
            Target::Time => "a time",
            Target::LocalDateTime => "a local datetime",
            Target::DateTime => "a datetime",
        }
    }
}

/// What a value says of a point in time, as far as it says it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parts {
    /// The day.
    pub date: Option<Date>,
    /// The time of day.
    pub time: Option<LocalTime>,
    /// Where the clock hangs.
    pub zone: Option<Zone>,
    /// The offset there, which of two moments of the same name it is.
    pub offset: Option<i32>,
}

impl From<parse::Read> for Parts {
    fn from(read: parse::Read) -> Parts {
        Parts {
            date: read.date,
            time: read.time,
            zone: read.zone,
            offset: read.offset,
        }
    }
}

impl Parts {
    /// The parts of a value; `None` for durations.
    pub fn of(temporal: &Temporal) -> Option<Parts> {
        let none = Parts::default();
        Some(match temporal {
            Temporal::Date(date) => Parts {
                date: Some(*date),
                ..none
            },
            Temporal::LocalTime(time) => Parts {
                time: Some(*time),
                ..none
            },
            Temporal::Time(it) => Parts {
                time: Some(it.local),
                zone: Some(Zone::Offset(it.offset)),
                offset: Some(it.offset),
                ..none
            },
            Temporal::LocalDateTime(it) => Parts {
                date: Some(it.date),
                time: Some(it.time),
                ..none
            },
            Temporal::DateTime(it) => Parts {
                date: Some(it.local.date),
                time: Some(it.local.time),
                zone: Some(it.zone()),
                offset: Some(it.offset),
            },
            Temporal::Duration(_) => return None,
        })
    }

    /// The parts that are wanted as a value; midnight and UTC where nothing else is said.
    ///
    /// # Errors
    /// There is no date where one is wanted, or no time where nothing else is; what is past the
    /// last year.
    pub fn made(self, target: Target) -> Result<Temporal, TemporalError> {
        let missing = |part: &str| {
            let message = format!("{} needs {part}", target.name());
            TemporalError::value(message)
        };
        let date = || self.date.ok_or_else(|| missing("a date"));
        let time = match self.time {
            None if !target.has_date() => return Err(missing("a time")),
            time => time.unwrap_or(LocalTime { nanos: 0 }),
        };
        Ok(match target {
            Target::Date => Temporal::Date(date()?),
            Target::LocalTime => Temporal::LocalTime(time),
            Target::LocalDateTime => {
                let date = date()?;
                Temporal::LocalDateTime(LocalDateTime { date, time })
            }
            Target::Time => {
                let offset = match (self.zone.unwrap_or(Zone::UTC), self.offset) {
                    (Zone::Offset(offset), _) | (Zone::Named(_), Some(offset)) => offset,
                    (Zone::Named(_), None) => return Err(missing("an offset, not a zone")),
                };
                let local = time;
                Temporal::Time(Time { local, offset })
            }
            Target::DateTime => {
                let local = LocalDateTime {
                    date: date()?,
                    time,
                };
                Temporal::DateTime(self.placed(local).ok_or_else(out_of_range)?)
            }
        })
    }

    /// The moment that calendar and clock say.
    fn placed(self, local: LocalDateTime) -> Option<DateTime> {
        let zone = self.zone.unwrap_or(Zone::UTC);
        match self.offset {
            None => zone.local(local),
            Some(offset) => {
                let instant = local.nanos() - i128::from(offset) * i128::from(SECOND);
                zone.at(instant)
            }
        }
    }
}

/// A value of that kind, of a map, a text or another value; `now` is in whose zone a time
/// with the name of a zone is.
///
/// # Errors
/// The map lacks something or has too much, the text cannot be read, there is no such day.
pub fn build(
    target: Target,
    given: &Given<'_>,
    now: Option<i128>,
) -> Result<Temporal, TemporalError> {
    match given {
        Given::Map(map) => Fields { target, map }.built(Parts::default(), false, now),
        Given::Text(text) => {
            let read = match target {
                Target::Date => parse::date(text)?,
                Target::LocalTime | Target::Time => parse::time(text)?,
                Target::LocalDateTime | Target::DateTime => parse::date_time(text)?,
            };
            if read.zone.is_some() && !target.has_zone() {
                let message = format!("{} has no time zone, as {text:?} has", target.name());
                return Err(TemporalError::value(message));
            }
            Parts::from(read).made(target)
        }
        Given::Temporal(temporal) => match Parts::of(temporal) {
            Some(parts) => parts.made(target),
            None => Err(TemporalError::kind(target.name(), given.kind_name())),
        },
        other => Err(TemporalError::kind(
            "a map, text or date",
            other.kind_name(),
        )),
    }
}

/// What a map says.
pub(super) struct Fields<'m> {
    pub(super) target: Target,
    pub(super) map: &'m [(&'m str, Given<'m>)],
}

/// What a map may say of a day, a time, a zone.
const DATE: &[&str] = &[
    "date",
    "datetime",
    "year",
    "month",
    "day",
    "week",
    "dayOfWeek",
    "ordinalDay",
    "quarter",
    "dayOfQuarter",
    "weekYear",
];
const TIME: &[&str] = &[
    "time",
    "datetime",
    "hour",
    "minute",
    "second",
    "millisecond",
    "microsecond",
    "nanosecond",
];

impl Fields<'_> {
    fn get(&self, key: &str) -> Option<&Given<'_>> {
        let found = self.map.iter().find(|(name, _)| *name == key);
        found.map(|(_, given)| given)
    }

    /// The value that the map says, with what is said already; `truncated` says that this is
    /// what remains of a value, which the map's nanoseconds are added to, and whose zone the
    /// map's one replaces.
    pub(super) fn built(
        &self,
        said: Parts,
        truncated: bool,
        now: Option<i128>,
    ) -> Result<Temporal, TemporalError> {
        self.check_keys()?;
        let target = self.target;
        if let Some(instant) = self.epoch()? {
            let zone = self.zone()?.unwrap_or(Zone::UTC);
            let made = zone.at(instant).ok_or_else(out_of_range)?;
            return Ok(Temporal::DateTime(made));
        }
        let base = self.base(said)?;
        let date = match target.has_date() {
            true => Some(self.date(base.date)?),
            false => base.date,
        };
        let time = match target.has_time() {
            true => self.time(base.time, truncated)?,
            false => None,
        };
        // The offset says which of two moments is meant as long as nothing else is changed.
        let same = (date, time) == (base.date, base.time);
        let fixed = base.offset.filter(|_| same || !target.has_date());
        let base = Parts {
            date,
            time,
            zone: base.zone,
            offset: fixed,
        };
        let Some(zone) = self.zone()? else {
            return base.made(target);
        };
        if base.zone.is_none() || truncated {
            let offset = match (zone, target) {
                (Zone::Named(_), Target::Time) => now.map(|now| offset_now(zone, now)),
                _ => None,
            };
            let zone = Some(zone);
            return Parts {
                zone,
                offset,
                ..base
            }
            .made(target);
        }
        moved(base.made(target)?, zone, now)
    }

    fn check_keys(&self) -> Result<(), TemporalError> {
        let target = self.target;
        for (key, _) in self.map.iter() {
            let fits = (target.has_date() && DATE.contains(key))
                || (target.has_time() && TIME.contains(key))
                || (target.has_zone() && *key == "timezone")
                || (target == Target::DateTime && ["epochSeconds", "epochMillis"].contains(key));
            if !fits {
                let message = format!("{} has no part {key:?}", target.name());
                return Err(TemporalError::value(message));
            }
        }
        Ok(())
    }

    fn number(&self, key: &str) -> Result<Option<i64>, TemporalError> {
        match self.get(key) {
            None | Some(Given::Null) => Ok(None),
            Some(Given::Integer(i)) => Ok(Some(*i)),
            Some(other) => Err(self.wrong(key, "an integer", other)),
        }
    }

    fn wrong(&self, key: &str, wanted: &str, given: &Given<'_>) -> TemporalError {
        let message = format!("{key} is {wanted}, not {}", given.kind_name());
        TemporalError::value(message)
    }

    fn parts(&self, key: &str) -> Result<Option<Parts>, TemporalError> {
        match self.get(key) {
            None | Some(Given::Null) => Ok(None),
            Some(given @ Given::Temporal(temporal)) => match Parts::of(temporal) {
                Some(parts) => Ok(Some(parts)),
                None => Err(self.wrong(key, "a date or time", given)),
            },
            Some(other) => Err(self.wrong(key, "a date or time", other)),
        }
    }

    /// What the map takes from other values.
    fn base(&self, said: Parts) -> Result<Parts, TemporalError> {
        let mut base = said;
        if let Some(both) = self.parts("datetime")? {
            base = both;
        }
        if let Some(parts) = self.parts("date")? {
            base.date = Some(parts.date.ok_or_else(|| self.lacks("date"))?);
        }
        if let Some(parts) = self.parts("time")? {
            base.time = Some(parts.time.ok_or_else(|| self.lacks("time"))?);
            (base.zone, base.offset) = (parts.zone, parts.offset);
            // The offset was that of another day.
            if self.target.has_date() && matches!(base.zone, Some(Zone::Named(_))) {
                base.offset = None;
            }
        }
        Ok(base)
    }

    fn lacks(&self, part: &str) -> TemporalError {
        let message = format!("what is given as {part} has no {part}");
        TemporalError::value(message)
    }

    fn zone(&self) -> Result<Option<Zone>, TemporalError> {
        match self.get("timezone") {
            None | Some(Given::Null) => Ok(None),
            Some(Given::Text(text)) => Zone::parse(text).map(Some),
            Some(other) => Err(self.wrong("timezone", "text", other)),
        }
    }

    /// Nanoseconds since 1970, where the map says seconds or milliseconds since then.
    fn epoch(&self) -> Result<Option<i128>, TemporalError> {
        let seconds = self
            .number("epochSeconds")?
            .map(|it| i128::from(it) * 1_000_000_000);
        let millis = self
            .number("epochMillis")?
            .map(|it| i128::from(it) * 1_000_000);
        let Some(instant) = seconds.or(millis) else {
            return Ok(None);
        };
        Ok(Some(
            instant + i128::from(self.number("nanosecond")?.unwrap_or(0)),
        ))
    }

    /// The day: by week, by its number in the year or the quarter, else by month.
    fn date(&self, base: Option<Date>) -> Result<Date, TemporalError> {
        let none = |made: Option<Date>| {
            let refusal = || {
                let message = "there is no such day";
                TemporalError::range(message)
            };
            made.ok_or_else(refusal)
        };
        let year = self.number("year")?;
        let year_of = |of: fn(Date) -> i64| {
            let known = year.or(base.map(of));
            known.ok_or_else(|| {
                let message = format!("{} needs a year", self.target.name());
                TemporalError::value(message)
            })
        };
        let (week, weekday) = (self.number("week")?, self.number("dayOfWeek")?);
        let week_year = self.number("weekYear")?;
        if week.is_some() || weekday.is_some() || week_year.is_some() {
            let year = match week_year {
                Some(year) => year,
                None => year_of(|date| date.week().0)?,
            };
            let week = week.or(base.map(|date| date.week().1)).unwrap_or(1);
            let weekday = weekday.or(base.map(Date::weekday)).unwrap_or(1);
            return none(Date::of_week(year, week, weekday));
        }
        if let Some(day) = self.number("ordinalDay")? {
            return none(Date::of_ordinal(year_of(|date| date.civil().year)?, day));
        }
        let year = year_of(|date| date.civil().year)?;
        let (quarter, day) = (self.number("quarter")?, self.number("dayOfQuarter")?);
        if quarter.is_some() || day.is_some() {
            let of_base = base.map(|date| (date.civil().month - 1) / 3 + 1);
            let quarter = quarter.or(of_base).unwrap_or(1);
            let day = day.or(base.map(Date::day_of_quarter)).unwrap_or(1);
            return none(Date::of_quarter(year, quarter, day));
        }
        let (month, day) = (self.number("month")?, self.number("day")?);
        if base.is_none() && month.is_none() && day.is_some() {
            let message = "a day needs its month";
            return Err(TemporalError::value(message));
        }
        let civil = base.map(Date::civil);
        let month = month.or(civil.map(|it| it.month)).unwrap_or(1);
        let day = day.or(civil.map(|it| it.day)).unwrap_or(1);
        none(Date::of(year, month, day))
    }

    /// The time of day; `None` where nothing says one.
    fn time(&self, base: Option<LocalTime>, add: bool) -> Result<Option<LocalTime>, TemporalError> {
        const UNITS: [&str; 6] = [
            "hour",
            "minute",
            "second",
            "millisecond",
            "microsecond",
            "nanosecond",
        ];
        let mut given = [None; 6];
        for (unit, key) in given.iter_mut().zip(UNITS) {
            *unit = self.number(key)?;
        }
        let [hour, minute, second, millis, micros, nanos] = given;
        if given.iter().all(Option::is_none) {
            return Ok(base);
        }
        if base.is_none() {
            let gap = (minute.is_some() && hour.is_none())
                || (second.is_some() && minute.is_none())
                || (given[3..].iter().any(Option::is_some) && second.is_none());
            if gap {
                let message = "a part of a time needs the greater ones before it";
                return Err(TemporalError::value(message));
            }
        }
        let of = base.map_or(0, |time| time.nanos);
        let (seconds, left) = (of / SECOND, of % SECOND);
        let hour = hour.unwrap_or(seconds / 3600);
        let minute = minute.unwrap_or(seconds / 60 % 60);
        let second = second.unwrap_or(seconds % 60);
        let small = smaller_parts(millis, micros, nanos, left, add).ok_or_else(no_such_time)?;
        let made = LocalTime::of(hour, minute, second, small).ok_or_else(no_such_time)?;
        Ok(Some(made))
    }
}

fn no_such_time() -> TemporalError {
    TemporalError::range("there is no such time")
}

/// The nanoseconds that parts of a second say: each is a part of the one before, where that is
/// given.
fn smaller_parts(
    millis: Option<i64>,
    micros: Option<i64>,
    nanos: Option<i64>,
    left: i64,
    add: bool,
) -> Option<i64> {
    if (millis, micros, nanos) == (None, None, None) {
        return Some(left);
    }
    let micros_most = if millis.is_some() { 1000 } else { 1_000_000 };
    let nanos_most = match (millis, micros) {
        (_, Some(_)) => 1000,
        (Some(_), None) => 1_000_000,
        (None, None) => SECOND,
    };
    let part = |part: Option<i64>, most: i64| {
        let part = part.unwrap_or(0);
        (0..most).contains(&part).then_some(part)
    };
    let sum = part(millis, 1000)? * 1_000_000
        + part(micros, micros_most)? * 1000
        + part(nanos, nanos_most)?;
    Some(if add { left + sum } else { sum })
}

fn offset_now(zone: Zone, now: i128) -> i32 {
    let seconds = now.div_euclid(i128::from(SECOND));
    zone.offset_at(i64::try_from(seconds).unwrap_or(0))
}

/// The same moment in another zone.
fn moved(temporal: Temporal, zone: Zone, now: Option<i128>) -> Result<Temporal, TemporalError> {
    match temporal {
        Temporal::DateTime(it) => {
            let moved = zone.at(it.instant()).ok_or_else(out_of_range)?;
            Ok(Temporal::DateTime(moved))
        }
        Temporal::Time(it) => {
            let offset = match (zone, now) {
                (Zone::Offset(offset), _) => offset,
                (Zone::Named(_), Some(now)) => offset_now(zone, now),
                (Zone::Named(_), None) => {
                    let message = "a time needs an offset, not a zone";
                    return Err(TemporalError::value(message));
                }
            };
            let nanos = it.instant() + i64::from(offset) * SECOND;
            let local = LocalTime {
                nanos: nanos.rem_euclid(super::DAY),
            };
            Ok(Temporal::Time(Time { local, offset }))
        }
        other => Ok(other),
    }
}

/// A duration of a map or a text.
///
/// # Errors
/// As [`build`].
pub fn duration_of(given: &Given<'_>) -> Result<Duration, TemporalError> {
    match given {
        Given::Text(text) => parse::duration(text),
        Given::Map(map) => {
            let mut amounts = Amounts::default();
            for (key, value) in map.iter() {
                let amount = match value {
                    Given::Null => continue,
                    Given::Integer(i) => Amount::whole(*i),
                    Given::Float(x) => Amount::of_float(*x)?,
                    other => return Err(TemporalError::kind("a number", other.kind_name())),
                };
                amounts.add_named(amount, key)?;
            }
            amounts.duration()
        }
        Given::Temporal(temporal) => match temporal {
            Temporal::Duration(duration) => Ok(*duration),
            other => Err(TemporalError::kind("a map or text", other.kind_name())),
        },
        other => Err(TemporalError::kind("a map or text", other.kind_name())),
    }
}

impl Amounts {
    fn add_named(&mut self, amount: Amount, unit: &str) -> Result<(), TemporalError> {
        let (sum, amount) = match unit {
            "years" => (&mut self.months, amount.times(12)?),
            "quarters" => (&mut self.months, amount.times(3)?),
            "months" => (&mut self.months, amount),
            "weeks" => (&mut self.days, amount.times(7)?),
            "days" => (&mut self.days, amount),
            "hours" => (&mut self.seconds, amount.times(3600)?),
            "minutes" => (&mut self.seconds, amount.times(60)?),
            "seconds" => (&mut self.seconds, amount),
            "milliseconds" => (&mut self.seconds, amount.parts(1000)),
            "microseconds" => (&mut self.seconds, amount.parts(1_000_000)),
            "nanoseconds" => (&mut self.seconds, amount.parts(SECOND)),
            other => {
                let message = format!("a duration has no part {other:?}");
                return Err(TemporalError::value(message));
            }
        };
        *sum = sum.plus(amount)?;
        Ok(())
    }
}
