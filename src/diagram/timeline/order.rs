//! The order of the items of each column, lane by lane, so that few links cross.
//!
//! Barycentres from both ends (Sugiyama, Tagawa and Toda, 1981) give first orders; `search`
//! betters them. Items never leave their lane.

use super::crossings::{crossings, swap_gain};
use super::net::Net;
use super::search::Search;

/// The order of the items of each column, from top to bottom, lane after lane.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    pub(super) columns: Vec<Vec<usize>>,
    /// The place of each item in its column.
    pub(super) place: Vec<usize>,
}

/// Sweeps from either end.
const SWEEPS: usize = 9;
/// After so many sweeps an order is sifted and compared.
const SIFT_EVERY: usize = 3;
/// Pairs of items compared in sifting one order, and in shuffling the best.
const SIFT_BUDGET: usize = 600_000;
const SHUFFLE_BUDGET: usize = 300_000;

impl Order {
    /// The items as they come, lane after lane.
    pub(super) fn plain(net: &Net) -> Order {
        let mut columns = vec![Vec::new(); net.columns];
        for (i, item) in net.items.iter().enumerate() {
            columns[item.column].push(i);
        }
        for column in &mut columns {
            column.sort_by_key(|&i| (net.items[i].lane, i));
        }
        let mut order = Order {
            columns,
            place: vec![0; net.items.len()],
        };
        for c in 0..net.columns {
            order.renumber(c);
        }
        order
    }

    /// Notes the places of a column's items.
    pub(super) fn renumber(&mut self, c: usize) {
        for (place, &item) in self.columns[c].iter().enumerate() {
            self.place[item] = place;
        }
    }

    /// Where the lane of a place begins and ends in a column.
    pub(super) fn lane_span(&self, net: &Net, c: usize, place: usize) -> (usize, usize) {
        let column = &self.columns[c];
        let lane = net.items[column[place]].lane;
        let from = column.partition_point(|&i| net.items[i].lane < lane);
        let to = column.partition_point(|&i| net.items[i].lane <= lane);
        (from, to)
    }

    /// Exchanges an item with the next one below.
    pub(super) fn swap(&mut self, c: usize, place: usize) {
        self.columns[c].swap(place, place + 1);
        self.place[self.columns[c][place]] = place;
        self.place[self.columns[c][place + 1]] = place + 1;
    }

    /// Moves an item of a column to another place.
    pub(super) fn shift(&mut self, c: usize, place: usize, target: usize) {
        let (from, to) = (place.min(target), place.max(target));
        let moved = &mut self.columns[c][from..=to];
        if target < place {
            moved.rotate_right(1);
        } else {
            moved.rotate_left(1);
        }
        for (k, &item) in moved.iter().enumerate() {
            self.place[item] = from + k;
        }
    }
}

/// Finds an order.
pub(super) fn find(net: &Net) -> Order {
    let ends = Ends::new(net);
    let mut best: Option<(usize, Order)> = None;
    for leftwards in [false, true] {
        let mut order = Order::plain(net);
        for round in 0..SWEEPS {
            sweep(net, &ends, &mut order, leftwards ^ (round % 2 == 1));
            if (round + 1) % SIFT_EVERY != 0 {
                continue;
            }
            let mut search = Search::new(net, &ends, order.clone());
            search.sift_all(SIFT_BUDGET);
            let count = total(net, &search.order);
            if best.as_ref().is_none_or(|(least, _)| count < *least) {
                best = Some((count, search.order));
            }
        }
    }
    let Some((count, order)) = best else {
        return Order::plain(net);
    };
    let mut search = Search::new(net, &ends, order);
    search.shuffle(count, SHUFFLE_BUDGET);
    search.order
}

/// All crossings.
pub(super) fn total(net: &Net, order: &Order) -> usize {
    let mut gaps: Vec<Vec<(usize, usize)>> = vec![Vec::new(); net.columns];
    for link in &net.links {
        let ends = (order.place[link.left], order.place[link.right]);
        gaps[net.items[link.right].column].push(ends);
    }
    gaps.iter_mut().map(|links| crossings(links)).sum()
}

/// The items at the other ends of each item's links.
pub(super) struct Ends {
    left: Vec<Vec<usize>>,
    right: Vec<Vec<usize>>,
}

impl Ends {
    /// Collects them.
    pub(super) fn new(net: &Net) -> Ends {
        let left = net.to_left.iter();
        let left = left.map(|links| links.iter().map(|&l| net.links[l].left).collect());
        let right = net.to_right.iter();
        let right = right.map(|links| links.iter().map(|&l| net.links[l].right).collect());
        Ends {
            left: left.collect(),
            right: right.collect(),
        }
    }

    /// How many crossings swapping an item with the next one below saves.
    pub(super) fn gain(&self, order: &Order, upper: usize, lower: usize) -> i64 {
        let side = |ends: &[Vec<usize>]| between(order, &ends[upper], &ends[lower]);
        side(&self.left) + side(&self.right)
    }
}

/// How many more links to the ends of one side cross while the item with the ends `upper` stands
/// above the other.
fn between(order: &Order, upper: &[usize], lower: &[usize]) -> i64 {
    if upper.len() * lower.len() <= 32 {
        let mut sum = 0;
        for &a in upper {
            for &b in lower {
                let (a, b) = (order.place[a], order.place[b]);
                sum += i64::from(a > b) - i64::from(a < b);
            }
        }
        return sum;
    }
    let places = |items: &[usize]| {
        let mut places: Vec<usize> = items.iter().map(|&i| order.place[i]).collect();
        places.sort_unstable();
        places
    };
    swap_gain(&places(upper), &places(lower))
}

/// Sorts each column by the mean place of the neighbours in the column before. Items without any
/// keep their place.
fn sweep(net: &Net, ends: &Ends, order: &mut Order, leftwards: bool) {
    let side = if leftwards { &ends.right } else { &ends.left };
    for step in 0..net.columns {
        let c = if leftwards {
            net.columns - 1 - step
        } else {
            step
        };
        let mut from = 0;
        while from < order.columns[c].len() {
            let (_, to) = order.lane_span(net, c, from);
            let segment = &order.columns[c][from..to];
            let mean = |i: usize| {
                let sum: usize = side[i].iter().map(|&n| order.place[n]).sum();
                (!side[i].is_empty()).then(|| (sum << 16) / side[i].len())
            };
            let moved = segment.iter().filter_map(|&i| Some((mean(i)?, i)));
            let mut moved: Vec<(usize, usize)> = moved.collect();
            moved.sort_by_key(|&(mean, i)| (mean, order.place[i]));
            let mut moved = moved.into_iter();
            let free = |i: usize| !side[i].is_empty();
            let next = |&i: &usize| {
                if free(i) {
                    moved.next().map_or(i, |m| m.1)
                } else {
                    i
                }
            };
            let sorted: Vec<usize> = segment.iter().map(next).collect();
            order.columns[c][from..to].copy_from_slice(&sorted);
            from = to;
        }
        order.renumber(c);
    }
}
