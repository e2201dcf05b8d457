//! How often each label and each relationship type occurs: what a planner goes by.

use super::snapshot::{Coder, Decoder};
use super::{Graph, LabelId, NodeId, TypeId};

/// How often labels and types occur.
#[derive(Debug, Default)]
pub struct Counts {
    labels: Vec<u32>,
    types: Vec<TypeCount>,
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
            count.starts += u32::from(last != Some(kind));
            last = Some(kind);
        }
        let mut last = None;
        for &rel in graph.incoming(node) {
            let kind = graph.type_of(rel);
            self.types[usize::from(kind.0)].ends += u32::from(last != Some(kind));
            last = Some(kind);
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
    }

    /// Reads them again; `None` where they are damaged.
    pub(crate) fn read(head: &mut Decoder<'_>, labels: usize, types: usize) -> Option<Counts> {
        let mut count = || u32::try_from(head.number()?).ok();
        let labels: Option<Vec<u32>> = (0..labels).map(|_| count()).collect();
        let mut kind = |_| {
            Some(TypeCount {
                relationships: count()?,
                starts: count()?,
                ends: count()?,
            })
        };
        let types: Option<Vec<TypeCount>> = (0..types).map(&mut kind).collect();
        Some(Counts {
            labels: labels?,
            types: types?,
        })
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
}
