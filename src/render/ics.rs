//! The calendar file of a program, as RFC 5545 wants it.
//!
//! The bytes follow from the arguments alone: time zones come from the data bundled with `jiff`,
//! never from the machine, and the stamp is given, not read from a clock.

use std::fmt::Display;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone, TimeZoneOffsetInfo};
use jiff::{SignedDuration, Timestamp, ToSpan};

use crate::catalog::zones;

/// The most octets of a line, without its end (RFC 5545, 3.1).
const WIDTH: usize = 75;
/// Where the only observance of a zone without transitions begins, unless an event is older.
const LONG_AGO: Date = Date::constant(1970, 1, 1);

/// One entry of the calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Event<'e> {
    /// Names it for good: the same in every later version of the calendar, and in no other
    /// calendar.
    pub(super) uid: String,
    /// Its title.
    pub(super) summary: &'e str,
    /// What there is to know about it; may be empty and have several lines.
    pub(super) description: &'e str,
    /// Its day, in the calendar's zone.
    pub(super) date: Date,
    /// When it begins in the calendar's zone, and how many minutes it takes; none if it takes all
    /// day.
    pub(super) time: Option<(Time, u32)>,
    /// What it can be filtered by.
    pub(super) categories: Vec<&'e str>,
}

/// Writes a calendar: its name, what it is about (may be empty), the IANA name of its time zone,
/// and its events.
///
/// `stamp` is the day its content is from. Events before the year 0 are left out: the format cannot
/// write them. None where the time zone database has no such name.
pub(super) fn calendar(
    name: &str,
    about: &str,
    zone: &str,
    stamp: Date,
    events: &[Event<'_>],
) -> Option<String> {
    let rules = zones::find(zone)?;
    let zone =
        Zone { name: rules.iana_name().unwrap_or(zone), is_utc: is_utc(&rules), rules: &rules };
    let events: Vec<&Event<'_>> = events.iter().filter(|event| event.date >= Date::ZERO).collect();

    let mut out = String::new();
    line(&mut out, "BEGIN:VCALENDAR");
    line(&mut out, "VERSION:2.0");
    line(&mut out, "PRODID:-//mentorbook//mentorbook//EN");
    line(&mut out, "CALSCALE:GREGORIAN");

    // RFC 7986 has the first of each pair; the second is what programs older than it look for.
    text(&mut out, "NAME", name);
    text(&mut out, "X-WR-CALNAME", name);
    text(&mut out, "DESCRIPTION", about);
    text(&mut out, "X-WR-CALDESC", about);
    text(&mut out, "X-WR-TIMEZONE", zone.name);

    // UTC needs no definition: its times are marked by a `Z`.
    let timed = events.iter().filter(|event| event.time.is_some()).map(|event| event.date);
    if let (false, Some(first), Some(last)) = (zone.is_utc, timed.clone().min(), timed.max()) {
        timezone(&mut out, &zone, first, last);
    }

    let stamp = local(stamp.max(Date::ZERO).at(0, 0, 0, 0));
    for event in events {
        entry(&mut out, event, &zone, &stamp);
    }
    line(&mut out, "END:VCALENDAR");
    Some(out)
}

/// The time zone of a calendar.
struct Zone<'z> {
    /// By its IANA name, as the database spells it.
    name: &'z str,
    is_utc: bool,
    rules: &'z TimeZone,
}

/// Writes an event.
fn entry(out: &mut String, event: &Event<'_>, zone: &Zone<'_>, stamp: &str) {
    line(out, "BEGIN:VEVENT");
    text(out, "UID", &event.uid);
    field(out, "DTSTAMP", format_args!("{stamp}Z"));
    line(out, "SEQUENCE:0");

    if let Some((time, minutes)) = event.time {
        let start = local(zones::existing(zone.rules, event.date.to_datetime(time)));
        if zone.is_utc {
            field(out, "DTSTART", format_args!("{start}Z"));
        } else {
            field(out, &format!("DTSTART;TZID={}", zone.name), start);
        }
        field(out, "DURATION", format_args!("PT{minutes}M"));
    } else {
        field(out, "DTSTART;VALUE=DATE", day(event.date));
        // Without an end, an event takes one day too; the last day of all has no next.
        if let Ok(next) = event.date.tomorrow() {
            field(out, "DTEND;VALUE=DATE", day(next));
        }
        // What takes all day keeps nobody from other meetings.
        line(out, "TRANSP:TRANSPARENT");
    }

    text(out, "SUMMARY", event.summary);
    text(out, "DESCRIPTION", event.description);

    // Commas between categories belong to the format: each is escaped by itself.
    let categories: Vec<String> = event.categories.iter().copied().map(escaped).collect();
    if !categories.is_empty() {
        field(out, "CATEGORIES", categories.join(","));
    }
    line(out, "END:VEVENT");
}

