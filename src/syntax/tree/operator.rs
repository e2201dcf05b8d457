//! Operators, and the names and literals they work on.

use super::super::level::Level;
use super::super::span::{Span, Spanned};
use super::Expression;

/// A name: of a variable, property, label, type, function or parameter; without backticks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name, as it was meant: without backticks.
    pub text: String,
    /// Where it stands, backticks included.
    pub span: Span,
}

/// A value written out.
#[derive(Clone, Debug, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean(bool),
    /// A whole number; a sign directly before it is part of it.
    Integer(i64),
    /// A decimal number, never infinite; a sign directly before it is part of it.
    Float(f64),
    /// A string, its escapes resolved.
    String(String),
}

/// An operator and its right side; the left side is all that stands before it in the chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation<O> {
    /// The operator.
    pub operator: Spanned<O>,
    /// Its right side.
    pub operand: Expression,
}

/// `=`, `<>`, `<`, `<=`, `>`, `>=`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparisonOperator {
    /// `=`
    Equal,
    /// `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl ComparisonOperator {
    /// The operator as it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "<>",
            Self::Less => "<",
            Self::LessEqual => "<=",
            Self::Greater => ">",
            Self::GreaterEqual => ">=",
        }
    }
}

/// `+`, `-`, `||`, `*`, `/`, `%`, `^`
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArithmeticOperator {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `||`, which joins strings or lists.
    Concatenate,
    /// `*`
    Multiply,
    /// `/`
    Divide,
    /// `%`
    Remainder,
    /// `^`
    Power,
}

impl ArithmeticOperator {
    /// The operator as it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Concatenate => "||",
            Self::Multiply => "*",
            Self::Divide => "/",
            Self::Remainder => "%",
            Self::Power => "^",
        }
    }

    pub(in super::super) const fn level(self) -> Level {
        match self {
            Self::Add | Self::Subtract | Self::Concatenate => Level::Sum,
            Self::Multiply | Self::Divide | Self::Remainder => Level::Product,
            Self::Power => Level::Power,
        }
    }
}

/// `+` or `-` before an operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// `+`
    Plus,
    /// `-`
    Minus,
}

impl Sign {
    /// The sign as it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
        }
    }
}
