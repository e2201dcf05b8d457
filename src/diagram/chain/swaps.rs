//! Fewer crossings by greedy moves: a pass past its neighbour, two boxes of a group in a row, a
//! whole group along its lane; each kept only if the price becomes less. A crossing has a price,
//! and a pass through a foreign group a lower one.
//!
//! Counts by inversions of sorted links (after Barth, Jünger, Mutzel 2002) in the channels that a
//! move touches. Knows orders, no coordinates.

use super::columns::enclosing;
use super::nets::Nets;
use super::order::Order;
use super::rows::Rows;

/// Rounds of moves.
const ROUNDS: usize = 10;
/// How far along its lane a group may move at once.
const REACH: usize = 8;

/// The price of a crossing.
const CROSSING: i64 = 3;
/// The price of a pass between the boxes of a foreign group.
const INTRUSION: i64 = 2;

/// The price of so many px that a lane is wider than it should be is that of a crossing.
const EXCESS: i64 = 40;

/// The price of the whole order.
pub(super) fn price(nets: &Nets, rows: &Rows, order: &Order) -> i64 {
    let layers: i64 = (0..nets.channels.len())
        .map(|c| layer(nets, order, c))
        .sum();
    let lanes = 0..order.units.len();
    layers
        + lanes
            .map(|lane| breadth(nets, rows, order, lane))
            .sum::<i64>()
}

/// The price of a lane's width: of the narrowest that its order allows.
fn breadth(nets: &Nets, rows: &Rows, order: &Order, lane: usize) -> i64 {
    let range = rows.of_lane(lane);
    let mut blocks = Vec::new();
    for row in range.clone() {
        row_blocks(nets, order, row, &mut blocks);
    }
    let mut rank = vec![0; order.units[lane].iter().max().map_or(0, |u| u + 1)];
    for (at, &unit) in order.units[lane].iter().enumerate() {
        rank[unit] = at;
    }
    blocks.sort_unstable_by_key(|block| (rank[block.unit], block.row));
    let mut ends = vec![0i64; range.len()];
    for unit in blocks.chunk_by(|a, b| a.unit == b.unit) {
        let start = unit
            .iter()
            .map(|b| ends[b.row - range.start] + b.before)
            .max();
        let width = unit.iter().map(|b| b.width).max();
        for block in unit {
            ends[block.row - range.start] = start.unwrap_or(0) + width.unwrap_or(0);
        }
    }
    let widest = ends.into_iter().max().unwrap_or(0);
    CROSSING * (widest - rows.width).max(0) / EXCESS
}

/// A unit's part of a row.
struct Block {
    unit: usize,
    row: usize,
    /// Room of the passes before it, and its own with passes inside, in px.
    before: i64,
    width: i64,
}

fn row_blocks(nets: &Nets, order: &Order, row: usize, blocks: &mut Vec<Block>) {
    let (mut before, first) = (0, blocks.len());
    for &item in &order.rows[row] {
        let it = &nets.items[item];
        let room = i64::from(it.width) + if it.is_box { BOX_GAP } else { PASS_GAP };
        let Some(unit) = order.unit[item] else {
            before += room;
            continue;
        };
        match blocks[first..].last_mut() {
            Some(block) if block.unit == unit => block.width += before + room,
            _ => blocks.push(Block {
                unit,
                row,
                before,
                width: room + if it.group.is_some() { FRAME_GAP } else { 0 },
            }),
        }
        before = 0;
    }
}

/// Room that boxes, passes and frames take beside their own width, in px.
const BOX_GAP: i64 = 16;
const PASS_GAP: i64 = 9;
const FRAME_GAP: i64 = 20;

/// The price of a channel and of the row below it.
fn layer(nets: &Nets, order: &Order, index: usize) -> i64 {
    let row = order.rows.get(index).map_or(&[][..], Vec::as_slice);
    let inside = enclosing(nets, row);
    let foreign = row
        .iter()
        .zip(&inside)
        .filter(|(item, inside)| inside.is_some() && nets.items[**item].group.is_none());
    CROSSING * channel(nets, order, index) + INTRUSION * foreign.count() as i64
}

/// Crossings in one channel: of links from row to row, and of links within a row, which run
/// through the channel as a U, with both.
fn channel(nets: &Nets, order: &Order, index: usize) -> i64 {
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
        .map(|c| layer(nets, order, c))
        .collect();
    let mut search = Search {
        nets,
        rows,
        order,
        costs,
        clock: 1,
        changed: vec![1; rows.lanes.len()],
    };
    let mut tried_rows = vec![0; rows.lanes.len()];
    let mut tried_lanes = vec![0; search.order.units.len()];
    for _ in 0..ROUNDS {
        let begin = search.clock;
        for (row, tried) in tried_rows.iter_mut().enumerate() {
            if search.is_new(row..row + 1, tried) {
                search.move_items(row);
            }
        }
        for (lane, tried) in tried_lanes.iter_mut().enumerate() {
            if search.is_new(rows.of_lane(lane), tried) {
                search.move_units(lane);
            }
        }
        if search.clock == begin {
            break;
        }
    }
}

struct Search<'a> {
    nets: &'a Nets,
    rows: &'a Rows,
    order: &'a mut Order,
    costs: Vec<i64>,
    /// Counts the moves made.
    clock: usize,
    /// When each row was last changed.
    changed: Vec<usize>,
}

impl Search<'_> {
    /// Whether some of these rows or their neighbours changed since they were last tried, which
    /// is now.
    fn is_new(&self, range: std::ops::Range<usize>, tried: &mut usize) -> bool {
        let end = (range.end + 1).min(self.changed.len());
        let near = self.changed.get(range.start.saturating_sub(1)..end);
        let last = std::mem::replace(tried, self.clock);
        near.unwrap_or(&[]).iter().any(|&change| change > last)
    }

    /// Whether the channels from `first` to `last` now have a price that is lower than before by
    /// more than `more`; notes it if so.
    fn better(&mut self, first: usize, last: usize, more: i64) -> bool {
        let now: Vec<i64> = (first..=last)
            .map(|c| layer(self.nets, self.order, c))
            .collect();
        let less = now.iter().sum::<i64>() + more < self.costs[first..=last].iter().sum();
        if less {
            self.costs[first..=last].copy_from_slice(&now);
            self.clock += 1;
            self.changed[first..last].fill(self.clock);
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
    fn move_items(&mut self, row: usize) {
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
                if !self.better(row, row + 1, 0) {
                    self.swap(row, at, other);
                }
            }
        }
    }

    /// Moves each unit of a lane to the place nearby where it crosses least.
    fn move_units(&mut self, lane: usize) {
        let range = self.rows.of_lane(lane);
        let (first, last) = (range.start, range.end);
        if range.is_empty() {
            return;
        }
        let mut width = breadth(self.nets, self.rows, self.order, lane);
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
                let now = breadth(self.nets, self.rows, self.order, lane);
                if self.better(first, last, now - width) {
                    width = now;
                } else {
                    self.order.rows[first..last].clone_from_slice(&saved);
                    self.order.units[lane] = units;
                    self.renumber(first..last);
                }
            }
        }
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
