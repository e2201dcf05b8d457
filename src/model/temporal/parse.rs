//! Temporal values read from ISO 8601 text: with or without dashes and colons, also by week,
//! quarter and day of the year; a zone may stand behind in brackets.

use super::amount::{Amount, Amounts};
use super::build::{Parts, Target};
use super::given::TemporalError;
use super::zone::Zone;
use super::{Date, Duration, LocalTime, SECOND, Temporal};

/// What a text says of a point in time.
#[derive(Clone, Copy, Debug, Default)]
pub struct Read {
    /// The day.
    pub date: Option<Date>,
    /// The time of day.
    pub time: Option<LocalTime>,
    /// Where the clock hangs.
    pub zone: Option<Zone>,
    /// What the offset is there, where both it and the name of a zone are said.
    pub offset: Option<i32>,
}

fn no(what: &str, text: &str) -> TemporalError {
    let message = format!("{text:?} is no {what}");
    TemporalError::value(message)
}

/// Reads a day: `2015-07-21`, `20150721`, `2015-07`, `2015`, `2015-W30-2`, `2015-Q2-60`,
/// `2015-202`, `+12015-07-21`.
///
/// # Errors
/// It is none.
pub fn date(text: &str) -> Result<Read, TemporalError> {
    let date = read_date(text).ok_or_else(|| no("date", text))?;
    Ok(Read {
        date: Some(date),
        ..Read::default()
    })
}

