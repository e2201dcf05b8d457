//! What can be wrong with rows that are well-formed one by one.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, VecDeque};

use petgraph::algo::kosaraju_scc;

use crate::model::{Claim, Kind, Origin, Problem, PropertyType, Status, Value, ValueRef};

use super::builder::{At, ClaimRow, Files, GraphBuilder, Rejected};
use super::{Entity, Graph, NodeId, OriginView, RelationshipId, TypeId, TypeSet, fold};

/// The rows that a graph's nodes and relationships stand in.
pub(super) struct Rows {
    pub(super) nodes: Vec<At>,
    pub(super) relationships: Vec<At>,
    pub(super) files: Files,
}

impl Rows {
    fn node(&self, node: NodeId) -> At {
        let at = self.nodes.get(node.0 as usize).copied();
        at.unwrap_or(At::NOWHERE)
    }

    fn relationship(&self, rel: RelationshipId) -> At {
        let at = self.relationships.get(rel.0 as usize).copied();
        at.unwrap_or(At::NOWHERE)
    }
}

/// Reports ends that are no node, one problem a name.
pub(super) fn dangling(builder: &mut GraphBuilder) {
    /// Names are compared with all ids only for so many problems: it takes O(ids) each.
    const COMPARED: usize = 100;
    let dangling = std::mem::take(&mut builder.dangling);
    for (i, ((group, id), (count, places))) in dangling.into_iter().enumerate() {
        let nearest = if i < COMPARED {
            nearest_id(builder, &group, &id)
        } else {
            None
        };
        let times = if count == 1 {
            String::new()
        } else {
            format!(", named {count} times")
        };
        let of = match group.as_str() {
            "" => String::new(),
            group => format!(" of the group {group:?}"),
        };
        let message = format!("no node{of} has the id {id:?}{times}");
        let mut problem = Problem::new(Kind::DanglingEnd, message);
        problem.count = count;
        let mut places = places.into_iter();
        problem.place = places.next();
        problem.also = places.collect();
        problem.hint = Some(match nearest {
            Some(nearest) => format!("the nearest id is {nearest:?}"),
            None => "add a node with this id, or mend the name".to_owned(),
        });
        builder.problems.push(problem);
    }
}

/// The id of a group most like a text: equal when folded, else at least 0.7 alike.
fn nearest_id(builder: &GraphBuilder, group: &str, wanted: &str) -> Option<String> {
    let folded = fold(wanted);
    let mut best: Option<(f64, &str)> = None;
    let nodes = builder.nodes.ids.iter().zip(&builder.nodes.groups);
    for (&id, _) in nodes.filter(|(_, of)| builder.strings.get(**of) == group) {
        let id = builder.strings.get(id);
        if id.len().abs_diff(wanted.len()) > wanted.len().max(4) / 2 {
            continue;
        }
        let alike = strsim::normalized_damerau_levenshtein(&fold(id), &folded);
        let better = best.is_none_or(|(score, name)| (alike, name) > (score, id));
        if alike >= 0.7 && better {
            best = Some((alike, id));
        }
    }
    best.map(|(_, id)| id.to_owned())
}

/// The problem of a relationship row whose type does not allow the label at one end.
pub(super) fn wrong_end(builder: &GraphBuilder, rel: usize, node: usize, is_end: bool) -> Problem {
    let name = &builder.type_names[usize::from(builder.relationships.types[rel])];
    let kind = builder.schema.relationship_type(name);
    let allowed = kind.map_or(&[][..], |k| if is_end { &k.to } else { &k.from });
    let labels = builder.label_sets[usize::from(builder.nodes.sets[node])].join(":");
    let id = builder.strings.get(builder.nodes.ids[node]);
    let end = if is_end { "end at" } else { "start at" };
    let column = if is_end { ":END_ID" } else { ":START_ID" };
    let message = format!("{name} cannot {end} {id:?}, which is a {labels}");
    Problem::new(Kind::WrongEnd, message)
        .at(builder
            .files
            .place(builder.relationships.at_of(rel as u32), column))
        .hint(format!("types.csv allows {}", allowed.join(", ")))
}

