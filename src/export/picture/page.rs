//! Paper: which part of the plane a picture shows, and how large.
//!
//! All in integers, so that a page is the same on every machine: lengths of pictures are hundredths
//! of a pixel, those of paper hundredths of a millimetre, and 96 pixels are an inch, as in CSS.

use std::fmt;

use crate::diagram::Placed;

use super::PictureOptions;
use super::xml::Px;

/// A size of paper.
#[derive(Debug, PartialEq, Eq)]
pub struct PaperSize {
    /// What a user calls it.
    pub name: &'static str,
    /// Width and height of the upright sheet in hundredths of a millimetre.
    size: (i32, i32),
}

/// All sizes of paper: those of ISO 216 and of North America.
pub const PAPERS: &[PaperSize] = &[
    paper("A0", 84_100, 118_900),
    paper("A1", 59_400, 84_100),
    paper("A2", 42_000, 59_400),
    paper("A3", 29_700, 42_000),
    paper("A4", 21_000, 29_700),
    paper("A5", 14_800, 21_000),
    paper("letter", 21_590, 27_940),
    paper("legal", 21_590, 35_560),
    paper("tabloid", 27_940, 43_180),
];

const fn paper(name: &'static str, width: i32, height: i32) -> PaperSize {
    let size = (width, height);
    PaperSize { name, size }
}

/// Left free on every side, for printers that cannot reach the edge.
const MARGIN: i32 = 1000;
/// No picture is enlarged more than this, so that three boxes do not become a poster.
const MOST: i64 = 2;

/// Paper that a picture is fitted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paper {
    size: &'static PaperSize,
    /// Whether the sheet lies; whatever shows the picture larger if absent.
    lies: Option<bool>,
}

impl Paper {
    /// Reads `A4`, `A4-landscape`, `letter-portrait`, in any case; gives `None` for all else.
    pub fn parse(text: &str) -> Option<Paper> {
        let text = text.to_ascii_lowercase();
        let (name, lies) = match text.split_once('-') {
            Some((name, "landscape")) => (name, Some(true)),
            Some((name, "portrait")) => (name, Some(false)),
            Some(_) => return None,
            None => (text.as_str(), None),
        };
        let mut sizes = PAPERS.iter();
        let size = sizes.find(|size| size.name.eq_ignore_ascii_case(name))?;
        Some(Paper { size, lies })
    }

    /// The view that shows a picture of that size in the middle of the paper.
    fn view(self, width: i32, height: i32) -> View {
        let (short, long) = self.size.size;
        let upright = fitted((short, long), width, height);
        let lying = fitted((long, short), width, height);
        // How large the picture is on the sheet: sheet by part of the plane that it shows.
        let up = i64::from(short) * i64::from(lying.width);
        let down = i64::from(long) * i64::from(upright.width);
        // Widths are rounded; what differs by no more is as large either way.
        let lies = match (down - up).abs() <= i64::from(long) {
            true => width > height,
            false => down > up,
        };
        match self.lies.unwrap_or(lies) {
            true => lying,
            false => upright,
        }
    }
}

/// The view that shows a picture on a sheet of that size, in hundredths of a millimetre.
fn fitted(sheet: (i32, i32), width: i32, height: i32) -> View {
    let of = |length: i32, whole: i32| {
        i64::from(length) * i64::from(sheet.0) / i64::from(whole - 2 * MARGIN) + 1
    };
    let least = pixels(sheet.0) / MOST;
    let wide = of(width, sheet.0).max(of(height, sheet.1)).max(least);
    let high = wide * i64::from(sheet.1) / i64::from(sheet.0);
    let (wide, high) = (narrowed(wide), narrowed(high));
    View {
        x: (width - wide) / 2,
        y: (height - high) / 2,
        width: wide,
        height: high,
        shown: Shown::Paper(sheet),
    }
}

/// Hundredths of a millimetre as hundredths of a pixel.
fn pixels(length: i32) -> i64 {
    i64::from(length) * 960 / 254
}

fn narrowed(length: i64) -> i32 {
    i32::try_from(length).unwrap_or(i32::MAX / 4)
}

/// The part of the plane that a picture shows, and how large it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct View {
    pub(super) x: i32,
    pub(super) y: i32,
    pub(super) width: i32,
    pub(super) height: i32,
    shown: Shown,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shown {
    /// Width and height in hundredths of a pixel.
    Screen((i32, i32)),
    /// Width and height in hundredths of a millimetre.
    Paper((i32, i32)),
}

