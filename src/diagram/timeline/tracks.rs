//! Where in the gap between two columns each link bends.
//!
//! A link bends within a window of its gap. All windows of a gap are equally wide; they differ in
//! where they begin. Among links that rise the upper one bends first, among links that fall the
//! lower one, so that two links cross once if their ends are in different orders, and never
//! otherwise. A link that rises and one that falls past it bend one after the other where there is
//! room, so that they cross at a wide angle; and if one leaves at the height where the other
//! arrives, it leaves first, so that they do not lie upon each other.

use std::collections::{BTreeMap, BTreeSet};

use super::coordinates::Heights;
use super::net::Net;
use super::ports::Ports;

/// The width of a window.
pub(super) const WINDOW: i32 = 3200;
/// Between the windows of links that bend side by side.
const PITCH: i32 = 600;
/// No gap is widened by more than this.
const MOST: i32 = 30_000;
/// How near the ranges of two links may come before they count as side by side.
const NEAR: i32 = 500;
/// Heights that differ by less are the same line to the eye.
const LEVEL: i32 = 150;
/// Beginnings that are tried for a window at most.
const TRIES: usize = 48;

/// Links of one origin that begin together and bend the same way.
struct Part {
    links: Vec<usize>,
    /// The height on the left.
    from: i32,
    /// The heights on the right.
    to: Vec<i32>,
    low: i32,
    high: i32,
    rises: bool,
    offset: i32,
}

/// Where the window of each link of a gap begins, and the last of these.
pub(super) fn offsets(
    net: &Net,
    ports: &Ports,
    heights: &Heights,
    links: &[usize],
) -> (Vec<(usize, i32)>, i32) {
    let first = assigned(parts(net, ports, heights, links), true);
    let second = assigned(parts(net, ports, heights, links), false);
    let (parts, ..) = if (second.1, second.2) < (first.1, first.2) {
        second
    } else {
        first
    };
    let most = parts.iter().map(|p| p.offset).max().unwrap_or(0);
    let kept = most.min(MOST);
    let scaled = |offset: i32| {
        let scaled = i64::from(offset) * i64::from(kept) / i64::from(most.max(1));
        scaled as i32
    };
    let offsets = parts
        .iter()
        .flat_map(|p| p.links.iter().map(|&l| (l, scaled(p.offset))));
    (offsets.collect(), kept)
}

/// Places all windows, those of rising or of falling links first; with the sum of costs and the
/// last beginning.
fn assigned(mut parts: Vec<Part>, rising_first: bool) -> (Vec<Part>, i64, i32) {
    // Rising ones from the top, falling ones from the bottom.
    parts.sort_by_key(|p| {
        let height = if p.rises { p.from } else { -p.from };
        (p.rises != rising_first, height, p.links[0])
    });
    let (mut costs, mut most) = (0, 0);
    let mut waiting: Vec<usize> = (0..parts.len())
        .map(|k| (0..parts.len()).map(|j| first(&parts, j, k)).sum())
        .collect();
    let mut open: BTreeSet<(usize, usize)> = waiting.iter().copied().zip(0..).collect();
    let mut done: Vec<usize> = Vec::with_capacity(parts.len());
    // The first of those that wait least: for none, unless they wait for each other.
    while let Some((_, k)) = open.pop_first() {
        let (cost, offset) = best(done.iter().map(|&j| &parts[j]), &parts[k]);
        parts[k].offset = offset;
        costs += cost;
        most = most.max(offset);
        done.push(k);
        for (j, waits) in waiting.iter_mut().enumerate() {
            let freed = first(&parts, k, j);
            if freed > 0 && open.remove(&(*waits, j)) {
                *waits -= freed;
                open.insert((*waits, j));
            }
        }
    }
    (parts, costs, most)
}

/// How much it matters that part `a` bends before part `b`, in sorted parts.
fn first(parts: &[Part], a: usize, b: usize) -> usize {
    let (one, other) = (&parts[a], &parts[b]);
    let beside = one.rises == other.rises && a < b && near(one, other) && uncrossed(one, other);
    usize::from(beside) + 64 * usize::from(level(&other.to, one.from))
}

