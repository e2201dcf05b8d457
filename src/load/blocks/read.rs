//! A cut block to the rows of a graph, column by column.
//!
//! The rules are [`rows`](super::super::rows)': what is checked there of a row by itself is checked
//! here, but nothing is reported: a row that is not sound is a reason to give up.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHasher;

use super::super::column::Role;
use super::super::infer::{Possible, fixed_kind};
use super::super::rows::MOST_NAMES;
use super::super::table::Table;
use super::cut::Cells;
use super::kinds::{self, Seen};
use super::{GiveUp, Stop};
use crate::graph::bulk::{Data, NodeBlock, RelationshipBlock, Values};
use crate::graph::intern::{Interned, Interner, Room, Symbol};
use crate::graph::{ColumnId, GraphBuilder};
use crate::model::{PropertyType, Status, Value};

/// A table that is read in blocks.
pub(super) struct Sheet<'a> {
    pub(super) table: &'a Table,
    pub(super) properties: Vec<Property<'a>>,
    /// The cells of the column of labels or types.
    pub(super) names: Names,
    /// Texts that stand for nothing.
    pub(super) null: &'a [String],
    /// The id groups of ids, or of starts and ends.
    pub(super) groups: (usize, usize),
    /// Whether rows must name a source that is known.
    pub(super) has_sources: bool,
}

/// A column of properties.
pub(super) struct Property<'a> {
    pub(super) cell: usize,
    pub(super) key: &'a str,
    pub(super) kind: PropertyType,
    pub(super) column: ColumnId,
    /// Whether its type is guessed.
    pub(super) guessed: bool,
}

/// The different cells of a column, numbered as they come.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Mutex<Vec<String>>,
}

impl Names {
    /// All names by their numbers.
    pub(super) fn into_all(self) -> Vec<String> {
        self.all
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn number(&self, name: &str) -> Result<u16, GiveUp> {
        let all = &mut *self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let found = all.iter().position(|known| known == name);
        let number = found.unwrap_or_else(|| {
            all.push(name.to_owned());
            all.len() - 1
        });
        // The empty one may be among them.
        let number = u16::try_from(number)
            .ok()
            .filter(|_| all.len() <= MOST_NAMES);
        number.ok_or(GiveUp)
    }
}

/// The tables of ids: filled by nodes, or by relationships where these are all there is.
#[derive(Clone, Copy)]
pub(super) enum Ids<'a> {
    Open(&'a [Interner]),
    Known(&'a [Interned]),
}

/// What was read, and what the cells of each column of properties may be.
pub(super) type Read<T> = Result<(T, Vec<Seen>), Stop>;

/// What a thread keeps from one block to the next.
#[derive(Default)]
pub(super) struct Desk {
    pub(super) cells: Cells,
    room: Room,
    symbols: Vec<Symbol>,
    /// The numbers of names of the sheet that is being read.
    known: HashMap<String, u16, BuildHasherDefault<FxHasher>>,
}

/// What all threads share.
#[derive(Clone, Copy)]
pub(super) struct Shared<'a> {
    pub(super) ids: Ids<'a>,
    pub(super) texts: &'a Interner,
    pub(super) builder: &'a GraphBuilder,
}

impl<'a> Shared<'a> {
    pub(super) fn new(ids: Ids<'a>, texts: &'a Interner, builder: &'a GraphBuilder) -> Self {
        Shared {
            ids,
            texts,
            builder,
        }
    }
}

/// One block of a sheet while it is read.
pub(super) struct Reading<'a, 'b> {
    pub(super) sheet: &'a Sheet<'a>,
    pub(super) shared: Shared<'a>,
    pub(super) block: &'b str,
    pub(super) desk: &'b mut Desk,
}

impl Desk {
    /// Forgets what belongs to the sheet read before.
    pub(super) fn clear(&mut self) {
        self.known.clear();
    }
}

impl<'b> Reading<'_, 'b> {
    /// The rows as nodes, and what the cells of guessed columns may be.
    pub(super) fn nodes(mut self) -> Read<NodeBlock> {
        self.cut()?;
        let id = self.sheet.table.column(Role::Id).ok_or(GiveUp)?;
        let (ids, new) = self.ids(id, self.sheet.groups.0)?;
        if new != ids.len() {
            // Two rows have the same id.
            return Err(GiveUp.into());
        }
        let sets = self.names(Role::Label)?;
        let (values, seen) = self.properties()?;
        let block = NodeBlock {
            group: self.sheet.groups.0,
            ids,
            sets,
            values,
        };
        Ok((block, seen))
    }

