//! How a query is answered: operators in the order in which they run.
//!
//! Each takes the row that the one before has filled so far, fills its own slots, and hands it
//! on; asked again, it fills them with what comes next. Those that need all rows before they give
//! the first begin a new stage.

use crate::graph::{LabelId, NodeId};
use crate::syntax::{ComparisonOperator, PathSearch, Span};

use super::super::expr::{Expr, PropertyKey};
use super::super::procedure::Procedure;
use super::super::value::Datum;
use super::logical::{Aggregation, Choice, Group, Hop, Length, PathVariable};

/// Operators in the order in which they run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pipe<'g> {
    /// The operators.
    pub steps: Vec<Step<'g>>,
}

/// An operator, and what was thought of it.
#[derive(Clone, Debug)]
pub(crate) struct Step<'g> {
    /// What it does.
    pub operator: Operator<'g>,
    /// How many rows it was thought to give.
    pub estimate: f64,
}

/// Pipes whose rows are united.
#[derive(Clone, Debug)]
pub(crate) struct Pipes<'g> {
    /// The pipes.
    pub parts: Vec<Pipe<'g>>,
    /// Whether equal rows of several parts become one.
    pub distinct: bool,
    /// The columns' names and slots.
    pub columns: Vec<(String, usize)>,
}

/// What is done with a row.
#[derive(Clone, Debug)]
pub(crate) enum Operator<'g> {
    /// Every node.
    AllNodes(usize),
    /// Every node of one of these labels.
    LabelNodes(usize, Vec<LabelId>),
    /// The nodes of an id.
    IdNodes(usize, Expr<'g>),
    /// The nodes whose property of that name has that value.
    ValueNodes(usize, PropertyKey, Expr<'g>),
    /// The nodes whose columns hold certain values.
    ColumnNodes(Box<ColumnScan<'g>>),
    /// One node.
    OneNode(usize, NodeId),
    /// A relationship of a node.
    Expand(Expand<'g>),
    /// The nodes at which relationships of two nodes meet: the first leads there, the second joins
    /// it and the other node.
    Intersect(Box<[Expand<'g>; 2]>),
    /// The ends of a relationship that is there already; whether the first is there as well.
    Ends(Expand<'g>, bool),
    /// Relationships in a row, one trail after the other.
    Trails(Expand<'g>, Length),
    /// The trail that a list of relationships is.
    Follow(Expand<'g>, Length),
    /// Every node that can be reached, once.
    Reach(Reach<'g>),
    /// Every node that can be reached, once, with the number of trails.
    CountTrails(Expand<'g>, usize),
    /// How many relationships a node has.
    Degree(Expand<'g>, usize),
    /// A pattern several times in a row.
    Repeat(Box<Repeat<'g>>),
    /// The shortest trails between two nodes.
    Shortest(Box<Shortest<'g>>),
    /// Some of the paths of a longer pattern between two nodes.
    Choose(Box<Choose<'g>>),
    /// Conditions.
    Filter(Vec<Expr<'g>>),
    /// Whether relationships are others than those found before.
    Apart(usize, Vec<usize>),
    /// Values computed.
    Project(Vec<(Expr<'g>, usize)>),
    /// A path put together.
    Path(PathVariable),
    /// The elements of a list.
    Unwind(Expr<'g>, usize),
    /// The rows of a pipe, or nulls where it has none.
    Optional(Pipe<'g>, Vec<usize>),
    /// The rows of a subquery.
    Apply(Box<Pipes<'g>>, Option<Vec<usize>>),
    /// The rows of a procedure; nulls in these slots where it has none, if so wished.
    Call(&'static Procedure, Vec<(usize, usize)>, bool),
    /// The rows of a pipe that is run once, where keys are equal.
    Join(Box<Join<'g>>),
    /// Rows that are equal in these slots become one.
    Distinct(Vec<usize>),
    /// Leaves out so many rows.
    Skip(Expr<'g>),
    /// Ends after so many rows.
    Limit(Expr<'g>),
    /// All rows, gathered by keys.
    Aggregate(Aggregation<'g>, Vec<usize>),
    /// All rows, ordered; the first so many of them, where the last says so.
    Sort(Ordered<'g>),
}

/// The nodes whose columns hold certain values.
#[derive(Clone, Debug)]
pub(crate) struct ColumnScan<'g> {
    /// Where the node goes.
    pub slot: usize,
    /// It has one of these; `None` where any will do.
    pub labels: Option<Vec<LabelId>>,
    /// It passes all of these.
    pub tests: Vec<ColumnTest<'g>>,
}

/// That a property compares so with a value.
#[derive(Clone, Debug)]
pub(crate) struct ColumnTest<'g> {
    /// Which property.
    pub key: PropertyKey,
    /// How.
    pub operator: ComparisonOperator,
    /// With what.
    pub value: Datum<'g>,
    /// Where it is written.
    pub span: Span,
}

/// Rows in order.
#[derive(Clone, Debug)]
pub(crate) struct Ordered<'g> {
    /// By what, the weightiest first, and whether the greatest comes first.
    pub keys: Vec<(Expr<'g>, bool)>,
    /// Slots that keep their values.
    pub kept: Vec<usize>,
    /// How many rows are needed at most: the sum of these.
    pub first: Option<Vec<Expr<'g>>>,
}

/// From a node along a relationship.
#[derive(Clone, Debug)]
pub(crate) struct Expand<'g> {
    /// The slot of the node that is there.
    pub from: usize,
    /// The slot of the node at the other end.
    pub to: usize,
    /// Whether that node is there as well.
    pub into: bool,
    /// The slot of the relationship or of the list of relationships.
    pub slot: usize,
    /// Whether anybody reads that slot.
    pub wanted: bool,
    /// Which relationships, seen from `from`.
    pub hop: Hop<'g>,
    /// Whether it runs against the text: a list of relationships is then turned.
    pub turned: bool,
    /// Slots of relationships, or lists of them, that must not be met again.
    pub apart: Vec<usize>,
    /// Where it stands in the text.
    pub span: Span,
}

/// Every node that can be reached.
#[derive(Clone, Debug)]
pub(crate) struct Reach<'g> {
    /// From where, along what.
    pub expand: Expand<'g>,
    /// How far.
    pub length: Length,
    /// Whether a node that was reached from another row counts as reached.
    pub once: bool,
}

/// The shortest trails between two nodes.
#[derive(Clone, Debug)]
pub(crate) struct Shortest<'g> {
    /// Between which, along what.
    pub expand: Expand<'g>,
    /// How long.
    pub length: Length,
    /// Which of them.
    pub search: PathSearch,
    /// What must hold of a trail for it to count.
    pub conditions: Vec<Expr<'g>>,
    /// The path that the conditions may look at.
    pub path: Option<PathVariable>,
}

/// A pattern several times in a row.
#[derive(Clone, Debug)]
pub(crate) struct Repeat<'g> {
    /// The slots of the nodes at its ends.
    pub from: usize,
    /// The slots of the nodes at its ends.
    pub to: usize,
    /// Whether the second is there as well.
    pub into: bool,
    /// The slots inside, of the first and the last node.
    pub ends: (usize, usize),
    /// What is found each time.
    pub pipe: Pipe<'g>,
    /// As it was written.
    pub group: Group<'g>,
    /// Whether it runs from its last node to its first.
    pub turned: bool,
    /// How often.
    pub length: Length,
    /// Slots of relationships, or lists of them, that must not be met again.
    pub apart: Vec<usize>,
}

/// Some of the paths of a longer pattern.
#[derive(Clone, Debug)]
pub(crate) struct Choose<'g> {
    /// Which.
    pub search: PathSearch,
    /// What finds them all.
    pub pipe: Pipe<'g>,
    /// As it was written.
    pub choice: Choice<'g>,
}

/// The rows of a pipe that is run once.
#[derive(Clone, Debug)]
pub(crate) struct Join<'g> {
    /// What is run once.
    pub pipe: Pipe<'g>,
    /// The slots that it fills.
    pub filled: Vec<usize>,
    /// The keys of its rows.
    pub built: Vec<Expr<'g>>,
    /// The keys of the rows that come.
    pub asked: Vec<Expr<'g>>,
}
