//! What expressions ask of the clause that they stand in: aggregation, subqueries, patterns.

use std::mem;

use crate::query::QueryError;
use crate::syntax::{
    Call, Expression, PathPattern, PatternComprehension, Span, Subquery, SubqueryBody, SubqueryKind,
};

use super::super::aggregate;
use super::super::expr::{Asked, Expr, ExprKind};
use super::super::fault::Fault;
use super::super::plan::{AggregateCall, Clause, Plan, Query};
use super::super::types::Type;
use super::super::value::Datum;
use super::super::walk;
use super::expression::Result;
use super::query::{Builder, Gathering, Shape};
use super::{
    Bound, Hooks, Place, Scope, Variable, bind, bind_condition, check_aggregate, full_name,
};

impl<'g> Builder<'_, 'g> {
    /// Binds an expression.
    pub(super) fn expression(&mut self, tree: &Expression, scope: &Scope) -> Result<Bound<'g>> {
        let was = mem::replace(&mut self.in_condition, false);
        let bound = bind(tree, &mut scope.clone(), self.graph, self);
        self.in_condition = was;
        bound
    }

    /// Binds a condition, in which patterns may stand and nothing aggregates.
    pub(super) fn condition(&mut self, tree: &Expression, scope: &Scope) -> Result<Expr<'g>> {
        let was = mem::replace(&mut self.in_condition, true);
        let gathering = mem::replace(&mut self.gathering, Gathering::Forbidden);
        let bound = bind_condition(tree, &mut scope.clone(), self.graph, self);
        (self.in_condition, self.gathering) = (was, gathering);
        bound
    }

    /// Makes a subquery with slots of its own, the first of which are the variables in scope.
    fn subplan(
        &mut self,
        scope: &Scope,
        asked: Asked,
        make: impl FnOnce(&mut Self, &mut Scope) -> Result<Query<'g>>,
    ) -> Result<(usize, Vec<Expr<'g>>)> {
        let frame = mem::take(&mut self.frame);
        let gathering = mem::replace(&mut self.gathering, Gathering::Forbidden);
        let mut inner = Scope::default();
        let mut arguments = Vec::new();
        for (i, variable) in scope.variables.iter().enumerate() {
            let is_hidden = scope.variables[i + 1..]
                .iter()
                .any(|it| it.name == variable.name);
            if is_hidden {
                continue;
            }
            let kind = match variable.place {
                Place::Slot(slot) => ExprKind::Slot(slot),
                Place::Local(local) => ExprKind::Local(local),
            };
            let span = Span::default();
            arguments.push(Expr { kind, span });
            let slot = self.slot(&variable.name);
            inner.variables.push(Variable {
                place: Place::Slot(slot),
                ..variable.clone()
            });
        }
        let query = make(self, &mut inner);
        let names = mem::replace(&mut self.frame, frame);
        self.gathering = gathering;
        let plan = Plan {
            query: query?,
            counts: asked != Asked::Exists,
            names,
        };
        for (slot, argument) in arguments.iter_mut().enumerate() {
            if !plan.reads(slot) {
                argument.kind = ExprKind::Constant(Datum::Null);
            }
        }
        self.subqueries.push(plan);
        Ok((self.subqueries.len() - 1, arguments))
    }

    /// A subquery that only finds patterns.
    fn finding(
        &mut self,
        patterns: &[PathPattern],
        predicate: Option<&Expression>,
        asked: Asked,
        scope: &Scope,
        may_declare: bool,
    ) -> Result<(usize, Vec<Expr<'g>>)> {
        self.subplan(scope, asked, |builder, scope| {
            let pattern = builder.patterns(patterns, predicate, scope, may_declare)?;
            let found = Clause::Match {
                optional: false,
                pattern,
            };
            Ok(Query {
                parts: vec![vec![found]],
                distinct: false,
                columns: Vec::new(),
            })
        })
    }
}

