//! The layered graph that is ordered and placed: boxes and the places where routes pass columns.
//!
//! All arrows of one origin that pass a column in the lane of their targets pass it together, at
//! one item: shared trunks. An arrow whose origin stands right of its target runs leftwards, over
//! items of its own. Links join items of neighbouring columns and always go from left to right
//! here, whatever way the arrow points.

use std::collections::BTreeMap;

use crate::diagram::Scene;

use super::columns::Columns;

/// A box, or the place where a trunk passes a column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    /// The column.
    pub(super) column: usize,
    /// The lane.
    pub(super) lane: usize,
    /// The box; a trunk's item has none.
    pub(super) shown: Option<usize>,
    /// Half its height.
    pub(super) half: i32,
}

/// A piece of way between two neighbouring columns.
#[derive(Clone, Copy, Debug)]
pub(super) struct Link {
    /// The item on the left.
    pub(super) left: usize,
    /// The item on the right.
    pub(super) right: usize,
    /// The origin: links of one origin may run together.
    pub(super) origin: usize,
    /// Whether the arrow points leftwards.
    pub(super) back: bool,
}

/// Items, links, and the way of each arrow.
#[derive(Clone, Debug, Default)]
pub(super) struct Net {
    /// The items; box b is item b.
    pub(super) items: Vec<Item>,
    pub(super) links: Vec<Link>,
    /// Links of each item to the left.
    pub(super) to_left: Vec<Vec<usize>>,
    /// Links of each item to the right.
    pub(super) to_right: Vec<Vec<usize>>,
    /// The links of each arrow, from left to right; none for a loop.
    pub(super) ways: Vec<Vec<usize>>,
    /// How many lanes there are.
    pub(super) lanes: usize,
    /// How many columns there are.
    pub(super) columns: usize,
}

/// A trunk: (origin, lane, whether it runs leftwards).
type Trunk = (usize, usize, bool);

impl Net {
    /// Builds the net of a scene whose boxes have columns.
    pub(super) fn new(scene: &Scene, columns: &Columns) -> Net {
        let mut net = Net {
            lanes: scene.lanes.len().max(1),
            columns: columns.list.len(),
            ..Net::default()
        };
        for (b, shown) in scene.boxes.iter().enumerate() {
            net.items.push(Item {
                column: columns.of_box[b],
                lane: shown.lane,
                shown: Some(b),
                half: shown.height / 2,
            });
            net.lanes = net.lanes.max(shown.lane + 1);
        }
        let mut trunks = BTreeMap::new();
        for arrow in &scene.arrows {
            let way = net.way(arrow.from, arrow.to, &mut trunks);
            net.ways.push(way);
        }
        net.to_left = vec![Vec::new(); net.items.len()];
        net.to_right = vec![Vec::new(); net.items.len()];
        for (l, link) in net.links.iter().enumerate() {
            net.to_right[link.left].push(l);
            net.to_left[link.right].push(l);
        }
        net
    }

    /// The links of an arrow, the shared ones made where they are missing.
    fn way(
        &mut self,
        from: usize,
        to: usize,
        trunks: &mut BTreeMap<(Trunk, usize), (usize, usize)>,
    ) -> Vec<usize> {
        let (start, end) = (self.items[from].column, self.items[to].column);
        if start == end {
            return Vec::new();
        }
        let back = end < start;
        let trunk = (from, self.items[to].lane, back);
        let mut way = Vec::new();
        let mut at = from;
        let mut column = start;
        loop {
            column = if back { column - 1 } else { column + 1 };
            if column == end {
                break;
            }
            let known = trunks.get(&(trunk, column)).copied();
            let (item, link) = known.unwrap_or_else(|| {
                self.items.push(Item {
                    column,
                    lane: trunk.1,
                    shown: None,
                    half: 0,
                });
                let item = self.items.len() - 1;
                (item, self.link(at, item, from, back))
            });
            trunks.insert((trunk, column), (item, link));
            way.push(link);
            at = item;
        }
        way.push(self.link(at, to, from, back));
        if back {
            way.reverse();
        }
        way
    }

    fn link(&mut self, near: usize, far: usize, origin: usize, back: bool) -> usize {
        let (left, right) = if back { (far, near) } else { (near, far) };
        self.links.push(Link {
            left,
            right,
            origin,
            back,
        });
        self.links.len() - 1
    }
}
