//! Operators that have pipes inside, and the subqueries that expressions ask.

use std::cell::RefCell;
use std::rc::Rc;

use crate::graph::Graph;
use crate::query::QueryError;

use super::super::context::{Budget, Clock, Context, Limits, Subqueries};
use super::super::expr::Asked;
use super::super::plan::{Pipe, Pipes, Ready};
use super::super::procedure::Procedure;
use super::super::value::Datum;
use super::gather::Seen;
use super::{Machine, Row, Work};

type Result<T> = std::result::Result<T, QueryError>;

/// The rows of a pipe, or nulls where it has none.
pub(super) struct Optional<'p, 'g> {
    machine: Machine<'p, 'g>,
    nulls: &'p [usize],
    found: bool,
}

impl<'p, 'g> Optional<'p, 'g> {
    pub(super) fn new(pipe: &'p Pipe<'g>, nulls: &'p [usize]) -> Optional<'p, 'g> {
        Optional {
            machine: Machine::new(pipe),
            nulls,
            found: false,
        }
    }
}

/// Puts nulls into some slots.
fn clear(row: &mut Row<'_>, slots: &[usize]) {
    for &slot in slots {
        row[slot] = Datum::Null;
    }
}

impl<'g> Work<'g> for Optional<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            self.found = false;
            self.machine.reset(context);
        }
        let was_found = self.found;
        self.found = true;
        if (fresh || was_found) && self.machine.next(row, context)? {
            return Ok(true);
        }
        if fresh {
            clear(row, self.nulls);
        }
        Ok(fresh)
    }

    fn inside(&self) -> Vec<&Machine<'_, 'g>> {
        vec![&self.machine]
    }
}

/// The rows of several pipes, one after the other.
pub(crate) struct Union<'p, 'g> {
    machines: Vec<Machine<'p, 'g>>,
    at: usize,
    slots: Vec<usize>,
    seen: Option<Seen<'g>>,
}

impl<'p, 'g> Union<'p, 'g> {
    /// Makes pipes ready.
    pub(crate) fn new(pipes: &'p Pipes<'g>) -> Union<'p, 'g> {
        Union {
            machines: pipes.parts.iter().map(Machine::new).collect(),
            at: 0,
            slots: pipes.columns.iter().map(|(_, slot)| *slot).collect(),
            seen: pipes.distinct.then(Seen::default),
        }
    }

    /// Makes it begin anew, for another row of arguments.
    pub(crate) fn reset(&mut self, context: &Context<'_, 'g>) {
        self.at = 0;
        for machine in &mut self.machines {
            machine.reset(context);
        }
        if let Some(seen) = &mut self.seen {
            seen.clear(context);
        }
    }

    /// Fills the row with what comes next; whether there was anything.
    ///
    /// # Errors
    /// What goes wrong in expressions, and limits.
    pub(crate) fn next(&mut self, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        while let Some(machine) = self.machines.get_mut(self.at) {
            while machine.next(row, context)? {
                let is_new = match &mut self.seen {
                    Some(seen) => seen.add(&self.slots, row, context)?,
                    None => true,
                };
                if is_new {
                    return Ok(true);
                }
            }
            self.at += 1;
        }
        Ok(false)
    }

    /// The machines of its pipes.
    pub(crate) fn machines(&self) -> Vec<&Machine<'_, 'g>> {
        self.machines.iter().map(|machine| machine as _).collect()
    }
}

/// The rows of a subquery.
pub(super) struct Apply<'p, 'g> {
    union: Union<'p, 'g>,
    nulls: Option<&'p [usize]>,
    found: bool,
}

impl<'p, 'g> Apply<'p, 'g> {
    pub(super) fn new(pipes: &'p Pipes<'g>, nulls: Option<&'p [usize]>) -> Apply<'p, 'g> {
        Apply {
            union: Union::new(pipes),
            nulls,
            found: false,
        }
    }
}

impl<'g> Work<'g> for Apply<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        if fresh {
            self.union.reset(context);
            self.found = false;
        } else if !self.found {
            return Ok(false);
        }
        if self.union.next(row, context)? {
            self.found = true;
            return Ok(true);
        }
        let Some(nulls) = self.nulls.filter(|_| !self.found) else {
            return Ok(false);
        };
        clear(row, nulls);
        Ok(true)
    }

    fn inside(&self) -> Vec<&Machine<'_, 'g>> {
        self.union.machines()
    }
}

