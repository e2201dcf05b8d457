//! Parquet: what DuckDB, pyarrow and Ladybug read of ours, what we read of theirs, and damage.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use aigraph::export::data::fields;
use aigraph::graph::{Entity, Graph};
use aigraph::load::{Input, Options, load};
use aigraph::model::Value;
use serde_json::{Map, Value as Json, json};
use tempfile::TempDir;

use crate::laws::exports::{read, stated, written};
use crate::peers::{python, script};
use crate::program::{data, outcome, project};

fn shipped() -> Graph {
    let input = Input::Path(project().join("graph"));
    load(input, &Options::default()).unwrap().graph
}

/// Writes files into a folder.
fn put(files: &[(String, Vec<u8>)], folder: &Path) {
    for (path, bytes) in files {
        fs::write(folder.join(path), bytes).unwrap();
    }
}

/// A value as a program that has JSON's types, and dates, prints it.
fn plain(value: &Value) -> Json {
    match value {
        Value::Null => Json::Null,
        Value::Boolean(b) => json!(b),
        Value::Integer(i) => json!(i),
        Value::Float(x) => json!(x),
        Value::Text(text) => json!(text),
        Value::Date(day) => json!(day.to_string()),
        Value::List(items) => items.iter().map(plain).collect(),
    }
}

/// What a row of ours must say elsewhere: some cells, and its properties.
fn row(graph: &Graph, entity: Entity, cells: &[(&str, Json)]) -> Json {
    let mut row: Map<String, Json> = cells
        .iter()
        .map(|(k, v)| ((*k).into(), v.clone()))
        .collect();
    for field in fields(graph, entity) {
        let kept = match entity {
            Entity::Relationship(_) if field.key == "key" => "property_key".to_owned(),
            _ => field.key,
        };
        row.insert(kept, plain(&field.value));
    }
    // Equal whatever the order of their keys.
    let sorted: BTreeMap<String, Json> = row.into_iter().collect();
    json!(sorted)
}

/// What all rows of a graph must say elsewhere.
fn rows(graph: &Graph) -> Json {
    let nodes = graph.nodes().map(|node| {
        let labels: Vec<&str> = graph.label_names(node).collect();
        let cells = [("id", json!(graph.id(node))), ("labels", json!(labels))];
        row(graph, Entity::Node(node), &cells)
    });
    let relationships = graph.relationships().map(|rel| {
        let mut cells = vec![
            ("src", json!(graph.id(graph.start(rel)))),
            ("dst", json!(graph.id(graph.end(rel)))),
            ("type", json!(graph.type_name(rel))),
        ];
        let key = graph.key(rel);
        cells.extend((!key.is_empty()).then(|| ("key", json!(key))));
        row(graph, Entity::Relationship(rel), &cells)
    });
    json!({
        "nodes": nodes.collect::<Vec<_>>(),
        "relationships": relationships.collect::<Vec<_>>(),
    })
}

#[test]
fn the_shipped_data_reads_back() {
    let graph = shipped();
    let files = written("parquet", &graph);
    let again = read(&files);
    assert_eq!(stated(&graph), stated(&again));
    assert_eq!(written("folder", &graph), written("folder", &again));
    assert_eq!(files, written("parquet", &again));
}

/// Names that the format uses itself, keys that look typed, one key in several types.
#[test]
fn no_name_collides() {
    let text = |path: &str, text: &str| (path.to_owned(), text.as_bytes().to_vec());
    let graph = read(&[
        text(
            "nodes/A.csv",
            ":ID,id,labels:long,property_id,x:long:string,x:boolean[],since:date,src,size:long\n\
             a,own,7,p,t,true;false,2023,s,1\n",
        ),
        text(
            "nodes/B.csv",
            "id:ID,size,x:boolean[],since\nb,large,true,soon\n",
        ),
        text(
            "relationships/R.csv",
            ":START_ID,:END_ID,key,src,dst:date,type:double,label,source\n\
             a,b,k,s,2023-02,1.5,l,o\n",
        ),
    ]);
    let files = written("parquet", &graph);
    let again = read(&files);
    assert_eq!(stated(&graph), stated(&again));
    assert_eq!(files, written("parquet", &again));
}

