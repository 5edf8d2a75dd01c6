//! The words of the interface: what stands on a page and is nobody's text, such as `Next`.
//!
//! Documents that all firms share hold a word's name
//! ([`Fill::Word`](crate::parse::html::Fill::Word)); the word itself is put in when an edition is
//! rendered. Templates ask for one by `word(name="…")`.

/// Declares the words with their English texts, and lists them. A word without a text is its own
/// name.
macro_rules! words {
    ($($word:ident $($text:literal)?),* $(,)?) => {
        /// A word or a short sentence of the interface. What stands in braces in its text, such as
        /// `{title}`, is filled in by [`Word::with`].
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub(crate) enum Word {
            $($word),*
        }

        /// Every word.
        pub(crate) const WORDS: &[Word] = &[$(Word::$word),*];

        fn english(word: Word) -> &'static str {
            match word {
                $(Word::$word => [$($text,)? stringify!($word)][0],)*
            }
        }
    };
}

words! {
    // Alerts and containers.
    Note, Tip, Important, Warning, Caution, More, Tab,
    ToDo "To do",
    Done,
    // The text.
    Footnotes,
    BackToTheText "Back to the text",
    LinkToSection "Link to this section: {title}",
    SeeAlso "See also:",
    AsOf "As of {date}",
    Behind "This page is a translation; the text it was made from has changed since.",
    Source "Source: {source}",
    LookedAtAgainBy "To be looked at again by",
    // Questions, forms and self-checks.
    Form,
    YourAnswer "Your answer",
    ToCompareWith "To compare with",
    Answer, Right,
    NotRight "Not right",
    AnswerKey "Answer key",
    YourScore "Your score",
    WhatItIsAbout "What it is about",
    Statements, Score,
    ReadOn "Read on",
    WhatToDo "What to do",
    WhatToDoFor "What to do: {title}",
    // Ground rules.
    GroundRules "Ground rules",
    Keep, Reword, Change, Drop,
    FixedByTheFirm "Fixed by the firm",
    OurWording "Our wording",
    HowWeWillNotice "How we will notice",
    Binds "Binds: {who}",
    Both "both",
    TheFirm "the firm",
    TheAudience "the {audience}",
    Fixed,
    // Modules and dates.
    Module, Minutes,
    NeededFirst "Needed first",
    RequiredInAll "Required in all",
    NothingNeeded "nothing",
    Required "required",
    Optional "optional",
    MinutesShort "{minutes} min",
    HoursShort "{hours} h",
    HoursAndMinutes "{hours} h {minutes} min",
    Date, What, For,
    Everybody "everybody",
    MovedFrom "moved from {date}: {reason}",
    CalendarFile "Calendar file",
    CalendarFileFor "Calendar file for the {audience}",
    January, February, March, April, May, June, July, August, September, October, November,
    December,
    // Around the text: for templates alone.
    SkipToTheText "Skip to the text",
    Menu,
    ThemeAutomatic "Theme: automatic",
    Handbook, Breadcrumb,
    AboutThisPage "About this page",
    Draft,
    Everyone "everyone",
    ToRead "to read",
    Updated, Reviewed,
    AndAgainEvery ", and again every",
    LookedAfterBy "Looked after by",
    OnThisPage "On this page",
    Terms, Previous, Next,
    PreviousAndNext "Previous and next page",
    PagesIn "Pages in",
    AllEntries "Show all {count}",
    InThisHandbook "In this handbook",
    InThisChapter "In this chapter",
    TrainingModule "Training module",
    Worksheet, Template,
    ModuleAtAGlance "This module at a glance",
    Takes,
    Alone "alone",
    Instead "instead,",
    WithAFacilitator "with a facilitator",
    And "and",
    AsAPair "as a pair",
    OpenTo "open to",
    OpenToEveryone "open to everyone",
    EveryoneByChoice "Everyone, by choice",
    ByChoice ", by choice",
    Nothing,
    PassMark "Pass mark",
    OfQuestions "of {count} questions",
    OfOneQuestion "of 1 question",
    Outline,
    PageNotFound "Page not found",
    NoPageHere
        "There is no page at this address. It may have moved, or the link that brought you here \
         may be out of date.",
    StartFromThe "Start from the",
    PageOrChooseAChapter "page, or choose a chapter from the navigation.",
    PageHasMoved "This page has moved:",
}

