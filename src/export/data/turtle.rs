//! RDF 1.1 in Turtle: nodes with their properties, relationships as triples and as statements.
//!
//! A node is an IRI made of its id; its labels are classes, relationship types and property keys
//! are RDF properties. A relationship is a triple, and an `rdf:Statement` about it, which carries
//! its properties: reification is the one way of speaking of a triple that every reader of Turtle
//! knows. Claims are statements too, which nothing asserts. What a row comes from is told with
//! PROV-O and Dublin Core.
//!
//! Dates keep their precision: RDF has years and months. Sources: RDF 1.1 Turtle
//! <https://www.w3.org/TR/turtle/>, PROV-O <https://www.w3.org/TR/prov-o/>.

use std::collections::BTreeSet;
use std::io::Write;

use oxrdf::vocab::{rdf, rdfs, xsd};
use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, Triple};
use oxttl::TurtleSerializer;
use oxttl::turtle::WriterTurtleSerializer;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::graph::{Entity, Graph, NAME, NAME_ZH, NodeId, RelationshipId, Subgraph};
use crate::model::{Date, Provenance, Value, ValueRef};

use super::sheets::Sheet;
use super::{ExportError, Written};

/// What all IRIs of ours begin with.
const OURS: &str = "urn:aigraph:";
const PROV: &str = "http://www.w3.org/ns/prov#";
const DCTERMS: &str = "http://purl.org/dc/terms/";
const FOAF: &str = "http://xmlns.com/foaf/0.1/";
const RDF: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#";
const RDFS: &str = "http://www.w3.org/2000/01/rdf-schema#";
const XSD: &str = "http://www.w3.org/2001/XMLSchema#";

/// All but the characters that an IRI takes as they are anywhere.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// Writes the document.
pub(super) fn write(part: Subgraph<'_>, out: &mut dyn Write) -> Written {
    let graph = part.graph;
    let mut to = Turtle::new(graph, out)?;
    for sheet in super::sheets(part) {
        match sheet.name {
            "labels" => to.labels(&sheet)?,
            "types" => to.types(&sheet)?,
            "sources" => to.sources(&sheet)?,
            // Claims are written with their values' types, below.
            _ => {}
        }
    }
    for &node in part.selection.nodes() {
        to.node(node)?;
    }
    for &rel in part.selection.relationships() {
        to.relationship(rel)?;
    }
    let nodes = part.selection.nodes().iter().copied().map(Entity::Node);
    let rels = part.selection.relationships().iter().copied();
    for entity in nodes.chain(rels.map(Entity::Relationship)) {
        to.claims(entity)?;
    }
    let repeated = std::mem::take(&mut to.repeated);
    to.out.finish()?;
    Ok(repeated
        .into_iter()
        .map(|key| format!("{key}: an array has an item twice, which is once in a set of triples"))
        .collect())
}

/// An IRI of ours: what it is of, and names that become one path.
fn iri(of: &str, names: &[&str]) -> NamedNode {
    // Encoded like this, any name is part of an IRI.
    NamedNode::new_unchecked(format!("{OURS}{of}:{}", encoded(names)))
}

/// Names, percent-encoded, as one path: different names give different paths.
pub(super) fn encoded(names: &[&str]) -> String {
    let encoded = names
        .iter()
        .map(|name| utf8_percent_encode(name, ENCODED).to_string());
    encoded.collect::<Vec<String>>().join("/")
}

fn node_iri(graph: &Graph, node: NodeId) -> NamedNode {
    match graph.group(node) {
        "" => iri("node", &[graph.id(node)]),
        group => iri("node", &[group, graph.id(node)]),
    }
}

fn relationship_iri(graph: &Graph, rel: RelationshipId) -> NamedNode {
    let (start, end) = (graph.start(rel), graph.end(rel));
    let grouped = [start, end]
        .iter()
        .any(|&node| !graph.group(node).is_empty());
    let mut names = vec![graph.type_name(rel)];
    for end in [start, end] {
        // Both groups or none, so that the number of names tells which.
        names.extend(grouped.then(|| graph.group(end)));
        names.push(graph.id(end));
    }
    names.extend(Some(graph.key(rel)).filter(|key| !key.is_empty()));
    iri("relationship", &names)
}

