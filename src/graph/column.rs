//! Properties in typed columns: one a (key, type), dense or sparse. How they are filled is
//! [`super::filling`]'s.

use crate::model::{Date, PropertyType, Value, ValueRef};

use super::slab::Slab;
use super::snapshot::Numbers;
use super::snapshot::texts::{Packed, PackedList};
use super::strings::{Strings, TextId, Texts};

/// The values of one column, without their rows.
#[derive(Debug)]
pub(crate) enum Data {
    Boolean(Vec<bool>),
    Integer(Vec<i64>),
    Float(Vec<f64>),
    Text(Texts),
    Date(Vec<Date>),
    List(Vec<Box<[Value]>>),
    /// Truth values, whole numbers or dates of a snapshot, as the column's kind says.
    Numbers(Numbers),
    Floats(Slab<f64>),
    Lists(Packed<PackedList>),
}

/// Which rows have a value.
#[derive(Debug)]
pub(crate) enum Presence {
    /// All: the value of row `i` is at index `i`.
    All,
    /// Those whose bits are set: 64 of them, and how many are set before, in turn. What a row's
    /// value is among the values is found in two reads.
    Ranks(Slab<[u64; 2]>),
    /// These, ascending.
    Rows(Slab<u32>),
}

impl Presence {
    /// Of these rows, ascending, among so many. O(rows).
    pub(crate) fn new(rows: Vec<u32>, n_rows: usize) -> Presence {
        if rows.len() == n_rows {
            return Presence::All;
        }
        // The bits must take no more room than the rows' numbers do.
        if rows.len() < n_rows / 16 {
            return Presence::Rows(rows.into());
        }
        let mut words = vec![[0u64; 2]; n_rows.div_ceil(64)];
        for row in rows {
            if let Some([bits, _]) = words.get_mut(row as usize / 64) {
                *bits |= 1 << (row % 64);
            }
        }
        let mut before = 0;
        for [bits, count] in &mut words {
            *count = before;
            before += u64::from(bits.count_ones());
        }
        Presence::Ranks(words.into())
    }

    /// Where the value of a row is; `None` if it has none. O(1) if many rows have one, else
    /// O(log n).
    #[inline]
    fn of(&self, row: u32) -> Option<usize> {
        match self {
            Presence::All => Some(row as usize),
            Presence::Ranks(words) => {
                let [bits, before] = words.get(row as usize / 64);
                let bit = 1u64 << (row % 64);
                let here = (bits & (bit - 1)).count_ones();
                (bits & bit != 0).then_some(before as usize + here as usize)
            }
            Presence::Rows(rows) => {
                let at = rows.partition(0..rows.len(), |r| r < row);
                (at < rows.len() && rows.get(at) == row).then_some(at)
            }
        }
    }
}

/// One property of nodes, or of relationships, in one type.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) key: String,
    pub(crate) kind: PropertyType,
    pub(crate) presence: Presence,
    pub(crate) data: Data,
}

impl Column {
    /// The texts of those of `n_rows` rows that have one which is not empty.
    pub(crate) fn of_texts(key: &str, texts: impl ExactSizeIterator<Item = TextId>) -> Column {
        let n_rows = texts.len();
        let some = (0u32..)
            .zip(texts)
            .filter(|(_, text)| *text != TextId::EMPTY);
        let (rows, texts): (Vec<u32>, Vec<TextId>) = some.unzip();
        Column {
            key: key.to_owned(),
            kind: PropertyType::Text,
            presence: Presence::new(rows, n_rows),
            data: Data::Text(texts.into()),
        }
    }

    /// The value of a row; O(1) if many rows have one, else O(log n).
    #[inline]
    pub(crate) fn get<'a>(&'a self, row: u32, strings: &'a Strings) -> Option<ValueRef<'a>> {
        self.at(self.presence.of(row)?, strings)
    }

    /// The value at an index of the column.
    #[inline]
    pub(crate) fn at<'a>(&'a self, i: usize, strings: &'a Strings) -> Option<ValueRef<'a>> {
        Some(match &self.data {
            Data::Boolean(v) => ValueRef::Boolean(*v.get(i)?),
            Data::Integer(v) => ValueRef::Integer(*v.get(i)?),
            Data::Float(v) => ValueRef::Float(*v.get(i)?),
            Data::Text(v) => ValueRef::Text(v.get(i, strings)),
            Data::Date(v) => ValueRef::Date(*v.get(i)?),
            Data::List(v) => ValueRef::List(v.get(i)?),
            Data::Numbers(v) if i < v.len() => self.stored(v.get(i))?,
            Data::Floats(v) if i < v.len() => ValueRef::Float(v.get(i)),
            Data::Lists(v) => ValueRef::List(v.list(i)?),
            Data::Numbers(_) | Data::Floats(_) => return None,
        })
    }

    /// What a number of a snapshot is in a column of this kind.
    fn stored(&self, number: i64) -> Option<ValueRef<'static>> {
        Some(match self.kind {
            PropertyType::Boolean => ValueRef::Boolean(number != 0),
            PropertyType::Date => ValueRef::Date(Date::from_code(u32::try_from(number).ok()?)?),
            _ => ValueRef::Integer(number),
        })
    }

    /// The whole number of a row, if it has one.
    #[inline]
    pub(crate) fn integer(&self, row: u32) -> Option<i64> {
        let i = self.presence.of(row)?;
        match &self.data {
            Data::Integer(v) => v.get(i).copied(),
            Data::Numbers(v) if i < v.len() && self.kind == PropertyType::Integer => Some(v.get(i)),
            _ => None,
        }
    }

    /// The number of a row's text, where texts have numbers.
    #[inline]
    pub(crate) fn text_id(&self, row: u32) -> Option<TextId> {
        match &self.data {
            Data::Text(Texts::Owned(ids)) => ids.get(self.presence.of(row)?).copied(),
            _ => None,
        }
    }

    /// The text of a row, empty where it has none.
    #[inline]
    pub(crate) fn text<'a>(&'a self, row: u32, strings: &'a Strings) -> &'a str {
        match self.get(row, strings) {
            Some(ValueRef::Text(text)) => text,
            _ => "",
        }
    }

    /// How many rows have a value.
    pub(crate) fn len(&self) -> usize {
        match &self.data {
            Data::Boolean(v) => v.len(),
            Data::Integer(v) => v.len(),
            Data::Float(v) => v.len(),
            Data::Text(v) => v.len(),
            Data::Date(v) => v.len(),
            Data::List(v) => v.len(),
            Data::Numbers(v) => v.len(),
            Data::Floats(v) => v.len(),
            Data::Lists(v) => v.len(),
        }
    }
}

/// All columns of the nodes, or of the relationships, by key and type.
#[derive(Debug, Default)]
pub(crate) struct Columns {
    columns: Vec<Column>,
}

impl From<Vec<Column>> for Columns {
    fn from(mut columns: Vec<Column>) -> Self {
        columns.sort_by(|a, b| (&a.key, a.kind).cmp(&(&b.key, b.kind)));
        Columns { columns }
    }
}

impl Columns {
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
