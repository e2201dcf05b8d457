//! Other programs that ours are held against. Where one is missing, its tests say so by name and
//! pass; with `AIGRAPH_REQUIRE_PEERS` set, as in CI, they fail.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::program::project;

/// The first of some programs that is on the PATH.
#[track_caller]
pub(crate) fn peer(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = names.iter().find_map(|name| {
        let mut places = env::split_paths(&path).map(|folder| folder.join(name));
        places.find(|file| file.is_file())
    });
    if found.is_none() {
        skipped(&format!("{} is not on the PATH", names.join(" or ")));
    }
    found
}

/// Python with the packages of tests/peers/requirements.txt, as `make peers` installs them.
#[track_caller]
pub(crate) fn python() -> Option<PathBuf> {
    let made = project().join("target/peers/bin/python");
    let python = env::var_os("AIGRAPH_PEERS_PYTHON").map_or(made, PathBuf::from);
    if python.is_file() {
        return Some(python);
    }
    skipped("the Python peers are not installed; `make peers` does it");
    None
}

/// What a script of tests/peers prints; it must go well.
#[track_caller]
pub(crate) fn script(python: &Path, name: &str, args: &[&str]) -> String {
    let output = Command::new(python)
        .arg(project().join("tests/peers").join(name))
        .args(args)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PYTHONIOENCODING", "utf-8")
        .output()
        .expect("Python starts");
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {error}");
    String::from_utf8(output.stdout).expect("scripts print UTF-8")
}

/// Says that something is not tested, and why.
#[track_caller]
#[allow(
    clippy::print_stderr,
    reason = "whoever runs the tests is told what was not tested"
)]
pub(crate) fn skipped(why: &str) {
    let required = env::var_os("AIGRAPH_REQUIRE_PEERS").is_some();
    assert!(!required, "{why}, and AIGRAPH_REQUIRE_PEERS is set");
    eprintln!("skipped: {why}");
}

/// In a build without it, Parquet is not tested, and the program says what is missing.
#[cfg(not(feature = "parquet"))]
#[test]
fn without_parquet() {
    let folder = tempfile::TempDir::new().unwrap();
    std::fs::write(folder.path().join("a.parquet"), "PAR1").unwrap();
    for args in [
        &["stats", "-g", "a.parquet"][..],
        &["export", "parquet", "-o", "out"],
    ] {
        let run = crate::program::outcome(args, folder.path(), b"");
        assert!(run.code > 1, "{}", run.stdout);
        assert!(run.stderr.contains("feature parquet"), "{}", run.stderr);
    }
    skipped("Parquet: the feature is off");
}
