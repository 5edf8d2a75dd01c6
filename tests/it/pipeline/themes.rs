//! Themes: inheritance, a firm's templates on top, tokens and contrast, stylesheets, template
//! errors and limits, and every theme of the repository on every kind of page.

use std::collections::BTreeMap;
use std::path::Path;

use mentorbook::Color;
use mentorbook::Origin;
use mentorbook::Severity;
use mentorbook::{EditionFiles, Engine, Selection};

use crate::harness::{self, Site, assert_text, build, files, flush, site};

/// Templates that a theme must have; `page.html` is each test's own.
const REST: &str = r"//- themes/default/templates/404.html
//- themes/default/templates/nav.html
//- themes/default/templates/redirect.html
";

/// A handbook with one page and this `page.html`.
fn template(page: &str) -> Site {
    site(&format!(
        r"
//- base/index.md
# Home
//- themes/default/templates/page.html
{page}
{REST}"
    ))
}

/// What a template makes of the home page.
#[track_caller]
fn renders(page: &str) -> String {
    template(page).assert_clean().page("base", "").trim_end().to_owned()
}

/// A file of an edition by the beginning and end of its address.
#[track_caller]
fn asset(site: &Site, edition: &str, begin: &str, end: &str) -> (String, String) {
    let files = site.editions.get(edition).unwrap_or_else(|| panic!("{}", site.diagnostics()));
    let found = files.iter().find(|(path, _)| path.starts_with(begin) && path.ends_with(end));
    let (path, bytes) = found.unwrap_or_else(|| panic!("no {begin}*{end} in {:?}", files.keys()));
    (path.clone(), String::from_utf8(bytes.clone()).expect("text"))
}

/// The tokens of an edition.
fn tokens(site: &Site, edition: &str) -> String {
    asset(site, edition, "_assets/tokens.", ".css").1
}

// Inheritance

const CHAIN: &str = r##"//- handbook.yaml
title: Test
theme: child
//- themes/default/theme.yaml
tokens:
  ink: {light: "#111111", dark: "#eeeeee"}
  paper: {light: "#ffffff", dark: "#000000"}
  font: {type: font, value: serif}
pairs:
- {text: ink, on: paper, minimum: 4.5, where: text}
//- themes/default/templates/layout.html
[{% block body %}default{% endblock %}] {{ site.assets['a.txt'] is containing(pat='a.') }}
//- themes/default/templates/page.html
{% extends "layout.html" %}{% block body %}page{% endblock %}
//- themes/default/templates/404.html
//- themes/default/templates/nav.html
//- themes/default/templates/redirect.html
//- themes/default/static/a.txt
default
//- themes/default/static/b.txt
default
//- themes/child/theme.yaml
parent: default
tokens:
  ink: {light: "#222222", dark: "#eeeeee"}
//- themes/child/templates/page.html
{% extends "layout.html" %}{% block body %}child{% endblock %}
//- themes/child/static/a.txt
child
"##;

#[test]
fn a_theme_takes_what_it_lacks_from_its_parent() {
    let site = site(&format!(
        r"{CHAIN}
        //- base/index.md
        # Home
        "
    ));

    site.assert_clean();
    assert_eq!(site.page("base", "").trim(), "[child] true");
    assert_eq!(asset(&site, "base", "_assets/a.", ".txt").1, "child\n");
    assert_eq!(asset(&site, "base", "_assets/b.", ".txt").1, "default\n");
    let tokens = tokens(&site, "base");
    assert!(
        tokens.contains("  --font: serif;\n  --ink: #222222;\n  --paper: #ffffff;\n"),
        "{tokens}"
    );
}

#[test]
fn a_template_may_extend_its_parents_of_the_same_name() {
    let site = site(&format!(
        r#"{CHAIN}
        //- themes/child/templates/layout.html
        {{% extends "default/layout.html" %}}
        //- base/index.md
        # Home
        "#
    ));

    assert_eq!(site.assert_clean().page("base", "").trim(), "[child] true");

    let site = harness::site(&format!(
        r"{}//- base/index.md
# Home
",
        CHAIN.replace(
            "{% extends \"layout.html\" %}{% block body %}child",
            "{% extends \"default/page.html\" %}{% block body %}child of {{ super() }}"
        )
    ));

    assert_eq!(site.assert_clean().page("base", "").trim(), "[child of page] true");
}

#[test]
fn a_trusted_firms_templates_go_on_top() {
    let firm = &flush(
        r#"
        //- base/index.md
        # Home
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/theme/templates/page.html
        {% extends "child/page.html" %}{% block body %}acme on {{ super() }}{% endblock %}
        //- firms/acme/theme/static/b.txt
        acme
        //- firms/birch/firm.yaml
        name: Birch
        "#,
    );

    let trusted = CHAIN.replace("theme: child\n", "theme: child\ntrusted_themes: [acme]\n");
    let site = site(&format!("{trusted}{firm}"));
    site.assert_clean();
    assert_eq!(site.page("acme", "").trim(), "[acme on child] true");
    assert_eq!(asset(&site, "acme", "_assets/b.", ".txt").1, "acme\n");
    assert_eq!(site.page("birch", "").trim(), "[child] true");
    assert_eq!(asset(&site, "birch", "_assets/b.", ".txt").1, "default\n");
    let untrusted = harness::site(&format!("{CHAIN}{firm}"));
    assert_text(
        untrusted.diagnostics(),
        r"
            error[untrusted-theme] content/firms/acme/theme:1:1 Acme brings a theme of its own, \
            which is not trusted
              help: read it, then add `acme` to `trusted_themes:` in content/handbook.yaml; or \
            delete the folder
              note: in 1 of 3 editions: acme
            ",
    );

    assert_eq!(untrusted.editions.keys().collect::<Vec<_>>(), ["base", "birch"]);
}

#[test]
fn a_firm_may_choose_another_theme() {
    let site = site(&format!(
        r"{}//- base/index.md
# Home
//- firms/acme/firm.yaml
name: Acme
theme: child
",
        CHAIN.replace("theme: child\n", "")
    ));
    site.assert_clean();
    assert_eq!(
        (site.page("base", "").trim(), site.page("acme", "").trim()),
        ("[page] true", "[child] true")
    );
}

