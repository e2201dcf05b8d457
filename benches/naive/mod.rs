//! The program that one would write in an afternoon: the csv crate, petgraph's `DiGraph` with
//! owned strings, a `HashMap` of ids, a walk. It checks nothing and knows no types.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;

/// A relationship: its type and the cells after the two ends.
struct Relationship {
    kind: String,
    #[allow(dead_code, reason = "properties are loaded because a graph has them")]
    cells: Vec<String>,
}

/// Nodes are all their cells, the id first.
type Graph = DiGraph<Vec<String>, Relationship>;

/// Loads a folder and prints the ids of everything that a node comes from.
pub(crate) fn main(folder: &Path, id: &str) -> Result<(), Box<dyn Error>> {
    let (graph, ids) = load(folder)?;
    let root = *ids.get(id).ok_or("no such id")?;
    for node in ancestors(&graph, root) {
        println!("{}", graph[node][0]);
    }
    Ok(())
}

fn load(folder: &Path) -> Result<(Graph, HashMap<String, NodeIndex>), Box<dyn Error>> {
    let (mut graph, mut ids) = (Graph::new(), HashMap::new());
    for file in files(&folder.join("nodes"))? {
        for record in csv::Reader::from_path(file)?.records() {
            let cells: Vec<String> = record?.iter().map(str::to_owned).collect();
            let id = cells[0].clone();
            ids.insert(id, graph.add_node(cells));
        }
    }
    for file in files(&folder.join("relationships"))? {
        let kind = file.file_stem().and_then(OsStr::to_str).unwrap_or_default();
        for record in csv::Reader::from_path(&file)?.records() {
            let record = record?;
            let relationship = Relationship {
                kind: kind.to_owned(),
                cells: record.iter().skip(2).map(str::to_owned).collect(),
            };
            graph.add_edge(ids[&record[0]], ids[&record[1]], relationship);
        }
    }
    Ok((graph, ids))
}

fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        files.push(entry?.path());
    }
    files.sort();
    Ok(files)
}

/// Everything that a node builds on, depth first.
fn ancestors(graph: &Graph, root: NodeIndex) -> Vec<NodeIndex> {
    let (mut seen, mut found, mut open) = (HashSet::from([root]), Vec::new(), vec![root]);
    while let Some(node) = open.pop() {
        for edge in graph.edges(node) {
            if edge.weight().kind == "BUILDS_ON" && seen.insert(edge.target()) {
                found.push(edge.target());
                open.push(edge.target());
            }
        }
    }
    found
}
