//! The same question here and on a real server: the saved queries on the shipped data, and queries
//! of chance on graphs of chance.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use aigraph::export;
use aigraph::graph::{Answer, Graph};
use aigraph::load::{self, Input};
use aigraph::query::cypher::{Limits, Parameters, prepare};
use aigraph::query::saved::Saved;
use aigraph::remote::{Target, ask};

use super::{PASSWORD, Remote, Setup};
use crate::program::{every, project, words};

#[test]
fn saved_queries_answer_on_a_server_as_here() {
    let Some(remote) = Remote::start(Setup::default()) else {
        return;
    };
    let graph = project().join("graph");
    remote.push("graph", &graph, &[]).answer();
    let files = std::fs::read_dir(project().join("queries")).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    let mut all: Vec<(String, String)> = paths
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).unwrap())
        })
        .collect();
    all.sort();
    assert!(all.len() >= 25);
    every(all, |name, text| {
        let saved = Saved::read(name, &text).unwrap();
        remote.same("graph", &graph, &["run", name, "--format", "json"]);
        for example in &saved.examples {
            let args = words(example.strip_prefix("aigraph ").unwrap());
            let args: Vec<&str> = args.iter().map(String::as_str).collect();
            remote.same("graph", &graph, &args);
        }
    });
    for question in [
        "MATCH p = (:Chip)-[r:RESTRICTED_BY]->(x) RETURN p, r, x, {a: x.name, b: [1, null]} AS m \
         ORDER BY p LIMIT 3",
        "MATCH (n:Chip {name: 'A100'}) RETURN n.released_from, n.aliases, labels(n)[..0]",
        "MATCH (n:Chip {name: 'no such'}) RETURN n.name AS name",
        "RETURN 1.0 AS float, 1 AS whole, 'text' AS text, [1, 'a'] AS list, true AS yes",
    ] {
        remote.same("graph", &graph, &["query", question, "--format", "json"]);
    }
    let shown = remote.run(
        "graph",
        &["query", "RETURN 1 AS x", "--on", &remote.url, "--explain"],
    );
    assert_eq!(shown.answer(), "RETURN 1 AS x\n");
    let wrong = remote.run("graph", &["query", "RETURN x", "--on", &remote.url]);
    assert_eq!((wrong.code, wrong.stdout.as_str()), (3, ""));
    assert!(wrong.stderr.contains("`x` not defined"), "{}", wrong.stderr);
}

/// How many graphs, and queries about each.
const WORLDS: u64 = 50;
const QUERIES: u64 = 10;

#[test]
fn queries_of_chance_answer_on_a_server_as_here() {
    let Some(remote) = Remote::start(Setup::default()) else {
        return;
    };
    // One graph of many that are not connected, told apart by a label that every query names.
    let script: String = (0..WORLDS).map(world).collect();
    let path = remote.path("worlds.cypher");
    std::fs::write(&path, script).unwrap();
    remote.push("graph", &path, &[]).answer();
    let graph = load::load(Input::Path(path), &load::Options::default())
        .unwrap()
        .graph;
    let target = Target {
        url: remote.url.clone(),
        database: None,
        user: "neo4j".to_owned(),
        password: PASSWORD.to_owned(),
        patience: std::time::Duration::from_secs(60),
    };
    let queries = (0..WORLDS * QUERIES).map(|n| {
        let text = Chance(n).query(n / QUERIES);
        (text.clone(), text)
    });
    let rows = AtomicUsize::new(0);
    every(queries, |_, text| {
        let prepared = prepare(&graph, &text, &Parameters::new());
        let prepared = prepared.unwrap_or_else(|error| panic!("{text}\n{error}"));
        let here = prepared.answer(&Limits::default());
        let here = here.unwrap_or_else(|error| panic!("{text}\n{error}"));
        let there = ask::ask(&target, &text, &Parameters::new(), prepared.columns());
        let there = there.unwrap_or_else(|error| panic!("{text}\n{error}"));
        let (here, there) = (lines(&graph, &here), lines(&there.graph, &there.answer));
        rows.fetch_add(here.len(), Ordering::Relaxed);
        assert_eq!(here, there, "{text}");
    });
    // Queries that find nothing prove nothing.
    let rows = rows.into_inner();
    assert!(rows > 800, "{rows} rows in all");
}

