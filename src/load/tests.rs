//! Folders and files of all formats, given as text, against what they load as.

use std::fmt::Write as _;

use super::*;
use crate::graph::Entity;

fn files(files: &[(&str, &str)]) -> Input {
    let owned = |(path, text): &(&str, &str)| {
        let bytes = Cow::Owned(text.as_bytes().to_vec());
        ((*path).to_owned(), bytes)
    };
    Input::Files(files.iter().map(owned).collect())
}

fn stream(text: &str) -> Input {
    Input::Stream {
        name: "-".to_owned(),
        reader: Box::new(std::io::Cursor::new(text.as_bytes().to_vec())),
    }
}

fn thorough() -> Options {
    Options {
        thorough: true,
        ..Options::default()
    }
}

/// Nodes and relationships with all that they have, then problems, a line each.
fn shown(input: Input, options: &Options) -> String {
    let mut text = String::new();
    let loaded = match load(input, options) {
        Ok(loaded) => loaded,
        Err(error) => return format!("{error}\n"),
    };
    let graph = &loaded.graph;
    let properties = |entity| {
        graph
            .properties(entity)
            .fold(String::new(), |mut text, (key, value)| {
                let _ = write!(text, " {key}={value}");
                text
            })
    };
    for node in graph.nodes() {
        let labels: Vec<&str> = graph.label_names(node).collect();
        let (id, labels) = (graph.id(node), labels.join(":"));
        let _ = writeln!(text, "({id}:{labels}){}", properties(Entity::Node(node)));
    }
    for rel in graph.relationships() {
        let (start, end) = (graph.id(graph.start(rel)), graph.id(graph.end(rel)));
        let (kind, rest) = (graph.type_name(rel), properties(Entity::Relationship(rel)));
        let _ = writeln!(text, "({start})-[{kind}]->({end}){rest}");
    }
    for problem in &loaded.problems {
        let place = problem.place.as_ref().map(ToString::to_string);
        let place = place.unwrap_or_default();
        let _ = writeln!(text, "{place} {}: {}", problem.kind.name(), problem.message);
    }
    text
}

fn check(input: Input, options: &Options, wanted: &str) {
    let wanted: Vec<&str> = wanted.lines().map(str::trim).collect();
    let found = shown(input, options);
    let found: Vec<&str> = found.lines().map(str::trim).collect();
    assert_eq!(found, wanted);
}

mod ours {
    use super::*;

    #[test]
    fn a_folder_loads() {
        let input = files(&[
            (
                "labels.csv",
                "label,meaning\nModel,a model\nCompany,a company\n",
            ),
            (
                "types.csv",
                "type,from,to,origin,lineage,acyclic,dated,role\n\
                BUILDS_ON,Model,Model,end,true,true,true,\n\
                RELEASES,Company,Model,start,false,,,publisher\n",
            ),
            ("sources.csv", "id,title,date\ns1,A book,2023-03\n"),
            (
                "claims.csv",
                "subject,property,value,source_id,locator,status,note\n\
                gpt-2,parameters,1500,s1,2.1,disputed,other\n",
            ),
            (
                "nodes/Model.csv",
                "\u{feff}id:ID,name,aliases:string[],released:date,parameters:long,source_id\r\n\
                gpt-2,GPT-2,a;b,2019,15,s1\r\n\
                gpt-3,\"GPT-3, \"\"x\"\"\",,2020-05,,s1\r\n",
            ),
            (
                "nodes/Company.more.csv",
                "id:ID,source_id,:LABEL\no,s1,\np,s1,Company;Model\n",
            ),
            (
                "relationships/BUILDS_ON.csv",
                ":START_ID,:END_ID,since:date,source_id,key\ngpt-3,gpt-2,2020-05-28,s1,k\n",
            ),
            (
                "relationships/RELEASES.2020.csv",
                ":START_ID,:END_ID,source_id\no,gpt-3,s1\n",
            ),
        ]);
        check(
            input,
            &thorough(),
            "(gpt-2:Model) aliases=a;b name=GPT-2 parameters=15 released=2019 source_id=s1
            (gpt-3:Model) name=GPT-3, \"x\" released=2020-05 source_id=s1
            (o:Company) source_id=s1
            (p:Company:Model) source_id=s1
            (gpt-3)-[BUILDS_ON]->(gpt-2) since=2020-05-28 source_id=s1
            (o)-[RELEASES]->(gpt-3) source_id=s1",
        );
    }

