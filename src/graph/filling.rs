//! Columns while they are filled, row by row in any order; built, they are [`super::column`]'s.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::hash::{BuildHasher, BuildHasherDefault};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::model::{Date, PropertyType, Value, ValueRef};

use super::bulk;
use super::column::{Column, Columns, Data, Presence};
use super::intern::Symbol;
use super::parallel;
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

impl Values {
    fn len(&self) -> usize {
        match self {
            Values::Boolean(v) => v.len(),
            Values::Integer(v) => v.len(),
            Values::Float(v) => v.len(),
            Values::Text(v) => v.len(),
            Values::Date(v) => v.len(),
            Values::List(v) => v.len(),
        }
    }

    /// The values at these places.
    fn picked(&self, places: impl Iterator<Item = u32>) -> Data {
        fn pick<T: Clone>(values: &[T], places: impl Iterator<Item = u32>) -> Vec<T> {
            places.map(|i| values[i as usize].clone()).collect()
        }
        match self {
            Values::Boolean(v) => Data::Boolean(pick(v, places)),
            Values::Integer(v) => Data::Integer(pick(v, places)),
            Values::Float(v) => Data::Float(pick(v, places)),
            Values::Text(v) => Data::Text(pick(v, places).into()),
            Values::Date(v) => Data::Date(pick(v, places)),
            Values::List(v) => Data::List(pick(v, places)),
        }
    }
}

/// How rows are numbered anew.
#[derive(Debug)]
pub(crate) struct Renumbered {
    /// The new number of each row; `u32::MAX` of one that is dropped.
    pub(crate) to: Vec<u32>,
    /// The rows in their new order.
    pub(crate) from: Vec<u32>,
}

/// One property of nodes, or of relationships, in one type.
#[derive(Debug)]
pub(crate) struct FillingColumn {
    key: String,
    kind: PropertyType,
    /// The row of each value; none where the value of row `i` is at index `i`.
    rows: Option<Vec<u32>>,
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
            rows: None,
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
        self.note_row(row, self.values.len() - 1);
    }

    /// Notes the row of the value at a place; all before have theirs.
    fn note_row(&mut self, row: u32, place: usize) {
        match &mut self.rows {
            None if row as usize == place => {}
            None => {
                let mut rows: Vec<u32> = (0..place as u32).collect();
                rows.push(row);
                self.rows = Some(rows);
            }
            Some(rows) => rows.push(row),
        }
    }

    /// Adds the values of a block, of the rows that `row_of` gives for those of the block.
    pub(crate) fn extend(
        &mut self,
        values: bulk::Values,
        row_of: impl Fn(u32) -> u32,
        text_of: impl Fn(Symbol) -> TextId,
    ) {
        let (place, count) = (self.values.len(), values.data.len());
        match (&mut self.values, values.data) {
            (Values::Boolean(v), bulk::Data::Boolean(mut more)) => v.append(&mut more),
            (Values::Integer(v), bulk::Data::Integer(mut more)) => v.append(&mut more),
            (Values::Float(v), bulk::Data::Float(mut more)) => v.append(&mut more),
            (Values::Date(v), bulk::Data::Date(mut more)) => v.append(&mut more),
            (Values::List(v), bulk::Data::List(mut more)) => v.append(&mut more),
            (Values::Text(v), bulk::Data::Text(more)) => v.extend(more.into_iter().map(text_of)),
            _ => return,
        }
        match values.rows {
            Some(rows) => (place..)
                .zip(rows)
                .for_each(|(place, row)| self.note_row(row_of(row), place)),
            None => (place..)
                .zip(0..count as u32)
                .for_each(|(place, row)| self.note_row(row_of(row), place)),
        }
    }

    /// The column with every value at its new row.
    fn build(self, order: &Renumbered) -> Column {
        let n_rows = order.from.len();
        if self.rows.is_none() && self.values.len() == order.to.len() {
            // Every row has a value at its own number.
            return Column {
                data: self.values.picked(order.from.iter().copied()),
                key: self.key,
                kind: self.kind,
                presence: Presence::All,
            };
        }
        let (rows, places) = self.new_order(order);
        Column {
            data: self.values.picked(places.into_iter()),
            key: self.key,
            kind: self.kind,
            presence: Presence::new(rows, n_rows),
        }
    }

    /// The rows of the values, ascending and without dropped ones, and where the value of each is.
    /// A row that sets one property twice keeps the first value; the header check reports it.
    ///
    /// A column that most rows have is scattered into place, O(n); a sparse one is sorted.
    fn new_order(&self, order: &Renumbered) -> (Vec<u32>, Vec<u32>) {
        const NONE: u32 = u32::MAX;
        let n_rows = order.from.len();
        let moved = |old: u32| order.to.get(old as usize).copied().unwrap_or(NONE);
        let count = self.values.len() as u32;
        let numbered = (0..count).map(|i| (moved(self.row(i)), i));
        let numbered = numbered.filter(|&(row, _)| row != NONE);
        if self.values.len() < n_rows / 8 {
            let mut order: Vec<(u32, u32)> = numbered.collect();
            order.sort_unstable();
            order.dedup_by_key(|&mut (row, _)| row);
            return order.into_iter().unzip();
        }
        let mut value_of = vec![NONE; n_rows];
        for (row, i) in numbered {
            if let Some(slot) = value_of.get_mut(row as usize).filter(|slot| **slot == NONE) {
                *slot = i;
            }
        }
        let some = (0u32..).zip(&value_of).filter(|&(_, &i)| i != NONE);
        let rows = some.map(|(row, _)| row).collect();
        value_of.retain(|&i| i != NONE);
        (rows, value_of)
    }

    /// The row of the value at a place.
    fn row(&self, place: u32) -> u32 {
        match &self.rows {
            Some(rows) => rows[place as usize],
            None => place,
        }
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
    pub(crate) fn build(self, order: &Renumbered, keep_empty: bool, threads: usize) -> Columns {
        let threads = parallel::worth(threads, order.from.len());
        let built = parallel::map_vec(threads, self.columns, |c| Some(c.build(order)));
        let kept = built.into_iter().filter(|c| keep_empty || c.len() > 0);
        kept.collect::<Vec<Column>>().into()
    }

    /// The properties of some rows as one text each, for comparing rows. `wanted[row]` says which
    /// rows.
    pub(crate) fn texts(&self, strings: &Strings, wanted: &[bool]) -> HashMap<u32, String> {
        let mut columns: Vec<&FillingColumn> = self.columns.iter().collect();
        columns.sort_by(|a, b| (&a.key, a.kind).cmp(&(&b.key, b.kind)));
        let mut texts: HashMap<u32, String> = HashMap::new();
        for column in columns {
            let rows = (0..column.values.len()).map(|i| (i, column.row(i as u32)));
            for (i, row) in rows.filter(|&(_, row)| wanted[row as usize]) {
                let text = texts.entry(row).or_default();
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
