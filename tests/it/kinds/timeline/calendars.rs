//! Calendar files, read as strictly as the standard lets a program read them.

use std::collections::{BTreeMap, BTreeSet};

use super::{START, book};
use crate::harness::{Site, flush, site};

/// Its name, parameters and value.
type Property = (String, Vec<(String, String)>, String);

/// A part of a calendar: its name, properties (name, parameters, value) and parts.
#[derive(Debug, Default)]
struct Part {
    name: String,
    properties: Vec<Property>,
    parts: Vec<Part>,
}

impl Part {
    fn all<'p>(&'p self, name: &'p str) -> impl Iterator<Item = &'p Property> {
        self.properties.iter().filter(move |(known, ..)| known == name)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.properties.iter().find(|(known, ..)| known == name).map(|(_, _, value)| value.as_str())
    }

    #[track_caller]
    fn one(&self, name: &str) -> &str {
        assert_eq!(self.all(name).count(), 1, "{name} in {self:?}");
        self.get(name).expect("one")
    }
}

/// Reads a calendar file as strictly as RFC 5545 lets one.
#[track_caller]
fn read(text: &str) -> Part {
    let body = text.strip_suffix("\r\n").expect("the last line ends, too");
    let lines: Vec<&str> = body.split("\r\n").collect();
    let mut whole: Vec<String> = Vec::new();
    for line in lines {
        assert!(!line.is_empty() && line.len() <= 75, "{} octets: {line}", line.len());
        assert!(!line.contains(['\r', '\n']), "a bare end of line: {line:?}");
        assert!(!line.chars().any(|c| c.is_control() && c != '\t'), "{line:?}");
        match line.strip_prefix([' ', '\t']) {
            Some(more) => whole.last_mut().expect("something to go on with").push_str(more),
            None => whole.push(line.to_owned()),
        }
    }
    let mut open: Vec<Part> = vec![Part::default()];
    for line in whole {
        let (head, value) = line.split_once(':').expect("a value");
        let mut head = head.split(';');
        let name = head.next().expect("a name").to_owned();
        assert!(
            !name.is_empty()
                && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-'),
            "{line}"
        );
        let parameters = head
            .map(|parameter| parameter.split_once('=').expect("a parameter"))
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .collect();
        match name.as_str() {
            "BEGIN" => open.push(Part { name: value.to_owned(), ..Part::default() }),
            "END" => {
                let part = open.pop().expect("open");
                assert_eq!(part.name, value, "ends what began");
                open.last_mut().expect("an outer one").parts.push(part);
            }
            _ => {
                open.last_mut().expect("open").properties.push((name, parameters, value.to_owned()))
            }
        }
    }

    assert_eq!(open.len(), 1, "all ended");
    let mut outer = open.pop().expect("the outermost");
    assert!(outer.properties.is_empty() && outer.parts.len() == 1, "one calendar");
    let calendar = outer.parts.pop().expect("one");
    check(&calendar);
    calendar
}

