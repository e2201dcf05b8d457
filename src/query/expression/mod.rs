//! Expressions over nodes and relationships: three-valued, as Cypher has it.
//!
//! A property that is absent is null, and a condition that is null is no match. Knows no rows and
//! no patterns; what Cypher has and this does not evaluate yet is refused by name.

mod compare;
mod function;
mod operator;

use crate::graph::{Cell, Entity, Graph};
use crate::model::{Value, ValueRef};
use crate::syntax::{
    AccessKind, AccessStep, Call, Case, Expression, ExpressionKind, LabelExpression, LabelKind,
    ListComprehension, Literal, Quantified, Quantifier, Span, Test, TestKind,
};

use super::QueryError;

pub use compare::order;
pub use function::{FUNCTIONS, Function};

/// What names in an expression stand for.
#[derive(Clone, Debug)]
pub struct Scope<'a> {
    /// The graph.
    pub graph: &'a Graph,
    /// Variables, the innermost last.
    pub variables: Vec<(String, Cell)>,
    /// Whose properties a bare name stands for, where it is no variable: `parameters > 1` for
    /// `n.parameters > 1`.
    pub subject: Option<Entity>,
}

type Result<T> = std::result::Result<T, QueryError>;

/// Whether a condition holds: null is no.
///
/// # Errors
/// As [`evaluate`]; also if the value is no truth value.
pub fn holds(condition: &Expression, scope: &mut Scope<'_>) -> Result<bool> {
    Ok(truth(condition, scope)? == Some(true))
}

/// The truth value of an expression; `None` for null.
fn truth(expression: &Expression, scope: &mut Scope<'_>) -> Result<Option<bool>> {
    match evaluate(expression, scope)? {
        Cell::Value(Value::Boolean(b)) => Ok(Some(b)),
        Cell::Value(Value::Null) => Ok(None),
        other => {
            let message = format!("expected true or false, not {}", kind_name(&other));
            Err(QueryError::at(expression.span, message))
        }
    }
}

/// The value of an expression.
///
/// # Errors
/// Unknown names, wrong types, overflow, division by zero, and what is not evaluated yet.
pub fn evaluate(expression: &Expression, scope: &mut Scope<'_>) -> Result<Cell> {
    let span = expression.span;
    match &expression.kind {
        ExpressionKind::Literal(literal) => Ok(Cell::Value(literal_value(literal))),
        ExpressionKind::Variable(name) => variable(name, span, scope),
        ExpressionKind::List(items) => {
            let items: Result<Vec<Cell>> = items.iter().map(|item| evaluate(item, scope)).collect();
            Ok(list(items?))
        }
        ExpressionKind::Or(terms) => connective(terms, scope, true),
        ExpressionKind::And(terms) => connective(terms, scope, false),
        ExpressionKind::Xor(terms) => exclusive(terms, scope),
        ExpressionKind::Not(term) => Ok(boolean(truth(term, scope)?.map(|b| !b))),
        ExpressionKind::Comparison { first, rest } => compare::comparison(first, rest, scope),
        ExpressionKind::Tests { subject, tests } => {
            let mut value = evaluate(subject, scope)?;
            for test in tests {
                value = run_test(value, test, scope)?;
            }
            Ok(value)
        }
        ExpressionKind::Arithmetic { first, rest } => operator::arithmetic(first, rest, scope),
        ExpressionKind::Signed { sign, operand } => operator::signed(sign.node, operand, scope),
        ExpressionKind::Access { base, steps } => access(base, steps, scope),
        ExpressionKind::HasLabels { base, labels } => {
            let value = evaluate(base, scope)?;
            has_labels(&value, labels, scope.graph).map_err(|m| QueryError::at(span, m))
        }
        ExpressionKind::Case(case) => run_case(case, scope),
        ExpressionKind::Call(call) => run_call(call, span, scope),
        ExpressionKind::ListComprehension(comprehension) => comprehend(comprehension, scope),
        ExpressionKind::Quantified(quantified) => quantify(quantified, scope),
        other => Err(QueryError::at(
            span,
            format!("{} cannot stand here yet", form_name(other)),
        )),
    }
}

/// What an expression that is not evaluated yet is called.
fn form_name(kind: &ExpressionKind) -> &'static str {
    match kind {
        ExpressionKind::Parameter(_) => "a parameter",
        ExpressionKind::Map(_) => "a map",
        ExpressionKind::MapProjection(_) => "a map projection",
        ExpressionKind::CountAll => "count(*)",
        ExpressionKind::PatternComprehension(_) => "a pattern comprehension",
        ExpressionKind::Reduce(_) => "reduce()",
        ExpressionKind::Pattern(_) => "a pattern",
        ExpressionKind::Subquery(_) => "a subquery",
        _ => "this expression",
    }
}

