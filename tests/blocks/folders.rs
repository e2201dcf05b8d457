//! Random small folders of CSV in all shapes that are read, with all that may be odd about them.

use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Paths and bytes.
pub(super) type Files = Vec<(String, Vec<u8>)>;

/// A small generator, so that a seed gives the same folder everywhere.
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        random.below(2);
        random
    }

    pub(super) fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        ((self.0 >> 11) % n as u64) as usize
    }

    fn one<'a, T: ?Sized>(&mut self, all: &[&'a T]) -> &'a T {
        all[self.below(all.len())]
    }
}

/// A folder and what is odd about it.
pub(super) struct Case {
    pub(super) files: Files,
    pub(super) odd: Vec<&'static str>,
    pub(super) null: Vec<String>,
}

impl Case {
    /// The files as text.
    pub(super) fn shown(&self) -> String {
        let of = |(path, bytes): &(String, Vec<u8>)| {
            format!("\n== {path}\n{}", String::from_utf8_lossy(bytes))
        };
        self.files.iter().map(of).collect()
    }
}

/// A file while it is made: rows of cells as they will stand there.
struct Sheet {
    path: String,
    delimiter: char,
    rows: Vec<Vec<String>>,
}

const IDS: &[&str] = &[
    "a",
    "b",
    "c",
    "gpt-4",
    "GPT-4",
    "模型",
    "x y",
    "q,r",
    "say \"so\"",
    "two\nlines",
    "7",
    "007",
    "é",
    "a/b",
    "#5",
    "semi;colon",
    " ",
    "null",
    "p|q",
    "long long long name of a node",
];

/// A cell as it must be written.
fn quoted(text: &str, delimiter: char, always: bool) -> String {
    let needs = |c: char| c == delimiter || c == '"' || c == '\n' || c == '\r';
    match always || text.contains(needs) {
        true => format!("\"{}\"", text.replace('"', "\"\"")),
        false => text.to_owned(),
    }
}

/// A value of a column, by its type.
fn value(random: &mut Random, kind: &str) -> String {
    if random.below(4) == 0 {
        return String::new();
    }
    let all: &[&str] = match kind {
        "date" => &["2023", "2023-04", "2023-04-05", "1999-12-31"],
        "long" => &["0", "-7", "175000000000", "42"],
        "double" => &["0.5", "-1e9", "3", "2.25"],
        "boolean" => &["true", "false", "TRUE"],
        "string[]" => &["a;b", "one", "文;心", ";"],
        "long[]" => &["1;2", "3"],
        _ => &[
            "text",
            "more text",
            "a, b",
            "He said \"no\"",
            "7",
            "null",
            "  padded ",
        ],
    };
    random.one(all).to_owned()
}

fn cell(random: &mut Random, delimiter: char, kind: &str) -> String {
    let text = value(random, kind);
    let always = random.below(6) == 0;
    quoted(&text, delimiter, always)
}

/// Columns of properties: name and type.
fn columns(random: &mut Random) -> Vec<(&'static str, &'static str)> {
    let all = [
        ("name", ""),
        ("released", "date"),
        ("parameters", "long"),
        ("share", "double"),
        ("open", "boolean"),
        ("aliases", "string[]"),
        ("sizes", "long[]"),
        ("note", ""),
        ("comment", ""),
    ];
    all.into_iter().filter(|_| random.below(2) == 0).collect()
}

/// Distinct ids.
fn ids(random: &mut Random) -> Vec<String> {
    let n = 1 + random.below(12);
    let mut ids: Vec<String> = Vec::new();
    for i in 0..n {
        let id = match random.below(3) {
            0 => format!("org-{}/model {i}", random.below(3)),
            _ => random.one(IDS).to_owned(),
        };
        if !id.trim().is_empty() && ids.iter().all(|known| known.trim() != id.trim()) {
            ids.push(id);
        }
    }
    ids
}

/// A folder of one of the shapes.
pub(super) fn folder(random: &mut Random) -> Case {
    let mut sheets = match random.below(4) {
        0 => canonical(random),
        1 => headed(random),
        2 => tables(random),
        _ => edge_list(random),
    };
    let mut odd = Vec::new();
    for _ in 0..random.below(5).saturating_sub(2) {
        odd.extend(spoil(random, &mut sheets));
    }
    let mut files = Vec::new();
    for sheet in sheets {
        let (path, bytes, more) = written(random, sheet);
        odd.extend(more);
        files.push((path, bytes));
    }
    let null = match random.below(5) {
        0 => vec!["null".to_owned(), "text".to_owned()],
        _ => Vec::new(),
    };
    Case { files, odd, null }
}

