//! Where the dates of a program fall: around the weeks a firm is closed, and off its holidays.
//!
//! Nothing here reads a clock: a plan follows from the start, the nominal dates and the closed
//! days.

use std::cmp::Reverse;

use jiff::SignedDuration;
use jiff::civil::Date;

use crate::yaml;

/// Day 0, a Thursday. From the year 0, the far end of the calendar is more days away than jiff
/// adds.
const EPOCH: Date = Date::constant(1970, 1, 1);
/// How far from its nominal date a date may end up, in days: 53 weeks.
const FARTHEST: i64 = 53 * 7;
/// The longest offset that [`offset`] takes, in days: a little over ten years.
const LONGEST: i64 = 3700;

/// The longest name of closed days, in bytes: each date that they move repeats it.
const LONGEST_LABEL: usize = 200;
/// How many names a moved date gives as its reason.
const MOST_REASONS: usize = 8;

/// Days on which nothing takes place, read by [`closed`].
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Closed {
    /// The first day.
    pub(super) from: Date,
    /// The last day.
    pub(super) to: Date,
    /// What readers know the days as.
    pub(super) label: String,
}

/// A date of the program, as [`place`] settled it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Planned {
    /// Where the program's own rhythm puts it.
    pub(crate) nominal: Date,
    /// Where it takes place.
    pub(crate) date: Date,
    /// The labels of what moved it, blackouts and holidays, with commas between; none if not moved.
    pub(crate) because: Option<String>,
}

/// What the dates of a program follow from.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Course {
    /// The first day.
    pub(super) start: Date,
    /// Where the program's own rhythm puts its dates.
    pub(super) nominal: Vec<Date>,
    /// Weeks in which nothing takes place.
    pub(super) blackouts: Vec<Closed>,
    /// Single days on which nothing takes place.
    pub(super) holidays: Vec<Closed>,
}

impl Course {
    /// Settles its dates, in their order.
    pub(super) fn place(&self) -> Result<Vec<Planned>, Impossible> {
        place(self.start, &self.nominal, &self.blackouts, &self.holidays)
    }

    /// Settles a date so many days from the first one: as any other of them, and it moves none.
    pub(super) fn place_beside(&self, days: i64) -> Result<Planned, Impossible> {
        let mut all = self.nominal.clone();
        // Last, so that of equal dates it follows.
        all.push(days_from(self.start, days)?);
        last(place(self.start, &all, &self.blackouts, &self.holidays)?)
    }

    /// Settles a date so many days from one that is settled: what comes before that moves to
    /// earlier days, and what comes after it to later ones.
    pub(super) fn place_near(&self, settled: Date, days: i64) -> Result<Planned, Impossible> {
        let nominal = days_from(settled, days)?;
        last(place(settled, &[nominal], &self.blackouts, &self.holidays)?)
    }
}

fn last(plan: Vec<Planned>) -> Result<Planned, Impossible> {
    // A plan has as many dates as were asked for.
    plan.into_iter().next_back().ok_or(Impossible::OutOfRange)
}

/// Why [`place`] found no plan.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Impossible {
    /// No free day within 53 weeks of the nominal date.
    NeverOpen {
        /// The label of the closed days that pushed it too far.
        label: String,
        /// The date that finds no place.
        nominal: Date,
    },
    /// A date would fall outside of the calendar, which ends with the year 9999.
    OutOfRange,
}

/// Reads closed days as written in `handbook.yaml`: `2027-01-15 to 2027-03-31: Busy season`, or one
/// day, `2027-05-31: Spring bank holiday`. Where the label is left out they have the usual one.
///
/// # Errors
/// What is wrong with them.
pub(super) fn closed(text: &str, usual: &str) -> Result<Closed, String> {
    let (days, label) = text.split_once(':').unwrap_or((text, ""));
    let words: Vec<&str> = days.split_whitespace().collect();
    let (from, to) = match words.as_slice() {
        [day] if yaml::is_written_as_date(day) => (day, day),
        [from, "to", to] if yaml::is_written_as_date(from) && yaml::is_written_as_date(to) => {
            (from, to)
        }
        // First of all: a word that is no date at all says more than a wrong month beside it.
        _ => return Err(format!("`{text}` does not say from when to when nothing takes place")),
    };

    let (from, to) = (calendar_date(from)?, calendar_date(to)?);
    if to < from {
        return Err(format!("this period ends ({to}) before it begins ({from})"));
    }
    let label = Some(label.trim()).filter(|label| !label.is_empty()).unwrap_or(usual);
    if label.len() > LONGEST_LABEL {
        let message =
            format!("the name of the days from {from} has more than {LONGEST_LABEL} bytes");
        return Err(message);
    }
    Ok(Closed { from, to, label: label.to_owned() })
}

