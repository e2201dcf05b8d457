//! The bulk door of a [`GraphBuilder`]: blocks of rows column by column, read by several threads,
//! in place of one row after another.
//!
//! What comes in here is known to be sound row by row, and no id stands there twice: whoever reads
//! blocks gives up where that is not so and takes the other door, which reports it. Of rows no
//! places are kept, so that a problem of a graph built of blocks is a reason to read again.

use crate::model::{Date, Value};

use super::builder::{ColumnId, GraphBuilder};
use super::intern::{Full, Interned, Numbering, Symbol};
use super::strings::{Strings, TextId};

/// The values of a property in one block, without those of rows that have none.
#[derive(Debug)]
pub(crate) struct Values {
    /// The row within the block of each value; none where every row has one.
    pub(crate) rows: Option<Vec<u32>>,
    pub(crate) data: Data,
}

/// Values of one type.
#[derive(Debug)]
pub(crate) enum Data {
    Boolean(Vec<bool>),
    Integer(Vec<i64>),
    Float(Vec<f64>),
    Text(Vec<Symbol>),
    Date(Vec<Date>),
    List(Vec<Box<[Value]>>),
}

impl Data {
    /// How many values there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Data::Boolean(v) => v.len(),
            Data::Integer(v) => v.len(),
            Data::Float(v) => v.len(),
            Data::Text(v) => v.len(),
            Data::Date(v) => v.len(),
            Data::List(v) => v.len(),
        }
    }
}

/// Rows of nodes.
#[derive(Debug)]
pub(crate) struct NodeBlock {
    /// Which of the id groups the ids are of.
    pub(crate) group: usize,
    pub(crate) ids: Vec<Symbol>,
    /// The labels of each row, as the builder numbers sets of them.
    pub(crate) sets: Vec<u16>,
    pub(crate) values: Vec<(ColumnId, Values)>,
}

/// Rows of relationships.
#[derive(Debug)]
pub(crate) struct RelationshipBlock {
    /// Which of the id groups the starts and the ends are of.
    pub(crate) groups: (usize, usize),
    pub(crate) starts: Vec<Symbol>,
    pub(crate) ends: Vec<Symbol>,
    /// The type of each row, as the builder numbers them.
    pub(crate) types: Vec<u16>,
    /// The key of each row; none where no row has one.
    pub(crate) keys: Vec<Symbol>,
    pub(crate) values: Vec<(ColumnId, Values)>,
}

/// All rows of a graph.
#[derive(Debug)]
pub(crate) struct Bulk {
    /// The ids of each id group, by its name: all nodes there are.
    pub(crate) groups: Vec<(String, Interned)>,
    /// All other texts.
    pub(crate) texts: Interned,
    pub(crate) nodes: Vec<NodeBlock>,
    pub(crate) relationships: Vec<RelationshipBlock>,
}

impl GraphBuilder {
    /// Takes all rows; the builder has none yet.
    ///
    /// # Errors
    /// [`Full`] where there are more rows or texts than 32 bits number.
    pub(crate) fn bulk(&mut self, bulk: Bulk) -> Result<(), Full> {
        let mut numberings = Vec::with_capacity(bulk.groups.len());
        let mut first = 0;
        for (_, ids) in &bulk.groups {
            numberings.push(ids.numbering(first));
            first = next(first, ids.len())?;
        }
        let n_nodes = first;
        // In the arena the empty text comes first, then all ids.
        let first_text = next(n_nodes, 1)?;
        next(first_text, bulk.texts.len())?;
        let texts = bulk.texts.numbering(first_text);
        self.bulk_nodes(n_nodes, bulk.nodes, &numberings, &texts);
        self.bulk_relationships(bulk.relationships, &numberings, &texts)?;
        self.bulk_strings(n_nodes, bulk.groups, bulk.texts);
        Ok(())
    }

    fn bulk_strings(&mut self, n_nodes: u32, groups: Vec<(String, Interned)>, texts: Interned) {
        let tables = || groups.iter().map(|(_, ids)| ids).chain([&texts]);
        let count = tables().map(Interned::len).sum();
        let bytes = tables().map(Interned::bytes).sum();
        self.strings.reserve(count, bytes);
        let mut names = Vec::with_capacity(groups.len());
        for (name, ids) in groups {
            names.push((name, ids.len()));
            ids.move_into(&mut self.strings);
        }
        texts.move_into(&mut self.strings);
        self.nodes.ids = (1..=n_nodes).map(Strings::numbered).collect();
        self.nodes.groups = Vec::with_capacity(n_nodes as usize);
        for (name, count) in names {
            let name = self.strings.add(&name);
            self.nodes.groups.extend(std::iter::repeat_n(name, count));
        }
    }

    fn bulk_nodes(
        &mut self,
        n_nodes: u32,
        blocks: Vec<NodeBlock>,
        numberings: &[Numbering],
        texts: &Numbering,
    ) {
        self.nodes.out = vec![false; n_nodes as usize];
        // Of nodes that have no row of their own nothing is known.
        let nothing = match blocks.is_empty() {
            true => self.label_set(&[]),
            false => 0,
        };
        self.nodes.sets = vec![nothing; n_nodes as usize];
        for block in blocks {
            let numbering = &numberings[block.group];
            let rows: Vec<u32> = block.ids.iter().map(|&id| numbering.of(id)).collect();
            for (&row, &set) in rows.iter().zip(&block.sets) {
                self.nodes.sets[row as usize] = set;
            }
            for (column, values) in block.values {
                let row = |i: u32| rows[i as usize];
                if let Some(column) = self.nodes.columns.column_mut(column.0) {
                    column.extend(values, row, |symbol| text_of(texts, symbol));
                }
            }
        }
    }

    fn bulk_relationships(
        &mut self,
        blocks: Vec<RelationshipBlock>,
        numberings: &[Numbering],
        texts: &Numbering,
    ) -> Result<(), Full> {
        let n_rows: usize = blocks.iter().map(|block| block.types.len()).sum();
        let n_rows = next(0, n_rows)?;
        let rows = &mut self.relationships;
        rows.starts.reserve_exact(n_rows as usize);
        rows.ends.reserve_exact(n_rows as usize);
        rows.types.reserve_exact(n_rows as usize);
        rows.keys = vec![TextId::EMPTY; n_rows as usize];
        for block in blocks {
            let first = rows.types.len() as u32;
            let (of_start, of_end) = block.groups;
            let (of_start, of_end) = (&numberings[of_start], &numberings[of_end]);
            let starts = block.starts.iter();
            rows.starts.extend(starts.map(|&id| of_start.of(id)));
            rows.ends.extend(block.ends.iter().map(|&id| of_end.of(id)));
            rows.types.extend(&block.types);
            let keys = &mut rows.keys[first as usize..];
            for (slot, &key) in keys.iter_mut().zip(&block.keys) {
                *slot = text_of(texts, key);
            }
            for (column, values) in block.values {
                if let Some(column) = rows.columns.column_mut(column.0) {
                    column.extend(values, |i| first + i, |symbol| text_of(texts, symbol));
                }
            }
        }
        Ok(())
    }
}

fn text_of(texts: &Numbering, symbol: Symbol) -> TextId {
    match symbol {
        Symbol::EMPTY => TextId::EMPTY,
        symbol => Strings::numbered(texts.of(symbol)),
    }
}

/// The number after so many more.
fn next(first: u32, count: usize) -> Result<u32, Full> {
    let count = u32::try_from(count).map_err(|_| Full)?;
    // The last number means none.
    let next = first.checked_add(count).filter(|&n| n < u32::MAX);
    next.ok_or(Full)
}
