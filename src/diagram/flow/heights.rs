//! How high each item stands, the order of its column given.
//!
//! Each column in turn is moved as near as can be to where its neighbours pull it, in the least
//! squares sense: an isotonic regression, solved by pooling adjacent violators. Trunks are pulled
//! straight at the end.

use super::network::Network;

/// Rounds over all columns.
const ROUNDS: usize = 24;
/// Rounds of pulling trunks straight.
const STRAIGHT: usize = 10;
/// Above so many items there are half the rounds.
const MANY: usize = 20_000;
/// Between two boxes, between a box and a step, between two steps.
const GAPS: [i32; 3] = [2000, 1400, 1000];

/// What pulls an item.
#[derive(Clone, Copy)]
enum Pull {
    Left,
    Right,
    Both,
    Straight,
}

/// Gives every item its height.
pub(super) fn assign(net: &mut Network) {
    for column in 0..net.columns.len() {
        let offsets = offsets(net, column);
        let middle = offsets.last().copied().unwrap_or(0) / 2;
        for (at, offset) in offsets.into_iter().enumerate() {
            let item = net.columns[column][at];
            net.items[item].y = offset - middle;
        }
    }
    let share = if net.items.len() > MANY { 2 } else { 1 };
    for round in 0..ROUNDS / share {
        match round % 3 {
            0 => sweep(net, Pull::Left, true),
            1 => sweep(net, Pull::Right, false),
            _ => sweep(net, Pull::Both, round % 2 == 0),
        }
    }
    for round in 0..STRAIGHT / share {
        straighten(net);
        sweep(net, Pull::Straight, round % 2 == 0);
    }
    // Whole pixels: what is meant to be level is level. The distances are whole already.
    for item in &mut net.items {
        item.y = item.y.div_euclid(100) * 100;
    }
    level(net);
}

/// How far below the first item of its column each one stands at least.
fn offsets(net: &Network, column: usize) -> Vec<i32> {
    let items = &net.columns[column];
    let mut offsets = Vec::with_capacity(items.len());
    let mut y = 0;
    for (at, &index) in items.iter().enumerate() {
        let item = &net.items[index];
        if at > 0 {
            let before = &net.items[items[at - 1]];
            let steps = usize::from(before.node.is_none()) + usize::from(item.node.is_none());
            y += before.below + item.above + GAPS[steps];
        }
        offsets.push(y);
    }
    offsets
}

fn sweep(net: &mut Network, pull: Pull, onward: bool) {
    let count = net.columns.len();
    for step in 0..count {
        let column = if onward { step } else { count - 1 - step };
        let offsets = offsets(net, column);
        let wanted: Vec<(i64, i64)> = net.columns[column]
            .iter()
            .zip(&offsets)
            .map(|(&item, &offset)| {
                let (y, weight) = wish(net, item, pull);
                (y - i64::from(offset), weight)
            })
            .collect();
        let given = pool(&wanted);
        for ((&item, offset), y) in net.columns[column].iter().zip(offsets).zip(given) {
            net.items[item].y = i32::try_from(y).unwrap_or(0) + offset;
        }
    }
}

/// Where an item would stand by its neighbours alone, and how much it insists.
fn wish(net: &Network, index: usize, pull: Pull) -> (i64, i64) {
    let item = &net.items[index];
    if let (Pull::Straight, None) = (pull, item.node) {
        // `straighten` has written the trunk's height already.
        return (i64::from(item.y), 16);
    }
    let (mut sum, mut weights) = (0i64, 0i64);
    let sides: &[&Vec<usize>] = match pull {
        Pull::Left => &[&item.left],
        Pull::Right => &[&item.right],
        Pull::Both | Pull::Straight => &[&item.left, &item.right],
    };
    for &near in sides.iter().copied().flatten() {
        let other = &net.items[near];
        // After E. R. Gansner and others, "A Technique for Drawing Directed Graphs" (1993).
        let weight = match (item.node, other.node) {
            (None, None) => 8,
            (Some(_), Some(_)) => 2,
            _ => 3,
        };
        sum += i64::from(other.y) * weight;
        weights += weight;
    }
    match weights {
        0 => (i64::from(item.y), 1),
        weights => (sum.div_euclid(weights), weights),
    }
}

/// The nearest ascending sequence to the wanted values, by weighted squares.
fn pool(wanted: &[(i64, i64)]) -> Vec<i64> {
    // Each pool: the sum of values by weight, the weight, how many.
    let mut pools: Vec<(i64, i64, usize)> = Vec::new();
    for &(value, weight) in wanted {
        let mut pool = (value * weight, weight, 1);
        while let Some(&(sum, weight, count)) = pools.last()
            && sum.div_euclid(weight) >= pool.0.div_euclid(pool.1)
        {
            pool = (pool.0 + sum, pool.1 + weight, pool.2 + count);
            pools.pop();
        }
        pools.push(pool);
    }
    let mut given = Vec::with_capacity(wanted.len());
    for (sum, weight, count) in pools {
        given.extend(std::iter::repeat_n(sum.div_euclid(weight), count));
    }
    given
}

/// Puts all steps of a trunk at the height in the middle of theirs.
fn straighten(net: &mut Network) {
    for trunk in 0..net.trunks.len() {
        let mut heights: Vec<i32> = net.trunks[trunk].iter().map(|&i| net.items[i].y).collect();
        heights.sort_unstable();
        let Some(&middle) = heights.get(heights.len() / 2) else {
            continue;
        };
        for at in 0..net.trunks[trunk].len() {
            let step = net.trunks[trunk][at];
            net.items[step].y = middle;
        }
    }
}

/// Links climb less than this by chance only.
const SLIGHT: i32 = 1200;

/// Makes links that climb slightly level, where they are the only ones on their sides and there
/// is room to move the item on the right.
fn level(net: &mut Network) {
    for column in 1..net.columns.len() {
        let offsets = offsets(net, column);
        for at in 0..net.columns[column].len() {
            let index = net.columns[column][at];
            let item = &net.items[index];
            let &[before] = item.left.as_slice() else {
                continue;
            };
            let single = net.items[before].right.len() == 1 || item.node.is_none();
            let y = net.items[before].y;
            if !single || (y - item.y).abs() > SLIGHT {
                continue;
            }
            let bound = |other: usize| {
                let there = net.columns[column].get(other)?;
                Some(net.items[*there].y + offsets[at] - offsets[other])
            };
            let least = at.checked_sub(1).and_then(bound).unwrap_or(i32::MIN);
            let most = bound(at + 1).unwrap_or(i32::MAX);
            if least <= y && y <= most {
                net.items[index].y = y;
            }
        }
    }
}