fn calendar_date(word: &str) -> Result<Date, String> {
    word.parse().map_err(|_| format!("`{word}` is no date of the calendar"))
}

/// Reads an offset from the start as written in front matter, `-8w` or `+3d`, as days.
pub(super) fn offset(text: &str) -> Option<i64> {
    let text = text.trim();
    let (text, unit) = match text.strip_suffix('w') {
        Some(weeks) => (weeks, 7),
        None => (text.strip_suffix('d')?, 1),
    };

    // Word processors turn a hyphen before a digit into a minus sign.
    let (digits, sign) = match text.strip_prefix(['-', '−']) {
        Some(digits) => (digits, -1),
        None => (text.strip_prefix('+').unwrap_or(text), 1),
    };

    // Parsing alone would take a second sign.
    let digits = Some(digits.trim_end())
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))?;
    let days = digits.parse::<i64>().ok()?.checked_mul(unit)?;
    (days <= LONGEST).then_some(sign * days)
}

/// The day that is so many days from another.
pub(super) fn days_from(start: Date, days: i64) -> Result<Date, Impossible> {
    start.checked_add(jiff::Span::new().days(days)).map_err(|_| Impossible::OutOfRange)
}

/// Settles the dates of a program, in the order given.
///
/// A date from the start on that falls into a blackout moves on by whole weeks, and all after it
/// move along; before the start, dates move to earlier weeks likewise. A date on a holiday then
/// moves alone, to the next working day (before the start: the one before).
fn place(
    start: Date,
    nominal: &[Date],
    blackouts: &[Closed],
    holidays: &[Closed],
) -> Result<Vec<Planned>, Impossible> {
    let calendar = Calendar {
        blackouts: stretches(blackouts.iter()),
        holidays: stretches(holidays.iter()),
        // A date that leaves a holiday must not land in a blackout.
        all: stretches(blackouts.iter().chain(holidays)),
    };

    // Each way on its own: what is late after the start does not move what comes before it.
    let mut plan: Vec<Planned> =
        nominal.iter().map(|&nominal| Planned { nominal, date: nominal, because: None }).collect();
    let (mut later, mut earlier): (Vec<_>, Vec<_>) =
        plan.iter_mut().partition(|planned| planned.nominal >= start);
    later.sort_by_key(|planned| planned.nominal);
    earlier.sort_by_key(|planned| Reverse(planned.nominal));

    calendar.settle(later, 1)?;
    calendar.settle(earlier, -1)?;
    Ok(plan)
}

/// A stretch of closed days by number, from the first to the last.
type Stretch<'a> = (i64, i64, &'a str);

struct Calendar<'a> {
    blackouts: Vec<Stretch<'a>>,
    holidays: Vec<Stretch<'a>>,
    all: Vec<Stretch<'a>>,
}

impl<'a> Calendar<'a> {
    /// Settles dates in the order they are met when walking away from the start, `way` being 1 or
    /// -1.
    fn settle(&self, order: Vec<&mut Planned>, way: i64) -> Result<(), Impossible> {
        let (mut delay, mut delayed_by): (i64, Vec<&str>) = (0, Vec::new());
        for planned in order {
            let nominal = number(planned.nominal);

            let mut day = nominal + delay;
            let mut met = Vec::new();
            while let Some((from, to, label)) = covering(&self.blackouts, day) {
                if met.len() < MOST_REASONS && !met.contains(&label) {
                    met.push(label);
                }
                // Whole weeks keep the weekday; one step leaves the stretch, however long it is.
                let left = if way > 0 { to - day } else { day - from };
                day += way * (left / 7 + 1) * 7;
                if (day - nominal).abs() > FARTHEST {
                    return Err(never_open(label, planned.nominal));
                }
            }

            // What comes later is late for this reason, too, until another one is met.
            if !met.is_empty() {
                delayed_by = met;
            }
            // Taken before holidays are looked at: these move one date and none after it.
            delay = day - nominal;

            let mut because = delayed_by.clone();
            if let Some((.., holiday)) = covering(&self.holidays, day) {
                because.push(holiday);
                day = self
                    .working_day(day, way, nominal)
                    .map_err(|label| never_open(label, planned.nominal))?;
            }
            planned.because = (!because.is_empty()).then(|| because.join(", "));
            planned.date = date(day).ok_or(Impossible::OutOfRange)?;
        }
        Ok(())
    }

