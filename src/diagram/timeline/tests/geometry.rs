//! Routes as points, and what they meet.

use crate::diagram::{Placed, Point, Rect, Route, Segment};

/// The points of a route, each curve in twelve pieces, as the readers' check does it.
pub(super) fn flattened(route: &Route) -> Vec<Point> {
    let mut points = vec![route.start];
    let mut at = route.start;
    for segment in &route.segments {
        match *segment {
            Segment::Line(to) => {
                points.push(to);
                at = to;
            }
            Segment::Cubic(a, b, to) => {
                for s in 1..=12i64 {
                    let (t, u) = (s, 12 - s);
                    let mix = |p: i32, q: i32, r: i32, v: i32| {
                        let [p, q, r, v] = [p, q, r, v].map(i64::from);
                        let sum =
                            u * u * u * p + 3 * u * u * t * q + 3 * u * t * t * r + t * t * t * v;
                        sum.div_euclid(1728) as i32
                    };
                    points.push(Point {
                        x: mix(at.x, a.x, b.x, to.x),
                        y: mix(at.y, a.y, b.y, to.y),
                    });
                }
                at = to;
            }
        }
    }
    points
}

/// Whether two rectangles have more than a border in common.
pub(super) fn overlap(a: Rect, b: Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

/// Whether a piece of a route enters a rectangle.
pub(super) fn enters(p: Point, q: Point, rect: Rect) -> bool {
    let line = Rect {
        x: p.x.min(q.x),
        y: p.y.min(q.y),
        width: (p.x - q.x).abs().max(1),
        height: (p.y - q.y).abs().max(1),
    };
    if !overlap(line, rect) {
        return false;
    }
    let side = |x: i32, y: i32| {
        let (dx, dy) = (i64::from(q.x - p.x), i64::from(q.y - p.y));
        (dx * i64::from(y - p.y) - dy * i64::from(x - p.x)).signum()
    };
    let (right, bottom) = (rect.right(), rect.bottom());
    let sides = [
        side(rect.x, rect.y),
        side(right, rect.y),
        side(rect.x, bottom),
        side(right, bottom),
    ];
    sides.iter().any(|&s| s > 0) && sides.iter().any(|&s| s < 0)
}

/// Whether a point is on the border of a rectangle.
pub(super) fn on_border(p: Point, rect: Rect) -> bool {
    let within = p.x >= rect.x && p.x <= rect.right() && p.y >= rect.y && p.y <= rect.bottom();
    let inside = p.x > rect.x && p.x < rect.right() && p.y > rect.y && p.y < rect.bottom();
    within && !inside
}

/// How far two pieces lie upon each other: the length of the first along which the second is
/// nearer than 0.3 px, if both go the same way but for a few degrees.
pub(super) fn shared_length(a: (Point, Point), b: (Point, Point)) -> i64 {
    let far = |p: i32, q: i32, r: i32, v: i32| p.max(q) + 30 < r.min(v) || r.max(v) + 30 < p.min(q);
    if far(a.0.x, a.1.x, b.0.x, b.1.x) || far(a.0.y, a.1.y, b.0.y, b.1.y) {
        return 0;
    }
    let vector = |s: (Point, Point)| (i64::from(s.1.x - s.0.x), i64::from(s.1.y - s.0.y));
    let ((ax, ay), (bx, by)) = (vector(a), vector(b));
    let squared = ax * ax + ay * ay;
    let length = (squared as u64).isqrt() as i64;
    let turn = (ax * by - ay * bx).abs();
    let other = ((bx * bx + by * by) as u64).isqrt() as i64;
    // Lines that meet at more than three degrees cross, they do not lie upon each other.
    if length == 0 || other == 0 || turn * 20 > length * other {
        return 0;
    }
    // Both ends of the overlapping stretch must be near, so interpolate along b.
    let along = |p: Point| i64::from(p.x - a.0.x) * ax + i64::from(p.y - a.0.y) * ay;
    let away = |p: Point| (i64::from(p.x - a.0.x) * ay - i64::from(p.y - a.0.y) * ax) / length;
    let (mut s0, mut d0) = (along(b.0), away(b.0));
    let (mut s1, mut d1) = (along(b.1), away(b.1));
    if s0 > s1 {
        (s0, d0, s1, d1) = (s1, d1, s0, d0);
    }
    if s1 == s0 {
        return 0;
    }
    let at = |s: i64| d0 + ((d1 - d0) as i128 * (s - s0) as i128 / (s1 - s0) as i128) as i64;
    let (from, to) = (s0.max(0), s1.min(squared));
    if from >= to {
        return 0;
    }
    let (near, far) = (at(from), at(to));
    if near.abs() < 30 && far.abs() < 30 {
        (to - from) / length
    } else {
        0
    }
}

/// All pairs of routes of different origins with how far they lie upon each other.
pub(super) fn overlaps(placed: &Placed) -> Vec<(usize, usize, i64)> {
    let routes: Vec<(usize, usize, Vec<Point>)> = placed
        .routes
        .iter()
        .map(|r| (placed.scene.arrows[r.arrow].from, r.arrow, flattened(r)))
        .collect();
    let mut found = Vec::new();
    for (k, a) in routes.iter().enumerate() {
        for b in &routes[..k] {
            if a.0 == b.0 {
                continue;
            }
            let pieces =
                a.2.windows(2)
                    .flat_map(|p| b.2.windows(2).map(move |q| (p, q)));
            let lengths = pieces.map(|(p, q)| shared_length((p[0], p[1]), (q[0], q[1])));
            let length: i64 = lengths.sum();
            if length > 300 {
                found.push((a.1, b.1, length));
            }
        }
    }
    found
}
