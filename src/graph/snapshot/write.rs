//! From a graph to the bytes of a snapshot, front to back: the head, which says where everything
//! is, comes last.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use crate::model::{Claim, Label, Origin, PropertyType, RelationshipType, Role, Source, Status};
use crate::model::{Value, ValueRef};

use super::super::column::{Column, Columns, Data, Presence};
use super::super::slab::{Narrow, Slab};
use super::super::strings::{Strings, Texts};
use super::super::{Entity, Graph, LabelId, NAME, NAME_ZH, PROVENANCE};
use super::code::Coder;
use super::numbers::Numbers;
use super::store::Number;
use super::texts::{Packed, PackedList, PackedText, PlainTexts};
use super::{ALIGN, ENDIANNESS, MAGIC, SHIFT, SHIFTS, Said, VERSION};

/// Writes sections and remembers where they are, and the checksums of their blocks.
pub(crate) struct Writer<'o> {
    out: &'o mut dyn Write,
    at: u64,
    shift: u32,
    places: Vec<(u64, u64)>,
    checksums: Vec<u32>,
    /// The block that is being filled.
    block: Vec<u8>,
}

impl Writer<'_> {
    /// Begins a section.
    pub(crate) fn begin(&mut self) -> io::Result<()> {
        self.places.push((self.at, 0));
        Ok(())
    }

    /// Adds bytes to the section.
    pub(crate) fn put(&mut self, mut bytes: &[u8]) -> io::Result<()> {
        let size = 1usize << self.shift;
        while !bytes.is_empty() {
            let some = bytes.len().min(size - self.block.len());
            let (now, rest) = bytes.split_at(some);
            self.block.extend_from_slice(now);
            bytes = rest;
            if self.block.len() == size {
                self.end_block()?;
            }
        }
        Ok(())
    }

    fn end_block(&mut self) -> io::Result<()> {
        self.checksums.push(crc32fast::hash(&self.block));
        self.out.write_all(&self.block)?;
        self.at += self.block.len() as u64;
        self.block.clear();
        Ok(())
    }

    /// Ends the section and gives its number. Sections begin at multiples of eight bytes; what
    /// fills up to there is of the last block, so that no byte of the file is unverified.
    pub(crate) fn end(&mut self) -> io::Result<usize> {
        let at = self.at + self.block.len() as u64;
        if !self.block.is_empty() {
            self.block
                .resize(self.block.len().next_multiple_of(ALIGN), 0);
            self.end_block()?;
        }
        if let Some((start, len)) = self.places.last_mut() {
            *len = at - *start;
        }
        Ok(self.places.len().saturating_sub(1))
    }

    /// Writes numbers as a section of their own and its number into the head.
    pub(crate) fn slab<T: Number>(&mut self, slab: &Slab<T>, head: &mut Coder) -> io::Result<()> {
        self.begin()?;
        self.put(bytemuck::cast_slice(slab.slice(0..slab.len())))?;
        head.size(self.end()?);
        Ok(())
    }

    pub(crate) fn narrow(&mut self, slab: &Narrow, head: &mut Coder) -> io::Result<()> {
        head.flag(matches!(slab, Narrow::Words(_)));
        match slab {
            Narrow::Bytes(slab) => self.slab(slab, head),
            Narrow::Words(slab) => self.slab(slab, head),
        }
    }

    /// Writes bytes as a section of their own and its number into the head.
    fn blob(&mut self, bytes: &[u8], head: &mut Coder) -> io::Result<()> {
        self.begin()?;
        self.put(bytes)?;
        head.size(self.end()?);
        Ok(())
    }

    /// Writes the table of checksums, the head and the foot.
    fn finish(mut self, body: &Coder) -> io::Result<()> {
        let mut head = Coder::default();
        let places = self.places.clone();
        head.list(places.iter(), |head, &(start, len)| {
            head.number(start);
            head.number(len);
        });
        let checksums = std::mem::take(&mut self.checksums);
        let table: Vec<u8> = checksums.iter().flat_map(|sum| sum.to_le_bytes()).collect();
        self.blob(&table, &mut Coder::default())?;
        let (start, len) = self.places.last().copied().unwrap_or_default();
        head.number(start);
        head.number(len);
        let own = std::mem::take(&mut self.checksums);
        head.list(own.iter(), |head, sum| {
            head.bytes.extend_from_slice(&sum.to_le_bytes())
        });
        head.bytes.extend_from_slice(&body.bytes);
        self.out.write_all(&head.bytes)?;
        let (start, len) = (self.at, head.bytes.len() as u64);
        let mut foot = Vec::with_capacity(super::FOOT);
        foot.extend_from_slice(&start.to_le_bytes());
        foot.extend_from_slice(&len.to_le_bytes());
        foot.extend_from_slice(&(start + len + super::FOOT as u64).to_le_bytes());
        foot.extend_from_slice(&crc32fast::hash(&head.bytes).to_le_bytes());
        foot.extend_from_slice(&crc32fast::hash(&foot).to_le_bytes());
        foot.extend_from_slice(&MAGIC);
        self.out.write_all(&foot)?;
        self.out.flush()
    }
}

