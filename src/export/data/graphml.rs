//! GraphML, as Gephi, yEd, networkx and igraph open it.
//!
//! Every property is an attribute of a declared type; arrays are text that reads as JSON, for
//! GraphML has none. A node's name stands in `label` too, where Gephi looks for it. The legend is
//! an attribute of the graph.
//!
//! The format: GraphML Primer and its schema, <http://graphml.graphdrawing.org>. Which names the
//! tools keep for themselves is from Gephi's GraphML importer, `networkx.read_graphml` (which hands
//! attributes on as keyword arguments) and igraph's `read_graph_graphml`.

use std::io::{self, Write};

use crate::graph::{Entity, NAME, RelationshipId, Subgraph};
use crate::model::PropertyType;

use super::attributes::{self, Attributes};
use super::legend::{self, FileIds, Legend};
use super::{ExportError, Written, sheets, xml};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns"
         xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
         xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"#;

/// Attributes of nodes that the format, or a tool that reads it, has itself.
fn of_nodes(name: &str, _: PropertyType) -> bool {
    let names = [
        "id",
        "label",
        "labels",
        "size",
        "x",
        "y",
        "z",
        "r",
        "g",
        "b",
        "color",
        "shape_type",
        "self",
        "node_for_adding",
    ];
    legend::is_one_of(&names, name)
}

/// Attributes of relationships that are not ours. A `weight` that is a number is what tools take
/// it for.
fn of_relationships(name: &str, kind: PropertyType) -> bool {
    let names = [
        "id",
        "source",
        "target",
        "label",
        "edgelabel",
        "type",
        "key",
        "directed",
        "color",
        "self",
        "u_for_edge",
        "v_for_edge",
    ];
    let numeric = matches!(kind, PropertyType::Integer | PropertyType::Float);
    legend::is_one_of(&names, name) || (!numeric && name.eq_ignore_ascii_case("weight"))
}

/// Writes the file.
pub(super) fn write(part: Subgraph<'_>, out: &mut dyn Write) -> Written {
    let mut out = io::BufWriter::new(out);
    let legend = Legend::new(part, of_nodes, of_relationships);
    let ids = FileIds::new(part);
    out.write_all(HEAD.as_bytes())?;
    let fixed = |out: &mut dyn Write, of: &str, name: &str| {
        let id = format!("{of}_{name}");
        writeln!(
            out,
            r#"  <key id="{id}" for="{of}" attr.name="{name}" attr.type="string"/>"#
        )
    };
    fixed(&mut out, "graph", legend::NAME)?;
    let hidden: &[&str] = match ids.has_groups() {
        true => &[legend::ID, legend::GROUP],
        false => &[],
    };
    for name in ["label", "labels"].iter().chain(hidden) {
        fixed(&mut out, "node", name)?;
    }
    declare(&mut out, "node", &legend.nodes)?;
    let mut rels = part.selection.relationships().iter();
    let keyed = rels.any(|&rel| !part.graph.key(rel).is_empty());
    let key = if keyed { &[legend::KEY][..] } else { &[] };
    for name in ["label", "type"].iter().chain(key) {
        fixed(&mut out, "edge", name)?;
    }
    declare(&mut out, "edge", &legend.relationships)?;
    writeln!(out, r#"  <graph id="G" edgedefault="directed">"#)?;
    let text = legend.json(part).to_string();
    data(&mut out, "    ", "graph_aigraph", &text, || {
        "the schema".to_owned()
    })?;
    for &node in part.selection.nodes() {
        write_node(&mut out, part, &ids, &legend.nodes, node)?;
    }
    for (number, &rel) in part.selection.relationships().iter().enumerate() {
        let id = ids.relationship(number);
        write_relationship(&mut out, part, (&ids, &id), &legend.relationships, rel)?;
    }
    out.write_all(b"  </graph>\n</graphml>\n")?;
    out.flush()?;
    Ok(Vec::new())
}

/// Declares attributes under the ids `node0`, `edge0` and so on.
fn declare(out: &mut dyn Write, of: &str, attributes: &Attributes) -> Result<(), ExportError> {
    for (i, attribute) in attributes.list().iter().enumerate() {
        let name = xml::attribute(&attribute.name, || format!("the key {:?}", attribute.name))?;
        let kind = match attribute.kind() {
            PropertyType::Boolean => "boolean",
            PropertyType::Integer => "long",
            PropertyType::Float => "double",
            _ => "string",
        };
        writeln!(
            out,
            r#"  <key id="{of}{i}" for="{of}" attr.name="{name}" attr.type="{kind}"/>"#
        )?;
    }
    Ok(())
}

fn data(
    out: &mut dyn Write,
    indent: &str,
    key: &str,
    text: &str,
    what: impl Fn() -> String,
) -> Result<(), ExportError> {
    let text = xml::content(text, what)?;
    Ok(writeln!(out, r#"{indent}<data key="{key}">{text}</data>"#)?)
}

fn write_node(
    out: &mut dyn Write,
    part: Subgraph<'_>,
    ids: &FileIds<'_>,
    attributes: &Attributes,
    node: crate::graph::NodeId,
) -> Result<(), ExportError> {
    let graph = part.graph;
    let what = || format!("the id {:?}", ids.node(node));
    let id = xml::attribute(ids.node(node), what)?;
    writeln!(out, r#"    <node id="{id}">"#)?;
    let indent = "      ";
    let name = || format!("{NAME} of {}", ids.node(node));
    data(out, indent, "node_label", graph.name(node), name)?;
    let labels = sheets::joined_labels(graph, node)?;
    if !labels.is_empty() {
        let what = || format!("a label of {}", ids.node(node));
        data(out, indent, "node_labels", &labels, what)?;
    }
    if let Some((id, group)) = ids.hidden(node) {
        data(out, indent, "node_aigraph_id", id, what)?;
        data(out, indent, "node_aigraph_group", group, what)?;
    }
    properties(out, "node", part, attributes, Entity::Node(node))?;
    Ok(out.write_all(b"    </node>\n")?)
}

fn write_relationship(
    out: &mut dyn Write,
    part: Subgraph<'_>,
    (ids, id): (&FileIds<'_>, &str),
    attributes: &Attributes,
    rel: RelationshipId,
) -> Result<(), ExportError> {
    let graph = part.graph;
    let end = |node| xml::attribute(ids.node(node), || format!("the id {:?}", ids.node(node)));
    let (start, end) = (end(graph.start(rel))?, end(graph.end(rel))?);
    let id = xml::attribute(id, || "an id".to_owned())?;
    writeln!(
        out,
        r#"    <edge id="{id}" source="{start}" target="{end}">"#
    )?;
    let subject = || sheets::subject(graph, Entity::Relationship(rel));
    for key in ["edge_label", "edge_type"] {
        data(out, "      ", key, graph.type_name(rel), subject)?;
    }
    if !graph.key(rel).is_empty() {
        data(out, "      ", "edge_aigraph_key", graph.key(rel), subject)?;
    }
    properties(out, "edge", part, attributes, Entity::Relationship(rel))?;
    Ok(out.write_all(b"    </edge>\n")?)
}

fn properties(
    out: &mut dyn Write,
    of: &str,
    part: Subgraph<'_>,
    attributes: &Attributes,
    entity: Entity,
) -> Result<(), ExportError> {
    for (i, value) in attributes.values(part.graph, entity) {
        let key = format!("{of}{i}");
        let what = || {
            let subject = sheets::subject(part.graph, entity);
            format!("{} of {subject}", attributes.list()[i].name)
        };
        data(out, "      ", &key, &attributes::text(&value), what)?;
    }
    Ok(())
}
