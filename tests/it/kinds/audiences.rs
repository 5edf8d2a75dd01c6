//! What is for facilitators alone is not in the participants' edition: no byte of it, in no file.

use crate::harness::{Site, site};

const HEAD: &str = "\
//- handbook.yaml
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
    site(&format!("{HEAD}{rest}"))
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
fn sections_are_kept() {
    let site = book(
        "Text.\n\n## Open {#open}\n\nText.\n\n## Secret {#secret audience=facilitator}\n\nThe secret.\n\n### Secret below {#below}\n\nSecret.\n\n## Last {#last}\n\nText.\n",
    );
    site.assert_clean();
    kept(&site);
    let page = site.page("base", "");
    assert!(
        page.ends_with("<p>Text.</p>\n") && page.contains("id=\"last\"") && !page.contains("below"),
        "{page}"
    );
}

#[test]
fn what_is_added_to_a_kept_section_is_kept() {
    let site = book(
        "Text.\n\n## Notes {#notes audience=facilitator}\n\nThe secret.\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/index.md\n---\noverride: sections\n---\n\
         ## Notes {#notes append}\n\nAcme's secret.\n\n## Mine {#mine after=notes audience=facilitator}\n\nAnother secret.\n\n## Replaced {#_lead replace}\n\nText.\n",
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
        "Text.\n\n## Notes {#notes audience=facilitator}\n\nOld.\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/index.md\n---\noverride: sections\n---\n\
         ## Notes {#notes replace}\n\nThe secret.\n",
    );
    site.assert_clean();
    assert!(!site.page("acme", "").contains("secret"), "{}", site.page("acme", ""));
    assert!(site.page("acme.facilitators", "").contains("secret"));
}

// BUG 16
#[test]
fn a_section_that_two_layers_replace_stays_kept() {
    let site = book(
        "Text.\n\n## Notes {#notes audience=facilitator}\n\nOld.\n//- layers/uk/layer.yaml\nname: UK\n//- layers/uk/index.md\n---\noverride: sections\n---\n\
         ## Notes {#notes replace}\n\nUK secret.\n//- firms/acme/firm.yaml\nname: Acme\nlayers: [uk]\n//- firms/acme/index.md\n---\noverride: sections\n---\n## Notes {#notes replace}\n\nThe secret.\n",
    );
    site.assert_clean();
    assert!(!site.page("acme", "").contains("secret"), "{}", site.page("acme", ""));
    assert!(site.page("acme.facilitators", "").contains("secret"));
}

#[test]
fn pages_and_whole_folders_are_kept() {
    let site = book(
        "[the way](run/secret-page.md), [in](run/secret-page.md#secret-part), [all](run/index.md)\n\n:::pages\n- [Secret](run/secret-page.md): the secret\n- [Open](open.md): more\n:::\n\n\
         :::collection {from=run/secret-page.md as=cards}\n:::\n\n:::include {from=run/secret-page.md#secret-part}\n:::\n\
         //- base/open.md\n---\ntitle: Open\n---\nText.\n//- base/run/index.md\n---\ntitle: Secret chapter\naudience: [facilitator]\n---\nSecret.\n//- base/run/secret-page.md\n---\n\
         title: Secret page\ndescription: A secret.\naudience: [facilitator]\naliases: [/secret-alias/]\ntags: [secret]\nowner: Secret owner\n---\n## Secret part {#secret-part}\n\nSecret.\n",
    );
    site.assert_clean();
    kept(&site);
    let page = site.page("base", "");
    assert!(page.contains("<p>the way, in, all</p>"), "links become plain text: {page}");
    assert!(
        page.contains("<ul class=\"pages\">\n<li><a href=\"open/index.html\">Open</a>: more <span class=\"reading\">"),
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
        "Text.\n\n:::only {audience=facilitator}\nThe secret.[^1]\n\n- a secret\n\n> [!TIP] Secret\n> Text\n\n:::details {summary=\"Secret\"}\nText\n:::\n:::\n\n\
         | a |\n| - |\n| b |\n\n:::only {audience!=facilitator}\nFor all others.\n:::\n\n[^1]: A secret note.\n",
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
        "- a\n\n  :::only {audience=facilitator}\n  Secret.\n  :::\n\n> b\n>\n> :::only {audience=facilitator}\n> Secret.\n> :::\n\n\
         ## Who? {#q question=single}\n\n- [x] A\n  > Yes.\n  >\n  > :::only {audience=facilitator}\n  > Secret.\n  > :::\n- [ ] B\n\n> So.\n>\n> :::only {audience=facilitator}\n> Secret.\n> :::\n\n\
         ## Sheet {#sheet}\n\n:::form\n- Topic\n\n:::only {audience=facilitator}\n- Secret field\n:::\n:::\n",
    );
    site.assert_clean();
    kept(&site);
    assert_eq!(site.page("base.facilitators", "").matches("Secret.").count(), 4);
}

