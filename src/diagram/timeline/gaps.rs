//! The x of columns, of the gaps between them and of the windows in which links bend.

use super::columns::{Columns, Era};
use super::coordinates::Heights;
use super::net::Net;
use super::ports::Ports;
use super::tracks::{self, WINDOW};
use crate::diagram::Scene;

/// From a column to the first window.
const LEAD: i32 = 500;
/// From the last window to the next column: room for an arrow's head.
const ARROW: i32 = 1100;
/// Between two years.
const YEAR: i32 = 1000;
/// Between two years that are not consecutive, and beside what is undated.
const SKIP: i32 = 2600;

/// The x of columns and of the windows of links.
#[derive(Clone, Debug, Default)]
pub(super) struct Spread {
    /// Left edge and width of each column.
    pub(super) columns: Vec<(i32, i32)>,
    /// Where each link's window begins.
    pub(super) windows: Vec<i32>,
    /// Where each column's era begins, if it differs from that of the column before.
    pub(super) borders: Vec<Option<i32>>,
    /// The right edge of everything.
    pub(super) right: i32,
}

impl Spread {
    /// Finds the x of everything; `left` is where the first column begins.
    pub(super) fn new(
        scene: &Scene,
        columns: &Columns,
        net: &Net,
        ports: &Ports,
        heights: &Heights,
        left: i32,
    ) -> Spread {
        let mut widths = vec![0; columns.list.len()];
        for (b, shown) in scene.boxes.iter().enumerate() {
            let width = &mut widths[columns.of_box[b]];
            *width = shown.width.max(*width);
        }
        let mut gaps: Vec<Vec<usize>> = vec![Vec::new(); net.columns];
        for (l, link) in net.links.iter().enumerate() {
            gaps[net.items[link.right].column].push(l);
        }
        let mut spread = Spread {
            windows: vec![0; net.links.len()],
            ..Spread::default()
        };
        let mut x = left;
        for (c, width) in widths.into_iter().enumerate() {
            let mut border = None;
            if c > 0 {
                let (offsets, most) = tracks::offsets(net, ports, heights, &gaps[c]);
                for (l, offset) in offsets {
                    spread.windows[l] = x + LEAD + offset;
                }
                x += LEAD + WINDOW + most;
                let between = between(&columns.list[c - 1].era, &columns.list[c].era);
                border = (between > 0).then_some(x + between / 2);
                x += between + ARROW;
            }
            spread.borders.push(border);
            spread.columns.push((x, width));
            x += width;
        }
        spread.right = x;
        spread
    }
}

/// The room between two columns for the border between their eras.
fn between(left: &Era, right: &Era) -> i32 {
    match (left, right) {
        (a, b) if a == b => 0,
        (Era::Year(a), Era::Year(b)) if a + 1 == *b => YEAR,
        _ => SKIP,
    }
}
