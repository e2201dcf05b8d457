//! The only way to a [`Graph`]: rows in any order in, a graph and its problems out.
//!
//! Nodes are added before the relationships that name them. Rows that cannot stand are left out
//! and reported; whether such a graph may answer is for the caller to decide.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, BuildHasherDefault};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

use crate::model::{Kind, Origin, Place, Problem, PropertyType, Schema, Source, Status, ValueRef};

use super::Graph;
use super::filling::Filling;
use super::strings::{Strings, TextId};

/// A file that rows came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(u32);

/// The row of a file that something stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// The file.
    pub file: FileId,
    /// The line of the file that the row begins at, from 1.
    pub line: u32,
}

impl At {
    /// Of a row whose place nobody kept.
    pub(super) const NOWHERE: At = At {
        file: FileId(u32::MAX),
        line: 0,
    };
}

/// What the builder does where the data leaves a choice.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Whether an end that no node row has becomes a node of its own (a plain edge list).
    pub imply_nodes: bool,
    /// The origin of relationship types that the schema does not name; the end unless given.
    pub implied_origin: Option<Origin>,
    /// Whether to look for warnings and notes too, which takes longer than looking for errors.
    pub thorough: bool,
    /// Whether the rows are only a part of what there is: properties that no row has a value of
    /// are still known.
    pub partial: bool,
    /// Whether the ids are of the reader's making, and none of the data's.
    pub made_ids: bool,
    /// How many threads sort and count; one unless given. The graph is the same.
    pub threads: usize,
}

/// Properties whose values are points in time or durations as other databases have them: stored
/// as the texts that they print as, or as dates of a day, and values to a query.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TemporalKeys {
    /// Properties of nodes, by key.
    pub nodes: BTreeSet<String>,
    /// Properties of relationships, by key.
    pub relationships: BTreeSet<String>,
}

/// A node row, without its properties.
#[derive(Clone, Copy, Debug)]
pub struct NodeRow<'a> {
    /// The id group, empty for the common one.
    pub group: &'a str,
    /// The id.
    pub id: &'a str,
    /// The labels, in any order.
    pub labels: &'a [&'a str],
    /// Where the row stands.
    pub at: At,
}

/// A relationship row, without its properties.
#[derive(Clone, Copy, Debug)]
pub struct RelationshipRow<'a> {
    /// The relationship type.
    pub kind: &'a str,
    /// Id group and id of the start.
    pub start: (&'a str, &'a str),
    /// Id group and id of the end.
    pub end: (&'a str, &'a str),
    /// The key that tells it from parallel ones; empty if the row gives none.
    pub key: &'a str,
    /// Where the row stands.
    pub at: At,
}

/// A row of claims.csv, its subject and value still text.
#[derive(Clone, Debug)]
pub struct ClaimRow {
    /// A node's id, or `TYPE start end [key]`.
    pub subject: String,
    /// The property; empty where the claim is about the whole row.
    pub property: String,
    /// The value as written.
    pub value: String,
    /// Its type, where the caller knows it and the graph may have no such property; that of the
    /// property unless given.
    pub kind: Option<PropertyType>,
    /// The id of the source.
    pub source: Option<String>,
    /// The place within the source.
    pub locator: Option<String>,
    /// How the source carries it.
    pub status: Status,
    /// Why it is disputed or inferred.
    pub note: Option<String>,
    /// Where the row stands.
    pub at: At,
}

/// A row that was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rejected {
    /// Where it stands.
    pub at: At,
    /// Why.
    pub kind: Kind,
}

/// What [`GraphBuilder::build`] gives.
#[derive(Debug)]
pub struct Built {
    /// The graph, without the rejected rows.
    pub graph: Graph,
    /// What is wrong, in no particular order.
    pub problems: Vec<Problem>,
    /// The rows that were left out.
    pub rejected: Vec<Rejected>,
}

/// A property column of a builder, for nodes or for relationships.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ColumnId(pub(super) usize);

/// The files that rows came from: their paths and which cell holds what.
#[derive(Debug, Default)]
pub(super) struct Files(Vec<(String, Vec<String>)>);

impl Files {
    /// The place of one cell of a row, by the name of its column.
    pub(super) fn place(&self, at: At, column: &str) -> Place {
        let Some((path, columns)) = self.0.get(at.file.0 as usize) else {
            return Place::line("", at.line);
        };
        match columns.iter().position(|c| c == column) {
            Some(cell) => Place::cell(path, at.line, cell),
            None => Place::line(path, at.line),
        }
    }
}

