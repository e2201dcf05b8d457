//! How the conformance kit of openCypher, and drivers, name what is wrong with a query.

/// A class of errors and the kind within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// `SyntaxError`, `TypeError`, …
    pub class: &'static str,
    /// `UndefinedVariable`, …
    pub detail: &'static str,
}

impl Fault {
    /// A mistake in the text that shows before the query runs.
    pub const fn syntax(detail: &'static str) -> Fault {
        let class = "SyntaxError";
        Fault { class, detail }
    }

    /// A value of the wrong type.
    pub const fn kind(detail: &'static str) -> Fault {
        let class = "TypeError";
        Fault { class, detail }
    }

    /// A value of the right type that cannot be used.
    pub const fn argument(detail: &'static str) -> Fault {
        let class = "ArgumentError";
        Fault { class, detail }
    }
}
