//! The heights of all items: routes straight where that can be, lanes as low as they can be.
//!
//! Isotonic regression column by column, to and fro, pulls items towards their neighbours. Then a
//! pass from left to right lets each item follow one neighbour exactly, and straight runs move as
//! a whole where that straightens a link or shortens the bends.

use super::isotonic::{Wish, isotonic};
use super::net::{Item, Net};
use super::order::{Ends, Order};
use super::ports::Ports;
use super::{runs, shortest};

/// Heights of items (their middles) and the bands of the lanes.
#[derive(Clone, Debug, Default)]
pub(super) struct Heights {
    pub(super) y: Vec<i32>,
    /// Top and bottom of each lane's band.
    pub(super) lanes: Vec<(i32, i32)>,
}

/// Between the border of a lane and what stands in it.
pub(super) const LANE_PAD: i32 = 1600;
/// Between two lanes.
pub(super) const LANE_GAP: i32 = 600;
/// The least height of a lane.
pub(super) const LANE_LEAST: i32 = 5600;
/// Between two boxes.
const BOX_GAP: i32 = 1400;
/// Between a box and a trunk.
const BESIDE_GAP: i32 = 1000;
/// Between two trunks.
const TRUNK_GAP: i32 = 900;
/// Sweeps of regression.
const SWEEPS: usize = 24;
/// Rounds of exchanging neighbours that would both be nearer to their neighbours.
const EXCHANGES: usize = 4;
/// Above so many items there are fewer sweeps and rounds.
const MANY: usize = 5000;

/// Above so many items and links the linear program would take too long.
const SHORTEN_MOST: usize = 6000;

/// How far apart the middles of two neighbours of a column stand at least.
pub(super) fn separation(upper: &Item, lower: &Item) -> i32 {
    let gap = match (upper.shown, lower.shown) {
        (Some(_), Some(_)) => BOX_GAP,
        (None, None) => TRUNK_GAP,
        _ => BESIDE_GAP,
    };
    upper.half + lower.half + gap
}

/// Places all items; may exchange neighbours in the order where no crossing comes of it.
pub(super) fn place(net: &Net, order: &mut Order, top: i32) -> (Heights, Ports) {
    let ends = Ends::new(net);
    let mut ports = Ports::new(net, order);
    let mut heights = stacked(net, order, top);
    let many = net.items.len() > MANY;
    let (sweeps, exchanges) = if many {
        (SWEEPS / 3, 1)
    } else {
        (SWEEPS, EXCHANGES)
    };
    for round in 0..=exchanges {
        for sweep in 0..sweeps {
            for step in 0..net.columns {
                let c = if sweep % 2 == 0 {
                    step
                } else {
                    net.columns - 1 - step
                };
                regress(net, order, &ports, &mut heights, c);
            }
        }
        if round == exchanges || !exchange(net, &ends, order, &ports, &mut heights) {
            break;
        }
        ports = Ports::new(net, order);
    }
    if net.items.len() + net.links.len() <= SHORTEN_MOST {
        shortest::shorten(net, order, &ports, &mut heights);
    } else {
        for c in 0..net.columns {
            follow(net, order, &ports, &mut heights, c);
        }
    }
    runs::straighten(net, order, &ports, &mut heights);
    tighten(net, &mut heights, top);
    (heights, ports)
}

/// How high the items of each lane stand at most, stacked.
fn stack_heights(net: &Net, order: &Order) -> Vec<i32> {
    let mut most = vec![0; net.lanes];
    for column in &order.columns {
        for lane in column.chunk_by(|&a, &b| net.items[a].lane == net.items[b].lane) {
            let (first, last) = (&net.items[lane[0]], &net.items[lane[lane.len() - 1]]);
            let pairs = lane.windows(2);
            let gaps = pairs.map(|p| separation(&net.items[p[0]], &net.items[p[1]]));
            let height = first.half + gaps.sum::<i32>() + last.half;
            most[first.lane] = most[first.lane].max(height);
        }
    }
    most
}

