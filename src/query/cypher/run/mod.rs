//! Operators at work.
//!
//! A pipe is a machine that backtracks: a row of registers goes from operator to operator, each
//! fills its slots; an operator that has nothing (more) sends it back to the one before. Nothing
//! is copied and nothing recurses, however many operators there are. Operators that need all rows
//! end a stage, and are the source of the next.

mod around;
mod choose;
mod expand;
mod gather;
mod group;
mod intersect;
mod join;
mod nested;
mod nodes;
mod reach;
mod scan;
mod shortest;
mod simple;
mod sort;
mod trail;

use super::context::{Context, is_exhausted};
use super::eval::{Frame, eval, holds};
use super::expr::Expr;
use super::plan::{Operator, Pipe};
use super::value::Datum;
use crate::query::QueryError;

pub(super) use nested::{Runner, Union};

/// The registers.
pub(super) type Row<'g> = [Datum<'g>];

/// An operator at work.
pub(super) trait Work<'g> {
    /// Fills its slots with what it makes of the row that has just come in (`fresh`), or with
    /// what comes next; whether there was anything.
    ///
    /// # Errors
    /// What goes wrong in expressions, and limits.
    fn next(
        &mut self,
        fresh: bool,
        row: &mut Row<'g>,
        context: &Context<'_, 'g>,
    ) -> Result<bool, QueryError>;

    /// Forgets what it knows of rows that were before, other than through `fresh`.
    fn reset(&mut self, _context: &Context<'_, 'g>) {}

    /// Whether no row will come any more.
    fn is_done(&self) -> bool {
        false
    }

    /// What it has inside, for those who look at what it did.
    fn inside(&self) -> Vec<&Machine<'_, 'g>> {
        Vec::new()
    }
}

/// An operator that takes all rows before it gives the first.
pub(super) trait Gather<'g> {
    /// Takes a row.
    ///
    /// # Errors
    /// What goes wrong in expressions, and limits.
    fn take(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<(), QueryError>;

    /// Fills its slots with its next row, once all were taken; whether there was one.
    ///
    /// # Errors
    /// What goes wrong in expressions, and limits.
    fn give(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool, QueryError>;

    /// Forgets all rows.
    fn reset(&mut self, context: &Context<'_, 'g>);
}

/// What an operator has done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Done {
    /// How many rows it gave.
    pub rows: u64,
    /// How many steps that took.
    pub steps: u64,
}

/// A pipe at work.
pub(super) struct Machine<'p, 'g> {
    pipe: &'p Pipe<'g>,
    stages: Vec<Stage<'p, 'g>>,
    /// The stage that gives rows now.
    at: usize,
}

struct Stage<'p, 'g> {
    source: Option<Box<dyn Gather<'g> + 'p>>,
    works: Vec<Box<dyn Work<'g> + 'p>>,
    /// The index in the pipe of its first operator, the source's if there is one.
    offset: usize,
    started: bool,
    ended: bool,
    /// What its source, and each of its operators, did.
    done: Vec<Done>,
}

impl<'p, 'g> Machine<'p, 'g> {
    /// Makes a pipe ready.
    pub(super) fn new(pipe: &'p Pipe<'g>) -> Machine<'p, 'g> {
        let mut stages = vec![Stage::new(None, 0)];
        for (i, step) in pipe.steps.iter().enumerate() {
            match start(&step.operator) {
                Started::Work(work) => {
                    if let Some(stage) = stages.last_mut() {
                        stage.works.push(work);
                        stage.done.push(Done::default());
                    }
                }
                Started::Gather(gather) => stages.push(Stage::new(Some(gather), i)),
            }
        }
        Machine {
            pipe,
            stages,
            at: 0,
        }
    }

    /// Makes it begin anew, for another row of arguments.
    pub(super) fn reset(&mut self, context: &Context<'_, 'g>) {
        self.at = 0;
        for stage in &mut self.stages {
            if !stage.started && stage.source.is_none() {
                continue;
            }
            (stage.started, stage.ended) = (false, false);
            if let Some(source) = &mut stage.source {
                source.reset(context);
            }
            for work in &mut stage.works {
                work.reset(context);
            }
        }
    }