/// Finds the subjects of claims and stores what fits; reports the rest.
pub(super) fn claims(
    graph: &mut Graph,
    rows: &Rows,
    claims: Vec<ClaimRow>,
    problems: &mut Vec<Problem>,
    rejected: &mut Vec<Rejected>,
) {
    let mut stored = Vec::with_capacity(claims.len());
    for row in claims {
        match resolve_claim(graph, &row) {
            Ok(claim) => stored.push(claim),
            Err((problem, column)) => {
                rejected.push(Rejected {
                    at: row.at,
                    kind: problem.kind,
                });
                problems.push(problem.at(rows.files.place(row.at, column)));
            }
        }
    }
    let text = |c: &Claim| (c.property.clone(), c.source.clone(), c.value.to_string());
    stored.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| text(&a.1).cmp(&text(&b.1))));
    graph.claims = stored.into();
}

/// The claim with its subject and typed value, or what is wrong with which column.
fn resolve_claim(
    graph: &Graph,
    row: &ClaimRow,
) -> Result<(Entity, Claim), (Problem, &'static str)> {
    let subject = subject(graph, &row.subject).ok_or_else(|| {
        let message = match row.subject.as_str() {
            "" => "the claim has no subject".to_owned(),
            subject => format!("nothing in the graph is {subject:?}"),
        };
        let hint = "a subject is a node's id, or `TYPE start end` with the ids of both ends";
        (
            Problem::new(Kind::UnknownSubject, message).hint(hint),
            "subject",
        )
    })?;
    let known = row
        .kind
        .or_else(|| claimed_type(graph, subject, &row.property));
    let value = match known {
        Some(_) if row.value.is_empty() => Value::Null,
        Some(kind) => kind.read(&row.value).map_err(|_| {
            let message = format!("{:?} is no {} as {}", row.value, kind.name(), row.property);
            let (kind, hint) = match kind.item().unwrap_or(kind) {
                PropertyType::Date => (Kind::BadDate, "a date is 2023, 2023-03 or 2023-03-17"),
                PropertyType::Boolean => (Kind::BadBoolean, "write true or false"),
                PropertyType::Float => (Kind::BadNumber, "write a number such as 1.5 or 1e9"),
                _ => (Kind::BadNumber, "write a whole number, without a unit"),
            };
            (Problem::new(kind, message).hint(hint), "value")
        })?,
        None if row.property.is_empty() => Value::Null,
        None => {
            let message = format!("no such row has a property {:?}", row.property);
            let problem = Problem::new(Kind::UnknownProperty, message);
            return Err((
                problem.hint("name a column of the subject's file"),
                "property",
            ));
        }
    };
    let claim = Claim {
        property: row.property.clone(),
        value,
        source: row.source.clone(),
        locator: row.locator.clone(),
        status: row.status,
        note: row.note.clone(),
    };
    Ok((subject, claim))
}

/// The type that a claimed property has: that of the subject's own value, else of any column.
fn claimed_type(graph: &Graph, subject: Entity, key: &str) -> Option<PropertyType> {
    let columns = match subject {
        Entity::Node(_) => &graph.node_columns,
        Entity::Relationship(_) => &graph.rel_columns,
    };
    let row = match subject {
        Entity::Node(node) => node.0,
        Entity::Relationship(rel) => rel.0,
    };
    let own = columns
        .of(key)
        .iter()
        .find(|c| c.get(row, &graph.strings).is_some());
    own.or_else(|| columns.of(key).first()).map(|c| c.kind)
}

/// The node or relationship that a subject names.
fn subject(graph: &Graph, text: &str) -> Option<Entity> {
    if let Some(node) = graph.nodes_by_id(text).next() {
        return Some(Entity::Node(node));
    }
    let words: Vec<&str> = text.split(' ').collect();
    let kind = graph.type_named(words.first()?)?;
    // Ids may hold spaces: every way to cut the rest into start, end and key is tried.
    for i in 2..words.len() {
        for j in i + 1..=words.len() {
            let (start, end) = (words[1..i].join(" "), words[i..j].join(" "));
            let ends = (
                graph.nodes_by_id(&start).next(),
                graph.nodes_by_id(&end).next(),
            );
            if let (Some(start), Some(end)) = ends {
                let found = graph.relationship(kind, start, end, &words[j..].join(" "));
                if let Some(rel) = found {
                    return Some(Entity::Relationship(rel));
                }
            }
        }
    }
    None
}