    /// The rows as relationships, and what the cells of guessed columns may be.
    pub(super) fn relationships(mut self) -> Read<RelationshipBlock> {
        self.cut()?;
        let table = self.sheet.table;
        let start = table.column(Role::Start).ok_or(GiveUp)?;
        let end = table.column(Role::End).ok_or(GiveUp)?;
        let groups = self.sheet.groups;
        let (starts, _) = self.ids(start, groups.0)?;
        let (ends, _) = self.ids(end, groups.1)?;
        let types = self.names(Role::Type)?;
        let keys = match table.column(Role::Key) {
            Some(column) => self.texts(column)?.to_vec(),
            None => Vec::new(),
        };
        let (values, seen) = self.properties()?;
        let block = RelationshipBlock {
            groups,
            starts,
            ends,
            types,
            keys,
            values,
        };
        Ok((block, seen))
    }

    fn cut(&mut self) -> Result<(), GiveUp> {
        let table = self.sheet.table;
        let cells = &mut self.desk.cells;
        cells.cut(self.block, table.dialect, table.columns.len())
    }

    fn rows(&self) -> usize {
        self.desk.cells.rows()
    }

    /// A cell's text; empty where it stands for nothing.
    fn text(&self, row: usize, column: usize) -> &str {
        let text = self.desk.cells.get(self.block, row, column);
        match self.sheet.null.iter().any(|null| null == text) {
            true => "",
            false => text,
        }
    }

    /// The symbols of a column of ids, none of which is empty or, where nodes are known, none of
    /// them; and how many of them are new.
    fn ids(&mut self, column: usize, group: usize) -> Result<(Vec<Symbol>, usize), GiveUp> {
        let mut room = std::mem::take(&mut self.desk.room);
        let mut symbols = Vec::new();
        let texts: Vec<&str> = (0..self.rows()).map(|row| self.text(row, column)).collect();
        let new = match self.shared.ids {
            Ids::Open(groups) => groups[group].intern(&texts, &mut room, &mut symbols)?,
            Ids::Known(groups) => {
                groups[group].find(&texts, &mut room, &mut symbols);
                0
            }
        };
        self.desk.room = room;
        match symbols.contains(&Symbol::EMPTY) {
            true => Err(GiveUp),
            false => Ok((symbols, new)),
        }
    }

    /// The symbols of a column of texts.
    fn texts(&mut self, column: usize) -> Result<&[Symbol], GiveUp> {
        let mut room = std::mem::take(&mut self.desk.room);
        let mut symbols = std::mem::take(&mut self.desk.symbols);
        let texts: Vec<&str> = (0..self.rows()).map(|row| self.text(row, column)).collect();
        self.shared.texts.intern(&texts, &mut room, &mut symbols)?;
        (self.desk.room, self.desk.symbols) = (room, symbols);
        Ok(&self.desk.symbols)
    }

    /// The number of the name in each row of the column of that role; zeros, which is the number
    /// of no name, where there is no such column.
    fn names(&mut self, role: Role) -> Result<Vec<u16>, GiveUp> {
        let rows = self.rows();
        let mut known = std::mem::take(&mut self.desk.known);
        let mut of = |name: &str| match known.get(name) {
            Some(&number) => Ok(number),
            None => {
                let number = self.sheet.names.number(name)?;
                known.insert(name.to_owned(), number);
                Ok(number)
            }
        };
        let numbers = match self.sheet.table.column(role) {
            // A file without rows names nothing.
            None if rows == 0 => Vec::new(),
            None => vec![of("")?; rows],
            Some(column) => {
                let names = (0..rows).map(|row| of(self.text(row, column)));
                names.collect::<Result<Vec<u16>, GiveUp>>()?
            }
        };
        self.desk.known = known;
        Ok(numbers)
    }

    fn properties(&mut self) -> Read<Vec<(ColumnId, Values)>> {
        self.check_provenance()?;
        let sheet = self.sheet;
        let mut values = Vec::with_capacity(sheet.properties.len());
        let mut seen = Vec::with_capacity(sheet.properties.len());
        for property in &sheet.properties {
            let found = self.look(property)?;
            seen.push(found);
            values.push((property.column, self.values(property)?));
        }
        Ok((values, seen))
    }

