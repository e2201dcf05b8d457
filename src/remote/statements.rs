//! The statements that a push writes with.

use crate::export::data::database::{colons, quoted};
use crate::graph::stored::{GRAPH, GROUP, ID, KEY, NODE};

/// The statement that writes nodes of these labels.
pub(super) fn node_text(labels: &[&str], dropped: &[String]) -> String {
    let mut text = format!(
        "UNWIND $rows AS row MERGE (n:{NODE} {{{GRAPH}: $graph, {GROUP}: row[0], {ID}: row[1]}}) \
         SET n += row[2]"
    );
    if !labels.is_empty() {
        text.push_str(&format!(" SET n{}", colons(labels)));
    }
    if !dropped.is_empty() {
        text.push_str(&format!(" REMOVE n{}", colons(dropped)));
    }
    text
}

/// The statement that writes relationships of a type: a row is a start with all that leads from it,
/// for the server to look it up once.
pub(super) fn relationship_text(kind: &str) -> String {
    format!(
        "UNWIND $rows AS row \
         MATCH (s:{NODE} {{{GRAPH}: $graph, {GROUP}: row[0], {ID}: row[1]}}) \
         UNWIND row[2] AS to \
         MATCH (e:{NODE} {{{GRAPH}: $graph, {GROUP}: to[0], {ID}: to[1]}}) \
         MERGE (s)-[r:{} {{{GRAPH}: $graph, {KEY}: to[2]}}]->(e) SET r += to[3]",
        quoted(kind)
    )
}

/// The pattern that finds relationships of a type by their rows.
pub(super) fn matched(kind: &str) -> String {
    format!(
        "MATCH (s:{NODE} {{{GRAPH}: $graph, {GROUP}: row[0], {ID}: row[1]}})\
         -[r:{} {{{GRAPH}: $graph, {KEY}: row[4]}}]->\
         (e:{NODE} {{{GRAPH}: $graph, {GROUP}: row[2], {ID}: row[3]}})",
        quoted(kind)
    )
}
