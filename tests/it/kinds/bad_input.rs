//! What can be wrong with rules, modules, questions, worksheets, terms and dates: each told where
//! it is, with a way out; and sizes that nobody would write, which neither hang nor panic.

mod sizes;

use mentorbook::Severity;
use mentorbook::{EngineError, Selection};

use crate::harness::{Site, files, flush, site, try_build};

/// A handbook of which one line is wrong.
const HEAD: &str = r"//- handbook.yaml
title: T
audiences: [mentor, mentee]
variables:
  cohort.start: {type: date, default: 2027-05-03}
  cohort.timezone: {type: text, default: Europe/London}
  calendar.blackouts: {type: list, default: []}
  calendar.holidays: {type: list, default: []}
//- base/index.md
# Home
";

/// Asserts that the first thing told is of a check, at a place, and says how to go on.
#[track_caller]
fn told(text: &str, check: &str, place: &str, message: &str) {
    let site = site(&format!("{HEAD}{text}"));
    told_in(&site, check, place, message);
}

#[track_caller]
fn told_in(site: &Site, check: &str, place: &str, message: &str) {
    let diagnostics = site.diagnostics();
    let wanted = format!("error[{check}] content/{place} ");
    let found =
        diagnostics.lines().position(|line| line.starts_with(&wanted) && line.contains(message));
    let Some(at) = found else { panic!("no `{wanted}…{message}` in\n{diagnostics}") };
    let below: Vec<&str> =
        diagnostics.lines().skip(at + 1).take_while(|line| line.starts_with("  ")).collect();
    assert!(below.iter().any(|line| line.starts_with("  help: ")), "no help:\n{diagnostics}");
    let errors = site
        .run
        .report
        .findings
        .iter()
        .filter(|found| found.diagnostic.severity == Severity::Error)
        .count();
    assert_eq!(errors, 1, "one mistake, one error:\n{diagnostics}");
}

// Questions

fn question(kind: &str, body: &str) -> String {
    format!(
        r"
//- base/m.md
---
title: M
kind: module
---
## Who? {{#q1 question={kind}}}

{body}
"
    )
}

#[test]
fn questions_that_cannot_be_answered() {
    let at = "base/m.md:5:1";
    for (kind, body, place, message) in [
        ("single", "- [ ] A\n- [ ] B\n", at, "no answer to this question is right"),
        ("multiple", "- [ ] A\n- [ ] B\n", at, "no answer to this question is right"),
        ("true-false", "- [ ] True\n- [ ] False\n", at, "no answer to this question is right"),
        (
            "single",
            "- [x] A\n- [x] B\n- [ ] C\n",
            at,
            "this question takes one answer, and two are marked as right",
        ),
        ("true-false", "- [x] True\n- [x] False\n", at, "this question takes one answer"),
        (
            "true-false",
            "- [x] True\n- [ ] False\n- [ ] Perhaps\n",
            at,
            "a true-false question has two options",
        ),
        ("single", "- [x] A\n", at, "a question needs two options or more"),
        ("ordering", "1. A\n", at, "a question needs two options or more"),
        (
            "single",
            "- [x] A\n- B\n",
            "base/m.md:8:1",
            "this option does not say whether it is right",
        ),
        ("single", "Text.\n", at, "this question has nothing to choose from"),
        ("ordering", "- A\n- B\n", at, "this question has nothing to choose from"),
        ("matching", "- A\n- B\n", at, "this question has nothing to choose from"),
        (
            "single",
            "| A | B |\n| - | - |\n| a | b |\n",
            at,
            "this question has nothing to choose from",
        ),
        (
            "matching",
            "| A | B |\n| - | - |\n| a | b |\n",
            at,
            "a matching question needs two rows or more",
        ),
        (
            "matching",
            "| A | B |\n| - | - |\n| a | b |\n| c | d |\n| a | e |\n",
            "base/m.md:11:1",
            "`a` stands twice on the left",
        ),
        (
            "matching",
            "| A | B |\n| - | - |\n| a | b |\n| c | |\n",
            "base/m.md:10:1",
            "needs a left and a right side",
        ),
        (
            "matching",
            "| A | B |\n| - | - |\n| a | b |\n| | c |\n",
            "base/m.md:10:1",
            "needs a left and a right side",
        ),
        ("singel", "- [x] A\n- [ ] B\n", at, "there is no kind of question `singel`"),
        ("single key=fixed", "- [x] A\n- [ ] B\n", at, "`key=fixed` is all that a key can be"),
        ("multiple key=open", "- [x] A\n- [ ] B\n", at, "`key=fixed` is all that a key can be"),
        (
            "multiple key=fixed",
            "- [ ] A\n- [ ] B\n",
            at,
            "no answer to this question is right: none of its rules is fixed here",
        ),
    ] {
        told(&question(kind, body), "question", place, message);
    }

    // Which line, and where the other one is.
    let twice = site(&format!(
        "{HEAD}{}",
        question("matching", "| A | B |\n| - | - |\n| a | b |\n| c | d |\n| a | e |\n")
    ));

    assert_eq!(twice.marked("question"), "| a | e |");
    assert_eq!(twice.run.report.findings[0].diagnostic.labels[0].1, "first here");
}