#[test]
fn what_is_wrong_with_a_chain_of_themes() {
    let found = |handbook: &str| {
        let site = site(&format!(
            r"{handbook}//- base/index.md
# Home
"
        ));
        assert!(
            !site.editions.contains_key("acme") || !site.editions.contains_key("base"),
            "{handbook}"
        );
        site.diagnostics()
    };

    for (handbook, expected) in [
        (
            CHAIN.replace("theme: child", "theme: chidl"),
            "content/handbook.yaml:1:1 there is no theme `chidl`\n  help: did you mean `child`?\n  \
             help: take one of these, or make a folder themes/chidl: child, default\n",
        ),
        (
            CHAIN.replace("parent: default", "parent: defualt"),
            &flush(
                r"
                themes/child/theme.yaml:1:9 there is no theme `defualt`
                  help: did you mean `default`?
                  help: take one of these, or make a folder themes/defualt: child, default
                ",
            ),
        ),
        (
            CHAIN.replace(
                "//- themes/default/theme.yaml\n",
                "//- themes/default/theme.yaml\nparent: child\n",
            ),
            "themes/default/theme.yaml:1:9 these themes are each other's parents\n  \
             help: take one `parent:` line away\n",
        ),
        (
            CHAIN.replace("//- themes/default/templates/404.html\n", ""),
            "themes/default/templates/404.html:1:1 the theme has no template `404.html`\n",
        ),
        (
            format!(
                r"{CHAIN}
                //- firms/acme/firm.yaml
                name: Acme
                theme: chlid
                "
            ),
            &flush(
                r"
                content/firms/acme/firm.yaml:2:8 there is no theme `chlid`
                  help: did you mean `child`?
                  help: take one of these, or make a folder themes/chlid: child, default
                ",
            ),
        ),
    ] {
        let diagnostics = found(&handbook);
        assert!(
            diagnostics.contains(&format!("error[template-error] {expected}")),
            "{diagnostics}"
        );
    }
}

#[test]
fn a_broken_theme_yaml_is_told() {
    let site = site(&format!(
        r"{}//- base/index.md
# Home
",
        CHAIN.replace("parent: default\n", "parent: [\n")
    ));

    assert!(
        site.diagnostics().contains("error[yaml-syntax] themes/child/theme.yaml:"),
        "{}",
        site.diagnostics()
    );

    let site = harness::site(&format!(
        r"{}//- base/index.md
# Home
",
        CHAIN.replace("parent: default\n", "parent: default\ntokns: {}\n")
    ));

    assert!(
        site.diagnostics().contains(
            "error[unknown-key] themes/child/theme.yaml:2:1 there is no key `tokns` here"
        ),
        "{}",
        site.diagnostics()
    );
}

// Which template

#[test]
fn a_page_has_the_template_of_its_choice_its_kind_or_its_place() {
    let site = site(&format!(
        r"
        //- base/index.md
        //- base/a/index.md
        //- base/a/rules.md
        ---
        kind: rules
        ---
        //- base/a/poster.md
        ---
        kind: rules
        template: poster.html
        ---
        //- base/a/page.md
        //- base/module.md
        ---
        kind: module
        ---
        //- themes/default/templates/page.html
        page
        //- themes/default/templates/home.html
        home
        //- themes/default/templates/chapter.html
        chapter
        //- themes/default/templates/rules.html
        rules
        //- themes/default/templates/poster.html
        poster
        {REST}"
    ));

    let name = |path: &str| site.assert_clean().page("base", path).trim().to_owned();
    let names = ["", "a", "a/rules", "a/poster", "a/page", "module"].map(name);
    assert_eq!(names, ["home", "chapter", "rules", "poster", "page", "page"]);
}

#[test]
fn an_unknown_template_names_the_nearest() {
    let site = site(&format!(
        r"
        //- base/index.md
        ---
        template: postre.html
        ---
        //- themes/default/templates/page.html
        //- themes/default/templates/poster.html
        {REST}"
    ));

    assert_text(
        site.diagnostics(),
        r"
            error[template-error] content/base/index.md:2:11 the theme has no template `postre.html`
              help: did you mean `poster.html`?
            ",
    );
}

// What templates see

#[test]
fn a_footnote_takes_its_time_where_its_mark_is() {
    let note = "word ".repeat(2_000);
    let site = site(&format!(
        r"
//- base/page.md
Text.[^long]

## Last {{#last}}

[^long]: {note}
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/page.md
---
override: sections
---
## Last {{#last remove}}
//- themes/default/templates/page.html
{{{{ page.reading_minutes }}}}
{REST}"
    ));

    let minutes = site.page("base", "page");
    assert!(minutes.trim().parse::<u32>().expect("a number") > 5, "{minutes}");
    assert_eq!(site.page("acme", "page"), minutes);
}

#[test]
fn templates_see_the_page() {
    let view = "{{ page.title }}|{{ page.heading }}|{{ page.description }}|{{ page.url }}|{{ \
         page.kind }}|{{ page.tags | join(sep='+') }}|{{ page.audience | join(sep='+') }}|\
                {{ page.weight }}|{{ page.draft }}|{{ page.search }}|{{ page.updated }}|{{ \
         page.reviewed }}|{{ page.review_every }}|{{ page.owner }}|{{ page.extra.a.b[0] }}|\
                {{ page.reading_minutes }}|{{ page.is_home }}|{{ page.is_chapter }}|{{ page.source \
         }}|{{ root }}|\
                {% for entry in page.contents %}{{ entry.level }}{{ entry.id }}({% for child in \
         entry.children %}{{ child.id }}{% endfor %}) {% endfor %}";
    let site = site(&format!(
        r"
//- handbook.yaml
title: Test
audiences: [mentor, mentee]
//- base/index.md
//- base/a/page.md
---
title: A & B
description: C < D
kind: rules
tags: [x, y]
audience: [mentor]
weight: 3
search: false
updated: 2026-01-02
reviewed: 2026-01-03
review_every: 6 months
owner: Jo
extra: {{a: {{b: [1]}}}}
---
# The *page*

## One {{#one}}
### Sub {{#sub}}
#### Deep
## Two {{#two}}
{}
//- themes/default/templates/page.html
{{% if page.kind == 'rules' %}}{view}{{% endif %}}
{REST}",
        "word ".repeat(401)
    ));

    assert_eq!(
        site.assert_clean().page("base", "a/page").trim(),
        "A &amp; B|The <em>page</em>|C &lt; \
         D|a/page/index.html|rules|x+y|mentor|3|false|false|2026-01-02|2026-01-03|6 \
         months|Jo|1|3|false|false|a/page.md|../../|2one(sub) 2two()"
    );
}