fn term(name: &str) -> NamedNode {
    iri("term", &[name])
}

fn known(vocabulary: &str, name: &str) -> NamedNode {
    NamedNode::new_unchecked(format!("{vocabulary}{name}"))
}

/// A value as literals, an array as its items.
fn literals(value: ValueRef<'_>) -> Vec<Literal> {
    match value {
        ValueRef::Boolean(b) => vec![Literal::from(b)],
        ValueRef::Integer(i) => vec![Literal::from(i)],
        ValueRef::Float(x) => vec![Literal::from(x)],
        ValueRef::Text(text) => vec![Literal::new_simple_literal(text)],
        ValueRef::Date(date) => vec![date_literal(date)],
        ValueRef::List(items) => {
            let items = items.iter().filter_map(Value::as_ref);
            items.flat_map(literals).collect()
        }
    }
}

fn date_literal(date: Date) -> Literal {
    let kind = match (date.month(), date.day()) {
        (None, _) => xsd::G_YEAR,
        (_, None) => xsd::G_YEAR_MONTH,
        _ => xsd::DATE,
    };
    Literal::new_typed_literal(date.to_string(), kind)
}

/// A document that is being written.
struct Turtle<'g, 'w> {
    graph: &'g Graph,
    out: WriterTurtleSerializer<&'w mut dyn Write>,
    /// How many blank nodes there are.
    blanks: usize,
    /// Keys of arrays that have an item twice.
    repeated: BTreeSet<String>,
}

impl<'g, 'w> Turtle<'g, 'w> {
    fn new(graph: &'g Graph, out: &'w mut dyn Write) -> Result<Turtle<'g, 'w>, ExportError> {
        let mut serializer = TurtleSerializer::new();
        let ours = [
            "node",
            "relationship",
            "label",
            "type",
            "property",
            "source",
            "claim",
            "term",
        ];
        let ours = ours.map(|name| (name, format!("{OURS}{name}:")));
        let others = [
            ("rdf", RDF),
            ("rdfs", RDFS),
            ("xsd", XSD),
            ("prov", PROV),
            ("dcterms", DCTERMS),
            ("foaf", FOAF),
        ];
        let others = others.map(|(name, iri)| (name, iri.to_owned()));
        for (name, iri) in ours.into_iter().chain(others) {
            let added = serializer.with_prefix(name, iri);
            serializer = added.map_err(std::io::Error::other)?;
        }
        Ok(Turtle {
            graph,
            out: serializer.for_writer(out),
            blanks: 0,
            repeated: BTreeSet::new(),
        })
    }

    fn say(
        &mut self,
        subject: impl Into<NamedOrBlankNode>,
        predicate: impl Into<NamedNode>,
        object: impl Into<Term>,
    ) -> Result<(), ExportError> {
        let triple = Triple::new(subject, predicate, object);
        Ok(self.out.serialize_triple(triple.as_ref())?)
    }

    /// Says what a text cell says, unless it is empty.
    fn say_text(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNode,
        text: &str,
    ) -> Result<(), ExportError> {
        match text {
            "" => Ok(()),
            text => self.say(
                subject.clone(),
                predicate,
                Literal::new_simple_literal(text),
            ),
        }
    }

    fn say_date(
        &mut self,
        subject: &NamedNode,
        predicate: NamedNode,
        text: &str,
    ) -> Result<(), ExportError> {
        match Date::parse(text) {
            Ok(date) => self.say(subject.clone(), predicate, date_literal(date)),
            Err(_) => self.say_text(subject, predicate, text),
        }
    }

