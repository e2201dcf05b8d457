//! Patterns: their variables declared first, then what must hold of them, as conditions may name
//! variables that stand further right.

use std::rc::Rc;

use crate::graph::TypeId;
use crate::query::QueryError;
use crate::query::pattern::resolve;
use crate::syntax::{
    ComparisonOperator, Expression, ExpressionKind, LabelExpression, Name, NodePattern,
    NodeSubject, PathElement, PathPattern, PathSearch, RelationshipPattern, Span,
};

use super::super::expr::{Expr, ExprKind, Test};
use super::super::fault::Fault;
use super::super::plan::{
    Hop, Length, Link, LinkKind, PathStep, PathVariable, Pattern, PatternNode,
};
use super::super::types::Type;
use super::expression::Result;
use super::query::{Builder, already_bound, find};
use super::{Place, Scope, Variable, bind_labels, known, slot_at, undefined};

/// How many nodes and relationships a pattern may have. To find a good order takes time that
/// grows with the square of them.
const MOST: usize = 1_000;

/// A pattern that is being bound.
pub(super) struct Drawing<'t, 'g> {
    pub(super) pattern: Pattern<'g>,
    /// What must hold of the value in a slot, to be bound once all variables are known.
    wanted: Vec<Wanted<'t>>,
    /// How many variables there were before the clause.
    pub(super) known: usize,
    /// Names of relationships of this clause: they stand once only.
    pub(super) used: Vec<String>,
    /// Whether variables may be new.
    pub(super) may_declare: bool,
}

/// What must hold of the value in a slot.
enum Wanted<'t> {
    /// Properties and conditions of a node or a single relationship.
    Value(usize, Option<&'t Expression>, Option<&'t Expression>),
    /// The same of each relationship of the link of that index.
    Each(usize, &'t RelationshipPattern),
}

impl Drawing<'_, '_> {
    /// Nothing yet.
    pub(super) fn new(known: usize, may_declare: bool) -> Self {
        Drawing {
            pattern: Pattern::default(),
            wanted: Vec::new(),
            known,
            used: Vec::new(),
            may_declare,
        }
    }
}