/// The rows of a procedure.
pub(super) struct Calling<'p, 'g> {
    procedure: &'static Procedure,
    columns: &'p [(usize, usize)],
    optional: bool,
    rows: Option<Vec<Vec<Datum<'g>>>>,
    next: usize,
}

impl<'p, 'g> Calling<'p, 'g> {
    pub(super) fn new(
        procedure: &'static Procedure,
        columns: &'p [(usize, usize)],
        optional: bool,
    ) -> Calling<'p, 'g> {
        Calling {
            procedure,
            columns,
            optional,
            rows: None,
            next: 0,
        }
    }
}

impl<'g> Work<'g> for Calling<'_, 'g> {
    fn next(&mut self, fresh: bool, row: &mut Row<'g>, context: &Context<'_, 'g>) -> Result<bool> {
        let run = || (self.procedure.run)(context.graph);
        let rows = self.rows.get_or_insert_with(run);
        if fresh {
            self.next = 0;
        }
        let Some(values) = rows.get(self.next) else {
            let is_empty = fresh && self.optional;
            if is_empty {
                self.columns
                    .iter()
                    .for_each(|(_, slot)| row[*slot] = Datum::Null);
            }
            return Ok(is_empty);
        };
        self.next += 1;
        for (column, slot) in self.columns {
            row[*slot] = values.get(*column).cloned().unwrap_or(Datum::Null);
        }
        Ok(true)
    }
}

/// Runs the subqueries that expressions ask.
pub(crate) struct Runner<'p, 'g> {
    graph: &'g Graph,
    plans: &'p [Ready<'g>],
    budget: Budget,
    clock: Clock,
    /// For each subquery what is not in use: a subquery cannot be inside itself, but it may be
    /// asked twice before one is done.
    idle: RefCell<Vec<Vec<Asking<'p, 'g>>>>,
}

struct Asking<'p, 'g> {
    union: Union<'p, 'g>,
    row: Vec<Datum<'g>>,
}

impl<'p, 'g> Runner<'p, 'g> {
    /// For these subqueries.
    pub(crate) fn new(graph: &'g Graph, plans: &'p [Ready<'g>], limits: &Limits) -> Runner<'p, 'g> {
        let idle = plans.iter().map(|_| Vec::new()).collect();
        Runner {
            graph,
            plans,
            budget: Budget::new(limits),
            clock: limits.clock,
            idle: RefCell::new(idle),
        }
    }

    /// Steps taken so far.
    pub(crate) fn steps(&self) -> u64 {
        self.budget.steps()
    }

    /// What expressions see.
    pub(crate) fn context(&self) -> Context<'_, 'g> {
        Context {
            graph: self.graph,
            subqueries: self,
            budget: &self.budget,
            clock: &self.clock,
        }
    }

    fn take(&self, number: usize) -> Option<Asking<'p, 'g>> {
        let idle = self.idle.borrow_mut().get_mut(number)?.pop();
        let plan = self.plans.get(number)?;
        Some(idle.unwrap_or_else(|| Asking {
            union: Union::new(&plan.pipes),
            row: vec![Datum::Null; plan.width],
        }))
    }

    fn gather(&self, asked: Asked, asking: &mut Asking<'p, 'g>) -> Result<Datum<'g>> {
        let context = self.context();
        let Asking { union, row } = asking;
        union.reset(&context);
        match asked {
            Asked::Exists => Ok(Datum::Boolean(union.next(row, &context)?)),
            Asked::Count => {
                let mut count = 0;
                while union.next(row, &context)? {
                    count += 1;
                }
                Ok(Datum::Integer(count))
            }
            Asked::Collect => {
                let mut items = Vec::new();
                let slot = union.slots.first().copied();
                while union.next(row, &context)? {
                    context.budget.hold(32)?;
                    items.extend(slot.map(|slot| row[slot].clone()));
                }
                context.budget.release(items.len() as u64 * 32);
                Ok(Datum::list(items))
            }
        }
    }
}

impl<'g> Subqueries<'g> for Runner<'_, 'g> {
    fn ask(&self, asked: Asked, subquery: usize, arguments: Rc<[Datum<'g>]>) -> Result<Datum<'g>> {
        let Some(mut asking) = self.take(subquery) else {
            return Ok(Datum::Null);
        };
        for (slot, argument) in asking.row.iter_mut().zip(arguments.iter()) {
            *slot = argument.clone();
        }
        let outcome = self.gather(asked, &mut asking);
        if let Some(idle) = self.idle.borrow_mut().get_mut(subquery) {
            idle.push(asking);
        }
        outcome
    }
}
