//! Expressions.
//!
//! What chains without brackets is one node with many children, never a pair within a pair:
//! see the module's head for why.

use super::super::span::{Span, Spanned};
use super::{
    ArithmeticOperator, ComparisonOperator, LabelExpression, Literal, Name, Operation, PathPattern,
    Query, Sign,
};

/// Something that has a value.
///
/// Parentheses that only group leave no trace but the shape of the tree and the span, which
/// includes them.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression {
    /// What it is.
    pub kind: ExpressionKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum ExpressionKind {
    /// `1`, `'text'`, `true`, `null`
    Literal(Literal),
    /// `$name`, without the dollar.
    Parameter(String),
    /// `n`
    Variable(String),
    /// `[1, 2]`
    List(Vec<Expression>),
    /// `{a: 1}`
    Map(Vec<MapEntry>),
    /// `n {.name, .*, b, c: 1}`
    MapProjection(Box<MapProjection>),
    /// `a OR b OR c`: two or more.
    Or(Vec<Expression>),
    /// `a XOR b XOR c`: two or more.
    Xor(Vec<Expression>),
    /// `a AND b AND c`: two or more.
    And(Vec<Expression>),
    /// `NOT a`
    Not(Box<Expression>),
    /// `1 < x <= 3`: true if each neighbouring pair compares as said.
    Comparison {
        /// The leftmost operand.
        first: Box<Expression>,
        /// The others, one or more.
        rest: Vec<Operation<ComparisonOperator>>,
    },
    /// `a STARTS WITH b`, `a IN b`, `a IS NULL`: one or more, from left to right.
    Tests {
        /// What the first test is about; each further test is about the outcome of the one
        /// before.
        subject: Box<Expression>,
        /// The tests, one or more.
        tests: Vec<Test>,
    },
    /// `a + b - c`, operators of one level of binding, from left to right.
    Arithmetic {
        /// The leftmost operand.
        first: Box<Expression>,
        /// The others, one or more.
        rest: Vec<Operation<ArithmeticOperator>>,
    },
    /// `-a`; the sign of a number is part of its literal instead.
    Signed {
        /// The sign.
        sign: Spanned<Sign>,
        /// What it stands before.
        operand: Box<Expression>,
    },
    /// `a.b[0][1..2]`
    Access {
        /// What is looked into.
        base: Box<Expression>,
        /// The steps, one or more, from left to right.
        steps: Vec<AccessStep>,
    },
    /// `n:A|B`
    HasLabels {
        /// What is asked about.
        base: Box<Expression>,
        /// The labels it may have.
        labels: Box<LabelExpression>,
    },
    /// `CASE … END`
    Case(Box<Case>),
    /// `name(a, b)`
    Call(Box<Call>),
    /// `count(*)`
    CountAll,
    /// `[x IN xs WHERE x > 1 | x + 1]`
    ListComprehension(Box<ListComprehension>),
    /// `[(a)-->(b) WHERE b.x | b.y]`
    PatternComprehension(Box<PatternComprehension>),
    /// `all(x IN xs WHERE x > 1)`
    Quantified(Box<Quantified>),
    /// `reduce(sum = 0, x IN xs | sum + x)`
    Reduce(Box<Reduce>),
    /// `(a)-->(b)` where a value stands: whether there is such a path.
    Pattern(Box<PathPattern>),
    /// `EXISTS { … }` and the like.
    Subquery(Box<Subquery>),
}

/// `key: value`
#[derive(Clone, Debug, PartialEq)]
pub struct MapEntry {
    /// The key.
    pub key: Name,
    /// Its value.
    pub value: Expression,
}

/// `n {.name, .*, b, c: 1}`
#[derive(Clone, Debug, PartialEq)]
pub struct MapProjection {
    /// The variable projected from.
    pub base: Name,
    /// What goes into the map.
    pub items: Vec<MapProjectionItem>,
}

/// An item of a map projection.
#[derive(Clone, Debug, PartialEq)]
pub enum MapProjectionItem {
    /// `.name`
    Property(Name),
    /// `.*`, and where it stands
    All(Span),
    /// `b`, a variable
    Variable(Name),
    /// `c: 1`
    Entry(MapEntry),
}

/// A test of what stands to its left.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// Which test.
    pub kind: TestKind,
    /// From its keyword to its end.
    pub span: Span,
}

/// The kinds of tests.
#[derive(Clone, Debug, PartialEq)]
pub enum TestKind {
    /// `STARTS WITH 'a'`
    StartsWith(Expression),
    /// `ENDS WITH 'a'`
    EndsWith(Expression),
    /// `CONTAINS 'a'`
    Contains(Expression),
    /// `=~ 'a.*'`
    Matches(Expression),
    /// `IN [1, 2]`
    In(Expression),
    /// `IS NULL`
    IsNull,
    /// `IS NOT NULL`
    IsNotNull,
}

