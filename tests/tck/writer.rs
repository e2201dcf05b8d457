//! Setups that read what they have made so far, or take something away again: more than scripts
//! of graphs may. Their reading clauses are run as queries, clause by clause; what they make is
//! kept as a list of nodes and relationships.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use aigraph::graph::{Cell, Entity, Graph, NodeId, RelationshipId};
use aigraph::model;
use aigraph::query::cypher::{Limits, Parameters, prepare};
use aigraph::syntax::{
    Clause, ClauseKind, Direction, Expression, ExpressionKind, LabelExpression, LabelKind,
    NodePattern, NodeSubject, PathElement, PathPattern, parse_script,
};

type Properties = BTreeMap<String, model::Value>;

/// What setups have made.
#[derive(Default)]
struct Made {
    nodes: Vec<(Vec<String>, Properties)>,
    /// Start, end, type; nothing where it was taken away again.
    links: Vec<Option<(usize, usize, String, Properties)>>,
}

/// A value of a row, with nodes and relationships by their places among what was made.
#[derive(Clone)]
enum Held {
    Node(usize),
    Link(usize),
    Plain(Cell),
}

type Row = BTreeMap<String, Held>;

/// The script that makes at once what some scripts make.
pub(crate) fn rewrite(scripts: &str) -> Result<String, String> {
    let statements = parse_script(scripts).map_err(|error| error.to_string())?;
    let mut made = Made::default();
    for statement in statements {
        let mut rows = vec![Row::new()];
        let mut reading = String::new();
        for clause in &statement.query.first.clauses {
            match &clause.kind {
                ClauseKind::Create(patterns) => {
                    rows = made.read(&rows, &reading, &expressions(patterns, scripts)?)?;
                    rows.iter_mut()
                        .try_for_each(|row| made.create(patterns, row))?;
                    reading.clear();
                }
                ClauseKind::Refused(refused) if refused.keyword.node == "DELETE" => {
                    rows = made.read(&rows, &reading, &[])?;
                    let names = refused.text.trim_start_matches("DELETE").split(',');
                    names.for_each(|name| made.delete(name.trim(), &rows));
                    reading.clear();
                }
                _ => writeln!(reading, "{}", text(clause, scripts)).unwrap(),
            }
        }
    }
    Ok(made.script())
}

fn text<'s>(clause: &Clause, scripts: &'s str) -> &'s str {
    clause.span.of(scripts)
}

fn entries(properties: &Option<Expression>) -> Result<Vec<(&str, &Expression)>, String> {
    match properties.as_ref().map(|it| &it.kind) {
        None => Ok(Vec::new()),
        Some(ExpressionKind::Map(entries)) => {
            let entries = entries.iter().map(|it| (it.key.text.as_str(), &it.value));
            Ok(entries.collect())
        }
        Some(_) => Err("properties that are no map".to_owned()),
    }
}

/// The texts of all properties in patterns, in order.
fn expressions<'s>(patterns: &[PathPattern], scripts: &'s str) -> Result<Vec<&'s str>, String> {
    let mut all = Vec::new();
    for element in patterns.iter().flat_map(|pattern| &pattern.elements) {
        let entries = match element {
            PathElement::Node(node) => entries(&node.properties)?,
            PathElement::Relationship(rel) => entries(&rel.properties)?,
            PathElement::Group(_) => return Err("a group".to_owned()),
        };
        all.extend(entries.iter().map(|(_, value)| value.span.of(scripts)));
    }
    Ok(all)
}

impl Made {
    fn graph(&self) -> Result<Graph, String> {
        super::engine::read(&self.script()).map_err(|error| error.detail)
    }

    /// The rows that reading clauses make of some rows, with the values of further expressions.
    fn read(&self, rows: &[Row], reading: &str, further: &[&str]) -> Result<Vec<Row>, String> {
        let graph = self.graph()?;
        let mut query = String::new();
        let given: Vec<Cell> = rows.iter().map(|row| self.cells(&graph, row)).collect();
        let names: Vec<&String> = rows.iter().flat_map(|row| row.keys()).collect();
        if let Some(first) = rows.first().filter(|row| !row.is_empty()) {
            let names = first.keys().filter(|name| !name.starts_with("further"));
            let items: Vec<String> = names.map(|name| format!("row.{name} AS {name}")).collect();
            writeln!(query, "UNWIND $rows AS row WITH {}", items.join(", ")).unwrap();
        }
        query += reading;
        let reads = !names.is_empty() || !reading.trim().is_empty();
        query += if reads {
            "RETURN *"
        } else {
            "RETURN 1 AS further"
        };
        for (i, expression) in further.iter().enumerate() {
            write!(query, ", {expression} AS further{i}").unwrap();
        }
        let parameters = Parameters::from([("rows".to_owned(), Cell::List(given))]);
        let prepared = prepare(&graph, &query, &parameters);
        let prepared = prepared.map_err(|error| format!("{}: {query}", error.message))?;
        let answer = prepared
            .answer(&Limits::default())
            .map_err(|error| error.message)?;
        let row = |row: &aigraph::graph::Row| {
            let cells = answer.columns.iter().cloned().zip(&row.cells);
            cells
                .map(|(name, cell)| (name, self.held(&graph, cell)))
                .collect()
        };
        Ok(answer.rows.iter().map(row).collect())
    }