#[track_caller]
fn check(calendar: &Part) {
    assert_eq!(calendar.name, "VCALENDAR");
    assert_eq!(calendar.one("VERSION"), "2.0");
    assert!(!calendar.one("PRODID").is_empty());

    let zones: BTreeMap<&str, &Part> = calendar
        .parts
        .iter()
        .filter(|part| part.name == "VTIMEZONE")
        .map(|zone| (zone.one("TZID"), zone))
        .collect();

    for zone in zones.values() {
        assert!(!zone.parts.is_empty(), "{zone:?}");
        for part in &zone.parts {
            assert!(["STANDARD", "DAYLIGHT"].contains(&part.name.as_str()));
            assert!(is_time(part.one("DTSTART")));
            for name in ["TZOFFSETFROM", "TZOFFSETTO"] {
                let offset = part.one(name);
                assert!(
                    offset.starts_with(['+', '-'])
                        && [5, 7].contains(&offset.len())
                        && offset[1..].bytes().all(|b| b.is_ascii_digit()),
                    "{offset}"
                );
            }
        }
    }

    let mut uids = BTreeSet::new();
    let mut used = BTreeSet::new();
    for event in calendar.parts.iter().filter(|part| part.name != "VTIMEZONE") {
        assert_eq!(event.name, "VEVENT");
        assert!(uids.insert(event.one("UID")), "a UID twice: {}", event.one("UID"));
        let stamp = event.one("DTSTAMP");
        assert!(stamp.strip_suffix('Z').is_some_and(is_time), "{stamp}");
        let start = event.one("DTSTART");
        let parameters = &event.all("DTSTART").next().expect("one").1;
        assert!(event.all("DTEND").count() + event.all("DURATION").count() <= 1);
        match parameters.as_slice() {
            [(key, value)] if key == "VALUE" && value == "DATE" => {
                assert!(is_day(start), "{start}");
                if let Some((_, parameters, end)) = event.all("DTEND").next() {
                    assert!(
                        is_day(end)
                            && parameters[0] == ("VALUE".to_owned(), "DATE".to_owned())
                            && end.as_str() > start
                    );
                }
                assert!(event.get("DURATION").is_none());
            }
            [(key, zone)] if key == "TZID" => {
                assert!(is_time(start), "{start}");
                assert!(zones.contains_key(zone.as_str()), "{zone} is not explained");
                used.insert(zone.as_str());
                assert!(event.one("DURATION").starts_with("PT"));
            }
            [] => assert!(start.strip_suffix('Z').is_some_and(is_time), "{start}"),
            other => panic!("{other:?}"),
        }
        for name in ["SUMMARY", "DESCRIPTION", "UID", "SEQUENCE", "TRANSP"] {
            assert!(event.all(name).count() <= 1, "{name} twice");
        }
        unescaped(event.one("SUMMARY"));
        unescaped(event.get("DESCRIPTION").unwrap_or_default());
    }

    assert_eq!(zones.keys().copied().collect::<BTreeSet<_>>(), used, "zones are those used");
}

fn is_day(text: &str) -> bool {
    text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_time(text: &str) -> bool {
    text.split_once('T').is_some_and(|(day, time)| {
        is_day(day) && time.len() == 6 && time.bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// A text value as it was meant.
#[track_caller]
fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => match letters.next() {
                Some('n' | 'N') => plain.push('\n'),
                Some(c @ ('\\' | ';' | ',')) => plain.push(c),
                other => panic!("\\{other:?} in {text}"),
            },
            ';' | ',' => panic!("{c} stands bare in {text}"),
            c => plain.push(c),
        }
    }
    plain
}

#[track_caller]
fn events(site: &Site, edition: &str, audience: &str) -> Vec<(String, String, String)> {
    let calendar = read(&site.file(edition, &format!("plan/dates/{audience}.ics")));
    let events = calendar.parts.iter().filter(|part| part.name == "VEVENT");
    events
        .map(|event| {
            (
                event.one("DTSTART").to_owned(),
                unescaped(event.one("SUMMARY")),
                event.one("UID").to_owned(),
            )
        })
        .collect()
}

const FULL: &str = r#"
## Invitations, first; or \ last {#invitations at=-8w for=coordinator}
Letters **go out**: "come", <https://example.com/> & more. {{ label }} and everybody who has to do \
with it is written to, one by one, 漢字 and all.

A second paragraph.
## Launch {#launch at=0w}
Everybody.
## Session {#session at=1w every=4w times=6 time="{{ time }}" minutes="{{ minutes }}" \
for="mentor, mentee"}
Meet.
## Night {#night at=0w time=23:30 for=mentor}
"#;

const ZONED: &str = r#"cohort.start: {type: date, default: 2027-09-06}
cohort.timezone: {type: text, default: America/New_York}
time: {type: text, default: "10:00"}
minutes: {type: number, default: 45}"#;

#[test]
fn each_audience_has_a_calendar_file() {
    let site = site(&book(ZONED, FULL));
    site.assert_clean();
    let files: Vec<&String> =
        site.editions["base"].keys().filter(|path| path.ends_with(".ics")).collect();
    assert_eq!(
        files,
        ["plan/dates/coordinator.ics", "plan/dates/mentee.ics", "plan/dates/mentor.ics"]
    );
    let titles = |audience: &str| {
        events(&site, "base", audience).into_iter().map(|(_, title, _)| title).collect::<Vec<_>>()
    };
    let sessions: Vec<String> = (1..=6).map(|number| format!("Session {number}")).collect();
    assert_eq!(titles("coordinator"), ["Invitations, first; or \\ last", "Launch"]);
    assert_eq!(titles("mentee"), [vec!["Launch".to_owned()], sessions.clone()].concat());
    assert_eq!(
        titles("mentor"),
        [vec!["Launch".to_owned(), "Night".to_owned()], sessions].concat()
    );
}

