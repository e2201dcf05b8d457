//! Where items stand from left to right: lines as straight and groups as narrow as the order of
//! the rows lets them be, by the network simplex method.
//!
//! Knows rows and ports, no vertical places.

use std::collections::BTreeMap;

use super::nets::Nets;
use super::order::{FRAME_PAD, Order, distance};
use crate::diagram::simplex::{Arc, solve};

/// Left and right edges of the groups, in px.
pub(super) type Frames = BTreeMap<usize, (i32, i32)>;

/// The price of a line's sideways way: between passes, at one end, from box to box.
const PRICES: [i32; 3] = [8, 4, 3];
/// The price of a group's width.
const GROUP: i32 = 3;
/// Exchanges for each node of the problem.
const EFFORT: usize = 12;

/// The middle of every item, and the frames of groups. `least` is the least width that a group
/// needs for its name.
pub(super) fn place(
    nets: &Nets,
    order: &Order,
    least: &BTreeMap<usize, i32>,
) -> (Vec<i32>, Frames) {
    let n = nets.items.len();
    let mut problem = Problem {
        arcs: Vec::new(),
        nodes: 1 + n,
        frames: BTreeMap::new(),
    };
    for (index, item) in nets.items.iter().enumerate() {
        problem.arc(0, 1 + index, item.width / 2, 0);
        if let Some(group) = item.group {
            let (left, right) = problem.frame(group);
            problem.arc(left, 1 + index, item.width / 2 + FRAME_PAD, 0);
            problem.arc(1 + index, right, item.width / 2 + FRAME_PAD, 0);
        }
    }
    for (group, (left, right)) in problem.frames.clone() {
        problem.arc(0, left, 0, 0);
        problem.arc(left, right, least.get(&group).copied().unwrap_or(0), GROUP);
    }
    for row in &order.rows {
        problem.row(nets, row);
    }
    problem.wall(nets);
    for wire in nets.channels.iter().flatten() {
        let hub = wire.hub;
        for port in nets.spokes(wire) {
            problem.link(nets, hub, port);
        }
    }
    let x = solve(problem.nodes, &problem.arcs, problem.nodes * EFFORT);
    let middles = (0..n).map(|i| x[1 + i]).collect();
    let edges = problem.frames.iter().map(|(&g, &(l, r))| (g, (x[l], x[r])));
    (middles, edges.collect())
}

struct Problem {
    arcs: Vec<Arc>,
    nodes: usize,
    /// The nodes of a group's left and right edge.
    frames: BTreeMap<usize, (usize, usize)>,
}

impl Problem {
    fn arc(&mut self, tail: usize, head: usize, length: i32, weight: i32) {
        self.arcs.push(Arc {
            tail,
            head,
            length,
            weight,
        });
    }

    /// A right wall that everything stands left of, and what a wide page costs.
    fn wall(&mut self, nets: &Nets) {
        let wall = self.nodes;
        self.nodes += 1;
        for (index, item) in nets.items.iter().enumerate() {
            self.arc(1 + index, wall, item.width / 2, 0);
        }
        for (_, right) in self.frames.clone().into_values() {
            self.arc(right, wall, 0, 0);
        }
        self.arc(0, wall, 0, i32::try_from(nets.items.len()).unwrap_or(0) + 8);
    }

    fn frame(&mut self, group: usize) -> (usize, usize) {
        let next = self.nodes;
        let frame = *self.frames.entry(group).or_insert((next, next + 1));
        if frame.0 == next {
            self.nodes += 2;
        }
        frame
    }

    /// Keeps the neighbours in a row apart, and the frames between them.
    fn row(&mut self, nets: &Nets, row: &[usize]) {
        let inside = enclosing(nets, row);
        for at in 1..row.len() {
            let (a, b) = (row[at - 1], row[at]);
            let (left, right) = (&nets.items[a], &nets.items[b]);
            if inside[at - 1] == inside[at] {
                let gap = match (left.is_box, right.is_box) {
                    (true, true) => 16,
                    (false, false) => 8,
                    _ => 10,
                };
                self.arc(1 + a, 1 + b, left.width / 2 + right.width / 2 + gap, 0);
                continue;
            }
            let pad = |group: Option<usize>| if group.is_some() { FRAME_PAD } else { 0 };
            let gap = distance(left, right)
                - left.width / 2
                - right.width / 2
                - pad(left.group)
                - pad(right.group);
            let (tail, before) = match inside[at - 1] {
                Some(group) => (self.frame(group).1, 0),
                None => (1 + a, left.width / 2),
            };
            let (head, after) = match inside[at] {
                Some(group) => (self.frame(group).0, 0),
                None => (1 + b, right.width / 2),
            };
            self.arc(tail, head, before + after + gap, 0);
        }
    }

    /// Draws two ports towards one line.
    fn link(&mut self, nets: &Nets, a: usize, b: usize) {
        let (a, b) = (nets.ports[a], nets.ports[b]);
        if a.item == b.item {
            return;
        }
        let boxes = [a, b].iter().filter(|p| nets.items[p.item].is_box).count();
        let level = nets.items[a.item].row == nets.items[b.item].row;
        let weight = if level { 1 } else { PRICES[boxes] };
        let node = self.nodes;
        self.nodes += 1;
        for port in [a, b] {
            self.arc(node, 1 + port.item, -port.offset, weight);
        }
    }
}

/// The group around each item of a row: its own, or that whose members stand on both sides.
pub(super) fn enclosing(nets: &Nets, row: &[usize]) -> Vec<Option<usize>> {
    let mut inside: Vec<Option<usize>> = row.iter().map(|&i| nets.items[i].group).collect();
    let mut last: Option<(usize, usize)> = None;
    for at in 0..row.len() {
        let Some(group) = inside[at] else { continue };
        if let Some((from, before)) = last
            && before == group
        {
            inside[from..at].fill(Some(group));
        }
        last = Some((at, group));
    }
    inside
}
