//! Aggregating functions: a table of rows, and what each gathers.
//!
//! Null values are left out by all of them; `DISTINCT` is for whoever feeds them. `count(*)` is
//! no function and not here. Deviation: Welford's method, one pass. Percentiles: the nearest rank
//! (`Disc`), and linear between ranks (`Cont`), as Neo4j has them.

use std::ops::RangeInclusive;

use super::compare::order;
use super::eval::add;
use super::fault::{Fault, Refusal};
use super::function::Outcome;
use super::types::{Kinds, Type};
use super::value::Datum;

/// An aggregating function.
#[derive(Debug)]
pub struct Aggregate {
    /// Its name, which may be written in any case.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: RangeInclusive<usize>,
    /// What each of them may be.
    pub(crate) takes: &'static [Kinds],
    /// What is known of its value's type, from those of the arguments.
    pub(crate) gives: fn(&[Type]) -> Type,
    /// What it gives, in words.
    pub about: &'static str,
    /// How it is used.
    pub example: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Count,
    Sum,
    Avg,
    Min,
    Max,
    Collect,
    Deviation { sample: bool },
    Percentile { continuous: bool },
}

const NUMBERS: Kinds = Kinds::NUMBER.or(Kinds::DURATION);

const fn row(
    name: &'static str,
    takes: &'static [Kinds],
    gives: fn(&[Type]) -> Type,
    words: (&'static str, &'static str),
    kind: Kind,
) -> Aggregate {
    Aggregate {
        name,
        arity: takes.len()..=takes.len(),
        takes,
        gives,
        about: words.0,
        example: words.1,
        kind,
    }
}

fn same(types: &[Type]) -> Type {
    types.first().cloned().unwrap_or(Type::Any)
}

/// All aggregating functions.
pub static AGGREGATES: &[Aggregate] = &[
    row(
        "count",
        &[Kinds::ANY],
        |_| Type::Integer,
        ("how many values there are", "count(n.released)"),
        Kind::Count,
    ),
    row(
        "sum",
        &[NUMBERS],
        same,
        ("the sum", "sum(n.parameters)"),
        Kind::Sum,
    ),
    row(
        "avg",
        &[NUMBERS],
        |types| match same(types) {
            Type::Duration => Type::Duration,
            Type::Any => Type::Any,
            _ => Type::Float,
        },
        ("the mean", "avg(n.parameters)"),
        Kind::Avg,
    ),
    row(
        "min",
        &[Kinds::ANY],
        same,
        ("the least value", "min(n.released_from)"),
        Kind::Min,
    ),
    row(
        "max",
        &[Kinds::ANY],
        same,
        ("the greatest value", "max(n.released_to)"),
        Kind::Max,
    ),
    row(
        "collect",
        &[Kinds::ANY],
        |types| Type::list_of(same(types)),
        ("the list of all values", "collect(n.name)"),
        Kind::Collect,
    ),
    row(
        "stDev",
        &[Kinds::NUMBER],
        |_| Type::Float,
        ("the standard deviation of a sample", "stDev(n.parameters)"),
        Kind::Deviation { sample: true },
    ),
    row(
        "stDevP",
        &[Kinds::NUMBER],
        |_| Type::Float,
        (
            "the standard deviation of all there is",
            "stDevP(n.parameters)",
        ),
        Kind::Deviation { sample: false },
    ),
    row(
        "percentileCont",
        &[Kinds::NUMBER, Kinds::NUMBER],
        |_| Type::Float,
        (
            "what so much of the values is below",
            "percentileCont(n.parameters, 0.5)",
        ),
        Kind::Percentile { continuous: true },
    ),
    row(
        "percentileDisc",
        &[Kinds::NUMBER, Kinds::NUMBER],
        same,
        (
            "the value that so much of the values is below",
            "percentileDisc(n.parameters, 0.5)",
        ),
        Kind::Percentile { continuous: false },
    ),
];

/// The aggregating function of that name, in any case.
pub(crate) fn find(name: &str) -> Option<&'static Aggregate> {
    AGGREGATES
        .iter()
        .find(|row| row.name.eq_ignore_ascii_case(name))
}

impl Aggregate {
    /// What gathers the values of one group.
    pub(crate) fn start<'g>(&self) -> Accumulator<'g> {
        let state = match self.kind {
            Kind::Count => State::Count(0),
            Kind::Sum => State::Sum(Datum::Integer(0)),
            Kind::Avg => State::Avg(Datum::Null, 0),
            Kind::Min => State::Min(Datum::Null),
            Kind::Max => State::Max(Datum::Null),
            Kind::Collect => State::Collect(Vec::new()),
            Kind::Deviation { sample } => State::Deviation(Moments::default(), sample),
            Kind::Percentile { continuous } => State::Percentile(Vec::new(), None, continuous),
        };
        Accumulator(state)
    }

    /// The kinds of values that an argument may have.
    pub(crate) fn kinds_of(&self, argument: usize) -> Kinds {
        self.takes.get(argument).copied().unwrap_or(Kinds::ANY)
    }
}

/// What an aggregating function has gathered so far.
#[derive(Clone, Debug)]
pub(crate) struct Accumulator<'g>(State<'g>);

