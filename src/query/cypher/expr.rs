//! Expressions made ready to run: names resolved, functions found, parameters put in.
//!
//! `bind` makes them from the tree, `eval` runs them. Nesting is bounded by
//! [`MAX_DEPTH`](crate::syntax::MAX_DEPTH), so that both may recurse.

use std::cell::OnceCell;
use std::rc::Rc;

use crate::graph::{Graph, LabelId, PropertyColumns, TypeId};
use crate::syntax::{ArithmeticOperator, ComparisonOperator, Quantifier, Sign, Span};

use super::function::Function;
use super::value::Datum;

/// An expression made ready to run.
#[derive(Clone, Debug)]
pub(crate) struct Expr<'g> {
    /// What it is.
    pub kind: ExprKind<'g>,
    /// Where it stands in the text.
    pub span: Span,
}

/// The kinds of expressions made ready.
#[derive(Clone, Debug)]
pub(crate) enum ExprKind<'g> {
    /// A literal, a parameter's value, or whatever was computed beforehand.
    Constant(Datum<'g>),
    /// A column of the row.
    Slot(usize),
    /// A variable of a comprehension, a quantifier or `reduce`: so many from the outermost.
    Local(usize),
    /// `[a, b]`
    List(Vec<Expr<'g>>),
    /// `{a: 1}`: no key twice, the last one wins.
    Map(Vec<(Rc<str>, Expr<'g>)>),
    /// `n {.name, .*, c: 1}`
    MapProjection(Box<Expr<'g>>, Vec<ProjectionPart<'g>>),
    /// Two or more.
    Or(Vec<Expr<'g>>),
    /// Two or more.
    Xor(Vec<Expr<'g>>),
    /// Two or more.
    And(Vec<Expr<'g>>),
    /// `NOT a`
    Not(Box<Expr<'g>>),
    /// `1 < x <= 3`
    Comparison(Box<Expr<'g>>, Vec<(ComparisonOperator, Expr<'g>)>),
    /// `a STARTS WITH b`, `a IS NULL`, …
    Test(Box<Expr<'g>>, Test<'g>),
    /// `a + b - c`; the span is the operator's.
    Arithmetic(Box<Expr<'g>>, Vec<(ArithmeticOperator, Span, Expr<'g>)>),
    /// `-a`
    Signed(Sign, Box<Expr<'g>>),
    /// `a.b`
    Property(Box<Expr<'g>>, PropertyKey),
    /// `a[0]`, `a['key']`
    Index(Box<Expr<'g>>, Box<Expr<'g>>),
    /// `a[1..3]`
    Slice(Box<Expr<'g>>, Option<Box<Expr<'g>>>, Option<Box<Expr<'g>>>),
    /// `n:A|B`
    HasLabels(Box<Expr<'g>>, LabelTest),
    /// `CASE … END`
    Case(Box<Case<'g>>),
    /// A function of values.
    Call(&'static Function, Vec<Expr<'g>>),
    /// `[x IN xs WHERE x > 1 | x + 1]`
    ListComprehension(Box<Comprehension<'g>>),
    /// `all(x IN xs WHERE x > 1)`; without a projection.
    Quantified(Quantifier, Box<Comprehension<'g>>),
    /// `reduce(sum = 0, x IN xs | sum + x)`
    Reduce(Box<Reduce<'g>>),
    /// `EXISTS { … }`, `COUNT { … }`, `COLLECT { … }`, a pattern as a condition, a pattern
    /// comprehension: what it asks, which of the plan's subqueries, and the values that the first
    /// columns of its argument row have.
    Subquery(Asked, usize, Vec<Expr<'g>>),
}

/// What is asked of a subquery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// Whether it has a row.
    Exists,
    /// How many rows it has.
    Count,
    /// The list of what its one column holds.
    Collect,
}

/// A part of a map projection.
#[derive(Clone, Debug)]
pub(crate) enum ProjectionPart<'g> {
    /// `.name`
    Property(PropertyKey),
    /// `.*`
    All,
    /// `c: 1`, or a variable with its name.
    Entry(Rc<str>, Expr<'g>),
}

/// A property's name; what it is in the graph's columns is looked up once.
#[derive(Clone, Debug)]
pub(crate) struct PropertyKey {
    /// The name.
    pub name: Rc<str>,
    columns: OnceCell<PropertyColumns>,
}

impl PropertyKey {
    /// The key of that name.
    pub(crate) fn new(name: &str) -> PropertyKey {
        let columns = OnceCell::new();
        PropertyKey {
            name: name.into(),
            columns,
        }
    }

    /// The columns of that name in the graph, which is always the same one.
    pub(crate) fn columns(&self, graph: &Graph) -> &PropertyColumns {
        self.columns
            .get_or_init(|| graph.property_columns(&self.name))
    }
}

/// A test of a value.
#[derive(Clone, Debug)]
pub(crate) enum Test<'g> {
    /// `STARTS WITH a`
    StartsWith(Box<Expr<'g>>),
    /// `ENDS WITH a`
    EndsWith(Box<Expr<'g>>),
    /// `CONTAINS a`
    Contains(Box<Expr<'g>>),
    /// `=~ a`; the regular expression, where it is a constant.
    Matches(Box<Expr<'g>>, Option<regex::Regex>),
    /// `IN a`
    In(Box<Expr<'g>>),
    /// `IS NULL`
    IsNull,
    /// `IS NOT NULL`
    IsNotNull,
}

/// Which labels of a node, or which type of a relationship, fit. A name that the graph does not
/// know fits nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum LabelTest {
    /// That label, that type; whichever the value is.
    Name(Option<LabelId>, Option<TypeId>),
    /// Any label at all.
    Any,
    /// Not that.
    Not(Box<LabelTest>),
    /// All of these.
    And(Vec<LabelTest>),
    /// One of these.
    Or(Vec<LabelTest>),
}

impl LabelTest {
    /// Whether labels, or a type, fit: `any` says whether there are some, `has` whether that
    /// label, or that type, is among them.
    pub(crate) fn fits(
        &self,
        any: bool,
        has: &dyn Fn(Option<LabelId>, Option<TypeId>) -> bool,
    ) -> bool {
        match self {
            LabelTest::Name(label, kind) => has(*label, *kind),
            LabelTest::Any => any,
            LabelTest::Not(test) => !test.fits(any, has),
            LabelTest::And(tests) => tests.iter().all(|test| test.fits(any, has)),
            LabelTest::Or(tests) => tests.iter().any(|test| test.fits(any, has)),
        }
    }
}

/// `CASE subject WHEN a THEN b ELSE c END`
#[derive(Clone, Debug)]
pub(crate) struct Case<'g> {
    /// What the branches are compared with; without it they are conditions.
    pub subject: Option<Expr<'g>>,
    /// When and then.
    pub branches: Vec<(Expr<'g>, Expr<'g>)>,
    /// What holds if no branch does.
    pub otherwise: Option<Expr<'g>>,
}

/// What goes through a list.
#[derive(Clone, Debug)]
pub(crate) struct Comprehension<'g> {
    /// The local that holds the element.
    pub local: usize,
    /// The list.
    pub list: Expr<'g>,
    /// Which elements to take; all without it.
    pub predicate: Option<Expr<'g>>,
    /// What to make of each; itself without it.
    pub projection: Option<Expr<'g>>,
}

/// `reduce(sum = 0, x IN xs | sum + x)`
#[derive(Clone, Debug)]
pub(crate) struct Reduce<'g> {
    /// The local that holds the accumulator.
    pub accumulator: usize,
    /// What it starts from.
    pub initial: Expr<'g>,
    /// The local that holds the element.
    pub local: usize,
    /// The list.
    pub list: Expr<'g>,
    /// The accumulator's next value.
    pub step: Expr<'g>,
}
