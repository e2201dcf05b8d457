//! Operators that find nodes without coming from others.

use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use crate::graph::{Entity, LabelId, NodeId};
use crate::query::QueryError;

use super::super::compare::{equal, hash};
use super::super::context::Context;
use super::super::expr::{Expr, PropertyKey};
use super::super::property::property;
use super::super::value::Datum;
use super::{Row, Work, value};

type Result<T> = std::result::Result<T, QueryError>;

/// Every node.
pub(super) struct AllNodes {
    slot: usize,
    next: u32,
}

impl AllNodes {
    pub(super) fn new(slot: usize) -> AllNodes {
        AllNodes { slot, next: 0 }
    }
}

impl<'g> Work<'g> for AllNodes {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            self.next = 0;
        }
        if self.next as usize >= context.graph.node_count() {
            return Ok(false);
        }
        row[self.slot] = Datum::Node(NodeId(self.next));
        self.next += 1;
        Ok(true)
    }
}

/// Every node of one of some labels.
pub(super) struct LabelNodes<'p> {
    slot: usize,
    labels: &'p [LabelId],
    next: u32,
}

impl<'p> LabelNodes<'p> {
    pub(super) fn new(slot: usize, labels: &'p [LabelId]) -> LabelNodes<'p> {
        LabelNodes {
            slot,
            labels,
            next: 0,
        }
    }
}

impl<'g> Work<'g> for LabelNodes<'_> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            self.next = 0;
        }
        let count = context.graph.node_count() as u32;
        let first = self.next;
        while self.next < count {
            let node = NodeId(self.next);
            self.next += 1;
            let labels = context.graph.labels(node);
            if self.labels.iter().any(|label| labels.contains(label)) {
                context.budget.step(u64::from(self.next - first))?;
                row[self.slot] = Datum::Node(node);
                return Ok(true);
            }
        }
        context.budget.step(u64::from(self.next - first))?;
        Ok(false)
    }
}

/// One node.
pub(super) struct OneNode(pub usize, pub NodeId);

impl<'g> Work<'g> for OneNode {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, _: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            row[self.0] = Datum::Node(self.1);
        }
        Ok(fresh)
    }
}

/// The nodes of an id, by binary search.
pub(super) struct IdNodes<'p, 'g> {
    slot: usize,
    id: &'p Expr<'g>,
    found: Vec<NodeId>,
}

impl<'p, 'g> IdNodes<'p, 'g> {
    pub(super) fn new(slot: usize, id: &'p Expr<'g>) -> IdNodes<'p, 'g> {
        IdNodes {
            slot,
            id,
            found: Vec::new(),
        }
    }
}

impl<'g> Work<'g> for IdNodes<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            self.found.clear();
            if let Datum::Text(text) = value(self.id, row, context)? {
                self.found.extend(context.graph.nodes_by_id(text.as_str()));
            }
            self.found.reverse();
        }
        let Some(node) = self.found.pop() else {
            return Ok(false);
        };
        row[self.slot] = Datum::Node(node);
        Ok(true)
    }
}

/// The nodes whose property has a value. The first time it looks at every node; asked again it
/// makes an index, which from then on answers.
pub(super) struct ValueNodes<'p, 'g> {
    slot: usize,
    key: &'p PropertyKey,
    value: &'p Expr<'g>,
    wanted: Datum<'g>,
    /// What is left of a look at every node.
    next: u32,
    asked: bool,
    index: Option<FxHashMap<u64, Vec<NodeId>>>,
    /// What is left of what the index found.
    found: Vec<NodeId>,
}

impl<'p, 'g> ValueNodes<'p, 'g> {
    pub(super) fn new(
        slot: usize,
        key: &'p PropertyKey,
        value: &'p Expr<'g>,
    ) -> ValueNodes<'p, 'g> {
        ValueNodes {
            slot,
            key,
            value,
            wanted: Datum::Null,
            next: u32::MAX,
            asked: false,
            index: None,
            found: Vec::new(),
        }
    }

    fn ask(&mut self, row: &Row<'g>, context: &Context<'_, 'g>) -> Result<()> {
        self.wanted = value(self.value, row, context)?;
        (self.next, self.found) = (u32::MAX, Vec::new());
        if matches!(self.wanted, Datum::Null) {
            return Ok(());
        }
        if !self.asked {
            (self.asked, self.next) = (true, 0);
            return Ok(());
        }
        if self.index.is_none() {
            self.index = Some(self.gather(context)?);
        }
        let same = self.index.as_ref();
        let same = same.and_then(|index| index.get(&hashed(&self.wanted)));
        self.found = same.map_or(Vec::new(), |nodes| nodes.iter().rev().copied().collect());
        Ok(())
    }

    fn gather(&self, context: &Context<'_, 'g>) -> Result<FxHashMap<u64, Vec<NodeId>>> {
        let mut index: FxHashMap<u64, Vec<NodeId>> = FxHashMap::default();
        let nodes = context.graph.nodes();
        context.budget.step(nodes.len() as u64)?;
        context.budget.hold(nodes.len() as u64 * 16)?;
        for node in nodes {
            let value = property(context.graph, Entity::Node(node), self.key);
            if !matches!(value, Datum::Null) {
                index.entry(hashed(&value)).or_default().push(node);
            }
        }
        Ok(index)
    }

    fn fits(&self, node: NodeId, context: &Context<'_, 'g>) -> bool {
        let value = property(context.graph, Entity::Node(node), self.key);
        equal(&value, &self.wanted) == Some(true)
    }
}

fn hashed(value: &Datum<'_>) -> u64 {
    let mut hasher: FxHasher = FxHasher::default();
    hash(value, &mut hasher);
    hasher.finish()
}

impl<'g> Work<'g> for ValueNodes<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            self.ask(row, context)?;
        }
        while let Some(node) = self.found.pop() {
            if self.fits(node, context) {
                row[self.slot] = Datum::Node(node);
                return Ok(true);
            }
        }
        while (self.next as usize) < context.graph.node_count() {
            let node = NodeId(self.next);
            self.next += 1;
            context.budget.step(1)?;
            if self.fits(node, context) {
                row[self.slot] = Datum::Node(node);
                return Ok(true);
            }
        }
        Ok(false)
    }
}
