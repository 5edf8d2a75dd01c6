//! What a coordinator reads when something is wrong: whole messages, as they are printed.
//!
//! The handbook stands first, what is printed about it right after it.

use std::collections::BTreeMap;

use mentorbook::print::{Format, Screen, print};
use mentorbook::report::{Lines, Report};
use mentorbook::{EngineError, Selection};

use crate::harness::{assert_text, files, flush, try_build};

/// A handbook's files and what was found in it.
fn examine(text: &str) -> (BTreeMap<String, Vec<u8>>, Report) {
    let files = files(text);
    let report = match try_build(files.clone(), Selection::default()) {
        Ok(site) => site.run.report,
        Err(EngineError::Project(diagnostics)) => {
            Report::merge([("handbook", diagnostics.as_slice())])
        }
        Err(error) => panic!("{error:?}"),
    };
    (files, report)
}

/// What is printed about a handbook.
fn printed(text: &str, format: Format, color: bool, width: usize) -> String {
    let (files, report) = examine(text);
    printed_of(&files, &report, format, Screen { color, width })
}

fn printed_of(
    files: &BTreeMap<String, Vec<u8>>,
    report: &Report,
    format: Format,
    screen: Screen,
) -> String {
    let texts = |file: &str| String::from_utf8(files.get(file)?.clone()).ok();
    let mut out = Vec::new();
    print(report, format, &texts, screen, &mut out).expect("printed");
    String::from_utf8(out).expect("text")
}

#[track_caller]
fn says(text: &str, expected: &str) {
    let printed = printed(text, Format::Human, false, 140);
    // A blank line follows each problem, the last one, too.
    assert_text(format!("{}\n", printed.trim_end()), expected);
}

// For people

