//! What is for facilitators alone is not in the participants' edition: no byte of it, in no file.

use mentorbook::Selection;

use crate::harness::{Site, files, flush, site, try_build};

const HEAD: &str = r"//- handbook.yaml
title: T
audiences: {mentor: mentor, mentee: mentee, facilitator: facilitator}
editions:
  participants: {audiences: [mentor, mentee]}
  facilitators: {audiences: [mentor, mentee, facilitator]}
variables:
  cohort.start: {type: date, default: 2027-05-03}
//- base/index.md
---
title: Home
---
";

/// A handbook; whatever holds the word SECRET is for facilitators.
fn book(rest: &str) -> Site {
    site(&format!("{HEAD}{}", flush(rest)))
}

/// Asserts that nothing of it is in the participants' edition, and something in the facilitators'.
#[track_caller]
fn kept(site: &Site) {
    let holds = |edition: &str| {
        let files = site.editions.get(edition).unwrap_or_else(|| panic!("{}", site.diagnostics()));
        let named = files.keys().filter(|path| path.to_lowercase().contains("secret")).cloned();
        let inside = files
            .iter()
            .filter(|(_, bytes)| String::from_utf8_lossy(bytes).to_lowercase().contains("secret"));
        named.chain(inside.map(|(path, _)| path.clone())).collect::<Vec<String>>()
    };
    assert_eq!(
        holds("base"),
        Vec::<String>::new(),
        "{:?}",
        holds("base").first().map(|path| site.file("base", path))
    );
    assert!(
        !holds("base.facilitators").is_empty(),
        "the facilitators have it: {}",
        site.diagnostics()
    );
}

// What is kept

#[test]
fn what_readers_call_an_audience_is_a_text_and_its_name_for_lack_of_one() {
    let handbook =
        |line: &str| format!("//- handbook.yaml\naudiences: {line}\n//- base/index.md\n# A\n");
    site(&handbook("{mentor: , mentee: pupil}")).assert_clean();

    let refused = try_build(files(&handbook("{mentor: [a, b]}")), Selection::default());
    let refused = format!("{:?}", refused.err().expect("a list"));
    let message = "`mentor` takes what readers call one of them, not a list";
    assert!(refused.contains(message), "{refused}");
}

#[test]
fn sections_are_kept() {
    let site = book(
        r"
        Text.

        ## Open {#open}

        Text.

        ## Secret {#secret audience=facilitator}

        The secret.

        ### Secret below {#below}

        Secret.

        ## Last {#last}

        Text.
        ",
    );

    site.assert_clean();
    kept(&site);
    let page = site.page("base", "");
    assert!(
        page.ends_with("<p>Text.</p>\n</section>\n")
            && page.contains("id=\"last\"")
            && !page.contains("below"),
        "{page}"
    );
}

#[test]
fn what_is_added_to_a_kept_section_is_kept() {
    let site = book(
        r"Text.

## Notes {#notes audience=facilitator}

The secret.
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/index.md
---
override: sections
---
## Notes {#notes append}

Acme's secret.

## Mine {#mine after=notes audience=facilitator}

Another secret.

## Replaced {#_lead replace}

Text.
",
    );

    site.assert_clean();
    kept(&site);
    for (path, bytes) in &site.editions["acme"] {
        assert!(!String::from_utf8_lossy(bytes).to_lowercase().contains("secret"), "{path}");
    }
    assert_eq!(site.page("acme.facilitators", "").matches("secret").count(), 3);
}

#[test]
fn a_replaced_section_stays_kept() {
    let site = book(
        r"Text.

## Notes {#notes audience=facilitator}

Old.
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/index.md
---
override: sections
---
## Notes {#notes replace}

The secret.
",
    );

    site.assert_clean();
    assert!(!site.page("acme", "").contains("secret"), "{}", site.page("acme", ""));
    assert!(site.page("acme.facilitators", "").contains("secret"));
}

// BUG 16
#[test]
fn a_section_that_two_layers_replace_stays_kept() {
    let site = book(
        r"Text.

## Notes {#notes audience=facilitator}

Old.
//- layers/uk/layer.yaml
name: UK
//- layers/uk/index.md
---
override: sections
---
## Notes {#notes replace}

UK secret.
//- firms/acme/firm.yaml
name: Acme
layers: [uk]
//- firms/acme/index.md
---
override: sections
---
## Notes {#notes replace}

The secret.
",
    );

    site.assert_clean();
    assert!(!site.page("acme", "").contains("secret"), "{}", site.page("acme", ""));
    assert!(site.page("acme.facilitators", "").contains("secret"));
}

