//! Which form a word has with a whole number, by the rules of Unicode CLDR 48, `plurals.xml`
//! (<https://unicode.org/cldr/charts/48/supplemental/language_plural_rules.html>).
//!
//! Only what those rules say of whole numbers is here, and only of languages that they group with
//! others; one that is not named has one form for 1 and another for all else, as most have.

use std::collections::BTreeSet;

/// A form that words have with some numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PluralForm {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

/// All forms by their names in CLDR and in files of words.
pub(crate) const PLURAL_FORMS: [(&str, PluralForm); 6] = [
    ("zero", PluralForm::Zero),
    ("one", PluralForm::One),
    ("two", PluralForm::Two),
    ("few", PluralForm::Few),
    ("many", PluralForm::Many),
    ("other", PluralForm::Other),
];

impl PluralForm {
    /// The form with a number as it is written; none where it is no whole number.
    pub(crate) fn of(number: &str, language: &str) -> Option<Self> {
        Some(form(number.parse().ok()?, language))
    }
}

/// The forms that a language has with the numbers that people count pages and questions by.
pub(crate) fn forms(language: &str) -> BTreeSet<PluralForm> {
    (0..=1_000).map(|n| form(n, language)).collect()
}

fn form(n: u64, language: &str) -> PluralForm {
    use PluralForm::{Few, Many, One, Other, Two, Zero};

    let primary = language.split('-').next().unwrap_or_default().to_ascii_lowercase();
    let (ones, hundreds) = (n % 10, n % 100);
    let is_millions = n != 0 && n.is_multiple_of(1_000_000);
    let is_teen = (11..=14).contains(&hundreds);
    match &*primary {
        "id" | "ja" | "ko" | "ms" | "th" | "vi" | "zh" => Other,
        "fr" | "pt" => match n {
            0 | 1 => One,
            _ if is_millions => Many,
            _ => Other,
        },
        "ca" | "es" | "it" => match n {
            1 => One,
            _ if is_millions => Many,
            _ => Other,
        },
        "fa" | "hi" if n <= 1 => One,
        "ar" => match n {
            0 => Zero,
            1 => One,
            2 => Two,
            _ if (3..=10).contains(&hundreds) => Few,
            _ if hundreds >= 11 => Many,
            _ => Other,
        },
        "he" | "iw" if n == 2 => Two,
        "cs" | "sk" if (2..=4).contains(&n) => Few,
        "pl" => match n {
            1 => One,
            _ if (2..=4).contains(&ones) && !is_teen => Few,
            _ => Many,
        },
        "be" | "ru" | "uk" => match ones {
            1 if !is_teen => One,
            2..=4 if !is_teen => Few,
            _ => Many,
        },
        "bs" | "hr" | "sr" => match ones {
            1 if !is_teen => One,
            2..=4 if !is_teen => Few,
            _ => Other,
        },
        "ro" if n == 0 || (n != 1 && (1..=19).contains(&hundreds)) => Few,
        "sl" => match hundreds {
            1 => One,
            2 => Two,
            3 | 4 => Few,
            _ => Other,
        },
        "lt" => match ones {
            _ if (11..=19).contains(&hundreds) => Other,
            1 => One,
            2..=9 => Few,
            _ => Other,
        },
        _ if n == 1 => One,
        _ => Other,
    }
}

#[cfg(test)]
mod tests {
    use super::{PLURAL_FORMS, form};

    /// The whole numbers that CLDR gives as samples for each form.
    const SAMPLES: [(&str, &str, &[u64]); 40] = [
        ("en", "one", &[1]),
        ("en", "other", &[0, 2, 16, 100, 1_000, 1_000_000]),
        ("de", "one", &[1]),
        ("de", "other", &[0, 2, 16, 100, 1_000, 1_000_000]),
        ("nl", "one", &[1]),
        ("nl", "other", &[0, 2, 16, 100, 1_000, 1_000_000]),
        ("fr", "one", &[0, 1]),
        ("fr", "many", &[1_000_000]),
        ("fr", "other", &[2, 17, 100, 1_000, 10_000, 100_000]),
        ("es", "one", &[1]),
        ("es", "many", &[1_000_000]),
        ("es", "other", &[0, 2, 16, 100, 1_000, 10_000, 100_000]),
        ("it", "other", &[0, 2, 16, 100]),
        ("ar", "zero", &[0]),
        ("ar", "one", &[1]),
        ("ar", "two", &[2]),
        ("ar", "few", &[3, 10, 103, 110, 1_003]),
        ("ar", "many", &[11, 26, 111, 1_011]),
        ("ar", "other", &[100, 101, 102, 200, 202, 300, 302, 1_000, 10_000, 1_000_000]),
        ("he", "two", &[2]),
        ("he", "other", &[0, 3, 17, 100]),
        ("cs", "few", &[2, 4]),
        ("cs", "other", &[0, 5, 19, 100]),
        ("pl", "one", &[1]),
        ("pl", "few", &[2, 4, 22, 24, 32, 34, 102, 1_002]),
        ("pl", "many", &[0, 5, 19, 100, 1_000, 12, 13, 14, 21]),
        ("ru", "one", &[1, 21, 31, 41, 101, 1_001]),
        ("ru", "few", &[2, 4, 22, 24, 102, 1_002]),
        ("ru", "many", &[0, 5, 19, 11, 14, 100, 1_000]),
        ("hr", "other", &[0, 5, 19, 11, 14, 100]),
        ("ro", "few", &[0, 2, 16, 101, 1_001]),
        ("ro", "one", &[1]),
        ("ro", "other", &[20, 35, 100, 1_000]),
        ("sl", "one", &[1, 101, 201]),
        ("sl", "two", &[2, 102]),
        ("sl", "few", &[3, 4, 103]),
        ("lt", "one", &[1, 21, 101]),
        ("lt", "few", &[2, 9, 22, 29]),
        ("lt", "other", &[0, 10, 20, 11, 19, 111]),
        ("ja", "other", &[0, 1, 15, 100]),
    ];

    #[test]
    fn numbers_have_the_forms_that_cldr_gives_them() {
        for (language, name, numbers) in SAMPLES {
            for n in numbers {
                let form = form(*n, &format!("{language}-XX"));
                let said = PLURAL_FORMS.iter().find(|(_, known)| *known == form).unwrap().0;
                assert_eq!(said, name, "{n} in {language}");
            }
        }
    }
}
