//! Operators of numbers, texts, lists and temporal values.

use std::rc::Rc;

use crate::model::temporal::Temporal;
use crate::syntax::{ArithmeticOperator, Sign};

use super::super::context::Context;
use super::super::fault::{Fault, Refusal};
use super::super::function::{Outcome, float_text};
use super::super::value::Datum;

use ArithmeticOperator as Op;

/// `a + b`, where neither is a text or a list.
///
/// # Errors
/// As [`apply`].
pub(crate) fn add<'g>(a: &Datum<'g>, b: &Datum<'g>) -> Outcome<'g> {
    match numbers(Op::Add, a, b) {
        Some(outcome) => outcome,
        None => temporals(Op::Add, a, b),
    }
}

/// `a + b` and the like.
///
/// # Errors
/// Values of the wrong kind, a number past 64 bits, division of an integer by zero, no memory.
pub(super) fn apply<'g>(
    operator: Op,
    a: &Datum<'g>,
    b: &Datum<'g>,
    context: &Context<'_, 'g>,
) -> Outcome<'g> {
    if let Some(outcome) = numbers(operator, a, b) {
        return outcome;
    }
    if a.is_null() || b.is_null() {
        return Ok(Datum::Null);
    }
    if matches!(operator, Op::Add | Op::Concatenate)
        && let Some(outcome) = joined(operator, a, b, context)
    {
        return outcome;
    }
    temporals(operator, a, b)
}

/// The outcome for two numbers; `None` if one is none.
fn numbers<'g>(operator: Op, a: &Datum<'g>, b: &Datum<'g>) -> Option<Outcome<'g>> {
    let (x, y) = match (a, b) {
        (Datum::Integer(a), Datum::Integer(b)) => return Some(integers(operator, *a, *b)),
        (Datum::Float(a), Datum::Float(b)) => (*a, *b),
        (Datum::Integer(a), Datum::Float(b)) => (*a as f64, *b),
        (Datum::Float(a), Datum::Integer(b)) => (*a, *b as f64),
        _ => return None,
    };
    Some(match operator {
        Op::Add => Ok(Datum::Float(x + y)),
        Op::Subtract => Ok(Datum::Float(x - y)),
        Op::Multiply => Ok(Datum::Float(x * y)),
        Op::Divide => Ok(Datum::Float(x / y)),
        Op::Remainder => Ok(Datum::Float(x % y)),
        Op::Power => Ok(Datum::Float(x.powf(y))),
        Op::Concatenate => unfit(operator, a, b),
    })
}

fn integers<'g>(operator: Op, a: i64, b: i64) -> Outcome<'g> {
    if b == 0 && matches!(operator, Op::Divide | Op::Remainder) {
        let fault = Fault {
            class: "ArithmeticError",
            detail: "DivisionByZero",
        };
        return Err(Refusal::new(fault, "division by zero"));
    }
    let result = match operator {
        Op::Add => a.checked_add(b),
        Op::Subtract => a.checked_sub(b),
        Op::Multiply => a.checked_mul(b),
        Op::Divide => a.checked_div(b),
        // The remainder by -1 is always 0, also where the quotient is past 64 bits.
        Op::Remainder => Some(a.wrapping_rem(b)),
        Op::Power => return Ok(Datum::Float((a as f64).powf(b as f64))),
        Op::Concatenate => return unfit(operator, &Datum::Integer(a), &Datum::Integer(b)),
    };
    result.map(Datum::Integer).ok_or_else(|| {
        let fault = Fault {
            class: "ArithmeticError",
            detail: "IntegerOverflow",
        };
        let message = format!("{a} {} {b} is past 64 bits", operator.symbol());
        Refusal::new(fault, message)
    })
}