    #[test]
    fn every_bad_cell_is_reported_and_its_row_left_out() {
        let input = files(&[
            ("sources.csv", "id\ns1\n"),
            (
                "nodes/Model.csv",
                "id:ID,released:date,parameters:long,open:boolean,source_id,status,note\n\
                a,2023/3,1.5,yes,s1,,\n\
                ,,,,s1,,\n\
                b,,,,s2,maybe,\n\
                c,,,,,disputed,\n\
                d,,,,s1,,,,\n\
                e,2023\n\
                \"f\ng\",2023,x,,s1,,\n",
            ),
            (
                "relationships/R.csv",
                ":START_ID,:END_ID,source_id\na,c,s1\n,c,s1\nc,,s1\nc,\"c\n",
            ),
        ]);
        let wanted = "(c:Model) status=disputed
            (e:Model) released=2023
            nodes/Model.csv:2:3 bad-date: \"2023/3\" is no date as released
            nodes/Model.csv:2:10 bad-number: \"1.5\" is no long as parameters
            nodes/Model.csv:2:14 bad-boolean: \"yes\" is neither true nor false as open
            nodes/Model.csv:3:1 empty-id: the row has no id
            nodes/Model.csv:4:6 unknown-source: sources.csv has no source \"s2\"
            nodes/Model.csv:4:9 bad-status: \"maybe\" is no status
            nodes/Model.csv:5:6 missing-source: the row names no source
            nodes/Model.csv:5:7 missing-note: a disputed row without a note
            nodes/Model.csv:6:11 extra-cells: 9 cells where the header has 7
            nodes/Model.csv:7:7 missing-cells: 2 cells where the header has 7
            nodes/Model.csv:7:7 missing-source: the row names no source
            nodes/Model.csv:9:9 bad-number: \"x\" is no long as parameters
            relationships/R.csv:3:1 empty-end: the relationship has no start
            relationships/R.csv:4:3 empty-end: the relationship has no end
            relationships/R.csv:5:3 unclosed-quote: this quote is not closed";
        check(input, &thorough(), wanted);
    }

    #[test]
    fn headers_and_schema_are_checked() {
        let input = files(&[
            ("labels.csv", "label,colour\nModel,x\nModel,y\n"),
            (
                "types.csv",
                "type,from,to,origin,lineage,role\nR,Modle,,endd,ja,boss\nR,,,,,\nS,,,,true,\n",
            ),
            ("nodes/Model.csv", "id,name:strng,name,name\na,b,c,d\n"),
            ("nodes/Empty.csv", ""),
            ("relationships/R.csv", ":START_ID,end\na,b\n"),
            ("other.csv", "a\n"),
        ]);
        let wanted = "labels.csv:1:7 bad-schema-cell: \"colour\" is no column of this file
            labels.csv:3:1 repeated-schema-row: the label \"Model\" is declared twice
            nodes/Empty.csv empty-file: the file is empty
            nodes/Model.csv:1 missing-column: there is no column :ID
            nodes/Model.csv:1:4 unknown-column-type: \"strng\" is no type of a column
            nodes/Model.csv:1:20 repeated-column: columns 3 and 4 are both \"name\"
            other.csv unknown-file: nothing reads this file
            relationships/R.csv:1 missing-column: there is no column :END_ID
            types.csv:2:3 bad-schema-cell: labels.csv does not name the label \"Modle\"
            types.csv:2:10 bad-schema-cell: \"endd\" is no origin
            types.csv:2:15 bad-schema-cell: \"ja\" is neither true nor false
            types.csv:2:18 bad-schema-cell: \"boss\" is no role
            types.csv:3:1 repeated-schema-row: the relationship type \"R\" is declared twice
            types.csv:4:6 bad-schema-cell: lineage follows a type by its origin, and this one has none";
        check(input, &thorough(), wanted);
    }

    #[test]
    fn rejects_are_rows_as_they_stood() {
        let input = files(&[
            ("nodes/A.csv", "id:ID,n:long\na,1\n\"b\nb\",x\na,2\n"),
            ("relationships/R.csv", ":START_ID,:END_ID\na,nobody\n"),
        ]);
        let rejects = load(input, &thorough())
            .map(|l| l.rejects)
            .unwrap_or_default();
        let rows: Vec<(u32, &str)> = rejects.iter().map(|r| (r.line, r.row.as_str())).collect();
        assert_eq!(
            rows,
            [(2, "a,1"), (3, "\"b\nb\",x"), (5, "a,2"), (2, "a,nobody")]
        );
    }

    #[test]
    fn groups_keep_ids_apart() {
        let input = files(&[
            ("nodes/A.csv", ":ID(A)\n1\n"),
            ("nodes/B.csv", ":ID(B)\n1\n"),
            (
                "relationships/R.tsv",
                ":START_ID(A)\t:END_ID(B)\tw:double\n1\t1\t0.5\n",
            ),
        ]);
        check(input, &thorough(), "(1:A)\n(1:B)\n(1)-[R]->(1) w=0.5");
    }
}
