//! Markdown → HTML: CommonMark, its extensions, alerts, heading ids, variables, containers, raw
//! HTML.

use crate::harness::{Site, assert_text, flush, site};

/// Words and audiences that the tests below use.
const HANDBOOK: &str = r"//- handbook.yaml
title: Test
audiences: [mentor, facilitator]
variables:
  contact.name: {default: the coordinator}
  contact.email: {type: email, default: help@example.com}
  form: {type: url, default: 'https://example.com/form?a=1&b=2'}
  places: {type: list, default: [London, Leeds]}
  note: {type: markdown, default: 'a *fine* [note](https://example.com)'}
  region: none
  sign: '<b>R&D</b>'
";

/// A handbook with one page in the base.
fn handbook(page: &str) -> Site {
    site(&format!(
        r"{HANDBOOK}//- base/page.md
{page}
"
    ))
}

/// What is below a page's own heading.
fn body(site: &Site, edition: &str, path: &str) -> String {
    site.page(edition, path).split_once('\n').expect("a heading").1.trim_end().to_owned()
}

/// A page of the base as HTML.
#[track_caller]
fn html(page: &str) -> String {
    let site = handbook(page);
    site.assert_clean();
    body(&site, "base", "page")
}

/// A page of a firm's own as HTML.
#[track_caller]
fn firm_html(page: &str) -> (String, String) {
    let site = site(&format!(
        r"{HANDBOOK}//- base/index.md
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/page.md
{page}
"
    ));
    (body(&site, "acme", "page"), site.diagnostics())
}

#[track_caller]
fn becomes(page: &str, expected: &str) {
    assert_text(html(&flush(page)), expected);
}

/// The ids of a page's headings, in order.
fn ids(html: &str) -> Vec<&str> {
    html.split("<h")
        .skip(1)
        .filter_map(|heading| heading.split_once(" id=\"")?.1.split('"').next())
        .collect()
}

// CommonMark

#[test]
fn text() {
    becomes(
        "One *two* **three** ***four***\nfive\\\nsix  \nseven",
        r"
            <p>One <em>two</em> <strong>three</strong> <em><strong>four</strong></em>
            five<br>
            six<br>
            seven</p>",
    );

    becomes(
        "Fish & chips &amp; 3 < 4 \\*not\\* &copy;",
        "<p>Fish &amp; chips &amp; 3 &lt; 4 *not* ©</p>",
    );
    becomes(
        "One\n\n***\n\nTwo",
        r"
        <p>One</p>
        <hr>
        <p>Two</p>",
    );
}

#[test]
fn lists() {
    becomes(
        "- one\n- two\n  - three",
        r"
        <ul>
        <li>one</li>
        <li>two<ul>
        <li>three</li>
        </ul>
        </li>
        </ul>",
    );

    becomes(
        "3. three\n4. four",
        r#"
        <ol start="3">
        <li>three</li>
        <li>four</li>
        </ol>"#,
    );
    becomes(
        "1. one\n\n   more\n2. two",
        r"
        <ol>
        <li><p>one</p>
        <p>more</p>
        </li>
        <li><p>two</p>
        </li>
        </ol>",
    );
}

#[test]
fn quotes() {
    becomes(
        "> one\n> two\n>\n> > three",
        r"
        <blockquote>
        <p>one
        two</p>
        <blockquote>
        <p>three</p>
        </blockquote>
        </blockquote>",
    );
}

