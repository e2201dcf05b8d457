//! Reads Rust sources as far as the house rules need: code without comments, texts and test
//! items, cut into tokens.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// One source file, its path relative to the package.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

/// A word, `::` or a single other character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// The folder of Cargo.toml.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below these folders of the package, by path.
pub(crate) fn rust_files(folders: &[&str]) -> Vec<Source> {
    let mut found: Vec<PathBuf> = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().map(|f| root().join(f)).collect();
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|e| e == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    let read = |path: PathBuf| Source {
        text: std::fs::read_to_string(&path).unwrap(),
        path: shown(&path),
    };
    found.into_iter().map(read).collect()
}

/// The path below the package, with `/`.
fn shown(path: &Path) -> String {
    let below = path.strip_prefix(root()).unwrap();
    let parts = below.iter().map(|part| part.to_str().unwrap());
    parts.collect::<Vec<_>>().join("/")
}

/// The text with comments, texts and character literals blanked, line breaks kept.
pub(crate) fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    while i < chars.len() {
        match literal_end(&chars, i) {
            Some(end) => {
                let end = end.min(chars.len());
                let blank = |&c: &char| if c == '\n' { '\n' } else { ' ' };
                out.extend(chars[i..end].iter().map(blank));
                i = end;
            }
            None => {
                out.push(chars[i]);
                i += 1;
            }
        }
    }
    out
}

/// The lines, from 1, that begin inside a text: their length is that of what the text says.
pub(crate) fn lines_in_texts(text: &str) -> BTreeSet<usize> {
    let chars: Vec<char> = text.chars().collect();
    let (mut inside, mut line, mut i) = (BTreeSet::new(), 1, 0);
    while i < chars.len() {
        let end = literal_end(&chars, i).unwrap_or(i + 1).min(chars.len());
        let breaks = chars[i..end].iter().filter(|&&c| c == '\n').count();
        if breaks > 0 && !matches!(chars[i], '/' | '\n') {
            inside.extend(line + 1..=line + breaks);
        }
        (line, i) = (line + breaks, end);
    }
    inside
}

/// Where the comment or literal that begins at `i` ends; `None` where none begins.
fn literal_end(chars: &[char], i: usize) -> Option<usize> {
    let at = |j: usize| chars.get(j).copied().unwrap_or('\0');
    let in_word = i > 0 && is_word(chars[i - 1]);
    match (at(i), at(i + 1)) {
        ('/', '/') => Some(find(chars, i, |j| at(j) == '\n')),
        ('/', '*') => Some(block_comment_end(chars, i)),
        ('"', _) => Some(text_end(chars, i + 1)),
        ('r', '"' | '#') if !in_word => raw_text_end(chars, i + 1),
        ('b' | 'c', '"') if !in_word => Some(text_end(chars, i + 2)),
        ('b' | 'c', 'r') if !in_word => raw_text_end(chars, i + 2),
        ('\'', '\\') => Some(find(chars, i + 3, |j| at(j) == '\'') + 1),
        ('\'', _) if at(i + 2) == '\'' => Some(i + 3),
        _ => None,
    }
}

/// The first index from `from` on that `is` accepts, else the length.
fn find(chars: &[char], from: usize, is: impl Fn(usize) -> bool) -> usize {
    (from..chars.len()).find(|&j| is(j)).unwrap_or(chars.len())
}

fn block_comment_end(chars: &[char], i: usize) -> usize {
    let (mut depth, mut j) = (0, i);
    while j + 1 < chars.len() {
        match (chars[j], chars[j + 1]) {
            ('/', '*') => (depth, j) = (depth + 1, j + 2),
            ('*', '/') => (depth, j) = (depth - 1, j + 2),
            _ => j += 1,
        }
        if depth == 0 {
            return j;
        }
    }
    chars.len()
}

/// The end of a text whose opening quote stands before `i`.
fn text_end(chars: &[char], i: usize) -> usize {
    let mut j = i;
    while j < chars.len() && chars[j] != '"' {
        j += if chars[j] == '\\' { 2 } else { 1 };
    }
    j + 1
}

