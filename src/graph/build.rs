//! From collected rows to a [`Graph`]: numbering, leaving out, assembling.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::OnceLock;

use crate::model::{Kind, Label, Origin, RelationshipType};

use super::adjacency::Adjacency;
use super::builder::{At, Built, GraphBuilder, Rejected};
use super::check::{self, Rows};
use super::column::{Column, Columns};
use super::filling::Renumbered;
use super::slab::Narrow;
use super::strings::TextId;
use super::{Graph, LabelId, NodeId, TypeId, order, parallel};

/// The number of a row that gets none.
const OUT: u32 = u32::MAX;

impl GraphBuilder {
    /// Builds the graph: numbers nodes by id and relationships by (start, type, end, key), leaves
    /// out what cannot stand, and checks the rest. O(n log n).
    pub fn build(mut self) -> Built {
        self.declare_implied();
        check::dangling(&mut self);
        let nodes = self.number_nodes();
        let mut sorted = self.number_relationships(&nodes.to);
        let keys = self.number_parallels(&mut sorted);
        // From here on the sorted ones say it.
        (self.relationships.starts, self.relationships.ends) = (Vec::new(), Vec::new());
        let rels = self.renumbered(&sorted);
        let (partial, threads) = (self.options.partial, self.options.threads);
        let node_columns = std::mem::take(&mut self.nodes.columns);
        let rel_columns = std::mem::take(&mut self.relationships.columns);
        let columns = (
            node_columns.build(&nodes, partial, threads),
            rel_columns.build(&rels, partial, threads),
        );
        let place_of = |at: &[At], order: &[u32]| -> Vec<At> {
            let rows = order.iter().map(|&row| at.get(row as usize).copied());
            rows.flatten().collect()
        };
        let rows = Rows {
            nodes: place_of(&self.nodes.at, &nodes.from),
            relationships: place_of(&self.relationships.at, &rels.from),
            files: std::mem::take(&mut self.files),
        };
        drop(rels);
        let mut problems = std::mem::take(&mut self.problems);
        let mut rejected = std::mem::take(&mut self.rejected);
        let (claims, thorough) = (std::mem::take(&mut self.claims), self.options.thorough);
        let mut graph = self.assemble(&nodes.from, &sorted, keys, columns);
        check::claims(&mut graph, &rows, claims, &mut problems, &mut rejected);
        check::graph(&graph, &rows, thorough, &mut problems);
        Built {
            graph,
            problems,
            rejected,
        }
    }

    /// Adds what rows name and the schema does not.
    fn declare_implied(&mut self) {
        // Rows that are left out declare nothing: which of two equal ids came first is no matter.
        let mut used = vec![false; self.label_sets.len()];
        for (set, _) in self
            .nodes
            .sets
            .iter()
            .zip(&self.nodes.out)
            .filter(|(_, out)| !**out)
        {
            used[usize::from(*set)] = true;
        }
        let sets = self.label_sets.iter().zip(used).filter(|(_, used)| *used);
        for name in sets.flat_map(|(set, _)| set) {
            if self.schema.label(name).is_none() {
                self.schema.add_label(Label::implied(name));
            }
        }
        let origin = self.options.implied_origin.unwrap_or(Origin::End);
        for name in &self.type_names {
            if self.schema.relationship_type(name).is_none() {
                self.schema
                    .add_type(RelationshipType::implied(name, origin));
            }
        }
    }

    /// Nodes by id and id group.
    fn number_nodes(&self) -> Renumbered {
        let rows = &self.nodes;
        let kept = (0..rows.ids.len() as u32).filter(|&n| !rows.out[n as usize]);
        let kept: Vec<u32> = kept.collect();
        let text = |n: u32| self.strings.get(rows.ids[n as usize]);
        let group = |n: u32| self.strings.get(rows.groups[n as usize]);
        let tie = |a: u32, b: u32| group(a).cmp(group(b));
        let from = order::by_text(self.options.threads, &kept, text, tie);
        let mut to = vec![OUT; rows.ids.len()];
        for (new, &old) in from.iter().enumerate() {
            to[old as usize] = new as u32;
        }
        Renumbered { to, from }
    }

