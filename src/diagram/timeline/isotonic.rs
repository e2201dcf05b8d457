//! The nearest non-descending sequence: isotonic regression by pooling adjacent violators.
//!
//! Ayer, Brunk, Ewing, Reid and Silverman, 1955; Best and Chakravarti, 1990.

/// A wish: where something would be, and how much that matters. Weights are positive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Wish {
    /// Where.
    pub(super) at: i32,
    /// How much.
    pub(super) weight: i64,
}

/// The non-descending sequence within the bounds that is nearest to the wishes by weighted
/// squares. O(n).
pub(super) fn isotonic(wishes: &[Wish], bounds: (i32, i32)) -> Vec<i32> {
    // Pools of neighbours: (sum of weight × place, sum of weights, how many).
    let mut pools: Vec<(i64, i64, usize)> = Vec::with_capacity(wishes.len());
    for wish in wishes {
        let mut pool = (i64::from(wish.at) * wish.weight, wish.weight, 1);
        while let Some(&(sum, weight, n)) = pools.last() {
            if i128::from(sum) * i128::from(pool.1) <= i128::from(pool.0) * i128::from(weight) {
                break;
            }
            pool = (pool.0 + sum, pool.1 + weight, pool.2 + n);
            pools.pop();
        }
        pools.push(pool);
    }
    let (low, high) = (i64::from(bounds.0), i64::from(bounds.1.max(bounds.0)));
    let mut placed = Vec::with_capacity(wishes.len());
    for (sum, weight, n) in pools {
        let at = sum.div_euclid(weight.max(1)).clamp(low, high);
        placed.extend(std::iter::repeat_n(at as i32, n));
    }
    placed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(wishes: &[(i32, i64)], bounds: (i32, i32)) -> Vec<i32> {
        let wishes: Vec<Wish> = wishes
            .iter()
            .map(|&(at, weight)| Wish { at, weight })
            .collect();
        isotonic(&wishes, bounds)
    }

    #[test]
    fn keeps_what_ascends_and_pools_what_does_not() {
        assert_eq!(placed(&[(1, 1), (2, 1), (5, 1)], (0, 9)), [1, 2, 5]);
        assert_eq!(placed(&[(4, 1), (2, 1)], (0, 9)), [3, 3]);
        assert_eq!(placed(&[(4, 3), (0, 1)], (0, 9)), [3, 3]);
        assert_eq!(
            placed(&[(6, 1), (5, 1), (1, 1), (9, 1)], (0, 9)),
            [4, 4, 4, 9]
        );
        assert_eq!(placed(&[(-6, 1), (50, 1)], (0, 9)), [0, 9]);
        assert_eq!(placed(&[], (0, 9)), [0; 0]);
    }
}