#[test]
fn templates_see_the_site() {
    let view = "{{ site.title }}|{{ site.description }}|{{ site.language }}|{{ site.firm.id }}|{{ \
         site.firm.name }}|{{ site.edition }}|{% if site.logo %}logo{% endif %}|\
                {{ site.logo_alt }}|{{ site.favicon }}|{{ site.footer.text }}|{% for link in \
         site.footer.links %}{{ link.title }} {{ link.url }}{% endfor %}|{{ site.noindex }}|\
                {{ site.vars['contact.email'] }}|{{ site.home.title }}|{{ site.home.url }}|\
                {{ site.url }}|{{ site.touch_icon }}|{{ site.colors['accent'].dark }}";
    let handbook = &flush(
        r"
        //- handbook.yaml
        title: T & T
        description: D
        language: en-GB
        variables: {contact.email: a@b.example}
        //- base/index.md
        # Home
        ",
    );

    let site = site(&format!(
        r"{handbook}//- firms/acme/firm.yaml
name: Acme
language: de
robots: index
url: https://acme.example/book
brand: {{logo: img/l.svg, touch_icon: i.png, logo_alt: The logo}}
footer: {{text: Foot, links: [{{title: Law, url: 'https://acme.example/?a&b'}}]}}
//- firms/acme/img/l.svg
<svg/>
//- firms/acme/i.png hex
89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52 00 00 00 b4 00 00 00 b4
//- themes/default/theme.yaml
name: Theme
tokens: {{accent: {{light: '#225588', dark: '#99ccee'}}}}
//- themes/default/templates/page.html
{view}
{REST}"
    ));

    site.assert_clean();
    let icon = site.editions["acme"].keys().find(|path| path.ends_with(".png")).expect("an icon");
    assert_eq!(
        site.page("acme", "").trim(),
        format!(
            "T &amp; T|D|de|acme|Acme||logo|The logo||Foot|Law \
             https://acme.example/?a&amp;b|false|a@b.example|Home|index.html|\
             https://acme.example/book/|{icon}|#99ccee"
        )
    );
    assert!(
        site.page("base", "").starts_with("T &amp; T|D|en-GB|base|T &amp; T||"),
        "{}",
        site.page("base", "")
    );
}

#[test]
fn values_are_escaped_unless_they_are_html() {
    let site = site(&format!(
        r#"
        //- base/index.md
        ---
        title: '<b>"A" & B</b>'
        extra: {{x: <i>}}
        ---
        //- themes/default/templates/page.html
        {{{{ page.title }}}} {{{{ page.extra.x }}}} <a title="{{{{ page.title }}}}">
        {REST}"#
    ));

    let escaped = site.assert_clean().page("base", "");
    assert!(
        !escaped.contains("<b>") && !escaped.contains("<i>") && !escaped.contains("\"A\""),
        "{escaped}"
    );
}

#[test]
fn there_is_a_filter_for_slugs() {
    assert_eq!(renders("{{ 'Größe & Maß' | slug }}"), "grosse-mass");
}

// Tokens

/// A theme with an accent, its text and a page, in the words of `theme.yaml`.
const COLORS: &str = r##"//- themes/default/theme.yaml
tokens:
  accent: {type: color, light: "#225588", dark: "#99ccee", description: The brand}
  page: {type: color, light: "#ffffff", dark: "#111111"}
  body: {type: font, value: "system-ui, sans-serif"}
  measure: {type: size, value: 68ch}
pairs:
- {text: accent, on: page, minimum: 4.5, where: links}
//- themes/default/templates/page.html
//- themes/default/templates/404.html
//- themes/default/templates/nav.html
//- themes/default/templates/redirect.html
//- base/index.md
"##;

/// The handbook of a firm with these lines in its firm.yaml.
fn branded(yaml: &str) -> Site {
    site(&format!(
        r"{COLORS}//- firms/acme/firm.yaml
name: Acme
{yaml}
"
    ))
}

#[test]
fn tokens_become_custom_properties_for_light_and_dark_pages() {
    assert_text(
        tokens(&branded(""), "base"),
        r"
            :root {
              color-scheme: light;
              --accent: #225588;
              --body: system-ui, sans-serif;
              --measure: 68ch;
              --page: #ffffff;
            }
            @media screen and (prefers-color-scheme: dark) {
            :root:not([data-theme=light]) {
              color-scheme: dark;
              --accent: #99ccee;
              --page: #111111;
            }
            }
            @media screen {
            :root[data-theme=dark] {
              color-scheme: dark;
              --accent: #99ccee;
              --page: #111111;
            }
            }
            ",
    );
}

#[test]
fn a_brand_sets_tokens() {
    let site = branded(&flush(
        r##"
        brand:
          colors: {accent: "#0b5d4e"}
          colors_dark: {accent: "#7fd1c0"}
          fonts: {body: "'Acme Sans', Georgia, serif"}"##,
    ));
    let css = tokens(&site, "acme");
    assert_eq!(site.diagnostics(), "");
    assert_eq!(css.matches("  --accent: #0b5d4e;\n").count(), 1);
    assert_eq!(css.matches("  --accent: #7fd1c0;\n").count(), 2);
    assert!(css.contains("  --body: 'Acme Sans', Georgia, serif;\n"), "{css}");
    assert!(tokens(&site, "base").contains("--accent: #225588;"));
}

/// A whole WOFF2 font of so many bytes, as far as its header tells.
fn woff2(bytes: u32) -> Vec<u8> {
    let mut font = b"wOF2\0\x01\0\0".to_vec();
    font.extend(bytes.to_be_bytes());
    font.extend(*b"\0\x09");
    font.resize(bytes as usize, 0);
    font
}

/// Builds `acme` with a `brand: fonts:` and font files.
fn with_fonts(fonts: &str, files: &[(&str, Vec<u8>)]) -> Site {
    let mut all = crate::harness::files(&format!(
        "{COLORS}//- firms/acme/firm.yaml\nname: Acme\nbrand:\n  fonts: {fonts}\n"
    ));
    for (path, bytes) in files {
        all.insert(format!("content/firms/acme/{path}"), bytes.clone());
    }
    build(all, Selection::default())
}

