//! The laws of the layout on random scenes and on awkward ones.

mod geometry;
mod laws;
mod steps;

use super::random::Random;
use super::{TimelineOptions, place};
use crate::diagram::measure::text_width;
use crate::diagram::{Anchor, Arrow, Lane, Placed, Scene, SceneBox, TextLine, Tone};
use crate::model::{Date, Lang};

/// A box of that name.
fn shown(name: &str, date: &str, lane: usize) -> SceneBox {
    let width = text_width(name, 1200, true) + 1600;
    SceneBox {
        node: None,
        key: name.to_owned(),
        label: "Model".to_owned(),
        lines: vec![TextLine {
            text: name.to_owned(),
            x: 0,
            y: 1900,
            size: 1200,
            bold: true,
            muted: false,
            anchor: Anchor::Middle,
        }],
        width,
        height: 3000,
        color: 0,
        dashed: false,
        tone: Tone::Normal,
        date: Date::parse(date).ok(),
        lane,
        group: None,
        tooltip: String::new(),
        link: None,
    }
}

fn arrow(from: usize, to: usize) -> Arrow {
    Arrow {
        from,
        to,
        kind: "BUILDS_ON".to_owned(),
        label: String::new(),
        restricts: false,
        disputed: false,
        tone: Tone::Normal,
        tooltip: String::new(),
    }
}

/// A scene of boxes given as (name, date, lane) and arrows given by their indexes.
fn scene(boxes: &[(&str, &str, usize)], arrows: &[(usize, usize)]) -> Scene {
    let lanes = boxes.iter().map(|b| b.2 + 1).max().unwrap_or(0);
    let lane = |l: usize| Lane {
        name: format!("Lane {l}"),
        subname: String::new(),
        restricts: false,
    };
    Scene {
        title: "A title".to_owned(),
        boxes: boxes.iter().map(|b| shown(b.0, b.1, b.2)).collect(),
        arrows: arrows.iter().map(|a| arrow(a.0, a.1)).collect(),
        lanes: (0..lanes).map(lane).collect(),
        ..Scene::default()
    }
}

fn timeline(scene: Scene) -> Placed {
    place(scene, &TimelineOptions::new(Lang::En))
}

/// A random scene with dates of all precisions and none, and arrows of all directions.
fn random_scene(seed: u64) -> Scene {
    let mut random = Random::new(seed);
    let n = 1 + random.below(120);
    let lanes = 1 + random.below(4);
    let (years, wild) = (1 + random.below(9), random.below(3));
    let names: Vec<String> = (0..n)
        .map(|i| format!("{i}{}", "x".repeat(random.below(14))))
        .collect();
    let dates: Vec<String> = (0..n)
        .map(|_| {
            let year = 2010 + random.below(years);
            let month = 1 + random.below(12);
            match random.below(10) {
                0 => String::new(),
                1 => year.to_string(),
                2 => format!("{year}-{month:02}-{:02}", 1 + random.below(28)),
                _ => format!("{year}-{month:02}"),
            }
        })
        .collect();
    let boxes: Vec<(&str, &str, usize)> = names
        .iter()
        .zip(&dates)
        .map(|(name, date)| (name.as_str(), date.as_str(), random.below(lanes)))
        .collect();
    let arrows: Vec<(usize, usize)> = (0..random.below(2 * n))
        .map(|_| {
            let (a, b) = (random.below(n), random.below(n));
            // Some scenes go with time only, some have loops and arrows against it.
            let (before, after) = if dates[a] <= dates[b] { (a, b) } else { (b, a) };
            match wild {
                0 => (before, after),
                1 if random.below(8) > 0 => (before, after),
                _ => (a, b),
            }
        })
        .filter(|&(a, b)| wild > 0 || a != b)
        .collect();
    scene(&boxes, &arrows)
}
