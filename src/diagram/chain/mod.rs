//! The industry chain: lanes from top to bottom, groups of boxes in them, arrows as orthogonal
//! lines with shared trunks.
//!
//! Phases: boxes get rows (`rows`), arrows become nets with passes through the rows between
//! (`nets`), rows are ordered (`order`, `swaps`), everything gets its place from left to right
//! (`ports`, `columns`), horizontal runs get tracks (`tracks`), channels widen for them
//! (`heights`), and ways are drawn (`routes`). Integers in px inside, in hundredths of a px in the
//! result. It knows a scene and no graph.

mod columns;
mod heights;
mod nets;
mod order;
mod page;
mod ports;
mod routes;
mod rows;
mod swaps;
mod tracks;

use std::collections::BTreeMap;

use super::{Placed, Scene, frame};

use columns::Frames;
use heights::Heights;
use nets::Nets;
use order::Order;
use rows::Rows;
use tracks::Tracks;

/// How the industry chain is laid out.
#[derive(Clone, Copy, Debug, Default)]
pub struct ChainOptions {
    /// The width that the boxes of a lane should keep to, in hundredths of a px; where there is
    /// none, the page gets a pleasant shape. A lane of wider boxes gets more rows.
    pub width: Option<i32>,
}

/// How often places and ports are fitted to each other.
const FITTINGS: usize = 2;

/// What a crossing is worth in px of the page's width.
const CROSSING: i64 = 24;
/// So many px that nets run sideways are worth one px of it.
const LENGTH: i64 = 12;
/// The width of a pleasant page in per cent of its height.
const SHAPE: i64 = 145;
/// A page is laid out once more where its shape is off by so many per cent.
const TOLERANCE: i64 = 118;

/// Lays out a scene in lanes.
pub fn place(mut scene: Scene, options: &ChainOptions) -> Placed {
    tidy(&mut scene);
    if let Some(width) = options.width {
        let layout = Layout::new(&scene, i64::from(width) / 100);
        return page::page(scene, &layout);
    }
    let width = rows::page_width(&scene);
    let mut layout = Layout::new(&scene, width);
    let (ratio, off) = layout.shape();
    if off > TOLERANCE {
        let other = Layout::new(&scene, (width * width * SHAPE / ratio.max(1)).isqrt());
        if other.shape().1 < off {
            layout = other;
        }
    }
    page::page(scene, &layout)
}

/// What the phases found.
struct Layout {
    rows: Rows,
    arranged: Arranged,
    heights: Heights,
}

impl Layout {
    /// Goes through all phases. `width` is what the boxes of a lane should keep to, in px.
    fn new(scene: &Scene, width: i64) -> Layout {
        let rows = rows::assign(scene, width);
        let lanes = rows::lane_count(scene);
        let nets = Nets::new(scene, &rows);
        let orders = order::orders(&nets, &rows, lanes);
        let ways = orders
            .iter()
            .map(|order| Arranged::new(scene, nets.clone(), order));
        // Of equal ones the first.
        let arranged = ways.min_by_key(Arranged::price).unwrap_or_default();
        let heights = heights::stack(scene, &rows, lanes, &arranged.tracks);
        Layout {
            rows,
            arranged,
            heights,
        }
    }

    /// The width in per cent of the height, and how far that is off: 100 is not at all.
    fn shape(&self) -> (i64, i64) {
        let ratio = 100 * self.arranged.width() / i64::from(self.heights.total).max(1);
        let off = (100 * ratio / SHAPE).max(100 * SHAPE / ratio.max(1));
        (ratio, off)
    }
}

/// An order with its places from left to right and its tracks.
#[derive(Default)]
struct Arranged {
    nets: Nets,
    tracks: Vec<Tracks>,
    frames: Frames,
    x: Vec<i32>,
}

impl Arranged {
    fn new(scene: &Scene, mut nets: Nets, order: &Order) -> Arranged {
        let (x, frames) = fit(scene, &mut nets, order);
        let channels = 0..nets.channels.len();
        Arranged {
            tracks: channels.map(|c| tracks::assign(&nets, &x, c)).collect(),
            nets,
            frames,
            x,
        }
    }

    /// Crossings, width, and how far nets run sideways.
    fn price(&self) -> i64 {
        let crossings: i64 = self.tracks.iter().map(|t| t.crossings).sum();
        let length: i64 = self.tracks.iter().map(|t| t.length).sum();
        crossings * CROSSING + self.width() + length / LENGTH
    }

    fn width(&self) -> i64 {
        let edges = self.nets.items.iter().zip(&self.x);
        i64::from(edges.map(|(item, x)| x + item.width / 2).max().unwrap_or(0))
    }
}

/// Takes boxes out of groups that stand in another lane.
fn tidy(scene: &mut Scene) {
    for b in &mut scene.boxes {
        let lane = b.group.and_then(|g| scene.groups.get(g)).map(|g| g.lane);
        if lane != Some(b.lane) {
            b.group = None;
        }
    }
}

/// Places from left to right, and ports, in turns.
fn fit(scene: &Scene, nets: &mut Nets, order: &Order) -> (Vec<i32>, Frames) {
    let mut least = BTreeMap::new();
    for (index, group) in scene.groups.iter().enumerate() {
        least.insert(index, frame::group_label_width(&group.name) / 100);
    }
    let mut x = order.x.clone();
    let mut frames = Frames::new();
    for _ in 0..FITTINGS {
        ports::spread(nets, &x);
        (x, frames) = columns::place(nets, order, &least);
    }
    ports::slide(nets, &x);
    (x, frames)
}

#[cfg(test)]
mod tests;
