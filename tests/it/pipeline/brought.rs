//! What people bring along from other tools: spellings that are read, and those that are told.

use crate::harness::{Site, site};

/// A base handbook with one page `page.md`.
fn page(text: &str) -> Site {
    site(&format!("//- base/index.md\n# Home\n\n[p](page.md)\n//- base/page.md\n{text}"))
}

fn body(text: &str) -> String {
    let site = page(&format!("# Page\n\n{text}"));
    site.assert_clean();
    site.page("base", "page")
}

#[test]
fn boxes_are_written_as_containers_too() {
    let quoted = body("> [!TIP] Ask twice\n> The second answer counts.\n");
    for text in [
        ":::tip[Ask twice]\nThe second answer counts.\n:::\n",
        ":::tip Ask twice\nThe second answer counts.\n:::\n",
        "::: tip Ask twice\nThe second answer counts.\n:::\n",
        ":::tip {title=\"Ask twice\"}\nThe second answer counts.\n:::\n",
        "::::tip[Ask twice]\nThe second answer counts.\n::::\n",
    ] {
        assert_eq!(body(text), quoted, "{text}");
    }

    for (container, alert) in [
        ("note", "NOTE"),
        ("info", "NOTE"),
        ("tip", "TIP"),
        ("important", "IMPORTANT"),
        ("warning", "WARNING"),
        ("caution", "CAUTION"),
        ("danger", "CAUTION"),
    ] {
        let quoted = body(&format!("> [!{alert}]\n> Text\n"));
        assert_eq!(body(&format!(":::{container}\nText\n:::\n")), quoted, "{container}");
    }
    assert_eq!(body("> [!INFO]\n> Text\n"), body("> [!NOTE]\n> Text\n"));
    assert_eq!(body("> [!danger]- Mind\n> Text\n"), body("> [!CAUTION] Mind\n> Text\n"));

    let details = body(":::details {summary=\"More of it\"}\nText\n:::\n");
    assert_eq!(body(":::details[More of it]\nText\n:::\n"), details);
    assert_eq!(body("::: details More of it\nText\n:::\n"), details);
    assert!(
        body(":::details[More of it] {open}\nText\n:::\n").contains("<details open><summary>More"),
    );
    // A list inside, which a quote would want a sign before.
    assert!(body(":::note\n- One\n- Two\n\n```\ncode\n```\n:::\n").contains("<li>Two</li>"));
}

#[test]
fn a_name_in_braces_is_told_with_ours() {
    for (text, name) in [
        (":::{tip} Ask twice\nText\n:::\n", "tip"),
        ("::: {.callout-warning}\nText\n:::\n", "warning"),
        (":::{admonition} Ask\nText\n:::\n", "note"),
    ] {
        let told = page(text).diagnostics();
        assert!(told.starts_with("warning[foreign-syntax] content/base/page.md:1:1 "), "{told}");
        assert!(told.contains(&format!("here it is `:::{name}`")), "{told}");
        assert_eq!(told.matches("[foreign-syntax]").count() + 1, told.lines().count(), "{told}");
    }
}

