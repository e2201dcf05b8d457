//! The shape of a graph in a Neo4j database.
//!
//! One shape for a bulk import, a script and a push, so that any of them finds what another wrote:
//! a push after a bulk import of the same graph writes nothing. A node has its own labels and
//! [`stored::NODE`], its properties as [`fields`](super::fields()) and a few of ours; what makes
//! the graph whole beside its nodes (schema, sources, claims) are nodes with [`stored::ROW`]. The
//! names are in [`stored`], which also reads rows back.

use std::collections::{BTreeMap, BTreeSet};

use crate::graph::stored::{self, Owner, ROW_LABELS};
use crate::graph::{Entity, Graph, NodeId, RelationshipId, Subgraph, dates, fold};
use crate::model::{Date, PropertyType, Value, ValueRef};

use super::fields::{Field, fields};
use super::{ExportError, sheets};

/// A uniqueness constraint that the shape needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Constraint {
    /// Its name.
    pub name: &'static str,
    /// The label that it is about.
    pub label: &'static str,
    /// The properties that are unique together.
    pub properties: &'static [&'static str],
}

impl Constraint {
    /// The statement that makes it where it is not there.
    pub fn statement(&self) -> String {
        let keys: Vec<String> = self.properties.iter().map(|p| format!("n.{p}")).collect();
        format!(
            "CREATE CONSTRAINT {} IF NOT EXISTS FOR (n:{}) REQUIRE ({}) IS UNIQUE",
            self.name,
            self.label,
            keys.join(", ")
        )
    }
}

/// The constraints of the shape.
pub const CONSTRAINTS: &[Constraint] = &[
    Constraint {
        name: "aigraph_node",
        label: stored::NODE,
        // The group last: an id is looked up in all groups.
        properties: &[stored::GRAPH, stored::ID, stored::GROUP],
    },
    Constraint {
        name: "aigraph_row",
        label: stored::ROW,
        properties: &[stored::GRAPH, stored::ROW_KEY],
    },
];

/// The name of a graph whose owner gave none.
pub const DEFAULT_NAME: &str = "graph";

/// A name as Cypher takes any.
pub fn quoted(name: &str) -> String {
    // Cypher reads \u0060 as a backtick before it looks for quotes.
    format!("`{}`", name.replace('`', "``").replace("\\u", "\\u005Cu"))
}

/// Labels as a pattern of Cypher has them.
pub fn colons<T: AsRef<str>>(labels: &[T]) -> String {
    let labels = labels
        .iter()
        .map(|label| format!(":{}", quoted(label.as_ref())));
    labels.collect()
}

/// A node as it stands in a database.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredNode {
    /// Its labels, by name.
    pub labels: Vec<String>,
    /// Its properties by key; dates are days.
    pub properties: Vec<Field>,
}

/// A relationship as it stands in a database.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredRelationship<'a> {
    /// Its type.
    pub kind: &'a str,
    /// Id group and id of the start.
    pub start: (&'a str, &'a str),
    /// Id group and id of the end.
    pub end: (&'a str, &'a str),
    /// Its properties by key, without its ends; dates are days.
    pub properties: Vec<Field>,
}

/// A part of a graph as it stands in a database, under a name.
#[derive(Clone, Copy, Debug)]
pub struct Shape<'a> {
    part: Subgraph<'a>,
    name: &'a str,
}

