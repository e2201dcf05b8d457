//! The laws of a chain's geometry, on random scenes.

use super::*;
use crate::diagram::{
    Arrow, Group, Lane, LegendEntry, Point, Rect, SceneBox, Segment, TextLine, Tone,
};

/// A small generator: the same numbers everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        ((self.0 >> 33) % n.max(1) as u64) as usize
    }
}

fn scene_box(index: usize, width: i32, lane: usize, group: Option<usize>) -> SceneBox {
    SceneBox {
        node: None,
        key: format!("b{index}"),
        label: "Model".to_owned(),
        lines: vec![TextLine {
            text: format!("b{index}"),
            ..TextLine::default()
        }],
        width,
        height: 2600 + 700 * (index as i32 % 4),
        color: 0,
        dashed: false,
        tone: Tone::Normal,
        date: None,
        lane,
        group,
        tooltip: String::new(),
        link: None,
    }
}

fn arrow(from: usize, to: usize, kind: usize) -> Arrow {
    Arrow {
        from,
        to,
        kind: format!("KIND_{kind}"),
        label: String::new(),
        restricts: kind == 0,
        disputed: false,
        tone: Tone::Normal,
        tooltip: String::new(),
    }
}

/// A scene of some boxes, most in groups, and arrows between any of them.
fn random_scene(seed: u64, most: usize) -> Scene {
    let mut random = Random(seed);
    let lanes = 1 + random.below(5);
    let mut scene = Scene {
        title: "Title".to_owned(),
        subtitle: "Subtitle".to_owned(),
        legend: vec![LegendEntry {
            text: "restriction".to_owned(),
            color: None,
            dashed: false,
            restricts: true,
        }],
        ..Scene::default()
    };
    for lane in 0..lanes {
        scene.lanes.push(Lane {
            name: format!("Lane {lane}"),
            subname: "below".to_owned(),
            restricts: lane == 0,
        });
        for group in 0..random.below(8) {
            scene.groups.push(Group {
                name: format!("Group {group}"),
                lane,
                color: 0,
            });
        }
    }
    let count = random.below(most + 1);
    for index in 0..count {
        let width = 3000 + 37 * random.below(300) as i32;
        let lane = random.below(lanes);
        let all = 0..scene.groups.len();
        let homes: Vec<usize> = all.filter(|&g| scene.groups[g].lane == lane).collect();
        let home = random.below(homes.len() + 1);
        scene
            .boxes
            .push(scene_box(index, width, lane, homes.get(home).copied()));
    }
    let kinds = 1 + random.below(4);
    for _ in 0..random.below(2 * count + 1) {
        let (a, b) = (random.below(count), random.below(count));
        let hub = random.below(4) == 0;
        scene
            .arrows
            .push(arrow(if hub { a % 3 } else { a }, b, random.below(kinds)));
    }
    scene
        .arrows
        .sort_by(|a, b| (a.from, a.to, &a.kind).cmp(&(b.from, b.to, &b.kind)));
    scene
}

fn overlap(a: Rect, b: Rect) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

fn inside(inner: Rect, outer: Rect) -> bool {
    inner.x >= outer.x
        && inner.y >= outer.y
        && inner.right() <= outer.right()
        && inner.bottom() <= outer.bottom()
}

/// The straight parts of a way; a rounded corner counts as its two legs.
fn parts(route: &crate::diagram::Route) -> Vec<(Point, Point)> {
    let mut parts = Vec::new();
    let mut at = route.start;
    for segment in &route.segments {
        match *segment {
            Segment::Line(to) => {
                parts.push((at, to));
                at = to;
            }
            Segment::Cubic(a, b, to) => {
                let corner = if a.x == at.x {
                    Point { x: at.x, y: to.y }
                } else {
                    Point { x: to.x, y: at.y }
                };
                assert!(a.x == at.x || a.y == at.y, "a corner bends");
                assert!(b.x == to.x || b.y == to.y, "a corner bends");
                parts.push((at, corner));
                parts.push((corner, to));
                at = to;
            }
        }
    }
    for (a, b) in &parts {
        assert!(a.x == b.x || a.y == b.y, "a slanted line {a:?} {b:?}");
    }
    parts
}

fn part_rect(a: Point, b: Point) -> Rect {
    Rect {
        x: a.x.min(b.x),
        y: a.y.min(b.y),
        width: (a.x - b.x).abs(),
        height: (a.y - b.y).abs(),
    }
}

fn check(placed: &Placed, name: &str) {
    let page = Rect {
        x: 0,
        y: 0,
        width: placed.width,
        height: placed.height,
    };
    let boxes: Vec<Rect> = placed.boxes.iter().map(|b| b.rect).collect();
    for (i, &a) in boxes.iter().enumerate() {
        assert!(inside(a, page), "{name}: box {i} leaves the page");
        assert!(
            a.width >= placed.scene.boxes[i].width,
            "{name}: box {i} is too narrow"
        );
        for (j, &b) in boxes[..i].iter().enumerate() {
            assert!(!overlap(a, b), "{name}: boxes {i} and {j} overlap");
        }
    }
    for (g, frame) in placed.groups.iter().enumerate() {
        let mut members = 0;
        for (i, &b) in boxes.iter().enumerate() {
            let member = placed.scene.boxes[i].group == Some(g);
            members += usize::from(member);
            match frame {
                Some(frame) if member => assert!(inside(b, *frame), "{name}: {i} leaves {g}"),
                Some(frame) => assert!(!overlap(b, *frame), "{name}: {i} is no member of {g}"),
                None => assert!(!member, "{name}: no frame around {i}"),
            }
        }
        assert_eq!(frame.is_some(), members > 0, "{name}: frame {g}");
    }
    let frames: Vec<Rect> = placed.groups.iter().copied().flatten().collect();
    for (i, &a) in frames.iter().enumerate() {
        assert!(
            frames[..i].iter().all(|&b| !overlap(a, b)),
            "{name}: frames overlap"
        );
    }
    for (i, b) in placed.scene.boxes.iter().enumerate() {
        let band = placed
            .lanes
            .iter()
            .find(|l| l.lane == b.lane)
            .expect("a band");
        assert!(
            inside(boxes[i], band.rect),
            "{name}: box {i} leaves its lane"
        );
    }
    check_routes(placed, &boxes, page, name);
}

