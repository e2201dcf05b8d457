//! GraphML, GEXF and JSON: graphs of odd names and texts read back, and what networkx and igraph
//! see of what we write.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use aigraph::export::data::{ExportError, FORMATS, InMemory, Writer, fields};
use aigraph::graph::{
    At, Entity, Graph, GraphBuilder, NodeRow, Options, RelationshipRow, Selection, Subgraph,
};
use aigraph::load::{Input, load};
use aigraph::model::{Date, Value};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value as Json;
use tempfile::TempDir;

use crate::laws::exports::{DOCUMENTS, read, stated};
use crate::peers::{python, script};
use crate::program::{data, outcome, project, run, snapshot};

/// Names that one format or another has for itself, and names that look like made ones.
#[rustfmt::skip]
const KEYS: &[&str] = &[
    "id", "ID", "source", "target", "label", "Labels", "key", "type", "name", "aliases", "weight",
    "property_id", "property_property_id", "property_", "released", "released_from", "released_to",
    "released_string", "aigraph", "aigraph_id", "aigraph_key", "self", "value", "index", "start",
    "data", "properties", "名字", "a b", "a:b", "\"", "<&>",
];

/// Texts that look like something else.
const TEXTS: &[&str] = &[
    "7",
    "true",
    "2023",
    "[]",
    "[1]",
    "{\"a\":1}",
    " ",
    "a;b",
    "\r\n",
    "null",
];

fn value() -> impl Strategy<Value = Value> {
    let date = select(&["2023", "2023-02", "2023-02-28"][..]).prop_map(|t| Date::parse(t).unwrap());
    let text = prop_oneof![
        3 => ".{1,6}",
        1 => select(TEXTS).prop_map(str::to_owned),
    ];
    let scalars = prop_oneof![
        any::<bool>().prop_map(Value::Boolean),
        any::<i64>().prop_map(Value::Integer),
        proptest::num::f64::NORMAL.prop_map(Value::Float),
        date.prop_map(Value::Date),
        text.clone().prop_map(Value::Text),
    ];
    let texts = vec(prop_oneof![text, Just(String::new())], 1..3);
    let list = |values: Vec<Value>| Value::List(values);
    prop_oneof![
        4 => scalars,
        1 => texts.prop_map(move |texts| list(texts.into_iter().map(Value::Text).collect())),
        1 => vec(any::<i64>().prop_map(Value::Integer), 1..3).prop_map(Value::List),
        1 => vec(proptest::num::f64::NORMAL.prop_map(Value::Float), 1..3).prop_map(Value::List),
        1 => vec(any::<bool>().prop_map(Value::Boolean), 1..3).prop_map(Value::List),
        1 => Just(Value::List(vec![Value::Date(Date::parse("2023-02").unwrap())])),
    ]
}

type Properties = BTreeMap<String, Value>;

fn properties() -> impl Strategy<Value = Properties> {
    let key = prop_oneof![3 => select(KEYS).prop_map(str::to_owned), 1 => ".{1,4}"];
    btree_map(key, value(), 0..5)
}

#[derive(Clone, Debug)]
struct Odd {
    /// Group, id, labels, properties.
    nodes: Vec<(String, String, Vec<String>, Properties)>,
    /// Type, ends, key, properties.
    links: Vec<(String, Index, Index, String, Properties)>,
}

fn odd() -> impl Strategy<Value = Odd> {
    let group = prop_oneof![3 => Just(String::new()), 1 => "[a:]{1,2}"];
    let id = prop_oneof![
        select(&["e0", "a", "a:a", "1"][..]).prop_map(str::to_owned),
        ".{1,4}"
    ];
    let node = (group, id, vec("[^;]{1,4}", 0..3), properties());
    let key = prop_oneof![3 => Just(String::new()), 1 => ".{1,3}"];
    let link = (".{1,4}", any::<Index>(), any::<Index>(), key, properties());
    (vec(node, 1..5), vec(link, 0..5)).prop_map(|(mut nodes, links)| {
        let mut ids = BTreeSet::new();
        nodes.retain(|(group, id, ..)| ids.insert((group.clone(), id.clone())));
        Odd { nodes, links }
    })
}

