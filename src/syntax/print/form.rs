//! What needs no brackets of its own: lists, maps, calls, comprehensions and the like.

use std::fmt;

use super::super::tree::{
    Call, Case, Expression, ExpressionKind, ListComprehension, MapEntry, MapProjection,
    MapProjectionItem, PatternComprehension, Quantified, Quantifier, Reduce, Subquery,
    SubqueryBody, TestKind,
};
use super::Printer;

impl Printer<'_, '_> {
    pub(super) fn atom(&mut self, atom: &ExpressionKind) -> fmt::Result {
        match atom {
            ExpressionKind::Literal(literal) => self.literal(literal),
            ExpressionKind::Parameter(name) => self.parameter(name),
            ExpressionKind::Variable(name) => self.variable(name),
            ExpressionKind::List(items) => self.items(items),
            ExpressionKind::Map(entries) => {
                self.within("{", "}", |printer| printer.list(entries, Self::entry))
            }
            ExpressionKind::MapProjection(projection) => self.map_projection(projection),
            ExpressionKind::Case(case) => self.case(case),
            ExpressionKind::Call(call) => self.call(call),
            ExpressionKind::CountAll => self.text("count(*)"),
            ExpressionKind::ListComprehension(it) => {
                self.within("[", "]", |printer| printer.list_comprehension(it))
            }
            ExpressionKind::PatternComprehension(it) => {
                self.within("[", "]", |printer| printer.pattern_comprehension(it))
            }
            ExpressionKind::Quantified(quantified) => self.quantified(quantified),
            ExpressionKind::Reduce(reduce) => self.reduce(reduce),
            ExpressionKind::Pattern(pattern) => self.path(pattern),
            ExpressionKind::Subquery(subquery) => self.subquery(subquery),
            // Operators are none of this function's business; see `expression`.
            _ => Ok(()),
        }
    }

    fn items(&mut self, items: &[Expression]) -> fmt::Result {
        self.within("[", "]", |printer| {
            // A lone `[x IN xs]` would be a comprehension.
            if let [only] = items
                && begins_with_binding(only)
            {
                return printer.within("(", ")", |printer| printer.expression(only));
            }
            // A bare bar would make `[(a)-->(b) AND a:A|B]` a comprehension.
            printer.bar_ends = true;
            printer.list(items, Self::expression)
        })
    }

    pub(super) fn entry(&mut self, entry: &MapEntry) -> fmt::Result {
        self.name(&entry.key.text)?;
        self.text(": ")?;
        self.expression(&entry.value)
    }

    fn map_projection(&mut self, projection: &MapProjection) -> fmt::Result {
        self.variable(&projection.base.text)?;
        self.within(" {", "}", |printer| {
            printer.list(&projection.items, |printer, item| match item {
                MapProjectionItem::Property(name) => {
                    printer.text(".")?;
                    printer.name(&name.text)
                }
                MapProjectionItem::All(_) => printer.text(".*"),
                MapProjectionItem::Variable(name) => printer.variable(&name.text),
                MapProjectionItem::Entry(entry) => printer.entry(entry),
            })
        })
    }

    fn case(&mut self, case: &Case) -> fmt::Result {
        self.text("CASE")?;
        if let Some(subject) = &case.subject {
            self.text(" ")?;
            self.expression(subject)?;
        }
        for branch in &case.branches {
            self.text(" WHEN ")?;
            self.expression(&branch.when)?;
            self.text(" THEN ")?;
            self.expression(&branch.then)?;
        }
        if let Some(otherwise) = &case.otherwise {
            self.text(" ELSE ")?;
            self.expression(otherwise)?;
        }
        self.text(" END")
    }

    fn call(&mut self, call: &Call) -> fmt::Result {
        for (i, name) in call.name.iter().enumerate() {
            if i > 0 {
                self.text(".")?;
                self.name(&name.text)?;
            } else if call.name.len() == 1 && is_form(&name.text) {
                self.backticks(&name.text)?;
            } else {
                self.variable(&name.text)?;
            }
        }
        self.within("(", ")", |printer| {
            if call.distinct {
                printer.text("DISTINCT ")?;
            }
            printer.list(&call.arguments, Self::expression)
        })
    }

