//! From what a query asks to how it is answered.
//!
//! `logical` is what `bind` gives, `physical` what `run` takes. Between them: what is read later
//! ([`live`]), in which order a pattern is found ([`order`]), and by which operators
//! ([`pattern`], [`clauses`]). What makes a plan better can be switched off, pass by pass
//! ([`Passes`]): the rows must be the same.

mod clauses;
mod explain;
mod finding;
mod implied;
mod live;
mod logical;
mod order;
mod pattern;
mod physical;
mod reads;
mod scan;

use crate::graph::Graph;

pub(crate) use explain::{Line, Names, lines};
pub use explain::{OPERATORS, OperatorRow};
pub(crate) use logical::*;
pub(crate) use physical::*;

/// What makes plans better; all of it by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passes {
    /// Patterns are found from their most selective node on, not from left to right.
    pub order: bool,
    /// Conditions are looked at as soon as they can be, not at the end.
    pub early: bool,
    /// Nodes are found by their ids and by values of properties.
    pub seek: bool,
    /// Where the answer needs no trails, nodes are reached once each.
    pub reach: bool,
    /// Where only their number counts, trails and relationships are counted, not followed.
    pub count: bool,
    /// Of rows in order only as many are kept as are wanted.
    pub top: bool,
    /// Parts of a pattern that share values only are found once each, and joined.
    pub join: bool,
    /// Values that nobody reads are not made.
    pub prune: bool,
    /// Labels that every end of a relationship type has are not looked at behind it.
    pub imply: bool,
}

impl Passes {
    /// Everything.
    pub const ALL: Passes = Passes::each(true);
    /// Nothing: as the text says.
    pub const NONE: Passes = Passes::each(false);

    const fn each(on: bool) -> Passes {
        Passes {
            order: on,
            early: on,
            seek: on,
            reach: on,
            count: on,
            top: on,
            join: on,
            prune: on,
            imply: on,
        }
    }
}

impl Default for Passes {
    fn default() -> Passes {
        Passes::ALL
    }
}

/// A query, or a subquery that an expression asks, ready to run.
#[derive(Clone, Debug)]
pub(super) struct Ready<'g> {
    /// How many slots there are.
    pub width: usize,
    /// What to run.
    pub pipes: Pipes<'g>,
    /// The slots' names.
    pub names: Vec<String>,
}

/// Plans a query.
pub(super) fn make<'g>(plan: &Plan<'g>, graph: &'g Graph, passes: Passes) -> Ready<'g> {
    let mut planner = clauses::Planner::new(graph, passes, plan.names.clone());
    let pipes = planner.query(&plan.query, plan.counts, &[]);
    Ready {
        width: planner.names.len(),
        pipes,
        names: planner.names,
    }
}