/// The problem of rows that share their ends, type and key.
pub(super) fn repeated_key(builder: &GraphBuilder, rows: &[u32]) -> Problem {
    let rels = &builder.relationships;
    let id = |node: u32| builder.strings.get(builder.nodes.ids[node as usize]);
    let first = rows.first().map_or(0, |&r| r as usize);
    let kind = &builder.type_names[usize::from(rels.types[first])];
    let (start, end) = (id(rels.starts[first]), id(rels.ends[first]));
    let key = builder.strings.get(rels.keys[first]);
    let message = format!("several relationships {kind} {start} {end} have the key {key:?}");
    let mut at: Vec<At> = rows.iter().map(|&r| rels.at_of(r)).collect();
    at.sort_unstable();
    let mut places = at.into_iter().map(|at| builder.files.place(at, "key"));
    let mut problem = Problem::new(Kind::RepeatedKey, message)
        .hint("give each a key of its own, or make them one row");
    problem.place = places.next();
    problem.also = places.take(2).collect();
    problem.count = rows.len() as u64;
    problem
}

/// Checks a built graph: cycles always, the rest if `thorough`.
pub(super) fn graph(graph: &Graph, rows: &Rows, thorough: bool, problems: &mut Vec<Problem>) {
    cycles(graph, rows, problems);
    if thorough {
        implied(graph, rows, problems);
        dates(graph, rows, problems);
        shared_names(graph, rows, problems);
        similar_ids(graph, rows, problems);
        parallels(graph, rows, problems);
    }
}

fn is_disputed(graph: &Graph, rel: RelationshipId) -> bool {
    graph.provenance(Entity::Relationship(rel)).status == Status::Disputed
}

/// Cycles along acyclic lineage types together, and along each other acyclic type alone.
fn cycles(graph: &Graph, rows: &Rows, problems: &mut Vec<Problem>) {
    let acyclic = |&t: &TypeId| graph.relationship_type(t).acyclic;
    let (lineage, others): (Vec<TypeId>, Vec<TypeId>) = graph
        .type_ids()
        .filter(acyclic)
        .partition(|&t| graph.relationship_type(t).lineage);
    let sets = std::iter::once(lineage).chain(others.into_iter().map(|t| vec![t]));
    for types in sets.filter(|types| !types.is_empty()) {
        let types = TypeSet::of(types);
        let view = OriginView::new(graph, &types)
            .with_neither(&types)
            .sound_only();
        for component in kosaraju_scc(&view) {
            if let Some(cycle) = shortest_cycle(&view, &component) {
                problems.push(cycle_problem(graph, rows, &cycle));
            }
        }
    }
}

/// A shortest cycle through the least node of a strongly connected component, as the relationships
/// from origin to origin; `None` where the component is a node without a loop.
fn shortest_cycle(view: &OriginView<'_>, component: &[NodeId]) -> Option<Vec<RelationshipId>> {
    let first = *component.iter().min()?;
    if component.len() == 1 {
        return view
            .down(first)
            .find(|&(_, to)| to == first)
            .map(|(rel, _)| vec![rel]);
    }
    let mut came: BTreeMap<NodeId, (RelationshipId, NodeId)> = BTreeMap::new();
    let mut queue = VecDeque::from([first]);
    while let Some(node) = queue.pop_front() {
        for (rel, to) in view.down(node) {
            if let Entry::Vacant(slot) = came.entry(to) {
                slot.insert((rel, node));
                queue.push_back(to);
            }
        }
        if came.contains_key(&first) {
            break;
        }
    }
    let (mut cycle, mut node) = (Vec::new(), first);
    loop {
        let &(rel, from) = came.get(&node)?;
        cycle.push(rel);
        node = from;
        if node == first {
            cycle.reverse();
            return Some(cycle);
        }
    }
}

