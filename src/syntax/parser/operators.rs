//! Operators and what they bind. Knows no operands: those are atoms.
//!
//! Operators that wait for their right side stand on a stack in memory, loosest at the bottom,
//! not on the machine's: brackets cost a few frames each, operators none.

use super::super::level::Level;
use super::super::span::{Span, Spanned};
use super::super::token::TokenKind;
use super::super::tree::{
    ArithmeticOperator, ComparisonOperator, Expression, ExpressionKind, Literal, Operation, Sign,
    Test, TestKind,
};
use super::{Parsed, Parser};

/// The magnitude of the least integer, which no positive integer has.
const LEAST: u64 = 1 << 63;

/// An operator between two operands, or after one.
#[derive(Clone, Copy)]
enum Operator {
    Or,
    Xor,
    And,
    Comparison(ComparisonOperator),
    /// A test with a right side.
    Test(fn(Expression) -> TestKind),
    /// `IS NULL` (false) and `IS NOT NULL` (true), which have none.
    IsNull(bool),
    Arithmetic(ArithmeticOperator),
}

impl Operator {
    fn level(self) -> Level {
        match self {
            Self::Or => Level::Or,
            Self::Xor => Level::Xor,
            Self::And => Level::And,
            Self::Comparison(_) => Level::Comparison,
            Self::Test(_) | Self::IsNull(_) => Level::Test,
            Self::Arithmetic(operator) => operator.level(),
        }
    }
}

/// What waits for an operand.
enum Pending {
    /// `NOT`, `+` or `-`; `None` is `NOT`.
    Prefix(Option<Sign>, Span),
    /// A chain of one level and the operator after it.
    Chain(Chain, Spanned<Operator>),
}

impl Pending {
    fn level(&self) -> Level {
        match self {
            Self::Prefix(None, _) => Level::Not,
            Self::Prefix(Some(_), _) => Level::Sign,
            Self::Chain(_, operator) => operator.node.level(),
        }
    }
}

/// Operands and the operators of one level between them.
struct Chain {
    first: Expression,
    rest: Vec<(Spanned<Operator>, Option<Expression>)>,
}

