//! A query made ready, and its rows.

use std::collections::BTreeMap;

use crate::graph::{Answer, Cell, Graph, Row};
use crate::query::QueryError;
use crate::syntax::{QueryMode, parse_statement};

use super::bind::bind_query;
use super::context::{Limits, too_many_rows};
use super::plan::{self, Line, Names, Passes, Pipe, Ready};
use super::run::{Done, Machine, Runner, Union};
use super::value::Datum;

type Result<T> = std::result::Result<T, QueryError>;

/// The values of a query's parameters, by name, without the dollar.
pub type Parameters = BTreeMap<String, Cell>;

/// A query made ready to run on a graph, any number of times.
pub struct Prepared<'g> {
    graph: &'g Graph,
    text: String,
    mode: QueryMode,
    plan: Ready<'g>,
    subqueries: Vec<Ready<'g>>,
    columns: Vec<String>,
    notes: Vec<String>,
}

/// Makes a query ready: parsed, bound to the graph, planned.
///
/// # Errors
/// Everything that is wrong with the text, and parameters that are not given.
pub fn prepare<'g>(graph: &'g Graph, text: &str, parameters: &Parameters) -> Result<Prepared<'g>> {
    prepare_with(graph, text, parameters, Passes::ALL)
}

/// The same with a choice of what makes plans better.
///
/// # Errors
/// As [`prepare`].
pub fn prepare_with<'g>(
    graph: &'g Graph,
    text: &str,
    parameters: &Parameters,
    passes: Passes,
) -> Result<Prepared<'g>> {
    let statement = parse_statement(text)?;
    let given = parameters
        .iter()
        .map(|(name, cell)| (name.clone(), Datum::of_cell(cell)));
    let bound = bind_query(&statement.query, graph, &given.collect())?;
    let make = |plan: &plan::Plan<'g>| plan::make(plan, graph, passes);
    let subqueries = bound.subqueries.iter().map(make).collect();
    let columns = bound
        .plan
        .query
        .columns
        .iter()
        .map(|(name, _)| name.clone());
    let at = |(span, message): &(crate::syntax::Span, String)| {
        let (line, column) = span.line_column(text);
        format!("{line}:{column}: {message}")
    };
    Ok(Prepared {
        graph,
        text: text.to_owned(),
        mode: statement.mode,
        columns: columns.collect(),
        plan: make(&bound.plan),
        subqueries,
        notes: bound.notes.iter().map(at).collect(),
    })
}

impl<'g> Prepared<'g> {
    /// The names of its columns.
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// What its reader should know: unknown labels, types and properties, each with its place.
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Whether it says `EXPLAIN` or `PROFILE`.
    pub fn mode(&self) -> QueryMode {
        self.mode
    }

    /// Its rows, found as they are asked for.
    pub fn run(&self, limits: &Limits) -> Rows<'_, 'g> {
        Rows {
            runner: Runner::new(self.graph, &self.subqueries, limits),
            union: Union::new(&self.plan.pipes),
            slots: self
                .plan
                .pipes
                .columns
                .iter()
                .map(|(_, slot)| *slot)
                .collect(),
            row: vec![Datum::Null; self.plan.width],
            given: 0,
            limit: limits.rows,
            is_over: false,
        }
    }

    /// All its rows, and the selection of every node, relationship and path in them; what
    /// `EXPLAIN` and `PROFILE` tell, where it says so.
    ///
    /// # Errors
    /// What goes wrong while it runs.
    pub fn answer(&self, limits: &Limits) -> Result<Answer> {
        match self.mode {
            QueryMode::Run => {}
            QueryMode::Explain => return Ok(self.explain()),
            QueryMode::Profile => return self.profile(limits),
        }
        let mut rows = Vec::new();
        for row in self.run(limits) {
            rows.push(Row::new(row?));
        }
        let columns: Vec<&str> = self.columns.iter().map(String::as_str).collect();
        let mut answer = Answer::new(self.graph, &columns, rows);
        answer.notes.clone_from(&self.notes);
        Ok(answer)
    }

