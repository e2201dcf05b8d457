//! SVG: presentation attributes only, so that every drawing program shows the whole picture; a
//! small style sheet on top for the theme that follows the reader's system.
//!
//! The order of drawing: page, lanes, rules, frames, arrows (dimmed ones first, restrictions
//! last), boxes, text, legend.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::diagram::frame::{LEGEND_BASELINE, LEGEND_SIZE, MARK, MARK_ADVANCE};
use crate::diagram::{Anchor, Arrow, LegendEntry, Placed, Point, Rect, Route, Segment, TextLine};
use crate::diagram::{SceneBox, Tone};

use super::page::View;
use super::theme::{Colors, HUES, Theme, mix};
use super::xml::{Escaped, Px};
use super::{PictureOptions, sheet};

/// Fonts with Latin, then the usual ones with Chinese characters of each system.
const FONTS: &str = "Inter, 'Noto Sans', 'Helvetica Neue', Arial, 'Noto Sans SC', \
                     'Noto Sans CJK SC', 'PingFang SC', 'Microsoft YaHei', sans-serif";

/// The least and the greatest length and half width of an arrow head.
const HEAD: (i32, i32) = (700, 300);
const BAR: i32 = 500;

/// How much of their color dimmed arrows, and dimmed boxes and text, keep; the rest is the page's.
/// Mixed colors, not opacity: arrows over each other stay as faint as one.
pub(super) const FAINT_ARROW: u32 = 28;
pub(super) const FAINT_BOX: u32 = 42;

/// Writes a picture as SVG; a note says what characters the embedded fonts lack.
pub(super) fn write(
    placed: &Placed,
    options: &PictureOptions,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    #[cfg(feature = "embed-font")]
    let (dress, notes) = super::embed::dress(placed, options, FONTS)?;
    #[cfg(not(feature = "embed-font"))]
    let (dress, notes) = (Dress::new(FONTS), Vec::new());
    out.write_all(text(placed, options, &dress).as_bytes())?;
    Ok(notes)
}

/// The text of an SVG.
pub(super) fn text(placed: &Placed, options: &PictureOptions, dress: &Dress) -> String {
    let mut picture = Picture {
        placed,
        colors: options.theme.colors(),
        auto: options.theme == Theme::Auto,
        text: String::new(),
    };
    // Writing to a String cannot fail.
    let _ = picture.draw(&View::of(placed, options), dress);
    picture.text
}

/// The fonts of an SVG.
#[derive(Debug)]
pub(super) struct Dress {
    /// The families, as the attribute `font-family` lists them.
    pub(super) families: String,
    /// A style sheet that brings fonts; empty if there are none to bring.
    pub(super) sheet: String,
}

impl Dress {
    /// Fonts that are only named.
    pub(super) fn new(families: &str) -> Dress {
        Dress {
            families: families.to_owned(),
            sheet: String::new(),
        }
    }
}

struct Picture<'a> {
    placed: &'a Placed,
    colors: &'static Colors,
    auto: bool,
    text: String,
}

type Drawn = std::fmt::Result;

