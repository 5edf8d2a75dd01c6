//! What counts, what facilitators read, and what firms change.

use super::between;
use crate::harness::{Site, flush, site};

// Counting, and the facilitators' key

/// A module with questions of most kinds, and who changes it.
const MODULE: &str = r"//- handbook.yaml
title: T
audiences: [mentor, mentee, facilitator]
editions:
  participants: {audiences: [mentor, mentee]}
  facilitators: {audiences: [mentor, mentee, facilitator]}
//- base/index.md
# Home
//- base/m.md
---
title: M
kind: module
---
## Warm-up {#warm .activity}

### Who are you? {#m-a1 question=single .activity}

- [x] Me
- [ ] You

## Knowledge check {#check}

### Who? {#m-q1 question=single}

- [ ] Old one
- [x] Old two

### Which? {#m-q2 question=multiple}

- [x] This
- [x] That
- [ ] Third

### Which order? {#m-q3 question=ordering}

1. Begin
2. End

### Why? {#m-q4 question=reflection}

### What fits? {#m-q5 question=matching}

| A | B |
| --- | --- |
| cat | meow |
| dog | woof |

## Facilitator notes {#facilitator-notes audience=facilitator}

:::answer-key
:::
";

/// A theme that shows numbers only.
const NUMBERS: &str = r"//- themes/default/templates/page.html
{% if page.module %}{{ page.module.questions }}{% endif %}
//- themes/default/templates/nav.html
//- themes/default/templates/404.html
//- themes/default/templates/redirect.html
";

fn changed(firm: &str) -> String {
    format!(
        r"{MODULE}//- firms/acme/firm.yaml
name: Acme
//- firms/acme/m.md
---
override: sections
---
{firm}"
    )
}

/// Rows of the answer key, without their tags: `question: answers`.
fn key(site: &Site, edition: &str) -> Vec<String> {
    let page = site.page(edition, "m");
    let table = page
        .split_once("<table class=\"answer-key\">")
        .expect("a key")
        .1
        .split("</table>")
        .next()
        .expect("its end");
    between(table, "<tr>", "</tr>")
        .into_iter()
        .map(|row| {
            let row = row.replace("</th>", ": ").replace("<br>", ", ");
            row.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
        })
        .collect()
}

#[test]
fn an_answer_key_holds_what_can_be_marked() {
    let site = site(MODULE);
    site.assert_clean();
    assert_eq!(
        key(&site, "base.facilitators"),
        [
            "Who are you?: a) Me",
            "Who?: b) Old two",
            "Which?: a) This, b) That",
            "Which order?: 1. Begin, 2. End",
            "What fits?: cat → meow, dog → woof"
        ]
    );
}

#[test]
fn the_answer_key_is_for_facilitators_only() {
    let site = site(MODULE);
    for (path, bytes) in &site.editions["base"] {
        let text = String::from_utf8_lossy(bytes);
        assert!(
            !text.contains("answer-key") && !text.contains("acilitator notes"),
            "{path}: {text}"
        );
    }
    assert!(site.page("base.facilitators", "m").contains("answer-key"));
}

#[test]
fn a_key_on_a_page_without_questions_is_empty_and_whole() {
    let site = site(
        r"
        //- base/m.md
        ---
        kind: module
        ---
        ## Notes {#notes}

        :::answer-key
        :::
        ",
    );

    site.assert_clean();
    assert!(
        site.page("base", "m").contains("<tbody>\n</tbody></table></div>"),
        "{}",
        site.page("base", "m")
    );
}

#[test]
fn activities_and_reflections_do_not_count() {
    assert_eq!(site(&format!("{MODULE}{NUMBERS}")).assert_clean().page("base", "m"), "4\n");
    let page = site(MODULE).page("base", "m");
    let not_counted: Vec<&str> = between(&page, "<div class=\"question\" ", ">")
        .into_iter()
        .filter(|tag| tag.contains("data-counts=\"no\""))
        .collect();
    assert_eq!(
        not_counted,
        [
            "data-type=\"single\" data-id=\"m-a1\" data-counts=\"no\"",
            "data-type=\"reflection\" data-id=\"m-q4\" data-counts=\"no\""
        ]
    );
}

