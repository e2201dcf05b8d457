//! Facts and their sources: what is claimed by whom, and how well it is carried.

use std::collections::BTreeMap;

use crate::graph::{Answer, Cell, Entity, Graph, Path, RelationshipId, Row};
use crate::model::{Claim, Provenance, Status, Value};

/// Which facts are wanted.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only those that are disputed.
    pub disputed: bool,
    /// Only those that this source carries, by its id.
    pub source: Option<String>,
}

/// Node rows, relationship rows and claims, each with its provenance: nodes first, then
/// relationships, by id, each followed by its claims. O(n + m).
///
/// Columns: what the fact is about, its label or type, the property and value where it is a
/// claim, source, locator, status, note.
pub fn facts(graph: &Graph, options: &Options) -> Answer {
    let wanted = |provenance: &Provenance<'_>| {
        (!options.disputed || provenance.status == Status::Disputed)
            && options
                .source
                .as_deref()
                .is_none_or(|id| provenance.source == Some(id))
    };
    let nodes = graph.nodes().map(Entity::Node);
    let entities = nodes.chain(graph.relationships().map(Entity::Relationship));
    let mut rows = Vec::new();
    for entity in entities {
        let own = graph.provenance(entity);
        if wanted(&own) {
            rows.push(row(graph, entity, None, &own));
        }
        let claims = graph
            .claims(entity)
            .filter(|claim| wanted(&claim.provenance()));
        rows.extend(claims.map(|c| row(graph, entity, Some(c), &c.provenance())));
    }
    let columns = &[
        "about", "kind", "property", "value", "source", "locator", "status", "note",
    ];
    Answer::new(graph, columns, rows)
}

fn row(graph: &Graph, entity: Entity, claim: Option<&Claim>, provenance: &Provenance<'_>) -> Row {
    let (about, kind) = match entity {
        Entity::Node(node) => {
            let labels: Vec<&str> = graph.label_names(node).collect();
            (Cell::Node(node), labels.join(":"))
        }
        Entity::Relationship(rel) => (Cell::Path(hop(graph, rel)), graph.type_name(rel).into()),
    };
    let text = |text: Option<&str>| text.map_or(Cell::NULL, Cell::text);
    let property = claim
        .map(|c| c.property.as_str())
        .filter(|property| !property.is_empty());
    Row::new(vec![
        about,
        Cell::text(kind),
        text(property),
        Cell::Value(claim.map_or(Value::Null, |claim| claim.value.clone())),
        text(provenance.source),
        text(provenance.locator),
        Cell::text(provenance.status.name()),
        text(provenance.note),
    ])
}

fn hop(graph: &Graph, rel: RelationshipId) -> Path {
    Path {
        nodes: vec![graph.start(rel), graph.end(rel)],
        relationships: vec![rel],
    }
}

/// All sources, each with how many node rows, relationship rows and claims it carries; those that
/// carry most come first, then by id. O(n + m).
pub fn sources(graph: &Graph) -> Answer {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut count = |source: Option<&'_ str>, column: usize| {
        if let Some(known) = source.and_then(|id| graph.source(id)) {
            counts.entry(known.id.as_str()).or_default()[column] += 1;
        }
    };
    graph
        .nodes()
        .for_each(|n| count(graph.provenance(Entity::Node(n)).source, 0));
    let rels = graph.relationships().map(Entity::Relationship);
    rels.for_each(|rel| count(graph.provenance(rel).source, 1));
    graph
        .all_claims()
        .for_each(|(_, claim)| count(claim.source.as_deref(), 2));
    let mut sources: Vec<_> = graph.sources().iter().collect();
    let carried = |id: &str| counts.get(id).copied().unwrap_or_default();
    sources.sort_by_key(|source| {
        (
            std::cmp::Reverse(carried(&source.id).iter().sum::<usize>()),
            &source.id,
        )
    });
    let text = |text: &Option<String>| text.as_deref().map_or(Cell::NULL, Cell::text);
    let rows = sources.into_iter().map(|source| {
        let mut cells = vec![
            Cell::text(&source.id),
            text(&source.title),
            text(&source.publisher),
            Cell::optional(source.date.map(Value::Date)),
        ];
        cells.extend(carried(&source.id).map(Cell::count));
        cells.push(text(&source.url));
        Row::new(cells)
    });
    let columns = &[
        "id",
        "title",
        "publisher",
        "date",
        "nodes",
        "relationships",
        "claims",
        "url",
    ];
    Answer::new(graph, columns, rows.collect())
}