impl Picture<'_> {
    fn draw(&mut self, view: &View, dress: &Dress) -> Drawn {
        self.open(view, dress)?;
        self.bands()?;
        self.frames()?;
        self.arrows()?;
        for index in 0..self.placed.boxes.len().min(self.placed.scene.boxes.len()) {
            self.node(index)?;
        }
        for &patch in &self.placed.patches {
            let (class, fill) = (self.class("gf"), self.colors.group);
            let rect = Frame(patch, 200);
            writeln!(self.text, "<rect{class} {rect} fill=\"{fill}\"/>")?;
        }
        for line in &self.placed.texts {
            self.line(line, 0, 0, Tone::Normal)?;
        }
        for (entry, &at) in self.placed.scene.legend.iter().zip(&self.placed.legend) {
            self.legend(entry, at)?;
        }
        self.text.push_str("</svg>\n");
        Ok(())
    }

    fn open(&mut self, view: &View, dress: &Dress) -> Drawn {
        let scene = &self.placed.scene;
        let [shown_w, shown_h] = view.lengths();
        let (x, y, w, h) = (Px(view.x), Px(view.y), Px(view.width), Px(view.height));
        write!(
            self.text,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{shown_w}\" height=\"{shown_h}\" \
             viewBox=\"{x} {y} {w} {h}\" role=\"graphics-document\" font-family=\"{}\">\n\
             <title>{}</title>\n<desc>{}</desc>\n",
            Escaped(&dress.families),
            Escaped(&scene.title),
            Escaped(&scene.description)
        )?;
        self.text.push_str(&dress.sheet);
        if self.auto {
            let dimmed = scene.boxes.iter().any(|b| b.tone == Tone::Dim);
            sheet::write(&mut self.text, dimmed)?;
        }
        let class = self.class("p");
        // A picture on paper does not begin at 0 0, and its background fills the sheet.
        let at = match (view.x, view.y) {
            (0, 0) => String::new(),
            _ => format!(" x=\"{x}\" y=\"{y}\""),
        };
        writeln!(
            self.text,
            "<rect{class}{at} width=\"{w}\" height=\"{h}\" fill=\"{}\"/>",
            self.colors.page
        )
    }

    /// A class and its color, or those of what is dimmed to that share of it.
    fn toned(&self, class: &str, color: &str, tone: Tone, share: u32) -> (String, String) {
        match tone {
            Tone::Dim => (format!("d{class}"), mix(color, self.colors.page, share)),
            _ => (class.to_owned(), color.to_owned()),
        }
    }

    /// A class attribute that the style sheet uses; nothing where there is no sheet.
    fn class(&self, name: &str) -> String {
        if self.auto {
            format!(" class=\"{name}\"")
        } else {
            String::new()
        }
    }

    fn bands(&mut self) -> Drawn {
        for band in &self.placed.lanes {
            let restricts = self
                .placed
                .scene
                .lanes
                .get(band.lane)
                .is_some_and(|l| l.restricts);
            let (class, fill) = match band.lane % 2 {
                _ if restricts => ("l2", self.colors.restricted_lane),
                0 => ("l0", self.colors.lanes[0]),
                _ => ("l1", self.colors.lanes[1]),
            };
            let (class, rect) = (self.class(class), Frame(band.rect, 1000));
            writeln!(self.text, "<rect{class} {rect} fill=\"{fill}\"/>")?;
        }
        for rule in &self.placed.rules {
            let (class, stroke) = match rule.faint {
                true => ("f", self.colors.faint),
                false => ("r", self.colors.rule),
            };
            let class = self.class(class);
            writeln!(
                self.text,
                "<path{class} d=\"M{} {} L{} {}\" stroke=\"{stroke}\" fill=\"none\"/>",
                Px(rule.from.x),
                Px(rule.from.y),
                Px(rule.to.x),
                Px(rule.to.y)
            )?;
        }
        Ok(())
    }

    fn frames(&mut self) -> Drawn {
        let scene = &self.placed.scene;
        for (index, frame) in self.placed.groups.iter().enumerate() {
            let (Some(frame), Some(group)) = (frame, scene.groups.get(index)) else {
                continue;
            };
            let members = scene.boxes.iter().filter(|b| b.group == Some(index));
            let dim = members.clone().all(|b| b.tone == Tone::Dim);
            let keys: Vec<&str> = members.map(|b| b.key.as_str()).collect();
            let opacity = if dim { "0.3" } else { "0.6" };
            let class = self.class(&hue("g", group.color));
            let stroke = self.colors.hue(group.color).1;
            writeln!(
                self.text,
                "<g class=\"group\" data-members=\"{}\">\n<rect{class} {} fill=\"{}\" \
                 stroke=\"{stroke}\" stroke-opacity=\"{opacity}\"/>\n</g>",
                Escaped(&keys.join(" ")),
                Frame(*frame, 700),
                self.colors.group
            )?;
        }
        Ok(())
    }

    fn arrows(&mut self) -> Drawn {
        let rank = |arrow: &Arrow| {
            let tone = match arrow.tone {
                Tone::Dim => 0,
                Tone::Normal => 1,
                Tone::Lit => 2,
            };
            (tone, arrow.restricts)
        };
        let arrows = &self.placed.scene.arrows;
        let mut order: Vec<(&Route, &Arrow)> = self
            .placed
            .routes
            .iter()
            .filter_map(|route| Some((route, arrows.get(route.arrow)?)))
            .collect();
        order.sort_by_key(|(_, arrow)| rank(arrow));
        for (route, arrow) in order {
            self.arrow(route, arrow)?;
        }
        Ok(())
    }

    fn arrow(&mut self, route: &Route, arrow: &Arrow) -> Drawn {
        let scene = &self.placed.scene;
        let (Some(from), Some(to)) = (scene.boxes.get(arrow.from), scene.boxes.get(arrow.to))
        else {
            return Ok(());
        };
        let look = Look::of(arrow, from, self.colors);
        let (edge, stroke) = self.toned(&look.class, look.stroke, arrow.tone, FAINT_ARROW);
        let path = path(route);
        if arrow.restricts && arrow.tone != Tone::Dim {
            let class = self.class("k");
            writeln!(
                self.text,
                "<path{class} d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"5\"/>",
                self.colors.page
            )?;
        }
        let extra = if self.auto {
            format!(" {edge}")
        } else {
            String::new()
        };
        writeln!(
            self.text,
            "<path class=\"edge{extra}\" data-from=\"{}\" data-to=\"{}\" data-type=\"{}\" \
             d=\"{path}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"{}\"{}><title>{}</title>\
             </path>",
            Escaped(&from.key),
            Escaped(&to.key),
            Escaped(&arrow.kind),
            look.width,
            look.dash,
            Escaped(&arrow.tooltip)
        )?;
        let (tip, back) = ending(route);
        if arrow.restricts {
            let class = self.class(&edge);
            writeln!(
                self.text,
                "<path{class} d=\"{}\" fill=\"none\" stroke=\"{stroke}\" stroke-width=\"2.4\"/>",
                bar(tip, back)
            )
        } else {
            let head_class = self.toned(&look.head_class, look.stroke, arrow.tone, 0).0;
            let class = self.class(&head_class);
            writeln!(
                self.text,
                "<path{class} d=\"{}\" fill=\"{stroke}\"/>",
                head(tip, back)
            )
        }
    }

    fn node(&mut self, index: usize) -> Drawn {
        let (node, rect) = (
            &self.placed.scene.boxes[index],
            self.placed.boxes[index].rect,
        );
        if let Some(link) = &node.link {
            writeln!(
                self.text,
                "<a href=\"{}\" target=\"_blank\">",
                Escaped(link)
            )?;
        }
        write!(
            self.text,
            "<g class=\"node\" data-id=\"{}\" data-label=\"{}\"",
            Escaped(&node.key),
            Escaped(&node.label)
        )?;
        if let Some(date) = node.date {
            write!(self.text, " data-date=\"{date}\"")?;
        }
        let label = node.tooltip.replace('\n', ", ");
        writeln!(
            self.text,
            " tabindex=\"0\" role=\"img\" aria-label=\"{}\">\n<title>{}</title>",
            Escaped(&label),
            Escaped(&node.tooltip)
        )?;
        let (fill, stroke) = self.colors.hue(node.color);
        let (class, fill) = self.toned(&hue("c", node.color), fill, node.tone, FAINT_BOX);
        let stroke = self.toned("", stroke, node.tone, FAINT_BOX).1;
        let width = if node.tone == Tone::Lit { "2" } else { "1.2" };
        let dash = if node.dashed {
            " stroke-dasharray=\"4 3\""
        } else {
            ""
        };
        let class = self.class(&class);
        writeln!(
            self.text,
            "<rect{class} {} fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"{width}\"{dash}/>",
            Frame(rect, 600)
        )?;
        for line in &node.lines {
            let drop = rect.y + text_drop(node, rect);
            self.line(line, rect.centre().x, drop, node.tone)?;
        }
        self.text.push_str("</g>\n");
        if node.link.is_some() {
            self.text.push_str("</a>\n");
        }
        Ok(())
    }

    fn line(&mut self, line: &TextLine, dx: i32, dy: i32, tone: Tone) -> Drawn {
        let (class, fill) = match line.muted {
            true => ("m", self.colors.muted),
            false => ("t", self.colors.text),
        };
        let (class, fill) = self.toned(class, fill, tone, FAINT_BOX);
        let anchor = match line.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if line.bold {
            " font-weight=\"600\""
        } else {
            ""
        };
        let class = self.class(&class);
        writeln!(
            self.text,
            "<text{class} x=\"{}\" y=\"{}\" font-size=\"{}\"{weight}{anchor} fill=\"{fill}\">\
             {}</text>",
            Px(line.x + dx),
            Px(line.y + dy),
            Px(line.size),
            Escaped(&line.text)
        )
    }

    fn legend(&mut self, entry: &LegendEntry, at: Point) -> Drawn {
        let sized = |length: i32| length * self.placed.headings.max(100) / 100;
        let mark = Rect {
            x: at.x,
            y: at.y,
            width: sized(MARK),
            height: sized(MARK),
        };
        let middle = format!(
            "M{} {} L{} {}",
            Px(at.x),
            Px(mark.centre().y),
            Px(mark.right()),
            Px(mark.centre().y)
        );
        let (muted, restricts) = (self.colors.muted, self.colors.restricts);
        if let Some(color) = entry.color {
            let (fill, stroke) = self.colors.hue(color);
            let class = self.class(&hue("c", color));
            let rect = Frame(mark, 200);
            writeln!(
                self.text,
                "<rect{class} {rect} fill=\"{fill}\" stroke=\"{stroke}\"/>"
            )?;
        } else if entry.restricts {
            let class = self.class("x");
            writeln!(
                self.text,
                "<path{class} d=\"{middle} M{x} {} L{x} {}\" fill=\"none\" stroke=\"{restricts}\" \
                 stroke-width=\"2\"/>",
                Px(at.y),
                Px(mark.bottom()),
                x = Px(mark.right())
            )?;
        } else if entry.dashed {
            let (class, rect) = (self.class("r"), Frame(mark, 200));
            writeln!(
                self.text,
                "<rect{class} {rect} fill=\"none\" stroke=\"{muted}\" stroke-dasharray=\"3 2\"/>"
            )?;
        } else {
            let class = self.class("r");
            writeln!(
                self.text,
                "<path{class} d=\"{middle}\" fill=\"none\" stroke=\"{muted}\" \
                 stroke-width=\"1.5\" stroke-dasharray=\"2 3\"/>"
            )?;
        }
        let line = TextLine {
            text: entry.text.clone(),
            x: at.x + sized(MARK_ADVANCE),
            y: at.y + sized(LEGEND_BASELINE),
            size: sized(LEGEND_SIZE),
            ..TextLine::default()
        };
        self.line(&line, 0, 0, Tone::Normal)
    }
}

