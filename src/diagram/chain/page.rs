//! The page: bands, frames, boxes, ways and texts in their places.

use crate::diagram::measure::text_width;
use crate::diagram::{
    Anchor, Placed, PlacedBox, PlacedLane, Point, Rect, Scene, TextLine,
};

use super::Layout;
use super::heights::{FOOTER, HEADER, Heights, stack};
use super::routes::{Places, routes};

/// The font size of a group's name.
pub(super) const GROUP_SIZE: i32 = 1200;
/// The page's margin.
const MARGIN: i32 = 1600;
/// From the lanes' names to the boxes, and from the boxes to the band's end.
const INDENT: i32 = 2400;
/// The font size of a lane's name, and of its second name.
const LANE_SIZES: (i32, i32) = (1500, 1150);
/// The font sizes of title and subtitle.
const TITLE_SIZES: (i32, i32) = (2200, 1300);
/// Height of the legend below the lanes.
const LEGEND: i32 = 4400;

/// Puts everything on the page.
pub(super) fn page(scene: Scene, layout: &Layout<'_>) -> Placed {
    let heights = stack(&scene, layout.rows, layout.lanes, layout.tracks);
    let names = name_width(&scene);
    let (left, right) = extent(layout);
    let top = if scene.title.is_empty() { MARGIN } else { 8000 };
    let origin = Point {
        x: MARGIN + names + INDENT - 100 * left,
        y: top,
    };
    let content = MARGIN + names + 2 * INDENT + 100 * (right - left);
    let width = content.max(least_width(&scene)) + MARGIN;
    let bottom = top + 100 * heights.total;
    let boxes = boxes(&scene, layout, &heights, origin);
    let places = Places {
        nets: layout.nets,
        tracks: layout.tracks,
        heights: &heights,
        boxes: &boxes,
        x: layout.x,
        origin,
    };
    let mut placed = Placed {
        width,
        height: bottom + if scene.legend.is_empty() { MARGIN } else { LEGEND },
        routes: routes(&scene, &places),
        groups: groups(&scene, layout, &heights, origin),
        boxes: boxes.iter().map(|&rect| PlacedBox { rect }).collect(),
        ..Placed::default()
    };
    for (lane, &(y, end)) in heights.lanes.iter().enumerate() {
        let rect = Rect {
            x: MARGIN / 2,
            y: origin.y + 100 * y,
            width: width - MARGIN,
            height: 100 * (end - y),
        };
        placed.lanes.push(PlacedLane { lane, rect });
    }
    titles(&scene, &mut placed);
    lane_names(&scene, &mut placed);
    group_names(&scene, &mut placed);
    legend(&scene, &mut placed, bottom);
    placed.scene = scene;
    placed
}

fn text(text: &str, x: i32, y: i32, size: i32, bold: bool) -> TextLine {
    TextLine {
        text: text.to_owned(),
        x,
        y,
        size,
        bold,
        muted: !bold,
        anchor: Anchor::Start,
    }
}

/// The width of the widest name of a lane.
fn name_width(scene: &Scene) -> i32 {
    let name = scene.lanes.iter().map(|l| text_width(&l.name, LANE_SIZES.0, true));
    let sub = scene.lanes.iter().map(|l| text_width(&l.subname, LANE_SIZES.1, false));
    (name.chain(sub).max().unwrap_or(0) + 99) / 100 * 100
}

/// The width that title, subtitle and legend take.
fn least_width(scene: &Scene) -> i32 {
    let title = text_width(&scene.title, TITLE_SIZES.0, true);
    let subtitle = text_width(&scene.subtitle, TITLE_SIZES.1, false);
    let legend: i32 = scene.legend.iter().map(|e| legend_width(&e.text)).sum();
    let width = title.max(subtitle).max(legend) + 2 * MARGIN;
    (width + 99) / 100 * 100
}