impl Odd {
    fn graph(&self) -> Graph {
        let mut builder = GraphBuilder::new(Default::default(), Vec::new(), Options::default());
        let at = At {
            file: builder.file("rows", Vec::new()),
            line: 1,
        };
        for (group, id, labels, properties) in &self.nodes {
            let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
            let labels = &labels;
            let Some(row) = builder.node(NodeRow {
                group,
                id,
                labels,
                at,
            }) else {
                continue;
            };
            for (key, value) in properties {
                let value = value.as_ref().unwrap();
                let column = builder.node_column(key, value.kind());
                builder.set_node(column, row, value);
            }
        }
        let mut keys = BTreeSet::new();
        for (kind, start, end, key, properties) in &self.links {
            let end_of = |end: &Index| {
                let (group, id, ..) = end.get(&self.nodes);
                (group.as_str(), id.as_str())
            };
            let (start, end) = (end_of(start), end_of(end));
            // A second one of the same key would be left out, and its type stay.
            if !key.is_empty() && !keys.insert((kind, start, end, key)) {
                continue;
            }
            let row = RelationshipRow {
                kind,
                start,
                end,
                key,
                at,
            };
            let Some(row) = builder.relationship(row) else {
                continue;
            };
            for (key, value) in properties {
                let value = value.as_ref().unwrap();
                let column = builder.relationship_column(key, value.kind());
                builder.set_relationship(column, row, value);
            }
        }
        builder.build().graph
    }
}

/// The files that a format writes of a graph.
fn try_written(name: &str, graph: &Graph) -> Result<Vec<(String, Vec<u8>)>, ExportError> {
    let selection = Selection::all(graph);
    let selection = &selection;
    let format = FORMATS.iter().find(|format| format.name == name).unwrap();
    let part = Subgraph { graph, selection };
    let mut files = InMemory(vec![(format!("odd.{name}"), Vec::new())]);
    match format.write {
        Writer::File(write) => write(part, &mut files.0[0].1)?,
        Writer::Folder(write) => {
            files.0.clear();
            write(part, &mut files)?
        }
        _ => panic!("{name} is neither a file nor a folder"),
    };
    Ok(files.0)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn odd_names_and_texts_come_back(odd in odd()) {
        let graph = odd.graph();
        prop_assume!(graph.node_count() > 0);
        for name in DOCUMENTS.iter().chain(&["neo4j"]) {
            let files = match try_written(name, &graph) {
                Ok(files) => files,
                Err(error) => {
                    let error = error.to_string();
                    let known = match *name {
                        "graphml" => error.contains("which XML cannot hold"),
                        "neo4j" => ["in a database", "neo4j-admin's import"]
                            .iter()
                            .any(|known| error.contains(known)),
                        _ => false,
                    };
                    prop_assert!(known, "{}: {}", name, error);
                    continue;
                }
            };
            let again = read(&files);
            prop_assert_eq!(stated(&graph), stated(&again), "{}", name);
        }
    }

    #[test]
    fn no_document_is_too_broken_for_an_answer(
        text in "(\\PC|[<>{}\\[\\]\",:&;]|<node id=\"a\">|</node>|<graphml>|\"nodes\":){0,40}",
        cut in any::<Index>(),
    ) {
        let whole = fs::read_to_string(data().join("broken/json-legend/graph.json")).unwrap();
        let xml = fs::read_to_string(data().join("broken/graphml-rows/graph.graphml")).unwrap();
        let cut = |whole: &str| {
            let at = whole.floor_char_boundary(cut.index(whole.len()));
            format!("{}{text}{}", &whole[..at], &whole[at..])
        };
        for (name, text) in [("a.json", cut(&whole)), ("a.graphml", cut(&xml)),
            ("a.jsonl", cut(&whole)), ("a.json", text.clone()), ("a.xml", text.clone())] {
            let files = vec![(name.to_owned(), text.into_bytes().into())];
            // An error or a graph: that it returns is all that is asked.
            drop(load(Input::Files(files), &Default::default()));
        }
    }
}

#[test]
fn what_xml_cannot_hold_is_an_error_that_names_it() {
    let name = Value::Text("a\u{1b}[2J".to_owned());
    let odd = Odd {
        nodes: vec![(
            String::new(),
            "a".to_owned(),
            Vec::new(),
            [("name".to_owned(), name)].into(),
        )],
        links: Vec::new(),
    };
    for format in ["graphml", "gexf"] {
        let error = try_written(format, &odd.graph()).unwrap_err().to_string();
        assert_eq!(
            error,
            "name of a has the character U+001B, which XML cannot hold"
        );
    }
}

