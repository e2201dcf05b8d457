//! A plain node list and edge list: nodes.csv and relationships.csv, one table each.
//!
//! What spreadsheets and data frames take as it is: one header, no types in it, a relationship's
//! ends in `source` and `target`. Dates stand as three columns (see [`super::fields`]); items of
//! arrays are joined by `;`.

use std::collections::BTreeMap;

use crate::graph::{Entity, Graph, Subgraph};

use super::fields::{self, FieldColumn};
use super::{Files, Written};

const NODES: [&str; 2] = ["id", "labels"];
const RELATIONSHIPS: [&str; 4] = ["source", "target", "type", "key"];

/// Writes both files.
pub(super) fn write(part: Subgraph<'_>, files: &mut dyn Files) -> Written {
    let graph = part.graph;
    let nodes = part.selection.nodes().iter().map(|&node| {
        let labels: Vec<&str> = graph.label_names(node).collect();
        (
            Entity::Node(node),
            vec![graph.id(node).to_owned(), labels.join(";")],
        )
    });
    let keys = keys(&NODES, fields::node_columns(part));
    table(graph, &NODES, &keys, nodes, files.begin("nodes.csv")?)?;
    let rels = part.selection.relationships().iter().map(|&rel| {
        let (start, end) = (graph.id(graph.start(rel)), graph.id(graph.end(rel)));
        let cells = [start, end, graph.type_name(rel), graph.key(rel)];
        (Entity::Relationship(rel), cells.map(str::to_owned).to_vec())
    });
    let keys = self::keys(&RELATIONSHIPS, fields::relationship_columns(part));
    table(
        graph,
        &RELATIONSHIPS,
        &keys,
        rels,
        files.begin("relationships.csv")?,
    )?;
    Ok(Vec::new())
}

/// The property of each column and its header; a name that the table itself uses gets `property_`
/// before it.
fn keys(reserved: &[&str], columns: Vec<FieldColumn>) -> Vec<(String, String)> {
    let mut keys: Vec<String> = columns.into_iter().map(|column| column.key).collect();
    keys.dedup();
    let header = |key: &String| match reserved.contains(&key.as_str()) {
        true => format!("property_{key}"),
        false => key.clone(),
    };
    keys.iter().map(|key| (key.clone(), header(key))).collect()
}

fn table(
    graph: &Graph,
    first: &[&str],
    keys: &[(String, String)],
    rows: impl Iterator<Item = (Entity, Vec<String>)>,
    out: &mut dyn std::io::Write,
) -> Result<(), super::ExportError> {
    let mut csv = super::folder::writer(out);
    let place: BTreeMap<&str, usize> = keys.iter().map(|(key, _)| key.as_str()).zip(0..).collect();
    let header = keys.iter().map(|(_, header)| header.as_str());
    csv.write_record(first.iter().copied().chain(header))?;
    for (entity, cells) in rows {
        let mut values = vec![String::new(); keys.len()];
        for field in fields::fields(graph, entity) {
            if let Some(&at) = place.get(field.key.as_str()) {
                values[at] = field.value.to_string();
            }
        }
        csv.write_record(cells.iter().chain(&values))?;
    }
    Ok(csv.flush()?)
}