    fn cells(&self, graph: &Graph, row: &Row) -> Cell {
        let cell = |held: &Held| match held {
            Held::Node(node) => graph
                .nodes_by_id(&format!("n{node}"))
                .next()
                .map(Cell::Node),
            Held::Link(_) => None,
            Held::Plain(cell) => Some(cell.clone()),
        };
        let cells = row.iter().map(|(name, held)| (name.clone(), cell(held)));
        Cell::Map(
            cells
                .map(|(name, cell)| (name, cell.unwrap_or(Cell::NULL)))
                .collect(),
        )
    }

    fn held(&self, graph: &Graph, cell: &Cell) -> Held {
        match cell {
            Cell::Node(node) => Held::Node(place(graph, *node)),
            Cell::Relationship(rel) => Held::Link(self.link(graph, *rel)),
            cell => Held::Plain(cell.clone()),
        }
    }

    fn link(&self, graph: &Graph, rel: RelationshipId) -> usize {
        let (start, end) = (place(graph, graph.start(rel)), place(graph, graph.end(rel)));
        let properties = graph.properties(Entity::Relationship(rel)).count();
        let same = |link: &Option<(usize, usize, String, Properties)>| {
            link.as_ref().is_some_and(|(a, b, kind, own)| {
                (*a, *b) == (start, end) && kind == graph.type_name(rel) && own.len() == properties
            })
        };
        self.links.iter().position(same).unwrap()
    }

    fn create(&mut self, patterns: &[PathPattern], row: &mut Row) -> Result<(), String> {
        let mut next = 0;
        for pattern in patterns {
            let mut nodes = Vec::new();
            let mut links = Vec::new();
            for element in &pattern.elements {
                match element {
                    PathElement::Node(node) => nodes.push(self.node(node, row, &mut next)?),
                    PathElement::Relationship(rel) => {
                        let properties = values(&rel.properties, row, &mut next)?;
                        let kind = names(rel.types.as_ref()).concat();
                        links.push((rel.direction, kind, properties));
                    }
                    PathElement::Group(_) => return Err("a group".to_owned()),
                }
            }
            for (i, (direction, kind, properties)) in links.into_iter().enumerate() {
                let (start, end) = match direction {
                    Direction::Left => (nodes[i + 1], nodes[i]),
                    Direction::Right | Direction::Either => (nodes[i], nodes[i + 1]),
                };
                self.links.push(Some((start, end, kind, properties)));
            }
        }
        row.retain(|name, _| !name.starts_with("further"));
        Ok(())
    }

    fn node(
        &mut self,
        node: &NodePattern,
        row: &mut Row,
        next: &mut usize,
    ) -> Result<usize, String> {
        let name = match &node.subject {
            Some(NodeSubject::Variable(name)) => Some(name.text.clone()),
            _ => None,
        };
        if let Some(Held::Node(known)) = name.as_ref().and_then(|name| row.get(name)) {
            return Ok(*known);
        }
        let properties = values(&node.properties, row, next)?;
        self.nodes.push((names(node.labels.as_ref()), properties));
        let made = self.nodes.len() - 1;
        row.extend(name.map(|name| (name, Held::Node(made))));
        Ok(made)
    }

    fn delete(&mut self, name: &str, rows: &[Row]) {
        for row in rows {
            if let Some(Held::Link(link)) = row.get(name) {
                self.links[*link] = None;
            }
        }
    }

    fn script(&self) -> String {
        let mut parts = Vec::new();
        for (i, (labels, properties)) in self.nodes.iter().enumerate() {
            let labels: String = labels.iter().map(|label| format!(":{label}")).collect();
            parts.push(format!("(n{i}{labels} {})", map(properties)));
        }
        for (start, end, kind, properties) in self.links.iter().flatten() {
            parts.push(format!(
                "(n{start})-[:{kind} {}]->(n{end})",
                map(properties)
            ));
        }
        match parts.is_empty() {
            true => String::new(),
            false => format!("CREATE {}", parts.join(", ")),
        }
    }
}

fn place(graph: &Graph, node: NodeId) -> usize {
    graph.id(node)[1..].parse().unwrap()
}

/// The values of properties, which stand in the row in order.
fn values(
    properties: &Option<Expression>,
    row: &Row,
    next: &mut usize,
) -> Result<Properties, String> {
    let mut values = Properties::new();
    for (key, _) in entries(properties)? {
        let name = format!("further{next}");
        *next += 1;
        if let Some(Held::Plain(Cell::Value(value))) = row.get(&name) {
            values.insert(key.to_owned(), value.clone());
        }
    }
    Ok(values)
}

fn names(labels: Option<&LabelExpression>) -> Vec<String> {
    match labels.map(|labels| &labels.kind) {
        Some(LabelKind::Name(name)) => vec![name.clone()],
        Some(LabelKind::And(all)) => all.iter().flat_map(|it| names(Some(it))).collect(),
        _ => Vec::new(),
    }
}

fn map(properties: &Properties) -> String {
    let value = |value: &model::Value| match value {
        model::Value::Text(text) => {
            format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
        }
        other => other.to_string(),
    };
    let entries = properties
        .iter()
        .map(|(key, it)| format!("`{key}`: {}", value(it)));
    format!("{{{}}}", entries.collect::<Vec<String>>().join(", "))
}
