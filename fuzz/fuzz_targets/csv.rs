//! Any bytes as CSV files: read in blocks they give the graph and the problems that they give read
//! row by row.
//!
//! `cargo +nightly fuzz run csv -- -max_total_time=1800`

#![no_main]

use std::borrow::Cow;
use std::fmt::Write as _;

use aigraph::graph::{Entity, Graph};
use aigraph::load::{Input, LoadError, Loaded, Options, Reading, load};
use libfuzzer_sys::fuzz_target;

/// The files that the parts of an input are, by the first byte of it.
const SHAPES: &[&[&str]] = &[
    &["nodes.csv", "edges.csv"],
    &["nodes/A.csv", "nodes/B.csv", "relationships/T.csv", "types.csv"],
    &["list.csv"],
    &["a.v", "a.e"],
];

fn everything(graph: &Graph) -> String {
    let mut text = String::new();
    let mut put = |head: String, entity| {
        let properties: Vec<_> = graph.properties(entity).collect();
        let _ = writeln!(text, "{head} {properties:?}");
    };
    for node in graph.nodes() {
        let labels: Vec<&str> = graph.label_names(node).collect();
        let head = format!("{:?} {:?} {labels:?}", graph.group(node), graph.id(node));
        put(head, Entity::Node(node));
    }
    for rel in graph.relationships() {
        let ends = (graph.start(rel), graph.type_name(rel), graph.end(rel));
        put(format!("{ends:?} {:?}", graph.key(rel)), Entity::Relationship(rel));
    }
    text
}

fn outcome(loaded: Result<Loaded, LoadError>) -> String {
    match loaded {
        Err(error) => format!("{error:?}"),
        Ok(loaded) => format!(
            "{}{:?}{:?}{:?}",
            everything(&loaded.graph),
            loaded.problems,
            loaded.rejects,
            loaded.notes
        ),
    }
}

fuzz_target!(|bytes: &[u8]| {
    let Some((&first, rest)) = bytes.split_first() else {
        return;
    };
    let shape = SHAPES[usize::from(first) % SHAPES.len()];
    let parts = rest.splitn(shape.len(), |&byte| byte == 0x1c);
    let files: Vec<(String, Cow<'static, [u8]>)> = shape
        .iter()
        .zip(parts)
        .map(|(path, part)| ((*path).to_owned(), Cow::Owned(part.to_vec())))
        .collect();
    let of = |reading, threads| {
        let options = Options {
            reading,
            threads: Some(threads),
            ..Options::default()
        };
        outcome(load(Input::Files(files.clone()), &options))
    };
    let wanted = of(Reading::Rows, 1);
    assert_eq!(of(Reading::Blocks(1), 1), wanted);
    assert_eq!(of(Reading::Blocks(64), 2), wanted);
});
