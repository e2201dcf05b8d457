//! Arrows cut into steps from column to column.
//!
//! Long arrows pass each column between at a step of its own height. All arrows that leave one
//! box the same way share their steps, so that they run in one trunk and part where they must.

use std::collections::BTreeMap;

use crate::diagram::Scene;

use super::Edge;

/// A box, or a step of a trunk through a column.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) column: usize,
    /// The box within the part; absent for a step.
    pub(super) node: Option<usize>,
    /// From its middle up and down; a box with self-loops needs more above.
    pub(super) above: i32,
    pub(super) below: i32,
    /// Linked items in the column before and in the next.
    pub(super) left: Vec<usize>,
    pub(super) right: Vec<usize>,
    /// The middle.
    pub(super) y: i32,
}

/// The steps of a part.
#[derive(Debug, Default)]
pub(super) struct Network {
    pub(super) items: Vec<Item>,
    /// The items of each column, from top to bottom.
    pub(super) columns: Vec<Vec<usize>>,
    /// The items that each edge passes, in the arrow's direction.
    pub(super) ways: Vec<Vec<usize>>,
    /// The steps of each trunk.
    pub(super) trunks: Vec<Vec<usize>>,
    /// The height of each box.
    pub(super) heights: Vec<i32>,
}

/// What is asked of a network.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    /// Whether arrows are labelled.
    pub(super) labels: bool,
    /// Whether arrows that leave one box the same way share a trunk.
    pub(super) shared: bool,
}

/// Between the places where arrows meet a side of a box, at least.
const PORT: i32 = 320;
/// The same where arrows are labelled.
pub(super) const LABEL_PORT: i32 = 1200;
/// From a box's corner to where the first arrow may meet its side.
pub(super) const CORNER: i32 = 600;
/// The room above a box for one self-loop, and for each further one.
pub(super) const LOOP: (i32, i32) = (2000, 700);
/// The room above a box that its self-loops may take at most.
const LOOPS_MOST: i32 = 9000;

impl Network {
    pub(super) fn new(
        scene: &Scene,
        boxes: &[usize],
        edges: &[Edge],
        loops: &[(usize, usize)],
        columns: &[usize],
        look: Look,
    ) -> Network {
        let port = if look.labels { LABEL_PORT } else { PORT };
        let heights = heights(scene, boxes, edges, columns, port);
        let mut room = vec![0; boxes.len()];
        for &(node, _) in loops {
            room[node] += if room[node] == 0 { LOOP.0 } else { LOOP.1 };
        }
        let mut net = Network {
            columns: vec![Vec::new(); columns.iter().max().map_or(0, |&max| max + 1)],
            ..Network::default()
        };
        for (node, &column) in columns.iter().enumerate() {
            net.add(Item {
                column,
                node: Some(node),
                above: heights[node] / 2 + room[node].min(LOOPS_MOST),
                below: heights[node] / 2,
                left: Vec::new(),
                right: Vec::new(),
                y: 0,
            });
        }
        net.heights = heights;
        let mut steps = Steps::default();
        for (index, edge) in edges.iter().enumerate() {
            let alone = (!look.shared).then_some(index);
            let way = steps.way(&mut net, edge, alone, columns);
            net.ways.push(way);
        }
        net
    }

    fn add(&mut self, item: Item) -> usize {
        let index = self.items.len();
        self.columns[item.column].push(index);
        self.items.push(item);
        index
    }

    fn link(&mut self, a: usize, b: usize) {
        let (a, b) = match self.items[a].column < self.items[b].column {
            true => (a, b),
            false => (b, a),
        };
        self.items[a].right.push(b);
        self.items[b].left.push(a);
    }
}

/// The height of each box: its own, or more where many arrows meet one of its sides.
fn heights(
    scene: &Scene,
    boxes: &[usize],
    edges: &[Edge],
    columns: &[usize],
    port: i32,
) -> Vec<i32> {
    let mut ports = vec![[0i32; 2]; boxes.len()];
    let mut leaves = vec![[0i32; 2]; boxes.len()];
    for edge in edges {
        let side = usize::from(columns[edge.from] < columns[edge.to]);
        leaves[edge.from][side] += 1;
        ports[edge.to][1 - side] += 1;
    }
    // Those that leave a side share one place between any two that arrive.
    let sides = ports.iter().zip(&leaves);
    let most = sides.map(|(ports, leaves)| {
        let places = [0, 1].map(|side| ports[side] + leaves[side].min(ports[side] + 1));
        places[0].max(places[1])
    });
    let own = boxes.iter().map(|&index| scene.boxes[index].height);
    own.zip(most)
        .map(|(own, most)| {
            let needed = (most - 1).max(0).saturating_mul(port) + 2 * CORNER;
            own.max((needed + 199) / 200 * 200)
        })
        .collect()
}

/// The steps that exist already: of each trunk one a column.
#[derive(Default)]
struct Steps {
    /// By box, whether the trunk runs to the right, and the edge where it is the only one.
    trunks: BTreeMap<(usize, bool, Option<usize>), usize>,
    steps: BTreeMap<(usize, usize), usize>,
    linked: BTreeMap<(usize, usize), ()>,
}

impl Steps {
    fn way(
        &mut self,
        net: &mut Network,
        edge: &Edge,
        alone: Option<usize>,
        columns: &[usize],
    ) -> Vec<usize> {
        let (from, to) = (columns[edge.from], columns[edge.to]);
        let onward = from < to;
        let next = self.trunks.len();
        let key = (edge.from, onward, alone);
        let trunk = *self.trunks.entry(key).or_insert(next);
        if trunk == net.trunks.len() {
            net.trunks.push(Vec::new());
        }
        let between: Vec<usize> = match onward {
            true => (from + 1..to).collect(),
            false => (to + 1..from).rev().collect(),
        };
        let mut way = vec![edge.from];
        for column in between {
            let step = match self.steps.get(&(trunk, column)) {
                Some(&step) => step,
                None => {
                    let step = net.add(Item {
                        column,
                        node: None,
                        above: 0,
                        below: 0,
                        left: Vec::new(),
                        right: Vec::new(),
                        y: 0,
                    });
                    net.trunks[trunk].push(step);
                    self.steps.insert((trunk, column), step);
                    step
                }
            };
            way.push(step);
        }
        way.push(edge.to);
        for pair in way.windows(2) {
            // Steps of one trunk are linked once, boxes once an arrow.
            let trunk_to_trunk = net.items[pair[1]].node.is_none();
            if !trunk_to_trunk || self.linked.insert((pair[0], pair[1]), ()).is_none() {
                net.link(pair[0], pair[1]);
            }
        }
        way
    }
}
