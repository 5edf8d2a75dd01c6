//! Sizes that nobody would write, and shapes that nobody would think of: none hangs, none panics.

use std::fmt::Write as _;
use std::time::Duration;

use mentorbook::{EngineError, Selection};

use super::{HEAD, dates, form, question, told_in};
use crate::harness::{Site, files, in_one_thread, processor_time, site, try_build};

/// Builds in one thread, within so many seconds of the processor.
#[track_caller]
fn quick(text: &str, seconds: u64) -> Site {
    let (site, took) = in_one_thread(|| {
        let begun = processor_time();
        let site = site(text);
        (site, processor_time() - begun)
    });
    assert!(took < Duration::from_secs(seconds), "took {took:?}");
    site
}

#[test]
fn ten_thousand_options() {
    let mut list = String::from("- [x] Right\n");
    let (mut order, mut rows) = (String::new(), String::from("| A | B |\n| - | - |\n"));
    for number in 0..10_000 {
        let _ = writeln!(list, "- [ ] Option {number}\n  > Feedback {number}");
        let _ = writeln!(order, "1. Step {number}");
        let _ = writeln!(rows, "| left {number} | right {} |", number % 5_000);
    }
    let site = quick(&format!("{HEAD}{}", question("single", &list)), 20);
    assert_eq!(site.assert_clean().page("base", "m").matches("data-right=").count(), 10_001);
    assert_eq!(
        quick(&format!("{HEAD}{}", question("ordering", &order)), 20)
            .page("base", "m")
            .matches("data-place=")
            .count(),
        10_000
    );
    assert_eq!(
        quick(&format!("{HEAD}{}", question("matching", &rows)), 20)
            .page("base", "m")
            .matches("data-choice=")
            .count(),
        5_000
    );
}

#[test]
fn ten_thousand_fields() {
    let fields: String = (0..10_000)
        .map(|number| {
            if number % 2 == 0 {
                "- Same\n".to_owned()
            } else {
                format!("- Field {number} {{choice=\"a, b\"}}\n")
            }
        })
        .collect();
    let site = quick(&format!("{HEAD}{}", form(&fields)), 20);
    assert_eq!(site.assert_clean().page("base", "log").matches("class=\"field ").count(), 10_000);
    let statements: String =
        (0..10_000).map(|number| format!("- Statement {{for=s{}}}\n", number % 500)).collect();
    let sections: String =
        (0..500).map(|number| format!("## S {{#s{number}}}\n\nText\n\n")).collect();
    let site = quick(
        &format!(
            r"{HEAD}//- base/w.md
---
title: W
---
:::self-check {{scale=1-4}}
{statements}:::

{sections}"
        ),
        20,
    );

    assert_eq!(site.assert_clean().page("base", "w").matches("<tr data-for=").count(), 500);
    let repeated = form(&fields).replace(":::form", ":::form {title=S repeat=60}");
    quick(&format!("{HEAD}{repeated}"), 30);
}

#[test]
fn five_thousand_milestones_and_blackouts() {
    let milestones: String = (0..5_000)
        .map(|number| format!("## M {{#m{number} at={}d for=mentor}}\n\nText\n\n", number % 3_000))
        .collect();
    let site = quick(
        &format!("{HEAD}{}", dates(&format!(":::timeline {{as=table}}\n:::\n\n{milestones}"))),
        20,
    );

    assert_eq!(
        site.page("base", "dates").matches("<tr data-date=").count(),
        5_000,
        "{}",
        site.diagnostics()
    );

    let closed: String = (0..5_000)
        .map(|number| {
            format!(
                "\"{:04}-{:02}-{:02}: C{number}\", ",
                2027 + number / 336,
                number / 28 % 12 + 1,
                number % 28 + 1
            )
        })
        .collect();

    let text = format!(
        "{HEAD}{}",
        dates(":::timeline {as=table}\n:::\n\n## S {#s at=0w every=1d times=200}\n\nText")
    )
    .replace(
        "calendar.blackouts: {type: list, default: []}",
        &format!("calendar.blackouts: {{type: list, default: [{closed}]}}"),
    );
    quick(&text, 20);
    let text = text
        .replace(
            "calendar.blackouts: {type: list, default: [\"",
            "calendar.unused: {type: list, default: [\"",
        )
        .replace(
            "calendar.holidays: {type: list, default: []}",
            &format!("calendar.holidays: {{type: list, default: [{closed}]}}"),
        );
    quick(&text, 20);
}

// BUG 17
#[test]
fn a_thousand_series() {
    let series: String = (0..1_000)
        .map(|number| format!("## M {{#m{number} at=0d every=1d times=200}}\n\nText\n\n"))
        .collect();
    quick(&format!("{HEAD}{}", dates(&series)), 30);
}

#[test]
fn three_thousand_terms_on_two_hundred_pages() {
    let mut text = format!(
        r"{HEAD}//- base/g.md
---
kind: glossary
---
"
    );

    for number in 0..3_000 {
        let _ = writeln!(
            text,
            "## Term {number} {{#t{number} aliases=\"alias {number}, t{number}\"}}\n\nMeaning \
             {number}.\n"
        );
    }
    let words: String =
        (0..1_000).map(|number| format!("word {number} term {number} and ")).collect();

    for page in 0..200 {
        let _ = writeln!(
            text,
            r"
//- base/p{page}.md
---
title: P
---
{words}
"
        );
    }

    let site = quick(&text, 60);
    assert_eq!(site.page("base", "p7").matches("class=\"term\"").count(), 1_000);
}

