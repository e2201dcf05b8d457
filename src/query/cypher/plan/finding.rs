//! How far finding a pattern has come: what is filled, what is left to look at.

use std::collections::BTreeSet;

use super::super::expr::{Expr, ExprKind, LabelTest};
use super::super::walk::slots;
use super::live::After;
use super::logical::{Link, LinkKind, PathStep, PathVariable, Pattern};
use super::order::Move;
use super::physical::Expand;

/// How far finding a pattern has come.
pub(super) struct Finding<'b, 'g> {
    pub pattern: &'b Pattern<'g>,
    pub after: &'b After,
    /// Slots of the pattern that nothing has filled yet.
    pub open: BTreeSet<usize>,
    /// Conditions that nothing has looked at yet.
    pub conditions: Vec<Expr<'g>>,
    /// Paths that are not put together yet.
    pub paths: Vec<PathVariable>,
    /// Slots that somebody reads, apart from what finds the pattern.
    pub needed: BTreeSet<usize>,
    pub placed: Vec<bool>,
    pub done: Vec<usize>,
    pub rows: f64,
}

impl<'b, 'g> Finding<'b, 'g> {
    pub(super) fn new(pattern: &'b Pattern<'g>, after: &'b After, prune: bool) -> Finding<'b, 'g> {
        let open: BTreeSet<usize> = pattern.filled().into_iter().collect();
        let mut needed = after.live.clone();
        for condition in &pattern.conditions {
            needed.extend(slots(condition));
        }
        for link in &pattern.links {
            if let LinkKind::Search(_, _, _, conditions) = &link.kind {
                needed.extend(conditions.iter().flat_map(slots));
            }
        }
        let mut paths = pattern.paths.clone();
        paths.retain(|path| !prune || needed.contains(&path.slot));
        needed.extend(paths.iter().flat_map(path_slots));
        Finding {
            pattern,
            after,
            open,
            conditions: pattern.conditions.clone(),
            paths,
            needed,
            placed: pattern.nodes.iter().map(|node| node.bound).collect(),
            done: Vec::new(),
            rows: 1.0,
        }
    }

    pub(super) fn place(&mut self, node: usize) {
        self.placed[node] = true;
        self.open.remove(&self.pattern.nodes[node].slot);
    }

    /// Adds what the labels of a node say, but for those that are known, and which node it is.
    pub(super) fn label(&mut self, node: usize, is_known: impl Fn(usize, &LabelTest) -> bool) {
        let node = &self.pattern.nodes[node];
        let slot = || super::super::bind::slot_at(node.slot, node.span);
        for (i, test) in node.labels.iter().enumerate() {
            if !is_known(i, test) {
                let kind = ExprKind::HasLabels(Box::new(slot()), test.clone());
                let span = node.span;
                self.conditions.push(Expr { kind, span });
            }
        }
        if let Some(named) = node.named {
            use super::super::value::Datum;
            let kind = ExprKind::Constant(Datum::Node(named));
            let span = node.span;
            let rest = vec![(
                crate::syntax::ComparisonOperator::Equal,
                Expr { kind, span },
            )];
            let kind = ExprKind::Comparison(Box::new(slot()), rest);
            self.conditions.push(Expr { kind, span });
        }
    }

    /// Marks what a link fills as filled.
    pub(super) fn fill(&mut self, index: usize) {
        let link = &self.pattern.links[index];
        self.open.remove(&link.slot);
        for slot in link_slots(link) {
            self.open.remove(&slot);
        }
        match &link.kind {
            LinkKind::Group(group, _) => {
                for (_, list) in &group.lists {
                    self.open.remove(list);
                }
            }
            LinkKind::Choice(_, choice) => {
                for slot in &choice.filled {
                    self.open.remove(slot);
                }
            }
            _ => {}
        }
    }

    /// The slots of links found before that may hold the same relationships.
    pub(super) fn apart(&self, index: usize) -> Vec<usize> {
        let link = &self.pattern.links[index];
        let others = self.done.iter().map(|&done| &self.pattern.links[done]);
        let others = others.filter(|other| may_share(link, other));
        others.flat_map(link_slots).collect()
    }

    /// Whether another link may hold the same relationships.
    pub(super) fn overlaps(&self, index: usize) -> bool {
        let link = &self.pattern.links[index];
        let mut others = self.pattern.links.iter().enumerate();
        others.any(|(i, other)| i != index && may_share(link, other))
    }

