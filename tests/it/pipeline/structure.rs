//! What a text consists of, as far as a reader sees it: ids of headings, notes for some, parts of
//! fields and options, values that are Markdown, and nesting without end.

use crate::harness::{Site, flush, site};

/// A handbook with one page in the base.
fn handbook(page: &str) -> Site {
    site(&format!(
        r#"
//- handbook.yaml
title: T
audiences: [mentor, facilitator]
variables:
  region: none
  w: {{type: markdown, default: "*Hi* [x](https://x.example/)"}}
//- base/page.md
{page}
"#
    ))
}

/// What is below a page's own heading.
fn body(site: &Site, edition: &str, path: &str) -> String {
    site.page(edition, path).split_once('\n').expect("a heading").1.trim_end().to_owned()
}

#[track_caller]
fn html(page: &str) -> String {
    let site = handbook(page);
    site.assert_clean();
    body(&site, "base", "page")
}

/// The ids of a page's headings, in order.
fn ids(html: &str) -> Vec<&str> {
    html.split("<h")
        .skip(1)
        .filter_map(|heading| heading.split('>').next()?.split_once(" id=\"")?.1.split('"').next())
        .collect()
}

// Ids of headings

#[test]
fn ids_are_made_of_what_was_typed() {
    let id = |heading: &str| {
        let html = html(&format!("Lead.\n\n{heading}\n"));
        ids(&html).concat()
    };
    assert_eq!(id("## --pure"), "--pure");
    assert_eq!(id("## The --pure flag"), "the---pure-flag");
    assert_eq!(id("Weeks 1--2\n---"), "weeks-1--2");
    assert_eq!(id("> ### So --- what?"), "so-----what");
    assert_eq!(id("## `a--b` and *c--d*"), "a--b-and-c--d");
    // A dash that was typed as one is punctuation.
    assert_eq!(id("## One – two"), "one--two");
    assert_eq!(id("## It's \"here\"... & there"), "its-here--there");
}

#[test]
fn a_link_to_the_pages_heading_is_one_to_the_page() {
    let page = html("# Weeks 1--2\n\n[up](#weeks-1--2)");
    assert_eq!(page, "<p><a href=\"index.html\">up</a></p>");
}

#[test]
fn a_heading_reads_as_it_did() {
    assert!(html("Lead.\n\n## Weeks 1--2\n").contains(">Weeks 1–2<a class=\"anchor\""));
}

