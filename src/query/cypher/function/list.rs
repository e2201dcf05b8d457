//! Functions of lists.

use super::super::context::Context;
use super::super::fault::{Fault, Refusal};
use super::super::types::{Kinds, Type};
use super::super::value::Datum;
use super::{Function, Outcome, at, integer_at, wrong};

pub(super) static FUNCTIONS: &[Function] = &[
    Function::new(
        "size",
        &[Kinds::LIST.or(Kinds::TEXT)],
        |_| Type::Integer,
        ("the length of a list or a text", "size(n.aliases)"),
        |_, a| match at(a, 0) {
            Datum::Text(text) => Ok(Datum::count(text.as_str().chars().count())),
            Datum::List(items) => Ok(Datum::count(items.len())),
            _ => wrong("a list or text", a, 0),
        },
    ),
    Function::new(
        "head",
        &[Kinds::LIST],
        |types| types.first().map_or(Type::Any, Type::item),
        ("the first item of a list", "head(n.aliases)"),
        |_, a| match at(a, 0) {
            Datum::List(items) => Ok(items.first().cloned().unwrap_or(Datum::Null)),
            _ => wrong("a list", a, 0),
        },
    ),
    Function::new(
        "last",
        &[Kinds::LIST],
        |types| types.first().map_or(Type::Any, Type::item),
        ("the last item of a list", "last(n.aliases)"),
        |_, a| match at(a, 0) {
            Datum::List(items) => Ok(items.last().cloned().unwrap_or(Datum::Null)),
            _ => wrong("a list", a, 0),
        },
    ),
    Function::new(
        "tail",
        &[Kinds::LIST],
        |types| types.first().cloned().unwrap_or(Type::Any),
        ("a list without its first item", "tail(n.aliases)"),
        |_, a| match at(a, 0) {
            Datum::List(items) => Ok(Datum::list(items.get(1..).unwrap_or_default().to_vec())),
            _ => wrong("a list", a, 0),
        },
    ),
    Function::new(
        "isEmpty",
        &[Kinds::LIST.or(Kinds::MAP).or(Kinds::TEXT)],
        |_| Type::Boolean,
        (
            "whether a list, map or text has nothing in it",
            "isEmpty(n.aliases)",
        ),
        |_, a| match at(a, 0) {
            Datum::Text(text) => Ok(Datum::Boolean(text.as_str().is_empty())),
            Datum::List(items) => Ok(Datum::Boolean(items.is_empty())),
            Datum::Map(entries) => Ok(Datum::Boolean(entries.is_empty())),
            _ => wrong("a list, map or text", a, 0),
        },
    ),
    Function::new(
        "range",
        &[Kinds::INTEGER, Kinds::INTEGER, Kinds::INTEGER],
        |_| Type::list_of(Type::Integer),
        ("whole numbers from one to another", "range(1, 10, 2)"),
        range,
    )
    .arity(2, 3)
    .at_run_time(),
];

fn range<'g>(context: &Context<'_, 'g>, a: &[Datum<'g>]) -> Outcome<'g> {
    let (from, to) = (integer_at(a, 0)?, integer_at(a, 1)?);
    let step = if a.len() > 2 { integer_at(a, 2)? } else { 1 };
    if step == 0 {
        let message = "the step of a range is 0";
        return Err(Refusal::new(Fault::argument("NumberOutOfRange"), message));
    }
    let span = (i128::from(to) - i128::from(from)) / i128::from(step);
    let empty = if step > 0 { from > to } else { from < to };
    let count = if empty {
        0
    } else {
        u64::try_from(span + 1).unwrap_or(u64::MAX)
    };
    context.budget.room_for_items(count)?;
    let mut items = Vec::new();
    let mut next = Some(from);
    for _ in 0..count {
        let Some(i) = next else { break };
        items.push(Datum::Integer(i));
        next = i.checked_add(step);
    }
    Ok(Datum::list(items))
}
