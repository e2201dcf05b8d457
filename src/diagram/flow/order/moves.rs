//! Moves of single items within their columns, all costs known beforehand.

use super::{Order, SIFTED, SIFTING};
use crate::diagram::flow::network::{Item, Network};

/// Moves the steps of trunks to the middle of the boxes that hang on the same item as they, where
/// that crosses nothing: a trunk that ran above or below all that leaves it would draw every
/// column further up or down than the one before.
pub(in crate::diagram::flow) fn centre(net: &mut Network) {
    let mut order = Order::new(net, net.columns.clone());
    for column in 0..order.columns.len() {
        order.costs(column);
        for step in order.columns[column].clone() {
            if net.items[step].node.is_none() {
                order.centre_one(column, step);
            }
        }
    }
    net.columns = order.columns;
}

/// What an item is linked to on one side.
fn near(item: &Item, left: bool) -> &[usize] {
    if left { &item.left } else { &item.right }
}

impl Order<'_> {
    /// Moves each item to the place of its column where it crosses least; whether any moved.
    pub(super) fn sift(&mut self) -> bool {
        let mut moved = false;
        for column in 0..self.columns.len() {
            let around = self.around(column);
            if self.columns[column].len() > SIFTED || self.calm[SIFTING][column] == around {
                continue;
            }
            self.costs(column);
            let items = self.columns[column].clone();
            let mut calm = true;
            for (slot, &item) in items.iter().enumerate() {
                calm &= !self.sift_one(column, slot, item);
            }
            if calm {
                self.calm[SIFTING][column] = around;
            }
            moved |= !calm;
        }
        moved
    }

    /// Notes what it costs or saves to move any two items of a column past each other.
    fn costs(&mut self, column: usize) {
        let items = &self.columns[column];
        let count = items.len();
        for (slot, &item) in items.iter().enumerate() {
            self.slot[item] = slot;
        }
        self.cost.clear();
        self.cost.resize(count * count, 0);
        let before = column.checked_sub(1).and_then(|at| self.columns.get(at));
        let after = self.columns.get(column + 1);
        for (beside, left) in [(before, true), (after, false)] {
            // Of each item's neighbours, how many more stand below than above the one at hand.
            let lower = items
                .iter()
                .map(|&item| near(&self.net.items[item], left).len() as i32);
            let mut lower: Vec<i32> = lower.collect();
            for &other in beside.into_iter().flatten() {
                let other = &self.net.items[other];
                let links = near(other, !left);
                links.iter().for_each(|&item| lower[self.slot[item]] -= 1);
                for &item in links {
                    let row = self.slot[item] * count;
                    let row = &mut self.cost[row..row + count];
                    row.iter_mut()
                        .zip(&lower)
                        .for_each(|(cost, more)| *cost += more);
                }
                links.iter().for_each(|&item| lower[self.slot[item]] -= 1);
            }
        }
    }

    fn sift_one(&mut self, column: usize, slot: usize, item: usize) -> bool {
        let at = self.place[item];
        let items = &self.columns[column];
        let costs = &self.cost[slot * items.len()..(slot + 1) * items.len()];
        // Crossings that moving past each neighbour in turn costs or saves.
        let (mut best, mut least) = (at, 0i64);
        let mut sum = 0i64;
        for above in (0..at).rev() {
            sum -= i64::from(costs[self.slot[items[above]]]);
            if sum < least {
                (best, least) = (above, sum);
            }
        }
        sum = 0;
        for (below, &other) in items.iter().enumerate().skip(at + 1) {
            sum += i64::from(costs[self.slot[other]]);
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

    fn centre_one(&mut self, column: usize, step: usize) {
        let items = &self.columns[column];
        let at = self.place[step];
        for left in [true, false] {
            let near = near(&self.net.items[step], left);
            let alike = |item: &&usize| {
                let item = &self.net.items[**item];
                item.node.is_some() && self::near(item, left) == near
            };
            let above = items[..at].iter().rev().take_while(alike).count();
            let below = items[at + 1..].iter().take_while(alike).count();
            if near.len() != 1 || above.abs_diff(below) < 2 {
                continue;
            }
            let to = (at - above + at + below) / 2;
            let costs = &self.cost[self.slot[step] * items.len()..];
            let cost = |place: usize| i64::from(costs[self.slot[items[place]]]);
            let cost = match to < at {
                true => -(to..at).map(cost).sum::<i64>(),
                false => (at + 1..=to).map(cost).sum(),
            };
            if cost == 0 {
                let items = &mut self.columns[column];
                items.remove(at);
                items.insert(to, step);
                self.number(column);
                return;
            }
        }
    }
}
