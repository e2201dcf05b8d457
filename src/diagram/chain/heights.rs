//! Heights: rows, the channels between them as high as their tracks ask for, lanes' bands.
//!
//! Knows no places from left to right. All in px.

use crate::diagram::Scene;

use super::rows::Rows;
use super::tracks::Tracks;

/// Where rows, channels and bands begin and end, from the top of the content.
#[derive(Debug, Default)]
pub(super) struct Heights {
    /// Upper and lower edge of each row.
    pub(super) rows: Vec<(i32, i32)>,
    /// The first escape level and the first track of each channel.
    pub(super) tracks: Vec<(i32, i32)>,
    /// Upper and lower edge of each lane's band.
    pub(super) lanes: Vec<(i32, i32)>,
    /// The whole.
    pub(super) total: i32,
}

/// Between tracks.
pub(super) const TRACK: i32 = 8;
/// From a row or frame to the nearest track.
const CLEAR: i32 = 10;
/// From a band's edge to its rows or frames.
const BAND: i32 = 12;
/// The name of a group, above its boxes.
pub(super) const HEADER: i32 = 26;
/// From a group's lowest boxes to its frame.
pub(super) const FOOTER: i32 = 10;
/// The least distance between two bands.
const LANE_GAP: i32 = 18;
/// The least distance between two rows of a band, apart from headers.
const ROW_GAP: i32 = 14;
/// Room for an arrow head below the last track where no header gives it.
const HEAD: i32 = 6;
/// The height of a band without boxes.
const EMPTY: i32 = 44;

/// What a row asks for above and below itself.
#[derive(Clone, Copy, Default)]
struct Row {
    height: i32,
    begins: bool,
    ends: bool,
}

/// Stacks rows, channels and bands.
pub(super) fn stack(scene: &Scene, rows: &Rows, lanes: usize, tracks: &[Tracks]) -> Heights {
    let shapes = shapes(scene, rows);
    let mut heights = Heights {
        lanes: vec![(0, 0); lanes],
        ..Heights::default()
    };
    let (mut y, mut row) = (0, 0);
    for lane in 0..lanes {
        let from = row;
        if lane > 0 && row == 0 {
            y += LANE_GAP;
        }
        // The first channel of all lies inside the first band that has rows.
        if row > 0 && rows.lanes.get(row) == Some(&lane) {
            y = heights.channel(y, &tracks[row], LANE_GAP);
        } else if row > 0 {
            y += LANE_GAP;
        }
        let top = y;
        while rows.lanes.get(row) == Some(&lane) {
            if row == from {
                y += BAND;
            }
            if row == 0 && tracks[0].count > 0 {
                y = heights.channel(y, &tracks[0], 0);
            } else if row == 0 {
                heights.tracks.push((y, y));
            } else if row > from {
                y = heights.channel(y, &tracks[row], ROW_GAP);
            }
            let shape = shapes[row];
            y += if shape.begins { HEADER } else { HEAD };
            heights.rows.push((y, y + shape.height));
            y += shape.height + if shape.ends { FOOTER } else { 0 };
            row += 1;
        }
        if row == from {
            y += EMPTY;
        } else {
            if row == rows.lanes.len() && tracks[row].count > 0 {
                y = heights.channel(y, &tracks[row], 0);
            }
            y += BAND;
        }
        heights.lanes[lane] = (top, y);
    }
    heights.tracks.resize(rows.lanes.len() + 1, (y, y));
    heights.total = y;
    heights
}

impl Heights {
    /// Lays a channel from `y` on; where it ends.
    fn channel(&mut self, y: i32, tracks: &Tracks, least: i32) -> i32 {
        let escapes = tracks.escapes.len() as i32;
        let lines = escapes + tracks.count as i32;
        let height = if lines == 0 {
            least
        } else {
            (lines - 1) * TRACK + 2 * CLEAR
        };
        let height = height.max(least);
        let first = y + (height - (lines - 1).max(0) * TRACK) / 2;
        self.tracks.push((first, first + escapes * TRACK));
        y + height
    }
}

fn shapes(scene: &Scene, rows: &Rows) -> Vec<Row> {
    let mut shapes = vec![Row::default(); rows.lanes.len()];
    let mut spans = vec![(usize::MAX, 0); scene.groups.len()];
    for (b, &row) in scene.boxes.iter().zip(&rows.of_box) {
        shapes[row].height = shapes[row].height.max((b.height + 99) / 100);
        if let Some(group) = b.group {
            spans[group] = (row.min(spans[group].0), row.max(spans[group].1));
        }
    }
    for (first, last) in spans.into_iter().filter(|s| s.0 <= s.1) {
        shapes[first].begins = true;
        shapes[last].ends = true;
    }
    shapes
}
