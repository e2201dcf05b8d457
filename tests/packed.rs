//! Snapshots as a user meets them: packed, asked, damaged, kept in the cache, by many at once, and
//! with a writer that is killed.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, SystemTime};

use tempfile::TempDir;

use crate::program::{Outcome, data, outcome, outcome_in, project, words};

/// Packs a folder into another one.
fn pack(graph: &Path, folder: &Path) -> PathBuf {
    let file = folder.join("graph.aigraph");
    let args = [
        "pack",
        "-g",
        graph.to_str().unwrap(),
        "-o",
        file.to_str().unwrap(),
    ];
    assert_eq!(outcome(&args, project(), b"").answer(), "");
    file
}

/// What a command says of a graph.
fn ask(question: &str, graph: &Path, folder: &Path) -> (String, String, i32) {
    let mut args = words(question);
    args.extend(["-g".to_owned(), graph.to_str().unwrap().to_owned()]);
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let Outcome {
        stdout,
        stderr,
        code,
    } = outcome(&args, folder, b"");
    (stdout, stderr, code)
}

/// Questions of every command that asks a graph, for one with these two nodes.
fn questions(one: &str, other: &str) -> Vec<String> {
    let about_both = [
        "lineage {a}",
        "lineage {a} --down --type '*' --format json",
        "lineage {b} --as-of 2022 --lang both",
        "path {a} {b}",
        "path {a} {b} -k 3 --format json",
        "why {a} {b}",
        "show {a}",
        "show {b} --format json",
        "search {a}",
        "search nothinglikethis",
        "show Nobody",
        "match '(a)-[r]->(b)'",
        "match '(a)-[*1..2]-(b)' --format jsonl",
        "query 'MATCH (n) RETURN labels(n) AS labels, count(*) AS n ORDER BY n DESC, labels'",
        "query 'MATCH (a)-[r]->(b) RETURN a.name, type(r), b.name, r.since, r ORDER BY a.name, r'",
        "query 'MATCH (n) RETURN n ORDER BY n.name' --format json",
        "list",
        "list --format csv",
        "layers",
        "claims",
        "sources",
        "stats",
        "export folder -o out --force",
        "export graphml",
        "export jsonl",
        "export cypher",
        "export turtle",
        "diagram lineage {a}",
    ];
    let text = |question: &str| question.replace("{a}", one).replace("{b}", other);
    about_both.into_iter().map(text).collect()
}

/// All files below a folder, with what is in them.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let (mut found, mut folders) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => folders.push(path),
                false => found.push((path.clone(), fs::read(path).unwrap())),
            }
        }
    }
    let inner = |path: PathBuf| path.strip_prefix(folder).unwrap().to_owned();
    let mut found: Vec<_> = found
        .into_iter()
        .map(|(path, bytes)| (inner(path), bytes))
        .collect();
    found.sort();
    found
}

#[track_caller]
fn answers_the_same(graph: &Path, one: &str, other: &str) {
    let folder = TempDir::new().unwrap();
    let packed = pack(graph, folder.path());
    let (here, there) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    for question in questions(one, other) {
        let wanted = ask(&question, graph, here.path());
        assert!(wanted.2 < 2, "{question}: {}", wanted.1);
        assert_eq!(ask(&question, &packed, there.path()), wanted, "{question}");
    }
    let wanted = files(here.path());
    assert!(!wanted.is_empty());
    assert!(
        files(there.path()) == wanted,
        "what is written into files differs"
    );
}

#[test]
fn every_command_answers_the_same_from_a_snapshot_of_the_small_graph() {
    answers_the_same(&data().join("tiny"), "scanner", "'Foundry A'");
}

#[test]
fn every_command_answers_the_same_from_a_snapshot_of_the_shipped_graph() {
    answers_the_same(&project().join("graph"), "ChatGPT", "A100");
}

#[test]
fn nothing_of_a_damaged_snapshot_gets_out() {
    let folder = TempDir::new().unwrap();
    let packed = pack(&data().join("tiny"), folder.path());
    let sound = fs::read(&packed).unwrap();
    let questions = [
        "list --format json",
        "export jsonl -o part.jsonl",
        "show Nobody",
    ];
    let wanted = questions.map(|question| ask(question, &packed, folder.path()));
    let part = folder.path().join("part.jsonl");
    let written = fs::read(&part).unwrap();
    let mut refused = 0;
    for at in (5..sound.len()).step_by(sound.len() / 60) {
        let mut bytes = sound.clone();
        bytes[at] ^= 0x20;
        fs::write(&packed, bytes).unwrap();
        for (question, wanted) in questions.iter().zip(&wanted) {
            let _ = fs::remove_file(&part);
            let found = ask(question, &packed, folder.path());
            if found == *wanted {
                let is_export = question.starts_with("export");
                assert!(
                    !is_export || fs::read(&part).unwrap() == written,
                    "{question} at {at}"
                );
                continue;
            }
            refused += 1;
            assert_eq!(
                (found.0.as_str(), found.2),
                ("", 3),
                "{question} at {at}: {}",
                found.1
            );
            assert!(found.1.contains("\nhint: "), "{}", found.1);
            assert!(!part.exists(), "{question} at {at} writes a file");
        }
        let check = ask("check", &packed, folder.path());
        assert_eq!(check.2, 1, "check at {at}: {}{}", check.0, check.1);
        assert!(check.0.contains("AG0039"), "{}", check.0);
    }
    assert!(refused > 30, "{refused} answers were refused");
}