impl Word {
    /// The word in a language, by its tag (`en-GB`). A language without words of its own has the
    /// English.
    pub(crate) fn text(self, _language: &str) -> &'static str {
        english(self)
    }

    /// The word in a language, with what stands in its braces.
    pub(crate) fn with(self, language: &str, values: &[(&str, &str)]) -> String {
        filled(self.text(language), values)
    }

    /// Its name in templates: `BackToTheText` is `back_to_the_text`.
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

/// A word's text with what stands in its braces.
pub(crate) fn filled<V: AsRef<str>>(text: &str, values: &[(&str, V)]) -> String {
    let mut filled = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let blank = after.split_once('}');
        let known = blank.and_then(|(blank, _)| values.iter().find(|(name, _)| *name == blank));
        match (blank, known) {
            (Some((_, after)), Some((_, value))) => {
                filled.push_str(value.as_ref());
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

/// The names that stand in braces in a word's text.
pub(crate) fn blanks(text: &str) -> impl Iterator<Item = &str> {
    text.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0))
}

/// The words of the months, January first.
pub(crate) const MONTHS: [Word; 12] = {
    use Word::*;
    [
        January, February, March, April, May, June, July, August, September, October, November,
        December,
    ]
};

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{WORDS, Word, blanks, filled};

    #[test]
    fn what_is_filled_in_is_not_filled_in_itself() {
        let values = [("date", "{reason}"), ("reason", "{date}")];
        assert_eq!(filled("from {date}: {reason}", &values), "from {reason}: {date}");
        assert_eq!(filled("{", &values), "{");
        assert_eq!(filled("{other} {{date}}", &values), "{other} {{reason}}");
    }

    /// The templates of the shipped theme.
    const TEMPLATES: [&str; 7] = [
        include_str!("../themes/default/templates/404.html"),
        include_str!("../themes/default/templates/chapter.html"),
        include_str!("../themes/default/templates/components.html"),
        include_str!("../themes/default/templates/home.html"),
        include_str!("../themes/default/templates/layout.html"),
        include_str!("../themes/default/templates/nav.html"),
        include_str!("../themes/default/templates/redirect.html"),
    ];

    /// The names that the templates ask for.
    fn asked_for() -> BTreeSet<&'static str> {
        let asked = TEMPLATES.iter().flat_map(|text| text.split("word(name=").skip(1));
        asked.map(|rest| rest[1..].split(['"', '\'']).next().unwrap_or_default()).collect()
    }

    #[test]
    fn templates_ask_for_words_that_there_are() {
        let known: BTreeSet<String> = WORDS.iter().map(|word| word.key()).collect();
        assert_eq!(known.len(), WORDS.len(), "no two words have one name");

        let asked = asked_for();
        assert!(asked.len() > 40, "the templates ask for words");
        let unknown: Vec<&str> = asked.into_iter().filter(|name| !known.contains(*name)).collect();
        assert_eq!(unknown, Vec::<&str>::new());
    }

    #[test]
    fn a_word_is_filled_in() {
        assert_eq!(Word::BackToTheText.key(), "back_to_the_text");
        let duration = Word::HoursAndMinutes.with("en", &[("hours", "4"), ("minutes", "15")]);
        assert_eq!(duration, "4 h 15 min");
        assert_eq!(blanks(Word::MovedFrom.text("en")).collect::<Vec<_>>(), ["date", "reason"]);
    }
}
