//! Amounts of time that may be fractions, in exact decimals.
//!
//! What is left of a month becomes days of an average month, what is left of a day becomes
//! seconds, what is left of a second becomes nanoseconds; the rest is dropped. Floats would lose
//! a nanosecond here and there.

use super::given::TemporalError;
use super::{Duration, SECOND};

/// A number with eighteen digits behind the point.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Amount(i128);

/// One.
const ONE: i128 = 1_000_000_000_000_000_000;

/// The error for what is past what can be held.
pub(crate) fn out_of_range() -> TemporalError {
    TemporalError::range("the date, time or duration is past what can be held")
}

impl Amount {
    /// A whole number.
    pub(crate) fn whole(number: i64) -> Amount {
        Amount(i128::from(number) * ONE)
    }

    /// Reads an unsigned decimal number: `1`, `1.5`, `.5`. Digits past the eighteenth behind the
    /// point are dropped. `None` for anything else, and past 64 bits.
    pub(crate) fn parse(text: &str) -> Option<Amount> {
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || !digits(whole) || !digits(part) {
            return None;
        }
        let whole: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().ok()?
        };
        let part = part.get(..18).unwrap_or(part);
        let behind: i128 = format!("{part:0<18}").parse().ok()?;
        Some(Amount(i128::from(whole) * ONE + behind))
    }

    /// The decimal number that a float prints as.
    ///
    /// # Errors
    /// It is past 64 bits, or none.
    pub(crate) fn of_float(x: f64) -> Result<Amount, TemporalError> {
        // `{}` never writes an exponent, and words for what is no number.
        let size = Amount::parse(&format!("{}", x.abs())).ok_or_else(out_of_range)?;
        Ok(if x < 0.0 { Amount(-size.0) } else { size })
    }

    /// So many of a unit that is `times` as large.
    ///
    /// # Errors
    /// It is past what can be held.
    pub(crate) fn times(self, times: i64) -> Result<Amount, TemporalError> {
        let product = self.0.checked_mul(i128::from(times));
        product.map(Amount).ok_or_else(out_of_range)
    }

    /// So many of a unit of which `parts` make one.
    pub(crate) fn parts(self, parts: i64) -> Amount {
        Amount(self.0 / i128::from(parts))
    }

    /// The sum of both.
    ///
    /// # Errors
    /// It is past what can be held.
    pub(crate) fn plus(self, other: Amount) -> Result<Amount, TemporalError> {
        self.0
            .checked_add(other.0)
            .map(Amount)
            .ok_or_else(out_of_range)
    }

    /// The same below zero.
    pub(crate) fn negated(self) -> Amount {
        Amount(-self.0)
    }

    fn scaled(self, by: f64, divide: bool) -> Result<Amount, TemporalError> {
        let exact = Amount::of_float(by)
            .ok()
            .filter(|it| it.0 != 0)
            .and_then(|by| {
                if divide {
                    // 0.5 is 5 of 10, so that less is in the way of the product.
                    let (mut divisor, mut one) = (by.0, ONE);
                    while divisor % 10 == 0 && one > 1 {
                        (divisor, one) = (divisor / 10, one / 10);
                    }
                    Some(self.0.checked_mul(one)? / divisor)
                } else {
                    let (mut factor, mut one) = (by.0, ONE);
                    while factor % 10 == 0 && one > 1 {
                        (factor, one) = (factor / 10, one / 10);
                    }
                    Some(self.0.checked_mul(factor)? / one)
                }
            });
        match exact {
            Some(exact) => Ok(Amount(exact)),
            None => {
                let x = self.0 as f64 / ONE as f64;
                Amount::of_float(if divide { x / by } else { x * by })
            }
        }
    }

    fn split(self) -> Result<(i64, i128), TemporalError> {
        let whole = i64::try_from(self.0 / ONE).map_err(|_| out_of_range())?;
        Ok((whole, self.0 % ONE))
    }
}

/// Months, days and seconds, any of which may be a fraction.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Amounts {
    /// Months.
    pub months: Amount,
    /// Days.
    pub days: Amount,
    /// Seconds.
    pub seconds: Amount,
}

impl Amounts {
    /// The parts of a duration.
    pub(crate) fn of(duration: &Duration) -> Result<Amounts, TemporalError> {
        let nanos = Amount::whole(i64::from(duration.nanos)).parts(SECOND);
        Ok(Amounts {
            months: Amount::whole(duration.months),
            days: Amount::whole(duration.days),
            seconds: Amount::whole(duration.seconds).plus(nanos)?,
        })
    }

    /// Each of them so many times, or divided by that.
    ///
    /// # Errors
    /// They are past what can be held.
    pub(crate) fn scaled(self, by: f64, divide: bool) -> Result<Amounts, TemporalError> {
        Ok(Amounts {
            months: self.months.scaled(by, divide)?,
            days: self.days.scaled(by, divide)?,
            seconds: self.seconds.scaled(by, divide)?,
        })
    }

    /// All of them below zero.
    pub(crate) fn negated(self) -> Amounts {
        Amounts {
            months: self.months.negated(),
            days: self.days.negated(),
            seconds: self.seconds.negated(),
        }
    }

    /// The duration.
    ///
    /// # Errors
    /// It is past what can be held.
    pub(crate) fn duration(self) -> Result<Duration, TemporalError> {
        // A year has 365.2425 days, a month the twelfth part of them: 30.436875.
        const MICRO_DAYS: i128 = 30_436_875;
        let (months, left) = self.months.split()?;
        let (days, left) = self
            .days
            .plus(Amount(left * MICRO_DAYS / 1_000_000))?
            .split()?;
        let left = Amount(left * i128::from(super::DAY_SECONDS));
        let (seconds, left) = self.seconds.plus(left)?.split()?;
        let nanos = i64::try_from(left / (ONE / i128::from(SECOND))).map_err(|_| out_of_range())?;
        Duration::of(months, days, seconds, nanos)
    }
}
