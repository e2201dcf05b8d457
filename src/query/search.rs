//! Search: names and aliases like a text.

use crate::graph::{Answer, Cell, Graph, Row, fold};
use crate::model::Value;

/// Nodes with a name or alias like `text`, best first, at most `limit`; the columns are the node,
/// its label, its date, and the name that fits best where it is not the one shown.
pub fn search(graph: &Graph, text: &str, limit: usize) -> Answer {
    let found = graph.search(text);
    let more = found.len().saturating_sub(limit);
    let rows = found.into_iter().take(limit).map(|(node, _)| {
        let labels: Vec<&str> = graph.label_names(node).collect();
        let also = graph
            .all_names(node)
            .skip(1)
            .find(|name| fold(name).contains(&fold(text)));
        Row::new(vec![
            Cell::Node(node),
            Cell::text(labels.join(":")),
            Cell::optional(graph.released(node).map(Value::Date)),
            Cell::List(graph.publishers(node).map(Cell::Node).collect()),
            also.map_or(Cell::NULL, Cell::text),
        ])
    });
    let columns = &["node", "label", "released", "publisher", "also known as"];
    let mut answer = Answer::new(graph, columns, rows.collect());
    if more > 0 {
        answer.notes.push(format!("{more} more; raise --limit"));
    }
    answer
}
