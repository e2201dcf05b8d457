//! A pattern to operators: nodes and links in their order, conditions as soon as they can be.

use std::collections::BTreeSet;

use crate::graph::LabelId;
use crate::syntax::{Direction, PathSearch};

use super::super::expr::{Expr, ExprKind, LabelTest, PropertyKey};
use super::super::walk::{each_child, slots};
use super::clauses::Planner;
use super::finding::{Finding, link_slots, path_slots};
use super::implied::implies;
use super::live::After;
use super::logical::{Choice, Group, Hop, Length, Link, LinkKind, PathStep, PathVariable, Pattern};
use super::order::{Move, Ordering, equality};
use super::physical::{Choose, Expand, Join, Operator, Pipe, Reach, Repeat, Shortest};

/// A condition by which nodes can be found.
struct Seek<'g> {
    /// Its index.
    at: usize,
    /// How good it is: 0 is by id.
    rank: u8,
    key: PropertyKey,
    value: Expr<'g>,
}

impl<'g> Planner<'g> {
    /// Adds the operators that find a pattern.
    pub(super) fn find(&mut self, pattern: &Pattern<'g>, after: &After, pipe: &mut Pipe<'g>) {
        let moves = Ordering::new(
            self.graph,
            pattern,
            self.passes,
            self.counted(pattern, after),
        )
        .moves();
        let before = pipe.rows();
        let mut finding = Finding::new(pattern, after, self.passes.prune);
        finding.rows = before;
        // What is there already may have to pass conditions.
        for (i, node) in pattern.nodes.iter().enumerate() {
            if node.bound {
                finding.label(i, |_, _| false);
            }
        }
        self.settle(&mut finding, pipe, false);
        let mut at = 0;
        while let Some(next) = moves.get(at) {
            let whole = moves[at + 1..]
                .iter()
                .take_while(|it| matches!(it, Move::Follow { .. }));
            let component = &moves[at..at + 1 + whole.count()];
            if self.join(component, before, &mut finding, pipe) {
                at += component.len();
                continue;
            }
            self.step(next, before, &mut finding, pipe);
            at += 1;
        }
        self.settle(&mut finding, pipe, true);
    }

