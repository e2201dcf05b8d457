//! The order of boxes and passes in each row.
//!
//! Sweeps put every group and box near the mean of what it is joined to (barycentres, after
//! Sugiyama, Tagawa, Toda 1981), with approximate places by isotonic regression; the best order
//! seen is kept and then improved by greedy moves (`swaps`). Groups stand in one order in all rows
//! of their lane. Knows no final coordinates.

use super::nets::{Item, Nets};
use super::rows::Rows;
use super::swaps;

/// How many sweeps there are, in turns down, up and both ways.
const SWEEPS: usize = 18;

/// Pictures of more items get one start.
const LARGE: usize = 400;

/// Where everything stands, row by row.
#[derive(Clone, Debug)]
pub(super) struct Order {
    /// The items of each row, from left to right.
    pub(super) rows: Vec<Vec<usize>>,
    /// Where an item stands in its row.
    pub(super) place: Vec<usize>,
    /// The units of each lane, from left to right: groups, and boxes without one.
    pub(super) units: Vec<Vec<usize>>,
    /// The unit of each item; a pass on its own has none.
    pub(super) unit: Vec<Option<usize>>,
    /// Approximate middles, in px.
    pub(super) x: Vec<i32>,
}

/// Which neighbours draw an item.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    Above,
    Below,
    Both,
}

/// The least distance between the middles of two neighbours in a row, in px.
pub(super) fn distance(left: &Item, right: &Item) -> i32 {
    let same = left.group.is_some() && left.group == right.group;
    let frame = |item: &Item| !same && item.group.is_some();
    let gap = match (left.is_box || frame(left), right.is_box || frame(right)) {
        (true, true) => 16,
        (false, false) => 8,
        _ => 10,
    };
    let pad = |item: &Item| if frame(item) { FRAME_PAD } else { 0 };
    left.width / 2 + right.width / 2 + gap + pad(left) + pad(right)
}

/// From a group's frame to its boxes, in px.
pub(super) const FRAME_PAD: i32 = 10;

/// Orders all rows, in as many ways as there are starts; the caller chooses.
pub(super) fn orders(nets: &Nets, rows: &Rows, lanes: usize) -> Vec<Order> {
    let starts: &[[Side; 3]] = &[
        [Side::Above, Side::Below, Side::Both],
        [Side::Below, Side::Above, Side::Both],
        [Side::Both, Side::Above, Side::Below],
    ];
    let count = if nets.items.len() > LARGE {
        1
    } else {
        starts.len()
    };
    let neighbours = neighbours(nets);
    let first = Order::new(nets, rows, lanes);
    let from = |turns: &[Side; 3]| first.improved(nets, rows, turns, &neighbours);
    starts[..count].iter().map(from).collect()
}

/// Items that share a wire with each item.
fn neighbours(nets: &Nets) -> Vec<Vec<usize>> {
    let mut neighbours = vec![Vec::new(); nets.items.len()];
    for wire in nets.channels.iter().flatten() {
        let hub = nets.ports[wire.hub].item;
        for port in nets.spokes(wire) {
            let spoke = nets.ports[port].item;
            if spoke != hub {
                neighbours[hub].push(spoke);
                neighbours[spoke].push(hub);
            }
        }
    }
    neighbours
}

impl Order {
    /// The best order of some sweeps, improved by moves.
    fn improved(
        &self,
        nets: &Nets,
        rows: &Rows,
        turns: &[Side; 3],
        neighbours: &[Vec<usize>],
    ) -> Order {
        let mut order = self.clone();
        let mut best = (swaps::price(nets, rows, &order), order.clone());
        for sweep in 0..SWEEPS {
            let side = turns[sweep % 3];
            let mut lanes: Vec<usize> = (0..order.units.len()).collect();
            if side == Side::Below {
                lanes.reverse();
            }
            for lane in lanes {
                order.sweep(nets, rows, lane, side, neighbours);
            }
            let price = swaps::price(nets, rows, &order);
            if price < best.0 {
                best = (price, order.clone());
            }
        }
        let mut order = best.1;
        swaps::improve(nets, rows, &mut order);
        order
    }

    fn new(nets: &Nets, rows: &Rows, lanes: usize) -> Order {
        let n = nets.items.len();
        let groups = nets
            .items
            .iter()
            .filter_map(|i| i.group)
            .max()
            .map_or(0, |g| g + 1);
        let mut order = Order {
            rows: vec![Vec::new(); rows.lanes.len()],
            place: vec![0; n],
            units: vec![Vec::new(); lanes],
            unit: vec![None; n],
            x: vec![0; n],
        };
        for (index, item) in nets.items.iter().enumerate() {
            let lane = rows.lanes[item.row];
            let unit = item.group.or(item.is_box.then_some(groups + index));
            order.unit[index] = unit;
            if let Some(unit) = unit
                && item.is_box
                && !order.units[lane].contains(&unit)
            {
                order.units[lane].push(unit);
            }
        }
        for lane in 0..lanes {
            order.fill(nets, rows, lane);
        }
        order
    }

