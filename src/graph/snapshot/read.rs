//! From the bytes of a snapshot to a graph: the head is read, all else when it is touched.

use std::sync::{Arc, OnceLock};

use crate::model::{Claim, Label, Origin, PropertyType, RelationshipType, Role, Source, Status};

use super::super::adjacency::{self, Adjacency};
use super::super::column::{Column, Columns, Data, Presence};
use super::super::counts::Counts;
use super::super::names::Names;
use super::super::slab::{Narrow, Slab};
use super::super::strings::{Strings, Texts};
use super::super::{Entity, Graph, LabelId, NodeId, RelationshipId, TemporalKeys};
use super::code::Decoder;
use super::map::Bytes;
use super::numbers::Numbers;
use super::store::{Area, Number, Rule, Store};
use super::texts::{Packed, PlainTexts};
use super::{ENDIANNESS, FOOT, MAGIC, SHIFTS, START, Said, SnapshotError, Stored, VERSION};

/// The graph of these bytes.
pub(super) fn graph(bytes: Bytes) -> Result<Graph, SnapshotError> {
    let all = bytes.all();
    let damaged = |what: &str| SnapshotError::Damaged {
        what: what.to_owned(),
    };
    let shift = start(all)?;
    let (at, len) = foot(all)?;
    let head = all.get(at..at + len).unwrap_or_default().to_vec();
    let mut head = Decoder::new(&head);
    let sections = |head: &mut Decoder<'_>| {
        let places = head.list(|head| Some((head.number()?, head.number()?)))?;
        let table = (head.number()?, head.number()?);
        let sum = |four: &[u8]| Some(u32::from_le_bytes(four.try_into().ok()?));
        let sums = head.list(|head| sum(head.take(4)?))?;
        Some((places, table, sums))
    };
    let (places, table, sums) =
        sections(&mut head).ok_or_else(|| damaged("its list of sections cannot be"))?;
    let store = Store::new(bytes, shift, &places, table, sums)
        .ok_or_else(|| damaged("its sections do not fit into it"))?;
    let graph = Reader {
        store: Arc::new(store),
        head: &mut head,
    }
    .graph();
    let graph = graph.filter(|_| head.is_done());
    graph.ok_or_else(|| damaged("its head holds what cannot be"))
}

/// Whether bytes begin as a snapshot of this version does; gives the size of blocks.
fn start(bytes: &[u8]) -> Result<u32, SnapshotError> {
    let fields = bytes.get(..START).ok_or(SnapshotError::Foreign)?;
    let (magic, rest) = fields.split_first_chunk().ok_or(SnapshotError::Foreign)?;
    if *magic != MAGIC {
        return Err(SnapshotError::Foreign);
    }
    let number = |i: usize| {
        let four = rest
            .get(i * 4..i * 4 + 4)
            .and_then(|four| four.try_into().ok());
        u32::from_le_bytes(four.unwrap_or_default())
    };
    if number(0) != VERSION {
        let (found, known) = (number(0), VERSION);
        return Err(SnapshotError::Version { found, known });
    }
    if number(1) != ENDIANNESS || cfg!(target_endian = "big") {
        return Err(SnapshotError::Endianness);
    }
    let sound = crc32fast::hash(&fields[..START - 4]) == number(5);
    if !sound || !SHIFTS.contains(&number(2)) {
        let what = "its first bytes do not have their checksum".to_owned();
        return Err(SnapshotError::Damaged { what });
    }
    Ok(number(2))
}

/// Where the head begins, and how long it is.
fn foot(bytes: &[u8]) -> Result<(usize, usize), SnapshotError> {
    let damaged = |what: &str| SnapshotError::Damaged {
        what: what.to_owned(),
    };
    let cut = || damaged("it is cut short, or something was added to it");
    let at = bytes.len().checked_sub(FOOT).ok_or_else(cut)?;
    let foot = &bytes[at..];
    let number = |i: usize| {
        let eight = foot.get(i..i + 8).and_then(|eight| eight.try_into().ok());
        u64::from_le_bytes(eight.unwrap_or_default())
    };
    let sums = number(24);
    if foot.get(32..) != Some(&MAGIC) || u64::from(crc32fast::hash(&foot[..28])) != sums >> 32 {
        return Err(cut());
    }
    let fits = || {
        let (start, len) = (
            usize::try_from(number(0)).ok()?,
            usize::try_from(number(8)).ok()?,
        );
        let whole = number(16) == bytes.len() as u64 && start.checked_add(len)? == at;
        whole.then_some((start, len))
    };
    let (start, len) = fits().ok_or_else(cut)?;
    let head = bytes.get(start..start + len).unwrap_or_default();
    if crc32fast::hash(head) != sums as u32 {
        return Err(damaged("its head does not have its checksum"));
    }
    Ok((start, len))
}

