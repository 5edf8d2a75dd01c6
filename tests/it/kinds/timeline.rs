//! Dates: worked out from a first day, moved off what is in the way, told, and put into calendar
//! files.

mod calendars;

use std::collections::BTreeSet;

use mentorbook::Severity;

use crate::harness::{Site, assert_text, flush, site};

/// A handbook with these settings and this timeline.
fn book(settings: &str, milestones: &str) -> String {
    let settings: String = flush(settings).lines().map(|line| format!("  {line}\n")).collect();
    let milestones = flush(milestones);
    format!(
        r#"
//- handbook.yaml
title: T
language: en-US
audiences: {{mentor: "{{{{ label }}}}", mentee: mentee, coordinator: coordinator}}
variables:
  label: {{type: text, default: mentor}}
{settings}//- base/index.md
# Home
//- base/plan/dates.md
---
title: Dates
kind: timeline
---
:::timeline {{as=table}}
:::

{milestones}
"#
    )
}

const START: &str = "cohort.start: {type: date, default: 2027-05-03}";

/// A row of the table: the day, what moved it, what happens, for whom.
type Row = (String, String, String, String);

fn rows(page: &str) -> Vec<Row> {
    let table = page
        .split_once("<table class=\"timeline\">")
        .unwrap_or_else(|| panic!("no table: {page}"))
        .1;
    let rows = table.split("</table>").next().unwrap_or_default().split("<tr data-date=\"").skip(1);
    rows.map(|row| {
        let day = row.split('"').next().unwrap_or_default();
        assert!(row.contains(&format!("<time datetime=\"{day}\">")), "{row}");
        let moved = row
            .split("<span class=\"moved\">")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .unwrap_or_default();
        let what = row
            .split("<th scope=\"row\">")
            .nth(1)
            .and_then(|rest| rest.split("</th>").next())
            .unwrap_or_default();
        let whom = row
            .split("</th><td>")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .unwrap_or_default();
        (day.to_owned(), moved.to_owned(), plain(what), whom.to_owned())
    })
    .collect()
}

fn plain(html: &str) -> String {
    html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
}

/// Days and titles, a line each.
fn days(site: &Site, edition: &str) -> String {
    rows(&site.page(edition, "plan/dates"))
        .into_iter()
        .map(|(day, _, what, _)| format!("{day} {what}\n"))
        .collect()
}

#[track_caller]
fn planned(settings: &str, milestones: &str, expected: &str) -> Site {
    let site = site(&book(settings, milestones));
    let wrong =
        site.run.report.findings.iter().any(|found| found.diagnostic.check.name != "moved-date");
    assert!(!wrong, "{}", site.diagnostics());
    assert_text(days(&site, "base"), expected);
    site
}

// Where dates fall

#[test]
fn dates_are_weeks_and_days_from_the_start() {
    let milestones = &flush(
        r#"
        ## Later {#d at=+3d}
        D
        ## Invitations {#a at=-8w for=coordinator}
        A
        ## Start {#b at=0w for="mentor, mentee"}
        B
        ## Weeks {#c at=2w}
        C
        "#,
    );

    let site = planned(
        START,
        milestones,
        "2027-03-08 Invitations\n2027-05-03 Start\n2027-05-06 Later\n2027-05-17 Weeks\n",
    );

    site.assert_clean();
    let page = site.page("base", "plan/dates");
    assert!(
        page.contains(
            "<tr data-date=\"2027-03-08\"><td><time datetime=\"2027-03-08\">March 8, \
         2027</time></td><th scope=\"row\"><a \
         href=\"#a\">Invitations</a></th><td>coordinator</td></tr>"
        ),
        "{page}"
    );
    let whom: Vec<String> = rows(&page).into_iter().map(|(_, _, _, whom)| whom).collect();
    assert_eq!(whom, ["coordinator", "mentor, mentee", "everybody", "everybody"]);
}

#[test]
fn a_series_is_numbered() {
    let settings = format!(
        "{START}\nsessions: {{type: number, default: 3}}\nweeks: {{type: number, default: 4}}"
    );
    let series =
        "## Session {#session at=1w every=\"{{ weeks }}w\" times=\"{{ sessions }}\"}\nMeet.\n";
    let site = planned(
        &settings,
        series,
        "2027-05-10 Session 1\n2027-06-07 Session 2\n2027-07-05 Session 3\n",
    );
    let page = site.assert_clean().page("base", "plan/dates");
    assert_eq!(page.matches("<a href=\"#session\">").count(), 3, "one section for all: {page}");
    planned(START, "## S {#s at=0w every=10d times=1}\nX\n", "2027-05-03 S 1\n");
    planned(
        START,
        "## S {#s at=-1w every=7d times=3}\nX\n",
        "2027-04-26 S 1\n2027-05-03 S 2\n2027-05-10 S 3\n",
    );
}

