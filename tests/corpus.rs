//! Broken inputs: each case of tests/data/broken gives the problems that its snapshot shows, all of
//! them, and `--lenient` leaves out what was reported.
//!
//! A case is a folder. Where it holds one file and nothing else, that file is what is checked. A
//! file that ends in `.link` stands for a symbolic link to what it names.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use aigraph::model::Kind;
use tempfile::TempDir;

use crate::program::{data, every, outcome, project, run, snapshot};

/// Cases that need more than `check`.
const OPTIONS: &[(&str, &[&str])] = &[
    ("encoding-named-wrongly", &["--encoding", "gbk"]),
    ("edge-list-named-columns", &["--start-column", "who"]),
];

/// Cases for `--lenient`, each with a question that the graph then answers.
const LENIENT: &[(&str, &[&str])] = &[
    ("bad-number", &["list"]),
    ("bad-sources", &["list"]),
    ("chinese-before-the-error", &["list"]),
    ("cycle-through-two-types", &["lineage", "saw"]),
    ("dangling-end", &["lineage", "drill"]),
    ("edge-list", &["lineage", "c"]),
    ("empty-end", &["lineage", "mill"]),
    ("encoding-gbk", &["list"]),
    ("extra-cells", &["list"]),
    ("graphml-rows", &["list"]),
    ("json-legend", &["list"]),
    ("json-rows", &["list"]),
    ("jsonl-lines", &["list"]),
    (
        "left-out-nodes-take-their-relationships",
        &["lineage", "mill"],
    ),
    ("line-breaks-in-quotes", &["list"]),
    ("repeated-id", &["list"]),
    ("several-in-one-file", &["list"]),
    ("several-in-one-row", &["list"]),
    ("unclosed-quote-to-a-later-one", &["list"]),
    ("unknown-claim-subject", &["show", "saw"]),
    ("wrong-end", &["lineage", "lathe"]),
];

/// Cases for which every reported row, and no other, is left out.
const REPORTED_IS_LEFT_OUT: &[&str] = &[
    "bad-boolean",
    "bad-date",
    "bad-number",
    "bad-status",
    "dangling-end",
    "empty-end",
    "empty-id",
    "extra-cells",
    "repeated-id-in-two-files",
    "repeated-key",
    "unclosed-quote-to-the-end",
    "unknown-claim-subject",
    "unknown-source",
    "wrong-end",
];

