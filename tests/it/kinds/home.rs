//! The home page: whom it can speak to one by one, and what it knows of their dates and modules.

use crate::harness::{Site, assert_text, flush, site};

/// What the home page's template sees, a line for each.
const VIEW: &str = r#"{% for role in roles %}
role {{ role.name }}: {{ role.label }}, {{ role.title }}{% if role.section %}, #{{ role.section }}{% endif %}
{% endfor %}{% for date in dates or [] %}
{{ date.date }}{% if date.time %} {{ date.time }} {{ date.minutes }}{% endif %} {{ date.title }} {{ date.href }} [{{ date.audiences | join(sep=",") }}]{% if date.needs %} needs {{ date.needs.title }} {{ date.needs.href }}{% endif %}
{% endfor %}{% for module in modules or [] %}
module {{ module.page.title }} {{ module.page.href }} {{ module.minutes }} [{{ module.required_for | join(sep=",") }}]
{% endfor %}{% for calendar in calendars or [] %}
calendar {{ calendar.role }}{{ calendar.label }} {{ calendar.href }} of {{ calendar.page.title }}
{% endfor %}asked: {{ site.roles | join(sep=" ") }}
"#;

const HEAD: &str = r#"//- handbook.yaml
title: T
audiences: {mentor: "{{ label }}", mentee: learner, sponsor: sponsor, coach: coach}
editions:
  participants: {audiences: [mentor, mentee, sponsor]}
  all: {audiences: [mentor, mentee, sponsor, coach]}
variables:
  label: guide
  cohort.start: {type: date, default: 2027-05-03}
"#;

const PAGES: &str = r#"//- base/index.md
# Home

Come in.

## Ways {#ways}

### I will be a {{ label }} {#way-mentor audience=mentor}

:::pages
- [M1](training/m1.md)
:::

### I coach {#way-coach audience=coach}

Text.

### Both of you {#both audience="mentor, mentee"}

Text.
//- base/training/m1.md
---
title: M1
kind: module
minutes: 25
required_for: [mentor, mentee, coach]
---
# M1

## Part {#part minutes=25}

Text.
//- base/plan/dates.md
---
title: Dates
kind: timeline
---
# Dates

## Launch {#launch at=0w}

See [above](#later), and [the web](https://example.com).

## Later {#later at=+1w time=9:30 minutes=45 for="mentee, coach"}

Bring [the part](../training/m1.md#part), and [home](../index.md).
"#;

/// What the template sees in the first edition, without empty lines.
fn seen(text: &str) -> (Site, String) {
    let text = text.replacen("title: T\n", "title: T\ntheme: mine\n", 1);
    let theme = "//- themes/mine/theme.yaml\nname: Mine\nparent: default\n";
    let site = site(&format!("{text}{theme}//- themes/mine/templates/home.html\n{VIEW}"));
    let seen = lines(&site.page("base", ""));
    (site, seen)
}

fn lines(text: &str) -> String {
    text.lines().filter(|line| !line.is_empty()).map(|line| format!("{line}\n")).collect()
}

#[test]
fn templates_see_whom_it_is_for_and_what_is_theirs() {
    let (site, seen) = seen(&format!("{HEAD}{PAGES}"));
    site.assert_clean();

    let expected = flush(
        "
        role mentor: guide, I will be a guide, #way-mentor
        role mentee: learner, learner
        2027-05-03 Launch plan/dates/index.html#launch []
        2027-05-10 09:30 45 Later plan/dates/index.html#later [mentee] needs M1 \
         training/m1/index.html#part
        module M1 training/m1/index.html 25 [mentor,mentee]
        calendar menteelearner plan/dates/mentee.ics of Dates
        asked: mentor mentee
        ",
    );
    assert_text(&seen, expected.trim_start());

    let all = lines(&site.page("base.all", ""));
    assert!(all.contains("role coach: coach, I coach, #way-coach\n"), "{all}");
    assert!(all.contains("asked: mentor mentee coach\n"), "{all}");
    assert!(all.contains(" Later plan/dates/index.html#later [mentee,coach] "), "{all}");
}

#[test]
fn where_there_are_not_two_to_choose_from_nobody_is_asked() {
    let index = "//- base/index.md\n# Home\n\n## Mine {#mine audience=mentor}\n\nText.\n";
    let (_, seen) = seen(&format!("{HEAD}{index}"));
    assert_text(&seen, "asked: \n");
}

#[test]
fn a_handbook_or_a_firm_can_do_without_asking() {
    let firms = "//- firms/acme/firm.yaml\nname: Acme\nmy_page: true\n";
    let off = HEAD.replace("title: T\n", "title: T\nmy_page: false\n");
    let (site, seen) = seen(&format!("{off}{PAGES}{firms}"));

    assert!(seen.contains("role mentor: ") && seen.ends_with("asked: \n"), "{seen}");
    let acme = lines(&site.page("acme", ""));
    assert!(acme.ends_with("asked: mentor mentee\n"), "{acme}");
}

#[test]
fn each_part_of_the_home_page_is_an_element_and_a_way_says_whose_it_is() {
    let site = site(&format!("{HEAD}{PAGES}"));
    let page = site.page("base", "");
    let parts: Vec<&str> = page
        .split('<')
        .filter(|tag| tag.starts_with("section class=\"part") || tag.starts_with("/section"))
        .map(|tag| tag.split('>').next().unwrap_or_default())
        .collect();
    let opened = parts.iter().filter(|tag| tag.starts_with("section")).count();

    assert_eq!(opened, 3, "{parts:?}");
    assert!(parts.contains(&"section class=\"part way\" data-role=\"mentor\""), "{parts:?}");
    assert_eq!(
        page.matches("<section").count(),
        page.matches("</section>").count(),
        "each is closed: {page}"
    );
    assert!(!site.page("base", "plan/dates").contains("class=\"part"), "no other page has them");
}
