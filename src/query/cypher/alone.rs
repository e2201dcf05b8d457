//! Expressions that stand outside of queries: the conditions of `list` and of `match`.

use std::cell::RefCell;
use std::rc::Rc;

use crate::graph::{Entity, Graph};
use crate::query::QueryError;
use crate::syntax::{Call, Expression, PathPattern, PatternComprehension, Span, Subquery};

use super::bind::{Hooks, Place, Scope, Variable, bind};
use super::compare::equal;
use super::context::{Budget, Clock, Context, Limits, Subqueries};
use super::eval::{Frame, eval, truth};
use super::expr::{Asked, Expr, ExprKind, PropertyKey};
use super::property::property;
use super::types::Type;
use super::value::Datum;

type Result<T> = std::result::Result<T, QueryError>;

/// Variables and their values.
pub(crate) type Variables<'g> = Vec<(String, Datum<'g>)>;

/// An expression that is asked many times, with values for variables: it is bound when it is
/// first asked with variables of those names.
pub(crate) struct Alone<'e, 'g> {
    graph: &'g Graph,
    expression: &'e Expression,
    /// Whether a name that is no variable is a property of the first variable's value.
    properties: bool,
    bound: RefCell<Vec<Bound<'g>>>,
}

struct Bound<'g> {
    names: Vec<String>,
    expr: Rc<Expr<'g>>,
}

impl<'e, 'g> Alone<'e, 'g> {
    /// An expression of variables.
    pub(crate) fn new(graph: &'g Graph, expression: &'e Expression) -> Alone<'e, 'g> {
        Alone {
            graph,
            expression,
            properties: false,
            bound: RefCell::default(),
        }
    }

    /// An expression whose bare names are properties of the first variable's value, where no
    /// variable is called so: `parameters > 1` for `n.parameters > 1`.
    pub(crate) fn of_properties(graph: &'g Graph, expression: &'e Expression) -> Alone<'e, 'g> {
        Alone {
            properties: true,
            ..Alone::new(graph, expression)
        }
    }

    /// Its value.
    ///
    /// # Errors
    /// Unknown names, wrong types, what only a query has, and what goes wrong while it runs.
    pub(crate) fn value(&self, variables: &Variables<'g>) -> Result<Datum<'g>> {
        self.run(variables, eval)
    }

    /// Whether it holds: null is no.
    ///
    /// # Errors
    /// As [`Alone::value`]; also if it is no truth value.
    pub(crate) fn holds(&self, variables: &Variables<'g>) -> Result<bool> {
        Ok(self.run(variables, truth)? == Some(true))
    }

    fn run<T>(
        &self,
        variables: &Variables<'g>,
        run: fn(&Expr<'g>, &Frame<'_, 'g>, &Context<'_, 'g>) -> Result<T>,
    ) -> Result<T> {
        let expr = self.bound(variables)?;
        let row: Vec<Datum<'g>> = variables.iter().map(|(_, value)| value.clone()).collect();
        let (budget, clock) = (Budget::new(&Limits::default()), Clock::default());
        let context = Context {
            graph: self.graph,
            subqueries: &Refusing,
            budget: &budget,
            clock: &clock,
        };
        run(&expr, &Frame::new(&row), &context)
    }

    fn bound(&self, variables: &Variables<'g>) -> Result<Rc<Expr<'g>>> {
        let same = |it: &&Bound<'g>| {
            let names = it.names.iter();
            it.names.len() == variables.len() && names.eq(variables.iter().map(|(name, _)| name))
        };
        if let Some(found) = self.bound.borrow().iter().find(same) {
            return Ok(found.expr.clone());
        }
        let mut scope = Scope::default();
        for (slot, (name, value)) in variables.iter().enumerate() {
            scope.variables.push(Variable {
                name: name.clone(),
                kind: kind_of(value),
                place: Place::Slot(slot),
            });
        }
        scope.properties_of = self.properties.then_some(0);
        let (expr, _) = bind(self.expression, &mut scope, self.graph, &mut Refusing)?;
        let (names, expr) = (
            variables.iter().map(|(name, _)| name.clone()),
            Rc::new(expr),
        );
        self.bound.borrow_mut().push(Bound {
            names: names.collect(),
            expr: expr.clone(),
        });
        Ok(expr)
    }
}

/// Whether a node or relationship has the properties of a map; one that is null has none.
///
/// # Errors
/// As [`Alone::value`].
pub(crate) fn has_properties<'g>(
    graph: &'g Graph,
    entity: Entity,
    wanted: &Alone<'_, 'g>,
    variables: &Variables<'g>,
) -> Result<bool> {
    let Datum::Map(map) = wanted.value(variables)? else {
        let message = "expected a map, as in {name: 'A100'}";
        return Err(QueryError::at(wanted.expression.span, message));
    };
    Ok(map.iter().all(|(key, wanted)| {
        let value = property(graph, entity, &PropertyKey::new(key));
        equal(&value, wanted) == Some(true)
    }))
}

/// What is surely known of a value's type.
fn kind_of(value: &Datum<'_>) -> Type {
    match value {
        Datum::Node(_) => Type::Node,
        Datum::Relationship(_) => Type::Relationship,
        Datum::List(_) => Type::list(),
        _ => Type::Any,
    }
}

/// Refuses what only a query has.
struct Refusing;

fn refused<T>(span: Span, what: &str) -> Result<T> {
    let error = QueryError::at(span, format!("{what} cannot stand here"));
    Err(error.hint("a query may have it"))
}

impl<'g> Hooks<'g> for Refusing {
    fn parameter(&self, _: &str) -> Option<Datum<'g>> {
        None
    }

    fn aggregate(
        &mut self,
        _: Option<&Call>,
        span: Span,
        _: &Scope,
    ) -> Result<(ExprKind<'g>, Type)> {
        refused(span, "an aggregating function")
    }

    fn subquery(&mut self, query: &Subquery, _: &Scope) -> Result<ExprKind<'g>> {
        refused(Span::default(), query.kind.keyword())
    }

    fn pattern(&mut self, pattern: &PathPattern, _: &Scope) -> Result<ExprKind<'g>> {
        refused(pattern.span, "a pattern")
    }

    fn comprehension(&mut self, it: &PatternComprehension, _: &Scope) -> Result<ExprKind<'g>> {
        refused(it.pattern.span, "a pattern comprehension")
    }

    fn warn(&mut self, _: Span, _: String) {}
}

impl<'g> Subqueries<'g> for Refusing {
    fn ask(&self, _: Asked, _: usize, _: Rc<[Datum<'g>]>) -> Result<Datum<'g>> {
        refused(Span::default(), "a subquery")
    }
}
