//! How values compare: equality and `<` with three outcomes, a total order, equivalence.
//!
//! - `=` and `<`: null makes the outcome unknown; values of different kinds are unequal and have
//!   no order; NaN is unequal to all and neither less nor greater.
//! - [`order`]: for `ORDER BY`, `min`, `max`. All values have a place, null the last.
//! - [`equivalent`]: for `DISTINCT` and grouping. Null is like null and NaN like NaN; two values
//!   are equivalent exactly if `order` finds them equal, and then their [`hash`] is the same.
//!
//! Rules: openCypher 9, "Comparability, equality, orderability and equivalence". Recursion is
//! bounded by the nesting of values.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use crate::graph::Path;
use crate::model::temporal::Temporal;
use crate::syntax::ComparisonOperator;

use super::value::{Datum, Map};

/// What `<` finds out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Compared {
    /// A null, or two kinds of values.
    Unknown,
    /// NaN is among them: neither less nor greater nor equal.
    Unordered,
    /// Their order.
    Is(Ordering),
}

/// Whether two values compare as the operator says; `None` is unknown.
pub(crate) fn compare(operator: ComparisonOperator, a: &Datum<'_>, b: &Datum<'_>) -> Option<bool> {
    use ComparisonOperator as Op;
    let holds = |wanted: fn(Ordering) -> bool| match compared(a, b) {
        Compared::Unknown => None,
        Compared::Unordered => Some(false),
        Compared::Is(order) => Some(wanted(order)),
    };
    match operator {
        Op::Equal => equal(a, b),
        Op::NotEqual => equal(a, b).map(|equal| !equal),
        Op::Less => holds(Ordering::is_lt),
        Op::LessEqual => holds(Ordering::is_le),
        Op::Greater => holds(Ordering::is_gt),
        Op::GreaterEqual => holds(Ordering::is_ge),
    }
}

/// Whether two values are equal, as `=` finds; `None` is unknown.
pub(crate) fn equal(a: &Datum<'_>, b: &Datum<'_>) -> Option<bool> {
    match (a, b) {
        (Datum::Null, _) | (_, Datum::Null) => None,
        (Datum::Integer(a), Datum::Integer(b)) => Some(a == b),
        (Datum::Text(a), Datum::Text(b)) => Some(a.as_str() == b.as_str()),
        (Datum::Boolean(a), Datum::Boolean(b)) => Some(a == b),
        (Datum::Node(a), Datum::Node(b)) => Some(a == b),
        (Datum::Relationship(a), Datum::Relationship(b)) => Some(a == b),
        (Datum::Path(a), Datum::Path(b)) => Some(a == b),
        (Datum::Temporal(a), Datum::Temporal(b)) => Some(a == b),
        (Datum::List(a), Datum::List(b)) if a.len() != b.len() => Some(false),
        (Datum::List(a), Datum::List(b)) => all_equal(a.iter().zip(b.iter())),
        (Datum::Map(a), Datum::Map(b)) if !same_keys(a, b) => Some(false),
        (Datum::Map(a), Datum::Map(b)) => {
            let pairs = a.iter().zip(b.iter());
            all_equal(pairs.map(|((_, a), (_, b))| (a, b)))
        }
        _ => Some(numbers(a, b) == Some(Compared::Is(Ordering::Equal))),
    }
}

fn same_keys(a: &Map<'_>, b: &Map<'_>) -> bool {
    a.len() == b.len() && a.iter().zip(b.iter()).all(|((a, _), (b, _))| a == b)
}

/// Whether all pairs are equal: one that is not decides, one that is unknown leaves it open.
fn all_equal<'a, 'g: 'a>(
    pairs: impl Iterator<Item = (&'a Datum<'g>, &'a Datum<'g>)>,
) -> Option<bool> {
    let mut all = Some(true);
    for (a, b) in pairs {
        match equal(a, b) {
            Some(false) => return Some(false),
            Some(true) => {}
            None => all = None,
        }
    }
    all
}

/// Whether a value is one of the items; unknown if only a null could be it.
pub(crate) fn is_in(value: &Datum<'_>, items: &[Datum<'_>]) -> Option<bool> {
    let mut found = Some(false);
    for item in items {
        match equal(value, item) {
            Some(true) => return Some(true),
            Some(false) => {}
            None => found = None,
        }
    }
    found
}

fn compared(a: &Datum<'_>, b: &Datum<'_>) -> Compared {
    match (a, b) {
        (Datum::Integer(a), Datum::Integer(b)) => Compared::Is(a.cmp(b)),
        (Datum::Text(a), Datum::Text(b)) => Compared::Is(a.as_str().cmp(b.as_str())),
        (Datum::Boolean(a), Datum::Boolean(b)) => Compared::Is(a.cmp(b)),
        (Datum::Temporal(a), Datum::Temporal(b)) => {
            a.compared(b).map_or(Compared::Unknown, Compared::Is)
        }
        (Datum::List(a), Datum::List(b)) => {
            for (a, b) in a.iter().zip(b.iter()) {
                match equal(a, b) {
                    Some(true) => {}
                    Some(false) => return compared(a, b),
                    None => return Compared::Unknown,
                }
            }
            Compared::Is(a.len().cmp(&b.len()))
        }
        _ => numbers(a, b).unwrap_or(Compared::Unknown),
    }
}

/// How two numbers compare; `None` if one is none.
fn numbers(a: &Datum<'_>, b: &Datum<'_>) -> Option<Compared> {
    let order = match (a, b) {
        (Datum::Integer(a), Datum::Integer(b)) => Some(a.cmp(b)),
        (Datum::Float(a), Datum::Float(b)) => a.partial_cmp(b),
        (Datum::Integer(a), Datum::Float(b)) => mixed(*a, *b),
        (Datum::Float(a), Datum::Integer(b)) => mixed(*b, *a).map(Ordering::reverse),
        _ => return None,
    };
    Some(order.map_or(Compared::Unordered, Compared::Is))
}

