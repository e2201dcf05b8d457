//! Patterns: their variables declared first, then what must hold of them, as conditions may name
//! variables that stand further right.

use std::rc::Rc;

use crate::graph::TypeId;
use crate::query::QueryError;
use crate::query::pattern::resolve;
use crate::syntax::{
    ComparisonOperator, Expression, ExpressionKind, GroupPattern, LabelExpression, Name,
    NodePattern, NodeSubject, PathElement, PathPattern, PathSearch, RelationshipPattern, Span,
};

use super::super::expr::{Expr, ExprKind, PropertyKey, Test};
use super::super::fault::Fault;
use super::super::plan::{
    Choice, Group, Hop, Length, Link, LinkKind, PathStep, PathVariable, Pattern, PatternNode,
};
use super::super::types::Type;
use super::expression::Result;
use super::query::{Builder, already_bound, find};
use super::{Place, Scope, Variable, bind_labels, slot_at, undefined};

/// How many nodes and relationships a pattern may have. To find a good order takes time that
/// grows with the square of them.
const MOST: usize = 1_000;

/// A pattern that is being bound.
pub(super) struct Drawing<'t, 'g> {
    pub(super) pattern: Pattern<'g>,
    /// What must hold of the value in a slot, to be bound once all variables are known.
    wanted: Vec<Wanted<'t>>,
    /// Names of relationships of this clause: they stand once only.
    used: Vec<String>,
    /// Whether variables may be new.
    may_declare: bool,
}

