//! Where links lead, what addresses pages have, and the outputs that list them.

use std::ops::RangeInclusive;

use mentorbook::Selection;

use crate::harness::{self, Folder, Site, assert_text, build, files, flush, site};

/// The `href` of the link that reads `a` on a page.
#[track_caller]
fn href(site: &Site, edition: &str, page: &str) -> String {
    let html = site.page(edition, page);
    let link = html
        .split("<a href=\"")
        .find(|part| part.contains("\">a</a>"))
        .unwrap_or_else(|| panic!("no link: {html}"));
    link.split('"').next().unwrap_or_default().to_owned()
}

/// Where `[a](target)` leads on a page of this path, in a handbook with a few others.
#[track_caller]
fn leads(page: &str, target: &str) -> String {
    let site = site(&format!(
        r"
        //- base/index.md
        # Home
        //- base/about.md
        # About
        ## Us {{#us}}
        //- base/hr/index.md
        # HR
        ## Rules {{#rules}}
        //- base/hr/leave.md
        # Annual leave
        ## Days {{#days}}
        //- base/hr/pay/README.md
        # Pay
        //- base/hr/Sick leave.md
        # Sick leave
        //- base/hr/100% pay.md
        # Full
        //- base/hr/größe.md
        # Size
        //- base/it/_index.md
        # IT
        //- base/{page}
        # Here
        ## Own {{#own}}
        [a]({target})
        "
    ));

    site.assert_clean();
    let path = page.trim_end_matches(".md").trim_end_matches("/index").trim_end_matches("index");
    href(&site, "base", path)
}

// Resolution

#[test]
fn links_are_paths_to_files() {
    for (target, address) in [
        ("../hr/leave.md", "../../hr/leave/index.html"),
        ("../hr/leave.md#days", "../../hr/leave/index.html#days"),
        ("/hr/leave.md", "../../hr/leave/index.html"),
        ("./../hr/./leave.md", "../../hr/leave/index.html"),
        ("../hr/leave", "../../hr/leave/index.html"),
        ("../hr/leave/", "../../hr/leave/index.html"),
        ("<../hr/Sick leave.md>", "../../hr/sick-leave/index.html"),
        ("../hr/Sick%20leave.md", "../../hr/sick-leave/index.html"),
        ("../hr/100%25%20pay.md", "../../hr/100-pay/index.html"),
        ("../hr/gr%C3%B6%C3%9Fe.md", "../../hr/grosse/index.html"),
        ("../hr/größe.md", "../../hr/grosse/index.html"),
    ] {
        assert_eq!(leads("why/page.md", target), address, "{target}");
    }
}

#[test]
fn links_to_folders_lead_to_their_own_pages() {
    for (target, address) in [
        ("../hr/", "../../hr/index.html"),
        ("../hr", "../../hr/index.html"),
        ("../hr/index.md", "../../hr/index.html"),
        ("../hr/README.md#rules", "../../hr/index.html#rules"),
        ("../hr/#rules", "../../hr/index.html#rules"),
        ("../hr/pay", "../../hr/pay/index.html"),
        ("../hr/pay/README.md", "../../hr/pay/index.html"),
        ("../hr/pay/index.md", "../../hr/pay/index.html"),
        ("../it/_index.md", "../../it/index.html"),
        ("../it/", "../../it/index.html"),
    ] {
        assert_eq!(leads("why/page.md", target), address, "{target}");
    }
}

#[test]
fn links_to_the_root_lead_home() {
    for target in ["/", "../", "..", "../index.md", "/index.md", "/README.md", "../x/../index.md"] {
        assert_eq!(leads("why/page.md", target), "../../index.html", "{target}");
    }
    for target in ["/", "./", ".", "index.md"] {
        assert_eq!(leads("page.md", target), "../index.html", "{target}");
    }
}

#[test]
fn links_on_the_page_itself() {
    assert_eq!(leads("why/page.md", "#own"), "#own");
    assert_eq!(leads("why/page.md", "page.md#own"), "#own");
    assert_eq!(leads("why/page.md", "page.md"), "index.html");
    // Code hosts give the page's own heading an id too.
    assert_eq!(leads("why/page.md", "../hr/leave.md#annual-leave"), "../../hr/leave/index.html");
}

#[test]
fn addresses_of_the_web_are_left_as_they_are() {
    for target in
        ["https://example.com/a?b=c#d", "http://example.com", "mailto:a@b.example", "tel:+44123"]
    {
        assert_eq!(leads("why/page.md", target), target);
    }
}

#[test]
fn addresses_are_relative_at_every_depth() {
    let depths = [
        "index.md",
        "p.md",
        "x/index.md",
        "x/p.md",
        "x/y/index.md",
        "x/y/p.md",
        "z/index.md",
        "z/y/p.md",
    ];

    let address = |path: &str| {
        let folder =
            path.trim_end_matches("index.md").trim_end_matches(".md").trim_end_matches('/');
        if folder.is_empty() { "index.html".to_owned() } else { format!("{folder}/index.html") }
    };

    for from in depths {
        let links: String = depths.iter().map(|to| format!("[to {to}](/{to})\n")).collect();
        let others: String = depths
            .iter()
            .filter(|to| *to != &from)
            .map(|to| {
                format!(
                    r"
                    //- base/{to}
                    Text
                    "
                )
            })
            .collect();
        let site = site(&format!("{others}//- base/{from}\n{links}"));
        let page = site.assert_clean().file("base", &address(from));
        for to in depths {
            let end = page.find(&format!("\">to {to}<")).unwrap();
            let href = page[..end].rsplit_once('"').unwrap().1;
            // What a browser makes of it.
            let base = address(from);
            let mut parts: Vec<&str> = base.split('/').collect();
            parts.pop();
            for part in href.split('/') {
                if part == ".." {
                    assert!(parts.pop().is_some(), "{from} → {href}");
                } else {
                    parts.push(part);
                }
            }
            assert_eq!(parts.join("/"), address(to), "{from} → {to}: {href}");
        }
    }
}