fn literal_value(literal: &Literal) -> Value {
    match literal {
        Literal::Null => Value::Null,
        Literal::Boolean(b) => Value::Boolean(*b),
        Literal::Integer(i) => Value::Integer(*i),
        Literal::Float(x) => Value::Float(*x),
        Literal::String(text) => Value::Text(text.clone()),
    }
}

fn variable(name: &str, span: Span, scope: &Scope<'_>) -> Result<Cell> {
    if let Some((_, cell)) = scope.variables.iter().rev().find(|(n, _)| n == name) {
        return Ok(cell.clone());
    }
    if let Some(subject) = scope.subject {
        return Ok(property(scope.graph, subject, name));
    }
    let known: Vec<&str> = scope.variables.iter().map(|(n, _)| n.as_str()).collect();
    let error = QueryError::at(span, format!("no variable is called {name:?}"));
    Err(match known.as_slice() {
        [] => error.hint("give a node or relationship of the pattern a variable, as in (n)"),
        known => error.hint(format!("there are {}", known.join(", "))),
    })
}

/// A property as queries see it: a date is the text as written, and its first and last possible
/// days are the properties `…_from` and `…_to`. `id` and `name` are always there.
pub fn property(graph: &Graph, entity: Entity, key: &str) -> Cell {
    let is_part = key.ends_with("_from") || key.ends_with("_to");
    match (graph.property(entity, key), entity) {
        (Some(ValueRef::Date(date)), _) if !is_part => Cell::text(date.to_string()),
        (Some(value), _) => Cell::Value(value.to_value()),
        (None, Entity::Node(node)) if key == "id" => Cell::text(graph.id(node)),
        (None, Entity::Node(node)) if key == "name" => Cell::text(graph.name(node)),
        (None, _) => Cell::NULL,
    }
}

/// A list of plain values where all are plain, else a list of cells.
fn list(items: Vec<Cell>) -> Cell {
    let plain = |item: &Cell| matches!(item, Cell::Value(_));
    if !items.iter().all(plain) {
        return Cell::List(items);
    }
    let values = items.into_iter().filter_map(|item| match item {
        Cell::Value(value) => Some(value),
        _ => None,
    });
    Cell::Value(Value::List(values.collect()))
}

/// The items of a list; `None` if it is no list.
fn items(cell: Cell) -> Option<Vec<Cell>> {
    match cell {
        Cell::Value(Value::List(values)) => Some(values.into_iter().map(Cell::Value).collect()),
        Cell::List(items) => Some(items),
        _ => None,
    }
}

fn boolean(truth: Option<bool>) -> Cell {
    Cell::Value(truth.map_or(Value::Null, Value::Boolean))
}

fn is_null(cell: &Cell) -> bool {
    matches!(cell, Cell::Value(Value::Null))
}

/// What a value is, for messages.
fn kind_name(cell: &Cell) -> &'static str {
    match cell {
        Cell::Value(Value::Null) => "null",
        Cell::Value(Value::Boolean(_)) => "a truth value",
        Cell::Value(Value::Integer(_)) => "an integer",
        Cell::Value(Value::Float(_)) => "a float",
        Cell::Value(Value::Text(_)) => "text",
        Cell::Value(Value::Date(_)) => "a date",
        Cell::Value(Value::List(_)) | Cell::List(_) => "a list",
        Cell::Node(_) => "a node",
        Cell::Relationship(_) => "a relationship",
        Cell::Path(_) => "a path",
        Cell::Map(_) => "a map",
    }
}

/// OR (`decides` true) and AND (`decides` false): the first term that decides ends it.
fn connective(terms: &[Expression], scope: &mut Scope<'_>, decides: bool) -> Result<Cell> {
    let mut unknown = false;
    for term in terms {
        match truth(term, scope)? {
            Some(b) if b == decides => return Ok(boolean(Some(decides))),
            Some(_) => {}
            None => unknown = true,
        }
    }
    Ok(boolean((!unknown).then_some(!decides)))
}

fn exclusive(terms: &[Expression], scope: &mut Scope<'_>) -> Result<Cell> {
    let mut value = Some(false);
    for term in terms {
        let term = truth(term, scope)?;
        value = value.and_then(|v| Some(v != term?));
    }
    Ok(boolean(value))
}

