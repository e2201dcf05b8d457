//! Temporal values: how they are made, printed, truncated, compared and counted with.

use proptest::prelude::*;

use super::{empty, printed};
use crate::model::temporal::{Date, LocalDateTime, LocalTime, Temporal, Zone, parse};

fn check(table: &[(&str, &str)]) {
    let graph = empty();
    for (expression, expected) in table {
        assert_eq!(printed(&graph, expression), *expected, "{expression}");
    }
}

#[test]
fn texts_are_read() {
    check(&[
        ("date('2015-07-21')", "2015-07-21"),
        ("date('20150721')", "2015-07-21"),
        ("date('2015-07')", "2015-07-01"),
        ("date('2015-W30-2')", "2015-07-21"),
        ("date('2015W302')", "2015-07-21"),
        ("date('2015-Q2-60')", "2015-05-30"),
        ("date('2015202')", "2015-07-21"),
        ("date('-0001-01-01')", "-0001-01-01"),
        ("date('+999999999-12-31')", "+999999999-12-31"),
        ("time('214032-0100')", "21:40:32-01:00"),
        ("time('2140-02')", "21:40-02:00"),
        ("localtime('21:40:32.142')", "21:40:32.142"),
        ("localdatetime('2015-W30T2140')", "2015-07-20T21:40"),
        ("datetime('2015202T21+18:00')", "2015-07-21T21:00+18:00"),
        (
            "datetime('2015-07-21T21:40:32.142[Europe/London]')",
            "2015-07-21T21:40:32.142+01:00[Europe/London]",
        ),
        (
            "datetime('1818-07-21T21:40:32.142[Europe/Stockholm]')",
            "1818-07-21T21:40:32.142+00:53:28[Europe/Stockholm]",
        ),
        ("duration('P5M1.5D')", "P5M1DT12H"),
        ("duration('P0.75M')", "P22DT19H51M49.5S"),
        (
            "duration('P2012-02-02T14:37:21.545')",
            "P2012Y2M2DT14H37M21.545S",
        ),
        ("duration('-P1DT-1H')", "P-1DT1H"),
    ]);
}

#[test]
fn what_is_no_date_or_time_is_refused() {
    let graph = empty();
    for expression in [
        "date('2015-02-29')",
        "date('2015-7-1')",
        "date('2015-07-21T00:00')",
        "date('')",
        "date('2015-W54')",
        "date('2015-Q5-1')",
        "date('2015366')",
        "date('+1999999999-01-01')",
        "localtime('24:00')",
        "localtime('1:2:34')",
        "localtime('12:00:00.')",
        "localtime('12:00Z')",
        "time('12:00+19:00')",
        "time('12:00+1:00')",
        "datetime('2015-07-21T12:00[Mars/Olympus]')",
        "duration('P')",
        "duration('PT')",
        "duration('P1S')",
        "duration('P1D1Y')",
        "duration('P1')",
        "duration('Pé1D')",
        "date({month: 2})",
        "date({year: 2015, day: 2})",
        "date({year: 2015, hour: 2})",
        "localtime({hour: 12, second: 1})",
        "localtime({hour: 12, minute: 1, second: 1, millisecond: 1, microsecond: 1000})",
        "date('999999999-12-31')",
        "date('+999999999-12-31') + duration({days: 1})",
        "datetime.fromepoch(9223372036854775807, 0)",
        "duration({days: 9223372036854775807}) + duration({days: 1})",
        "duration({months: 1e300})",
        "duration({days: 1}) / 0",
        "date.truncate('hour', date('2015-07-21'))",
        "time({hour: 12, timezone: 'Nowhere'})",
        "date('2015-07-21').hour",
    ] {
        let outcome = printed(&graph, expression);
        assert!(
            outcome.starts_with("error: "),
            "{expression} gives {outcome}"
        );
    }
}

#[test]
fn maps_make_values() {
    check(&[
        ("date({year: 1817, week: 1, dayOfWeek: 2})", "1816-12-31"),
        (
            "date({date: date('1816-12-30'), week: 2, dayOfWeek: 3})",
            "1817-01-08",
        ),
        (
            "date({year: 1984, quarter: 3, dayOfQuarter: 45})",
            "1984-08-14",
        ),
        ("date({date: date('1984-11-11'), quarter: 3})", "1984-08-11"),
        (
            "localtime({hour: 12, minute: 31, second: 14, millisecond: 1, nanosecond: 3})",
            "12:31:14.001000003",
        ),
        (
            "time({time: time('12:31:14+01:00'), second: 42, timezone: '+05:00'})",
            "16:31:42+05:00",
        ),
        (
            "datetime({date: date('1984-03-28'), time: \
             datetime('1984-10-11T12:00[Europe/Stockholm]'), timezone: 'Pacific/Honolulu'})",
            "1984-03-28T00:00-10:00[Pacific/Honolulu]",
        ),
        (
            "datetime({epochMillis: 237821673987})",
            "1977-07-15T13:34:33.987Z",
        ),
        (
            "duration({years: 12.5, months: 5.5})",
            "P12Y11M15DT5H14M33S",
        ),
        ("duration({seconds: -60, milliseconds: -1})", "PT-1M-0.001S"),
        (
            "duration({nanoseconds: 9223372036854775807})",
            "PT2562047H47M16.854775807S",
        ),
    ]);
}

