//! Boxes and routes with all coordinates, once columns, order and heights are known.
//!
//! Within a column a route is level, at a height of its own; between columns, where no boxes
//! stand, it is a curve that is level at both ends. So no route enters a foreign box.

use crate::diagram::measure::text_width;
use crate::diagram::{Anchor, Point, Rect, Route, Scene, Segment, TextLine};

use super::network::{CORNER, LABEL_PORT, LOOP, Network};
use super::{Edge, Part};

/// Between the places where arrows meet a side of a box, at most.
const PORT_MOST: i32 = 1000;
/// The least and greatest room between two columns.
const GAP: (i32, i32) = (5200, 20_000);

/// The font size of labels, and the room they leave for the arrow's head.
const LABEL: i32 = 900;
const LABEL_GAP: i32 = 900;

/// Where an edge meets its boxes: heights at its start and end.
#[derive(Clone, Copy, Default)]
struct Ends {
    start: i32,
    end: i32,
}

/// The left and right edges of a column: of its boxes, and of the level ends of routes, which are
/// longer than the boxes where arrows are labelled.
#[derive(Clone, Copy)]
struct Span {
    left: i32,
    boxes: i32,
    right: i32,
}

/// Draws a part.
pub(super) fn draw(
    scene: &Scene,
    net: &Network,
    boxes: &[usize],
    edges: &[Edge],
    loops: &[(usize, usize)],
    labels: bool,
) -> Part {
    let leads = leads(scene, net, edges, labels);
    let spans = spans(scene, net, boxes, &leads);
    let rects: Vec<Rect> = (0..boxes.len())
        .map(|node| {
            let item = &net.items[node];
            let height = net.heights[node];
            Rect {
                x: spans[item.column].boxes,
                y: item.y - height / 2,
                width: scene.boxes[boxes[node]].width,
                height,
            }
        })
        .collect();
    let ends = ports(net, edges, &rects);
    let mut routes: Vec<Route> = Vec::with_capacity(edges.len() + loops.len());
    for ((edge, way), ends) in edges.iter().zip(&net.ways).zip(ends) {
        routes.push(route(net, edge, way, ends, &rects, &spans));
    }
    let mut counts = vec![0; boxes.len()];
    for &(node, arrow) in loops {
        routes.push(self_loop(rects[node], arrow, counts[node]));
        counts[node] += 1;
    }
    let texts = match labels {
        true => routes
            .iter()
            .filter_map(|route| label(scene, route))
            .collect(),
        false => Vec::new(),
    };
    let bounds = bounds(net, &rects);
    let boxes = boxes.iter().copied().zip(rects).collect();
    Part {
        boxes,
        routes,
        texts,
        bounds,
    }
}

/// The columns from left to right; where links climb far, the room between is wider.
fn spans(scene: &Scene, net: &Network, boxes: &[usize], leads: &[[i32; 2]]) -> Vec<Span> {
    let mut spans = Vec::with_capacity(net.columns.len());
    let mut x = 0;
    for (column, lead) in net.columns.iter().zip(leads) {
        let nodes = column.iter().filter_map(|&item| net.items[item].node);
        let width = nodes.map(|node| scene.boxes[boxes[node]].width).max();
        let span = Span {
            left: x,
            boxes: x + lead[0],
            right: x + lead[0] + width.unwrap_or(0) + lead[1],
        };
        spans.push(span);
        let (mut climb, mut steep) = (0, 0);
        for &item in column {
            let y = net.items[item].y;
            let climbs = net.items[item]
                .right
                .iter()
                .map(|&n| (net.items[n].y - y).abs());
            let most = climbs.max().unwrap_or(0);
            climb = climb.max(most);
            steep += i32::from(most > 3000);
        }
        let gap = GAP.0 + climb / 6 + steep.min(24) * 200;
        x = span.right + gap.min(GAP.1) / 100 * 100;
    }
    spans
}

/// How much longer than the boxes each column is at the left and the right, for the labels of
/// arrows that end there.
fn leads(scene: &Scene, net: &Network, edges: &[Edge], labels: bool) -> Vec<[i32; 2]> {
    let mut leads = vec![[0; 2]; net.columns.len()];
    if !labels {
        return leads;
    }
    for edge in edges {
        let (from, to) = (net.items[edge.from].column, net.items[edge.to].column);
        let text = &scene.arrows[edge.arrow].label;
        if text.is_empty() {
            continue;
        }
        let needed = text_width(text, LABEL, false) + LABEL_GAP + 400;
        let lead = &mut leads[to][usize::from(from > to)];
        *lead = (*lead).max((needed + 99) / 100 * 100);
    }
    leads
}

/// An arrow's label: above the level end of its route.
fn label(scene: &Scene, route: &Route) -> Option<TextLine> {
    let text = scene.arrows[route.arrow].label.clone();
    let &Segment::Line(end) = route.segments.last()? else {
        return None;
    };
    let before = match route
        .segments
        .len()
        .checked_sub(2)
        .map(|at| &route.segments[at])
    {
        Some(Segment::Line(p) | Segment::Cubic(_, _, p)) => *p,
        None => route.start,
    };
    let onward = before.x < end.x;
    (!text.is_empty() && before.y == end.y).then(|| TextLine {
        text,
        x: if onward {
            end.x - LABEL_GAP
        } else {
            end.x + LABEL_GAP
        },
        y: end.y - 300,
        size: LABEL,
        bold: false,
        muted: true,
        anchor: if onward { Anchor::End } else { Anchor::Start },
    })
}

