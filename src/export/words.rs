//! `words`: each path as sentences, one a hop, with where each is said and how well.

use std::io::{self, BufWriter, Write};

use crate::graph::{Answer, Cell, Entity, Graph, NodeId, Path, RelationshipId};
use crate::model::Status;

use super::text::{BOLD, DIM, clean};
use super::{Style, cells, display_name, misfit, paths};

/// Writes every path of every row as numbered sentences, a blank line between.
pub(super) fn write(
    graph: &Graph,
    answer: &Answer,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    if !paths::fits(answer) {
        return Err(misfit("this answer has no paths"));
    }
    let mut out = BufWriter::new(out);
    let cells = answer.rows.iter().flat_map(|row| &row.cells);
    let found = cells.filter_map(|cell| match cell {
        Cell::Path(path) => Some(path),
        _ => None,
    });
    for (i, path) in found.enumerate() {
        if i > 0 {
            writeln!(out)?;
        }
        writeln!(out, "{}", style.paint(DIM, heading(graph, path, i + 1)))?;
        for (&rel, &from) in path.relationships.iter().zip(&path.nodes) {
            write_hop(graph, rel, from, style, &mut out)?;
        }
    }
    out.flush()
}

/// `1. in 3 steps, one of them disputed`
fn heading(graph: &Graph, path: &Path, number: usize) -> String {
    let status = |&&rel: &&RelationshipId| graph.provenance(Entity::Relationship(rel)).status;
    let is_disputed = |rel: &&RelationshipId| status(rel) == Status::Disputed;
    let doubts = match path.relationships.iter().filter(is_disputed).count() {
        0 => String::new(),
        1 => ", one of them disputed".to_owned(),
        n => format!(", {n} of them disputed"),
    };
    let steps = if path.relationships.len() == 1 {
        "step"
    } else {
        "steps"
    };
    format!("{number}. in {} {steps}{doubts}", path.relationships.len())
}

/// One hop as a sentence, read the way it is walked, and its note where it is disputed.
fn write_hop(
    graph: &Graph,
    rel: RelationshipId,
    from: NodeId,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let kind = graph.relationship_type(graph.type_of(rel));
    let forward = graph.start(rel) == from;
    let reading = if forward {
        &kind.meaning
    } else {
        &kind.inverse
    };
    let verb = match reading {
        Some(reading) => reading.clone(),
        None if forward => format!("─{}→", kind.name),
        None => format!("←{}─", kind.name),
    };
    let name = |node| display_name(graph, node, style.lang);
    let (one, other) = (name(from), name(graph.other(rel, from)));
    let (one, other) = (clean(&one), clean(&other));
    write!(out, "   {} {} ", style.paint(BOLD, one), clean(&verb))?;
    write!(
        out,
        "{}{}",
        style.paint(BOLD, other),
        clean(&cells::period(graph, rel))
    )?;
    paths::write_provenance(graph, rel, style, out)?;
    writeln!(out)?;
    let provenance = graph.provenance(Entity::Relationship(rel));
    match provenance
        .note
        .filter(|_| provenance.status == Status::Disputed)
    {
        Some(note) => writeln!(out, "     {}", style.paint(DIM, clean(note))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, written};
    use super::*;

    #[test]
    fn hops_read_as_sentences() {
        let graph = fixture::graph();
        let answer = fixture::paths(&graph);
        insta::assert_snapshot!(written("words", &graph, &answer, &Style::default()), @r"
        1. in 3 steps, one of them disputed
           ERNIE 3.0 builds on Transformer [arxiv 3.1] disputed!
             the article names BERT
           Transformer is built on by GPT-3 [article]
           GPT-3 is released by OpenAI since 2020-05 [article 2.3.1(1)]

        2. in 0 steps
        ");
    }
}
