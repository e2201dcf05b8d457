//! The order of each column from top to bottom, with few crossings.
//!
//! Barycentre sweeps with greedy switching, after M. Jünger and P. Mutzel, "2-Layer Straightline
//! Crossing Minimization" (1997); crossings are counted with an accumulator tree, after W. Barth,
//! M. Jünger and P. Mutzel, "Simple and Efficient Bilayer Cross Counting" (2002).

use super::network::Network;

/// Sweeps from one start, at most.
const SWEEPS: usize = 24;
/// Starts, at most.
const STARTS: usize = 12;
/// Links that all sweeps together may look at, roughly; larger parts get fewer of them.
const BUDGET: usize = 6_000_000;
/// So many starts in a row that find nothing better end the search.
const PATIENCE: usize = 4;
/// Passes of switching neighbours within a column.
const SWITCHES: usize = 6;
/// Passes of moving single items to the best place of their column.
const SIFTS: usize = 12;
/// A column with more items than this is not sifted.
const SIFTED: usize = 400;

/// Sorts the columns; gives the number of crossings that are left.
pub(super) fn sort(net: &mut Network) -> u64 {
    let links: usize = net.items.iter().map(|item| item.right.len()).sum();
    let whole = BUDGET / (links + net.items.len() + 1) / 8;
    let sweeps = (whole / 2).clamp(2, SWEEPS);
    let starts = (whole / sweeps).clamp(1, STARTS);
    let mut best: Option<(u64, Vec<Vec<usize>>)> = None;
    let mut vain = 0;
    for start in 0..starts {
        let mut columns = by_depth(net, start % 2 == 1);
        if start >= 2 {
            shuffle(&mut columns, start as u64);
        }
        let mut order = Order::new(net, columns);
        let found = order.improve(sweeps);
        if best.as_ref().is_none_or(|(least, _)| found < *least) {
            best = Some((found, order.columns));
            vain = 0;
        } else {
            vain += 1;
        }
        if found == 0 || vain == PATIENCE {
            break;
        }
    }
    let (crossings, columns) = best.unwrap_or_default();
    net.columns = columns;
    crossings
}

