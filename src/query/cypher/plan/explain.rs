//! Plans as rows to read: the operators' names, what each does here, how they nest.

use crate::graph::{Graph, LabelId};
use crate::syntax::Direction;

use super::logical::{Hop, Length, PathStep};
use super::physical::{ColumnScan, Expand, Operator, Pipe, Pipes};

/// What there is to know of a kind of operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperatorRow {
    /// Its name.
    pub name: &'static str,
    /// What it does.
    pub about: &'static str,
}

const fn row(name: &'static str, about: &'static str) -> OperatorRow {
    OperatorRow { name, about }
}

/// All kinds of operators.
pub const OPERATORS: &[OperatorRow] = &[
    row("AllNodes", "every node"),
    row("LabelNodes", "every node of a label"),
    row("IdNodes", "the nodes of an id, by binary search"),
    row(
        "ValueNodes",
        "the nodes of a value, by an index once it is asked twice",
    ),
    row("OneNode", "a node that the query names"),
    row(
        "ColumnNodes",
        "the nodes whose properties have such values, column by column",
    ),
    row(
        "Expand",
        "the relationships of a node, or those between two",
    ),
    row(
        "Intersect",
        "the nodes at which relationships of two nodes meet",
    ),
    row("Ends", "the ends of a relationship that is there"),
    row(
        "Trails",
        "trails, one after the other, each relationship once",
    ),
    row("Follow", "where a list of relationships leads"),
    row("Reach", "every node that trails lead to, once"),
    row(
        "CountTrails",
        "every node that trails lead to, with their number",
    ),
    row("Degree", "how many relationships a node has"),
    row("Repeat", "a pattern several times in a row"),
    row("Shortest", "the shortest trails between two nodes"),
    row("Choose", "some of the paths between two nodes"),
    row("Filter", "conditions"),
    row("Apart", "relationships that were not found before"),
    row("Project", "values"),
    row("Path", "a path put together"),
    row("Unwind", "the elements of a list"),
    row("Optional", "rows of what is inside, or nulls"),
    row("Apply", "rows of a subquery"),
    row("Call", "rows of a procedure"),
    row(
        "Join",
        "rows of what is inside, found once, by equal values",
    ),
    row("Distinct", "rows that were not there before"),
    row("Skip", "leaves out the first rows"),
    row("Limit", "ends after so many rows"),
    row("Aggregate", "rows gathered in groups"),
    row("Sort", "rows in order"),
    row("Top", "the first rows in order"),
];

impl Operator<'_> {
    /// Its kind.
    pub(crate) fn row(&self) -> &'static OperatorRow {
        let index = match self {
            Operator::AllNodes(_) => 0,
            Operator::LabelNodes(..) => 1,
            Operator::IdNodes(..) => 2,
            Operator::ValueNodes(..) => 3,
            Operator::OneNode(..) => 4,
            Operator::ColumnNodes(_) => 5,
            Operator::Expand(_) => 6,
            Operator::Intersect(_) => 7,
            Operator::Ends(..) => 8,
            Operator::Trails(..) => 9,
            Operator::Follow(..) => 10,
            Operator::Reach(_) => 11,
            Operator::CountTrails(..) => 12,
            Operator::Degree(..) => 13,
            Operator::Repeat(_) => 14,
            Operator::Shortest(_) => 15,
            Operator::Choose(_) => 16,
            Operator::Filter(_) => 17,
            Operator::Apart(..) => 18,
            Operator::Project(_) => 19,
            Operator::Path(_) => 20,
            Operator::Unwind(..) => 21,
            Operator::Optional(..) => 22,
            Operator::Apply(..) => 23,
            Operator::Call(..) => 24,
            Operator::Join(_) => 25,
            Operator::Distinct(_) => 26,
            Operator::Skip(_) => 27,
            Operator::Limit(_) => 28,
            Operator::Aggregate(..) => 29,
            Operator::Sort(ordered) if ordered.first.is_none() => 30,
            Operator::Sort(_) => 31,
        };
        &OPERATORS[index]
    }

    /// The pipes inside, in order.
    pub(crate) fn inside(&self) -> Vec<&Pipe<'_>> {
        match self {
            Operator::Optional(pipe, _) => vec![pipe],
            Operator::Repeat(repeat) => vec![&repeat.pipe],
            Operator::Choose(choose) => vec![&choose.pipe],
            Operator::Join(join) => vec![&join.pipe],
            Operator::Apply(pipes, _) => pipes.parts.iter().collect(),
            _ => Vec::new(),
        }
    }
}

