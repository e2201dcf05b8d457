//! Temporal values as ISO 8601 text.

use std::fmt;

use super::{Civil, Date, DateTime, Duration, LocalDateTime, LocalTime, SECOND, Temporal, Time};

impl fmt::Display for Temporal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Temporal::Date(it) => it.fmt(f),
            Temporal::LocalTime(it) => it.fmt(f),
            Temporal::Time(it) => it.fmt(f),
            Temporal::LocalDateTime(it) => it.fmt(f),
            Temporal::DateTime(it) => it.fmt(f),
            Temporal::Duration(it) => it.fmt(f),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Civil { year, month, day } = self.civil();
        match year {
            0..=9999 => write!(f, "{year:04}")?,
            -9999..0 => write!(f, "-{:04}", -year)?,
            _ => write!(f, "{year:+}")?,
        }
        write!(f, "-{month:02}-{day:02}")
    }
}

impl fmt::Display for LocalTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, nanos) = (self.nanos / SECOND, self.nanos % SECOND);
        write!(f, "{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
        if seconds % 60 != 0 || nanos != 0 {
            write!(f, ":{:02}", seconds % 60)?;
        }
        fraction(f, nanos)
    }
}

/// The digits of a part of a second, without zeros at the end.
fn fraction(f: &mut fmt::Formatter<'_>, nanos: i64) -> fmt::Result {
    if nanos == 0 {
        return Ok(());
    }
    let digits = format!("{nanos:09}");
    write!(f, ".{}", digits.trim_end_matches('0'))
}

/// An offset: `Z`, `+01:00`, `-02:05:07`.
pub(super) fn offset_text(offset: i32) -> String {
    if offset == 0 {
        return "Z".to_owned();
    }
    let sign = if offset < 0 { '-' } else { '+' };
    let seconds = offset.unsigned_abs();
    let text = format!("{sign}{:02}:{:02}", seconds / 3600, seconds / 60 % 60);
    match seconds % 60 {
        0 => text,
        seconds => format!("{text}:{seconds:02}"),
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.local.fmt(f)?;
        f.write_str(&offset_text(self.offset))
    }
}

impl fmt::Display for LocalDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}T{}", self.date, self.time)
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.local.fmt(f)?;
        f.write_str(&offset_text(self.offset))?;
        match self.zone {
            Some(zone) => write!(f, "[{zone}]"),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Duration::default() {
            return f.write_str("PT0S");
        }
        f.write_str("P")?;
        let part = |f: &mut fmt::Formatter<'_>, number: i64, unit: char| match number {
            0 => Ok(()),
            _ => write!(f, "{number}{unit}"),
        };
        part(f, self.months / 12, 'Y')?;
        part(f, self.months % 12, 'M')?;
        part(f, self.days, 'D')?;
        if self.seconds == 0 && self.nanos == 0 {
            return Ok(());
        }
        f.write_str("T")?;
        // Towards zero, so that hours, minutes and seconds have one sign.
        let total = i128::from(self.seconds) * i128::from(SECOND) + i128::from(self.nanos);
        let (seconds, nanos) = (total / i128::from(SECOND), total % i128::from(SECOND));
        let part = |f: &mut fmt::Formatter<'_>, number: i128, unit: char| match number {
            0 => Ok(()),
            _ => write!(f, "{number}{unit}"),
        };
        part(f, seconds / 3600, 'H')?;
        part(f, seconds / 60 % 60, 'M')?;
        let seconds = seconds % 60;
        if seconds == 0 && nanos == 0 {
            return Ok(());
        }
        if total < 0 {
            f.write_str("-")?;
        }
        write!(f, "{}", seconds.abs())?;
        fraction(f, i64::try_from(nanos.abs()).unwrap_or(0))?;
        f.write_str("S")
    }
}