impl View {
    /// The view of a picture: its own size, the width that is asked for, or the paper.
    pub(super) fn of(placed: &Placed, options: &PictureOptions) -> View {
        let (width, height) = (placed.width, placed.height);
        if let Some(paper) = options.paper {
            return paper.view(width, height);
        }
        let shown = match options.width {
            Some(px) if width > 0 => {
                let wide = i32::try_from(px).unwrap_or(i32::MAX / 100);
                let wide = wide.saturating_mul(100);
                let high = i64::from(height) * i64::from(wide) / i64::from(width);
                (wide, i32::try_from(high).unwrap_or(i32::MAX))
            }
            _ => (width, height),
        };
        View {
            x: 0,
            y: 0,
            width,
            height,
            shown: Shown::Screen(shown),
        }
    }

    /// Width and height as CSS writes lengths.
    pub(super) fn lengths(&self) -> [Length; 2] {
        match self.shown {
            Shown::Screen((width, height)) => [width, height].map(Length::Pixels),
            Shown::Paper((width, height)) => [width, height].map(Length::Paper),
        }
    }

    /// Width and height in points, of which 72 are an inch.
    #[cfg(feature = "pdf")]
    pub(super) fn points(&self) -> (f64, f64) {
        let (lengths, points) = match self.shown {
            Shown::Screen(size) => (size, 72.0 / 9600.0),
            Shown::Paper(size) => (size, 72.0 / 2540.0),
        };
        let in_points = |length: i32| f64::from(length) * points;
        (in_points(lengths.0), in_points(lengths.1))
    }
}

/// A length as CSS writes it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Length {
    Pixels(i32),
    Paper(i32),
}

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Length::Pixels(length) => Px(*length).fmt(f),
            Length::Paper(length) => write!(f, "{}mm", Px(*length)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(paper: &str, width: i32, height: i32) -> View {
        let paper = Paper::parse(paper).expect("a paper");
        paper.view(width, height)
    }

    fn lengths(paper: &str, width: i32, height: i32) -> String {
        let [width, height] = view(paper, width, height).lengths();
        format!("{width} x {height}")
    }

    #[test]
    fn the_sheet_lies_where_that_shows_the_picture_larger() {
        assert_eq!(lengths("A4", 200_000, 100_000), "297mm x 210mm");
        assert_eq!(lengths("a4", 100_000, 200_000), "210mm x 297mm");
        assert_eq!(lengths("A4-portrait", 200_000, 100_000), "210mm x 297mm");
        assert_eq!(lengths("letter-Landscape", 1, 9), "279.4mm x 215.9mm");
        // Too small to be shown larger either way: as the picture itself is.
        assert_eq!(lengths("A0", 200, 100), "1189mm x 841mm");
        assert_eq!(lengths("A0", 100, 200), "841mm x 1189mm");
    }

    #[test]
    fn what_is_no_paper_is_none() {
        for text in [
            "",
            "A9",
            "A4-",
            "A4-upright",
            "A4-landscape-portrait",
            "A4 ",
        ] {
            assert_eq!(Paper::parse(text), None, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_picture_lies_within_the_margins(
            index in 0..PAPERS.len(),
            lies in proptest::option::of(proptest::bool::ANY),
            width in 1..2_000_000i32,
            height in 1..2_000_000i32,
        ) {
            let size = &PAPERS[index];
            let view = Paper { size, lies }.view(width, height);
            let Shown::Paper((wide, high)) = view.shown else {
                panic!("a view of paper");
            };
            // One hundredth of a pixel is lost in rounding.
            let margin = |shown: i32, sheet: i32| {
                i64::from(shown) * i64::from(MARGIN) / i64::from(sheet) - 2
            };
            let (x, y) = (-i64::from(view.x), -i64::from(view.y));
            proptest::prop_assert!(x >= margin(view.width, wide));
            proptest::prop_assert!(y >= margin(view.height, high));
            let right = i64::from(view.width) - x - i64::from(width);
            let below = i64::from(view.height) - y - i64::from(height);
            proptest::prop_assert!((x - right).abs() <= 1 && (y - below).abs() <= 1);
            // It touches the margins, or is twice its size.
            let touches = x <= margin(view.width, wide) + 6 || y <= margin(view.height, high) + 6;
            let doubled = (pixels(wide) / i64::from(view.width)) >= MOST;
            proptest::prop_assert!(touches || doubled);
            if lies.is_none() {
                let other = Paper { size, lies: Some(wide < high) }.view(width, height);
                let Shown::Paper((sheet, _)) = other.shown else {
                    panic!("a view of paper");
                };
                let (ours, theirs) = (
                    i64::from(wide) * i64::from(other.width),
                    i64::from(sheet) * i64::from(view.width),
                );
                let rounding = i64::from(wide.max(sheet));
                proptest::prop_assert!(ours + rounding >= theirs);
            }
        }
    }
}
