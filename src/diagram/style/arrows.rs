//! Relationships as arrows, and what a focus lights.

use crate::diagram::{Arrow, Scene, Tone};
use crate::graph::{Entity, Graph, NodeId, RelationshipId};
use crate::model::{Lang, Role, Status};

use super::boxes;

/// The two ends of an arrow: it points from an origin to what came of it, and from what restricts
/// to what is restricted; else from start to end.
pub(super) fn ends(graph: &Graph, rel: RelationshipId) -> (NodeId, NodeId) {
    let (start, end) = (graph.start(rel), graph.end(rel));
    if restricts(graph, rel) {
        return (end, start);
    }
    graph.origin(rel).unwrap_or((start, end))
}

/// Whether the end of a relationship restricts its start.
pub(super) fn restricts(graph: &Graph, rel: RelationshipId) -> bool {
    graph.relationship_type(graph.type_of(rel)).role == Some(Role::Restriction)
}

/// An arrow for a relationship between two boxes.
pub(super) fn arrow(
    graph: &Graph,
    rel: RelationshipId,
    from: usize,
    to: usize,
    lang: Lang,
) -> Arrow {
    let provenance = graph.provenance(Entity::Relationship(rel));
    let kind = graph.type_name(rel);
    let about = graph.relationship_type(graph.type_of(rel));
    let meaning = about.meaning.as_deref();
    let along = match ends(graph, rel).0 == graph.start(rel) {
        true => meaning,
        false => about.inverse.as_deref(),
    };
    let start = boxes::name(graph, graph.start(rel), lang);
    let end = boxes::name(graph, graph.end(rel), lang);
    let mut tooltip = format!("{start} {} {end}", boxes::plain(meaning.unwrap_or(kind)));
    let source = boxes::source(graph, &provenance);
    if !source.is_empty() {
        tooltip.push_str(&format!("\n{source}"));
    }
    if provenance.status != Status::Stated {
        tooltip.push_str(&format!("\n{}", provenance.status.name()));
    }
    Arrow {
        from,
        to,
        kind: kind.to_owned(),
        label: boxes::plain(along.unwrap_or_default()),
        restricts: restricts(graph, rel),
        disputed: provenance.status == Status::Disputed,
        tone: Tone::Normal,
        tooltip,
    }
}

/// Lights the ancestors and descendants of these boxes and the arrows between them; dims the rest.
pub(super) fn focus(scene: &mut Scene, roots: &[usize]) {
    let count = scene.boxes.len();
    let mut lit_boxes = vec![false; count];
    let mut lit_arrows = vec![false; scene.arrows.len()];
    for down in [false, true] {
        let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
        for (index, arrow) in scene.arrows.iter().enumerate() {
            near[if down { arrow.from } else { arrow.to }].push(index);
        }
        let mut seen = vec![false; count];
        let mut stack = roots.to_vec();
        roots.iter().for_each(|&root| seen[root] = true);
        while let Some(at) = stack.pop() {
            for &index in &near[at] {
                let arrow = &scene.arrows[index];
                let next = if down { arrow.to } else { arrow.from };
                lit_arrows[index] = true;
                if !seen[next] {
                    seen[next] = true;
                    stack.push(next);
                }
            }
        }
        for (lit, seen) in lit_boxes.iter_mut().zip(seen) {
            *lit |= seen;
        }
    }
    let tone = |lit: bool| if lit { Tone::Lit } else { Tone::Dim };
    for (b, lit) in scene.boxes.iter_mut().zip(lit_boxes) {
        b.tone = tone(lit);
    }
    for (arrow, lit) in scene.arrows.iter_mut().zip(lit_arrows) {
        arrow.tone = tone(lit);
    }
}
