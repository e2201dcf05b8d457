//! `sarif`: the Static Analysis Results Interchange Format, version 2.1.0.

use std::collections::BTreeSet;
use std::io::{self, Write};

use serde_json::{Map, Value, json};

use crate::model::{Kind, Place, Problem};

use super::super::Style;
use super::super::json::{Items, write_pretty};
use super::sorted;

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

pub(super) fn write(problems: &[Problem], _: &Style, out: &mut dyn Write) -> io::Result<()> {
    let kinds: BTreeSet<Kind> = problems.iter().map(|p| p.kind).collect();
    let kinds: Vec<Kind> = kinds.into_iter().collect();
    let problems = sorted(problems);
    let run = Run {
        tool: json!({ "driver": {
            "name": env!("CARGO_PKG_NAME"),
            "version": env!("CARGO_PKG_VERSION"),
            "rules": kinds.iter().map(|&kind| rule(kind)).collect::<Vec<Value>>(),
        }}),
        column_kind: "unicodeCodePoints",
        results: Items(|| problems.iter().map(|p| result(p, &kinds))),
    };
    let log = Log {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [run],
    };
    write_pretty(&log, out)
}

#[derive(serde::Serialize)]
struct Log<R> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [R; 1],
}

#[derive(serde::Serialize)]
struct Run<R> {
    tool: Value,
    #[serde(rename = "columnKind")]
    column_kind: &'static str,
    results: R,
}

fn rule(kind: Kind) -> Value {
    json!({
        "id": kind.code(),
        "name": kind.name(),
        "shortDescription": { "text": kind.about() },
        "defaultConfiguration": { "level": kind.severity().name() },
    })
}

/// One problem. SARIF's levels have the names of our severities.
fn result(problem: &Problem, kinds: &[Kind]) -> Value {
    let text = match &problem.hint {
        Some(hint) => format!("{}\nhint: {hint}", problem.message),
        None => problem.message.clone(),
    };
    let mut result = Map::new();
    result.insert("ruleId".to_owned(), json!(problem.kind.code()));
    if let Ok(index) = kinds.binary_search(&problem.kind) {
        result.insert("ruleIndex".to_owned(), json!(index));
    }
    result.insert("level".to_owned(), json!(problem.severity.name()));
    result.insert("message".to_owned(), json!({ "text": text }));
    if let Some(place) = &problem.place {
        result.insert("locations".to_owned(), json!([location(place)]));
    }
    if !problem.also.is_empty() {
        let also: Vec<Value> = problem.also.iter().map(location).collect();
        result.insert("relatedLocations".to_owned(), json!(also));
    }
    if problem.count > 1 {
        result.insert("occurrenceCount".to_owned(), json!(problem.count));
    }
    Value::Object(result)
}

fn location(place: &Place) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&place.file) } });
    if let Some(region) = region(place) {
        physical["region"] = region;
    }
    json!({ "physicalLocation": physical })
}

fn region(place: &Place) -> Option<Value> {
    if place.line == 0 {
        return None;
    }
    let mut region = json!({ "startLine": place.line });
    if place.column > 0 {
        region["startColumn"] = json!(place.column);
        if place.width > 0 {
            region["endColumn"] = json!(u64::from(place.column) + u64::from(place.width));
        }
    }
    if let Some(excerpt) = &place.excerpt {
        region["snippet"] = json!({ "text": excerpt });
    }
    Some(region)
}

/// A path as a URI reference: what a URI cannot hold is percent-encoded.
fn uri(path: &str) -> String {
    let mut uri = String::from(if path.starts_with('/') { "file://" } else { "" });
    for byte in path.bytes() {
        match byte {
            b'\\' => uri.push('/'),
            b'/' | b'-' | b'_' | b'.' | b'~' => uri.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::super::tests::{problems, written};
    use super::*;

    #[test]
    fn writes_all_there_is() {
        insta::assert_snapshot!(written("sarif", &problems(), &Style::default()));
    }
}
