//! Layers over each other: what a firm or a shared layer does to the pages, sections, front matter,
//! navigation and variables below it.

use std::sync::Arc;

use mentorbook::parse;
use mentorbook::{Digest, EditionKind, Project};
use mentorbook::{
    Edited, Edits, Handbook, Layer, LayerHead, Page, Showing, Words, base_pages, overlay,
};
use mentorbook::{LayerId, Origin, load};
use mentorbook::{MadeFiles, link};

use crate::harness::{Site, assert_text, files, flush, site};

/// A page with subsections, to be overridden.
const RULES: &str = r"//- base/rules.md
---
title: Rules
description: The base's.
---
Lead.

## One {#one}

First.

### Detail {#detail}

Fine print.

## Two {#two}

Second.

## Three {#three}

Third.
";

const ACME: &str = r"//- firms/acme/firm.yaml
name: Acme
";

/// A page in short: `## Title #id` for a heading, its text for anything else, a line each.
fn outline(html: &str) -> String {
    let mut lines = Vec::new();
    for line in html.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let Some(heading) = line.strip_prefix("<h") else {
            lines.push(plain(line));
            continue;
        };
        let level = "#".repeat(heading[..1].parse().expect("a level"));
        let id = heading.split_once("id=\"").expect("an id").1.split('"').next().expect("an id");
        let title = heading
            .split_once('>')
            .expect("a tag")
            .1
            .split("<a class=\"anchor\"")
            .next()
            .expect("a title");
        lines.push(format!("{level} {} #{id}", plain(title)));
    }
    lines.join("\n")
}

/// HTML without its tags.
fn plain(html: &str) -> String {
    html.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text)).collect()
}

/// The page `rules.md` when acme's file has this body, and what was found.
fn changed(body: &str) -> (String, String) {
    let site = site(&format!(
        r"{RULES}{ACME}//- firms/acme/rules.md
---
override: sections
---
{body}
"
    ));
    let page =
        site.editions.get("acme").map(|_| outline(&site.page("acme", "rules"))).unwrap_or_default();
    (page, site.diagnostics().replace("  note: in 1 of 2 editions: acme\n", ""))
}

#[track_caller]
fn becomes(body: &str, expected: &str) {
    let (page, found) = changed(&flush(body));
    assert_eq!(found, "", "\n{body}");
    assert_text(page, expected);
}

#[track_caller]
fn refused(body: &str, expected: &str) {
    assert_text(changed(&flush(body)).1, expected);
}

const ONE: &str = "## One #one\nFirst.\n### Detail #detail\nFine print.";
const TWO: &str = "## Two #two\nSecond.";
const THREE: &str = "## Three #three\nThird.";

// Operations on sections

#[test]
fn replace() {
    becomes(
        "## Zwei {#two replace}\n\nOurs.",
        &format!("Lead.\n{ONE}\n## Zwei #two\nOurs.\n{THREE}"),
    );
    // With everything below it.
    becomes(
        "## One {#one replace}\n\nOurs.",
        &format!("Lead.\n## One #one\nOurs.\n{TWO}\n{THREE}"),
    );
    becomes(
        "### Detail {#detail replace}\n\nOurs.",
        &format!("Lead.\n## One #one\nFirst.\n### Detail #detail\nOurs.\n{TWO}\n{THREE}"),
    );
}

#[test]
fn append_and_prepend() {
    becomes("## Two {#two append}\n\nMore.", &format!("Lead.\n{ONE}\n{TWO}\nMore.\n{THREE}"));
    becomes("## One {#one append}\n\nMore.", &format!("Lead.\n{ONE}\nMore.\n{TWO}\n{THREE}"));
    becomes(
        "## Two {#two prepend}\n\nNote.",
        &format!("Lead.\n{ONE}\n## Two #two\nNote.\nSecond.\n{THREE}"),
    );
    becomes(
        "## One {#one prepend}\n\nNote.",
        &format!(
            r"
            Lead.
            ## One #one
            Note.
            First.
            ### Detail #detail
            Fine print.
            {TWO}
            {THREE}"
        ),
    );

    becomes(
        "## Two {#two append}\n\nMore.\n\n## Two {#two prepend}\n\nNote.",
        &format!("Lead.\n{ONE}\n## Two #two\nNote.\nSecond.\nMore.\n{THREE}"),
    );
}

#[test]
fn move_before_and_after() {
    becomes("## Label {#three move before=one}", &format!("Lead.\n{THREE}\n{ONE}\n{TWO}"));
    becomes("## Label {#one move after=two}", &format!("Lead.\n{TWO}\n{ONE}\n{THREE}"));
    becomes("## Label {#one after=three move}", &format!("Lead.\n{TWO}\n{THREE}\n{ONE}"));

    // Beside other changes of the same page.
    becomes(
        "## Label {#one move after=three}\n\n## Two {#two replace}\n\nOurs.",
        &format!("Lead.\n## Two #two\nOurs.\n{THREE}\n{ONE}"),
    );
    refused(
        "## Label {#one move}",
        r"
            error[ambiguous-override] content/firms/acme/rules.md:4:1 `move` does not say where to
              help: name the section it goes before or after: `{#gr-14 move before=gr-08}`
            error[ambiguous-override] content/firms/acme/rules.md:4:1 this section does not say \
            what it does
              help: add one of `replace`, `append`, `prepend`, `remove`, `move before=ID`, \
            `before=ID`, `after=ID`: `## Heading {#id replace}`
            ",
    );

    refused(
        "## Label {#one move before=detail}",
        r"
            error[ambiguous-override] content/firms/acme/rules.md:4:1 a section cannot be moved to \
            `detail`: it goes beside another of its own level
              help: name a section with as many `#` as the one that moves
            ",
    );

    refused(
        "## Label {#one move after=two}\n\nText.",
        r"
            error[ambiguous-override] content/firms/acme/rules.md:4:1 this section is moved, so \
            the text under it is not shown
              help: take the text away, or write `replace`
            ",
    );
}

#[test]
fn remove() {
    becomes("## Two {#two remove}", &format!("Lead.\n{ONE}\n{THREE}"));
    becomes("## One {#one remove}", &format!("Lead.\n{TWO}\n{THREE}"));
    becomes("### Detail {#detail remove}", &format!("Lead.\n## One #one\nFirst.\n{TWO}\n{THREE}"));
    refused(
        "## Two {#two remove}\n\nBut why?",
        r"
            error[ambiguous-override] content/firms/acme/rules.md:4:1 this section is removed, so \
            the text under it is not shown
              help: take the text away, or write `replace`
            ",
    );
}

#[test]
fn insert_before_and_after() {
    becomes(
        "## New {#new before=two}\n\nOurs.",
        &format!("Lead.\n{ONE}\n## New #new\nOurs.\n{TWO}\n{THREE}"),
    );
    becomes(
        "## New {#new after=one}\n\nOurs.",
        &format!("Lead.\n{ONE}\n## New #new\nOurs.\n{TWO}\n{THREE}"),
    );
    becomes(
        "## New {after=#three}\n\nOurs.",
        &format!("Lead.\n{ONE}\n{TWO}\n{THREE}\n## New #new\nOurs."),
    );
    becomes(
        "## New {#new before=one}\n\nOurs.",
        &format!("Lead.\n## New #new\nOurs.\n{ONE}\n{TWO}\n{THREE}"),
    );
}

