//! Plans made better give the same rows as plans as the text says, on random graphs and queries.

use std::fmt::Write as _;

use aigraph::graph::{Cell, Graph};
use aigraph::query::cypher::{Limits, Passes};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{graph, line, run};

/// Choices that make a graph or a query, taken one after the other; 0 when they run out.
struct Choices<'c> {
    left: std::slice::Iter<'c, u8>,
}

impl Choices<'_> {
    fn pick<'t>(&mut self, from: &[&'t str]) -> &'t str {
        from[self.below(from.len())]
    }

    fn below(&mut self, n: usize) -> usize {
        usize::from(self.left.next().copied().unwrap_or(0)) % n
    }
}

/// A graph of a few nodes and relationships, loops and parallel ones among them.
fn make_graph(choices: &[u8]) -> Graph {
    let mut choices = Choices {
        left: choices.iter(),
    };
    let mut script = "CREATE ".to_owned();
    let nodes = 1 + choices.below(6);
    for i in 0..nodes {
        let labels = choices.pick(&[":A", ":B", ":A:B", ""]);
        let x = choices.pick(&["{id: '', x: 0}", "{id: '', x: 1}", "{id: ''}"]);
        let x = x.replace("''", &format!("'n{i}'"));
        write!(script, "(n{i}{labels} {x}), ").unwrap();
    }
    for i in 0..choices.below(11) {
        let (from, to) = (choices.below(nodes), choices.below(nodes));
        let kind = choices.pick(&["T", "T", "U"]);
        write!(script, "(n{from})-[:{kind} {{w: {}}}]->(n{to}), ", i % 3).unwrap();
    }
    graph(script.trim_end_matches(", "))
}

const NAMES: [&str; 4] = ["a", "b", "c", "d"];

/// A query: one or two matches, conditions, and something to return.
struct Query<'c> {
    choices: Choices<'c>,
    text: String,
    /// The variables of nodes so far, and how many variables of relationships.
    nodes: Vec<&'static str>,
    links: usize,
}

impl Query<'_> {
    fn node(&mut self) {
        let name = match self.choices.below(6) {
            0 => "",
            _ => NAMES[self.choices.below(NAMES.len())],
        };
        if !name.is_empty() && !self.nodes.contains(&name) {
            self.nodes.push(name);
        }
        let rest = [
            "",
            "",
            "",
            ":A",
            ":B",
            ":A|B",
            ":!A",
            " {x: 1}",
            " {id: 'n1'}",
        ];
        let rest = self.choices.pick(&rest);
        write!(self.text, "({name}{rest})").unwrap();
    }

    fn link(&mut self) {
        let name = match self.choices.below(4) {
            0 => {
                self.links += 1;
                format!("r{}", self.links)
            }
            _ => String::new(),
        };
        let kind = self.choices.pick(&["", ":T", ":T", ":U", ":T|U"]);
        let lengths = [
            "",
            "",
            "",
            "*",
            "*1..2",
            "*0..",
            "*0..1",
            "*2..3",
            "*..2 {w: 1}",
            "*1..2 {w: @.x}",
            " {w: @.x}",
        ];
        let any = if self.nodes.is_empty() {
            ""
        } else {
            self.any()
        };
        let length = match self.choices.pick(&lengths) {
            own if own.contains('@') && any.is_empty() => "",
            other => other,
        };
        let length = length.replace('@', any);
        let (left, right) = [("-", "->"), ("<-", "-"), ("-", "-")][self.choices.below(3)];
        write!(self.text, "{left}[{name}{kind}{length}]{right}").unwrap();
    }

    fn path(&mut self) {
        if self.choices.below(5) == 0 {
            self.links += 1;
            write!(self.text, "p{} = ", self.links).unwrap();
        }
        if self.choices.below(12) == 0 {
            let search = ["shortestPath(", "allShortestPaths("];
            self.text.push_str(self.choices.pick(&search));
            self.node();
            let link = self
                .choices
                .pick(&["-[:T*]->", "-[*..3]-", "<-[:T|U*0..]-"]);
            self.text.push_str(link);
            self.node();
            self.text.push(')');
            return;
        }
        self.node();
        for _ in 0..self.choices.below(4) {
            if self.choices.below(9) == 0 {
                let repetition = self.choices.pick(&["+", "{0,2}", "{1,2}", "*"]);
                let inside = ["()-[:T]->()", "(:A)-[:T]->()", "()-[:T]->()<-[:U]-()"];
                let inside = self.choices.pick(&inside);
                write!(self.text, "({inside}){repetition}").unwrap();
            } else {
                self.link();
            }
            self.node();
        }
    }

    fn clause(&mut self) {
        let optional = self.choices.pick(&["", "", "OPTIONAL "]);
        write!(self.text, "{optional}MATCH ").unwrap();
        for i in 0..1 + self.choices.below(2) {
            self.text.push_str(if i > 0 { ", " } else { "" });
            self.path();
        }
        if self.nodes.is_empty() {
            self.text.push_str(", (a)");
            self.nodes.push("a");
        }
        for i in 0..self.choices.below(3) {
            self.text.push_str(if i > 0 { " AND " } else { " WHERE " });
            let (a, b) = (self.any(), self.any());
            let conditions = [
                "@.x = #.x",
                "@.x > 0",
                "@:A",
                "@ <> #",
                "@.id = 'n0'",
                "(@:B OR #.x = 1)",
                "EXISTS { (@)-[:T*]->(#) }",
                "(@)-[:T]->()",
                "COUNT { (@)--() } > 1",
                "NOT (@)-[:U]->(#)",
                "@.x + 1 = #.x + 1",
                "1 > @.x AND @.x <> 2",
                "@.id >= 'n2' AND @.x <= 1.0",
            ];
            let condition = self.choices.pick(&conditions);
            self.text
                .push_str(&condition.replace('@', a).replace('#', b));
        }
        self.text.push(' ');
    }

    fn any(&mut self) -> &'static str {
        self.nodes[self.choices.below(self.nodes.len())]
    }

    fn end(&mut self) {
        let (a, b) = (self.any(), self.any());
        let all = self.nodes.join(", ");
        let ends = [
            "RETURN &",
            "RETURN DISTINCT #",
            "RETURN DISTINCT @.x AS x, #",
            "RETURN count(*) AS n",
            "RETURN @, count(#) AS n",
            "RETURN @.x AS x, count(*) AS n, count(DISTINCT #) AS m",
            "RETURN min(@.x) AS x, max(#.x) AS y",
            "RETURN # ORDER BY #.id LIMIT 3",
            "RETURN @.x AS x ORDER BY x DESC SKIP 1 LIMIT 2",
            "WITH DISTINCT @ AS p MATCH (p)-[:T*]->(q) RETURN p, count(*) AS n",
            "WITH @ AS p, count(*) AS n WHERE n > 1 RETURN DISTINCT p, n",
            "WITH @, # OPTIONAL MATCH (#)-[:T*]->(q) RETURN @, count(q) AS n",
            "RETURN @, [(#)-[:T]->(q) | q.x] IS NULL AS n",
            "RETURN sum(@.x) AS x, count(#.x) AS n",
            "RETURN count(*) AS n UNION MATCH (q)-[:U*]->(w) RETURN count(w) AS n",
            "CALL (@) { MATCH (@)-[:T*0..]->(q) RETURN DISTINCT q } RETURN @, count(q) AS n",
            "MATCH (#)-[r:T]-(q) MATCH (q)-[r]-(w) RETURN #, q, w",
            "MATCH p = (#)-[*..2]-(q) RETURN count(*) AS n, min(length(p)) AS m",
            "MATCH p = (#)-[*..2]->(q) RETURN DISTINCT length(p) AS n, @.x AS x",
            "WITH DISTINCT @, # MATCH (@)-[:T*]-(q), (#)--(q) RETURN DISTINCT q",
        ];
        let end = self.choices.pick(&ends);
        let end = end.replace('@', a).replace('#', b).replace('&', &all);
        // Two columns of one name are an error.
        let end = end.replace(&format!("WITH {a}, {a} "), &format!("WITH {a} "));
        let end = end.replace(&format!("DISTINCT {a}, {a} "), &format!("DISTINCT {a} "));
        self.text.push_str(&end);
    }
}

