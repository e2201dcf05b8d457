//! What the attributes of a document mean, and the plan that comes of it.
//!
//! In a file of ours the legend says which attribute is which property. In others names tell, by
//! the same tables as for columns ([`names`]): `label` is a name or a label, `type` of a link its
//! relationship type, and so on; what is assumed is said in a note.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::graph::{NAME, PROVENANCE, dates};
use crate::load::table::Plan;
use crate::load::{LoadError, cell, given, names};
use crate::model::{Kind, Origin, Problem, PropertyType, Status, Value};

use super::legend::{self, Legend};
use super::{Draft, Link, Names, Node, Settled, Source, Values, get, take, values};

/// What an attribute is.
#[derive(Clone, Debug, PartialEq)]
enum Meaning {
    /// A property of a declared type.
    Declared(String, PropertyType),
    /// A property whose type its values tell.
    Property(String),
    Id,
    Group,
    Labels,
    Kind,
    Key,
    /// Made of others, or of use to another tool only.
    Nothing,
}

/// Names that tools have for themselves in our files, which are never properties there.
const TOOLS: &[&str] = &[
    "id",
    "label",
    "value",
    "key",
    "type",
    "labels",
    "interaction",
    "shared interaction",
    "shared name",
    "selected",
    "SUID",
];

/// So many different labels, or relationship types, a file may name: more are no names, and the
/// handles of a graph could not tell them apart.
const MOST_NAMES: usize = 5000;

/// Settles a draft and puts it into the plan.
///
/// # Errors
/// [`LoadError::Option`] where an option names an attribute that no link has.
pub(super) fn settle(
    mut draft: Draft,
    source: &mut Source<'_, '_>,
    plan: &mut Plan,
) -> Result<(), LoadError> {
    let own = draft.legend.take();
    let nodes = node_meanings(&draft, own.as_ref());
    let links = link_meanings(&draft, own.as_ref(), source)?;
    identify(&mut draft, &nodes);
    absent(&mut draft, &source.reader.options.null);
    let values = draft.nodes.iter_mut().map(|node| &mut node.values);
    fit(values, &draft.names[0], &nodes);
    let values = draft.links.iter_mut().map(|link| &mut link.values);
    fit(values, &draft.names[1], &links);
    for node in &mut draft.nodes {
        if let Some(labels) = taken(&mut node.values, &nodes, &Meaning::Labels) {
            node.labels = split_labels(labels, own.is_some());
        }
        let properties = properties(&mut node.values, &nodes);
        node.properties = properties.unwrap_or_else(|problem| {
            node.wrong = Some(problem.kind);
            source.report(node.at, *problem);
            BTreeMap::new()
        });
    }
    for link in &mut draft.links {
        for (meaning, to) in [
            (Meaning::Kind, &mut link.kind),
            (Meaning::Key, &mut link.key),
        ] {
            if let Some(value) = taken(&mut link.values, &links, &meaning) {
                *to = value.to_string();
            }
        }
        if link.kind.is_empty() {
            let usual = draft.kind.as_deref().unwrap_or(names::RELATED_TO);
            usual.clone_into(&mut link.kind);
        }
        let properties = properties(&mut link.values, &links);
        link.properties = properties.unwrap_or_else(|problem| {
            link.wrong = Some(problem.kind);
            source.report(link.at, *problem);
            BTreeMap::new()
        });
    }
    if draft.key.is_some() && own.is_none() {
        drop_lonely_keys(&mut draft.links);
    }
    limit_names(&mut draft, source);
    if own.is_none() && !draft.links.is_empty() {
        say_what_is_assumed(&draft, &links, source, plan);
    }
    if draft.undirected {
        source.note("the graph is undirected; each edge is read from its source to its target");
    }
    if let Some(own) = own {
        given::sheets(own.sheets, plan);
        check_sources(&mut draft, source, plan);
    }
    plan.imply_nodes = draft.nodes.is_empty();
    plan.given.push(Box::new(Settled {
        shown: source.text.shown.clone(),
        nodes: draft.nodes,
        links: draft.links,
    }));
    Ok(())
}

/// The meaning of each attribute in a file of ours.
fn by_legend(
    names: &Names,
    attributes: &legend::Attributes,
    fixed: &[(&str, Meaning)],
) -> Vec<Meaning> {
    let of = |name: &String| match attributes.get(name) {
        Some(Some((key, kind))) => Meaning::Declared(key.clone(), *kind),
        Some(None) => Meaning::Nothing,
        None => match fixed.iter().find(|(known, _)| known == name) {
            Some((_, meaning)) => meaning.clone(),
            None if TOOLS.contains(&name.as_str()) => Meaning::Nothing,
            None => Meaning::Property(name.clone()),
        },
    };
    names.list.iter().map(of).collect()
}

