//! The part of a stored graph that the answer to a question needs.
//!
//! Questions are answered by the same code as those to a graph at hand. What this gives it is a
//! part of the stored graph that holds all that the answer is made of, so that the answer is the
//! same, byte for byte; the rest stays where it is. A lineage is followed level by level, paths
//! from both ends until they meet, each node once; no statement enumerates paths. Figures of a
//! whole graph need its topology, without its properties.

use std::collections::{BTreeMap, BTreeSet};

use neo4rs::{BoltType, Query, Row};

use crate::export::data::database::quoted;
use crate::graph::stored::{self, Owner};
use crate::graph::{Graph, NodeId, TypeSet, fold};
use crate::model::{Origin, Role, Schema, Value};
use crate::query::path::{self, paths};

use super::compare::Named;
use super::connect::{Connection, Target};
use super::error::RemoteError;
use super::gather::{Ends, Gather};
use super::question::Question;
use super::rows::{self, Rows, Written, value};
use super::run;
use super::values::{self, Foreign};

/// What a question needs.
#[derive(Debug)]
pub struct Fetched {
    /// The part of the graph.
    pub graph: Graph,
    /// The statements that were sent, each with how often.
    pub statements: Vec<(String, usize)>,
}

/// Fetches what the answer to a question needs of the graph of that name (see
/// [`pull`](super::pull::pull())). A schema that is given stands for the stored one.
///
/// # Errors
/// What the server says, and where there is no such graph. Names that stand for nothing are no
/// error here: the answer is made as for any graph.
pub fn fetch(
    target: &Target,
    name: Option<&str>,
    schema: Option<Schema>,
    question: Question<'_>,
) -> Result<Fetched, RemoteError> {
    run(async {
        let connection = Connection::open(target).await?;
        let Some(name) = rows::chosen(&connection, name).await? else {
            return Err(RemoteError::new(
                format!("{} has no graph that aigraph pushed", connection.place),
                "aigraph push brings one there; aigraph pull reads any database",
            ));
        };
        let mut fetch = Fetch::begin(&connection, name, schema).await?;
        let graph = fetch.part(question).await?;
        Ok(Fetched {
            graph,
            statements: connection.statements(),
        })
    })
}

/// Group and id of a node.
type Key = (String, String);

/// What was fetched so far.
struct Fetch<'a> {
    connection: &'a Connection,
    name: String,
    schema: Schema,
    /// The graph's own row, the claims and the sources that are needed.
    rows: Rows,
    written: Written,
    nodes: BTreeMap<Key, (Vec<String>, BTreeMap<String, Value>)>,
    relationships: BTreeMap<Named, BTreeMap<String, Value>>,
    foreign: Foreign,
}

/// Which way relationships are followed from nodes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Out,
    In,
}

const NODE: &str = "(n:AigraphNode {aigraph_graph: $graph})";

