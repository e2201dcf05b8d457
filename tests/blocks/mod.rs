//! Reading in blocks gives what reading row by row gives: the same graph, every property and every
//! order of it, and the same problems at the same places, on any number of threads and however
//! small the blocks.

mod folders;

use std::borrow::Cow;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use aigraph::graph::{Entity, Graph};
use aigraph::load::{Input, LoadError, Loaded, Options, Reading, load};

use crate::program::{data, project};
use folders::{Files, Random};

/// All that a graph holds, in its order.
fn everything(graph: &Graph) -> String {
    let mut text = String::new();
    let put = |text: &mut String, entity: Entity| {
        for (key, value) in graph.properties(entity) {
            let _ = write!(text, " {key}: {value:?}");
        }
        let claims: Vec<_> = graph.claims(entity).collect();
        let _ = writeln!(text, " {:?} {claims:?}", graph.provenance(entity));
    };
    for node in graph.nodes() {
        let labels: Vec<&str> = graph.label_names(node).collect();
        let _ = write!(
            text,
            "{:?} {:?} {labels:?}",
            graph.group(node),
            graph.id(node)
        );
        put(&mut text, Entity::Node(node));
        let _ = writeln!(text, "  from {:?}", graph.incoming(node));
    }
    for rel in graph.relationships() {
        let ends = (graph.start(rel), graph.type_name(rel), graph.end(rel));
        let _ = write!(text, "{ends:?} {:?}", graph.key(rel));
        put(&mut text, Entity::Relationship(rel));
    }
    for label in graph.label_ids() {
        let _ = writeln!(text, "{:?}", graph.label(label));
    }
    for kind in graph.type_ids() {
        let _ = writeln!(text, "{:?}", graph.relationship_type(kind));
    }
    let keys: (Vec<_>, Vec<_>) = (
        graph.node_keys().collect(),
        graph.relationship_keys().collect(),
    );
    let _ = writeln!(
        text,
        "{keys:?} {:?} {:?}",
        graph.declares(),
        graph.sources()
    );
    text
}

/// All that loading gives, but how it went about it.
fn outcome(loaded: &Result<Loaded, LoadError>) -> String {
    match loaded {
        Err(error) => format!("{error:?}"),
        Ok(loaded) => format!(
            "{}{:#?}\n{:#?}\n{:#?}",
            everything(&loaded.graph),
            loaded.problems,
            loaded.rejects,
            loaded.notes
        ),
    }
}

/// Whether the input is read in blocks; whichever way, the outcome is the same.
fn is_read_in_blocks(input: impl Fn() -> Input, options: &Options, case: &str) -> bool {
    let of = |reading, threads| {
        let options = Options {
            reading,
            threads: Some(threads),
            ..options.clone()
        };
        load(input(), &options)
    };
    let wanted = of(Reading::Rows, 1);
    let wanted_text = outcome(&wanted);
    let mut in_blocks = Vec::new();
    for (bytes, threads) in [(1, 1), (1, 3), (50, 2), (1 << 19, 1), (1 << 19, 2)] {
        let found = of(Reading::Blocks(bytes), threads);
        in_blocks.push(found.as_ref().is_ok_and(|loaded| loaded.in_blocks));
        let found = outcome(&found);
        assert!(
            found == wanted_text,
            "{case}, blocks of {bytes} on {threads} threads\n--- row by row\n{wanted_text}\n--- in \
             blocks\n{found}"
        );
    }
    let first = in_blocks[0];
    assert!(
        in_blocks.iter().all(|&way| way == first),
        "{case}: {in_blocks:?}"
    );
    let sound = wanted.is_ok_and(|loaded| loaded.problems.is_empty() && loaded.rejects.is_empty());
    assert!(
        sound || !first,
        "{case}: problems of what was read in blocks"
    );
    first
}

fn files(files: &Files) -> Input {
    let bytes = |(path, bytes): &(String, Vec<u8>)| (path.clone(), Cow::Owned(bytes.clone()));
    Input::Files(files.iter().map(bytes).collect())
}

#[test]
fn two_hundred_folders_with_oddities() {
    let (mut in_blocks, mut with_oddities) = (0, 0);
    for seed in 0..200 {
        let mut random = Random::new(seed);
        let case = folders::folder(&mut random);
        let options = Options {
            null: case.null.clone(),
            ..Options::default()
        };
        let name = format!("folder {seed} ({}): {}", case.odd.join(", "), case.shown());
        let way = is_read_in_blocks(|| files(&case.files), &options, &name);
        in_blocks += usize::from(way);
        with_oddities += usize::from(way && !case.odd.is_empty());
    }
    // Most oddities are for reading row by row; some of them blocks read as well.
    assert!((60..190).contains(&in_blocks), "{in_blocks}");
    assert!(with_oddities > 20, "{with_oddities}");
}

#[test]
fn every_broken_input() {
    for entry in fs::read_dir(data().join("broken")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.display().to_string();
        is_read_in_blocks(|| Input::Path(path.clone()), &Options::default(), &name);
    }
}

#[test]
fn the_shipped_graph() {
    let path = project().join("graph");
    let way = is_read_in_blocks(|| Input::Path(path.clone()), &Options::default(), "graph/");
    assert!(way);
}

/// Writes the files of a case with so many rows that only the heads of files are looked at before
/// the blocks are read, and types are guessed.
#[test]
fn files_longer_than_their_heads() {
    for (seed, mistaken) in [(1, false), (2, true)] {
        let folder = tempfile::TempDir::new().unwrap();
        let mut random = Random::new(seed);
        for (path, bytes) in folders::long(&mut random, mistaken) {
            write(folder.path(), &path, &bytes);
        }
        let input = || Input::Path(folder.path().to_owned());
        assert!(is_read_in_blocks(input, &Options::default(), "long files"));
        let loaded = load(input(), &Options::default()).unwrap();
        assert!(loaded.in_blocks && loaded.graph.node_count() > 1000);
    }
}

fn write(folder: &Path, path: &str, bytes: &[u8]) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, bytes).unwrap();
}
