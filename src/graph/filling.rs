//! Columns while they are filled, row by row in any order; built, they are [`super::column`]'s.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{BuildHasher, BuildHasherDefault};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::model::{Date, PropertyType, Value, ValueRef};

use super::column::{Column, Columns, Data, Presence};
use super::strings::{Strings, TextId};

/// The values of one column, in the order in which they came.
#[derive(Debug)]
enum Values {
    Boolean(Vec<bool>),
    Integer(Vec<i64>),
    Float(Vec<f64>),
    Text(Vec<TextId>),
    Date(Vec<Date>),
    List(Vec<Box<[Value]>>),
}

/// One property of nodes, or of relationships, in one type.
#[derive(Debug)]
pub(crate) struct FillingColumn {
    key: String,
    kind: PropertyType,
    /// The row of each value.
    rows: Vec<u32>,
    values: Values,
    /// Texts this column holds already, so that a locator or a status is stored once.
    known: HashTable<TextId>,
}

/// How many distinct texts of a column are kept to be found again; each further one is stored for
/// itself.
const KNOWN: usize = 4096;

fn hash_of(text: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(text)
}

impl FillingColumn {
    fn new(key: &str, kind: PropertyType) -> FillingColumn {
        let values = match kind {
            PropertyType::Boolean => Values::Boolean(Vec::new()),
            PropertyType::Integer => Values::Integer(Vec::new()),
            PropertyType::Float => Values::Float(Vec::new()),
            PropertyType::Text => Values::Text(Vec::new()),
            PropertyType::Date => Values::Date(Vec::new()),
            _ => Values::List(Vec::new()),
        };
        FillingColumn {
            key: key.to_owned(),
            kind,
            rows: Vec::new(),
            values,
            known: HashTable::new(),
        }
    }

    /// Adds the value of a row; a value of another type than the column's is not stored.
    pub(crate) fn push(&mut self, row: u32, value: ValueRef<'_>, strings: &mut Strings) {
        match (&mut self.values, value) {
            (Values::Boolean(v), ValueRef::Boolean(b)) => v.push(b),
            (Values::Integer(v), ValueRef::Integer(i)) => v.push(i),
            (Values::Float(v), ValueRef::Float(x)) => v.push(x),
            (Values::Date(v), ValueRef::Date(d)) => v.push(d),
            (Values::List(v), ValueRef::List(items)) => v.push(items.into()),
            (Values::Text(v), ValueRef::Text(text)) => {
                let hash = hash_of(text);
                let found = self.known.find(hash, |&id| strings.get(id) == text);
                let id = found.copied().unwrap_or_else(|| {
                    let id = strings.add(text);
                    if self.known.len() < KNOWN {
                        let rehash = |&id: &TextId| hash_of(strings.get(id));
                        self.known.insert_unique(hash, id, rehash);
                    }
                    id
                });
                v.push(id);
            }
            _ => return,
        }
        self.rows.push(row);
    }

    /// The column with every value at its new row; `to[old]` is the new row, or `u32::MAX` to drop
    /// it.
    fn build(self, to: &[u32], n_rows: usize) -> Column {
        let order = self.new_order(to, n_rows);
        fn pick<T: Clone>(values: &[T], order: &[(u32, u32)]) -> Vec<T> {
            let at = |&(_, i): &(u32, u32)| values[i as usize].clone();
            order.iter().map(at).collect()
        }
        let data = match &self.values {
            Values::Boolean(v) => Data::Boolean(pick(v, &order)),
            Values::Integer(v) => Data::Integer(pick(v, &order)),
            Values::Float(v) => Data::Float(pick(v, &order)),
            Values::Text(v) => Data::Text(pick(v, &order).into()),
            Values::Date(v) => Data::Date(pick(v, &order)),
            Values::List(v) => Data::List(pick(v, &order)),
        };
        Column {
            key: self.key,
            kind: self.kind,
            presence: Presence::new(order.into_iter().map(|(row, _)| row).collect(), n_rows),
            data,
        }
    }

