//! The order of each column from top to bottom, with few crossings.
//!
//! Barycentre sweeps with greedy switching, after M. Jünger and P. Mutzel, "2-Layer Straightline
//! Crossing Minimization" (1997); crossings are counted with an accumulator tree, after W. Barth,
//! M. Jünger and P. Mutzel, "Simple and Efficient Bilayer Cross Counting" (2002).

mod moves;

use super::network::Network;

pub(super) use moves::centre;

/// Sweeps from one start, at most.
const SWEEPS: usize = 6;
/// Links that all sweeps together may look at, roughly; larger parts get fewer of them.
const BUDGET: usize = 6_000_000;
/// So many starts in a row that find nothing better end the search.
const PATIENCE: usize = 4;
/// Passes of switching neighbours within a column.
const SWITCHES: usize = 2;
/// Passes of moving single items to the best place of their column.
const SIFTS: usize = 12;
/// Shakes of the best order, and pairs of items that all of them together may look at, roughly.
const SHAKES: usize = 600;
const SHAKE_BUDGET: usize = 3_000_000;
/// A column with more items than this is not sifted.
const SIFTED: usize = 400;

/// Sorts the columns from so many starts; gives the number of crossings that are left.
pub(super) fn sort(net: &mut Network, starts: usize) -> u64 {
    let links: usize = net.items.iter().map(|item| item.right.len()).sum();
    let whole = BUDGET / (links + net.items.len() + 1) / 8;
    let sweeps = (whole / 2).clamp(2, SWEEPS);
    let starts = (whole / sweeps).clamp(1, starts);
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
    if crossings == 0 || starts <= 2 {
        net.columns = columns;
        return crossings;
    }
    let mut order = Order::new(net, columns);
    let crossings = order.shake(crossings);
    net.columns = order.columns;
    crossings
}

/// A small generator of numbers, the same on every machine.
struct Chance(u64);

impl Chance {
    fn new(seed: u64) -> Chance {
        Chance(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n.max(1) as u64) as usize
    }
}