/// Our own folder.
fn canonical(random: &mut Random) -> Vec<Sheet> {
    let all = ids(random);
    let has_sources = random.below(2) == 0;
    let mut sheets = Vec::new();
    let split = random.below(all.len() + 1);
    for (label, ids) in [("Model", &all[..split]), ("Chip", &all[split..])] {
        let columns = columns(random);
        let mut header = vec!["id:ID".to_owned()];
        header.extend(columns.iter().map(|(name, kind)| declared(name, kind)));
        header.extend(["source_id", "status"].map(str::to_owned));
        let mut rows = vec![header];
        for id in ids {
            let mut row = vec![quoted(id, ',', false)];
            row.extend(columns.iter().map(|(_, kind)| cell(random, ',', kind)));
            row.push(random.one(&["s1", "s2", ""]).to_owned());
            row.push(random.one(&["stated", "inferred", ""]).to_owned());
            rows.push(row);
        }
        sheets.push(sheet(&format!("nodes/{label}.csv"), ',', rows));
    }
    for kind in ["BUILDS_ON", "USES"] {
        let header = [":START_ID", ":END_ID", "key", "since:date", "locator"].map(str::to_owned);
        let mut rows = vec![header.to_vec()];
        for i in 0..random.below(10) {
            let key = match random.below(3) {
                0 => format!("k{i}"),
                _ => String::new(),
            };
            rows.push(vec![
                quoted(&all[random.below(all.len())], ',', false),
                quoted(&all[random.below(all.len())], ',', false),
                key,
                value(random, "date"),
                cell(random, ',', ""),
            ]);
        }
        sheets.push(sheet(&format!("relationships/{kind}.csv"), ',', rows));
    }
    if has_sources {
        let rows = [["id", "title"], ["s1", "One"], ["s2", "Two"]];
        let rows = rows.map(|row| row.map(str::to_owned).to_vec()).to_vec();
        sheets.push(sheet("sources.csv", ',', rows));
    }
    sheets.extend(beside(random, &all[0]));
    sheets
}

/// The files beside the rows of a folder: its schema, and a claim about a node.
fn beside(random: &mut Random, id: &str) -> Vec<Sheet> {
    let mut sheets = Vec::new();
    if random.below(2) == 0 {
        let header = ["label", "meaning"].map(str::to_owned).to_vec();
        let rows = ["Model", "Chip"].map(|label| vec![label.to_owned(), String::new()]);
        let rows = std::iter::once(header).chain(rows).collect();
        sheets.push(sheet("labels.csv", ',', rows));
        let header = ["type", "from", "to", "origin", "lineage", "acyclic"];
        let acyclic = random.one(&["true", "false"]);
        let to = random.one(&["", "Model;Chip", "Chip"]);
        let rows = [
            ["BUILDS_ON", "", to, "end", "true", acyclic],
            ["USES", "", "", "start", "true", ""],
        ];
        let rows = std::iter::once(header).chain(rows);
        let rows = rows.map(|row| row.map(str::to_owned).to_vec()).collect();
        sheets.push(sheet("types.csv", ',', rows));
    }
    if random.below(3) == 0 {
        let rows = vec![
            ["subject", "property", "value"].map(str::to_owned).to_vec(),
            vec![
                quoted(id, ',', false),
                "name".to_owned(),
                "other".to_owned(),
            ],
        ];
        sheets.push(sheet("claims.csv", ',', rows));
    }
    sheets
}

fn declared(name: &str, kind: &str) -> String {
    match kind {
        "" => name.to_owned(),
        kind => format!("{name}:{kind}"),
    }
}

fn sheet(path: &str, delimiter: char, rows: Vec<Vec<String>>) -> Sheet {
    Sheet {
        path: path.to_owned(),
        delimiter,
        rows,
    }
}

