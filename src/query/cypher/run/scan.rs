//! Operators that find nodes without coming from others.

use std::cmp::Ordering;
use std::hash::Hasher;

use rustc_hash::{FxHashMap, FxHasher};

use crate::graph::{Entity, Graph, LabelId, NodeId};
use crate::query::QueryError;
use crate::syntax::ComparisonOperator;

use super::super::compare::{compare, equal, hash};
use super::super::context::Context;
use super::super::expr::{Expr, PropertyKey};
use super::super::plan::{ColumnScan, ColumnTest};
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

/// The nodes whose columns hold certain values, a block of nodes at a time.
pub(super) struct ColumnNodes<'p, 'g> {
    scan: &'p ColumnScan<'g>,
    /// The first node that was not looked at, and how many to look at next.
    next: u32,
    block: u32,
    /// What was found in a block, and what of it was given.
    found: Vec<NodeId>,
    given: usize,
}

impl<'p, 'g> ColumnNodes<'p, 'g> {
    /// A block begins small, as one row may be all that is wanted.
    const FIRST: u32 = 64;
    const LARGEST: u32 = 4096;

    pub(super) fn new(scan: &'p ColumnScan<'g>) -> ColumnNodes<'p, 'g> {
        ColumnNodes {
            scan,
            next: 0,
            block: Self::FIRST,
            found: Vec::new(),
            given: 0,
        }
    }

    /// Looks at the next block; whether there was one.
    fn look(&mut self, context: &Context<'_, 'g>) -> Result<bool> {
        let graph = context.graph;
        let block = self.next..(self.next + self.block).min(graph.node_count() as u32);
        if block.is_empty() {
            return Ok(false);
        }
        context.budget.step(block.len() as u64)?;
        self.next = block.end;
        self.block = (self.block * 2).min(Self::LARGEST);
        self.given = 0;
        self.found.clear();
        match &self.scan.labels {
            Some(labels) => graph.labelled(block, labels, &mut self.found),
            None => self.found.extend(block.map(NodeId)),
        }
        for test in &self.scan.tests {
            retain(graph, test, &mut self.found);
        }
        Ok(true)
    }
}

/// Leaves the nodes of which a test is true.
fn retain(graph: &Graph, test: &ColumnTest<'_>, nodes: &mut Vec<NodeId>) {
    let columns = test.key.columns(graph);
    // What a node without a value has instead is not in its column.
    let is_stored = !matches!(&*test.key.name, "id" | "name");
    let is_done = is_stored
        && match &test.value {
            Datum::Integer(wanted) => {
                let holds = |value: i64| accepts(test.operator, value.cmp(wanted));
                graph.retain_integers(columns, nodes, holds)
            }
            Datum::Text(text) => {
                let (text, equal) = (text.as_str(), test.operator == ComparisonOperator::Equal);
                match equal {
                    true => graph.retain_texts(columns, nodes, |value| value == text),
                    false => graph.retain_texts(columns, nodes, |value| {
                        accepts(test.operator, value.cmp(text))
                    }),
                }
            }
            _ => false,
        };
    if !is_done {
        nodes.retain(|&node| {
            let value = property(graph, Entity::Node(node), &test.key);
            compare(test.operator, &value, &test.value) == Some(true)
        });
    }
}

fn accepts(operator: ComparisonOperator, order: Ordering) -> bool {
    match operator {
        ComparisonOperator::Equal => order.is_eq(),
        ComparisonOperator::NotEqual => order.is_ne(),
        ComparisonOperator::Less => order.is_lt(),
        ComparisonOperator::LessEqual => order.is_le(),
        ComparisonOperator::Greater => order.is_gt(),
        ComparisonOperator::GreaterEqual => order.is_ge(),
    }
}

impl<'g> Work<'g> for ColumnNodes<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            (self.next, self.block, self.given) = (0, Self::FIRST, 0);
            self.found.clear();
        }
        loop {
            if let Some(node) = self.found.get(self.given) {
                self.given += 1;
                row[self.scan.slot] = Datum::Node(*node);
                return Ok(true);
            }
            if !self.look(context)? {
                return Ok(false);
            }
        }
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
