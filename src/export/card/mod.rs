//! Cards: all that the graph knows of one node, as text and as JSON.
//!
//! Nothing is left out and nothing is gathered first: the card of a hub with a million neighbours
//! is as many lines.

mod json;

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};

use crate::graph::{ALIASES, Entity, Graph, NAME, NAME_ZH, NodeId, PROVENANCE, RelationshipId};
use crate::model::{Claim, Provenance, Status, Value, ValueRef};

use super::paths::{write_node, write_provenance};
use super::text::{self, BOLD, DIM, TYPE, clean, width, wrap};
use super::{Style, cells};

pub use json::card_json;

/// The property that a card begins with.
const DESCRIPTION: &str = "description";

/// Writes a card to read: names, properties with what other sources claim, where it comes from,
/// and every relationship in words, grouped by type.
///
/// # Errors
/// Those of `out`.
pub fn card(graph: &Graph, node: NodeId, style: &Style, out: &mut dyn Write) -> io::Result<()> {
    let mut card = Card {
        graph,
        node,
        style,
        out: BufWriter::new(out),
    };
    card.names()?;
    card.description()?;
    card.properties()?;
    card.groups()?;
    card.out.flush()
}

/// Whether the property is shown in a place of its own rather than among the others.
fn has_own_place(key: &str) -> bool {
    [NAME, NAME_ZH, ALIASES, DESCRIPTION].contains(&key) || PROVENANCE.contains(&key)
}

struct Card<'a> {
    graph: &'a Graph,
    node: NodeId,
    style: &'a Style,
    out: BufWriter<&'a mut dyn Write>,
}

