//! Dates that know their own precision: a year, a month or a day.

use std::fmt;

/// A calendar date as a source states it: `2023`, `2023-03` or `2023-03-17`.
///
/// A date never gains precision: `2023` is not `2023-01-01`. Ordering is by year, month and day,
/// an absent part coming first, which orders a year before its own months. Four bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: i16,
    /// 0 where the source gives no month.
    month: u8,
    /// 0 where the source gives no day.
    day: u8,
}

/// Why a text is no date.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DateError {
    /// The text has none of the three forms.
    #[error("is not a date")]
    Form,
    /// The month is outside 1 to 12.
    #[error("has no month {0}")]
    Month(u8),
    /// The month has no such day in that year.
    #[error("has no day {0} in that month")]
    Day(u8),
}

impl Date {
    /// Reads `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, nothing else.
    ///
    /// # Errors
    /// [`DateError`] says which part is wrong.
    pub fn parse(text: &str) -> Result<Date, DateError> {
        let mut parts = text.split('-');
        let year = digits(parts.next(), 4)?.ok_or(DateError::Form)?;
        let month = digits(parts.next(), 2)?;
        let day = digits(parts.next(), 2)?;
        if parts.next().is_some() {
            return Err(DateError::Form);
        }
        let year = i16::try_from(year).map_err(|_| DateError::Form)?;
        let month = month.map(|m| u8::try_from(m).unwrap_or(u8::MAX));
        let day = day.map(|d| u8::try_from(d).unwrap_or(u8::MAX));
        if let Some(m) = month
            && !(1..=12).contains(&m)
        {
            return Err(DateError::Month(m));
        }
        if let (Some(m), Some(d)) = (month, day)
            && !(1..=days_in_month(year, m)).contains(&d)
        {
            return Err(DateError::Day(d));
        }
        Ok(Date {
            year,
            month: month.unwrap_or(0),
            day: day.unwrap_or(0),
        })
    }

    /// The year.
    pub fn year(self) -> i32 {
        i32::from(self.year)
    }

    /// The month, 1 to 12, where the date has one.
    pub fn month(self) -> Option<u8> {
        (self.month > 0).then_some(self.month)
    }

    /// The day of the month, where the date has one.
    pub fn day(self) -> Option<u8> {
        (self.day > 0).then_some(self.day)
    }

    /// The first day this date may mean: `2023-03` gives `2023-03-01`.
    pub fn first_day(self) -> Date {
        Date {
            year: self.year,
            month: self.month.max(1),
            day: self.day.max(1),
        }
    }

    /// The last day this date may mean: `2023-02` gives `2023-02-28`.
    pub fn last_day(self) -> Date {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 {
            days_in_month(self.year, month)
        } else {
            self.day
        };
        Date {
            year: self.year,
            month,
            day,
        }
    }

    /// How many days its first day is after 1970-01-01, in the proleptic Gregorian calendar.
    pub fn days(self) -> i32 {
        let first = self.first_day();
        // A year that begins in March has its odd day at its end.
        let year = i32::from(first.year) - i32::from(first.month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let month = (i32::from(first.month) + 9) % 12;
        let day = (153 * month + 2) / 5 + i32::from(first.day) - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day - 719_468
    }

    /// The day that is so many days after 1970-01-01; `None` outside the years 0 to 9999, which
    /// no text of ours can say.
    pub fn from_days(days: i32) -> Option<Date> {
        let days = days.checked_add(719_468)?;
        let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let month = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month + 2) / 5 + 1;
        let month = if month < 10 { month + 3 } else { month - 9 };
        let year = year + era * 400 + i32::from(month <= 2);
        (0..=9999).contains(&year).then_some(Date {
            year: i16::try_from(year).ok()?,
            month: u8::try_from(month).ok()?,
            day: u8::try_from(day).ok()?,
        })
    }

    /// The date as one number, in the order of dates.
    pub(crate) fn code(self) -> u32 {
        let year = (i32::from(self.year) - i32::from(i16::MIN)).unsigned_abs();
        (year * 13 + u32::from(self.month)) * 32 + u32::from(self.day)
    }