#[derive(Clone, Debug)]
enum State<'g> {
    Count(i64),
    Sum(Datum<'g>),
    Avg(Datum<'g>, i64),
    Min(Datum<'g>),
    Max(Datum<'g>),
    Collect(Vec<Datum<'g>>),
    Deviation(Moments, bool),
    Percentile(Vec<Datum<'g>>, Option<f64>, bool),
}

#[derive(Clone, Copy, Debug, Default)]
struct Moments {
    count: f64,
    mean: f64,
    squares: f64,
}

impl<'g> Accumulator<'g> {
    /// Adds the arguments of one row. O(1).
    ///
    /// # Errors
    /// A value of the wrong kind, a sum past 64 bits.
    pub(crate) fn add(&mut self, arguments: &[Datum<'g>]) -> Result<(), Refusal> {
        let value = arguments.first().unwrap_or(&Datum::Null);
        if value.is_null() {
            return Ok(());
        }
        match &mut self.0 {
            State::Count(n) => *n += 1,
            State::Sum(sum) => *sum = plus(sum, value)?,
            State::Avg(sum, n) => {
                *n += 1;
                // As floats, so that the sum of integers cannot be past 64 bits.
                let value = value.as_float().map_or_else(|| value.clone(), Datum::Float);
                *sum = if sum.is_null() {
                    checked(value)?
                } else {
                    plus(sum, &value)?
                };
            }
            State::Min(least) if least.is_null() || order(value, least).is_lt() => {
                *least = value.clone();
            }
            State::Max(most) if most.is_null() || order(value, most).is_gt() => {
                *most = value.clone();
            }
            State::Min(_) | State::Max(_) => {}
            State::Collect(items) => items.push(value.clone()),
            State::Deviation(moments, _) => moments.add(number(value)?),
            State::Percentile(values, at, _) => {
                number(value)?;
                values.push(value.clone());
                if at.is_none() {
                    *at = Some(share(arguments.get(1).unwrap_or(&Datum::Null))?);
                }
            }
        }
        Ok(())
    }

    /// Its value. O(1); percentiles sort.
    ///
    /// # Errors
    /// A list that nests too deep.
    pub(crate) fn finish(self) -> Outcome<'g> {
        match self.0 {
            State::Count(n) => Ok(Datum::Integer(n)),
            State::Sum(value) | State::Min(value) | State::Max(value) => Ok(value),
            State::Avg(Datum::Float(sum), n) => Ok(Datum::Float(sum / n as f64)),
            State::Avg(Datum::Temporal(sum), n) => Ok(Datum::temporal(sum.divided(n as f64)?)),
            State::Avg(sum, _) => Ok(sum),
            State::Collect(items) => Datum::list(items).bounded(),
            State::Deviation(moments, sample) => Ok(Datum::Float(moments.deviation(sample))),
            State::Percentile(values, at, continuous) => Ok(percentile(values, at, continuous)),
        }
    }
}

impl Moments {
    fn add(&mut self, x: f64) {
        self.count += 1.0;
        let from_mean = x - self.mean;
        self.mean += from_mean / self.count;
        self.squares += from_mean * (x - self.mean);
    }

    fn deviation(self, sample: bool) -> f64 {
        let free = if sample { self.count - 1.0 } else { self.count };
        if free > 0.0 {
            (self.squares / free).sqrt()
        } else {
            0.0
        }
    }
}

fn checked(value: Datum<'_>) -> Result<Datum<'_>, Refusal> {
    match &value {
        Datum::Float(_) => Ok(value),
        Datum::Temporal(temporal) if temporal.is_duration() => Ok(value),
        other => Err(Refusal::kind("a number or a duration", other.kind_name())),
    }
}

/// A sum; that of nothing is the integer 0, which becomes a duration with the first one.
fn plus<'g>(sum: &Datum<'g>, value: &Datum<'g>) -> Outcome<'g> {
    match (sum, value) {
        (Datum::Integer(_) | Datum::Float(_), Datum::Integer(_) | Datum::Float(_)) => {
            add(sum, value)
        }
        (Datum::Integer(0), Datum::Temporal(_)) => checked(value.clone()),
        (Datum::Temporal(_), Datum::Temporal(temporal)) if temporal.is_duration() => {
            add(sum, value)
        }
        (_, other) => Err(Refusal::kind(
            "numbers or durations alone",
            other.kind_name(),
        )),
    }
}

fn number(value: &Datum<'_>) -> Result<f64, Refusal> {
    let number = value.as_float();
    number.ok_or_else(|| Refusal::kind("a number", value.kind_name()))
}

/// The share that a percentile is asked for.
fn share(value: &Datum<'_>) -> Result<f64, Refusal> {
    let share = number(value)?;
    if (0.0..=1.0).contains(&share) {
        return Ok(share);
    }
    let message = format!("a percentile is from 0.0 to 1.0, not {share}");
    Err(Refusal::new(Fault::argument("NumberOutOfRange"), message))
}

fn percentile<'g>(mut values: Vec<Datum<'g>>, at: Option<f64>, continuous: bool) -> Datum<'g> {
    let Some(at) = at else { return Datum::Null };
    values.sort_by(order);
    let last = values.len().saturating_sub(1);
    if !continuous {
        // The least rank that has so many values at or below it.
        let rank = (at * values.len() as f64).ceil() as usize;
        return values.swap_remove(rank.saturating_sub(1).min(last));
    }
    let place = at * last as f64;
    let (below, above) = (place.floor() as usize, place.ceil() as usize);
    let value = |i: usize| values.get(i).and_then(Datum::as_float).unwrap_or(f64::NAN);
    let part = place - place.floor();
    Datum::Float(if below == above {
        value(below)
    } else {
        value(below) * (1.0 - part) + value(above) * part
    })
}