impl<'g> Builder<'_, 'g> {
    /// Binds the patterns of a clause and adds their variables to the scope.
    pub(super) fn patterns(
        &mut self,
        patterns: &[PathPattern],
        predicate: Option<&Expression>,
        scope: &mut Scope,
        may_declare: bool,
    ) -> Result<Pattern<'g>> {
        let mut drawing = Drawing::new(scope.variables.len(), may_declare);
        for path in patterns {
            self.path(path, scope, &mut drawing)?;
            if drawing.pattern.links.len().max(drawing.pattern.nodes.len()) > MOST {
                let message = format!("a pattern has more than {MOST} nodes or relationships");
                return Err(QueryError::at(path.span, message));
            }
        }
        let mut pattern = self.finish(drawing, scope)?;
        for (i, node) in pattern
            .nodes
            .iter()
            .enumerate()
            .filter(|(_, node)| node.bound)
        {
            // What is null is no node; links see that for themselves.
            if !pattern
                .links
                .iter()
                .any(|link| link.from == i || link.to == i)
            {
                let slot = Box::new(slot_at(node.slot, node.span));
                let kind = ExprKind::Test(slot, Test::IsNotNull);
                let span = node.span;
                pattern.conditions.push(Expr { kind, span });
            }
        }
        if let Some(predicate) = predicate {
            let condition = self.condition(predicate, scope)?;
            pattern.conditions.extend(conjuncts(condition));
        }
        Ok(pattern)
    }

    /// Binds what must hold, now that all variables are known.
    pub(super) fn finish<'t>(
        &mut self,
        drawing: Drawing<'t, 'g>,
        scope: &Scope,
    ) -> Result<Pattern<'g>> {
        let mut pattern = drawing.pattern;
        for wanted in drawing.wanted {
            match wanted {
                Wanted::Value(slot, properties, predicate) => {
                    let conditions = self.holds(slot, properties, predicate, scope)?;
                    pattern.conditions.extend(conditions);
                }
                Wanted::Each(link, rel) => {
                    let condition = self.each(rel, scope)?;
                    if let Some(LinkKind::Trail(hop, _) | LinkKind::Search(_, hop, _, _)) =
                        pattern.links.get_mut(link).map(|link| &mut link.kind)
                    {
                        hop.condition = condition;
                    }
                }
            }
        }
        Ok(pattern)
    }

    /// The conditions that a map of properties and a predicate put on the value in a slot.
    fn holds(
        &mut self,
        slot: usize,
        properties: Option<&Expression>,
        predicate: Option<&Expression>,
        scope: &Scope,
    ) -> Result<Vec<Expr<'g>>> {
        let mut conditions = Vec::new();
        match properties.map(|properties| (&properties.kind, properties.span)) {
            None => {}
            Some((ExpressionKind::Map(entries), _)) => {
                for entry in entries {
                    let (value, _) = self.expression(&entry.value, scope)?;
                    let graph = self.graph;
                    let key = known::key(&entry.key, &Type::Node, graph, self);
                    let span = entry.key.span.to(entry.value.span);
                    let property = ExprKind::Property(Box::new(slot_at(slot, span)), key);
                    let kind = property;
                    let property = Box::new(Expr { kind, span });
                    let rest = vec![(ComparisonOperator::Equal, value)];
                    let kind = ExprKind::Comparison(property, rest);
                    conditions.push(Expr { kind, span });
                }
            }
            Some((_, span)) => {
                let message = "the properties of a pattern are a map, key by key";
                let error =
                    QueryError::at(span, message).fault(Fault::syntax("InvalidParameterUse"));
                return Err(error.hint("write {key: $map.key}"));
            }
        }
        if let Some(predicate) = predicate {
            conditions.extend(conjuncts(self.condition(predicate, scope)?));
        }
        Ok(conditions)
    }

    /// The condition on each relationship of several in a row, and its slot.
    fn each(
        &mut self,
        rel: &RelationshipPattern,
        scope: &Scope,
    ) -> Result<Option<(usize, Box<Expr<'g>>)>> {
        if rel.properties.is_none() && rel.predicate.is_none() {
            return Ok(None);
        }
        let slot = self.slot("");
        let mut inner = scope.clone();
        if let Some(name) = &rel.variable {
            inner.variables.push(Variable {
                name: name.text.clone(),
                kind: Type::Relationship,
                place: Place::Slot(slot),
            });
        }
        let (properties, predicate) = (rel.properties.as_ref(), rel.predicate.as_ref());
        let mut all = self.holds(slot, properties, predicate, &inner)?;
        let condition = match (all.pop(), all.is_empty()) {
            (None, _) => return Ok(None),
            (Some(only), true) => only,
            (Some(last), false) => {
                all.push(last);
                let kind = ExprKind::And(all);
                let span = rel.span;
                Expr { kind, span }
            }
        };
        Ok(Some((slot, Box::new(condition))))
    }

    fn path<'t>(
        &mut self,
        path: &'t PathPattern,
        scope: &mut Scope,
        drawing: &mut Drawing<'t, 'g>,
    ) -> Result<()> {
        let mut elements = Vec::new();
        flatten(&path.elements, drawing, &mut elements)?;
        let (start, steps) = match path.search {
            PathSearch::All => self.elements(&elements, scope, drawing)?,
            search => self.search(search, path, &elements, scope, drawing)?,
        };
        if let Some(name) = &path.variable {
            if find(&name.text, scope).is_some() {
                return Err(already_bound(name));
            }
            if !drawing.may_declare {
                return Err(undefined(&name.text, name.span, scope));
            }
            let slot = self.declare(&name.text, Type::Path, scope);
            drawing
                .pattern
                .paths
                .push(PathVariable { slot, start, steps });
        }
        Ok(())
    }

    /// Binds nodes and what joins them; the slot of the first node, and the steps of the path.
    pub(super) fn elements<'t>(
        &mut self,
        elements: &[&'t PathElement],
        scope: &mut Scope,
        drawing: &mut Drawing<'t, 'g>,
    ) -> Result<(usize, Vec<PathStep>)> {
        let (mut start, mut steps) = (None, Vec::new());
        let mut here: Option<usize> = None;
        let mut at = 0;
        while let Some(element) = elements.get(at) {
            at += 1;
            let node = match element {
                PathElement::Node(node) => {
                    let node = self.node(node, scope, drawing)?;
                    if let Some(before) = here {
                        // Two nodes side by side, where brackets met, are one.
                        let condition = self.same(before, node, drawing);
                        drawing.pattern.conditions.push(condition);
                    }
                    node
                }
                PathElement::Relationship(_) | PathElement::Group(_) => {
                    let from = here.unwrap_or_else(|| self.hidden_node(drawing));
                    start.get_or_insert(from);
                    let to = match elements.get(at) {
                        Some(PathElement::Node(node)) => {
                            at += 1;
                            self.node(node, scope, drawing)?
                        }
                        _ => self.hidden_node(drawing),
                    };
                    steps.push(match element {
                        PathElement::Relationship(rel) => {
                            self.relationship(rel, (from, to), scope, drawing)?
                        }
                        PathElement::Group(group) => {
                            self.group(group, (from, to), scope, drawing)?
                        }
                        PathElement::Node(_) => continue,
                    });
                    to
                }
            };
            start.get_or_insert(node);
            here = Some(node);
        }
        let start = start.unwrap_or_else(|| self.hidden_node(drawing));
        Ok((drawing.pattern.nodes[start].slot, steps))
    }

    fn same(&self, a: usize, b: usize, drawing: &Drawing<'_, 'g>) -> Expr<'g> {
        let of = |node: usize| {
            let node = &drawing.pattern.nodes[node];
            slot_at(node.slot, node.span)
        };
        let span = of(b).span;
        let kind = ExprKind::Comparison(Box::new(of(a)), vec![(ComparisonOperator::Equal, of(b))]);
        Expr { kind, span }
    }

    fn hidden_node(&mut self, drawing: &mut Drawing<'_, 'g>) -> usize {
        let slot = self.slot("");
        drawing.pattern.nodes.push(PatternNode {
            slot,
            bound: false,
            labels: Vec::new(),
            named: None,
            span: Span::default(),
        });
        drawing.pattern.nodes.len() - 1
    }

    pub(super) fn node<'t>(
        &mut self,
        node: &'t NodePattern,
        scope: &mut Scope,
        drawing: &mut Drawing<'t, 'g>,
    ) -> Result<usize> {
        let index = match &node.subject {
            Some(NodeSubject::Variable(name)) => self.node_variable(name, scope, drawing)?,
            _ => self.hidden_node(drawing),
        };
        let labels = node
            .labels
            .as_ref()
            .map(|labels| bind_labels(labels, self.graph, self));
        let named = resolve(self.graph, node)?;
        let made = &mut drawing.pattern.nodes[index];
        made.labels.extend(labels);
        made.span = node.span;
        if named.is_some() {
            made.named = named;
        }
        let (properties, predicate) = (node.properties.as_ref(), node.predicate.as_ref());
        if properties.is_some() || predicate.is_some() {
            let wanted = Wanted::Value(made.slot, properties, predicate);
            drawing.wanted.push(wanted);
        }
        Ok(index)
    }

    fn node_variable(
        &mut self,
        name: &Name,
        scope: &mut Scope,
        drawing: &mut Drawing<'_, 'g>,
    ) -> Result<usize> {
        let (slot, bound) = match find(&name.text, scope) {
            Some(found) => {
                if !matches!(found.kind, Type::Node | Type::Any | Type::Null) {
                    return Err(conflict(name, &found.kind, "a node"));
                }
                let Place::Slot(slot) = found.place else {
                    return Err(conflict(name, &found.kind, "a node"));
                };
                (slot, true)
            }
            None if drawing.may_declare => (self.declare(&name.text, Type::Node, scope), false),
            None => return Err(undefined(&name.text, name.span, scope)),
        };
        let known = drawing
            .pattern
            .nodes
            .iter()
            .position(|node| node.slot == slot);
        Ok(known.unwrap_or_else(|| {
            drawing.pattern.nodes.push(PatternNode {
                slot,
                bound,
                labels: Vec::new(),
                named: None,
                span: name.span,
            });
            drawing.pattern.nodes.len() - 1
        }))
    }

    pub(super) fn relationship<'t>(
        &mut self,
        rel: &'t RelationshipPattern,
        (from, to): (usize, usize),
        scope: &mut Scope,
        drawing: &mut Drawing<'t, 'g>,
    ) -> Result<PathStep> {
        let length = length(rel)?;
        let (slot, bound) = self.link_variable(rel, length.is_none(), scope, drawing)?;
        let hop = self.hop(rel);
        let kind = match length {
            None => LinkKind::Single(hop),
            Some(length) => LinkKind::Trail(hop, length),
        };
        let link = drawing.pattern.links.len();
        drawing.wanted.push(match kind {
            LinkKind::Single(_) => {
                Wanted::Value(slot, rel.properties.as_ref(), rel.predicate.as_ref())
            }
            _ => Wanted::Each(link, rel),
        });
        drawing.pattern.links.push(Link {
            from,
            to,
            slot,
            bound,
            kind,
            span: rel.span,
        });
        Ok(PathStep::Link(slot))
    }

    /// The slot of a relationship, or of the list of relationships, and whether it is there.
    fn link_variable(
        &mut self,
        rel: &RelationshipPattern,
        is_single: bool,
        scope: &mut Scope,
        drawing: &mut Drawing<'_, 'g>,
    ) -> Result<(usize, bool)> {
        let Some(name) = &rel.variable else {
            return Ok((self.slot(""), false));
        };
        if drawing.used.contains(&name.text) {
            let message = format!("the relationship {:?} cannot stand twice here", name.text);
            return Err(QueryError::at(name.span, message)
                .fault(Fault::syntax("RelationshipUniquenessViolation")));
        }
        drawing.used.push(name.text.clone());
        let (wanted, kind) = match is_single {
            true => ("a relationship", Type::Relationship),
            false => ("a list of relationships", Type::list_of(Type::Relationship)),
        };
        match find(&name.text, scope) {
            Some(found) => {
                let fits = match (&found.kind, is_single) {
                    (Type::Any | Type::Null, _) => true,
                    (Type::Relationship, single) => single,
                    (Type::List(item), false) => {
                        matches!(**item, Type::Any | Type::Relationship | Type::Null)
                    }
                    _ => false,
                };
                match found.place {
                    Place::Slot(slot) if fits => Ok((slot, true)),
                    _ => Err(conflict(name, &found.kind, wanted)),
                }
            }
            None if drawing.may_declare => Ok((self.declare(&name.text, kind, scope), false)),
            None => Err(undefined(&name.text, name.span, scope)),
        }
    }

    /// Which relationships may be followed, without what must hold of each.
    fn hop(&mut self, rel: &RelationshipPattern) -> Hop<'g> {
        Hop {
            direction: rel.direction,
            types: rel.types.as_ref().and_then(|types| self.types(types)),
            condition: None,
        }
    }

    fn types(&mut self, types: &LabelExpression) -> Option<Rc<[TypeId]>> {
        let test = bind_labels(types, self.graph, self);
        let fits = |kind: &TypeId| test.fits(true, &|_, wanted| wanted == Some(*kind));
        let fitting: Vec<TypeId> = self.graph.type_ids().filter(fits).collect();
        let is_all = fitting.len() == self.graph.type_ids().len() && !fitting.is_empty();
        (!is_all).then(|| fitting.into())
    }
}