/// Writes the zone's rules from one transition before the first day to the end of the last day.
fn timezone(out: &mut String, zone: &Zone<'_>, first: Date, last: Date) {
    // Zones are less than two days apart from UTC.
    let from = midnight(first.saturating_sub(2.days())).unwrap_or(Timestamp::MIN);
    let until = midnight(last.saturating_add(3.days())).unwrap_or(Timestamp::MAX);
    line(out, "BEGIN:VTIMEZONE");
    text(out, "TZID", zone.name);

    let before: Vec<_> = zone.rules.preceding(from).take(2).collect();

    // The format wants an observance in any case, also where clocks had never changed by then.
    if before.is_empty() {
        let start = first.first_of_year().min(LONG_AGO).at(0, 0, 0, 0);
        let info = zone.rules.to_offset_info(from);
        observance(out, start, info.offset(), &info);
    }

    // The iterator excludes where it begins, and what begins exactly at `from` belongs in.
    let begin = before.last().map_or(from, |oldest| oldest.timestamp());
    let following =
        zone.rules.following(begin).take_while(|transition| transition.timestamp() <= until);
    for transition in before.last().cloned().into_iter().chain(following) {
        let instant = transition.timestamp();
        let just_before = instant.checked_sub(SignedDuration::from_secs(1)).unwrap_or(instant);
        let old = zone.rules.to_offset(just_before);
        // The format writes the onset in the time that ends with it.
        let onset = old.to_datetime(instant);
        observance(out, onset, old, &zone.rules.to_offset_info(instant));
    }
    line(out, "END:VTIMEZONE");
}