/// What other tools write, the word by which the message names the tool or what it is, and a word
/// of what we write instead.
const WRITTEN_ELSEWHERE: [(&str, &str, &str); 33] = [
    ("!!! tip \"Before\"\n\n    Bring one.\n", "MkDocs", ":::tip[Title]"),
    ("- item\n\n  !!! note\n\n      Bring one.\n", "MkDocs", ":::tip[Title]"),
    ("??? note\n\n    Bring one.\n", "MkDocs", ":::details[Title]"),
    ("???+ note \"More\"\n\n    Bring one.\n", "MkDocs", ":::details[Title]"),
    ("=== \"Mentor\"\n\n    Listen.\n", "MkDocs", ":::tabs"),
    ("{% hint style=\"info\" %}\nText\n{% endhint %}\n", "GitBook", ":::tip[Title]"),
    ("[Map]({% link map.md %})\n", "Jekyll", "[text](file.md)"),
    ("{{< figure src=\"map.png\" >}}\n", "Hugo", "![what is seen](file.png)"),
    ("{{% alert %}}\nText\n{{% /alert %}}\n", "Hugo", ":::details[Title]"),
    ("{{#include x.md}}\n", "mdBook", ":::include {from=file.md}"),
    ("See [[Pairing]].\n", "wikis", "[text](file.md)"),
    ("See [[Pairing|pairs]].\n", "wikis", "[text](file.md)"),
    ("![[picture.png]]\n", "Obsidian", "[text](file.md)"),
    ("Text\n{: .warning }\n", "Jekyll", ":::warning[Title]"),
    ("1. TOC\n{:toc}\n", "Jekyll", "by themselves"),
    ("[TOC]\n", "MkDocs", "by itself"),
    ("[home](index.md){ .md-button }\n", "MkDocs", "take them out"),
    ("[home](index.md){target=_blank}\n", "MkDocs", "take them out"),
    ("--8<-- \"part.md\"\n", "MkDocs", ":::include {from=file.md}"),
    ("{!part.md!}\n", "MkDocs", ":::include {from=file.md}"),
    ("```{note}\nText\n```\n", "MyST", ":::note[Title]"),
    ("```mermaid\ngraph TD\n```\n", "Mermaid", "![what is seen](file.svg)"),
    ("~~~ plantuml\nA -> B\n~~~\n", "PlantUML", "![what is seen](file.svg)"),
    ("```math\na^2\n```\n", "formulas", "in words"),
    ("$$\na^2\n$$\n", "formula", "in words"),
    ("import Tabs from '@theme/Tabs';\n", "MDX", "take it out"),
    ("export const a = 1;\n", "MDX", "take it out"),
    ("<Tabs>\n\nText\n\n</Tabs>\n", "MDX", ":::tabs"),
    ("A <Card title=\"x\" /> here\n", "MDX", ":::cards"),
    ("<div markdown=\"1\">\n**Text**\n</div>\n", "MkDocs", "in Markdown alone"),
    ("(label)=\n## Title\n", "MyST", "{#label}"),
    ("Some ==marked== words\n", "marks text", "**strong**"),
    ("Done :rocket:\n", "colons", "paste the sign"),
];

#[test]
fn what_other_tools_write_is_told_with_our_way() {
    for (text, tool, ours) in WRITTEN_ELSEWHERE {
        let told = page(&format!("# Page\n\n{text}")).diagnostics();
        assert!(told.starts_with("warning[foreign-syntax] content/base/page.md:"), "{text}{told}");
        assert_eq!(told.matches("warning[foreign").count(), 1, "{text}{told}");
        assert!(!told.contains("error["), "{text}{told}");
        let (message, help) = told.split_once("\n  help: ").expect("a help");
        assert!(message.contains(tool), "{text}{told}");
        assert!(help.contains(ours), "{text}{told}");
    }
}

#[test]
fn what_is_shown_as_an_example_is_not_told() {
    for (text, ..) in WRITTEN_ELSEWHERE {
        body(&format!("`````text\n{text}`````\n"));
        // A remark goes on over blank lines, and code in a line does not.
        body(&format!("<!--\n{text}-->\n"));
    }
    for text in [
        "At 10:30:45 the call:begins:now.\n",
        "| A | B |\n|:------:|:---|\n| 1 | 2 |\n",
        "Wow!!! What??? Yes === no.\n",
        "[[1]](index.md) and [a][b]\n\n[b]: index.md\n",
        "An \\[[x]] and `[[y]]`, `{% z %}`, `:rocket:`\n",
        "a == b and c==d, x === y\n",
        "Important imports from abroad.\n\nWe import goods from \"there\".\n",
        "## A heading {#own .wide}\n",
        "Prices: $$ and more\n",
        "The term\n: its meaning\n",
        "Write 1:1, or mentor:mentee.\n",
    ] {
        body(text);
    }
}

#[test]
fn a_page_of_another_tool_is_told_once_for_each_construct() {
    let told = page("!!! note\n    A\n\n!!! tip\n    B\n\n??? note\n    C\n").diagnostics();
    assert_eq!(told.matches("warning[foreign-syntax]").count(), 2, "{told}");
}

