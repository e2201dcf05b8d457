//! Expressions of the tree made ready to run.
//!
//! Names are resolved in a [`Scope`], functions found, types checked as far as they are known,
//! and what is constant is computed. What needs the clause around it, aggregation, subqueries,
//! patterns, is asked of [`Hooks`].

use std::rc::Rc;

use crate::graph::Graph;
use crate::query::QueryError;
use crate::syntax::{
    AccessKind, AccessStep, ArithmeticOperator, Case as TreeCase, ComparisonOperator, Expression,
    ExpressionKind, LabelExpression, LabelKind, ListComprehension, Literal, MapEntry,
    MapProjection, MapProjectionItem, Name, Operation, Quantified, Reduce as TreeReduce, Sign,
    Span, SubqueryKind, TestKind,
};

use super::super::eval::whole_text;
use super::super::expr::{
    Case, Comprehension, Expr, ExprKind, LabelTest, ProjectionPart, PropertyKey, Reduce, Test,
};
use super::super::fault::Fault;
use super::super::types::{Kinds, Type};
use super::super::value::Datum;
use super::call::undefined;
use super::scope::{Hooks, Place, Scope, Variable};
use super::{call, fold, known, operator};

/// How deep an expression made ready may be, steps such as `a.b.c` included.
const MAX_EXPR_DEPTH: u32 = 400;

pub(super) type Result<T> = std::result::Result<T, QueryError>;

/// An expression made ready, and what is known of its type.
pub(crate) type Bound<'g> = (Expr<'g>, Type);

/// The same without its place.
pub(super) type Kinded<'g> = (ExprKind<'g>, Type);

fn typed<'g>(kind: Result<ExprKind<'g>>, known: Type) -> Result<Kinded<'g>> {
    kind.map(|kind| (kind, known))
}

/// Makes an expression ready to run. The scope is as before afterwards.
///
/// # Errors
/// Unknown variables and functions, arguments of the wrong number or type, and what the hooks
/// refuse.
pub(crate) fn bind<'g>(
    expression: &Expression,
    scope: &mut Scope,
    graph: &'g Graph,
    hooks: &mut dyn Hooks<'g>,
) -> Result<Bound<'g>> {
    Binder::new(scope, graph, hooks).bind(expression)
}

/// Makes a condition ready to run.
///
/// # Errors
/// As [`bind`]; also if it is surely no truth value.
pub(crate) fn bind_condition<'g>(
    expression: &Expression,
    scope: &mut Scope,
    graph: &'g Graph,
    hooks: &mut dyn Hooks<'g>,
) -> Result<Expr<'g>> {
    Binder::new(scope, graph, hooks).condition(expression)
}

/// Which labels or types a label expression means.
pub(crate) fn bind_labels<'g>(
    labels: &LabelExpression,
    graph: &'g Graph,
    hooks: &mut dyn Hooks<'g>,
) -> LabelTest {
    let all = |labels: &[LabelExpression], hooks: &mut dyn Hooks<'g>| {
        labels
            .iter()
            .map(|it| bind_labels(it, graph, hooks))
            .collect()
    };
    match &labels.kind {
        LabelKind::Name(name) => {
            let test = (graph.label_named(name), graph.type_named(name));
            if test == (None, None) {
                hooks.warn(labels.span, known::unknown_label(name, graph));
            }
            LabelTest::Name(test.0, test.1)
        }
        LabelKind::Any => LabelTest::Any,
        LabelKind::Not(inner) => LabelTest::Not(Box::new(bind_labels(inner, graph, hooks))),
        LabelKind::And(terms) => LabelTest::And(all(terms, hooks)),
        LabelKind::Or(terms) => LabelTest::Or(all(terms, hooks)),
    }
}

pub(super) struct Binder<'b, 'g> {
    pub(super) scope: &'b mut Scope,
    pub(super) graph: &'g Graph,
    pub(super) hooks: &'b mut dyn Hooks<'g>,
    depth: u32,
}

