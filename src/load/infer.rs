//! The types of columns that no header declares, from all their cells.
//!
//! A type is taken only if every cell reads as it and would be written back as it stood: ids with
//! leading zeros, integers past 64 bits and `NULL` keep a column text.

use std::collections::HashSet;

use crate::model::{Date, PropertyType};

use super::Options;
use super::column::{Column, Role};
use super::table::Table;
use super::text::Text;

/// A column with more distinct cells than this names no types or labels.
const NAMES: usize = 5000;

/// Properties that are text, or lists of it, whatever their cells look like.
const TEXTS: &[&str] = &[
    "name",
    "name_zh",
    "id",
    "source_id",
    "locator",
    "status",
    "note",
];

/// What the cells of a column may still be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Possible {
    integer: bool,
    float: bool,
    date: bool,
    boolean: bool,
}

impl Possible {
    pub(super) const ALL: Possible = Possible {
        integer: true,
        float: true,
        date: true,
        boolean: true,
    };
    pub(super) const NONE: Possible = Possible {
        integer: false,
        float: false,
        date: false,
        boolean: false,
    };

    pub(super) fn of(text: &str) -> Possible {
        let digits = text.strip_prefix('-').unwrap_or(text);
        let zeros = digits.len() > 1
            && digits.starts_with('0')
            && digits.as_bytes().get(1).is_some_and(u8::is_ascii_digit);
        let whole = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        let integer = match text.parse::<i64>() {
            Ok(number) => whole && !zeros && (number != 0 || text == "0"),
            Err(_) => false,
        };
        // Up to 2^53 every integer is a float too.
        let exact = !whole
            || text
                .parse::<i64>()
                .is_ok_and(|i| i.unsigned_abs() <= 1 << 53);
        let numeric = |b: u8| b.is_ascii_digit() || b"+-.eE".contains(&b);
        let float = !zeros
            && exact
            && text.bytes().all(numeric)
            && text.parse::<f64>().is_ok_and(f64::is_finite);
        Possible {
            integer,
            float,
            date: text.len() <= 10 && Date::parse(text).is_ok(),
            boolean: text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false"),
        }
    }

    pub(super) fn and(self, other: Possible) -> Possible {
        Possible {
            integer: self.integer && other.integer,
            float: self.float && other.float,
            date: self.date && other.date,
            boolean: self.boolean && other.boolean,
        }
    }

    /// Whether values of that type may be all that was seen; a text may be anything.
    pub(super) fn may_be(self, kind: PropertyType) -> bool {
        match kind {
            PropertyType::Integer => self.integer,
            PropertyType::Float => self.float,
            PropertyType::Date => self.date,
            PropertyType::Boolean => self.boolean,
            _ => true,
        }
    }

    /// Whether nothing but values of that type may be all that was seen.
    pub(super) fn is_only(self, kind: PropertyType) -> bool {
        let only = match kind {
            PropertyType::Date => Possible {
                date: true,
                ..Possible::NONE
            },
            _ => Possible::NONE,
        };
        self == only
    }

    pub(super) fn kind(self, key: &str) -> PropertyType {
        // Nodes are dated by this property alone, and years are dates there.
        let dated = key == crate::graph::RELEASED;
        match self {
            Possible { date: true, .. } if dated => PropertyType::Date,
            Possible { integer: true, .. } => PropertyType::Integer,
            Possible { float: true, .. } => PropertyType::Float,
            Possible { date: true, .. } => PropertyType::Date,
            Possible { boolean: true, .. } => PropertyType::Boolean,
            _ => PropertyType::Text,
        }
    }
}

/// Gives each inferred column of a table its type, in one pass over its rows, unless only the
/// beginning of the text is there; a column that would
/// name too many types or labels becomes a property, and is named in `notes`.
pub(super) fn infer(text: &Text, table: &mut Table, options: &Options, notes: &mut Vec<String>) {
    let n = table.columns.len();
    let inferred = |c: &Column| c.role == Role::Inferred;
    let named = |c: &Column| matches!(c.role, Role::Type | Role::Label);
    if text.is_head || !table.columns.iter().any(|c| inferred(c) || named(c)) {
        return;
    }
    let mut possible: Vec<Option<Possible>> = vec![None; n];
    let mut names: Vec<HashSet<String>> = vec![HashSet::new(); n];
    let open: Vec<usize> = (0..n).filter(|&i| inferred(&table.columns[i])).collect();
    let listed: Vec<usize> = (0..n).filter(|&i| named(&table.columns[i])).collect();
    let mut records = table.records(text);
    while records.advance() {
        for &i in &open {
            if possible[i] == Some(Possible::NONE) {
                continue;
            }
            let cell = records.cell(i);
            if !cell.is_empty() && !options.null.iter().any(|null| null == cell) {
                let before = possible[i].unwrap_or(Possible::ALL);
                possible[i] = Some(before.and(Possible::of(cell)));
            }
        }
        for &i in &listed {
            let cell = records.cell(i);
            if names[i].len() <= NAMES && !names[i].contains(cell) {
                names[i].insert(cell.to_owned());
            }
        }
    }
    for i in listed.into_iter().filter(|&i| names[i].len() > NAMES) {
        let column = &mut table.columns[i];
        notes.push(format!(
            "{}: column {} has more than {NAMES} values and is read as a property",
            text.shown, column.key
        ));
        column.role = Role::Property(PropertyType::Text);
    }
    for i in open {
        let column = &mut table.columns[i];
        let key = column.key.as_str();
        let kind =
            fixed_kind(key).unwrap_or_else(|| possible[i].unwrap_or(Possible::NONE).kind(key));
        column.role = Role::Property(kind);
    }
}

/// The type of a property that has it whatever its cells look like.
pub(super) fn fixed_kind(key: &str) -> Option<PropertyType> {
    match key {
        "aliases" => Some(PropertyType::TextList),
        key => TEXTS.contains(&key).then_some(PropertyType::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_fits_every_cell() {
        use PropertyType::{Boolean, Date, Float, Integer, Text};
        let table: &[(&[&str], PropertyType)] = &[
            (&["1", "-2", "0"], Integer),
            (&["1", "2.5", "1e9"], Float),
            (&["007", "8"], Text),
            (&["9223372036854775808"], Text),
            (&["9007199254740993", "1.5"], Text),
            (&["-0"], Float),
            (&["+1"], Float),
            (&["2023", "2024"], Integer),
            (&["2023", "2023-04"], Date),
            (&["true", "FALSE"], Boolean),
            (&["NaN", "1"], Text),
            (&["inf"], Text),
            (&["NULL", "1"], Text),
            (&["unknown"], Text),
        ];
        for (cells, wanted) in table {
            let all = cells.iter().map(|c| Possible::of(c));
            let found = all.fold(Possible::ALL, Possible::and).kind("x");
            assert_eq!(found, *wanted, "{cells:?}");
        }
        assert_eq!(Possible::of("2023").kind("released"), Date);
    }
}
