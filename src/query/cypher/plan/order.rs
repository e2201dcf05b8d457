//! In which order a pattern is found: from the node that fewest nodes fit, each time along the
//! link that leaves the fewest rows.
//!
//! Estimates: counts of labels and types, distinct starts and ends, and fixed shares for
//! conditions. Every start is tried where there are few; the order that makes the fewest rows on
//! the way wins, and of equals the one that comes first in the text.

use crate::graph::Graph;
use crate::model::PropertyType;
use crate::syntax::{ComparisonOperator, Direction};

use super::super::expr::{Expr, ExprKind, LabelTest};
use super::super::walk::slots;
use super::Passes;
use super::implied::implies;
use super::logical::{Hop, Length, Link, LinkKind, Pattern};

/// A step of finding a pattern.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Move {
    /// The node of that index is found for itself, with so many rows behind it.
    Start(usize, f64),
    /// The link of that index is followed, from its right end if `turned`.
    Follow {
        /// Which link.
        link: usize,
        /// Whether from its right end to its left.
        turned: bool,
        /// How many rows there are thought to be behind it.
        rows: f64,
    },
}

/// More starts than these are not tried: that of the fewest rows is taken.
const MANY: usize = 12;

/// What is known of a pattern while its order is looked for.
pub(super) struct Ordering<'b, 'g> {
    graph: &'g Graph,
    pattern: &'b Pattern<'g>,
    passes: Passes,
    /// For each node how many fit it, and which share of all that is.
    fitting: Vec<f64>,
    /// How many nodes have the labels of each.
    labelled: Vec<f64>,
    /// Nodes that nobody asks for: the relationships to them are counted, not followed.
    counted: Vec<bool>,
}

impl<'b, 'g> Ordering<'b, 'g> {
    /// Estimates the nodes of a pattern.
    pub(super) fn new(
        graph: &'g Graph,
        pattern: &'b Pattern<'g>,
        passes: Passes,
        counted: Vec<bool>,
    ) -> Ordering<'b, 'g> {
        let mut ordering = Ordering {
            graph,
            pattern,
            passes,
            fitting: Vec::new(),
            labelled: Vec::new(),
            counted,
        };
        for node in 0..pattern.nodes.len() {
            let labelled = ordering.labelled(node);
            ordering.labelled.push(labelled);
            let share = ordering.share(node);
            ordering.fitting.push((labelled * share).max(0.5));
        }
        ordering
    }

    /// How many nodes have the labels of a node of the pattern.
    fn labelled(&self, node: usize) -> f64 {
        let all = self.graph.node_count() as f64;
        if self.pattern.nodes[node].named.is_some() {
            return 1.0;
        }
        let tests = self.pattern.nodes[node].labels.iter();
        tests.map(|test| self.test(test, all)).fold(all, f64::min)
    }

    fn test(&self, test: &LabelTest, all: f64) -> f64 {
        match test {
            LabelTest::Name(Some(label), _) => f64::from(self.graph.counts().label(*label)),
            LabelTest::Name(None, _) => 0.0,
            LabelTest::Any => all,
            LabelTest::Not(inner) => (all - self.test(inner, all)).max(0.0),
            LabelTest::And(tests) => tests
                .iter()
                .map(|it| self.test(it, all))
                .fold(all, f64::min),
            LabelTest::Or(tests) => {
                let sum: f64 = tests.iter().map(|it| self.test(it, all)).sum();
                sum.min(all)
            }
        }
    }

    /// Which share of the nodes with its labels passes the conditions on a node.
    fn share(&self, node: usize) -> f64 {
        let slot = self.pattern.nodes[node].slot;
        let conditions = self.pattern.conditions.iter();
        let own = conditions.filter(|condition| slots(condition).contains(&slot));
        let shares = own.map(|condition| match equality(condition, slot) {
            Some((key, value)) if !slots(value).contains(&slot) => match key {
                "id" => 1.0 / self.labelled[node].max(1.0),
                "name" => (1.0 / self.labelled[node].max(1.0)).max(1e-6),
                key => match self.graph.node_keys().find(|(known, _)| *known == key) {
                    Some((_, PropertyType::Boolean)) => 0.5,
                    Some(_) => 0.05,
                    None => 0.1,
                },
            },
            _ if slots(condition).len() > 1 => 0.7,
            _ => 0.3,
        });
        shares.product()
    }

    /// The order, from what is there already.
    pub(super) fn moves(&self) -> Vec<Move> {
        let bound: Vec<bool> = self.pattern.nodes.iter().map(|node| node.bound).collect();
        if !self.passes.order {
            return self.as_written(bound);
        }
        let mut state = State {
            placed: bound,
            done: vec![false; self.pattern.links.len()],
            rows: 1.0,
            cost: 0.0,
            moves: Vec::new(),
        };
        self.extend(&mut state);
        while let Some(best) = self.best_start(&state) {
            state = best;
        }
        // Links whose conditions wait for each other come last.
        for link in (0..state.done.len()).filter(|&link| !state.done[link]) {
            let rows = state.rows;
            state.moves.push(Move::Follow {
                link,
                turned: false,
                rows,
            });
        }
        state.moves
    }

