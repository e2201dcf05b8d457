//! What a query asks, clause by clause, as `bind` gives it: nothing is decided about how.
//!
//! A query has one row of registers, its slots: every variable, named or not, has a slot of its
//! own for good, which one clause fills and later ones read. A `WITH` that only passes variables
//! on therefore costs nothing.

use std::rc::Rc;

use crate::graph::{NodeId, TypeId};
use crate::syntax::{Direction, PathSearch, Span};

use super::super::aggregate::Aggregate;
use super::super::expr::{Expr, LabelTest};
use super::super::procedure::Procedure;

/// A query, or a subquery that an expression asks, with its own slots; the first of a subquery's
/// are given before it runs.
#[derive(Clone, Debug)]
pub(crate) struct Plan<'g> {
    /// What to run.
    pub query: Query<'g>,
    /// Whether it matters how often a row comes, not only whether there is one.
    pub counts: bool,
    /// The slots' names, for those who read plans; empty where there is none.
    pub names: Vec<String>,
}

/// Clauses, or several rows of clauses that are united.
#[derive(Clone, Debug)]
pub(crate) struct Query<'g> {
    /// The rows of clauses, one or more.
    pub parts: Vec<Vec<Clause<'g>>>,
    /// Whether equal rows of several parts become one.
    pub distinct: bool,
    /// The columns' names and the slots in which every part leaves its values.
    pub columns: Vec<(String, usize)>,
}