    /// Its plan: a row for each operator, in the order in which they run.
    pub fn explain(&self) -> Answer {
        let rows = self.lines().into_iter().map(|line| Row {
            cells: vec![
                Cell::text(line.operator),
                Cell::text(line.details),
                Cell::Value(crate::model::Value::Integer(line.estimate.round() as i64)),
            ],
            depth: line.depth,
            repeated: false,
        });
        let columns = ["operator", "details", "estimate"];
        let mut answer = Answer::new(self.graph, &columns, rows.collect());
        answer.notes.clone_from(&self.notes);
        answer
    }

    /// Its plan with what each operator did: how many rows it gave, how many steps that took.
    ///
    /// # Errors
    /// What goes wrong while it runs.
    pub fn profile(&self, limits: &Limits) -> Result<Answer> {
        let mut rows = self.run(limits);
        while rows.advance()? {}
        let lines = self.lines().into_iter().zip(rows.done());
        let rows = lines.map(|(line, done)| Row {
            cells: vec![
                Cell::text(line.operator),
                Cell::text(line.details),
                Cell::Value(crate::model::Value::Integer(line.estimate.round() as i64)),
                done.map_or(Cell::NULL, |done| Cell::count(done.rows as usize)),
                done.map_or(Cell::NULL, |done| Cell::count(done.steps as usize)),
            ],
            depth: line.depth,
            repeated: false,
        });
        let columns = ["operator", "details", "estimate", "rows", "steps"];
        let mut answer = Answer::new(self.graph, &columns, rows.collect());
        answer.notes.clone_from(&self.notes);
        Ok(answer)
    }

    fn lines(&self) -> Vec<Line> {
        let names = Names {
            graph: self.graph,
            slots: &self.plan.names,
            text: &self.text,
        };
        plan::lines(&self.plan.pipes, &names)
    }
}

/// The rows of a query, found as they are asked for. After an error there is no further row.
pub struct Rows<'p, 'g> {
    runner: Runner<'p, 'g>,
    union: Union<'p, 'g>,
    slots: Vec<usize>,
    row: Vec<Datum<'g>>,
    given: u64,
    limit: Option<u64>,
    is_over: bool,
}

impl<'p, 'g> Rows<'p, 'g> {
    /// Finds the next row; whether there is one.
    fn advance(&mut self) -> Result<bool> {
        if self.is_over {
            return Ok(false);
        }
        let next = self.union.next(&mut self.row, &self.runner.context());
        let next = next.and_then(|found| match self.limit {
            Some(limit) if found && self.given >= limit => Err(too_many_rows(limit)),
            _ => Ok(found),
        });
        self.is_over = !matches!(next, Ok(true));
        self.given += u64::from(matches!(next, Ok(true)));
        next
    }

    /// How many steps were taken so far: rows passed on, relationships followed, elements made.
    pub fn steps(&self) -> u64 {
        self.runner.steps()
    }

    /// What each operator did, in the order of the plan's lines.
    fn done(&self) -> Vec<Option<Done>> {
        let mut done = Vec::new();
        let machines = self.union.machines();
        for machine in &machines {
            if machines.len() > 1 {
                done.push(None);
            }
            add(machine.pipe(), Some(machine), &mut done);
        }
        done
    }
}

/// Adds what the operators of a pipe did, if it ran.
fn add(pipe: &Pipe<'_>, machine: Option<&Machine<'_, '_>>, done: &mut Vec<Option<Done>>) {
    let own = machine.map(Machine::done);
    let inside = machine.map(Machine::inside);
    for (i, step) in pipe.steps.iter().enumerate() {
        done.push(own.as_ref().and_then(|own| own.get(i).copied()));
        for (j, inner) in step.operator.inside().into_iter().enumerate() {
            let machines = inside.as_ref().and_then(|inside| inside.get(i));
            let machine = machines.and_then(|machines| machines.get(j).copied());
            add(inner, machine, done);
        }
    }
}

impl Iterator for Rows<'_, '_> {
    type Item = Result<Vec<Cell>>;

    fn next(&mut self) -> Option<Result<Vec<Cell>>> {
        match self.advance() {
            Ok(true) => Some(Ok(self
                .slots
                .iter()
                .map(|&slot| self.row[slot].to_cell())
                .collect())),
            Ok(false) => None,
            Err(error) => Some(Err(error)),
        }
    }
}
