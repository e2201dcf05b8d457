//! openCypher for reading: a statement is bound to a graph, planned, and run.
//!
//! Text → tree ([`syntax`](crate::syntax)) → `bind`: names, types, parameters → `plan`: logical
//! plan, optimized → `run`: operators that pull rows. Knows no output and no files.

mod aggregate;
mod bind;
mod compare;
mod context;
mod eval;
mod expr;
mod fault;
mod function;
mod property;
mod temporal;
mod types;
mod value;

pub use fault::Fault;

#[cfg(test)]
mod tests;