    /// (new row, index of its value), ascending by row, without dropped rows. A row that sets one
    /// property twice keeps the first value; the header check reports it.
    ///
    /// A column that most rows have is scattered into place, O(n); a sparse one is sorted.
    fn new_order(&self, to: &[u32], n_rows: usize) -> Vec<(u32, u32)> {
        const NONE: u32 = u32::MAX;
        let moved = |old: u32| to.get(old as usize).copied().unwrap_or(NONE);
        let numbered = (0u32..).zip(&self.rows).map(|(i, &old)| (moved(old), i));
        let numbered = numbered.filter(|&(row, _)| row != NONE);
        if self.rows.len() < n_rows / 8 {
            let mut order: Vec<(u32, u32)> = numbered.collect();
            order.sort_unstable();
            order.dedup_by_key(|&mut (row, _)| row);
            return order;
        }
        let mut value_of = vec![NONE; n_rows];
        for (row, i) in numbered {
            if let Some(slot) = value_of.get_mut(row as usize).filter(|slot| **slot == NONE) {
                *slot = i;
            }
        }
        (0u32..).zip(value_of).filter(|&(_, i)| i != NONE).collect()
    }

    /// The value at an index of the column.
    fn at<'a>(&'a self, i: usize, strings: &'a Strings) -> Option<ValueRef<'a>> {
        Some(match &self.values {
            Values::Boolean(v) => ValueRef::Boolean(*v.get(i)?),
            Values::Integer(v) => ValueRef::Integer(*v.get(i)?),
            Values::Float(v) => ValueRef::Float(*v.get(i)?),
            Values::Text(v) => ValueRef::Text(strings.get(*v.get(i)?)),
            Values::Date(v) => ValueRef::Date(*v.get(i)?),
            Values::List(v) => ValueRef::List(v.get(i)?),
        })
    }
}

/// All columns of the nodes, or of the relationships.
#[derive(Debug, Default)]
pub(crate) struct Filling {
    columns: Vec<FillingColumn>,
}

impl Filling {
    /// The number of the column of that key and type, made if there is none.
    pub(crate) fn column(&mut self, key: &str, kind: PropertyType) -> usize {
        let same = |c: &FillingColumn| c.kind == kind && c.key == key;
        self.columns.iter().position(same).unwrap_or_else(|| {
            self.columns.push(FillingColumn::new(key, kind));
            self.columns.len() - 1
        })
    }

    /// The column of that number, to fill.
    pub(crate) fn column_mut(&mut self, number: usize) -> Option<&mut FillingColumn> {
        self.columns.get_mut(number)
    }

    /// The columns by key and type, all rows renumbered, without empty columns unless they are to
    /// be kept.
    pub(crate) fn build(self, to: &[u32], n_rows: usize, keep_empty: bool) -> Columns {
        let built = self.columns.into_iter().map(|c| c.build(to, n_rows));
        let kept: Vec<Column> = built.filter(|c| keep_empty || c.len() > 0).collect();
        kept.into()
    }

    /// The properties of some rows as one text each, for comparing rows. `wanted[row]` says which
    /// rows.
    pub(crate) fn texts(&self, strings: &Strings, wanted: &[bool]) -> HashMap<u32, String> {
        let mut columns: Vec<&FillingColumn> = self.columns.iter().collect();
        columns.sort_by(|a, b| (&a.key, a.kind).cmp(&(&b.key, b.kind)));
        let mut texts: HashMap<u32, String> = HashMap::new();
        for column in columns {
            let rows = column.rows.iter().enumerate();
            for (i, row) in rows.filter(|(_, row)| wanted[**row as usize]) {
                let text = texts.entry(*row).or_default();
                if let Some(value) = column.at(i, strings) {
                    let (key, kind) = (&column.key, column.kind.name());
                    // Writing to a String cannot fail.
                    let _ = write!(text, "{key}:{kind}={value}\u{1f}");
                }
            }
        }
        texts
    }
}
