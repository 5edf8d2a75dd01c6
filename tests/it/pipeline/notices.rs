//! What stands around a page for its readers' sake: announcements, where to say what is wrong, what
//! has changed.

use crate::harness::{Site, site};

const THEME: &str = r#"
//- themes/default/templates/page.html
{% if site.announcement %}[{{ site.announcement.text }}|{{ site.announcement.from or '' }}|{{
site.announcement.until }}|{{ site.announcement.link?.title or '' }}|{{
site.announcement.link?.url or '' }}|{{ site.announcement.link?.is_outside }}]{% endif %}
feedback={{ page.feedback or '' }}¶ digests={{ page.digests }}¶ recent={{ site.recent or '' }}¶
//- themes/default/templates/recent.html
{% for month in months %}{{ month.month }}: {% for page in month.pages %}{{ page.title }} {{
page.href }} {{ page.updated }}, {% endfor %}{% endfor %}
//- themes/default/templates/404.html
//- themes/default/templates/nav.html
{% for item in items %}<a href="{{ item.href }}">{{ item.title }}</a>{% endfor %}
//- themes/default/templates/redirect.html
"#;

fn themed(handbook: &str) -> Site {
    site(&format!("{}\n{THEME}", crate::harness::flush(handbook)))
}

/// A word of what the page says, after its name.
fn said(site: &Site, edition: &str, path: &str, name: &str) -> String {
    let page = site.page(edition, path);
    let after = page.split_once(&format!("{name}=")).expect("the word").1;
    after.split('¶').next().unwrap_or_default().to_owned()
}

#[test]
fn an_announcement_stands_on_each_page_with_its_days() {
    let site = themed(
        r#"
        //- handbook.yaml
        title: Handbook
        variables: {cohort.start: {type: date, default: 2027-05-11}}
        //- base/index.md
        //- base/dates.md
        ## The launch {#launch}
        //- firms/acme/firm.yaml
        name: Acme
        announce:
          text: The launch is on {{ cohort.start }}.
          link: {title: See the dates, url: "dates.md#launch"}
          from: 2027-04-01
          until: 2027-05-11
        //- firms/birch/firm.yaml
        name: Birch
        announce: {text: A <b>, link: {title: More, url: "https://birch.example/a?b&c"}, until: 2027-05-11}
        "#,
    );
    site.assert_clean();
    assert!(!site.page("base", "").contains('['));
    for page in ["", "dates"] {
        let shown = "[The launch is on May 11, 2027.|2027-04-01|2027-05-11|See the dates|\
                     dates/index.html#launch|false]";
        assert!(site.page("acme", page).contains(shown), "{}", site.page("acme", page));
        let shown = "[A &lt;b&gt;||2027-05-11|More|https://birch.example/a?b&amp;c|true]";
        assert!(site.page("birch", page).contains(shown), "{}", site.page("birch", page));
    }
}

#[test]
fn an_announcement_that_cannot_be_shown_is_told() {
    for (announce, told) in [
        ("{text: A}", "error[wrong-type] content/firms/acme/firm.yaml:2:1 an announcement has a"),
        ("{until: 2027-05-11}", "error[wrong-type] content/firms/acme/firm.yaml:2:1 an announcem"),
        ("{text: A, until: soon}", "`until` takes a date like 2026-11-30, not `soon`"),
        ("{text: A, until: 2027-05-11, from: 2027-05-12}", "ends before it begins, on 2027-05-12"),
        ("{text: A, until: 2027-05-11, till: x}", "there is no key `till` here"),
        ("{text: A, until: 2027-05-11, link: dates.md}", "`link` takes a group of keys"),
        ("{text: A, until: 2027-05-11, link: {url: a.md}}", "a link has a `title` and a `url`"),
        (
            "{text: A, until: 2027-05-11, link: {title: A, url: nope.md}}",
            "error[broken-link] content/firms/acme/firm.yaml:2:46 the announcement links to `nope.md`",
        ),
        (
            "{text: A, until: 2027-05-11, link: {title: A, url: 'javascript:x'}}",
            "error[unsafe-url] content/firms/acme/firm.yaml:2:46 `javascript:x` is not",
        ),
        ("{text: 'A {{ nope }}', until: 2027-05-11}", "there is no variable `nope`"),
    ] {
        let site = themed(&format!(
            "//- base/index.md\n//- firms/acme/firm.yaml\nname: Acme\nannounce: {announce}\n"
        ));
        assert!(site.diagnostics().contains(told), "{announce}: {}", site.diagnostics());
    }

    let long = "é".repeat(400);
    let site = themed(&format!(
        "//- base/index.md\n//- firms/acme/firm.yaml\nname: Acme\n\
         announce: {{text: {long}, until: 2027-05-11}}\n"
    ));
    assert!(site.diagnostics().contains("has at most 500 bytes"), "{}", site.diagnostics());
    // However few letters bring it.
    let site = themed(&format!(
        "//- handbook.yaml\ntitle: A\nvariables: {{v: {{default: {long}}}}}\n//- base/index.md\n\
         //- firms/acme/firm.yaml\nname: Acme\nannounce: {{text: '{{{{ v }}}}', until: 2027-05-11}}\n"
    ));
    assert!(site.diagnostics().contains("has at most 500 bytes"), "{}", site.diagnostics());
}

