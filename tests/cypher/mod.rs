//! Queries in Cypher, from text to rows: plans, limits, and what goes beyond the conformance kit.

mod answers;
mod limits;
mod plans;
mod steps;

use aigraph::graph::{Cell, Graph};
use aigraph::load::{self, Input};
use aigraph::query::cypher::{Limits, Parameters, Passes, prepare_with};

/// The graph that a script of `CREATE` makes.
fn graph(script: &str) -> Graph {
    let input = Input::Stream {
        name: "graph.cypher".to_owned(),
        reader: Box::new(std::io::Cursor::new(script.as_bytes().to_vec())),
    };
    let loaded = load::load(input, &load::Options::default()).unwrap();
    let errors: Vec<String> = loaded
        .problems
        .iter()
        .map(|it| it.message.clone())
        .collect();
    assert!(errors.is_empty(), "{errors:?}");
    loaded.graph
}

/// What a query gave, and how many steps that took.
struct Outcome {
    rows: Vec<Vec<Cell>>,
    steps: u64,
}

/// Runs a query; what went wrong, as its message and its hint.
fn run(graph: &Graph, query: &str, passes: Passes, limits: &Limits) -> Result<Outcome, String> {
    let said = |error: aigraph::query::QueryError| match error.hint {
        Some(hint) => format!("{}; {hint}", error.message),
        None => error.message,
    };
    let prepared = prepare_with(graph, query, &Parameters::default(), passes).map_err(said)?;
    let mut rows = prepared.run(limits);
    let mut all = Vec::new();
    for row in rows.by_ref() {
        all.push(row.map_err(said)?);
    }
    let steps = rows.steps();
    Ok(Outcome { rows: all, steps })
}

/// The rows of a query as lines, nodes by their ids, in their order.
fn lines(graph: &Graph, query: &str) -> Vec<String> {
    match run(graph, query, Passes::ALL, &Limits::default()) {
        Ok(outcome) => outcome.rows.iter().map(|row| line(graph, row)).collect(),
        Err(why) => vec![why],
    }
}

fn line(graph: &Graph, row: &[Cell]) -> String {
    let cells: Vec<String> = row.iter().map(|cell| text(graph, cell)).collect();
    cells.join(" | ")
}

fn text(graph: &Graph, cell: &Cell) -> String {
    match cell {
        Cell::Value(value) => value.to_string(),
        Cell::Node(node) => graph.id(*node).to_owned(),
        Cell::Relationship(rel) => {
            let ends = (graph.id(graph.start(*rel)), graph.id(graph.end(*rel)));
            format!(
                "{}-{}{}>{}",
                ends.0,
                graph.type_name(*rel),
                graph.key(*rel),
                ends.1
            )
        }
        Cell::Path(path) => {
            let nodes: Vec<&str> = path.nodes.iter().map(|&node| graph.id(node)).collect();
            nodes.join("~")
        }
        Cell::List(items) => {
            let items: Vec<String> = items.iter().map(|item| text(graph, item)).collect();
            format!("[{}]", items.join(", "))
        }
        Cell::Map(entries) => {
            let entries = entries
                .iter()
                .map(|(key, it)| format!("{key}: {}", text(graph, it)));
            format!("{{{}}}", entries.collect::<Vec<String>>().join(", "))
        }
    }
}