#[test]
fn a_firm_replaces_adds_and_removes_questions() {
    let text = changed(&flush(
        r"
        ### Who, at Acme? {#m-q1 replace question=true-false}

        - [x] True
        - [ ] False

        ### Which? {#m-q2 remove}

        ### Which month? {#own-q after=m-q3 question=single}

        - [ ] May
        - [ ] June
        - [x] July
        ",
    ));

    let site = site(&text);
    site.assert_clean();
    assert_eq!(
        key(&site, "acme.facilitators"),
        [
            "Who are you?: a) Me",
            "Who, at Acme?: a) True",
            "Which order?: 1. Begin, 2. End",
            "Which month?: c) July",
            "What fits?: cat → meow, dog → woof"
        ]
    );

    assert_eq!(key(&site, "base.facilitators").len(), 5, "the base is as it was");
    let page = site.page("acme", "m");
    assert_eq!(
        between(&page, "data-id=\"", "\""),
        ["m-a1", "m-q1", "m-q3", "own-q", "m-q4", "m-q5"]
    );
    assert!(page.contains("data-type=\"true-false\" data-id=\"m-q1\""), "{page}");
    for gone in ["Old one", "m-q2", "Third"] {
        assert!(!page.contains(gone), "{gone}");
    }
}

#[test]
fn the_number_of_questions_follows_a_firms_changes() {
    for (change, count) in [
        ("### Which? {#m-q2 remove}\n", 3),
        ("### Own? {#own after=m-q1 question=single}\n\n- [x] A\n- [ ] B\n", 5),
        ("### Who? {#m-q1 replace question=reflection}\n", 3),
        ("### Who? {#m-q1 append}\n\nThink twice.\n", 4),
        ("### Own? {#own after=m-q1 question=single .activity}\n\n- [x] A\n- [ ] B\n", 4),
        ("## Knowledge check {#check remove}\n", 0),
    ] {
        let site = site(&format!("{}{NUMBERS}", changed(change)));
        site.assert_clean();
        assert_eq!(site.page("acme", "m"), format!("{count}\n"), "{change}");
        assert_eq!(site.page("base", "m"), "4\n");
    }
}

#[test]
fn a_question_is_replaced_by_a_question() {
    let site = site(&changed("### Who? {#m-q1 replace}\n\nText.\n"));
    assert!(
        site.diagnostics().starts_with(
            "error[question] content/firms/acme/m.md:4:1 this section replaces the question `m-q1`"
        ),
        "{}",
        site.diagnostics()
    );
    assert!(
        site.diagnostics().contains("help: say in its heading how it is answered"),
        "{}",
        site.diagnostics()
    );
}

// A key that follows the firm's rules

const RULES: &str = r"//- base/index.md
# Home
//- base/rules.md
---
kind: rules
---
## Quiet {#gr-1 .fixed}

Keep it.

## Time {#gr-2}

Be there.

## Lead {#gr-3 .fixed}

Juniors lead.
//- base/m.md
---
kind: module
---
## Which are fixed? {#q1 question=multiple key=fixed}

