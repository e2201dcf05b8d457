//! The page: bands, frames, boxes, ways and texts in their places.

use crate::diagram::measure::text_width;
use crate::diagram::{Placed, PlacedBox, PlacedLane, Point, Rect, Route, Scene, Segment, frame};

use super::Layout;
use super::heights::{FOOTER, HEADER, Heights, stack};
use super::routes::{Places, routes};

/// From the lanes' names to the boxes, and from the boxes to the band's end.
const INDENT: i32 = 1400;
/// From a group's name to the next line.
const NAME_CLEAR: i32 = 400;

/// Puts everything on the page.
pub(super) fn page(scene: Scene, layout: &Layout<'_>) -> Placed {
    let heights = stack(&scene, layout.rows, layout.lanes, layout.tracks);
    let (left, right) = extent(layout);
    let label = frame::lane_label_width(&scene).max(INDENT);
    // The bands begin at (0, 0).
    let origin = Point {
        x: label - 100 * left,
        y: 0,
    };
    let content = Rect {
        x: 0,
        y: 0,
        width: label + 100 * (right - left) + INDENT,
        height: 100 * heights.total,
    };
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
        routes: routes(&scene, &places),
        groups: groups(&scene, layout, &heights, origin),
        boxes: boxes.iter().map(|&rect| PlacedBox { rect }).collect(),
        scene,
        ..Placed::default()
    };
    for (lane, &(y, end)) in heights.lanes.iter().enumerate() {
        let rect = Rect {
            x: 0,
            y: 100 * y,
            width: content.width,
            height: 100 * (end - y),
        };
        placed.lanes.push(PlacedLane { lane, rect });
    }
    frame::lane_names(&mut placed);
    let first = placed.texts.len();
    frame::group_names(&mut placed);
    clear_names(&mut placed, first);
    frame::wrap(&mut placed, content);
    placed
}

/// Moves the names of groups, which are the texts from `first` on, along their frames to where no
/// line runs through them.
fn clear_names(placed: &mut Placed, first: usize) {
    let lines = verticals(&placed.routes);
    let frames: Vec<Rect> = placed.groups.iter().copied().flatten().collect();
    for (text, rect) in placed.texts[first..].iter_mut().zip(frames) {
        let band = (rect.y, rect.y + 100 * HEADER);
        let width = text_width(&text.text, text.size, text.bold);
        let home = text.x;
        let last = rect.right() - (home - rect.x) - width;
        let hit = |x: i32| {
            let (from, to) = (x - NAME_CLEAR, x + width + NAME_CLEAR);
            let near = lines.partition_point(|l| l.0 < from);
            let near = lines[near..].iter().take_while(|l| l.0 <= to);
            near.filter(|l| l.1 < band.1 && band.0 < l.2)
                .map(|l| l.0)
                .max()
        };
        let mut x = home;
        while let Some(line) = hit(x) {
            x = line + NAME_CLEAR + 100;
            if x > last {
                x = home;
                break;
            }
        }
        text.x = x;
    }
}

/// The vertical parts of ways: x, upper and lower end; by x.
fn verticals(routes: &[Route]) -> Vec<(i32, i32, i32)> {
    let mut lines = Vec::new();
    for route in routes {
        let mut at = route.start;
        for segment in &route.segments {
            let to = match *segment {
                Segment::Line(to) | Segment::Cubic(_, _, to) => to,
            };
            if at.x == to.x {
                lines.push((at.x, at.y.min(to.y), at.y.max(to.y)));
            }
            at = to;
        }
    }
    lines.sort_unstable();
    lines
}

/// The leftmost and the rightmost place of anything, in px.
fn extent(layout: &Layout<'_>) -> (i32, i32) {
    let items = layout.nets.items.iter().zip(layout.x);
    let items = items.map(|(item, &x)| (x - item.width / 2, x + item.width / 2));
    let frames = layout.frames.values().copied();
    let escapes = layout
        .tracks
        .iter()
        .flat_map(|t| &t.escapes)
        .map(|e| (e.1, e.1));
    let all = items.chain(frames).chain(escapes);
    all.reduce(|a, b| (a.0.min(b.0), a.1.max(b.1)))
        .unwrap_or((0, 0))
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