fn undeclared(names: &Names) -> Vec<Meaning> {
    let key = |name: &String| match name.is_empty() {
        true => "unnamed".to_owned(),
        false => name.clone(),
    };
    names
        .list
        .iter()
        .map(|name| Meaning::Property(key(name)))
        .collect()
}

fn node_meanings(draft: &Draft, own: Option<&Legend>) -> Vec<Meaning> {
    let names = &draft.names[0];
    if let Some(own) = own {
        let fixed = [
            (legend::ID, Meaning::Id),
            (legend::GROUP, Meaning::Group),
            ("labels", Meaning::Labels),
        ];
        let fixed = if draft.structured { &[] } else { &fixed[..] };
        return by_legend(names, &own.attributes[0], fixed);
    }
    let mut meanings = undeclared(names);
    if draft.structured {
        return meanings;
    }
    let name = names::name(&names.list);
    let all = draft.nodes.iter().map(|node| &node.values);
    let label = names::label(&names.list, name).filter(|&at| are_names(all, at));
    if let Some(label) = label {
        meanings[label] = Meaning::Labels;
    }
    if let Some(name) = name.filter(|_| names.known(NAME).is_none()) {
        meanings[name] = Meaning::Property(NAME.to_owned());
    }
    meanings
}

fn link_meanings(
    draft: &Draft,
    own: Option<&Legend>,
    source: &Source<'_, '_>,
) -> Result<Vec<Meaning>, LoadError> {
    let names = &draft.names[1];
    if let Some(own) = own {
        let fixed = [("type", Meaning::Kind), (legend::KEY, Meaning::Key)];
        let fixed = if draft.structured { &[] } else { &fixed[..] };
        return Ok(by_legend(names, &own.attributes[1], fixed));
    }
    let mut meanings = undeclared(names);
    if draft.structured {
        return Ok(meanings);
    }
    let all = || draft.links.iter().map(|link| &link.values);
    let kind = match &source.reader.options.type_column {
        Some(given) => Some(named(names, given, "--type-column", source)?),
        None => {
            let mut found = names::types(&names.list).into_iter();
            found.find(|&at| are_names(all(), at))
        }
    };
    if let Some(kind) = kind {
        meanings[kind] = Meaning::Kind;
    }
    if let Some(key) = draft.key.and_then(|key| names.known(key)) {
        meanings[key as usize] = Meaning::Key;
    }
    Ok(meanings)
}

/// The attribute that an option names.
pub(super) fn named(
    names: &Names,
    wanted: &str,
    option: &str,
    source: &Source<'_, '_>,
) -> Result<usize, LoadError> {
    names
        .known(wanted)
        .map(|at| at as usize)
        .ok_or_else(|| LoadError::Option {
            message: format!(
                "{option} {wanted}: {} has no such attribute",
                source.text.shown
            ),
            hint: match names.list.is_empty() {
                true => "its links have no attributes".to_owned(),
                false => format!("the attributes of its links are {}", names.list.join(", ")),
            },
        })
}

/// Whether an attribute holds nothing but text, and not too many different ones.
fn are_names<'v>(rows: impl Iterator<Item = &'v Values>, attribute: usize) -> bool {
    let mut seen: HashSet<&str> = HashSet::new();
    for (_, value) in rows
        .flatten()
        .filter(|(name, _)| *name as usize == attribute)
    {
        match value {
            Value::Text(text) => drop(seen.insert(text)),
            Value::List(items) if items.iter().all(|i| matches!(i, Value::Text(_))) => {}
            Value::Null => {}
            _ => return false,
        }
    }
    seen.len() <= MOST_NAMES
}

/// Takes the first attribute of that meaning.
fn taken(values: &mut Values, meanings: &[Meaning], wanted: &Meaning) -> Option<Value> {
    let of = |(name, _): &&(u32, Value)| meanings.get(*name as usize) == Some(wanted);
    let name = values.iter().find(of)?.0;
    take(values, name)
}

/// Labels in a list or in one text: `Model;Chip`, and in files of others `:Model:Chip`, as Neo4j
/// writes it.
fn split_labels(value: Value, own: bool) -> Vec<String> {
    let split = |text: String| -> Vec<String> {
        let parts = match text.strip_prefix(':').filter(|_| !own) {
            Some(rest) => rest.split(':'),
            None if own => return text.split(';').map(str::to_owned).collect(),
            None => return text.split(';').map(|part| part.trim().to_owned()).collect(),
        };
        parts.map(str::to_owned).collect()
    };
    let labels: Vec<String> = match value {
        Value::List(items) => items.iter().map(ToString::to_string).collect(),
        value => split(value.to_string()),
    };
    labels
        .into_iter()
        .filter(|label| !label.is_empty())
        .collect()
}