    /// Whether all is there that the conditions within a link read.
    fn is_ready(&self, link: &Link<'g>, state: &State) -> bool {
        let (LinkKind::Trail(hop, _) | LinkKind::Search(_, hop, _, _)) = &link.kind else {
            return true;
        };
        let Some((own, condition)) = &hop.condition else {
            return true;
        };
        slots(condition)
            .into_iter()
            .filter(|slot| slot != own)
            .all(|slot| {
                let mut nodes = self.pattern.nodes.iter().zip(&state.placed);
                let mut links = self.pattern.links.iter().zip(&state.done);
                nodes.all(|(node, placed)| node.slot != slot || *placed)
                    && links.all(|(link, done)| link.slot != slot || *done || link.bound)
            })
    }

    /// The nodes and links from left to right.
    fn as_written(&self, mut placed: Vec<bool>) -> Vec<Move> {
        let mut moves = Vec::new();
        // What conditions within links read comes before the links.
        let is_free = |link: &&Link<'g>| {
            !matches!(&link.kind, LinkKind::Trail(hop, _) | LinkKind::Search(_, hop, _, _)
                if hop.condition.is_some())
        };
        let (first, last): (Vec<_>, Vec<_>) = self
            .pattern
            .links
            .iter()
            .enumerate()
            .partition(|(_, link)| is_free(link));
        if !last.is_empty() {
            let read: Vec<usize> = last.iter().flat_map(|(_, link)| reads(link)).collect();
            for (node, there) in placed.iter_mut().enumerate() {
                if !*there && read.contains(&self.pattern.nodes[node].slot) {
                    moves.push(Move::Start(node, 1.0));
                    *there = true;
                }
            }
        }
        for (i, link) in first.into_iter().chain(last) {
            let alone = link.bound && matches!(link.kind, LinkKind::Single(_));
            for end in [link.from, link.to] {
                let is_needed = end == link.from || !self.follows(link);
                if !placed[end] && is_needed && !alone {
                    moves.push(Move::Start(end, 1.0));
                    placed[end] = true;
                }
            }
            moves.push(Move::Follow {
                link: i,
                turned: false,
                rows: 1.0,
            });
            (placed[link.from], placed[link.to]) = (true, true);
        }
        let left = (0..placed.len()).filter(|&node| !placed[node]);
        moves.extend(left.map(|node| Move::Start(node, 1.0)));
        moves
    }

    /// Whether a link finds its other end; if not both ends must be there.
    fn follows(&self, link: &Link<'_>) -> bool {
        !matches!(link.kind, LinkKind::Search(..) | LinkKind::Choice(..))
    }

    /// The best way to go on from a node that is not there yet, if there is one.
    fn best_start(&self, state: &State) -> Option<State> {
        let mut starts: Vec<usize> = (0..state.placed.len())
            .filter(|&node| !state.placed[node])
            .collect();
        if starts.len() > MANY {
            starts.sort_by(|&a, &b| self.fitting[a].total_cmp(&self.fitting[b]));
            starts.truncate(1);
        }
        let mut best: Option<State> = None;
        for node in starts {
            let mut next = state.clone();
            next.placed[node] = true;
            next.rows *= self.fitting[node].max(0.5);
            // What is looked at to find it costs a little as well.
            next.cost += next.rows + state.rows * self.fitting[node] * 0.1;
            next.moves.push(Move::Start(node, next.rows));
            self.extend(&mut next);
            if best.as_ref().is_none_or(|best| next.cost < best.cost) {
                best = Some(next);
            }
        }
        best
    }

    /// Follows links from what is there, the cheapest first, until none is left.
    fn extend(&self, state: &mut State) {
        loop {
            let mut best: Option<(f64, usize, bool)> = None;
            for (i, link) in self.pattern.links.iter().enumerate() {
                if state.done[i] {
                    continue;
                }
                for turned in [false, true] {
                    let Some(growth) = self.growth(link, turned, state) else {
                        continue;
                    };
                    if best.is_none_or(|(least, _, _)| growth < least) {
                        best = Some((growth, i, turned));
                    }
                }
            }
            let Some((growth, link, turned)) = best else {
                return;
            };
            state.rows = (state.rows * growth).max(1e-3);
            state.cost += state.rows;
            state.done[link] = true;
            let ends = &self.pattern.links[link];
            (state.placed[ends.from], state.placed[ends.to]) = (true, true);
            state.moves.push(Move::Follow {
                link,
                turned,
                rows: state.rows,
            });
        }
    }

    /// By what the number of rows is multiplied where a link is followed; `None` where it cannot
    /// be followed yet.
    fn growth(&self, link: &Link<'g>, turned: bool, state: &State) -> Option<f64> {
        let (from, to) = match turned {
            false => (link.from, link.to),
            true => (link.to, link.from),
        };
        if link.bound && matches!(link.kind, LinkKind::Single(_)) {
            return Some(0.9);
        }
        if !state.placed[from] || !self.is_ready(link, state) {
            return None;
        }
        let share = match state.placed[to] {
            true => 1.0 / self.labelled[to].max(1.0),
            false => self.fitting[to] / self.reached(link, to).max(1.0),
        };
        let all = self.graph.node_count() as f64;
        match &link.kind {
            // The last one can be counted, whatever the others have used.
            LinkKind::Single(_) if self.counted[to] && state.is_last() => Some(1.0),
            LinkKind::Single(hop) => Some(self.fan(hop, turned, from) * share),
            LinkKind::Trail(hop, length) => {
                Some(trail(self.fan(hop, turned, from), *length, all) * share)
            }
            LinkKind::Group(group, length) => {
                let hops = group
                    .pattern
                    .links
                    .iter()
                    .filter_map(|link| match &link.kind {
                        LinkKind::Single(hop) => Some(self.fan(hop, turned, from)),
                        _ => None,
                    });
                Some(trail(hops.product(), *length, all) * share)
            }
            LinkKind::Search(..) | LinkKind::Choice(..) => state.placed[to].then_some(1.0),
        }
    }

    /// Among how many nodes those are that a link leads to.
    fn reached(&self, link: &Link<'g>, to: usize) -> f64 {
        let tests = &self.pattern.nodes[to].labels;
        let mut implied = tests.iter().map(|it| implies(self.graph, link, to, it));
        match self.passes.imply && !tests.is_empty() && implied.all(|it| it) {
            true => self.labelled[to],
            false => self.graph.node_count() as f64,
        }
    }

    /// How many relationships a hop follows from a node, on average.
    fn fan(&self, hop: &Hop<'_>, turned: bool, from: usize) -> f64 {
        let counts = self.graph.counts();
        let types = match &hop.types {
            Some(types) => types.to_vec(),
            None => self.graph.type_ids().collect(),
        };
        let people = self.labelled[from].max(1.0);
        let mut fan = 0.0;
        for kind in types {
            let count = counts.kind(kind);
            let rels = f64::from(count.relationships);
            let out = rels / people.max(f64::from(count.starts)).max(1.0);
            let into = rels / people.max(f64::from(count.ends)).max(1.0);
            fan += match (hop.direction, turned) {
                (Direction::Right, false) | (Direction::Left, true) => out,
                (Direction::Left, false) | (Direction::Right, true) => into,
                (Direction::Either, _) => out + into,
            };
        }
        fan
    }
}

