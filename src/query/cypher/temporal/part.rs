//! Parts of temporal values, as `date.year` asks for them.

use super::super::fault::{Fault, Refusal};
use super::super::function::Outcome;
use super::super::value::Datum;
use super::Temporal;

impl Temporal {
    /// The part of that name.
    ///
    /// # Errors
    /// A value of this kind has no such part.
    pub fn part<'g>(&self, name: &str) -> Outcome<'g> {
        let value = match self {
            Temporal::Date(date) => match name {
                "year" => Some(date.civil().year),
                "month" => Some(date.civil().month),
                "day" => Some(date.civil().day),
                _ => None,
            },
            _ => None,
        };
        value.map(Datum::Integer).ok_or_else(|| {
            let message = format!("{} has no part {name:?}", self.kind_name());
            Refusal::new(Fault::kind("InvalidArgumentValue"), message)
        })
    }
}