/// The class of a color of the palette.
fn hue(kind: &str, color: usize) -> String {
    format!("{kind}{}", color % HUES)
}

/// How far the text of a box moves down where the layout made the box higher than its text.
fn text_drop(node: &SceneBox, rect: Rect) -> i32 {
    (rect.height - node.height).max(0) / 2
}

/// A rectangle's attributes, with the radius of its corners.
struct Frame(Rect, i32);

impl std::fmt::Display for Frame {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Frame(rect, radius) = self;
        write!(
            f,
            "x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"",
            Px(rect.x),
            Px(rect.y),
            Px(rect.width),
            Px(rect.height),
            Px(*radius)
        )
    }
}

/// How an arrow is drawn.
struct Look {
    stroke: &'static str,
    width: &'static str,
    dash: &'static str,
    class: String,
    head_class: String,
}

impl Look {
    fn of(arrow: &Arrow, from: &SceneBox, colors: &'static Colors) -> Look {
        let lit = arrow.tone == Tone::Lit;
        let color = Colors::line(from.color);
        let (stroke, class, head_class) = if arrow.restricts {
            (colors.restricts, "x".to_owned(), String::new())
        } else if lit {
            (colors.lit, "lit".to_owned(), "tip".to_owned())
        } else {
            (colors.hue(color).1, hue("e", color), hue("h", color))
        };
        Look {
            stroke,
            width: match (arrow.restricts, lit) {
                (true, _) => "1.8",
                (_, true) => "2.2",
                _ => "1.2",
            },
            dash: match (arrow.restricts, arrow.disputed) {
                (true, _) => " stroke-dasharray=\"6 4\"",
                (_, true) => " stroke-dasharray=\"2 3\"",
                _ => "",
            },
            class,
            head_class,
        }
    }
}