fn run_test(value: Cell, test: &Test, scope: &mut Scope<'_>) -> Result<Cell> {
    let with_text = |other: &Expression, scope: &mut Scope<'_>, f: fn(&str, &str) -> bool| {
        let other = evaluate(other, scope)?;
        Ok(match (&value, &other) {
            (Cell::Value(Value::Text(a)), Cell::Value(Value::Text(b))) => boolean(Some(f(a, b))),
            _ => Cell::NULL,
        })
    };
    match &test.kind {
        TestKind::StartsWith(other) => with_text(other, scope, |a, b| a.starts_with(b)),
        TestKind::EndsWith(other) => with_text(other, scope, |a, b| a.ends_with(b)),
        TestKind::Contains(other) => with_text(other, scope, |a, b| a.contains(b)),
        TestKind::Matches(pattern) => operator::matches(&value, pattern, scope),
        TestKind::In(list) => {
            let list_value = evaluate(list, scope)?;
            if is_null(&list_value) {
                return Ok(Cell::NULL);
            }
            let kind = kind_name(&list_value);
            let Some(items) = items(list_value) else {
                return Err(QueryError::at(
                    list.span,
                    format!("IN needs a list, not {kind}"),
                ));
            };
            Ok(boolean(compare::any_equal(&value, &items)))
        }
        TestKind::IsNull => Ok(boolean(Some(is_null(&value)))),
        TestKind::IsNotNull => Ok(boolean(Some(!is_null(&value)))),
    }
}

fn access(base: &Expression, steps: &[AccessStep], scope: &mut Scope<'_>) -> Result<Cell> {
    let mut value = match (&base.kind, scope.subject) {
        // Where bare names are properties, `n.parameters` may be written as well.
        (ExpressionKind::Variable(name), Some(Entity::Node(node)))
            if name == "n" && !scope.variables.iter().any(|(v, _)| v == "n") =>
        {
            Cell::Node(node)
        }
        _ => evaluate(base, scope)?,
    };
    for step in steps {
        value = match (&step.kind, value) {
            (_, value) if is_null(&value) => value,
            (AccessKind::Property(key), Cell::Node(node)) => {
                property(scope.graph, Entity::Node(node), &key.text)
            }
            (AccessKind::Property(key), Cell::Relationship(rel)) => {
                property(scope.graph, Entity::Relationship(rel), &key.text)
            }
            (AccessKind::Property(key), Cell::Value(Value::Date(date))) => {
                operator::date_part(date, &key.text)
            }
            (AccessKind::Property(_), other) => {
                let message = format!("{} has no properties", kind_name(&other));
                return Err(QueryError::at(step.span, message));
            }
            (AccessKind::Index(index), list) => operator::index(list, index, scope)?,
            (AccessKind::Slice { from, to }, list) => {
                operator::slice(list, from.as_ref(), to.as_ref(), step.span, scope)?
            }
        };
    }
    Ok(value)
}

fn has_labels(
    value: &Cell,
    labels: &LabelExpression,
    graph: &Graph,
) -> std::result::Result<Cell, String> {
    match value {
        Cell::Value(Value::Null) => Ok(Cell::NULL),
        Cell::Node(node) => {
            let names: Vec<&str> = graph.label_names(*node).collect();
            Ok(boolean(Some(fits_labels(labels, &names))))
        }
        Cell::Relationship(rel) => Ok(boolean(Some(fits_labels(labels, &[graph.type_name(*rel)])))),
        other => Err(format!("{} has no labels", kind_name(other))),
    }
}

/// Whether a node of these labels, or a relationship of this one type, fits.
pub fn fits_labels(labels: &LabelExpression, names: &[&str]) -> bool {
    match &labels.kind {
        LabelKind::Name(name) => names.contains(&name.as_str()),
        LabelKind::Any => !names.is_empty(),
        LabelKind::Not(inner) => !fits_labels(inner, names),
        LabelKind::And(parts) => parts.iter().all(|part| fits_labels(part, names)),
        LabelKind::Or(parts) => parts.iter().any(|part| fits_labels(part, names)),
    }
}

