//! Where links meet the sides of boxes: one port for a box's own trunk, one for every other link.

use super::net::Net;
use super::order::Order;

/// The heights of links at their ends, from the middle of the item.
#[derive(Clone, Debug, Default)]
pub(super) struct Ports {
    /// At the item on the left, by link.
    pub(super) left: Vec<i32>,
    /// At the item on the right, by link.
    pub(super) right: Vec<i32>,
}

/// Between two ports of a side.
const PITCH: i32 = 700;
/// Between the outermost port and the corner.
const CORNER: i32 = 600;

/// Which end of links.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Left,
    Right,
}

impl Ports {
    /// Distributes the links of each side of each box, in the order of their other ends.
    pub(super) fn new(net: &Net, order: &Order) -> Ports {
        let mut ports = Ports {
            left: vec![0; net.links.len()],
            right: vec![0; net.links.len()],
        };
        for (i, item) in net.items.iter().enumerate() {
            if item.shown.is_some() {
                side(
                    net,
                    order,
                    &net.to_right[i],
                    End::Left,
                    item.half,
                    &mut ports.left,
                );
                side(
                    net,
                    order,
                    &net.to_left[i],
                    End::Right,
                    item.half,
                    &mut ports.right,
                );
            }
        }
        ports
    }
}

/// Distributes links of which `end` is at one side of a box.
fn side(net: &Net, order: &Order, links: &[usize], end: End, half: i32, heights: &mut [i32]) {
    // The box's own trunk leaves on the right, or on the left if it runs leftwards.
    let own = |l: usize| (end == End::Left) != net.links[l].back;
    let far = |l: usize| match end {
        End::Left => order.place[net.links[l].right],
        End::Right => order.place[net.links[l].left],
    };
    let mut ports: Vec<(usize, Vec<usize>)> = Vec::new();
    let trunk: Vec<usize> = links.iter().copied().filter(|&l| own(l)).collect();
    if !trunk.is_empty() {
        let sum: usize = trunk.iter().map(|&l| far(l)).sum();
        ports.push(((sum << 8) / trunk.len(), trunk));
    }
    let others = links.iter().copied().filter(|&l| !own(l));
    ports.extend(others.map(|l| (far(l) << 8, vec![l])));
    ports.sort();
    let gaps = i32::try_from(ports.len()).unwrap_or(i32::MAX) - 1;
    let room = (2 * (half - CORNER)).max(0);
    let pitch = if gaps > 0 { PITCH.min(room / gaps) } else { 0 };
    let mut height = -pitch * gaps / 2;
    for (_, links) in ports {
        for l in links {
            heights[l] = height;
        }
        height += pitch;
    }
}