/// Writes a graph as a snapshot. The same graph gives the same bytes, whatever it was made from.
/// O(bytes), in the memory of the largest packed column.
///
/// # Errors
/// Those of the writer; and [`io::ErrorKind::Unsupported`] on a machine whose numbers begin with
/// their high bytes.
pub fn write(graph: &Graph, out: &mut dyn Write) -> io::Result<()> {
    write_in_blocks(graph, SHIFT, out)
}

/// The same with what was said of the files that the graph is of; see [`Graph::said`].
///
/// # Errors
/// As [`write()`].
pub fn write_said(graph: &Graph, said: &Said, out: &mut dyn Write) -> io::Result<()> {
    write_all(graph, said, SHIFT, out)
}

/// The same in blocks of `1 << shift` bytes, from 4 KiB (12) to 64 KiB (16). Smaller ones are
/// sooner verified and take a larger table of checksums.
///
/// # Errors
/// As [`write()`]; and [`io::ErrorKind::InvalidInput`] for blocks of another size.
pub fn write_in_blocks(graph: &Graph, shift: u32, out: &mut dyn Write) -> io::Result<()> {
    if !SHIFTS.contains(&shift) {
        let message = "blocks are of 4 to 64 KiB";
        return Err(io::Error::new(io::ErrorKind::InvalidInput, message));
    }
    write_all(graph, &Said::default(), shift, out)
}

fn write_all(graph: &Graph, said: &Said, shift: u32, out: &mut dyn Write) -> io::Result<()> {
    if cfg!(target_endian = "big") {
        let message = "snapshots are written on little-endian machines only";
        return Err(io::Error::new(io::ErrorKind::Unsupported, message));
    }
    let mut start = Vec::with_capacity(super::START);
    start.extend_from_slice(&MAGIC);
    for number in [VERSION, ENDIANNESS, shift, 0, 0] {
        start.extend_from_slice(&number.to_le_bytes());
    }
    start.extend_from_slice(&crc32fast::hash(&start).to_le_bytes());
    out.write_all(&start)?;
    let mut out = Writer {
        out,
        at: super::START as u64,
        shift,
        places: Vec::new(),
        checksums: Vec::new(),
        block: Vec::with_capacity(1 << shift),
    };
    let mut head = Coder::default();
    head.text(&said.from);
    head.list(said.notes.iter(), |head, note| head.text(note));
    schema(graph, &mut head);
    topology(graph, &mut out, &mut head)?;
    let strings = &graph.strings;
    texts(&graph.ids, Form::Plain, strings, &mut out, &mut head)?;
    let node_lineage = |key: &str| key == NAME || key == NAME_ZH || PROVENANCE.contains(&key);
    column(&graph.groups, true, strings, &mut out, &mut head)?;
    columns(
        &graph.node_columns,
        node_lineage,
        strings,
        &mut out,
        &mut head,
    )?;
    column(&graph.keys, true, strings, &mut out, &mut head)?;
    let rel_lineage = |key: &str| PROVENANCE.contains(&key);
    columns(
        &graph.rel_columns,
        rel_lineage,
        strings,
        &mut out,
        &mut head,
    )?;
    graph.names().write(&mut out, &mut head)?;
    out.blob(&sources(graph.sources()), &mut head)?;
    out.blob(&claims(graph), &mut head)?;
    out.finish(&head)
}

