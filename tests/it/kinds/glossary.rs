//! Terms: the first use on a page is a link with its meaning, and nothing else is touched.

use html5ever::driver::ParseOpts;
use html5ever::tendril::TendrilSink;
use html5ever::{QualName, local_name, ns, parse_fragment};
use markup5ever_rcdom::RcDom;

use crate::harness::{Site, assert_text, flush, site};

const TERMS: &str = r#"//- handbook.yaml
title: T
variables:
  label: {type: text, default: guide}
//- base/index.md
# Home
//- base/ref/words.md
---
title: Words
kind: glossary
---
A mentor is not a sponsor.

## Mentor {#mentor aliases="{{ label }}, mentors" see="reverse-mentoring, sponsor"}

Who *teaches* a "leader" & <br> more. [More](../index.md).

The second paragraph says mentor.

## Reverse mentoring {#reverse-mentoring aliases="mentoring up"}

The junior leads.

## Sponsor {#sponsor link=no}

Who pays.

## R&D {#rd aliases="Élan"}

Research.
"#;

/// What becomes of the body of a page `p/page.md`.
fn page(body: &str) -> String {
    let site = site(&format!(
        r"{TERMS}//- base/p/page.md
---
title: Page
---
{body}
"
    ));
    site.assert_clean();
    let page = site.page("base", "p/page");
    well_formed(&page);
    page.split_once("</h1>\n").expect("a heading").1.to_owned()
}

/// The texts that became links to terms, each with the term's id.
fn terms(html: &str) -> Vec<(String, String)> {
    let links = html.split("<a class=\"term\" href=\"").skip(1);
    links
        .map(|link| {
            let id =
                link.split('"').next().unwrap_or_default().rsplit('#').next().unwrap_or_default();
            let text = link
                .split_once("\">")
                .and_then(|(_, rest)| rest.split('<').next())
                .unwrap_or_default();
            (text.to_owned(), id.to_owned())
        })
        .collect()
}

#[track_caller]
fn linked(body: &str, expected: &[(&str, &str)]) {
    let html = page(body);
    let expected: Vec<(String, String)> =
        expected.iter().map(|(text, id)| ((*text).to_owned(), (*id).to_owned())).collect();
    assert_eq!(terms(&html), expected, "{html}");
}

/// Whether a browser reads HTML as it was meant, without mending anything.
#[track_caller]
fn well_formed(html: &str) {
    let body = QualName::new(None, ns!(html), local_name!("body"));
    let dom =
        parse_fragment(RcDom::default(), ParseOpts::default(), body, Vec::new(), false).one(html);
    let errors = dom.errors.borrow();
    assert!(errors.is_empty(), "{errors:?}\n{html}");
    let opened = html.matches("<a ").count();
    assert_eq!(opened, html.matches("</a>").count(), "{html}");
}

#[test]
fn the_first_use_is_a_link_with_its_meaning() {
    assert_text(
        page("Every mentor helps a mentor."),
        r#"
            <p>Every <a class="term" href="../../ref/words/index.html#mentor" title="Who teaches a \
            “leader” &amp; more. More.">mentor</a> helps a mentor.</p>
            "#,
    );
}

#[test]
fn tooltips_are_the_first_paragraph_and_short() {
    let long = "word ".repeat(100);
    let text = format!(
        r"
//- base/g.md
---
kind: glossary
---
## Pair {{#pair}}

{long}

Second.

## Bare {{#bare}}

### Below {{#below}}

X
//- base/p.md
A pair is bare.
"
    );

    let site = site(&text);
    let html = site.assert_clean().page("base", "p");
    well_formed(&html);
    let title =
        html.split("title=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a tooltip");

    assert!(
        title.starts_with("word word") && title.ends_with("word …") && title.chars().count() <= 282,
        "{title}"
    );
    assert!(!html.contains("Second"), "{html}");
    assert!(html.contains(">bare</a>"), "{html}");
}

#[test]
fn a_meaning_holds_the_firms_values() {
    let text = format!(
        r"{TERMS}
        //- base/p.md
        ---
        title: P
        ---
        mentoring up
        //- firms/acme/firm.yaml
        name: Acme & Sons
        "
    )
    .replace("The junior leads.", "At {{ firm.name }} the {{ label }} leads.");

    let site = site(&text);
    let html = site.assert_clean().page("acme", "p");
    well_formed(&html);
    assert!(html.contains("title=\"At Acme &amp; Sons the guide leads.\""), "{html}");
}

