//! A small graph for the tests of formats, and how they compare whole outputs.

use crate::graph::{
    Answer, At, Cell, ClaimRow, Graph, GraphBuilder, NodeId, NodeRow, Options, Path,
};
use crate::graph::{Entity, RelationshipId, RelationshipRow, Row};
use crate::model::{PropertyType, RelationshipType, Schema, Source, Status, Value};

use super::{Style, format};

/// id, label, property=value pairs.
const NODES: &[(&str, &str, &str)] = &[
    (
        "ernie-bot",
        "Product",
        "name=ERNIE Bot|name_zh=文心一言|aliases=Wenxin Yiyan;文心|released=2023-03-16|\
         description=百度发布的对话产品，基于文心大模型。\nIt answers in Chinese and English.|\
         source_id=article|locator=2.3.4(1)|status=heading|note=named in a heading only",
    ),
    (
        "ernie-3",
        "Model",
        "name=ERNIE 3.0|name_zh=文心大模型|released=2021-07|parameters=10000000000",
    ),
    (
        "gpt-3",
        "Model",
        "name=GPT-3|released=2020-05|parameters=175000000000",
    ),
    (
        "gpt-2",
        "Model",
        "name=GPT-2|released=2019|parameters=1500000000",
    ),
    (
        "transformer",
        "Technique",
        "name=Transformer|released=2017-06",
    ),
    ("openai", "Company", "name=OpenAI"),
    ("baidu", "Company", "name=Baidu|name_zh=百度"),
    (
        "evil",
        "Model",
        "name=e\u{1b}[2Jvil|name_zh=a \"b\",\n|pipe",
    ),
];

/// type, start, end, property=value pairs.
const RELATIONSHIPS: &[(&str, &str, &str, &str)] = &[
    (
        "BUILDS_ON",
        "ernie-bot",
        "ernie-3",
        "source_id=article|locator=2.3.4(1)",
    ),
    (
        "BUILDS_ON",
        "ernie-3",
        "transformer",
        "source_id=arxiv|locator=3.1|status=disputed|note=the article names BERT",
    ),
    (
        "SUCCESSOR_OF",
        "gpt-3",
        "gpt-2",
        "source_id=article|locator=2.3.1(1)|status=inferred",
    ),
    (
        "BUILDS_ON",
        "gpt-2",
        "transformer",
        "source_id=article|locator=1.3.1|status=stated",
    ),
    ("BUILDS_ON", "gpt-3", "transformer", "source_id=article"),
    (
        "RELEASES",
        "openai",
        "gpt-3",
        "source_id=article|locator=2.3.1(1)|since=2020-05|role=maker",
    ),
    (
        "RELEASES",
        "baidu",
        "ernie-bot",
        "source_id=article|locator=2.3.4(1)|since=2023-03",
    ),
    ("LIKES", "evil", "evil", ""),
];

fn kind(key: &str) -> PropertyType {
    match key {
        "aliases" => PropertyType::TextList,
        "released" | "since" => PropertyType::Date,
        "parameters" => PropertyType::Integer,
        _ => PropertyType::Text,
    }
}

fn pairs(text: &str) -> impl Iterator<Item = (&str, PropertyType, Value)> {
    let pairs = text.split('|').filter_map(|pair| pair.split_once('='));
    pairs.map(|(key, value)| {
        let value = kind(key).read(value).expect("a value of its key's type");
        (key, kind(key), value)
    })
}

fn schema() -> Schema {
    let mut schema = Schema::default();
    for (name, meaning, inverse) in [
        ("BUILDS_ON", "builds on", "is built on by"),
        ("RELEASES", "releases", "is released by"),
    ] {
        schema.add_type(RelationshipType {
            name: name.to_owned(),
            meaning: Some(meaning.to_owned()),
            inverse: Some(inverse.to_owned()),
            ..RelationshipType::default()
        });
    }
    schema
}

/// The graph.
pub(super) fn graph() -> Graph {
    let source = |id: &str, title: Option<&str>| Source {
        id: id.to_owned(),
        title: title.map(str::to_owned),
        ..Source::default()
    };
    let sources = vec![
        source("article", Some("A survey of language models")),
        source("arxiv", None),
    ];
    let mut builder = GraphBuilder::new(schema(), sources, Options::default());
    let at = At {
        file: builder.file("graph.csv", Vec::new()),
        line: 1,
    };
    for &(id, label, properties) in NODES {
        let row = NodeRow {
            group: "",
            id,
            labels: &[label],
            at,
        };
        let row = builder.node(row).expect("an id of its own");
        for (key, kind, value) in pairs(properties) {
            let column = builder.node_column(key, kind);
            builder.set_node(column, row, value.as_ref().expect("a value"));
        }
    }
    for &(kind, start, end, properties) in RELATIONSHIPS {
        let row = RelationshipRow {
            kind,
            start: ("", start),
            end: ("", end),
            key: "",
            at,
        };
        let row = builder.relationship(row).expect("ends that exist");
        for (key, kind, value) in pairs(properties) {
            let column = builder.relationship_column(key, kind);
            builder.set_relationship(column, row, value.as_ref().expect("a value"));
        }
    }
    claims(&mut builder, at);
    builder.build().graph
}