impl Parser<'_> {
    /// Parses an expression.
    pub(super) fn expression(&mut self) -> Parsed<Expression> {
        let mut pending = Vec::new();
        loop {
            self.prefixes(&mut pending)?;
            let operand = self.operand()?;
            if let Some(expression) = self.continue_from(operand, &mut pending)? {
                return Ok(expression);
            }
        }
    }

    fn push(&mut self, pending: &mut Vec<Pending>, item: Pending) -> Parsed<()> {
        self.deeper()?;
        pending.push(item);
        Ok(())
    }

    /// Takes the prefix operators before an operand.
    fn prefixes(&mut self, pending: &mut Vec<Pending>) -> Parsed<()> {
        loop {
            let span = self.span();
            let sign = match self.peek() {
                TokenKind::Plus => Some(Sign::Plus),
                TokenKind::Minus if *self.peek_after(1) == TokenKind::Integer(LEAST) => {
                    return Ok(());
                }
                TokenKind::Minus => Some(Sign::Minus),
                TokenKind::Word if self.at_word("NOT") => None,
                _ => return Ok(()),
            };
            if sign.is_none() && pending.last().is_some_and(|last| last.level() > Level::Not) {
                let error = self.unexpected(&["an expression that binds tighter"]);
                return Err(error.hint("put `NOT …` in brackets here"));
            }
            self.bump();
            self.push(pending, Pending::Prefix(sign, span))?;
        }
    }

    fn operand(&mut self) -> Parsed<Expression> {
        // The least integer is the only one that needs its sign to be one at all.
        if *self.peek() == TokenKind::Minus {
            let start = self.span();
            self.bump();
            self.bump();
            let kind = ExpressionKind::Literal(Literal::Integer(i64::MIN));
            let least = self.node(kind, start);
            return self.postfix(least, start);
        }
        let start = self.span();
        let atom = self.atom()?;
        self.postfix(atom, start)
    }

    /// Takes the operators after an operand, up to and with one that wants another operand
    /// (then there is no result yet), or to the end of the expression.
    fn continue_from(
        &mut self,
        mut operand: Expression,
        pending: &mut Vec<Pending>,
    ) -> Parsed<Option<Expression>> {
        loop {
            let operator = self.operator()?;
            let level = operator.as_ref().map(|operator| operator.node.level());
            while let Some(last) = pending.pop_if(|last| Some(last.level()) > level) {
                self.shallower();
                operand = complete(last, operand);
            }
            let Some(mut operator) = operator else {
                return Ok(Some(operand));
            };
            let mut chain = match pending.pop_if(|last| Some(last.level()) == level) {
                Some(Pending::Chain(mut chain, before)) => {
                    self.shallower();
                    chain.rest.push((before, Some(operand)));
                    chain
                }
                // No prefix operator shares a level with one that stands between.
                _ => Chain {
                    first: operand,
                    rest: Vec::new(),
                },
            };
            // Tests without a right side leave nothing to wait for; they stay in the chain,
            // as a long row of them would otherwise nest as deep.
            while let Operator::IsNull(_) = operator.node {
                chain.rest.push((operator, None));
                match self.test()? {
                    Some(next) => operator = next,
                    None => break,
                }
            }
            if let Operator::IsNull(_) = operator.node {
                operand = finish(chain);
                continue;
            }
            self.push(pending, Pending::Chain(chain, operator))?;
            return Ok(None);
        }
    }

    /// Takes the operator that stands here, if one does.
    fn operator(&mut self) -> Parsed<Option<Spanned<Operator>>> {
        use ArithmeticOperator as A;
        use ComparisonOperator as C;
        let node = match self.peek() {
            TokenKind::Equal => Operator::Comparison(C::Equal),
            TokenKind::NotEqual => Operator::Comparison(C::NotEqual),
            TokenKind::Less => Operator::Comparison(C::Less),
            TokenKind::LessEqual => Operator::Comparison(C::LessEqual),
            TokenKind::Greater => Operator::Comparison(C::Greater),
            TokenKind::GreaterEqual => Operator::Comparison(C::GreaterEqual),
            TokenKind::Plus => Operator::Arithmetic(A::Add),
            TokenKind::Minus => Operator::Arithmetic(A::Subtract),
            TokenKind::BarBar => Operator::Arithmetic(A::Concatenate),
            TokenKind::Star => Operator::Arithmetic(A::Multiply),
            TokenKind::Slash => Operator::Arithmetic(A::Divide),
            TokenKind::Percent => Operator::Arithmetic(A::Remainder),
            TokenKind::Caret => Operator::Arithmetic(A::Power),
            TokenKind::Word if self.at_word("OR") => Operator::Or,
            TokenKind::Word if self.at_word("XOR") => Operator::Xor,
            TokenKind::Word if self.at_word("AND") => Operator::And,
            _ => return self.test(),
        };
        let span = self.span();
        self.bump();
        Ok(Some(Spanned { node, span }))
    }

    /// Takes the test that stands here, without its right side, if one does.
    fn test(&mut self) -> Parsed<Option<Spanned<Operator>>> {
        let start = self.span();
        let node = if self.take(&TokenKind::EqualTilde) {
            Operator::Test(TestKind::Matches)
        } else if self.take_word("IN") {
            Operator::Test(TestKind::In)
        } else if self.take_word("CONTAINS") {
            Operator::Test(TestKind::Contains)
        } else if self.take_word("STARTS") {
            self.expect_word("WITH")?;
            Operator::Test(TestKind::StartsWith)
        } else if self.take_word("ENDS") {
            self.expect_word("WITH")?;
            Operator::Test(TestKind::EndsWith)
        } else if self.take_word("IS") {
            let negated = self.take_word("NOT");
            self.expect_word("NULL")?;
            Operator::IsNull(negated)
        } else {
            return Ok(None);
        };
        Ok(Some(Spanned {
            node,
            span: self.span_from(start),
        }))
    }
}