    /// Fills the row with what comes next; whether there was anything.
    ///
    /// # Errors
    /// What goes wrong in expressions, and limits.
    pub(super) fn next(
        &mut self,
        row: &mut Row<'g>,
        context: &Context<'_, 'g>,
    ) -> Result<bool, QueryError> {
        while self.at + 1 < self.stages.len() {
            let (before, after) = self.stages.split_at_mut(self.at + 1);
            let (Some(stage), Some(next)) = (before.last_mut(), after.first_mut()) else {
                return Ok(false);
            };
            while stage.pull(self.pipe, row, context)? {
                if let Some(source) = &mut next.source {
                    let taken = source.take(row, context);
                    taken.map_err(|error| self.pipe.blame(next.offset, error))?;
                }
            }
            self.at += 1;
        }
        match self.stages.last_mut() {
            Some(stage) => stage.pull(self.pipe, row, context),
            None => Ok(false),
        }
    }

    /// The pipe.
    pub(super) fn pipe(&self) -> &'p Pipe<'g> {
        self.pipe
    }

    /// What each operator of the pipe did.
    pub(super) fn done(&self) -> Vec<Done> {
        let stages = self.stages.iter();
        let done = stages.flat_map(|stage| {
            let from = usize::from(stage.source.is_none());
            stage.done.iter().skip(from).copied()
        });
        done.collect()
    }

    /// The machines inside each operator of the pipe.
    pub(super) fn inside(&self) -> Vec<Vec<&Machine<'_, 'g>>> {
        let stages = self.stages.iter();
        let inside = stages.flat_map(|stage| {
            let source = stage.source.iter().map(|_| Vec::new());
            source.chain(stage.works.iter().map(|work| work.inside()))
        });
        inside.collect()
    }
}

impl<'p, 'g> Stage<'p, 'g> {
    fn new(source: Option<Box<dyn Gather<'g> + 'p>>, offset: usize) -> Stage<'p, 'g> {
        Stage {
            source,
            works: Vec::new(),
            offset,
            started: false,
            ended: false,
            done: vec![Done::default()],
        }
    }

    /// The next row that comes through; whether there was one.
    fn pull(
        &mut self,
        pipe: &Pipe<'g>,
        row: &mut Row<'g>,
        context: &Context<'_, 'g>,
    ) -> Result<bool, QueryError> {
        let last = self.works.len();
        // Level 0 is the source, level n the n-th operator.
        let mut level = if self.started { last } else { 0 };
        let mut fresh = false;
        if self.ended {
            return Ok(false);
        }
        loop {
            let before = context.budget.steps();
            let given = match level {
                0 => self.give(row, context),
                _ => self.works[level - 1].next(fresh, row, context),
            };
            let given = given.and_then(|given| match given {
                true => context.budget.step(1).map(|()| true),
                false => Ok(false),
            });
            let given = given.map_err(|error| {
                let from = usize::from(self.source.is_none());
                pipe.blame(self.offset + level - from.min(level), error)
            })?;
            let done = &mut self.done[level];
            done.steps += context.budget.steps() - before;
            if given {
                done.rows += 1;
                if level == last {
                    return Ok(true);
                }
                (level, fresh) = (level + 1, true);
            } else {
                if level == 0 || self.works[level - 1].is_done() {
                    self.ended = true;
                    return Ok(false);
                }
                (level, fresh) = (level - 1, false);
            }
        }
    }

    /// The source's next row; without a source there is one row, the argument.
    fn give(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool, QueryError> {
        let is_first = !self.started;
        self.started = true;
        match &mut self.source {
            Some(source) => source.give(row, context),
            None => Ok(is_first),
        }
    }
}

impl Pipe<'_> {
    /// Adds to an error of a limit which part of the plan it was.
    #[cold]
    fn blame(&self, index: usize, error: QueryError) -> QueryError {
        match self.steps.get(index) {
            Some(step) if is_exhausted(&error) && error.hint.is_none() => {
                let name = step.operator.row().name;
                error.hint(format!("it was at {name}; EXPLAIN shows the plan"))
            }
            _ => error,
        }
    }
}

