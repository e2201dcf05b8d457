//! A bill of materials in CycloneDX 1.6: what a model, or any other thing, is made from.
//!
//! What is a component, and of which type, the column `component` of labels.csv says; who supplies
//! it, the relationship types with the role `publisher`; what it depends on, the origins of types,
//! and what it is derived from, those that lineage follows between components of one type. Nothing
//! here knows a label or a relationship type by name.
//!
//! The document has no clock: equal graphs give equal bytes, and its serial number is made of them.
//! The format: <https://cyclonedx.org/docs/1.6/json/>.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use serde_json::{Map, Value as Json, json};
use uuid::Uuid;

use crate::graph::{Entity, Graph, NAME, NodeId, RelationshipId, Subgraph};
use crate::model::{Claim, Role, Source, Value, ValueRef};

use super::turtle::encoded;
use super::{ExportError, Written};

/// The type of a component that has a model card; also what everything is in a graph whose labels
/// say nothing of components.
const MODEL: &str = "machine-learning-model";
/// The type of a component that models are made from and have on their cards.
const DATA: &str = "data";
/// The reference of the component that several which were asked for are parts of.
const ALL: &str = "all";

/// Properties that a component has a field for.
const DESCRIPTION: &str = "description";
const VERSION: &str = "version";
const URL: &str = "url";
const LICENSES: [&str; 4] = ["license", "licenses", "licence", "licences"];

/// Writes the document about those nodes; without any, about all.
pub(super) fn write(part: Subgraph<'_>, about: &[NodeId], out: &mut dyn Write) -> Written {
    let (bill, notes) = Bill::new(part, about)?;
    let mut document = json!({
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": bill.metadata(),
        "components": bill.others().map(|node| bill.component(node)).collect::<Vec<Json>>(),
        "dependencies": bill.dependencies(),
    });
    let serial = Uuid::new_v5(&Uuid::NAMESPACE_URL, document.to_string().as_bytes());
    document["serialNumber"] = json!(format!("urn:uuid:{serial}"));
    serde_json::to_writer_pretty(&mut *out, &document).map_err(std::io::Error::from)?;
    writeln!(out)?;
    Ok(notes)
}

/// How a component comes from another.
struct Origin {
    rel: RelationshipId,
    node: NodeId,
}

/// What goes into the document.
struct Bill<'g> {
    graph: &'g Graph,
    /// The chosen nodes that are components, each with its type.
    components: BTreeMap<NodeId, &'g str>,
    /// Those that were asked for.
    about: BTreeSet<NodeId>,
    /// What each component comes from, by relationship.
    origins: BTreeMap<NodeId, Vec<Origin>>,
    /// What comes directly of those that were asked for.
    descendants: BTreeMap<NodeId, Vec<Origin>>,
    sources: BTreeMap<&'g str, &'g Source>,
}

impl<'g> Bill<'g> {
    fn new(part: Subgraph<'g>, about: &[NodeId]) -> Result<(Bill<'g>, Vec<String>), ExportError> {
        let graph = part.graph;
        let chosen = |node: &&NodeId| part.selection.nodes().binary_search(node).is_ok();
        let about: BTreeSet<NodeId> = about.iter().filter(chosen).copied().collect();
        let mut notes = Vec::new();
        let says = graph
            .label_ids()
            .any(|label| graph.label(label).component.is_some());
        if !says {
            let column = "labels.csv has no column component that says otherwise";
            notes.push(format!("every node is written as a {MODEL}: {column}"));
        }
        let (mut components, mut others) = (BTreeMap::new(), BTreeSet::new());
        for &node in part.selection.nodes() {
            match component_type(graph, node, says) {
                Some(kind) => drop(components.insert(node, kind)),
                None => others.extend(graph.label_names(node).next().or(Some("no label"))),
            }
        }
        if let Some(&node) = about.iter().find(|node| !components.contains_key(node)) {
            let labels: Vec<&str> = graph.label_names(node).collect();
            let (name, labels) = (graph.name(node), labels.join(":"));
            return Err(ExportError::unfit(
                format!("{name} is a {labels}, which is no component of a bill of materials"),
                "the column component of labels.csv says what is one",
            ));
        }
        if !others.is_empty() {
            let labels: Vec<&str> = others.into_iter().collect();
            notes.push(format!("left out, as no components: {}", labels.join(", ")));
        }
        let mut bill = Bill {
            graph,
            components,
            about,
            origins: BTreeMap::new(),
            descendants: BTreeMap::new(),
            sources: graph.sources().iter().map(|s| (s.id.as_str(), s)).collect(),
        };
        for &rel in part.selection.relationships() {
            bill.take(rel);
        }
        Ok((bill, notes))
    }