impl<'g> Hooks<'g> for Builder<'_, 'g> {
    fn parameter(&self, name: &str) -> Option<Datum<'g>> {
        self.parameters.get(name).cloned()
    }

    fn aggregate(
        &mut self,
        call: Option<&Call>,
        span: Span,
        scope: &Scope,
    ) -> Result<(ExprKind<'g>, Type)> {
        let calls = match mem::replace(&mut self.gathering, Gathering::Inside) {
            Gathering::Open(calls) if scope.locals == 0 => calls,
            Gathering::Inside => {
                let message = "an aggregating function cannot stand in another";
                let error = QueryError::at(span, message);
                return Err(error.fault(Fault::syntax("NestedAggregation")));
            }
            other => {
                self.gathering = other;
                let message = "an aggregating function can only stand in WITH and RETURN, and in \
                               ORDER BY behind another one";
                let error = QueryError::at(span, message);
                return Err(error.fault(Fault::syntax("InvalidAggregation")));
            }
        };
        let mut arguments = Vec::new();
        let mut kind = Type::Integer;
        let mut function = None;
        if let Some(call) = call {
            for argument in &call.arguments {
                let bound = self.expression(argument, scope)?;
                if walk::is_random(&bound.0) {
                    let message = "a random value cannot be aggregated";
                    let error = QueryError::at(argument.span, message);
                    return Err(error.fault(Fault::syntax("NonConstantExpression")));
                }
                arguments.push(bound);
            }
            function = aggregate::find(&full_name(call));
            if let Some(function) = function {
                kind = check_aggregate(function, &arguments, span)?;
            }
        }
        let slot = self.slot("");
        let mut calls = calls;
        calls.push(AggregateCall {
            function,
            arguments: arguments.into_iter().map(|(expr, _)| expr).collect(),
            distinct: call.is_some_and(|call| call.distinct),
            slot,
            span,
        });
        self.gathering = Gathering::Open(calls);
        Ok((ExprKind::Slot(slot), kind))
    }

    fn subquery(&mut self, query: &Subquery, scope: &Scope) -> Result<ExprKind<'g>> {
        let asked = match query.kind {
            SubqueryKind::Exists => Asked::Exists,
            SubqueryKind::Count => Asked::Count,
            SubqueryKind::Collect => Asked::Collect,
        };
        let (number, arguments) = match &query.body {
            SubqueryBody::Match {
                patterns,
                predicate,
            } => self.finding(patterns, predicate.as_ref(), asked, scope, true)?,
            SubqueryBody::Query(tree) => {
                let shape = match asked {
                    Asked::Collect => Shape::Called(true),
                    Asked::Exists | Asked::Count => Shape::Asked,
                };
                self.subplan(scope, asked, |builder, scope| {
                    let (query, columns) = builder.query(tree, scope, shape)?;
                    if asked == Asked::Collect && columns.len() != 1 {
                        let message = "COLLECT takes a query with one column";
                        let error = QueryError::at(tree.span, message);
                        return Err(error.fault(Fault::syntax("InvalidClauseComposition")));
                    }
                    Ok(query)
                })?
            }
        };
        Ok(ExprKind::Subquery(asked, number, arguments))
    }

    fn pattern(&mut self, pattern: &PathPattern, scope: &Scope) -> Result<ExprKind<'g>> {
        if !self.in_condition {
            let message = "a pattern can only stand in a condition";
            return Err(QueryError::at(pattern.span, message)
                .fault(Fault::syntax("UnexpectedSyntax"))
                .hint(format!("write EXISTS {{ {pattern} }}")));
        }
        let patterns = std::slice::from_ref(pattern);
        let (number, arguments) = self.finding(patterns, None, Asked::Exists, scope, false)?;
        Ok(ExprKind::Subquery(Asked::Exists, number, arguments))
    }

    fn comprehension(
        &mut self,
        comprehension: &PatternComprehension,
        scope: &Scope,
    ) -> Result<ExprKind<'g>> {
        let patterns = std::slice::from_ref(&comprehension.pattern);
        let predicate = comprehension.predicate.as_ref();
        let (number, arguments) = self.subplan(scope, Asked::Collect, |builder, scope| {
            let pattern = builder.patterns(patterns, predicate, scope, true)?;
            let (value, _) = builder.expression(&comprehension.projection, scope)?;
            let slot = builder.slot("");
            let found = Clause::Match {
                optional: false,
                pattern,
            };
            Ok(Query {
                parts: vec![vec![found, Clause::Project(vec![(value, slot)])]],
                distinct: false,
                columns: vec![(String::new(), slot)],
            })
        })?;
        Ok(ExprKind::Subquery(Asked::Collect, number, arguments))
    }

    fn warn(&mut self, span: Span, message: String) {
        if !self.notes.iter().any(|(_, note)| *note == message) {
            self.notes.push((span, message));
        }
    }
}
