//! Pictures as they come out: geometry of the shipped data's, of random graphs and of odd ones.

mod checks;
mod crossings;
mod engine;
mod graphviz;
mod picture;
mod print;

use std::fmt::Write as _;

use aigraph::diagram::flow::{FlowOptions, place};
use aigraph::diagram::style::{SceneOptions, style};
use aigraph::export::picture::{PICTURES, PictureOptions, picture as format};
use aigraph::graph::{Graph, Selection, Subgraph};
use aigraph::load::{Input, Options, load};

use crate::program::{every, outcome, project, words};
use checks::{against_time, failures};
use picture::Picture;

/// A small generator, so that a seed gives the same graph everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

fn graph(edges: &[(String, String)]) -> Graph {
    let mut rows = String::from("source,target\n");
    for (from, to) in edges {
        let quote = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
        let _ = writeln!(rows, "{},{}", quote(from), quote(to));
    }
    let input = Input::Stream {
        name: "edges".to_owned(),
        reader: Box::new(std::io::Cursor::new(rows.into_bytes())),
    };
    load(input, &Options::default())
        .expect("an edge list is read")
        .graph
}

fn drawn(graph: &Graph, name: &str) -> String {
    let selection = Selection::all(graph);
    let subgraph = Subgraph {
        graph,
        selection: &selection,
    };
    let make = style("flow").expect("the style").make;
    let placed = place(
        make(subgraph, &SceneOptions::default()),
        &FlowOptions::default(),
    );
    let mut bytes = Vec::new();
    let format = format(name).expect("the format");
    let write = format.write.expect("a build with all formats");
    write(&placed, &PictureOptions::default(), &mut bytes).expect("it is written");
    String::from_utf8(bytes).expect("it is text")
}

#[track_caller]
fn sound(svg: &str) {
    let found = failures(&Picture::read(svg));
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// `nodes` and `edges` at random, self-loops and parallels among them.
fn random_edges(random: &mut Random, nodes: usize, edges: usize) -> Vec<(String, String)> {
    let mut node = || format!("n{}", random.below(nodes));
    (0..edges).map(|_| (node(), node())).collect()
}

#[test]
fn random_graphs_are_drawn_soundly() {
    let seeds = (0..200u64).map(|seed| (format!("seed {seed}"), seed));
    every(seeds, |_, seed| {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
        let nodes = 2 + random.below(119);
        let edges = 1 + nodes / 2 + random.below(nodes + nodes / 2);
        let edges = random_edges(&mut random, nodes, edges);
        sound(&drawn(&graph(&edges), "svg"));
    });
}

/// Graphs that are not like others, by name.
fn odd() -> Vec<(String, Vec<(String, String)>)> {
    let pairs = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    };
    let numbered = |pairs: Vec<(usize, usize)>| -> Vec<(String, String)> {
        pairs
            .iter()
            .map(|(a, b)| (format!("n{a}"), format!("n{b}")))
            .collect()
    };
    let complete = (0..10).flat_map(|a| (0..10).filter(move |&b| a != b).map(move |b| (a, b)));
    let parts = (0..50).flat_map(|part| [(part * 3, part * 3 + 1), (part * 3, part * 3 + 2)]);
    let long = "long ".repeat(40);
    let names = pairs(&[
        ("it's \"quoted\" & <tagged>", "emoji 👩‍🚀 🚀🇨🇳"),
        ("emoji 👩‍🚀 🚀🇨🇳", "שלום עולם"),
        ("שלום עולם", "مرحبا بالعالم"),
        ("\\back\\slash\\", &long),
        (
            &"x".repeat(200),
            &"生成式人工智能服务管理暂行办法".repeat(14),
        ),
        ("a b", "a_b"),
        ("e\u{301}\u{302}\u{303}", "tab\there"),
    ]);
    let cases = [
        ("one self-loop", pairs(&[("a", "a")])),
        ("five self-loops", pairs(&[("a", "a"); 5])),
        ("two-cycle", pairs(&[("a", "b"), ("b", "a")])),
        (
            "parallels",
            pairs(&[("a", "b"), ("a", "b"), ("a", "b"), ("b", "a"), ("b", "b")]),
        ),
        ("50 parts", numbered(parts.collect())),
        ("complete", numbered(complete.collect())),
        ("star out", numbered((1..300).map(|n| (0, n)).collect())),
        ("star in", numbered((1..300).map(|n| (n, 0)).collect())),
        (
            "star both ways",
            numbered((1..100).flat_map(|n| [(0, n), (n, 0)]).collect()),
        ),
        ("chain", numbered((1..100).map(|n| (n, n - 1)).collect())),
        (
            "ring",
            numbered((0..40).map(|n| (n, (n + 1) % 40)).collect()),
        ),
        ("names", names),
    ];
    cases.map(|(name, edges)| (name.to_owned(), edges)).into()
}

#[test]
fn odd_graphs_are_drawn_soundly() {
    every(odd(), |_, edges| sound(&drawn(&graph(&edges), "svg")));
    sound(&drawn(&graph(&[]), "svg"));
}

/// Commands that draw the shipped data, as typed after `aigraph diagram`.
const SHIPPED: &[&str] = &[
    "lineage",
    "lineage ChatGPT --lang both --theme auto",
    "lineage --focus GPT-3 --theme dark --color-by region",
    "chain",
    "chain --all --lang zh",
    "impact A100",
    "impact NVIDIA --collapse 4",
    "path 'Google Docs' PaLM",
    "path ChatGPT A100 -k 4",
    "match '(:Chip)-[:RESTRICTED_BY]->(:Policy)' --color-by openness",
];

/// The picture of the shipped data that a command draws.
#[track_caller]
pub(crate) fn shipped(command: &str) -> String {
    let words = words(&format!("diagram {command}"));
    let args: Vec<&str> = words.iter().map(String::as_str).collect();
    outcome(&args, project(), b"").answer()
}

#[test]
fn the_shipped_data_is_drawn_soundly() {
    every(
        SHIPPED.iter().map(|c| ((*c).to_owned(), *c)),
        |_, command| {
            let svg = shipped(command);
            sound(&svg);
            if command.starts_with("lineage") {
                assert_eq!(against_time(&Picture::read(&svg)), [""; 0]);
            }
            assert_eq!(svg, shipped(command), "drawn twice");
        },
    );
}

#[test]
fn the_order_of_rows_moves_nothing() {
    let mut random = Random(7);
    let edges = random_edges(&mut random, 40, 70);
    let mut others = edges.clone();
    for i in (1..others.len()).rev() {
        others.swap(i, random.below(i + 1));
    }
    for format in PICTURES.iter().filter(|format| format.text) {
        let (one, other) = (
            drawn(&graph(&edges), format.name),
            drawn(&graph(&others), format.name),
        );
        assert_eq!(one, other, "{}", format.name);
    }
}

#[test]
fn every_dot_picture_is_read_by_a_parser_of_dot() {
    every(odd(), |_, edges| {
        let dot = drawn(&graph(&edges), "dot");
        graphviz_rust::parse(&dot).expect("it is DOT");
    });
}