#[test]
fn documents_show_a_small_graph() {
    let graph = data().join("tiny").display().to_string();
    for name in ["graphml", "gexf", "json", "cytoscape", "jsonl"] {
        let args = ["export", name, "--type", "MAKES", "-g", &graph];
        let written = outcome(&args, project(), b"").answer();
        snapshot("exports", name, &written);
    }
}

#[test]
fn what_is_no_graph_is_said_so() {
    let folder = TempDir::new().unwrap();
    let files = [
        ("page.html", "<!DOCTYPE html>\n<html><body/></html>"),
        ("package.json", "{\"name\": \"a\", \"version\": \"1\"}"),
        ("list.json", "[1, 2]"),
        ("links.json", "{\"nodes\": [], \"links\": [{\"a\": 1}]}"),
        (
            "later.json",
            "{\"graph\": {\"aigraph\": {\"version\": 9}}, \"nodes\": []}",
        ),
        (
            "lines.jsonl",
            "{\"type\": \"graph\", \"aigraph\": {\"version\": 9}}\n",
        ),
        ("empty.jsonl", "\n"),
    ];
    let mut shown = String::new();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
        shown.push_str(&run(&["stats", "-g", name], folder.path(), ""));
    }
    snapshot("exports", "no-graph", &shown);
}

#[test]
fn depth_and_width_are_ordinary() {
    let load = |name: &str, text: String| {
        let files = vec![(name.to_owned(), text.into_bytes().into())];
        load(Input::Files(files), &Default::default()).unwrap()
    };
    let many = |n: usize, text: &dyn Fn(usize) -> String| (0..n).map(text).collect::<String>();
    let nested = many(50_000, &|i| {
        format!("<graph><node id=\"{i}\"><data key=\"k\">")
    });
    let ends = "</data></node></graph>".repeat(50_000);
    let deep = format!("<graphml><key id=\"k\" attr.name=\"k\"/>{nested}{ends}</graphml>");
    // What stands within an attribute is no node.
    assert_eq!(load("deep.graphml", deep).graph.node_count(), 1);
    let nested = many(50_000, &|i| format!("<graph><node id=\"{i}\">"));
    let ends = "</node></graph>".repeat(50_000);
    let deep = format!("<graphml>{nested}{ends}</graphml>");
    assert_eq!(load("deep.graphml", deep).graph.node_count(), 50_000);
    let wide = many(20_000, &|i| format!("\"k{i}\": {i}, "));
    let wide = format!("{{\"nodes\": [{{{wide}\"id\": \"a\"}}], \"links\": []}}");
    let wide = load("wide.json", wide).graph;
    let node = wide.nodes().next().unwrap();
    assert_eq!(wide.properties(Entity::Node(node)).count(), 20_000);
    let deep = ["[", "]"].map(|bracket| bracket.repeat(50_000)).concat();
    let deep = format!("{{\"nodes\": [{{\"id\": \"a\", \"x\": {deep}}}]}}");
    let problems = load("deep.json", deep).problems;
    assert!(problems.len() < 2, "{problems:?}");
}

fn shipped() -> Graph {
    load(Input::Path(project().join("graph")), &Default::default())
        .unwrap()
        .graph
}

/// Whether a tool's value is ours: numbers by what they count, arrays also as their JSON.
fn same(found: &Json, ours: &Value) -> bool {
    match (found, ours) {
        (Json::Number(found), Value::Integer(ours)) => found.as_f64() == Some(*ours as f64),
        (Json::Number(found), Value::Float(ours)) => found.as_f64() == Some(*ours),
        (Json::Bool(found), Value::Boolean(ours)) => found == ours,
        (Json::String(found), Value::Text(ours)) => found == ours,
        (Json::String(found), Value::Date(ours)) => *found == ours.to_string(),
        (Json::String(found), Value::List(_)) => serde_json::from_str(found)
            .is_ok_and(|found: Json| found.is_array() && same(&found, ours)),
        (Json::Array(found), Value::List(ours)) => {
            found.len() == ours.len() && found.iter().zip(ours).all(|(a, b)| same(a, b))
        }
        _ => false,
    }
}

/// Whether all properties are as a tool sees them; a name that is the format's own is another.
fn fits(graph: &Graph, entity: Entity, found: &Json) -> bool {
    fields(graph, entity).iter().all(|field| {
        let named = [field.key.clone(), format!("property_{}", field.key)];
        named.iter().any(|name| same(&found[name], &field.value))
    })
}

