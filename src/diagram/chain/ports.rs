//! Where nets touch a box: ports spread along its border in the order of what they lead to.
//!
//! Knows the middles of items, no vertical places.

use super::nets::{INSET, Nets, PITCH};

/// The distance between ports where there is room, in px; even.
const WIDE: i32 = 14;
/// How near ports may slide to each other where there is room: the heads of two arrows, or of two
/// restrictions, do not touch.
const NEAR: i32 = 12;
/// How often ports slide towards what they lead to.
const SLIDES: usize = 3;

/// Orders the ports of every box side by what they lead to and spreads them evenly.
pub(super) fn spread(nets: &mut Nets, x: &[i32]) {
    let keys = far_ends(nets, x);
    for item in 0..nets.items.len() {
        if !nets.items[item].is_box {
            continue;
        }
        let width = nets.items[item].width;
        for bottom in [false, true] {
            let mut side = take_side(nets, item, bottom);
            side.sort_by_key(|&port| (keys[port], nets.ports[port].net, port));
            let pitch = pitch(width, side.len());
            for (at, &port) in side.iter().enumerate() {
                nets.ports[port].offset = (2 * at as i32 - (side.len() as i32 - 1)) * pitch / 2;
            }
            give_side(nets, item, bottom, side);
        }
    }
}

/// The distance between so many ports on a side of that width; even.
fn pitch(width: i32, ports: usize) -> i32 {
    let gaps = (ports as i32 - 1).max(1);
    ((width - 2 * INSET) / gaps / 2 * 2).clamp(PITCH, WIDE)
}

fn take_side(nets: &mut Nets, item: usize, bottom: bool) -> Vec<usize> {
    let item = &mut nets.items[item];
    std::mem::take(if bottom {
        &mut item.bottom
    } else {
        &mut item.top
    })
}

fn give_side(nets: &mut Nets, item: usize, bottom: bool, side: Vec<usize>) {
    let item = &mut nets.items[item];
    *(if bottom {
        &mut item.bottom
    } else {
        &mut item.top
    }) = side;
}

/// Twice the mean place of what each port of a box leads to.
fn far_ends(nets: &Nets, x: &[i32]) -> Vec<i64> {
    let mut keys = vec![0; nets.ports.len()];
    let at = |port: usize| i64::from(x[nets.ports[port].item] + nets.ports[port].offset);
    for wire in nets.channels.iter().flatten() {
        let (mut sum, mut count) = (0, 0);
        for port in nets.spokes(wire) {
            sum += at(port);
            count += 1;
            if nets.items[nets.ports[port].item].is_box {
                keys[port] = 2 * at(wire.hub);
            }
        }
        if count > 0 && nets.items[nets.ports[wire.hub].item].is_box {
            keys[wire.hub] = (2 * sum).div_euclid(count);
        }
    }
    keys
}

/// Moves ports along their side, in their order, so that lines that are nearly straight are
/// straight.
pub(super) fn slide(nets: &mut Nets, x: &[i32]) {
    for _ in 0..SLIDES {
        for channel in 0..nets.channels.len() {
            for wire in 0..nets.channels[channel].len() {
                let wire = nets.channels[channel][wire].clone();
                let spokes: Vec<usize> = nets.spokes(&wire).collect();
                for port in spokes {
                    meet(nets, x, wire.hub, port);
                }
            }
        }
    }
}

/// Moves two ports of one wire onto one line if both have the room.
fn meet(nets: &mut Nets, x: &[i32], a: usize, b: usize) {
    let at = |nets: &Nets, port: usize| x[nets.ports[port].item] + nets.ports[port].offset;
    if nets.items[nets.ports[a].item].row == nets.items[nets.ports[b].item].row {
        return;
    }
    let (low_a, high_a) = room(nets, x, a);
    let (low_b, high_b) = room(nets, x, b);
    let (low, high) = (low_a.max(low_b), high_a.min(high_b));
    if low <= high && at(nets, a) != at(nets, b) {
        let to = i32::midpoint(at(nets, a), at(nets, b)).clamp(low, high);
        for port in [a, b] {
            nets.ports[port].offset = to - x[nets.ports[port].item];
        }
    }
}

/// Where a port may stand between its neighbours on its side.
fn room(nets: &Nets, x: &[i32], port: usize) -> (i32, i32) {
    let Some(&item) = nets.ports.get(port).map(|p| &p.item) else {
        return (0, 0);
    };
    let it = &nets.items[item];
    if !it.is_box {
        return (x[item], x[item]);
    }
    let side = if it.top.contains(&port) {
        &it.top
    } else {
        &it.bottom
    };
    let at = side.iter().position(|&p| p == port).unwrap_or(0);
    let near = |p: usize| x[item] + nets.ports[p].offset;
    let apart = pitch(it.width, side.len()).min(NEAR);
    let low = match at.checked_sub(1) {
        Some(before) => near(side[before]) + apart,
        None => x[item] - it.width / 2 + INSET,
    };
    let high = match side.get(at + 1) {
        Some(&after) => near(after) - apart,
        None => x[item] + it.width / 2 - INSET,
    };
    (low, high)
}
