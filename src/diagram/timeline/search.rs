//! Bettering an order: sifting, and shuffling rounds that are undone where they make it worse.
//!
//! Sifting moves an item to the best place of its lane (Matuszewski, Schönfeld and Molitor,
//! 1999). A round of shuffling moves a box or a trunk somewhere else along a few columns and sifts
//! what that disturbs. How much is tried is bounded by the number of compared pairs, never by
//! time.

use super::net::Net;
use super::order::{Ends, Order};
use super::random::Random;

/// An order being bettered.
pub(super) struct Search<'n> {
    net: &'n Net,
    ends: &'n Ends,
    pub(super) order: Order,
    /// Columns whose items may have better places.
    disturbed: Vec<bool>,
    /// Columns as they were before this round.
    journal: Vec<(usize, Vec<usize>)>,
    noted: Vec<bool>,
    /// Pairs compared so far.
    compared: usize,
}

/// Rounds to and fro at most until sifting ends.
const PASSES: usize = 24;

impl<'n> Search<'n> {
    /// Begins with an order.
    pub(super) fn new(net: &'n Net, ends: &'n Ends, order: Order) -> Search<'n> {
        Search {
            net,
            ends,
            order,
            disturbed: vec![true; net.columns],
            journal: Vec::new(),
            noted: vec![false; net.columns],
            compared: 0,
        }
    }

    /// Sifts every item, until nothing is gained or the budget of comparisons is used up.
    pub(super) fn sift_all(&mut self, budget: usize) {
        self.compared = 0;
        self.settle(budget);
        self.commit();
    }

    /// Shuffles and sifts while there are crossings and a budget.
    pub(super) fn shuffle(&mut self, mut crossings: usize, budget: usize) {
        let mut random = Random::new(1);
        self.compared = 0;
        self.settle(budget);
        self.commit();
        while crossings > 0 && self.compared < budget {
            let gain = self.shake(&mut random) + self.settle(budget);
            if gain < 0 {
                self.undo();
            } else {
                self.commit();
                crossings = crossings.saturating_sub(gain as usize);
            }
            self.compared += 8;
        }
    }

    /// Sifts the items of disturbed columns; gives the crossings saved.
    fn settle(&mut self, budget: usize) -> i64 {
        let mut gained = 0;
        for pass in 0..PASSES {
            let mut any = false;
            for step in 0..self.net.columns {
                let last = self.net.columns - 1;
                let c = if pass % 2 == 0 { step } else { last - step };
                if !std::mem::replace(&mut self.disturbed[c], false) {
                    continue;
                }
                any = true;
                for item in self.order.columns[c].clone() {
                    if self.compared < budget {
                        gained += self.sift(c, item);
                    }
                }
            }
            if !any {
                break;
            }
        }
        gained
    }

    /// Moves one item to the best place of its lane; gives the crossings saved.
    fn sift(&mut self, c: usize, item: usize) -> i64 {
        let place = self.order.place[item];
        let (from, to) = self.order.lane_span(self.net, c, place);
        let (mut best, mut target) = (0, place);
        let mut sum = 0;
        for other in (from..place).rev() {
            let above = self.order.columns[c][other];
            sum += self.ends.gain(&self.order, above, item);
            if sum > best {
                (best, target) = (sum, other);
            }
        }
        sum = 0;
        for other in place + 1..to {
            let below = self.order.columns[c][other];
            sum += self.ends.gain(&self.order, item, below);
            if sum > best {
                (best, target) = (sum, other);
            }
        }
        self.compared += to - from;
        if target != place {
            self.shift(c, place, target);
        }
        best
    }

    /// Moves a box or trunk, and a few that follow it, up or down; gives the crossings saved.
    fn shake(&mut self, random: &mut Random) -> i64 {
        let mut gained = 0;
        let mut item = random.below(self.net.items.len());
        let up = random.below(2) == 0;
        for _ in 0..1 + random.below(8) {
            let c = self.net.items[item].column;
            let place = self.order.place[item];
            let (from, to) = self.order.lane_span(self.net, c, place);
            let target = if up {
                from + random.below(place - from + 1)
            } else {
                place + random.below(to - place)
            };
            gained += self.gain_of(c, place, target);
            if target != place {
                self.shift(c, place, target);
            }
            let links = &self.net.to_right[item];
            if links.is_empty() {
                break;
            }
            item = self.net.links[links[random.below(links.len())]].right;
        }
        gained
    }

    /// The crossings that a move saves.
    fn gain_of(&mut self, c: usize, place: usize, target: usize) -> i64 {
        let column = &self.order.columns[c];
        let item = column[place];
        let gain = if target < place {
            let passed = column[target..place].iter();
            passed
                .map(|&above| self.ends.gain(&self.order, above, item))
                .sum()
        } else {
            let passed = column[place + 1..=target].iter();
            passed
                .map(|&below| self.ends.gain(&self.order, item, below))
                .sum()
        };
        self.compared += place.abs_diff(target);
        gain
    }

    fn shift(&mut self, c: usize, place: usize, target: usize) {
        if !std::mem::replace(&mut self.noted[c], true) {
            self.journal.push((c, self.order.columns[c].clone()));
        }
        self.order.shift(c, place, target);
        for near in c.saturating_sub(1)..(c + 2).min(self.net.columns) {
            self.disturbed[near] = true;
        }
    }

    fn commit(&mut self) {
        for (c, _) in self.journal.drain(..) {
            self.noted[c] = false;
        }
    }

    fn undo(&mut self) {
        for (c, column) in std::mem::take(&mut self.journal) {
            self.order.columns[c] = column;
            self.order.renumber(c);
            self.noted[c] = false;
        }
        self.disturbed.fill(false);
    }
}
