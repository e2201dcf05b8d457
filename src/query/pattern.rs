//! Path patterns of fixed or bounded length: the paths that fit them.

use rustc_hash::FxHashSet;

use crate::graph::{Answer, Cell, Entity, Graph, NodeId, RelationshipId, Resolution, Row};
use crate::syntax::{
    Direction, Expression, LabelExpression, LabelKind, NodePattern, NodeSubject, PathElement,
    PathPattern, PathSearch, RelationshipPattern,
};

use super::QueryError;
use super::cypher::{Alone, Datum, Variables, has_properties};

/// How long a variable-length part may be at most.
const MAX_HOPS: u64 = 30;

/// The paths that fit a pattern, at most `limit`, each relationship at most once in a path; one
/// column an element of the pattern.
///
/// The search starts at the node of the pattern that fewest nodes fit and extends to both sides;
/// the order of rows follows from that and from ids. Backtracking on a stack of its own.
///
/// # Errors
/// Patterns without an upper bound, unknown names, and what the evaluation of conditions gives.
pub fn matches(
    graph: &Graph,
    pattern: &PathPattern,
    condition: Option<&Expression>,
    limit: usize,
) -> Result<Answer, QueryError> {
    let plan = Plan::new(graph, pattern)?;
    let mut search = Search {
        plan: &plan,
        condition: condition.map(|it| Alone::new(graph, it)),
        limit,
        rows: Vec::new(),
    };
    let mut stopped = false;
    for start in plan.starts.iter().copied() {
        if !search.from(start)? {
            stopped = true;
            break;
        }
    }
    let columns = plan.columns();
    let columns: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut answer = Answer::new(graph, &columns, search.rows);
    answer.notes = plan.unknown_names();
    if stopped {
        answer.notes.push(format!(
            "stopped at {limit} rows, there may be more; raise --limit"
        ));
    }
    Ok(answer)
}

/// A pattern made ready to search.
struct Plan<'a> {
    graph: &'a Graph,
    nodes: Vec<&'a NodePattern>,
    rels: Vec<&'a RelationshipPattern>,
    /// The nodes that the patterns' quoted names stand for.
    named: Vec<Option<NodeId>>,
    /// What else nodes and relationships must be.
    node_tests: Vec<Tests<'a>>,
    rel_tests: Vec<Tests<'a>>,
    /// Where the search starts, and the nodes that fit there.
    anchor: usize,
    starts: Vec<NodeId>,
}

