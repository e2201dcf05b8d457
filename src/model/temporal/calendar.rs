//! The proleptic Gregorian calendar, and ISO weeks.
//!
//! Algorithms: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".

use super::Date;

/// The first and the last year there is.
pub(crate) const YEARS: std::ops::RangeInclusive<i64> = -999_999_999..=999_999_999;

/// Days of 400 years.
const ERA: i64 = 146_097;
/// From 0000-03-01 to 1970-01-01.
const EPOCH: i64 = 719_468;

/// A day by year, month and day of the month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Civil {
    /// The year; 0 is the one before 1.
    pub year: i64,
    /// The month, from 1.
    pub month: i64,
    /// The day of the month, from 1.
    pub day: i64,
}

/// Whether a year has 366 days.
pub(crate) fn is_leap(year: i64) -> bool {
    year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0)
}

/// How many days a month has, 1 to 12.
pub(crate) fn days_in_month(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl Date {
    /// The day of that year, month and day of the month; `None` if there is none, or the year is
    /// past the years that there are.
    pub fn of(year: i64, month: i64, day: i64) -> Option<Date> {
        let valid = YEARS.contains(&year)
            && (1..=12).contains(&month)
            && (1..=days_in_month(year, month)).contains(&day);
        if !valid {
            return None;
        }
        // A year that begins in March has its odd day at its end.
        let since_march = (month + 9) % 12;
        let year = year - i64::from(month <= 2);
        let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
        let of_year = (153 * since_march + 2) / 5 + day - 1;
        let days = era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH;
        Some(Date { days })
    }

    /// Its year, month and day of the month.
    pub fn civil(self) -> Civil {
        let days = self.days.saturating_add(EPOCH);
        let (era, of_era) = (days.div_euclid(ERA), days.rem_euclid(ERA));
        let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let since_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * since_march + 2) / 5 + 1;
        let month = if since_march < 10 {
            since_march + 3
        } else {
            since_march - 9
        };
        let year = year + era * 400 + i64::from(month <= 2);
        Civil { year, month, day }
    }

    /// The day so many after it; `None` past the years that there are.
    pub fn plus_days(self, days: i64) -> Option<Date> {
        let days = self.days.checked_add(days)?;
        // 366 days a year is more than there can be on either side, so `civil` cannot overflow.
        let date = Date { days };
        let near = days.unsigned_abs() <= 366_000_000_000;
        (near && YEARS.contains(&date.civil().year)).then_some(date)
    }

    /// The same day so many months later, or the last one of that month if it has no such day.
    pub fn plus_months(self, months: i64) -> Option<Date> {
        let Civil { year, month, day } = self.civil();
        let months = (year * 12 + month - 1).checked_add(months)?;
        let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
        Date::of(year, month, day.min(days_in_month(year, month)))
    }

    /// The day of the week: 1 is Monday.
    pub fn weekday(self) -> i64 {
        // 1970-01-01 was a Thursday.
        (self.days + 3).rem_euclid(7) + 1
    }

    /// The day of the year, from 1.
    pub fn day_of_year(self) -> i64 {
        self.days - first_of_year(self.civil().year) + 1
    }

    /// The ISO week, and the year that it belongs to.
    pub fn week(self) -> (i64, i64) {
        // A week belongs to the year of its Thursday.
        let thursday = Date {
            days: self.days - self.weekday() + 4,
        };
        (thursday.civil().year, (thursday.day_of_year() - 1) / 7 + 1)
    }

    /// The day of an ISO week of a year; `None` if that year has no such week, or a week no such
    /// day.
    pub fn of_week(year: i64, week: i64, weekday: i64) -> Option<Date> {
        let valid = (1..=53).contains(&week) && (1..=7).contains(&weekday);
        // The 4th of January is always in the first week.
        let fourth = Date::of(year, 1, 4).filter(|_| valid)?;
        let monday = Date {
            days: fourth.days - fourth.weekday() + 1 + (week - 1) * 7,
        };
        (monday.week().0 == year).then_some(Date {
            days: monday.days + weekday - 1,
        })
    }

    /// The day of that number of a year; `None` if it has none.
    pub fn of_ordinal(year: i64, day: i64) -> Option<Date> {
        let first = Date::of(year, 1, 1)?;
        let last = if is_leap(year) { 366 } else { 365 };
        let days = (1..=last).contains(&day).then(|| first.days + day - 1)?;
        Some(Date { days })
    }

    /// The day of that number of a quarter; `None` if it has none.
    pub fn of_quarter(year: i64, quarter: i64, day: i64) -> Option<Date> {
        let valid = (1..=4).contains(&quarter) && day >= 1;
        let month = quarter.checked_mul(3)? - 2;
        let first = Date::of(year, month, 1).filter(|_| valid)?;
        let days = first.days.checked_add(day - 1)?;
        let date = Date { days }.plus_days(0)?;
        (date.first_of_quarter() == Some(first)).then_some(date)
    }

    /// The day of the quarter, from 1.
    pub fn day_of_quarter(self) -> i64 {
        self.days
            - self
                .first_of_quarter()
                .map_or(self.days, |first| first.days)
            + 1
    }

    /// The first day of the quarter that it is in.
    pub fn first_of_quarter(self) -> Option<Date> {
        let Civil { year, month, .. } = self.civil();
        Date::of(year, (month - 1) / 3 * 3 + 1, 1)
    }
}

/// The first day of a year, as days.
fn first_of_year(year: i64) -> i64 {
    Date::of(year, 1, 1).map_or(0, |date| date.days)
}
