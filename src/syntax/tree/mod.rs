//! The tree: expressions, patterns and queries, each node with its span. Knows no rules of meaning.

mod expression;
mod operator;
mod pattern;
mod query;

pub use expression::*;
pub use operator::*;
pub use pattern::*;
pub use query::*;
