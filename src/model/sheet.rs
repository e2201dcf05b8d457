//! The four small tables beside a graph's rows, as text: labels, types, sources and claims.
//!
//! Formats that carry them write their rows as text under these columns and read them back here.
//! labels.csv and the others say the same with a place for every problem; what is read here was
//! written by a program, so a cell that says nothing sensible counts as absent.

use super::{Date, Label, Origin, RelationshipType, Role, Source};

/// Columns of labels; the first names the row.
pub const LABELS: &[&str] = &["label", "name_zh", "meaning", "layer", "color", "component"];
/// Columns of types; the first names the row.
pub const TYPES: &[&str] = &[
    "type", "from", "to", "meaning", "inverse", "origin", "lineage", "acyclic", "dated", "role",
];
/// Columns of sources; the first names the row.
pub const SOURCES: &[&str] = &["id", "title", "publisher", "date", "url", "retrieved"];
/// Columns of claims.
pub const CLAIMS: &[&str] = &[
    "subject",
    "property",
    "value",
    "source_id",
    "locator",
    "status",
    "note",
];

/// A row of labels; `cell` gives the text of a column, empty where it is absent.
pub fn label<'a>(cell: impl Fn(&str) -> &'a str) -> Label {
    let text = |column| text(cell(column));
    Label {
        name: cell("label").to_owned(),
        name_zh: text("name_zh"),
        meaning: text("meaning"),
        layer: text("layer"),
        color: text("color"),
        component: text("component"),
        implied: false,
    }
}

/// A row of types; see [`label`].
pub fn relationship_type<'a>(cell: impl Fn(&str) -> &'a str) -> RelationshipType {
    let items = |column| -> Vec<String> {
        let items = cell(column).split(';').map(str::trim);
        items.filter(|t| !t.is_empty()).map(str::to_owned).collect()
    };
    RelationshipType {
        name: cell("type").to_owned(),
        from: items("from"),
        to: items("to"),
        meaning: text(cell("meaning")),
        inverse: text(cell("inverse")),
        origin: match cell("origin") {
            "start" => Origin::Start,
            "end" => Origin::End,
            _ => Origin::Neither,
        },
        lineage: cell("lineage") == "true",
        acyclic: cell("acyclic") == "true",
        dated: cell("dated") == "true",
        role: match cell("role") {
            "publisher" => Some(Role::Publisher),
            "restriction" => Some(Role::Restriction),
            _ => None,
        },
        implied: false,
    }
}

/// A row of sources; see [`label`].
pub fn source<'a>(cell: impl Fn(&str) -> &'a str) -> Source {
    Source {
        id: cell("id").to_owned(),
        title: text(cell("title")),
        publisher: text(cell("publisher")),
        date: Date::parse(cell("date")).ok(),
        url: text(cell("url")),
        retrieved: Date::parse(cell("retrieved")).ok(),
    }
}

fn text(cell: &str) -> Option<String> {
    (!cell.is_empty()).then(|| cell.to_owned())
}