impl Card<'_> {
    fn names(&mut self) -> io::Result<()> {
        let (graph, node, style) = (self.graph, self.node, self.style);
        let name = graph.name(node);
        write!(self.out, "{}", style.paint(BOLD, clean(name)))?;
        if let Some(zh) = graph.name_zh(node).filter(|&zh| zh != name) {
            write!(self.out, " {}", style.paint(BOLD, clean(zh)))?;
        }
        let labels = graph
            .labels(node)
            .iter()
            .map(|&l| graph.label(l).name.as_str());
        let labels: Vec<&str> = labels.collect();
        if !labels.is_empty() {
            let labels = format!("({})", labels.join(", "));
            write!(self.out, " {}", style.paint(DIM, clean(&labels)))?;
        }
        writeln!(self.out)?;
        let aliases: Vec<&str> = graph.aliases(node).collect();
        if aliases.is_empty() {
            return Ok(());
        }
        let aliases = format!("also {}", aliases.join(", "));
        self.wrapped("", &clean(&aliases))
    }

    fn description(&mut self) -> io::Result<()> {
        let description = self.graph.property(Entity::Node(self.node), DESCRIPTION);
        let Some(ValueRef::Text(description)) = description else {
            return Ok(());
        };
        writeln!(self.out)?;
        for line in description.lines() {
            self.wrapped("", &clean(line))?;
        }
        Ok(())
    }

    /// The properties, the claims that concern each, and where the node comes from.
    fn properties(&mut self) -> io::Result<()> {
        let (graph, entity) = (self.graph, Entity::Node(self.node));
        let mut claims: BTreeMap<&str, Vec<&Claim>> = BTreeMap::new();
        for claim in graph.claims(entity) {
            claims.entry(&claim.property).or_default().push(claim);
        }
        let on_row = claims.remove("").unwrap_or_default();
        let stored = graph
            .properties(entity)
            .filter(|(key, _)| !has_own_place(key));
        let mut rows: BTreeMap<&str, String> = stored.map(|(k, v)| (k, shown(v))).collect();
        // A name or a description that is claimed otherwise, or a value that only a claim gives.
        for &key in claims.keys() {
            let value = || graph.property(entity, key).map(shown).unwrap_or_default();
            rows.entry(key).or_insert_with(value);
        }
        let widths = rows.keys().map(|key| width(&clean(key)));
        let indent = widths.chain([width("source")]).max().unwrap_or(0) + 2;
        writeln!(self.out)?;
        self.property("id", graph.id(self.node), indent)?;
        for (key, value) in &rows {
            self.property(key, value, indent)?;
            for claim in claims.get(key).into_iter().flatten() {
                self.claim(claim, "", indent)?;
            }
        }
        self.source(indent)?;
        for claim in on_row {
            self.claim(claim, "", indent)?;
        }
        Ok(())
    }

    fn property(&mut self, key: &str, value: &str, indent: usize) -> io::Result<()> {
        let key = clean(key);
        let padding = " ".repeat(indent.saturating_sub(width(&key)));
        let room = self.style.width.map(|w| w.saturating_sub(indent));
        let mut lines = wrap(&clean(value), room).into_iter();
        let first = lines.next().unwrap_or_default();
        let line = format!("{}{padding}{first}", self.style.paint(DIM, key));
        writeln!(self.out, "{}", line.trim_end())?;
        for line in lines {
            writeln!(self.out, "{:indent$}{line}", "")?;
        }
        Ok(())
    }

    /// Where the node's row comes from, by the title of its source.
    fn source(&mut self, indent: usize) -> io::Result<()> {
        let provenance = self.graph.provenance(Entity::Node(self.node));
        let source = provenance.source.map(|id| match self.graph.source(id) {
            Some(source) => source.title.as_deref().unwrap_or(id),
            None => id,
        });
        let status = (provenance.status != Status::Stated).then(|| provenance.status.name());
        let words = [source, provenance.locator, status];
        let words: Vec<&str> = words.into_iter().flatten().collect();
        if !words.is_empty() {
            self.property("source", &words.join(", "), indent)?;
        }
        match provenance.note {
            Some(note) => self.property("note", note, indent),
            None => Ok(()),
        }
    }

    /// What another source says, under what it speaks of.
    fn claim(&mut self, claim: &Claim, property: &str, indent: usize) -> io::Result<()> {
        let text = claim_text(claim, property);
        let look = text::mark(claim.status).map_or(DIM, |(_, look)| look);
        let room = self.style.width.map(|w| w.saturating_sub(indent + 2));
        for (i, line) in wrap(&clean(&text), room).into_iter().enumerate() {
            let arrow = if i == 0 { "↳ " } else { "  " };
            let line = format!("{arrow}{line}");
            writeln!(self.out, "{:indent$}{}", "", self.style.paint(look, line))?;
        }
        Ok(())
    }

    /// All relationships: outgoing ones by type, then incoming ones.
    fn groups(&mut self) -> io::Result<()> {
        let (graph, node) = (self.graph, self.node);
        let mut group = None;
        let outgoing = graph.outgoing(node).map(|rel| (rel, true));
        let incoming = graph.incoming(node).iter().map(|&rel| (rel, false));
        for (rel, is_outgoing) in outgoing.chain(incoming) {
            let this = Some((graph.type_of(rel), is_outgoing));
            if group != this {
                self.group_head(rel, is_outgoing)?;
                group = this;
            }
            self.relationship(rel, is_outgoing)?;
        }
        Ok(())
    }

    fn group_head(&mut self, rel: RelationshipId, is_outgoing: bool) -> io::Result<()> {
        let name = clean(self.graph.type_name(rel));
        let arrow = match is_outgoing {
            true => format!("─{name}→"),
            false => format!("←{name}─"),
        };
        let style = self.style;
        let arrow = style.paint(TYPE, arrow);
        match reading(self.graph, rel, is_outgoing) {
            Some(words) => {
                let words = style.paint(BOLD, clean(words));
                writeln!(self.out, "\n{words} {arrow}")
            }
            None => writeln!(self.out, "\n{arrow}"),
        }
    }

    fn relationship(&mut self, rel: RelationshipId, is_outgoing: bool) -> io::Result<()> {
        let (graph, style, entity) = (self.graph, self.style, Entity::Relationship(rel));
        let other = match is_outgoing {
            true => graph.end(rel),
            false => graph.start(rel),
        };
        write!(self.out, "  ")?;
        write_node(graph, other, style, &mut self.out)?;
        for (i, (key, value)) in stated(graph, rel).enumerate() {
            let comma = if i == 0 { "" } else { "," };
            let value = shown(value);
            write!(self.out, "{comma} {} {}", clean(key), clean(&value))?;
        }
        write_provenance(graph, rel, style, &mut self.out)?;
        writeln!(self.out)?;
        if let Some(note) = graph.provenance(entity).note {
            self.wrapped("    ", &clean(note))?;
        }
        for claim in graph.claims(entity) {
            self.claim(claim, &claim.property, 4)?;
        }
        Ok(())
    }

    /// Lines of clean text, each indented.
    fn wrapped(&mut self, indent: &str, text: &str) -> io::Result<()> {
        let room = self.style.width.map(|w| w.saturating_sub(indent.len()));
        for line in wrap(text, room) {
            writeln!(self.out, "{indent}{line}")?;
        }
        Ok(())
    }
}

/// How a relationship of that type reads from one end, where types.csv says so.
fn reading(graph: &Graph, rel: RelationshipId, is_outgoing: bool) -> Option<&str> {
    let kind = graph.relationship_type(graph.type_of(rel));
    match is_outgoing {
        true => kind.meaning.as_deref(),
        false => kind.inverse.as_deref(),
    }
}

