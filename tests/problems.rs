//! docs/problems.md explains every kind of problem, and nothing else.

use std::fmt::Write;

use aigraph::model::Kind;

use crate::source::root;

fn document() -> String {
    std::fs::read_to_string(root().join("docs/problems.md")).unwrap()
}

/// The entries, each with its heading.
fn entries(document: &str) -> Vec<(&str, &str)> {
    let entries = document.split("\n## ").skip(1);
    entries.map(|e| e.split_once('\n').unwrap()).collect()
}

#[test]
fn every_kind_has_one_entry_in_the_order_of_codes() {
    let document = document();
    let headings = entries(&document).into_iter().map(|(heading, _)| heading);
    let kinds = Kind::all().map(|kind| format!("{} {}", kind.code(), kind.name()));
    assert_eq!(headings.collect::<Vec<_>>(), kinds.collect::<Vec<_>>());
}

#[test]
fn every_entry_says_how_much_it_weighs_and_shows_an_example() {
    let document = document();
    let mut wrong = String::new();
    for ((heading, text), kind) in entries(&document).into_iter().zip(Kind::all()) {
        let name = kind.severity().name();
        let weight = name[..1].to_uppercase() + &name[1..] + ". ";
        if !text.trim_start().starts_with(&weight) {
            writeln!(wrong, "{heading} does not begin with {weight:?}").unwrap();
        }
        if !text.contains("\n    ") {
            writeln!(wrong, "{heading} shows no example").unwrap();
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}
