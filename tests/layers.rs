//! The layers: a module imports only from modules below it, and touches only what is its business.

use crate::source::{Source, Token, is_test_file, rust_files, shipped_tokens};

/// Every module of the library with those that it may import.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("syntax", &["model"]),
    ("graph", &["model"]),
    ("load", &["graph", "syntax", "model"]),
    ("query", &["graph", "syntax", "model"]),
    ("diagram", &["graph", "model"]),
    ("export", &["diagram", "graph", "model"]),
    (
        "remote",
        &["export", "diagram", "query", "graph", "syntax", "model"],
    ),
    (
        "cli",
        &[
            "remote", "export", "diagram", "query", "load", "graph", "syntax", "model",
        ],
    ),
];

/// Paths that only some modules may name, and those modules. The longest row that fits counts.
const RESERVED: &[(&str, &[&str])] = &[
    ("bytemuck", &["graph"]),
    ("clap", &["cli"]),
    ("csv", &["load", "export", "cli"]),
    ("memmap2", &["graph"]),
    ("oxrdf", &["export"]),
    ("oxttl", &["export"]),
    ("parquet", &["load", "export"]),
    ("petgraph", &["graph"]),
    ("petgraph::visit", &["graph", "query"]),
    ("spdx", &["export"]),
    ("std::env", &["cli"]),
    ("std::fs", &["load", "remote", "cli"]),
    ("std::net", &["remote"]),
    ("std::process", &["remote", "cli"]),
    ("terminal_size", &["cli"]),
    ("uuid", &["export", "cli"]),
];

/// Macros that print; the library outside cli does not.
const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln"];

/// What a file of src/ does against the layers, as `file:line: what`.
fn findings(source: &Source) -> Vec<String> {
    let tokens = shipped_tokens(&source.text);
    let place = Place::of(&source.path);
    let mut found: Vec<(usize, String)> = Vec::new();
    for (line, path) in paths(&tokens) {
        found.extend(place.forbids(&path).map(|what| (line, what)));
    }
    for pair in tokens.windows(2) {
        let prints = pair[1].text == "!" && PRINTING.contains(&pair[0].text.as_str());
        if prints && place.module != "cli" {
            let what = format!("{} prints: {}!", place.module, pair[0].text);
            found.push((pair[0].line, what));
        }
    }
    let shown = |(line, what)| format!("{}:{line}: {what}", source.path);
    found.into_iter().map(shown).collect()
}

/// Where a file stands among the modules.
struct Place {
    /// The module of the library; `lib` and `main` for the two roots.
    module: String,
    /// How many modules down from the root the file is.
    depth: usize,
}

impl Place {
    fn of(path: &str) -> Place {
        let below = path.strip_prefix("src/").unwrap_or(path);
        let parts: Vec<&str> = below.split('/').collect();
        let module = parts[0].strip_suffix(".rs").unwrap_or(parts[0]).to_owned();
        let is_root = module == "lib" || module == "main";
        let is_mod = parts.last() == Some(&"mod.rs");
        let depth = parts.len() - usize::from(is_mod || is_root);
        Place { module, depth }
    }

    /// Why a path must not stand here, if so.
    fn forbids(&self, path: &[&str]) -> Option<String> {
        if let Some(import) = self.imported(path) {
            return self.forbids_import(import);
        }
        let starts = |row: &str| {
            let row = row.split("::");
            row.clone().count() <= path.len() && row.zip(path).all(|(a, b)| a == *b)
        };
        let rows = RESERVED.iter().filter(|(row, _)| starts(row));
        let (row, allowed) = rows.max_by_key(|(row, _)| row.len())?;
        // The program hands arguments in and the exit code out.
        let is_main = self.module == "main" && ["std::env", "std::process"].contains(row);
        let allowed = is_main || allowed.contains(&self.module.as_str());
        (!allowed).then(|| format!("{} names {row}", self.module))
    }

    /// The module of the library that a path leads to, if it leads to one.
    fn imported<'a>(&self, path: &[&'a str]) -> Option<&'a str> {
        let ups = path.iter().take_while(|&&part| part == "super").count();
        match path.first()? {
            &"crate" | &"aigraph" => path.get(1).copied(),
            &"super" if ups == self.depth => path.get(ups).copied(),
            _ => None,
        }
    }

    fn forbids_import(&self, import: &str) -> Option<String> {
        let module = self.module.as_str();
        if !LAYERS.iter().any(|(name, _)| *name == import) || import == module || module == "lib" {
            return None;
        }
        let allowed = match LAYERS.iter().find(|(name, _)| *name == module) {
            Some((_, allowed)) => allowed.contains(&import),
            None => module == "main" && import == "cli",
        };
        (!allowed).then(|| format!("{module} imports {import}"))
    }
}