fn cycle_problem(graph: &Graph, rows: &Rows, cycle: &[RelationshipId]) -> Problem {
    /// So many relationships of a cycle are named.
    const NAMED: usize = 6;
    // Towards the origins, which is how most types read.
    let cycle: Vec<RelationshipId> = cycle.iter().rev().copied().collect();
    let node_at = |rel: &RelationshipId| match graph.relationship_type(graph.type_of(*rel)).origin {
        Origin::Start => graph.end(*rel),
        Origin::End | Origin::Neither => graph.start(*rel),
    };
    let first = cycle.first().map_or("", |rel| graph.id(node_at(rel)));
    let mut walk = first.to_owned();
    for (i, rel) in cycle.iter().enumerate().take(NAMED) {
        let name = graph.type_name(*rel);
        let arrow = match graph.relationship_type(graph.type_of(*rel)).origin {
            Origin::Start => format!("←{name}"),
            Origin::End | Origin::Neither => format!("{name}→"),
        };
        let next = cycle.get(i + 1).map_or(first, |rel| graph.id(node_at(rel)));
        walk.push_str(&format!(" {arrow} {next}"));
    }
    if cycle.len() > NAMED {
        walk.push_str(&format!(" … {first} ({} relationships)", cycle.len()));
    }
    let message = format!("{first} leads back to itself: {walk}");
    let mut places = cycle
        .iter()
        .map(|rel| rows.files.place(rows.relationship(*rel), ":START_ID"));
    let mut problem = Problem::new(Kind::Cycle, message)
        .hint("types.csv says acyclic: remove a row, or mark the doubtful one as disputed");
    problem.place = places.next();
    problem.also = places.take(NAMED - 1).collect();
    problem
}

/// Labels and relationship types that the schema files do not name.
fn implied(graph: &Graph, rows: &Rows, problems: &mut Vec<Problem>) {
    let (labels, types) = graph.declares();
    for label in graph
        .label_ids()
        .filter(|&l| labels && graph.label(l).implied)
    {
        let has = |n: &NodeId| graph.labels(*n).contains(&label);
        let count = graph.nodes().filter(has).count() as u64;
        let first = graph.nodes().filter(has).map(|n| rows.node(n)).min();
        let message = format!(
            "labels.csv does not name the label {:?}",
            graph.label(label).name
        );
        let mut problem = Problem::new(Kind::UnknownLabel, message)
            .hint("add a row to labels.csv, or mend the name");
        problem.count = count;
        problem.place = first.map(|at| rows.files.place(at, ":LABEL"));
        problems.push(problem);
    }
    for kind in graph
        .type_ids()
        .filter(|&t| types && graph.relationship_type(t).implied)
    {
        let of = graph
            .relationships()
            .filter(|&rel| graph.type_of(rel) == kind);
        let at: Vec<At> = of.map(|rel| rows.relationship(rel)).collect();
        let name = &graph.relationship_type(kind).name;
        let message = format!("types.csv does not name the relationship type {name:?}");
        let mut problem = Problem::new(Kind::UnknownType, message)
            .hint("add a row to types.csv, or mend the name");
        problem.count = at.len() as u64;
        problem.place = at.into_iter().min().map(|at| rows.files.place(at, ":TYPE"));
        problems.push(problem);
    }
}

/// Nodes dated before what they come from, along types that say `dated`.
fn dates(graph: &Graph, rows: &Rows, problems: &mut Vec<Problem>) {
    for rel in graph.relationships() {
        if !graph.relationship_type(graph.type_of(rel)).dated || is_disputed(graph, rel) {
            continue;
        }
        let Some((origin, later)) = graph.origin(rel) else {
            continue;
        };
        let (Some(first), Some(then)) = (graph.released(origin), graph.released(later)) else {
            continue;
        };
        // A later date of the relationship itself explains it: the newer origin came in then.
        let since = match graph.property(Entity::Relationship(rel), "since") {
            Some(ValueRef::Date(since)) => since.last_day(),
            _ => then.last_day(),
        };
        if first.first_day() > then.last_day().max(since) {
            let (name, of) = (graph.type_name(rel), graph.id(later));
            let origin = graph.id(origin);
            let message = format!("{of} ({then}) {name} {origin} ({first}), which came later");
            let place = rows.files.place(rows.relationship(rel), ":START_ID");
            let problem = Problem::new(Kind::DatedBeforeOrigin, message).at(place);
            problems.push(problem.hint("mend a date, or mark the row as disputed with a note"));
        }
    }
}

/// Runs of nodes that are equal by `key`, each in the order of their rows.
fn equal_runs(
    graph: &Graph,
    rows: &Rows,
    key: impl Fn(NodeId) -> Option<String>,
) -> Vec<(String, Vec<NodeId>)> {
    let mut runs: BTreeMap<String, Vec<NodeId>> = BTreeMap::new();
    for node in graph.nodes() {
        if let Some(key) = key(node) {
            runs.entry(key).or_default().push(node);
        }
    }
    let mut runs: Vec<_> = runs
        .into_iter()
        .filter(|(_, nodes)| nodes.len() > 1)
        .collect();
    for (_, nodes) in &mut runs {
        nodes.sort_by_key(|&n| rows.node(n));
    }
    runs
}

