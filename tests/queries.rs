//! The saved queries on the shipped data, and the commands that ask in Cypher.

use std::fs;
use std::path::PathBuf;

use aigraph::query::saved::Saved;
use tempfile::TempDir;

use crate::program::{outcome, project, run, snapshot, words};

/// All saved queries, by name.
fn saved() -> Vec<Saved> {
    let files = fs::read_dir(project().join("queries")).expect("the folder of queries");
    let mut paths: Vec<PathBuf> = files.map(|file| file.expect("a file").path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path
            .file_stem()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(path).expect("a text");
        Saved::read(&name, &text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    };
    paths.iter().map(read).collect()
}

#[test]
fn every_saved_query_answers_as_before() {
    let all = saved();
    assert!(all.len() >= 25, "{}", all.len());
    for saved in all {
        assert_eq!(saved.examples.len(), 1, "{}", saved.name);
        let mut blocks = vec![run(&["run", &saved.name], project(), "")];
        let example = &saved.examples[0];
        let args = words(example.strip_prefix("aigraph ").expect("a command line"));
        if args.len() > 2 {
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            blocks.push(run(&args, project(), ""));
        }
        for block in &blocks {
            assert!(block.ends_with("[exit 0]\n"), "{block}");
            assert!(!block.contains("[stderr]"), "{block}");
            assert!(block.lines().count() > 4, "no rows: {block}");
        }
        snapshot("queries", &saved.name, &blocks.join("\n"));
    }
}

#[test]
fn every_parameter_has_a_default_and_is_used() {
    for saved in saved() {
        for parameter in &saved.parameters {
            assert!(parameter.default.is_some(), "{}", saved.name);
            assert!(!parameter.about.is_empty(), "{}", saved.name);
            let uses = saved.text.lines().filter(|line| !line.starts_with("//"));
            let name = format!("${}", parameter.name);
            assert!(
                uses.into_iter().any(|line| line.contains(&name)),
                "{}",
                saved.name
            );
        }
    }
}

/// Runs that show how a question can go wrong, and what of it is told.
#[test]
fn what_is_wrong_with_a_question_is_told() {
    let commands = [
        "query RETURN",
        "query 'MATCH (c:Chpi) RETURN c.nmae, foo(c)'",
        "query 'MATCH (c:Chpi)-[:RESTRICTED]->(p) RETURN c.nmae'",
        "query 'MATCH (c:Chip) SET c.x = 1'",
        "query 'CREATE (c:Chip)'",
        "query 'MATCH (c) WHERE d.name = 1 RETURN c'",
        "query 'RETURN 1 / 0'",
        "query 'RETURN $x'",
        "query 'RETURN 1' -p x",
        "query 'RETURN 1' -o x.zip",
        "query 'RETURN 1' -o x.svg",
        "query -F nowhere.cypher",
        "query",
        "query 'UNWIND range(1, 9) AS x RETURN x' --max-rows 3",
        "query 'RETURN size(range(1, 1000000000)) AS n' --max-memory 10",
        "query 'RETURN 1' --format tree",
        "run chokepoint",
        "run chokepoints k=1",
        "run chokepoints n",
        "run nothing --queries nowhere",
        "queries chokepoint",
        "diagram query 'RETURN 1 +'",
        "export csv --query 'RETURN x'",
    ];
    let folder = TempDir::new().expect("a folder");
    let blocks = commands.map(|command| {
        let args = words(command);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        run(&args, folder.path(), "")
    });
    snapshot("cli", "query-wrong", &blocks.join("\n"));
}

#[test]
fn values_go_in_and_come_out_in_every_format() {
    let commands = [
        "query 'RETURN $a AS a, $b AS b, $c AS c, $d AS d, $e AS e' -p a=1 -p b=GPT-4 \
         -p 'c=[1, null]' -p 'd=\"1\"' -p 'e=date(\"2023-03-14\")'",
        "query 'MATCH p = (:Chip {name: \"A100\"})-[r:RESTRICTED_BY]->(x) \
         RETURN p, r, {a: 1, b: [x]} AS m, null AS none LIMIT 1' --format json",
        "query 'UNWIND [1, 2] AS x RETURN x, \"a, b\" AS y' --format csv",
        "query 'UNWIND [1, 2] AS x RETURN x' --format tsv",
        "query 'UNWIND [1, 2] AS x RETURN x, {y: x} AS m' --format jsonl",
        "query 'UNWIND [1, 2] AS x RETURN x' --format markdown",
        "query 'MATCH (n:None) RETURN n' --format csv",
        "query 'EXPLAIN MATCH (c:Chip)-[:RESTRICTED_BY]->(p) RETURN p.name, count(*)'",
        "query 'PROFILE MATCH (c:Chip)-[:RESTRICTED_BY]->(p) RETURN p.name, count(*)'",
        "query -F -",
        "queries chokepoints",
        "run spanning-companies min=4 --format jsonl",
    ];
    let blocks = commands.map(|command| {
        let args = words(command);
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        run(&args, project(), "RETURN 'from stdin' AS x;")
    });
    snapshot("cli", "query", &blocks.join("\n"));
}

#[test]
fn rows_that_come_bit_by_bit_are_those_that_come_at_once() {
    let text = "UNWIND range(1, 5000) AS x RETURN x, 'n' + x AS y";
    let lines = |format: &str| {
        let args = ["query", text, "--format", format];
        outcome(&args, project(), b"").answer().lines().count()
    };
    assert_eq!(lines("csv"), 5001);
    assert_eq!(lines("tsv"), 5001);
    assert_eq!(lines("jsonl"), 5000);
    assert_eq!(lines("markdown"), 5002);
    let few = ["query", text, "--format", "jsonl", "--max-rows", "10"];
    let few = outcome(&few, project(), b"");
    assert_eq!((few.code, few.stdout.lines().count() <= 10), (3, true));
}

#[test]
fn an_answer_is_drawn_or_written_into_a_file_that_says_how() {
    let folder = TempDir::new().expect("a folder");
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let text = "MATCH p = (:Chip)-[:RESTRICTED_BY]->(:Policy) RETURN p";
    for name in ["a.svg", "a.dot", "a.csv", "a.json", "a.md"] {
        let args = ["query", text, "-o", &file(name)];
        assert_eq!(outcome(&args, project(), b"").answer(), "", "{name}");
    }
    let read = |name: &str| fs::read_to_string(file(name)).expect("a file");
    assert!(read("a.svg").starts_with("<svg") && read("a.svg").contains("data-id=\"a100\""));
    let args = words(
        "export jsonl --query 'MATCH p = ({name: $name})-[:RESTRICTED_BY]->() RETURN p' \
         -p name=MI250",
    );
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let lines = outcome(&args, project(), b"").answer();
    let of = |kind: &str| lines.lines().filter(|line| line.contains(kind)).count();
    let counts = ["\"type\":\"node\"", "\"type\":\"relationship\""].map(of);
    assert_eq!(counts, [2, 1], "{lines}");
    let drawn = outcome(&["diagram", "query", text], project(), b"").answer();
    assert_eq!(drawn, read("a.svg"));
    assert!(read("a.dot").starts_with("digraph"));
    assert_eq!(read("a.csv").lines().count(), 8);
    assert!(read("a.md").starts_with("| p |"));
}

#[test]
fn a_folder_of_ones_own_comes_before_the_programs() {
    let folder = TempDir::new().expect("a folder");
    let write = |name: &str, text: &str| {
        fs::write(folder.path().join(name), text).expect("a file");
    };
    write(
        "mine.cypher",
        "// How many.\n// $n = 2  of\nRETURN $n * 2 AS twice",
    );
    write("makers.cypher", "// Mine.\nRETURN 'mine' AS x");
    write("notes.txt", "not a query");
    let own = folder.path().to_string_lossy().into_owned();
    let ask = |args: &[&str]| {
        let args = [args, &["--queries", &own]].concat();
        outcome(&args, project(), b"").answer()
    };
    assert_eq!(
        ask(&["run", "mine", "n=21", "--format", "csv"]),
        "twice\n42\n"
    );
    assert_eq!(ask(&["run", "makers", "--format", "csv"]), "x\nmine\n");
    assert!(ask(&["queries"]).contains("How many."));
    write("bad.cypher", "RETURN 1");
    let bad = outcome(&["queries", "--queries", &own], project(), b"");
    assert_eq!(bad.code, 3, "{}", bad.stderr);
    assert!(bad.stderr.contains("bad.cypher:1:"), "{}", bad.stderr);
}

#[cfg(feature = "shell")]
#[test]
fn the_shell_answers_line_by_line() {
    let lines = ":help\n:param n=2\n:param\nRETURN $n\n + 1 AS x;\nRETURN 1 AS a; RETURN 2 AS b;\n\
                 :run chokepoints n=1\n:format csv\n:explain MATCH (n:Chip) RETURN n\n\
                 RETURN 'a;' AS x; // done\n:quit\nRETURN 'never';";
    let wrong = [
        ":nothing",
        ":run",
        ":run nothing",
        ":format x",
        ":timing maybe",
        "RETURN nope;",
        "RETURN 1 +",
        ":param x",
    ];
    let mut blocks = vec![run(&["shell"], project(), lines)];
    blocks.extend(wrong.map(|line| format!("{line}\n{}", run(&["shell"], project(), line))));
    snapshot("cli", "shell", &blocks.join("\n"));
}
