//! What the tree looks like to those who read it.

use super::super::{
    AccessKind, ArithmeticOperator, ComparisonOperator, Expression, ExpressionKind, Literal, Sign,
    TestKind,
};
use super::expression;

fn kind(text: &str) -> ExpressionKind {
    expression(text).kind
}

#[test]
fn chains_are_flat() {
    assert!(matches!(kind("a OR b OR c"), ExpressionKind::Or(operands) if operands.len() == 3));
    assert!(matches!(kind("a AND b AND c"), ExpressionKind::And(operands) if operands.len() == 3));
    let ExpressionKind::Arithmetic { rest, .. } = kind("1 + 2 - 3 + 4 * 5") else {
        panic!("a sum")
    };
    let operators: Vec<_> = rest
        .iter()
        .map(|operation| operation.operator.node)
        .collect();
    use ArithmeticOperator::{Add, Subtract};
    assert_eq!(operators, [Add, Subtract, Add]);
    let ExpressionKind::Comparison { rest, .. } = kind("1 < x <= 3") else {
        panic!("a comparison")
    };
    let operators: Vec<_> = rest
        .iter()
        .map(|operation| operation.operator.node)
        .collect();
    assert_eq!(
        operators,
        [ComparisonOperator::Less, ComparisonOperator::LessEqual]
    );
    let ExpressionKind::Tests { tests, .. } = kind("a IN b IS NULL") else {
        panic!("tests")
    };
    assert!(matches!(
        tests[..],
        [
            super::super::Test {
                kind: TestKind::In(_),
                ..
            },
            super::super::Test {
                kind: TestKind::IsNull,
                ..
            }
        ]
    ));
    let ExpressionKind::Access { steps, .. } = kind("a.b[0]") else {
        panic!("steps")
    };
    assert!(matches!(steps[0].kind, AccessKind::Property(_)));
    assert!(matches!(steps[1].kind, AccessKind::Index(_)));
}

#[test]
fn a_minus_is_part_of_its_number() {
    assert_eq!(kind("-1"), ExpressionKind::Literal(Literal::Integer(-1)));
    assert_eq!(kind("-0.5"), ExpressionKind::Literal(Literal::Float(-0.5)));
    let ExpressionKind::Signed { sign, .. } = kind("-a") else {
        panic!("a sign")
    };
    assert_eq!(sign.node, Sign::Minus);
    assert!(matches!(kind("1-1"), ExpressionKind::Arithmetic { .. }));
}

#[test]
fn spans() {
    let text = "  f(a.b, 'x') + [1] IS NULL  ";
    let tree = expression(text);
    assert_eq!(tree.span.of(text), "f(a.b, 'x') + [1] IS NULL");
    let ExpressionKind::Tests { subject, tests } = &tree.kind else {
        panic!("tests")
    };
    assert_eq!(tests[0].span.of(text), "IS NULL");
    assert_eq!(subject.span.of(text), "f(a.b, 'x') + [1]");
    let ExpressionKind::Arithmetic { first, rest } = &subject.kind else {
        panic!("a sum")
    };
    assert_eq!(rest[0].operator.span.of(text), "+");
    assert_eq!(rest[0].operand.span.of(text), "[1]");
    let ExpressionKind::Call(call) = &first.kind else {
        panic!("a call")
    };
    let spans: Vec<_> = call
        .arguments
        .iter()
        .map(|argument| argument.span.of(text))
        .collect();
    assert_eq!(spans, ["a.b", "'x'"]);
    for text in [
        "(a) + (b)",
        "((a)).b",
        "NOT (a)",
        "((a + b))",
        "-(1)",
        "(n):(A|B)",
    ] {
        assert_eq!(expression(text).span.of(text), text);
    }
    let Expression { span, .. } = expression("中.文 ");
    assert_eq!((span.start, span.end), (0, 7));
}
