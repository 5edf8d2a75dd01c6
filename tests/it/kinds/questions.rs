//! Knowledge checks: what each kind of question becomes, and what a firm's changes do to it.

mod changes;

use std::collections::BTreeSet;

use crate::harness::{assert_text, flush, site};

/// A handbook with one question, which is what follows the heading.
fn book(kind: &str, body: &str) -> String {
    format!(
        r#"
//- handbook.yaml
title: T
variables:
  word: {{type: text, default: "<b> & co"}}
  region: none
//- base/index.md
# Home
//- base/m.md
---
title: M
kind: module
---
## Who? {{#q1 question={kind}}}

{body}
"#
    )
}

/// What becomes of a question, from after its heading on.
fn asked(kind: &str, body: &str) -> String {
    let site = site(&book(kind, &flush(body)));
    site.assert_clean();
    after_heading(&site.page("base", "m"))
}

fn after_heading(page: &str) -> String {
    page.split_once("</h2>\n").expect("a heading").1.to_owned()
}

/// The pieces of a text between two others.
fn between<'t>(text: &'t str, from: &str, to: &str) -> Vec<&'t str> {
    text.split(from).skip(1).map(|rest| rest.split(to).next().unwrap_or_default()).collect()
}

/// The verdicts of a question, in order.
fn verdicts(html: &str) -> Vec<&str> {
    between(html, "data-right=\"", "\"")
}

// What each kind becomes

#[test]
fn a_single_choice() {
    assert_eq!(
        asked(
            "single",
            r"
                Think.

                - [ ] Me
                  > No.
                - [x] You
                  > Yes.

                > In *any* case.
                "
        ),
        flush(
            r#"
            <p>Think.</p>
            <div class="question" data-type="single" data-id="q1">
            <ol class="options">
            <li>Me</li>
            <li>You</li>
            </ol>
            <details class="answer"><summary>Answer</summary>
            <ol class="reasons">
            <li data-right="no"><p class="verdict"><strong>Not right:</strong> Me</p>
            <p>No.</p>
            </li>
            <li data-right="yes"><p class="verdict"><strong>Right:</strong> You</p>
            <p>Yes.</p>
            </li>
            </ol>
            <div class="feedback"><p>In <em>any</em> case.</p>
            </div>
            </details>
            </div>
            "#
        )
    );
}

#[test]
fn the_heading_says_its_kind_to_the_theme() {
    let page = site(&book("single", "- [x] A\n- [ ] B\n")).page("base", "m");
    assert!(
        page.contains("<h2 id=\"q1\" data-question=\"single\">Who?<a class=\"anchor\""),
        "{page}"
    );
}

#[test]
fn several_answers() {
    let html = asked("multiple", "- [x] A\n- [ ] B\n- [x] C\n");
    assert!(
        html.starts_with("<div class=\"question\" data-type=\"multiple\" data-id=\"q1\">\n"),
        "{html}"
    );
    assert_eq!(verdicts(&html), ["yes", "no", "yes"]);
    assert!(!html.contains("class=\"feedback\""), "no empty box: {html}");
    // All of them may be right.
    assert_eq!(verdicts(&asked("multiple", "- [x] A\n- [x] B\n")), ["yes", "yes"]);
}

#[test]
fn true_or_false() {
    let html = asked("true-false", "The mentor is senior.\n\n- [ ] True\n  > No.\n- [x] False\n");
    assert!(
        html.starts_with(
            "<p>The mentor is senior.</p>\n<div class=\"question\" data-type=\"true-false\""
        ),
        "{html}"
    );
    assert_eq!(verdicts(&html), ["no", "yes"]);
    assert!(html.contains("<strong>Right:</strong> False</p>\n</li>"), "{html}");
}

