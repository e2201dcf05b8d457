//! Properties in typed columns: one a (key, type), dense or sparse.

use std::hash::{BuildHasher, BuildHasherDefault};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::model::{Date, PropertyType, Value, ValueRef};

use super::strings::{Strings, TextId};

/// The values of one column, without their rows.
#[derive(Debug)]
enum Data {
    Boolean(Vec<bool>),
    Integer(Vec<i64>),
    Float(Vec<f64>),
    Text(Vec<TextId>),
    Date(Vec<Date>),
    List(Vec<Box<[Value]>>),
}

/// The rows that have a value as bits, with how many come before each word of them: what a row's
/// value is among the values is found in two reads.
#[derive(Debug)]
struct Ranks {
    words: Vec<(u64, u32)>,
}

impl Ranks {
    /// Whether the bits take no more room than the rows' numbers do.
    fn pay(values: usize, n_rows: usize) -> bool {
        values >= n_rows / 16
    }

    /// Of these rows, ascending. O(rows).
    fn new(rows: &[u32], n_rows: usize) -> Ranks {
        let mut words = vec![(0u64, 0u32); n_rows.div_ceil(64)];
        for &row in rows {
            if let Some((bits, _)) = words.get_mut(row as usize / 64) {
                *bits |= 1 << (row % 64);
            }
        }
        let mut before = 0;
        for (bits, count) in &mut words {
            *count = before;
            before += bits.count_ones();
        }
        Ranks { words }
    }

    /// Where the value of a row is; `None` if it has none. O(1).
    fn of(&self, row: u32) -> Option<usize> {
        let &(bits, before) = self.words.get(row as usize / 64)?;
        let bit = 1u64 << (row % 64);
        let here = (bits & (bit - 1)).count_ones();
        (bits & bit != 0).then_some((before + here) as usize)
    }
}

/// One property of nodes, or of relationships, in one type.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) key: String,
    pub(crate) kind: PropertyType,
    /// The rows that have a value, ascending once built.
    rows: Vec<u32>,
    /// Whether row `i` is at index `i`, so that no search is needed.
    dense: bool,
    /// Where the values of rows are, for a column that many rows have.
    ranks: Option<Ranks>,
    data: Data,
    /// Texts this column holds already, so that a locator or a status is stored once.
    known: HashTable<TextId>,
}

/// How many distinct texts of a column are kept to be found again; each further one is stored for
/// itself.
const KNOWN: usize = 4096;

fn hash_of(text: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one(text)
}

impl Column {
    pub(crate) fn new(key: &str, kind: PropertyType) -> Column {
        let data = match kind {
            PropertyType::Boolean => Data::Boolean(Vec::new()),
            PropertyType::Integer => Data::Integer(Vec::new()),
            PropertyType::Float => Data::Float(Vec::new()),
            PropertyType::Text => Data::Text(Vec::new()),
            PropertyType::Date => Data::Date(Vec::new()),
            _ => Data::List(Vec::new()),
        };
        let known = HashTable::new();
        Column {
            key: key.to_owned(),
            kind,
            rows: Vec::new(),
            dense: false,
            ranks: None,
            data,
            known,
        }
    }

