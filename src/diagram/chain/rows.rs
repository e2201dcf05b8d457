//! Which row each box stands in: every lane has one row or more, every group a run of rows in its
//! lane.
//!
//! It knows widths, not places. A lane gets more rows where its boxes build on each other and
//! where it is wider than the page; then groups and boxes move between the rows while that lets
//! arrows point downward, pass fewer rows, or evens the rows out.

use std::collections::BTreeMap;

use crate::diagram::Scene;

/// The rows of a picture, from top to bottom.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// The row of each box.
    pub(super) of_box: Vec<usize>,
    /// The lane of each row.
    pub(super) lanes: Vec<usize>,
    /// What a lane's boxes should keep to, in px.
    pub(super) width: i64,
}

/// Room between boxes, in px.
const GAP: i64 = 18;
/// Room that a group's frame takes beside its boxes, in px.
const FRAME: i64 = 30;
/// Height of a row with its channel, in px, for the page's shape alone.
const ROW_HEIGHT: i64 = 120;
/// A page is wider than high by this much, in per cent.
const SHAPE: i64 = 250;
/// No page is laid out narrower, in px.
const LEAST_WIDTH: i64 = 900;
/// Rows that groups of one lane may share.
const SHELF: usize = 3;
/// How often groups and boxes may move between the rows.
const PASSES: usize = 12;

/// Boxes that keep together: a group, or a box without one.
#[derive(Debug)]
struct Unit {
    boxes: Vec<usize>,
    /// The row in its lane where it begins.
    first: usize,
    /// The row within the unit of each of its boxes.
    inner: Vec<usize>,
    /// How many rows it takes.
    depth: usize,
}

/// Gives each box a row. `width` is what the page's content should take, in px.
pub(super) fn assign(scene: &Scene, width: i64) -> Rows {
    let width = width.max(1);
    let depths = depths(scene);
    let mut lanes: Vec<LaneRows> = (0..lane_count(scene))
        .map(|lane| LaneRows::new(scene, lane, width, &depths))
        .collect();
    let mut rows = number(scene, &lanes);
    for _ in 0..PASSES {
        let mut moved = false;
        for lane in &mut lanes {
            moved |= improve(scene, lane, &mut rows, width);
        }
        if !moved {
            break;
        }
    }
    rows.width = width;
    compact(rows)
}

/// How many lanes there are, those included that only a box names.
pub(super) fn lane_count(scene: &Scene) -> usize {
    let named = scene.boxes.iter().map(|b| b.lane + 1).max().unwrap_or(0);
    named.max(scene.lanes.len())
}

/// The room a box takes in its row, in px.
fn room(scene: &Scene, index: usize) -> i64 {
    i64::from(scene.boxes[index].width) / 100 + GAP
}

/// The width that gives a page a pleasant shape, by the area that boxes take.
pub(super) fn page_width(scene: &Scene) -> i64 {
    let total: i64 = (0..scene.boxes.len()).map(|b| room(scene, b) + 12).sum();
    let widest = (0..scene.boxes.len()).map(|b| room(scene, b)).max();
    let square = total * ROW_HEIGHT * SHAPE / 100;
    square.isqrt().max(LEAST_WIDTH).max(widest.unwrap_or(0))
}

/// How many arrows lead to each box one after the other, within its lane.
fn depths(scene: &Scene) -> Vec<usize> {
    let n = scene.boxes.len();
    let mut next = vec![Vec::new(); n];
    let mut open = vec![0usize; n];
    for arrow in &scene.arrows {
        let (a, b) = (arrow.from, arrow.to);
        if a != b && scene.boxes[a].lane == scene.boxes[b].lane {
            next[a].push(b);
            open[b] += 1;
        }
    }
    let mut depth = vec![0; n];
    let mut done = vec![false; n];
    let mut ready: Vec<usize> = (0..n).filter(|&v| open[v] == 0).collect();
    let (mut at, mut first) = (0, 0);
    loop {
        while at < ready.len() {
            let v = ready[at];
            at += 1;
            done[v] = true;
            for &w in &next[v] {
                if done[w] {
                    continue;
                }
                depth[w] = depth[w].max(depth[v] + 1);
                open[w] -= 1;
                if open[w] == 0 {
                    ready.push(w);
                }
            }
        }
        // What is left stands in a cycle or below one; the first of it is taken as an origin.
        while first < n && (done[first] || open[first] == 0) {
            first += 1;
        }
        if first == n {
            return depth;
        }
        open[first] = 0;
        ready.push(first);
    }
}

/// A lane's units and how many rows it has.
struct LaneRows {
    lane: usize,
    count: usize,
    /// Units do not reach from one shelf of so many rows into the next: that would leave holes.
    shelf: usize,
    units: Vec<Unit>,
}