#[test]
fn a_graph_with_errors_is_not_packed() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("edges.csv"), "source,target\na,b\nc,\n").unwrap();
    let args = ["pack", "-g", "edges.csv", "-o", "edges.aigraph"];
    let refused = outcome(&args, folder.path(), b"");
    assert_eq!(refused.code, 3, "{}", refused.stderr);
    assert!(!folder.path().join("edges.aigraph").exists());
    outcome(&[&args[..], &["--lenient"]].concat(), folder.path(), b"").answer();
    let answer = ask("lineage a", Path::new("edges.aigraph"), folder.path());
    assert_eq!(answer.0, "a\n↳ RELATED_TO→ b\n");
    assert_eq!(answer.1, "");
    // It says so where an option comes too late.
    let answer = ask(
        "lineage a --origin start",
        Path::new("edges.aigraph"),
        folder.path(),
    );
    assert_eq!(answer.0, "a\n↳ RELATED_TO→ b\n");
    assert!(
        answer.1.contains("settled when the snapshot was made"),
        "{}",
        answer.1
    );
}

/// A folder with a graph and a cache.
struct Place {
    folder: TempDir,
}

impl Place {
    fn new() -> Place {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("cache")).unwrap();
        let place = Place { folder };
        place.write("source,target\na,b\n");
        place.age();
        place
    }

    fn edges(&self) -> PathBuf {
        self.folder.path().join("edges.csv")
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    fn write(&self, rows: &str) {
        fs::write(self.edges(), rows).unwrap();
    }

    /// Makes the file one that was not changed lately.
    fn age(&self) {
        self.set_time(SystemTime::now() - Duration::from_secs(3600));
    }

    fn set_time(&self, time: SystemTime) {
        let file = File::options().append(true).open(self.edges()).unwrap();
        file.set_modified(time).unwrap();
    }

    fn run(&self, args: &[&str]) -> Outcome {
        let cache = self.cache();
        let variables = [
            ("XDG_CACHE_HOME", cache.as_path()),
            ("AIGRAPH_CACHE_ABOVE", Path::new("0")),
        ];
        outcome_in(&variables, args, self.folder.path(), b"")
    }

    /// The answer of a lineage of `a`, and whether the graph was kept for it.
    fn lineage(&self, more: &[&str]) -> (String, bool) {
        let args = [&["lineage", "a", "-g", "edges.csv"], more].concat();
        let Outcome {
            stdout,
            stderr,
            code,
        } = self.run(&args);
        assert_eq!(code, 0, "{stderr}");
        (stdout, stderr.contains("is kept for the next question"))
    }

    fn kept(&self) -> Vec<PathBuf> {
        let listed = fs::read_dir(self.cache().join("aigraph"))
            .into_iter()
            .flatten();
        let mut paths: Vec<PathBuf> = listed.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        paths
    }
}

const TO_B: &str = "a\n↳ RELATED_TO→ b\n";
const TO_C: &str = "a\n↳ RELATED_TO→ c\n";

#[test]
fn a_large_graph_is_kept_once_and_answers_from_there() {
    let place = Place::new();
    assert_eq!(place.lineage(&[]), (TO_B.to_owned(), true));
    assert_eq!(place.lineage(&[]), (TO_B.to_owned(), false));
    assert_eq!(place.kept().len(), 1);
    // What is said beside the answer is said again.
    let notes = |outcome: Outcome| outcome.stderr;
    let args = ["stats", "-g", "edges.csv"];
    let again = notes(place.run(&args));
    assert_eq!(
        again,
        notes(place.run(&[&args[..], &["--no-cache"]].concat()))
    );
    assert!(again.contains("note: "), "{again}");
    // It is asked, and not the file: the file says something else under the same size and time.
    let time = fs::metadata(place.edges()).unwrap().modified().unwrap();
    place.write("source,target\na,c\n");
    place.set_time(time);
    assert_eq!(place.lineage(&[]).0, TO_B);
    assert_eq!(place.lineage(&["--no-cache"]), (TO_C.to_owned(), false));
}