/// The height of all lanes together, before anything is ordered.
pub(super) fn height(net: &Net) -> i32 {
    let stacks = stack_heights(net, &Order::plain(net));
    let lanes = stacks
        .iter()
        .map(|h| (h + 2 * LANE_PAD).max(LANE_LEAST) + LANE_GAP);
    lanes.sum()
}

/// Lanes of the heights they need, each column's items in the middle of them.
fn stacked(net: &Net, order: &Order, top: i32) -> Heights {
    let mut heights = Heights {
        y: vec![0; net.items.len()],
        lanes: Vec::new(),
    };
    let mut y = top;
    for height in stack_heights(net, order) {
        let bottom = y + (height + 2 * LANE_PAD).max(LANE_LEAST);
        heights.lanes.push((y, bottom));
        y = bottom + LANE_GAP;
    }
    for column in &order.columns {
        for segment in column.chunk_by(|&a, &b| net.items[a].lane == net.items[b].lane) {
            let middle = heights.lanes[net.items[segment[0]].lane];
            let middle = middle.0 + (middle.1 - middle.0) / 2;
            let wishes = vec![
                Wish {
                    at: middle,
                    weight: 1
                };
                segment.len()
            ];
            settle(net, segment, &wishes, &mut heights);
        }
    }
    heights
}

/// Places the items of one lane of a column as near to their wishes as the gaps allow.
fn settle(net: &Net, segment: &[usize], wishes: &[Wish], heights: &mut Heights) {
    let (Some(&first), Some(&last)) = (segment.first(), segment.last()) else {
        return;
    };
    let (first, last) = (&net.items[first], &net.items[last]);
    let (top, bottom) = heights.lanes[first.lane];
    let mut offsets = Vec::with_capacity(segment.len());
    let mut offset = 0;
    for (k, &i) in segment.iter().enumerate() {
        if k > 0 {
            offset += separation(&net.items[segment[k - 1]], &net.items[i]);
        }
        offsets.push(offset);
    }
    let shifted: Vec<Wish> = wishes
        .iter()
        .zip(&offsets)
        .map(|(wish, offset)| Wish {
            at: wish.at - offset,
            weight: wish.weight,
        })
        .collect();
    let bounds = (
        top + LANE_PAD + first.half,
        bottom - LANE_PAD - last.half - offset,
    );
    let placed = isotonic(&shifted, bounds);
    for ((&i, offset), at) in segment.iter().zip(offsets).zip(placed) {
        heights.y[i] = at + offset;
    }
}

/// The height that a link wishes for one of its ends, and how much.
fn wished(net: &Net, ports: &Ports, heights: &Heights, l: usize, item: usize) -> Wish {
    let link = &net.links[l];
    let at = if link.left == item {
        heights.y[link.right] + ports.right[l] - ports.left[l]
    } else {
        heights.y[link.left] + ports.left[l] - ports.right[l]
    };
    Wish {
        at,
        weight: weight(net, l),
    }
}

/// How much the straightness of a link matters.
pub(super) fn weight(net: &Net, l: usize) -> i64 {
    let link = &net.links[l];
    let trunk = |i: usize| net.items[i].shown.is_none();
    let apart = net.items[link.left].lane != net.items[link.right].lane;
    match (trunk(link.left), trunk(link.right)) {
        _ if apart => 1,
        (true, true) => 8,
        (false, false) => 3,
        _ => 4,
    }
}

/// Pulls the items of a column towards the neighbours on both sides.
fn regress(net: &Net, order: &Order, ports: &Ports, heights: &mut Heights, c: usize) {
    for segment in order.columns[c].chunk_by(|&a, &b| net.items[a].lane == net.items[b].lane) {
        let wishes: Vec<Wish> = segment
            .iter()
            .map(|&i| mean_wish(net, ports, heights, i))
            .collect();
        settle(net, segment, &wishes, heights);
    }
}

