//! `csv` and `tsv`: a header and a record a row, cells as text.

use std::io::{self, Write};

use crate::graph::{Answer, Graph};

use super::Style;
use super::cells::{self, Cells};

/// Writes values with that byte between them; the header where the rows begin with these.
pub(super) fn write(
    graph: &Graph,
    answer: &Answer,
    style: &Style,
    delimiter: u8,
    begins: bool,
    out: &mut dyn Write,
) -> io::Result<()> {
    // Items of a list stand as they do in a graph's own files.
    let cells = Cells::new(graph, answer, style.lang, ";");
    let is_tree = cells::is_tree(answer);
    if answer.columns.is_empty() {
        return Ok(());
    }
    write_rows(answer, &cells, (is_tree, begins), delimiter, out).map_err(|error| {
        match error.into_kind() {
            // As itself, so that a closed pipe is known for one.
            csv::ErrorKind::Io(error) => error,
            other => io::Error::other(format!("{other:?}")),
        }
    })
}

fn write_rows(
    answer: &Answer,
    cells: &Cells<'_>,
    (is_tree, begins): (bool, bool),
    delimiter: u8,
    out: &mut dyn Write,
) -> csv::Result<()> {
    let mut csv = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .from_writer(out);
    if begins {
        csv.write_record(cells::headers(answer))?;
    }
    let mut text = String::new();
    for row in &answer.rows {
        if is_tree {
            csv.write_field(row.depth.to_string())?;
        }
        for cell in &row.cells {
            text.clear();
            cells.push(cell, &mut text);
            csv.write_field(&text)?;
        }
        csv.write_record(None::<&[u8]>)?;
    }
    Ok(csv.flush()?)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{self, lineage, written};
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be() {
        let graph = fixture::graph();
        let answer = fixture::mixed(&graph);
        let style = Style {
            lang: super::super::Lang::Zh,
            ..Style::default()
        };
        let escaped = |name| written(name, &graph, &answer, &style).replace('\u{1b}', "E");
        insta::assert_snapshot!(escaped("csv"), @r#"
        n,parameters,via,share,names,note
        文心一言,175000000000,BUILDS_ON 3.1 disputed!,0.5,文心;Wx,as they go
        "a ""b"",
        ",-7,RELEASES since 2020-05 2.3.1(1),,,true
        "#);
        insta::assert_snapshot!(escaped("tsv").replace('\t', "→"), @r#"
        n→parameters→via→share→names→note
        文心一言→175000000000→BUILDS_ON 3.1 disputed!→0.5→文心;Wx→as they go
        "a ""b"",
        "→-7→RELEASES since 2020-05 2.3.1(1)→→→true
        "#);
    }

    #[test]
    fn rows_of_a_tree_begin_with_their_depth() {
        let graph = fixture::graph();
        let rows = [
            (0, "", "", "gpt-3", false),
            (1, "SUCCESSOR_OF", "gpt-3", "gpt-2", false),
        ];
        let text = written("csv", &graph, &lineage(&graph, &rows), &Style::default());
        insta::assert_snapshot!(text, @r"
        depth,node,label,released,publisher,relationship,from,source,locator,status
        0,GPT-3,Model,2020-05,OpenAI,,,,,
        1,GPT-2,Model,2019,,SUCCESSOR_OF,GPT-3,article,2.3.1(1),inferred
        ");
    }
}
