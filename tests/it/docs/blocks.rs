//! Every block that a page shows is built, parsed, given or compared, or it is said why not.

use std::collections::BTreeSet;
use std::fs;

use mentorbook::schema::Schema;
use serde_json::Value;

use super::commands::desk;
use super::{
    Block, FIRMS, PAGES, THEMES, WRITERS, assert_builds, code_spans, on_the_day, read, root,
    small_handbook, suite, take_apart,
};
use crate::harness::{faults, schema, site};

/// Blocks that are for no program of ours, by how they begin, with the reason.
const NOT_TRIED: [(&str, &str); 5] = [
    ("<Directory \"/srv/handbook\">", "`cargo bench --bench promises` gives it to Apache (G8)"),
    ("location / {", "it is for nginx"),
    ("<configuration><system.webServer>", "it is for IIS"),
    ("$app = Get-SPWebApplication", "it is for SharePoint"),
    ("        once per file, for all firms", "it is a drawing"),
];

/// How a block is tried.
#[track_caller]
fn tried(page: &str, block: &Block) {
    match (page, block.language.as_str()) {
        // The pages' own tests build these.
        _ if block.file.is_some() => {}
        (WRITERS | FIRMS, "markdown") | (THEMES, "html") => {}
        // `commands.rs` gives them.
        (_, "console" | "sh") => {}
        (FIRMS, "yaml") => assert_firm(&block.text),
        (WRITERS, "yaml") => assert_eq!(block.text, Schema::Firm.line()),
        (FIRMS, "text") if block.text.starts_with("drifted") => assert_said(&["drift"], block),
        (FIRMS, "text") => assert_said(&["drift", "show", "acme", "hr.md#leave"], block),
        ("tests/README.md", "rust") => assert_in_suite(&block.text),
        _ => panic!("{page}: nothing tries this block:\n{}", block.text),
    }
}

/// A firm with these lines builds; the files that it names are fonts.
#[track_caller]
fn assert_firm(yaml: &str) {
    let mut files = small_handbook();
    let font = fs::read(root().join("themes/default/static/fonts/figtree.woff2")).expect("a font");
    for name in yaml.split_whitespace().filter(|word| word.ends_with(".woff2")) {
        files.insert(format!("content/firms/birch/{name}"), font.clone());
    }
    let yaml = format!("name: Birch\nvariables: {{contact.email: a@birch.example}}\n{yaml}");
    files.insert("content/firms/birch/firm.yaml".to_owned(), yaml.into());
    let site = on_the_day(files, &["birch"]);
    assert_builds(&site);
}

/// The program says this of the handbook that commands are given to.
#[track_caller]
fn assert_said(command: &[&str], block: &Block) {
    let said = desk().run(command).assert(0);
    assert!(said.stdout.contains(&block.text), "{command:?} says {}", said.stdout);
}

/// These lines stand in the test suite, whatever the spaces before them.
#[track_caller]
fn assert_in_suite(text: &str) {
    let bare = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    assert!(bare(&suite()).contains(&bare(text)), "no test has\n{text}");
}

#[test]
fn every_block_is_tried() {
    let mut met = BTreeSet::new();
    for page in PAGES {
        for block in take_apart(page).0 {
            match NOT_TRIED.iter().find(|(begin, _)| block.text.starts_with(begin)) {
                Some((begin, _)) => drop(met.insert(*begin)),
                None => tried(page, &block),
            }
        }
    }
    let listed: BTreeSet<&str> = NOT_TRIED.iter().map(|(begin, _)| *begin).collect();
    assert_eq!(met, listed, "what is not tried is shown somewhere");
}

/// Front matter and settings in the middle of a text, such as `minutes: 25`.
#[test]
fn every_line_of_yaml_in_a_text_could_stand_in_a_file() {
    let mut count = 0;
    for page in [WRITERS, FIRMS] {
        for line in take_apart(page).1 {
            for span in code_spans(&line) {
                let Some(key) = span.split_once(": ").map(|(key, _)| key) else { continue };
                // What stands for something that a writer puts there is no YAML.
                let is_open = ["…", "PATH", "NAME"].iter().any(|word| span.contains(word));
                let known = Schema::ALL.iter().map(|of| &schema(*of)["properties"][key]);
                let known: Vec<&Value> = known.filter(|schema| schema.is_object()).collect();
                if is_open || known.is_empty() {
                    continue;
                }

                count += 1;
                let read: Result<Value, _> = serde_yaml::from_str(span);
                let value = read.unwrap_or_else(|error| panic!("{page}: `{span}`: {error}"));
                let fits = known.iter().any(|schema| faults(schema, &value[key]).is_empty());
                assert!(fits, "{page}: `{span}` is no line of a file");
            }
        }
    }
    assert!(count > 10, "{count} lines");
}

/// The fixture that `tests/README.md` shows.
#[test]
fn the_fixture_of_the_manual_builds() {
    let site = site(
        r"
        //- handbook.yaml
        title: Handbook
        variables: {contact: Robin}
        //- base/index.md
        # Home

        Ask {{ contact }}.
        //- firms/acme/firm.yaml
        name: Acme
        variables: {contact: Ann}
        ",
    );
    site.assert_clean();
    assert!(site.page("acme", "").contains("Ask Ann."));
    assert!(read("tests/README.md").contains("Ask Ann."));
}