/// Gives what waits its operand.
fn complete(pending: Pending, operand: Expression) -> Expression {
    match pending {
        Pending::Prefix(None, start) => {
            let span = start.to(operand.span);
            Expression {
                kind: ExpressionKind::Not(Box::new(operand)),
                span,
            }
        }
        Pending::Prefix(Some(sign), start) => signed(sign, start, operand),
        Pending::Chain(mut chain, operator) => {
            chain.rest.push((operator, Some(operand)));
            finish(chain)
        }
    }
}

/// A minus becomes part of a number, so that `-1` is a literal to all that reads the tree.
fn signed(sign: Sign, start: Span, operand: Expression) -> Expression {
    let span = start.to(operand.span);
    let kind = match (sign, &operand.kind) {
        (Sign::Minus, ExpressionKind::Literal(Literal::Integer(i))) if *i >= 0 => {
            ExpressionKind::Literal(Literal::Integer(i.wrapping_neg()))
        }
        (Sign::Minus, ExpressionKind::Literal(Literal::Float(x))) if x.is_sign_positive() => {
            ExpressionKind::Literal(Literal::Float(-x))
        }
        _ => ExpressionKind::Signed {
            sign: Spanned {
                node: sign,
                span: start,
            },
            operand: Box::new(operand),
        },
    };
    Expression { kind, span }
}

/// Makes a chain an expression of its level.
fn finish(chain: Chain) -> Expression {
    let Chain { first, rest } = chain;
    let Some((operator, last)) = rest.last() else {
        return first;
    };
    let span = first
        .span
        .to(last.as_ref().map_or(operator.span, |last| last.span));
    let kind = match operator.node {
        Operator::Or => ExpressionKind::Or(operands(first, rest)),
        Operator::Xor => ExpressionKind::Xor(operands(first, rest)),
        Operator::And => ExpressionKind::And(operands(first, rest)),
        Operator::Comparison(_) => {
            let rest = operations(rest, |operator| match operator {
                Operator::Comparison(operator) => Some(operator),
                _ => None,
            });
            ExpressionKind::Comparison {
                first: Box::new(first),
                rest,
            }
        }
        Operator::Arithmetic(_) => {
            let rest = operations(rest, |operator| match operator {
                Operator::Arithmetic(operator) => Some(operator),
                _ => None,
            });
            ExpressionKind::Arithmetic {
                first: Box::new(first),
                rest,
            }
        }
        Operator::Test(_) | Operator::IsNull(_) => {
            let tests = rest.into_iter().filter_map(test_of).collect();
            ExpressionKind::Tests {
                subject: Box::new(first),
                tests,
            }
        }
    };
    Expression { kind, span }
}

type Rest = Vec<(Spanned<Operator>, Option<Expression>)>;

fn operands(first: Expression, rest: Rest) -> Vec<Expression> {
    std::iter::once(first)
        .chain(rest.into_iter().filter_map(|(_, operand)| operand))
        .collect()
}

fn operations<O>(rest: Rest, choose: impl Fn(Operator) -> Option<O>) -> Vec<Operation<O>> {
    rest.into_iter()
        .filter_map(|(operator, operand)| {
            let node = choose(operator.node)?;
            Some(Operation {
                operator: Spanned {
                    node,
                    span: operator.span,
                },
                operand: operand?,
            })
        })
        .collect()
}

fn test_of((operator, operand): (Spanned<Operator>, Option<Expression>)) -> Option<Test> {
    let end = operand
        .as_ref()
        .map_or(operator.span, |operand| operand.span);
    let kind = match (operator.node, operand) {
        (Operator::Test(make), Some(operand)) => make(operand),
        (Operator::IsNull(false), _) => TestKind::IsNull,
        (Operator::IsNull(true), _) => TestKind::IsNotNull,
        _ => return None,
    };
    Some(Test {
        kind,
        span: operator.span.to(end),
    })
}
