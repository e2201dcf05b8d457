//! Functions of text. Places in a text are counted in characters.

use std::rc::Rc;

use unicode_normalization::UnicodeNormalization;

use super::super::context::Context;
use super::super::fault::{Fault, Refusal};
use super::super::types::{Kinds, Type};
use super::super::value::Datum;
use super::{Function, Outcome, at, integer_at, text_at, wrong};

/// A function of one text that gives a text.
macro_rules! text {
    ($name:literal, $of:expr, $about:literal, $example:literal) => {
        Function::new(
            $name,
            &[Kinds::TEXT],
            |_| Type::Text,
            ($about, $example),
            |_, a| {
                let of: fn(&str) -> Rc<str> = $of;
                Ok(Datum::text(of(text_at(a, 0)?)))
            },
        )
    };
}

/// A function that takes characters away from the ends of a text.
macro_rules! trim {
    ($name:literal, $start:literal, $end:literal, $about:literal, $example:literal) => {
        Function::new(
            $name,
            &[Kinds::TEXT, Kinds::TEXT],
            |_| Type::Text,
            ($about, $example),
            |_, a| trim(a, $start, $end),
        )
        .arity(1, 2)
    };
}

pub(super) static FUNCTIONS: &[Function] = &[
    text!(
        "toLower",
        |t| t.to_lowercase().into(),
        "a text in small letters",
        "toLower(n.name)"
    ),
    text!(
        "lower",
        |t| t.to_lowercase().into(),
        "as toLower",
        "lower(n.name)"
    ),
    text!(
        "toUpper",
        |t| t.to_uppercase().into(),
        "a text in capital letters",
        "toUpper(n.name)"
    ),
    text!(
        "upper",
        |t| t.to_uppercase().into(),
        "as toUpper",
        "upper(n.name)"
    ),
    trim!(
        "trim",
        true,
        true,
        "a text without spaces around it",
        "trim(n.name)"
    ),
    trim!(
        "btrim",
        true,
        true,
        "a text without such characters around it",
        "btrim('--a-', '-')"
    ),
    trim!(
        "ltrim",
        true,
        false,
        "a text without spaces before it",
        "ltrim('  a')"
    ),
    trim!(
        "rtrim",
        false,
        true,
        "a text without spaces behind it",
        "rtrim('a  ')"
    ),
    Function::new(
        "replace",
        &[Kinds::TEXT, Kinds::TEXT, Kinds::TEXT],
        |_| Type::Text,
        (
            "a text with one part of it replaced by another",
            "replace(n.name, '-', ' ')",
        ),
        replace,
    ),
    Function::new(
        "split",
        &[Kinds::TEXT, Kinds::TEXT.or(Kinds::LIST)],
        |_| Type::list_of(Type::Text),
        (
            "the parts of a text between separators",
            "split('a;b', ';')",
        ),
        split,
    ),
    Function::new(
        "substring",
        &[Kinds::TEXT, Kinds::INTEGER, Kinds::INTEGER],
        |_| Type::Text,
        (
            "a part of a text: from where, how much",
            "substring(n.name, 0, 3)",
        ),
        |_, a| {
            let from = not_negative(a, 1)?;
            let length = if a.len() > 2 {
                not_negative(a, 2)?
            } else {
                usize::MAX
            };
            let text = text_at(a, 0)?.chars().skip(from).take(length);
            Ok(Datum::text(text.collect::<String>()))
        },
    )
    .arity(2, 3),
    Function::new(
        "left",
        &[Kinds::TEXT, Kinds::INTEGER],
        |_| Type::Text,
        ("the first characters of a text", "left(n.name, 3)"),
        |_, a| {
            let text = text_at(a, 0)?.chars().take(not_negative(a, 1)?);
            Ok(Datum::text(text.collect::<String>()))
        },
    ),
    Function::new(
        "right",
        &[Kinds::TEXT, Kinds::INTEGER],
        |_| Type::Text,
        ("the last characters of a text", "right(n.name, 3)"),
        |_, a| {
            let (text, length) = (text_at(a, 0)?, not_negative(a, 1)?);
            let skipped = text.chars().count().saturating_sub(length);
            Ok(Datum::text(text.chars().skip(skipped).collect::<String>()))
        },
    ),
    Function::new(
        "reverse",
        &[Kinds::TEXT.or(Kinds::LIST)],
        |types| types.first().cloned().unwrap_or(Type::Any),
        (
            "a text or list from its end to its beginning",
            "reverse(n.aliases)",
        ),
        |_, a| match at(a, 0) {
            Datum::Text(text) => Ok(Datum::text(text.as_str().chars().rev().collect::<String>())),
            Datum::List(items) => Ok(Datum::list(items.iter().rev().cloned().collect())),
            _ => wrong("a text or list", a, 0),
        },
    ),
    Function::new(
        "normalize",
        &[Kinds::TEXT, Kinds::TEXT],
        |_| Type::Text,
        (
            "a text in a normal form of Unicode",
            "normalize(n.name, 'NFKC')",
        ),
        normalize,
    )
    .arity(1, 2),
    Function::new(
        "char_length",
        &[Kinds::TEXT],
        |_| Type::Integer,
        ("how many characters a text has", "char_length(n.name)"),
        |_, a| Ok(Datum::count(text_at(a, 0)?.chars().count())),
    ),
    Function::new(
        "character_length",
        &[Kinds::TEXT],
        |_| Type::Integer,
        ("as char_length", "character_length(n.name)"),
        |_, a| Ok(Datum::count(text_at(a, 0)?.chars().count())),
    ),
];