fn legend_width(name: &str) -> i32 {
    (text_width(name, 1200, false) + 4400 + 99) / 100 * 100
}

/// The leftmost and the rightmost place of anything, in px.
fn extent(layout: &Layout<'_>) -> (i32, i32) {
    let items = layout.nets.items.iter().zip(layout.x);
    let items = items.map(|(item, &x)| (x - item.width / 2, x + item.width / 2));
    let frames = layout.frames.values().copied();
    let escapes = layout.tracks.iter().flat_map(|t| &t.escapes).map(|e| (e.1, e.1));
    let all = items.chain(frames).chain(escapes);
    all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1))).unwrap_or((0, 0))
}

fn boxes(scene: &Scene, layout: &Layout<'_>, heights: &Heights, origin: Point) -> Vec<Rect> {
    let all = scene.boxes.iter().enumerate();
    let rect = |(index, b): (usize, &crate::diagram::SceneBox)| {
        let item = &layout.nets.items[index];
        let (top, bottom) = heights.rows[item.row];
        Rect {
            x: origin.x + 100 * (layout.x[index] - item.width / 2),
            y: origin.y + (50 * (top + bottom) - b.height / 2) / 10 * 10,
            width: 100 * item.width,
            height: b.height,
        }
    };
    all.map(rect).collect()
}

fn groups(
    scene: &Scene,
    layout: &Layout<'_>,
    heights: &Heights,
    origin: Point,
) -> Vec<Option<Rect>> {
    let mut rows: Vec<Option<(usize, usize)>> = vec![None; scene.groups.len()];
    for (b, &row) in scene.boxes.iter().zip(&layout.rows.of_box) {
        if let Some(group) = b.group {
            let span = rows[group].unwrap_or((row, row));
            rows[group] = Some((span.0.min(row), span.1.max(row)));
        }
    }
    let frame = |(group, rows): (usize, Option<(usize, usize)>)| {
        let (first, last) = rows?;
        let &(left, right) = layout.frames.get(&group)?;
        let top = heights.rows[first].0 - HEADER;
        let bottom = heights.rows[last].1 + FOOTER;
        Some(Rect {
            x: origin.x + 100 * left,
            y: origin.y + 100 * top,
            width: 100 * (right - left),
            height: 100 * (bottom - top),
        })
    };
    rows.into_iter().enumerate().map(frame).collect()
}

fn titles(scene: &Scene, placed: &mut Placed) {
    if scene.title.is_empty() {
        return;
    }
    placed.texts.push(text(&scene.title, MARGIN, 3800, TITLE_SIZES.0, true));
    placed.texts.push(text(&scene.subtitle, MARGIN, 6000, TITLE_SIZES.1, false));
}

fn lane_names(scene: &Scene, placed: &mut Placed) {
    for band in &placed.lanes {
        let Some(lane) = scene.lanes.get(band.lane) else {
            continue;
        };
        let middle = band.rect.centre().y;
        let x = MARGIN + 200;
        let lift = if lane.subname.is_empty() { -500 } else { 100 };
        let name = text(&lane.name, x, middle - lift, LANE_SIZES.0, true);
        placed.texts.push(name);
        if !lane.subname.is_empty() {
            placed.texts.push(text(&lane.subname, x, middle + 1600, LANE_SIZES.1, false));
        }
    }
}

fn group_names(scene: &Scene, placed: &mut Placed) {
    for (group, frame) in scene.groups.iter().zip(&placed.groups) {
        if let Some(rect) = frame {
            let line = text(&group.name, rect.x + 900, rect.y + 1700, GROUP_SIZE, true);
            placed.texts.push(line);
        }
    }
}

fn legend(scene: &Scene, placed: &mut Placed, bottom: i32) {
    let mut x = MARGIN;
    for entry in &scene.legend {
        placed.legend.push(Point { x, y: bottom + 2400 });
        x += legend_width(&entry.text);
    }
}