#[test]
fn the_lead_is_a_section() {
    becomes("## Lead {#_lead replace}\n\nOurs.", &format!("Ours.\n{ONE}\n{TWO}\n{THREE}"));
    becomes("## Lead {#_lead append}\n\nMore.", &format!("Lead.\nMore.\n{ONE}\n{TWO}\n{THREE}"));
    becomes("## Lead {#_lead prepend}\n\nNote.", &format!("Note.\nLead.\n{ONE}\n{TWO}\n{THREE}"));
    becomes("## Lead {#_lead remove}", &format!("{ONE}\n{TWO}\n{THREE}"));
    becomes(
        "## New {#new after=_lead}\n\nOurs.",
        &format!("Lead.\n## New #new\nOurs.\n{ONE}\n{TWO}\n{THREE}"),
    );
}

#[test]
fn levels_follow_the_section_they_stand_for_or_beside() {
    becomes(
        r"
            #### Zwei {#two replace}

            A.

            ##### Sub {#sub}

            B.

            ###### Deep {#deep}

            C.",
        &format!(
            r"
            Lead.
            {ONE}
            ## Zwei #two
            A.
            ### Sub #sub
            B.
            #### Deep #deep
            C.
            {THREE}"
        ),
    );

    becomes(
        "## Fein {#detail replace}\n\nA.\n\n### Sub {#sub}\n\nB.",
        &format!(
            r"
            Lead.
            ## One #one
            First.
            ### Fein #detail
            A.
            #### Sub #sub
            B.
            {TWO}
            {THREE}"
        ),
    );

    becomes(
        "## New {#new after=detail}\n\nA.",
        &format!("Lead.\n{ONE}\n### New #new\nA.\n{TWO}\n{THREE}"),
    );
}

#[test]
fn subsections_come_along() {
    becomes(
        "## New {#new after=two}\n\nA.\n\n### Sub {#sub}\n\nB.",
        &format!(
            r"
            Lead.
            {ONE}
            {TWO}
            ## New #new
            A.
            ### Sub #sub
            B.
            {THREE}"
        ),
    );

    becomes(
        "## Two {#two append}\n\nA.\n\n### Sub {#sub}\n\nB.",
        &format!("Lead.\n{ONE}\n{TWO}\nA.\n### Sub #sub\nB.\n{THREE}"),
    );
}

#[test]
fn several_insertions_at_one_place_keep_their_order() {
    becomes(
        r"
            ## A {#a after=one}

            ## B {#b after=one}

            ## C {#c before=two}

            ## D {#d before=two}

            ## One {#one append}

            More.",
        &format!(
            r"
            Lead.
            {ONE}
            More.
            ## A #a
            ## B #b
            ## C #c
            ## D #d
            {TWO}
            {THREE}"
        ),
    );
}

#[test]
fn the_order_of_the_file_does_not_matter() {
    becomes(
        r"
            ## Three {#three remove}

            ## New {#new after=three}

            N.

            ## Two {#two replace}

            T.

            ## One {#one append}

            O.",
        &format!("Lead.\n{ONE}\nO.\n## Two #two\nT.\n## New #new\nN."),
    );
}

#[test]
fn a_heading_without_an_id_names_the_section_by_its_words() {
    becomes("## Two {replace}\n\nOurs.", &format!("Lead.\n{ONE}\n## Two #two\nOurs.\n{THREE}"));
}

#[test]
fn new_ids_do_not_clash() {
    // Made of the words: numbered. Given: told.
    becomes(
        "## Detail {after=two}\n\nOurs.",
        &format!("Lead.\n{ONE}\n{TWO}\n## Detail #detail-1\nOurs.\n{THREE}"),
    );
    refused(
        "## Other {#detail after=two}\n",
        r"
            error[duplicate-id] content/firms/acme/rules.md:4:1 the page already has a section \
            `detail`
              help: give the new section an id of its own
            ",
    );

    // Free again once its section is gone.
    becomes(
        "## One {#one remove}\n\n## Other {#detail after=two}\n\nO.",
        &format!("Lead.\n{TWO}\n## Other #detail\nO.\n{THREE}"),
    );
}

// What an override may not say

#[test]
fn an_unknown_section_lists_those_there_are() {
    refused(
        "## Tow {#tow replace}\n",
        r"
            error[unknown-target] content/firms/acme/rules.md:4:1 the page below has no section \
            `tow`
              help: did you mean `two`?
              note: its sections: _lead, one, detail, two, three
            ",
    );

    refused(
        "## New {#new after=conclusion}\n",
        r"
            error[unknown-target] content/firms/acme/rules.md:4:1 the page below has no section \
            `conclusion`
              note: its sections: _lead, one, detail, two, three
            ",
    );
}

#[test]
fn two_operations_on_one_section_are_told() {
    for (first, second, clash) in [
        ("#one replace", "#one remove", true),
        ("#one replace", "#one append", true),
        ("#one append", "#one replace", true),
        ("#one remove", "#detail append", true),
        ("#detail replace", "#one remove", true),
        ("#one replace", "#new after=detail", true),
        ("#one append", "#one append", false),
        ("#one remove", "#new after=one", false),
        ("#one append", "#detail replace", false),
        ("#one prepend", "#detail remove", false),
        ("#one replace", "#two replace", false),
    ] {
        let diagnostics = changed(&format!("## A {{{first}}}\n\n## B {{{second}}}\n")).1;
        let told = diagnostics.contains("two operations change the same section");
        assert_eq!(told, clash, "{first} · {second}\n{diagnostics}");
    }

    let site = site(&format!(
        r"{RULES}{ACME}
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## One {{#one replace}}
        ## One {{#one remove}}
        "
    ));

    let diagnostic = &site.run.report.findings[0].diagnostic;
    assert_eq!(diagnostic.check.name, "ambiguous-override");
    assert_eq!(diagnostic.labels[0].1, "the other one");
}

#[test]
fn text_and_headings_that_do_nothing_are_told() {
    refused(
        "Stray.\n\n## Two {#two remove}\n",
        r"
            error[ambiguous-override] content/firms/acme/rules.md:4:1 this text belongs to no \
            operation
              help: put it under a heading that says what it does, such as `## Note {#_lead \
            replace}` for the text before the first heading
            ",
    );

    refused(
        "## Two\n\nOurs.\n",
        r"
            error[ambiguous-override] content/firms/acme/rules.md:4:1 this section does not say \
            what it does
              help: add one of `replace`, `append`, `prepend`, `remove`, `move before=ID`, \
            `before=ID`, `after=ID`: `## Heading {#id replace}`
            ",
    );

    refused(
        "## Two {#two replace}\n\n### New {#new after=three}\n",
        r"
            error[ambiguous-override] content/firms/acme/rules.md:6:1 an operation stands inside \
            another one's text
              help: write both headings with the same number of `#`
            ",
    );

    refused(
        "## Two {#two replace append}\n",
        r"
            error[ambiguous-override] content/firms/acme/rules.md:4:1 this heading asks for two \
            operations
              help: keep one of them
            ",
    );

    refused(
        "## New {#new after}\n",
        r"
            error[ambiguous-override] content/firms/acme/rules.md:4:1 this section does not say \
            what it does
              help: add one of `replace`, `append`, `prepend`, `remove`, `move before=ID`, \
            `before=ID`, `after=ID`: `## Heading {#id replace}`
            error[unknown-key] content/firms/acme/rules.md:4:1 `after` means nothing in a \
            heading's braces
              help: name the section: `after=some-id`
            ",
    );

    refused(
        "> ## Two {#two replace}\n",
        r"
            error[ambiguous-override] content/firms/acme/rules.md:4:3 a heading inside a \
            container, quote or list cannot change a section
              help: move it out, to a line of its own
            ",
    );
}