/// What a Python program sees in a file of ours: `[[id, {..}]]` and `[[start, end, type, {..}]]`.
fn seen(python: &Path, by: &str, file: &Path) -> Json {
    let text = script(python, "markup.py", &[by, &file.display().to_string()]);
    serde_json::from_str(&text).unwrap()
}

#[test]
fn networkx_and_igraph_see_every_property() {
    let Some(python) = python() else {
        return;
    };
    let graph = shipped();
    let folder = TempDir::new().unwrap();
    for (by, format) in [
        ("networkx-graphml", "graphml"),
        ("igraph-graphml", "graphml"),
        ("networkx-gexf", "gexf"),
        ("networkx-json", "json"),
        ("networkx-cytoscape", "cytoscape"),
    ] {
        let file = folder.path().join(format);
        fs::write(&file, &try_written(format, &graph).unwrap()[0].1).unwrap();
        let seen = seen(&python, by, &file);
        let nodes = seen["nodes"].as_array().unwrap();
        let links = seen["links"].as_array().unwrap();
        assert_eq!(nodes.len(), graph.node_count(), "{by}");
        assert_eq!(links.len(), graph.relationship_count(), "{by}");
        for (node, found) in graph.nodes().zip(nodes) {
            assert_eq!(found[0], graph.id(node), "{by}");
            assert!(fits(&graph, Entity::Node(node), &found[1]), "{by}: {found}");
        }
        // networkx keeps links by their ends, so parallel ones are told by what they say.
        let mut left: BTreeMap<[&str; 3], Vec<&Json>> = BTreeMap::new();
        for found in links {
            let name = [0, 1, 2].map(|at| found[at].as_str().unwrap());
            left.entry(name).or_default().push(&found[3]);
        }
        for rel in graph.relationships() {
            let [start, end] = [graph.start(rel), graph.end(rel)].map(|node| graph.id(node));
            let name = [start, end, graph.type_name(rel)];
            let same = left.get_mut(&name).unwrap();
            let fits = |found: &&Json| fits(&graph, Entity::Relationship(rel), found);
            let at = same.iter().position(fits);
            assert!(at.is_some(), "{by}: {name:?} is not among {same:?}");
            same.remove(at.unwrap());
        }
    }
}

#[test]
fn networkx_hands_the_same_graph_on() {
    let Some(python) = python() else {
        return;
    };
    let graph = shipped();
    let folder = TempDir::new().unwrap();
    for (by, format, to) in [
        ("networkx-json", "json", "json"),
        ("networkx-graphml", "graphml", "graphml"),
    ] {
        let (file, copy) = (
            folder.path().join(format),
            folder.path().join(format!("copy.{to}")),
        );
        fs::write(&file, &try_written(format, &graph).unwrap()[0].1).unwrap();
        let paths = [&file, &copy].map(|path| path.display().to_string());
        script(&python, "markup.py", &[by, &paths[0], &paths[1]]);
        let bytes = fs::read(&copy).unwrap();
        let again = read(&[(format!("copy.{to}"), bytes)]);
        assert_eq!(stated(&graph), stated(&again), "{by}");
    }
}

#[test]
fn gexf_says_when_things_are_there() {
    let Some(python) = python() else {
        return;
    };
    let graph = shipped();
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("graph.gexf");
    fs::write(&file, &try_written("gexf", &graph).unwrap()[0].1).unwrap();
    let seen = seen(&python, "networkx-gexf", &file);
    let mut dated = 0;
    for (node, found) in graph.nodes().zip(seen["nodes"].as_array().unwrap()) {
        let first = graph
            .released(node)
            .map(|date| date.first_day().to_string());
        assert_eq!(
            found[1]["start"].as_str(),
            first.as_deref(),
            "{}",
            graph.id(node)
        );
        dated += usize::from(first.is_some());
    }
    assert!(dated > 0);
    let days = |rel| {
        let day = |key| {
            graph
                .property(Entity::Relationship(rel), key)
                .map(|day| day.to_string())
        };
        [day("since_from"), day("until_to")]
    };
    let mut ours: Vec<_> = graph.relationships().map(days).collect();
    let links = seen["links"].as_array().unwrap().iter();
    let day = |found: &Json, key| found[3][key].as_str().map(str::to_owned);
    let mut theirs: Vec<_> = links.map(|l| [day(l, "start"), day(l, "end")]).collect();
    ours.sort();
    theirs.sort();
    assert_eq!(ours, theirs);
}
