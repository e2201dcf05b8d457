//! Files that others wrote: the same family in every shape answers the same questions, with no
//! option where the files say enough.

use std::fs;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use crate::program::{every, outcome};

/// Names of child, mother, father and grandmother; the child comes from its parents.
pub(crate) type Family = [&'static str; 4];

pub(crate) const WORDS: Family = ["child", "mother", "father", "grandma"];
pub(crate) const NUMBERS: Family = ["1", "2", "3", "4"];
pub(crate) const NAMED: Family = ["Child", "Mother", "Father", "Grandma"];
pub(crate) const CHINESE: Family = ["孩子", "母亲", "父亲", "外婆"];

/// What somebody has, and how it is read.
pub(crate) struct Case {
    name: &'static str,
    pub(crate) files: Vec<(&'static str, Vec<u8>)>,
    options: &'static [&'static str],
    family: Family,
}

pub(crate) fn case(
    name: &'static str,
    family: Family,
    files: &[(&'static str, &str)],
    options: &'static [&'static str],
) -> Case {
    let bytes = |&(path, text): &(&'static str, &str)| (path, text.as_bytes().to_vec());
    Case {
        name,
        files: files.iter().map(bytes).collect(),
        options,
        family,
    }
}

/// The three relationships with a delimiter and a line end, after some first lines.
fn list(family: Family, head: &str, delimiter: &str, end: &str) -> String {
    let [child, mother, father, grandma] = family;
    let rows = [(child, mother), (child, father), (mother, grandma)];
    let row = |(from, to)| format!("{from}{delimiter}{to}{end}");
    head.to_owned() + &rows.map(row).concat()
}

/// Edge lists of one file that need no option.
fn lists() -> Vec<Case> {
    let table: &[(&str, Family, &str, &str, &str)] = &[
        ("commas", WORDS, "source,target\n", ",", "\n"),
        ("semicolons", WORDS, "from;to\n", ";", "\n"),
        ("tabs", WORDS, "Source\tTarget\n", "\t", "\n"),
        ("pipes", WORDS, "src|dst\n", "|", "\n"),
        ("spaces", WORDS, "start end\n", " ", "\n"),
        ("runs-of-spaces", WORDS, "start    end\n", "   ", "\n"),
        (
            "spaces-around-cells",
            WORDS,
            " source , target \n",
            " , ",
            " \n",
        ),
        ("carriage-returns", WORDS, "source,target\r", ",", "\r"),
        (
            "crlf-and-mark",
            WORDS,
            "\u{feff}source,target\r\n",
            ",",
            "\r\n",
        ),
        ("empty-lines", WORDS, "\n\nsource,target\n\n", ",", "\n\n"),
        (
            "comments",
            WORDS,
            "# who comes from whom\n#\nsource,target\n",
            ",",
            "\n",
        ),
        (
            "header-in-comment",
            WORDS,
            "# FromNodeId\tToNodeId\n",
            "\t",
            "\n",
        ),
        (
            "snap",
            NUMBERS,
            "# Directed graph\n# Nodes: 4 Edges: 3\n# From\tTo\n",
            "\t",
            "\n",
        ),
        ("trailing-delimiters", WORDS, "source,target,\n", ",", ",\n"),
        ("no-header-spaces", WORDS, "", " ", "\n"),
        ("no-header-tabs", NUMBERS, "", "\t", "\n"),
        ("no-header-commas", NUMBERS, "", ",", "\n"),
        ("child-and-parent", WORDS, "child,parent\n", ",", "\n"),
        ("chinese", CHINESE, "source,target\n", ",", "\n"),
        ("quoted", WORDS, "\"source\",\"target\"\n", ",", "\n"),
    ];
    let made = table.iter().map(|&(name, family, head, delimiter, end)| {
        let text = list(family, head, delimiter, end);
        case(name, family, &[("list.csv", &text)], &[])
    });
    made.collect()
}

/// Lists with more columns, or that need to be told something.
fn wider() -> Vec<Case> {
    let weights = "source,target,weight\nchild,mother,0.5\nchild,father,2\nmother,grandma,1\n";
    let typed = "head,relation,tail\nchild,CHILD_OF,mother\nchild,CHILD_OF,father\n\
                 mother,DAUGHTER_OF,grandma\n";
    let turned = "target,source\nmother,child\nfather,child\ngrandma,mother\n";
    let named = "year,who,whom\n1990,child,mother\n1990,child,father\n1960,mother,grandma\n";
    let plain = list(WORDS, "a,b\n", ",", "\n");
    let header = list(WORDS, "", ",", "\n");
    vec![
        case("weights", WORDS, &[("list.csv", weights)], &[]),
        case("typed", WORDS, &[("triples.csv", typed)], &[]),
        case("turned", WORDS, &[("list.csv", turned)], &[]),
        case(
            "named-columns",
            WORDS,
            &[("list.csv", named)],
            &["--start-column", "who", "--end-column", "3"],
        ),
        case(
            "no-header",
            WORDS,
            &[("list.csv", &header)],
            &["--no-header"],
        ),
        case(
            "unknown-header",
            WORDS,
            &[("list.csv", &plain)],
            &["--start-column", "a", "--end-column", "b"],
        ),
        case(
            "delimiter",
            WORDS,
            &[("list.csv", &list(WORDS, "source~target\n", "~", "\n"))],
            &["--delimiter", "~"],
        ),
    ]
}

/// Other bytes than UTF-8.
fn bytes() -> Vec<Case> {
    let chinese = list(CHINESE, "source,target\n", ",", "\n");
    let (gbk, _, _) = encoding_rs::GBK.encode(&chinese);
    let wide: Vec<u8> = "\u{feff}"
        .encode_utf16()
        .chain(chinese.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(chinese.as_bytes()).unwrap();
    let made = |name, path, bytes, options| Case {
        name,
        files: vec![(path, bytes)],
        options,
        family: CHINESE,
    };
    vec![
        made("gbk", "list.csv", gbk.into_owned(), &["--encoding", "gbk"]),
        made("utf16", "list.csv", wide, &[]),
        made("gzip", "list.csv.gz", packer.finish().unwrap(), &[]),
    ]
}

/// Folders of several files.
fn folders() -> Vec<Case> {
    let nodes = "id,name,born\n1,Child,1990\n2,Mother,1960\n3,Father,1958\n4,Grandma,1935\n";
    let edges = list(NUMBERS, "source,target\n", ",", "\n");
    let gephi = "Source;Target;Type;Id;Label;Weight\n1;2;Directed;0;;1.0\n1;3;Directed;1;;1.0\n\
                 2;4;Directed;2;;2.0\n";
    let gephi_nodes = "Id;Label;Interval\n1;Child;\n2;Mother;\n3;Father;\n4;Grandma;\n";
    let neo4j: &[(&str, &str)] = &[
        (
            "person-header.csv",
            "personId:ID(Person)|name|born:INT|:LABEL\n",
        ),
        (
            "person-1.csv",
            "1|Child|1990|Person\n2|Mother|1960|Person;Parent\n",
        ),
        (
            "person-2.csv",
            "3|Father|1958|Person;Parent\n4|Grandma|1935|Person\n",
        ),
        (
            "child-header.csv",
            ":START_ID(Person)|:END_ID(Person)|:TYPE|adopted:boolean\n",
        ),
        (
            "child.csv",
            "1|2|CHILD_OF|false\n1|3|CHILD_OF|false\n2|4|CHILD_OF|true\n",
        ),
    ];
    let vertices = NUMBERS.join("\n");
    vec![
        case(
            "nodes-and-edges",
            NAMED,
            &[("nodes.csv", nodes), ("edges.csv", &edges)],
            &[],
        ),
        case(
            "gephi",
            NAMED,
            &[("n.csv", gephi_nodes), ("e.csv", gephi)],
            &[],
        ),
        case("neo4j-admin", NAMED, neo4j, &[]),
        case(
            "graphalytics",
            NUMBERS,
            &[
                ("family.v", &vertices),
                ("family.e", &list(NUMBERS, "", " ", " 0.5\n")),
                ("family.properties", "graph.family.directed = true\n"),
            ],
            &[],
        ),
        case(
            "a-file-a-type",
            NAMED,
            &[
                ("people.csv", nodes),
                ("mother_of.csv", "child,parent\n1,2\n2,4\n"),
                ("father_of.csv", "child,parent\n1,3\n"),
            ],
            &[],
        ),
    ]
}

fn cases() -> impl Iterator<Item = (String, Case)> {
    let all = lists()
        .into_iter()
        .chain(wider())
        .chain(bytes())
        .chain(folders())
        .chain(crate::foreign_documents::documents());
    all.map(|case| (case.name.to_owned(), case))
}

/// Asks what every family knows; `source` is the `-g` of the question.
fn ask(case: &Case, folder: &TempDir, source: &str, stdin: &[u8]) {
    let [child, mother, father, grandma] = case.family;
    let answer = |question: &[&str]| {
        let mut args = question.to_vec();
        args.extend(["-g", source]);
        args.extend(case.options);
        outcome(&args, folder.path(), stdin).answer()
    };
    let lineage = answer(&["lineage", child]);
    assert_eq!(lineage.lines().count(), 4, "{lineage}");
    let line = |name: &str| {
        let mut lines = lineage.lines();
        lines.position(|line| line.split_whitespace().any(|word| word == name))
    };
    assert!(line(father).is_some(), "{lineage}");
    assert_eq!(line(grandma), line(mother).map(|at| at + 1), "{lineage}");
    let path = answer(&["path", father, grandma]);
    let names = path.lines().map(|line| {
        let mut words = line.split_whitespace();
        words
            .find(|word| case.family.contains(word))
            .unwrap_or_default()
    });
    assert_eq!(
        names.collect::<Vec<_>>(),
        [father, child, mother, grandma],
        "{path}"
    );
    let stats = answer(&["stats", "--format", "csv"]);
    for figure in ["nodes,,4", "relationships,,3", "components,,1"] {
        assert!(stats.lines().any(|line| line == figure), "{stats}");
    }
}

#[test]
fn every_shape_of_a_family_answers() {
    every(cases(), |_, case| {
        let folder = TempDir::new().unwrap();
        for (path, bytes) in &case.files {
            fs::write(folder.path().join(path), bytes).unwrap();
        }
        if let [(path, bytes)] = case.files.as_slice() {
            ask(&case, &folder, path, b"");
            ask(&case, &folder, "-", bytes);
        }
        ask(&case, &folder, ".", b"");
    });
}

#[test]
fn numbers_dates_and_types_are_read() {
    let text = "source,target,weight,since,code\na,b,0.5,2001-02,007\na,c,1.5,1999,8\n";
    let question = |condition: &str| {
        let pattern = ["match", "(x)-[r]->(y)", "--where", condition];
        let args = [pattern.as_slice(), &["-g", "-", "--format", "jsonl"]].concat();
        let answer = outcome(&args, crate::program::project(), text.as_bytes()).answer();
        answer.lines().count()
    };
    let table = [
        ("r.weight > 1", 1),
        ("r.weight < 10", 2),
        ("r.code = '007'", 1),
        ("r.since = '1999'", 1),
    ];
    for (condition, rows) in table {
        assert_eq!(question(condition), rows, "{condition}");
    }
}

/// What is guessed from a file's rows must not depend on which of them come first.
#[test]
fn the_order_of_rows_is_no_part_of_a_guess() {
    let rows = |reversed: bool| {
        let mut rows: Vec<String> = (0..3000)
            .map(|i| format!("n{i},n{},{i}\n", i + 1))
            .collect();
        rows[2999] = "n2999,n3000,about ten\n".to_owned();
        if reversed {
            rows.reverse();
        }
        format!("source,target,weight\n{}", rows.concat())
    };
    let ask = |text: String| {
        let args = [
            "match",
            "(x)-[r]->(y)",
            "--limit",
            "5",
            "-g",
            "-",
            "--format",
            "json",
        ];
        outcome(&args, crate::program::project(), text.as_bytes()).answer()
    };
    assert_eq!(ask(rows(false)), ask(rows(true)));
}
