//! Functions of numbers.

use super::super::context::Context;
use super::super::fault::{Fault, Refusal};
use super::super::types::{Kinds, Type};
use super::super::value::Datum;
use super::round::{Mode, rounded};
use super::{Function, Outcome, at, float_at, integer_at, text_at, wrong};

/// A function of a float that gives a float.
macro_rules! real {
    ($name:literal, $of:expr, $about:literal, $example:literal) => {
        Function::new(
            $name,
            &[Kinds::NUMBER],
            |_| Type::Float,
            ($about, $example),
            |_, a| {
                let of: fn(f64) -> f64 = $of;
                Ok(Datum::Float(of(float_at(a, 0)?)))
            },
        )
    };
}

pub(super) static FUNCTIONS: &[Function] = &[
    Function::new(
        "abs",
        &[Kinds::NUMBER],
        |types| types.first().cloned().unwrap_or(Type::Number),
        ("a number without its sign", "abs(-1)"),
        |_, a| match at(a, 0) {
            Datum::Integer(i) => i.checked_abs().map(Datum::Integer).ok_or_else(past),
            Datum::Float(x) => Ok(Datum::Float(x.abs())),
            _ => wrong("a number", a, 0),
        },
    ),
    Function::new(
        "sign",
        &[Kinds::NUMBER],
        |_| Type::Integer,
        (
            "-1, 0 or 1, as a number is below, at or above 0",
            "sign(-7)",
        ),
        |_, a| match at(a, 0) {
            Datum::Integer(i) => Ok(Datum::Integer(i.signum())),
            _ => {
                let x = float_at(a, 0)?;
                Ok(Datum::Integer(i64::from(x > 0.0) - i64::from(x < 0.0)))
            }
        },
    ),
    Function::new(
        "isNaN",
        &[Kinds::NUMBER],
        |_| Type::Boolean,
        ("whether a float is no number", "isNaN(0.0 / 0.0)"),
        |_, a| Ok(Datum::Boolean(float_at(a, 0)?.is_nan())),
    ),
    Function::new(
        "round",
        &[Kinds::NUMBER, Kinds::INTEGER, Kinds::TEXT],
        |_| Type::Float,
        (
            "a number with so many digits behind the point",
            "round(3.14159, 2, 'HALF_UP')",
        ),
        round,
    )
    .arity(1, 3),
    Function::new(
        "rand",
        &[],
        |_| Type::Float,
        (
            "a number from 0 up to 1, of a sequence that is the same for each run",
            "rand()",
        ),
        |context, _| Ok(Datum::Float(context.budget.chance())),
    )
    .at_run_time(),
    Function::new(
        "atan2",
        &[Kinds::NUMBER, Kinds::NUMBER],
        |_| Type::Float,
        (
            "the angle of a point, in radians, from y and x",
            "atan2(1.0, 1.0)",
        ),
        |_, a| Ok(Datum::Float(float_at(a, 0)?.atan2(float_at(a, 1)?))),
    ),
    Function::new(
        "e",
        &[],
        |_| Type::Float,
        ("the base of natural logarithms", "e()"),
        |_, _| Ok(Datum::Float(std::f64::consts::E)),
    ),
    Function::new(
        "pi",
        &[],
        |_| Type::Float,
        ("a circle's length, its width being 1", "pi()"),
        |_, _| Ok(Datum::Float(std::f64::consts::PI)),
    ),
    real!(
        "ceil",
        f64::ceil,
        "the least whole number not below",
        "ceil(0.5)"
    ),
    real!("ceiling", f64::ceil, "as ceil", "ceiling(0.5)"),
    real!(
        "floor",
        f64::floor,
        "the greatest whole number not above",
        "floor(0.5)"
    ),
    real!("sqrt", f64::sqrt, "the square root", "sqrt(2)"),
    real!("exp", f64::exp, "e to that power", "exp(1)"),
    real!("log", f64::ln, "the natural logarithm", "log(10)"),
    real!("ln", f64::ln, "as log", "ln(10)"),
    real!(
        "log10",
        f64::log10,
        "the logarithm to base 10",
        "log10(100)"
    ),
    real!("sin", f64::sin, "the sine of radians", "sin(0.5)"),
    real!("cos", f64::cos, "the cosine of radians", "cos(0.5)"),
    real!("tan", f64::tan, "the tangent of radians", "tan(0.5)"),
    real!(
        "cot",
        |x| 1.0 / x.tan(),
        "the cotangent of radians",
        "cot(0.5)"
    ),
    real!("asin", f64::asin, "the radians of that sine", "asin(0.5)"),
    real!("acos", f64::acos, "the radians of that cosine", "acos(0.5)"),
    real!(
        "atan",
        f64::atan,
        "the radians of that tangent",
        "atan(0.5)"
    ),
    real!("sinh", f64::sinh, "the hyperbolic sine", "sinh(0.5)"),
    real!("cosh", f64::cosh, "the hyperbolic cosine", "cosh(0.5)"),
    real!("tanh", f64::tanh, "the hyperbolic tangent", "tanh(0.5)"),
    real!(
        "coth",
        |x| 1.0 / x.tanh(),
        "the hyperbolic cotangent",
        "coth(0.5)"
    ),
    real!(
        "degrees",
        f64::to_degrees,
        "radians as degrees",
        "degrees(3.14159)"
    ),
    real!(
        "radians",
        f64::to_radians,
        "degrees as radians",
        "radians(180)"
    ),
    real!(
        "haversin",
        |x| (1.0 - x.cos()) / 2.0,
        "half the versed sine",
        "haversin(0.5)"
    ),
];

fn past() -> Refusal {
    Refusal::new(
        Fault::argument("NumberOutOfRange"),
        "the number is past 64 bits",
    )
}

fn round<'g>(_: &Context<'_, 'g>, a: &[Datum<'g>]) -> Outcome<'g> {
    let x = float_at(a, 0)?;
    if a.len() < 2 {
        // A half goes up, also below zero.
        let below = x.floor();
        return Ok(Datum::Float(if x - below >= 0.5 {
            below + 1.0
        } else {
            below
        }));
    }
    let digits = integer_at(a, 1)?;
    let digits = u32::try_from(digits).map_err(|_| {
        let message = "how many digits to round to cannot be negative";
        Refusal::new(Fault::argument("NumberOutOfRange"), message)
    })?;
    let mode = match a.len() {
        2 => Mode::HalfUp,
        _ => {
            let name = text_at(a, 2)?;
            Mode::named(name).ok_or_else(|| {
                let message = format!("there is no rounding mode {name:?}");
                let refusal = Refusal::new(Fault::argument("InvalidArgumentValue"), message);
                refusal.hint(format!("there are {}", Mode::names()))
            })?
        }
    };
    Ok(Datum::Float(rounded(x, digits, mode)))
}
