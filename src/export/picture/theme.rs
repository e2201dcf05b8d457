//! Colors of pictures.
//!
//! The nine hues can be told apart by color-blind readers: those of M. Okabe and K. Ito, "Color
//! Universal Design" (2008), without yellow and black, and three of P. Tol's "muted" scheme, each
//! made as dark or light as lines on the page need.

use crate::diagram::POLICY_COLOR;

/// Which colors a picture has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on dark.
    Dark,
    /// Light, or dark where the reader's system asks for it.
    Auto,
}

impl Theme {
    /// All of them.
    pub const ALL: [Theme; 3] = [Theme::Light, Theme::Dark, Theme::Auto];

    /// The word that chooses it.
    pub fn name(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
            Theme::Auto => "auto",
        }
    }

    /// Reads the word that chooses it.
    pub fn parse(text: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == text)
    }

    /// The colors without a style sheet.
    pub(super) fn colors(self) -> &'static Colors {
        match self {
            Theme::Light | Theme::Auto => &LIGHT,
            Theme::Dark => &DARK,
        }
    }
}

/// How many colors a palette has.
pub(super) const HUES: usize = POLICY_COLOR + 1;

/// A color between two: so many hundredths of the one in front, the rest of the one behind.
pub(super) fn mix(front: &str, behind: &str, share: u32) -> String {
    let parts = |color: &str| u32::from_str_radix(color.trim_start_matches('#'), 16).unwrap_or(0);
    let (front, behind) = (parts(front), parts(behind));
    let part = |shift: u32| {
        let of = |color: u32| color >> shift & 0xff;
        (of(front) * share + of(behind) * (100 - share) + 50) / 100
    };
    format!("#{:02x}{:02x}{:02x}", part(16), part(8), part(0))
}

/// The colors of one theme.
#[derive(Debug)]
pub(super) struct Colors {
    pub(super) page: &'static str,
    pub(super) text: &'static str,
    pub(super) muted: &'static str,
    pub(super) rule: &'static str,
    pub(super) faint: &'static str,
    /// Bands of lanes, alternating.
    pub(super) lanes: [&'static str; 2],
    pub(super) restricted_lane: &'static str,
    pub(super) group: &'static str,
    pub(super) restricts: &'static str,
    pub(super) lit: &'static str,
    /// Gray, the nine hues, and that of policies: fill and stroke.
    pub(super) hues: [(&'static str, &'static str); HUES],
}

impl Colors {
    /// The color of arrows from a box: gray for policies, whose own is close to restrictions'.
    pub(super) fn line(color: usize) -> usize {
        if color == POLICY_COLOR { 0 } else { color }
    }

    /// Fill and stroke of a color of the scene.
    pub(super) fn hue(&self, color: usize) -> (&'static str, &'static str) {
        self.hues[color % self.hues.len()]
    }
}

pub(super) const LIGHT: Colors = Colors {
    page: "#ffffff",
    text: "#0f172a",
    muted: "#5b6779",
    rule: "#94a3b8",
    faint: "#e2e8f0",
    lanes: ["#f8fafc", "#f1f5f9"],
    restricted_lane: "#fef2f2",
    group: "#ffffff",
    restricts: "#d11a2a",
    lit: "#d9480f",
    hues: [
        ("#eef1f4", "#64748b"),
        ("#e3effb", "#0f6cbd"),
        ("#e0f4ec", "#00865f"),
        ("#fdeade", "#c85200"),
        ("#f7e8f2", "#b4579a"),
        ("#e7e5f8", "#4338a8"),
        ("#fbf1d6", "#a87900"),
        ("#dff3fb", "#2492c4"),
        ("#f6e0e9", "#8f1d52"),
        ("#f0f1d9", "#747a1c"),
        ("#ffe9e9", "#a33a44"),
    ],
};

pub(super) const DARK: Colors = Colors {
    page: "#0b1220",
    text: "#f1f5f9",
    muted: "#9fb0c6",
    rule: "#64748b",
    faint: "#1e293b",
    lanes: ["#0f1929", "#131f33"],
    restricted_lane: "#2a1218",
    group: "#0b1220",
    restricts: "#ff6b6b",
    lit: "#ff7a2f",
    hues: [
        ("#1c2635", "#94a3b8"),
        ("#10263f", "#4ba3f5"),
        ("#0c2b23", "#2fc795"),
        ("#351d0d", "#ff8a4a"),
        ("#2f1a2a", "#e58cca"),
        ("#1f1d40", "#9a90f5"),
        ("#30260b", "#e3b53c"),
        ("#0d2935", "#62c7ee"),
        ("#351426", "#ee6ea6"),
        ("#25270e", "#c3c95a"),
        ("#3a151b", "#e08790"),
    ],
};

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance, as the Web Content Accessibility Guidelines define it.
    fn luminance(color: &str) -> f64 {
        let part = |at: usize| {
            let value = u8::from_str_radix(&color[at..at + 2], 16).expect("two digits");
            match f64::from(value) / 255.0 {
                low if low <= 0.04045 => low / 12.92,
                high => ((high + 0.055) / 1.055).powf(2.4),
            }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn text_and_lines_stand_out_from_what_is_behind_them() {
        for (theme, colors) in [("light", &LIGHT), ("dark", &DARK)] {
            let mut behind = vec![colors.page, colors.group, colors.restricted_lane];
            behind.extend(colors.lanes);
            for (what, line) in [("restricts", colors.restricts), ("lit", colors.lit)]
                .into_iter()
                .chain(colors.hues.iter().map(|hue| ("a hue", hue.1)))
            {
                for back in &behind {
                    let found = contrast(line, back);
                    assert!(found >= 3.0, "{theme}, {what} {line} on {back}: {found:.2}");
                }
            }
            behind.extend(colors.hues.iter().map(|hue| hue.0));
            for text in [colors.text, colors.muted] {
                for back in &behind {
                    let found = contrast(text, back);
                    assert!(found >= 4.5, "{theme}, text {text} on {back}: {found:.2}");
                }
            }
        }
    }

    #[test]
    fn mixed_colors_lie_between() {
        assert_eq!(mix("#ff0010", "#000000", 50), "#800008");
        assert_eq!(mix("#102030", "#ffffff", 100), "#102030");
        assert_eq!(mix("#102030", "#0b1220", 0), "#0b1220");
    }
}
