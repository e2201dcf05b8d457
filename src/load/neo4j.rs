//! Files for neo4j-admin's import, made by others: any delimiter, headers perhaps in files of
//! their own, types in any case.

use crate::model::{Kind, Place, Problem};

use super::column::{self, Column, Role};
use super::input::Texts;
use super::names;
use super::scan::{Dialect, Position};
use super::table::{self, Plan, Table};
use super::text::Text;
use super::{LoadError, Options, Reader};

/// A file with a header in neo4j-admin's form.
struct Headed {
    text: usize,
    cells: Vec<String>,
    line: u32,
    start: Position,
    dialect: Dialect,
    /// Whether nothing follows the header.
    bare: bool,
}

fn headed(i: usize, text: &Text, options: &Options) -> Option<Headed> {
    let dialect = Dialect {
        comments: false,
        ..Dialect::foreign(table::header_delimiter(text, options.delimiter))
    };
    let (cells, line, start) = table::first_row(text, dialect)?;
    cells.iter().any(|c| column::is_marked(c)).then(|| {
        let rest = text.bytes.get(start.offset..).unwrap_or_default();
        Headed {
            text: i,
            cells,
            line,
            start,
            dialect,
            bare: rest.trim_ascii().is_empty(),
        }
    })
}

/// Whether some file has a header with `:ID`, `:START_ID` or `:END_ID`.
pub(super) fn recognise(texts: &Texts, options: &Options) -> bool {
    let mut all = texts.texts.iter();
    all.any(|text| headed(0, text, options).is_some())
}

/// Pairs headers with their files.
pub(super) fn plan(texts: &Texts, reader: &mut Reader<'_>) -> Result<Plan, LoadError> {
    let mut plan = Plan::default();
    let options = reader.options;
    let all = texts.texts.iter().enumerate();
    let headers: Vec<Headed> = all.filter_map(|(i, t)| headed(i, t, options)).collect();
    let mut columns: Vec<Vec<Column>> = Vec::with_capacity(headers.len());
    for header in &headers {
        let shown = &texts.texts[header.text].shown;
        let parsed = table::parse_header(shown, header.line, &header.cells, &mut reader.problems);
        columns.push(parsed);
    }
    for (i, text) in texts.texts.iter().enumerate() {
        let own = headers.iter().position(|h| h.text == i);
        let of = own.or_else(|| header_for(&text.path, &headers, texts));
        let Some(of) = of else {
            let problem = Problem::new(Kind::UnknownFile, "not read: no header fits this file");
            let problem = problem.at(Place::line(&text.shown, 0));
            let hint = "give it a header, or name it after its header file: \
                        Person-header.csv, Person-part1.csv";
            reader.problems.push(problem.hint(hint));
            continue;
        };
        let header = &headers[of];
        let start = match own {
            Some(_) => header.start,
            None => Position::FIRST,
        };
        let table = Table {
            text: i,
            dialect: header.dialect,
            start,
            columns: columns[of].clone(),
            names: vec![base(names::stem(&texts.texts[header.text].path)).to_owned()],
            strict: false,
            header_line: header.line,
        };
        add(table, text, &mut plan, reader);
    }
    plan.imply_nodes = plan.nodes.is_empty();
    if plan.imply_nodes && !plan.relationships.is_empty() {
        let note = "there is no file of nodes; every id that relationships name is a node";
        reader.notes.push(note.to_owned());
    }
    Ok(plan)
}

/// Puts a table where its columns say that it belongs.
fn add(table: Table, text: &Text, plan: &mut Plan, reader: &mut Reader<'_>) {
    let is_relationship = table.has(Role::Start) || table.has(Role::End);
    if table.has(Role::Id) && !is_relationship {
        plan.nodes.push(table);
        return;
    }
    for (role, name) in [(Role::Start, ":START_ID"), (Role::End, ":END_ID")] {
        if !table.has(role) {
            let hint = "a file of relationships has both, a file of nodes has :ID";
            let problem = table::missing_column(&text.shown, table.header_line, name, hint);
            reader.problems.push(problem);
            return;
        }
    }
    plan.relationships.push(table);
}

/// The header file that a file without a header belongs to: the longest name that begins its own.
fn header_for(path: &str, headers: &[Headed], texts: &Texts) -> Option<usize> {
    let (folder, stem) = (folder(path), names::stem(path));
    let fits = |header: &&(usize, &Headed)| {
        let other = &texts.texts[header.1.text].path;
        let name = base(names::stem(other));
        let rest = stem.strip_prefix(name);
        let after = |rest: &str| {
            let first = rest.chars().next();
            first.is_none_or(|c| !c.is_alphabetic()) || rest.starts_with("part")
        };
        header.1.bare && self::folder(other) == folder && rest.is_some_and(after)
    };
    let numbered = headers.iter().enumerate().collect::<Vec<_>>();
    let longest = numbered.iter().filter(fits);
    longest
        .max_by_key(|(_, h)| base(names::stem(&texts.texts[h.text].path)).len())
        .map(|(i, _)| *i)
}

fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What a file is about: its name without `-header`, `-part1`, `_0_0`.
fn base(stem: &str) -> &str {
    let signs = ['-', '_', ' '];
    let mut name = stem;
    loop {
        let digits = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let mut shorter = match digits.ends_with(signs) || digits.ends_with("part") {
            true => digits.trim_end_matches(signs),
            false => name,
        };
        for word in ["header", "headers", "hdr", "part", "data"] {
            let stripped = shorter.strip_suffix(word);
            if let Some(rest) = stripped.filter(|r| r.ends_with(signs)) {
                shorter = rest.trim_end_matches(signs);
            }
        }
        if shorter.is_empty() || shorter == name {
            return name;
        }
        name = shorter;
    }
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn the_base_of_a_name() {
        let table = [
            ("Person-header", "Person"),
            ("Person-part1", "Person"),
            ("Person_header", "Person"),
            ("person_0_0", "person"),
            ("person_knows_person_0_0", "person_knows_person"),
            ("Person", "Person"),
            ("header", "header"),
            ("GPT3", "GPT3"),
            ("-1", "-1"),
        ];
        for (stem, wanted) in table {
            assert_eq!(base(stem), wanted, "{stem}");
        }
    }
}
