//! No tracked file tells of the machine that it was written on.

use std::path::PathBuf;
use std::process::Command;

use crate::source::root;

/// Beginnings of paths that exist on one machine only; cut in two so that this file holds none.
const PATHS: &[&str] = &[
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/tm", "p/"),
];

/// The files that git tracks; none where this is no checkout or git is missing.
fn tracked() -> Vec<PathBuf> {
    let mut git = Command::new("git");
    let listed = git.args(["ls-files", "-z"]).current_dir(root()).output();
    let listed = listed.map(|out| out.stdout).unwrap_or_default();
    let listed = String::from_utf8(listed).unwrap();
    let names = listed.split('\0').filter(|name| !name.is_empty());
    names.map(|name| root().join(name)).collect()
}

/// The lines of a text that hold such a path, from 1.
fn lines_with_paths(text: &str) -> Vec<usize> {
    let has = |line: &str| PATHS.iter().any(|path| line.contains(path));
    let lines = text.lines().enumerate();
    lines
        .filter(|(_, line)| has(line))
        .map(|(i, _)| i + 1)
        .collect()
}

#[test]
fn no_tracked_file_holds_a_path_of_one_machine() {
    let mut found = Vec::new();
    for path in tracked() {
        // A tracked file may be deleted in the checkout.
        let bytes = std::fs::read(&path).unwrap_or_default();
        for line in lines_with_paths(&String::from_utf8_lossy(&bytes)) {
            found.push(format!("{}:{line}", path.display()));
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn a_path_of_one_machine_is_found() {
    let text = format!("fine\nsee {}x\nhttps://example.org/root\n", PATHS[0]);
    assert_eq!(lines_with_paths(&text), [2]);
}