#[test]
fn a_firm_has_dates_of_its_own() {
    let settings = format!("{START}\nsessions: {{type: number, default: 1}}");
    let text = format!(
        r"{}//- firms/acme/firm.yaml
name: Acme
variables: {{cohort.start: 2027-09-06, sessions: 2}}
//- firms/acme/plan/dates.md
---
override: sections
---
## Lunch {{#own at=1w after=end}}
We eat.

## The end {{#end replace}}
Bye.

## Gone {{#gone remove}}
",
        book(
            &settings,
            r#"
                ## Session {#s at=0w every=4w times="{{ sessions }}"}
                X
                ## End {#end at=10w}
                Y
                ## Gone {#gone at=0w}
                Z
                "#
        )
    );

    let site = site(&text);
    site.assert_clean();
    assert_text(
        days(&site, "base"),
        r"
        2027-05-03 Session 1
        2027-05-03 Gone
        2027-07-12 End
        ",
    );
    assert_text(
        days(&site, "acme"),
        r"
        2027-09-06 Session 1
        2027-09-13 Lunch
        2027-10-04 Session 2
        2027-11-15 The end
        ",
    );
}

// What is in the way

const CLOSED: &str = r#"cohort.start: {type: date, default: 2027-05-03}
calendar.blackouts:
  type: list
  default: ["2027-05-16 to 2027-05-22: Busy season", "2027-04-12: Audit"]
calendar.holidays:
  type: list
  default: ["2027-06-14: Founder's Day", "2027-04-02: Good Friday"]"#;

#[test]
fn dates_move_off_blackouts_and_holidays() {
    let milestones = &flush(
        r"
        ## S {#s at=0w every=2w times=4}
        X
        ## Before {#b at=-3w}
        Y
        ## Earlier {#c at=-4w}
        Z
        ",
    );

    let site = planned(
        CLOSED,
        milestones,
        // Before the start, dates move to earlier weeks and take those before them along.
        r"
            2027-03-29 Earlier
            2027-04-05 Before
            2027-05-03 S 1
            2027-05-24 S 2
            2027-06-07 S 3
            2027-06-21 S 4
            ",
    );

    let moved: Vec<(String, String)> = rows(&site.page("base", "plan/dates"))
        .into_iter()
        .map(|(day, moved, ..)| (day, moved))
        .collect();
    let expected = [
        ("2027-03-29", "moved from April 5, 2027: Audit"),
        ("2027-04-05", "moved from April 12, 2027: Audit"),
        ("2027-05-03", ""),
        ("2027-05-24", "moved from May 17, 2027: Busy season"),
        ("2027-06-07", "moved from May 31, 2027: Busy season"),
        ("2027-06-21", "moved from June 14, 2027: Busy season"),
    ];

    assert_eq!(moved, expected.map(|(day, moved)| (day.to_owned(), moved.to_owned())));
}

#[test]
fn a_holiday_moves_one_date_alone() {
    let site = planned(
        CLOSED,
        "## A {#a at=6w}\nX\n## B {#b at=43d}\nY\n## C {#c at=-31d}\nZ\n",
        // 2027-04-02 is a Friday before the start: the Thursday before it. 2027-06-14 is a Monday.
        "2027-04-01 C\n2027-06-15 A\n2027-06-15 B\n",
    );
    let page = site.page("base", "plan/dates");
    assert!(
        page.contains("moved from June 14, 2027: Founder's Day")
            || page.contains("moved from June 14, 2027: Founder&#x27;s Day"),
        "{page}"
    );
}

#[test]
fn page_and_calendar_agree_on_an_hour_that_clocks_skip() {
    let site = site(
        r"
        //- handbook.yaml
        title: T
        audiences: [mentor]
        variables:
          cohort.start: {type: date, default: 2027-03-28}
          cohort.timezone: {default: Europe/London}
        //- base/index.md
        # Home
        //- base/plan/dates.md
        ---
        kind: timeline
        ---
        :::timeline
        :::
        :::timeline {as=calendars}
        :::

        ## Night {#n at=0w time=01:30 for=mentor}

        X
        ",
    );
    let page = site.page("base", "plan/dates");
    assert!(page.contains("2:30") && !page.contains("1:30"), "{page}");
    let files = site.editions["base"].keys().filter(|path| path.ends_with(".ics"));
    for file in files {
        assert!(site.file("base", file).contains("20270328T023000"));
    }
    assert_text(
        site.diagnostics(),
        r"
        warning[moved-date] content/base/plan/dates.md:1:1 clocks are put forward, and skip when \
        these begin in Europe/London
          note: Night: 2027-03-28 at 02:30 instead of 01:30
        ",
    );
}

