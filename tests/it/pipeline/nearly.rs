//! What is nearly Markdown, and what Markdown leaves out, is told.

use crate::harness::{assert_text, flush, site};

/// A theme of which a page shows this.
fn theme(page: &str) -> String {
    format!(
        "//- themes/default/theme.yaml\nname: Bare\n\
         //- themes/default/templates/page.html\n{page}\n\
         //- themes/default/templates/nav.html\n//- themes/default/templates/404.html\n\
         //- themes/default/templates/redirect.html\n"
    )
}

/// What is told of a page.
fn told(page: &str) -> String {
    let text = flush(page);
    let site = site(&format!(
        r#"//- handbook.yaml
title: Test
variables:
  contact: {{default: Robin}}
  empty: {{default: ""}}
  regions: {{type: list, default: [uk, us]}}
  flag: {{default: "yes"}}
//- base/index.md
# Home
//- base/page.md
{}
"#,
        text.trim_end()
    ));
    site.diagnostics().replace("content/base/page.md", "FILE")
}

#[test]
fn headings_that_are_none() {
    assert_text(
        told("##Rules\n\n##\u{a0}Rules\n\nText\n###Deeper\n\n#Home\n\n> ##Quoted\n"),
        r"
        warning[shown-markup] FILE:1:1 this is no heading: there is no blank behind its signs
          help: write `## Rules`
        warning[shown-markup] FILE:3:1 this is no heading: the blank behind its signs is none that \
        Markdown knows
          help: write `## Rules`
        warning[shown-markup] FILE:6:1 this is no heading: there is no blank behind its signs
          help: write `### Deeper`
        warning[shown-markup] FILE:8:1 this is no heading: there is no blank behind its signs
          help: write `# Home`
        warning[shown-markup] FILE:10:3 this is no heading: there is no blank behind its signs
          help: write `## Quoted`
        ",
    );
    // Words, numbers and what is meant so.
    for page in ["#topic is a word", "#1 is first", "\\##Rules", "## Rules", "`##Rules`"] {
        assert_eq!(told(page), "", "{page}");
    }
}

#[test]
fn links_with_a_blank_in_them() {
    assert_text(
        told("[x] (page.md) and [y] (https://y.example/) and [z] (see below)\n"),
        r"
        warning[shown-markup] FILE:1:4 this is no link: there is a blank between the brackets
          help: take the blank away: `](page.md)`
        warning[shown-markup] FILE:1:22 this is no link: there is a blank between the brackets
          help: take the blank away: `](https://y.example/)`
        ",
    );
}

#[test]
fn links_without_an_address() {
    assert_text(
        told("[x]() and [y]({{ empty }}) and ![z]() and [w](page.md)\n"),
        r"
        error[broken-link] FILE:1:5 this link has no address
          help: write where it leads, or take the brackets away
        error[broken-link] FILE:1:15 this link has no address
          help: give the variable a value, or put the link into a passage that is there only where \
        it has one: `:::only`
        error[missing-asset] FILE:1:32 this picture names no file
          help: write its path, as seen from this page's folder
        ",
    );
}

#[test]
fn variables_in_single_braces() {
    assert_text(
        told("Ask {contact} or { firm.name }, {not.one} \\{contact} {{ contact }}\n"),
        r"
        warning[shown-markup] FILE:1:5 `{contact}` is shown as it is written
          help: for the value of the variable write `{{ contact }}`
        warning[shown-markup] FILE:1:18 `{ firm.name }` is shown as it is written
          help: for the value of the variable write `{{ firm.name }}`
        ",
    );
}

#[test]
fn alerts_that_begin_too_late() {
    assert_text(
        told("> Text\n> [!TIP] Ask\n> twice\n\n[!NOTE] Here\n\n> [!WARNING]\n> Right\n\n> [!no]\n"),
        r"
        warning[shown-markup] FILE:2:3 `[!TIP]` begins an alert only on the first line of a quote
          help: put it there, or put a blank line before this one, without a `>`
        warning[shown-markup] FILE:5:1 `[!NOTE]` begins an alert only in a quote
          help: put `> ` before it and before each line of its text: `> [!NOTE]`
        error[container-syntax] FILE:10:3 there is no alert `no`
          note: there are: NOTE, TIP, IMPORTANT, WARNING, CAUTION, INFO, DANGER
        ",
    );
}

#[test]
fn code_that_never_ends() {
    assert_text(
        told("````text\nCode\n```\n\nText\n"),
        r"
        warning[shown-markup] FILE:1:1 this block of code is never closed: all that follows is \
        part of it
          help: put a line with the same signs, and nothing else, behind it
        ",
    );
    for page in ["```\nCode\n```", "~~~~\n~~~\n~~~~~", "- ```\n  Code\n  ```\n\nText", "```\n```"] {
        assert_eq!(told(page), "", "{page}");
    }
}

#[test]
fn cells_and_footnotes_that_nobody_sees() {
    assert_text(
        told("| A | B |\n|---|---|\n| 1 | 2 | three | four |\n| 1 | a \\| b |\n| 1 | 2 | |\n"),
        r"
        warning[lost-text] FILE:3:1 this row has more cells than the table has columns: `three` is \
        left out
          help: write a sign that stands in a cell as `\|`, or give the table one more column
        ",
    );
    assert_text(
        told("Text.[^a]\n\n[^a]: First.\n\n[^a]: Second.\n\n[^b]: Nobody sees this.\n"),
        r"
        warning[lost-text] FILE:5:1 `[^a]:` is written twice: readers see the first
          help: give one of the two notes another label
        warning[lost-text] FILE:7:1 no mark leads to this footnote, so readers do not see it
          help: put its label where it belongs, `[^label]`, or take the note out
        ",
    );
    let text = "//- base/p.md\nText.[^a]\n\n[^a]: First.\n\n[^a]: Second.\n";
    let page = site(text).page("base", "p");
    assert!(page.contains("First.") && !page.contains("Second."), "{page}");
}

