//! The industry chain: lanes from top to bottom, groups of boxes in them, arrows as orthogonal
//! lines with shared trunks.
//!
//! Phases: boxes get rows (`rows`), arrows become nets with passes through the rows between
//! (`nets`), rows are ordered (`order`, `swaps`), everything gets its place from left to right
//! (`ports`, `columns`, `simplex`), horizontal runs get tracks (`tracks`), channels widen for them
//! (`heights`), and ways are drawn (`routes`). Integers in px inside, in hundredths of a px in the
//! result. It knows a scene and no graph; only `select` knows graphs.

mod columns;
mod heights;
mod nets;
mod order;
mod page;
mod ports;
mod routes;
mod rows;
pub mod select;
mod swaps;
mod tracks;

use std::collections::BTreeMap;

use super::{Placed, Scene, frame};

use columns::Frames;
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

/// Lays out a scene in lanes.
pub fn place(mut scene: Scene, options: &ChainOptions) -> Placed {
    tidy(&mut scene);
    let width = options.width.map(|w| i64::from(w) / 100);
    let rows = rows::assign(&scene, width);
    let lanes = rows::lane_count(&scene);
    let mut nets = Nets::new(&scene, &rows);
    let order = order::order(&nets, &rows, lanes);
    let (x, frames) = fit(&scene, &mut nets, &order);
    let tracks: Vec<Tracks> = (0..nets.channels.len())
        .map(|channel| tracks::assign(&nets, &x, channel))
        .collect();
    let layout = Layout {
        rows: &rows,
        lanes,
        nets: &nets,
        tracks: &tracks,
        frames: &frames,
        x: &x,
    };
    page::page(scene, &layout)
}

/// What the phases found.
struct Layout<'a> {
    rows: &'a Rows,
    lanes: usize,
    nets: &'a Nets,
    tracks: &'a [Tracks],
    frames: &'a Frames,
    x: &'a [i32],
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