/// The route as path data, in absolute commands.
fn path(route: &Route) -> String {
    let mut d = format!("M{} {}", Px(route.start.x), Px(route.start.y));
    for segment in &route.segments {
        // Writing to a String cannot fail.
        let _ = match segment {
            Segment::Line(to) => write!(d, " L{} {}", Px(to.x), Px(to.y)),
            Segment::Cubic(a, b, to) => write!(
                d,
                " C{} {} {} {} {} {}",
                Px(a.x),
                Px(a.y),
                Px(b.x),
                Px(b.y),
                Px(to.x),
                Px(to.y)
            ),
        };
    }
    d
}

/// The last point of a route, and a point that it comes from.
fn ending(route: &Route) -> (Point, Point) {
    let mut points = vec![route.start];
    for segment in &route.segments {
        match segment {
            Segment::Line(to) => points.push(*to),
            Segment::Cubic(a, b, to) => points.extend([*a, *b, *to]),
        }
    }
    let tip = points.last().copied().unwrap_or(route.start);
    let back = points.iter().rev().find(|&&p| p != tip).copied();
    (tip, back.unwrap_or(tip))
}

/// The point `along` from `tip` towards `back`, and `aside` to the side of that line.
fn beside(tip: Point, back: Point, along: i32, aside: i32) -> Point {
    let (dx, dy) = (i64::from(back.x - tip.x), i64::from(back.y - tip.y));
    let length = i64::from((dx * dx + dy * dy).unsigned_abs().isqrt().max(1) as u32);
    let (along, aside) = (i64::from(along), i64::from(aside));
    let x = (dx * along - dy * aside) / length;
    let y = (dy * along + dx * aside) / length;
    Point {
        x: tip.x + x as i32,
        y: tip.y + y as i32,
    }
}

fn head(tip: Point, back: Point) -> String {
    let (length, half) = HEAD;
    let (a, b) = (
        beside(tip, back, length, half),
        beside(tip, back, length, -half),
    );
    format!(
        "M{} {} L{} {} L{} {} Z",
        Px(tip.x),
        Px(tip.y),
        Px(a.x),
        Px(a.y),
        Px(b.x),
        Px(b.y)
    )
}

fn bar(tip: Point, back: Point) -> String {
    let (a, b) = (beside(tip, back, 250, BAR), beside(tip, back, 250, -BAR));
    format!("M{} {} L{} {}", Px(a.x), Px(a.y), Px(b.x), Px(b.y))
}