/// Collects rows; see the module.
#[derive(Debug, Default)]
pub struct GraphBuilder {
    pub(super) options: Options,
    pub(super) schema: Schema,
    pub(super) sources: BTreeMap<String, Source>,
    pub(super) files: Files,
    pub(super) strings: Strings,
    pub(super) problems: Vec<Problem>,
    pub(super) rejected: Vec<Rejected>,
    pub(super) nodes: NodeRows,
    by_id: HashTable<u32>,
    pub(super) label_sets: Vec<Vec<String>>,
    pub(super) relationships: RelationshipRows,
    pub(super) type_names: Vec<String>,
    /// Ends that are no node: how often, and where first.
    pub(super) dangling: BTreeMap<(String, String), (u64, Vec<Place>)>,
    pub(super) claims: Vec<ClaimRow>,
    pub(super) temporal: TemporalKeys,
}

/// All node rows, column by column.
#[derive(Debug, Default)]
pub(super) struct NodeRows {
    pub(super) ids: Vec<TextId>,
    pub(super) groups: Vec<TextId>,
    /// Index of each row's labels in the builder's label sets.
    pub(super) sets: Vec<u16>,
    pub(super) at: Vec<At>,
    /// Whether the row is left out of the graph.
    pub(super) out: Vec<bool>,
    pub(super) columns: Filling,
}

/// All relationship rows, column by column.
#[derive(Debug, Default)]
pub(super) struct RelationshipRows {
    /// Index of each row's type in the builder's type names.
    pub(super) types: Vec<u16>,
    /// Rows of nodes.
    pub(super) starts: Vec<u32>,
    pub(super) ends: Vec<u32>,
    /// The key of each row, empty where it has none; none at all where no row has one.
    pub(super) keys: Vec<TextId>,
    /// Where each row stands; none at all where that is not known.
    pub(super) at: Vec<At>,
    pub(super) columns: Filling,
}

impl RelationshipRows {
    pub(super) fn key_of(&self, row: u32) -> TextId {
        let key = self.keys.get(row as usize).copied();
        key.unwrap_or(TextId::EMPTY)
    }

    pub(super) fn at_of(&self, row: u32) -> At {
        self.at.get(row as usize).copied().unwrap_or(At::NOWHERE)
    }
}

/// How many places one problem names.
const PLACES: usize = 3;

fn hash_of(group: &str, id: &str) -> u64 {
    BuildHasherDefault::<FxHasher>::default().hash_one((group, id))
}

impl GraphBuilder {
    /// A builder for that schema and those sources.
    pub fn new(schema: Schema, sources: Vec<Source>, options: Options) -> GraphBuilder {
        let sources = sources.into_iter().map(|s| (s.id.clone(), s)).collect();
        GraphBuilder {
            options,
            schema,
            sources,
            ..GraphBuilder::default()
        }
    }

    /// Says which properties are temporal values; none are unless somebody says so.
    pub fn temporal(&mut self, keys: TemporalKeys) {
        self.temporal = keys;
    }

    /// Whether a source of that id is known.
    pub fn has_source(&self, id: &str) -> bool {
        self.sources.contains_key(id)
    }

    /// Registers a file; `columns` names its cells as headers do (`:ID`, `:START_ID`, `released`),
    /// so that a problem can point at one.
    pub fn file(&mut self, path: &str, columns: Vec<String>) -> FileId {
        self.files.0.push((path.to_owned(), columns));
        FileId(self.files.0.len() as u32 - 1)
    }

    /// The column for a property of nodes.
    pub fn node_column(&mut self, key: &str, kind: PropertyType) -> ColumnId {
        ColumnId(self.nodes.columns.column(key, kind))
    }

    /// The column for a property of relationships.
    pub fn relationship_column(&mut self, key: &str, kind: PropertyType) -> ColumnId {
        ColumnId(self.relationships.columns.column(key, kind))
    }

    /// Adds a node and gives its row number for [`GraphBuilder::set_node`]; `None` where another
    /// row has its id, which makes both rows rejected.
    pub fn node(&mut self, row: NodeRow<'_>) -> Option<u32> {
        if let Some(first) = self.find(row.group, row.id) {
            self.repeated_id(first, row);
            return None;
        }
        Some(self.insert(row))
    }

    /// Adds a node row that cannot stand, so that what names its id is not called dangling.
    pub fn reject_node(&mut self, row: NodeRow<'_>, kind: Kind) {
        match self.find(row.group, row.id) {
            Some(first) => self.repeated_id(first, row),
            None => {
                let node = self.insert(row);
                self.nodes.out[node as usize] = true;
                self.rejected.push(Rejected { at: row.at, kind });
            }
        }
    }

    /// Sets a property of a node.
    pub fn set_node(&mut self, column: ColumnId, row: u32, value: ValueRef<'_>) {
        if let Some(column) = self.nodes.columns.column_mut(column.0) {
            column.push(row, value, &mut self.strings);
        }
    }

