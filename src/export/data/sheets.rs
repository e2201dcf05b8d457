//! The schema, the sources and the claims of a graph as rows of text.
//!
//! A graph is more than nodes and relationships. Formats that have room for tables, documents or
//! attributes beside them carry these four sheets, so that what reads them back has it all.

use std::collections::BTreeSet;

use crate::graph::{Entity, Graph, NodeId, RelationshipId, Subgraph};
use crate::model::sheet::{CLAIMS, LABELS, SOURCES, TYPES};
use crate::model::{Label, Origin, PropertyType, RelationshipType, Role, ValueRef};

use super::ExportError;

/// A table of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// `labels`, `types`, `sources` or `claims`.
    pub name: &'static str,
    /// The names of its columns.
    pub columns: &'static [&'static str],
    /// Its rows, in the order of their first cells. An empty cell is an absent value.
    pub rows: Vec<Vec<String>>,
}

/// The sheets by name, each with its columns.
pub(super) const COLUMNS: [(&str, &[&str]); 4] = [
    ("labels", LABELS),
    ("types", TYPES),
    ("sources", SOURCES),
    ("claims", CLAIMS),
];

/// The sheets that a part of a graph has rows for: the whole schema where the graph declares one,
/// the sources that the part names (all of them with the whole graph), and its claims.
pub fn sheets(part: Subgraph<'_>) -> Vec<Sheet> {
    let all = [labels(part), types(part), sources(part), claims(part)];
    let declared = |sheet: &Sheet| match sheet.name {
        "labels" => part.graph.declares().0,
        "types" => part.graph.declares().1,
        _ => false,
    };
    let kept = |sheet: &Sheet| !sheet.rows.is_empty() || declared(sheet);
    all.into_iter().filter(kept).collect()
}

fn labels(part: Subgraph<'_>) -> Sheet {
    let graph = part.graph;
    let all = graph.label_ids().map(|id| graph.label(id));
    let declared: Vec<&Label> = all.filter(|label| !label.implied).collect();
    // Most graphs are no bill of materials: the last column is there where it says something.
    let said = declared.iter().any(|label| label.component.is_some());
    let columns = match said {
        true => LABELS,
        false => &LABELS[..LABELS.len() - 1],
    };
    let rows = declared.iter().map(|label| {
        let optional = [
            &label.name_zh,
            &label.meaning,
            &label.layer,
            &label.color,
            &label.component,
        ];
        let cells = optional.map(|cell| cell.clone().unwrap_or_default());
        let cells = std::iter::once(label.name.clone()).chain(cells);
        cells.take(columns.len()).collect()
    });
    Sheet {
        name: "labels",
        columns,
        rows: rows.collect(),
    }
}

fn types(part: Subgraph<'_>) -> Sheet {
    let graph = part.graph;
    let all = graph.type_ids().map(|id| graph.relationship_type(id));
    let declared = all.filter(|kind| !kind.implied || is_unusual(kind));
    Sheet {
        name: "types",
        columns: TYPES,
        rows: declared.map(type_row).collect(),
    }
}

/// Whether a type that no row declares is not what a reader would take it for.
fn is_unusual(kind: &RelationshipType) -> bool {
    let usual = RelationshipType::implied(&kind.name, Origin::End);
    (kind.origin, kind.lineage) != (usual.origin, usual.lineage)
}

fn type_row(kind: &RelationshipType) -> Vec<String> {
    let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
    let origin = match kind.origin {
        Origin::Start => "start",
        Origin::End => "end",
        Origin::Neither => "",
    };
    let role = match kind.role {
        Some(Role::Publisher) => "publisher",
        Some(Role::Restriction) => "restriction",
        None => "",
    };
    vec![
        kind.name.clone(),
        kind.from.join(";"),
        kind.to.join(";"),
        text(&kind.meaning),
        text(&kind.inverse),
        origin.to_owned(),
        kind.lineage.to_string(),
        kind.acyclic.to_string(),
        kind.dated.to_string(),
        role.to_owned(),
    ]
}