struct Reader<'h, 'b> {
    store: Arc<Store>,
    head: &'h mut Decoder<'b>,
}

impl Reader<'_, '_> {
    fn graph(mut self) -> Option<Graph> {
        let said = Said {
            from: self.head.text()?,
            notes: self.head.list(Decoder::text)?,
        };
        let (n, m) = (self.head.size()?, self.head.size()?);
        if n > u32::MAX as usize || m > u32::MAX as usize {
            return None;
        }
        let declares_labels = self.head.flag()?;
        let declares_types = self.head.flag()?;
        let made_ids = self.head.flag()?;
        let mut keys = || Some(self.head.list(Decoder::text)?.into_iter().collect());
        let temporal = TemporalKeys {
            nodes: keys()?,
            relationships: keys()?,
        };
        let labels = self.head.list(label)?;
        let types = self.head.list(relationship_type)?;
        let sorted = labels.is_sorted_by(|a, b| a.name < b.name)
            && types.is_sorted_by(|a, b| a.name < b.name);
        if !sorted || labels.len() > 1 << 16 || types.len() > 1 << 16 {
            return None;
        }
        let counts = Counts::read(self.head, labels.len(), types.len())?;
        let label_sets = self.head.list(|head| label_set(head, labels.len()))?;
        let node_labels = self.narrow(n, label_sets.len())?;
        let adjacency = self.adjacency(n, m, types.len())?;
        let ids = self.texts(n)?;
        let groups = self.column(n)?;
        let node_columns = self.columns(n)?;
        let keys = self.column(m)?;
        let rel_columns = self.columns(m)?;
        let names = Names::read(&self.store, self.head, n)?;
        let (sources, claims) = (self.blob()?, self.blob()?);
        Some(Graph {
            labels,
            types,
            declares_labels,
            declares_types,
            made_ids,
            temporal,
            sources: OnceLock::new(),
            strings: Strings::default(),
            ids,
            groups,
            label_sets,
            node_labels,
            node_columns,
            adjacency,
            keys,
            rel_columns,
            claims: OnceLock::new(),
            names: OnceLock::from(names),
            counts: OnceLock::from(counts),
            stored: Some(Stored {
                store: self.store,
                sources,
                claims,
                said,
            }),
        })
    }

    fn slab<T: Number>(&mut self, len: usize, rule: Rule) -> Option<Slab<T>> {
        let section = self.head.size()?;
        Some(Area::new(&self.store, section, Some(len), rule)?.into())
    }

    /// So many numbers below a bound.
    fn narrow(&mut self, len: usize, bound: usize) -> Option<Narrow> {
        let rule = Rule::Below(bound as u64);
        Some(match self.head.flag()? {
            false => Narrow::Bytes(self.slab(len, rule)?),
            true => Narrow::Words(self.slab(len, rule)?),
        })
    }

    fn blob(&mut self) -> Option<Area<u8>> {
        let section = self.head.size()?;
        Area::new(&self.store, section, None, Rule::Any)
    }

    fn adjacency(&mut self, n: usize, m: usize, n_types: usize) -> Option<Adjacency> {
        let (node, rel) = (Rule::Below(n as u64), Rule::Below(m as u64));
        let offset = Rule::Ascending(m as u64);
        Some(Adjacency {
            offsets: self.slab(n + 1, offset)?,
            hints: self.slab(adjacency::hint_count(m), node)?,
            ends: self.slab(m, node)?,
            types: self.narrow(m, n_types)?,
            in_offsets: self.slab(n + 1, offset)?,
            incoming: self.slab(m, rel)?,
            incoming_starts: self.slab(m, node)?,
            incoming_types: self.narrow(m, n_types)?,
        })
    }

    fn texts(&mut self, len: usize) -> Option<Texts> {
        let texts = match self.head.byte()? {
            0 => Texts::Plain(PlainTexts::read(&self.store, self.head)?),
            1 => {
                // How many different ones there are stands behind the codes; a code beyond them
                // gives the empty text.
                let codes = self.narrow(len, usize::from(u16::MAX) + 1)?;
                Texts::Coded(codes, PlainTexts::read(&self.store, self.head)?)
            }
            2 => Texts::Packed(Packed::read(&self.store, self.head)?),
            _ => return None,
        };
        (texts.len() == len).then_some(texts)
    }

    fn columns(&mut self, n_rows: usize) -> Option<Columns> {
        let count = self.head.size()?;
        let mut columns: Vec<Column> = Vec::new();
        for _ in 0..count {
            let column = self.column(n_rows)?;
            let follows = |last: &Column| (&last.key, last.kind) < (&column.key, column.kind);
            if !columns.last().is_none_or(follows) {
                return None;
            }
            columns.push(column);
        }
        Some(columns.into())
    }

