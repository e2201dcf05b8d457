//! Which relationships may be written at the same time.
//!
//! To write a relationship a server locks its two nodes. Nodes are dealt into buckets, and a
//! relationship belongs to the pair of its ends' buckets. Pairs that share no bucket can be
//! written at once: the rounds of a tournament in which every bucket meets every other, and one
//! round in which each meets itself.

use crate::graph::{Graph, NodeId, RelationshipId};

/// How many transactions there are at a time.
pub(super) const WORKERS: usize = 4;

/// As many pairs share no bucket as there are workers.
const BUCKETS: usize = 2 * WORKERS;

/// The rounds: slots that may be written at the same time, each with its relationships in order.
/// Few relationships are one slot. O(relationships).
pub(super) fn rounds(
    graph: &Graph,
    rels: &[RelationshipId],
    batch: usize,
) -> Vec<Vec<Vec<RelationshipId>>> {
    if rels.len() <= batch {
        return match rels {
            [] => Vec::new(),
            few => vec![vec![few.to_vec()]],
        };
    }
    let mut pairs: Vec<Vec<RelationshipId>> = vec![Vec::new(); BUCKETS * BUCKETS];
    for &rel in rels {
        let (a, b) = (bucket(graph.start(rel)), bucket(graph.end(rel)));
        pairs[a.min(b) * BUCKETS + a.max(b)].push(rel);
    }
    let mut take = |a: usize, b: usize| std::mem::take(&mut pairs[a.min(b) * BUCKETS + a.max(b)]);
    let mut rounds = vec![(0..BUCKETS).map(|a| take(a, a)).collect::<Vec<_>>()];
    for round in 0..BUCKETS - 1 {
        let pairs = tournament(round);
        rounds.push(pairs.into_iter().map(|(a, b)| take(a, b)).collect());
    }
    for round in &mut rounds {
        round.retain(|slot| !slot.is_empty());
    }
    rounds.retain(|round| !round.is_empty());
    rounds
}

/// The bucket of a node; neighbouring numbers are far apart.
fn bucket(node: NodeId) -> usize {
    (node.0.wrapping_mul(0x9E37_79B1) >> 16) as usize % BUCKETS
}

/// The pairs of a round, by the circle method: the last one stands, the others move on.
fn tournament(round: usize) -> Vec<(usize, usize)> {
    let circle = BUCKETS - 1;
    let mut pairs = vec![(circle, round)];
    pairs.extend((1..BUCKETS / 2).map(|i| ((round + i) % circle, (round + circle - i) % circle)));
    pairs
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_pair_meets_once_and_no_bucket_twice_in_a_round() {
        let mut all = BTreeSet::new();
        for round in 0..BUCKETS - 1 {
            let pairs = tournament(round);
            let mut seen = BTreeSet::new();
            for (a, b) in pairs {
                assert!(seen.insert(a) && seen.insert(b));
                all.insert((a.min(b), a.max(b)));
            }
            assert_eq!(seen.len(), BUCKETS);
        }
        assert_eq!(all.len(), BUCKETS * (BUCKETS - 1) / 2);
    }
}
