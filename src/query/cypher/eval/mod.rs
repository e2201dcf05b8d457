//! Expressions are run: a row and what surrounds it in, a value out.
//!
//! Knows no clauses and no plan; subqueries are asked of the [`Context`]. Recursion follows the
//! expression, whose depth is bounded.

mod arithmetic;
mod looped;
mod step;

use std::rc::Rc;

use crate::graph::LabelId;
use crate::query::QueryError;
use crate::syntax::{ArithmeticOperator, ComparisonOperator, Sign, Span};

use super::compare::{compare, equal, is_in};
use super::context::Context;
use super::expr::{Case, Expr, ExprKind, LabelTest, ProjectionPart, PropertyKey, Test};
use super::fault::{Fault, Refusal};
use super::function::Function;
use super::property::{self, entity};
use super::value::Datum;

pub(crate) use arithmetic::add;

/// What an expression sees of the rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame<'f, 'g> {
    /// The columns.
    pub row: &'f [Datum<'g>],
    /// The innermost variable of comprehensions, if there is one.
    pub locals: Option<&'f Local<'f, 'g>>,
}

/// A variable of a comprehension, a quantifier or `reduce`.
#[derive(Debug)]
pub(crate) struct Local<'f, 'g> {
    number: usize,
    value: Datum<'g>,
    outer: Option<&'f Local<'f, 'g>>,
}

impl<'f, 'g> Frame<'f, 'g> {
    /// A row, outside all comprehensions.
    pub(crate) fn new(row: &'f [Datum<'g>]) -> Frame<'f, 'g> {
        Frame { row, locals: None }
    }

    fn local(&self, number: usize) -> Datum<'g> {
        let mut next = self.locals;
        while let Some(local) = next {
            if local.number == number {
                return local.value.clone();
            }
            next = local.outer;
        }
        Datum::Null
    }
}

type Result<T> = std::result::Result<T, QueryError>;

/// The value of an expression.
///
/// # Errors
/// Values of the wrong kind, numbers past 64 bits, division by zero, limits.
// Each arm is a call and nothing else, as what an arm keeps is kept at every level.
pub(crate) fn eval<'g>(
    expr: &Expr<'g>,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    match &expr.kind {
        ExprKind::Constant(value) => Ok(value.clone()),
        ExprKind::Slot(slot) => Ok(frame.row.get(*slot).cloned().unwrap_or(Datum::Null)),
        ExprKind::Local(number) => Ok(frame.local(*number)),
        ExprKind::Property(base, key) => property(base, key, expr.span, frame, context),
        ExprKind::Comparison(first, rest) => comparison(first, rest, frame, context),
        ExprKind::Or(_)
        | ExprKind::And(_)
        | ExprKind::Xor(_)
        | ExprKind::Not(_)
        | ExprKind::HasLabels(..)
        | ExprKind::Test(..) => truth(expr, frame, context).map(Datum::truth),
        ExprKind::Call(function, arguments) => call(function, arguments, expr.span, frame, context),
        ExprKind::Arithmetic(first, rest) => calculate(first, rest, frame, context),
        ExprKind::Signed(sign, operand) => signed(*sign, operand, frame, context),
        ExprKind::List(items) => list(items, expr.span, frame, context),
        ExprKind::Map(entries) => map(entries, expr.span, frame, context),
        ExprKind::MapProjection(base, parts) => project(base, parts, expr.span, frame, context),
        ExprKind::Index(base, at) => index(base, at, expr.span, frame, context),
        ExprKind::Slice(base, from, to) => {
            let bounds = (from.as_deref(), to.as_deref());
            slice(base, bounds, expr.span, frame, context)
        }
        ExprKind::Case(case) => run_case(case, frame, context),
        ExprKind::ListComprehension(it) => looped::comprehend(it, frame, context),
        ExprKind::Quantified(quantifier, it) => looped::quantify(*quantifier, it, frame, context),
        ExprKind::Reduce(reduce) => looped::reduce(reduce, frame, context),
        ExprKind::Subquery(asked, subquery, arguments) => {
            let arguments = all(arguments, frame, context)?;
            context.subqueries.ask(*asked, *subquery, arguments.into())
        }
    }
}

fn property<'g>(
    base: &Expr<'g>,
    key: &PropertyKey,
    span: Span,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    // What is not copied need not be given back.
    let value = match &base.kind {
        ExprKind::Slot(slot) => {
            let value = frame.row.get(*slot).unwrap_or(&Datum::Null);
            return step::property(value, key, context).map_err(|r| r.at(span));
        }
        _ => eval(base, frame, context)?,
    };
    step::property(&value, key, context).map_err(|r| r.at(span))
}