fn make_query(choices: &[u8]) -> String {
    let mut query = Query {
        choices: Choices {
            left: choices.iter(),
        },
        text: String::new(),
        nodes: Vec::new(),
        links: 0,
    };
    for _ in 0..1 + query.choices.below(2) {
        query.clause();
    }
    query.end();
    query.text
}

/// The rows as a bag; `None` where it takes too many steps.
fn bag(graph: &Graph, query: &str, passes: Passes) -> Option<Result<Vec<String>, String>> {
    let limits = Limits {
        steps: Some(300_000),
        ..Limits::default()
    };
    match run(graph, query, passes, &limits) {
        Ok(outcome) => {
            let sorted = |row: &Vec<Cell>| line(graph, row);
            let mut rows: Vec<String> = outcome.rows.iter().map(sorted).collect();
            rows.sort_unstable();
            Some(Ok(rows))
        }
        Err(why) if why.contains("steps") => None,
        Err(why) => Some(Err(why)),
    }
}

/// Each of what makes plans better, alone.
fn alone() -> Vec<Passes> {
    let mut all = Vec::new();
    let none = Passes::NONE;
    for i in 0..9 {
        let mut one = none;
        let switches = [
            &mut one.order,
            &mut one.early,
            &mut one.seek,
            &mut one.reach,
            &mut one.count,
            &mut one.top,
            &mut one.join,
            &mut one.prune,
            &mut one.imply,
        ];
        let [.., _] = &switches;
        switches
            .into_iter()
            .enumerate()
            .for_each(|(at, it)| *it = at == i);
        all.push(one);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("CASES").map_or(400, |n| n.parse().unwrap()),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn better_plans_give_the_same_rows(
        graph in vec(any::<u8>(), 1..50),
        query in vec(any::<u8>(), 1..60),
    ) {
        let (graph, query) = (make_graph(&graph), make_query(&query));
        if let Some(plain) = bag(&graph, &query, Passes::NONE) {
            prop_assert!(plain.is_ok(), "{plain:?}\n{query}");
            let mut all = alone();
            all.push(Passes::ALL);
            for passes in all {
                if let Some(better) = bag(&graph, &query, passes) {
                    prop_assert_eq!(&better, &plain, "{}\n{:?}", query, passes);
                }
            }
        }
    }
}