/// What an item's links wish for it together; an item without any stays where it is.
fn mean_wish(net: &Net, ports: &Ports, heights: &Heights, i: usize) -> Wish {
    let links = net.to_left[i].iter().chain(&net.to_right[i]);
    let (mut sum, mut weights) = (0, 0);
    for &l in links {
        let wish = wished(net, ports, heights, l, i);
        sum += i64::from(wish.at) * wish.weight;
        weights += wish.weight;
    }
    if weights == 0 {
        return Wish {
            at: heights.y[i],
            weight: 1,
        };
    }
    Wish {
        at: sum.div_euclid(weights) as i32,
        weight: weights,
    }
}

/// Lets each item of a column follow the one neighbour on the left that is nearest, exactly.
fn follow(net: &Net, order: &Order, ports: &Ports, heights: &mut Heights, c: usize) {
    for segment in order.columns[c].chunk_by(|&a, &b| net.items[a].lane == net.items[b].lane) {
        let wish = |&i: &usize| {
            let same_lane = |l: &&usize| net.items[net.links[**l].left].lane == net.items[i].lane;
            let links = net.to_left[i].iter().filter(same_lane);
            let wishes = links.map(|&l| wished(net, ports, heights, l, i));
            let nearest = wishes.min_by_key(|w| ((w.at - heights.y[i]).abs(), w.at));
            nearest.map_or(
                Wish {
                    at: heights.y[i],
                    weight: 1,
                },
                |w| Wish {
                    weight: w.weight * w.weight,
                    ..w
                },
            )
        };
        let wishes: Vec<Wish> = segment.iter().map(wish).collect();
        settle(net, segment, &wishes, heights);
    }
}

/// Exchanges neighbours of a column whose wishes are the other way round, where no crossing comes
/// of it; whether any were.
fn exchange(
    net: &Net,
    ends: &Ends,
    order: &mut Order,
    ports: &Ports,
    heights: &mut Heights,
) -> bool {
    let mut any = false;
    for c in 0..net.columns {
        for _ in 0..order.columns[c].len() {
            let mut swapped = false;
            for place in 0..order.columns[c].len().saturating_sub(1) {
                let (a, b) = (order.columns[c][place], order.columns[c][place + 1]);
                if net.items[a].lane != net.items[b].lane || ends.gain(order, a, b) < 0 {
                    continue;
                }
                let (above, below) = (
                    mean_wish(net, ports, heights, a).at,
                    mean_wish(net, ports, heights, b).at,
                );
                if above > below + 200 {
                    order.swap(c, place);
                    heights.y.swap(a, b);
                    swapped = true;
                    any = true;
                }
            }
            if !swapped {
                break;
            }
        }
    }
    any
}

/// Takes the room out of the lanes that nothing uses.
fn tighten(net: &Net, heights: &mut Heights, top: i32) {
    let mut used: Vec<Option<(i32, i32)>> = vec![None; net.lanes];
    for (item, &y) in net.items.iter().zip(&heights.y) {
        let (low, high) = used[item.lane].unwrap_or((i32::MAX, i32::MIN));
        used[item.lane] = Some((low.min(y - item.half), high.max(y + item.half)));
    }
    let mut y = top;
    let mut shifts = Vec::with_capacity(net.lanes);
    for (lane, used) in heights.lanes.iter_mut().zip(used) {
        let (first, last) = used.unwrap_or((y, y));
        let height = (last - first + 2 * LANE_PAD).max(LANE_LEAST);
        let pad = (height - (last - first)) / 2;
        shifts.push(y + pad - first);
        *lane = (y, y + height);
        y += height + LANE_GAP;
    }
    for (item, at) in net.items.iter().zip(&mut heights.y) {
        *at += shifts[item.lane];
    }
}
