//! Statements, queries and their clauses.

use super::super::span::{Span, Spanned};
use super::{Expression, ExpressionKind, Name, PathPattern};

/// What ends with a `;` or with the text: a query and what is asked of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// Whether to run it or to tell about it.
    pub mode: QueryMode,
    /// What to run.
    pub query: Query,
    /// Where it stands, its prefix included, its `;` not.
    pub span: Span,
}

/// Whether a query is run or told about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QueryMode {
    /// Run it.
    Run,
    /// `EXPLAIN`: show its plan.
    Explain,
    /// `PROFILE`: run it, and show its plan with what each part did.
    Profile,
}

impl QueryMode {
    /// The prefix as it is written; empty where there is none.
    pub const fn keyword(self) -> &'static str {
        match self {
            Self::Run => "",
            Self::Explain => "EXPLAIN",
            Self::Profile => "PROFILE",
        }
    }
}

/// `… UNION …`: one or more rows of clauses.
#[derive(Clone, Debug, PartialEq)]
pub struct Query {
    /// The first.
    pub first: SingleQuery,
    /// The others, from left to right.
    pub unions: Vec<Union>,
    /// Where it stands.
    pub span: Span,
}

impl Query {
    /// All rows of clauses, from left to right.
    pub fn parts(&self) -> impl Iterator<Item = &SingleQuery> {
        std::iter::once(&self.first).chain(self.unions.iter().map(|union| &union.query))
    }
}

/// Clauses, each of which works on the rows that the one before gives.
#[derive(Clone, Debug, PartialEq)]
pub struct SingleQuery {
    /// The clauses, one or more, in any order: what may follow what is not known here.
    pub clauses: Vec<Clause>,
    /// Where they stand.
    pub span: Span,
}

/// `UNION …` or `UNION ALL …`
#[derive(Clone, Debug, PartialEq)]
pub struct Union {
    /// Whether equal rows are kept.
    pub all: bool,
    /// Where `UNION` stands.
    pub keyword: Span,
    /// What is added.
    pub query: SingleQuery,
}

/// A clause.
#[derive(Clone, Debug, PartialEq)]
pub struct Clause {
    /// What it is.
    pub kind: ClauseKind,
    /// Where it stands, its keyword included.
    pub span: Span,
}

/// The kinds of clauses.
#[derive(Clone, Debug, PartialEq)]
pub enum ClauseKind {
    /// `MATCH (a)-->(b) WHERE …`
    Match(Match),
    /// `UNWIND xs AS x`
    Unwind {
        /// The list.
        list: Expression,
        /// The variable for each element.
        variable: Name,
    },
    /// `WITH a, b AS c WHERE …`
    With {
        /// What goes on.
        projection: Projection,
        /// What must hold of it.
        predicate: Option<Expression>,
    },
    /// `RETURN a, b AS c`
    Return(Projection),
    /// `CALL db.labels() YIELD label`
    Call(Box<ProcedureCall>),
    /// `CALL (x) { … }`
    Subquery(Box<CallSubquery>),
    /// `CREATE (a)-[:T]->(b)`
    Create(Vec<PathPattern>),
    /// `MERGE (a)-[:T]->(b)`, without its `ON CREATE` and `ON MATCH`, which are refused.
    Merge(PathPattern),
    /// A clause that is Cypher but changes the graph, or is not for us: known by its keyword,
    /// so that whoever runs the query can say what to do instead.
    Refused(Refused),
}

/// `OPTIONAL MATCH (a)-->(b), (b)-->(c) WHERE …`
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Whether rows without a match stay, with nulls.
    pub optional: bool,
    /// The patterns, one or more.
    pub patterns: Vec<PathPattern>,
    /// What must hold.
    pub predicate: Option<Expression>,
}

/// `DISTINCT a, b AS c ORDER BY a SKIP 1 LIMIT 2`
#[derive(Clone, Debug, PartialEq)]
pub struct Projection {
    /// Whether equal rows become one.
    pub distinct: bool,
    /// Where the `*` stands, if one does.
    pub all: Option<Span>,
    /// The items besides the `*`.
    pub items: Vec<ProjectionItem>,
    /// By what rows are ordered, the weightiest first.
    pub order: Vec<SortItem>,
    /// How many rows are left out at the beginning.
    pub skip: Option<Expression>,
    /// How many rows there are at most.
    pub limit: Option<Expression>,
}

/// `a + 1`, `a + 1 AS b`
#[derive(Clone, Debug, PartialEq)]
pub struct ProjectionItem {
    /// The value.
    pub expression: Expression,
    /// What it is called.
    pub name: ItemName,
}

impl ProjectionItem {
    /// The name of the column: the alias, else the variable, else the text as written.
    pub fn column(&self) -> &str {
        match (&self.name, &self.expression.kind) {
            (ItemName::Alias(name), _) => &name.text,
            (ItemName::Text(_), ExpressionKind::Variable(name)) => name,
            (ItemName::Text(text), _) => text,
        }
    }
}

/// What an item of a projection is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ItemName {
    /// `… AS name`
    Alias(Name),
    /// Without an alias an item is called by its text as written, spaces and all: Cypher's rule.
    Text(String),
}

/// `a.x DESC`
#[derive(Clone, Debug, PartialEq)]
pub struct SortItem {
    /// By what.
    pub expression: Expression,
    /// Whether the greatest comes first.
    pub descending: bool,
}

/// `CALL namespace.name(a, b) YIELD c AS d WHERE …`
#[derive(Clone, Debug, PartialEq)]
pub struct ProcedureCall {
    /// Whether rows for which it gives nothing stay, with nulls.
    pub optional: bool,
    /// Namespaces and, last, the procedure's name; as written, as nobody here knows procedures.
    pub name: Vec<Name>,
    /// The arguments; without brackets they are the parameters of the same names.
    pub arguments: Option<Vec<Expression>>,
    /// Which of its columns go on, if it says so.
    pub yields: Option<Yield>,
}

/// `YIELD a, b AS c WHERE …`
#[derive(Clone, Debug, PartialEq)]
pub struct Yield {
    /// The columns.
    pub columns: YieldColumns,
    /// What must hold of them.
    pub predicate: Option<Expression>,
    /// Where it stands.
    pub span: Span,
}

/// Which columns of a procedure go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum YieldColumns {
    /// `*`
    All,
    /// `a, b AS c`, one or more.
    Named(Vec<YieldItem>),
}

/// `a AS b`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YieldItem {
    /// The procedure's column.
    pub column: Name,
    /// The variable, if it is called otherwise.
    pub alias: Option<Name>,
}

impl YieldItem {
    /// The variable that it becomes.
    pub fn variable(&self) -> &Name {
        self.alias.as_ref().unwrap_or(&self.column)
    }
}

/// `OPTIONAL CALL (x, y) { … }`
#[derive(Clone, Debug, PartialEq)]
pub struct CallSubquery {
    /// Whether rows for which it gives nothing stay, with nulls.
    pub optional: bool,
    /// Which variables it sees.
    pub imports: Imports,
    /// What is run for each row.
    pub query: Query,
}

/// Which variables a subquery sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Imports {
    /// `CALL { … }`: those that its own first `WITH` names.
    ByWith,
    /// `CALL (*) { … }`: all.
    All,
    /// `CALL (x, y) { … }`: these; none for `CALL () { … }`.
    Named(Vec<Name>),
}

/// A clause of which nothing but its keyword is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The keyword, in capitals (`DETACH DELETE`), and where it stands.
    pub keyword: Spanned<&'static str>,
    /// The clause as written, its keyword included.
    pub text: String,
}
