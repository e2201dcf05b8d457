//! One file of our folder, as it stands, in its canonical form.
//!
//! Unlike the format `folder`, which writes what a graph knows, this keeps all that a file holds:
//! columns without a value or marked `:IGNORE`, and the cut of a label into several files. Only the
//! form changes: columns in the one order, values in the one spelling of their type (`TRUE` is
//! `true`, `1.50` is `1.5`), rows by their ids, one quoting, `\n` at the ends of lines.

use crate::graph::PROVENANCE;
use crate::model::PropertyType;

use super::folder::{self, FIRST};
use super::{ExportError, sheets};

/// What a file of the folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum File {
    /// Nodes.
    Nodes,
    /// Relationships.
    Relationships,
    /// labels.csv, types.csv, sources.csv or claims.csv, by the name of the sheet.
    Sheet(&'static str),
}

impl File {
    /// What the file at that path within the folder holds; `None` for one that is not ours.
    pub fn at(path: &str) -> Option<File> {
        let stem = path.strip_suffix(".csv")?;
        if let Some((folder, _)) = stem.split_once('/') {
            return match folder {
                "nodes" => Some(File::Nodes),
                "relationships" => Some(File::Relationships),
                _ => None,
            };
        }
        let known = sheets::COLUMNS.iter().find(|(name, _)| *name == stem);
        known.map(|(name, _)| File::Sheet(name))
    }
}

/// A column: where it stands in the canonical order, and the type whose spelling its cells get.
struct Column {
    /// Position in the file as it stands.
    from: usize,
    rank: (usize, String),
    header: String,
    kind: PropertyType,
}

/// The canonical form of a file. O(n log n) in its rows.
///
/// # Errors
/// [`ExportError::Unfit`] where the text is no CSV of equally long rows.
pub fn canonical(file: File, text: &str, delimiter: u8) -> Result<Vec<u8>, ExportError> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut records = reader.records();
    let Some(header) = records.next() else {
        return Ok(Vec::new());
    };
    let header = header.map_err(torn)?;
    let mut columns: Vec<Column> = header
        .iter()
        .enumerate()
        .map(|(from, cell)| column(file, from, cell))
        .collect();
    columns.sort_by(|a, b| (&a.rank, a.from).cmp(&(&b.rank, b.from)));
    let mut rows: Vec<Vec<String>> = Vec::new();
    for record in records {
        let record = record.map_err(torn)?;
        let cells = columns.iter().map(|c| spelled(c.kind, &record[c.from]));
        rows.push(cells.collect());
    }
    let ids = match file {
        File::Nodes => 1,
        File::Relationships => 2,
        File::Sheet(_) => 0,
    };
    // Keys that are numbers are in their order, as in a graph.
    let key = columns.iter().position(|c| c.header == "key");
    let key = key.filter(|_| file == File::Relationships);
    rows.sort_by(|a, b| {
        let key = |row: &Vec<String>| key.and_then(|at| row[at].parse::<u64>().ok());
        let order = |row: &Vec<String>| key(row).map_or((true, 0), |number| (false, number));
        let ids = ids.min(columns.len());
        (&a[..ids], order(a), a).cmp(&(&b[..ids], order(b), b))
    });
    let mut out = Vec::new();
    let mut csv = folder::writer(&mut out);
    csv.write_record(columns.iter().map(|c| &c.header))?;
    for row in rows {
        csv.write_record(row)?;
    }
    csv.flush()?;
    drop(csv);
    Ok(out)
}

fn torn(error: csv::Error) -> ExportError {
    let hint = "aigraph check says what is wrong with the file; nothing was changed";
    ExportError::unfit(error.to_string(), hint)
}

/// A cell in the spelling of its type; what is no value of it stays as it is.
fn spelled(kind: PropertyType, cell: &str) -> String {
    match kind.read(cell) {
        Ok(value) if !cell.is_empty() => value.to_string(),
        _ => cell.to_owned(),
    }
}

fn column(file: File, from: usize, cell: &str) -> Column {
    let untyped = |rank: usize, text: &str| Column {
        from,
        rank: (rank, text.to_owned()),
        header: cell.to_owned(),
        kind: PropertyType::Text,
    };
    if let File::Sheet(name) = file {
        let known = sheets::COLUMNS.iter().find(|(sheet, _)| *sheet == name);
        let at = known.and_then(|(_, columns)| columns.iter().position(|c| *c == cell));
        return untyped(at.unwrap_or(usize::MAX), cell);
    }
    let Some((key, declared)) = cell.rsplit_once(':') else {
        let is_key = cell == "key" && file == File::Relationships;
        let kind = folder::usual_kind(cell);
        return match is_key {
            true => untyped(MARKS.len(), cell),
            false => Column {
                kind,
                ..untyped(property_rank(cell), cell)
            },
        };
    };
    let word = declared.split('(').next().unwrap_or_default().trim();
    let mark = MARKS
        .iter()
        .position(|mark| mark.eq_ignore_ascii_case(word));
    match (mark, PropertyType::parse(declared.trim())) {
        (Some(mark), _) => untyped(mark, cell),
        (None, Some(kind)) => Column {
            header: folder::declared((key, kind)),
            kind,
            ..untyped(property_rank(key), key)
        },
        (None, None) => untyped(property_rank(key), key),
    }
}

/// The columns that are no properties, in their order; the key follows them.
const MARKS: [&str; 5] = ["ID", "LABEL", "START_ID", "END_ID", "TYPE"];

fn property_rank(key: &str) -> usize {
    let last = FIRST.len() + PROVENANCE.len() + 1;
    MARKS.len() + 1 + folder::rank(key).min(last)
}
