//! `paths`: each path as its first node and one line a hop.

use std::io::{self, BufWriter, Write};

use crate::graph::{Answer, Cell, Entity, Graph, NodeId, Path, RelationshipId};

use super::text::{self, BOLD, DIM, TYPE, clean};
use super::{Style, cells, display_name, misfit};

/// Whether a row of the answer holds a path; an answer without rows fits if its column does.
pub(super) fn fits(answer: &Answer) -> bool {
    let is_path = |cell: &Cell| matches!(cell, Cell::Path(_));
    match answer.rows.is_empty() {
        true => answer.columns.iter().any(|c| c == "path"),
        false => answer.rows.iter().flat_map(|row| &row.cells).any(is_path),
    }
}

/// Writes every path of every row, a blank line between.
pub(super) fn write(
    graph: &Graph,
    answer: &Answer,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !fits(answer) {
        return Err(misfit("this answer has no paths"));
    }
    let mut out = BufWriter::new(out);
    let cells = answer.rows.iter().flat_map(|row| &row.cells);
    let paths = cells.filter_map(|cell| match cell {
        Cell::Path(path) => Some(path),
        _ => None,
    });
    for (i, path) in paths.enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        write_path(graph, path, style, &mut out)?;
    }
    out.flush()
}

fn write_path(graph: &Graph, path: &Path, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let Some((&first, rest)) = path.nodes.split_first() else {
        return Ok(());
    };
    write_node(graph, first, style, out)?;
    writeln!(out)?;
    for (&rel, &node) in path.relationships.iter().zip(rest) {
        let name = clean(graph.type_name(rel));
        let hop = match graph.end(rel) == node {
            true => format!("─{name}→"),
            false => format!("←{name}─"),
        };
        write!(out, "  {} ", style.paint(TYPE, hop))?;
        write_node(graph, node, style, out)?;
        write!(out, "{}", clean(&cells::period(graph, rel)))?;
        write_provenance(graph, rel, style, out)?;
        writeln!(out)?;
    }
    Ok(())
}

/// A node's name and, dim, its labels and date.
pub(super) fn write_node(
    graph: &Graph,
    node: NodeId,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let name = display_name(graph, node, style.lang);
    write!(out, "{}", style.paint(BOLD, clean(&name)))?;
    let facts = cells::facts(graph, node);
    if facts.is_empty() {
        return Ok(());
    }
    let facts = format!("({facts})");
    write!(out, " {}", style.paint(DIM, clean(&facts)))
}

/// Where a relationship comes from, and its status where it is not simply stated.
pub(super) fn write_provenance(
    graph: &Graph,
    rel: RelationshipId,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let provenance = graph.provenance(Entity::Relationship(rel));
    let place = cells::place_of(&provenance);
    if !place.is_empty() {
        write!(out, " [{}]", clean(&place))?;
    }
    match text::mark(provenance.status) {
        Some((mark, look)) => write!(out, " {}", style.paint(look, mark)),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, written};
    use super::*;

    #[test]
    fn each_hop_names_its_direction_and_source() {
        let graph = fixture::graph();
        let answer = fixture::paths(&graph);
        insta::assert_snapshot!(written("paths", &graph, &answer, &Style::default()), @r"
        ERNIE 3.0 (Model, 2021-07)
          ─BUILDS_ON→ Transformer (Technique, 2017-06) [arxiv 3.1] disputed!
          ←BUILDS_ON─ GPT-3 (Model, 2020-05) [article]
          ←RELEASES─ OpenAI (Company) since 2020-05 [article 2.3.1(1)]

        GPT-2 (Model, 2019)
        ");
    }

    #[test]
    fn fits_answers_with_paths() {
        let graph = fixture::graph();
        assert!(fits(&fixture::paths(&graph)));
        assert!(fits(&Answer::new(&graph, &["path", "length"], Vec::new())));
        assert!(!fits(&Answer::new(&graph, &["name"], Vec::new())));
    }
}