#[test]
fn a_firm_brings_fonts_of_its_own() {
    let cuts = "{body: {regular: f/own.woff2, bold: f/own bold.woff2, fallback: Georgia}}";
    let files = [("f/own.woff2", woff2(90)), ("f/own bold.woff2", woff2(100))];
    let site = with_fonts(cuts, &files);
    site.assert_clean();

    let css = tokens(&site, "acme");
    let face = |style: &str, stem: &str| {
        let url = asset(&site, "acme", stem, ".woff2").0;
        format!(
            "@font-face {{\n  font-family: \"own body\";\n  src: url(\"../{url}\") \
             format(\"woff2\");\n  {style}\n  font-display: swap;\n}}\n"
        )
    };
    let regular = face("font-style: normal;\n  font-weight: 1 599;", "f/own.");
    let bold = face("font-style: normal;\n  font-weight: 600 1000;", "f/own-bold.");
    assert!(css.starts_with(&format!("{regular}{bold}:root {{")), "{css}");
    assert!(css.contains("  --body: \"own body\", Georgia;\n"), "{css}");

    // One file draws all weights, before the theme's own families; other firms see none of it.
    let site = with_fonts("{body: f/own.woff2}", &files[..1]);
    let css = tokens(&site, "acme");
    assert!(css.contains("  font-weight: 1 1000;\n"), "{css}");
    assert!(css.contains("  --body: \"own body\", system-ui, sans-serif;\n"), "{css}");
    assert!(!tokens(&site, "base").contains("own"));
}

#[test]
fn a_font_that_readers_could_not_use_is_told() {
    let cut_off = woff2(90)[..80].to_vec();
    for (fonts, file, bytes, message) in [
        ("{body: f.ttf}", "f.ttf", b"\0\x01\0\0\0\x0b".to_vec(), "[brand-font]"),
        ("{body: f.woff2}", "f.woff2", cut_off, "[brand-font]"),
        ("{body: f.woff2}", "f.woff2", woff2(256 * 1024 + 1), "has 257 KB"),
        ("{body: f.woff2}", "f.woff2", b"<html>".to_vec(), "[unsafe-asset]"),
        ("{body: g.woff2}", "f.woff2", woff2(90), "no file `g.woff2` in the firm's folder"),
        ("{bodi: f.woff2}", "f.woff2", woff2(90), "the theme has no font `bodi`"),
        ("{body: {bold: f.woff2}}", "f.woff2", woff2(90), "the font `body` has no `regular`"),
        ("{body: {regular: f.woff2, thin: f.woff2}}", "f.woff2", woff2(90), "no key `thin` here"),
    ] {
        let diagnostics = with_fonts(fonts, &[(file, bytes)]).diagnostics();
        assert!(diagnostics.contains("error["), "{fonts}: {diagnostics}");
        assert!(diagnostics.contains(message), "{fonts}: {diagnostics}");
    }
    with_fonts("{body: f.woff2}", &[("f.woff2", woff2(256 * 1024))]).assert_clean();
}

#[test]
fn a_colour_for_light_pages_alone_is_made_light_enough_for_dark_ones() {
    let site = branded("brand: {colors: {accent: \"#0b5d4e\"}}");
    site.assert_clean();
    let css = tokens(&site, "acme");
    let dark = css
        .split("--accent: ")
        .nth(2)
        .and_then(|rest| rest.split(';').next())
        .and_then(Color::read)
        .expect("a colour");
    let page = Color([0x11; 3]);
    assert!(
        dark.contrast(page) >= 4.5 && dark.contrast(page) < 4.6,
        "{dark}: as little lighter as will do, {}",
        dark.contrast(page)
    );
    let Color([red, green, blue]) = dark;
    assert!(green > blue && blue > red, "{dark} is still a green");

    // One that can be read already stays as it is.
    assert!(
        tokens(&branded("brand: {colors: {accent: \"#767676\"}}"), "acme")
            .matches("--accent: #")
            .count()
            >= 1
    );
    assert!(branded("brand: {colors: {accent: \"#747474\"}}").diagnostics().is_empty());
}

#[test]
fn a_brand_that_is_hard_to_read_is_told_with_the_nearest_that_will_do() {
    let site = branded(
        "brand:\n  colors:\n    accent: \"#888888\"\n  colors_dark:\n    accent: \"#333333\"",
    );

    assert_text(
        site.diagnostics(),
        r##"
            warning[low-contrast] content/firms/acme/firm.yaml:4:13 `accent` #888888 on `page` \
            #ffffff has a contrast of 3.54:1 on light pages; it takes 4.5:1 (links)
              help: the nearest that will do: `accent: "#767676"`
              note: in 1 of 2 editions: acme
            warning[low-contrast] content/firms/acme/firm.yaml:6:13 `accent` #333333 on `page` \
            #111111 has a contrast of 1.49:1 on dark pages; it takes 4.5:1 (links)
              help: the nearest that will do: `accent: "#7c7c7c"`
              note: in 1 of 2 editions: acme
            "##,
    );

    assert_eq!(site.marked("low-contrast"), "\"#888888\"");
    assert!(site.editions.contains_key("acme"), "a warning");

    // The brand's colour behind the text is the one to change.
    let behind = branded("brand: {colors: {page: \"#666666\"}, colors_dark: {page: \"#111111\"}}");
    assert!(
        behind.diagnostics().contains("help: the nearest that will do: `page: \""),
        "{}",
        behind.diagnostics()
    );
}

#[test]
fn what_is_wrong_with_a_brand() {
    for (brand, check, message) in [
        (
            "colors: {acent: \"#123456\"}",
            "unknown-key",
            &*flush(
                r"
                the theme has no colour `acent`
                  help: did you mean `accent`?
                  note: it has: accent, page
                ",
            ),
        ),
        (
            "colors: {body: \"#123456\"}",
            "unknown-key",
            "the theme has no colour `body`\n  note: it has: accent, page\n",
        ),
        (
            "fonts: {accent: serif}",
            "unknown-key",
            "the theme has no font `accent`\n  note: it has: body\n",
        ),
        (
            "colors: {accent: navy}",
            "wrong-type",
            "`navy` is not a colour\n  help: write it like `\"#1f4e79\"`, in quotes\n",
        ),
        ("colors: {accent: \"#12345\"}", "wrong-type", "`#12345` is not a colour\n"),
        (
            "fonts: {body: \"serif; } body { display: none\"}",
            "wrong-type",
            "`serif; } body { display: none` is not a list of fonts\n",
        ),
        (
            "touch_icon: img/i.svg",
            "wrong-type",
            "`touch_icon` takes a PNG image, not `img/i.svg`\n  help: save the icon as a square PNG",
        ),
        ("logo: img/no.svg", "missing-asset", "no file `img/no.svg` in the firm's folder\n"),
    ] {
        let diagnostics = branded(&format!("brand:\n  {brand}")).diagnostics();
        assert!(
            diagnostics.starts_with(&format!("error[{check}] content/firms/acme/firm.yaml:3:")),
            "{brand}\n{diagnostics}"
        );
        assert!(diagnostics.contains(message), "{brand}\n{diagnostics}");
        assert_eq!(diagnostics.matches("[").count(), 1, "{brand}\n{diagnostics}");
    }
}

