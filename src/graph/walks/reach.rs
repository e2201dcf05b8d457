//! What is reached from a node: breadth first, from whichever side is less work.
//!
//! Source of the direction-optimizing search: S. Beamer, K. Asanović and D. Patterson,
//! "Direction-Optimizing Breadth-First Search", SC 2012. Which side looks is decided by what either
//! would look at, as lineages have few steps back from each node and none of the breadth of the
//! graphs that the thresholds of the paper are for.

use super::{Bits, Steps, Touched, order};
use crate::graph::NodeId;

/// How many steps from a frontier weigh as much as a node that is not met and looks back.
const LOOK_BACK: usize = 3;
/// How many nodes' sets [`most_reached`] takes at once: a bit each, in words.
const WORDS: usize = 8;

/// The nodes that a walk reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reached {
    /// The nodes, nearest first, the one the walk began at at the head.
    pub nodes: Vec<NodeId>,
    /// Where among them those of each number of steps end: first the one of none.
    pub levels: Vec<usize>,
    /// What it took.
    pub touched: Touched,
}

/// A walker that keeps what it needs from walk to walk.
#[derive(Debug)]
pub struct Reach<'s, 'a> {
    steps: &'s Steps<'a>,
    back: Steps<'a>,
    met: Bits,
}

impl<'s, 'a> Reach<'s, 'a> {
    /// A walker along these steps. O(n / 64).
    pub fn new(steps: &'s Steps<'a>) -> Reach<'s, 'a> {
        Reach {
            back: steps.clone().reversed(),
            met: Bits::new(steps.graph.node_count()),
            steps,
        }
    }

    /// All that is reached from a node within `depth` steps, or in any number of them.
    /// O(n + m) of the part that is reached, where that is small; never more than of the graph.
    pub fn from(&mut self, root: NodeId, depth: Option<u32>) -> Reached {
        let mut found = Reached {
            nodes: vec![root],
            levels: vec![1],
            touched: Touched::default(),
        };
        self.met.insert(root);
        let mut from = 0;
        while from < found.nodes.len()
            && depth.is_none_or(|most| found.levels.len() <= most as usize)
        {
            let to = found.nodes.len();
            let unmet = self.steps.graph.node_count() - to;
            let backward = self.ahead(&found.nodes[from..to], unmet * LOOK_BACK);
            match backward {
                true => self.look_back(&mut found, from..to),
                false => self.look_ahead(&mut found, from..to),
            }
            from = to;
            if found.nodes.len() > to {
                found.levels.push(found.nodes.len());
            }
        }
        // What was met is little in most walks, and then all that must be forgotten.
        match found.nodes.len() * 64 < self.met.0.len() {
            true => found.nodes.iter().for_each(|&node| self.met.remove(node)),
            false => self.met.0.fill(0),
        }
        found
    }

    /// Whether there are more steps than `most` from a frontier.
    fn ahead(&self, frontier: &[NodeId], most: usize) -> bool {
        let mut steps = 0;
        frontier.iter().any(|&node| {
            steps += self.steps.degree(node);
            steps > most
        })
    }

    fn look_ahead(&mut self, found: &mut Reached, frontier: std::ops::Range<usize>) {
        for i in frontier {
            let node = found.nodes[i];
            for slice in self.steps.slices(node) {
                found.touched.relationships += slice.len() as u64;
                for &to in slice {
                    if self.met.insert(to) {
                        found.nodes.push(to);
                    }
                }
            }
            found.touched.nodes += 1;
        }
    }

    /// Each node that is not met looks whether a step from the frontier leads to it.
    fn look_back(&mut self, found: &mut Reached, frontier: std::ops::Range<usize>) {
        let n = self.steps.graph.node_count();
        let mut near = Bits::new(n);
        found.nodes[frontier].iter().for_each(|&node| {
            near.insert(node);
        });
        for i in 0..self.met.0.len() {
            let mut left = !self.met.0[i];
            while left != 0 {
                let node = NodeId(i as u32 * 64 + left.trailing_zeros());
                left &= left - 1;
                if node.0 as usize >= n {
                    break;
                }
                let mut before = self.back.slices(node).flatten();
                let looked = &mut found.touched.relationships;
                let is_next = before.any(|&from| {
                    *looked += 1;
                    near.contains(from)
                });
                found.touched.nodes += 1;
                if is_next {
                    self.met.insert(node);
                    found.nodes.push(node);
                }
            }
        }
    }
}

