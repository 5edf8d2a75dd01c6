//! Compares the schedule with its rules spelt out plainly, and tries thousands of closed days.

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::catalog::schedule::{Closed, Impossible, Planned, place};

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

/// Numbers that look like chance and are the same each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: i64) -> i64 {
        // The multiplier and increment of Knuth's MMIX.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as i64 % end
    }

    /// Closed days within some 400 from one on: fewer than `count`, shorter than `longest`.
    fn closed(&mut self, zero: i64, count: i64, longest: i64) -> Vec<Closed> {
        let count = self.below(count);
        let stretches = (0..count).map(|_| {
            let from = zero + self.below(400);
            closed(from, from + self.below(longest))
        });
        stretches.collect()
    }
}

fn closed(from: i64, to: i64) -> Closed {
    Closed { from: date(from), to: date(to), label: String::new() }
}

fn covers(days: &[Closed], day: i64) -> bool {
    days.iter().any(|one| one.from <= date(day) && date(day) <= one.to)
}

/// Compares with the rules as written, one day and one week at a time, over made-up calendars.
#[test]
fn the_quick_way_agrees_with_the_plain_one() {
    let mut random = Random(7);
    let zero = number(Date::constant(2027, 1, 1));
    for _ in 0..2000 {
        let (blackouts, holidays) = (random.closed(zero, 6, 20), random.closed(zero, 12, 4));
        let nominal: Vec<Date> = (0..8).map(|_| date(zero + random.below(400))).collect();
        let start = date(zero + 200);
        let plan = place(start, &nominal, &blackouts, &holidays).unwrap();

        for way in [1, -1] {
            let mut order: Vec<&Planned> =
                plan.iter().filter(|one| (one.nominal >= start) == (way > 0)).collect();
            order.sort_by_key(|one| way * number(one.nominal));
            let mut delay = 0;
            for planned in order {
                let mut day = number(planned.nominal) + delay;
                while covers(&blackouts, day) {
                    day += way * 7;
                }
                delay = day - number(planned.nominal);

                let holiday = covers(&holidays, day);
                while holiday
                    && (covers(&holidays, day) || covers(&blackouts, day) || is_weekend(day))
                {
                    day += way;
                }
                assert_eq!(planned.date, date(day));
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
    let holidays: Vec<Closed> = days.map(|day| closed(zero + day, zero + day)).collect();
    let nominal: Vec<Date> = (0..20_000).map(|index| date(zero + index % 365)).collect();
    assert!(place(nominal[0], &nominal, &holidays, &holidays).is_ok());
}

#[test]
fn the_ends_of_the_calendar_are_no_cliff() {
    let (first, last) = (Date::MIN, Date::MAX);
    let [on_first, on_last] = [first, last].map(|day| [closed(number(day), number(day))]);
    assert_eq!(place(last, &[last], &on_last, &[]), Err(Impossible::OutOfRange));
    assert_eq!(place(last, &[first], &[], &on_first), Err(Impossible::OutOfRange));
    let both = place(last, &[first, last], &[], &[]).unwrap();
    assert_eq!((both[0].date, both[1].date), (first, last));
}
