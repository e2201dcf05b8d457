//! Other programs that ours are held against. Where one is missing, its tests say so by name and
//! pass; with `AIGRAPH_REQUIRE_PEERS` set, as in CI, they fail.

use std::env;
use std::path::PathBuf;

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
