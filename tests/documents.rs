//! What the documents show is what the program prints: every `console` block is run.
//!
//! A line that begins with `$ ` is run by a shell in an empty folder, so that the bundled graph
//! answers, and what it writes to stdout and stderr must be what follows. A block that ends in
//! `…` shows only the beginning. INSTA_UPDATE=always (`make bless`) writes what is printed today.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::program::project;

/// The documents, relative to the project.
const DOCUMENTS: &[&str] = &["README.md", "docs/tour.md", "docs/dataset.md"];

#[test]
fn documents_show_what_the_program_prints() {
    let mut wrong = String::new();
    for name in DOCUMENTS {
        let path = project().join(name);
        let shown = std::fs::read_to_string(&path).unwrap();
        let printed = rerun(&shown);
        if shown == printed {
            continue;
        }
        if std::env::var("INSTA_UPDATE").is_ok_and(|value| value == "always") {
            std::fs::write(&path, printed).unwrap();
            continue;
        }
        let lines = shown.lines().zip(printed.lines()).enumerate();
        let differs = lines.into_iter().find(|(_, (a, b))| a != b);
        let (line, (a, b)) = differs.unwrap_or((0, ("(its length)", "")));
        writeln!(wrong, "{name}:{}\n  shows  {a}\n  is now {b}", line + 1).unwrap();
    }
    assert!(
        wrong.is_empty(),
        "\n{wrong}`make bless` writes what is printed today"
    );
}

/// The headings of docs/formats.md that name a format, in their order.
#[test]
fn every_format_of_exports_has_its_section() {
    let text = std::fs::read_to_string(project().join("docs/formats.md")).unwrap();
    let sections: Vec<&str> = text.lines().filter_map(|l| l.strip_prefix("## ")).collect();
    let formats = aigraph::export::data::FORMATS.iter();
    let names: Vec<&str> = formats.map(|format| format.name).collect();
    assert_eq!(sections, names);
}

/// The document with the output of every command in its console blocks as it is now.
fn rerun(document: &str) -> String {
    let folder = tempfile::tempdir().unwrap();
    let mut out = String::new();
    let mut lines = document.lines().peekable();
    while let Some(line) = lines.next() {
        writeln!(out, "{line}").unwrap();
        if line != "```console" {
            continue;
        }
        while let Some(line) = lines.next_if(|line| *line != "```") {
            let Some(command) = line.strip_prefix("$ ") else {
                continue;
            };
            writeln!(out, "{line}").unwrap();
            let mut old = Vec::new();
            while let Some(line) = lines.next_if(|l| *l != "```" && !l.starts_with("$ ")) {
                old.push(line);
            }
            out.push_str(&shown(&run(command, folder.path()), &old));
        }
    }
    out
}

/// The output as a block shows it: whole, or as many lines as it showed before its `…`.
fn shown(output: &str, old: &[&str]) -> String {
    let Some((&"…", before)) = old.split_last() else {
        return output.to_owned();
    };
    let kept: String = output
        .lines()
        .take(before.len())
        .map(|line| format!("{line}\n"))
        .collect();
    format!("{kept}…\n")
}

/// What a shell prints for the command, stdout and then stderr.
fn run(command: &str, folder: &Path) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_aigraph"));
    let path = std::env::var("PATH").unwrap_or_default();
    let path = format!("{}:{path}", program.parent().unwrap().display());
    let output = Command::new("sh")
        .args(["-c", command])
        .current_dir(folder)
        .env_clear()
        .env("PATH", path)
        .output()
        .unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    text(output.stdout) + &text(output.stderr)
}
