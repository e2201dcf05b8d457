//! Nets: the arrows of one source and type that leave a box on one side share a trunk, with one
//! pass through each row between.
//!
//! It knows rows, no coordinates. Between rows r-1 and r lies channel r; channel 0 is above the
//! first row. In each channel a net is a wire: pins at its upper and its lower edge, joined by one
//! horizontal track.

use std::collections::BTreeMap;

use crate::diagram::Scene;

use super::rows::Rows;

/// The least distance between two lines, in px; even.
pub(super) const PITCH: i32 = 6;
/// The least distance of a port from its box's corner, in px; even.
pub(super) const INSET: i32 = 8;

/// What stands in a row: a box, or a net on its way through.
#[derive(Clone, Debug, Default)]
pub(super) struct Item {
    pub(super) row: usize,
    /// In px; even. A pass has none.
    pub(super) width: i32,
    pub(super) is_box: bool,
    /// The group that it stands in: a pass only if its net keeps to the group.
    pub(super) group: Option<usize>,
    /// Ports on the upper side, in no order.
    pub(super) top: Vec<usize>,
    /// Ports on the lower side.
    pub(super) bottom: Vec<usize>,
}

/// Where a net touches an item.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Port {
    pub(super) item: usize,
    pub(super) net: usize,
    /// From the item's middle, in px.
    pub(super) offset: i32,
}

/// Arrows of one source and type on one side of the box.
#[derive(Clone, Debug, Default)]
pub(super) struct Net {
    pub(super) restricts: bool,
    /// Whether it leaves at the lower side.
    pub(super) down: bool,
    /// Arrow and its port at the target.
    pub(super) ends: Vec<(usize, usize)>,
    /// The port at the source.
    pub(super) port: usize,
    /// Ports of its passes, from the source on.
    pub(super) passes: Vec<usize>,
}

/// A net in one channel. The hub is the pin nearest to the source.
#[derive(Clone, Debug, Default)]
pub(super) struct Wire {
    pub(super) net: usize,
    pub(super) hub: usize,
    /// Ports at the channel's upper edge.
    pub(super) top: Vec<usize>,
    /// Ports at its lower edge.
    pub(super) bottom: Vec<usize>,
}

/// Items, ports, nets and wires of a picture.
#[derive(Clone, Debug, Default)]
pub(super) struct Nets {
    pub(super) items: Vec<Item>,
    pub(super) ports: Vec<Port>,
    pub(super) nets: Vec<Net>,
    pub(super) channels: Vec<Vec<Wire>>,
}

impl Nets {
    /// Collects the arrows into nets. Items 0.. are the boxes.
    pub(super) fn new(scene: &Scene, rows: &Rows) -> Nets {
        let boxes = scene.boxes.iter().zip(&rows.of_box);
        let items = boxes.map(|(b, &row)| Item {
            row,
            width: (b.width + 199) / 200 * 2,
            is_box: true,
            group: b.group,
            ..Item::default()
        });
        let mut nets = Nets {
            items: items.collect(),
            channels: vec![Vec::new(); rows.lanes.len() + 1],
            ..Nets::default()
        };
        for ((source, _, restricts, down), arrows) in bundles(scene, rows) {
            nets.add(scene, source, restricts, down, &arrows);
        }
        for item in nets.items.iter_mut().filter(|item| item.is_box) {
            let ports = item.top.len().max(item.bottom.len()) as i32;
            item.width = item.width.max((ports - 1) * PITCH + 2 * INSET);
        }
        nets
    }

    fn port(&mut self, item: usize, net: usize, bottom: bool) -> usize {
        let port = self.ports.len();
        self.ports.push(Port {
            item,
            net,
            offset: 0,
        });
        let item = &mut self.items[item];
        let side = if bottom {
            &mut item.bottom
        } else {
            &mut item.top
        };
        side.push(port);
        port
    }