impl<'a> Shape<'a> {
    /// That part under that name. O(schema).
    ///
    /// # Errors
    /// [`ExportError::Unfit`] where a name of the graph can be none in a database.
    pub fn new(part: Subgraph<'a>, name: &'a str) -> Result<Shape<'a>, ExportError> {
        let graph = part.graph;
        let labels = graph.label_ids().map(|label| &graph.label(label).name);
        let types = graph
            .type_ids()
            .map(|kind| &graph.relationship_type(kind).name);
        let of = |what, name: &str| (what, name.to_owned());
        let keys = graph.node_keys().chain(graph.relationship_keys());
        let names = labels.map(|label| of("label", label));
        let names = names.chain(types.map(|kind| of("relationship type", kind)));
        for (what, name) in names.chain(keys.map(|(key, _)| of("property", key))) {
            let ours = what == "label" && is_label_of_ours(&name);
            if name.is_empty() || name.contains('\0') || ours {
                return Err(ExportError::unfit(
                    format!("{name:?} cannot be a {what} in a database"),
                    "an empty name, one with a null character, and the labels AigraphNode, \
                     AigraphRow, AigraphGraph and so on have no place there; rename it",
                ));
            }
        }
        Ok(Shape { part, name })
    }

    /// The name that the graph has in the database.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The part of the graph.
    pub fn part(&self) -> Subgraph<'a> {
        self.part
    }

    /// A node. O(properties).
    pub fn node(&self, node: NodeId) -> StoredNode {
        let graph = self.part.graph;
        let mut labels: Vec<String> = graph.label_names(node).map(str::to_owned).collect();
        labels.push(stored::NODE.to_owned());
        labels.sort();
        let mut properties = own_properties(graph, Entity::Node(node));
        properties.extend([
            field(stored::ID, graph.id(node)),
            field(stored::GRAPH, self.name),
            field(stored::GROUP, graph.group(node)),
            field(stored::NAMES, &folded_names(graph, node)),
        ]);
        properties.sort_by(|a, b| a.key.cmp(&b.key));
        StoredNode { labels, properties }
    }

    /// All nodes of the part, by id.
    pub fn nodes(&self) -> impl Iterator<Item = StoredNode> + '_ {
        self.part.selection.nodes().iter().map(|&n| self.node(n))
    }

    /// A relationship. O(properties).
    pub fn relationship(&self, rel: RelationshipId) -> StoredRelationship<'a> {
        let graph = self.part.graph;
        let mut properties = own_properties(graph, Entity::Relationship(rel));
        properties.extend([
            field(stored::GRAPH, self.name),
            field(stored::KEY, graph.key(rel)),
        ]);
        properties.sort_by(|a, b| a.key.cmp(&b.key));
        let end = |node| (graph.group(node), graph.id(node));
        StoredRelationship {
            kind: graph.type_name(rel),
            start: end(graph.start(rel)),
            end: end(graph.end(rel)),
            properties,
        }
    }

    /// All relationships of the part, by start, type, end and key.
    pub fn relationships(&self) -> impl Iterator<Item = StoredRelationship<'a>> + '_ {
        let all = self.part.selection.relationships();
        all.iter().map(|&rel| self.relationship(rel))
    }

    /// What stands beside the data: one row for the graph itself, then the schema, the sources and
    /// the claims. O(schema + sources + claims).
    pub fn rows(&self) -> Vec<StoredNode> {
        let sheets = sheets::sheets(self.part);
        let mut rows = vec![self.graph_row(sheets.iter().map(|sheet| sheet.name).collect())];
        for sheet in sheets.iter().filter(|sheet| sheet.name != "claims") {
            for cells in &sheet.rows {
                let key = format!("{}/{}", sheet.name, cells[0]);
                rows.push(self.row(sheet.name, key, sheet.columns, cells));
            }
        }
        let claims = sheets::claim_rows(self.part);
        let mut same: BTreeMap<(&str, &str), usize> = BTreeMap::new();
        for (cells, kind) in &claims {
            let number = same.entry((&cells[0], &cells[1])).or_default();
            *number += 1;
            let key = format!("claims/{} {} {number}", cells[0], cells[1]);
            let columns = crate::model::sheet::CLAIMS;
            let mut row = self.row("claims", key, columns, cells);
            row.properties.push(field(stored::KIND, kind.name()));
            row.properties.sort_by(|a, b| a.key.cmp(&b.key));
            rows.push(row);
        }
        rows
    }

    /// The row of the graph itself: which tables it has, its labels, types and properties, also
    /// those that no row of a table names; and which labels and keys this shape writes, so that a
    /// later push knows what it may take away.
    fn graph_row(&self, sheets: Vec<&str>) -> StoredNode {
        let graph = self.part.graph;
        let texts = |items: Vec<String>| Value::List(items.into_iter().map(Value::Text).collect());
        let labels = graph.label_ids().map(|l| graph.label(l).name.clone());
        let labels: Vec<String> = labels.collect();
        let types = graph
            .type_ids()
            .map(|t| graph.relationship_type(t).name.clone());
        let typed = |keys: &BTreeSet<(String, PropertyType)>| {
            let keys = keys
                .iter()
                .map(|(key, kind)| format!("{key}:{}", kind.name()));
            texts(keys.collect())
        };
        let written = |owner, keys: &BTreeSet<(String, PropertyType)>| {
            let mut all = BTreeSet::from([stored::DATES.to_owned()]);
            for (key, kind) in keys {
                all.insert(stored::stored_key(owner, key));
                if kind.item().unwrap_or(*kind) == PropertyType::Date {
                    for suffix in [dates::FROM, dates::TO] {
                        all.insert(stored::stored_key(owner, &format!("{key}{suffix}")));
                    }
                }
            }
            texts(all.into_iter().collect())
        };
        let (nodes, rels) = (self.keys(Owner::Node), self.keys(Owner::Relationship));
        let sheets = sheets.into_iter().map(str::to_owned).collect();
        let mut row = self.row(
            "graph",
            "graph".to_owned(),
            &["name"],
            &[self.name.to_owned()],
        );
        let own = [
            ("sheets", texts(sheets)),
            ("labels", texts(labels.clone())),
            ("types", texts(types.collect())),
            ("node_keys", typed(&nodes)),
            ("relationship_keys", typed(&rels)),
            ("written_labels", texts(labels)),
            ("written_node_keys", written(Owner::Node, &nodes)),
            (
                "written_relationship_keys",
                written(Owner::Relationship, &rels),
            ),
        ];
        let own = own.map(|(key, value)| Field {
            key: key.to_owned(),
            value,
        });
        // An import cannot make an empty array, so nobody writes one.
        let has = |field: &Field| !matches!(&field.value, Value::List(items) if items.is_empty());
        row.properties.extend(own.into_iter().filter(has));
        row.properties.sort_by(|a, b| a.key.cmp(&b.key));
        row
    }

    /// The properties that the part has, with their types.
    fn keys(&self, owner: Owner) -> BTreeSet<(String, PropertyType)> {
        let (graph, chosen) = (self.part.graph, self.part.selection);
        let mut all = BTreeSet::new();
        let mut add = |entity| {
            for (key, value) in graph.properties(entity) {
                if !all.contains(&(key, value.kind())) {
                    all.insert((key, value.kind()));
                }
            }
        };
        match owner {
            Owner::Node => chosen.nodes().iter().for_each(|&n| add(Entity::Node(n))),
            Owner::Relationship => {
                let rels = chosen.relationships().iter();
                rels.for_each(|&rel| add(Entity::Relationship(rel)));
            }
        }
        all.into_iter()
            .map(|(k, kind)| (k.to_owned(), kind))
            .collect()
    }

    /// A row of a sheet; an empty cell is no property.
    fn row(&self, sheet: &str, key: String, columns: &[&str], cells: &[String]) -> StoredNode {
        let of_sheet = ROW_LABELS.iter().find(|(name, _)| *name == sheet);
        let mut labels = vec![stored::ROW.to_owned()];
        labels.extend(of_sheet.map(|(_, label)| (*label).to_owned()));
        labels.sort();
        let cells = columns
            .iter()
            .zip(cells)
            .filter(|(_, cell)| !cell.is_empty());
        let mut properties: Vec<Field> = cells.map(|(column, cell)| field(column, cell)).collect();
        properties.push(field(stored::GRAPH, self.name));
        properties.push(field(stored::ROW_KEY, &key));
        properties.sort_by(|a, b| a.key.cmp(&b.key));
        StoredNode { labels, properties }
    }
}

