//! Makes a page of what Graphviz found: boxes of our sizes around the places it gave, its curves
//! with their ends moved onto our borders, and titles, names and legend as on every page.

use crate::diagram::frame::{self, MARGIN};
use crate::diagram::{
    Anchor, Placed, PlacedBox, PlacedLane, Point, Rect, Route, Scene, Segment, TextLine,
};
use crate::export::picture::dot::Part;

use super::EngineOptions;
use super::answer::Found;

/// The font size of arrows' labels.
pub(super) const LABEL: i32 = 900;

/// Around what is placed on the page, within its margins: lines are thicker than nothing.
const SPARE: i32 = 300;

/// The page of a scene whose parts stand there.
pub(super) fn page(scene: Scene, found: &Found, options: &EngineOptions) -> Placed {
    let rects = scene
        .boxes
        .iter()
        .zip(&found.boxes)
        .map(|(b, middle)| Rect {
            x: middle.x - b.width / 2,
            y: middle.y - b.height / 2,
            width: b.width,
            height: b.height,
        });
    let rects: Vec<Rect> = rects.collect();
    let mut placed = Placed {
        routes: routes(&scene, found, &rects),
        boxes: rects.into_iter().map(|rect| PlacedBox { rect }).collect(),
        groups: vec![None; scene.groups.len()],
        ..Placed::default()
    };
    if !options.sideways {
        frames(&scene, found, &mut placed);
    }
    if options.labels {
        placed.texts.extend(labels(&scene, found));
    }
    placed.scene = scene;
    frame::lane_heads(&mut placed);
    frame::group_names(&mut placed);
    let content = content(&placed);
    frame::wrap(&mut placed, content);
    placed
}

/// Lanes and groups, where they hold all boxes of theirs and no other.
fn frames(scene: &Scene, found: &Found, placed: &mut Placed) {
    let holds_its_own = |frame: Rect, part: Part| {
        let mut boxes = scene.boxes.iter().zip(&placed.boxes);
        boxes.all(|(b, place)| {
            let member = match part {
                Part::Group(group) => b.group == Some(group),
                Part::Lane(lane) => b.lane == lane,
                Part::Box(_) | Part::Arrow(_) => false,
            };
            member == overlap(frame, place.rect)
        })
    };
    let mut lanes = Vec::new();
    let mut groups = placed.groups.clone();
    for (&part, &frame) in &found.frames {
        if !holds_its_own(frame, part) {
            continue;
        }
        match part {
            Part::Group(group) => {
                if let Some(place) = groups.get_mut(group) {
                    *place = Some(frame);
                }
            }
            Part::Lane(lane) if lane < scene.lanes.len() => {
                lanes.push(PlacedLane { lane, rect: frame });
            }
            _ => {}
        }
    }
    placed.lanes = lanes;
    placed.groups = groups;
}

fn overlap(a: Rect, b: Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

/// The routes in the order they are drawn.
fn routes(scene: &Scene, found: &Found, rects: &[Rect]) -> Vec<Route> {
    let arrows = scene.arrows.iter().zip(&found.ways).enumerate();
    let routes = arrows.filter_map(|(index, (arrow, way))| {
        let (from, to) = (*rects.get(arrow.from)?, *rects.get(arrow.to)?);
        route(index, way, from, to)
    });
    let mut routes: Vec<Route> = routes.collect();
    routes.sort_by_key(|route| (scene.arrows[route.arrow].restricts, route.arrow));
    routes
}

/// A way as a route whose ends lie on the borders of its boxes. The curve is bent as little as can
/// be: the control points beside the ends move with them.
fn route(arrow: usize, way: &[Point], from: Rect, to: Rect) -> Option<Route> {
    let mut way = way.to_vec();
    let last = way.len().checked_sub(1)?;
    for (end, beside, rect) in [(0, 1, from), (last, last.checked_sub(1)?, to)] {
        let on = border(rect, way[end]);
        let (dx, dy) = (on.x - way[end].x, on.y - way[end].y);
        way[end] = on;
        way[beside] = Point {
            x: way[beside].x + dx,
            y: way[beside].y + dy,
        };
    }
    let curves = way[1..].chunks_exact(3);
    Some(Route {
        arrow,
        start: way[0],
        segments: curves.map(|c| Segment::Cubic(c[0], c[1], c[2])).collect(),
    })
}

/// The point of a rectangle's border that is nearest.
fn border(rect: Rect, p: Point) -> Point {
    let inside = Point {
        x: p.x.clamp(rect.x, rect.right()),
        y: p.y.clamp(rect.y, rect.bottom()),
    };
    let sides = [
        (
            inside.x - rect.x,
            Point {
                x: rect.x,
                ..inside
            },
        ),
        (
            rect.right() - inside.x,
            Point {
                x: rect.right(),
                ..inside
            },
        ),
        (
            inside.y - rect.y,
            Point {
                y: rect.y,
                ..inside
            },
        ),
        (
            rect.bottom() - inside.y,
            Point {
                y: rect.bottom(),
                ..inside
            },
        ),
    ];
    let nearest = sides.into_iter().min_by_key(|(away, _)| *away);
    nearest.map_or(inside, |(_, point)| point)
}

fn labels(scene: &Scene, found: &Found) -> impl Iterator<Item = TextLine> {
    found.labels.iter().filter_map(|(&index, at)| {
        let text = scene.arrows.get(index)?.label.clone();
        (!text.is_empty()).then(|| TextLine {
            text,
            x: at.x,
            y: at.y + LABEL / 3,
            size: LABEL,
            bold: false,
            muted: true,
            anchor: Anchor::Middle,
        })
    })
}

/// The rectangle around all that is placed; the curves lie within their control points.
fn content(placed: &Placed) -> Rect {
    let boxes = placed.boxes.iter().map(|b| b.rect);
    let frames = placed.groups.iter().flatten().copied();
    let lanes = placed.lanes.iter().map(|lane| lane.rect);
    let spot = |p: Point| Rect {
        x: p.x - SPARE,
        y: p.y - SPARE,
        width: 2 * SPARE,
        height: 2 * SPARE,
    };
    let points = placed.routes.iter().flat_map(|route| {
        let rest = route.segments.iter().flat_map(|segment| match *segment {
            Segment::Line(p) => vec![p],
            Segment::Cubic(a, b, c) => vec![a, b, c],
        });
        std::iter::once(route.start).chain(rest)
    });
    let labels = placed
        .texts
        .iter()
        .filter(|text| text.anchor == Anchor::Middle);
    let labels = labels.map(|text| {
        let width = crate::diagram::measure::text_width(&text.text, text.size, text.bold);
        Rect {
            x: text.x - width / 2,
            y: text.y - text.size,
            width,
            height: text.size * 3 / 2,
        }
    });
    let all = boxes.chain(frames).chain(lanes).chain(points.map(spot));
    let around = all.chain(labels).reduce(Rect::around);
    // An empty picture is as high as one with a box would be.
    around.unwrap_or(Rect {
        height: MARGIN,
        ..Rect::default()
    })
}
