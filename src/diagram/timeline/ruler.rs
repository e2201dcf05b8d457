//! The ruler below the lanes: years, months, marks where years are left out, and faint lines at
//! the borders of years.

use crate::diagram::measure::text_width;
use crate::diagram::{Anchor, Placed, Point, Rule, TextLine};

use super::columns::{Columns, Era};
use super::gaps::Spread;

/// From the lanes to the ruler's line.
const GAP: i32 = 900;
/// The height of a tick.
const TICK: i32 = 500;
const YEAR_SIZE: i32 = 1300;
const MONTH_SIZE: i32 = 1000;
/// From the line to the months' baseline, and from there to that of the years.
const MONTH_LINE: i32 = 1400;
const YEAR_LINE: i32 = 1900;
/// Half the break in the line where years are left out.
const BREAK: i32 = 800;

/// What of the picture the ruler is below.
pub(super) struct Frame<'a> {
    /// The top of the first lane and the bottom of the last.
    pub(super) lanes: (i32, i32),
    /// Where the ruler begins and ends.
    pub(super) x: (i32, i32),
    /// What the undated columns are called.
    pub(super) undated: &'a str,
    /// What the months are called.
    pub(super) months: &'a [&'static str; 12],
    /// How large years are, in per cent.
    pub(super) headings: i32,
}

impl Frame<'_> {
    /// The ruler's height with everything.
    pub(super) fn height(&self) -> i32 {
        GAP + self.year_line() + 500
    }

    /// From the line to the years' baseline.
    fn year_line(&self) -> i32 {
        MONTH_LINE + YEAR_LINE * self.headings / 100
    }

    /// Months grow half as much as years.
    fn month_size(&self) -> i32 {
        MONTH_SIZE * (100 + self.headings) / 200
    }

    fn year_size(&self) -> i32 {
        YEAR_SIZE * self.headings / 100
    }
}

/// A stretch of columns of one era.
struct Band {
    era: Era,
    from: i32,
    to: i32,
}

/// Draws the ruler.
pub(super) fn draw(placed: &mut Placed, columns: &Columns, spread: &Spread, frame: &Frame<'_>) {
    let y = frame.lanes.1 + GAP;
    let bands = bands(columns, spread, frame.x);
    for (k, band) in bands.iter().enumerate() {
        let before = k.checked_sub(1).map(|k| &bands[k].era);
        let skips = before.is_some_and(|era| skips(era, &band.era));
        if k > 0 {
            border(placed, band.from, frame.lanes);
        }
        let after = bands.get(k + 1).map(|b| skips_to(&band.era, &b.era));
        name(placed, band, y, frame);
        let Era::Year(_) = band.era else { continue };
        let from = if skips { band.from + BREAK } else { band.from };
        let to = if after == Some(true) {
            band.to - BREAK
        } else {
            band.to
        };
        line(placed, (from, y), (to, y), false);
        if !skips {
            line(placed, (band.from, y), (band.from, y + TICK), false);
        }
        if matches!(before, Some(Era::Year(_))) && skips {
            placed.texts.push(text(
                "…",
                band.from,
                y + 300,
                YEAR_SIZE,
                Anchor::Middle,
                false,
            ));
        }
    }
    months(placed, columns, spread, y, frame);
}

/// Whether years are left out between two eras, or one of them is none.
fn skips(left: &Era, right: &Era) -> bool {
    !matches!((left, right), (Era::Year(a), Era::Year(b)) if a + 1 == *b)
}

fn skips_to(left: &Era, right: &Era) -> bool {
    skips(left, right)
}

fn bands(columns: &Columns, spread: &Spread, (left, right): (i32, i32)) -> Vec<Band> {
    let mut bands: Vec<Band> = Vec::new();
    for (column, border) in columns.list.iter().zip(&spread.borders) {
        let from = match (bands.last_mut(), border) {
            (Some(_), None) => continue,
            (Some(band), Some(border)) => {
                band.to = *border;
                *border
            }
            (None, _) => left,
        };
        bands.push(Band {
            era: column.era,
            from,
            to: right,
        });
    }
    bands
}

fn line(placed: &mut Placed, from: (i32, i32), to: (i32, i32), faint: bool) {
    placed.rules.push(Rule {
        from: Point {
            x: from.0,
            y: from.1,
        },
        to: Point { x: to.0, y: to.1 },
        faint,
    });
}

/// A faint line through all lanes.
fn border(placed: &mut Placed, x: i32, (top, bottom): (i32, i32)) {
    line(placed, (x, top), (x, bottom), true);
}

fn text(text: &str, x: i32, y: i32, size: i32, anchor: Anchor, bold: bool) -> TextLine {
    TextLine {
        text: text.to_owned(),
        x,
        y,
        size,
        bold,
        muted: !bold,
        anchor,
    }
}

/// The year, or that there is none, in the middle of a band.
fn name(placed: &mut Placed, band: &Band, y: i32, frame: &Frame<'_>) {
    let middle = band.from + (band.to - band.from) / 2;
    let line = match band.era {
        Era::Year(year) => text(
            &year.to_string(),
            middle,
            y + frame.year_line(),
            frame.year_size(),
            Anchor::Middle,
            true,
        ),
        _ => text(
            frame.undated,
            middle,
            y + frame.year_line(),
            frame.year_size(),
            Anchor::Middle,
            false,
        ),
    };
    placed.texts.push(line);
}

/// The months of each column, where its boxes begin; once for columns that follow each other.
fn months(placed: &mut Placed, columns: &Columns, spread: &Spread, y: i32, frame: &Frame<'_>) {
    let mut before = None;
    let mut free = i32::MIN;
    for (column, &(x, _)) in columns.list.iter().zip(&spread.columns) {
        let now = column.months.map(|months| (column.era, months));
        let Some((_, (first, last))) = now else {
            continue;
        };
        if now == before {
            continue;
        }
        before = now;
        let month = |month: u8| frame.months[usize::from(month.clamp(1, 12)) - 1];
        let label = if first == last {
            month(first).to_owned()
        } else {
            format!("{}–{}", month(first), month(last))
        };
        if x < free {
            continue;
        }
        let size = frame.month_size();
        free = x + text_width(&label, size, false) + 300;
        placed
            .texts
            .push(text(&label, x, y + MONTH_LINE, size, Anchor::Start, false));
    }
}
