//! No file above 600 lines, no function above 70, no line above 100 columns unless it is part of a
//! text of several lines, such as a snapshot; every file says what it is for.

use crate::source::{Source, Token, item_end, lines_in_texts, rust_files, tokens};

const FILE_LINES: usize = 600;
const FUNCTION_LINES: usize = 70;
const COLUMNS: usize = 100;

/// What is too large in a source, one line each.
fn findings(source: &Source) -> Vec<String> {
    let path = &source.path;
    let mut found = Vec::new();
    let lines = source.text.lines().count();
    if lines > FILE_LINES {
        found.push(format!("{path}: {lines} lines, {FILE_LINES} at most"));
    }
    if !source.text.starts_with("//!") {
        found.push(format!(
            "{path}:1: opens without a `//!` that says what it is for"
        ));
    }
    let in_texts = lines_in_texts(&source.text);
    for (i, line) in source.text.lines().enumerate() {
        let columns = line.chars().count();
        if columns > COLUMNS && !in_texts.contains(&(i + 1)) {
            found.push(format!(
                "{path}:{}: {columns} columns, {COLUMNS} at most",
                i + 1
            ));
        }
    }
    for (name, line, lines) in functions(&tokens(&source.text)) {
        if lines > FUNCTION_LINES {
            let most = FUNCTION_LINES;
            found.push(format!(
                "{path}:{line}: fn {name} has {lines} lines, {most} at most"
            ));
        }
    }
    found
}

/// Name, first line and number of lines of every function.
fn functions(tokens: &[Token]) -> Vec<(&str, usize, usize)> {
    let mut functions = Vec::new();
    for (i, pair) in tokens.windows(2).enumerate() {
        let named = pair[1]
            .text
            .starts_with(|c: char| c.is_alphabetic() || c == '_');
        if pair[0].text == "fn" && named {
            let last = &tokens[item_end(tokens, i) - 1];
            let lines = last.line + 1 - pair[0].line;
            functions.push((pair[1].text.as_str(), pair[0].line, lines));
        }
    }
    functions
}

#[test]
fn nothing_is_too_large() {
    let sources = rust_files(&["src", "tests", "benches"]);
    let found: Vec<String> = sources.iter().flat_map(findings).collect();
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn what_is_too_large_is_found() {
    let source = |text: String| Source {
        path: "f.rs".to_owned(),
        text,
    };
    let body = |n: usize| {
        format!(
            "//! f\nfn f<T>(a: [u8; 2]) {{\n{}}}\n",
            "    g();\n".repeat(n)
        )
    };
    let table: &[(String, &[&str])] = &[
        (body(68), &[]),
        (body(69), &["f.rs:2: fn f has 71 lines, 70 at most"]),
        (
            "fn f() {}\n".to_owned(),
            &["f.rs:1: opens without a `//!` that says what it is for"],
        ),
        (
            format!("//! {}\n", "é".repeat(97)),
            &["f.rs:1: 101 columns, 100 at most"],
        ),
        (
            format!("//! f\nconst T: &str = \"\n{}\";\n", "é".repeat(101)),
            &[],
        ),
        ("//!\n".repeat(601), &["f.rs: 601 lines, 600 at most"]),
    ];
    for (text, expected) in table {
        assert_eq!(findings(&source(text.clone())), *expected);
    }
}