#[test]
fn an_unknown_kind_of_question_lists_those_there_are() {
    let site = site(&format!("{HEAD}{}", question("essay", "- [x] A\n- [ ] B\n")));
    assert!(
        site.diagnostics().contains("there is no kind of question `essay`")
            && site.diagnostics().contains(
                "note: there are: single, multiple, true-false, ordering, matching, reflection, scenario"
            ),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn a_computed_key_with_a_right_option_is_told() {
    let text = format!(
        r"{}//- base/r.md
---
kind: rules
---
## One {{#gr-1 .fixed}}

A
",
        question("multiple key=fixed", "- [x] [One](r.md#gr-1)\n- [ ] B\n")
    );

    told(
        &text,
        "question",
        "base/m.md:5:1",
        "the key of this question is computed, yet an option is marked as right",
    );
}

// Modules

fn module(name: &str, front: &str) -> String {
    flush(&format!(
        r"
        //- base/{name}.md
        ---
        title: {}
        kind: module
        {front}---
        Text
        ",
        name.to_uppercase()
    ))
}

#[test]
fn a_module_that_needs_a_hidden_one() {
    let text = format!(
        r"{}{}
        //- firms/acme/firm.yaml
        name: Acme
        hide: [m1.md]
        ",
        module("m1", ""),
        module("m2", "prerequisites: [m1.md]\n")
    );

    told(
        &text,
        "module-plan",
        "base/m2.md:4:17",
        "this module needs one that this firm or edition does not have",
    );
}

#[test]
fn circles_of_modules() {
    let needs = |name: &str, needed: &str| module(name, &format!("prerequisites: [{needed}]\n"));
    told(
        &needs("m1", "m1.md"),
        "module-plan",
        "base/m1.md:4:17",
        "these modules need each other, so nobody can begin",
    );
    let two = format!("{}{}", needs("m1", "m2.md"), needs("m2", "m1.md"));
    told(&two, "module-plan", "base/m1.md:4:17", "these modules need each other");
    let three = format!(
        "{}{}{}{}",
        needs("m1", "m2.md"),
        needs("m2", "m3.md"),
        needs("m3", "m1.md"),
        needs("m4", "m3.md")
    );
    told(&three, "module-plan", "base/m1.md:4:17", "these modules need each other");
    let site = site(&format!("{HEAD}{three}"));
    assert!(site.diagnostics().contains("note: M1 → M2 → M3 → M1\n"), "{}", site.diagnostics());

    // What is needed by two is no circle.
    let well = format!(
        "{}{}{}{}",
        module("m1", ""),
        needs("m2", "m1.md"),
        needs("m3", "m1.md"),
        needs("m4", "m2.md, m3.md, m1.md")
    );
    crate::harness::site(&format!("{HEAD}{well}")).assert_clean();
}

#[test]
fn two_circles_are_told_apart() {
    let needs = |name: &str, needed: &str| module(name, &format!("prerequisites: [{needed}]\n"));
    let text = format!(
        "{}{}{}{}",
        needs("m1", "m2.md"),
        needs("m2", "m1.md"),
        needs("m3", "m4.md"),
        needs("m4", "m3.md")
    );
    let site = site(&format!("{HEAD}{text}"));
    assert_eq!(
        site.diagnostics().matches("these modules need each other").count(),
        2,
        "{}",
        site.diagnostics()
    );
}

#[test]
fn negative_lengths() {
    told(
        &module("m1", "minutes: {self: -20}\n"),
        "module-plan",
        "base/m1.md:4:1",
        "`self: -20` is no length of a module",
    );
    let part = &flush(
        r"
        //- base/m1.md
        ---
        kind: module
        minutes: {self: 5}
        ---
        ## A {#a minutes=-5}
        Text
        ",
    );

    told(part, "module-plan", "base/m1.md:5:1", "`-5` is no number of minutes");
}

// Dates

fn dates(milestones: &str) -> String {
    format!(
        r"
//- base/dates.md
---
kind: timeline
---
{milestones}
"
    )
}

#[test]
fn impossible_distances() {
    let at = "base/dates.md:4:1";
    for (attributes, message) in [
        ("at=soon", "`at=soon` cannot be used"),
        ("at=--8w", "`at=--8w` cannot be used"),
        ("at=99999w", "`at=99999w` cannot be used"),
        ("at=1.5w", "`at=1.5w` cannot be used"),
        ("at=0w every=-4w times=2", "`every=-4w` cannot be used"),
        ("at=0w every=0w times=2", "`every=0w` cannot be used"),
        ("at=0w every=monthly times=2", "`every=monthly` cannot be used"),
        ("at=0w every=4w times=-1", "`times=-1` cannot be used"),
        ("at=0w every=4w times=0", "`times=0` cannot be used"),
        ("at=0w every=4w times=201", "`times=201` cannot be used"),
        ("at=0w times=3", "this milestone comes several times, and does not say how often"),
        ("at=0w time=10:00 minutes=-60", "`-60` is no number of minutes"),
    ] {
        told(&dates(&format!("## A {{#a {attributes}}}\nX")), "timeline-date", at, message);
    }
}

#[test]
fn impossible_dates() {
    let start = HEAD.replace("default: 2027-05-03", "default: 2027-02-30");
    let Err(EngineError::Project(found)) = try_build(files(&start), Selection::default()) else {
        panic!("it has no such day")
    };

    assert_eq!(
        (found.len(), found[0].check.name, &*found[0].message),
        (1, "wrong-type", "`2027-02-30` is no day of the calendar")
    );

    let firm = |setting: &str| {
        format!(
            r"{}//- firms/acme/firm.yaml
name: Acme
variables:
  {setting}
",
            dates("## A {#a at=0w}\nX")
        )
    };

    let site = site(&format!("{HEAD}{}", firm("cohort.start: 2027-13-01")));
    assert!(
        site.diagnostics().contains("error[wrong-type] content/firms/acme/firm.yaml:3:"),
        "{}",
        site.diagnostics()
    );
    for (setting, message) in [
        (
            "calendar.blackouts: [\"2027-02-30 to 2027-03-31: Busy\"]",
            "`2027-02-30` is no date of the calendar",
        ),
        (
            "calendar.blackouts: [\"2027-04-01 to 2027-04-31: Busy\"]",
            "`2027-04-31` is no date of the calendar",
        ),
        (
            "calendar.blackouts: [\"2027-04-30 to 2027-04-01: Busy\"]",
            "this period ends (2027-04-01) before it begins (2027-04-30)",
        ),
        (
            "calendar.blackouts: [\"all of May\"]",
            "`all of May` does not say from when to when nothing takes place",
        ),
        ("calendar.holidays: [\"2027-02-29: Leap\"]", "`2027-02-29` is no date of the calendar"),
        (
            "calendar.holidays: [\"29 February: Leap\"]",
            "`29 February: Leap` does not say from when to when",
        ),
    ] {
        told(&firm(setting), "timeline-date", "firms/acme/firm.yaml:3:3", message);
    }

    told(
        r"
        //- base/f.md
        ---
        title: F
        ---
        Text

        :::fact {as_of=2015 review_by=2029-02-30}
        X
        :::
        ",
        "container-syntax",
        "base/f.md:6:1",
        "`2029-02-30` is no date of the calendar",
    );

    told(
        r"
        //- base/f.md
        ---
        title: F
        ---
        Text

        :::fact {as_of=2015-13 review_by=2029-02-20}
        X
        :::
        ",
        "container-syntax",
        "base/f.md:6:1",
        "`2015-13` is no date",
    );

    let reviewed = crate::harness::site(&format!(
        r"{HEAD}
        //- base/f.md
        ---
        reviewed: 2026-02-30
        ---
        Text
        "
    ));

    assert!(
        reviewed.diagnostics().starts_with("error[wrong-type] content/base/f.md:2:11 "),
        "{}",
        reviewed.diagnostics()
    );
}

#[test]
fn a_blackout_over_everything() {
    let firm = &flush(
        r#"
        //- firms/acme/firm.yaml
        name: Acme
        variables:
          calendar.blackouts: ["2026-01-01 to 2029-12-31: Merger"]
        "#,
    );

    let text = format!(
        "{}{firm}",
        dates("## A {#a at=0w}\nX\n## B {#b at=-4w}\nY\n## C {#c at=4w every=4w times=6}\nZ")
    );
    told(
        &text,
        "timeline-date",
        "firms/acme/firm.yaml:3:3",
        "there is no free week for 2027-05-03 within a year: Merger",
    );
    let forever = text.replace("2026-01-01 to 2029-12-31", "0001-01-01 to 9999-12-31");
    told(&forever, "timeline-date", "firms/acme/firm.yaml:3:3", "there is no free week");
    let holidays = forever.replace("calendar.blackouts: [", "calendar.holidays: [");
    let site = site(&format!("{HEAD}{holidays}"));
    assert!(
        site.diagnostics().contains("error[timeline-date]")
            && site.diagnostics().contains("there is no free week"),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn dates_beyond_the_calendar() {
    let text = format!(
        r"{HEAD}{}
        //- firms/acme/firm.yaml
        name: Acme
        variables:
          cohort.start: 9999-12-01
        ",
        dates("## A {#a at=20w}\nX")
    );

    let site = site(&text);
    assert!(
        site.diagnostics().contains("error[timeline-date]")
            && site.diagnostics().contains("beyond the year 9999"),
        "{}",
        site.diagnostics()
    );
    assert!(site.diagnostics().contains("  help: "), "{}", site.diagnostics());
}

#[test]
fn a_timeline_without_a_start() {
    let text = &flush(
        r"
        //- handbook.yaml
        title: T
        //- base/dates.md
        ---
        kind: timeline
        ---
        ## A {#a at=0w}
        X
        ",
    );

    let site = site(text);
    assert!(
        site.diagnostics().starts_with(&flush(
            r"
            error[timeline-date] content/base/dates.md:1:1 this timeline has no first day
              help: "
        )),
        "{}",
        site.diagnostics()
    );
    let unknown = text.replace("kind: timeline\n", "kind: timeline\nstart: cohort.begin\n");
    let site = crate::harness::site(&unknown);
    assert!(
        site.diagnostics()
            .contains("error[wrong-type] content/base/dates.md:3:8 `start` takes a date"),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn an_unknown_time_zone() {
    for zone in ["Europe/Londn", "Mars/Olympus", "", "+03:00"] {
        let text = format!("{HEAD}{}", dates("## A {#a at=0w time=10:00 for=mentor}\nX"))
            .replace("Europe/London", &format!("\"{zone}\""));
        let site = site(&text);
        assert!(
            site.diagnostics().contains(&format!("there is no time zone `{zone}`")),
            "{zone}: {}",
            site.diagnostics()
        );
        assert!(
            site.diagnostics().starts_with("error[timeline-date] content/")
                && site.diagnostics().contains("  help: "),
            "{}",
            site.diagnostics()
        );
        assert!(site.editions.is_empty());
    }

    let near = site(
        &format!("{HEAD}{}", dates("## A {#a at=0w time=10:00 for=mentor}\nX"))
            .replace("Europe/London", "Europe/Londn"),
    );

    assert!(
        near.diagnostics().contains("help: did you mean `Europe/London`?"),
        "{}",
        near.diagnostics()
    );
}

// BUG 23
#[test]
fn an_unknown_time_zone_of_a_firm_is_told_where_it_is_set() {
    let text = format!(
        r"{}//- firms/acme/firm.yaml
name: Acme
variables:
  cohort.timezone: Europe/Londn
",
        dates("## A {#a at=0w time=10:00 for=mentor}\nX")
    );
    told(
        &text,
        "timeline-date",
        "firms/acme/firm.yaml:3:3",
        "there is no time zone `Europe/Londn`",
    );
}

// BUG 22
#[test]
fn an_unknown_time_zone_is_told_even_if_no_calendar_needs_it() {
    let text =
        format!("{HEAD}{}", dates("## A {#a at=0w}\nX")).replace("Europe/London", "Europe/Londn");
    let site = site(&text);
    assert!(site.diagnostics().contains("there is no time zone"), "{:?}", site.diagnostics());
}

// Terms

#[test]
fn names_claimed_twice() {
    let g = |second: &str| {
        format!(
            r#"
//- base/g.md
---
kind: glossary
---
## Pair {{#pair aliases="two, couple"}}

Two.

{second}

Two.
"#
        )
    };

    told(
        &g("## Duo {#duo aliases=Couple}"),
        "glossary-term",
        "base/g.md:8:1",
        "`Couple` names two terms of the glossary",
    );
    told(&g("## Couple {#couple}"), "glossary-term", "base/g.md:8:1", "`Couple` names two terms");
    told(
        &g("## Duo {#duo aliases=PAIR link=no}"),
        "glossary-term",
        "base/g.md:8:1",
        "`PAIR` names two terms",
    );
    told(
        &g("## Duo {#duo see=trio}"),
        "glossary-term",
        "base/g.md:8:1",
        "there is no term `trio` to look at",
    );
    let two = format!(
        r"{}//- base/h.md
---
kind: glossary
---
## Couple {{#couple}}

Other.
",
        g("## Duo {#duo}")
    );

    told(&two, "glossary-term", "base/h.md:4:1", "`Couple` names two terms");
    let firm = format!(
        r"{}//- firms/acme/firm.yaml
name: Acme
//- firms/acme/g.md
---
override: sections
---
## Team {{#team after=pair aliases=two}}

Ours.
",
        g("## Duo {#duo}")
    );

    told(&firm, "glossary-term", "firms/acme/g.md:4:1", "`two` names two terms");
}

// Fields and collections

fn form(field: &str) -> String {
    format!(
        r"
//- base/log.md
---
title: Log
kind: worksheet
---
:::form
{field}
:::
"
    )
}

#[test]
fn fields_that_cannot_be_filled_in() {
    let at = "base/log.md:6:1";
    for (field, message) in [
        ("- {date}", "this field has no label"),
        ("- [ ] ", "this field has no label"),
        ("- Date {dat}", "there is no kind of field `dat`"),
        ("- Note {lines=0}", "`0` is no number of lines"),
        ("- Note {lines=-3}", "`-3` is no number of lines"),
        ("- Note {lines=61}", "`61` is no number of lines"),
        ("- Note {lines=many}", "`many` is no number of lines"),
        ("- Grade {scale=5-1}", "`5-1` is no scale"),
        ("- Grade {scale=5}", "`5` is no scale"),
        ("- Grade {scale=1-200}", "`1-200` is no scale"),
        ("- Grade {scale=1-5 middle=fair}", "`middle` means nothing in a field of kind `scale`"),
        ("- Where {choice=Here}", "a choice needs two options or more"),
        ("- Where {choice}", "a choice needs two options or more"),
        ("- Where {choices}\n  - One", "a choice needs two options or more"),
    ] {
        told(&form(field), "worksheet-field", at, message);
    }

    let unknown = site(&format!("{HEAD}{}", form("- Date {colour}")));
    assert!(
        unknown
            .diagnostics()
            .contains("note: there are: text, lines, date, scale, choice, choices, signature"),
        "{}",
        unknown.diagnostics()
    );

    let check = &flush(
        r"
        //- base/w.md
        ---
        title: W
        ---
        Text

        :::self-check {scale=1-4}
        - A {for=one}
        - B {for=onne}
        - C
        :::

        ## One {#one}

        Text
        ",
    );

    told(
        &check.replace("- C\n", ""),
        "worksheet-field",
        "base/w.md:8:1",
        "this page has no section `onne` to count for",
    );
    told(
        &check.replace("- B {for=onne}\n", ""),
        "worksheet-field",
        "base/w.md:8:1",
        "this statement does not say what it counts for",
    );
}

#[test]
fn collections_of_the_wrong_kind() {
    let page = |container: &str| {
        format!(
            r"
//- base/c.md
---
title: C
---
Text

{container}
:::
//- base/a.md
---
title: A
---
## One {{#one}}

Text
"
        )
    };

    for container in [
        ":::collection {from=a.md as=wallet}",
        ":::collection {from=a.md as=clauses}",
        ":::collection {from=a.md as=worksheet}",
        ":::collection {from=a.md only=fixed}",
    ] {
        told(
            &page(container),
            "collection-kind",
            "base/c.md:6:1",
            "this needs a page of kind `rules`, and that one is of kind `guide`",
        );
    }

    told(
        &page(":::timeline {from=a.md as=strip}"),
        "collection-kind",
        "base/c.md:6:1",
        "this needs a page of kind `timeline`",
    );
    told(
        &page(":::timeline {as=strip}"),
        "collection-kind",
        "base/c.md:6:1",
        "this needs a page of kind `timeline`",
    );
    told(
        &page(":::collection {from=a.md as=walet}"),
        "container-syntax",
        "base/c.md:6:1",
        "a collection cannot be shown as `walet`",
    );
    told(
        &page(":::timeline {from=a.md as=stripe}").replace("title: A", "title: A\nkind: timeline"),
        "container-syntax",
        "base/c.md:6:1",
        "this cannot be shown as `stripe`",
    );
    told(
        &page(":::curriculum {as=hour}"),
        "container-syntax",
        "base/c.md:6:1",
        "this cannot be shown as `hour`",
    );
    told(&page(":::timeline {from=gone.md}"), "broken-link", "base/c.md:6:1", "");
}

// Audiences

#[test]
fn unknown_audiences() {
    for (text, place) in [
        (
            r"
            //- base/a.md
            ---
            audience: [mentr]
            ---
            Text
            ",
            "base/a.md:2:12",
        ),
        (
            r"
            //- base/a.md
            ---
            kind: module
            required_for: [mentr]
            ---
            Text
            ",
            "base/a.md:3:16",
        ),
        (
            r"
            //- base/a.md
            ---
            title: A
            ---
            ## One {#one audience=mentr}

            Text
            ",
            "base/a.md:4:1",
        ),
        (
            r"
            //- base/a.md
            ---
            kind: timeline
            ---
            ## One {#one at=0w for=mentr}

            Text
            ",
            "base/a.md:4:1",
        ),
        (
            r"
            //- base/a.md
            ---
            title: A
            ---
            :::only {audience=mentr}
            Text
            :::
            ",
            "base/a.md:4:1",
        ),
        (
            r"
            //- base/a.md
            ---
            title: A
            ---
            :::curriculum {for=mentr}
            :::
            ",
            "base/a.md:4:1",
        ),
        (
            r"
            //- base/a.md
            ---
            kind: timeline
            ---
            :::timeline {for=mentr}
            :::

            ## One {#one at=0w}

            Text
            ",
            "base/a.md:4:1",
        ),
    ] {
        let site = site(&format!("{HEAD}{text}"));
        let diagnostics = site.diagnostics();
        assert!(
            diagnostics.contains(&format!("content/{place} ")) && diagnostics.contains("`mentr`"),
            "{text}\n{diagnostics}"
        );
        assert!(
            diagnostics.starts_with("error[")
                && diagnostics.contains("  help: did you mean `mentor`?"),
            "{text}\n{diagnostics}"
        );
    }
}

#[test]
fn a_quote_that_is_not_indented_ends_the_options() {
    let question = |options: &str| {
        format!(
            r"
//- base/m.md
---
kind: module
---
## Who? {{#q question=single}}

{options}
"
        )
    };

    for options in [
        "- [ ] Red\n> wrong\n- [x] Blue\n> right",
        "- [ ] Red\n- [x] Blue\n\nOr else:\n\n- [ ] Green",
    ] {
        let found = site(&question(options)).diagnostics();
        assert!(
            found.starts_with("error[question] content/base/m.md:")
                && found.contains("its list ended before them"),
            "{found}"
        );
        assert_eq!(found.matches("error[").count(), 1, "one mistake, one complaint: {found}");
    }

    site(&question("- [ ] Red\n- [x] Blue\n\nA list of another sort:\n\n- Green")).assert_clean();
}

#[test]
fn keys_and_classes_that_mean_nothing_are_told() {
    for (braces, kind, told) in [
        ("minuts=5", "module", "did you mean `minutes=`?"),
        ("Minutes=5", "module", "did you mean `minutes=`?"),
        ("foo=bar", "guide", "`data-foo=`"),
        ("fixed=true", "rules", "write `.fixed`"),
        ("fixed", "rules", "write `.fixed`"),
        ("alias=pair", "glossary", "write `aliases=`"),
        (".fixd", "rules", "did you mean `.fixed`?"),
        (".Fixed", "rules", "did you mean `.fixed`?"),
        ("audience = mentor", "guide", "without spaces around `=`"),
        ("applies=pair", "guide", "it is for pages with `kind: rules`"),
        ("for=mentor", "guide", "a section is for somebody by `audience=`"),
        ("link=no", "rules", "it is for pages with `kind: glossary`"),
    ] {
        let text = flush(&format!(
            r"
            //- handbook.yaml
            title: T
            audiences: [mentor]
            //- base/p.md
            ---
            kind: {kind}
            ---
            ## One {{#one {braces}}}

            Text.
            "
        ));
        let found = site(&text).diagnostics();
        assert!(
            found.starts_with("error[unknown-key] content/base/p.md:4:1 "),
            "{braces}: {found}"
        );
        assert!(found.contains(told), "{braces}: {found}");
    }

    let fine = &flush(
        r"
        //- base/p.md
        ## One {#one data-foo=bar .wide}

        Text.
        ",
    );

    assert!(
        site(fine).assert_clean().page("base", "p").contains(" class=\"wide\" data-foo=\"bar\"")
    );

    let nobody = site(
        r"
        //- handbook.yaml
        title: T
        audiences: [mentor]
        //- base/p.md
        ## One {#one audience=}

        Text.
        ",
    );

    assert!(nobody.diagnostics().contains("does not say for whom"), "{}", nobody.diagnostics());
}

#[test]
fn front_matter_out_of_its_place_is_not_published() {
    for text in [
        "\n---\ntitle: R\naudience: [facilitator]\n---\nText\n",
        " ---\ntitle: R\n---\nText\n",
        "----\ndraft: true\n---\nText\n",
        "title: R\ndraft: true\n---\nText\n",
    ] {
        let found = site(&format!("//- base/p.md\n{text}")).diagnostics();
        assert!(found.starts_with("error[yaml-syntax] content/base/p.md:"), "{text}: {found}");
        assert!(found.contains("does not begin on the first line"), "{found}");
    }

    for text in [
        "---\n\nA rule above.\n\n---\n",
        "Note: a title.\n\n---\n\nText\n",
        "## T\n\n---\ntitle: no\n",
    ] {
        let found = site(&format!("//- base/p.md\n{text}")).diagnostics();
        assert!(!found.contains("does not begin on the first line"), "{text}: {found}");
    }
}

#[test]
fn options_that_readers_could_not_answer_by() {
    let question = |kind: &str, options: &str| {
        site(&format!(
            r"
//- base/m.md
---
kind: module
---
## Who? {{#q question={kind}}}

{options}
"
        ))
        .diagnostics()
    };

    let twice = question("single", "- [ ] Red\n- [x] Blue\n- [ ] Red");
    assert!(
        twice.starts_with("error[question] content/base/m.md:4:1 `Red` is there twice"),
        "{twice}"
    );
    let step = question("ordering", "1. Wait\n2. Talk\n3. Wait");
    assert!(step.contains("`Wait` is there twice"), "{step}");
    let empty = question("multiple", "- [ ] Red\n- [x]\n- [x] Blue");
    assert!(empty.contains("error[question]"), "{empty}");
}

#[test]
fn options_are_not_added_to_a_question_from_outside() {
    let text = &flush(
        r"
        //- base/m.md
        ---
        kind: module
        ---
        ## Who? {#q question=single}

        - [ ] Red
        - [x] Blue
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/m.md
        ---
        override: sections
        ---
        ## Who? {#q append}

        - [ ] Green
        ",
    );

    let told = site(text).diagnostics();
    assert!(
        told.starts_with("error[question] content/firms/acme/m.md:4:1 options cannot be added"),
        "{told}"
    );
}

#[test]
fn what_seems_to_be_for_some_is_never_silently_for_all() {
    let head = &flush(
        r"
        //- handbook.yaml
        title: T
        audiences: [mentor, facilitator]
        //- base/p.md
        ",
    );

    for (page, told) in [
        (
            "---\naudience:\n---\nText\n",
            "error[wrong-type] content/base/p.md:2:1 `audience` does not say for whom",
        ),
        (
            "---\naudience: []\n---\nText\n",
            "error[wrong-type] content/base/p.md:2:1 `audience` does not say for whom",
        ),
        (
            "## N {#n audience=\"\"}\n",
            "error[wrong-type] content/base/p.md:1:1 `audience=` does not say",
        ),
        (
            "## N {#n .facilitator}\n",
            "error[unknown-key] content/base/p.md:1:1 `.facilitator` does not say",
        ),
        (
            "## N {#n only=facilitator}\n",
            "error[unknown-key] content/base/p.md:1:1 `only=` means nothing",
        ),
        (
            "## N {#n audience=facilitator}.\n",
            "error[unknown-key] content/base/p.md:1:1 these braces are part of the heading",
        ),
    ] {
        let found = site(&format!("{head}{page}")).diagnostics();
        assert!(found.starts_with(told), "{page}: {found}");
        assert!(found.contains("\n  help: "), "{found}");
    }
}