/// A theme with a colour that follows from another one, and a look.
const LOOKS: &str = r##"//- themes/default/theme.yaml
tokens:
  accent: {type: color, light: "#225588", dark: "#99ccee"}
  page: {type: color, light: "#ffffff", dark: "#111111"}
  quiet: {type: color, from: accent, contrast: 7, light: {l: 0.9, c: 0.02}, dark: {l: 0.2, c: 0}}
looks:
  night: {page: {type: color, light: "#000000", dark: "#000000"}}
pairs:
- {text: quiet, on: page, minimum: 3}
//- themes/default/templates/page.html
//- themes/default/templates/404.html
//- themes/default/templates/nav.html
//- themes/default/templates/redirect.html
//- base/index.md
"##;

#[test]
fn a_colour_that_follows_is_made_to_be_read_in_every_look() {
    for (brand, page) in [("", "#ffffff"), ("look: night, ", "#000000")] {
        let firm = format!("brand: {{{brand}colors: {{accent: \"#a02020\"}}}}");
        let css = tokens(&looking(LOOKS, &firm), "acme");
        assert!(css.contains(&format!("--page: {page};")), "{css}");

        let quiet = css.split("--quiet: ").nth(1).and_then(|rest| rest.split(';').next());
        let quiet = quiet.and_then(Color::read).expect("a colour");
        assert!(quiet.contrast(Color::read(page).unwrap()) >= 7.0, "{quiet} on {page}");
        let Color([red, green, _]) = quiet;
        assert!(red > green, "{quiet} has the hue of the accent");
    }

    // What a firm sets itself stays, and may be told.
    let firm = "brand: {colors: {quiet: \"#cccccc\"}}";
    let site = looking(LOOKS, firm);
    assert!(tokens(&site, "acme").contains("--quiet: #cccccc;"));
    assert!(site.diagnostics().contains("warning[low-contrast]"), "{}", site.diagnostics());
}

#[test]
fn what_is_wrong_with_looks_and_colours_that_follow() {
    let site = looking(LOOKS, "brand: {look: nigth}");
    assert_text(
        site.diagnostics(),
        r"
            error[unknown-key] content/firms/acme/firm.yaml:2:15 the theme has no look `nigth`
              help: did you mean `night`?
              note: it has: night
              note: in 1 of 2 editions: acme
            ",
    );

    for (wrong, message) in [
        (LOOKS.replace("from: accent", "from: acent"), "there is no token `acent`"),
        (LOOKS.replace("from: accent", "from: quiet"), "there is no token `quiet`"),
        (LOOKS.replace("l: 0.9", "l: 90"), "the token `quiet` is not complete"),
        (LOOKS.replace("l: 0.9", "ll: 0.9"), "there is no key `ll` here"),
        (LOOKS.replace("{l: 0.2, c: 0}", "\"#222222\""), "takes a group of keys"),
        (LOOKS.replace("night: {", "night: no #"), "`night` takes a group of keys"),
    ] {
        let diagnostics = looking(&wrong, "").diagnostics();
        assert!(diagnostics.contains(message), "{message}\n{diagnostics}");
    }
}

/// Builds `acme` in a theme.
fn looking(theme: &str, yaml: &str) -> Site {
    site(&format!("{theme}//- firms/acme/firm.yaml\nname: Acme\n{yaml}\n"))
}

#[test]
fn a_colour_without_quotes_is_told() {
    // `#` begins a remark, so nothing is left.
    let diagnostics = branded("brand:\n  colors:\n    accent: #123456").diagnostics();
    assert!(
        diagnostics.contains("error[wrong-type] content/firms/acme/firm.yaml:4:5"),
        "{diagnostics:?}"
    );
}

#[test]
fn what_is_wrong_with_tokens() {
    for (token, message) in [
        ("ink: {type: colour, light: \"#111111\"}", "the token `ink` is not complete"),
        ("ink: {type: color}", "the token `ink` is not complete"),
        ("ink: {type: color, light: black}", "`black` is not a colour"),
        ("ink: {type: size, from: accent}", "the token `ink` is not complete"),
        ("ink: {type: color, light: \"#111111\", contrast: 7}", "there is no key `contrast` here"),
        ("2nd: {type: color, light: \"#111111\"}", "the token `2nd` is not complete"),
        ("\"a;b\": {type: color, light: \"#111111\"}", "the token `a;b` is not complete"),
        (
            "ink: {type: color, light: \"#111111\", dork: \"#222222\"}",
            "there is no key `dork` here",
        ),
    ] {
        let site = site(
            &COLORS.replace("  measure: {type: size, value: 68ch}\n", &format!("  {token}\n")),
        );
        assert_eq!(site.run.report.findings[0].diagnostic.message, message, "{token}");
        assert!(
            site.diagnostics().contains("themes/default/theme.yaml:5:"),
            "{token}\n{}",
            site.diagnostics()
        );
    }

    let site = site(&COLORS.replace("on: page", "on: paeg"));
    assert!(
        site.diagnostics().contains(
            "themes/default/theme.yaml:7:3 there is no token `paeg`\n  help: did you mean `page`?"
        ),
        "{}",
        site.diagnostics()
    );
}

// Static files

#[test]
fn a_stylesheet_refers_to_files_by_their_published_names() {
    let css = "a { background: url(img/a.svg); b: url(\"../fonts/f.woff2\"); c: url( 'img/a.svg' \
         ); d: url(#x); e: url(data:image/png;base64,AA==); f: url(https://example.com/x.png); g: \
         url() }";
    let site = site(&format!(
        r"
//- base/index.md
//- themes/default/templates/page.html
{{{{ root }}}}{{{{ site.assets['css/style.css'] }}}}
{REST}//- themes/default/static/css/style.css
{css}
//- themes/default/static/css/img/a.svg
<svg/>
//- themes/default/static/fonts/f.woff2
font
"
    ));

    site.assert_clean();
    let image = asset(&site, "base", "_assets/css/img/a.", ".svg").0.replace("_assets/css/", "");
    let font = asset(&site, "base", "_assets/fonts/f.", ".woff2").0.replace("_assets/", "");
    let (path, text) = asset(&site, "base", "_assets/css/style.", ".css");
    assert_eq!(
        text.trim_end(),
        css.replace("../fonts/f.woff2", &format!("../{font}")).replace("img/a.svg", &image)
    );
    assert_eq!(site.page("base", "").trim(), path);
}

