//! openCypher's conformance kit: every scenario of a folder of feature files.
//!
//! The folder is `AIGRAPH_TCK`, else the one that stands beside the project; without it nothing
//! is run, and the output says so. `cargo test --test suite tck -- --nocapture` shows the totals.
//!
//! The front end is held against all of the kit: each query, setup and named graph must parse and
//! survive printing, unless the scenario wants a syntax error. What only reads is answered, with
//! plans made better and with plans as the text says; what comes out is judged by `compare`.
//! What is known to fail stands in known.txt with a reason, and may only become less.

mod compare;
mod engine;
mod known;
mod scenario;
mod value;
mod writer;

use std::collections::BTreeMap;
use std::env;
use std::fmt::{self, Display};
use std::fs;
use std::path::{Path, PathBuf};

use aigraph::syntax::{Statement, TokenKind, parse_script, parse_statement, tokenize};

use aigraph::query::cypher::Passes;

use crate::peers::skipped;
use crate::source::root;
use compare::{Expected, Failure, Phase, Table};
use scenario::{InitialGraph, Scenario};
use value::Value;

/// Where the kit is looked for, from the project's root.
const BESIDE: &str = "../shared/tck/features";

/// What answers queries.
trait Engine {
    /// Forgets the graph.
    fn clear(&mut self);

    /// Makes a part of the graph.
    fn setup(&mut self, script: &str) -> Result<(), Failure>;

    /// Runs a query on the graph that the queries before have made.
    fn run(&mut self, query: &str, parameters: &[(String, Value)]) -> Result<Table, Failure>;
}

/// Runs a scenario, from the script of its named graph if it has one.
fn run(engine: &mut dyn Engine, scenario: &Scenario, graph: Option<&str>) -> Result<(), String> {
    engine.clear();
    for setup in graph
        .into_iter()
        .chain(scenario.setups.iter().map(|it| &**it))
    {
        let made = engine.setup(setup);
        made.map_err(|error| format!("setup: {}: {}", error.kind, error.detail))?;
    }
    for run in &scenario.runs {
        let outcome = engine.run(&run.query, &scenario.parameters);
        let judged = run.expected.judge(&outcome);
        judged.map_err(|why| format!("{why}\n    {}", run.query.replace('\n', "\n    ")))?;
    }
    Ok(())
}

/// What the front end makes of a scenario.
fn check_syntax(scenario: &Scenario, graph: Option<&str>) -> Result<(), String> {
    for script in graph
        .into_iter()
        .chain(scenario.setups.iter().map(|it| &**it))
    {
        let statements = parse_script(script).map_err(|error| at(&error, script))?;
        statements.iter().try_for_each(survives_printing)?;
    }
    for run in &scenario.runs {
        match parse_statement(&run.query) {
            Ok(statement) => survives_printing(&statement)?,
            Err(_) if wants_syntax_error(&run.expected) => {}
            Err(error) => return Err(at(&error, &run.query)),
        }
    }
    Ok(())
}

fn at(error: &aigraph::syntax::SyntaxError, text: &str) -> String {
    let (line, column) = error.line_column(text);
    let text = text.replace('\n', "\n    ");
    format!("{line}:{column}: {error}\n    {text}")
}

fn wants_syntax_error(expected: &Expected) -> bool {
    matches!(expected, Expected::Failure(failure)
        if failure.kind == "SyntaxError" && failure.phase != Phase::Runtime)
}

/// Whether a statement reads as it was after it was printed.
fn survives_printing(statement: &Statement) -> Result<(), String> {
    let printed = statement.to_string();
    let again = parse_statement(&printed).map_err(|error| at(&error, &printed))?;
    match without_spans(statement) == without_spans(&again) {
        true => Ok(()),
        false => Err(format!("changed by printing: {printed}")),
    }
}

/// A tree as text, its spans left out: they stand as `@3-7`.
fn without_spans(statement: &Statement) -> String {
    let tree = format!("{statement:?}");
    let is_span = |c: char| c.is_ascii_digit() || c == '-';
    let pieces = tree
        .split('@')
        .map(|piece| piece.trim_start_matches(is_span));
    pieces.collect()
}

/// Why a scenario is none for those who only read, if so.
fn out_of_scope(scenario: &Scenario) -> bool {
    scenario.procedures
        || scenario
            .runs
            .iter()
            .any(|run| does_more_than_read(&run.query))
}

/// Whether a query has an updating clause or a `CALL`, be it well formed or not.
fn does_more_than_read(query: &str) -> bool {
    const WORDS: &[&str] = &[
        "CALL", "CREATE", "DELETE", "FOREACH", "LOAD", "MERGE", "REMOVE", "SET",
    ];
    let tokens = tokenize(query).tokens;
    (0..tokens.len()).any(|i| {
        let is_clause = tokens[i].kind == TokenKind::Word
            && WORDS
                .iter()
                .any(|word| word.eq_ignore_ascii_case(tokens[i].span.of(query)));
        let before = i.checked_sub(1).map(|before| &tokens[before].kind);
        let named = matches!(
            before,
            Some(TokenKind::Dot | TokenKind::Colon | TokenKind::Bar)
        );
        is_clause
            && !named
            && tokens
                .get(i + 1)
                .is_none_or(|it| it.kind != TokenKind::Colon)
    })
}

