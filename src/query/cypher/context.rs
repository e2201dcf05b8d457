//! What a running query sees beside its row: the graph, its limits, its subqueries.

use std::rc::Rc;

use crate::graph::Graph;
use crate::query::QueryError;

use super::expr::Asked;
use super::value::Datum;

/// What an expression sees while it runs.
pub struct Context<'a, 'g> {
    /// The graph.
    pub graph: &'g Graph,
    /// What runs the plan's subqueries.
    pub subqueries: &'a dyn Subqueries<'g>,
    /// Steps, rows and memory used so far, and how much there may be.
    pub budget: &'a Budget,
    /// What the functions that tell the time see: given once, the same for the whole query.
    pub clock: &'a Clock,
}

/// Runs subqueries for expressions.
pub trait Subqueries<'g> {
    /// What the subquery of that number gives for an argument row.
    ///
    /// # Errors
    /// What goes wrong inside.
    fn ask(
        &self,
        asked: Asked,
        subquery: usize,
        arguments: Rc<[Datum<'g>]>,
    ) -> Result<Datum<'g>, QueryError>;
}

/// The moment at which a query began, in nanoseconds since 1970-01-01 UTC; given by the caller,
/// as nothing below the command line has a clock. Without it the functions that tell the time
/// are errors.
#[derive(Clone, Copy, Debug, Default)]
pub struct Clock {
    /// The moment.
    pub now: Option<i128>,
}

/// How much a query may use, and how much it has.
///
/// Counted in steps, cells and bytes, never in seconds: whoever wants a limit of time sets
/// `interrupted` from outside.
#[derive(Debug, Default)]
pub struct Budget {
    /// Bytes that values and buffered rows hold, roughly.
    pub memory: std::cell::Cell<u64>,
    /// The most that they may hold; 0 is no limit.
    pub memory_limit: u64,
    /// Steps taken: a row passed on, a relationship followed, an element of a list made.
    pub steps: std::cell::Cell<u64>,
}