#[test]
fn keys_of_other_tools_are_told_with_ours() {
    for (yaml, tool, ours) in [
        ("sidebar_position: 2", "Docusaurus", "`weight`"),
        ("nav_order: 2", "Jekyll", "`weight`"),
        ("redirect_from: [/a/]", "Jekyll", "`aliases`"),
        ("lastmod: 2026-01-01", "Hugo", "`updated: 2026-11-30`"),
        ("last_reviewed_on: 2026-01-01", "GOV.UK Tech Docs", "`reviewed`"),
        ("layout: page", "Jekyll", "`kind`"),
        ("in_search_index: false", "Zola", "`search: false`"),
        ("tableOfContents: false", "Starlight", "the theme decides"),
    ] {
        let told = page(&format!("---\n{yaml}\n---\n# Page\n")).diagnostics();
        let key = yaml.split(':').next().unwrap_or_default();
        let head = format!(
            "warning[foreign-key] content/base/page.md:2:1 `{key}` is a key of {tool}\n  help: "
        );
        let help = told.strip_prefix(&head).unwrap_or_else(|| panic!("{yaml}: {told}"));
        assert!(help.contains(ours), "{told}");
    }

    // One of nobody's is told, and one that is nearly ours stays an error.
    let told = page("---\nquestions: 3\n---\n# Page\n").diagnostics();
    assert!(told.starts_with("warning[foreign-key] "), "{told}");
    assert!(told.contains("put it under `extra:`"), "{told}");
    let told = page("---\nwieght: 3\n---\n# Page\n").diagnostics();
    assert!(told.starts_with("error[unknown-key] "), "{told}");
    let told = page("---\nminutes: 3\n---\n# Page\n").diagnostics();
    assert!(told.starts_with("error[unknown-key] "), "{told}");
    assert!(told.contains("`kind: module`"), "{told}");
}

#[test]
fn front_matter_in_toml_keeps_a_page_back() {
    let site = page("+++\ntitle = \"Matching\"\ndraft = true\n+++\n# Page\n");
    let told = site.diagnostics();
    assert!(told.starts_with("error[yaml-syntax] content/base/page.md:1:1 "), "{told}");
    assert!(told.contains("write `---` for `+++`"), "{told}");
    // Three signs in a text are none.
    body("+++\n\nText\n");
}

#[test]
fn a_page_beside_a_folder_is_the_page_of_the_chapter() {
    let site = site(
        r"
        //- base/index.md
        # Home

        [c](pairing/), [d](pairing.md), [e](pairing/first.md)
        //- base/pairing.md
        ---
        slug: pairs
        ---
        # Pairing

        [f](pairing/first.md), [up](index.md)
        //- base/pairing/first.md
        # First talk

        [up](../pairing.md), [too](index.md)
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/birch/firm.yaml
        name: Birch
        hide: [pairing]
        ",
    );
    // Of a folder's page the folder knows no `index.md`.
    let told = site.diagnostics();
    assert_eq!(told, "", "{told}");
    assert!(site.page("acme", "pairs/first").contains("First talk"));
    assert!(site.page("acme", "pairs").contains("href=\"first/index.html\""));
    assert!(site.page("acme", "").contains("href=\"pairs/index.html\">c<"));
    assert!(!site.editions["birch"].keys().any(|path| path.contains("pair")));
}

#[test]
fn the_index_of_a_folder_wins_over_its_readme() {
    let site = site(
        r"
        //- base/README.md
        # How this is kept
        //- base/index.md
        # Home

        [r](README.md), [a](a/README.md)
        //- base/a/_index.md
        # Second
        //- base/a/readme.md
        # Third
        ",
    );
    let told = site.diagnostics();
    assert_eq!(told.matches("warning[second-index]").count(), 2, "{told}");
    assert_eq!(told.matches('[').count(), 2, "{told}");
    assert!(
        told.contains("content/base/README.md:1:1 this file is left out: `index.md`"),
        "{told}"
    );
    assert!(site.page("base", "").contains("Home"));
    assert!(site.page("base", "a").contains("Second"));
}

#[test]
fn links_and_names_are_read_as_other_tools_write_them() {
    let site = site(
        "//- base/index.md\n# Home\n\n[a](gro\u{df}e.html#x), [b](h\u{f6}he.md), \
         [c](sub/index.html), [d](long.markdown), [e](#top), [f](h\u{f6}he.md#TOP)\n\
         ![p](b\u{e4}r.svg)\n\
         //- base/gro\u{df}e.md\n# A\n\n## X\n\
         //- base/ho\u{308}he.md\n# B\n\
         //- base/sub/index.md\n# C\n\
         //- base/long.markdown\n# D\n\
         //- base/ba\u{308}r.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\"/>\n\
         //- firms/acme/firm.yaml\nname: Acme\n\
         //- firms/acme/h\u{f6}he.md\n---\noverride: page\n---\n# Ours\n",
    );
    let told = site.diagnostics();
    assert!(!told.contains("error["), "{told}");
    assert!(!told.contains("broken"), "{told}");
    assert!(site.page("acme", "hohe").contains("Ours"));
}