    /// The nearest day that way which is open and no weekend, or the label of what leaves none.
    fn working_day(&self, mut day: i64, way: i64, nominal: i64) -> Result<i64, &'a str> {
        // Weekends alone never lead so far that nothing is named.
        let mut reason = "";
        loop {
            if let Some((from, to, label)) = covering(&self.all, day) {
                reason = label;
                day = if way > 0 { to + 1 } else { from - 1 };
            } else if matches!(day.rem_euclid(7), 2 | 3) {
                // Day 0 is a Thursday, so this is a Saturday or a Sunday.
                day += way;
            } else {
                return Ok(day);
            }
            if (day - nominal).abs() > FARTHEST {
                return Err(reason);
            }
        }
    }
}

fn never_open(label: &str, nominal: Date) -> Impossible {
    Impossible::NeverOpen { label: label.to_owned(), nominal }
}

/// Sorts closed days into stretches that do not overlap; where some do, the one that begins first
/// counts.
fn stretches<'a>(closed: impl Iterator<Item = &'a Closed>) -> Vec<Stretch<'a>> {
    let mut all: Vec<Stretch<'_>> =
        closed.map(|one| (number(one.from), number(one.to), &*one.label)).collect();

    all.sort_by_key(|(from, ..)| *from);
    let mut end = i64::MIN;
    all.retain_mut(|(from, to, _)| {
        *from = (*from).max(end.saturating_add(1));
        end = end.max(*to);
        from <= to
    });
    all
}

/// The stretch that a day lies in.
fn covering<'a>(stretches: &[Stretch<'a>], day: i64) -> Option<Stretch<'a>> {
    let after = stretches.partition_point(|(from, ..)| *from <= day);
    stretches[..after].last().copied().filter(|(_, to, _)| day <= *to)
}

