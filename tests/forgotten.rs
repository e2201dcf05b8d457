//! No source file is forgotten: what no `mod` line names would not even be compiled.

use crate::source::{Source, rust_files, tokens};

/// The files of a folder that their parent does not declare; `roots` are parents of their own.
fn forgotten(files: &[Source], roots: &[&str]) -> Vec<String> {
    let undeclared = |file: &&Source| {
        let (parents, module) = parents(&file.path, roots);
        let mut parents = files.iter().filter(|f| parents.contains(&f.path));
        !roots.contains(&file.path.as_str()) && !parents.any(|p| declares(&p.text, &module))
    };
    let found = files.iter().filter(undeclared);
    found.map(|file| file.path.clone()).collect()
}

/// The files that may declare a module, and the module's name.
fn parents(path: &str, roots: &[&str]) -> (Vec<String>, String) {
    let (mut folder, file) = path.rsplit_once('/').unwrap();
    let mut module = file.strip_suffix(".rs").unwrap();
    if module == "mod" {
        (folder, module) = folder.rsplit_once('/').unwrap();
    }
    let in_folder = |root: &&&str| root.rsplit_once('/').is_some_and(|(f, _)| f == folder);
    let mut parents: Vec<String> = roots.iter().filter(in_folder).map(|&r| r.into()).collect();
    parents.push(format!("{folder}/mod.rs"));
    (parents, module.to_owned())
}

fn declares(text: &str, module: &str) -> bool {
    let tokens = tokens(text);
    let declared =
        |t: &[crate::source::Token]| t[0].text == "mod" && t[1].text == module && t[2].text == ";";
    tokens.windows(3).any(declared)
}

#[test]
fn every_source_file_is_compiled() {
    let src = forgotten(&rust_files(&["src"]), &["src/lib.rs", "src/main.rs"]);
    let tests = forgotten(
        &rust_files(&["tests"]),
        &["tests/suite.rs", "tests/slim.rs"],
    );
    let found = [src, tests].concat();
    assert!(found.is_empty(), "no mod line for {}", found.join(", "));
}

#[test]
fn a_forgotten_file_is_found() {
    let source = |(path, text): (&str, &str)| Source {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    let files = [
        ("tests/suite.rs", "mod a; // mod d;\nmod b;"),
        ("tests/a.rs", ""),
        ("tests/b/mod.rs", "mod c;"),
        ("tests/b/c.rs", ""),
        ("tests/b/a.rs", ""),
        ("tests/d.rs", ""),
    ];
    let found = forgotten(&files.map(source), &["tests/suite.rs"]);
    assert_eq!(found, ["tests/b/a.rs", "tests/d.rs"]);
}