/// Reads a time of day: `21:40:32.142`, `2140`, `21`, with or without a zone.
///
/// # Errors
/// It is none.
pub fn time(text: &str) -> Result<Read, TemporalError> {
    let at = text.find(['Z', 'z', '+', '-', '[']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(at);
    let time = read_time(clock).ok_or_else(|| no("time", text))?;
    let (zone, offset) = read_zone(zone)?;
    Ok(Read {
        date: None,
        time: Some(time),
        zone,
        offset,
    })
}

/// Reads a day and, behind a `T`, a time of day.
///
/// # Errors
/// It is none.
pub fn date_time(text: &str) -> Result<Read, TemporalError> {
    let Some((day, clock)) = text.split_once(['T', 't']) else {
        return date(text).map_err(|_| no("date with a time", text));
    };
    let day = date(day).map_err(|_| no("date with a time", text))?;
    let clock = time(clock)?;
    Ok(Read {
        date: day.date,
        ..clock
    })
}

impl Temporal {
    /// Reads what one prints as, whichever kind it is.
    pub fn read(text: &str) -> Option<Temporal> {
        if text.contains(['P', 'p']) && !text.contains('[') {
            return duration(text).ok().map(Temporal::Duration);
        }
        let (read, zoned, local) = match (text.contains('T'), text.contains(':')) {
            (true, true) => (date_time(text), Target::DateTime, Target::LocalDateTime),
            (false, true) => (time(text), Target::Time, Target::LocalTime),
            (_, false) => (date(text), Target::Date, Target::Date),
        };
        let read = read.ok()?;
        let target = if read.zone.is_some() { zoned } else { local };
        Parts::from(read).made(target).ok()
    }
}

fn number(text: &str) -> Option<i64> {
    let digits = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

fn read_date(text: &str) -> Option<Date> {
    let (year, rest) = match text.split_at_checked(1)? {
        (sign @ ("+" | "-"), unsigned) => {
            let (year, rest) = match unsigned.find('-') {
                Some(at) => unsigned.split_at(at),
                None => (unsigned, ""),
            };
            let year = number(year).filter(|_| year.len() <= 9)?;
            (if sign == "-" { -year } else { year }, rest)
        }
        _ => {
            let (year, rest) = text.split_at_checked(4)?;
            (number(year)?, rest)
        }
    };
    let (dashed, rest) = match rest.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    if rest.is_empty() {
        return Date::of(year, 1, 1).filter(|_| !dashed);
    }
    if let Some(week) = rest.strip_prefix(['W', 'w']) {
        let (week, day) = week.split_at_checked(2)?;
        let day = if day.is_empty() {
            1
        } else {
            number(undashed(day, dashed)?)?
        };
        return Date::of_week(year, number(week)?, day);
    }
    if let Some(quarter) = rest.strip_prefix(['Q', 'q']) {
        let (quarter, day) = quarter.split_at_checked(1)?;
        let day = if day.is_empty() {
            1
        } else {
            number(undashed(day, dashed)?)?
        };
        return Date::of_quarter(year, number(quarter)?, day);
    }
    match (rest.len(), dashed) {
        (2, _) => Date::of(year, number(rest)?, 1),
        (3, _) => Date::of_ordinal(year, number(rest)?),
        (4, false) => Date::of(year, number(rest.get(..2)?)?, number(rest.get(2..)?)?),
        (5, true) => {
            let (month, day) = rest.split_once('-')?;
            let fits = month.len() == 2;
            Date::of(year, number(month)?, number(day)?).filter(|_| fits)
        }
        _ => None,
    }
}

/// What stands behind a dash, where dashes are written.
fn undashed(text: &str, dashed: bool) -> Option<&str> {
    match dashed {
        true => text.strip_prefix('-'),
        false => Some(text),
    }
}

fn read_time(text: &str) -> Option<LocalTime> {
    let (clock, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let bytes = clock.as_bytes();
    let shape = match bytes.len() {
        2 | 4 | 6 => !clock.contains(':'),
        5 => bytes[2] == b':',
        8 => bytes[2] == b':' && bytes[5] == b':',
        _ => false,
    };
    let digits: String = clock.chars().filter(|&c| c != ':').collect();
    if !shape || !digits.len().is_multiple_of(2) {
        return None;
    }
    let pair = |at: usize| match digits.get(at..at + 2) {
        Some(pair) => number(pair),
        None => Some(0),
    };
    let nanos = match part {
        "" if text.len() == clock.len() => 0,
        // A part of a second alone may be written.
        _ if digits.len() != 6 || part.is_empty() || part.len() > 9 => return None,
        part => number(&format!("{part:0<9}"))?,
    };
    LocalTime::of(pair(0)?, pair(2)?, pair(4)?, nanos)
}

type ReadZone = (Option<Zone>, Option<i32>);

/// Reads `Z`, `+01:00`, `[Europe/Stockholm]`, or the latter two in a row.
fn read_zone(text: &str) -> Result<ReadZone, TemporalError> {
    if text.is_empty() {
        return Ok((None, None));
    }
    let (offset, name) = match text.split_once('[') {
        Some((offset, name)) => {
            let name = name
                .strip_suffix(']')
                .ok_or_else(|| no("time zone", text))?;
            (offset, Some(name))
        }
        None => (text, None),
    };
    let offset = match offset {
        "" => None,
        offset => match Zone::parse(offset)? {
            Zone::Offset(offset) => Some(offset),
            Zone::Named(_) => return Err(no("offset from UTC", offset)),
        },
    };
    match name {
        Some(name) => Ok((Some(Zone::parse(name)?), offset)),
        None => Ok((offset.map(Zone::Offset), None)),
    }
}

impl LocalTime {
    /// The time of that hour, minute, second and nanosecond; `None` if there is none.
    pub fn of(hour: i64, minute: i64, second: i64, nanos: i64) -> Option<LocalTime> {
        let valid = (0..24).contains(&hour)
            && (0..60).contains(&minute)
            && (0..60).contains(&second)
            && (0..SECOND).contains(&nanos);
        let nanos = || ((hour * 60 + minute) * 60 + second) * SECOND + nanos;
        valid.then(|| LocalTime { nanos: nanos() })
    }
}

/// Reads a duration: `P12Y5M14DT16H12M70.5S`, `P2.5W`, `P2012-02-02T14:37:21.545`; any number
/// may have a sign.
///
/// # Errors
/// It is none, or past what can be held.
pub fn duration(text: &str) -> Result<Duration, TemporalError> {
    let none = || no("duration", text);
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let rest = rest.strip_prefix(['P', 'p']).ok_or_else(none)?;
    let amounts = match rest.split_once('-') {
        // A dash that no sign could be: the form of a point in time.
        Some((year, _)) if year.len() == 4 && number(year).is_some() => {
            pointlike(rest).ok_or_else(none)?
        }
        _ => units(rest).ok_or_else(none)??,
    };
    match negative {
        true => amounts.negated().duration(),
        false => amounts.duration(),
    }
}

/// `2012-02-02T14:37:21.545`: years, months, days and so on, none more than there can be.
fn pointlike(text: &str) -> Option<Amounts> {
    let (day, clock) = match text.split_once(['T', 't']) {
        Some((day, clock)) => (day, Some(clock)),
        None => (text, None),
    };
    let mut parts = day.split('-');
    let mut part = || parts.next().and_then(number);
    let (years, months, days) = (part()?, part()?, part()?);
    let nanos = match clock {
        Some(clock) => read_time(clock)?.nanos,
        None => 0,
    };
    let whole = Amount::whole(nanos / SECOND);
    let seconds = whole
        .plus(Amount::whole(nanos % SECOND).parts(SECOND))
        .ok()?;
    let fits = parts.next().is_none() && months <= 12 && days <= 31;
    fits.then_some(Amounts {
        months: Amount::whole(years * 12 + months),
        days: Amount::whole(days),
        seconds,
    })
}

/// `12Y5M14DT16H12M70S`: numbers, each with its unit, the units in that order.
fn units(text: &str) -> Option<Result<Amounts, TemporalError>> {
    const UNITS: [char; 7] = ['Y', 'M', 'W', 'D', 'H', 'm', 'S'];
    let (mut amounts, mut rest) = (Amounts::default(), text);
    let (mut in_time, mut next) = (false, 0);
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix(['T', 't']) {
            if in_time || after.is_empty() {
                return None;
            }
            (in_time, rest, next) = (true, after, next.max(4));
        }
        let (negative, digits) = match rest.strip_prefix('-') {
            Some(digits) => (true, digits),
            None => (false, rest.strip_prefix('+').unwrap_or(rest)),
        };
        let end = digits.find(|c: char| c.is_ascii_alphabetic())?;
        let amount = Amount::parse(digits.get(..end)?)?;
        let amount = if negative { amount.negated() } else { amount };
        let unit = digits[end..].chars().next()?.to_ascii_uppercase();
        let unit = if in_time && unit == 'M' { 'm' } else { unit };
        let place = UNITS.iter().position(|&it| it == unit)?;
        if place < next || (place >= 4) != in_time {
            return None;
        }
        (next, rest) = (place + 1, &digits[end + 1..]);
        if let Err(refusal) = amounts.add(amount, unit) {
            return Some(Err(refusal));
        }
    }
    Some(Ok(amounts))
}

impl Amounts {
    /// Adds so many of a unit: years, months, weeks, days, hours, minutes (`m`), seconds.
    fn add(&mut self, amount: Amount, unit: char) -> Result<(), TemporalError> {
        match unit {
            'Y' => self.months = self.months.plus(amount.times(12)?)?,
            'M' => self.months = self.months.plus(amount)?,
            'W' => self.days = self.days.plus(amount.times(7)?)?,
            'D' => self.days = self.days.plus(amount)?,
            'H' => self.seconds = self.seconds.plus(amount.times(3600)?)?,
            'm' => self.seconds = self.seconds.plus(amount.times(60)?)?,
            _ => self.seconds = self.seconds.plus(amount)?,
        }
        Ok(())
    }
}
