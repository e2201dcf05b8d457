//! Feature files to scenarios: backgrounds put before, outlines filled in, steps understood.
//! Knows nothing of how a scenario is run.

use gherkin::{Feature, GherkinEnv, Step};

use super::compare::{Expected, Failure, Phase, Table};
use super::value::Value;

/// A scenario, one row of its examples if it has some.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scenario {
    /// What it is called, with the number of its row.
    pub(crate) name: String,
    /// What is there before anything runs.
    pub(crate) graph: InitialGraph,
    /// Whether it brings procedures with it.
    pub(crate) procedures: bool,
    /// Queries that make the graph, in order.
    pub(crate) setups: Vec<String>,
    /// Names and values.
    pub(crate) parameters: Vec<(String, Value)>,
    /// What is run, in order.
    pub(crate) runs: Vec<Run>,
}

/// A query and what it should give.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    pub(crate) query: String,
    pub(crate) expected: Expected,
}

/// What is there before anything runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum InitialGraph {
    Empty,
    /// No matter which.
    Any,
    /// A graph of the kit's own.
    Named(String),
}

/// Reads the scenarios of a feature file.
///
/// # Errors
/// What is no feature file, and steps that are not known.
pub(crate) fn read(text: &str) -> Result<Vec<Scenario>, String> {
    let feature = Feature::parse(escape(text), GherkinEnv::default()).map_err(|e| e.to_string())?;
    let background = feature.background.map_or(Vec::new(), |it| it.steps);
    let mut scenarios = Vec::new();
    for scenario in &feature.scenarios {
        let steps: Vec<&Step> = background.iter().chain(&scenario.steps).collect();
        let tables = scenario.examples.iter().filter_map(|it| it.table.as_ref());
        let mut rows = Vec::new();
        for table in tables {
            let (head, body) = table.rows.split_first().ok_or("examples without a head")?;
            rows.extend(body.iter().map(|row| Example { head, row }));
        }
        if scenario.examples.is_empty() {
            let name = scenario.name.clone();
            scenarios.push(build(name, &steps, &Example::NONE)?);
        }
        for (i, row) in rows.iter().enumerate() {
            let name = format!("{} (example {})", scenario.name, i + 1);
            scenarios.push(build(name, &steps, row)?);
        }
    }
    Ok(scenarios)
}

/// Doubles the backslashes in tables that escape nothing there, as in `'it\'s'`: Gherkin keeps
/// them, the crate refuses the file.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let in_table = line.trim_start().starts_with('|');
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            escaped.push(c);
            if c == '\\' && in_table {
                let escapes = chars.next_if(|next| matches!(next, 'n' | '|' | '\\'));
                escaped.push(escapes.unwrap_or('\\'));
            }
        }
    }
    escaped
}

/// A row of examples.
struct Example<'a> {
    head: &'a [String],
    row: &'a [String],
}

impl Example<'_> {
    const NONE: Example<'static> = Example {
        head: &[],
        row: &[],
    };

    /// Puts the row's cells where a text names its columns.
    fn fill(&self, text: &str) -> String {
        let pairs = self.head.iter().zip(self.row);
        pairs.fold(text.to_owned(), |text, (name, cell)| {
            text.replace(&format!("<{name}>"), cell)
        })
    }
}

fn build(name: String, steps: &[&Step], example: &Example<'_>) -> Result<Scenario, String> {
    let mut scenario = Scenario {
        name,
        graph: InitialGraph::Any,
        procedures: false,
        setups: Vec::new(),
        parameters: Vec::new(),
        runs: Vec::new(),
    };
    for step in steps {
        scenario
            .take(step, example)
            .map_err(|error| format!("{}: {error}", scenario.name))?;
    }
    Ok(scenario)
}

impl Scenario {
    fn take(&mut self, step: &Step, example: &Example<'_>) -> Result<(), String> {
        let value = example.fill(&step.value);
        let text = step.docstring.as_deref().unwrap_or("");
        let text = example.fill(text).trim_matches('\n').to_owned();
        let mut rows = step.table.as_ref().map_or(Vec::new(), |it| it.rows.clone());
        for cell in rows.iter_mut().flatten() {
            *cell = example.fill(cell);
        }
        match value.as_str() {
            "an empty graph" => self.graph = InitialGraph::Empty,
            "any graph" => self.graph = InitialGraph::Any,
            "having executed:" => self.setups.push(text),
            "parameters are:" => {
                for row in rows {
                    let [name, value] = &row[..] else {
                        return Err(format!("a parameter is a name and a value: {row:?}"));
                    };
                    self.parameters.push((name.clone(), Value::read(value)?));
                }
            }
            "executing query:" | "executing control query:" => self.runs.push(Run {
                query: text,
                expected: Expected::Empty,
            }),
            // What a query changes is no business of those who only read.
            "no side effects" | "the side effects should be:" => {}
            _ => match value
                .strip_prefix("the ")
                .and_then(|it| it.strip_suffix(" graph"))
            {
                Some(name) => self.graph = InitialGraph::Named(name.to_owned()),
                None if value.starts_with("there exists a procedure ") => self.procedures = true,
                None => self.expect(expected(&value, rows)?)?,
            },
        }
        Ok(())
    }