    fn labels(&mut self, sheet: &Sheet) -> Result<(), ExportError> {
        for row in &sheet.rows {
            let Some((name, _)) = row.split_first() else {
                continue;
            };
            let label = iri("label", &[name]);
            self.say(label.clone(), rdf::TYPE, rdfs::CLASS.into_owned())?;
            for (column, cell) in sheet.columns.iter().zip(row) {
                match *column {
                    "label" => self.say_text(&label, rdfs::LABEL.into_owned(), cell)?,
                    "name_zh" => self.say_chinese(&label, cell)?,
                    "meaning" => self.say_text(&label, rdfs::COMMENT.into_owned(), cell)?,
                    column => self.say_text(&label, term(column), cell)?,
                }
            }
        }
        Ok(())
    }

    fn say_chinese(&mut self, subject: &NamedNode, text: &str) -> Result<(), ExportError> {
        if text.is_empty() {
            return Ok(());
        }
        let literal = Literal::new_language_tagged_literal_unchecked(text, "zh");
        self.say(subject.clone(), rdfs::LABEL, literal)
    }

    fn types(&mut self, sheet: &Sheet) -> Result<(), ExportError> {
        for row in &sheet.rows {
            let Some((name, _)) = row.split_first() else {
                continue;
            };
            let kind = iri("type", &[name]);
            self.say(kind.clone(), rdf::TYPE, rdf::PROPERTY.into_owned())?;
            for (column, cell) in sheet.columns.iter().zip(row).skip(1) {
                match *column {
                    // Not rdfs:domain: several domains mean that a node is in all of them.
                    "from" | "to" => {
                        for label in cell.split(';').filter(|label| !label.is_empty()) {
                            self.say(kind.clone(), term(column), iri("label", &[label]))?;
                        }
                    }
                    "meaning" => self.say_text(&kind, rdfs::LABEL.into_owned(), cell)?,
                    "lineage" | "acyclic" | "dated" => {
                        let is = Literal::from(cell == "true");
                        self.say(kind.clone(), term(column), is)?;
                    }
                    column => self.say_text(&kind, term(column), cell)?,
                }
            }
        }
        Ok(())
    }

    fn sources(&mut self, sheet: &Sheet) -> Result<(), ExportError> {
        for row in &sheet.rows {
            let [id, title, publisher, date, url, retrieved] = row.as_slice() else {
                continue;
            };
            let source = iri("source", &[id]);
            self.say(source.clone(), rdf::TYPE, known(PROV, "Entity"))?;
            self.say(
                source.clone(),
                rdf::TYPE,
                known(DCTERMS, "BibliographicResource"),
            )?;
            self.say_text(&source, known(DCTERMS, "identifier"), id)?;
            self.say_text(&source, known(DCTERMS, "title"), title)?;
            self.say_text(&source, known(DCTERMS, "publisher"), publisher)?;
            self.say_date(&source, known(DCTERMS, "issued"), date)?;
            match NamedNode::new(url) {
                Ok(page) => self.say(source.clone(), known(FOAF, "page"), page)?,
                Err(_) => self.say_text(&source, term("url"), url)?,
            }
            self.say_date(&source, term("retrieved"), retrieved)?;
        }
        Ok(())
    }

    fn node(&mut self, node: NodeId) -> Result<(), ExportError> {
        let graph = self.graph;
        let subject = node_iri(graph, node);
        let text = |key| match graph.property(Entity::Node(node), key) {
            Some(ValueRef::Text(text)) => text,
            _ => "",
        };
        for label in graph.label_names(node) {
            self.say(subject.clone(), rdf::TYPE, iri("label", &[label]))?;
        }
        self.say_text(&subject, known(DCTERMS, "identifier"), graph.id(node))?;
        self.say_text(&subject, term("group"), graph.group(node))?;
        self.say_text(&subject, rdfs::LABEL.into_owned(), text(NAME))?;
        self.say_chinese(&subject, text(NAME_ZH))?;
        self.properties(&subject, Entity::Node(node))?;
        self.derivation(&subject, graph.provenance(Entity::Node(node)))
    }

