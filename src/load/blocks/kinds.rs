//! The types of columns that no header declares, guessed from a part of the cells and then held
//! against all of them.
//!
//! The rule is [`infer`](super::super::infer)'s: a type is taken only if every cell reads as it.
//! Blocks are read with guessed types at once, and each tells what its cells may be; only where
//! all of them together are something else is everything read again.

use super::super::column::{Column, Role};
use super::super::infer::{Possible, fixed_kind};
use super::cut::Cells;
use crate::model::PropertyType;

/// What the cells of a column may be; none where it has none.
pub(super) type Seen = Option<Possible>;

/// What was seen in either of two parts.
pub(super) fn both(a: Seen, b: Seen) -> Seen {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.and(b)),
        (one, other) => one.or(other),
    }
}

/// The type of an inferred column.
pub(super) fn kind_of(column: &Column, seen: Seen) -> PropertyType {
    fixed_kind(&column.key).unwrap_or_else(|| seen.unwrap_or(Possible::NONE).kind(&column.key))
}

/// Adds what the cells of the inferred columns of a cut block may be.
pub(super) fn look(
    block: &str,
    cells: &Cells,
    columns: &[Column],
    null: &[String],
    seen: &mut [Seen],
) {
    for (c, (column, seen)) in columns.iter().zip(seen).enumerate() {
        if column.role != Role::Inferred || fixed_kind(&column.key).is_some() {
            continue;
        }
        for row in 0..cells.rows() {
            if *seen == Some(Possible::NONE) {
                break;
            }
            let text = cells.get(block, row, c);
            if !text.is_empty() && !null.iter().any(|null| null == text) {
                *seen = both(*seen, Some(Possible::of(text)));
            }
        }
    }
}
