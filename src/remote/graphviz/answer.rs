//! Reads where Graphviz put the parts of a scene: its JSON, whose positions are texts of numbers
//! in points from the lower left corner. They become hundredths of a pixel from the upper left.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagram::{Point, Rect, Scene};
use crate::export::picture::dot::Part;

/// Where everything stands.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The middle of each box.
    pub(super) boxes: Vec<Point>,
    /// The way of each arrow: a start and then three points for each cubic curve. Empty for an
    /// arrow that leads to no box of the scene.
    pub(super) ways: Vec<Vec<Point>>,
    /// The middle of each arrow's label.
    pub(super) labels: BTreeMap<usize, Point>,
    /// The frames of lanes and groups.
    pub(super) frames: BTreeMap<Part, Rect>,
}

#[derive(Deserialize)]
struct Answer {
    #[serde(default)]
    objects: Vec<Object>,
    #[serde(default)]
    edges: Vec<Edge>,
}

/// A node or a subgraph.
#[derive(Deserialize)]
struct Object {
    #[serde(default)]
    name: String,
    pos: Option<String>,
    bb: Option<String>,
}

#[derive(Deserialize)]
struct Edge {
    #[serde(default)]
    id: String,
    pos: Option<String>,
    lp: Option<String>,
}

/// No page is larger, in points.
const LARGEST: f64 = 5_000_000.0;

/// Reads an answer about a scene; else says what is wrong with it.
pub(super) fn read(json: &[u8], scene: &Scene) -> Result<Found, String> {
    let answer: Answer =
        serde_json::from_slice(json).map_err(|error| format!("no JSON of a graph: {error}"))?;
    let mut boxes: Vec<Option<Point>> = vec![None; scene.boxes.len()];
    let mut found = Found {
        ways: vec![Vec::new(); scene.arrows.len()],
        ..Found::default()
    };
    for object in &answer.objects {
        match Part::read(&object.name) {
            Some(Part::Box(index)) => {
                if let Some(place) = boxes.get_mut(index) {
                    *place = object.pos.as_deref().and_then(point);
                }
            }
            Some(part) => {
                if let Some(frame) = object.bb.as_deref().and_then(rect) {
                    let all = found.frames.entry(part).or_insert(frame);
                    *all = all.around(frame);
                }
            }
            None => {}
        }
    }
    for edge in &answer.edges {
        let Some(Part::Arrow(index)) = Part::read(&edge.id) else {
            continue;
        };
        if let Some(place) = found.ways.get_mut(index) {
            *place = edge.pos.as_deref().and_then(way).unwrap_or_default();
            let label = edge.lp.as_deref().and_then(point);
            found.labels.extend(label.map(|label| (index, label)));
        }
    }
    found.boxes = (boxes.into_iter().zip(&scene.boxes))
        .map(|(place, b)| place.ok_or_else(|| format!("no place for {}", b.key)))
        .collect::<Result<Vec<Point>, String>>()?;
    for (arrow, way) in scene.arrows.iter().zip(&found.ways) {
        let (from, to) = (scene.boxes.get(arrow.from), scene.boxes.get(arrow.to));
        if let (Some(from), Some(to), true) = (from, to, way.is_empty()) {
            return Err(format!("no way from {} to {}", from.key, to.key));
        }
    }
    Ok(found)
}

/// Hundredths of a pixel.
fn length(text: &str) -> Option<i32> {
    let points: f64 = text.trim().parse().ok()?;
    (points.abs() <= LARGEST).then(|| (points * 100.0).round() as i32)
}

/// `x,y`, with y from below.
fn point(text: &str) -> Option<Point> {
    let (x, y) = text.split_once(',')?;
    Some(Point {
        x: length(x)?,
        y: -length(y)?,
    })
}

