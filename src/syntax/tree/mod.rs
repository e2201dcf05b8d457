//! The tree: expressions and patterns, each node with its span. Knows no rules of meaning.

mod expression;
mod operator;
mod pattern;

pub use expression::*;
pub use operator::*;
pub use pattern::*;
