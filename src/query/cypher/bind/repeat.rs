//! Parts of a pattern that hold patterns of their own: searches for some of the paths, groups that
//! repeat.

use crate::query::QueryError;
use crate::syntax::{GroupPattern, Name, PathElement, PathPattern, PathSearch, Span};

use super::super::fault::Fault;
use super::super::plan::{Choice, Group, Length, Link, LinkKind, PathStep, Pattern};
use super::super::types::Type;
use super::expression::Result;
use super::pattern::{Drawing, conjuncts};
use super::query::{Builder, already_bound, find};
use super::{Place, Scope};

impl<'g> Builder<'_, 'g> {
    /// Binds a search; the slot of its first node, and the steps of its path.
    pub(super) fn search<'t>(
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
            && (rel.length.is_some() || rel.repetition.is_some())
        {
            let from = self.node(from, scope, drawing)?;
            let to = self.node(to, scope, drawing)?;
            let step = self.relationship(rel, (from, to), scope, drawing)?;
            if let Some(link) = drawing.pattern.links.last_mut()
                && let LinkKind::Trail(hop, length) = &link.kind
            {
                link.kind = LinkKind::Search(search, hop.clone(), *length, Vec::new());
            }
            return Ok((drawing.pattern.nodes[from].slot, vec![step]));
        }
        let is_function = matches!(search, PathSearch::Shortest | PathSearch::AllShortest);
        if is_function && elements.len() != 3 {
            let message = "shortestPath takes one relationship between two nodes";
            return Err(QueryError::at(path.span, message)
                .fault(Fault::syntax("InvalidRelationshipPattern")));
        }
        self.choice(search, path.span, elements, scope, drawing)
    }

    fn choice<'t>(
        &mut self,
        search: PathSearch,
        span: Span,
        elements: &[&'t PathElement],
        scope: &mut Scope,
        drawing: &mut Drawing<'t, 'g>,
    ) -> Result<(usize, Vec<PathStep>)> {
        let before = self.frame.len();
        let mut inner = Drawing::new(drawing.known, drawing.may_declare);
        inner.used = std::mem::take(&mut drawing.used);
        let (start, steps) = self.elements(elements, scope, &mut inner)?;
        drawing.used = std::mem::take(&mut inner.used);
        let mut pattern = self.finish(inner, scope)?;
        let (first, last) = ends(&pattern, start);
        self.check_inner(&pattern, [first, last], span, scope, drawing)?;
        // The ends are found outside, so that the choice is made between each pair of them.
        let ends = [first, last].map(|end| {
            let node = pattern.nodes[end].clone();
            pattern.nodes[end].bound = true;
            let mut outside = drawing.pattern.nodes.iter();
            let known = outside.position(|it| it.slot == node.slot);
            known.unwrap_or_else(|| {
                drawing.pattern.nodes.push(node);
                drawing.pattern.nodes.len() - 1
            })
        });
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
            span,
        });
        Ok((start, steps))
    }

    /// Refuses variables of the same clause within a search, but for its ends: they may not be
    /// known yet when it is made.
    fn check_inner(
        &self,
        pattern: &Pattern<'g>,
        ends: [usize; 2],
        span: Span,
        scope: &Scope,
        drawing: &Drawing<'_, 'g>,
    ) -> Result<()> {
        for (i, node) in pattern.nodes.iter().enumerate() {
            let new = &scope.variables[drawing.known.min(scope.variables.len())..];
            let place = Place::Slot(node.slot);
            let shared = new.iter().find(|it| it.place == place);
            if let Some(shared) = shared.filter(|_| node.bound && !ends.contains(&i)) {
                let text = shared.name.clone();
                return Err(already_bound(&Name { text, span }));
            }
        }
        Ok(())
    }

    /// Binds a group that repeats.
    pub(super) fn group<'t>(
        &mut self,
        group: &'t GroupPattern,
        (from, to): (usize, usize),
        scope: &mut Scope,
        drawing: &mut Drawing<'t, 'g>,
    ) -> Result<PathStep> {
        let once = (1, Some(1));
        let (min, max) = group.repetition.map_or(once, |it| (it.min, it.max));
        // Inside, variables of the same clause may not be known yet.
        let mut inside = scope.clone();
        inside.variables.truncate(drawing.known);
        let (pattern, start) = self.inside(group, &mut inside, drawing.may_declare)?;
        let (first, last) = ends(&pattern, start);
        let known = drawing.known.min(inside.variables.len());
        let nodes = pattern.nodes.iter().map(|node| node.slot);
        let slots: Vec<usize> = nodes
            .chain(pattern.links.iter().map(|link| link.slot))
            .collect();
        let mut lists = Vec::new();
        for slot in slots {
            let mut new = inside.variables[known..].iter();
            let named = new.find(|it| it.place == Place::Slot(slot));
            let list = match named {
                Some(variable) => {
                    let text = variable.name.clone();
                    if find(&text, scope).is_some() {
                        let span = group.span;
                        return Err(already_bound(&Name { text, span }));
                    }
                    let kind = Type::list_of(variable.kind.clone());
                    self.declare(&text, kind, scope)
                }
                None => self.slot(""),
            };
            lists.push((slot, list));
        }
        let list_of = |link: &Link<'_>| {
            let list = lists.iter().find(|(inside, _)| *inside == link.slot);
            list.map(|(_, list)| *list)
        };
        let turns = pattern.links.iter().filter_map(list_of).collect();
        let slot = self.slot("");
        let made = Group {
            links: pattern.links.iter().map(|link| link.slot).collect(),
            pattern,
            ends: (first, last),
            lists,
        };
        drawing.pattern.links.push(Link {
            from,
            to,
            slot,
            bound: false,
            kind: LinkKind::Group(Box::new(made), Length { min, max }),
            span: group.span,
        });
        Ok(PathStep::Turns(turns))
    }

    /// Binds what stands in a group; the pattern, and the slot of its first node.
    fn inside(
        &mut self,
        group: &GroupPattern,
        scope: &mut Scope,
        may_declare: bool,
    ) -> Result<(Pattern<'g>, usize)> {
        let mut drawing = Drawing::new(scope.variables.len(), may_declare);
        let elements: Vec<&PathElement> = group.elements.iter().collect();
        if let Some(nested) = elements.iter().find_map(|it| match it {
            PathElement::Group(nested) => Some(nested.span),
            _ => None,
        }) {
            let message = "what repeats cannot stand in what repeats";
            return Err(QueryError::at(nested, message).fault(Fault::syntax("UnexpectedSyntax")));
        }
        let (start, _) = self.elements(&elements, scope, &mut drawing)?;
        let mut pattern = self.finish(drawing, scope)?;
        let bound_node = pattern
            .nodes
            .iter()
            .find(|node| node.bound)
            .map(|node| node.slot);
        let bound_link = pattern
            .links
            .iter()
            .find(|link| link.bound)
            .map(|link| link.slot);
        if let Some(slot) = bound_node.or(bound_link) {
            let text = self.frame[slot].clone();
            let span = group.span;
            return Err(already_bound(&Name { text, span }));
        }
        if let Some(predicate) = &group.predicate {
            let condition = self.condition(predicate, scope)?;
            pattern.conditions.extend(conjuncts(condition));
        }
        Ok((pattern, start))
    }
}

/// The indexes of the first and the last node of a pattern that is one path from a slot on.
fn ends(pattern: &Pattern<'_>, start: usize) -> (usize, usize) {
    let first = pattern.nodes.iter().position(|node| node.slot == start);
    let first = first.unwrap_or(0);
    (first, pattern.links.last().map_or(first, |link| link.to))
}