/// The end of a raw text whose `#`s begin at `i`; `None` where it is a raw identifier.
fn raw_text_end(chars: &[char], i: usize) -> Option<usize> {
    let hashes = chars[i..].iter().take_while(|&&c| c == '#').count();
    if chars.get(i + hashes) != Some(&'"') {
        return None;
    }
    let closes = |j: usize| {
        let after = chars.get(j + 1..j + 1 + hashes);
        chars[j] == '"' && after.is_some_and(|a| a.iter().all(|&c| c == '#'))
    };
    Some(find(chars, i + hashes + 1, closes) + 1 + hashes)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The tokens of a source's code.
pub(crate) fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    for (i, line) in code(text).lines().enumerate() {
        let mut rest = line.trim_start();
        while let Some(first) = rest.chars().next() {
            let len = if is_word(first) {
                rest.find(|c| !is_word(c)).unwrap_or(rest.len())
            } else if rest.starts_with("::") {
                2
            } else {
                first.len_utf8()
            };
            tokens.push(Token {
                text: rest[..len].to_owned(),
                line: i + 1,
            });
            rest = rest[len..].trim_start();
        }
    }
    tokens
}

/// The tokens without items under `#[cfg(test)]`.
pub(crate) fn shipped_tokens(text: &str) -> Vec<Token> {
    let tokens = tokens(text);
    let cfg_test = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::with_capacity(tokens.len());
    let mut i = 0;
    while i < tokens.len() {
        let here = tokens[i..].iter().map(|t| t.text.as_str());
        if here.take(cfg_test.len()).eq(cfg_test) {
            i = item_end(&tokens, i + cfg_test.len());
        } else {
            kept.push(tokens[i].clone());
            i += 1;
        }
    }
    kept
}

/// The token after the item that begins at `i`: after its `;` or its block.
pub(crate) fn item_end(tokens: &[Token], i: usize) -> usize {
    let (mut depth, mut braces) = (0usize, 0usize);
    for (j, token) in tokens.iter().enumerate().skip(i) {
        match token.text.as_str() {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            "{" => braces += 1,
            "}" if braces <= 1 && depth == 0 => return j + 1,
            "}" => braces = braces.saturating_sub(1),
            ";" if braces == 0 && depth == 0 => return j + 1,
            _ => {}
        }
    }
    tokens.len()
}

/// Whether a file of src/ holds tests only.
pub(crate) fn is_test_file(path: &str) -> bool {
    path.split('/')
        .any(|part| part == "tests" || part == "tests.rs")
}

#[test]
fn code_is_what_is_neither_comment_nor_text() {
    let table: &[(&str, &str)] = &[
        ("a // b\nc", "a     \nc"),
        ("a /* b /* c */ d */ e", "a                   e"),
        ("f(\"use crate::x;\")", "f(               )"),
        ("r#\"a \" b\"# c", "           c"),
        ("'\"' 'a str '\\'' b", "    'a str      b"),
        ("br\"\\\" x", "      x"),
        ("r#type for\"\\\"\"", "r#type for    "),
        ("\"open", "     "),
    ];
    for (text, expected) in table {
        assert_eq!(code(text), *expected, "{text}");
    }
}

#[test]
fn items_under_cfg_test_do_not_ship() {
    let text = "use a; #[cfg(test)] mod tests; #[cfg(test)]\nmod t { fn f() { [1]; } } use b;";
    let words: Vec<String> = shipped_tokens(text).into_iter().map(|t| t.text).collect();
    assert_eq!(words.join(" "), "use a ; use b ;");
}

#[test]
fn lines_that_begin_inside_a_text_are_known() {
    let text = "f(\"a\nb\nc\");\n// \"d\ne r#\"f\n\"#;\n/* g\nh */\n";
    assert_eq!(lines_in_texts(text), BTreeSet::from([2, 3, 6]));
}
