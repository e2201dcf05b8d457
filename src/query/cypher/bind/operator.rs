//! What is known of an operator's value before it is computed.

use crate::syntax::ArithmeticOperator;

use super::super::types::{Kinds, Type};

/// The type of `a + b` and the like.
///
/// # Errors
/// No values of those types go together.
pub(super) fn gives(operator: ArithmeticOperator, a: &Type, b: &Type) -> Result<Type, String> {
    use ArithmeticOperator as Op;
    let list = matches!(a, Type::List(_)) || matches!(b, Type::List(_));
    if list && matches!(operator, Op::Add | Op::Concatenate) {
        let item = |it: &Type| match it {
            Type::List(item) => (**item).clone(),
            other => other.clone(),
        };
        return Ok(Type::list_of(item(a).join(item(b))));
    }
    if [a, b].iter().any(|it| matches!(it, Type::Any | Type::Null)) {
        // One side alone can be wrong already: nothing multiplies a text.
        let fits = |it: &Type| operands(operator).admits(it);
        return match fits(a) && fits(b) {
            true => Ok(Type::Any),
            false => Err(refusal(operator, a, b)),
        };
    }
    let numbers = |it: &Type| matches!(it, Type::Integer | Type::Float | Type::Number);
    if numbers(a) && numbers(b) && operator != Op::Concatenate {
        return Ok(match (a, b) {
            _ if operator == Op::Power => Type::Float,
            (Type::Integer, Type::Integer) => Type::Integer,
            (Type::Float, _) | (_, Type::Float) => Type::Float,
            _ => Type::Number,
        });
    }
    let fits = match (operator, a, b) {
        (Op::Concatenate, Type::Text, Type::Text) => Some(Type::Text),
        (Op::Add, Type::Text, it) | (Op::Add, it, Type::Text) => {
            let joins = Kinds::NUMBER.or(Kinds::TEXT).or(Kinds::BOOLEAN);
            let joins = joins.or(Kinds::TEMPORAL).or(Kinds::DURATION);
            joins.admits(it).then_some(Type::Text)
        }
        (Op::Add | Op::Subtract, Type::Duration, Type::Duration) => Some(Type::Duration),
        (Op::Add | Op::Subtract, Type::Temporal, Type::Duration) => Some(Type::Temporal),
        (Op::Add, Type::Duration, Type::Temporal) => Some(Type::Temporal),
        (Op::Multiply | Op::Divide, Type::Duration, it) if numbers(it) => Some(Type::Duration),
        (Op::Multiply, it, Type::Duration) if numbers(it) => Some(Type::Duration),
        _ => None,
    };
    fits.ok_or_else(|| refusal(operator, a, b))
}

/// What may stand on either side of an operator.
fn operands(operator: ArithmeticOperator) -> Kinds {
    use ArithmeticOperator as Op;
    match operator {
        Op::Add => Kinds::ANY,
        Op::Concatenate => Kinds::TEXT.or(Kinds::LIST),
        Op::Subtract => Kinds::NUMBER.or(Kinds::TEMPORAL).or(Kinds::DURATION),
        Op::Multiply | Op::Divide => Kinds::NUMBER.or(Kinds::DURATION),
        Op::Remainder | Op::Power => Kinds::NUMBER,
    }
}

fn refusal(operator: ArithmeticOperator, a: &Type, b: &Type) -> String {
    format!(
        "{} does not work on {} and {}",
        operator.symbol(),
        a.name(),
        b.name()
    )
}
