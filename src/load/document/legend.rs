//! The legend of a file of ours: which attribute is which property in which type, and the sheets.

use std::collections::HashMap;

use serde_json::Value as Json;

use crate::load::given::Sheet;
use crate::model::PropertyType;

/// The attribute of the whole graph that holds the legend.
pub(super) const NAME: &str = "aigraph";
/// The attribute that holds a node's id where the file calls it otherwise.
pub(super) const ID: &str = "aigraph_id";
/// The attribute that holds a node's id group.
pub(super) const GROUP: &str = "aigraph_group";
/// The attribute that holds a relationship's key.
pub(super) const KEY: &str = "aigraph_key";

/// The latest form that is understood.
const VERSION: u64 = 1;

/// What the legend says of attributes: the property and its type, or nothing of those that are
/// made of others.
pub(super) type Attributes = HashMap<String, Option<(String, PropertyType)>>;

/// The legend.
#[derive(Debug, Default)]
pub(super) struct Legend {
    /// Attributes of nodes, and of relationships.
    pub(super) attributes: [Attributes; 2],
    pub(super) sheets: Vec<Sheet>,
}

/// Why an attribute of that name is no legend of ours.
pub(super) enum NoLegend {
    /// It is somebody else's.
    Foreign,
    /// A later program wrote it.
    Newer,
}

impl Legend {
    /// Reads the legend; it may stand in a text, which is what other tools make of it. `shown` is
    /// the file.
    pub(super) fn read(json: &Json, shown: &str) -> Result<Legend, NoLegend> {
        let parsed: Option<Json> = match json {
            Json::String(text) => serde_json::from_str(text).ok(),
            _ => None,
        };
        let json = parsed.as_ref().unwrap_or(json);
        match json.get("version").and_then(Json::as_u64) {
            None => return Err(NoLegend::Foreign),
            Some(version) if version > VERSION => return Err(NoLegend::Newer),
            Some(_) => {}
        }
        let sheets = json.get("sheets").and_then(Json::as_array);
        let sheets = sheets.into_iter().flatten().map(|json| {
            let mut sheet = sheet(json, shown);
            let rows = json.get("rows").and_then(Json::as_array);
            sheet.rows = rows.into_iter().flatten().map(texts).collect();
            sheet
        });
        Ok(Legend {
            attributes: ["nodes", "relationships"].map(|of| attributes(json.get(of))),
            sheets: sheets.collect(),
        })
    }
}

fn attributes(json: Option<&Json>) -> Attributes {
    let members = json.and_then(Json::as_object).into_iter().flatten();
    let of = |json: &Json| {
        let text = |name: &str| json.get(name).and_then(Json::as_str);
        let kind = text("type").and_then(PropertyType::parse)?;
        Some((text("property")?.to_owned(), kind))
    };
    members
        .map(|(name, json)| (name.clone(), of(json)))
        .collect()
}

/// A sheet without its rows.
pub(super) fn sheet(json: &Json, shown: &str) -> Sheet {
    let name = json.get("name").and_then(Json::as_str).unwrap_or_default();
    Sheet {
        shown: format!("{shown} ({name})"),
        name: name.to_owned(),
        columns: json.get("columns").map(texts).unwrap_or_default(),
        rows: Vec::new(),
    }
}

/// The items of an array as text.
pub(super) fn texts(json: &Json) -> Vec<String> {
    let items = json.as_array().into_iter().flatten();
    let text = |item: &Json| item.as_str().unwrap_or_default().to_owned();
    items.map(text).collect()
}