#[test]
fn an_order() {
    let html = asked("ordering", "1. One\n2. Two\n3. Three\n4. Four\n\n> So.\n");
    let shown: Vec<&str> = between(&html, "<li data-place=\"", "\"");
    assert_ne!(shown, ["1", "2", "3", "4"], "never the right order");
    assert_eq!(
        shown.iter().copied().collect::<BTreeSet<_>>(),
        BTreeSet::from(["1", "2", "3", "4"])
    );
    for (place, text) in [("1", "One"), ("2", "Two"), ("3", "Three"), ("4", "Four")] {
        assert!(html.contains(&format!("<li data-place=\"{place}\">{text}</li>\n")), "{html}");
    }
    assert!(
        html.ends_with(&flush(
            r#"
            <details class="answer"><summary>Answer</summary>
            <ol class="solution">
            <li>One</li>
            <li>Two</li>
            <li>Three</li>
            <li>Four</li>
            </ol>
            <div class="feedback"><p>So.</p>
            </div>
            </details>
            </div>
            "#
        )),
        "{html}"
    );
}

#[test]
fn a_match() {
    let html = asked(
        "matching",
        r"
            | Word | Meaning |  Why |
            | --- | --- | --- |
            | a | *first* | It leads. |
            | b | last | |
            | c | *first* | |

            > So.
            ",
    );

    assert_text(
        html,
        r#"
            <div class="question" data-type="matching" data-id="q1">
            <div class="table"><table class="match">
            <thead><tr><th scope="col">Word</th><th scope="col">Meaning</th></tr></thead>
            <tbody>
            <tr data-answer="1"><th scope="row">a</th><td></td></tr>
            <tr data-answer="2"><th scope="row">b</th><td></td></tr>
            <tr data-answer="1"><th scope="row">c</th><td></td></tr>
            </tbody></table></div>
            <ol class="choices" type="A">
            <li data-choice="2">last</li>
            <li data-choice="1"><em>first</em></li>
            </ol>
            <details class="answer"><summary>Answer</summary>
            <div class="table"><table class="solution"><tbody>
            <tr><th scope="row">a</th><td><em>first</em></td><td>It leads.</td></tr>
            <tr><th scope="row">b</th><td>last</td><td></td></tr>
            <tr><th scope="row">c</th><td><em>first</em></td><td></td></tr>
            </tbody></table></div>
            <div class="feedback"><p>So.</p>
            </div>
            </details>
            </div>
            "#,
    );
}

#[test]
fn a_reflection() {
    let box_ = "<textarea class=\"reflection\" rows=\"5\" aria-label=\"Your answer\"></textarea>\n";
    let open =
        "<div class=\"question\" data-type=\"reflection\" data-id=\"q1\" data-counts=\"no\">\n";

    assert_eq!(asked("reflection", ""), format!("{open}{box_}</div>\n"));
    assert_eq!(
        asked("reflection", "Take a minute."),
        format!("<p>Take a minute.</p>\n{open}{box_}</div>\n")
    );
    let html = asked("reflection", "Take a minute.\n\n> Most say: *less*.\n");
    assert!(
        html.starts_with(&format!(
            "<p>Take a minute.</p>\n{open}{box_}<details class=\"answer\"><summary>"
        )),
        "{html}"
    );
    assert!(
        html.ends_with(
            "<div class=\"feedback\"><p>Most say: <em>less</em>.</p>\n</div>\n</details>\n</div>\n"
        ),
        "{html}"
    );
}

#[test]
fn what_does_not_belong_to_a_question_stays_text() {
    let html = asked(
        "single",
        r"
            > [!NOTE]
            > First.

            - [x] A
            - [ ] B

            > Feedback.

            After.

            - a list

            > A quote.

            > [!TIP]
            > Last.
            ",
    );

    let (before, rest) = html.split_once("<div class=\"question\"").expect("a question");
    let (question, after) = rest.split_once("</details>\n</div>\n").expect("its end");
    assert!(before.contains("First.") && !before.contains("<li>"), "{html}");
    assert!(question.contains("<div class=\"feedback\"><p>Feedback.</p>"), "{html}");
    assert!(
        after.starts_with(
            "<p>After.</p>\n<ul>\n<li>a list</li>\n</ul>\n<blockquote>\n<p>A quote.</p>"
        ),
        "{html}"
    );
    assert!(after.contains("Last."), "{html}");
}