/// Days since [`EPOCH`]: plain numbers may leave the calendar for a moment where dates may not.
fn number(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

fn date(number: i64) -> Option<Date> {
    EPOCH.checked_add(SignedDuration::try_from_hours(number.checked_mul(24)?)?).ok()
}

#[cfg(test)]
mod tests {
    mod compared;

    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// Each date as `date` or `date because`; all three lists with `; ` between.
    fn plan(
        start: &str,
        nominal: &str,
        blackouts: &str,
        holidays: &str,
    ) -> Result<String, Impossible> {
        let nominal: Vec<Date> = nominal.split("; ").map(day).collect();
        let plan = place(day(start), &nominal, &all_closed(blackouts), &all_closed(holidays))?;
        let dates = plan.into_iter().map(|one| match one.because {
            Some(because) => format!("{} {because}", one.date),
            None => one.date.to_string(),
        });
        Ok(dates.collect::<Vec<_>>().join("; "))
    }

    fn all_closed(list: &str) -> Vec<Closed> {
        list.split_terminator("; ").map(|one| closed(one, "").unwrap()).collect()
    }

    #[test]
    fn closed_days_are_read_or_refused_with_the_reason() {
        let (from, to) = (day("2027-01-15"), day("2027-03-31"));
        let busy = Closed { from, to, label: "Busy: season".to_owned() };
        assert_eq!(closed(" 2027-01-15  to 2027-03-31 : Busy: season ", ""), Ok(busy));
        let usual = Closed { from, to: from, label: "usual".to_owned() };
        assert_eq!(closed("2027-01-15", "usual"), Ok(usual));
        for text in [
            "",
            ":",
            "2027-05-31 Spring",
            "2027-05-31 - 2027-06-01",
            "27-05-31",
            "2027-05-31 to",
            "+027-05-31",
        ] {
            let message = format!("`{text}` does not say from when to when nothing takes place");
            assert_eq!(closed(text, ""), Err(message));
        }
        assert_eq!(
            closed("2027-02-01 to 2027-02-30", ""),
            Err("`2027-02-30` is no date of the calendar".to_owned())
        );
        assert_eq!(
            closed("2027-03-31 to 2027-01-15", ""),
            Err("this period ends (2027-01-15) before it begins (2027-03-31)".to_owned())
        );
    }

    #[test]
    fn offsets_are_read_in_weeks_and_days() {
        for (text, days) in
            [("-8w", -56), ("+3d", 3), ("0w", 0), ("4 w", 28), ("−2w", -14), (" 3700d ", 3700)]
        {
            assert_eq!(offset(text), Some(days), "{text}");
        }
        for text in [
            "",
            "w",
            "3",
            "3m",
            "+-3d",
            "- 8w",
            "-3701d",
            "529w",
            "9999999999999999999w",
            "3.5d",
            "٣d",
        ] {
            assert_eq!(offset(text), None, "{text}");
        }
    }

    #[test]
    fn a_blackout_moves_a_date_and_all_beyond_it_by_whole_weeks() {
        let nominal = "2027-04-07; 2027-01-06; 2027-01-20; 2027-02-03";
        let moved = plan("2027-01-01", nominal, "2027-01-15 to 2027-03-31: Busy", "");
        assert_eq!(moved.unwrap(), "2027-06-23 Busy; 2027-01-06; 2027-04-07 Busy; 2027-04-21 Busy");
        let nominal = "2026-12-02; 2026-12-16; 2026-12-30; 2027-01-06";
        let moved = plan("2027-01-06", nominal, "2026-12-14 to 2026-12-24: Xmas", "");
        assert_eq!(moved.unwrap(), "2026-11-25 Xmas; 2026-12-09 Xmas; 2026-12-30; 2027-01-06");
    }

    #[test]
    fn a_holiday_moves_its_own_date_past_weekends_and_blackouts() {
        let holidays = "2027-05-31: Bank; 2027-07-02: Fair; 2027-07-06: Fair";
        // 2027-06-12 is a Saturday, which is nobody's business unless a holiday moves a date there.
        let nominal = "2027-05-31; 2027-06-12; 2027-07-02";
        let after = plan("2027-01-01", nominal, "2027-07-05: Audit", holidays);
        assert_eq!(after.unwrap(), "2027-06-01 Bank; 2027-06-12; 2027-07-07 Fair");
        let before = plan("2028-01-01", nominal, "2027-07-01: Audit", holidays);
        assert_eq!(before.unwrap(), "2027-05-28 Bank; 2027-06-12; 2027-06-30 Fair");
    }

    #[test]
    fn overlapping_and_adjacent_blackouts_are_left_behind_together() {
        let blackouts = "2027-02-01 to 2027-02-10: B; 2027-01-01 to 2027-02-03: A; 2027-02-11: C";
        let moved = plan("2026-01-01", "2027-01-06; 2027-01-07", blackouts, "2027-02-17: Fair");
        assert_eq!(moved.unwrap(), "2027-02-18 A, B, Fair; 2027-02-18 A, B");
    }

    #[test]
    fn a_date_that_finds_no_place_is_named() {
        let start = "2027-01-06";
        assert_eq!(
            plan(start, start, "0001-01-01 to 9999-12-31: Ever", ""),
            Err(never_open("Ever", day(start)))
        );
        assert_eq!(
            plan(start, start, "", "0001-01-01 to 9999-12-31: Ever"),
            Err(never_open("Ever", day(start)))
        );
        // 53 weeks are fine, a day more is not.
        assert_eq!(
            plan(start, start, "2027-01-06 to 2028-01-11: A", ""),
            Ok("2028-01-12 A".to_owned())
        );
        assert_eq!(
            plan(start, start, "2027-01-06 to 2028-01-12: A", ""),
            Err(never_open("A", day(start)))
        );
    }
}
