//! The order of rows is no part of an answer: shuffling every file changes no byte of any.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::{data, outcome, project, words};

/// A small generator, so that a seed gives the same order everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % n as u64) as usize
    }
}

/// Writes the folder again with the rows of every CSV file below their header shuffled.
fn shuffle_folder(from: &Path, to: &Path, random: &mut Random) {
    fs::create_dir_all(to).unwrap();
    let mut paths: Vec<_> = fs::read_dir(from)
        .unwrap()
        .map(|e| e.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            shuffle_folder(&path, &target, random);
        } else if path.extension().is_some_and(|e| e == "csv") {
            shuffle_file(&path, &target, random);
        }
    }
}

fn shuffle_file(from: &Path, to: &Path, random: &mut Random) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_path(from)
        .unwrap();
    let mut rows: Vec<csv::StringRecord> = reader.records().map(|row| row.unwrap()).collect();
    for i in (2..rows.len()).rev() {
        rows.swap(i, 1 + random.below(i));
    }
    let mut writer = csv::Writer::from_path(to).unwrap();
    for row in &rows {
        writer.write_record(row).unwrap();
    }
    writer.flush().unwrap();
}

/// The answers of the folder `graph` of that folder, one after another.
fn answers(folder: &Path, questions: &[String]) -> Vec<String> {
    let answer = |question: &String| {
        let mut words = words(question);
        words.extend(["-g".to_owned(), "graph".to_owned()]);
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        let outcome = outcome(&args, folder, b"");
        format!(
            "{question}\n{}{}{}",
            outcome.stdout, outcome.stderr, outcome.code
        )
    };
    questions.iter().map(answer).collect()
}

/// Asks the graph as it is and shuffled, once a seed.
fn compare(graph: &Path, questions: &[String], seeds: u64) {
    let plain = TempDir::new().unwrap();
    // Rewriting may change the quoting; it must not change an answer either.
    std::os::unix::fs::symlink(graph, plain.path().join("graph")).unwrap();
    let wanted = answers(plain.path(), questions);
    for seed in 1..=seeds {
        let folder = TempDir::new().unwrap();
        let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        shuffle_folder(graph, &folder.path().join("graph"), &mut random);
        let found = answers(folder.path(), questions);
        for (found, wanted) in found.iter().zip(&wanted) {
            assert_eq!(found, wanted, "with seed {seed}");
        }
    }
}

/// The ids of all nodes of a graph.
fn ids(graph: &Path) -> Vec<String> {
    let args = ["list", "-g", graph.to_str().unwrap(), "--format", "jsonl"];
    let answer = outcome(&args, project(), b"").answer();
    let id = |line: &str| {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        row["node"]["id"].as_str().unwrap().to_owned()
    };
    answer.lines().map(id).collect()
}

fn owned(questions: &[&str]) -> Vec<String> {
    questions.iter().map(|&q| q.to_owned()).collect()
}

#[test]
fn shuffling_changes_no_answer_of_the_small_graph() {
    let graph = data().join("tiny");
    let mut questions = owned(&[
        "path 'Foundry A' 'Lens glass'",
        "path 'Foundry A' 'Example Rule 7' --all --max 10",
        "path 'Foundry A' 'Example Rule 7' -k 4 --format json",
        "why 'Chemist D' 'Example Rule 7'",
        "match '(a)-[r]->(b)'",
        "match '(a)-[*1..3]-(b:Rule)' --format json",
        "list",
        "list --columns founded,country,kind --format json",
        "claims",
        "claims --format json",
        "sources",
        "stats",
        "stats --format json",
        "show scanner",
        "search s",
    ]);
    for id in ids(&graph) {
        questions.push(format!("lineage {id}"));
        questions.push(format!("lineage {id} --down --type '*' --format json"));
        questions.push(format!("show {id}"));
        questions.push(format!("show {id} --format json"));
    }
    compare(&graph, &questions, 4);
}

#[test]
fn shuffling_changes_no_answer_of_the_bundled_graph() {
    let graph = project().join("graph");
    let mut questions = owned(&[
        "path 'Google Docs' PaLM",
        "path A100 OpenAI -k 5 --format json",
        "why A100 OpenAI",
        "match '(:Regulator)<-[:ISSUED_BY]-(:Policy)<-[:RESTRICTED_BY]-(:Chip)<-[:RELEASES]-(c)'",
        "match '(:Model)-[:BUILDS_ON*1..2]->(:Model)' --format json",
        "list",
        "list Model --where 'parameters >= 100e9' --sort -parameters --format json",
        "claims --disputed --format json",
        "sources",
        "stats --format json",
        "show chatgpt",
        "show nvidia --format json",
        "search gpt",
    ]);
    let ids = ids(&graph);
    let step = ids.len() / 30;
    for (i, id) in ids.iter().step_by(step).take(30).enumerate() {
        let options = ["--down", "--type '*' --depth 3 --format json"][i % 2];
        questions.push(format!("lineage {id} {options}"));
    }
    compare(&graph, &questions, 2);
}