/// What is small and read at once: counts, the schema.
fn schema(graph: &Graph, head: &mut Coder) {
    head.size(graph.node_count());
    head.size(graph.relationship_count());
    let (labels, types) = graph.declares();
    [labels, types, graph.made_ids()]
        .into_iter()
        .for_each(|flag| head.flag(flag));
    for keys in [&graph.temporal.nodes, &graph.temporal.relationships] {
        head.list(keys.iter(), |head, key| head.text(key));
    }
    head.list(graph.labels.iter(), label);
    head.list(graph.types.iter(), relationship_type);
    graph.counts().write(head);
}

fn label(head: &mut Coder, label: &Label) {
    head.text(&label.name);
    let texts = [
        &label.name_zh,
        &label.meaning,
        &label.layer,
        &label.color,
        &label.component,
    ];
    texts
        .into_iter()
        .for_each(|text| head.optional(text.as_deref()));
    head.flag(label.implied);
}

fn relationship_type(head: &mut Coder, kind: &RelationshipType) {
    head.text(&kind.name);
    for ends in [&kind.from, &kind.to] {
        head.list(ends.iter(), |head, label| head.text(label));
    }
    head.optional(kind.meaning.as_deref());
    head.optional(kind.inverse.as_deref());
    head.bytes.push(match kind.origin {
        Origin::Start => 0,
        Origin::End => 1,
        Origin::Neither => 2,
    });
    head.bytes.push(match kind.role {
        None => 0,
        Some(Role::Publisher) => 1,
        Some(Role::Restriction) => 2,
    });
    let flags = [kind.lineage, kind.acyclic, kind.dated, kind.implied];
    flags.into_iter().for_each(|flag| head.flag(flag));
}

fn topology(graph: &Graph, out: &mut Writer<'_>, head: &mut Coder) -> io::Result<()> {
    // The sets of labels in an order of their own: that of the graph is the order of its rows.
    let used = graph.nodes().map(|node| graph.labels(node));
    let mut sets: BTreeMap<&[LabelId], u16> = used.map(|set| (set, 0)).collect();
    sets.values_mut()
        .zip(0..)
        .for_each(|(number, i)| *number = i);
    head.list(sets.keys(), |head, set| {
        head.list(set.iter(), |head, label| head.number(u64::from(label.0)));
    });
    let numbers = graph
        .nodes()
        .map(|node| sets.get(graph.labels(node)).copied().unwrap_or(0));
    out.narrow(&Narrow::new(sets.len(), numbers), head)?;
    let all = &graph.adjacency;
    out.slab(&all.offsets, head)?;
    out.slab(&all.hints, head)?;
    out.slab(&all.ends, head)?;
    out.narrow(&all.types, head)?;
    out.slab(&all.in_offsets, head)?;
    out.slab(&all.incoming, head)?;
    out.slab(&all.incoming_starts, head)?;
    out.narrow(&all.incoming_types, head)
}

/// How texts lie that are not few different ones.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Side by side, whether they are few different ones or not.
    Plain,
    /// Side by side.
    Near,
    /// In packed groups.
    Packed,
}

fn texts(
    texts: &Texts,
    form: Form,
    strings: &Strings,
    out: &mut Writer<'_>,
    head: &mut Coder,
) -> io::Result<()> {
    let all = (0..texts.len()).map(|i| texts.get(i, strings));
    let few = if form == Form::Plain {
        None
    } else {
        few(all.clone())
    };
    if let Some(few) = few {
        head.bytes.push(1);
        let number = |text: &str| few.get(text).copied().unwrap_or(0);
        out.narrow(&Narrow::new(few.len(), all.map(number)), head)?;
        return PlainTexts::write(few.keys().copied(), out, head);
    }
    if form == Form::Packed {
        head.bytes.push(2);
        return Packed::<PackedText>::write(all, out, head);
    }
    head.bytes.push(0);
    PlainTexts::write(all, out, head)
}

