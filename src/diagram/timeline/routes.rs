//! The way of each arrow: straight along columns, a curve with level ends in each gap.

use crate::diagram::{Point, Rect, Route, Scene, Segment, Tone};

use super::coordinates::Heights;
use super::gaps::Spread;
use super::net::Net;
use super::ports::Ports;
use super::tracks::WINDOW;

/// How far a loop stands out from its box.
const LOOP: i32 = 800;

/// All routes in the order they are drawn: dimmed ones first, lit ones and restrictions last.
pub(super) fn all(
    scene: &Scene,
    net: &Net,
    ports: &Ports,
    heights: &Heights,
    spread: &Spread,
    rects: &[Rect],
) -> Vec<Route> {
    let mut routes = Vec::with_capacity(scene.arrows.len());
    for (a, arrow) in scene.arrows.iter().enumerate() {
        let way = &net.ways[a];
        let route = if way.is_empty() {
            round(a, rects[arrow.from])
        } else {
            let points = bends(net, ports, heights, spread, way);
            let ends = (rects[arrow.from], rects[arrow.to]);
            along(a, &points, ends, net.links[way[0]].back)
        };
        routes.push(route);
    }
    routes.sort_by_key(|route| {
        let arrow = &scene.arrows[route.arrow];
        let tone = match arrow.tone {
            Tone::Dim => 0,
            Tone::Normal => 1,
            Tone::Lit => 2,
        };
        (tone, arrow.restricts, route.arrow)
    });
    routes
}

/// A loop at the upper right corner of a box.
fn round(arrow: usize, rect: Rect) -> Route {
    let start = Point {
        x: rect.right() - LOOP.min(rect.width / 2),
        y: rect.y,
    };
    let end = Point {
        x: rect.right(),
        y: rect.y + LOOP.min(rect.height / 2),
    };
    let above = Point {
        x: start.x,
        y: rect.y - LOOP,
    };
    let beside = Point {
        x: rect.right() + LOOP,
        y: end.y,
    };
    Route {
        arrow,
        start,
        segments: vec![Segment::Cubic(above, beside, end)],
    }
}

/// The curves of a way from left to right: where each begins and ends. Level links have none.
fn bends(
    net: &Net,
    ports: &Ports,
    heights: &Heights,
    spread: &Spread,
    way: &[usize],
) -> (Vec<(Point, Point)>, i32, i32) {
    let mut bends = Vec::new();
    let (mut first, mut last) = (0, 0);
    for (k, &l) in way.iter().enumerate() {
        let link = &net.links[l];
        let from = heights.y[link.left] + ports.left[l];
        let to = heights.y[link.right] + ports.right[l];
        if k == 0 {
            first = from;
        }
        last = to;
        if from != to {
            let x = spread.windows[l];
            let end = x + WINDOW;
            bends.push((Point { x, y: from }, Point { x: end, y: to }));
        }
    }
    (bends, first, last)
}

/// Lines and curves along the bends, turned round if the arrow points leftwards.
fn along(
    arrow: usize,
    (bends, first, last): &(Vec<(Point, Point)>, i32, i32),
    (from, to): (Rect, Rect),
    back: bool,
) -> Route {
    let (left, right) = if back { (to, from) } else { (from, to) };
    let start = Point {
        x: left.right(),
        y: *first,
    };
    let end = Point {
        x: right.x,
        y: *last,
    };
    let mut turned: Vec<(Point, Point)> = bends.clone();
    let (start, end) = if back {
        turned.reverse();
        for bend in &mut turned {
            *bend = (bend.1, bend.0);
        }
        (end, start)
    } else {
        (start, end)
    };
    let mut at = start;
    let mut segments = Vec::new();
    for (a, b) in turned {
        if a != at {
            segments.push(Segment::Line(a));
        }
        let reach = (b.x - a.x) / 2;
        let (leave, arrive) = (
            Point {
                x: a.x + reach,
                y: a.y,
            },
            Point {
                x: b.x - reach,
                y: b.y,
            },
        );
        segments.push(Segment::Cubic(leave, arrive, b));
        at = b;
    }
    if at != end || segments.is_empty() {
        segments.push(Segment::Line(end));
    }
    Route {
        arrow,
        start,
        segments,
    }
}
