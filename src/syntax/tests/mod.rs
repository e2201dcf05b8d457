//! Tests of the syntax: what is read and how it is printed, what is refused and how that is
//! said, and that no text at all does harm.

mod accept;
mod patterns;
mod queries;
mod reject;
mod reject_queries;
mod robust;
mod robust_queries;
mod shape;

use super::{Expression, PathPattern, parse_expression, parse_patterns};

/// A tree without its spans: what must be equal after printing and parsing.
///
/// Spans print as `@3-7`; a string of that form loses it on both sides of a comparison.
fn shape(tree: &impl std::fmt::Debug) -> String {
    let tree = format!("{tree:?}");
    let mut pieces = tree.split('@');
    let mut shape = pieces.next().unwrap_or("").to_string();
    for piece in pieces {
        shape += piece.trim_start_matches(|c: char| c.is_ascii_digit() || c == '-');
    }
    shape
}

fn print_patterns(patterns: &[PathPattern]) -> String {
    patterns
        .iter()
        .map(PathPattern::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// Parses an expression and checks that printing it loses nothing.
fn expression(text: &str) -> Expression {
    let tree = parse_expression(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let printed = tree.to_string();
    let again = parse_expression(&printed)
        .unwrap_or_else(|error| panic!("{text} was printed as {printed}: {error}"));
    assert_eq!(
        shape(&tree),
        shape(&again),
        "{text} was printed as {printed}"
    );
    tree
}

/// Parses patterns and checks that printing them loses nothing.
fn patterns(text: &str) -> Vec<PathPattern> {
    let trees = parse_patterns(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let printed = print_patterns(&trees);
    let again = parse_patterns(&printed)
        .unwrap_or_else(|error| panic!("{text} was printed as {printed}: {error}"));
    assert_eq!(
        shape(&trees),
        shape(&again),
        "{text} was printed as {printed}"
    );
    trees
}