impl<'b, 'g> Binder<'b, 'g> {
    fn new(scope: &'b mut Scope, graph: &'g Graph, hooks: &'b mut dyn Hooks<'g>) -> Self {
        let depth = 0;
        Binder {
            scope,
            graph,
            hooks,
            depth,
        }
    }

    /// Binds an expression and computes it if it is constant.
    pub(super) fn bind(&mut self, expression: &Expression) -> Result<Bound<'g>> {
        self.depth += 1;
        self.check_depth(expression.span, 0)?;
        let span = expression.span;
        let (kind, known) = self.kind(expression)?;
        self.depth -= 1;
        Ok((fold::folded(Expr { kind, span }, self.graph), known))
    }

    fn check_depth(&self, span: Span, more: usize) -> Result<()> {
        let more = u32::try_from(more).unwrap_or(u32::MAX);
        if self.depth.saturating_add(more) > MAX_EXPR_DEPTH {
            let message = "this expression nests too deep";
            return Err(QueryError::at(span, message).fault(Fault::syntax("NestedTooDeep")));
        }
        Ok(())
    }

    // Each arm is a call and nothing else, as what an arm keeps is kept at every level.
    fn kind(&mut self, expression: &Expression) -> Result<Kinded<'g>> {
        let span = expression.span;
        match &expression.kind {
            ExpressionKind::Literal(literal) => Ok(literal_value(literal)),
            ExpressionKind::Parameter(name) => self.parameter(name, span),
            ExpressionKind::Variable(name) => self.variable(name, span),
            ExpressionKind::List(items) => self.list(items),
            ExpressionKind::Map(entries) => self.map(entries),
            ExpressionKind::MapProjection(it) => self.map_projection(it),
            ExpressionKind::Or(terms) => self.conditions(terms, ExprKind::Or),
            ExpressionKind::Xor(terms) => self.conditions(terms, ExprKind::Xor),
            ExpressionKind::And(terms) => self.conditions(terms, ExprKind::And),
            ExpressionKind::Not(term) => self.negation(term),
            ExpressionKind::Comparison { first, rest } => self.comparison(first, rest),
            ExpressionKind::Tests { subject, tests } => self.tests(subject, tests),
            ExpressionKind::Arithmetic { first, rest } => self.arithmetic(first, rest),
            ExpressionKind::Signed { sign, operand } => self.signed(sign.node, operand),
            ExpressionKind::Access { base, steps } => self.access(base, steps),
            ExpressionKind::HasLabels { base, labels } => self.has_labels(base, labels),
            ExpressionKind::Case(case) => self.case(case),
            ExpressionKind::Call(it) => call::bind(self, it, span),
            ExpressionKind::CountAll => self.hooks.aggregate(None, span, self.scope),
            ExpressionKind::ListComprehension(it) => self.list_comprehension(it),
            ExpressionKind::Quantified(it) => self.quantified(it),
            ExpressionKind::Reduce(it) => self.reduce(it),
            ExpressionKind::PatternComprehension(it) => {
                typed(self.hooks.comprehension(it, self.scope), Type::list())
            }
            ExpressionKind::Pattern(pattern) => {
                typed(self.hooks.pattern(pattern, self.scope), Type::Boolean)
            }
            ExpressionKind::Subquery(query) => {
                let known = match query.kind {
                    SubqueryKind::Exists => Type::Boolean,
                    SubqueryKind::Count => Type::Integer,
                    SubqueryKind::Collect => Type::list(),
                };
                typed(self.hooks.subquery(query, self.scope), known)
            }
        }
    }

    fn map(&mut self, entries: &[MapEntry]) -> Result<Kinded<'g>> {
        let mut made = Vec::with_capacity(entries.len());
        for entry in entries {
            made.push((Rc::from(&*entry.key.text), self.bind(&entry.value)?.0));
        }
        Ok((ExprKind::Map(made), Type::Map))
    }

    fn negation(&mut self, term: &Expression) -> Result<Kinded<'g>> {
        let term = Box::new(self.condition(term)?);
        Ok((ExprKind::Not(term), Type::Boolean))
    }

    fn comparison(
        &mut self,
        first: &Expression,
        rest: &[Operation<ComparisonOperator>],
    ) -> Result<Kinded<'g>> {
        let first = Box::new(self.bind(first)?.0);
        let mut made = Vec::with_capacity(rest.len());
        for operation in rest {
            made.push((operation.operator.node, self.bind(&operation.operand)?.0));
        }
        Ok((ExprKind::Comparison(first, made), Type::Boolean))
    }

    fn signed(&mut self, sign: Sign, operand: &Expression) -> Result<Kinded<'g>> {
        let (operand, known) = self.bind(operand)?;
        check(Kinds::NUMBER.or(Kinds::DURATION), &known, operand.span)?;
        Ok((ExprKind::Signed(sign, Box::new(operand)), known))
    }

    fn has_labels(&mut self, base: &Expression, labels: &LabelExpression) -> Result<Kinded<'g>> {
        let (base, known) = self.bind(base)?;
        check(Kinds::ENTITY, &known, base.span)?;
        let labels = bind_labels(labels, self.graph, self.hooks);
        Ok((ExprKind::HasLabels(Box::new(base), labels), Type::Boolean))
    }

    fn parameter(&self, name: &str, span: Span) -> Result<Kinded<'g>> {
        match self.hooks.parameter(name) {
            // What a parameter is shows only when the query runs.
            Some(value) => Ok((ExprKind::Constant(value), Type::Any)),
            None => {
                let fault = Fault {
                    class: "ParameterMissing",
                    detail: "MissingParameter",
                };
                let error = QueryError::at(span, format!("the parameter ${name} is not given"));
                Err(error.fault(fault).hint(format!("give it with -p {name}=…")))
            }
        }
    }

    fn variable(&self, name: &str, span: Span) -> Result<Kinded<'g>> {
        let variables = &self.scope.variables;
        if let Some(found) = variables.iter().rev().find(|it| it.name == name) {
            let kind = match found.place {
                Place::Slot(slot) => ExprKind::Slot(slot),
                Place::Local(local) => ExprKind::Local(local),
            };
            return Ok((kind, found.kind.clone()));
        }
        match self.scope.properties_of {
            Some(slot) => Ok(self.property_of(slot, name, span)),
            None => Err(undefined(name, span, self.scope)),
        }
    }

    /// A bare name as a property; `n` is what has them, unless something has a property `n`.
    fn property_of(&self, slot: usize, name: &str, span: Span) -> Kinded<'g> {
        let kind = ExprKind::Slot(slot);
        if name == "n" && !self.graph.node_keys().any(|(key, _)| key == "n") {
            return (kind, Type::Node);
        }
        let base = Box::new(Expr { kind, span });
        let key = PropertyKey::new(name);
        (ExprKind::Property(base, key), Type::Any)
    }

    fn list(&mut self, items: &[Expression]) -> Result<Kinded<'g>> {
        let (items, types) = self.all(items)?;
        let item = types.into_iter().reduce(Type::join).unwrap_or(Type::Any);
        Ok((ExprKind::List(items), Type::list_of(item)))
    }

    pub(super) fn all(&mut self, all: &[Expression]) -> Result<(Vec<Expr<'g>>, Vec<Type>)> {
        let (mut exprs, mut types) = (Vec::with_capacity(all.len()), Vec::new());
        for it in all {
            let (expr, known) = self.bind(it)?;
            exprs.push(expr);
            types.push(known);
        }
        Ok((exprs, types))
    }

    fn conditions(
        &mut self,
        terms: &[Expression],
        kind: fn(Vec<Expr<'g>>) -> ExprKind<'g>,
    ) -> Result<Kinded<'g>> {
        let mut made = Vec::with_capacity(terms.len());
        for term in terms {
            made.push(self.condition(term)?);
        }
        Ok((kind(made), Type::Boolean))
    }

    fn condition(&mut self, term: &Expression) -> Result<Expr<'g>> {
        let (expr, known) = self.bind(term)?;
        check(Kinds::BOOLEAN, &known, expr.span)?;
        Ok(expr)
    }

    fn map_projection(&mut self, it: &MapProjection) -> Result<Kinded<'g>> {
        let (kind, known) = self.variable(&it.base.text, it.base.span)?;
        check(Kinds::ENTITY.or(Kinds::MAP), &known, it.base.span)?;
        let base = Box::new(Expr {
            kind,
            span: it.base.span,
        });
        let mut parts = Vec::with_capacity(it.items.len());
        for item in &it.items {
            parts.push(match item {
                MapProjectionItem::Property(name) => {
                    ProjectionPart::Property(PropertyKey::new(&name.text))
                }
                MapProjectionItem::All(_) => ProjectionPart::All,
                MapProjectionItem::Variable(name) => {
                    let (kind, _) = self.variable(&name.text, name.span)?;
                    let expr = Expr {
                        kind,
                        span: name.span,
                    };
                    ProjectionPart::Entry(Rc::from(&*name.text), expr)
                }
                MapProjectionItem::Entry(entry) => {
                    let value = self.bind(&entry.value)?.0;
                    ProjectionPart::Entry(Rc::from(&*entry.key.text), value)
                }
            });
        }
        Ok((ExprKind::MapProjection(base, parts), Type::Map))
    }

    fn tests(&mut self, subject: &Expression, tests: &[crate::syntax::Test]) -> Result<Kinded<'g>> {
        let (mut subject, _) = self.bind(subject)?;
        self.check_depth(subject.span, tests.len())?;
        for test in tests {
            let span = subject.span.to(test.span);
            let test = self.test(&test.kind)?;
            let kind = ExprKind::Test(Box::new(subject), test);
            subject = fold::folded(Expr { kind, span }, self.graph);
        }
        Ok((subject.kind, Type::Boolean))
    }

    fn test(&mut self, test: &TestKind) -> Result<Test<'g>> {
        let mut operand = |it: &Expression| Ok::<_, QueryError>(Box::new(self.bind(it)?.0));
        Ok(match test {
            TestKind::StartsWith(it) => Test::StartsWith(operand(it)?),
            TestKind::EndsWith(it) => Test::EndsWith(operand(it)?),
            TestKind::Contains(it) => Test::Contains(operand(it)?),
            TestKind::Matches(it) => {
                let pattern = operand(it)?;
                let regex = match &pattern.kind {
                    ExprKind::Constant(Datum::Text(source)) => {
                        Some(whole_text(source.as_str()).map_err(|r| r.at(it.span))?)
                    }
                    _ => None,
                };
                Test::Matches(pattern, regex)
            }
            TestKind::In(it) => {
                let (list, known) = self.bind(it)?;
                check(Kinds::LIST, &known, list.span)?;
                Test::In(Box::new(list))
            }
            TestKind::IsNull => Test::IsNull,
            TestKind::IsNotNull => Test::IsNotNull,
        })
    }

    fn arithmetic(
        &mut self,
        first: &Expression,
        rest: &[Operation<ArithmeticOperator>],
    ) -> Result<Kinded<'g>> {
        let (first, mut known) = self.bind(first)?;
        let mut made = Vec::with_capacity(rest.len());
        for operation in rest {
            let (operator, span) = (operation.operator.node, operation.operator.span);
            let (operand, right) = self.bind(&operation.operand)?;
            known = operator::gives(operator, &known, &right).map_err(|message| {
                QueryError::at(span, message).fault(Fault::syntax("InvalidArgumentType"))
            })?;
            made.push((operator, span, operand));
        }
        Ok((ExprKind::Arithmetic(Box::new(first), made), known))
    }

    fn access(&mut self, base: &Expression, steps: &[AccessStep]) -> Result<Kinded<'g>> {
        let (mut base, mut known) = self.bind(base)?;
        self.check_depth(base.span, steps.len())?;
        for step in steps {
            let span = base.span.to(step.span);
            let (kind, next) = match &step.kind {
                AccessKind::Property(name) => self.property(base, &known, name)?,
                AccessKind::Index(index) => self.index(base, &known, index)?,
                AccessKind::Slice { from, to } => {
                    check_runtime_kind(Kinds::LIST, &known, base.span)?;
                    let mut bound = |it: &Option<Expression>| match it {
                        Some(it) => {
                            let (bound, known) = self.bind(it)?;
                            check_runtime_kind(Kinds::INTEGER, &known, bound.span)?;
                            Ok::<_, QueryError>(Some(Box::new(bound)))
                        }
                        None => Ok(None),
                    };
                    let (from, to) = (bound(from)?, bound(to)?);
                    (ExprKind::Slice(Box::new(base), from, to), known.clone())
                }
            };
            base = fold::folded(Expr { kind, span }, self.graph);
            known = next;
        }
        Ok((base.kind, known))
    }

    fn property(&mut self, base: Expr<'g>, of: &Type, name: &Name) -> Result<Kinded<'g>> {
        let holders = Kinds::ENTITY
            .or(Kinds::MAP)
            .or(Kinds::TEMPORAL)
            .or(Kinds::DURATION);
        if !holders.admits(of) {
            // The kit wants two names for one mistake.
            let fault = match of {
                Type::Path => Fault::syntax("InvalidArgumentType"),
                _ => Fault::kind("InvalidArgumentType"),
            };
            let message = format!("{} has no properties", of.name());
            return Err(QueryError::at(base.span, message).fault(fault));
        }
        let key = known::key(name, of, self.graph, self.hooks);
        Ok((ExprKind::Property(Box::new(base), key), Type::Any))
    }

    fn index(&mut self, base: Expr<'g>, known: &Type, index: &Expression) -> Result<Kinded<'g>> {
        check_runtime_kind(
            Kinds::LIST.or(Kinds::MAP).or(Kinds::ENTITY),
            known,
            base.span,
        )?;
        let (index, index_type) = self.bind(index)?;
        let wanted = match known {
            Type::List(_) => Kinds::INTEGER,
            Type::Map | Type::Node | Type::Relationship => Kinds::TEXT,
            _ => Kinds::ANY,
        };
        check_runtime_kind(wanted, &index_type, index.span)?;
        Ok((
            ExprKind::Index(Box::new(base), Box::new(index)),
            known.item(),
        ))
    }

    fn case(&mut self, case: &TreeCase) -> Result<Kinded<'g>> {
        let subject = match &case.subject {
            Some(subject) => Some(self.bind(subject)?.0),
            None => None,
        };
        let mut known = Type::Null;
        let mut branches = Vec::with_capacity(case.branches.len());
        for branch in &case.branches {
            let when = match subject {
                Some(_) => self.bind(&branch.when)?.0,
                None => self.condition(&branch.when)?,
            };
            let (then, kind) = self.bind(&branch.then)?;
            known = known.join(kind);
            branches.push((when, then));
        }
        let otherwise = match &case.otherwise {
            Some(otherwise) => {
                let (otherwise, kind) = self.bind(otherwise)?;
                known = known.join(kind);
                Some(otherwise)
            }
            None => None,
        };
        let case = Case {
            subject,
            branches,
            otherwise,
        };
        Ok((ExprKind::Case(Box::new(case)), known))
    }

    /// Puts a variable of a comprehension in scope while `bind` runs.
    fn with_local<T>(
        &mut self,
        name: &Name,
        kind: Type,
        bind: impl FnOnce(&mut Self, usize) -> Result<T>,
    ) -> Result<T> {
        let local = self.scope.locals;
        self.scope.locals += 1;
        let place = Place::Local(local);
        let name = name.text.clone();
        self.scope.variables.push(Variable { name, kind, place });
        let bound = bind(self, local);
        self.scope.variables.pop();
        self.scope.locals = local;
        bound
    }

    fn looped(&mut self, list: &Expression) -> Result<(Expr<'g>, Type)> {
        let (list, known) = self.bind(list)?;
        check(Kinds::LIST, &known, list.span)?;
        let item = known.item();
        Ok((list, item))
    }

    fn list_comprehension(&mut self, it: &ListComprehension) -> Result<Kinded<'g>> {
        let (list, item) = self.looped(&it.list)?;
        self.with_local(&it.variable, item.clone(), |binder, local| {
            let predicate = match &it.predicate {
                Some(predicate) => Some(binder.condition(predicate)?),
                None => None,
            };
            let (projection, item) = match &it.projection {
                Some(projection) => {
                    let (projection, kind) = binder.bind(projection)?;
                    (Some(projection), kind)
                }
                None => (None, item),
            };
            let it = Comprehension {
                local,
                list,
                predicate,
                projection,
            };
            Ok((
                ExprKind::ListComprehension(Box::new(it)),
                Type::list_of(item),
            ))
        })
    }

    fn quantified(&mut self, it: &Quantified) -> Result<Kinded<'g>> {
        let (list, item) = self.looped(&it.list)?;
        self.with_local(&it.variable, item, |binder, local| {
            let predicate = Some(binder.condition(&it.predicate)?);
            let inner = Comprehension {
                local,
                list,
                predicate,
                projection: None,
            };
            Ok((
                ExprKind::Quantified(it.quantifier, Box::new(inner)),
                Type::Boolean,
            ))
        })
    }

    fn reduce(&mut self, it: &TreeReduce) -> Result<Kinded<'g>> {
        let (initial, _) = self.bind(&it.initial)?;
        let (list, item) = self.looped(&it.list)?;
        self.with_local(&it.accumulator, Type::Any, |binder, accumulator| {
            binder.with_local(&it.variable, item, |binder, local| {
                let (step, _) = binder.bind(&it.step)?;
                let reduce = Reduce {
                    accumulator,
                    initial,
                    local,
                    list,
                    step,
                };
                Ok((ExprKind::Reduce(Box::new(reduce)), Type::Any))
            })
        })
    }
}