/// An integer that is a length or a place.
fn not_negative(a: &[Datum<'_>], index: usize) -> Result<usize, Refusal> {
    let given = integer_at(a, index)?;
    usize::try_from(given).map_err(|_| {
        let message = format!("a length or a place in a text is not negative, as {given} is");
        Refusal::new(Fault::argument("NegativeIntegerArgument"), message)
    })
}

fn trim<'g>(a: &[Datum<'g>], start: bool, end: bool) -> Outcome<'g> {
    let mut text = text_at(a, 0)?;
    let wanted = if a.len() > 1 {
        Some(text_at(a, 1)?)
    } else {
        None
    };
    let goes = |c: char| match wanted {
        Some(wanted) => wanted.contains(c),
        None => c.is_whitespace(),
    };
    if start {
        text = text.trim_start_matches(goes);
    }
    if end {
        text = text.trim_end_matches(goes);
    }
    Ok(Datum::text(text))
}

fn replace<'g>(context: &Context<'_, 'g>, a: &[Datum<'g>]) -> Outcome<'g> {
    let (text, from, to) = (text_at(a, 0)?, text_at(a, 1)?, text_at(a, 2)?);
    if from.is_empty() {
        return Ok(at(a, 0).clone());
    }
    let found = text.matches(from).count() as u64;
    context
        .budget
        .room(text.len() as u64 + found.saturating_mul(to.len() as u64))?;
    Ok(Datum::text(text.replace(from, to)))
}

fn split<'g>(context: &Context<'_, 'g>, a: &[Datum<'g>]) -> Outcome<'g> {
    let text = text_at(a, 0)?;
    let separators: Vec<&str> = match at(a, 1) {
        Datum::List(items) => items.iter().filter_map(Datum::as_text).collect(),
        _ => vec![text_at(a, 1)?],
    };
    context.budget.room_for_items(text.len() as u64)?;
    if separators.iter().all(|it| it.is_empty()) {
        let mut buffer = [0; 4];
        let parts = text
            .chars()
            .map(|c| Datum::text(&*c.encode_utf8(&mut buffer)));
        return Ok(Datum::list(parts.collect()));
    }
    let (mut parts, mut rest) = (Vec::new(), text);
    loop {
        let found = separators.iter().filter(|it| !it.is_empty());
        let found = found.filter_map(|it| rest.find(it).map(|at| (at, it.len())));
        // The first one, and of two at the same place the longer.
        let Some((at, len)) = found.min_by_key(|&(at, len)| (at, usize::MAX - len)) else {
            parts.push(Datum::text(rest));
            return Ok(Datum::list(parts));
        };
        parts.push(Datum::text(&rest[..at]));
        rest = &rest[at + len..];
    }
}

fn normalize<'g>(_: &Context<'_, 'g>, a: &[Datum<'g>]) -> Outcome<'g> {
    let text = text_at(a, 0)?;
    let form = if a.len() > 1 { text_at(a, 1)? } else { "NFC" };
    let normal: String = match form.to_ascii_uppercase().as_str() {
        "NFC" => text.nfc().collect(),
        "NFD" => text.nfd().collect(),
        "NFKC" => text.nfkc().collect(),
        "NFKD" => text.nfkd().collect(),
        _ => {
            let message = format!("there is no normal form {form:?}");
            let refusal = Refusal::new(Fault::argument("InvalidArgumentValue"), message);
            return Err(refusal.hint("there are NFC, NFD, NFKC, NFKD"));
        }
    };
    Ok(Datum::text(normal))
}
