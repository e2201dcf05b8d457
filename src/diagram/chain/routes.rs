//! The ways of arrows: from port to track to port, with round corners.
//!
//! Knows all places; in hundredths of a px, as multiples of a tenth.

use crate::diagram::{Point, Rect, Route, Scene, Segment};

use super::heights::{Heights, TRACK};
use super::nets::{Net, Nets};
use super::tracks::Tracks;

/// The radius of a corner.
const RADIUS: i32 = 500;

/// All that routes are made of.
pub(super) struct Places<'a> {
    pub(super) nets: &'a Nets,
    pub(super) tracks: &'a [Tracks],
    pub(super) heights: &'a Heights,
    /// The boxes, on the page.
    pub(super) boxes: &'a [Rect],
    /// The middles of items, in px within the content.
    pub(super) x: &'a [i32],
    /// Where the content begins on the page.
    pub(super) origin: Point,
}

/// The ways of all arrows, restrictions last.
pub(super) fn routes(scene: &Scene, places: &Places<'_>) -> Vec<Route> {
    let mut routes: Vec<(bool, Route)> = Vec::with_capacity(scene.arrows.len());
    for net in &places.nets.nets {
        for &(arrow, port) in &net.ends {
            let points = places.way(net, port);
            routes.push((net.restricts, smooth(arrow, &points)));
        }
    }
    routes.sort_by_key(|(restricts, route)| (*restricts, route.arrow));
    routes.into_iter().map(|(_, route)| route).collect()
}

impl Places<'_> {
    fn port_x(&self, port: usize) -> i32 {
        let port = self.nets.ports[port];
        self.origin.x + 100 * (self.x[port.item] + port.offset)
    }

    /// The corners of the way to one end of a net.
    fn way(&self, net: &Net, end: usize) -> Vec<Point> {
        let row = |port: usize| self.nets.items[self.nets.ports[port].item].row;
        let (from, to) = (row(net.port), row(end));
        let steps = from.abs_diff(to).max(1);
        let mut points = vec![self.touch(net.port)];
        for step in 1..=steps {
            let channel = if net.down {
                from + step
            } else {
                from + 1 - step
            };
            let entry = if step == 1 {
                net.port
            } else {
                net.passes[step - 2]
            };
            let exit = if step == steps {
                end
            } else {
                net.passes[step - 1]
            };
            self.cross(channel, entry, exit, &mut points);
        }
        points.push(self.touch(end));
        tidy(points)
    }

    /// Where a port lies on its box's border.
    fn touch(&self, port: usize) -> Point {
        let item = self.nets.ports[port].item;
        let rect = self.boxes[item];
        let bottom = self.nets.items[item].bottom.contains(&port);
        Point {
            x: self.port_x(port),
            y: if bottom { rect.bottom() } else { rect.y },
        }
    }

    /// The corners in one channel, from pin to pin.
    fn cross(&self, channel: usize, entry: usize, exit: usize, points: &mut Vec<Point>) {
        let net = self.nets.ports[entry].net;
        let wires = &self.nets.channels[channel];
        let Some(wire) = wires.iter().position(|w| w.net == net) else {
            return;
        };
        let tracks = &self.tracks[channel];
        let Some(track) = tracks.of_wire[wire] else {
            return;
        };
        let first = self.heights.tracks[channel].1;
        let y = self.origin.y + 100 * (first + TRACK * track as i32);
        let (mut before, x) = self.leg(channel, entry);
        before.push(Point { x, y });
        let (mut after, x) = self.leg(channel, exit);
        after.push(Point { x, y });
        points.append(&mut before);
        points.extend(after.into_iter().rev());
    }

    /// The corners between a pin and the vertical to its track, and that vertical's place.
    fn leg(&self, channel: usize, port: usize) -> (Vec<Point>, i32) {
        let x = self.port_x(port);
        let tracks = &self.tracks[channel];
        // A pass has one port for both channels; it escapes where it is at the upper edge.
        let upper = self.nets.items[self.nets.ports[port].item].row < channel;
        let level = tracks.escapes.iter().position(|e| e.0 == port);
        let Some(level) = level.filter(|_| upper) else {
            return (Vec::new(), x);
        };
        let y = self.origin.y + 100 * (self.heights.tracks[channel].0 + TRACK * level as i32);
        let to = self.origin.x + 100 * tracks.escapes[level].1;
        (vec![Point { x, y }, Point { x: to, y }], to)
    }
}

/// Drops points that are no corners.
fn tidy(points: Vec<Point>) -> Vec<Point> {
    let mut kept: Vec<Point> = Vec::with_capacity(points.len());
    for point in points {
        if kept.last() == Some(&point) {
            continue;
        }
        if let [.., a, b] = kept[..]
            && (a.x == b.x && b.x == point.x || a.y == b.y && b.y == point.y)
        {
            kept.pop();
        }
        kept.push(point);
    }
    kept
}

/// A way with its corners rounded.
fn smooth(arrow: usize, points: &[Point]) -> Route {
    let mut segments = Vec::with_capacity(2 * points.len());
    for (at, &corner) in points.iter().enumerate().skip(1) {
        let Some(&next) = points.get(at + 1) else {
            segments.push(Segment::Line(corner));
            continue;
        };
        let before = points[at - 1];
        let length = |p: Point| (p.x - corner.x).abs() + (p.y - corner.y).abs();
        let radius = RADIUS
            .min(length(before) / 20 * 10)
            .min(length(next) / 20 * 10);
        let on = |p: Point, part: i32| Point {
            x: corner.x + (p.x - corner.x).signum() * part,
            y: corner.y + (p.y - corner.y).signum() * part,
        };
        let pull = radius * 9 / 20 / 10 * 10;
        segments.push(Segment::Line(on(before, radius)));
        segments.push(Segment::Cubic(
            on(before, pull),
            on(next, pull),
            on(next, radius),
        ));
    }
    Route {
        arrow,
        start: points.first().copied().unwrap_or_default(),
        segments,
    }
}
