//! What the program prints: whole outputs on a small fixed graph, and what must hold on the bundled
//! one, whose data may grow.

use std::fs;
use std::path::Path;

use aigraph::cli::COMMANDS;
use aigraph::load::{Input, Options, load};
use tempfile::TempDir;

use crate::program::{Outcome, data, every, outcome, project, run, snapshot, words};

/// Questions to the small graph, as typed after `aigraph`, each with the name of its snapshot.
const QUESTIONS: &[(&str, &str)] = &[
    ("lineage", "lineage 'Double patterning'"),
    ("lineage-down", "lineage 'stepper 1' --down"),
    ("lineage-depth", "lineage 'Double patterning' --depth 2"),
    ("lineage-types", "lineage scanner-2 --type MAKES,builds_on"),
    ("lineage-all-types", "lineage resist-2 --type '*'"),
    (
        "lineage-labels",
        "lineage 'Double patterning' --label process",
    ),
    ("lineage-as-of", "lineage 'Scanner 1' --down --as-of 2009"),
    ("lineage-nothing", "lineage 'Etcher 1'"),
    ("lineage-zh", "lineage 浸没式光刻 --lang zh"),
    ("lineage-both", "lineage wet-patterning --lang both"),
    ("lineage-narrow", "lineage 'Double patterning' --width 60"),
    (
        "lineage-table-narrow",
        "lineage 'Scanner 2' --format table --width 60",
    ),
    (
        "lineage-color",
        "lineage 'Projection printing' --color always",
    ),
    ("path", "path 'Foundry A' 'Lens glass'"),
    ("path-zh", "path A厂 镜头玻璃 --lang zh"),
    (
        "path-both",
        "path 'fab a' lens-glass --lang both --width 60",
    ),
    ("path-k", "path 'Foundry A' 'Example Rule 7' -k 2"),
    (
        "path-all",
        "path 'Foundry A' 'Example Rule 7' --all --max 3",
    ),
    (
        "path-directed",
        "path 'Double patterning' 'Resist 1' --directed",
    ),
    (
        "path-types",
        "path 'Scanner 2' 'Stepper 1' --type builds_on",
    ),
    ("path-same", "path 'Scanner 2' scanner-2"),
    ("path-none", "path 'Foundry A' 'Etcher 1'"),
    (
        "path-directed-none",
        "path 'Lens glass' 'Foundry A' --directed",
    ),
    ("why", "why 'Chemist D' 'Example Rule 7'"),
    ("why-nothing", "why 'Etcher 1' 'Scanner 1'"),
    ("claims-disputed", "claims --disputed"),
    ("claims-source", "claims --source letter --width 60"),
    ("claims-source-unknown", "claims --source leter"),
    ("sources", "sources"),
    (
        "match",
        "match '(:Rule)<-[:LIMITED_BY]-(m)<-[:MAKES]-(c:Company)'",
    ),
    ("match-name", "match \"('Scanner 2')<-[r]-(x)\""),
    (
        "match-where",
        "match '(m:Machine)-[:BUILDS_ON*1..2]->(n)' \
         --where 'm.wafers_per_hour > n.wafers_per_hour * 2'",
    ),
    ("match-limit", "match '(m)-->(n)' --limit 2"),
    ("match-unknown-type", "match '(:Company)-[:MAKSE]->(m)'"),
    ("match-unknown-label", "match '(:Compny)-[:MAKES]->(m)'"),
    ("match-unknown-name", "match \"('Scanner 9')-->(m)\""),
    ("match-ambiguous-name", "match \"('Scanner')-->(m)\""),
    (
        "match-unknown-variable",
        "match '(m)-->(n)' --where 'x.name = 1'",
    ),
    ("match-unbounded", "match '(m)-[*]->(n)'"),
    (
        "match-repeated",
        "match '(m:Machine)-[:BUILDS_ON]->{1,2}(n)'",
    ),
    ("match-group", "match '(m)((a)-->(b)){1,2}(n)'"),
    ("match-shortest", "match 'SHORTEST 1 (m)-->{1,2}(n)'"),
    ("match-syntax", "match '(:Company)-[:MAKES->(m)'"),
    ("match-several", "match '(m)-->(n), (n)-->(o)'"),
    ("show", "show 'Scanner 2'"),
    ("show-zh", "show 扫描光刻机一型 --lang zh"),
    ("show-narrow", "show 'Toolmaker B' --width 60"),
    ("show-json", "show 'Scanner 2' --format json"),
    ("show-ambiguous", "show scanner"),
    ("show-unknown", "show 'Scanner 7'"),
    ("show-unknown-far", "show nothing"),
    ("search", "search scaner"),
    ("search-zh", "search 光刻"),
    ("search-none", "search zzzz"),
    ("list", "list"),
    (
        "list-where",
        "list machine --where 'wafers_per_hour >= 100' --sort -wafers_per_hour",
    ),
    (
        "list-columns",
        "list Machine --columns kind,resolution_nm --sort kind,-resolution_nm",
    ),
    (
        "list-absent",
        "list Machine --where 'NOT wafers_per_hour > 100'",
    ),
    ("list-both", "list Material --lang both"),
    ("list-label-unknown", "list Machin"),
    ("list-syntax-end", "list Machine --where 'released >= '"),
    ("list-syntax-operator", "list Machine --where 'wafers >> 3'"),
    (
        "list-syntax-zh",
        "list Machine --where \"名字 = '扫描' AND )\"",
    ),
    ("stats", "stats"),
    ("check", "check"),
    ("check-strict-github", "check --strict --format github"),
    ("explain", "explain ag0012"),
    ("explain-unknown", "explain AG9999"),
];

