//! The order of titles: by the letters of a language, and numbers by their value.
//!
//! Source: the Unicode Collation Algorithm (UTS #10) with the tailorings of CLDR, as ICU4X has them.

use icu_collator::options::CollatorOptions;
use icu_collator::preferences::CollationNumericOrdering;
use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences};
use icu_locale_core::Locale;

/// How titles are ordered in a language.
pub(crate) struct Collation(Option<CollatorBorrowed<'static>>);

impl Collation {
    /// That of a BCP 47 tag; for one that means no language, the order that most share.
    pub(crate) fn of(language: &str) -> Self {
        let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
        let mut preferences = CollatorPreferences::from(&locale);
        preferences.numeric_ordering = Some(CollationNumericOrdering::True);
        // The data are compiled in, so there is always one.
        Self(Collator::try_new(preferences, CollatorOptions::default()).ok())
    }

    /// What a text is sorted by: texts are in the order of these bytes.
    pub(crate) fn key(&self, text: &str) -> Vec<u8> {
        let mut key = Vec::with_capacity(text.len() * 2);
        match &self.0 {
            Some(collator) => {
                let Ok(()) = collator.write_sort_key_to(text, &mut key);
            }
            None => key.extend_from_slice(text.as_bytes()),
        }
        key
    }
}

#[cfg(test)]
mod tests {
    use super::Collation;

    #[test]
    fn titles_are_in_the_order_of_their_language() {
        let sorted = |language: &str, titles: &str| {
            let collation = Collation::of(language);
            let mut titles: Vec<&str> = titles.split(' ').collect();
            titles.sort_by_cached_key(|title| collation.key(title));
            titles.join(" ")
        };
        assert_eq!(sorted("en", "Week10 week2 Week1"), "Week1 week2 Week10");
        assert_eq!(sorted("de", "Zeit Ärger Anna Öl Ulm"), "Anna Ärger Öl Ulm Zeit");
        assert_eq!(sorted("sv", "Ärger Zeit Anna Åsa"), "Anna Zeit Åsa Ärger");
        assert_eq!(sorted("es", "ñandú nube nz"), "nube nz ñandú");
        assert_eq!(sorted("no language", "b a B"), "a b B");
    }
}