#[test]
fn a_stylesheets_name_changes_with_the_files_it_refers_to() {
    let style = |svg: &str| {
        let site = site(&format!(
            r"
//- base/index.md
//- themes/default/templates/page.html
{REST}//- themes/default/static/style.css
a {{ b: url(a.svg) }}
//- themes/default/static/a.svg
{svg}
"
        ));
        asset(site.assert_clean(), "base", "_assets/style.", ".css").0
    };

    assert_eq!(style("<svg/>"), style("<svg/>"));
    assert_ne!(style("<svg/>"), style("<svg></svg>"));
}

#[test]
fn a_file_that_a_stylesheet_misses_is_told() {
    let site = site(&format!(
        r"
        //- base/index.md
        //- themes/default/templates/page.html
        {REST}
        //- themes/default/static/style.css

        a {{ b: url('no.svg') }}
        "
    ));

    assert_text(
        site.diagnostics(),
        r"
            error[missing-asset] themes/default/static/style.css:2:13 there is no static file \
            `no.svg`
            ",
    );
    assert_eq!(site.marked("missing-asset"), "no.svg");
}

#[test]
fn a_stylesheet_that_is_too_large_is_refused_and_not_cut() {
    let built = |bytes: usize| {
        let mut all = files(&format!(
            r"
//- base/index.md
# Home
//- themes/default/templates/page.html
{REST}//- themes/default/static/style.css
"
        ));
        let style = format!("{}a{{b:c}}", " ".repeat(bytes - 6));
        all.insert("themes/default/static/style.css".to_owned(), style.into_bytes());
        build(all, Selection::default())
    };

    let most = built(4 << 20);
    let style = asset(most.assert_clean(), "base", "_assets/style.", ".css").1;
    assert_eq!((style.len(), style.trim()), (4 << 20, "a{b:c}"));

    let more = built((4 << 20) + 1);
    assert_text(
        more.diagnostics(),
        r"
        error[template-error] themes/default/static/style.css:1:1 this stylesheet is larger than 4 \
        MiB, the most one may have
          help: split it into several, or put what is embedded in it into files of their own
        ",
    );
    assert!(more.editions.is_empty());
}

#[test]
fn a_theme_may_be_called_firm() {
    let text = flush(
        r#"
        //- handbook.yaml
        title: Test
        theme: firm
        trusted_themes: [acme]
        //- base/index.md
        # Home
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/theme/templates/page.html
        {% extends "firm/page.html" %}{% block body %}acme on {{ super() }}{% endblock %}
        //- firms/birch/firm.yaml
        name: Birch
        //- themes/firm/templates/page.html
        [{% block body %}theme{% endblock %}]
        "#,
    );
    let rest = REST.replace("themes/default", "themes/firm");
    let site = site(&format!("{text}{rest}"));
    site.assert_clean();
    assert_eq!(site.page("acme", "").trim(), "[acme on theme]");
    assert_eq!(site.page("birch", "").trim(), "[theme]");
}

// Errors

/// The text a template's first error marks, and its message.
#[track_caller]
fn error(page: &str) -> (String, String) {
    let site = template(page);
    let diagnostic = &site.run.report.findings[0].diagnostic;
    assert_eq!(diagnostic.check.name, "template-error");
    let place =
        diagnostic.place.as_ref().unwrap_or_else(|| panic!("no place: {}", diagnostic.message));
    assert_eq!(&*place.file, "themes/default/templates/page.html");
    (site.marked("template-error"), diagnostic.message.clone())
}

#[test]
fn errors_in_templates_are_marked_where_they_are() {
    for (page, marked, message) in [
        ("a\n{% if page.title %}\nb", "", "Unexpected end of input"),
        ("a\n{{ page.title", "", "Unexpected end of input"),
        ("{% endif %}", "endif", "Unknown tag"),
        ("a\n  {{ nope }}", "nope", "Variable `nope` is not defined"),
        ("ä {{ page.nope }}", "nope", "Field `nope` is not defined"),
        ("{{ page.title + 1 }}", "page.title + 1", ""),
        ("{{ 1 / 0 }}", "0", "Cannot divide by 0"),
        ("{{ throw(message='Why?') }}", "throw(message='Why?')", "Why?"),
    ] {
        let (found, said) = error(page);
        assert!(said.contains(message), "{page}\n{said}");
        assert!(
            marked.is_empty() || found.contains(marked) || marked.contains(&found),
            "{page}\n{found}\n{said}"
        );
        assert!(!said.contains('\n') && !said.contains("mb_"), "{page}\n{said}");
    }
}

#[test]
fn names_that_do_not_exist_are_marked_where_they_are() {
    for (page, marked, message) in [
        ("a\n{{ page.title | shout }}", "shout", "Unknown filter `shout`"),
        ("{{ shout() }}", "shout()", "Unknown function `shout`"),
        ("{% if page.title is loud %}{% endif %}", "loud", "Unknown test `loud`"),
        ("{% include \"nope.html\" %}", "\"nope.html\"", "Unknown template `nope.html`"),
        ("{% for a in [1] %}{{ a | shout }}{% endfor %}", "shout", "Unknown filter `shout`"),
    ] {
        assert_eq!(error(page), (marked.to_owned(), message.to_owned()), "{page}");
    }
}

#[test]
fn templates_that_extend_nothing_or_themselves_are_named() {
    for page in [
        "{% extends \"nope.html\" %}",
        "{% extends \"page.html\" %}",
        "{% include \"page.html\" %}",
    ] {
        let site = template(page);
        let found = &site.run.report.findings[0].diagnostic;
        let place = found.place.as_ref().map(|place| place.file.to_string());
        assert_eq!(
            (found.check.name, place.as_deref()),
            ("template-error", Some("themes/default/templates/page.html")),
            "{page}\n{}",
            found.message
        );
    }
}

#[test]
fn words_are_the_same_however_they_are_asked_for() {
    assert_eq!(
        renders(
            "{{ word(name=\"next\") }} {% set name = 'next' %}{{ word(name=name) }} \
             {{ word(name='next') | upper }} {{ word(name='hours_short', hours=2) }}"
        ),
        "Next Next NEXT 2 h"
    );

    let (marked, message) = error("{{ word(name='next') }}{{ word(name='nope') }}");
    assert_eq!((&*marked, &*message), ("word(name='nope')", "there is no word `nope`"));
    let (marked, message) = error("{{ word(name='next') }} {{ nope }}");
    assert_eq!(marked, "nope", "{message}");
    let (marked, message) = error("{{ word(name='next') + 1 }}");
    assert_eq!(marked, "word(name='next') + 1", "{message}");
}

