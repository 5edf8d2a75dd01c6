//! What was called otherwise before: sections by `formerly=`, pages by `aliases:`.

use mentorbook::Severity;

use crate::harness::{Site, assert_text, site};

/// A page whose section `secrecy` was renamed, and a firm.
const RULES: &str = "\
//- base/index.md
[Home](rules.md#secrecy)
//- base/rules.md
# Rules
## Time {#time}
An hour.
## Confidentiality {#confidentiality formerly=\"secrecy, silence\" .quiet}
Base.
### Notes {#notes}
Notes.
## Words {#words}
[Rule](#silence)
//- firms/acme/firm.yaml
name: Acme
";

/// A page that was renamed and moved, a folder that was renamed, and a firm.
const MOVED: &str = "\
//- base/index.md
# Home
//- base/chapter/index.md
---
aliases: [/part/]
---
# Chapter
//- base/chapter/page.md
# Page
//- base/new/index.md
# New
//- base/new/confidentiality.md
---
title: Confidentiality
aliases: [/old/secrecy/]
---
## First {#first}
Base.
## Second {#second}
[First](#first)
//- base/new/other.md
# Other
";

/// The handbook with a firm's override of some sections of the page of rules.
fn rules(sections: &str) -> Site {
    site(&format!("{RULES}//- firms/acme/rules.md\n---\noverride: sections\n---\n{sections}"))
}

/// The handbook of moved pages with a firm's `firm.yaml` and files.
fn moved(config: &str, rest: &str) -> Site {
    site(&format!("{MOVED}//- firms/acme/firm.yaml\nname: Acme\n{config}\n{rest}"))
}

/// What was found, without notices.
fn worse(site: &Site) -> Vec<&str> {
    let found = site.run.report.findings.iter().map(|finding| &finding.diagnostic);
    let worse = found.filter(|found| found.severity > Severity::Notice);
    worse.map(|found| found.message.as_str()).collect()
}

/// The ids of a page, in order.
fn ids(page: &str) -> Vec<&str> {
    let main = page.split("<main").nth(1).unwrap_or(page);
    main.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn an_earlier_id_still_lands_at_its_section() {
    let site = site(RULES);
    site.assert_clean();
    let page = site.page("acme", "rules");
    assert!(
        page.contains(
            "<h2 id=\"confidentiality\" class=\"quiet\"><span id=\"secrecy\"></span>\
             <span id=\"silence\"></span>Confidentiality"
        ),
        "{page}"
    );
    assert_eq!(ids(&page), ["time", "confidentiality", "secrecy", "silence", "notes", "words"]);

    // Links lead to the id that the section has now.
    assert!(page.contains("<a href=\"#confidentiality\">Rule</a>"), "{page}");
    assert!(site.page("acme", "").contains("href=\"rules/index.html#confidentiality\""));
}

#[test]
fn each_operation_follows_a_section_to_its_new_id() {
    for (heading, expected) in [
        ("## Ours {#secrecy replace}\n\nOurs.\n", "time confidentiality words"),
        ("## X {#secrecy append}\n\nOurs.\n", "time confidentiality notes words"),
        ("## X {#silence prepend}\n\nOurs.\n", "time confidentiality notes words"),
        ("## X {#secrecy remove}\n", "time words"),
        ("## Ours {#own before=secrecy}\n\nOurs.\n", "time own confidentiality notes words"),
        ("## Ours {#own after=silence}\n\nOurs.\n", "time confidentiality notes own words"),
        ("## X {#secrecy move before=time}\n", "confidentiality notes time words"),
        ("## X {#time move after=secrecy}\n", "confidentiality notes time words"),
    ] {
        let site = rules(heading);
        assert_eq!(worse(&site), [""; 0], "{heading}");
        let told = site.diagnostics();
        assert_eq!(told.matches("[renamed-target]").count(), 1, "{heading}: {told}");

        let page = site.page("acme", "rules");
        let ids = ids(&page).into_iter().filter(|id| !["secrecy", "silence"].contains(id));
        assert_eq!(ids.collect::<Vec<_>>().join(" "), expected, "{heading}");
        assert_eq!(page.contains("Ours."), heading.contains("Ours."), "{page}");
        let is_there = !heading.contains("remove");
        assert_eq!(page.contains("<span id=\"secrecy\"></span>"), is_there, "{page}");
        assert_eq!(page.contains("<a href=\"#confidentiality\">Rule</a>"), is_there, "{page}");
    }
}

#[test]
fn whoever_follows_is_told_the_new_id() {
    let site = rules("## Ours {#secrecy replace}\n\nOurs.\n## X {#time move after=silence}\n");
    assert_text(
        site.diagnostics(),
        r"
            warning[renamed-target] content/firms/acme/rules.md:4:1 `secrecy` is now called \
            `confidentiality`; what is said here follows it
              help: write the new id: `confidentiality`
              note: in 1 of 2 editions: acme
            warning[renamed-target] content/firms/acme/rules.md:7:1 `silence` is now called \
            `confidentiality`; what is said here follows it
              help: write the new id: `confidentiality`
              note: in 1 of 2 editions: acme
            ",
    );
    let finding = &site.run.report.findings[0].diagnostic;
    assert_eq!(finding.severity, Severity::Notice);
    let (place, text) = &finding.labels[0];
    assert_eq!((&*place.file, text.as_str()), ("content/base/rules.md", "renamed here"));
}

#[test]
fn what_replaces_a_section_is_found_by_all_of_its_ids() {
    // By the new id, with an earlier one of its own.
    let page = rules("## Ours {#confidentiality replace formerly=quiet}\n\nOurs.\n");
    page.assert_clean();
    let page = page.page("acme", "rules");
    assert_eq!(ids(&page), ["time", "confidentiality", "secrecy", "silence", "quiet", "words"]);
    assert!(page.contains("<a href=\"#confidentiality\">Rule</a>"), "{page}");

    // And a layer above goes on from there.
    let site = site(&format!(
        "{RULES}layers: [uk]\n\
         //- layers/uk/rules.md\n---\noverride: sections\n---\n\
         ## UK {{#secrecy replace formerly=quiet}}\n\nUK.\n\
         //- firms/acme/rules.md\n---\noverride: sections\n---\n## X {{#quiet append}}\n\nOurs.\n"
    ));
    assert_eq!(worse(&site), [""; 0]);
    let page = site.page("acme", "rules");
    assert_eq!(ids(&page), ["time", "confidentiality", "secrecy", "silence", "quiet", "words"]);
    assert!(page.contains("UK.") && page.contains("Ours."), "{page}");
}

#[test]
fn a_whole_page_written_for_the_earlier_ids_is_found_by_the_new_ones() {
    let site = site(&format!(
        "{RULES}//- firms/acme/rules.md\n---\noverride: page\n---\n# Ours\n\n\
         ## Secrecy {{#secrecy}}\n\n[Rule](#secrecy)\n\n## Silence {{#silence}}\n\nHush.\n"
    ));
    assert_text(
        site.diagnostics(),
        r"
            warning[renamed-target] content/firms/acme/rules.md:6:1 `secrecy` is now called \
            `confidentiality`; what is said here follows it
              help: write the new id: `confidentiality`
              note: in 1 of 2 editions: acme
            ",
    );
    let page = site.page("acme", "rules");
    // The base made one section of two: the first is that one, the second is still itself.
    assert_eq!(ids(&page), ["confidentiality", "secrecy", "silence"]);
    assert!(page.contains("<a href=\"#confidentiality\">Rule</a>"), "{page}");
    assert!(site.page("acme", "").contains("#confidentiality"));
}

#[test]
fn a_firms_own_section_cannot_have_an_id_that_the_base_gave_up() {
    let site = rules("## Ours {#secrecy after=time}\n\nOurs.\n");
    assert_text(
        site.diagnostics(),
        r"
            error[duplicate-id] content/firms/acme/rules.md:4:1 the section `confidentiality` was \
            called `secrecy` before, and is still found by that id
              help: give the new section an id of its own
              note: in 1 of 2 editions: acme
            ",
    );
    // Nobody chose an id that is made of the heading.
    let own = rules("## Other {#other after=time}\n\n### Secrecy\n\nOurs.\n");
    own.assert_clean();
    assert!(own.page("acme", "rules").contains("id=\"secrecy-1\""));
    // Once the section is gone, so are its ids.
    let instead = rules("## X {#confidentiality remove}\n## Ours {#secrecy after=time}\n\nOurs.\n");
    instead.assert_clean();
    assert_eq!(ids(&instead.page("acme", "rules")), ["time", "secrecy", "words"]);
    // But not while something stands in for it.
    let within = rules("## X {#confidentiality replace}\n\n### Y {#secrecy}\n\nOurs.\n");
    assert!(within.diagnostics().contains("[duplicate-id]"), "{}", within.diagnostics());
}

#[test]
fn two_sections_cannot_have_been_the_same_and_none_can_have_been_a_living_one() {
    let site = site(&format!(
        "{RULES}\
         //- base/twice.md\n\
         ## One {{#one formerly=old}}\n\n## Two {{#two formerly=#old}}\n\n\
         > ### Quoted {{#quoted}}\n\n## Three {{#three formerly=\"three, quoted\"}}\n\n\
         ## Four {{#four formerly=quoted}}\n\n## Five {{#five formerly=two}}\n\n\
         ## Raw {{#raw formerly=mark}}\n\n<a id=\"mark\"></a>\n\
         //- firms/acme/rules.md\n---\noverride: sections\n---\n\
         ## Ours {{#words replace formerly=\"time, silence\"}}\n\nOurs.\n\
         ## Own {{#own after=words formerly=notes}}\n\nOurs.\n"
    ));
    assert_text(
        site.diagnostics(),
        r"
            error[duplicate-id] content/base/twice.md:3:1 two sections of the page are said to \
            have been `old`
              help: keep it in the `formerly=` of one of them: a link leads to one place only
            error[duplicate-id] content/base/twice.md:7:1 `three` cannot have been `three`: the \
            page has that id at present
              help: take it out of `formerly=`, or give what has it an id of its own
            error[duplicate-id] content/base/twice.md:9:1 two sections of the page are said to \
            have been `quoted`
              help: keep it in the `formerly=` of one of them: a link leads to one place only
            error[duplicate-id] content/base/twice.md:11:1 `five` cannot have been `two`: the page \
            has that id at present
              help: take it out of `formerly=`, or give what has it an id of its own
            error[duplicate-id] content/base/twice.md:13:1 `raw` cannot have been `mark`: the page \
            has that id at present
              help: take it out of `formerly=`, or give what has it an id of its own
            error[duplicate-id] content/firms/acme/rules.md:4:1 `words` cannot have been `time`: \
            the page has that id at present
              help: take it out of `formerly=`, or give what has it an id of its own
              note: in 1 of 2 editions: acme
            error[duplicate-id] content/firms/acme/rules.md:7:1 `own` cannot have been `notes`: \
            the page has that id at present
              help: take it out of `formerly=`, or give what has it an id of its own
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn what_cannot_be_an_id_is_told() {
    let site = site(
        "//- base/index.md\n## A {#a formerly=\"old name, {{ x }}, #\"}\n\n\
         > ## B {#b formerly=c}\n\n## C {#c formerley=d}\n\n## D {#d renamed=e}\n\n\
         ## E {#e formerly}\n\n\
         ## F {#f formerly=\" , \"}\n",
    );
    assert_text(
        site.diagnostics(),
        r#"
            error[wrong-type] content/base/index.md:1:1 `#` cannot have been an id
              help: an id has no spaces and no braces, and between two stands a comma: \
            `formerly="secrecy, silence"`
            error[wrong-type] content/base/index.md:1:1 `old name` cannot have been an id
              help: an id has no spaces and no braces, and between two stands a comma: \
            `formerly="secrecy, silence"`
            error[wrong-type] content/base/index.md:1:1 `{{ x }}` cannot have been an id
              help: an id has no spaces and no braces, and between two stands a comma: \
            `formerly="secrecy, silence"`
            error[unknown-variable] content/base/index.md:1:30 there is no variable `x`
              help: declare it under `variables:` in content/handbook.yaml, or write `\{{` to show \
            the braces themselves
            error[unknown-key] content/base/index.md:3:3 `formerly=` does nothing here: this \
            heading begins no section
              help: move it out of the container, quote or list; a passage for some is `:::only \
            {audience=…}`
            error[unknown-key] content/base/index.md:5:1 `formerley=` means nothing in a heading's \
            braces
              help: did you mean `formerly=`?
              help: what is for a theme of your own begins with `data-`: `data-formerley=`
            error[unknown-key] content/base/index.md:7:1 `renamed=` means nothing in a heading's \
            braces
              help: write `formerly=`
            error[unknown-key] content/base/index.md:9:1 `formerly` means nothing in a heading's \
            braces
              help: it takes a value, without spaces around `=`: `formerly=…`
            error[wrong-type] content/base/index.md:11:1 `formerly=` names no id
              help: an id has no spaces and no braces, and between two stands a comma: \
            `formerly="secrecy, silence"`
            "#,
    );
}

#[test]
fn ids_stay_unique_where_others_have_an_earlier_one() {
    // A heading in a quote, and a text that is shown from another page.
    let site = site(&format!(
        "{RULES}//- base/note.md\n> ### Secrecy\n\nNote.\n\
         //- firms/acme/rules.md\n---\noverride: sections\n---\n\
         ## X {{#time append}}\n\n> ### Silence\n\n:::include {{from=note.md}}\n:::\n"
    ));
    site.assert_clean();
    let page = site.page("acme", "rules");
    let mut ids = ids(&page);
    let all = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), all, "{page}");
    assert!(page.contains("<span id=\"secrecy\"></span><span id=\"silence\"></span>"), "{page}");
}

#[test]
fn whatever_names_a_section_can_name_it_by_an_earlier_id() {
    let site = site(
        r"
        //- base/index.md
        :::include {from=rules.md#old}
        :::

        :::collection {from=rules.md only=old,two}
        :::
        //- base/rules.md
        ---
        kind: rules
        ---
        ## One {#one formerly=old .fixed}
        First.
        ## Two {#two}
        Second.
        //- base/check.md
        ---
        kind: module
        ---
        ## Which is fixed? {#which question=multiple key=fixed}
        - [ ] [Right](rules.md#old)
        - [ ] [Wrong](rules.md#two)
        //- layers/uk/rules.md
        ---
        override: sections
        locked: {old: The law says so}
        ---
        ## X {#two append}
        UK.
        //- firms/acme/firm.yaml
        name: Acme
        layers: [uk]
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## X {#one append}
        Ours.
        ",
    );
    // The lock by an earlier id holds as well.
    assert_text(
        site.diagnostics(),
        r"
            error[locked-section] content/firms/acme/rules.md:4:1 the section `one` may not be \
            changed: The law says so
              help: take this operation away; text beside the section goes in with `before=` or \
            `after=`
              note: in 1 of 2 editions: acme
            ",
    );
    let page = site.page("base", "");
    assert!(page.contains("First.") && page.contains("rules/index.html#one"), "{page}");
}

#[test]
fn a_fixed_rule_stays_fixed_under_its_earlier_id() {
    let changed = |front: &str, heading: &str| {
        site(&format!(
            "//- base/index.md\n# Home\n//- base/rules.md\n---\nkind: rules\n---\n\
             ## Quiet {{#quiet formerly=gr-1 .fixed}}\n\nHush.\n\
             //- firms/acme/firm.yaml\nname: Acme\n\
             //- firms/acme/rules.md\n---\noverride: {front}\n---\n{heading}\n\nOurs.\n"
        ))
    };
    for front in ["page", "sections"] {
        let replace = if front == "page" { "" } else { "replace" };
        let without = changed(front, &format!("## Hush {{#gr-1 {replace} .fixed}}"));
        let told = "the rule `quiet` is fixed, and is reworded without a reason";
        assert_eq!(worse(&without), [told], "{front}");
        let with = changed(front, &format!("## Hush {{#gr-1 {replace} .fixed reason=Law}}"));
        assert_eq!(worse(&with), [""; 0], "{front}");
        assert!(with.page("acme", "rules").contains("<h2 id=\"quiet\""), "{front}");
    }
}

#[test]
fn an_earlier_id_goes_with_what_is_for_others() {
    let site = site(
        r"
        //- handbook.yaml
        audiences: [mentor, mentee]
        editions:
          some: {audiences: [mentee]}
          all: {audiences: [mentee, mentor]}
        //- base/index.md
        [Rule](rules.md#old)
        //- base/rules.md
        ## One {#one formerly=old audience=mentor}
        First.
        ## Two {#two}
        Second.
        //- firms/acme/firm.yaml
        name: Acme
        ",
    );
    site.assert_clean();
    assert!(!site.page("acme", "rules").contains("old"));
    assert!(site.page("acme", "").contains("<p>Rule</p>"));
    assert!(site.page("acme.all", "").contains("rules/index.html#one"));
}

#[test]
fn the_heading_of_a_page_can_have_earlier_ids() {
    let site = site("//- base/index.md\n# Home {#home formerly=start}\n\n[Up](#start)\n");
    site.assert_clean();
    assert!(site.page("base", "").contains("<a href=\"index.html\">Up</a>"));
}

#[test]
fn an_override_follows_its_page_to_a_new_path() {
    let front = "---\noverride: sections\n---\n";
    for file in ["old/secrecy.md", "old/secrecy/index.md"] {
        let site = moved(
            "",
            &format!(
                "//- firms/acme/old/near.md\n# Near\n//- firms/acme/{file}\n{front}\
                 ## X {{#first append}}\n\n[Near](/old/near.md) [Second](#second)\n"
            ),
        );
        assert_eq!(worse(&site), [""; 0], "{file}");
        let page = site.page("acme", "new/confidentiality");
        assert!(page.contains("href=\"../../old/near/index.html\">Near"), "{page}");
        assert!(page.contains("href=\"#second\">Second"), "{page}");
        // The earlier address leads on, as before.
        assert!(site.editions["acme"].contains_key("old/secrecy/index.html"));
    }
}

#[test]
fn an_override_follows_a_page_that_became_a_chapter() {
    // Its address is the same, so the alias is no redirect; it says that the page is this one.
    let site = site(
        r"
        //- base/index.md
        # Home
        //- base/rules/index.md
        ---
        aliases: [/rules/]
        ---
        ## Time {#time}
        An hour.
        //- base/rules/more.md
        # More
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/rules.md
        ---
        override: sections
        ---
        ## X {#time append}
        Ours.
        ",
    );
    assert_eq!(worse(&site), [""; 0]);
    assert!(site.page("acme", "rules").contains("Ours."));
}

#[test]
fn links_of_a_file_that_follows_are_seen_from_where_it_lies() {
    let site = site(&format!(
        "//- handbook.yaml\ntitle: H\nvariables: {{near: near}}\n{MOVED}\
         //- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/old/near.md\n# Near\n\
         //- firms/acme/old/pic.txt\nText\n\
         //- firms/acme/old/secrecy.md\n---\noverride: page\n---\n# Ours\n\n## First {{#first}}\n\n\
         [Near](near.md), [filled]({{{{ near }}}}.md), [pic](pic.txt), [self](secrecy.md#first),\n\
         [here](#first), [up](../new/other.md)\n"
    ));
    assert_text(
        site.diagnostics(),
        r"
            warning[renamed-target] content/firms/acme/old/secrecy.md:2:1 `old/secrecy.md` is now \
            called `new/confidentiality.md`; what is said here follows it
              help: move the file to `new/confidentiality.md`
              note: in 1 of 2 editions: acme
            ",
    );
    let page = site.page("acme", "new/confidentiality");
    let links: Vec<&str> =
        page.split("<a href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(
        links,
        [
            "../../old/near/index.html",
            "../../old/near/index.html",
            "../../old/pic.20e08d9b.txt",
            "#first",
            "#first",
            "../other/index.html"
        ]
    );
}

#[test]
fn what_hides_or_places_a_page_follows_it() {
    let site = moved(
        "hide: [old/secrecy.md]\nnav:\n- {rename: part, title: Renamed}\n\
         - {hide: old/secrecy}\n- {move: new/other.md, before: part}",
        "",
    );
    assert_text(
        site.diagnostics(),
        r"
            warning[renamed-target] content/firms/acme/firm.yaml:2:8 `old/secrecy.md` is now \
            called `new/confidentiality.md`; what is said here follows it
              help: write the new path: `new/confidentiality.md`
              note: in 1 of 2 editions: acme
            warning[renamed-target] content/firms/acme/firm.yaml:4:3 `part` is now called \
            `chapter`; what is said here follows it
              help: write the new path: `chapter`
              note: in 1 of 2 editions: acme
            warning[renamed-target] content/firms/acme/firm.yaml:5:3 `old/secrecy` is now called \
            `new/confidentiality.md`; what is said here follows it
              help: write the new path: `new/confidentiality.md`
              note: in 1 of 2 editions: acme
            warning[renamed-target] content/firms/acme/firm.yaml:6:3 `part` is now called \
            `chapter`; what is said here follows it
              help: write the new path: `chapter`
              note: in 1 of 2 editions: acme
            ",
    );
    assert!(!site.editions["acme"].contains_key("new/confidentiality/index.html"));

    // The folder as a whole, where it was a folder that was named.
    let site = moved("hide: [part]", "");
    assert_eq!(worse(&site), [""; 0]);
    assert!(!site.editions["acme"].keys().any(|file| file.starts_with("chapter/")));
    let site = moved("hide: [part/index.md]", "");
    assert!(site.editions["acme"].contains_key("chapter/page/index.html"));
}

#[test]
fn a_layer_comes_to_a_page_with_one_file_only() {
    let front = "---\noverride: sections\n---\n";
    let site = moved(
        "",
        &format!(
            "//- firms/acme/old/secrecy.md\n{front}## X {{#first append}}\n\nOld.\n\
             //- firms/acme/new/confidentiality.md\n{front}## X {{#first append}}\n\nNew.\n"
        ),
    );
    assert_text(
        site.diagnostics(),
        r"
            error[ambiguous-override] content/firms/acme/old/secrecy.md:2:1 acme overrides this \
            page with another file as well
              help: put all that the layer says about the page into one file
              note: in 1 of 2 editions: acme
            warning[renamed-target] content/firms/acme/old/secrecy.md:2:1 `old/secrecy.md` is now \
            called `new/confidentiality.md`; what is said here follows it
              help: move the file to `new/confidentiality.md`
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn a_path_that_no_page_had_is_still_unknown() {
    let site =
        moved("hide: [older]", "//- firms/acme/old/silence.md\n---\noverride: page\n---\n# X\n");
    assert_eq!(worse(&site).len(), 2, "{}", site.diagnostics());
    assert_eq!(site.diagnostics().matches("[unknown-target]").count(), 2);
}

/// A folder has a page even where nobody wrote one, and that page is in nobody's way.
#[test]
fn a_page_of_ones_own_may_stay_where_a_chapter_was_before() {
    let site = site(
        "
        //- base/index.md
        # Home
        //- base/new/index.md
        ---
        aliases: [/old/]
        ---
        # The chapter
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/old/own.md
        # Our own
        ",
    );
    assert_eq!(site.diagnostics(), "");
    assert!(site.editions["acme"].contains_key("old/own/index.html"));
    assert!(site.editions["base"].contains_key("old/index.html"));
}
