//! What must hold of every picture, whatever it shows.

use std::collections::BTreeSet;

use super::picture::{Edge, Picture, Point, Rect};

/// Everything that is wrong with a picture, one line each.
pub(crate) fn failures(picture: &Picture) -> Vec<String> {
    let mut found = Vec::new();
    if !picture.described {
        found.push("no title and description at the root".to_owned());
    }
    boxes(picture, &mut found);
    for edge in &picture.edges {
        check_edge(picture, edge, &mut found);
    }
    for group in &picture.groups {
        for b in &picture.boxes {
            let member = group.members.contains(&b.key);
            if member != b.rect.overlaps(&group.rect) {
                found.push(format!(
                    "node {} and group {:?}: member {member}",
                    b.key, group.members
                ));
            }
        }
    }
    for text in &picture.texts {
        if !picture.page.holds(&text.rect) {
            found.push(format!("text leaves the page: {:?}", text.text));
        }
    }
    found.extend(overlaps(picture));
    found
}

fn boxes(picture: &Picture, found: &mut Vec<String>) {
    for (index, b) in picture.boxes.iter().enumerate() {
        if !b.has_title {
            found.push(format!("no tooltip on {}", b.key));
        }
        if !picture.page.holds(&b.rect) {
            found.push(format!("node leaves the page: {}", b.key));
        }
        for text in &b.texts {
            if !b.rect.holds(&text.rect) {
                found.push(format!("text leaves its box: {} {:?}", b.key, text.text));
            }
        }
        for other in &picture.boxes[..index] {
            if b.key == other.key {
                found.push(format!("node drawn twice: {}", b.key));
            }
            if b.rect.overlaps(&other.rect) {
                found.push(format!("nodes overlap: {} {}", b.key, other.key));
            }
        }
    }
}

fn check_edge(picture: &Picture, edge: &Edge, found: &mut Vec<String>) {
    let name = |index: usize| picture.boxes[index].key.as_str();
    let named = format!("edge {}->{}", name(edge.from), name(edge.to));
    let ends = [
        (edge.points[0], edge.from),
        (edge.points[edge.points.len() - 1], edge.to),
    ];
    for ((x, y), end) in ends {
        let Rect(x0, y0, x1, y1) = picture.boxes[end].rect;
        let out = f64::hypot((x0 - x).max(x - x1).max(0.0), (y0 - y).max(y - y1).max(0.0));
        let inner = (x - x0).min(x1 - x).min(y - y0).min(y1 - y);
        if out > 1.0 || inner > 1.0 {
            found.push(format!(
                "{named} does not end on the border of {}",
                name(end)
            ));
        }
    }
    for (index, b) in picture.boxes.iter().enumerate() {
        let Rect(x0, y0, x1, y1) = b.rect;
        let inside = Rect(x0 + 1.0, y0 + 1.0, x1 - 1.0, y1 - 1.0);
        let own = index == edge.from || index == edge.to;
        if !own
            && edge.around.overlaps(&inside)
            && edge.points.windows(2).any(|s| hits(s[0], s[1], inside))
        {
            found.push(format!("{named} runs through {}", b.key));
        }
    }
    if !picture.page.holds(&edge.around) {
        found.push(format!("{named} leaves the page"));
    }
}

/// Whether a segment enters an open rectangle.
fn hits(p: Point, q: Point, Rect(x0, y0, x1, y1): Rect) -> bool {
    let (mut t0, mut t1) = (0.0f64, 1.0f64);
    for (d, lo, hi) in [
        (q.0 - p.0, x0 - p.0, x1 - p.0),
        (q.1 - p.1, y0 - p.1, y1 - p.1),
    ] {
        if d.abs() < 1e-9 {
            if lo >= 0.0 || hi <= 0.0 {
                return false;
            }
            continue;
        }
        let (a, b) = ((lo / d).min(hi / d), (lo / d).max(hi / d));
        (t0, t1) = (t0.max(a), t1.min(b));
        if t0 >= t1 {
            return false;
        }
    }
    true
}

/// Where edges of different sources run in one line for more than 3 px.
fn overlaps(picture: &Picture) -> Vec<String> {
    let mut found = Vec::new();
    pairs(&picture.edges, |one, other| {
        if one.from == other.from {
            return;
        }
        let mut length = 0.0;
        segments(one, other, |a, b| length += shared(a, b));
        if length > 3.0 {
            let name = |edge: &Edge| {
                let key = |index: usize| picture.boxes[index].key.clone();
                format!("{}->{}", key(edge.from), key(edge.to))
            };
            found.push(format!(
                "{} and {} run in one line, {length:.0} px",
                name(one),
                name(other)
            ));
        }
    });
    found
}

fn pairs(edges: &[Edge], mut each: impl FnMut(&Edge, &Edge)) {
    for (index, one) in edges.iter().enumerate() {
        for other in &edges[..index] {
            let Rect(x0, y0, x1, y1) = one.around;
            if Rect(x0 - 1.0, y0 - 1.0, x1 + 1.0, y1 + 1.0).overlaps(&other.around) {
                each(one, other);
            }
        }
    }
}