/// Another order to start from, the same on every machine.
fn shuffle(columns: &mut [Vec<usize>], seed: u64) {
    let mut chance = Chance::new(seed);
    for column in columns {
        for at in (1..column.len()).rev() {
            column.swap(at, chance.below(at + 1));
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
    near: Near,
    /// A number for the order of each column; another order has another one.
    states: Vec<u64>,
    /// The last of these numbers.
    last: u64,
    /// For switching and for sifting: the states of each column and its neighbours in which it
    /// moves nothing. What has not changed since need not be looked at again.
    calm: [Vec<[u64; 3]>; 2],
    /// Crossings between each column and the next, and the states they were counted in.
    counted: Vec<([u64; 2], u64)>,
    /// The place of each item in its column when `costs` noted `cost`.
    slot: Vec<usize>,
    /// For any two items of that column what it costs to move the second one above the first.
    cost: Vec<i32>,
}

/// Rows of `Order::calm`.
const SWITCHING: usize = 0;
const SIFTING: usize = 1;

/// An order that may be gone back to, and what was known of it.
#[derive(Clone)]
struct Kept {
    columns: Vec<Vec<usize>>,
    states: Vec<u64>,
    calm: [Vec<[u64; 3]>; 2],
    counted: Vec<([u64; 2], u64)>,
}

/// The places of the items' neighbours left and right, ascending, as `look` noted them.
struct Near {
    /// Where the places of each item's two sides begin.
    begins: Vec<usize>,
    places: Vec<u32>,
}

impl Near {
    fn new(net: &Network) -> Near {
        let mut begins = Vec::with_capacity(2 * net.items.len() + 1);
        let mut end = 0;
        for item in &net.items {
            begins.push(end);
            begins.push(end + item.left.len());
            end += item.left.len() + item.right.len();
        }
        begins.push(end);
        Near {
            begins,
            places: vec![0; end],
        }
    }

    /// An item's left side is number 0, its right side number 1.
    fn of(&self, item: usize, side: usize) -> &[u32] {
        let at = 2 * item + side;
        &self.places[self.begins[at]..self.begins[at + 1]]
    }

    fn of_mut(&mut self, item: usize, side: usize) -> &mut [u32] {
        let at = 2 * item + side;
        &mut self.places[self.begins[at]..self.begins[at + 1]]
    }
}

impl Order<'_> {
    fn new(net: &Network, columns: Vec<Vec<usize>>) -> Order<'_> {
        let mut order = Order {
            net,
            place: vec![0; net.items.len()],
            near: Near::new(net),
            states: vec![0; columns.len()],
            last: 0,
            calm: [vec![[0; 3]; columns.len()], vec![[0; 3]; columns.len()]],
            counted: vec![([0; 2], 0); columns.len()],
            slot: vec![0; net.items.len()],
            cost: Vec::new(),
            columns,
        };
        (0..order.columns.len()).for_each(|column| order.number(column));
        order
    }

    /// Notes that a column has another order.
    fn number(&mut self, column: usize) {
        self.last += 1;
        self.states[column] = self.last;
        self.places(column);
    }

    fn places(&mut self, column: usize) {
        for (place, &item) in self.columns[column].iter().enumerate() {
            self.place[item] = place;
        }
    }

    fn keep(&self) -> Kept {
        Kept {
            columns: self.columns.clone(),
            states: self.states.clone(),
            calm: self.calm.clone(),
            counted: self.counted.clone(),
        }
    }

    /// Makes `kept` this order; only columns that differ are copied.
    fn keep_in(&self, kept: &mut Kept) {
        for (column, state) in self.states.iter().enumerate() {
            if kept.states[column] != *state {
                kept.columns[column].clone_from(&self.columns[column]);
            }
        }
        kept.states.clone_from(&self.states);
        kept.calm.clone_from(&self.calm);
        kept.counted.clone_from(&self.counted);
    }

    fn go_back(&mut self, kept: &Kept) {
        for column in 0..self.columns.len() {
            if kept.states[column] != self.states[column] {
                self.columns[column].clone_from(&kept.columns[column]);
                self.places(column);
            }
        }
        self.states.clone_from(&kept.states);
        self.calm.clone_from(&kept.calm);
        self.counted.clone_from(&kept.counted);
    }

    /// The states of a column and its neighbours.
    fn around(&self, column: usize) -> [u64; 3] {
        let state = |at: Option<usize>| at.and_then(|at| self.states.get(at)).copied();
        [
            state(column.checked_sub(1)).unwrap_or(0),
            self.states[column],
            state(Some(column + 1)).unwrap_or(0),
        ]
    }

    /// Sweeps, switches and sifts; gives the least number of crossings and is left in that order.
    fn improve(&mut self, sweeps: usize) -> u64 {
        let mut least = u64::MAX;
        let mut best = self.keep();
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
                self.keep_in(&mut best);
            }
            if crossings == 0 {
                return 0;
            }
        }
        self.go_back(&best);
        for _ in 0..SIFTS {
            if !self.sift() {
                break;
            }
        }
        self.crossings()
    }

    /// Turns parts of columns round and sifts again, keeping what is no worse; gives the least
    /// number of crossings and is left in that order.
    fn shake(&mut self, mut least: u64) -> u64 {
        let pairs: usize = self
            .columns
            .iter()
            .map(|column| column.len() * column.len())
            .sum();
        let shakes = (SHAKE_BUDGET / (pairs + 1)).min(SHAKES);
        let mut chance = Chance::new(1);
        let mut best = self.keep();
        for _ in 0..shakes {
            for _ in 0..2 {
                let column = chance.below(self.columns.len());
                let count = self.columns[column].len();
                if count < 2 {
                    continue;
                }
                let (a, b) = (chance.below(count), chance.below(count));
                self.columns[column][a.min(b)..a.max(b) + 1].reverse();
                self.number(column);
            }
            for _ in 0..SIFTS {
                if !self.sift() {
                    break;
                }
            }
            let found = self.crossings();
            if found <= least {
                least = found;
                self.keep_in(&mut best);
            } else {
                self.go_back(&best);
            }
        }
        self.go_back(&best);
        least
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
            let sorted: Vec<usize> = sorted.collect();
            let same = sorted == items;
            self.columns[column] = sorted;
            if !same {
                self.number(column);
            }
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
            let around = self.around(column);
            if self.calm[SWITCHING][column] == around {
                continue;
            }
            self.look(column);
            let mut calm = true;
            for at in 1..self.columns[column].len() {
                let (a, b) = (self.columns[column][at - 1], self.columns[column][at]);
                let (now, then) = self.pair(a, b);
                if then < now {
                    self.columns[column].swap(at - 1, at);
                    calm = false;
                }
            }
            match calm {
                true => self.calm[SWITCHING][column] = around,
                false => self.number(column),
            }
            switched |= !calm;
        }
        switched
    }

    /// Notes where the neighbours of a column's items stand; they do not move while it is sorted.
    fn look(&mut self, column: usize) {
        for &index in &self.columns[column] {
            let item = &self.net.items[index];
            for (side, near) in [&item.left, &item.right].into_iter().enumerate() {
                let places = self.near.of_mut(index, side);
                for (place, &other) in places.iter_mut().zip(near) {
                    *place = self.place[other] as u32;
                }
                places.sort_unstable();
            }
        }
    }

    /// Crossings between the links of two items of the column that was looked at last, with `a`
    /// above `b`, and with `b` above `a`.
    #[inline]
    fn pair(&self, a: usize, b: usize) -> (u64, u64) {
        let left = crossed(self.near.of(a, 0), self.near.of(b, 0));
        let right = crossed(self.near.of(a, 1), self.near.of(b, 1));
        (left.0 + right.0, left.1 + right.1)
    }

    /// All crossings.
    fn crossings(&mut self) -> u64 {
        let mut sum = 0;
        for column in 1..self.columns.len() {
            let states = [self.states[column - 1], self.states[column]];
            if self.counted[column].0 != states {
                let (before, here) = (&self.columns[column - 1], &self.columns[column]);
                self.counted[column] = (states, self.between(before, here.len()));
            }
            sum += self.counted[column].1;
        }
        sum
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

/// Of all pairs of one of these places and one of those, in how many the first is greater, and in
/// how many it is less. Both ascend.
fn crossed(these: &[u32], those: &[u32]) -> (u64, u64) {
    let (Some(last), Some(first)) = (these.last(), those.first()) else {
        return (0, 0);
    };
    let all = these.len() as u64 * those.len() as u64;
    if last < first {
        return (0, all);
    }
    if those.last() < these.first() {
        return (all, 0);
    }
    let (mut less, mut equal) = (0, 0);
    let (mut greater, mut same) = (0, 0);
    for place in these {
        while those.get(less).is_some_and(|that| that < place) {
            less += 1;
        }
        equal = less.max(equal);
        while those.get(equal) == Some(place) {
            equal += 1;
        }
        greater += less as u64;
        same += (equal - less) as u64;
    }
    (greater, all - greater - same)
}