/// Wrong usage, which needs no graph.
const USAGE: &[(&str, &str)] = &[
    ("usage-command", "lineages GPT-3"),
    ("usage-argument", "lineage"),
    ("usage-option", "stats --colour never"),
    ("usage-both", "lineage X --up --down"),
    ("usage-date", "lineage X --as-of 2005-13"),
    ("usage-format-check", "check --format csv"),
    ("usage-format-unfit", "stats --format tree"),
    ("usage-delimiter", "stats --delimiter ab"),
    ("usage-encoding", "stats -g tiny --encoding klingon"),
    ("missing-folder", "stats -g no/such/folder"),
    ("missing-folder-check", "check no/such/folder"),
    ("folder-without-graph", "stats -g ../../src/cli"),
    ("help-path", "path --help"),
];

fn on_tiny(line: &str, stdin: &str) -> String {
    let mut words = words(line);
    words.extend(["-g".to_owned(), "tiny".to_owned()]);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    run(&words, &data(), stdin)
}

fn named<T: Copy>(table: &[(&str, T)]) -> impl Iterator<Item = (String, T)> {
    table.iter().map(|&(name, item)| (name.to_owned(), item))
}

#[test]
fn answers_on_the_small_graph() {
    every(named(QUESTIONS), |name, line| {
        snapshot("cli", name, &on_tiny(line, ""));
    });
}

#[test]
fn wrong_usage_is_explained() {
    every(named(USAGE), |name, line| {
        let words = words(line);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        snapshot("cli", name, &run(&words, &data(), ""));
    });
}

/// What grows with every command and format: not as a whole, but that all of it is named.
#[test]
fn help_names_every_command_and_format() {
    let help = bundled("--help").answer();
    for command in COMMANDS {
        assert!(
            help.contains(&format!("  {} ", command.name)),
            "{}",
            command.name
        );
    }
    let nothing = bundled("");
    assert_eq!((nothing.code, nothing.stdout.as_str()), (2, ""));
    let unknown = bundled("stats --format pdf");
    assert_eq!(unknown.code, 2);
    for format in aigraph::export::FORMATS {
        assert!(unknown.stderr.contains(format.name), "{}", unknown.stderr);
    }
}

