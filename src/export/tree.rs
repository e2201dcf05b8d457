//! `tree`: an answer of lineage as `cargo tree` would print it, one line a node.
//!
//! An only child stands below its parent without further indent, and past the room for guides
//! the depth is a number. So a chain or a comb of a million nodes is a million short lines.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};

use crate::graph::{Answer, Cell, Graph, Row};
use crate::model::{Status, Value};

use super::cells::{self, Cells};
use super::text::{self, BOLD, CAUTION, DIM, TYPE, clean};
use super::{Style, misfit};

/// Columns that a level of the tree takes.
const INDENT: usize = 4;
/// Room for guides where the width is not known.
const ROOM: usize = 40;

/// Whether the answer has what the lines of a tree are made of.
pub(super) fn fits(answer: &Answer) -> bool {
    Columns::of(answer).is_some()
}

/// Writes the tree in O(rows).
pub(super) fn write(
    graph: &Graph,
    answer: &Answer,
    style: &Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    let columns = Columns::of(answer)
        .ok_or_else(|| misfit("a tree needs the columns `node` and `relationship` of lineage"))?;
    let lines = Lines {
        graph,
        style,
        columns,
        cells: Cells::new(graph, answer, style.lang, ", "),
    };
    let last = last_siblings(&answer.rows);
    let mut shape = Shape::new(style.width.map_or(ROOM, |width| width / 2));
    let mut out = BufWriter::new(out);
    let (mut prefix, mut above) = (String::new(), None);
    for (row, is_last) in answer.rows.iter().zip(last) {
        prefix.clear();
        let is_first = above.is_none_or(|above| above < row.depth);
        shape.push_prefix(row.depth, is_first, is_last, &mut prefix);
        above = Some(row.depth);
        if !prefix.is_empty() {
            write!(out, "{}", style.paint(DIM, &prefix))?;
        }
        lines.write(row, &mut out)?;
    }
    out.flush()
}

/// Where the facts of a line stand in a row.
struct Columns {
    node: usize,
    relationship: usize,
    from: Option<usize>,
    details: [Option<usize>; 3],
    source: Option<usize>,
    locator: Option<usize>,
    status: Option<usize>,
}

impl Columns {
    fn of(answer: &Answer) -> Option<Columns> {
        let at = |name: &str| answer.columns.iter().position(|c| c == name);
        Some(Columns {
            node: at("node")?,
            relationship: at("relationship")?,
            from: at("from"),
            details: [at("label"), at("released"), at("publisher")],
            source: at("source"),
            locator: at("locator"),
            status: at("status"),
        })
    }
}

/// Writes what stands behind the guides.
struct Lines<'a> {
    graph: &'a Graph,
    style: &'a Style,
    columns: Columns,
    cells: Cells<'a>,
}

impl Lines<'_> {
    fn write(&self, row: &Row, out: &mut dyn Write) -> io::Result<()> {
        let style = self.style;
        if let Some(hop) = self.hop(row) {
            write!(out, "{} ", style.paint(TYPE, clean(&hop)))?;
        }
        let name = self.text(row, Some(self.columns.node));
        write!(out, "{}", style.paint(BOLD, clean(&name)))?;
        let details = self.columns.details.map(|column| self.text(row, column));
        let details: Vec<&str> = details
            .iter()
            .map(String::as_str)
            .filter(|d| !d.is_empty())
            .collect();
        if !details.is_empty() {
            let details = format!("({})", details.join(", "));
            write!(out, " {}", style.paint(DIM, clean(&details)))?;
        }
        let (source, locator) = (self.columns.source, self.columns.locator);
        let places = [self.text(row, source), self.text(row, locator)];
        let [source, locator] = places
            .each_ref()
            .map(|p| Some(p.as_str()).filter(|p| !p.is_empty()));
        let place = cells::place(source, locator);
        if !place.is_empty() {
            write!(out, " [{}]", clean(&place))?;
        }
        self.write_status(&self.text(row, self.columns.status), out)?;
        if row.repeated {
            write!(out, " {}", style.paint(DIM, "(*)"))?;
        }
        writeln!(out)
    }

    fn write_status(&self, status: &str, out: &mut dyn Write) -> io::Result<()> {
        let (mark, look) = match Status::parse(status) {
            Some(status) => match text::mark(status) {
                Some(mark) => mark,
                None => return Ok(()),
            },
            None if status.is_empty() => return Ok(()),
            None => (status, CAUTION),
        };
        write!(out, " {}", self.style.paint(look, clean(mark)))
    }

    /// The relationship that leads to the row, with an arrow from its start to its end.
    fn hop(&self, row: &Row) -> Option<String> {
        let cell = row.cells.get(self.columns.relationship)?;
        let from = self.columns.from.and_then(|from| row.cells.get(from));
        match (cell, from) {
            (Cell::Value(Value::Null), _) => None,
            (Cell::Relationship(rel), Some(Cell::Node(from))) => {
                let name = self.graph.type_name(*rel);
                Some(match self.graph.start(*rel) == *from {
                    true => format!("{name}→"),
                    false => format!("←{name}"),
                })
            }
            (other, _) => {
                let mut text = String::new();
                self.cells.push(other, &mut text);
                Some(text)
            }
        }
    }

    fn text(&self, row: &Row, column: Option<usize>) -> String {
        let mut text = String::new();
        if let Some(cell) = column.and_then(|column| row.cells.get(column)) {
            self.cells.push(cell, &mut text);
        }
        text
    }
}