/// Another order to start from, the same on every machine.
fn shuffle(columns: &mut [Vec<usize>], seed: u64) {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for column in columns {
        for at in (1..column.len()).rev() {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            column.swap(at, (state % (at as u64 + 1)) as usize);
        }
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
    /// The places of an item's neighbours left and right, ascending, once `look` has noted them.
    near: Vec<[Vec<usize>; 2]>,
}

impl Order<'_> {
    fn new(net: &Network, columns: Vec<Vec<usize>>) -> Order<'_> {
        let mut order = Order {
            net,
            place: vec![0; net.items.len()],
            near: vec![Default::default(); net.items.len()],
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

    /// Sweeps, switches and sifts; gives the least number of crossings and is left in that order.
    fn improve(&mut self, sweeps: usize) -> u64 {
        let mut least = u64::MAX;
        let mut best = Vec::new();
        for sweep in 0..sweeps {
            self.sweep(sweep % 2 == 0, sweep % 4 >= 2);
            for _ in 0..SWITCHES {
                if !self.switch() {
                    break;
                }
            }
            let crossings = self.crossings();
            if crossings < least {
                least = crossings;
                best.clone_from(&self.columns);
            }
            if crossings == 0 {
                return 0;
            }
        }
        self.columns = best;
        (0..self.columns.len()).for_each(|column| self.number(column));
        for _ in 0..SIFTS {
            if !self.sift() {
                break;
            }
        }
        self.crossings()
    }

    /// Moves each item to the place of its column where it crosses least; whether any moved.
    fn sift(&mut self) -> bool {
        let mut moved = false;
        for column in 0..self.columns.len() {
            if self.columns[column].len() > SIFTED {
                continue;
            }
            self.look(column);
            for item in self.columns[column].clone() {
                moved |= self.sift_one(column, item);
            }
        }
        moved
    }

    fn sift_one(&mut self, column: usize, item: usize) -> bool {
        let at = self.place[item];
        // Crossings that moving past each neighbour in turn costs or saves.
        let (mut best, mut least) = (at, 0i64);
        let mut sum = 0i64;
        for above in (0..at).rev() {
            let (now, then) = self.pair(self.columns[column][above], item);
            sum += then as i64 - now as i64;
            if sum < least {
                (best, least) = (above, sum);
            }
        }
        sum = 0;
        for below in at + 1..self.columns[column].len() {
            let (now, then) = self.pair(item, self.columns[column][below]);
            sum += then as i64 - now as i64;
            if sum < least {
                (best, least) = (below, sum);
            }
        }
        if best == at {
            return false;
        }
        let items = &mut self.columns[column];
        items.remove(at);
        items.insert(best, item);
        self.number(column);
        true
    }

    /// Sorts each column by where its items' neighbours of the column before stand; items without
    /// such keep their places. Ties keep their order, or turn it round if `flip`.
    fn sweep(&mut self, onward: bool, flip: bool) {
        let count = self.columns.len();
        for step in 1..count {
            let column = if onward { step } else { count - 1 - step };
            let items = std::mem::take(&mut self.columns[column]);
            let keys = items.iter().map(|&item| self.barycentre(item, onward));
            let keys: Vec<Option<u64>> = keys.collect();
            let keyed = items.iter().zip(&keys);
            let mut drawn: Vec<(u64, usize)> = keyed
                .filter_map(|(&item, key)| Some(((*key)?, item)))
                .collect();
            if flip {
                drawn.reverse();
            }
            drawn.sort_by_key(|&(key, _)| key);
            let mut drawn = drawn.into_iter();
            let sorted = items.iter().zip(&keys).map(|(&item, key)| match key {
                Some(_) => drawn.next().map_or(item, |(_, item)| item),
                None => item,
            });
            self.columns[column] = sorted.collect();
            self.number(column);
        }
    }

    /// The mean place of an item's neighbours, in thousandths.
    fn barycentre(&self, item: usize, onward: bool) -> Option<u64> {
        let near = match onward {
            true => &self.net.items[item].left,
            false => &self.net.items[item].right,
        };
        let sum: u64 = near.iter().map(|&n| self.place[n] as u64 * 1000).sum();
        sum.checked_div(near.len() as u64)
    }

    /// Switches neighbours where that saves crossings; whether any was switched.
    fn switch(&mut self) -> bool {
        let mut switched = false;
        for column in 0..self.columns.len() {
            self.look(column);
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

    /// Notes where the neighbours of a column's items stand; they do not move while it is sorted.
    fn look(&mut self, column: usize) {
        for &index in &self.columns[column] {
            let item = &self.net.items[index];
            for (places, near) in self.near[index].iter_mut().zip([&item.left, &item.right]) {
                places.clear();
                places.extend(near.iter().map(|&n| self.place[n]));
                places.sort_unstable();
            }
        }
    }

    /// Crossings between the links of two items of the column that was looked at last, with `a`
    /// above `b`, and with `b` above `a`.
    fn pair(&self, a: usize, b: usize) -> (u64, u64) {
        let (mut now, mut then) = (0, 0);
        for (of_a, of_b) in self.near[a].iter().zip(&self.near[b]) {
            now += below(of_a, of_b);
            then += below(of_b, of_a);
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

/// For each of these places how many of those are less, summed up. Both ascend.
fn below(these: &[usize], those: &[usize]) -> u64 {
    let (Some(&last), Some(&first)) = (these.last(), those.first()) else {
        return 0;
    };
    if last <= first {
        return 0;
    }
    let mut at = 0;
    let counts = these.iter().map(|place| {
        while at < those.len() && those[at] < *place {
            at += 1;
        }
        at as u64
    });
    counts.sum()
}