/// A step into a value.
#[derive(Clone, Debug, PartialEq)]
pub struct AccessStep {
    /// Which step.
    pub kind: AccessKind,
    /// Where it stands, its dot or brackets included.
    pub span: Span,
}

/// The kinds of steps into a value.
#[derive(Clone, Debug, PartialEq)]
pub enum AccessKind {
    /// `.name`
    Property(Name),
    /// `[0]`
    Index(Expression),
    /// `[1..3]`
    Slice {
        /// The first index, if given.
        from: Option<Expression>,
        /// The index after the last, if given.
        to: Option<Expression>,
    },
}

/// `CASE subject WHEN a THEN b ELSE c END`
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// What the branches are compared with; without it they are conditions.
    pub subject: Option<Expression>,
    /// The branches, one or more.
    pub branches: Vec<CaseBranch>,
    /// What holds if no branch does.
    pub otherwise: Option<Expression>,
}

/// `WHEN a THEN b`
#[derive(Clone, Debug, PartialEq)]
pub struct CaseBranch {
    /// The condition, or what the subject is compared with.
    pub when: Expression,
    /// The value in that case.
    pub then: Expression,
}

/// `namespace.name(DISTINCT a, b)`
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Namespaces and, last, the function's name; as written, as nobody here knows functions.
    pub name: Vec<Name>,
    /// Whether `DISTINCT` stands before the arguments.
    pub distinct: bool,
    /// The arguments.
    pub arguments: Vec<Expression>,
}

/// `[x IN xs WHERE x > 1 | x + 1]`
#[derive(Clone, Debug, PartialEq)]
pub struct ListComprehension {
    /// The variable for each element.
    pub variable: Name,
    /// The list.
    pub list: Expression,
    /// Which elements to take; all without it.
    pub predicate: Option<Expression>,
    /// What to make of each; itself without it.
    pub projection: Option<Expression>,
}

/// `[p = (a)-->(b) WHERE b.x | b.y]`
#[derive(Clone, Debug, PartialEq)]
pub struct PatternComprehension {
    /// The pattern, with the path's variable if there is one.
    pub pattern: PathPattern,
    /// Which matches to take; all without it.
    pub predicate: Option<Expression>,
    /// What to make of each.
    pub projection: Expression,
}

/// `all(x IN xs WHERE x > 1)`
#[derive(Clone, Debug, PartialEq)]
pub struct Quantified {
    /// Of how many elements the predicate must hold.
    pub quantifier: Quantifier,
    /// The variable for each element.
    pub variable: Name,
    /// The list.
    pub list: Expression,
    /// What must hold.
    pub predicate: Expression,
}

/// Of how many elements a predicate must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantifier {
    /// Of all.
    All,
    /// Of one or more.
    Any,
    /// Of none.
    None,
    /// Of exactly one.
    Single,
}

impl Quantifier {
    /// The quantifier as it is written.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Any => "any",
            Self::None => "none",
            Self::Single => "single",
        }
    }
}

/// `reduce(sum = 0, x IN xs | sum + x)`
#[derive(Clone, Debug, PartialEq)]
pub struct Reduce {
    /// The variable that gathers.
    pub accumulator: Name,
    /// What it starts from.
    pub initial: Expression,
    /// The variable for each element.
    pub variable: Name,
    /// The list.
    pub list: Expression,
    /// The accumulator's next value.
    pub step: Expression,
}

/// `EXISTS { … }`, `COUNT { … }` or `COLLECT { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct Subquery {
    /// What is asked of it.
    pub kind: SubqueryKind,
    /// What it looks for.
    pub body: SubqueryBody,
}

/// What is asked of a subquery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SubqueryKind {
    /// Whether it finds anything.
    Exists,
    /// How much it finds.
    Count,
    /// The list of what it returns.
    Collect,
}

impl SubqueryKind {
    /// The keyword that opens it.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Exists => "EXISTS",
            Self::Count => "COUNT",
            Self::Collect => "COLLECT",
        }
    }
}

/// What a subquery looks for.
#[derive(Clone, Debug, PartialEq)]
pub enum SubqueryBody {
    /// `MATCH (a)-->(b), (b)-->(c) WHERE …`; the `MATCH` may be left out.
    Match {
        /// The patterns, one or more.
        patterns: Vec<PathPattern>,
        /// What must hold.
        predicate: Option<Expression>,
    },
    /// A query of any other form.
    Query(Query),
}
