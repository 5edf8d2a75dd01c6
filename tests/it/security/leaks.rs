//! The leak scan: whatever a firm calls its own, the others are published, and it is named. What is
//! found where it must not be is tried beside the scan itself, in `src/engine/leaks.rs`: no
//! handbook can make one edition hold another's text.

use mentorbook::{EditionResult, Selection};

use crate::harness::{Files, Site, assert_text, build, files, site};

/// A base from which much is made that is in no source, and two firms.
const BOOK: &str = r#"
//- handbook.yaml
title: Handbook
language: en-GB
variables:
  contact: {type: text, default: Robin}
  cohort.start: {type: date, default: 2027-05-03}
//- base/index.md
# Home of {{ firm.name }}

"Ask" {{ contact }}; it's *very* easy & quick. [Dates](plan/dates.md)
//- base/plan/dates.md
---
title: Dates
kind: timeline
start: cohort.start
---
:::timeline {as=table}
:::

## The first meeting {at=0w}

## The last one {at=+40w}
//- firms/acme/firm.yaml
name: Acme & Daughters
variables: {contact: Ann of Acme, cohort.start: 2027-06-07}
//- firms/acme/own-rules-of-acme.md
# Own rules

![Plan](plan.svg "The plan of Acme")
//- firms/acme/plan.svg
<svg xmlns="http://www.w3.org/2000/svg"><title>A plan of many lines</title></svg>
//- firms/birch/firm.yaml
name: Birch & Cole LLP
variables: {contact: Bo of Birch, cohort.start: 2027-07-05}
"#;

/// The handbook, with a third firm that says so.
fn with_mallory(yaml: &str) -> Files {
    let mut book = files(BOOK);
    // The theme of the program.
    book.retain(|path, _| !path.starts_with("themes/"));
    if !yaml.is_empty() {
        book.insert("content/firms/mallory/firm.yaml".to_owned(), yaml.as_bytes().to_vec());
    }
    book
}

/// Pieces of what is published, from the start of each file to its end.
fn pieces(published: &Files, count: usize) -> Vec<String> {
    let step = published.len().div_ceil(count).max(1);
    let each = count.div_ceil(published.len());
    let pieces = published.iter().step_by(step).flat_map(|(path, bytes)| {
        let text = format!("{path}\n{}", String::from_utf8_lossy(bytes));
        let letters: Vec<char> = text.chars().collect();
        let every = (letters.len() / each).max(1);
        let pieces = letters.chunks(every).map(|piece| piece.iter().take(30).collect::<String>());
        pieces.collect::<Vec<_>>()
    });
    pieces.filter(|piece| piece.trim().chars().count() >= 8).collect()
}

#[test]
fn a_firm_that_takes_what_others_say_for_its_own_stops_nobody() {
    let before = build(with_mallory(""), Selection::default());
    before.assert_clean();

    let mut taken = vec![
        "Acme & Daughters".to_owned(),
        "Ann of Acme".to_owned(),
        "own-rules-of-acme".to_owned(),
        "Birch & Cole LLP".to_owned(),
        // None of these is in a source.
        "7 June 2027".to_owned(),
        "“Ask” Bo of Birch".to_owned(),
        "it’s <em>very</em> easy".to_owned(),
        "Page not found".to_owned(),
        "Handbook".to_owned(),
        "</span>\n<span class".to_owned(),
    ];
    for edition in ["acme", "birch", "base"] {
        taken.extend(pieces(&before.editions[edition], 60));
    }
    assert!(taken.len() > 150, "{}", taken.len());

    let canaries = serde_json::to_string(&taken).expect("JSON");
    let yaml = format!(
        "name: Birch & Cole LLP\ncanary: {canaries}\nvariables: {{contact: Ann of Acme}}\n"
    );
    let site = build(with_mallory(&yaml), Selection::default());
    for edition in ["base", "acme", "birch"] {
        assert_eq!(site.editions.get(edition), before.editions.get(edition), "{edition}");
    }
    assert!(site.editions.contains_key("mallory"), "{}", site.diagnostics());

    let named = |what: &str| {
        let mut all = site.run.report.findings.iter().map(|finding| &finding.diagnostic);
        let place = "content/firms/mallory/firm.yaml";
        all.any(|told| {
            told.message.contains(what)
                && told.check.name == "common-canary"
                && told.place.as_ref().is_some_and(|at| &*at.file == place)
        })
    };
    for what in ["`Ann of Acme`", "`own-rules-of-acme`", "`7 June 2027`", "`Page not found`"] {
        assert!(named(what), "{what} is not told of:\n{}", site.diagnostics());
    }
}

#[test]
fn a_canary_that_is_no_use_is_told_of() {
    let site = build(
        with_mallory(
            "name: Mallory\ncanary: [short, robin hood sings, Very Easy, '--- --- ---']\n",
        ),
        Selection::default(),
    );
    assert_text(
        site.diagnostics(),
        r"
        warning[common-canary] content/firms/mallory/firm.yaml:2:10 `short` is of no use as a canary
          help: take up to 200 texts of 8 characters or more, with letters or digits
        warning[common-canary] content/firms/mallory/firm.yaml:2:35 `Very Easy` is not `mallory`'s \
        own: it also stands in content/base/index.md
        warning[common-canary] content/firms/mallory/firm.yaml:2:46 `--- --- ---` is of no use as \
        a canary
          help: take up to 200 texts of 8 characters or more, with letters or digits
        ",
    );
}

#[test]
fn the_scan_can_be_turned_off_and_wants_to_be_understood() {
    let off = |setting: &str| {
        let book = BOOK.replace("title: Handbook\n", &format!("title: Handbook\n{setting}\n"));
        site(&(book + "//- firms/mallory/firm.yaml\nname: M\ncanary: [very easy]\n"))
    };
    assert!(off("").diagnostics().contains("common-canary"));
    for setting in ["leak_scan: off", "leak_scan: false"] {
        assert_eq!(off(setting).diagnostics(), "", "{setting}");
    }
}

#[test]
fn one_firm_alone_has_nobody_to_be_told_from() {
    let selection = Selection { firms: vec!["mallory".to_owned()], ..Selection::default() };
    let site: Site = build(with_mallory("name: Mallory\ncanary: [very easy]\n"), selection);
    site.assert_clean();
    assert!(matches!(site.run.outcomes[0].result, EditionResult::Checked));
}