fn calculate<'g>(
    first: &Expr<'g>,
    rest: &[(ArithmeticOperator, Span, Expr<'g>)],
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let mut left = eval(first, frame, context)?;
    for (operator, span, operand) in rest {
        let right = eval(operand, frame, context)?;
        let made = arithmetic::apply(*operator, &left, &right, context);
        left = made.map_err(|r| r.at(*span))?;
    }
    Ok(left)
}

fn signed<'g>(
    sign: Sign,
    operand: &Expr<'g>,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let value = eval(operand, frame, context)?;
    arithmetic::signed(sign, value).map_err(|r| r.at(operand.span))
}

fn list<'g>(
    items: &[Expr<'g>],
    span: Span,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let items = all(items, frame, context)?;
    Datum::list(items).bounded().map_err(|r| r.at(span))
}

fn map<'g>(
    entries: &[(Rc<str>, Expr<'g>)],
    span: Span,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let mut made = Vec::with_capacity(entries.len());
    for (key, value) in entries {
        made.push((key.clone(), eval(value, frame, context)?));
    }
    Datum::map(made).bounded().map_err(|r| r.at(span))
}

fn index<'g>(
    base: &Expr<'g>,
    at: &Expr<'g>,
    span: Span,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let value = eval(base, frame, context)?;
    let at = eval(at, frame, context)?;
    step::index(&value, &at, context).map_err(|r| r.at(span))
}

fn slice<'g>(
    base: &Expr<'g>,
    bounds: (Option<&Expr<'g>>, Option<&Expr<'g>>),
    span: Span,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let value = eval(base, frame, context)?;
    let bound = |bound: Option<&Expr<'g>>| match bound {
        Some(bound) => eval(bound, frame, context).map(Some),
        None => Ok(None),
    };
    let (from, to) = (bound(bounds.0)?, bound(bounds.1)?);
    step::slice(&value, from.as_ref(), to.as_ref()).map_err(|r| r.at(span))
}

fn all<'g>(
    exprs: &[Expr<'g>],
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Vec<Datum<'g>>> {
    let mut values = Vec::with_capacity(exprs.len());
    for expr in exprs {
        values.push(eval(expr, frame, context)?);
    }
    Ok(values)
}

/// Whether a condition holds: null is no.
///
/// # Errors
/// As [`eval`]; also if the value is no truth value.
pub(crate) fn holds<'g>(
    condition: &Expr<'g>,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<bool> {
    Ok(truth(condition, frame, context)? == Some(true))
}

/// The truth value of an expression; `None` for null.
///
/// # Errors
/// As [`holds`].
pub(crate) fn truth<'g>(
    expr: &Expr<'g>,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Option<bool>> {
    match &expr.kind {
        ExprKind::And(terms) => connective(terms, false, frame, context),
        ExprKind::Or(terms) => connective(terms, true, frame, context),
        ExprKind::Xor(terms) => {
            let mut value = Some(false);
            for term in terms {
                let term = truth(term, frame, context)?;
                value = value.and_then(|v| Some(v != term?));
            }
            Ok(value)
        }
        ExprKind::Not(term) => Ok(truth(term, frame, context)?.map(|b| !b)),
        ExprKind::Test(subject, test) => run_test(subject, test, frame, context),
        ExprKind::HasLabels(base, labels) => {
            let value = eval(base, frame, context)?;
            has_labels(&value, labels, context).map_err(|r| r.at(expr.span))
        }
        _ => match eval(expr, frame, context)? {
            Datum::Boolean(b) => Ok(Some(b)),
            Datum::Null => Ok(None),
            other => {
                let refusal = Refusal::kind("true or false", other.kind_name());
                Err(refusal.at(expr.span))
            }
        },
    }
}

/// OR (`decides` true) and AND (`decides` false): the first term that decides ends it.
fn connective<'g>(
    terms: &[Expr<'g>],
    decides: bool,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Option<bool>> {
    let mut all = Some(!decides);
    for term in terms {
        match truth(term, frame, context)? {
            Some(b) if b == decides => return Ok(Some(decides)),
            Some(_) => {}
            None => all = None,
        }
    }
    Ok(all)
}

/// `1 < x <= 3`: whether each neighbouring pair compares as said.
fn comparison<'g>(
    first: &Expr<'g>,
    rest: &[(ComparisonOperator, Expr<'g>)],
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let mut left = eval(first, frame, context)?;
    let mut outcome = Some(true);
    for (operator, operand) in rest {
        let right = eval(operand, frame, context)?;
        match compare(*operator, &left, &right) {
            Some(false) => return Ok(Datum::Boolean(false)),
            None => outcome = None,
            Some(true) => {}
        }
        left = right;
    }
    Ok(Datum::truth(outcome))
}

fn run_test<'g>(
    subject: &Expr<'g>,
    test: &Test<'g>,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Option<bool>> {
    let value = &eval(subject, frame, context)?;
    let texts = |other: &Expr<'g>, f: fn(&str, &str) -> bool| {
        let other = eval(other, frame, context)?;
        let texts = value.as_text().zip(other.as_text());
        Ok(texts.map(|(a, b)| f(a, b)))
    };
    match test {
        Test::IsNull => Ok(Some(value.is_null())),
        Test::IsNotNull => Ok(Some(!value.is_null())),
        Test::StartsWith(other) => texts(other, |a, b| a.starts_with(b)),
        Test::EndsWith(other) => texts(other, |a, b| a.ends_with(b)),
        Test::Contains(other) => texts(other, |a, b| a.contains(b)),
        Test::Matches(_, Some(regex)) => Ok(value.as_text().map(|text| regex.is_match(text))),
        Test::Matches(pattern, None) => {
            let source = eval(pattern, frame, context)?;
            let Some((text, source)) = value.as_text().zip(source.as_text()) else {
                return Ok(None);
            };
            let regex = whole_text(source).map_err(|r| r.at(pattern.span))?;
            Ok(Some(regex.is_match(text)))
        }
        Test::In(list) => match eval(list, frame, context)? {
            Datum::Null => Ok(None),
            Datum::List(items) => {
                // A comparison is less than a step.
                context.budget.step(items.len() as u64 / 16)?;
                Ok(is_in(value, &items))
            }
            other => Err(Refusal::kind("a list", other.kind_name()).at(list.span)),
        },
    }
}

