//! What holds for every picture.

use super::geometry::{enters, flattened, on_border, overlap, overlaps};
use super::*;
use crate::diagram::Rect;

/// Everything that is wrong with a picture.
fn faults(placed: &Placed) -> Vec<String> {
    let mut faults = Vec::new();
    let page = Rect {
        x: 0,
        y: 0,
        width: placed.width,
        height: placed.height,
    };
    boxes(placed, &mut faults);
    for route in &placed.routes {
        let arrow = &placed.scene.arrows[route.arrow];
        let points = flattened(route);
        let ends = [
            (points[0], arrow.from),
            (points[points.len() - 1], arrow.to),
        ];
        for (point, b) in ends {
            if !on_border(point, placed.boxes[b].rect) {
                faults.push(format!("arrow {} does not end at box {b}", route.arrow));
            }
        }
        for (b, foreign) in placed.boxes.iter().enumerate() {
            let own = b == arrow.from || b == arrow.to;
            let mut pieces = points.windows(2);
            if !own && pieces.any(|p| enters(p[0], p[1], foreign.rect)) {
                faults.push(format!("arrow {} enters box {b}", route.arrow));
            }
        }
        let outside = |p: &crate::diagram::Point| {
            p.x < page.x || p.x > page.right() || p.y < page.y || p.y > page.bottom()
        };
        if points.iter().any(outside) {
            faults.push(format!("arrow {} leaves the page", route.arrow));
        }
    }
    for text in &placed.texts {
        let width = text_width(&text.text, text.size, text.bold);
        let x = match text.anchor {
            Anchor::Start => text.x,
            Anchor::Middle => text.x - width / 2,
            Anchor::End => text.x - width,
        };
        if x < 0 || x + width > page.width || text.y > page.height || text.y < text.size {
            faults.push(format!("text {:?} leaves the page", text.text));
        }
    }
    faults.extend(
        overlaps(placed)
            .into_iter()
            .map(|o| format!("arrows overlap {o:?}")),
    );
    faults
}

fn boxes(placed: &Placed, faults: &mut Vec<String>) {
    let key = |b: usize| {
        let date = placed.scene.boxes[b].date?;
        Some((date.year(), date.month()?))
    };
    for (b, one) in placed.boxes.iter().enumerate() {
        let band = placed.lanes[placed.scene.boxes[b].lane].rect;
        if one.rect.around(band) != band {
            faults.push(format!("box {b} leaves its lane"));
        }
        if one.rect.width != placed.scene.boxes[b].width {
            faults.push(format!("box {b} has another width"));
        }
        for (other, two) in placed.boxes.iter().enumerate() {
            if other < b && overlap(one.rect, two.rect) {
                faults.push(format!("boxes {other} and {b} overlap"));
            }
            let dated = key(b).zip(key(other));
            if dated.is_some_and(|(a, z)| a < z) && one.rect.x > two.rect.x {
                faults.push(format!(
                    "box {b} is older than {other} and stands right of it"
                ));
            }
        }
    }
    for pair in placed.lanes.windows(2) {
        if pair[0].rect.bottom() > pair[1].rect.y {
            faults.push("lanes overlap".to_owned());
        }
    }
}

#[test]
fn random_scenes_keep_the_laws() {
    for seed in 0..80 {
        let placed = timeline(random_scene(seed));
        let faults = faults(&placed);
        assert!(faults.is_empty(), "seed {seed}: {faults:#?}");
    }
}

#[test]
fn equal_scenes_give_equal_pictures() {
    for seed in 0..10 {
        let (a, b) = (timeline(random_scene(seed)), timeline(random_scene(seed)));
        assert_eq!(format!("{a:?}"), format!("{b:?}"));
    }
}

#[test]
fn awkward_scenes_keep_the_laws() {
    let names: Vec<String> = (0..300).map(|i| format!("n{i}")).collect();
    let all = |n: usize, date: &'static str| -> Vec<(&str, &str, usize)> {
        names[..n]
            .iter()
            .map(|name| (name.as_str(), date, 0))
            .collect()
    };
    let out: Vec<(usize, usize)> = (1..300).map(|i| (0, i)).collect();
    let within: Vec<(usize, usize)> = (1..60).map(|i| (i, 0)).collect();
    let complete: Vec<(usize, usize)> = (0..10)
        .flat_map(|a| (0..10).map(move |b| (a, b)))
        .filter(|(a, b)| a != b)
        .collect();
    let scenes = [
        scene(&[], &[]),
        scene(&[("a", "2020-01", 0)], &[(0, 0), (0, 0)]),
        scene(&[("a", "", 0), ("b", "", 1)], &[(0, 1), (1, 0), (0, 1)]),
        scene(
            &[("a", "2020-01", 0), ("b", "2019", 1), ("c", "1956", 2)],
            &[(0, 1), (1, 2), (2, 0)],
        ),
        scene(&all(300, "2023-03"), &out),
        scene(&all(60, "2023-03"), &within),
        scene(&all(10, "2023-03"), &complete),
        scene(&all(10, ""), &complete),
        scene(&all(100, "2021"), &[]),
    ];
    for (k, scene) in scenes.into_iter().enumerate() {
        let faults = faults(&timeline(scene));
        assert!(faults.is_empty(), "scene {k}: {faults:#?}");
    }
}
