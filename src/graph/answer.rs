//! What a query gives: rows of values, and the selection of everything in them.

use crate::model::Value;

use super::{Graph, NodeId, RelationshipId, Selection};

/// A walk: nodes, and the relationships between each and the next, in whichever direction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Path {
    /// The nodes, one more than relationships.
    pub nodes: Vec<NodeId>,
    /// The relationships.
    pub relationships: Vec<RelationshipId>,
}

/// One cell of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// A plain value; [`Value::Null`] where there is none.
    Value(Value),
    /// A node.
    Node(NodeId),
    /// A relationship.
    Relationship(RelationshipId),
    /// A path.
    Path(Path),
    /// Several cells.
    List(Vec<Cell>),
    /// Keys and values, by key; no key twice.
    Map(Vec<(String, Cell)>),
}

impl Cell {
    /// No value.
    pub const NULL: Cell = Cell::Value(Value::Null);

    /// A text.
    pub fn text(text: impl Into<String>) -> Cell {
        Cell::Value(Value::Text(text.into()))
    }

    /// A count.
    pub fn count(n: usize) -> Cell {
        Cell::Value(Value::Integer(i64::try_from(n).unwrap_or(i64::MAX)))
    }

    /// A value where there is one.
    pub fn optional(value: Option<Value>) -> Cell {
        Cell::Value(value.unwrap_or(Value::Null))
    }
}

/// One row of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// As many cells as the answer has columns.
    pub cells: Vec<Cell>,
    /// How far below the first row of a tree it stands; 0 in a table.
    pub depth: u32,
    /// Whether what hangs below it was shown at an earlier row.
    pub repeated: bool,
}

impl Row {
    /// A row of a table.
    pub fn new(cells: Vec<Cell>) -> Row {
        Row {
            cells,
            depth: 0,
            repeated: false,
        }
    }
}

/// What a query gives. A table, a tree, a picture of it are choices of format.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answer {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, in order.
    pub rows: Vec<Row>,
    /// Every node, relationship and path in the rows.
    pub selection: Selection,
    /// What the reader must know beside the rows, such as a limit that was reached.
    pub notes: Vec<String>,
}

impl Answer {
    /// An answer of those rows; the selection is what is in them.
    pub fn new(graph: &Graph, columns: &[&str], rows: Vec<Row>) -> Answer {
        let (mut nodes, mut relationships) = (Vec::new(), Vec::new());
        let mut cells: Vec<&Cell> = rows.iter().flat_map(|row| &row.cells).collect();
        while let Some(cell) = cells.pop() {
            match cell {
                Cell::Value(_) => {}
                Cell::Node(node) => nodes.push(*node),
                Cell::Relationship(rel) => relationships.push(*rel),
                Cell::Path(path) => {
                    nodes.extend(&path.nodes);
                    relationships.extend(&path.relationships);
                }
                Cell::List(items) => cells.extend(items),
                Cell::Map(entries) => cells.extend(entries.iter().map(|(_, cell)| cell)),
            }
        }
        Answer {
            columns: columns.iter().map(|&c| c.to_owned()).collect(),
            selection: Selection::new(graph, nodes, relationships),
            rows,
            notes: Vec::new(),
        }
    }
}