/// Every path in the code with its line, `use` trees taken apart.
fn paths(tokens: &[Token]) -> Vec<(usize, Vec<&str>)> {
    let mut found = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        let before = |n: usize| i.checked_sub(n).map(|j| tokens[j].text.as_str());
        let begins = match before(1) {
            Some("::") => !before(2).is_some_and(|t| t == ">" || is_word(t)),
            Some("." | "fn") => false,
            _ => true,
        };
        if is_word(&token.text) && begins && text(tokens, i + 1) == "::" {
            tree(tokens, i, &[], &mut found);
        }
    }
    found
}

/// Reads the path or tree at `i` below `prefix`; gives the index after it.
fn tree<'a>(
    tokens: &'a [Token],
    mut i: usize,
    prefix: &[&'a str],
    found: &mut Vec<(usize, Vec<&'a str>)>,
) -> usize {
    let mut path = prefix.to_vec();
    while is_word(text(tokens, i)) {
        path.push(text(tokens, i));
        i += 1;
        if text(tokens, i) != "::" {
            break;
        }
        i += 1;
    }
    if text(tokens, i) != "{" || text(tokens, i.wrapping_sub(1)) != "::" {
        found.push((tokens[i - 1].line, path));
        return i;
    }
    i += 1;
    while i < tokens.len() && text(tokens, i) != "}" {
        // Renames, `*` and commas are stepped over.
        i = match text(tokens, i) {
            "as" => i + 2,
            word if is_word(word) => tree(tokens, i, &path, found),
            _ => i + 1,
        };
    }
    i + 1
}

fn text(tokens: &[Token], i: usize) -> &str {
    tokens.get(i).map_or("", |token| &token.text)
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

#[test]
fn every_module_keeps_to_its_layer() {
    let mut found = Vec::new();
    for source in rust_files(&["src"]) {
        let module = Place::of(&source.path).module;
        let known = LAYERS.iter().any(|(name, _)| *name == module);
        if !known && module != "lib" && module != "main" {
            found.push(format!("{}: {module} is in no layer", source.path));
        }
        if !is_test_file(&source.path) {
            found.extend(findings(&source));
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn layers_are_listed_bottom_to_top() {
    for (i, (_, imports)) in LAYERS.iter().enumerate() {
        let below = &LAYERS[..i];
        let is_below = |import: &&str| below.iter().any(|(name, _)| name == import);
        assert!(imports.iter().all(is_below));
    }
}

/// A file, its text, and what must be reported of it.
type Planted = (&'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
const PLANTED: &[Planted] = &[
    ("src/graph/x.rs", "use crate::model::Date;\nuse super::Graph;", &[]),
    ("src/graph/x.rs", "\nuse crate::query::lineage;", &["2: graph imports query"]),
    ("src/graph/x.rs", "use crate::{\n    model::{Date, Kind},\n    load::{a::b, c},\n};",
        &["3: graph imports load", "3: graph imports load"]),
    ("src/query/a/x.rs", "fn f() { crate::export::write() }", &["1: query imports export"]),
    ("src/query/a/mod.rs", "use super::super::cli::run;", &["1: query imports cli"]),
    ("src/query/a/x.rs", "use super::super::cli::run;", &[]),
    ("src/model/mod.rs", "pub(crate) use super::graph::Graph;", &["1: model imports graph"]),
    ("src/syntax/x.rs", "#[cfg(test)]\nmod tests { use crate::cli::run; }", &[]),
    ("src/syntax/x.rs", "// use crate::cli::run;\nconst A: &str = \"crate::cli::run\";", &[]),
    ("src/export/x.rs", "use std::{fmt, fs::File as F, io};", &["1: export names std::fs"]),
    ("src/query/x.rs", "fn f() { ::std::fs::read(p); }", &["1: query names std::fs"]),
    ("src/load/x.rs", "use std::fs;\nfn f() { std::env::var(x); std::process::exit(1) }",
        &["2: load names std::env", "2: load names std::process"]),
    ("src/query/x.rs", "use petgraph::visit::VisitMap;", &[]),
    ("src/query/x.rs", "use petgraph::{visit::{Bfs, VisitMap}, algo::astar};",
        &["1: query names petgraph"]),
    ("src/export/x.rs", "use petgraph::visit::VisitMap;", &["1: export names petgraph::visit"]),
    ("src/load/x.rs", "fn f() { println!(); write!(out, \"println!()\"); }",
        &["1: load prints: println!"]),
    ("src/cli/x.rs", "use crate::{load, remote::bolt};\nfn f() { eprintln!(); }", &[]),
    ("src/main.rs", "use std::process::ExitCode;\nfn main() { aigraph::cli::main() }", &[]),
    ("src/main.rs", "fn main() { aigraph::cli::main(std::env::args_os()) }", &[]),
    ("src/main.rs", "fn main() { aigraph::load::read() }", &["1: main imports load"]),
    ("src/lib.rs", "use crate::cli::main;", &[]),
];

#[test]
fn planted_imports_are_found() {
    for (path, text, expected) in PLANTED {
        let source = Source {
            path: (*path).to_owned(),
            text: (*text).to_owned(),
        };
        let expected = expected.iter().map(|what| format!("{path}:{what}"));
        assert_eq!(findings(&source), expected.collect::<Vec<_>>(), "{text}");
    }
}