impl LaneRows {
    fn new(scene: &Scene, lane: usize, width: i64, depths: &[usize]) -> LaneRows {
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut loose = Vec::new();
        for (index, b) in scene.boxes.iter().enumerate() {
            match b.group {
                _ if b.lane != lane => {}
                Some(group) => groups.entry(group).or_default().push(index),
                None => loose.push(index),
            }
        }
        let all = groups.values().flatten().chain(&loose);
        let total: i64 =
            all.clone().map(|&b| room(scene, b)).sum::<i64>() + FRAME * groups.len() as i64;
        let deepest = all.clone().map(|&b| depths[b]).max().unwrap_or(0);
        let by_width = (total * 125 / 100 + width - 1) / width;
        let size = all.count();
        let by_depth = match (deepest, size) {
            (0, _) => 1,
            (1, _) | (_, 0..=9) => 2,
            _ => 3,
        };
        let count = by_depth
            .max(usize::try_from(by_width).unwrap_or(1))
            .clamp(1, size.max(1));
        let groups = groups.into_values();
        let units = groups.chain(loose.into_iter().map(|b| vec![b]));
        let units = units.map(|boxes| Unit::new(scene, boxes, width, count, depths));
        let mut lane = LaneRows {
            lane,
            count,
            shelf: count.div_ceil(count.div_ceil(SHELF)),
            units: units.collect(),
        };
        lane.spread(scene, depths);
        lane
    }

    /// Where a unit of so many rows may begin.
    fn places(&self, depth: usize) -> impl Iterator<Item = usize> + use<> {
        let shelf = self.shelf;
        let within = move |first: usize| first % shelf + depth <= shelf.max(depth);
        (0..=self.count - depth).filter(move |&first| within(first))
    }

    /// First rows: the widest units first, each where the rows are emptiest, near its depth.
    fn spread(&mut self, scene: &Scene, depths: &[usize]) {
        let mut order: Vec<usize> = (0..self.units.len()).collect();
        let wide = |u: &Unit| u.boxes.iter().map(|&b| room(scene, b)).sum::<i64>();
        order.sort_by_key(|&u| (std::cmp::Reverse(wide(&self.units[u])), u));
        let mut loads = vec![0i64; self.count];
        for u in order {
            let unit = &self.units[u];
            let sum: usize = unit.boxes.iter().map(|&b| depths[b]).sum();
            let depth = (sum / unit.boxes.len().max(1)).min(self.count - 1) as i64;
            let width = wide(unit) / unit.depth as i64 + FRAME;
            let price = |first: usize| {
                let rows = &loads[first..first + unit.depth];
                let off = (first as i64 + unit.depth as i64 / 2 - depth).abs();
                rows.iter().copied().max().unwrap_or(0) + off * 2 * width
            };
            let first = self.places(unit.depth).min_by_key(|&f| (price(f), f));
            let first = first.unwrap_or(0);
            for load in &mut loads[first..first + unit.depth] {
                *load += width;
            }
            self.units[u].first = first;
        }
    }
}

impl Unit {
    /// A unit of as many rows as its boxes' width and their arrows ask for.
    fn new(
        scene: &Scene,
        mut boxes: Vec<usize>,
        width: i64,
        rows: usize,
        depths: &[usize],
    ) -> Unit {
        let total: i64 = boxes.iter().map(|&b| room(scene, b)).sum();
        let widest = (width * 2 / 5).max(1);
        let mut depth = usize::try_from((total + widest - 1) / widest).unwrap_or(1);
        let levels: std::collections::BTreeSet<usize> = boxes.iter().map(|&b| depths[b]).collect();
        if boxes.len() > 1 {
            depth = depth.max(levels.len().min(3));
        }
        let depth = depth.clamp(1, rows).min(boxes.len().max(1));
        boxes.sort_by_key(|&b| (depths[b], b));
        // Cut the boxes, shallow ones first, into rows of about the same width.
        let mut inner = Vec::with_capacity(boxes.len());
        let (mut row, mut sum) = (0, 0);
        for (at, &b) in boxes.iter().enumerate() {
            let left = boxes.len() - at;
            let full = sum + room(scene, b) / 2 > total * (row as i64 + 1) / depth as i64;
            let started = inner.last() == Some(&row);
            if row + 1 < depth && started && (full || left < depth - row) {
                row += 1;
            }
            inner.push(row);
            sum += room(scene, b);
        }
        Unit {
            boxes,
            first: 0,
            depth: inner.last().map_or(1, |&last: &usize| last + 1),
            inner,
        }
    }
}

/// The picture's rows before any is dropped.
fn number(scene: &Scene, lanes: &[LaneRows]) -> Rows {
    let mut rows = Rows {
        of_box: vec![0; scene.boxes.len()],
        ..Rows::default()
    };
    for lane in lanes {
        let base = rows.lanes.len();
        for unit in &lane.units {
            for (&b, &inner) in unit.boxes.iter().zip(&unit.inner) {
                rows.of_box[b] = base + unit.first + inner;
            }
        }
        rows.lanes
            .extend(std::iter::repeat_n(lane.lane, lane.count));
    }
    rows
}