/// A relationship's own properties: since and until first, which read on from the name.
fn stated(graph: &Graph, rel: RelationshipId) -> impl Iterator<Item = (&str, ValueRef<'_>)> {
    const SPAN: [&str; 2] = ["since", "until"];
    let all = move || graph.properties(Entity::Relationship(rel));
    let span = SPAN
        .iter()
        .flat_map(move |&s| all().filter(move |(key, _)| *key == s));
    let other = all().filter(|(key, _)| !SPAN.contains(key) && !PROVENANCE.contains(key));
    span.chain(other)
}

/// `arXiv 2107.02137 says 6200000000 (disputed: the abstract names another)`.
fn claim_text(claim: &Claim, property: &str) -> String {
    let Provenance {
        source,
        locator,
        status,
        note,
    } = claim.provenance();
    let place = cells::place(source, locator);
    let mut text = if place.is_empty() {
        "another source".to_owned()
    } else {
        place
    };
    let value = claim.value.as_ref().map(shown).unwrap_or_default();
    let said: Vec<&str> = [property, value.as_str()]
        .into_iter()
        .filter(|s| !s.is_empty())
        .collect();
    if !said.is_empty() {
        text.push_str(" says ");
        text.push_str(&said.join(" "));
    }
    let status = (status != Status::Stated).then(|| status.name());
    let remark: Vec<&str> = [status, note].into_iter().flatten().collect();
    if !remark.is_empty() {
        text.push_str(&format!(" ({})", remark.join(": ")));
    }
    text
}

/// A value as a card shows it: the items of a list with spaces between.
fn shown(value: ValueRef<'_>) -> String {
    match value {
        ValueRef::List(items) => {
            let items: Vec<String> = items.iter().map(Value::to_string).collect();
            items.join(", ")
        }
        scalar => scalar.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Lang;
    use super::super::fixture;
    use super::*;

    fn written(id: &str, style: &Style) -> String {
        let graph = fixture::graph();
        let mut out = Vec::new();
        card(&graph, fixture::node(&graph, id), style, &mut out).expect("writing into memory");
        String::from_utf8(out).expect("cards are UTF-8")
    }

    #[test]
    fn claims_stand_under_what_they_concern() {
        insta::assert_snapshot!(written("gpt-3", &Style::default()), @r"
        GPT-3 (Model)

        id          gpt-3
        name        GPT-3
                    ↳ arxiv 2.1 says Generative Pre-trained Transformer 3
        parameters  175000000000
                    ↳ arxiv 2.1 says 6200000000 (disputed: counts one layer)
        released    2020-05

        builds on ─BUILDS_ON→
          Transformer (Technique, 2017-06) [article]

        ─SUCCESSOR_OF→
          GPT-2 (Model, 2019) [article 2.3.1(1)] inferred

        is released by ←RELEASES─
          OpenAI (Company) since 2020-05, role maker [article 2.3.1(1)]
            ↳ arxiv 2.1 says since 2020-06 (inferred)
        ");
    }

    #[test]
    fn names_description_and_source_of_a_product() {
        let style = Style {
            lang: Lang::Both,
            width: Some(40),
            color: false,
        };
        insta::assert_snapshot!(written("ernie-bot", &style), @r"
        ERNIE Bot 文心一言 (Product)
        also Wenxin Yiyan, 文心

        百度发布的对话产品，基于文心大模型。
        It answers in Chinese and English.

        id        ernie-bot
        released  2023-03-16
        source    A survey of language models,
                  2.3.4(1), heading
        note      named in a heading only

        builds on ─BUILDS_ON→
          ERNIE 3.0 文心大模型 (Model, 2021-07) [article 2.3.4(1)]

        is released by ←RELEASES─
          Baidu 百度 (Company) since 2023-03 [article 2.3.4(1)]
        ");
    }

    #[test]
    fn disputed_relationships_have_their_note() {
        insta::assert_snapshot!(written("ernie-3", &Style::default()), @r"
        ERNIE 3.0 文心大模型 (Model)

        id          ernie-3
        parameters  10000000000
        released    2021-07

        builds on ─BUILDS_ON→
          Transformer (Technique, 2017-06) [arxiv 3.1] disputed!
            the article names BERT

        is built on by ←BUILDS_ON─
          ERNIE Bot (Product, 2023-03-16) [article 2.3.4(1)]
        ");
    }

    #[test]
    fn types_without_words_and_hostile_names() {
        insta::assert_snapshot!(written("evil", &Style::default()), @r#"
        e\u{1b}[2Jvil a "b",⏎ (Model)

        id      evil

        ─LIKES→
          e\u{1b}[2Jvil (Model)

        ←LIKES─
          e\u{1b}[2Jvil (Model)
        "#);
    }
}