fn check_routes(placed: &Placed, boxes: &[Rect], page: Rect, name: &str) {
    let mut drawn: Vec<usize> = placed.routes.iter().map(|r| r.arrow).collect();
    drawn.sort_unstable();
    assert!(
        drawn.iter().copied().eq(0..placed.scene.arrows.len()),
        "{name}: an arrow is lost"
    );
    let mut all = Vec::new();
    for route in &placed.routes {
        let arrow = &placed.scene.arrows[route.arrow];
        let parts = parts(route);
        let ends = (parts[0].0, parts[parts.len() - 1].1);
        for (point, index) in [(ends.0, arrow.from), (ends.1, arrow.to)] {
            let rect = boxes[index];
            let on = point.y == rect.y || point.y == rect.bottom();
            let along = rect.x < point.x && point.x < rect.right();
            assert!(on && along, "{name}: {} ends off its box", route.arrow);
        }
        for &(a, b) in &parts {
            let rect = part_rect(a, b);
            assert!(
                inside(rect, page),
                "{name}: arrow {} leaves the page",
                route.arrow
            );
            for (index, &other) in boxes.iter().enumerate() {
                let hit = overlap(thick(rect), other);
                let own = index == arrow.from || index == arrow.to;
                assert!(
                    own || !hit,
                    "{name}: arrow {} runs through {index}",
                    route.arrow
                );
            }
            all.push((arrow.from, arrow.kind.as_str(), a, b));
        }
    }
    check_apart(&all, name);
}

/// A line as an area.
fn thick(rect: Rect) -> Rect {
    Rect {
        x: rect.x - 100,
        y: rect.y - 100,
        width: rect.width + 200,
        height: rect.height + 200,
    }
}

/// Lines of different nets do not run on top of each other for more than 3 px.
fn check_apart(all: &[(usize, &str, Point, Point)], name: &str) {
    for (i, a) in all.iter().enumerate() {
        for b in &all[..i] {
            if (a.0, a.1) == (b.0, b.1) {
                continue;
            }
            let both = |f: &dyn Fn(Point) -> i32| {
                let (low, high) = (f(a.2).min(f(a.3)), f(a.2).max(f(a.3)));
                f(b.2).max(f(b.3)).min(high) - f(b.2).min(f(b.3)).max(low)
            };
            let upright = a.2.x == a.3.x && b.2.x == b.3.x && (a.2.x - b.2.x).abs() < 300;
            assert!(
                !upright || both(&|p| p.y) <= 300,
                "{name}: {a:?} runs on {b:?}"
            );
            let level = a.2.y == a.3.y && b.2.y == b.3.y && (a.2.y - b.2.y).abs() < 300;
            assert!(
                !level || both(&|p| p.x) <= 300,
                "{name}: {a:?} runs on {b:?}"
            );
        }
    }
}

#[test]
fn small_scenes_keep_the_laws() {
    for seed in 0..200 {
        let scene = random_scene(seed, 12);
        check(
            &place(scene, &ChainOptions::default()),
            &format!("small {seed}"),
        );
    }
}

#[test]
fn larger_scenes_keep_the_laws() {
    for seed in 0..12 {
        let scene = random_scene(1000 + seed, 120);
        check(
            &place(scene, &ChainOptions::default()),
            &format!("large {seed}"),
        );
    }
}

#[test]
fn any_width_is_kept_to_the_laws() {
    for (seed, width) in [(1, 0), (2, 30_000), (3, 90_000), (4, 1_000_000)] {
        let options = ChainOptions { width: Some(width) };
        check(
            &place(random_scene(seed, 60), &options),
            &format!("width {width}"),
        );
    }
}

#[test]
fn the_same_scene_gives_the_same_picture() {
    for seed in [5, 6, 7] {
        let of = || {
            format!(
                "{:?}",
                place(random_scene(seed, 80), &ChainOptions::default())
            )
        };
        assert_eq!(of(), of());
    }
}

#[test]
fn odd_scenes_are_placed() {
    let options = ChainOptions::default();
    check(&place(Scene::default(), &options), "empty");
    let mut one = Scene::default();
    one.boxes.push(scene_box(0, 5000, 0, None));
    one.arrows.push(arrow(0, 0, 1));
    check(&place(one, &options), "a self-loop");
    let mut star = Scene::default();
    for index in 0..301 {
        star.boxes
            .push(scene_box(index, 5000, usize::from(index > 0), None));
        if index > 0 {
            star.arrows.push(arrow(0, index, 1));
            star.arrows.push(arrow(index, 0, 2));
        }
    }
    check(&place(star, &options), "a star");
    let mut complete = Scene::default();
    for a in 0..10 {
        complete.boxes.push(scene_box(a, 6000, a / 4, Some(9)));
        (0..10).for_each(|b| complete.arrows.push(arrow(a, b, b % 3)));
    }
    check(&place(complete, &options), "all with all");
}