fn run_problem(
    rows: &Rows,
    kind: Kind,
    message: String,
    nodes: &[NodeId],
    column: &str,
) -> Problem {
    let mut places = nodes
        .iter()
        .map(|&n| rows.files.place(rows.node(n), column));
    let mut problem = Problem::new(kind, message);
    problem.count = nodes.len() as u64;
    problem.place = places.next();
    problem.also = places.take(5).collect();
    problem
}

/// Names that two nodes share once folded.
fn shared_names(graph: &Graph, rows: &Rows, problems: &mut Vec<Problem>) {
    let named = |n| {
        graph
            .property(Entity::Node(n), super::NAME)
            .map(|_| fold(graph.name(n)))
    };
    for (_, nodes) in equal_runs(graph, rows, named) {
        let ids: Vec<&str> = nodes.iter().map(|&n| graph.id(n)).collect();
        let message = format!(
            "{} share the name {:?}",
            ids.join(", "),
            graph.name(nodes[0])
        );
        let hint = "a name stands for one node; give the others a longer one, and an alias";
        problems.push(run_problem(rows, Kind::SharedName, message, &nodes, "name").hint(hint));
    }
}

/// Ids that are equal once folded.
fn similar_ids(graph: &Graph, rows: &Rows, problems: &mut Vec<Problem>) {
    let folded = |n| Some(format!("{}\u{1f}{}", graph.group(n), fold(graph.id(n))));
    for (_, nodes) in equal_runs(graph, rows, folded) {
        let ids: Vec<String> = nodes
            .iter()
            .map(|&n| format!("{:?}", graph.id(n)))
            .collect();
        let message = format!(
            "{} differ only in case, spaces or hyphens",
            ids.join(" and ")
        );
        let hint = "if they mean one thing, make them one node; they are never merged";
        problems.push(run_problem(rows, Kind::SimilarIds, message, &nodes, ":ID").hint(hint));
    }
}

/// Parallel relationships, counted a type; rows that are equal in every cell, one by one.
fn parallels(graph: &Graph, rows: &Rows, problems: &mut Vec<Problem>) {
    let identity = |rel| (graph.start(rel), graph.type_of(rel), graph.end(rel));
    let mut counted: BTreeMap<TypeId, (u64, RelationshipId)> = BTreeMap::new();
    let rels: Vec<RelationshipId> = graph.relationships().collect();
    for run in rels
        .chunk_by(|&a, &b| identity(a) == identity(b))
        .filter(|run| run.len() > 1)
    {
        counted
            .entry(graph.type_of(run[0]))
            .or_insert((0, run[0]))
            .0 += 1;
        for pair in run.windows(2) {
            let all = |rel| graph.properties(Entity::Relationship(rel));
            if all(pair[0]).eq(all(pair[1])) {
                problems.push(repeated_row(graph, rows, pair[0], pair[1]));
            }
        }
    }
    for (kind, (count, first)) in counted {
        let name = &graph.relationship_type(kind).name;
        let pairs = if count == 1 {
            "pair of nodes has"
        } else {
            "pairs of nodes have"
        };
        let message = format!("{count} {pairs} several {name} relationships; all are kept");
        let place = rows.files.place(rows.relationship(first), ":START_ID");
        let mut problem = Problem::new(Kind::Parallel, message).at(place);
        problem.count = count;
        problems.push(problem);
    }
}

fn repeated_row(graph: &Graph, rows: &Rows, a: RelationshipId, b: RelationshipId) -> Problem {
    let (a_at, b_at) = (rows.relationship(a), rows.relationship(b));
    let (first, second) = (a_at.min(b_at), a_at.max(b_at));
    let (start, end) = (graph.id(graph.start(a)), graph.id(graph.end(a)));
    let message = format!("{start} {} {end} stands there twice", graph.type_name(a));
    let mut problem = Problem::new(Kind::RepeatedRow, message)
        .at(rows.files.place(second, ":START_ID"))
        .hint("remove one, or tell them apart by a key column; both are kept");
    problem.also.push(rows.files.place(first, ":START_ID"));
    problem
}