/// Refuses a type that surely does not fit.
pub(super) fn check(wanted: Kinds, known: &Type, span: Span) -> Result<()> {
    refuse(wanted, known, span, Fault::syntax("InvalidArgumentType"))
}

/// The same where the kit has it as a mistake of types, whenever it shows.
fn check_runtime_kind(wanted: Kinds, known: &Type, span: Span) -> Result<()> {
    refuse(wanted, known, span, Fault::kind("InvalidArgumentType"))
}

fn refuse(wanted: Kinds, known: &Type, span: Span, fault: Fault) -> Result<()> {
    if wanted.admits(known) {
        return Ok(());
    }
    let message = format!("expected {}, not {}", wanted.name(), known.name());
    Err(QueryError::at(span, message).fault(fault))
}

fn literal_value<'g>(literal: &Literal) -> (ExprKind<'g>, Type) {
    let (value, known) = match literal {
        Literal::Null => (Datum::Null, Type::Null),
        Literal::Boolean(b) => (Datum::Boolean(*b), Type::Boolean),
        Literal::Integer(i) => (Datum::Integer(*i), Type::Integer),
        Literal::Float(x) => (Datum::Float(*x), Type::Float),
        Literal::String(text) => (Datum::text(text.as_str()), Type::Text),
    };
    (ExprKind::Constant(value), known)
}
