//! Functions of dates, times and durations.

use crate::model::temporal::{self, Given, Measure, Parts, Target, Temporal, Zone};

use super::super::context::Context;
use super::super::fault::{Fault, Refusal};
use super::super::types::{Kinds, Type};
use super::super::value::Datum;
use super::{Function, Outcome, at, integer_at, text_at};

const POINT: Kinds = Kinds::TEXT.or(Kinds::MAP).or(Kinds::TEMPORAL);
const LENGTH: Kinds = Kinds::TEXT.or(Kinds::MAP).or(Kinds::DURATION);

/// What makes a temporal value of that kind; of nothing, the present one.
macro_rules! makes {
    ($name:literal, $target:expr, $about:literal, $example:literal) => {
        Function::new(
            $name,
            &[POINT],
            |_| Type::Temporal,
            ($about, $example),
            |context, a| match a {
                [] => present($target, None, context),
                _ => {
                    let (target, now) = ($target, context.clock.now);
                    if let Some(zone) = zone_alone(at(a, 0)) {
                        return present(target, Some(zone), context);
                    }
                    Ok(Datum::temporal(temporal::build(
                        target,
                        &at(a, 0).as_given(),
                        now,
                    )?))
                }
            },
        )
        .arity(0, 1)
    };
}

/// The present, in that zone.
macro_rules! present {
    ($name:literal, $target:expr, $example:literal) => {
        Function::new(
            $name,
            &[Kinds::TEXT],
            |_| Type::Temporal,
            ("the time at which the query began", $example),
            |context, a| match a {
                [] => present($target, None, context),
                _ => present($target, Some(text_at(a, 0)?), context),
            },
        )
        .arity(0, 1)
        .at_run_time()
    };
}

macro_rules! truncates {
    ($name:literal, $target:expr, $example:literal) => {
        Function::new(
            $name,
            &[Kinds::TEXT, Kinds::TEMPORAL, Kinds::MAP],
            |_| Type::Temporal,
            ("when the unit began that a point in time is in", $example),
            |context, a| truncate($target, context, a),
        )
        .arity(1, 3)
    };
}

macro_rules! between {
    ($name:literal, $measure:expr, $about:literal, $example:literal) => {
        Function::new(
            $name,
            &[Kinds::TEMPORAL, Kinds::TEMPORAL],
            |_| Type::Duration,
            ($about, $example),
            |_, a| match (at(a, 0), at(a, 1)) {
                (Datum::Temporal(a), Datum::Temporal(b)) => {
                    let made = temporal::between($measure, a, b)?;
                    Ok(Datum::temporal(Temporal::Duration(made)))
                }
                (Datum::Temporal(_), _) => super::wrong("a date or time", a, 1),
                _ => super::wrong("a date or time", a, 0),
            },
        )
    };
}

