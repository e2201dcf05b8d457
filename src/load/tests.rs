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
            types.csv:4:6 bad-schema-cell: lineage follows a type by its origin, \
            and this one has none";
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

mod foreign {
    use super::*;

    /// Plain lists: what is in them, and how they load.
    #[test]
    fn edge_lists() {
        let two = "(a:)\n(b:)\n(c:)\n(a)-[RELATED_TO]->(b)\n(b)-[RELATED_TO]->(c)";
        let table = [
            "source,target\na,b\nb,c\n",
            "target,source\nb,a\nc,b\n",
            "from;to\na;b\nb;c\n",
            "FROM\tTO\na\tb\nb\tc\n",
            "Head|Tail\na|b\nb|c\n",
            "src dst\na b\nb c\n",
            "source , target\n a , b \n b , c \n",
            "source,target\ra,b\rb,c\r",
            "\u{feff}source,target\r\na,b\r\n\r\nb,c\r\n",
            "# a list\n# FromNodeId\tToNodeId\na\tb\nb\tc\n",
            "#source,target\na,b\nb,c\n",
            "source,target,\na,b,\nb,c,\n",
            "source,target\na,b,\nb,c\n",
            "# c\nsource,target\na,b\n# middle\nb,c\n,\n",
        ];
        for text in table {
            check(stream(text), &Options::default(), two);
        }
    }

    #[test]
    fn a_first_row_never_vanishes() {
        let both = "(1:)\n(2:)\n(3:)\n(1)-[RELATED_TO]->(2)\n(2)-[RELATED_TO]->(3)";
        let warned = format!(
            "{both}\n-:1 header-like-data: the first row looks like data and is read as data"
        );
        check(stream("1,2\n2,3\n"), &Options::default(), &warned);
        check(stream("1 2\n2 3\n"), &Options::default(), both);
        let no_header = Options {
            no_header: true,
            ..Options::default()
        };
        check(stream("1,2\n2,3\n"), &no_header, both);
        let named = "(from:)\n(to:)\n(x:)\n(from)-[RELATED_TO]->(to)\n(to)-[RELATED_TO]->(x)";
        check(stream("from,to\nto,x\n"), &no_header, named);
    }

    #[test]
    fn columns_and_their_types() {
        let text = "subject,predicate,object,weight,when,n,code,flag,what\n\
            a,likes,b,0.5,2023,1,007,true,NULL\nb,knows,c,,2023-04,2,8,false,-\n";
        let options = Options {
            null: vec!["-".to_owned()],
            ..Options::default()
        };
        check(
            stream(text),
            &options,
            "(a:)\n(b:)\n(c:)
            (a)-[likes]->(b) code=007 flag=true n=1 weight=0.5 what=NULL when=2023
            (b)-[knows]->(c) code=8 flag=false n=2 when=2023-04",
        );
        let chosen = Options {
            start_column: Some("3".to_owned()),
            end_column: Some("Who".to_owned()),
            type_column: Some("how".to_owned()),
            ..Options::default()
        };
        let wanted = "(a:)\n(b:)\n(b)-[x]->(a) source=s";
        check(stream("source,who,whom,how\ns,a,b,x\n"), &chosen, wanted);
        let error = shown(stream("a,b\n1,2\n"), &chosen);
        assert_eq!(error, "--start-column 3: - has no such column\n");
    }

    #[test]
    fn triples_without_a_header() {
        let wanted = "(a:)\n(b:)\n(c:)\n(a)-[in]->(b)\n(b)-[in]->(c)";
        let warned = format!(
            "{wanted}\n-:1 header-like-data: the first row looks like data and is read as data"
        );
        check(stream("a\tin\tb\nb\tin\tc\n"), &Options::default(), &warned);
        check(stream("a,b,in\nb,c,in\n"), &Options::default(), &warned);
    }

    #[test]
    fn parents_are_origins() {
        let loaded = load(stream("child,parent\nb,a\n"), &Options::default());
        let Ok(loaded) = loaded else { return };
        let graph = &loaded.graph;
        let rel = graph.relationships().next().unwrap_or_default();
        assert_eq!(graph.type_name(rel), "PARENT_OF");
        let origin = graph.origin(rel).map(|(first, _)| graph.id(first));
        assert_eq!(origin, Some("a"));
        assert!(loaded.notes[0].contains("its origin is parent"));
    }

