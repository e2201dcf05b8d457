//! The exported DOT of the main pictures, read by Graphviz itself and by a parser of DOT.

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::picture::Picture;
use super::shipped;
use crate::peers::peer;
use crate::program::every;

/// The main pictures, as typed after `aigraph diagram`.
const MAIN: &[&str] = &["lineage", "chain", "impact A100", "path 'Google Docs' PaLM"];

fn main_pictures() -> impl Iterator<Item = (String, String)> {
    MAIN.iter().map(|command| {
        let dot = shipped(&format!("{command} --format dot"));
        ((*command).to_owned(), dot)
    })
}

#[test]
fn the_main_pictures_are_read_by_a_parser_of_dot() {
    every(main_pictures(), |_, dot| {
        graphviz_rust::parse(&dot).expect("it is DOT");
    });
}

#[test]
fn graphviz_draws_the_main_pictures() {
    let Some(program) = peer(&["dot"]) else {
        return;
    };
    every(main_pictures(), |command, dot| {
        let mut child = Command::new(&program)
            .arg("-Tsvg")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("dot starts");
        let mut pipe = child.stdin.take().expect("stdin is piped");
        pipe.write_all(dot.as_bytes()).expect("dot reads it all");
        drop(pipe);
        let output = child.wait_with_output().expect("dot ends");
        assert!(output.status.success(), "{}", output.status);
        let theirs = String::from_utf8(output.stdout).expect("UTF-8");
        let ours = Picture::read(&shipped(command));
        let count = |what: &str| theirs.matches(what).count();
        assert_eq!(count("class=\"node\""), ours.boxes.len(), "nodes");
        assert!(count("class=\"edge\"") >= ours.edges.len(), "edges");
    });
}