    /// Relationships by start, type, end and row, without those at a rejected node (whose problem
    /// is the node's) and those whose ends their type does not allow.
    fn number_relationships(&mut self, node_to: &[u32]) -> Vec<Packed> {
        let left_out = self.left_out(node_to);
        let type_ids = self.type_ids();
        let (rows, threads) = (&self.relationships, self.options.threads);
        let kept: Option<Vec<u32>> = (!left_out.is_empty()).then(|| {
            let all = 0..rows.types.len() as u32;
            all.filter(|row| left_out.binary_search(row).is_err())
                .collect()
        });
        let n = kept.as_ref().map_or(rows.types.len(), Vec::len);
        let row = |i: usize| kept.as_ref().map_or(i, |kept| kept[i] as usize);
        let n_nodes = node_to.iter().filter(|&&to| to != OUT).count();
        let start = |i: usize| node_to[rows.starts[row(i)] as usize];
        let starts = parallel::fill(threads, n, start);
        let packed = |i: usize| {
            let row = row(i);
            let kind = type_ids[usize::from(rows.types[row])];
            Packed::new(
                starts[i],
                kind,
                node_to[rows.ends[row] as usize],
                row as u32,
            )
        };
        let (_, sorted) = order::grouped(threads, n_nodes, n, |i| starts[i], packed);
        sorted
    }

    /// The rows of relationships that cannot stand, ascending; notes and reports them.
    fn left_out(&mut self, node_to: &[u32]) -> Vec<u32> {
        let allowed = AllowedEnds::new(self);
        let mut left_out = Vec::new();
        if !allowed.restricts && !self.nodes.out.contains(&true) {
            return left_out;
        }
        let rows = &self.relationships;
        for r in 0..rows.types.len() {
            let (start, end) = (rows.starts[r] as usize, rows.ends[r] as usize);
            let kind = usize::from(rows.types[r]);
            let sets = (self.nodes.sets[start], self.nodes.sets[end]);
            let mut wrong = [(sets.0, false, start), (sets.1, true, end)].into_iter();
            let reason = if node_to[start] == OUT || node_to[end] == OUT {
                Kind::DanglingEnd
            } else if let Some((_, is_end, node)) =
                wrong.find(|&(set, is_end, _)| !allowed.allows(kind, set, is_end))
            {
                self.problems.push(check::wrong_end(self, r, node, is_end));
                Kind::WrongEnd
            } else {
                continue;
            };
            left_out.push(r as u32);
            self.rejected.push(Rejected {
                at: rows.at_of(r as u32),
                kind: reason,
            });
        }
        left_out
    }

    /// The types that the builder's names of types are, by their names.
    fn type_ids(&self) -> Vec<TypeId> {
        let names: Vec<&str> = self.schema.types().map(|t| t.name.as_str()).collect();
        let of = |name: &String| names.binary_search(&name.as_str()).unwrap_or(0);
        let ids = self.type_names.iter().map(|name| TypeId(of(name) as u16));
        ids.collect()
    }

    /// How the rows of relationships are numbered.
    fn renumbered(&self, sorted: &[Packed]) -> Renumbered {
        let threads = self.options.threads;
        let from = parallel::fill(threads, sorted.len(), |i| sorted[i].row());
        let mut to = vec![OUT; self.relationships.types.len()];
        for (new, &old) in from.iter().enumerate() {
            to[old as usize] = new as u32;
        }
        Renumbered { to, from }
    }

    /// The key of every relationship in its order: that of its row, else its number among
    /// parallel ones without a key, from 1; empty where it has no parallel.
    ///
    /// Puts parallel ones into the order of these keys, and of their properties before they have
    /// any, so that their numbers do not depend on the order of rows. Leaves out those that share
    /// their ends, type and key with another: nothing could tell them apart again.
    fn number_parallels(&mut self, sorted: &mut Vec<Packed>) -> Vec<TextId> {
        let runs = parallel_runs(sorted);
        self.order_parallels(sorted, &runs);
        let mut repeated = vec![];
        for run in &runs {
            self.repeated_keys(sorted, run.clone(), &mut repeated);
        }
        let runs = match repeated.is_empty() {
            true => runs,
            false => {
                repeated.sort_unstable();
                sorted.retain(|p| repeated.binary_search(&p.row()).is_err());
                parallel_runs(sorted)
            }
        };
        let rows = &self.relationships;
        let mut keys = match rows.keys.is_empty() {
            true => vec![TextId::EMPTY; sorted.len()],
            false => sorted.iter().map(|p| rows.key_of(p.row())).collect(),
        };
        for run in runs {
            let keyed = self.number_run(&sorted[run.clone()], &keys[run.clone()]);
            for (at, (key, packed)) in run.zip(keyed) {
                (keys[at], sorted[at]) = (key, packed);
            }
        }
        keys
    }

