//! The nouns that everything else speaks in: values, dates, the schema, provenance, problems.
//!
//! Nothing here knows a graph, a file format or a terminal. Every type is plain data.

mod date;
mod lang;
mod problem;
mod provenance;
pub mod reserved;
mod schema;
pub mod sheet;
mod value;

pub use date::{Date, DateError};
pub use lang::Lang;
pub use problem::{Kind, Place, Problem, Severity};
pub use provenance::{Claim, Provenance, Source, Status};
pub use schema::{COMPONENTS, Label, Origin, RelationshipType, Role, Schema};
pub use value::{PropertyType, ReadError, Value, ValueRef};