/// Gives each end of an edge its height on the side of its box, in the order of what it leads to.
/// Arrows that leave a side share one place where no arrival comes between them; those that arrive
/// have one each.
fn ports(net: &Network, edges: &[Edge], rects: &[Rect]) -> Vec<Ends> {
    /// Height of the neighbour, whether last among equals, edge, whether it leaves.
    type Port = (i32, bool, usize, bool);
    // By box and side.
    let mut sides: Vec<[Vec<Port>; 2]> = vec![Default::default(); rects.len()];
    for (index, (edge, way)) in edges.iter().zip(&net.ways).enumerate() {
        let onward = net.items[edge.from].column < net.items[edge.to].column;
        let side = usize::from(onward);
        let (next, last) = (net.items[way[1]].y, net.items[way[way.len() - 2]].y);
        // Two opposite arrows between the same boxes then run side by side.
        sides[edge.from][side].push((next, !onward, index, true));
        sides[edge.to][1 - side].push((last, !onward, index, false));
    }
    let mut ends = vec![Ends::default(); edges.len()];
    for (rect, sides) in rects.iter().zip(&mut sides) {
        for places in sides {
            places.sort_unstable();
            let shares = |at: usize| at > 0 && places[at].3 && places[at - 1].3;
            let count = (0..places.len()).filter(|&at| !shares(at)).count();
            let mut place = 0;
            for (at, &(_, _, edge, leaves)) in places.iter().enumerate() {
                place += usize::from(at > 0 && !shares(at));
                let y = port(*rect, place, count);
                match leaves {
                    true => ends[edge].start = y,
                    false => ends[edge].end = y,
                }
            }
        }
    }
    ends
}

/// The height of place `at` of `count` on a side of a box.
fn port(rect: Rect, at: usize, count: usize) -> i32 {
    let (at, last) = (at as i32, count as i32 - 1);
    if last == 0 {
        return rect.centre().y;
    }
    let room = rect.height - 2 * CORNER;
    let apart = (room / last).min(PORT_MOST.max(LABEL_PORT)) / 10 * 10;
    rect.centre().y - apart * last / 2 + apart * at
}

fn route(
    net: &Network,
    edge: &Edge,
    way: &[usize],
    ends: Ends,
    rects: &[Rect],
    spans: &[Span],
) -> Route {
    let onward = net.items[edge.from].column < net.items[edge.to].column;
    let (from, to) = (rects[edge.from], rects[edge.to]);
    let start = Point {
        x: if onward { from.right() } else { from.x },
        y: ends.start,
    };
    let mut pen = Pen {
        at: start,
        segments: Vec::new(),
    };
    for (place, &index) in way.iter().enumerate() {
        let item = &net.items[index];
        let Span { left, right, .. } = spans[item.column];
        let (enter, leave) = if onward { (left, right) } else { (right, left) };
        let last = place + 1 == way.len();
        if place > 0 {
            let y = if last { ends.end } else { item.y };
            pen.curve(Point { x: enter, y });
        }
        let x = match (last, onward) {
            (true, true) => to.x,
            (true, false) => to.right(),
            (false, _) => leave,
        };
        pen.level(x);
    }
    Route {
        arrow: edge.arrow,
        start,
        segments: pen.segments,
    }
}

/// Draws a route.
struct Pen {
    at: Point,
    segments: Vec<Segment>,
}

impl Pen {
    fn level(&mut self, x: i32) {
        if x == self.at.x {
            return;
        }
        self.at.x = x;
        match self.segments.last_mut() {
            Some(Segment::Line(to)) if to.y == self.at.y => to.x = x,
            _ => self.segments.push(Segment::Line(self.at)),
        }
    }

    fn curve(&mut self, to: Point) {
        if to.y == self.at.y {
            self.level(to.x);
            return;
        }
        let middle = (self.at.x + to.x) / 2;
        let a = Point {
            x: middle,
            y: self.at.y,
        };
        let b = Point { x: middle, y: to.y };
        self.segments.push(Segment::Cubic(a, b, to));
        self.at = to;
    }
}

/// A loop above a box: `number` loops stand inside it.
fn self_loop(rect: Rect, arrow: usize, number: i32) -> Route {
    let half = (600 + 500 * number).min(rect.width / 2 - 400);
    let middle = rect.centre().x;
    let rise = (LOOP.0 + number.min(8) * LOOP.1) - 200;
    let top = rect.y - rise;
    let point = |x, y| Point { x, y };
    let (left, right) = (middle - half, middle + half);
    Route {
        arrow,
        start: point(left, rect.y),
        segments: vec![Segment::Cubic(
            point(left - 600, top),
            point(right + 600, top),
            point(right, rect.y),
        )],
    }
}

fn bounds(net: &Network, rects: &[Rect]) -> Rect {
    let spaces = rects.iter().enumerate().map(|(node, rect)| {
        let top = net.items[node].y - net.items[node].above;
        Rect {
            y: top,
            height: rect.bottom() - top,
            ..*rect
        }
    });
    let steps = net.items.iter().filter(|item| item.node.is_none());
    let first = rects.first().copied().unwrap_or_default();
    let steps = steps.map(|item| Rect {
        x: first.x.max(0),
        y: item.y - 200,
        width: 0,
        height: 400,
    });
    let left = Rect {
        x: 0,
        y: first.y,
        width: 0,
        height: 0,
    };
    spaces.chain(steps).fold(left, Rect::around)
}
