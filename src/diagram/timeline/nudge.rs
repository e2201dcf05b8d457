//! Parting links that would lie upon each other in a gap.
//!
//! Where one link arrives at the height at which another one leaves, and the tracks could not have
//! the other leave first, one end moves a little: a port along its box if it can, else a trunk.

use super::coordinates::Heights;
use super::net::Net;
use super::order::Order;
use super::ports::Ports;
use super::tracks::{self, WINDOW};

/// Heights that differ by less lie upon each other.
const TOUCH: i32 = 60;
/// How far ends are moved, tried in this order.
const STEPS: [i32; 6] = [200, -200, 350, -350, 500, -500];
/// Between an end that is moved and its neighbours.
const CLEAR: i32 = 130;
/// The level part of a bend's end.
const TAIL: i32 = 700;
/// How often all gaps are looked through.
const PASSES: usize = 6;

/// Moves ends until no two links lie upon each other, or the passes are used up.
pub(super) fn part(net: &Net, order: &Order, ports: &mut Ports, heights: &mut Heights) {
    let mut gaps: Vec<Vec<usize>> = vec![Vec::new(); net.columns];
    for (l, link) in net.links.iter().enumerate() {
        gaps[net.items[link.right].column].push(l);
    }
    for _ in 0..PASSES {
        let mut moved = false;
        for gap in &gaps {
            for (arriving, leaving) in conflicts(net, ports, heights, gap) {
                moved |= move_right_end(net, order, ports, heights, arriving)
                    || move_left_end(net, order, ports, heights, leaving);
            }
        }
        if !moved {
            break;
        }
    }
}

/// Pairs of links of a gap: one arrives where another leaves later, or nearly.
fn conflicts(net: &Net, ports: &Ports, heights: &Heights, gap: &[usize]) -> Vec<(usize, usize)> {
    let (offsets, _) = tracks::offsets(net, ports, heights, gap);
    let from = |l: usize| heights.y[net.links[l].left] + ports.left[l];
    let to = |l: usize| heights.y[net.links[l].right] + ports.right[l];
    let mut leaving: Vec<(i32, usize, i32)> = offsets
        .iter()
        .map(|&(l, offset)| (from(l), l, offset))
        .collect();
    leaving.sort_unstable();
    let mut found = Vec::new();
    for (l, offset) in offsets {
        let height = to(l);
        let first = leaving.partition_point(|other| other.0 <= height - TOUCH);
        let near = leaving[first..]
            .iter()
            .take_while(|other| other.0 < height + TOUCH);
        for &(_, other, begins) in near {
            let late = begins + TAIL > offset + WINDOW - TAIL;
            if late && net.links[other].origin != net.links[l].origin {
                found.push((l, other));
            }
        }
    }
    found.sort_unstable();
    found
}

/// Moves where a link ends on the right; whether it could.
fn move_right_end(
    net: &Net,
    order: &Order,
    ports: &mut Ports,
    heights: &mut Heights,
    l: usize,
) -> bool {
    let item = net.links[l].right;
    if net.items[item].shown.is_none() {
        return move_trunk(net, order, heights, item);
    }
    let others: Vec<usize> = net.to_left[item]
        .iter()
        .copied()
        .filter(|&o| o != l)
        .collect();
    // The trunk of the box itself has one port for all its links.
    if net.links[l].back {
        return false;
    }
    let taken: Vec<i32> = others.iter().map(|&o| ports.right[o]).collect();
    let free = free_port(&taken, ports.right[l], net.items[item].half);
    free.map(|port| ports.right[l] = port).is_some()
}

/// Moves where a link begins on the left; whether it could.
fn move_left_end(
    net: &Net,
    order: &Order,
    ports: &mut Ports,
    heights: &mut Heights,
    l: usize,
) -> bool {
    let item = net.links[l].left;
    if net.items[item].shown.is_none() {
        return move_trunk(net, order, heights, item);
    }
    let own: Vec<usize> = net.to_right[item]
        .iter()
        .copied()
        .filter(|&o| !net.links[o].back)
        .collect();
    let moved = if net.links[l].back { vec![l] } else { own };
    let others = net.to_right[item].iter().filter(|o| !moved.contains(o));
    let taken: Vec<i32> = others.map(|&o| ports.left[o]).collect();
    let Some(port) = free_port(&taken, ports.left[l], net.items[item].half) else {
        return false;
    };
    for o in moved {
        ports.left[o] = port;
    }
    true
}

/// Another height for a port.
fn free_port(taken: &[i32], port: i32, half: i32) -> Option<i32> {
    let free = |p: &i32| p.abs() <= half - 400 && taken.iter().all(|t| (t - p).abs() >= CLEAR);
    STEPS.iter().map(|step| port + step).find(free)
}

/// Moves a trunk at one column; whether there was room.
fn move_trunk(net: &Net, order: &Order, heights: &mut Heights, item: usize) -> bool {
    let c = net.items[item].column;
    let column = &order.columns[c];
    let place = order.place[item];
    let room = |other: Option<&usize>, step: i32| {
        other.is_none_or(|&o| {
            let apart = (heights.y[o] - heights.y[item] - step).abs();
            net.items[o].lane != net.items[item].lane || apart >= net.items[o].half + 500
        })
    };
    let above = place.checked_sub(1).and_then(|p| column.get(p));
    let below = column.get(place + 1);
    let step = STEPS.iter().find(|&&s| room(above, s) && room(below, s));
    if let Some(step) = step {
        heights.y[item] += step;
    }
    step.is_some()
}