#[test]
fn every_format_of_lineage_path_and_list() {
    let questions = [
        ("lineage", "lineage 'Scanner 2'"),
        ("path", "path 'Foundry A' 'Lens glass'"),
        (
            "list",
            "list Machine --columns kind,wafers_per_hour,discontinued",
        ),
    ];
    let formats = aigraph::export::FORMATS.iter().map(|format| format.name);
    let pairs = formats.flat_map(|f| questions.map(|(name, line)| (format!("{name}.{f}"), line)));
    every(pairs, |name, line| {
        let format = name.rsplit('.').next().unwrap();
        let shown = on_tiny(&format!("{line} --format {format}"), "");
        snapshot("formats", name, &shown);
    });
}

#[test]
fn an_edge_list_on_stdin_answers() {
    let edges = "source,target,since\nchild,mother,1990\nchild,father,1990\nmother,grandma,1960\n";
    for (name, args) in [
        ("stdin-lineage", ["lineage", "child", "-g", "-"]),
        ("stdin-path", ["path", "father", "grandma", "-g"]),
    ] {
        let mut args = args.to_vec();
        if args.last() == Some(&"-g") {
            args.push("-");
        }
        snapshot("cli", name, &run(&args, &data(), edges));
    }
}

#[test]
fn one_damaged_file_is_a_failure() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("edges.csv.gz"), [0x1f, 0x8b, 8, 0, 0]).unwrap();
    fs::write(folder.path().join("empty.csv"), "").unwrap();
    for (name, file) in [
        ("damaged-gzip", "edges.csv.gz"),
        ("empty-file", "empty.csv"),
    ] {
        let shown = run(&["stats", "-g", file], folder.path(), "");
        snapshot("cli", name, &shown);
    }
}

/// Runs an example of the help as it stands there, on the bundled data.
fn example(line: &str, folder: &Path) -> Outcome {
    let words = words(line);
    let args: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
    outcome(&args, folder, b"")
}

#[test]
fn every_command_says_what_it_does() {
    let line = aigraph::cli::command_line();
    for command in COMMANDS {
        let sub = line.find_subcommand(command.name).expect("a command");
        let about = sub.get_about().map(ToString::to_string);
        assert_eq!(about.as_deref(), Some(command.about), "{}", command.name);
    }
}

#[test]
fn every_example_of_the_help_answers() {
    for command in COMMANDS {
        assert!(!command.examples.is_empty(), "{} has none", command.name);
        let folder = TempDir::new().unwrap();
        copy(&data().join("tiny"), &folder.path().join("mygraph"));
        for (line, _) in command.examples {
            assert!(
                line.starts_with(&format!("aigraph {}", command.name)),
                "{line}"
            );
            let outcome = example(line, folder.path());
            // tests/remote/ runs what needs a server.
            if line.contains("://") {
                assert!(outcome.code > 1 && !outcome.stderr.is_empty(), "{line}");
                continue;
            }
            assert_eq!(outcome.code, 0, "{line}\n{}", outcome.stderr);
            assert!(
                ["check", "fmt", "shell"].contains(&command.name)
                    || line.contains(" -o ")
                    || !outcome.stdout.is_empty(),
                "{line}"
            );
        }
    }
}

#[test]
fn the_small_graph_is_sound() {
    let outcome = outcome(&["check", "tiny", "--strict"], &data(), b"");
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
}