/// How many scenarios went how.
#[derive(Clone, Copy, Default)]
struct Totals {
    passed: usize,
    failed: usize,
    skipped: usize,
}

impl Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Totals {
            passed,
            failed,
            skipped,
        } = self;
        write!(f, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

/// What became of a folder of feature files.
#[derive(Default)]
struct Report {
    folders: BTreeMap<String, Totals>,
    failures: Vec<String>,
}

impl Report {
    /// Checks all scenarios; those out of scope count as skipped if nothing is wrong with them.
    fn of(kit: &Path, check: fn(&Scenario, Option<&str>) -> Result<(), String>) -> Report {
        let mut report = Report::default();
        for file in feature_files(kit) {
            let within = file.strip_prefix(kit).unwrap_or(&file).with_extension("");
            let folder = within
                .parent()
                .unwrap_or(Path::new(""))
                .display()
                .to_string();
            let totals = report.folders.entry(folder).or_default();
            let text = fs::read_to_string(&file).expect("a readable feature file");
            let scenarios = match scenario::read(&text) {
                Ok(scenarios) => scenarios,
                Err(why) => {
                    totals.failed += 1;
                    report.failures.push(format!("{}: {why}", within.display()));
                    continue;
                }
            };
            for scenario in scenarios {
                let graph = named_graph(kit, &scenario.graph);
                let outcome = graph.and_then(|graph| check(&scenario, graph.as_deref()));
                match outcome {
                    Ok(()) if out_of_scope(&scenario) => totals.skipped += 1,
                    Ok(()) => totals.passed += 1,
                    Err(why) => {
                        totals.failed += 1;
                        let place = format!("{}: {}", within.display(), scenario.name);
                        report.failures.push(format!("{place}\n  {why}"));
                    }
                }
            }
        }
        report
    }

    fn totals(&self) -> Totals {
        self.folders
            .values()
            .fold(Totals::default(), |all, it| Totals {
                passed: all.passed + it.passed,
                failed: all.failed + it.failed,
                skipped: all.skipped + it.skipped,
            })
    }
}

/// A line a folder, a line a failure, and the totals last.
impl Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (folder, totals) in &self.folders {
            writeln!(f, "{folder}: {totals}")?;
        }
        for failure in &self.failures {
            writeln!(f, "failed: {failure}")?;
        }
        write!(f, "{}", self.totals())
    }
}

/// The script of a graph of the kit's own, which stands beside the features.
fn named_graph(kit: &Path, graph: &InitialGraph) -> Result<Option<String>, String> {
    let InitialGraph::Named(name) = graph else {
        return Ok(None);
    };
    let file = kit.join(format!("../graphs/{name}/{name}.cypher"));
    let script = fs::read_to_string(&file);
    script
        .map(Some)
        .map_err(|error| format!("the graph {name}: {error}"))
}

/// All feature files of a folder and its folders, by path.
fn feature_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a readable folder") {
            let path = entry.expect("a readable entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == "feature") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

/// The folder of the kit. Named and missing it is a peer that is missing; not beside the project
/// it is nowhere in most checkouts, CI's too, which is no failure but is said.
#[allow(
    clippy::print_stderr,
    reason = "whoever runs the tests is told what was not tested"
)]
fn kit() -> Option<PathBuf> {
    if let Some(folder) = env::var_os("AIGRAPH_TCK") {
        let folder = PathBuf::from(folder);
        if folder.is_dir() {
            return Some(folder);
        }
        skipped(&format!("AIGRAPH_TCK is {folder:?}, which is no folder"));
        return None;
    }
    let folder = root().join(BESIDE);
    if folder.is_dir() {
        return Some(folder);
    }
    eprintln!(
        "skipped: the openCypher conformance kit is not at {BESIDE}; \
         AIGRAPH_TCK=DIR names its folder of features"
    );
    None
}

#[test]
#[allow(
    clippy::print_stdout,
    reason = "the totals are what whoever runs the kit wants to see"
)]
fn all_scenarios_of_the_kit() {
    let Some(kit) = kit() else { return };
    let report = Report::of(&kit, check_syntax);
    println!("{report}");
    let totals = report.totals();
    assert!(totals.passed > 0, "{} has no scenarios", kit.display());
    assert_eq!(totals.failed, 0, "\n{}", report.failures.join("\n"));
}

/// What the engine makes of a scenario that only reads.
fn check_answers(scenario: &Scenario, graph: Option<&str>) -> Result<(), String> {
    match out_of_scope(scenario) {
        true => Ok(()),
        false => run(&mut engine::Aigraph::new(Passes::ALL), scenario, graph),
    }
}

