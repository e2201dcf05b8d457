//! Path patterns and label expressions.

use std::fmt::{self, Write};

use super::super::tree::{
    Direction, Expression, GroupPattern, LabelExpression, LabelKind, NodePattern, NodeSubject,
    PathElement, PathLength, PathPattern, PathSearch, RelationshipPattern, Repetition,
};
use super::Printer;

impl Printer<'_, '_> {
    pub(super) fn path(&mut self, path: &PathPattern) -> fmt::Result {
        if let Some(variable) = &path.variable {
            self.variable(&variable.text)?;
            self.text(" = ")?;
        }
        let mut close = "";
        match path.search {
            PathSearch::All => {}
            PathSearch::Shortest => {
                self.text("shortestPath(")?;
                close = ")";
            }
            PathSearch::AllShortest => {
                self.text("allShortestPaths(")?;
                close = ")";
            }
            PathSearch::Any(count) => write!(self.f, "ANY {count} ")?,
            PathSearch::ShortestPaths(count) => write!(self.f, "SHORTEST {count} ")?,
            PathSearch::AllShortestPaths => self.text("ALL SHORTEST ")?,
            PathSearch::ShortestGroups(count) => write!(self.f, "SHORTEST {count} GROUPS ")?,
        }
        self.elements(&path.elements)?;
        self.text(close)
    }

    fn elements(&mut self, elements: &[PathElement]) -> fmt::Result {
        elements.iter().try_for_each(|element| match element {
            PathElement::Node(node) => self.node(node),
            PathElement::Relationship(relationship) => self.relationship(relationship),
            PathElement::Group(group) => self.group(group),
        })
    }

    fn group(&mut self, group: &GroupPattern) -> fmt::Result {
        self.within("(", ")", |printer| {
            if let Some(variable) = &group.variable {
                printer.variable(&variable.text)?;
                printer.text(" = ")?;
            }
            printer.elements(&group.elements)?;
            printer.optional_where(group.predicate.as_ref())
        })?;
        self.repetition(group.repetition.as_ref())
    }

    fn repetition(&mut self, repetition: Option<&Repetition>) -> fmt::Result {
        match repetition.map(|it| (it.min, it.max)) {
            None => Ok(()),
            Some((0, None)) => self.text("*"),
            Some((1, None)) => self.text("+"),
            Some((min, None)) => write!(self.f, "{{{min},}}"),
            Some((min, Some(max))) if min == max => write!(self.f, "{{{min}}}"),
            Some((min, Some(max))) => write!(self.f, "{{{min},{max}}}"),
        }
    }

    pub(super) fn node(&mut self, node: &NodePattern) -> fmt::Result {
        self.within("(", ")", |printer| {
            match &node.subject {
                Some(NodeSubject::Variable(name)) => printer.variable(&name.text)?,
                Some(NodeSubject::Named(name)) => printer.string(&name.node)?,
                None => {}
            }
            printer.optional_labels(node.labels.as_ref())?;
            let bare = node.subject.is_none() && node.labels.is_none();
            printer.conditions(bare, node.properties.as_ref(), node.predicate.as_ref())
        })
    }

    pub(super) fn relationship(&mut self, relationship: &RelationshipPattern) -> fmt::Result {
        let (open, close) = match relationship.direction {
            Direction::Right => ("-", "->"),
            Direction::Left => ("<-", "-"),
            Direction::Either => ("-", "-"),
        };
        self.text(open)?;
        let RelationshipPattern {
            variable,
            types,
            length,
            properties,
            predicate,
            repetition,
            ..
        } = relationship;
        let bare = variable.is_none() && types.is_none() && length.is_none();
        if !bare || properties.is_some() || predicate.is_some() {
            self.within("[", "]", |printer| {
                variable
                    .iter()
                    .try_for_each(|name| printer.variable(&name.text))?;
                printer.optional_labels(types.as_ref())?;
                length
                    .iter()
                    .try_for_each(|length| printer.length(length))?;
                printer.conditions(bare, properties.as_ref(), predicate.as_ref())
            })?;
        }
        self.text(close)?;
        self.repetition(repetition.as_ref())
    }

    fn optional_labels(&mut self, labels: Option<&LabelExpression>) -> fmt::Result {
        let Some(labels) = labels else { return Ok(()) };
        self.text(":")?;
        self.labels(labels)
    }

    /// Prints properties and `WHERE`, with a space before each unless nothing is before it.
    fn conditions(
        &mut self,
        bare: bool,
        properties: Option<&Expression>,
        predicate: Option<&Expression>,
    ) -> fmt::Result {
        if let Some(properties) = properties {
            self.text(if bare { "" } else { " " })?;
            self.expression(properties)?;
        }
        if let Some(predicate) = predicate {
            self.text(if bare && properties.is_none() {
                "WHERE "
            } else {
                " WHERE "
            })?;
            self.expression(predicate)?;
        }
        Ok(())
    }

    fn length(&mut self, length: &PathLength) -> fmt::Result {
        self.f.write_char('*')?;
        match (length.min, length.max) {
            (None, None) => Ok(()),
            (Some(min), Some(max)) if min == max => write!(self.f, "{min}"),
            (min, max) => {
                min.iter().try_for_each(|min| write!(self.f, "{min}"))?;
                self.text("..")?;
                max.iter().try_for_each(|max| write!(self.f, "{max}"))
            }
        }
    }

    pub(super) fn labels(&mut self, labels: &LabelExpression) -> fmt::Result {
        match &labels.kind {
            LabelKind::Name(name) => self.name(name),
            LabelKind::Any => self.text("%"),
            LabelKind::Not(negated) => {
                self.text("!")?;
                self.label_operand(negated, Binding::Not)
            }
            LabelKind::And(all_of) => self.joined_labels(all_of, "&", Binding::Not),
            LabelKind::Or(any_of) => self.joined_labels(any_of, "|", Binding::And),
        }
    }

    fn joined_labels(
        &mut self,
        labels: &[LabelExpression],
        glue: &str,
        loosest: Binding,
    ) -> fmt::Result {
        for (i, label) in labels.iter().enumerate() {
            self.text(if i > 0 { glue } else { "" })?;
            self.label_operand(label, loosest)?;
        }
        Ok(())
    }

    fn label_operand(&mut self, label: &LabelExpression, loosest: Binding) -> fmt::Result {
        let binding = match label.kind {
            LabelKind::Or(_) => Binding::Or,
            LabelKind::And(_) => Binding::And,
            LabelKind::Not(_) | LabelKind::Any | LabelKind::Name(_) => Binding::Not,
        };
        if binding >= loosest {
            return self.labels(label);
        }
        self.within("(", ")", |printer| printer.labels(label))
    }
}

/// How tightly the operators of label expressions bind, loosest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Not,
}