#[test]
fn whole_words_in_any_case() {
    linked(
        "A MENTOR and Mentoring Up.",
        &[("MENTOR", "mentor"), ("Mentoring Up", "reverse-mentoring")],
    );
    linked("Mentorship, mentor-like, co-mentor, mentor_x, xmentor, mentoré.", &[]);
    linked("(mentor), then mentor’s.", &[("mentor", "mentor")]);
    linked("A mentor’s hour", &[("mentor", "mentor")]);
    linked("mentoring up\nand on", &[("mentoring up", "reverse-mentoring")]);
}

#[test]
fn a_word_that_is_partly_marked_is_one_word() {
    linked("*co*mentor and `x`mentor", &[]);
    linked("mentor*ship*", &[]);
}

#[test]
fn terms_are_found_over_a_line_end_and_behind_scripts() {
    let of = |body: &str| {
        let text = "//- base/g.md\n---\nkind: glossary\n---\n## Pair review {#review}\n\nA\n\n\
                    ## メンター {#mentor}\n\nM\n\n## 会議 {#talk}\n\nK\n\n\
                    ## 멘토 {#mento}\n\nM\n//- base/p.md\n---\ntitle: P\n---\n";
        terms(&site(&format!("{text}{body}\n")).page("base", "p"))
            .into_iter()
            .map(|(_, id)| id)
            .collect::<Vec<_>>()
    };
    assert_eq!(of("A pair\nreview."), ["review"]);
    assert_eq!(of("> A pair\n> review."), ["review"]);
    let none = "<style>.pair review {}</style>\n\n<script>\"pair review\"</script>\n";
    assert_eq!(of(none), [""; 0]);
    assert_eq!(of("<script>if (a<b) \"</p>\"</script>\n\nA pair review."), ["review"]);
    assert_eq!(of("<div>\n<!-- don't -->\n</div>\n\nA pair review."), ["review"]);
    assert_eq!(of("<p data-x=don't>A</p>\n\nA pair review."), ["review"]);
    // In scripts without blanks a term stands between other words.
    assert_eq!(of("新しいメンターと会議をする"), ["mentor", "talk"]);
    assert_eq!(of("メンターシップ"), [""; 0]);
    assert_eq!(of("좋은 멘토는 듣는다"), ["mento"]);
    assert_eq!(of("멘토링"), [""; 0]);
}

#[test]
fn terms_with_marks_in_them_are_found() {
    linked("Our R&D team.", &[("R&amp;D", "rd")]);
}

// BUG 15
#[test]
fn case_does_not_matter_in_other_letters_either() {
    linked("With élan.", &[("élan", "rd")]);
}

#[test]
fn a_term_that_is_part_of_an_entity_is_not_lost() {
    let text = &flush(
        r"
        //- base/g.md
        ---
        kind: glossary
        ---
        ## Amp {#amp}

        Loud.
        //- base/p.md
        ---
        title: P
        ---
        Salt & pepper. The amp is on.
        ",
    );

    let html = site(text).assert_clean().page("base", "p");
    well_formed(&html);
    assert!(html.contains("Salt &amp; pepper.") && html.contains(">amp</a>"), "{html}");
}

#[test]
fn the_longest_name_wins() {
    linked(
        "Reverse mentoring by a mentor, once more reverse mentoring.",
        &[("Reverse mentoring", "reverse-mentoring"), ("mentor", "mentor")],
    );
    let text = &flush(
        r"
        //- base/g.md
        ---
        kind: glossary
        ---
        ## Pair {#pair}

        Two.

        ## Pair review {#review}

        A talk.
        //- base/p.md
        ---
        title: P
        ---
        ",
    );

    let of = |body: &str| {
        terms(&site(&format!("{text}{body}\n")).page("base", "p"))
            .into_iter()
            .map(|(_, id)| id)
            .collect::<Vec<_>>()
    };

    assert_eq!(of("The pair review, and the pair."), ["review", "pair"]);
}

#[test]
fn a_longer_name_that_is_no_whole_word_does_not_hide_a_shorter_one() {
    let text = &flush(
        r"
        //- base/g.md
        ---
        kind: glossary
        ---
        ## Pair {#pair}

        Two.

        ## Pair review {#review}

        A talk.
        //- base/p.md
        ---
        title: P
        ---
        The pair reviews itself.
        ",
    );

    assert_eq!(terms(&site(text).page("base", "p")), [("pair".to_owned(), "pair".to_owned())]);
}