fn is_label_of_ours(label: &str) -> bool {
    let rows = ROW_LABELS.iter().map(|(_, label)| *label);
    rows.chain([stored::NODE, stored::ROW])
        .any(|ours| ours == label)
}

fn field(key: &str, text: &str) -> Field {
    Field {
        key: key.to_owned(),
        value: Value::Text(text.to_owned()),
    }
}

/// All names of a node as a name that somebody types is compared with them: folded, each between
/// line breaks, which no folded name holds.
fn folded_names(graph: &Graph, node: NodeId) -> String {
    let folded: BTreeSet<String> = graph.all_names(node).map(fold).collect();
    let folded: Vec<String> = folded.into_iter().collect();
    format!("\n{}\n", folded.join("\n"))
}

/// The properties of a row under the keys that they are stored under.
fn own_properties(graph: &Graph, entity: Entity) -> Vec<Field> {
    let owner = match entity {
        Entity::Node(_) => Owner::Node,
        Entity::Relationship(_) => Owner::Relationship,
    };
    let mut all = fields(graph, entity);
    for field in &mut all {
        field.key = stored::stored_key(owner, &field.key);
    }
    let odd = |key: &str| key.ends_with(dates::FROM) || key.ends_with(dates::TO);
    if graph.properties(entity).any(|(key, _)| odd(key)) {
        let read = all.iter().map(|f| (f.key.clone(), f.value.clone()));
        let read = stored::properties(owner, read);
        let own = graph
            .properties(entity)
            .map(|(k, v)| (k.to_owned(), v.to_value()));
        if read != own.collect() {
            all.push(said_dates(graph, entity));
        }
    }
    all
}

