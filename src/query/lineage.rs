//! Lineage: what a node comes from, or what came of it, along origins.

use petgraph::visit::{NodeIndexable as _, VisitMap};

use crate::graph::{
    Answer, Cell, Entity, Graph, LabelId, NodeId, OriginView, RelationshipId, Row, TypeSet, Visited,
};
use crate::model::{Date, Value};

/// Which way a lineage is followed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// To what the node comes from.
    #[default]
    Up,
    /// To what came of it.
    Down,
}

/// What to follow, and how far.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Which way.
    pub direction: Direction,
    /// How many relationships away at most; no limit if absent.
    pub depth: Option<u32>,
    /// The relationship types to follow; those that lineage follows if absent.
    pub types: Option<TypeSet>,
    /// Only nodes with one of these labels are entered; any if empty.
    pub labels: Vec<LabelId>,
    /// Only what may exist by the end of this date; undated nodes stay, marked `?`.
    pub as_of: Option<Date>,
}

/// The columns of a lineage.
pub const COLUMNS: &[&str] = &[
    "node",
    "label",
    "released",
    "publisher",
    "relationship",
    "from",
    "source",
    "locator",
    "status",
];

/// The lineage of a node as a tree in depth-first order: one row a relationship that is followed,
/// each node's own followed once; later rows of the same node are marked as repeated.
///
/// Iterative; O(n + m) in time and rows of the part that is reached.
pub fn lineage(graph: &Graph, root: NodeId, options: &Options) -> Answer {
    let types = options
        .types
        .clone()
        .unwrap_or_else(|| TypeSet::lineage(graph));
    let walk = Walk {
        view: OriginView::new(graph, &types).as_of(options.as_of),
        options,
    };
    let nearest = options.depth.map(|depth| walk.depths(root, depth));
    let mut expanded = Visited::new(graph.node_count());
    let mut rows = Vec::new();
    let mut stack = vec![(root, None, 0u32)];
    while let Some((node, via, depth)) = stack.pop() {
        let next = walk.next(node);
        // Under a limit a node is followed where it is nearest, so that nothing within it is lost.
        let here = nearest
            .as_ref()
            .is_none_or(|depths| depths.is(graph.to_index(node), depth));
        let within = options.depth.is_none_or(|limit| depth < limit);
        let follow = here && within && expanded.visit(node);
        rows.push(Row {
            cells: cells(graph, node, via, options),
            depth,
            repeated: within && !follow && !next.is_empty(),
        });
        if follow {
            let below = next.into_iter().rev();
            stack.extend(below.map(|(rel, to)| (to, Some((rel, node)), depth + 1)));
        }
    }
    Answer::new(graph, COLUMNS, rows)
}

struct Walk<'a> {
    view: OriginView<'a>,
    options: &'a Options,
}

impl Walk<'_> {
    /// What the walk goes to from a node, in a fixed order.
    fn next(&self, node: NodeId) -> Vec<(RelationshipId, NodeId)> {
        let wanted = |to: NodeId| {
            let labels = &self.options.labels;
            labels.is_empty()
                || self
                    .view
                    .graph()
                    .labels(to)
                    .iter()
                    .any(|l| labels.contains(l))
        };
        match self.options.direction {
            Direction::Up => self.view.up(node).filter(|&(_, to)| wanted(to)).collect(),
            Direction::Down => self.view.down(node).filter(|&(_, to)| wanted(to)).collect(),
        }
    }

    /// The least depth of every node within the limit, breadth first.
    fn depths(&self, root: NodeId, limit: u32) -> Depths {
        let graph = self.view.graph();
        let mut depths = Depths(vec![0; graph.node_count()]);
        depths.meet(graph.to_index(root), 0);
        let mut queue = vec![(root, 0)];
        let mut at = 0;
        while let Some(&(node, depth)) = queue.get(at) {
            at += 1;
            if depth == limit {
                continue;
            }
            for (_, to) in self.next(node) {
                if depths.meet(graph.to_index(to), depth + 1) {
                    queue.push((to, depth + 1));
                }
            }
        }
        depths
    }
}

/// One more than the depth of each node; 0 where there is none.
struct Depths(Vec<u32>);

impl Depths {
    /// Gives a node a depth, if it has none yet.
    fn meet(&mut self, node: usize, depth: u32) -> bool {
        let slot = self.0.get_mut(node).filter(|slot| **slot == 0);
        slot.map(|slot| *slot = depth.saturating_add(1)).is_some()
    }

    fn is(&self, node: usize, depth: u32) -> bool {
        self.0.get(node) == Some(&depth.saturating_add(1))
    }
}

fn cells(
    graph: &Graph,
    node: NodeId,
    via: Option<(RelationshipId, NodeId)>,
    options: &Options,
) -> Vec<Cell> {
    let labels: Vec<&str> = graph.label_names(node).collect();
    let released = match graph.released(node) {
        Some(date) => Cell::Value(Value::Date(date)),
        None if options.as_of.is_some() => Cell::text("?"),
        None => Cell::NULL,
    };
    let publishers = Cell::List(graph.publishers(node).map(Cell::Node).collect());
    // The facts of a row are those of the relationship that leads there; the root's are its own.
    let entity = via.map_or(Entity::Node(node), |(rel, _)| Entity::Relationship(rel));
    let provenance = graph.provenance(entity);
    let text = |text: Option<&str>| text.map_or(Cell::NULL, Cell::text);
    let (rel, from) = match via {
        Some((rel, from)) => (Cell::Relationship(rel), Cell::Node(from)),
        None => (Cell::NULL, Cell::NULL),
    };
    vec![
        Cell::Node(node),
        Cell::text(labels.join(":")),
        released,
        publishers,
        rel,
        from,
        text(provenance.source),
        text(provenance.locator),
        Cell::text(provenance.status.name()),
    ]
}
