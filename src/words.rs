//! The words of the interface: what stands on a page and is nobody's text, such as `Next`.
//!
//! Their texts stand in the theme, a file for each language
//! ([`theme::words`](crate::theme::words) reads them). Documents that all firms share hold a word's
//! name ([`Fill::Word`](crate::parse::html::Fill::Word)); the word itself is put in when an edition
//! is rendered. Templates ask for one by `word(name="…")`, scripts by `handbook.word("…")`.

mod plural;

use std::collections::BTreeMap;

pub(crate) use plural::{PLURAL_FORMS, PluralForm, forms};

/// Declares the words that the program itself asks for, and lists them.
macro_rules! words {
    ($($word:ident),* $(,)?) => {
        /// A word or a short sentence of the interface that the program asks for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Word {
            $($word),*
        }

        /// Every word that the program asks for.
        pub(crate) const WORDS: &[Word] = &[$(Word::$word),*];
    };
}

words! {
    // Alerts and containers.
    Note, Tip, Important, Warning, Caution, More, Tab, ToDo, Done,
    // The text.
    Footnotes, BackToTheText, LinkToSection, SeeAlso, AsOf, Source, LookedAtAgainBy,
    // Questions, forms and self-checks.
    Form, YourAnswer, ToCompareWith, Answer, Right, NotRight, AnswerKey,
    GoTo, YourScore, WhatItIsAbout, Statements, Score, ReadOn, WhatToDo, WhatToDoFor,
    // What a cohort takes.
    CostCaption, CostPairs, CostPeople, CostHoursEach, CostHours, CostRate, CostSum, CostTogether,
    // Ground rules.
    GroundRules, Keep, Reword, Change, Drop, FixedByTheFirm, OurWording, HowWeWillNotice,
    Binds, Both, TheFirm, TheAudience, Fixed,
    // Modules and dates.
    Module, Minutes, NeededFirst, RequiredInAll, NothingNeeded, Required, Optional,
    MinutesShort, HoursShort, HoursAndMinutes, Days, Weeks, Months, Years,
    Comma, Date, What, For, Everybody, MovedFrom, CalendarFile, CalendarFileFor,
    DateLong, MonthLong, January, February, March, April, May, June, July, August, September,
    October, November, December,
    // Messages.
    MessageTo, MessageSubject, MessageWhenNeeded, MessageDraft, MessageWrite,
    // Searching: what questions are made of, whatever they are about; and what asks for dates.
    SearchCommon, SearchDates,
    // The navigation.
    AllEntries,
}

impl Word {
    /// Its name in templates and in files of words: `BackToTheText` is `back_to_the_text`.
    pub(crate) fn key(self) -> String {
        let mut key = String::new();
        for letter in format!("{self:?}").chars() {
            if letter.is_ascii_uppercase() && !key.is_empty() {
                key.push('_');
            }
            key.push(letter.to_ascii_lowercase());
        }
        key
    }
}

/// What a word says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Phrase {
    /// Its text, for any number where it depends on one. What stands in braces, such as `{title}`,
    /// is filled in.
    pub(crate) text: String,
    /// What it says for some numbers instead.
    pub(crate) forms: Vec<(PluralForm, String)>,
    /// Whether scripts may ask for it.
    pub(crate) is_for_scripts: bool,
}

impl Phrase {
    /// Whether it says the same whatever is filled in.
    pub(crate) fn is_fixed(&self) -> bool {
        self.forms.is_empty() && blanks(&self.text).next().is_none()
    }

    /// Whether a number decides on what it says.
    pub(crate) fn has_forms(&self) -> bool {
        !self.forms.is_empty()
    }

    /// All its texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.text)
            .chain(self.forms.iter().map(|(_, text)| text))
            .map(|text| &**text)
    }

    /// The text for a form.
    fn form(&self, form: PluralForm) -> &str {
        let own = self.forms.iter().find(|(own, _)| *own == form);
        own.map_or(&self.text, |(_, text)| text)
    }
}

