//! Paths between two nodes: the shortest, or the k shortest.

use std::collections::BTreeSet;

use crate::graph::{Answer, Cell, Graph, Hops, NodeId, Path, Row, TypeSet};
use crate::model::Date;

/// Which paths are wanted.
#[derive(Clone, Debug)]
pub struct Options {
    /// Whether relationships are walked only from start to end.
    pub directed: bool,
    /// How many paths at most, shortest first.
    pub limit: usize,
    /// Whether all paths were asked for, so that reaching the limit is worth a note.
    pub all: bool,
    /// The relationship types to walk; all if absent.
    pub types: Option<TypeSet>,
    /// Only what may exist by the end of this date.
    pub as_of: Option<Date>,
}

/// The columns of an answer with paths.
pub const COLUMNS: &[&str] = &["path", "length"];

/// Simple paths from one node to another: by number of hops, then by disputed hops, then by those
/// that no source states outright, then by ids.
/// Of parallel relationships a path shows the soundest.
///
/// petgraph's `dijkstra` finds each one; the k shortest are Yen's algorithm over it (petgraph's own
/// `k_shortest_path` gives costs without paths, and `all_simple_paths` may search exponentially
/// long for nothing). O(k · length · (n + m) log n).
///
/// Source: J. Y. Yen, "Finding the K Shortest Loopless Paths in a Network", Management Science
/// 17 (11), 1971.
pub fn paths(graph: &Graph, from: NodeId, to: NodeId, options: &Options) -> Answer {
    let types = options.types.clone().unwrap_or_else(|| TypeSet::all(graph));
    let hops = Hops::new(graph, types, options.directed, options.as_of);
    // One more than asked for tells whether the limit cut something off.
    let wanted = if options.all {
        options.limit.saturating_add(1)
    } else {
        options.limit
    };
    let mut found = shortest(hops, from, to, wanted);
    let stopped = found.len() > options.limit;
    found.truncate(options.limit);
    let mut answer = answer(graph, found);
    if stopped {
        let limit = options.limit;
        answer.notes.push(format!(
            "stopped at {limit} paths, there are more; raise --max"
        ));
    }
    answer
}

/// Why two nodes are connected: up to `limit` shortest paths without a disputed hop, and then,
/// where disputed facts make a shorter way or the only one, the shortest of those.
pub fn why(graph: &Graph, from: NodeId, to: NodeId, limit: usize) -> Answer {
    let hops = Hops::new(graph, TypeSet::all(graph), false, None);
    let mut found = shortest(hops.clone().sound_only(), from, to, limit);
    let best = found.first().map(|path| path.nodes.len());
    let disputed = hops
        .shortest(from, to)
        .filter(|path| hops.disputed(path) > 0);
    found.extend(disputed.filter(|path| best.is_none_or(|best| path.nodes.len() < best)));
    answer(graph, found)
}

fn answer(graph: &Graph, paths: Vec<Path>) -> Answer {
    let rows = paths.into_iter().map(|path| {
        let length = Cell::count(path.relationships.len());
        Row::new(vec![Cell::Path(path), length])
    });
    Answer::new(graph, COLUMNS, rows.collect())
}

/// The `wanted` shortest paths, by Yen's algorithm.
fn shortest(mut hops: Hops<'_>, from: NodeId, to: NodeId, wanted: usize) -> Vec<Path> {
    let mut found: Vec<Path> = hops.shortest(from, to).into_iter().take(wanted).collect();
    let mut candidates: BTreeSet<Candidate> = BTreeSet::new();
    while let Some(last) = found.last().cloned()
        && found.len() < wanted
    {
        for spur in 0..last.relationships.len() {
            candidates.extend(deviation(&mut hops, &found, &last, spur, to));
        }
        candidates.retain(|candidate| !found.contains(&candidate.path));
        match candidates.pop_first() {
            Some(candidate) => found.push(candidate.path),
            None => break,
        }
    }
    found
}

/// A path in the order in which paths are given.
#[derive(Debug, PartialEq, Eq)]
struct Candidate {
    disputed: usize,
    unstated: usize,
    path: Path,
}

impl Candidate {
    fn key(&self) -> (usize, usize, usize, &[NodeId]) {
        let (length, nodes) = (self.path.nodes.len(), self.path.nodes.as_slice());
        (length, self.disputed, self.unstated, nodes)
    }
}

impl Ord for Candidate {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.key().cmp(&other.key())
    }
}

impl PartialOrd for Candidate {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// The best path that shares the first `spur` hops of `last` and then leaves every path found.
fn deviation(
    hops: &mut Hops<'_>,
    found: &[Path],
    last: &Path,
    spur: usize,
    to: NodeId,
) -> Option<Candidate> {
    let root = &last.nodes[..=spur];
    let taken: Vec<(NodeId, NodeId)> = found
        .iter()
        .filter(|path| path.nodes.len() > spur + 1 && path.nodes.starts_with(root))
        .map(|path| (path.nodes[spur], path.nodes[spur + 1]))
        .collect();
    hops.close(&last.nodes[..spur], &taken);
    let rest = hops.shortest(last.nodes[spur], to)?;
    let mut path = Path {
        nodes: last.nodes[..spur].to_vec(),
        relationships: last.relationships[..spur].to_vec(),
    };
    path.nodes.extend(rest.nodes);
    path.relationships.extend(rest.relationships);
    Some(Candidate {
        disputed: hops.disputed(&path),
        unstated: hops.unstated(&path),
        path,
    })
}
