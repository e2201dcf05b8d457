//! A graph from a snapshot is the graph that was packed; a damaged one gives an error, or the right
//! answer.

use std::path::Path;

use aigraph::export::data::{FORMATS, Writer};
use aigraph::graph::snapshot::{SnapshotError, VERSION, write, write_in_blocks};
use aigraph::graph::{At, Graph, GraphBuilder, NodeRow, Options, RelationshipRow};
use aigraph::load::{self, Input, load};
use aigraph::model::{PropertyType, Schema, Value, ValueRef};
use proptest::prelude::*;

use super::exports::{stated, written};
use super::mend::mend;
use super::order::description;
use super::{World, config, world};
use crate::program::{data, project};

/// The bytes of a snapshot of the graph.
fn packed(graph: &Graph) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(graph, &mut bytes).unwrap();
    bytes
}

/// The graph of bytes that must be sound.
fn opened(bytes: &[u8]) -> Graph {
    let graph = Graph::from_snapshot(bytes).unwrap();
    graph.verify().unwrap();
    graph
}

fn folder(path: &Path) -> Graph {
    load(Input::Path(path.to_owned()), &load::Options::default())
        .unwrap()
        .graph
}

/// All that a graph says, and finds by text.
fn said(graph: &Graph) -> String {
    let mut text = description(graph);
    text.push_str(&stated(graph));
    for wanted in ["one", "tow", "n1", "一", "engine"] {
        text.push_str(&format!(
            "{:?} {:?}\n",
            graph.search(wanted),
            graph.resolve(wanted)
        ));
    }
    for label in graph.label_ids() {
        text.push_str(&format!("{}\n", graph.counts().label(label)));
    }
    for kind in graph.type_ids() {
        text.push_str(&format!("{:?}\n", graph.counts().kind(kind)));
    }
    text
}

#[track_caller]
fn same(graph: &Graph) {
    let bytes = packed(graph);
    let again = opened(&bytes);
    assert_eq!(said(graph), said(&again));
    for format in FORMATS {
        if !matches!(format.write, Writer::Absent(_)) && graph.node_count() > 0 {
            let (ours, theirs) = (written(format.name, graph), written(format.name, &again));
            assert!(ours == theirs, "{} differs", format.name);
        }
    }
    assert_eq!(again.watch().damage(), None);
    assert!(
        bytes == packed(&again),
        "a snapshot of a snapshot is another one"
    );
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_graph_from_its_snapshot_says_and_exports_the_same(world in world()) {
        same(&world.graph());
    }

    #[test]
    fn a_snapshot_does_not_depend_on_the_order_of_rows(world in world(), seed in any::<u64>()) {
        let mut other = World { backwards: true, ..world.clone() };
        let turns = |len: usize| if len == 0 { 0 } else { seed as usize % len };
        let (n, m) = (turns(other.nodes.len()), turns(other.relationships.len()));
        other.nodes.rotate_left(n);
        other.relationships.rotate_left(m);
        other.relationships.reverse();
        prop_assert_eq!(packed(&world.graph()), packed(&other.graph()));
    }
}

#[test]
fn the_shipped_graph_and_the_small_one_are_the_same_from_their_snapshots() {
    same(&folder(&project().join("graph")));
    same(&folder(&data().join("tiny")));
}

/// A graph of several blocks in every section of relationships: a hub, chains, texts of many
/// lengths, values of every type.
fn large() -> Graph {
    let mut builder = GraphBuilder::new(Schema::default(), Vec::new(), Options::default());
    let file = builder.file("rows.csv", Vec::new());
    let at = At { file, line: 1 };
    let columns = ["name", "text", "often"].map(|k| builder.node_column(k, PropertyType::Text));
    let number = builder.node_column("number", PropertyType::Integer);
    let float = builder.node_column("float", PropertyType::Float);
    let list = builder.node_column("list", PropertyType::IntegerList);
    let url = builder.relationship_column("url", PropertyType::Text);
    let id = |i: u32| format!("id-{i:05}");
    for i in 0..3000u32 {
        let labels: &[&str] = if i % 3 == 0 { &["A", "B"] } else { &["B"] };
        let (group, id) = ("", id(i));
        let row = builder
            .node(NodeRow {
                group,
                id: &id,
                labels,
                at,
            })
            .unwrap();
        builder.set_node(columns[0], row, ValueRef::Text(&format!("Name {i} 名")));
        let long = "x".repeat(i as usize % 90);
        builder.set_node(columns[1], row, ValueRef::Text(&format!("{long}{i}")));
        builder.set_node(
            columns[2],
            row,
            ValueRef::Text(["few", "", "words"][i as usize % 3]),
        );
        if i % 7 == 0 {
            builder.set_node(number, row, ValueRef::Integer(i64::MIN + i64::from(i)));
            builder.set_node(float, row, ValueRef::Float(f64::from(i) / 3.0));
        }
        if i % 100 == 0 {
            let items: Vec<Value> = (0..i64::from(i) / 100).map(Value::Integer).collect();
            builder.set_node(list, row, ValueRef::List(&items));
        }
    }
    for i in 0..12_000u32 {
        let (start, end) = (id(i % 3000), id(if i % 2 == 0 { 7 } else { i * 7 % 3000 }));
        let kind = ["KNOWS", "BUILDS_ON"][i as usize / 3000 % 2];
        let (start, end) = (("", start.as_str()), ("", end.as_str()));
        let row = RelationshipRow {
            kind,
            start,
            end,
            key: "",
            at,
        };
        let row = builder.relationship(row).unwrap();
        builder.set_relationship(
            url,
            row,
            ValueRef::Text(&format!("https://example.org/{i}")),
        );
    }
    builder.build().graph
}