/// For each row, whether no later row has the same parent. O(rows), from the end.
fn last_siblings(rows: &[Row]) -> Vec<bool> {
    let mut last = vec![false; rows.len()];
    // For each depth down to the row at hand: whether a sibling follows there.
    let mut follows: Vec<bool> = Vec::new();
    for (row, last) in rows.iter().zip(&mut last).rev() {
        let depth = row.depth as usize;
        follows.resize(depth + 1, false);
        *last = !std::mem::replace(&mut follows[depth], true);
    }
    last
}

/// The guides from row to row.
struct Shape {
    room: usize,
    /// For each drawn level: whether a line goes on below it.
    guides: Vec<bool>,
    /// For each depth on the way to the last row: the level that its children branch from.
    levels: Vec<usize>,
}

impl Shape {
    fn new(room: usize) -> Shape {
        Shape {
            room,
            guides: Vec::new(),
            levels: Vec::new(),
        }
    }

    /// Appends the guides of the next row in preorder.
    fn push_prefix(&mut self, depth: u32, is_first: bool, is_last: bool, into: &mut String) {
        self.levels.truncate(depth as usize);
        let Some(&level) = self.levels.last() else {
            self.guides.clear();
            self.levels.push(0);
            return;
        };
        let is_only = is_first && is_last;
        self.guides.truncate(level);
        if (level + 1) * INDENT > self.room {
            // Writing to a string cannot fail.
            let _ = write!(into, "{depth}: ");
        } else {
            let lines = self
                .guides
                .iter()
                .map(|&on| if on { "│   " } else { "    " });
            into.extend(lines);
            into.push_str(match (is_only, is_last) {
                (true, _) => "↳ ",
                (_, true) => "└── ",
                (_, false) => "├── ",
            });
        }
        if !is_only {
            self.guides.push(!is_last);
        }
        self.levels.push(self.guides.len());
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, lineage, written};
    use super::*;

    fn tree(rows: &[(u32, &str, &str, &str, bool)], style: &Style) -> String {
        let graph = fixture::graph();
        written("tree", &graph, &lineage(&graph, rows), style)
    }