impl<'a> Plan<'a> {
    fn new(graph: &'a Graph, pattern: &'a PathPattern) -> Result<Plan<'a>, QueryError> {
        if pattern.search != PathSearch::All {
            let message = "a search for shortest or for any paths cannot stand in a pattern yet";
            return Err(QueryError::at(pattern.span, message).hint("use `aigraph path FROM TO`"));
        }
        let mut nodes = Vec::new();
        let mut rels = Vec::new();
        for element in &pattern.elements {
            match element {
                PathElement::Node(node) => nodes.push(node),
                PathElement::Relationship(rel) => rels.push(rel),
                PathElement::Group(group) => {
                    let message = "a part in brackets cannot stand in a pattern yet";
                    return Err(QueryError::at(group.span, message)
                        .hint("one relationship may repeat: -[:TYPE]->{1,5}"));
                }
            }
        }
        for rel in &rels {
            hops(rel)?;
        }
        let named: Result<Vec<_>, _> = nodes.iter().map(|node| resolve(graph, node)).collect();
        let tests = |properties: &'a Option<Expression>, predicate: &'a Option<Expression>| Tests {
            properties: properties.as_ref().map(|it| Alone::new(graph, it)),
            predicate: predicate.as_ref().map(|it| Alone::new(graph, it)),
        };
        let node_tests = nodes.iter().map(|it| tests(&it.properties, &it.predicate));
        let rel_tests = rels.iter().map(|it| tests(&it.properties, &it.predicate));
        let mut plan = Plan {
            graph,
            node_tests: node_tests.collect(),
            rel_tests: rel_tests.collect(),
            nodes,
            rels,
            named: named?,
            anchor: 0,
            starts: Vec::new(),
        };
        let fitting: Vec<usize> = (0..plan.nodes.len()).map(|i| plan.estimate(i)).collect();
        plan.anchor = (0..fitting.len()).min_by_key(|&i| fitting[i]).unwrap_or(0);
        plan.starts = match plan.named[plan.anchor] {
            Some(node) => vec![node],
            None => graph.nodes().collect(),
        };
        Ok(plan)
    }

    /// About how many nodes fit the node pattern of that index.
    fn estimate(&self, index: usize) -> usize {
        if self.named[index].is_some() {
            return 1;
        }
        match &self.nodes[index].labels {
            Some(labels) => {
                let fits = |&n: &NodeId| fits(self.graph, labels, n);
                // Counting a sample is enough to choose an end.
                let step = (self.graph.node_count() / 10_000).max(1);
                step * self.graph.nodes().step_by(step).filter(fits).count()
            }
            None => self.graph.node_count(),
        }
    }

    /// A name for each element: its variable, else its labels or types, numbered where repeated.
    fn columns(&self) -> Vec<String> {
        let name = |labels: &Option<LabelExpression>, otherwise: &str| match labels {
            Some(LabelExpression {
                kind: LabelKind::Name(name),
                ..
            }) => name.clone(),
            _ => otherwise.to_owned(),
        };
        let mut columns = Vec::new();
        for (i, node) in self.nodes.iter().enumerate() {
            columns.push(match &node.subject {
                Some(NodeSubject::Variable(variable)) => variable.text.clone(),
                _ => name(&node.labels, "node"),
            });
            if let Some(rel) = self.rels.get(i) {
                columns.push(match &rel.variable {
                    Some(variable) => variable.text.clone(),
                    None => name(&rel.types, "relationship"),
                });
            }
        }
        for i in 1..columns.len() {
            let repeats = columns[..i].iter().filter(|&c| *c == columns[i]).count();
            if repeats > 0 {
                columns[i] = format!("{} {}", columns[i], repeats + 1);
            }
        }
        columns
    }

    /// A note for each label and type that the graph does not have.
    fn unknown_names(&self) -> Vec<String> {
        let graph = self.graph;
        let label = |name: &str| graph.label_named(name).is_some();
        let kind = |name: &str| graph.type_named(name).is_some();
        let nodes = self.nodes.iter().filter_map(|node| node.labels.as_ref());
        let rels = self.rels.iter().filter_map(|rel| rel.types.as_ref());
        let labels = nodes.flat_map(names_of).filter(|name| !label(name));
        let types = rels.flat_map(names_of).filter(|name| !kind(name));
        let labels = labels.map(|name| {
            let known = graph.label_ids().map(|l| graph.label(l).name.as_str());
            format!("no node has the label {name}{}", did_you_mean(&name, known))
        });
        let types = types.map(|name| {
            let known = graph
                .type_ids()
                .map(|t| graph.relationship_type(t).name.as_str());
            format!(
                "no relationship has the type {name}{}",
                did_you_mean(&name, known)
            )
        });
        labels.chain(types).collect()
    }
}

/// `; did you mean X?` for the nearest known name, if one is near.
pub fn did_you_mean<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> String {
    let folded = name.to_lowercase();
    let distance = |k: &str| strsim::damerau_levenshtein(&k.to_lowercase(), &folded);
    let nearest = known.map(|k| (distance(k), k)).min();
    match nearest {
        Some((d, k)) if d <= 1 + name.chars().count() / 4 => format!("; did you mean {k}?"),
        _ => String::new(),
    }
}

/// All names in a label expression.
fn names_of(labels: &LabelExpression) -> Vec<String> {
    match &labels.kind {
        LabelKind::Name(name) => vec![name.clone()],
        LabelKind::Any => Vec::new(),
        LabelKind::Not(inner) => names_of(inner),
        LabelKind::And(parts) | LabelKind::Or(parts) => parts.iter().flat_map(names_of).collect(),
    }
}