/// What must hold of the value in a slot.
enum Wanted<'t> {
    /// Properties and conditions of a node or a single relationship.
    Value(usize, Option<&'t Expression>, Option<&'t Expression>),
    /// The same of each relationship of the link of that index.
    Each(usize, &'t RelationshipPattern),
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
        let mut drawing = Drawing {
            pattern: Pattern::default(),
            wanted: Vec::new(),
            used: Vec::new(),
            may_declare,
        };
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
    fn finish<'t>(&mut self, drawing: Drawing<'t, 'g>, scope: &Scope) -> Result<Pattern<'g>> {
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
                    let key = PropertyKey::new(&entry.key.text);
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
    fn elements<'t>(
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

    fn node<'t>(
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

    fn relationship<'t>(
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

    fn search<'t>(
        &mut self,
        search: PathSearch,
        path: &'t PathPattern,
        elements: &[&'t PathElement],
        scope: &mut Scope,
        drawing: &mut Drawing<'t, 'g>,
    ) -> Result<(usize, Vec<PathStep>)> {
        if let [
            PathElement::Node(from),
            PathElement::Relationship(rel),
            PathElement::Node(to),
        ] = elements
        {
            let from = self.node(from, scope, drawing)?;
            let to = self.node(to, scope, drawing)?;
            let step = self.relationship(rel, (from, to), scope, drawing)?;
            if let Some(link) = drawing.pattern.links.last_mut() {
                let kind = match &link.kind {
                    LinkKind::Trail(hop, length) => (hop.clone(), *length),
                    LinkKind::Single(hop) => (
                        hop.clone(),
                        Length {
                            min: 1,
                            max: Some(1),
                        },
                    ),
                    _ => return Ok((drawing.pattern.nodes[from].slot, vec![step])),
                };
                // One relationship is a list of one here only if it has no name to be seen by.
                if matches!(link.kind, LinkKind::Trail(..)) {
                    link.kind = LinkKind::Search(search, kind.0, kind.1, Vec::new());
                }
            }
            return Ok((drawing.pattern.nodes[from].slot, vec![step]));
        }
        if matches!(search, PathSearch::Shortest | PathSearch::AllShortest) {
            let message = "shortestPath takes one relationship between two nodes";
            return Err(QueryError::at(path.span, message)
                .fault(Fault::syntax("InvalidRelationshipPattern")));
        }
        self.choice(search, elements, scope, drawing)
    }

    fn choice<'t>(
        &mut self,
        search: PathSearch,
        elements: &[&'t PathElement],
        scope: &mut Scope,
        drawing: &mut Drawing<'t, 'g>,
    ) -> Result<(usize, Vec<PathStep>)> {
        let before = self.frame.len();
        let mut inner = Drawing {
            pattern: Pattern::default(),
            wanted: Vec::new(),
            used: std::mem::take(&mut drawing.used),
            may_declare: drawing.may_declare,
        };
        let (start, steps) = self.elements(elements, scope, &mut inner)?;
        drawing.used = std::mem::take(&mut inner.used);
        let mut pattern = self.finish(inner, scope)?;
        let first = pattern
            .nodes
            .iter()
            .position(|node| node.slot == start)
            .unwrap_or(0);
        let last = pattern.links.last().map_or(first, |link| link.to);
        // The ends are found outside, so that the choice is made between each pair of them.
        let mut ends = [first, last].map(|end| {
            let node = pattern.nodes[end].clone();
            pattern.nodes[end].bound = true;
            let known = drawing
                .pattern
                .nodes
                .iter()
                .position(|it| it.slot == node.slot);
            known.unwrap_or_else(|| {
                drawing.pattern.nodes.push(node);
                drawing.pattern.nodes.len() - 1
            })
        });
        if steps.is_empty() {
            ends[1] = ends[0];
        }
        let end_slots = ends.map(|end| drawing.pattern.nodes[end].slot);
        let filled = (before..self.frame.len()).filter(|slot| !end_slots.contains(slot));
        let choice = Choice {
            filled: filled.collect(),
            links: pattern.links.iter().map(|link| link.slot).collect(),
            pattern,
        };
        let slot = self.slot("");
        drawing.pattern.links.push(Link {
            from: ends[0],
            to: ends[1],
            slot,
            bound: false,
            kind: LinkKind::Choice(search, Box::new(choice)),
            span: Span::default(),
        });
        Ok((start, steps))
    }

    fn group<'t>(
        &mut self,
        group: &'t GroupPattern,
        (from, to): (usize, usize),
        scope: &mut Scope,
        drawing: &mut Drawing<'t, 'g>,
    ) -> Result<PathStep> {
        let length = group.repetition.map_or(
            Length {
                min: 1,
                max: Some(1),
            },
            |it| Length {
                min: it.min,
                max: it.max,
            },
        );
        let mut inner = Drawing {
            pattern: Pattern::default(),
            wanted: Vec::new(),
            used: Vec::new(),
            may_declare: drawing.may_declare,
        };
        let known = scope.variables.len();
        let mut inside = scope.clone();
        let elements: Vec<&PathElement> = group.elements.iter().collect();
        if let Some(nested) = elements.iter().find_map(|it| match it {
            PathElement::Group(nested) => Some(nested.span),
            _ => None,
        }) {
            let message = "what repeats cannot stand in what repeats";
            return Err(QueryError::at(nested, message).fault(Fault::syntax("UnexpectedSyntax")));
        }
        let (start, _) = self.elements(&elements, &mut inside, &mut inner)?;
        let mut pattern = self.finish(inner, &inside)?;
        if let Some(predicate) = &group.predicate {
            let condition = self.condition(predicate, &inside)?;
            pattern.conditions.extend(conjuncts(condition));
        }
        let first = pattern
            .nodes
            .iter()
            .position(|node| node.slot == start)
            .unwrap_or(0);
        let last = pattern.links.last().map_or(first, |link| link.to);
        let (mut lists, mut links) = (Vec::new(), Vec::new());
        let inner_slots = pattern
            .nodes
            .iter()
            .filter(|node| !node.bound)
            .map(|node| node.slot);
        let link_slots = pattern
            .links
            .iter()
            .filter(|link| !link.bound)
            .map(|link| link.slot);
        for slot in inner_slots.chain(link_slots) {
            let named = inside.variables[known..]
                .iter()
                .find(|it| it.place == Place::Slot(slot));
            let list = match named {
                Some(variable) => {
                    let kind = Type::list_of(variable.kind.clone());
                    let name = variable.name.clone();
                    if find(&name, scope).is_some() {
                        let span = group.span;
                        return Err(already_bound(&Name { text: name, span }));
                    }
                    self.declare(&name, kind, scope)
                }
                None => self.slot(""),
            };
            lists.push((slot, list));
        }
        let mut turns = Vec::new();
        for link in &pattern.links {
            links.push(link.slot);
            let list = lists.iter().find(|(inside, _)| *inside == link.slot);
            turns.extend(list.map(|(_, list)| *list));
        }
        let slot = self.slot("");
        let made = Group {
            pattern,
            ends: (first, last),
            lists,
            links,
        };
        drawing.pattern.links.push(Link {
            from,
            to,
            slot,
            bound: false,
            kind: LinkKind::Group(Box::new(made), length),
            span: group.span,
        });
        Ok(PathStep::Turns(turns))
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