/// The rows of an answer, a text each, as a bag.
fn lines(graph: &Graph, answer: &Answer) -> Vec<String> {
    let mut bytes = Vec::new();
    let format = export::format("jsonl").unwrap();
    (format.write)(graph, answer, &export::Style::default(), &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort();
    lines
}

/// The script of one graph.
fn world(number: u64) -> String {
    let mut chance = Chance(number + 1_000_000);
    let nodes = 3 + chance.below(5);
    let mut script = String::from("CREATE ");
    for node in 0..nodes {
        let kind = chance.of(&["", ":A", ":B", ":A:B"]);
        write!(script, "(n{node}:W{number}{kind} {{id: 'w{number}n{node}'").unwrap();
        if chance.below(4) > 0 {
            write!(script, ", num: {}", chance.below(5)).unwrap();
        }
        if chance.below(3) > 0 {
            write!(
                script,
                ", s: '{}'",
                chance.of(&["a", "b", "Ab", "中文", "it\\'s"])
            )
            .unwrap();
        }
        if chance.below(3) > 0 {
            let tags = chance.of(&["['x']", "['x', 'y']", "['z', 'x', 'z']"]);
            write!(script, ", tags: {tags}").unwrap();
        }
        if chance.below(3) == 0 {
            write!(script, ", share: {}", chance.of(&["0.5", "2.0", "-1.25"])).unwrap();
        }
        if chance.below(3) == 0 {
            let date = chance.of(&["2020", "2021-03", "2021-03-04"]);
            write!(script, ", born: date('{date}')").unwrap();
        }
        script.push_str("}), ");
    }
    for _ in 0..nodes + chance.below(6) {
        let (from, to) = (chance.below(nodes), chance.below(nodes));
        let kind = chance.of(&["KNOWS", "LIKES", "OWNS"]);
        let weight = chance.below(4);
        write!(
            script,
            "(n{from})-[:{kind} {{weight: {weight}}}]->(n{to}), "
        )
        .unwrap();
    }
    format!("{};\n", script.trim_end_matches(", "))
}

/// Numbers of chance, the same each time. Algorithm: SplitMix64.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let n = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let n = (n ^ (n >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        n ^ (n >> 31)
    }

    fn below(&mut self, n: u64) -> u64 {
        self.next() % n
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len() as u64) as usize]
    }

    /// A node's brackets; what is bound before is named alone.
    fn node(&mut self, name: &str, world: u64) -> String {
        let label = self.of(&["", "", "", ":A", ":B", "&(A|B)", "&!B"]);
        let label = match label.strip_prefix(':') {
            Some(label) => format!("&{label}"),
            None => label.to_owned(),
        };
        let map = self.of(&["", "", "", "", " {num: 1}", " {s: 'a'}"]);
        format!("({name}:W{world}{label}{map})")
    }

    fn link(&mut self, name: &str, length: &str) -> String {
        let types = self.of(&["", ":KNOWS", ":LIKES|OWNS", ":!OWNS"]);
        // Neo4j has no type expressions beside a star.
        let types = if length.is_empty() {
            types
        } else {
            types.trim_start_matches(":!OWNS")
        };
        let inner = match format!("{name}{types}{length}") {
            inner if inner.is_empty() => String::new(),
            inner => format!("[{inner}]"),
        };
        match self.below(3) {
            0 => format!("-{inner}->"),
            1 => format!("<-{inner}-"),
            _ => format!("-{inner}-"),
        }
    }

    fn condition(&mut self, a: &str, b: &str) -> String {
        let simple = [
            format!("{a}.num > {b}.num"),
            format!("{a}.num = {b}.num OR {a}.s IS NULL"),
            format!("{a} <> {b}"),
            format!("{a}.s STARTS WITH 'a' XOR {b}.num >= 2"),
            format!("'x' IN {a}.tags"),
            format!("any(t IN {a}.tags WHERE t = 'y')"),
            format!("all(t IN {b}.tags WHERE t <> 'y')"),
            format!("NOT ({a})-[:KNOWS]->({b})"),
            format!("({a})-[:LIKES]-()"),
            format!("EXISTS {{ ({a})-[:OWNS]->(e) WHERE e.num > 1 }}"),
            format!("COUNT {{ ({b})--() }} > 2"),
            format!("{a}:A AND NOT {b}:B"),
            format!("{a}.born_from < date('2021-01-01')"),
            format!("{a}.share + 1 > {b}.num"),
            format!("size({a}.tags) = 2 AND {b}.s =~ '.*b.*'"),
            format!("{a}.none IS NULL AND {b}.num IN [0, 1, null]"),
            format!("CASE {a}.num WHEN 1 THEN true WHEN 2 THEN {b}.num > 1 END"),
        ];
        let condition = simple[self.below(simple.len() as u64) as usize].clone();
        match self.below(5) {
            0 => format!("NOT ({condition})"),
            1 => format!("({condition}) OR {a}.num = 3"),
            _ => condition,
        }
    }

    /// A query; its rows are the same in whatever order they were found.
    fn query(&mut self, world: u64) -> String {
        let (a, b, c) = (
            self.node("a", world),
            self.node("b", world),
            self.node("c", world),
        );
        let (r, t) = (self.link("r", ""), self.link("t", ""));
        let condition = self.condition("a", "b");
        let filter = if self.below(3) > 0 {
            format!("WHERE {condition} ")
        } else {
            String::new()
        };
        let parts = [&a, &b, &c, &r, &t, &filter, &condition].map(String::as_str);
        match self.below(16) {
            n @ 0..10 => self.simple(n, parts),
            n => self.composed(n, parts),
        }
    }

    fn simple(&mut self, n: u64, [a, b, c, r, t, filter, _]: [&str; 7]) -> String {
        match n {
            0 => format!("MATCH {a}{r}{b} {filter}RETURN a.id, type(r), b.id, r.weight"),
            1 => format!("MATCH {a}{r}{b}{t}{c} {filter}RETURN a.id, b.id, c.id"),
            2 => format!("MATCH {a}{r}{b}, {c}{t}(b) {filter}RETURN a.id, c.id, count(*) AS n"),
            3 => format!(
                "MATCH {a} OPTIONAL MATCH (a){r}{b} {filter}RETURN a.id, b.id, count(r) AS n"
            ),
            4 => {
                let way = self.link("", "*1..3");
                format!("MATCH p = {a}{way}{b} {filter}RETURN a.id, b.id, length(p) AS n")
            }
            5 => {
                let way = self.link("", "*");
                format!("MATCH {a}{way}{b} {filter}RETURN DISTINCT a.id, b.id")
            }
            6 => {
                let way = self.link("", "*0..2");
                format!("MATCH {a}{way}{b} {filter}RETURN a.id, count(DISTINCT b) AS n")
            }
            7 => format!(
                "MATCH {a}{r}{b} {filter}WITH a, count(*) AS n, max(b.num) AS m, \
                 min(b.s) AS s WHERE n > 1 RETURN a.id, n, m, s"
            ),
            8 => format!(
                "MATCH {a}{r}{b} {filter}RETURN a.num AS x, sum(r.weight) AS y, \
                 count(DISTINCT b.s) AS z, avg(b.num) AS w"
            ),
            _ => format!(
                "MATCH {a} UNWIND a.tags AS tag OPTIONAL MATCH (a){r}{b} {filter}\
                 RETURN tag, count(b) AS n, size(collect(DISTINCT a.id)) AS m"
            ),
        }
    }

    fn composed(&mut self, n: u64, [a, b, c, r, _, filter, condition]: [&str; 7]) -> String {
        match n {
            10 => format!(
                "MATCH {a}{r}{b} {filter}RETURN a.id, b.num, b.s ORDER BY b.num DESC, b.s, \
                 a.id, b.id SKIP 1 LIMIT 3"
            ),
            11 => format!(
                "MATCH {a}{r}{b} {filter}RETURN a.id AS id UNION MATCH {c} RETURN c.id AS id"
            ),
            12 => {
                let way = self.link("", "*..4");
                format!(
                    "MATCH {a}, {b} WHERE a <> b AND ({condition}) \
                     MATCH p = shortestPath((a){way}(b)) RETURN a.id, b.id, length(p) AS n"
                )
            }
            13 => format!(
                "MATCH {a} {}RETURN a.id, [x IN a.tags WHERE x <> 'x' | x + '!'] AS l, \
                 [(a)-[:KNOWS]->(k) | k.num][..0] AS k, \
                 CASE WHEN a.num > 2 THEN 'big' ELSE a.s END AS c, \
                 reduce(s = 0, x IN [1, a.num, 2] | s + coalesce(x, 5)) AS sum",
                if filter.contains("b.")
                    || filter.contains("(b")
                    || filter.contains("b:")
                    || filter.contains("<> b")
                {
                    ""
                } else {
                    filter
                }
            ),
            14 => format!(
                "MATCH {a}{r}{b} {filter}CALL {{ WITH a OPTIONAL MATCH (a)-[:KNOWS]->(k) \
                 RETURN count(k) AS n }} RETURN a.id, b.id, n"
            ),
            _ => format!(
                "MATCH {a} ((x)-[q:KNOWS|LIKES]->(y)){{1,2}} {b} {filter}\
                 RETURN a.id, b.id, size(q) AS n, [z IN y | z.id] AS ids"
            ),
        }
    }
}
