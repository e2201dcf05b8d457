//! Names: folding, resolution of what a user types, and search.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::Arc;

use unicase::UniCase;
use unicode_normalization::UnicodeNormalization;

use super::slab::Slab;
use super::snapshot::store::{Area, Rule, Store};
use super::snapshot::{Coder, Decoder, Writer};
use super::{Graph, NodeId};

/// What a name that a user typed stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// Exactly one node.
    Node(NodeId),
    /// Several nodes have this name or alias; the most fitting first.
    Ambiguous(Vec<NodeId>),
    /// No node has it; the nearest names, best first, at most five.
    Unknown(Vec<NodeId>),
}

/// Where all names and aliases of a graph are found by their folded texts: nodes in buckets, by a
/// hash of each name. The names themselves are the nodes'.
#[derive(Debug)]
pub(crate) struct Names {
    /// The nodes of bucket b are `nodes[starts[b]..starts[b + 1]]`; there are a power of two.
    starts: Slab<u32>,
    nodes: Slab<NodeId>,
}

/// So many names are in a bucket, on the average.
const FULL: usize = 4;

/// Folds a name for comparison: Unicode NFKC, full case folding, no spaces, hyphens or middle
/// dots. `文心 一言`, `GPT–4` and `gpt 4` fold to what `文心一言` and `GPT-4` fold to.
pub fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    if name.is_ascii() {
        let kept = name
            .bytes()
            .filter(|b| !b.is_ascii_whitespace() && *b != b'-');
        folded.extend(kept.map(|b| char::from(b.to_ascii_lowercase())));
        return folded;
    }
    let normal: String = name.nfkc().collect();
    let cased = UniCase::unicode(normal).to_folded_case();
    folded.extend(cased.nfkc().filter(|&c| !c.is_whitespace() && !is_dash(c)));
    folded
}

fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '·' | '・' | '\u{2022}'
    )
}

