//! Tracks in a channel: which horizontal runs above which, so that lines cross little and never
//! run on top of each other.
//!
//! Knows the places of pins, no heights. Two wires whose spans meet take tracks in the cheaper
//! order (greedy sifting over a matrix of pairs, after the channel routers of the 1970s:
//! Hashimoto, Stevens 1971; Deutsch's dogleg 1976). Where a pin of one wire stands above a pin of
//! another, the first must run above; where that goes in a circle, a pin escapes sideways first.

use super::nets::{Nets, PITCH};

/// The tracks of one channel.
#[derive(Clone, Debug, Default)]
pub(super) struct Tracks {
    /// The track of each wire from the top; a straight one has none.
    pub(super) of_wire: Vec<Option<usize>>,
    /// How many there are.
    pub(super) count: usize,
    /// Pins at the upper edge that go sideways before they go down, each on a level of its own
    /// above all tracks: port and the x it goes to.
    pub(super) escapes: Vec<(usize, i32)>,
    /// How many crossings there are, escapes apart.
    pub(super) crossings: i64,
}

/// The price of two lines on top of each other.
const CLASH: i64 = 1 << 32;
/// Rounds of sifting.
const ROUNDS: usize = 8;
/// Between two wires on one track, in px.
const APART: i32 = 10;

/// A wire by the places of its pins.
struct Span {
    wire: usize,
    left: i32,
    right: i32,
    /// Place and port.
    top: Vec<(i32, usize)>,
    bottom: Vec<(i32, usize)>,
}

impl Span {
    fn holds(&self, x: i32) -> bool {
        self.left < x && x < self.right
    }

    fn meets(&self, other: &Span) -> bool {
        self.left < other.right + APART && other.left < self.right + APART
    }

    /// The price of running above `other`.
    fn above(&self, other: &Span) -> i64 {
        let down = self.bottom.iter().filter(|p| other.holds(p.0)).count();
        let up = other.top.iter().filter(|p| self.holds(p.0)).count();
        let clash = other.clashes(self).is_some();
        (down + up) as i64 + if clash { CLASH } else { 0 }
    }

    /// A pin at the upper edge that stands above a pin of `above`, whose track is higher.
    fn clashes(&self, above: &Span) -> Option<usize> {
        let near = |a: i32| above.bottom.iter().any(|b| (a - b.0).abs() < PITCH);
        self.top.iter().find(|p| near(p.0)).map(|p| p.1)
    }
}

/// Gives the wires of a channel their tracks. `x` holds the middles of items.
pub(super) fn assign(nets: &Nets, x: &[i32], channel: usize) -> Tracks {
    let wires = &nets.channels[channel];
    let mut tracks = Tracks {
        of_wire: vec![None; wires.len()],
        ..Tracks::default()
    };
    let at = |port: usize| x[nets.ports[port].item] + nets.ports[port].offset;
    let pins = |ports: &[usize]| ports.iter().map(|&p| (at(p), p)).collect::<Vec<_>>();
    let mut spans: Vec<Span> = Vec::new();
    let mut taken: Vec<i32> = Vec::new();
    let mut straight: Vec<i32> = Vec::new();
    for (wire, w) in wires.iter().enumerate() {
        let (top, bottom) = (pins(&w.top), pins(&w.bottom));
        let all = || top.iter().chain(&bottom).map(|p| p.0);
        taken.extend(all());
        let (left, right) = (all().min().unwrap_or(0), all().max().unwrap_or(0));
        if left == right {
            straight.push(left);
        } else {
            spans.push(Span {
                wire,
                left,
                right,
                top,
                bottom,
            });
        }
    }
    spans.sort_by_key(|s| (s.left, s.right, s.wire));
    let mut order = sift(&spans);
    while let Some((span, port)) = first_clash(&spans, &order) {
        let from = at(port);
        let to = free_place(&taken, from);
        taken.push(to);
        tracks.escapes.push((port, to));
        let span = &mut spans[span];
        for pin in span.top.iter_mut().filter(|p| p.1 == port) {
            pin.0 = to;
        }
        span.left = span.left.min(to);
        span.right = span.right.max(to);
        order = sift(&spans);
    }
    number(&spans, &order, &mut tracks);
    for (at, &span) in order.iter().enumerate() {
        let above = |&s: &usize| spans[s].above(&spans[span]) % CLASH;
        let through = straight.iter().filter(|&&x| spans[span].holds(x)).count();
        tracks.crossings += order[..at].iter().map(above).sum::<i64>() + through as i64;
    }
    tracks
}

/// The place nearest to `from` that keeps its distance from all pins.
fn free_place(taken: &[i32], from: i32) -> i32 {
    let free = |x: i32| taken.iter().all(|t| (t - x).abs() >= PITCH);
    let mut step = PITCH;
    loop {
        for x in [from + step, from - step] {
            if free(x) {
                return x;
            }
        }
        step += 2;
    }
}

/// The wires from the highest to the lowest.
fn sift(spans: &[Span]) -> Vec<usize> {
    let n = spans.len();
    let mut gain = vec![0i64; n * n];
    for a in 0..n {
        for b in a + 1..n {
            if spans[a].meets(&spans[b]) {
                let diff = spans[a].above(&spans[b]) - spans[b].above(&spans[a]);
                gain[a * n + b] = diff;
                gain[b * n + a] = -diff;
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    for _ in 0..ROUNDS {
        let mut moved = false;
        for span in 0..n {
            let Some(home) = order.iter().position(|&s| s == span) else {
                continue;
            };
            // The price of each place, against that of the present one.
            let (mut best, mut price) = ((0, home), 0);
            for to in (0..home).rev() {
                price += gain[span * n + order[to]];
                if price < best.0 {
                    best = (price, to);
                }
            }
            price = 0;
            for (to, &below) in order.iter().enumerate().skip(home + 1) {
                price -= gain[span * n + below];
                if price < best.0 {
                    best = (price, to);
                }
            }
            if best.1 != home {
                order.remove(home);
                order.insert(best.1, span);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    order
}

/// A wire and its port that run on top of a wire above.
fn first_clash(spans: &[Span], order: &[usize]) -> Option<(usize, usize)> {
    for (at, &below) in order.iter().enumerate() {
        for &above in &order[..at] {
            let (a, b) = (&spans[above], &spans[below]);
            if a.meets(b)
                && let Some(port) = b.clashes(a)
            {
                return Some((below, port));
            }
        }
    }
    None
}

/// Tracks as few as the order allows.
fn number(spans: &[Span], order: &[usize], tracks: &mut Tracks) {
    let mut level = vec![0; spans.len()];
    for (at, &span) in order.iter().enumerate() {
        let above = order[..at]
            .iter()
            .filter(|&&s| spans[s].meets(&spans[span]));
        level[span] = above.map(|&s| level[s] + 1).max().unwrap_or(0);
        tracks.count = tracks.count.max(level[span] + 1);
        tracks.of_wire[spans[span].wire] = Some(level[span]);
    }
}
