//! Coordinates by the network simplex method: numbers under "at least so far apart" constraints
//! whose weighted distances are as short as possible.
//!
//! It knows no boxes: nodes are numbers, constraints are arcs. After Gansner, Koutsofios, North,
//! Vo, "A Technique for Drawing Directed Graphs" (1993), section 4, with cut values taken from
//! sums over subtrees. Iterative; every intermediate state is feasible, so a step budget may end
//! it at any time.

/// `x[head] - x[tail] >= length`, at a price of `weight` for each unit of distance.
#[derive(Clone, Copy, Debug)]
pub(super) struct Arc {
    pub(super) tail: usize,
    pub(super) head: usize,
    pub(super) length: i32,
    pub(super) weight: i32,
}

/// A coordinate for each of `n` nodes, that of the first being 0. The arcs must connect all nodes
/// and hold no cycle; arcs of a cycle would be ignored. At most `budget` exchanges.
pub(super) fn solve(n: usize, arcs: &[Arc], budget: usize) -> Vec<i32> {
    if n == 0 {
        return Vec::new();
    }
    let mut tree = Tree::new(n, arcs);
    tree.span();
    tree.number(0);
    let mut from = 0;
    for _ in 0..budget {
        let Some(leaving) = tree.leaving(&mut from) else {
            break;
        };
        if !tree.exchange(leaving) {
            break;
        }
    }
    let origin = tree.x[0];
    tree.x.iter().map(|x| x - origin).collect()
}

/// No arc, no node.
const NONE: usize = usize::MAX;
/// How many arcs of negative cut value are looked at before the best of them leaves the tree.
const SEARCH: usize = 30;

/// A spanning tree of tight arcs, and the coordinates it stands for.
struct Tree<'a> {
    arcs: &'a [Arc],
    x: Vec<i32>,
    outgoing: Vec<Vec<usize>>,
    incoming: Vec<Vec<usize>>,
    /// The tree's arcs at each node.
    adjacent: Vec<Vec<usize>>,
    tree_arcs: Vec<usize>,
    /// Where an arc stands in `tree_arcs`.
    place: Vec<usize>,
    /// The arc to the parent.
    parent: Vec<usize>,
    /// A subtree holds the nodes numbered `low..=number` of its root.
    low: Vec<usize>,
    number: Vec<usize>,
    by_number: Vec<usize>,
    /// Weights that leave a subtree less weights that enter it.
    net: Vec<i64>,
}

