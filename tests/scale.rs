//! Long, wide and circular graphs answer in lines linear in their size, and no walk recurses.
//!
//! Without optimization a tenth of the size is enough: a recursion that deep overflows the stack
//! as surely.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::program::outcome;

/// How many relationships the chain and the star have.
const SIZE: usize = if cfg!(debug_assertions) {
    100_000
} else {
    1_000_000
};

/// A folder with an edge list.
fn edges(rows: impl Iterator<Item = (usize, usize)>) -> TempDir {
    let folder = TempDir::new().unwrap();
    let mut text = String::from("source,target\n");
    for (source, target) in rows {
        writeln!(text, "n{source},n{target}").unwrap();
    }
    fs::write(folder.path().join("edges.csv"), text).unwrap();
    folder
}

fn answer(folder: &Path, args: &[&str]) -> String {
    let mut args = args.to_vec();
    args.extend(["-g", "edges.csv"]);
    outcome(&args, folder, b"").answer()
}

/// The value of a line of `stats`.
fn figure(stats: &str, name: &str, of: &str) -> String {
    let words = |line: &str| {
        line.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let wanted: Vec<String> = words(&format!("{name} {of}"));
    let mut rows = stats.lines().map(words);
    let row = rows.find(|row| row.len() == wanted.len() + 1 && row.starts_with(&wanted));
    row.map_or(String::new(), |row| row[wanted.len()].clone())
}

#[test]
fn a_cycle_of_three() {
    let folder = edges([(0, 1), (1, 2), (2, 0)].into_iter());
    let lineage = answer(folder.path(), &["lineage", "n0"]);
    let wanted = "n0\n↳ RELATED_TO→ n1\n↳ RELATED_TO→ n2\n↳ RELATED_TO→ n0 (*)\n";
    assert_eq!(lineage, wanted);
    let down = answer(folder.path(), &["lineage", "n0", "--down"]);
    let wanted = "n0\n↳ ←RELATED_TO n2\n↳ ←RELATED_TO n1\n↳ ←RELATED_TO n0 (*)\n";
    assert_eq!(down, wanted);
    let path = answer(folder.path(), &["path", "n0", "n2", "--directed"]);
    assert_eq!(path, "n0\n  ─RELATED_TO→ n1\n  ─RELATED_TO→ n2\n");
    let all = answer(folder.path(), &["path", "n0", "n2", "--all"]);
    assert_eq!(all.split("\n\n").count(), 2, "{all}");
    let stats = answer(folder.path(), &["stats"]);
    assert_eq!(figure(&stats, "cycles", "in lineage"), "1", "{stats}");
    assert_eq!(figure(&stats, "components", ""), "1", "{stats}");
}

#[test]
fn a_long_chain() {
    // Numbered by a step that is prime to the size, so that names tell nothing about the order.
    let at = |i: usize| i * 7919 % (SIZE + 1);
    let folder = edges((0..SIZE).map(|i| (at(i), at(i + 1))));
    let (first, last) = (format!("n{}", at(0)), format!("n{}", at(SIZE)));
    let (first, last) = (first.as_str(), last.as_str());
    for args in [["lineage", first].as_slice(), &["lineage", last, "--down"]] {
        let lineage = answer(folder.path(), args);
        assert_eq!(lineage.lines().count(), SIZE + 1);
        assert!(
            lineage.lines().all(|line| line.len() < 80),
            "a line grows with the depth"
        );
        let end = lineage.lines().next_back().unwrap();
        assert!(
            end.ends_with(if args.len() == 2 { last } else { first }),
            "{end}"
        );
    }
    let path = answer(folder.path(), &["path", first, last]);
    assert_eq!(path.lines().count(), SIZE + 1);
    let stats = answer(folder.path(), &["stats"]);
    assert_eq!(
        figure(&stats, "nodes", ""),
        (SIZE + 1).to_string(),
        "{stats}"
    );
    assert_eq!(figure(&stats, "components", ""), "1", "{stats}");
    assert_eq!(figure(&stats, "cycles", "in lineage"), "0", "{stats}");
}

#[test]
fn a_wide_star() {
    let folder = edges((1..=SIZE).map(|i| (i, 0)));
    let down = answer(folder.path(), &["lineage", "n0", "--down"]);
    assert_eq!(down.lines().count(), SIZE + 1);
    let up = answer(folder.path(), &["lineage", "n7"]);
    assert_eq!(up, "n7\n↳ RELATED_TO→ n0\n");
    let path = answer(folder.path(), &["path", "n1", "n2"]);
    assert_eq!(path, "n1\n  ─RELATED_TO→ n0\n  ←RELATED_TO─ n2\n");
    let last = format!("n{SIZE}");
    let why = answer(folder.path(), &["why", "n1", &last, "-n", "2"]);
    assert!(why.starts_with("1. in 2 steps\n"), "{why}");
    let stats = answer(folder.path(), &["stats"]);
    assert_eq!(
        figure(&stats, "relationships", ""),
        SIZE.to_string(),
        "{stats}"
    );
    assert_eq!(figure(&stats, "components", ""), "1", "{stats}");
}

/// A cycle as long as the chain, and a ladder whose paths are too many to walk one by one.
#[test]
fn a_long_cycle_and_a_ladder() {
    let folder = edges((0..SIZE).map(|i| (i, (i + 1) % SIZE)));
    let lineage = answer(folder.path(), &["lineage", "n0"]);
    assert_eq!(lineage.lines().count(), SIZE + 1);
    let stats = answer(folder.path(), &["stats"]);
    assert_eq!(figure(&stats, "cycles", "in lineage"), "1", "{stats}");
    let rungs = SIZE / 10;
    let both = |i: usize| [(2 * i, 2 * i + 2), (2 * i, 2 * i + 3)];
    let other = |i: usize| [(2 * i + 1, 2 * i + 2), (2 * i + 1, 2 * i + 3)];
    let folder = edges((0..rungs).flat_map(|i| [both(i), other(i)].concat()));
    let lineage = answer(folder.path(), &["lineage", "n0"]);
    assert!(lineage.lines().count() <= 4 * rungs + 1);
    let path = answer(folder.path(), &["path", "n0", &format!("n{}", 2 * rungs)]);
    assert_eq!(path.lines().count(), rungs + 1);
}