/// The words of a language, as a theme and a firm have them.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// As a BCP 47 tag.
    language: String,
    /// Whether anybody wrote words in this language; else they are English.
    pub(crate) is_written: bool,
    /// By name.
    phrases: BTreeMap<String, Phrase>,
    /// Those that the program asks for, in the order of [`WORDS`].
    own: Vec<Phrase>,
}

impl Words {
    /// The words of a language by their names.
    pub(crate) fn new(language: &str, phrases: BTreeMap<String, Phrase>, is_written: bool) -> Self {
        let own = WORDS.iter().map(|word| phrases.get(&word.key()).cloned().unwrap_or_default());
        Self { language: language.to_owned(), is_written, own: own.collect(), phrases }
    }

    /// The language, as a BCP 47 tag.
    pub(crate) fn language(&self) -> &str {
        &self.language
    }

    /// A word's text as it is.
    pub(crate) fn text(&self, word: Word) -> &str {
        self.own.get(word as usize).map_or("", |phrase| &phrase.text)
    }

    /// A word with what stands in its braces.
    pub(crate) fn with(&self, word: Word, values: &[(&str, &str)]) -> String {
        self.own.get(word as usize).map_or_else(String::new, |phrase| self.filled(phrase, values))
    }

    /// A word by its name.
    pub(crate) fn named(&self, name: &str) -> Option<&Phrase> {
        self.phrases.get(name)
    }

    /// All words by their names.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = (&str, &Phrase)> {
        self.phrases.iter().map(|(name, phrase)| (&**name, phrase))
    }

    /// What a word says with these values; `count` decides which of its forms is meant.
    pub(crate) fn filled<V: AsRef<str>>(&self, phrase: &Phrase, values: &[(&str, V)]) -> String {
        let count = values.iter().find(|(name, _)| *name == "count");
        let form = count.and_then(|(_, count)| PluralForm::of(count.as_ref(), &self.language));
        let text = phrase.form(form.unwrap_or(PluralForm::Other));
        let is_right_to_left = is_right_to_left(&self.language);
        filled(text, values, is_right_to_left)
    }
}