#[test]
fn an_event_has_its_hour_or_all_day() {
    let site = site(&book(ZONED, FULL));
    let calendar = read(&site.file("base", "plan/dates/mentor.ics"));
    let event = |title: &str| {
        calendar.parts.iter().find(|part| part.get("SUMMARY") == Some(title)).expect("an event")
    };

    assert_eq!(
        (event("Launch").one("DTSTART"), event("Launch").get("DTEND")),
        ("20270906", Some("20270907"))
    );

    // Clocks change between the third session and the fourth: the hour stays.
    for (session, start) in [
        ("Session 2", "20271011T100000"),
        ("Session 3", "20271108T100000"),
        ("Session 6", "20280131T100000"),
    ] {
        assert_eq!(
            (event(session).one("DTSTART"), event(session).one("DURATION")),
            (start, "PT45M")
        );
    }

    let zone = calendar.parts.iter().find(|part| part.name == "VTIMEZONE").expect("a zone");
    assert_eq!(zone.one("TZID"), "America/New_York");
    let changes: Vec<(&str, &str)> =
        zone.parts.iter().map(|part| (part.name.as_str(), part.one("DTSTART"))).collect();

    assert!(changes.contains(&("STANDARD", "20271107T020000")), "{changes:?}");
    assert!(
        changes.iter().any(|(kind, start)| *kind == "DAYLIGHT" && *start < "20270906"),
        "{changes:?}"
    );
    assert_eq!(event("Night").one("DURATION"), "PT60M", "an hour where nobody says");
}

#[test]
fn texts_come_through_whole() {
    let site = site(&book(ZONED, FULL));
    let calendar = read(&site.file("base", "plan/dates/coordinator.ics"));
    let event = calendar.parts.iter().find(|part| part.name == "VEVENT").expect("an event");
    assert_eq!(unescaped(event.one("SUMMARY")), "Invitations, first; or \\ last");
    assert_eq!(
        unescaped(event.one("DESCRIPTION")),
        "Letters go out: “come”, https://example.com/ & more. mentor and everybody who has to do \
         with it is written to, one by one, 漢字 and all."
    );
    assert_eq!(event.one("CATEGORIES"), "coordinator");
    assert!(
        site.file("base", "plan/dates/coordinator.ics").contains("\r\n "),
        "this one needs folding"
    );
}

#[test]
fn an_event_says_what_its_readers_may_know() {
    let descriptions = |text: &str, edition: &str| {
        let milestone = format!("## Launch {{#l at=0w for=mentor}}\n\n{text}\n");
        let book = book(START, &milestone).replace(
            "variables:\n",
            "editions:\n  mentors: {audiences: [mentor]}\n  \
             all: {audiences: [mentor, coordinator]}\nvariables:\n",
        );
        let site = site(&book);
        site.assert_clean();
        let calendar = read(&site.file(edition, "plan/dates/mentor.ics"));
        let event = calendar.parts.iter().find(|part| part.name == "VEVENT").expect("an event");
        event.get("DESCRIPTION").map(unescaped).unwrap_or_default()
    };

    let secret = ":::only {audience=coordinator}\nSECRET for coordinators.\n:::";
    let text = format!("{secret}\n\nEverybody comes.");
    assert_eq!(descriptions(&text, "base"), "Everybody comes.");
    assert_eq!(descriptions(&text, "base.all"), "SECRET for coordinators.");
    // Nothing but the passage; a list beside it; the passage within another container.
    assert_eq!(descriptions(secret, "base"), "");
    assert_eq!(descriptions(&format!("- Come\n\n{secret}"), "base"), "Come");
    let inside = ":::only {audience=coordinator}\nSECRET.\n:::\n\nShown.";
    let details = format!("::::details {{summary=More}}\n{inside}\n::::");
    assert_eq!(descriptions(&details, "base"), "Shown.");
    assert_eq!(descriptions(&details, "base.all"), "SECRET.");
}

