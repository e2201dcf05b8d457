//! Fonts that an SVG carries: cut to the characters that the picture shows, in a style sheet, as
//! CSS Fonts 4 describes it, so that browsers show the picture in them wherever it goes. Programs
//! that do not read the sheet take the families that are named behind.
//!
//! A font cut by allsorts has a table of characters and outlines, no kerning, ligatures or joined
//! letters; where a script needs these, the reader's own fonts do better.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io;

use allsorts::binary::read::ReadScope;
use allsorts::font_data::FontData;
use allsorts::subset::{CmapTarget, SubsetProfile, subset};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::diagram::Placed;

use super::PictureOptions;
use super::faces::{Characters, families, quoted};
use super::font::Font;
use super::svg::Dress;

/// The least weight that bold text is shown in.
const BOLD: u16 = 600;

/// What an SVG with the fonts of the options wears, those behind being named only; and a note on
/// the characters that the fonts lack.
///
/// An error where a font cannot be cut, which names it.
pub(super) fn dress(
    placed: &Placed,
    options: &PictureOptions,
    behind: &str,
) -> io::Result<(Dress, Vec<String>)> {
    let mut dress = Dress::new(behind);
    let fonts = &options.fonts;
    if fonts.is_empty() {
        return Ok((dress, Vec::new()));
    }
    let shown = Characters::of(placed);
    let both: BTreeSet<char> = shown.regular.union(&shown.bold).copied().collect();
    let (bold, regular) = fonts.iter().partition::<Vec<_>, _>(|f| f.weight() >= BOLD);
    dress.families = format!("{}, {behind}", families(fonts));
    dress.sheet.push_str("<style>\n");
    for font in fonts {
        // A face takes the text of the other weight too where no face is there for that.
        let wanted = match (bold.is_empty(), regular.is_empty()) {
            (false, false) if font.weight() >= BOLD => &shown.bold,
            (false, false) => &shown.regular,
            _ => &both,
        };
        dress.sheet.push_str(&face(font, wanted)?);
    }
    dress.sheet.push_str("</style>\n");
    let note = shown.lacking(fonts);
    let note = note.map(|note| format!("{note}; readers see it in a font of theirs"));
    Ok((dress, note.into_iter().collect()))
}

/// The rule that brings a font, cut to some characters; nothing where it has none of them.
fn face(font: &Font, wanted: &BTreeSet<char>) -> io::Result<String> {
    let glyphs = wanted.iter().filter_map(|&c| font.glyph(c));
    let mut glyphs: BTreeSet<u16> = glyphs.filter_map(|g| u16::try_from(g).ok()).collect();
    glyphs.remove(&0);
    if glyphs.is_empty() {
        return Ok(String::new());
    }
    // The first glyph stands for what is missing; every font has it.
    let glyphs: Vec<u16> = std::iter::once(0).chain(glyphs).collect();
    let data: &[u8] = (**font.data()).as_ref();
    let failed = |error: &dyn std::fmt::Debug| {
        let family = font.family();
        io::Error::other(format!("the font {family} cannot be cut: {error:?}"))
    };
    let read = ReadScope::new(data).read::<FontData<'_>>();
    let tables = read.map_err(|error| failed(&error))?;
    let tables = tables.table_provider(0).map_err(|error| failed(&error))?;
    let cut = subset(
        &tables,
        &glyphs,
        &SubsetProfile::Minimal,
        CmapTarget::Unicode,
    );
    let cut = cut.map_err(|error| failed(&error))?;
    let kind = if cut.starts_with(b"OTTO") {
        "otf"
    } else {
        "ttf"
    };
    let mut rule = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(
        rule,
        "@font-face{{font-family:{};font-weight:{};src:url(data:font/{kind};base64,{})}}",
        quoted(font.family()),
        font.weight(),
        STANDARD.encode(cut)
    );
    Ok(rule)
}
