//! The pictures in docs/gallery are those that the program draws today. `make diagrams` draws them
//! again.

use std::collections::BTreeSet;
use std::fs;

use crate::pictures::shipped;
use crate::program::{every, project};

/// Files and the commands that draw them, as typed after `aigraph diagram`.
const GALLERY: &[(&str, &str)] = &[
    ("lineage.svg", "lineage"),
    (
        "lineage-focus-dark.svg",
        "lineage --focus GPT-3 --theme dark",
    ),
    ("chain.svg", "chain"),
    ("impact-a100.svg", "impact A100"),
    (
        "restrictions.svg",
        "query 'MATCH p = (:Policy)<-[:RESTRICTED_BY]-(:Chip)<-[:RELEASES]-() RETURN p'",
    ),
    ("path-google-docs-palm.svg", "path 'Google Docs' PaLM"),
];

#[test]
fn the_gallery_shows_what_is_drawn_today() {
    let folder = project().join("docs/gallery");
    let rewrite = std::env::var_os("INSTA_UPDATE").is_some_and(|mode| mode == "always");
    let pictures = GALLERY
        .iter()
        .map(|(file, command)| ((*file).to_owned(), *command));
    every(pictures, |file, command| {
        let (path, drawn) = (folder.join(file), shipped(command));
        if rewrite {
            fs::create_dir_all(&folder).expect("a folder");
            fs::write(&path, &drawn).expect("the picture is written");
        }
        let kept = fs::read_to_string(&path).unwrap_or_default();
        let other = kept.lines().zip(drawn.lines()).find(|(a, b)| a != b);
        assert!(
            kept == drawn,
            "`aigraph diagram {command}` draws another picture; `make diagrams` accepts it\n\
             kept and drawn: {other:?}"
        );
    });
    let files = fs::read_dir(&folder).expect("the gallery");
    let files = files.map(|file| file.expect("a file").file_name().into_string());
    let files: BTreeSet<String> = files.map(|name| name.expect("UTF-8")).collect();
    let named = GALLERY.iter().map(|(file, _)| (*file).to_owned());
    assert_eq!(files, named.collect(), "nothing else is in the gallery");
}