/// The same as the text says, without anything that makes plans better.
fn check_plain_answers(scenario: &Scenario, graph: Option<&str>) -> Result<(), String> {
    match out_of_scope(scenario) {
        true => Ok(()),
        false => run(&mut engine::Aigraph::new(Passes::NONE), scenario, graph),
    }
}

/// The share of the scenarios in scope that must be answered as the kit has it.
const SHARE: f64 = 0.98;

#[test]
#[allow(
    clippy::print_stdout,
    reason = "the totals are what whoever runs the kit wants to see"
)]
fn all_scenarios_are_answered() {
    let Some(kit) = kit() else { return };
    for check in [check_answers, check_plain_answers] {
        let report = Report::of(&kit, check);
        println!("{report}");
        let totals = report.totals();
        let share = totals.passed as f64 / (totals.passed + totals.failed) as f64;
        assert!(
            share >= SHARE,
            "only {share:.4} of the scenarios are answered"
        );
        let failures = report.failures.iter().map(String::as_str);
        let wrong = known::judge(include_str!("known.txt"), failures);
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    }
}

fn scenario(query: &str, expected: &str) -> Scenario {
    let text = format!(
        "Feature: f\n  Scenario: s\n    Given an empty graph\n    And having executed:\n      \
         \"\"\"\n      CREATE (a)\n      \"\"\"\n    And parameters are:\n      | x | 1 |\n    \
         When executing query:\n      \"\"\"\n      {query}\n      \"\"\"\n    Then {expected}\n"
    );
    scenario::read(&text).unwrap().remove(0)
}

#[test]
fn what_only_reads_is_in_scope() {
    for query in [
        "MATCH (n:Set)-[:CREATE|MERGE]->(m) WHERE n.set = {call: 1} RETURN n.delete",
        "UNWIND $set AS x RETURN x + 'SET'",
        "RETURN '",
    ] {
        assert!(!does_more_than_read(query), "{query}");
    }
    for query in [
        "CALL f()",
        "MATCH (n) SET n.x = 1",
        "create (a",
        "MATCH (n) DELETE n",
    ] {
        assert!(does_more_than_read(query), "{query}");
    }
}

#[test]
fn the_front_end_is_held_against_a_scenario() {
    let empty = "the result should be empty";
    let error = "a SyntaxError should be raised at compile time: *";
    let late = "a SyntaxError should be raised at runtime: *";
    let check = |query, expected| check_syntax(&scenario(query, expected), None);
    assert_eq!(check("RETURN 1+2, 3 AS x", empty), Ok(()));
    assert_eq!(check("RETURN 1", error), Ok(()));
    assert_eq!(check("RETURN (", error), Ok(()));
    assert!(check("RETURN (", empty).is_err_and(|why| why.starts_with("1:9: ")));
    assert!(check("RETURN (", late).is_err());
    assert!(check_syntax(&scenario("RETURN 1", empty), Some("CREATE (")).is_err());
}

/// An engine that writes down what it is asked and gives the same answer to every query.
struct Parrot {
    asked: Vec<String>,
    answer: Result<Table, Failure>,
}

impl Engine for Parrot {
    fn clear(&mut self) {
        self.asked.clear();
    }

    fn setup(&mut self, script: &str) -> Result<(), Failure> {
        self.run(script, &[]).map(drop)
    }

    fn run(&mut self, query: &str, parameters: &[(String, Value)]) -> Result<Table, Failure> {
        let names = parameters.iter().map(|(name, _)| format!(" ${name}"));
        self.asked
            .push(query.to_owned() + &names.collect::<String>());
        self.answer.clone()
    }
}

#[test]
fn an_engine_is_held_against_a_scenario() {
    let mut parrot = Parrot {
        asked: vec!["RETURN 0".to_owned()],
        answer: Ok(Table {
            columns: vec!["a".to_owned()],
            rows: vec![vec![Value::Integer(1)]],
        }),
    };
    let table =
        |cell: &str| format!("the result should be, in any order:\n      | a |\n      | {cell} |");
    let right = scenario("RETURN 1 AS a", &table("1"));
    assert_eq!(run(&mut parrot, &right, Some("CREATE (g)")), Ok(()));
    assert_eq!(
        parrot.asked,
        ["CREATE (g)", "CREATE (a)", "RETURN 1 AS a $x"]
    );
    let wrong = run(&mut parrot, &scenario("RETURN 1 AS a", &table("2")), None);
    assert!(wrong.is_err_and(|why| why.starts_with("row 1 is missing") && why.contains("RETURN")));
    parrot.answer = Err(Failure {
        kind: "TypeError".to_owned(),
        phase: Phase::Runtime,
        detail: "InvalidArgumentType".to_owned(),
    });
    assert!(run(&mut parrot, &right, None).is_err_and(|why| why.starts_with("setup: TypeError")));
}