#[test]
fn aliases_lead_to_their_term_and_count_as_its_use() {
    linked("A guide, a mentor and mentors.", &[("guide", "mentor")]);
    linked("Mentoring up is reverse mentoring.", &[("Mentoring up", "reverse-mentoring")]);
}

#[test]
fn a_firms_label_is_an_alias() {
    let text = format!(
        r"{TERMS}
        //- base/p.md
        ---
        title: P
        ---
        A guide or a coach.
        //- firms/acme/firm.yaml
        name: Acme
        variables: {{label: coach}}
        "
    );

    let site = site(&text);
    assert!(
        site.page("acme", "p").contains(">coach</a>")
            && !site.page("acme", "p").contains(">guide</a>"),
        "{}",
        site.page("acme", "p")
    );
    assert!(site.page("base", "p").contains(">guide</a>"));
}

#[test]
fn some_words_are_too_common_to_link() {
    linked("A sponsor. The Sponsor!", &[]);
}

#[test]
fn headings_links_code_and_labels_stay_as_they_are() {
    for body in [
        "## The mentor {#one}\n\nText",
        "[the mentor](../index.md) and [mentor `mentor`](https://example.com/)",
        "`mentor`\n\n```\nmentor\n```\n\n    mentor",
        ":::details {summary=\"A mentor\"}\nText\n:::",
        ":::form\n- Name of the mentor\n- [ ] mentor\n- Grade the mentor {scale=1-2}\n- Who \
         {choice=\"mentor, other\"}\n:::",
        "| mentor |\n| --- |\n| x |",
        "![mentor](../a.png)",
        "mentor\n: Text",
        "<https://mentor.example/>",
    ] {
        let text = format!(
            r"{TERMS}//- base/a.png
x
//- base/p/page.md
---
title: Page of a mentor
---
{body}
"
        );
        let site = site(&text);
        let html = site.page("base", "p/page");
        well_formed(&html);
        assert_eq!(terms(&html), [], "{body}\n{html}");
    }
}

#[test]
fn ends_of_a_scale_stay_as_they_are() {
    linked(":::form\n- Grade {scale=1-2 low=mentor high=\"reverse mentoring\"}\n:::", &[]);
}

#[test]
fn what_follows_is_linked_again() {
    linked(
        "## mentor {#one}\n\n[mentor](../index.md) `mentor` then mentor.",
        &[("mentor", "mentor")],
    );
    linked("| mentor |\n| --- |\n| mentor |", &[("mentor", "mentor")]);
    linked("- *mentor*\n- **x**", &[("mentor", "mentor")]);
    linked("> A mentor.", &[("mentor", "mentor")]);
    linked("Text.[^1]\n\n[^1]: A mentor.", &[("mentor", "mentor")]);
    linked(":::details {summary=More}\nA mentor\n:::", &[("mentor", "mentor")]);
    linked("<!-- don't -->\n\nA mentor.", &[("mentor", "mentor")]);
}

#[test]
fn questions_stay_as_they_are() {
    let html = page(&flush(
        r"
        ## Who? {#q1 question=single}

        - [x] The mentor
          > A mentor.
        - [ ] B

        > Of mentoring up.

        A mentor.",
    ));
    let (question, after) = html.rsplit_once("</div>\n").expect("a question");
    assert_eq!((terms(question).len(), terms(after).len()), (0, 1), "{html}");
}

#[test]
fn the_glossary_itself_has_no_such_links() {
    let site = site(TERMS);
    let html = site.assert_clean().page("base", "ref/words");
    assert_eq!(terms(&html), []);
    well_formed(&html);
    assert!(
        html.contains(&flush(
            r##"
        <p>The second paragraph says mentor.</p>
        <p class="see-also">See also: <a href="#reverse-mentoring">Reverse mentoring</a>, <a \
        href="#sponsor">Sponsor</a></p>
        <h2 id="reverse-mentoring""##
        )),
        "{html}"
    );
    assert_eq!(html.matches("see-also").count(), 1, "only where there is something to see");
}