#[test]
fn moves_are_told_and_never_stop_an_edition() {
    let text = book(CLOSED, "## S {#s at=0w every=2w times=2}\nX\n## C {#c at=-31d}\nZ\n");
    let site = site(&text);
    assert_text(
        site.diagnostics().replace("notice[", "warning["),
        r"
        warning[moved-date] content/base/plan/dates.md:1:1 2 dates of this timeline moved
          note: C: 2027-04-01 instead of 2027-04-02 (Good Friday)
          note: S 2: 2027-05-24 instead of 2027-05-17 (Busy season)
        ",
    );
    assert_eq!(site.run.report.findings[0].diagnostic.severity, Severity::Notice);
    let strict = mentorbook::Selection { strict: true, ..Default::default() };
    let site = crate::harness::build(crate::harness::files(&text), strict);
    assert!(site.editions.contains_key("base"), "a notice is no warning: {}", site.diagnostics());
}

#[test]
fn a_firms_holidays_move_its_own_dates_only() {
    let text = format!(
        r#"{}//- firms/acme/firm.yaml
name: Acme
variables:
  calendar.holidays: ["2027-05-03: May Day"]
"#,
        book(CLOSED, "## S {#s at=0w}\nX\n")
    );

    let site = site(&text);
    assert_eq!(
        (days(&site, "base"), days(&site, "acme")),
        ("2027-05-03 S\n".to_owned(), "2027-05-04 S\n".to_owned())
    );
    assert!(
        site.diagnostics().contains(
            "S: 2027-05-04 instead of 2027-05-03 (May Day)\n  note: in 1 of 2 editions: acme"
        ),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn a_period_without_a_name_still_says_why() {
    let settings = &flush(
        r"
        cohort.start: {type: date, default: 2027-05-03}
        calendar.blackouts: {type: list, default: [2027-05-03 to 2027-05-04]}",
    );
    let site = planned(settings, "## S {#s at=0w}\nX\n", "2027-05-10 S\n");
    assert!(
        site.diagnostics().contains("S: 2027-05-10 instead of 2027-05-03 (a period without dates)"),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn editions_of_a_firm_agree_on_dates() {
    let text = book(
        CLOSED,
        r#"
            ## Train {#train at=2w for=coordinator}
            X
            ## S {#s at=4w for="mentor, mentee"}
            Y
            "#,
    )
    .replace(
        "variables:\n",
        &flush(
            r"
            editions:
              participants: {audiences: [mentor, mentee]}
              all: {audiences: [mentor, mentee, coordinator]}
            variables:
            ",
        ),
    );

    let site = site(&text);
    let day = |edition: &str| {
        days(&site, edition).lines().find(|line| line.ends_with(" S")).map(str::to_owned)
    };

    assert_eq!(day("base"), day("base.all"), "a session falls on one day, whoever reads of it");
    assert!(!days(&site, "base").contains("Train"));
}

#[test]
fn other_variables_may_be_named() {
    let settings = &flush(
        r#"
        kickoff: {type: date, default: 2028-01-03}
        zone: {type: text, default: Europe/Paris}
        busy: {type: list, default: ["2028-01-10: Retreat"]}
        free: {type: list, default: ["2028-01-03: Holiday"]}"#,
    );

    let text = book(
        settings,
        r"
            ## A {#a at=0w}
            X
            ## B {#b at=1w for=mentor time=10:00}
            Y
            ",
    )
    .replace(
        "kind: timeline\n",
        &flush(
            r#"
            kind: timeline
            start: kickoff
            timezone: zone
            blackouts: busy
            holidays: "{{ free }}"
            "#,
        ),
    );

    let site = site(&text);
    assert_text(
        days(&site, "base"),
        r"
        2028-01-04 A
        2028-01-17 B
        ",
    );
    assert!(
        site.file("base", "plan/dates/mentor.ics").contains("TZID=Europe/Paris:20280117T100000")
    );
}

// Other shapes

#[test]
fn a_strip_leads_to_the_page_and_tables_can_be_for_one() {
    let milestones = &flush(
        r#"
        ## A {#a at=0w}
        X
        ## B {#b at=1w for=mentor}
        Y
        ## C {#c at=2w for="coordinator"}
        Z
        "#,
    );

    let text = format!(
        r"{}//- base/start.md
---
title: Start
---
:::timeline {{from=plan/dates.md as=strip}}
:::

:::timeline {{from=plan/dates.md as=table for=mentor}}
:::

:::timeline {{from=plan/dates.md as=calendars}}
:::
",
        book(START, milestones)
    );

    let site = site(&text);
    let page = site.assert_clean().page("base", "start");
    assert!(
        page.contains(&flush(
            r#"
        <ol class="timeline-strip">
        <li data-date="2027-05-03"><time datetime="2027-05-03">May 3, 2027</time> <a \
        href="../plan/dates/index.html#a">A</a></li>
        "#
        )),
        "{page}"
    );

    assert_eq!(page.matches("<li data-date=").count(), 3);
    let shown: Vec<String> = rows(&page).into_iter().map(|(_, _, what, _)| what).collect();
    assert_eq!(shown, ["A", "B"]);
    assert!(
        page.contains(&flush(
            r#"
            <ul class="calendars">
            <li><a href="../plan/dates/coordinator.ics" download>Calendar file for the \
            coordinator</a></li>
            <li><a href="../plan/dates/mentor.ics" download>Calendar file for the mentor</a></li>
            </ul>"#
        )),
        "{page}"
    );

    let links: BTreeSet<&str> = page
        .split("href=\"../")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|to| to.ends_with(".ics"))
        .collect();

    assert!(links.iter().all(|link| site.editions["base"].contains_key(*link)), "{links:?}");
}

#[test]
fn dates_are_written_in_the_firms_language() {
    let text = format!(
        r"{}//- base/start.md
---
title: Start
---
We begin on {{{{ cohort.start }}}}.

:::fact {{as_of=2026-11-22 review_by=9999-01-31}}
So.
:::
//- firms/acme/firm.yaml
name: Acme
language: en-GB
//- firms/birch/firm.yaml
name: Birch
language: fr
",
        book(CLOSED, "## S {#s at=2w}\nX\n")
    );

    let site = site(&text);
    for (edition, start, moved, session, review) in [
        (
            "base",
            "May 3, 2027",
            "moved from May 17, 2027: ",
            "May 24, 2027",
            ["As of November 22, 2026 ", "January 31, 9999"],
        ),
        (
            "acme",
            "3 May 2027",
            "moved from 17 May 2027: ",
            "24 May 2027",
            ["As of 22 November 2026 ", "31 January 9999"],
        ),
        (
            "birch",
            "3 mai 2027",
            "déplacé du 17 mai 2027\u{a0}: ",
            "24 mai 2027",
            ["État au 22 novembre 2026 ", "31 janvier 9999"],
        ),
    ] {
        let page = site.page(edition, "start");
        assert!(page.contains(&format!("We begin on {start}.")), "{page}");
        let [fact, review] = review;
        let review = format!("<time datetime=\"9999-01-31\">{review}</time>");
        assert!(page.contains(fact) && page.contains(&review), "{page}");
        let page = site.page(edition, "plan/dates");
        assert!(
            page.contains(&format!(
                "<time datetime=\"2027-05-24\">{session}</time> <span class=\"moved\">{moved}\
                 Busy season"
            )),
            "{page}"
        );
    }
}

#[test]
fn two_cohorts_have_dates_and_calendars_of_their_own() {
    let site = site(
        r"
        //- handbook.yaml
        title: T
        audiences: [mentor]
        variables:
          cohort.start: {type: date, default: 2027-05-03}
        //- base/index.md
        # Home
        //- base/spring.md
        ---
        title: Spring
        kind: timeline
        ---
        :::timeline
        :::

        ## Launch {#launch at=0w for=mentor}

        Text.
        //- firms/acme/firm.yaml
        name: Acme
        language: en-US
        //- firms/acme/autumn.md
        ---
        title: Autumn
        kind: timeline
        start: 2027-10-04
        ---
        :::timeline
        :::

        ## Launch {#launch at=0w for=mentor}

        Text.
        ",
    );

    site.assert_clean();
    assert!(site.page("acme", "spring").contains("May 3, 2027"));
    assert!(site.page("acme", "autumn").contains("October 4, 2027"));

    let uid = |path: &str| {
        site.file("acme", path).lines().find(|line| line.starts_with("UID")).map(str::to_owned)
    };

    assert!(
        uid("spring/mentor.ics").is_some() && uid("spring/mentor.ics") != uid("autumn/mentor.ics")
    );
    assert!(site.file("acme", "autumn/mentor.ics").contains("DTSTART;VALUE=DATE:20271004"));
    assert!(!site.editions["base"].contains_key("autumn/mentor.ics"));
}