#[test]
fn readers_write_to_whom_the_firm_names() {
    let site = themed(
        r#"
        //- handbook.yaml
        title: The "R&D" handbook
        variables: {contact.email: {type: email, default: all@firm.example}}
        feedback: "{{ contact.email }}"
        //- base/index.md
        //- base/a/page one.md
        # Größe & Maß?
        //- firms/acme/firm.yaml
        name: Acme
        variables: {contact.email: ann@acme.example}
        //- firms/birch/firm.yaml
        name: Birch
        feedback: https://git.example/edit/main/{path}?a=1
        //- firms/birch/own page.md
        # Own
        //- firms/cole/firm.yaml
        name: Cole
        feedback: off
        "#,
    );
    site.assert_clean();
    assert_eq!(
        said(&site, "acme", "a/page-one", "feedback"),
        "mailto:ann@acme.example?subject=The%20%22R%26D%22%20handbook%3A%20Gr%C3%B6%C3%9Fe%20%26\
         %20Ma%C3%9F%3F&amp;body=Gr%C3%B6%C3%9Fe%20%26%20Ma%C3%9F%3F%0D%0Aa%2Fpage-one%2Findex.html\
         %0D%0A"
    );
    assert_eq!(
        said(&site, "birch", "a/page-one", "feedback"),
        "https://git.example/edit/main/content/base/a/page%20one.md?a=1"
    );
    assert_eq!(
        said(&site, "birch", "own-page", "feedback"),
        "https://git.example/edit/main/content/firms/birch/own%20page.md?a=1"
    );
    assert_eq!(said(&site, "cole", "", "feedback"), "");

    for wrong in ["javascript:alert(1)", "nobody", "a b@c.example", "'https://a b'"] {
        let site =
            themed(&format!("//- handbook.yaml\ntitle: A\nfeedback: {wrong}\n//- base/index.md\n"));
        let told = site.diagnostics();
        assert!(told.contains("`feedback` takes an e-mail address, or one of the web"), "{told}");
    }
}

#[test]
fn a_sections_digest_is_that_of_its_words() {
    let digests = |text: &str| {
        let site = themed(&format!(
            "//- handbook.yaml\ntitle: A\nvariables: {{day: {{default: Monday}}}}\n\
             //- base/index.md\n{text}\n//- firms/acme/firm.yaml\nname: Acme\n\
             variables: {{day: Friday}}\n"
        ));
        let all = |edition| {
            let text = said(&site, edition, "", "digests").into_bytes();
            let each = text.chunks(4).map(|part| String::from_utf8_lossy(part).into_owned());
            each.collect::<Vec<_>>()
        };
        (all("base"), all("acme"))
    };

    let text =
        "# A\n\nFirst words.\n\n## One\n\nOn {{ day }} we *meet*.\n\n## Two\n\n- [x](#one)\n- y\n";
    let (base, acme) = digests(text);
    assert_eq!(base.len(), 3, "the first words, and two sections");
    assert!(base.iter().all(|digest| digest.len() == 4), "{base:?}");
    // What a firm's readers see is what counts.
    assert_eq!((&base[0], &base[2]), (&acme[0], &acme[2]));
    assert_ne!(base[1], acme[1]);

    // Neither line breaks nor what words look like.
    let dressed = text.replace("First words.", "First\n  words.").replace("*meet*", "**meet**");
    assert_eq!(digests(&dressed.replace("[x](#one)", "x")).0, base);

    let (changed, _) = digests(&text.replace("y\n", "z\n"));
    assert_eq!(changed[..2], base[..2]);
    assert_ne!(changed[2], base[2]);
    let (renamed, _) = digests(&text.replace("## Two", "## Three"));
    assert_ne!(renamed[2], base[2]);
}

#[test]
fn recent_changes_are_listed_by_month_where_a_page_tells_one() {
    let site = themed(
        r"
        //- base/index.md
        //- base/a.md
        ---
        title: Alpha
        updated: 2027-03-01
        ---
        //- base/b.md
        ---
        title: Beta & more
        updated: 2027-03-09
        ---
        //- base/c.md
        ---
        title: Gamma
        updated: 2026-12-31
        ---
        //- base/d.md
        ---
        title: Delta
        updated: 2027-03-01
        ---
        //- firms/acme/firm.yaml
        name: Acme
        hide: [a.md, b.md, c.md, d.md]
        ",
    );
    site.assert_clean();
    assert_eq!(
        site.file("base", "recent.html").trim(),
        "2027-03: Beta &amp; more b/index.html 2027-03-09, Alpha a/index.html 2027-03-01, Delta \
         d/index.html 2027-03-01, 2026-12: Gamma c/index.html 2026-12-31,"
    );
    assert_eq!(said(&site, "base", "a", "recent"), "recent.html");
    // Nothing is told, so there is no page and no link to one.
    assert!(!site.editions["acme"].contains_key("recent.html"));
    assert_eq!(said(&site, "acme", "", "recent"), "");
}