#[test]
fn a_broken_link() {
    says(
        r"
        //- base/index.md
        # Home
        //- base/hr/leave.md
        # Leave
        ## Carry over
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/hr/holidays.md
        # Holidays

        See [annual leave](../hr/leaves.md#carry-over).
        ",
        r"
        error[broken-link]: no page `hr/leaves.md`
         --> content/firms/acme/hr/holidays.md:3:20
          |
        3 | See [annual leave](../hr/leaves.md#carry-over).
          |                    ^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: did you mean `leave.md#carry-over`?
          = note: in 1 of 2 editions: acme
        ",
    );
}

#[test]
fn an_unknown_key() {
    says(
        r"
        //- base/index.md
        ---
        title: Home
        wieght: 1
        ---
        ",
        r"
        error[unknown-key]: there is no key `wieght` here
         --> content/base/index.md:3:1
          |
        3 | wieght: 1
          | ^^^^^^
          |
          = help: did you mean `weight`?
          = note: known keys: title, description, kind, weight, audience, tags, owner, updated, \
        reviewed, review_every, draft, hidden, search, slug, aliases, template, override, reason, \
        until, locked, extra
        ",
    );
}

#[test]
fn a_duplicate_key() {
    says(
        r"
        //- base/index.md
        ---
        title: One
        title: Two
        ---
        ",
        r"
        error[duplicate-key]: `title` is set twice
         --> content/base/index.md:3:1
          |
        3 | title: Two
          | ^^^^^
          |
         ::: content/base/index.md:2:1
          |
        2 | title: One
          | ----- first set here
          |
          = help: keep one of the two; the first is used until then
        ",
    );
}

#[test]
fn a_date_that_does_not_exist() {
    says(
        r"
        //- base/index.md
        ---
        title: Home
        updated: 2026-02-30
        ---
        ",
        r"
        error[wrong-type]: `2026-02-30` is no day of the calendar
         --> content/base/index.md:3:10
          |
        3 | updated: 2026-02-30
          |          ^^^^^^^^^^
        ",
    );
}

#[test]
fn broken_yaml() {
    says(
        r"
        //- base/index.md
        # Home
        //- firms/acme/firm.yaml
        name: Acme: the firm
        ",
        r"
        error[yaml-syntax]: this is not valid YAML: mapping values are not allowed in this context
         --> content/firms/acme/firm.yaml:1:11
          |
        1 | name: Acme: the firm
          |           ^^^^^^^^^^
          |
          = help: keys look like `key: value`; put text with a colon, `#`, `*`, `&` or brackets in \
        quotes
          = note: in 1 of 2 editions: acme
        ",
    );
}

#[test]
fn variables() {
    says(
        r"
        //- handbook.yaml
        title: Test
        variables:
          contact.email: {type: email, required: true, description: Where questions go}
        //- base/index.md
        Write to {{ contact.email }}.
        //- base/start.md
        Or to {{ contact.emial }}.
        //- firms/acme/firm.yaml
        name: Acme
        ",
        r"
        error[unknown-variable]: there is no variable `contact.emial`
         --> content/base/start.md:1:7
          |
        1 | Or to {{ contact.emial }}.
          |       ^^^^^^^^^^^^^^^^^^^
          |
          = help: did you mean `contact.email`?
          = help: declare it under `variables:` in content/handbook.yaml, or write `\{{` to show \
        the braces themselves

        error[missing-variable]: Acme does not set `contact.email`
         --> content/firms/acme/firm.yaml
          |
         ::: content/handbook.yaml:3:3
          |
        3 |   contact.email: {type: email, required: true, description: Where questions go}
          |   ------------- declared here as required
          |
          = help: add it under `variables:` in firm.yaml: `contact.email: …` (Where questions go)
          = note: used in content/base/index.md
          = note: in 1 of 2 editions: acme
        ",
    );
}

#[test]
fn overrides_that_cannot_be() {
    says(
        r#"
        //- base/rules.md
        # Rules

        ## Confidentiality {#confidentiality}

        Text

        ## Notes {#notes locked="Agreed with the works council."}

        Text
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/rules.md
        ---
        override: sections
        ---

        ## Confidentiality {#confidentialty replace}

        Ours

        ## Notes {#notes remove}
        //- firms/birch/firm.yaml
        name: Birch
        //- firms/birch/rules.md
        ---
        override: sections
        ---

        ## Our rule {#confidentiality replace}

        ## Confidentiality {#confidentiality append}

        Text
        "#,
        r#"
        error[unknown-target]: the page below has no section `confidentialty`
         --> content/firms/acme/rules.md:5:1
          |
        5 | ## Confidentiality {#confidentialty replace}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: did you mean `confidentiality`?
          = note: its sections: _lead, confidentiality, notes
          = note: in 1 of 3 editions: acme

        error[locked-section]: the section `notes` may not be changed: Agreed with the works \
        council.
         --> content/firms/acme/rules.md:9:1
          |
        9 | ## Notes {#notes remove}
          | ^^^^^^^^^^^^^^^^^^^^^^^^
          |
         ::: content/base/rules.md:7:1
          |
        7 | ## Notes {#notes locked="Agreed with the works council."}
          | --------------------------------------------------------- locked here
          |
          = help: take this operation away; text beside the section goes in with `before=` or \
        `after=`
          = note: in 1 of 3 editions: acme

        error[ambiguous-override]: two operations change the same section
         --> content/firms/birch/rules.md:7:1
          |
        7 | ## Confidentiality {#confidentiality append}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
         ::: content/firms/birch/rules.md:5:1
          |
        5 | ## Our rule {#confidentiality replace}
          | -------------------------------------- the other one
          |
          = help: put both into one `replace`, or let them change different sections
          = note: in 1 of 3 editions: birch
        "#,
    );
}

#[test]
fn a_place_that_is_a_whole_file_has_its_words_too() {
    let text = &flush(
        r"
        //- base/rules.md
        # Rules
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/rules.md
        # Our rules
        ",
    );

    let printed = printed(text, Format::Human, false, 140);
    assert!(printed.starts_with(
        "error[ambiguous-override]: `rules.md` exists below; this file does not say what it does \
         to it\n"
    ));
    assert!(
        printed.contains("content/firms/acme/rules.md")
            && printed.contains("content/base/rules.md"),
        "{printed}"
    );
    assert!(printed.contains("the page below"), "{printed}");
}

#[test]
fn a_required_section() {
    says(
        r"
        //- base/who.md
        # Who

        ## Whom to call {#call required}

        Somebody.
        //- firms/acme/firm.yaml
        name: Acme
        ",
        r"
        error[required-section]: Acme must fill the section `call`
         --> content/base/who.md:3:1
          |
        3 | ## Whom to call {#call required}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: write content/firms/acme/who.md with `override: sections` and a heading `## … \
        {#call replace}`
          = note: in 1 of 2 editions: acme
        ",
    );
}

#[test]
fn an_address_taken_twice() {
    let printed = printed(
        r"
        //- base/a.md
        //- base/b.md
        ---
        slug: a
        ---
        ",
        Format::Human,
        false,
        140,
    );

    let begin = "\
error[duplicate-url]: two pages would have the address `/a/`: content/base/b.md and \
         content/base/a.md
 --> content/base/b.md:2:7
  |
2 | slug: a
  |       ^
";

    assert!(printed.starts_with(begin), "{printed}");
    assert!(
        printed.contains("= help: rename one of the files, or give it another `slug:`\n"),
        "{printed}"
    );
}

#[test]
fn a_container_misspelt() {
    says(
        r#"
        //- base/index.md
        # Home

        :::detail {summary="More"}
        Text
        :::
        "#,
        r#"
        error[container-syntax]: there is no container `:::detail`
         --> content/base/index.md:3:1
          |
        3 | :::detail {summary="More"}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: did you mean `details`?
          = note: there are: details, tabs, tab, cards, card, only, include, collection, pages, \
        picker, fact, voice, form, self-check, cost, curriculum, timeline, answer-key, note, tip, info, \
        important, warning, caution, danger
        "#,
    );
}

#[test]
fn a_brand_that_cannot_be_read() {
    says(
        r##"
        //- base/index.md
        # Home
        //- firms/acme/firm.yaml
        name: Acme
        brand:
          colors:
            accent: "#dddd00"
        "##,
        r##"
        warning[low-contrast]: `accent` #dddd00 on `page` #ffffff has a contrast of 1.45:1 on \
        light pages; it takes 4.5:1 (links)
         --> content/firms/acme/firm.yaml:4:13
          |
        4 |     accent: "#dddd00"
          |             ^^^^^^^^^
          |
          = help: the nearest that will do: `accent: "#7a7a00"`
          = note: in 1 of 2 editions: acme
        "##,
    );
}

#[test]
fn html_that_a_firm_may_not_write() {
    says(
        "\
//- base/index.md
# Home
//- firms/acme/firm.yaml
name: Acme
//- firms/acme/page.md
# Ours

Text,\ta tab and <span id=\"x\">more.
",
        r#"
        warning[raw-html]: readers see this HTML as it is written here: a firm may use simple \
        formatting only
         --> content/firms/acme/page.md:3:17
          |
        3 | Text, a tab and <span id="x">more.
          |                 ^^^^^^^^^^^^^
          |
          = help: write it in Markdown, or ask the handbook's keeper to put it into the base or \
        the theme
          = note: in 1 of 2 editions: acme
        "#,
    );
}

#[test]
fn images() {
    says(
        r"
        //- base/index.md
        # Home

        ![](roles.svg)
        //- base/rolls.svg
        <svg/>
        ",
        r"
        warning[missing-alt]: this image has no alternative text
         --> content/base/index.md:3:1
          |
        3 | ![](roles.svg)
          | ^^^^^^^^^^^^^^
          |
          = help: say in the square brackets what it shows: `![The two roles, flipped](roles.svg)`

        error[missing-asset]: no file `roles.svg`
         --> content/base/index.md:3:1
          |
        3 | ![](roles.svg)
          | ^^^^^^^^^^^^^^
          |
          = help: did you mean `rolls.svg`?

        warning[unused-asset]: no page shows or links to `rolls.svg`
        --> content/base/rolls.svg
         = help: show it on a page, `![what is seen](file)`, or move it out of the layer's folder
        ",
    );
}

#[test]
fn a_file_in_another_encoding() {
    says(
        r"
        //- base/index.md
        # Home
        //- base/latin.md hex
        63 61 66 e9
        ",
        r"
        error[skipped-file]: this file is left out: it is not UTF-8 text (first on line 1)
        --> content/base/latin.md
         = help: save it as UTF-8: in most editors `File > Save As…`, encoding `UTF-8`
        ",
    );
}

#[test]
fn the_handbooks_own_file() {
    says(
        r"
        //- handbook.yaml
        titel: Test
        checks: {broken-lnk: off}
        //- base/index.md
        ",
        r"
        error[unknown-key]: there is no key `titel` here
         --> content/handbook.yaml:1:1
          |
        1 | titel: Test
          | ^^^^^
          |
          = help: did you mean `title`?
          = note: known keys: title, description, language, theme, variables, audiences, editions, \
        checks, limits, my_page, leak_scan, search, feedback, trusted_themes

        error[unknown-check]: there is no check `broken-lnk`
         --> content/handbook.yaml:2:10
          |
        2 | checks: {broken-lnk: off}
          |          ^^^^^^^^^^
          |
          = help: did you mean `broken-link`?
          = help: `mentorbook explain` lists them all
        ",
    );
}

#[test]
fn words_of_other_languages_are_marked_where_they_stand() {
    says(
        r"
        //- base/index.md
        ## Räume — Größe

        #### Näheres »zu« {{ wer }}
        ",
        r"
        warning[heading-order]: this heading skips a level: 4 after 2
         --> content/base/index.md:3:1
          |
        3 | #### Näheres »zu« {{ wer }}
          | ^^^^^^^^^^^^^^^^^^^^^^^^^^^
          |
          = help: begin it with `###` instead of `####`

        error[unknown-variable]: there is no variable `wer`
         --> content/base/index.md:3:19
          |
        3 | #### Näheres »zu« {{ wer }}
          |                   ^^^^^^^^^
          |
          = help: declare it under `variables:` in content/handbook.yaml, or write `\{{` to show \
        the braces themselves
        ",
    );
}

// Beside the text that causes them

/// Asserts that exactly the remarks of a page hold: each `<!-- error: 20-46 message -->` is about
/// the line below it and the columns named, the last one not included.
#[track_caller]
fn remarked(page: &str) {
    let text = format!(
        r"
//- base/index.md
# Home
## Rules {{#rules}}
//- base/hr/leave.md
# Leave
//- base/page.md
{page}"
    );

    let (files, report) = examine(&text);
    let page = Lines::of(String::from_utf8(files["content/base/page.md"].clone()).expect("text"));
    let mut expected = Vec::new();
    for (number, line) in page.text.lines().enumerate() {
        let Some(remark) = line.strip_prefix("<!-- ").and_then(|line| line.strip_suffix(" -->"))
        else {
            continue;
        };
        expected.push((number + 2, remark.to_owned()));
    }
    let found: Vec<(usize, String)> = report
        .findings
        .iter()
        .map(|finding| {
            let diagnostic = &finding.diagnostic;
            let span = diagnostic.place.as_ref().and_then(|place| place.span).expect("a span");
            let (from, to) = (page.position(span.start), page.position(span.end));
            let severity = format!("{:?}", diagnostic.severity).to_lowercase();
            (from.line, format!("{severity}: {}-{} {}", from.column, to.column, diagnostic.message))
        })
        .collect();

    assert_eq!(found, expected);
}

#[test]
fn a_page_with_its_remarks() {
    remarked(
        "\
# Page
<!-- error: 5-14 no page `leaves.md` -->
[a](leaves.md), [b](hr/leave.md)
<!-- warning: 12-25 the page `index.md` has no section `rule` -->
äöü [home](index.md#rule)
<!-- error: 5-19 there is no variable `firm.nme` -->
> - {{ firm.nme }}
>
<!-- error: 1-31 `:::details` has no attribute `sumary` -->
:::details {sumary=\"Ask\" open}  \n\
Text
:::
<!-- warning: 1-19 this heading skips a level: 3 after 1 -->
### Too {#deep .x}

| A table |
|---|
| and *text* without remarks |
",
    );
}

// Merged over editions

#[test]
fn equal_problems_of_many_editions_are_told_once() {
    let firms = |count: usize| {
        let id = |number: usize| char::from(b'a' + number as u8);
        let firm = |number| {
            flush(&format!(
                r"
                //- firms/{0}/firm.yaml
                name: F
                layers: [shared]
                ",
                id(number)
            ))
        };
        let firms: String = (0..count).map(firm).collect();
        let text = format!(
            r"
//- base/index.md
# Home
//- layers/shared/page.md
[x](nowhere.md)
{firms}"
        );
        let (_, report) = examine(&text);
        assert_eq!(report.findings.len(), 1);
        report.findings[0].where_met(report.editions).expect("not in the base")
    };

    assert_eq!(firms(1), "in 1 of 2 editions: a");
    assert_eq!(firms(3), "in 3 of 4 editions: a, b, c");
    assert_eq!(firms(5), "in 5 of 6 editions: a, b, c, d, e");
    assert_eq!(firms(6), "in 6 of 7 editions: a, b, c and 3 more");

    let (_, report) = examine(
        r"
        //- base/index.md
        [x](nowhere.md)
        //- firms/acme/firm.yaml
        name: Acme
        ",
    );

    assert_eq!(report.findings[0].where_met(report.editions), None, "met in all of them");
}

#[test]
fn problems_are_sorted_by_file_and_place() {
    let (_, report) = examine(
        r"
        //- base/b.md
        {{ x }}

        [y](y.md)
        //- base/a.md
        [z](z.md)
        //- firms/acme/firm.yaml
        nam: Acme
        name: Acme
        ",
    );

    let places =
        report.findings.iter().map(|finding| finding.diagnostic.place.clone().expect("a place"));
    let places: Vec<_> = places.map(|place| (place.file.to_string(), place.span)).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(places.len(), 4);
}

// For programs

const TWO: &str = r"//- base/index.md
---
title: One
title: Two
---
[x](index.md)
//- firms/acme/firm.yaml
name: Acme
hide:
- a
";

#[test]
fn json() {
    assert_eq!(
        printed(TWO, Format::Json, false, 0),
        concat!(
            r#"{"check":"duplicate-key","editions":["base","acme"],"#,
            r#""help":["keep one of the two; the first is used until then"],"#,
            r#""labels":[{"place":{"column":1,"end":{"column":6,"line":2},"#,
            r#""file":"content/base/index.md","line":2,"span":[4,9]},"text":"first set here"}],"#,
            r#""message":"`title` is set twice","notes":[],"of":2,"#,
            r#""place":{"column":1,"end":{"column":6,"line":3},"#,
            r#""file":"content/base/index.md","line":3,"span":[15,20]},"severity":"error"}"#,
            "\n",
            r#"{"check":"unknown-target","editions":["acme"],"help":[],"labels":[],"#,
            r#""message":"there is no page or folder `a` to hide","notes":[],"of":2,"#,
            r#""place":{"column":3,"end":{"column":4,"line":3},"#,
            r#""file":"content/firms/acme/firm.yaml","line":3,"span":[19,20]},"severity":"error"}"#,
            "\n",
        )
    );
}

#[test]
fn github() {
    let text = &flush(
        r"
        //- base/100%, a.md
        [x](<50%25 off, a.md>)
        //- firms/acme/firm.yaml
        name: Acme
        //- firms/acme/a: b.md
        //- firms/acme/own.md
        ![](a.svg)
        //- firms/acme/a.txt
        ",
    );

    assert_text(
        printed(text, Format::Github, false, 0),
        r"
        ::error file=content/base/100%25%2C a.md,line=1,col=6,title=broken-link::no page `50%25 \
        off, a.md`%0Ahelp: links are paths to Markdown files, seen from the file they stand in
        ::warning file=content/firms/acme/a.txt,line=1,col=1,title=unused-asset::no page shows or \
        links to `a.txt`%0Ahelp: link to it, or write it as a page, in a file that ends in \
        `.md`%0Anote: in 1 of 2 editions: acme
        ::error file=content/firms/acme/a%3A b.md,line=1,col=1,title=skipped-file::on Windows \
        nothing can be called `a: b.md`: `:` is in it%0Ahelp: rename it to `a- b.md`%0Anote: in 1 \
        of 2 editions: acme
        ::warning file=content/firms/acme/own.md,line=1,col=1,title=missing-alt::this image has no \
        alternative text%0Ahelp: say in the square brackets what it shows: `![The two roles, \
        flipped](roles.svg)`%0Anote: in 1 of 2 editions: acme
        ::error file=content/firms/acme/own.md,line=1,col=1,title=missing-asset::no file \
        `a.svg`%0Ahelp: put the file there, or mend the path; it is seen from this page's \
        folder%0Anote: in 1 of 2 editions: acme
        ",
    );
}

// On a terminal

#[test]
fn colours_are_used_where_they_are_wanted() {
    let text = &flush(
        r"
        //- base/index.md
        [x](nowhere.md)
        ",
    );
    assert!(printed(text, Format::Human, true, 140).contains('\u{1b}'));
    assert!(!printed(text, Format::Human, false, 140).contains('\u{1b}'));
    assert!(!printed(text, Format::Json, false, 140).contains('\u{1b}'));
}

#[test]
fn a_long_line_is_cut_to_the_width() {
    let text = flush(&format!(
        r"
        //- base/index.md
        {}[x](nowhere.md) {}
        ",
        "word ".repeat(60),
        "word ".repeat(60)
    ));
    let printed = printed(&text, Format::Human, false, 80);
    let excerpt = printed.lines().find(|line| line.starts_with("1 |")).expect("an excerpt");
    assert!(excerpt.chars().count() <= 100 && excerpt.contains("[x](nowhere.md)"), "{printed}");
}

#[test]
fn a_firms_words_cannot_steer_the_terminal() {
    let text = "//- base/index.md\n[x](a\u{1b}]0;owned\u{7}.md) \u{1b}[2J [y](b.md)\n\
        //- firms/acme/firm.yaml\nname: \"A\\e[31m\"\n//- base/who.md\n## Call {#call required}\n";
    let printed = printed(text, Format::Human, false, 140);
    let control = |c: &char| c.is_control() && *c != '\n';
    assert_eq!(printed.chars().find(control), None, "{printed:?}");
}

/// A handbook with so many pages of a text in which `N` stands for the number of the page.
fn pages(count: usize, page: &str) -> String {
    let pages = (0..count).map(|number| {
        format!("//- base/p{number}.md\n{}\n", page.replace('N', &number.to_string()))
    });
    format!("//- base/index.md\n# Home\n{}", pages.collect::<String>())
}

#[test]
fn equal_complaints_fill_no_screens() {
    let often = |text: &str, times: usize| pages(10, &text.repeat(times));
    for (text, count) in [
        (often("{{ nowhere }} N\n\n", 400), 4_000),
        (often("Dear <first-N>, <name>\n\n", 150), 3_000),
        (often("[x](#gone-N) {{ nobody }}\n\n", 120), 1_200),
        (often("# A\n\n#### B N\n\n", 15), 150),
        (format!("//- base/a.md\n{}", "[x](gone.md) ".repeat(400)), 400),
    ] {
        let (files, report) = examine(&text);
        let screen = Screen { color: false, width: 140 };
        let human = printed_of(&files, &report, Format::Human, screen);
        let kinds = human.matches("… more of").count();
        assert!(human.len() < 10_000 * kinds, "{count}: {} bytes of {kinds} kinds", human.len());
        assert!(kinds > 0, "{human}");
        let more = match count - 100 {
            3_900 => "and 3,900 more".to_owned(),
            more @ 1_000.. => format!("and {},{:03} more", more / 1_000, more % 1_000),
            more => format!("and {more} more"),
        };
        assert!(human.contains(&more), "no {more:?} in {human}");
        let heads = human.lines().filter(|line| line.starts_with(['e', 'w']));
        assert!(heads.count() <= 20 * kinds, "{human}");
        let listed = human.lines().filter(|line| line.starts_with("  content/"));
        assert!(listed.count() <= 80 * kinds, "{human}");

        let json = printed_of(&files, &report, Format::Json, screen);
        assert_eq!(json.lines().count(), report.findings.len());
        let github = printed_of(&files, &report, Format::Github, screen);
        assert!(github.contains(&more), "no {more:?} in {github}");
        assert!(github.lines().count() <= 101 * kinds, "{github}");
    }
}

#[test]
fn complaints_of_other_words_are_not_folded() {
    let text = pages(15, "[x](goneN.md) [y](#goneN) ![z](goneN.png)");
    let human = printed(&text, Format::Human, false, 140);
    assert!(!human.contains("… more of"), "{human}");
    assert_eq!(human.matches("error[").count(), 30, "{human}");
    assert_eq!(human.matches("warning[").count(), 15, "{human}");

    // One more than is shown in full.
    let human = printed(&pages(21, "[x](goneN.md)"), Format::Human, false, 140);
    assert_eq!(human.matches("error[").count(), 20, "{human}");
    assert!(
        human.ends_with(
            "… more of `broken-link`, like “no page `gone0.md`”:\n  content/base/p9.md:1:5\n\n"
        ),
        "{human}"
    );
}

#[test]
fn json_says_what_it_leaves_out() {
    let (_, mut report) = examine(&pages(1, "[x](gone.md)"));
    let finding = report.findings.remove(0);
    report.findings = vec![finding; 100_002];
    let mut out = Vec::new();
    let screen = Screen { color: false, width: 0 };
    print(&report, Format::Json, &|_| None, screen, &mut out).expect("printed");
    let out = String::from_utf8(out).expect("text");
    assert_eq!(out.lines().count(), 100_001);
    assert!(out.ends_with("\n{\"more\":2}\n"));
}
