//! Cypher text to a tree with spans, and the tree back to text.
//!
//! Text goes through [`Token`]s to [`Expression`]s, [`PathPattern`]s and [`Statement`]s, every
//! node of which knows its place in the text. `Display` writes a tree in canonical form, which
//! parses to the same tree again.
//!
//! This module knows no graph, no function names, no variables in scope and no types: `a + 1`
//! and `nothing.like.this(a)` are as good as any other. It never panics and never exhausts the
//! stack, whatever the text:
//!
//! - nesting is bounded by [`MAX_DEPTH`]; an operator that waits for its right side counts too;
//! - what is long but flat is flat in the tree: `a AND b AND c`, `1 + 2 - 3`, `a.b.c[0]` are one
//!   node with many children, as a chain of two-sided nodes would be as deep as the text is
//!   long, and parsing, printing, comparing and dropping it would recurse that deep.
//!
//! Of clauses it knows where each begins and ends and what it consists of, not which may follow
//! which, nor what is in scope: `RETURN 1 MATCH (n)` is a tree like any other. Those that change
//! a graph are read as far as scripts of graphs need them (`CREATE`, `MERGE`); of the others no
//! more than the keyword is known ([`Refused`]), for whoever runs the query to say what to do.
//!
//! Beyond openCypher 9 it reads label expressions (`:A|B&!C`), `WHERE` inside the brackets of
//! nodes and relationships, map projections, `||`, subqueries (`EXISTS { (a)-->() }`, `COUNT`,
//! `COLLECT`, `CALL (x) { … }`), groups and relationships that repeat (`((a)-->(b)){1,5}`,
//! `-->+`), and which paths are wanted (`SHORTEST 3`, `ALL SHORTEST`, `ANY`). An extension of our
//! own: a quoted string where a node's variable stands, `('A100')-->(x)`, names a node by its
//! name.

mod error;
mod foreign;
mod level;
mod lexer;
mod names;
mod parser;
mod print;
mod span;
mod token;
mod tree;

#[cfg(test)]
mod tests;

pub use error::SyntaxError;
pub use lexer::{Tokens, tokenize};
pub use span::{Span, Spanned};
pub use token::{Token, TokenKind};
pub use tree::*;

/// How many levels brackets and operators may nest before a text is refused.
///
/// People stay below ten. The limit keeps the stack small for all that walks a tree.
pub const MAX_DEPTH: u32 = 200;

/// Parses a text that is one expression and nothing else.
pub fn parse_expression(text: &str) -> Result<Expression, SyntaxError> {
    parser::Parser::new(text)
        .whole_expression()
        .map_err(|error| *error)
}

/// Parses a text that is a list of path patterns, separated by commas, and nothing else.
pub fn parse_patterns(text: &str) -> Result<Vec<PathPattern>, SyntaxError> {
    parser::Parser::new(text)
        .whole_patterns()
        .map_err(|error| *error)
}

/// Parses a text that is one statement, with or without a `;` at its end, and nothing else.
pub fn parse_statement(text: &str) -> Result<Statement, SyntaxError> {
    parser::Parser::new(text)
        .whole_statement()
        .map_err(|error| *error)
}

/// Parses a text of any number of statements with a `;` between them; empty ones are left out.
pub fn parse_script(text: &str) -> Result<Vec<Statement>, SyntaxError> {
    parser::Parser::new(text)
        .whole_script()
        .map_err(|error| *error)
}
