//! openCypher for reading: a statement is bound to a graph, planned, and run.
//!
//! Text → tree ([`syntax`](crate::syntax)) → `bind`: names, types, parameters → `plan`: logical
//! plan, optimized → `run`: operators that pull rows. Knows no output and no files.

mod aggregate;
mod alone;
mod bind;
mod compare;
mod context;
mod eval;
mod expr;
mod fault;
mod function;
mod plan;
mod prepared;
mod procedure;
mod property;
mod run;
mod types;
mod value;
mod walk;

pub(crate) use alone::{Alone, Variables, has_properties};
pub(crate) use compare::order;
pub(crate) use expr::PropertyKey;
pub(crate) use property::property;
pub(crate) use value::Datum;

pub use aggregate::{AGGREGATES, Aggregate};
pub use context::{Clock, Limits};
pub use fault::Fault;
pub use function::{Function, functions};
pub use plan::{OPERATORS, OperatorRow, Passes};
pub use prepared::{Parameters, Prepared, Rows, prepare, prepare_with};
pub use procedure::PROCEDURES;

#[cfg(test)]
mod tests;
