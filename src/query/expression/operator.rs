//! Arithmetic, regular expressions, and steps into lists and dates.

use crate::graph::Cell;
use crate::model::{Date, Value};
use crate::syntax::{ArithmeticOperator, Expression, Operation, Sign, Span};

use super::{QueryError, Result, Scope, boolean, evaluate, is_null, items, kind_name, list};

/// A compiled regular expression may take so much memory, so that no pattern exhausts it.
const REGEX_BYTES: usize = 1 << 20;

/// `a + b - c`, from left to right.
pub(super) fn arithmetic(
    first: &Expression,
    rest: &[Operation<ArithmeticOperator>],
    scope: &mut Scope<'_>,
) -> Result<Cell> {
    let mut left = evaluate(first, scope)?;
    for operation in rest {
        let right = evaluate(&operation.operand, scope)?;
        let operator = operation.operator.node;
        left = apply(operator, left, right)
            .map_err(|message| QueryError::at(operation.operator.span, message))?;
    }
    Ok(left)
}

fn apply(op: ArithmeticOperator, a: Cell, b: Cell) -> std::result::Result<Cell, String> {
    use ArithmeticOperator as Op;
    if is_null(&a) || is_null(&b) {
        return Ok(Cell::NULL);
    }
    let value = match (op, &a, &b) {
        (_, Cell::Value(Value::Integer(a)), Cell::Value(Value::Integer(b))) => {
            integers(op, *a, *b)?
        }
        (_, Cell::Value(a), Cell::Value(b)) if is_number(a) && is_number(b) => {
            floats(op, as_float(a), as_float(b))
        }
        (Op::Add | Op::Concatenate, Cell::Value(Value::Text(a)), Cell::Value(Value::Text(b))) => {
            Value::Text(format!("{a}{b}"))
        }
        (Op::Add, Cell::Value(Value::Text(a)), Cell::Value(b)) if is_number(b) => {
            Value::Text(format!("{a}{b}"))
        }
        (Op::Add, Cell::Value(a), Cell::Value(Value::Text(b))) if is_number(a) => {
            Value::Text(format!("{a}{b}"))
        }
        (Op::Add | Op::Concatenate, _, _) => {
            let (kind_a, kind_b) = (kind_name(&a), kind_name(&b));
            return match (items(a.clone()), items(b.clone())) {
                (Some(a), Some(b)) => Ok(list(a.into_iter().chain(b).collect())),
                (Some(items), None) => Ok(list(items.into_iter().chain([b]).collect())),
                (None, Some(items)) => Ok(list([a].into_iter().chain(items).collect())),
                (None, None) => Err(format!("cannot add {kind_a} and {kind_b}")),
            };
        }
        _ => {
            let (a, b) = (kind_name(&a), kind_name(&b));
            return Err(format!("{} needs numbers, not {a} and {b}", op.symbol()));
        }
    };
    Ok(Cell::Value(value))
}

fn integers(op: ArithmeticOperator, a: i64, b: i64) -> std::result::Result<Value, String> {
    use ArithmeticOperator as Op;
    if b == 0 && matches!(op, Op::Divide | Op::Remainder) {
        return Err("division by zero".to_owned());
    }
    let result = match op {
        Op::Add => a.checked_add(b),
        Op::Subtract => a.checked_sub(b),
        Op::Multiply => a.checked_mul(b),
        Op::Divide => a.checked_div(b),
        Op::Remainder => a.checked_rem(b),
        Op::Power | Op::Concatenate => return Ok(floats(op, a as f64, b as f64)),
    };
    result
        .map(Value::Integer)
        .ok_or_else(|| format!("{a} {} {b} is past 64 bits", op.symbol()))
}

fn floats(op: ArithmeticOperator, a: f64, b: f64) -> Value {
    use ArithmeticOperator as Op;
    Value::Float(match op {
        Op::Add | Op::Concatenate => a + b,
        Op::Subtract => a - b,
        Op::Multiply => a * b,
        Op::Divide => a / b,
        Op::Remainder => a % b,
        Op::Power => a.powf(b),
    })
}

fn is_number(value: &Value) -> bool {
    matches!(value, Value::Integer(_) | Value::Float(_))
}

fn as_float(value: &Value) -> f64 {
    match value {
        Value::Integer(i) => *i as f64,
        Value::Float(x) => *x,
        _ => f64::NAN,
    }
}

