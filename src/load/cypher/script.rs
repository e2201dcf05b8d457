//! The clauses of a script, run one after the other on what they have made so far.

use std::collections::{BTreeMap, HashMap};

use crate::model::Value;
use crate::syntax::{
    Clause, ClauseKind, Direction, Expression, ExpressionKind, LabelExpression, LabelKind, Match,
    NodePattern, NodeSubject, PathElement, PathPattern, PathSearch, Projection,
    RelationshipPattern, Span, Statement,
};

use super::constant::{Constant, MOST, Mistake, Names, value};

/// A node that a script made.
#[derive(Debug)]
pub(super) struct Node {
    pub(super) span: Span,
    /// What it was called where it was made; may be empty.
    pub(super) variable: String,
    pub(super) labels: Vec<String>,
    pub(super) properties: BTreeMap<String, Value>,
    /// Which of them are temporal values.
    pub(super) temporal: Vec<String>,
}

/// A relationship that a script made.
#[derive(Debug)]
pub(super) struct Relationship {
    pub(super) span: Span,
    pub(super) kind: String,
    /// Start and end by number.
    pub(super) ends: [usize; 2],
    pub(super) properties: BTreeMap<String, Value>,
    /// Which of them are temporal values.
    pub(super) temporal: Vec<String>,
}

/// All that a script made.
#[derive(Debug, Default)]
pub(super) struct Made {
    pub(super) nodes: Vec<Node>,
    pub(super) relationships: Vec<Relationship>,
    /// Nodes by a property and its value, as texts.
    with: HashMap<(String, String), Vec<usize>>,
    /// Relationships by start, end and type, for `MERGE`.
    between: HashMap<(usize, usize, String), Vec<usize>>,
}

/// What variables hold in a row.
type Row = Vec<(String, Constant)>;

/// A row on what has been made.
struct Scope<'a> {
    row: &'a Row,
    nodes: &'a [Node],
}

impl Names for Scope<'_> {
    fn variable(&self, name: &str) -> Option<Constant> {
        let found = self.row.iter().rev().find(|(known, _)| known == name);
        found.map(|(_, value)| value.clone())
    }

    fn property(&self, node: usize, key: &str) -> Constant {
        let found = self.nodes.get(node).and_then(|n| n.properties.get(key));
        Constant::Value(found.cloned().unwrap_or(Value::Null))
    }
}

/// What a node or relationship must have.
struct Wanted {
    labels: Vec<String>,
    properties: BTreeMap<String, Value>,
    temporal: Vec<String>,
}

/// Properties, and which of them are temporal values.
type Properties = (BTreeMap<String, Value>, Vec<String>);

const FORMS: &str = "a script is read as far as it makes nodes and relationships: CREATE, MERGE \
                     without ON CREATE and ON MATCH, MATCH of single nodes by label and \
                     properties, UNWIND, WITH";

impl Made {
    /// Runs a statement; `false` if it makes nothing by its very form.
    ///
    /// # Errors
    /// The first thing in it that scripts cannot say. What stands before it stays made.
    pub(super) fn run(&mut self, statement: &Statement) -> Result<bool, Mistake> {
        let mut makes = false;
        for part in statement.query.parts() {
            let making = |clause: &Clause| {
                matches!(
                    clause.kind,
                    ClauseKind::Create(_) | ClauseKind::Merge(_) | ClauseKind::Refused(_)
                )
            };
            // What follows the last clause that makes something only reads.
            let Some(last) = part.clauses.iter().rposition(making) else {
                continue;
            };
            let mut rows = vec![Row::new()];
            for clause in &part.clauses[..=last] {
                makes |= !is_schema(clause);
                rows = self.clause(clause, rows)?;
            }
        }
        Ok(makes)
    }

