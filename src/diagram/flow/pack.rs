//! A scene's parts that do not hang together, and their places side by side.

use crate::diagram::{Placed, Point, Rect, Scene, Segment};

use super::{Edge, Part};

/// Between parts.
const GAP: i32 = 4400;
/// Between boxes without arrows.
const NEAR: i32 = 1600;

/// Boxes that hang together, and their arrows.
#[derive(Debug, Default)]
pub(super) struct Component {
    /// The boxes, by their numbers in the scene, ascending.
    pub(super) boxes: Vec<usize>,
    /// Arrows between different boxes.
    pub(super) edges: Vec<Edge>,
    /// Arrows from a box to itself: (box within the part, arrow).
    pub(super) loops: Vec<(usize, usize)>,
}

/// The parts of a scene: the largest first, then by their first box.
pub(super) fn components(scene: &Scene) -> Vec<Component> {
    let count = scene.boxes.len();
    let mut root: Vec<usize> = (0..count).collect();
    let find = |root: &mut Vec<usize>, mut at: usize| {
        while root[at] != at {
            root[at] = root[root[at]];
            at = root[at];
        }
        at
    };
    let drawn = |a: &crate::diagram::Arrow| a.from < count && a.to < count;
    for arrow in scene.arrows.iter().filter(|a| drawn(a)) {
        let (a, b) = (find(&mut root, arrow.from), find(&mut root, arrow.to));
        root[a.max(b)] = a.min(b);
    }
    let mut parts: Vec<Component> = Vec::new();
    let mut part_of = vec![usize::MAX; count];
    let mut within = vec![0; count];
    for index in 0..count {
        let top = find(&mut root, index);
        if part_of[top] == usize::MAX {
            part_of[top] = parts.len();
            parts.push(Component::default());
        }
        part_of[index] = part_of[top];
        let part = &mut parts[part_of[index]];
        within[index] = part.boxes.len();
        part.boxes.push(index);
    }
    for (index, arrow) in scene.arrows.iter().enumerate().filter(|(_, a)| drawn(a)) {
        let part = &mut parts[part_of[arrow.from]];
        let (from, to) = (within[arrow.from], within[arrow.to]);
        if from == to {
            part.loops.push((from, index));
        } else {
            let edge = Edge {
                from,
                to,
                arrow: index,
            };
            part.edges.push(edge);
        }
    }
    parts.sort_by_key(|part| std::cmp::Reverse(part.boxes.len()));
    parts
}

/// Puts the parts into rows and gives the rectangle around them.
pub(super) fn pack(parts: Vec<Part>, width: Option<i32>, placed: &mut Placed) -> Rect {
    let area =
        |part: &Part| i64::from(part.bounds.width + GAP) * i64::from(part.bounds.height + GAP);
    let total: i64 = parts.iter().map(area).sum();
    let shape = (total * 9 / 5).unsigned_abs().isqrt();
    let widest = parts
        .iter()
        .map(|part| part.bounds.width)
        .max()
        .unwrap_or(0);
    let room = width
        .unwrap_or(i32::try_from(shape).unwrap_or(i32::MAX))
        .max(widest);
    let mut around = Rect::default();
    let mut shelf = Shelf::default();
    for part in parts {
        let single = part.boxes.len() == 1;
        let at = shelf.place(part.bounds, single, room);
        let moved = Rect {
            x: at.x,
            y: at.y,
            ..part.bounds
        };
        around = around.around(moved);
        put(part, at, placed);
    }
    around
}

/// The row that is being filled: parts stand in piles, as high as the row's first one.
#[derive(Default)]
struct Shelf {
    top: i32,
    height: i32,
    /// The left edge of the last pile, its width, how far down it reaches.
    pile: (i32, i32, i32),
    begun: bool,
    single: bool,
}

impl Shelf {
    fn place(&mut self, bounds: Rect, single: bool, room: i32) -> Point {
        let (x, width, bottom) = self.pile;
        // Boxes without arrows keep together, in rows of their own.
        let first_single = single && !self.single;
        let gap = if single { NEAR } else { GAP };
        let end = self.top + self.height;
        let fits_below = bottom + gap + bounds.height <= end && x + bounds.width <= room;
        let at = if !self.begun {
            Point::default()
        } else if fits_below && !single {
            let y = bottom + gap;
            self.pile = (x, width.max(bounds.width), y + bounds.height);
            return Point { x, y };
        } else if !first_single && x + width + gap + bounds.width <= room {
            Point {
                x: x + width + gap,
                y: self.top,
            }
        } else {
            let apart = if self.single { NEAR } else { GAP };
            (self.top, self.height) = (end + apart, 0);
            Point { x: 0, y: self.top }
        };
        self.begun = true;
        self.single = single;
        self.height = self.height.max(bounds.height);
        self.pile = (at.x, bounds.width, at.y + bounds.height);
        at
    }
}

fn put(part: Part, at: Point, placed: &mut Placed) {
    let (dx, dy) = (at.x - part.bounds.x, at.y - part.bounds.y);
    let moved = |p: &mut Point| {
        p.x += dx;
        p.y += dy;
    };
    for (index, mut rect) in part.boxes {
        rect.x += dx;
        rect.y += dy;
        placed.boxes[index].rect = rect;
    }
    for mut text in part.texts {
        (text.x, text.y) = (text.x + dx, text.y + dy);
        placed.texts.push(text);
    }
    for mut route in part.routes {
        moved(&mut route.start);
        for segment in &mut route.segments {
            match segment {
                Segment::Line(p) => moved(p),
                Segment::Cubic(a, b, c) => [a, b, c].into_iter().for_each(moved),
            }
        }
        placed.routes.push(route);
    }
}