impl Names {
    /// Collects the names of all nodes. O(total length of all names).
    pub(crate) fn collect(graph: &Graph) -> Names {
        let mut found: Vec<(u32, NodeId)> = Vec::with_capacity(graph.node_count());
        for node in graph.nodes() {
            let from = found.len();
            found.extend(graph.all_names(node).map(|name| (hash(&fold(name)), node)));
            found[from..].sort_unstable();
        }
        found.dedup();
        let buckets = (found.len() / FULL).max(1).next_power_of_two();
        let bucket = |hash: u32| hash as usize & (buckets - 1);
        let mut starts = vec![0u32; buckets + 1];
        for &(hash, _) in &found {
            starts[bucket(hash) + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut nodes = vec![NodeId(0); found.len()];
        for (hash, node) in found {
            let slot = &mut next[bucket(hash)];
            nodes[*slot as usize] = node;
            *slot += 1;
        }
        Names {
            starts: starts.into(),
            nodes: nodes.into(),
        }
    }

    /// The nodes that may have that folded name, among others.
    fn near(&self, folded: &str) -> &[NodeId] {
        let buckets = self.starts.len() - 1;
        let bucket = hash(folded) as usize & (buckets - 1);
        let of = |i: usize| self.starts.get(i) as usize;
        self.nodes.slice(of(bucket)..of(bucket + 1))
    }

    /// Writes them into a snapshot.
    pub(crate) fn write(&self, out: &mut Writer<'_>, head: &mut Coder) -> std::io::Result<()> {
        head.size(self.starts.len() - 1);
        head.size(self.nodes.len());
        out.slab(&self.starts, head)?;
        out.slab(&self.nodes, head)
    }

    /// Reads them again; `None` where they are damaged.
    pub(crate) fn read(
        store: &Arc<Store>,
        head: &mut Decoder<'_>,
        n_nodes: usize,
    ) -> Option<Names> {
        let (buckets, len) = (head.size()?, head.size()?);
        let (starts, nodes) = (head.size()?, head.size()?);
        let rules = (Rule::Ascending(len as u64), Rule::Below(n_nodes as u64));
        let count = Some(buckets.checked_add(1)?);
        let names = Names {
            starts: Area::new(store, starts, count, rules.0)?.into(),
            nodes: Area::new(store, nodes, Some(len), rules.1)?.into(),
        };
        buckets.is_power_of_two().then_some(names)
    }
}

/// A hash that is the same everywhere and for good: it stands in files.
fn hash(folded: &str) -> u32 {
    crc32fast::hash(folded.as_bytes())
}

impl Graph {
    /// The node that a typed name stands for: its exact id, else its folded name or alias.
    ///
    /// O(log n), after a first call that goes through all names of a graph that was built.
    pub fn resolve(&self, typed: &str) -> Resolution {
        let mut by_id = self.nodes_by_id(typed);
        if let (Some(node), None) = (by_id.next(), by_id.next()) {
            return Resolution::Node(node);
        }
        let named: BTreeSet<NodeId> = self
            .nodes_by_id(typed)
            .chain(self.nodes_named(&fold(typed)))
            .collect();
        let mut named: Vec<NodeId> = named.into_iter().collect();
        match named.as_slice() {
            [] => Resolution::Unknown(self.nearest(typed)),
            [node] => Resolution::Node(*node),
            _ => {
                named.sort_by_key(|&node| (Reverse(self.degree(node)), node));
                Resolution::Ambiguous(named)
            }
        }
    }

    /// Nodes that have that folded name, by id.
    fn nodes_named(&self, folded: &str) -> impl Iterator<Item = NodeId> {
        let near = self.names().near(folded).iter().copied();
        near.filter(move |&node| self.all_names(node).any(|name| fold(name) == folded))
    }

    /// Nodes whose names are near to what was typed, best first, at most five.
    fn nearest(&self, typed: &str) -> Vec<NodeId> {
        self.search(typed)
            .into_iter()
            .take(5)
            .map(|(node, _)| node)
            .collect()
    }

    /// Nodes with a name or alias like `text`, best first, each with its score from 0 to 1.
    ///
    /// Equal is best, then a beginning, then a part, then names a few typing errors away
    /// (Damerau-Levenshtein, at least 0.6 alike). O(total length of all names).
    pub fn search(&self, text: &str) -> Vec<(NodeId, f64)> {
        let wanted = fold(text);
        if wanted.is_empty() {
            return Vec::new();
        }
        let mut best: Vec<(NodeId, f64)> = Vec::new();
        for node in self.nodes() {
            let scores = self
                .all_names(node)
                .map(|name| likeness(&fold(name), &wanted));
            let score = scores.fold(0.0, f64::max);
            if score > 0.0 {
                best.push((node, score));
            }
        }
        best.sort_by(|a, b| {
            let degrees = || self.degree(b.0).cmp(&self.degree(a.0));
            b.1.total_cmp(&a.1).then_with(degrees).then(a.0.cmp(&b.0))
        });
        best
    }
}

/// How like two folded names are, from 0 (not at all) to 1 (equal).
fn likeness(name: &str, wanted: &str) -> f64 {
    let share = |part: &str, whole: &str| part.len() as f64 / whole.len().max(1) as f64;
    if name == wanted {
        return 1.0;
    }
    if name.starts_with(wanted) {
        return 0.9 + 0.09 * share(wanted, name);
    }
    if name.contains(wanted) {
        return 0.8 + 0.09 * share(wanted, name);
    }
    let (n, w) = (name.chars().count(), wanted.chars().count());
    // The distance is at least the difference in length: most names are out without computing it.
    if n.abs_diff(w) * 5 > n.max(w) * 2 {
        return 0.0;
    }
    let alike = strsim::normalized_damerau_levenshtein(name, wanted);
    if alike >= 0.6 { 0.8 * alike } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folds_what_people_type_alike() {
        for (a, b) in [
            ("GPT-4", "gpt 4"),
            ("GPT–4", "GPT4"),
            ("ＧＰＴ－４", "gpt4"),
            ("文心 一言", "文心一言"),
            ("Straße", "STRASSE"),
            ("DALL·E", "dalle"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("GPT-3.5"), fold("GPT-35"));
    }

    #[test]
    fn ranks_equal_before_beginning_before_part_before_typo() {
        let scores: Vec<f64> = ["chatgpt", "chatgptplus", "mychatgpt", "chatgtp", "llama"]
            .iter()
            .map(|name| likeness(name, "chatgpt"))
            .collect();
        assert!(scores.windows(2).all(|w| w[0] > w[1]), "{scores:?}");
        assert_eq!(scores.last(), Some(&0.0));
    }
}
