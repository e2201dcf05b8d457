//! Properties by a name that is looked up once: for those who ask for it of many nodes.

use std::ops::Range;

use crate::model::{Date, PropertyType, Value, ValueRef};

use super::column::{Column, Columns};
use super::{Entity, Graph, LabelId, NodeId, dates};

/// Where the values of a property lie: which columns of nodes, and which of relationships, hold
/// it. Good for the graph that gave it.
#[derive(Clone, Debug)]
pub struct PropertyColumns {
    own: Held,
    /// The columns of `released` where the property is `released_from` or `released_to`, and
    /// which of the two days it is.
    date: Option<(Held, Day)>,
    /// Whether it is a temporal value of nodes, of relationships.
    temporal: (bool, bool),
}

impl PropertyColumns {
    /// Whether no node and no relationship has it.
    pub fn is_empty(&self) -> bool {
        let date = self.date.as_ref().map(|(held, _)| held);
        std::iter::once(&self.own)
            .chain(date)
            .all(|held| held.nodes.is_empty() && held.relationships.is_empty())
    }

    /// Whether what it holds of a node, or of a relationship, is a temporal value; see
    /// [`Graph::temporal_keys`].
    pub fn is_temporal(&self, entity: Entity) -> bool {
        match entity {
            Entity::Node(_) => self.temporal.0,
            Entity::Relationship(_) => self.temporal.1,
        }
    }
}

/// The first or the last day that a date may mean.
type Day = fn(Date) -> Date;

#[derive(Clone, Debug)]
struct Held {
    nodes: Range<usize>,
    relationships: Range<usize>,
}

impl Graph {
    /// Looks up a property by its name. O(log columns).
    pub fn property_columns(&self, key: &str) -> PropertyColumns {
        let from = key.strip_suffix(dates::FROM);
        let to = key.strip_suffix(dates::TO);
        let date = match (from, to) {
            (Some(base), _) => Some((self.held(base), Date::first_day as Day)),
            (_, Some(base)) => Some((self.held(base), Date::last_day as Day)),
            _ => None,
        };
        let own = self.held(key);
        let keys = self.temporal_keys();
        let temporal = (keys.nodes.contains(key), keys.relationships.contains(key));
        PropertyColumns {
            own,
            date,
            temporal,
        }
    }

    fn held(&self, key: &str) -> Held {
        Held {
            nodes: self.node_columns.range(key),
            relationships: self.rel_columns.range(key),
        }
    }

    /// The same value as [`Graph::property`]. O(1) for what most nodes have, else O(log n).
    pub fn property_in(&self, entity: Entity, columns: &PropertyColumns) -> Option<ValueRef<'_>> {
        let own = self.value_in(entity, &columns.own);
        own.or_else(|| {
            let (held, day) = columns.date.as_ref()?;
            match self.value_in(entity, held)? {
                ValueRef::Date(date) => Some(ValueRef::Date(day(date))),
                _ => None,
            }
        })
    }

    /// The first, or the last, days of an array of dates, where the property is one of the two
    /// that the array has beside itself. O(items).
    pub fn days_in(&self, entity: Entity, columns: &PropertyColumns) -> Option<Vec<Date>> {
        let (held, day) = columns.date.as_ref()?;
        let ValueRef::List(items) = self.value_in(entity, held)? else {
            return None;
        };
        let days = items.iter().map(|item| match item {
            Value::Date(date) => Some(day(*date)),
            _ => None,
        });
        days.collect()
    }

    /// Leaves of some nodes those whose property is a whole number of which something holds.
    /// `false`, and nothing done, where the property is not one column of whole numbers. O(nodes)
    /// for what most nodes have.
    pub fn retain_integers(
        &self,
        columns: &PropertyColumns,
        nodes: &mut Vec<NodeId>,
        holds: impl Fn(i64) -> bool,
    ) -> bool {
        self.retain_in(columns, PropertyType::Integer, |column| {
            nodes.retain(|node| column.integer(node.0).is_some_and(&holds));
        })
    }

    /// Leaves of some nodes those whose property is a text of which something holds. `false`, and
    /// nothing done, where the property is not one column of texts. O(nodes) for what most nodes
    /// have.
    pub fn retain_texts(
        &self,
        columns: &PropertyColumns,
        nodes: &mut Vec<NodeId>,
        holds: impl Fn(&str) -> bool,
    ) -> bool {
        self.retain_in(columns, PropertyType::Text, |column| {
            // Few different texts are most of what columns hold, and each has a number.
            let mut known = [None; 64];
            nodes.retain(|node| match column.text_id(node.0) {
                Some(id) => {
                    let place = &mut known[id.slot(64)];
                    match *place {
                        Some((last, outcome)) if last == id => outcome,
                        _ => {
                            let outcome = holds(self.strings.get(id));
                            *place = Some((id, outcome));
                            outcome
                        }
                    }
                }
                None => match column.get(node.0, &self.strings) {
                    Some(ValueRef::Text(text)) => holds(text),
                    _ => false,
                },
            });
        })
    }

    /// Those of some nodes that have one of some labels. O(nodes + label sets).
    pub fn labelled(
        &self,
        nodes: std::ops::Range<u32>,
        labels: &[LabelId],
        found: &mut Vec<NodeId>,
    ) {
        let has = |set: &Vec<LabelId>| labels.iter().any(|label| set.contains(label));
        let fits: Vec<bool> = self.label_sets.iter().map(has).collect();
        let set = |node: &u32| usize::from(self.node_labels.get(*node as usize));
        let labelled = nodes.filter(|node| fits.get(set(node)) == Some(&true));
        found.extend(labelled.map(NodeId));
    }

    /// Does something with the column of a property of nodes, if it is the only one, of that type
    /// and what it seems.
    fn retain_in(
        &self,
        columns: &PropertyColumns,
        kind: PropertyType,
        go: impl FnOnce(&Column),
    ) -> bool {
        let is_plain = columns.date.is_none() && !columns.temporal.0;
        match self.node_columns.at(columns.own.nodes.clone()) {
            [column] if is_plain && column.kind == kind => {
                go(column);
                true
            }
            _ => false,
        }
    }

    fn value_in(&self, entity: Entity, held: &Held) -> Option<ValueRef<'_>> {
        let (columns, range, row): (&Columns, &Range<usize>, u32) = match entity {
            Entity::Node(node) => (&self.node_columns, &held.nodes, node.0),
            Entity::Relationship(rel) => (&self.rel_columns, &held.relationships, rel.0),
        };
        let columns = columns.at(range.clone()).iter();
        columns.filter_map(|c| c.get(row, &self.strings)).next()
    }
}