#[test]
fn the_nearest_graph_upwards_answers() {
    let folder = TempDir::new().unwrap();
    let inner = folder.path().join("a/b");
    fs::create_dir_all(&inner).unwrap();
    copy(&data().join("tiny"), &folder.path().join("graph"));
    let answer = outcome(&["stats"], &inner, b"").answer();
    assert!(answer.contains("COMPETES_WITH  1\n"), "{answer}");
    let config = folder.path().join("a/aigraph.toml");
    fs::write(config, "").unwrap();
    fs::write(folder.path().join("a/edges.csv"), "source,target\na,b\n").unwrap();
    let answer = outcome(&["lineage", "a"], &inner, b"").answer();
    assert_eq!(answer, "a\n↳ RELATED_TO→ b\n");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// On the bundled data, in an empty folder.
fn bundled(line: &str) -> Outcome {
    let folder = TempDir::new().unwrap();
    example(&format!("aigraph {line}"), folder.path())
}

/// Whether a line ends in a source in brackets, but for marks after it.
fn names_its_source(line: &str) -> bool {
    let marks = [" (*)", " disputed!", " inferred", " heading", " ?"];
    let mut line = line;
    while let Some(rest) = marks.iter().find_map(|mark| line.strip_suffix(mark)) {
        line = rest;
    }
    let source = line.rsplit_once('[').map_or("", |(_, source)| source);
    line.ends_with(']') && source.contains(' ')
}

#[test]
fn bundled_lineage_of_chatgpt_reaches_the_transformer() {
    let answer = bundled("lineage ChatGPT").answer();
    assert!(answer.starts_with("ChatGPT (Product, 2022"), "{answer}");
    let transformer = answer
        .lines()
        .find(|line| line.contains("Transformer (Model, 2017"));
    assert!(transformer.is_some_and(names_its_source), "{answer}");
    for line in answer.lines() {
        assert!(names_its_source(line), "without source: {line}");
    }
}

#[test]
fn bundled_lineage_of_gpt_3_goes_down_to_its_products() {
    let answer = bundled("lineage GPT-3 --down").answer();
    for name in ["GitHub Copilot", "InstructGPT"] {
        let line = answer.lines().find(|line| line.contains(name));
        assert!(line.is_some_and(names_its_source), "{name}\n{answer}");
    }
}

#[test]
fn bundled_path_names_a_section_at_every_hop() {
    let answer = bundled("path 'Google Docs' PaLM").answer();
    assert!(answer.lines().count() > 2, "{answer}");
    for hop in answer.lines().skip(1) {
        assert!(hop.contains("[article "), "{hop}");
    }
    let answer = bundled("path A100 OpenAI").answer();
    for hop in answer.lines().skip(1) {
        assert!(names_its_source(hop), "{hop}");
    }
}

#[test]
fn bundled_chips_have_their_measures_and_makers() {
    let pattern = "(:Regulator)<-[:ISSUED_BY]-(:Policy)<-[:RESTRICTED_BY]-(:Chip)\
                   <-[:RELEASES]-(:Company)";
    let answer = bundled(&format!("match '{pattern}' --format csv")).answer();
    let mut reader = csv::Reader::from_reader(answer.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    let all = load(Input::Path(project().join("graph")), &Options::default()).unwrap();
    let graph = all.graph;
    for chip in ["A100", "H100", "A800", "H800"] {
        assert!(rows.iter().any(|row| &row[4] == chip), "{chip}\n{answer}");
    }
    assert!(graph.node_count() > 100 && rows.len() >= 4, "{answer}");
    for row in &rows {
        for hop in [1, 3, 5] {
            let place = row[hop].split_once(' ').map_or("", |(_, place)| place);
            assert!(!place.is_empty(), "a hop without section: {row:?}");
        }
    }
}

#[test]
fn bundled_names_resolve_or_say_what_there_is() {
    assert!(
        bundled("show 昇腾")
            .answer()
            .starts_with("Ascend 昇腾 (Chip)")
    );
    let wanted = bundled("show 'ERNIE Bot'").answer();
    assert_eq!(bundled("show 文心一言").answer(), wanted);
    let found = bundled("search chatgtp").answer();
    assert!(
        found.lines().nth(2).unwrap().starts_with("ChatGPT "),
        "{found}"
    );
    let copilot = bundled("show Copilot");
    assert_eq!((copilot.code, copilot.stdout.as_str()), (1, ""));
    let candidates = copilot.stderr.lines().filter(|line| line.starts_with("  "));
    assert_eq!(candidates.count(), 3, "{}", copilot.stderr);
    let unknown = bundled("lineage ChatGTP");
    assert_eq!(unknown.code, 1);
    assert!(
        unknown.stderr.contains("did you mean\n  ChatGPT"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn bundled_data_has_no_problem_and_a_version() {
    let outcome = bundled("check --strict");
    assert_eq!(outcome.code, 0, "{}", outcome.stdout);
    let version = bundled("--version").answer();
    let wanted = format!("aigraph {}", env!("CARGO_PKG_VERSION"));
    assert!(
        version.starts_with(&wanted) && version.ends_with('\n'),
        "{version}"
    );
}