    fn clause(&mut self, clause: &Clause, rows: Vec<Row>) -> Result<Vec<Row>, Mistake> {
        match &clause.kind {
            ClauseKind::Create(patterns) => self.each(rows, |made, row| {
                patterns.iter().try_for_each(|p| made.create(p, row))
            }),
            ClauseKind::Merge(pattern) => self.each(rows, |made, row| made.merge(pattern, row)),
            ClauseKind::Match(wanted) => self.find(wanted, rows, clause.span),
            ClauseKind::Unwind { list, variable } => {
                let mut unwound = Vec::new();
                for row in rows {
                    let list = value(list, &self.scope(&row))?;
                    let items = match list {
                        Constant::Value(Value::Null) => Vec::new(),
                        other => other.clone().items().unwrap_or_else(|| vec![other]),
                    };
                    enough(unwound.len() + items.len(), clause.span)?;
                    for item in items {
                        let mut row = row.clone();
                        row.push((variable.text.clone(), item));
                        unwound.push(row);
                    }
                }
                Ok(unwound)
            }
            ClauseKind::With {
                projection,
                predicate: None,
            } => {
                let project = |row: &Row| self.project(projection, row, clause.span);
                rows.iter().map(project).collect()
            }
            ClauseKind::Return(_) => Ok(rows),
            ClauseKind::Refused(_) if is_schema(clause) => Ok(rows),
            ClauseKind::Refused(refused) => {
                let message = format!("{} in a script is not read", refused.keyword.node);
                Err(Mistake::new(refused.keyword.span, message, FORMS))
            }
            _ => Err(Mistake::new(
                clause.span,
                "this clause in a script is not read",
                FORMS,
            )),
        }
    }

    fn each(
        &mut self,
        mut rows: Vec<Row>,
        mut make: impl FnMut(&mut Made, &mut Row) -> Result<(), Mistake>,
    ) -> Result<Vec<Row>, Mistake> {
        for row in &mut rows {
            make(self, row)?;
        }
        Ok(rows)
    }

    fn scope<'a>(&'a self, row: &'a Row) -> Scope<'a> {
        let nodes = &self.nodes;
        Scope { row, nodes }
    }

    /// `WITH *`, `WITH a, b.x AS c`: nothing that orders, counts or leaves out.
    fn project(&self, projection: &Projection, row: &Row, span: Span) -> Result<Row, Mistake> {
        let plain = !projection.distinct
            && projection.order.is_empty()
            && projection.skip.is_none()
            && projection.limit.is_none();
        if !plain {
            let message = "a WITH that orders, counts or leaves out is not read in a script";
            return Err(Mistake::new(span, message, FORMS));
        }
        let mut projected = match projection.all {
            Some(_) => row.clone(),
            None => Row::new(),
        };
        for item in &projection.items {
            let held = value(&item.expression, &self.scope(row))?;
            projected.push((item.column().to_owned(), held));
        }
        Ok(projected)
    }

    /// `MATCH (a:A {x: 1}), (b)`: each row with each of the nodes that fit.
    fn find(&self, wanted: &Match, rows: Vec<Row>, span: Span) -> Result<Vec<Row>, Mistake> {
        if wanted.optional || wanted.predicate.is_some() {
            let message = "OPTIONAL MATCH and WHERE are not read in a script";
            return Err(Mistake::new(span, message, FORMS));
        }
        let mut rows = rows;
        for pattern in &wanted.patterns {
            let [PathElement::Node(node)] = pattern.elements.as_slice() else {
                let message = "a script can look for single nodes only";
                return Err(Mistake::new(pattern.span, message, FORMS));
            };
            let mut found = Vec::new();
            for row in rows {
                if let Some(name) = variable(node)
                    && self.scope(&row).variable(name).is_some()
                {
                    found.push(row);
                    continue;
                }
                let fitting = self.fitting(node, &row)?;
                enough(found.len() + fitting.len(), span)?;
                for number in fitting {
                    let mut row = row.clone();
                    if let Some(name) = variable(node) {
                        row.push((name.to_owned(), Constant::Node(number)));
                    }
                    found.push(row);
                }
            }
            rows = found;
        }
        Ok(rows)
    }

    /// The nodes that a pattern fits.
    fn fitting(&self, pattern: &NodePattern, row: &Row) -> Result<Vec<usize>, Mistake> {
        let wanted = self.wanted(pattern, row)?;
        let fits = |&number: &usize| {
            let node = &self.nodes[number];
            let has = |(key, value): (&String, &Value)| node.properties.get(key) == Some(value);
            wanted.labels.iter().all(|l| node.labels.contains(l))
                && wanted.properties.iter().all(has)
        };
        let key = |(key, value): (&String, &Value)| (key.clone(), value.to_string());
        match wanted.properties.iter().next().map(key) {
            Some(key) => {
                let some = self.with.get(&key).map_or(&[][..], Vec::as_slice);
                Ok(some.iter().copied().filter(fits).collect())
            }
            None => Ok((0..self.nodes.len()).filter(fits).collect()),
        }
    }