#[test]
fn a_long_chain_of_modules() {
    let mut text = String::from(HEAD);
    for number in 0..1_000 {
        let needed = if number == 0 {
            String::new()
        } else {
            format!("prerequisites: [m{}.md]\n", number - 1)
        };
        let _ = write!(
            text,
            r"
//- base/m{number}.md
---
title: M
kind: module
{needed}---
Text
"
        );
    }
    quick(&text, 30);
    quick(
        &text.replacen("kind: module\n---", "kind: module\nprerequisites: [m999.md]\n---", 1),
        30,
    );
}

#[test]
fn deep_lists_in_options_and_fields() {
    for depth in [10, 100, 1_000] {
        let nested: String =
            (1..depth).map(|level| format!("{}- {level}\n", "  ".repeat(level))).collect();
        quick(&format!("{HEAD}{}", question("single", &format!("- [x] A\n{nested}- [ ] B\n"))), 20);
        quick(&format!("{HEAD}{}", form(&format!("- Where {{choice}}\n{nested}"))), 20);
        let quotes = format!("- [x] A\n  {}deep\n- [ ] B\n", "> ".repeat(depth));
        quick(&format!("{HEAD}{}", question("single", &quotes)), 20);
    }
}

#[test]
fn odd_shapes_are_no_panic() {
    for body in [
        "",
        "- \n- \n",
        "- [x]\n- [ ]\n",
        "- [x] A\n  - [x] B\n  - [ ] C\n- [ ] D\n",
        "- [x] > A\n- [ ] ```\n",
        "1. A\n2. B\n",
        "* * *\n- [x] A\n- [ ] B\n- - - A\n",
        "- [x] A\n\n:::details\n- [ ] B\n:::\n",
        "- [x] A[^1]\n- [ ] B\n\n[^1]: - [ ] note\n",
        "> - [x] A\n> - [ ] B\n",
        ":::tabs\n:::tab {title=A}\n- [x] A\n- [ ] B\n:::\n:::\n",
        "- [x] A\n- [ ] B\n\n- [x] C\n\n\n1. D\n\n> E\n\n> F\n",
        "| A |\n| - |\n| a |\n| b |\n",
        "||\n|-|\n||\n",
        "| A | B | C | D |\n| - | - | - | - |\n| a | b | c | d |\n| e |\n",
        "- [x] <b>A\n- [ ] </b>B\n",
        "- [x] :::only {region=uk}\n- [ ] B\n",
        "- [x] A\n  :::only {audience=mentor}\n- [ ] B\n  :::\n",
    ] {
        for kind in [
            "single",
            "multiple",
            "true-false",
            "ordering",
            "matching",
            "reflection",
            "multiple key=fixed",
        ] {
            site(&format!("{HEAD}{}", question(kind, body)));
        }
        site(&format!("{HEAD}{}", form(body)));
        site(&format!(
            r"{HEAD}//- base/w.md
:::self-check
{body}
:::

:::pages
{body}
:::
"
        ));
    }
}

#[test]
fn an_answer_key_again_and_again() {
    let keys = |count: usize| {
        let keys = ":::answer-key\n:::\n\n".repeat(count);
        format!("{HEAD}{}\n{keys}", question("single", "- [x] Yes\n- [ ] No\n"))
    };
    let shown = quick(&keys(10), 5);
    assert_eq!(shown.assert_clean().page("base", "m").matches("<caption>").count(), 10);
    told_in(
        &quick(&keys(11), 5),
        "too-large",
        "base/m.md:1:1",
        "this page shows its answer key more than 10 times",
    );
}

#[test]
fn a_thousand_audiences() {
    let names: Vec<String> = (0..1_000).map(|number| format!("a{number}")).collect();
    let text = format!("{HEAD}//- firms/acme/firm.yaml\nname: Acme\n");
    let text = text.replace("mentor, mentee", &names.join(", "));
    let Err(EngineError::Project(found)) = try_build(files(&text), Selection::default()) else {
        panic!("a thousand audiences passed");
    };
    assert_eq!(found[0].message, "a handbook has at most 200 audiences");
    assert_eq!(found[0].place.as_ref().map(|place| &*place.file), Some("content/handbook.yaml"));
}

#[test]
fn a_long_name_of_closed_days() {
    let firm = |length: usize| {
        format!(
            "{HEAD}{}//- firms/acme/firm.yaml\nname: Acme\nvariables:\n  calendar.blackouts: \
             [\"2027-05-01 to 2027-06-01: {}\"]\n",
            dates("## A {#a at=0w}\nX"),
            "x".repeat(length)
        )
    };
    assert!(quick(&firm(200), 5).diagnostics().contains("moved"));
    told_in(
        &quick(&firm(201), 5),
        "timeline-date",
        "firms/acme/firm.yaml:3:3",
        "the name of the days from 2027-05-01 has more than 200 bytes",
    );
}

#[test]
fn thousands_of_changes_to_the_navigation() {
    let firm = |count: usize| {
        let changes = "- {rename: p.md, title: P}\n".repeat(count);
        format!("{HEAD}//- base/p.md\n# P\n//- firms/acme/firm.yaml\nname: Acme\nnav:\n{changes}")
    };
    quick(&firm(2_000), 5).assert_clean();
    told_in(
        &quick(&firm(2_001), 5),
        "too-large",
        "firms/acme/firm.yaml:2003:3",
        "a layer makes at most 2000 changes to the navigation",
    );
}
