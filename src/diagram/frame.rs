//! What stands around a picture: title and subtitle above, legend below, margins; and the names
//! of lanes and groups within.
//!
//! A layout places boxes, routes, lanes and groups wherever it likes, says what rectangle they
//! fill, and [`wrap`] moves everything onto a page. It knows no layout and no format.

use super::measure::text_width;
use super::{Anchor, Lane, Placed, Point, Rect, Scene, Segment, TextLine};

/// The empty border of a page.
pub const MARGIN: i32 = 2400;
/// The side of a legend entry's mark.
pub const MARK: i32 = 1100;
/// From where a legend entry's mark begins to where its text begins.
pub const MARK_ADVANCE: i32 = 1800;
/// The font size of the legend.
pub const LEGEND_SIZE: i32 = 1100;
/// From the top of a legend entry's mark to the baseline of its text.
pub const LEGEND_BASELINE: i32 = 950;
/// The room that a group's name takes at the top of its frame.
pub const GROUP_HEAD: i32 = 2400;

const TITLE_SIZE: i32 = 1900;
const SUBTITLE_SIZE: i32 = 1150;
const LANE_SIZE: i32 = 1500;
const LANE_SUB_SIZE: i32 = 1050;
const GROUP_SIZE: i32 = 1150;
/// From a lane's left edge to its name, and from the name to what stands in the lane.
const LANE_PAD: i32 = 1800;
const GROUP_PAD: i32 = 1000;
const LEGEND_GAP: i32 = 2000;
const LEGEND_ROW: i32 = 2200;
/// Below this a page is not made narrower for the sake of its content.
const LEAST_WIDTH: i32 = 36_000;

/// How large the headings of a page are in per cent: those of a wide one can be read where it is
/// shown whole.
pub fn headings(width: i32) -> i32 {
    (70 + width / 5000).clamp(100, 180)
}

/// Where what a layout places begins on the page: below title and subtitle.
fn origin(scene: &Scene, headings: i32) -> Point {
    let mut y = MARGIN;
    if !scene.title.is_empty() {
        y += 2600 * headings / 100;
    }
    if !scene.subtitle.is_empty() {
        y += 1800 * headings / 100;
    }
    if y > MARGIN {
        y += 1600;
    }
    Point { x: MARGIN, y }
}

/// Moves all that is placed so that `content`, the rectangle around it, stands below the title;
/// adds title, subtitle and legend, and sets the page's size.
pub fn wrap(placed: &mut Placed, content: Rect) {
    let headings = headings(content.width);
    placed.headings = headings;
    let origin = origin(&placed.scene, headings);
    shift(placed, origin.x - content.x, origin.y - content.y);
    let title = placed.scene.title.clone();
    let subtitle = placed.scene.subtitle.clone();
    let mut width = content.width.max(LEAST_WIDTH);
    let mut y = MARGIN;
    for (text, size, bold) in [(title, TITLE_SIZE, true), (subtitle, SUBTITLE_SIZE, false)] {
        if text.is_empty() {
            continue;
        }
        let size = size * headings / 100;
        width = width.max(text_width(&text, size, bold));
        y += if bold { 1800 } else { 2100 } * headings / 100;
        placed.texts.push(TextLine {
            text,
            x: MARGIN,
            y,
            size,
            bold,
            muted: !bold,
            anchor: Anchor::Start,
        });
    }
    let below = origin.y + content.height;
    let bottom = legend(placed, below, &mut width);
    placed.width = round_up(width + 2 * MARGIN);
    placed.height = round_up(bottom + MARGIN);
}

/// Places the legend's entries in rows below `y`; gives the lower edge of what is placed then.
fn legend(placed: &mut Placed, y: i32, width: &mut i32) -> i32 {
    let sized = |length: i32| length * placed.headings / 100;
    let lengths = placed
        .scene
        .legend
        .iter()
        .map(|entry| sized(MARK_ADVANCE) + text_width(&entry.text, sized(LEGEND_SIZE), false));
    let lengths: Vec<i32> = lengths.collect();
    *width = lengths.iter().copied().fold(*width, i32::max);
    let mut at = Point {
        x: MARGIN,
        y: y + sized(2200),
    };
    let (row, gap, mark) = (sized(LEGEND_ROW), sized(LEGEND_GAP), sized(MARK));
    placed.legend.clear();
    for length in &lengths {
        if at.x > MARGIN && at.x + length > MARGIN + *width {
            at = Point {
                x: MARGIN,
                y: at.y + row,
            };
        }
        placed.legend.push(at);
        at.x = round_up(at.x + length + gap);
    }
    if lengths.is_empty() { y } else { at.y + mark }
}

/// How much room the names of the lanes take at their left.
pub fn lane_label_width(scene: &Scene) -> i32 {
    label_width(scene, 100)
}

