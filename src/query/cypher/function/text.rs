//! Functions of text.

use super::super::types::{Kinds, Type};
use super::super::value::Datum;
use super::{Function, text_at};

pub(super) static FUNCTIONS: &[Function] = &[
    Function::new(
        "toLower",
        &[Kinds::TEXT],
        |_| Type::Text,
        ("a text in small letters", "toLower(n.name)"),
        |_, a| Ok(Datum::text(text_at(a, 0)?.to_lowercase())),
    ),
    Function::new(
        "toUpper",
        &[Kinds::TEXT],
        |_| Type::Text,
        ("a text in capital letters", "toUpper(n.name)"),
        |_, a| Ok(Datum::text(text_at(a, 0)?.to_uppercase())),
    ),
    Function::new(
        "trim",
        &[Kinds::TEXT],
        |_| Type::Text,
        ("a text without spaces around it", "trim(n.name)"),
        |_, a| Ok(Datum::text(text_at(a, 0)?.trim())),
    ),
];
