//! The bulk door of a [`GraphBuilder`]: blocks of rows column by column, read by several threads,
//! in place of one row after another.
//!
//! What comes in here is known to be sound row by row, and no id stands there twice: whoever reads
//! blocks gives up where that is not so and takes the other door, which reports it. Of rows no
//! places are kept, so that a problem of a graph built of blocks is a reason to read again.

use crate::model::{Date, Value};

use super::builder::{ColumnId, GraphBuilder, NodeRows, RelationshipRows};
use super::intern::{Full, Interned, Numbering, Symbol};
use super::parallel;
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
        let nothing = self.label_set(&[]);
        let (strings, nodes, rels) = (&mut self.strings, &mut self.nodes, &mut self.relationships);
        let (groups, other_texts) = (bulk.groups, bulk.texts);
        let n_rows: usize = bulk.relationships.iter().map(|b| b.types.len()).sum();
        let (names, filled) = parallel::both(
            parallel::worth(self.options.threads, n_rows),
            || move_texts(strings, groups, other_texts),
            || {
                nodes.fill(n_nodes, nothing, bulk.nodes, &numberings, &texts);
                rels.fill(bulk.relationships, &numberings, &texts)
            },
        );
        self.nodes.ids = (1..=n_nodes).map(Strings::numbered).collect();
        self.nodes.groups = Vec::with_capacity(n_nodes as usize);
        for (name, count) in names {
            let name = self.strings.add(&name);
            self.nodes.groups.extend(std::iter::repeat_n(name, count));
        }
        filled
    }
}

/// Moves all ids and then all other texts into the arena; gives the name of each id group and how
/// many ids it has.
fn move_texts(
    strings: &mut Strings,
    groups: Vec<(String, Interned)>,
    texts: Interned,
) -> Vec<(String, usize)> {
    let tables = || groups.iter().map(|(_, ids)| ids).chain([&texts]);
    let count = tables().map(Interned::len).sum();
    let bytes = tables().map(Interned::bytes).sum();
    strings.reserve(count, bytes);
    let mut names = Vec::with_capacity(groups.len());
    for (name, ids) in groups {
        names.push((name, ids.len()));
        ids.move_into(strings);
    }
    texts.move_into(strings);
    names
}

impl NodeRows {
    /// Takes the rows of nodes; `nothing` is the label set of those that have none.
    fn fill(
        &mut self,
        n_nodes: u32,
        nothing: u16,
        blocks: Vec<NodeBlock>,
        numberings: &[Numbering],
        texts: &Numbering,
    ) {
        self.out = vec![false; n_nodes as usize];
        self.sets = vec![nothing; n_nodes as usize];
        for block in blocks {
            let numbering = &numberings[block.group];
            let rows: Vec<u32> = block.ids.iter().map(|&id| numbering.of(id)).collect();
            for (&row, &set) in rows.iter().zip(&block.sets) {
                self.sets[row as usize] = set;
            }
            for (column, values) in block.values {
                let row = |i: u32| rows[i as usize];
                if let Some(column) = self.columns.column_mut(column.0) {
                    column.extend(values, row, |symbol| text_of(texts, symbol));
                }
            }
        }
    }
}

impl RelationshipRows {
    fn fill(
        &mut self,
        blocks: Vec<RelationshipBlock>,
        numberings: &[Numbering],
        texts: &Numbering,
    ) -> Result<(), Full> {
        let n_rows: usize = blocks.iter().map(|block| block.types.len()).sum();
        let n_rows = next(0, n_rows)?;
        let rows = self;
        rows.starts.reserve_exact(n_rows as usize);
        rows.ends.reserve_exact(n_rows as usize);
        rows.types.reserve_exact(n_rows as usize);
        if blocks.iter().any(|block| !block.keys.is_empty()) {
            rows.keys = vec![TextId::EMPTY; n_rows as usize];
        }
        for block in blocks {
            let first = rows.types.len() as u32;
            let (of_start, of_end) = block.groups;
            let (of_start, of_end) = (&numberings[of_start], &numberings[of_end]);
            let starts = block.starts.iter();
            rows.starts.extend(starts.map(|&id| of_start.of(id)));
            rows.ends.extend(block.ends.iter().map(|&id| of_end.of(id)));
            rows.types.extend(&block.types);
            let keys = rows.keys.iter_mut().skip(first as usize);
            for (slot, &key) in keys.zip(&block.keys) {
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
