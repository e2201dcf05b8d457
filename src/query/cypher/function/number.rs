//! Functions of numbers.

use super::super::fault::{Fault, Refusal};
use super::super::types::{Kinds, Type};
use super::super::value::Datum;
use super::{Function, at, float_at, wrong};

pub(super) static FUNCTIONS: &[Function] = &[
    Function::new(
        "abs",
        &[Kinds::NUMBER],
        |types| types.first().cloned().unwrap_or(Type::Number),
        ("a number without its sign", "abs(-1)"),
        |_, a| match at(a, 0) {
            Datum::Integer(i) => i.checked_abs().map(Datum::Integer).ok_or_else(|| {
                Refusal::new(
                    Fault::argument("NumberOutOfRange"),
                    "the number is past 64 bits",
                )
            }),
            Datum::Float(x) => Ok(Datum::Float(x.abs())),
            _ => wrong("a number", a, 0),
        },
    ),
    Function::new(
        "sqrt",
        &[Kinds::NUMBER],
        |_| Type::Float,
        ("the square root", "sqrt(2)"),
        |_, a| Ok(Datum::Float(float_at(a, 0)?.sqrt())),
    ),
    Function::new(
        "ceil",
        &[Kinds::NUMBER],
        |_| Type::Float,
        ("the least whole number not below", "ceil(0.5)"),
        |_, a| Ok(Datum::Float(float_at(a, 0)?.ceil())),
    ),
];