    fn values(&mut self, property: &Property<'_>) -> Result<Values, Stop> {
        let kind = property.kind;
        match kind {
            PropertyType::Text => Ok(self.text_values(property.cell)?),
            PropertyType::Boolean => self.read(property, Data::Boolean, |value| match value {
                Value::Boolean(value) => Some(value),
                _ => None,
            }),
            PropertyType::Integer => self.read(property, Data::Integer, |value| match value {
                Value::Integer(value) => Some(value),
                _ => None,
            }),
            PropertyType::Float => self.read(property, Data::Float, |value| match value {
                Value::Float(value) => Some(value),
                _ => None,
            }),
            PropertyType::Date => self.read(property, Data::Date, |value| match value {
                Value::Date(value) => Some(value),
                _ => None,
            }),
            _ => self.read(property, Data::List, |value| match value {
                Value::List(items) if !items.is_empty() => Some(items.into_boxed_slice()),
                _ => None,
            }),
        }
    }

    fn text_values(&mut self, column: usize) -> Result<Values, GiveUp> {
        let symbols = self.texts(column)?;
        if !symbols.contains(&Symbol::EMPTY) {
            return Ok(Values {
                rows: None,
                data: Data::Text(symbols.to_vec()),
            });
        }
        let some = (0u32..).zip(symbols).filter(|(_, s)| **s != Symbol::EMPTY);
        let (rows, symbols) = some.unzip();
        Ok(Values {
            rows: Some(rows),
            data: Data::Text(symbols),
        })
    }

    /// The values of a column, by the function that reads a cell everywhere.
    fn read<T>(
        &self,
        property: &Property<'_>,
        data: fn(Vec<T>) -> Data,
        of: impl Fn(Value) -> Option<T>,
    ) -> Result<Values, Stop> {
        let n = self.rows();
        let stop = match property.guessed {
            true => Stop::Mistaken,
            false => Stop::GiveUp,
        };
        let (mut values, mut rows) = (Vec::with_capacity(n), Vec::new());
        for row in 0..n {
            let text = self.text(row, property.cell);
            if !text.is_empty()
                && let Some(value) = of(property.kind.read(text).map_err(|_| stop)?)
            {
                values.push(value);
                rows.push(row as u32);
            }
        }
        Ok(Values {
            rows: (rows.len() < n).then_some(rows),
            data: data(values),
        })
    }

    /// What the cells of a guessed column may be.
    ///
    /// # Errors
    /// [`Stop::Mistaken`] where a cell is not what was guessed.
    fn look(&self, property: &Property<'_>) -> Result<Seen, Stop> {
        let mut seen: Seen = None;
        if !property.guessed || fixed_kind(property.key).is_some() {
            return Ok(seen);
        }
        for row in 0..self.rows() {
            let text = self.text(row, property.cell);
            if text.is_empty() {
                continue;
            }
            seen = kinds::both(seen, Some(Possible::of(text)));
            let possible = seen.unwrap_or(Possible::NONE);
            if !possible.may_be(property.kind) {
                return Err(Stop::Mistaken);
            }
            // A date is checked again when it is read; nothing else can be said of a text.
            if matches!(property.kind, PropertyType::Date | PropertyType::Text)
                && possible.is_only(property.kind)
            {
                break;
            }
        }
        Ok(seen)
    }

    fn check_provenance(&self) -> Result<(), GiveUp> {
        let table = self.sheet.table;
        if !table.strict {
            return Ok(());
        }
        let each = |column: Option<usize>, is_known: &dyn Fn(&str) -> bool| {
            let Some(column) = column else { return Ok(()) };
            let mut last = "";
            for row in 0..self.rows() {
                let text = self.text(row, column);
                if text != last && !text.is_empty() && !is_known(text) {
                    return Err(GiveUp);
                }
                last = text;
            }
            Ok(())
        };
        each(table.property("status"), &|text| {
            Status::parse(text).is_some()
        })?;
        match self.sheet.has_sources {
            true => each(table.property("source_id"), &|text| {
                self.shared.builder.has_source(text)
            }),
            false => Ok(()),
        }
    }
}