    /// Fills a lane's rows with the boxes and passes of its units, unit by unit, each in the order
    /// of x; then puts the free passes between them.
    fn fill(&mut self, nets: &Nets, rows: &Rows, lane: usize) {
        let mut rank = vec![usize::MAX; self.unit.iter().flatten().max().map_or(0, |u| u + 1)];
        for (at, &unit) in self.units[lane].iter().enumerate() {
            rank[unit] = at;
        }
        for row in (0..rows.lanes.len()).filter(|&r| rows.lanes[r] == lane) {
            let here = (0..nets.items.len()).filter(|&i| nets.items[i].row == row);
            let (mut held, mut free): (Vec<usize>, Vec<usize>) =
                here.partition(|&i| self.unit[i].is_some());
            held.sort_by_key(|&i| (self.unit[i].map(|u| rank[u]), self.x[i], i));
            free.sort_by_key(|&i| (self.x[i], i));
            let wishes: Vec<i32> = free.iter().map(|&i| self.x[i]).collect();
            self.rows[row] = held;
            self.settle(nets, row);
            let held = std::mem::take(&mut self.rows[row]);
            let mut merged = Vec::with_capacity(held.len() + free.len());
            let mut at = 0;
            for &item in &held {
                while at < free.len() && wishes[at] < self.x[item] {
                    merged.push(free[at]);
                    at += 1;
                }
                merged.push(item);
            }
            merged.extend_from_slice(&free[at..]);
            self.rows[row] = merged;
            self.settle(nets, row);
        }
    }

    /// Notes the places of a row's items and moves them apart, each as near to its x as can be.
    fn settle(&mut self, nets: &Nets, row: usize) {
        let items = &self.rows[row];
        let mut offset = 0;
        let mut offsets = Vec::with_capacity(items.len());
        for (at, &item) in items.iter().enumerate() {
            if at > 0 {
                offset += distance(&nets.items[items[at - 1]], &nets.items[item]);
            }
            offsets.push(offset);
        }
        let flat: Vec<i32> = items
            .iter()
            .zip(&offsets)
            .map(|(&item, &offset)| self.x[item] - offset)
            .collect();
        let fitted = isotonic(&flat);
        for (at, &item) in items.iter().enumerate() {
            self.x[item] = fitted[at] + offsets[at];
            self.place[item] = at;
        }
    }

    fn sweep(
        &mut self,
        nets: &Nets,
        rows: &Rows,
        lane: usize,
        side: Side,
        neighbours: &[Vec<usize>],
    ) {
        let mut mine: Vec<usize> = (0..rows.lanes.len())
            .filter(|&r| rows.lanes[r] == lane)
            .collect();
        if side == Side::Below {
            mine.reverse();
        }
        let top = self.unit.iter().flatten().max().map_or(0, |u| u + 1);
        let mut sums = vec![(0i64, 0i64); top];
        for &row in &mine {
            for at in 0..self.rows[row].len() {
                let item = self.rows[row][at];
                let wish = self.wish(nets, item, side, &neighbours[item]);
                if let Some(unit) = self.unit[item] {
                    let weight = if wish.is_some() { 4 } else { 1 };
                    sums[unit].0 += weight * i64::from(wish.unwrap_or(self.x[item]));
                    sums[unit].1 += weight;
                }
                self.x[item] = wish.unwrap_or(self.x[item]);
            }
        }
        let mean = |unit: usize| sums[unit].0.div_euclid(sums[unit].1.max(1));
        let mut units = std::mem::take(&mut self.units[lane]);
        units.sort_by_key(|&unit| mean(unit));
        self.units[lane] = units;
        self.fill(nets, rows, lane);
    }

    /// The mean place of an item's neighbours on a side, or on the other if there are none.
    fn wish(&self, nets: &Nets, item: usize, side: Side, neighbours: &[usize]) -> Option<i32> {
        let row = nets.items[item].row;
        let mean = |keep: &dyn Fn(usize) -> bool| {
            let near = neighbours.iter().filter(|&&n| keep(nets.items[n].row));
            let (mut sum, mut count) = (0i64, 0i64);
            for &n in near {
                sum += i64::from(self.x[n]);
                count += 1;
            }
            (count > 0).then(|| i32::try_from(sum.div_euclid(count)).unwrap_or(0))
        };
        let first = match side {
            Side::Above => mean(&|r| r < row),
            Side::Below => mean(&|r| r > row),
            Side::Both => None,
        };
        first.or_else(|| mean(&|_| true))
    }
}

/// The non-decreasing numbers nearest to these, by least squares (pool adjacent violators).
pub(super) fn isotonic(values: &[i32]) -> Vec<i32> {
    let mut blocks: Vec<(i64, i64)> = Vec::with_capacity(values.len());
    for &value in values {
        let mut block = (i64::from(value), 1);
        while let Some(&(sum, count)) = blocks.last()
            && sum * block.1 > block.0 * count
        {
            block = (block.0 + sum, block.1 + count);
            blocks.pop();
        }
        blocks.push(block);
    }
    let mut fitted = Vec::with_capacity(values.len());
    for (sum, count) in blocks {
        let mean = i32::try_from(sum.div_euclid(count)).unwrap_or(0);
        fitted.extend((0..count).map(|_| mean));
    }
    fitted
}

#[cfg(test)]
mod tests {
    use super::isotonic;

    #[test]
    fn violators_are_pooled() {
        assert_eq!(isotonic(&[1, 5, 3, 9]), [1, 4, 4, 9]);
        assert_eq!(isotonic(&[9, 0, 0]), [3, 3, 3]);
        assert!(isotonic(&[]).is_empty());
    }
}