impl<'a> Fetch<'a> {
    async fn begin(
        connection: &'a Connection,
        name: String,
        given: Option<Schema>,
    ) -> Result<Fetch<'a>, RemoteError> {
        let graph = ("graph", values::text(&name));
        let condition = "r:AigraphGraph OR r:AigraphLabel OR r:AigraphType";
        let rows = rows::rows(connection, condition, vec![graph]).await?;
        let mut schema = rows.schema();
        for label in given.iter().flat_map(Schema::labels) {
            schema.add_label(label.clone());
        }
        for kind in given.iter().flat_map(Schema::types) {
            schema.add_type(kind.clone());
        }
        Ok(Fetch {
            connection,
            name,
            schema,
            written: rows.written(),
            rows,
            nodes: BTreeMap::new(),
            relationships: BTreeMap::new(),
            foreign: Foreign::default(),
        })
    }

    async fn part(&mut self, question: Question<'_>) -> Result<Graph, RemoteError> {
        match question {
            Question::Lineage {
                name,
                down,
                depth,
                types,
            } => {
                if let (Some(root), Some(types)) = (self.resolve(name).await?, self.types(types)) {
                    self.lineage(root, down, depth, types).await?;
                }
            }
            Question::Path { from, to, .. } => {
                let ends = (self.resolve(from).await?, self.resolve(to).await?);
                if let (Some(from), Some(to)) = ends {
                    self.paths(from, to, question).await?;
                }
            }
            Question::Show { name } => {
                if let Some(node) = self.resolve(name).await? {
                    self.around(&[node]).await?;
                    self.claims_and_sources().await?;
                }
            }
            Question::List { label } => self.list(label).await?,
            Question::Stats => return self.skeleton().await,
        }
        Ok(self.build())
    }

    /// The part as a graph.
    fn build(&self) -> Graph {
        let sources = self.rows.sources();
        let mut gather = Gather::new(self.schema.clone(), sources, &self.connection.place, true);
        gather.know(&self.rows);
        for ((group, id), (labels, properties)) in &self.nodes {
            let labels = labels.iter().map(String::as_str).collect();
            gather.node(group, id, labels, properties.clone());
        }
        for (named, properties) in &self.relationships {
            let ends = Ends {
                kind: &named.kind,
                start: (&named.start.0, &named.start.1),
                end: (&named.end.0, &named.end.1),
            };
            gather.relationship(&ends, &named.key, properties.clone());
        }
        gather.build(&self.rows).0.graph
    }

    fn query(&self, text: String) -> Query {
        Query::new(text).param("graph", values::text(&self.name))
    }

    // Names.

    /// The one node that a name stands for. Where it stands for none or several, all that the
    /// error message is made of is fetched.
    async fn resolve(&mut self, typed: &str) -> Result<Option<Key>, RemoteError> {
        let text = "MATCH (n:AigraphNode {aigraph_graph: $graph, id: $id}) \
                    WHERE n.aigraph_group >= '' RETURN labels(n) AS l, properties(n) AS p";
        let query = self.query(text.to_owned()).param("id", values::text(typed));
        let by_id = self.take_nodes(query).await?;
        if let [node] = by_id.as_slice() {
            return Ok(Some(node.clone()));
        }
        let text = format!(
            "MATCH {NODE} WHERE n.{} CONTAINS $folded \
             RETURN labels(n) AS l, properties(n) AS p",
            stored::NAMES
        );
        let folded = format!("\n{}\n", fold(typed));
        let query = self.query(text).param("folded", values::text(&folded));
        let mut named = self.take_nodes(query).await?;
        named.extend(by_id);
        named.sort();
        named.dedup();
        match named.as_slice() {
            [] => {
                let near = self.nearest(typed).await?;
                self.fetch_nodes(&near).await?;
                self.around(&near).await?;
            }
            [node] => return Ok(Some(node.clone())),
            several => self.around(several).await?,
        }
        Ok(None)
    }

    /// The nodes whose names are most like a text: five, and all that are as like as the fifth.
    async fn nearest(&self, typed: &str) -> Result<Vec<Key>, RemoteError> {
        let text = format!(
            "MATCH {NODE} RETURN n.aigraph_group AS g, n.id AS i, \
             n {{.name, .name_zh, .aliases}} AS p"
        );
        let mut gather = Gather::new(Schema::default(), Vec::new(), "", true);
        let take = |row: Row| {
            let [group, id] = ["g", "i"].map(|column| values::into_text(value(&row, column)));
            let names = gather.read(value(&row, "p"));
            let names = stored::properties(Owner::Node, names);
            gather.node(&group, &id, Vec::new(), names);
        };
        self.connection.each(self.query(text), take).await?;
        let graph = gather.build(&Rows::default()).0.graph;
        let found = graph.search(typed);
        let fifth = found.get(4).map_or(0.0, |(_, score)| *score);
        let near = found.iter().take_while(|(_, score)| *score >= fifth);
        let key = |node: NodeId| (graph.group(node).to_owned(), graph.id(node).to_owned());
        Ok(near.map(|(node, _)| key(*node)).collect())
    }

    /// The relationship types that these names stand for; `None` where one stands for none. No
    /// names: those that lineage follows.
    fn types(&self, names: &[String]) -> Option<Vec<String>> {
        let all = || self.schema.types();
        if names.is_empty() {
            let followed = all().filter(|kind| kind.lineage);
            return Some(followed.map(|kind| kind.name.clone()).collect());
        }
        if names.iter().any(|name| name == "*") {
            return Some(all().map(|kind| kind.name.clone()).collect());
        }
        let found = names.iter().map(|name| {
            let folded = name.to_lowercase();
            let mut same = all().filter(|kind| kind.name.to_lowercase() == folded);
            same.next().map(|kind| kind.name.clone())
        });
        found.collect()
    }

    // Nodes and relationships.

    /// Takes nodes as they come; gives their keys.
    async fn take_nodes(&mut self, query: Query) -> Result<Vec<Key>, RemoteError> {
        let mut keys = Vec::new();
        let (nodes, written, foreign) = (&mut self.nodes, &self.written, &mut self.foreign);
        let take = |row: Row| {
            let labels = written.labels(value(&row, "l"));
            let stored = written.properties(Owner::Node, value(&row, "p"), foreign);
            let text = |key: &str| {
                let found = stored.iter().find(|(k, _)| k == key);
                found.map_or(String::new(), |(_, value)| value.to_string())
            };
            let key = (text(stored::GROUP), text(stored::ID));
            keys.push(key.clone());
            nodes.insert(key, (labels, stored::properties(Owner::Node, stored)));
        };
        self.connection.each(query, take).await?;
        Ok(keys)
    }

    /// Fetches those of the nodes that are not there yet.
    async fn fetch_nodes(&mut self, keys: &[Key]) -> Result<Vec<Key>, RemoteError> {
        let missing = keys.iter().filter(|key| !self.nodes.contains_key(*key));
        let missing: BTreeSet<&Key> = missing.collect();
        if missing.is_empty() {
            return Ok(Vec::new());
        }
        let text = format!(
            "UNWIND $nodes AS node MATCH {} RETURN labels(n) AS l, properties(n) AS p",
            named("n")
        );
        let query = self.query(text).param("nodes", keys_parameter(missing));
        self.take_nodes(query).await
    }

    /// Fetches the relationships of these types (all if none are given) that lead one way from
    /// these nodes; gives the nodes at their other ends, which are not fetched.
    async fn follow(
        &mut self,
        from: &[Key],
        way: Way,
        types: Option<&[String]>,
    ) -> Result<Vec<Key>, RemoteError> {
        if from.is_empty() || types.is_some_and(<[String]>::is_empty) {
            return Ok(Vec::new());
        }
        let types: Vec<String> = types
            .unwrap_or_default()
            .iter()
            .map(|t| quoted(t))
            .collect();
        let types = match types.as_slice() {
            [] => String::new(),
            types => format!(":{}", types.join("|")),
        };
        let other = |name| format!("({name}:AigraphNode {{aigraph_graph: $graph}})");
        let (start, end) = match way {
            Way::Out => (named("s"), other("e")),
            Way::In => (other("s"), named("e")),
        };
        let text = format!(
            "UNWIND $nodes AS node MATCH {start}-[r{types} {{aigraph_graph: $graph}}]->{end} \
             RETURN type(r) AS t, s.aigraph_group AS sg, s.id AS s, e.aigraph_group AS eg, \
             e.id AS e, properties(r) AS p"
        );
        let query = self.query(text).param("nodes", keys_parameter(from));
        let mut others = BTreeSet::new();
        let (written, foreign) = (&self.written, &mut self.foreign);
        let relationships = &mut self.relationships;
        let take = |row: Row| {
            let (named, properties) = relationship(&row, written, foreign);
            others.insert(match way {
                Way::Out => named.end.clone(),
                Way::In => named.start.clone(),
            });
            relationships.insert(named, properties);
        };
        self.connection.each(query, take).await?;
        Ok(others.into_iter().collect())
    }

    /// Fetches all relationships of these nodes, and what is at their other ends.
    async fn around(&mut self, nodes: &[Key]) -> Result<(), RemoteError> {
        let mut others = self.follow(nodes, Way::Out, None).await?;
        others.extend(self.follow(nodes, Way::In, None).await?);
        self.fetch_nodes(&others).await?;
        Ok(())
    }

    // Questions.

    /// Follows origins, level by level, and then fetches who brought out what was reached.
    async fn lineage(
        &mut self,
        root: Key,
        down: bool,
        depth: Option<u32>,
        types: Vec<String>,
    ) -> Result<(), RemoteError> {
        let of = |origin| -> Vec<String> {
            let has = |name: &&String| {
                let kind = self.schema.relationship_type(name);
                kind.is_some_and(|kind| kind.origin == origin)
            };
            types.iter().filter(has).cloned().collect()
        };
        // Away from what came first, a relationship leads on from its origin.
        let (out, into) = match down {
            true => (of(Origin::Start), of(Origin::End)),
            false => (of(Origin::End), of(Origin::Start)),
        };
        let mut reached = BTreeSet::from([root.clone()]);
        let mut level = vec![root];
        let mut steps = 0;
        while !level.is_empty() && depth.is_none_or(|depth| steps < depth) {
            let mut next = self.follow(&level, Way::Out, Some(&out)).await?;
            next.extend(self.follow(&level, Way::In, Some(&into)).await?);
            self.fetch_nodes(&next).await?;
            next.retain(|key| reached.insert(key.clone()));
            level = next;
            steps += 1;
        }
        let publishing = self
            .schema
            .types()
            .filter(|kind| kind.role == Some(Role::Publisher));
        let publishing: Vec<String> = publishing.map(|kind| kind.name.clone()).collect();
        let all: Vec<Key> = reached.into_iter().collect();
        let publishers = self.follow(&all, Way::In, Some(&publishing)).await?;
        self.fetch_nodes(&publishers).await?;
        Ok(())
    }

    /// Follows relationships from both ends, the fewer first, until all the paths that are wanted
    /// lie within what was reached.
    async fn paths(
        &mut self,
        from: Key,
        to: Key,
        question: Question<'_>,
    ) -> Result<(), RemoteError> {
        let Question::Path {
            directed, types, ..
        } = question
        else {
            return Ok(());
        };
        let types = match types {
            [] => None,
            names => match self.types(names) {
                Some(types) => Some(types),
                None => return Ok(()),
            },
        };
        let mut sides = [Side::new(&from), Side::new(&to)];
        loop {
            let [ahead, behind] = &sides;
            let length = ahead.steps + behind.steps;
            // A side that has nothing left has reached all that any path may visit.
            let ended = ahead.level.is_empty() || behind.level.is_empty();
            let met = ended || ahead.reached.intersection(&behind.reached).next().is_some();
            if met && (ended || self.has_paths(&from, &to, question, length)) {
                return Ok(());
            }
            let back = behind.level.len() < ahead.level.len();
            let level = sides[usize::from(back)].level.clone();
            let mut next = Vec::new();
            if !back || !directed {
                next.extend(self.follow(&level, Way::Out, types.as_deref()).await?);
            }
            if back || !directed {
                next.extend(self.follow(&level, Way::In, types.as_deref()).await?);
            }
            self.fetch_nodes(&next).await?;
            let side = &mut sides[usize::from(back)];
            next.retain(|key| side.reached.insert(key.clone()));
            side.level = next;
            side.steps += 1;
        }
    }

    /// Whether what is there has as many paths as are wanted, none of them longer than `length`:
    /// all paths of that length lie within what was reached.
    fn has_paths(&self, from: &Key, to: &Key, question: Question<'_>, length: usize) -> bool {
        let Question::Path {
            directed,
            limit,
            all,
            types,
            as_of,
            ..
        } = question
        else {
            return true;
        };
        let graph = self.build();
        let node = |(group, id): &Key| {
            graph
                .nodes_by_id(id)
                .find(|&node| graph.group(node) == group)
        };
        let (Some(from), Some(to)) = (node(from), node(to)) else {
            return false;
        };
        let types = match types {
            [] => None,
            names => {
                let names = self.types(names).unwrap_or_default();
                let types = names.iter().filter_map(|name| graph.type_named(name));
                Some(TypeSet::of(types))
            }
        };
        // One more than is shown: whether there are more is said, too.
        let options = path::Options {
            directed,
            limit: limit.saturating_add(usize::from(all)),
            all: false,
            types,
            as_of,
        };
        let answer = paths(&graph, from, to, &options);
        let within = |row: &crate::graph::Row| match row.cells.first() {
            Some(crate::graph::Cell::Path(path)) => path.relationships.len() <= length,
            _ => false,
        };
        answer.rows.len() == options.limit && answer.rows.iter().all(within)
    }

    /// Fetches the nodes of a label, or all, and what is disputed of nodes.
    async fn list(&mut self, label: Option<&str>) -> Result<(), RemoteError> {
        let label = match label {
            None => String::new(),
            Some(typed) => {
                let folded = typed.to_lowercase();
                let mut labels = self.schema.labels();
                match labels.find(|label| label.name.to_lowercase() == folded) {
                    Some(label) => format!("WHERE n:{} ", quoted(&label.name)),
                    None => return Ok(()),
                }
            }
        };
        let text = format!("MATCH {NODE} {label}RETURN labels(n) AS l, properties(n) AS p");
        self.take_nodes(self.query(text)).await?;
        self.add_rows("r:AigraphClaim AND r.status = 'disputed'", Vec::new())
            .await
    }

    /// Fetches the claims about all that was fetched, and the sources of all of it.
    async fn claims_and_sources(&mut self) -> Result<(), RemoteError> {
        let nodes = self.nodes.keys().map(|(_, id)| id.clone());
        let rels = self.relationships.keys().map(|named| {
            let words = [&named.kind, &named.start.1, &named.end.1, &named.key];
            words.map(String::as_str).join(" ").trim_end().to_owned()
        });
        let subjects = values::list(nodes.chain(rels).map(|subject| values::text(&subject)));
        let condition = "r:AigraphClaim AND r.subject IN $wanted";
        self.add_rows(condition, vec![("wanted", subjects)]).await?;
        let nodes = self.nodes.values().map(|(_, properties)| properties);
        let all = nodes.chain(self.relationships.values());
        let named = all.filter_map(|properties| properties.get("source_id"));
        let mut ids: BTreeSet<String> = named.map(ToString::to_string).collect();
        let claims = self.rows.0.values();
        ids.extend(claims.map(|row| rows::text_of(row, "source_id").to_owned()));
        let ids = values::list(ids.iter().map(|id| values::text(id)));
        self.add_rows("r:AigraphSource AND r.id IN $wanted", vec![("wanted", ids)])
            .await
    }

    async fn add_rows(
        &mut self,
        condition: &str,
        mut parameters: Vec<(&str, BoltType)>,
    ) -> Result<(), RemoteError> {
        parameters.push(("graph", values::text(&self.name)));
        let rows = rows::rows(self.connection, condition, parameters).await?;
        self.rows.0.extend(rows.0);
        Ok(())
    }

    /// The whole graph with no more of it than figures are made of.
    async fn skeleton(&mut self) -> Result<Graph, RemoteError> {
        self.add_rows("r:AigraphClaim OR r:AigraphSource", Vec::new())
            .await?;
        let sources = self.rows.sources();
        let gather = Gather::new(self.schema.clone(), sources, &self.connection.place, true);
        let mut gather = gather.only(self.written.clone());
        let text = format!(
            "MATCH {NODE} RETURN labels(n) AS l, n {{.id, .aigraph_group, .aigraph_dates, \
             .released, .released_from, .released_to, .source_id, .status}} AS p"
        );
        let take = |row: Row| gather.stored_node(&row);
        self.connection.each(self.query(text), take).await?;
        let text = "MATCH (s:AigraphNode {aigraph_graph: $graph})-[r {aigraph_graph: $graph}]->\
                    (e:AigraphNode {aigraph_graph: $graph}) RETURN type(r) AS t, \
                    s.aigraph_group AS sg, s.id AS s, e.aigraph_group AS eg, e.id AS e, \
                    r {.aigraph_key, .source_id, .status} AS p";
        let take = |row: Row| gather.stored_relationship(&row);
        self.connection
            .each(self.query(text.to_owned()), take)
            .await?;
        Ok(gather.build(&self.rows).0.graph)
    }
}

