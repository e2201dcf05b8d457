//! Which column each box stands in.
//!
//! Sources: P. Eades, X. Lin, W. F. Smyth, "A Fast and Effective Heuristic for the Feedback Arc
//! Set Problem" (1993) for the arrows that run against the stream; list scheduling after
//! E. G. Coffman and R. L. Graham (1972) where columns would be too high.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap, VecDeque};

use crate::diagram::simplex::{Arc, solve};

use super::Edge;

/// A column is never limited to fewer boxes than this.
const LEAST_HIGH: usize = 12;
/// Steps times size that shortening arrows may take.
const BUDGET: usize = 20_000_000;

/// Up to so many boxes and arrows many choices of columns are tried, above the other number one.
const SMALL: usize = 400;
const MANY: usize = 1000;

/// Choices of the column of each box: ends of an arrow never share one. They differ in which
/// arrows of a cycle run against the stream.
pub(super) fn candidates(count: usize, edges: &[Edge], roots: &[usize]) -> Vec<Vec<usize>> {
    if !roots.is_empty() {
        return vec![columns(count, edges, &by_distance(count, edges, roots))];
    }
    let stream = parted(count, edges, &stream(count, edges));
    let mut all = vec![columns(count, edges, &stream)];
    let walks = match count + edges.len() {
        size if size <= SMALL => 8,
        size if size <= MANY => 2,
        _ => 0,
    };
    for walk in 0..walks {
        let others = parted(count, edges, &by_depth(count, edges, walk));
        let others = columns(count, edges, &others);
        if !all.contains(&others) {
            all.push(others);
        }
    }
    all
}

/// From so many boxes on that hang on one other alone and both ways, every second one goes before
/// it, the others after it: they may stand on either side.
const PARTED: usize = 8;

/// These ranks, with boxes that hang on one other alone and both ways on both sides of it.
fn parted(count: usize, edges: &[Edge], rank: &[usize]) -> Vec<usize> {
    // Of each box: its only neighbour, and whether arrows lead to it and from it.
    let mut only: Vec<Option<usize>> = vec![None; count];
    let mut several = vec![false; count];
    let mut ways = vec![[false; 2]; count];
    for edge in edges {
        for (this, other, way) in [(edge.from, edge.to, 0), (edge.to, edge.from, 1)] {
            several[this] |= only[this].is_some_and(|known| known != other);
            only[this] = Some(other);
            ways[this][way] = true;
        }
    }
    let hangs = |node: usize| (!several[node] && ways[node] == [true; 2]).then_some(only[node])?;
    let mut hanging = vec![0; count];
    (0..count)
        .filter_map(hangs)
        .for_each(|hub| hanging[hub] += 1);
    let mut ranks: Vec<usize> = rank.iter().map(|rank| 2 * rank + 1).collect();
    let mut next = vec![0; count];
    for (node, place) in ranks.iter_mut().enumerate() {
        let Some(hub) = hangs(node).filter(|&hub| hanging[hub] >= PARTED) else {
            continue;
        };
        // Only the hub's rank is ever compared with these.
        *place = 2 * rank[hub] + 2 * (next[hub] % 2);
        next[hub] += 1;
    }
    ranks
}

/// The columns for arrows that follow these ranks.
fn columns(count: usize, edges: &[Edge], rank: &[usize]) -> Vec<usize> {
    let graph = Oriented::new(count, edges, rank);
    let layers = graph.shortest();
    let cap = LEAST_HIGH.max((count * 12 / 5).isqrt() * 6 / 5);
    match highest(&layers) > 2 * cap {
        true => graph.scheduled(cap),
        false => layers,
    }
}

/// The place of each box in the order in which a depth-first walk leaves it, the last one first.
/// Walks of different numbers start elsewhere.
fn by_depth(count: usize, edges: &[Edge], walk: u64) -> Vec<usize> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut entered = vec![false; count];
    for edge in edges {
        near[edge.from].push(edge.to);
        entered[edge.to] = true;
    }
    let mut starts: Vec<usize> = (0..count).collect();
    // Multiplying by an odd number turns the numbers of 64 bits into an order of chance.
    let mixed = |n: usize| (n as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15 ^ (walk << 20)) >> 20;
    match walk {
        0 => {}
        1 => {
            starts.reverse();
            near.iter_mut().for_each(|near| near.reverse());
        }
        _ => {
            starts.sort_by_key(|&n| mixed(n));
            near.iter_mut()
                .for_each(|near| near.sort_by_key(|&n| mixed(n)));
        }
    }
    // Origins first.
    starts.sort_by_key(|&n| entered[n]);
    let (mut rank, mut left) = (vec![0; count], count);
    let mut seen = vec![false; count];
    for start in starts {
        if std::mem::replace(&mut seen[start], true) {
            continue;
        }
        let mut stack = vec![(start, 0)];
        while let Some((at, next)) = stack.pop() {
            let Some(&to) = near[at].get(next) else {
                left -= 1;
                rank[at] = left;
                continue;
            };
            stack.push((at, next + 1));
            if !std::mem::replace(&mut seen[to], true) {
                stack.push((to, 0));
            }
        }
    }
    rank
}

fn highest(layers: &[usize]) -> usize {
    let mut counts = vec![0; layers.iter().max().map_or(0, |&max| max + 1)];
    layers.iter().for_each(|&layer| counts[layer] += 1);
    counts.into_iter().max().unwrap_or(0)
}