    /// Whether a link that is yet to be found may hold the same relationships.
    pub(super) fn overlaps_later(&self, index: usize) -> bool {
        let link = &self.pattern.links[index];
        let mut others = self.pattern.links.iter().enumerate();
        others.any(|(i, other)| i != index && !self.done.contains(&i) && may_share(link, other))
    }

    /// Whether nothing of what is there before a node is reached is read behind it, so that it
    /// is the same from where it was reached.
    pub(super) fn forgets(&self, expand: &Expand<'g>) -> bool {
        let mut read: BTreeSet<usize> = self.after.live.clone();
        read.extend(self.conditions.iter().flat_map(slots));
        read.extend(self.paths.iter().flat_map(path_slots));
        read.remove(&expand.to);
        let is_only = self.pattern.links.len() == 1 && !expand.into;
        is_only && read.iter().all(|slot| self.open.contains(slot))
    }

    /// Whether some moves need nothing that is there already.
    pub(super) fn is_closed(&self, component: &[Move], own: &BTreeSet<usize>) -> bool {
        component.iter().all(|next| match *next {
            Move::Start(..) => true,
            Move::Follow { link, .. } => {
                let link = &self.pattern.links[link];
                let hop = match &link.kind {
                    LinkKind::Single(hop) | LinkKind::Trail(hop, _) => hop,
                    _ => return false,
                };
                let is_own = hop.condition.as_ref().is_none_or(|(each, condition)| {
                    let read = slots(condition);
                    read.iter().all(|slot| slot == each || own.contains(slot))
                });
                is_own && !link.bound && !self.placed[link.from] && !self.placed[link.to]
            }
        })
    }

    /// The slots that some moves fill.
    pub(super) fn own(&self, component: &[Move]) -> BTreeSet<usize> {
        let mut own = BTreeSet::new();
        for next in component {
            match *next {
                Move::Start(node, _) => {
                    own.insert(self.pattern.nodes[node].slot);
                }
                Move::Follow { link, .. } => {
                    let link = &self.pattern.links[link];
                    own.extend([link.from, link.to].map(|end| self.pattern.nodes[end].slot));
                    own.insert(link.slot);
                    own.extend(link_slots(link));
                    match &link.kind {
                        LinkKind::Group(group, _) => {
                            own.extend(group.lists.iter().map(|(_, list)| *list));
                        }
                        LinkKind::Choice(_, choice) => own.extend(&choice.filled),
                        _ => {}
                    }
                }
            }
        }
        own
    }
}

/// The slots that hold the relationships of a link.
pub(super) fn link_slots(link: &Link<'_>) -> Vec<usize> {
    match &link.kind {
        LinkKind::Group(group, _) => {
            let lists = group.lists.iter();
            let links = lists.filter(|(inside, _)| group.links.contains(inside));
            links.map(|(_, list)| *list).collect()
        }
        LinkKind::Choice(_, choice) => choice.links.clone(),
        _ => vec![link.slot],
    }
}

/// Whether two links may hold the same relationship, which they must not then.
fn may_share(a: &Link<'_>, b: &Link<'_>) -> bool {
    let (a, b) = (types(a), types(b));
    a.iter().any(|a| {
        b.iter().any(|b| match (a, b) {
            (Some(a), Some(b)) => a.iter().any(|kind| b.contains(kind)),
            _ => true,
        })
    })
}

/// The types of each hop of a link.
fn types<'l>(link: &'l Link<'_>) -> Vec<Option<&'l [crate::graph::TypeId]>> {
    match &link.kind {
        LinkKind::Single(hop) | LinkKind::Trail(hop, _) => vec![hop.types.as_deref()],
        LinkKind::Group(group, _) => group.pattern.links.iter().flat_map(types).collect(),
        // What is the shortest path does not depend on what else is found.
        LinkKind::Search(..) | LinkKind::Choice(..) => Vec::new(),
    }
}

/// The slots that a path is put together from.
pub(super) fn path_slots(path: &PathVariable) -> impl Iterator<Item = usize> {
    let steps = path.steps.iter().flat_map(|step| match step {
        PathStep::Link(slot) => vec![*slot],
        PathStep::Turns(slots) => slots.clone(),
    });
    std::iter::once(path.start).chain(steps)
}
