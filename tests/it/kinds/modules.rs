//! Training: how long it takes, for whom, what comes first, and that all of it follows a firm's
//! changes.

use crate::harness::{Site, assert_text, flush, site};

const HEAD: &str = r#"//- handbook.yaml
title: T
audiences: {mentor: "{{ label }}", mentee: mentee, sponsor: sponsor}
variables:
  label: {type: text, default: mentor}
  mark: {type: number, default: 70}
  first.minutes: {type: number, default: 8}
"#;

/// Three modules and a page with the curriculum.
const MODULES: &str = r#"//- base/index.md
---
title: Home
---
:::curriculum
:::
//- base/m/m1.md
---
title: M1
kind: module
weight: 1
minutes: {self: 20, live: 45}
required_for: [mentor, mentee]
pass_mark: mark
---
## One {#one minutes="{{ first.minutes }}"}
A
## Two {#two minutes=12}
B
//- base/m/m2.md
---
title: M2
kind: module
weight: 2
minutes: {self: 10, together: 60}
required_for: [mentee]
prerequisites: [m1.md]
audience: [mentee, sponsor]
pass_mark: 90
---
## One {#one minutes=60}
A
//- base/m/m3.md
---
title: M3
kind: module
weight: 3
minutes: {live: 30}
prerequisites: [m1.md, m2.md]
---
A
"#;

fn book(rest: &str) -> String {
    format!("{HEAD}{MODULES}{rest}")
}

fn acme(rest: &str) -> String {
    book(&format!(
        r"
//- firms/acme/firm.yaml
name: Acme
{rest}"
    ))
}

/// The rows of the curriculum, cells parted by ` | `, without tags.
fn table(site: &Site, edition: &str) -> Vec<String> {
    rows(&site.page(edition, ""))
}

fn rows(page: &str) -> Vec<String> {
    let table = page
        .split_once("<table class=\"curriculum\">")
        .unwrap_or_else(|| panic!("no table: {page}"))
        .1;
    let table = table.split("</table>").next().unwrap_or_default();
    table.split("<tr>").skip(1).map(cells).collect()
}

fn cells(row: &str) -> String {
    let row = row
        .split("</tr>")
        .next()
        .unwrap_or_default()
        .replace("</th><", "</th> | <")
        .replace("</td><", "</td> | <");
    row.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
}

#[test]
fn the_curriculum_is_computed() {
    let site = site(&book(""));
    site.assert_clean();
    assert_eq!(
        table(&site, "base"),
        [
            "Module | Minutes | Needed first | Mentor | Mentee",
            "M1 | 20 | nothing | required | required",
            "M2 | 70 | M1 | – | required",
            "M3 | 30 | M1, M2 | optional | optional",
            "Required in all | 20 min | 1 h 30 min",
        ]
    );
    let page = site.page("base", "");
    assert!(
        page.contains(
            "<tr><th scope=\"row\"><a \
         href=\"m/m2/index.html\">M2</a></th><td>70</td><td><a \
         href=\"m/m1/index.html\">M1</a></td><td class=\"none\">–</td><td \
         class=\"required\">required</td></tr>"
        ),
        "{page}"
    );
}

#[test]
fn hours_for_each_and_for_one() {
    let text = book("").replace(
        ":::curriculum\n:::",
        &flush(
            r"
            :::curriculum {as=hours}
            :::

            :::curriculum {as=hours for=mentee}
            :::

            :::curriculum {for=mentor}
            :::",
        ),
    );

    let page = site(&text).assert_clean().page("base", "");
    assert!(
        page.contains(&flush(
            r#"
            <dl class="hours">
            <dt>Mentor</dt><dd>20 min</dd>
            <dt>Mentee</dt><dd>1 h 30 min</dd>
            </dl>
            <dl class="hours">
            <dt>Mentee</dt><dd>1 h 30 min</dd>
            </dl>
            "#
        )),
        "{page}"
    );

    assert_eq!(
        rows(&page),
        [
            "Module | Minutes | Needed first | Mentor",
            "M1 | 20 | nothing | required",
            "Required in all | 20 min"
        ]
    );
}

#[test]
fn whole_hours_have_no_minutes() {
    let text = book("")
        .replace("self: 10, together: 60", "self: 40, together: 60")
        .replace(":::curriculum\n", ":::curriculum {as=hours}\n");
    let page = site(&text).page("base", "");
    assert!(page.contains("<dt>Mentee</dt><dd>2 h</dd>"), "{page}");
}