#[test]
fn see_also_comes_after_all_of_a_term() {
    let text = format!(
        r"{TERMS}
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/ref/words.md
        ---
        override: sections
        ---
        ## Mentor {{#mentor append}}

        Added.

        ### Deeper {{#deeper}}

        Deep.
        "
    );

    let site = site(&text);
    let html = site.assert_clean().page("acme", "ref/words");
    let order: Vec<usize> = ["Added.", "Deep.", "class=\"see-also\"", "id=\"reverse-mentoring\""]
        .iter()
        .map(|part| html.find(part).expect(part))
        .collect();

    assert!(order.is_sorted(), "{html}");
}

fn acme(change: &str) -> Site {
    site(&format!(
        r"{TERMS}//- base/p.md
---
title: P
---
A mentor, mentoring up, and a buddy.
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/ref/words.md
---
override: sections
---
{change}
"
    ))
}

#[test]
fn a_firms_own_terms_and_meanings_count() {
    let site = acme(&flush(
        r"
        ## Buddy {#buddy after=mentor see=mentor}

        A friend.

        ## Mentor {#mentor replace}

        Our words.
        ",
    ));

    let html = site.assert_clean().page("acme", "p");
    assert_eq!(
        terms(&html),
        [("mentor", "mentor"), ("mentoring up", "reverse-mentoring"), ("buddy", "buddy")]
            .map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
    assert!(
        html.contains("title=\"A friend.\"") && html.contains("title=\"Our words.\""),
        "{html}"
    );
    assert!(site.page("base", "p").contains("title=\"Who teaches"), "the base is as it was");
    let words = site.page("acme", "ref/words");
    assert!(
        words.contains(
            "<p>A friend.</p>\n<p class=\"see-also\">See also: <a href=\"#mentor\">Mentor</a></p>"
        ),
        "{words}"
    );

    // Whoever replaces a term keeps its aliases and what it leads to.
    assert!(
        words.contains(
            "<p>Our words.</p>\n<p class=\"see-also\">See also: <a href=\"#reverse-mentoring\">"
        ),
        "{words}"
    );
}

#[test]
fn a_removed_term_leaves_no_link() {
    let site = acme("## Up {#reverse-mentoring remove}\n");
    let html = site.assert_clean().page("acme", "p");
    assert_eq!(terms(&html), [("mentor".to_owned(), "mentor".to_owned())]);
    let words = site.page("acme", "ref/words");
    assert!(
        words.contains("See also: <a href=\"#sponsor\">Sponsor</a></p>")
            && !words.contains("everse mentoring"),
        "{words}"
    );
}

#[test]
fn a_hidden_glossary_leaves_no_link() {
    let site = site(&format!(
        r"{TERMS}
        //- base/p.md
        ---
        title: P
        ---
        A mentor.
        //- firms/acme/firm.yaml
        name: Acme
        hide: [ref]
        "
    ));

    assert_text(
        site.assert_clean().page("acme", "p"),
        r"
        <h1>P</h1>
        <p>A mentor.</p>
        ",
    );
}

#[test]
fn a_term_of_facilitators_is_none_of_participants() {
    let text = &flush(
        r"
        //- handbook.yaml
        title: T
        audiences: [mentor, facilitator]
        editions:
          participants: {audiences: [mentor]}
          facilitators: {audiences: [mentor, facilitator]}
        //- base/g.md
        ---
        kind: glossary
        ---
        ## Pair {#pair see=spare}

        Two.

        ## Spare {#spare audience=facilitator}

        Secret.
        //- base/p.md
        ---
        title: P
        ---
        A spare pair.
        ",
    );

    let site = site(text);
    site.assert_clean();
    assert_eq!(terms(&site.page("base", "p")).len(), 1);
    assert_eq!(terms(&site.page("base.facilitators", "p")).len(), 2);
    assert!(!site.page("base", "g").contains("see-also"), "{}", site.page("base", "g"));
    assert!(site.page("base.facilitators", "g").contains("See also: <a href=\"#spare\">"));
}

/// The tooltip of "A pair." in some editions, where the glossary explains a pair like this.
fn tooltips(meaning: &str, editions: &[&str]) -> Vec<String> {
    let site = site(&format!(
        r#"//- handbook.yaml
title: T
audiences: [mentor, facilitator]
editions:
  participants: {{audiences: [mentor]}}
  facilitators: {{audiences: [mentor, facilitator]}}
variables:
  region: {{type: text, description: d, default: us}}
//- base/g.md
---
kind: glossary
---
## Pair {{#pair}}

{meaning}
//- base/p.md
# P

A pair.
//- firms/acme/firm.yaml
name: Acme
variables: {{region: uk}}
"#
    ));

    site.assert_clean();

    let title = |edition: &&str| {
        let page = site.page(edition, "p");
        page.split_once(" title=\"")
            .map_or(String::new(), |(_, rest)| rest.split('"').next().unwrap_or_default().into())
    };
    editions.iter().map(title).collect()
}

#[test]
fn a_tooltip_says_what_its_readers_may_know() {
    let both = ["base", "base.facilitators"];
    let secret = ":::only {audience=facilitator}\nSECRET for facilitators.\n:::";
    assert_eq!(
        tooltips(&format!("{secret}\n\nTwo people."), &both),
        ["Two people.", "SECRET for facilitators."]
    );
    assert_eq!(
        tooltips(":::only {region=uk}\nTwo, lawfully.\n:::\n\nTwo people.", &["base", "acme"]),
        ["Two people.", "Two, lawfully."]
    );

    // Nothing to be shown; nothing but a list; one passage within another.
    assert_eq!(tooltips(secret, &both), ["", "SECRET for facilitators."]);
    assert_eq!(tooltips(&format!("- Two\n- people\n\n{secret}"), &["base"]), ["Two people"],);

    let nested = &flush(
        r"
        ::::only {region=us}
        :::only {audience=facilitator}
        SECRET.
        :::

        Two.
        ::::
        ",
    );

    assert_eq!(tooltips(nested, &["base", "base.facilitators", "acme"]), ["Two.", "SECRET.", ""]);

    // A quote around the passage.
    let quoted = "> :::only {audience=facilitator}\n> SECRET.\n> :::\n>\n> Two.\n";
    assert_eq!(tooltips(quoted, &both), ["Two.", "SECRET."]);
}

#[test]
fn a_name_of_a_term_may_stand_among_its_own_aliases() {
    let text = &flush(
        r#"
        //- base/g.md
        ---
        kind: glossary
        ---
        ## Pair {#pair aliases="pair, Pair"}

        Two.
        "#,
    );
    let diagnostics = site(text).diagnostics();
    assert!(!diagnostics.contains("names two terms"), "there is one term only: {diagnostics}");
}

#[test]
fn a_term_to_look_at_must_be_there() {
    let site =
        site(&TERMS.replace("see=\"reverse-mentoring, sponsor\"", "see=\"reverse-mentorin\""));
    assert!(
        site.diagnostics().starts_with(&flush(
            r"
            error[glossary-term] content/base/ref/words.md:7:1 there is no term `reverse-mentorin` \
            to look at
              help: did you mean `reverse-mentoring`?"
        )),
        "{}",
        site.diagnostics()
    );
}

#[test]
fn odd_html_stays_whole() {
    for body in [
        "<div title=\"a > mentor\">mentor</div>",
        "<span title='mentor'>x</span> mentor",
        "mentor <br> mentor <img src=\"https://x.example/a.png\" alt=\"mentor\">",
        "a < b mentor & mentor; &amp;mentor; &mentor",
        "*mentor **up*** [a *mentor* b](../index.md) ~~mentor~~",
        "1. mentor\n\n   > mentor\n\n   | a | mentor |\n   | - | - |\n   | mentor | b |",
    ] {
        let text = format!(
            r"{TERMS}//- base/p/page.md
---
title: Page
---
{body}
"
        );
        let site = site(&text);
        let html = site.page("base", "p/page");
        assert_eq!(html.matches("<a ").count(), html.matches("</a>").count(), "{html}");
        assert!(terms(&html).len() <= 1, "{body}: {html}");
        let bare = site.page("base", "p/page").replace("\n", " ");
        let unlinked: String = {
            let parts: Vec<&str> = bare.split("<a class=\"term\"").collect();
            let rest = parts[1..].iter().map(|part| {
                let (_, rest) = part.split_once("\">").expect("a tag");
                rest.replacen("</a>", "", 1)
            });
            std::iter::once(parts[0].to_owned()).chain(rest).collect()
        };
        let plain = crate::harness::site(
            &text.replace("kind: glossary\n", "kind: glossary\ndraft: true\n"),
        )
        .page("base", "p/page");
        let plain = plain.replace('\n', " ");
        assert_eq!(unlinked, plain, "nothing but links is added: {body}");
    }
}
