//! From collected rows to a [`Graph`]: numbering, leaving out, assembling.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use crate::model::{Kind, Label, Origin, RelationshipType};

use super::adjacency::Adjacency;
use super::builder::{Built, GraphBuilder, Rejected};
use super::check::{self, Rows};
use super::column::{Column, Columns};
use super::slab::Narrow;
use super::strings::TextId;
use super::{Graph, LabelId, NodeId, TypeId};

/// The number of a row that gets none.
const OUT: u32 = u32::MAX;

impl GraphBuilder {
    /// Builds the graph: numbers nodes by id and relationships by (start, type, end, key), leaves
    /// out what cannot stand, and checks the rest. O(n log n).
    pub fn build(mut self) -> Built {
        self.declare_implied();
        check::dangling(&mut self);
        let (node_to, nodes) = self.number_nodes();
        let mut rels = self.number_relationships(&node_to);
        let keys = self.number_parallels(&mut rels);
        let mut rel_to = vec![OUT; self.relationships.at.len()];
        for (new, &old) in rels.iter().enumerate() {
            rel_to[old as usize] = new as u32;
        }
        let partial = self.options.partial;
        let node_columns = std::mem::take(&mut self.nodes.columns);
        let rel_columns = std::mem::take(&mut self.relationships.columns);
        let columns = (
            node_columns.build(&node_to, nodes.len(), partial),
            rel_columns.build(&rel_to, rels.len(), partial),
        );
        let rows = Rows {
            nodes: nodes.iter().map(|&n| self.nodes.at[n as usize]).collect(),
            relationships: rels
                .iter()
                .map(|&r| self.relationships.at[r as usize])
                .collect(),
            files: std::mem::take(&mut self.files),
        };
        let mut problems = std::mem::take(&mut self.problems);
        let mut rejected = std::mem::take(&mut self.rejected);
        let (claims, thorough) = (std::mem::take(&mut self.claims), self.options.thorough);
        let mut graph = self.assemble(&node_to, (&nodes, &rels), keys, columns);
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

    /// (new number of each row, rows in their new order), by id and id group.
    fn number_nodes(&self) -> (Vec<u32>, Vec<u32>) {
        let rows = &self.nodes;
        let text = |id: TextId| self.strings.get(id);
        let mut order: Vec<u32> = (0..rows.ids.len() as u32)
            .filter(|&n| !rows.out[n as usize])
            .collect();
        let key = |n: u32| (text(rows.ids[n as usize]), text(rows.groups[n as usize]));
        order.sort_unstable_by(|&a, &b| key(a).cmp(&key(b)));
        let mut to = vec![OUT; rows.ids.len()];
        for (new, &old) in order.iter().enumerate() {
            to[old as usize] = new as u32;
        }
        (to, order)
    }

    /// Rows of relationships in their new order, without those at a rejected node (whose problem
    /// is the node's) and those whose ends their type does not allow.
    fn number_relationships(&mut self, node_to: &[u32]) -> Vec<u32> {
        let allowed = AllowedEnds::new(self);
        let rows = &self.relationships;
        let mut order = Vec::with_capacity(rows.at.len());
        for r in 0..rows.at.len() {
            let (start, end) = (rows.starts[r] as usize, rows.ends[r] as usize);
            let mut reject = |kind| {
                self.rejected.push(Rejected {
                    at: rows.at[r],
                    kind,
                })
            };
            if node_to[start] == OUT || node_to[end] == OUT {
                reject(Kind::DanglingEnd);
                continue;
            }
            let kind = usize::from(rows.types[r]);
            let sets = (self.nodes.sets[start], self.nodes.sets[end]);
            let wrong = [(sets.0, false, start), (sets.1, true, end)]
                .into_iter()
                .find(|&(set, is_end, _)| !allowed.allows(kind, set, is_end));
            match wrong {
                None => order.push(r as u32),
                Some((_, is_end, node)) => {
                    reject(Kind::WrongEnd);
                    let problem = check::wrong_end(self, r, node, is_end);
                    self.problems.push(problem);
                }
            }
        }
        let by_name = ranks(&self.type_names);
        // (start, type, end) and the row in one number: sorting numbers is several times faster
        // than sorting by a closure that looks each part up.
        let packed = order.into_iter().map(|r| {
            let start = node_to[rows.starts[r as usize] as usize];
            let end = node_to[rows.ends[r as usize] as usize];
            let kind = by_name[usize::from(rows.types[r as usize])];
            u128::from(start) << 80 | u128::from(kind) << 64 | u128::from(end) << 32 | u128::from(r)
        });
        let mut packed: Vec<u128> = packed.collect();
        packed.sort_unstable();
        let order = self.order_parallels(&packed);
        self.without_repeated_keys(order)
    }

    /// The rows without those that share their ends, type and key with another: nothing could tell
    /// them apart again.
    fn without_repeated_keys(&mut self, order: Vec<u32>) -> Vec<u32> {
        let rows = &self.relationships;
        let is_same = |&a: &u32, &b: &u32| {
            let (a, b) = (a as usize, b as usize);
            rows.keys[a] != TextId::EMPTY
                && rows.keys[b] != TextId::EMPTY
                && (rows.starts[a], rows.types[a], rows.ends[a])
                    == (rows.starts[b], rows.types[b], rows.ends[b])
                && self.strings.get(rows.keys[a]) == self.strings.get(rows.keys[b])
        };
        let mut kept = Vec::with_capacity(order.len());
        for run in order.chunk_by(is_same) {
            if run.len() == 1 {
                kept.extend(run);
                continue;
            }
            self.problems.push(check::repeated_key(self, run));
            let rejected = run.iter().map(|&r| Rejected {
                at: rows.at[r as usize],
                kind: Kind::RepeatedKey,
            });
            self.rejected.extend(rejected);
        }
        kept
    }

    /// The rows of sorted, packed relationships; each run of parallel ones sorted by key and then
    /// by properties, so that their numbers do not depend on the order of rows.
    fn order_parallels(&self, packed: &[u128]) -> Vec<u32> {
        let mut order: Vec<u32> = packed.iter().map(|&p| p as u32).collect();
        let mut runs = Vec::new();
        let mut wanted = vec![false; self.relationships.at.len()];
        let mut from = 0;
        for run in packed.chunk_by(|a, b| a >> 32 == b >> 32) {
            let to = from + run.len();
            if run.len() > 1 {
                order[from..to]
                    .iter()
                    .for_each(|&r| wanted[r as usize] = true);
                runs.push(from..to);
            }
            from = to;
        }
        if runs.is_empty() {
            return order;
        }
        let texts = self.relationships.columns.texts(&self.strings, &wanted);
        let key = |r: u32| self.strings.get(self.relationships.keys[r as usize]);
        for run in runs {
            order[run].sort_by(|&a, &b| {
                (key_order(key(a)), texts.get(&a)).cmp(&(key_order(key(b)), texts.get(&b)))
            });
        }
        order
    }

    /// The key of every relationship in its new order: that of its row, else its number among
    /// parallel ones without a key, from 1; empty where it has no parallel. Puts parallel ones into
    /// the order of these keys.
    fn number_parallels(&mut self, rels: &mut [u32]) -> Vec<TextId> {
        let rows = &self.relationships;
        let ends = |r: u32| {
            let r = r as usize;
            (rows.types[r], rows.starts[r], rows.ends[r])
        };
        let mut keys: Vec<TextId> = rels.iter().map(|&r| rows.keys[r as usize]).collect();
        let mut from = 0;
        while from < rels.len() {
            let run = rels[from..]
                .iter()
                .take_while(|&&r| ends(r) == ends(rels[from]))
                .count();
            if run > 1 {
                // A number that a row gave itself is taken.
                let given = keys[from..from + run].iter();
                let given = given.map(|&key| self.strings.get(key).to_owned());
                let given: BTreeSet<String> = given.filter(|key| !key.is_empty()).collect();
                let mut free = (1u32..)
                    .map(|n| n.to_string())
                    .filter(|n| !given.contains(n));
                for key in &mut keys[from..from + run] {
                    if *key == TextId::EMPTY {
                        *key = self.strings.add(&free.next().unwrap_or_default());
                    }
                }
                let keyed = keys[from..from + run].iter().copied();
                let mut keyed: Vec<_> = keyed.zip(rels[from..from + run].iter().copied()).collect();
                keyed.sort_by(|a, b| {
                    let order = |id| key_order(self.strings.get(id));
                    order(a.0).cmp(&order(b.0))
                });
                for (at, (key, rel)) in (from..).zip(keyed) {
                    (keys[at], rels[at]) = (key, rel);
                }
            }
            from += run;
        }
        keys
    }

    /// Moves everything into a graph.
    fn assemble(
        self,
        node_to: &[u32],
        (nodes, rels): (&[u32], &[u32]),
        keys: Vec<TextId>,
        (node_columns, rel_columns): (Columns, Columns),
    ) -> Graph {
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
        let type_of = |name: &String| types.binary_search_by(|t| t.name.cmp(name)).unwrap_or(0);
        let type_ids: Vec<TypeId> = self
            .type_names
            .iter()
            .map(|name| TypeId(type_of(name) as u16))
            .collect();
        let rows = &self.relationships;
        let ends_of = |raw: &[u32]| -> Vec<NodeId> {
            rels.iter()
                .map(|&r| NodeId(node_to[raw[r as usize] as usize]))
                .collect()
        };
        let (starts, ends) = (ends_of(&rows.starts), ends_of(&rows.ends));
        let rel_types: Vec<TypeId> = rels
            .iter()
            .map(|&r| type_ids[usize::from(rows.types[r as usize])])
            .collect();
        let adjacency = Adjacency::new(nodes.len(), &starts, ends, &rel_types, types.len());
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

/// The rank of each name among all, by the order of names.
fn ranks(names: &[String]) -> Vec<u16> {
    let mut order: Vec<u16> = (0..names.len() as u16).collect();
    order.sort_unstable_by_key(|&i| &names[usize::from(i)]);
    let mut ranks = vec![0; names.len()];
    for (rank, &i) in order.iter().enumerate() {
        ranks[usize::from(i)] = rank as u16;
    }
    ranks
}

/// Which label sets may stand at the ends of which types, worked out once a pair.
struct AllowedEnds {
    /// `[type][end][label set]`
    table: Vec<[Vec<bool>; 2]>,
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
        AllowedEnds {
            table: builder.type_names.iter().map(of).collect(),
        }
    }

    fn allows(&self, kind: usize, set: u16, is_end: bool) -> bool {
        self.table[kind][usize::from(is_end)][usize::from(set)]
    }
}
