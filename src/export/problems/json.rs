//! `json`: `{"problems": [{code, name, severity, message, file, line, column, count, hint, also}],
//! "summary": {errors, warnings, notes, files}}`; what is not known is `null`.

use std::io::{self, Write};

use serde::Serialize;

use crate::model::{Place, Problem};

use super::super::Style;
use super::super::json::{Items, write_pretty};
use super::{Summary, sorted};

pub(super) fn write(problems: &[Problem], _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Summary {
        errors,
        warnings,
        notes,
        files,
    } = Summary::of(problems);
    let sorted = sorted(problems);
    let document = Document {
        problems: Items(|| sorted.iter().map(|p| ProblemJson::of(p))),
        summary: SummaryJson {
            errors,
            warnings,
            notes,
            files,
        },
    };
    write_pretty(&document, out)
}

#[derive(Serialize)]
struct Document<P> {
    problems: P,
    summary: SummaryJson,
}

#[derive(Serialize)]
struct SummaryJson {
    errors: usize,
    warnings: usize,
    notes: usize,
    files: usize,
}

#[derive(Serialize)]
struct PlaceJson<'a> {
    file: Option<&'a str>,
    line: Option<u32>,
    column: Option<u32>,
}

impl PlaceJson<'_> {
    fn of(place: Option<&Place>) -> PlaceJson<'_> {
        PlaceJson {
            file: place.map(|p| p.file.as_str()),
            line: place.map(|p| p.line).filter(|&line| line > 0),
            column: place.map(|p| p.column).filter(|&column| column > 0),
        }
    }
}

#[derive(Serialize)]
struct ProblemJson<'a> {
    code: &'static str,
    name: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: PlaceJson<'a>,
    count: u64,
    hint: Option<&'a str>,
    also: Vec<PlaceJson<'a>>,
}

impl ProblemJson<'_> {
    fn of(problem: &Problem) -> ProblemJson<'_> {
        ProblemJson {
            code: problem.kind.code(),
            name: problem.kind.name(),
            severity: problem.severity.name(),
            message: &problem.message,
            place: PlaceJson::of(problem.place.as_ref()),
            count: problem.count,
            hint: problem.hint.as_deref(),
            also: problem
                .also
                .iter()
                .map(|p| PlaceJson::of(Some(p)))
                .collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problems, written};
    use super::*;

    #[test]
    fn writes_all_there_is() {
        insta::assert_snapshot!(written("json", &problems(), &Style::default()));
    }
}
