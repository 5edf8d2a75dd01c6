//! Scripts as they are published: each with the words of the interface that it shows, so that a page
//! loads the words of its own scripts and no others.
//!
//! A script of the built-in theme has the words that it names in quotes in front of its text. What
//! the scripts of other themes may ask for stands in a script of its own, before all of them.

use std::collections::BTreeSet;

use serde_json::{Map, Value as Json};

use crate::words::{Phrase, PluralForm, Words};

use super::words::form_name;

/// The name of the script by which others have their words.
pub(super) const WORDS: &str = "words.js";
/// The theme whose scripts are published without their remarks and with their words.
const BUILT_IN: &str = "default";

/// The scripts of a theme, and who brings which words.
pub(super) struct Scripts<'w> {
    words: &'w Words,
    /// Words that stand with the scripts that name them.
    brought: BTreeSet<String>,
    /// Words that are named by scripts which bring none.
    wanted: BTreeSet<String>,
}

impl<'w> Scripts<'w> {
    pub(super) fn new(words: &'w Words) -> Self {
        Self { words, brought: BTreeSet::new(), wanted: BTreeSet::new() }
    }

    /// A script as it is published; none where it is copied as it is, since it is another theme's or
    /// cannot be read by lines.
    pub(super) fn publish(&mut self, theme: &str, script: &str) -> Option<String> {
        let named: Vec<(&str, &Phrase)> = self.named_in(script).collect();
        let names = named.iter().map(|(name, _)| (*name).to_owned());
        // In a text over several lines, one that looks like a remark may be none.
        let is_by_lines = script.lines().all(|line| line.matches('`').count() % 2 == 0);
        if theme != BUILT_IN || !is_by_lines {
            self.wanted.extend(names);
            return None;
        }
        self.brought.extend(names);

        let code = without_remarks(script);
        if named.is_empty() {
            return Some(code);
        }
        Some(format!("handbook.take({});\n{code}", as_text(&as_json(named.into_iter()))))
    }

    /// The words for scripts that a script has in quotes. It may have one for another reason: then
    /// the word is there in vain.
    fn named_in<'t>(&self, script: &'t str) -> impl Iterator<Item = (&'t str, &'w Phrase)> {
        let quoted: BTreeSet<&str> = script.split(['"', '\'']).collect();
        quoted.into_iter().filter_map(|name| {
            let phrase = self.words.named(name).filter(|phrase| phrase.is_for_scripts);
            phrase.map(|phrase| (name, phrase))
        })
    }

    /// The script that others have their words by, with the words that are not brought by whoever
    /// asks for them. Only after the last script has been published.
    pub(super) fn words_script(&self) -> String {
        let left = self.words.phrases().filter(|(name, phrase)| {
            let is_left = self.wanted.contains(*name) || !self.brought.contains(*name);
            phrase.is_for_scripts && is_left
        });
        // A browser's `Intl` throws at what is no tag of a language.
        let language = self.words.language();
        let is_tag = language.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
        let language = if is_tag { language } else { "en" };

        let data = serde_json::json!({ "language": language, "words": as_json(left) });
        include_str!("words.js").replacen("\"{}\"", &as_text(&data), 1)
    }
}

/// A value as a text of JSON that a script has in quotes: single ones, since JSON is full of double
/// ones.
fn as_text(value: &Json) -> String {
    format!("'{}'", value.to_string().replace('\\', r"\\").replace('\'', r"\'"))
}

fn as_json<'a>(words: impl Iterator<Item = (&'a str, &'a Phrase)>) -> Json {
    let texts = words.map(|(name, phrase)| (name.to_owned(), phrase_as_json(phrase)));
    Json::Object(texts.collect())
}

fn phrase_as_json(phrase: &Phrase) -> Json {
    if phrase.forms.is_empty() {
        return Json::from(&*phrase.text);
    }
    let forms = phrase.forms.iter().map(|(form, text)| (*form, text));
    let forms = forms.chain([(PluralForm::Other, &phrase.text)]);
    let named = forms.map(|(form, text)| (form_name(form).to_owned(), Json::from(&**text)));
    Json::Object(named.collect::<Map<String, Json>>())
}

/// A script without the lines that are remarks and nothing else, and without what sets lines in:
/// both are for who reads the theme, and more than a third of what readers' telephones would fetch.
fn without_remarks(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut is_within = false;
    for line in script.lines() {
        let code = line.trim_start();
        if is_within || code.starts_with("/*") {
            is_within = !code.ends_with("*/");
        } else if !code.is_empty() && !code.starts_with("//") {
            out.push_str(code);
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Scripts, as_text, without_remarks};
    use crate::project::Firm;
    use crate::theme::words::read;
    use crate::words::Words;

    fn english() -> Words {
        read("en", &[], &Firm::default()).value
    }

    #[test]
    fn remarks_go_and_code_stays() {
        let script = "// What it is.\n{\n  /**\n   * Says so.\n   */\n  say(\"// no\"); // yes\n\n  \
                      /* short */\n  go(a / b);\n}\n";
        assert_eq!(without_remarks(script), "{\nsay(\"// no\"); // yes\ngo(a / b);\n}\n");
    }

    #[test]
    fn no_word_ends_the_text_that_it_stands_in() {
        let text = as_text(&serde_json::json!({ "a": "l'an \"\\ \n" }));
        assert_eq!(text, r#"'{"a":"l\'an \\"\\\\ \\n"}'"#);
    }

    #[test]
    fn a_script_brings_the_words_that_it_names() {
        let words = english();
        let mut scripts = Scripts::new(&words);
        let script = "say(word(\"passed\"));\nshow('still_to_answer', \"next\");\n";
        let published = scripts.publish("default", script).expect("a script");

        let (first, rest) = published.split_once('\n').expect("lines");
        assert!(first.starts_with(r#"handbook.take('{"passed":"Passed","#), "{first}");
        assert!(first.contains(r#""still_to_answer":{"one":"#), "{first}");
        assert!(!first.contains("next"), "what templates alone ask for stays at home: {first}");
        assert_eq!(rest, script);
        assert_eq!(scripts.publish("default", "go();\n").as_deref(), Some("go();\n"));
    }

    #[test]
    fn other_words_come_before_all_scripts() {
        let words = english();
        let mut scripts = Scripts::new(&words);
        let built_in = "word(\"passed\"); word(\"today\");\n";
        assert!(scripts.publish("default", built_in).is_some());
        assert_eq!(scripts.publish("mine", "word('today'); word(name)"), None);
        // Its lines cannot be told apart.
        assert_eq!(scripts.publish("default", "word(\"past\", `\n// ${a}`)"), None);

        let script = scripts.words_script();
        assert!(script.contains(r#"JSON.parse('{"language":"en","words":{"#), "{script}");
        for name in ["today", "past", "score_of"] {
            assert!(script.contains(&format!("\"{name}\":")), "{name} in {script}");
        }
        assert!(!script.contains(r#""passed":"#), "{script}");
    }
}
