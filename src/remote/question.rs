//! What is asked of a graph, as far as it says which part of the graph the answer needs.

use crate::model::Date;

/// A question; names are as somebody typed them.
#[derive(Clone, Copy, Debug)]
pub enum Question<'a> {
    /// What a node comes from, or what came of it.
    Lineage {
        /// The node.
        name: &'a str,
        /// Whether what came of it is wanted.
        down: bool,
        /// How many relationships away at most.
        depth: Option<u32>,
        /// The relationship types; those that lineage follows if empty.
        types: &'a [String],
    },
    /// Paths between two nodes.
    Path {
        /// The node that they start at.
        from: &'a str,
        /// The node that they end at.
        to: &'a str,
        /// Whether relationships are walked only from start to end.
        directed: bool,
        /// How many are wanted.
        limit: usize,
        /// Whether all are wanted, up to the limit.
        all: bool,
        /// The relationship types; all if empty.
        types: &'a [String],
        /// Only what may exist by the end of that date.
        as_of: Option<Date>,
    },
    /// All about a node.
    Show {
        /// The node.
        name: &'a str,
    },
    /// Nodes.
    List {
        /// Only those of this label.
        label: Option<&'a str>,
    },
    /// Figures of the whole graph.
    Stats,
}