#[test]
fn an_included_heading_leaves_the_pages_own_its_id() {
    let site = handbook(
        r#"[jump](#example)

:::include {from=s.md#note}
:::

:::include {from=s.md#note}
:::

## Example

Mine.
//- base/s.md
## Note {#note}

:::details {summary="D"}
### Example

x
:::"#,
    );

    site.assert_clean();
    let page = body(&site, "base", "page");
    assert_eq!(ids(&page), ["example-1", "example-2", "example"], "{page}");
    assert!(page.contains("<a href=\"#example\">jump</a>"), "{page}");
    assert_eq!(ids(&body(&site, "base", "s")), ["note", "example"]);
}

#[test]
fn a_heading_in_a_quote_or_list_keeps_its_id_from_an_included_one() {
    let site = handbook(
        r#":::include {from=s.md}
:::

> ### Example

- ### Other

  Text.
//- base/s.md
:::details {summary="D"}
### Example
:::

> ### Example 1

- ### Other

  x"#,
    );

    site.assert_clean();
    let page = body(&site, "base", "page");

    // `example-1` is what the included page calls its second heading.
    assert_eq!(ids(&page), ["example-1", "example-1-1", "other-1", "example", "other"], "{page}");
}

#[test]
fn a_heading_that_a_firm_adds_leaves_the_bases_its_id() {
    let site = handbook(
        r"## One {#one}

:::details
### Example
:::

## Example two

> ### Example two
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/page.md
---
override: sections
---
## One {#one append}

> ### Example

- ### Example two

  x",
    );

    site.assert_clean();
    assert_eq!(
        ids(&body(&site, "acme", "page")),
        ["one", "example", "example-1", "example-two-2", "example-two", "example-two-1"]
    );
}

#[test]
fn a_form_that_is_there_twice_has_ids_once() {
    let page = html(":::form {title=\"Week\" repeat=2}\n### Before\n\n- Topic\n:::");
    assert_eq!(ids(&page), ["before", "before-1"], "{page}");
}

// Notes for some

const SECRET: &str = ":::only {audience=facilitator}\n[^1]: SECRET note.\n:::\n";

#[test]
fn a_note_for_some_needs_a_mark_for_some() {
    let outside = handbook(&format!("Text[^1].\n\n{SECRET}"));
    let told = outside.diagnostics();
    assert!(
        told.starts_with(
            "error[container-syntax] content/base/page.md:1:5 this footnote is for some editions \
             only, and its mark is for others, too"
        ),
        "{told}"
    );
    assert!(told.contains("help: write the note outside of `:::only`"), "{told}");

    // Another condition is no better, and a note may hold the mark.
    let other = handbook(&format!(":::only {{audience=mentor}}\nText[^1].\n:::\n\n{SECRET}"));
    assert!(other.diagnostics().contains("page.md:2:5 this footnote"), "{}", other.diagnostics());
    let nested = handbook(&format!("Text[^2].\n\n[^2]: See[^1].\n\n{SECRET}"));
    assert!(nested.diagnostics().contains("page.md:3:10 this"), "{}", nested.diagnostics());

    let deep = handbook(&flush(
        r"
        Text[^1].

        :::details
        > :::only {region!=uk}
        > [^1]: SECRET note.
        > :::
        :::
        ",
    ));

    assert!(deep.diagnostics().contains("page.md:1:5 this footnote"), "{}", deep.diagnostics());
}

#[test]
fn a_note_for_some_is_absent_for_others() {
    let site = site(&format!(
        r"
        //- handbook.yaml
        title: T
        audiences: [mentor, facilitator]
        editions:
          participants: {{audiences: [mentor]}}
          facilitators: {{audiences: [mentor, facilitator]}}
        //- base/page.md
        Text.

        :::only {{audience=facilitator}}
        More[^1].
        :::

        {SECRET}"
    ));

    site.assert_clean();
    let others = body(&site, "base", "page");
    assert!(!others.contains("SECRET") && !others.contains("footnote"), "{others}");
    assert!(body(&site, "base.facilitators", "page").contains("<p>SECRET note. <a"));
}

#[test]
fn notes_at_the_end_of_a_file_are_for_all_sections() {
    let page =
        "Text[^1].\n\n## For some {#some audience=facilitator}\n\nMore.\n\n[^1]: Of the text.";
    assert!(html(page).contains("<p>Of the text. <a"));
}

#[test]
fn a_note_with_a_passage_for_some_is_for_all() {
    let page = html(&flush(
        r"
        Text[^1].

        [^1]: For all.

            :::only {region=uk}
            Hidden.
            :::
        ",
    ));
    assert!(page.contains("<p>For all.</p>\n") && !page.contains("Hidden"), "{page}");
}

// Fields and options

#[test]
fn what_helps_with_a_field_is_shown() {
    let page = html(&flush(
        r"
        :::form
        - Name

          Help *text*.

        - Topic
          > Hint.
        - Where {choice}
          - Here
          - There

          Either will do.
        - [ ] Done

          ```
          code
          ```

        - Rate {scale=1-2}
          > Be kind.
        :::",
    ));

    let help = |name: &str, text: &str| {
        format!("<div class=\"help\" id=\"f._lead.{name}.help\">\n{text}\n</div>")
    };

    for (name, text) in [
        ("name", "<p>Help <em>text</em>.</p>"),
        ("topic", "<p>Hint.</p>"),
        ("where", "<p>Either will do.</p>"),
        ("done", "<pre><code>code\n</code></pre>"),
        ("rate", "<p>Be kind.</p>"),
    ] {
        assert!(page.contains(&help(name, text)), "{name}: {page}");
        assert!(page.contains(&format!(" aria-describedby=\"f._lead.{name}.help\"")), "{page}");
    }

    let options = page.split("Where</legend>").nth(1).expect("the field");
    let options = options.split("</fieldset>").next().expect("its end");
    assert_eq!(options.matches("Either will do.").count(), 1, "{options}");
    assert!(options.contains("> Here</label>") && options.contains("> There</label>"), "{options}");
}

#[test]
fn what_explains_a_statement_is_shown() {
    let page = html(&flush(
        r"
        :::self-check {scale=1-2}
        - Nobody has time. {for=time}

          In a usual week.
        :::

        ## Time {#time}

        Text.",
    ));
    assert!(page.contains("Nobody has time.</legend>"), "{page}");
    assert!(page.contains("<p>In a usual week.</p>"), "{page}");
}

/// A question on the page, from its tag on.
fn question(kind: &str, text: &str) -> String {
    let page = html(&format!("---\nkind: module\n---\n## Q {{#q question={kind}}}\n\n{text}"));
    page.split_once("<div class=\"question\"").expect("a question").1.to_owned()
}

#[test]
fn further_blocks_belong_to_the_option() {
    let page = question(
        "single",
        &flush(
            r#"
            - [ ] She says:

              "I am too busy."

            - [x] He says:

              - a list

              > Yes: he listens.
            "#,
        ),
    );

    let (options, reasons) = page.split_once("</ol>\n<details").expect("options");
    assert!(
        options.contains("<li>She says:<p>“I am too busy.”</p>\n</li>\n<li>He says:<ul>"),
        "{page}"
    );
    assert!(!options.contains("he listens"), "{page}");
    assert!(
        reasons
            .contains("<strong>Not right:</strong> She says:</p>\n<p>“I am too busy.”</p>\n</li>"),
        "{page}"
    );
    assert!(reasons.contains("</ul>\n<p>Yes: he listens.</p>\n</li>"), "{page}");
}

#[test]
fn code_and_lists_belong_to_what_is_put_in_order() {
    let page = question(
        "ordering",
        &flush(
            r"
            1. First:

               ```
               one
               ```

            2. Then:
               - two

               > Because.
            ",
        ),
    );

    let (options, _) = page.split_once("</ol>\n<details").expect("options");
    assert!(options.contains(">First:<pre><code>one\n</code></pre>\n</li>"), "{page}");
    assert!(options.contains("<li>two</li>") || options.contains("<li><p>two</p>"), "{page}");
    assert!(!options.contains("Because"), "{page}");
    assert_eq!(page.matches("<p>Because.</p>").count(), 1, "{page}");
}

#[test]
fn feedback_may_be_for_some() {
    let page = question(
        "single",
        &flush(
            r"
            - [x] A
              :::only {region=none}
              > Shown.
              :::
            - [ ] B
              :::only {region=uk}
              > Hidden.
              :::
            ",
        ),
    );

    let (options, reasons) = page.split_once("</ol>\n<details").expect("options");
    assert!(options.ends_with("<li>A</li>\n<li>B</li>\n"), "{page}");
    assert!(reasons.contains("A</p>\n<p>Shown.</p>") && !page.contains("Hidden"), "{page}");
}

// Values that are Markdown

#[test]
fn markdown_values_are_plain_where_nothing_is_formatted() {
    let site = handbook(
        r#"---
title: T {{ w }}
---
## H {{ w }} {#h}

Here: {{ w }}.

[a {{ w }}](other.md "{{ w }}") ![b {{ w }}](b.png)

### Without an id {{ w }}
//- base/other.md
# Other
//- base/b.png
!image"#,
    );

    let page = site.page("base", "page");
    assert!(page.starts_with("<h1>T Hi x</h1>\n"), "{page}");
    assert!(page.contains("Here: <em>Hi</em> <a href=\"https://x.example/\">x</a>."), "{page}");
    assert!(page.contains(" title=\"Hi x\">a Hi x</a>"), "{page}");
    assert!(page.contains(" alt=\"b Hi x\""), "{page}");
    assert!(page.contains("aria-label=\"Link to this section: H Hi x\""), "{page}");
    assert!(page.contains("<h3 id=\"without-an-id-hi-x\">"), "{page}");
}

// Nesting without end

#[test]
fn text_nested_too_deep_is_shown_and_told() {
    for (open, levels) in [("> ", 5_000), ("- ", 5_000), ("> - ", 2_000), ("1. ", 300)] {
        let site = handbook(&format!("{}deep\n\nAfter.\n", open.repeat(levels)));
        let told = site.diagnostics();
        assert_eq!(told.matches("lists and quotes are nested more than 100 deep").count(), 1);
        assert!(told.starts_with("error[container-syntax] content/base/page.md:1:"), "{told}");
    }
    let page = html(&format!("{}deep\n\nAfter.\n", "> ".repeat(100)));
    assert!(page.contains("<p>deep</p>") && page.ends_with("<p>After.</p>"), "{page}");
    assert_eq!(page.matches("<blockquote>").count(), 100);
}

#[test]
fn options_and_fields_with_nesting_without_end_are_read() {
    for (open, close) in [(":::only {region=none}\n  ", ":::\n  "), ("> ", ""), ("- ", "")] {
        let deep = format!("{}x\n  {}", open.repeat(4_000), close.repeat(4_000));
        let site = handbook(&format!(
            "---\nkind: module\n---\n## Q {{#q question=single}}\n\n- [x] A\n  {deep}\n- [ ] B\n\n\
             ## F\n\n:::form\n- A {{choice}}\n  {deep}\n:::\n"
        ));
        assert!(site.diagnostics().contains("nested more than"), "{open}");
    }
}

#[test]
fn containers_nested_without_end_are_told_once() {
    let site = handbook(&format!("{}\nx\n{}", ":::details\n".repeat(3_000), ":::\n".repeat(3_000)));
    let told = site.diagnostics();
    assert_eq!(told.matches("containers are nested more than 32 deep").count(), 1, "{told}");
    assert_eq!(told.matches("error").count(), 1, "{told}");
}
