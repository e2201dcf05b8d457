//! Bills of materials: the official schema accepts them, and they say what the graph says.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::laws::random_graphs;
use crate::peers::{python, script};
use crate::program::{Outcome, outcome, project, snapshot, words};

/// What each file holds, as the library of the standard reads it after it has validated it.
#[track_caller]
fn read(python: &Path, files: &[String]) -> Vec<Json> {
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    let printed = script(python, "bill.py", &files);
    printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A graph with all that a bill of materials has a field for.
fn workshop() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (path, text) in [
        (
            "labels.csv",
            "label,component\nModel,machine-learning-model\nData,data\nTool,application\nFirm,\n",
        ),
        (
            "types.csv",
            "type,from,to,origin,lineage,role\n\
             TUNED_FROM,Model,Model,end,true,\n\
             TRAINED_ON,Model,Data,end,true,\n\
             CALLS,Tool,Model,end,true,\n\
             MAKES,Firm,,start,false,publisher\n",
        ),
        (
            "sources.csv",
            "id,title,date,url\nreport,A report,2023,https://example.org/report\nletter,,,\n",
        ),
        (
            "claims.csv",
            "subject,property,value,source_id,locator,status,note\n\
             base,size,7,letter,p. 1,disputed,counts less\n",
        ),
        (
            "nodes/Model.csv",
            "id:ID,name,description,version,license,size:long,released:date,url,source_id\n\
             base,基础,A base,1.0,Apache-2.0,70,2023-02,https://example.org/a b,report\n\
             tuned,Tuned,,2,Apache-2.0 OR MIT,,,https://example.org/tuned,letter\n\
             odd,\"O\"\"dd\",,,Its own licence,,,,report\n",
        ),
        (
            "nodes/Data.csv",
            "id:ID,name,source_id\ncorpus,Corpus,report\n",
        ),
        ("nodes/Tool.csv", "id:ID,name,source_id\ntool,Tool,report\n"),
        (
            "nodes/Firm.csv",
            "id:ID,name,source_id\nfirm,Firm,report\nhouse,House,report\n",
        ),
        (
            "relationships/TUNED_FROM.csv",
            ":START_ID,:END_ID,source_id,locator\ntuned,base,report,1.2\nodd,tuned,report,\n",
        ),
        (
            "relationships/TRAINED_ON.csv",
            ":START_ID,:END_ID,source_id\nbase,corpus,report\n",
        ),
        (
            "relationships/CALLS.csv",
            ":START_ID,:END_ID,source_id\ntool,tuned,report\n",
        ),
        (
            "relationships/MAKES.csv",
            ":START_ID,:END_ID,source_id\nfirm,base,report\n\
             firm,tuned,report\nhouse,tuned,report\n",
        ),
    ] {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn export(line: &str, cwd: &Path) -> Outcome {
    let words = words(&format!("export cyclonedx {line}"));
    let args: Vec<&str> = words.iter().map(String::as_str).collect();
    outcome(&args, cwd, b"")
}

#[test]
fn a_bill_of_materials() {
    let workshop = workshop();
    let made = export("-g . --lineage Tuned", workshop.path());
    assert_eq!(made.stderr, "");
    snapshot("exports", "cyclonedx", &made.stdout);
    if let Some(python) = python() {
        let path = workshop.path().join("bill.json");
        fs::write(&path, &made.stdout).unwrap();
        read(&python, &[path.display().to_string()]);
    }
}

#[test]
fn equal_graphs_have_equal_serial_numbers() {
    let workshop = workshop();
    let serial = || {
        let text = export("-g . --lineage base", workshop.path()).answer();
        let bill: Json = serde_json::from_str(&text).unwrap();
        bill["serialNumber"].as_str().unwrap().to_owned()
    };
    let before = serial();
    assert_eq!(serial(), before);
    let path = workshop.path().join("nodes/Data.csv");
    fs::write(path, "id:ID,name,source_id\ncorpus,Other corpus,report\n").unwrap();
    assert_ne!(serial(), before);
}

#[test]
fn what_is_no_component_is_told() {
    let workshop = workshop();
    let firm = export("-g . --lineage Firm", workshop.path());
    assert_eq!(firm.code, 3, "{}", firm.stderr);
    insta::assert_snapshot!(firm.stderr, @r"
    error: Firm is a Firm, which is no component of a bill of materials
    hint: the column component of labels.csv says what is one
    ");
    let all = export("-g .", workshop.path()).stderr;
    insta::assert_snapshot!(all, @"note: left out, as no components: Firm");
    let list = outcome(
        &["export", "cyclonedx", "-g", "-", "--lineage", "a"],
        workshop.path(),
        b"source,target\na,b\n",
    );
    assert!(
        list.stderr
            .contains("every node is written as a machine-learning-model")
    );
    let bill: Json = serde_json::from_str(&list.answer()).unwrap();
    assert_eq!(
        bill["metadata"]["component"]["pedigree"]["ancestors"][0]["name"],
        json!("b")
    );
}

#[test]
fn the_official_schema_accepts_the_shipped_models() {
    let Some(python) = python() else { return };
    let folder = TempDir::new().unwrap();
    let lines = [
        "",
        "--lineage SAM",
        "--lineage ChatGPT --as-of 2022",
        "--lineage SAM --lineage DINOv2",
    ];
    let mut files = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        let path = folder
            .path()
            .join(format!("{i}.json"))
            .display()
            .to_string();
        let made = export(&format!("{line} -o {path}"), project());
        assert_eq!(made.code, 0, "{}", made.stderr);
        files.push(path);
    }
    let read = read(&python, &files);
    let components = BTreeMap::from([
        ("node:clip", "CLIP"),
        ("node:sa-1b", "SA-1B"),
        ("node:sam", "SAM"),
        ("node:transformer", "Transformer"),
        ("node:vit", "ViT"),
    ]);
    let dependencies = BTreeMap::from([
        ("node:clip", vec!["node:transformer", "node:vit"]),
        ("node:sam", vec!["node:clip", "node:sa-1b", "node:vit"]),
        ("node:vit", vec!["node:transformer"]),
    ]);
    assert_eq!(read[1], json!([components, dependencies]));
}

#[test]
fn the_official_schema_accepts_bills_of_any_graph() {
    let Some(python) = python() else { return };
    let folder = TempDir::new().unwrap();
    let mut files = Vec::new();
    for (i, graph) in random_graphs(40).iter().enumerate() {
        let path = folder.path().join(format!("{i}.json"));
        let bytes = crate::laws::exports::written("cyclonedx", graph)
            .remove(0)
            .1;
        fs::write(&path, bytes).unwrap();
        files.push(path.display().to_string());
    }
    assert_eq!(read(&python, &files).len(), 40);
}