/// Texts and lists put together; `None` if neither is one.
fn joined<'g>(
    operator: Op,
    a: &Datum<'g>,
    b: &Datum<'g>,
    context: &Context<'_, 'g>,
) -> Option<Outcome<'g>> {
    match (a, b) {
        (Datum::List(x), Datum::List(y)) => Some(items(x, y, context)),
        (Datum::List(x), _) if operator == Op::Add => {
            Some(items(x, std::slice::from_ref(b), context))
        }
        (_, Datum::List(y)) if operator == Op::Add => {
            Some(items(std::slice::from_ref(a), y, context))
        }
        (Datum::Text(x), Datum::Text(y)) => Some(texts(x.as_str(), y.as_str(), context)),
        (Datum::Text(x), other) if operator == Op::Add => {
            let other = scalar_text(other)?;
            Some(texts(x.as_str(), &other, context))
        }
        (other, Datum::Text(y)) if operator == Op::Add => {
            let other = scalar_text(other)?;
            Some(texts(&other, y.as_str(), context))
        }
        _ => None,
    }
}

/// A value as it joins a text.
fn scalar_text(value: &Datum<'_>) -> Option<String> {
    match value {
        Datum::Integer(i) => Some(i.to_string()),
        Datum::Float(x) => Some(float_text(*x)),
        Datum::Boolean(b) => Some(b.to_string()),
        Datum::Temporal(temporal) => Some(temporal.to_string()),
        _ => None,
    }
}

fn items<'g>(a: &[Datum<'g>], b: &[Datum<'g>], context: &Context<'_, 'g>) -> Outcome<'g> {
    context
        .budget
        .room_for_items(a.len() as u64 + b.len() as u64)?;
    let mut all = Vec::with_capacity(a.len() + b.len());
    all.extend_from_slice(a);
    all.extend_from_slice(b);
    Datum::list(all).bounded()
}

fn texts<'g>(a: &str, b: &str, context: &Context<'_, 'g>) -> Outcome<'g> {
    context.budget.room(a.len() as u64 + b.len() as u64)?;
    Ok(Datum::text(Rc::from([a, b].concat())))
}

/// Durations and points in time.
fn temporals<'g>(operator: Op, a: &Datum<'g>, b: &Datum<'g>) -> Outcome<'g> {
    let made = match (operator, a, b) {
        (Op::Add, Datum::Temporal(a), Datum::Temporal(b)) => Temporal::plus(a, b),
        (Op::Subtract, Datum::Temporal(a), Datum::Temporal(b)) => Temporal::minus(a, b),
        (Op::Multiply, Datum::Temporal(it), factor)
        | (Op::Multiply, factor, Datum::Temporal(it)) => match (&**it, factor.as_float()) {
            (Temporal::Duration(_), Some(factor)) => Some(it.multiplied(factor)),
            _ => None,
        },
        (Op::Divide, Datum::Temporal(it), divisor) => match (&**it, divisor.as_float()) {
            (Temporal::Duration(_), Some(divisor)) => Some(it.divided(divisor)),
            _ => None,
        },
        _ => None,
    };
    match made {
        Some(made) => Ok(Datum::temporal(made?)),
        None => unfit(operator, a, b),
    }
}

fn unfit<'g>(operator: Op, a: &Datum<'g>, b: &Datum<'g>) -> Outcome<'g> {
    let (a, b) = (a.kind_name(), b.kind_name());
    let message = format!("{} does not work on {a} and {b}", operator.symbol());
    Err(Refusal::new(Fault::kind("InvalidArgumentType"), message))
}

/// `-a` and `+a`.
pub(super) fn signed(sign: Sign, value: Datum<'_>) -> Outcome<'_> {
    match (sign, value) {
        (_, Datum::Null) => Ok(Datum::Null),
        (Sign::Plus, value @ (Datum::Integer(_) | Datum::Float(_))) => Ok(value),
        (Sign::Minus, Datum::Float(x)) => Ok(Datum::Float(-x)),
        (Sign::Minus, Datum::Integer(i)) => integers(Op::Subtract, 0, i),
        (sign, Datum::Temporal(it)) if it.is_duration() => {
            let factor = if sign == Sign::Minus { -1.0 } else { 1.0 };
            Ok(Datum::temporal(it.multiplied(factor)?))
        }
        (_, other) => Err(Refusal::kind("a number", other.kind_name())),
    }
}
