//! Functions of expressions: a table of rows. Adding one is adding a row.

use std::ops::RangeInclusive;

use crate::graph::{Cell, Entity, Graph};
use crate::model::{Date, Value};

use super::{is_null, items, kind_name, list};

type Outcome = Result<Cell, String>;

/// A function.
#[derive(Debug)]
pub struct Function {
    /// Its name, which may be written in any case.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: RangeInclusive<usize>,
    /// What it gives.
    pub about: &'static str,
    /// How it is used.
    pub example: &'static str,
    pub(super) run: fn(&Graph, Vec<Cell>) -> Outcome,
}

const fn row(
    name: &'static str,
    arity: RangeInclusive<usize>,
    about: &'static str,
    example: &'static str,
    run: fn(&Graph, Vec<Cell>) -> Outcome,
) -> Function {
    Function {
        name,
        arity,
        about,
        example,
        run,
    }
}

/// All functions.
pub const FUNCTIONS: &[Function] = &[
    row("abs", 1..=1, "a number without its sign", "abs(-1)", abs),
    row(
        "ceil",
        1..=1,
        "the least whole number not below",
        "ceil(0.5)",
        |_, a| float(a, f64::ceil),
    ),
    row(
        "coalesce",
        1..=99,
        "the first value that is not null",
        "coalesce(n.since, '?')",
        coalesce,
    ),
    row(
        "date",
        1..=1,
        "the date that a text writes",
        "date('2023-03-17')",
        date,
    ),
    row(
        "elementId",
        1..=1,
        "a node's id",
        "elementId(n)",
        element_id,
    ),
    row(
        "endNode",
        1..=1,
        "the node that a relationship ends at",
        "endNode(r)",
        end_node,
    ),
    row(
        "floor",
        1..=1,
        "the greatest whole number not above",
        "floor(0.5)",
        |_, a| float(a, f64::floor),
    ),
    row(
        "head",
        1..=1,
        "the first item of a list",
        "head(n.aliases)",
        |_, a| item(a, false),
    ),
    row(
        "keys",
        1..=1,
        "the names of the properties that are there",
        "keys(n)",
        keys,
    ),
    row("labels", 1..=1, "a node's labels", "labels(n)", labels),
    row(
        "last",
        1..=1,
        "the last item of a list",
        "last(n.aliases)",
        |_, a| item(a, true),
    ),
    row(
        "round",
        1..=1,
        "the nearest whole number",
        "round(0.5)",
        |_, a| float(a, f64::round),
    ),
    row(
        "size",
        1..=1,
        "the length of a list or a text",
        "size(n.aliases)",
        size,
    ),
    row(
        "startNode",
        1..=1,
        "the node that a relationship starts at",
        "startNode(r)",
        start_node,
    ),
    row(
        "toFloat",
        1..=1,
        "a number, or the text of one, as a float",
        "toFloat('1.5')",
        to_float,
    ),
    row(
        "toInteger",
        1..=1,
        "a number, or the text of one, as an integer",
        "toInteger('1')",
        to_integer,
    ),
    row(
        "toLower",
        1..=1,
        "a text in small letters",
        "toLower(n.name)",
        |_, a| text(a, |t| t.to_lowercase()),
    ),
    row(
        "toString",
        1..=1,
        "a value as text",
        "toString(n.parameters)",
        to_string,
    ),
    row(
        "toUpper",
        1..=1,
        "a text in capital letters",
        "toUpper(n.name)",
        |_, a| text(a, |t| t.to_uppercase()),
    ),
    row(
        "trim",
        1..=1,
        "a text without spaces around it",
        "trim(n.name)",
        |_, a| text(a, |t| t.trim().to_owned()),
    ),
    row("type", 1..=1, "a relationship's type", "type(r)", type_name),
];

/// The only argument; the arity has been checked.
fn one(mut arguments: Vec<Cell>) -> Cell {
    arguments.pop().unwrap_or(Cell::NULL)
}

fn wrong(wanted: &str, cell: &Cell) -> Outcome {
    if is_null(cell) {
        Ok(Cell::NULL)
    } else {
        Err(format!("expected {wanted}, not {}", kind_name(cell)))
    }
}

fn abs(_: &Graph, arguments: Vec<Cell>) -> Outcome {
    match one(arguments) {
        Cell::Value(Value::Integer(i)) => {
            let abs = i.checked_abs().ok_or("the number is past 64 bits")?;
            Ok(Cell::Value(Value::Integer(abs)))
        }
        Cell::Value(Value::Float(x)) => Ok(Cell::Value(Value::Float(x.abs()))),
        other => wrong("a number", &other),
    }
}

fn float(arguments: Vec<Cell>, f: fn(f64) -> f64) -> Outcome {
    match one(arguments) {
        Cell::Value(Value::Integer(i)) => Ok(Cell::Value(Value::Float(i as f64))),
        Cell::Value(Value::Float(x)) => Ok(Cell::Value(Value::Float(f(x)))),
        other => wrong("a number", &other),
    }
}