/// Moves units and boxes of one lane where that lowers the price; tells whether any moved.
fn improve(scene: &Scene, lane: &mut LaneRows, rows: &mut Rows, width: i64) -> bool {
    let base = rows.lanes.iter().position(|&l| l == lane.lane).unwrap_or(0);
    let arrows = arrows_of(scene);
    let mut loads = vec![0i64; lane.count];
    for unit in &lane.units {
        load(scene, unit, &mut loads, 1);
    }
    let mut moved = false;
    for u in 0..lane.units.len() {
        let price = |unit: &Unit, loads: &mut Vec<i64>, rows: &mut Rows| {
            for (&b, &inner) in unit.boxes.iter().zip(&unit.inner) {
                rows.of_box[b] = base + unit.first + inner;
            }
            load(scene, unit, loads, 1);
            let price = arrow_price(scene, unit, &arrows, rows) + load_price(loads, width);
            load(scene, unit, loads, -1);
            price
        };
        load(scene, &lane.units[u], &mut loads, -1);
        let places: Vec<usize> = lane.places(lane.units[u].depth).collect();
        let unit = &mut lane.units[u];
        let mut best = (price(unit, &mut loads, rows), unit.first);
        for first in places {
            unit.first = first;
            let now = price(unit, &mut loads, rows);
            if now < best.0 {
                best = (now, first);
                moved = true;
            }
        }
        unit.first = best.1;
        for at in 0..unit.boxes.len() {
            let home = unit.inner[at];
            if unit.inner.iter().filter(|&&i| i == home).count() < 2 {
                continue;
            }
            let mut choice = home;
            for inner in 0..unit.depth {
                unit.inner[at] = inner;
                let now = price(unit, &mut loads, rows);
                if now < best.0 {
                    best.0 = now;
                    choice = inner;
                    moved = true;
                }
            }
            unit.inner[at] = choice;
        }
        price(unit, &mut loads, rows);
        load(scene, unit, &mut loads, 1);
    }
    moved
}

/// The arrows at each box.
fn arrows_of(scene: &Scene) -> Vec<Vec<usize>> {
    let mut arrows = vec![Vec::new(); scene.boxes.len()];
    for (index, arrow) in scene.arrows.iter().enumerate() {
        arrows[arrow.from].push(index);
        if arrow.to != arrow.from {
            arrows[arrow.to].push(index);
        }
    }
    arrows
}

fn load(scene: &Scene, unit: &Unit, loads: &mut [i64], sign: i64) {
    for (&b, &inner) in unit.boxes.iter().zip(&unit.inner) {
        loads[unit.first + inner] += sign * room(scene, b);
    }
    for load in &mut loads[unit.first..unit.first + unit.depth] {
        *load += sign * FRAME;
    }
}

/// Rows passed, sideways and upward arrows.
fn arrow_price(scene: &Scene, unit: &Unit, arrows: &[Vec<usize>], rows: &Rows) -> i64 {
    let mut price = 0;
    for &index in unit.boxes.iter().flat_map(|&b| &arrows[b]) {
        let arrow = &scene.arrows[index];
        let (from, to) = (rows.of_box[arrow.from] as i64, rows.of_box[arrow.to] as i64);
        price += match to - from {
            0 if arrow.from == arrow.to => 0,
            0 => 60,
            down @ 1.. => 30 * (down - 1),
            up => 70 + 30 * (-up - 1),
        };
    }
    price
}

/// Rows wider than the page, and uneven ones.
fn load_price(loads: &[i64], width: i64) -> i64 {
    let over = |load: i64| (load - width).max(0) * 4;
    let price = |load: i64| over(load) + load * load / width.max(1) / 6;
    loads.iter().map(|&l| price(l)).sum()
}

/// Drops rows without a box.
fn compact(rows: Rows) -> Rows {
    let mut used = vec![false; rows.lanes.len()];
    for &row in &rows.of_box {
        used[row] = true;
    }
    let mut names = Vec::with_capacity(used.len());
    let mut lanes = Vec::new();
    for (row, &lane) in rows.lanes.iter().enumerate() {
        names.push(lanes.len());
        if used[row] {
            lanes.push(lane);
        }
    }
    Rows {
        of_box: rows.of_box.iter().map(|&row| names[row]).collect(),
        lanes,
        width: rows.width,
    }
}

impl Rows {
    /// The rows of a lane.
    pub(super) fn of_lane(&self, lane: usize) -> std::ops::Range<usize> {
        let first = self.lanes.partition_point(|&l| l < lane);
        first..self.lanes.partition_point(|&l| l <= lane)
    }
}