    /// Which nodes of a pattern nobody asks for, so that the relationships to them need only be
    /// counted.
    fn counted(&self, pattern: &Pattern<'g>, after: &After) -> Vec<bool> {
        let finding = Finding::new(pattern, after, self.passes.prune);
        let is_counted = |node: usize| {
            let mut links = pattern
                .links
                .iter()
                .filter(|it| it.from == node || it.to == node);
            let only = (links.next(), links.next());
            let is_free = |link: &Link<'g>| {
                matches!(link.kind, LinkKind::Single(_))
                    && !link.bound
                    && !finding.needed.contains(&link.slot)
                    && self.has_labels(link, node, pattern)
            };
            let node = &pattern.nodes[node];
            matches!(only, (Some(link), None) if link.from != link.to && is_free(link))
                && !node.bound
                && node.named.is_none()
                && !finding.needed.contains(&node.slot)
        };
        let counts = self.passes.count && after.weighs && after.counts;
        (0..pattern.nodes.len())
            .map(|node| counts && is_counted(node))
            .collect()
    }

    /// Whether whatever a link finds at an end passes a test.
    fn implies(&self, link: &Link<'g>, end: usize, test: &LabelTest) -> bool {
        self.passes.imply && implies(self.graph, link, end, test)
    }

    /// Whether whatever a link finds at an end has all labels that are wanted there.
    fn has_labels(&self, link: &Link<'g>, end: usize, pattern: &Pattern<'g>) -> bool {
        let mut tests = pattern.nodes[end].labels.iter();
        tests.all(|test| self.implies(link, end, test))
    }

    fn step(
        &mut self,
        next: &Move,
        before: f64,
        finding: &mut Finding<'_, 'g>,
        pipe: &mut Pipe<'g>,
    ) {
        match *next {
            Move::Start(node, rows) => {
                finding.rows = before * rows;
                self.start(node, finding, pipe);
            }
            Move::Follow { link, turned, rows } => {
                finding.rows = before * rows;
                self.follow(link, turned, finding, pipe);
            }
        }
        self.settle(finding, pipe, false);
    }

    /// Adds the conditions and paths that can be looked at now; all that are left at the end.
    fn settle(&mut self, finding: &mut Finding<'_, 'g>, pipe: &mut Pipe<'g>, is_end: bool) {
        if !self.passes.early && !is_end {
            return;
        }
        loop {
            let open = &finding.open;
            let ready = |expr: &Expr<'g>| slots(expr).iter().all(|slot| !open.contains(slot));
            let all = std::mem::take(&mut finding.conditions);
            let (mut now, later): (Vec<_>, Vec<_>) = all.into_iter().partition(ready);
            // What is dear comes last.
            now.sort_by_key(asks);
            finding.conditions = later;
            for condition in now {
                pipe.filter(condition, finding.rows);
            }
            let ready = |path: &PathVariable| path_slots(path).all(|slot| !open.contains(&slot));
            let Some(at) = finding.paths.iter().position(ready) else {
                return;
            };
            let path = finding.paths.remove(at);
            finding.open.remove(&path.slot);
            pipe.push(Operator::Path(path), finding.rows);
        }
    }

    /// Adds what finds a node for itself.
    fn start(&mut self, node: usize, finding: &mut Finding<'_, 'g>, pipe: &mut Pipe<'g>) {
        let made = &finding.pattern.nodes[node];
        let slot = made.slot;
        let labels = made
            .labels
            .iter()
            .enumerate()
            .find_map(|(i, test)| Some((i, names(test)?)));
        let repeated = pipe.rows() > 2.0;
        let mut used = None;
        let operator = if let Some(named) = made.named {
            Operator::OneNode(slot, named)
        } else if let Some(seek) = self.seek(slot, finding).filter(|seek| {
            // An index is made for more than one question only.
            seek.rank == 0 || repeated || !matches!(seek.value.kind, ExprKind::Constant(_))
        }) {
            finding.conditions.remove(seek.at);
            match seek.rank {
                0 => Operator::IdNodes(slot, seek.value),
                _ => Operator::ValueNodes(slot, seek.key, seek.value),
            }
        } else if let Some(scan) = self.scan(slot, labels.as_ref(), finding) {
            used = labels.map(|(i, _)| i);
            Operator::ColumnNodes(Box::new(scan))
        } else if let Some((i, labels)) = labels {
            used = Some(i);
            Operator::LabelNodes(slot, labels)
        } else {
            Operator::AllNodes(slot)
        };
        pipe.push(operator, finding.rows);
        finding.place(node);
        finding.label(node, |i, _| used == Some(i));
    }

    /// A condition by which nodes of a slot can be found.
    fn seek(&self, slot: usize, finding: &Finding<'_, 'g>) -> Option<Seek<'g>> {
        if !self.passes.seek {
            return None;
        }
        let mut best: Option<Seek<'g>> = None;
        for (at, condition) in finding.conditions.iter().enumerate() {
            let Some((key, value)) = equality(condition, slot) else {
                continue;
            };
            if slots(value).iter().any(|slot| finding.open.contains(slot)) || asks(value) {
                continue;
            }
            // A stored `id` is found as other properties are.
            let stored = || self.graph.node_keys().any(|(key, _)| key == "id");
            let rank = match key {
                "id" if !self.graph.made_ids() && !stored() => 0,
                "name" => 1,
                _ => 2,
            };
            if best.as_ref().is_none_or(|best| rank < best.rank) {
                best = Some(Seek {
                    at,
                    rank,
                    key: PropertyKey::new(key),
                    value: value.clone(),
                });
            }
        }
        best
    }

    /// Adds what follows a link.
    fn follow(
        &mut self,
        index: usize,
        turned: bool,
        finding: &mut Finding<'_, 'g>,
        pipe: &mut Pipe<'g>,
    ) {
        let pattern = finding.pattern;
        let link = &pattern.links[index];
        let (from, to) = match turned {
            false => (link.from, link.to),
            true => (link.to, link.from),
        };
        let into = finding.placed[to];
        let apart = finding.apart(index);
        let expand = |hop: &Hop<'g>| Expand {
            from: pattern.nodes[from].slot,
            to: pattern.nodes[to].slot,
            into,
            slot: link.slot,
            wanted: finding.needed.contains(&link.slot) || finding.overlaps(index),
            hop: oriented(hop, turned),
            turned,
            apart: apart.clone(),
            span: link.span,
        };
        let operator = match &link.kind {
            LinkKind::Single(hop) if link.bound => {
                let expand = expand(hop);
                Operator::Ends(expand, finding.placed[from])
            }
            LinkKind::Trail(hop, length) if link.bound => Operator::Follow(expand(hop), *length),
            LinkKind::Single(hop) => self.single(expand(hop), to, index, finding),
            LinkKind::Trail(hop, length) => self.trail(expand(hop), *length, index, finding),
            LinkKind::Group(group, length) => {
                let ends = (pattern.nodes[from].slot, pattern.nodes[to].slot);
                self.repeat(group, *length, ends, into, turned, apart)
            }
            LinkKind::Search(search, hop, length, _) => {
                self.shortest(expand(hop), *length, *search, finding)
            }
            LinkKind::Choice(search, choice) => self.choose(*search, choice),
        };
        self.push_link(operator, finding.rows, pipe);
        finding.done.push(index);
        finding.fill(index);
        for end in [from, to] {
            if !finding.placed[end] {
                finding.place(end);
                finding.label(end, |_, test| self.implies(link, end, test));
            }
        }
    }

    fn single(
        &mut self,
        expand: Expand<'g>,
        to: usize,
        index: usize,
        finding: &Finding<'_, 'g>,
    ) -> Operator<'g> {
        let pattern = finding.pattern;
        let node = &pattern.nodes[to];
        let joins = pattern
            .links
            .iter()
            .filter(|link| link.from == to || link.to == to)
            .count();
        let is_free = !expand.into
            && joins == 1
            && self.has_labels(&pattern.links[index], to, pattern)
            && node.named.is_none()
            && !finding.needed.contains(&node.slot)
            && !finding.needed.contains(&expand.slot)
            && !finding.overlaps_later(index);
        if self.passes.count && finding.after.weighs && finding.after.counts && is_free {
            let weight = self.slot();
            self.weights.push(weight);
            return Operator::Degree(expand, weight);
        }
        Operator::Expand(expand)
    }

    fn trail(
        &mut self,
        expand: Expand<'g>,
        length: Length,
        index: usize,
        finding: &Finding<'_, 'g>,
    ) -> Operator<'g> {
        let is_free = !expand.wanted && !finding.overlaps(index) && length.min <= 1;
        let directed = expand.hop.direction != Direction::Either;
        if self.passes.reach && !finding.after.counts && is_free {
            let once = directed && length.max.is_none() && finding.forgets(&expand);
            return Operator::Reach(Reach {
                expand,
                length,
                once,
            });
        }
        let is_plain = length.min == 1 && length.max.is_none() && !expand.into && directed;
        if self.passes.count && finding.after.weighs && is_free && is_plain {
            let weight = self.slot();
            self.weights.push(weight);
            return Operator::CountTrails(expand, weight);
        }
        Operator::Trails(expand, length)
    }

    fn repeat(
        &mut self,
        group: &Group<'g>,
        length: Length,
        (from, to): (usize, usize),
        into: bool,
        turned: bool,
        apart: Vec<usize>,
    ) -> Operator<'g> {
        let mut pattern = group.pattern.clone();
        let (first, last) = group.ends;
        let entry = if turned { last } else { first };
        pattern.nodes[entry].bound = true;
        let ends = (pattern.nodes[first].slot, pattern.nodes[last].slot);
        let pipe = self.inner(&pattern);
        Operator::Repeat(Box::new(Repeat {
            from,
            to,
            into,
            ends,
            pipe,
            group: group.clone(),
            turned,
            length,
            apart,
        }))
    }

    fn choose(&mut self, search: PathSearch, choice: &Choice<'g>) -> Operator<'g> {
        let pipe = self.inner(&choice.pattern);
        Operator::Choose(Box::new(Choose {
            search,
            pipe,
            choice: choice.clone(),
        }))
    }

    /// The operators that find a pattern inside another, all of whose slots are wanted.
    fn inner(&mut self, pattern: &Pattern<'g>) -> Pipe<'g> {
        let mut pipe = Pipe::default();
        let after = After {
            live: pattern.filled().into_iter().collect(),
            counts: true,
            weighs: false,
        };
        self.find(pattern, &after, &mut pipe);
        pipe
    }

    fn shortest(
        &mut self,
        expand: Expand<'g>,
        length: Length,
        search: PathSearch,
        finding: &mut Finding<'_, 'g>,
    ) -> Operator<'g> {
        let mut shortest = Shortest {
            length,
            search,
            conditions: Vec::new(),
            path: None,
            expand,
        };
        let slot = shortest.expand.slot;
        let path = finding
            .paths
            .iter()
            .position(|path| path.steps == [PathStep::Link(slot)]);
        let path_slot = path.map(|at| finding.paths[at].slot);
        if matches!(search, PathSearch::Shortest | PathSearch::AllShortest) {
            // What must hold of the path decides which is the shortest one.
            let about = |condition: &Expr<'g>| {
                let read = slots(condition);
                let others = |read: &&usize| **read != slot && Some(**read) != path_slot;
                let is_about =
                    read.contains(&slot) || path_slot.is_some_and(|path| read.contains(&path));
                is_about
                    && !read
                        .iter()
                        .filter(others)
                        .any(|slot| finding.open.contains(slot))
            };
            let all = std::mem::take(&mut finding.conditions);
            let (inside, outside) = all.into_iter().partition(about);
            (shortest.conditions, finding.conditions) = (inside, outside);
        }
        let asks_path = shortest
            .conditions
            .iter()
            .any(|condition| path_slot.is_some_and(|path| slots(condition).contains(&path)));
        if let Some(at) = path.filter(|_| asks_path) {
            let path = finding.paths.remove(at);
            finding.open.remove(&path.slot);
            shortest.path = Some(path);
            shortest.expand.wanted = true;
        }
        Operator::Shortest(Box::new(shortest))
    }

    /// Adds a part of the pattern that shares nothing but values with what is there, as something
    /// that is found once; whether it did.
    fn join(
        &mut self,
        component: &[Move],
        before: f64,
        finding: &mut Finding<'_, 'g>,
        pipe: &mut Pipe<'g>,
    ) -> bool {
        let Some(&Move::Start(first, _)) = component.first() else {
            return false;
        };
        let slot = finding.pattern.nodes[first].slot;
        if !self.passes.join || pipe.rows() < 4.0 || self.seek(slot, finding).is_some() {
            return false;
        }
        let own = finding.own(component);
        if !finding.is_closed(component, &own) {
            return false;
        }
        let keys = join_keys(finding, &own);
        if keys.is_empty() {
            return false;
        }
        for (i, _, _) in keys.iter().rev() {
            finding.conditions.remove(*i);
        }
        // Inside only what is its own can be looked at.
        let all = std::mem::take(&mut finding.conditions);
        let is_own = |expr: &Expr<'g>| slots(expr).iter().all(|slot| own.contains(slot));
        let (inside, outside): (Vec<_>, Vec<_>) = all.into_iter().partition(is_own);
        finding.conditions = inside;
        let done = std::mem::take(&mut finding.done);
        let paths = std::mem::take(&mut finding.paths);
        let mut inner = Pipe::default();
        for next in component {
            self.step(next, before, finding, &mut inner);
        }
        finding.conditions.extend(outside);
        finding.paths = paths;
        let new = std::mem::replace(&mut finding.done, done);
        let (built, asked) = keys
            .into_iter()
            .map(|(_, inside, outside)| (inside, outside))
            .unzip();
        let join = Join {
            pipe: inner,
            filled: own.into_iter().collect(),
            built,
            asked,
        };
        pipe.push(Operator::Join(Box::new(join)), finding.rows);
        for index in new {
            let apart = finding.apart(index);
            if !apart.is_empty() {
                for slot in link_slots(&finding.pattern.links[index]) {
                    pipe.push(Operator::Apart(slot, apart.clone()), finding.rows);
                }
            }
            finding.done.push(index);
        }
        self.settle(finding, pipe, false);
        true
    }
}