/// The instant at which a day begins in UTC; none where it is beyond what instants can tell.
fn midnight(date: Date) -> Option<Timestamp> {
    Offset::UTC.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

/// Writes a stretch of time in which clocks are `to` ahead of UTC; before it they were `from`
/// ahead.
fn observance(out: &mut String, start: DateTime, from: Offset, to: &TimeZoneOffsetInfo<'_>) {
    let kind = if to.dst().is_dst() { "DAYLIGHT" } else { "STANDARD" };
    field(out, "BEGIN", kind);
    field(out, "DTSTART", local(start));
    field(out, "TZOFFSETFROM", offset(from));
    field(out, "TZOFFSETTO", offset(to.offset()));
    text(out, "TZNAME", to.abbreviation());
    field(out, "END", kind);
}

/// Whether a zone is UTC under any of its names.
fn is_utc(zone: &TimeZone) -> bool {
    let now = Timestamp::UNIX_EPOCH;
    zone.to_offset_info(now).abbreviation() == "UTC" && zone.following(now).next().is_none()
}

fn day(date: Date) -> String {
    format!("{:04}{:02}{:02}", date.year(), date.month(), date.day())
}

fn local(time: DateTime) -> String {
    format!("{}T{:02}{:02}{:02}", day(time.date()), time.hour(), time.minute(), time.second())
}

/// `+0530`; seconds only where there are some, as in local mean time.
fn offset(offset: Offset) -> String {
    let sign = if offset.is_negative() { '-' } else { '+' };
    let seconds = offset.seconds().unsigned_abs();
    let minutes = format!("{sign}{:02}{:02}", seconds / 3600, seconds / 60 % 60);
    if seconds.is_multiple_of(60) { minutes } else { format!("{minutes}{:02}", seconds % 60) }
}

/// Writes a property with a text; nothing where the text is empty.
fn text(out: &mut String, name: &str, value: &str) {
    let value = escaped(value);
    if !value.is_empty() {
        field(out, name, value);
    }
}

fn field(out: &mut String, name: &str, value: impl Display) {
    line(out, &format!("{name}:{value}"));
}

/// RFC 5545, 3.3.11. Control characters other than tabs have no place in a text.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.replace("\r\n", "\n").chars() {
        match c {
            '\n' | '\r' => escaped.push_str("\\n"),
            '\\' | ';' | ',' => escaped.extend(['\\', c]),
            '\t' => escaped.push(c),
            _ if c.is_control() => {}
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Writes a line, folded where it is too long but never inside of a character.
fn line(out: &mut String, line: &str) {
    let (mut rest, mut room) = (line, WIDTH);
    while rest.len() > room {
        let (head, tail) = rest.split_at(rest.floor_char_boundary(room));
        out.push_str(head);
        out.push_str("\r\n ");
        // The blank that marks a continuation counts as well.
        (rest, room) = (tail, WIDTH - 1);
    }
    out.push_str(rest);
    out.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(date: &str, time: Option<(i8, u32)>) -> Event<'static> {
        Event {
            uid: format!("{date}@example.com"),
            summary: "Meeting, first; \\",
            description: "One\r\nTwo\u{0}\u{7f}\tthree",
            date: date.parse().unwrap(),
            time: time.map(|(hour, minutes)| (jiff::civil::time(hour, 30, 0, 0), minutes)),
            categories: vec!["a,b", "c"],
        }
    }

    fn written(zone: &str, events: &[Event<'_>]) -> String {
        calendar("Mentoring", "", zone, jiff::civil::date(2026, 11, 30), events).unwrap()
    }

    #[test]
    fn an_event_is_written_to_the_letter() {
        let got = written("utc", &[event("2027-01-31", None), event("2027-02-01", Some((10, 60)))]);
        let head = "BEGIN:VCALENDAR|VERSION:2.0|PRODID:-//mentorbook//mentorbook//EN|\
            CALSCALE:GREGORIAN|NAME:Mentoring|X-WR-CALNAME:Mentoring|X-WR-TIMEZONE:UTC|";
        let first = "BEGIN:VEVENT|UID:2027-01-31@example.com|DTSTAMP:20261130T000000Z|SEQUENCE:0|\
            DTSTART;VALUE=DATE:20270131|DTEND;VALUE=DATE:20270201|TRANSP:TRANSPARENT|";
        let second = "BEGIN:VEVENT|UID:2027-02-01@example.com|DTSTAMP:20261130T000000Z|SEQUENCE:0|\
            DTSTART:20270201T103000Z|DURATION:PT60M|";
        let rest = "SUMMARY:Meeting\\, first\\; \\\\|DESCRIPTION:One\\nTwo\tthree|\
            CATEGORIES:a\\,b,c|END:VEVENT|";
        assert_eq!(
            got.replace("\r\n", "|"),
            format!("{head}{first}{rest}{second}{rest}END:VCALENDAR|")
        );
    }

    #[test]
    fn a_zone_brings_its_observances_and_one_before() {
        let got = written(
            "europe/london",
            &[event("2027-03-01", Some((9, 45))), event("2027-04-01", Some((9, 45)))],
        );
        let onsets: Vec<&str> =
            got.split("BEGIN:").filter(|part| part.contains("TZOFFSETTO")).collect();
        assert_eq!(onsets.len(), 3, "{got}");
        assert!(onsets[0].starts_with(
            "DAYLIGHT\r\nDTSTART:20260329T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100"
        ));
        assert!(onsets[1].starts_with(
            "STANDARD\r\nDTSTART:20261025T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000"
        ));
        assert!(onsets[2].contains("DTSTART:20270328T010000") && onsets[2].contains("TZNAME:BST"));
        assert!(got.contains("DTSTART;TZID=Europe/London:20270301T093000\r\nDURATION:PT45M\r\n"));
        let fixed = written("Etc/GMT-3", &[event("1960-03-01", Some((9, 45)))]);
        assert!(fixed.contains(
            "STANDARD\r\nDTSTART:19600101T000000\r\nTZOFFSETFROM:+0300\r\nTZOFFSETTO:+0300\r\n\
             TZNAME:+03"
        ));
        assert!(!written("Europe/London", &[event("2027-03-01", None)]).contains("VTIMEZONE"));
    }

    #[test]
    fn a_time_that_clocks_skip_is_written_as_the_one_they_show() {
        let got = written("Europe/London", &[event("2027-03-28", Some((1, 60)))]);
        assert!(got.contains("DTSTART;TZID=Europe/London:20270328T023000"));
    }

    #[test]
    fn long_lines_are_folded_between_characters() {
        for shift in 0..4 {
            let summary = format!("{}{}", "x".repeat(shift), "é🙂漢".repeat(60));
            let long = Event {
                summary: &summary,
                description: &"x".repeat(200),
                ..event("2027-01-31", None)
            };
            let got = written("UTC", &[long]);
            assert_eq!(got.split("\r\n").map(str::len).max(), Some(75), "{got}");
            assert!(got.replace("\r\n ", "").contains(&format!("SUMMARY:{summary}\r\n")));
        }
    }

    #[test]
    fn zones_are_known_by_name_alone() {
        assert!(zones::names().iter().all(|name| zones::find(name).is_some()));
        for name in [
            "",
            "Europe/Londn",
            "Etc/Unknown",
            "EST5EDT,M3.2.0,M11.1.0",
            "+03:00",
            "../etc/localtime",
        ] {
            assert_eq!(zones::find(name), None);
        }
    }

    #[test]
    fn no_date_and_no_zone_makes_it_panic() {
        let at = |date| Event { date, ..event("2027-01-31", Some((23, u32::MAX))) };
        for name in zones::names() {
            for date in [Date::MIN, Date::ZERO, jiff::civil::date(1883, 11, 18), Date::MAX] {
                assert_eq!(written(&name, &[at(date)]).contains("VEVENT"), date != Date::MIN);
            }
        }
        assert!(!written("UTC", &[Event { time: None, ..at(Date::MAX) }]).contains("DTEND"));
    }
}
