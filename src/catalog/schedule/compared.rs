//! Compares the schedule with its rules spelt out plainly, and tries thousands of closed days.

use jiff::SignedDuration;
use jiff::civil::Date;

use super::{Closed, Impossible, Planned, place};

const EPOCH: Date = Date::constant(1970, 1, 1);

fn number(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

fn date(number: i64) -> Date {
    EPOCH.checked_add(SignedDuration::from_hours(number * 24)).unwrap()
}

fn is_weekend(number: i64) -> bool {
    date(number).weekday().to_monday_zero_offset() > 4
}

/// Compares with the rules as written, one day and one week at a time, over made-up calendars.
#[test]
fn the_quick_way_agrees_with_the_plain_one() {
    let mut seed = 7_u64;
    let mut random = |below: i64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as i64 % below
    };
    let zero = number(Date::constant(2027, 1, 1));
    let at = date;
    for _ in 0..2000 {
        let mut some = |count, longest| -> Vec<Closed> {
            let count = random(count);
            let from = |_| (zero + random(400), random(longest));
            let days: Vec<(i64, i64)> = (0..count).map(from).collect();
            days.iter()
                .map(|(from, long)| Closed {
                    from: at(*from),
                    to: at(from + long),
                    label: String::new(),
                })
                .collect()
        };
        let (blackouts, holidays) = (some(6, 20), some(12, 4));
        let nominal: Vec<Date> = (0..8).map(|_| at(zero + random(400))).collect();
        let start = at(zero + 200);
        let within = |days: &[Closed], day: i64| {
            days.iter().any(|one| one.from <= at(day) && at(day) <= one.to)
        };
        let plan = place(start, &nominal, &blackouts, &holidays).unwrap();
        for way in [1, -1] {
            let mut order: Vec<&Planned> =
                plan.iter().filter(|one| (one.nominal >= start) == (way > 0)).collect();
            order.sort_by_key(|one| way * number(one.nominal));
            let mut delay = 0;
            for planned in order {
                let mut day = number(planned.nominal) + delay;
                while within(&blackouts, day) {
                    day += way * 7;
                }
                delay = day - number(planned.nominal);
                let holiday = within(&holidays, day);
                while holiday
                    && (within(&holidays, day) || within(&blackouts, day) || is_weekend(day))
                {
                    day += way;
                }
                assert_eq!(planned.date, at(day));
                assert_eq!(planned.because.is_some(), delay != 0 || holiday);
            }
        }
    }
}

/// Takes a second; walking over closed days one by one for each date would take hours.
#[test]
fn thousands_of_closed_days_cost_no_time() {
    // Every Monday to Friday of four centuries but the year 2027, each a holiday of its own.
    let zero = number(Date::constant(2027, 1, 1));
    let days = (-70_000..70_000).filter(|day| !(0..365).contains(day) && !is_weekend(zero + day));
    let on = |day| Closed { from: date(zero + day), to: date(zero + day), label: String::new() };
    let holidays: Vec<Closed> = days.map(on).collect();
    let nominal: Vec<Date> = (0..20_000).map(|index| date(zero + index % 365)).collect();
    assert!(place(nominal[0], &nominal, &holidays, &holidays).is_ok());
}

#[test]
fn the_ends_of_the_calendar_are_no_cliff() {
    let (first, last) = (Date::MIN, Date::MAX);
    let on = |date| [Closed { from: date, to: date, label: String::new() }];
    assert_eq!(place(last, &[last], &on(last), &[]), Err(Impossible::OutOfRange));
    assert_eq!(place(last, &[first], &[], &on(first)), Err(Impossible::OutOfRange));
    let both = place(last, &[first, last], &[], &[]).unwrap();
    assert_eq!((both[0].date, both[1].date), (first, last));
}
