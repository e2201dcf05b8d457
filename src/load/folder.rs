//! Our own folder: labels.csv, types.csv, sources.csv, claims.csv, nodes/ and relationships/.

use crate::model::{Kind, Place, Problem};

use super::column::Role;
use super::input::Texts;
use super::places::RowRef;
use super::scan::Dialect;
use super::schema::{self, Findings};
use super::table::{self, Plan, Table};
use super::text::Text;
use super::{LoadError, Options, Reader};

/// Columns of claims.csv; the first is needed.
const CLAIM_COLUMNS: &[&str] = &[
    "subject",
    "property",
    "value",
    "source_id",
    "locator",
    "status",
    "note",
];

/// The part that a file plays in the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Labels,
    Types,
    Sources,
    Claims,
    Nodes,
    Relationships,
    Nothing,
}

fn part(path: &str) -> Part {
    let (folder, name) = path.split_once('/').unwrap_or(("", path));
    let plain = name.strip_suffix(".gz").unwrap_or(name);
    let stem = plain
        .strip_suffix(".csv")
        .or_else(|| plain.strip_suffix(".tsv"));
    match (folder, stem) {
        (_, None) => Part::Nothing,
        ("", Some("labels")) => Part::Labels,
        ("", Some("types")) => Part::Types,
        ("", Some("sources")) => Part::Sources,
        ("", Some("claims")) => Part::Claims,
        ("nodes", _) => Part::Nodes,
        ("relationships", _) => Part::Relationships,
        _ => Part::Nothing,
    }
}

/// Whether the files are those of our folder.
pub(super) fn recognise(texts: &Texts, _: &Options) -> bool {
    let ours = |text: &Text| {
        matches!(
            part(&text.path),
            Part::Labels | Part::Types | Part::Nodes | Part::Relationships
        )
    };
    !texts.single && texts.texts.iter().any(ours)
}

/// Reads the small tables and the headers.
pub(super) fn plan(texts: &Texts, reader: &mut Reader<'_>) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    let files: Vec<Part> = texts.texts.iter().map(|t| part(&t.path)).collect();
    let of = |wanted: Part| {
        let all = files.iter().enumerate();
        all.filter(move |(_, p)| **p == wanted).map(|(i, _)| i)
    };
    let mut rejects: Vec<RowRef> = Vec::new();
    let mut findings = Findings {
        delimiter: reader.options.delimiter,
        problems: &mut reader.problems,
        rejects: &mut rejects,
    };
    // Labels come first: types.csv names them.
    for i in of(Part::Labels) {
        schema::labels(&texts.texts, i, &mut plan.schema, &mut findings);
    }
    for i in of(Part::Types) {
        schema::types(&texts.texts, i, &mut plan.schema, &mut findings);
    }
    for i in of(Part::Sources) {
        plan.has_sources = true;
        plan.sources = schema::sources(&texts.texts, i, &mut findings);
    }
    reader.rejects.append(&mut rejects);
    let read = |i: usize, reader: &mut Reader<'_>| header(&texts.texts, i, reader);
    for i in of(Part::Nodes) {
        let table = read(i, reader);
        plan.nodes
            .extend(table.and_then(|t| needs(&texts.texts[i], t, &[Role::Id], reader)));
    }
    for i in of(Part::Relationships) {
        let table = read(i, reader);
        let ends = [Role::Start, Role::End];
        plan.relationships
            .extend(table.and_then(|t| needs(&texts.texts[i], t, &ends, reader)));
    }
    for i in of(Part::Claims) {
        plan.claims = read(i, reader).and_then(|t| claims(&texts.texts[i], t, reader));
    }
    for i in of(Part::Nothing) {
        reader.unknown_file(&texts.texts[i].shown);
    }
    for other in &texts.others {
        reader.unknown_file(other);
    }
    plan.imply_nodes = of(Part::Nodes).next().is_none() && !plan.schema.declares_labels;
    Ok(plan)
}

/// The table of a file with a header in our form; none where the file is empty.
fn header(texts: &[Text], i: usize, reader: &mut Reader<'_>) -> Option<Table> {
    let text = &texts[i];
    let delimiter = table::header_delimiter(text, reader.options.delimiter);
    let dialect = Dialect::strict(delimiter);
    let Some((cells, line, start)) = table::first_row(text, dialect) else {
        let problem = Problem::new(Kind::EmptyFile, "the file is empty");
        let place = Place::line(&text.shown, 0);
        let hint = "give it a header, or remove it";
        reader.problems.push(problem.at(place).hint(hint));
        return None;
    };
    let mut columns = table::parse_header(&text.shown, line, &cells, &mut reader.problems);
    if part(&text.path) == Part::Relationships {
        for column in &mut columns {
            if column.key == "key" && matches!(column.role, Role::Property(_)) {
                column.role = Role::Key;
            }
        }
    }
    let name = text.path.rsplit('/').next().unwrap_or_default();
    let name = name.split('.').next().unwrap_or_default();
    // A file of nodes without a label.
    let is_nameless = name == "_" && part(&text.path) == Part::Nodes;
    let names = (!is_nameless).then(|| name.to_owned());
    Some(Table {
        text: i,
        dialect,
        start,
        columns,
        names: names.into_iter().collect(),
        strict: true,
        header_line: line,
    })
}

/// The table, if it has these columns; else a problem for each that it lacks.
fn needs(text: &Text, table: Table, roles: &[Role], reader: &mut Reader<'_>) -> Option<Table> {
    let mut whole = true;
    for &role in roles {
        if !table.has(role) {
            let (name, hint) = match role {
                Role::Id => (":ID", "call the column with the ids id:ID"),
                Role::Start => (":START_ID", "call the column with the starts :START_ID"),
                _ => (":END_ID", "call the column with the ends :END_ID"),
            };
            let problem = table::missing_column(&text.shown, table.header_line, name, hint);
            reader.problems.push(problem);
            whole = false;
        }
    }
    whole.then_some(table)
}

/// The table of claims.csv, if it has the columns that it needs.
fn claims(text: &Text, mut table: Table, reader: &mut Reader<'_>) -> Option<Table> {
    for (i, column) in table.columns.iter_mut().enumerate() {
        let known = CLAIM_COLUMNS.contains(&column.key.as_str());
        // A column of another type would check the cells; claims are checked by their subject's.
        column.role = match known {
            true => Role::Property(crate::model::PropertyType::Text),
            false => Role::Ignored,
        };
        if !known {
            let message = format!("{:?} is no column of this file", column.key);
            let place = Place::cell(&text.shown, table.header_line, i);
            let hint = format!("its columns are {}", CLAIM_COLUMNS.join(", "));
            let problem = Problem::new(Kind::BadSchemaCell, message).at(place);
            reader.problems.push(problem.hint(hint));
        }
    }
    if table.property("subject").is_some() {
        return Some(table);
    }
    let hint = format!("the columns of this file are {}", CLAIM_COLUMNS.join(", "));
    let problem = table::missing_column(&text.shown, table.header_line, "subject", &hint);
    reader.problems.push(problem);
    None
}
