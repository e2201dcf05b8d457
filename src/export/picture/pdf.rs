//! PDF: the picture as one page of vectors and of text that can be searched, with its fonts, its
//! links and its title. Without a clock: equal pictures give equal bytes.

use std::io::{self, Write};

use krilla::Document;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{Annotation, LinkAnnotation, Target};
use krilla::geom::{Rect, Size};
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla_svg::{SurfaceExt as _, SvgSettings};

use crate::diagram::Placed;

use super::page::View;
use super::{PictureOptions, drawn};

/// What programs can open at most, in points each way (PDF 1.7, annex C.2).
const MOST: f64 = 14_400.0;

/// Writes a picture as PDF. Notes say what characters the fonts lack.
pub(super) fn write(
    placed: &Placed,
    options: &PictureOptions,
    out: &mut dyn Write,
) -> io::Result<Vec<String>> {
    let (tree, mut notes) = drawn::tree(placed, options)?;
    let view = View::of(placed, options);
    let (width, height) = view.points();
    let shrunk = (MOST / width.max(height)).min(1.0);
    if shrunk < 1.0 {
        notes.push(format!(
            "a PDF page of {:.0} inches is too large for most programs; drawn at {shrunk:.2}",
            width.max(height) / 72.0
        ));
    }
    let (width, height) = ((width * shrunk) as f32, (height * shrunk) as f32);
    let Some(size) = Size::from_wh(width, height) else {
        return Err(io::Error::other("the picture has no size"));
    };
    let mut document = Document::new();
    let mut page = document.start_page_with(PageSettings::new(size));
    let mut surface = page.surface();
    surface.draw_svg(&tree, size, SvgSettings::default());
    surface.finish();
    for link in links(placed, &view, f64::from(width) / f64::from(view.width)) {
        page.add_annotation(link);
    }
    page.finish();
    document.set_metadata(
        Metadata::new()
            .title(placed.scene.title.clone())
            .description(placed.scene.description.clone())
            .creator("aigraph".to_owned()),
    );
    let bytes = document
        .finish()
        .map_err(|error| io::Error::other(format!("the PDF cannot be made: {error:?}")))?;
    out.write_all(&bytes)?;
    Ok(notes)
}

/// The links of boxes, which drawing loses, as areas of the page; `scale` is points for hundredths
/// of a pixel.
fn links(placed: &Placed, view: &View, scale: f64) -> Vec<Annotation> {
    let boxes = placed.scene.boxes.iter().zip(&placed.boxes);
    let links = boxes.filter_map(|(b, place)| {
        let at = |length: i32, from: i32| (f64::from(length - from) * scale) as f32;
        let rect = place.rect;
        let area = Rect::from_ltrb(
            at(rect.x, view.x),
            at(rect.y, view.y),
            at(rect.right(), view.x),
            at(rect.bottom(), view.y),
        )?;
        let link = LinkAction::new(ascii(b.link.as_ref()?));
        let target = Target::Action(Action::Link(link));
        Some(Annotation::new_link(
            LinkAnnotation::new(area, target),
            None,
        ))
    });
    links.collect()
}

/// An address in ASCII, as PDF wants it: other bytes by their numbers, as RFC 3986 writes them.
fn ascii(address: &str) -> String {
    let mut written = String::new();
    for byte in address.bytes() {
        match byte {
            b'!'..=b'~' => written.push(char::from(byte)),
            _ => written.push_str(&format!("%{byte:02X}")),
        }
    }
    written
}
