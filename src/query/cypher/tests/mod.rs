//! Expressions bound and run without a plan: `WITH`, `UNWIND` and `RETURN` alone.

mod compare;
mod functions;
mod properties;
mod temporal;
mod wild;

use std::rc::Rc;

use super::bind::{Hooks, Place, Scope, Variable, bind, bind_condition};
use super::context::{Budget, Clock, Context, Limits, Subqueries};
use super::eval::{Frame, eval, holds};
use super::expr::{Asked, Expr, ExprKind};
use super::types::Type;
use super::value::Datum;
use crate::graph::{Graph, GraphBuilder, Options};
use crate::query::QueryError;
use crate::syntax::{
    Call, ClauseKind, PathPattern, PatternComprehension, Projection, Span, Subquery,
    parse_statement,
};

/// Hooks that refuse all that needs a plan.
pub(crate) struct Alone;

fn refused<T>() -> Result<T, QueryError> {
    Err(QueryError::at(Span::default(), "needs a plan"))
}

impl<'g> Hooks<'g> for Alone {
    fn parameter(&self, _: &str) -> Option<Datum<'g>> {
        None
    }
    fn aggregate(
        &mut self,
        _: Option<&Call>,
        _: Span,
        _: &Scope,
    ) -> Result<(ExprKind<'g>, Type), QueryError> {
        refused()
    }
    fn subquery(&mut self, _: &Subquery, _: &Scope) -> Result<ExprKind<'g>, QueryError> {
        refused()
    }
    fn pattern(&mut self, _: &PathPattern, _: &Scope) -> Result<ExprKind<'g>, QueryError> {
        refused()
    }
    fn comprehension(
        &mut self,
        _: &PatternComprehension,
        _: &Scope,
    ) -> Result<ExprKind<'g>, QueryError> {
        refused()
    }
    fn warn(&mut self, _: Span, _: String) {}
}

struct NoPlan;

impl<'g> Subqueries<'g> for NoPlan {
    fn ask(&self, _: Asked, _: usize, _: Rc<[Datum<'g>]>) -> Result<Datum<'g>, QueryError> {
        refused()
    }
}

type Rows<'g> = (Vec<String>, Vec<Vec<Datum<'g>>>);

/// Calls something with what an expression sees, two megabytes of values being the limit.
pub(crate) fn with_context<'g, T>(graph: &'g Graph, then: impl FnOnce(&Context<'_, 'g>) -> T) -> T {
    let budget = Budget::new(&Limits {
        memory: Some(2 << 20),
        ..Limits::default()
    });
    let clock = Clock {
        now: Some(1_500_000_000_000_000_000),
    };
    then(&Context {
        graph,
        subqueries: &NoPlan,
        budget: &budget,
        clock: &clock,
    })
}

/// The value of an expression as text, or its error with the name that openCypher has for it.
pub(crate) fn printed(graph: &Graph, expression: &str) -> String {
    match run(graph, &format!("RETURN {expression} AS value")) {
        Ok((_, rows)) => text(&rows[0][0]),
        Err(error) => {
            let name = error.fault.map_or(String::new(), |fault| {
                format!("{} {}", fault.class, fault.detail)
            });
            let hint = error.hint.unwrap_or_default();
            format!("error: {name} | {} | {hint}", error.message)
        }
    }
}

pub(crate) fn text(value: &Datum<'_>) -> String {
    match value {
        Datum::Null => "null".to_owned(),
        Datum::Text(text) => text.as_str().to_owned(),
        Datum::Float(x) => super::function::float_text(*x),
        Datum::List(items) => {
            let items: Vec<String> = items.iter().map(text).collect();
            format!("[{}]", items.join(", "))
        }
        Datum::Boolean(b) => b.to_string(),
        Datum::Integer(i) => i.to_string(),
        Datum::Temporal(temporal) => temporal.to_string(),
        other => format!("{other:?}"),
    }
}

/// What a query of those clauses gives.
pub(crate) fn run<'g>(graph: &'g Graph, query: &str) -> Result<Rows<'g>, QueryError> {
    with_context(graph, |context| run_in(query, context))
}

fn run_in<'g>(query: &str, context: &Context<'_, 'g>) -> Result<Rows<'g>, QueryError> {
    let graph = context.graph;
    let statement = parse_statement(query)?;
    let mut scope = Scope::default();
    let mut rows: Vec<Vec<Datum<'g>>> = vec![vec![]];
    let bound = |expr: &_, scope: &mut Scope| bind(expr, scope, graph, &mut Alone);
    for clause in &statement.query.first.clauses {
        match &clause.kind {
            ClauseKind::Unwind { list, variable } => {
                let (list, known) = bound(list, &mut scope)?;
                let place = Place::Slot(scope.variables.len());
                let (name, kind) = (variable.text.clone(), known.item());
                scope.variables.push(Variable { name, kind, place });
                let mut next = Vec::new();
                for row in rows {
                    let items = match eval(&list, &Frame::new(&row), context)? {
                        Datum::List(items) => items.to_vec(),
                        Datum::Null => vec![],
                        other => vec![other],
                    };
                    next.extend(
                        items
                            .into_iter()
                            .map(|item| [row.clone(), vec![item]].concat()),
                    );
                }
                rows = next;
            }
            ClauseKind::With {
                projection,
                predicate,
            } => {
                rows = project(projection, &mut scope, rows, context)?;
                if let Some(predicate) = predicate {
                    let it = bind_condition(predicate, &mut scope, graph, &mut Alone)?;
                    let mut kept = Vec::new();
                    for row in rows {
                        if holds(&it, &Frame::new(&row), context)? {
                            kept.push(row);
                        }
                    }
                    rows = kept;
                }
            }
            ClauseKind::Return(projection) => {
                rows = project(projection, &mut scope, rows, context)?;
            }
            _ => return refused(),
        }
    }
    let names = scope.variables.into_iter().map(|it| it.name).collect();
    Ok((names, rows))
}

fn project<'g>(
    projection: &Projection,
    scope: &mut Scope,
    rows: Vec<Vec<Datum<'g>>>,
    context: &Context<'_, 'g>,
) -> Result<Vec<Vec<Datum<'g>>>, QueryError> {
    if projection.distinct
        || projection.all.is_some()
        || !projection.order.is_empty()
        || projection.skip.is_some()
        || projection.limit.is_some()
    {
        return refused();
    }
    let (mut exprs, mut next): (Vec<Expr<'g>>, Scope) = Default::default();
    for (slot, item) in projection.items.iter().enumerate() {
        let (expr, kind) = bind(&item.expression, scope, context.graph, &mut Alone)?;
        exprs.push(expr);
        let (name, place) = (item.column().to_owned(), Place::Slot(slot));
        next.variables.push(Variable { name, kind, place });
    }
    *scope = next;
    let each = |row: Vec<Datum<'g>>| {
        exprs
            .iter()
            .map(|expr| eval(expr, &Frame::new(&row), context))
            .collect()
    };
    rows.into_iter().map(each).collect()
}

/// A graph without anything in it.
pub(crate) fn empty() -> Graph {
    GraphBuilder::new(
        crate::model::Schema::default(),
        Vec::new(),
        Options::default(),
    )
    .build()
    .graph
}