/// Files with neo4j-admin's headers, in id groups.
fn headed(random: &mut Random) -> Vec<Sheet> {
    let delimiter = random.one(&[",", ";", "|", "\t"]).chars().next().unwrap();
    let (people, firms) = (ids(random), ids(random));
    let mut sheets = Vec::new();
    for (group, ids) in [("Person", &people), ("Firm", &firms)] {
        let columns = columns(random);
        let mut header = vec![format!("id:ID({group})"), ":LABEL".to_owned()];
        header.extend(columns.iter().map(|(name, kind)| declared(name, kind)));
        let mut rows = vec![header];
        for id in ids {
            let mut row = vec![quoted(id, delimiter, false)];
            row.push(quoted(random.one(&["A", "A;B", "", "B"]), delimiter, false));
            row.extend(
                columns
                    .iter()
                    .map(|(_, kind)| cell(random, delimiter, kind)),
            );
            rows.push(row);
        }
        sheets.push(sheet(&format!("{group}.csv"), delimiter, rows));
    }
    let header = vec![
        ":START_ID(Person)".to_owned(),
        ":TYPE".to_owned(),
        ":END_ID(Firm)".to_owned(),
        "weight:double".to_owned(),
    ];
    let mut rows = vec![header];
    for _ in 0..random.below(12) {
        rows.push(vec![
            quoted(&people[random.below(people.len())], delimiter, false),
            random.one(&["WORKS_AT", "OWNS", ""]).to_owned(),
            quoted(&firms[random.below(firms.len())], delimiter, false),
            value(random, "double"),
        ]);
    }
    sheets.push(sheet("ties.csv", delimiter, rows));
    sheets
}

/// nodes.csv and edges.csv of others, whose columns say no types.
fn tables(random: &mut Random) -> Vec<Sheet> {
    let delimiter = random.one(&[",", ";", "\t"]).chars().next().unwrap();
    let all = ids(random);
    let columns = columns(random);
    let mut header = vec!["id".to_owned(), "label".to_owned()];
    header.extend(columns.iter().map(|&(name, _)| name.to_owned()));
    let mut rows = vec![header];
    for id in &all {
        let mut row = vec![quoted(id, delimiter, false)];
        row.push(random.one(&["model", "chip", "", "a;b"]).to_owned());
        row[1] = quoted(&row[1], delimiter, false);
        row.extend(
            columns
                .iter()
                .map(|(_, kind)| cell(random, delimiter, kind)),
        );
        rows.push(row);
    }
    let mut edges = vec![
        ["source", "relation", "target", "date"]
            .map(str::to_owned)
            .to_vec(),
    ];
    for _ in 0..random.below(14) {
        edges.push(vec![
            quoted(&all[random.below(all.len())], delimiter, false),
            random.one(&["USES", "BUILDS_ON"]).to_owned(),
            quoted(&all[random.below(all.len())], delimiter, false),
            value(random, "date"),
        ]);
    }
    vec![
        sheet("nodes.csv", delimiter, rows),
        sheet("edges.csv", delimiter, edges),
    ]
}

/// An edge list alone.
fn edge_list(random: &mut Random) -> Vec<Sheet> {
    let delimiter = random.one(&[",", "\t", " "]).chars().next().unwrap();
    let mut rows = vec![["source", "target", "weight"].map(str::to_owned).to_vec()];
    let all = ids(random);
    for _ in 0..1 + random.below(14) {
        rows.push(vec![
            quoted(&all[random.below(all.len())], delimiter, false),
            quoted(&all[random.below(all.len())], delimiter, false),
            value(random, random_kind(delimiter)),
        ]);
    }
    vec![sheet("list.csv", delimiter, rows)]
}

fn random_kind(delimiter: char) -> &'static str {
    match delimiter {
        ',' => "long",
        _ => "double",
    }
}

