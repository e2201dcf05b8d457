//! Colors of pictures.
//!
//! The nine hues can be told apart by color-blind readers: those of M. Okabe and K. Ito, "Color
//! Universal Design" (2008), without yellow and black, and three of P. Tol's "muted" scheme, each
//! made as dark or light as lines on the page need.

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
    /// Gray, then the hues: fill and stroke.
    pub(super) hues: [(&'static str, &'static str); 10],
}

impl Colors {
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
    ],
};