    /// Takes a relationship along which something comes from something, if both are components.
    fn take(&mut self, rel: RelationshipId) {
        let kind = self.graph.relationship_type(self.graph.type_of(rel));
        let Some((origin, came)) = self.graph.origin(rel) else {
            return;
        };
        let both = [origin, came]
            .iter()
            .all(|node| self.components.contains_key(node));
        if !both || origin == came || kind.role.is_some() {
            return;
        }
        let from = Origin { rel, node: origin };
        self.origins.entry(came).or_default().push(from);
        if self.about.contains(&origin) && self.is_derived(rel, origin, came) {
            let to = Origin { rel, node: came };
            self.descendants.entry(origin).or_default().push(to);
        }
    }

    /// Whether one is a further form of the other, and not only made with it.
    fn is_derived(&self, rel: RelationshipId, origin: NodeId, came: NodeId) -> bool {
        let lineage = self
            .graph
            .relationship_type(self.graph.type_of(rel))
            .lineage;
        lineage && self.components.get(&origin) == self.components.get(&came)
    }

    /// All components but those that were asked for.
    fn others(&self) -> impl Iterator<Item = NodeId> + '_ {
        let all = self.components.keys().copied();
        all.filter(|node| !self.about.contains(node))
    }

    fn metadata(&self) -> Json {
        let mut metadata = json!({
            "tools": {"components": [{"type": "application", "name": "aigraph"}]},
        });
        let mut asked: Vec<Json> = self
            .about
            .iter()
            .map(|&node| self.component(node))
            .collect();
        if asked.len() == 1 {
            metadata["component"] = asked.remove(0);
        } else if let Some(first) = self.about.first() {
            let names: Vec<&str> = self
                .about
                .iter()
                .map(|&node| self.graph.name(node))
                .collect();
            metadata["component"] = json!({
                "type": self.components[first],
                "bom-ref": ALL,
                "name": names.join(", "),
                "components": asked,
            });
        }
        metadata
    }

    fn component(&self, node: NodeId) -> Json {
        let graph = self.graph;
        let kind = self.components[&node];
        let mut component = self.named(node);
        component.insert("bom-ref".to_owned(), json!(reference(graph, node)));
        let publishers = publishers(graph, node);
        if let [only] = publishers.as_slice() {
            component.insert("supplier".to_owned(), json!({"name": only}));
        }
        if !publishers.is_empty() {
            component.insert("publisher".to_owned(), json!(publishers.join(", ")));
        }
        if let Some(text) = text(graph, node, DESCRIPTION) {
            component.insert(DESCRIPTION.to_owned(), json!(text));
        }
        let licenses = licenses(graph, node);
        if !licenses.is_empty() {
            component.insert("licenses".to_owned(), json!(licenses));
        }
        component.extend(self.pedigree(node).map(|p| ("pedigree".to_owned(), p)));
        let references = self.references(node);
        if !references.is_empty() {
            component.insert("externalReferences".to_owned(), json!(references));
        }
        if kind == MODEL {
            component.insert("modelCard".to_owned(), self.card(node));
        }
        if kind == DATA {
            let data = json!([{"type": "dataset", "name": graph.name(node)}]);
            component.insert("data".to_owned(), data);
        }
        component.insert("properties".to_owned(), json!(self.properties(node)));
        Json::Object(component)
    }

    /// What names a component: its type, name and version.
    fn named(&self, node: NodeId) -> Map<String, Json> {
        let mut named = Map::new();
        named.insert("type".to_owned(), json!(self.components[&node]));
        named.insert("name".to_owned(), json!(self.graph.name(node)));
        if let Some(version) = text(self.graph, node, VERSION) {
            named.insert(VERSION.to_owned(), json!(version));
        }
        named
    }

    /// What a component is derived from; of those that were asked for, also what is derived of
    /// them. A reference may stand in a document once, so these entries name theirs as a property.
    fn pedigree(&self, node: NodeId) -> Option<Json> {
        let origins = self.origins.get(&node).map_or(&[][..], Vec::as_slice);
        let ancestors = origins
            .iter()
            .filter(|o| self.is_derived(o.rel, o.node, node));
        let ancestors: Vec<Json> = ancestors.map(|origin| self.relative(origin)).collect();
        let descendants = self.descendants.get(&node).into_iter().flatten();
        let descendants: Vec<Json> = descendants.map(|to| self.relative(to)).collect();
        let mut pedigree = Map::new();
        for (name, all) in [("ancestors", ancestors), ("descendants", descendants)] {
            if !all.is_empty() {
                pedigree.insert(name.to_owned(), json!(all));
            }
        }
        (!pedigree.is_empty()).then_some(Json::Object(pedigree))
    }

    fn relative(&self, Origin { rel, node }: &Origin) -> Json {
        let graph = self.graph;
        let mut named = self.named(*node);
        let mut properties = vec![
            property("ref", &reference(graph, *node)),
            property("relationship", graph.type_name(*rel)),
        ];
        for (key, value) in graph.properties(Entity::Relationship(*rel)) {
            properties.extend(values(key, value));
        }
        named.insert("properties".to_owned(), json!(properties));
        Json::Object(named)
    }

    /// The data that a model was made from.
    fn card(&self, node: NodeId) -> Json {
        let origins = self.origins.get(&node).map_or(&[][..], Vec::as_slice);
        let data = origins
            .iter()
            .filter(|o| self.components.get(&o.node) == Some(&DATA));
        let data: BTreeSet<NodeId> = data.map(|origin| origin.node).collect();
        let data = data
            .into_iter()
            .map(|node| json!({"ref": reference(self.graph, node)}));
        let data: Vec<Json> = data.collect();
        match data.is_empty() {
            true => json!({}),
            false => json!({"modelParameters": {"datasets": data}}),
        }
    }

    /// Where its facts can be read: its own address, its sources, and those of its claims.
    fn references(&self, node: NodeId) -> Vec<Json> {
        let graph = self.graph;
        let entity = Entity::Node(node);
        let mut all: Vec<Json> = Vec::new();
        let mut add = |kind: &str, url: &str, comment: String| {
            // What is no IRI stays where it is told as a property.
            if oxrdf::NamedNode::new(url).is_err() {
                return;
            }
            let mut reference = json!({"type": kind, "url": url});
            if !comment.is_empty() {
                reference["comment"] = json!(comment);
            }
            if !all.contains(&reference) {
                all.push(reference);
            }
        };
        if let Some(url) = text(graph, node, URL) {
            add("website", url, String::new());
        }
        let provenance = graph.provenance(entity);
        let of_claims = graph.claims(entity).map(|claim| claim.provenance());
        for told in std::iter::once(provenance).chain(of_claims) {
            if let Some(source) = told.source.and_then(|id| self.sources.get(id))
                && let Some(url) = &source.url
            {
                let words = [source.title.as_deref(), told.locator];
                let words: Vec<&str> = words.into_iter().flatten().collect();
                add("documentation", url, words.join(", "));
            }
        }
        all
    }

    /// All that there is no field for.
    fn properties(&self, node: NodeId) -> Vec<Json> {
        let graph = self.graph;
        let entity = Entity::Node(node);
        let mut all = vec![property("id", graph.id(node))];
        if !graph.group(node).is_empty() {
            all.push(property("group", graph.group(node)));
        }
        all.extend(
            graph
                .label_names(node)
                .map(|label| property("label", label)),
        );
        let fields = [NAME, DESCRIPTION, VERSION];
        for (key, value) in graph.properties(entity) {
            let is_told = fields.contains(&key) && matches!(value, ValueRef::Text(_));
            if !is_told && !LICENSES.contains(&key) {
                all.extend(values(key, value));
            }
        }
        all.extend(graph.claims(entity).map(claim));
        all
    }

    fn dependencies(&self) -> Vec<Json> {
        let graph = self.graph;
        let mut all = Vec::new();
        if self.about.len() > 1 {
            let parts: Vec<String> = self.about.iter().map(|&n| reference(graph, n)).collect();
            all.push(json!({"ref": ALL, "dependsOn": parts}));
        }
        for &node in self.components.keys() {
            let origins = self.origins.get(&node).into_iter().flatten();
            let on: BTreeSet<String> = origins.map(|o| reference(graph, o.node)).collect();
            let mut dependency = json!({"ref": reference(graph, node)});
            if !on.is_empty() {
                dependency["dependsOn"] = json!(on);
            }
            all.push(dependency);
        }
        all
    }
}