/// An operator as a row to read.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// How deep it stands in others.
    pub depth: u32,
    /// The operator's name.
    pub operator: &'static str,
    /// What it does here.
    pub details: String,
    /// How many rows it was thought to give.
    pub estimate: f64,
}

/// What names things for readers.
pub(crate) struct Names<'b> {
    /// The graph.
    pub graph: &'b Graph,
    /// The slots' names.
    pub slots: &'b [String],
    /// The query's text.
    pub text: &'b str,
}

/// A plan, an operator a line, in the order in which they run.
pub(crate) fn lines(pipes: &Pipes<'_>, names: &Names<'_>) -> Vec<Line> {
    let mut lines = Vec::new();
    let depth = u32::from(pipes.parts.len() > 1);
    for pipe in &pipes.parts {
        if depth > 0 {
            lines.push(Line {
                depth: 0,
                operator: if pipes.distinct { "Union" } else { "UnionAll" },
                details: String::new(),
                estimate: pipe.rows(),
            });
        }
        add(pipe, depth, names, &mut lines);
    }
    lines
}

fn add(pipe: &Pipe<'_>, depth: u32, names: &Names<'_>, lines: &mut Vec<Line>) {
    for step in &pipe.steps {
        lines.push(Line {
            depth,
            operator: step.operator.row().name,
            details: names.details(&step.operator),
            estimate: step.estimate,
        });
        for inner in step.operator.inside() {
            add(inner, depth + 1, names, lines);
        }
    }
}

