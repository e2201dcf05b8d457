//! A scene with every coordinate known: all that a writer needs.

use super::{Anchor, Scene};

/// A point, in hundredths of a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    /// From the left.
    pub x: i32,
    /// From the top.
    pub y: i32,
}

/// A rectangle, in hundredths of a pixel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// The left edge.
    pub x: i32,
    /// The upper edge.
    pub y: i32,
    /// The width.
    pub width: i32,
    /// The height.
    pub height: i32,
}

/// A line of text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TextLine {
    /// The text.
    pub text: String,
    /// Where it begins, or its middle, or its end.
    pub x: i32,
    /// The baseline.
    pub y: i32,
    /// The font size.
    pub size: i32,
    /// Whether it is bold (weight 600).
    pub bold: bool,
    /// Whether it is in the muted color.
    pub muted: bool,
    /// What `x` is.
    pub anchor: Anchor,
}

/// A scene with its coordinates. Boxes, groups and arrows are those of the scene, by index.
#[derive(Clone, Debug, Default)]
pub struct Placed {
    /// What is shown.
    pub scene: Scene,
    /// The page's width.
    pub width: i32,
    /// The page's height.
    pub height: i32,
    /// Where each box stands.
    pub boxes: Vec<PlacedBox>,
    /// The frame of each group; a group without boxes has none.
    pub groups: Vec<Option<Rect>>,
    /// The lanes' bands.
    pub lanes: Vec<PlacedLane>,
    /// The way of each arrow, in the order they are drawn.
    pub routes: Vec<Route>,
    /// Lines of rulers and grids, below everything else.
    pub rules: Vec<Rule>,
    /// Patches of a frame's color below names that lines would else run through.
    pub patches: Vec<Rect>,
    /// All other text: title, lane names, group names, the ruler's years.
    pub texts: Vec<TextLine>,
    /// How large title, legend and the like are, in per cent; those of a wide page are larger.
    pub headings: i32,
    /// Where each legend entry's mark begins; its text follows to the right.
    pub legend: Vec<Point>,
}

/// A box in its place; its text lines are the scene's, moved by the writer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlacedBox {
    /// The rectangle.
    pub rect: Rect,
}

/// A lane's band.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PlacedLane {
    /// The lane, by index.
    pub lane: usize,
    /// The rectangle.
    pub rect: Rect,
}

/// The way of one arrow, from the border of one box to the border of another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Route {
    /// The arrow, by index.
    pub arrow: usize,
    /// The first point.
    pub start: Point,
    /// The way on from there.
    pub segments: Vec<Segment>,
}

/// A part of a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Segment {
    /// A straight line to a point.
    Line(Point),
    /// A cubic curve by two control points to a point.
    Cubic(Point, Point, Point),
}

/// A thin straight line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// One end.
    pub from: Point,
    /// The other end.
    pub to: Point,
    /// Whether it is faint, as a grid is.
    pub faint: bool,
}

impl Rect {
    /// The right edge.
    pub fn right(self) -> i32 {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(self) -> i32 {
        self.y + self.height
    }

    /// The point in the middle.
    pub fn centre(self) -> Point {
        Point {
            x: self.x + self.width / 2,
            y: self.y + self.height / 2,
        }
    }

    /// The smallest rectangle around both.
    #[must_use]
    pub fn around(self, other: Rect) -> Rect {
        let (x, y) = (self.x.min(other.x), self.y.min(other.y));
        let right = self.right().max(other.right());
        let bottom = self.bottom().max(other.bottom());
        Rect {
            x,
            y,
            width: right - x,
            height: bottom - y,
        }
    }
}