    /// Prints an expression that a bar ends.
    fn before_bar(&mut self, expression: &Expression) -> fmt::Result {
        let bar_ends = std::mem::replace(&mut self.bar_ends, true);
        self.expression(expression)?;
        self.bar_ends = bar_ends;
        Ok(())
    }

    fn list_comprehension(&mut self, comprehension: &ListComprehension) -> fmt::Result {
        self.variable(&comprehension.variable.text)?;
        self.text(" IN ")?;
        self.before_bar(&comprehension.list)?;
        if let Some(predicate) = &comprehension.predicate {
            self.text(" WHERE ")?;
            self.before_bar(predicate)?;
        }
        if let Some(projection) = &comprehension.projection {
            self.text(" | ")?;
            self.expression(projection)?;
        }
        Ok(())
    }

    fn pattern_comprehension(&mut self, comprehension: &PatternComprehension) -> fmt::Result {
        self.path(&comprehension.pattern)?;
        if let Some(predicate) = &comprehension.predicate {
            self.text(" WHERE ")?;
            self.before_bar(predicate)?;
        }
        self.text(" | ")?;
        self.expression(&comprehension.projection)
    }

    fn quantified(&mut self, quantified: &Quantified) -> fmt::Result {
        self.text(quantified.quantifier.keyword())?;
        self.within("(", ")", |printer| {
            printer.variable(&quantified.variable.text)?;
            printer.text(" IN ")?;
            printer.expression(&quantified.list)?;
            printer.text(" WHERE ")?;
            printer.expression(&quantified.predicate)
        })
    }

    fn reduce(&mut self, reduce: &Reduce) -> fmt::Result {
        self.within("reduce(", ")", |printer| {
            printer.variable(&reduce.accumulator.text)?;
            printer.text(" = ")?;
            printer.expression(&reduce.initial)?;
            printer.text(", ")?;
            printer.variable(&reduce.variable.text)?;
            printer.text(" IN ")?;
            printer.before_bar(&reduce.list)?;
            printer.text(" | ")?;
            printer.expression(&reduce.step)
        })
    }

    fn subquery(&mut self, subquery: &Subquery) -> fmt::Result {
        self.text(subquery.kind.keyword())?;
        self.within(" { ", " }", |printer| match &subquery.body {
            SubqueryBody::Match {
                patterns,
                predicate,
            } => {
                printer.list(patterns, Self::path)?;
                printer.optional_where(predicate.as_ref())
            }
            SubqueryBody::Query(query) => printer.query(query, " "),
        })
    }

    pub(super) fn optional_where(&mut self, predicate: Option<&Expression>) -> fmt::Result {
        let Some(predicate) = predicate else {
            return Ok(());
        };
        self.text(" WHERE ")?;
        self.expression(predicate)
    }
}

/// Whether a function of this name must be set apart from a form of the language.
fn is_form(name: &str) -> bool {
    let quantifiers = [
        Quantifier::All,
        Quantifier::Any,
        Quantifier::None,
        Quantifier::Single,
    ];
    name.eq_ignore_ascii_case("reduce")
        || quantifiers
            .iter()
            .any(|it| it.keyword().eq_ignore_ascii_case(name))
}

/// Whether an expression is printed with `x IN` at its head.
fn begins_with_binding(expression: &Expression) -> bool {
    let mut leftmost = expression;
    loop {
        leftmost = match &leftmost.kind {
            ExpressionKind::Or(operands)
            | ExpressionKind::Xor(operands)
            | ExpressionKind::And(operands) => match operands.first() {
                Some(first) => first,
                None => return false,
            },
            ExpressionKind::Comparison { first, .. } => first,
            ExpressionKind::Tests { subject, tests } => {
                let variable = matches!(subject.kind, ExpressionKind::Variable(_));
                let first = tests.first().map(|test| &test.kind);
                return variable && matches!(first, Some(TestKind::In(_)));
            }
            _ => return false,
        };
    }
}
