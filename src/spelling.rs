//! The spelling of an edition: a text that was written once, as Britons write it.
//!
//! Only words are replaced whose meaning does not matter: a list knows them, and nobody who writes
//! in the other way would write them so. What is spelled is text that is read; whoever reads a
//! handbook keeps ids, addresses, code and quotations away from it ([`parse`](crate::parse)).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// The lists by name, each with its text: a pair of words a line, below remarks.
const LISTS: [(&str, &str); 1] = [("en-GB", include_str!("spelling/en-GB.txt"))];

/// How the words of an edition are spelled.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Spelling {
    list: List,
    /// The layers' own pairs, which go before the list's.
    own: BTreeMap<String, String>,
}

/// A list that comes with the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum List {
    /// American spellings to British ones, in -ise.
    EnGb,
}

/// A word that is spelled in another way than it was written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Respelled {
    /// As it was written, in small letters.
    pub(crate) written: Box<str>,
    /// As it is read.
    pub(crate) spelled: Box<str>,
}

impl List {
    /// The names of all lists.
    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        LISTS.iter().map(|(name, _)| *name)
    }

    /// The list of a name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        (name == Self::EnGb.name()).then_some(Self::EnGb)
    }

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        LISTS[self as usize].0
    }

    fn find(self, word: &str) -> Option<&'static str> {
        static PAIRS: [OnceLock<HashMap<&str, &str>>; LISTS.len()] =
            [const { OnceLock::new() }; LISTS.len()];
        let pairs = PAIRS[self as usize].get_or_init(|| {
            let lines = LISTS[self as usize].1.lines();
            lines
                .filter(|line| !line.starts_with('#'))
                .filter_map(|line| line.split_once(' '))
                .collect()
        });
        pairs.get(word).copied()
    }
}

impl Spelling {
    /// A list with pairs of a handbook's own, in small letters.
    pub(crate) fn new(list: List, own: BTreeMap<String, String>) -> Self {
        Self { list, own }
    }

    /// The list it follows.
    pub(crate) fn list(&self) -> List {
        self.list
    }

    /// A run of text in this spelling. `begins_sentence` says whether a sentence begins with it:
    /// elsewhere a word with a capital is a name. What is replaced is added to `replaced`.
    pub(crate) fn spelled<'t>(
        &self,
        text: &'t str,
        begins_sentence: bool,
        replaced: &mut Vec<Respelled>,
    ) -> Cow<'t, str> {
        let mut spelled = String::new();
        // Up to where `spelled` has the text.
        let mut done = 0;
        for (at, word) in words(text) {
            let before = &text[..at];
            let opens = match before.trim_end().is_empty() {
                true => begins_sentence,
                false => ends_sentence(before),
            };
            let Some((written, new)) = self.replacement(word, opens) else { continue };
            spelled.push_str(&text[done..at]);
            done = at + word.len();
            push_as(&mut spelled, &new, word);
            replaced.push(Respelled { written: written.into(), spelled: new.into() });
        }

        if done == 0 {
            return Cow::Borrowed(text);
        }
        spelled.push_str(&text[done..]);
        Cow::Owned(spelled)
    }

    /// A word in small letters, and what stands for it; none where it stays as it is.
    fn replacement(&self, word: &str, begins_sentence: bool) -> Option<(String, String)> {
        let has_capital = word.starts_with(char::is_uppercase);
        let rest_is_small = !word.chars().skip(1).any(char::is_uppercase);
        // A capital within a sentence marks a name, two of them an abbreviation or a brand.
        if !rest_is_small || has_capital && !begins_sentence {
            return None;
        }

        let small = word.to_lowercase();
        let own = self.own.get(&small).map(String::as_str);
        let new = own.or_else(|| self.list.find(&small))?.to_owned();
        Some((small, new))
    }
}

/// Appends a word with a capital where the one it stands for had one.
fn push_as(out: &mut String, word: &str, written: &str) {
    let mut letters = word.chars();
    match letters.next() {
        Some(first) if written.starts_with(char::is_uppercase) => {
            out.extend(first.to_uppercase());
            out.push_str(letters.as_str());
        }
        _ => out.push_str(word),
    }
}

/// The words of a text and where they begin; not those of addresses, paths and names of files.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let chunks = pieces(text, char::is_whitespace).filter(|(_, chunk)| !is_address(chunk));
    chunks.flat_map(|(start, chunk)| {
        let words = pieces(chunk, |c| !c.is_alphanumeric());
        words.map(move |(at, word)| (start + at, word))
    })
}

/// The pieces of a text between such characters, and where they begin.
fn pieces(text: &str, ends: fn(char) -> bool) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    text.split_inclusive(ends).map(move |piece| {
        let start = at;
        at += piece.len();
        (start, piece.trim_end_matches(ends))
    })
}

/// Whether what stands between two blanks is an address, a path or a name of a file.
fn is_address(chunk: &str) -> bool {
    let inner = chunk.trim_matches(|c: char| !c.is_alphanumeric() && c != '/');
    inner.contains(['@', '\\', '_', '#', '=', '&'])
        || inner.contains("://")
        || inner.starts_with('/')
        || inner.matches('/').count() > 1
        || inner.split('.').skip(1).any(|rest| rest.starts_with(char::is_alphanumeric))
}

/// Whether a sentence ends with a text, or with what stands before marks that open something.
pub(crate) fn ends_sentence(text: &str) -> bool {
    let opening = [' ', '\t', '"', '\'', '“', '”', '‘', '’', '(', '[', '*', '_', '¿', '¡'];
    text.trim_end_matches(opening).ends_with(['.', '!', '?', ':', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn british(text: &str) -> String {
        let own = BTreeMap::from([("program".to_owned(), "programme".to_owned())]);
        Spelling::new(List::EnGb, own).spelled(text, true, &mut Vec::new()).into_owned()
    }

    #[test]
    fn words_of_the_list_are_replaced_and_keep_their_capital() {
        assert_eq!(
            british("Behavior is honored. Organize it: color-blind, the center’s labor."),
            "Behaviour is honoured. Organise it: colour-blind, the centre’s labour."
        );
        assert_eq!(
            british("(color/size). \u{201c}Color\u{201d}"),
            "(colour/size). \u{201c}Colour\u{201d}"
        );
    }

    #[test]
    fn a_layers_own_pairs_count_too() {
        assert_eq!(british("The program, and programs."), "The programme, and programs.");
    }

    #[test]
    fn names_addresses_and_abbreviations_stay() {
        for text in [
            "the Department of Labor and the Center for Talent",
            "COLOR, eColor and rgb.color",
            "see https://color.example/behavior?labor=favor or labor@favor.example",
            "behavior.md, honor_color, color2, docs/labor/favor, /favor",
        ] {
            assert_eq!(british(text), text);
        }
    }

    #[test]
    fn a_text_without_such_words_is_not_copied() {
        let spelling = Spelling::new(List::EnGb, BTreeMap::new());
        let text = "Größe, naïve, 日本語, 1,000.";
        assert!(matches!(spelling.spelled(text, true, &mut Vec::new()), Cow::Borrowed(_)));
    }

    #[test]
    fn no_pair_replaces_what_another_gives() {
        for (name, text) in LISTS {
            let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
            for line in lines {
                let (written, new) =
                    line.split_once(' ').unwrap_or_else(|| panic!("{name}: {line}"));
                let list = List::named(name).unwrap();
                assert_ne!(written, new);
                assert_eq!(list.find(new), None, "{line}");
                assert!(line.chars().all(|c| c.is_ascii_lowercase() || c == ' '), "{line}");
            }
        }
    }
}
