//! Functions of values: a table of rows. Adding one is adding a row.
//!
//! A function sees the values of its arguments and the graph, never an expression. Unless its row
//! says otherwise it is null where an argument is.

mod graph;
mod list;
mod number;
mod round;
mod scalar;
mod temporal;
mod text;

use std::ops::RangeInclusive;

use super::context::Context;
use super::fault::Refusal;
use super::types::{Kinds, Type};
use super::value::Datum;

pub(crate) use scalar::float_text;

/// What a function gives, or why it cannot.
pub(crate) type Outcome<'g> = Result<Datum<'g>, Refusal>;

type Run = for<'a, 'b, 'g> fn(&'a Context<'b, 'g>, &'a [Datum<'g>]) -> Outcome<'g>;

/// A function.
#[derive(Debug)]
pub struct Function {
    /// Its name, with its namespace; it may be written in any case.
    pub name: &'static str,
    /// How many arguments it takes.
    pub arity: RangeInclusive<usize>,
    /// What each of them may be; the last row stands for all further ones.
    pub(crate) takes: &'static [Kinds],
    /// What is known of its value's type, from those of the arguments.
    pub(crate) gives: fn(&[Type]) -> Type,
    /// What it gives, in words.
    pub about: &'static str,
    /// How it is used.
    pub example: &'static str,
    /// Whether it is run for null arguments too; else its value is null then.
    pub takes_null: bool,
    /// Whether it depends on nothing but its arguments and is cheap, so that it may be computed
    /// before the query runs.
    pub fixed: bool,
    run: Run,
}

impl Function {
    /// Its value for those arguments, whose number has been checked.
    ///
    /// # Errors
    /// An argument of the wrong kind, or one without a result.
    pub(crate) fn call<'g>(
        &self,
        context: &Context<'_, 'g>,
        arguments: &[Datum<'g>],
    ) -> Outcome<'g> {
        if !self.takes_null && arguments.iter().any(Datum::is_null) {
            return Ok(Datum::Null);
        }
        (self.run)(context, arguments)
    }

    /// The kinds of values that an argument may have.
    pub(crate) fn kinds_of(&self, argument: usize) -> Kinds {
        let row = self.takes.get(argument).or(self.takes.last());
        row.copied().unwrap_or(Kinds::ANY)
    }

    const fn new(
        name: &'static str,
        takes: &'static [Kinds],
        gives: fn(&[Type]) -> Type,
        words: (&'static str, &'static str),
        run: Run,
    ) -> Function {
        Function {
            name,
            arity: takes.len()..=takes.len(),
            takes,
            gives,
            about: words.0,
            example: words.1,
            takes_null: false,
            fixed: true,
            run,
        }
    }

    const fn arity(mut self, least: usize, most: usize) -> Function {
        self.arity = least..=most;
        self
    }

    const fn with_null(mut self) -> Function {
        self.takes_null = true;
        self
    }

    const fn at_run_time(mut self) -> Function {
        self.fixed = false;
        self
    }
}

/// All functions, a group after the other.
static GROUPS: &[&[Function]] = &[
    scalar::FUNCTIONS,
    text::FUNCTIONS,
    number::FUNCTIONS,
    list::FUNCTIONS,
    graph::FUNCTIONS,
    temporal::FUNCTIONS,
];

/// All functions.
pub fn functions() -> impl Iterator<Item = &'static Function> {
    GROUPS.iter().flat_map(|group| group.iter())
}

/// The function of that name, in any case.
pub(crate) fn find(name: &str) -> Option<&'static Function> {
    functions().find(|function| function.name.eq_ignore_ascii_case(name))
}

/// The argument at that place; null past the end.
fn at<'a, 'g>(arguments: &'a [Datum<'g>], index: usize) -> &'a Datum<'g> {
    arguments.get(index).unwrap_or(&Datum::Null)
}

/// Refuses the argument at that place.
fn wrong<'g>(wanted: &str, arguments: &[Datum<'g>], index: usize) -> Outcome<'g> {
    Err(Refusal::kind(wanted, at(arguments, index).kind_name()))
}

fn text_at<'a>(arguments: &'a [Datum<'_>], index: usize) -> Result<&'a str, Refusal> {
    let argument = at(arguments, index);
    argument
        .as_text()
        .ok_or_else(|| Refusal::kind("text", argument.kind_name()))
}

fn integer_at(arguments: &[Datum<'_>], index: usize) -> Result<i64, Refusal> {
    match at(arguments, index) {
        Datum::Integer(i) => Ok(*i),
        other => Err(Refusal::kind("an integer", other.kind_name())),
    }
}

fn float_at(arguments: &[Datum<'_>], index: usize) -> Result<f64, Refusal> {
    let argument = at(arguments, index);
    argument
        .as_float()
        .ok_or_else(|| Refusal::kind("a number", argument.kind_name()))
}