impl Steps<'_> {
    /// All that is reached from a node, itself at the head; see [`Reach::from`].
    pub fn reached(&self, root: NodeId) -> Reached {
        Reach::new(self).from(root, None)
    }

    /// How many nodes are reached from each of some, itself not counted, by so many threads.
    /// O(what is reached) together, and O(n / 64) a thread.
    pub fn reached_counts(&self, roots: &[NodeId], threads: usize) -> (Vec<usize>, Touched) {
        let share = roots.len().div_ceil(threads.max(1)).max(1);
        let walk = |part: &[NodeId]| {
            let (mut reach, mut touched) = (Reach::new(self), Touched::default());
            let count = |&root: &NodeId| {
                let found = reach.from(root, None);
                touched += found.touched;
                found.nodes.len() - 1
            };
            let counts: Vec<usize> = part.iter().map(count).collect();
            (counts, touched)
        };
        let parts = super::in_turns(roots.chunks(share).collect(), threads, walk);
        let (mut counts, mut touched) = (Vec::new(), Touched::default());
        for (part, seen) in parts {
            counts.extend(part);
            touched += seen;
        }
        (counts, touched)
    }
}

/// The `limit` nodes from which most others are reached, each with how many; among equals the
/// first. `None` where the steps lead in a circle.
///
/// The sets of 512 nodes at a time are bits that flow along a topological order. O(n · (n + m) /
/// 512), for graphs of up to some hundred thousand nodes.
pub fn most_reached(
    steps: &Steps<'_>,
    limit: usize,
    threads: usize,
) -> Option<Vec<(NodeId, usize)>> {
    let order = order::topological(steps).ok()?;
    let mut place = vec![0u32; order.len()];
    for (i, node) in order.iter().enumerate() {
        place[node.0 as usize] = i as u32;
    }
    // The steps between places, so that what flows lies beside what it flows to.
    let (mut offsets, mut places) = (vec![0usize], Vec::new());
    for &node in &order {
        let next = steps.slices(node).flatten();
        places.extend(next.map(|to| place[to.0 as usize]));
        offsets.push(places.len());
    }
    let blocks: Vec<usize> = (0..order.len()).step_by(64 * WORDS).collect();
    let share = blocks.len().div_ceil(threads.max(1) * 8).max(1);
    let count = |blocks: &[usize]| {
        let mut counts = Vec::new();
        for &first in blocks {
            counts.extend(flow(first, &offsets, &places));
        }
        counts
    };
    let counts: Vec<u32> = super::in_turns(blocks.chunks(share).collect(), threads, count).concat();
    let mut all: Vec<(NodeId, usize)> = order
        .into_iter()
        .zip(counts.into_iter().map(|count| count as usize))
        .collect();
    all.sort_unstable_by_key(|&(node, count)| (std::cmp::Reverse(count), node));
    all.truncate(limit);
    Some(all)
}

/// How many places are reached from each of 512, which follow each other from `first`.
fn flow(first: usize, offsets: &[usize], places: &[u32]) -> Vec<u32> {
    let n = offsets.len() - 1;
    let lanes = (n - first).min(64 * WORDS);
    // Nothing before the first place is reached from it.
    let mut sets = vec![[0u64; WORDS]; n - first];
    let mut planes = vec![[0u64; WORDS]; 32];
    for at in first..n {
        let mut set = sets[at - first];
        add(&mut planes, set);
        let lane = at - first;
        if lane < lanes {
            set[lane / 64] |= 1 << (lane % 64);
        }
        if set.iter().all(|&word| word == 0) {
            continue;
        }
        for &to in &places[offsets[at]..offsets[at + 1]] {
            let into = &mut sets[to as usize - first];
            into.iter_mut().zip(set).for_each(|(a, b)| *a |= b);
        }
    }
    let bit = |plane: &[u64; WORDS], lane: usize| (plane[lane / 64] >> (lane % 64) & 1) as u32;
    let count = |lane| {
        planes
            .iter()
            .rev()
            .fold(0, |sum, plane| sum << 1 | bit(plane, lane))
    };
    (0..lanes).map(count).collect()
}

/// Adds one to the count of each lane of a set. The counts stand upright: the nth plane holds the
/// nth bit of each.
fn add(planes: &mut [[u64; WORDS]], set: [u64; WORDS]) {
    let mut carry = set;
    for plane in planes {
        if carry.iter().all(|&word| word == 0) {
            break;
        }
        for (word, carry) in plane.iter_mut().zip(&mut carry) {
            let both = *word & *carry;
            *word ^= *carry;
            *carry = both;
        }
    }
}