/// `-a` and `+a`.
pub(super) fn signed(sign: Sign, operand: &Expression, scope: &mut Scope<'_>) -> Result<Cell> {
    let value = evaluate(operand, scope)?;
    let past = || QueryError::at(operand.span, "the number is past 64 bits");
    match (sign, value) {
        (_, value) if is_null(&value) => Ok(value),
        (Sign::Plus, Cell::Value(value)) if is_number(&value) => Ok(Cell::Value(value)),
        (Sign::Minus, Cell::Value(Value::Integer(i))) => i
            .checked_neg()
            .map(|i| Cell::Value(Value::Integer(i)))
            .ok_or_else(past),
        (Sign::Minus, Cell::Value(Value::Float(x))) => Ok(Cell::Value(Value::Float(-x))),
        (_, other) => {
            let message = format!("expected a number, not {}", kind_name(&other));
            Err(QueryError::at(operand.span, message))
        }
    }
}

/// `value =~ pattern`: whether the whole text matches. The engine is linear in the text.
pub(super) fn matches(value: &Cell, pattern: &Expression, scope: &mut Scope<'_>) -> Result<Cell> {
    let regex = evaluate(pattern, scope)?;
    let (Cell::Value(Value::Text(text)), Cell::Value(Value::Text(regex))) = (value, &regex) else {
        return Ok(Cell::NULL);
    };
    let whole = regex::RegexBuilder::new(&format!("^(?:{regex})$"))
        .size_limit(REGEX_BYTES)
        .build();
    match whole {
        Ok(regex) => Ok(boolean(Some(regex.is_match(text)))),
        Err(regex::Error::CompiledTooBig(_)) => Err(QueryError::at(
            pattern.span,
            "the regular expression is too large",
        )),
        Err(_) => Err(QueryError::at(
            pattern.span,
            "this is no regular expression",
        )),
    }
}

/// `list[i]`; a negative index counts from the end, one outside gives null.
pub(super) fn index(cell: Cell, index: &Expression, scope: &mut Scope<'_>) -> Result<Cell> {
    let kind = kind_name(&cell);
    let Some(items) = items(cell) else {
        return Err(QueryError::at(index.span, format!("{kind} has no items")));
    };
    match evaluate(index, scope)? {
        Cell::Value(Value::Null) => Ok(Cell::NULL),
        Cell::Value(Value::Integer(i)) => {
            let at = position(i, items.len());
            Ok(at
                .and_then(|at| items.into_iter().nth(at))
                .unwrap_or(Cell::NULL))
        }
        other => {
            let message = format!("an index is an integer, not {}", kind_name(&other));
            Err(QueryError::at(index.span, message))
        }
    }
}

/// `list[from..to]`.
pub(super) fn slice(
    cell: Cell,
    from: Option<&Expression>,
    to: Option<&Expression>,
    span: Span,
    scope: &mut Scope<'_>,
) -> Result<Cell> {
    let kind = kind_name(&cell);
    let Some(items) = items(cell) else {
        return Err(QueryError::at(span, format!("{kind} has no items")));
    };
    let mut bound = |bound: Option<&Expression>, default: usize| -> Result<Option<usize>> {
        let Some(expression) = bound else {
            return Ok(Some(default));
        };
        match evaluate(expression, scope)? {
            Cell::Value(Value::Null) => Ok(None),
            Cell::Value(Value::Integer(i)) if i < 0 => {
                let back = usize::try_from(i.unsigned_abs()).unwrap_or(usize::MAX);
                Ok(Some(items.len().saturating_sub(back)))
            }
            Cell::Value(Value::Integer(i)) => Ok(Some(
                usize::try_from(i).unwrap_or(usize::MAX).min(items.len()),
            )),
            other => {
                let message = format!("an index is an integer, not {}", kind_name(&other));
                Err(QueryError::at(expression.span, message))
            }
        }
    };
    match (bound(from, 0)?, bound(to, items.len())?) {
        (Some(from), Some(to)) => Ok(list(
            items.get(from..to.max(from)).unwrap_or_default().to_vec(),
        )),
        _ => Ok(Cell::NULL),
    }
}

fn position(i: i64, len: usize) -> Option<usize> {
    let from_end = || len.checked_sub(usize::try_from(i.unsigned_abs()).ok()?);
    if i < 0 {
        from_end()
    } else {
        usize::try_from(i).ok().filter(|&at| at < len)
    }
}

/// `date.year` and the like; null for a part that the date does not have.
pub(super) fn date_part(date: Date, part: &str) -> Cell {
    let number = match part {
        "year" => Some(i64::from(date.year())),
        "month" => date.month().map(i64::from),
        "quarter" => date.month().map(|m| i64::from(m.div_ceil(3))),
        "day" => date.day().map(i64::from),
        _ => None,
    };
    Cell::optional(number.map(Value::Integer))
}
