//! Laws of dates: what is written reads back, and a date lies within its first and last day.

use aigraph::model::Date;
use proptest::prelude::*;

use super::config;

/// The text of a date of any precision.
fn date() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..=9999u32).prop_map(|y| format!("{y:04}")),
        (0..=9999u32, 1..=12u32).prop_map(|(y, m)| format!("{y:04}-{m:02}")),
        (0..=9999u32, 1..=12u32, 1..=28u32).prop_map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}")),
    ]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_written_reads_back(text in date()) {
        let date = Date::parse(&text).unwrap();
        prop_assert_eq!(date.to_string(), text);
        prop_assert_eq!(Date::parse(&date.to_string()), Ok(date));
        for day in [date.first_day(), date.last_day()] {
            prop_assert_eq!(Date::parse(&day.to_string()), Ok(day));
        }
    }

    #[test]
    fn any_text_reads_back_or_is_refused(text in "[0-9-]{0,12}|\\PC{0,6}") {
        if let Ok(date) = Date::parse(&text) {
            prop_assert_eq!(date.to_string(), text);
        }
    }

    #[test]
    fn a_date_lies_within_its_days(text in date()) {
        let date = Date::parse(&text).unwrap();
        let (first, last) = (date.first_day(), date.last_day());
        prop_assert!(date <= first && first <= last);
        prop_assert_eq!((first.first_day(), first.last_day()), (first, first));
        prop_assert_eq!((last.first_day(), last.last_day()), (last, last));
        prop_assert_eq!(date.day().is_some(), first == last);
        prop_assert!(date.may_be_by(date));
    }

    #[test]
    fn the_order_of_dates_is_that_of_their_texts(a in date(), b in date()) {
        let (date_a, date_b) = (Date::parse(&a).unwrap(), Date::parse(&b).unwrap());
        prop_assert_eq!(date_a.cmp(&date_b), a.cmp(&b));
        if date_a <= date_b {
            prop_assert!(date_a.first_day() <= date_b.first_day());
            prop_assert!(date_a.may_be_by(date_b));
        }
    }
}
