//! Laws of comparing: of equality, of the total order, of equivalence and its hash.

use std::cmp::Ordering;
use std::hash::Hasher;
use std::rc::Rc;

use proptest::prelude::*;
use rustc_hash::FxHasher;

use super::super::compare::{compare, equal, equivalent, hash, is_in, order};
use super::super::value::Datum;
use crate::graph::{NodeId, Path, RelationshipId};
use crate::model::temporal::{Date, DateTime, Duration, LocalDateTime, LocalTime, Temporal, Time};
use crate::syntax::ComparisonOperator;

/// Numbers that are near each other, and near where floats and integers part.
fn number() -> BoxedStrategy<Datum<'static>> {
    const EDGE: i64 = 1 << 53;
    let integer = prop_oneof![
        -2i64..3,
        EDGE - 2..EDGE + 3,
        Just(i64::MIN),
        Just(i64::MAX),
        Just(i64::MAX - 1),
    ];
    let float = prop_oneof![
        (-4i64..5).prop_map(|i| i as f64 / 2.0),
        (EDGE - 2..EDGE + 3).prop_map(|i| i as f64),
        Just(f64::NAN),
        Just(f64::INFINITY),
        Just(f64::NEG_INFINITY),
        Just(-0.0),
        Just(9_223_372_036_854_775_808.0),
        Just(-9_223_372_036_854_775_808.0),
    ];
    prop_oneof![
        integer.prop_map(Datum::Integer),
        float.prop_map(Datum::Float)
    ]
    .boxed()
}

fn temporal() -> impl Strategy<Value = Datum<'static>> {
    let zones = prop_oneof![Just(None), Just(Some("Europe/Stockholm"))];
    (0..6, -2i64..3, -1i32..2, zones).prop_map(|(kind, n, offset, zone)| {
        let (date, offset) = (Date { days: n }, offset * 3600);
        let time = LocalTime {
            nanos: (n + 2) * 3_600_000_000_000,
        };
        let local = LocalDateTime { date, time };
        Datum::temporal(match kind {
            0 => Temporal::Date(date),
            1 => Temporal::LocalTime(time),
            2 => Temporal::Time(Time {
                local: time,
                offset,
            }),
            3 => Temporal::LocalDateTime(local),
            4 => Temporal::DateTime(DateTime {
                local,
                offset,
                zone,
            }),
            _ => Temporal::Duration(Duration {
                months: n,
                days: -30 * n,
                seconds: 0,
                nanos: 0,
            }),
        })
    })
}

fn value() -> impl Strategy<Value = Datum<'static>> {
    let path = (0..3u32).prop_map(|n| {
        let (nodes, relationships) = (vec![NodeId(0), NodeId(n)], vec![RelationshipId(n)]);
        Datum::Path(Rc::new(Path {
            nodes,
            relationships,
        }))
    });
    let leaf = prop_oneof![
        4 => number(),
        1 => Just(Datum::Null),
        1 => any::<bool>().prop_map(Datum::Boolean),
        1 => "[ab]{0,2}".prop_map(Datum::text),
        1 => (0..3u32).prop_map(|n| Datum::Node(NodeId(n))),
        1 => (0..3u32).prop_map(|n| Datum::Relationship(RelationshipId(n))),
        1 => path,
        2 => temporal(),
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..3).prop_map(Datum::list);
        let entry = ("[kl]", inner).prop_map(|(key, value)| (Rc::from(key), value));
        let map = prop::collection::vec(entry, 0..3).prop_map(Datum::map);
        prop_oneof![list, map]
    })
}

fn hashed(value: &Datum<'_>) -> u64 {
    let mut state = FxHasher::default();
    hash(value, &mut state);
    state.finish()
}

/// Whether a null or NaN is in a value, at whatever depth.
fn is_odd(value: &Datum<'_>) -> bool {
    match value {
        Datum::Null => true,
        Datum::Float(x) => x.is_nan(),
        Datum::List(items) => items.iter().any(is_odd),
        Datum::Map(entries) => entries.iter().any(|(_, value)| is_odd(value)),
        _ => false,
    }
}

proptest! {
    #[test]
    fn order_is_total(a in value(), b in value(), c in value()) {
        prop_assert_eq!(order(&a, &a), Ordering::Equal);
        prop_assert_eq!(order(&a, &b), order(&b, &a).reverse());
        let mut sorted = [&a, &b, &c];
        sorted.sort_by(|a, b| order(a, b));
        prop_assert!(order(sorted[0], sorted[2]).is_le());
        if order(&a, &b).is_eq() {
            prop_assert_eq!(order(&a, &c), order(&b, &c));
        }
    }

    #[test]
    fn numbers_are_ordered_whatever_they_are(a in number(), b in number(), c in number()) {
        let mut sorted = [&a, &b, &c];
        sorted.sort_by(|a, b| order(a, b));
        prop_assert!(order(sorted[0], sorted[1]).is_le());
        prop_assert!(order(sorted[1], sorted[2]).is_le());
        prop_assert!(order(sorted[0], sorted[2]).is_le());
    }

    #[test]
    fn what_is_equivalent_hashes_alike(a in value(), b in value()) {
        prop_assert_eq!(equivalent(&a, &b), order(&a, &b).is_eq());
        if equivalent(&a, &b) {
            prop_assert_eq!(hashed(&a), hashed(&b));
        }
    }

    #[test]
    fn equal_is_equivalent_where_nothing_is_unknown(a in value(), b in value()) {
        prop_assert_eq!(equal(&a, &b), equal(&b, &a));
        if !is_odd(&a) && !is_odd(&b) {
            prop_assert_eq!(equal(&a, &b), Some(equivalent(&a, &b)));
        }
        if equal(&a, &b) == Some(true) {
            prop_assert!(equivalent(&a, &b));
        }
    }

    #[test]
    fn less_agrees_with_the_order(a in value(), b in value()) {
        use ComparisonOperator::*;
        if let Some(less) = compare(Less, &a, &b) {
            prop_assert_eq!(compare(Greater, &b, &a), Some(less));
            if less {
                prop_assert_eq!(order(&a, &b), Ordering::Less);
                prop_assert_eq!(compare(GreaterEqual, &a, &b), Some(false));
            }
        }
        prop_assert_eq!(compare(NotEqual, &a, &b), equal(&a, &b).map(|equal| !equal));
    }

    #[test]
    fn a_value_is_in_a_list_that_holds_it(a in value(), b in value()) {
        prop_assert_eq!(is_in(&a, &[]), Some(false));
        let both = is_in(&a, &[b.clone(), a.clone()]);
        match (equal(&a, &a), equal(&a, &b)) {
            (Some(true), _) | (_, Some(true)) => prop_assert_eq!(both, Some(true)),
            (Some(false), Some(false)) => prop_assert_eq!(both, Some(false)),
            _ => prop_assert_eq!(both, None),
        }
    }
}