// What options may hold

#[test]
fn loose_lists_are_as_tight_ones() {
    let tight = asked("single", "- [ ] A\n  > No.\n- [x] B\n  > Yes.\n");
    assert_eq!(asked("single", "- [ ] A\n  > No.\n\n- [x] B\n  > Yes.\n"), tight);
    assert_eq!(
        asked(
            "single",
            r"
                - [ ] A

                  > No.

                - [x] B

                  > Yes.
                "
        ),
        tight
    );
    let tight = asked("ordering", "1. A\n2. B\n3. C\n");
    assert_eq!(asked("ordering", "1. A\n\n2. B\n\n3. C\n"), tight);
}

#[test]
fn options_may_hold_lists_code_links_and_variables() {
    let html = asked(
        "single",
        r#"
            - [x] Say *{{ word }}* and [go](index.md "Home") `a < b`
              > Because:
              >
              > - one
              >   - two
              >
              > ```
              > x < y
              > ```
            - [ ] Or

              - nested
                1. deep

                  ```text
                  code
                  ```
            "#,
    );

    let option = "Say <em>&lt;b&gt; &amp; co</em> and <a href=\"../index.html\" \
         title=\"Home\">go</a> <code>a &lt; b</code>";

    assert!(html.contains(&format!("<li>{option}</li>\n<li>Or<ul>\n<li><p>nested</p>")), "{html}");
    assert!(
        html.contains(&format!(
            "<strong>Right:</strong> {option}</p>\n<p>Because:</p>\n<ul>\n<li>one<ul>"
        )),
        "{html}"
    );
    assert!(html.contains("<pre><code>x &lt; y\n</code></pre>"), "{html}");
    assert!(
        html.contains(
            "<strong>Not right:</strong> Or</p>\n<ul>\n<li><p>nested</p>\n<ol>\n<li>deep"
        ),
        "{html}"
    );
    assert!(html.contains("<code class=\"language-text\">code\n</code>"), "{html}");
}

#[test]
fn a_line_that_goes_on_belongs_to_its_option() {
    let html = asked("single", "- [x] One and\n  a half\n- [ ] Two\n");
    assert!(html.contains("<li>One and\na half</li>"), "{html}");
}

#[test]
fn a_match_may_hold_links_and_variables() {
    let html = asked(
        "matching",
        "| A | B |\n| --- | --- |\n| {{ word }} | [home](index.md) |\n| b | `x` |\n",
    );
    assert!(html.contains("<th scope=\"row\">&lt;b&gt; &amp; co</th><td></td>"), "{html}");
    assert!(
        html.contains("<li data-choice=\"1\"><a href=\"../index.html\">home</a></li>"),
        "{html}"
    );
    assert!(html.contains("<td><a href=\"../index.html\">home</a></td>"), "{html}");
}

