//! Which slots parts of a query read and fill.

use super::super::walk::each_slot;
use super::logical::{Clause, LinkKind, Pattern, Plan, Query};

impl Plan<'_> {
    /// Whether anything reads the slot.
    pub(crate) fn reads(&self, slot: usize) -> bool {
        let mut found = false;
        self.query.each_read(&mut |read| found |= read == slot);
        found
    }
}

impl<'g> Query<'g> {
    /// Calls `read` with every slot that some clause reads, and with those of the columns.
    pub(crate) fn each_read(&self, read: &mut dyn FnMut(usize)) {
        for clause in self.parts.iter().flatten() {
            clause.each_read(read);
        }
        self.columns.iter().for_each(|(_, slot)| read(*slot));
    }
}

impl<'g> Clause<'g> {
    /// Calls `read` with every slot that it reads.
    pub(crate) fn each_read(&self, read: &mut dyn FnMut(usize)) {
        match self {
            Clause::Match { pattern, .. } => pattern.each_read(read),
            Clause::Unwind(expr, _) | Clause::Filter(expr) => each_slot(expr, read),
            Clause::Skip(expr) | Clause::Limit(expr) => each_slot(expr, read),
            Clause::Project(items) => items.iter().for_each(|(expr, _)| each_slot(expr, read)),
            Clause::Aggregate(it) => {
                it.keys.iter().for_each(|(key, _)| each_slot(key, read));
                let arguments = it.calls.iter().flat_map(|call| &call.arguments);
                arguments.for_each(|argument| each_slot(argument, read));
            }
            Clause::Distinct(slots) => slots.iter().for_each(|&slot| read(slot)),
            Clause::Sort(sort) => {
                sort.keys.iter().for_each(|(key, _)| each_slot(key, read));
                sort.kept.iter().for_each(|&slot| read(slot));
            }
            Clause::Apply { query, .. } => query.each_read(read),
            Clause::Procedure { .. } => {}
        }
    }
}

impl<'g> Pattern<'g> {
    /// Calls `read` with every slot that it reads, its own included where one part reads what
    /// another fills.
    pub(crate) fn each_read(&self, read: &mut dyn FnMut(usize)) {
        let bound = self.nodes.iter().filter(|node| node.bound);
        bound.for_each(|node| read(node.slot));
        for link in &self.links {
            if link.bound {
                read(link.slot);
            }
            match &link.kind {
                LinkKind::Single(hop) | LinkKind::Trail(hop, _) => hop_reads(hop, read),
                LinkKind::Search(_, hop, _, conditions) => {
                    hop_reads(hop, read);
                    conditions.iter().for_each(|it| each_slot(it, read));
                }
                LinkKind::Group(group, _) => group.pattern.each_read(read),
                LinkKind::Choice(_, choice) => choice.pattern.each_read(read),
            }
        }
        self.conditions.iter().for_each(|it| each_slot(it, read));
    }

    /// The slots that it fills, those of its groups' lists and of its paths included.
    pub(crate) fn filled(&self) -> Vec<usize> {
        let nodes = self
            .nodes
            .iter()
            .filter(|node| !node.bound)
            .map(|node| node.slot);
        let mut filled: Vec<usize> = nodes.collect();
        for link in &self.links {
            if !link.bound {
                filled.push(link.slot);
            }
            match &link.kind {
                LinkKind::Group(group, _) => {
                    filled.extend(group.lists.iter().map(|(_, list)| *list));
                }
                LinkKind::Choice(_, choice) => filled.extend(&choice.filled),
                _ => {}
            }
        }
        filled.extend(self.paths.iter().map(|path| path.slot));
        filled.sort_unstable();
        filled.dedup();
        filled
    }
}

fn hop_reads(hop: &super::logical::Hop<'_>, read: &mut dyn FnMut(usize)) {
    if let Some((_, condition)) = &hop.condition {
        each_slot(condition, read);
    }
}