    /// Parallel relationships with a key each, in the order of the keys.
    fn number_run(&mut self, run: &[Packed], keys: &[TextId]) -> Vec<(TextId, Packed)> {
        // A number that a row gave itself is taken.
        let given = keys.iter().map(|&key| self.strings.get(key).to_owned());
        let given: BTreeSet<String> = given.filter(|key| !key.is_empty()).collect();
        let mut free = (1u32..)
            .map(|n| n.to_string())
            .filter(|n| !given.contains(n));
        let mut keyed: Vec<(TextId, Packed)> = Vec::with_capacity(run.len());
        for (&key, &packed) in keys.iter().zip(run) {
            let key = match key {
                TextId::EMPTY => self.strings.add(&free.next().unwrap_or_default()),
                key => key,
            };
            keyed.push((key, packed));
        }
        keyed.sort_by(|a, b| {
            let order = |id| key_order(self.strings.get(id));
            order(a.0).cmp(&order(b.0))
        });
        keyed
    }

    /// Reports those of parallel relationships, by key, that have the same one.
    fn repeated_keys(&mut self, sorted: &[Packed], run: Range<usize>, repeated: &mut Vec<u32>) {
        let rows = &self.relationships;
        let key = |p: &Packed| self.strings.get(rows.key_of(p.row()));
        let is_same = |a: &Packed, b: &Packed| !key(a).is_empty() && key(a) == key(b);
        for same in sorted[run].chunk_by(is_same).filter(|run| run.len() > 1) {
            let same_rows: Vec<u32> = same.iter().map(|p| p.row()).collect();
            self.problems.push(check::repeated_key(self, &same_rows));
            let rejected = same.iter().map(|p| Rejected {
                at: rows.at_of(p.row()),
                kind: Kind::RepeatedKey,
            });
            self.rejected.extend(rejected);
            repeated.extend(same_rows);
        }
    }

    /// Sorts each run of parallel relationships by key and then by properties.
    fn order_parallels(&self, sorted: &mut [Packed], runs: &[Range<usize>]) {
        if runs.is_empty() {
            return;
        }
        let mut wanted = vec![false; self.relationships.types.len()];
        for packed in runs.iter().flat_map(|run| &sorted[run.clone()]) {
            wanted[packed.row() as usize] = true;
        }
        let texts = self.relationships.columns.texts(&self.strings, &wanted);
        let key = |p: &Packed| self.strings.get(self.relationships.key_of(p.row()));
        for run in runs {
            sorted[run.clone()].sort_by(|a, b| {
                let text = |p: &Packed| texts.get(&p.row());
                (key_order(key(a)), text(a)).cmp(&(key_order(key(b)), text(b)))
            });
        }
    }

