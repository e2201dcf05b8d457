//! Crossings of edges, beside those of Graphviz on the same pictures, which are kept in
//! tests/data/dot-crossings.csv: `make crossings` counts them again.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;

use super::checks::crossings;
use super::picture::Picture;
use super::{Random, drawn, graph, shipped};
use crate::program::{data, every};

/// How many random graphs.
const GRAPHS: u64 = 50;

/// How many of them may have more crossings than Graphviz gives them.
const WORSE: usize = 2;

/// Set to a folder, it makes the tests write their pictures there instead.
const FOLDER: &str = "AIGRAPH_CROSSINGS";

/// 10 to 60 nodes and 1.2 to 1.6 edges a node, no two alike; one in ten goes back, so that there
/// are cycles.
fn edges(seed: u64) -> Vec<(String, String)> {
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) + 1);
    let nodes = 10 + random.below(51);
    let count = nodes * (12 + random.below(5)) / 10;
    let mut pairs = BTreeSet::new();
    while pairs.len() < count {
        let (a, b) = (random.below(nodes), random.below(nodes));
        let (low, high) = (a.min(b), a.max(b));
        match random.below(10) {
            _ if low == high => false,
            0 => pairs.insert((high, low)),
            _ => pairs.insert((low, high)),
        };
    }
    let named = |node: usize| format!("n{node}");
    pairs.iter().map(|&(a, b)| (named(a), named(b))).collect()
}

/// What Graphviz makes of each picture: nodes, edges, crossings.
fn of_dot(name: &str) -> [usize; 3] {
    let table = fs::read_to_string(data().join("dot-crossings.csv")).expect("the table");
    let row = table
        .lines()
        .find_map(|l| l.strip_prefix(name)?.strip_prefix(','));
    let numbers = row
        .unwrap_or_else(|| panic!("no line for {name}"))
        .split(',');
    let numbers: Vec<usize> = numbers.map(|n| n.parse().expect("a number")).collect();
    numbers.try_into().expect("three numbers")
}

/// A picture's crossings, and those of Graphviz; nothing where the pictures are only written.
fn compared(name: &str, svg: &str) -> Option<(usize, usize)> {
    if let Some(folder) = env::var_os(FOLDER) {
        let file = Path::new(&folder).join(name).with_extension("svg");
        fs::write(file, svg).expect("the picture is written");
        return None;
    }
    let picture = Picture::read(svg);
    let [nodes, edges, dot] = of_dot(name);
    let size = (picture.boxes.len(), picture.edges.len());
    assert_eq!(size, (nodes, edges), "{name} has changed: `make crossings`");
    Some((crossings(&picture), dot))
}

#[test]
fn the_main_pictures_have_seven_tenths_of_dots_crossings_at_most() {
    let pictures = ["lineage", "chain"].map(|name| (name.to_owned(), name));
    every(pictures, |_, name| {
        if let Some((ours, dot)) = compared(name, &shipped(name)) {
            assert!(ours * 10 <= dot * 7, "{ours}, dot {dot}");
        }
    });
}

#[test]
fn hardly_any_random_graph_has_more_crossings_than_dots() {
    let mut worse = Vec::new();
    for seed in 0..GRAPHS {
        let name = format!("random-{seed:02}");
        match compared(&name, &drawn(&graph(&edges(seed)), "svg")) {
            Some((ours, dot)) if ours > dot => worse.push(format!("{name}: {ours}, dot {dot}")),
            _ => {}
        }
    }
    assert!(
        worse.len() <= WORSE,
        "{}\n{}",
        worse.len(),
        worse.join("\n")
    );
}