/// An operator made ready.
enum Started<'p, 'g> {
    Work(Box<dyn Work<'g> + 'p>),
    Gather(Box<dyn Gather<'g> + 'p>),
}

fn start<'p, 'g>(operator: &'p Operator<'g>) -> Started<'p, 'g> {
    let work: Box<dyn Work<'g> + 'p> = match operator {
        Operator::AllNodes(slot) => Box::new(scan::AllNodes::new(*slot)),
        Operator::LabelNodes(slot, labels) => Box::new(scan::LabelNodes::new(*slot, labels)),
        Operator::IdNodes(slot, id) => Box::new(scan::IdNodes::new(*slot, id)),
        Operator::ValueNodes(slot, key, value) => {
            Box::new(scan::ValueNodes::new(*slot, key, value))
        }
        Operator::ColumnNodes(scan) => Box::new(scan::ColumnNodes::new(scan)),
        Operator::OneNode(slot, node) => Box::new(scan::OneNode(*slot, *node)),
        Operator::Expand(expand) => Box::new(expand::Expanding::new(expand)),
        Operator::Intersect(two) => Box::new(intersect::Intersecting::new(two)),
        Operator::Ends(expand, both) => Box::new(expand::Ends::new(expand, *both)),
        Operator::Trails(expand, length) => Box::new(trail::Trails::new(expand, *length)),
        Operator::Follow(expand, length) => Box::new(trail::Follow::new(expand, *length)),
        Operator::Reach(reach) => Box::new(reach::Reaching::new(reach)),
        Operator::CountTrails(expand, weight) => Box::new(reach::Counting::new(expand, *weight)),
        Operator::Degree(expand, weight) => Box::new(expand::Degree::new(expand, *weight)),
        Operator::Repeat(repeat) => Box::new(group::Repeating::new(repeat)),
        Operator::Shortest(shortest) => Box::new(shortest::Searching::new(shortest)),
        Operator::Choose(choose) => Box::new(choose::Choosing::new(choose)),
        Operator::Filter(conditions) => Box::new(simple::Filter(conditions)),
        Operator::Apart(slot, others) => Box::new(simple::Apart(*slot, others)),
        Operator::Project(items) => Box::new(simple::Project(items)),
        Operator::Path(path) => Box::new(simple::Putting(path)),
        Operator::Unwind(list, slot) => Box::new(simple::Unwind::new(list, *slot)),
        Operator::Optional(pipe, nulls) => Box::new(nested::Optional::new(pipe, nulls)),
        Operator::Apply(pipes, nulls) => Box::new(nested::Apply::new(pipes, nulls.as_deref())),
        Operator::Call(procedure, columns, optional) => {
            Box::new(nested::Calling::new(procedure, columns, *optional))
        }
        Operator::Join(join) => Box::new(join::Joining::new(join)),
        Operator::Distinct(slots) => Box::new(gather::Distinct::new(slots)),
        Operator::Skip(count) => Box::new(simple::Skip::new(count)),
        Operator::Limit(count) => Box::new(simple::Limit::new(count)),
        Operator::Aggregate(aggregation, weights) => {
            return Started::Gather(Box::new(gather::Groups::new(aggregation, weights)));
        }
        Operator::Sort(ordered) => return Started::Gather(Box::new(sort::Sorting::new(ordered))),
    };
    Started::Work(work)
}

/// The value of an expression in a row.
fn value<'g>(
    expression: &Expr<'g>,
    row: &Row<'g>,
    context: &Context<'_, 'g>,
) -> Result<Datum<'g>, QueryError> {
    eval(expression, &Frame::new(row), context)
}

/// Whether a condition is true in a row.
fn is_true<'g>(
    condition: &Expr<'g>,
    row: &Row<'g>,
    context: &Context<'_, 'g>,
) -> Result<bool, QueryError> {
    holds(condition, &Frame::new(row), context)
}