/// The node that a quoted name of a pattern stands for, if it has one.
///
/// # Errors
/// It stands for none, or for several.
pub(super) fn resolve(graph: &Graph, node: &NodePattern) -> Result<Option<NodeId>, QueryError> {
    let Some(NodeSubject::Named(name)) = &node.subject else {
        return Ok(None);
    };
    let list = |nodes: &[NodeId]| -> String {
        let ids = nodes
            .iter()
            .map(|&n| format!("{} ({})", graph.name(n), graph.id(n)));
        ids.collect::<Vec<_>>().join(", ")
    };
    match graph.resolve(&name.node) {
        Resolution::Node(node) => Ok(Some(node)),
        Resolution::Ambiguous(nodes) => {
            let message = format!("{:?} names several nodes", name.node);
            let error = QueryError {
                unresolved: true,
                ..QueryError::at(name.span, message)
            };
            Err(error.hint(format!("use an id: {}", list(&nodes))))
        }
        Resolution::Unknown(nodes) => {
            let message = format!("no node is called {:?}", name.node);
            let error = QueryError {
                unresolved: true,
                ..QueryError::at(name.span, message)
            };
            let near = list(&nodes);
            Err(if near.is_empty() {
                error
            } else {
                error.hint(format!("did you mean {near}?"))
            })
        }
    }
}

fn fits(graph: &Graph, labels: &LabelExpression, node: NodeId) -> bool {
    let names: Vec<&str> = graph.label_names(node).collect();
    fits_labels(labels, &names)
}

/// The least and greatest number of relationships that a relationship pattern stands for.
fn hops(rel: &RelationshipPattern) -> Result<(usize, usize), QueryError> {
    let (min, max, span) = match (rel.length, rel.repetition) {
        (Some(length), _) => (length.min.unwrap_or(1), length.max, length.span),
        (None, Some(repetition)) => (repetition.min, repetition.max, repetition.span),
        (None, None) => return Ok((1, 1)),
    };
    match max {
        Some(max) if max <= MAX_HOPS => Ok((min as usize, max as usize)),
        Some(max) => {
            let message =
                format!("{max} hops are more than the {MAX_HOPS} that a pattern may have");
            Err(QueryError::at(span, message))
        }
        None => {
            let error = QueryError::at(span, "this has no upper bound");
            Err(error.hint("write one, as in *1..5; for all that is reachable use lineage or path"))
        }
    }
}

/// One step of the search: the pattern relationship to follow, from which bound node, to which.
#[derive(Clone, Copy)]
struct Step {
    rel: usize,
    from: usize,
    to: usize,
}

/// What a step may be followed by: relationships in pattern order, and the node they lead to.
type Extension = (Vec<RelationshipId>, NodeId);

struct Search<'p, 'a> {
    plan: &'p Plan<'a>,
    condition: Option<Alone<'a, 'a>>,
    limit: usize,
    rows: Vec<Row>,
}