- [ ] [Quiet](rules.md#gr-1)
  > See the rule.
- [ ] [Time](rules.md#gr-2)
- [ ] [Lead](rules.md#gr-3)
- [ ] Shoes

> Ask.

## Notes {#notes}

:::answer-key
:::
";

/// Titles of the options and whether each is right.
fn answers(site: &Site, edition: &str) -> Vec<(String, bool)> {
    let page = site.page(edition, "m");
    between(&page, "<li data-right=\"", "</p>")
        .into_iter()
        .map(|item| {
            let (right, rest) = item.split_once('"').expect("a verdict");
            let text: String = rest
                .split('<')
                .map(|part| part.split_once('>').map_or(part, |(_, text)| text))
                .collect();
            (text.rsplit(": ").next().expect("a text").to_owned(), right == "yes")
        })
        .collect()
}

#[track_caller]
fn fixed_are(firm: &str, expected: &[(&str, bool)]) {
    let site = site(&format!(
        r"{RULES}//- firms/acme/firm.yaml
name: Acme
{firm}"
    ));

    let left: Vec<_> = site
        .run
        .report
        .findings
        .iter()
        .filter(|found| found.diagnostic.check.name != "changed-rule")
        .collect();

    assert!(left.is_empty(), "{}", site.diagnostics());
    let expected: Vec<(String, bool)> =
        expected.iter().map(|(text, right)| ((*text).to_owned(), *right)).collect();

    assert_eq!(answers(&site, "acme"), expected, "{firm}");
    assert_eq!(
        answers(&site, "base"),
        [("Quiet", true), ("Time", false), ("Lead", true), ("Shoes", false)]
            .map(|(text, right)| (text.to_owned(), right))
    );
    let page = site.page("acme", "m");
    assert_eq!(
        page.matches("<li>").count(),
        expected.len(),
        "options are those with a verdict: {page}"
    );
    let row = page.split_once("answer-key").expect("a key").1;
    for (text, right) in expected {
        assert_eq!(
            row.contains(&format!(") {text}<")) || row.contains(&format!(">{text}</a>")),
            right,
            "{text}: {row}"
        );
    }
}

const SECTIONS: &str = r"//- firms/acme/rules.md
---
override: sections
---
";

#[test]
fn a_computed_key_follows_the_firms_fixed_rules() {
    fixed_are("", &[("Quiet", true), ("Time", false), ("Lead", true), ("Shoes", false)]);
    fixed_are(
        &format!("{SECTIONS}## Time {{#gr-2 replace .fixed}}\n\nOurs.\n"),
        &[("Quiet", true), ("Time", true), ("Lead", true), ("Shoes", false)],
    );
    fixed_are(
        &format!("{SECTIONS}## Lead {{#gr-3 replace .optional reason=\"Ours\"}}\n\nOurs.\n"),
        &[("Quiet", true), ("Time", false), ("Lead", false), ("Shoes", false)],
    );
    fixed_are(
        &format!("{SECTIONS}## Lead {{#gr-3 replace reason=\"Ours\"}}\n\nReworded, still fixed.\n"),
        &[("Quiet", true), ("Time", false), ("Lead", true), ("Shoes", false)],
    );
}

#[test]
fn a_rule_that_is_gone_is_no_option() {
    fixed_are(
        &format!("{SECTIONS}## Lead {{#gr-3 remove reason=\"Ours\"}}\n"),
        &[("Quiet", true), ("Time", false), ("Shoes", false)],
    );
    fixed_are(
        &format!("{SECTIONS}## Time {{#gr-2 remove}}\n"),
        &[("Quiet", true), ("Lead", true), ("Shoes", false)],
    );
}

#[test]
fn a_firms_own_rule_counts() {
    fixed_are(
        &format!(
            r"{SECTIONS}## Ours {{#own .fixed after=gr-3}}

Ours.
//- firms/acme/m.md
---
override: sections
---
## Which are fixed? {{#q1 replace question=multiple key=fixed}}

- [ ] [Quiet](rules.md#gr-1)
- [ ] [Ours](rules.md#own)
- [ ] [Time](rules.md#gr-2)
"
        ),
        &[("Quiet", true), ("Ours", true), ("Time", false)],
    );
}

#[test]
fn a_computed_key_without_a_fixed_rule_is_told() {
    let site = site(&format!(
        r"{RULES}
        //- firms/acme/firm.yaml
        name: Acme
        {SECTIONS}## Quiet {{#gr-1 replace .optional reason=a}}

        A

        ## Lead {{#gr-3 remove reason=b}}
        "
    ));

    assert!(
        site.diagnostics().contains(&flush(
            r"
            error[question] content/base/m.md:4:1 no answer to this question is right: none of its \
            rules is fixed here
              help: "
        )),
        "{}",
        site.diagnostics()
    );

    assert!(
        site.diagnostics().contains("note: in 1 of 2 editions: acme"),
        "{}",
        site.diagnostics()
    );
    assert!(site.editions.contains_key("base") && !site.editions.contains_key("acme"));
}