#[test]
fn conditions_that_hardly_anybody_means() {
    assert_text(
        told(
            r#"
            :::only {flag}
            A
            :::
            :::only {regions="uk, us"}
            B
            :::
            :::only {flag!=""}
            C
            :::
            :::only {regions=" uk "}
            D
            :::
            "#,
        ),
        r#"
        error[container-syntax] FILE:1:1 `flag` stands alone: it does not say which value is meant
          help: write `{flag=yes}` with the value, `{flag!=""}` for any value, or `{flag=""}` for \
        none
        error[container-syntax] FILE:4:1 `regions` is a list, and none of its items can be `uk, us`
          help: a condition names one item: write a `:::only` for each of them
        "#,
    );
    let text = "//- handbook.yaml\ntitle: T\nvariables: {r: {default: uk}}\n//- base/p.md\n";
    let page = site(&format!("{text}:::only {{r=\" uk \"}}\nShown\n:::\n")).page("base", "p");
    assert!(page.contains("Shown"), "{page}");
}

#[test]
fn numbers_in_quotes_are_texts() {
    assert_text(
        told("---\nweight: \"3\"\ndraft: 'false'\n---\n# Page\n"),
        r#"
        error[wrong-type] FILE:2:9 `weight` takes a whole number, and `"3"` is a text
          help: take the quotes away: `weight: 3`
        error[wrong-type] FILE:3:8 `draft` takes true or false, and `"false"` is a text
          help: take the quotes away: `draft: false`
        "#,
    );
}

#[test]
fn a_file_whose_lines_end_as_they_did_long_ago_is_read() {
    let bytes = "---\rtitle: Paper\r---\r# H\r\rText\r".bytes();
    let bytes: Vec<String> = bytes.map(|byte| format!("{byte:02X}")).collect();
    let site = site(&format!("//- base/p.md hex\n{}\n", bytes.join(" ")));
    assert!(site.page("base", "p").contains("<p>Text</p>"), "{}", site.page("base", "p"));
    site.assert_clean();
}

#[test]
fn a_line_break_in_a_heading_is_a_blank() {
    let page = |heading: &str| site(&format!("//- base/p.md\n{heading}\n")).page("base", "p");
    for heading in [
        "## Rules<br>for both",
        "Rules  \nfor both\n---",
        "## Rules <br/> for both",
        "## Rules<BR>for both",
    ] {
        let html = page(heading);
        assert!(html.contains("id=\"rules-for-both\""), "{heading}\n{html}");
        assert!(html.contains("Link to this section: Rules for both\""), "{heading}\n{html}");
    }
    assert!(page("## Super<wbr>long").contains("id=\"superlong\""));
}

#[test]
fn a_title_without_words_is_as_good_as_none() {
    for title in ["\"\"", "\"   \"", "\"{{ empty }}\"", "\"\u{a0}\""] {
        let site = site(&format!(
            r#"//- handbook.yaml
title: T
variables: {{empty: {{default: ""}}}}
//- base/index.md
# Home
//- base/a-page.md
---
title: {title}
---
# {{{{ empty }}}}
//- base/b.md
---
title: {title}
---
# Its heading
{theme}"#,
            theme = theme("<h1>{{ page.heading }}</h1>|{{ page.title }}|"),
        ));
        assert_eq!(site.page("base", "a-page").trim_end(), "<h1>A page</h1>|A page|", "{title}");
        assert_eq!(site.page("base", "b").trim_end(), "<h1>Its heading</h1>|Its heading|");
    }
}

#[test]
fn levels_are_told_as_they_are_written() {
    let site = site(
        r"
        //- base/p.md
        # Page

        ## Who to call {#who required}

        Stand-in
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/p.md
        ---
        override: sections
        ---
        # Who {#who replace}

        ### Too deep

        Text
        ",
    );
    assert_text(
        site.diagnostics(),
        r"
        error[required-section] content/base/p.md:3:1 Acme must fill the section `who`
          help: write content/firms/acme/p.md with `override: sections` and a heading `## … {#who \
        replace}`
          note: in 1 of 2 editions: acme
        error[ambiguous-override] content/firms/acme/p.md:6:1 this section does not say what it does
          help: add one of `replace`, `append`, `prepend`, `remove`, `move before=ID`, \
        `before=ID`, `after=ID`: `## Heading {#id replace}`
          note: in 1 of 2 editions: acme
        ",
    );
}

#[test]
fn text_without_blanks_takes_time_to_read() {
    let minutes = |text: &str| {
        let theme = theme("{{ page.reading_minutes }}");
        let site = site(&format!("//- base/p.md\n{text}\n{theme}\n"));
        site.page("base", "p").trim().to_owned()
    };
    assert_eq!(minutes(&"会議".repeat(6_750)), "45");
    assert_eq!(minutes(&"word ".repeat(1_000)), "5");
    assert_eq!(minutes(&"ประชุม".repeat(1_000)), "6");
    // Names in another script are words of it.
    assert_eq!(minutes(&"AI会議 ".repeat(300)), "4");
}
