//! What is written can be read, and is then the same graph and the same bytes.

use std::borrow::Cow;
use std::fmt::Write as _;

use aigraph::export::data::canonical::{File, canonical};
use aigraph::export::data::{FORMATS, InMemory, Writer};
use aigraph::graph::{Entity, Graph, Selection, Subgraph};
use aigraph::load::{Input, Options, load};
use proptest::prelude::*;

use super::{config, world};

/// Everything that a graph states, as text.
pub(crate) fn stated(graph: &Graph) -> String {
    let mut text = String::new();
    for kind in graph.type_ids().map(|id| graph.relationship_type(id)) {
        writeln!(text, "{kind:?}").unwrap();
    }
    let end = |node| (graph.group(node), graph.id(node));
    for node in graph.nodes() {
        let labels: Vec<&str> = graph.label_names(node).collect();
        writeln!(text, "{:?} {labels:?}", end(node)).unwrap();
        state(graph, Entity::Node(node), &mut text);
    }
    for rel in graph.relationships() {
        let (start, to) = (end(graph.start(rel)), end(graph.end(rel)));
        let (kind, key) = (graph.type_name(rel), graph.key(rel));
        writeln!(text, "{start:?} {kind} {to:?} {key:?}").unwrap();
        state(graph, Entity::Relationship(rel), &mut text);
    }
    text
}

fn state(graph: &Graph, entity: Entity, text: &mut String) {
    let properties: Vec<_> = graph.properties(entity).collect();
    let claims: Vec<_> = graph.claims(entity).collect();
    writeln!(text, "  {properties:?}\n  {claims:?}").unwrap();
}

/// The files of a format of the whole graph.
pub(crate) fn written(name: &str, graph: &Graph) -> Vec<(String, Vec<u8>)> {
    let selection = Selection::all(graph);
    let part = Subgraph {
        graph,
        selection: &selection,
    };
    let format = FORMATS.iter().find(|format| format.name == name).unwrap();
    let mut files = InMemory::default();
    match format.write {
        Writer::Folder(write) => drop(write(part, &mut files).unwrap()),
        Writer::File(write) => {
            let path = format!("graph.{}", format.extension);
            files.0.push((path, Vec::new()));
            write(part, &mut files.0[0].1).unwrap();
        }
        Writer::About(write) => {
            let path = format!("graph.{}", format.extension);
            files.0.push((path, Vec::new()));
            write(part, &[], &mut files.0[0].1).unwrap();
        }
        Writer::Absent(feature) => panic!("{name} needs the feature {feature}"),
    }
    files.0
}

/// The graph that files hold; nothing may be wrong with them.
pub(crate) fn read(files: &[(String, Vec<u8>)]) -> Graph {
    let files = files.iter().cloned();
    let files = files.map(|(path, bytes)| (path, Cow::Owned(bytes)));
    let loaded = load(Input::Files(files.collect()), &Options::default()).unwrap();
    let torn = |p: &&aigraph::model::Problem| p.kind != aigraph::model::Kind::Cycle;
    let wrong: Vec<_> = loaded.problems.iter().filter(torn).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    loaded.graph
}

/// Formats of one file that carry all that a graph states.
pub(crate) const DOCUMENTS: &[&str] = &["graphml", "json", "jsonl"];

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_document_that_was_written_reads_as_the_same_graph(world in world()) {
        let graph = world.graph();
        prop_assume!(graph.node_count() > 0);
        for name in DOCUMENTS.iter().chain(&["neo4j"]) {
            let files = written(name, &graph);
            let again = read(&files);
            prop_assert_eq!(stated(&graph), stated(&again), "{}", name);
            prop_assert_eq!(&files, &written(name, &again), "{}", name);
            prop_assert_eq!(written("folder", &graph), written("folder", &again), "{}", name);
        }
    }

    #[test]
    fn a_folder_that_was_written_reads_as_the_same_graph(world in world()) {
        let graph = world.graph();
        prop_assume!(graph.node_count() > 0);
        let files = written("folder", &graph);
        let again = read(&files);
        prop_assert_eq!(stated(&graph), stated(&again));
        prop_assert_eq!(&files, &written("folder", &again));
    }

    #[test]
    fn a_folder_that_was_written_is_in_its_canonical_form(world in world()) {
        for (path, bytes) in written("folder", &world.graph()) {
            let file = File::at(&path).unwrap();
            let text = String::from_utf8(bytes).unwrap();
            let form = canonical(file, &text, b',').unwrap();
            prop_assert_eq!(String::from_utf8(form).unwrap(), text, "{}", path);
        }
    }
}

#[test]
fn the_form_of_a_file_keeps_what_it_holds() {
    let text =
        "name;:END_ID;key;n:FLOAT;:START_ID;x:IGNORE\nb;2;;1.50;\"1\";q\na;1;;TRUE;1;\"r,\"\n";
    let form = canonical(File::Relationships, text, b';').unwrap();
    let wanted = ":START_ID,:END_ID,key,name,n:double,x:IGNORE\n1,1,,a,TRUE,\"r,\"\n1,2,,b,1.5,q\n";
    assert_eq!(String::from_utf8(form).unwrap(), wanted);
}
