//! PageRank, by as many rounds as are asked for.
//!
//! Ranks begin equal and sum to one. What a node without outgoing relationships has is spread over
//! all nodes alike, as networkx does; parallel relationships count one by one.
//!
//! Source: L. Page, S. Brin, R. Motwani and T. Winograd, "The PageRank Citation Ranking", Stanford
//! InfoLab, 1999.

use super::{Touched, in_turns};
use crate::graph::Graph;

/// How many nodes are summed at once: sums are of these blocks whatever the number of threads, so
/// that no result depends on it.
const BLOCK: usize = 1 << 13;

/// A rank for each node.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranks {
    /// The ranks, in the order of nodes.
    pub ranks: Vec<f64>,
    /// What it took.
    pub touched: Touched,
}

/// The rank of each node after so many rounds, each of which keeps the share `damping` of what
/// relationships carry. O(rounds · (n + m)).
pub fn page_rank(graph: &Graph, damping: f64, rounds: usize, threads: usize) -> Ranks {
    let n = graph.node_count();
    let mut touched = Touched::default();
    if n == 0 {
        let ranks = Vec::new();
        return Ranks { ranks, touched };
    }
    let adjacency = &graph.adjacency;
    let offsets = adjacency.in_offsets.slice(0..n + 1);
    let starts = adjacency.incoming_starts.slice(0..adjacency.len());
    let out = adjacency.offsets.slice(0..n + 1);
    // A damaged snapshot gives nothing, and has been remembered as such.
    if (offsets.len(), out.len(), starts.len()) != (n + 1, n + 1, adjacency.len()) {
        let ranks = vec![0.0; n];
        return Ranks { ranks, touched };
    }
    // What a node hands on along each relationship is this share of its rank.
    let shares: Vec<f64> = out
        .windows(2)
        .map(|w| match w[1].saturating_sub(w[0]) {
            0 => 0.0,
            degree => 1.0 / f64::from(degree),
        })
        .collect();
    let mut ranks = vec![1.0 / n as f64; n];
    let mut carried = vec![0.0; n];
    for _ in 0..rounds {
        let blocks = carried
            .chunks_mut(BLOCK)
            .zip(ranks.chunks(BLOCK))
            .zip(shares.chunks(BLOCK));
        let lost: f64 = in_turns(blocks.collect(), threads, |((carried, ranks), shares)| {
            let mut lost = 0.0;
            for ((carried, rank), share) in carried.iter_mut().zip(ranks).zip(shares) {
                *carried = rank * share;
                lost += if *share == 0.0 { *rank } else { 0.0 };
            }
            lost
        })
        .into_iter()
        .sum();
        let base = (1.0 - damping + damping * lost) / n as f64;
        let blocks = ranks.chunks_mut(BLOCK).enumerate().collect();
        in_turns(blocks, threads, |(block, ranks): (usize, &mut [f64])| {
            let offsets = &offsets[block * BLOCK..];
            for (rank, run) in ranks.iter_mut().zip(offsets.windows(2)) {
                let run = run[0] as usize..run[1] as usize;
                let starts = starts.get(run).unwrap_or_default();
                let sum: f64 = starts.iter().map(|start| carried[start.0 as usize]).sum();
                *rank = base + damping * sum;
            }
        });
        touched.nodes += n as u64;
        touched.relationships += starts.len() as u64;
    }
    Ranks { ranks, touched }
}