/// Which properties of a row are dates.
fn said_dates(graph: &Graph, entity: Entity) -> Field {
    let is_date = |value: ValueRef<'_>| match value {
        ValueRef::Date(_) => true,
        ValueRef::List(items) => matches!(items.first(), Some(Value::Date(Date { .. }))),
        _ => false,
    };
    let keys = graph
        .properties(entity)
        .filter(|(_, value)| is_date(*value));
    Field {
        key: stored::DATES.to_owned(),
        value: Value::List(keys.map(|(key, _)| Value::Text(key.to_owned())).collect()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::fixture;
    use crate::graph::Selection;

    #[test]
    fn what_is_stored_reads_back_as_it_was() {
        let graph = fixture::graph();
        let selection = Selection::all(&graph);
        let part = Subgraph {
            graph: &graph,
            selection: &selection,
        };
        let shape = Shape::new(part, DEFAULT_NAME).unwrap();
        let pairs = |fields: Vec<Field>| -> Vec<_> {
            fields.into_iter().map(|f| (f.key, f.value)).collect()
        };
        for (node, stored) in graph.nodes().zip(shape.nodes()) {
            let own = graph.properties(Entity::Node(node));
            let own: BTreeMap<_, _> = own.map(|(k, v)| (k.to_owned(), v.to_value())).collect();
            let read = stored::properties(Owner::Node, pairs(stored.properties));
            assert_eq!(read, own);
            let labels = graph
                .label_names(node)
                .filter(|label| !stored.labels.contains(&(*label).to_owned()));
            assert_eq!(labels.count(), 0);
        }
        for (rel, stored) in graph.relationships().zip(shape.relationships()) {
            let own = graph.properties(Entity::Relationship(rel));
            let own: BTreeMap<_, _> = own.map(|(k, v)| (k.to_owned(), v.to_value())).collect();
            let read = stored::properties(Owner::Relationship, pairs(stored.properties));
            assert_eq!(read, own);
        }
    }

    #[test]
    fn rows_have_keys_of_their_own() {
        let graph = fixture::graph();
        let selection = Selection::all(&graph);
        let part = Subgraph {
            graph: &graph,
            selection: &selection,
        };
        let rows = Shape::new(part, "other").unwrap().rows();
        let key = |row: &StoredNode| {
            let of = |key: &str| row.properties.iter().find(|f| f.key == key).cloned();
            (of(stored::GRAPH), of(stored::ROW_KEY))
        };
        let keys: BTreeSet<String> = rows.iter().map(|row| format!("{:?}", key(row))).collect();
        assert_eq!(keys.len(), rows.len());
        assert!(
            rows.iter()
                .all(|row| key(row).0 == Some(field(stored::GRAPH, "other")))
        );
    }
}
