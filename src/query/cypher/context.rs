//! What a running query sees beside its row: the graph, its limits, its subqueries.

use std::rc::Rc;

use crate::graph::Graph;
use crate::query::QueryError;

use super::expr::Asked;
use super::fault::{Fault, Refusal};
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

impl Budget {
    /// Counts a step.
    ///
    /// # Errors
    /// There may be no more of them.
    pub fn step(&self) -> Result<(), Refusal> {
        self.steps.set(self.steps.get() + 1);
        Ok(())
    }

    /// Whether there is room for a list of so many items.
    ///
    /// # Errors
    /// There is none.
    pub fn room_for_items(&self, items: u64) -> Result<(), Refusal> {
        self.room(items.saturating_mul(size_of::<Datum<'_>>() as u64))
    }

    /// Whether there is room for so many bytes more; what a value holds is not counted beyond
    /// its making.
    ///
    /// # Errors
    /// There is none.
    pub fn room(&self, bytes: u64) -> Result<(), Refusal> {
        let needed = self.memory.get().saturating_add(bytes);
        if self.memory_limit > 0 && needed > self.memory_limit {
            let limit = self.memory_limit;
            let message = format!("a value would need more than the {limit} bytes there are");
            return Err(Refusal::new(Fault::argument("MemoryLimit"), message));
        }
        Ok(())
    }
}
