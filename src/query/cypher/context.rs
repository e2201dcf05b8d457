//! What a running query sees beside its row: the graph, its limits, its subqueries.

use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::graph::Graph;
use crate::query::QueryError;
use crate::syntax::Span;

use super::expr::Asked;
use super::fault::{Fault, Refusal};
use super::value::Datum;

/// What an expression sees while it runs.
pub(crate) struct Context<'a, 'g> {
    /// The graph.
    pub graph: &'g Graph,
    /// What runs the plan's subqueries.
    pub subqueries: &'a dyn Subqueries<'g>,
    /// Steps and memory used so far, and how much there may be.
    pub budget: &'a Budget,
    /// What the functions that tell the time see: given once, the same for the whole query.
    pub clock: &'a Clock,
}

/// Runs subqueries for expressions.
pub(crate) trait Subqueries<'g> {
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

/// How much a query may use.
///
/// Counted in rows, steps and bytes, never in seconds: whoever wants a limit of time raises the
/// interrupt from outside.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How many rows it may give; further ones are an error.
    pub rows: Option<u64>,
    /// How many bytes its values and the rows that it keeps may hold, roughly.
    pub memory: Option<u64>,
    /// How many steps it may take: rows passed on, relationships followed, elements made.
    pub steps: Option<u64>,
    /// Ends the query when it becomes true.
    pub interrupt: Option<Arc<AtomicBool>>,
    /// When the query began.
    pub clock: Clock,
}

impl Default for Limits {
    /// Two gigabytes, and nothing else.
    fn default() -> Limits {
        Limits {
            rows: None,
            memory: Some(2 << 30),
            steps: None,
            interrupt: None,
            clock: Clock::default(),
        }
    }
}

/// How much a query has used, and how much it may use.
#[derive(Debug, Default)]
pub(crate) struct Budget {
    memory: Cell<u64>,
    steps: Cell<u64>,
    /// The steps at which the interrupt is looked at again, or none may be left.
    next_look: Cell<u64>,
    memory_limit: Option<u64>,
    step_limit: Option<u64>,
    interrupt: Option<Arc<AtomicBool>>,
    /// How many random numbers were given.
    chances: Cell<u64>,
}

/// How many steps are taken between two looks at the interrupt.
const LOOK: u64 = 4096;

impl Budget {
    /// Nothing used yet of those limits.
    pub(crate) fn new(limits: &Limits) -> Budget {
        Budget {
            memory_limit: limits.memory,
            step_limit: limits.steps,
            interrupt: limits.interrupt.clone(),
            ..Budget::default()
        }
    }

    /// Counts steps: a row passed on, a relationship followed, an element of a list made.
    ///
    /// # Errors
    /// The limit of steps is reached, or somebody interrupts.
    #[inline]
    pub(crate) fn step(&self, n: u64) -> Result<(), QueryError> {
        let steps = self.steps.get().saturating_add(n);
        self.steps.set(steps);
        match steps < self.next_look.get() {
            true => Ok(()),
            false => self.look(steps),
        }
    }

    #[cold]
    fn look(&self, steps: u64) -> Result<(), QueryError> {
        let interrupt = self.interrupt.as_ref();
        if interrupt.is_some_and(|flag| flag.load(Ordering::Relaxed)) {
            return Err(exhausted("Interrupted", "the query was interrupted".into()));
        }
        if let Some(limit) = self.step_limit.filter(|&limit| steps > limit) {
            let message = format!("the query takes more than {limit} steps");
            return Err(exhausted("StepLimit", message));
        }
        let next = steps.saturating_add(LOOK);
        let last = self
            .step_limit
            .map_or(next, |limit| limit.saturating_add(1));
        self.next_look.set(next.min(last));
        Ok(())
    }

    /// Counts bytes that are held from now on; ask before taking them.
    ///
    /// # Errors
    /// They would be too many.
    #[inline]
    pub(crate) fn hold(&self, bytes: u64) -> Result<(), QueryError> {
        let memory = self.memory.get().saturating_add(bytes);
        if let Some(limit) = self.memory_limit.filter(|&limit| memory > limit) {
            let message = format!("the query holds more than {} of values", size(limit));
            return Err(exhausted("MemoryLimit", message));
        }
        self.memory.set(memory);
        Ok(())
    }

    /// Gives back bytes that were held.
    #[inline]
    pub(crate) fn release(&self, bytes: u64) {
        self.memory.set(self.memory.get().saturating_sub(bytes));
    }

    /// Steps taken so far.
    pub(crate) fn steps(&self) -> u64 {
        self.steps.get()
    }
}

/// Whether an error says that a limit was reached.
pub(super) fn is_exhausted(error: &QueryError) -> bool {
    error.fault.is_some_and(|fault| fault.class == EXHAUSTED)
}

/// What drivers call it.
const EXHAUSTED: &str = "ResourceExhausted";

fn exhausted(detail: &'static str, message: String) -> QueryError {
    let class = EXHAUSTED;
    let error = QueryError::at(Span::default(), message).fault(Fault { class, detail });
    // What runs away is a part of the plan, not a place in the text.
    QueryError {
        span: None,
        ..error
    }
}

/// An error of a limit of that kind.
pub(super) fn too_many_rows(limit: u64) -> QueryError {
    exhausted(
        "RowLimit",
        format!("the query gives more than {limit} rows"),
    )
}

/// Bytes in words.
fn size(bytes: u64) -> String {
    match bytes >> 20 {
        0 => format!("{bytes} bytes"),
        mega if mega < 10_240 => format!("{mega} MB"),
        mega => format!("{} GB", mega >> 10),
    }
}

/// Chance.
impl Budget {
    /// The next random number from 0 up to 1, of a sequence that begins anew with each query, so
    /// that an answer is the same each time. Algorithm: SplitMix64.
    pub(crate) fn chance(&self) -> f64 {
        let n = self.chances.get().wrapping_add(0x9E37_79B9_7F4A_7C15);
        self.chances.set(n);
        let n = (n ^ (n >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        // 53 bits are what a float holds.
        ((n ^ (n >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// Values asked for their room before they are made.
impl Budget {
    /// Whether there is room for a list of so many items.
    ///
    /// # Errors
    /// There is none.
    pub(crate) fn room_for_items(&self, items: u64) -> Result<(), Refusal> {
        self.room(items.saturating_mul(size_of::<Datum<'_>>() as u64))
    }

    /// Whether there is room for so many bytes more, which are not counted: a value is, once a
    /// row that holds it is kept.
    ///
    /// # Errors
    /// There is none.
    #[inline]
    pub(crate) fn room(&self, bytes: u64) -> Result<(), Refusal> {
        let needed = self.memory.get().saturating_add(bytes);
        match self.memory_limit.filter(|&limit| needed > limit) {
            None => Ok(()),
            Some(limit) => {
                let (class, detail) = (EXHAUSTED, "MemoryLimit");
                let message = format!("the query holds more than {} of values", size(limit));
                Err(Refusal::new(Fault { class, detail }, message))
            }
        }
    }
}
