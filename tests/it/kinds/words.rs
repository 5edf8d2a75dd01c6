//! The words of the interface: in the language of the edition, all of them, wherever they stand.

use std::collections::BTreeSet;

use mentorbook::Selection;
use serde_yaml::Value;

use crate::harness::{Files, Site, build, folder, site};

/// A handbook with one page of each kind whose texts are Greek letters alone.
fn in_greek_letters() -> Site {
    let fixture = "tests/browser/languages/";
    let content = folder("tests/browser/languages/content").into_iter();
    let mut files: Files =
        content.map(|(path, bytes)| (path.replacen(fixture, "", 1), bytes)).collect();
    files.extend(folder("themes/default"));
    build(files, Selection::default())
}

/// The words that a language's file holds, cut at whatever is no letter.
fn words_of(language: &str) -> BTreeSet<String> {
    fn collect(value: &Value, words: &mut BTreeSet<String>) {
        match value {
            // What people search by is never shown.
            Value::Mapping(entries) => entries
                .iter()
                .filter(|(name, _)| {
                    !matches!(name.as_str(), Some("search_common" | "search_dates"))
                })
                .for_each(|(_, value)| collect(value, words)),
            Value::String(text) => words.extend(latin(text)),
            _ => {}
        }
    }

    let file = format!("{}/themes/default/words/{language}.yaml", env!("CARGO_MANIFEST_DIR"));
    let file = std::fs::read_to_string(file).expect("a file of words");
    let mut words = BTreeSet::new();
    collect(&serde_yaml::from_str(&file).expect("YAML"), &mut words);
    words
}

/// The words of a text that have a Latin letter.
fn latin(text: &str) -> impl Iterator<Item = String> {
    let words = text.split(|c: char| !c.is_alphabetic());
    words.filter(|word| word.contains(|c: char| c.is_ascii_alphabetic())).map(str::to_owned)
}

/// What a page says to those who read or hear it: its texts, and the attributes that are read out.
fn said(html: &str) -> String {
    let mut said = String::new();
    let mut rest = html;
    while let Some((text, tag)) = rest.split_once('<') {
        said.push_str(text);
        said.push('\n');
        let (tag, after) = tag.split_once('>').expect("a whole tag");
        for name in ["aria-label", "title", "alt", "placeholder", "content"] {
            let value =
                tag.split_once(&format!(" {name}=\"")).and_then(|(_, value)| value.split_once('"'));
            // Metadata for machines is in no language.
            let is_technical = tag.starts_with("meta") && !tag.contains("\"description\"");
            if let Some((value, _)) = value.filter(|_| !is_technical) {
                said.push_str(value);
                said.push('\n');
            }
        }
        rest = after;
    }
    said + rest
}

/// What a calendar shows to those who subscribe to it.
fn shown(calendar: &str) -> String {
    let unfolded = calendar.replace("\r\n ", "");
    let lines = unfolded.lines().filter_map(|line| line.split_once(':'));
    let shown = lines.filter(|(name, _)| {
        ["NAME", "X-WR-CALNAME", "DESCRIPTION", "X-WR-CALDESC", "SUMMARY", "CATEGORIES"]
            .contains(name)
    });
    shown.map(|(_, text)| format!("{text}\n")).collect()
}

#[test]
fn nothing_but_the_language_of_the_edition_stands_in_it() {
    let site = in_greek_letters();
    assert!(!site.diagnostics().contains("missing-words"), "{}", site.diagnostics());

    for language in ["de", "fr", "es", "nl", "ar"] {
        let known = words_of(language);
        let mut looked_at = 0;
        for (address, bytes) in &site.editions[language] {
            let is_page = address.ends_with(".html");
            if !is_page && !address.ends_with(".ics") {
                continue;
            }

            let text = String::from_utf8(bytes.clone()).expect("text");
            let text = if is_page { said(&text) } else { shown(&text) };
            let foreign = latin(&text).filter(|word| !known.contains(word) && !is_technical(word));
            let foreign: BTreeSet<String> = foreign.collect();
            assert_eq!(foreign, BTreeSet::new(), "{language}: {address}");
            looked_at += 1;
        }
        assert!(looked_at > 15, "{language}: {looked_at} files");
    }
}

/// Whether a word is the same in all languages: a time zone, an entity of HTML, an option's letter.
fn is_technical(word: &str) -> bool {
    word.len() == 1 || ["Europe", "Athens", "amp", "nbsp", "quot"].contains(&word)
}

#[test]
fn a_test_of_words_sees_what_is_forgotten() {
    let page =
        "<p title=\"Next page\">Weiter</p><meta name=\"robots\" content=\"noindex\">&nbsp;Read on";
    let (known, said) = (words_of("de"), said(page));
    let foreign = latin(&said).filter(|word| !known.contains(word) && !is_technical(word));
    assert_eq!(foreign.collect::<Vec<_>>(), ["Next", "page", "Read", "on"]);
    assert_eq!(shown("SUMMARY:Al\r\n pha\r\nUID:x\r\n"), "Alpha\n");
}

#[test]
fn editions_say_which_way_they_are_read() {
    let site = in_greek_letters();
    assert!(site.page("ar", "").contains("<html lang=\"ar\" dir=\"rtl\""));
    assert!(site.page("de", "").contains("<html lang=\"de\" data-edition"));
    assert!(site.file("ar", "old/index.html").contains("<html lang=\"ar\" dir=\"rtl\">"));
}

#[test]
fn firms_without_own_words_have_equal_scripts_and_one_has_its_own() {
    let site = site(
        "//- base/index.md\n# Home\n//- firms/a/firm.yaml\nname: A\nlanguage: de\n\
         //- firms/b/firm.yaml\nname: B\nlanguage: de\n\
         //- firms/c/firm.yaml\nname: C\nlanguage: de\nwords: {passed: Geschafft}\n",
    );
    site.assert_clean();
    let script = |edition: &str| {
        let mut found = site.editions[edition].iter();
        let (address, bytes) =
            found.find(|(address, _)| address.starts_with("_assets/words.")).expect("words");
        (address.clone(), String::from_utf8(bytes.clone()).expect("text"))
    };

    assert_eq!(script("a"), script("b"));
    assert_ne!(script("a").0, script("c").0);
    assert!(script("c").1.contains("Geschafft") && !script("a").1.contains("Geschafft"));
    assert!(script("c").1.contains("Nicht richtig"), "what it does not change is the language's");
}

#[test]
fn words_that_are_missing_or_unknown_are_told_where_they_stand() {
    let site = site(
        "//- base/index.md\n# Home\n//- firms/a/firm.yaml\nname: A\nlanguage: eo\n\
         words: {grund_rules: Domreguloj}\n",
    );
    let told = site.diagnostics();
    let expected = [
        "warning[missing-words] content/firms/a/firm.yaml:2:11 the interface has no words in the \
         language `eo`",
        "error[unknown-key] content/firms/a/firm.yaml:3:9 there is no word `grund_rules`",
        "help: did you mean `ground_rules`?",
    ];
    for line in expected {
        assert!(told.contains(line), "{line}\n{told}");
    }
}