#[test]
fn links_and_images() {
    becomes(
        r#"
            [a](https://example.com "A \"title\"") <https://example.com/b> <me@example.com> [c][C]

            [c]: https://example.com/c"#,
        "<p><a href=\"https://example.com\" class=\"external\" title=\"A &quot;title&quot;\">a</a> \
         <a href=\"https://example.com/b\" class=\"external\">https://example.com/b</a> \
         <a href=\"mailto:me@example.com\" class=\"external\">me@example.com</a> \
         <a href=\"https://example.com/c\" class=\"external\">c</a></p>",
    );

    let site = site(
        r#"
        //- base/index.md
        ![Two *people* & a `dog`](a.svg "Us")
        //- base/a.svg
        <svg/>
        "#,
    );

    let page = site.assert_clean().page("base", "");
    assert!(
        page.contains(" alt=\"Two people &amp; a dog\" title=\"Us\" width=\"300\" height=\"150\">")
            && page.contains("<img src=\"a."),
        "{page}"
    );
}

#[test]
fn tables_have_classes_for_their_alignment_and_scopes_for_their_heads() {
    becomes(
        "| L | C | R | - |\n|:--|:-:|--:|---|\n| 1 | *2* | a \\| b |",
        r#"
            <div class="table"><table>
            <thead><tr><th scope="col" class="left">L</th><th scope="col" class="center">C</th><th \
            scope="col" class="right">R</th><th scope="col">-</th></tr></thead>
            <tbody>
            <tr><td class="left">1</td><td class="center"><em>2</em></td><td class="right">a | \
            b</td><td></td></tr>
            </tbody></table></div>"#,
    );
}

#[test]
fn a_table_is_as_large_as_it_is_written() {
    let table = |cell: &str, rows: usize| {
        format!("|{}\n|{}\n{}", "a|".repeat(200), "-|".repeat(200), cell.repeat(rows))
    };
    let full = format!("|{}\n", "b|".repeat(200));

    // So many that each is left out of some row of a real table, and as many as are written.
    handbook(&table("|c|\n", 50)).assert_clean();
    handbook(&table(&full, 300)).assert_clean();

    let site = handbook(&format!("# A\n\n{}", table("|c|\n", 51)));
    assert_text(
        site.diagnostics(),
        r"
        error[too-large] content/base/page.md:4:1 the rows of the file's tables leave out more \
        than 10000 cells
          help: write as many cells in each row as in the first, or fewer columns
        ",
    );
}

#[test]
fn a_page_is_more_than_marks() {
    let site = handbook(&format!("# A\n\n{}", "- *a*\n".repeat(170_000)));
    assert_text(
        site.diagnostics(),
        r"
        error[too-large] content/base/page.md:150002:1 the file has more than 600000 of the signs \
        that Markdown reads, such as `*`, `|` and ends of lines
          help: split the file into several pages
        ",
    );
}

#[test]
fn task_lists() {
    becomes(
        "- [x] done\n- [ ] to do\n- plain",
        r#"
            <ul>
            <li class="task"><input type="checkbox" checked disabled aria-label="Done"> done</li>
            <li class="task"><input type="checkbox" disabled aria-label="To do"> to do</li>
            <li>plain</li>
            </ul>"#,
    );

    // In a loose list the box stands inside the item's paragraph.
    becomes(
        "- [ ] one\n\n- two",
        r#"
            <ul>
            <li class="task"><p><input type="checkbox" disabled aria-label="To do"> one</p>
            </li>
            <li><p>two</p>
            </li>
            </ul>"#,
    );
}

#[test]
fn strikethrough() {
    becomes(
        "~~weekly~~ monthly, ~ok~ \\~\\~",
        "<p><del>weekly</del> monthly, <del>ok</del> ~~</p>",
    );
}

#[test]
fn definition_lists() {
    becomes(
        "Mentor\n: The *junior* one.\n\nMentee\n: The senior one.\n: Who learns.",
        r"
            <dl>
            <dt>Mentor</dt>
            <dd>The <em>junior</em> one.</dd>
            <dt>Mentee</dt>
            <dd>The senior one.</dd>
            <dd>Who learns.</dd>
            </dl>",
    );
}

#[test]
fn smart_punctuation() {
    becomes(
        "\"It's\" -- 'so' --- they say... `\"--\"`",
        "<p>“It’s” – ‘so’ — they say… <code>\"--\"</code></p>",
    );
}

// Footnotes

const NOTES: (&str, &str) =
    ("<section class=\"footnotes\" aria-label=\"Footnotes\"><ol>\n", "</ol></section>");

fn reference(number: u32, first: bool) -> String {
    let id = if first { format!(" id=\"fnref.{number}\"") } else { String::new() };
    format!("<sup class=\"footnote-ref\"><a{id} href=\"#fn.{number}\">{number}</a></sup>")
}

fn note(number: u32, text: &str) -> String {
    format!(
        "<li id=\"fn.{number}\"><p>{text} <a class=\"footnote-back\" href=\"#fnref.{number}\" \
         aria-label=\"Back to the text\">↩</a></p>\n</li>\n"
    )
}

#[test]
fn footnotes_are_numbered_by_first_use_and_lead_back() {
    becomes(
        "[^b]: Of *b*.\n[^a]: Of a.\n\nB[^b] a[^a] b again[^b].",
        &format!(
            "<p>B{} a{} b again{}.</p>\n{}{}{}{}",
            reference(1, true),
            reference(2, true),
            reference(1, false),
            NOTES.0,
            note(1, "Of <em>b</em>."),
            note(2, "Of a."),
            NOTES.1
        ),
    );
}

#[test]
fn a_footnote_may_refer_to_another() {
    becomes(
        "A[^a]\n\n[^a]: See[^b].\n[^b]: Here.",
        &format!(
            "<p>A{}</p>\n{}{}{}{}",
            reference(1, true),
            NOTES.0,
            note(1, &format!("See{}.", reference(2, true))),
            note(2, "Here."),
            NOTES.1
        ),
    );
}

#[test]
fn footnote_labels_do_not_mind_case() {
    becomes(
        "A[^Note]\n\n[^note]: Words.",
        &format!("<p>A{}</p>\n{}{}{}", reference(1, true), NOTES.0, note(1, "Words."), NOTES.1),
    );
}

#[test]
fn a_footnote_may_have_several_blocks() {
    let page = html("A[^a]\n\n[^a]: One.\n\n    - two\n\n    Three.");
    assert!(
        page.contains(&flush(
            r#"
            <li id="fn.1"><p>One.</p>
            <ul>
            <li>two</li>
            </ul>
            <p>Three. <a class="footnote-back""#
        )),
        "{page}"
    );
}

#[test]
fn each_layer_has_footnotes_of_its_own() {
    let site = site(
        r"
        //- base/page.md
        ## A {#a}
        A[^1]
        ## B {#b}
        B[^1] and[^2]

        [^1]: Base one.
        [^2]: Base two.
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/page.md
        ---
        override: sections
        ---
        ## A {#a replace}
        Ours[^1]

        [^1]: Acme one.
        ",
    );

    let page = site.assert_clean().page("acme", "page");
    let notes = page.split_once(NOTES.0).expect("notes").1;
    assert_eq!(
        notes,
        format!(
            "{}{}{}{}\n",
            note(1, "Acme one."),
            note(2, "Base one."),
            note(3, "Base two."),
            NOTES.1
        )
    );

    assert!(page.contains(&format!("<p>Ours{}</p>", reference(1, true))), "{page}");
    assert!(
        page.contains(&format!("<p>B{} and{}</p>", reference(2, true), reference(3, true))),
        "{page}"
    );
}

#[test]
fn a_removed_section_takes_its_footnotes_along() {
    let site = site(
        r"
        //- base/page.md
        ## A {#a}
        A[^1]
        ## B {#b}
        B

        [^1]: Of A.
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/page.md
        ---
        override: sections
        ---
        ## A {#a remove}
        ",
    );

    let page = site.assert_clean().page("acme", "page");
    assert!(!page.contains("Of A") && !page.contains("footnotes"), "{page}");
}

// Alerts

fn alert(class: &str, title: &str, rest: &str) -> String {
    flush(&format!(
        r#"
        <div class="alert {class}" role="note">
        <p class="alert-title">{title}</p>
        {rest}</div>"#
    ))
}

#[test]
fn alerts_have_their_names_as_titles() {
    for (word, class, title) in [
        ("NOTE", "note", "Note"),
        ("TIP", "tip", "Tip"),
        ("IMPORTANT", "important", "Important"),
        ("WARNING", "warning", "Warning"),
        ("CAUTION", "caution", "Caution"),
        ("tip", "tip", "Tip"),
    ] {
        becomes(
            &format!("> [!{word}]\n> Be *kind*."),
            &alert(class, title, "<p>Be <em>kind</em>.</p>\n"),
        );
    }

    becomes(
        "> [!NOTE]\n>\n> One\n>\n> - two",
        &alert("note", "Note", "<p>One</p>\n<ul>\n<li>two</li>\n</ul>\n"),
    );
}

#[test]
fn alerts_have_titles_of_their_own() {
    becomes(
        "> [!TIP] In a hurry?\n> Read this.",
        &alert("tip", "In a hurry?", "<p>Read this.</p>\n"),
    );
    becomes(
        "> [!WARNING] Not `mail` & *not* {{ contact.name }}\n> Text",
        &alert(
            "warning",
            "Not <code>mail</code> &amp; <em>not</em> the coordinator",
            "<p>Text</p>\n",
        ),
    );
    becomes("> [!NOTE] Only a title", &alert("note", "Only a title", ""));
    becomes("> [!NOTE] Title  \n> Text", &alert("note", "Title", "<p>Text</p>\n"));
}

#[test]
fn an_alerts_title_ends_with_its_line_whatever_is_open() {
    let page = html("> [!NOTE] Some **bold\n> text** here");
    assert_eq!(page.matches("<strong>").count(), page.matches("</strong>").count());
    let title = page.split_once("alert-title\">").unwrap().1.split_once("</p>").unwrap().0;
    assert_eq!(title.matches("<strong>").count(), title.matches("</strong>").count(), "{page}");
}

#[test]
fn alerts_stand_in_lists_and_quotes() {
    becomes(
        "- item\n\n  > [!NOTE]\n  > Text\n- next",
        &format!(
            "<ul>\n<li><p>item</p>\n{}\n</li>\n<li><p>next</p>\n</li>\n</ul>",
            alert("note", "Note", "<p>Text</p>\n")
        ),
    );
    becomes(
        "> > [!TIP] Title\n> > Text",
        &format!("<blockquote>\n{}\n</blockquote>", alert("tip", "Title", "<p>Text</p>\n")),
    );
}

#[test]
fn unknown_words_are_told_and_others_stay_quotes() {
    assert_text(
        handbook("> [!NOET] Title\n> Text").diagnostics(),
        r"
            error[container-syntax] content/base/page.md:1:3 there is no alert `NOET`
              help: did you mean `NOTE`?
              note: there are: NOTE, TIP, IMPORTANT, WARNING, CAUTION, INFO, DANGER
            ",
    );
    becomes(
        "> - [!NOTE]\n",
        r"
        <blockquote>
        <ul>
        <li>[!NOTE]</li>
        </ul>
        </blockquote>",
    );
}

// Headings

#[test]
fn a_heading_links_to_itself() {
    becomes(
        "## Ground *rules* & co",
        "<h2 id=\"ground-rules--co\">Ground <em>rules</em> &amp; co<a class=\"anchor\" \
         tabindex=\"-1\" href=\"#ground-rules--co\" \
         aria-label=\"Link to this section: Ground rules &amp; co\"></a></h2>",
    );
}

#[test]
fn ids_are_made_as_code_hosts_make_them() {
    for (heading, id) in [
        ("What's new?", "whats-new"),
        ("Why it's \"safe\" -", "why-its-safe--"),
        ("A, b & c", "a-b--c"),
        ("snake_case and kebab-case", "snake_case-and-kebab-case"),
        ("1. First", "1-first"),
        ("`code` and *emphasis* and ~~more~~", "code-and-emphasis-and-more"),
        ("[A link](https://example.com) here", "a-link-here"),
        ("Größe ÄÖÜ", "größe-äöü"),
        ("日本語 テスト", "日本語-テスト"),
        ("हिन्दी", "हिन्दी"),
        ("Cafe\u{301}", "cafe\u{301}"),
        ("???", "section"),
    ] {
        assert_eq!(ids(&html(&format!("## {heading}"))), [id], "{heading}");
    }
}

#[test]
fn ids_are_unique() {
    assert_eq!(ids(&html("## A\n## A\n## A")), ["a", "a-1", "a-2"]);
    assert_eq!(ids(&html("## A\n### A-1\n## A")), ["a", "a-1", "a-2"]);
    assert_eq!(ids(&html("## A\n> ## A\n\n- ## A\n\n## A")), ["a", "a-1", "a-2", "a-3"]);
}

#[test]
fn a_heading_has_the_id_classes_and_data_it_asks_for() {
    assert_eq!(
        html("## Rules {#our-rules .wide .quiet data-no=7 data-what=\"two words\"}"),
        "<h2 id=\"our-rules\" class=\"wide quiet\" data-no=\"7\" data-what=\"two words\">Rules<a \
         class=\"anchor\" tabindex=\"-1\" \
         href=\"#our-rules\" aria-label=\"Link to this section: Rules\"></a></h2>"
    );
    assert_eq!(ids(&html("Setext {#one}\n---\n\n## Two {#zwei}")), ["one", "zwei"]);
    assert_text(
        handbook("## One {#a}\n## Two {#a}").diagnostics(),
        r"
        error[duplicate-id] content/base/page.md:2:1 the id `a` is used twice on this page
          help: give one of the two sections another id
        ",
    );
    assert_text(
        handbook("## One {repalce}").diagnostics(),
        r"
            error[unknown-key] content/base/page.md:1:1 `repalce` means nothing in a heading's \
            braces
              help: did you mean `replace`?
            ",
    );
}

#[test]
fn ids_with_variables_are_the_same_in_every_firm() {
    let site = site(
        r"
        //- handbook.yaml
        title: Test
        variables:
          role: {default: mentor}
          who: {required: true}
        //- base/page.md
        ## Your {{ role }}
        ## Ask {{ who }}
        [Up](#your-mentor) [down](#ask-who)
        //- firms/acme/firm.yaml
        name: Acme
        variables: {role: Sherpa, who: Amara}
        ",
    );

    let page = site.assert_clean().page("acme", "page");
    assert_eq!(ids(&page), ["your-mentor", "ask-who"]);
    assert!(page.contains("Your Sherpa<a") && page.contains("section: Ask Amara\""), "{page}");
    assert!(page.contains("<a href=\"#your-mentor\">Up</a>"), "{page}");
}

#[test]
fn the_first_heading_of_level_1_is_the_pages_own() {
    let site = handbook("<!-- remark -->\n\n# The *page*\n\nText\n\n# Second");
    let page = site.assert_clean().page("base", "page");
    assert!(
        page.starts_with("<h1>The <em>page</em></h1>\n<p>Text</p>\n<h1 id=\"second\">Second<a"),
        "{page}"
    );
}

// Code

#[test]
fn code_is_kept_as_written() {
    becomes(
        "`{{ contact.name }}` and `` a ` \\{{ b ``",
        "<p><code>{{ contact.name }}</code> and <code>a ` \\{{ b</code></p>",
    );
    becomes(
        "```yaml\ncontact: {{ contact.name }}\n:::details\n\\{{ nobody }} <b> &amp;\n:::\n```",
        r#"
        <pre><code class="language-yaml">contact: {{ contact.name }}
        :::details
        \{{ nobody }} &lt;b&gt; &amp;amp;
        :::
        </code></pre>"#,
    );
    becomes(
        "Text\n\n    {{ contact.name }}\n    :::only\n\n    ## {{ nobody }} \"}",
        r#"
        <p>Text</p>
        <pre><code>{{ contact.name }}
        :::only

        ## {{ nobody }} "}
        </code></pre>"#,
    );
}

#[test]
fn code_in_lists_and_quotes_is_kept_as_written() {
    becomes(
        "- item\n\n  ```\n  {{ contact.name }}\n  :::tabs\n  ```",
        r"
            <ul>
            <li><p>item</p>
            <pre><code>{{ contact.name }}
            :::tabs
            </code></pre>
            </li>
            </ul>",
    );

    becomes(
        "> ```\n> {{ contact.name }}\n> :::tabs\n> ```",
        r"
        <blockquote>
        <pre><code>{{ contact.name }}
        :::tabs
        </code></pre>
        </blockquote>",
    );
}

#[test]
fn code_has_variables_where_its_fence_asks_for_them() {
    becomes(
        "```text variables\nDear {{ contact.name }}, {{ sign }} \\{{ form }}\n:::tabs\n```",
        r#"
            <pre><code class="language-text">Dear the coordinator, &lt;b&gt;R&amp;D&lt;/b&gt; {{ \
            form }}
            :::tabs
            </code></pre>"#,
    );

    assert!(
        handbook("```text variables\n{{ nobody }}\n```")
            .diagnostics()
            .contains("there is no variable `nobody`")
    );
    assert!(!handbook("```text\n{{ nobody }}\n```").diagnostics().contains("variable"));

    // As a language it is none of ours.
    becomes(
        "```variables\n{{ region }}\n```",
        "<pre><code class=\"language-variables\">{{ region }}\n</code></pre>",
    );
}

#[test]
fn line_endings_make_no_difference() {
    // Spaces at the end of a line do not last in a source.
    let page = &flush(
        r#"
        # Title

        One
        two@
        three {{ contact.name }}

        ## Head {#h}

        :::details {summary="More"}
        - a
        - [ ] b
        :::

        > [!TIP] Own
        > text

        ```text
        a {{ b }}
        :::

        c
        ```

            d {{ e }}

        | a | b |
        |--:|---|
        | 1 | 2 |

        Note[^1]

        [^1]: Words
        "#,
    )
    .replace('@', "  ");

    assert_eq!(html(&page.replace('\n', "\r\n")), html(page));
}

// Variables

#[test]
fn variables_work_in_text() {
    becomes(
        "Ask {{ contact.name }}, *{{contact.name}}*, {{  region  }}; in {{ places }}: {{ note }}, \
         {{ sign }}",
        "<p>Ask the coordinator, <em>the coordinator</em>, none; in London, Leeds: \
         a <em>fine</em> <a href=\"https://example.com\">note</a>, &lt;b&gt;R&amp;D&lt;/b&gt;</p>",
    );
    becomes(
        r"
            | {{ region }} |
            |---|
            | {{ contact.name }} |

            - {{ region }}

            Term {{ region }}
            : {{ region }}",
        r#"
            <div class="table"><table>
            <thead><tr><th scope="col">none</th></tr></thead>
            <tbody>
            <tr><td>the coordinator</td></tr>
            </tbody></table></div>
            <ul>
            <li>none</li>
            </ul>
            <dl>
            <dt>Term none</dt>
            <dd>none</dd>
            </dl>"#,
    );

    let page = html("A[^1]\n\n[^1]: Ask {{ contact.name }}.");
    assert!(page.contains("<p>Ask the coordinator. <a"), "{page}");
}

#[test]
fn a_picture_says_how_large_it_is_and_comes_when_it_is_wanted() {
    let site = site(
        r#"
        //- base/index.md
        ![One](a.png) ![Two](b.svg) ![Three](a.png)
        //- base/a.png hex
        89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52 00 00 01 40 00 00 00 c8 08 02 00 00 00
        //- base/b.svg
        <?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 25" width="2in"/>
        "#,
    );
    let page = site.assert_clean().page("base", "");
    let pictures = page.split("<img ").skip(1).map(|rest| rest.split('>').next().unwrap());
    let pictures = pictures.map(|picture| picture.split_once(" alt=").unwrap().1);
    assert_eq!(
        pictures.collect::<Vec<_>>(),
        [
            // What is seen first is not put off.
            "\"One\" width=\"320\" height=\"200\"",
            "\"Two\" width=\"192\" height=\"96\" loading=\"lazy\" decoding=\"async\"",
            "\"Three\" width=\"320\" height=\"200\" loading=\"lazy\" decoding=\"async\"",
        ]
    );
}

#[test]
fn a_picture_that_tells_no_size_is_shown_and_told() {
    let site = site(
        r"
        //- base/index.md
        ![Cut off](a.png) ![Too large](b.png) ![Nothing](c.webp) ![Who knows](d.bmp)
        //- base/a.png hex
        89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52 00 00 01 40
        //- base/b.png hex
        89 50 4e 47 0d 0a 1a 0a 00 00 00 0d 49 48 44 52 7f ff ff ff 7f ff ff ff 08 02 00 00 00
        //- base/c.webp
        //- base/d.bmp
        BM
        ",
    );
    let told = site.diagnostics();
    assert_eq!(told.matches("[unreadable-picture]").count(), 3, "{told}");
    for file in ["a.png", "b.png", "c.webp"] {
        assert!(told.contains(&format!("the size of `{file}` cannot be read")), "{told}");
    }
    let page = site.page("base", "");
    assert_eq!(page.matches("<img").count(), 4);
    assert!(!page.contains("width="), "{page}");
}

#[test]
fn a_letter_has_one_subject_whatever_is_in_it() {
    let site = site(
        r#"
        //- handbook.yaml
        title: Handbook
        variables:
          to: {type: email, default: ann+help@b.example}
          about: {type: text, default: "R&D? 1+1 = 100%\nBcc: x@y.example, für"}
          all: {type: text, default: "mailto:a@b.example?subject=Two words&body=yes"}
        //- base/index.md
        [One](mailto:{{ to }}?subject=About%20{{ about }}&body=Dear%20Ann,%0A{{ about }})
        [Two](<mailto:a@b.example?subject=Wie heißt es?>)
        [Three]({{ all }})
        <ann+help@b.example>
        "#,
    );
    let page = site.assert_clean().page("base", "");
    let links = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    assert_eq!(
        links.collect::<Vec<_>>(),
        [
            "mailto:ann+help@b.example?subject=About%20R%26D%3F%201%2B1%20%3D%20100%25%20\
             Bcc%3A%20x@y.example%2C%20f%C3%BCr&amp;body=Dear%20Ann%2C%0D%0AR%26D%3F%201%2B1\
             %20%3D%20100%25%0D%0ABcc%3A%20x@y.example%2C%20f%C3%BCr",
            "mailto:a@b.example?subject=Wie%20hei%C3%9Ft%20es%3F",
            "mailto:a@b.example?subject=Two%20words&amp;body=yes",
            "mailto:ann+help@b.example",
        ]
    );
}

#[test]
fn variables_work_in_link_targets() {
    becomes(
        r"
            [Write](mailto:{{ contact.email }}) [form]({{ form }}) [{{ region }}][f]

            [f]: {{ form }}#{{ region }}",
        "<p><a href=\"mailto:help@example.com\" class=\"external\">Write</a> \
         <a href=\"https://example.com/form?a=1&amp;b=2\" class=\"external\">form</a> \
         <a href=\"https://example.com/form?a=1&amp;b=2#none\" class=\"external\">none</a></p>",
    );

    let site = site(&format!(
        r"{HANDBOOK}
        //- base/a/page.md
        [Here](../{{{{ region }}}}/there.md#s) ![x](../img/{{{{ region }}}}.svg)
        //- base/none/there.md
        ## S
        //- base/img/none.svg
        <svg/>
        "
    ));

    let page = site.assert_clean().page("base", "a/page");
    assert!(page.contains("<a href=\"../../none/there/index.html#s\">Here</a>"), "{page}");
    assert!(page.contains("<img src=\"../../img/none."), "{page}");
}

#[test]
fn a_value_cannot_leave_the_attribute_it_stands_in() {
    let site = site(
        r#"
        //- handbook.yaml
        title: Test
        variables:
          v: 'a" onclick="x()'
        //- base/page.md
        [Go](https://example.com/?q={{ v }}) ![{{ v }}](a.svg)
        //- base/a.svg
        <svg/>
        "#,
    );

    let page = site.assert_clean().page("base", "page");
    assert!(!page.contains("\" onclick"), "{page}");
    assert!(page.contains("alt=\"a&quot; onclick=&quot;x()\""), "{page}");
}

#[test]
fn variables_work_in_alternative_text() {
    let site = handbook(
        r"![Portrait of {{ contact.name }}](a.svg)
//- base/a.svg
<svg/>",
    );

    assert!(
        site.assert_clean().page("base", "page").contains("alt=\"Portrait of the coordinator\"")
    );

    let site = handbook(
        r"![Portrait of {{ contact.nane }}](a.svg)
//- base/a.svg
<svg/>",
    );

    assert!(
        site.diagnostics().contains("there is no variable `contact.nane`"),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn variables_work_in_the_titles_of_links_and_images() {
    let page = html("[Go](https://example.com \"Ask {{ contact.name }}\")");
    assert!(page.contains("title=\"Ask the coordinator\""), "{page}");
}

#[test]
fn variables_work_in_titles_and_headings() {
    let site = handbook("---\ntitle: Ask {{ contact.name }}\n---\n## In {{ places }}");
    let page = site.assert_clean().page("base", "page");
    assert!(page.starts_with("<h1>Ask the coordinator</h1>"), "{page}");
    assert!(page.contains(">In London, Leeds<a"), "{page}");
    let site = handbook("# Ask {{ contact.name }}");
    assert!(site.assert_clean().page("base", "page").starts_with("<h1>Ask the coordinator</h1>"));
    assert!(site.page("base", "").contains("Test") || !site.page("base", "").contains("{{"));
}

#[test]
fn variables_work_in_descriptions() {
    let site = site(&format!(
        r"{HANDBOOK}
        //- base/page.md
        ---
        description: Ask {{{{ contact.name }}}} in {{{{ places }}}}
        ---
        //- themes/default/templates/page.html
        {{{{ page.description }}}}
        //- themes/default/templates/nav.html
        //- themes/default/templates/404.html
        //- themes/default/templates/redirect.html
        "
    ));

    assert_eq!(
        site.assert_clean().page("base", "page").trim(),
        "Ask the coordinator in London, Leeds"
    );
}

#[test]
fn variables_work_in_a_containers_attributes() {
    becomes(
        ":::details {summary=\"Ask {{ contact.name }} & {{ sign }}\"}\n:::",
        r"
            <details><summary>Ask the coordinator &amp; &lt;b&gt;R&amp;D&lt;/b&gt;</summary>
            </details>",
    );
    becomes(
        ":::tabs\n:::tab {title=\"In {{ region }}\"}\nText\n:::\n:::",
        r#"
            <div class="tabs">
            <section class="tab"><p class="tab-title">In none</p>
            <p>Text</p>
            </section>
            </div>"#,
    );
}

#[test]
fn a_backslash_makes_braces_literal() {
    becomes(
        "Write \\{{ contact.name }} and \\{{nobody}}.",
        "<p>Write {{ contact.name }} and {{nobody}}.</p>",
    );
    becomes(
        ":::details {summary=\"Write \\{{ x }}\"}\n:::",
        "<details><summary>Write {{ x }}</summary>\n</details>",
    );
    let page = html("## Write \\{{ name }}");
    assert!(page.contains(">Write {{ name }}<a"), "{page}");
    let site = handbook("---\ntitle: 'Write \\{{ x }}'\n---\nText");
    assert!(site.assert_clean().page("base", "page").starts_with("<h1>Write {{ x }}</h1>"));
}

#[test]
fn an_undeclared_name_is_an_error_that_names_the_nearest() {
    let site = handbook("Ask {{ contact.nam }} now.");
    assert_text(
        site.diagnostics(),
        r"
            error[unknown-variable] content/base/page.md:1:5 there is no variable `contact.nam`
              help: did you mean `contact.name`?
              help: declare it under `variables:` in content/handbook.yaml, or write `\{{` to show \
            the braces themselves
            ",
    );
    assert_eq!(site.marked("unknown-variable"), "{{ contact.nam }}");
    for page in [
        "## Ask {{ nobody }}",
        "# Ask {{ nobody }}",
        "---\ntitle: Ask {{ nobody }}\n---\n",
        "---\ndescription: Ask {{ nobody }}\n---\n",
        "[Write](mailto:{{ nobody }})",
        "[Write](https://example.com \"{{ nobody }}\")",
        ":::details {summary=\"{{ nobody }}\"}\n:::",
        "A[^1]\n\n[^1]: {{ nobody }}",
        "> [!NOTE] {{ nobody }}",
        ":::only {nobody=1}\n:::",
    ] {
        let diagnostics = handbook(page).diagnostics();
        assert!(diagnostics.contains("there is no variable `nobody`"), "{page}\n{diagnostics}");
    }
}

#[test]
fn braces_that_name_nothing_are_told() {
    for text in [
        "{{}}",
        "{{ }}",
        "{{ a b }}",
        "{{ä}}",
        "{{ firm.name }",
        "{{ firm.name | upper }}",
        "{{ \"a\" }}",
        "## {{ a b }}",
    ] {
        let told = handbook(text).diagnostics();
        assert!(
            told.starts_with("error[unknown-variable] content/base/page.md:1:")
                && told.contains("these braces begin a variable, and there is none"),
            "{text}: {told}"
        );
    }
    becomes("{ {x}} }} `{{ }}` \\{{ a b }}", "<p>{ {x}} }} <code>{{ }}</code> {{ a b }}</p>");
}

// Containers

#[test]
fn details() {
    becomes(
        ":::details {summary=\"More = *more*\"}\nText\n\n- a\n:::\nAfter",
        r"
            <details><summary>More = *more*</summary>
            <p>Text</p>
            <ul>
            <li>a</li>
            </ul>
            </details>
            <p>After</p>",
    );

    becomes(
        ":::details {open}\nText\n:::",
        r"
        <details open><summary>More</summary>
        <p>Text</p>
        </details>",
    );
    becomes(
        "Before\n:::details\nText\n:::",
        r"
        <p>Before</p>
        <details><summary>More</summary>
        <p>Text</p>
        </details>",
    );
}

#[test]
fn tabs() {
    becomes(
        r"
            :::tabs
            :::tab {title=Desk}
            Here
            :::
            :::tab {title='On the move'}
            There
            :::
            :::",
        r#"
            <div class="tabs">
            <section class="tab"><p class="tab-title">Desk</p>
            <p>Here</p>
            </section>
            <section class="tab"><p class="tab-title">On the move</p>
            <p>There</p>
            </section>
            </div>"#,
    );
}

/// Whether the base edition shows a passage under some conditions.
fn shown(conditions: &str) -> bool {
    html(&format!(":::only {{{conditions}}}\nYes\n:::")).contains("Yes")
}

#[test]
fn only_where_a_variable_has_a_value() {
    assert!(shown("region=none") && !shown("region=uk"));
    assert!(!shown("region!=none") && shown("region!=uk"));
    assert!(shown("contact.name=\"the coordinator\"") && !shown("contact.name=the"));
    assert!(shown("places=Leeds") && shown("places=London") && !shown("places=Paris"));
    assert!(shown("places!=Paris") && !shown("places!=Leeds"));
    assert!(shown("region=none places=Leeds") && !shown("region=none places=Paris"));
}

#[test]
fn only_for_an_audience() {
    let site = site(
        r"
        //- handbook.yaml
        title: Test
        audiences: [mentor, facilitator]
        editions:
          readers: {audiences: [mentor]}
          staff: {audiences: [mentor, facilitator]}
        //- base/page.md
        All

        :::only {audience=facilitator}
        Staff
        :::

        :::only {audience!=facilitator}
        Readers
        :::
        ",
    );

    site.assert_clean();
    assert_eq!(body(&site, "base", "page"), "<p>All</p>\n<p>Readers</p>");
    assert_eq!(body(&site, "base.staff", "page"), "<p>All</p>\n<p>Staff</p>");
    assert_text(
        handbook(":::only {audience=mentors}\n:::").diagnostics(),
        r"
            error[wrong-type] content/base/page.md:1:1 there is no audience `mentors`
              help: did you mean `mentor`?
              help: list it under `audiences:` in content/handbook.yaml, or take one of those \
            listed there
            ",
    );
}

#[test]
fn only_leaves_nothing_of_what_it_hides() {
    becomes(
        r"
            A

            :::only {region=uk}
            {{ contact.name }} [x](https://example.com) N[^1]

            :::details
            :::only {region=none}
            Deep
            :::
            :::

            ### Inner
            :::

            B

            [^1]: Hidden",
        "<p>A</p>\n<p>B</p>",
    );

    becomes(
        r"
            :::only {region=none}
            A
            :::only {region=uk}
            B
            :::
            C
            :::
            D",
        r"
        <p>A</p>
        <p>C</p>
        <p>D</p>",
    );
}

/// A page `a/page.md` that shows something of others.
fn showing(page: &str) -> Site {
    site(&format!(
        r"
//- base/a/page.md
{page}
//- base/b/rules.md
# All rules
Lead

## One {{#one}}
First [two](#two), [index](index.md)

### Detail
More

## Two {{#two}}
Second

## Three {{#three}}
Third
//- base/b/index.md
# B
"
    ))
}

#[test]
fn include_of_a_section() {
    let site = showing(":::include {from=../b/rules.md#one}\n:::");
    site.assert_clean();
    assert_text(
        body(&site, "base", "a/page"),
        r#"
            <p>First <a href="../../b/rules/index.html#two">two</a>, <a \
            href="../../b/index.html">index</a></p>
            <h3>Detail</h3>
            <p>More</p>"#,
    );
}

#[test]
fn include_of_a_page() {
    let site = showing("Before\n\n:::include {from=../b/rules.md}\n:::\n\nAfter");
    site.assert_clean();
    let page = body(&site, "base", "a/page");
    assert!(page.starts_with("<p>Before</p>\n<p>Lead</p>\n<h2>One</h2>\n<p>First"), "{page}");
    assert!(page.ends_with("<h2>Three</h2>\n<p>Third</p>\n<p>After</p>"), "{page}");
}

#[test]
fn include_shows_what_the_firm_made_of_it() {
    let site = site(
        r"
        //- base/a.md
        :::include {from=b.md#one}
        :::
        //- base/b.md
        ## One {#one}
        Base
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/b.md
        ---
        override: sections
        ---
        ## One {#one append}
        Acme
        ",
    );

    site.assert_clean();
    assert_eq!(body(&site, "base", "a"), "<p>Base</p>");
    assert_eq!(body(&site, "acme", "a"), "<p>Base</p>\n<p>Acme</p>");
}

#[test]
fn includes_in_a_circle_end() {
    let site = site(
        r"
        //- base/a.md
        A

        :::include {from=b.md}
        :::
        //- base/b.md
        B

        :::include {from=a.md}
        :::
        //- base/c.md
        C

        :::include {from=c.md}
        :::
        ",
    );

    let found = |page: &str, way: &str| {
        format!(
            "error[include-cycle] content/base/{page}.md:3:1 what is included here includes this \
             text again\n  help: take one of the includes away, or let one name a section: \
             `{{from=page.md#section}}`\n  note: {way}\n"
        )
    };
    let told = found("a", "a.md → b.md → a.md") + &found("c", "c.md → c.md");
    assert_eq!(site.diagnostics(), told);
}

#[test]
fn an_include_is_no_cycle_where_it_ends() {
    let ways = |pages: &str| {
        let told = site(pages).diagnostics();
        let notes = told.lines().filter_map(|line| line.strip_prefix("  note: "));
        notes.collect::<Vec<_>>().join("; ")
    };

    // A section that includes itself, on its own page or by way of another one.
    let own = r"
        //- base/a.md
        ## One {#one}

        :::include {from=#one}
        :::
        ";

    assert_eq!(ways(own), "a.md#one → a.md#one");

    let other = r"
        //- base/a.md
        ## One {#one}

        Text

        ## Two {#two}

        :::include {from=b.md#in}
        :::
        //- base/b.md
        ## In {#in}

        :::include {from=a.md#two}
        :::
        ";

    assert_eq!(ways(other), "b.md#in → a.md#two → b.md#in");

    // Sections that show others of the same pages come to an end.
    assert_eq!(ways(&other.replace("a.md#two", "a.md#one")), "");

    // Passages that nobody sees are not followed.
    let only = r"
        //- handbook.yaml
        title: T
        variables:
          w: {type: text, description: d, default: no}
        //- base/a.md
        :::include {from=b.md}
        :::
        //- base/b.md
        ::::only {w=yes}
        :::include {from=a.md}
        :::
        ::::
        //- firms/acme/firm.yaml
        name: Acme
        variables: {w: yes}
        ";

    assert_eq!(ways(only), "a.md → b.md → a.md; in 1 of 2 editions: acme");

    // What a firm adds may close one.
    let firm = r"
        //- base/a.md
        :::include {from=b.md}
        :::
        //- base/b.md
        ## B {#b}

        Text
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/b.md
        ---
        override: sections
        ---
        ## More {#b append}

        :::include {from=a.md}
        :::
        ";

    assert_eq!(ways(firm), "a.md → b.md → a.md; in 1 of 2 editions: acme");
}

#[test]
fn include_needs_a_page_that_is_there() {
    assert_text(
        showing(":::include {from=../b/rule.md#one}\n:::").diagnostics(),
        r"
            error[broken-link] content/base/a/page.md:1:1 no page `b/rule.md`
              help: did you mean `../b/rules.md#one`?
            ",
    );
    assert_text(
        showing(":::include\n:::").diagnostics(),
        r"
            error[container-syntax] content/base/a/page.md:1:1 this container does not say `from` \
            where
              help: name the page: `{from=../shared/note.md#section}`
            ",
    );
}

#[test]
fn a_collection_in_each_shape() {
    let links = |open: &str, close: &str| {
        ["One", "Two", "Three"]
            .map(|title| {
                let id = title.to_lowercase();
                format!("{open}<a href=\"../../b/rules/index.html#{id}\">{title}</a>{close}")
            })
            .join("")
    };
    let shape = |shape: &str| {
        let site = showing(&format!(":::collection {{from=../b/rules.md{shape}}}\n:::"));
        site.assert_clean();
        body(&site, "base", "a/page")
    };
    let list = format!("<ul class=\"collection list\">\n{}</ul>", links("<li>", "</li>\n"));
    assert_eq!(shape(""), list);
    assert_eq!(shape(" as=list"), list);

    let boxes = ["One", "Two", "Three"]
        .map(|title| {
            format!("<li class=\"task\"><label><input type=\"checkbox\"> {title}</label></li>\n")
        })
        .join("");

    assert_eq!(
        shape(" as=checklist"),
        format!("<ul class=\"collection checklist\">\n{boxes}</ul>")
    );
    let cards = shape(" as=cards");
    assert!(
        cards.starts_with(&flush(
            r#"
            <div class="collection cards">
            <article class="card"><h3><a href="../../b/rules/index.html#one">One</a></h3>
            <p>First "#
        )),
        "{cards}"
    );
    assert!(
        cards.contains(
            "</p>\n<h4>Detail</h4>\n<p>More</p>\n</article>\n<article class=\"card\"><h3>"
        ),
        "{cards}"
    );
    let table = shape(" as=table");
    assert!(
        table.starts_with(
            "<div class=\"table\"><table class=\"collection\">\n<tbody>\n<tr><th scope=\"row\"><a "
        ),
        "{table}"
    );
    assert!(
        table.ends_with("Three</a></th><td><p>Third</p>\n</td></tr>\n</tbody></table></div>"),
        "{table}"
    );
    assert!(table.contains("</p>\n<h3>Detail</h3>\n<p>More</p>\n</td></tr>"), "{table}");
}

#[test]
fn headings_in_a_collection_fit_below_its_titles() {
    let headings = |shape: &str, pages: &str| {
        let site = site(&format!(
            r"
//- base/a.md
# A

## All

:::collection {{from=b.md as={shape}}}
:::
{pages}"
        ));
        site.assert_clean();
        let page = body(&site, "base", "a");
        let levels = page.match_indices("<h").filter_map(|(at, _)| page[at + 2..].chars().next());
        levels.collect::<String>()
    };

    let deep = r"
        //- base/b.md
        ## One

        ### A

        a

        #### B

        b

        ##### C

        c

        ###### D

        d

        ## Two

        Text
        ";

    assert_eq!(headings("cards", deep), "2345663");
    assert_eq!(headings("table", deep), "23456");
    assert_eq!(headings("list", deep), "2");

    // Sections that are no rules of their own stay out of an agreement.
    let rules = deep.replace("b.md\n", "b.md\n---\nkind: rules\n---\n");
    assert_eq!(headings("clauses", &rules), "2");
}

#[test]
fn a_collection_of_chosen_sections_in_their_order() {
    let site = showing(":::collection {from=../b/rules.md only=\"three, one\"}\n:::");
    let page = site.assert_clean().page("base", "a/page");
    assert_eq!(ids_linked(&page), ["three", "one"]);
    let site = showing(":::collection {from=../b/rules.md only=three,for}\n:::");
    assert!(
        site.diagnostics().contains("`for`"),
        "an id that is not there: {:?}",
        site.diagnostics()
    );
}

fn ids_linked(html: &str) -> Vec<&str> {
    html.split("index.html#").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_collection_follows_the_firm() {
    let site = site(
        r"
        //- base/a.md
        :::collection {from=b.md}
        :::
        //- base/b.md
        ## One {#one}
        ## Two {#two}
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/b.md
        ---
        override: sections
        ---
        ## One {#one remove}
        ## New {#new after=two}
        ",
    );

    let page = site.assert_clean().page("acme", "a");
    assert_eq!(ids_linked(&page), ["two", "new"]);
}

#[test]
fn a_collection_has_one_of_four_shapes() {
    let diagnostics = showing(":::collection {from=../b/rules.md as=card}\n:::").diagnostics();
    assert_text(
        diagnostics,
        r"
            error[container-syntax] content/base/a/page.md:1:1 a collection cannot be shown as \
            `card`
              help: did you mean `cards`?
              note: it can be shown as: list, checklist, cards, table, clauses, wallet, worksheet
            ",
    );
}

#[test]
fn containers_nest() {
    becomes(
        "::::details {summary=A}\n:::details {summary=B}\nDeep\n:::\nBetween\n::::\nAfter",
        r"
            <details><summary>A</summary>
            <details><summary>B</summary>
            <p>Deep</p>
            </details>
            <p>Between</p>
            </details>
            <p>After</p>",
    );
}

#[test]
fn containers_stand_in_lists_and_quotes() {
    becomes(
        "- item\n\n  :::details {summary=A}\n  Text\n  :::\n\n- next",
        r"
            <ul>
            <li><p>item</p>
            <details><summary>A</summary>
            <p>Text</p>
            </details>
            </li>
            <li><p>next</p>
            </li>
            </ul>",
    );

    becomes(
        "> :::details {summary=A}\n> Text\n> :::",
        r"
        <blockquote>
        <details><summary>A</summary>
        <p>Text</p>
        </details>
        </blockquote>",
    );
}

#[test]
fn a_container_ends_with_what_it_stands_in() {
    let site = handbook("- :::details\n\n  :::details {summary=A}\n  Text\n\nAfter");
    assert_text(
        site.diagnostics(),
        r"
        error[container-syntax] content/base/page.md:3:3 this `:::details` is never closed
          help: put a line `:::` after its content
        ",
    );
    let site = handbook(":::details {summary=A}\n> Text\n> :::\n\n:::");
    assert_text(
        site.diagnostics(),
        r"
        error[container-syntax] content/base/page.md:3:3 this `:::` closes nothing
          help: take it away, or open a container before it, in the same list item or quote
        ",
    );
}

#[test]
fn what_is_wrong_with_a_container() {
    for (page, message) in [
        ("Text\n\n:::", "this `:::` closes nothing"),
        (":::details\nText", "this `:::details` is never closed"),
        (
            ":::detail\nText\n:::",
            "there is no container `:::detail`\n  help: did you mean `details`?",
        ),
        (
            ":::details {sumary=A}\n:::",
            "`:::details` has no attribute `sumary`\n  help: did you mean `summary`?",
        ),
        (":::details summary=A\n:::", "what follows the container's name is not `{key=value …}`"),
        (":::only\n:::", "`:::only` does not say for whom"),
    ] {
        let diagnostics = handbook(page).diagnostics();
        assert!(diagnostics.contains(message), "{page}\n{diagnostics}");
        assert_eq!(diagnostics.matches("error[").count(), 1, "{page}\n{diagnostics}");
    }
}

#[test]
fn containers_hold_everything_that_pages_hold() {
    becomes(
        r"
            :::details {summary=A}
            > [!TIP] Own
            > text

            | a |
            |---|
            | b |

            ```text
            :::
            ```

            1. one
            :::
            After",
        &format!(
            r#"
            <details><summary>A</summary>
            {}
            <div class="table"><table>
            <thead><tr><th scope="col">a</th></tr></thead>
            <tbody>
            <tr><td>b</td></tr>
            </tbody></table></div>
            <pre><code class="language-text">:::
            </code></pre>
            <ol>
            <li>one</li>
            </ol>
            </details>
            <p>After</p>"#,
            alert("tip", "Own", "<p>text</p>\n")
        ),
    );
}

#[test]
fn a_link_to_a_heading_that_is_not_shown_becomes_text() {
    let page = html(&flush(
        r"
        [uk](#law-uk) [all](#law)

        :::only {region=uk}
        ### Law {#law-uk}
        :::

        :::details
        ### Law {#law}
        :::",
    ));
    assert!(page.starts_with("<p>uk <a href=\"#law\">all</a></p>\n"), "{page}");
}

#[test]
fn headings_in_containers_are_link_targets_but_no_sections() {
    let site = handbook("## Out\n:::details\n### In *here* {#in .c}\nText\n:::\n[Go](#in)");
    site.assert_clean();
    assert!(
        body(&site, "base", "page").contains("<h3 id=\"in\">In <em>here</em></h3>\n<p>Text</p>\n")
    );
}

// HTML

#[test]
fn comments_are_dropped() {
    becomes(
        r"
            A <!-- b --> c

            <!-- d
            :::details

            {{ nobody }}
            -->

            - e
              <!-- f -->",
        r"
        <p>A  c</p>
        <ul>
        <li>e</li>
        </ul>",
    );
    let (page, diagnostics) = firm_html("A\n\n<!-- keeper: ask Jo -->\n\nB<!-- c -->");
    assert_eq!((page.as_str(), diagnostics.as_str()), ("<p>A</p>\n<p>B</p>", ""));
}

#[test]
fn the_base_may_write_html() {
    becomes(
        "<figure id=\"f\" class=\"wide\">\n<video controls></video>\n</figure>\n\n\
         A <span onclick=\"x()\">b</span> [c](#f)",
        r##"
        <figure id="f" class="wide">
        <video controls></video>
        </figure>
        <p>A <span onclick="x()">b</span> <a href="#f">c</a></p>"##,
    );
}

#[test]
fn a_firms_html_is_cleaned() {
    let (page, diagnostics) = firm_html(&flush(
        r"
        Press <kbd>Esc</kbd>, H<sub>2</sub>O<br>and <mark>this</mark>.

        <table>
        <tr><td>a</td></tr>
        </table>",
    ));

    assert!(
        page.starts_with(
            "<p>Press <kbd>Esc</kbd>, H<sub>2</sub>O<br>and <mark>this</mark>.</p>\n<table>"
        ),
        "{page}"
    );
    assert_eq!(diagnostics, "");
    for html in [
        "<script>alert(1)</script>",
        "<div onclick=\"x()\">a</div>",
        "Text <img src=x onerror=alert(1)> text",
        "Text <span style=\"position:fixed\">a</span>",
        "<iframe src=\"https://example.com\"></iframe>",
        "<a href=\"javascript:x()\">a</a>",
    ] {
        let (page, diagnostics) = firm_html(html);
        for word in ["<script", "onclick=\"", "<img", "<span", "<iframe", "<a "] {
            assert!(!page.contains(word), "{html}\n{page}");
        }
        assert!(
            diagnostics.starts_with("warning[raw-html] content/firms/acme/page.md:1:"),
            "{html}\n{diagnostics}"
        );
    }
}

#[test]
fn a_firms_open_tags_are_closed() {
    let (page, _) = firm_html("One <b>two\n\nthree <kbd>x");
    assert_eq!(page, "<p>One <b>two</b></p>\n<p>three <kbd>x</kbd></p>");
}

#[test]
fn what_was_meant_as_a_link_is_told() {
    let told = |text: &str| handbook(text).diagnostics();
    let blank = told("See [leave](study leave.md).");
    assert!(
        blank.starts_with("error[broken-link] content/base/page.md:1:12 this is no link"),
        "{blank}"
    );
    assert!(
        blank.contains("help: put the path in angle brackets: `(<study leave.md>)`"),
        "{blank}"
    );
    let note = told("Said so.[^nobody]");
    assert!(
        note.starts_with(
            "error[broken-link] content/base/page.md:1:10 there is no footnote `nobody`"
        ),
        "{note}"
    );
    for fine in [
        "See [x] (in study leave.md).",
        "2[^1]\n\n[^1]: A note.",
        r"[a](<b.md>) `[x](a b.md)`
//- base/b.md
# B",
    ] {
        assert_eq!(
            told(fine).matches("is no link").count() + told(fine).matches("no footnote").count(),
            0,
            "{fine}"
        );
    }
}

#[test]
fn an_id_is_the_same_for_every_firm() {
    let site = site(
        r"
        //- handbook.yaml
        title: T
        variables: {who: me}
        //- base/p.md
        ## H {#h-{{ who }} .c-{{ who }}}

        Text.
        ",
    );

    let told = site.diagnostics();
    assert!(
        told.starts_with(
            "error[wrong-type] content/base/p.md:1:1 an id or class cannot hold a variable"
        ),
        "{told}"
    );
}

#[test]
fn a_voice_has_a_name_and_initials_beside_it() {
    becomes(
        r#"
        :::voice {by="{{ sign }} Ann van Dam" title="R&D, {{ contact.name }}"}
        Come *in*.

        And stay.
        :::
        "#,
        r#"
        <figure class="voice"><figcaption><span class="monogram" aria-hidden="true">AD</span><span \
        class="voice-by">&lt;b&gt;R&amp;D&lt;/b&gt; Ann van Dam</span> \
        <span class="voice-title">R&amp;D, the coordinator</span></figcaption>
        <blockquote>
        <p>Come <em>in</em>.</p>
        <p>And stay.</p>
        </blockquote>
        </figure>"#,
    );

    // Without capitals there is no name to take letters from.
    let html = html(":::voice {by=\"your sponsor\"}\nCome in.\n:::\n");
    assert!(!html.contains("monogram") && !html.contains("voice-title"), "{html}");
}

#[test]
fn a_voice_has_a_face_where_there_is_one() {
    let voice = |line: &str| {
        site(&format!(
            "{HANDBOOK}//- base/a/page.md\n:::voice {{by=\"Ann Dam\" {line}}}\nCome in.\n:::\n\
             //- base/img/ann.svg\n<svg/>\n"
        ))
    };
    let site = voice("portrait=../img/ann.svg alt=\"Ann & her desk\"");
    site.assert_clean();
    let html = site.page("base", "a/page");
    let figure = html.split("<figcaption>").nth(1).expect("a figure");
    assert!(figure.starts_with("<img src=\"../../img/ann."), "{html}");
    assert!(figure.contains(" alt=\"Ann &amp; her desk\""), "{html}");
    assert!(!html.contains("monogram"), "{html}");

    for (line, told) in [
        ("portrait=../img/ann.svg", "[container-syntax] content/base/a/page.md:1:1 this portrait"),
        ("portrait=../img/eve.svg alt=Eve", "[missing-asset] content/base/a/page.md:1:1 no file"),
        ("portrait=javascript:x alt=Eve", "[unsafe-url] content/base/a/page.md:1:1"),
        ("portrait=https://a.example/a.png alt=Eve", "[external-image] content/base/a/page.md:1:1"),
        ("picture=../img/ann.svg", "[unknown-key] content/base/a/page.md:1:1"),
    ] {
        let diagnostics = voice(line).diagnostics();
        assert!(diagnostics.contains(told), "{line}: {diagnostics}");
    }
    let nobody = handbook(":::voice\nCome in.\n:::").diagnostics();
    assert!(nobody.contains("nobody knows who says this"), "{nobody}");
}