#[test]
fn a_milestone_that_some_do_not_see_moves_the_dates_of_all() {
    let dates = "//- base/dates.md\n---\ntitle: Dates\nkind: timeline\n---\n:::timeline {as=table}\n:::\n\n\
                 ## Secret {#secret at=1w SEEN}\n\nA secret.\n\n## Open {#open at=2w}\n\nText.\n";
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
        "Text.\n\n:::timeline {from=dates.md as=strip}\n:::\n//- base/dates.md\n---\ntitle: Dates\nkind: timeline\n---\n:::timeline {as=table}\n:::\n\n## Open {#open at=0w for=mentor}\n\nText.\n\n## Secret {#secret at=1w for=facilitator}\n\nA secret.\n",
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
        "Text.\n//- base/dates.md\n---\ntitle: Dates\nkind: timeline\n---\n## Open {#open at=0w}\n\nText.\n\n## Secret {#secret at=1w for=facilitator}\n\nA secret.\n",
    );
    kept(&site);
}

// BUG 18
#[test]
fn a_calendar_of_facilitators_is_kept() {
    let site = book(
        "Text.\n//- base/dates.md\n---\ntitle: Dates\nkind: timeline\n---\n## Open {#open at=0w for=\"mentor, facilitator\"}\n\nText.\n",
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
        "Text.\n\n:::curriculum\n:::\n//- base/m1.md\n---\ntitle: M1\nkind: module\nminutes: {self: 10}\nrequired_for: [mentor]\n---\n## Who? {#q question=single}\n\n- [x] A\n- [ ] B\n\n\
         ## Secret notes {#notes audience=facilitator}\n\n:::answer-key\n:::\n//- base/m2.md\n---\ntitle: Secret module\nkind: module\nminutes: {self: 50}\nrequired_for: [facilitator]\naudience: [facilitator]\n---\nText.\n",
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
        "A secret-word here? The codeword.\n\n:::collection {from=rules.md as=cards}\n:::\n\n:::collection {from=rules.md as=clauses only=fixed}\n:::\n\
         //- base/rules.md\n---\ntitle: Rules\nkind: rules\n---\n## Open {#open .fixed}\n\nText.\n\n## Secret {#gr-2 .fixed audience=facilitator}\n\nText.\n\
         //- base/words.md\n---\ntitle: Words\nkind: glossary\n---\n## Codeword {#codeword audience=facilitator}\n\nSecret meaning.\n",
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
        "Text.\n//- base/run.md\n---\ntitle: Secret\naudience: [facilitator]\n---\n![The secret](secret-map.png) [it](secret.txt)\n//- base/secret-map.png\nx\n//- base/secret.txt\nThe secret.\n",
    );
    site.assert_clean();
    kept(&site);
}

// Links to it

#[test]
fn links_from_the_base_become_text() {
    let text = format!(
        "{HEAD}[to the notes](m.md#notes), [below](m.md#below), [*marked*](m.md#notes) and [open](m.md#open)\n//- base/m.md\n---\ntitle: M\n---\n[here](#notes)\n\n## Open {{#open}}\n\nText.\n\n## Notes {{#notes audience=facilitator}}\n\nText.\n\n### Below {{#below}}\n\nText.\n"
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
        "[x](m.md#nothing)\n//- base/m.md\n---\ntitle: M\n---\n## Notes {#notes audience=facilitator}\n\nText.\n",
    );
    assert!(
        site.diagnostics().starts_with("error[broken-link] content/base/index.md:4:5 "),
        "{}",
        site.diagnostics()
    );
}

// What the theme lists

const THEME: &str = "//- themes/default/templates/page.html
{{ nav | safe }}|{{ page.title }}|{% for c in page.contents %}{{ c.title }}({% for d in c.children %}{{ d.title }} {% endfor %}) {% endfor %}|{% for c in children %}{{ c.title }}:{{ c.description }} {% endfor %}\
|{% if previous %}{{ previous.title }}{% endif %}|{% if next %}{{ next.title }}{% endif %}|{% for b in breadcrumbs %}{{ b.title }} {% endfor %}
//- themes/default/templates/nav.html
{% for item in items %}<a href=\"{{ item.href }}\"{{ item.current }}>{{ item.title }}</a>{% for item in item.children %}<a href=\"{{ item.href }}\"{{ item.current }}>{{ item.title }}</a>{% endfor %}{% endfor %}
//- themes/default/templates/404.html
404
//- themes/default/templates/redirect.html
{{ target }}
";

#[test]
fn contents_navigation_and_neighbours_do_not_mention_it() {
    let site = book(&format!(
        "## Open {{#open}}\n\n### Part {{#part}}\n\n### Secret part {{#sp audience=facilitator}}\n\n## Secret {{#secret audience=facilitator}}\n//- base/a.md\n---\ntitle: A\nweight: 1\n---\nText\n\
         //- base/b.md\n---\ntitle: Secret B\ndescription: A secret.\nweight: 2\naudience: [facilitator]\n---\nText\n//- base/c.md\n---\ntitle: C\nweight: 3\n---\nText\n{THEME}"
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
        "Text.\n//- base/run/index.md\n---\ntitle: Secret chapter\naudience: [facilitator]\n---\nText\n//- base/run/open.md\n---\ntitle: Open\n---\nText\n",
    );
    kept(&site);
    assert!(site.page("base", "run/open").contains("<h1>Open</h1>"));
}

#[test]
fn a_firms_own_link_to_a_kept_page_is_no_link_either() {
    let site = book(
        "Text.\n//- base/run.md\n---\ntitle: Secret\naudience: [facilitator]\n---\nText\n//- firms/acme/firm.yaml\nname: Acme\n//- firms/acme/own.md\n---\ntitle: Own\n---\nSee [there](run.md).\n",
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
