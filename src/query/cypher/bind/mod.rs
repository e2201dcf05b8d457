//! From the tree to what can be planned: names resolved, types checked, parameters put in.

mod call;
mod expression;
mod fold;
mod operator;
mod scope;

pub use call::{check_aggregate, full_name, nearest};
pub use expression::{Bound, bind, bind_condition, bind_labels, undefined};
pub use scope::{Hooks, Place, Scope, Variable};
