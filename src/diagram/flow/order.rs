//! The order of each column from top to bottom, with few crossings.
//!
//! Barycentre sweeps with greedy switching, after M. Jünger and P. Mutzel, "2-Layer Straightline
//! Crossing Minimization" (1997); crossings are counted with an accumulator tree, after W. Barth,
//! M. Jünger and P. Mutzel, "Simple and Efficient Bilayer Cross Counting" (2002).

use super::network::Network;

/// Sweeps over a small part, at most.
const SWEEPS: usize = 24;
/// Links that all sweeps together may look at; larger parts get fewer sweeps.
const BUDGET: usize = 6_000_000;
/// Passes of switching neighbours within a column.
const SWITCHES: usize = 6;

/// Sorts the columns.
pub(super) fn sort(net: &mut Network) {
    let links: usize = net.items.iter().map(|item| item.right.len()).sum();
    let sweeps = (BUDGET / (links + net.items.len() + 1) / 8).clamp(2, SWEEPS);
    let mut best: Option<(u64, Vec<Vec<usize>>)> = None;
    for start in [by_depth(net, false), by_depth(net, true)] {
        let mut order = Order::new(net, start);
        for sweep in 0..sweeps {
            order.sweep(sweep % 2 == 0, sweep % 4 >= 2);
            for _ in 0..SWITCHES {
                if !order.switch() {
                    break;
                }
            }
            let crossings = order.crossings();
            if best.as_ref().is_none_or(|(least, _)| crossings < *least) {
                best = Some((crossings, order.columns.clone()));
            }
            if crossings == 0 {
                break;
            }
        }
    }
    if let Some((_, columns)) = best {
        net.columns = columns;
    }
}

/// Columns in the order in which a depth-first walk meets their items.
fn by_depth(net: &Network, backwards: bool) -> Vec<Vec<usize>> {
    let mut columns = vec![Vec::new(); net.columns.len()];
    let mut seen = vec![false; net.items.len()];
    let all = net.columns.iter().flatten().copied();
    let starts: Vec<usize> = match backwards {
        true => net.columns.iter().rev().flatten().copied().collect(),
        false => all.collect(),
    };
    let mut stack = Vec::new();
    for start in starts {
        stack.push(start);
        while let Some(at) = stack.pop() {
            if std::mem::replace(&mut seen[at], true) {
                continue;
            }
            let item = &net.items[at];
            columns[item.column].push(at);
            let (first, then) = match backwards {
                true => (&item.right, &item.left),
                false => (&item.left, &item.right),
            };
            stack.extend(first.iter().rev().filter(|&&next| !seen[next]));
            stack.extend(then.iter().rev().filter(|&&next| !seen[next]));
        }
    }
    columns
}

struct Order<'a> {
    net: &'a Network,
    columns: Vec<Vec<usize>>,
    place: Vec<usize>,
}

impl Order<'_> {
    fn new(net: &Network, columns: Vec<Vec<usize>>) -> Order<'_> {
        let mut order = Order {
            net,
            place: vec![0; net.items.len()],
            columns,
        };
        (0..order.columns.len()).for_each(|column| order.number(column));
        order
    }

    fn number(&mut self, column: usize) {
        for (place, &item) in self.columns[column].iter().enumerate() {
            self.place[item] = place;
        }
    }

    /// Sorts each column by where its items' neighbours of the column before stand; ties keep
    /// their order, or turn it round if `flip`.
    fn sweep(&mut self, onward: bool, flip: bool) {
        let count = self.columns.len();
        for step in 1..count {
            let column = if onward { step } else { count - 1 - step };
            let mut items = std::mem::take(&mut self.columns[column]);
            if flip {
                items.reverse();
            }
            let mut keyed: Vec<(u64, usize)> = items
                .iter()
                .map(|&item| (self.barycentre(item, onward), item))
                .collect();
            keyed.sort_by_key(|&(key, _)| key);
            self.columns[column] = keyed.into_iter().map(|(_, item)| item).collect();
            self.number(column);
        }
    }

    /// The mean place of an item's neighbours, in thousandths; its own where it has none.
    fn barycentre(&self, item: usize, onward: bool) -> u64 {
        let near = match onward {
            true => &self.net.items[item].left,
            false => &self.net.items[item].right,
        };
        if near.is_empty() {
            return self.place[item] as u64 * 1000;
        }
        let sum: u64 = near.iter().map(|&n| self.place[n] as u64 * 1000).sum();
        sum / near.len() as u64
    }

    /// Switches neighbours where that saves crossings; whether any was switched.
    fn switch(&mut self) -> bool {
        let mut switched = false;
        for column in 0..self.columns.len() {
            for at in 1..self.columns[column].len() {
                let (a, b) = (self.columns[column][at - 1], self.columns[column][at]);
                let (now, then) = self.pair(a, b);
                if then < now {
                    self.columns[column].swap(at - 1, at);
                    self.place.swap(a, b);
                    switched = true;
                }
            }
        }
        switched
    }

    /// Crossings between the links of two items with `a` above `b`, and with `b` above `a`.
    fn pair(&self, a: usize, b: usize) -> (u64, u64) {
        let (mut now, mut then) = (0, 0);
        let (a, b) = (&self.net.items[a], &self.net.items[b]);
        for (of_a, of_b) in [(&a.left, &b.left), (&a.right, &b.right)] {
            let places = |near: &[usize]| {
                let mut places: Vec<usize> = near.iter().map(|&n| self.place[n]).collect();
                places.sort_unstable();
                places
            };
            let (of_a, of_b) = (places(of_a), places(of_b));
            let below = |these: &[usize], those: &[usize]| {
                let mut at = 0;
                let counts = these.iter().map(|place| {
                    while at < those.len() && those[at] < *place {
                        at += 1;
                    }
                    at as u64
                });
                counts.sum::<u64>()
            };
            now += below(&of_a, &of_b);
            then += below(&of_b, &of_a);
        }
        (now, then)
    }

    /// All crossings.
    fn crossings(&self) -> u64 {
        let columns = self.columns.windows(2);
        columns
            .map(|pair| self.between(&pair[0], pair[1].len()))
            .sum()
    }

    fn between(&self, column: &[usize], next: usize) -> u64 {
        let mut tree = vec![0u64; next + 1];
        let mut seen = 0u64;
        let mut crossings = 0;
        for &item in column {
            let near = &self.net.items[item].right;
            for &other in near {
                let mut at = self.place[other] + 1;
                let mut above = 0;
                while at > 0 {
                    above += tree[at];
                    at &= at - 1;
                }
                crossings += seen - above;
            }
            for &other in near {
                let mut at = self.place[other] + 1;
                while at <= next {
                    tree[at] += 1;
                    at += at & at.wrapping_neg();
                }
                seen += 1;
            }
        }
        crossings
    }
}