#[test]
fn a_graph_of_many_blocks_is_the_same_from_blocks_of_every_size() {
    let graph = large();
    let wanted = stated(&graph);
    for shift in 12..=16 {
        let mut bytes = Vec::new();
        write_in_blocks(&graph, shift, &mut bytes).unwrap();
        let again = opened(&bytes);
        assert!(stated(&again) == wanted, "blocks of 2^{shift} bytes");
        for i in (0..3000).step_by(97) {
            let name = format!("name {i}名");
            assert_eq!(graph.resolve(&name), again.resolve(&name), "{name}");
        }
    }
    for shift in [0, 11, 17, 64] {
        let error = write_in_blocks(&graph, shift, &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
    }
}

/// Opens damaged bytes and asks for everything: whatever is said must be right unless damage was
/// found, and going through all blocks must find it.
#[track_caller]
fn is_found(bytes: &[u8], wanted: &str, said: impl Fn(&Graph) -> String) {
    let Ok(graph) = Graph::from_snapshot(bytes) else {
        return;
    };
    let text = said(&graph);
    let found = graph.watch().damage().is_some();
    assert!(found || text == wanted, "a wrong answer");
    assert!(graph.verify().is_err(), "damage that no block shows");
}

#[test]
fn each_byte_of_a_snapshot_that_is_another_is_found() {
    let graph = folder(&data().join("tiny"));
    let mut bytes = packed(&graph);
    let said = |graph: &Graph| {
        let (text, sources, name) = (stated(graph), graph.sources(), graph.resolve("Engine"));
        format!("{text}{sources:?}{name:?}")
    };
    let wanted = said(&graph);
    for at in 0..bytes.len() {
        for mask in [1 << (at % 8), 0xff] {
            bytes[at] ^= mask;
            is_found(&bytes, &wanted, said);
            bytes[at] ^= mask;
        }
    }
}

#[test]
fn damage_of_a_large_snapshot_is_found_where_it_is_touched() {
    let graph = large();
    let mut bytes = Vec::new();
    write_in_blocks(&graph, 12, &mut bytes).unwrap();
    let wanted = stated(&graph);
    for i in 0..60 {
        let at = i * 7919 * 31 % bytes.len();
        bytes[at] ^= 0x10;
        is_found(&bytes, &wanted, stated);
        bytes[at] ^= 0x10;
    }
    // A graph of which another part is damaged still answers what does not touch it.
    let intact = opened(&bytes);
    let node = intact.nodes().next().unwrap();
    let url = b"https://example.org/";
    assert!(
        !bytes.windows(url.len()).any(|window| window == url),
        "urls are packed"
    );
    assert_eq!(intact.name(node), "Name 0 名");
}

#[test]
fn no_beginning_of_a_snapshot_is_one_nor_one_with_more_behind() {
    let bytes = packed(&folder(&data().join("tiny")));
    for len in 0..bytes.len() {
        assert!(Graph::from_snapshot(&bytes[..len]).is_err(), "{len} bytes");
    }
    for more in [1, 7, 8, 40, 4096] {
        let longer = [&bytes[..], &vec![0; more]].concat();
        assert!(Graph::from_snapshot(&longer).is_err(), "{more} bytes more");
        let doubled = [&bytes[..], &bytes[bytes.len() - more.min(bytes.len())..]].concat();
        assert!(
            Graph::from_snapshot(&doubled).is_err(),
            "its last {more} bytes twice"
        );
    }
}

#[test]
fn foreign_versions_and_orders_of_bytes_are_told_apart() {
    let mut bytes = packed(&folder(&data().join("tiny")));
    let error = |bytes: &[u8]| Graph::from_snapshot(bytes).unwrap_err();
    bytes[8..12].copy_from_slice(&(VERSION + 1).to_le_bytes());
    let (found, known) = (VERSION + 1, VERSION);
    assert_eq!(error(&bytes), SnapshotError::Version { found, known });
    bytes[8..12].copy_from_slice(&VERSION.to_le_bytes());
    bytes[12..16].reverse();
    assert_eq!(error(&bytes), SnapshotError::Endianness);
    bytes[12..16].reverse();
    assert!(Graph::from_snapshot(&bytes).is_ok());
    bytes[0] = b'#';
    assert_eq!(error(&bytes), SnapshotError::Foreign);
    assert_eq!(error(b""), SnapshotError::Foreign);
    assert_eq!(error(b"source,target\na,b\n"), SnapshotError::Foreign);
}

#[test]
fn what_checksums_do_not_find_crashes_nothing() {
    let graph = folder(&data().join("tiny"));
    let sound = packed(&graph);
    let mut tried = 0;
    for at in 0..sound.len() {
        for value in [[0, 0x7f], [0xff, sound[at].wrapping_add(1)]][at % 2] {
            let mut bytes = sound.clone();
            bytes[at] = value;
            if bytes == sound || mend(&mut bytes, crc32fast::hash).is_none() {
                continue;
            }
            let Ok(graph) = Graph::from_snapshot(&bytes) else {
                continue;
            };
            tried += 1;
            // Whatever it says, it says something.
            let _ = (stated(&graph), graph.sources(), graph.resolve("Engine"));
        }
    }
    assert!(
        tried > sound.len() / 2,
        "{tried} changes of {} bytes were tried",
        sound.len()
    );
    let mut again = sound.clone();
    mend(&mut again, crc32fast::hash).unwrap();
    assert!(again == sound, "a sound snapshot is mended to another one");
}