/// A hop as seen from its other end, if turned.
fn oriented<'g>(hop: &Hop<'g>, turned: bool) -> Hop<'g> {
    let direction = match (hop.direction, turned) {
        (Direction::Right, true) => Direction::Left,
        (Direction::Left, true) => Direction::Right,
        (direction, _) => direction,
    };
    Hop {
        direction,
        ..hop.clone()
    }
}

/// The labels of which a test wants one, if it is no more than that.
fn names(test: &LabelTest) -> Option<Vec<LabelId>> {
    match test {
        LabelTest::Name(label, _) => Some(label.iter().copied().collect()),
        LabelTest::Or(tests) => {
            let all: Option<Vec<Vec<LabelId>>> = tests.iter().map(names).collect();
            all.map(|all| all.concat())
        }
        _ => None,
    }
}

/// Both sides of an equality.
fn sides<'e, 'g>(condition: &'e Expr<'g>) -> Option<(&'e Expr<'g>, &'e Expr<'g>)> {
    match &condition.kind {
        ExprKind::Comparison(first, rest) => match rest.as_slice() {
            [(crate::syntax::ComparisonOperator::Equal, second)] => Some((first, second)),
            _ => None,
        },
        _ => None,
    }
}

/// Whether an expression asks a subquery.
fn asks(expr: &Expr<'_>) -> bool {
    let mut found = matches!(expr.kind, ExprKind::Subquery(..));
    each_child(expr, &mut |child| found |= asks(child));
    found
}

/// Equalities between what some slots of a pattern say and what is there already: the index of
/// the condition, the side within, the side outside.
fn join_keys<'g>(
    finding: &Finding<'_, 'g>,
    own: &BTreeSet<usize>,
) -> Vec<(usize, Expr<'g>, Expr<'g>)> {
    let mut keys = Vec::new();
    for (i, condition) in finding.conditions.iter().enumerate() {
        let Some((left, right)) = sides(condition) else {
            continue;
        };
        let inside = |expr: &Expr<'g>| {
            let read = slots(expr);
            !read.is_empty() && read.iter().all(|slot| own.contains(slot))
        };
        let outside = |expr: &Expr<'g>| slots(expr).iter().all(|slot| !finding.open.contains(slot));
        if inside(left) && outside(right) {
            keys.push((i, left.clone(), right.clone()));
        } else if inside(right) && outside(left) {
            keys.push((i, right.clone(), left.clone()));
        }
    }
    keys
}
