//! The shipped data: clean, traceable, and resolvable by every name.

use std::collections::BTreeSet;

use aigraph::graph::{Entity, Graph, Resolution};
use aigraph::load::{Input, Options, load};
use aigraph::model::{Provenance, Status};
use aigraph::query::facts;

use crate::program::{outcome, project};

/// Names that several nodes share on purpose: the article uses the word for each of them.
const AMBIGUOUS: &[&str] = &["Copilot", "GEN系列", "Microsoft Copilot", "XPU", "XPU架构"];

fn shipped() -> Graph {
    let path = project().join("graph");
    let loaded = load(
        Input::Path(path),
        &Options {
            thorough: true,
            ..Options::default()
        },
    );
    let loaded = loaded.unwrap();
    assert_eq!(loaded.problems, []);
    loaded.graph
}

/// Every fact: its provenance, and what to call it.
fn facts_of(graph: &Graph) -> Vec<(String, Provenance<'_>)> {
    let nodes = graph
        .nodes()
        .map(|n| (graph.id(n).to_owned(), Entity::Node(n)));
    let rels = graph.relationships().map(|r| {
        let (start, end) = (graph.id(graph.start(r)), graph.id(graph.end(r)));
        (
            format!("{} {start} {end}", graph.type_name(r)),
            Entity::Relationship(r),
        )
    });
    let rows = nodes
        .chain(rels)
        .map(|(name, entity)| (name, graph.provenance(entity)));
    let claims = graph.all_claims().map(|(subject, claim)| {
        (
            format!("{subject:?} {}", claim.property),
            claim.provenance(),
        )
    });
    rows.chain(claims).collect()
}

#[test]
fn nothing_is_wrong_with_it() {
    let checked = outcome(&["check", "--strict", "graph"], project(), b"");
    assert_eq!((checked.stdout.as_str(), checked.code), ("", 0));
}

#[test]
fn every_fact_names_its_source_and_a_place_that_exists() {
    let graph = shipped();
    let headings = std::fs::read_to_string(project().join("tests/data/headings.csv")).unwrap();
    let mut reader = csv::Reader::from_reader(headings.as_bytes());
    let headings: BTreeSet<String> = reader
        .records()
        .map(|record| record.unwrap()[0].to_owned())
        .collect();
    let facts = facts_of(&graph);
    let wrong = facts.iter().filter(|(_, provenance)| {
        let known = provenance
            .source
            .is_some_and(|id| graph.source(id).is_some());
        let placed = match (provenance.source, provenance.locator) {
            (Some("article"), Some(locator)) => headings.contains(locator),
            (_, locator) => locator.is_some(),
        };
        !known || !placed
    });
    let wrong: Vec<_> = wrong.map(|(name, p)| (name, p.source, p.locator)).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_doubt_and_every_conclusion_says_why() {
    let graph = shipped();
    let facts = facts_of(&graph);
    let needs_note = |p: &Provenance<'_>| matches!(p.status, Status::Disputed | Status::Inferred);
    let wrong: Vec<_> = facts
        .iter()
        .filter(|(_, p)| needs_note(p) && p.note.is_none())
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    let disputed = facts::Options {
        disputed: true,
        source: None,
    };
    assert!(facts::facts(&graph, &disputed).rows.len() >= 25);
}

#[test]
fn every_name_resolves_to_its_node_or_is_ambiguous_on_purpose() {
    let graph = shipped();
    let mut ambiguous = BTreeSet::new();
    for node in graph.nodes() {
        let id = graph.id(node);
        assert_eq!(graph.resolve(id), Resolution::Node(node), "{id}");
        for name in graph.all_names(node) {
            match graph.resolve(name) {
                Resolution::Node(found) => assert_eq!(found, node, "{name} of {id}"),
                Resolution::Ambiguous(nodes) => {
                    assert!(nodes.contains(&node), "{name} of {id}");
                    ambiguous.insert(name.to_owned());
                }
                Resolution::Unknown(_) => panic!("{name} of {id} is not found"),
            }
        }
    }
    assert_eq!(ambiguous.iter().collect::<Vec<_>>(), AMBIGUOUS);
}