    fn wanted(&self, pattern: &NodePattern, row: &Row) -> Result<Wanted, Mistake> {
        if let Some(predicate) = &pattern.predicate {
            let message = "WHERE in a script is not read";
            return Err(Mistake::new(predicate.span, message, FORMS));
        }
        let mut labels = Vec::new();
        if let Some(expression) = &pattern.labels {
            all_of(expression, &mut labels)?;
        }
        let (properties, temporal) = self.properties(pattern.properties.as_ref(), row)?;
        Ok(Wanted {
            labels,
            properties,
            temporal,
        })
    }

    fn properties(&self, map: Option<&Expression>, row: &Row) -> Result<Properties, Mistake> {
        let (mut properties, mut temporal) = (BTreeMap::new(), Vec::new());
        let Some(map) = map else {
            return Ok((properties, temporal));
        };
        let span_of = |key: &str| match &map.kind {
            ExpressionKind::Map(entries) => entries.iter().find(|e| e.key.text == key),
            _ => None,
        };
        let Constant::Map(entries) = value(map, &self.scope(row))? else {
            return Err(Mistake::new(map.span, "these are no properties", FORMS));
        };
        for (key, constant) in entries {
            let span = span_of(&key).map_or(map.span, |entry| entry.value.span);
            if constant.is_temporal() {
                temporal.push(key.clone());
            }
            match constant.stored() {
                Some(Value::Null) => drop(properties.remove(&key)),
                Some(value) => drop(properties.insert(key, value)),
                None => {
                    let message = format!("{key} cannot have this value");
                    let hint = "a property is a text, a number, true or false, a date, or a \
                                list of such";
                    return Err(Mistake::new(span, message, hint));
                }
            }
        }
        Ok((properties, temporal))
    }

    fn create(&mut self, pattern: &PathPattern, row: &mut Row) -> Result<(), Mistake> {
        self.make(pattern, row, |_, _, _, _| None)
    }

    /// A single node that is found or made; or a path whose nodes are known, the relationships of
    /// which are found or made.
    fn merge(&mut self, pattern: &PathPattern, row: &mut Row) -> Result<(), Mistake> {
        if let [PathElement::Node(node)] = pattern.elements.as_slice() {
            if let Some(&found) = self.fitting(node, row)?.first() {
                if let Some(name) = variable(node) {
                    row.push((name.to_owned(), Constant::Node(found)));
                }
                return Ok(());
            }
            return self.create(pattern, row);
        }
        let unknown = pattern.nodes().find(|node| {
            let known = |name| self.scope(row).variable(name).is_some();
            !variable(node).is_some_and(known)
        });
        if let Some(node) = unknown {
            let message = "a MERGE of relationships needs nodes that are known";
            let hint = "merge the nodes first, each in a MERGE of its own";
            return Err(Mistake::new(node.span, message, hint));
        }
        self.make(pattern, row, |made, kind, ends, properties| {
            let of = |[start, end]: [usize; 2]| (start, end, kind.to_owned());
            let same = made.between.get(&of(ends))?.iter();
            let has = |r: &Relationship| {
                properties
                    .iter()
                    .all(|(k, v)| r.properties.get(k) == Some(v))
            };
            same.copied().find(|&r| has(&made.relationships[r]))
        })
    }

    /// Makes what a pattern says, but for the relationships that are found.
    fn make(
        &mut self,
        pattern: &PathPattern,
        row: &mut Row,
        found: impl Fn(&Made, &str, [usize; 2], &BTreeMap<String, Value>) -> Option<usize>,
    ) -> Result<(), Mistake> {
        if pattern.search != PathSearch::All {
            return Err(Mistake::new(pattern.span, "this makes nothing", FORMS));
        }
        let mut before: Option<usize> = None;
        let mut waiting: Option<&RelationshipPattern> = None;
        for element in &pattern.elements {
            match element {
                PathElement::Node(node) => {
                    let number = self.node(node, row)?;
                    if let (Some(from), Some(relationship)) = (before, waiting.take()) {
                        self.relationship(relationship, [from, number], row, &found)?;
                    }
                    before = Some(number);
                }
                PathElement::Relationship(relationship) => waiting = Some(relationship),
                PathElement::Group(group) => {
                    let message = "a group makes nothing";
                    return Err(Mistake::new(group.span, message, FORMS));
                }
            }
        }
        Ok(())
    }

