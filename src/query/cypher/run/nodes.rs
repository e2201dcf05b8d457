//! Sets of nodes that grow.

use rustc_hash::FxHashSet;

use crate::graph::NodeId;
use crate::query::QueryError;

use super::super::context::Context;

/// Nodes, each once: a few as numbers, many as bits, a bit for each node of the graph.
#[derive(Debug, Default)]
pub(super) struct Nodes {
    few: FxHashSet<NodeId>,
    bits: Vec<u64>,
    held: u64,
}

/// What a node takes among few, roughly.
const SIZE: u64 = 8;

impl Nodes {
    /// Adds a node; whether it was not there. O(1).
    ///
    /// # Errors
    /// The limit of memory.
    #[inline]
    pub(super) fn add(
        &mut self,
        node: NodeId,
        context: &Context<'_, '_>,
    ) -> Result<bool, QueryError> {
        if self.bits.is_empty() {
            return self.add_to_few(node, context);
        }
        Ok(self.set(node))
    }

    fn set(&mut self, node: NodeId) -> bool {
        let Some(word) = self.bits.get_mut(node.0 as usize / 64) else {
            return false;
        };
        let bit = 1 << (node.0 % 64);
        let is_new = *word & bit == 0;
        *word |= bit;
        is_new
    }

    fn add_to_few(&mut self, node: NodeId, context: &Context<'_, '_>) -> Result<bool, QueryError> {
        if !self.few.insert(node) {
            return Ok(false);
        }
        context.budget.hold(SIZE)?;
        self.held += SIZE;
        let words = context.graph.node_count().div_ceil(64);
        // From here on the bits take no more room.
        if self.few.len() > words {
            self.bits = vec![0; words];
            for node in std::mem::take(&mut self.few) {
                self.set(node);
            }
        }
        Ok(true)
    }

    /// How many bytes it takes, roughly.
    pub(super) fn held(&self) -> u64 {
        self.held
    }

    /// Forgets all of them.
    pub(super) fn clear(&mut self) {
        (self.bits, self.held) = (Vec::new(), 0);
        self.few.clear();
    }
}
