//! PNG: the SVG drawn by resvg, with the bundled font and nothing of the machine's own.

use std::collections::BTreeSet;
use std::io::{self, Write};
use std::sync::Arc;

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb};
use skrifa::MetadataProvider as _;

use crate::diagram::Placed;

use super::{PictureOptions, Theme, svg};

static REGULAR: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/assets/font/NotoSansSC-Regular-subset.otf"
));
static BOLD: &[u8] = include_bytes!(concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/assets/font/NotoSansSC-Bold-subset.otf"
));
const FAMILY: &str = "Noto Sans CJK SC";
/// Pixels for one of the page unless told otherwise: sharp on screens and in print.
const SCALE: u32 = 2;
/// No picture gets more pixels than this; a larger one is drawn smaller.
const MOST_PIXELS: f64 = 120e6;

/// Writes a picture as PNG. Notes say what characters the font lacks.
pub(super) fn write(
    placed: &Placed,
    options: &PictureOptions,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let theme = match options.theme {
        Theme::Auto => Theme::Light,
        theme => theme,
    };
    let mut source = Vec::new();
    svg::write(placed, &PictureOptions { theme, ..*options }, &mut source)?;
    let tree = Tree::from_data(&source, &fonts()).map_err(io::Error::other)?;
    let mut notes: Vec<String> = missing(placed).into_iter().collect();
    let (width, height) = (
        f64::from(tree.size().width()),
        f64::from(tree.size().height()),
    );
    let wanted = f64::from(options.scale.unwrap_or(SCALE));
    let scale = wanted.min((MOST_PIXELS / (width * height)).sqrt());
    if scale < wanted {
        notes.push(format!(
            "the picture is too large for scale {wanted}; drawn at {scale:.2}"
        ));
    }
    let pixels = |length: f64| (length * scale).ceil().max(1.0) as u32;
    let Some(mut pixmap) = Pixmap::new(pixels(width), pixels(height)) else {
        return Err(io::Error::other("the picture is too large for a raster"));
    };
    let scale = scale as f32;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixmap.as_mut(),
    );
    out.write_all(&pixmap.encode_png().map_err(io::Error::other)?)?;
    Ok(notes)
}

fn fonts() -> Options<'static> {
    let mut database = fontdb::Database::new();
    for bytes in [REGULAR, BOLD] {
        database.load_font_source(fontdb::Source::Binary(Arc::new(bytes)));
    }
    database.set_sans_serif_family(FAMILY);
    Options {
        fontdb: Arc::new(database),
        font_family: FAMILY.to_owned(),
        ..Options::default()
    }
}

/// A note that names the characters of the picture that neither face has.
fn missing(placed: &Placed) -> Option<String> {
    let scene = &placed.scene;
    let in_boxes = scene
        .boxes
        .iter()
        .flat_map(|b| &b.lines)
        .map(|line| &line.text);
    let others = placed.texts.iter().map(|line| &line.text);
    let legend = scene.legend.iter().map(|entry| &entry.text);
    let used: BTreeSet<char> = in_boxes
        .chain(others)
        .chain(legend)
        .flat_map(|t| t.chars())
        .collect();
    let font = skrifa::FontRef::new(REGULAR).ok()?;
    let known = font.charmap();
    let lacking: Vec<String> = used
        .into_iter()
        .filter(|&c| known.map(c).is_none())
        .map(|c| format!("{c} (U+{:04X})", u32::from(c)))
        .collect();
    (!lacking.is_empty()).then(|| format!("the font lacks {}", lacking.join(", ")))
}
