//! Lists: the nodes that fit a condition, as a table.

use std::cmp::Ordering;

use crate::graph::{Answer, Cell, Entity, Graph, LabelId, NodeId, Row};
use crate::model::{Status, Value};
use crate::syntax::{Expression, ExpressionKind};

use super::QueryError;
use super::cypher::{Alone, Datum, PropertyKey, Variables, order, property};
use super::pattern::did_you_mean;

/// Which nodes, in which order, with which columns.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only nodes of this label.
    pub label: Option<LabelId>,
    /// Only nodes for which this holds; bare names are properties.
    pub condition: Option<Expression>,
    /// Properties to sort by, each with whether the order is reversed; absent values come last.
    pub sort: Vec<(String, bool)>,
    /// The properties to show; what the condition and the order use if empty.
    pub columns: Vec<String>,
}

/// The nodes that fit, by `sort` and then by id. Columns: the node, its label, its date, the
/// properties, and the names of those whose value is disputed. O(n log n).
///
/// # Errors
/// As the evaluation of the condition.
pub fn list(graph: &Graph, options: &Options) -> Result<Answer, QueryError> {
    let mut nodes = Vec::new();
    let condition = options.condition.as_ref();
    let condition = condition.map(|it| Alone::of_properties(graph, it));
    // What has no name cannot be spelled, so that every name is a property.
    let mut subject: Variables<'_> = vec![(String::new(), Datum::Null)];
    for node in graph.nodes() {
        if options
            .label
            .is_some_and(|label| !graph.labels(node).contains(&label))
        {
            continue;
        }
        let fits = match &condition {
            Some(condition) => {
                subject[0].1 = Datum::Node(node);
                condition.holds(&subject)?
            }
            None => true,
        };
        if fits {
            nodes.push(node);
        }
    }
    for (key, reversed) in options.sort.iter().rev() {
        let key = PropertyKey::new(key);
        nodes.sort_by(|&a, &b| {
            let value = |node| property(graph, Entity::Node(node), &key);
            absent_last(&value(a), &value(b), *reversed)
        });
    }
    let keys = shown(options);
    let mut columns = vec!["node", "label", "released"];
    columns.extend(keys.iter().map(String::as_str));
    columns.push("disputed");
    let shown: Vec<PropertyKey> = keys.iter().map(|key| PropertyKey::new(key)).collect();
    let row = |&node: &NodeId| row(graph, node, &keys, &shown);
    let mut rows: Vec<Row> = nodes.iter().map(row).collect();
    if rows.iter().all(|row| row.cells.last() == Some(&Cell::NULL)) {
        columns.pop();
        rows.iter_mut().for_each(|row| drop(row.cells.pop()));
    }
    let mut answer = Answer::new(graph, &columns, rows);
    answer.notes = unknown_properties(graph, options);
    Ok(answer)
}

/// A note for each property that is asked for and that no node has.
fn unknown_properties(graph: &Graph, options: &Options) -> Vec<String> {
    let mut asked: Vec<String> = options.columns.clone();
    asked.extend(options.sort.iter().map(|(key, _)| key.clone()));
    asked.extend(options.condition.iter().flat_map(names_in));
    asked.sort_unstable();
    asked.dedup();
    let known = || {
        graph
            .node_keys()
            .map(|(key, _)| key)
            .chain(["id", "name", "n"])
    };
    let base = |key: &str| {
        let base = key
            .strip_suffix("_from")
            .or_else(|| key.strip_suffix("_to"));
        base.is_some_and(|base| known().any(|k| k == base))
    };
    let unknown = asked
        .into_iter()
        .filter(|key| !known().any(|k| k == key) && !base(key));
    let note = |key: String| {
        format!(
            "no node has the property {key}{}",
            did_you_mean(&key, known())
        )
    };
    unknown.map(note).collect()
}

fn absent_last(a: &Datum<'_>, b: &Datum<'_>, reversed: bool) -> Ordering {
    match (a, b) {
        (Datum::Null, Datum::Null) => Ordering::Equal,
        (Datum::Null, _) => Ordering::Greater,
        (_, Datum::Null) => Ordering::Less,
        _ if reversed => order(b, a),
        _ => order(a, b),
    }
}

/// The properties to show: those asked for, else those that the condition and the order use.
fn shown(options: &Options) -> Vec<String> {
    let mut keys = options.columns.clone();
    if keys.is_empty() {
        keys.extend(options.sort.iter().map(|(key, _)| key.clone()));
        keys.extend(options.condition.iter().flat_map(names_in));
    }
    let mut seen = Vec::new();
    // A node's id, name and date have columns already.
    keys.retain(|key| {
        let new = !["id", "name", "released"].contains(&key.as_str()) && !seen.contains(key);
        seen.push(key.clone());
        new
    });
    keys
}

/// The bare names of an expression's terms, from left to right.
fn names_in(expression: &Expression) -> Vec<String> {
    let mut names = Vec::new();
    let mut stack = vec![expression];
    while let Some(expression) = stack.pop() {
        match &expression.kind {
            ExpressionKind::Variable(name) => names.push(name.clone()),
            ExpressionKind::Or(terms)
            | ExpressionKind::And(terms)
            | ExpressionKind::Xor(terms)
            | ExpressionKind::List(terms) => stack.extend(terms.iter().rev()),
            ExpressionKind::Not(term) => stack.push(term),
            ExpressionKind::Comparison { first, rest } => {
                stack.extend(rest.iter().rev().map(|operation| &operation.operand));
                stack.push(first);
            }
            ExpressionKind::Arithmetic { first, rest } => {
                stack.extend(rest.iter().rev().map(|operation| &operation.operand));
                stack.push(first);
            }
            ExpressionKind::Tests { subject, .. } => stack.push(subject),
            ExpressionKind::Call(call) => stack.extend(call.arguments.iter().rev()),
            _ => {}
        }
    }
    names
}

fn row(graph: &Graph, node: NodeId, keys: &[String], shown: &[PropertyKey]) -> Row {
    let entity = Entity::Node(node);
    let labels: Vec<&str> = graph.label_names(node).collect();
    let released = Cell::optional(graph.released(node).map(Value::Date));
    let mut cells = vec![Cell::Node(node), Cell::text(labels.join(":")), released];
    cells.extend(
        shown
            .iter()
            .map(|key| property(graph, entity, key).to_cell()),
    );
    let doubtful = disputed(graph, node, keys);
    cells.push(if doubtful.is_empty() {
        Cell::NULL
    } else {
        Cell::text(doubtful.join(", "))
    });
    Row::new(cells)
}

/// Which of the shown properties somebody disputes; all of them where the row itself is disputed.
fn disputed<'a>(graph: &Graph, node: NodeId, keys: &'a [String]) -> Vec<&'a str> {
    let entity = Entity::Node(node);
    let row = graph.provenance(entity).status == Status::Disputed;
    let claimed = |key: &str| {
        graph
            .claims(entity)
            .any(|claim| claim.property == key && claim.status == Status::Disputed)
    };
    let shown = |key: &str| graph.property(entity, key).is_some();
    let keys = keys.iter().map(String::as_str).chain(["released"]);
    keys.filter(|key| shown(key) && (row || claimed(key)))
        .collect()
}