pub(super) static FUNCTIONS: &[Function] = &[
    makes!("date", Target::Date, "a day", "date('2023-03-17')"),
    makes!(
        "localtime",
        Target::LocalTime,
        "a time of day",
        "localtime('12:30')"
    ),
    makes!(
        "time",
        Target::Time,
        "a time of day at an offset",
        "time('12:30+01:00')"
    ),
    makes!(
        "localdatetime",
        Target::LocalDateTime,
        "a day and a time",
        "localdatetime('2023-03-17T12:30')"
    ),
    makes!(
        "datetime",
        Target::DateTime,
        "a day and a time somewhere",
        "datetime('2023-03-17T12:30Z')"
    ),
    present!("date.transaction", Target::Date, "date.transaction()"),
    present!("date.statement", Target::Date, "date.statement()"),
    present!("date.realtime", Target::Date, "date.realtime()"),
    present!(
        "localtime.transaction",
        Target::LocalTime,
        "localtime.transaction()"
    ),
    present!(
        "localtime.statement",
        Target::LocalTime,
        "localtime.statement()"
    ),
    present!(
        "localtime.realtime",
        Target::LocalTime,
        "localtime.realtime()"
    ),
    present!("time.transaction", Target::Time, "time.transaction()"),
    present!("time.statement", Target::Time, "time.statement()"),
    present!("time.realtime", Target::Time, "time.realtime()"),
    present!(
        "localdatetime.transaction",
        Target::LocalDateTime,
        "localdatetime.transaction()"
    ),
    present!(
        "localdatetime.statement",
        Target::LocalDateTime,
        "localdatetime.statement()"
    ),
    present!(
        "localdatetime.realtime",
        Target::LocalDateTime,
        "localdatetime.realtime()"
    ),
    present!(
        "datetime.transaction",
        Target::DateTime,
        "datetime.transaction()"
    ),
    present!(
        "datetime.statement",
        Target::DateTime,
        "datetime.statement()"
    ),
    present!("datetime.realtime", Target::DateTime, "datetime.realtime()"),
    truncates!("date.truncate", Target::Date, "date.truncate('month', d)"),
    truncates!(
        "localtime.truncate",
        Target::LocalTime,
        "localtime.truncate('hour', t)"
    ),
    truncates!("time.truncate", Target::Time, "time.truncate('hour', t)"),
    truncates!(
        "localdatetime.truncate",
        Target::LocalDateTime,
        "localdatetime.truncate('day', t)"
    ),
    truncates!(
        "datetime.truncate",
        Target::DateTime,
        "datetime.truncate('day', t)"
    ),
    Function::new(
        "datetime.fromepoch",
        &[Kinds::INTEGER, Kinds::INTEGER],
        |_| Type::Temporal,
        (
            "so many seconds and nanoseconds after 1970",
            "datetime.fromepoch(416779, 0)",
        ),
        |_, a| {
            let nanos = if a.len() > 1 { integer_at(a, 1)? } else { 0 };
            moment(i128::from(integer_at(a, 0)?) * 1_000_000_000 + i128::from(nanos))
        },
    )
    .arity(1, 2),
    Function::new(
        "datetime.fromepochmillis",
        &[Kinds::INTEGER],
        |_| Type::Temporal,
        (
            "so many milliseconds after 1970",
            "datetime.fromepochmillis(237821673987)",
        ),
        |_, a| moment(i128::from(integer_at(a, 0)?) * 1_000_000),
    ),
    Function::new(
        "timestamp",
        &[],
        |_| Type::Integer,
        (
            "milliseconds from 1970 to when the query began",
            "timestamp()",
        ),
        |context, _| {
            let millis = now(context)?.div_euclid(1_000_000);
            Ok(Datum::Integer(i64::try_from(millis).unwrap_or(i64::MAX)))
        },
    )
    .at_run_time(),
    Function::new(
        "duration",
        &[LENGTH],
        |_| Type::Duration,
        ("a length of time", "duration('P1Y2M10DT2H30M')"),
        |_, a| {
            let made = temporal::duration_of(&at(a, 0).as_given())?;
            Ok(Datum::temporal(Temporal::Duration(made)))
        },
    ),
    between!(
        "duration.between",
        Measure::All,
        "how long it is from one to another",
        "duration.between(a, b)"
    ),
    between!(
        "duration.inMonths",
        Measure::Months,
        "whole months from one to another",
        "duration.inMonths(a, b)"
    ),
    between!(
        "duration.inDays",
        Measure::Days,
        "whole days from one to another",
        "duration.inDays(a, b)"
    ),
    between!(
        "duration.inSeconds",
        Measure::Seconds,
        "seconds from one to another",
        "duration.inSeconds(a, b)"
    ),
];

/// The zone of a map that says nothing else.
fn zone_alone<'a>(given: &'a Datum<'_>) -> Option<&'a str> {
    match given {
        Datum::Map(map) if map.len() == 1 => map.get("timezone")?.as_text(),
        _ => None,
    }
}

fn now(context: &Context<'_, '_>) -> Result<i128, Refusal> {
    context.clock.now.ok_or_else(|| {
        let message = "the query was not told what time it is";
        Refusal::new(Fault::argument("NoClock"), message)
    })
}

fn present<'g>(target: Target, zone: Option<&str>, context: &Context<'_, 'g>) -> Outcome<'g> {
    let zone = match zone {
        Some(zone) => Zone::parse(zone)?,
        None => Zone::UTC,
    };
    let moment = zone.at(now(context)?).map(Temporal::DateTime);
    let parts = moment.as_ref().and_then(Parts::of).unwrap_or_default();
    Ok(Datum::temporal(parts.made(target)?))
}

fn moment<'g>(instant: i128) -> Outcome<'g> {
    match Zone::UTC
        .at(instant)
        .filter(|it| it.local.date.plus_days(0).is_some())
    {
        Some(moment) => Ok(Datum::temporal(Temporal::DateTime(moment))),
        None => {
            let message = "the moment is past the last year";
            Err(Refusal::new(Fault::argument("NumberOutOfRange"), message))
        }
    }
}

fn truncate<'g>(target: Target, context: &Context<'_, 'g>, a: &[Datum<'g>]) -> Outcome<'g> {
    let unit = text_at(a, 0)?;
    let given = match a {
        [_] => present(target, None, context)?,
        _ => at(a, 1).clone(),
    };
    let Datum::Temporal(given) = given else {
        return super::wrong("a date or time", a, 1);
    };
    let fields = match a.get(2).map(Datum::as_given) {
        None => Vec::new(),
        Some(Given::Map(fields)) => fields,
        Some(_) => return super::wrong("a map", a, 2),
    };
    let now = context.clock.now;
    Ok(Datum::temporal(temporal::truncate(
        target, unit, &given, &fields, now,
    )?))
}
