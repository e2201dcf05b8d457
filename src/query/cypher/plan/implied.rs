//! Labels that go without saying: all nodes have them that stand where a relationship of that
//! type starts, or ends. By what the graph holds, not by what its schema promises.

use crate::graph::{Graph, TypeId};
use crate::syntax::Direction;

use super::super::expr::LabelTest;
use super::logical::{Link, LinkKind};

/// Whether every node that a link finds at one of its ends, that of the index `node`, passes a
/// test. O(types · labels).
pub(super) fn implies(graph: &Graph, link: &Link<'_>, node: usize, test: &LabelTest) -> bool {
    let LinkKind::Single(hop) = &link.kind else {
        return false;
    };
    let LabelTest::Name(Some(label), _) = test else {
        return false;
    };
    let types = match &hop.types {
        Some(types) => types.to_vec(),
        None => graph.type_ids().collect(),
    };
    let counts = graph.counts();
    let starts = |kind: &TypeId| counts.start_labels(*kind).contains(label);
    let ends = |kind: &TypeId| counts.end_labels(*kind).contains(label);
    let is_right = node == link.to;
    !types.is_empty()
        && types.iter().all(|kind| match hop.direction {
            Direction::Either => starts(kind) && ends(kind),
            Direction::Right if is_right => ends(kind),
            Direction::Left if !is_right => ends(kind),
            Direction::Right | Direction::Left => starts(kind),
        })
}