/// What a node is in a bill of materials, by the first of its labels that says it.
fn component_type(graph: &Graph, node: NodeId, says: bool) -> Option<&str> {
    if !says {
        return Some(MODEL);
    }
    let labels = graph.labels(node).iter();
    let mut types = labels.filter_map(|&label| graph.label(label).component.as_deref());
    types.next()
}

/// What names a component within the document.
fn reference(graph: &Graph, node: NodeId) -> String {
    match graph.group(node) {
        "" => format!("node:{}", encoded(&[graph.id(node)])),
        group => format!("node:{}", encoded(&[group, graph.id(node)])),
    }
}

/// The names of those who bring a node out, in the order of their ids.
fn publishers(graph: &Graph, node: NodeId) -> Vec<&str> {
    let incoming = graph.incoming(node).iter().copied();
    let published = incoming.filter(|&rel| {
        let kind = graph.relationship_type(graph.type_of(rel));
        kind.role == Some(Role::Publisher)
    });
    let starts: BTreeSet<NodeId> = published.map(|rel| graph.start(rel)).collect();
    starts.into_iter().map(|start| graph.name(start)).collect()
}

fn text<'g>(graph: &'g Graph, node: NodeId, key: &str) -> Option<&'g str> {
    match graph.property(Entity::Node(node), key) {
        Some(ValueRef::Text(text)) if !text.is_empty() => Some(text),
        _ => None,
    }
}

