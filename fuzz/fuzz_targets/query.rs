//! Any text as a query: an error or an answer within its limits, and the same with and without
//! what makes plans better.
//!
//! `cargo +nightly fuzz run query -- -max_total_time=1800 -dict=dictionary.txt`

#![no_main]

use std::cell::OnceCell;
use std::io::Cursor;

use aigraph::graph::Graph;
use aigraph::load::{Input, Options, load};
use aigraph::query::cypher::{Clock, Limits, Parameters, prepare};
use libfuzzer_sys::fuzz_target;

/// A graph with what queries may stumble over: a cycle, a self-loop, parallel relationships, nodes
/// of several labels and none, absent and mixed properties.
const GRAPH: &str = "CREATE (a:A {num: 1, s: 'a', l: [1, 2]})-[:T {w: 1}]->(b:A:B {num: 2.5, s: 'ä'}),
    (b)-[:T]->(a), (b)-[:U]->(b), (b)-[:T {w: 2}]->(c {s: ''}), (b)-[:T {w: 3}]->(c),
    (c)-[:V]->(d:B {num: 'x', on: date('2020-02')}), (d)-[:T]->(a), (e:C)";

thread_local! {
    static KEPT: OnceCell<Option<Graph>> = const { OnceCell::new() };
}

fn graph() -> Option<Graph> {
    let reader = Box::new(Cursor::new(GRAPH.as_bytes()));
    let name = "graph.cypher".to_owned();
    Some(load(Input::Stream { name, reader }, &Options::default()).ok()?.graph)
}

fuzz_target!(|text: &str| {
    KEPT.with(|kept| {
        let Some(graph) = kept.get_or_init(graph) else {
            return;
        };
        let limits = Limits {
            rows: Some(1000),
            memory: Some(16 << 20),
            steps: Some(100_000),
            interrupt: None,
            clock: Clock { now: Some(1_700_000_000_000_000_000) },
        };
        if let Ok(prepared) = prepare(graph, text, &Parameters::new()) {
            let _ = prepared.explain();
            let _ = prepared.answer(&limits);
        }
    });
});
