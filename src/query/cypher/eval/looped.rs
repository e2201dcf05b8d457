//! What goes through a list: comprehensions, quantifiers, `reduce`.

use std::rc::Rc;

use crate::syntax::Quantifier;

use super::super::context::Context;
use super::super::expr::{Comprehension, Expr, Reduce};
use super::super::fault::Refusal;
use super::super::value::{Datum, List};
use super::{Frame, Local, Result, eval, holds, truth};

/// The items of a list; `None` for null.
fn items<'g>(
    list: &Expr<'g>,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Option<Rc<List<'g>>>> {
    match eval(list, frame, context)? {
        Datum::Null => Ok(None),
        Datum::List(items) => Ok(Some(items)),
        other => Err(Refusal::kind("a list", other.kind_name()).at(list.span)),
    }
}

/// What `run` gives where a local has that value.
fn with<'g, T>(
    number: usize,
    value: Datum<'g>,
    frame: &Frame<'_, 'g>,
    run: impl FnOnce(&Frame<'_, 'g>) -> Result<T>,
) -> Result<T> {
    let local = Local {
        number,
        value,
        outer: frame.locals,
    };
    run(&Frame {
        row: frame.row,
        locals: Some(&local),
    })
}

/// `[x IN xs WHERE x > 1 | x + 1]`
pub(super) fn comprehend<'g>(
    it: &Comprehension<'g>,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let Some(items) = items(&it.list, frame, context)? else {
        return Ok(Datum::Null);
    };
    let (mut kept, mut bytes) = (Vec::new(), 0usize);
    for item in items.iter() {
        context.budget.step(1)?;
        let made = with(it.local, item.clone(), frame, |inner| {
            let keep = match &it.predicate {
                Some(predicate) => holds(predicate, inner, context)?,
                None => true,
            };
            match &it.projection {
                _ if !keep => Ok(None),
                Some(projection) => eval(projection, inner, context).map(Some),
                None => Ok(Some(item.clone())),
            }
        })?;
        if let Some(made) = made {
            bytes += size_of::<Datum<'_>>() + made.as_text().map_or(0, str::len);
            let room = context.budget.room(bytes as u64);
            room.map_err(|r| r.at(it.list.span))?;
            kept.push(made);
        }
    }
    Datum::list(kept).bounded().map_err(|r| r.at(it.list.span))
}

/// `all(x IN xs WHERE x > 1)`; what decides ends it.
pub(super) fn quantify<'g>(
    quantifier: Quantifier,
    it: &Comprehension<'g>,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let Some(items) = items(&it.list, frame, context)? else {
        return Ok(Datum::Null);
    };
    let (mut yes, mut unknown) = (0usize, false);
    for item in items.iter() {
        context.budget.step(1)?;
        let held = with(it.local, item.clone(), frame, |inner| match &it.predicate {
            Some(predicate) => truth(predicate, inner, context),
            None => Ok(Some(true)),
        })?;
        match (held, quantifier) {
            (Some(false), Quantifier::All) => return Ok(Datum::Boolean(false)),
            (Some(true), Quantifier::Any) => return Ok(Datum::Boolean(true)),
            (Some(true), Quantifier::None) => return Ok(Datum::Boolean(false)),
            (Some(true), Quantifier::Single) if yes == 1 => return Ok(Datum::Boolean(false)),
            (Some(true), _) => yes += 1,
            (Some(false), _) => {}
            (None, _) => unknown = true,
        }
    }
    let outcome = match quantifier {
        Quantifier::All | Quantifier::None => true,
        Quantifier::Any => false,
        Quantifier::Single => yes == 1,
    };
    Ok(Datum::truth((!unknown).then_some(outcome)))
}

/// `reduce(sum = 0, x IN xs | sum + x)`
pub(super) fn reduce<'g>(
    it: &Reduce<'g>,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let Some(items) = items(&it.list, frame, context)? else {
        return Ok(Datum::Null);
    };
    let mut value = eval(&it.initial, frame, context)?;
    for item in items.iter() {
        context.budget.step(1)?;
        value = with(it.accumulator, value, frame, |gathered| {
            with(it.local, item.clone(), gathered, |inner| {
                eval(&it.step, inner, context)
            })
        })?;
    }
    Ok(value)
}