#[test]
fn included_links_lead_where_they_led() {
    let site = site(
        r"
        //- handbook.yaml
        title: Test
        variables: {page: two}
        //- base/a/here.md
        :::include {from=../b/rules.md#one}
        :::
        //- base/b/rules.md
        ## One {#one}
        [own](#other) [page](rules.md) [next](two.md) [var]({{ page }}.md) ![i](i.svg) [up](../c.md)
        ## Other {#other}
        //- base/b/two.md
        //- base/c.md
        //- base/b/i.svg
        <svg/>
        ",
    );

    let page = site.assert_clean().page("base", "a/here");
    for (text, address) in [
        ("own", "../../b/rules/index.html#other"),
        ("page", "../../b/rules/index.html"),
        ("next", "../../b/two/index.html"),
        ("var", "../../b/two/index.html"),
        ("up", "../../c/index.html"),
    ] {
        assert!(page.contains(&format!("<a href=\"{address}\">{text}</a>")), "{text}\n{page}");
    }
    assert!(page.contains("<img src=\"../../b/i."), "{page}");
}

#[test]
fn collected_links_lead_where_they_led() {
    let site = site(
        r"
        //- base/a/here.md
        :::collection {from=../b.md as=cards}
        :::
        //- base/b.md
        ## One {#one}
        [own](#two)
        ## Two {#two}
        ",
    );
    let page = site.assert_clean().page("base", "a/here");
    assert!(page.contains("<a href=\"../../b/index.html#two\">own</a>"), "{page}");
}

// Assets

#[test]
fn assets_have_the_digest_of_their_bytes_in_their_names() {
    let site = site(
        r"
        //- base/why/page.md
        ![A](<../img/Größe 2.svg>) [form](form.pdf)
        //- base/img/Größe 2.svg
        <svg/>
        //- base/why/form.pdf
        %PDF-1
        ",
    );

    let page = site.assert_clean().page("base", "why/page");
    let (image, form) = (asset(&site, "img/"), asset(&site, "why/form."));
    assert_eq!(
        (image.len(), form.len()),
        ("img/grosse-2.00000000.svg".len(), "why/form.00000000.pdf".len())
    );
    assert!(
        page.contains(&format!("<img src=\"../../{image}\""))
            && page.contains(&format!("<a href=\"../form.{}", &form[9..])),
        "{page}\n{form}"
    );
    assert_eq!(site.file("base", &form), "%PDF-1\n");

    let changed = harness::site(
        r"
        //- base/why/page.md
        [form](form.pdf)
        //- base/why/form.pdf
        %PDF-2
        ",
    );

    assert!(!changed.editions["base"].contains_key(&form), "other bytes, other name");
}

#[test]
fn an_asset_that_no_page_names_keeps_its_own_name() {
    let site = site(
        r#"
        //- base/index.md
        <script>show("img/a.png")</script>
        //- base/img/a.png
        PNG
        "#,
    );
    assert_text(
        site.diagnostics(),
        r"
        warning[unused-asset] content/base/img/a.png:1:1 `index.md` names `img/a.png`, and does \
        not show or link to it
          help: show it there, `![what is seen](file)`, or link to it: `[words](file)`
        ",
    );
    assert_eq!(site.file("base", "img/a.png"), "PNG\n");
}

#[test]
fn a_file_that_a_page_only_mentions_is_told_with_the_page() {
    let site = site(
        r"
        //- base/index.md
        # Home

        ![Map](images/two words.png) and the form is in form.pdf. Not reform.pdf-old.

        [tips](tips.md)
        //- base/tips.md
        # Tips

        `old.txt`
        //- base/images/two words.png
        PNG
        //- base/form.pdf
        PDF
        //- base/old.txt
        Text
        //- base/words.png
        PNG
        //- base/nobody.png
        PNG
        ",
    );
    assert_text(
        site.diagnostics(),
        r"
        warning[unused-asset] content/base/form.pdf:1:1 `index.md` names `form.pdf`, and does not \
        show or link to it
          help: show it there, `![what is seen](file)`, or link to it: `[words](file)`
        error[broken-link] content/base/index.md:3:7 this is no link: there is a blank in its path
          help: put the path in angle brackets: `(<images/two words.png>)`
        warning[unused-asset] content/base/nobody.png:1:1 no page shows or links to `nobody.png`
          help: show it on a page, `![what is seen](file)`, or move it out of the layer's folder
        warning[unused-asset] content/base/old.txt:1:1 `tips.md` names `old.txt`, and does not \
        show or link to it
          help: show it there, `![what is seen](file)`, or link to it: `[words](file)`
        warning[unused-asset] content/base/words.png:1:1 `index.md` names `words.png`, and does \
        not show or link to it
          help: show it there, `![what is seen](file)`, or link to it: `[words](file)`
        ",
    );
}

#[test]
fn an_asset_with_a_name_that_is_no_address_gets_another() {
    for name in ["a;b.txt", "a#b.txt", "a%20b.txt", "a!b.txt", "a=b.txt"] {
        let site = site(&format!(
            r"
            //- base/index.md
            # Home
            //- base/{name}
            Text
            "
        ));
        assert_eq!(
            asset(&site, "a-").len(),
            "a-b.00000000.txt".len() + if name.contains('%') { 2 } else { 0 },
            "{name}"
        );
        assert!(!site.editions["base"].contains_key(name));
    }
}

/// The address of an asset of the base edition that begins like this.
#[track_caller]
fn asset(site: &Site, begin: &str) -> String {
    let files = &site.editions["base"];
    files
        .keys()
        .find(|path| path.starts_with(begin))
        .unwrap_or_else(|| panic!("no {begin}* in {:?}", files.keys()))
        .clone()
}

#[test]
fn what_editors_and_desktops_leave_behind_is_nobodys_file() {
    let leftovers: String = [
        "a.md~",
        ".a.md.swp",
        ".#a.md",
        "#a.md#",
        "a.tmp",
        "~$form.docx",
        "Thumbs.db",
        "desktop.ini",
        ".git/config.md",
    ]
    .map(|name| {
        format!(
            r"
            //- base/{name}
            ---
            broken: [
            "
        )
    })
    .concat();

    let site = site(&format!(
        r"
//- base/index.md
# Home
{leftovers}//- base/#1 rule.md
# One
"
    ));

    assert_eq!(addresses(site.assert_clean(), "base"), ["1-rule/index.html", "index.html"]);
}

#[test]
fn a_layer_may_bring_its_own_robots_sitemap_and_404() {
    for path in ["404.html", "robots.txt", "sitemap.xml"] {
        let site = site(&format!(
            r"
            //- base/index.md
            # Home
            //- base/{path}
            own
            "
        ));
        assert_eq!(site.assert_clean().file("base", path), "own\n");
    }
}

#[test]
fn a_layers_file_takes_no_output_away_where_it_stands_elsewhere() {
    let site = site(
        r"
        //- base/index.md
        [What machines read](robots.txt) and [colours](tokens.css)
        //- base/robots.txt
        own
        //- base/tokens.css
        own
        ",
    );
    assert_eq!(site.assert_clean().file("base", "robots.txt"), "User-agent: *\nDisallow: /\n");
    let files = site.editions["base"].keys();
    let (outputs, own) = files
        .filter(|path| path.contains("tokens."))
        .partition::<Vec<_>, _>(|path| path.starts_with("_assets/"));
    assert_eq!((outputs.len(), own.len()), (1, 1), "{outputs:?} {own:?}");
}

#[test]
fn an_asset_cannot_take_the_place_of_an_output() {
    for path in ["index.html", "hr/index.html", "HR/index.html", "manifest.json"] {
        let site = site(&format!(
            r"
            //- base/index.md
            # Home
            //- base/hr/index.md
            # HR
            //- base/{path}
            other
            "
        ));
        let diagnostics = site.diagnostics();
        assert!(
            diagnostics.contains(&format!("error[duplicate-url] content/base/{path}:1:1 ")),
            "{path}\n{diagnostics}"
        );
    }
}

// What is wrong with a link

/// The diagnostics of `hr/page.md` with one link, and the text that is marked.
fn broken(target: &str) -> (String, String) {
    let site = site(&format!(
        r"
        //- base/index.md
        # Home
        ## Only here {{#only-here}}
        //- base/hr/leave.md
        # Leave
        ## Carry over {{#carry-over}}
        ## Days {{#days}}
        //- base/it/help.md
        //- base/hr/form.pdf
        //- base/hr/page.md
        [form](form.pdf) [x]({target})
        "
    ));

    let check = site
        .run
        .report
        .findings
        .first()
        .map(|finding| finding.diagnostic.check.name)
        .unwrap_or_default();
    (site.diagnostics(), if check.is_empty() { String::new() } else { site.marked(check) })
}

/// Asserts what is said about `[x](target)` on `hr/page.md`, and that the target is marked.
#[track_caller]
fn told(target: &str, check: &str, message: &str) {
    let (diagnostics, marked) = broken(target);
    let level = if check == "broken-anchor" { "warning" } else { "error" };
    assert_eq!(
        diagnostics,
        format!("{level}[{check}] content/base/hr/page.md:1:22 {message}\n"),
        "{target}"
    );
    assert_eq!(marked, target);
}

#[test]
fn a_link_to_no_page_names_the_nearest() {
    let check = "broken-link";
    told("leaves.md", check, "no page `hr/leaves.md`\n  help: did you mean `leave.md`?");
    told(
        "../hr/leaves.md#days",
        check,
        "no page `hr/leaves.md`\n  help: did you mean `leave.md#days`?",
    );
    // The same file name in another folder.
    told("help.md", check, "no page `hr/help.md`\n  help: did you mean `../it/help.md`?");
    let help = "links are paths to Markdown files, seen from the file they stand in";
    told("nowhere-near.md", check, &format!("no page `hr/nowhere-near.md`\n  help: {help}"));
    let help = "link to files below the layer's folder, or to an address of the web";
    told("../../../etc/passwd", check, &format!("this path leaves the handbook\n  help: {help}"));
}

#[test]
fn a_link_to_no_section_names_the_nearest() {
    let no_section = |section: &str, rest: &str| {
        format!("the page `hr/leave.md` has no section `{section}`\n  {rest}")
    };
    let check = "broken-anchor";
    told(
        "leave.md#carryover",
        check,
        &no_section("carryover", "help: did you mean `#carry-over`?"),
    );
    told(
        "leave.md#only-here",
        check,
        &no_section("only-here", "help: did you mean `../index.md#only-here`?"),
    );
    told(
        "leave.md#conclusion",
        check,
        &no_section("conclusion", "note: its sections: carry-over, days"),
    );
    told("#nothing", check, "the page `hr/page.md` has no section `nothing`\n  note: it has none");
}

#[test]
fn a_link_to_no_file_names_the_nearest() {
    told("from.pdf", "missing-asset", "no file `hr/from.pdf`\n  help: did you mean `form.pdf`?");
    let help = "put the file there, or mend the path; it is seen from this page's folder";
    told("../img/a.png", "missing-asset", &format!("no file `img/a.png`\n  help: {help}"));
}

#[test]
fn an_unsafe_address_is_marked() {
    let help = "use a path inside the handbook, or an address that begins with https://, http://, \
         mailto: or tel:";
    let message = "`javascript:alert(1)` is not an address that may be published";
    told("javascript:alert(1)", "unsafe-url", &format!("{message}\n  help: {help}"));
}

#[test]
fn the_whole_link_is_marked_where_its_address_stands_elsewhere() {
    let site = site(
        r"
        //- base/index.md
        See [the *leave*][l] page.

        [l]: hr/leave.md
        ",
    );

    assert_eq!(site.marked("broken-link"), "[the *leave*][l]");
    let site = harness::site(
        r#"
        //- base/index.md
        ![A diagram](no.svg "T")
        "#,
    );

    assert_eq!(site.marked("missing-asset"), "![A diagram](no.svg \"T\")");
}

#[test]
fn each_broken_link_is_told_and_leaves_its_words() {
    let site = site(
        r"
        //- handbook.yaml
        title: Test
        checks: {broken-link: warning, missing-asset: warning}
        //- base/index.md
        [one](1.md), [*two*](2.md#x) ![three](3.svg)
        ",
    );

    assert_eq!(site.diagnostics().matches("warning[").count(), 3);
    assert!(
        site.page("base", "").contains("<p>one, <em>two</em> three</p>"),
        "{}",
        site.page("base", "")
    );
}

#[test]
fn unsafe_addresses_are_found_in_every_disguise() {
    for target in [
        "JaVaScRiPt:x()",
        "java&#10;script:x()",
        "&#1;javascript:x()",
        "java%73cript:x()",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "file:///etc/passwd",
        "<java\tscript:x()>",
    ] {
        let (diagnostics, _) = broken(target);
        assert!(
            diagnostics.starts_with("error[unsafe-url] content/base/hr/page.md:1:"),
            "{target}\n{diagnostics}"
        );
    }

    let site = site(
        r"
        //- handbook.yaml
        title: Test
        variables: {v: javascript}
        //- base/index.md
        [x]({{ v }}:alert(1))
        ",
    );

    assert_eq!(site.marked("unsafe-url"), "{{ v }}:alert(1)");
}

#[test]
fn a_link_is_checked_after_overrides() {
    let site = site(
        r"
        //- base/index.md
        [Days](leave.md#days)
        //- base/leave.md
        ## Days {#days}
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/own.md
        [New](leave.md#new)
        //- firms/acme/leave.md
        ---
        override: sections
        ---
        ## New {#new after=days}
        //- firms/birch/firm.yaml
        name: Birch
        //- firms/birch/own.md
        [New](leave.md#new)
        ",
    );

    assert_text(
        site.diagnostics(),
        r"
            warning[broken-anchor] content/firms/birch/own.md:1:7 the page `leave.md` has no \
            section `new`
              note: its sections: days
              note: in 1 of 3 editions: birch
            ",
    );
}

// Addresses

/// The addresses of an edition's pages.
fn addresses(site: &Site, edition: &str) -> Vec<String> {
    site.editions[edition].keys().filter(|path| path.ends_with("index.html")).cloned().collect()
}

#[test]
fn addresses_are_made_of_names_and_slugs() {
    let site = site(
        r"
        //- base/index.md
        //- base/Ground Rules/index.md
        //- base/Ground Rules/What we say (2).md
        //- base/a/index.md
        ---
        slug: alpha
        ---
        //- base/a/one.md
        ---
        slug: first
        ---
        //- base/a/b/two.md
        //- base/日本/ü.md
        ",
    );

    assert_eq!(
        addresses(site.assert_clean(), "base"),
        [
            "alpha/b/index.html",
            "alpha/b/two/index.html",
            "alpha/first/index.html",
            "alpha/index.html",
            "ground-rules/index.html",
            "ground-rules/what-we-say-2/index.html",
            "index.html",
            "ri-ben/index.html",
            "ri-ben/u/index.html",
        ]
    );
}

#[test]
fn two_pages_cannot_have_one_address() {
    for (one, two, address, blamed) in [
        ("Leave.md", "leave.md", "/leave/", "leave.md:1:1"),
        ("a b.md", "a-b.md", "/a-b/", "a-b.md:1:1"),
        ("a.md", "a/index.md", "/a/", "a/index.md:1:1"),
    ] {
        let site = site(&format!(
            r"
            //- base/index.md
            //- base/{one}
            One
            //- base/{two}
            Two
            "
        ));
        let diagnostics = site.diagnostics();
        assert!(
            diagnostics.starts_with(&format!(
                "error[duplicate-url] content/base/{blamed} two pages would have the address \
                 `{address}`: content/base/"
            )),
            "{diagnostics}"
        );
        assert!(
            diagnostics.contains(&format!("content/base/{one}"))
                && diagnostics.contains(&format!("content/base/{two}")),
            "{diagnostics}"
        );
        assert_eq!(diagnostics.matches("error[").count(), 1, "{diagnostics}");
    }
}

#[test]
fn slugs_and_aliases_cannot_take_a_pages_address() {
    let site = site(
        r"
        //- base/index.md
        //- base/a.md
        //- base/b.md
        ---
        slug: a
        ---
        ",
    );

    assert_text(
        site.diagnostics(),
        r"
            error[duplicate-url] content/base/b.md:2:7 two pages would have the address `/a/`: \
            content/base/b.md and content/base/a.md
              help: rename one of the files, or give it another `slug:`
            ",
    );
    for (alias, marked) in [("/a/", "/a/"), ("/A/", "/A/"), ("a/index.html", "a/index.html")] {
        let site = harness::site(&format!(
            r"
            //- base/index.md
            //- base/a.md
            //- base/b.md
            ---
            aliases: {alias}
            ---
            "
        ));
        assert!(
            site.diagnostics()
                .starts_with("error[duplicate-url] content/base/b.md:2:10 the address `/"),
            "{alias}\n{}",
            site.diagnostics()
        );
        assert_eq!(site.marked("duplicate-url"), marked);
    }

    let site = harness::site(
        r"
        //- base/index.md
        //- base/a.md
        ---
        aliases: [old]
        ---
        //- base/b.md
        ---
        aliases:
        - /new/
        - /old/
        ---
        ",
    );

    assert_eq!(site.marked("duplicate-url"), "/old/");
}

#[test]
fn an_alias_may_not_take_the_place_of_another_output() {
    for alias in ["robots.txt", "404.html", "sitemap.xml"] {
        let site = site(&format!(
            r"
            //- base/index.md
            //- base/a.md
            ---
            aliases: /{alias}
            ---
            "
        ));
        assert!(
            site.diagnostics().contains("error["),
            "{alias}: {:?}",
            site.editions["base"].keys()
        );
    }
}

#[test]
fn aliases_lead_on() {
    let site = site(
        r"
        //- base/index.md
        //- base/hr/leave.md
        ---
        title: Leave & more
        aliases: [/old/place/, older]
        ---
        ",
    );

    site.assert_clean();
    assert_eq!(
        site.file("base", "old/place/index.html"),
        "<a href=\"../../hr/leave/index.html\">Leave &amp; more</a>"
    );
    assert_eq!(
        site.file("base", "older/index.html"),
        "<a href=\"../hr/leave/index.html\">Leave &amp; more</a>"
    );
}

#[test]
fn an_alias_of_a_file_is_a_file() {
    let site = site(
        r"
        //- base/index.md
        //- base/hr/leave.md
        ---
        title: Leave
        aliases: /old/leave.html
        ---
        ",
    );
    assert_eq!(
        site.assert_clean().file("base", "old/leave.html"),
        "<a href=\"../hr/leave/index.html\">Leave</a>"
    );
}

#[test]
fn an_alias_of_its_own_address_is_no_problem() {
    let site = site(
        r"
        //- base/index.md
        //- base/leave.md
        ---
        title: Leave
        aliases: [/leave/]
        ---
        Text
        ",
    );
    assert!(site.assert_clean().page("base", "leave").contains("Text"));
}

// Outputs

#[test]
fn the_sitemap_lists_what_may_be_found() {
    let site = site(
        r"
        //- handbook.yaml
        title: Handbook
        editions: {all: {}, few: {}}
        //- base/index.md
        //- base/a.md
        ---
        updated: 2026-03-01
        ---
        //- base/b.md
        ---
        search: false
        ---
        //- firms/acme/firm.yaml
        name: Acme
        url: https://acme.example/mentoring/
        ",
    );

    let list = |edition: &str| {
        let xml = site.assert_clean().file(edition, "sitemap.xml");
        assert!(xml.starts_with(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
        ));
        assert!(xml.ends_with("</urlset>\n"));
        xml.lines().filter(|line| line.starts_with("<url>")).map(str::to_owned).collect::<Vec<_>>()
    };

    assert_eq!(
        list("base"),
        [
            "<url><loc>a/index.html</loc><lastmod>2026-03-01</lastmod></url>",
            "<url><loc>index.html</loc></url>"
        ]
    );
    assert_eq!(
        list("acme"),
        [
            "<url><loc>https://acme.example/mentoring/a/index.html</loc>\
             <lastmod>2026-03-01</lastmod></url>",
            "<url><loc>https://acme.example/mentoring/index.html</loc></url>"
        ]
    );
    // The address is that of the first edition; nobody says where the others lie.
    assert_eq!(list("acme.few"), list("base"));
}

#[test]
fn search_engines_stay_out_unless_they_are_asked_in() {
    let site = site(
        r"
        //- base/index.md
        //- firms/acme/firm.yaml
        name: Acme
        robots: index
        //- firms/birch/firm.yaml
        name: Birch
        robots: noindex
        ",
    );

    site.assert_clean();
    assert_eq!(site.file("base", "robots.txt"), "User-agent: *\nDisallow: /\n");
    assert_eq!(site.file("birch", "robots.txt"), "User-agent: *\nDisallow: /\n");
    assert_eq!(site.file("acme", "robots.txt"), "User-agent: *\nAllow: /\n");
}

#[test]
fn there_is_a_page_for_addresses_that_are_none() {
    let site = site(
        r"
        //- base/index.md
        //- base/a.md
        ",
    );
    assert_eq!(site.assert_clean().file("base", "404.html"), "not found");
}

#[test]
fn the_page_for_addresses_that_are_none_has_whole_links_where_it_can() {
    let site = site(
        r#"
        //- handbook.yaml
        title: Handbook
        editions: {all: {}, few: {}}
        //- base/index.md
        //- base/a.md
        # A
        //- firms/acme/firm.yaml
        name: Acme
        url: https://acme.example/hand%20book
        //- firms/sly/firm.yaml
        name: Sly
        url: https://sly.example//evil.example/
        //- themes/default/templates/404.html
        root {{ root }} {{ is_lost }} {{ nav }}
        //- themes/default/templates/page.html
        //- themes/default/templates/nav.html
        {% for item in items %}{{ item.href }}{% endfor %}
        //- themes/default/templates/redirect.html
        "#,
    );
    let shown = |edition| site.file(edition, "404.html").trim_end().to_owned();
    assert_eq!(shown("base"), "root  true a/index.html");
    assert_eq!(shown("acme"), "root /hand%20book/ false /hand%20book/a/index.html");
    // The path alone, so that no script comes from another host.
    assert_eq!(shown("sly"), "root /evil.example/ false /evil.example/a/index.html");
    // Where a firm's other editions lie, its address does not say.
    assert_eq!(shown("acme.few"), "root  true a/index.html");
}

// Order

const NAV_THEME: &str = r#"//- themes/default/templates/page.html
{{ previous?.title or '-' }} < {{ page.title }} > {{ next?.title or '-' }} ({% for child in
children %}{{ child.title }} {% endfor %}) {% for step in
breadcrumbs %}{{ step.title }}/{% endfor %}
//- themes/default/templates/nav.html
{% for item in items %}<a href="{{ item.href }}"{{ item.current }}>{{ item.title }}</a>{% endfor %}
//- themes/default/templates/404.html
//- themes/default/templates/redirect.html
"#;

#[test]
fn order_is_weight_then_title() {
    let page = |path: &str, title: &str, weight: &str| {
        format!(
            r"
//- base/{path}
---
title: {title}
{weight}
---
"
        )
    };

    let site = site(&format!(
        "{NAV_THEME}{}{}{}{}{}{}{}",
        page("index.md", "Home", ""),
        page("x/index.md", "X", "weight: 2"),
        page("x/q.md", "banana", ""),
        page("x/r.md", "Apple", ""),
        page("x/s.md", "Zebra", "weight: -1"),
        page("a.md", "Last", ""),
        page("z.md", "First", "weight: 1"),
    ));

    let line = |path: &str| site.assert_clean().page("base", path).trim().to_owned();
    assert_eq!(line(""), "- < Home > First (First X Last )");
    assert_eq!(line("z"), "Home < First > X () Home/");
    assert_eq!(line("x"), "First < X > Zebra (Zebra Apple banana ) Home/");
    assert_eq!(line("x/s"), "X < Zebra > Apple () Home/X/");
    assert_eq!(line("x/q"), "Apple < banana > Last () Home/X/");
    assert_eq!(line("a"), "banana < Last > - () Home/");
}

#[test]
fn folders_without_a_page_of_their_own_get_one() {
    let site = site(&format!(
        r"{NAV_THEME}
        //- base/ground-rules/deep/one.md
        # One
        "
    ));
    let line = |path: &str| site.assert_clean().page("base", path).trim().to_owned();
    assert_eq!(line(""), "- < Home > Ground rules (Ground rules )");
    assert_eq!(line("ground-rules"), "Home < Ground rules > Deep (Deep ) Home/");
    assert_eq!(line("ground-rules/deep/one"), "Deep < One > - () Home/Ground rules/Deep/");
}

#[test]
fn hidden_pages_are_published_but_not_listed() {
    let site = site(&format!(
        r"{NAV_THEME}
        //- base/index.md
        [b](b.md)
        //- base/a.md
        # A
        //- base/b.md
        ---
        hidden: true
        ---
        # B
        //- base/c.md
        # C
        "
    ));

    let line = |path: &str| site.assert_clean().page("base", path).trim().to_owned();
    assert_eq!(line(""), "- < Index > A (A C )");
    assert_eq!(line("a"), "Index < A > C () Index/");
    assert_eq!(line("b"), "- < B > - () Index/");
}

#[test]
fn a_large_navigation_opens_its_own_branch_only() {
    let theme = NAV_THEME.replace("{{ previous?", "{{ nav }}|{{ previous?").replace(
        "{{ item.title }}</a>",
        "{{ item.title }}</a>{{ item.children | length }}{{ item.open }}",
    );
    let pages = |folder: &str, count: usize| -> String {
        let page = |number| {
            flush(&format!(
                r"
                //- base/{folder}/{number}.md
                # {number}
                "
            ))
        };
        format!(
            r"
            //- base/{folder}/index.md
            # {folder}
            "
        ) + &(0..count).map(page).collect::<String>()
    };

    let nav = |count: usize, path: &str| {
        let site = site(&format!("{theme}{}{}", pages("a", count), pages("b", 2)));
        let nav = site
            .assert_clean()
            .page("base", path)
            .split('|')
            .next()
            .expect("a navigation")
            .to_owned();
        nav.split("</a>")
            .skip(1)
            .map(|rest| rest.split('<').next().expect("marks").trim().to_owned())
            .collect::<Vec<_>>()
    };

    assert_eq!(nav(5, "b/1"), ["5false", "2true"], "all of a small one");
    assert_eq!(nav(400, "b/1"), ["0false", "2true"], "not what stands in other chapters");
    assert_eq!(nav(200, "a/7").first().map(String::as_str), Some("200true"));
}

#[test]
fn of_a_long_list_the_navigation_shows_the_part_that_the_page_stands_in() {
    let theme = NAV_THEME.replace("{{ previous?", "{{ nav }}|{{ previous?").replace(
        "{{ item.title }}</a>",
        "{{ item.title }}</a>{% for below in item.children %}<a>{{ below.title }}</a>{% endfor %}",
    );
    let page = |path: &str, title: &str| format!("//- base/{path}.md\n# {title}\n");
    let pages: String =
        (100..350).map(|number| page(&format!("a/{number}"), &number.to_string())).collect();
    let folders: String =
        (100..301).map(|number| page(&format!("f{number}/index"), &format!("F{number}"))).collect();
    let site = site(&format!("{theme}{pages}{}{folders}", page("a/index", "A")));

    let shown = |path: &str| {
        let page = site.assert_clean().page("base", path);
        let nav = page.split('|').next().expect("a navigation");
        let links = nav.split("</a>").filter_map(|link| Some(link.rsplit_once('>')?.1.to_owned()));
        links.collect::<Vec<_>>()
    };
    let list = |name: &str, numbers: RangeInclusive<u32>, count: u32| -> Vec<String> {
        let names = numbers.map(|number| format!("{name}{number}"));
        names.chain([format!("Show all {count}")]).collect()
    };
    let chapter = |title: &str| vec![title.to_owned()];

    let top = list("F", 100..=158, 202);
    assert_eq!(shown(""), [chapter("A"), top.clone()].concat());
    assert_eq!(shown("a"), [chapter("A"), list("", 100..=159, 250), top.clone()].concat());
    assert_eq!(shown("a/349"), [chapter("A"), list("", 340..=349, 250), top].concat());
    assert_eq!(shown("f300"), list("F", 279..=300, 202));
}

#[test]
fn the_navigation_marks_the_current_page_and_leads_relatively() {
    let theme = NAV_THEME.replace("{{ previous?", "{{ nav }}|{{ previous?");
    let site = site(&format!(
        r"{theme}//- base/a/index.md
# A
//- base/a/deep.md
# Deep
//- base/b.md
# B
"
    ));

    let nav = |path: &str| {
        site.assert_clean().page("base", path).split('|').next().unwrap().trim().to_owned()
    };

    assert_eq!(nav(""), "<a href=\"a/index.html\">A</a><a href=\"b/index.html\">B</a>");
    assert_eq!(
        nav("b"),
        "<a href=\"../a/index.html\">A</a><a href=\"../b/index.html\" aria-current=\"page\">B</a>"
    );
    assert_eq!(
        nav("a"),
        "<a href=\"../a/index.html\" aria-current=\"page\">A</a><a href=\"../b/index.html\">B</a>"
    );
    assert_eq!(
        nav("a/deep"),
        "<a href=\"../../a/index.html\">A</a><a href=\"../../b/index.html\">B</a>"
    );
}

// Editions and drafts

#[test]
fn each_edition_shows_what_is_for_its_audiences() {
    let site = site(
        r"
        //- handbook.yaml
        title: Test
        audiences: [mentor, mentee, facilitator]
        editions:
          participants: {audiences: [mentor, mentee]}
          facilitators: {audiences: [mentor, mentee, facilitator]}
        //- base/index.md
        [Staff](staff.md) [mentors](mentors.md)
        //- base/staff.md
        ---
        audience: facilitator
        ---
        Staff
        //- base/mentors.md
        ---
        audience: [mentor, facilitator]
        ---
        Mentors
        //- firms/acme/firm.yaml
        name: Acme
        ",
    );

    site.assert_clean();
    assert_eq!(
        site.editions.keys().collect::<Vec<_>>(),
        ["acme", "acme.facilitators", "base", "base.facilitators"]
    );
    assert_eq!(addresses(&site, "acme"), ["index.html", "mentors/index.html"]);
    assert_eq!(
        addresses(&site, "acme.facilitators"),
        ["index.html", "mentors/index.html", "staff/index.html"]
    );
    assert!(
        site.page("acme", "").contains("<p>Staff <a href=\"mentors/index.html\">mentors</a></p>")
    );
    assert!(!site.file("acme", "sitemap.xml").contains("staff"));
}

#[test]
fn an_edition_names_audiences_that_there_are() {
    let error = harness::try_build(
        files(
            r"
            //- handbook.yaml
            title: Test
            audiences: [mentor]
            editions:
              all: {audiences: [mentro]}
            //- base/index.md
            ",
        ),
        Selection::default(),
    );

    assert!(
        format!("{:?}", error.err().expect("refused")).contains("there is no audience `mentro`")
    );
}

#[test]
fn drafts_are_shown_when_they_are_asked_for() {
    let text = &flush(
        r"
        //- base/index.md
        [A](a.md)
        //- base/a.md
        ---
        draft: true
        ---
        Draft
        //- base/b/index.md
        ---
        draft: true
        ---
        //- base/b/c.md
        ",
    );

    let without = site(text);
    assert_eq!(
        addresses(without.assert_clean(), "base"),
        ["b/c/index.html", "b/index.html", "index.html"]
    );
    assert!(without.page("base", "").contains("<p>A</p>"));
    let with = build(files(text), Selection { drafts: true, ..Selection::default() });
    assert_eq!(
        addresses(with.assert_clean(), "base"),
        ["a/index.html", "b/c/index.html", "b/index.html", "index.html"]
    );
    assert!(with.page("base", "").contains("<a href=\"a/index.html\">A</a>"));
}

#[test]
fn a_firms_own_link_to_a_draft_is_told() {
    let site = site(
        r"
        //- base/a.md
        ---
        draft: true
        ---
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/b.md
        [A](a.md)
        ",
    );

    assert_text(
        site.diagnostics(),
        r"
            error[broken-link] content/firms/acme/b.md:1:5 `a.md` is left out of this edition
              note: it is a draft
              note: in 1 of 2 editions: acme
            ",
    );
}

#[test]
fn a_selection_builds_what_it_names_and_reads_no_more() {
    let text = &flush(
        r"
        //- base/index.md
        # Home
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/a.md
        # A
        //- firms/birch/firm.yaml
        name: Birch
        //- firms/birch/b.md
        ---
        broken: [
        ---
        ",
    );

    let only = build(files(text), Selection { firms: vec!["acme".into()], ..Selection::default() });
    only.assert_clean().assert_parsed(2).assert_rendered(2);
    assert_eq!(only.editions.keys().collect::<Vec<_>>(), ["acme"]);
    let base = build(files(text), Selection { firms: vec!["base".into()], ..Selection::default() });
    assert_eq!(base.assert_clean().editions.keys().collect::<Vec<_>>(), ["base"]);
    let all = site(text);
    assert_eq!(
        all.editions.keys().collect::<Vec<_>>(),
        ["acme", "base"],
        "birch alone is not published"
    );
}

#[test]
fn a_picture_of_the_base_that_a_firm_does_without_is_no_fault_of_the_firm() {
    let site = site(
        r"
        //- base/index.md
        # Home
        //- base/map.md
        ![The map](map.svg)
        //- base/map.svg
        <svg/>
        //- firms/acme/firm.yaml
        name: Acme
        hide: [map.md]
        ",
    );

    site.assert_clean();
    let pictures = |edition: &str| {
        site.editions[edition].keys().filter(|path| path.starts_with("map.")).count()
    };
    assert_eq!((pictures("base"), pictures("acme")), (1, 0));
}

// Who has which address

/// What is said of a handbook with a timeline for mentors, and the files of its base where it is
/// built.
fn beside_a_timeline(more: &str) -> (String, Vec<String>) {
    let site = site(&format!(
        r"
//- handbook.yaml
title: Test
audiences: [mentor, mentee]
variables:
  cohort.start: {{type: date, default: 2027-05-03}}
checks: {{unused-asset: off}}
//- base/index.md
# Home
//- base/t.md
---
kind: timeline
---
## A {{#a at=0w}}

B
{more}"
    ));
    let files = site.editions.get("base").into_iter().flat_map(|files| files.keys().cloned());
    let files = files.filter(|path| !path.starts_with("_assets/")).collect();
    (site.diagnostics(), files)
}

#[test]
fn nothing_takes_the_address_of_a_file_that_is_made() {
    for (more, told) in [
        (
            "//- base/a.md\n---\naliases: [t/calendar.ics]\n---\n",
            "error[duplicate-url] content/base/a.md:2:11 the address `/t/calendar.ics/` is taken by \
             a calendar of content/base/t.md\n",
        ),
        (
            "//- base/a.md\n---\naliases: [old, T/Calendar.ICS/x]\n---\n",
            "error[duplicate-url] content/base/a.md:2:16 the address `/T/Calendar.ICS/x/` is taken \
             by a calendar of content/base/t.md\n",
        ),
        (
            "//- base/a.md\n---\naliases: [t/mentee.ics]\n---\n",
            "error[duplicate-url] content/base/a.md:2:11 the address `/t/mentee.ics/` is taken by \
             a calendar of content/base/t.md\n",
        ),
        (
            "//- base/t/calendar.ics/a.txt\ntext\n",
            "error[duplicate-url] content/base/t/calendar.ics/a.txt:1:1 the address \
             `/t/calendar.ics/a.txt` is taken by a page or another file\n",
        ),
        (
            "//- base/t/Calendar.ics\ntext\n",
            "error[duplicate-url] content/base/t/Calendar.ics:1:1 the address `/t/Calendar.ics` is \
             taken by a page or another file\n",
        ),
        (
            "//- base/a.md\n---\naliases: [_assets/style.css]\n---\n",
            "error[duplicate-url] content/base/a.md:2:11 the address `/_assets/style.css/` is taken \
             by a file of the edition\n",
        ),
        (
            "//- base/a.md\n---\naliases: [_Assets]\n---\n",
            "error[duplicate-url] content/base/a.md:2:11 the address `/_Assets/` is taken by a file \
             of the edition\n",
        ),
        (
            "//- base/_assets\ntext\n",
            "error[duplicate-url] content/base/_assets:1:1 the address `/_assets` is taken by a \
             page or another file\n",
        ),
        (
            "//- base/a.md\n---\naliases: [ROBOTS.txt]\n---\n",
            "error[duplicate-url] content/base/a.md:2:11 the address `/ROBOTS.txt/` is taken by a \
             file of the edition\n",
        ),
        (
            "//- base/a.md\n---\naliases: [manifest.json/x, 404.html]\n---\n",
            "error[duplicate-url] content/base/a.md:2:11 the address `/manifest.json/x/` is taken \
             by a file of the edition\nerror[duplicate-url] content/base/a.md:2:28 the address \
             `/404.html/` is taken by a file of the edition\n",
        ),
        (
            "//- base/sitemap.xml/a.txt\ntext\n",
            "error[duplicate-url] content/base/sitemap.xml/a.txt:1:1 the address \
             `/sitemap.xml/a.txt` is taken by a page or another file\n",
        ),
        (
            "//- base/a.md\n---\naliases: [old]\n---\n//- base/old\ntext\n",
            "error[duplicate-url] content/base/old:1:1 the address `/old` is taken by a page or \
             another file\n",
        ),
    ] {
        let (diagnostics, files) = beside_a_timeline(more);
        let lines = diagnostics.lines().filter(|line| !line.starts_with("  "));
        let all: String = lines.map(|line| format!("{line}\n")).collect();
        assert_eq!(all, told, "{more}");
        assert!(files.is_empty(), "{files:?}");
    }
}

#[test]
fn a_layer_may_bring_its_own_calendar() {
    let (told, files) = beside_a_timeline("//- base/t/calendar.ics\nBEGIN:VCALENDAR\n");
    assert_eq!(told, "");
    assert!(files.iter().any(|path| path == "t/calendar.ics"), "{files:?}");
}

#[test]
fn a_clash_that_is_no_error_leaves_both_files() {
    for more in [
        "//- base/a.md\n---\naliases: [t/calendar.ics, _assets]\n---\n",
        "//- base/t/calendar.ics/a.txt\ntext\n",
        "//- base/_assets\ntext\n//- base/_assets.d/a.txt\ntext\n",
        "//- base/Robots.txt\ntext\n",
    ] {
        let folder = Folder::with(&format!(
            r"
//- handbook.yaml
title: Test
variables:
  cohort.start: {{type: date, default: 2027-05-03}}
checks: {{unused-asset: off, duplicate-url: notice}}
//- base/index.md
# Home
//- base/t.md
---
kind: timeline
---
## A {{#a at=0w}}

B
{more}"
        ));
        folder.run(&["build"]).assert(0);
        for path in ["t/calendar.ics", "robots.txt", "sitemap.xml", "404.html", "manifest.json"] {
            assert!(folder.path("public/base").join(path).is_file(), "{more}: {path}");
        }
    }
}

#[test]
fn a_copy_of_a_file_of_the_theme_may_be_shown() {
    let site = site(
        r"
        //- base/index.md
        [Copy](_assets/a.txt)
        //- base/_assets/a.txt
        same
        //- themes/default/static/a.txt
        same
        //- themes/default/theme.yaml
        name: Bare
        //- themes/default/templates/page.html
        {{ page.body }}
        //- themes/default/templates/404.html
        none
        //- themes/default/templates/nav.html
        none
        //- themes/default/templates/redirect.html
        none
        ",
    );
    let files = site.assert_clean().editions["base"].keys();
    assert_eq!(files.filter(|path| path.starts_with("_assets/a.")).count(), 1);
}

/// What may lie at the top of a layer and be called like an output, or like those that list them.
const CALLED_LIKE_OUTPUTS: [&str; 12] = [
    "tokens.css",
    "assets",
    "redirects",
    "calendars",
    "robots.txt",
    "404.html",
    "sitemap.xml",
    "manifest.json",
    ".mentorbook",
    "_assets",
    "index.html",
    "not_found",
];

#[test]
fn no_file_of_a_layer_switches_an_output_off() {
    for layer in ["base", "layers/uk", "firms/acme"] {
        for name in CALLED_LIKE_OUTPUTS {
            for path in [name.to_owned(), format!("{name}/a.txt"), format!("{name}/pic.png")] {
                let site = site(&format!(
                    r"
                    //- handbook.yaml
                    title: Test
                    variables:
                      cohort.start: {{type: date, default: 2027-05-03}}
                    checks: {{unused-asset: off, unreachable-page: off}}
                    //- base/index.md
                    # Home
                    [d](doc.txt)
                    //- base/doc.txt
                    text
                    //- base/t.md
                    ---
                    kind: timeline
                    aliases: [old]
                    ---
                    ## A {{#a at=0w}}

                    B
                    //- layers/uk/layer.yaml
                    name: UK
                    //- firms/acme/firm.yaml
                    name: Acme
                    layers: [uk]
                    //- {layer}/{path}
                    text
                    "
                ));
                let Some(files) = site.editions.get("acme") else {
                    assert!(site.diagnostics().contains(&path), "{layer}/{path}");
                    continue;
                };
                let is_file = |folder: &str| files.contains_key(folder);
                let folders = files
                    .keys()
                    .flat_map(|path| path.match_indices('/').map(|(end, _)| &path[..end]));
                assert!(!folders.into_iter().any(is_file), "{layer}/{path}: {:?}", files.keys());
                for made in [
                    "index.html",
                    "t/index.html",
                    "old/index.html",
                    "t/calendar.ics",
                    "_assets/tokens.",
                    "doc.",
                    "robots.txt",
                    "sitemap.xml",
                    "404.html",
                    "manifest.json",
                ] {
                    let is_there = files.keys().any(|path| path.starts_with(made));
                    assert!(is_there, "{layer}/{path}: no {made} in {:?}", files.keys());
                }
            }
        }
    }
}

#[test]
fn a_percent_sign_in_an_id_is_none_of_an_address() {
    let site = site(
        "
        //- base/index.md
        # Home

        [a](half.md#50%25)
        //- base/half.md
        # Half

        ## Half {#50%}

        Text.

        [a](#50%25)
        ",
    );
    assert_eq!(site.diagnostics(), "");
    assert_eq!(href(&site, "base", ""), "half/index.html#50%25");
    assert_eq!(href(&site, "base", "half"), "#50%25");
    let html = site.page("base", "half");
    assert!(html.contains(" id=\"50%\"") && !html.contains("#50%\""), "{html}");
}
