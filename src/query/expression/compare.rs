//! Equality and order, three-valued.

use std::cmp::Ordering;

use crate::graph::Cell;
use crate::model::Value;
use crate::syntax::{ComparisonOperator, Expression, Operation};

use super::{Result, Scope, boolean, evaluate, items};

/// `1 < x <= 3`: whether each neighbouring pair compares as said.
pub(super) fn comparison(
    first: &Expression,
    rest: &[Operation<ComparisonOperator>],
    scope: &mut Scope<'_>,
) -> Result<Cell> {
    let mut left = evaluate(first, scope)?;
    let mut outcome = Some(true);
    for operation in rest {
        let right = evaluate(&operation.operand, scope)?;
        match compare(operation.operator.node, &left, &right) {
            Some(false) => return Ok(boolean(Some(false))),
            None => outcome = None,
            Some(true) => {}
        }
        left = right;
    }
    Ok(boolean(outcome))
}

fn compare(operator: ComparisonOperator, a: &Cell, b: &Cell) -> Option<bool> {
    use ComparisonOperator as Op;
    match operator {
        Op::Equal => equal(a, b),
        Op::NotEqual => equal(a, b).map(|e| !e),
        Op::Less => ordered(a, b).map(|o| o == Ordering::Less),
        Op::LessEqual => ordered(a, b).map(|o| o != Ordering::Greater),
        Op::Greater => ordered(a, b).map(|o| o == Ordering::Greater),
        Op::GreaterEqual => ordered(a, b).map(|o| o != Ordering::Less),
    }
}

/// Whether two values are equal; null is equal to nothing, not even to null.
pub(super) fn equal(a: &Cell, b: &Cell) -> Option<bool> {
    match (a, b) {
        (Cell::Value(Value::Null), _) | (_, Cell::Value(Value::Null)) => None,
        (
            Cell::Value(Value::List(_)) | Cell::List(_),
            Cell::Value(Value::List(_)) | Cell::List(_),
        ) => {
            let (a, b) = (items(a.clone())?, items(b.clone())?);
            if a.len() != b.len() {
                return Some(false);
            }
            let pairs: Vec<Option<bool>> = a.iter().zip(&b).map(|(a, b)| equal(a, b)).collect();
            if pairs.contains(&Some(false)) {
                return Some(false);
            }
            (!pairs.contains(&None)).then_some(true)
        }
        (Cell::Value(a), Cell::Value(b)) => Some(match number_order(a, b) {
            Some(order) => order == Ordering::Equal,
            None => a == b,
        }),
        _ => Some(a == b),
    }
}

/// Whether a value equals one of a list; unknown if only a null could.
pub(super) fn any_equal(value: &Cell, items: &[Cell]) -> Option<bool> {
    let mut unknown = false;
    for item in items {
        match equal(value, item) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => unknown = true,
        }
    }
    (!unknown).then_some(false)
}

/// How two values of one kind compare; `None` for null and for values of different kinds.
fn ordered(a: &Cell, b: &Cell) -> Option<Ordering> {
    let (Cell::Value(a), Cell::Value(b)) = (a, b) else {
        return None;
    };
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
        (Value::Boolean(a), Value::Boolean(b)) => Some(a.cmp(b)),
        (Value::Date(a), Value::Date(b)) => Some(a.cmp(b)),
        _ => number_order(a, b),
    }
}

fn number_order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Some(a.cmp(b)),
        (Value::Integer(a), Value::Float(b)) => (*a as f64).partial_cmp(b),
        (Value::Float(a), Value::Integer(b)) => a.partial_cmp(&(*b as f64)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        _ => None,
    }
}

/// A total order for sorting: numbers, text, dates, truth values and lists each in their own
/// order, one kind after the other, null last.
pub fn order(a: &Value, b: &Value) -> Ordering {
    let rank = |value: &Value| match value {
        Value::List(_) => 0,
        Value::Date(_) => 1,
        Value::Text(_) => 2,
        Value::Boolean(_) => 3,
        Value::Integer(_) | Value::Float(_) => 4,
        Value::Null => 5,
    };
    match (a, b) {
        (Value::List(a), Value::List(b)) => {
            let pairs = a.iter().zip(b).map(|(a, b)| order(a, b));
            pairs
                .fold(Ordering::Equal, Ordering::then)
                .then(a.len().cmp(&b.len()))
        }
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Date(a), Value::Date(b)) => a.cmp(b),
        (Value::Boolean(a), Value::Boolean(b)) => a.cmp(b),
        _ => number_order(a, b).unwrap_or_else(|| rank(a).cmp(&rank(b))),
    }
}
