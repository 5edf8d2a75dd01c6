//! An edition is published whole or not at all, whatever the levels of checks.

use crate::harness::{Files, Folder, contents};

const HANDBOOK: &str = r"
//- base/index.md
# Home
//- base/rules.md
---
kind: rules
aliases: [old]
---
## One {#one}

Text.
//- firms/acme/firm.yaml
name: Acme
//- firms/birch/firm.yaml
name: Birch
//- themes/default/theme.yaml
name: Bare
//- themes/default/templates/page.html
<h1>{{ page.heading }}</h1>{{ page.body }}
//- themes/default/templates/404.html
not found
//- themes/default/templates/nav.html
nav
//- themes/default/templates/redirect.html
{{ target }}
";

const PROJECT: &str = r"title: Test
variables:
  start: {type: date, default: 2027-05-03}
";

/// Publishes a handbook, puts files into it, and builds again with these levels of checks. Asserts
/// that Acme's edition is refused with these words and as it was before, and gives what was
/// published for Birch.
#[track_caller]
fn refused(checks: &str, files: &[(&str, &str)], told: &str) -> Files {
    let folder = Folder::with(HANDBOOK);
    folder.put("content/handbook.yaml", PROJECT);
    folder.run(&["build"]).assert(0);
    let before = contents(&folder.path("public/acme"));
    assert!(before.len() > 5, "{:?}", before.keys());

    folder.put("content/handbook.yaml", format!("{PROJECT}checks: {checks}\n"));
    // By this it is seen whether an edition was built anew.
    folder.put("content/base/new.md", "# New\n");
    for (path, text) in files {
        folder.put(path, text);
    }
    let done = folder.run(&["build"]);
    assert_ne!(done.status, 0, "{done:#?}");
    assert!(done.stderr.contains(told), "no {told:?} in {done:#?}");
    assert!(done.stderr.contains("error["), "{done:#?}");
    assert_eq!(contents(&folder.path("public/acme")), before);
    contents(&folder.path("public/birch"))
}

#[track_caller]
fn only_acme_is_refused(checks: &str, files: &[(&str, &str)], told: &str) {
    let birch = refused(checks, files, told);
    assert!(birch.contains_key("new/index.html"), "{:?}", birch.keys());
}

#[test]
fn a_page_that_shows_too_much_refuses_its_edition() {
    let page = ":::include {from=rules.md}\n:::\n".repeat(2_100);
    for level in ["warning", "notice", "off"] {
        let checks = format!("{{container-syntax: {level}, too-large: {level}}}");
        only_acme_is_refused(&checks, &[("content/firms/acme/b.md", &page)], "firms/acme/b.md");
    }
}

#[test]
fn a_page_without_its_template_refuses_its_edition() {
    let page = "---\ntemplate: nosuch.html\n---\n# B\n";
    let files = [("content/firms/acme/b.md", page)];
    for level in ["warning", "notice", "off"] {
        let checks = format!("{{template-error: {level}}}");
        only_acme_is_refused(&checks, &files, "nosuch.html");
    }
}

#[test]
fn a_template_that_fails_on_one_page_refuses_the_edition() {
    let template = "{% if page.heading == \"Bad\" %}{{ page.nope.nope }}{% endif %}{{ page.body }}";
    let files =
        [("themes/default/templates/page.html", template), ("content/firms/acme/b.md", "# Bad\n")];
    only_acme_is_refused("{template-error: off}", &files, "template-error");
}

#[test]
fn an_edition_that_is_too_large_is_refused() {
    let dates = "## A {#aN at=0w every=1w times=200}\n\nB\n\n";
    let page: String = (0..30).map(|number| dates.replace('N', &number.to_string())).collect();
    let page = format!("---\nkind: timeline\nstart: start\n---\n{page}");
    for level in ["notice", "off"] {
        let checks = format!("{{too-large: {level}}}");
        only_acme_is_refused(&checks, &[("content/firms/acme/t.md", &page)], "too-large");
    }
}

#[test]
fn a_remark_that_is_never_closed_refuses_its_edition() {
    let files = [("content/firms/acme/b.md", "# B\n\n<!-- ask Jo\n\nText\n")];
    only_acme_is_refused("{unclosed-html: off, raw-html: off}", &files, "unclosed-html");
}

#[test]
fn files_that_are_no_pages_refuse_their_edition_too() {
    for template in ["404.html", "redirect.html", "nav.html"] {
        let path = format!("themes/default/templates/{template}");
        let text = "{% if site.title == \"Test\" %}{{ site.nope.nope }}{% endif %}";
        let birch = refused("{template-error: off}", &[(&path, text)], "template-error");
        // The theme is everybody's.
        assert!(!birch.contains_key("new/index.html"), "{template}");
    }
}
