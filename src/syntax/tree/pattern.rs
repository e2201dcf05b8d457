//! Path patterns and label expressions.

use super::super::span::{Span, Spanned};
use super::{Expression, Name};

/// `p = (a)-[r]->(b)`
#[derive(Clone, Debug, PartialEq)]
pub struct PathPattern {
    /// The variable of the whole path.
    pub variable: Option<Name>,
    /// Which of the paths that match are wanted.
    pub search: PathSearch,
    /// Nodes, relationships and groups: a relationship has a node before and after it, and no
    /// two nodes stand side by side. Without groups they are nodes and relationships in turn.
    pub elements: Vec<PathElement>,
    /// Where it stands, the variable included.
    pub span: Span,
}

impl PathPattern {
    /// The nodes, in order, those in groups left out.
    pub fn nodes(&self) -> impl Iterator<Item = &NodePattern> {
        self.elements.iter().filter_map(|element| match element {
            PathElement::Node(node) => Some(node),
            PathElement::Relationship(_) | PathElement::Group(_) => None,
        })
    }

    /// The relationships, in order, those in groups left out. Without groups each joins the node
    /// of the same index and the next.
    pub fn relationships(&self) -> impl Iterator<Item = &RelationshipPattern> {
        self.elements.iter().filter_map(|element| match element {
            PathElement::Relationship(relationship) => Some(relationship),
            PathElement::Node(_) | PathElement::Group(_) => None,
        })
    }
}

/// Which of the paths that match are wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathSearch {
    /// All.
    All,
    /// `shortestPath(…)`
    Shortest,
    /// `allShortestPaths(…)`
    AllShortest,
    /// `ANY …`, `ANY 3 …`: so many between each pair of ends, no matter which.
    Any(u64),
    /// `ANY SHORTEST …`, `SHORTEST 3 …`: so many between each pair of ends, the shortest.
    ShortestPaths(u64),
    /// `ALL SHORTEST …`: between each pair of ends all that are as short as the shortest.
    AllShortestPaths,
    /// `SHORTEST 2 GROUPS …`: between each pair of ends all that have one of so many lengths, the
    /// least ones.
    ShortestGroups(u64),
}

/// A part of a path pattern.
#[derive(Clone, Debug, PartialEq)]
pub enum PathElement {
    /// `(a)`
    Node(NodePattern),
    /// `-[r]->`
    Relationship(RelationshipPattern),
    /// `((a)-->(b) WHERE …){1,5}`
    Group(Box<GroupPattern>),
}

/// `(p = (a)-->(b) WHERE a.x > 1){1,5}`
#[derive(Clone, Debug, PartialEq)]
pub struct GroupPattern {
    /// The variable of the path inside.
    pub variable: Option<Name>,
    /// What stands inside, by the rules of [`PathPattern::elements`].
    pub elements: Vec<PathElement>,
    /// What must hold each time.
    pub predicate: Option<Expression>,
    /// How many times in a row; the brackets only group without it.
    pub repetition: Option<Repetition>,
    /// Where it stands, the repetition included.
    pub span: Span,
}

/// `{1,5}`, `{3}`, `{2,}`, `{,4}`, `+`, `*`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repetition {
    /// How many times at least.
    pub min: u64,
    /// How many times at most, if bounded.
    pub max: Option<u64>,
    /// Where it stands.
    pub span: Span,
}

/// `(a:Label {k: 'v'} WHERE a.x > 1)`
#[derive(Clone, Debug, PartialEq)]
pub struct NodePattern {
    /// Its variable, or the name of the node it is.
    pub subject: Option<NodeSubject>,
    /// The labels it may have.
    pub labels: Option<LabelExpression>,
    /// The properties it must have: a map or a parameter.
    pub properties: Option<Expression>,
    /// What else must hold.
    pub predicate: Option<Expression>,
    /// Where it stands, brackets included.
    pub span: Span,
}

/// What stands first in a node's brackets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NodeSubject {
    /// `(a)`: a variable.
    Variable(Name),
    /// `('A100')`: the node of that name. Not Cypher's, our own.
    Named(Spanned<String>),
}

/// `-[r:TYPE|OTHER*1..3 {k: 'v'} WHERE r.x > 1]->`, `-[r:TYPE]->{1,3}`
#[derive(Clone, Debug, PartialEq)]
pub struct RelationshipPattern {
    /// Which way it points.
    pub direction: Direction,
    /// Its variable.
    pub variable: Option<Name>,
    /// The types it may have.
    pub types: Option<LabelExpression>,
    /// How many in a row, as a star in the brackets says.
    pub length: Option<PathLength>,
    /// The properties it must have: a map or a parameter.
    pub properties: Option<Expression>,
    /// What else must hold.
    pub predicate: Option<Expression>,
    /// How many in a row, as said behind the arrow; never beside `length`. Without either it is
    /// exactly one.
    pub repetition: Option<Repetition>,
    /// Where it stands, dashes and repetition included.
    pub span: Span,
}

/// Which way a relationship points, as read in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// `-->`
    Right,
    /// `<--`
    Left,
    /// `--`, or `<-->`
    Either,
}

/// `*`, `*2`, `*1..3`, `*2..`, `*..3`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathLength {
    /// The least number of relationships, if given.
    pub min: Option<u64>,
    /// The greatest number of relationships, if given.
    pub max: Option<u64>,
    /// Where it stands, the star included.
    pub span: Span,
}

/// Which labels, or types, are meant: `A|B&!C`.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelExpression {
    /// What it is.
    pub kind: LabelKind,
    /// Where it stands, without the colon.
    pub span: Span,
}

/// The kinds of label expressions.
#[derive(Clone, Debug, PartialEq)]
pub enum LabelKind {
    /// `A`
    Name(String),
    /// `%`: any label at all.
    Any,
    /// `!A`
    Not(Box<LabelExpression>),
    /// `A&B`, or `A:B` as of old: two or more.
    And(Vec<LabelExpression>),
    /// `A|B`, or `A|:B` as of old: two or more.
    Or(Vec<LabelExpression>),
}