#[test]
fn columns_are_right_although_calls_are_woven_in() {
    for (page, marked) in [
        ("{% for a in [1] %}{{ nope }}{% endfor %}", "nope"),
        ("{%- for a in [1] -%} {% for b in [2] %}{{ nope }}{% endfor %}{% endfor %}", "nope"),
        (
            "ä{% for a in [1] %}ü{% for b in [2] -%} {{ page.title }}{{ nope }}{% endfor %}{% \
             endfor %}",
            "nope",
        ),
        ("x{# {% for #}{% for a in ['%}'] %}{{ a }}{{ nope }}{% endfor %}", "nope"),
        (
            "{% component box(a) %}{% for b in [a] %}{{ nope }}{% endfor %}{% endcomponent box \
             %}{{ <box a={1} /> }}",
            "nope",
        ),
    ] {
        let (found, message) = error(page);
        assert_eq!(found, marked, "{page}\n{message}");
    }
}

#[test]
fn an_error_in_one_firms_template_keeps_the_others() {
    let site = site(&format!(
        r"
        //- handbook.yaml
        title: T
        trusted_themes: [acme, birch]
        //- base/index.md
        //- themes/default/templates/page.html
        fine
        {REST}
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/theme/templates/page.html
        {{{{ nope }}}}
        //- firms/birch/firm.yaml
        name: Birch
        //- firms/birch/theme/templates/page.html
        {{% if
        "
    ));

    assert_eq!(site.editions.keys().collect::<Vec<_>>(), ["base"]);
    assert!(
        site.diagnostics()
            .contains("content/firms/acme/theme/templates/page.html:1:4 Variable `nope`"),
        "{}",
        site.diagnostics()
    );
    assert!(
        site.diagnostics().contains("content/firms/birch/theme/templates/page.html:1:"),
        "{}",
        site.diagnostics()
    );
}

// Limits

#[test]
fn loops_end() {
    let (marked, message) = error(
        "{% for a in range(end=2000) %}{% for b in range(end=2000) %}{% endfor %}{% endfor %}",
    );
    assert_eq!(message, "this template loops more than 200000 times on one page");
    assert_eq!(marked, "{% for b in range(end=2000) %}");
}

#[test]
fn the_limit_is_that_of_a_page_not_of_a_build() {
    let rounds =
        "{% for a in range(end=150) %}{% for b in range(end=1000) %}{% endfor %}{% endfor %}fine";
    let site = site(&format!(
        r"
//- base/index.md
//- base/a.md
//- themes/default/templates/page.html
{rounds}
{REST}"
    ));
    assert_eq!(site.assert_clean().page("base", "a").trim(), "fine");
}

#[test]
fn loops_end_whatever_stands_before_them() {
    let endless =
        "{% for a in range(end=2000) %}{% for b in range(end=2000) %}{% endfor %}{% endfor %}";
    for before in [
        "{# it's a remark #}",
        "{# \" #}",
        "{% set a = \"%} {%\" %}",
        "{{ \"{%\" }}",
        "{% raw %}{% it's {% endraw %}",
        "<p title='",
    ] {
        let site = template(&format!("{before}{endless}"));
        let message = "this template loops more than";
        assert!(site.diagnostics().contains(message), "{before}\n{}", site.diagnostics());
    }
}

#[test]
fn raw_text_is_left_alone() {
    assert_eq!(
        renders("{% raw %}{{ x }}{% for a in b %}{% endraw %}!"),
        "{{ x }}{% for a in b %}!"
    );
}

#[test]
fn a_page_does_not_grow_without_end() {
    let site = template(&format!(
        "{{% for a in range(end=100000) %}}{}{{% endfor %}}",
        "x".repeat(10_000)
    ));
    assert_text(
        site.diagnostics(),
        r"
            error[template-error] themes/default/templates/page.html:1:1 `page.html`: the page \
            grows beyond 16 MiB
            ",
    );
}

#[test]
fn a_value_does_not_grow_without_end() {
    let site = template(
        "{% set s = \"0123456789abcdef\" %}{% for i in range(end=60) %}{% set_global s = s ~ s \
         %}{% endfor %}",
    );
    assert_eq!(
        site.run.report.findings[0].diagnostic.check.name,
        "template-error",
        "{}",
        site.diagnostics()
    );
}

#[test]
fn components_do_not_call_themselves_without_end() {
    let site =
        template("{% component again() %}{{ <again /> }}{% endcomponent again %}{{ <again /> }}");
    let found = &site.run.report.findings[0].diagnostic;
    assert_eq!(found.check.name, "template-error");
    assert!(found.message.contains("components"), "{}", found.message);
}

// Every theme of the repository

/// Pages of every kind, bare and with every key.
fn every_kind() -> String {
    let mut text = flush(
        r"
        //- handbook.yaml
        title: Test & co
        audiences: [mentor]
        editions:
          all: {audiences: [mentor]}
          other: {audiences: []}
        //- base/index.md
        //- base/empty/page.md
        //- base/full/index.md
        ---
        title: Full
        kind: guide
        ---
        ",
    );

    for kind in [
        "home",
        "guide",
        "rules",
        "module",
        "worksheet",
        "template",
        "reference",
        "glossary",
        "timeline",
    ] {
        text += &format!(
            r"
            //- base/bare/{kind}.md
            ---
            kind: {kind}
            ---
            "
        );
        text += &format!(
            r"
//- base/full/{kind}.md
---
title: A {kind} & more
description: What it is < for.
kind: {kind}
weight: 1
aliases: [old/{kind}]
tags: [a, b]
audience: [mentor]
updated: 2026-01-02
reviewed: 2026-02-28
review_every: 6 months
owner: Jo
extra: {{a: [1]}}
---
# The *{kind}* page

Lead[^1]

## One {{#one}}

### Two

## Three

> [!NOTE]
> Text

- [ ] a

| a |
|---|
| b |

:::collection {{from=rules.md as=cards}}
:::

{}

[^1]: Note.
",
            "word ".repeat(500)
        );
    }
    text + r"
        //- firms/acme/firm.yaml
        name: Acme & Sons
        language: en-US
        url: https://acme.example
        brand: {logo: l.svg, logo_dark: d.svg, favicon: f.svg, logo_alt: Acme}
        footer: {text: Foot, links: [{title: Law, url: 'https://acme.example/law'}]}
        nav:
        - {insert: {title: Intranet, url: 'https://acme.example/in'}, after: bare}
        //- firms/acme/l.svg
        <svg/>
        //- firms/acme/d.svg
        <svg/>
        //- firms/acme/f.svg
        <svg/>
        //- firms/birch/firm.yaml
        name: Birch
        language: de
        "
}

/// Builds pages of every kind with a theme of the repository, or with the built-in one.
fn with_theme(theme: Option<&str>) -> BTreeMap<String, EditionFiles> {
    let mut all = files(&every_kind());
    all.retain(|path, _| !path.starts_with("themes/"));
    if let Some(theme) = theme {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        read_all(root, &root.join("themes"), &mut all);
        let handbook = all.get_mut("content/handbook.yaml").expect("a handbook");
        handbook.extend(format!("theme: {theme}\n").bytes());
    }
    let engine = Engine::load(Origin::memory(all), Selection::default()).expect("loaded");
    let (run, editions) = engine.build_in_memory();
    let found: Vec<_> = run.report.findings.iter().map(|finding| &finding.diagnostic).collect();
    assert!(
        found.iter().all(
            |found| found.severity == Severity::Warning && found.check.name != "template-error"
        ),
        "{theme:?}: {found:#?}"
    );
    assert_eq!(editions.len(), 6, "{theme:?}: three firms, two editions each");
    editions
}

fn read_all(root: &Path, folder: &Path, all: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            read_all(root, &path, all);
        } else {
            let name = path.strip_prefix(root).expect("below").to_str().expect("UTF-8").to_owned();
            all.insert(name, std::fs::read(&path).expect("read"));
        }
    }
}

