//! aigraph as an engine of the kit: setups are a script that a graph is read from, queries run on
//! that graph.

use aigraph::graph::{Cell, Entity, Graph, GraphBuilder, NodeId, Path, RelationshipId};
use aigraph::load::{self, Input};
use aigraph::model::{self, ValueRef};
use aigraph::query::QueryError;
use aigraph::query::cypher::{Clock, Limits, Parameters, Passes, prepare_with};

use super::compare::{Failure, Phase, Table};
use super::value::{Hop, Map, Node, Relationship, Value};

/// The moment at which all queries of the kit run: 2018-10-29 12:00:00 UTC.
const NOW: i128 = 1_540_814_400_000_000_000;

/// aigraph, with a choice of what makes its plans better.
pub(crate) struct Aigraph {
    script: String,
    graph: Option<Graph>,
    passes: Passes,
}

impl Aigraph {
    pub(crate) fn new(passes: Passes) -> Aigraph {
        Aigraph {
            script: String::new(),
            graph: None,
            passes,
        }
    }

    fn graph(&mut self) -> Result<&Graph, Failure> {
        if self.graph.is_none() {
            let graph = read(&self.script).or_else(|why| {
                let script = super::writer::rewrite(&self.script);
                script.map_or(Err(why), |script| read(&script))
            });
            self.graph = Some(graph?);
        }
        self.graph.as_ref().ok_or_else(|| setup("no graph"))
    }
}

fn setup(why: &str) -> Failure {
    Failure {
        kind: "setup".to_owned(),
        phase: Phase::Runtime,
        detail: why.to_owned(),
    }
}

/// The graph that a script makes.
pub(crate) fn read(script: &str) -> Result<Graph, Failure> {
    if script.trim().is_empty() {
        let options = aigraph::graph::Options {
            made_ids: true,
            ..Default::default()
        };
        return Ok(
            GraphBuilder::new(model::Schema::default(), Vec::new(), options)
                .build()
                .graph,
        );
    }
    let input = Input::Stream {
        name: "setup.cypher".to_owned(),
        reader: Box::new(std::io::Cursor::new(script.as_bytes().to_vec())),
    };
    let loaded = load::load(input, &load::Options::default());
    let loaded = loaded.map_err(|error| setup(&error.to_string()))?;
    match loaded
        .problems
        .iter()
        .find(|it| it.severity == model::Severity::Error)
    {
        Some(problem) => Err(setup(&format!("{problem:?}"))),
        None => Ok(loaded.graph),
    }
}

impl super::Engine for Aigraph {
    fn clear(&mut self) {
        (self.script, self.graph) = (String::new(), None);
    }

    fn setup(&mut self, script: &str) -> Result<(), Failure> {
        self.script.push_str(script);
        self.script.push_str("\n;\n");
        self.graph = None;
        Ok(())
    }

    fn run(&mut self, query: &str, parameters: &[(String, Value)]) -> Result<Table, Failure> {
        let passes = self.passes;
        let graph = self.graph()?;
        let given = parameters
            .iter()
            .map(|(name, value)| (name.clone(), cell(value)));
        let parameters: Parameters = given.collect();
        let prepared = prepare_with(graph, query, &parameters, passes);
        let prepared = prepared.map_err(|error| failure(&error, Phase::Compile))?;
        let limits = Limits {
            clock: Clock { now: Some(NOW) },
            steps: Some(10_000_000),
            ..Limits::default()
        };
        let mut rows = Vec::new();
        for row in prepared.run(&limits) {
            let row = row.map_err(|error| failure(&error, Phase::Runtime))?;
            rows.push(row.iter().map(|cell| value(graph, cell)).collect());
        }
        Ok(Table {
            columns: prepared.columns().to_vec(),
            rows,
        })
    }
}

fn failure(error: &QueryError, phase: Phase) -> Failure {
    match error.fault {
        Some(fault) => Failure {
            kind: fault.class.to_owned(),
            phase,
            detail: fault.detail.to_owned(),
        },
        // What does not parse is told by its message and its place alone.
        None => Failure {
            kind: "SyntaxError".to_owned(),
            phase,
            detail: super::compare::UNPARSED.to_owned(),
        },
    }
}

/// A parameter.
fn cell(value: &Value) -> Cell {
    match value {
        Value::Boolean(b) => Cell::Value(model::Value::Boolean(*b)),
        Value::Integer(i) => Cell::Value(model::Value::Integer(*i)),
        Value::Float(x) => Cell::Value(model::Value::Float(*x)),
        Value::String(text) => Cell::text(text.as_str()),
        Value::List(items) => Cell::List(items.iter().map(cell).collect()),
        Value::Map(map) => Cell::Map(
            map.iter()
                .map(|(key, value)| (key.clone(), cell(value)))
                .collect(),
        ),
        _ => Cell::NULL,
    }
}

fn value(graph: &Graph, cell: &Cell) -> Value {
    match cell {
        Cell::Value(it) => plain(it),
        Cell::Node(it) => Value::Node(node(graph, *it)),
        Cell::Relationship(it) => Value::Relationship(relationship(graph, *it)),
        Cell::Path(it) => path(graph, it),
        Cell::List(items) => Value::List(items.iter().map(|item| value(graph, item)).collect()),
        Cell::Map(entries) => {
            let entries = entries.iter();
            Value::Map(
                entries
                    .map(|(key, it)| (key.clone(), value(graph, it)))
                    .collect(),
            )
        }
    }
}

fn plain(value: &model::Value) -> Value {
    match value {
        model::Value::Null => Value::Null,
        model::Value::Boolean(b) => Value::Boolean(*b),
        model::Value::Integer(i) => Value::Integer(*i),
        model::Value::Float(x) => Value::Float(*x),
        model::Value::List(items) => Value::List(items.iter().map(plain).collect()),
        text => Value::String(text.to_string()),
    }
}

fn stored(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Boolean(b) => Value::Boolean(b),
        ValueRef::Integer(i) => Value::Integer(i),
        ValueRef::Float(x) => Value::Float(x),
        ValueRef::Text(text) => Value::String(text.to_owned()),
        ValueRef::Date(date) => Value::String(date.to_string()),
        ValueRef::List(items) => Value::List(items.iter().map(plain).collect()),
    }
}

fn properties(graph: &Graph, entity: Entity) -> Map {
    let stored = graph
        .properties(entity)
        .map(|(key, value)| (key.to_owned(), stored(value)));
    stored.collect()
}

fn node(graph: &Graph, node: NodeId) -> Node {
    let mut properties = properties(graph, Entity::Node(node));
    if !graph.made_ids() {
        let id = || Value::String(graph.id(node).to_owned());
        properties.entry("id".to_owned()).or_insert_with(id);
    }
    Node {
        labels: graph.label_names(node).map(str::to_owned).collect(),
        properties,
    }
}

fn relationship(graph: &Graph, rel: RelationshipId) -> Relationship {
    Relationship {
        kind: graph.type_name(rel).to_owned(),
        properties: properties(graph, Entity::Relationship(rel)),
    }
}

fn path(graph: &Graph, path: &Path) -> Value {
    let Some((start, others)) = path.nodes.split_first() else {
        return Value::Null;
    };
    let mut before = *start;
    let mut hops = Vec::new();
    for (rel, to) in path.relationships.iter().zip(others) {
        hops.push(Hop {
            relationship: relationship(graph, *rel),
            forward: graph.start(*rel) == before,
            to: node(graph, *to),
        });
        before = *to;
    }
    Value::Path(node(graph, *start), hops)
}
