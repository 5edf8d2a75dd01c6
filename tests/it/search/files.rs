//! The files of an index: which there are, what they begin with, how large they are.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use mentorbook::Selection;
use serde_json::Value;

use super::index::Index;
use crate::harness::{self, Files, Site, build, files, site};

/// The addresses below `search/`.
fn addresses(site: &Site, edition: &str) -> Vec<String> {
    let paths = site.editions[edition].keys();
    paths.filter(|path| path.starts_with("search/")).cloned().collect()
}

/// A handbook of so many sections on as many pages as are asked for.
fn handbook(pages: usize, sections: usize, text: &str) -> Site {
    let mut handbook = "//- base/index.md\n# Home\n".to_owned();
    for page in 0..pages {
        let _ = writeln!(handbook, "//- base/p{page}.md\n# Page {page}");
        for section in 0..sections {
            let _ = writeln!(handbook, "\n## Same {{#s{section}}}\n\n{text} w{page}x{section}");
        }
    }
    site(&handbook)
}

#[test]
fn the_version_follows_from_the_text_and_the_addresses_do_not() {
    let one = handbook(3, 200, "some words");
    let two = handbook(3, 200, "others, and more of them");
    assert_eq!(addresses(&one, "base"), addresses(&two, "base"));
    assert_eq!(
        addresses(&one, "base"),
        [
            "search/dates.js",
            "search/index.js",
            "search/sections-0.js",
            "search/sections-1.js",
            "search/sections-2.js",
            "search/terms-0.js",
            "search/terms-1.js",
            "search/terms-2.js",
        ]
    );

    let version = |site: &Site| Index::of(site, "base").versions;
    assert_ne!(version(&one), version(&two));
    assert_eq!(version(&one), version(&handbook(3, 200, "some words")));
    // No page holds it, so an edit of one page leaves the others as they are.
    let said = version(&one).first().expect("a version").clone();
    assert!(!one.page("base", "p0").contains(&said));
}

#[test]
fn the_head_says_what_each_file_begins_with() {
    let site = handbook(9, 120, "some words");
    let index = Index::of(&site, "base");
    let list = |name: &str| index.head[name].as_array().expect("a list").clone();
    let (terms, sections) = (list("terms"), list("sections"));
    assert!(terms.len() > 2 && sections.len() > 2, "{terms:?} {sections:?}");

    for (number, first) in sections.iter().enumerate() {
        let one = only(&site, &format!("search/sections-{number}.js"));
        let ids = one["ids"].as_str().expect("ids");
        assert!(ids.is_empty() || ids.starts_with(' '), "a page is never cut in two");
        let next = sections
            .get(number + 1)
            .map_or(index.sections.len() as u64, |it| it.as_u64().expect("a number"));
        let count = one["headings"].as_array().expect("a list").len() as u64;
        assert_eq!(first.as_u64().expect("a number") + count, next);
    }
    assert_eq!(terms[0], "");
    for (number, first) in terms.iter().enumerate().skip(1) {
        let one = only(&site, &format!("search/terms-{number}.js"));
        let forms = one["forms"].as_str().expect("forms");
        assert_eq!(
            forms.split(' ').next(),
            Some(&*format!("({}", first.as_str().expect("a word")))
        );
    }
}

/// The JSON of one file.
fn only(site: &Site, address: &str) -> Value {
    let script = site.file("base", address);
    let json = script.split_once(", '").expect("a text").1.trim_end().trim_end_matches("')");
    serde_json::from_str(&json.replace("\\\\", "\\").replace("\\'", "'")).expect("JSON")
}

#[test]
fn what_is_nearly_everywhere_is_told_by_its_headings() {
    let site = handbook(5, 100, "common");
    let index = Index::of(&site, "base");
    assert_eq!((index.words["common"].len(), index.cut["common"]), (0, 500));
    assert_eq!((index.words["same"].len(), index.words["w1x7"].len()), (500, 1));
    // What is in some sixty sections is told whole, unless questions are made of it.
    let index = Index::of(&handbook(1, 60, "common should"), "base");
    assert_eq!((index.words["common"].len(), index.cut.get("common")), (60, None));
    assert_eq!((index.words["should"].len(), index.cut["should"]), (0, 60));

    let many = handbook(45, 100, "words");
    let index = Index::of(&many, "base");
    assert_eq!((index.words["same"].len(), index.cut["same"]), (4_000, 4_500));
}

#[test]
fn five_thousand_equal_headings_are_five_thousand_sections() {
    let site = handbook(1, 5_000, "one");
    let index = Index::of(&site, "base");
    assert_eq!(index.sections.len(), 5_002);
    assert_eq!(index.find("w0x4999"), ["p0/index.html#s4999"]);
}

#[test]
fn a_handbook_of_nothing_has_an_index() {
    let site = site("//- base/index.md\n");
    let index = Index::of(&site, "base");
    assert_eq!(index.sections.len(), 1);
    assert_eq!(index.dates, serde_json::json!([]));
    assert_eq!(index.head["dates"], serde_json::json!([]));
}