fn themes() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("themes");
    let names = std::fs::read_dir(folder)
        .expect("themes")
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name());
    names.map(|name| name.into_string().expect("UTF-8")).collect()
}

#[test]
fn every_theme_renders_every_kind_of_page() {
    for theme in themes() {
        for (edition, files) in with_theme(Some(&theme)) {
            let pages = files.iter().filter(|(path, _)| path.ends_with(".html"));
            let mut count = 0;
            for (path, bytes) in pages {
                let html = std::str::from_utf8(bytes).expect("text");
                sound(html)
                    .unwrap_or_else(|problem| panic!("{theme}, {edition}/{path}: {problem}"));
                count += 1;
            }
            assert!(
                count >= if edition.ends_with(".other") { 13 } else { 31 },
                "{theme}, {edition}: {count} pages"
            );
        }
    }
}

#[test]
fn the_built_in_theme_is_the_one_of_the_repository() {
    assert_eq!(with_theme(None), with_theme(Some("default")));
}

/// Whether a page is what a browser and a reader can use: balanced, titled, in a language, without
/// a word of the program's own, and with nothing that a strict policy refuses.
fn sound(html: &str) -> Result<(), String> {
    let text = html.trim_start();
    if !text.to_lowercase().starts_with("<!doctype html>") {
        return Err(format!("begins with {:?}", &text[..text.len().min(40)]));
    }
    let title = text
        .split_once("<title>")
        .and_then(|(_, rest)| rest.split_once("</title>"))
        .map_or("", |(title, _)| title);

    if title.trim().is_empty() {
        return Err("has no title".to_owned());
    }
    for word in [
        "None",
        "undefined",
        "Undefined",
        "{{",
        "{%",
        "mb_step",
        "mb_enter",
        "\u{FDD0}",
        "\u{FDD1}",
        "<lang",
        "lang=\"\"",
        "&amp;amp;",
        "&lt;em",
    ] {
        if html.contains(word) {
            return Err(format!("contains {word}"));
        }
    }

    for word in [" style=\"", " onclick=", "<style", "javascript:"] {
        if html.contains(word) {
            return Err(format!("contains {word}, which `default-src 'self'` refuses"));
        }
    }
    for script in html.split("<script").skip(1) {
        if !script.split('>').next().unwrap_or_default().contains(" src=\"") {
            return Err("has an inline script".to_owned());
        }
    }
    unique_ids(html)?;
    balanced(html)
}

fn unique_ids(html: &str) -> Result<(), String> {
    let mut ids: Vec<&str> =
        html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    ids.sort_unstable();
    match ids.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(format!("has the id `{}` twice", pair[0])),
        None => Ok(()),
    }
}

/// Whether every element that must be closed is, in order.
fn balanced(html: &str) -> Result<(), String> {
    const VOID: [&str; 9] =
        ["meta", "link", "img", "br", "hr", "input", "wbr", "!doctype", "source"];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let mut quoted = false;
        let end = rest
            .find(|c| {
                quoted ^= c == '"';
                c == '>' && !quoted
            })
            .ok_or("a tag that does not end")?;
        let (tag, after) = rest.split_at(end);
        rest = after;
        let name = tag
            .trim_start_matches('/')
            .split(|c: char| c.is_whitespace() || c == '/')
            .next()
            .unwrap_or_default();
        if tag.starts_with('/') {
            let last = open.pop();
            if last != Some(name) {
                return Err(format!("</{name}> closes {last:?}"));
            }
        } else if !tag.ends_with('/') && !VOID.contains(&name.to_lowercase().as_str()) {
            open.push(name);
        }
    }

    if open.is_empty() { Ok(()) } else { Err(format!("not closed: {open:?}")) }
}

#[test]
fn every_link_of_every_theme_leads_to_a_file() {
    for theme in themes() {
        for (edition, files) in with_theme(Some(&theme)) {
            for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
                let html = std::str::from_utf8(bytes).expect("text");
                for attribute in [" href=\"", " src=\""] {
                    for address in
                        html.split(attribute).skip(1).filter_map(|rest| rest.split('"').next())
                    {
                        // A lost page asks for its script at each depth.
                        let seeks = address.starts_with("../") && address.contains("/lost.");
                        if address.starts_with('#') || address.contains(':') || seeks {
                            continue;
                        }
                        let target = join(path, address.split('#').next().unwrap_or_default());
                        assert!(
                            files.contains_key(&target),
                            "{theme}, {edition}/{path}: {address} leads to {target}"
                        );
                    }
                }
            }
        }
    }
}

/// An address as seen from a file.
fn join(from: &str, address: &str) -> String {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    // From the top of the firm's site, where that is known.
    let (mut parts, address) = match address.strip_prefix('/') {
        Some(address) => (Vec::new(), address),
        None => (parts, address),
    };
    for part in address.split('/') {
        if part == ".." {
            parts.pop().expect("inside of the edition");
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

#[test]
fn every_theme_can_be_read() {
    for theme in themes() {
        let mut all = files(
            r"
            //- base/index.md
            # Home
            ",
        );
        all.retain(|path, _| !path.starts_with("themes/"));
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        read_all(root, &root.join("themes"), &mut all);
        all.insert(
            "content/handbook.yaml".into(),
            format!("title: T\ntheme: {theme}\n").into_bytes(),
        );
        build(all, Selection::default()).assert_clean();
    }
}
