//! Steps into values: properties, items, parts of lists.

use crate::model::temporal::Part;

use super::super::context::Context;
use super::super::expr::PropertyKey;
use super::super::fault::{Fault, Refusal};
use super::super::function::Outcome;
use super::super::property::{self, entity};
use super::super::value::Datum;

const NO_KIND: Fault = Fault::kind("InvalidArgumentType");

/// `a.key`
pub(super) fn property<'g>(
    value: &Datum<'g>,
    key: &PropertyKey,
    context: &Context<'_, 'g>,
) -> Outcome<'g> {
    match value {
        Datum::Null => Ok(Datum::Null),
        Datum::Map(map) => Ok(map.get(&key.name).cloned().unwrap_or(Datum::Null)),
        Datum::Temporal(temporal) => Ok(match temporal.part(&key.name)? {
            Part::Number(number) => Datum::Integer(number),
            Part::Text(text) => Datum::text(text),
        }),
        _ => match entity(value) {
            Some(entity) => Ok(property::property(context.graph, entity, key)),
            None => {
                let message = format!("{} has no properties", value.kind_name());
                Err(Refusal::new(NO_KIND, message))
            }
        },
    }
}

/// `list[0]`, `map['key']`; a negative index counts from the end, one outside gives null.
pub(super) fn index<'g>(
    value: &Datum<'g>,
    index: &Datum<'g>,
    context: &Context<'_, 'g>,
) -> Outcome<'g> {
    match (value, index) {
        (Datum::Null, _) => Ok(Datum::Null),
        (Datum::List(_) | Datum::Map(_) | Datum::Node(_) | Datum::Relationship(_), Datum::Null) => {
            Ok(Datum::Null)
        }
        (Datum::List(items), Datum::Integer(i)) => {
            let at = position(*i, items.len());
            Ok(at
                .and_then(|at| items.get(at))
                .cloned()
                .unwrap_or(Datum::Null))
        }
        (Datum::List(_), other) => {
            let message = format!("an index is an integer, not {}", other.kind_name());
            Err(Refusal::new(NO_KIND, message))
        }
        (Datum::Map(_) | Datum::Node(_) | Datum::Relationship(_), Datum::Text(key)) => {
            let key = PropertyKey::new(key.as_str());
            property(value, &key, context)
        }
        (Datum::Map(_) | Datum::Node(_) | Datum::Relationship(_), other) => {
            let message = format!("a key is text, not {}", other.kind_name());
            Err(Refusal::new(
                Fault::kind("MapElementAccessByNonString"),
                message,
            ))
        }
        (other, _) => {
            let message = format!("{} has no items", other.kind_name());
            Err(Refusal::new(NO_KIND, message))
        }
    }
}

fn position(i: i64, len: usize) -> Option<usize> {
    if i < 0 {
        len.checked_sub(usize::try_from(i.unsigned_abs()).ok()?)
    } else {
        usize::try_from(i).ok()
    }
}

/// `list[from..to]`
pub(super) fn slice<'g>(
    value: &Datum<'g>,
    from: Option<&Datum<'g>>,
    to: Option<&Datum<'g>>,
) -> Outcome<'g> {
    let items = match value {
        Datum::Null => return Ok(Datum::Null),
        Datum::List(items) => items,
        other => {
            return Err(Refusal::new(
                NO_KIND,
                format!("{} has no items", other.kind_name()),
            ));
        }
    };
    let bound = |bound: Option<&Datum<'g>>, default: usize| match bound {
        None => Ok(Some(default)),
        Some(Datum::Null) => Ok(None),
        Some(Datum::Integer(i)) if *i < 0 => {
            let back = usize::try_from(i.unsigned_abs()).unwrap_or(usize::MAX);
            Ok(Some(items.len().saturating_sub(back)))
        }
        Some(Datum::Integer(i)) => {
            let at = usize::try_from(*i).unwrap_or(usize::MAX);
            Ok(Some(at.min(items.len())))
        }
        Some(other) => {
            let message = format!("an index is an integer, not {}", other.kind_name());
            Err(Refusal::new(NO_KIND, message))
        }
    };
    let (from, to) = (bound(from, 0)?, bound(to, items.len())?);
    Ok(match from.zip(to) {
        Some((from, to)) => Datum::list(items.get(from..to.max(from)).unwrap_or_default().to_vec()),
        None => Datum::Null,
    })
}
