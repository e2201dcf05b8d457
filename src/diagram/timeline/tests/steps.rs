//! The steps of the layout one by one.

use super::*;
use crate::diagram::Segment;
use crate::diagram::timeline::columns::{Capacity, Columns, Era};
use crate::diagram::timeline::net::Net;
use crate::diagram::timeline::order;

const ROOMY: Capacity = Capacity {
    boxes: 9,
    shared: 9,
};
const APART: Capacity = Capacity {
    boxes: 9,
    shared: 0,
};

fn columns_of(scene: &Scene, capacity: Capacity) -> Vec<usize> {
    Columns::new(scene, capacity).of_box
}

#[test]
fn months_stand_apart_or_share_columns_within_a_year() {
    let dates = [
        ("a", "2020-03", 0),
        ("b", "2020-11-02", 0),
        ("c", "2021-01", 0),
    ];
    let scene = scene(&dates, &[]);
    assert_eq!(columns_of(&scene, APART), [0, 1, 2]);
    assert_eq!(columns_of(&scene, ROOMY), [0, 0, 1]);
    let shared = Columns::new(&scene, ROOMY);
    assert_eq!(shared.list[0].months, Some((3, 11)));
    assert_eq!(shared.list[1].era, Era::Year(2021));
}

#[test]
fn no_arrow_joins_boxes_of_a_column() {
    let month = [
        ("a", "2023-07", 0),
        ("b", "2023-07", 0),
        ("c", "2023-07", 0),
    ];
    assert_eq!(
        columns_of(&scene(&month, &[(0, 1), (1, 2)]), ROOMY),
        [0, 1, 2]
    );
    assert_eq!(
        columns_of(&scene(&month, &[(2, 1), (1, 0)]), ROOMY),
        [2, 1, 0]
    );
    let circle = columns_of(&scene(&month, &[(0, 1), (1, 2), (2, 0)]), ROOMY);
    assert!(circle[0] != circle[1] && circle[1] != circle[2] && circle[2] != circle[0]);
}

#[test]
fn a_year_alone_stands_first_or_beside_its_origin() {
    let boxes = [("a", "2022-05", 0), ("b", "2022", 0), ("c", "2022", 0)];
    assert_eq!(columns_of(&scene(&boxes, &[]), APART), [1, 0, 0]);
    assert_eq!(columns_of(&scene(&boxes, &[(0, 1)]), APART), [1, 2, 0]);
    // And it is dated to no month.
    let found = Columns::new(&scene(&boxes, &[(0, 1)]), APART);
    assert_eq!(found.list[2].months, None);
}

#[test]
fn undated_boxes_stand_on_the_side_of_what_they_led_to() {
    let boxes = [
        ("a", "", 0),
        ("b", "2020-01", 0),
        ("c", "", 0),
        ("d", "", 0),
    ];
    let found = Columns::new(&scene(&boxes, &[(0, 1), (1, 2)]), ROOMY);
    assert_eq!(found.of_box, [0, 1, 2, 2]);
    let eras: Vec<Era> = found.list.iter().map(|column| column.era).collect();
    assert_eq!(eras, [Era::Before, Era::Year(2020), Era::After]);
}

#[test]
fn full_lanes_go_on_in_the_next_column_and_families_stay_together() {
    let names: Vec<String> = (0..7).map(|i| format!("n{i}")).collect();
    let boxes: Vec<(&str, &str, usize)> = names.iter().map(|n| (n.as_str(), "", 0)).collect();
    let few = Capacity {
        boxes: 4,
        shared: 0,
    };
    assert_eq!(columns_of(&scene(&boxes, &[]), few), [0, 0, 0, 0, 1, 1, 1]);
    // Boxes 1 to 3 come of 0, and 5 of 4.
    let arrows = [(0, 1), (0, 2), (0, 3), (4, 5)];
    let found = columns_of(&scene(&boxes, &arrows), few);
    assert!(found[1] == found[2] && found[2] == found[3], "{found:?}");
}

#[test]
fn arrows_of_one_origin_share_a_trunk_in_each_lane() {
    let boxes = [
        ("a", "2018-01", 0),
        ("b", "2019-01", 0),
        ("c", "2020-01", 0),
        ("d", "2021-01", 0),
        ("e", "2021-01", 1),
        ("f", "2021-01", 1),
    ];
    let scene = scene(&boxes, &[(0, 3), (0, 2), (0, 4), (0, 5)]);
    let net = Net::new(&scene, &Columns::new(&scene, APART));
    let trunks = net.items.iter().filter(|item| item.shown.is_none());
    let lanes: Vec<(usize, usize)> = trunks.map(|item| (item.lane, item.column)).collect();
    assert_eq!(lanes, [(0, 1), (0, 2), (1, 1), (1, 2)]);
    assert_eq!(net.ways[0].len(), 3);
    assert_eq!(net.ways[2][..2], net.ways[3][..2]);
}

#[test]
fn what_can_be_drawn_without_crossings_is() {
    let boxes = [
        ("a", "2018-01", 0),
        ("b", "2018-01", 0),
        ("c", "2018-01", 0),
        ("d", "2019-01", 0),
        ("e", "2019-01", 0),
        ("f", "2019-01", 0),
        ("g", "2021-01", 0),
    ];
    let scene = scene(&boxes, &[(0, 5), (1, 4), (2, 3), (0, 6), (5, 6)]);
    let net = Net::new(&scene, &Columns::new(&scene, APART));
    assert_eq!(order::total(&net, &order::find(&net)), 0);
}

#[test]
fn a_chain_runs_straight() {
    let boxes = [
        ("a", "2018-01", 0),
        ("b", "2019-01", 0),
        ("c", "2021-04", 0),
    ];
    let placed = timeline(scene(&boxes, &[(0, 1), (1, 2)]));
    for route in &placed.routes {
        assert!(matches!(route.segments[..], [Segment::Line(to)] if to.y == route.start.y));
    }
    let texts: Vec<&str> = placed.texts.iter().map(|t| t.text.as_str()).collect();
    for shown in ["2018", "2019", "2021", "…", "Apr", "Lane 0"] {
        assert!(texts.contains(&shown), "{shown} in {texts:?}");
    }
    assert!(!texts.contains(&"2020"));
}

#[test]
fn lit_arrows_are_drawn_last_and_arrows_against_time_end_on_the_right() {
    let boxes = [
        ("a", "2020-01", 0),
        ("b", "2018-01", 0),
        ("c", "2021-04", 0),
    ];
    let mut scene = scene(&boxes, &[(0, 1), (0, 2), (1, 2)]);
    scene.arrows[0].tone = Tone::Lit;
    scene.arrows[2].tone = Tone::Dim;
    let placed = timeline(scene);
    let drawn: Vec<usize> = placed.routes.iter().map(|route| route.arrow).collect();
    assert_eq!(drawn, [2, 1, 0]);
    let back = &placed.routes[2];
    assert_eq!(back.start.x, placed.boxes[0].rect.x);
    let Some(Segment::Line(end) | Segment::Cubic(.., end)) = back.segments.last() else {
        panic!("it has a way");
    };
    assert_eq!(end.x, placed.boxes[1].rect.right());
}