/// A word's text with what stands in its braces. A value that reads the other way is set apart, so
/// that it does not turn its neighbours around: in texts without markup, as in attributes, too.
fn filled<V: AsRef<str>>(text: &str, values: &[(&str, V)], is_right_to_left: bool) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let blank = after.split_once('}');
        let known = blank.and_then(|(blank, _)| values.iter().find(|(name, _)| *name == blank));
        match (blank, known) {
            (Some((_, after)), Some((_, value))) => {
                let value = value.as_ref();
                let letters = value.chars().filter(|c| c.is_alphabetic());
                let turns = letters.map(is_of_right_to_left).any(|turns| turns != is_right_to_left);
                filled.extend(turns.then_some(FIRST_STRONG_ISOLATE));
                filled.push_str(value);
                filled.extend(turns.then_some(POP_ISOLATE));
                rest = after;
            }
            _ => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

/// What sets a text apart that may read the other way, as `<bdi>` does in HTML.
const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// Whether a letter is written from right to left: those from Hebrew to Arabic with its extensions
/// and presentation forms, and the blocks that Unicode keeps for such scripts.
fn is_of_right_to_left(letter: char) -> bool {
    matches!(letter,
        '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// The names that stand in braces in a word's text.
pub(crate) fn blanks(text: &str) -> impl Iterator<Item = &str> {
    let braced = text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0));
    braced.filter(|name| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

/// The words of the months, January first.
pub(crate) const MONTHS: [Word; 12] = {
    use Word::*;
    [
        January, February, March, April, May, June, July, August, September, October, November,
        December,
    ]
};

/// The tags whose words an edition in a language may have, the most general first: `de-AT` has
/// those of `de`, too. English comes before all of them.
pub(crate) fn fallbacks(language: &str) -> Vec<String> {
    let language = language.to_ascii_lowercase();
    let mut tags = vec!["en".to_owned()];
    // CLDR's `parentLocales`: what English is like outside of America and what was hers.
    let is_of_world = language.strip_prefix("en-").is_some_and(|rest| !AMERICAN.contains(&rest));
    if is_of_world {
        tags.push("en-001".to_owned());
    }

    let ends = language.match_indices('-').map(|(at, _)| at).chain([language.len()]);
    for tag in ends.map(|end| &language[..end]) {
        if !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
    tags
}

/// Regions whose English CLDR does not derive from that of the world.
const AMERICAN: [&str; 8] = ["us", "as", "gu", "mh", "mp", "ph", "pr", "vi"];

/// Whether a language is written from right to left, by the script its tag names or that it usually
/// has (CLDR's likely subtags).
pub(crate) fn is_right_to_left(language: &str) -> bool {
    let language = language.to_ascii_lowercase();
    let mut subtags = language.split('-');
    let primary = subtags.next().unwrap_or_default();
    match subtags.next().filter(|script| script.len() == 4) {
        Some(script) => {
            ["adlm", "arab", "aran", "hebr", "nkoo", "rohg", "syrc", "thaa"].contains(&script)
        }
        None => [
            "ar", "arc", "arz", "ckb", "dv", "fa", "he", "iw", "nqo", "prs", "ps", "sd", "syr",
            "ug", "ur", "yi",
        ]
        .contains(&primary),
    }
}

/// Whether a text has the shape of a language tag: a language, and perhaps a script and a region.
pub(crate) fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|byte| byte.is_ascii_lowercase())
        && parts.all(|part| {
            (2..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_is_not_filled_in_itself() {
        let values = [("date", "{reason}"), ("reason", "{date}")];
        assert_eq!(filled("from {date}: {reason}", &values, false), "from {reason}: {date}");
        assert_eq!(filled("{", &values, false), "{");
        assert_eq!(filled("{other} {{date}}", &values, false), "{other} {{reason}}");
    }

    #[test]
    fn what_reads_the_other_way_is_set_apart() {
        for (value, is_right_to_left, said) in [
            ("Ann", false, "a Ann z"),
            ("Ann", true, "a \u{2068}Ann\u{2069} z"),
            ("ليلى", true, "a ليلى z"),
            ("ليلى", false, "a \u{2068}ليلى\u{2069} z"),
            ("12:30", true, "a 12:30 z"),
        ] {
            assert_eq!(filled("a {name} z", &[("name", value)], is_right_to_left), said);
        }
    }

    #[test]
    fn a_number_decides_on_the_form() {
        let phrase = Phrase {
            text: "{count} pages".to_owned(),
            forms: vec![(PluralForm::One, "a page".to_owned())],
            is_for_scripts: false,
        };
        let words = Words::new("en", BTreeMap::new(), true);
        for (count, said) in [("0", "0 pages"), ("1", "a page"), ("21", "21 pages")] {
            assert_eq!(words.filled(&phrase, &[("count", count)]), said);
        }
        assert_eq!(words.filled(&phrase, &[("pages", "1")]), "{count} pages");
    }

    #[test]
    fn names_of_words_are_those_of_their_files() {
        assert_eq!(Word::BackToTheText.key(), "back_to_the_text");
        assert_eq!(blanks("moved from {date}: {reason}").collect::<Vec<_>>(), ["date", "reason"]);
        assert_eq!(blanks("{ date } {{ x }} {} {").count(), 0);
    }

    #[test]
    fn a_language_has_the_words_of_those_it_is_a_kind_of() {
        assert_eq!(fallbacks("de-AT"), ["en", "de", "de-at"]);
        assert_eq!(fallbacks("en"), ["en"]);
        assert_eq!(fallbacks("en-US"), ["en", "en-us"]);
        assert_eq!(fallbacks("en-GB"), ["en", "en-001", "en-gb"]);
        assert_eq!(fallbacks("zh-Hant-TW"), ["en", "zh", "zh-hant", "zh-hant-tw"]);
    }

    #[test]
    fn the_script_tells_where_lines_begin() {
        for language in ["ar", "AR-eg", "he", "fa-IR", "ur", "ks-Arab", "pa-Arab-PK"] {
            assert!(is_right_to_left(language), "{language}");
        }
        for language in ["en", "arn", "ar-Latn", "az-Latn", "far", "de-AR"] {
            assert!(!is_right_to_left(language), "{language}");
        }
    }
}
