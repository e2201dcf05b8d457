//! GEXF 1.3, Gephi's own format, with dates on its timeline.
//!
//! A node is there from the first day that its `released` may mean, a relationship from that of its
//! `since` to the last day of its `until`; what has no date is always there. All dates stand as
//! attributes too, as text and days. Arrays are `liststring`, in the notation that Gephi reads.
//! The legend has no place; this format is not read back.
//!
//! The format: GEXF 1.3 Primer and schema, <https://gexf.net>. Which names are kept is from
//! `networkx.read_gexf`, which hands attributes on as keyword arguments.

use std::io::{self, Write};

use crate::graph::{Entity, Graph, NAME, Subgraph};
use crate::model::{Date, PropertyType, ValueRef};

use super::attributes::{self, Attributes};
use super::legend::{self, FileIds, Legend};
use super::{ExportError, Written, sheets, xml};

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3"
      xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
      xsi:schemaLocation="http://gexf.net/1.3 http://gexf.net/1.3/gexf.xsd"
      version="1.3">
  <meta>
    <creator>aigraph</creator>
  </meta>
  <graph defaultedgetype="directed" mode="dynamic" timeformat="date" timerepresentation="interval">
"#;

/// Attributes that the format, Gephi's tables or networkx have themselves.
fn reserved(name: &str, _: PropertyType) -> bool {
    let names = [
        "id",
        "label",
        "labels",
        "type",
        "kind",
        "source",
        "target",
        "weight",
        "key",
        "pid",
        "parents",
        "start",
        "end",
        "spells",
        "slices",
        "timeset",
        "interval",
        "viz",
        "networkx_key",
        "self",
        "node_for_adding",
        "u_for_edge",
        "v_for_edge",
    ];
    legend::is_one_of(&names, name)
}

/// Writes the file.
pub(super) fn write(part: Subgraph<'_>, out: &mut dyn Write) -> Written {
    let mut out = io::BufWriter::new(out);
    let legend = Legend::new(part, reserved, reserved);
    let ids = FileIds::new(part);
    out.write_all(HEAD.as_bytes())?;
    let first: &[&str] = match ids.has_groups() {
        true => &["labels", legend::ID, legend::GROUP],
        false => &["labels"],
    };
    declare(&mut out, "node", first, &legend.nodes)?;
    declare(&mut out, "edge", &[legend::KEY], &legend.relationships)?;
    out.write_all(b"    <nodes>\n")?;
    for &node in part.selection.nodes() {
        let graph = part.graph;
        let what = || format!("the id {:?}", ids.node(node));
        let id = xml::attribute(ids.node(node), what)?;
        let name = || format!("{NAME} of {}", ids.node(node));
        let label = xml::attribute(graph.name(node), name)?;
        let from = graph.released(node);
        let times = times(from, None);
        writeln!(out, r#"      <node id="{id}" label="{label}"{times}>"#)?;
        let labels = sheets::joined_labels(graph, node)?;
        let (id, group) = ids.hidden(node).unwrap_or_default();
        let entity = Entity::Node(node);
        let texts = &[labels.as_str(), id, group][..first.len()];
        values(&mut out, graph, entity, texts, &legend.nodes)?;
        out.write_all(b"      </node>\n")?;
    }
    out.write_all(b"    </nodes>\n    <edges>\n")?;
    for (number, &rel) in part.selection.relationships().iter().enumerate() {
        let (graph, entity) = (part.graph, Entity::Relationship(rel));
        let end = |node| xml::attribute(ids.node(node), || format!("the id {:?}", ids.node(node)));
        let (start, end) = (end(graph.start(rel))?, end(graph.end(rel))?);
        let kind = xml::attribute(graph.type_name(rel), || sheets::subject(graph, entity))?;
        let id = ids.relationship(number);
        let id = xml::attribute(&id, || "an id".to_owned())?;
        let weight = weight(graph, entity);
        let times = times(date(graph, entity, "since"), date(graph, entity, "until"));
        let ends = format!(r#"source="{start}" target="{end}""#);
        writeln!(
            out,
            r#"      <edge id="{id}" {ends} kind="{kind}" label="{kind}"{weight}{times}>"#
        )?;
        let key = graph.key(rel);
        values(&mut out, graph, entity, &[key], &legend.relationships)?;
        out.write_all(b"      </edge>\n")?;
    }
    out.write_all(b"    </edges>\n  </graph>\n</gexf>\n")?;
    out.flush()?;
    let note = "GEXF has no place for labels.csv, types.csv, sources.csv and claims.csv";
    Ok(match sheets::sheets(part).is_empty() {
        true => Vec::new(),
        false => vec![note.to_owned()],
    })
}

/// Declares attributes, numbered in their order.
fn declare(
    out: &mut dyn Write,
    class: &str,
    first: &[&str],
    attributes: &Attributes,
) -> Result<(), ExportError> {
    writeln!(out, r#"    <attributes class="{class}" mode="static">"#)?;
    let fixed = first.iter().map(|&name| (name, "string"));
    let of_properties = attributes.list().iter().map(|attribute| {
        let kind = match attribute.kind() {
            PropertyType::Boolean => "boolean",
            PropertyType::Integer => "long",
            PropertyType::Float => "double",
            PropertyType::Text | PropertyType::Date => "string",
            _ => "liststring",
        };
        (attribute.name.as_str(), kind)
    });
    for (i, (name, kind)) in fixed.chain(of_properties).enumerate() {
        let title = xml::attribute(name, || format!("the key {name:?}"))?;
        writeln!(
            out,
            r#"      <attribute id="{i}" title="{title}" type="{kind}"/>"#
        )?;
    }
    Ok(out.write_all(b"    </attributes>\n")?)
}

/// Writes the values of the first attributes that are not empty, then those of properties.
fn values(
    out: &mut dyn Write,
    graph: &Graph,
    entity: Entity,
    first: &[&str],
    attributes: &Attributes,
) -> Result<(), ExportError> {
    let fixed = first.iter().map(|text| (*text).to_owned()).enumerate();
    let fixed = fixed.filter(|(_, text)| !text.is_empty());
    let of_properties = attributes.values(graph, entity).into_iter();
    let texts = of_properties.map(|(i, value)| (first.len() + i, attributes::text(&value)));
    out.write_all(b"        <attvalues>\n")?;
    for (i, text) in fixed.chain(texts) {
        let text = xml::attribute(&text, || {
            let name = attributes.list().get(i.wrapping_sub(first.len()));
            let name = name.map_or("a label", |attribute| &attribute.name);
            format!("{name} of {}", sheets::subject(graph, entity))
        })?;
        writeln!(out, r#"          <attvalue for="{i}" value="{text}"/>"#)?;
    }
    Ok(out.write_all(b"        </attvalues>\n")?)
}

fn date(graph: &Graph, entity: Entity, key: &str) -> Option<Date> {
    match graph.property(entity, key) {
        Some(ValueRef::Date(date)) => Some(date),
        _ => None,
    }
}

/// When something is there: from the first possible day of a date to the last one of another.
fn times(from: Option<Date>, to: Option<Date>) -> String {
    let start = from.map(|date| format!(r#" start="{}""#, date.first_day()));
    let end = to.map(|date| format!(r#" end="{}""#, date.last_day()));
    start.unwrap_or_default() + &end.unwrap_or_default()
}

/// The weight of an edge, where a property of that name is a number.
fn weight(graph: &Graph, entity: Entity) -> String {
    match graph.property(entity, "weight") {
        Some(value @ (ValueRef::Integer(_) | ValueRef::Float(_))) => {
            format!(r#" weight="{value}""#)
        }
        _ => String::new(),
    }
}