    #[test]
    fn a_line_a_node_with_what_leads_there() {
        let rows = [
            (0, "", "", "gpt-3", false),
            (1, "BUILDS_ON", "gpt-3", "transformer", false),
            (1, "<RELEASES", "gpt-3", "openai", false),
            (1, "SUCCESSOR_OF", "gpt-3", "gpt-2", false),
            (2, "BUILDS_ON", "gpt-2", "transformer", true),
        ];
        insta::assert_snapshot!(tree(&rows, &Style::default()), @r"
        GPT-3 (Model, 2020-05, OpenAI)
        ├── BUILDS_ON→ Transformer (Technique, 2017-06) [article]
        ├── ←RELEASES OpenAI (Company) [article 2.3.1(1)]
        └── SUCCESSOR_OF→ GPT-2 (Model, 2019) [article 2.3.1(1)] inferred
            ↳ BUILDS_ON→ Transformer (Technique, 2017-06) [article 1.3.1] (*)
        ");
    }

    #[test]
    fn only_children_do_not_indent() {
        let rows = [
            (0, "", "", "transformer", false),
            (1, "<BUILDS_ON", "transformer", "ernie-3", false),
            (2, "<BUILDS_ON", "ernie-3", "ernie-bot", false),
            (3, "<RELEASES", "ernie-bot", "baidu", false),
            (1, "<BUILDS_ON", "transformer", "gpt-2", false),
            (2, "<SUCCESSOR_OF", "gpt-2", "gpt-3", false),
            (3, "BUILDS_ON", "gpt-3", "transformer", true),
            (3, "<RELEASES", "gpt-3", "openai", false),
        ];
        let style = Style {
            lang: super::super::Lang::Both,
            ..Style::default()
        };
        insta::assert_snapshot!(tree(&rows, &style), @r"
        Transformer (Technique, 2017-06)
        ├── ←BUILDS_ON ERNIE 3.0 文心大模型 (Model, 2021-07) [arxiv 3.1] disputed!
        │   ↳ ←BUILDS_ON ERNIE Bot 文心一言 (Product, 2023-03-16, Baidu 百度) [article 2.3.4(1)]
        │   ↳ ←RELEASES Baidu 百度 (Company) [article 2.3.4(1)]
        └── ←BUILDS_ON GPT-2 (Model, 2019) [article 1.3.1]
            ↳ ←SUCCESSOR_OF GPT-3 (Model, 2020-05, OpenAI) [article 2.3.1(1)] inferred
            ├── BUILDS_ON→ Transformer (Technique, 2017-06) [article] (*)
            └── ←RELEASES OpenAI (Company) [article 2.3.1(1)]
        ");
    }

    #[test]
    fn past_the_room_the_depth_is_a_number() {
        let mut rows = vec![(0, "", "", "gpt-3", false)];
        for depth in 1..5 {
            rows.push((depth, "BUILDS_ON", "gpt-3", "transformer", false));
            rows.push((depth, "SUCCESSOR_OF", "gpt-3", "gpt-2", false));
        }
        let style = Style {
            width: Some(26),
            ..Style::default()
        };
        insta::assert_snapshot!(tree(&rows, &style), @r"
        GPT-3 (Model, 2020-05, OpenAI)
        ├── BUILDS_ON→ Transformer (Technique, 2017-06) [article]
        └── SUCCESSOR_OF→ GPT-2 (Model, 2019) [article 2.3.1(1)] inferred
            ├── BUILDS_ON→ Transformer (Technique, 2017-06) [article]
            └── SUCCESSOR_OF→ GPT-2 (Model, 2019) [article 2.3.1(1)] inferred
                ├── BUILDS_ON→ Transformer (Technique, 2017-06) [article]
                └── SUCCESSOR_OF→ GPT-2 (Model, 2019) [article 2.3.1(1)] inferred
        4: BUILDS_ON→ Transformer (Technique, 2017-06) [article]
        4: SUCCESSOR_OF→ GPT-2 (Model, 2019) [article 2.3.1(1)] inferred
        ");
    }

    #[test]
    fn color_dims_guides_and_details() {
        let rows = [
            (0, "", "", "ernie-3", false),
            (1, "BUILDS_ON", "ernie-3", "transformer", true),
        ];
        let style = Style {
            color: true,
            ..Style::default()
        };
        // Broken after each color, for readers of this file.
        let colored = tree(&rows, &style).replace('\u{1b}', "E");
        let colored = colored.replace("E[0m ", "E[0m\n  ");
        insta::assert_snapshot!(colored, @r"
        E[1mERNIE 3.0E[0m
          E[2m(Model, 2021-07)E[0m
        E[2m↳ E[0mE[36mBUILDS_ON→E[0m
          E[1mTransformerE[0m
          E[2m(Technique, 2017-06)E[0m
          [arxiv 3.1] E[1mE[31mdisputed!E[0m
          E[2m(*)E[0m
        ");
    }

    #[test]
    fn output_is_linear_in_chains_and_combs() {
        let graph = fixture::graph();
        let mut chain = vec![(0, "", "", "gpt-3", false)];
        let mut comb = chain.clone();
        for depth in 1..20_000 {
            chain.push((depth, "BUILDS_ON", "gpt-3", "transformer", false));
            comb.push((depth, "BUILDS_ON", "gpt-3", "transformer", false));
            comb.push((depth, "BUILDS_ON", "gpt-3", "transformer", false));
        }
        for rows in [chain, comb] {
            let text = written("tree", &graph, &lineage(&graph, &rows), &Style::default());
            assert!(text.len() < rows.len() * 150, "{}", text.len());
            assert_eq!(text.lines().count(), rows.len());
        }
    }

    #[test]
    fn another_answer_is_refused() {
        let graph = fixture::graph();
        let answer = Answer::new(&graph, &["name"], vec![Row::new(vec![Cell::text("x")])]);
        let refused = write(&graph, &answer, &Style::default(), &mut Vec::new());
        assert_eq!(
            refused.map_err(|e| e.kind()),
            Err(io::ErrorKind::InvalidInput)
        );
    }
}