/// Gives nodes their ids and groups, and links the nodes that they name.
fn identify(draft: &mut Draft, meanings: &[Meaning]) {
    if draft.structured {
        return;
    }
    // igraph numbers nodes and keeps what they were called as an attribute.
    let kept = draft.names[0].known("id").filter(|&id| {
        let mut seen = HashSet::new();
        let text = |node: &Node| match get(&node.values, id) {
            Some(Value::Text(text)) if !text.is_empty() => Some(text.clone()),
            _ => None,
        };
        let mut all = draft.nodes.iter().map(text);
        all.all(|text| text.is_some_and(|text| seen.insert(text)))
    });
    let mut by_name: HashMap<String, (String, String)> = HashMap::new();
    for node in &mut draft.nodes {
        let kept = kept.and_then(|id| take(&mut node.values, id));
        let stated = taken(&mut node.values, meanings, &Meaning::Id);
        let group = taken(&mut node.values, meanings, &Meaning::Group);
        node.group = group.unwrap_or(Value::Null).to_string();
        let mut ids = [stated, kept]
            .into_iter()
            .flatten()
            .map(|id| id.to_string());
        let id = ids.find(|id| !id.is_empty());
        node.id = id.unwrap_or_else(|| node.name.clone());
        if node.id != node.name || !node.group.is_empty() {
            by_name.insert(node.name.clone(), (node.group.clone(), node.id.clone()));
        }
    }
    for end in draft.links.iter_mut().flat_map(|link| &mut link.ends) {
        if let Some(found) = by_name.get(&end.1) {
            end.clone_from(found);
        }
    }
}

/// Takes away what stands for nothing.
fn absent(draft: &mut Draft, null: &[String]) {
    let of_nodes = draft.nodes.iter_mut().map(|node| &mut node.values);
    let of_links = draft.links.iter_mut().map(|link| &mut link.values);
    for values in of_nodes.chain(of_links) {
        values.retain(|(_, value)| !values::is_absent(value, null));
    }
}

/// Gives attributes of no declared type one, and makes dates of those that are.
fn fit<'v>(rows: impl Iterator<Item = &'v mut Values>, names: &Names, meanings: &[Meaning]) {
    let mut rows: Vec<&mut Values> = rows.collect();
    let key = |meaning: &Meaning| match meaning {
        Meaning::Property(key) => Some(key.clone()),
        _ => None,
    };
    let keys: Vec<Option<String>> = meanings.iter().map(key).collect();
    for (name, _) in keys.iter().enumerate().filter(|(_, key)| key.is_some()) {
        let day = |suffix: &str| {
            let day = names.known(&format!("{}{suffix}", names.list[name]))?;
            keys[day as usize].is_some().then_some(day)
        };
        if let (Some(from), Some(to)) = (day(dates::FROM), day(dates::TO)) {
            let text = u32::try_from(name).unwrap_or(u32::MAX);
            values::join_dates(&mut rows, [text, from, to]);
        }
    }
    values::fit(&mut rows, &keys);
}

/// The properties of a node or link, in their types.
fn properties(
    values: &mut Values,
    meanings: &[Meaning],
) -> Result<BTreeMap<String, Value>, Box<Problem>> {
    let mut properties = BTreeMap::new();
    for (name, value) in std::mem::take(values) {
        match &meanings[name as usize] {
            Meaning::Declared(key, kind) => {
                let value = values::typed(*kind, value.clone()).map_err(|error| {
                    Box::new(cell::problem(*kind, key, &value.to_string(), &error))
                })?;
                properties.insert(key.clone(), value);
            }
            Meaning::Property(key) => {
                if matches!(value, Value::Float(number) if !number.is_finite()) {
                    let message = format!("\"{value}\" is no number as {key}");
                    let problem = Problem::new(Kind::BadNumber, message);
                    let hint = "write a number, or leave the attribute out";
                    return Err(Box::new(problem.hint(hint)));
                }
                properties.insert(key.clone(), value);
            }
            _ => {}
        }
    }
    Ok(properties)
}