/// `left,bottom,right,top`.
fn rect(text: &str) -> Option<Rect> {
    let sides: Option<Vec<i32>> = text.split(',').map(length).collect();
    let &[left, bottom, right, top] = sides?.as_slice() else {
        return None;
    };
    (left < right && bottom < top).then(|| Rect {
        x: left,
        y: -top,
        width: right - left,
        height: top - bottom,
    })
}

/// A start and curves. Arrows have no heads that would stand before it. Where ranks are given,
/// `dot` may draw an arrow several times side by side; the first time is taken.
fn way(text: &str) -> Option<Vec<Point>> {
    let once = text.split(';').next().unwrap_or_default();
    let points: Option<Vec<Point>> = once.split_whitespace().map(point).collect();
    points.filter(|points| points.len() % 3 == 1 && points.len() > 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagram::{Arrow, SceneBox, Tone};

    fn scene() -> Scene {
        let boxes = ["a", "b"].map(|key| SceneBox {
            node: None,
            key: key.to_owned(),
            label: String::new(),
            lines: Vec::new(),
            width: 1000,
            height: 1000,
            color: 0,
            dashed: false,
            tone: Tone::Normal,
            date: None,
            lane: 0,
            group: None,
            tooltip: String::new(),
            link: None,
        });
        Scene {
            boxes: boxes.into(),
            arrows: vec![Arrow {
                from: 0,
                to: 1,
                kind: String::new(),
                label: String::new(),
                restricts: false,
                disputed: false,
                tone: Tone::Normal,
                tooltip: String::new(),
            }],
            ..Scene::default()
        }
    }

    /// An answer about that scene with these positions of a box and of the arrow.
    fn answer(place: &str, way: &str) -> String {
        format!(
            r#"{{"objects": [{{"name": "box_0", "pos": "1,2"}}, {{"name": "box_1", "pos": {place}}},
                {{"name": "cluster_0_3", "bb": "0,0,20,10"}}, {{"name": "box_77", "pos": "0,0"}}],
               "edges": [{{"id": "arrow_0", "pos": {way}, "lp": "3,4"}}, {{"id": "arrow_9"}}, {{}}]}}"#
        )
    }

    #[test]
    fn positions_are_turned_round() {
        let json = answer("\"5.25,1e1\"", "\"0,0 1,1 2,2 3,-3;0,0 7,7\"");
        let found = read(json.as_bytes(), &scene()).expect("it is an answer");
        assert_eq!(found.boxes[1], Point { x: 525, y: -1000 });
        assert_eq!(found.ways[0].len(), 4);
        assert_eq!(found.ways[0][3], Point { x: 300, y: 300 });
        assert_eq!(found.labels[&0], Point { x: 300, y: -400 });
        let frame = found.frames[&Part::Group(3)];
        assert_eq!(
            (frame.x, frame.y, frame.right(), frame.bottom()),
            (0, -1000, 2000, 0)
        );
    }

    #[test]
    fn nonsense_is_refused() {
        let way = "\"0,0 1,1 2,2 3,3\"";
        let answers = [
            ("", "no JSON of a graph"),
            ("[]", "no place for a"),
            ("{}", "no place for a"),
            (&answer("null", way), "no place for b"),
            (&answer("7", way), "no JSON of a graph"),
            (&answer("\"1\"", way), "no place for b"),
            (&answer("\"nan,0\"", way), "no place for b"),
            (&answer("\"1e300,0\"", way), "no place for b"),
            (&answer("\"1,1\"", "null"), "no way from a to b"),
            (&answer("\"1,1\"", "\"\""), "no way from a to b"),
            (&answer("\"1,1\"", "\"0,0 1,1\""), "no way from a to b"),
            (
                &answer("\"1,1\"", "\"0,0 1,1 2,2 inf,3\""),
                "no way from a to b",
            ),
        ];
        for (json, wanted) in answers {
            let error = read(json.as_bytes(), &scene()).expect_err(json);
            assert!(error.starts_with(wanted), "{json}: {error}");
        }
        assert!(read(b"{}", &Scene::default()).is_ok());
    }
}
