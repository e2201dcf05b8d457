//! What the word at the cursor may become: keywords, functions, labels, types, properties, names.

use std::collections::BTreeSet;

use crate::graph::Graph;
use crate::query::cypher::{AGGREGATES, PROCEDURES, functions};

use super::talk::WORDS;

const KEYWORDS: &[&str] = &[
    "ALL",
    "AND",
    "AS",
    "ASC",
    "BY",
    "CALL",
    "CASE",
    "CONTAINS",
    "COUNT",
    "DESC",
    "DISTINCT",
    "ELSE",
    "END",
    "ENDS WITH",
    "EXISTS",
    "EXPLAIN",
    "FALSE",
    "IN",
    "IS NOT NULL",
    "IS NULL",
    "LIMIT",
    "MATCH",
    "NOT",
    "NULL",
    "OPTIONAL MATCH",
    "OR",
    "ORDER BY",
    "PROFILE",
    "RETURN",
    "SHORTEST",
    "SKIP",
    "STARTS WITH",
    "THEN",
    "TRUE",
    "UNION",
    "UNION ALL",
    "UNWIND",
    "WHEN",
    "WHERE",
    "WITH",
    "XOR",
    "YIELD",
];

/// All words that a graph and the language know, sorted.
pub(super) struct Vocabulary {
    labels: Vec<String>,
    types: Vec<String>,
    keys: Vec<String>,
    names: Vec<String>,
    functions: Vec<String>,
}

impl Vocabulary {
    pub(super) fn of(graph: &Graph) -> Vocabulary {
        let sorted = |words: Vec<String>| {
            let words: BTreeSet<String> = words.into_iter().collect();
            words.into_iter().collect::<Vec<String>>()
        };
        let keys = graph.node_keys().chain(graph.relationship_keys());
        let names = graph.nodes().map(|node| graph.name(node).to_owned());
        let values = functions().map(|function| function.name);
        let aggregates = AGGREGATES.iter().map(|aggregate| aggregate.name);
        let procedures = PROCEDURES.iter().map(|procedure| procedure.name);
        let called = values.chain(aggregates).chain(procedures);
        Vocabulary {
            labels: sorted(
                graph
                    .label_ids()
                    .map(|l| graph.label(l).name.clone())
                    .collect(),
            ),
            types: sorted(
                graph
                    .type_ids()
                    .map(|t| graph.relationship_type(t).name.clone())
                    .collect(),
            ),
            keys: sorted(keys.map(|(key, _)| key.to_owned()).collect()),
            names: sorted(names.collect()),
            functions: sorted(called.map(|name| format!("{name}(")).collect()),
        }
    }

    /// Where the word at the cursor begins, and what it may become.
    pub(super) fn complete(&self, line: &str, at: usize) -> (usize, Vec<String>) {
        let before = line.get(..at).unwrap_or(line);
        if let Some(command) = before.strip_prefix(':')
            && !command.contains(char::is_whitespace)
        {
            let words = WORDS.iter().map(|word| word.name.to_owned());
            return (1, words.filter(|word| word.starts_with(command)).collect());
        }
        if let Some(from) = open_quote(before) {
            return (from, beginning(&self.names, &before[from..]));
        }
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let from = before.trim_end_matches(is_word).len();
        let word = &before[from..];
        let words = match before[..from].trim_end().chars().next_back() {
            Some(':' | '|' | '&' | '!') if is_bracket(&before[..from]) => {
                beginning(&self.types, word)
            }
            Some(':' | '|' | '&' | '!') => beginning(&self.labels, word),
            Some('.') => beginning(&self.keys, word),
            _ if word.is_empty() => Vec::new(),
            _ => {
                let upper = word.to_uppercase();
                let keywords = KEYWORDS
                    .iter()
                    .filter(|keyword| keyword.starts_with(&upper));
                let mut words: Vec<String> = keywords.map(|&keyword| keyword.to_owned()).collect();
                words.extend(beginning(&self.functions, word));
                words
            }
        };
        (from, words)
    }
}

/// Words that begin with a text, in any case; sorted ones first where the case is right.
fn beginning(words: &[String], text: &str) -> Vec<String> {
    let folded = text.to_lowercase();
    let fits = |word: &&String| word.to_lowercase().starts_with(&folded);
    words.iter().filter(fits).take(200).cloned().collect()
}

/// Where the text in a quote that nothing closes begins.
fn open_quote(text: &str) -> Option<usize> {
    let mut open = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('\'' | '"', None) => open = Some((c, at + 1)),
            (c, Some((quote, _))) if c == quote => open = None,
            _ => {}
        }
    }
    open.map(|(_, from)| from)
}

/// Whether the last bracket that is open is one of a relationship.
fn is_bracket(text: &str) -> bool {
    text.rfind(['[', '('])
        .is_some_and(|at| text[at..].starts_with('['))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vocabulary() -> Vocabulary {
        let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect();
        Vocabulary {
            labels: words(&["Chip", "Model"]),
            types: words(&["BUILDS_ON", "RUNS_ON"]),
            keys: words(&["name", "parameters"]),
            names: words(&["GPT-3", "GPT-4", "文心一言"]),
            functions: words(&["count(", "coalesce("]),
        }
    }

    #[test]
    fn the_place_says_what_a_word_may_become() {
        let table: &[(&str, usize, &[&str])] = &[
            ("MATCH (a:m", 9, &["Model"]),
            ("MATCH (a)-[:", 12, &["BUILDS_ON", "RUNS_ON"]),
            ("MATCH (a)-[:RUNS_ON|b", 20, &["BUILDS_ON"]),
            ("RETURN a.p", 9, &["parameters"]),
            (
                "RETURN co",
                7,
                &["CONTAINS", "COUNT", "count(", "coalesce("],
            ),
            ("MATCH (a {name: 'gpt", 17, &["GPT-3", "GPT-4"]),
            ("MATCH (a {name: '文", 17, &["文心一言"]),
            (":pr", 1, &["profile"]),
            ("RETURN ", 7, &[]),
        ];
        for (line, from, words) in table {
            let found = vocabulary().complete(line, line.len());
            let found = (
                found.0,
                found.1.iter().map(String::as_str).collect::<Vec<_>>(),
            );
            assert_eq!(found, (*from, words.to_vec()), "{line}");
        }
    }
}
