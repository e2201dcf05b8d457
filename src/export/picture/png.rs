//! PNG: the picture drawn by resvg.

use std::io::{self, Write};

use flate2::Crc;
use resvg::tiny_skia::{Pixmap, Transform};

use crate::diagram::Placed;

use super::{PictureOptions, drawn};

/// Pixels for one of the page unless told otherwise: sharp on screens.
const SCALE: f64 = 2.0;
/// Pixels an inch for paper unless told otherwise: sharp in print.
const PRINTED: f64 = 300.0;
/// Pixels of the page an inch, as in CSS.
const INCH: f64 = 96.0;
/// No picture gets more pixels than this; a larger one is drawn smaller.
const MOST_PIXELS: f64 = 120e6;

/// Writes a picture as PNG. Notes say what characters the fonts lack.
pub(super) fn write(
    placed: &Placed,
    options: &PictureOptions,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let (tree, mut notes) = drawn::tree(placed, options)?;
    let (width, height) = (
        f64::from(tree.size().width()),
        f64::from(tree.size().height()),
    );
    let usual = match options.paper {
        Some(_) => PRINTED / INCH,
        None => SCALE,
    };
    let wanted = options.scale.map_or(usual, f64::from);
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
    let factor = scale as f32;
    resvg::render(
        &tree,
        Transform::from_scale(factor, factor),
        &mut pixmap.as_mut(),
    );
    let png = pixmap.encode_png().map_err(io::Error::other)?;
    match options.paper {
        Some(_) => out.write_all(&with_density(png, scale * INCH))?,
        None => out.write_all(&png)?,
    }
    Ok(notes)
}

/// A PNG that says how many of its pixels are an inch, so that it is printed in its size: a chunk
/// pHYs (PNG, third edition, 11.3.4.3) behind the header, which always comes first and is as long.
fn with_density(mut png: Vec<u8>, per_inch: f64) -> Vec<u8> {
    const HEADER: usize = 8 + 12 + 13;
    let per_metre = (per_inch / 0.0254).round() as u32;
    let mut chunk = b"pHYs".to_vec();
    chunk.extend(per_metre.to_be_bytes());
    chunk.extend(per_metre.to_be_bytes());
    chunk.push(1);
    let mut sum = Crc::new();
    sum.update(&chunk);
    chunk.extend(sum.sum().to_be_bytes());
    let length = 9u32.to_be_bytes();
    if png.len() > HEADER {
        png.splice(HEADER..HEADER, length.into_iter().chain(chunk));
    }
    png
}