/// Takes keys away from links that have no parallel one: networkx numbers every link.
fn drop_lonely_keys(links: &mut [Link]) {
    let mut counts: HashMap<(String, [(String, String); 2]), u32> = HashMap::new();
    for link in links.iter() {
        *counts
            .entry((link.kind.clone(), link.ends.clone()))
            .or_default() += 1;
    }
    for link in links {
        if counts.get(&(link.kind.clone(), link.ends.clone())) == Some(&1) {
            link.key.clear();
        }
    }
}

/// Leaves out what names one label, or type, too many; reported once.
fn limit_names(draft: &mut Draft, source: &mut Source<'_, '_>) {
    let mut problems = Vec::new();
    let mut labels: HashSet<Vec<String>> = HashSet::new();
    for node in &mut draft.nodes {
        if is_too_many(&mut labels, &node.labels) {
            problems.push((node.at, Kind::UnknownLabel, "labels"));
            node.wrong = node.wrong.or(Some(Kind::UnknownLabel));
        }
    }
    let mut kinds: HashSet<String> = HashSet::new();
    for link in &mut draft.links {
        if is_too_many(&mut kinds, &link.kind) {
            problems.push((link.at, Kind::UnknownType, "relationship types"));
            link.wrong = link.wrong.or(Some(Kind::UnknownType));
        }
    }
    problems.dedup_by_key(|(_, kind, _)| *kind);
    for (at, kind, what) in problems {
        let message = format!("the file names more than {MOST_NAMES} different {what}");
        let mut problem = Problem::new(kind, message);
        problem.severity = crate::model::Severity::Error;
        let hint = "make it a property; the further rows were left out";
        source.report(at, problem.hint(hint));
    }
}

/// Whether a name is new, and there are enough.
fn is_too_many<T: Clone + Eq + std::hash::Hash>(seen: &mut HashSet<T>, name: &T) -> bool {
    if seen.contains(name) {
        return false;
    }
    if seen.len() < MOST_NAMES {
        seen.insert(name.clone());
        return false;
    }
    true
}

fn say_what_is_assumed(
    draft: &Draft,
    meanings: &[Meaning],
    source: &mut Source<'_, '_>,
    plan: &Plan,
) {
    let kind = meanings
        .iter()
        .position(|meaning| *meaning == Meaning::Kind);
    let of = match kind.map(|at| &draft.names[1].list[at]) {
        Some(name) => format!("of the types in {name}"),
        None if draft.structured => "of the type that it names".to_owned(),
        None => format!(
            "of type {}",
            draft.kind.as_deref().unwrap_or(names::RELATED_TO)
        ),
    };
    let origin = source.reader.options.origin.or(plan.origin);
    let (first, other) = match origin.unwrap_or(Origin::End) {
        Origin::Start => ("its source", "end"),
        Origin::End => ("its target", "start"),
        Origin::Neither => ("neither end", "end"),
    };
    source.note(&format!(
        "each link is a relationship from its source to its target {of}; its origin is {first} \
         (--origin {other} changes that)"
    ));
}

/// Checks what a row of ours says of its source, as is done for rows of a folder.
fn check_sources(draft: &mut Draft, source: &mut Source<'_, '_>, plan: &mut Plan) {
    let known: HashSet<&str> = plan
        .sources
        .iter()
        .map(|source| source.id.as_str())
        .collect();
    let [of_source, _, of_status, _] = PROVENANCE;
    let check = |properties: &BTreeMap<String, Value>| -> Option<Problem> {
        if let Some(Value::Text(status)) = properties.get(of_status)
            && Status::parse(status).is_none()
        {
            let names = Status::ALL.map(Status::name).join(", ");
            let problem = Problem::new(Kind::BadStatus, format!("{status:?} is no status"));
            return Some(problem.hint(format!("a status is one of {names}")));
        }
        match properties.get(of_source) {
            Some(Value::Text(id)) if !known.is_empty() && !known.contains(id.as_str()) => {
                let message = format!("the file has no source {id:?}");
                let problem = Problem::new(Kind::UnknownSource, message);
                Some(problem.hint("add it to the file's sources, or mend the id"))
            }
            _ => None,
        }
    };
    let mut found = Vec::new();
    for node in draft.nodes.iter_mut().filter(|node| node.wrong.is_none()) {
        if let Some(problem) = check(&node.properties) {
            node.wrong = Some(problem.kind);
            found.push((node.at, problem));
        }
    }
    for link in draft.links.iter_mut().filter(|link| link.wrong.is_none()) {
        if let Some(problem) = check(&link.properties) {
            link.wrong = Some(problem.kind);
            found.push((link.at, problem));
        }
    }
    for (at, problem) in found {
        source.report(at, problem);
    }
}
