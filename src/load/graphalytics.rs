//! Graphalytics' pair: `.v` with an id a line, `.e` with the two ends of a relationship and
//! perhaps a weight, both without a header.

use super::column::{Column, Role};
use super::infer::infer;
use super::input::Texts;
use super::names;
use super::sheet;
use super::table::{Plan, Table};
use super::{LoadError, Options, Reader};

/// Whether there is a file with that extension.
pub(super) fn recognise(texts: &Texts, _: &Options) -> bool {
    let has = |extension| {
        let mut all = texts.texts.iter();
        all.any(|t| names::extension(&t.path) == extension)
    };
    has("e") && (has("v") || texts.single)
}

/// The two tables.
pub(super) fn plan(texts: &Texts, reader: &mut Reader<'_>) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    let options = Options {
        no_header: true,
        ..reader.options.clone()
    };
    for (i, text) in texts.texts.iter().enumerate() {
        let extension = names::extension(&text.path);
        let Some(sheet) = sheet::recognise(text, &options) else {
            continue;
        };
        let width = sheet.sample.first().map_or(0, Vec::len);
        let roles: &[Role] = match extension {
            "v" => &[Role::Id],
            "e" => &[Role::Start, Role::End],
            _ => {
                reader.unknown_file(&text.shown);
                continue;
            }
        };
        let mut columns: Vec<Column> = roles.iter().map(|&r| Column::new(r, "")).collect();
        for column in columns.len()..width {
            let weight = extension == "e" && column == 2;
            let key = match weight {
                true => "weight".to_owned(),
                false => format!("column_{}", column + 1),
            };
            columns.push(Column::new(Role::Inferred, &key));
        }
        let mut table = Table {
            text: i,
            dialect: sheet.dialect,
            start: sheet.start,
            columns,
            names: Vec::new(),
            strict: false,
            header_line: 0,
        };
        infer(text, &mut table, &options, &mut reader.notes);
        if extension == "v" {
            plan.nodes.push(table);
        } else {
            table.names.push(names::RELATED_TO.to_owned());
            let note = "each row is a relationship of type RELATED_TO; its origin is the end";
            reader.notes.push(format!("{}: {note}", text.shown));
            plan.relationships.push(table);
        }
    }
    plan.imply_nodes = plan.nodes.is_empty();
    Ok(plan)
}
