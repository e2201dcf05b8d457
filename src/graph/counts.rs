//! How often each label and each relationship type occurs: what a planner goes by.

use super::snapshot::{Coder, Decoder};
use super::{Graph, LabelId, NodeId, TypeId};

/// How often labels and types occur.
#[derive(Debug, Default)]
pub struct Counts {
    labels: Vec<u32>,
    types: Vec<TypeCount>,
    /// For each type the labels that every start of it has, and every end.
    shared: Vec<[Vec<LabelId>; 2]>,
}

/// How often a relationship type occurs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TypeCount {
    /// How many relationships have it.
    pub relationships: u32,
    /// At how many nodes one of them starts.
    pub starts: u32,
    /// At how many nodes one of them ends.
    pub ends: u32,
}

impl Counts {
    /// Counts. O(n + m).
    pub(crate) fn of(graph: &Graph) -> Counts {
        let mut counts = Counts {
            labels: vec![0; graph.label_ids().len()],
            types: vec![TypeCount::default(); graph.type_ids().len()],
            shared: vec![<[Vec<LabelId>; 2]>::default(); graph.type_ids().len()],
        };
        for node in graph.nodes() {
            for label in graph.labels(node) {
                counts.labels[usize::from(label.0)] += 1;
            }
            counts.around(graph, node);
        }
        counts
    }

    fn around(&mut self, graph: &Graph, node: NodeId) {
        let mut last = None;
        for rel in graph.outgoing(node) {
            let kind = graph.type_of(rel);
            let count = &mut self.types[usize::from(kind.0)];
            count.relationships += 1;
            if last != Some(kind) {
                count.starts += 1;
                let is_first = count.starts == 1;
                self.share(kind, 0, is_first, graph.labels(node));
            }
            last = Some(kind);
        }
        let mut last = None;
        for &rel in graph.incoming(node) {
            let kind = graph.type_of(rel);
            if last != Some(kind) {
                let count = &mut self.types[usize::from(kind.0)];
                count.ends += 1;
                let is_first = count.ends == 1;
                self.share(kind, 1, is_first, graph.labels(node));
            }
            last = Some(kind);
        }
    }

    /// Leaves of the labels of one side of a type those that one more node there has.
    fn share(&mut self, kind: TypeId, side: usize, is_first: bool, labels: &[LabelId]) {
        let shared = &mut self.shared[usize::from(kind.0)][side];
        match is_first {
            true => *shared = labels.to_vec(),
            false => shared.retain(|label| labels.contains(label)),
        }
    }

    /// Writes them into the head of a snapshot.
    pub(crate) fn write(&self, head: &mut Coder) {
        self.labels
            .iter()
            .for_each(|&count| head.number(u64::from(count)));
        for count in &self.types {
            let three = [count.relationships, count.starts, count.ends];
            three
                .into_iter()
                .for_each(|count| head.number(u64::from(count)));
        }
        for labels in self.shared.iter().flatten() {
            head.number(labels.len() as u64);
            labels
                .iter()
                .for_each(|label| head.number(u64::from(label.0)));
        }
    }

    /// Reads them again; `None` where they are damaged.
    pub(crate) fn read(head: &mut Decoder<'_>, labels: usize, types: usize) -> Option<Counts> {
        let mut counts = Counts::default();
        let mut count = || u32::try_from(head.number()?).ok();
        for _ in 0..labels {
            counts.labels.push(count()?);
        }
        for _ in 0..types {
            counts.types.push(TypeCount {
                relationships: count()?,
                starts: count()?,
                ends: count()?,
            });
        }
        let mut side = || {
            let n = usize::try_from(count()?).ok().filter(|n| *n <= labels)?;
            let label = |_| count().filter(|label| (*label as usize) < labels);
            let all: Option<Vec<u32>> = (0..n).map(label).collect();
            Some(
                all?.into_iter()
                    .map(|label| LabelId(label as u16))
                    .collect(),
            )
        };
        for _ in 0..types {
            counts.shared.push([side()?, side()?]);
        }
        Some(counts)
    }

    /// How many nodes have the label.
    pub fn label(&self, label: LabelId) -> u32 {
        self.labels.get(usize::from(label.0)).copied().unwrap_or(0)
    }

    /// How often the relationship type occurs.
    pub fn kind(&self, kind: TypeId) -> TypeCount {
        self.types
            .get(usize::from(kind.0))
            .copied()
            .unwrap_or_default()
    }

    /// The labels that all nodes have at which a relationship of that type starts.
    pub fn start_labels(&self, kind: TypeId) -> &[LabelId] {
        self.side_labels(kind, 0)
    }

    /// The labels that all nodes have at which a relationship of that type ends.
    pub fn end_labels(&self, kind: TypeId) -> &[LabelId] {
        self.side_labels(kind, 1)
    }

    fn side_labels(&self, kind: TypeId, side: usize) -> &[LabelId] {
        let sides = self.shared.get(usize::from(kind.0));
        sides.map_or(&[], |sides| sides[side].as_slice())
    }
}