#[test]
fn firms_name_audiences() {
    let site = site(&book(
        r"
        //- firms/acme/firm.yaml
        name: Acme
        variables: {label: guide}
        ",
    ));
    assert_eq!(table(&site, "acme")[0], "Module | Minutes | Needed first | Guide | Mentee");
    assert_eq!(table(&site, "base")[0], "Module | Minutes | Needed first | Mentor | Mentee");
}

#[test]
fn the_curriculum_is_in_reading_order() {
    let site = site(
        &acme("nav:\n  - move: m/m3.md\n    before: m/m1.md\n")
            .replace("//- base/m/m3", "//- base/m/index.md\n# Modules\n//- base/m/m3"),
    );
    site.assert_clean();
    let names = |edition: &str| {
        table(&site, edition)
            .iter()
            .map(|row| row.split(' ').next().unwrap_or_default().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(names("base"), ["Module", "M1", "M2", "M3", "Required"]);
    assert_eq!(names("acme"), ["Module", "M3", "M1", "M2", "Required"]);
}

// What the parts add up to

fn minutes(minutes: &str, parts: &str) -> Site {
    site(&format!(
        r"{HEAD}//- base/m.md
---
title: M
kind: module
minutes: {{{minutes}}}
---
{parts}"
    ))
}

#[test]
fn parts_add_up_to_the_time_together_alone_or_live() {
    let parts = "## A {#a minutes=8}\nA\n### B {#b minutes=4}\nB\n## C {#c}\nC\n";
    for (given, well) in [
        ("self: 12", true),
        ("self: 12, live: 99", true),
        ("self: 99, together: 12", true),
        ("live: 12", true),
        ("self: 99, live: 12", false),
        ("self: 12, together: 99", false),
        ("self: 11", false),
        ("self: 13", false),
    ] {
        let site = minutes(given, parts);
        assert_eq!(site.diagnostics().is_empty(), well, "{given}: {}", site.diagnostics());
        if !well {
            assert!(
                site.diagnostics().starts_with(
                    "error[module-plan] content/base/m.md:4:1 the parts \
                     of this module take 12 minutes, the whole is said to take "
                ),
                "{given}: {}",
                site.diagnostics()
            );
            assert!(
                site.diagnostics().contains("  help: ")
                    && site.diagnostics().contains("note: its parts: a 8, b 4"),
                "{}",
                site.diagnostics()
            );
        }
    }

    minutes("self: 12", "## A {#a}\nA\n").assert_clean();
}

#[test]
fn minutes_are_whole_and_sensible() {
    for (given, at) in [
        ("self: 0", "4:1"),
        ("self: 601", "4:1"),
        ("live: -5", "4:1"),
        ("together: 9999999999", "4:1"),
    ] {
        let site = minutes(given, "A\n");
        assert!(
            site.diagnostics().starts_with(&flush(&format!(
                r"
                error[module-plan] content/base/m.md:{at} `{given}` is no length of a module
                  help: "
            ))),
            "{given}: {}",
            site.diagnostics()
        );
    }

    for (given, check) in
        [("self: ten", "wrong-type"), ("self: 1.5", "wrong-type"), ("alone: 5", "unknown-key")]
    {
        let site = minutes(given, "A\n");
        assert!(
            site.diagnostics().starts_with(&format!("error[{check}] content/base/m.md:4:")),
            "{given}: {}",
            site.diagnostics()
        );
    }

    for given in ["0", "-5", "ten", "601", "4.5", "", "99999999999"] {
        let site = minutes("self: 8", &format!("## A {{#a minutes=\"{given}\"}}\nA\n"));
        assert!(
            site.diagnostics().contains(&flush(&format!(
                r"
                error[module-plan] content/base/m.md:6:1 `{given}` is no number of minutes
                  help: "
            ))),
            "{given}: {}",
            site.diagnostics()
        );
    }
}

#[test]
fn a_variable_may_say_how_long_a_part_takes() {
    let site = site(&book(
        r"
        //- firms/acme/firm.yaml
        name: Acme
        variables: {first.minutes: 9}
        ",
    ));

    assert_text(
        site.diagnostics(),
        r"
            error[module-plan] content/base/m/m1.md:5:1 the parts of this module take 21 minutes, \
            the whole is said to take 20
              help: change `minutes:` here, or the `minutes=` of a section
              note: its parts: one 9, two 12
              note: in 1 of 2 editions: acme
            ",
    );
}

// What the theme sees

const THEME: &str = r#"//- themes/default/templates/page.html
{% if page.module %}{% set m = page.module %}{{ m.self }}/{{ m.live }}/{{
m.together }}={{ m.total }} {{ m.pass_mark }}% {{ m.questions }}? [{{
m.required_for | join(sep=",") }}] {% for p in m.prerequisites %}{{ p.title }}@{{ p.href }} {%
endfor %}:{% for o in m.outline %} {{ o.id }} {{ o.title }} {{ o.minutes }}{% endfor %}{% endif %}
//- themes/default/templates/nav.html
//- themes/default/templates/404.html
//- themes/default/templates/redirect.html
"#;

fn seen(text: &str, edition: &str, page: &str) -> String {
    let site = site(&format!("{text}{THEME}"));
    site.assert_clean();
    site.page(edition, page).trim().to_owned()
}

#[test]
fn themes_see_the_module() {
    assert_eq!(
        seen(&book(""), "base", "m/m1"),
        "20/45/=20 70% 0? [mentor,mentee] : one One 8 two Two 12"
    );
    assert_eq!(
        seen(&book(""), "base", "m/m2"),
        "10//60=70 90% 0? [mentee] M1@../m1/index.html : one One 60"
    );
    assert_eq!(
        seen(&book(""), "base", "m/m3"),
        "/30/=30 80% 0? [] M1@../m1/index.html M2@../m2/index.html :"
    );
    assert_eq!(seen(&book(""), "base", ""), "", "no module");
}

#[test]
fn a_pass_mark_is_a_number_or_a_variable() {
    let firm = &flush(
        r"
        //- firms/acme/firm.yaml
        name: Acme
        variables: {mark: 55}
        ",
    );

    assert!(seen(&book(firm), "acme", "m/m1").contains(" 55% "));
    assert!(seen(&book(firm), "base", "m/m1").contains(" 70% "));
    assert!(seen(&book(firm), "acme", "m/m2").contains(" 90% "));

    let own = acme(
        r"
        //- firms/acme/m/m2.md
        ---
        override: sections
        pass_mark: mark
        ---
        ",
    );

    assert!(seen(&own, "acme", "m/m2").contains(" 70% "), "an override's front matter wins");
    for (given, check) in [
        ("0", "wrong-type"),
        ("101", "wrong-type"),
        ("-1", "wrong-type"),
        ("7.5", "wrong-type"),
        ("[80]", "wrong-type"),
        ("label", "wrong-type"),
        ("marks", "wrong-type"),
    ] {
        let site = site(&book("").replace("pass_mark: 90", &format!("pass_mark: {given}")));
        assert!(
            site.diagnostics().starts_with(&format!("error[{check}] content/base/m/m2.md:9:12 ")),
            "{given}: {}",
            site.diagnostics()
        );
    }
}

#[test]
fn a_firms_impossible_pass_mark_is_told() {
    for mark in ["0", "150", "-3"] {
        let site = site(&book(&format!(
            r"
            //- firms/acme/firm.yaml
            name: Acme
            variables: {{mark: {mark}}}
            "
        )));
        assert!(
            site.diagnostics().contains("content/firms/acme/firm.yaml"),
            "{mark} is no percentage, and nothing is said: {:?}",
            site.diagnostics()
        );
    }
}

// Everything follows

#[test]
fn a_hidden_module_takes_its_hours_along() {
    let text = acme("hide: [m/m3.md]\n");
    let site = site(&text);
    site.assert_clean();
    assert_eq!(
        table(&site, "acme"),
        [
            "Module | Minutes | Needed first | Mentor | Mentee",
            "M1 | 20 | nothing | required | required",
            "M2 | 70 | M1 | – | required",
            "Required in all | 20 min | 1 h 30 min",
        ]
    );
    let both = acme("hide: [m/m2.md, m/m3.md]\n");
    assert_eq!(
        table(&crate::harness::site(&both), "acme").last().map(String::as_str),
        Some("Required in all | 20 min | 20 min")
    );
}

#[test]
fn hiding_what_others_need_is_told() {
    let site = site(&acme("hide: [m/m2.md]\n"));
    assert_text(
        site.diagnostics(),
        r"
            error[module-plan] content/base/m/m3.md:6:24 this module needs one that this firm or \
            edition does not have
              help: hide `m/m3.md` as well, or give it other `prerequisites:` in an override of \
            its own
              note: in 1 of 2 editions: acme
            ",
    );

    let mended = acme(
        r"hide: [m/m2.md]
//- firms/acme/m/m3.md
---
override: sections
prerequisites: [m1.md]
---
",
    );

    let site = crate::harness::site(&mended);
    site.assert_clean();
    assert_eq!(table(&site, "acme")[2], "M3 | 30 | M1 | optional | optional");
}

#[test]
fn a_firms_minutes_count() {
    let change = &flush(
        r"
        //- firms/acme/m/m1.md
        ---
        override: sections
        minutes: {self: 32, live: 45}
        required_for: [mentor]
        ---
        ## Two, longer {#two replace minutes=20}

        Long.

        ## Own {#own after=two minutes=4}

        Ours.
        ",
    );

    let site = site(&acme(change));
    site.assert_clean();
    assert_eq!(
        table(&site, "acme"),
        [
            "Module | Minutes | Needed first | Mentor | Mentee",
            "M1 | 32 | nothing | required | optional",
            "M2 | 70 | M1 | – | required",
            "M3 | 30 | M1, M2 | optional | optional",
            "Required in all | 32 min | 1 h 10 min",
        ]
    );

    assert_eq!(table(&site, "base")[1], "M1 | 20 | nothing | required | required");
    assert_eq!(
        seen(&acme(change), "acme", "m/m1"),
        "32/45/=32 70% 0? [mentor] : one One 8 two Two, longer 20 own Own 4"
    );
}

#[test]
fn a_replaced_part_keeps_its_minutes_and_a_removed_one_takes_them_along() {
    let keeps = &flush(
        r"
        //- firms/acme/m/m1.md
        ---
        override: sections
        ---
        ## Zwei {#two replace}

        Neu.
        ",
    );

    assert!(seen(&acme(keeps), "acme", "m/m1").ends_with(": one One 8 two Zwei 12"));

    let removes = &flush(
        r"
        //- firms/acme/m/m1.md
        ---
        override: sections
        ---
        ## Two {#two remove}
        ",
    );

    let site = site(&acme(removes));
    assert!(
        site.diagnostics()
            .contains("the parts of this module take 8 minutes, the whole is said to take 20"),
        "{}",
        site.diagnostics()
    );
    assert!(site.diagnostics().contains("in 1 of 2 editions: acme"), "{}", site.diagnostics());

    let mended = &flush(
        r"
        //- firms/acme/m/m1.md
        ---
        override: sections
        minutes: {self: 8}
        ---
        ## Two {#two remove}
        ",
    );

    assert_eq!(
        table(&crate::harness::site(&acme(mended)), "acme")[1],
        "M1 | 8 | nothing | required | required"
    );
}

#[test]
fn whoever_must_take_a_module_must_be_shown_it() {
    let site = site(&book("").replace("audience: [mentee, sponsor]", "audience: [sponsor]"));
    assert!(
        site.diagnostics().starts_with(&flush(
            r"
            error[module-plan] content/base/m/m2.md:1:1 this module is required for `mentee`, who \
            is not in its audience
              help: "
        )),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn what_is_needed_first_is_a_module() {
    for (given, message) in [
        ("../index.md", "`index.md` is no training module"),
        ("m9.md", "there is no such module"),
        ("https://x.example/", "there is no such module"),
    ] {
        let site = site(
            &book("").replace("prerequisites: [m1.md]", &format!("prerequisites: [\"{given}\"]")),
        );
        assert!(
            site.diagnostics().starts_with("error[module-plan] content/base/m/m2.md:7:17 ")
                || site.diagnostics().contains("content/base/m/m2.md:7:1"),
            "{given}: {}",
            site.diagnostics()
        );
        assert!(
            site.diagnostics().contains(message) && site.diagnostics().contains("  help: "),
            "{given}: {}",
            site.diagnostics()
        );
    }
}

#[test]
fn the_module_of_an_audience_is_not_needed_by_others() {
    // Editions by audience: a participants' module may not need one that only facilitators have.
    let text = &flush(
        r"
        //- handbook.yaml
        title: T
        audiences: [mentor, facilitator]
        editions:
          participants: {audiences: [mentor]}
          facilitators: {audiences: [mentor, facilitator]}
        //- base/m1.md
        ---
        kind: module
        audience: [facilitator]
        ---
        A
        //- base/m2.md
        ---
        kind: module
        prerequisites: [m1.md]
        ---
        B
        ",
    );

    let site = site(text);
    assert!(
        site.diagnostics().starts_with("error[module-plan] content/base/m2.md:3:1"),
        "{}",
        site.diagnostics()
    );
    assert!(
        site.diagnostics().contains("note: in 1 of 2 editions: base\n"),
        "{}",
        site.diagnostics()
    );
}