#[test]
fn two_files_with_one_path_are_told() {
    for (one, two) in [("a.md", "a.markdown"), ("caf\u{e9}.md", "cafe\u{301}.md")] {
        let site =
            site(&format!("//- base/index.md\n# H\n//- base/{one}\n# A\n//- base/{two}\n# B\n"));
        let told = site.diagnostics();
        assert!(told.contains("error[duplicate-url]"), "{told}");
        assert!(told.contains("another has the same path"), "{told}");
    }
}

/// A theme that shows the pages below a page.
const LISTING: &str = "//- themes/default/theme.yaml
name: Listing
//- themes/default/templates/page.html
{% for child in children %}{{ child.title }}, {% endfor %}
//- themes/default/templates/404.html
//- themes/default/templates/nav.html
//- themes/default/templates/redirect.html
";

#[test]
fn pages_are_in_the_order_of_their_numbers_and_of_the_language() {
    let order = |language: &str, files: &str| {
        let site = site(&format!(
            "{LISTING}//- handbook.yaml\ntitle: T\nlanguage: {language}\n\
             //- base/index.md\n# Home\n{files}"
        ));
        site.page("base", "").trim_end_matches([',', ' ', '\n']).to_owned()
    };
    let file = |name: &str, title: &str| format!("//- base/{name}.md\n# {title}\n");

    let numbered =
        file("02-sooner", "Zulu") + &file("10-later", "Alpha") + &file("free", "Aardvark");
    assert_eq!(order("en", &numbered), "Zulu, Alpha, Aardvark");
    let dated = file("2026-02-01-x", "A") + &file("2025-12-31-x", "B") + &file("2026-01-15-x", "C");
    assert_eq!(order("en", &dated), "B, C, A");
    let weeks = file("a", "Week 10") + &file("b", "Week 2") + &file("c", "week 1");
    assert_eq!(order("en", &weeks), "week 1, Week 2, Week 10");
    let german = file("a", "Zeit") + &file("b", "\u{c4}rger") + &file("c", "Anfang");
    assert_eq!(order("de", &german), "Anfang, \u{c4}rger, Zeit");
    // What somebody says goes first.
    let weighed = file("01-a", "A") + "//- base/b.md\n---\nweight: 5\n---\n# B\n";
    assert_eq!(order("en", &weighed), "B, A");
}

#[test]
fn pages_in_other_languages_than_markdown_are_told() {
    for (name, language, right) in [
        ("setup.mdx", "MDX", "setup.md"),
        ("setup.html.md.erb", "Middleman", "setup.html.md"),
        ("setup.rst", "reStructuredText", "setup.md"),
        ("setup.adoc", "AsciiDoc", "setup.md"),
    ] {
        let site = site(&format!("//- base/index.md\n# Home\n//- base/{name}\nText\n"));
        let told = site.diagnostics();
        assert_eq!(
            told,
            format!(
                "warning[foreign-syntax] content/base/{name}:1:1 this file is left out: it is a \
                 page written for {language}\n  help: write it in Markdown, in a file `{right}`\n"
            )
        );
    }
}

#[test]
fn what_was_meant_as_an_address_is_told() {
    for (target, help) in [
        (
            "team@firm.example",
            "put `mailto:` before an address of mail: `mailto:team@firm.example`",
        ),
        (
            "www.firm.example",
            "put `https://` before an address of the web: `https://www.firm.example`",
        ),
        (
            "github.com/firm/x",
            "put `https://` before an address of the web: `https://github.com/firm/x`",
        ),
        (".gitbook/assets/map.png", "what begins with a dot is not read: rename `.gitbook`"),
        ("@/pairing.md", "`@/` is the top in Zola"),
    ] {
        let told = page(&format!("[x]({target})\n")).diagnostics();
        assert!(told.starts_with("error["), "{told}");
        assert!(told.contains(help), "{target}: {told}");
    }
    let told = page("![Map](images/two words.png)\n").diagnostics();
    assert!(told.contains("put the path in angle brackets: `(<images/two words.png>)`"), "{told}");
}
