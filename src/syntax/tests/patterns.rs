//! Path patterns and their canonical form.

use super::super::{Direction, NodeSubject, PathSearch};
use super::{patterns, print_patterns};

#[test]
fn canonical_form() {
    let table = [
        ("()", "()"),
        ("(a)", "(a)"),
        ("( :A )", "(:A)"),
        ("({k:'v'})", "({k: 'v'})"),
        ("(a:Label {k: 'v'})", "(a:Label {k: 'v'})"),
        ("(a $properties)", "(a $properties)"),
        ("(a WHERE a.x > 1)", "(a WHERE a.x > 1)"),
        ("(where a.x)", "(WHERE a.x)"),
        (
            "(a:A|B&!C {k: 1} where a:X|Y)",
            "(a:A|B&!C {k: 1} WHERE a:X|Y)",
        ),
        ("('A100')", "('A100')"),
        ("(\"A100\":Chip)", "('A100':Chip)"),
        ("(`match`)", "(`match`)"),
        ("(`where`)-->(:where)", "(`where`)-->(:where)"),
        ("(a)-->(b)<--(c)--(d)", "(a)-->(b)<--(c)--(d)"),
        ("(a)<-->(b)", "(a)--(b)"),
        ("(a)<-[r]->(b)", "(a)-[r]-(b)"),
        ("(a) - [ ] - > (b)", "(a)-->(b)"),
        ("(a)-[:X|:Y]-(b)", "(a)-[:X|Y]-(b)"),
        ("(a)-[:!X&%]-(b)", "(a)-[:!X&%]-(b)"),
        ("(a)-[r:T*1..3 {k: v}]->(b)", "(a)-[r:T*1..3 {k: v}]->(b)"),
        ("(a)-[*]->(b)", "(a)-[*]->(b)"),
        ("(a)-[*2]->(b)", "(a)-[*2]->(b)"),
        ("(a)-[*2..2]->(b)", "(a)-[*2]->(b)"),
        ("(a)-[*2..]->(b)", "(a)-[*2..]->(b)"),
        ("(a)-[*..2]->(b)", "(a)-[*..2]->(b)"),
        ("(a)-[*..]->(b)", "(a)-[*]->(b)"),
        ("(a)-[r* $p]->(b)", "(a)-[r* $p]->(b)"),
        ("(a)-[{k: 1}]->(b)", "(a)-[{k: 1}]->(b)"),
        ("(a)-[r WHERE r.x = 1]-(b)", "(a)-[r WHERE r.x = 1]-(b)"),
        ("(a)-[WHERE x]-(b)", "(a)-[WHERE x]-(b)"),
        ("p=(a)-->(b), (c)", "p = (a)-->(b), (c)"),
        (
            "p = shortestpath((a)-[*]-(b))",
            "p = shortestPath((a)-[*]-(b))",
        ),
        ("AllShortestPaths((a)--(b))", "allShortestPaths((a)--(b))"),
        (
            "(型:模型 {名称: '甲'})-[:基于]->('乙')",
            "(型:模型 {名称: '甲'})-[:基于]->('乙')",
        ),
        (
            "(a:Label {k: 'v'})-[r:TYPE|OTHER*1..3 {k: v}]->(b)<-[:X]-()--(c)",
            "(a:Label {k: 'v'})-[r:TYPE|OTHER*1..3 {k: v}]->(b)<-[:X]-()--(c)",
        ),
        ("(a {b: (c)-->(d)})", "(a {b: (c)-->(d)})"),
    ];
    for (text, printed) in table {
        assert_eq!(print_patterns(&patterns(text)), printed, "{text}");
    }
}

#[test]
fn tree_and_spans() {
    let text = "p = ('A100':Chip)<-[r:USES*2]-(m)";
    let [path] = &patterns(text)[..] else {
        panic!("one pattern")
    };
    assert_eq!(path.search, PathSearch::All);
    assert_eq!(path.span.of(text), text);
    assert_eq!(
        path.variable.as_ref().map(|name| name.text.as_str()),
        Some("p")
    );
    let nodes: Vec<_> = path.nodes().collect();
    assert_eq!(nodes.len(), 2);
    assert_eq!(nodes[0].span.of(text), "('A100':Chip)");
    let Some(NodeSubject::Named(name)) = &nodes[0].subject else {
        panic!("a named node")
    };
    assert_eq!((name.node.as_str(), name.span.of(text)), ("A100", "'A100'"));
    assert_eq!(
        nodes[0].labels.as_ref().map(|labels| labels.span.of(text)),
        Some("Chip")
    );
    let relationships: Vec<_> = path.relationships().collect();
    assert_eq!(relationships.len(), 1);
    assert_eq!(relationships[0].direction, Direction::Left);
    assert_eq!(relationships[0].span.of(text), "<-[r:USES*2]-");
    let length = relationships[0].length.expect("a length");
    assert_eq!(
        (length.min, length.max, length.span.of(text)),
        (Some(2), Some(2), "*2")
    );
}