impl<'a> Search<'_, 'a> {
    /// Collects every match with the anchor at `start`; false once the limit is reached.
    fn from(&mut self, start: NodeId) -> Result<bool, QueryError> {
        let plan = self.plan;
        let right = (plan.anchor..plan.rels.len()).map(|rel| Step {
            rel,
            from: rel,
            to: rel + 1,
        });
        let left = (0..plan.anchor).rev().map(|rel| Step {
            rel,
            from: rel + 1,
            to: rel,
        });
        let steps: Vec<Step> = right.chain(left).collect();
        let mut bound = Bound {
            nodes: vec![None; plan.nodes.len()],
            rels: vec![Vec::new(); plan.rels.len()],
            used: FxHashSet::default(),
        };
        if !self.fits_node(plan.anchor, start, &bound)? {
            return Ok(true);
        }
        bound.nodes[plan.anchor] = Some(start);
        if steps.is_empty() {
            return self.accept(&bound);
        }
        let mut stack = vec![self.extensions(steps[0], &bound)?.into_iter()];
        while let Some(level) = stack.len().checked_sub(1) {
            bound.release(steps[level]);
            let Some((rels, node)) = stack[level].next() else {
                stack.pop();
                continue;
            };
            bound.take(steps[level], rels, node);
            if level + 1 < steps.len() {
                stack.push(self.extensions(steps[level + 1], &bound)?.into_iter());
            } else if !self.accept(&bound)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Every way to follow a step: trails of the pattern's length, breadth first.
    fn extensions(&self, step: Step, bound: &Bound) -> Result<Vec<Extension>, QueryError> {
        let pattern = self.plan.rels[step.rel];
        let (min, max) = hops(pattern)?;
        let Some(from) = bound.nodes[step.from] else {
            return Ok(Vec::new());
        };
        let backwards = step.from > step.to;
        let mut found = Vec::new();
        let mut trails: Vec<Extension> = vec![(Vec::new(), from)];
        for length in 0..=max {
            if length >= min {
                for (rels, node) in &trails {
                    if self.fits_node(step.to, *node, bound)? {
                        let mut rels = rels.clone();
                        if backwards {
                            rels.reverse();
                        }
                        found.push((rels, *node));
                    }
                }
            }
            if length == max {
                break;
            }
            let mut longer = Vec::new();
            for (rels, node) in trails {
                for (rel, to) in self.follow(pattern, node, backwards) {
                    let new = !rels.contains(&rel) && !bound.used.contains(&rel);
                    if new && self.fits_relationship(step.rel, rel, bound)? {
                        longer.push((rels.iter().copied().chain([rel]).collect(), to));
                    }
                }
            }
            trails = longer;
        }
        Ok(found)
    }

    /// The relationships that the pattern's direction allows from a node; self-loops once.
    fn follow(
        &self,
        pattern: &RelationshipPattern,
        node: NodeId,
        backwards: bool,
    ) -> Vec<(RelationshipId, NodeId)> {
        let graph = self.plan.graph;
        let out = || graph.outgoing(node).map(|rel| (rel, graph.end(rel)));
        let into = || graph.incoming_from(node, None);
        match (pattern.direction, backwards) {
            (Direction::Right, false) | (Direction::Left, true) => out().collect(),
            (Direction::Left, false) | (Direction::Right, true) => into().collect(),
            (Direction::Either, _) => out().chain(into().filter(|&(_, to)| to != node)).collect(),
        }
    }

    fn fits_relationship(
        &self,
        index: usize,
        rel: RelationshipId,
        bound: &Bound,
    ) -> Result<bool, QueryError> {
        let (graph, pattern) = (self.plan.graph, self.plan.rels[index]);
        if let Some(types) = &pattern.types
            && !fits_labels(types, &[graph.type_name(rel)])
        {
            return Ok(false);
        }
        let variable = pattern.variable.as_ref().map(|name| name.text.as_str());
        let tests = &self.plan.rel_tests[index];
        if tests.are_none() {
            return Ok(true);
        }
        let mut variables = bound.variables(self.plan);
        variables.extend(variable.map(|name| (name.to_owned(), Datum::Relationship(rel))));
        tests.fit(graph, Entity::Relationship(rel), &variables)
    }

    fn fits_node(&self, index: usize, node: NodeId, bound: &Bound) -> Result<bool, QueryError> {
        let (plan, pattern) = (self.plan, self.plan.nodes[index]);
        if plan.named[index].is_some_and(|named| named != node) {
            return Ok(false);
        }
        if pattern
            .labels
            .as_ref()
            .is_some_and(|labels| !fits(plan.graph, labels, node))
        {
            return Ok(false);
        }
        let mut variables = bound.variables(plan);
        if let Some(NodeSubject::Variable(name)) = &pattern.subject {
            // A variable that stands twice is the same node twice.
            let same = variables.iter().find(|(bound, _)| *bound == name.text);
            match same {
                Some((_, Datum::Node(bound))) if *bound == node => {}
                Some(_) => return Ok(false),
                None => variables.push((name.text.clone(), Datum::Node(node))),
            }
        }
        plan.node_tests[index].fit(plan.graph, Entity::Node(node), &variables)
    }

    /// Adds a row for a full match whose condition holds; false where the limit was reached.
    fn accept(&mut self, bound: &Bound) -> Result<bool, QueryError> {
        if let Some(condition) = &self.condition {
            let fits = condition.holds(&bound.variables(self.plan));
            if !fits.map_err(|error| QueryError {
                in_condition: true,
                ..error
            })? {
                return Ok(true);
            }
        }
        if self.rows.len() == self.limit {
            return Ok(false);
        }
        let mut cells = Vec::with_capacity(bound.nodes.len() + bound.rels.len());
        for (i, node) in bound.nodes.iter().enumerate() {
            cells.push(node.map_or(Cell::NULL, Cell::Node));
            if let Some(rels) = bound.rels.get(i) {
                cells.push(self.plan.relationship_cell(i, rels));
            }
        }
        self.rows.push(Row::new(cells));
        Ok(true)
    }
}

impl Plan<'_> {
    /// A relationship, or the list of them where the pattern has a length.
    fn relationship_cell(&self, index: usize, rels: &[RelationshipId]) -> Cell {
        let repeats = self.rels[index].length.is_some() || self.rels[index].repetition.is_some();
        match (repeats, rels) {
            (false, [rel]) => Cell::Relationship(*rel),
            _ => Cell::List(rels.iter().map(|&rel| Cell::Relationship(rel)).collect()),
        }
    }
}

