//! The variables that an expression sees, and what it asks of whoever binds the clause around it.

use crate::query::QueryError;
use crate::syntax::{Call, PathPattern, PatternComprehension, Span, Subquery};

use super::super::expr::ExprKind;
use super::super::types::Type;
use super::super::value::Datum;

/// Where a variable's value is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// In that column of the row.
    Slot(usize),
    /// Among the variables of comprehensions, so many from the outermost.
    Local(usize),
}

/// A variable in scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Variable {
    /// Its name.
    pub name: String,
    /// What is known of its type.
    pub kind: Type,
    /// Where its value is.
    pub place: Place,
}

/// The variables in scope, the innermost last: a name is looked for from the end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Scope {
    /// The variables.
    pub variables: Vec<Variable>,
    /// The column of the node or relationship whose properties names are that no variable has;
    /// it is `n` itself where nothing else is called so. No query has this.
    pub properties_of: Option<usize>,
    /// How many locals are in use.
    pub locals: usize,
}

/// What the binding of an expression leaves to whoever binds the clause that it stands in.
pub(crate) trait Hooks<'g> {
    /// A parameter's value; `None` where it was not given.
    fn parameter(&self, name: &str) -> Option<Datum<'g>>;

    /// An aggregating function in that scope: where its value will be found, or why none may
    /// stand here. `None` is `count(*)`.
    ///
    /// # Errors
    /// No aggregation may stand here, or one stands in another.
    fn aggregate(
        &mut self,
        call: Option<&Call>,
        span: Span,
        scope: &Scope,
    ) -> Result<(ExprKind<'g>, Type), QueryError>;

    /// `EXISTS { … }`, `COUNT { … }`, `COLLECT { … }`.
    ///
    /// # Errors
    /// What is wrong inside.
    fn subquery(&mut self, query: &Subquery, scope: &Scope) -> Result<ExprKind<'g>, QueryError>;

    /// `(a)-->(b)` where a value stands: whether there is one.
    ///
    /// # Errors
    /// What is wrong inside; also where it may not stand here.
    fn pattern(&mut self, pattern: &PathPattern, scope: &Scope)
    -> Result<ExprKind<'g>, QueryError>;

    /// `[(a)-->(b) | b.x]`
    ///
    /// # Errors
    /// What is wrong inside.
    fn comprehension(
        &mut self,
        comprehension: &PatternComprehension,
        scope: &Scope,
    ) -> Result<ExprKind<'g>, QueryError>;

    /// Something that is no error but that the reader should know: an unknown label, property.
    fn warn(&mut self, span: Span, message: String);
}