impl Names<'_> {
    fn slot(&self, slot: usize) -> &str {
        self.slots.get(slot).map_or("", |name| name.trim_start())
    }

    fn slots(&self, slots: &[usize]) -> String {
        let names: Vec<&str> = slots.iter().map(|&slot| self.slot(slot)).collect();
        let names: Vec<&str> = names.into_iter().filter(|name| !name.is_empty()).collect();
        names.join(", ")
    }

    fn text(&self, expr: &super::super::expr::Expr<'_>) -> String {
        let words: Vec<&str> = expr.span.of(self.text).split_whitespace().collect();
        words.join(" ")
    }

    fn texts<'e, 'g: 'e>(
        &self,
        exprs: impl Iterator<Item = &'e super::super::expr::Expr<'g>>,
        between: &str,
    ) -> String {
        let texts: Vec<String> = exprs.map(|expr| self.text(expr)).collect();
        texts.join(between)
    }

    fn hop(&self, hop: &Hop<'_>, slot: &str, length: Option<Length>) -> String {
        let types = hop.types.as_ref().map_or(String::new(), |types| {
            let names = types
                .iter()
                .map(|&kind| &*self.graph.relationship_type(kind).name);
            format!(":{}", names.collect::<Vec<&str>>().join("|"))
        });
        let length = match length {
            None => String::new(),
            Some(Length { min, max: None }) => format!("*{min}.."),
            Some(Length {
                min,
                max: Some(max),
            }) => format!("*{min}..{max}"),
        };
        let inner = format!("[{slot}{types}{length}]");
        match hop.direction {
            Direction::Right => format!("-{inner}->"),
            Direction::Left => format!("<-{inner}-"),
            Direction::Either => format!("-{inner}-"),
        }
    }

    fn expand(&self, expand: &Expand<'_>, length: Option<Length>) -> String {
        let slot = if expand.wanted {
            self.slot(expand.slot)
        } else {
            ""
        };
        let hop = self.hop(&expand.hop, slot, length);
        let into = if expand.into { " (both there)" } else { "" };
        format!(
            "({}){hop}({}){into}",
            self.slot(expand.from),
            self.slot(expand.to)
        )
    }

    fn labelled(&self, slot: usize, labels: &[LabelId]) -> String {
        let names = labels.iter().map(|&label| &*self.graph.label(label).name);
        let names = names.collect::<Vec<&str>>().join("|");
        format!("{}:{names}", self.slot(slot))
    }

    fn scan(&self, scan: &ColumnScan<'_>) -> String {
        let node = match &scan.labels {
            None => self.slot(scan.slot).to_owned(),
            Some(labels) => self.labelled(scan.slot, labels),
        };
        let tests = scan.tests.iter().map(|test| {
            let words = test.span.of(self.text).split_whitespace();
            words.collect::<Vec<&str>>().join(" ")
        });
        let tests = tests.collect::<Vec<String>>().join(" AND ");
        format!("{node} WHERE {tests}")
    }

    fn details(&self, operator: &Operator<'_>) -> String {
        match operator {
            Operator::AllNodes(slot) | Operator::OneNode(slot, _) => self.slot(*slot).to_owned(),
            Operator::LabelNodes(slot, labels) => self.labelled(*slot, labels),
            Operator::IdNodes(slot, id) => format!("{}.id = {}", self.slot(*slot), self.text(id)),
            Operator::ValueNodes(slot, key, value) => {
                format!("{}.{} = {}", self.slot(*slot), key.name, self.text(value))
            }
            Operator::ColumnNodes(scan) => self.scan(scan),
            Operator::Intersect(two) => {
                let [first, second] = two.each_ref().map(|expand| self.expand(expand, None));
                format!("{first}, {second}")
            }
            Operator::Expand(expand) | Operator::Ends(expand, _) | Operator::Degree(expand, _) => {
                self.expand(expand, None)
            }
            Operator::Trails(expand, length) | Operator::Follow(expand, length) => {
                self.expand(expand, Some(*length))
            }
            Operator::CountTrails(expand, _) => {
                self.expand(expand, Some(Length { min: 1, max: None }))
            }
            Operator::Reach(reach) => self.expand(&reach.expand, Some(reach.length)),
            Operator::Shortest(it) => self.expand(&it.expand, Some(it.length)),
            Operator::Repeat(it) => {
                let length = match it.length.max {
                    Some(max) => format!("{{{},{max}}}", it.length.min),
                    None => format!("{{{},}}", it.length.min),
                };
                format!("({}) … {length} ({})", self.slot(it.from), self.slot(it.to))
            }
            _ => self.row_details(operator),
        }
    }

    /// The details of operators that look at rows, not at the graph.
    fn row_details(&self, operator: &Operator<'_>) -> String {
        match operator {
            Operator::Filter(conditions) => self.texts(conditions.iter(), " AND "),
            Operator::Project(items) => self.texts(items.iter().map(|(expr, _)| expr), ", "),
            Operator::Unwind(list, slot) => {
                format!("{} AS {}", self.text(list), self.slot(*slot))
            }
            Operator::Path(path) => {
                let slots = path.steps.iter().flat_map(|step| match step {
                    PathStep::Link(slot) => vec![*slot],
                    PathStep::Turns(slots) => slots.clone(),
                });
                let steps = self.slots(&slots.collect::<Vec<usize>>());
                format!(
                    "{} = {} {steps}",
                    self.slot(path.slot),
                    self.slot(path.start)
                )
            }
            Operator::Distinct(slots) => self.slots(slots),
            Operator::Skip(count) | Operator::Limit(count) => self.text(count),
            Operator::Join(join) => {
                let pairs = join.built.iter().zip(&join.asked);
                let pairs = pairs.map(|(a, b)| format!("{} = {}", self.text(a), self.text(b)));
                pairs.collect::<Vec<String>>().join(" AND ")
            }
            Operator::Call(procedure, _, _) => procedure.name.to_owned(),
            Operator::Aggregate(it, _) => {
                let keys = it.keys.iter().map(|(key, _)| self.text(key));
                let calls = it.calls.iter().map(|call| {
                    call.span
                        .of(self.text)
                        .split_whitespace()
                        .collect::<Vec<_>>()
                        .join(" ")
                });
                keys.chain(calls).collect::<Vec<String>>().join(", ")
            }
            Operator::Sort(ordered) => {
                let keys = ordered.keys.iter().map(|(key, descending)| {
                    let order = if *descending { " DESC" } else { "" };
                    format!("{}{order}", self.text(key))
                });
                keys.collect::<Vec<String>>().join(", ")
            }
            _ => String::new(),
        }
    }
}