/// How many trails of such lengths there are, where each node has so many relationships; never
/// more than a few for each node there is.
fn trail(fan: f64, length: Length, all: f64) -> f64 {
    let longest = length.max.unwrap_or(8).min(8) as i32;
    let shortest = length.min.min(8) as i32;
    let sum: f64 = (shortest..=longest.max(shortest))
        .map(|n| fan.powi(n))
        .sum();
    sum.min(all * 4.0)
}

/// The slots that the condition within a link reads.
fn reads(link: &Link<'_>) -> Vec<usize> {
    match &link.kind {
        LinkKind::Trail(hop, _) | LinkKind::Search(_, hop, _, _) => hop
            .condition
            .as_ref()
            .map_or(Vec::new(), |(_, condition)| slots(condition)),
        _ => Vec::new(),
    }
}

/// How far the search for an order has come.
#[derive(Clone, Debug)]
struct State {
    placed: Vec<bool>,
    done: Vec<bool>,
    rows: f64,
    cost: f64,
    moves: Vec<Move>,
}

impl State {
    /// Whether one link is left.
    fn is_last(&self) -> bool {
        self.done.iter().filter(|done| !**done).count() == 1
    }
}

/// The key and the value, where a condition says that a property of a slot equals a value.
pub(super) fn equality<'e, 'g>(
    condition: &'e Expr<'g>,
    slot: usize,
) -> Option<(&'e str, &'e Expr<'g>)> {
    let ExprKind::Comparison(first, rest) = &condition.kind else {
        return None;
    };
    let [(ComparisonOperator::Equal, second)] = rest.as_slice() else {
        return None;
    };
    let key = |expr: &'e Expr<'g>| match &expr.kind {
        ExprKind::Property(base, key) if matches!(base.kind, ExprKind::Slot(s) if s == slot) => {
            Some(&*key.name)
        }
        _ => None,
    };
    match (key(first), key(second)) {
        (Some(key), _) => Some((key, second)),
        (None, Some(key)) => Some((key, first)),
        (None, None) => None,
    }
}