/// A compiled regular expression may take so much memory, so that no pattern exhausts it.
const REGEX_BYTES: usize = 1 << 20;

/// The regular expression that matches whole texts, as `=~` does. The engine is linear in the
/// text.
///
/// # Errors
/// It is none, or too large.
pub(crate) fn whole_text(source: &str) -> std::result::Result<regex::Regex, Refusal> {
    let whole = regex::RegexBuilder::new(&format!("^(?:{source})$"))
        .size_limit(REGEX_BYTES)
        .build();
    whole.map_err(|error| {
        let message = match error {
            regex::Error::CompiledTooBig(_) => "the regular expression is too large",
            _ => "this is no regular expression",
        };
        Refusal::new(Fault::argument("InvalidRegularExpression"), message)
    })
}

fn call<'g>(
    function: &'static Function,
    arguments: &[Expr<'g>],
    span: Span,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let outcome = match arguments {
        [one] => function.call(context, &[eval(one, frame, context)?]),
        [a, b] => {
            let pair = [eval(a, frame, context)?, eval(b, frame, context)?];
            function.call(context, &pair)
        }
        more => function.call(context, &all(more, frame, context)?),
    };
    outcome.map_err(|r| r.at(span))
}

fn run_case<'g>(
    case: &Case<'g>,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let subject = match &case.subject {
        Some(subject) => Some(eval(subject, frame, context)?),
        None => None,
    };
    for (when, then) in &case.branches {
        let taken = match &subject {
            Some(subject) => equal(subject, &eval(when, frame, context)?) == Some(true),
            None => holds(when, frame, context)?,
        };
        if taken {
            return eval(then, frame, context);
        }
    }
    match &case.otherwise {
        Some(otherwise) => eval(otherwise, frame, context),
        None => Ok(Datum::Null),
    }
}

fn project<'g>(
    base: &Expr<'g>,
    parts: &[ProjectionPart<'g>],
    span: Span,
    frame: &Frame<'_, 'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>> {
    let value = &eval(base, frame, context)?;
    if value.is_null() {
        return Ok(Datum::Null);
    }
    let mut made = Vec::new();
    for part in parts {
        match part {
            ProjectionPart::Property(key) => {
                let value = step::property(value, key, context).map_err(|r| r.at(span))?;
                made.push((key.name.clone(), value));
            }
            ProjectionPart::All => match (value, entity(value)) {
                (Datum::Map(map), _) => made.extend(map.iter().cloned()),
                (_, Some(entity)) => {
                    if let Datum::Map(map) = property::properties(context.graph, entity) {
                        made.extend(map.iter().cloned());
                    }
                }
                _ => {
                    return Err(
                        Refusal::kind("a node, relationship or map", value.kind_name()).at(span),
                    );
                }
            },
            ProjectionPart::Entry(key, expr) => {
                made.push((key.clone(), eval(expr, frame, context)?));
            }
        }
    }
    Datum::map(made).bounded().map_err(|r| r.at(span))
}

/// Whether a node has such labels, or a relationship such a type; `None` for null.
///
/// # Errors
/// The value is neither.
pub(crate) fn has_labels<'g>(
    value: &Datum<'g>,
    test: &LabelTest,
    context: &Context<'_, 'g>,
) -> std::result::Result<Option<bool>, Refusal> {
    match value {
        Datum::Null => Ok(None),
        Datum::Node(node) => {
            let labels = context.graph.labels(*node);
            let has = |label: Option<LabelId>| label.is_some_and(|it| labels.contains(&it));
            Ok(Some(test.fits(!labels.is_empty(), &|label, _| has(label))))
        }
        Datum::Relationship(rel) => {
            let kind = context.graph.type_of(*rel);
            Ok(Some(test.fits(true, &|_, wanted| wanted == Some(kind))))
        }
        other => Err(Refusal::kind("a node or relationship", other.kind_name())),
    }
}
