//! A picture as other programs read it: nodes, edges and groups of an SVG text, with positions.

use roxmltree::{Document, Node};

pub(crate) type Point = (f64, f64);

/// Left, top, right, bottom.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rect(
    pub(crate) f64,
    pub(crate) f64,
    pub(crate) f64,
    pub(crate) f64,
);

/// A text with the rectangle that it may fill.
#[derive(Debug)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) rect: Rect,
}

#[derive(Debug)]
pub(crate) struct Box {
    pub(crate) key: String,
    pub(crate) date: Option<String>,
    pub(crate) rect: Rect,
    pub(crate) texts: Vec<Text>,
    pub(crate) has_title: bool,
}

#[derive(Debug)]
pub(crate) struct Edge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) points: Vec<Point>,
    pub(crate) around: Rect,
}

#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) members: Vec<String>,
    pub(crate) rect: Rect,
}

/// What an SVG text shows.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) page: Rect,
    pub(crate) described: bool,
    pub(crate) boxes: Vec<Box>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) groups: Vec<Group>,
    pub(crate) texts: Vec<Text>,
}

impl Rect {
    pub(crate) fn overlaps(&self, other: &Rect) -> bool {
        self.0 < other.2 && other.0 < self.2 && self.1 < other.3 && other.1 < self.3
    }

    pub(crate) fn holds(&self, other: &Rect) -> bool {
        self.0 <= other.0 && other.2 <= self.2 && self.1 <= other.1 && other.3 <= self.3
    }

    fn around(points: &[Point]) -> Rect {
        let start = Rect(f64::MAX, f64::MAX, f64::MIN, f64::MIN);
        points.iter().fold(start, |r, &(x, y)| {
            Rect(r.0.min(x), r.1.min(y), r.2.max(x), r.3.max(y))
        })
    }
}

impl Picture {
    /// Reads an SVG text that keeps to the contract for tools.
    #[track_caller]
    pub(crate) fn read(svg: &str) -> Picture {
        let document = Document::parse(svg).expect("the picture is XML");
        let root = document.root_element();
        let view: Vec<f64> = numbers(root.attribute("viewBox").expect("a viewBox"));
        let child =
            |node: Node<'_, '_>, name: &str| node.children().any(|c| c.has_tag_name(ns(name)));
        let boxes: Vec<Box> = of_class(&document, "node")
            .map(|node| Box {
                key: node.attribute("data-id").expect("a key").to_owned(),
                date: node.attribute("data-date").map(str::to_owned),
                rect: rect(node),
                texts: texts(node),
                has_title: child(node, "title"),
            })
            .collect();
        let place = |key: Option<&str>| {
            let found = boxes.iter().position(|b| Some(b.key.as_str()) == key);
            found.expect("an edge ends at nodes that are drawn")
        };
        let edges = of_class(&document, "edge").map(|edge| {
            let points = flatten(edge.attribute("d").expect("a way"));
            Edge {
                from: place(edge.attribute("data-from")),
                to: place(edge.attribute("data-to")),
                around: Rect::around(&points),
                points,
            }
        });
        let edges = edges.collect();
        let groups = of_class(&document, "group").map(|group| Group {
            members: words(group.attribute("data-members")),
            rect: rect(group),
        });
        Picture {
            page: Rect(view[0], view[1], view[0] + view[2], view[1] + view[3]),
            described: child(root, "title") && child(root, "desc"),
            groups: groups.collect(),
            texts: texts(root),
            edges,
            boxes,
        }
    }
}

fn ns(name: &str) -> (&'static str, &str) {
    ("http://www.w3.org/2000/svg", name)
}

fn words(text: Option<&str>) -> Vec<String> {
    text.unwrap_or_default()
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace()
        .map(|n| n.parse().expect("a number"))
        .collect()
}

fn of_class<'a>(document: &'a Document<'a>, class: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    let all = document.descendants();
    all.filter(move |n| words(n.attribute("class")).iter().any(|c| c == class))
}

fn number(node: Node<'_, '_>, name: &str) -> f64 {
    let text = node
        .attribute(name)
        .unwrap_or_else(|| panic!("{name} of {node:?}"));
    text.parse().expect("a number")
}

fn rect(node: Node<'_, '_>) -> Rect {
    let mut children = node.children();
    let r = children
        .find(|c| c.has_tag_name(ns("rect")))
        .expect("a rect");
    let (x, y) = (number(r, "x"), number(r, "y"));
    Rect(x, y, x + number(r, "width"), y + number(r, "height"))
}

fn texts(node: Node<'_, '_>) -> Vec<Text> {
    let all = node.descendants().filter(|n| n.has_tag_name(ns("text")));
    all.map(|t| {
        let text: String = t
            .descendants()
            .filter_map(|n| n.is_text().then(|| n.text())?)
            .collect();
        let size = number(t, "font-size");
        let bold = t.attribute("font-weight") == Some("600");
        let (x, y, wide) = (number(t, "x"), number(t, "y"), width(&text, size, bold));
        let left = match t.attribute("text-anchor") {
            Some("middle") => x - wide / 2.0,
            Some("end") => x - wide,
            _ => x,
        };
        let rect = Rect(left, y - 0.88 * size, left + wide, y + 0.24 * size);
        Text { text, rect }
    })
    .collect()
}

/// An upper estimate of a text's width.
fn width(text: &str, size: f64, bold: bool) -> f64 {
    let em = |c: char| match c {
        c if unicode_normalization::char::canonical_combining_class(c) != 0 => 0.0,
        c if unicode_width::UnicodeWidthChar::width(c) == Some(2) => 1.0,
        c if "iljI.,:;'|!()[] ft".contains(c) => 0.34,
        c if "mwMW@%—…".contains(c) => 0.92,
        c if c.is_uppercase() => 0.68,
        _ => 0.56,
    };
    text.chars().map(em).sum::<f64>() * size * if bold { 1.05 } else { 1.0 }
}

/// Path data of absolute commands as points, curves in twelve steps.
pub(crate) fn flatten(d: &str) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    let mut tokens = d.split_whitespace().peekable();
    while let Some(token) = tokens.next() {
        let (command, first) = token.split_at(1);
        let mut next = |given: Option<&str>| -> f64 {
            let text = given.unwrap_or_else(|| tokens.next().expect("a number"));
            text.parse().expect("a number")
        };
        let x = next(Some(first));
        let a = (x, next(None));
        match command {
            "M" | "L" => points.push(a),
            "C" => {
                let b = (next(None), next(None));
                let c = (next(None), next(None));
                let start = *points.last().expect("a curve starts somewhere");
                points.extend((1..=12).map(|step| cubic(start, a, b, c, f64::from(step) / 12.0)));
            }
            other => panic!("path command {other}"),
        }
    }
    points
}

fn cubic(p: Point, a: Point, b: Point, c: Point, t: f64) -> Point {
    let u = 1.0 - t;
    let at = |p: f64, a: f64, b: f64, c: f64| {
        u * u * u * p + 3.0 * u * u * t * a + 3.0 * u * t * t * b + t * t * t * c
    };
    (at(p.0, a.0, b.0, c.0), at(p.1, a.1, b.1, c.1))
}