fn cases() -> Vec<String> {
    let listed = fs::read_dir(data().join("broken")).unwrap();
    let names = listed.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// A copy of a case, so that nothing is ever written beside it.
fn copy(case: &str) -> TempDir {
    let folder = TempDir::new().unwrap();
    copy_folder(&data().join("broken").join(case), folder.path());
    folder
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            fs::create_dir(&target).unwrap();
            copy_folder(&path, &target);
        } else if path.extension().is_some_and(|e| e == "link") {
            let linked = fs::read_to_string(&path).unwrap();
            std::os::unix::fs::symlink(linked.trim(), target.with_extension("")).unwrap();
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// What is checked: the one file of the folder, else the folder.
fn target(folder: &Path) -> String {
    let mut listed = fs::read_dir(folder).unwrap();
    let first = listed.next().map(|entry| entry.unwrap().path());
    match (first, listed.next()) {
        (Some(path), None) if path.is_file() => {
            path.file_name().unwrap().to_str().unwrap().to_owned()
        }
        _ => ".".to_owned(),
    }
}

/// The arguments after the command that a case is read with.
fn options(case: &str) -> Vec<&'static str> {
    let of = OPTIONS.iter().find(|(name, _)| *name == case);
    of.map_or(Vec::new(), |(_, options)| options.to_vec())
}

/// All problems of a case, as JSON.
fn problems(case: &str) -> Vec<serde_json::Value> {
    let folder = copy(case);
    let target = target(folder.path());
    let mut args = vec!["check", &target, "--format", "json"];
    args.extend(options(case));
    let text = outcome(&args, folder.path(), b"").stdout;
    let mut document: serde_json::Value = serde_json::from_str(&text).unwrap();
    serde_json::from_value(document["problems"].take()).unwrap()
}

#[test]
fn every_case_gives_its_problems() {
    every(cases().into_iter().map(|case| (case, ())), |case, ()| {
        let folder = copy(case);
        let target = target(folder.path());
        let mut args = vec!["check", &target];
        args.extend(options(case));
        let shown = run(&args, folder.path(), "");
        snapshot("broken", case, &shown);
        args.push("--strict");
        let strict = outcome(&args, folder.path(), b"");
        assert_eq!(strict.code, 1, "{case} has neither an error nor a warning");
    });
}

#[test]
fn every_snapshot_has_its_case() {
    let listed = fs::read_dir(project().join("tests/snapshots/broken")).unwrap();
    let paths = listed.map(|entry| entry.unwrap().path());
    let snapshots = paths.filter(|path| path.extension().is_some_and(|e| e == "snap"));
    let stem = |path: &Path| path.file_stem().unwrap().to_str().unwrap().to_owned();
    let mut names: Vec<String> = snapshots.map(|path| stem(&path)).collect();
    names.sort();
    assert_eq!(names, cases());
}

#[test]
fn every_kind_of_problem_occurs() {
    let mut missing: BTreeSet<&str> = Kind::all().map(Kind::code).collect();
    for case in cases() {
        for problem in problems(&case) {
            missing.remove(problem["code"].as_str().unwrap());
        }
    }
    assert!(missing.is_empty(), "no case has {missing:?}");
}

#[test]
fn every_error_says_where_and_what_to_do() {
    let mut wrong = Vec::new();
    for case in cases() {
        for problem in problems(&case) {
            let has = |key: &str| !problem[key].is_null();
            // What the system says about a file is all there is to know.
            let system = problem["code"] == "AG0001";
            let note = problem["severity"] == "note";
            if !has("file") || !(has("hint") || system || note) {
                wrong.push(format!("{case}: {}", problem["message"]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn lenient_leaves_out_bad_rows_and_answers() {
    let table = LENIENT.iter().map(|&(case, args)| (case.to_owned(), args));
    every(table, |case, question| {
        let folder = copy(case);
        let target = target(folder.path());
        let mut args = question.to_vec();
        args.extend(["-g", &target, "--lenient", "--rejects", "rejects.csv"]);
        args.extend(options(case));
        let mut shown = run(&args, folder.path(), "");
        let rejects = fs::read_to_string(folder.path().join("rejects.csv")).unwrap();
        shown.push_str("\n[rejects.csv]\n");
        shown.push_str(&rejects);
        snapshot("lenient", case, &shown);
    });
}

#[test]
fn without_lenient_no_broken_graph_answers() {
    for (case, question) in LENIENT {
        let folder = copy(case);
        let target = target(folder.path());
        let mut args = question.to_vec();
        args.extend(["-g", &target]);
        let refused = outcome(&args, folder.path(), b"");
        assert_eq!((refused.code, refused.stdout.as_str()), (3, ""), "{case}");
        assert!(refused.stderr.contains("--lenient"), "{case}");
    }
}

#[test]
fn what_is_left_out_is_what_was_reported() {
    for case in REPORTED_IS_LEFT_OUT {
        let mut reported = BTreeSet::new();
        for problem in problems(case) {
            let also = problem["also"].as_array().unwrap().iter();
            let places = also
                .chain(Some(&problem))
                .filter(|_| problem["severity"] == "error");
            reported.extend(places.map(|p| format!("{}:{}", p["file"], p["line"])));
        }
        let folder = copy(case);
        let target = target(folder.path());
        let args = ["stats", "-g", &target, "--lenient", "--rejects", "out.csv"];
        outcome(&args, folder.path(), b"").answer();
        let mut reader = csv::Reader::from_path(folder.path().join("out.csv")).unwrap();
        let rows = reader.records().map(|row| row.unwrap());
        let left_out: BTreeSet<String> = rows
            .map(|row| format!("{:?}:{}", &row[0], &row[1]))
            .collect();
        assert_eq!(left_out, reported, "{case}");
    }
}