fn near(a: &Part, b: &Part) -> bool {
    a.low < b.high + NEAR && b.low < a.high + NEAR
}

/// Whether a link arrives at about this height.
fn level(to: &[i32], from: i32) -> bool {
    to.iter().any(|t| (t - from).abs() < LEVEL)
}

/// The best beginning of a window after those that are placed: (cost, beginning).
fn best<'p>(done: impl Iterator<Item = &'p Part>, part: &Part) -> (i64, i32) {
    let mut least = 0;
    let mut across = Vec::new();
    for other in done.filter(|other| near(other, part)) {
        if other.rises == part.rises && uncrossed(other, part) {
            least = least.max(other.offset + PITCH);
        }
        if crossed(other, part) {
            across.push(other);
        }
    }
    let mut tries = vec![least];
    for other in across.iter().take(TRIES) {
        let wide = width(other, part);
        tries.extend(
            [wide, PITCH, -wide]
                .map(|d| other.offset + d)
                .iter()
                .filter(|&&o| o > least),
        );
    }
    tries.sort_unstable();
    tries.dedup();
    tries.truncate(TRIES);
    let rated = tries.into_iter().map(|offset| {
        let faults = across.iter().map(|other| fault(other, part, offset));
        (faults.sum::<i64>() + i64::from(offset - least), offset)
    });
    rated.min().unwrap_or((0, least))
}

/// Whether some links of two parts have their ends in the same order.
fn uncrossed(a: &Part, b: &Part) -> bool {
    let (upper, lower) = if a.from <= b.from { (a, b) } else { (b, a) };
    upper.to.iter().min() <= lower.to.iter().max()
}

/// Whether some links of two parts have their ends in different orders.
fn crossed(a: &Part, b: &Part) -> bool {
    let (upper, lower) = if a.from <= b.from { (a, b) } else { (b, a) };
    upper.to.iter().max() >= lower.to.iter().min()
}

/// How far apart links that cross should bend: the more the higher they reach.
fn width(a: &Part, b: &Part) -> i32 {
    // Two that bend the same way meet at a narrow angle however low they are.
    let least = if a.rises == b.rises {
        WINDOW / 2
    } else {
        PITCH
    };
    ((a.high - a.low).min(b.high - b.low) / 3).clamp(least, WINDOW)
}

/// What a beginning costs beside a placed part that the part crosses.
fn fault(other: &Part, part: &Part, offset: i32) -> i64 {
    let apart = offset - other.offset;
    let after = apart >= WINDOW && level(&other.to, part.from);
    let before = -apart >= WINDOW && level(&part.to, other.from);
    let short = (width(other, part) - apart.abs()).max(0);
    let beside = i64::from(apart.abs() < PITCH) * i64::from(WINDOW);
    i64::from(after || before) * 1_000_000 + beside + 4 * i64::from(short)
}

/// The parts of a gap.
fn parts(net: &Net, ports: &Ports, heights: &Heights, links: &[usize]) -> Vec<Part> {
    let mut parts: Vec<Part> = Vec::new();
    let mut known = BTreeMap::new();
    for &l in links {
        let link = &net.links[l];
        let from = heights.y[link.left] + ports.left[l];
        let to = heights.y[link.right] + ports.right[l];
        if from == to {
            continue;
        }
        let rises = to < from;
        let key = (link.origin, link.left, link.back.then_some(l), rises);
        let k = *known.entry(key).or_insert(parts.len());
        if k == parts.len() {
            parts.push(Part {
                links: Vec::new(),
                from,
                to: Vec::new(),
                low: from,
                high: from,
                rises,
                offset: 0,
            });
        }
        let part = &mut parts[k];
        part.links.push(l);
        part.to.push(to);
        part.low = part.low.min(to);
        part.high = part.high.max(to);
    }
    parts
}