/// A clause, as far as it is one step: `RETURN` becomes several.
#[derive(Clone, Debug)]
pub(crate) enum Clause<'g> {
    /// `MATCH …`, `OPTIONAL MATCH …`
    Match {
        /// Whether rows without a match stay.
        optional: bool,
        /// What to find.
        pattern: Pattern<'g>,
    },
    /// `UNWIND list AS x`
    Unwind(Expr<'g>, usize),
    /// `WHERE …` behind a projection.
    Filter(Expr<'g>),
    /// Slots computed one after the other.
    Project(Vec<(Expr<'g>, usize)>),
    /// Rows of equal keys become one.
    Aggregate(Aggregation<'g>),
    /// Rows that are equal in these slots become one; only these have values after it.
    Distinct(Vec<usize>),
    /// Ordered; only the slots that are kept have values after it.
    Sort(Sort<'g>),
    /// Leaves out so many rows.
    Skip(Expr<'g>),
    /// Gives at most so many rows.
    Limit(Expr<'g>),
    /// `CALL (x) { … }`
    Apply {
        /// Whether rows for which it gives nothing stay.
        optional: bool,
        /// What is run for each row.
        query: Query<'g>,
    },
    /// `CALL db.labels() YIELD label`
    Procedure {
        /// Whether rows for which it gives nothing stay.
        optional: bool,
        /// Which one.
        procedure: &'static Procedure,
        /// Its columns that are asked for, by number, and where they go.
        columns: Vec<(usize, usize)>,
    },
}

/// How rows are gathered in groups.
#[derive(Clone, Debug, Default)]
pub(crate) struct Aggregation<'g> {
    /// By what, and where it stands afterwards.
    pub keys: Vec<(Expr<'g>, usize)>,
    /// What is computed of each group.
    pub calls: Vec<AggregateCall<'g>>,
}

/// `sum(DISTINCT n.x)`
#[derive(Clone, Debug)]
pub(crate) struct AggregateCall<'g> {
    /// The function; `None` is `count(*)`.
    pub function: Option<&'static Aggregate>,
    /// Its arguments.
    pub arguments: Vec<Expr<'g>>,
    /// Whether equal values count once.
    pub distinct: bool,
    /// Where the outcome goes.
    pub slot: usize,
    /// Where the call stands.
    pub span: Span,
}

/// `ORDER BY …`
#[derive(Clone, Debug)]
pub(crate) struct Sort<'g> {
    /// By what, the weightiest first, and whether the greatest comes first.
    pub keys: Vec<(Expr<'g>, bool)>,
    /// Slots that keep their values.
    pub kept: Vec<usize>,
}

/// What a `MATCH` finds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pattern<'g> {
    /// The nodes, each variable once.
    pub nodes: Vec<PatternNode>,
    /// What joins them, in the order of the text.
    pub links: Vec<Link<'g>>,
    /// What must hold of it all.
    pub conditions: Vec<Expr<'g>>,
    /// Paths that are put together once all is found.
    pub paths: Vec<PathVariable>,
}

/// A node of a pattern.
#[derive(Clone, Debug)]
pub(crate) struct PatternNode {
    /// Its slot.
    pub slot: usize,
    /// Whether a clause before has filled it.
    pub bound: bool,
    /// Its labels: all of these.
    pub labels: Vec<LabelTest>,
    /// The node that it is, where a name in quotes says so.
    pub named: Option<NodeId>,
    /// Where it stands first.
    pub span: Span,
}

/// What joins two nodes of a pattern.
#[derive(Clone, Debug)]
pub(crate) struct Link<'g> {
    /// The node at its left, by index.
    pub from: usize,
    /// The node at its right, by index.
    pub to: usize,
    /// The slot of its relationship, or of the list of its relationships.
    pub slot: usize,
    /// Whether a clause before has filled the slot.
    pub bound: bool,
    /// Whether nobody but other links reads the slot.
    pub kind: LinkKind<'g>,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of links.
#[derive(Clone, Debug)]
pub(crate) enum LinkKind<'g> {
    /// Exactly one relationship.
    Single(Hop<'g>),
    /// Relationships in a row, each at most once.
    Trail(Hop<'g>, Length),
    /// A pattern of its own, several times in a row.
    Group(Box<Group<'g>>, Length),
    /// Some of the trails between each pair of ends.
    Search(PathSearch, Hop<'g>, Length, Vec<Expr<'g>>),
    /// Some of the paths of a longer pattern between each pair of ends.
    Choice(PathSearch, Box<Choice<'g>>),
}

/// Which relationships may be followed.
#[derive(Clone, Debug)]
pub(crate) struct Hop<'g> {
    /// Which way, from left to right.
    pub direction: Direction,
    /// Their types, ascending; `None` is any.
    pub types: Option<Rc<[TypeId]>>,
    /// What must hold of each, and the slot in which it stands meanwhile. A single relationship
    /// has its conditions among those of the pattern.
    pub condition: Option<(usize, Box<Expr<'g>>)>,
}

/// How many in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Length {
    /// At least.
    pub min: u64,
    /// At most.
    pub max: Option<u64>,
}

/// `((a)-->(b) WHERE …){1,5}`
#[derive(Clone, Debug)]
pub(crate) struct Group<'g> {
    /// What is found each time; its first node is the last of the time before.
    pub pattern: Pattern<'g>,
    /// The indexes of its first and last node.
    pub ends: (usize, usize),
    /// Slots inside and the slots of their lists.
    pub lists: Vec<(usize, usize)>,
    /// The slots inside of its links, in order, for paths.
    pub links: Vec<usize>,
}

/// `SHORTEST 2 (a)-->(b)-->+(c)`
#[derive(Clone, Debug)]
pub(crate) struct Choice<'g> {
    /// What is found; its first and last node are given.
    pub pattern: Pattern<'g>,
    /// Slots that its matches fill.
    pub filled: Vec<usize>,
    /// The slots of its links, whose lengths are compared.
    pub links: Vec<usize>,
}

/// A path of a pattern.
#[derive(Clone, Debug)]
pub(crate) struct PathVariable {
    /// Its slot.
    pub slot: usize,
    /// The slot of its first node.
    pub start: usize,
    /// The slots of its relationships, in order; those of a group are lists that are read in
    /// turn.
    pub steps: Vec<PathStep>,
}

/// A part of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PathStep {
    /// A relationship, or a list of relationships.
    Link(usize),
    /// Lists of relationships, one of each in turn.
    Turns(Vec<usize>),
}