#[test]
fn pages_and_whole_folders_are_kept() {
    let site = book(
        r"[the way](run/secret-page.md), [in](run/secret-page.md#secret-part), [all](run/index.md)

:::pages
- [Secret](run/secret-page.md): the secret
- [Open](open.md): more
:::

:::collection {from=run/secret-page.md as=cards}
:::

:::include {from=run/secret-page.md#secret-part}
:::
//- base/open.md
---
title: Open
---
Text.
//- base/run/index.md
---
title: Secret chapter
audience: [facilitator]
---
Secret.
//- base/run/secret-page.md
---
title: Secret page
description: A secret.
audience: [facilitator]
aliases: [/secret-alias/]
tags: [secret]
owner: Secret owner
---
## Secret part {#secret-part}

Secret.
",
    );

    site.assert_clean();
    kept(&site);
    let page = site.page("base", "");
    assert!(page.contains("<p>the way, in, all</p>"), "links become plain text: {page}");
    assert!(
        page.contains(&flush(
            r#"
            <ul class="pages">
            <li><a href="open/index.html">Open</a>: more&nbsp;<span class="reading">"#
        )),
        "{page}"
    );
    assert_eq!(page.matches("<li>").count(), 1, "{page}");
    assert!(
        !site.editions["base"].keys().any(|path| path.starts_with("run/")),
        "not even the folder: {:?}",
        site.editions["base"].keys()
    );
    assert!(
        site.page("base.facilitators", "")
            .contains("<a href=\"run/secret-page/index.html#secret-part\">in</a>")
    );
}

#[test]
fn passages_are_kept() {
    let site = book(
        r#"
        Text.

        :::only {audience=facilitator}
        The secret.[^1]

        - a secret

        > [!TIP] Secret
        > Text

        :::details {summary="Secret"}
        Text
        :::
        :::

        | a |
        | - |
        | b |

        :::only {audience!=facilitator}
        For all others.
        :::

        [^1]: A secret note.
        "#,
    );

    let page = site.page("base", "");
    assert!(!page.to_lowercase().contains("secret"), "{page}");
    assert!(page.contains("For all others."), "{page}");
    assert!(!site.page("base.facilitators", "").contains("For all others."));
    assert!(site.page("base.facilitators", "").contains("A secret note."));
}

#[test]
fn passages_in_lists_quotes_options_and_fields_are_kept() {
    let site = book(
        r"
        - a

          :::only {audience=facilitator}
          Secret.
          :::

        > b
        >
        > :::only {audience=facilitator}
        > Secret.
        > :::

        ## Who? {#q question=single}

        - [x] A
          > Yes.
          >
          > :::only {audience=facilitator}
          > Secret.
          > :::
        - [ ] B

        > So.
        >
        > :::only {audience=facilitator}
        > Secret.
        > :::

        ## Sheet {#sheet}

        :::form
        - Topic

        :::only {audience=facilitator}
        - Secret field
        :::
        :::
        ",
    );

    site.assert_clean();
    kept(&site);
    assert_eq!(site.page("base.facilitators", "").matches("Secret.").count(), 4);
}

#[test]
fn a_milestone_that_some_do_not_see_moves_the_dates_of_all() {
    let dates = &flush(
        r"
        //- base/dates.md
        ---
        title: Dates
        kind: timeline
        ---
        :::timeline {as=table}
        :::

        ## Secret {#secret at=1w SEEN}

        A secret.

        ## Open {#open at=2w}

        Text.
        ",
    );

    for seen in ["for=facilitator", "audience=facilitator"] {
        let fair =
            "variables:\n  calendar.blackouts: {type: list, default: [\"2027-05-10: Fair\"]}\n";
        let head = HEAD.replace("variables:\n", fair);
        let site = site(&format!("{head}Text.\n{}", dates.replace("SEEN", seen)));
        for edition in ["base", "base.facilitators"] {
            let html = site.page(edition, "dates");
            assert!(html.contains("<time datetime=\"2027-05-24\">"), "{seen} {edition} {html}");
        }
        kept(&site);
    }
}

#[test]
fn a_milestone_for_facilitators_alone_is_no_ones_date() {
    let site = book(
        r"Text.

:::timeline {from=dates.md as=strip}
:::
//- base/dates.md
---
title: Dates
kind: timeline
---
:::timeline {as=table}
:::

## Open {#open at=0w for=mentor}

Text.

## Secret {#secret at=1w for=facilitator}

A secret.
",
    );

    site.assert_clean();
    for page in ["", "dates"] {
        let html = site.page("base", page);
        let computed = html.split("<h2").next().unwrap_or_default();
        assert!(!computed.to_lowercase().contains("secret"), "{computed}");
    }
    let files: Vec<&String> =
        site.editions["base"].keys().filter(|path| path.ends_with(".ics")).collect();

    assert_eq!(files, ["dates/mentor.ics"], "no calendar of those who are not here");
    assert!(!site.file("base", "dates/mentor.ics").contains("ecret"));
    assert!(site.editions["base.facilitators"].contains_key("dates/facilitator.ics"));
}

// BUG 20
#[test]
fn the_section_of_a_milestone_for_facilitators_is_kept() {
    let site = book(
        r"Text.
//- base/dates.md
---
title: Dates
kind: timeline
---
## Open {#open at=0w}

Text.

## Secret {#secret at=1w for=facilitator}

A secret.
",
    );

    kept(&site);
}

// BUG 18
#[test]
fn a_calendar_of_facilitators_is_kept() {
    let site = book(
        r#"Text.
//- base/dates.md
---
title: Dates
kind: timeline
---
## Open {#open at=0w for="mentor, facilitator"}

Text.
"#,
    );

    let files = |edition: &str| {
        site.editions[edition]
            .keys()
            .filter(|path| path.ends_with(".ics"))
            .cloned()
            .collect::<Vec<_>>()
    };

    assert_eq!(files("base"), ["dates/mentor.ics"]);
    assert_eq!(files("base.facilitators"), ["dates/facilitator.ics", "dates/mentor.ics"]);
}

#[test]
fn keys_and_modules_are_kept() {
    let site = book(
        r"Text.

:::curriculum
:::
//- base/m1.md
---
title: M1
kind: module
minutes: {self: 10}
required_for: [mentor]
---
## Who? {#q question=single}

- [x] A
- [ ] B

## Secret notes {#notes audience=facilitator}

:::answer-key
:::
//- base/m2.md
---
title: Secret module
kind: module
minutes: {self: 50}
required_for: [facilitator]
audience: [facilitator]
---
Text.
",
    );

    site.assert_clean();
    kept(&site);
    assert!(!site.page("base", "m1").contains("answer-key"));
    assert!(
        site.page("base", "").contains("<th scope=\"col\">Mentor</th></tr>"),
        "{}",
        site.page("base", "")
    );
    assert!(
        site.page("base.facilitators", "").contains("<td>50 min</td>"),
        "{}",
        site.page("base.facilitators", "")
    );
}

#[test]
fn terms_and_rules_are_kept() {
    let site = book(
        r"A secret-word here? The codeword.

:::collection {from=rules.md as=cards}
:::

:::collection {from=rules.md as=clauses only=fixed}
:::
//- base/rules.md
---
title: Rules
kind: rules
---
## Open {#open .fixed}

Text.

## Secret {#gr-2 .fixed audience=facilitator}

Text.
//- base/words.md
---
title: Words
kind: glossary
---
## Codeword {#codeword audience=facilitator}

Secret meaning.
",
    );

    let page = site.page("base", "").replace("secret-word", "");
    assert!(!page.to_lowercase().contains("secret") && !page.contains("class=\"term\""), "{page}");
    let page = site.page("base.facilitators", "");
    assert!(
        page.contains("title=\"Secret meaning.\"") && page.matches(">Secret<").count() == 2,
        "{page}"
    );
    assert!(
        !site.page("base", "rules").contains("Secret")
            && !site.page("base", "words").contains("Secret")
    );
}

// BUG 19
#[test]
fn a_file_of_a_kept_page_is_kept() {
    let site = book(
        r"Text.
//- base/run.md
---
title: Secret
audience: [facilitator]
---
![The secret](secret-map.png) [it](secret.txt)
//- base/secret-map.png hex
89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52 00 00 00 b4 00 00 00 b4
//- base/secret.txt
The secret.
",
    );

    site.assert_clean();
    kept(&site);
}

// Links to it

#[test]
fn links_from_the_base_become_text() {
    let text = format!(
        r"{HEAD}
[to the notes](m.md#notes), [below](m.md#below), [*marked*](m.md#notes) and [open](m.md#open)
//- base/m.md
---
title: M
---
[here](#notes)

## Open {{#open}}

Text.

## Notes {{#notes audience=facilitator}}

Text.

### Below {{#below}}

Text.
"
    );

    let site = site(&text);
    site.assert_clean();
    assert!(
        site.page("base", "").contains(
            "<p>to the notes, below, <em>marked</em> and <a href=\"m/index.html#open\">open</a></p>"
        ),
        "{}",
        site.page("base", "")
    );
    assert!(site.page("base", "m").contains("<p>here</p>"));
    assert!(
        site.page("base.facilitators", "").contains("<a href=\"m/index.html#below\">below</a>")
    );
}

#[test]
fn a_link_to_what_never_was_is_still_told() {
    let site = book(
        r"[x](m.md#nothing)
//- base/m.md
---
title: M
---
## Notes {#notes audience=facilitator}

Text.
",
    );

    assert!(
        site.diagnostics().starts_with("warning[broken-anchor] content/base/index.md:4:5 "),
        "{}",
        site.diagnostics()
    );
}

// What the theme lists

const THEME: &str = r#"//- themes/default/templates/page.html
{{ nav | safe }}|{{ page.title }}|{% for c in page.contents %}{{ c.title }}({% for d in
c.children %}{{ d.title }} {% endfor %}) {% endfor %}|{% for c in
children %}{{ c.title }}:{{ c.description }} {% endfor %}|{% if
previous %}{{ previous.title }}{% endif %}|{% if next %}{{ next.title }}{% endif %}|{% for b in
breadcrumbs %}{{ b.title }} {% endfor %}
//- themes/default/templates/nav.html
{% for item in items %}<a href="{{ item.href }}"{{ item.current }}>{{ item.title }}</a>{% for item
in item.children %}<a href="{{ item.href }}"{{ item.current }}>{{ item.title }}</a>{%
endfor %}{% endfor %}
//- themes/default/templates/404.html
404
//- themes/default/templates/redirect.html
{{ target }}
"#;

#[test]
fn contents_navigation_and_neighbours_do_not_mention_it() {
    let site = book(&format!(
        r"## Open {{#open}}

### Part {{#part}}

### Secret part {{#sp audience=facilitator}}

## Secret {{#secret audience=facilitator}}
//- base/a.md
---
title: A
weight: 1
---
Text
//- base/b.md
---
title: Secret B
description: A secret.
weight: 2
audience: [facilitator]
---
Text
//- base/c.md
---
title: C
weight: 3
---
Text
{THEME}"
    ));

    site.assert_clean();
    kept(&site);
    let home = site.page("base", "");
    assert!(home.contains("|Open(Part ) |A: C: ||A|"), "{home}");
    assert!(site.page("base", "a").ends_with("|Home|C|Home \n"), "{}", site.page("base", "a"));
    assert!(site.page("base", "c").ends_with("|A||Home \n"), "{}", site.page("base", "c"));
    let all = site.page("base.facilitators", "");
    assert!(all.contains("|Open(Part Secret part ) Secret() |A: Secret B:A secret. C: |"), "{all}");
    assert!(
        site.page("base.facilitators", "a").contains("|Home|Secret B|"),
        "{}",
        site.page("base.facilitators", "a")
    );
}

#[test]
fn a_chapter_without_its_page_does_not_name_it() {
    let site = book(
        r"Text.
//- base/run/index.md
---
title: Secret chapter
audience: [facilitator]
---
Text
//- base/run/open.md
---
title: Open
---
Text
",
    );

    kept(&site);
    assert!(site.page("base", "run/open").contains("<h1>Open</h1>"));
}

#[test]
fn a_firms_own_link_to_a_kept_page_is_no_link_either() {
    let site = book(
        r"Text.
//- base/run.md
---
title: Secret
audience: [facilitator]
---
Text
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/own.md
---
title: Own
---
See [there](run.md).
",
    );

    if let Some(files) = site.editions.get("acme") {
        assert!(files.values().all(|bytes| !String::from_utf8_lossy(bytes).contains("Secret")));
        assert!(site.page("acme", "own").contains("<p>See there.</p>"));
    } else {
        assert!(
            site.diagnostics().contains("error[broken-link] content/firms/acme/own.md:4:13"),
            "{}",
            site.diagnostics()
        );
    }

    assert!(
        site.page("acme.facilitators", "own").contains("<a href=\"../run/index.html\">there</a>")
    );
}