#[test]
fn what_is_wrong_inside_of_an_option_is_told() {
    for (kind, body) in [
        ("single", "- [x] See [it](gone.md)\n- [ ] B\n"),
        ("single", "- [x] A\n  > See [it](gone.md).\n- [ ] B\n"),
        ("single", "- [x] A\n- [ ] B\n\n> See [it](gone.md).\n"),
        ("matching", "| A | B |\n| --- | --- |\n| a | [it](gone.md) |\n| b | c |\n"),
        ("reflection", "> See [it](gone.md).\n"),
    ] {
        let site = site(&book(kind, body));
        assert!(
            site.diagnostics().starts_with("error[broken-link] content/base/m.md:"),
            "{body}: {}",
            site.diagnostics()
        );
    }
    let site = site(&book("single", "- [x] {{ wrod }}\n- [ ] B\n"));
    assert!(
        site.diagnostics().starts_with("error[unknown-variable] content/base/m.md:7:7"),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn parts_of_options_are_for_some_firms() {
    let text = format!(
        r"{}//- firms/acme/firm.yaml
name: Acme
variables: {{region: uk}}
",
        book(
            "single",
            &flush(
                r"
                :::only {region=uk}
                In Britain.
                :::

                - [x] A
                  > Yes.
                  >
                  > :::only {region=uk}
                  > The Act says so.
                  > :::
                - [ ] B

                > Both.
                >
                > :::only {region!=uk}
                > Elsewhere.
                > :::
                "
            )
        )
    );

    let site = site(&text);
    site.assert_clean();
    let (base, acme) = (site.page("base", "m"), site.page("acme", "m"));
    for (text, in_base, in_acme) in [
        ("In Britain.", false, true),
        ("The Act says so.", false, true),
        ("Elsewhere.", true, false),
        ("Both.", true, true),
    ] {
        assert_eq!(
            (base.contains(text), acme.contains(text)),
            (in_base, in_acme),
            "{text}\n{base}\n{acme}"
        );
    }

    assert!(!base.contains(":::"), "{base}");
}

// Order

#[test]
fn shuffling_follows_from_the_id_alone() {
    let order = |id: &str, count: usize| {
        let items: String = (1..=count).map(|item| format!("{item}. Item {item}\n")).collect();
        let text = format!(
            r"
//- base/m.md
---
kind: module
---
## Put in order {{#{id} question=ordering}}

{items}"
        );
        let page = site(&text).assert_clean().page("base", "m");
        between(&page, "<li data-place=\"", "\"").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };

    let mut seen = BTreeSet::new();
    for number in 0..12 {
        for count in [2, 3, 6] {
            let id = format!("q{number}");
            let shown = order(&id, count);
            let right: Vec<String> = (1..=count).map(|place| place.to_string()).collect();
            assert_eq!(shown.len(), count);
            assert_ne!(shown, right, "{id}");
            assert_eq!(shown, order(&id, count), "the same each time");
            seen.insert(shown);
        }
    }

    assert!(seen.len() > 10, "not one order for all: {seen:?}");
}

#[test]
fn matches_are_never_beside_each_other() {
    for number in 0..12 {
        let rows: String = (1..=4).map(|row| format!("| left {row} | right {row} |\n")).collect();
        let text = format!(
            r"
//- base/m.md
---
kind: module
---
## Match {{#q{number} question=matching}}

| A | B |
| --- | --- |
{rows}"
        );
        let page = site(&text).assert_clean().page("base", "m");
        assert_eq!(between(&page, "data-answer=\"", "\""), ["1", "2", "3", "4"]);
        let shown = between(&page, "data-choice=\"", "\"");
        assert_eq!(shown.len(), 4);
        assert_ne!(shown, ["1", "2", "3", "4"], "q{number}");
        for row in 1..=4 {
            assert!(
                page.contains(&format!("<li data-choice=\"{row}\">right {row}</li>")),
                "{page}"
            );
        }
    }
}

#[test]
fn questions_keep_their_ids_in_every_firm_and_release() {
    let base = &flush(
        r"
        //- base/m.md
        ---
        kind: module
        ---
        ## Who? {#m1-q1 question=single}
        - [x] Me
        - [ ] You
        ",
    );

    let site = site(&format!(
        r"{base}//- firms/acme/firm.yaml
name: Acme
//- firms/acme/m.md
---
override: sections
---
## Whose? {{#m1-q1 replace question=single}}
- [ ] Mine
- [x] Yours
"
    ));

    site.assert_clean();
    for edition in ["base", "acme"] {
        assert!(site.page(edition, "m").contains("data-id=\"m1-q1\""), "{edition}");
    }
}