#[test]
fn whatever_is_written_the_files_are_scripts_of_one_call() {
    let site = site(
        "//- base/index.md\n# It's </script> \\\"quoted\\\" & 'so' \\\\ \u{2028}\n\n\
         `</script><script>alert('x')</script>` C:\\\\new\\\\table \u{2028}\u{2029} ~ } |\n",
    );
    let index = Index::of(&site, "base");
    let home = &index.sections[0];
    assert!(home.excerpt.starts_with("</script><script>alert('x')</script> C:\\new\\table"));
    for word in ["script", "alert", "new", "table"] {
        assert_eq!(index.find(word), ["index.html"], "{word}");
    }
}

#[test]
fn search_can_be_switched_off_for_all_or_for_one_firm() {
    let handbook = |project: &str, firm: &str| {
        let mut files = files(&format!(
            "//- handbook.yaml\ntitle: T\n{project}\n//- base/index.md\n# Home\n\
             //- firms/acme/firm.yaml\nname: Acme\n{firm}\n"
        ));
        let page = "{{ site.search or 'none' }}";
        files.insert("themes/default/templates/page.html".to_owned(), page.as_bytes().to_vec());
        let site = build(files, Selection::default());
        let has = |edition: &str| {
            let is_there = !addresses(&site, edition).is_empty();
            let said = site.page(edition, "");
            assert_eq!(said, if is_there { "search/index.js" } else { "none" });
            is_there
        };
        (has("base"), has("acme"))
    };
    assert_eq!(handbook("", ""), (true, true));
    assert_eq!(handbook("", "search: false"), (true, false));
    assert_eq!(handbook("search: false", ""), (false, false));
    assert_eq!(handbook("search: false", "search: true"), (false, true));
}

#[test]
fn no_file_of_a_layer_passes_for_one_of_the_index() {
    let site = site(
        r"
        //- base/index.md
        # Home
        //- base/search/a-z.md
        # Mine
        //- base/search/Terms-0.js
        x
        ",
    );
    assert_eq!(
        site.diagnostics(),
        "error[duplicate-url] content/base/search/Terms-0.js:1:1 the address \
         `/search/Terms-0.js` is taken by a page or another file\n  help: rename the file\n\
         warning[unused-asset] content/base/search/Terms-0.js:1:1 no page shows or links to \
         `search/Terms-0.js`\n  help: link to it, or move it out of the layer's folder: all that \
         lies there is published\n\
         error[duplicate-url] content/base/search/a-z.md:1:1 the address `/search/a-z/` is taken by \
         a file that every edition has\n  help: rename the file, or give it another `slug:`\n"
    );
}

#[test]
fn what_a_variable_multiplies_is_bounded() {
    let name = "w".repeat(4_000);
    let uses = "{{ long }} ".repeat(3_500);
    let site = site(&format!(
        "//- handbook.yaml\ntitle: T\nvariables: {{long: {{type: text, default: {name}}}}}\n\
         //- base/index.md\n# Home\n\n{uses}\n"
    ));
    assert!(site.diagnostics().contains("error[too-large]"), "{}", site.diagnostics());

    let phrases = "{{ long }}, ".repeat(3_500);
    let heading = format!("//- base/index.md\n# Home\n\n## A {{#a search=\"{phrases}\"}}\n");
    let site = harness::site(&format!(
        "//- handbook.yaml\ntitle: T\nvariables: {{long: {{type: text, default: {name}}}}}\n{heading}"
    ));
    assert!(site.diagnostics().contains("error[too-large]"), "{}", site.diagnostics());
}

/// Bytes as a web server sends them.
fn sent(bytes: &[u8]) -> usize {
    let mut gzip = Command::new("gzip")
        .arg("-9cn")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("gzip");
    let mut input = gzip.stdin.take().expect("a pipe");
    let bytes = bytes.to_vec();
    let writes = std::thread::spawn(move || input.write_all(&bytes));
    let output = gzip.wait_with_output().expect("an end");
    writes.join().expect("no panic").expect("taken");
    output.stdout.len()
}

#[test]
fn the_index_of_the_shipped_handbook_is_small() {
    let selection = Selection { firms: vec!["birch-cole".to_owned()], ..Selection::default() };
    let site = build(harness::shipped(), selection);
    let edition: &Files = &site.editions["birch-cole"];
    let sizes: Vec<(&str, usize)> = edition
        .iter()
        .filter(|(path, _)| path.starts_with("search/") && path.ends_with(".js"))
        .map(|(path, bytes)| (path.as_str(), sent(bytes)))
        .collect();

    let total: usize = sizes.iter().map(|(_, size)| size).sum();
    assert!(total <= 90_000, "{total} in all: {sizes:?}");
    let largest = |kind: &str| {
        let of_kind = sizes.iter().filter(|(path, _)| path.contains(kind));
        of_kind.map(|(_, size)| *size).max().expect("a file")
    };
    let first = largest("index") + 2 * largest("terms") + largest("sections");
    assert!(first <= 40_000, "{first} for the first answer: {sizes:?}");
}
