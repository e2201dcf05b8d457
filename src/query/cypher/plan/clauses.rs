//! Clauses to operators, one after the other, each knowing what is asked of its rows later.

use std::collections::BTreeSet;

use crate::graph::Graph;

use super::super::expr::{Expr, ExprKind};
use super::super::walk::is_random;
use super::Passes;
use super::live::{After, after};
use super::logical::{AggregateCall, Clause, Pattern, Query};
use super::physical::{Operator, Ordered, Pipe, Pipes, Step};

/// What plans a query.
pub(super) struct Planner<'g> {
    pub(super) graph: &'g Graph,
    pub(super) passes: Passes,
    /// The names of the slots, those that the plan adds included.
    pub names: Vec<String>,
    /// Slots that say for how many rows a row stands, since the last aggregation.
    pub(super) weights: Vec<usize>,
}

impl<'g> Planner<'g> {
    /// For a query with those slots.
    pub(super) fn new(graph: &'g Graph, passes: Passes, names: Vec<String>) -> Planner<'g> {
        Planner {
            graph,
            passes,
            names,
            weights: Vec::new(),
        }
    }

    /// A new slot.
    pub(super) fn slot(&mut self) -> usize {
        self.names.push(String::new());
        self.names.len() - 1
    }

    /// Plans a query; `counts` says whether it matters how often a row comes, `outer` which slots
    /// are read by what is around it.
    pub(super) fn query(&mut self, query: &Query<'g>, counts: bool, outer: &[usize]) -> Pipes<'g> {
        let weights = std::mem::take(&mut self.weights);
        let parts = query.parts.iter().map(|part| {
            self.weights.clear();
            self.part(part, query, counts, outer)
        });
        let parts = parts.collect();
        self.weights = weights;
        Pipes {
            parts,
            distinct: query.distinct,
            columns: query.columns.clone(),
        }
    }

    fn part(
        &mut self,
        part: &[Clause<'g>],
        query: &Query<'g>,
        counts: bool,
        outer: &[usize],
    ) -> Pipe<'g> {
        let part = match self.passes.count {
            true => count_rows(part),
            false => part.to_vec(),
        };
        let asked = after(&part, query, counts, outer);
        let mut pipe = Pipe::default();
        for (i, (clause, after)) in part.iter().zip(&asked).enumerate() {
            self.clause(clause, after, &part[i + 1..], &mut pipe);
        }
        pipe
    }

    fn clause(
        &mut self,
        clause: &Clause<'g>,
        after: &After,
        rest: &[Clause<'g>],
        pipe: &mut Pipe<'g>,
    ) {
        let rows = pipe.rows();
        match clause {
            Clause::Match {
                optional: false,
                pattern,
            } => self.find(pattern, after, pipe),
            Clause::Match {
                optional: true,
                pattern,
            } => self.optional(pattern, after, pipe),
            Clause::Unwind(list, slot) => {
                let length = match &list.kind {
                    ExprKind::Constant(super::super::value::Datum::List(items)) => items.len(),
                    ExprKind::List(items) => items.len(),
                    _ => 10,
                };
                pipe.push(Operator::Unwind(list.clone(), *slot), rows * length as f64);
            }
            Clause::Filter(condition) => pipe.filter(condition.clone(), rows * 0.3),
            Clause::Project(items) => {
                let dead = |item: &&(Expr<'g>, usize)| {
                    self.passes.prune && !after.live.contains(&item.1) && is_harmless(&item.0)
                };
                let items = items
                    .iter()
                    .filter(|item| !dead(item) || is_read(item.1, items));
                let items: Vec<(Expr<'g>, usize)> = items.cloned().collect();
                if !items.is_empty() {
                    pipe.push(Operator::Project(items), rows);
                }
            }
            Clause::Aggregate(aggregation) => {
                let weights = std::mem::take(&mut self.weights);
                let groups = if aggregation.keys.is_empty() {
                    1.0
                } else {
                    rows.sqrt()
                };
                pipe.push(Operator::Aggregate(aggregation.clone(), weights), groups);
            }
            Clause::Distinct(slots) => pipe.push(Operator::Distinct(slots.clone()), rows * 0.5),
            _ => self.later_clause(clause, after, rest, pipe),
        }
    }

    /// Clauses that work on rows as they are.
    fn later_clause(
        &mut self,
        clause: &Clause<'g>,
        after: &After,
        rest: &[Clause<'g>],
        pipe: &mut Pipe<'g>,
    ) {
        let rows = pipe.rows();
        match clause {
            Clause::Sort(sort) => {
                let live = |slot: &usize| !self.passes.prune || after.live.contains(slot);
                let ordered = Ordered {
                    keys: sort.keys.clone(),
                    kept: sort.kept.iter().copied().filter(live).collect(),
                    first: self.first(rest),
                };
                pipe.push(Operator::Sort(ordered), rows);
            }
            Clause::Skip(count) => pipe.push(Operator::Skip(count.clone()), rows),
            Clause::Limit(count) => {
                let most = number(count).unwrap_or(rows);
                pipe.push(Operator::Limit(count.clone()), rows.min(most));
            }
            Clause::Apply { optional, query } => {
                let outer: Vec<usize> = after.live.iter().copied().collect();
                let pipes = self.query(query, after.counts, &outer);
                let inner: f64 = pipes.parts.iter().map(Pipe::rows).sum();
                let columns = pipes.columns.iter().map(|(_, slot)| *slot);
                let nulls = optional.then(|| columns.collect());
                pipe.push(Operator::Apply(Box::new(pipes), nulls), rows * inner);
            }
            Clause::Procedure {
                optional,
                procedure,
                columns,
            } => {
                let call = Operator::Call(procedure, columns.clone(), *optional);
                pipe.push(call, rows * 10.0);
            }
            _ => {}
        }
    }

    /// How many rows in order are needed, where what follows says so.
    fn first(&self, rest: &[Clause<'g>]) -> Option<Vec<Expr<'g>>> {
        let (skip, limit) = match rest {
            [Clause::Limit(limit), ..] => (None, limit),
            [Clause::Skip(skip), Clause::Limit(limit), ..] => (Some(skip), limit),
            _ => return None,
        };
        let all: Vec<Expr<'g>> = skip.into_iter().chain([limit]).cloned().collect();
        (self.passes.top && !all.iter().any(is_random)).then_some(all)
    }

    fn optional(&mut self, pattern: &Pattern<'g>, after: &After, pipe: &mut Pipe<'g>) {
        let rows = pipe.rows();
        let before = self.weights.len();
        let mut inner = Pipe::default();
        self.find(pattern, after, &mut inner);
        let mut nulls = pattern.filled();
        nulls.extend(&self.weights[before..]);
        let each = inner.rows().max(1.0);
        pipe.push(Operator::Optional(inner, nulls), rows * each);
    }
}

impl<'g> Pipe<'g> {
    /// How many rows are thought to come out.
    pub(crate) fn rows(&self) -> f64 {
        self.steps.last().map_or(1.0, |step| step.estimate)
    }

    pub(super) fn push(&mut self, operator: Operator<'g>, estimate: f64) {
        self.steps.push(Step { operator, estimate });
    }

    /// Adds a condition, to those looked at last if there are some.
    pub(super) fn filter(&mut self, condition: Expr<'g>, estimate: f64) {
        if let Some(Step {
            operator: Operator::Filter(conditions),
            estimate: there,
        }) = self.steps.last_mut()
        {
            conditions.push(condition);
            *there = estimate;
            return;
        }
        self.push(Operator::Filter(vec![condition]), estimate);
    }
}

/// A whole number that an expression is.
fn number(expr: &Expr<'_>) -> Option<f64> {
    match expr.kind {
        ExprKind::Constant(super::super::value::Datum::Integer(n)) => Some(n as f64),
        _ => None,
    }
}

/// Whether leaving an expression out changes nothing else: it cannot fail.
fn is_harmless(expr: &Expr<'_>) -> bool {
    match &expr.kind {
        ExprKind::Constant(_) | ExprKind::Slot(_) => true,
        ExprKind::Property(base, _) => matches!(base.kind, ExprKind::Slot(_)),
        _ => false,
    }
}

/// Whether one of some items reads a slot.
fn is_read(slot: usize, items: &[(Expr<'_>, usize)]) -> bool {
    let mut found = false;
    for (expr, _) in items {
        super::super::walk::each_slot(expr, &mut |read| found |= read == slot);
    }
    found
}

/// Makes `count(n)` a `count(*)` where n is never null, so that nobody needs n for it.
fn count_rows<'g>(part: &[Clause<'g>]) -> Vec<Clause<'g>> {
    let mut sure: BTreeSet<usize> = BTreeSet::new();
    let mut made = Vec::with_capacity(part.len());
    for clause in part {
        let mut clause = clause.clone();
        match &mut clause {
            Clause::Match {
                optional: false,
                pattern,
            } => {
                sure.extend(pattern.nodes.iter().map(|node| node.slot));
                sure.extend(pattern.links.iter().map(|link| link.slot));
            }
            Clause::Aggregate(aggregation) => {
                for call in &mut aggregation.calls {
                    if is_count_of(call, &sure) {
                        (call.function, call.arguments) = (None, Vec::new());
                    }
                }
                sure.clear();
            }
            _ => {}
        }
        made.push(clause);
    }
    made
}

fn is_count_of(call: &AggregateCall<'_>, sure: &BTreeSet<usize>) -> bool {
    let is_count = call.function.is_some_and(|it| it.name == "count") && !call.distinct;
    let [argument] = call.arguments.as_slice() else {
        return false;
    };
    is_count && matches!(argument.kind, ExprKind::Slot(slot) if sure.contains(&slot))
}