    #[test]
    fn files_of_nodes_and_of_relationships() {
        let pairs = [
            ("nodes.csv", "id,name,label,n\n1,One,X,5\n2,Two,Y;Z,\n"),
            ("edges.csv", "source,target\n1,2\n2,9\n"),
        ];
        check(
            files(&pairs),
            &Options::default(),
            "(1:X) n=5 name=One\n(2:Y:Z) name=Two\n(1)-[RELATED_TO]->(2)
            edges.csv:3:3 dangling-end: no node has the id \"9\"",
        );
        let gephi = [
            ("n.csv", "Id,Label,Size\na,A,1.5\nb,B,2\n"),
            (
                "e.csv",
                "Source,Target,Type,Id,Label,Weight\na,b,Directed,0,x,1\n",
            ),
        ];
        check(
            files(&gephi),
            &Options::default(),
            "(a:n) Size=1.5 name=A\n(b:n) Size=2 name=B\n\
             (a)-[RELATED_TO]->(b) Id=0 Label=x Weight=1",
        );
        let several = [
            ("people.csv", "id,name\n1,One\n2,Two\n"),
            ("knows.csv", "from,to\n1,2\n"),
            ("works-with.csv", "from,to\n2,1\n"),
            ("what.csv", "x,y\nz,w\n"),
        ];
        check(
            files(&several),
            &Options::default(),
            "(1:people) name=One\n(2:people) name=Two\n(1)-[KNOWS]->(2)\n(2)-[WORKS_WITH]->(1)
            what.csv unknown-file: not read: \
             neither ids nor ends of relationships are among its columns",
        );
    }

    #[test]
    fn graphalytics_and_neo4j() {
        let pair = [
            ("x.v", "1\n2\n"),
            ("x.e", "1 2 0.5\n"),
            ("x.properties", "a"),
        ];
        let wanted = "(1:)\n(2:)\n(1)-[RELATED_TO]->(2) weight=0.5";
        check(files(&pair), &Options::default(), wanted);
        let neo4j = [
            (
                "Person-header.csv",
                "personId:ID(P)|name|age:LONG|x:IGNORE|at:DATETIME|:LABEL\n",
            ),
            (
                "Person-part1.csv",
                "1|'O|40|.|2020-01-01T00:00|Person;Actor\n",
            ),
            ("Person-part2.csv", "2|B|x|.||\n"),
            (
                "ACTED_IN.csv",
                ":START_ID(P);:END_ID(P);:TYPE;roles:string[]\n1;1;;\"a;b\"\n1;1;LIKES;\n",
            ),
        ];
        check(
            files(&neo4j),
            &Options::default(),
            "(1:Actor:Person) age=40 at=2020-01-01T00:00 name='O
            (1)-[ACTED_IN]->(1) roles=a;b\n(1)-[LIKES]->(1)
            Person-part2.csv:1:5 bad-number: \"x\" is no long as age",
        );
        let alone = stream(":START_ID,:END_ID,:TYPE\na,b,R\n");
        check(alone, &Options::default(), "(a:)\n(b:)\n(a)-[R]->(b)");
    }

    #[test]
    fn rows_that_cannot_stand() {
        check(
            stream("source,target,note\na,b\n,b,x\na,b,c,d\n\"a\nb\",c,\n\"a,b\n"),
            &Options::default(),
            "(a:)\n(a\nb:)\n(b:)\n(c:)\n(a)-[RELATED_TO]->(b)\n(a\nb)-[RELATED_TO]->(c)
            -:2:4 missing-cells: 2 cells where the header has 3
            -:3:1 empty-end: the relationship has no start
            -:4:7 extra-cells: 4 cells where the header has 3
            -:7:1 unclosed-quote: this quote is not closed",
        );
    }

    #[test]
    fn nothing_to_load_is_an_error() {
        let table = [
            ("", "-: there are no rows of nodes or relationships\n"),
            ("abc\n", "-: its rows have one cell only, no two ends\n"),
        ];
        for (text, wanted) in table {
            assert_eq!(shown(stream(text), &Options::default()), wanted);
        }
        let missing = Input::Path(PathBuf::from("/nowhere/at/all"));
        let wanted = "there is no file or folder /nowhere/at/all\n";
        assert_eq!(shown(missing, &Options::default()), wanted);
        let damaged = Input::Files(vec![("e.csv".to_owned(), vec![0x1f, 0x8b, 8, 0].into())]);
        assert!(shown(damaged, &Options::default()).starts_with("e.csv: the gzip data is damaged"));
    }

    #[test]
    fn undecodable_rows_are_left_out() {
        let bytes = b"source,target\na,b\nc,M\xfcller\n".to_vec();
        let input = |b: &[u8]| Input::Files(vec![("e.csv".to_owned(), b.to_vec().into())]);
        check(
            input(&bytes),
            &Options::default(),
            "(a:)\n(b:)\n(a)-[RELATED_TO]->(b)\ne.csv:3:4 encoding: byte 0xFC is no UTF-8",
        );
        let options = Options {
            encoding: Some("latin1".to_owned()),
            ..Options::default()
        };
        let wanted =
            "(Müller:)\n(a:)\n(b:)\n(c:)\n(a)-[RELATED_TO]->(b)\n(c)-[RELATED_TO]->(Müller)";
        check(input(&bytes), &options, wanted);
    }
}

mod disk {
    use super::*;

    fn folder(files: &[(&str, &[u8])]) -> Option<tempfile::TempDir> {
        let folder = tempfile::tempdir().ok()?;
        for (path, bytes) in files {
            let path = folder.path().join(path);
            std::fs::create_dir_all(path.parent()?).ok()?;
            std::fs::write(path, bytes).ok()?;
        }
        Some(folder)
    }

