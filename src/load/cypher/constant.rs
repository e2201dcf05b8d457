//! Values of expressions in scripts: literals, lists, maps, what a variable holds, `range`, sums.
//!
//! Not Cypher's expressions: those are the business of queries, which need a graph.

use crate::model::temporal::{self, Given, Target, Temporal};
use crate::model::{Date, Value};
use crate::syntax::{
    AccessKind, ArithmeticOperator, Expression, ExpressionKind, Literal, Sign, Span,
};

/// A value while a script runs.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Constant {
    /// One that a property can have; also a list of such.
    Value(Value),
    List(Vec<Constant>),
    Map(Vec<(String, Constant)>),
    /// A date, a time, a duration.
    Temporal(Temporal),
    /// A node that the script made, by its number.
    Node(usize),
    /// A relationship that it made, of which no more is asked.
    Relationship,
}

/// What is wrong, where, and what to do.
#[derive(Clone, Debug)]
pub(super) struct Mistake {
    pub(super) span: Span,
    pub(super) message: String,
    pub(super) hint: String,
}

impl Mistake {
    pub(super) fn new(span: Span, message: impl Into<String>, hint: impl Into<String>) -> Mistake {
        Mistake {
            span,
            message: message.into(),
            hint: hint.into(),
        }
    }
}

/// How many items a `range` may have, how many rows a script, how much it may make.
pub(super) const MOST: usize = 20_000_000;

const KNOWN: &str = "a script may use literals, lists, maps, variables, their properties, sums, \
                     range(), dates, times and durations";

/// What variables hold, and nodes have.
pub(super) trait Names {
    /// The value of a variable.
    fn variable(&self, name: &str) -> Option<Constant>;
    /// The property of a node.
    fn property(&self, node: usize, key: &str) -> Constant;
}

impl Constant {
    pub(super) const NULL: Constant = Constant::Value(Value::Null);

    /// The items, if it is a list.
    pub(super) fn items(self) -> Option<Vec<Constant>> {
        match self {
            Constant::List(items) => Some(items),
            Constant::Value(Value::List(items)) => {
                Some(items.into_iter().map(Constant::Value).collect())
            }
            _ => None,
        }
    }

    /// Whether it is a temporal value, or a list of nothing else.
    pub(super) fn is_temporal(&self) -> bool {
        match self {
            Constant::Temporal(_) => true,
            Constant::List(items) => {
                let temporal = |item: &Constant| matches!(item, Constant::Temporal(_));
                !items.is_empty() && items.iter().all(temporal)
            }
            _ => false,
        }
    }

    /// As what a temporal value may be made of.
    fn as_given(&self) -> Given<'_> {
        match self {
            Constant::Value(Value::Null) => Given::Null,
            Constant::Value(Value::Integer(i)) => Given::Integer(*i),
            Constant::Value(Value::Float(x)) => Given::Float(*x),
            Constant::Value(Value::Text(text)) => Given::Text(text),
            Constant::Temporal(temporal) => Given::Temporal(temporal),
            Constant::Map(entries) => {
                let entries = entries.iter();
                Given::Map(
                    entries
                        .map(|(key, value)| (key.as_str(), value.as_given()))
                        .collect(),
                )
            }
            _ => Given::Other("another value"),
        }
    }

    /// As a property has it; `None` where none can.
    pub(super) fn stored(self) -> Option<Value> {
        match self {
            Constant::Value(value) => Some(value),
            Constant::Temporal(temporal) => Some(stored(&temporal)),
            Constant::List(items) => {
                let plain = |item| match item {
                    Constant::Value(Value::Null | Value::List(_)) => None,
                    Constant::Value(value) => Some(value),
                    Constant::Temporal(temporal) => Some(stored(&temporal)),
                    _ => None,
                };
                let items: Option<Vec<Value>> = items.into_iter().map(plain).collect();
                items.map(Value::List)
            }
            _ => None,
        }
    }
}

/// The value of an expression.
///
/// # Errors
/// What scripts cannot say, or what is no value.
pub(super) fn value(expression: &Expression, names: &dyn Names) -> Result<Constant, Mistake> {
    let span = expression.span;
    match &expression.kind {
        ExpressionKind::Literal(literal) => Ok(Constant::Value(self::literal(literal))),
        ExpressionKind::Variable(name) => names.variable(name).ok_or_else(|| {
            let message = format!("no variable is called {name:?}");
            Mistake::new(span, message, "variables live until the statement's `;`")
        }),
        ExpressionKind::List(items) => {
            let items = items.iter().map(|item| value(item, names));
            Ok(Constant::List(items.collect::<Result<_, _>>()?))
        }
        ExpressionKind::Map(entries) => {
            let entry =
                |e: &crate::syntax::MapEntry| Ok((e.key.text.clone(), value(&e.value, names)?));
            Ok(Constant::Map(
                entries.iter().map(entry).collect::<Result<_, _>>()?,
            ))
        }
        ExpressionKind::Access { base, steps } => {
            let mut found = value(base, names)?;
            for step in steps {
                let AccessKind::Property(key) = &step.kind else {
                    return Err(unknown(step.span));
                };
                found = member(found, &key.text, names);
            }
            Ok(found)
        }
        ExpressionKind::Signed { sign, operand } => {
            let operand = value(operand, names)?;
            signed(sign.node, operand).ok_or_else(|| unknown(span))
        }
        ExpressionKind::Arithmetic { first, rest } => {
            let mut sum = value(first, names)?;
            for operation in rest {
                let right = value(&operation.operand, names)?;
                let at = operation.operator.span;
                sum = combined(sum, operation.operator.node, right).ok_or_else(|| unknown(at))?;
            }
            Ok(sum)
        }
        ExpressionKind::Call(call) => {
            let arguments = call.arguments.iter().map(|a| value(a, names));
            let arguments: Vec<Constant> = arguments.collect::<Result<_, _>>()?;
            let name: Vec<&str> = call.name.iter().map(|name| name.text.as_str()).collect();
            function(&name.join("."), &arguments).ok_or_else(|| unknown(span))
        }
        _ => Err(unknown(span)),
    }
}

