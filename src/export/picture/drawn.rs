//! The SVG of a picture as a tree that can be drawn, with the fonts that are given, then the
//! bundled one, and nothing of the machine's own.

use std::io;
use std::sync::Arc;

use usvg::{Options, Tree, fontdb};

use crate::diagram::Placed;

use super::faces::{Characters, families};
use super::font::Font;
use super::svg::{self, Dress};
use super::{PictureOptions, Theme};

/// The tree of a picture, and notes: what characters no font has.
///
/// The theme that follows a reader's system is the light one here.
pub(super) fn tree(placed: &Placed, options: &PictureOptions) -> io::Result<(Tree, Vec<String>)> {
    let theme = match options.theme {
        Theme::Auto => Theme::Light,
        theme => theme,
    };
    let mut fonts = options.fonts.clone();
    fonts.extend(Font::bundled());
    let options = PictureOptions {
        theme,
        ..options.clone()
    };
    let source = svg::text(placed, &options, &Dress::new(&families(&fonts)));
    let tree = Tree::from_str(&source, &reading(&fonts)).map_err(io::Error::other)?;
    let notes = Characters::of(placed).lacking(&fonts).into_iter();
    Ok((tree, notes.collect()))
}

fn reading(fonts: &[Font]) -> Options<'static> {
    let mut database = fontdb::Database::new();
    for font in fonts {
        database.load_font_source(fontdb::Source::Binary(font.data().clone()));
    }
    Options {
        fontdb: Arc::new(database),
        font_family: fonts.first().map_or("", Font::family).to_owned(),
        ..Options::default()
    }
}