    fn packed(text: &str) -> Vec<u8> {
        use std::io::Write as _;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), Default::default());
        let _ = packer.write_all(text.as_bytes());
        packer.finish().unwrap_or_default()
    }

    #[test]
    fn a_folder_is_walked() {
        let nodes = packed("id:ID\na\nb\n");
        let made = folder(&[
            ("graph/labels.csv", b"label\nA\n"),
            ("graph/nodes/deep/er/A.csv.gz", &nodes),
            ("graph/nodes/B.csv.gz", &nodes[..nodes.len() - 3]),
            ("graph/relationships/R.csv", b":START_ID,:END_ID\na,b\n"),
            ("graph/README.md", b"x"),
            ("graph/.hidden/x.csv", b"x"),
            ("graph/picture.png", b"x"),
            ("outside.csv", b"x"),
        ]);
        let Some(made) = made else { return };
        #[cfg(unix)]
        let _ = std::os::unix::fs::symlink(made.path(), made.path().join("graph/nodes/loop"));
        let found = shown(Input::Path(made.path().to_owned()), &thorough());
        let root = format!("{}/", made.path().to_string_lossy());
        let found = found.replace(&root, "");
        let wanted = "(a:A)\n(b:A)\n(a)-[R]->(b)\n\
            graph/nodes/B.csv.gz damaged-gzip: the gzip data is damaged: ";
        assert!(found.starts_with(wanted), "{found}");
        assert!(found.ends_with("graph/picture.png unknown-file: nothing reads this file\n"));
    }

    #[test]
    fn one_file_is_enough() {
        let list = packed("source,target\na,b\n");
        let Some(made) = folder(&[("x.csv.gz", &list)]) else {
            return;
        };
        let path = made.path().join("x.csv.gz");
        let wanted = "(a:)\n(b:)\n(a)-[RELATED_TO]->(b)\n";
        assert_eq!(shown(Input::Path(path), &Options::default()), wanted);
    }
}

#[test]
fn too_many_types_are_no_types() {
    let rows = (0..6000).fold(String::new(), |mut text, i| {
        let _ = writeln!(text, "a,b,T{i}");
        text
    });
    let text = format!(":START_ID,:END_ID,:TYPE\n{rows}");
    let Ok(loaded) = load(stream(&text), &Options::default()) else {
        return;
    };
    assert_eq!(loaded.graph.relationship_count(), 5000);
    assert_eq!((loaded.problems.len(), loaded.rejects.len()), (1, 1000));
    let foreign = load(
        stream(&text.replace(":START_ID,:END_ID,:TYPE", "from,to,label")),
        &Options::default(),
    );
    let counted = foreign.map(|l| (l.graph.relationship_count(), l.problems.len()));
    assert_eq!(counted.ok(), Some((6000, 0)));
}

/// Any bytes at all, in files of every format: never a panic, and the same answer twice.
#[test]
fn any_bytes_load_or_fail() {
    const PIECES: &[&[u8]] = &[
        b"source,target",
        b":ID",
        b":START_ID,:END_ID",
        b"id:ID,name",
        b",",
        b";",
        b"\t",
        b"\"",
        b"\n",
        b"\r\n",
        b"\r",
        b"a",
        b"b",
        b"1",
        b"2023-13",
        b"#",
        b" ",
        b"\0",
        b"\xff",
        "阿".as_bytes(),
        b"\xff\xfe",
        b"\x1f\x8b",
        b":TYPE",
        b"label",
        b"type,from,to,lineage",
        b"n:long",
        b"(",
        b"|",
    ];
    const PATHS: &[&str] = &[
        "labels.csv",
        "types.csv",
        "sources.csv",
        "claims.csv",
        "nodes/A.csv",
        "relationships/R.csv",
        "nodes.csv",
        "edges.csv",
        "x.v",
        "x.e",
        "A-header.csv",
        "A.csv",
    ];
    let mut seed = 3u64;
    let mut next = |n: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % n as u64) as usize
    };
    for _ in 0..1500 {
        let made: Vec<(String, Vec<u8>)> = (0..1 + next(4))
            .map(|_| {
                let text = (0..next(40)).flat_map(|_| PIECES[next(PIECES.len())].to_vec());
                let text: Vec<u8> = text.collect();
                (PATHS[next(PATHS.len())].to_owned(), text)
            })
            .collect();
        let input = || Input::Files(made.iter().cloned().map(|(p, b)| (p, b.into())).collect());
        let options = Options {
            delimiter: [None, None, Some(b','), Some(b' '), Some(b'"'), Some(b'\n')][next(6)],
            no_header: next(4) == 0,
            start_column: (next(4) == 0).then(|| "2".to_owned()),
            ..thorough()
        };
        assert_eq!(shown(input(), &options), shown(input(), &options));
    }
}