fn unknown(span: Span) -> Mistake {
    Mistake::new(span, "this is no value that a script can have", KNOWN)
}

fn literal(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Boolean(b) => Value::Boolean(*b),
        Literal::Integer(i) => Value::Integer(*i),
        Literal::Float(x) => Value::Float(*x),
        Literal::String(text) => Value::Text(text.clone()),
    }
}

fn member(of: Constant, key: &str, names: &dyn Names) -> Constant {
    match of {
        Constant::Map(entries) => {
            let found = entries.into_iter().rev().find(|(name, _)| name == key);
            found.map_or(Constant::NULL, |(_, value)| value)
        }
        Constant::Node(node) => names.property(node, key),
        _ => Constant::NULL,
    }
}

fn signed(sign: Sign, operand: Constant) -> Option<Constant> {
    let value = match (sign, operand) {
        (Sign::Plus, Constant::Value(value @ (Value::Integer(_) | Value::Float(_)))) => value,
        (Sign::Minus, Constant::Value(Value::Integer(i))) => Value::Integer(i.checked_neg()?),
        (Sign::Minus, Constant::Value(Value::Float(x))) => Value::Float(-x),
        _ => return None,
    };
    Some(Constant::Value(value))
}

fn combined(a: Constant, operator: ArithmeticOperator, b: Constant) -> Option<Constant> {
    use ArithmeticOperator::{Add, Concatenate, Multiply, Remainder, Subtract};
    let (Constant::Value(a), Constant::Value(b)) = (a, b) else {
        return None;
    };
    Some(Constant::Value(match (operator, a, b) {
        (Add, Value::Integer(a), Value::Integer(b)) => Value::Integer(a.checked_add(b)?),
        (Subtract, Value::Integer(a), Value::Integer(b)) => Value::Integer(a.checked_sub(b)?),
        (Multiply, Value::Integer(a), Value::Integer(b)) => Value::Integer(a.checked_mul(b)?),
        (Remainder, Value::Integer(a), Value::Integer(b)) => Value::Integer(a.checked_rem(b)?),
        (Add | Concatenate, Value::Text(a), Value::Text(b)) => Value::Text(a + &b),
        (Add, Value::Text(a), Value::Integer(b)) => Value::Text(format!("{a}{b}")),
        (Add, Value::Integer(a), Value::Text(b)) => Value::Text(format!("{a}{b}")),
        (Add, Value::Float(a), Value::Float(b)) => Value::Float(a + b),
        _ => return None,
    }))
}

fn function(name: &str, arguments: &[Constant]) -> Option<Constant> {
    let integer = |argument: &Constant| match argument {
        Constant::Value(Value::Integer(i)) => Some(*i),
        _ => None,
    };
    match (name.to_ascii_lowercase().as_str(), arguments) {
        ("range", [from, to, rest @ ..]) => {
            let (from, to) = (integer(from)?, integer(to)?);
            let step = match rest {
                [] => 1,
                [step] => integer(step)?,
                _ => return None,
            };
            range(from, to, step)
        }
        // A date that is no day is as a source says it; of Cypher's own there is none.
        ("date", [Constant::Value(Value::Text(text))]) => match Date::parse(text) {
            Ok(date) if date.day().is_none() => Some(Constant::Value(Value::Date(date))),
            _ => made(Target::Date, &arguments[0]),
        },
        ("date", [given]) => made(Target::Date, given),
        ("localtime", [given]) => made(Target::LocalTime, given),
        ("time", [given]) => made(Target::Time, given),
        ("localdatetime", [given]) => made(Target::LocalDateTime, given),
        ("datetime", [given]) => made(Target::DateTime, given),
        ("duration", [given]) => {
            let duration = temporal::duration_of(&given.as_given()).ok()?;
            Some(Constant::Temporal(Temporal::Duration(duration)))
        }
        _ => None,
    }
}

fn made(target: Target, given: &Constant) -> Option<Constant> {
    match given {
        Constant::Value(Value::Null) => Some(Constant::NULL),
        given => {
            let temporal = temporal::build(target, &given.as_given(), None).ok()?;
            Some(Constant::Temporal(temporal))
        }
    }
}

/// A day as a date where ours can be it, all else as the text that it prints as.
fn stored(temporal: &Temporal) -> Value {
    match temporal.to_date() {
        Some(date) => Value::Date(date),
        None => Value::Text(temporal.to_string()),
    }
}

fn range(from: i64, to: i64, step: i64) -> Option<Constant> {
    let length = (i128::from(to) - i128::from(from)).checked_div(i128::from(step))?;
    if length >= MOST as i128 {
        return None;
    }
    let numbers = (0..=length).map(|i| i128::from(from) + i * i128::from(step));
    let numbers = numbers.filter_map(|n| i64::try_from(n).ok());
    Some(Constant::List(
        numbers
            .map(|n| Constant::Value(Value::Integer(n)))
            .collect(),
    ))
}
