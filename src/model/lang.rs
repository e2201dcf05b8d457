//! Which of a node's names are shown.

/// Which of a node's names are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// The name.
    #[default]
    En,
    /// The Chinese name, else the name.
    Zh,
    /// Both, where there are two.
    Both,
}

impl Lang {
    /// All of them.
    pub const ALL: [Lang; 3] = [Lang::En, Lang::Zh, Lang::Both];

    /// Reads the word that chooses it.
    pub fn parse(text: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.name() == text)
    }

    /// The word that chooses it.
    pub fn name(self) -> &'static str {
        match self {
            Lang::En => "en",
            Lang::Zh => "zh",
            Lang::Both => "both",
        }
    }
}