    fn relationship(&mut self, rel: RelationshipId) -> Result<(), ExportError> {
        let graph = self.graph;
        let start = node_iri(graph, graph.start(rel));
        let kind = iri("type", &[graph.type_name(rel)]);
        let end = node_iri(graph, graph.end(rel));
        self.say(start.clone(), kind.clone(), end.clone())?;
        let subject = relationship_iri(graph, rel);
        self.say(subject.clone(), rdf::TYPE, rdf::STATEMENT.into_owned())?;
        self.say(subject.clone(), rdf::SUBJECT, start)?;
        self.say(subject.clone(), rdf::PREDICATE, kind)?;
        self.say(subject.clone(), rdf::OBJECT, end)?;
        self.say_text(&subject, term("key"), graph.key(rel))?;
        self.properties(&subject, Entity::Relationship(rel))?;
        self.derivation(&subject, graph.provenance(Entity::Relationship(rel)))
    }

    /// All properties; a date also as its first and its last day.
    fn properties(&mut self, subject: &NamedNode, entity: Entity) -> Result<(), ExportError> {
        for (key, value) in self.graph.properties(entity) {
            let items = literals(value);
            let different: BTreeSet<&str> = items.iter().map(Literal::value).collect();
            if different.len() < items.len() {
                self.repeated.insert(key.to_owned());
            }
            for item in items {
                self.say(subject.clone(), iri("property", &[key]), item)?;
            }
        }
        for field in super::fields(self.graph, entity) {
            // What is not stored is a day made of a date.
            let mut stored = self.graph.properties(entity);
            if stored.any(|(key, _)| key == field.key) {
                continue;
            }
            for day in field.value.as_ref().map(literals).unwrap_or_default() {
                self.say(subject.clone(), iri("property", &[&field.key]), day)?;
            }
        }
        Ok(())
    }

    /// Says which source something was taken from, where in it, and how it carries it.
    fn derivation(
        &mut self,
        subject: &NamedNode,
        provenance: Provenance<'_>,
    ) -> Result<(), ExportError> {
        let Some(source) = provenance.source else {
            return Ok(());
        };
        let source = iri("source", &[source]);
        self.say(
            subject.clone(),
            known(PROV, "hadPrimarySource"),
            source.clone(),
        )?;
        self.blanks += 1;
        let blank = BlankNode::new_unchecked(format!("s{}", self.blanks));
        self.say(
            subject.clone(),
            known(PROV, "qualifiedPrimarySource"),
            blank.clone(),
        )?;
        self.say(blank.clone(), rdf::TYPE, known(PROV, "PrimarySource"))?;
        self.say(blank.clone(), known(PROV, "entity"), source)?;
        let text = Literal::new_simple_literal;
        if let Some(locator) = provenance.locator {
            self.say(blank.clone(), term("locator"), text(locator))?;
        }
        self.say(
            blank.clone(),
            term("status"),
            text(provenance.status.name()),
        )?;
        if let Some(note) = provenance.note {
            self.say(blank, rdfs::COMMENT, text(note))?;
        }
        Ok(())
    }

    /// What other sources say: statements that nothing asserts.
    fn claims(&mut self, entity: Entity) -> Result<(), ExportError> {
        let about = match entity {
            Entity::Node(node) => node_iri(self.graph, node),
            Entity::Relationship(rel) => relationship_iri(self.graph, rel),
        };
        let of = about.as_str().strip_prefix(OURS).unwrap_or_default();
        for (number, claim) in (1..).zip(self.graph.claims(entity)) {
            let subject = NamedNode::new_unchecked(format!("{OURS}claim:{of}/{number}"));
            self.say(subject.clone(), rdf::TYPE, term("Claim"))?;
            self.say(subject.clone(), rdf::TYPE, known(PROV, "Entity"))?;
            self.say(subject.clone(), rdf::TYPE, rdf::STATEMENT.into_owned())?;
            self.say(subject.clone(), rdf::SUBJECT, about.clone())?;
            if !claim.property.is_empty() {
                let predicate = iri("property", &[&claim.property]);
                self.say(subject.clone(), rdf::PREDICATE, predicate)?;
            }
            for value in claim.value.as_ref().map(literals).unwrap_or_default() {
                self.say(subject.clone(), rdf::OBJECT, value)?;
            }
            self.derivation(&subject, claim.provenance())?;
        }
        Ok(())
    }
}