#[test]
fn clocks_go_forward_and_back() {
    check(&[
        // Two o'clock does not exist, and exists twice.
        (
            "datetime('2017-03-26T02:30[Europe/Stockholm]')",
            "2017-03-26T03:30+02:00[Europe/Stockholm]",
        ),
        (
            "datetime('2017-10-29T02:30[Europe/Stockholm]')",
            "2017-10-29T02:30+02:00[Europe/Stockholm]",
        ),
        (
            "datetime('2017-10-29T02:30+01:00[Europe/Stockholm]')",
            "2017-10-29T02:30+01:00[Europe/Stockholm]",
        ),
        (
            "datetime('2017-10-28T12:00[Europe/Stockholm]') + duration({days: 1})",
            "2017-10-29T12:00+01:00[Europe/Stockholm]",
        ),
        (
            "datetime('2017-10-28T12:00[Europe/Stockholm]') + duration({hours: 24})",
            "2017-10-29T11:00+01:00[Europe/Stockholm]",
        ),
    ]);
}

#[test]
fn units_are_truncated_to() {
    check(&[
        (
            "date.truncate('millennium', date('2017-10-11'), {day: 2})",
            "2000-01-02",
        ),
        (
            "date.truncate('weekYear', date('1984-01-01'))",
            "1983-01-03",
        ),
        (
            "date.truncate('week', date('1984-10-11'), {dayOfWeek: 2})",
            "1984-10-09",
        ),
        (
            "date.truncate('decade', date('-0015-10-11'))",
            "-0020-01-01",
        ),
        (
            "datetime.truncate('day', datetime('1984-10-11T12:00-01:00'), \
             {timezone: 'Europe/Stockholm'})",
            "1984-10-11T00:00+01:00[Europe/Stockholm]",
        ),
        (
            "localtime.truncate('millisecond', localtime('12:31:14.645876123'), {nanosecond: 2})",
            "12:31:14.645000002",
        ),
        ("time.truncate('day', time('12:31+01:00'))", "00:00+01:00"),
    ]);
}

#[test]
fn durations_lie_between() {
    check(&[
        (
            "duration.between(date('2018-03-11'), date('2016-06-24'))",
            "P-1Y-8M-17D",
        ),
        (
            "duration.between(localdatetime('2018-01-02T10:00:00.1'), \
             localdatetime('2018-01-01T10:00:00.2'))",
            "PT-23H-59M-59.9S",
        ),
        (
            "duration.inSeconds(datetime('2017-10-29T00:00[Europe/Stockholm]'), \
             date('2017-10-30'))",
            "PT25H",
        ),
        (
            "duration.inMonths(date('2018-01-31'), date('2018-02-28'))",
            "PT0S",
        ),
        (
            "duration.between(date('-999999999-01-01'), date('+999999999-12-31'))",
            "P1999999998Y11M30D",
        ),
        (
            "duration({years: 12, months: 5, days: 14, hours: 16, seconds: 1}) / 2",
            "P6Y2M22DT13H14M33.5S",
        ),
        ("duration({months: 1}) * 0.1", "P3DT1H2M54.6S"),
        (
            "duration({seconds: 1, nanoseconds: 1}) - duration({seconds: 2})",
            "PT-0.999999999S",
        ),
        ("date('2016-01-31') + duration('P1M')", "2016-02-29"),
        ("date('2016-01-31') - duration('PT36H')", "2016-01-30"),
        ("localtime('23:00') + duration('PT2H')", "01:00"),
    ]);
}

proptest! {
    #[test]
    fn days_and_dates_are_one(days in -365_000_000_000i64..365_000_000_000) {
        let date = Date { days };
        let civil = date.civil();
        prop_assert_eq!(Date::of(civil.year, civil.month, civil.day), Some(date));
        let (year, week) = date.week();
        prop_assert_eq!(Date::of_week(year, week, date.weekday()), Some(date));
        prop_assert_eq!(Date::of_ordinal(civil.year, date.day_of_year()), Some(date));
        let quarter = (civil.month - 1) / 3 + 1;
        prop_assert_eq!(Date::of_quarter(civil.year, quarter, date.day_of_quarter()), Some(date));
    }

    #[test]
    fn what_is_printed_reads_back(
        days in -365_000_000_000i64..365_000_000_000,
        nanos in 0..86_400_000_000_000i64,
        zone in 0..3usize,
    ) {
        let local = LocalDateTime { date: Date { days }, time: LocalTime { nanos } };
        let text = Temporal::LocalDateTime(local).to_string();
        let read = parse::date_time(&text).unwrap();
        prop_assert_eq!((read.date, read.time), (Some(local.date), Some(local.time)));
        let zone = [Zone::UTC, Zone::Offset(-7507), Zone::Named("America/New_York")][zone];
        let there = zone.local(local).unwrap();
        let read = parse::date_time(&Temporal::DateTime(there.clone()).to_string()).unwrap();
        prop_assert_eq!(read.zone, Some(zone));
        let offset = read.offset.unwrap_or_else(|| zone.offset_at(0));
        prop_assert_eq!(offset, there.offset);
        prop_assert_eq!(zone.at(there.instant()), Some(there));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[-+PTZWQYMDHS0-9:.,é\\[\\]]{0,14}") {
        // Whatever it is, this neither panics nor overflows.
        let _ = parse::date(&text);
        let _ = parse::time(&text);
        let _ = parse::date_time(&text);
        if let Ok(duration) = parse::duration(&text) {
            let printed = Temporal::Duration(duration).to_string();
            prop_assert_eq!(parse::duration(&printed), Ok(duration));
        }
    }
}