/// The place of each box in a sequence in which few arrows run backwards.
fn stream(count: usize, edges: &[Edge]) -> Vec<usize> {
    let (mut ins, mut outs) = (vec![0i64; count], vec![0i64; count]);
    let mut near: Vec<Vec<(usize, bool)>> = vec![Vec::new(); count];
    for edge in edges {
        outs[edge.from] += 1;
        ins[edge.to] += 1;
        near[edge.from].push((edge.to, true));
        near[edge.to].push((edge.from, false));
    }
    // Sources first, sinks last, else the box with most more arrows out than in.
    let class = |ins: &[i64], outs: &[i64], n: usize| match (ins[n], outs[n]) {
        (_, 0) => (0, 0, n),
        (0, _) => (1, 0, n),
        (i, o) => (2, i - o, n),
    };
    let mut waiting: BTreeSet<(u8, i64, usize)> =
        (0..count).map(|n| class(&ins, &outs, n)).collect();
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    let mut gone = vec![false; count];
    while let Some((kind, _, node)) = waiting.pop_first() {
        gone[node] = true;
        let end = if kind == 0 { &mut tail } else { &mut head };
        end.push(node);
        for &(other, out) in &near[node] {
            if gone[other] {
                continue;
            }
            waiting.remove(&class(&ins, &outs, other));
            let lost = if out { &mut ins } else { &mut outs };
            lost[other] -= 1;
            waiting.insert(class(&ins, &outs, other));
        }
    }
    let mut rank = vec![0; count];
    for (place, node) in head.into_iter().chain(tail.into_iter().rev()).enumerate() {
        rank[node] = place;
    }
    rank
}

/// The place of each box by its distance from the roots, arrows taken both ways.
fn by_distance(count: usize, edges: &[Edge], roots: &[usize]) -> Vec<usize> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
    for edge in edges {
        near[edge.from].push(edge.to);
        near[edge.to].push(edge.from);
    }
    let mut distance = vec![usize::MAX; count];
    let mut queue: VecDeque<usize> = roots.iter().copied().collect();
    roots.iter().for_each(|&root| distance[root] = 0);
    while let Some(at) = queue.pop_front() {
        for &next in &near[at] {
            if distance[next] == usize::MAX {
                distance[next] = distance[at] + 1;
                queue.push_back(next);
            }
        }
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&n| (distance[n], n));
    let mut rank = vec![0; count];
    for (place, node) in order.into_iter().enumerate() {
        rank[node] = place;
    }
    rank
}

/// The graph with every arrow turned the way the ranks run: it has no cycle.
struct Oriented {
    near: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
}

impl Oriented {
    fn new(count: usize, edges: &[Edge], rank: &[usize]) -> Oriented {
        let mut graph = Oriented {
            near: vec![Vec::new(); count],
            before: vec![Vec::new(); count],
        };
        for edge in edges {
            let (from, to) = match rank[edge.from] < rank[edge.to] {
                true => (edge.from, edge.to),
                false => (edge.to, edge.from),
            };
            graph.near[from].push(to);
            graph.before[to].push(from);
        }
        graph
    }

    fn topological(&self) -> Vec<usize> {
        let mut waits: Vec<usize> = self.before.iter().map(Vec::len).collect();
        let count = waits.len();
        let mut order: Vec<usize> = (0..count).filter(|&n| waits[n] == 0).collect();
        let mut at = 0;
        while at < order.len() {
            for &next in &self.near[order[at]] {
                waits[next] -= 1;
                if waits[next] == 0 {
                    order.push(next);
                }
            }
            at += 1;
        }
        order
    }

    /// Layers that make the arrows as short as can be, by the network simplex method.
    fn shortest(&self) -> Vec<usize> {
        let count = self.near.len();
        let arcs = self.near.iter().enumerate().flat_map(|(tail, near)| {
            near.iter().map(move |&head| Arc {
                tail,
                head,
                length: 1,
                weight: 1,
            })
        });
        let arcs: Vec<Arc> = arcs.collect();
        let budget = (BUDGET / (count + arcs.len() + 1)).clamp(50, 20_000);
        let x = solve(count, &arcs, budget);
        let least = x.iter().copied().min().unwrap_or(0);
        x.iter()
            .map(|&x| usize::try_from(x - least).unwrap_or(0))
            .collect()
    }

    /// Layers of at most `cap` boxes: those with the longest way ahead of them first.
    fn scheduled(&self, cap: usize) -> Vec<usize> {
        let order = self.topological();
        let count = order.len();
        let mut ahead = vec![0usize; count];
        for &node in order.iter().rev() {
            let far = self.near[node].iter().map(|&next| ahead[next] + 1).max();
            ahead[node] = far.unwrap_or(0);
        }
        let mut waits: Vec<usize> = self.before.iter().map(Vec::len).collect();
        let mut earliest = vec![0usize; count];
        let mut ready: BinaryHeap<Reverse<(usize, Reverse<usize>, usize)>> = BinaryHeap::new();
        let start = (0..count).filter(|&n| waits[n] == 0);
        ready.extend(start.map(|n| Reverse((0, Reverse(ahead[n]), n))));
        let mut filled: Vec<usize> = Vec::new();
        let mut layers = vec![0; count];
        while let Some(Reverse((layer, further, node))) = ready.pop() {
            if filled.len() <= layer {
                filled.resize(layer + 1, 0);
            }
            if filled[layer] >= cap {
                ready.push(Reverse((layer + 1, further, node)));
                continue;
            }
            filled[layer] += 1;
            layers[node] = layer;
            for &next in &self.near[node] {
                earliest[next] = earliest[next].max(layer + 1);
                waits[next] -= 1;
                if waits[next] == 0 {
                    ready.push(Reverse((earliest[next], Reverse(ahead[next]), next)));
                }
            }
        }
        layers
    }
}