/// What the parts of a pattern stand for so far.
struct Bound {
    nodes: Vec<Option<NodeId>>,
    rels: Vec<Vec<RelationshipId>>,
    used: FxHashSet<RelationshipId>,
}

impl Bound {
    fn take(&mut self, step: Step, rels: Vec<RelationshipId>, node: NodeId) {
        self.used.extend(&rels);
        self.rels[step.rel] = rels;
        self.nodes[step.to] = Some(node);
    }

    fn release(&mut self, step: Step) {
        for rel in self.rels[step.rel].drain(..) {
            self.used.remove(&rel);
        }
        self.nodes[step.to] = None;
    }

    fn variables<'g>(&self, plan: &Plan<'g>) -> Variables<'g> {
        let mut variables = Vec::new();
        for (pattern, node) in plan.nodes.iter().zip(&self.nodes) {
            if let (Some(NodeSubject::Variable(name)), Some(node)) = (&pattern.subject, node) {
                variables.push((name.text.clone(), Datum::Node(*node)));
            }
        }
        let found = self.rels.iter().enumerate();
        for (i, rels) in found.filter(|(_, rels)| !rels.is_empty()) {
            if let Some(name) = &plan.rels[i].variable {
                let value = Datum::of_cell(&plan.relationship_cell(i, rels));
                variables.push((name.text.clone(), value));
            }
        }
        variables
    }
}

/// What a node or relationship of a pattern must be beside its labels or types.
struct Tests<'a> {
    properties: Option<Alone<'a, 'a>>,
    predicate: Option<Alone<'a, 'a>>,
}

impl<'a> Tests<'a> {
    fn are_none(&self) -> bool {
        self.properties.is_none() && self.predicate.is_none()
    }

    fn fit(
        &self,
        graph: &'a Graph,
        entity: Entity,
        variables: &Variables<'a>,
    ) -> Result<bool, QueryError> {
        let has = match &self.properties {
            Some(wanted) => has_properties(graph, entity, wanted, variables)?,
            None => true,
        };
        match &self.predicate {
            Some(predicate) if has => predicate.holds(variables),
            _ => Ok(has),
        }
    }
}

/// Whether a node of these labels, or a relationship of this one type, fits.
fn fits_labels(labels: &LabelExpression, names: &[&str]) -> bool {
    match &labels.kind {
        LabelKind::Name(name) => names.contains(&name.as_str()),
        LabelKind::Any => !names.is_empty(),
        LabelKind::Not(inner) => !fits_labels(inner, names),
        LabelKind::And(parts) => parts.iter().all(|part| fits_labels(part, names)),
        LabelKind::Or(parts) => parts.iter().any(|part| fits_labels(part, names)),
    }
}
