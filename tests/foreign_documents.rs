//! Documents that others wrote: the family of [`crate::foreign`] as GraphML and JSON of many tools.

use crate::foreign::{CHINESE, Case, Family, NAMED, NUMBERS, WORDS, case};

/// The three relationships, by the positions of their ends.
const LINKS: [(usize, usize); 3] = [(0, 1), (0, 2), (1, 3)];

/// Nodes and links joined by commas, or by nothing.
fn parts(
    between: &str,
    node: impl Fn(usize) -> String,
    link: impl Fn(usize, usize, usize) -> String,
) -> (String, String) {
    let nodes: Vec<String> = (0..4).map(node).collect();
    let links = LINKS.iter().enumerate();
    let links: Vec<String> = links.map(|(i, &(from, to))| link(i, from, to)).collect();
    (nodes.join(between), links.join(between))
}

/// All documents.
pub(crate) fn documents() -> Vec<Case> {
    let mut all = json();
    all.extend(pictures());
    all.extend(lines());
    all.extend(xml());
    all
}

fn json() -> Vec<Case> {
    let w = |i: usize| WORDS[i];
    let (nodes, links) = parts(
        ", ",
        |i| format!(r#"{{"id": "{}"}}"#, w(i)),
        |_, from, to| format!(r#"{{"source": "{}", "target": "{}"}}"#, w(from), w(to)),
    );
    let head = r#"{"directed": true, "multigraph": false, "graph": {}"#;
    let networkx = format!("{head}, \"nodes\": [{nodes}], \"edges\": [{links}]}}");
    let array = format!("[{links}]");
    let (_, keyed) = parts(
        ", ",
        |_| String::new(),
        |_, from, to| {
            let ends = format!(r#""source": "{}", "target": "{}""#, w(from), w(to));
            format!(r#"{{{ends}, "key": 0}}"#)
        },
    );
    let head = r#"{"directed": true, "multigraph": true, "graph": {"aigraph": "another's"}"#;
    let multigraph = format!("{head},\n\"nodes\": [{nodes}],\n\"links\": [{keyed}]}}\n");
    cases(vec![
        ("networkx", WORDS, "family.json", networkx),
        ("networkx-multigraph", WORDS, "family.json", multigraph),
        ("links-alone", WORDS, "family.json", array),
    ])
}

fn cases(all: Vec<(&'static str, Family, &'static str, String)>) -> Vec<Case> {
    let all = all.into_iter();
    all.map(|(name, family, path, text)| case(name, family, &[(path, &text)], &[]))
        .collect()
}

/// JSON of programs that draw.
fn pictures() -> Vec<Case> {
    let w = |i: usize| WORDS[i];
    let (nodes, links) = parts(
        ",",
        |i| format!(r#"{{"name":"{}","group":{i}}}"#, NAMED[i]),
        |i, from, to| format!(r#"{{"source":{from},"target":{to},"value":{i}}}"#),
    );
    let positions = format!("{{\"nodes\":[{nodes}],\"links\":[{links}]}}");
    let (nodes, links) = parts(
        ",",
        |i| format!(r#"{{id:{},label:"{}"}}"#, i + 1, NAMED[i]),
        |_, from, to| format!(r#"{{from:{},to:{}}}"#, from + 1, to + 1),
    );
    let quoted = |text: String| {
        let names = ["id", "label", "from", "to"];
        let quote =
            |text: String, name: &&str| text.replace(&format!("{name}:"), &format!("\"{name}\":"));
        names.iter().fold(text, quote)
    };
    let vis = quoted(format!("{{\"nodes\":[{nodes}],\"edges\":[{links}]}}"));
    let (nodes, links) = parts(
        ",",
        |i| {
            format!(
                r#"{{"key":"{}","attributes":{{"label":"{}"}}}}"#,
                i + 1,
                NAMED[i]
            )
        },
        |i, from, to| {
            let ends = format!(r#""source":"{}","target":"{}""#, from + 1, to + 1);
            format!(r#"{{"key":"geid_{i}",{ends},"attributes":{{}}}}"#)
        },
    );
    let options = r#""options":{"type":"directed","multi":false}"#;
    let graphology =
        format!("{{\"attributes\":{{}},{options},\"nodes\":[{nodes}],\"edges\":[{links}]}}");
    let (nodes, links) = parts(
        ",",
        |i| format!(r#"{{"data":{{"id":"{}"}},"position":{{"x":1}}}}"#, w(i)),
        |i, from, to| {
            let ends = format!(r#""source":"{}","target":"{}""#, w(from), w(to));
            format!(r#"{{"data":{{"id":"e{i}",{ends}}}}}"#)
        },
    );
    let elements = format!("{{\"elements\":{{\"nodes\":[{nodes}],\"edges\":[{links}]}}}}");
    let flat = format!("[{nodes},{links}]");
    cases(vec![
        ("d3-positions", NAMED, "family.json", positions),
        ("vis", NAMED, "family.json", vis),
        ("graphology", NAMED, "family.json", graphology),
        ("cytoscape", WORDS, "family.cyjs", elements),
        ("cytoscape-flat", WORDS, "family.json", flat),
    ])
}

fn lines() -> Vec<Case> {
    let (nodes, links) = parts(
        "\n",
        |i| format!(r#"{{"id": "{}"}}"#, CHINESE[i]),
        |_, from, to| {
            format!(
                r#"{{"from": "{}", "to": "{}"}}"#,
                CHINESE[from], CHINESE[to]
            )
        },
    );
    let plain = format!("{nodes}\n{links}\n");
    let (nodes, links) = parts(
        "\n",
        |i| {
            let properties = format!(r#""properties":{{"name":"{}"}}"#, NAMED[i]);
            format!(r#"{{"type":"node","id":"{i}","labels":["Person"],{properties}}}"#)
        },
        |i, from, to| {
            let end = |i: usize| format!(r#"{{"id":"{i}","labels":["Person"]}}"#);
            let ends = format!(r#""start":{},"end":{}"#, end(from), end(to));
            format!(r#"{{"id":"{i}","type":"relationship","label":"CHILD_OF",{ends}}}"#)
        },
    );
    let apoc = format!("{nodes}\n\n{links}");
    vec![
        case("json-lines", CHINESE, &[("family.jsonl", &plain)], &[]),
        case("apoc", NAMED, &[("family.ndjson", &apoc)], &[]),
    ]
}

fn xml() -> Vec<Case> {
    let document = |keys: &str, nodes: &str, links: &str| {
        format!(
            "<?xml version='1.0' encoding='utf-8'?>\n<graphml \
             xmlns=\"http://graphml.graphdrawing.org/xmlns\" \
             xmlns:y=\"http://www.yworks.com/xml/graphml\">{keys}\n<graph \
             edgedefault=\"directed\">{nodes}{links}</graph></graphml>"
        )
    };
    let edges = |name: &dyn Fn(usize) -> String| {
        let ends = |from, to| format!("source=\"{}\" target=\"{}\"", name(from), name(to));
        parts(
            "\n",
            |_| String::new(),
            |i, from, to| format!("<edge id=\"{i}\" {}/>", ends(from, to)),
        )
        .1
    };
    let nodes = |name: &dyn Fn(usize) -> String, data: &dyn Fn(usize) -> String| {
        parts(
            "\n",
            |i| format!("<node id=\"{}\">{}</node>", name(i), data(i)),
            |_, _, _| String::new(),
        )
        .0
    };
    let words = |i: usize| WORDS[i].to_owned();
    let plain = document("", &nodes(&words, &|_| String::new()), &edges(&words));
    let numbered = |i: usize| format!("n{i}");
    let drawn = |i: usize| {
        let label = format!(
            "<y:NodeLabel x=\"1\">{}<y:LabelModel/></y:NodeLabel>",
            NAMED[i]
        );
        format!("\n  <data key=\"d5\"/><data key=\"d6\"><y:ShapeNode>{label}</y:ShapeNode></data>")
    };
    let keys = "<key id=\"d5\" for=\"node\" attr.name=\"description\" attr.type=\"string\"/>\
                <key id=\"d6\" for=\"node\" yfiles.type=\"nodegraphics\"/>";
    let yed = document(keys, &nodes(&numbered, &drawn), &edges(&numbered));
    let label = |i: usize| format!("<data key=\"label\">{}</data>", NAMED[i]);
    let keys = "<key attr.name=\"label\" attr.type=\"string\" for=\"node\" id=\"label\"/>\
                <key attr.name=\"x\" attr.type=\"float\" for=\"node\" id=\"x\"/>";
    let gephi = document(keys, &nodes(&numbered, &label), &edges(&numbered));
    let id = |i: usize| format!("<data key=\"v_id\"><![CDATA[{}]]></data>", NUMBERS[i]);
    let keys = "<key id=\"v_id\" for=\"node\" attr.name=\"id\" attr.type=\"string\"/>";
    let igraph = document(keys, &nodes(&numbered, &id), &edges(&numbered));
    let chinese = |i: usize| CHINESE[i].to_owned();
    let text = document("", &nodes(&chinese, &|_| String::new()), &edges(&chinese));
    let file =
        |name, family: Family, text: &str| case(name, family, &[("family.graphml", text)], &[]);
    let mut all = vec![
        file("graphml-networkx", WORDS, &plain),
        file("graphml-yed", NAMED, &yed),
        file("graphml-gephi", NAMED, &gephi),
        file("graphml-igraph", NUMBERS, &igraph),
    ];
    let mut in_gbk = file("graphml-gbk", CHINESE, "");
    let text = text.replace("encoding='utf-8'", "encoding='GBK'");
    in_gbk.files[0].1 = encoding_rs::GBK.encode(&text).0.into_owned();
    all.push(in_gbk);
    all
}