    /// The number of the node that a pattern says: one that is known, or a new one.
    fn node(&mut self, pattern: &NodePattern, row: &mut Row) -> Result<usize, Mistake> {
        let name = variable(pattern);
        if let Some(held) = name.and_then(|name| self.scope(row).variable(name)) {
            let bare = pattern.labels.is_none() && pattern.properties.is_none();
            return match held {
                Constant::Node(number) if bare => Ok(number),
                Constant::Node(_) => Err(Mistake::new(
                    pattern.span,
                    format!("{} is made already", name.unwrap_or_default()),
                    "name it without labels and properties to use it again",
                )),
                _ => Err(Mistake::new(
                    pattern.span,
                    format!("{} is no node", name.unwrap_or_default()),
                    "use another variable",
                )),
            };
        }
        if let Some(NodeSubject::Named(named)) = &pattern.subject {
            let message = "a quoted name makes no node";
            return Err(Mistake::new(
                named.span,
                message,
                "write a variable, or nothing",
            ));
        }
        let wanted = self.wanted(pattern, row)?;
        let number = self.nodes.len();
        enough(number, pattern.span)?;
        for (key, value) in &wanted.properties {
            let key = (key.clone(), value.to_string());
            self.with.entry(key).or_default().push(number);
        }
        self.nodes.push(Node {
            span: pattern.span,
            variable: name.unwrap_or_default().to_owned(),
            labels: wanted.labels,
            properties: wanted.properties,
            temporal: wanted.temporal,
        });
        if let Some(name) = name {
            row.push((name.to_owned(), Constant::Node(number)));
        }
        Ok(number)
    }

    fn relationship(
        &mut self,
        pattern: &RelationshipPattern,
        nodes: [usize; 2],
        row: &mut Row,
        found: &impl Fn(&Made, &str, [usize; 2], &BTreeMap<String, Value>) -> Option<usize>,
    ) -> Result<(), Mistake> {
        let kind = match pattern.types.as_ref().map(|types| &types.kind) {
            Some(LabelKind::Name(name)) => name.clone(),
            _ => {
                let message = "a relationship has exactly one type";
                let hint = "write it as -[:TYPE]->";
                return Err(Mistake::new(pattern.span, message, hint));
            }
        };
        let single =
            pattern.length.is_none() && pattern.repetition.is_none() && pattern.predicate.is_none();
        let ends = match (pattern.direction, nodes) {
            (Direction::Right, nodes) if single => nodes,
            (Direction::Left, [a, b]) if single => [b, a],
            _ => {
                let message = "a relationship that is made has one direction and no length";
                return Err(Mistake::new(
                    pattern.span,
                    message,
                    "write it as -[:TYPE]->",
                ));
            }
        };
        let (properties, temporal) = self.properties(pattern.properties.as_ref(), row)?;
        if found(self, &kind, ends, &properties).is_none() {
            let number = self.relationships.len();
            enough(number, pattern.span)?;
            let key = (ends[0], ends[1], kind.clone());
            self.between.entry(key).or_default().push(number);
            self.relationships.push(Relationship {
                span: pattern.span,
                kind,
                ends,
                properties,
                temporal,
            });
        }
        if let Some(name) = &pattern.variable {
            row.push((name.text.clone(), Constant::Relationship));
        }
        Ok(())
    }
}

/// Whether a clause is one that is about constraints, indexes and the like.
fn is_schema(clause: &Clause) -> bool {
    const SCHEMA: [&str; 2] = ["CONSTRAINT", "INDEX"];
    match &clause.kind {
        ClauseKind::Refused(refused) => {
            let mut words = refused.text.split_whitespace().take(4);
            words.any(|word| SCHEMA.iter().any(|s| s.eq_ignore_ascii_case(word)))
        }
        _ => false,
    }
}

fn variable(pattern: &NodePattern) -> Option<&str> {
    match &pattern.subject {
        Some(NodeSubject::Variable(name)) => Some(&name.text),
        _ => None,
    }
}

/// The labels of `A`, `A:B`, `A&B`, each once.
fn all_of(expression: &LabelExpression, to: &mut Vec<String>) -> Result<(), Mistake> {
    match &expression.kind {
        LabelKind::Name(name) if to.contains(name) => Ok(()),
        LabelKind::Name(name) => {
            to.push(name.clone());
            Ok(())
        }
        LabelKind::And(all) => all.iter().try_for_each(|label| all_of(label, to)),
        _ => Err(Mistake::new(
            expression.span,
            "a node is made with labels, not with a choice of them",
            "write them as :A:B",
        )),
    }
}

fn enough(count: usize, span: Span) -> Result<(), Mistake> {
    if count < MOST {
        return Ok(());
    }
    let message = format!("the script makes more than {MOST} things");
    Err(Mistake::new(
        span,
        message,
        "a graph of that size is better read from CSV files",
    ))
}