    /// Moves everything into a graph.
    fn assemble(
        self,
        nodes: &[u32],
        sorted: &[Packed],
        keys: Vec<TextId>,
        (node_columns, rel_columns): (Columns, Columns),
    ) -> Graph {
        let threads = self.options.threads;
        let labels: Vec<Label> = self.schema.labels().cloned().collect();
        let types: Vec<RelationshipType> = self.schema.types().cloned().collect();
        let label_of = |name: &String| labels.binary_search_by(|l| l.name.cmp(name)).ok();
        let sets = self.label_sets.iter().map(|set| {
            let mut ids: Vec<LabelId> = set
                .iter()
                .filter_map(label_of)
                .map(|i| LabelId(i as u16))
                .collect();
            ids.sort_unstable();
            ids.dedup();
            ids
        });
        let label_sets: Vec<Vec<LabelId>> = sets.collect();
        let starts = parallel::fill(threads, sorted.len(), |i| sorted[i].start());
        let ends = parallel::fill(threads, sorted.len(), |i| sorted[i].end());
        let kinds = parallel::fill(threads, sorted.len(), |i| sorted[i].kind());
        let adjacency = Adjacency::new(threads, nodes.len(), &starts, ends, &kinds, types.len());
        let rows = &self.nodes;
        let ids: Vec<TextId> = nodes.iter().map(|&n| rows.ids[n as usize]).collect();
        let groups = nodes.iter().map(|&n| rows.groups[n as usize]);
        let sets = nodes.iter().map(|&n| rows.sets[n as usize]);
        Graph {
            declares_labels: self.schema.declares_labels,
            declares_types: self.schema.declares_types,
            made_ids: self.options.made_ids,
            temporal: self.temporal,
            sources: OnceLock::from(self.sources.into_values().collect::<Vec<_>>()),
            ids: ids.into(),
            groups: Column::of_texts("", groups),
            node_labels: Narrow::new(label_sets.len(), sets),
            label_sets,
            node_columns,
            adjacency,
            keys: Column::of_texts("", keys.into_iter()),
            rel_columns,
            claims: OnceLock::new(),
            stored: None,
            strings: self.strings,
            names: OnceLock::new(),
            counts: OnceLock::new(),
            labels,
            types,
        }
    }
}

/// What keys are ordered by: numbers by their value, before all others.
fn key_order(key: &str) -> (bool, u64, &str) {
    match key.parse() {
        Ok(number) => (false, number, key),
        Err(_) => (!key.is_empty(), 0, key),
    }
}

/// Where relationships share start, type and end.
fn parallel_runs(sorted: &[Packed]) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut from = 0;
    for run in sorted.chunk_by(|a, b| a.identity() == b.identity()) {
        let to = from + run.len();
        if run.len() > 1 {
            runs.push(from..to);
        }
        from = to;
    }
    runs
}

/// Start, type, end and row of a relationship in one number: sorting numbers is several times
/// faster than sorting by what looks each part up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Packed(u128);

impl Packed {
    fn new(start: u32, kind: TypeId, end: u32, row: u32) -> Packed {
        let ends = u128::from(start) << 80 | u128::from(end) << 32;
        Packed(ends | u128::from(kind.0) << 64 | u128::from(row))
    }

    fn start(self) -> NodeId {
        NodeId((self.0 >> 80) as u32)
    }

    fn kind(self) -> TypeId {
        TypeId((self.0 >> 64) as u16)
    }

    fn end(self) -> NodeId {
        NodeId((self.0 >> 32) as u32)
    }

    pub(super) fn row(self) -> u32 {
        self.0 as u32
    }

    /// All but the row.
    fn identity(self) -> u128 {
        self.0 >> 32
    }
}

/// Which label sets may stand at the ends of which types, worked out once a pair.
struct AllowedEnds {
    /// `[type][end][label set]`
    table: Vec<[Vec<bool>; 2]>,
    /// Whether some set may not stand at some end.
    restricts: bool,
}

impl AllowedEnds {
    fn new(builder: &GraphBuilder) -> AllowedEnds {
        let sets = &builder.label_sets;
        let fits = |allowed: &[String]| -> Vec<bool> {
            let fit = |set: &Vec<String>| {
                allowed.is_empty() || set.is_empty() || set.iter().any(|l| allowed.contains(l))
            };
            sets.iter().map(fit).collect()
        };
        let of = |name: &String| match builder.schema.relationship_type(name) {
            Some(kind) => [fits(&kind.from), fits(&kind.to)],
            None => [fits(&[]), fits(&[])],
        };
        let table: Vec<[Vec<bool>; 2]> = builder.type_names.iter().map(of).collect();
        AllowedEnds {
            restricts: table.iter().flatten().flatten().any(|allowed| !allowed),
            table,
        }
    }

    fn allows(&self, kind: usize, set: u16, is_end: bool) -> bool {
        self.table[kind][usize::from(is_end)][usize::from(set)]
    }
}