    fn column(&mut self, n_rows: usize) -> Option<Column> {
        let key = self.head.text()?;
        let kind = PropertyType::parse(&self.head.text()?)?;
        let presence = match self.head.byte()? {
            0 => Presence::All,
            1 => Presence::Ranks(self.slab(n_rows.div_ceil(64), Rule::Ascending(n_rows as u64))?),
            2 => {
                let section = self.head.size()?;
                let rule = Rule::Ascending((n_rows as u64).saturating_sub(1));
                Presence::Rows(Area::new(&self.store, section, None, rule)?.into())
            }
            _ => return None,
        };
        let data = match kind {
            PropertyType::Boolean | PropertyType::Integer | PropertyType::Date => {
                Data::Numbers(Numbers::read(&self.store, self.head)?)
            }
            PropertyType::Float => {
                let section = self.head.size()?;
                Data::Floats(Area::new(&self.store, section, None, Rule::Any)?.into())
            }
            PropertyType::Text => {
                let count = self.head.size()?;
                Data::Text(self.texts(count)?)
            }
            _ => Data::Lists(Packed::read(&self.store, self.head)?),
        };
        let column = Column {
            key,
            kind,
            presence,
            data,
        };
        let fits = match &column.presence {
            Presence::All => column.len() == n_rows,
            Presence::Ranks(_) => column.len() <= n_rows,
            Presence::Rows(rows) => column.len() == rows.len(),
        };
        fits.then_some(column)
    }
}

fn label(head: &mut Decoder<'_>) -> Option<Label> {
    Some(Label {
        name: head.text()?,
        name_zh: head.optional()?,
        meaning: head.optional()?,
        layer: head.optional()?,
        color: head.optional()?,
        component: head.optional()?,
        implied: head.flag()?,
    })
}

fn relationship_type(head: &mut Decoder<'_>) -> Option<RelationshipType> {
    Some(RelationshipType {
        name: head.text()?,
        from: head.list(Decoder::text)?,
        to: head.list(Decoder::text)?,
        meaning: head.optional()?,
        inverse: head.optional()?,
        origin: match head.byte()? {
            0 => Origin::Start,
            1 => Origin::End,
            2 => Origin::Neither,
            _ => return None,
        },
        role: match head.byte()? {
            0 => None,
            1 => Some(Role::Publisher),
            2 => Some(Role::Restriction),
            _ => return None,
        },
        lineage: head.flag()?,
        acyclic: head.flag()?,
        dated: head.flag()?,
        implied: head.flag()?,
    })
}

/// A set of labels, ascending.
fn label_set(head: &mut Decoder<'_>, n_labels: usize) -> Option<Vec<LabelId>> {
    let label = |head: &mut Decoder<'_>| {
        let label = head.number()?;
        let fits = label < n_labels as u64;
        fits.then_some(LabelId(u16::try_from(label).ok()?))
    };
    head.list(label)
        .filter(|set| set.is_sorted_by(|a, b| a < b))
}

/// The sources of a snapshot.
pub(super) fn sources(bytes: &[u8]) -> Option<Vec<Source>> {
    let mut coder = Decoder::new(bytes);
    let sources = coder.list(|coder| {
        let id = coder.text()?;
        let (title, publisher, url) = (coder.optional()?, coder.optional()?, coder.optional()?);
        let (date, retrieved) = (coder.date()?, coder.date()?);
        Some(Source {
            id,
            title,
            publisher,
            date,
            url,
            retrieved,
        })
    });
    sources.filter(|_| coder.is_done())
}

/// The claims of a snapshot of so many nodes and relationships.
pub(super) fn claims(bytes: &[u8], (n, m): (usize, usize)) -> Option<Vec<(Entity, Claim)>> {
    let mut coder = Decoder::new(bytes);
    let claims = coder.list(|coder| {
        let is_relationship = coder.flag()?;
        let number = coder.size()?;
        let subject = match is_relationship {
            true if number < m => Entity::Relationship(RelationshipId(number as u32)),
            false if number < n => Entity::Node(NodeId(number as u32)),
            _ => return None,
        };
        Some((subject, claim(coder)?))
    });
    claims.filter(|claims| coder.is_done() && claims.is_sorted_by_key(|(subject, _)| *subject))
}

fn claim(coder: &mut Decoder<'_>) -> Option<Claim> {
    Some(Claim {
        property: coder.text()?,
        value: coder.value()?,
        source: coder.optional()?,
        locator: coder.optional()?,
        note: coder.optional()?,
        status: *Status::ALL.get(coder.size()?)?,
    })
}