#[test]
fn what_changes_the_graph_is_another_snapshot() {
    let place = Place::new();
    place.lineage(&[]);
    place.write("source,target\na,c\n");
    assert_eq!(place.lineage(&[]), (TO_C.to_owned(), true));
    assert_eq!(place.lineage(&["--origin", "start"]).0, "a\n");
    assert_eq!(place.kept().len(), 3);
    // What looks for warnings, or wants the rejected rows, reads the files.
    assert_eq!(place.lineage(&["--strict"]), (TO_C.to_owned(), false));
    assert_eq!(
        place.lineage(&["--rejects", "rejects.csv"]),
        (TO_C.to_owned(), false)
    );
    let answer = place
        .run(&["check", "edges.csv", "-g", "edges.csv"])
        .answer();
    assert!(!answer.contains("error"), "{answer}");
}

#[test]
fn a_change_within_the_same_moment_is_seen() {
    let place = Place::new();
    for (rows, wanted) in [("a,b", TO_B), ("a,c", TO_C), ("a,b", TO_B), ("a,c", TO_C)] {
        place.write(&format!("source,target\n{rows}\n"));
        // As if the clock of files had not moved on since.
        let soon = SystemTime::now() + Duration::from_secs(60);
        let whole = soon
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_secs()
            / 3600;
        place.set_time(SystemTime::UNIX_EPOCH + Duration::from_secs((whole + 2) * 3600));
        assert_eq!(place.lineage(&[]).0, wanted);
    }
}

#[test]
fn a_graph_with_errors_is_never_kept() {
    let place = Place::new();
    place.write("source,target\na,b\nc,\n");
    let refused = place.run(&["lineage", "a", "-g", "edges.csv"]);
    assert_eq!(refused.code, 3);
    assert_eq!(place.lineage(&["--lenient"]), (TO_B.to_owned(), false));
    assert_eq!(place.kept(), Vec::<PathBuf>::new());
}

#[test]
fn a_cache_that_cannot_be_written_or_is_damaged_changes_no_answer() {
    let place = Place::new();
    fs::write(place.cache().join("aigraph"), "no folder").unwrap();
    assert_eq!(place.lineage(&[]), (TO_B.to_owned(), false));
    fs::remove_file(place.cache().join("aigraph")).unwrap();
    assert_eq!(place.lineage(&[]), (TO_B.to_owned(), true));
    let kept = place.kept().remove(0);
    let sound = fs::read(&kept).unwrap();
    for at in (0..sound.len()).step_by(sound.len() / 40) {
        let mut bytes = sound.clone();
        bytes[at] ^= 1;
        fs::write(&kept, &bytes).unwrap();
        let refused = place.run(&["lineage", "a", "-g", "edges.csv"]);
        let is_refused = (refused.stdout.as_str(), refused.code) == ("", 3);
        assert!(
            is_refused || refused.stdout == TO_B,
            "at {at}: {}",
            refused.stderr
        );
        // What was found damaged is gone, and the files answer again.
        assert_eq!(place.lineage(&[]).0, TO_B, "at {at}");
    }
    fs::write(&kept, &sound[..100]).unwrap();
    assert_eq!(place.lineage(&[]), (TO_B.to_owned(), true));
    let nowhere = outcome(
        &["lineage", "a", "-g", "edges.csv"],
        place.folder.path(),
        b"",
    );
    assert_eq!(nowhere.answer(), TO_B);
}

#[test]
fn the_cache_keeps_its_size_and_is_listed_and_cleared() {
    let place = Place::new();
    let list = |place: &Place| place.run(&["cache", "list", "--format", "jsonl"]).answer();
    assert_eq!(list(&place), "");
    place.lineage(&[]);
    let (first, of_first) = (place.kept(), list(&place));
    assert!(of_first.contains("\"graph\":\"edges.csv\""), "{of_first}");
    let old = SystemTime::now() - Duration::from_secs(7200);
    File::options()
        .append(true)
        .open(&first[0])
        .unwrap()
        .set_modified(old)
        .unwrap();
    // A use makes it the last used; the next one drops what was not used since.
    place.lineage(&[]);
    let used = fs::metadata(&first[0]).unwrap().modified().unwrap();
    assert!(used > old + Duration::from_secs(3600));
    place.lineage(&["--origin", "start"]);
    assert_eq!(list(&place).lines().count(), 2);
    // Nothing is kept that is larger than all may be.
    assert!(!place.lineage(&["--origin", "end", "--cache-size", "0"]).1);
    assert_eq!(place.kept().len(), 2);
    assert_eq!(
        place.run(&["cache", "clear"]).answer(),
        "removed 2 snapshots, 1 MB\n"
    );
    assert_eq!(place.kept(), Vec::<PathBuf>::new());
    assert_eq!(
        place.run(&["cache", "clear"]).answer(),
        "removed 0 snapshots, 0 MB\n"
    );
}