    /// Adds the value of a row; a value of another type than the column's is not stored.
    pub(crate) fn push(&mut self, row: u32, value: ValueRef<'_>, strings: &mut Strings) {
        match (&mut self.data, value) {
            (Data::Boolean(v), ValueRef::Boolean(b)) => v.push(b),
            (Data::Integer(v), ValueRef::Integer(i)) => v.push(i),
            (Data::Float(v), ValueRef::Float(x)) => v.push(x),
            (Data::Date(v), ValueRef::Date(d)) => v.push(d),
            (Data::List(v), ValueRef::List(items)) => v.push(items.into()),
            (Data::Text(v), ValueRef::Text(text)) => {
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

    /// Moves every value to its new row; `to[old]` is the new row, or `u32::MAX` to drop it.
    pub(crate) fn renumber(&mut self, to: &[u32], n_rows: usize) {
        let order = self.new_order(to, n_rows);
        fn pick<T: Clone>(values: &[T], order: &[(u32, u32)]) -> Vec<T> {
            order
                .iter()
                .map(|&(_, i)| values[i as usize].clone())
                .collect()
        }
        self.data = match &self.data {
            Data::Boolean(v) => Data::Boolean(pick(v, &order)),
            Data::Integer(v) => Data::Integer(pick(v, &order)),
            Data::Float(v) => Data::Float(pick(v, &order)),
            Data::Text(v) => Data::Text(pick(v, &order)),
            Data::Date(v) => Data::Date(pick(v, &order)),
            Data::List(v) => Data::List(pick(v, &order)),
        };
        self.dense = order.len() == n_rows;
        self.rows = order.iter().map(|&(row, _)| row).collect();
        self.ranks = (!self.dense && Ranks::pay(self.rows.len(), n_rows))
            .then(|| Ranks::new(&self.rows, n_rows));
        self.known = HashTable::new();
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

    /// The value of a row of a built column; O(1) if many rows have one, else O(log n).
    pub(crate) fn get<'a>(&'a self, row: u32, strings: &'a Strings) -> Option<ValueRef<'a>> {
        let i = match &self.ranks {
            _ if self.dense => row as usize,
            Some(ranks) => ranks.of(row)?,
            None => self.rows.binary_search(&row).ok()?,
        };
        self.at(i, strings)
    }

    /// The value at an index of the column.
    fn at<'a>(&'a self, i: usize, strings: &'a Strings) -> Option<ValueRef<'a>> {
        Some(match &self.data {
            Data::Boolean(v) => ValueRef::Boolean(*v.get(i)?),
            Data::Integer(v) => ValueRef::Integer(*v.get(i)?),
            Data::Float(v) => ValueRef::Float(*v.get(i)?),
            Data::Text(v) => ValueRef::Text(strings.get(*v.get(i)?)),
            Data::Date(v) => ValueRef::Date(*v.get(i)?),
            Data::List(v) => ValueRef::List(v.get(i)?),
        })
    }

    /// How many rows have a value.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }
}

/// All columns of the nodes, or of the relationships, by key and type once built.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    columns: Vec<Column>,
}

impl Columns {
    /// The number of the column of that key and type, made if there is none.
    pub(crate) fn column(&mut self, key: &str, kind: PropertyType) -> usize {
        let found = self
            .columns
            .iter()
            .position(|c| c.kind == kind && c.key == key);
        found.unwrap_or_else(|| {
            self.columns.push(Column::new(key, kind));
            self.columns.len() - 1
        })
    }

    /// The column of that number, to fill.
    pub(crate) fn column_mut(&mut self, number: usize) -> Option<&mut Column> {
        self.columns.get_mut(number)
    }

    /// Renumbers all rows, drops empty columns unless they are to be kept, and sorts by key and
    /// type. Numbers given before are void.
    pub(crate) fn build(&mut self, to: &[u32], n_rows: usize, keep_empty: bool) {
        for column in &mut self.columns {
            column.renumber(to, n_rows);
        }
        self.columns.retain(|c| keep_empty || c.len() > 0);
        self.columns
            .sort_by(|a, b| (&a.key, a.kind).cmp(&(&b.key, b.kind)));
    }

    /// The columns of that key, one a type.
    pub(crate) fn of(&self, key: &str) -> &[Column] {
        self.at(self.range(key))
    }

    /// Where the columns of that key lie.
    pub(crate) fn range(&self, key: &str) -> std::ops::Range<usize> {
        let from = self.columns.partition_point(|c| c.key.as_str() < key);
        let same = self.columns[from..].iter().take_while(|c| c.key == key);
        from..from + same.count()
    }

    /// The columns that lie there; none where there are not so many.
    pub(crate) fn at(&self, range: std::ops::Range<usize>) -> &[Column] {
        self.columns.get(range).unwrap_or_default()
    }

    /// The value of a property in a row.
    pub(crate) fn get<'a>(
        &'a self,
        key: &str,
        row: u32,
        strings: &'a Strings,
    ) -> Option<ValueRef<'a>> {
        self.of(key).iter().find_map(|c| c.get(row, strings))
    }

    /// All columns, by key and type.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Column> {
        self.columns.iter()
    }
}

impl Columns {
    /// The properties of some rows as one text each, for comparing rows; before
    /// [`Columns::build`]. `wanted[row]` says which rows.
    pub(crate) fn texts(
        &self,
        strings: &Strings,
        wanted: &[bool],
    ) -> std::collections::HashMap<u32, String> {
        use std::fmt::Write as _;
        let mut columns: Vec<&Column> = self.columns.iter().collect();
        columns.sort_by(|a, b| (&a.key, a.kind).cmp(&(&b.key, b.kind)));
        let mut texts: std::collections::HashMap<u32, String> = Default::default();
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