    fn add(&mut self, scene: &Scene, source: usize, restricts: bool, down: bool, arrows: &[usize]) {
        let index = self.nets.len();
        let from = self.items[source].row;
        let reach = |&a: &usize| self.items[scene.arrows[a].to].row.abs_diff(from);
        let far = arrows.iter().map(reach).max().unwrap_or(0);
        let mut net = Net {
            restricts,
            down,
            port: self.port(source, index, down),
            ..Net::default()
        };
        for step in 1..far {
            let row = if down { from + step } else { from - step };
            let mut beyond = arrows
                .iter()
                .filter(|a| self.items[scene.arrows[**a].to].row.abs_diff(from) > step)
                .map(|&a| self.items[scene.arrows[a].to].group);
            let home = self.items[source].group;
            let keeps = home.is_some() && beyond.all(|group| group == home);
            self.items.push(Item {
                row,
                group: if keeps { home } else { None },
                ..Item::default()
            });
            // A pass has one port, at both sides of its row.
            let item = self.items.len() - 1;
            let port = self.port(item, index, false);
            self.items[item].bottom.push(port);
            net.passes.push(port);
        }
        let mut at_target: BTreeMap<usize, usize> = BTreeMap::new();
        for &arrow in arrows {
            let to = scene.arrows[arrow].to;
            let bottom = self.items[to].row == from && down || self.items[to].row < from;
            let port = match at_target.get(&to) {
                Some(&port) => port,
                None => self.port(to, index, bottom),
            };
            at_target.insert(to, port);
            net.ends.push((arrow, port));
        }
        self.wires(index, &net, from, far);
        self.nets.push(net);
    }

    /// The net's wires, channel by channel from the source on.
    fn wires(&mut self, index: usize, net: &Net, from: usize, far: usize) {
        let mut ends: Vec<usize> = net.ends.iter().map(|&(_, port)| port).collect();
        ends.sort_unstable();
        ends.dedup();
        for step in 1..=far.max(1) {
            let hub = if step == 1 {
                net.port
            } else {
                net.passes[step - 2]
            };
            let row_of = |&port: &usize| self.items[self.ports[port].item].row.abs_diff(from);
            let near = ends.iter().copied().filter(|p| step == 1 && row_of(p) == 0);
            let mut here: Vec<usize> = std::iter::once(hub).chain(near).collect();
            let mut beyond: Vec<usize> =
                ends.iter().copied().filter(|p| row_of(p) == step).collect();
            beyond.extend(net.passes.get(step - 1));
            let channel = if net.down {
                from + step
            } else {
                from + 1 - step
            };
            if !net.down {
                std::mem::swap(&mut here, &mut beyond);
            }
            self.channels[channel].push(Wire {
                net: index,
                hub,
                top: here,
                bottom: beyond,
            });
        }
    }

    /// The items that a wire joins to its hub's.
    pub(super) fn spokes<'a>(&'a self, wire: &'a Wire) -> impl Iterator<Item = usize> + 'a {
        let pins = wire.top.iter().chain(&wire.bottom).copied();
        pins.filter(move |&port| port != wire.hub)
    }
}

/// (source, type, restricts, down) to arrows.
type Bundles<'a> = BTreeMap<(usize, &'a str, bool, bool), Vec<usize>>;

/// Collects arrows. Those within a row leave on the side where the source has arrows of the type
/// already, else below.
fn bundles<'a>(scene: &'a Scene, rows: &Rows) -> Bundles<'a> {
    let mut bundles = Bundles::new();
    let mut level = Vec::new();
    for (index, arrow) in scene.arrows.iter().enumerate() {
        let (from, to) = (rows.of_box[arrow.from], rows.of_box[arrow.to]);
        if from == to {
            level.push(index);
            continue;
        }
        let key = (arrow.from, arrow.kind.as_str(), arrow.restricts, to > from);
        bundles.entry(key).or_default().push(index);
    }
    for index in level {
        let arrow = &scene.arrows[index];
        let key = |down| (arrow.from, arrow.kind.as_str(), arrow.restricts, down);
        let up = bundles.contains_key(&key(false)) && !bundles.contains_key(&key(true));
        bundles.entry(key(!up)).or_default().push(index);
    }
    bundles
}
