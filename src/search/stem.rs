//! Words that mean the same in other forms, by the Snowball algorithm of a language.

use rust_stemmers::{Algorithm, Stemmer};

use super::words;

/// The stemmer of a language, where there is one.
pub(super) struct Stems(Option<Stemmer>);

impl Stems {
    /// For a BCP 47 tag.
    pub(super) fn of(language: &str) -> Self {
        let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
        let algorithm = match primary.as_str() {
            "ar" => Algorithm::Arabic,
            "de" => Algorithm::German,
            "en" => Algorithm::English,
            "es" => Algorithm::Spanish,
            "fr" => Algorithm::French,
            "nl" => Algorithm::Dutch,
            _ => return Self(None),
        };
        Self(Some(Stemmer::create(algorithm)))
    }

    /// What all forms of a word have in common; `written` has the accents that `form` lacks.
    pub(super) fn stem(&self, form: &str, written: &str) -> String {
        match &self.0 {
            // Of more than letters, such as `gr08`, there are no forms.
            Some(stemmer) if written.chars().all(char::is_alphabetic) => {
                words::fold(&stemmer.stem(written))
            }
            _ => form.to_owned(),
        }
    }
}