fn claims(builder: &mut GraphBuilder, at: At) {
    for (subject, property, value, status, note) in [
        (
            "gpt-3",
            "parameters",
            "6200000000",
            Status::Disputed,
            Some("counts one layer"),
        ),
        (
            "gpt-3",
            "name",
            "Generative Pre-trained Transformer 3",
            Status::Stated,
            None,
        ),
        (
            "RELEASES openai gpt-3",
            "since",
            "2020-06",
            Status::Inferred,
            None,
        ),
    ] {
        builder.claim(ClaimRow {
            subject: subject.to_owned(),
            property: property.to_owned(),
            value: value.to_owned(),
            source: Some("arxiv".to_owned()),
            locator: Some("2.1".to_owned()),
            kind: None,
            status,
            note: note.map(str::to_owned),
            at,
        });
    }
}

/// The node of that id.
pub(super) fn node(graph: &Graph, id: &str) -> NodeId {
    graph.nodes_by_id(id).next().expect("a node of that id")
}

/// The relationship of that type and those ends.
pub(super) fn relationship(graph: &Graph, kind: &str, start: &str, end: &str) -> RelationshipId {
    let kind = graph.type_named(kind).expect("a type of that name");
    let found = graph.relationship(kind, node(graph, start), node(graph, end), "");
    found.expect("a relationship between them")
}

/// An answer as lineage gives it: depth, type that leads there (`<` before one that is walked
/// backwards), from, node, repeated.
pub(super) fn lineage(graph: &Graph, rows: &[(u32, &str, &str, &str, bool)]) -> Answer {
    let columns = [
        "node",
        "label",
        "released",
        "publisher",
        "relationship",
        "from",
        "source",
        "locator",
        "status",
    ];
    let text = |text: Option<&str>| Cell::optional(text.map(|t| Value::Text(t.to_owned())));
    let row = |&(depth, kind, from, id, repeated): &(u32, &str, &str, &str, bool)| {
        let this = node(graph, id);
        let label = graph.label(graph.labels(this)[0]);
        let released = graph.property(Entity::Node(this), "released");
        let publishers = graph.incoming(this).iter().copied();
        let publishers = publishers.filter(|&rel| graph.type_name(rel) == "RELEASES");
        let mut cells = vec![
            Cell::Node(this),
            Cell::text(label.name.clone()),
            Cell::optional(released.map(|d| d.to_value())),
            Cell::List(publishers.map(|rel| Cell::Node(graph.start(rel))).collect()),
        ];
        if kind.is_empty() {
            cells.extend([Cell::NULL, Cell::NULL, Cell::NULL, Cell::NULL, Cell::NULL]);
        } else {
            let rel = match kind.strip_prefix('<') {
                None => relationship(graph, kind, from, id),
                Some(kind) => relationship(graph, kind, id, from),
            };
            let provenance = graph.provenance(Entity::Relationship(rel));
            cells.extend([
                Cell::Relationship(rel),
                Cell::Node(node(graph, from)),
                text(provenance.source),
                text(provenance.locator),
                Cell::text(provenance.status.name()),
            ]);
        }
        Row {
            cells,
            depth,
            repeated,
        }
    };
    let rows = rows.iter().map(row).collect();
    Answer::new(graph, &columns, rows)
}

/// An answer of two paths, one walked partly backwards.
pub(super) fn paths(graph: &Graph) -> Answer {
    let path = |ids: &[&str], hops: &[(&str, &str, &str)]| Path {
        nodes: ids.iter().map(|id| node(graph, id)).collect(),
        relationships: hops
            .iter()
            .map(|&(kind, start, end)| relationship(graph, kind, start, end))
            .collect(),
    };
    let to_gpt = path(
        &["ernie-3", "transformer", "gpt-3", "openai"],
        &[
            ("BUILDS_ON", "ernie-3", "transformer"),
            ("BUILDS_ON", "gpt-3", "transformer"),
            ("RELEASES", "openai", "gpt-3"),
        ],
    );
    let alone = path(&["gpt-2"], &[]);
    let row = |path: Path| {
        let length = Cell::count(path.relationships.len());
        Row::new(vec![Cell::Path(path), length])
    };
    Answer::new(graph, &["path", "length"], vec![row(to_gpt), row(alone)])
}

/// An answer with cells of every kind.
pub(super) fn mixed(graph: &Graph) -> Answer {
    let columns = ["n", "parameters", "via", "share", "names", "note"];
    let rel = |kind, start, end| Cell::Relationship(relationship(graph, kind, start, end));
    let integer = |i| Cell::Value(Value::Integer(i));
    let names = |names: &[&str]| {
        let names = names.iter().map(|n| Value::Text((*n).to_owned()));
        Cell::Value(Value::List(names.collect()))
    };
    let rows = vec![
        Row::new(vec![
            Cell::Node(node(graph, "ernie-bot")),
            integer(175_000_000_000),
            rel("BUILDS_ON", "ernie-3", "transformer"),
            Cell::Value(Value::Float(0.5)),
            names(&["文心", "Wx"]),
            Cell::text("as they go"),
        ]),
        Row::new(vec![
            Cell::Node(node(graph, "evil")),
            integer(-7),
            rel("RELEASES", "openai", "gpt-3"),
            Cell::NULL,
            names(&[]),
            Cell::Value(Value::Boolean(true)),
        ]),
    ];
    Answer::new(graph, &columns, rows)
}

/// What a format writes of an answer.
pub(super) fn written(name: &str, graph: &Graph, answer: &Answer, style: &Style) -> String {
    let format = format(name).expect("a format of that name");
    let mut out = Vec::new();
    (format.write)(graph, answer, style, &mut out).expect("writing into memory");
    String::from_utf8(out).expect("formats write UTF-8")
}
