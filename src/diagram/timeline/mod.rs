//! The timeline layout: boxes by date from left to right, in lanes, above a ruler.
//!
//! Phases: dates give columns (`columns`); columns and arrows give a layered graph of boxes and
//! shared trunks (`net`); its items are ordered for few crossings (`order`), given heights for
//! straight routes (`coordinates`, `runs`), and the gaps between columns are made as wide as the
//! tracks of their links need (`gaps`). Routes (`routes`) and the ruler (`ruler`) follow from
//! that. It knows neither graph nor format: a [`Scene`] goes in, a [`Placed`] comes out.

mod columns;
mod coordinates;
mod crossings;
mod gaps;
mod isotonic;
mod net;
mod nudge;
mod order;
mod ports;
mod random;
mod routes;
mod ruler;
mod runs;
mod search;
mod shortest;
#[cfg(test)]
mod tests;
mod tracks;

use crate::model::Lang;

use super::{Placed, PlacedBox, PlacedLane, Rect, Scene, frame};

use columns::{Capacity, Columns};
use coordinates::Heights;
use gaps::Spread;
use net::Net;

/// How the timeline is drawn.
#[derive(Clone, Debug)]
pub struct TimelineOptions {
    /// What the columns of undated boxes are called.
    pub undated: String,
    /// What the months are called.
    pub months: [&'static str; 12],
    /// The width of the page that is aimed at, in hundredths of its height.
    pub aspect: i32,
}

impl TimelineOptions {
    /// The usual ones, in a language.
    pub fn new(lang: Lang) -> TimelineOptions {
        let undated = match lang {
            Lang::En => "undated",
            Lang::Zh => "日期不详",
            Lang::Both => "日期不详 undated",
        };
        TimelineOptions {
            undated: undated.to_owned(),
            months: match lang {
                Lang::En => MONTHS,
                Lang::Zh | Lang::Both => MONTHS_ZH,
            },
            aspect: 300,
        }
    }
}

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];
const MONTHS_ZH: [&str; 12] = [
    "1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月",
];

/// From the names of the lanes to the first column, and from the last column to the lanes' end.
const SIDE: i32 = 2000;

/// Places a scene by the dates of its boxes.
pub fn place(scene: Scene, options: &TimelineOptions) -> Placed {
    let columns = fitting(&scene, options);
    let net = Net::new(&scene, &columns);
    let mut order = order::find(&net);
    let (mut heights, mut ports) = coordinates::place(&net, &mut order, 0);
    nudge::part(&net, &order, &mut ports, &mut heights);
    let left = frame::lane_label_width(&scene) + SIDE;
    let spread = Spread::new(&scene, &columns, &net, &ports, &heights, left);
    let rects = rects(&scene, &columns, &heights, &spread);
    let routes = routes::all(&scene, &net, &ports, &heights, &spread, &rects);
    let right = spread.right + SIDE;
    let mut placed = Placed {
        boxes: rects.iter().map(|&rect| PlacedBox { rect }).collect(),
        groups: vec![None; scene.groups.len()],
        lanes: bands(&scene, &heights, right),
        routes,
        scene,
        ..Placed::default()
    };
    let bottom = heights.lanes.last().map_or(0, |lane| lane.1);
    let mut content = Rect {
        x: 0,
        y: 0,
        width: right,
        height: bottom,
    };
    if !columns.list.is_empty() {
        let ruled = ruler::Frame {
            lanes: (0, bottom),
            x: (left - SIDE / 2, right - SIDE / 2),
            undated: &options.undated,
            months: &options.months,
            headings: frame::headings(right),
        };
        ruler::draw(&mut placed, &columns, &spread, &ruled);
        content.height += ruled.height();
    }
    frame::lane_names(&mut placed, &mut content);
    frame::wrap(&mut placed, content);
    placed
}

/// The widest spread of months over columns whose picture is not wider than is aimed at.
fn fitting(scene: &Scene, options: &TimelineOptions) -> Columns {
    // About the square root of half as many boxes as there are: a column of that many is about
    // as high as the picture should be.
    let boxes = scene.boxes.len().div_ceil(2).isqrt().max(4);
    let capacity = |shared| Capacity { boxes, shared };
    let mut columns = Columns::new(scene, capacity(0));
    for shared in 2..=boxes {
        if aspect(scene, &columns) <= options.aspect {
            break;
        }
        columns = Columns::new(scene, capacity(shared));
    }
    columns
}

/// Roughly the width of the picture in hundredths of its height.
fn aspect(scene: &Scene, columns: &Columns) -> i32 {
    let mut widths = vec![0i64; columns.list.len()];
    for (b, shown) in scene.boxes.iter().enumerate() {
        let width = &mut widths[columns.of_box[b]];
        *width = i64::from(shown.width).max(*width);
    }
    let gaps = 5500 * widths.len() as i64;
    let width = widths.iter().sum::<i64>() + gaps;
    let net = Net::new(scene, columns);
    let height = i64::from(coordinates::height(&net));
    i32::try_from(width * 100 / height.max(1)).unwrap_or(i32::MAX)
}

fn rects(scene: &Scene, columns: &Columns, heights: &Heights, spread: &Spread) -> Vec<Rect> {
    let boxes = scene.boxes.iter().enumerate();
    let rects = boxes.map(|(b, shown)| Rect {
        x: spread.columns[columns.of_box[b]].0,
        y: heights.y[b] - shown.height / 2,
        width: shown.width,
        height: shown.height,
    });
    rects.collect()
}

fn bands(scene: &Scene, heights: &Heights, right: i32) -> Vec<PlacedLane> {
    let lanes = heights.lanes.iter().take(scene.lanes.len()).enumerate();
    let bands = lanes.map(|(lane, &(top, bottom))| PlacedLane {
        lane,
        rect: Rect {
            x: 0,
            y: top,
            width: right,
            height: bottom - top,
        },
    });
    bands.collect()
}