    /// Adds a relationship and gives its row number; `None` where an end is no node, which is
    /// reported once a name when the graph is built.
    pub fn relationship(&mut self, row: RelationshipRow<'_>) -> Option<u32> {
        let start = self.end_of(row.start, ":START_ID", row.at);
        let end = self.end_of(row.end, ":END_ID", row.at);
        let (Some(start), Some(end)) = (start, end) else {
            self.rejected.push(Rejected {
                at: row.at,
                kind: Kind::DanglingEnd,
            });
            return None;
        };
        let kind = self.type_number(row.kind);
        self.relationships.types.push(kind);
        self.relationships.starts.push(start);
        self.relationships.ends.push(end);
        let key = self.strings.add(row.key);
        self.relationships.keys.push(key);
        self.relationships.at.push(row.at);
        Some(self.relationships.at.len() as u32 - 1)
    }

    /// Sets a property of a relationship.
    pub fn set_relationship(&mut self, column: ColumnId, row: u32, value: ValueRef<'_>) {
        if let Some(column) = self.relationships.columns.column_mut(column.0) {
            column.push(row, value, &mut self.strings);
        }
    }

    /// Notes a row that the caller left out.
    pub fn reject(&mut self, at: At, kind: Kind) {
        self.rejected.push(Rejected { at, kind });
    }

    /// Adds a claim; its subject is looked up when the graph is built.
    pub fn claim(&mut self, row: ClaimRow) {
        self.claims.push(row);
    }

    fn find(&self, group: &str, id: &str) -> Option<u32> {
        let same = |&node: &u32| {
            let n = node as usize;
            self.strings.get(self.nodes.ids[n]) == id
                && self.strings.get(self.nodes.groups[n]) == group
        };
        self.by_id.find(hash_of(group, id), same).copied()
    }

    fn insert(&mut self, row: NodeRow<'_>) -> u32 {
        let node = self.nodes.ids.len() as u32;
        let id = self.strings.add(row.id);
        let group = match self.nodes.groups.last() {
            Some(&last) if self.strings.get(last) == row.group => last,
            _ => self.strings.add(row.group),
        };
        let set = self.label_set(row.labels);
        self.nodes.ids.push(id);
        self.nodes.groups.push(group);
        self.nodes.sets.push(set);
        self.nodes.at.push(row.at);
        self.nodes.out.push(false);
        let (strings, ids, groups) = (&self.strings, &self.nodes.ids, &self.nodes.groups);
        let rehash = |&n: &u32| {
            hash_of(
                strings.get(groups[n as usize]),
                strings.get(ids[n as usize]),
            )
        };
        self.by_id
            .insert_unique(hash_of(row.group, row.id), node, rehash);
        node
    }

    fn repeated_id(&mut self, first: u32, row: NodeRow<'_>) {
        let first_at = self.nodes.at[first as usize];
        if !self.nodes.out[first as usize] {
            self.nodes.out[first as usize] = true;
            self.rejected.push(Rejected {
                at: first_at,
                kind: Kind::RepeatedId,
            });
        }
        self.rejected.push(Rejected {
            at: row.at,
            kind: Kind::RepeatedId,
        });
        let message = format!("the id {:?} is used by two rows", row.id);
        let mut problem = Problem::new(Kind::RepeatedId, message)
            .at(self.files.place(row.at, ":ID"))
            .hint("give one of them another id, or make them one row");
        problem.also.push(self.files.place(first_at, ":ID"));
        self.problems.push(problem);
    }

    /// The node of an end; adds it where nodes are implied, notes it where it dangles.
    fn end_of(&mut self, (group, id): (&str, &str), column: &str, at: At) -> Option<u32> {
        if let Some(node) = self.find(group, id) {
            return Some(node);
        }
        if self.options.imply_nodes {
            return Some(self.insert(NodeRow {
                group,
                id,
                labels: &[],
                at,
            }));
        }
        let place = self.files.place(at, column);
        let known = self
            .dangling
            .entry((group.to_owned(), id.to_owned()))
            .or_default();
        known.0 += 1;
        if known.1.len() < PLACES {
            known.1.push(place);
        }
        None
    }

    /// The number of a set of labels, given in any order.
    pub(crate) fn label_set(&mut self, labels: &[&str]) -> u16 {
        let same = |set: &Vec<String>| set.iter().map(String::as_str).eq(labels.iter().copied());
        // The sets in use are few and the last one is the likeliest.
        if let Some(found) = self.label_sets.iter().rposition(same) {
            return found as u16;
        }
        self.label_sets
            .push(labels.iter().map(|&l| l.to_owned()).collect());
        self.label_sets.len() as u16 - 1
    }

    /// The number of a relationship type.
    pub(crate) fn type_number(&mut self, name: &str) -> u16 {
        if let Some(found) = self.type_names.iter().rposition(|t| t == name) {
            return found as u16;
        }
        self.type_names.push(name.to_owned());
        self.type_names.len() as u16 - 1
    }
}
