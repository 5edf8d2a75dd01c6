//! `spelling:` of a layer or firm, and the pairs of words that a shared layer adds.

use std::collections::BTreeMap;

use super::keys;
use crate::diagnostic::{Diagnostic, Place, checks};
use crate::spelling::{List, Spelling};
use crate::yaml::Fields;

/// What `spelling:` says where a text is to stay as it was written, whatever a layer below says.
const AS_WRITTEN: &str = "as-written";

/// What a layer says of how its editions are spelled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub(crate) struct SpellingConfig {
    choice: Option<(SpellingChoice, Place)>,
    /// Pairs of words that count beside those of the list, in small letters.
    words: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum SpellingChoice {
    AsWritten,
    By(List),
}

impl SpellingConfig {
    /// Reads the key that layers and firms have.
    pub(super) fn choice(fields: &mut Fields<'_>) -> Self {
        let Some(name) = fields.spanned_text(keys::SPELLING) else { return Self::default() };
        let choice = match &*name.value {
            AS_WRITTEN => Some(SpellingChoice::AsWritten),
            name => List::named(name).map(SpellingChoice::By),
        };

        let place = fields.place(name.span);
        if choice.is_none() {
            let names: Vec<&str> = List::names().chain([AS_WRITTEN]).collect();
            let message = format!("there is no list of spellings `{}`", name.value);
            let unknown = Diagnostic::new(&checks::UNKNOWN_TARGET, message).at(place.clone());
            let unknown = unknown.nearest(&name.value, names.iter().copied());
            fields.report(unknown.help(format!("write one of: {}", names.join(", "))));
        }
        Self { choice: choice.map(|choice| (choice, place)), words: BTreeMap::new() }
    }

    /// Reads the pairs that a shared layer adds.
    pub(super) fn with_words(mut self, fields: &mut Fields<'_>) -> Self {
        for entry in fields.map(keys::SPELLING_WORDS) {
            let spelled = entry.value.value.scalar().unwrap_or_default();
            if !is_word(&entry.key) || !is_word(&spelled) {
                let message = "a pair of spellings is two words of small letters alone";
                let wrong = Diagnostic::new(&checks::WRONG_TYPE, message);
                let wrong = wrong.at(fields.place(entry.key_span));
                fields.report(wrong.help("write it so: `spelling_words: {program: programme}`"));
                continue;
            }
            self.words.insert(entry.key.clone(), spelled);
        }
        self
    }
}

/// Whether a text is one word, as lists of spellings have them.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(char::is_lowercase)
}

/// How an edition is spelled by what its layers say, the base first, and where: the topmost counts
/// that says anything.
pub(crate) fn spelling_of<'a>(
    layers: impl DoubleEndedIterator<Item = &'a SpellingConfig> + Clone,
) -> Option<(Spelling, &'a Place)> {
    let chosen = layers.clone().rev().find_map(|config| config.choice.as_ref());
    match chosen {
        Some((SpellingChoice::By(list), place)) => {
            let words = layers.flat_map(|config| config.words.clone()).collect();
            Some((Spelling::new(*list, words), place))
        }
        _ => None,
    }
}