/// Licences by their SPDX identifiers, as one SPDX expression, or else by their names.
fn licenses(graph: &Graph, node: NodeId) -> Vec<Json> {
    let stored = LICENSES
        .iter()
        .filter_map(|key| graph.property(Entity::Node(node), key));
    let names: Vec<String> = stored
        .flat_map(|value| match value {
            ValueRef::List(items) => items.iter().map(Value::to_string).collect(),
            value => vec![value.to_string()],
        })
        .filter(|name| !name.is_empty())
        .collect();
    if let [only] = names.as_slice()
        && spdx::license_id(only).is_none()
        && spdx::Expression::parse(only).is_ok()
    {
        return vec![json!({"expression": only})];
    }
    let license = |name: &String| match spdx::license_id(name) {
        Some(known) => json!({"license": {"id": known.name}}),
        None => json!({"license": {"name": name}}),
    };
    names.iter().map(license).collect()
}

fn property(name: &str, value: &str) -> Json {
    json!({"name": format!("aigraph:{name}"), "value": value})
}

/// A property of ours: an array is one entry an item.
fn values(key: &str, value: ValueRef<'_>) -> Vec<Json> {
    match value {
        ValueRef::List(items) => {
            let items = items.iter().map(|item| property(key, &item.to_string()));
            items.collect()
        }
        value => vec![property(key, &value.to_string())],
    }
}

/// What another source says, in words.
fn claim(claim: &Claim) -> Json {
    let told = claim.provenance();
    let words = [
        told.source,
        told.locator,
        Some(told.status.name()),
        told.note,
    ];
    let words: Vec<&str> = words.into_iter().flatten().collect();
    let value = format!("{} ({})", claim.value, words.join(", "));
    property(&format!("claim:{}", claim.property), value.trim_start())
}
