//! `--engine dot`: what an installed Graphviz lays out is a picture like any other; one that is
//! missing, fails or answers nonsense is an error.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::checks::failures;
use super::odd;
use super::picture::Picture;
use crate::peers::peer;
use crate::program::{every, outcome_on, project, words};

/// What is wrong with a picture, but for what `dot` does of its own: it may draw an arrow between
/// boxes of one rank through those between, and arrows of different boxes in one line.
fn wrong(svg: &str) -> Vec<String> {
    let of_dot = [" runs through ", " run in one line"];
    let found = failures(&Picture::read(svg)).into_iter();
    let ours = found.filter(|what| !of_dot.iter().any(|of_dot| what.contains(of_dot)));
    ours.collect()
}

#[test]
fn dot_lays_out_the_shipped_data() {
    let Some(dot) = peer(&["dot"]) else { return };
    let commands = [
        "lineage",
        "lineage ChatGPT --theme dark",
        "chain",
        "impact A100",
        "path ChatGPT A100 -k 4",
    ];
    every(commands.map(|c| (c.to_owned(), c)), |_, command| {
        let words = words(&format!("diagram {command} --engine dot"));
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        let drawn = || outcome_on(dot.parent(), &args, project(), b"").answer();
        let svg = drawn();
        assert_eq!(wrong(&svg), [""; 0]);
        let picture = Picture::read(&svg);
        assert_eq!(picture.groups.is_empty(), command != "chain");
        assert_eq!(svg, drawn(), "drawn twice");
    });
}

#[test]
fn dot_lays_out_odd_graphs() {
    let Some(dot) = peer(&["dot"]) else { return };
    let mut cases = odd();
    cases.push(("nothing".to_owned(), Vec::new()));
    every(cases, |_, edges| {
        let mut rows = String::from("source,target\n");
        for (from, to) in &edges {
            let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
            let _ = writeln!(rows, "{},{}", quote(from), quote(to));
        }
        let args = words("diagram match (a)-->(b) -g - --engine dot");
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let svg = outcome_on(dot.parent(), &args, project(), rows.as_bytes()).answer();
        assert_eq!(wrong(&svg), [""; 0]);
        assert_eq!(Picture::read(&svg).edges.len(), edges.len());
    });
}

/// What is said where the PATH leads to this script as `dot`, or to nothing.
#[cfg(unix)]
fn said(script: Option<&str>) -> String {
    use std::os::unix::fs::PermissionsExt as _;

    let folder = TempDir::new().expect("a folder");
    if let Some(script) = script {
        let file = folder.path().join("dot");
        fs::write(&file, format!("#!/bin/sh\n{script}\n")).expect("it is written");
        fs::set_permissions(&file, fs::Permissions::from_mode(0o755)).expect("it may run");
    }
    let picture = folder.path().join("picture.svg");
    let name = picture.to_str().expect("a name");
    let args = ["diagram", "chain", "--engine", "dot", "-o", name];
    let outcome = outcome_on(Some(folder.path()), &args, project(), b"");
    assert!(!Path::new(name).exists(), "no picture is left");
    assert_eq!((outcome.code, outcome.stdout.as_str()), (3, ""));
    outcome.stderr
}

#[cfg(unix)]
#[test]
fn a_graphviz_that_gives_no_picture_is_an_error() {
    insta::assert_snapshot!(said(None), @r"
    error: Graphviz's dot is not on the PATH
    hint: install Graphviz, or leave --engine away: aigraph lays out without it
    ");
    insta::assert_snapshot!(said(Some("echo Error: it broke >&2; exit 1")), @r"
    error: Graphviz's dot failed: Error: it broke
    hint: leave --engine away: aigraph lays out without Graphviz
    ");
    insta::assert_snapshot!(said(Some("kill -9 $$")), @r"
    error: Graphviz's dot failed: it does not say why
    hint: leave --engine away: aigraph lays out without Graphviz
    ");
    insta::assert_snapshot!(said(Some("echo hello")), @r"
    error: Graphviz's dot gave an answer that cannot be used: no JSON of a graph: expected value at line 1 column 1
    hint: leave --engine away: aigraph lays out without Graphviz
    ");
    insta::assert_snapshot!(said(Some("echo {}")), @r"
    error: Graphviz's dot gave an answer that cannot be used: no place for a100
    hint: leave --engine away: aigraph lays out without Graphviz
    ");
}