#[test]
fn what_killed_writers_left_is_swept_and_what_living_ones_write_is_not() {
    let place = Place::new();
    place.lineage(&[]);
    let folder = place.cache().join("aigraph");
    let (dead, living) = (folder.join(".packing-dead"), folder.join(".packing-living"));
    fs::write(&dead, "half").unwrap();
    let held = File::create(&living).unwrap();
    held.lock().unwrap();
    assert!(place.lineage(&["--origin", "start"]).1);
    assert!(!dead.exists() && living.exists());
    // Not by closing it: a process that another test is about to start may have it open too.
    held.unlock().unwrap();
    place.run(&["cache", "clear"]).answer();
    assert!(!living.exists());
}

fn spawn(args: &[&str], place: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_aigraph"))
        .args(args)
        .current_dir(place)
        .env_clear()
        .env("XDG_CACHE_HOME", place.join("cache"))
        .env("AIGRAPH_CACHE_ABOVE", "0")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// An edge list that takes a while to pack, and the lineage of its first node.
fn chain(folder: &Path) -> String {
    let mut rows = String::from("source,target,url\n");
    for i in 0..4000 {
        rows.push_str(&format!(
            "n{i:04},n{:04},https://example.org/{}\n",
            i + 1,
            i * i
        ));
    }
    fs::write(folder.join("edges.csv"), rows).unwrap();
    outcome(&["lineage", "n3990", "-g", "edges.csv"], folder, b"").answer()
}

#[test]
fn fifty_processes_at_once_all_answer_right() {
    let folder = TempDir::new().unwrap();
    let wanted = chain(folder.path());
    let packing = ["pack", "-g", "edges.csv", "-o", "edges.aigraph"];
    outcome(&packing, folder.path(), b"").answer();
    let kinds: [&[&str]; 5] = [
        &["lineage", "n3990", "-g", "edges.csv"],
        &["lineage", "n3990", "-g", "edges.aigraph"],
        &["lineage", "n3990", "-g", "edges.csv", "--cache-size", "1"],
        &["cache", "clear"],
        &packing,
    ];
    let children: Vec<(usize, Child)> = (0..50)
        .map(|i| (i % 5, spawn(kinds[i % 5], folder.path())))
        .collect();
    for (kind, child) in children {
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(0), "{:?}: {stderr}", kinds[kind]);
        if kind < 3 {
            assert_eq!(
                String::from_utf8(output.stdout).unwrap(),
                wanted,
                "{:?}",
                kinds[kind]
            );
        }
    }
    let left = files(folder.path()).into_iter().map(|(path, _)| path);
    let left: Vec<PathBuf> = left
        .filter(|path| path.to_string_lossy().contains("packing"))
        .collect();
    assert_eq!(left, Vec::<PathBuf>::new());
}

#[test]
fn a_killed_writer_leaves_the_old_file_or_the_new_one() {
    let folder = TempDir::new().unwrap();
    let wanted = chain(folder.path());
    let args = ["pack", "-g", "edges.csv", "-o", "edges.aigraph"];
    let began = std::time::Instant::now();
    outcome(&args, folder.path(), b"").answer();
    let whole = began.elapsed();
    let packed = fs::read(folder.path().join("edges.aigraph")).unwrap();
    for moment in 0..20u32 {
        // Every other time there is none yet.
        if moment % 2 == 0 {
            fs::remove_file(folder.path().join("edges.aigraph")).unwrap();
        }
        let mut child = spawn(&args, folder.path());
        thread::sleep(whole * (moment * 7 % 20 + 1) / 20);
        child.kill().unwrap();
        child.wait().unwrap();
        let file = folder.path().join("edges.aigraph");
        match fs::read(&file) {
            Ok(bytes) => assert!(bytes == packed, "neither the old file nor the new one"),
            Err(_) => assert!(moment % 2 == 0, "the old file is gone"),
        }
        if !file.exists() {
            outcome(&args, folder.path(), b"").answer();
        }
        assert_eq!(ask("lineage n3990", &file, folder.path()).0, wanted);
    }
    outcome(&args, folder.path(), b"").answer();
    let left = files(folder.path()).into_iter().map(|(path, _)| path);
    assert_eq!(
        left.collect::<Vec<_>>(),
        ["edges.aigraph", "edges.csv"].map(PathBuf::from)
    );
}
