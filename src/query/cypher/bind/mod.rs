//! From the tree to what can be planned: names resolved, types checked, parameters put in.

mod expression;
mod scope;

pub use scope::{Hooks, Place, Scope, Variable};