fn label_width(scene: &Scene, headings: i32) -> i32 {
    let widths = scene.lanes.iter().map(|lane| lane_width(lane, headings));
    widths
        .max()
        .map_or(0, |width| round_up(width + 2 * LANE_PAD))
}

fn lane_width(lane: &Lane, headings: i32) -> i32 {
    let name = text_width(&lane.name, LANE_SIZE * headings / 100, true);
    name.max(text_width(
        &lane.subname,
        LANE_SUB_SIZE * headings / 100,
        false,
    ))
}

/// Writes the lanes' names at the left of their bands, half way down. Where they are larger than
/// [`lane_label_width`] knows, everything else moves to the right, and `content` grows.
pub fn lane_names(placed: &mut Placed, content: &mut Rect) {
    let headings = headings(content.width);
    let more = label_width(&placed.scene, headings) - lane_label_width(&placed.scene);
    shift(placed, more, 0);
    content.width += more;
    for band in &mut placed.lanes {
        band.rect.x -= more;
        band.rect.width += more;
    }
    let sized = |length: i32| length * headings / 100;
    for band in &placed.lanes {
        let Some(lane) = placed.scene.lanes.get(band.lane) else {
            continue;
        };
        let both = !lane.subname.is_empty();
        let x = band.rect.x + LANE_PAD;
        let y = band.rect.centre().y + sized(if both { -100 } else { 500 });
        let line = |text: &str, y, size, bold| TextLine {
            text: text.to_owned(),
            x,
            y,
            size,
            bold,
            muted: !bold,
            anchor: Anchor::Start,
        };
        placed
            .texts
            .push(line(&lane.name, y, sized(LANE_SIZE), true));
        if both {
            placed.texts.push(line(
                &lane.subname,
                y + sized(1600),
                sized(LANE_SUB_SIZE),
                false,
            ));
        }
    }
}

/// The width and height that a lane's name takes where it stands at the lane's top left.
pub fn lane_head(lane: &Lane) -> (i32, i32) {
    let rows = if lane.subname.is_empty() { 2200 } else { 3600 };
    (round_up(lane_width(lane, 100) + LANE_PAD), rows)
}

/// Writes the lanes' names at the top left of their bands.
pub fn lane_heads(placed: &mut Placed) {
    for band in &placed.lanes {
        let Some(lane) = placed.scene.lanes.get(band.lane) else {
            continue;
        };
        let rows = [
            (&lane.name, 2000, LANE_SIZE, true),
            (&lane.subname, 3500, LANE_SUB_SIZE, false),
        ];
        let rows = rows.into_iter().filter(|(text, ..)| !text.is_empty());
        placed
            .texts
            .extend(rows.map(|(text, drop, size, bold)| TextLine {
                text: text.clone(),
                x: band.rect.x + LANE_PAD,
                y: band.rect.y + drop,
                size,
                bold,
                muted: !bold,
                anchor: Anchor::Start,
            }));
    }
}

/// How wide a group's frame must be for its name.
pub fn group_label_width(name: &str) -> i32 {
    round_up(text_width(name, GROUP_SIZE, true) + 2 * GROUP_PAD)
}

/// Writes the groups' names at the top left of their frames.
pub fn group_names(placed: &mut Placed) {
    for (group, frame) in placed.scene.groups.iter().zip(&placed.groups) {
        let Some(frame) = frame else { continue };
        placed.texts.push(TextLine {
            text: group.name.clone(),
            x: frame.x + GROUP_PAD,
            y: frame.y + 1600,
            size: GROUP_SIZE,
            bold: true,
            muted: true,
            anchor: Anchor::Start,
        });
    }
}

/// Moves everything that is placed.
pub fn shift(placed: &mut Placed, dx: i32, dy: i32) {
    let point = |p: &mut Point| {
        p.x += dx;
        p.y += dy;
    };
    let rect = |r: &mut Rect| {
        r.x += dx;
        r.y += dy;
    };
    placed.boxes.iter_mut().for_each(|b| rect(&mut b.rect));
    placed.groups.iter_mut().flatten().for_each(rect);
    placed.lanes.iter_mut().for_each(|l| rect(&mut l.rect));
    placed.patches.iter_mut().for_each(rect);
    for route in &mut placed.routes {
        point(&mut route.start);
        for segment in &mut route.segments {
            match segment {
                Segment::Line(p) => point(p),
                Segment::Cubic(a, b, c) => [a, b, c].into_iter().for_each(point),
            }
        }
    }
    for rule in &mut placed.rules {
        point(&mut rule.from);
        point(&mut rule.to);
    }
    for text in &mut placed.texts {
        text.x += dx;
        text.y += dy;
    }
    placed.legend.iter_mut().for_each(point);
}

/// The next whole pixel.
fn round_up(length: i32) -> i32 {
    length.div_euclid(100) * 100 + if length % 100 == 0 { 0 } else { 100 }
}