#[test]
fn a_date_that_cannot_be_read_back_is_told() {
    let folder = TempDir::new().unwrap();
    fs::create_dir(folder.path().join("nodes")).unwrap();
    let text = "id:ID,released:date,released_from\na,2023,spring\n";
    fs::write(folder.path().join("nodes/A.csv"), text).unwrap();
    let args = ["export", "parquet", "-g", ".", "-o", "out"];
    insta::assert_snapshot!(outcome(&args, folder.path(), b"").stderr, @r"
    note: nodes.parquet: the date released has days of its own beside it, so it is read back as text
    ");
}

#[test]
fn pyarrow_and_duckdb_read_every_property() {
    let Some(python) = python() else { return };
    let (graph, folder) = (shipped(), TempDir::new().unwrap());
    put(&written("parquet", &graph), folder.path());
    let at = folder.path().display().to_string();
    for program in ["pyarrow", "duckdb"] {
        let args = [program, &at, "nodes", "relationships"];
        let found = script(&python, "parquet.py", &args);
        let found: Json = serde_json::from_str(&found).unwrap();
        let wanted = rows(&graph);
        for table in ["nodes", "relationships"] {
            let (found, wanted) = (found[table].as_array(), wanted[table].as_array());
            let (found, wanted) = (found.unwrap(), wanted.unwrap());
            assert_eq!(found.len(), wanted.len(), "{program}: {table}");
            for (found, wanted) in found.iter().zip(wanted) {
                assert_eq!(found, wanted, "{program}: {table}");
            }
        }
    }
}

#[test]
fn ladybug_copies_nodes_and_relationships() {
    let Some(python) = python() else { return };
    let (graph, folder) = (shipped(), TempDir::new().unwrap());
    put(&written("parquet", &graph), folder.path());
    let at = folder.path().display().to_string();
    let found: Json = serde_json::from_str(&script(&python, "parquet_ladybug.py", &[&at])).unwrap();
    let nodes = graph.nodes().map(|node| {
        let labels: Vec<&str> = graph.label_names(node).collect();
        let of = |key| {
            graph
                .property(Entity::Node(node), key)
                .map(|v| plain(&v.to_value()))
        };
        json!([graph.id(node), labels, of("name"), of("released_to")])
    });
    let relationships = graph.relationships().map(|rel| {
        let (start, end) = (graph.id(graph.start(rel)), graph.id(graph.end(rel)));
        json!([start, graph.type_name(rel), end])
    });
    let sorted = |rows: Vec<Json>| {
        let mut rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
        rows.sort();
        rows
    };
    let of = |table: &str| sorted(found[table].as_array().unwrap().clone());
    assert_eq!(of("nodes"), sorted(nodes.collect()));
    assert_eq!(of("relationships"), sorted(relationships.collect()));
}

#[test]
fn files_of_others_are_read() {
    let Some(python) = python() else { return };
    let folder = TempDir::new().unwrap();
    script(
        &python,
        "parquet_write.py",
        &[&folder.path().display().to_string()],
    );
    let made = outcome(
        &["export", "folder", "-g", ".", "-o", "out"],
        folder.path(),
        b"",
    );
    insta::assert_snapshot!(made.stderr, @r"
    note: edges.parquet: each row is a relationship from source to target of the types in relation
    note: people.parquet: the column address is left out: it holds no plain values, and no lists of such
    ");
    drop(made.answer());
    let read = |path: &str| fs::read_to_string(folder.path().join("out").join(path)).unwrap();
    insta::assert_snapshot!(read("nodes/Person.csv"), @r"
    id:ID,name,born:date,height:double,money:double,names:string[],released:date,seen,small:long,tall:boolean
    1,Child,1990-05-01,1.5,12.5,a;b,2023-02,2023-03-01T12:30:00,200,true
    ");
    insta::assert_snapshot!(read("nodes/Parent.csv"), @r"
    id:ID,:LABEL,name,names:string[],released,small:long,tall:boolean
    2,Parent;Person,母亲,,soon,1,false
    ");
    insta::assert_snapshot!(read("relationships/CHILD_OF.csv"), @r"
    :START_ID,:END_ID,weight:double
    1,2,0.5
    1,3,
    ");
}

#[test]
fn a_file_of_relationships_alone_is_a_graph() {
    let files = written("parquet", &shipped());
    let (_, bytes) = files
        .iter()
        .find(|(path, _)| path == "relationships.parquet")
        .unwrap();
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("r.parquet"), bytes).unwrap();
    for (source, stdin) in [("r.parquet", b"".as_slice()), ("-", bytes)] {
        let lineage = outcome(&["lineage", "chatgpt", "-g", source], folder.path(), stdin);
        assert!(lineage.answer().contains("gpt-3.5"), "{source}");
    }
}

/// A damaged file is an error or an answer.
#[test]
fn damage_is_told() {
    let tiny = Input::Path(data().join("tiny"));
    let graph = load(tiny, &Options::default()).unwrap().graph;
    let files = written("parquet", &graph);
    let named = files.iter().find(|(path, _)| path == "nodes.parquet");
    let whole = &named.unwrap().1;
    let wrong = |bytes: Vec<u8>| {
        let files = vec![("nodes.parquet".to_owned(), bytes.into())];
        let loaded = load(Input::Files(files), &Options::default());
        loaded.unwrap().problems.len()
    };
    assert_eq!(wrong(whole.clone()), 0);
    for length in (4..whole.len()).step_by(101) {
        assert_eq!(wrong(whole[..length].to_vec()), 1, "{length} bytes");
    }
    let mut told = 0;
    for at in (4..whole.len()).step_by(7) {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        told += wrong(bytes);
    }
    assert!(
        told > 100,
        "of the damaged files only {told} were found out"
    );
}