    /// The date of a number that [`Date::code`] gave; `None` for any other.
    pub(crate) fn from_code(code: u32) -> Option<Date> {
        let (rest, day) = (code / 32, (code % 32) as u8);
        let month = (rest % 13) as u8;
        let year = i16::try_from(i64::from(rest / 13) + i64::from(i16::MIN)).ok()?;
        let fits = match (month, day) {
            (_, 0) => true,
            (0, _) => false,
            (month, day) => day <= days_in_month(year, month),
        };
        fits.then_some(Date { year, month, day })
    }

    /// Whether what this date dates may exist by the end of `day`: its first possible day is not
    /// after the last day that `day` may mean.
    pub fn may_be_by(self, day: Date) -> bool {
        self.first_day() <= day.last_day()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if self.month > 0 {
            write!(f, "-{:02}", self.month)?;
        }
        if self.day > 0 {
            write!(f, "-{:02}", self.day)?;
        }
        Ok(())
    }
}

/// Reads exactly `n` ASCII digits; `None` stays `None`.
fn digits(part: Option<&str>, n: usize) -> Result<Option<u16>, DateError> {
    let Some(part) = part else { return Ok(None) };
    if part.len() != n || !part.bytes().all(|b| b.is_ascii_digit()) {
        return Err(DateError::Form);
    }
    part.parse().map(Some).map_err(|_| DateError::Form)
}

/// The number of days of a month in the proleptic Gregorian calendar.
fn days_in_month(year: i16, month: u8) -> u8 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_its_precision() {
        for text in ["2023", "2023-03", "2023-03-17", "1956", "2024-02-29"] {
            assert_eq!(
                Date::parse(text).map(|d| d.to_string()),
                Ok(text.to_owned())
            );
        }
    }

    #[test]
    fn a_code_is_read_back_and_keeps_the_order() {
        let texts = [
            "0000",
            "1956-12-31",
            "2023",
            "2023-03",
            "2023-03-17",
            "2024-02-29",
            "9999",
        ];
        let dates = texts.map(|text| Date::parse(text).unwrap());
        assert_eq!(
            dates.map(|date| Date::from_code(date.code())),
            dates.map(Some)
        );
        assert!(dates.map(Date::code).is_sorted());
        let of = |text| Date::parse(text).unwrap().code();
        // 2023-02-29, a day of no month, a 13th month, a year too far.
        let odd = [of("2023-02-28") + 1, of("2023") + 1, u32::MAX];
        assert_eq!(odd.map(Date::from_code), [None; 3]);
    }

    #[test]
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "23",
            "2023-3",
            "2023/03",
            "2023-03-17T00",
            "2023-03-",
            "-2023",
            "2023-+3",
        ] {
            assert_eq!(Date::parse(text), Err(DateError::Form), "{text}");
        }
        assert_eq!(Date::parse("2023-13"), Err(DateError::Month(13)));
        assert_eq!(Date::parse("2023-02-29"), Err(DateError::Day(29)));
    }

    #[test]
    fn counts_days() {
        for (text, days) in [
            ("1970-01-01", 0),
            ("1969", -365),
            ("2000-02-29", 11_016),
            ("2023-03", 19_417),
            ("0000-01-01", -719_528),
            ("9999-12-31", 2_932_896),
        ] {
            let date = Date::parse(text).unwrap();
            assert_eq!(date.days(), days, "{text}");
            assert_eq!(Date::from_days(days), Some(date.first_day()));
        }
        let mut day = Date::from_days(-719_528).unwrap();
        for days in -719_527..=2_932_896 {
            let next = Date::from_days(days).unwrap();
            assert!(day < next && next.days() == days, "{days}");
            day = next;
        }
        for days in [-719_529, 2_932_897, i32::MIN, i32::MAX] {
            assert_eq!(Date::from_days(days), None);
        }
    }

    #[test]
    fn spans_its_possible_days() {
        let span =
            |t| Date::parse(t).map(|d| (d.first_day().to_string(), d.last_day().to_string()));
        assert_eq!(span("2023"), Ok(("2023-01-01".into(), "2023-12-31".into())));
        assert_eq!(
            span("2024-02"),
            Ok(("2024-02-01".into(), "2024-02-29".into()))
        );
        assert_eq!(
            span("2023-03-17"),
            Ok(("2023-03-17".into(), "2023-03-17".into()))
        );
    }
}