    fn expect(&mut self, expected: Expected) -> Result<(), String> {
        let run = self.runs.last_mut().ok_or("a result before any query")?;
        run.expected = expected;
        Ok(())
    }
}

/// Reads a step that says what a query should give.
fn expected(step: &str, rows: Vec<Vec<String>>) -> Result<Expected, String> {
    let (ordered, lists_ordered) = match step {
        "the result should be empty" => return Ok(Expected::Empty),
        "the result should be, in any order:" => (false, true),
        "the result should be, in order:" => (true, true),
        "the result should be (ignoring element order for lists):" => (false, false),
        "the result should be, in order (ignoring element order for lists):" => (true, false),
        _ => return failure(step).map(Expected::Failure),
    };
    let mut rows = rows.into_iter();
    let columns = rows.next().ok_or("a result without columns")?;
    let read = |row: Vec<String>| row.iter().map(|cell| Value::read(cell)).collect();
    let rows: Result<Vec<Vec<Value>>, String> = rows.map(read).collect();
    Ok(Expected::Rows {
        table: Table {
            columns,
            rows: rows?,
        },
        ordered,
        lists_ordered,
    })
}

/// Reads `a SyntaxError should be raised at compile time: UndefinedVariable`.
fn failure(step: &str) -> Result<Failure, String> {
    let unknown = || format!("the step is not known: {step}");
    let (kind, rest) = step
        .split_once(" should be raised at ")
        .ok_or_else(unknown)?;
    let (phase, detail) = rest.split_once(": ").ok_or_else(unknown)?;
    let phase = match phase {
        "compile time" => Phase::Compile,
        "runtime" => Phase::Runtime,
        "any time" => Phase::Any,
        _ => return Err(unknown()),
    };
    let kind = kind.strip_prefix("a ").or(kind.strip_prefix("an "));
    Ok(Failure {
        kind: kind.ok_or_else(unknown)?.to_owned(),
        phase,
        detail: detail.to_owned(),
    })
}

#[cfg(test)]
const FEATURE: &str = r#"
Feature: Sample

  Background:
    Given an empty graph
    And having executed:
      """
      CREATE (a {x: '<op>'})
      """

  Scenario: [1] Plain
    And parameters are:
      | list | [1, 'it\'s'] |
    When executing query:
      """
      MATCH (a)
        RETURN a
      """
    Then the result should be, in order (ignoring element order for lists):
      | a             |
      | ({x: 'b\\\\\|\|'}) |
    And no side effects

  Scenario Outline: [2] Filled in
    Given the tree graph
    When executing query:
      """
      RETURN 1 <op> <y> AS <op>
      """
    Then a <error> should be raised at compile time: *

    Examples:
      | op | y   | error       |
      | +  | 'a' | TypeError   |
      | -  | 2   | SyntaxError |

  Scenario: [3] A query after another
    Given any graph
    And there exists a procedure test.it() :: ():
      | a |
    When executing query:
      """
      CALL test.it
      """
    Then the result should be empty
    When executing control query:
      """
      RETURN 1 AS a
      """
    Then the result should be, in any order:
      | a |
      | 1 |
"#;

#[test]
fn a_feature_is_read() {
    let scenarios = read(FEATURE).unwrap();
    let names: Vec<&str> = scenarios.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "[1] Plain",
            "[2] Filled in (example 1)",
            "[2] Filled in (example 2)",
            "[3] A query after another"
        ]
    );
    let [plain, _, filled, procedure] = &scenarios[..] else {
        panic!("four scenarios")
    };
    assert_eq!(plain.graph, InitialGraph::Empty);
    assert_eq!(plain.setups, ["CREATE (a {x: '<op>'})"]);
    let parameter = ("list".to_owned(), Value::read(r"[1, 'it\'s']").unwrap());
    assert_eq!(plain.parameters, [parameter]);
    assert_eq!(plain.runs[0].query, "MATCH (a)\n  RETURN a");
    let Expected::Rows {
        table,
        ordered: true,
        lists_ordered: false,
    } = &plain.runs[0].expected
    else {
        panic!("rows in order")
    };
    assert_eq!(table.columns, ["a"]);
    assert_eq!(table.rows, [[Value::read(r"({x: 'b\\||'})").unwrap()]]);

    assert_eq!(filled.graph, InitialGraph::Named("tree".to_owned()));
    assert_eq!(filled.setups, ["CREATE (a {x: '-'})"]);
    assert_eq!(filled.runs[0].query, "RETURN 1 - 2 AS -");
    let failure = Failure {
        kind: "SyntaxError".to_owned(),
        phase: Phase::Compile,
        detail: "*".to_owned(),
    };
    assert_eq!(filled.runs[0].expected, Expected::Failure(failure));

    assert!(procedure.procedures && !plain.procedures);
    assert_eq!(procedure.runs.len(), 2);
    assert_eq!(procedure.runs[0].expected, Expected::Empty);
}

#[test]
fn unknown_steps_are_errors() {
    for step in [
        "Then the result is fine",
        "Then a hare should be raised at noon: *",
    ] {
        let text = format!("Feature: f\n  Scenario: s\n    Given any graph\n    {step}\n");
        let error = read(&text).unwrap_err();
        assert!(error.contains("s: the step is not known"), "{error}");
    }
}
