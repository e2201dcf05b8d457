//! Brings a graph into a database: compares, and writes what differs.
//!
//! Writes go in batches, each a transaction that may be done twice without harm: a killed client
//! leaves whole batches, and the next push finds by comparing what is missing. Nodes are told from
//! others by graph, group and id, relationships by their ends, type and key. Nothing is changed
//! that has not the graph's name, and nothing is deleted unless pruning was asked for.

use std::cell::Cell;
use std::collections::BTreeMap;

use futures::stream::{StreamExt as _, TryStreamExt as _, iter};
use neo4rs::summary::Counters;
use neo4rs::{BoltType, Query};

use crate::export::data::database::{CONSTRAINTS, Shape, colons};
use crate::export::data::{ExportError, Field};
use crate::graph::stored::{GRAPH, GROUP, ID, KEY, NODE, ROW, ROW_KEY};
use crate::graph::{Graph, NodeId, RelationshipId, Selection, Subgraph};

use super::compare::{self, Change, Difference, Named};
use super::connect::{Connection, Target};
use super::error::RemoteError;
use super::statements::{matched, node_text, relationship_text};
use super::{Progress, run, values};

/// How many transactions that write nodes there are at a time.
const WORKERS: usize = 4;

/// How a graph is pushed.
#[derive(Clone, Debug)]
pub struct Options {
    /// The name that the graph has in the database.
    pub graph_name: String,
    /// Whether what an earlier push wrote and the graph has no more is deleted.
    pub prune: bool,
    /// Whether to compare only.
    pub dry_run: bool,
    /// How many rows a transaction holds at most.
    pub batch: usize,
}

/// How many of something are new, changed, no more in the graph, or equal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// `nodes`, `relationships` or `rows`.
    pub what: &'static str,
    /// Their label or type; empty for all.
    pub of: String,
    /// How many the database lacks.
    pub new: usize,
    /// How many it has otherwise.
    pub changed: usize,
    /// How many it has and the graph has no more.
    pub old: usize,
    /// How many are equal.
    pub same: usize,
}

