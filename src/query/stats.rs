//! Figures of a whole graph.

use std::collections::BTreeMap;

use crate::graph::{Answer, Cell, Entity, Graph, Row, TypeSet};
use crate::model::{Date, Status, Value};

/// Counts by label and type, date range, components, cycles, sources, facts by status.
///
/// Columns `figure`, `of`, `value`. O(n + m).
pub fn stats(graph: &Graph) -> Answer {
    let mut rows = Vec::new();
    let mut add = |figure: &str, of: &str, value: Value| {
        rows.push(Row::new(vec![
            Cell::text(figure),
            Cell::text(of),
            Cell::Value(value),
        ]));
    };
    add("nodes", "", count(graph.node_count()));
    for (label, n) in by_label(graph) {
        add("nodes", &label, count(n));
    }
    add("relationships", "", count(graph.relationship_count()));
    for (kind, n) in by_type(graph) {
        add("relationships", &kind, count(n));
    }
    add("parallel relationships", "", count(parallel_count(graph)));
    if let Some((first, last)) = date_range(graph) {
        add("released", "first", Value::Date(first));
        add("released", "last", Value::Date(last));
    }
    add("components", "", count(graph.component_count()));
    add(
        "cycles",
        "in lineage",
        count(graph.cycles(&TypeSet::lineage(graph)).len()),
    );
    add("sources", "", count(graph.sources().len()));
    add("claims", "", count(graph.all_claims().len()));
    let statuses = by_status(graph);
    let facts: usize = statuses.values().sum();
    for (status, n) in statuses.into_iter().filter(|&(_, n)| n > 0) {
        // Tenths of a percent, rounded in integers, so that every machine prints the same.
        let tenths = (n * 2000 + facts) / (facts * 2);
        let share = format!("{n} ({}.{} %)", tenths / 10, tenths % 10);
        add("facts by status", status.name(), Value::Text(share));
    }
    Answer::new(graph, &["figure", "of", "value"], rows)
}

fn count(n: usize) -> Value {
    Value::Integer(i64::try_from(n).unwrap_or(i64::MAX))
}

fn by_label(graph: &Graph) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let labels = graph.nodes().flat_map(|node| graph.labels(node));
    for &label in labels {
        *counts.entry(label).or_insert(0) += 1;
    }
    counts
        .into_iter()
        .map(|(label, n)| (graph.label(label).name.clone(), n))
        .collect()
}

fn by_type(graph: &Graph) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for rel in graph.relationships() {
        *counts.entry(graph.type_of(rel)).or_insert(0) += 1;
    }
    let name = |kind| graph.relationship_type(kind).name.clone();
    counts
        .into_iter()
        .map(|(kind, n)| (name(kind), n))
        .collect()
}

/// How many relationships have an earlier one of the same type and ends.
fn parallel_count(graph: &Graph) -> usize {
    let identity = |rel| (graph.start(rel), graph.type_of(rel), graph.end(rel));
    let pairs = graph.relationships().zip(graph.relationships().skip(1));
    pairs.filter(|&(a, b)| identity(a) == identity(b)).count()
}

fn date_range(graph: &Graph) -> Option<(Date, Date)> {
    let dates = || graph.nodes().filter_map(|node| graph.released(node));
    Some((
        dates().min_by_key(|d| d.first_day())?,
        dates().max_by_key(|d| d.last_day())?,
    ))
}

/// Node rows, relationship rows and claims by status; only those that name a source.
fn by_status(graph: &Graph) -> BTreeMap<Status, usize> {
    let nodes = graph.nodes().map(Entity::Node);
    let rels = graph.relationships().map(Entity::Relationship);
    let rows = nodes.chain(rels).map(|entity| graph.provenance(entity));
    let claims = graph.all_claims().map(|(_, claim)| claim.provenance());
    let mut counts = BTreeMap::new();
    for provenance in rows.chain(claims).filter(|p| p.source.is_some()) {
        *counts.entry(provenance.status).or_insert(0) += 1;
    }
    counts
}