/// Takes away brackets that only group. A condition in them is refused: it can stand behind.
fn flatten<'t>(
    elements: &'t [PathElement],
    drawing: &mut Drawing<'t, '_>,
    flat: &mut Vec<&'t PathElement>,
) -> Result<()> {
    for element in elements {
        match element {
            PathElement::Group(group) if group.repetition.is_none() => {
                if let Some(predicate) = &group.predicate {
                    drawing
                        .wanted
                        .push(Wanted::Value(usize::MAX, None, Some(predicate)));
                }
                flatten(&group.elements, drawing, flat)?;
            }
            element => flat.push(element),
        }
    }
    Ok(())
}

/// How many relationships in a row, if not one.
fn length(rel: &RelationshipPattern) -> Result<Option<Length>> {
    if let Some(repetition) = rel.repetition {
        return Ok(Some(Length {
            min: repetition.min,
            max: repetition.max,
        }));
    }
    Ok(rel.length.map(|length| Length {
        min: length.min.unwrap_or(1),
        max: length.max,
    }))
}

fn conflict(name: &Name, known: &Type, wanted: &str) -> QueryError {
    let message = format!("{:?} is {}, not {wanted}", name.text, known.name());
    QueryError::at(name.span, message).fault(Fault::syntax("VariableTypeConflict"))
}

/// The terms of a conjunction, each for itself.
pub(super) fn conjuncts(condition: Expr<'_>) -> Vec<Expr<'_>> {
    match condition.kind {
        ExprKind::And(terms) => terms.into_iter().flat_map(conjuncts).collect(),
        _ => vec![condition],
    }
}
