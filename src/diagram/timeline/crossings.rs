//! Counting crossings between two columns: inversions, with a Fenwick tree.
//!
//! Barth, Mutzel and Jünger, "Simple and Efficient Bilayer Cross Counting", 2004.

/// How many pairs of links cross, each link being (position on the left, position on the right).
/// Sorts the links. O(n log n).
pub(super) fn crossings(links: &mut [(usize, usize)]) -> usize {
    links.sort_unstable();
    let most = links.iter().map(|link| link.1).max().unwrap_or(0);
    let mut sums = vec![0usize; most + 2];
    let mut total = 0;
    let mut from = 0;
    while from < links.len() {
        let left = links[from].0;
        let to = from + links[from..].iter().take_while(|l| l.0 == left).count();
        // Links that share their left end do not cross each other: ask for all, then add all.
        for link in &links[from..to] {
            total += from - up_to(&sums, link.1);
        }
        for link in &links[from..to] {
            add(&mut sums, link.1);
        }
        from = to;
    }
    total
}

/// Counts a position.
fn add(sums: &mut [usize], position: usize) {
    let mut i = position + 1;
    while i < sums.len() {
        sums[i] += 1;
        i += i & i.wrapping_neg();
    }
}

/// How many counted positions are at most this one.
fn up_to(sums: &[usize], position: usize) -> usize {
    let mut i = position + 1;
    let mut sum = 0;
    while i > 0 {
        sum += sums[i];
        i -= i & i.wrapping_neg();
    }
    sum
}

/// How many more links cross if the item with the ends `upper` stands above the one with the ends
/// `lower` than the other way round. Both sorted.
pub(super) fn swap_gain(upper: &[usize], lower: &[usize]) -> i64 {
    pairs_above(lower, upper) - pairs_above(upper, lower)
}

/// How many pairs (a of `first`, b of `second`) have a < b. Both sorted.
fn pairs_above(first: &[usize], second: &[usize]) -> i64 {
    let mut total = 0;
    let mut i = 0;
    for &b in second {
        while i < first.len() && first[i] < b {
            i += 1;
        }
        total += i as i64;
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every pair compared.
    fn slowly(links: &[(usize, usize)]) -> usize {
        let pairs = links.iter().enumerate();
        pairs
            .map(|(i, a)| {
                let crossed =
                    |b: &&(usize, usize)| (a.0 < b.0 && a.1 > b.1) || (a.0 > b.0 && a.1 < b.1);
                links[..i].iter().filter(crossed).count()
            })
            .sum()
    }

    #[test]
    fn counts_as_comparing_every_pair_does() {
        let mut state = 7u64;
        let mut next = |n: u64| {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            ((state >> 33) % n) as usize
        };
        for _ in 0..200 {
            let n = next(30);
            let mut links: Vec<_> = (0..n).map(|_| (next(9), next(9))).collect();
            assert_eq!(crossings(&mut links.clone()), slowly(&links));
            links.reverse();
            assert_eq!(crossings(&mut links.clone()), slowly(&links));
        }
    }

    #[test]
    fn knows_what_a_swap_brings() {
        assert_eq!(swap_gain(&[3], &[1]), 1);
        assert_eq!(swap_gain(&[1], &[3]), -1);
        assert_eq!(swap_gain(&[2], &[2]), 0);
        assert_eq!(swap_gain(&[1, 5], &[2, 3]), 0);
        assert_eq!(swap_gain(&[], &[2, 3]), 0);
    }
}
