//! What is asked of the rows that each clause gives: which slots are read later, and whether it
//! matters how often a row comes.

use std::collections::BTreeSet;

use super::super::walk::{is_random, slots};
use super::logical::{AggregateCall, Clause, Query};

/// What is asked of the rows behind a clause.
#[derive(Clone, Debug, Default)]
pub(super) struct After {
    /// Slots that are read.
    pub live: BTreeSet<usize>,
    /// Whether it matters how often a row comes; if not, once is enough.
    pub counts: bool,
    /// Whether rows may come once with a number that says how often they would.
    pub weighs: bool,
}

/// What is asked of the rows behind each clause of a part of a query.
pub(super) fn after(
    part: &[Clause<'_>],
    query: &Query<'_>,
    counts: bool,
    outer: &[usize],
) -> Vec<After> {
    let mut now = After {
        live: query.columns.iter().map(|(_, slot)| *slot).collect(),
        counts: counts && !query.distinct,
        weighs: false,
    };
    now.live.extend(outer);
    let mut all = Vec::with_capacity(part.len());
    for clause in part.iter().rev() {
        all.push(now.clone());
        step(clause, &mut now);
    }
    all.reverse();
    all
}

/// From what is asked behind a clause to what is asked before it.
fn step(clause: &Clause<'_>, now: &mut After) {
    match clause {
        Clause::Project(items) => {
            for (expr, slot) in items.iter().rev() {
                now.live.remove(slot);
                now.counts |= is_random(expr);
                now.weighs &= !is_random(expr);
                now.live.extend(slots(expr));
            }
        }
        Clause::Aggregate(it) => {
            now.live.clear();
            now.counts = !it.calls.iter().all(ignores_number);
            now.weighs = it
                .calls
                .iter()
                .all(|call| ignores_number(call) || is_count(call));
            let random = it
                .calls
                .iter()
                .flat_map(|call| &call.arguments)
                .any(is_random)
                || it.keys.iter().any(|(key, _)| is_random(key));
            (now.counts, now.weighs) = (now.counts || random, now.weighs && !random);
        }
        Clause::Distinct(_) => {
            now.live.clear();
            (now.counts, now.weighs) = (false, false);
        }
        Clause::Sort(sort) => {
            let kept = |slot: &usize| sort.kept.contains(slot);
            now.live.retain(kept);
            now.weighs = false;
            for (key, _) in &sort.keys {
                now.live.extend(slots(key));
            }
            return;
        }
        Clause::Skip(_) | Clause::Limit(_) => (now.counts, now.weighs) = (true, false),
        Clause::Match { pattern, .. } => {
            for slot in pattern.filled() {
                now.live.remove(&slot);
            }
            if pattern.conditions.iter().any(is_random) {
                (now.counts, now.weighs) = (true, false);
            }
        }
        Clause::Unwind(expr, slot) => {
            now.live.remove(slot);
            (now.counts, now.weighs) = (now.counts || is_random(expr), now.weighs);
        }
        Clause::Filter(expr) => {
            (now.counts, now.weighs) = (
                now.counts || is_random(expr),
                now.weighs && !is_random(expr),
            );
        }
        Clause::Apply { .. } | Clause::Procedure { .. } => now.weighs = false,
    }
    clause.each_read(&mut |slot| {
        now.live.insert(slot);
    });
}

/// Whether it is the same how often a value comes.
fn ignores_number(call: &AggregateCall<'_>) -> bool {
    call.distinct
        || call
            .function
            .is_some_and(|it| matches!(it.name, "min" | "max"))
}

fn is_count(call: &AggregateCall<'_>) -> bool {
    call.function.is_none_or(|it| it.name == "count")
}
