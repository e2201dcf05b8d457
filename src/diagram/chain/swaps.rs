//! Fewer crossings by greedy moves: a pass past its neighbour, two boxes of a group in a row, a
//! whole group along its lane; each kept only if crossings become fewer.
//!
//! Counts by inversions of sorted links (after Barth, Jünger, Mutzel 2002) in the channels that a
//! move touches. Knows orders, no coordinates.

use super::nets::Nets;
use super::order::Order;
use super::rows::Rows;

/// Rounds of moves.
const ROUNDS: usize = 10;
/// How far along its lane a group may move at once.
const REACH: usize = 8;

/// Crossings of all channels.
pub(super) fn crossings(nets: &Nets, order: &Order) -> i64 {
    (0..nets.channels.len())
        .map(|c| channel(nets, order, c))
        .sum()
}

/// Crossings in one channel: of links from row to row, and of links within a row, which run
/// through the channel as a U, with both.
pub(super) fn channel(nets: &Nets, order: &Order, index: usize) -> i64 {
    let mut links = Vec::new();
    let mut bows = Vec::new();
    for wire in &nets.channels[index] {
        let hub = nets.ports[wire.hub].item;
        let (hub_row, hub_at) = (nets.items[hub].row, order.place[hub]);
        for port in nets.spokes(wire) {
            let spoke = nets.ports[port].item;
            let at = order.place[spoke];
            if nets.items[spoke].row == hub_row {
                bows.push((hub_row < index, hub_at.min(at), hub_at.max(at)));
            } else if hub_row < index {
                links.push((hub_at, at));
            } else {
                links.push((at, hub_at));
            }
        }
    }
    links.sort_unstable();
    let mut total = inversions(&links);
    for (at, &(upper, from, to)) in bows.iter().enumerate() {
        let end = |link: &(usize, usize)| if upper { link.0 } else { link.1 };
        let under = links.iter().filter(|l| from < end(l) && end(l) < to);
        let woven = bows[..at].iter().filter(|&&(side, a, b)| {
            side == upper && ((from < a && a < to && to < b) || (a < from && from < b && b < to))
        });
        total += (under.count() + woven.count()) as i64;
    }
    total
}

/// Pairs out of order in the second coordinate, of links sorted by the first.
fn inversions(links: &[(usize, usize)]) -> i64 {
    let size = links.iter().map(|l| l.1 + 1).max().unwrap_or(0);
    let mut sums = vec![0i64; size + 1];
    let mut total = 0;
    for (seen, &(_, at)) in links.iter().enumerate() {
        let (mut below, mut i) = (0, at + 1);
        while i > 0 {
            below += sums[i];
            i &= i - 1;
        }
        total += seen as i64 - below;
        i = at + 1;
        while i <= size {
            sums[i] += 1;
            i += i & i.wrapping_neg();
        }
    }
    total
}

/// Moves until a round brings nothing.
pub(super) fn improve(nets: &Nets, rows: &Rows, order: &mut Order) {
    let costs = (0..nets.channels.len())
        .map(|c| channel(nets, order, c))
        .collect();
    let mut search = Search { nets, order, costs };
    for _ in 0..ROUNDS {
        let mut moved = false;
        for row in 0..rows.lanes.len() {
            moved |= search.move_items(row);
        }
        for lane in 0..search.order.units.len() {
            moved |= search.move_units(rows, lane);
        }
        if !moved {
            break;
        }
    }
}

struct Search<'a> {
    nets: &'a Nets,
    order: &'a mut Order,
    costs: Vec<i64>,
}

impl Search<'_> {
    /// Whether the channels from `first` to `last` now have fewer crossings; notes them if so.
    fn better(&mut self, first: usize, last: usize) -> bool {
        let now: Vec<i64> = (first..=last)
            .map(|c| channel(self.nets, self.order, c))
            .collect();
        let less = now.iter().sum::<i64>() < self.costs[first..=last].iter().sum();
        if less {
            self.costs[first..=last].copy_from_slice(&now);
        }
        less
    }

    fn swap(&mut self, row: usize, a: usize, b: usize) {
        let items = &mut self.order.rows[row];
        items.swap(a, b);
        self.order.place[items[a]] = a;
        self.order.place[items[b]] = b;
    }

    /// Swaps free passes with their neighbours, and members of a unit with each other.
    fn move_items(&mut self, row: usize) -> bool {
        let mut moved = false;
        let count = self.order.rows[row].len();
        for at in 0..count.saturating_sub(1) {
            let item = self.order.rows[row][at];
            let unit = self.order.unit[item];
            let next = self.order.rows[row][at + 1];
            let partner = match (unit, self.order.unit[next]) {
                (None, _) | (_, None) => Some(at + 1),
                (Some(a), Some(b)) if a == b => Some(at + 1),
                _ => None,
            };
            let along = (at + 2..count)
                .find(|&p| unit.is_some() && self.order.unit[self.order.rows[row][p]] == unit);
            for other in [partner, along].into_iter().flatten() {
                self.swap(row, at, other);
                if self.better(row, row + 1) {
                    moved = true;
                } else {
                    self.swap(row, at, other);
                }
            }
        }
        moved
    }

    /// Moves each unit of a lane to the place nearby where it crosses least.
    fn move_units(&mut self, rows: &Rows, lane: usize) -> bool {
        let Some(first) = rows.lanes.iter().position(|&l| l == lane) else {
            return false;
        };
        let last = first + rows.lanes.iter().filter(|&&l| l == lane).count();
        let mut moved = false;
        for unit in self.order.units[lane].clone() {
            let Some(home) = self.order.units[lane].iter().position(|&u| u == unit) else {
                continue;
            };
            let low = home.saturating_sub(REACH);
            let high = (home + REACH).min(self.order.units[lane].len() - 1);
            for to in (low..=high).filter(|&to| to != home) {
                let saved: Vec<Vec<usize>> = self.order.rows[first..last].to_vec();
                let units = self.order.units[lane].clone();
                self.carry(first..last, lane, unit, to);
                if self.better(first, last) {
                    moved = true;
                } else {
                    self.order.rows[first..last].clone_from_slice(&saved);
                    self.order.units[lane] = units;
                    self.renumber(first..last);
                }
            }
        }
        moved
    }

    fn renumber(&mut self, rows: std::ops::Range<usize>) {
        for row in rows {
            for (at, &item) in self.order.rows[row].iter().enumerate() {
                self.order.place[item] = at;
            }
        }
    }

    /// Takes a unit, with the passes inside it, to another place in its lane's order.
    fn carry(&mut self, range: std::ops::Range<usize>, lane: usize, unit: usize, to: usize) {
        let units = &mut self.order.units[lane];
        units.retain(|&u| u != unit);
        units.insert(to.min(units.len()), unit);
        let before = &units[..to.min(units.len())];
        let of = &self.order.unit;
        for row in range.clone() {
            let items = &mut self.order.rows[row];
            let mine = |&item: &usize| of[item] == Some(unit);
            let (Some(a), Some(b)) = (items.iter().position(mine), items.iter().rposition(mine))
            else {
                continue;
            };
            let block: Vec<usize> = items.drain(a..=b).collect();
            let left = |item: &usize| of[*item].is_some_and(|u| before.contains(&u));
            let at = items.iter().rposition(left).map_or(0, |p| p + 1);
            items.splice(at..at, block);
        }
        self.renumber(range);
    }
}