impl<'a> Tree<'a> {
    fn new(n: usize, arcs: &'a [Arc]) -> Tree<'a> {
        let mut outgoing = vec![Vec::new(); n];
        let mut incoming = vec![Vec::new(); n];
        for (index, arc) in arcs.iter().enumerate() {
            outgoing[arc.tail].push(index);
            incoming[arc.head].push(index);
        }
        let mut tree = Tree {
            arcs,
            x: vec![0; n],
            outgoing,
            incoming,
            adjacent: vec![Vec::new(); n],
            tree_arcs: Vec::new(),
            place: vec![NONE; arcs.len()],
            parent: vec![NONE; n],
            low: vec![0; n],
            number: vec![0; n],
            by_number: vec![0; n],
            net: vec![0; n],
        };
        tree.push_right();
        tree
    }

    /// First coordinates: each node as far left as its constraints let it.
    fn push_right(&mut self) {
        let mut open: Vec<usize> = self.incoming.iter().map(Vec::len).collect();
        let mut ready: Vec<usize> = (0..open.len()).filter(|&v| open[v] == 0).collect();
        let mut next = 0;
        while next < ready.len() {
            let tail = ready[next];
            next += 1;
            for &index in &self.outgoing[tail] {
                let arc = self.arcs[index];
                self.x[arc.head] = self.x[arc.head].max(self.x[tail] + arc.length);
                open[arc.head] -= 1;
                if open[arc.head] == 0 {
                    ready.push(arc.head);
                }
            }
        }
    }

    fn slack(&self, index: usize) -> i32 {
        let arc = self.arcs[index];
        self.x[arc.head] - self.x[arc.tail] - arc.length
    }

    fn other(&self, index: usize, node: usize) -> usize {
        let arc = self.arcs[index];
        if arc.tail == node { arc.head } else { arc.tail }
    }

    fn add(&mut self, index: usize) {
        let arc = self.arcs[index];
        self.place[index] = self.tree_arcs.len();
        self.tree_arcs.push(index);
        self.adjacent[arc.tail].push(index);
        self.adjacent[arc.head].push(index);
    }

    /// Grows a tree of tight arcs from node 0, moving it towards the nearest node outside
    /// whenever it can grow no further.
    fn span(&mut self) {
        let n = self.x.len();
        let mut inside = vec![false; n];
        let mut members = vec![0];
        inside[0] = true;
        let mut next = 0;
        loop {
            while next < members.len() {
                let node = members[next];
                next += 1;
                let both = [self.outgoing[node].clone(), self.incoming[node].clone()];
                for index in both.into_iter().flatten() {
                    let other = self.other(index, node);
                    if !inside[other] && self.slack(index) == 0 {
                        inside[other] = true;
                        members.push(other);
                        self.add(index);
                    }
                }
            }
            let border = (0..self.arcs.len())
                .filter(|&i| inside[self.arcs[i].tail] != inside[self.arcs[i].head])
                .min_by_key(|&i| self.slack(i));
            let Some(index) = border else { break };
            let tail_inside = inside[self.arcs[index].tail];
            let step = self.slack(index) * if tail_inside { 1 } else { -1 };
            for &node in &members {
                self.x[node] += step;
            }
            // The nodes at the arc may now be joined by more than this arc.
            next = 0;
        }
    }

    /// Numbers the subtree of a node in postorder, from its `low` on, and sums up its weights.
    fn number(&mut self, root: usize) {
        let mut counter = self.low[root];
        let up = self.parent[root];
        let mut stack = vec![(root, up, 0)];
        self.net[root] = 0;
        while let Some((node, up, at)) = stack.pop() {
            if at == 0 {
                self.parent[node] = up;
                self.low[node] = counter;
                self.net[node] = self.own_weight(node);
            }
            if let Some(&index) = self.adjacent[node].get(at) {
                stack.push((node, up, at + 1));
                if index != up {
                    stack.push((self.other(index, node), index, 0));
                }
                continue;
            }
            self.number[node] = counter;
            self.by_number[counter] = node;
            counter += 1;
            if node != root {
                let parent = self.other(up, node);
                self.net[parent] += self.net[node];
            }
        }
    }

    fn own_weight(&self, node: usize) -> i64 {
        let sum =
            |list: &[usize]| -> i64 { list.iter().map(|&i| i64::from(self.arcs[i].weight)).sum() };
        sum(&self.outgoing[node]) - sum(&self.incoming[node])
    }

    /// The end of a tree arc that lies below it.
    fn below(&self, index: usize) -> usize {
        let arc = self.arcs[index];
        if self.parent[arc.tail] == index {
            arc.tail
        } else {
            arc.head
        }
    }

    /// The price of making a tree arc one unit longer; negative if that pays.
    fn cut_value(&self, index: usize) -> i64 {
        let below = self.below(index);
        if self.arcs[index].tail == below {
            self.net[below]
        } else {
            -self.net[below]
        }
    }

    /// A tree arc that pays to make longer.
    fn leaving(&self, from: &mut usize) -> Option<usize> {
        let count = self.tree_arcs.len();
        let (mut best, mut seen) = (None, 0);
        for step in 0..count {
            let at = (*from + step) % count;
            let value = self.cut_value(self.tree_arcs[at]);
            if value < 0 {
                if best.is_none_or(|(least, _)| value < least) {
                    best = Some((value, at));
                }
                seen += 1;
                if seen == SEARCH {
                    break;
                }
            }
        }
        let (_, at) = best?;
        *from = at + 1;
        Some(self.tree_arcs[at])
    }

    fn in_subtree(&self, node: usize, root: usize) -> bool {
        (self.low[root]..=self.number[root]).contains(&self.number[node])
    }

    /// Takes an arc out of the tree, moves what hangs below it and puts in the arc that becomes
    /// tight first. False if nothing holds the subtree.
    fn exchange(&mut self, leaving: usize) -> bool {
        let below = self.below(leaving);
        let above = self.other(leaving, below);
        let is_tail = self.arcs[leaving].tail == below;
        let range = self.low[below]..=self.number[below];
        let mut best: Option<(i32, usize)> = None;
        for &node in &self.by_number[range.clone()] {
            let list = if is_tail {
                &self.incoming[node]
            } else {
                &self.outgoing[node]
            };
            for &index in list {
                if !self.in_subtree(self.other(index, node), below) {
                    let slack = self.slack(index);
                    if best.is_none_or(|(least, _)| slack < least) {
                        best = Some((slack, index));
                    }
                }
            }
        }
        let Some((slack, entering)) = best else {
            return false;
        };
        let step = if is_tail { -slack } else { slack };
        for at in range {
            let node = self.by_number[at];
            self.x[node] += step;
        }
        let arc = self.arcs[entering];
        let outside = if self.in_subtree(arc.tail, below) {
            arc.head
        } else {
            arc.tail
        };
        let mut top = above;
        while !self.in_subtree(outside, top) {
            top = self.other(self.parent[top], top);
        }
        self.replace(leaving, entering);
        self.number(top);
        true
    }

    fn replace(&mut self, leaving: usize, entering: usize) {
        let (old, new) = (self.arcs[leaving], self.arcs[entering]);
        for node in [old.tail, old.head] {
            self.adjacent[node].retain(|&index| index != leaving);
        }
        for node in [new.tail, new.head] {
            self.adjacent[node].push(entering);
        }
        let place = self.place[leaving];
        self.tree_arcs[place] = entering;
        self.place[entering] = place;
        self.place[leaving] = NONE;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arc(tail: usize, head: usize, length: i32, weight: i32) -> Arc {
        Arc {
            tail,
            head,
            length,
            weight,
        }
    }

    #[test]
    fn a_heavy_arc_pulls_its_ends_together() {
        // 0 before 1 and 2; 1 before 3; 2 and 3 want to be close, 3 must be 50 right of 1.
        let arcs = [
            arc(0, 1, 10, 1),
            arc(0, 2, 10, 1),
            arc(1, 3, 50, 1),
            arc(2, 3, 0, 9),
        ];
        let x = solve(4, &arcs, 100);
        assert_eq!(x[3] - x[2], 0, "{x:?}");
        assert_eq!(x[3] - x[1], 50, "{x:?}");
        assert_eq!(x[1] - x[0], 10, "{x:?}");
    }

    #[test]
    fn all_constraints_hold_under_any_budget() {
        let mut state = 7u64;
        let mut next = move |below: u64| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            (state >> 33) % below
        };
        for round in 0..60 {
            let n = 2 + next(30) as usize;
            let mut arcs: Vec<Arc> = (1..n).map(|v| arc(0, v, 0, 0)).collect();
            for _ in 0..3 * n {
                let (a, b) = (next(n as u64) as usize, next(n as u64) as usize);
                if a != b {
                    arcs.push(arc(
                        a.min(b),
                        a.max(b),
                        next(40) as i32 - 10,
                        next(9) as i32,
                    ));
                }
            }
            let cost = |x: &[i32]| -> i64 {
                let of = |a: &Arc| i64::from(x[a.head] - x[a.tail]) * i64::from(a.weight);
                arcs.iter().map(of).sum()
            };
            let mut last = i64::MAX;
            for budget in [0, 3, 1000] {
                let x = solve(n, &arcs, budget);
                for a in &arcs {
                    assert!(x[a.head] - x[a.tail] >= a.length, "round {round}");
                }
                assert!(cost(&x) <= last, "round {round}");
                last = cost(&x);
            }
        }
    }
}
