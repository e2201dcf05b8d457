//! What fonts mean for one picture: the characters that it shows, and those that no font has.

use std::collections::BTreeSet;

use crate::diagram::Placed;

use super::font::Font;

/// The families of some fonts as `font-family` lists them, each once.
pub(super) fn families(fonts: &[Font]) -> String {
    let mut names: Vec<String> = Vec::new();
    for name in fonts.iter().map(|font| quoted(font.family())) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}

/// A family's name in quotes. What could end them is left out.
pub(super) fn quoted(family: &str) -> String {
    let plain = |c: &char| !matches!(c, '\'' | '"' | '\\' | '<' | '&') && !c.is_control();
    format!("'{}'", family.chars().filter(plain).collect::<String>())
}

/// The characters that a picture shows.
#[derive(Debug, Default)]
pub(super) struct Characters {
    /// Those of text that is not bold.
    pub(super) regular: BTreeSet<char>,
    /// Those of bold text.
    pub(super) bold: BTreeSet<char>,
}

impl Characters {
    pub(super) fn of(placed: &Placed) -> Characters {
        let mut shown = Characters::default();
        let lines = placed.scene.boxes.iter().flat_map(|b| &b.lines);
        for line in lines.chain(&placed.texts) {
            let shown = match line.bold {
                true => &mut shown.bold,
                false => &mut shown.regular,
            };
            shown.extend(line.text.chars());
        }
        let legend = placed.scene.legend.iter();
        shown
            .regular
            .extend(legend.flat_map(|entry| entry.text.chars()));
        shown
    }

    /// A note that names those that no font has; `None` where each has one.
    pub(super) fn lacking(&self, fonts: &[Font]) -> Option<String> {
        let seen = self.regular.union(&self.bold).filter(|&&c| !is_unseen(c));
        let lacking: Vec<String> = seen
            .filter(|&&c| fonts.iter().all(|font| font.glyph(c).is_none()))
            .map(|&c| format!("{c} (U+{:04X})", u32::from(c)))
            .collect();
        (!lacking.is_empty()).then(|| format!("the font lacks {}", lacking.join(", ")))
    }
}

/// Whether a character is drawn as nothing: it joins, separates or turns others.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
        || matches!(c, '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}')
}
