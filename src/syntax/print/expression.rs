//! Operators, and brackets where they are needed.

use std::fmt;

use super::super::level::{Level, level};
use super::super::tree::{
    AccessKind, AccessStep, Expression, ExpressionKind, LabelKind, Operation, TestKind,
};
use super::Printer;

impl Printer<'_, '_> {
    /// Prints an expression where any may stand.
    pub(super) fn expression(&mut self, expression: &Expression) -> fmt::Result {
        match &expression.kind {
            ExpressionKind::Or(operands) => self.joined(operands, " OR ", Level::Xor),
            ExpressionKind::Xor(operands) => self.joined(operands, " XOR ", Level::And),
            ExpressionKind::And(operands) => self.joined(operands, " AND ", Level::Not),
            ExpressionKind::Not(operand) => {
                self.text("NOT ")?;
                self.operand(operand, Level::Not)
            }
            ExpressionKind::Comparison { first, rest } => {
                self.operand(first, Level::Test)?;
                self.operations(rest, |operator| (operator.symbol(), Level::Test))
            }
            ExpressionKind::Tests { subject, tests } => {
                self.operand(subject, Level::Sum)?;
                tests.iter().try_for_each(|test| self.test(&test.kind))
            }
            ExpressionKind::Arithmetic { first, rest } => {
                let tighter = match level(expression) {
                    Level::Sum => Level::Product,
                    Level::Product => Level::Power,
                    _ => Level::Sign,
                };
                self.operand(first, tighter)?;
                self.operations(rest, |operator| (operator.symbol(), tighter))
            }
            ExpressionKind::Signed { sign, operand } => {
                self.text(sign.node.symbol())?;
                self.operand(operand, Level::Sign)
            }
            ExpressionKind::Access { base, steps } => {
                self.operand(base, Level::Atom)?;
                steps.iter().try_for_each(|step| self.step(step))
            }
            ExpressionKind::HasLabels { base, labels } => {
                // Steps may stand before the colon, other labels may not.
                let bare = !matches!(base.kind, ExpressionKind::HasLabels { .. });
                self.operand(base, if bare { Level::Access } else { Level::Atom })?;
                self.text(":")?;
                if self.bar_ends && matches!(labels.kind, LabelKind::Or(_)) {
                    return self.within("(", ")", |printer| printer.labels(labels));
                }
                self.labels(labels)
            }
            _ => self.atom(&expression.kind),
        }
    }

    /// Prints an operand, in brackets if it binds looser than it must.
    pub(super) fn operand(&mut self, operand: &Expression, loosest: Level) -> fmt::Result {
        if level(operand) >= loosest {
            return self.expression(operand);
        }
        self.within("(", ")", |printer| printer.expression(operand))
    }

    fn joined(&mut self, operands: &[Expression], glue: &str, loosest: Level) -> fmt::Result {
        for (i, operand) in operands.iter().enumerate() {
            if i > 0 {
                self.text(glue)?;
            }
            self.operand(operand, loosest)?;
        }
        Ok(())
    }

    fn operations<O: Copy>(
        &mut self,
        rest: &[Operation<O>],
        describe: impl Fn(O) -> (&'static str, Level),
    ) -> fmt::Result {
        for operation in rest {
            let (symbol, loosest) = describe(operation.operator.node);
            self.text(" ")?;
            self.text(symbol)?;
            self.text(" ")?;
            self.operand(&operation.operand, loosest)?;
        }
        Ok(())
    }

    fn test(&mut self, test: &TestKind) -> fmt::Result {
        let (keyword, operand) = match test {
            TestKind::StartsWith(operand) => (" STARTS WITH ", operand),
            TestKind::EndsWith(operand) => (" ENDS WITH ", operand),
            TestKind::Contains(operand) => (" CONTAINS ", operand),
            TestKind::Matches(operand) => (" =~ ", operand),
            TestKind::In(operand) => (" IN ", operand),
            TestKind::IsNull => return self.text(" IS NULL"),
            TestKind::IsNotNull => return self.text(" IS NOT NULL"),
        };
        self.text(keyword)?;
        self.operand(operand, Level::Sum)
    }

    fn step(&mut self, step: &AccessStep) -> fmt::Result {
        match &step.kind {
            AccessKind::Property(name) => {
                self.text(".")?;
                self.name(&name.text)
            }
            AccessKind::Index(index) => self.within("[", "]", |printer| printer.expression(index)),
            AccessKind::Slice { from, to } => self.within("[", "]", |printer| {
                from.iter().try_for_each(|from| printer.expression(from))?;
                printer.text("..")?;
                to.iter().try_for_each(|to| printer.expression(to))
            }),
        }
    }
}
