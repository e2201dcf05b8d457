//! Procedures that `CALL` knows: a table of rows.

use std::collections::BTreeSet;

use crate::graph::Graph;

use super::types::Type;
use super::value::{Datum, Text};

/// A procedure.
#[derive(Debug)]
pub struct Procedure {
    /// Its name, namespaces included.
    pub name: &'static str,
    /// What it gives, for those who ask.
    pub about: &'static str,
    /// Its columns and their types.
    pub columns: &'static [(&'static str, Type)],
    /// Its rows.
    pub run: for<'g> fn(&'g Graph) -> Vec<Vec<Datum<'g>>>,
}

/// All procedures, by name.
pub const PROCEDURES: &[Procedure] = &[
    Procedure {
        name: "db.labels",
        about: "the labels that some node has",
        columns: &[("label", Type::Text)],
        run: labels,
    },
    Procedure {
        name: "db.propertyKeys",
        about: "the names of the properties that some node or relationship has",
        columns: &[("propertyKey", Type::Text)],
        run: property_keys,
    },
    Procedure {
        name: "db.relationshipTypes",
        about: "the types that some relationship has",
        columns: &[("relationshipType", Type::Text)],
        run: relationship_types,
    },
    Procedure {
        name: "db.schema.nodeTypeProperties",
        about: "for each label the properties that its nodes have",
        columns: &[("nodeType", Type::Text), ("propertyName", Type::Text)],
        run: node_properties,
    },
    Procedure {
        name: "db.schema.relTypeProperties",
        about: "for each relationship type the properties that its relationships have",
        columns: &[("relType", Type::Text), ("propertyName", Type::Text)],
        run: relationship_properties,
    },
];

fn text(text: &str) -> Datum<'_> {
    Datum::Text(Text::Stored(text))
}

fn column<'g>(names: impl Iterator<Item = &'g str>) -> Vec<Vec<Datum<'g>>> {
    let names: BTreeSet<&str> = names.collect();
    names.into_iter().map(|name| vec![text(name)]).collect()
}

fn pairs<'g>(pairs: impl Iterator<Item = (&'g str, &'g str)>) -> Vec<Vec<Datum<'g>>> {
    let pairs: BTreeSet<(&str, &str)> = pairs.collect();
    pairs
        .into_iter()
        .map(|(a, b)| vec![text(a), text(b)])
        .collect()
}

fn labels(graph: &Graph) -> Vec<Vec<Datum<'_>>> {
    column(graph.nodes().flat_map(|node| graph.label_names(node)))
}

fn relationship_types(graph: &Graph) -> Vec<Vec<Datum<'_>>> {
    column(graph.relationships().map(|rel| graph.type_name(rel)))
}

fn property_keys(graph: &Graph) -> Vec<Vec<Datum<'_>>> {
    let keys = graph.node_keys().chain(graph.relationship_keys());
    column(keys.map(|(key, _)| key))
}

fn node_properties(graph: &Graph) -> Vec<Vec<Datum<'_>>> {
    pairs(graph.nodes().flat_map(|node| {
        let keys = move || {
            graph
                .properties(crate::graph::Entity::Node(node))
                .map(|(key, _)| key)
        };
        let labels = graph.label_names(node);
        labels.flat_map(move |label| keys().map(move |key| (label, key)))
    }))
}

fn relationship_properties(graph: &Graph) -> Vec<Vec<Datum<'_>>> {
    pairs(graph.relationships().flat_map(|rel| {
        let properties = graph.properties(crate::graph::Entity::Relationship(rel));
        properties.map(move |(key, _)| (graph.type_name(rel), key))
    }))
}