fn run_case(case: &Case, scope: &mut Scope<'_>) -> Result<Cell> {
    let subject = match &case.subject {
        Some(subject) => Some(evaluate(subject, scope)?),
        None => None,
    };
    for branch in &case.branches {
        let chosen = match &subject {
            Some(subject) => {
                let when = evaluate(&branch.when, scope)?;
                compare::equal(subject, &when) == Some(true)
            }
            None => holds(&branch.when, scope)?,
        };
        if chosen {
            return evaluate(&branch.then, scope);
        }
    }
    match &case.otherwise {
        Some(otherwise) => evaluate(otherwise, scope),
        None => Ok(Cell::NULL),
    }
}

fn run_call(call: &Call, span: Span, scope: &mut Scope<'_>) -> Result<Cell> {
    let name: Vec<&str> = call.name.iter().map(|n| n.text.as_str()).collect();
    let name = name.join(".");
    let Some(function) = FUNCTIONS
        .iter()
        .find(|f| f.name.eq_ignore_ascii_case(&name))
    else {
        let near = |f: &&Function| {
            strsim::damerau_levenshtein(&f.name.to_lowercase(), &name.to_lowercase())
        };
        let error = QueryError::at(span, format!("no function is called {name}"));
        return Err(
            match FUNCTIONS.iter().min_by_key(near).filter(|f| near(f) <= 2) {
                Some(near) => error.hint(format!("did you mean {}?", near.name)),
                None => error,
            },
        );
    };
    if !function.arity.contains(&call.arguments.len()) {
        let usage = format!("{}, as in {}", function.about, function.example);
        let message = format!(
            "{} does not take {} arguments",
            function.name,
            call.arguments.len()
        );
        return Err(QueryError::at(span, message).hint(usage));
    }
    let arguments: Result<Vec<Cell>> = call
        .arguments
        .iter()
        .map(|argument| evaluate(argument, scope))
        .collect();
    (function.run)(scope.graph, arguments?).map_err(|message| QueryError::at(span, message))
}

/// Runs `body` with the variable bound to each item in turn, until it gives `Some`.
fn for_each<T>(
    variable: &str,
    list: &Expression,
    scope: &mut Scope<'_>,
    mut body: impl FnMut(Cell, &mut Scope<'_>) -> Result<Option<T>>,
) -> Result<Option<T>> {
    let value = evaluate(list, scope)?;
    let kind = kind_name(&value);
    let Some(items) = items(value) else {
        return Err(QueryError::at(
            list.span,
            format!("expected a list, not {kind}"),
        ));
    };
    for item in items {
        scope.variables.push((variable.to_owned(), item.clone()));
        let outcome = body(item, scope);
        scope.variables.pop();
        if let Some(found) = outcome? {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn comprehend(comprehension: &ListComprehension, scope: &mut Scope<'_>) -> Result<Cell> {
    if is_null(&evaluate(&comprehension.list, scope)?) {
        return Ok(Cell::NULL);
    }
    let mut kept = Vec::new();
    let name = &comprehension.variable.text;
    for_each(name, &comprehension.list, scope, |item, scope| {
        let keep = match &comprehension.predicate {
            Some(predicate) => holds(predicate, scope)?,
            None => true,
        };
        if keep {
            kept.push(match &comprehension.projection {
                Some(projection) => evaluate(projection, scope)?,
                None => item,
            });
        }
        Ok(None::<()>)
    })?;
    Ok(list(kept))
}

fn quantify(quantified: &Quantified, scope: &mut Scope<'_>) -> Result<Cell> {
    if is_null(&evaluate(&quantified.list, scope)?) {
        return Ok(Cell::NULL);
    }
    let (mut yes, mut no, mut unknown) = (0usize, 0usize, 0usize);
    let name = &quantified.variable.text;
    for_each(name, &quantified.list, scope, |_, scope| {
        match truth(&quantified.predicate, scope)? {
            Some(true) => yes += 1,
            Some(false) => no += 1,
            None => unknown += 1,
        }
        Ok(None::<()>)
    })?;
    let sure = |value: bool| boolean((unknown == 0).then_some(value));
    Ok(match quantified.quantifier {
        Quantifier::All if no > 0 => boolean(Some(false)),
        Quantifier::All => sure(true),
        Quantifier::Any if yes > 0 => boolean(Some(true)),
        Quantifier::Any => sure(false),
        Quantifier::None if yes > 0 => boolean(Some(false)),
        Quantifier::None => sure(true),
        Quantifier::Single if yes > 1 => boolean(Some(false)),
        Quantifier::Single => sure(yes == 1),
    })
}

/// Whether two values are surely equal: as `=` in a condition.
pub fn is_equal(a: &Cell, b: &Cell) -> bool {
    compare::equal(a, b) == Some(true)
}