fn sources(part: Subgraph<'_>) -> Sheet {
    let graph = part.graph;
    let named = named_sources(part);
    let kept = graph
        .sources()
        .iter()
        .filter(|source| is_whole(part) || named.contains(source.id.as_str()));
    let rows = kept.map(|source| {
        let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
        let date = |cell: Option<crate::model::Date>| cell.map(|d| d.to_string());
        vec![
            source.id.clone(),
            text(&source.title),
            text(&source.publisher),
            date(source.date).unwrap_or_default(),
            text(&source.url),
            date(source.retrieved).unwrap_or_default(),
        ]
    });
    Sheet {
        name: "sources",
        columns: SOURCES,
        rows: rows.collect(),
    }
}

fn is_whole(part: Subgraph<'_>) -> bool {
    part.selection.nodes().len() == part.graph.node_count()
        && part.selection.relationships().len() == part.graph.relationship_count()
}

/// The ids of all sources that rows and claims of the part name.
fn named_sources(part: Subgraph<'_>) -> BTreeSet<&str> {
    let graph = part.graph;
    let of_row = |entity| graph.provenance(entity).source;
    let of_claims = |entity| graph.claims(entity).filter_map(|c| c.source.as_deref());
    let named =
        entities(part).flat_map(|entity| of_row(entity).into_iter().chain(of_claims(entity)));
    named.collect()
}

fn entities(part: Subgraph<'_>) -> impl Iterator<Item = Entity> {
    let nodes = part.selection.nodes().iter().copied().map(Entity::Node);
    let rels = part.selection.relationships().iter().copied();
    nodes.chain(rels.map(Entity::Relationship))
}

fn claims(part: Subgraph<'_>) -> Sheet {
    let rows = claim_rows(part);
    Sheet {
        name: "claims",
        columns: CLAIMS,
        rows: rows.into_iter().map(|(row, _)| row).collect(),
    }
}

/// The rows of the claims, each with the type of the value.
pub(super) fn claim_rows(part: Subgraph<'_>) -> Vec<(Vec<String>, PropertyType)> {
    let graph = part.graph;
    let rows = entities(part).flat_map(|entity| {
        let subject = subject(graph, entity);
        graph.claims(entity).map(move |claim| {
            let text = |cell: &Option<String>| cell.clone().unwrap_or_default();
            let kind = claim.value.as_ref().map(ValueRef::kind);
            let cells = vec![
                subject.clone(),
                claim.property.clone(),
                claim.value.to_string(),
                text(&claim.source),
                text(&claim.locator),
                claim.status.name().to_owned(),
                text(&claim.note),
            ];
            (cells, kind.unwrap_or(PropertyType::Text))
        })
    });
    let mut rows: Vec<(Vec<String>, PropertyType)> = rows.collect();
    rows.sort();
    rows
}

/// How claims name a node (its id) or a relationship (`TYPE start end key`).
pub fn subject(graph: &Graph, entity: Entity) -> String {
    match entity {
        Entity::Node(node) => graph.id(node).to_owned(),
        Entity::Relationship(rel) => relationship_subject(graph, rel),
    }
}

fn relationship_subject(graph: &Graph, rel: RelationshipId) -> String {
    let (start, end) = (graph.id(graph.start(rel)), graph.id(graph.end(rel)));
    let words = [graph.type_name(rel), start, end, graph.key(rel)];
    words.join(" ").trim_end().to_owned()
}

/// The labels of a node as one text, joined by `;`.
///
/// # Errors
/// [`ExportError::Unfit`] where a label has a `;` in it.
pub(super) fn joined_labels(graph: &Graph, node: NodeId) -> Result<String, ExportError> {
    let labels: Vec<&str> = graph.label_names(node).collect();
    match labels.iter().find(|label| label.contains(';')) {
        None => Ok(labels.join(";")),
        Some(label) => Err(ExportError::unfit(
            format!("the label {label:?} has a `;`, which stands between labels here"),
            "rename the label, or export json, which has lists",
        )),
    }
}