/// Spoils a cell or a row; gives what was done.
fn spoil(random: &mut Random, sheets: &mut [Sheet]) -> Option<&'static str> {
    let n_sheets = sheets.len();
    let sheet = &mut sheets[random.below(n_sheets)];
    if sheet.rows.len() < 2 {
        return None;
    }
    let at = 1 + random.below(sheet.rows.len() - 1);
    let width = sheet.rows[at].len();
    let column = random.below(width);
    let row = &mut sheet.rows[at];
    Some(match random.below(16) {
        0 => {
            row.pop();
            "missing cell"
        }
        1 => {
            row.push("more".to_owned());
            "extra cell"
        }
        2 => {
            row.push(String::new());
            "delimiter at the end"
        }
        3 => {
            row[column].insert(0, '"');
            "a quote that is not closed"
        }
        4 => {
            row[column].push_str("a\"b");
            "a quote within a cell"
        }
        5 => {
            row[column] = "no such thing".to_owned();
            "another cell"
        }
        6 => {
            row[column].clear();
            "empty cell"
        }
        7 => {
            row.iter_mut().for_each(String::clear);
            "row of empty cells"
        }
        9 => {
            row[column].push('\r');
            "CR at the end of a cell"
        }
        10 => {
            row[column] = format!("\"{}\"", row[column].replace('"', ""));
            "quotes that need not be"
        }
        12 => {
            row[0].insert(0, '#');
            "a # at the beginning"
        }
        13 => {
            row[column] = format!(" {}\u{3000}", row[column]);
            "spaces around a cell"
        }
        14 => {
            row[column].push('\0');
            "NUL"
        }
        _ => return Some(spoil_rows(random, sheet, at, column)),
    })
}

/// Spoils a sheet by what its other rows are.
fn spoil_rows(random: &mut Random, sheet: &mut Sheet, at: usize, column: usize) -> &'static str {
    match random.below(3) {
        0 => {
            let row = sheet.rows[at].clone();
            sheet.rows.push(row);
            "row that stands there twice"
        }
        1 => {
            sheet.rows.truncate(1);
            "header alone"
        }
        _ => {
            let header = sheet.rows[0][column.min(sheet.rows[0].len() - 1)].clone();
            sheet.rows[0].push(header);
            "column twice"
        }
    }
}

/// The bytes of a file, and what is odd about how it is written.
fn written(random: &mut Random, sheet: Sheet) -> (String, Vec<u8>, Vec<&'static str>) {
    let mut odd = Vec::new();
    let end = match random.below(8) {
        0 => {
            odd.push("CR LF");
            "\r\n"
        }
        1 if random.below(4) == 0 => {
            odd.push("CR");
            "\r"
        }
        _ => "\n",
    };
    let mut text = String::new();
    for row in &sheet.rows {
        text.push_str(&row.join(&sheet.delimiter.to_string()));
        text.push_str(end);
        if random.below(40) == 0 {
            odd.push("empty line");
            text.push_str(end);
        }
    }
    if random.below(4) == 0 {
        odd.push("no line break at the end");
        text.truncate(text.trim_end_matches(end).len());
    }
    let mut bytes = text.into_bytes();
    if random.below(12) == 0 {
        odd.push("byte order mark");
        bytes.splice(0..0, *b"\xef\xbb\xbf");
    }
    if random.below(25) == 0 {
        odd.push("no UTF-8");
        let at = random.below(bytes.len() + 1);
        bytes.insert(at, 0xff);
    }
    let mut path = sheet.path;
    if random.below(8) == 0 {
        odd.push("packed");
        path.push_str(".gz");
        let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
        packed.write_all(&bytes).unwrap();
        bytes = packed.finish().unwrap();
    }
    (path, bytes, odd)
}

/// nodes.csv and edges.csv.gz, each longer than what is looked at before it is read; `mistaken`:
/// a cell in the midst of many makes a column text that otherwise holds integers.
pub(super) fn long(random: &mut Random, mistaken: bool) -> Files {
    let n = 30_000;
    let mut nodes = "id,name,label,released,size,comment\n".to_owned();
    for i in 0..n {
        let size = match i == 20_017 && mistaken {
            true => "none".to_owned(),
            false => random.below(1_000_000).to_string(),
        };
        let comment = random.one(&["", "\"one, two\"", "\"a\nb\"", "plain"]);
        let label = random.one(&["model", "chip"]);
        nodes.push_str(&format!(
            "n{i},Node {i},{label},{},{size},{comment}\n",
            1990 + i % 30
        ));
    }
    let mut edges = "source,relation,target,date,url\n".to_owned();
    for _ in 0..n {
        let (start, end) = (random.below(n), random.below(n));
        let date = random.one(&["2020-01-02", "2021-12", "2022", ""]);
        let kind = random.one(&["USES", "BUILDS_ON"]);
        edges.push_str(&format!(
            "n{start},{kind},n{end},{date},https://example.org/{start}\n"
        ));
    }
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(edges.as_bytes()).unwrap();
    vec![
        ("nodes.csv".to_owned(), nodes.into_bytes()),
        ("edges.csv.gz".to_owned(), packed.finish().unwrap()),
    ]
}