type Segment = (Point, Point);

fn segments(one: &Edge, other: &Edge, mut each: impl FnMut(Segment, Segment)) {
    for a in one.points.windows(2) {
        let (low, high) = (a[0].1.min(a[1].1) - 1.0, a[0].1.max(a[1].1) + 1.0);
        for b in other.points.windows(2) {
            if b[0].1.max(b[1].1) >= low && b[0].1.min(b[1].1) <= high {
                each((a[0], a[1]), (b[0], b[1]));
            }
        }
    }
}

/// How far two segments run in one line, half a pixel apart at most.
fn shared((p, q): Segment, (r, s): Segment) -> f64 {
    let (dx, dy) = (q.0 - p.0, q.1 - p.1);
    let length = f64::hypot(dx, dy);
    if length < 1e-9 {
        return 0.0;
    }
    let across = |point: Point| (dx * (point.1 - p.1) - dy * (point.0 - p.0)).abs() / length;
    if across(r) > 0.5 || across(s) > 0.5 {
        return 0.0;
    }
    let along = |point: Point| (dx * (point.0 - p.0) + dy * (point.1 - p.1)) / length;
    let (from, to) = (along(r).min(along(s)), along(r).max(along(s)));
    (to.min(length) - from.max(0.0)).max(0.0)
}

/// How often edges cross, within 5 px once, not counting where two meet at a box of both.
pub(crate) fn crossings(picture: &Picture) -> usize {
    let mut spots = BTreeSet::new();
    pairs(&picture.edges, |one, other| {
        let both = [one.from, one.to]
            .into_iter()
            .filter(|end| [other.from, other.to].contains(end));
        let near: Vec<Rect> = both
            .map(|end| {
                let Rect(x0, y0, x1, y1) = picture.boxes[end].rect;
                Rect(x0 - 6.0, y0 - 6.0, x1 + 6.0, y1 + 6.0)
            })
            .collect();
        segments(one, other, |a, b| {
            if let Some((x, y)) = crossing(a, b)
                && !near
                    .iter()
                    .any(|r| r.0 <= x && x <= r.2 && r.1 <= y && y <= r.3)
            {
                spots.insert(((x / 5.0).round() as i64, (y / 5.0).round() as i64));
            }
        });
    });
    spots.len()
}

fn crossing((p, q): Segment, (r, s): Segment) -> Option<Point> {
    let side = |a: Point, b: Point, c: Point| (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0);
    let (d1, d2) = (side(p, q, r), side(p, q, s));
    let (d3, d4) = (side(r, s, p), side(r, s, q));
    (d1 * d2 < 0.0 && d3 * d4 < 0.0).then(|| {
        let t = d3 / (d3 - d4);
        (p.0 + t * (q.0 - p.0), p.1 + t * (q.1 - p.1))
    })
}

/// Pairs of dated boxes that stand against the order of their months.
pub(crate) fn against_time(picture: &Picture) -> Vec<String> {
    let month = |date: &str| -> Option<(u32, bool)> {
        let mut parts = date.split('-').map(|part| part.parse::<u32>());
        let year = parts.next()?.ok()?;
        let month = parts.next().and_then(Result::ok);
        Some((year * 12 + month.unwrap_or(1) - 1, month.is_some()))
    };
    let dated = picture
        .boxes
        .iter()
        .filter_map(|b| Some((month(b.date.as_deref()?)?, b)));
    let mut dated: Vec<_> = dated.filter(|((_, exact), _)| *exact).collect();
    dated.sort_by_key(|((month, _), _)| *month);
    let wrong = dated.windows(2).filter(|pair| {
        let ((before, a), (after, b)) = (&pair[0], &pair[1]);
        before.0 < after.0 && a.rect.0 > b.rect.0 + 1.0
    });
    wrong
        .map(|pair| format!("{} stands right of {}", pair[0].1.key, pair[1].1.key))
        .collect()
}

#[test]
fn what_is_wrong_is_found() {
    let svg = |d: &str| {
        format!(
            "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 200 100'><title/><desc/>\
             <g class='node' data-id='a'><title/><rect x='10' y='10' width='20' height='20'/></g>\
             <g class='node' data-id='b'><title/><rect x='50' y='10' width='20' height='20'/></g>\
             <g class='node' data-id='c'><title/><rect x='90' y='10' width='20' height='20'/></g>\
             <path class='edge' data-from='a' data-to='c' d='{d}'/></svg>"
        )
    };
    let failures = |d: &str| failures(&Picture::read(&svg(d)));
    assert_eq!(failures("M20 10 L20 5 L100 5 L100 10"), [""; 0]);
    assert_eq!(failures("M30 20 L90 20"), ["edge a->c runs through b"]);
    assert_eq!(
        failures("M20 10 L20 5 L100 5"),
        ["edge a->c does not end on the border of c"]
    );
    assert_eq!(
        failures("M20 10 L20 -5 L100 -5 L100 10"),
        ["edge a->c leaves the page"]
    );
}
