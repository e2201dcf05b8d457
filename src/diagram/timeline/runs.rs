//! Moves straight runs as a whole, where that straightens another link or shortens the bends.

use super::coordinates::{Heights, LANE_PAD, separation, weight};
use super::net::Net;
use super::order::Order;
use super::ports::Ports;

/// What a bend costs beside its height, in the same unit.
const BEND: i64 = 1500;
/// How often all runs are tried.
const PASSES: usize = 8;

/// Moves runs until nothing is gained, or the passes are used up.
pub(super) fn straighten(net: &Net, order: &Order, ports: &Ports, heights: &mut Heights) {
    let mut member = vec![false; net.items.len()];
    for _ in 0..PASSES {
        let mut moved = false;
        for run in runs(net, ports, heights) {
            run.iter().for_each(|&i| member[i] = true);
            moved |= improve(net, order, ports, heights, &run, &member);
            run.iter().for_each(|&i| member[i] = false);
        }
        if !moved {
            break;
        }
    }
}

/// How far a link is from straight.
fn bend(net: &Net, ports: &Ports, heights: &Heights, l: usize) -> i32 {
    let link = &net.links[l];
    heights.y[link.right] + ports.right[l] - heights.y[link.left] - ports.left[l]
}

fn cost(net: &Net, l: usize, bend: i32) -> i64 {
    if bend == 0 {
        return 0;
    }
    weight(net, l) * (i64::from(bend.abs()) + BEND)
}

/// Sets of items that straight links join.
fn runs(net: &Net, ports: &Ports, heights: &Heights) -> Vec<Vec<usize>> {
    let mut seen = vec![false; net.items.len()];
    let mut runs = Vec::new();
    for first in 0..net.items.len() {
        if std::mem::replace(&mut seen[first], true) {
            continue;
        }
        let mut run = vec![first];
        let mut next = 0;
        while let Some(&i) = run.get(next) {
            next += 1;
            for &l in net.to_left[i].iter().chain(&net.to_right[i]) {
                let link = &net.links[l];
                let other = if link.left == i {
                    link.right
                } else {
                    link.left
                };
                if !seen[other] && bend(net, ports, heights, l) == 0 {
                    seen[other] = true;
                    run.push(other);
                }
            }
        }
        runs.push(run);
    }
    runs
}

/// Moves a run to where its links to others are cheapest, if there is room.
fn improve(
    net: &Net,
    order: &Order,
    ports: &Ports,
    heights: &mut Heights,
    run: &[usize],
    member: &[bool],
) -> bool {
    let mut links: Vec<(usize, i32)> = Vec::new();
    for &i in run {
        for &l in net.to_left[i].iter().chain(&net.to_right[i]) {
            let link = &net.links[l];
            if member[link.left] != member[link.right] {
                let sign = if member[link.right] { 1 } else { -1 };
                links.push((l, sign));
            }
        }
    }
    let (low, high) = slack(net, order, heights, run, member);
    let of = |shift: i32| -> i64 {
        let costs = links
            .iter()
            .map(|&(l, sign)| cost(net, l, bend(net, ports, heights, l) + sign * shift));
        costs.sum()
    };
    let straightening = links
        .iter()
        .map(|&(l, sign)| -sign * bend(net, ports, heights, l));
    let shifts = straightening.filter(|shift| (low..=high).contains(shift));
    let now = of(0);
    let best = shifts
        .chain([low, high])
        .map(|shift| (of(shift), shift.abs(), shift))
        .min();
    match best {
        Some((cost, _, shift)) if cost < now && shift != 0 => {
            for &i in run {
                heights.y[i] += shift;
            }
            true
        }
        _ => false,
    }
}

/// How far a run can move up and down.
fn slack(
    net: &Net,
    order: &Order,
    heights: &Heights,
    run: &[usize],
    member: &[bool],
) -> (i32, i32) {
    let (mut low, mut high) = (i32::MIN, i32::MAX);
    for &i in run {
        let item = &net.items[i];
        let (y, (top, bottom)) = (heights.y[i], heights.lanes[item.lane]);
        let column = &order.columns[item.column];
        let place = order.place[i];
        let mut up = top + LANE_PAD + item.half - y;
        if let Some(&above) = place.checked_sub(1).and_then(|p| column.get(p)) {
            let other = &net.items[above];
            if other.lane == item.lane && !member[above] {
                up = up.max(heights.y[above] + separation(other, item) - y);
            }
        }
        let mut down = bottom - LANE_PAD - item.half - y;
        if let Some(&below) = column.get(place + 1) {
            let other = &net.items[below];
            if other.lane == item.lane && !member[below] {
                down = down.min(heights.y[below] - separation(item, other) - y);
            }
        }
        low = low.max(up);
        high = high.min(down);
    }
    (low.min(0), high.max(0))
}