#[test]
fn uids_stay_while_dates_move() {
    let moved = ZONED.replace("2027-09-06", "2028-02-07");
    let (before, after) = (site(&book(ZONED, FULL)), site(&book(&moved, FULL)));
    for audience in ["mentor", "mentee", "coordinator"] {
        let uids = |site: &Site| {
            events(site, "base", audience)
                .into_iter()
                .map(|(_, title, uid)| (title, uid))
                .collect::<BTreeMap<_, _>>()
        };
        assert_eq!(uids(&before), uids(&after), "{audience}");
        let starts = |site: &Site| {
            events(site, "base", audience)
                .into_iter()
                .map(|(start, ..)| start)
                .collect::<BTreeSet<_>>()
        };
        assert!(starts(&before).is_disjoint(&starts(&after)), "{audience}");
    }

    // Nor do a new title and other milestones change them.
    let other = FULL
        .replace("## Launch", "## Kick-off")
        .replace("## Session", "## First {#first at=0d}\nX\n## Session");
    let uids = |site: &Site| {
        events(site, "base", "mentee").into_iter().map(|(.., uid)| uid).collect::<BTreeSet<_>>()
    };

    assert!(uids(&site(&book(ZONED, &other))).is_superset(&uids(&before)));
}

#[test]
fn uids_of_firms_and_pages_differ() {
    let text = format!(
        r"{}//- firms/acme/firm.yaml
name: Acme
//- firms/birch/firm.yaml
name: Birch
//- base/plan/more.md
---
kind: timeline
---
## Launch {{#launch at=0w for=mentor}}
",
        book(ZONED, FULL)
    );

    let site = site(&text);
    let mut seen = BTreeSet::new();
    let mut count = 0;
    for edition in ["base", "acme", "birch"] {
        for (.., uid) in events(&site, edition, "mentor") {
            assert!(seen.insert(uid), "{edition}");
            count += 1;
        }
        for event in read(&site.file(edition, "plan/more/mentor.ics")).parts {
            assert!(seen.insert(event.one("UID").to_owned()), "{edition}");
            count += 1;
        }
    }

    assert_eq!(count, 27);
    assert!(seen.iter().all(|uid| uid.is_ascii() && !uid.contains(' ')), "{seen:?}");
}

#[test]
fn a_series_and_a_milestone_with_a_number_in_its_name_differ() {
    let milestones = &flush(
        r"
        ## Session {#session at=0w every=1w times=2 for=mentor}
        X
        ## Session one {#session-1 at=9w for=mentor}
        Y
        ",
    );
    let site = site(&book(START, milestones));
    assert_eq!(events(&site, "base", "mentor").len(), 3);
}

#[test]
fn a_calendar_of_utc_and_one_without_hours_need_no_zone() {
    let site = site(&book(&ZONED.replace("America/New_York", "UTC"), FULL));
    let calendar = read(&site.assert_clean().file("base", "plan/dates/mentor.ics"));
    assert!(calendar.parts.iter().all(|part| part.name == "VEVENT"));
    assert!(calendar.parts.iter().any(|event| event.get("DTSTART") == Some("20270913T100000Z")));
    let calendar = read(&site.file("base", "plan/dates/coordinator.ics"));
    assert!(calendar.parts.iter().all(|part| part.name == "VEVENT"));
}

#[test]
fn times_and_minutes_are_sensible() {
    for (attributes, message) in [
        ("time=25:00", "`25:00` is no time of day"),
        ("time=noon", "`noon` is no time of day"),
        ("time=10:00 minutes=0", "`0` is no number of minutes"),
        ("time=10:00 minutes=1441", "`1441` is no number of minutes"),
        ("time=10:00 minutes=-60", "`-60` is no number of minutes"),
    ] {
        let site = site(&book(START, &format!("## A {{#a at=0w {attributes}}}\nX\n")));
        assert!(
            site.diagnostics().starts_with(&format!(
                "error[timeline-date] content/base/plan/dates.md:8:1 {message}\n  help: "
            )),
            "{attributes}: {}",
            site.diagnostics()
        );
    }
}

#[test]
fn calendars_are_the_same_each_time() {
    let text = book(ZONED, FULL);
    let (one, two) = (site(&text), site(&text));
    assert_eq!(
        one.editions["base"]["plan/dates/mentor.ics"],
        two.editions["base"]["plan/dates/mentor.ics"]
    );
}
