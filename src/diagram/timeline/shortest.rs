//! Heights at which the routes rise and fall least in sum: a linear program, solved exactly.
//!
//! After Gansner, Koutsofios, North and Vo, "A Technique for Drawing Directed Graphs", 1993: each
//! link is a node of its own that both of its ends want to be near. The lanes' borders take part,
//! so that lanes are no higher than is worth it, and boxes stand close to the next one where
//! nothing else moves them.

use crate::diagram::simplex::{Arc, solve_from};

use super::coordinates::{Heights, LANE_GAP, LANE_LEAST, LANE_PAD, separation, weight};
use super::net::Net;
use super::order::Order;
use super::ports::Ports;

/// What the height of a lane weighs.
const LANE: i32 = 48;
/// What the distance of two boxes of a column weighs.
const BESIDE: i32 = 1;
/// What the height of a link weighs, times its own weight.
const LINK: i32 = 4;
/// Exchanges at most.
const BUDGET: usize = 20_000;

/// Moves all items and lanes, beginning with heights that keep all distances.
pub(super) fn shorten(net: &Net, order: &Order, ports: &Ports, heights: &mut Heights) {
    let items = net.items.len();
    let (top, bottom) = (
        |lane: usize| items + 2 * lane,
        |lane: usize| items + 2 * lane + 1,
    );
    let arc = |tail, head, length, weight| Arc {
        tail,
        head,
        length,
        weight,
    };
    let mut arcs = Vec::new();
    let mut start = heights.y.clone();
    for (lane, &(from, to)) in heights.lanes.iter().enumerate() {
        start.extend([from, to]);
        arcs.push(arc(top(lane), bottom(lane), LANE_LEAST, LANE));
        if lane > 0 {
            arcs.push(arc(bottom(lane - 1), top(lane), LANE_GAP, LANE));
        }
    }
    for column in &order.columns {
        for segment in column.chunk_by(|&a, &b| net.items[a].lane == net.items[b].lane) {
            let (first, last) = (segment[0], segment[segment.len() - 1]);
            let lane = net.items[first].lane;
            arcs.push(arc(top(lane), first, LANE_PAD + net.items[first].half, 0));
            arcs.push(arc(last, bottom(lane), LANE_PAD + net.items[last].half, 0));
            for pair in segment.windows(2) {
                let (upper, lower) = (&net.items[pair[0]], &net.items[pair[1]]);
                let boxes = upper.shown.is_some() && lower.shown.is_some();
                let weight = if boxes { BESIDE } else { 0 };
                arcs.push(arc(pair[0], pair[1], separation(upper, lower), weight));
            }
        }
    }
    for (l, link) in net.links.iter().enumerate() {
        let weight = i32::try_from(weight(net, l)).unwrap_or(1) * LINK;
        let node = start.len();
        let (left, right) = (ports.left[l], ports.right[l]);
        start.push((heights.y[link.left] + left).min(heights.y[link.right] + right));
        arcs.push(arc(node, link.left, -left, weight));
        arcs.push(arc(node, link.right, -right, weight));
    }
    let solved = solve_from(start, &arcs, BUDGET);
    heights.y.copy_from_slice(&solved[..items]);
    for (lane, band) in heights.lanes.iter_mut().enumerate() {
        *band = (solved[top(lane)], solved[bottom(lane)]);
    }
}