/// The different texts, numbered in their order, where they are few.
fn few<'t>(texts: impl ExactSizeIterator<Item = &'t str>) -> Option<BTreeMap<&'t str, u16>> {
    let most = (texts.len() / 4).min(1 << 16);
    let mut found: HashMap<&str, ()> = HashMap::new();
    for text in texts {
        found.insert(text, ());
        if found.len() > most {
            return None;
        }
    }
    let mut sorted: BTreeMap<&str, u16> = found.into_keys().map(|text| (text, 0)).collect();
    sorted
        .values_mut()
        .zip(0..=u16::MAX)
        .for_each(|(number, i)| *number = i);
    Some(sorted)
}

fn columns(
    columns: &Columns,
    is_near: impl Fn(&str) -> bool,
    strings: &Strings,
    out: &mut Writer<'_>,
    head: &mut Coder,
) -> io::Result<()> {
    head.size(columns.iter().count());
    for one in columns.iter() {
        column(one, is_near(&one.key), strings, out, head)?;
    }
    Ok(())
}

fn column(
    column: &Column,
    is_near: bool,
    strings: &Strings,
    out: &mut Writer<'_>,
    head: &mut Coder,
) -> io::Result<()> {
    head.text(&column.key);
    head.text(column.kind.name());
    match &column.presence {
        Presence::All => head.bytes.push(0),
        Presence::Ranks(words) => {
            head.bytes.push(1);
            out.slab(words, head)?;
        }
        Presence::Rows(rows) => {
            head.bytes.push(2);
            out.slab(rows, head)?;
        }
    }
    let values = (0..column.len()).map(|i| column.at(i, strings));
    if let Data::Text(all) = &column.data {
        let form = if is_near { Form::Near } else { Form::Packed };
        head.size(all.len());
        return texts(all, form, strings, out, head);
    }
    let number = |value: Option<ValueRef<'_>>| match value {
        Some(ValueRef::Boolean(b)) => i64::from(b),
        Some(ValueRef::Integer(i)) => i,
        Some(ValueRef::Date(date)) => i64::from(date.code()),
        _ => 0,
    };
    match column.kind {
        PropertyType::Boolean | PropertyType::Integer | PropertyType::Date => {
            Numbers::write(values.map(number), out, head)
        }
        PropertyType::Float => {
            let float = |value| match value {
                Some(ValueRef::Float(x)) => x,
                _ => 0.0,
            };
            let floats: Vec<f64> = values.map(float).collect();
            out.slab(&floats.into(), head)
        }
        _ => {
            let list = |value| match value {
                Some(ValueRef::List(items)) => items,
                _ => &[] as &[Value],
            };
            Packed::<PackedList>::write(values.map(list), out, head)
        }
    }
}

fn sources(sources: &[Source]) -> Vec<u8> {
    let mut coder = Coder::default();
    coder.list(sources.iter(), |coder, source| {
        coder.text(&source.id);
        let texts = [&source.title, &source.publisher, &source.url];
        texts
            .into_iter()
            .for_each(|text| coder.optional(text.as_deref()));
        coder.date(source.date);
        coder.date(source.retrieved);
    });
    coder.bytes
}

fn claims(graph: &Graph) -> Vec<u8> {
    let mut coder = Coder::default();
    coder.list(graph.all_claims(), |coder, (subject, claim)| {
        let (is_relationship, number) = match subject {
            Entity::Node(node) => (false, node.0),
            Entity::Relationship(rel) => (true, rel.0),
        };
        coder.flag(is_relationship);
        coder.number(u64::from(number));
        self::claim(coder, claim);
    });
    coder.bytes
}

fn claim(coder: &mut Coder, claim: &Claim) {
    coder.text(&claim.property);
    coder.value(&claim.value);
    let texts = [&claim.source, &claim.locator, &claim.note];
    texts
        .into_iter()
        .for_each(|text| coder.optional(text.as_deref()));
    let status = Status::ALL
        .iter()
        .position(|&status| status == claim.status);
    coder.size(status.unwrap_or(0));
}