/// What a push found and did.
#[derive(Clone, Debug, Default)]
pub struct Pushed {
    /// The difference that it found.
    pub lines: Vec<Line>,
    /// What the server counted, by name, where it is not zero.
    pub counted: Vec<(&'static str, u64)>,
    /// Ids of nodes that pruning kept since relationships of others hang on them.
    pub kept: Vec<String>,
}

/// Why a push failed.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The graph has something that no database can hold.
    #[error(transparent)]
    Unfit(#[from] ExportError),
    /// The server did not do it.
    #[error(transparent)]
    Remote(#[from] RemoteError),
}

/// Pushes a graph; see the module. `tell` hears how far it is.
///
/// # Errors
/// What cannot be stored, and what the server says; the latter tells how much was written.
pub fn push(
    target: &Target,
    graph: &Graph,
    options: &Options,
    tell: &dyn Fn(Progress),
) -> Result<Pushed, PushError> {
    let selection = Selection::all(graph);
    let part = Subgraph {
        graph,
        selection: &selection,
    };
    let shape = Shape::new(part, &options.graph_name)?;
    Ok(run(pushed(target, &shape, options, tell))?)
}

async fn pushed(
    target: &Target,
    shape: &Shape<'_>,
    options: &Options,
    tell: &dyn Fn(Progress),
) -> Result<Pushed, RemoteError> {
    let connection = Connection::open(target).await.map_err(nothing_done)?;
    let seen = |done| {
        tell(Progress {
            phase: "comparing",
            done,
            total: None,
        });
    };
    let difference = compare::difference(&connection, shape, &seen).await;
    let difference = difference.map_err(nothing_done)?;
    let mut pushed = Pushed {
        lines: lines(shape.part().graph, &difference),
        ..Pushed::default()
    };
    let prunes = options.prune && difference.has_old();
    if options.dry_run || (difference.is_empty() && !prunes) {
        return Ok(pushed);
    }
    let push = Push {
        connection: &connection,
        shape,
        options,
        counters: Cell::default(),
        done: Cell::default(),
        tell,
    };
    let written = push.write(&difference).await;
    let counted = counted(&push.counters.get());
    pushed.kept = written.map_err(|error| half_done(error, &counted))?;
    pushed.counted = counted;
    Ok(pushed)
}

/// The error of a push that has written nothing yet.
fn nothing_done(error: RemoteError) -> RemoteError {
    match error.usage {
        true => error,
        false => half_done(error, &[]),
    }
}

/// The error of a push that has written a part.
fn half_done(mut error: RemoteError, counted: &[(&'static str, u64)]) -> RemoteError {
    let hint = match counted {
        [] => "nothing was written".to_owned(),
        counted => {
            let counts = counted.iter().map(|(what, n)| format!("{n} {what}"));
            let counts: Vec<String> = counts.collect();
            format!(
                "a part was written ({}), in whole batches: push again to write the rest",
                counts.join(", ")
            )
        }
    };
    error.hint = Some(match error.hint {
        Some(own) => format!("{own}\nhint: {hint}"),
        None => hint,
    });
    error
}

fn counted(counters: &Counters) -> Vec<(&'static str, u64)> {
    let all = [
        ("nodes created", counters.nodes_created),
        ("nodes deleted", counters.nodes_deleted),
        ("relationships created", counters.relationships_created),
        ("relationships deleted", counters.relationships_deleted),
        ("properties set", counters.properties_set),
        ("labels added", counters.labels_added),
        ("labels removed", counters.labels_removed),
        ("constraints added", counters.constraints_added),
    ];
    all.into_iter().filter(|(_, n)| *n > 0).collect()
}

/// The difference in numbers: for all nodes, for each label, and so on.
fn lines(graph: &Graph, difference: &Difference) -> Vec<Line> {
    let mut nodes: BTreeMap<String, Line> = BTreeMap::new();
    let mut rels: BTreeMap<String, Line> = BTreeMap::new();
    let label = |node: NodeId| graph.label_names(node).next().unwrap_or("").to_owned();
    let kind = |rel: RelationshipId| graph.type_name(rel).to_owned();
    let mut node = |of: String, add: fn(&mut Line)| add(nodes.entry(of).or_default());
    let mut rel = |of: String, add: fn(&mut Line)| add(rels.entry(of).or_default());
    graph
        .nodes()
        .for_each(|n| node(label(n), |line| line.same += 1));
    let new: fn(&mut Line) = |line| (line.new, line.same) = (line.new + 1, line.same - 1);
    let changed: fn(&mut Line) =
        |line| (line.changed, line.same) = (line.changed + 1, line.same - 1);
    let old: fn(&mut Line) = |line| line.old += 1;
    difference
        .new_nodes
        .iter()
        .for_each(|n| node(label(*n), new));
    difference
        .changed_nodes
        .iter()
        .for_each(|(n, _)| node(label(*n), changed));
    difference
        .old_nodes
        .iter()
        .for_each(|(.., label)| node(label.clone(), old));
    graph
        .relationships()
        .for_each(|r| rel(kind(r), |line| line.same += 1));
    difference
        .new_relationships
        .iter()
        .for_each(|r| rel(kind(*r), new));
    difference
        .changed_relationships
        .iter()
        .for_each(|(r, _)| rel(kind(*r), changed));
    difference
        .old_relationships
        .iter()
        .for_each(|named| rel(named.kind.clone(), old));
    let mut all = Vec::new();
    for (what, lines) in [("nodes", nodes), ("relationships", rels)] {
        let mut sum = Line {
            what,
            ..Line::default()
        };
        for line in lines.values() {
            sum.new += line.new;
            sum.changed += line.changed;
            sum.old += line.old;
            sum.same += line.same;
        }
        all.push(sum);
        all.extend(
            lines
                .into_iter()
                .map(|(of, line)| Line { what, of, ..line }),
        );
    }
    all.push(Line {
        what: "rows",
        of: "schema, sources, claims".to_owned(),
        new: difference.new_rows,
        changed: difference.rows.len() - difference.new_rows,
        old: difference.old_rows.len(),
        same: 0,
    });
    all
}

/// A node to write, and how it differs where it is there.
type NewNode<'a> = (NodeId, Option<&'a Change>);

/// A push that writes.
struct Push<'a> {
    connection: &'a Connection,
    shape: &'a Shape<'a>,
    options: &'a Options,
    counters: Cell<Counters>,
    done: Cell<usize>,
    tell: &'a dyn Fn(Progress),
}

impl Push<'_> {
    /// Writes everything; gives the ids of nodes that were to be deleted and were kept.
    async fn write(&self, difference: &Difference) -> Result<Vec<String>, RemoteError> {
        self.constraints().await?;
        self.rows(difference).await?;
        self.repeated(&difference.repeated).await?;
        self.nodes(difference).await?;
        self.relationships(difference).await?;
        if !self.options.prune {
            return Ok(Vec::new());
        }
        self.prune(difference).await
    }

    /// One transaction with these rows.
    async fn batch(&self, text: &str, rows: Vec<BoltType>) -> Result<(), RemoteError> {
        let name = values::text(self.shape.name());
        let rows = values::list(rows);
        let query = || {
            let query = Query::new(text.to_owned()).param("graph", name.clone());
            query.param("rows", rows.clone())
        };
        let counters = self.connection.write(query).await?;
        self.count(&counters);
        Ok(())
    }

    fn count(&self, counters: &Counters) {
        let mut all = self.counters.get();
        all += counters;
        self.counters.set(all);
    }

    fn advance(&self, phase: &'static str, rows: usize, total: usize) {
        self.done.set(self.done.get() + rows);
        (self.tell)(Progress {
            phase,
            done: self.done.get(),
            total: Some(total),
        });
    }

    async fn constraints(&self) -> Result<(), RemoteError> {
        for constraint in CONSTRAINTS {
            let (name, text) = (constraint.name, constraint.statement());
            let mut created = self.connection.write(|| Query::new(text.clone())).await;
            if created.as_ref().is_err_and(RemoteError::is_left_index) {
                let drop = format!("DROP INDEX {name} IF EXISTS");
                self.connection.write(|| Query::new(drop.clone())).await?;
                created = self.connection.write(|| Query::new(text.clone())).await;
            }
            self.count(&created?);
        }
        Ok(())
    }

    async fn rows(&self, difference: &Difference) -> Result<(), RemoteError> {
        let mut by_labels: BTreeMap<&[String], Vec<BoltType>> = BTreeMap::new();
        for row in &difference.rows {
            let key = super::rows::text_of(row, ROW_KEY);
            let cells = [values::text(key), values::properties(&row.properties, &[])];
            let rows = by_labels.entry(&row.labels).or_default();
            rows.push(values::list(cells));
        }
        for (labels, rows) in by_labels {
            let text = format!(
                "UNWIND $rows AS row MERGE (n:{ROW} {{{GRAPH}: $graph, {ROW_KEY}: row[0]}}) \
                 SET n = row[1] SET n{}",
                colons(labels)
            );
            for batch in rows.chunks(self.options.batch) {
                self.batch(&text, batch.to_vec()).await?;
            }
        }
        Ok(())
    }

    /// Leaves one of each of these relationships.
    async fn repeated(&self, repeated: &[RelationshipId]) -> Result<(), RemoteError> {
        for batch in by_type(self.shape.part().graph, repeated.iter().copied()) {
            let (kind, rels) = batch;
            let text = format!(
                "UNWIND $rows AS row {} WITH s, e, collect(r) AS all \
                 UNWIND tail(all) AS r DELETE r",
                matched(kind)
            );
            for batch in rels.chunks(self.options.batch) {
                let rows = batch.iter().map(|&rel| self.named(rel));
                self.batch(&text, rows.collect()).await?;
            }
        }
        Ok(())
    }

    async fn nodes(&self, difference: &Difference) -> Result<(), RemoteError> {
        let new = difference.new_nodes.iter().map(|&node| (node, None));
        let changed = difference
            .changed_nodes
            .iter()
            .map(|(node, change)| (*node, Some(change)));
        // One statement for each set of labels: they cannot be parameters.
        let mut groups: BTreeMap<(Vec<&str>, &[String]), Vec<NewNode<'_>>> = BTreeMap::new();
        let graph = self.shape.part().graph;
        for (node, change) in new.chain(changed) {
            let labels: Vec<&str> = graph.label_names(node).collect();
            let dropped = change.map_or(&[][..], |change| &change.dropped);
            let group = (labels, dropped);
            groups.entry(group).or_default().push((node, change));
        }
        let total = difference.new_nodes.len() + difference.changed_nodes.len();
        self.done.set(0);
        let batches = groups.iter().flat_map(|((labels, dropped), nodes)| {
            let text = node_text(labels, dropped);
            let chunks = nodes.chunks(self.options.batch);
            chunks.map(move |chunk| (text.clone(), chunk))
        });
        let write = |(text, chunk): (String, &[NewNode<'_>])| {
            let rows = chunk.iter().map(|&(node, change)| self.node(node, change));
            let rows = rows.collect();
            let count = chunk.len();
            async move {
                self.batch(&text, rows).await?;
                self.advance("nodes", count, total);
                Ok::<(), RemoteError>(())
            }
        };
        iter(batches)
            .map(write)
            .buffer_unordered(WORKERS)
            .try_collect::<()>()
            .await
    }

    fn node(&self, node: NodeId, change: Option<&Change>) -> BoltType {
        let graph = self.shape.part().graph;
        let mut properties = self.shape.node(node).properties;
        properties.retain(|field| ![ID, GRAPH, GROUP].contains(&field.key.as_str()));
        values::list([
            values::text(graph.group(node)),
            values::text(graph.id(node)),
            written(properties, change),
        ])
    }

    /// Relationships, one batch after the other: a server locks both ends of one that it writes,
    /// and the relationships beside it, so that two transactions would wait for each other.
    async fn relationships(&self, difference: &Difference) -> Result<(), RemoteError> {
        let graph = self.shape.part().graph;
        let new = difference.new_relationships.iter().copied();
        let changed: BTreeMap<RelationshipId, &Change> = difference
            .changed_relationships
            .iter()
            .map(|(rel, change)| (*rel, change))
            .collect();
        let total = difference.new_relationships.len() + changed.len();
        self.done.set(0);
        for (kind, rels) in by_type(graph, new.chain(changed.keys().copied())) {
            let text = relationship_text(kind);
            for batch in rels.chunks(self.options.batch) {
                let starts = batch.chunk_by(|&a, &b| graph.start(a) == graph.start(b));
                let rows = starts.map(|rels| self.starting(rels, &changed));
                self.batch(&text, rows.collect()).await?;
                self.advance("relationships", batch.len(), total);
            }
        }
        Ok(())
    }

    /// Relationships of one start as a row.
    fn starting(
        &self,
        rels: &[RelationshipId],
        changed: &BTreeMap<RelationshipId, &Change>,
    ) -> BoltType {
        let graph = self.shape.part().graph;
        let to = rels.iter().map(|&rel| {
            let mut properties = self.shape.relationship(rel).properties;
            properties.retain(|field| ![GRAPH, KEY].contains(&field.key.as_str()));
            let end = graph.end(rel);
            values::list([
                values::text(graph.group(end)),
                values::text(graph.id(end)),
                values::text(graph.key(rel)),
                written(properties, changed.get(&rel).copied()),
            ])
        });
        let start = rels
            .first()
            .map(|&rel| graph.start(rel))
            .unwrap_or_default();
        let (group, id) = (graph.group(start), graph.id(start));
        values::list([values::text(group), values::text(id), values::list(to)])
    }

    /// What tells a relationship from others, as a row.
    fn named(&self, rel: RelationshipId) -> BoltType {
        let graph = self.shape.part().graph;
        let (start, end) = (graph.start(rel), graph.end(rel));
        let cells = [
            graph.group(start),
            graph.id(start),
            graph.group(end),
            graph.id(end),
            graph.key(rel),
        ];
        values::list(cells.into_iter().map(values::text))
    }

    /// Deletes what the graph has no more: relationships, nodes that nothing hangs on, rows.
    async fn prune(&self, difference: &Difference) -> Result<Vec<String>, RemoteError> {
        let mut by_kind: BTreeMap<&str, Vec<&Named>> = BTreeMap::new();
        for named in &difference.old_relationships {
            by_kind.entry(&named.kind).or_default().push(named);
        }
        for (kind, named) in by_kind {
            let text = format!("UNWIND $rows AS row {} DELETE r", matched(kind));
            for batch in named.chunks(self.options.batch) {
                let rows = batch.iter().map(|named| {
                    let (start, end) = (&named.start, &named.end);
                    let cells = [&start.0, &start.1, &end.0, &end.1, &named.key];
                    values::list(cells.into_iter().map(|cell| values::text(cell)))
                });
                self.batch(&text, rows.collect()).await?;
            }
        }
        let mut kept = Vec::new();
        let found = format!(
            "UNWIND $rows AS row \
             MATCH (n:{NODE} {{{GRAPH}: $graph, {GROUP}: row[0], {ID}: row[1]}})"
        );
        for batch in difference.old_nodes.chunks(self.options.batch) {
            let row = |(group, id, _): &(String, String, String)| {
                values::list([values::text(group), values::text(id)])
            };
            let rows: Vec<BoltType> = batch.iter().map(row).collect();
            let text = format!("{found} WHERE NOT EXISTS {{ (n)--() }} DELETE n");
            self.batch(&text, rows.clone()).await?;
            let left = Query::new(format!("{found} RETURN n.{ID} AS id"));
            let left = left.param("graph", values::text(self.shape.name()));
            let left = left.param("rows", values::list(rows));
            let take = |row| kept.push(values::into_text(super::rows::value(&row, "id")));
            self.connection.each(left, take).await?;
        }
        for batch in difference.old_rows.chunks(self.options.batch) {
            let rows = batch.iter().map(|key| values::text(key)).collect();
            let text = format!(
                "UNWIND $rows AS row MATCH (n:{ROW} {{{GRAPH}: $graph, {ROW_KEY}: row}}) \
                 WHERE NOT EXISTS {{ (n)--() }} DELETE n"
            );
            self.batch(&text, rows).await?;
        }
        kept.sort();
        Ok(kept)
    }
}

/// The properties to write: all of a new row, of another only what changes.
fn written(mut properties: Vec<Field>, change: Option<&Change>) -> BoltType {
    let Some(change) = change else {
        return values::properties(&properties, &[]);
    };
    properties.retain(|field| change.changed.contains(&field.key));
    values::properties(&properties, &change.removed)
}

/// Relationships by their types, in order.
fn by_type(
    graph: &Graph,
    rels: impl IntoIterator<Item = RelationshipId>,
) -> BTreeMap<&str, Vec<RelationshipId>> {
    let mut found: BTreeMap<&str, Vec<RelationshipId>> = BTreeMap::new();
    for rel in rels {
        found.entry(graph.type_name(rel)).or_default().push(rel);
    }
    found
}