fn coalesce(_: &Graph, arguments: Vec<Cell>) -> Outcome {
    Ok(arguments
        .into_iter()
        .find(|cell| !is_null(cell))
        .unwrap_or(Cell::NULL))
}

fn date(_: &Graph, arguments: Vec<Cell>) -> Outcome {
    match one(arguments) {
        // As Neo4j has it, a date without a day is its first one.
        Cell::Value(Value::Text(text)) => match Date::parse(&text) {
            Ok(date) => Ok(Cell::Value(Value::Date(date.first_day()))),
            Err(error) => Err(format!(
                "{text:?} {error}; write 2023, 2023-03 or 2023-03-17"
            )),
        },
        Cell::Value(Value::Date(date)) => Ok(Cell::Value(Value::Date(date))),
        other => wrong("a text", &other),
    }
}

fn element_id(graph: &Graph, arguments: Vec<Cell>) -> Outcome {
    match one(arguments) {
        Cell::Node(node) => Ok(Cell::text(graph.id(node))),
        other => wrong("a node", &other),
    }
}

fn start_node(graph: &Graph, arguments: Vec<Cell>) -> Outcome {
    match one(arguments) {
        Cell::Relationship(rel) => Ok(Cell::Node(graph.start(rel))),
        other => wrong("a relationship", &other),
    }
}

fn end_node(graph: &Graph, arguments: Vec<Cell>) -> Outcome {
    match one(arguments) {
        Cell::Relationship(rel) => Ok(Cell::Node(graph.end(rel))),
        other => wrong("a relationship", &other),
    }
}

fn keys(graph: &Graph, arguments: Vec<Cell>) -> Outcome {
    let entity = match one(arguments) {
        Cell::Node(node) => Entity::Node(node),
        Cell::Relationship(rel) => Entity::Relationship(rel),
        other => return wrong("a node or relationship", &other),
    };
    Ok(list(
        graph
            .properties(entity)
            .map(|(key, _)| Cell::text(key))
            .collect(),
    ))
}

fn labels(graph: &Graph, arguments: Vec<Cell>) -> Outcome {
    match one(arguments) {
        Cell::Node(node) => Ok(list(graph.label_names(node).map(Cell::text).collect())),
        other => wrong("a node", &other),
    }
}

fn type_name(graph: &Graph, arguments: Vec<Cell>) -> Outcome {
    match one(arguments) {
        Cell::Relationship(rel) => Ok(Cell::text(graph.type_name(rel))),
        other => wrong("a relationship", &other),
    }
}

fn item(arguments: Vec<Cell>, last: bool) -> Outcome {
    let value = one(arguments);
    let refusal = wrong("a list", &value);
    match items(value) {
        Some(mut items) if last => Ok(items.pop().unwrap_or(Cell::NULL)),
        Some(items) => Ok(items.into_iter().next().unwrap_or(Cell::NULL)),
        None => refusal,
    }
}

fn size(_: &Graph, arguments: Vec<Cell>) -> Outcome {
    match one(arguments) {
        Cell::Value(Value::Text(text)) => Ok(Cell::count(text.chars().count())),
        Cell::Value(Value::List(items)) => Ok(Cell::count(items.len())),
        Cell::List(items) => Ok(Cell::count(items.len())),
        other => wrong("a list or a text", &other),
    }
}

fn text(arguments: Vec<Cell>, f: fn(&str) -> String) -> Outcome {
    match one(arguments) {
        Cell::Value(Value::Text(text)) => Ok(Cell::text(f(&text))),
        other => wrong("a text", &other),
    }
}

fn to_float(_: &Graph, arguments: Vec<Cell>) -> Outcome {
    let value = match one(arguments) {
        Cell::Value(Value::Integer(i)) => Some(i as f64),
        Cell::Value(Value::Float(x)) => Some(x),
        Cell::Value(Value::Text(text)) => text.trim().parse().ok(),
        other => return wrong("a number or a text", &other),
    };
    Ok(Cell::optional(value.map(Value::Float)))
}

fn to_integer(_: &Graph, arguments: Vec<Cell>) -> Outcome {
    // A float past the range of integers becomes the nearest one, as `as` does.
    let value = match one(arguments) {
        Cell::Value(Value::Integer(i)) => Some(i),
        Cell::Value(Value::Float(x)) => Some(x as i64),
        Cell::Value(Value::Text(text)) => {
            let text = text.trim();
            text.parse()
                .ok()
                .or_else(|| text.parse::<f64>().ok().map(|x| x as i64))
        }
        other => return wrong("a number or a text", &other),
    };
    Ok(Cell::optional(value.map(Value::Integer)))
}

fn to_string(_: &Graph, arguments: Vec<Cell>) -> Outcome {
    match one(arguments) {
        Cell::Value(Value::Null) => Ok(Cell::NULL),
        Cell::Value(value @ Value::List(_)) => wrong("a plain value", &Cell::Value(value)),
        Cell::Value(value) => Ok(Cell::text(value.to_string())),
        other => wrong("a plain value", &other),
    }
}