/// How far paths were followed from one of their ends.
struct Side {
    level: Vec<Key>,
    reached: BTreeSet<Key>,
    steps: usize,
}

impl Side {
    fn new(end: &Key) -> Side {
        Side {
            level: vec![end.clone()],
            reached: BTreeSet::from([end.clone()]),
            steps: 0,
        }
    }
}

/// The pattern of a node that `node` of the statement names.
fn named(variable: &str) -> String {
    format!(
        "({variable}:AigraphNode {{aigraph_graph: $graph, aigraph_group: node[0], id: node[1]}})"
    )
}

fn keys_parameter<'k>(keys: impl IntoIterator<Item = &'k Key>) -> BoltType {
    let keys = keys.into_iter();
    values::list(keys.map(|(group, id)| values::list([values::text(group), values::text(id)])))
}

/// A relationship of an answer, with its properties.
fn relationship(
    row: &Row,
    written: &Written,
    foreign: &mut Foreign,
) -> (Named, BTreeMap<String, Value>) {
    let stored = written.properties(Owner::Relationship, value(row, "p"), foreign);
    let key = stored.iter().find(|(key, _)| key == stored::KEY);
    let text = |column| values::into_text(value(row, column));
    let named = Named {
        kind: text("t"),
        start: (text("sg"), text("s")),
        end: (text("eg"), text("e")),
        key: key.map_or(String::new(), |(_, value)| value.to_string()),
    };
    (named, stored::properties(Owner::Relationship, stored))
}
