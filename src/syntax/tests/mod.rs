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

use std::fmt::Debug;

use super::{Expression, PathPattern, SyntaxError, parse_expression, parse_patterns};

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

/// Parses a text and checks that printing the tree loses nothing.
fn reparsed<T: Debug>(
    text: &str,
    parse: fn(&str) -> Result<T, SyntaxError>,
    print: impl Fn(&T) -> String,
) -> T {
    let tree = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    let printed = print(&tree);
    let again =
        parse(&printed).unwrap_or_else(|error| panic!("{text} was printed as {printed}: {error}"));
    assert_eq!(
        shape(&tree),
        shape(&again),
        "{text} was printed as {printed}"
    );
    tree
}

/// Parses an expression and checks that printing it loses nothing.
fn expression(text: &str) -> Expression {
    reparsed(text, parse_expression, Expression::to_string)
}

/// Parses patterns and checks that printing them loses nothing.
fn patterns(text: &str) -> Vec<PathPattern> {
    reparsed(text, parse_patterns, |patterns| print_patterns(patterns))
}
