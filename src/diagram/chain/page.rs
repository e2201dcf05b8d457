//! The page: bands, frames, boxes, ways and texts in their places.

use crate::diagram::measure::text_width;
use crate::diagram::{Placed, PlacedBox, PlacedLane, Point, Rect, Route, Scene, Segment, frame};

use super::heights::{FOOTER, HEADER, Heights};
use super::routes::{Places, routes};
use super::{Arranged, Layout};

/// From the lanes' names to the boxes, and from the boxes to the band's end.
const INDENT: i32 = 1400;
/// From a group's name to the next line, if possible, else.
const NAME_CLEAR: [i32; 2] = [400, 100];
/// How far the patch below a name reaches beyond it on each side.
const PATCH: i32 = 200;

/// Puts everything on the page.
pub(super) fn page(scene: Scene, layout: &Layout) -> Placed {
    let (heights, arranged) = (&layout.heights, &layout.arranged);
    let (left, right) = extent(arranged);
    let label = frame::lane_label_width(&scene).max(INDENT);
    // The bands begin at (0, 0).
    let origin = Point {
        x: label - 100 * left,
        y: 0,
    };
    let mut content = Rect {
        x: 0,
        y: 0,
        width: label + 100 * (right - left) + INDENT,
        height: 100 * heights.total,
    };
    let boxes = boxes(&scene, arranged, heights, origin);
    let places = Places {
        nets: &arranged.nets,
        tracks: &arranged.tracks,
        heights,
        boxes: &boxes,
        x: &arranged.x,
        origin,
    };
    let mut placed = Placed {
        routes: routes(&scene, &places),
        groups: groups(&scene, layout, origin),
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
    frame::lane_names(&mut placed, &mut content);
    let first = placed.texts.len();
    frame::group_names(&mut placed);
    clear_names(&mut placed, first);
    frame::wrap(&mut placed, content);
    placed
}

/// Moves the names of groups, which are the texts from `first` on, along their frames to where no
/// line runs through them; where one does everywhere, the name covers it.
fn clear_names(placed: &mut Placed, first: usize) {
    let lines = verticals(&placed.routes);
    let frames: Vec<Rect> = placed.groups.iter().copied().flatten().collect();
    for (text, rect) in placed.texts[first..].iter_mut().zip(frames) {
        let band = (rect.y, rect.y + 100 * HEADER);
        let width = text_width(&text.text, text.size, text.bold);
        let home = text.x;
        let last = rect.right() - (home - rect.x) - width;
        let near = lines
            .iter()
            .filter(|l| rect.x < l.0 && l.0 < rect.right() && l.1 < band.1 && band.0 < l.2);
        let near: Vec<i32> = near.map(|l| l.0).collect();
        let hits = |x: i32, clear: i32| {
            let (from, to) = (x - clear, x + width + clear);
            near.iter()
                .filter(|&&line| from < line && line < to)
                .count()
        };
        let places = || std::iter::once(home).chain(near.iter().copied());
        let mut best = (hits(home, 0), home);
        for clear in NAME_CLEAR {
            let beside = |&x: &i32| if x == home { x } else { x + clear };
            let free = places()
                .map(|x| beside(&x))
                .filter(|&x| home <= x && x <= last);
            let first = free.map(|x| (hits(x, clear), x)).min();
            best = best.min(first.unwrap_or(best));
            if best.0 == 0 {
                break;
            }
        }
        text.x = best.1;
        if best.0 > 0 {
            placed.patches.push(Rect {
                x: text.x - PATCH,
                y: text.y - text.size,
                width: width + 2 * PATCH,
                height: text.size * 13 / 10,
            });
        }
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
fn extent(layout: &Arranged) -> (i32, i32) {
    let items = layout.nets.items.iter().zip(&layout.x);
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

fn boxes(scene: &Scene, layout: &Arranged, heights: &Heights, origin: Point) -> Vec<Rect> {
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

fn groups(scene: &Scene, layout: &Layout, origin: Point) -> Vec<Option<Rect>> {
    let heights = &layout.heights;
    let mut rows: Vec<Option<(usize, usize)>> = vec![None; scene.groups.len()];
    for (b, &row) in scene.boxes.iter().zip(&layout.rows.of_box) {
        if let Some(group) = b.group {
            let span = rows[group].unwrap_or((row, row));
            rows[group] = Some((span.0.min(row), span.1.max(row)));
        }
    }
    let frame = |(group, rows): (usize, Option<(usize, usize)>)| {
        let (first, last) = rows?;
        let &(left, right) = layout.arranged.frames.get(&group)?;
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
