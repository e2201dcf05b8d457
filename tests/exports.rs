//! `aigraph export` and `aigraph fmt` on the disk: what is there, what is kept, what is refused.

use std::fs;
use std::path::Path;

use aigraph::export::data::{FORMATS, Writer};
use tempfile::TempDir;

use crate::laws::exports::{read, stated, written};
use crate::program::{Outcome, data, outcome, project, words};

/// A run on the small graph in the folder `cwd`.
fn on_tiny(line: &str, cwd: &Path) -> Outcome {
    let tiny = data().join("tiny").display().to_string();
    let mut words = words(line);
    words.extend(["-g".to_owned(), tiny]);
    let args: Vec<&str> = words.iter().map(String::as_str).collect();
    outcome(&args, cwd, b"")
}

#[test]
fn what_can_be_read_back_is_the_same_graph() {
    let graph = project().join("graph");
    let input = aigraph::load::Input::Path(graph);
    let graph = aigraph::load::load(input, &Default::default())
        .unwrap()
        .graph;
    // Plain lists have no types and no sheets.
    let whole = FORMATS.iter().filter(|format| {
        let absent = matches!(format.write, Writer::Absent(_));
        format.readable && !absent && format.name != "csv"
    });
    for format in whole {
        let again = read(&written(format.name, &graph));
        assert_eq!(stated(&graph), stated(&again), "{}", format.name);
        assert_eq!(
            written("folder", &graph),
            written("folder", &again),
            "{}",
            format.name
        );
    }
}

#[test]
fn every_part_of_a_graph_is_a_sound_graph() {
    let parts = [
        "--lineage 'Scanner 2'",
        "--path 'Foundry A' 'Lens glass'",
        "--label Machine,Process",
        "--type BUILDS_ON",
        "--as-of 2005",
        "--lineage 'Scanner 2' --type BUILDS_ON --as-of 2010",
    ];
    for part in parts {
        let folder = TempDir::new().unwrap();
        let made = on_tiny(&format!("export folder -o part {part}"), folder.path());
        assert_eq!(made.code, 0, "{part}: {}", made.stderr);
        let check = outcome(&["check", "part"], folder.path(), b"");
        assert_eq!(check.code, 0, "{part}: {}", check.stdout);
        let form = outcome(&["fmt", "part", "--check"], folder.path(), b"");
        assert_eq!((form.code, form.stdout.as_str()), (0, ""), "{part}");
    }
}

#[test]
fn a_folder_that_is_there_stays_unless_it_may_go() {
    let folder = TempDir::new().unwrap();
    let kept = folder.path().join("out/notes.txt");
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(&kept, "mine").unwrap();
    let refused = on_tiny("export csv -o out", folder.path());
    assert_eq!(refused.code, 3);
    assert!(refused.stderr.contains("--force"), "{}", refused.stderr);
    assert_eq!(fs::read_to_string(&kept).unwrap(), "mine");
    assert_eq!(on_tiny("export csv -o out --force", folder.path()).code, 0);
    assert!(!kept.exists());
    assert!(folder.path().join("out/nodes.csv").is_file());
    let left: Vec<_> = fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing temporary stays: {left:?}");
}

#[test]
fn every_format_says_where_it_goes() {
    let folder = TempDir::new().unwrap();
    for format in FORMATS {
        let outcome = on_tiny(&format!("export {}", format.name), folder.path());
        let wanted = match format.write {
            Writer::File(_) | Writer::About(_) => 0,
            Writer::Folder(_) | Writer::Absent(_) => 2,
        };
        assert_eq!(outcome.code, wanted, "{}: {}", format.name, outcome.stderr);
    }
    let unknown = on_tiny("export foldr", folder.path());
    assert_eq!(unknown.code, 2);
    assert!(
        unknown.stderr.contains("did you mean folder?"),
        "{}",
        unknown.stderr
    );
}

#[test]
fn fmt_changes_the_form_and_nothing_else() {
    let folder = TempDir::new().unwrap();
    let graph = folder.path().join("g");
    fs::create_dir_all(graph.join("nodes")).unwrap();
    let file = graph.join("nodes/Model.csv");
    fs::write(&file, "name,id:ID,n:LONG\r\nB,b,2\r\nA,a,\r\n").unwrap();
    let check = outcome(&["fmt", "g", "--check"], folder.path(), b"");
    assert_eq!(
        (check.code, check.stdout.as_str()),
        (1, "nodes/Model.csv\n")
    );
    assert!(
        fs::read_to_string(&file).unwrap().contains('\r'),
        "--check writes nothing"
    );
    let done = outcome(&["fmt", "g"], folder.path(), b"");
    assert_eq!((done.code, done.stdout.as_str()), (0, "nodes/Model.csv\n"));
    let form = fs::read_to_string(&file).unwrap();
    assert_eq!(form, "id:ID,name,n:long\na,A,\nb,B,2\n");
    fs::write(graph.join("nodes/Torn.csv"), "id:ID,name\na\n").unwrap();
    fs::write(&file, "name,id:ID\nB,b\n").unwrap();
    let torn = outcome(&["fmt", "g"], folder.path(), b"");
    assert_eq!(torn.code, 3, "{}", torn.stderr);
    let untouched = fs::read_to_string(&file).unwrap();
    assert_eq!(untouched, "name,id:ID\nB,b\n", "all or nothing");
}

#[test]
fn the_shipped_data_is_in_its_canonical_form() {
    let check = outcome(&["fmt", "graph", "--check"], project(), b"");
    assert_eq!((check.code, check.stdout.as_str()), (0, ""));
}