/// How an integer and a float compare, without rounding the integer; `None` for NaN.
fn mixed(a: i64, b: f64) -> Option<Ordering> {
    // 2^63: what is not below it is above each integer, and what is below its negative is below.
    const PAST: f64 = 9_223_372_036_854_775_808.0;
    if b.is_nan() {
        return None;
    }
    if b >= PAST {
        return Some(Ordering::Less);
    }
    if b < -PAST {
        return Some(Ordering::Greater);
    }
    // In this range the whole part is exactly an integer.
    let whole = b.trunc();
    let by_whole = a.cmp(&(whole as i64));
    Some(by_whole.then_with(|| 0.0_f64.partial_cmp(&(b - whole)).unwrap_or(Ordering::Equal)))
}

/// The total order of all values: maps, nodes, relationships, lists, paths, points in time (with
/// a zone, local), dates, times (with a zone, local), durations, texts, truth values, numbers
/// (NaN last), null.
pub(crate) fn order(a: &Datum<'_>, b: &Datum<'_>) -> Ordering {
    match (a, b) {
        (Datum::Integer(a), Datum::Integer(b)) => a.cmp(b),
        (Datum::Text(a), Datum::Text(b)) => a.as_str().cmp(b.as_str()),
        (Datum::Boolean(a), Datum::Boolean(b)) => a.cmp(b),
        (Datum::Node(a), Datum::Node(b)) => a.cmp(b),
        (Datum::Relationship(a), Datum::Relationship(b)) => a.cmp(b),
        (Datum::Path(a), Datum::Path(b)) => path_order(a, b),
        (Datum::Temporal(a), Datum::Temporal(b)) => Temporal::order(a, b),
        (Datum::List(a), Datum::List(b)) => {
            let mut pairs = a.iter().zip(b.iter()).map(|(a, b)| order(a, b));
            let first = pairs.find(|order| order.is_ne());
            first.unwrap_or_else(|| a.len().cmp(&b.len()))
        }
        (Datum::Map(a), Datum::Map(b)) => map_order(a, b),
        _ => match numbers(a, b) {
            Some(Compared::Is(order)) => order,
            // NaN is like itself, and after all other numbers.
            Some(_) => is_nan(a).cmp(&is_nan(b)),
            None => rank(a).cmp(&rank(b)),
        },
    }
}

fn path_order(a: &Path, b: &Path) -> Ordering {
    let nodes = a.nodes.cmp(&b.nodes);
    nodes.then_with(|| a.relationships.cmp(&b.relationships))
}

/// By size, then keys, then values.
fn map_order(a: &Map<'_>, b: &Map<'_>) -> Ordering {
    let keys = |map: &Map<'_>| map.iter().map(|(key, _)| key.clone()).collect::<Vec<_>>();
    let by_keys = a.len().cmp(&b.len()).then_with(|| keys(a).cmp(&keys(b)));
    by_keys.then_with(|| {
        let mut pairs = a.iter().zip(b.iter()).map(|(a, b)| order(&a.1, &b.1));
        pairs.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
    })
}

fn is_nan(value: &Datum<'_>) -> bool {
    matches!(value, Datum::Float(x) if x.is_nan())
}

fn rank(value: &Datum<'_>) -> u8 {
    match value {
        Datum::Map(_) => 0,
        Datum::Node(_) => 1,
        Datum::Relationship(_) => 2,
        Datum::List(_) => 3,
        Datum::Path(_) => 4,
        Datum::Temporal(_) => 5,
        Datum::Text(_) => 6,
        Datum::Boolean(_) => 7,
        Datum::Integer(_) | Datum::Float(_) => 8,
        Datum::Null => 9,
    }
}

/// Whether `DISTINCT` and grouping take two values for one.
pub(crate) fn equivalent(a: &Datum<'_>, b: &Datum<'_>) -> bool {
    order(a, b).is_eq()
}

/// A hash that is the same for equivalent values.
pub(crate) fn hash<H: Hasher>(value: &Datum<'_>, state: &mut H) {
    state.write_u8(rank(value));
    match value {
        Datum::Null => {}
        Datum::Boolean(b) => b.hash(state),
        Datum::Integer(i) => hash_integer(*i, state),
        Datum::Float(x) => hash_float(*x, state),
        Datum::Text(text) => text.as_str().hash(state),
        Datum::List(items) => {
            state.write_usize(items.len());
            items.iter().for_each(|item| hash(item, state));
        }
        Datum::Map(entries) => {
            state.write_usize(entries.len());
            for (key, value) in entries.iter() {
                key.hash(state);
                hash(value, state);
            }
        }
        Datum::Node(node) => node.hash(state),
        Datum::Relationship(rel) => rel.hash(state),
        Datum::Path(path) => {
            path.nodes.hash(state);
            path.relationships.hash(state);
        }
        Datum::Temporal(temporal) => temporal.hash(state),
    }
}

fn hash_integer<H: Hasher>(i: i64, state: &mut H) {
    state.write_i64(i);
}

/// A float that is a whole number of 64 bits hashes as that number, since it is equal to it.
fn hash_float<H: Hasher>(x: f64, state: &mut H) {
    const PAST: f64 = 9_223_372_036_854_775_808.0;
    if (-PAST..PAST).contains(&x) && x.trunc() == x {
        hash_integer(x as i64, state);
    } else if x.is_nan() {
        state.write_u64(u64::MAX);
    } else {
        state.write_u64(x.to_bits());
    }
}