#[test]
fn an_operation_outside_of_an_override_is_told() {
    let base = site(
        r"
        //- base/rules.md
        ## One {#one replace}
        Text
        ",
    );

    assert!(
        base.diagnostics().contains("error[ambiguous-override] content/base/rules.md:1:1"),
        "{:?}",
        base.diagnostics()
    );

    let own = site(&format!(
        r"
        //- base/index.md
        # Home
        {ACME}
        //- firms/acme/own.md
        ## One {{#one append}}
        Text
        "
    ));

    assert!(
        own.diagnostics().contains("error[ambiguous-override] content/firms/acme/own.md:1:1"),
        "{:?}",
        own.diagnostics()
    );
}

#[test]
fn a_file_without_override_says_nothing() {
    let site = site(&format!(
        r"{RULES}{ACME}
        //- firms/acme/rules.md
        ## Two {{#two}}
        Ours
        "
    ));

    assert_text(
        site.diagnostics(),
        r"
            error[ambiguous-override] content/firms/acme/rules.md:1:1 `rules.md` exists below; \
            this file does not say what it does to it
              help: add `override: page` to its front matter to replace the whole page, or \
            `override: sections` to change some of its sections
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn an_override_of_nothing_names_the_nearest_page() {
    let site = site(&format!(
        r"{RULES}{ACME}
        //- firms/acme/rule.md
        ---
        override: page
        ---
        Ours
        "
    ));

    assert_text(
        site.diagnostics(),
        r"
            error[unknown-target] content/firms/acme/rule.md:2:1 there is no page `rule.md` in the \
            layers below to override
              help: did you mean `rules.md`?
              help: give the file the path of a page below, or take the `override:` line away to \
            add a page of your own
              note: in 1 of 2 editions: acme
            ",
    );
}

// Pages

#[test]
fn pages_are_added_replaced_and_hidden() {
    let site = site(
        r"
        //- base/index.md
        [Rules](rules.md), [leave](hr/leave.md), [pay](hr/pay.md#x)
        //- base/rules.md
        # Rules
        Base.
        //- base/hr/leave.md
        # Leave
        //- base/hr/pay.md
        # Pay
        ## X
        //- firms/acme/firm.yaml
        name: Acme
        hide: [hr/pay.md]
        //- firms/acme/rules.md
        ---
        override: page
        ---
        # Our rules
        Acme.
        //- firms/acme/hr/study.md
        # Study leave
        //- firms/birch/firm.yaml
        name: Birch
        hide: hr
        ",
    );

    site.assert_clean();
    assert_text(
        site.page("acme", "rules"),
        r"
        <h1>Our rules</h1>
        <p>Acme.</p>
        ",
    );
    assert_text(
        site.page("base", "rules"),
        r"
        <h1>Rules</h1>
        <p>Base.</p>
        ",
    );
    assert_eq!(site.page("acme", "hr/study"), "<h1>Study leave</h1>\n");
    assert!(
        site.page("acme", "").contains("<a href=\"hr/leave/index.html\">leave</a>, pay</p>"),
        "links become text"
    );
    assert!(!site.editions["acme"].contains_key("hr/pay/index.html"));
    assert!(!site.editions["base"].contains_key("hr/study/index.html"));
    assert!(site.page("birch", "").contains("</a>, leave, pay</p>"), "a whole folder");
    assert!(
        !site.editions["birch"].keys().any(|path| path.starts_with("hr/")),
        "no chapter is left of it"
    );
}

#[test]
fn what_is_hidden_must_be_there() {
    let site = site(
        r"
        //- base/hr/leave.md
        # Leave
        //- firms/acme/firm.yaml
        name: Acme
        hide: [hr/leaves.md]
        ",
    );

    assert_text(
        site.diagnostics(),
        r"
            error[unknown-target] content/firms/acme/firm.yaml:2:8 there is no page or folder \
            `hr/leaves.md` to hide
              help: did you mean `hr/leave.md`?
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn a_firms_own_link_to_what_it_hides_is_told() {
    let site = site(
        r"
        //- base/hr/leave.md
        # Leave
        //- firms/acme/firm.yaml
        name: Acme
        hide: [hr/leave.md]
        //- firms/acme/own.md
        [Leave](hr/leave.md)
        ",
    );

    assert_text(
        site.diagnostics(),
        r"
            error[broken-link] content/firms/acme/own.md:1:9 `hr/leave.md` is left out of this \
            edition
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn a_page_that_is_replaced_leaves_no_section_behind() {
    let site = site(&format!(
        r"{RULES}
        //- base/index.md
        [One](rules.md#one), [two](rules.md#two)
        {ACME}
        //- firms/acme/rules.md
        ---
        override: page
        ---
        ## Zwei {{#two}}
        Ours.
        "
    ));

    assert_eq!(outline(&site.assert_clean().page("acme", "rules")), "## Zwei #two\nOurs.");
    assert!(
        site.page("acme", "").contains("<p>One, <a href=\"rules/index.html#two\">two</a></p>"),
        "{}",
        site.page("acme", "")
    );
}

// Front matter

#[test]
fn keys_of_the_front_matter_win() {
    let theme = &flush(
        r#"
        //- themes/default/templates/page.html
        {{ page.title }}|{{ page.description }}|{{ page.kind }}|{{ page.owner }}|{{ page.tags | \
        join(sep=", ") }}
        //- themes/default/templates/nav.html
        //- themes/default/templates/404.html
        //- themes/default/templates/redirect.html
        "#,
    );

    let site = site(&format!(
        r"
//- base/rules.md
---
title: Rules
description: Base
kind: rules
owner: Jo
tags: [a]
---
## One {{#one}}
{ACME}//- firms/acme/rules.md
---
override: sections
description: Acme
tags: [b]
---
//- firms/birch/firm.yaml
name: Birch
//- firms/birch/rules.md
---
override: page
---
# Birch rules
{theme}"
    ));

    site.assert_clean();
    assert_eq!(site.page("base", "rules"), "Rules|Base|rules|Jo|a\n");
    assert_eq!(site.page("acme", "rules"), "Rules|Acme|rules|Jo|b\n");
    assert_eq!(site.page("birch", "rules"), "Birch rules|Base|rules|Jo|a\n");
}

#[test]
fn a_page_that_is_renamed_keeps_the_links_of_the_layers_below() {
    let links = |base: &str, shared: &str, acme: &str| {
        let layer = |file: &str, text: &str| match text {
            "" => String::new(),
            text => format!("//- {file}/p.md\n---\noverride: {text}\n"),
        };
        let site = site(&format!(
            r"
//- base/p.md
{base}
//- base/q.md
[x](p.md#our-pledge)

[y](p.md#kept)
{}//- firms/acme/firm.yaml
name: Acme
layers: [uk]
//- layers/uk/layer.yaml
{}",
            layer("layers/uk", shared),
            layer("firms/acme", acme),
        ));
        assert_eq!(site.diagnostics(), "");
        let page = site.page("acme", "q");
        page.match_indices("href=\"../p/")
            .map(|(at, _)| page[at + 6..].split('"').next().expect("an address").to_owned())
            .collect::<Vec<_>>()
            .join(" ")
    };

    let base = "# Our pledge\n\n## Kept {#kept}\n\nYes.";
    let renamed = "../p/index.html ../p/index.html#kept";
    assert_eq!(links(base, "", "sections\n---\n# Our promise"), renamed);
    let title = "sections\ntitle: Our word\n---";
    assert_eq!(links(base, title, "sections\n---\n# Our promise"), renamed);
    let page = "page\n---\n# Our promise\n\n## Kept {#kept}\n\nOurs.";
    assert_eq!(links(base, "", page), renamed);

    // A layer between has another name for it, too.
    assert_eq!(links(base, page, "sections\n---\n# Our word"), renamed);
    let titled = "---\ntitle: Our pledge\n---\n## Kept {#kept}\n\nYes.";
    assert_eq!(links(titled, "", "sections\ntitle: Our promise\n---"), renamed);
    let named = "# Trust us {#our-pledge}\n\n## Kept {#kept}\n\nYes.";
    assert_eq!(links(named, "", page), renamed);

    // The id of a section stays with the section.
    let section = &flush(
        r"
        # Home

        ## Our pledge

        Yes.

        ## Kept

        Yes.",
    );

    assert_eq!(
        links(section, "", "sections\n---\n## Our promise {#our-pledge replace}\n\nOurs."),
        "../p/index.html#our-pledge ../p/index.html#kept"
    );
}

#[test]
fn an_override_may_change_the_pages_own_heading() {
    let site = site(&format!(
        r"
        //- base/rules.md
        # Rules
        ## One {{#one}}
        {ACME}
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        # Our rules
        "
    ));

    assert!(
        site.assert_clean()
            .page("acme", "rules")
            .starts_with("<h1>Our rules</h1>\n<h2 id=\"one\">")
    );
}

#[test]
fn a_problem_in_the_bases_front_matter_is_told_there() {
    let site = site(&format!(
        r"
        //- base/rules.md
        ---
        template: poster.html
        ---
        ## One {{#one}}
        {ACME}
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## One {{#one append}}
        A longer text than the front matter above.
        "
    ));

    assert_eq!(
        site.diagnostics(),
        "error[template-error] content/base/rules.md:2:11 the theme has no template `poster.html`\n"
    );
}

// Locked and required

#[test]
fn a_locked_section_gives_its_reason() {
    for base in [
        r#"
        //- base/rules.md
        ## One {#one locked="The law asks for it."}
        Text
        ### Part {#part}
        Text
        ## Two {#two}
        "#,
        r"
        //- base/rules.md
        ---
        locked: {one: The law asks for it.}
        ---
        ## One {#one}
        Text
        ### Part {#part}
        Text
        ## Two {#two}
        ",
    ] {
        let base = &flush(base);
        let line = 1 + base.lines().skip(1).position(|line| line.starts_with("## One")).unwrap();
        for operation in ["replace", "append", "prepend", "remove"] {
            let site = site(&format!(
                r"{base}{ACME}
                //- firms/acme/rules.md
                ---
                override: sections
                ---
                ## One {{#one {operation}}}
                "
            ));
            let diagnostics = site.diagnostics();
            assert!(
                diagnostics.starts_with(&flush(
                    r"
                        error[locked-section] content/firms/acme/rules.md:4:1 the section `one` \
                        may not be changed: The law asks for it.
                        "
                )),
                "{operation}\n{diagnostics}"
            );
            let label = &site.run.report.findings[0].diagnostic.labels[0];
            let text = base.split_once('\n').unwrap().1;
            assert_eq!(1 + text[..label.0.span.unwrap().start].matches('\n').count(), line);
        }
        let page = site(&format!(
            r"{base}{ACME}
            //- firms/acme/rules.md
            ---
            override: page
            ---
            Ours
            "
        ));
        assert!(
            page.diagnostics().starts_with(
                "error[locked-section] content/firms/acme/rules.md:2:1 the section `one`"
            ),
            "{}",
            page.diagnostics()
        );
        let beside = site(&format!(
            r"{base}{ACME}
            //- firms/acme/rules.md
            ---
            override: sections
            ---
            ## New {{#new after=one}}
            "
        ));
        beside.assert_clean();
    }
}

#[test]
fn what_is_in_a_locked_section_is_locked() {
    let base = &flush(
        r#"
        //- base/rules.md
        ## One {#one locked="The law asks for it."}
        Text
        ### Part {#part}
        Text
        ## Two {#two}
        "#,
    );

    for operation in [
        "#part replace",
        "#part append",
        "#part prepend",
        "#part remove",
        "#new before=part",
        "#new after=part",
    ] {
        let site = site(&format!(
            r"{base}{ACME}
            //- firms/acme/rules.md
            ---
            override: sections
            ---
            ### X {{{operation}}}
            "
        ));
        assert!(
            site.diagnostics().starts_with(
                "error[locked-section] content/firms/acme/rules.md:4:1 the section `one`"
            ),
            "{operation}\n{}",
            site.diagnostics()
        );
    }
}

#[test]
fn a_required_section_must_be_replaced_by_each_firm() {
    let site = site(
        r"
        //- base/who.md
        ## Call {#call required}
        Somebody.
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/birch/firm.yaml
        name: Birch
        //- firms/birch/who.md
        ---
        override: sections
        ---
        ## Call {#call replace}
        Amara.
        //- firms/cole/firm.yaml
        name: Cole
        hide: who.md
        ",
    );

    assert_text(
        site.diagnostics(),
        r"
            error[required-section] content/base/who.md:1:1 Acme must fill the section `call`
              help: write content/firms/acme/who.md with `override: sections` and a heading `## … \
            {#call replace}`
              note: in 1 of 4 editions: acme
            ",
    );
    assert!(
        site.editions.contains_key("birch")
            && site.editions.contains_key("cole")
            && !site.editions.contains_key("acme")
    );
}

// A shared layer under a firm

/// A handbook whose layer `uk` and firm `acme` both change `rules.md`.
fn layered(layer: &str, firm: &str) -> Site {
    let body = |body: &str| {
        if body.is_empty() {
            String::new()
        } else {
            format!("---\noverride: sections\n---\n{body}\n")
        }
    };
    let firm = if firm.is_empty() {
        String::new()
    } else {
        format!("//- firms/acme/rules.md\n{}", body(firm))
    };
    site(&format!(
        r"{RULES}//- layers/uk/layer.yaml
name: UK
//- layers/uk/rules.md
{}//- firms/acme/firm.yaml
name: Acme
layers: [uk]
{firm}",
        body(layer)
    ))
}

#[track_caller]
fn stacked(layer: &str, firm: &str, expected: &str) {
    let site = layered(layer, firm);
    assert_eq!(site.diagnostics(), "", "{layer}\n{firm}");
    assert_eq!(outline(&site.page("acme", "rules")), expected, "\n{layer}\n{firm}");
    assert_eq!(
        outline(&site.page("base", "rules")),
        format!("Lead.\n{ONE}\n{TWO}\n{THREE}"),
        "the base is as it was"
    );
}

#[test]
fn a_firm_builds_on_what_its_layer_made() {
    stacked(
        "## Two {#two replace}\n\nUK.",
        "",
        &format!("Lead.\n{ONE}\n## Two #two\nUK.\n{THREE}"),
    );
    stacked(
        "## Two {#two replace}\n\nUK.",
        "## Two {#two append}\n\nAcme.",
        &format!("Lead.\n{ONE}\n## Two #two\nUK.\nAcme.\n{THREE}"),
    );
    stacked(
        "## Two {#two append}\n\nUK.",
        "## Two {#two append}\n\nAcme.",
        &format!("Lead.\n{ONE}\n{TWO}\nUK.\nAcme.\n{THREE}"),
    );
    stacked(
        "## Two {#two append}\n\nUK.",
        "## Two {#two replace}\n\nAcme.",
        &format!("Lead.\n{ONE}\n## Two #two\nAcme.\n{THREE}"),
    );
    stacked(
        "## New {#new after=two}\n\nUK.",
        "## New {#new replace}\n\nAcme.",
        &format!("Lead.\n{ONE}\n{TWO}\n## New #new\nAcme.\n{THREE}"),
    );
    stacked(
        "## New {#new after=two}\n\nUK.",
        "## New {#new remove}",
        &format!("Lead.\n{ONE}\n{TWO}\n{THREE}"),
    );
    stacked(
        "## New {#new after=two}\n\nUK.",
        "## More {#more after=new}\n\nAcme.",
        &flush(&format!(
            r"
            Lead.
            {ONE}
            {TWO}
            ## New #new
            UK.
            ## More #more
            Acme.
            {THREE}"
        )),
    );

    stacked(
        "## Lead {#_lead append}\n\nUK.",
        "## Lead {#_lead replace}\n\nAcme.",
        &format!("Acme.\n{ONE}\n{TWO}\n{THREE}"),
    );
}

#[test]
fn two_layers_may_both_prepend() {
    stacked(
        "## Two {#two prepend}\n\nUK.",
        "## Two {#two prepend}\n\nAcme.",
        &format!("Lead.\n{ONE}\n## Two #two\nAcme.\nUK.\nSecond.\n{THREE}"),
    );
    stacked(
        "## Two {#two prepend}\n\nUK.",
        "## Two {#two append}\n\nAcme.",
        &format!("Lead.\n{ONE}\n## Two #two\nUK.\nSecond.\nAcme.\n{THREE}"),
    );
    stacked(
        "## Lead {#_lead prepend}\n\nUK.",
        "## Lead {#_lead prepend}\n\nAcme.",
        &format!("Acme.\nUK.\nLead.\n{ONE}\n{TWO}\n{THREE}"),
    );
}

#[test]
fn what_a_layer_removed_is_gone_for_the_firm() {
    let site = layered("## Two {#two remove}", "## Two {#two replace}\n\nAcme.");
    assert_text(
        site.diagnostics(),
        r"
            error[unknown-target] content/firms/acme/rules.md:4:1 the page below has no section \
            `two`
              note: its sections: _lead, one, detail, three
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn a_firm_changes_pages_that_its_layers_added_or_replaced() {
    let site = site(&format!(
        r"{RULES}
        //- layers/uk/rules.md
        ---
        override: page
        ---
        ## Law {{#law}}
        UK.
        //- layers/uk/own.md
        ## Own {{#own}}
        UK.
        //- layers/city/own.md
        ---
        override: sections
        ---
        ## Own {{#own append}}
        City.
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk, city]
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## Law {{#law append}}
        Acme.
        //- firms/acme/own.md
        ---
        override: sections
        ---
        ## More {{#more after=own}}
        Acme.
        "
    ));

    site.assert_clean();
    assert_text(
        outline(&site.page("acme", "rules")),
        r"
        ## Law #law
        UK.
        Acme.",
    );
    assert_text(
        outline(&site.page("acme", "own")),
        r"
        ## Own #own
        UK.
        City.
        ## More #more
        Acme.",
    );
    assert_eq!(outline(&site.page("base", "rules")), format!("Lead.\n{ONE}\n{TWO}\n{THREE}"));
}

#[test]
fn a_layer_may_fill_what_is_required_and_hide_pages() {
    let site = site(
        r"
        //- base/index.md
        [who](who.md) [what](what.md)
        //- base/who.md
        ## Call {#call required}
        Somebody.
        //- base/what.md
        # What
        //- layers/uk/layer.yaml
        name: UK
        hide: what.md
        //- layers/uk/who.md
        ---
        override: sections
        ---
        ## Call {#call replace}
        The UK line.
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        ",
    );

    site.assert_clean();
    assert_eq!(outline(&site.page("acme", "who")), "## Call #call\nThe UK line.");
    assert!(!site.editions["acme"].contains_key("what/index.html"));
}

#[test]
fn a_layer_sees_only_its_own_firms() {
    let site = site(&format!(
        r"{RULES}
        //- layers/uk/rules.md
        ---
        override: sections
        ---
        ## Two {{#two replace}}
        UK.
        //- layers/uk/own.md
        # Own
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        //- firms/birch/firm.yaml
        name: Birch
        "
    ));

    site.assert_clean();
    assert!(
        site.page("acme", "rules").contains("UK.")
            && site.editions["acme"].contains_key("own/index.html")
    );
    assert!(
        !site.page("birch", "rules").contains("UK.")
            && !site.editions["birch"].contains_key("own/index.html")
    );
}

#[test]
fn an_unknown_layer_names_the_nearest() {
    let site = site(
        r"
        //- base/index.md
        # Home
        //- layers/uk/layer.yaml
        name: UK
        //- firms/acme/firm.yaml
        name: Acme
        layers:
        - ku
        ",
    );

    assert_text(
        site.diagnostics(),
        r"
            error[unknown-target] content/firms/acme/firm.yaml:3:3 there is no layer `ku`
              help: did you mean `uk`?
              help: layers are the folders in content/layers: uk
              note: in 1 of 2 editions: acme
            ",
    );
}

// Nothing is left of what was removed

#[test]
fn a_removed_section_leaves_no_trace() {
    let site = site(
        r##"
        //- base/index.md
        [to one](rules.md#one) [to two](rules.md#two)

        :::collection {from=rules.md}
        :::

        :::include {from=rules.md#one}
        :::
        //- base/rules.md
        [up](#one)

        ## One {#one}
        Secret word.

        :::details
        ### Inner {#inner}
        :::

        ## Two {#two}
        Back to [one](#one) or [inner](#inner).
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## One {#one remove}
        //- themes/default/templates/page.html
        {% for entry in page.contents %}<a href="#{{ entry.id }}">{{ entry.title }}</a>{% endfor %}
        {{ page.body }}
        //- themes/default/templates/nav.html
        //- themes/default/templates/404.html
        //- themes/default/templates/redirect.html
        "##,
    );

    site.assert_clean();

    let files = site.editions["acme"].iter();
    // The interface has words of its own, such as `One question at a time`.
    let files = files.filter(|(path, _)| !path.starts_with("_assets/words."));
    let all: String = files.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned()).collect();

    for trace in ["#one", "id=\"one\"", "Secret", "One", "inner\"", "Inner"] {
        assert!(!all.contains(trace), "{trace}\n{all}");
    }
    assert!(
        all.contains("<p>up</p>")
            && all.contains("<p>Back to one or inner.</p>")
            && all.contains("<p>to one <a href"),
        "{all}"
    );
}

#[test]
fn what_a_layer_removed_stays_removed_under_a_whole_new_page() {
    let site = site(&format!(
        r"{RULES}
        //- base/index.md
        [Two](rules.md#two)
        //- layers/uk/rules.md
        ---
        override: sections
        ---
        ## Two {{#two remove}}
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        //- firms/acme/rules.md
        ---
        override: page
        ---
        ## One {{#one}}
        "
    ));

    assert!(site.assert_clean().page("acme", "").contains("<p>Two</p>"));
}

#[test]
fn a_firms_own_link_to_what_it_removed_is_told() {
    let site = site(&format!(
        r"{RULES}{ACME}
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## Two {{#two remove}}
        //- firms/acme/own.md
        [Two](rules.md#two)
        "
    ));

    assert_text(
        site.diagnostics(),
        r"
            error[broken-link] content/firms/acme/own.md:1:7 `rules.md` is left out of this edition
              note: one of this firm's overrides removes the section
              note: in 1 of 2 editions: acme
            ",
    );
}

// Origins

/// The handbook of a firm, by the stages of the library.
fn handbook(text: &str, firm: &str) -> Handbook {
    let sources = load(Origin::memory(files(text)), &|_| true).expect("a handbook");
    let project = Project::read(&sources.handbook).value;
    let heads: Vec<Arc<LayerHead>> =
        sources.layers.iter().map(|layer| Arc::new(LayerHead::read(layer, &project))).collect();
    let wanted = |id: &LayerId| match id {
        LayerId::Base | LayerId::Shared(_) => true,
        LayerId::Firm(id) => **id == *firm,
    };
    let layers: Vec<Layer> = sources
        .layers
        .iter()
        .zip(&heads)
        .filter(|(files, _)| wanted(&files.id))
        .map(|(files, head)| {
            let documents =
                files.pages.iter().map(|page| Arc::new(parse(page, &files.id, &project))).collect();
            Layer::new(files, head.clone(), documents)
        })
        .collect();

    let stack: Vec<&Layer> = layers.iter().collect();
    let (kind, words) = (EditionKind::default(), Words::default());
    let showing = Showing { kind: &kind, drafts: false, words: &words };
    let checked = overlay(&base_pages(stack[0], None), &stack, &showing, &project);

    assert!(checked.diagnostics.is_empty(), "{:?}", checked.diagnostics);
    checked.value
}

fn page<'h>(handbook: &'h Handbook, path: &str) -> &'h Page {
    handbook.page(link(&handbook.outline, MadeFiles::default()).value.find(path).expect("a page"))
}

/// Each of a page's edits by name, with the digest of what it changes in the layers below.
fn edits_of(edited: &Edited) -> Vec<(String, Option<Digest>)> {
    let below = &edited.below;
    let page = Some(below.source(&below.segments));
    let (document, mut edits) = match &edited.edits {
        Edits::Hide(_) => return vec![("hide".to_owned(), page)],
        Edits::Page(document) => (document, vec![("page".to_owned(), page)]),
        Edits::Sections(document, sections) => {
            let each = sections.iter().map(|edit| {
                let target = edit.at.clone().map(|at| below.source(&below.segments[at]));
                (format!("{:?} {}", edit.operation, edit.target), target)
            });
            (document, each.collect())
        }
    };

    let front = &below.outline().front;
    edits.extend(
        document.front.given.iter().map(|given| {
            (given.key.to_string(), front.gives(&given.key).map(|known| known.source))
        }),
    );
    edits
}

/// Each placed text of a page: its id, the file it comes from, and the first word of that file at
/// its place.
fn origins(handbook: &Handbook, path: &str) -> Vec<String> {
    let page = page(handbook, path);
    let origin = |placed: &mentorbook::Segment| {
        let document = page.document(placed);
        let layer = document.layer.to_string();
        assert!(document.file.contains(&format!("/{layer}/")));
        format!("{} {} {}", placed.id.as_deref().unwrap_or("-"), layer, page.section(placed).id)
    };
    page.segments.iter().map(origin).collect()
}

#[test]
fn each_section_knows_its_origin() {
    let text = format!(
        r"{RULES}
        //- layers/uk/rules.md
        ---
        override: sections
        ---
        ## Two {{#two append}}
        UK.
        ## Law {{#law after=two}}
        UK.
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## One {{#one replace}}
        A.
        ### Own {{#own}}
        A.
        ## Three {{#three prepend}}
        A.
        "
    );

    let handbook = handbook(&text, "acme");
    assert_eq!(
        origins(&handbook, "rules.md"),
        [
            "_lead base _lead",
            "one acme one",
            "own acme own",
            "two base two",
            "- uk two",
            "law uk law",
            // The heading, what was put before its text, and the text.
            "three base three",
            "- acme three",
            "- base three",
        ]
    );

    let page = page(&handbook, "rules.md");
    let spans = page.segments.iter().map(|placed| {
        let span = page.section(placed).span;
        let file = &page.document(placed).file;
        let bytes = files(&text)[&**file].clone();
        String::from_utf8(bytes).unwrap()[span.range()]
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned()
    });

    let first_lines: Vec<String> = spans.collect();
    assert_eq!(first_lines[1], "## One {#one replace}");
    assert_eq!(first_lines[5], "## Law {#law after=two}");
    assert_eq!(page.removed, ["detail".into()]);
}

#[test]
fn edits_are_returned_with_what_they_were_written_against() {
    let edits = |base: &str| {
        let base = base.replace("description:", "owner: Jo\ndescription:");
        let text = format!(
            r"{base}//- base/old.md
# Old
//- base/gone.md
# Gone
{ACME}hide: [gone.md]
//- firms/acme/old.md
---
override: page
tags: [a]
---
# New
//- firms/acme/rules.md
---
override: sections
owner: Al
---
## One {{#one replace}}
Ours.
## Two {{#two append}}
More.
"
        );
        let handbook = handbook(&text, "acme");
        let each = handbook.edits.iter().flat_map(|edited| {
            let each = edits_of(edited).into_iter();
            each.map(|(edit, below)| (format!("{} {edit}", edited.below.path), below))
        });
        each.collect::<Vec<_>>()
    };

    let before = edits(RULES);
    let known: Vec<(&str, bool)> =
        before.iter().map(|(edit, below)| (&**edit, below.is_some())).collect();

    assert_eq!(
        known,
        [
            ("old.md page", true),
            ("old.md tags", false),
            ("rules.md Replace one", true),
            ("rules.md Append two", true),
            ("rules.md owner", true),
            ("gone.md hide", true),
        ]
    );

    let changed = |from: &str, to: &str| {
        let after = edits(&RULES.replace(from, to));
        let pairs = before.iter().zip(&after).filter(|(before, after)| before != after);
        pairs.map(|(before, _)| before.0.clone()).collect::<Vec<_>>()
    };

    // A section is what stands under its heading, with the sections in it.
    assert_eq!(changed("Fine print.", "Small print."), ["rules.md Replace one"]);
    assert_eq!(changed("Second.", "2nd."), ["rules.md Append two"]);
    assert_eq!(changed("title: Rules", "title: Rule"), [""; 0]);
    assert_eq!(changed("title: Rules", "title: Rules\nx: y"), [""; 0]);
}

// Assets

#[test]
fn an_asset_of_a_layer_takes_the_place_of_the_one_below() {
    let site = site(
        r"
        //- base/index.md
        ![A](img/a.txt)
        //- base/img/a.txt
        base
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/img/a.txt
        acme
        //- firms/birch/firm.yaml
        name: Birch
        ",
    );

    let asset = |edition: &str| {
        let files = &site.editions[edition];
        let asset = files.iter().find(|(path, _)| path.starts_with("img/a.")).unwrap();
        String::from_utf8(asset.1.clone()).unwrap()
    };

    assert_eq!(
        (asset("acme"), asset("birch"), asset("base")),
        ("acme\n".into(), "base\n".into(), "base\n".into())
    );
}

// Navigation

/// A handbook with two chapters whose firm changes the navigation, and the navigation of its home
/// page as `title(children)`.
fn nav(patches: &str) -> (String, String) {
    let site = site(&format!(
        r#"
//- base/index.md
# Home
//- base/a/index.md
---
title: A
weight: 1
---
//- base/a/one.md
---
title: One
weight: 1
---
//- base/a/two.md
---
title: Two
weight: 2
---
//- base/b/index.md
---
title: B
weight: 2
---
//- base/b/three.md
---
title: Three
---
[one](../a/one.md) [two](../a/two.md)
//- base/c.md
---
title: C
weight: 3
---
[a](a/index.md) [three](b/three.md)
//- firms/acme/firm.yaml
name: Acme
{patches}
//- themes/default/templates/page.html
{{{{ nav }}}}|{{% for step in
breadcrumbs %}}{{{{ step.title }}}}/{{% endfor %}}|{{{{ previous?.title or "-" }}}}|{{{{ next?.title
or "-" }}}}
//- themes/default/templates/nav.html
{{% for item in items %}}{{{{ item.title }}}}{{% if item.children %}}({{% for page in
item.children %}}{{{{ page.title }}}} {{% endfor %}}){{% endif %}} {{% endfor %}}
//- themes/default/templates/404.html
//- themes/default/templates/redirect.html
"#
    ));

    let nav = site.editions.get("acme").map_or(String::new(), |_| {
        site.page("acme", "").split('|').next().unwrap_or_default().trim().to_owned()
    });
    (nav, site.diagnostics())
}

#[test]
fn the_navigation_is_that_of_the_folders() {
    assert_eq!(nav("").0, "A(One Two ) B(Three ) C");
}

#[test]
fn each_change_of_the_navigation() {
    for (patch, expected) in [
        ("nav: [{rename: a, title: Anew}]", "Anew(One Two ) B(Three ) C"),
        ("nav: [{rename: a/one.md, title: Eins}]", "A(Eins Two ) B(Three ) C"),
        ("nav: [{hide: a/one.md}]", "A(Two ) B(Three ) C"),
        ("nav: [{hide: b}]", "A(One Two ) C"),
        ("nav: [{move: c.md, before: a}]", "C A(One Two ) B(Three )"),
        ("nav: [{move: a, after: c.md}]", "B(Three ) C A(One Two )"),
        ("nav: [{move: a/one.md, into: b}]", "A(Two ) B(Three One ) C"),
        ("nav: [{move: a/two.md, before: a/one.md}]", "A(Two One ) B(Three ) C"),
        ("nav: [{move: a/one.md, into: /}]", "A(Two ) B(Three ) C One"),
        (
            "nav: [{insert: {title: Intranet, url: 'https://example.com'}, after: a}]",
            "A(One Two ) Intranet B(Three ) C",
        ),
        (
            "nav: [{insert: {title: Intranet, url: 'https://example.com'}, into: b}]",
            "A(One Two ) B(Three Intranet ) C",
        ),
        (
            "nav:\n- {hide: a/one.md}\n- {move: c.md, before: a}\n- {rename: /b/, title: Bee}",
            "C A(Two ) Bee(Three )",
        ),
    ] {
        assert_eq!(nav(patch), (expected.to_owned(), String::new()), "{patch}");
    }
}

#[test]
fn what_is_wrong_with_a_change_of_the_navigation() {
    for (patch, check, message) in [
        (
            "nav: [{hide: a/on.md}]",
            "unknown-target",
            "there is no page or folder `a/on.md`\n  help: did you mean `a/one.md`?",
        ),
        ("nav: [{rename: aa, title: X}]", "unknown-target", "there is no page or folder `aa`"),
        (
            "nav: [{move: a/one.md, before: a/twoo.md}]",
            "unknown-target",
            "there is no page or folder `a/twoo.md`\n  help: did you mean `a/two.md`?",
        ),
        ("nav: [{move: a, into: a}]", "unknown-target", "`a` cannot be moved into itself"),
        ("nav: [{move: a, after: a/one.md}]", "unknown-target", "`a` cannot be moved into itself"),
        ("nav: [{rename: a}]", "wrong-type", "this change to the navigation is not complete"),
        ("nav: [{move: a}]", "wrong-type", "this change to the navigation is not complete"),
        (
            "nav: [{hide: a, rename: b, title: X}]",
            "wrong-type",
            "this change to the navigation is not complete",
        ),
        (
            "nav: [{insert: {title: X}, into: b}]",
            "wrong-type",
            "this change to the navigation is not complete",
        ),
        (
            "nav: [{insert: {title: X, url: 'javascript:x()'}, into: b}]",
            "unsafe-url",
            "`javascript:x()` is not an address that may be published",
        ),
        (
            "nav: [{hide: a/one.md, befor: b}]",
            "unknown-key",
            "there is no key `befor` here\n  help: did you mean `before`?",
        ),
    ] {
        let diagnostics = nav(patch).1;
        assert!(
            diagnostics.starts_with(&format!("error[{check}] content/firms/acme/firm.yaml:2:")),
            "{patch}\n{diagnostics}"
        );
        assert!(diagnostics.contains(message), "{patch}\n{diagnostics}");
        assert_eq!(diagnostics.matches("error[").count(), 1, "{patch}\n{diagnostics}");
    }
}

#[test]
fn a_page_moved_before_itself_stays() {
    assert_eq!(nav("nav: [{move: c.md, before: c.md}]").0, "A(One Two ) B(Three ) C");
    assert_eq!(nav("nav: [{move: a/one.md, after: a/one.md}]").0, "A(One Two ) B(Three ) C");
}

#[test]
fn a_change_to_what_the_firm_hides_is_no_problem() {
    assert_eq!(
        nav("hide: [a/one.md]\nnav: [{rename: a/one.md, title: X}, {move: a/one.md, into: b}]"),
        ("A(Two ) B(Three ) C".into(), String::new())
    );
}

#[test]
fn a_layers_changes_come_before_the_firms() {
    let site = site(
        r"
        //- base/index.md
        //- base/a.md
        [b](b.md)
        //- base/b.md
        //- layers/uk/layer.yaml
        nav: [{rename: a.md, title: UK}, {rename: b.md, title: Bee}]
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        nav: [{rename: a.md, title: Acme}]
        //- themes/default/templates/page.html
        {{ nav }}
        //- themes/default/templates/nav.html
        {% for item in items %}{{ item.title }} {% endfor %}
        //- themes/default/templates/404.html
        //- themes/default/templates/redirect.html
        ",
    );

    assert_eq!(site.assert_clean().page("acme", "").trim(), "Acme Bee");
}

// Variables

const WORDS: &str = r"//- handbook.yaml
title: Test
variables:
  word: {default: default}
  contact.email: {type: email, required: true, description: Where questions go}
  phone: {required: true, default: 555}
";

#[test]
fn the_topmost_layer_sets_a_variable() {
    let site = site(
        r"
        //- handbook.yaml
        title: Test
        variables: {a: base, b: base, c: base}
        //- base/index.md
        {{ a }} {{ b }} {{ c }} {{ firm.name }} {{ firm.id }}
        //- layers/uk/layer.yaml
        variables: {b: uk, c: uk}
        //- layers/city/layer.yaml
        variables: {c: city}
        //- firms/acme/firm.yaml
        name: Acme & Co
        layers: [uk, city]
        //- firms/birch/firm.yaml
        name: Birch
        layers: [city, uk]
        variables: {a: birch}
        //- firms/cole/firm.yaml
        name: Cole
        layers: [uk]
        variables: {c: cole, firm: {name: Cole LLP}}
        ",
    );

    site.assert_clean();

    let text = |edition| {
        site.page(edition, "").split_once("<p>").unwrap().1.split("</p>").next().unwrap().to_owned()
    };

    assert_eq!(text("base"), "base base base Test base");
    assert_eq!(text("acme"), "base uk city Acme &amp; Co acme");
    assert_eq!(text("birch"), "birch uk uk Birch birch");
    assert_eq!(text("cole"), "base uk cole Cole LLP cole");
}

#[test]
fn a_missing_variable_names_every_page_that_uses_it() {
    let site = site(&format!(
        r#"{WORDS}
        //- base/text.md
        {{{{ contact.email }}}}
        //- base/link.md
        [x](mailto:{{{{ contact.email }}}})
        //- base/title.md
        ---
        title: Ask {{{{ contact.email }}}}
        ---
        //- base/description.md
        ---
        description: Ask {{{{ contact.email }}}}
        ---
        //- base/alt.md
        ![Mail {{{{ contact.email }}}}](a.svg)
        //- base/a.svg
        <svg/>
        //- base/summary.md
        :::details {{summary="{{{{ contact.email }}}}"}}
        :::
        //- base/heading.md
        # Ask {{{{ contact.email }}}}
        //- base/only.md
        :::only {{contact.email=a@b.example}}
        :::
        //- base/other.md
        {{{{ word }}}}
        //- firms/acme/firm.yaml
        name: Acme
        variables: {{phone: 1}}
        "#
    ));

    assert_text(
        site.diagnostics(),
        r"
            error[missing-variable] content/firms/acme/firm.yaml:1:1 Acme does not set \
            `contact.email`
              help: add it under `variables:` in firm.yaml: `contact.email: …` (Where questions go)
              note: used in content/base/alt.md, content/base/description.md, \
            content/base/heading.md, content/base/link.md, content/base/only.md, \
            content/base/summary.md, content/base/text.md, content/base/title.md
              note: in 1 of 2 editions: acme
            ",
    );

    let label = &site.run.report.findings[0].diagnostic.labels[0];
    assert_eq!(
        (&*label.0.file, label.1.as_str()),
        ("content/handbook.yaml", "declared here as required")
    );
}

#[test]
fn a_required_variable_has_its_default_in_the_base_only() {
    let site = site(&format!(
        r"{WORDS}
        //- base/index.md
        {{{{ phone }}}}
        //- firms/acme/firm.yaml
        name: Acme
        variables: {{contact.email: a@acme.example}}
        "
    ));
    assert!(site.page("base", "").contains("<p>555</p>"));
    assert!(site.diagnostics().contains("Acme does not set `phone`"), "{}", site.diagnostics());
}

#[test]
fn a_value_must_fit_its_type() {
    for (kind, value, message) in [
        ("email", "me", "`v` takes an e-mail address, such as mentoring@example.com"),
        (
            "url",
            "example.com",
            "`v` takes a web address that begins with https://, http://, mailto: or tel:",
        ),
        (
            "url",
            "'javascript:x()'",
            "`v` takes a web address that begins with https://, http://, mailto: or tel:",
        ),
        ("date", "2026-02-30", "`2026-02-30` is no day of the calendar"),
        ("date", "30.2.2026", "`v` takes a date like 2026-11-30"),
        ("number", "many", "`v` takes a number"),
        ("number", "'6'", "`v` takes a number"),
        ("list", "one", "`v` takes a list"),
        ("list", "[[a]]", "`v` takes a list of texts"),
        ("text", "[a]", "`v` takes a single value"),
    ] {
        let site = site(&format!(
            r"
            //- handbook.yaml
            title: Test
            variables: {{v: {{type: {kind}}}}}
            //- base/index.md
            {{{{ v }}}}
            //- firms/acme/firm.yaml
            name: Acme
            variables:
              v: {value}
            "
        ));
        let diagnostics = site.diagnostics();
        assert!(
            diagnostics.starts_with(&format!(
                "error[wrong-type] content/firms/acme/firm.yaml:3:6 {message}\n"
            )),
            "{kind} {value}\n{diagnostics}"
        );
    }
}

#[test]
fn setting_an_undeclared_variable_names_the_nearest() {
    let site = site(&format!(
        r"{WORDS}
        //- base/index.md
        {{{{ word }}}}
        //- firms/acme/firm.yaml
        name: Acme
        variables:
          phone: 1
          contact:
            email: a@acme.example
            emial: b
        "
    ));

    assert!(
        site.diagnostics().starts_with(&flush(
            r"
                error[unknown-variable] content/firms/acme/firm.yaml:6:5 there is no variable \
                `contact.emial`
                  help: did you mean `contact.email`?
                "
        )),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn a_whole_page_is_replaced_at_the_same_address() {
    let site = site(
        r"
        //- base/index.md
        [Who](rules/quiet.md#who), [limits](rules/quiet.md#limits)
        //- base/rules/quiet.md
        # Quiet

        ## Who {#who}

        A.

        ## Limits {#limits}

        B.
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/rules/quiet.md
        ---
        override: page
        ---
        # Our policy

        ## Who {#who}

        Counsel.
        ",
    );

    site.assert_clean();
    let page = site.page("acme", "rules/quiet");
    assert!(page.contains("Counsel.") && !page.contains("B."), "{page}");
    let home = site.page("acme", "");
    assert!(
        home.contains("<a href=\"rules/quiet/index.html#who\">Who</a>, limits"),
        "what is gone is text: {home}"
    );
}

#[test]
fn a_language_is_a_layer_and_what_is_not_translated_stays() {
    let site = site(
        r"
        //- base/index.md
        # Home

        [On](b.md)
        //- base/a.md
        # One
        //- base/b.md
        # Two
        //- layers/fr/layer.yaml
        name: Français
        //- layers/fr/index.md
        ---
        override: page
        ---
        # Accueil

        [Suite](b.md)
        //- layers/fr/a.md
        ---
        override: page
        ---
        # Un
        //- firms/acme/firm.yaml
        name: Acme
        layers: [fr]
        language: fr
        ",
    );

    site.assert_clean();
    assert!(site.page("acme", "").contains("Accueil") && site.page("acme", "a").contains("Un"));
    assert!(site.page("acme", "b").contains("Two"));
}

#[test]
fn a_page_with_a_locked_section_cannot_be_hidden() {
    let site = site(
        r#"
        //- base/index.md
        # Home
        //- base/about.md
        ## Source {#source locked="The licence asks for it"}

        A.
        //- firms/acme/firm.yaml
        name: Acme
        hide: [about.md]
        "#,
    );

    let told = site.diagnostics();
    assert!(told.starts_with("error[locked-section] content/firms/acme/firm.yaml:2:8"), "{told}");
    assert!(told.contains("nav: [{hide: PATH}]"), "{told}");
    assert!(!site.editions.contains_key("acme"));
}

#[test]
fn front_matter_takes_no_locked_section_away() {
    for front in ["draft: true", "audience: [mentor]"] {
        let site = site(&format!(
            r"
//- handbook.yaml
title: T
audiences: [mentor, mentee]
//- base/about.md
## Source {{#source locked=Thanks}}

A.
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/about.md
---
override: sections
{front}
---
"
        ));
        let told = site.diagnostics();
        assert!(
            told.starts_with("error[locked-section] content/firms/acme/about.md:2:1"),
            "{front}: {told}"
        );
    }
}

#[test]
fn a_variable_left_empty_is_not_set() {
    let site = site(
        r#"
        //- handbook.yaml
        title: T
        variables:
          who: {required: true}
          what: {default: tea}
        //- base/index.md
        {{ who }} {{ what }}
        //- firms/acme/firm.yaml
        name: Acme
        variables:
          who:
          what:
        //- firms/birch/firm.yaml
        name: Birch
        variables:
          who: ""
        "#,
    );

    let told = site.diagnostics();
    assert!(told.contains("Acme does not set `who`") && !told.contains("Birch does not"), "{told}");
    assert!(site.page("birch", "").contains("<p> tea</p>"), "{}", site.page("birch", ""));
}

#[test]
fn the_site_map_knows_nothing_of_texts() {
    let map = |rules: &str| {
        link(
            &handbook(&format!("//- base/rules.md\n{rules}"), "none").outline,
            MadeFiles::default(),
        )
    };
    let before = map(&flush(
        r"
        ---
        tags: [one]
        ---
        # Rules

        Text, [a link](rules.md#one) and a {{ firm.name }}.

        ## One {#one}
        One.
        ",
    ));

    let same = map(&flush(
        r"
        ---
        tags: [one]
        ---
        # Rules

        Other words. [A link](rules.md) and a list:

        - one
        - two

        ## Called otherwise {#one}
        Another **one**.
        ",
    ));

    assert_eq!(before.value, same.value);

    let others = [
        "---\ntags: [one]\n---\n# Laws\n\nText.\n\n## One {#one}\nOne.\n",
        "---\ntags: [two]\n---\n# Rules\n\nText.\n\n## One {#one}\nOne.\n",
        "---\ntags: [one]\n---\n# Rules\n\nText.\n\n## One {#other}\nOne.\n",
    ];

    for other in others {
        assert_ne!(before.value, map(other).value, "{other}");
    }
}
